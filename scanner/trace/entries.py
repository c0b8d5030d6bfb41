"""Which functions of a file are entry points, by the entry signatures of the catalogue."""

from __future__ import annotations

import fnmatch
import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import selectors_for
from scanner.evaluate.project import tail
from scanner.evaluate.values import CallRef, Class, Function, Instance, Map, Path, Sequence, Text
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog import Catalog, EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.match.paths import Found, Paths

ORDER = ("http", "websocket", "rpc", "cloud-function", "page", "ui", "bot", "message", "cli", "job", "script")
"""Kinds of entries, the most telling first."""


class Node(NamedTuple):
    """A function (or, with scope 0, the top-level code) of a file."""

    file: str
    scope: int


class Entry(NamedTuple):
    """How a node is entered from outside the code."""

    signature: str
    kind: str
    name: str
    offline: bool


class Entries:
    """The catalogue's entry signatures, asked file by file and remembered."""

    def __init__(self, ev: Evaluator, paths: Paths, catalog: Catalog) -> None:
        self._ev = ev
        self._paths = paths
        self._catalog = catalog
        self._signatures = {entry.id: entry for entry in catalog.entries}
        self._by_form: dict[str, list[EntrySignature]] = {}
        for entry in catalog.entries:
            self._by_form.setdefault(entry.form, []).append(entry)
        self._files: dict[str, dict[Node, list[Entry]]] = {}

    def of(self, node: Node, beside: Iterable[str]) -> list[Entry]:
        """Entries of a node, as its own file or one of those ``beside`` it declares them."""
        index = self._ev.project.file(node.file)
        if index is None:
            return []
        found = list(self._own(index, node))
        for path in (node.file, *beside):
            found += self._declared(path).get(node, ())
        return list(dict.fromkeys(found))

    # -- declared at the function itself

    def _own(self, index: FileIndex, node: Node) -> Iterator[Entry]:
        facts = index.facts
        language = index.language.traits.signature_key
        scope = facts.scopes[node.scope]
        if node.scope == 0:
            for entry in self._by_form.get("main", ()):
                if language in entry.languages and _fits(node.file, entry.files) and (not entry.guard or _guarded(index)):
                    yield Entry(entry.id, entry.kind, node.file, entry.offline)
            return
        for decorator in scope.decorators:
            yield from self._decorated(index, decorator, "")
        owner = facts.scopes[scope.parent] if scope.parent > 0 else None
        if owner is not None and owner.kind == "class":
            for decorator in owner.decorators:
                yield from self._decorated(index, decorator, scope.name)
            yield from self._method(index, scope.parent, scope.name, language)
        if scope.parent == 0:
            yield from self._exported(index, node, scope.name, language)

    def _decorated(self, index: FileIndex, decorator: int, method: str) -> Iterator[Entry]:
        facts = index.facts
        expr = facts.exprs[decorator]
        ref = CallRef(facts.path, int(expr[1]), 0) if expr[0] == "call" else None  # type: ignore[call-overload]
        values = self._ev.callee(ref) if ref is not None else self._ev.values(facts.path, decorator)
        for value, found in self._found(index, values):
            entry = self._signatures[found.id]
            if entry.form != "decorator" or (bool(entry.methods) != bool(method)) or (method and not _any(method, entry.methods)):
                continue
            yield self._entry(entry, ref, value, found, index.language.traits.signature_key)

    def _method(self, index: FileIndex, cls: int, name: str, language: str) -> Iterator[Entry]:
        for entry in self._by_form.get("method", ()):
            if language in entry.languages and _any(name, entry.methods):
                bases = self._line(index.facts.path, cls)
                if any(b in entry.bases for b in bases):
                    yield Entry(entry.id, entry.kind, self._class_route(index, cls, name), entry.offline)

    def _class_route(self, index: FileIndex, cls: int, name: str) -> str:
        return f"{index.facts.scopes[cls].name}.{name}"

    @functools.lru_cache(maxsize=4096)  # noqa: B019  one instance per scan
    def _line(self, file: str, cls: int) -> tuple[tuple[str, ...], ...]:
        """Paths of the packages' classes that a project class descends from."""
        result: list[tuple[str, ...]] = []
        seen: set[tuple[str, int]] = set()
        waiting = [(file, cls)]
        while waiting:
            at = waiting.pop()
            index = self._ev.project.file(at[0])
            if at in seen or index is None:
                continue
            seen.add(at)
            for base in index.facts.scopes[at[1]].bases:
                for value in self._ev.values(at[0], base):
                    if isinstance(value, Path):
                        result.append(value.steps)
                    elif isinstance(value, Class):
                        waiting.append((value.file, value.scope))
        return tuple(result)

    def _exported(self, index: FileIndex, node: Node, name: str, language: str) -> Iterator[Entry]:
        for entry in self._by_form.get("file", ()):
            if language not in entry.languages or not _fits(node.file, entry.files):
                continue
            names = {name, *(b.name for b in index.binds.get((0, "default"), ()) if self._is(index, b.value, node))}
            if any(_any(n, entry.exports) for n in names):
                yield Entry(entry.id, entry.kind, _templated(entry, node.file), entry.offline)

    def _is(self, index: FileIndex, expr: int, node: Node) -> bool:
        return expr >= 0 and any(isinstance(v, Function) and (v.file, v.scope) == node for v in self._ev.values(index.facts.path, expr))

    # -- declared by calls, often elsewhere

    def _declared(self, path: str) -> dict[Node, list[Entry]]:
        if path not in self._files:
            self._files[path] = {}  # a file that leads back to itself adds nothing
            index = self._ev.project.file(path)
            if index is not None:
                self._files[path] = dict(self._calls(index))
        return self._files[path]

    def _calls(self, index: FileIndex) -> dict[Node, list[Entry]]:
        facts = index.facts
        language = index.language.traits.signature_key
        result: dict[Node, list[Entry]] = {}
        for number, call in enumerate(facts.calls):
            if not self._paths.is_tail(tail(facts, call.callee) or "()", language):
                continue
            ref = CallRef(facts.path, number, 0)
            for value, found in self._found(index, self._ev.callee(ref)):
                entry = self._signatures[found.id]
                if entry.form not in ("argument", "member"):
                    continue
                for given in self._ev.select(ref, selectors_for(entry.handler, language)) or ():
                    for node in self._functions(given, entry.methods if entry.form == "member" else ()):
                        result.setdefault(node, []).append(self._entry(entry, ref, value, found, language))
        # file routes whose exports are values, not functions written there
        for entry in self._by_form.get("file", ()):
            if language in entry.languages and _fits(facts.path, entry.files):
                for (scope, name), binds in index.binds.items():
                    if scope == 0 and _any(name, entry.exports):
                        for bind in binds:
                            for value in self._ev.values(facts.path, bind.value):
                                for node in self._functions(value, ()):
                                    result.setdefault(node, []).append(Entry(entry.id, entry.kind, _templated(entry, facts.path), entry.offline))
        return result

    def _functions(self, value: Value, methods: tuple[str, ...]) -> Iterator[Node]:
        """Functions that a value is or holds."""
        if isinstance(value, Function):
            yield Node(value.file, value.scope)
        elif isinstance(value, Map):
            for key, item in self._ev.pairs(value):
                names = [v.text for v in self._ev.values(value.file, key, value.frame) if isinstance(v, Text)] if key >= 0 else []
                if not methods or any(_any(n, methods) for n in names):
                    for inner in self._ev.values(value.file, item, value.frame):
                        yield from self._functions(inner, methods)
        elif isinstance(value, Sequence):
            for item in self._ev.items(value)[:32]:
                for inner in self._ev.values(value.file, item, value.frame):
                    yield from self._functions(inner, methods)
        elif isinstance(value, Class | Instance):
            index = self._ev.project.file(value.file)
            if index is not None:
                for (scope, name), binds in index.binds.items():
                    if scope == value.scope and (not methods or _any(name, methods)) and not name.startswith("_"):
                        yield from (Node(value.file, int(index.facts.exprs[b.value][1])) for b in binds if index.is_function(b.value))  # type: ignore[call-overload]

    def _found(self, index: FileIndex, values: Iterable[Value]) -> Iterator[tuple[Path, Found]]:
        language = index.language.traits.signature_key
        for value in values:
            if isinstance(value, Path):
                for found in self._paths.find(language, value.steps):
                    if found.kind == "entry":
                        yield value, found

    def _entry(self, entry: EntrySignature, ref: CallRef | None, value: Path, found: Found, language: str) -> Entry:
        name = self._text(ref, selectors_for(entry.name, language)) if ref is not None else ""
        prefix = ""
        for link in found.chain:
            origin = value.origins[link.origin] if 0 <= link.origin < len(value.origins) else None
            if origin is not None and entry.prefix:
                prefix += self._text(origin, selectors_for(entry.prefix, language))
        verb = entry.verb or (self._text(ref, selectors_for(entry.verb_from, language)) if ref is not None else "")
        route = "/".join(part.strip("/") for part in (prefix, name) if part.strip("/"))
        shown = ("/" + route if route or name.startswith("/") else "") if entry.kind in ("http", "websocket") else name
        return Entry(entry.id, entry.kind, " ".join(part for part in (verb.upper(), shown) if part), entry.offline)

    def _text(self, ref: CallRef, selectors: tuple[tuple[str, ...], ...]) -> str:
        for selector in selectors:
            for value in self._ev.select(ref, (selector,)) or ():
                if isinstance(value, Text):
                    return value.text.replace(HOLE, "{…}")
        return ""


