"""Finds functions that put several found ones of a category together, and who uses their class from elsewhere.

A review that asks a word filter, then a service, then a model is an algorithm of its own, though each step was found before.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.evaluate import modules
from scanner.evaluate.lookup import callers, instances
from scanner.evaluate.values import CallRef, Class, Instance
from scanner.idioms import vocabulary
from scanner.idioms.functions import Functions
from scanner.match.matcher import Site, qualname
from scanner.model import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.catalog import Idiom
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.matcher import Look
    from scanner.model import Hit

MAX_CALLERS = 12
"""Calls of one function that are followed; what is called from everywhere is a tool."""
MAX_STEPS = 3
"""Functions between one that is found and the one that puts it together with others."""
_LEAST = 2
_FOUND = ("call", "http", "idiom")


class _Node(NamedTuple):
    file: str
    scope: int


class Composed:
    """The idioms that are put together, ready to be asked about all that was found in a scan."""

    def __init__(self, idioms: Iterable[Idiom], ev: Evaluator, look: Look) -> None:
        self._idioms = tuple(idiom for idiom in idioms if idiom.composes)
        self._ev = ev
        self._look = look

    def settled(self, found: Iterable[Site]) -> tuple[Site, ...]:
        """Those found, with the functions that put them together, which are no mere possibility then, and the uses of their classes."""
        found = tuple(found)
        joined = tuple(self._sites(found))
        certain = {(site.path, site.scope, site.hit.category) for site in joined if site.hit.kind == "idiom"}
        return (*(site for site in found if (site.path, site.scope, site.hit.category) not in certain), *joined)

    def _sites(self, found: tuple[Site, ...]) -> Iterator[Site]:
        """Functions that run two of those found or more, and the uses of their classes outside their folder."""
        for category in sorted({idiom.category for idiom in self._idioms}):
            idioms = [idiom for idiom in self._idioms if idiom.category == category]
            hits: dict[_Node, Hit] = {}
            for site in found:
                if site.hit.category == category and site.hit.kind in _FOUND and not site.hit.in_tests:
                    node = self._node(site)
                    if node not in hits or hits[node].certainty == "possible":
                        hits[node] = site.hit
            for node in self._joining(hits):
                for idiom in idioms:
                    joined = self._site(node, idiom, hits)
                    if joined is not None:
                        yield joined
                        yield from self._uses(node, joined)
                        break

    # -- functions

    def _index(self, file: str) -> FileIndex:
        index = self._ev.project.file(file)
        assert index is not None
        return index

    def _node(self, site: Site) -> _Node:
        scope = site.scope if site.scope >= 0 else self._index(site.path).facts.calls[site.call].scope
        return self._function(site.path, scope)

    def _function(self, file: str, scope: int) -> _Node:
        scopes = self._index(file).facts.scopes
        while scope > 0 and not (scopes[scope].kind == "function" and scopes[scope].name):
            scope = scopes[scope].parent
        return _Node(file, scope)

    def _joining(self, hits: dict[_Node, Hit]) -> list[_Node]:
        """Functions through two calls of which different ones of the found are run; the nearest to them."""
        self._below: dict[_Node, dict[_Node, set[_Node]]] = defaultdict(lambda: defaultdict(set))
        """Function to the functions that it calls, each with the found ones that are run through it."""
        for origin in hits:
            waiting = [origin]
            seen = {origin}
            for _ in range(MAX_STEPS):
                waiting = [
                    above for node in waiting for above in self._above(node, origin) if above not in seen and not _is_told(above, hits)
                ]
                seen.update(waiting)
        return sorted(node for node, through in self._below.items() if not _is_told(node, hits) and _joins(through.values(), hits))

    def _above(self, node: _Node, origin: _Node) -> Iterator[_Node]:
        """The functions that call one, noted with what they run by it."""
        refs = [ref for ref in callers(self._ev, self._index(node.file), node.scope) if not self._look(ref.file)[0].test]
        for ref in refs if len(refs) <= MAX_CALLERS else ():
            above = self._function(ref.file, self._index(ref.file).facts.calls[ref.call].scope)
            if above.scope > 0 and above != node:
                self._below[above][node].add(origin)
                yield above

    def _site(self, node: _Node, idiom: Idiom, hits: dict[_Node, Hit]) -> Site | None:
        """The function as a hit, when its name, or its class, says what it does; None for one that merely comes by."""
        file, places = self._look(node.file)
        functions = Functions(self._index(node.file).facts, file, places)
        unit = functions.unit(node.scope)
        words = vocabulary.find(idiom.words, unit.words) if unit is not None else None
        if unit is None or words is None or words[0].place not in vocabulary.DEFINING:
            return None
        if idiom.excluded and vocabulary.find((idiom.excluded,), [one for one in unit.words if one.place in ("name", "class", "file")]):
            return None
        through = self._below[node]
        reasons = [because("word", word=word.word, place=word.place) for word in words if word.place in vocabulary.DEFINING]
        reasons += [because("runs", name=qualname(self._index(inner.file).facts, inner.scope)) for inner in sorted(through)]
        parts = [hits[origin].technique for inner in sorted(through) for origin in sorted(through[inner])]
        # NOTE: a class called after checks has other methods, too.
        site = functions.site(unit, idiom, reasons, idiom.certainty if words[0].place in ("name", "parameter") else "possible")
        return site._replace(hit=dataclasses.replace(site.hit, technique=Counter(parts).most_common(1)[0][0]))

    # -- uses

    def _uses(self, node: _Node, site: Site) -> Iterator[Site]:
        """Where other folders build the class that a function belongs to, and where they run it."""
        index = self._index(node.file)
        owner = index.facts.scopes[node.scope].parent
        if index.facts.scopes[owner].kind != "class":
            return
        home = node.file.rpartition("/")[0]
        built = [ref for maker in self._makers(index, owner) for ref in callers(self._ev, index, maker)]
        run = [*callers(self._ev, index, node.scope), *self._through_interfaces(index, node.scope, owner)]
        yield from (self._use(ref, site.hit, "client") for ref in self._outside(home, built))
        yield from (self._use(ref, site.hit, "call") for ref in self._outside(home, run))

    def _outside(self, home: str, refs: Iterable[CallRef]) -> list[CallRef]:
        """Those in other folders; none where there are so many that it is a tool."""
        outside = sorted({ref for ref in refs if ref.file.rpartition("/")[0] != home and not self._look(ref.file)[0].test})
        return outside if len(outside) <= MAX_CALLERS else []

    def _makers(self, index: FileIndex, owner: int) -> Iterator[int]:
        """Constructors of a class, and functions beside it that give an instance."""
        wanted = Instance(index.facts.path, owner, None)
        for number, scope in enumerate(index.facts.scopes):
            constructs = scope.parent == owner and scope.name in index.language.traits.constructors
            if constructs:
                yield number
            elif scope.kind == "function" and scope.parent != owner and scope.return_type >= 0:
                given = instances(self._ev, self._ev.values(index.facts.path, scope.return_type))
                if any(isinstance(v, Instance) and v[:2] == wanted[:2] for v in given):
                    yield number

    def _through_interfaces(self, index: FileIndex, scope: int, owner: int) -> Iterator[CallRef]:
        """Calls of the method on an interface that the class implements by having its methods."""
        if not index.language.traits.implicit_interfaces:
            return
        name = index.facts.scopes[scope].name
        for path in sorted(self._ev.project.mentioning(name, index.facts.path)):
            other = self._ev.project.file(path)
            for number in other.calls_by_tail.get(name, ()) if other is not None and other.language.id == index.language.id else ():
                ref = CallRef(path, number, 0)
                if any(modules.runs(self._ev, v, Class(index.facts.path, owner)) for v in self._ev.callee(ref)):
                    yield ref

    def _use(self, ref: CallRef, hit: Hit, kind: Literal["client", "call"]) -> Site:
        file, places = self._look(ref.file)
        facts = self._index(ref.file).facts
        call = facts.calls[ref.call]
        owner, _, name = hit.qualname.rpartition(".")
        at = f"{hit.location.path}:{hit.location.line}"
        reason = because("builds-at", owner=owner, name=name, at=at) if kind == "client" else because("runs-at", name=hit.qualname, at=at)
        used = dataclasses.replace(
            hit, kind=kind, location=places.location(call.start, call.end), qualname=qualname(facts, call.scope),
            reasons=(reason,), reach="example" if file.example else None,
        )  # fmt: skip
        return Site(ref.file, ref.call, used, call.scope)


def _is_told(node: _Node, hits: Mapping[_Node, Hit]) -> bool:
    """Whether a function is more than possibly one of the found already; one that only makes such a call may run others beside it."""
    return node in hits and hits[node].kind == "idiom" and hits[node].certainty != "possible"


def _joins(through: Iterable[set[_Node]], hits: Mapping[_Node, Hit]) -> bool:
    """Whether different ones are run through different calls, and one of them is more than possible."""
    sets = {frozenset(one) for one in through}
    return len(sets) >= _LEAST and any(hits[node].certainty != "possible" for one in sets for node in one)
