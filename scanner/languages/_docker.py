"""Reads image build files: what ``ENV`` and ``ARG`` set, one map for every stage; commands are left to nobody here.

References to other variables stay in the text; what they stand for is left to ``evaluate``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.languages._tree import Map, Node, Tree

_ESCAPE = re.compile(rb"\s*#\s*escape\s*=\s*`", re.IGNORECASE)
_LINE = re.compile(rb"[^\n]*(?:\n|$)")
_INSTRUCTION = re.compile(rb"[ \t]*(?P<word>[A-Za-z]+)[ \t]+")
_HEREDOC = re.compile(rb"<<-?[\"']?(?P<mark>[A-Za-z_]\w*)[\"']?")
_PAIR = re.compile(
    rb"""[\s\\`]*(?P<key>[A-Za-z_]\w*)(?:=(?:"(?P<double>(?:[^"\\]++|\\(?s:.))*+)"|'(?P<single>[^']*+)'|(?P<bare>(?:[^\s\\`]++|[\\`][^\r\n]?)*+))|(?=\s|$))"""
)
_OLD = re.compile(rb"(?P<key>[A-Za-z_]\w*)[ \t]+(?P<value>[^=\s][^\n]*|[^\s]+)")


def read(data: bytes, tree: Tree) -> list[Node]:
    """A map of variables for every stage; those before the first one hold for all."""
    escape = b"`" if _ESCAPE.match(data) else b"\\"
    stages: list[Map] = [{}]
    position = 0
    while position < len(data) and not tree.full:
        start, position = position, _end_of_instruction(data, position, escape)
        word = _INSTRUCTION.match(data, start, position)
        name = word["word"].upper() if word else b""
        if name == b"FROM":
            stages.append({})
        elif word is not None and name in (b"ENV", b"ARG"):
            _variables(data, word.end(), position, stages[-1], tree)
        elif word is not None and name in (b"RUN", b"COPY", b"ADD"):
            position = _after_heredocs(data, start, position)
    return [*(stage for stage in stages if stage)] or [stages[0]]


def _end_of_instruction(data: bytes, position: int, escape: bytes) -> int:
    """Behind the last of the lines that one instruction is written on; comments and empty lines may stand between them."""
    continued = False
    while position < len(data):
        line = _LINE.match(data, position)
        if line is None:
            break
        position = line.end()
        text = line[0].strip()
        if continued and (not text or text.startswith(b"#")):
            continue
        continued = text.endswith(escape) and not text.startswith(b"#")
        if not continued:
            break
    return position


def _after_heredocs(data: bytes, start: int, end: int) -> int:
    """Behind the texts that a command of several lines holds; one without an end is none."""
    for mark in _HEREDOC.findall(data, start, end):
        close = re.compile(rb"(?m)^\t*" + re.escape(mark) + rb"\r?$").search(data, end)
        end = close.end() if close else end
    return end


def _variables(data: bytes, start: int, end: int, into: Map, tree: Tree) -> None:
    """``A=1 B="x y"``, or ``A some text`` in the old way of writing."""
    old = _OLD.match(data, start, end)
    if old is not None and b"=" not in data[start : old.end("key") + 1]:
        _set(old["key"], old["value"].rstrip(), old.start("value"), into, tree)
        return
    for pair in _PAIR.finditer(data, start, end):
        group = pair.lastgroup or "key"
        if group != "key":
            _set(pair["key"], pair[group], pair.start(group), into, tree)


def _set(key: bytes, value: bytes, start: int, into: Map, tree: Tree) -> None:
    name, text = key.decode(), value.decode("utf-8", "replace").replace('\\"', '"')
    first = len(tree.entries)
    tree.attach(into, name, tree.text(name, text, start, start + len(value)), first)
