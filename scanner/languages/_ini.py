"""Reads INI, ``.cfg`` and ``.conf`` files by lines: sections, ``=`` or ``:``, values continued by indentation; no interpolation.

Sections are maps that also spread ``[DEFAULT]``; keys keep their case, and what reads them is left to ``evaluate``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages import _blocks
from scanner.languages._tree import MAX_KEY, Map, Node, join

if TYPE_CHECKING:
    from scanner.languages._tree import Tree

_LINE = re.compile(rb"(?P<indent>[ \t]*+)(?P<text>[^\n]*+)(?:\n|$)")
_SECTION = re.compile(rb"\[(?P<name>[^\n]*)\]\s*(?:[#;].*)?$", re.DOTALL)
_PAIR = re.compile(rb"(?P<key>[^=:]*[^=:\s])\s*[=:]\s*(?P<value>.*)$", re.DOTALL)
_COMMENT = re.compile(rb"^[#;](?:\s.*)?$|\s[#;].*$", re.DOTALL)
_BLOCK = re.compile(rb"(?m)^[^\n#;\[]*\{[ \t]*(?:[#;][^\n]*)?\r?$")
_HEADER = re.compile(rb"(?m)^\[[^\]\n\"{]++\][ \t]*+\r?$")
_DEFAULT = "DEFAULT"
_REPEATED = "Environment"
"""Units of services set one variable or several on every line of this key."""


class _Lines:
    """Where the reader is: the section, and the value that an indented line may continue."""

    def __init__(self, tree: Tree) -> None:
        self.root: Map = {}
        self._tree = tree
        self._section: Map = self.root
        self._prefix = ""
        self._key = ""
        self._indent = -1
        self._pieces: list[tuple[str, int, int]] = []

    def line(self, indent: int, text: bytes, start: int) -> None:
        """One line that is neither empty nor a comment."""
        if self._indent >= 0 and indent > self._indent:
            self._tree.node()
            self._pieces.append(_piece(text, start))
            return
        self.flush()
        section = _SECTION.match(text)
        if section is not None:
            self._open(section["name"].decode("utf-8", "replace").strip())
            return
        pair = _PAIR.match(text)
        if pair is None:
            if text.startswith(b"["):
                self._tree.fault()
            else:
                self._flag(text)
            return
        self._key = pair["key"].decode("utf-8", "replace")
        self._indent = indent
        self._pieces = [_piece(pair["value"], start + pair.start("value"))]

    def flush(self) -> None:
        """The value that was being read is complete."""
        if self._indent < 0:
            return
        self._indent = -1
        pieces = [piece for piece in self._pieces if piece[0]] or self._pieces[:1]
        text = "\n".join(piece[0] for piece in pieces)
        first, key = len(self._tree.entries), self._key
        if key == _REPEATED and key in self._section:
            key = f"{key}.{len(self._section)}"
        value = self._tree.text(join(self._prefix, key), text, pieces[0][1], pieces[-1][2])
        self._tree.attach(self._section, key, value, first)

    def _open(self, name: str) -> None:
        found = self.root.get(name)
        if isinstance(found, dict):
            self._section = found
        else:
            if found is not None:
                self._tree.gap("duplicate-key")
            self._tree.node()
            self._section = self.root[name] = {}
        self._prefix = name[-MAX_KEY:]

    def _flag(self, text: bytes) -> None:
        """A key without a value."""
        key = _piece(text, 0)[0]
        self._tree.leaf()
        self._tree.node()
        if key:
            self._tree.attach(self._section, key, self._tree.builder.const(None), len(self._tree.entries))


def read(data: bytes, tree: Tree) -> list[Node]:
    """The map of sections, or of blocks: the endings ``.conf`` and ``.cfg`` do not tell which."""
    if _BLOCK.search(data) and not _HEADER.search(data):
        return _blocks.read(data, tree)
    lines = _Lines(tree)
    position = 0
    while position < len(data) and not tree.full:
        found = _LINE.match(data, position)
        if found is None or found.end() == position:
            break
        position = found.end()
        text = found["text"].rstrip()
        if text and text[0] not in b"#;":
            lines.line(len(found["indent"]), text, found.start("text"))
    lines.flush()
    default = lines.root.get(_DEFAULT)
    if isinstance(default, dict):
        for name, section in lines.root.items():
            if isinstance(section, dict) and name != _DEFAULT:
                section[0] = default
    return [lines.root]


def _piece(raw: bytes, start: int) -> tuple[str, int, int]:
    """The text of a value without comment and quotes, and where it stands."""
    comment = None if raw[:1] in (b'"', b"'") and raw.endswith(raw[:1]) else _COMMENT.search(raw)
    kept = raw[: comment.start()].rstrip() if comment else raw
    if len(kept) > 1 and kept[:1] in (b'"', b"'") and kept.endswith(kept[:1]):
        start, kept = start + 1, kept[1:-1]
    return kept.decode("utf-8", "replace"), start, start + len(kept)
