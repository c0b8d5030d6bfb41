"""Finds texts of query languages in source code: folded strings, with the function that they belong to.

What the texts ask for is left to the parsers, calls of query builders to ``builders``.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.values import Const, Text
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.model import Call, Facts

MAX_TEXTS = 4
"""Texts that one expression may be."""
MAX_DEPTH = 6
_SHORTEST = 12
_SIZES = (40, 20, 12)
_HELD = {"union": 1, "sequence": 1}
_FORMATS = frozenset({"sprintf", "format", "formatted"})
"""Functions and methods, in small letters, that are given a text with places for values."""
_PLACE = re.compile(r"%(?:(\d+)\$)?[-+#0 ]*\d*(?:\.\d+)?[sv]")
_TABLE = re.compile(r"\b(?:from|join|into|update)\s+[`\"\[]?$", re.IGNORECASE)
"""What stands in front of the name of a table."""


class Written(NamedTuple):
    """A text of a query language, where it stands, and the call that is given it (-1: none is known)."""

    text: str
    start: int
    end: int
    scope: int
    call: int


class Tests(NamedTuple):
    """Cheap tests: how a text may begin, whether what is written of it is worth folding, whether the whole of it is wanted."""

    begins: Callable[[str], bool]
    telling: Callable[[str], bool]
    wanted: Callable[[str], bool]


class Strings:
    """The texts of one file that ``tests`` let through."""

    def __init__(self, ev: Evaluator, index: FileIndex, data: bytes, tests: Tests) -> None:
        self._ev = ev
        self._facts = index.facts
        self._data = data
        begins, self._telling, self._wanted = tests
        exprs = index.facts.exprs
        self._openings = {n for n, e in enumerate(exprs) if e[0] == "string" and len(str(e[1])) >= _SHORTEST and begins(str(e[1]))}
        self._joined = self._texts_joined() if self._openings else {}
        self._decorated = _decorated(index.facts)
        self._covered: set[int] = set()

    def found(self) -> Iterator[Written]:
        """Each text once: with the call that it is handed to, else where it is written."""
        if not self._openings:
            return
        whole = self._openings | set(self._joined)
        names = self._names(whole)
        for number, call in enumerate(self._facts.calls):
            for argument in call.arguments:
                for expr in self._leaves(argument.value, MAX_DEPTH):
                    if expr in whole or self._tail(expr) in names:
                        yield from self._handed(number, expr, names)
        for expr in sorted(whole, reverse=True):
            if expr not in self._covered:
                yield from self._alone(expr)

    def _texts_joined(self) -> dict[int, set[int]]:
        """Texts put together in which an opening stands, with the openings and texts that they are made of."""
        found: dict[int, set[int]] = {}
        for number, expr in enumerate(self._facts.exprs):
            if expr[0] == "concat":
                parts: tuple[int, ...] = expr[1]  # type: ignore[assignment]
                inside = {part for part in parts if part in self._openings or part in found}
                if inside:
                    found[number] = inside.union(*(found[part] for part in inside if part in found))
        return found

    def _names(self, whole: set[int]) -> dict[str, set[int]]:
        """Names and members that hold such a text."""
        found: dict[str, set[int]] = {}
        for name, value in [(b.name, b.value) for b in self._facts.binds] + [(s.member, s.value) for s in self._facts.stores]:
            if name and value >= 0:
                inside = whole.intersection(self._leaves(value, MAX_DEPTH))
                if inside:
                    found.setdefault(name, set()).update(inside)
        return found

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

    def _handed(self, number: int, expr: int, names: dict[str, set[int]]) -> Iterator[Written]:
        call = self._facts.calls[number]
        self._cover({expr} | names.get(self._tail(expr), set()))
        scope = self._decorated.get(number, call.scope)
        formats = self._tail(call.callee).lower() in _FORMATS
        told = {expr} if expr in self._openings or expr in self._joined else names[self._tail(expr)]
        for text in self._folded(expr) if any(map(self._tells, told)) else ():
            if self._wanted(text):
                start, end = self._place(expr, call.start, call.end)
                yield Written(self._filled(text, call, expr) if formats else text, start, end, scope, number)

    def _filled(self, text: str, call: Call, expr: int) -> str:
        """A text with places for values, with the names of tables in it: what they are, else what the program calls them."""
        values = [argument.value for argument in call.arguments if argument.value != expr]
        count = itertools.count()

        def table(place: re.Match[str]) -> str:
            number = int(place[1]) - 1 if place[1] else next(count)
            unknown = HOLE if place[1] else place[0]
            return self._table(values[number], unknown) if number < len(values) and _TABLE.search(text[: place.start()]) else unknown

        return _PLACE.sub(table, text.replace("%%", "\0")).replace("\0", "%%")

    def _table(self, expr: int, unknown: str) -> str:
        """The name of a table as an expression gives it, or the name of what holds it."""
        given = self._folded(expr)
        if given != [HOLE] and HOLE not in given[0]:
            return given[0]
        found = self._facts.exprs[expr]
        name = self._tail(int(self._facts.calls[int(found[1])].callee) if found[0] == "call" else expr)  # type: ignore[call-overload]
        return name.lstrip("$") if name.lstrip("$").isidentifier() else unknown

    def _alone(self, expr: int) -> Iterator[Written]:
        self._cover({expr})
        for text in self._folded(expr) if self._tells(expr) else ():
            if self._wanted(text):
                start, end = self._place(expr, 0, len(self._data))
                yield Written(text, start, end, self._innermost(start), -1)

    def _tells(self, expr: int) -> bool:
        """Whether what is written of a text may be worth its folding, which may ask other files."""
        found = self._facts.exprs[expr]
        return self._wanted(str(found[1])) if found[0] == "string" else self._telling("".join(self._written(expr, MAX_DEPTH)))

    def _cover(self, exprs: set[int]) -> None:
        self._covered |= exprs.union(*(self._joined.get(expr, ()) for expr in exprs))

    def _folded(self, expr: int) -> list[str]:
        """The texts that an expression may be; unlike those of the evaluator they may be long."""
        found = self._facts.exprs[expr]
        if found[0] == "string":
            return [str(found[1])]
        if found[0] == "concat":
            parts = [self._folded(part) for part in found[1]]  # type: ignore[attr-defined]
            for at in range(1, len(parts)):
                if parts[at] == [HOLE] and _TABLE.search(parts[at - 1][0]):
                    parts[at] = [self._table(found[1][at], HOLE)]  # type: ignore[index]
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

    def _place(self, expr: int, low: int, high: int) -> tuple[int, int]:
        """Where a text is written between two bytes; those bytes where it is not written so."""
        lines = [line.strip().encode() for text in self._written(expr, MAX_DEPTH) for line in text.splitlines()]
        pieces = [line for line in lines if len(line) >= _SHORTEST]
        # NOTE: what several literals in a row make is one text here; its beginning and its end stand in the source.
        start = self._first(pieces[0], low, high, begin=True) if pieces else -1
        if start < 0:
            return low, high if high < len(self._data) else low
        end = self._first(pieces[-1], start, high, begin=False)
        return start, max(end, start)

    def _first(self, piece: bytes, low: int, high: int, *, begin: bool) -> int:
        """First byte of a text, or of its beginning, between two bytes; else the byte behind its last, or its end; -1 for nowhere."""
        for size in (len(piece), *(size for size in _SIZES if size < len(piece))):
            part = piece[:size] if begin else piece[-size:]
            at = self._data.find(part, low, high)
            if at >= 0:
                return at if begin else at + size
        return -1

    def _written(self, expr: int, depth: int) -> Iterator[str]:
        """The texts of an expression as they stand in the source."""
        found = self._facts.exprs[expr]
        if found[0] == "string":
            yield str(found[1])
        elif found[0] == "concat" and depth:
            for part in found[1]:  # type: ignore[attr-defined]
                yield from self._written(part, depth - 1)

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
