"""Elements of a page that are components of the project: what in their own template users touch before the page is told.

Which calls tell the page, and where a page says which component an element is, is said by the entry signatures.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from scanner.trace.pages import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.languages._template import Element

MAX_DEPTH = 3
"""Components in components, and functions between a touch and what tells the page."""
_EVENT = re.compile(r"^(?:@|v-on:|(?:capture-|mut-)?(?:bind|catch):?|on-?)")
_JOINTS = re.compile(r"[-_:]")


class Touched(NamedTuple):
    """An element in the template of a component."""

    path: str
    element: Element


class Components:
    """The components of one scan; ``read`` gives the elements of a template with events."""

    def __init__(self, ev: Evaluator, read: Callable[[str, EntrySignature], tuple[Element, ...]]) -> None:
        self._ev = ev
        self._read = read

    def touched(self, page: str, element: Element, signature: EntrySignature, depth: int = MAX_DEPTH) -> Touched | None:
        """What users touch in the component that an element of a page is, None where the element is none or says nothing."""
        event = plain(_EVENT.sub("", element.event.partition(".")[0]))
        for child in self._component(page, element.tag, signature) if depth and signature.emits else ():
            for path, found in self._telling(child, event, signature):
                return self.touched(path, found, signature, depth - 1) or Touched(path, found)
        return None

    def _telling(self, child: str, event: str, signature: EntrySignature) -> Iterator[tuple[str, Element]]:
        """Elements of a component's templates that lead to the event."""
        index = self._ev.project.file(child)
        names = frozenset(self._leading(index, event, signature)) if index is not None else frozenset()
        base = child.rpartition(".")[0]
        for path in (base + suffix for suffix in signature.templates if base + suffix in self._ev.project.naming.files):
            for element in self._read(path, signature):
                said = any(name in signature.emits for name in element.handlers) and event in {plain(name) for name in element.handlers}
                if said or not names.isdisjoint(element.handlers):
                    yield path, element

    def _leading(self, index: FileIndex, event: str, signature: EntrySignature) -> Iterator[str]:
        """Names of the functions of a component that tell the page of an event, or call one that does."""
        facts = index.facts
        waiting = deque((scope, MAX_DEPTH) for scope in self._emitting(index, event, signature))
        seen = {scope for scope, _ in waiting}
        while waiting:
            scope, depth = waiting.popleft()
            names = [name for name in (facts.scopes[scope].name, *index.keys_of(scope)) if name]
            yield from names
            callers = {_home(index, facts.calls[n].scope) for name in names for n in index.calls_by_tail.get(name, ())}
            around = {_home(index, facts.scopes[scope].parent)} if not names and scope else set()
            further = (callers | around) - seen if depth else set()
            seen |= further
            waiting += ((other, depth - 1) for other in sorted(further))

    def _emitting(self, index: FileIndex, event: str, signature: EntrySignature) -> list[int]:
        """Functions with a call that says the event."""
        facts, found = index.facts, []
        for number in (n for name in signature.emits for n in index.calls_by_tail.get(name, ())):
            first = next((a.value for a in facts.calls[number].arguments if a.position == 0), -1)
            if first >= 0 and facts.exprs[first][0] == "string" and plain(str(facts.exprs[first][1])) == event:
                found.append(_home(index, facts.calls[number].scope))
        return list(dict.fromkeys(found))

    def _component(self, page: str, tag: str, signature: EntrySignature) -> Iterator[str]:
        """The script of the component that a tag means in a page: as a list beside it says, an import, or the only one of that name."""
        named = plain(tag)
        naming = self._ev.project.naming
        for key, path in self._listed(page, signature):
            if plain(key) == named:
                yield from (file for file in (path + suffix for suffix in signature.scripts) if file in naming.files)
        if tag.islower() and "-" not in tag:  # an element of the platform
            return
        index = self._ev.project.file(page) if page.endswith(signature.templates) else None
        for module in _imported(index, named) if index is not None else ():
            if index is not None:
                yield from (file for file in index.language.locate(module, page, naming) if file.endswith(signature.templates))
        alone = [path for path in self._of_that_name.get(named, ()) if path.endswith(signature.templates)]
        if len(alone) == 1:
            yield from (file for file in (alone[0].rpartition(".")[0] + suffix for suffix in signature.scripts) if file in naming.files)

    @functools.cached_property
    def _of_that_name(self) -> dict[str, list[str]]:
        """Files in folders of components by their names: frameworks find some of them by these alone."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._ev.project.naming.files):
            folder, _, file = path.rpartition("/")
            if "components" in folder.split("/"):
                found[plain(file.partition(".")[0])].append(path)
        return found

    def _listed(self, page: str, signature: EntrySignature) -> Iterator[tuple[str, str]]:
        """(tag, path without suffix) as the file beside the page, and those of the whole application, have them."""
        around = nearest(page, signature.below, self._ev.project.naming.files)
        roots = [f"{page.rpartition('.')[0]}.json", *([around] if around else ())]
        for place in roots if signature.components else ():
            index = self._ev.project.file(place) if place in self._ev.project.naming.files else None
            for entry in index.facts.entries if index is not None else ():
                key, _, tag = entry.key.rpartition(".")
                if key == signature.components:
                    root = roots[-1].rpartition("/")[0] if entry.text.startswith("/") else place.rpartition("/")[0]
                    yield tag, posixpath.normpath(posixpath.join(root, entry.text.lstrip("/")))


def _imported(index: FileIndex, named: str) -> Iterator[str]:
    """Modules whose import a file binds to a name."""
    exprs = index.facts.exprs
    for (scope, name), binds in index.binds.items():
        if scope == 0 and plain(name) == named:
            yield from (index.facts.imports[int(exprs[b.value][1])].module for b in binds if b.value >= 0 and exprs[b.value][0] == "import")  # type: ignore[call-overload]


def plain(name: str) -> str:
    """A name as tags, attributes and scripts have it: ``sendText`` is ``send-text``."""
    return _JOINTS.sub("", name).lower()


def _home(index: FileIndex, scope: int) -> int:
    """The function that a scope belongs to, 0 for the top level."""
    return max(index.function_around(scope), 0)
