"""Values as short text, so that tests can say what they expect; transforms only, asserts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from in_memory import Samples

from scanner.evaluate.project import tail
from scanner.evaluate.values import Class, Const, Function, Instance, Map, Module, Path, Sequence, Text, Unknown, merge
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.evaluate.values import Value

PROBE = "probe"


def text(samples: Samples, value: Value) -> str:
    """``sdk.Client()`` a path, ``'text'`` (``?`` overridable, ``+n`` parameters away), ``a Name`` an instance, ``?`` unknown."""
    if isinstance(value, Text):
        return repr(value.text.replace(HOLE, "…")) + "?" * value.overridable + f"+{value.hops}" * bool(value.hops)
    if isinstance(value, Path):
        return ".".join(value.steps).replace(".(", "(").replace(".[", "[") + f"+{value.hops}" * bool(value.hops)
    if isinstance(value, Const):
        return str(value.value)
    if isinstance(value, Module):
        return f"module {value.file}"
    if isinstance(value, Class | Instance | Function):
        facts = samples.facts(value.file)
        assert facts is not None
        word = {Class: "class", Instance: "a", Function: "def"}[type(value)]
        return f"{word} {facts.scopes[value.scope].name}"
    if isinstance(value, Map):
        return "{}"
    if isinstance(value, Sequence):
        return "[]"
    return "?" if isinstance(value, Unknown) else type(value).__name__


def probed(files: Mapping[str, str]) -> list[str]:
    """What ``probe(…)`` is given, over all calls of it in the order of the files."""
    samples = Samples(files)
    found = [
        samples.evaluator.values(path, call.arguments[0].value)
        for path in files
        if (facts := samples.facts(path)) is not None
        for call in facts.calls
        if tail(facts, call.callee) == PROBE and call.arguments
    ]
    return [text(samples, value) for value in merge(found)]
