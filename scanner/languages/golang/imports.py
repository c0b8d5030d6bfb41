"""Go imports as facts; decides under which name a package is known that the import does not name.

A package's own name stands in its files, which may be anybody's: it is guessed from the path and from the names that the file uses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.golang.literals import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from scanner.languages.golang.descent import Descent

_USED = re.compile(rb"(?<![\w.)\]\"'`])([A-Za-z_]\w*)\.[A-Z]")
_VERSION = re.compile(r"v\d+\Z")
_DOT_VERSION = re.compile(r"[.-]v\d+\Z")
_AROUND = re.compile(r"^(?:go-sdk-|go-|golang-|gopkg-)|(?:-sdk-go|-go-sdk|-golang|-sdk|-go|\.go|go)\Z")


def imports(d: Descent, nodes: Iterable[Node]) -> None:
    """All import declarations of a file; the package's own other files come last, as names that any of them may declare."""
    b = d.b
    unnamed: list[tuple[Node, str]] = []
    taken: set[str] = set()
    children = [child for node in nodes for child in d.children(node)]
    for spec in (s for child in children for s in (d.children(child) if child.type == "import_spec_list" else [child])):
        path_node, name = spec.child_by_field_name("path"), spec.child_by_field_name("name")
        if path_node is None:
            continue
        path = _path(d, path_node)
        if name is None:
            unnamed.append((spec, path))
        elif name.type == "dot":
            b.imported(path, "*", "", spec.start_byte, spec.end_byte)
        else:
            alias = d.text(name)
            taken.add(alias)
            b.imported(path, "", "" if alias == "_" else alias, spec.start_byte, spec.end_byte)
    used = {name.decode("utf-8", "replace") for name in _USED.findall(d.data)}
    _named(d, unnamed, used, taken)


def _path(d: Descent, node: Node) -> str:
    text = d.text(node)[1:-1]
    return unescape(text) if "\\" in text else text


def _named(d: Descent, unnamed: list[tuple[Node, str]], used: set[str], taken: set[str]) -> None:
    """Bind each import to the likeliest of its names that the file uses."""
    likely = {path: candidates(path) for _, path in unnamed}
    written = {path.rpartition("/")[2] for path in likely}
    chosen: dict[str, str] = {}
    for path, names in likely.items():
        # NOTE: another import whose very name it is comes first: ``chat`` of ``x/go-chat`` beside ``x/chat``
        fitting = [n for n in names if n in used and n not in taken and (n == path.rpartition("/")[2] or n not in written)]
        chosen[path] = fitting[0] if fitting else ""
    strangers = sorted(used - taken - set(chosen.values()))
    for path in [path for path, name in chosen.items() if not name]:
        inside = [name for name in strangers if name.islower() and name in path.lower().replace("-", "").replace("_", "")]
        free = [name for name in likely[path] if name not in chosen.values()]
        chosen[path] = max(inside, key=len) if inside else (free[0] if free else "")
    for spec, path in unnamed:
        d.b.imported(path, "", chosen[path], spec.start_byte, spec.end_byte)


def candidates(path: str) -> list[str]:
    """Names that the package at a path may have, likeliest first."""
    parts = [part for part in path.split("/") if part] or [path]
    names: list[str] = []
    for part in reversed(parts[-2:] if _VERSION.match(parts[-1]) else parts[-1:]):
        bare = _DOT_VERSION.sub("", part)
        stripped = _AROUND.sub("", bare)
        again = _AROUND.sub("", stripped)
        together = (stripped.replace("-", ""), bare.replace("-", ""), stripped.replace("-", "_"))
        for name in (bare, stripped, again, *together, bare.rpartition("-")[2]):
            word = name.replace(".", "")
            if word and word.isidentifier() and word not in names:
                names.append(word)
    if _VERSION.match(parts[-1]) and len(names) > 1 and _VERSION.match(names[0]):  # the version is the name of few packages
        names.append(names.pop(0))
    return names or ["_"]
