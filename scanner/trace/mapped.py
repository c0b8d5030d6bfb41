"""What runs for what is sent, where a map in a file of settings says so: ``'asked' => [SendAnswer::class]``, ``$listen`` of a provider.

Which files those are is said by the entry signatures; who sends is left to ``sent`` and ``remote``.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from scanner.catalog.globs import fitting
from scanner.evaluate import classes
from scanner.evaluate.values import Class, Function, Map, Sequence, Text
from scanner.trace.declared import Node, Raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value

_DEPTH = 3


class Mapped:
    """The maps of one scan, read when a class that their files name is first asked about."""

    def __init__(self, ev: Evaluator, signatures: Iterable[EntrySignature]) -> None:
        self._ev = ev
        self._files = [(one, fitting(one.files, sorted(ev.project.naming.files))) for one in signatures]
        self._rows: dict[tuple[str, str], list[tuple[Node, Raw]]] = {}

    def of(self, index: FileIndex, node: Node) -> Iterator[Raw]:
        """What a method of a class is run for."""
        scopes = index.facts.scopes
        owner = scopes[scopes[node.scope].parent] if node.scope else None
        for entry, paths in self._files if owner is not None and owner.kind == "class" and owner.name else ():
            assert owner is not None
            if index.language.traits.signature_key in entry.languages:
                said = (path for path in paths if owner.name.encode() in (self._ev.project.naming.read(path) or b""))
                yield from (raw for path in said for found, raw in self._of_file(entry, path) if found == node)

    def _of_file(self, entry: EntrySignature, path: str) -> list[tuple[Node, Raw]]:
        key = (entry.id, path)
        if key not in self._rows:
            self._rows[key] = []  # a question about itself adds nothing
            index = self._ev.project.file(path)
            self._rows[key] = list(self._read(entry, index)) if index is not None else []
        return self._rows[key]

    def _read(self, entry: EntrySignature, index: FileIndex) -> Iterator[tuple[Node, Raw]]:
        path = index.facts.path
        for given in self._maps(entry, index):
            for key, item in self._ev.pairs(given):
                keys = self._ev.values(path, key, given.frame) if key >= 0 else ()
                names = [value.text for value in keys if isinstance(value, Text)] or [""]
                awaits = tuple(value for value in keys if isinstance(value, Class))
                if names[0] or awaits:
                    for node in self._run(entry, path, self._ev.values(path, item, given.frame), _DEPTH):
                        yield node, Raw(entry.id, entry.kind, "", names[0], (), entry.offline, awaits=awaits)

    def _maps(self, entry: EntrySignature, index: FileIndex) -> Iterator[Map]:
        """What the file gives back, or what that or a class of the file has under the name."""
        given = [b.value for b in index.binds.get((0, "=exports"), ())]
        held = [b.value for (scope, name), binds in index.binds.items() if scope and entry.lists and name == entry.lists for b in binds]
        for expr in (expr for expr in given + held if expr >= 0):
            for value in self._ev.values(index.facts.path, expr):
                inner = self._ev.entry(value, entry.lists) if entry.lists and expr in given else (value,)
                yield from (found for found in inner or () if isinstance(found, Map))

    def _run(self, entry: EntrySignature, path: str, values: Iterable[Value], depth: int) -> Iterator[Node]:
        """The functions that a value names: itself, the methods of a class, those of what is listed."""
        for value in values:
            if isinstance(value, Function):
                yield Node(value.file, value.scope)
            elif isinstance(value, Class):
                other = self._ev.project.file(value.file)
                for (scope, name), binds in other.binds.items() if other is not None else ():
                    if scope == value.scope and any(fnmatch.fnmatchcase(name, glob) for glob in entry.methods):
                        yield from (
                            Node(value.file, other.function(b.value)) for b in binds if other is not None and other.is_function(b.value)
                        )
            elif isinstance(value, Text) and depth:
                yield from self._run(entry, path, classes.named(self._ev, path, value.text), depth - 1)
            elif isinstance(value, Sequence) and depth:
                for expr in self._ev.items(value):
                    yield from self._run(entry, path, self._ev.values(path, expr, value.frame), depth - 1)
