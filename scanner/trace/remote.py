"""Calls that run a function of the project by its name: a page that calls a cloud function, a topic, an event, a task.

What the functions are called is said by their entries; who leads to the calling code is left to ``tracer``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.catalog import selectors_for
from scanner.evaluate.lookup import callers
from scanner.evaluate.values import NOTHING, CallRef, Function, Path, Text
from scanner.trace.declared import selected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.catalog import Catalog
    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.paths import Paths
    from scanner.trace.declared import Node, Raw
    from scanner.trace.nodes import Calling

REMOTE = "calls it by its name"


class Remote:
    """The calls by name of one scan, found when first asked for."""

    def __init__(self, ev: Evaluator, paths: Paths, catalog: Catalog, calling: Calling) -> None:
        self._ev = ev
        self._paths = paths
        self._signatures = {entry.id: entry for entry in catalog.entries if entry.form == "remote"}
        tails: dict[str, set[str]] = defaultdict(set)
        for row in catalog.rows:
            if row.kind == "entry" and row.target in self._signatures and row.steps:
                tails[row.target].add(row.steps[-1])
        self._tails = tails
        self._calling = calling
        self._found: dict[str, dict[str, list[CallRef]]] = {}
        self._said: dict[tuple[str, str], dict[str, list[CallRef]]] = {}
        self.kinds = frozenset(entry.kind for entry in self._signatures.values() if not entry.runs)

    def calls(self, kind: str, name: str) -> tuple[CallRef, ...]:
        """The calls that run the entry of that kind and name; where a function takes the name, the calls of that function."""
        ids = (id_ for id_, entry in self._signatures.items() if entry.kind == kind and not entry.runs)
        return tuple(dict.fromkeys(ref for id_ in ids for ref in self._all(id_).get(name, ())))

    def sent(self, index: FileIndex, node: Node, raws: Iterable[Raw]) -> tuple[CallRef, ...]:
        """The calls that say the name of a function which is declared so: a topic, an event, its own dotted name."""
        found: dict[CallRef, None] = {}
        for id_, word, names in dict.fromkeys(self._names(index, node, raws)):
            for said in (self._near(id_, word), self._all(id_)):
                found.update(dict.fromkeys(ref for name in names for ref in said.get(name, ())))
        return tuple(found)

    def _names(self, index: FileIndex, node: Node, raws: Iterable[Raw]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """(signature, word to look for, texts of which one would send for a function)."""
        for raw in raws:
            for id_, entry in self._signatures.items():
                if raw.signature not in entry.runs:
                    continue
                scope = index.facts.scopes[node.scope].name
                if route := raw.route or raw.prefix:
                    yield id_, route, (route,)
                elif scope:
                    parts = [*index.facts.path.rpartition(".")[0].split("/"), scope]
                    yield id_, scope, tuple(".".join(parts[n:]) for n in range(len(parts) - 1))

    def _all(self, id_: str) -> dict[str, list[CallRef]]:
        """The calls of a signature by the text that they say, in files that are few."""
        if id_ not in self._found:
            self._found[id_] = self._read(id_, self._calling(self._tails[id_]))
        return self._found[id_]

    def _near(self, id_: str, word: str) -> dict[str, list[CallRef]]:
        """The same of those in files that say a word."""
        if (id_, word) not in self._said:
            self._said[id_, word] = self._read(id_, self._calling(self._tails[id_], word))
        return self._said[id_, word]

    def _read(self, id_: str, calling: Mapping[str, tuple[str, ...]]) -> dict[str, list[CallRef]]:
        found: dict[str, list[CallRef]] = defaultdict(list)
        for path in sorted({path for paths in calling.values() for path in paths}):
            for name, site in self._named(path, id_):
                found[name].append(site)
        return found

    def _named(self, path: str, id_: str) -> Iterator[tuple[str, CallRef]]:
        """(text, call that says it) of the calls of a signature in a file; where a function is given the text, its calls."""
        index = self._ev.project.file(path)
        entry = self._signatures[id_]
        for ref in self._sites(index, id_) if index is not None else ():
            names = self._texts(ref, entry)
            if len(names) == 1:
                yield names[0], ref
                continue
            assert index is not None
            scope = index.function_around(index.facts.calls[ref.call].scope)
            for site in callers(self._ev, index, scope) if scope > 0 else ():
                frame = self._ev.enter(Function(ref.file, scope, None, 0), scope, site, None)
                yield from ((name, site) for name in self._texts(ref._replace(frame=frame), entry))

    def _sites(self, index: FileIndex, id_: str) -> Iterator[CallRef]:
        language = index.language.traits.signature_key
        for number in (n for tail in sorted(self._tails[id_]) for n in index.calls_by_tail.get(tail, ())):
            ref = CallRef(index.facts.path, number, 0)
            for value in self._ev.callee(ref):
                if isinstance(value, Path) and any(f.id == id_ for f in self._paths.find(language, value.steps) if f.kind == "entry"):
                    yield ref

    def _texts(self, ref: CallRef, entry: EntrySignature) -> list[str]:
        index = self._ev.project.file(ref.file)
        language = index.language.traits.signature_key if index is not None else ""
        if not entry.name:
            return self._of_maker(ref, entry, language)
        found = [v.text for s in selectors_for(entry.name, language) for v in self._ev.select(ref, (s,)) or NOTHING if isinstance(v, Text)]
        return list(dict.fromkeys(found))

    def _of_maker(self, ref: CallRef, entry: EntrySignature, language: str) -> list[str]:
        """What the call says that made the object on which another one is made: ``new Queue("ask")`` of ``queue.add(job)``."""
        made = (value.origins[-1] for value in self._ev.callee(ref) if isinstance(value, Path) and value.origins)
        told = (selected(self._ev, origin, entry.prefix, language) for origin in made if origin is not None)
        return list(dict.fromkeys(text for text in told if text))
