"""Entry points that calls declare, often in another file than the function: routes, handlers, mounted routers."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, Protocol

from scanner.catalog import selectors_for
from scanner.catalog.globs import file_name
from scanner.evaluate import classes
from scanner.evaluate.project import tail
from scanner.evaluate.values import NOTHING, Built, CallRef, Class, Function, Instance, Map, Module, Path, Sequence, Text
from scanner.model import HOLE
from scanner.text import decode
from scanner.trace.given import Given
from scanner.trace.mounts import Front, Mounts, joined, of_call, within
from scanner.trace.pages import Pages
from scanner.trace.placed import Placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.catalog.values import EntrySignature, Selectors
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.match.paths import Found, Paths
    from scanner.model import Facts
    from scanner.trace.mounts import Key


MAX_ITEMS = 64
"""Elements of one sequence of routes that are read."""
MAX_DEPTH = 4
"""Sequences in sequences, and maps in maps, in which mounted routes are looked for."""
_ROUTED = ("http", "websocket")
"""Kinds of entries whose names are put together from the parts of a route."""
_TOLD_BY_MAKER = ("around", "stored")
"""Forms whose objects need no row of their own: whatever made one of them is asked for its name."""
_ANY = frozenset({"*", "()"})
"""Last names of declarations that no word tells: of any call, of one without a name."""
_VERBS = frozenset({"get", "post", "put", "delete", "patch", "head", "options"})

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_FIELD = re.compile(r"\{(\w+)\}")


@functools.lru_cache(maxsize=256)
def _called(names: frozenset[str]) -> re.Pattern[bytes]:
    """One of the names where it is called, is set, decorates something or is given another one."""
    any_ = "|".join(map(re.escape, sorted(names))) or "(?!)"
    return re.compile(rf"\b(?:{any_})(?:\s*[(<`?!=]|\s+as\s)|@[\w.]*\b(?:{any_})\b".encode())


class Entering(Protocol):
    """Last names of the calls that may declare entry points in a file, ``*`` for all of them; None where nobody knows.

    ``own``: with those that make the function around them one.
    """

    def __call__(self, path: str, *, own: bool) -> frozenset[str] | None: ...


class Node(NamedTuple):
    """A function (or, with scope 0, the top-level code) of a file; ``program``: the part of it that no import runs."""

    file: str
    scope: int
    program: bool = False


class Entry(NamedTuple):
    """How a node is entered from outside the code. ``offset``: where in the file it says so, for top-level code."""

    signature: str
    kind: str
    name: str
    offline: bool
    offset: int = 0


class Raw(NamedTuple):
    """An entry before it is known what stands in front of its route.

    ``built`` are the calls that made the objects it hangs on and the one that declares it; a class or module has its scope below -1.
    """

    signature: str
    kind: str
    verb: str
    route: str
    built: tuple[tuple[str, int], ...]
    offline: bool
    offset: int = 0
    prefix: str = ""
    awaits: tuple[Value, ...] = ()
    """What the function waits for, as far as the call says it."""


class Declarations:
    """What the calls of a file declare, read once."""

    def __init__(self, ev: Evaluator, paths: Paths, signatures: Mapping[str, EntrySignature], entering: Entering | None = None) -> None:
        self._ev = ev
        self._paths = paths
        self._signatures = signatures
        self._entering = entering
        self._told: dict[str, frozenset[str] | None] = {}
        self.pages = Pages(ev)
        self._generated = tuple(entry for entry in signatures.values() if entry.form == "argument" and entry.like)
        self._likes = [
            re.compile((rf"\b(?:{'|'.join(entry.receivers)})\s*\.\s*(?:{pattern})" if entry.receivers else pattern).encode())
            for entry in self._generated
            for pattern in entry.like
        ]
        self._placed = Placed(ev, signatures.values())
        self._files: dict[str, dict[Node, list[Raw]]] = {}
        self._mounts = Mounts()
        self._queues = Mounts()
        """What says the queue of a consumer."""
        self._keys = Mounts()
        """Under which keys procedures and routers of them stand."""
        self._given = Given(ev)
        self._members: dict[str, dict[int, list[tuple[str, int]]]] = {}

    def of(self, path: str, *, own: bool = True) -> dict[Node, list[Raw]]:
        """Entries that the calls of a file declare, by node; where only those of other files' functions are asked for, not its ``own``."""
        if path not in self._files:
            placed = self._placed.before(path)
            if not own and not placed and not self._may_speak(path):
                return {}
            self._files[path] = {}  # a file that leads back to itself adds nothing
            index = self._ev.project.file(path)
            if index is not None:
                for prefix, languages in placed:
                    if index.language.traits.signature_key in languages:
                        self._mounts.add(within(path, 0), Front("", prefix, instead=False, built=()))
                self._files[path] = self._calls(index)
        return self._files[path]

    @functools.lru_cache(maxsize=1 << 14)  # noqa: B019  one instance per scan
    def _may_speak(self, path: str) -> bool:
        """Whether a word that declares other files' functions stands in a file; cheap, and rather too often than not."""
        told = self._entering(path, own=False) if self._entering is not None else None
        if told is None or not _ANY.isdisjoint(told):
            return True
        text = decode(self._ev.project.naming.read(path) or b"").data
        return _called(told).search(text) is not None or any(pattern.search(text) for pattern in self._likes)

    def named(self, raw: Raw, path: str) -> Entry:
        """The entry of a function of a file with its whole route."""
        route = raw.route
        prefix = self._mounts.before(raw.built, raw.prefix)
        is_path = raw.kind == "http" or (raw.kind == "websocket" and (bool(prefix) or route.startswith("/")))
        if not is_path:
            route = route or raw.prefix or self._keys.before(raw.built, "").lstrip("/").replace("/", ".")
        if is_path and (route or prefix) and not is_class_route(route):
            whole = self._mounts.whole(self._signatures[raw.signature].library, path) if raw.kind == "http" else ""
            route = joined(whole, joined(prefix, route)) or "/"
        return Entry(raw.signature, raw.kind, " ".join(part for part in (raw.verb, route) if part), raw.offline, raw.offset)

    def raw(self, entry: EntrySignature, ref: CallRef | None, value: Path, found: Found, function: str, name: str | None = None) -> Raw:
        """An entry as one call declares it."""
        language = self._language(ref.file) if ref is not None else ""
        route = name if name is not None else (selected(self._ev, ref, entry.name, language) if ref is not None else "")
        if entry.front and ref is not None:
            route = joined(selected(self._ev, ref, entry.front, language), route)
        if entry.below and ref is not None:
            route = self.pages.name(ref.file, entry.below)
        prefix = ""
        built: list[tuple[str, int]] = []
        for link in found.chain:
            origin = value.origins[link.origin] if 0 <= link.origin < len(value.origins) else None
            if origin is not None:
                built.append((origin.file, origin.call))
                if entry.prefix and not entry.owners:
                    own = selected(self._ev, origin, entry.prefix, self._language(origin.file))
                    prefix = joined(prefix, own) if entry.kind in _ROUTED else own or prefix
        if entry.prefix and entry.form in _TOLD_BY_MAKER and not prefix:
            made = (origin for origin in reversed(value.origins) if origin is not None)
            told = (selected(self._ev, origin, entry.prefix, self._language(origin.file)) for origin in made)
            prefix = next((text for text in told if text), "")
        verb = entry.verb or (self._verb_said(ref, entry, language) if ref is not None else "")
        if verb == "*":
            verb = function if entry.methods else next((s for s in reversed(value.steps) if s not in ("()", "[]")), function)
        if function and entry.form == "argument" and entry.methods:
            verb = function
        if ref is not None and entry.form in ("argument", "mount"):
            built += [of_call(ref), *self._around(ref)]
        if entry.kind not in _ROUTED and not (route or prefix):  # what an object is handed to may say its queue, or what is around
            prefix = self._queues.before(tuple(built), "").lstrip("/")
        awaits = tuple(self._all(ref, entry.awaits, language)) if entry.awaits and ref is not None else ()
        return Raw(entry.id, entry.kind, verb.upper(), route, tuple(built), entry.offline, 0, prefix, awaits)

    def _verb_said(self, ref: CallRef, entry: EntrySignature, language: str) -> str:
        """The verb that a call is given: a text, or what was made by a call of its name (``post().to(answer)``)."""
        written = selected(self._ev, ref, entry.verb_from, language)
        made = (step for value in self._all(ref, entry.verb_from, language) if isinstance(value, Path) for step in value.steps)
        return written or next((step for step in made if step in _VERBS), "")

    def _around(self, ref: CallRef) -> Iterator[Key]:
        """The functions that a call is written in, the innermost first, and its module."""
        index = self._ev.project.file(ref.file)
        scope = index.facts.calls[ref.call].scope if index is not None else 0
        while index is not None and scope > 0:
            yield within(ref.file, scope)
            scope = index.facts.scopes[scope].parent
        yield within(ref.file, 0)

    def _language(self, path: str) -> str:
        index = self._ev.project.file(path)
        return index.language.traits.signature_key if index is not None else ""

    def _calls(self, index: FileIndex) -> dict[Node, list[Raw]]:
        facts = index.facts
        language = index.language.traits.signature_key
        result: dict[Node, list[Raw]] = {}
        declared: list[tuple[CallRef, Path, Found]] = []
        generated = [entry for entry in self._generated if language in entry.languages]
        renamed = {b.name: tail(facts, b.value) for b in facts.binds if b.value >= 0 and facts.exprs[b.value][0] == "import"}
        for number, call in enumerate(facts.calls):
            if facts.exprs[call.callee][0] == "call":
                self._applied(index, number, language, result)
            word = tail(facts, call.callee) or "()"
            for entry in generated:
                if not any(re.fullmatch(pattern, word) for pattern in entry.like):
                    continue
                if entry.receivers:
                    self._on_parameter(index, CallRef(facts.path, number, 0), entry, language, result)
                else:
                    self._registered(CallRef(facts.path, number, 0), entry, language, result)
            if not any(self._may_declare(name, index) for name in {word, renamed.get(word, word)}):
                continue
            ref = CallRef(facts.path, number, 0)
            for value in self._ev.callee(ref):
                if isinstance(value, Path) and self._entries(language, value):
                    declared += ((ref, begun, found) for begun in self._given.begun(ref, value) for found in self._entries(language, begun))
        for ref, value, found in declared:
            if self._signatures[found.id].form == "mount":
                self._mount(ref, value, found, language)
        self._taken(index, language, result)
        self._stored(index, language, result)
        for ref, value, found in declared:
            self._declare(ref, value, found, language, result)
        return result

    def _stored(self, index: FileIndex, language: str, result: dict[Node, list[Raw]]) -> None:
        """Functions that are put into a member of an object: ``bot.MessageHandler = answer``, ``bot.OnMessage += answer``."""
        facts = index.facts
        for store in facts.stores:
            if not store.member or not self._may_declare(store.member, index):
                continue
            holders = [held for held in self._ev.values(facts.path, store.object) if isinstance(held, Path)]
            for value in (held._replace(steps=(*held.steps, store.member)) for held in holders):
                for found in self._entries(language, value):
                    entry = self._signatures[found.id]
                    parts = _parts(facts, store.value) if entry.form == "stored" else ()
                    for given in (given for part in parts for given in self._ev.values(facts.path, part)):
                        for node in self._functions(given, entry.methods, facts.path, in_map=False):
                            result.setdefault(node, []).append(self.raw(entry, None, value, found, ""))

    def _taken(self, index: FileIndex, language: str, result: dict[Node, list[Raw]]) -> None:
        """The functions that take one after the other what an object gives: ``for message in consumer``."""
        facts = index.facts
        for bind in facts.binds if any(self._may_declare(name, index) for name in self._paths.taken(language)) else ():
            value = facts.exprs[bind.value] if bind.value >= 0 else ("",)
            for taken in self._ev.values(facts.path, bind.value) if value[0] == "element" else ():
                for found in self._entries(language, taken) if isinstance(taken, Path) and taken.steps[-1] == "[]" else ():
                    assert isinstance(taken, Path)
                    node = Node(facts.path, max(index.function_around(bind.scope), 0))
                    result.setdefault(node, []).append(self.raw(self._signatures[found.id], None, taken, found, ""))

    def _on_parameter(self, index: FileIndex, ref: CallRef, entry: EntrySignature, language: str, result: dict[Node, list[Raw]]) -> None:
        """A route on a parameter of which only the name tells what it is, in a file that something else loads."""
        facts = index.facts
        place = next((name for glob in entry.files if (name := file_name(glob, entry.template, ref.file)) is not None), None)
        callee = facts.exprs[facts.calls[ref.call].callee]
        held = facts.exprs[int(callee[1])] if callee[0] == "attr" else ("",)  # type: ignore[call-overload]
        name = str(held[1]) if held[0] == "name" and place is not None else ""
        if not name or not any(re.fullmatch(pattern, name) for pattern in entry.receivers):
            return
        binds = index.bound_at(name, int(held[2]))  # type: ignore[call-overload]
        is_given = any(bind.value >= 0 and facts.exprs[bind.value][0] == "param" and bind.type < 0 for bind in binds)
        route = selected(self._ev, ref, entry.name, language) if is_given else ""
        if not route.startswith("/") or any(isinstance(value, Path) and self._entries(language, value) for value in self._ev.callee(ref)):
            return
        raw = Raw(entry.id, entry.kind, str(callee[2]).upper(), joined(place or "", route), (of_call(ref),), entry.offline)
        for given in self._all(ref, entry.handler, language):
            for node in self._functions(given, (), ref.file, in_map=False):
                result.setdefault(node, []).append(raw)

    def _registered(self, ref: CallRef, entry: EntrySignature, language: str, result: dict[Node, list[Raw]]) -> None:
        """What a call of generated code is given."""
        for given in self._all(ref, entry.handler, language):
            for node in self._functions(given, entry.methods, ref.file, in_map=False):
                index = self._ev.project.file(node.file)
                scopes = index.facts.scopes if index is not None else ()
                name = f"{scopes[scopes[node.scope].parent].name}.{scopes[node.scope].name}" if scopes else ""
                result.setdefault(node, []).append(Raw(entry.id, entry.kind, "", name, (), entry.offline))

    def _entries(self, language: str, value: Path) -> list[Found]:
        return [found for found in self._paths.find(language, value.steps) if found.kind == "entry"]

    def _may_declare(self, name: str, index: FileIndex) -> bool:
        """Whether a call of this last name may declare an entry point in a file."""
        path = index.facts.path
        if path not in self._told:
            self._told[path] = self._entering(path, own=True) if self._entering is not None else None
        told = self._told[path]
        return self._paths.is_entry_tail(name, index.language.traits.signature_key) if told is None else name in told or "*" in told

    def _applied(self, index: FileIndex, number: int, language: str, result: dict[Node, list[Raw]]) -> None:
        """A decorator that is called by hand: ``app.route("/x")(function)``."""
        facts = index.facts
        made = CallRef(facts.path, int(facts.exprs[facts.calls[number].callee][1]), 0)  # type: ignore[call-overload]
        if not self._may_declare(tail(facts, facts.calls[made.call].callee), index):
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
        index = self._ev.project.file(ref.file) if entry.form == "around" else None
        if index is not None:
            node = Node(ref.file, max(index.function_around(index.facts.calls[ref.call].scope), 0))
            result.setdefault(node, []).append(self.raw(entry, ref, value, found, ""))
        if entry.form in ("argument", "member"):
            for name, given, answers in self._pairs(ref, entry, language):
                chosen = self._chosen(given, entry, language)
                nodes = self._spelt(given, entry, ref) or self._of_own_class(given, ref)
                for node in nodes or self._functions(given, tuple(chosen) or entry.methods, ref.file, in_map=entry.form == "member"):
                    raw = self.raw(entry, ref, value, found, self._verb(node, entry, chosen), name)
                    raw = raw._replace(verb=raw.verb or answers or self._asked(ref, entry, language))
                    result.setdefault(node, []).append(self.shown(raw, entry, node))

    def _mount(self, ref: CallRef, value: Path, found: Found, language: str) -> None:
        """Take in what a call puts in front of what."""
        entry = self._signatures[found.id]
        own = selected(self._ev, ref, entry.prefix, language)
        outer = self.raw(entry, ref, value, found, "")
        if entry.onto:
            made = value.origins[-1] if value.origins else ref
            for given in self._all(ref, entry.onto, language) if made is not None else ():
                if isinstance(given, Path) and given.origins and (onto := given.origins[-1]) is not None and made is not None:
                    front = Front(selected(self._ev, onto, entry.prefix, language), "", instead=False, built=(of_call(onto),))
                    self._mounts.add(of_call(made), front)
        elif entry.keyed:
            for given in self._all(ref, entry.handler, language):
                for name, item in self._keyed(given, MAX_DEPTH):
                    for key in self._mounted(item, ref.file, 0):
                        self._keys.add(key, Front("", name, instead=False, built=outer.built))
        elif entry.handler:
            holder = next((v for v in self._all(ref, entry.holder, language) if isinstance(v, Class)), None)
            for given in self._all(ref, entry.handler, language):
                mounts = self._mounts if entry.kind in _ROUTED else self._queues
                for key in self._mounted(given, ref.file, MAX_DEPTH):
                    mounts.add(key, Front(outer.prefix, own, entry.instead, outer.built, holder))
        else:
            self._mounts.add_whole(entry.library, ref.file, joined(outer.prefix, own))

    def _keyed(self, value: Value, depth: int) -> Iterator[tuple[str, Value]]:
        """What stands in a map and the maps in it, by its keys with slashes between them."""
        if not isinstance(value, Map) or not depth:
            return
        for key, item in self._ev.pairs(value)[:MAX_ITEMS]:
            for name in self._texts(value, key):
                for held in self._ev.values(value.file, item, value.frame):
                    if isinstance(held, Map):
                        yield from ((joined(name, below), deep) for below, deep in self._keyed(held, depth - 1))
                    else:
                        yield name, held

    def _made(self, value: Path, language: str) -> CallRef | None:
        """The call that made the object which a path begins with, as far as the catalogue knows what is done to it; else the last call."""
        ends = [number for number, step in enumerate(value.steps) if step == "()" or step.startswith("(@")]
        for end in reversed(ends):
            for found in self._paths.find(language, value.steps[: end + 1]):
                link = found.chain[-1] if found.kind == "object" and found.chain else None
                if link is not None and 0 <= link.origin < len(value.origins):
                    return value.origins[link.origin]
        return value.origins[-1]

    def _mounted(self, value: Value, home: str, depth: int) -> Iterator[tuple[str, int]]:
        """Keys of what has routes of its own: an object, a class, a function, a module (by its name, too), or all in a sequence."""
        if isinstance(value, Path) and value.origins:
            made = self._made(value, self._language(home))
            yield from (of_call(made),) if made is not None else ()
        elif isinstance(value, Class | Instance | Function):
            yield within(value.file, value.scope)
        elif isinstance(value, Module):
            yield within(value.file, 0)
        elif isinstance(value, Text) and "." in value.text and (index := self._ev.project.file(home)) is not None:
            yield from (within(file, 0) for file in index.language.locate(value.text, home, self._ev.project.naming)[:1])
        elif isinstance(value, Sequence) and depth:
            for element in self._elements(value):
                yield from self._mounted(element, home, depth - 1)

    def _verb(self, node: Node, entry: EntrySignature, chosen: Mapping[str, str]) -> str:
        """The verb that a method answers: the one it was chosen for, or what its name says; "" for other functions."""
        index = self._ev.project.file(node.file)
        scopes = index.facts.scopes if index is not None else ()
        name = scopes[node.scope].name if scopes and scopes[scopes[node.scope].parent].kind == "class" else ""
        said = [verb for verb, globs in entry.verbs if any(fnmatch.fnmatchcase(name, glob) for glob in globs)]
        return chosen.get(name) or (said[-1] if said else name if name in _VERBS else "")

    def _chosen(self, value: Value, entry: EntrySignature, language: str) -> dict[str, str]:
        """Verbs by the names of the methods that the call which gave a class chooses for them."""
        origin = value.origin if isinstance(value, Instance) and entry.chosen else None
        found: dict[str, str] = {}
        for given in self._all(origin, entry.chosen, language) if origin is not None else ():
            if isinstance(given, Map):
                for key, item in self._ev.pairs(given)[:MAX_ITEMS]:
                    names = self._texts(given, item)
                    found.update((name, verb) for verb in self._texts(given, key) for name in names)
        return found

    def _texts(self, map_: Map, expr: int) -> list[str]:
        return [v.text for v in self._ev.values(map_.file, expr, map_.frame) if isinstance(v, Text)] if expr >= 0 else []

    def _all(self, ref: CallRef, selectors: Selectors, language: str) -> Iterator[Value]:
        """What stands at any of the selectors."""
        for selector in selectors_for(selectors, language):
            yield from self._ev.select(ref, (selector,)) or NOTHING

    def shown(self, raw: Raw, entry: EntrySignature, node: Node) -> Raw:
        """An entry by the name that its template gives it: ``{said}/{function}``, without what is called ``index``."""
        index = self._ev.project.file(node.file) if entry.shown else None
        if index is None:
            return raw
        scopes = index.facts.scopes
        name = scopes[node.scope].name
        owner = scopes[scopes[node.scope].parent].name
        said = raw.route or _WORDS.sub("_", owner.removesuffix("Controller")).lower()
        words = _WORDS.sub("/", name).lower().partition("/")[2]
        named = {
            "said": said.rstrip("/"),
            "class": owner,
            "function": "" if name == "index" else name,
            "named": raw.route or name,
            "words": words,
        }
        return raw._replace(route=_FIELD.sub(lambda field: named[field[1]], entry.shown).rstrip("/"))

    def _asked(self, ref: CallRef, entry: EntrySignature, language: str) -> str:
        """The verb of the function that wrote a route: ``GET`` of ``route(GET("/x"), answer)``."""
        if entry.kind != "http" or entry.verb or entry.verb_from:
            return ""
        said = ((selector, verb) for selector in selectors_for(entry.name, language) if (verb := _answers(selector)))
        return next((verb for selector, verb in said if self._ev.select(ref, (selector,))), "")

    def _pairs(self, ref: CallRef, entry: EntrySignature, language: str) -> Iterator[tuple[str | None, Value, str]]:
        """(name, handler, verb), the verb where the handler stands in a call of its name.

        The name is None where it stands elsewhere in the call than in the same element as the handler.
        """
        names = [s for s in selectors_for(entry.name, language) if "[]" in s]
        for selector in selectors_for(entry.handler, language):
            shared = next((s for s in names if "[]" in selector and s[: s.index("[]")] == selector[: selector.index("[]")]), None)
            if shared is None:
                yield from ((None, value, _answers(selector)) for value in self._ev.select(ref, (selector,)) or NOTHING)
                continue
            at = selector.index("[]")
            for sequence in self._ev.select(ref, (selector[:at],)) or NOTHING:
                for element in self._elements(sequence):
                    name = next((v.text for v in self._steps(element, shared[at + 1 :]) if isinstance(v, Text)), "")
                    yield from ((name, value, "") for value in self._steps(element, selector[at + 1 :]))

    def _elements(self, value: Value) -> Iterator[Value]:
        if isinstance(value, Sequence):
            for item in self._ev.items(value)[:MAX_ITEMS]:
                yield from self._ev.values(value.file, item, value.frame)
        elif isinstance(value, Built):
            for values in value.items[:MAX_ITEMS]:
                yield from values

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
            found = self._of_class(Class(value.file, value.scope), methods)
            yield from (node for node in found if not any("*" in method for method in methods) or not self._is_hidden(node))
        elif isinstance(value, Text) and not in_map and value.text.isidentifier():
            index = self._ev.project.file(home)
            for bind in index.binds.get((0, value.text), ()) if index is not None else ():
                for named in self._ev.values(home, bind.value):
                    if not isinstance(named, Text):
                        yield from self._functions(named, methods, home, in_map=in_map)

    def _spelt(self, given: Value, entry: EntrySignature, ref: CallRef) -> tuple[Node, ...]:
        """The method that a text names: of a class that it names, too, or of the class that all around it are of."""
        found = re.fullmatch(entry.spelt, given.text) if isinstance(given, Text) and entry.spelt else None
        groups = {key: text for key, text in found.groupdict().items() if text} if found is not None else {}
        if isinstance(given, Path) and entry.spelt and not given.origins:  # the language itself reads such a text as a name
            index = self._ev.project.file(ref.file)
            separator = index.language.traits.separator if index is not None else ""
            groups = {"class": separator.join(given.steps[:-1]), "method": given.steps[-1]}
        if groups:
            classes_ = self._classes(groups, entry.homes, ref.file)
            return next((nodes for cls in classes_ if (nodes := tuple(self._of_class(cls, (groups["method"],))))), ())
        named = given.text if isinstance(given, Text) and given.text.isidentifier() else ""
        holder = self._mounts.holder(self._around(ref)) if named else None
        return tuple(self._of_class(holder, (named,))) if holder is not None else ()

    def _classes(self, groups: Mapping[str, str], homes: Iterable[str], home: str) -> Iterator[Class]:
        """The project's classes that a name means in one of the places where a framework looks for it."""
        index = self._ev.project.file(home)
        separator = index.language.traits.separator if index is not None else ""
        *folders, last = groups["class"].split(".")
        around = home.split("/")[-3:-2]
        given = {
            **groups,
            "folder": "".join(around),
            "class": separator.join((*folders, last)),
            "Class": separator.join((*folders, last[:1].upper() + last[1:])),
        }
        for template in homes if index is not None else ():
            full = _FIELD.sub(lambda field: given.get(field[1], ""), template)
            for path in index.language.locate(full, home, self._ev.project.naming)[:1] if index is not None else ():
                other = self._ev.project.file(path)
                scopes = other.facts.scopes if other is not None else ()
                name = re.split(r"\W", full)[-1]
                yield from (Class(path, n) for n, scope in enumerate(scopes) if scope.kind == "class" and scope.name == name)

    def _of_own_class(self, given: Value, ref: CallRef) -> tuple[Node, ...]:
        """The method that a text names where the call stands in the body of a class."""
        index = self._ev.project.file(ref.file)
        scope = index.facts.calls[ref.call].scope if index is not None else 0
        if index is None or not isinstance(given, Text) or index.facts.scopes[scope].kind != "class" or not given.text:
            return ()
        return tuple(self._of_class(Class(ref.file, scope), (given.text,)))

    def _of_class(self, cls: Class, methods: tuple[str, ...]) -> Iterator[Node]:
        """Methods of a class or of the project's classes above it."""
        seen: set[str] = set()
        for at in classes.line(self._ev, cls):
            found = self._methods_of(at.file).get(at.scope, ()) if isinstance(at, Class) else ()
            for name, function in found:
                if name not in seen and isinstance(at, Class) and any(fnmatch.fnmatchcase(name, glob) for glob in methods):
                    yield Node(at.file, function)
            seen.update(name for name, _ in found)

    def _is_hidden(self, node: Node) -> bool:
        index = self._ev.project.file(node.file)
        return index is not None and "h" in index.facts.scopes[node.scope].flags

    def _methods_of(self, path: str) -> dict[int, list[tuple[str, int]]]:
        """(name, function) of the methods of a file's classes, by class."""
        if path not in self._members:
            found = self._members[path] = defaultdict(list)
            index = self._ev.project.file(path)
            for bind in index.facts.binds if index is not None else ():
                if index is not None and index.is_function(bind.value) and index.facts.scopes[bind.scope].kind == "class":
                    found[bind.scope].append((bind.name, index.function(bind.value)))
        return self._members[path]

    def _of_map(self, value: Map, methods: tuple[str, ...], home: str, *, in_map: bool) -> Iterator[Node]:
        """``methods`` with dots choose in a map of the map."""
        for key, item in self._ev.pairs(value)[:MAX_ITEMS]:
            names = self._texts(value, key) if key >= 0 else [""]
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


def _parts(facts: Facts, expr: int) -> tuple[int, ...]:
    """What is put into a member, beside what it held already."""
    found = facts.exprs[expr]
    return tuple(found[1][1:]) if found[0] == "concat" else (expr,)  # type: ignore[index]


def is_class_route(route: str) -> bool:
    """``Class.method``: all that is known of a class whose route stands elsewhere."""
    return "/" not in route and "." in route


def _answers(selector: tuple[str, ...]) -> str:
    """The verb in whose call a selector looks: ``post()`` of ``route("/x", post(answer))``."""
    word = next((step.partition("(")[0] for step in selector if step.endswith(")")), "")
    return word.upper() if word.lower() in _VERBS else ""
