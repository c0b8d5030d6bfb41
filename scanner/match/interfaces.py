"""Requests that are only declared: methods of an interface, whose decorators say verb and path and which a library fills in.

The address in front of the path stands at a decorator of the interface, or at the call that makes something of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog import selectors_for
from scanner.evaluate import chains
from scanner.evaluate.project import applied
from scanner.evaluate.values import NOTHING, CallRef, Class, Path, Text, merge
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog.values import SinkSignature
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.match.matcher import _FileMatch

_TYPES = ("class", "interface")
_UNKNOWN: tuple[Value, ...] = (Text(HOLE),)


def bases(at: _FileMatch, ref: CallRef, sink: SinkSignature) -> tuple[Value, ...] | None:
    """What stands in front of the path of a declared request; None when nothing around it declares requests."""
    index = at.ev.project.file(ref.file)
    scope = index.facts.calls[ref.call].scope if index is not None else -1
    if index is None or scope < 0 or index.facts.scopes[scope].kind not in _TYPES:
        return None
    places = [*_marks(at, index, scope, sink), *_makers(at, index, scope, sink)]
    if not places:
        return _UNKNOWN if sink.bare else None
    selectors = selectors_for(sink.base_url, at.language)
    found = merge(at.ev.select(place, selectors) or NOTHING for place in places)
    filled = [chains.filled(at.ev, v) for v in found if isinstance(v, Text)]
    return tuple(v for values in filled for v in values if isinstance(v, Text)) or _UNKNOWN


def _marks(at: _FileMatch, index: FileIndex, scope: int, sink: SinkSignature) -> Iterator[CallRef]:
    """The decorators of the interface that may hold the address."""
    facts = index.facts
    for decorator in facts.scopes[scope].decorators:
        values = at.ev.values(facts.path, applied(facts, decorator))
        expr = facts.exprs[decorator]
        if expr[0] == "call" and any(isinstance(v, Path) and v.steps in sink.marks for v in values):
            yield CallRef(facts.path, int(expr[1]), 0)  # type: ignore[call-overload]


def _makers(at: _FileMatch, index: FileIndex, scope: int, sink: SinkSignature) -> Iterator[CallRef]:
    """The calls that are given the interface, and what they are made on."""
    name = index.facts.scopes[scope].name
    for path in at.ev.project.mentioning(name, index.facts.path) if sink.makers else ():
        other = at.ev.project.file(path)
        for last in sorted({steps[-1] for steps in sink.makers}):
            for number in other.calls_by_tail.get(last, ()) if other is not None else ():
                ref = CallRef(path, number, 0)
                arguments = other.facts.calls[number].arguments if other is not None else ()
                given = merge(at.ev.values(path, _named(other, argument.value)) for argument in arguments if other is not None)
                if any(_is(value, index.facts.path, scope, name) for value in given):
                    yield from _made(at, ref, sink)


def _made(at: _FileMatch, ref: CallRef, sink: SinkSignature) -> Iterator[CallRef]:
    for value in at.ev.callee(ref):
        if isinstance(value, Path) and any(value.steps[: len(s) - 1] == s[:-1] and value.steps[-1] == s[-1] for s in sink.makers):
            yield ref
            yield from (origin for origin in value.origins[-1:] if origin is not None)


def _named(index: FileIndex, expr: int) -> int:
    """The class in an expression of its run-time type (``Api::class.java``)."""
    found = index.facts.exprs[expr]
    return int(found[1]) if found[0] == "attr" and found[2] in ("java", "class") else expr  # type: ignore[call-overload]


def _is(value: Value, file: str, scope: int, name: str) -> bool:
    """Whether a value is the interface."""
    if isinstance(value, Class):
        return (value.file, value.scope) == (file, scope)
    return isinstance(value, Path) and value.steps[-1] == name


__all__ = ["bases"]
