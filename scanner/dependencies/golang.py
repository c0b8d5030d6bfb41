"""Reads ``go.mod``, ``go.sum`` and ``go.work``."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.dependencies.interface import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.interface import Manifest

_BLOCK = re.compile(r"(\w+)\s*\($")
_REPLACE = re.compile(r"(\S+)(?:\s+(v\S+))?\s+=>\s+(\S+)(?:\s+(v\S+))?$")
_LOCAL = (".", "/")
_MAX_ABOVE = 30


class _Replacement(NamedTuple):
    """What stands for a module; ``version`` is "" for a folder."""

    target: str
    version: str
    line: int


class _Directives(NamedTuple):
    """What a file of Go's says of modules."""

    required: tuple[tuple[str, str, bool, int], ...]
    """Name, version, required by others alone, line."""
    replaced: dict[tuple[str, str], _Replacement]
    """By name and version, "" for any."""
    used: tuple[str, ...]
    """Folders of a workspace, as written."""


def go_mod(manifest: Manifest) -> Iterator[Found]:
    """``require``, with what ``replace`` puts in its place, here or in the workspace; ``// indirect`` is what others require."""
    own = _directives(manifest.text)
    replaced = own.replaced | _of_workspace(manifest)
    for name, version, indirect, line in own.required:
        other = replaced.get((name, version)) or replaced.get((name, "")) or _Replacement(name, version, line)
        moved = other.target != name and not other.target.startswith(_LOCAL)
        exact = other.version if other.target == name else version
        yield Found(name, version, exact, direct=not indirect, line=line)
        if moved:
            yield Found(other.target, f"replaces {name}", other.version, direct=not indirect, line=line)


def go_sum(manifest: Manifest) -> Iterator[Found]:
    """Modules whose content was needed; with ``go.mod`` of Go 1.17 and later all that are built stand there, and the rest is told here."""
    beside = manifest.open(f"{manifest.folder}go.mod")
    known = {found.name for found in go_mod(beside)} if beside is not None else set()
    for number, line in enumerate(manifest.text.splitlines(), 1):
        words = line.split()
        if len(words) == 3 and not words[1].endswith("/go.mod") and words[0] not in known:
            yield Found(words[0], version=words[1], direct=False, line=number)


def go_work(manifest: Manifest) -> Iterator[Found]:
    """``replace`` of a workspace: what stands for modules in all that it uses; their own needs are in their ``go.mod``."""
    for (name, _), other in _directives(manifest.text).replaced.items():
        if not other.target.startswith(_LOCAL):
            yield Found(other.target, f"replaces {name}", other.version, line=other.line)


def _of_workspace(manifest: Manifest) -> dict[tuple[str, str], _Replacement]:
    """Replacements of the nearest ``go.work`` beside or above, where it uses the folder."""
    folder = manifest.folder
    for _ in range(_MAX_ABOVE):
        above = manifest.open(f"{folder}go.work")
        if above is not None:
            found = _directives(above.text)
            used = {posixpath.normpath(f"{folder}{path}") for path in found.used}
            return found.replaced if posixpath.normpath(manifest.folder or ".") in used else {}
        if not folder:
            break
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    return {}


def _directives(text: str) -> _Directives:
    required: list[tuple[str, str, bool, int]] = []
    replaced: dict[tuple[str, str], _Replacement] = {}
    used: list[str] = []
    block = ""
    for number, line in enumerate(text.splitlines(), 1):
        code, _, comment = line.partition("//")
        code = code.strip()
        opened = _BLOCK.match(code)
        if opened or code == ")":
            block = opened[1] if opened else ""
            continue
        verb, _, rest = (block, "", code) if block else code.partition(" ")
        words = [word.strip('"`') for word in rest.split()]
        if verb == "require" and len(words) == 2:
            required.append((words[0], words[1], comment.strip().startswith("indirect"), number))
        elif verb == "use" and len(words) == 1:
            used.append(words[0])
        elif verb == "replace" and (found := _REPLACE.match(" ".join(words))):
            replaced[found[1], found[2] or ""] = _Replacement(found[3], found[4] or "", number)
    return _Directives(tuple(required), replaced, tuple(used))
