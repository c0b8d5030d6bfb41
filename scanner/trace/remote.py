"""Calls that run a function of another program of the project by its name: a page that calls a cloud function.

What the functions are called is said by their entries; who leads to the calling code is left to ``tracer``.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.catalog import selectors_for
from scanner.evaluate.lookup import callers
from scanner.evaluate.values import NOTHING, CallRef, Function, Path, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.catalog import Catalog
    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.paths import Paths

REMOTE = "calls it by its name"


class Remote:
    """The calls by name of one scan, found when first asked for."""

    def __init__(self, ev: Evaluator, paths: Paths, catalog: Catalog, calling: Callable[[set[str]], dict[str, tuple[str, ...]]]) -> None:
        self._ev = ev
        self._paths = paths
        self._signatures = {entry.id: entry for entry in catalog.entries if entry.form == "remote"}
        self._rows = catalog.rows
        self._calling = calling
        self._found: dict[tuple[str, str], list[CallRef]] | None = None
        self.kinds = frozenset(entry.kind for entry in self._signatures.values())

    def calls(self, kind: str, name: str) -> tuple[CallRef, ...]:
        """The calls that run the entry of that kind and name; where a function takes the name, the calls of that function."""
        if self._found is None:
            self._found = defaultdict(list)
            for path in sorted({path for paths in self._calling(self._tails).values() for path in paths}):
                index = self._ev.project.file(path)
                for ref, entry in self._sites(index) if index is not None else ():
                    for named, site in self._named(ref, entry):
                        self._found[entry.kind, named].append(site)
        return tuple(dict.fromkeys(self._found.get((kind, name), ())))

    @functools.cached_property
    def _tails(self) -> set[str]:
        return {step for row in self._rows if row.kind == "entry" and row.target in self._signatures for step in row.steps[-1:]}

    def _sites(self, index: FileIndex) -> Iterator[tuple[CallRef, EntrySignature]]:
        language = index.language.traits.signature_key
        for number in (n for tail in sorted(self._tails) for n in index.calls_by_tail.get(tail, ())):
            ref = CallRef(index.facts.path, number, 0)
            for value in self._ev.callee(ref):
                for found in self._paths.find(language, value.steps) if isinstance(value, Path) else ():
                    if found.kind == "entry" and found.id in self._signatures:
                        yield ref, self._signatures[found.id]

    def _named(self, ref: CallRef, entry: EntrySignature) -> Iterator[tuple[str, CallRef]]:
        """(name, call that says it)."""
        names = self._texts(ref, entry)
        if len(names) == 1:
            yield names[0], ref
            return
        index = self._ev.project.file(ref.file)
        assert index is not None
        scope = index.function_around(index.facts.calls[ref.call].scope)
        for site in callers(self._ev, index, scope) if scope > 0 else ():
            frame = self._ev.enter(Function(ref.file, scope, None, 0), scope, site, None)
            yield from ((name, site) for name in self._texts(ref._replace(frame=frame), entry))

    def _texts(self, ref: CallRef, entry: EntrySignature) -> list[str]:
        index = self._ev.project.file(ref.file)
        language = index.language.traits.signature_key if index is not None else ""
        found = [v.text for s in selectors_for(entry.name, language) for v in self._ev.select(ref, (s,)) or NOTHING if isinstance(v, Text)]
        return list(dict.fromkeys(found))
