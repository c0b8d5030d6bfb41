"""Who may run a function where no call is known to: by its name, by the text that it is stored under, by the class that it belongs to.

Ways that the code says are left to ``edges``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.evaluate import classes
from scanner.evaluate.project import tail
from scanner.evaluate.values import CallRef, Class, Function, Instance, Path, Text
from scanner.model import HOLE
from scanner.trace.declared import Node
from scanner.trace.nodes import MAX_PLAIN, Edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.model import Facts
    from scanner.trace.nodes import Calling, Nodes
    from scanner.trace.stored import Stored

MIN_PART = 3
"""Letters that a name which is put together has at least."""
MAX_SITES = 200
"""Calls by one name in the files that see a class above."""
MAX_GUESSED = 12
"""Calls by name alone that may be followed; a name that is called more often says nothing."""
MAX_ALIKE = 100
"""The same of calls on something called like the class."""
MAX_FAMILIES = 4
"""Families of classes that may have a method by a name that is called often."""
FAR = 3
"""Calls after which nobody knows what another package gives: records lead to records of the project's own."""
_SEVERAL = re.compile(r"[a-z0-9](?:_[A-Za-z]|[A-Z][a-z])")
"""A name of several words."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_COMMON = frozenset(
    {"run", "call", "start", "get", "set", "post", "send", "main", "init", "handle", "process", "execute", "close", "open", "read", "write",
     "update", "delete", "create", "add", "next", "stop", "load", "put", "pop", "map", "log", "use", "has", "all", "any", "new", "end",
     "key", "max", "min", "sum", "now", "tag", "app", "doc", "err", "url"}
)  # fmt: skip


class Guesses:
    """The guesses of one scan."""

    def __init__(self, ev: Evaluator, nodes: Nodes, stored: Stored, calling: Calling) -> None:
        self._ev = ev
        self._calling = calling
        self._nodes = nodes
        self._stored = stored
        self._kept: dict[str, dict[str, list[str]]] = {}
        self._under: dict[str, dict[str, list[tuple[str, int]]]] = {}
        self._patterns: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {}

    def unnamed(self, index: FileIndex, node: Node, owner: int) -> list[Edge]:
        """Who may call a method that nobody is known to call: the surest guess that there is."""
        name = index.facts.scopes[node.scope].name
        seen = list(self._seen_above(index, node, owner, name)) if name not in index.language.traits.constructors else []
        telling = [edge for edge in seen if not self.says_nothing(edge.node, node)]
        certain = [edge for edge in telling if not edge.guessed] or list(self._put_together(index, owner, name))
        if certain:
            return certain
        named = self.by_name(index, node.scope, owner)
        if (not named or all(self.says_nothing(edge.node, node) for edge in named)) and 0 < len(telling) <= MAX_GUESSED:
            return telling
        return named or list(self._built(index, owner))

    def _put_together(self, index: FileIndex, owner: int, name: str) -> Iterator[Edge]:
        """Calls of a method by a name that is put together: ``getattr(self, f"do_{kind}")()`` in files that see the class."""
        line = [at for at in classes.line(self._ev, Class(index.facts.path, owner)) if isinstance(at, Class)]
        homes = {at.file for at in line} | {*self._ev.project.mentioning(index.facts.scopes[owner].name, index.facts.path)}
        for path in sorted(homes):
            if path not in self._patterns:
                self._patterns[path] = tuple(self._read_patterns(self._nodes.index(path)))
            for number, pattern in self._patterns[path]:
                if pattern.fullmatch(name):
                    yield self._nodes.edge(CallRef(path, number, 0), "calls a method whose name begins or ends so", guessed=True)

    def _read_patterns(self, index: FileIndex) -> Iterator[tuple[int, re.Pattern[str]]]:
        """(call, what the name of the member may be) of a file's members whose names are put together from letters and something open."""
        facts = index.facts
        for number, call in enumerate(facts.calls):
            callee = facts.exprs[call.callee]
            keys = [int(callee[2])] if callee[0] == "index" else [a.value for a in call.arguments[1:2]]  # type: ignore[call-overload]
            for key in (key for key in keys if facts.exprs[key][0] == "concat"):
                if callee[0] != "index" and not self._is_getter(CallRef(facts.path, number, 0)):
                    continue
                for value in self._ev.values(facts.path, key):
                    parts = value.text.split(HOLE) if isinstance(value, Text) else []
                    if len(parts) > 1 and max(map(len, parts)) >= MIN_PART:
                        yield number, re.compile(r"\w+".join(re.escape(part) for part in parts))

    def _is_getter(self, ref: CallRef) -> bool:
        """Whether a call gives the member of its first argument that the second one names."""
        return any(isinstance(v, Path) and self._ev.flows.effect(v.steps) == "attribute" for v in self._ev.callee(ref))

    def keyed(self, index: FileIndex, node: Node) -> Iterator[Edge]:
        """Stored under a text key: whoever reads that key may run it."""
        for key in sorted(self._keys(index, node)):
            for path in self._ev.project.quoting(key, node.file):
                for scope, start, end in self._nodes.index(path).readers(key):
                    reader = self._nodes.function(path, scope)
                    if reader != node:
                        yield Edge(reader, self._nodes.span(path, start, end), f"reads what is stored under {key!r}", guessed=True)

    def kept_objects(self, index: FileIndex, node: Node, owner: int) -> Iterator[Edge]:
        """Calls of a method on what a text key gives, under which an object of the class is stored: ``app["asker"].ask(text)``."""
        name, word = index.facts.scopes[node.scope].name, index.facts.scopes[owner].name
        keys: dict[str, None] = {}
        for path in self._ev.project.mentioning(word, index.facts.path) if name and word else ():
            if path not in self._kept:
                self._kept[path] = _keys_in(self._nodes.index(path))
            keys.update(dict.fromkeys(self._kept[path].get(word, ())))
        for key_, path in ((key, path) for key in keys for path in self._asking(key, name, index.facts.path)):
            other = self._nodes.index(path)
            for number in other.calls_by_tail.get(name, ()):
                if _key_of(other, number) == key_:
                    yield self._nodes.edge(CallRef(path, number, 0), f"calls it on what is stored under {key_!r}", guessed=True)

    def _asking(self, key: str, name: str, home: str) -> list[str]:
        """Files that may call a method on what is stored under a text key: they need not know the class."""
        called = (path for paths in self._calling({name}, key).values() for path in paths if self._ev.project.file(path) is not None)
        return sorted({home, *self._ev.project.quoting(key, home), *called})

    def by_name(self, index: FileIndex, scope: int, owner: int = -1) -> list[Edge]:
        """A method that nobody is known to call: calls by that name on something unknown, wherever they stand.

        Of too many those that are made on something called like the class, or one above it; all where few classes have such a method.
        """
        name, in_map = index.facts.scopes[scope].name, scope in index.in_maps
        if name.startswith("__"):
            return []
        if name not in _COMMON:  # a common name is looked for only where the class can be seen
            self._nodes.want(name, index)
        edges: list[tuple[Edge, str]] = []
        for ref in self._nodes.calls_by(name, index):
            values = self._ev.callee(ref)
            if any(isinstance(v, Function) and (v.file, v.scope) == (index.facts.path, scope) for v in values):
                edges.append((self._nodes.edge(ref, "calls"), ""))  # where the file itself does not see the class
            elif self._may_be(values, name, in_map=in_map):
                edge = self._nodes.edge(ref, "calls a method of this name", guessed=True)
                edges.append((edge, _receiver(self._nodes.index(ref.file).facts, ref.call)))
        if len(edges) <= MAX_GUESSED or owner < 0:
            return [edge for edge, _ in edges] if len(edges) <= MAX_GUESSED else []
        called = self._words(index, owner)
        alike = [edge for edge, receiver in edges if not edge.guessed or called & _words(receiver)]
        if not alike and self._is_telling(name, index):
            alike = [edge for edge, _ in edges]
        return alike if len(alike) <= MAX_ALIKE else []

    def _is_telling(self, name: str, index: FileIndex) -> bool:
        """Whether a name of several words is that of a method in few families of classes."""
        if not _SEVERAL.search(name):
            return False
        families: set[Class] = set()
        for other in self._nodes.naming(name, index):
            for owner, _ in other.methods_named(name) if not self._nodes.is_test(other.facts.path) else ():
                families.add([at for at in classes.line(self._ev, Class(other.facts.path, owner)) if isinstance(at, Class)][-1])
        return len(families) <= MAX_FAMILIES

    def running(self, index: FileIndex, owner: int, constructor: Node) -> Iterator[Edge]:
        """Methods of a class that nobody is known to build: whoever runs one has an object of it. One without has those above."""
        for at in classes.line(self._ev, Class(index.facts.path, owner)):
            methods = self._methods(at, constructor) if isinstance(at, Class) else []
            for method in methods:
                yield Edge(method, self._nodes.place(method), "runs on what it builds", guessed=True)
            if methods:
                return

    def _methods(self, cls: Class, constructor: Node) -> list[Node]:
        """The first methods of a class without its constructors."""
        index = self._nodes.index(cls.file)
        names = index.language.traits.constructors
        own = [n for n, s in enumerate(index.facts.scopes) if s.parent == cls.scope and s.kind == "function" and s.name not in names]
        return [Node(cls.file, scope) for scope in own if Node(cls.file, scope) != constructor][:MAX_GUESSED]

    def says_nothing(self, caller: Node, node: Node) -> bool:
        """Tests, and methods of the same class, those above it and those below, do not tell who uses a class."""
        scopes, others = self._nodes.index(node.file).facts.scopes, self._nodes.index(caller.file).facts.scopes
        own, other = Class(node.file, scopes[node.scope].parent), Class(caller.file, others[caller.scope].parent)
        return (
            own == other
            or self._nodes.is_test(caller.file)
            or (others[other.scope].kind == "class" and bool(self._nodes.above(own) & self._nodes.above(other)))
        )

    def _keys(self, index: FileIndex, node: Node) -> set[str]:
        """Text keys under which some file near stores the function."""
        name = index.facts.scopes[node.scope].name
        result: set[str] = set()
        for path in self._ev.project.mentioning(name, node.file) if name else (node.file,):
            other = self._nodes.index(path)
            if path not in self._under:
                self._under[path] = _names_under(other)
            for word in _called_here(other, name):
                for key, value in self._under[path].get(word, ()):
                    if key not in result and any(
                        isinstance(v, Function) and Node(v.file, v.scope) == node for v in self._ev.values(path, value)
                    ):
                        result.add(key)
        return result

    def _seen_above(self, index: FileIndex, node: Node, owner: int, name: str) -> Iterator[Edge]:
        """Calls of the method in files that know a class above alone, as where a registry gives the object."""
        for above in classes.line(self._ev, Class(index.facts.path, owner))[1:]:
            if not isinstance(above, Class) or above.file == node.file:
                continue
            sites = self._sites(above.file, name)
            for ref in sites if len(sites) <= MAX_SITES else ():
                values = self._ev.callee(ref)
                known = any(isinstance(v, Function) and Node(v.file, v.scope) == node for v in values)
                if known or all(self._may_be_another(v, ref, above) for v in values):
                    yield self._nodes.edge(ref, "calls it through a class above", guessed=not known)

    def _may_be_another(self, value: Value, ref: CallRef, above: Class) -> bool:
        """Whether what is called may be the method of another class: unknown, of an object that a key chose, or declared as one above.

        What another package hands to a function may be anything: then the name has to be that of the class.
        """
        made = value.receiver if isinstance(value, Function) else None
        if isinstance(made, Instance):
            return self._stored.is_chosen(made.origin) if made.origin is not None else self._stored.is_declared(ref, above)
        if isinstance(value, Path):
            return "()" in value.steps and self._is_named_after(ref, above)
        return not isinstance(value, Function | Class)

    def _is_named_after(self, ref: CallRef, cls: Class) -> bool:
        """Whether what a method is called on has the name of a class: ``searchEngine.search(…)``."""
        facts = self._nodes.index(ref.file).facts
        callee = facts.exprs[facts.calls[ref.call].callee]
        on = facts.exprs[int(callee[1])] if callee[0] == "attr" else callee  # type: ignore[call-overload]
        name = str(on[1] if on[0] == "name" else on[2] if on[0] == "attr" else "")
        return name.strip("_$").lower() == self._nodes.index(cls.file).facts.scopes[cls.scope].name.lower() != ""

    def _sites(self, home: str, name: str) -> tuple[CallRef, ...]:
        """Calls by a name in the files that see a file."""
        paths = self._ev.project.mentioning(name, home, "called")
        return tuple(CallRef(path, number, 0) for path in paths for number in self._nodes.index(path).calls_by_tail.get(name, ()))

    def _may_be(self, values: tuple[Value, ...], name: str, *, in_map: bool) -> bool:
        """Whether what is called may be any function of a name; what another package makes of a map may have the functions in it."""
        telling = name not in _COMMON and len(name) > MAX_PLAIN
        made = [
            isinstance(v, Path) and ((in_map and telling and any(v.origins)) or self._is_given(v) or (telling and _is_nobodys(v, name)))
            for v in values
        ]
        return not values or not all(isinstance(v, Function | Class | Path) and not own for v, own in zip(values, made, strict=True))

    def _is_given(self, value: Path) -> bool:
        """Whether a method is one of what a container gives for a name that is no class."""
        return value.steps[-2:-1] == ("()",) and self._ev.flows.effect(value.steps[:-2]) == "instance"

    def _words(self, index: FileIndex, owner: int) -> frozenset[str]:
        """Words of the names of a class and the project's classes above it."""
        line = self._nodes.above(Class(index.facts.path, owner))
        return frozenset().union(*(_words(self._nodes.index(cls.file).facts.scopes[cls.scope].name) for cls in line))

    def _built(self, index: FileIndex, owner: int) -> Iterator[Edge]:
        """A class of another package above may run any method of what is built here."""
        scope = index.facts.scopes[owner]
        outside = any(isinstance(v, Path) and v.steps[0] != "builtins" for b in scope.bases for v in self._ev.values(index.facts.path, b))
        if not outside:
            return
        for path in self._ev.project.mentioning(scope.name, index.facts.path):
            other = self._nodes.index(path)
            for number in other.calls_by_tail.get(scope.name, ()):
                ref = CallRef(path, number, 0)
                if any(v == Class(index.facts.path, owner) for v in self._ev.callee(ref)):
                    yield self._nodes.edge(ref, "builds it; a class above runs the method", guessed=True)


