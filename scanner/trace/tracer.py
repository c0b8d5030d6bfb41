"""The way back from a hit to its entry, the surest short one first. Which steps lead there is said by ``edges`` and ``guesses``."""

from __future__ import annotations

import dataclasses
import heapq
import re
from collections import deque
from typing import TYPE_CHECKING

from scanner.model import EntryPoint, Location, Problem, Step, because
from scanner.trace.declared import Entry, Node, is_class_route
from scanner.trace.edges import Edges
from scanner.trace.elements import Elements
from scanner.trace.entries import ORDER, Entries
from scanner.trace.fronts import ASKS, Fronts
from scanner.trace.nodes import Files, Nodes, ways
from scanner.trace.remote import REMOTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import Catalog, Term
    from scanner.evaluate import Evaluator
    from scanner.match.matcher import Look, Site
    from scanner.match.paths import Paths
    from scanner.model import Hit
    from scanner.trace.fronts import Asked
    from scanner.trace.nodes import Edge

__all__ = ["Files", "Tracer"]

MAX_VISITED = 400
"""Functions looked at for one hit."""
MAX_WEAK = 40
"""The same for one that is merely possible."""
GUESS = 4
"""Known calls that a guessed one is worth: the way with more of them is shown."""
MAX_PAGED = 60
"""Functions looked at between a request and the page that sends it."""
_SHOWN = ("page", "ui")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


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


class Tracer:
    """Traces the hits of one scan."""

    def __init__(self, ev: Evaluator, paths: Paths, catalog: Catalog, look: Look, files: Files) -> None:
        self._nodes = Nodes(ev, look)
        self._fronts = Fronts(ev, paths, catalog, files.saying)
        self._asked: dict[str, tuple[Step, ...]] = {}
        self._importers = files.importers
        self.entries = Entries(ev, paths, catalog, files.entering)
        self._edges = Edges(ev, self._nodes, self.entries, paths, catalog, files)
        self._elements = Elements(ev, {entry.id: entry for entry in catalog.entries})
        self.every = False
        """Look for every entry point, because each may belong to another product; else the nearest one will do."""
        parents = {f"{family.parent}/{family.id}": family for family in catalog.categories.families if family.asked}
        self._audiences = {term.id: parents[term.parent] for term in catalog.categories.techniques if term.parent in parents}
        """Families of which a hit counts only where people ask for it, per technique."""
        self.problems: set[Problem] = set()

    @property
    def wanted(self) -> set[str]:
        """Names by which something may be called anywhere; ``know`` tells which files do."""
        return self._nodes.wanted

    def know(self, found: dict[str, tuple[str, ...]]) -> None:
        """Take in who calls what by name, and forget ways that ended for want of it."""
        self._nodes.know(found)
        self._edges.forget()
        self._asked.clear()

    def trace(self, site: Site) -> Hit:
        """The hit with its entry, the way from there, and whether anything reaches it."""
        start = self._start(site)
        # NOTE: a client is built where the program starts, whoever asks through it.
        audience = self._audiences.get(site.hit.technique) if site.hit.kind != "client" else None
        came: dict[Node, Edge | None] = {start: None}
        found: dict[str, tuple[Node, Entry]] = {}
        ends: list[Node] = []
        through: set[str] = set()
        waiting = _Queue(start)
        most = MAX_WEAK if site.hit.certainty == "possible" else MAX_VISITED
        while waiting and (self.every or ORDER[0] not in found or _is_inside(found[ORDER[0]][1], audience)):
            node = waiting.pop()
            for entry in _routed(self.entries.of(node, self._beside(node.file))):
                if entry.kind not in found or self._says_more((node, entry), found[entry.kind], audience):
                    found[entry.kind] = (node, entry)
                through.add(node.file)
            edges = self._edges.into(node)
            if not edges:
                ends.append(node)
            for edge in edges:
                if edge.node not in came and len(came) >= most:
                    self.problems.add(Problem(path=site.path, stage="trace", reason="cut", detail=f"more than {most} functions lead here"))
                    waiting.clear()
                    break
                if waiting.push(edge, node):
                    came[edge.node] = edge._replace(node=node)
        hit = self._completed(site.hit, start, came, found, ends)
        if audience is not None and (hit.reach == "tests" or (found and not self._is_asked(audience, found.values()))):
            hit = dataclasses.replace(hit, certainty="possible", reasons=(*hit.reasons, because("not-asked")))
        return dataclasses.replace(hit, ways=tuple(sorted(way for way in through if not self._nodes.is_test(way)))) if self.every else hit

    def settled(self, hits: Iterable[Hit]) -> list[Hit]:
        """Clients that nothing reaches are reached by way of who works with them.

        Clients of what people ask for say little where nothing is asked through any of them.
        """
        hits = _used(list(hits))
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
        outside = [kind for kind in kinds if not self._nodes.is_test(found[kind][0].file)]
        if hit.reach is not None or not kinds:
            return dataclasses.replace(hit, reach=hit.reach or ("tests" if self._only_tests(ends, came, start) else "unreached"))
        if not outside:
            return dataclasses.replace(hit, reach="tests")
        node, entry = found[outside[0]]
        steps = self._begun(node, entry)
        place = steps[0].location
        steps += ways(node, came)
        steps.append(Step(location=hit.location))
        if entry.kind == "http":
            steps = [*self._from_page(entry.name), *steps]
        elif entry.kind == "rpc":
            steps = [*self._from_component(node, found, came), *steps]
        offline = all(found[kind][1].offline for kind in outside)
        return dataclasses.replace(
            hit,
            reach="offline" if offline else "reached",
            entry=EntryPoint(kind=entry.kind, name=entry.name, location=place),
            flow=(*_without_repeats(steps), *hit.flow[1:]),
        )

    def _from_component(self, node: Node, found: dict[str, tuple[Node, Entry]], came: dict[Node, Edge | None]) -> list[Step]:
        """The way from a page that runs an entry by calling it like any function, empty without one."""
        for shown, entry in (found[kind] for kind in _SHOWN if kind in found):
            steps = self._begun(shown, entry)
            at = shown
            while at != node and (edge := came[at]) is not None:
                steps.append(Step(location=edge.at, note=edge.why))
                at = edge.node
            if at == node and shown != node and not self._nodes.is_test(shown.file):
                return steps
        return []

    def _begun(self, node: Node, entry: Entry) -> list[Step]:
        """The entry and, where an element of a page runs it, the element in front."""
        place = self._nodes.place(node, entry.offset)
        note = f"{entry.kind} {entry.name}".strip()
        element = self._elements.of(node, entry)
        if element is None:
            return [Step(location=place, note=note)]
        seen = self._nodes.span(element.path, element.start, element.end)
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
        start = self._nodes.function(asked.file, asked.scope)
        came: dict[Node, Edge | None] = {start: None}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            entry = self._shown(node)
            if entry is not None and not self._nodes.is_test(node.file):
                note = ASKS if asked.sure else f"{ASKS} (by its end only)"
                at = self._nodes.span(asked.file, asked.start, asked.end)
                before = [step for step in (*self._begun(node, entry), *ways(node, came)) if _line(step.location) != _line(at)]
                return [*(before or self._begun(node, entry)), Step(location=at, note=note)]
            for edge in self._edges.into(node) if len(came) < MAX_PAGED else ():
                if edge.node not in came:
                    came[edge.node] = edge._replace(node=node)
                    waiting.append(edge.node)
        return []

    def _shown(self, node: Node) -> Entry | None:
        """What people see that runs a function; of top-level code the page that its file has."""
        own = self.entries.of(node, self._beside(node.file))
        of_file = (entry for _, entry in self.entries.declared(node.file)) if node.scope == 0 else ()
        return next((entry for entry in (*own, *of_file) if entry.kind in _SHOWN), None)

    def _is_asked(self, audience: Term, found: Iterable[tuple[Node, Entry]]) -> bool:
        outside = (entry for node, entry in found if not self._nodes.is_test(node.file))
        return any(entry.kind in audience.asked and not _is_inside(entry, audience) for entry in outside)

    def _only_tests(self, ends: list[Node], came: dict[Node, Edge | None], start: Node) -> bool:
        others = [n for n in came if n != start and came[n] is not None]
        return bool(others) and all(self._nodes.is_test(n.file) for n in (ends or others) if n != start)

    # -- nodes

    def _start(self, site: Site) -> Node:
        offset = self._nodes.index(site.path).facts.calls[site.call].start if site.scope < 0 else -1
        return self._nodes.function(site.path, self._scope(site), offset)

    def _scope(self, site: Site) -> int:
        if site.scope >= 0:
            return site.scope
        facts = self._nodes.index(site.path).facts
        at = facts.calls[site.call].scope
        if facts.scopes[at].kind not in ("class", "interface"):
            return at
        decorated = (
            n for n, s in enumerate(facts.scopes) if s.parent == at and any(facts.exprs[d] == ("call", site.call) for d in s.decorators)
        )
        return next(decorated, at)

    def _beside(self, file: str) -> tuple[str, ...]:
        return tuple(self._importers(file))

    def _by_name_of(self, node: Node, came: dict[Node, Edge | None]) -> bool:
        """Whether the way from a node leads through a call of a function elsewhere by its name."""
        while (edge := came[node]) is not None:
            if edge.why == REMOTE:
                return True
            node = edge.node
        return False


