"""What changes nothing for a reader changes no hit: other names for variables, another order of files, a module cut in two."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.catalog import load_examples
from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.catalog import Example

    Seen = set[tuple[object, ...]]

MANY_FIT_NOT = [HealthCheck.filter_too_much]
"""Not every example has a variable to rename, or a place where it can be cut."""
NAMES = st.sampled_from(["x", "it", "value_2", "客户端", "_private", "Client", "result"])


def parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except SyntaxError:  # of Python 2
        return None


PARSED = [e for e in load_examples() if e.language == "python" and not e.file and parsed(e.code) is not None]
EXAMPLES = st.sampled_from(PARSED)
NAMED_AT_WILL = st.sampled_from([e for e in PARSED if not e.owner.startswith("idioms/")])
"""What is found by paths; an algorithm that people wrote themselves is found by the words that they chose, too."""


def seen(files: Mapping[str, str]) -> Seen:
    """The hits of a project, without the files and columns that they stand in."""
    hits = Samples(files).hits()
    return {
        (h.location.line, h.signature, h.kind, h.technique, h.mode, h.vendor, h.model, h.base_url, h.certainty, h.overridable) for h in hits
    }


# ---------------------------------------------------------------------------------------------- names


def variables(tree: ast.Module) -> list[str]:
    """Variables that nothing but plain names mention."""
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    other = {name for node in ast.walk(tree) for name in mentioned(node)}
    fields = {target for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for target in assigned(node.body)}
    return sorted(bound - other - fields)


def mentioned(node: ast.AST) -> list[str]:
    """Names that are bound or meant by something else than a plain name."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Global() | ast.Nonlocal():
            return list(node.names)
        case ast.arg():
            return [node.arg]
        case ast.JoinedStr():  # no places inside before Python 3.12
            return [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]
        case ast.ExceptHandler():
            return [node.name or ""]
    return []


def renamed(code: str, tree: ast.Module, old: str, new: str) -> str:
    lines = [line.encode() for line in code.split("\n")]
    places = sorted(((n.lineno, n.col_offset) for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == old), reverse=True)
    for line, column in places:
        text = lines[line - 1]
        lines[line - 1] = text[:column] + new.encode() + text[column + len(old.encode()) :]
    return b"\n".join(lines).decode()


@settings(max_examples=150, deadline=None, suppress_health_check=MANY_FIT_NOT)
@given(NAMED_AT_WILL, st.data(), NAMES)
def test_other_names_for_variables_change_no_hit(example: Example, data: st.DataObject, new: str) -> None:
    tree = ast.parse(example.code)
    names = variables(tree)
    assume(names and new not in example.code)
    changed = renamed(example.code, tree, data.draw(st.sampled_from(names)), new)
    assert seen({"sample.py": changed}) == seen({"sample.py": example.code})


# ---------------------------------------------------------------------------------------------- files


def assigned(statements: list[ast.stmt]) -> set[str]:
    """Names that statements bind at their own level."""
    found: set[str] = set()
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                found.update(mentioned(node))
    return found


def cut(code: str, tree: ast.Module, at: int) -> dict[str, str] | None:
    """Two modules with the statements before and from a number on, every one on its old line; None when that would mean another thing."""
    before, after = tree.body[:at], tree.body[at:]
    shared = assigned(before) & assigned(after)
    used = {node.id for statement in before for node in ast.walk(statement) if isinstance(node, ast.Name)}
    changed = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    private = any(name.startswith("_") for name in assigned(before))
    line = after[0].lineno - 1 - len(getattr(after[0], "decorator_list", ()))
    if shared or private or changed or used & (assigned(after) - assigned(before)) or line < 1 or before[-1].end_lineno != line:
        return None
    lines = code.split("\n")
    return {"first.py": "\n".join(lines[:line]), "sample.py": "\n".join(["from first import *", *[""] * (line - 1), *lines[line:]])}


def halves(example: Example, data: st.DataObject) -> dict[str, str]:
    tree = ast.parse(example.code)
    cuts = [files for at in range(1, len(tree.body)) if (files := cut(example.code, tree, at)) is not None]
    assume(cuts)
    return data.draw(st.sampled_from(cuts))


@settings(max_examples=150, deadline=None, suppress_health_check=MANY_FIT_NOT)
@given(EXAMPLES, st.data())
def test_a_module_cut_in_two_has_the_same_hits(example: Example, data: st.DataObject) -> None:
    assert seen(halves(example, data)) == seen({"sample.py": example.code})


@settings(max_examples=60, deadline=None, suppress_health_check=MANY_FIT_NOT)
@given(st.lists(EXAMPLES, min_size=2, max_size=4), st.data())
def test_the_order_of_files_changes_nothing(examples: list[Example], data: st.DataObject) -> None:
    files = {f"p{n}/{path}": code for n, example in enumerate(examples) for path, code in halves(example, data).items()}
    order = data.draw(st.permutations(sorted(files)))
    assert Samples({path: files[path] for path in order}).hits() == Samples(files).hits()


@pytest.mark.parametrize(("asks", "sets"), [("a.py", "z.py"), ("z.py", "a.py")])
def test_a_module_setting_holds_in_files_that_come_before_it(asks: str, sets: str, tmp_path: Path) -> None:
    files = {
        asks: "import openai\n\ndef answer(text):\n    return openai.ChatCompletion.create(model='deepseek-chat', messages=[text])\n",
        sets: "import openai\n\nopenai.api_base = 'https://api.deepseek.com'\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert {hit.vendor for hit in scan([str(tmp_path)]).hits} == {"deepseek"}
