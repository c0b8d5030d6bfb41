"""The command check: exit codes, named files, dates, bad input, and what --record writes."""

from __future__ import annotations

import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest
from test_drift import MODEL, ONE, TWO, WENDA, chat, filing, project, speech

from scanner.cli import main

if TYPE_CHECKING:
    from pathlib import Path

COVERED = 'families = ["text"], vendors = ["deepseek"]'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"app__a": chat("deepseek", "deepseek-chat"), "app__b": chat("deepseek", "deepseek-chat", "/b"), "app__c": "x = 1\n"}
    return project(tmp_path, WENDA + filing(ONE, '["wenda"]', COVERED), **files)


def add_vendor(folder: Path) -> None:
    (folder / "app" / "c.py").write_text(chat("minimax", "abab6.5-chat", "/c"), "utf-8")


def git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    environment = {"GIT_COMMITTER_DATE": "2026-11-18T12:00:00+0800", "GIT_AUTHOR_DATE": "2026-11-18T12:00:00+0800", "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True, env=environment)


# ------------------------------------------------------------------------------------------------ exit codes


@pytest.mark.parametrize("names", [(), ("app/c.py",), ("app/a.py", "app/c.py"), ("app/a.py", "app/b.py", "app/c.py", "filing.toml")])
def test_drift_fails_and_only_drift(folder: Path, names: tuple[str, ...]) -> None:
    paths = [str(folder / name) for name in names] or [str(folder)]
    assert main(["check", "-q", *paths]) == 0
    add_vendor(folder)
    assert main(["check", "-q", *paths]) == 1
    assert main(["check", "-q", "--fail-on", "none", *paths]) == 0


@pytest.mark.parametrize("names", [("app/a.py",), ("app/a.py", "app/b.py")])
def test_files_that_bring_nothing_pass(folder: Path, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    add_vendor(folder)
    assert main(["check", "--lang", "zh", *(str(folder / name) for name in names)]) == 0
    assert "所列文件没有带来差异。" in capsys.readouterr().out


def test_in_a_repository_from_a_folder_below(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(folder, "init")
    add_vendor(folder)
    monkeypatch.chdir(folder / "app")
    assert [main(["check", "-q", name]) for name in ("c.py", "a.py", ".")] == [1, 0, 1]


def test_without_declarations_it_says_so_and_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "filing.toml").unlink()
    assert main(["check", "--lang", "en", str(folder)]) == 0
    assert "No filing.toml" in capsys.readouterr().out
    assert main(["check", "-q", "--fail-on", "ask", str(folder)]) == 1


# ------------------------------------------------------------------------------------------------ dates


def test_the_date_is_that_of_the_last_commit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--lang", "en", str(folder)])
    assert "no date to compare with" in capsys.readouterr().out
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "Begin")
    main(["check", "--lang", "en", str(folder)])
    assert "as of 2026-11-18 (HEAD commit)" in capsys.readouterr().out
    main(["check", "--lang", "en", "--as-of", "2026-11-21", str(folder)])
    assert "as of 2026-11-21 (--as-of)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "If it goes live: change filing within 10 working days of the change (ALGO 24)."),
        (["--changed-on", "2026-11-02"], "from 2026-11-02, that day not counted, until 2026-11-16 (past)."),
        (["--changed-on", "2026-11-20"], "from 2026-11-20, that day not counted, until 2026-12-04."),
        (
            ["--changed-on", "2099-12-01"],
            "until 2099-12-15 (provisional: the year's official calendar is not published or not known, weekends only).",
        ),
    ],
)
def test_dates_come_from_declared_days_only(folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], expected: str) -> None:
    add_vendor(folder)
    main(["check", "--lang", "en", "--as-of", "2026-11-21", *options, str(folder)])
    assert expected in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("option", ["--as-of", "--changed-on"])
