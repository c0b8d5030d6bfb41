"""Hints of public-opinion functions: where they are not told, and what they are in a whole scan; examples: ``test_signatures``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_memory import Samples, catalog, matcher

from scanner.features import MAX_PLACES, Features, Searched
from scanner.model import ScanOptions, SourceFile
from scanner.pipeline import scan
from scanner.trace.entries import Entries

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import Feature

SIGNS = catalog().signs
CALL = """
from openai import OpenAI
from fastapi import FastAPI

app = FastAPI()


@app.post("/ask")
def ask(text: str):
    return OpenAI().chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}])


@app.post("/comments")
def comment():
    return {}
"""


def hints(code: str, path: str) -> list[Feature]:
    return list(Samples({path: code}).features(path))


@pytest.mark.parametrize("path", ["tests/test_app.py", "app.ipynb"])
def test_code_without_a_public_gives_no_hint(path: str) -> None:
    test = path.startswith("tests/")
    samples = Samples({path: "import werobot\n"})
    file = SourceFile(path=path, language="python" if test else "notebook", size=1, test=test)
    features = Features(SIGNS, samples.data.get, samples.facts, samples.look, Entries(samples.evaluator, matcher().paths, catalog()))
    assert list(features.of(Searched(file, ("werobot",), True))) == []


def test_a_sign_is_told_a_few_times() -> None:
    routes = "".join(f'\n\n@app.post("/comment/{n}")\ndef f{n}():\n    return 1\n' for n in range(9))
    assert len(hints("from fastapi import FastAPI\n\napp = FastAPI()\n" + routes, "a.py")) == MAX_PLACES


def test_without_an_algorithm_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import werobot\n", encoding="utf-8")
    assert scan([str(tmp_path)], ScanOptions(cache=False)).features == ()


def test_a_hint_is_a_reason_to_ask_and_changes_no_duty(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(CALL, encoding="utf-8")
    hinted = scan([str(tmp_path)], ScanOptions(cache=False))
    (tmp_path / "app.py").write_text(CALL.replace("/comments", "/remarks"), encoding="utf-8")
    plain = scan([str(tmp_path)], ScanOptions(cache=False))
    assert [(one.id, one.location.line) for one in hinted.features] == [("comments", 14)]
    assert [q.hints for q in hinted.decisions.questions if q.id == "public_opinion"] == [("app.py:14",)]
    assert hinted.decisions.obligations == plain.decisions.obligations
