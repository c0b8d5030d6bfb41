"""What bad input gets: one clear line or a problem in every report, the rest of the scan unharmed, never a traceback."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import scanner
from scanner.cli import main
from scanner.trace.tracer import Tracer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.match.matcher import Site
    from scanner.model import Hit

GOOD = (
    'from openai import OpenAI\nOpenAI(base_url="https://api.deepseek.com").chat.completions.create(model="deepseek-chat", messages=[])\n'
)
CALL = "openai/chat-completions"


@dataclasses.dataclass(frozen=True)
class Outcome:
    code: int
    stderr: str
    text: str = ""
    hits: tuple[tuple[str, str], ...] = ()
    json_problems: tuple[tuple[str, str], ...] = ()
    """(path, reason)"""
    sarif_problems: tuple[str, ...] = ()
    """Paths that SARIF's notifications are about."""


def scanned(*paths: Path | str, options: tuple[str, ...] = (), capsys: pytest.CaptureFixture[str]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        outputs = [word for name in ("text", "json", "sarif") for word in ("-o", f"{name}={folder}/{name}")]
        code = main(["scan", *map(str, paths), "-q", "-v", "--lang", "en", *outputs, *options])
        stderr = capsys.readouterr().err
        if code == 2:
            assert os.listdir(folder) == []
            return Outcome(code, stderr)
        report = json.loads(Path(folder, "json").read_text("utf-8"))
        invocation = json.loads(Path(folder, "sarif").read_text("utf-8"))["runs"][0]["invocations"][0]
        about = [
            note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            for note in invocation.get("toolExecutionNotifications", [])
            if "locations" in note
        ]
        return Outcome(
            code,
            stderr,
            Path(folder, "text").read_text("utf-8"),
            tuple((hit["path"], hit["signature"]) for hit in report["hits"]),
            tuple((problem["path"], problem["reason"]) for problem in report["problems"]),
            tuple(about),
        )


def words(text: str) -> str:
    """A report without its line breaks, which may fall into a path."""
    return "".join(text.split())


def make_binary(path: Path) -> None:
    path.write_bytes(b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)))


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(GOOD.encode())
        file.truncate(200 * 2**20)


def make_socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)  # the whole path may be longer than a socket's address can be


def make_notebook(path: Path) -> None:
    path.write_text('{"cells": [{"cell_type": "code", "source": ["import openai\\n", "openai.', "utf-8")


def make_broken(path: Path) -> None:
    path.write_text(GOOD + "def half(:\n    return [1, 2\n\nclass\n" + GOOD, "utf-8")


def make_invalid(path: Path) -> None:
    path.write_bytes(GOOD.encode() + b'name = "\xff\xfe\x80 \xc3("\n')


def make_link_out(path: Path) -> None:
    outside = path.parent.parent / "outside.py"
    outside.write_text(GOOD, "utf-8")
    path.symlink_to(outside)


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        pytest.param("bad.py", make_binary, "binary", id="binary"),
        pytest.param("bad.py", make_huge, "too-large", id="200 MB"),
        pytest.param("bad.py", os.mkfifo, "unreadable", id="pipe"),
        pytest.param("bad.py", make_socket, "unreadable", id="socket"),
        pytest.param("bad.ipynb", make_notebook, "parse-error", id="notebook"),
        pytest.param("bad.py", make_broken, "parse-error", id="syntax"),
        pytest.param("bad.py", make_invalid, "encoding", id="bytes"),
        pytest.param("bad.py", make_link_out, "outside-root", id="link out of the project"),
    ],
)
def test_bad_file_is_a_problem_in_every_report_and_the_rest_is_scanned(
    name: str, make: Callable[[Path], None], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "project").mkdir()
    make(tmp_path / "project" / name)
    (tmp_path / "project" / "good.py").write_text(GOOD, "utf-8")
    found = scanned(tmp_path / "project", capsys=capsys)
    assert (found.code, found.stderr) == (0, "")
    assert ("good.py", CALL) in found.hits
    assert set(found.json_problems) == {(name, reason)}
    assert set(found.sarif_problems) == {name}
    assert name in words(found.text)


@pytest.mark.parametrize("make", [make_broken, make_invalid], ids=["syntax", "bytes"])
def test_what_can_be_read_of_a_bad_file_is_scanned(
    make: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path / "bad.py")
    assert ("bad.py", CALL) in scanned(tmp_path, capsys=capsys).hits


@pytest.mark.parametrize("make", [make_binary, make_huge, os.mkfifo, make_socket, make_broken, make_invalid, make_link_out])
def test_strict_makes_it_an_exit_code(make: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "project").mkdir()
    make(tmp_path / "project" / "bad.py")
    assert scanned(tmp_path / "project", options=("--strict",), capsys=capsys).code == 3


