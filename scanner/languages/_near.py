"""Which of several files of one name is meant: the one that shares most folders with the file that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(paths: Iterable[str], importer: str) -> tuple[str, ...]:
    """``paths``, those with most folders in common with ``importer`` first."""
    parts = importer.split("/")[:-1]

    def apart(path: str) -> int:
        count = 0
        for mine, theirs in zip(parts, path.split("/"), strict=False):
            if mine != theirs:
                break
            count += 1
        return -count

    return tuple(sorted(paths, key=lambda path: (apart(path), path)))
