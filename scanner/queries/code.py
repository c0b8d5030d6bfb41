"""Finds texts of query languages in source code: folded strings, with the function that they belong to.

What the texts ask for is left to the parsers, calls of query builders to ``builders``.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.values import Const, Text
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.model import Facts

MAX_TEXTS = 4
"""Texts that one expression may be."""
MAX_DEPTH = 6
_SHORTEST = 12
_HELD = {"union": 1, "sequence": 1}


class Written(NamedTuple):
    """A text of a query language, where it stands, and the call that is given it (-1: none is known)."""

    text: str
    start: int
    end: int
    scope: int
    call: int


class Strings:
    """The texts of one file that ``wanted`` recognises by their beginning."""

    def __init__(self, ev: Evaluator, index: FileIndex, data: bytes, wanted: Callable[[str], bool]) -> None:
        self._ev = ev
        self._facts = index.facts
        self._data = data
        self._wanted = wanted
        self._decorated = _decorated(index.facts)
        self._covered: set[int] = set()

    def found(self) -> Iterator[Written]:
        """Each text once: with the call that it is handed to, else where it is written."""
        openings = {
            n for n, e in enumerate(self._facts.exprs) if e[0] == "string" and len(str(e[1])) >= _SHORTEST and self._wanted(str(e[1]))
        }
        if not openings:
            return
        joined = self._joined(openings)
        names = self._names(openings | set(joined))
        for number, call in enumerate(self._facts.calls):
            for argument in call.arguments:
                for expr in self._leaves(argument.value, MAX_DEPTH):
                    if expr in openings or expr in joined or self._named(expr, names):
                        yield from self._handed(number, expr, joined, names)
        for expr in sorted(openings | set(joined)):
            if expr not in self._covered and not (joined.get(expr, {expr}) & self._covered):
                yield from self._alone(expr, joined)

    def _joined(self, openings: set[int]) -> dict[int, set[int]]:
        """Texts put together that begin with a opening, with their openings; those that are part of a longer one are left out."""
        found = {}
        for number, expr in enumerate(self._facts.exprs):
            if expr[0] == "concat":
                inside = openings.intersection(expr[1])  # type: ignore[arg-type]
                if inside:
                    found[number] = inside
        return found

    def _names(self, openings: set[int]) -> dict[str, set[int]]:
        """Names and members that hold a opening."""
        found: dict[str, set[int]] = {}
        for name, value in [(b.name, b.value) for b in self._facts.binds] + [(s.member, s.value) for s in self._facts.stores]:
            if name and value >= 0:
                inside = openings.intersection(self._leaves(value, MAX_DEPTH))
                if inside:
                    found.setdefault(name, set()).update(inside)
        return found

    def _named(self, expr: int, names: dict[str, set[int]]) -> bool:
        return self._tail(expr) in names

    def _tail(self, expr: int) -> str:
        kind, *rest = self._facts.exprs[expr]
        return str(rest[1]) if kind == "attr" else str(rest[0]) if kind == "name" else ""

    def _leaves(self, expr: int, depth: int) -> Iterator[int]:
        """What an expression may be or hold, without what calls give."""
        found = self._facts.exprs[expr] if expr >= 0 else ("",)
        if not depth:
            return
        if found[0] in _HELD:
            for inner in found[1]:  # type: ignore[attr-defined]
                yield from self._leaves(inner, depth - 1)
        elif found[0] == "map":
            for _, value in found[1]:  # type: ignore[attr-defined]
                yield from self._leaves(value, depth - 1)
        elif expr >= 0:
            yield expr

    def _handed(self, number: int, expr: int, joined: dict[int, set[int]], names: dict[str, set[int]]) -> Iterator[Written]:
        call = self._facts.calls[number]
        openings = {expr} | joined.get(expr, set()) | names.get(self._tail(expr), set())
        openings |= {inner for opening in tuple(openings) for inner in joined.get(opening, ())}
        self._covered |= openings
        scope = self._decorated.get(number, call.scope)
        direct = not self._tail(expr)
        for text in self._folded(expr):
            if self._wanted(text):
                start, end = self._place(text, call.start, call.end) if direct else (call.start, call.end)
                yield Written(text, start, end, scope, number)

    def _alone(self, expr: int, joined: dict[int, set[int]]) -> Iterator[Written]:
        self._covered |= {expr} | joined.get(expr, set())
        for text in self._folded(expr):
            start, end = self._place(text, 0, len(self._data))
            yield Written(text, start, end, self._innermost(start), -1)

    def _folded(self, expr: int) -> list[str]:
        """The texts that an expression may be; unlike those of the evaluator they may be long."""
        found = self._facts.exprs[expr]
        if found[0] == "string":
            return [str(found[1])]
        if found[0] == "concat":
            parts = [self._folded(part) for part in found[1]]  # type: ignore[attr-defined]
            while len(parts) and _count(parts) > MAX_TEXTS:
                widest = max(range(len(parts)), key=lambda n: len(parts[n]))
                parts[widest] = [HOLE]
            return ["".join(pieces) for pieces in itertools.product(*parts)]
        texts = []
        for value in self._ev.values(self._facts.path, expr):
            if isinstance(value, Text):
                texts.append(value.text)
            elif isinstance(value, Const) and isinstance(value.value, str):
                texts.append(value.value)
        return list(dict.fromkeys(texts))[:MAX_TEXTS] or [HOLE]

    def _place(self, text: str, low: int, high: int) -> tuple[int, int]:
        """Where a text is written between two bytes; those bytes where it is not written so."""
        pieces = [piece.strip().encode() for line in text.splitlines() for piece in line.split(HOLE)]
        first = next((piece for piece in pieces if len(piece) >= _SHORTEST), b"")
        start = self._data.find(first, low, high) if first else -1
        if start < 0:
            return (low, high) if high < len(self._data) or not low else (low, low)
        last = next((piece for piece in reversed(pieces) if len(piece) >= _SHORTEST), first)
        end = self._data.find(last, start, high)
        return start, max(end, start) + (len(last) if end >= 0 else len(first))

    def _innermost(self, offset: int) -> int:
        scopes = self._facts.scopes
        around = [n for n, scope in enumerate(scopes) if scope.start <= offset <= scope.end]
        return min(around, key=lambda n: scopes[n].end - scopes[n].start, default=0)


def _count(parts: list[list[str]]) -> int:
    count = 1
    for part in parts:
        count *= len(part)
    return count


def _decorated(facts: Facts) -> dict[int, int]:
    """Decorating calls to the functions that they stand in front of."""
    found = {}
    for number, scope in enumerate(facts.scopes):
        for decorator in scope.decorators:
            expr = facts.exprs[decorator]
            if expr[0] == "call" and scope.kind == "function":
                found[int(expr[1])] = number  # type: ignore[call-overload]
    return found
