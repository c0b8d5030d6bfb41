"""Writes a worksheet as a spreadsheet, one tab per chapter; every cell is text, never a formula or a link."""

from __future__ import annotations

import datetime
import io
import re
from typing import TYPE_CHECKING

from rich.cells import cell_len

from scanner.report._escape import visible
from scanner.worksheet.archive import timeless
from scanner.worksheet.words import Say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from scanner.worksheet.document import Block, Document

_EPOCH = datetime.datetime(2000, 1, 1)
_WIDE = 150
"""Characters across a page."""
_NARROWEST = 6
_LARGEST = 32_000
"""Characters of a cell; the format ends at 32,767."""
_LINE = 15
"""Points."""
_TALLEST = 400
_TAB = 31
_NO_TAB = re.compile(r"[\[\]:*?/\\']")
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")
"""What a program that reads cells as input would take for a formula."""
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "font_size": 12},
    "note": {"text_wrap": True, "valign": "top", "font_color": "#444444"},
    "header": {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#D9E2F3"},
    "plain": {"text_wrap": True, "valign": "top", "border": 1},
    "label": {"text_wrap": True, "valign": "top", "border": 1, "bold": True},
    "known": {"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E2EFDA"},
    "place": {"text_wrap": True, "valign": "top", "border": 1, "font_color": "#1F4E79", "font_size": 9},
    "ask": {"text_wrap": True, "valign": "top", "border": 1},
    "blank": {"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#FFF9E5"},
    "same": {"border": 1},
    "small": {"text_wrap": True, "valign": "top", "border": 1, "font_size": 9},
}


def render(document: Document) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False})
    # NOTE: the time of writing would make equal worksheets differ.
    book.set_properties({"title": _text((document.title,)), "author": "suanbei", "created": _EPOCH})
    writer = _Writer(book)
    writer.front(document)
    for name, chapter in zip(_tabs([chapter.sheet for chapter in document.chapters], document.lang), document.chapters, strict=True):
        writer.chapter(name, chapter.title, chapter.notes, chapter.blocks)
    book.close()
    return timeless(buffer.getvalue())


class _Writer:
    """One workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[str, bool], Any] = {}
        self._sheet: Any = None
        self._row = 0

    def front(self, document: Document) -> None:
        self._add(Say(document.lang)("sheet.about"))
        self._sheet.set_column(0, 0, _WIDE)
        self._line(document.title, "title")
        for note in document.notes:
            self._line(note, "note")

    def chapter(self, tab: str, title: str, notes: Sequence[str], blocks: Sequence[Block]) -> None:
        self._add(tab)
        columns = _columns(blocks)
        for column, width in enumerate(columns):
            self._sheet.set_column(column, column, width)
        self._line(title, "title")
        for note in notes:
            self._across(note, columns)
        for block in blocks:
            self._row += 1
            self._line(block.title, "heading")
            for note in block.notes:
                self._across(note, columns)
            self._cells([(_text((name,)), "header") for name in block.header], columns)
            for row in block.rows:
                self._cells([(_text((*cell.lines, *cell.links)), cell.tone) for cell in row], columns)

    def _add(self, tab: str) -> None:
        self._sheet = self._book.add_worksheet(tab)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._row = 0

    def _line(self, text: str, look: str) -> None:
        told = _text((text,))
        self._sheet.write_string(self._row, 0, told, self._format(look, told))
        self._row += 1

    def _across(self, text: str, columns: Sequence[int]) -> None:
        """Over the whole width; such a row does not find its height by itself."""
        told = _text((text,))
        look = self._format("note", told)
        self._height(_lines(told, sum(columns)))
        if len(columns) > 1:
            self._sheet.merge_range(self._row, 0, self._row, len(columns) - 1, "", look)
        self._sheet.write_string(self._row, 0, told, look)
        self._row += 1

    def _height(self, lines: int) -> None:
        """Not every program finds the height of wrapped text by itself."""
        self._sheet.set_row(self._row, min(_LINE * max(lines, 1), _TALLEST))

    def _cells(self, cells: Sequence[tuple[str, str]], columns: Sequence[int]) -> None:
        self._height(max(_lines(text, width) for (text, _), width in zip(cells, columns, strict=False)))
        for column, (told, look) in enumerate(cells):
            if told:
                self._sheet.write_string(self._row, column, told, self._format(look, told))
            else:
                self._sheet.write_blank(self._row, column, None, self._format(look, told))
        self._row += 1

    def _format(self, look: str, text: str) -> Any:
        """With a text that begins like a formula, the mark that keeps it a text when somebody edits the cell."""
        key = (look, text.startswith(_TRIGGERS))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**_LOOKS[look], "quote_prefix": key[1]})
        return self._formats[key]


def _text(lines: Iterable[str]) -> str:
    told = "\n".join(map(visible, lines))
    return told if len(told) <= _LARGEST else told[: _LARGEST - 1] + "…"


def _columns(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Widths for all tables of a tab: those of the first one that has the most columns."""
    widest = max((block.widths for block in blocks), key=len, default=(100,))
    return tuple(max(share * _WIDE // sum(widest), _NARROWEST) for share in widest)


def _lines(text: str, width: int) -> int:
    """How many lines a text fills in a cell."""
    return sum(max(-(-cell_len(line) // max(width - 1, 1)), 1) for line in text.split("\n"))


def _tabs(names: Sequence[str], lang: str) -> tuple[str, ...]:
    """Numbered, so that no two are the same; without what a tab's name may not hold."""
    return tuple(f"{number} {_NO_TAB.sub(' ', visible(name))}"[:_TAB].strip() for number, name in enumerate(names, 1))
