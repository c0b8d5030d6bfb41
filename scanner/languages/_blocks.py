"""Reads ``.conf`` files made of blocks in braces: directives of servers (``name value;``) and ``key = value`` with nested objects.

Blocks become maps, named by all that stands before the brace; what a directive does is left to others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._json import Reader
from scanner.languages._tree import Map, Nest, Node, join, unescape

if TYPE_CHECKING:
    from scanner.languages._tree import Tree

_TOKEN = re.compile(
    rb"""(?:[ \t\r\f\v]++|\#[^\n]*+|//[^\n]*+)*+(?:
      (?P<end>[;\n][;\s]*+|,(?=\s*+[\w."-]++[ \t]*+[=:{])) | (?P<open>\{) | (?P<close>\})
    | \"{3}(?P<long>(?s:.)*?)\"{3}
    | "(?P<double>(?:[^"\\]++|\\(?s:.))*+)" | '(?P<single>(?:[^'\\]++|\\(?s:.))*+)'
    | (?P<sign>(?:=>|\+=|[=:])(?=[\s"'\[{$]))
    | (?P<word>(?:\$\{[^}\n]{0,200}+\}|[^\s;{}"'=:,]|,(?!\s*+[\w."-]++[ \t]*+[=:{])|[=:](?![\s"'\[{$]))++|[$"'=:])
    )?""",
    re.VERBOSE,
)
_PLACEHOLDER = "${?"
"""An override that counts only where the variable is set."""


class _Token(NamedTuple):
    """``start`` and ``end`` of the text, ``first`` and ``last`` with its quotes."""

    kind: str
    start: int
    end: int
    first: int
    last: int


class _Blocks:
    """Where the reader is: the open blocks and the tokens of the statement at hand."""

    def __init__(self, data: bytes, tree: Tree) -> None:
        self.root: Map = {}
        self._data = data
        self._tree = tree
        self._map = self.root
        self._prefix = ""
        self._around: list[tuple[Map, str]] = []
        self._tokens: list[_Token] = []
        self._same: dict[tuple[int, str], int] = {}

    def token(self, token: _Token) -> int:
        """Take a token; gives the position where the next begins."""
        if token.kind == "end":
            self.statement()
        elif token.kind == "open":
            self._open()
        elif token.kind == "close":
            self.statement()
            if self._around:
                self._map, self._prefix = self._around.pop()
            else:
                self._tree.fault()
        elif self._tokens and self._tokens[-1].kind == "sign" and self._data[token.start : token.start + 1] == b"[":
            return self._array(token.start)
        else:
            self._tree.node()
            self._tokens.append(token)
        return token.last

    def statement(self) -> None:
        """The statement at hand is complete."""
        tokens, self._tokens = self._tokens, []
        if not tokens:
            return
        key = self._text(tokens[0]).rstrip(":=")
        signed = len(tokens) > 1 and tokens[1].kind == "sign"
        values = tokens[2:] if signed else tokens[1:]
        if "=" in key and not values and tokens[0].kind == "word":
            key, _, value = key.partition("=")
            start, end = tokens[0].end - len(value.encode()), tokens[0].end
            signed, values = True, [_Token("word", start, end, start, end)]
        if values:
            self._value(key, values, signed=signed)
        else:
            self._tree.leaf()
            self._tree.node()
            self._attach(key, self._tree.builder.const(None), len(self._tree.entries), signed=signed)

    def _value(self, key: str, values: list[_Token], *, signed: bool) -> None:
        start, end = values[0].start, values[0].end
        text = self._text(values[0])
        if len(values) > 1:
            start, end = values[0].first, values[-1].last
            text = self._data[start:end].decode("utf-8", "replace")
        if values[-1].kind == "word" and text.endswith(",") and signed:
            text, end = text[:-1].rstrip(), end - 1
        first = len(self._tree.entries)
        node = self._tree.word(text) if signed and values[0].kind == "word" else None
        if node is None:
            held = self._map.get(key)
            place = join(self._prefix, key)
            place = f"{place}.{len(held)}" if isinstance(held, list) else f"{place}.1" if held is not None and not signed else place
            node = self._tree.text(place, text, start, end)
        self._attach(key, node, first, signed=signed, optional=text.startswith(_PLACEHOLDER))

    def _attach(self, key: str, node: int, first: int, *, signed: bool, optional: bool = False) -> None:
        """Directives may come several times; of two assignments the last wins unless it is an optional override."""
        held = self._map.get(key)
        if held is None:
            self._tree.attach(self._map, key, node, first)
        elif signed and optional and isinstance(held, int):
            self._map[key] = self._tree.builder.union((node, held), default=True)
        elif signed:
            self._tree.attach(self._map, key, node, first)
        elif isinstance(held, list):
            held.append(node)
        else:
            self._map[key] = [held, node]

    def _open(self) -> None:
        tokens, self._tokens = [token for token in self._tokens if token.kind != "sign"], []
        if len(self._around) >= MAX_DEPTH:
            self._tree.gap("nested-too-deep")
            self._tree.full = True
            return
        self._around.append((self._map, self._prefix))
        if not tokens:
            return  # braces around the whole file
        self._tree.node()
        name = self._text(tokens[0])
        if len(tokens) > 1:
            name = self._data[tokens[0].first : tokens[-1].last].decode("utf-8", "replace")
        count = self._same[id(self._map), name] = self._same.get((id(self._map), name), 0) + 1
        key = name if count == 1 else f"{name}#{count}"
        block: Map = {}
        self._map[key] = block
        self._map, self._prefix = block, join(self._prefix, key)

    def _array(self, position: int) -> int:
        key = self._text(self._tokens[0])
        self._tokens = []
        nest, first = Nest(self._tree, join(self._prefix, key)), len(self._tree.entries)
        end = Reader(self._data, nest).read(position)
        if nest.root is not None:
            self._tree.attach(self._map, key, nest.root, first)
        return end

    def _text(self, token: _Token) -> str:
        text = self._data[token.start : token.end].decode("utf-8", "replace")
        return unescape(text) if token.kind in ("double", "single") else text


def read(data: bytes, tree: Tree) -> list[Node]:
    """The map of blocks and directives."""
    blocks = _Blocks(data, tree)
    position = 0
    while position < len(data) and not tree.full:
        found = _TOKEN.match(data, position)
        if found is None or found.lastgroup is None:
            break
        kind = found.lastgroup
        start, end = found.span(kind)
        first = start - (3 if kind == "long" else 1 if kind in ("double", "single") else 0)
        position = blocks.token(_Token(kind, start, end, first, found.end()))
    blocks.statement()
    return [blocks.root]