def _is_nobodys(value: Path, name: str) -> bool:
    """Whether a method is one of a thing that no file declares, or, with a name of several words, of what calls upon calls give.

    So is one of what a class of another package holds in a field: it may hold an object of a class of the project.
    What functions of the language itself give may be anybody's.
    """
    if value.steps[0] == "builtins" and "()" in value.steps:
        return True
    if value.steps[0] == "global" and len(value.steps) > 2 and "()" not in value.steps:
        return True
    held = value.steps[-3:-2] == ("()",) and value.steps[-2] != "()" and value.origins[-1:] == (None,)
    return (held or value.steps.count("()") >= FAR) and _SEVERAL.search(name) is not None


def _keys_in(index: FileIndex) -> dict[str, list[str]]:
    """Text keys under which a file stores objects, or hands what makes one to a container, by the last name of class or function."""
    facts = index.facts
    found: dict[str, list[str]] = defaultdict(list)
    pairs = [(store.key, store.value) for store in index.key_stores]
    pairs += [(call.arguments[0].value, given.value) for call in facts.calls for given in call.arguments[1:]]
    pairs += [(key, item) for expr in facts.exprs if expr[0] == "map" for key, item in expr[1] if key >= 0]  # type: ignore[attr-defined]
    for key, value in pairs:
        if facts.exprs[key][0] == "string" and facts.exprs[key][1]:
            for word in _made(index, value):
                found[word].append(str(facts.exprs[key][1]))
    return found


