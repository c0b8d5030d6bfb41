"""Names of modules and types of Swift to files: all files of a target see each other, whatever their folders are called.

Every source file is read once for the types it declares; the rest of it is left to the front end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._near import nearest

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

TYPE_MARK = ":"
"""Stands in front of the name of a type, which may also be that of a module."""
MAX_MODULE = 3000
"""Files that see each other without saying so."""
_TYPE = re.compile(rb"\b(?:class|struct|enum|protocol|actor|typealias)[ \t]+([A-Z]\w*)")


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The files of the importer's own target (``.``), those that declare a type (``:Name``), a file of another target."""
    if module == ".":
        files = _targets(naming).get(target(importer), ())
        return files if len(files) <= MAX_MODULE else ()
    if module.startswith(TYPE_MARK):
        return nearest(_types(naming).get(module[1:], ()), importer)
    return tuple(files[0] for at, files in sorted(_targets(naming).items()) if files and at.endswith(f"Sources/{module}"))[:1]


def names_of(path: str, naming: Naming) -> tuple[str, ...]:
    """The types that a file declares; one must stand wherever it is used."""
    declared = tuple(dict.fromkeys(name.decode("utf-8", "replace") for name in _TYPE.findall(naming.read(path) or b"")))
    return declared or (path.rpartition("/")[2].rpartition(".")[0],)


def target(path: str) -> str:
    """The folder below ``Sources`` or ``Tests`` that a file lies in, "" for an application's own."""
    parts = path.split("/")
    for n in range(len(parts) - 3, -1, -1):
        if parts[n] in ("Sources", "Tests"):
            return "/".join(parts[: n + 2])
    return ""


def _targets(naming: Naming) -> dict[str, tuple[str, ...]]:
    known = naming.memo.get("swift-targets")
    if known is None:
        found: dict[str, list[str]] = {}
        for path in sorted(naming.files):
            if path.endswith(".swift"):
                found.setdefault(target(path), []).append(path)
        known = naming.memo["swift-targets"] = {at: tuple(paths) for at, paths in found.items()}
    assert isinstance(known, dict)
    return known


def _types(naming: Naming) -> dict[str, list[str]]:
    known = naming.memo.get("swift-types")
    if known is None:
        found: dict[str, list[str]] = {}
        for path in sorted(naming.files):
            data = naming.read(path) if path.endswith(".swift") else None
            for name in dict.fromkeys(_TYPE.findall(data)) if data else ():
                found.setdefault(name.decode("utf-8", "replace"), []).append(path)
        known = naming.memo["swift-types"] = found
    assert isinstance(known, dict)
    return known
