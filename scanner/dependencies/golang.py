"""Reads ``go.mod`` and ``go.sum``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.dependencies.interface import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.interface import Manifest

_BLOCK = re.compile(r"(\w+)\s*\($")
_REPLACE = re.compile(r"(\S+)(?:\s+(v\S+))?\s+=>\s+(\S+)(?:\s+(v\S+))?$")


def go_mod(manifest: Manifest) -> Iterator[Found]:
    """``require``, with what ``replace`` puts in its place; ``// indirect`` is what others require."""
    required: list[tuple[str, str, bool, int]] = []
    replaced: dict[str, tuple[str, str]] = {}
    block = ""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        text, _, comment = line.partition("//")
        text = text.strip()
        opened = _BLOCK.match(text)
        if opened:
            block = opened[1]
            continue
        if text == ")":
            block = ""
            continue
        verb, _, rest = (block, "", text) if block else text.partition(" ")
        words = [word.strip('"`') for word in rest.split()]
        if verb == "require" and len(words) == 2:
            required.append((words[0], words[1], comment.strip().startswith("indirect"), number))
        elif verb == "replace" and (found := _REPLACE.match(rest.strip())):
            replaced[found[1]] = (found[3], found[4] or "")
    for name, version, indirect, line_ in required:
        target, exact = replaced.get(name, (name, version))
        if target.startswith((".", "/")):
            target, exact = name, version
        yield Found(name, version, exact if target == name else version, direct=not indirect, line=line_)
        if target != name:
            yield Found(target, f"replaces {name}", exact, direct=not indirect, line=line_)


def go_sum(manifest: Manifest) -> Iterator[Found]:
    """Modules whose content was needed; with ``go.mod`` of Go 1.17 and later all that are built stand there, and the rest is told here."""
    beside = manifest.open(f"{manifest.folder}go.mod")
    known = {found.name for found in go_mod(beside)} if beside is not None else set()
    for number, line in enumerate(manifest.text.splitlines(), 1):
        words = line.split()
        if len(words) == 3 and not words[1].endswith("/go.mod") and words[0] not in known:
            yield Found(words[0], version=words[1], direct=False, line=number)
