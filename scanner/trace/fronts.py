"""Requests that a page of the project sends to a route of its own server.

A request has the route at its end: what stands in front may be the address of the server, or what a proxy puts there or takes away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import selectors_for
from scanner.evaluate.project import tail
from scanner.evaluate.values import NOTHING, CallRef, Function, Map, Path, Text
from scanner.model import HOLE
from scanner.trace.handed import Handed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.catalog import Catalog
    from scanner.catalog.values import SinkSignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.match.paths import Paths
    from scanner.model import Facts

ASKS = "asks this route"
MAX_FRONT = 2
"""Segments that a request or a route may have in front of what both have."""
MAX_OPEN = 6
"""The same where the request begins with something unknown, which may be several segments."""
MAX_DEPTH = 3
"""Functions of the project that a request may be wrapped in."""
MAX_PLACES = 3
"""Arguments of a request, or of a function around one, of which one may be the address."""
_VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH"})
_OPEN = re.compile(r"^[:*\[{<]|[{<*(]|" + re.escape(HOLE))
_KEYS = ("url", "path", "uri")
"""Where a map that describes a request has the address."""
_VERB_KEYS = ("method", "type")
_SHARED = "$"
"""How names begin that all components of an application have."""
_HOST = re.compile(r"^(?:[a-z]+:)?//[^/]*", re.IGNORECASE)


class Asked(NamedTuple):
    """Code that asks a route; ``sure`` where address and route are the same from end to end."""

    file: str
    scope: int
    start: int
    end: int
    sure: bool


class _Request(NamedTuple):
    """What may be a request, as the code of a file writes it, and the segments of its address."""

    scope: int
    start: int
    end: int
    parts: tuple[str, ...]
    front: int
    """Segments that a route may have in front of these."""
    verb: str
    """"" where it is not known, or the call has to be asked."""
    call: CallRef | None
    """The call that is given the address; nobody asked yet whether it sends."""


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
        senders = {sink.library for sink in catalog.sinks.values()}
        self._clients = frozenset(package.name for package in catalog.packages if package.library in senders and package.ecosystem == "npm")
        self._saying = saying
        self._languages = frozenset(lang for entry in catalog.entries if entry.kind == "page" for lang in entry.languages)
        self._said: Mapping[str, tuple[str, ...]] | None = None
        self._handed: dict[str, Handed] = {}
        self._addresses: dict[CallRef, str] = {}
        self._maps: dict[str, tuple[_Request, ...]] = {}
        self._verbs: dict[CallRef, str | None] = {}
        self._sends: dict[tuple[str, int, int], tuple[str, ...]] = {}

    def asking(self, name: str) -> tuple[Asked, ...]:
        """The code that asks the route ``VERB /path``; what says most of it alone."""
        verb, _, route = name.rpartition(" ")
        parts = segments(route)
        key = next((part for part in reversed(parts) if not _OPEN.search(part)), "")
        if not key:
            return ()
        if self._said is None:
            self._said = self._saying(self._languages)
        said = self._indexed(self._said.get(key, ()))
        kept = {index.facts.path: frozenset(_names(index.facts, key)) for index in said}
        names = frozenset[str]().union(*kept.values())
        found = list(self._fitting(said, verb, parts, key, names))
        found = found or list(self._fitting(self._reading(kept), verb, parts, key, names))
        best = max(((asked.sure, fit) for fit, asked in found), default=None)
        return tuple(dict.fromkeys(asked for fit, asked in found if (asked.sure, fit) == best))

    def _indexed(self, paths: Iterable[str]) -> list[FileIndex]:
        return [index for path in paths if (index := self._ev.project.file(path)) is not None]

    def _fitting(
        self, files: Iterable[FileIndex], verb: str, parts: tuple[str, ...], key: str, names: frozenset[str]
    ) -> Iterator[tuple[int, Asked]]:
        for index in files:
            for request in (*self._calls(index, key, names), *self._described(index)):
                fit = fitting(parts, request.parts, request.front)
                sent = self._sent(request) if fit else None
                if sent is not None and (not verb or not sent or verb == sent):
                    yield fit, Asked(index.facts.path, request.scope, request.start, request.end, len(parts) == len(request.parts))

    def _reading(self, kept: Mapping[str, frozenset[str]]) -> list[FileIndex]:
        """Other files that say a name under which one of these keeps an address."""
        found: dict[str, None] = {}
        for home, names in kept.items():
            for name in sorted(names):
                found.update(dict.fromkeys(path for path in self._ev.project.mentioning(name, home) if path not in kept))
        return self._indexed(found)

    def _texts(self, index: FileIndex) -> Handed:
        """The ways of the addresses in a file."""
        path = index.facts.path
        if path not in self._handed:
            self._handed[path] = Handed(index.facts, segments)
        return self._handed[path]

    def _calls(self, index: FileIndex, key: str, names: frozenset[str]) -> Iterator[_Request]:
        """The calls of a file that are given an address with a segment, or what other files keep under one of the names."""
        for number in self._texts(index).calls(key, names):
            call, ref = index.facts.calls[number], CallRef(index.facts.path, number, 0)
            if ref not in self._addresses:
                self._addresses[ref] = self._address(ref)
            if "/" in self._addresses[ref]:
                yield _request(call.scope, call.start, call.end, self._addresses[ref], call=ref)

    def _sent(self, request: _Request) -> str | None:
        """The verb of a request, "" where that is not known; None for a call that sends nothing."""
        ref = request.call
        if ref is None:
            return request.verb
        if ref not in self._verbs:
            index = self._ev.project.file(ref.file)
            assert index is not None
            found = self._sending(ref, MAX_DEPTH)
            self._verbs[ref] = self._verb(ref, index, self._sinks[found[0]]) if found else self._unknown(ref, index)
        return self._verbs[ref]

    def _described(self, index: FileIndex) -> tuple[_Request, ...]:
        """The requests that a file describes by maps of address and verb; who sends them is known to another package or file."""
        path = index.facts.path
        if path not in self._maps:
            self._maps[path] = tuple(self._of_maps(index))
        return self._maps[path]

    def _of_maps(self, index: FileIndex) -> Iterator[_Request]:
        facts = index.facts
        places = [(given, scope.start) for scope in facts.scopes for given in scope.returns]
        places += [(item, bind.offset) for bind in facts.binds for item in _maps(facts, bind.value)]
        for expr, start in places:
            if facts.exprs[expr][0] == "map" and any(key in _VERB_KEYS for key, _ in _items(index, expr)):
                value = Map(facts.path, expr, 0)
                verb, address = self._text_at(value, _VERB_KEYS).upper(), self._text_at(value, _KEYS)
                if verb in _VERBS and "/" in address:
                    yield _request(0, start, start, address, verb)

    def _unknown(self, ref: CallRef, index: FileIndex) -> str | None:
        """The verb of a call on what nobody knows that reads like a request, None for other calls.

        ``this.$http.post(address)``, ``this.axios.post(address)`` and ``anything({url: address, method: "POST"})`` do.
        """
        if not all(_is_unknown(value) for value in self._ev.callee(ref)):
            return None
        described = (self._text_at(value, _VERB_KEYS).upper() for value in self._arguments(ref) if isinstance(value, Map))
        verb = next((word for word in described if word in _VERBS), "")
        if verb:
            return verb
        names = _chain(index.facts, index.facts.calls[ref.call].callee)
        word = names[-1].removeprefix(_SHARED).upper() if names else ""
        return word if word in _VERBS and any(name.startswith(_SHARED) or name in self._clients for name in names[:-1]) else None

    def _verb(self, ref: CallRef, index: FileIndex, sink: SinkSignature) -> str:
        """GET, POST, …; "" where it is not known."""
        word = tail(index.facts, index.facts.calls[ref.call].callee).upper()
        if word in _VERBS:
            return word
        given = self._ev.select(ref, selectors_for(sink.method_from, index.language.traits.signature_key)) if sink.method_from else None
        written = next((v.text.upper() for v in given or NOTHING if isinstance(v, Text)), "" if given else sink.method)
        direct = any(isinstance(value, Path) for value in self._ev.callee(ref))
        return written if written in _VERBS and (given or direct) else ""

    def _arguments(self, ref: CallRef) -> Iterator[Value]:
        for place in range(MAX_PLACES):
            yield from self._written.select(ref, ((str(place),),)) or NOTHING

    def _address(self, ref: CallRef) -> str:
        """The first text with a slash that a call is given, or that a map which it is given has where an address stands."""
        for value in self._arguments(ref):
            text = value.text if isinstance(value, Text) else self._text_at(value, _KEYS) if isinstance(value, Map) else ""
            if "/" in text:
                return text
        return ""

    def _text_at(self, value: Map, keys: Iterable[str]) -> str:
        """The first text that a map literal has under one of the keys, whatever is spread into it."""
        written = {key: item for key, item in _items(self._ev.project.file(value.file), value.expr) if key in keys}
        held = (v for item in written.values() for v in self._written.values(value.file, item, value.frame))
        return next((v.text for v in held if isinstance(v, Text)), "")

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


def _request(scope: int, start: int, end: int, address: str, verb: str = "", call: CallRef | None = None) -> _Request:
    return _Request(scope, start, end, segments(address), MAX_OPEN if address.startswith(HOLE) else MAX_FRONT, verb, call)


def _is_unknown(value: Value) -> bool:
    """Whether nothing is known of what is called: not even a package that it comes from, or only one that others put something into."""
    if isinstance(value, Path):
        return value.steps[0] == "global" or any(step.startswith(_SHARED) for step in value.steps)
    return not isinstance(value, Function)


def _chain(facts: Facts, expr: int) -> tuple[str, ...]:
    """The names of a chain of members; what is no name in front is left out."""
    found: list[str] = []
    while facts.exprs[expr][0] == "attr":
        found.append(str(facts.exprs[expr][2]))
        expr = int(facts.exprs[expr][1])  # type: ignore[call-overload]
    if facts.exprs[expr][0] == "name":
        found.append(str(facts.exprs[expr][1]))
    return tuple(reversed(found))


def _maps(facts: Facts, expr: int) -> Iterator[int]:
    """The maps that a map literal holds."""
    if expr >= 0 and facts.exprs[expr][0] == "map":
        yield from (item for _, item in facts.exprs[expr][1] if facts.exprs[item][0] == "map")  # type: ignore[attr-defined]


def _items(index: FileIndex | None, expr: int) -> Iterator[tuple[str, int]]:
    """The keys and values of a map literal."""
    exprs = index.facts.exprs if index is not None else ()
    for key, item in exprs[expr][1] if exprs else ():  # type: ignore[attr-defined]
        if key >= 0 and exprs[key][0] == "string":
            yield str(exprs[key][1]), item


def _names(facts: Facts, key: str) -> Iterator[str]:
    """Names and keys of a file under which an address that ends with a segment is kept."""
    yield from (bind.name for bind in facts.binds if bind.value >= 0 and _ends(facts, bind.value, key))
    for expr in facts.exprs:
        for name, item in expr[1] if expr[0] == "map" else ():  # type: ignore[attr-defined]
            if name >= 0 and facts.exprs[name][0] == "string" and _ends(facts, item, key):
                yield str(facts.exprs[name][1])


def _ends(facts: Facts, expr: int, key: str) -> bool:
    """Whether a text as it is written, or the last part of one that is put together, ends with a segment."""
    found = facts.exprs[expr]
    if found[0] == "concat" and found[1]:
        found = facts.exprs[found[1][-1]]  # type: ignore[index]
    return found[0] == "string" and key in segments(str(found[1]))[-2:]


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


def fitting(route: tuple[str, ...], address: tuple[str, ...], front: int = MAX_FRONT) -> int:
    """How many literal segments both end with; 0 where they do not fit, or a route has more than ``front`` segments before them."""
    if len(address) - len(route) > MAX_FRONT or len(route) - len(address) > front:
        return 0
    pairs = list(zip(reversed(route), reversed(address), strict=False))
    literal = sum(one == other for one, other in pairs)
    return literal if all(one == other or _OPEN.search(one) or _OPEN.search(other) for one, other in pairs) else 0
