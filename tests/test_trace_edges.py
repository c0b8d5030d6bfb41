"""Ways from an entry to a hit that no plain call shows: functions handed back, the project's own decorators, callers beside the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CALL = "OpenAI().chat.completions.create(model='gpt-4o', messages=[])"
SERVICE = f"from openai import OpenAI\n\n\ndef answer(text):\n    return {CALL}\n"
CHOICE = "".join(f"    if name == 'n{n}':\n        return given_{n}\n" for n in range(12))
GIVEN = "".join(f"def given_{n}(text):\n    return {n}\n\n\n" for n in range(12))
GROUP = """from quart import Quart


class Group:
    def __init__(self, app: Quart):
        self.app = app

    def route(self, rule):
        def decorate(function):
            async def run(*given):
                return await function(*given)

            self.app.route(rule)(run)
            return function

        return decorate
"""


def reached(folder: Path, files: Mapping[str, str]) -> set[tuple[str | None, str]]:
    """(kind of entry, name) of every hit of a project."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    hits = scan((folder,)).hits
    assert hits
    return {(hit.entry.kind, hit.entry.name) if hit.entry else (None, hit.reach or "") for hit in hits}


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        pytest.param("    return name\n", {(None, "unreached")}, id="another value"),
        pytest.param("    return answer\n", {("http", "GET /ask")}, id="handed back"),
        pytest.param("    return answer if name else print\n", {("http", "GET /ask")}, id="one of two"),
    ],
)
def test_a_function_that_is_chosen_among_many(tmp_path: Path, choice: str, found: set[tuple[str | None, str]]) -> None:
    chosen = f"from service import answer\n\n\n{GIVEN}def choose(name):\n{CHOICE}{choice}"
    app = (
        "from flask import Flask\nfrom chosen import choose\n\napp = Flask(__name__)\n\n\n"
        "@app.get('/ask')\ndef ask():\n    return choose('x')('y')\n"
    )
    assert reached(tmp_path, {"service.py": SERVICE, "chosen.py": chosen, "app.py": app}) == found


def test_routes_that_the_projects_own_decorator_makes(tmp_path: Path) -> None:
    app = (
        "from group import Group\nfrom service import answer\n\n\nclass Answers(Group):\n"
        "    def start(self):\n        @self.route('/ask')\n        async def _(text):\n            return answer(text)\n"
    )
    found = reached(tmp_path, {"service.py": SERVICE, "group.py": GROUP, "app.py": app})
    assert {kind for kind, _ in found} == {"http"}


def test_methods_that_only_tests_and_their_own_class_call(tmp_path: Path) -> None:
    runner = (
        "from openai import OpenAI\n\n\nclass Runner:\n"
        f"    def answer_once(self):\n        return {CALL}\n\n    def answer_all(self):\n        self.answer_once()\n"
    )
    test = "from runner import Runner\n\n\ndef test_runner():\n    Runner().answer_once()\n"
    app = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/ask')\ndef ask(made):\n    return made.answer_once()\n"
    assert reached(tmp_path, {"runner.py": runner, "tests/test_runner.py": test, "app.py": app}) == {("http", "GET /ask")}
