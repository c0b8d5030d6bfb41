"""Which code runs a function: calls, callbacks, overrides, decorators, imports, other programs of the project.

What only may run it is left to ``guesses``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import modules, namespaces
from scanner.evaluate.lookup import callers
from scanner.evaluate.values import CallRef, Class, Function, Instance
from scanner.trace.channels import CHANNELS, Channels
from scanner.trace.declared import Node
from scanner.trace.guesses import Guesses
from scanner.trace.loaded import LOADED, Loaded
from scanner.trace.nodes import Edge
from scanner.trace.plugins import LOADS, Plugins
from scanner.trace.remote import REMOTE, Remote
from scanner.trace.sent import SENDS, Sent
from scanner.trace.stored import Stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog import Catalog
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.paths import Paths
    from scanner.trace.entries import Entries
    from scanner.trace.nodes import Files, Nodes


class Edges:
    """The ways of one scan, remembered by the function that they lead to."""

    def __init__(self, ev: Evaluator, nodes: Nodes, entries: Entries, paths: Paths, catalog: Catalog, files: Files) -> None:
        self._ev = ev
        self._nodes = nodes
        self._entries = entries
        self._importers = files.importers
        self._remote = Remote(ev, paths, catalog, files.calling)
        self._stored = Stored(ev)
        self._loaded = Loaded(ev, catalog.entries, files.calling)
        self._plugins = Plugins(ev)
        self._channels = Channels(ev)
        self._sent = Sent(ev, catalog, files.calling)
        self._guesses = Guesses(ev, nodes, self._stored, files.calling)
        self._known: dict[Node, tuple[Edge, ...]] = {}

    def forget(self) -> None:
        """Forget the ways that are known, as more files may be."""
        self._known.clear()

    def into(self, node: Node) -> tuple[Edge, ...]:
        if node not in self._known:
            self._known[node] = ()  # a question about itself adds nothing
            self._known[node] = tuple(dict.fromkeys(self._leading(node)))
        return self._known[node]

    def _leading(self, node: Node) -> Iterator[Edge]:
        index = self._nodes.index(node.file)
        if node.scope == 0:
            for importer in self._importers(node.file) if not node.program else ():
                other = self._ev.project.file(importer)
                if other is not None and importer != node.file:
                    yield from self._importing(other, node.file)
            return
        scope = index.facts.scopes[node.scope]
        yield from self._from_afar(node)
        raws = self._entries.raws(node, self._importers(node.file))
        yield from (self._nodes.edge(ref, SENDS, guessed=guessed) for ref, guessed in self._sent.calls(index, node, raws))
        yield from (self._nodes.edge(ref, SENDS) for ref in self._remote.sent(index, node, raws))
        yield from (self._nodes.edge(ref, CHANNELS) for ref in self._channels.calls(index, node))
        # NOTE: who hands a route or a consumer its function does not run it, the entry does; what people see lies on the way to its page.
        own = {key for raw in raws if raw.kind not in ("", "page", "ui") for key in raw.built}
        found = list(self._known_ways(index, node, own))
        owner = scope.parent if index.facts.scopes[scope.parent].kind in ("class", "interface") else -1
        constructs = scope.name in index.language.traits.constructors
        if owner >= 0 and not constructs:
            found += self._overridden(index, owner, node)
            found += self._left_open(index, owner, scope.name)
        if owner >= 0 and scope.name == index.language.traits.call_method:
            found += (self._nodes.edge(ref, "calls an object of its class") for ref in self._stored.instances(index, node, owner))
        if owner >= 0 and index.language.traits.implicit_interfaces:
            found += self._through_interfaces(index, owner, scope.name)
        if owner < 0 and not found:
            found += self._from_anywhere(index, node, scope.name)
            found += () if found or own else (self._nodes.edge(ref, LOADS, guessed=True) for ref in self._plugins.calls(index, node))
        if not own and (scope.kind == "lambda" or (not found and owner < 0 and scope.parent > 0)):
            found.append(Edge(self._nodes.function(node.file, scope.parent), self._nodes.place(node), "defined here"))
        found += self._guesses.keyed(index, node)
        if owner >= 0 and all(self._guesses.says_nothing(e.node, node) for e in found):
            found += list(self._guesses.kept_objects(index, node, owner)) or self._guesses.unnamed(index, node, owner)
            if constructs:
                found += self._guesses.running(index, owner, node)
        elif owner < 0 and node.scope in index.in_maps:  # a method of an object literal
            found += self._guesses.by_name(index, node.scope)
        yield from found

    def _known_ways(self, index: FileIndex, node: Node, declaring: set[tuple[str, int]]) -> Iterator[Edge]:
        """Calls of the function by whatever name, and who hands it on, other than the calls that declare it an entry."""
        yield from self._called(index, node.scope, "calls")
        yield from (edge for edge, ref in self._handed(index, node) if (ref.file, ref.call) not in declaring)
        yield from self._given_back(index, node)
        yield from self._decorated(index, node)
        yield from self._kept(index, node)

    def _from_afar(self, node: Node) -> Iterator[Edge]:
        """Calls that run an entry by its name from another program of the project."""
        for entry in self._entries.of(node, ()) if self._remote.kinds else ():
            if entry.kind in self._remote.kinds and entry.name:
                for ref in self._remote.calls(entry.kind, entry.name.rpartition("/")[2]):
                    yield self._nodes.edge(ref, REMOTE)

    def _importing(self, importer: FileIndex, file: str) -> Iterator[Edge]:
        """The code that runs when an import does: the file's top level, or the function that holds it."""
        path = importer.facts.path
        for entry in importer.facts.imports:
            if entry.module and file in importer.language.locate(entry.module, path, self._ev.project.naming):
                yield Edge(self._nodes.function(path, entry.scope, entry.start), self._nodes.span(path, entry.start, entry.end), "imports")
                return
        yield Edge(Node(path, 0), self._nodes.place(Node(path, 0)), "imports")

    def _called(self, index: FileIndex, scope: int, why: str) -> list[Edge]:
        return [self._nodes.edge(ref, why) for ref in callers(self._ev, index, scope)]

    def _handed(self, index: FileIndex, node: Node, below: Node | None = None) -> Iterator[tuple[Edge, CallRef]]:
        """(edge, call) where the function, or the one below that runs in its place, is passed on as a value."""
        name = index.facts.scopes[node.scope].name
        for path in self._ev.project.mentioning(name, node.file) if name else (node.file,):
            other = self._nodes.index(path)
            keys = (node.scope, name) if path == node.file else (name,)
            for key in keys:
                if key == "":
                    continue
                for call, n in other.passed.get(key, ()):
                    value = other.facts.calls[call].arguments[n].value
                    if key == node.scope or any(
                        isinstance(v, Function) and Node(v.file, v.scope) in (node, below) for v in self._ev.values(path, value)
                    ):
                        ref = CallRef(path, call, 0)
                        yield self._nodes.edge(ref, "passes it on"), ref

    def _given_back(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Functions that return this one: whoever calls them may run it."""
        name = index.facts.scopes[node.scope].name
        for path in self._ev.project.mentioning(name, node.file) if name else ():
            for scope, expr in self._nodes.index(path).giving_back(name):
                giver = self._nodes.function(path, scope)
                if giver != node and any(isinstance(v, Function) and Node(v.file, v.scope) == node for v in self._ev.values(path, expr)):
                    yield Edge(giver, self._nodes.place(giver), "hands it back")

    def _decorated(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Functions of the project's own decorators that run what they decorate."""
        for decorator in index.facts.scopes[node.scope].decorators:
            for value in self._ev.values(index.facts.path, decorator):
                if not isinstance(value, Function):
                    continue
                other = self._nodes.index(value.file)
                for call in other.calls_of_parameters.get((value.scope, 0), ()):
                    yield self._nodes.edge(CallRef(value.file, call, 0), "decorates it")

    def _kept(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Calls of the function, or of the class that it constructs, by another name; calls that are handed a map with it."""
        scope = index.facts.scopes[node.scope]
        owner = scope.parent if scope.name in index.language.traits.constructors else -1
        for kept in self._stored.calls(index, node, owner):
            yield self._nodes.edge(kept.ref, f"calls it as {kept.name!r}", guessed=not kept.sure)
        yield from (self._nodes.edge(ref, "hands it over") for ref in self._stored.given(index, node))
        yield from (self._nodes.edge(ref, LOADED) for ref in self._loaded.calls(index, node))

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
            above = self._nodes.index(at.file)
            for base in above.facts.scopes[at.scope].bases:
                for value in self._ev.values(at.file, base):
                    if isinstance(value, Class):
                        waiting.append(value)
                        of_base = self._nodes.index(value.file)
                        for bind in of_base.binds.get((value.scope, name), ()):
                            if of_base.is_function(bind.value):
                                method = of_base.function(bind.value)
                                calls = callers(self._ev, of_base, method)
                                kin = (ref for ref in calls if not self._is_another(ref, Class(index.facts.path, owner)))
                                yield from (self._nodes.edge(ref, "calls it through a class above") for ref in kin)
                                yield from (edge for edge, _ in self._handed(of_base, Node(value.file, method), node))

    def _left_open(self, index: FileIndex, owner: int, name: str) -> Iterator[Edge]:
        """Calls of the method in a class above, on the object itself, that has none by this name: it leaves that to those below."""
        own = Class(index.facts.path, owner)
        line = self._nodes.above(own) - {own}
        parts = {part for at in line for part in namespaces.parts(self._ev, self._nodes.index(at.file), at)}
        for above in sorted((line | parts) - {own}):
            other = self._nodes.index(above.file)
            for number in other.calls_by_tail.get(name, ()) if not other.binds.get((above.scope, name)) else ():
                ref = CallRef(above.file, number, 0)
                within = other.facts.scopes[self._nodes.around(ref).scope].parent == above.scope
                if within and _is_own(other, number) and not any(isinstance(v, Function) for v in self._ev.callee(ref)):
                    yield self._nodes.edge(ref, "calls it in a class above")

    def _is_another(self, ref: CallRef, cls: Class) -> bool:
        """Whether a call is made on what is known to be of a class neither above nor below another one, or on what is above it."""
        facts = self._nodes.index(ref.file).facts
        callee = facts.exprs[facts.calls[ref.call].callee]
        if callee[0] == "attr" and facts.exprs[int(callee[1])][0] == "super":  # type: ignore[call-overload]
            return True
        made = [value.receiver for value in self._ev.callee(ref) if isinstance(value, Function)]
        owners = [Class(value.file, value.scope) for value in made if isinstance(value, Instance | Class)]
        kin = (own in self._nodes.above(cls) or cls in self._nodes.above(own) for own in owners)
        return bool(owners) and len(owners) == len(made) and not any(kin)

    def _from_anywhere(self, index: FileIndex, node: Node, name: str) -> Iterator[Edge]:
        """Calls of a function in files that do not import its own: it is there for all."""
        if not name or not index.language.traits.functions_everywhere or index.facts.package:
            return
        for other in self._nodes.calling(name, index):
            for ref in (CallRef(other.facts.path, number, 0) for number in other.calls_by_tail.get(name, ())):
                if any(isinstance(v, Function) and Node(v.file, v.scope) == node for v in self._ev.callee(ref)):
                    yield self._nodes.edge(ref, "calls")

    def _through_interfaces(self, index: FileIndex, owner: int, name: str) -> Iterator[Edge]:
        """Calls of a method of an interface, which the class implements by having its methods; they may stand anywhere."""
        self._nodes.want(name, index)
        for ref in self._nodes.calls_by(name, index):
            if any(modules.runs(self._ev, v, Class(index.facts.path, owner)) for v in self._ev.callee(ref)):
                yield self._nodes.edge(ref, "calls it through an interface")


def _is_own(index: FileIndex, number: int) -> bool:
    """Whether a call names a method of the object itself: with it in front or, where a language has that, alone."""
    facts = index.facts
    callee = facts.exprs[facts.calls[number].callee]
    if callee[0] == "name":
        return index.language.traits.class_names_visible
    return callee[0] == "attr" and facts.exprs[int(callee[1])][0] == "self"  # type: ignore[call-overload]
