"""Names of Lua modules to files: dots are folders, from wherever the search path begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._near import nearest

if TYPE_CHECKING:
    from scanner.languages.interface import Naming


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The files that end like the module's name; the nearest to the importer first."""
    key = ("lua-locate", module, importer.rpartition("/")[0])
    found = naming.memo.get(key)
    if found is None:
        end = module.replace(".", "/")
        named = [path for path in _stems(naming).get(end.rpartition("/")[2], ()) if _fits(path, end)]
        found = naming.memo[key] = nearest(named, importer)
    assert isinstance(found, tuple)
    return found


def names_of(path: str) -> tuple[str, ...]:
    """The last part of the module's name."""
    return (_stem(path),)


def _stem(path: str) -> str:
    parts = path.removesuffix(".lua").split("/")
    return parts[-2] if parts[-1] == "init" and len(parts) > 1 else parts[-1]


def _fits(path: str, end: str) -> bool:
    return any(path == end + tail or path.endswith("/" + end + tail) for tail in (".lua", "/init.lua"))


def _stems(naming: Naming) -> dict[str, list[str]]:
    known = naming.memo.get("lua-stems")
    if known is None:
        found: dict[str, list[str]] = {}
        for path in sorted(naming.files):
            if path.endswith(".lua"):
                found.setdefault(_stem(path), []).append(path)
        known = naming.memo["lua-stems"] = found
    assert isinstance(known, dict)
    return known
