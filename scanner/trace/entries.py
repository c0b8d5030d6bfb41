"""Which functions are entry points, by the entry signatures of the catalogue.

How a hit leads back to one of them is left to ``tracer``.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import selectors_for
from scanner.catalog.globs import file_name, fitting
from scanner.evaluate.project import applied, tail
from scanner.evaluate.values import CallRef, Class, Function, Map, Path, Sequence
from scanner.trace.declared import Declarations, Entry, Node, Raw, is_class_route, selected
from scanner.trace.listed import Listed
from scanner.trace.mapped import Mapped
from scanner.trace.mounts import within

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from scanner.catalog import Catalog
    from scanner.catalog.values import EntrySignature, Steps
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.match.paths import Found, Paths
    from scanner.trace.declared import Entering

ORDER = ("http", "websocket", "rpc", "cloud-function", "page", "ui", "bot", "message", "cli", "job", "script")
"""Kinds of entries, the most telling first."""
OUTSIDE = ("http", "websocket", "rpc")
"""Kinds of entries that a method cannot be which only its class may call."""
_STRONGER = {"ui": "page", "script": "cli"}
"""A page is a component too, a command a script: the narrower word is enough."""
_COMPONENTS = ("vue", "svelte")
MAX_GROUPS = 4
"""Groups of commands in groups that decorators make."""


class _Line(NamedTuple):
    """Paths of the packages' classes above a class, the project's classes above it, and the dotted names of them all."""

    packages: tuple[tuple[str, ...], ...]
    classes: tuple[Class, ...]
    names: tuple[str, ...]


class Entries:
    """The catalogue's entry signatures, asked file by file and remembered."""

    def __init__(self, ev: Evaluator, paths: Paths, catalog: Catalog, entering: Entering | None = None) -> None:
        self._ev = ev
        self._paths = paths
        self._signatures = {entry.id: entry for entry in catalog.entries}
        self._by_form: dict[str, list[EntrySignature]] = defaultdict(list)
        for entry in catalog.entries:
            self._by_form[entry.form].append(entry)
        self._asking = frozenset(mark for sink in catalog.sinks.values() for mark in sink.marks)
        self._declarations = Declarations(ev, paths, self._signatures, entering)
        self._listed = Listed(ev, self._by_form["listed"])
        self._mapped = Mapped(ev, self._by_form["mapped"])
        self._exports: dict[str, _Exports] = {}
        self._places: dict[str, tuple[tuple[EntrySignature, str], ...]] = {}
        self._raws: dict[tuple[Node, tuple[str, ...]], list[Raw]] = {}

    def declaring(self, language: str, kinds: Iterable[str]) -> bool:
        """Whether anything in a language may declare entries of one of some kinds."""
        return any(entry.kind in kinds and language in entry.languages for entry in self._signatures.values())

    def of(self, node: Node, beside: Iterable[str]) -> list[Entry]:
        """Entries of a node, as its own file or one of those ``beside`` it declares them."""
        found = (raw for raw in self.raws(node, beside) if raw.kind)
        entries = list(dict.fromkeys(self._declarations.named(raw, node.file) for raw in found))
        if any(self._signatures[entry.signature].form == "around" for entry in entries):  # what the code is at the top of a file says less
            entries = [entry for entry in entries if self._signatures[entry.signature].form not in ("main", "file")]
        kinds = {entry.kind for entry in entries}
        # NOTE: verb and route may stand in two decorators; the route says more, and more yet with a verb.
        told = (entry for entry in entries if _STRONGER.get(entry.kind) not in kinds)
        return sorted(told, key=lambda entry: ("/" not in entry.name, " /" not in entry.name, is_class_route(entry.name)))

    def raws(self, node: Node, beside: Iterable[str]) -> list[Raw]:
        """What is declared of a node, those that are no entries included, before it is known what stands in front of their routes."""
        key = (node._replace(program=False), tuple(beside))
        if key not in self._raws:
            index = self._ev.project.file(node.file)
            found = self._raws[key] = []
            if index is not None:
                for path in dict.fromkeys((node.file, *key[1], *self._spelling(index, node))):
                    found += self._declarations.of(path, own=path == node.file).get(key[0], ())
                found += self._own(index, node)
        return self._raws[key]

    def inner(self, node: Node) -> list[Entry]:
        """What makes a node no entry of its own, but what something else sends for."""
        found = (raw for raw in self.raws(node, ()) if not raw.kind)
        return list(dict.fromkeys(self._declarations.named(raw, node.file)._replace(kind="inner") for raw in found))

    def declared(self, path: str) -> Iterator[tuple[Node, Entry]]:
        """Every function that a file makes reachable, its own or another's, with its entries."""
        index = self._ev.project.file(path)
        if index is None:
            return
        own = (Node(path, number) for number, scope in enumerate(index.facts.scopes) if number and scope.kind in ("function", "lambda"))
        for node in dict.fromkeys((*own, *self._declarations.of(path))):
            for entry in self.of(node, () if node.file == path else (path,)):
                yield node, entry

    def _spelling(self, index: FileIndex, node: Node) -> Iterator[str]:
        """Files that name methods by texts and say the name of the class around a method, in any letters' case."""
        scopes = index.facts.scopes
        owner = scopes[scopes[node.scope].parent]
        for path, said in self._lists.items() if node.scope and owner.kind == "class" else ():
            if owner.name.lower().encode() in said:
                yield path

    @functools.cached_property
    def _lists(self) -> dict[str, bytes]:
        """What stands in the files that name methods by texts, in small letters."""
        naming = self._ev.project.naming
        globs = {glob for entry in self._by_form["argument"] if not entry.receivers for glob in entry.files}
        return {path: (naming.read(path) or b"").lower() for path in fitting(globs, sorted(naming.files))}

    def _own(self, index: FileIndex, node: Node) -> Iterator[Raw]:
        """What the function's own decorators, class, name or file say."""
        facts = index.facts
        scope = facts.scopes[node.scope]
        yield from self._listed.of(index, node)
        yield from self._mapped.of(index, node)
        if node.scope == 0:
            yield from self._main(index)
            return
        owner = facts.scopes[scope.parent] if scope.parent > 0 else None
        around: tuple[tuple[str, int], ...] = (within(index.facts.path, node.scope),)  # a function may be mounted itself, as its class may
        if owner is not None and owner.kind == "class":
            around = (*around, within(index.facts.path, scope.parent))
        # NOTE: where methods are requests, what would declare a route says where they go.
        for decorator in scope.decorators if not self._is_marked(index, scope.parent, self._asking) else ():
            for raw in self._decorated(index, decorator, node, ""):
                yield raw._replace(built=(*raw.built, *around))
        if owner is not None and owner.kind == "class":
            for decorator in owner.decorators:
                yield from self._decorated(index, decorator, node, scope.name)
            yield from self._method(index, scope.parent, scope.name)
            yield from self._above(index.facts.path, scope.parent, scope.name)
        yield from self._exported(index, node)

    def _main(self, index: FileIndex) -> Iterator[Raw]:
        guard = index.facts.program[0][0] if index.facts.program else -1
        for entry in self._by_form["main"]:
            if self._speaks(entry, index) and (not entry.guard or guard >= 0) and _imports(index, entry.imports):
                name = self._place(entry, entry.template or "{path}/{stem}", index.facts.path)
                if name is not None:
                    shown = name if entry.template or entry.below else index.facts.path
                    yield Raw(entry.id, entry.kind, "", shown, (), entry.offline, max(guard, 0))

    def _speaks(self, entry: EntrySignature, index: FileIndex) -> bool:
        return index.language.traits.signature_key in entry.languages

    def _decorated(self, index: FileIndex, decorator: int, node: Node, method: str) -> Iterator[Raw]:
        facts = index.facts
        expr = facts.exprs[decorator]
        ref = CallRef(facts.path, int(expr[1]), 0) if expr[0] == "call" else None  # type: ignore[call-overload]
        values: Iterable[Value] = self._ev.callee(ref) if ref is not None else self._ev.values(facts.path, decorator)
        if not any(isinstance(value, Path) for value in values):
            values = tuple(self._of_decorated(index, applied(facts, decorator), MAX_GROUPS))
        name = facts.scopes[node.scope].name
        alone: list[Raw] = []
        owned = False
        for value, found in self._found(index, values):
            entry = self._signatures[found.id]
            if entry.form != "decorator" or (bool(entry.methods) != bool(method)) or (method and not fits(method, entry.methods)):
                continue
            outer = self._owner(index, node, entry) if entry.owners else None
            if entry.owners and outer is None and not self._is_marked(index, facts.scopes[node.scope].parent, entry.owners):
                continue
            raw = self._declarations.raw(entry, ref, value, found, name)
            if entry.beside and not raw.route:
                raw = raw._replace(route=self._beside(index, node, entry))
            raw = self._declarations.shown(raw, entry, node)
            if outer is None and not entry.owners:
                alone.append(_filled(raw, entry, index, node))
                continue
            owned = True
            raw = raw._replace(prefix="" if outer is None else selected(self._ev, outer, entry.prefix, index.language.traits.signature_key))
            yield _filled(raw, entry, index, node)
        # NOTE: below a route of its class a function has no other one of its own.
        yield from () if owned else alone

    def _of_decorated(self, index: FileIndex, expr: int, depth: int) -> Iterator[Path]:
        """A member of what another package's decorator makes of a function: ``cli.command`` behind ``@group() def cli()``."""
        member = index.facts.exprs[expr]
        for held in self._ev.values(index.facts.path, int(member[1])) if member[0] == "attr" and depth else ():  # type: ignore[call-overload]
            other = self._ev.project.file(held.file) if isinstance(held, Function) else None
            for decorator in other.facts.scopes[held.scope].decorators if other is not None and isinstance(held, Function) else ():
                assert other is not None
                found = other.facts.exprs[decorator]
                made = CallRef(other.facts.path, int(found[1]), 0) if found[0] == "call" else None  # type: ignore[call-overload]
                known = self._ev.callee(made) if made is not None else self._ev.values(other.facts.path, decorator)
                paths = [value for value in known if isinstance(value, Path)] or self._of_decorated(
                    other, applied(other.facts, decorator), depth - 1
                )
                for path in paths:
                    if made is not None:
                        path = path._replace(steps=(*path.steps, "()"), origins=(*path.origins, made))
                    yield path._replace(steps=(*path.steps, "()", str(member[2])), origins=(*path.origins, None))

    def _owner(self, index: FileIndex, node: Node, entry: EntrySignature) -> CallRef | None:
        """The call of the class decorator that a method decorator belongs to: of the class itself, or of one above it."""
        own = Class(index.facts.path, index.facts.scopes[node.scope].parent)
        for at in (own, *self._line(own.file, own.scope).classes):
            above = self._ev.project.file(at.file)
            for ref in self._applied(above, at.scope, entry.owners) if above is not None else ():
                return ref
        return None

    def _is_marked(self, index: FileIndex, cls: int, paths: Container[Steps]) -> bool:
        """Whether a class carries one of some decorators, with brackets or without."""
        values = (v for d in index.facts.scopes[cls].decorators for v in self._ev.values(index.facts.path, applied(index.facts, d)))
        return any(isinstance(v, Path) and v.steps in paths for v in values)

    def _beside(self, index: FileIndex, node: Node, entry: EntrySignature) -> str:
        """The route that another decorator of a function says."""
        calls = self._applied(index, node.scope, entry.beside)
        return next((route for ref in calls if (route := selected(self._ev, ref, entry.name, index.language.traits.signature_key))), "")

    def _applied(self, index: FileIndex, scope: int, paths: tuple[Steps, ...]) -> Iterator[CallRef]:
        """Calls of the decorators of a class or function that are one of some."""
        for decorator in index.facts.scopes[scope].decorators:
            expr = index.facts.exprs[decorator]
            if expr[0] == "call":
                ref = CallRef(index.facts.path, int(expr[1]), 0)  # type: ignore[call-overload]
                if any(isinstance(v, Path) and v.steps in paths for v in self._ev.callee(ref)):
                    yield ref

    def _found(self, index: FileIndex, values: Iterable[Value]) -> Iterator[tuple[Path, Found]]:
        for value in values:
            if isinstance(value, Path):
                for found in self._paths.find(index.language.traits.signature_key, value.steps):
                    if found.kind == "entry":
                        yield value, found

    def _above(self, file: str, cls: int, name: str) -> Iterator[Raw]:
        """What decorates the declaration of a method in the project's interfaces and classes above."""
        for at in self._line(file, cls).classes:
            index = self._ev.project.file(at.file)
            for bind in index.binds.get((at.scope, name), ()) if index is not None else ():
                if index is not None and index.is_function(bind.value):
                    declared = Node(at.file, index.function(bind.value))
                    for decorator in index.facts.scopes[declared.scope].decorators:
                        yield from self._decorated(index, decorator, declared, "")

    def _method(self, index: FileIndex, cls: int, name: str) -> Iterator[Raw]:
        hidden = self._is_hidden(index, cls, name)
        for entry in self._by_form["method"]:
            if hidden and entry.kind in OUTSIDE:
                continue
            if self._speaks(entry, index) and fits(name, entry.methods) and self._descends(index.facts.path, cls, entry):
                verb = name.upper() if entry.verb == "*" else entry.verb
                shown = f"{index.facts.scopes[cls].name}.{name}"
                awaits = tuple(self._waited(index, cls, entry.lists, name)) if entry.lists else ()
                yield Raw(entry.id, entry.kind, "" if entry.verb == "*" else verb, shown, (), entry.offline, awaits=awaits)

    def _waited(self, index: FileIndex, cls: int, lists: str, name: str) -> Iterator[Value]:
        """The classes that a method of a class gives back: all of a list, of a map those beside which the function's name stands."""
        path = index.facts.path
        listing = (index.function(b.value) for b in index.binds.get((cls, lists), ()) if index.is_function(b.value))
        for given in (v for scope in listing for expr in index.facts.scopes[scope].returns for v in self._ev.values(path, expr)):
            if isinstance(given, Sequence):
                listed = list(self._ev.items(given))
            elif isinstance(given, Map):
                pairs = self._ev.pairs(given)
                listed = [key if key >= 0 else item for key, item in pairs if key < 0 or self._holds_name(index, item, name)]
            else:
                continue
            yield from (v for expr in listed for v in self._ev.values(path, expr, given.frame) if isinstance(v, Class))

    def _holds_name(self, index: FileIndex, expr: int, name: str) -> bool:
        """Whether a text, or one in a list, is the name of a method."""
        found = index.facts.exprs[expr]
        inner = found[1] if found[0] == "sequence" else ()
        return found == ("string", name) or any(self._holds_name(index, item, name) for item in inner)  # type: ignore[attr-defined]

    def _is_hidden(self, index: FileIndex, cls: int, name: str) -> bool:
        """Whether only the class itself may call its method of a name."""
        found = (index.function(b.value) for b in index.binds.get((cls, name), ()) if index.is_function(b.value))
        return any("h" in index.facts.scopes[scope].flags for scope in found)

    def _descends(self, file: str, cls: int, entry: EntrySignature) -> bool:
        """Whether a class has one of the entry's classes in its line, or one that is called like one."""
        line = self._line(file, cls)
        return any(base in entry.bases for base in line.packages) or any(
            re.search(rf"(?:^|[./])(?:{pattern})$", name) for pattern in entry.like for name in line.names
        )

    @functools.lru_cache(maxsize=4096)  # noqa: B019  one instance per scan
    def _line(self, file: str, cls: int) -> _Line:
        """What a project class descends from."""
        packages: list[tuple[str, ...]] = []
        classes: dict[Class, None] = {}
        waiting = [Class(file, cls)]
        while waiting:
            at = waiting.pop()
            index = self._ev.project.file(at.file)
            if at in classes or index is None:
                continue
            classes[at] = None
            for base in index.facts.scopes[at.scope].bases:
                for value in self._ev.values(at.file, base):
                    if isinstance(value, Path):
                        packages.append(value.steps)
                    elif isinstance(value, Class):
                        waiting.append(value)
        above = tuple(classes)[1:]
        names = (*(".".join(steps) for steps in packages), *map(self._full, above))
        return _Line(tuple(packages), above, names)

    def _full(self, cls: Class) -> str:
        """The dotted name of a project class behind that of its file: ``shop_pb2_grpc.ShopServicer``."""
        index = self._ev.project.file(cls.file)
        stem = cls.file.rpartition("/")[2].partition(".")[0]
        return f"{stem}.{index.facts.scopes[cls.scope].name}" if index is not None else stem

    def _exported(self, index: FileIndex, node: Node) -> Iterator[Raw]:
        """Files whose place makes their exports reachable; of the entries of one framework only the first that fits counts."""
        names, keys = self._names(index, node), self._keys(index, node)
        calls = self._exports_of(index).calls
        answered: set[str] = set()
        own, hidden = index.facts.scopes[node.scope].name, "h" in index.facts.scopes[node.scope].flags
        for entry, route in self._filed(index) if names or keys or calls else ():
            if (hidden and entry.kind in OUTSIDE) or entry.library in answered:
                continue
            fitting = [name for name in names if fits(name, entry.exports)]
            fitting += self._handled(index, entry).get(node.scope, ())
            if entry.methods and index.language.id not in _COMPONENTS:
                fitting = [export for export, key in keys if fits(export, entry.exports) and fits(key, entry.methods)]
            if fitting:
                answered.add(entry.library)
                verb = (fitting[0].upper() if fitting[0] != "default" else "") if entry.verb == "*" else entry.verb
                shown = (route if entry.kind in ("http", "websocket", "page") else route.lstrip("/")).replace("{function}", own)
                yield Raw(entry.id, entry.kind, verb, shown, (), entry.offline)

    def _filed(self, index: FileIndex) -> tuple[tuple[EntrySignature, str], ...]:
        """The entries that speak of a file for its place, and what they call it."""
        path = index.facts.path
        if path not in self._places:
            speaking = (one for one in self._by_form["file"] if self._speaks(one, index) and _imports(index, one.imports))
            named = ((one, self._place(one, one.template, path)) for one in speaking)
            self._places[path] = tuple((one, route) for one, route in named if route is not None)
        return self._places[path]

    def _handled(self, index: FileIndex, entry: EntrySignature) -> dict[int, list[str]]:
        """What exported calls are called that are given a function where the entry says that its handler stands, by its scope."""
        exports = self._exports_of(index)
        found = exports.handled.get(entry.id)
        if found is None:
            found = exports.handled[entry.id] = defaultdict(list)
            selectors = selectors_for(entry.handler, index.language.traits.signature_key)
            for call, export in exports.calls:
                if fits(export, entry.exports):
                    ref = CallRef(index.facts.path, call, 0)
                    given = {v for selector in selectors for v in self._ev.select(ref, (selector,)) or () if isinstance(v, Function)}
                    for scope in {v.scope for v in given if v.file == index.facts.path}:
                        found[scope].append(export)
        return found

    def _place(self, entry: EntrySignature, template: str, path: str) -> str | None:
        """What an entry calls a file, None for one that it does not speak of."""
        name = next((n for g in entry.files if (n := file_name(g, template, path)) is not None), None)
        if name is None or not entry.below:
            return name
        pages = self._declarations.pages
        return pages.name(path, entry.below) if pages.is_listed(path, entry.below) else None

    def _names(self, index: FileIndex, node: Node) -> list[str]:
        """Names that a function is exported by."""
        facts = index.facts
        exports = self._exports_of(index)
        named = {*exports.functions.get(node.scope, ())}
        for word in {"", facts.scopes[node.scope].name}:
            named.update(self._given(index, exports, word).get(node.scope, ()))
        result = list(dict.fromkeys(exports.values[place][1] for place in sorted(named)))
        if "default" in result:  # its own name is no export beside it
            result = ["default"]
        top = node.scope
        while facts.scopes[top].parent > 0:
            top = facts.scopes[top].parent
        if index.language.id in _COMPONENTS:
            return ["default"]
        if top != node.scope and top in self._held(index, exports):  # methods of an exported object or class
            result.append("default")
        return list(dict.fromkeys(result))

    def _given(self, index: FileIndex, exports: _Exports, word: str) -> dict[int, list[int]]:
        """Places of what may be a function by its last name, by the scope of the file's function that it is."""
        found = exports.given.get(word)
        if found is None:
            found = exports.given[word] = defaultdict(list)
            for place in exports.tails.get(word, ()):
                for value in self._ev.values(index.facts.path, exports.values[place][0]):
                    if isinstance(value, Function) and value.file == index.facts.path:
                        found[value.scope].append(place)
        return found

    def _held(self, index: FileIndex, exports: _Exports) -> frozenset[int]:
        """Scopes of the file's classes that it gives out as a whole."""
        if exports.held is None:
            given = (b.value for name in ("default", "=exports") for b in index.binds.get((0, name), ()) if b.value >= 0)
            values = (value for expr in given for value in self._ev.values(index.facts.path, expr))
            exports.held = frozenset(v.scope for v in values if isinstance(v, Class) and v.file == index.facts.path)
        return exports.held

    def _keys(self, index: FileIndex, node: Node) -> list[tuple[str, str]]:
        """(export, key) of the file's exported maps and classes that hold a function."""
        exports = self._exports_of(index)
        scope = index.facts.scopes[node.scope]
        of_class = exports.classes.get(scope.parent, ()) if scope.parent > 0 else ()
        return [*exports.keys.get(node.scope, ()), *((export, scope.name) for export in of_class)]

    def _exports_of(self, index: FileIndex) -> _Exports:
        found = self._exports.get(index.facts.path)
        if found is None:
            found = self._exports[index.facts.path] = _Exports(index)
        return found


