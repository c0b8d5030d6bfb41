"""Reads Java ``.properties``: escapes, continuation lines, profiles after ``#---``; keys stay flat, as the program asks for them.

Placeholders such as ``${a.b:default}`` stay in the text; what they mean is left to ``evaluate``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._tree import Map, Node, unescape

if TYPE_CHECKING:
    from scanner.languages._tree import Tree

_LINE = re.compile(
    rb"""(?:[ \t\f]|\\\r?\n)*+(?:
      (?P<comment>[\#!][^\r\n]*+)
    | (?P<key>(?:[^\\:=\s]++|\\\r?\n[ \t\f]*+|\\(?s:.))++)(?:[ \t\f]|\\\r?\n)*+[:=]?(?:[ \t\f]|\\\r?\n)*+
      (?P<value>(?:[^\\\r\n]++|\\(?:\r\n|(?s:.)))*+)
    | (?P<bare>[:=][^\r\n]*+)
    )?[^\r\n]*+(?:\r\n|\n|\r|$)""",
    re.VERBOSE,
)
_CONTINUED = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:\r\n|\n|\r)[ \t\f]*")


def read(data: bytes, tree: Tree) -> list[Node]:
    """The map of properties, one for every profile."""
    documents: list[Map] = [{}]
    position = 0
    while position < len(data) and not tree.full:
        line = _LINE.match(data, position)
        if line is None or line.end() == position:
            break
        position = line.end()
        if line["comment"] is not None and line["comment"][1:].rstrip() == b"---":
            documents.append({})
        elif line["key"] is not None:
            _property(line, documents[-1], tree)
        elif line["bare"] is not None:
            tree.fault()
    return [*(document for document in documents if document)] or [documents[0]]


def _property(line: re.Match[bytes], into: Map, tree: Tree) -> None:
    key = _text(line["key"])
    raw = line["value"]
    written = raw.rstrip()
    start = line.start("value")
    first = len(tree.entries)
    tree.attach(into, key, tree.text(key, _text(written), start, start + len(written)), first)


def _text(raw: bytes) -> str:
    return unescape(_CONTINUED.sub(r"\1", raw.decode("utf-8", "replace")))
