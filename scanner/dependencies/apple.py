"""Reads what declares and locks packages of Swift, CocoaPods and Carthage; ``Package.swift`` and ``Podfile`` are read as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.dependencies.documents import JsonDocument, Lines, closing, listing, mapping, string, uncommented
from scanner.dependencies.interface import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

# ------------------------------------------------------------------------------------------------ Swift

_PACKAGE = re.compile(r"\.package\s*\(")
_TARGET = re.compile(r"\.(testTarget|target|executableTarget|macro|plugin)\s*\(")
_LABEL = re.compile(r"\b(url|id|path|from|exact|branch|revision)\s*:\s*(?:\"([^\"\n]*)\"|(\w+))")
_CALLED = re.compile(r"\.(exact|upToNextMajor|upToNextMinor|branch|revision)\s*\(\s*(?:from\s*:\s*)?\"([^\"\n]*)\"")
_RANGE = re.compile(r"\"([^\"\n]*)\"\s*(\.\.[.<])\s*\"([^\"\n]*)\"")
_CONSTANT = re.compile(r"\blet\s+(\w+)(?:\s*:\s*String)?\s*=\s*\"([^\"\n]{1,300})\"")
_QUOTED = re.compile(r"\"([^\"\n]{1,200})\"")
_ADDRESS = re.compile(r"^(?:\w+://(?:[^/@]*@)?|[\w.-]+@)")
_EXACT = re.compile(r"v?(\d[\w.+-]*)")


def swift_package(manifest: Manifest) -> Iterator[Found]:
    """``Package.swift``: ``.package(…)`` by address or by name in a registry; one that only targets of tests name is for tests."""
    code = uncommented(manifest.text)
    constants = {match[1]: match[2] for match in _CONSTANT.finditer(code)}
    lines = Lines(code)
    packages, end = [], 0
    for match in _PACKAGE.finditer(code):
        if match.start() >= end:
            end = closing(code, match.end() - 1)
            packages.append((match.start(), end))
    testing, shipped = _named_by_targets(code)
    for start, end in packages:
        labels = {found[1]: found[2] if found[3] is None else constants.get(found[3], "") for found in _LABEL.finditer(code, start, end)}
        name = _of_address(labels.get("url", "")) or labels.get("id", "")
        if not name or labels.get("path"):
            continue
        identity = name.rpartition("/")[2].rpartition(".")[2] if labels.get("id") else name.rpartition("/")[2]
        names = {identity.lower()} | {text.lower() for text in re.findall(r"\bname\s*:\s*\"([^\"\n]*)\"", code[start:end])}
        scope: DependencyScope = "test" if names & testing and not names & shipped else "runtime"
        written, exact = _swift_requirement(code[start:end], labels)
        yield Found(name, written, exact, scope, line=lines.at(start))


def _named_by_targets(code: str) -> tuple[set[str], set[str]]:
    """Texts in small letters within targets of tests, and within all others."""
    testing: set[str] = set()
    shipped: set[str] = set()
    end = 0
    for match in _TARGET.finditer(code):
        if match.start() >= end:
            end = closing(code, match.end() - 1)
            names = {found[1].lower() for found in _QUOTED.finditer(code, match.start(), end)}
            (testing if match[1] == "testTarget" else shipped).update(names)
    return testing, shipped


def _swift_requirement(code: str, labels: dict[str, str]) -> tuple[str, str]:
    """(as written, exact version)."""
    called, between = _CALLED.search(code), _RANGE.search(code)
    kind, text = (
        (called[1], called[2])
        if called
        else next(((key, labels[key]) for key in ("exact", "from", "branch", "revision") if key in labels), ("", ""))
    )
    if between and not text:
        return f"{between[1]}{between[2]}{between[3]}", ""
    return (text if kind == "exact" else f"{kind}: {text}" if kind else ""), text if kind == "exact" else ""


def _of_address(address: str) -> str:
    """``https://github.com/o/kit.git`` and ``git@github.com:o/kit`` to ``github.com/o/kit``."""
    bare = _ADDRESS.sub("", address)
    return bare.replace(":", "/").removesuffix("/").removesuffix(".git")


def swift_resolved(manifest: Manifest) -> Iterator[Found]:
    """``Package.resolved`` in its three forms; a package is called by its address, or by its name in a registry."""
    document = JsonDocument(manifest.text)
    old = mapping(document.root.get("object")).get("pins")
    path = ("object", "pins") if old is not None else ("pins",)
    for number, value in enumerate(listing(old if old is not None else document.root.get("pins"))):
        one = mapping(value)
        name = _of_address(string(one.get("location")) or string(one.get("repositoryURL")))
        version = string(mapping(one.get("state")).get("version"))
        key = "package" if old is not None else "identity"
        yield Found(name or string(one.get("identity")), version=version, direct=None, line=document.nth(number, *path, key))


