"""Names of classes and functions of PHP to files: what a file declares says what it is called, whatever the autoloader is told.

Every source file is read once for its namespace, classes and functions; the rest of it is left to the front end.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages._near import nearest

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

SUFFIXES = (".php", ".phtml")
MAX_NAMESPACE = 200
"""Files that the name of a namespace may stand for; a larger one says nothing about who uses whom."""
_NAMESPACE = re.compile(rb"(?:^|<\?php)[ \t]*namespace[ \t]+([\w\\\x80-\xff]+)[ \t]*[;{]", re.MULTILINE)
_CLASS = re.compile(
    rb"(?:^|[;{}]|<\?php)[ \t]*(?:(?:abstract|final|readonly)[ \t]+)*(?:class|interface|trait|enum)[ \t]+(\w+)", re.MULTILINE
)
_FUNCTION = re.compile(rb"(?:^|<\?php )([ \t]*)function[ \t]+&?(\w+)[ \t]*\(", re.MULTILINE)


class _Sources(NamedTuple):
    names: dict[str, list[str]]
    """Files by the full name of a class or function."""
    namespaces: dict[str, list[str]]


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The files of a class or function, of a namespace (``A\\B\\*``), of a group of settings (``=group``), or of a path (``lib/a.php``)."""
    folder = importer.rpartition("/")[0]
    key = ("php-locate", module, folder)
    found = naming.memo.get(key)
    if found is None:
        if module.startswith("="):
            found = _settings(module[1:], importer, naming)
        elif module.endswith(SUFFIXES):
            found = _included(module, folder, naming)
        elif module.endswith("\\*"):
            paths = _sources(naming).namespaces.get(module[:-2], [])
            found = nearest(paths if len(paths) <= MAX_NAMESPACE else [], importer)
        else:
            found = nearest(_sources(naming).names.get(module, []), importer)
        naming.memo[key] = found
    assert isinstance(found, tuple)
    return found


def names_of(path: str) -> tuple[str, ...]:
    """The name of the class, which stands wherever it is used."""
    return (path.rpartition("/")[2].partition(".")[0],)


def _settings(name: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """``config/name.php``, in a folder of its own below ``config`` or not."""
    found = [path for path in naming.files if path.endswith(f"/{name}.php") and "config" in path.split("/")[:-1]]
    return nearest(found, importer)


def _included(module: str, folder: str, naming: Naming) -> tuple[str, ...]:
    near = posixpath.normpath(posixpath.join(folder, module.lstrip("/")))
    if near in naming.files:
        return (near,)
    whole = posixpath.normpath(module.lstrip("/"))
    return (whole,) if whole in naming.files else ()


def _sources(naming: Naming) -> _Sources:
    found = naming.memo.get("php-sources")
    if found is None:
        found = naming.memo["php-sources"] = _read(naming)
    assert isinstance(found, _Sources)
    return found


def _read(naming: Naming) -> _Sources:
    names: dict[str, list[str]] = {}
    namespaces: dict[str, list[str]] = {}
    for path in sorted(naming.files):
        data = naming.read(path) if path.endswith(SUFFIXES) else None
        if data is None:
            continue
        found = _NAMESPACE.search(data)
        space = found[1].decode("utf-8", "replace") if found is not None else ""
        classes = [name.decode("utf-8", "replace") for name in _CLASS.findall(data)]
        functions = [name.decode("utf-8", "replace") for indent, name in _FUNCTION.findall(data) if not indent or not classes]
        for name in dict.fromkeys([*classes, *functions]):
            names.setdefault(f"{space}\\{name}" if space else name, []).append(path)
        if space:
            namespaces.setdefault(space, []).append(path)
    return _Sources(names, namespaces)
