"""Reads XML configuration: texts and attributes with the path of elements; an element's ``name`` or ``key`` stands for it.

Nothing is fetched, and a file that declares entities is left alone: no configuration needs them, and their texts multiply.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._tree import join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.languages._tree import Node, Tree

_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*\?>")
_NAMES = ("name", "key", "id")
_VALUE = "value"
_LIST = "plist"
_MAPPERS = ("mapper", "sqlMap")
"""Roots of files that hold statements, which are no settings."""
_LINES = 4_000
"""Bytes in which an attribute's text is looked for behind the beginning of its element."""


class _LeftError(Exception):
    """The rest of the file is not read; the argument is the gap."""


class _Reader:
    """Where the parser is: the path of the open elements, and the text of the innermost."""

    def __init__(self, data: bytes, tree: Tree) -> None:
        self._data = data
        self._tree = tree
        self._places: list[str] = [""]
        self._text = ""
        self._start = -1
        self._listed = False
        self._key = ""
        """In a property list: what the last ``key`` calls the element behind it."""
        self.parser = parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self._open, self._close, self._words
        parser.EntityDeclHandler = self._entity

    def _open(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._places) > MAX_DEPTH:
            raise _LeftError("nested-too-deep")
        name = tag.rpartition(" ")[2]
        if len(self._places) == 1 and name in _MAPPERS:
            raise _LeftError("")
        self._listed = self._listed or (len(self._places) == 1 and name == _LIST)
        called = next((attributes[key] for key in _NAMES if key in attributes), "")
        if self._listed and name != _NAMES[1]:
            called, self._key = called or self._key, ""
        place = join(self._places[-1], called or name) if called or name != _VALUE else self._places[-1]
        self._places.append(place)
        self._text, self._start = "", -1
        start = self.parser.CurrentByteIndex
        for key, text in attributes.items():
            if key not in _NAMES or (not called and text):
                self._keep(place if key == _VALUE else join(place, key.rpartition(" ")[2]), text, self._find(text, start))

    def _close(self, tag: str) -> None:
        place = self._places.pop()
        text = self._text.strip()
        if self._listed and tag == _NAMES[1]:
            self._key = text
        elif text:
            self._keep(place, text, max(self._start, 0))
        self._text, self._start = "", -1

    def _words(self, text: str) -> None:
        if self._start < 0 and text.strip():
            self._start = self.parser.CurrentByteIndex + len(text) - len(text.lstrip())
        if self._start >= 0:
            self._text += text

    def _entity(self, *_: object) -> None:
        raise _LeftError("cut")

    def _find(self, text: str, start: int) -> int:
        found = self._data.find(text.encode(), start, start + _LINES)
        return found if found >= 0 else start

    def _keep(self, place: str, text: str, start: int) -> None:
        self._tree.text(place, text, start, min(start + len(text.encode()), len(self._data)))
        if self._tree.full:
            raise _LeftError("")


def read(data: bytes, tree: Tree) -> list[Node]:
    """Nothing asks for such a file as a map: its texts are all there is of it."""
    if not data.lstrip().startswith(b"<"):
        return []  # other programs call other things so
    reader = _Reader(data, tree)
    # NOTE: the text is UTF-8 by now, whatever its first line says.
    plain = _DECLARATION.sub(lambda head: re.sub(rb"[^\n]", b" ", head[0]), data, count=1)
    try:
        reader.parser.Parse(plain, True)
    except _LeftError as left:
        if reason := str(left):
            tree.gap(reason)
    except expat.ExpatError:
        tree.gap("parse-error")
    return []
