"""Ties packages to the catalogue and to the calls in code: called, called by tests alone, never called, called but not declared.

A package that nothing calls is weak evidence: it makes no hit, no service and no duty.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.dependencies import canonical, purl
from scanner.model import Dependency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.catalog import Catalog
    from scanner.catalog.values import CallSignature, ObjectSignature
    from scanner.model import DependencyUse, Hit

_CUT = re.compile(r"[./\\\\:]")
_SCALA = re.compile(r"_(?:2\.1\d|3)$")
_CALLS = ("call", "client")
_ECOSYSTEMS = {
    "python": "pypi", "notebook": "pypi", "javascript": "npm", "typescript": "npm", "tsx": "npm", "vue": "npm", "svelte": "npm",
    "java": "maven", "kotlin": "maven", "golang": "golang", "csharp": "nuget", "razor": "nuget", "php": "composer", "ruby": "gem",
    "rust": "cargo", "swift": "swift", "objc": "cocoapods", "dart": "pub", "scala": "maven", "lua": "luarocks", "arkts": "ohpm",
}  # fmt: skip


class Code(NamedTuple):
    """What the code says: languages of files, and the modules that they import as written."""

    languages: Mapping[str, str]
    imports: Mapping[str, tuple[str, ...]]
    """Of files of the product; tests and examples left out."""


def tied(found: Iterable[Dependency], hits: Iterable[Hit], catalog: Catalog, code: Code) -> tuple[Dependency, ...]:
    """The packages with what they are and what calls them."""
    known = _Known(catalog)
    calls = [hit for hit in hits if hit.kind in _CALLS and hit.library]
    called = {hit.library or "": hit.in_tests for hit in sorted(calls, key=lambda one: not one.in_tests)}
    imported = frozenset(module for modules in code.imports.values() for module in _beginnings(modules))
    rows = [_tied(one, known, called, imported) for one in found]
    rows += _undeclared(rows, calls, known, code)
    return tuple(sorted(rows, key=lambda one: (one.location, one.ecosystem, one.name, one.version)))


def _tied(one: Dependency, known: _Known, called: Mapping[str, bool], imported: frozenset[str]) -> Dependency:
    """``called``: library to whether only tests call it."""
    libraries = known.libraries(one)
    if not libraries:
        return one
    library = min(libraries, key=lambda name: (called.get(name, True), name not in called, name))
    use: DependencyUse = "uncalled"
    if library in called:
        use = "tests" if called[library] else "called"
    elif not imported.isdisjoint(known.modules(one)):
        use = "imported"
    return dataclasses.replace(one, signature=library, categories=known.categories[library], use=use)


class _Known:
    """The packages of the catalogue that run algorithms."""

    def __init__(self, catalog: Catalog) -> None:
        self.categories = _categories(catalog)
        self.packages: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        """(ecosystem, library) to the first package's name, and the modules of all."""
        self._libraries: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._modules: dict[tuple[str, str], tuple[str, ...]] = {}
        for package in sorted(catalog.packages, key=lambda one: (one.library, one.name)):
            if package.library in self.categories:
                name = canonical(package.ecosystem, package.name)
                key = _key(package.ecosystem, name)
                self._libraries[key].append(package.library)
                self._modules[key] = (*self._modules.get(key, ()), *package.modules)
                first, modules = self.packages.get((package.ecosystem, package.library), (name, ()))
                self.packages[package.ecosystem, package.library] = (first, (*modules, *package.modules))

    def libraries(self, one: Dependency) -> tuple[str, ...]:
        return tuple(self._libraries.get(_key(one.ecosystem, one.name), ()))

    def modules(self, one: Dependency) -> tuple[str, ...]:
        return self._modules.get(_key(one.ecosystem, one.name), ())


def _key(ecosystem: str, name: str) -> tuple[str, str]:
    """What packages of manifests and of the catalogue are compared by: builds for other versions of Scala are the same package."""
    if ecosystem == "conda":
        return "pypi", canonical("pypi", name)
    if ecosystem == "maven":
        return ecosystem, _SCALA.sub("", name)
    return ecosystem, name.lower().removeprefix("github.com/") if ecosystem == "swift" else name


def _beginnings(modules: Iterable[str]) -> Iterator[str]:
    """``a.b.c``, ``a.b`` and ``a``."""
    for module in modules:
        yield module
        yield from (module[: cut.start()] for cut in _CUT.finditer(module))


def _categories(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Categories that the signatures of each library speak of."""
    found: dict[str, set[str]] = defaultdict(set)
    signatures: tuple[ObjectSignature | CallSignature, ...] = (*catalog.objects.values(), *catalog.calls.values())
    for one in signatures:
        if one.category:
            found[one.library].add(one.category)
    return {library: tuple(sorted(names)) for library, names in found.items()}


def _undeclared(rows: Iterable[Dependency], calls: Iterable[Hit], known: _Known, code: Code) -> list[Dependency]:
    """Libraries that the product imports and calls although no manifest of their ecosystem names them, each at its first call."""
    declaring = {one.ecosystem for one in rows if not one.in_tests and one.relation == "direct"}
    declared = {(one.ecosystem, library) for one in rows for library in known.libraries(one)}
    declared |= {("pypi", library) for ecosystem, library in declared if ecosystem == "conda"}
    told: dict[tuple[str, str], Dependency] = {}
    for hit in sorted(calls, key=lambda one: one.location):
        key = (_ECOSYSTEMS.get(code.languages.get(hit.location.path, ""), ""), hit.library or "")
        if key in told or key in declared or key not in known.packages or key[0] not in declaring or hit.certainty != "sure":
            continue
        name, modules = known.packages[key]
        if {*modules}.isdisjoint(_beginnings(code.imports.get(hit.location.path, ()))):
            continue  # NOTE: other packages lead to the same classes, and some things are called without an import.
        told[key] = Dependency(
            ecosystem=key[0],
            name=name,
            requirement="",
            scope="runtime",
            location=hit.location,
            signature=key[1],
            relation="undeclared",
            purl=purl(key[0], name, ""),
            categories=known.categories[key[1]],
            use="called",
        )
    return [*told.values()]