def _names_under(index: FileIndex) -> dict[str, list[tuple[str, int]]]:
    """(text key, value) of what a file stores by a name, or has in a map under a key of several words, by the last name of the value."""
    facts = index.facts
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for store in index.key_stores:
        if facts.exprs[store.key][0] == "string":
            found[tail(facts, store.value)].append((str(facts.exprs[store.key][1]), store.value))
    for expr in facts.exprs:
        for key, value in expr[1] if expr[0] == "map" else ():  # type: ignore[attr-defined]
            word = str(facts.exprs[key][1]) if key >= 0 and facts.exprs[key][0] == "string" else ""
            if _SEVERAL.search(word) and facts.exprs[value][0] in ("name", "attr"):
                found[tail(facts, value)].append((word, value))
    return found


def _called_here(index: FileIndex, name: str) -> set[str]:
    """What a file calls something that has a name where it is declared."""
    exprs, imports = index.facts.exprs, index.facts.imports
    taken = ((bind.name, exprs[bind.value]) for bind in index.facts.binds if bind.value >= 0)
    return {name, *(word for word, expr in taken if expr[0] == "import" and imports[int(expr[1])].member == name)}  # type: ignore[call-overload]


def _made(index: FileIndex, expr: int) -> Iterator[str]:
    """Last names of what an expression calls, or of what a function that is one gives back by calling; the name of a class."""
    facts = index.facts
    given = facts.scopes[index.function(expr)].returns if index.is_function(expr) else (expr,)
    yield from (word for one in given if facts.exprs[one][0] in ("name", "attr", "import") and (word := tail(facts, one))[:1].isupper())
    calls = (facts.exprs[one] for one in given)
    yield from (tail(facts, facts.calls[int(found[1])].callee) for found in calls if found[0] == "call")  # type: ignore[call-overload]


