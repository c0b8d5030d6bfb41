"""Reads lock files of Python projects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.dependencies.documents import JsonDocument, TomlDocument, listing, mapping, string
from scanner.dependencies.interface import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope


_ARTIFACT = re.compile(r'^[ \t]*+\{ ?(?:url|file|path) = "[^\n]*\},?[ \t\r]*+$', re.MULTILINE)


def poetry_lock(manifest: Manifest) -> Iterator[Found]:
    """``poetry.lock``: groups in its second form, ``category`` in the first."""
    document = _document(manifest.text)
    for number, package in enumerate(listing(document.root.get("package"))):
        one = mapping(package)
        groups = {string(group) for group in listing(one.get("groups"))} or {string(one.get("category")) or "main"}
        scope: DependencyScope = "runtime" if "main" in groups else "dev"
        if scope == "runtime" and one.get("optional") is True:
            scope = "optional"
        yield _locked(document, number, "package", one, scope)


def pdm_lock(manifest: Manifest) -> Iterator[Found]:
    """``pdm.lock``; a package that is locked with several extras is one package."""
    document = _document(manifest.text)
    for number, package in enumerate(listing(document.root.get("package"))):
        one = mapping(package)
        groups = {string(group) for group in listing(one.get("groups"))}
        scope: DependencyScope = "runtime" if not groups or "default" in groups else "dev"
        yield _locked(document, number, "package", one, scope)


def pylock(manifest: Manifest) -> Iterator[Found]:
    """``pylock.toml`` (PEP 751)."""
    document = _document(manifest.text)
    for number, package in enumerate(listing(document.root.get("packages"))):
        yield _locked(document, number, "packages", mapping(package), "runtime")


def uv_lock(manifest: Manifest) -> Iterator[Found]:
    """``uv.lock``: the project itself and its workspace are roots; what they name is direct, what only groups reach is for development."""
    document = _document(manifest.text)
    packages = [mapping(package) for package in listing(document.root.get("package"))]
    roots = [one for one in packages if mapping(one.get("source")).keys() & {"virtual", "editable", "directory"}]
    edges = {string(one.get("name")): _named(one.get("dependencies"), one.get("optional-dependencies")) for one in packages}
    runtime = {name for root in roots for name in _named(root.get("dependencies"), root.get("optional-dependencies"))}
    dev = {name for root in roots for name in _named(root.get("dev-dependencies"))}
    reached = _reached(runtime, edges)
    for number, one in enumerate(packages):
        if one in roots:
            continue
        name = string(one.get("name"))
        scope: DependencyScope = "runtime" if name in reached or not roots else "dev"
        yield _locked(document, number, "package", one, scope)._replace(direct=name in runtime | dev if roots else None)


def _document(text: str) -> TomlDocument:
    """Files and their hashes are most of a lock file and nothing of its packages: their lines are left empty."""
    return TomlDocument(_ARTIFACT.sub("", text))


def _named(*values: object) -> list[str]:
    """Names in lists of ``{ name = … }``, and in maps of such lists."""
    found: list[str] = []
    for value in values:
        for listed in mapping(value).values() if isinstance(value, dict) else (value,):
            found += [string(mapping(one).get("name")) for one in listing(listed)]
    return found


def _reached(starts: set[str], edges: dict[str, list[str]]) -> set[str]:
    seen, waiting = set(starts), [*starts]
    while waiting:
        for name in edges.get(waiting.pop(), ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen


def _locked(document: TomlDocument, number: int, table: str, one: dict[str, object], scope: DependencyScope) -> Found:
    name, version = string(one.get("name")), string(one.get("version"))
    return Found(name, version=version, scope=scope, direct=None, line=document.nth(number, table))


def pipfile_lock(manifest: Manifest) -> Iterator[Found]:
    """``Pipfile.lock``."""
    document = JsonDocument(manifest.text)
    for section, listed in document.root.items():
        scope: DependencyScope = "dev" if section == "develop" else "runtime"
        for name, value in mapping(listed).items() if section != "_meta" else ():
            version = string(mapping(value).get("version")).removeprefix("==")
            yield Found(name, version=version, scope=scope, direct=None, line=document.line(section, name))
