"""Names of packages, types and their members to files of Scala and Java: what a file declares says where it belongs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages._near import nearest

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

SUFFIXES = (".scala", ".sc", ".java")
MAX_PACKAGE = 200
"""Files that the name of a package may stand for; a larger one says nothing about who uses whom."""
_PACKAGE = re.compile(rb"^[ \t]*package[ \t]+(?!object\b)([\w.`]+)", re.MULTILINE)
_DECLARED = re.compile(
    rb"^(?:[\w@()\"., \t]{0,80}[ \t])?(?:class|trait|object|enum|interface|def|val|type)[ \t]+`?([A-Za-z_]\w*)", re.MULTILINE
)


class _Sources(NamedTuple):
    names: dict[str, list[str]]
    """Files by the full name of what they declare at the beginning of a line."""
    packages: dict[str, list[str]]
    words: frozenset[str]
    """The names without their packages."""


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The files that declare a name, or those of a package (``a.b.*``)."""
    sources = _sources(naming)
    if module not in sources.names and not module.endswith(".*"):
        return ()
    key = ("scala-locate", module, importer.rpartition("/")[0])
    found = naming.memo.get(key)
    if found is None:
        paths = sources.packages.get(module[:-2], []) if module.endswith(".*") else sources.names.get(module, [])
        found = naming.memo[key] = nearest(paths, importer) if len(paths) <= MAX_PACKAGE else ()
    assert isinstance(found, tuple)
    return found


def declares(name: str, naming: Naming) -> bool:
    """Whether some file declares a name, in whatever package."""
    return name in _sources(naming).words


def names_of(path: str, naming: Naming) -> tuple[str, ...]:
    """What a file declares; one of it must stand wherever it is used."""
    declared = tuple(dict.fromkeys(name.decode("utf-8", "replace") for name in _DECLARED.findall(naming.read(path) or b"")))
    return declared or (path.rpartition("/")[2].rpartition(".")[0],)


def _sources(naming: Naming) -> _Sources:
    known = naming.memo.get("scala-sources")
    if known is None:
        known = naming.memo["scala-sources"] = _read(naming)
    assert isinstance(known, _Sources)
    return known


def _read(naming: Naming) -> _Sources:
    names: dict[str, list[str]] = {}
    packages: dict[str, list[str]] = {}
    for path in sorted(naming.files):
        data = naming.read(path) if path.endswith(SUFFIXES) else None
        if data is None:
            continue
        package = ".".join(part.decode("utf-8", "replace") for part in _PACKAGE.findall(data[:4000]))
        packages.setdefault(package, []).append(path)
        for name in dict.fromkeys(_DECLARED.findall(data)):
            full = name.decode("utf-8", "replace")
            names.setdefault(f"{package}.{full}" if package else full, []).append(path)
    return _Sources(names, packages, frozenset(name.rpartition(".")[2] for name in names))
