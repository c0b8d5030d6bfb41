"""Headers and frameworks of Objective-C to files: a header stands for what implements it as well, and all files are linked into one program.

What names mean inside the files is left to ``evaluate``.
"""  # noqa: E501

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._near import nearest

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

SUFFIXES = (".m", ".mm", ".pch")
_ALL = (".h", *SUFFIXES)
PREFIX = ".pch"
"""Module name of the header that is put in front of every file."""
MAX_FILES = 3000
"""Files that are linked into one program; of more, nobody can tell which belong together."""
_TYPE = re.compile(rb"@(?:interface|implementation|protocol)[ \t]+([A-Za-z_]\w*)")


def module_of(written: str) -> str:
    """What a path in an import means: of ``A/B.h`` the framework A, else the header's name without suffix, "" for those of C."""
    framework, slash, header = written.partition("/")
    name = framework if slash else written.partition(".")[0]
    if name[:1].isupper() or written[:1] == "_" or not written.endswith(".h"):
        return name
    return name if slash and (header[:1].isupper() or header == f"{framework}.h") else ""


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """All files of the program (``.``), the header in front of every file, or the one of that name and what implements it."""
    if module == ".":
        return _own(naming)
    if module == PREFIX:
        return _prefix(importer, naming)
    return nearest(_by_name(naming).get(module, ()), importer)


def _prefix(importer: str, naming: Naming) -> tuple[str, ...]:
    """Of several such headers the one in a folder around, else one beside a folder around; a program may have but one."""

    def distance(path: str) -> tuple[int, int, str]:
        around = [importer.startswith("/".join([*path.split("/")[:up], ""])) for up in (-1, -2)]
        return around.index(True) if any(around) else 2, path.count("/"), path

    return tuple(sorted((path for path in _own(naming) if path.endswith(PREFIX)), key=distance)[:1])


def names_of(path: str, naming: Naming) -> tuple[str, ...]:
    """The types that a file declares, and the name that it is included by."""
    declared = dict.fromkeys(name.decode("utf-8", "replace") for name in _TYPE.findall(naming.read(path) or b""))
    return (*declared, path.rpartition("/")[2].rpartition(".")[0])


def _own(naming: Naming) -> tuple[str, ...]:
    """Sources of the program; copies of packages that the catalogue knows (``A/A.h``) are none."""
    known = naming.memo.get("objc-own")
    if known is None:
        found = [path for path in naming.files if path.endswith(_ALL)]
        copies = tuple(f"{path.rpartition('/')[0]}/" for path in found if _is_copy(path, naming))
        found = [path for path in found if not path.startswith(copies)] if copies else found
        known = naming.memo["objc-own"] = tuple(sorted(found)) if len(found) <= MAX_FILES else ()
    assert isinstance(known, tuple)
    return known


def _is_copy(path: str, naming: Naming) -> bool:
    *_, folder, name = ("", *path.split("/"))
    return name == f"{folder}.h" and folder in naming.external


def _by_name(naming: Naming) -> dict[str, list[str]]:
    known = naming.memo.get("objc-names")
    if known is None:
        found: dict[str, list[str]] = {}
        for path in _own(naming):
            found.setdefault(path.rpartition("/")[2].rpartition(".")[0], []).append(path)
        known = naming.memo["objc-names"] = found
    assert isinstance(known, dict)
    return known
