"""Scan sample code without files: the stages from ``lower`` to ``match`` over a handful of texts."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from scanner.artifacts import Finder, hits
from scanner.catalog import Catalog, load
from scanner.discover._paths import language_of
from scanner.evaluate import Evaluator, Project
from scanner.evaluate.namespaces import beginnings
from scanner.evaluate.settings import Settings
from scanner.evaluate.values import merge
from scanner.idioms import Idioms, own
from scanner.languages.interface import Naming
from scanner.lower import CONFIGURATION, key_of, language, lower, spoken
from scanner.match import Matcher, merged
from scanner.match.living import INSTANCE, Asked
from scanner.model import Facts, Hit, SourceFile
from scanner.prefilter import Prefilter
from scanner.queries import Queries
from scanner.text import Places, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from scanner.evaluate.values import Value
    from scanner.match.matcher import Site
    from scanner.queries.finding import Found

SUFFIXES = {
    "python": ".py",
    "javascript": ".js",
    "typescript": ".ts",
    "tsx": ".tsx",
    "arkts": ".ets",
    "vue": ".vue",
    "svelte": ".svelte",
    "html": ".html",
    "java": ".java",
    "kotlin": ".kt",
    "golang": ".go",
    "csharp": ".cs",
    "php": ".php",
    "ruby": ".rb",
    "cpp": ".cpp",
    "lua": ".lua",
    "scala": ".scala",
    "swift": ".swift",
    "objc": ".m",
    "dart": ".dart",
    "shell": ".sh",
    "rust": ".rs",
    "sql": ".sql",
    "xml": ".xml",
    "drools": ".drl",
    "json": ".json",
}


@functools.cache
def catalog() -> Catalog:
    return load()


@functools.cache
def matcher() -> Matcher:
    return Matcher(catalog())


def _asked(path: str) -> Asked:
    """Everything of the catalogue, in the language of a file."""
    name = language_of(path.rpartition("/")[2])
    assert name is not None
    living = matcher().lives.of(key_of(name), None, frozenset(row.object for row in catalog().classes))
    return Asked(living.tails | living.sending | {INSTANCE})


@functools.cache
def queries() -> Queries:
    return Queries(catalog())


@functools.cache
def paths() -> frozenset[tuple[str, tuple[str, ...]]]:
    return beginnings(catalog())


def known(language_key: str, steps: tuple[str, ...]) -> bool:
    return (language_key, steps) in paths()


class Samples:
    """A project that exists in memory only; every file sees every other one."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        self._facts: dict[str, Facts | None] = {}
        folders = {"/".join(path.split("/")[:n]) for path in self.data for n in range(1, path.count("/") + 1)}
        external = frozenset(m.partition(".")[0] for p in catalog().packages for m in p.modules)
        self.naming = Naming(frozenset(self.data), frozenset(folders), self.data.get, {}, external, known)
        self._settings = Settings(
            [SourceFile(path=path, language=name, size=1) for path in self.data if (name := language_of(path.rpartition("/")[2]))],
            self.facts,
            self._holding,
            lambda path, text: text.encode() in self.data[path],
        )
        self.evaluator = Evaluator(
            Project(
                self.facts,
                language,
                self.naming,
                lambda _path: self.data.keys(),
                self._holding,
            ),
            catalog().flows,
            self._settings.value,
        )

    def _holding(self, paths: Iterable[str], word: str) -> list[str]:
        return [path for path in paths if word.encode() in self.data[path]]

    def facts(self, path: str) -> Facts | None:
        if path not in self._facts:
            name = language_of(path.rpartition("/")[2])
            file = SourceFile(path=path, language=name, size=len(self.data[path])) if path in self.data and name else None
            file = dataclasses.replace(file, language=spoken(file, self.data[path]) or file.language) if file is not None else None
            self._facts[path] = lower(file, self.data[path])[0] if file is not None else None
        return self._facts[path]

    def hits(self, path: str = "") -> tuple[Hit, ...]:
        """Hits in one file, or in all."""
        sites = [
            site
            for file in self.data
            if language_of(file.rpartition("/")[2])
            for site in matcher().sites(self.evaluator, file, _asked(file), self._look, lambda _path: ())[0]
        ]
        asked = [self._asked(file) for file in self.data if language_of(file.rpartition("/")[2]) and self._worth(file)]
        sites += [site for found in asked for site in found.sites]
        sites += own((site for file in self.data if language_of(file.rpartition("/")[2]) for site in self._idioms(file)), tuple(sites))
        hits = (
            *(site.hit for site in merged(sites, self.evaluator.uses)),
            *(hit for found in asked for hit in found.hits),
            *(hit for file in self.data for hit in self._configured(file)),
        )
        return tuple(hit for hit in hits if not path or hit.location.path == path)

    def _configured(self, path: str) -> tuple[Hit, ...]:
        facts = self.facts(path)
        told = facts is not None and facts.language in CONFIGURATION
        return matcher().configured.of(facts, self.data[path], self._look) if told and facts is not None else ()

    def _worth(self, path: str) -> bool:
        needles = [needle for needle in catalog().query_needles if needle.encode() in self.data[path]]
        return bool(needles) and queries().worth(needles, self.data[path])

    def _asked(self, path: str) -> Found:
        return queries().of(self.evaluator, path, self.data.get, self._look)

    def artifacts(self, folder: Path) -> tuple[Hit, ...]:
        """Hits of the models and images in the files, which are written below ``folder``."""
        finder = Finder(catalog(), str(folder), matcher().servers.developer, lambda _name: "")
        for path, data in self.data.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
            language_id = language_of(path.rpartition("/")[2]) or "artifact"
            file = SourceFile(path=path, language=language_id, size=len(data))
            finder.look_at(file)
            facts = self.facts(path) if language_id == "yaml" else None
            if facts is not None:
                finder.described(file, facts, Places(path, data, facts).location)
        return tuple(hits(finder.result()))

    def _idioms(self, path: str) -> Iterator[Site]:
        file = self._look(path)[0]
        words = Prefilter((), words=catalog().idiom_needles).examine(file, self.data[path]).words
        return Idioms(catalog().idioms, self.facts, self._look).sites(file, self.data[path], words)

    def _look(self, path: str) -> tuple[SourceFile, Places]:
        name = language_of(path.rpartition("/")[2])
        assert name is not None
        data = decode(self.data[path]).data
        return SourceFile(path=path, language=name, size=len(data)), Places(path, data, self.facts(path))

    def values(self, path: str, name: str) -> tuple[Value, ...]:
        """What a module-level name may be."""
        facts = self.facts(path)
        assert facts is not None
        return merge(self.evaluator.values(path, b.value) for b in facts.binds if b.scope == 0 and b.name == name)


def hits_in(code: str, language_id: str = "python", path: str = "") -> tuple[Hit, ...]:
    """Hits in one sample."""
    path = path or "sample" + SUFFIXES[language_id]
    return Samples({path: code}).hits(path)