def _any(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, glob) for glob in globs)


def _fits(path: str, globs: tuple[str, ...]) -> bool:
    return any(_path_glob(glob).match(path) for glob in globs)


@functools.cache
def _path_glob(glob: str) -> re.Pattern[str]:
    pattern = ""
    for piece in re.split(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})", glob):
        if piece == "**/":
            pattern += "(?:.*/)?"
        elif piece == "**":
            pattern += ".*"
        elif piece == "*":
            pattern += "[^/]*"
        elif piece == "?":
            pattern += "[^/]"
        elif piece.startswith("{"):
            pattern += "(?:" + "|".join(re.escape(option) for option in piece[1:-1].split(",")) + ")"
        else:
            pattern += re.escape(piece)
    return re.compile(pattern + "$")


def _templated(entry: EntrySignature, path: str) -> str:
    """The name of a file route: ``{path}`` is what lies between the fixed ends of the glob."""
    stem = path.rpartition("/")[2].partition(".")[0]
    if not entry.template:
        return path
    for glob in entry.files:
        if _path_glob(glob).match(path):
            fixed = [piece for piece in re.split(r"\*\*/|\*\*|\*|\{[^{}]*\}", glob) if piece]
            middle = path
            if fixed and not glob.startswith("*") and middle.startswith(fixed[0]):
                middle = middle[len(fixed[0]) :]
            elif fixed and f"/{fixed[0]}" in f"/{middle}":
                middle = f"/{middle}".partition(f"/{fixed[0]}")[2]
            for end in ("/" + path.rpartition("/")[2],):
                middle = middle.removesuffix(end) if entry.template.find("{stem}") < 0 or stem in ("index", "route", "page") else middle.rpartition(".")[0]
            return entry.template.replace("{path}", middle.strip("/")).replace("{stem}", stem)
    return path


def _guarded(index: FileIndex) -> bool:
    """The file asks whether it is the program itself."""
    return any(expr[0] == "name" and expr[1] == "__name__" for expr in index.facts.exprs)