@pytest.mark.parametrize("make", [make_binary, make_huge, os.mkfifo, make_socket, make_link_out])
def test_bad_file_that_is_named_itself_is_a_problem_as_well(
    make: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "project").mkdir()
    make(tmp_path / "project" / "bad.py")
    found = scanned(tmp_path / "project" / "bad.py", capsys=capsys)
    assert (found.code, [path for path, _ in found.json_problems]) == (0, ["bad.py"])


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may read everything; for a while this process is nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def others_may_read(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


@pytest.mark.skipif(os.geteuid() == 0 and not others_may_read(Path(scanner.__file__).parent), reason="the checkout is root's own")
@pytest.mark.parametrize("closed", ["bad.py", "bad"])
def test_file_or_folder_without_read_permission_is_a_problem(closed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "good.py").write_text(GOOD, "utf-8")
        (folder / "bad").mkdir()
        (folder / "bad" / "inner.py").write_text(GOOD, "utf-8")
        (folder / "bad.py").write_text(GOOD, "utf-8")
        (folder / closed).chmod(0)
        with ordinary_user():
            found = scanned(folder, capsys=capsys)
        (folder / closed).chmod(0o700)
    assert (found.code, found.stderr) == (0, "")
    assert ("good.py", CALL) in found.hits
    assert [(path.rstrip("/"), reason) for path, reason in found.json_problems] == [(closed, "unreadable")]
    assert [path.rstrip("/") for path in found.sarif_problems] == [closed]
    assert closed in words(found.text)


def test_links_in_a_circle_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.py").write_text(GOOD, "utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a.py").symlink_to(tmp_path / "b.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    found = scanned(tmp_path, capsys=capsys)
    assert (found.code, found.stderr) == (0, "")
    assert {path for path, _ in found.hits} == {"good.py"}
    assert found.json_problems == (("a.py", "unreadable"), ("b.py", "unreadable"))


@pytest.mark.parametrize("name", ["nothing", "nothing/at/all.py", "good.py/inside", "\udcff.py", "a" * 300], ids=ascii)
def test_path_that_does_not_exist_is_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.py").write_text(GOOD, "utf-8")
    found = scanned(tmp_path / name, capsys=capsys)
    assert found.code == 2
    assert found.stderr.startswith("suanbei: ")
    assert found.stderr.count("\n") == 1


def test_empty_folder_is_scanned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = scanned(tmp_path, capsys=capsys)
    assert (found.code, found.stderr, found.hits, found.json_problems) == (0, "", (), ())
    assert "0 files read" in found.text


def test_file_instead_of_a_folder_is_scanned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.py").write_text(GOOD, "utf-8")
    found = scanned(tmp_path / "good.py", capsys=capsys)
    assert (found.code, found.json_problems) == (0, ())
    assert ("good.py", CALL) in found.hits


CALL_ALONE = """schema = 1
id = "own"
title = "Own gateway"
homepage = "https://example.com"
checked = 2026-01-01
source = "own"
[[call]]
id = "ask"
python = ["gateway.ask"]
technique = "dialogue"
"""
SIGNATURES: dict[str, str | bytes] = {
    "no TOML": "schema = \n",
    "no text": b"\xff\xfe\x00",
    "unknown key": """schema = 1
id = "own"
title = "Own gateway"
homepage = "https://example.com"
checked = 2026-01-01
source = "own"
vendors = "own"
""",
    "no example": CALL_ALONE,
}
PACKAGE_AND_EXAMPLE = """
[[package]]
ecosystem = "pypi"
name = "gateway"

[[example]]
language = "python"
title = "one call, and one of something else"
code = '''
import gateway
gateway.ask("?")  # $ hit=own/ask
other.ask("?")
'''
"""


@pytest.mark.parametrize("content", SIGNATURES.values(), ids=SIGNATURES)
def test_broken_signature_of_ones_own_is_a_problem(content: str | bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / ".suanbei" / "signatures" / "libraries"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "good.py").write_text(GOOD, "utf-8")
    found = scanned(tmp_path, capsys=capsys)
    assert (found.code, found.stderr) == (0, "")
    assert ("good.py", CALL) in found.hits
    assert {path for path, _ in found.json_problems} == {".suanbei/signatures/libraries/own.toml"}
    assert set(found.sarif_problems) == {".suanbei/signatures/libraries/own.toml"}
    assert "own.toml" in words(found.text)


def test_signature_of_ones_own_that_is_right_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / ".suanbei" / "signatures" / "libraries"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(CALL_ALONE + PACKAGE_AND_EXAMPLE, "utf-8")
    (tmp_path / "app.py").write_text("import gateway\n\ngateway.ask('?')\n", "utf-8")
    found = scanned(tmp_path, capsys=capsys)
    assert (found.hits, found.json_problems) == ((("app.py", "own/ask"),), ())


def test_a_crash_while_tracing_one_hit_costs_its_entry_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o')\n"
    for name in ("bad.py", "good.py"):
        (tmp_path / name).write_text(code)
    trace = Tracer.trace

    def failing(tracer: Tracer, site: Site) -> Hit:
        if site.hit.location.path == "bad.py":
            raise RecursionError("too far")
        return trace(tracer, site)

    monkeypatch.setattr(Tracer, "trace", failing)
    found = scanned(tmp_path, capsys=capsys)
    assert {("bad.py", CALL), ("good.py", CALL)} <= set(found.hits)
    assert found.json_problems == (("bad.py", "crash"),)
    assert found.sarif_problems == ("bad.py",)
    assert "bad.py" in found.text


def test_what_is_called_vendored_is_read_where_the_program_imports_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clients").mkdir()
    (tmp_path / ".gitattributes").write_text("clients/** linguist-vendored\n")
    (tmp_path / "clients" / "used.py").write_text(GOOD)
    (tmp_path / "clients" / "unused.py").write_text(GOOD)
    (tmp_path / "app.py").write_text("from clients import used\n")
    found = scanned(tmp_path, capsys=capsys)
    assert {path for path, _ in found.hits} == {"clients/used.py"}
    assert "unused.py" in found.text
