"""Writes a worksheet as Markdown; everything in it is text, whatever characters it is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.worksheet.document import Block, Cell, Document

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~!&$^=+]")
_LINK = re.compile(r"(?i)(?<=https)(?=://)|(?<=http)(?=://)|(?<=ftp)(?=://)|(?<=www)(?=\.)")
_LIST = re.compile(r"^(\s*)(\d{1,9})([.)])(?=\s|$)")
_BULLET = re.compile(r"^(\s*)([-:])")


def render(document: Document) -> bytes:
    return ("\n".join(_lines(document)).rstrip("\n") + "\n").encode("utf-8", "backslashreplace")


def escape(text: str) -> str:
    """One line that Markdown shows as it is: no markup, no HTML, no link."""
    told = _MARKUP.sub(lambda match: "\\" + match.group(), visible(text).strip(" "))
    told = _LINK.sub("\\\\", told)
    return _BULLET.sub(r"\1\\\2", _LIST.sub(r"\1\2\\\3", told))


def _lines(document: Document) -> Iterator[str]:
    yield f"# {escape(document.title)}"
    yield ""
    for note in document.notes:
        yield f"- {escape(note)}"
    for chapter in document.chapters:
        yield ""
        yield f"## {escape(chapter.title)}"
        for note in chapter.notes:
            yield ""
            yield escape(note)
        for block in chapter.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    yield ""
    yield f"### {escape(block.title)}"
    for note in block.notes:
        yield ""
        yield escape(note)
    yield ""
    yield _row(escape(name) for name in block.header)
    yield _row("---" for _ in block.header)
    for row in block.rows:
        yield _row(map(_cell, row))


def _row(cells: Iterator[str] | map[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Cell) -> str:
    # Addresses are our own data, and hold nothing that would end a link.
    return "<br>".join((*(escape(line) for line in cell.lines), *(f"<{url}>" for url in cell.links)))
