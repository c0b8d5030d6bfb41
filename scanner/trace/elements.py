"""Which element of a page's template runs a function, and what the page is called where users see it.

That the function is an entry point is said by ``entries``.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages import _template
from scanner.text import decode
from scanner.trace.components import Components
from scanner.trace.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.trace.declared import Entry, Node


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
        self._read: dict[tuple[str, str], tuple[_template.Element, ...]] = {}
        self._pages = Pages(ev)
        self._components = Components(ev, self._elements)

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
                title = self._pages.title(node.file, signature.below)
                page = f"{title}: " if title else ""
                touched = self._components.touched(path, element, signature)
                if touched is None:
                    return Shown(path, element.start, element.end, page + _shown(element))
                inner = touched.element
                return Shown(touched.path, inner.start, inner.end, f"{page}{_shown(inner)}, which sends {_shown(element)}")
        return None

    def _beside(self, path: str, signature: EntrySignature) -> list[str]:
        base = path.rpartition(".")[0]
        return [base + suffix for suffix in signature.templates if base + suffix in self._ev.project.naming.files]

    def _handlers(self, path: str, signature: EntrySignature) -> dict[str, _template.Element]:
        """Elements by the names of the functions that their events run; of several the first."""
        found: dict[str, _template.Element] = {}
        for element in self._elements(path, signature):
            for name in element.handlers:
                found.setdefault(name, element)
        return found

    def _elements(self, path: str, signature: EntrySignature) -> tuple[_template.Element, ...]:
        """The elements of a template that have events."""
        key = (path, signature.id)
        if key not in self._read:
            data = self._ev.project.naming.read(path)
            read = _template.elements(decode(data).data) if data is not None else ()
            self._read[key] = tuple(e for e in read if any(fnmatch.fnmatchcase(e.event, glob) for glob in signature.events))
        return self._read[key]

    def _names(self, node: Node, named: Mapping[str, _template.Element]) -> list[str]:
        """Names among the handlers that a function goes by: its own, or the key that a map holds it, or the call that made it, under."""
        index = self._ev.project.file(node.file)
        assert index is not None
        own = index.facts.scopes[node.scope].name
        return [name for name in dict.fromkeys((own, *index.keys_of(node.scope))) if name in named]


def _shown(element: _template.Element) -> str:
    text = f" {element.shown}" if element.shown else ""
    return f"<{element.tag} {element.event}>{text}"
