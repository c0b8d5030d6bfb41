"""Searches every file of a scan once, those that others import of the ones set aside included, and finds out who imports whom.

What the words mean that stand in a file is left to the stages after it. Where there is much to read, a second process shares the work.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.aside import Shared, begun
from scanner.declared.numbers import NEEDLES
from scanner.lower import CONFIGURATION, key_of, language, spoken
from scanner.model import Problem, Skipped
from scanner.prefilter import Imports, Prefilter
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scanner.catalog import Catalog
    from scanner.languages.interface import Naming
    from scanner.model import Discovery, SkipReason, SourceFile
    from scanner.prefilter import Examined
    from scanner.queries import Queries

MUCH = 8_000_000
"""Bytes of files for which a second process is begun."""
MAX_NAMED = 20
Kind = Literal["number", "hint", "image", "label", "query", "setting"]
"""What a word in a file may be a reason for, besides calls."""


class _Seen(NamedTuple):
    """What one look at a file tells."""

    file: SourceFile
    """In the language that its content speaks."""
    found: Examined | None
    """None when nobody reads that language."""
    kinds: frozenset[Kind]
    imported: tuple[str, ...]


class Search:
    """What was found in the files of one scan."""

    def __init__(self, discovery: Discovery, catalog: Catalog, queries: Queries, naming: Naming, problems: set[Problem]) -> None:
        self._discovery = discovery
        self._queries = queries
        self._read = naming.read
        self._problems = problems
        self.files = files = {file.path: file for file in discovery.files}
        self._kinds: Mapping[Kind, frozenset[str]] = {
            "number": frozenset(NEEDLES),
            "hint": frozenset(catalog.feature_needles).difference(catalog.needles),
            "image": frozenset(catalog.artifact_needles),
            "label": frozenset(catalog.label_needles),
            "query": frozenset(catalog.query_needles),
            "setting": frozenset(catalog.setting_needles),
        }
        self._wanted = frozenset(catalog.needles)
        said = frozenset[str]().union(*(words for kind, words in self._kinds.items() if kind != "number"))
        self._saying_nothing = self._kinds["number"] | (said - self._wanted)
        """A number, a hint, an image, a label, a query or a setting says nothing about calls, so it makes no candidate."""
        self._imports = Imports(lambda path, module: language(files[path].language).locate(module, path, naming))
        self._prefilter = Prefilter(
            self._wanted.union(*self._kinds.values()),
            catalog.sink_needles,
            catalog.idiom_needles,
            modules=(catalog.modules, catalog.sink_modules),
            only=catalog.needle_languages,
            key=key_of,
            expected_bytes=sum(file.size for file in files.values()),
        )
        self.examined: dict[str, Examined] = {}
        self.imported: dict[str, tuple[str, ...]] = {}
        self.importers: dict[str, set[str]] = defaultdict(set)
        self.left_out: dict[SkipReason, list[str]] = defaultdict(list)
        self.holding: dict[Kind, set[str]] = defaultdict(set)
        """Paths of the files with words of each kind."""
        self._generated: dict[str, Examined] = {}
        self._joined: set[str] = set()
        """Of the generated files, those that are part of the program."""

    def run(self, tell: Callable[[str, int, int], None]) -> None:
        """Search all files, and again what these turn out to need."""
        files = tuple(self.files.values())
        while files:
            shared = Shared(files)
            beside = begun(functools.partial(self._aside, shared)) if sum(file.size for file in files) > MUCH else None
            seen: list[_Seen | None] = []
            for number, file in enumerate(shared.here()):
                if number % 256 == 0:
                    tell("search", number, len(files))
                seen.append(self._look(file))
            others, problems = beside() if beside is not None else ((), frozenset[Problem]())
            shared.close()
            self._problems.update(problems)
            for one in sorted((one for one in (*seen, *others) if one is not None), key=lambda one: one.file.path):
                self._take(one)
            files = self._link()

    def skipped(self) -> tuple[Skipped, ...]:
        """Files that nobody reads, by reason, without those that turned out to be part of the program."""
        skipped = [*self._discovery.skipped, *(_skipped(reason, paths) for reason, paths in self.left_out.items())]
        adopted = {(reason, file.path) for reason, file in self._discovery.set_aside if file.path in self.files}
        counts: Counter[SkipReason] = Counter()
        named: dict[SkipReason, list[str]] = defaultdict(list)
        for entry in skipped:
            left = entry.count - sum(reason == entry.reason for reason, _ in adopted)
            if left > 0:
                counts[entry.reason] += left
                named[entry.reason].extend(path for path in entry.named if (entry.reason, path) not in adopted)
        return tuple(Skipped(reason=reason, count=counts[reason], named=tuple(named[reason][:MAX_NAMED])) for reason in sorted(counts))

    def _aside(self, files: Shared[SourceFile]) -> tuple[tuple[_Seen | None, ...], frozenset[Problem]]:
        before = frozenset(self._problems)
        return tuple(map(self._look, files.there())), frozenset(self._problems - before)

    def _look(self, file: SourceFile) -> _Seen | None:
        """One look at one file, None when it cannot be read."""
        data = self._read(file.path)
        if data is None:
            return None
        name = spoken(file, data)
        if name != file.language:
            self.files[file.path] = file = dataclasses.replace(file, language=name)
        if not name:
            return _Seen(file, None, frozenset(), ())
        found = self._prefilter.examine(file, data)
        kinds = self._kinds_of(file, found, data) if found.verdict == "text" else frozenset()
        named = frozenset(found.needles)
        if found.verdict == "text" and not self._saying_nothing.isdisjoint(named):
            kept = named.difference(self._saying_nothing).union(found.modules)
            found = dataclasses.replace(found, needles=tuple(needle for needle in found.needles if needle in kept))
        importing = found.verdict in ("text", "generated") and name not in CONFIGURATION
        return _Seen(file, found, kinds, self._imports.of(found) if importing else ())

    def _kinds_of(self, file: SourceFile, found: Examined, data: bytes) -> frozenset[Kind]:
        named = frozenset(found.needles)
        kinds = {kind for kind, words in self._kinds.items() if not words.isdisjoint(named)} - {"setting"}
        if "query" in kinds and not self._queries.worth(file.language, found.needles, decode(data).data):
            kinds.discard("query")
        if file.language in CONFIGURATION and not (named.isdisjoint(self._kinds["setting"]) and named.isdisjoint(self._wanted)):
            kinds.add("setting")
        return frozenset(kinds)

    def _take(self, seen: _Seen) -> None:
        """Keep what was seen of a file."""
        file, found = seen.file, seen.found
        self.files[file.path] = file
        self._imports.take(file.path, seen.imported)
        for kind in seen.kinds:
            self.holding[kind].add(file.path)
        if found is None:
            self.left_out["no-language"].append(file.path)
        elif found.verdict == "text":
            self.examined[file.path] = found
        elif found.verdict == "binary" and file.language not in CONFIGURATION:
            detail = "named like source, but holds binary data"
            self._problems.add(Problem(path=file.path, stage="search", reason="binary", detail=detail))
        else:
            self.left_out[found.verdict].append(file.path)
            if found.verdict == "generated" and file.language not in CONFIGURATION:
                self._generated[file.path] = found

    def _link(self) -> tuple[SourceFile, ...]:
        """Find out who imports whom; gives the files set aside that turn out to be part of the program."""
        sources = [one for one in self.examined.values() if self.files[one.path].language not in CONFIGURATION]
        self.imported.update(self._graph(sources))
        self.imported.update(self._joining())
        self.importers.clear()
        for importer, targets in self.imported.items():
            for target in targets:
                self.importers[target].add(importer)
        aside = {file.path: file for _, file in self._discovery.set_aside if file.path not in self.files}
        adopted = tuple(aside[path] for path in sorted(aside) if path in self.importers)
        self.files.update({file.path: file for file in adopted})
        return adopted

    def _joining(self) -> dict[str, tuple[str, ...]]:
        """Take in generated files that see what people wrote (tables of routes, injectors): they join it; gives what they import."""
        hand = {path for path in self.examined if path not in self._joined}
        found = {path: targets for path, targets in self._graph(self._generated.values()).items() if not hand.isdisjoint(targets)}
        for path in found.keys() - self._joined:
            self.examined[path] = self._generated[path]
            self.left_out["generated"].remove(path)
        self._joined.update(found)
        return found

    def _graph(self, files: Iterable[Examined]) -> dict[str, tuple[str, ...]]:
        return {one.path: targets for one in files if (targets := self._imports.of(one))}


def _skipped(reason: SkipReason, paths: list[str]) -> Skipped:
    return Skipped(reason=reason, count=len(paths), named=tuple(sorted(paths)[:MAX_NAMED]))
