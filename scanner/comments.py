"""Says whether a place in a text stands in a comment or a docstring, by the signs around it and without a parse.

Text that only looks like a comment (a hash in a page, a slash in an address) counts as text.
"""

from __future__ import annotations

import re

_HASHED = frozenset({"python", "yaml", "toml", "env", "ini", "properties", "php"})
_SLASHED = frozenset(
    {"javascript", "typescript", "tsx", "vue", "svelte", "html", "java", "kotlin", "golang", "csharp", "razor", "php", "json"}
)
_MARKED = frozenset({"vue", "svelte", "html", "template", "razor"})
_QUOTES = b"\"'`"
_TRIPLE = re.compile(rb"\"\"\"|'''")
_CONTINUES = b"(,=[{+%:"
_WINDOW = 8_000
"""Bytes looked back over."""


def is_comment(text: bytes, at: int, language: str) -> bool:
    """Whether the byte at ``at`` is written for programmers."""
    before = text[max(0, at - _WINDOW) : at]
    line = before[before.rfind(b"\n") + 1 :]
    if language in _MARKED and _is_open(before, b"<!--", b"-->"):
        return True
    if language == "python" and _in_docstring(before):
        return True
    if language in _SLASHED and (_is_open(before, b"/*", b"*/") or _behind(line, b"//")):
        return True
    return language in _HASHED and _behind(line, b"#")


def _is_open(before: bytes, opening: bytes, closing: bytes) -> bool:
    start = before.rfind(opening)
    return start >= 0 and before.find(closing, start) < 0 and not _is_quoted(before[before.rfind(b"\n", 0, start) + 1 : start])


def _behind(line: bytes, mark: bytes) -> bool:
    """The mark stands before the end of the line, outside of quotes; in an address (``https://``) it is none."""
    at = line.find(mark)
    while at >= 0:
        if line[at - 1 : at] != b":" and not _is_quoted(line[:at]):
            return True
        at = line.find(mark, at + len(mark))
    return False


def _is_quoted(line: bytes) -> bool:
    """Some quote is open at the end."""
    quote = 0
    for char in line:
        if quote:
            quote = 0 if char == quote else quote
        elif char in _QUOTES:
            quote = char
    return quote != 0


def _in_docstring(before: bytes) -> bool:
    """Inside of triple quotes that begin a statement of their own."""
    opened: re.Match[bytes] | None = None
    for mark in _TRIPLE.finditer(before):
        if opened is None:
            opened = mark
        elif mark.group() == opened.group():
            opened = None
    if opened is None:
        return False
    line_start = before.rfind(b"\n", 0, opened.start()) + 1
    if before[line_start : opened.start()].strip(b" \trRbBuU"):
        return False
    above = before[:line_start].rstrip()
    return not above or above.endswith(b":") or above[-1:] not in _CONTINUES