class _Exports:
    """What a file binds at its top level, looked through once."""

    def __init__(self, index: FileIndex) -> None:
        facts = index.facts
        self.values: list[tuple[int, str]] = []
        """(expression, name)."""
        self.functions: dict[int, list[int]] = defaultdict(list)
        """Places in ``values`` by the scope of the function written there."""
        self.tails: dict[str, list[int]] = defaultdict(list)
        """Places in ``values`` of what may be a function, by its last name."""
        self.keys: dict[int, list[tuple[str, str]]] = defaultdict(list)
        """(export, key) by the scope of the function that a map holds under the key."""
        self.classes: dict[int, list[str]] = defaultdict(list)
        """Exports by the scope of a class."""
        self.calls: list[tuple[int, str]] = []
        """(number of a call, what it gives is exported as)."""
        self.given: dict[str, dict[int, list[int]]] = {}
        """Places in ``values`` by the scope of the function that is there, by the last name."""
        self.handled: dict[str, dict[int, list[str]]] = {}
        """Names of exported calls by the scope of the function that they are given as a handler, by the entry."""
        self.held: frozenset[int] | None = None
        """Scopes of classes that are exported as a whole, once asked for."""
        for name, bind in ((name, bind) for (scope, name), binds in index.binds.items() if scope == 0 for bind in binds if bind.value >= 0):
            kind, *rest = facts.exprs[bind.value]
            export = "default" if name == "=exports" else name
            if index.is_function(bind.value):
                self.functions[index.function(bind.value)].append(len(self.values))
            elif kind in ("name", "call", "attr"):
                calls = tuple(_calls(index, bind.value))
                self.calls += ((number, export) for number in calls)
                for built in (facts.exprs[facts.calls[number].callee] for number in calls):
                    if built[0] == "class":  # the only instance of a class that has no other name
                        self.classes[int(built[1])].append(export)  # type: ignore[call-overload]
                self.tails[tail(facts, bind.value)].append(len(self.values))
            elif kind == "class":
                self.classes[int(rest[0])].append(export)  # type: ignore[call-overload]
            elif kind == "map":
                for key, item in rest[0]:  # type: ignore[attr-defined]
                    if key >= 0 and facts.exprs[item][0] == "function" and facts.exprs[key][0] == "string":
                        self.keys[index.function(item)].append((export, str(facts.exprs[key][1])))
            self.values.append((bind.value, name))


