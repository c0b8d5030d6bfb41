"""What has changed since filings were made, from the history of real repositories."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import jsonschema
import pytest
from projects import ROOT
from test_drift import MODEL, ONE, TWO, WENDA, chat, filing, project, speech

from scanner.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
COVERS = 'families = ["text"], vendors = ["deepseek"], models = ["deepseek"]'
DATED = filing(ONE, '["wenda"]', COVERS) + "date = 2026-04-20\n"


def git(folder: Path, *arguments: str, day: str = "2026-04-18") -> str:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always")
    made = f"{day}T12:00:00+0800"
    environment = {**os.environ, "GIT_COMMITTER_DATE": made, "GIT_AUTHOR_DATE": made, "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True, env=environment).stdout.decode()


def commit(folder: Path, day: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Change", day=day)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Filed with DeepSeek for text; MiniMax came a month later, the declaration last."""
    place = tmp_path / "app"
    place.mkdir()
    project(place, "", a=chat("deepseek", "deepseek-chat"), old__b=chat("dashscope", "qwen-plus", "/b"))
    (place / "filing.toml").unlink()
    git(place, "init", "-q")
    commit(place, "2026-04-18")
    project(place, WENDA + DATED, c=chat("minimax", "abab6.5-chat", "/c"), d=speech("minimax"))
    (place / "old" / "b.py").unlink()
    commit(place, "2026-05-18")
    return place


def told(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["check", "--since-filing", "--format", "json", "--fail-on", "none", *options, str(folder)]) == 0
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, SCHEMA, cls=jsonschema.Draft202012Validator)
    found: list[dict[str, object]] = report["since"]
    return found


def changes(rows: object) -> list[tuple[str, str, str, int]]:
    return [(one["what"], one["value"], one["path"], one["line"]) for one in rows]  # type: ignore[attr-defined]


def test_what_came_and_went_is_told_with_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = told(folder, capsys)
    assert (one["filing"], one["date"], one["commit_date"]) == (ONE, "2026-04-20", "2026-04-18")
    assert one["commit"] == git(folder, "rev-parse", "HEAD~1").strip()
    assert changes(one["added"]) == [
        ("family", "speech", "d.py", 8),
        ("model", "minimax", "c.py", 8),
        ("model", "openai-tts", "d.py", 8),
        ("vendor", "minimax", "c.py", 8),
    ]
    assert changes(one["gone"]) == [("model", "qwen", "old/b.py", 8), ("vendor", "dashscope", "old/b.py", 8)]


def test_a_family_with_a_filing_of_its_own_is_told_of_that(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = filing(TWO, '["wenda"]', 'families = ["speech"], vendors = ["minimax"]') + "date = 2026-05-20\n"
    registered = filing(MODEL, '["wenda"]', kind="genai-registration") + "date = 2026-05-12\n"
    project(folder, WENDA + DATED + second + registered)
    first, speaking, model = told(folder, capsys)
    assert ("family", "speech", "d.py", 8) not in changes(first["added"])
    assert (speaking["added"], speaking["gone"], speaking["commit_date"]) == ([], [], "2026-05-18")
    assert {("vendor", "minimax", "c.py", 8), ("family", "speech", "d.py", 8)} <= set(changes(model["added"]))


@pytest.mark.parametrize(
    ("date", "expected"),
    [("", (None, None)), ("date = 2026-04-17\n", ("2026-04-17", None)), ("date = 2026-04-18\n", ("2026-04-18", "2026-04-18"))],
)
def test_without_a_date_or_a_commit_nothing_is_compared(
    folder: Path, capsys: pytest.CaptureFixture[str], date: str, expected: tuple[str | None, str | None]
) -> None:
    project(folder, WENDA + filing(ONE, '["wenda"]', COVERS) + date)
    (one,) = told(folder, capsys)
    assert (one["date"], one["commit_date"]) == expected
    assert bool(one["added"]) is bool(expected[1])


def test_a_shallow_clone_says_that_it_has_no_history(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{folder}", "shallow")
    assert [one["commit"] for one in told(tmp_path / "shallow", capsys)] == [None]
    main(["check", "--since-filing", "--lang", "zh", str(tmp_path / "shallow")])
    assert "浅克隆" in capsys.readouterr().out


def test_outside_of_git_and_without_declarations(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = project(
        tmp_path / "bare" if (tmp_path / "bare").mkdir() is None else tmp_path, WENDA + DATED, a=chat("deepseek", "deepseek-chat")
    )
    assert [one["commit"] for one in told(bare, capsys)] == [None]
    (folder / "filing.toml").unlink()
    assert told(folder, capsys) == []


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        (
            "zh",
            "2026-04-20 备案以来,代码中新增技术族 语音、模型 minimax、模型 openai-tts、供应商 MiniMax;不再有模型 qwen、供应商 阿里云百炼。",
        ),
        (
            "en",
            "Since the filing of 2026-04-20, in the code: added technique family speech, model minimax, model openai-tts, vendor MiniMax;",
        ),
    ],
)
def test_the_screen_has_a_sentence_for_the_papers(folder: Path, capsys: pytest.CaptureFixture[str], lang: str, sentence: str) -> None:
    main(["check", "--since-filing", "--lang", lang, str(folder)])
    shown = " ".join(capsys.readouterr().out.split())
    assert sentence.replace(" ", "") in shown.replace(" ", "")


@pytest.mark.parametrize(("more", "expected"), [("", False), ("companion = true", True)])
def test_companions_are_verified_every_year(folder: Path, capsys: pytest.CaptureFixture[str], more: str, expected: bool) -> None:
    project(folder, WENDA + more + "\n" + DATED)
    main(["check", "--since-filing", "--lang", "en", str(folder)])
    assert ("annual verification" in capsys.readouterr().out) is expected


def test_nobody_asks_nothing_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "json", "--fail-on", "none", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["since"] is None


def test_links_and_filters_of_the_earlier_commit_are_not_followed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A commit may hold links out of the tree, and attributes that name programs."""
    git(folder, "config", "filter.loud.smudge", "touch smudged; cat")
    (folder / ".gitattributes").write_text("*.py filter=loud\n", "utf-8")
    (folder / "out").symlink_to("/etc")
    commit(folder, "2026-05-19")
    project(folder, WENDA + DATED.replace("2026-04-20", "2026-05-20"))
    (one,) = told(folder, capsys)
    assert (one["commit_date"], one["added"], one["gone"]) == ("2026-05-19", [], [])
    assert not (folder / "smudged").exists()
