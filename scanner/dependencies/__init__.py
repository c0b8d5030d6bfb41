"""Reads every manifest and lock file of the tree: the packages that are declared and locked, each with its line and address.

Nothing is run, built, resolved or fetched. What the code does with the packages is left to ``use``.
"""

from __future__ import annotations

import importlib
import os
import stat
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.dependencies.interface import BrokenError, Found, Manifest
from scanner.manifests import MAX_BYTES, manifest_format
from scanner.model import Dependency, Location, Problem
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.dependencies.interface import Reader
    from scanner.model import DependencyRelation, DependencyScope, ProblemReason, SourceFile

READERS = {
    "pyproject": ("pypi", "python", "pyproject"),
    "setup-py": ("pypi", "python", "setup_py"),
    "setup-cfg": ("pypi", "python", "setup_cfg"),
    "pipfile": ("pypi", "python", "pipfile"),
    "requirements": ("pypi", "requirements", "read"),
    "poetry-lock": ("pypi", "python_locks", "poetry_lock"),
    "uv-lock": ("pypi", "python_locks", "uv_lock"),
    "pdm-lock": ("pypi", "python_locks", "pdm_lock"),
    "pylock": ("pypi", "python_locks", "pylock"),
    "pipfile-lock": ("pypi", "python_locks", "pipfile_lock"),
    "conda": ("conda", "python", "conda"),
    "package-json": ("npm", "javascript", "package_json"),
    "package-lock": ("npm", "javascript", "package_lock"),
    "yarn-lock": ("npm", "javascript", "yarn_lock"),
    "pnpm-lock": ("npm", "javascript", "pnpm_lock"),
    "bun-lock": ("npm", "javascript", "bun_lock"),
    "deno-json": ("npm", "deno", "deno_json"),
    "deno-lock": ("npm", "deno", "deno_lock"),
    "pom": ("maven", "java", "pom"),
    "gradle": ("maven", "java", "gradle"),
    "gradle-catalogue": ("maven", "java", "catalogue"),
    "gradle-lock": ("maven", "java", "gradle_lock"),
    "ivy": ("maven", "java", "ivy"),
    "sbt": ("maven", "scala", "sbt"),
    "go-mod": ("golang", "golang", "go_mod"),
    "go-sum": ("golang", "golang", "go_sum"),
    "go-work": ("golang", "golang", "go_work"),
    "msbuild": ("nuget", "dotnet", "msbuild"),
    "packages-config": ("nuget", "dotnet", "packages_config"),
    "nuget-lock": ("nuget", "dotnet", "nuget_lock"),
    "paket": ("nuget", "dotnet", "paket"),
    "paket-lock": ("nuget", "dotnet", "paket_lock"),
    "composer-json": ("composer", "others", "composer_json"),
    "composer-lock": ("composer", "others", "composer_lock"),
    "gemfile": ("gem", "others", "gemfile"),
    "gemspec": ("gem", "others", "gemspec"),
    "gemfile-lock": ("gem", "others", "gemfile_lock"),
    "cargo-toml": ("cargo", "others", "cargo_toml"),
    "cargo-lock": ("cargo", "others", "cargo_lock"),
    "pubspec": ("pub", "others", "pubspec"),
    "pubspec-lock": ("pub", "others", "pubspec_lock"),
    "swift-package": ("swift", "apple", "swift_package"),
    "swift-resolved": ("swift", "apple", "swift_resolved"),
    "podfile": ("cocoapods", "apple", "podfile"),
    "podfile-lock": ("cocoapods", "apple", "podfile_lock"),
    "cartfile": ("swift", "apple", "cartfile"),
    "cartfile-lock": ("swift", "apple", "cartfile_lock"),
    "conan-text": ("conan", "native", "conan_text"),
    "conan-code": ("conan", "native", "conan_code"),
    "conan-lock": ("conan", "native", "conan_lock"),
    "vcpkg": ("vcpkg", "native", "vcpkg"),
    "oh-package": ("ohpm", "others", "oh_package"),
    "oh-package-lock": ("ohpm", "others", "oh_package_lock"),
    "bom-json": ("generic", "boms", "bom_json"),
    "bom-xml": ("generic", "boms", "bom_xml"),
    "spdx": ("generic", "boms", "spdx_text"),
}
"""Format to (ecosystem, module, function); a module is imported when the first such file is read."""
MAX_PACKAGES = 200_000
"""Rows of one scan; beyond it the rest is a ``Problem``."""
MAX_ROWS = 50_000
"""The same of one file."""
MAX_WRITTEN = 1_000_000
"""Characters of a file that people write; only what tools lock may be longer."""
_LONG = frozenset(
    {"requirements", "go-sum", "swift-resolved", "bom-json", "bom-xml", "spdx", *(format_ for format_ in READERS if "lock" in format_)}
)
_SCOPES: tuple[DependencyScope, ...] = ("runtime", "optional", "peer", "build", "test", "dev", "constraint")
"""The first of those that a file gives a package counts."""
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read(root: str, files: Iterable[SourceFile]) -> tuple[tuple[Dependency, ...], frozenset[Problem]]:
    """Packages of all manifests among ``files``, by path and line, and what could not be read."""
    tree = _Tree(root)
    found: list[Dependency] = []
    for file in sorted(files, key=lambda one: one.path):
        format_ = manifest_format(file.path)
        if format_ not in READERS:
            continue
        if len(found) >= MAX_PACKAGES:
            tree.fault(file.path, "cut", f"more than {MAX_PACKAGES} packages; this manifest was not read")
            continue
        found += _rows(tree, file, READERS[format_])
    found = _related(found)
    return tuple(sorted(found, key=lambda one: (one.location, one.ecosystem, one.name, one.version))), frozenset(tree.problems)


