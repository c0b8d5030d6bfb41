"""Addresses of Dart libraries to files, by the ``pubspec.yaml`` files of the project; other people's packages are nobody's file."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

_NAME = re.compile(rb"^name:[ \t]*[\"']?(\w+)", re.MULTILINE)
_PACKAGE = "package:"


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The file that an address means; an address without a scheme is relative to the importer."""
    folder = importer.rpartition("/")[0]
    key = ("dart-locate", module, folder)
    if key not in naming.memo:
        naming.memo[key] = _located(module, folder, naming)
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found


def _located(module: str, folder: str, naming: Naming) -> tuple[str, ...]:
    if module.startswith(_PACKAGE):
        name, _, rest = module[len(_PACKAGE) :].partition("/")
        home = _packages(naming).get(name)
        path = posixpath.join(home, "lib", rest) if home is not None else ""
    elif ":" in module:
        return ()
    else:
        path = posixpath.normpath(posixpath.join(folder, module))
    return (path,) if path in naming.files else ()


def names_of(path: str) -> tuple[str, ...]:
    """The file's name, which every address of it ends in."""
    return (path.rpartition("/")[2],)


def _packages(naming: Naming) -> dict[str, str]:
    known = naming.memo.get("dart-packages")
    if known is None:
        found: dict[str, str] = {}
        for path in sorted(naming.files, key=lambda path: (path.count("/"), path)):
            if path.rpartition("/")[2] == "pubspec.yaml" and (name := _NAME.search(naming.read(path) or b"")) is not None:
                found.setdefault(name[1].decode(), posixpath.dirname(path))
        known = naming.memo["dart-packages"] = found
    assert isinstance(known, dict)
    return known
