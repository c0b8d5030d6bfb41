"""Names of packages and types to files, for languages of the Java machine: a type lies in a file of its name, in folders like its package.

Where the source roots are needs no manifest: the end of a path tells. What a file declares is left to ``evaluate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._near import nearest

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

SUFFIXES = (".java", ".kt")
MAX_PACKAGE = 300
"""Files that the name of a package may stand for; a larger one is generated code, whose types are imported by name."""


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The file of a type, or all files of a package; nearest to the importer first."""
    name = module.rpartition(".")[2]
    if name not in _stems(naming) and name not in _folders(naming):
        return ()
    key = ("java-locate", module, importer.rpartition("/")[0])
    found = naming.memo.get(key)
    if found is None:
        found = naming.memo[key] = nearest(_type(module, naming) or _package(module, naming), importer)
    assert isinstance(found, tuple)
    return found


def names_of(path: str) -> tuple[str, ...]:
    """The name of the type, which stands wherever it is used."""
    return (path.rpartition("/")[2].rpartition(".")[0],)


def _type(module: str, naming: Naming) -> list[str]:
    package, _, name = module.rpartition(".")
    end = package.replace(".", "/")
    return [path for path in _stems(naming).get(name, ()) if _ends(path.rpartition("/")[0], end)]


def _package(module: str, naming: Naming) -> list[str]:
    end = module.replace(".", "/")
    found = [path for folder, paths in _folders(naming).get(module.rpartition(".")[2], ()) if _ends(folder, end) for path in paths]
    return found if len(found) <= MAX_PACKAGE else []


def _ends(folder: str, end: str) -> bool:
    return not end or folder == end or folder.endswith("/" + end)


def _stems(naming: Naming) -> dict[str, list[str]]:
    known = naming.memo.get("java-stems")
    if known is None:
        found: dict[str, list[str]] = {}
        for path in sorted(naming.files):
            if path.endswith(SUFFIXES):
                found.setdefault(path.rpartition("/")[2].rpartition(".")[0], []).append(path)
        known = naming.memo["java-stems"] = found
    assert isinstance(known, dict)
    return known


def _folders(naming: Naming) -> dict[str, list[tuple[str, list[str]]]]:
    """Folders with sources by their last name."""
    known = naming.memo.get("java-folders")
    if known is None:
        by_folder: dict[str, list[str]] = {}
        for path in sorted(naming.files):
            if path.endswith(SUFFIXES):
                by_folder.setdefault(path.rpartition("/")[0], []).append(path)
        found: dict[str, list[tuple[str, list[str]]]] = {}
        for folder, paths in by_folder.items():
            found.setdefault(folder.rpartition("/")[2], []).append((folder, paths))
        known = naming.memo["java-folders"] = found
    assert isinstance(known, dict)
    return known
