"""Decides which files belong to the project, by name and stat only: ignores, sizes, links, languages, tests, examples, other people's code.

Opening files, and what only their content tells, is left to ``prefilter``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.declared.load import FILE
from scanner.discover import _paths
from scanner.discover._history import Commit, commit_before, lay_out
from scanner.discover._paths import language_of, suffix_of
from scanner.discover._repository import commit_date, repositories
from scanner.discover._walk import DiscoverOptions, Walk, Wanted
from scanner.errors import OptionsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Discovery

__all__ = [
    "Commit",
    "DiscoverOptions",
    "commit_before",
    "commit_date",
    "discover",
    "is_passed_over",
    "language_of",
    "lay_out",
    "repository_root",
    "root_of",
    "suffix_of",
]


def discover(paths: Sequence[str | os.PathLike[str]], options: DiscoverOptions | None = None) -> Discovery:
    """The files of the project below ``paths``; several files and folders are fine.

    A folder that is named is meant, even where git ignores it or it lies in an environment; a file that is named obeys all rules.
    In ``Discovery.skipped`` a folder that was not entered counts once and ends in ``/``.
    """
    named = [_resolve(os.fspath(path)) for path in paths]
    if not named:
        raise OptionsError("no file or folder was named")
    root = _root([path if is_folder else os.path.dirname(path) for path, is_folder in named])
    walk = Walk(root, options or DiscoverOptions())
    walk.run(_wanted(root, [path for path, _ in named]))
    return walk.result()


def root_of(*paths: str) -> str:
    """The folder that paths in reports are relative to when only ``paths`` are scanned."""
    if not paths:
        raise OptionsError("no file or folder was named")
    named = [_resolve(path) for path in paths]
    return _root([place if is_folder else os.path.dirname(place) for place, is_folder in named])


def is_passed_over(name: str) -> bool:
    """A folder that by its name alone is no part of the project: version control, installed packages, copies of other people's code."""
    return name in _paths.NEVER or name in _paths.VENDOR_NAMES or _paths.is_environment(name, frozenset())


def _resolve(path: str) -> tuple[str, bool]:
    """(absolute path, is it a folder); a link is followed only when it leads to a folder."""
    try:
        os.lstat(path)
        if os.path.isdir(path):
            return os.path.realpath(path), True
        folder, name = os.path.split(os.path.abspath(path))
        return os.path.join(os.path.realpath(folder), name), False
    except FileNotFoundError as exc:
        raise OptionsError(f"{path!r}: no such file or folder") from exc
    except (OSError, ValueError) as exc:
        raise OptionsError(f"{path!r}: cannot be read ({getattr(exc, 'strerror', None) or exc})") from exc


def repository_root(paths: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The folder that reports are relative to, and the paths as they are called there ("" for itself)."""
    named = [_resolve(path) for path in paths]
    root = _root([path if is_folder else os.path.dirname(path) for path, is_folder in named])
    if not repositories(root):
        # Outside of git, the folder that declares is the one that is meant.
        above = [root, *map(str, Path(root).parents)]
        root = next((folder for folder in above if os.path.isfile(os.path.join(folder, FILE))), root)
    below = [os.path.relpath(path, root).replace(os.sep, "/") for path, _ in named]
    return root, tuple(sorted({"" if path == "." else path for path in below}))


def _root(folders: Sequence[str]) -> str:
    """The innermost repository that holds everything, else the folder that does."""
    common = repositories(folders[0])
    for folder in folders[1:]:
        others = repositories(folder)
        common = tuple(top for top in common if top in others)
    if common:
        return common[-1]
    try:
        return os.path.commonpath(folders)
    except ValueError as exc:  # different drives
        raise OptionsError("the files and folders that were named have no folder in common") from exc


def _wanted(root: str, paths: Sequence[str]) -> Wanted | None:
    wanted: Wanted = {}
    for path in paths:
        if path == root:
            return None
        *above, last = os.path.relpath(path, root).split(os.sep)
        node: Wanted | None = wanted
        for part in above:
            node = node.setdefault(part, {}) if node is not None else None
        if node is not None:
            node[last] = None
    return wanted
