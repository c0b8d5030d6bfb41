"""Addresses that are put together part by part: builders, copies with another path, parts that statements set later.

An address is a text everywhere else; which calls and fields stand for its parts is data (``signatures/flows``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from scanner.evaluate.text import piece
from scanner.evaluate.values import CallRef, Text, merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.catalog import Flow
    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.model import Expr

PARTS = ("scheme", "host", "path", "append")
"""What a part may be; ``append`` stands behind the path so far."""
_MAX_PLACES = 24
"""Statements that may set parts of what one name stands for."""


class Parts:
    """The methods and fields that stand for parts of an address, per language.

    Apart from the other methods, for what is called so on other things (``path``, ``host``) is no part of an address.
    """

    def __init__(self, flows: Iterable[Flow]) -> None:
        self._given: dict[tuple[str, str], Flow] = {}
        self._set: dict[str, dict[str, Flow]] = {}
        for flow in flows:
            if flow.effect == "url-with":
                self._given[flow.language, flow.name] = flow
            elif flow.effect == "url-set":
                self._set.setdefault(flow.language, {})[flow.name] = flow

    @staticmethod
    def others(flows: Iterable[Flow]) -> Iterator[Flow]:
        """The flows of other calls."""
        return (flow for flow in flows if flow.effect not in ("url-with", "url-set"))

    def given(self, language: str, name: str) -> Flow | None:
        """The flow of a method that gives an address with another part."""
        return self._given.get((language, name))

    def set(self, language: str) -> Mapping[str, Flow]:
        """The fields and methods that set a part of an address, by name."""
        return self._set.get(language, {})


class _Place(NamedTuple):
    """A statement that sets a part: where, in which function, by a call (-1: none) or to a value (-1: none)."""

    offset: int
    function: int
    flow: Flow
    call: int
    value: int


def with_part(found: Text, part: str, given: Text) -> Text:
    """An address with one part in place of its own; no scheme is made up but for a host alone.

    Beside ``PARTS``: ``resolve``, an address as seen from this one, and ``same`` for what no endpoint is told by (query, port).
    """
    if part == "same":
        return found
    if part == "resolve":
        return found._replace(text=urljoin(found.text, given.text), overridable=found.overridable or given.overridable)
    scheme, _, rest = found.text.partition("://") if "://" in found.text else ("", "", found.text)
    host, slash, path = rest.partition("/")
    path, new = slash + path, given.text
    if part == "scheme":
        scheme = new.rstrip(":/")
    elif part == "host" and "://" in new:
        scheme, _, host = new.rstrip("/").partition("://")
    elif part == "host":
        scheme, host = scheme or "https", new.strip("/")
    elif part == "append":
        path = path.partition("?")[0].rstrip("/") + "/" + new.lstrip("/")
    else:
        path = "/" + new.removeprefix("/")
    front = f"{scheme}://" if scheme else ""
    return Text(front + host + path, found.overridable or given.overridable, max(found.hops, given.hops))


def changed(ev: Evaluator, index: FileIndex, ref: CallRef) -> tuple[Value, ...] | None:
    """What a call gives that changes a part of an address; None for other calls, and for what is called on other things."""
    callee = index.facts.exprs[index.facts.calls[ref.call].callee]
    flow = ev.flows.addresses.given(index.language.traits.signature_key, str(callee[2])) if callee[0] == "attr" else None
    if flow is None:
        return None
    held = ev.values(ref.file, int(callee[1]), ref.frame)  # type: ignore[call-overload]
    addresses = [v for v in held if isinstance(v, Text) and ("://" in v.text or flow.style != "resolve")]
    if not addresses:
        return None
    found: tuple[Value, ...] = tuple(addresses)
    for values in _given(ev, flow, index, ref):
        found = merge((with_part(piece(a), flow.style, piece(v)),) for a in found for v in values)
    return found


def set_later(ev: Evaluator, index: FileIndex, expr: Expr, found: tuple[Value, ...], frame: int) -> tuple[Value, ...]:
    """What a name stands for once statements before it have set parts of the address."""
    places = _places(ev, index).get(str(expr[1]))
    if places is None or len(places) > _MAX_PLACES or not any(isinstance(v, Text) for v in found):
        return found
    function, path, offset = index.function_around(int(expr[2])), index.facts.path, int(expr[3])  # type: ignore[call-overload]
    for place in places:
        if place.function == function and place.offset < offset:
            flow = place.flow
            sets = [ev.values(path, place.value, frame)] if place.call < 0 else _given(ev, flow, index, CallRef(path, place.call, frame))
            for given in sets:
                found = merge(tuple(with_part(v, flow.style, piece(g)) for g in given) if isinstance(v, Text) else (v,) for v in found)
    return found


def of_parts(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    """An address of the parts that a call is given, in place of those of another one."""
    base = ev.select(ref, flow.default) if flow.default else None
    found: tuple[Value, ...] = base or ((receiver,) if isinstance(receiver, Text) else (Text(""),))
    for part, selectors in zip(PARTS, flow.of, strict=False):
        given = ev.select(ref, selectors)
        if given:
            found = merge((with_part(piece(v), part, piece(g)),) for v in found for g in given)
    return found


def _given(ev: Evaluator, flow: Flow, index: FileIndex, ref: CallRef) -> list[tuple[Value, ...]]:
    """The argument ``of``; without one every positional argument."""
    if flow.of:
        given = ev.select(ref, flow.of[0])
        return [given] if given else []
    return [ev.values(ref.file, a.value, ref.frame) for a in index.facts.calls[ref.call].arguments if a.position >= 0 and not a.star]


def _places(ev: Evaluator, index: FileIndex) -> dict[str, list[_Place]]:
    """The statements of a file that set parts of what a name stands for, in their order."""
    memo, key = ev.project.naming.memo, ("url parts", index.facts.path)
    if key not in memo:
        found: dict[str, list[_Place]] = {}
        for name, place in sorted(_written(ev, index), key=lambda one: one[1].offset):
            found.setdefault(name, []).append(place)
        memo[key] = found
    return memo[key]  # type: ignore[return-value]


def _written(ev: Evaluator, index: FileIndex) -> Iterator[tuple[str, _Place]]:
    exprs, calls = index.facts.exprs, index.facts.calls
    for word, flow in ev.flows.addresses.set(index.language.traits.signature_key).items():
        for store in index.member_stores.get(word, ()):
            held = exprs[store.object]
            if held[0] == "name":
                yield str(held[1]), _Place(store.start, index.function_around(store.scope), flow, -1, store.value)
        for number in index.calls_by_tail.get(word, ()):
            callee = exprs[calls[number].callee]
            held = exprs[int(callee[1])] if callee[0] == "attr" else ("",)  # type: ignore[call-overload]
            if held[0] == "name":
                function = index.function_around(calls[number].scope)
                yield str(held[1]), _Place(calls[number].start, function, flow, number, -1)


__all__ = ["PARTS", "changed", "of_parts", "set_later", "with_part"]
