"""Which calls of a file may be handed a text, told by what is written alone: no name is looked up, so that large files cost little.

A text goes from where it stands into what it is part of, what is bound to that or stored under a name, and what functions give back;
one name is one thing throughout. More calls are found than get the text.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.evaluate.project import tail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.model import Expr, Facts

MAX_NAMES = 2
"""Names that a text is kept under one after the other before it is handed to a call."""


class Handed:
    """The ways of texts through one file."""

    def __init__(self, facts: Facts, pieces: Callable[[str], Iterable[str]]) -> None:
        """``pieces`` gives the parts of a text by which it is asked for."""
        self._facts = facts
        self._places: dict[str, list[int]] = defaultdict(list)
        """Texts by their pieces."""
        self._named: dict[str, list[int]] = defaultdict(list)
        """What a name stands for, or a call of something of that name gives."""
        self._above: dict[int, list[int]] = defaultdict(list)
        """What an expression is part of."""
        self._gives: dict[int, list[str]] = defaultdict(list)
        """The names that an expression is kept under."""
        self._takers: dict[int, list[int]] = defaultdict(list)
        """The calls that an expression is an argument of."""
        for number, expr in enumerate(facts.exprs):
            if expr[0] == "string":
                for piece in dict.fromkeys(pieces(str(expr[1]))):
                    self._places[piece].append(number)
            for child in self._parts(number, expr):
                self._above[child].append(number)
        for number, call in enumerate(facts.calls):
            for argument in call.arguments:
                self._takers[argument.value].append(number)
        for name, value in _kept(facts):
            self._gives[value].append(name)

    def calls(self, piece: str, names: Iterable[str]) -> list[int]:
        """The calls that may be handed a text with a piece, or what other files keep under one of the names; in their order."""
        reached = self._spread(self._places.get(piece, ()), names)
        return sorted({call for expr in reached for call in self._takers.get(expr, ())})

    def _spread(self, seeds: Iterable[int], names: Iterable[str]) -> set[int]:
        known = set(names)
        waiting = [*seeds, *(use for name in known for use in self._named.get(name, ()))]
        reached: set[int] = set()
        for _ in range(MAX_NAMES + 1):
            kept: dict[str, None] = {}
            while waiting:
                at = waiting.pop()
                if at not in reached:
                    reached.add(at)
                    waiting += self._above.get(at, ())
                    kept.update(dict.fromkeys(name for name in self._gives.get(at, ()) if name and name not in known))
            known.update(kept)
            waiting = [use for name in kept for use in self._named.get(name, ())]
        return reached

    def _parts(self, number: int, expr: Expr) -> Iterator[int]:
        """What an expression is made of; on the way its name is noted."""
        kind = expr[0]
        if kind == "name":
            self._named[str(expr[1])].append(number)
        elif kind == "attr":
            self._named[str(expr[2])].append(number)
            yield expr[1]  # type: ignore[misc]
        elif kind == "call":
            call = self._facts.calls[int(expr[1])]  # type: ignore[call-overload]
            self._named[tail(self._facts, call.callee)].append(number)
            yield call.callee
            if self._facts.exprs[call.callee][0] == "name" and tail(self._facts, call.callee)[:1].islower():  # ``withBase("/chat")``
                yield from (argument.value for argument in call.arguments)
        elif kind in ("concat", "union", "sequence"):
            yield from expr[1]  # type: ignore[misc]
        elif kind == "map":
            yield from (value for _, value in expr[1])  # type: ignore[attr-defined]
        elif kind == "function":
            yield from self._facts.scopes[int(expr[1])].returns  # type: ignore[call-overload]
        elif kind in ("index", "element", "type", "assigned"):
            yield from (operand for operand in expr[1:] if isinstance(operand, int))


def _kept(facts: Facts) -> Iterator[tuple[str, int]]:
    """(name, expression) of what is bound, stored, a key's value, given back or a parameter's default."""
    yield from ((bind.name, bind.value) for bind in facts.binds if bind.value >= 0)
    for store in facts.stores:
        yield store.member or tail(facts, store.object), store.value
        if store.key >= 0 and facts.exprs[store.key][0] == "string":
            yield str(facts.exprs[store.key][1]), store.value
    for expr in facts.exprs:
        for key, value in expr[1] if expr[0] == "map" else ():  # type: ignore[attr-defined]
            if key >= 0 and facts.exprs[key][0] == "string":
                yield str(facts.exprs[key][1]), value
    for scope in facts.scopes:
        yield from ((scope.name, given) for given in scope.returns)
        yield from ((parameter.name, parameter.default) for parameter in scope.parameters if parameter.default >= 0)
