"""Reads JSON as people write it: comments, trailing commas, single quotes, bare keys; also the arrays and inline tables of TOML.

Says which text stands at which bytes; a fault costs the token it is at, and what is read of the whole file is left to ``configuration``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._tree import Nest, Node, unescape

if TYPE_CHECKING:
    from collections.abc import Collection

    from scanner.languages._tree import Tree

# NOTE: possessive quantifiers throughout, or a long string of an attacker costs its length squared.
_STRINGS = rb"""
  "(?P<double>[^"\\\n]*+(?:\\(?:\r\n|[\s\S])[^"\\\n]*+)*+)(?:"|(?P<open_double>))
| '(?P<single>[^'\\\n]*+(?:\\(?:\r\n|[\s\S])[^'\\\n]*+)*+)(?:'|(?P<open_single>))
"""
TOKENS = re.compile(
    rb"(?:\s++|\xc2\xa0|\xef\xbb\xbf|//[^\n]*+|\#[^\n]*+|/\*(?s:.*?)\*/)*+(?: (?P<punct>[][{}:,]) |"
    + _STRINGS
    + rb"""| (?P<word>[^][\s{}:,"'/\#]++) | (?P<bad>/++|(?s:.)) )?""",
    re.VERBOSE,
)
"""JSON with everything that JSON5 and editors' settings add."""
_BRACKETS = re.compile(rb"""(?P<open>[\[{])|(?P<close>[\]}])|"(?:[^"\\\n]++|\\(?s:.))*+"|'(?:[^'\\\n]++|\\(?s:.))*+'""")


class Reader:
    """Reads one value from a position on."""

    def __init__(self, data: bytes, nest: Nest, tokens: re.Pattern[bytes] = TOKENS) -> None:
        self._data = data
        self._nest = nest
        self._tokens = tokens
        self._ready = True
        """A value or key may come: nothing stands between it and the last separator."""

    def read(self, position: int = 0) -> int:
        """Read up to the end of the value; gives the position after it."""
        nest = self._nest
        while position < len(self._data):
            position = self._some(position)
            if nest.done or nest.tree.full:
                return position
            if nest.ignoring:
                position = self._pass_over(position)
        self._nest.tree.fault()
        return len(self._data)

    def _some(self, position: int) -> int:
        """Tokens up to the end of the value, or up to a container that is left out."""
        nest, tree = self._nest, self._nest.tree
        for found in self._tokens.finditer(self._data, position):
            kind, position = found.lastgroup, found.end()
            if kind is None:
                break
            if kind == "punct":
                self._punctuation(self._data[position - 1])
            elif kind == "bad":
                tree.fault()
            else:
                self._scalar(kind, found)
            if nest.holder is None or nest.ignoring or tree.full:
                return position
        return len(self._data)

    def _pass_over(self, position: int) -> int:
        """The end of a container that is left out."""
        depth = 1
        for found in _BRACKETS.finditer(self._data, position):
            if found.lastgroup is not None:
                depth += 1 if found.lastgroup == "open" else -1
                if not depth:
                    self._nest.close()
                    self._ready = False
                    return found.end()
        return len(self._data)

    def _punctuation(self, sign: int) -> None:
        nest = self._nest
        if sign in b"{[":
            self._before_value()
            nest.open({} if sign == 0x7B else [])
            self._ready = True
            return
        if sign in b"}]":
            if nest.key is not None or not isinstance(nest.holder, dict if sign == 0x7D else list):
                self._nest.tree.fault()
                nest.key = None
            if nest.holder is not None:
                nest.close()
            self._ready = False
            return
        if sign == 0x2C:
            if nest.key is not None or self._ready:
                self._nest.tree.fault()
                nest.key = None
        elif nest.key is None or self._ready:
            self._nest.tree.fault()
        self._ready = True

    def _before_value(self) -> None:
        nest = self._nest
        keyless = isinstance(nest.holder, dict) and nest.key is None
        if keyless or not self._ready:
            self._nest.tree.fault()
        if keyless:
            nest.key = ""

    def _scalar(self, kind: str, found: re.Match[bytes]) -> None:
        nest = self._nest
        group = kind.removeprefix("open_")
        if group != kind:
            self._nest.tree.fault()
        text = self.decoded(group, found[group].decode("utf-8", "replace"))
        if isinstance(nest.holder, dict) and nest.key is None:
            if not self._ready:
                self._nest.tree.fault()
            nest.key, self._ready = text, False
            return
        self._before_value()
        self._ready = False
        start, end = found.span(group)
        if kind != "word":
            nest.text(text, start, end)
        else:
            value = nest.tree.word(text)
            nest.constant(text, start, end, self._odd(text) if value is None else value)

    def decoded(self, group: str, text: str) -> str:
        return text if group == "word" else unescape(text)

    def _odd(self, text: str) -> int:
        """A date of TOML, or a word that is no value in JSON."""
        if not text[:1].isdigit():
            self._nest.tree.fault()
        return self._nest.tree.builder.unknown("date" if text[:1].isdigit() else "parse-error")


def read(data: bytes, tree: Tree, skip: Collection[str] = ()) -> list[Node]:
    """The document of a JSON file; values of the keys in ``skip`` are passed over."""
    if _blank(data, 0):
        return []
    nest = Nest(tree, skip=skip)
    end = Reader(data, nest).read()
    if not tree.full and not _blank(data, end):
        # Several values in a file are records, one per line; the first shows what they are.
        tree.gap("cut")
    return [] if nest.root is None else [nest.root]


def _blank(data: bytes, position: int) -> bool:
    found = TOKENS.match(data, position)
    return found is None or found.lastgroup is None
