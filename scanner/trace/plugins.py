"""Functions of files that other code loads by a name that is put together: ``import_module(f"tools.{kind}")``.

Which functions load a file is said by the flows of the catalogue; what is loaded by a written name is known without them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.evaluate.values import CallRef, Class, Function, Path, Text
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.trace.declared import Node

LOADS = "calls it in a file that it loads by a name"
_MODULE = "module"
_KIN = ("js", "cjs", "mjs", "jsx", "ts", "tsx")
"""Suffixes of files that load each other."""


class Plugins:
    """The loading calls of one scan, found when first asked for."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._here = ev.without_callers()
        self._read = ev.project.naming.read
        self._files: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._loaders: dict[tuple[str, str], tuple[CallRef, ...]] = {}

    def calls(self, index: FileIndex, node: Node) -> Iterator[CallRef]:
        """Calls of a function that its file exports, in files that load the files of its folder."""
        parts = index.facts.path.split("/")
        scope = index.facts.scopes[node.scope]
        exported = index.facts.path not in self._ev.project.tests and (scope.parent == 0 or node.scope in index.in_maps)
        for ref in self._loading(index, parts[-2]) if exported and len(parts) > 1 else ():
            other = self._ev.project.file(ref.file)
            for number in self._numbers(other, ref.call, scope.name) if other is not None else ():
                found = CallRef(ref.file, number, 0)
                if not any(isinstance(value, Function | Class | Path) for value in self._ev.callee(found)):
                    yield found

    def _numbers(self, index: FileIndex, loader: int, name: str) -> Iterator[int]:
        """Calls by a name, and those of what the loading call gives."""
        facts = index.facts
        yield from index.calls_by_tail.get(name, ()) if name else ()
        held = {bind.name for bind in facts.binds if bind.value >= 0 and facts.exprs[bind.value] == ("call", loader)}
        yield from (number for word in sorted(held) for number in index.calls_by_tail.get(word, ()))
        yield from (number for number in index.calls_by_tail.get("", ()) if facts.exprs[facts.calls[number].callee] == ("call", loader))

    def _loading(self, index: FileIndex, folder: str) -> tuple[CallRef, ...]:
        """The calls that load some file of a folder, in the language of one."""
        language = index.language.traits.signature_key
        if (language, folder) not in self._loaders:
            words = set(self._ev.flows.last_names(_MODULE, language))
            paths = [path for path in self._put_together(index, language, words) if folder.encode() in (self._read(path) or b"")]
            within = re.compile(rf"(?:^|[/.\\]){re.escape(folder)}[/.\\]{HOLE}")
            refs = (ref for path in paths for ref in self._loads(path, words, language))
            self._loaders[language, folder] = tuple(ref for ref in refs if any(within.search(text) for text in self._texts(ref)))
        return self._loaders[language, folder]

    def _put_together(self, index: FileIndex, language: str, words: set[str]) -> tuple[str, ...]:
        """Files like one that load something whose name is not written out; read once."""
        suffix = index.facts.path.rpartition(".")[2]
        kin = _KIN if suffix in _KIN else (suffix,)
        if (language, kin) not in self._files and words:
            called = re.compile(rb"\b(?:%b)\(\s*(?![\"'][^\"']*[\"']\s*[,)])" % b"|".join(sorted(map(str.encode, words))))
            paths = (path for path in sorted(self._ev.project.naming.files) if path.rpartition(".")[2] in kin)
            read = ((path, self._read(path) or b"") for path in paths)
            said = [word.encode() for word in words]
            self._files[language, kin] = tuple(path for path, data in read if any(w in data for w in said) and called.search(data))
        return self._files.get((language, kin), ())

    def _loads(self, path: str, words: set[str], language: str) -> Iterator[CallRef]:
        index = self._ev.project.file(path)
        if index is None or index.language.traits.signature_key != language:
            return
        for number in (n for word in sorted(words) for n in index.calls_by_tail.get(word, ())):
            ref = CallRef(path, number, 0)
            if any(isinstance(value, Path) and self._ev.flows.effect(value.steps) == _MODULE for value in self._here.callee(ref)):
                yield ref

    def _texts(self, ref: CallRef) -> Iterator[str]:
        yield from (value.text for value in self._here.select(ref, (("0",), ("name",))) or () if isinstance(value, Text))
