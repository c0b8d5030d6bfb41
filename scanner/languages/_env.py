"""Reads ``.env`` files as the common loaders do: ``export``, quotes over several lines, comments, references to other keys.

A reference to a key of the same file is that key's value; any other is left to the environment, so it stays a hole here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._tree import Map, Node, unescape

if TYPE_CHECKING:
    from scanner.languages._tree import Tree

_MAX_PARTS = 200
"""Pieces of one value; references to references would double them with every line."""
_LINE = re.compile(
    rb"""[ \t]*+(?:export[ \t]++|set[ \t]++)?(?P<key>[^\s=\#"'`]++)[ \t]*+=[ \t]*+(?:
      "(?P<double>(?:[^"\\]++|\\(?s:.))*+)"
    | '(?P<single>[^']*+)'
    | `(?P<back>[^`]*+)`
    | (?!["'`])(?P<bare>(?:[^\s\#]++|[ \t]++(?!\#|\r?$)|(?<=\S)\#)*+)
    )""",
    re.VERBOSE | re.MULTILINE,
)
_EMPTY = re.compile(rb"(?:\s++|(?:\#|//)[^\n]*+)*+")
_REST = re.compile(rb"[ \t]*+(?:\#[^\n]*+)?\r?(?:\n|$)")
_SKIP = re.compile(rb"[^\n]*+(?:\n|$)")
_REFERENCE = re.compile(r"(\\\$)|\$\{(\w+)(?:(:?[-?+=])((?:[^{}]|\{[^{}]*\})*))?\}|\$([A-Za-z_]\w*)")


def read(data: bytes, tree: Tree) -> list[Node]:
    """The map of variables."""
    root: Map = {}
    position = _end(_EMPTY, data, 0)
    while position < len(data) and not tree.full:
        line = _LINE.match(data, position)
        after = line and _REST.match(data, line.end())
        if line is None or after is None:
            tree.fault()
            position = _end(_SKIP, data, position)
        else:
            _variable(line, root, tree)
            position = after.end()
        position = _end(_EMPTY, data, position)
    return [root]


def _variable(line: re.Match[bytes], root: Map, tree: Tree) -> None:
    key, quote = line["key"].decode("utf-8", "replace"), line.lastgroup or ""
    text = line[quote].decode("utf-8", "replace")
    parts = [tree.builder.string(text)] if quote in ("single", "back") else _parts(text, root, tree, escapes=quote == "double")
    value = tree.builder.concat(parts) if parts else tree.builder.string("")
    held = tree.builder.at(value)
    if held[0] == "concat" and isinstance(held[1], tuple) and len(held[1]) > _MAX_PARTS:
        value = tree.builder.gap("too-many-nodes")
    written = str(held[1]) if held[0] == "string" else text
    first = len(tree.entries)
    tree.attach(root, key, tree.text(key, written, *line.span(quote), value), first)


def _parts(text: str, root: Map, tree: Tree, *, escapes: bool) -> list[int]:
    """Pieces of an interpolated value."""
    parts: list[int] = []
    end = 0
    pending = ""
    for found in _REFERENCE.finditer(text):
        name = found[2] or found[5]
        known = root.get(name) if name else None
        if found[5] and known is None:
            continue  # a password may well hold a dollar sign
        pending += text[end : found.start()] + ("$" if found[1] else "")
        end = found.end()
        if name is None:
            continue
        if pending:
            parts.append(tree.builder.string(unescape(pending) if escapes else pending))
            pending = ""
        parts.append(_reference(known, found[3] or "", found[4] or "", tree))
    if pending := pending + text[end:]:
        parts.append(tree.builder.string(unescape(pending) if escapes else pending))
    return parts


def _reference(known: Node | None, operator: str, default: str, tree: Tree) -> int:
    if isinstance(known, int):
        return known
    hole = tree.builder.unknown("environment")
    return tree.builder.union((hole, tree.builder.string(default)), default=True) if operator in (":-", "-", ":=", "=") else hole


def _end(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    found = pattern.match(data, position)
    return found.end() if found else len(data)
