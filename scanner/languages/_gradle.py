"""Reads what a Gradle script puts into the program that it builds: ``buildConfigField``, whatever block it stands in.

The rest of a script is a program of its own; its packages are read by ``dependencies``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._tree import Map, Node, unescape

if TYPE_CHECKING:
    from scanner.languages._tree import Tree

_FIELD = "buildConfigField"
_LINE = re.compile(
    rb"""^[^/\n]{0,200}?\bbuildConfigField[ \t]*\(?\s*(?:type\s*=\s*)?["']String["']\s*,
      \s*(?:name\s*=\s*)?["'](?P<key>\w+)["']\s*,\s*(?:value\s*=\s*)?
      (?:"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)')""",
    re.VERBOSE | re.MULTILINE,
)


def read(data: bytes, tree: Tree) -> list[Node]:
    """The map of fields; of several builds each is an alternative."""
    documents: list[Node] = []
    for line in _LINE.finditer(data):
        if tree.full:
            break
        quote = "double" if line["double"] is not None else "single"
        text = unescape(line[quote].decode("utf-8", "replace")).strip('"')
        start = line.start(quote) + max(line[quote].find(text.encode()), 0)
        into: Map = {}
        key = line["key"].decode()
        tree.attach(into, key, tree.text(f"{_FIELD}.{key}", text, start, start + len(text.encode())), len(tree.entries))
        documents.append(into)
    return documents or [{}]
