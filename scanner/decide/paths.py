"""Says whether a path is meant by a glob of filing.toml; the globs are those of ``.gitignore``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from pathspec import GitIgnoreSpec


def matches(glob: str, path: str) -> bool:
    """A path means itself, whatever characters it is made of."""
    return glob == path or _spec(glob).match_file(path)


def any_match(globs: Iterable[str], path: str) -> bool:
    return any(matches(glob, path) for glob in globs)


class Meant:
    """What a list of globs and of ids of single things means; asked often, so both are sorted out beforehand."""

    def __init__(self, words: Iterable[str], ids: AbstractSet[str]) -> None:
        words = tuple(words)
        self._ids = frozenset(words) & ids
        self._globs = tuple(word for word in words if word not in self._ids)
        self._known: dict[str, bool] = {}

    def __call__(self, name: str, path: str) -> bool:
        if name in self._ids:
            return True
        if not self._globs:
            return False
        if path not in self._known:
            self._known[path] = any_match(self._globs, path)
        return self._known[path]


def specificity(glob: str) -> int:
    """Characters before the first wildcard: the longer, the closer."""
    return min((glob.find(sign) for sign in "*?[" if sign in glob), default=len(glob))


@functools.lru_cache(maxsize=4096)
def _spec(glob: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # most projects declare no paths

    return GitIgnoreSpec.from_lines([glob])
