"""Reads TOML line by line, so that a fault costs its line; arrays and inline tables go through the reader of ``_json``.

Says what the tables are and where each text stands; dates stay unknown, since no text is meant by them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._json import Reader
from scanner.languages._tree import Map, Nest, Node, join, unescape

if TYPE_CHECKING:
    from scanner.languages._tree import Tree

_TOKENS = re.compile(
    rb"""(?:\s++|\#[^\n]*+)*+(?:
      (?P<punct>[][{}=,])
    | \"{3}(?:\r?\n)?(?P<long>(?:[^"\\]++|\\(?s:.)|"{1,2}(?!"))*+"{0,2})\"{3}
    | '{3}(?:\r?\n)?(?P<long_literal>(?:[^']++|'{1,2}(?!'))*+'{0,2})'{3}
    | "(?P<double>(?:[^"\\\n]++|\\.)*+)(?:"|(?P<open_double>))
    | '(?P<literal>[^'\n]*+)(?:'|(?P<open_literal>))
    | (?P<word>\d{4}-\d\d-\d\d\ \d\d:[\d:.Z+-]++ | [^][\s{},="'\#]++)
    | (?P<bad>(?s:.)) )?""",
    re.VERBOSE,
)
_PART = rb"""(?:[^\s.="'\[\]#,{}]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+')"""
_KEY = _PART + rb"(?:[ \t]*+\.[ \t]*+" + _PART + rb")*+"
_LINE = re.compile(rb"[ \t]*+(?:(?P<open>\[\[?)[ \t]*+(?P<table>" + _KEY + rb")[ \t]*+\]|(?P<key>" + _KEY + rb")[ \t]*+=[ \t]*+(?=[^\s#]))")
_PARTS = re.compile(_PART)
_REST = re.compile(rb"[^\n]*+(?:\n|$)")
_EMPTY = re.compile(rb"(?:\s++|\#[^\n]*+)*+")
_FOLD = re.compile(r"\\(?:[ \t]*\r?\n\s*|[\s\S])")
_MAX_UNCLOSED = 3
"""Values that run to the end of the file; each costs reading it."""


class _Values(Reader):
    """Literal strings have no escapes, long ones may fold lines."""

    def decoded(self, group: str, text: str) -> str:
        if group == "long":
            text = _FOLD.sub(lambda found: "" if "\n" in found[0] else found[0], text)
        return unescape(text) if group in ("long", "double") else text


def read(data: bytes, tree: Tree) -> list[Node]:
    """The document of a TOML file."""
    root: Map = {}
    table, prefix = root, ""
    position = _after(_EMPTY, data, 0)
    unclosed = 0
    while position < len(data) and not tree.full and unclosed <= _MAX_UNCLOSED:
        line = _LINE.match(data, position)
        if line is None:
            tree.fault()
            position = _after(_REST, data, position)
        elif line["open"] is not None:
            table, prefix = _header(root, _parts(line["table"]), line["open"] == b"[[", tree)
            position = _end_of_line(data, line.end() + (line["open"] == b"[["), tree)
        else:
            *path, key = _parts(line["key"])
            into, place = _descend(table, path, prefix, tree)
            end = _value(data, line.end(), into, key, Nest(tree, join(place, key)))
            unclosed += end is None
            position = _end_of_line(data, end, tree) if end is not None else _after(_REST, data, position)
        position = _after(_EMPTY, data, position)
    return [root]


def _value(data: bytes, position: int, into: Map, key: str, nest: Nest) -> int | None:
    """Read the value of a key; gives its end, None when it has none: then the next lines are worth more than what was read of them."""
    tree, first, faults = nest.tree, len(nest.tree.entries), nest.tree.builder.gaps["parse-error"]
    end = _Values(data, nest, _TOKENS).read(position)
    if not nest.done and not tree.full:
        del tree.entries[first:]
        tree.builder.gaps["parse-error"] = faults + 1
        return None
    if nest.root is not None:
        tree.attach(into, key, nest.root, first)
    return end


def _header(root: Map, parts: list[str], array: bool, tree: Tree) -> tuple[Map, str]:
    """The table that ``[a.b]`` or ``[[a.b]]`` opens, and its key path."""
    if not array:
        return _descend(root, parts, "", tree)
    around, prefix = _descend(root, parts[:-1], "", tree)
    found = around.get(parts[-1])
    if not isinstance(found, list):
        if found is not None:
            tree.gap("duplicate-key")
        found = around[parts[-1]] = []
    tree.node()
    table: Map = {}
    found.append(table)
    return table, f"{join(prefix, parts[-1])}.{len(found) - 1}"


def _descend(table: Map, parts: list[str], prefix: str, tree: Tree) -> tuple[Map, str]:
    """The table below ``table``, made where it is missing; of an array of tables the last one."""
    for part in parts:
        prefix = join(prefix, part)
        found = table.get(part)
        if isinstance(found, list) and found and isinstance(found[-1], dict):
            prefix = f"{prefix}.{len(found) - 1}"
            found = found[-1]
        if not isinstance(found, dict):
            if found is not None:
                tree.gap("duplicate-key")
            tree.node()
            found = table[part] = {}
        table = found
    return table, prefix


def _parts(key: bytes) -> list[str]:
    parts = [part.decode("utf-8", "replace") for part in _PARTS.findall(key)]
    parts = [unescape(part[1:-1]) if part[0] == '"' else part.strip("'") for part in parts]
    # NOTE: a header of 100,000 parts would be a tree of that depth.
    return parts if len(parts) <= MAX_DEPTH else [".".join(parts)]


def _end_of_line(data: bytes, position: int, tree: Tree) -> int:
    """The next line; anything but a comment before it is a fault."""
    end = _after(_REST, data, position)
    rest = data[position:end].strip()
    if rest and not rest.startswith(b"#") and not tree.full:
        tree.fault()
    return end


def _after(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    found = pattern.match(data, position)
    return found.end() if found else len(data)
