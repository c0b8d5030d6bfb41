"""Lays out the tree of an earlier commit for reading, blob by blob.

Nothing of the repository is run for it (neither hooks nor filters), nothing is fetched, and the repository itself stays as it is.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from scanner.discover._paths import language_of
from scanner.discover._repository import ask, ask_bytes, repositories

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILES = frozenset({"100644", "100755"})
_IGNORES = frozenset({".gitignore", ".suanbeiignore"})
_LARGEST = 5_000_000
_BATCH = 500
"""Blobs asked for at a time."""


class Commit(NamedTuple):
    """One commit; ``day`` is its ISO date."""

    id: str
    day: str


def commit_before(folder: str, day: str) -> Commit | None:
    """The newest commit of HEAD's history made on ``day`` or before; None where there is no history that long."""
    top = _top(folder)
    answer = ask(top, "log", "-1", "--no-show-signature", f"--until={day} 23:59:59", "--format=%H %cs", "HEAD", "--") if top else None
    found, _, made = (answer or "").strip().partition(" ")
    return Commit(found, made) if found else None


def lay_out(folder: str, commit: str, target: str) -> bool:
    """Write the files of a commit below ``target``; False where git does not give them all.

    Files in no language that is read are left empty, because their names still tell what a folder is. Links and submodules are left out.
    """
    top = _top(folder)
    listed = ask(top, "ls-tree", "-r", "-z", "-l", "--full-tree", commit) if top else None
    if top is None or listed is None:
        return False
    wanted = []
    for path, blob in _blobs(listed):
        place = os.path.join(target, *path.split("/"))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if blob:
            wanted.append((place, blob))
        else:
            open(place, "wb").close()
    return all(_write(top, wanted[at : at + _BATCH]) for at in range(0, len(wanted), _BATCH))


def _top(folder: str) -> str | None:
    tops = repositories(folder)
    return tops[-1] if tops else None


def _blobs(listed: str) -> Iterator[tuple[str, str]]:
    """(path, blob) of regular files; "" for the blob of those that nobody reads."""
    for row in listed.split("\0"):
        told, _, path = row.partition("\t")
        parts = told.split()
        if len(parts) != 4 or parts[0] not in _FILES or {"..", ".git", ""} & set(path.split("/")):
            continue
        name = path.rpartition("/")[2]
        read = (language_of(name) is not None or name in _IGNORES) and int(parts[3]) <= _LARGEST
        yield path, parts[2] if read else ""


def _write(top: str, wanted: list[tuple[str, str]]) -> bool:
    answer = ask_bytes(top, "".join(f"{blob}\n" for _, blob in wanted).encode(), "cat-file", "--batch")
    at = 0
    for place, blob in wanted:
        end = answer.find(b"\n", at) if answer is not None else -1
        head = answer[at:end].split() if answer is not None and end >= 0 else []
        if answer is None or len(head) != 3 or head[0] != blob.encode():
            return False
        start, size = end + 1, int(head[2])
        with open(place, "wb") as file:
            file.write(answer[start : start + size])
        at = start + size + 1
    return True
