"""``suanbei worksheet``: what it refuses first, then whole worksheets of sample projects as a user gets them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import projects
import pytest
import sample_result

from scanner import __version__
from scanner.catalog import load
from scanner.cli import main
from scanner.model import Decisions, ScanOptions, ScanResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

GOLDEN = projects.ROOT / "tests" / "golden-worksheet"
SAMPLES = (("ai-jiaoshi", "zh"), ("huihua-studio", "en"), ("neibu-gongju", "zh"))
DECLARED = """schema = 1
operator = "示例教育科技有限公司"

[[product]]
id = "jiaoshi"
name = "AI 老师"
audience = ["public"]
public_opinion = true
launched = 2026-09-29
minors = true

[[filing]]
type = "algorithm"
name = "小学语文答疑算法"
products = ["jiaoshi"]
covers = { families = ["text"] }
"""


class Pipeline:
    """Gives the same result whatever it is asked, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], ScanOptions]] = []

    def __call__(self, paths: Sequence[str], options: ScanOptions, progress: Callable[[str, int, int], None] | None) -> ScanResult:
        self.asked.append((tuple(paths), options))
        return sample_result.result((), Decisions())


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("SUANBEI_LANG", "LC_", "LANG"))]:
        monkeypatch.delenv(name)


# ---- what it refuses


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("no/such/folder/w.md", "no such folder"),
        ("w.pdf", ".md, .xlsx or .docx"),
        ("w", ".md, .xlsx or .docx"),
        ("md", ".md, .xlsx or .docx"),
        ("", ".md, .xlsx or .docx"),
    ],
)
def test_a_target_that_cannot_be_is_told_before_anything_is_scanned(
    target: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    pipeline = Pipeline()
    assert main(["worksheet", str(tmp_path), "-o", target], pipeline) == 2
    printed = capsys.readouterr()
    assert (printed.out, pipeline.asked, words in printed.err) == ("", [], True)
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("suffix", [".md", ".xlsx", ".docx"])
def test_a_file_that_cannot_be_written_ends_with_two(suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / f"w{suffix}").mkdir()
    assert main(["worksheet", str(tmp_path), "-o", str(tmp_path / f"w{suffix}")], Pipeline()) == 2
    assert capsys.readouterr().err.startswith("suanbei: ")


@pytest.mark.parametrize(("suffix", "module", "package"), [(".xlsx", "xlsxwriter", "XlsxWriter"), (".docx", "docx", "python-docx")])
@pytest.mark.parametrize(("lang", "words"), [("zh", "需要 Python 包"), ("en", "needs the Python package")])
def test_a_missing_library_is_told_with_its_package(  # noqa: PLR0913
    suffix: str,
    module: str,
    package: str,
    lang: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    pipeline = Pipeline()
    assert main(["worksheet", str(tmp_path), "-o", str(tmp_path / f"w{suffix}"), "--lang", lang], pipeline) == 2
    told = capsys.readouterr().err
    assert (words in told, package in told, pipeline.asked) == (True, True, [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["no/such/path"], "no/such/path"), (["--as-of", "yesterday"], "yesterday"), (["--lang", "de"], "de"), (["a", "b"], "b")],
)
def test_wrong_usage_ends_with_two(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["worksheet", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_faults_in_the_declarations_end_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "filing.toml").write_text('schema = 1\noperater = "x"\n', "utf-8")
    assert main(["worksheet", str(tmp_path), "--lang", "zh"]) == 2
    printed = capsys.readouterr()
    assert ("filing.toml:2" in printed.err, printed.out) == (True, "")


# ---- what it passes on


def test_options_reach_the_pipeline(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    pipeline = Pipeline()
    options = ["--include", "*.py", "--exclude", "b", "--all", "--no-cache", "--as-of", "2026-03-02", "-q"]
    assert main(["worksheet", str(tmp_path), *options], pipeline) == 0
    assert pipeline.asked == [
        ((str(tmp_path),), ScanOptions(include=("*.py",), exclude=("b",), all_hits=True, cache=False, as_of="2026-03-02"))
    ]
    assert capsysbinary.readouterr().out.startswith(b"# Worksheet for algorithm filings")


@pytest.mark.parametrize(("target", "begins"), [("w.MD", b"# "), ("w.xlsx", b"PK"), ("w.docx", b"PK")])
def test_the_name_of_the_file_chooses_the_format(target: str, begins: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["worksheet", str(tmp_path), "-o", str(tmp_path / target)], Pipeline()) == 0
    assert (tmp_path / target).read_bytes().startswith(begins)
    assert capsys.readouterr() == ("", "")


def test_libraries_are_imported_only_by_their_format() -> None:
    code = "import sys; from scanner.cli import main; main(['worksheet', 'fixtures/projects/neibu-gongju']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=projects.ROOT, capture_output=True, text=True, check=True)
    assert not {"xlsxwriter", "docx", "lxml", "openpyxl"} & set(done.stdout.splitlines()[-1].split())


# ---- whole worksheets


def run(project: Path, folder: Path, language: str, target: str, seed: str = "1") -> bytes:
    """From another folder, with an environment that says nothing."""
    cache = os.environ["SUANBEI_CACHE_DIR"]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(projects.ROOT), "PYTHONHASHSEED": seed, "SUANBEI_CACHE_DIR": cache}
    command = [sys.executable, "-m", "scanner", "worksheet", str(project), "--lang", language, "-o", target, "--as-of", "2026-11-22"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    assert (done.stderr, done.stdout if target != "-" else b"") == (b"", b"")
    return (folder / target).read_bytes() if target != "-" else done.stdout


@pytest.mark.parametrize(("slug", "language"), SAMPLES)
def test_worksheets_are_the_golden_ones(slug: str, language: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = projects.copied(slug, tmp_path / "project")
    if slug == "ai-jiaoshi":
        (project / "filing.toml").write_text(DECLARED, "utf-8")
    (tmp_path / "elsewhere").mkdir()
    told = run(project, tmp_path / "elsewhere", language, "-").decode()
    shown = told.replace(__version__, "@@VERSION@@").replace(load().version, "@@CATALOGUE@@")
    golden = GOLDEN / f"{slug}.{language}.md"
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_bytes(shown.encode())
    assert shown == golden.read_bytes().decode(), f"{golden.name} differs; 'make golden' writes it anew"


def test_no_golden_file_is_left_over() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(f"{slug}.{language}.md" for slug, language in SAMPLES)


@pytest.mark.parametrize("target", ["w.md", "w.xlsx", "w.docx"])
def test_another_run_gives_the_same_bytes(target: str, tmp_path: Path) -> None:
    project = projects.copied("wenda-bot", tmp_path / "project")
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    assert run(project, tmp_path / "one", "zh", target, "1") == run(project, tmp_path / "two", "zh", target, "2")


def test_names_from_code_stay_text(tmp_path: Path) -> None:
    """A route, a model and a page title that try to be markup, a formula or a link."""
    (tmp_path / "mini").mkdir()
    (tmp_path / "main.py").write_text(
        "from fastapi import FastAPI\nfrom openai import OpenAI\napp = FastAPI()\nclient = OpenAI()\n"
        "@app.post('/=1+1|<b>x</b>')\ndef ask(q):\n"
        "    return client.chat.completions.create(model='=HYPERLINK(\"evil.example\")|<img src=x>', messages=[])\n",
        "utf-8",
    )
    (tmp_path / "mini" / "app.json").write_text(
        json.dumps({"pages": ["p"], "tabBar": {"list": [{"pagePath": "p", "text": "](http://e.example)"}]}})
    )
    told = run(tmp_path, tmp_path, "zh", "w.md").decode()
    assert "evil.example" in told
    assert re.findall(r"(?<!\\)<(?!br>|https://[\w./-]*(?:cac\.gov\.cn|tc260\.org\.cn)[\w./-]*>)", told) == []
    assert re.findall(r"(?<!\\)\]\(", told) == []
    run(tmp_path, tmp_path, "zh", "w.xlsx")
    with zipfile.ZipFile(tmp_path / "w.xlsx") as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
