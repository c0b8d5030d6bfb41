"""What a route hangs on where the function around it is only told its type: the router or group that each caller hands over.

The function's own file says the type of a parameter; what stands in front of its routes is said where it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate.lookup import callers
from scanner.evaluate.values import CallRef, Function, Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex

MAX_CALLS = 8
"""Calls of one function that are looked at."""
MAX_DEPTH = 4
"""Functions through which a group is passed on."""
_MAX_STEPS = 24
_RECEIVER = -1
"""In place of a parameter's number: what a function that extends a type is called on."""


class Given:
    """Objects of other packages as callers hand them over."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev

    def begun(self, ref: CallRef, value: Path) -> tuple[Path, ...]:
        """What ``ref`` calls, with the beginning that each caller gives it; the value itself where it has one or none is known."""
        index = self._ev.project.file(ref.file)
        if index is None or value.origins[:1] != (None,):
            return (value,)
        return tuple(dict.fromkeys(self._from(index, index.facts.calls[ref.call].callee, value, MAX_DEPTH))) or (value,)

    def _from(self, index: FileIndex, expr: int, value: Path, depth: int) -> Iterator[Path]:
        """``value``, which an expression gives, behind what its beginning is given."""
        first = next((origin for origin in value.origins if origin is not None), None)
        at = self._ev.project.file(first.file) if first is not None else None
        if first is not None and at is not None:
            index, expr = at, at.facts.calls[first.call].callee
        place = _parameter(index, expr)
        cut = value.steps.index("()") + 1
        for other, given in self._passed(index, *place) if place is not None and depth else ():
            for held in self._ev.values(other.facts.path, given):
                if isinstance(held, Path) and held.origins:
                    further = tuple(self._from(other, given, held, depth - 1)) if held.origins[0] is None else ()
                    for front in further or (held,):
                        yield front._replace(steps=(*front.steps, *value.steps[cut:]), origins=(*front.origins, *value.origins[1:]))

    def _passed(self, index: FileIndex, scope: int, number: int) -> Iterator[tuple[FileIndex, int]]:
        """(file, expression) that the calls of a function pass for a parameter; those in tests say nothing of the application."""
        sites = callers(self._ev, index, scope)
        telling = frozenset(self._ev.project.telling({site.file for site in sites}, index.facts.path))
        for site in [site for site in sites if site.file in telling][:MAX_CALLS]:
            other = self._ev.project.file(site.file)
            given = self._argument(other, site, index, scope, number) if other is not None else -1
            if other is not None and given >= 0:
                yield other, given

    def _argument(self, other: FileIndex, site: CallRef, index: FileIndex, scope: int, number: int) -> int:
        call = other.facts.calls[site.call]
        if number == _RECEIVER:
            callee = other.facts.exprs[call.callee]
            return int(callee[1]) if callee[0] == "attr" else -1  # type: ignore[call-overload]
        name = index.facts.scopes[scope].parameters[number].name
        shift = next((v.shift for v in self._ev.callee(site) if isinstance(v, Function) and v.shift), 0)
        found = (a.value for a in call.arguments if not a.star and (a.keyword == name if a.keyword else a.position == number + shift))
        return next(found, -1)


def _parameter(index: FileIndex, expr: int) -> tuple[int, int] | None:
    """(function, number) of the parameter that a chain of members and calls begins with, over names that hold one."""
    exprs = index.facts.exprs
    for _ in range(_MAX_STEPS):
        kind, *rest = exprs[expr]
        if kind == "attr":
            expr = int(rest[0])  # type: ignore[call-overload]
        elif kind == "call":
            expr = index.facts.calls[int(rest[0])].callee  # type: ignore[call-overload]
        elif kind == "param":
            return int(rest[0]), int(rest[1])  # type: ignore[call-overload]
        elif kind == "name":
            binds = index.bound_at(str(rest[0]), int(rest[1]))  # type: ignore[call-overload]
            if len(binds) != 1 or binds[0].value < 0:
                return None
            if "e" in index.facts.scopes[binds[0].scope].flags and exprs[binds[0].value][0] == "type":
                return binds[0].scope, _RECEIVER
            expr = binds[0].value
        else:
            return None
    return None