def _key_of(index: FileIndex, number: int) -> str:
    """The text by which what a call is made on is taken out of something: ``app["asker"].ask()``, ``app("asker").ask()``."""
    exprs = index.facts.exprs
    callee = exprs[index.facts.calls[number].callee]
    held = exprs[int(callee[1])] if callee[0] == "attr" else ("",)  # type: ignore[call-overload]
    if held[0] == "name":
        binds = index.bound_at(str(held[1]), int(held[2]))  # type: ignore[call-overload]
        held = exprs[binds[0].value] if len(binds) == 1 and binds[0].value >= 0 else ("",)
    given = index.facts.calls[int(held[1])].arguments if held[0] == "call" else ()  # type: ignore[call-overload]
    said = given[0].value if len(given) == 1 else int(held[2]) if held[0] == "index" else -1  # type: ignore[call-overload]
    key = exprs[said] if said >= 0 else ("",)
    return str(key[1]) if key[0] == "string" else ""


def _receiver(facts: Facts, number: int) -> str:
    """The last name of what a call is made on; of what a call gives, the name of the function."""
    callee = facts.exprs[facts.calls[number].callee]
    held = facts.exprs[int(callee[1])] if callee[0] == "attr" else ("",)  # type: ignore[call-overload]
    if held[0] == "call":
        return tail(facts, facts.calls[int(held[1])].callee)  # type: ignore[call-overload]
    return tail(facts, int(callee[1])) if callee[0] == "attr" else ""  # type: ignore[call-overload]


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name) if len(word) > 3)
