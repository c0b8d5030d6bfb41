"""Decides which files belong to one program, so that a value made in one can turn up in another: parts of the import graph.

Files of one folder belong together, and a file that loads modules by computed names belongs to everything below its folder.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.prefilter._imports import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scanner.prefilter import Examined

_ANYTHING = ANYTHING.decode()
_VERSION = re.compile(r"(?<=[^@/:])@[^/]*")


class Parts:
    """Parts of the import graph, and which modules they import from elsewhere."""

    def __init__(self, examined: Iterable[Examined], imported: Mapping[str, tuple[str, ...]], key: Callable[[str], str]) -> None:
        self._above: dict[str, str] = {}
        self._key = key
        folders: set[str] = set()
        loading: list[str] = []
        named: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in examined:
            folder = one.path[: one.path.rfind("/") + 1]
            folders.add(folder)
            self._join(one.path, folder)
            for target in imported.get(one.path, ()):
                self._join(one.path, target)
                self._join(target, f"{target}/")  # may be a folder
            if _ANYTHING in one.imports:
                loading.append(folder)
        for folder in _outermost(loading):
            for below in folders:
                if below.startswith(folder):
                    self._join(folder, below)
        self._own = {one.path: _names(one, _READERS[key(one.path)]) for one in examined if key(one.path) in _READERS}
        for path, own in self._own.items():
            named[self.of(path), key(path)].update(own)
        self._named = {at: frozenset(names) for at, names in named.items()}

    def named(self, path: str) -> frozenset[str] | None:
        """The same as ``modules`` for one file alone."""
        return self._own.get(path)

    def modules(self, path: str) -> frozenset[str] | None:
        """Names by which the file's part imports modules: ``a.``, ``a.b``, ``a.b.c`` of dotted ones, paths and their beginnings of others.

        None in languages whose files name things without importing them.
        """
        key = self._key(path)
        return self._named.get((self.of(path), key), frozenset()) if key in _READERS else None

    def of(self, path: str) -> str:
        """Any one name for the part of a file."""
        above = self._above
        while path in above:
            beyond = above[path]
            if beyond in above:
                above[path] = above[beyond]
            path = beyond
        return path

    def _join(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        if one != other:
            self._above[max(one, other)] = min(one, other)


def _outermost(folders: Iterable[str]) -> list[str]:
    """Folders that lie in none of the others."""
    kept: list[str] = []
    for folder in sorted(set(folders)):
        if not kept or not folder.startswith(kept[-1]):
            kept.append(folder)
    return kept


def _names(one: Examined, reader: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
    return frozenset().union(*map(reader, one.imports))


@functools.lru_cache(maxsize=1 << 15)
def _dotted(module: str) -> tuple[str, ...]:
    """``a.`` for anything of ``a``, then ``a`` alone or ``a.b`` and ``a.b.c``."""
    parts = module.split(".", 3)[:3]
    return (f"{parts[0]}.", *(".".join(parts[:end]) for end in range(min(2, len(parts)), len(parts) + 1)))


@functools.lru_cache(maxsize=1 << 15)
def _beginnings(module: str) -> tuple[str, ...]:
    """``a/b`` and ``a`` of ``npm:a@1/b`` or ``https://host/a@1/b``."""
    parts = _VERSION.sub("", module).rpartition(":")[2].lstrip("/").split("/")
    starts = range(len(parts)) if "//" in module else (0,)
    return (module, *("/".join(parts[start:end]) for start in starts for end in range(start + 1, len(parts) + 1)))


_READERS: dict[str, Callable[[str], tuple[str, ...]]] = {"python": _dotted, "javascript": _beginnings}
"""How the name of a module begins, by language key."""
