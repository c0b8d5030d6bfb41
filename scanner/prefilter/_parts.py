"""Decides which files belong to one program, so that a value made in one can turn up in another: parts of the import graph.

Files of one folder belong together, and a file that loads modules by computed names belongs to everything below its folder.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.prefilter._imports import ANYTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from scanner.prefilter import Examined

_ANYTHING = ANYTHING.decode()
_VERSION = re.compile(r"(?<=[^@/:])@[^/]*")


class Parts:
    """Parts of the import graph, and which modules they import from elsewhere: of those whose names begin like one of the ``roots``."""

    def __init__(
        self,
        examined: Iterable[Examined],
        imported: Mapping[str, tuple[str, ...]],
        key: Callable[[str], str],
        roots: Callable[[str], Collection[str]],
    ) -> None:
        self._roots = roots
        self._above: dict[str, str] = {}
        self._key = key
        examined = tuple(examined)
        folders = {one.path[: one.path.rfind("/") + 1] for one in examined}
        loading: list[str] = []
        for one in examined:
            folder = one.path[: one.path.rfind("/") + 1]
            self._join(one.path, folder)
            for target in imported.get(one.path, ()):
                self._join(one.path, target)
                if f"{target}/" in folders:
                    self._join(target, f"{target}/")
            if _ANYTHING in one.imports:
                loading.append(folder)
        for folder in _outermost(loading):
            for below in folders:
                if below.startswith(folder):
                    self._join(folder, below)
        self._imports = {one.path: one.imports for one in examined if key(one.path) in _READERS}
        together: dict[tuple[str, str], set[str]] = defaultdict(set)
        for path, imports in self._imports.items():
            together[self.of(path), key(path)].update(imports)
        self._named = {(part, language): self._names(imports, language) for (part, language), imports in together.items()}

    def named(self, path: str) -> frozenset[str] | None:
        """The same as ``modules`` for one file alone."""
        imports = self._imports.get(path)
        return None if imports is None else self._names(imports, self._key(path))

    def _names(self, imports: Iterable[str], language: str) -> frozenset[str]:
        roots, read = self._roots(language), _READERS[language]
        return frozenset(name for module in imports for name in read(module, roots))

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


def _dotted(module: str, roots: Collection[str]) -> tuple[str, ...]:
    """``a.`` for anything of ``a``, then ``a`` alone or ``a.b`` and ``a.b.c``."""
    parts = module.split(".", 3)[:3]
    if parts[0] not in roots:
        return ()
    return (f"{parts[0]}.", *(".".join(parts[:end]) for end in range(min(2, len(parts)), len(parts) + 1)))


def _beginnings(module: str, roots: Collection[str]) -> Iterator[str]:
    """``a/b`` and ``a`` of ``npm:a@1/b`` or ``https://host/a@1/b``."""
    parts = _VERSION.sub("", module).rpartition(":")[2].lstrip("/").split("/")
    starts = range(len(parts)) if "//" in module else (0,)
    names = (module, *("/".join(parts[start:end]) for start in starts for end in range(start + 1, len(parts) + 1)))
    return (name for name in names if name in roots or "." in name)


_READERS: dict[str, Callable[[str, Collection[str]], Iterable[str]]] = {"python": _dotted, "javascript": _beginnings}
"""How the name of a module begins, by language key."""
