"""Patterns of paths in declarations: written as in ``.gitignore``, relative to the root; what they are held against is the caller's."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import GitIgnoreSpec

    from scanner.declared.table import Table

FINGERPRINT = re.compile(r"[0-9a-f]{32}")
"""A single hit; may stand among patterns where single hits are meant."""


def globs(table: Table, key: str) -> tuple[str, ...]:
    """The patterns under a key, as good as they are."""
    values = table.texts(key)
    if values == ():
        table.fault(key, "empty")
    for value in values or ():
        if value.startswith(("/", "~", "!")) or ".." in value.split("/"):
            table.fault(key, "glob-outside", value=value)
            continue
        try:
            _spec(value)
        except ValueError as exc:
            table.fault(key, "bad-glob", value=value, reason=str(exc))
    return values or ()


def matches(patterns: Iterable[str], path: str) -> bool:
    """A path means itself, whatever characters it is made of."""
    return any(pattern == path or _spec(pattern).match_file(path) for pattern in patterns)


@functools.lru_cache(maxsize=4096)
def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # most projects declare no paths

    return GitIgnoreSpec.from_lines([pattern])
