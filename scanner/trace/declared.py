"""Entry points that calls declare, often in another file than the function: routes, handlers, mounted routers."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import selectors_for
from scanner.evaluate.project import tail
from scanner.evaluate.values import NOTHING, CallRef, Class, Function, Instance, Map, Path, Sequence, Text
from scanner.model import HOLE
from scanner.trace.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.catalog.values import EntrySignature, Selectors
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.match.paths import Found, Paths

MAX_ITEMS = 64
"""Elements of one sequence of routes that are read."""


class Node(NamedTuple):
    """A function (or, with scope 0, the top-level code) of a file."""

    file: str
    scope: int


class Entry(NamedTuple):
    """How a node is entered from outside the code. ``offset``: where in the file it says so, for top-level code."""

    signature: str
    kind: str
    name: str
    offline: bool
    offset: int = 0


class Raw(NamedTuple):
    """An entry before it is known what stands in front of its route: ``built`` are the calls that made the objects it hangs on."""

    signature: str
    kind: str
    verb: str
    route: str
    built: tuple[tuple[str, int], ...]
    offline: bool
    offset: int = 0
    prefix: str = ""


class Declarations:
    """What the calls of a file declare, read once."""

    def __init__(self, ev: Evaluator, paths: Paths, signatures: Mapping[str, EntrySignature]) -> None:
        self._ev = ev
        self._paths = paths
        self._signatures = signatures
        self.pages = Pages(ev)
        self._files: dict[str, dict[Node, list[Raw]]] = {}
        self._mounted: dict[tuple[str, int], list[tuple[str, tuple[tuple[str, int], ...]]]] = {}
        """Per object (by the call that built it): the routes that stand in front of it, and what these hang on."""

    def of(self, path: str) -> dict[Node, list[Raw]]:
        """Entries that the calls of a file declare, by node."""
        if path not in self._files:
            self._files[path] = {}  # a file that leads back to itself adds nothing
            index = self._ev.project.file(path)
            if index is not None:
                self._files[path] = self._calls(index)
        return self._files[path]

    def named(self, raw: Raw) -> Entry:
        """The entry with its whole route."""
        prefix = raw.prefix
        seen: set[tuple[str, int]] = set()
        waiting = list(raw.built)
        while waiting:
            at = waiting.pop(0)
            for front, outer in self._mounted.get(at, ())[:1] if at not in seen else ():
                prefix = _route(front, prefix)
                waiting += outer
            seen.add(at)
        route = raw.route
        is_path = raw.kind == "http" or (raw.kind == "websocket" and (bool(prefix) or route.startswith("/")))
        if is_path and (route or prefix) and not _is_class_route(route):
            route = _route(prefix, route) or "/"
        return Entry(raw.signature, raw.kind, " ".join(part for part in (raw.verb, route) if part), raw.offline, raw.offset)

    def raw(self, entry: EntrySignature, ref: CallRef | None, value: Path, found: Found, function: str, name: str | None = None) -> Raw:
        """An entry as one call declares it."""
        language = self._language(ref.file) if ref is not None else ""
        route = name if name is not None else (selected(self._ev, ref, entry.name, language) if ref is not None else "")
        if entry.below and ref is not None:
            route = self.pages.name(ref.file, entry.below)
        prefix = ""
        built: list[tuple[str, int]] = []
        for link in found.chain:
            origin = value.origins[link.origin] if 0 <= link.origin < len(value.origins) else None
            if origin is not None:
                built.append((origin.file, origin.call))
                if entry.prefix and not entry.owners:
                    prefix = _route(prefix, selected(self._ev, origin, entry.prefix, self._language(origin.file)))
        verb = entry.verb or (selected(self._ev, ref, entry.verb_from, language) if ref is not None else "")
        if verb == "*":
            verb = function if entry.methods else next((s for s in reversed(value.steps) if s not in ("()", "[]")), function)
        return Raw(entry.id, entry.kind, verb.upper(), route, tuple(built), entry.offline, 0, prefix)

    def _language(self, path: str) -> str:
        index = self._ev.project.file(path)
        return index.language.traits.signature_key if index is not None else ""

    def _calls(self, index: FileIndex) -> dict[Node, list[Raw]]:
        facts = index.facts
        language = index.language.traits.signature_key
        result: dict[Node, list[Raw]] = {}
        renamed = {b.name: tail(facts, b.value) for b in facts.binds if b.value >= 0 and facts.exprs[b.value][0] == "import"}
        for number, call in enumerate(facts.calls):
            if facts.exprs[call.callee][0] == "call":
                self._applied(index, number, language, result)
            word = tail(facts, call.callee) or "()"
            if not any(self._paths.is_entry_tail(name, language) for name in {word, renamed.get(word, word)}):
                continue
            ref = CallRef(facts.path, number, 0)
            for value in self._ev.callee(ref):
                for found in self._paths.find(language, value.steps) if isinstance(value, Path) else ():
                    if found.kind == "entry" and isinstance(value, Path):
                        self._declare(ref, value, found, language, result)
        return result

    def _applied(self, index: FileIndex, number: int, language: str, result: dict[Node, list[Raw]]) -> None:
        """A decorator that is called by hand: ``app.route("/x")(function)``."""
        facts = index.facts
        made = CallRef(facts.path, int(facts.exprs[facts.calls[number].callee][1]), 0)  # type: ignore[call-overload]
        if not self._paths.is_entry_tail(tail(facts, facts.calls[made.call].callee), language):
            return
        for value in self._ev.callee(made):
            for found in self._paths.find(language, value.steps) if isinstance(value, Path) else ():
                entry = self._signatures.get(found.id) if found.kind == "entry" else None
                if entry is None or entry.form != "decorator" or entry.methods or entry.owners or not isinstance(value, Path):
                    continue
                for given in self._ev.select(CallRef(facts.path, number, 0), (("0",),)) or NOTHING:
                    for node in self._functions(given, (), facts.path, in_map=False):
                        result.setdefault(node, []).append(self.raw(entry, made, value, found, ""))

    def _declare(self, ref: CallRef, value: Path, found: Found, language: str, result: dict[Node, list[Raw]]) -> None:
        entry = self._signatures[found.id]
        if entry.form == "mount":
            front = selected(self._ev, ref, entry.prefix, language)
            built = self.raw(entry, None, value, found, "").built
            for given in self._all(ref, entry.handler, language):
                if isinstance(given, Path) and given.origins and given.origins[-1] is not None:
                    key = (given.origins[-1].file, given.origins[-1].call)
                    self._mounted.setdefault(key, []).append((front, built))
        elif entry.form in ("argument", "member"):
            for name, given in self._pairs(ref, entry, language):
                for node in self._functions(given, entry.methods, ref.file, in_map=entry.form == "member"):
                    index = self._ev.project.file(node.file)
                    function = index.facts.scopes[node.scope].name if index is not None else ""
                    result.setdefault(node, []).append(self.raw(entry, ref, value, found, function, name))

    def _all(self, ref: CallRef, selectors: Selectors, language: str) -> Iterator[Value]:
        """What stands at any of the selectors."""
        for selector in selectors_for(selectors, language):
            yield from self._ev.select(ref, (selector,)) or NOTHING

    def _pairs(self, ref: CallRef, entry: EntrySignature, language: str) -> Iterator[tuple[str | None, Value]]:
        """(name, handler); the name None where it stands elsewhere in the call than in the same element as the handler."""
        names = [s for s in selectors_for(entry.name, language) if "[]" in s]
        for selector in selectors_for(entry.handler, language):
            shared = next((s for s in names if "[]" in selector and s[: s.index("[]")] == selector[: selector.index("[]")]), None)
            if shared is None:
                yield from ((None, value) for value in self._ev.select(ref, (selector,)) or NOTHING)
                continue
            at = selector.index("[]")
            for sequence in self._ev.select(ref, (selector[:at],)) or NOTHING:
                for element in self._elements(sequence):
                    name = next((v.text for v in self._steps(element, shared[at + 1 :]) if isinstance(v, Text)), "")
                    yield from ((name, value) for value in self._steps(element, selector[at + 1 :]))

    def _elements(self, value: Value) -> Iterator[Value]:
        if isinstance(value, Sequence):
            for item in self._ev.items(value)[:MAX_ITEMS]:
                yield from self._ev.values(value.file, item, value.frame)

    def _steps(self, value: Value, steps: Iterable[str]) -> list[Value]:
        found = [value]
        for step in steps:
            found = [v for at in found for v in (self._item(at, step) or NOTHING)]
        return found

    def _item(self, value: Value, step: str) -> tuple[Value, ...] | None:
        return self._ev.item(value, int(step)) if step.isdigit() and isinstance(value, Sequence) else self._ev.step(value, step)

    def _functions(self, value: Value, methods: tuple[str, ...], home: str, *, in_map: bool) -> Iterator[Node]:
        """Functions that a value is, holds or names; ``methods`` choose among those of a class or map."""
        if isinstance(value, Function):
            yield Node(value.file, value.scope)
        elif isinstance(value, Map):
            yield from self._of_map(value, methods, home, in_map=in_map)
        elif isinstance(value, Sequence):
            for element in self._elements(value):
                yield from self._functions(element, methods, home, in_map=in_map)
        elif isinstance(value, Class | Instance) and methods:
            index = self._ev.project.file(value.file)
            for (scope, name), binds in index.binds.items() if index is not None else ():
                if scope == value.scope and any(fnmatch.fnmatchcase(name, glob) for glob in methods):
                    yield from (
                        Node(value.file, index.function(b.value)) for b in binds if index is not None and index.is_function(b.value)
                    )
        elif isinstance(value, Text) and not in_map and value.text.isidentifier():
            index = self._ev.project.file(home)
            for bind in index.binds.get((0, value.text), ()) if index is not None else ():
                for named in self._ev.values(home, bind.value):
                    if not isinstance(named, Text):
                        yield from self._functions(named, methods, home, in_map=in_map)

    def _of_map(self, value: Map, methods: tuple[str, ...], home: str, *, in_map: bool) -> Iterator[Node]:
        """``methods`` with dots choose in a map of the map."""
        for key, item in self._ev.pairs(value)[:MAX_ITEMS]:
            names = [v.text for v in self._ev.values(value.file, key, value.frame) if isinstance(v, Text)] if key >= 0 else [""]
            here = [m for m in methods if "." not in m and any(fnmatch.fnmatchcase(n, m) for n in names)]
            below = tuple(
                rest for head, _, rest in (m.partition(".") for m in methods) if rest and any(fnmatch.fnmatchcase(n, head) for n in names)
            )
            for inner in self._ev.values(value.file, item, value.frame) if here or below or not methods else ():
                if isinstance(inner, Map):
                    if below or (not methods and not in_map):
                        yield from self._of_map(inner, below, home, in_map=in_map)
                elif here or not methods:
                    yield from self._functions(inner, methods, home, in_map=in_map)
            if here and in_map:
                yield from self._wrapped(value.file, item)

    def _wrapped(self, path: str, expr: int) -> Iterator[Node]:
        """Functions written in the call that makes a handler (``throttle(function () {…})``)."""
        index = self._ev.project.file(path)
        found = index.facts.exprs[expr] if index is not None else ("",)
        if index is not None and found[0] == "call":
            call = index.facts.calls[int(found[1])]  # type: ignore[call-overload]
            yield from (Node(path, index.function(a.value)) for a in call.arguments if index.is_function(a.value))


def selected(ev: Evaluator, ref: CallRef, selectors: Selectors, language: str) -> str:
    """The first text at one of the selectors, unknown pieces shown."""
    for selector in selectors_for(selectors, language):
        for value in ev.select(ref, (selector,)) or NOTHING:
            if isinstance(value, Text):
                return value.text.replace(HOLE, "{…}")
            if isinstance(value, Sequence):
                inner = [v.text for item in ev.items(value)[:4] for v in ev.values(value.file, item, value.frame) if isinstance(v, Text)]
                if inner:
                    return inner[0].replace(HOLE, "{…}")
    return ""


def _route(front: str, route: str) -> str:
    parts = [part.strip("/") for part in (front, route) if part.strip("/")]
    return "/" + "/".join(parts) if parts else ""


def _is_class_route(route: str) -> bool:
    """``Class.method``: all that is known of a class whose route stands elsewhere."""
    return "/" not in route and "." in route
