"""Requests that a page of the project sends to a route of its own server.

A request has the route at its end: what stands in front may be the address of the server, or what a proxy puts there or takes away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import selectors_for
from scanner.evaluate.project import tail
from scanner.evaluate.values import NOTHING, CallRef, Function, Path, Text
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scanner.catalog import Catalog
    from scanner.catalog.values import SinkSignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.paths import Paths

ASKS = "asks this route"
MAX_FRONT = 2
"""Segments that a request or a route may have in front of what both have."""
MAX_DEPTH = 3
"""Functions of the project that a request may be wrapped in."""
_VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH"})
_OPEN = re.compile(r"^[:*\[{<]|[{<*(]|" + re.escape(HOLE))
_ADDRESS = (("0", "url"), ("0",))
"""Where a request, or a function around one, takes its address."""
_HOST = re.compile(r"^(?:[a-z]+:)?//[^/]*", re.IGNORECASE)


class Asked(NamedTuple):
    """A call that asks a route; ``sure`` where address and route are the same from end to end."""

    ref: CallRef
    sure: bool


class Fronts:
    """The requests of one scan by the route they ask; ``saying`` gives the files that say a segment of one, for pages' languages."""

    def __init__(
        self, ev: Evaluator, paths: Paths, catalog: Catalog, saying: Callable[[frozenset[str]], Mapping[str, tuple[str, ...]]]
    ) -> None:
        self._ev = ev
        self._written = ev.without_callers()
        """For addresses: what callers pass on is written where they call."""
        self._paths = paths
        self._sinks = catalog.sinks
        self._saying = saying
        self._languages = frozenset(lang for entry in catalog.entries if entry.kind == "page" for lang in entry.languages)
        self._said: Mapping[str, tuple[str, ...]] | None = None
        self._requests: dict[str, tuple[tuple[CallRef, str, tuple[str, ...]], ...]] = {}
        self._sends: dict[tuple[str, int, int], tuple[str, ...]] = {}

    def asking(self, name: str) -> tuple[Asked, ...]:
        """The calls that ask the route ``VERB /path``; those that say most of it alone."""
        verb, _, route = name.rpartition(" ")
        parts = segments(route)
        key = next((part for part in reversed(parts) if not _OPEN.search(part)), "")
        if not key:
            return ()
        if self._said is None:
            self._said = self._saying(self._languages)
        found: list[tuple[int, Asked]] = []
        for path in self._said.get(key, ()):
            for ref, asked, written in self._of(path):
                fit = fitting(parts, written)
                if fit and (not verb or not asked or verb == asked):
                    found.append((fit, Asked(ref, len(parts) == len(written))))
        best = max(((asked.sure, fit) for fit, asked in found), default=None)
        return tuple(dict.fromkeys(asked for fit, asked in found if (asked.sure, fit) == best))

    def _of(self, path: str) -> tuple[tuple[CallRef, str, tuple[str, ...]], ...]:
        if path not in self._requests:
            index = self._ev.project.file(path)
            self._requests[path] = tuple(self._read(index)) if index is not None else ()
        return self._requests[path]

    def _read(self, index: FileIndex) -> Iterator[tuple[CallRef, str, tuple[str, ...]]]:
        """(call, verb, segments of its address) of the requests of a file."""
        for number, call in enumerate(index.facts.calls):
            ref = CallRef(index.facts.path, number, 0)
            address = self._text(ref, _ADDRESS) if call.arguments else ""
            found = self._sending(ref, MAX_DEPTH) if "/" in address else ()
            if found and (written := segments(address)):
                yield ref, self._verb(ref, index, self._sinks[found[0]]), written

    def _verb(self, ref: CallRef, index: FileIndex, sink: SinkSignature) -> str:
        """GET, POST, …; "" where it is not known."""
        word = tail(index.facts, index.facts.calls[ref.call].callee).upper()
        if word in _VERBS:
            return word
        given = self._ev.select(ref, selectors_for(sink.method_from, index.language.traits.signature_key)) if sink.method_from else None
        written = next((v.text.upper() for v in given or NOTHING if isinstance(v, Text)), "" if given else sink.method)
        direct = any(isinstance(value, Path) for value in self._ev.callee(ref))
        return written if written in _VERBS and (given or direct) else ""

    def _text(self, ref: CallRef, selectors: tuple[tuple[str, ...], ...]) -> str:
        values = (v for selector in selectors for v in self._written.select(ref, (selector,)) or NOTHING)
        return next((v.text for v in values if isinstance(v, Text)), "")

    def _sending(self, ref: CallRef, depth: int) -> tuple[str, ...]:
        """Ids of the ways of sending that a call is, or that the function of the project which it calls comes to."""
        index = self._ev.project.file(ref.file)
        assert index is not None
        language = index.language.traits.signature_key
        found: list[str] = []
        for value in self._ev.callee(ref):
            if isinstance(value, Path):
                found += [f.id for f in self._paths.find(language, value.steps) if f.kind == "sink"]
            elif isinstance(value, Function) and depth:
                found += self._wrapped(value, depth - 1)
        return tuple(dict.fromkeys(found))

    def _wrapped(self, function: Function, depth: int) -> tuple[str, ...]:
        key = (function.file, function.scope, depth)
        if key not in self._sends:
            self._sends[key] = ()  # a function that calls itself adds nothing
            index = self._ev.project.file(function.file)
            calls = _within(index, function.scope) if index is not None else ()
            self._sends[key] = tuple(dict.fromkeys(id_ for n in calls for id_ in self._sending(CallRef(function.file, n, 0), depth)))
        return self._sends[key]


def _within(index: FileIndex, scope: int) -> Iterator[int]:
    """Calls of a function and of what is written inside it."""
    for number, call in enumerate(index.facts.calls):
        at = call.scope
        while at > scope:
            at = index.facts.scopes[at].parent
        if at == scope:
            yield number


def segments(address: str) -> tuple[str, ...]:
    """The segments of an address without host, query and what is not known in front; ``${base}/chat?a=b`` gives ``chat``."""
    path = re.split(r"[?#]", _HOST.sub("", address), maxsplit=1)[0].replace("{…}", HOLE)
    parts = [part for part in path.split("/") if part]
    return tuple(parts[1:] if parts and parts[0] == HOLE and len(parts) > 1 else parts)


def fitting(route: tuple[str, ...], address: tuple[str, ...]) -> int:
    """How many literal segments both end with; 0 where they do not fit."""
    if abs(len(route) - len(address)) > MAX_FRONT:
        return 0
    pairs = list(zip(reversed(route), reversed(address), strict=False))
    literal = sum(one == other for one, other in pairs)
    return literal if all(one == other or _OPEN.search(one) or _OPEN.search(other) for one, other in pairs) else 0
