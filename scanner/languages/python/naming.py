"""Python module names to files, as the interpreter finds them; packages from a registry are nobody's file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.languages.interface import Naming

_SOURCES = ("src", "lib", "python")
"""Folders below a root that are usually on the path, too."""
_MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "environment.yml", "requirements.txt")


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """Files a module name may mean: relative to the importer's package, else from the source roots; a folder ends in ``/``."""
    folder = importer.rpartition("/")[0]
    key = ("python-locate", module, folder)
    if key not in naming.memo:
        naming.memo[key] = _locate(module, folder, naming)
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found


def names_of(path: str) -> tuple[str, ...]:
    """The last part of the module's name."""
    stem = path.removesuffix("/__init__.py").rpartition("/")[2]
    return (stem.rpartition(".")[0] or stem,)


def _locate(module: str, folder: str, naming: Naming) -> tuple[str, ...]:
    dots = len(module) - len(module.lstrip("."))
    parts = [part for part in module[dots:].split(".") if part]
    if dots:
        above = folder.split("/") if folder else []
        if dots - 1 > len(above):
            return ()
        return _files("/".join([*above[: len(above) - dots + 1], *parts]), naming)
    if not parts:
        return ()
    outer = parts[0] in naming.external
    if outer and _required(parts[0], folder, naming):
        return ()
    inside = _inside(naming)
    for root in _roots("" if outer else folder, naming):
        if parts[0] not in inside.get(root, ()):
            continue
        found = _files("/".join([root, *parts] if root else parts), naming)
        # NOTE: a bare folder named like a known package (with prompts in it, say) does not hide the package.
        if found and not (outer and not _files_of_package(root, parts[0], naming)):
            return found
    return ()


def _inside(naming: Naming) -> dict[str, set[str]]:
    """What each folder holds, without endings: most modules are nobody's file, which is told by their first name."""
    key = "python-inside"
    if key not in naming.memo:
        held: dict[str, set[str]] = {}
        for path in (*naming.files, *naming.folders):
            folder, _, name = path.rpartition("/")
            held.setdefault(folder, set()).add(name.partition(".")[0])
        naming.memo[key] = held
    found = naming.memo[key]
    assert isinstance(found, dict)
    return found


def _files(base: str, naming: Naming) -> tuple[str, ...]:
    found = tuple(name for name in (f"{base}.py", f"{base}/__init__.py", f"{base}.pyi", f"{base}.pyw") if name in naming.files)
    if not base:
        found = tuple(name for name in ("__init__.py",) if name in naming.files)
    # NOTE: a folder without __init__.py is a namespace package; its name stands for it.
    return found or ((base + "/",) if base and base in naming.folders else ())


def _files_of_package(root: str, top: str, naming: Naming) -> bool:
    found = _files(f"{root}/{top}" if root else top, naming)
    return bool(found) and not found[0].endswith("/")


def _roots(folder: str, naming: Naming) -> Sequence[str]:
    """Folders that top-level imports are looked up in: every folder from the importer's up to the root, and their usual source folders.

    A script's own folder is on its path, and so is the working directory, which is usually a folder above.
    """
    key = ("python-roots", folder)
    if key not in naming.memo:
        roots = []
        for at in _ancestors(folder):
            roots.append(at)
            roots.extend(below for name in _SOURCES if (below := f"{at}/{name}" if at else name) in naming.folders)
        naming.memo[key] = tuple(roots)
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found


def _ancestors(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def _required(top: str, folder: str, naming: Naming) -> bool:
    """Whether a manifest above asks for a package of that name from the registry."""
    return any(_asked(top, path, naming) for path in _manifests(folder, naming))


def _asked(top: str, path: str, naming: Naming) -> bool:
    key = ("python-asked", top, path)
    if key not in naming.memo:
        name = re.escape(top).replace("_", "[-_.]")
        pattern = rf"""(?:^|["'])\s*(?:-\s+)?{name}\s*(?:\[[^\]]*\])?\s*(?:[=<>~!;@,"'#]|$)"""
        text = (naming.read(path) or b"").decode("utf-8", "replace")
        naming.memo[key] = re.search(pattern, text, re.IGNORECASE | re.MULTILINE) is not None
    return bool(naming.memo[key])


def _manifests(folder: str, naming: Naming) -> Sequence[str]:
    """Those of a folder and of the folders around it."""
    key = ("python-manifests", folder)
    if key not in naming.memo:
        paths = (f"{at}/{name}" if at else name for at in _ancestors(folder) for name in _MANIFESTS)
        naming.memo[key] = tuple(path for path in paths if path in naming.files)
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found
