"""Constants of Ruby to files: what a file defines says what it is called, and its path tells which of several is meant.

Every source file is read once for its classes, modules and constants; the rest of it is left to the front end.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

SUFFIXES = (".rb", ".rake", ".ru", ".gemspec", ".jbuilder")
MAX_FILES = 8
"""Files that may define one constant; a module that more of them open says nothing about who uses whom."""
MAX_NAMES = 24
_LINE = re.compile(
    rb"^([ \t]*+)(?:(?:class|module)[ \t]++((?:::)?[A-Z][\w:]*+)([^\n]*)|([A-Z]\w*+)[ \t]*+=(?![=~>])|"
    rb"(def|include|extend|attr_\w+|delegate|self\.|@|[a-z]\w*[ \t(]))",
    re.MULTILINE,
)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class _Sources(NamedTuple):
    names: dict[str, list[str]]
    """Files by the full name of a constant: first those that put something into it."""
    opened: dict[str, tuple[str, ...]]
    """Modules that a file opens, the longest name first."""
    defined: dict[str, tuple[str, ...]]
    """Last names of what a file defines."""


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The files of a constant (``A::B`` as the importer sees it, ``::A::B`` in full), a path (``a/b``, ``./b``), settings (``=name``)."""
    key = ("ruby-locate", module, importer)
    found = naming.memo.get(key)
    if found is None:
        if module.startswith("="):
            found = _settings(module[1:], importer, naming)
        elif "/" in module or not module.removeprefix("::")[:1].isupper():
            found = _required(module, importer, naming)
        else:
            found = _defining(module, importer, naming)
        naming.memo[key] = found
    assert isinstance(found, tuple)
    return found


def names_of(path: str, naming: Naming) -> tuple[str, ...]:
    """The constants that the file defines, and what it is required by."""
    stem = path.rpartition("/")[2].partition(".")[0]
    return (*_sources(naming).defined.get(path, ())[:MAX_NAMES], stem)


def _defining(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    sources = _sources(naming)
    full = module.removeprefix("::")
    around = () if module.startswith("::") else sources.opened.get(importer, ())
    for prefix in (*around, ""):
        name = f"{prefix}::{full}" if prefix else full
        if name in sources.names:
            return _best(sources.names[name], name, importer)
    return ()


def _best(paths: list[str], name: str, importer: str) -> tuple[str, ...]:
    """First the file that is named like the constant, then the nearest ones."""
    ending = "/".join(_WORD.sub("_", part).lower() for part in name.split("::")) + ".rb"
    parts = importer.split("/")

    def order(path: str) -> tuple[bool, int, str]:
        shared = 0
        for mine, theirs in zip(parts, path.split("/"), strict=False):
            if mine != theirs:
                break
            shared += 1
        return not f"/{path}".endswith(f"/{ending}"), -shared, path

    return tuple(sorted(paths, key=order)[:MAX_FILES])


def _required(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """``require_relative`` counts from the file, ``require`` from ``lib``, the top, or any folder of the tree."""
    folder = importer.rpartition("/")[0]
    name = module if module.endswith(SUFFIXES) else f"{module}.rb"
    if module.startswith("."):
        path = posixpath.normpath(posixpath.join(folder, name))
        return (path,) if path in naming.files else ()
    at = folder
    while True:
        for path in (posixpath.join(at, "lib", name), posixpath.join(at, name)):
            if path in naming.files:
                return (path,)
        if not at:
            return ()
        at = at.rpartition("/")[0]


def _settings(name: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """``config/name.yml``, and the files of all settings."""
    at = importer.rpartition("/")[0]
    while True:
        for path in (f"config/{name}.yml", f"config/{name}.yaml"):
            full = posixpath.join(at, path)
            if full in naming.files:
                return (full,)
        if not at:
            return ()
        at = at.rpartition("/")[0]


def _sources(naming: Naming) -> _Sources:
    found = naming.memo.get("ruby-sources")
    if found is None:
        found = naming.memo["ruby-sources"] = _read(naming)
    assert isinstance(found, _Sources)
    return found


def _read(naming: Naming) -> _Sources:
    names: dict[str, list[str]] = {}
    empty: dict[str, list[str]] = {}
    opened: dict[str, tuple[str, ...]] = {}
    defined: dict[str, tuple[str, ...]] = {}
    for path in sorted(naming.files):
        data = naming.read(path) if path.endswith(SUFFIXES) else None
        if data is None:
            continue
        found = _definitions(data)
        for name, filled in found.items():
            (names if filled else empty).setdefault(name, []).append(path)
        opened[path] = tuple(sorted((n for n in found if not n.startswith("=")), key=lambda n: (-n.count("::"), n)))
        defined[path] = tuple(dict.fromkeys(name.rpartition("::")[2] for name, filled in found.items() if filled))
    for name, paths in empty.items():
        # NOTE: modules that are nothing but a roof over others are taken from the file of their name only.
        names.setdefault(name, paths if len(paths) <= MAX_FILES else [])
    return _Sources({name: paths for name, paths in names.items() if paths}, opened, defined)


def _definitions(data: bytes) -> dict[str, bool]:
    """Full names of the constants that a file defines, and whether something of their own stands in them; by indentation."""
    found: dict[str, bool] = {}
    around: list[tuple[int, str]] = []
    for match in _LINE.finditer(data):
        indent = len(match[1])
        while around and around[-1][0] >= indent:
            around.pop()
        outer = around[-1][1] if around else ""
        if match[2] is not None:
            name = match[2].decode("ascii", "replace").strip(":")
            full = f"{outer}::{name}" if outer and not match[2].startswith(b"::") else name
            based = b"<" in match[3]
            found[full] = found.get(full, False) or based
            if not match[3].rstrip().endswith((b" end", b";end")):
                around.append((indent, full))
        elif match[4] is not None:
            name = match[4].decode("ascii", "replace")
            found[f"{outer}::{name}" if outer else name] = True
            if outer:
                found[outer] = True
        elif outer:
            found[outer] = True
    return found
