"""Says whether a path is meant by a glob of filing.toml; the globs are those of ``.gitignore``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pathspec

if TYPE_CHECKING:
    from collections.abc import Iterable


def matches(glob: str, path: str) -> bool:
    """A path means itself, whatever characters it is made of."""
    return glob == path or _spec(glob).match_file(path)


def any_match(globs: Iterable[str], path: str) -> bool:
    return any(matches(glob, path) for glob in globs)


def specificity(glob: str) -> int:
    """Characters before the first wildcard: the longer, the closer."""
    return min((glob.find(sign) for sign in "*?[" if sign in glob), default=len(glob))


@functools.lru_cache(maxsize=4096)
def _spec(glob: str) -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines([glob])