# ------------------------------------------------------------------------------------------------ CocoaPods

_POD_CALL = re.compile(r"""^\s*pod[\s(]+["']([\w.+/-]+)["']((?:\s*,\s*["'][^"'\n]+["'])*)([^\n]*)""")
_POD_TARGET = re.compile(r"""^\s*(?:abstract_)?target[\s(]+["']([^"'\n]*)["'].*\bdo\b""")
_POD_OPENED = re.compile(r"^\s*(?:if|unless|case|def|begin|while|until)\b|\bdo\s*(?:\|[^|]*\|)?\s*$")
_POD_LOCAL = re.compile(r"(?::path\s*=>|\bpath:)")
_POD_DEBUG = re.compile(r"(?::configurations?\s*=>|\bconfigurations?:)\s*\[?\s*[:\"']+Debug[\"']?\s*\]?\s*(?:,|$)")
_POD = re.compile(r"  - \"?([\w.+/-]+) \(([^)]+)\)\"?:?$")
_POD_DIRECT = re.compile(r"  - \"?([\w.+/-]+)")


def podfile(manifest: Manifest) -> Iterator[Found]:
    """``Podfile``, by its lines; parts of a pod are the pod, and pods in folders of one's own are left out."""
    targets: list[bool] = []
    for number, line in enumerate(manifest.text.splitlines(), 1):
        text = line.partition(" #")[0]
        target, pod = _POD_TARGET.match(text), _POD_CALL.match(text)
        if target:
            targets.append(target[1].lower().endswith(("test", "tests", "spec", "specs")))
        elif pod and not _POD_LOCAL.search(pod[3]):
            scope: DependencyScope = "test" if any(targets) else "dev" if _POD_DEBUG.search(pod[3]) else "runtime"
            written = ", ".join(re.findall(r"[\"']([^\"']+)[\"']", pod[2]))
            exact = _EXACT.fullmatch(written)
            yield Found(pod[1].partition("/")[0], written, exact[1] if exact else "", scope, line=number)
        elif _POD_OPENED.search(text):
            targets.append(False)
        elif text.strip() == "end" and targets:
            targets.pop()


def podfile_lock(manifest: Manifest) -> Iterator[Found]:
    """``Podfile.lock``; parts of a pod are the pod."""
    section, direct, pods = "", set(), []
    for number, line in enumerate(manifest.text.splitlines(), 1):
        if line and not line.startswith(" "):
            section = line.rstrip(":")
        elif section == "DEPENDENCIES" and (found := _POD_DIRECT.match(line)):
            direct.add(found[1].partition("/")[0])
        elif section == "PODS" and (found := _POD.match(line)):
            pods.append((found[1].partition("/")[0], found[2], number))
    for name, version, line_ in pods:
        yield Found(name, version=version, direct=name in direct, line=line_)


# ------------------------------------------------------------------------------------------------ Carthage

_CARTHAGE = re.compile(r"""\s*(github|git|binary)\s+"([^"\n]+)"\s*(?:"([^"\n]*)"|([<>=~]+\s*[\w.+-]+))?""")


def cartfile(manifest: Manifest) -> Iterator[Found]:
    """``Cartfile`` and ``Cartfile.private``; a framework is called by its address as packages of Swift are."""
    private: DependencyScope = "dev" if manifest.path.endswith(".private") else "runtime"
    for number, found in _carthage(manifest):
        written = found[4] or found[3] or ""
        exact = _EXACT.fullmatch(written.removeprefix("==").strip()) if written.startswith("==") else None
        yield Found(_carthage_name(found), written, exact[1] if exact else "", private, line=number)


def cartfile_lock(manifest: Manifest) -> Iterator[Found]:
    """``Cartfile.resolved``."""
    for number, found in _carthage(manifest):
        version = found[3] or ""
        exact = _EXACT.fullmatch(version)
        yield Found(_carthage_name(found), version=exact[1] if exact else version, direct=None, line=number)


def _carthage(manifest: Manifest) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(manifest.text.splitlines(), 1):
        found = _CARTHAGE.match(line)
        if found and not found[2].startswith((".", "/", "file:")):
            yield number, found


def _carthage_name(found: re.Match[str]) -> str:
    if found[1] == "github" and "://" not in found[2]:
        return f"github.com/{found[2]}"
    return _of_address(found[2]).removesuffix(".json")
