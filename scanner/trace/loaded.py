"""Methods that a framework finds by the place of their file: ``ctx.service.chat.reply()`` runs ``reply`` of ``app/service/chat``.

So are functions that all files of an application may call by their bare names: ``reply()`` runs ``reply`` of ``server/utils/chat``.

Which files those are is said by the entry signatures; who leads to the calls is left to ``tracer``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.catalog.globs import file_name, fitting
from scanner.evaluate.values import CallRef
from scanner.trace.pages import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.trace.declared import Node

LOADED = "calls it by the place of its file"
_MAX_PARTS = 8
_JOINTS = re.compile(r"[_-]")


class Loaded:
    """The calls by place of one scan; ``calling`` gives the files that call something by a name."""

    def __init__(
        self, ev: Evaluator, signatures: Iterable[EntrySignature], calling: Callable[[set[str]], dict[str, tuple[str, ...]]]
    ) -> None:
        self._ev = ev
        self._signatures = tuple(signature for signature in signatures if signature.form == "loaded")
        self._calling = calling
        self._files: dict[str, tuple[str, ...]] = {}

    def calls(self, index: FileIndex, node: Node) -> Iterator[CallRef]:
        """Calls of a method of a class, or of a function, in a file that is loaded by its place."""
        scopes = index.facts.scopes
        name = scopes[node.scope].name
        if scopes[node.scope].parent == 0:
            for word in dict.fromkeys(word for word in (name, *index.keys_of(node.scope)) if word):
                yield from self._bare(index, word)
        places = list(self._places(index)) if name and scopes[scopes[node.scope].parent].kind == "class" else []
        for path in self._paths(name) if places else ():
            other = self._ev.project.file(path)
            for number in other.calls_by_tail.get(name, ()) if other is not None else ():
                said = chain(other, other.facts.calls[number].callee)[:-1] if other is not None else ()
                if any(len(said) >= len(place) and said[-len(place) :] == place for place in places):
                    yield CallRef(path, number, 0)

    def _bare(self, index: FileIndex, name: str) -> Iterator[CallRef]:
        """Calls by a name that the file of the call does not say where it is from, in the application that the file belongs to."""
        files = self._ev.project.naming.files
        called = re.compile(rb"(?<![\w$.])%b\s*\(" % re.escape(name.encode()))
        for root, places in dict.fromkeys(self._applications(index)):
            folder = root.rpartition("/")[0]
            for path in sorted(path for path in fitting(places, tuple(files)) if not folder or path.startswith(folder + "/")):
                near = path != index.facts.path and called.search(self._ev.project.naming.read(path) or b"")
                other = self._ev.project.file(path) if near else None
                for number in other.calls_by_tail.get(name, ()) if other is not None else ():
                    callee = other.facts.exprs[other.facts.calls[number].callee] if other is not None else ("",)
                    if other is not None and callee[0] == "name" and not other.bound_at(name, int(callee[2])):  # type: ignore[call-overload]
                        yield CallRef(path, number, 0)

    def _applications(self, index: FileIndex) -> Iterator[tuple[str, tuple[str, ...]]]:
        """(the file that stands at the root of an application, where the functions of a file may be called by their names)."""
        for entry in self._signatures:
            if entry.calls and index.language.traits.signature_key in entry.languages and fitting(entry.files, (index.facts.path,)):
                root = nearest(index.facts.path, entry.below, self._ev.project.naming.files)
                if root:
                    yield root, entry.calls

    def _places(self, index: FileIndex) -> Iterator[tuple[str, ...]]:
        """What a file is called where it is loaded."""
        for entry in self._signatures:
            if index.language.traits.signature_key in entry.languages and not entry.calls:
                names = (file_name(glob, entry.template, index.facts.path) for glob in entry.files)
                yield from (tuple(plain(part) for part in name.split("/") if part) for name in names if name)

    def _paths(self, name: str) -> tuple[str, ...]:
        if name not in self._files:
            self._files[name] = self._calling({name}).get(name, ())
        return self._files[name]


def chain(index: FileIndex, expr: int) -> tuple[str, ...]:
    """The names of a chain of members, in small letters; a name or own member in front that holds a chain stands for it."""
    exprs = index.facts.exprs
    found: list[str] = []
    for _ in range(2 * _MAX_PARTS):
        kind, *rest = exprs[expr]
        held = _held(index, expr)
        if held >= 0:
            expr = held
            continue
        if kind in ("attr", "name"):
            found.append(plain(str(rest[1] if kind == "attr" else rest[0])))
        if kind != "attr":
            break
        expr = int(rest[0])  # type: ignore[call-overload]
    return tuple(reversed(found))


def _held(index: FileIndex, expr: int) -> int:
    """The chain of members that a name, or a member of the object itself, is bound to, -1 for none."""
    exprs = index.facts.exprs
    kind, *rest = exprs[expr]
    values: list[int] = []
    if kind == "name":
        values = [bind.value for bind in index.bound_at(str(rest[0]), int(rest[1]))]  # type: ignore[call-overload]
    elif kind == "attr" and exprs[int(rest[0])][0] == "self":  # type: ignore[call-overload]
        values = [bind.value for bind in index.binds.get((int(exprs[int(rest[0])][1]), str(rest[1])), ())]  # type: ignore[call-overload]
        values += [store.value for store in index.member_stores.get(str(rest[1]), ()) if exprs[store.object][0] == "self"]
    return values[0] if len(values) == 1 and values[0] >= 0 and exprs[values[0]][0] == "attr" else -1


def plain(word: str) -> str:
    """A name of a file or member as loaders compare them: ``user_info`` is ``userInfo``."""
    return _JOINTS.sub("", word).lower()
