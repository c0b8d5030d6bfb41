"""A second process: what it makes comes back, and what goes wrong in it is done here."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from scanner import workspace
from scanner.aside import begun
from scanner.pipeline import scan

if TYPE_CHECKING:
    from pathlib import Path

HERE = os.getpid()
several = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="there is no second processor, or no way to begin a copy"
)


def made() -> tuple[str, bool]:
    return "made", os.getpid() == HERE


def only_here() -> tuple[str, bool]:
    if os.getpid() != HERE:
        raise ValueError
    return made()


def killed_there() -> tuple[str, bool]:
    if os.getpid() != HERE:
        os.kill(os.getpid(), 9)
    return made()


def no_way_back() -> object:
    return made() if os.getpid() == HERE else (lambda: None)


@several
def test_work_is_done_in_another_process() -> None:
    assert begun(made)() == ("made", False)


@pytest.mark.parametrize("work", [only_here, killed_there, no_way_back])
def test_what_fails_there_is_done_here(work: object) -> None:
    assert begun(work)() == ("made", True)  # type: ignore[arg-type]


def test_what_fails_everywhere_is_told() -> None:
    def fails() -> None:
        raise ValueError("both")

    with pytest.raises(ValueError, match="both"):
        begun(fails)()


def test_one_processor_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert begun(made)() == ("made", True)


@several
def test_a_second_process_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    heat = "def hot_score(post):\n    return (post.votes - 1) / (post.age_hours + 2) ** 1.8\n"
    (tmp_path / "heat.py").write_text(heat)
    (tmp_path / "ask.py").write_text("from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o')\n")
    (tmp_path / "bad.py").write_text("def hot_score(votes, age_hours:\n    return votes / age_hours ** 1.8 $\n")
    alone = scan([str(tmp_path)])
    monkeypatch.setattr(workspace, "MUCH", 0)
    assert scan([str(tmp_path)]) == alone
    assert {hit.kind for hit in alone.hits} == {"idiom", "call", "client"}
    assert any(problem.path == "bad.py" for problem in alone.problems)