def _calls(index: FileIndex, expr: int) -> Iterator[int]:
    """Numbers of the calls that an expression of the top level is, or is another name of."""
    kind, *rest = index.facts.exprs[expr]
    if kind == "call":
        yield int(rest[0])  # type: ignore[call-overload]
    elif kind == "name":
        named = (index.facts.exprs[bind.value] for bind in index.binds.get((0, str(rest[0])), ()) if bind.value >= 0)
        yield from (int(found[1]) for found in named if found[0] == "call")  # type: ignore[call-overload]


def _filled(raw: Raw, entry: EntrySignature, index: FileIndex, node: Node) -> Raw:
    """An entry whose route has the names of class and function where something stands for them."""
    if not entry.fill:
        return raw
    scopes = index.facts.scopes
    names = {"class": scopes[scopes[node.scope].parent].name.removesuffix("Controller"), "function": scopes[node.scope].name}
    route, prefix = raw.route, raw.prefix
    for text, what in entry.fill:
        route, prefix = route.replace(text, names[what]), prefix.replace(text, names[what])
    return raw._replace(route=route, prefix=prefix)


def fits(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, glob) for glob in globs)


def _imports(index: FileIndex, modules: tuple[str, ...]) -> bool:
    """Whether a file imports one of the modules, or something inside it; true when none is asked for."""
    if not modules:
        return True
    written = {entry.module for entry in index.facts.imports}
    return any(
        name == module or name.startswith((module + ".", module + "/")) or ("*" in module and fnmatch.fnmatchcase(name, module))
        for name in written
        for module in modules
    )
