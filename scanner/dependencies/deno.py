"""Reads ``deno.json``, import maps and ``deno.lock``: packages of npm and JSR, and modules by their addresses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from scanner.dependencies.documents import JsonDocument, listing, mapping, relaxed, string
from scanner.dependencies.interface import BrokenError, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.dependencies.interface import Manifest

_SPECIFIER = re.compile(r"(?P<registry>npm|jsr):/?(?P<name>(?:@[^/@]+/)?[^/@]+)(?:@(?P<version>[^/]*))?")
_OF_NPM = re.compile(
    r"https://(?:esm\.sh|cdn\.skypack\.dev|esm\.run|cdn\.jsdelivr\.net/npm|unpkg\.com)/(?:(?:v\d+|stable|gh)/)?\*?"
    r"(?P<name>(?:@[^/@]+/)?[^/@?]+)(?:@(?P<version>[^/?&]*))?"
)
_OF_MODULES = re.compile(r"https://deno\.land/(?:x/)?(?P<name>[^/@]+)(?:@(?P<version>[^/]*))?/")
_OF_JSR = re.compile(r"https://(?:npm\.)?jsr\.io/(?P<name>@[^/@]+/[^/@]+)(?:[@/](?P<version>[^/]*))?")
_EXACT = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")
_LISTS = ("dependencies", "devDependencies")


class _Package(NamedTuple):
    """A package that an address names."""

    ecosystem: str
    name: str
    version: str
    """As written."""


def _package(address: str) -> _Package | None:
    """What a specifier or an address stands for; None for files of one's own and for what no registry holds."""
    if found := _SPECIFIER.match(address):
        return _Package(found["registry"], found["name"], found["version"] or "")
    for pattern, ecosystem in ((_OF_NPM, "npm"), (_OF_MODULES, "deno"), (_OF_JSR, "jsr")):
        if found := pattern.match(address):
            return _Package(ecosystem, found["name"], found["version"] or "")
    return None


# ------------------------------------------------------------------------------------------------ deno.json, import maps


def deno_json(manifest: Manifest) -> Iterator[Found]:
    """``imports`` and ``scopes``, and the source of JSX."""
    try:
        document = JsonDocument(relaxed(manifest.text))
    except json.JSONDecodeError as error:
        raise BrokenError(str(error)) from error
    places: list[tuple[tuple[str, ...], dict[str, Any]]] = [(("imports",), mapping(document.root.get("imports")))]
    places += [(("scopes", name), mapping(value)) for name, value in mapping(document.root.get("scopes")).items()]
    places.append((("compilerOptions",), {"jsxImportSource": mapping(document.root.get("compilerOptions")).get("jsxImportSource")}))
    for path, listed in places:
        for name, value in listed.items():
            found = _package(string(value))
            if found is not None:
                exact = found.version if _EXACT.fullmatch(found.version) else ""
                yield Found(found.name, string(value), exact, line=document.line(*path, name), ecosystem=found.ecosystem)


# ------------------------------------------------------------------------------------------------ deno.lock


def deno_lock(manifest: Manifest) -> Iterator[Found]:
    """``deno.lock`` of all versions; what the workspace asks for is direct. Files by address count once for a package."""
    document = JsonDocument(manifest.text)
    root = document.root
    holders = [((), root), (("packages",), mapping(root.get("packages")))]
    direct = _direct(document)
    for above, holder in holders:
        for registry in ("npm", "jsr"):
            path = (*above, registry)
            listed = mapping(holder.get(registry))
            if above == () and registry == "npm" and "packages" in listed and "specifiers" in listed:
                path, listed = (*path, "packages"), mapping(listed["packages"])
            for key in listed:
                at = key.find("@", 1)
                name, version = key[:at], key[at + 1 :].partition("_")[0]
                if at > 0:
                    asked = (registry, name, version) in direct if direct is not None else None
                    yield Found(name, version=version, direct=asked, line=document.line(*path, key), ecosystem=registry)
    yield from _remote(document)


def _direct(document: JsonDocument) -> set[tuple[str, str, str]] | None:
    """(registry, name, version) of what the workspace and its members ask for; None where the file does not tell."""
    root = document.root
    workspace = mapping(root.get("workspace"))
    members = [workspace, *map(mapping, mapping(workspace.get("members")).values())]
    asked = [
        text for one in members for holder in (one, mapping(one.get("packageJson"))) for kind in _LISTS for text in _texts(holder, kind)
    ]
    if not asked:
        return None
    resolved = mapping(root.get("specifiers")) or mapping(mapping(root.get("packages")).get("specifiers"))
    found = set()
    for text in asked:
        package = _package(text)
        answer = string(resolved.get(text))
        if package is not None and answer:
            named = _package(answer)
            version = named.version if named is not None else answer
            found.add((package.ecosystem, package.name, version.partition("_")[0]))
    return found


def _texts(holder: dict[str, object], kind: str) -> Iterable[str]:
    return (text for text in listing(holder.get(kind)) if isinstance(text, str))


def _remote(document: JsonDocument) -> Iterator[Found]:
    versioned = "version" in document.root
    listed = mapping(document.root.get("remote")) if versioned else document.root
    seen = set()
    for address in listed:
        found = _package(address)
        if found is not None and found not in seen and address.startswith("https://"):
            seen.add(found)
            path = ("remote", address) if versioned else (address,)
            yield Found(found.name, version=found.version, direct=None, line=document.line(*path), ecosystem=found.ecosystem)