@pytest.mark.parametrize("value", ["2026-02-30", "20260302", "yesterday"])
def test_bad_days_end_with_two(folder: Path, option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", option, value, str(folder)]) == 2
    assert repr(value) in capsys.readouterr().err


def test_all_faults_of_the_file_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = WENDA.replace("launched = 2026-03-02", "launched = 2026-02-30").replace("audience", "audiense")
    bad += filing(ONE, '["wenda"]', 'vendors = ["depseek"]') + filing(ONE, '["wanda"]') + filing("网信算备1234号", '["wenda"]')
    (folder / "filing.toml").write_text(f"schema = 1\n{bad}", "utf-8")
    assert main(["check", "--lang", "en", str(folder / "app" / "a.py")]) == 2
    told = capsys.readouterr().err
    assert [line.partition(": ")[2] for line in told.splitlines() if "did you mean" in line and "audiense" in line]
    for word in ("2026-02-30", "did you mean deepseek", "wanda", "already the number", "has 4 digits"):
        assert word in told
    assert len([line for line in told.splitlines() if "filing.toml:" in line]) >= 6


# ------------------------------------------------------------------------------------------------ --record


def declared(head: str, end: str = "\n") -> str:
    lines = [
        "schema = 1  # the format",
        "",
        *WENDA.splitlines(),
        "# held since spring",
        "[[filing]]",
        'type = "algorithm"   # 算法',
        f'number = "{ONE}"',
    ]
    lines += [
        'products = ["wenda"]',
        'role = "provider"',
        "",
        "# the registration",
        "[[filing]]",
        'type = "genai-registration"',
        f'number = "{MODEL}"',
    ]
    return head + end.join([*lines, "# end", ""])


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("head", ["", "\ufeff"], ids=["plain", "bom"])
def test_record_adds_lines_and_touches_nothing_else(folder: Path, head: str, end: str) -> None:
    (folder / "app" / "b.py").write_text(chat("dashscope", "qwen-plus", "/b"), "utf-8")
    file, before = folder / "filing.toml", declared(head, end)
    file.write_bytes(before.encode())
    assert main(["check", "-q", "--record", str(folder / "app" / "c.py")]) == 0
    after = file.read_bytes().decode().split(end)
    line = 'covers = { families = ["text"], vendors = ["dashscope", "deepseek"], models = ["deepseek", "qwen"] }'
    assert [one for one in after if one != line] == before.split(end)
    assert [after[number - 1] for number, one in enumerate(after) if one == line] == ['role = "provider"', f'number = "{MODEL}"']
    assert main(["check", "-q", "--fail-on", "ask", str(folder)]) == 0


def test_what_is_recorded_can_be_read_again(folder: Path) -> None:
    """Names that the reader would refuse, for instance of a model that nobody knows, are left out."""
    (folder / "app" / "c.py").write_text(chat("dashscope", "our-solver-7b", "/c"), "utf-8")
    (folder / "filing.toml").write_text("schema = 1\n" + WENDA + filing(ONE, '["wenda"]'), "utf-8")
    assert main(["check", "-q", "--record", str(folder)]) == 0
    assert 'vendors = ["dashscope", "deepseek"], models = ["deepseek"] }' in (folder / "filing.toml").read_text("utf-8")


def test_record_leaves_alone_what_is_recorded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "filing.toml").read_bytes()
    add_vendor(folder)
    assert main(["check", "-q", "--record", "--lang", "en", str(folder)]) == 1
    assert (folder / "filing.toml").read_bytes() == before
    assert "no covers to write" in capsys.readouterr().err


def test_record_writes_into_pyproject(folder: Path) -> None:
    (folder / "filing.toml").unlink()
    own = f'[tool.suanbei]\nschema = 1\n[[tool.suanbei.filing]]\ntype = "algorithm"\nnumber = "{ONE}"\n'
    text = f'[project]\nname = "x"\n{own}[tool.other]\na = 1\n'
    (folder / "pyproject.toml").write_text(text, "utf-8")
    assert main(["check", "-q", "--record", str(folder)]) == 0
    (row,) = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["tool"]["suanbei"]["filing"]
    assert row["covers"] == {"families": ["text"], "vendors": ["deepseek"], "models": ["deepseek"]}


def test_a_table_written_otherwise_is_told_not_mended(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f'schema = 1\nfiling = [{{ type = "algorithm", number = "{ONE}" }}]\n'
    (folder / "filing.toml").write_text(text, "utf-8")
    assert main(["check", "-q", "--record", str(folder)]) == 2
    assert (folder / "filing.toml").read_text("utf-8") == text
    assert "add to it: covers = {" in capsys.readouterr().err


def test_two_filings_that_nothing_tells_apart_are_not_recorded(folder: Path) -> None:
    (folder / "app" / "c.py").write_text(speech("minimax"), "utf-8")
    text = "schema = 1\n" + WENDA + filing(ONE, '["wenda"]') + filing(TWO, '["wenda"]')
    (folder / "filing.toml").write_text(text, "utf-8")
    main(["check", "-q", "--record", str(folder)])
    assert (folder / "filing.toml").read_text("utf-8") == text
