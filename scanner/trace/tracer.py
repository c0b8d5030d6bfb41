"""The way back from a hit: callers, callbacks, overrides, keys; breadth first, so that the shortest way is found."""

from __future__ import annotations

import dataclasses
import heapq
import re
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate import classes, modules
from scanner.evaluate.lookup import callers
from scanner.evaluate.project import tail
from scanner.evaluate.values import CallRef, Class, Function, Instance, Path
from scanner.model import EntryPoint, Location, Problem, Step, because
from scanner.trace.declared import Entry, Node, is_class_route
from scanner.trace.elements import Elements
from scanner.trace.entries import ORDER, Entries
from scanner.trace.fronts import ASKS, Fronts
from scanner.trace.loaded import LOADED, Loaded
from scanner.trace.remote import REMOTE, Remote
from scanner.trace.stored import Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.catalog import Catalog, Term
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.match.matcher import Look, Site
    from scanner.match.paths import Paths
    from scanner.model import Facts, Hit
    from scanner.trace.fronts import Asked

MAX_VISITED = 400
"""Functions looked at for one hit."""
GUESS = 4
"""Known calls that a guessed one is worth: the way with more of them is shown."""
MAX_PAGED = 60
"""Functions looked at between a request and the page that sends it."""
_SHOWN = ("page", "ui")
MAX_PLAIN = 3
"""Letters of a name that says nothing by itself."""
MAX_SITES = 200
"""Calls by one name in the files that see a class above."""
MAX_GUESSED = 12
"""Calls by name alone that may be followed; a name that is called more often says nothing."""
MAX_ALIKE = 100
"""The same of calls on something called like the class."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_COMMON = frozenset(
    {"run", "call", "start", "get", "set", "post", "send", "main", "init", "handle", "process", "execute", "close", "open", "read", "write",
     "update", "delete", "create", "add", "next", "stop", "load"}
)  # fmt: skip


class Edge(NamedTuple):
    """Running ``node`` runs what the edge leads to; ``at`` is the place that does it."""

    node: Node
    at: Location
    why: str
    guessed: bool = False


class _Queue:
    """Functions still to be looked at, those first to which the surest short way leads."""

    def __init__(self, start: Node) -> None:
        self._cost = {start: 0}
        self._heap: list[tuple[int, int, Node]] = [(0, 0, start)]
        self._count = 0
        self._done: set[Node] = set()

    def __bool__(self) -> bool:
        while self._heap and self._heap[0][2] in self._done:
            heapq.heappop(self._heap)
        return bool(self._heap)

    def pop(self) -> Node:
        """The next function; ask first whether there is one."""
        _, _, node = heapq.heappop(self._heap)
        self._done.add(node)
        return node

    def push(self, edge: Edge, node: Node) -> bool:
        """Whether the way over an edge from ``node`` is the best one so far."""
        cost = self._cost[node] + (GUESS if edge.guessed else 1)
        if cost >= self._cost.get(edge.node, cost + 1):
            return False
        self._cost[edge.node] = cost
        self._count += 1
        heapq.heappush(self._heap, (cost, self._count, edge.node))
        return True

    def clear(self) -> None:
        self._heap.clear()


class Files(NamedTuple):
    """Which files are worth a look: who imports one, who calls something by a name, who says a segment of an address."""

    importers: Callable[[str], Iterable[str]]
    calling: Callable[[set[str]], dict[str, tuple[str, ...]]]
    saying: Callable[[frozenset[str]], dict[str, tuple[str, ...]]]


class Tracer:
    """Traces the hits of one scan."""

    def __init__(
        self,
        ev: Evaluator,
        paths: Paths,
        catalog: Catalog,
        look: Look,
        files: Files,
    ) -> None:
        self._ev = ev
        self._remote = Remote(ev, paths, catalog, files.calling)
        self._fronts = Fronts(ev, paths, catalog, files.saying)
        self._asked: dict[str, tuple[Step, ...]] = {}
        self._look = look
        self._importers = files.importers
        self.entries = Entries(ev, paths, catalog)
        self._stored = Stored(ev)
        self._loaded = Loaded(ev, catalog.entries, files.calling)
        self._elements = Elements(ev, {entry.id: entry for entry in catalog.entries})
        self.every = False
        """Look for every entry point, because each may belong to another product; else the nearest one will do."""
        parents = {f"{family.parent}/{family.id}": family for family in catalog.categories.families if family.asked}
        self._audiences = {term.id: parents[term.parent] for term in catalog.categories.techniques if term.parent in parents}
        """Families of which a hit counts only where people ask for it, per technique."""
        self._edges: dict[Node, tuple[Edge, ...]] = {}
        self._lines: dict[Class, frozenset[Class]] = {}
        self._found: dict[str, tuple[str, ...]] = {}
        self.problems: set[Problem] = set()
        self.wanted: set[str] = set()
        """Names of methods without a known caller; ``know`` tells which files call something by such a name."""

    def know(self, found: dict[str, tuple[str, ...]]) -> None:
        """Take in who calls what by name, and forget ways that ended for want of it."""
        self._found.update(found)
        self._edges.clear()
        self._asked.clear()

    def trace(self, site: Site) -> Hit:
        """The hit with its entry, the way from there, and whether anything reaches it."""
        start = self._function(site.path, self._scope(site))
        # NOTE: a client is built where the program starts, whoever asks through it.
        audience = self._audiences.get(site.hit.technique) if site.hit.kind != "client" else None
        came: dict[Node, Edge | None] = {start: None}
        found: dict[str, tuple[Node, Entry]] = {}
        ends: list[Node] = []
        ways: set[str] = set()
        waiting = _Queue(start)
        while waiting and (self.every or ORDER[0] not in found or _is_inside(found[ORDER[0]][1], audience)):
            node = waiting.pop()
            for entry in _routed(self.entries.of(node, self._beside(node.file))):
                if entry.kind not in found or self._says_more((node, entry), found[entry.kind], audience):
                    found[entry.kind] = (node, entry)
                ways.add(node.file)
            edges = self._into(node)
            if not edges:
                ends.append(node)
            for edge in edges:
                if edge.node not in came and len(came) >= MAX_VISITED:
                    self.problems.add(
                        Problem(path=site.path, stage="trace", reason="cut", detail=f"more than {MAX_VISITED} functions lead here")
                    )
                    waiting.clear()
                    break
                if waiting.push(edge, node):
                    came[edge.node] = edge._replace(node=node)
        hit = self._completed(site.hit, start, came, found, ends)
        if audience is not None and (hit.reach == "tests" or (found and not self._is_asked(audience, found.values()))):
            hit = dataclasses.replace(hit, certainty="possible", reasons=(*hit.reasons, because("not-asked")))
        return dataclasses.replace(hit, ways=tuple(sorted(way for way in ways if not self._look(way)[0].test))) if self.every else hit

    def settled(self, hits: Iterable[Hit]) -> list[Hit]:
        """Clients of what people ask for say little where nothing is asked through any of them."""
        hits = list(hits)
        asked = {hit.category for hit in hits if hit.kind != "client" and hit.certainty != "possible"}
        idle = [hit.kind == "client" and hit.category not in asked and hit.technique in self._audiences for hit in hits]
        return [
            dataclasses.replace(hit, certainty="possible", reasons=(*hit.reasons, because("no-query"))) if alone else hit
            for hit, alone in zip(hits, idle, strict=True)
        ]

    def _says_more(self, one: tuple[Node, Entry], other: tuple[Node, Entry], audience: Term | None) -> bool:
        """Whether an entry is what users see and the known one is not: behind an inside route, or called by another of its page."""
        if _is_inside(other[1], audience) != _is_inside(one[1], audience):
            return _is_inside(other[1], audience)
        return one[0].file == other[0].file and self._elements.of(*other) is None and self._elements.of(*one) is not None

    # -- result

    def _completed(
        self, hit: Hit, start: Node, came: dict[Node, Edge | None], found: dict[str, tuple[Node, Entry]], ends: list[Node]
    ) -> Hit:
        kinds = [kind for kind in ORDER if kind in found]
        # NOTE: who calls a function by its name from a page is nearer to the user than the function itself.
        kinds.sort(key=lambda kind: not self._by_name_of(found[kind][0], came))
        outside = [kind for kind in kinds if not self._look(found[kind][0].file)[0].test]
        if hit.reach is not None or not kinds:
            return dataclasses.replace(hit, reach=hit.reach or ("tests" if self._only_tests(ends, came, start) else "unreached"))
        if not outside:
            return dataclasses.replace(hit, reach="tests")
        node, entry = found[outside[0]]
        steps = self._begun(node, entry)
        place = steps[0].location
        steps += _ways(node, came)
        steps.append(Step(location=hit.location))
        if entry.kind == "http":
            steps = [*self._from_page(entry.name), *steps]
        offline = all(found[kind][1].offline for kind in outside)
        return dataclasses.replace(
            hit,
            reach="offline" if offline else "reached",
            entry=EntryPoint(kind=entry.kind, name=entry.name, location=place),
            flow=(*_without_repeats(steps), *hit.flow[1:]),
        )

    def _begun(self, node: Node, entry: Entry) -> list[Step]:
        """The entry and, where an element of a page runs it, the element in front."""
        place = self._place(node, entry.offset)
        note = f"{entry.kind} {entry.name}".strip()
        element = self._elements.of(node, entry)
        if element is None:
            return [Step(location=place, note=note)]
        seen = self._look(element.path)[1].location(element.start, element.end)
        return [Step(location=seen, note=f"{note}: {element.note}"), Step(location=place, note="handles it")]

    def _from_page(self, name: str) -> tuple[Step, ...]:
        """The way from a page of the project to its request of a route, empty where no page asks it."""
        if name not in self._asked:
            self._asked[name] = ()
            for asked in self._fronts.asking(name):
                steps = self._up_to_page(asked)
                if steps:
                    self._asked[name] = tuple(steps)
                    break
        return self._asked[name]

    def _up_to_page(self, asked: Asked) -> list[Step]:
        start = self._function(asked.ref.file, self._index(asked.ref.file).facts.calls[asked.ref.call].scope)
        came: dict[Node, Edge | None] = {start: None}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            entry = next((e for e in self.entries.of(node, self._beside(node.file)) if e.kind in _SHOWN), None)
            if entry is not None and not self._look(node.file)[0].test:
                note = ASKS if asked.sure else f"{ASKS} (by its end only)"
                at = self._at(asked.ref)
                ways = [step for step in (*self._begun(node, entry), *_ways(node, came)) if _line(step.location) != _line(at)]
                return [*(ways or self._begun(node, entry)), Step(location=at, note=note)]
            for edge in self._into(node) if len(came) < MAX_PAGED else ():
                if edge.node not in came:
                    came[edge.node] = edge._replace(node=node)
                    waiting.append(edge.node)
        return []

    def _is_asked(self, audience: Term, found: Iterable[tuple[Node, Entry]]) -> bool:
        outside = (entry for node, entry in found if not self._look(node.file)[0].test)
        return any(entry.kind in audience.asked and not _is_inside(entry, audience) for entry in outside)

    def _only_tests(self, ends: list[Node], came: dict[Node, Edge | None], start: Node) -> bool:
        others = [n for n in came if n != start and came[n] is not None]
        return bool(others) and all(self._look(n.file)[0].test for n in (ends or others) if n != start)

    def _place(self, node: Node, offset: int = 0) -> Location:
        index = self._index(node.file)
        scope = index.facts.scopes[node.scope]
        start = scope.start if node.scope else offset
        return self._look(node.file)[1].location(start, start)

    def _at(self, ref: CallRef) -> Location:
        call = self._index(ref.file).facts.calls[ref.call]
        return self._look(ref.file)[1].location(call.start, call.end)

    # -- nodes

    def _index(self, file: str) -> FileIndex:
        index = self._ev.project.file(file)
        assert index is not None
        return index

    def _scope(self, site: Site) -> int:
        if site.scope >= 0:
            return site.scope
        return self._index(site.path).facts.calls[site.call].scope

    def _function(self, file: str, scope: int) -> Node:
        """The function that a scope belongs to; classes and comprehensions run with what is around them."""
        scopes = self._index(file).facts.scopes
        while scope > 0 and scopes[scope].kind not in ("function", "lambda"):
            scope = scopes[scope].parent
        return Node(file, scope)

    def _beside(self, file: str) -> tuple[str, ...]:
        return tuple(self._importers(file))

    def _by_name_of(self, node: Node, came: dict[Node, Edge | None]) -> bool:
        """Whether the way from a node leads through a call of a function elsewhere by its name."""
        while (edge := came[node]) is not None:
            if edge.why == REMOTE:
                return True
            node = edge.node
        return False

    # -- edges

    def _into(self, node: Node) -> tuple[Edge, ...]:
        if node not in self._edges:
            self._edges[node] = ()  # a question about itself adds nothing
            self._edges[node] = tuple(dict.fromkeys(self._leading(node)))
        return self._edges[node]

    def _leading(self, node: Node) -> Iterator[Edge]:
        index = self._index(node.file)
        if node.scope == 0:
            for importer in self._importers(node.file):
                other = self._ev.project.file(importer)
                if other is not None and importer != node.file:
                    yield from self._importing(other, node.file)
            return
        scope = index.facts.scopes[node.scope]
        yield from self._from_afar(node)
        found = [*self._called(index, node.scope, "calls"), *self._handed(index, node), *self._given_back(index, node)]
        found += self._decorated(index, node)
        found += self._kept(index, node)
        owner = scope.parent if index.facts.scopes[scope.parent].kind in ("class", "interface") else -1
        constructs = scope.name in index.language.traits.constructors
        if owner >= 0 and not constructs:
            found += self._overridden(index, owner, node)
        if owner >= 0 and index.language.traits.implicit_interfaces:
            found += self._through_interfaces(index, owner, scope.name)
        if scope.kind == "lambda" or (not found and owner < 0 and scope.parent > 0):
            found.append(Edge(self._function(node.file, scope.parent), self._place(node), "defined here"))
        found += self._keyed(index, node)
        if owner >= 0 and all(self._says_nothing(e.node, node) for e in found):
            found += self._unnamed(index, node, owner)
            if constructs:
                found += self._running(index, owner, node)
        elif owner < 0 and node.scope in index.in_maps:  # a method of an object literal
            found += self._by_name(index, node.scope)
        yield from found

    def _says_nothing(self, caller: Node, node: Node) -> bool:
        """Tests, and methods of the same class, those above it and those below, do not tell who uses a class."""
        scopes, others = self._index(node.file).facts.scopes, self._index(caller.file).facts.scopes
        own, other = Class(node.file, scopes[node.scope].parent), Class(caller.file, others[caller.scope].parent)
        return (
            own == other
            or self._look(caller.file)[0].test
            or (others[other.scope].kind == "class" and bool(self._above(own) & self._above(other)))
        )

    def _above(self, cls: Class) -> frozenset[Class]:
        """A class and the project's classes above it."""
        if cls not in self._lines:
            self._lines[cls] = frozenset(at for at in classes.line(self._ev, cls) if isinstance(at, Class))
        return self._lines[cls]

    def _from_afar(self, node: Node) -> Iterator[Edge]:
        """Calls that run an entry by its name from another program of the project."""
        for entry in self.entries.of(node, ()) if self._remote.kinds else ():
            if entry.kind in self._remote.kinds and entry.name:
                for ref in self._remote.calls(entry.kind, entry.name.rpartition("/")[2]):
                    call = self._index(ref.file).facts.calls[ref.call]
                    yield Edge(self._function(ref.file, call.scope), self._at(ref), REMOTE)

    def _importing(self, importer: FileIndex, file: str) -> Iterator[Edge]:
        """The code that runs when an import does: the file's top level, or the function that holds it."""
        path = importer.facts.path
        for entry in importer.facts.imports:
            if entry.module and file in importer.language.locate(entry.module, path, self._ev.project.naming):
                yield Edge(self._function(path, entry.scope), self._look(path)[1].location(entry.start, entry.end), "imports")
                return
        yield Edge(Node(path, 0), self._place(Node(path, 0)), "imports")

    def _called(self, index: FileIndex, scope: int, why: str) -> list[Edge]:
        return [
            Edge(self._function(c.file, self._index(c.file).facts.calls[c.call].scope), self._at(c), why)
            for c in callers(self._ev, index, scope)
        ]

    def _handed(self, index: FileIndex, node: Node, below: Node | None = None) -> Iterator[Edge]:
        """Where the function, or the one below that runs in its place, is passed on as a value."""
        name = index.facts.scopes[node.scope].name
        for path in self._ev.project.mentioning(name, node.file) if name else (node.file,):
            other = self._index(path)
            keys = (node.scope, name) if path == node.file else (name,)
            for key in keys:
                if key == "":
                    continue
                for call, n in other.passed.get(key, ()):
                    value = other.facts.calls[call].arguments[n].value
                    if key == node.scope or any(
                        isinstance(v, Function) and (v.file, v.scope) in (node, below) for v in self._ev.values(path, value)
                    ):
                        yield Edge(self._function(path, other.facts.calls[call].scope), self._at(CallRef(path, call, 0)), "passes it on")

    def _given_back(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Functions that return this one: whoever calls them may run it."""
        name = index.facts.scopes[node.scope].name
        for path in self._ev.project.mentioning(name, node.file) if name else ():
            for scope, expr in self._index(path).giving_back(name):
                giver = self._function(path, scope)
                if giver != node and any(isinstance(v, Function) and (v.file, v.scope) == node for v in self._ev.values(path, expr)):
                    yield Edge(giver, self._place(giver), "hands it back")

    def _decorated(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Functions of the project's own decorators that run what they decorate."""
        for decorator in index.facts.scopes[node.scope].decorators:
            for value in self._ev.values(index.facts.path, decorator):
                if not isinstance(value, Function):
                    continue
                other = self._index(value.file)
                for call in other.calls_of_parameters().get((value.scope, 0), ()):
                    runs = self._function(value.file, other.facts.calls[call].scope)
                    yield Edge(runs, self._at(CallRef(value.file, call, 0)), "decorates it")

    def _kept(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Calls of the function, or of the class that it constructs, by another name; calls that are handed a map with it."""
        scope = index.facts.scopes[node.scope]
        owner = scope.parent if scope.name in index.language.traits.constructors else -1
        for kept in self._stored.calls(index, node, owner):
            runs = self._function(kept.ref.file, self._index(kept.ref.file).facts.calls[kept.ref.call].scope)
            yield Edge(runs, self._at(kept.ref), f"calls it as {kept.name!r}", guessed=not kept.sure)
        handed = ((ref, "hands it over") for ref in self._stored.given(index, node))
        for ref, why in (*handed, *((ref, LOADED) for ref in self._loaded.calls(index, node))):
            yield Edge(self._function(ref.file, self._index(ref.file).facts.calls[ref.call].scope), self._at(ref), why)

    def _overridden(self, index: FileIndex, owner: int, node: Node) -> Iterator[Edge]:
        """Calls of the same method of a class above run this one too."""
        name = index.facts.scopes[node.scope].name
        seen: set[Class] = set()
        waiting = [Class(index.facts.path, owner)]
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            above = self._index(at.file)
            for base in above.facts.scopes[at.scope].bases:
                for value in self._ev.values(at.file, base):
                    if isinstance(value, Class):
                        waiting.append(value)
                        for bind in self._index(value.file).binds.get((value.scope, name), ()):
                            if self._index(value.file).is_function(bind.value):
                                method = self._index(value.file).function(bind.value)
                                yield from self._called(self._index(value.file), method, "calls it through a class above")
                                yield from self._handed(self._index(value.file), Node(value.file, method), node)

    def _seen_above(self, index: FileIndex, node: Node, owner: int, name: str) -> Iterator[Edge]:
        """Calls of the method in files that know a class above alone, as where a registry gives the object."""
        for above in classes.line(self._ev, Class(index.facts.path, owner))[1:]:
            if not isinstance(above, Class) or above.file == node.file:
                continue
            sites = self._sites(above.file, name)
            for ref in sites if len(sites) <= MAX_SITES else ():
                values = self._ev.callee(ref)
                known = any(isinstance(v, Function) and (v.file, v.scope) == node for v in values)
                if known or all(self._may_be_another(v, ref, above) for v in values):
                    runs = self._function(ref.file, self._index(ref.file).facts.calls[ref.call].scope)
                    yield Edge(runs, self._at(ref), "calls it through a class above", guessed=not known)

    def _may_be_another(self, value: Value, ref: CallRef, above: Class) -> bool:
        """Whether what is called may be the method of another class: unknown, of an object that a key chose, or declared as one above."""
        made = value.receiver if isinstance(value, Function) else None
        if isinstance(made, Instance):
            return self._stored.is_chosen(made.origin) if made.origin is not None else self._stored.is_declared(ref, above)
        return not isinstance(value, Function | Class | Path)

    def _sites(self, home: str, name: str) -> tuple[CallRef, ...]:
        """Calls by a name in the files that see a file."""
        paths = self._ev.project.mentioning(name, home, "called")
        return tuple(CallRef(path, number, 0) for path in paths for number in self._index(path).calls_by_tail.get(name, ()))

    def _through_interfaces(self, index: FileIndex, owner: int, name: str) -> Iterator[Edge]:
        """Calls of a method of an interface, which the class implements by having its methods; they may stand anywhere."""
        if len(name) > MAX_PLAIN:
            self.wanted.add(name)
        for path in sorted({*self._ev.project.mentioning(name, index.facts.path), *self._found.get(name, ())}):
            other = self._ev.project.file(path)
            for number in other.calls_by_tail.get(name, ()) if other is not None and _alike(other, index) else ():
                ref = CallRef(path, number, 0)
                if any(modules.runs(self._ev, v, Class(index.facts.path, owner)) for v in self._ev.callee(ref)):
                    yield Edge(
                        self._function(path, self._index(path).facts.calls[number].scope), self._at(ref), "calls it through an interface"
                    )

    def _keyed(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Stored under a text key: whoever reads that key may run it."""
        for key in sorted(self._keys(index, node)):
            for path in self._ev.project.quoting(key, node.file):
                for scope, start, end in self._index(path).readers(key):
                    reader = self._function(path, scope)
                    if reader != node:
                        yield Edge(reader, self._look(path)[1].location(start, end), f"reads what is stored under {key!r}", guessed=True)

    def _keys(self, index: FileIndex, node: Node) -> set[str]:
        """Text keys under which some file near stores the function."""
        name = index.facts.scopes[node.scope].name
        result: set[str] = set()
        for path in self._ev.project.mentioning(name, node.file) if name else (node.file,):
            other = self._index(path)
            for store in other.key_stores:
                key = other.facts.exprs[store.key]
                if key[0] == "string" and tail(other.facts, store.value) == name:  # noqa: SIM102
                    if any(isinstance(v, Function) and (v.file, v.scope) == node for v in self._ev.values(path, store.value)):
                        result.add(str(key[1]))
        return result

    def _unnamed(self, index: FileIndex, node: Node, owner: int) -> list[Edge]:
        """Who may call a method that nobody is known to call: the surest guess that there is."""
        name = index.facts.scopes[node.scope].name
        seen = list(self._seen_above(index, node, owner, name)) if name not in index.language.traits.constructors else []
        certain = [edge for edge in seen if not edge.guessed and not self._says_nothing(edge.node, node)]
        return (
            certain
            or self._by_name(index, node.scope, owner)
            or (seen if len(seen) <= MAX_GUESSED else [])
            or list(self._built(index, owner))
        )

    def _by_name(self, index: FileIndex, scope: int, owner: int = -1) -> list[Edge]:
        """A method that nobody is known to call: calls by that name on something unknown, wherever they stand.

        Of too many those that are made on something called like the class, or one above it.
        """
        name, in_map = index.facts.scopes[scope].name, scope in index.in_maps
        if name.startswith("__"):
            return []
        if name not in _COMMON and len(name) > MAX_PLAIN:  # a common name is looked for only where the class can be seen
            self.wanted.add(name)
        edges: list[tuple[Edge, str]] = []
        for path in sorted({*self._ev.project.mentioning(name, index.facts.path), *self._found.get(name, ())}):
            other = self._ev.project.file(path)
            for number in other.calls_by_tail.get(name, ()) if other is not None and _alike(other, index) else ():
                values = self._ev.callee(CallRef(path, number, 0))
                if self._may_be(values, name, in_map=in_map):
                    runs = self._function(path, self._index(path).facts.calls[number].scope)
                    edge = Edge(runs, self._at(CallRef(path, number, 0)), "calls a method of this name", guessed=True)
                    edges.append((edge, _receiver(self._index(path).facts, number)))
        if len(edges) <= MAX_GUESSED or owner < 0:
            return [edge for edge, _ in edges] if len(edges) <= MAX_GUESSED else []
        called = self._words(index, owner)
        alike = [edge for edge, receiver in edges if called & _words(receiver)]
        return alike if len(alike) <= MAX_ALIKE else []

    def _may_be(self, values: tuple[Value, ...], name: str, *, in_map: bool) -> bool:
        """Whether what is called may be any function of a name; what another package makes of a map may have the functions in it."""
        telling = name not in _COMMON and len(name) > MAX_PLAIN
        made = [isinstance(v, Path) and ((in_map and telling and any(v.origins)) or self._is_given(v)) for v in values]
        return not values or not all(isinstance(v, Function | Class | Path) and not own for v, own in zip(values, made, strict=True))

    def _is_given(self, value: Path) -> bool:
        """Whether a method is one of what a container gives for a name that is no class."""
        return value.steps[-2:-1] == ("()",) and self._ev.flows.effect(value.steps[:-2]) == "instance"

    def _words(self, index: FileIndex, owner: int) -> frozenset[str]:
        """Words of the names of a class and the project's classes above it."""
        line = self._above(Class(index.facts.path, owner))
        return frozenset().union(*(_words(self._index(cls.file).facts.scopes[cls.scope].name) for cls in line))

    def _running(self, index: FileIndex, owner: int, constructor: Node) -> Iterator[Edge]:
        """Methods of a class that nobody is known to build: whoever runs one has an object of it."""
        methods = [n for n, s in enumerate(index.facts.scopes) if s.parent == owner and s.kind == "function" and n != constructor.scope]
        for scope in methods[:MAX_GUESSED]:
            method = Node(index.facts.path, scope)
            yield Edge(method, self._place(method), "runs on what it builds", guessed=True)

    def _built(self, index: FileIndex, owner: int) -> Iterator[Edge]:
        """A class of another package above may run any method of what is built here."""
        scope = index.facts.scopes[owner]
        outside = any(isinstance(v, Path) and v.steps[0] != "builtins" for b in scope.bases for v in self._ev.values(index.facts.path, b))
        if not outside:
            return
        for path in self._ev.project.mentioning(scope.name, index.facts.path):
            other = self._index(path)
            for number in other.calls_by_tail.get(scope.name, ()):
                if any(v == Class(index.facts.path, owner) for v in self._ev.callee(CallRef(path, number, 0))):
                    yield Edge(
                        self._function(path, other.facts.calls[number].scope),
                        self._at(CallRef(path, number, 0)),
                        "builds it; a class above runs the method",
                        guessed=True,
                    )


def _routed(entries: list[Entry]) -> list[Entry]:
    """Entries of one function without the names of its class, where a route is known."""
    routed = {entry.kind for entry in entries if "/" in entry.name}
    return [entry for entry in entries if entry.kind not in routed or not is_class_route(entry.name)]


def _receiver(facts: Facts, number: int) -> str:
    """The last name of what a call is made on; of what a call gives, the name of the function."""
    callee = facts.exprs[facts.calls[number].callee]
    held = facts.exprs[int(callee[1])] if callee[0] == "attr" else ("",)  # type: ignore[call-overload]
    if held[0] == "call":
        return tail(facts, facts.calls[int(held[1])].callee)  # type: ignore[call-overload]
    return tail(facts, int(callee[1])) if callee[0] == "attr" else ""  # type: ignore[call-overload]


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name) if len(word) > 3)


def _ways(node: Node, came: dict[Node, Edge | None]) -> Iterator[Step]:
    """The steps from a node to where the search began."""
    while (edge := came[node]) is not None:
        # NOTE: a guessed edge says so to the reader; what the hit itself is stays as sure as it was.
        yield Step(location=edge.at, note=f"{edge.why} (by name only)" if edge.guessed else edge.why)
        node = edge.node


def _without_repeats(steps: list[Step]) -> list[Step]:
    result: list[Step] = []
    for step in steps:
        if not result or _line(result[-1].location) != _line(step.location):
            result.append(step)
    return result


def _line(location: Location) -> tuple[str, int]:
    return location.path, location.line


def _is_inside(entry: Entry, audience: Term | None) -> bool:
    """Whether a route says that only the operator's own people come that way."""
    return audience is not None and any(word.lower() in audience.inside for word in _WORD.findall(entry.name))


def _alike(one: FileIndex, other: FileIndex) -> bool:
    """Whether code of one file may call that of the other: the same language, or scripts of pages beside modules."""
    return one.language.traits.signature_key == other.language.traits.signature_key