class _Tree:
    """Manifests by path, each decoded once."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        self._known: dict[str, Manifest | None] = {}
        self.problems: set[Problem] = set()

    def fault(self, path: str, reason: ProblemReason, detail: str) -> None:
        self.problems.add(Problem(path=path, stage="dependencies", reason=reason, detail=detail))

    def open(self, path: str) -> Manifest | None:
        """A file below the root that is regular and of bearable size."""
        if path not in self._known:
            data = self._data(path)
            manifest = None
            if data is not None:
                told = lambda reason, detail: self.fault(path, reason, detail)  # noqa: E731
                manifest = Manifest(path, decode(data).data.decode("utf-8", "replace"), self.open, told)
            self._known[path] = manifest
        return self._known[path]

    def _data(self, path: str) -> bytes | None:
        try:
            place = os.path.realpath(os.path.join(self._root, path), strict=True)
            if not place.startswith(os.path.join(self._root, "")):
                return None
            with open(os.open(place, _OPEN), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return None
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError):
            return None
        return data if len(data) <= MAX_BYTES else None


def _rows(tree: _Tree, file: SourceFile, reader: tuple[str, str, str]) -> Iterator[Dependency]:
    ecosystem, module, function = reader
    manifest = tree.open(file.path)
    if manifest is None:
        tree.fault(file.path, "unreadable", "cannot be read as a regular file of at most 16 MB")
        return
    if len(manifest.text) > MAX_WRITTEN and manifest_format(file.path) not in _LONG:
        tree.fault(file.path, "too-large", f"{len(manifest.text)} characters, the limit is {MAX_WRITTEN}")
        return
    read_: Reader = getattr(importlib.import_module(f"scanner.dependencies.{module}"), function)
    kept: dict[tuple[str, str, str], Found] = {}
    try:
        for count, found in enumerate(read_(manifest)):
            if count >= MAX_ROWS:
                raise BrokenError(f"more than {MAX_ROWS} packages; the rest was not read", "cut")
            _keep(kept, found, ecosystem)
    except BrokenError as error:
        tree.fault(file.path, error.reason, str(error))
    except Exception as error:
        tree.fault(file.path, "crash", f"{type(error).__name__}: {error}"[:200])
    for (kind, name, version), found in kept.items():
        yield _dependency(file, found, kind, name, version)


def _keep(kept: dict[tuple[str, str, str], Found], found: Found, ecosystem: str) -> None:
    """One row for a package in one version; the broadest scope and the nearest relation count."""
    kind = found.ecosystem or ecosystem
    name = canonical(kind, found.name.strip())
    if not name:
        return
    key = (kind, name, found.version)
    known = kept.get(key)
    if known is not None:
        scope = min(known.scope, found.scope, key=_SCOPES.index)
        direct = True if True in (known.direct, found.direct) else known.direct if found.direct is None else found.direct
        found = known._replace(scope=scope, direct=direct)
    kept[key] = found


def _dependency(file: SourceFile, found: Found, ecosystem: str, name: str, version: str) -> Dependency:
    relations: dict[bool | None, DependencyRelation] = {True: "direct", False: "transitive", None: "unknown"}
    return Dependency(
        ecosystem=ecosystem,
        name=name,
        requirement=found.requirement,
        scope=found.scope,
        location=Location(path=file.path, line=found.line, column=1, end_line=found.line, end_column=1),
        version=version,
        relation=relations[found.direct],
        purl=purl(ecosystem, name, version),
        in_tests=file.test or file.example,
    )


def _related(found: list[Dependency]) -> list[Dependency]:
    """Locked packages are direct when a manifest beside or below the lock file names them, else transitive if there is one."""
    import dataclasses

    declared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in found:
        if one.relation == "direct":
            declared[one.ecosystem, _folder(one.location.path)].add(one.name)
    named: dict[tuple[str, str], frozenset[str]] = {}
    rows = []
    for one in found:
        if one.relation == "unknown":
            key = (one.ecosystem, _folder(one.location.path))
            if key not in named:
                named[key] = frozenset(
                    name for (kind, at), names in declared.items() if kind == key[0] and at.startswith(key[1]) for name in names
                )
            if named[key]:
                one = dataclasses.replace(one, relation="direct" if one.name in named[key] else "transitive")
        rows.append(one)
    return rows


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]


def canonical(ecosystem: str, name: str) -> str:
    """A name as its registry compares it."""
    if ecosystem == "pypi":
        from packaging.utils import canonicalize_name

        return canonicalize_name(name)
    return name.lower() if ecosystem == "composer" else name


def purl(ecosystem: str, name: str, version: str) -> str:
    """The package's address, https://github.com/package-url/purl-spec."""
    from packageurl import PackageURL

    space, _, bare = name.rpartition(":" if ecosystem == "maven" else "/") if ecosystem != "conda" else ("", "", name)
    try:
        return PackageURL(type=ecosystem, namespace=space or None, name=bare, version=version or None).to_string()
    except (TypeError, ValueError):  # NOTE: names of nothing but slashes bring the first.
        return ""