def _used(hits: list[Hit]) -> list[Hit]:
    """The hits, those clients that nothing leads to with the shortest way to a call that works with them.

    A module builds its client when something imports it, a property when somebody asks for it: no function is called there.
    """
    users: dict[str, Hit] = {}
    for hit in hits:
        if hit.kind != "client" and hit.entry is not None:
            for place in {at for reason in hit.reasons if reason.id == "built" for name, at in reason.fields if name == "at"}:
                known = users.get(place)
                users[place] = hit if known is None or _nearer(hit, known) else known
    return [
        dataclasses.replace(
            hit, reach=user.reach, entry=user.entry, flow=(*user.flow, Step(location=hit.location, note="works with what is built here"))
        )
        if hit.kind == "client" and hit.reach == "unreached" and (user := users.get(f"{hit.location.path}:{hit.location.line}"))
        else hit
        for hit in hits
    ]


def _nearer(one: Hit, other: Hit) -> bool:
    """Whether a hit says more of where users are than another: the product runs it for them, by a shorter way."""
    return (one.reach != "reached", len(one.flow)) < (other.reach != "reached", len(other.flow))


def _routed(entries: list[Entry]) -> list[Entry]:
    """Entries of one function without the names of its class, where a route is known."""
    routed = {entry.kind for entry in entries if "/" in entry.name}
    return [entry for entry in entries if entry.kind not in routed or not is_class_route(entry.name)]


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
