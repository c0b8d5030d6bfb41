"""Scans sample code without files: the stages from ``lower`` to ``match`` over a handful of texts, with one catalogue.

What samples should give is left to ``trial``.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from scanner.artifacts import Finder, hits
from scanner.discover import language_of, suffix_of
from scanner.evaluate import Evaluator, Project, Texts
from scanner.evaluate.namespaces import Beginnings
from scanner.evaluate.settings import Settings
from scanner.features import Features, Searched
from scanner.idioms import Idioms, own
from scanner.idioms.composed import Composed
from scanner.languages.interface import Naming
from scanner.lower import CONFIGURATION, WRAPPED, key_of, language, lower, spoken, unwrapped
from scanner.match import Matcher, merged
from scanner.match.bodies import Bodies
from scanner.match.living import INSTANCE, Asked, filled
from scanner.model import SourceFile
from scanner.prefilter import Parts, Prefilter
from scanner.queries import Queries
from scanner.text import Places, decode
from scanner.trace.declared import Node
from scanner.trace.entries import Entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from scanner.catalog import Catalog
    from scanner.match.living import Living
    from scanner.match.matcher import Site
    from scanner.model import Facts, Feature, Hit
    from scanner.prefilter import Examined
    from scanner.queries.finding import Found
    from scanner.trace.declared import Entry

_ENTERED = ("module", "function", "lambda")


def sample_name(language_id: str, file: str = "") -> str:
    """What a sample is called: as it says, else ``sample`` with the suffix of its language."""
    return file or f"sample{suffix_of(language_id)}"


class Bench:
    """A catalogue with all that is built from it once and asked for every sample."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.matcher = Matcher(catalog)
        self.classes = frozenset(row.object for row in catalog.classes)
        self.external = frozenset(module.partition(".")[0] for package in catalog.packages for module in package.modules)

    @functools.cached_property
    def queries(self) -> Queries:
        return Queries(self.catalog)

    @functools.cached_property
    def prefilter(self) -> Prefilter:
        """As a scan searches files for what may be a hit."""
        known = self.catalog
        return Prefilter(
            (*known.needles, *known.query_needles, *known.setting_needles),
            known.sink_needles,
            known.idiom_needles,
            modules=(known.modules, known.sink_modules),
            only=known.needle_languages,
            key=key_of,
        )

    @functools.cached_property
    def bodies(self) -> Bodies:
        return Bodies(self.catalog.endpoints)

    @functools.cached_property
    def hinting(self) -> Prefilter:
        return Prefilter(self.catalog.feature_needles)

    @functools.cached_property
    def beginnings(self) -> Beginnings:
        return Beginnings(self.catalog)

    @functools.cache  # noqa: B019  a bench lives as long as the run
    def asked(self, language_key: str) -> Asked:
        """Everything of the catalogue, in a language."""
        living = self.matcher.lives.of(language_key, None, self.classes)
        return Asked(living.tails | living.sending | {INSTANCE}, sending=living.sending - living.tails)


