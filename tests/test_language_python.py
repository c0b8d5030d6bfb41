"""The Python front end: every form against the notes of its fixtures, bindings, hostile input, module names."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, call_text, import_text, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.languages.interface import Naming
from scanner.languages.python import LANGUAGE
from scanner.languages.python.text import unescape
from scanner.lower import lower as lower_file
from scanner.model import SourceFile

if TYPE_CHECKING:
    from scanner.model import Facts

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "languages" / "python").iterdir())


def lower(source: str) -> Facts:
    return LANGUAGE.lower("a.py", source.encode())


def bound(source: str) -> dict[str, list[str]]:
    """Every binding of the source as text, by name."""
    facts = lower(source)
    found: dict[str, list[str]] = {}
    for bind in facts.binds:
        found.setdefault(bind.name, []).append(render(facts, bind.value) + (" if" if bind.guarded else ""))
    return found


def calls(source: str) -> list[str]:
    facts = lower(source)
    return [call_text(facts, call) for call in facts.calls]


def gaps(source: str) -> set[str]:
    return {reason for reason, _ in lower(source).gaps}


# ---------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_every_line_of_the_fixture_gives_the_facts_of_its_note(path: Path) -> None:
    data = path.read_bytes()
    facts = LANGUAGE.lower(path.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_every_expression_of_the_fixture_refers_to_existing_facts(path: Path) -> None:
    facts = LANGUAGE.lower(path.name, path.read_bytes())
    assert "…" not in "".join(render(facts, number) for number in range(len(facts.exprs)))
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    ("source", "name", "values"),
    [
        pytest.param("try:\n import x\nexcept ImportError:\n x = None", "x", ["<x> if", "None if"], id="import under a condition"),
        pytest.param("if a:\n def f(): pass", "f", ["<f> if"], id="function under a condition"),
        pytest.param("if a:\n def f():\n  x = 1", "x", ["1"], id="certain in its function"),
        pytest.param("with a:\n x = 1", "x", ["1"], id="with is no condition"),
        pytest.param("x = 1\ndef f():\n global x\n x = 2", "x", ["1", "2 if"], id="assigned in a function that may not run"),
        pytest.param("class A:\n @x.setter\n def y(self, v): pass\n", "y", [], id="the writing side of a property is not its value"),
        pytest.param("@typing.overload\ndef f(): ...", "f", [], id="declared for type checkers only"),
    ],
)
def test_bindings_say_whether_they_are_certain(source: str, name: str, values: list[str]) -> None:
    assert bound(source).get(name, []) == values


@pytest.mark.parametrize(
    "source",
    [
        "x = f(x)",
        "x = x or f()",
        "for x in f(x): pass",
        "with f(x) as x: pass",
        "x += f()",
        "(x := f(x))",
        "[0 for x in f(x)]",
        "a = x = f(x)",
    ],
)
def test_a_name_on_the_right_means_what_it_was_before(source: str) -> None:
    facts = lower(source)
    before = [expr for expr in facts.exprs if expr[0] == "name" and expr[1] == "x"][-1]
    assert all(bind.offset > int(str(before[3])) or bind.scope != before[2] for bind in facts.binds if bind.name == "x")


def test_the_value_of_a_type_checkers_import_is_told_from_others() -> None:
    facts = lower("if TYPE_CHECKING:\n import a\n if deeper:\n  import b\nelse:\n import c\nimport d")
    assert [(item.module, item.flags) for item in facts.imports] == [("a", "t"), ("b", "t"), ("c", ""), ("d", "")]


def test_equal_literals_are_two_things() -> None:
    facts = lower("a = {}\nb = {}\nc = []\nd = []")
    assert len({bind.value for bind in facts.binds}) == 4


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("__name__ == '__main__'", ["__name__ == '__main__':\n main()"]),
        ('"__main__" == __name__', ['"__main__" == __name__:\n main()']),
        ("__name__ in ('__main__', 'app')", ["__name__ in ('__main__', 'app'):\n main()"]),
        ("__name__ != '__main__'", []),
        ("name == '__main__'", []),
    ],
)
def test_what_the_program_alone_runs_is_told(asked: str, found: list[str]) -> None:
    source = f"if {asked}:\n main()\nelse:\n other()\n"
    assert [source[start:end] for start, end in lower(source).program] == found
