"""Names of namespaces and types of C# to files: what a file declares says where it belongs, whatever its folder is called.

Every source file is read once for its namespaces, types and global imports; the rest of it is left to the front end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages._near import nearest

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

SUFFIXES = (".cs", ".razor")
_SHARED = "_Imports.razor"
"""What components import together."""
MAX_NAMESPACE = 200
"""Files that the name of a namespace may stand for; a larger one is generated code, or says nothing about who uses whom."""
_NAMESPACE = re.compile(rb"^[ \t]*namespace[ \t]+([\w.]+)", re.MULTILINE)
_TYPE = re.compile(rb"\b(?:class|interface|struct|enum|record)[ \t]+(?:(?:class|struct)[ \t]+)?([A-Za-z_]\w*)")
_EXTENSION = re.compile(rb"\b([A-Za-z_]\w*)[ \t]*(?:<[\w, \t]{1,200}>)?[ \t]*\(\s*this[ \t]+[\w(]")
_GLOBAL = re.compile(rb"^[ \t]*global[ \t]+using\b", re.MULTILINE)


class _Sources(NamedTuple):
    types: dict[str, list[str]]
    """Files by the full name of a type."""
    namespaces: dict[str, list[str]]
    extensions: dict[str, list[str]]
    """Files by the name of a method that extends other types."""
    shared: tuple[str, ...]
    """Files whose imports hold in others."""


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The files of a type, of a namespace (``a.b.*``), with an extension method (``*.name``), whose imports hold in the importer (``.``).

    The file nearest to the importer comes first.
    """
    sources = _sources(naming)
    if module not in sources.types and "*" not in module and module != ".":
        return ()
    folder = importer.rpartition("/")[0]
    key = ("csharp-locate", module, folder)
    found = naming.memo.get(key)
    if found is None:
        if module == ".":
            paths = [path for path in sources.shared if (folder + "/").startswith(_project(path, naming))]
        elif module.startswith("*."):
            paths = sources.extensions.get(module[2:], [])
        elif module.endswith(".*"):
            paths = sources.namespaces.get(module[:-2], [])
            paths = paths if len(paths) <= MAX_NAMESPACE else []
        else:
            paths = sources.types.get(module, [])
        found = naming.memo[key] = nearest(paths, importer)
    assert isinstance(found, tuple)
    return found


def names_of(path: str) -> tuple[str, ...]:
    """The name of the type, which stands wherever it is used."""
    return (path.rpartition("/")[2].partition(".")[0],)


def _sources(naming: Naming) -> _Sources:
    found = naming.memo.get("csharp-sources")
    if found is None:
        found = naming.memo["csharp-sources"] = _read(naming)
    assert isinstance(found, _Sources)
    return found


def _read(naming: Naming) -> _Sources:
    types: dict[str, list[str]] = {}
    namespaces: dict[str, list[str]] = {}
    extensions: dict[str, list[str]] = {}
    shared = []
    for path in sorted(naming.files):
        data = naming.read(path) if path.endswith(SUFFIXES) else None
        if data is None:
            continue
        spaces = dict.fromkeys(name.decode("utf-8", "replace") for name in _NAMESPACE.findall(data)) or {"": None}
        names = dict.fromkeys(name.decode("utf-8", "replace") for name in _TYPE.findall(data))
        if path.endswith(".razor"):
            names.setdefault(path.rpartition("/")[2].partition(".")[0])
        for space in spaces:
            namespaces.setdefault(space, []).append(path)
            for name in names:
                types.setdefault(f"{space}.{name}" if space else name, []).append(path)
        for found in dict.fromkeys(_EXTENSION.findall(data)):
            extensions.setdefault(found.decode("utf-8", "replace"), []).append(path)
        if _GLOBAL.search(data) or path.endswith(_SHARED):
            shared.append(path)
    return _Sources(types, namespaces, extensions, tuple(shared))


def _project(path: str, naming: Naming) -> str:
    """The folder of the project that a file belongs to, with a slash behind it: the outermost one around it that holds sources itself."""
    holding = naming.memo.get("csharp-folders")
    if holding is None:
        holding = naming.memo["csharp-folders"] = {path.rpartition("/")[0] for path in naming.files if path.endswith(SUFFIXES)}
    assert isinstance(holding, set)
    folder = path.rpartition("/")[0]
    while folder and folder.rpartition("/")[0] in holding:
        folder = folder.rpartition("/")[0]
    return folder + "/" if folder else ""