class Samples:
    """A project that exists in memory only; every file sees every other one."""

    def __init__(self, bench: Bench, files: Mapping[str, str | bytes]) -> None:
        self.bench = bench
        self.data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        self._facts: dict[str, Facts | None] = {}
        folders = {"/".join(path.split("/")[:n]) for path in self.data for n in range(1, path.count("/") + 1)}
        self.naming = Naming(frozenset(self.data), frozenset(folders), self.data.get, {}, bench.external, bench.beginnings.known)
        self._settings = Settings(
            [SourceFile(path=path, language=name, size=1) for path in self.data if (name := _language(path))],
            self.facts,
            self._holding,
            lambda path, text: text.encode() in self.data[path],
        )
        self.evaluator = Evaluator(
            Project(self.facts, language, self.naming, lambda _path: self.data.keys(), Texts(self._holding), central=self.data.keys()),
            bench.catalog.flows,
            self._settings.value,
        )

    def _holding(self, paths: Iterable[str], word: str) -> list[str]:
        return [path for path in paths if word.encode() in self.data[path]]

    def facts(self, path: str) -> Facts | None:
        if path not in self._facts:
            known = path in self.data and _language(path)
            self._facts[path] = lower(self._file(path), self.data[path])[0] if known else None
        return self._facts[path]

    def hits(self, path: str = "") -> tuple[Hit, ...]:
        """Hits in one file, or in all."""
        files = [file for file in self.data if _language(file)]
        matcher = self.bench.matcher
        sites = [
            site
            for file in files
            for site in matcher.sites(self.evaluator, file, self._asked(key_of(self._file(file).language)), self.look, lambda _path: ())[0]
        ]
        asked = [self._queried(file) for file in files if self._worth(file)]
        sites += [site for found in asked for site in found.sites]
        sites += own((site for file in files for site in self._idioms(file)), tuple(sites))
        sites = list(Composed(self.bench.catalog.idioms, self.evaluator, self.look).settled(sites))
        found = (
            *(site.hit for site in merged(matcher.judged(self.evaluator, sites))),
            *(hit for answer in asked for hit in answer.hits),
            *(hit for file in self.data for hit in self._configured(file)),
        )
        return tuple(hit for hit in found if not path or hit.location.path == path)

    def _asked(self, key: str) -> Asked:
        """Everything of the catalogue in a language, and the methods that frameworks fill in."""
        asked = self.bench.asked(key)
        marks = {mark[-1] for row in self.bench.catalog.classes if row.language == key for mark in row.marks}
        told = (self.facts(path) for path in self.data if marks and _language(path) and key_of(self._file(path).language) == key)
        names = frozenset[str]().union(*(filled(one, marks) for one in told if one is not None))
        return Asked(asked.tails, names, sending=asked.sending)

    def _configured(self, path: str) -> tuple[Hit, ...]:
        facts = self.facts(path)
        told = facts is not None and facts.language in CONFIGURATION
        return self.bench.matcher.configured.of(facts, self.data[path], self.look) if told and facts is not None else ()

    def _worth(self, path: str) -> bool:
        needles = [needle for needle in self.bench.catalog.query_needles if needle.encode() in self.data[path]]
        return bool(needles) and self.bench.queries.worth(_language(path) or "", needles, self.data[path])

    def _queried(self, path: str) -> Found:
        return self.bench.queries.of(self.evaluator, path, self.data.get, self.look)

    def artifacts(self, folder: Path) -> tuple[Hit, ...]:
        """Hits of the models and images in the files, which are written below ``folder``."""
        finder = Finder(self.bench.catalog, str(folder), self.bench.matcher.servers.developer, lambda _name: "")
        for path, data in self.data.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
            language_id = _language(path) or "artifact"
            file = SourceFile(path=path, language=language_id, size=len(data))
            finder.look_at(file)
            facts = self.facts(path) if language_id == "yaml" else None
            if facts is not None:
                finder.described(file, facts, Places(path, data, facts).location)
        return tuple(hits(finder.result()))

    def entries(self, path: str) -> Iterator[tuple[int, Entry]]:
        """(line where the function begins, how it is entered) of a file; for top-level code the line that says so."""
        facts = self.facts(path)
        if facts is None:
            return
        entries = Entries(self.evaluator, self.bench.matcher.paths, self.bench.catalog, self._entering)
        for number, scope in enumerate(facts.scopes):
            if scope.kind in _ENTERED:
                for entry in (*entries.of(Node(path, number), ()), *entries.inner(Node(path, number))):
                    start = scope.start if number else entry.offset
                    yield self.look(path)[1].location(start, start).line, entry

    def _entering(self, path: str, *, own: bool) -> frozenset[str] | None:
        living = self._living(key_of(self._file(path).language))
        return None if living is None else living.declaring(own=own)

    @functools.lru_cache(maxsize=64)  # noqa: B019  one instance per example
    def _living(self, key: str) -> Living | None:
        """What a scan would take for calls that declare entry points, in a program of all files."""
        files = [file for file in self.data if _language(file) and key_of(self._file(file).language) == key]
        parts = Parts([self._examined(file) for file in files], {}, lambda _path: key, self.bench.catalog.rows.roots)
        named = [parts.named(file) for file in files]
        modules = frozenset[str]().union(*(one for one in named if one is not None))
        return None if None in named else self.bench.matcher.lives.of(key, modules, self.bench.classes)

    def features(self, path: str) -> Iterator[Feature]:
        """Hints of public-opinion functions in a file."""
        entries = Entries(self.evaluator, self.bench.matcher.paths, self.bench.catalog, self._entering)
        features = Features(self.bench.catalog.signs, self.data.get, self.facts, self.look, entries)
        file = SourceFile(path=path, language=_language(path) or "", size=len(self.data[path]))
        found = self.bench.hinting.examine(file, self.data[path])
        return features.of(Searched(file, found.imports, bool(found.needles)))

    def searched(self, path: str) -> bool:
        """Whether a scan would look into the file for hits."""
        found = self._examined(path)
        return bool(found.needles or found.words) or (found.sink and self.bench.bodies.stand_in(self.data[path]))

    def _examined(self, path: str) -> Examined:
        return self.bench.prefilter.examine(self._file(path), self.data[path])

    def _idioms(self, path: str) -> Iterator[Site]:
        file = self.look(path)[0]
        words = self.bench.prefilter.examine(file, self.data[path]).words
        return Idioms(self.bench.catalog.idioms, self.facts, self.look).sites(file, self.data[path], words)

    def look(self, path: str) -> tuple[SourceFile, Places]:
        data = decode(self.data[path]).data
        file = self._file(path)
        return file, Places(path, unwrapped(file, data) if file.language in WRAPPED else data, self.facts(path))

    def _file(self, path: str) -> SourceFile:
        name = _language(path)
        if name is None:
            raise ValueError(f"{path!r}: no language that is read")
        file = SourceFile(path=path, language=name, size=len(self.data[path]))
        return dataclasses.replace(file, language=spoken(file, self.data[path]) or name)


def _language(path: str) -> str | None:
    return language_of(path.rpartition("/")[2])
