"""Reads ``package.json`` and the lock files of npm, Yarn, pnpm and Bun."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from scanner.dependencies.documents import JsonDocument, listing, mapping, relaxed, string, yaml_document
from scanner.dependencies.interface import BrokenError, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

KINDS: dict[str, DependencyScope] = {
    "dependencies": "runtime",
    "devDependencies": "dev",
    "optionalDependencies": "optional",
    "peerDependencies": "peer",
}
_LOCAL = ("workspace:", "link:", "file:", "portal:")
_ALIAS = re.compile(r"npm:(?P<name>@?[^@]+)(?:@(?P<rest>.*))?$")
_EXACT = re.compile(r"v?=?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")
_OLD_KEY = re.compile(r"/((?:@[^/]+/)?[^/@]+)/(\d[^/_]*)(?:_.*)?")
_YARN_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s,"][^,"]*)')


def package_json(manifest: Manifest) -> Iterator[Found]:
    """What a package asks for; its own workspace is no dependency."""
    document = JsonDocument(manifest.text)
    for kind, scope in KINDS.items():
        for name, written in mapping(document.root.get(kind)).items():
            text = string(written)
            if not text.startswith(_LOCAL):
                alias = _ALIAS.match(text)
                version = text.lstrip("v=") if _EXACT.fullmatch(text) else ""
                yield Found(alias["name"] if alias else name, text, version, scope, line=document.line(kind, name))


def package_lock(manifest: Manifest) -> Iterator[Found]:
    """``package-lock.json``: the flat map of versions 2 and 3, the tree of version 1."""
    document = JsonDocument(manifest.text)
    packages = document.root.get("packages")
    if isinstance(packages, dict):
        yield from _flat(document, packages)
    else:
        yield from _nested(document)


def _flat(document: JsonDocument, packages: dict[str, Any]) -> Iterator[Found]:
    workspaces = [one for path, one in packages.items() if "node_modules/" not in path and isinstance(one, dict)]
    direct = {name for one in workspaces for kind in KINDS for name in mapping(one.get(kind))}
    for path, value in packages.items():
        one = mapping(value)
        if "node_modules/" not in path or one.get("link") is True:
            continue
        above, _, installed = path.rpartition("node_modules/")
        name = string(one.get("name")) or installed
        is_direct = installed in direct and "node_modules/" not in above
        yield Found(name, version=string(one.get("version")), scope=_marks(one), direct=is_direct, line=document.line("packages", path))


def _nested(document: JsonDocument) -> Iterator[Found]:
    waiting: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), document.root)]
    while waiting:
        above, holder = waiting.pop()
        for installed, value in mapping(holder.get("dependencies")).items():
            one = mapping(value)
            path = (*above, "dependencies", installed)[-40:]
            alias = _ALIAS.match(string(one.get("version")))
            name, version = (alias["name"], alias["rest"] or "") if alias else (installed, string(one.get("version")))
            if not version.startswith("file:"):
                yield Found(name, version=version, scope=_marks(one), direct=None if not above else False, line=document.line(*path))
            waiting.append((path, one))


def _marks(one: dict[str, Any]) -> DependencyScope:
    if one.get("dev") is True or one.get("devOptional") is True:
        return "dev"
    if one.get("optional") is True:
        return "optional"
    return "peer" if one.get("peer") is True else "runtime"


def yarn_lock(manifest: Manifest) -> Iterator[Found]:
    """``yarn.lock``: the classic form of its own, YAML since Berry."""
    if "__metadata:" in manifest.text:
        yield from _berry(manifest)
    else:
        yield from _classic(manifest.text)


def _berry(manifest: Manifest) -> Iterator[Found]:
    for document in yaml_document(manifest.text):
        for key, value in mapping(document).items():
            one = mapping(value)
            resolution = string(one.get("resolution"))
            name, _, source = _split(resolution)
            if key != "__metadata" and name and not source.startswith(("workspace:", "link:", "portal:")):
                yield Found(name, version=string(one.get("version")), direct=None, line=getattr(key, "line", 1))


def _classic(text: str) -> Iterator[Found]:
    """Blocks: a line of patterns that ends in a colon, and ``version "…"`` below it."""
    name, line = "", 0
    for number, written in enumerate(text.splitlines(), 1):
        if written[:1] not in (" ", "#", "") and written.rstrip().endswith(":"):
            found = _YARN_KEY.search(written.rstrip()[:-1])
            pattern = (found[1] or found[2] or "") if found else ""
            name, _, source = _split(pattern)
            alias = _ALIAS.match(source)
            name, line = alias["name"] if alias else name, number
        elif name and written.startswith("  version "):
            yield Found(name, version=written[10:].strip().strip('"'), direct=None, line=line)
            name = ""


def _split(text: str) -> tuple[str, str, str]:
    """``@scope/name@rest`` to its two parts."""
    at = text.find("@", 1)
    return (text[:at], "@", text[at + 1 :]) if at > 0 else (text, "", "")


# ------------------------------------------------------------------------------------------------ pnpm


def pnpm_lock(manifest: Manifest) -> Iterator[Found]:
    """``pnpm-lock.yaml``: what the importers name is direct; what production does not reach is for development."""
    for document in yaml_document(manifest.text):
        root = mapping(document)
        packages, snapshots = mapping(root.get("packages")), mapping(root.get("snapshots"))
        importers = [mapping(one) for one in mapping(root.get("importers")).values()] or [root]
        named = {kind: _named(importers, kind) for kind in KINDS}
        edges = {_bare(key): _edges(value) for key, value in (snapshots or packages).items()}
        reached = _reach({*named["dependencies"], *named["optionalDependencies"]}, edges)
        direct = {name for names in named.values() for name in names}
        for key, value in packages.items():
            bare = _bare(key)
            name, version = _pnpm_split(bare)
            name, version = string(mapping(value).get("name")) or name, string(mapping(value).get("version")) or version
            if name and not version.startswith("file:"):
                scope: DependencyScope = "runtime" if bare in reached else "dev"
                yield Found(name, version=version, scope=scope, direct=bare in direct, line=getattr(key, "line", 1))


def _named(importers: list[dict[str, Any]], kind: str) -> set[str]:
    """``name@version`` of what the importers name."""
    return {_entry(name, value) for one in importers for name, value in mapping(one.get(kind)).items()}


def _entry(name: str, value: object) -> str:
    version = _without_peers(string(mapping(value).get("version")) if isinstance(value, dict) else string(value))
    if version.startswith("/"):
        return _bare(version)
    if version[:1].isdigit():
        return f"{name}@{version.partition('_')[0]}"
    return version if version.find("@", 1) > 0 and ":" not in version else f"{name}@{version}"


def _edges(value: object) -> list[str]:
    one = mapping(value)
    return [_entry(name, version) for kind in ("dependencies", "optionalDependencies") for name, version in mapping(one.get(kind)).items()]


def _bare(key: str) -> str:
    """``/name/1.0.0_peer``, ``/name@1.0.0(peer)`` and ``name@1.0.0(peer)`` to ``name@1.0.0``."""
    key = _without_peers(key)
    old = _OLD_KEY.fullmatch(key)
    return f"{old[1]}@{old[2]}" if old else key.removeprefix("/")


def _without_peers(text: str) -> str:
    return text.partition("(")[0]


def _pnpm_split(bare: str) -> tuple[str, str]:
    name, _, version = _split(bare)
    return name, version


def _reach(starts: set[str], edges: dict[str, list[str]]) -> set[str]:
    seen, waiting = set(starts), [*starts]
    while waiting:
        for name in edges.get(waiting.pop(), ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen


# ------------------------------------------------------------------------------------------------ Bun


def bun_lock(manifest: Manifest) -> Iterator[Found]:
    """``bun.lock``: JSON with commas too many; each package is a list that begins with ``name@version``."""
    try:
        document = JsonDocument(relaxed(manifest.text))
    except json.JSONDecodeError as error:
        raise BrokenError(str(error)) from error
    direct = {
        name for one in mapping(document.root.get("workspaces")).values() for kind in KINDS for name in mapping(mapping(one).get(kind))
    }
    for key, value in mapping(document.root.get("packages")).items():
        name, _, version = _split(string(next(iter(listing(value)), "")))
        if name and not version.startswith(_LOCAL):
            yield Found(name, version=version, direct=key in direct, line=document.line("packages", key))
