"""Go import paths to the files of their folders, by the go.mod files of the project; other people's modules are nobody's file."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

_MODULE = re.compile(r"^[ \t]*module[ \t]+\"?([^\s\"]+)", re.MULTILINE)
OWN = "."
"""The package of the importing file itself."""


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """All files of the package, the importer's tests only seen by themselves."""
    folder = posixpath.dirname(importer)
    if module == OWN:
        return _files(folder, naming, tests=importer.endswith("_test.go"))
    if module.startswith(("./", "../")):
        return _files(posixpath.normpath(posixpath.join(folder, module)), naming)
    for prefix, at in _modules(naming):
        if module == prefix or module.startswith(prefix + "/"):
            return _files(posixpath.normpath(posixpath.join(at, module[len(prefix) + 1 :])), naming)
    return ()


def names_of(path: str) -> tuple[str, ...]:
    """The folder's name: an import path ends in it, unless the folder is a module's root."""
    folder = posixpath.basename(posixpath.dirname(path))
    return (folder,) if folder else ()


def _modules(naming: Naming) -> tuple[tuple[str, str], ...]:
    """(module path, folder) of every go.mod, the longest path first."""
    key = ("golang-modules",)
    if key not in naming.memo:
        found = []
        for path in naming.files:
            if path.rpartition("/")[2] == "go.mod":
                match = _MODULE.search((naming.read(path) or b"").decode("utf-8", "replace"))
                if match is not None:
                    found.append((match[1], posixpath.dirname(path)))
        naming.memo[key] = tuple(sorted(found, key=lambda row: (-len(row[0]), row)))
    result = naming.memo[key]
    assert isinstance(result, tuple)
    return result


def _files(folder: str, naming: Naming, *, tests: bool = False) -> tuple[str, ...]:
    key = ("golang-folders",)
    if key not in naming.memo:
        folders: dict[str, list[str]] = defaultdict(list)
        for path in sorted(naming.files):
            if path.endswith(".go"):
                folders[posixpath.dirname(path)].append(path)
        naming.memo[key] = {at: tuple(paths) for at, paths in folders.items()}
    known = naming.memo[key]
    assert isinstance(known, dict)
    paths: tuple[str, ...] = known.get("" if folder == "." else folder, ())
    return paths if tests else tuple(path for path in paths if not path.endswith("_test.go"))
