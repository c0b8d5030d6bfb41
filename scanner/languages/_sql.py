"""Reads the addresses that scripts of a database write into its rows: ``INSERT``, ``REPLACE`` and ``UPDATE`` with texts in quotes.

An address is keyed by table and column (``channel.base_url``), once where several rows hold the same text.
Everything else of a script is left to ``queries``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.languages._tree import Node, Tree

_MAX_ROWS = 500
"""Rows of one statement; the rest is data like those before."""
_LONGEST = 2_000
_QUOTED = r"""'(?:[^'\\]++|''|\\(?s:.))*+(?:'|\Z)"""
_DOUBLE = r'"(?:[^"\\]++|""|\\(?s:.))*+(?:"|\Z)'
_NAMED = rf"`[^`]*+`|{_DOUBLE}|\[[\w ]++\]"
_COMMENT = r"""--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|(?m:^)[ \t]*+\#[^\n]*+"""
_HEAD = re.compile(
    rf"""{_COMMENT}|{_QUOTED}|{_NAMED}|(?i:\b(?:(?P<insert>(?:insert|replace)\b[\w\s]{{0,40}}?\binto)|(?P<update>update))\s++)"""
    rf"""(?P<table>(?:[\w$]++|{_NAMED})(?:\s*+\.\s*+(?:[\w$]++|{_NAMED}))*+)""".encode(),
    re.VERBOSE,
)
_PART = re.compile(rf"(?:{_COMMENT})|(?P<text>{_QUOTED}|{_DOUBLE})|(?P<name>{_NAMED}|[\w$@.+-]++)|(?P<sign>[(),;=])".encode(), re.VERBOSE)
_ADDRESS = re.compile(r"https?://|wss?://|(?:[\w-]+\.)+[a-z]{2,}(?:[:/]\S*)?\Z")
_ESCAPED = re.compile(r"''|\\(.)", re.DOTALL)
_END = frozenset({"from", "where", "on", "returning"})


def read(data: bytes, tree: Tree) -> list[Node]:
    """Addresses as entries without a map: a row is no setting that a program asks for by name."""
    position = 0
    known: set[str] = set()
    while not tree.full and (head := _HEAD.search(data, position)) is not None:
        position = max(head.end(), position + 1)
        table = head["table"]
        if table is not None:
            name = _plain(table.decode("utf-8", "replace").rpartition(".")[2])
            read_rows = _inserted if head["insert"] is not None else _updated
            position = read_rows(data, position, name, tree, known)
    return []


def _inserted(data: bytes, position: int, table: str, tree: Tree, known: set[str]) -> int:
    """Rows of an ``INSERT``, or what it selects; the end of what was read."""
    columns: list[str] = []
    depth = column = rows = 0
    values = False
    for part in _parts(data, position):
        position = part.end()
        word = _word(part)
        sign = part["sign"]
        if sign == b";" or rows > _MAX_ROWS or (values and not depth and word.lower() in _END):
            break
        if not values and word.lower() in ("values", "value", "select"):
            values, depth, column = True, 0, 0
        elif sign == b"(":
            depth, column = depth + 1, 0 if values and not depth else column
        elif sign == b")":
            depth -= 1
            rows += depth == 0
        elif sign == b"," and depth <= 1:
            column += 1
        elif not values and depth == 1 and word:
            columns.append(_plain(word))
        elif values and part["text"] is not None and depth <= 1:
            _address(part, f"{table}.{columns[column] if column < len(columns) else column}", tree, known)
    return position


def _updated(data: bytes, position: int, table: str, tree: Tree, known: set[str]) -> int:
    """What an ``UPDATE`` sets columns to; the end of what was read."""
    column, waiting = "", False
    for part in _parts(data, position):
        position = part.end()
        word, sign = _word(part), part["sign"]
        if sign == b";" or word.lower() in _END:
            break
        if word and not (waiting and part["text"] is not None):
            column, waiting = _plain(word.rpartition(".")[2]), False
        elif sign == b"=":
            waiting = True
        elif part["text"] is not None and waiting and column:
            _address(part, f"{table}.{column}", tree, known)
            waiting = False
    return position


def _parts(data: bytes, position: int) -> Iterator[re.Match[bytes]]:
    return (part for part in _PART.finditer(data, position) if part.lastgroup is not None)


def _word(part: re.Match[bytes]) -> str:
    """A name, also one in double quotes, which some write texts in."""
    written = part["name"] or (part["text"] if (part["text"] or b"").startswith(b'"') else b"")
    return written.decode("utf-8", "replace")


def _address(part: re.Match[bytes], key: str, tree: Tree, known: set[str]) -> None:
    """Keeps a text that holds an address and is not known yet."""
    raw = part["text"]
    if len(raw) > _LONGEST:
        return
    text = _ESCAPED.sub(lambda found: found[1] or "'", raw[1:-1].decode("utf-8", "replace"))
    if text not in known and _ADDRESS.search(text):
        known.add(text)
        tree.text(key, text, part.start("text") + 1, part.end("text") - 1)


def _plain(name: str) -> str:
    return name.strip('`"[] ')
