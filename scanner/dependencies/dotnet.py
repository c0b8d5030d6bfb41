"""Reads project files of .NET with central package versions, ``packages.config``, ``packages.lock.json`` and the files of Paket."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from scanner.dependencies.documents import JsonDocument, mapping, string, xml_document
from scanner.dependencies.interface import BrokenError, Found
from scanner.dependencies.requirements import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.documents import Element
    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

_PROPERTY = re.compile(r"\$\(([\w.]+)\)")
_EXACT = re.compile(r"\[?(\d[\w.+-]*)\]?")
_MAX_ABOVE = 30


def msbuild(manifest: Manifest) -> Iterator[Found]:
    """``PackageReference`` with its version, or that of ``Directory.Packages.props`` above; ``PackageVersion`` alone declares nothing."""
    root = xml_document(manifest.text)
    central: dict[str, str] = {}
    properties: dict[str, str] = {}
    for above in (*_above(manifest, "Directory.Packages.props"), *_above(manifest, "Directory.Build.props")):
        central |= _versions(above)
        properties |= _properties(above)
    properties |= _properties(root)
    for element in root.walk():
        if element.name not in ("PackageReference", "GlobalPackageReference"):
            continue
        name = element.attributes.get("Include", "")
        keys = ("Version", "VersionOverride")
        written = next((found for key in keys if (found := element.attributes.get(key) or element.value(key))), "")
        version = _resolved(written or central.get(name.lower(), ""), properties)
        private = (element.attributes.get("PrivateAssets") or element.value("PrivateAssets")).lower() == "all"
        exact = _EXACT.fullmatch(version)
        if name:
            yield Found(
                _resolved(name, properties), version, exact[1] if exact else "", "build" if private else "runtime", line=element.line
            )


def _above(manifest: Manifest, name: str) -> list[Element]:
    """The nearest file of a name in the folders above, as its one element."""
    folder = manifest.folder
    for _ in range(_MAX_ABOVE):
        found = manifest.open(f"{folder}{name}") if f"{folder}{name}" != manifest.path else None
        if found is not None:
            try:
                return [xml_document(found.text)]
            except BrokenError:
                return []
        if not folder:
            break
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    return []


def _versions(root: Element) -> dict[str, str]:
    return {
        element.attributes.get("Include", "").lower(): element.attributes.get("Version") or element.value("Version")
        for element in root.walk()
        if element.name == "PackageVersion"
    }


def _properties(root: Element) -> dict[str, str]:
    return {child.name: child.text.strip() for group in root.all("PropertyGroup") for child in group.children if len(child.text) <= 300}


def _resolved(text: str, properties: dict[str, str]) -> str:
    for _ in range(4):
        found = _PROPERTY.sub(lambda match: properties.get(match[1], match[0]), text)
        if found == text or len(found) > 1000:
            break
        text = found
    return text


def packages_config(manifest: Manifest) -> Iterator[Found]:
    """``packages.config``."""
    for element in xml_document(manifest.text).all("package"):
        version = element.attributes.get("version", "")
        development = element.attributes.get("developmentDependency") == "true"
        yield Found(element.attributes.get("id", ""), version, version, "dev" if development else "runtime", line=element.line)


def nuget_lock(manifest: Manifest) -> Iterator[Found]:
    """``packages.lock.json``: by framework; projects of one's own are no packages."""
    document = JsonDocument(manifest.text)
    for framework, listed in mapping(document.root.get("dependencies")).items():
        for name, value in mapping(listed).items():
            one = mapping(value)
            if one.get("type") != "Project":
                line = document.line("dependencies", framework, name)
                yield Found(name, version=string(one.get("resolved")), direct=one.get("type") == "Direct", line=line)


# ------------------------------------------------------------------------------------------------ Paket

_PAKET = re.compile(r"(?P<kind>nuget|clitool)\s+(?P<name>[^\s]+)(?P<rest>.*)", re.IGNORECASE)
_PAKET_GROUP = re.compile(r"group\s+(\S+)", re.IGNORECASE)
_PAKET_VERSION = re.compile(r"[<>=~!@*]|\d")
_PAKET_EXACT = re.compile(r"(?:==?\s*)?(\d[\w.+-]*)")
_PAKET_LOCKED = re.compile(r"    ([^\s(]+) \(([^)\s]+)[^)]*\)")


def paket(manifest: Manifest) -> Iterator[Found]:
    """``paket.dependencies``: packages of all groups; files by address and from repositories are no packages."""
    scope: DependencyScope = "runtime"
    for number, line in enumerate(manifest.text.splitlines(), 1):
        text = re.sub(r"(?:^|\s)(?://|#).*", "", line).strip()
        group, found = _PAKET_GROUP.match(text), _PAKET.match(text)
        if group:
            scope = _paket_scope(group[1])
        elif found:
            version = " ".join(itertools.takewhile(_PAKET_VERSION.match, found["rest"].split()))
            exact = _PAKET_EXACT.fullmatch(version)
            kind: DependencyScope = "build" if found["kind"].lower() == "clitool" else scope
            yield Found(found["name"], version, exact[1] if exact else "", kind, line=number)


def paket_lock(manifest: Manifest) -> Iterator[Found]:
    """``paket.lock``: packages of all groups."""
    scope: DependencyScope = "runtime"
    section = ""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        if line and not line.startswith(" "):
            group = _PAKET_GROUP.match(line)
            scope, section = (_paket_scope(group[1]), "") if group else (scope, line.strip())
        elif section == "NUGET" and (found := _PAKET_LOCKED.match(line)):
            yield Found(found[1], version=found[2], scope=scope, direct=None, line=number)


def _paket_scope(group: str) -> DependencyScope:
    """What a group is for, by its name: nobody but people says it."""
    return "build" if group.lower() == "build" else scope_of(group.lower())
