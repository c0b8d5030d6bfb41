"""Reads project files of .NET with central package versions, ``packages.config`` and ``packages.lock.json``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.dependencies.documents import JsonDocument, mapping, string, xml_document
from scanner.dependencies.interface import BrokenError, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.documents import Element
    from scanner.dependencies.interface import Manifest

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
