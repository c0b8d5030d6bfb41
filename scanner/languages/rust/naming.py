"""Modules of Rust to files: crates by their manifests, modules by where their files lie.

What a module declares is left to the front end.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.languages.interface import Naming

_PACKAGE = re.compile(rb"^\[package\][^\[]*?^name\s*=\s*\"([\w-]+)\"", re.MULTILINE)
_LIBRARY = re.compile(rb"^\[lib\][^\[]*?^name\s*=\s*\"([\w-]+)\"", re.MULTILINE)
_LIBRARY_PATH = re.compile(rb"^\[lib\][^\[]*?^path\s*=\s*\"([\w./-]+)\"", re.MULTILINE)
_MOD = re.compile(rb"\bmod\s+(\w+)\s*;")
_PATH = re.compile(rb"#\[\s*path\s*=\s*\"([\w./-]+)\"\s*\]\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)")
_ROOTS = ("lib", "main", "mod")


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The file of ``crate``, ``self``, ``super``, a crate of the project, or a module below one of them: the deepest that there is."""
    key = ("rust-locate", module, importer)
    found = naming.memo.get(key)
    if found is None:
        found = naming.memo[key] = _locate(module, importer, naming)
    assert isinstance(found, tuple)
    return found


def _locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    first, *rest = module.split("::")
    if first == "crate":
        at = _root(importer, naming)
    elif first == "self":
        at = importer
    elif first == "super":
        at = _parent(importer, naming)
        while rest[:1] == ["super"] and at:
            at, rest = _parent(at, naming), rest[1:]
    else:
        at = _crates(naming).get(first, "")
        if not at and first == importer and rest:
            return ()
        if not at and b"mod %b;" % first.encode() in (naming.read(importer) or b""):
            at = _child(importer, first, naming)
    if not at:
        return ()
    for number, name in enumerate(rest):
        below = _child(at, name, naming)
        if not below:
            # NOTE: ``mod x;`` without a file is written for another build.
            return () if first == "self" and number == 0 else (at,)
        at = below
    return (at,)


def names_of(path: str) -> tuple[str, ...]:
    """The name of the module; of the root of a crate or folder that of the folder, too."""
    *folders, file = path.split("/")
    stem = file.removesuffix(".rs")
    if stem not in _ROOTS:
        return (stem,)
    owner = next((folder for folder in reversed(folders) if folder != "src"), "")
    return tuple(name for name in (owner, owner.replace("-", "_"), "crate", "super") if name)


def _child(at: str, name: str, naming: Naming) -> str:
    """The file of a module that is declared in another file."""
    folder, _, file = at.rpartition("/")
    stem = file.removesuffix(".rs")
    inside = folder if _is_root(at, naming) or stem in _ROOTS else posixpath.join(folder, stem)
    for path in (posixpath.join(inside, f"{name}.rs"), posixpath.join(inside, name, "mod.rs")):
        if path in naming.files:
            return path
    data = naming.read(at) or b""
    for written, declared in _PATH.findall(data) if b"path" in data else ():
        if declared.decode() == name:
            path = posixpath.normpath(posixpath.join(folder, written.decode()))
            return path if path in naming.files else ""
    return ""


def _is_root(path: str, naming: Naming) -> bool:
    """Whether a file is the root of a program of its own: ``src/bin/x.rs``, ``examples/x.rs``."""
    folder = path.rpartition("/")[0]
    return folder.endswith(("src/bin", "/examples", "/benches", "/tests")) or folder in ("examples", "benches", "tests", "src/bin")


def _parent(path: str, naming: Naming) -> str:
    """The file of the module around that of a file, "" for none."""
    folder, _, file = path.rpartition("/")
    if file in ("lib.rs", "main.rs") or _is_root(path, naming):
        return ""
    if file == "mod.rs":
        folder = folder.rpartition("/")[0]
    candidates = [posixpath.join(folder, f"{root}.rs") for root in ("mod", "lib", "main")]
    above, _, name = folder.rpartition("/")
    candidates.insert(1, posixpath.join(above, f"{name}.rs"))
    found = [candidate for candidate in candidates if candidate in naming.files]
    stem = file.removesuffix(".rs") if file != "mod.rs" else path.split("/")[-2]
    declaring = [c for c in found if stem.encode() in _MOD.findall(naming.read(c) or b"")]
    return next(iter(declaring or found), "")


def _root(path: str, naming: Naming) -> str:
    """The root of the crate that a file belongs to."""
    if path.endswith(("/lib.rs", "/main.rs")) or path in ("lib.rs", "main.rs") or _is_root(path, naming):
        return path
    at, seen = path, 0
    while at and seen < 40:
        above = _parent(at, naming)
        if not above:
            return at if at != path or at.endswith(("lib.rs", "main.rs")) else ""
        at, seen = above, seen + 1
    return at


def _crates(naming: Naming) -> dict[str, str]:
    """The roots of the libraries of the project, by the names that code uses."""
    if "rust-crates" not in naming.memo:
        found: dict[str, str] = {}
        for path in sorted(f for f in naming.files if f.rpartition("/")[2] == "Cargo.toml"):
            data = naming.read(path) or b""
            name = _LIBRARY.search(data) or _PACKAGE.search(data)
            written = _LIBRARY_PATH.search(data)
            folder = path.rpartition("/")[0]
            root = posixpath.normpath(posixpath.join(folder, written[1].decode() if written is not None else "src/lib.rs"))
            if name is not None and root in naming.files:
                found.setdefault(name[1].decode().replace("-", "_"), root)
        naming.memo["rust-crates"] = found
    return naming.memo["rust-crates"]  # type: ignore[return-value]
