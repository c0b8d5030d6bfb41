"""Which element of a page's template runs a function, and what the page is called where users see it.

That the function is an entry point is said by ``entries``.
"""

from __future__ import annotations

import fnmatch
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages import _template
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.trace.declared import Entry, Node

_TABS = ("pagePath", "text")
"""Last parts of the keys under which the bar at the foot of all pages names a page, and what it shows for it."""


class Shown(NamedTuple):
    """An element that runs a function: its file, its place there, and how it is called in a step."""

    path: str
    start: int
    end: int
    note: str


class Elements:
    """The elements of the templates of one scan, read when first asked for."""

    def __init__(self, ev: Evaluator, signatures: Mapping[str, EntrySignature]) -> None:
        self._ev = ev
        self._signatures = {id_: signature for id_, signature in signatures.items() if signature.templates}
        self._read: dict[tuple[str, str], dict[str, _template.Element]] = {}
        self._tabs: dict[str, dict[str, str]] = {}

    def of(self, node: Node, entry: Entry) -> Shown | None:
        """The first element that names the function of an entry, None where none does."""
        signature = self._signatures.get(entry.signature)
        index = self._ev.project.file(node.file) if signature is not None else None
        if signature is None or index is None:
            return None
        for path in self._beside(node.file, signature):
            named = self._handlers(path, signature)
            for name in self._names(node, named):
                element = named[name]
                shown = f" {element.shown}" if element.shown else ""
                tab = self._tab(signature, node.file, entry.name)
                return Shown(path, element.start, element.end, f"{tab}<{element.tag} {element.event}>{shown}")
        return None

    def _beside(self, path: str, signature: EntrySignature) -> list[str]:
        base = path.rpartition(".")[0]
        return [base + suffix for suffix in signature.templates if base + suffix in self._ev.project.naming.files]

    def _handlers(self, path: str, signature: EntrySignature) -> dict[str, _template.Element]:
        """Elements by the names of the functions that their events run; of several the first."""
        key = (path, signature.id)
        if key not in self._read:
            data = self._ev.project.naming.read(path)
            found: dict[str, _template.Element] = {}
            for element in _template.elements(decode(data).data) if data is not None else ():
                if any(fnmatch.fnmatchcase(element.event, glob) for glob in signature.events):
                    for name in element.handlers:
                        found.setdefault(name, element)
            self._read[key] = found
        return self._read[key]

    def _names(self, node: Node, named: Mapping[str, _template.Element]) -> list[str]:
        """Names among the handlers that a function goes by: its own, or the key that a map holds it, or the call that made it, under."""
        index = self._ev.project.file(node.file)
        assert index is not None
        own = index.facts.scopes[node.scope].name
        return [name for name in dict.fromkeys((own, *index.keys_of(node.scope))) if name in named]

    def _tab(self, signature: EntrySignature, path: str, page: str) -> str:
        """What the bar of all pages shows for a page, with a colon behind it."""
        folder = path.rpartition("/")[0]
        while signature.below and f"{folder}/{signature.below}".lstrip("/") not in self._ev.project.naming.files and folder:
            folder = folder.rpartition("/")[0]
        file = f"{folder}/{signature.below}".lstrip("/") if signature.below else ""
        if file and file not in self._tabs:
            self._tabs[file] = self._of_bar(file)
        shown = self._tabs.get(file, {}).get(page, "")
        return f"{shown}: " if shown else ""

    def _of_bar(self, path: str) -> dict[str, str]:
        index = self._ev.project.file(path)
        rows: dict[str, dict[str, str]] = defaultdict(dict)
        for entry in index.facts.entries if index is not None else ():
            row, _, last = entry.key.rpartition(".")
            if last in _TABS:
                rows[row][last] = entry.text
        return {row["pagePath"]: row["text"] for row in rows.values() if len(row) == len(_TABS)}
