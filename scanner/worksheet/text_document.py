"""Writes a worksheet as a text document with tables, on landscape pages; everything in it is plain text."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

from scanner.report._escape import visible
from scanner.worksheet.archive import timeless

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from scanner.worksheet.document import Block, Cell, Document

_EPOCH = datetime.datetime(2000, 1, 1)
_LATIN, _CHINESE = "Arial", "SimSun"
_STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet")
_SIZE = 9
_MARGIN = 1.5
"""Centimetres."""
_PAGE = (29.7, 21.0)
_SHADES: Mapping[str, str] = {"header": "D9E2F3", "known": "E2EFDA", "blank": "FFF9E5"}
_SAME = "same"
_BOLD = ("header", "label")


def render(document: Document) -> bytes:
    from docx import Document as new_document

    paper: Any = new_document()
    _properties(paper, document)
    _page(paper)
    _fonts(paper)
    paper.add_heading(visible(document.title), 0)
    for note in document.notes:
        paper.add_paragraph(visible(note), style="List Bullet")
    for number, chapter in enumerate(document.chapters):
        if number:
            paper.add_page_break()
        paper.add_heading(visible(chapter.title), 1)
        for note in chapter.notes:
            paper.add_paragraph(visible(note))
        for block in chapter.blocks:
            _block(paper, block)
    buffer = io.BytesIO()
    paper.save(buffer)
    return timeless(buffer.getvalue())


def _properties(paper: Any, document: Document) -> None:
    """NOTE: the time of writing would make equal worksheets differ."""
    properties = paper.core_properties
    properties.title, properties.author, properties.last_modified_by = visible(document.title)[:255], "suanbei", "suanbei"
    properties.comments = ""
    properties.created = properties.modified = _EPOCH


def _page(paper: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    for section in paper.sections:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(_PAGE[0]), Cm(_PAGE[1])
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)


def _fonts(paper: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for name in _STYLES:
        fonts = paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        # NOTE: a theme font wins over a named one, and the theme knows no Chinese.
        for key in [key for key in fonts.attrib if "heme" in key]:
            del fonts.attrib[key]
        for kind in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{kind}"), _LATIN)
        fonts.set(qn("w:eastAsia"), _CHINESE)
    paper.styles["Normal"].font.size = Pt(_SIZE)


def _block(paper: Any, block: Block) -> None:
    from docx.shared import Cm

    paper.add_heading(visible(block.title), 2)
    for note in block.notes:
        paper.add_paragraph(visible(note))
    table = paper.add_table(rows=len(block.rows) + 1, cols=len(block.header), style="Table Grid")
    table.autofit = False
    room = _PAGE[0] - 2 * _MARGIN
    widths = [Cm(room * width / sum(block.widths)) for width in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    lines: list[list[tuple[tuple[str, ...], str]]] = [[((name,), "header") for name in block.header]]
    lines += [[_lines(cell) for cell in row] for row in block.rows]
    for number, (row, cells) in enumerate(zip(table.rows, lines, strict=True), 1):
        below = lines[number] if number < len(lines) else []
        _mark(row, header=cells is lines[0])
        for cell, (text, tone), width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            _fill(cell, text, tone)
        _join(row, cells, below)


def _lines(cell: Cell) -> tuple[tuple[str, ...], str]:
    return (*cell.lines, *cell.links), cell.tone


def _mark(row: Any, *, header: bool) -> None:
    """Rows stay on one page; the first is repeated on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _join(row: Any, cells: Sequence[tuple[tuple[str, ...], str]], below: Sequence[tuple[tuple[str, ...], str]]) -> None:
    """Cells that go on in the next row, or go on here, are one cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for column, (_, tone) in enumerate(cells):
        goes_on = bool(below) and below[column][1] == _SAME
        if tone == _SAME or goes_on:
            merge = OxmlElement("w:vMerge")
            merge.set(qn("w:val"), "continue" if tone == _SAME else "restart")
            properties = row._tr.tc_lst[column].get_or_add_tcPr()
            properties.insert_element_before(merge, "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")


def _fill(cell: Any, lines: Sequence[str], tone: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if tone in _SHADES:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADES[tone])):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        run = paragraph.add_run(visible(line))
        run.bold = tone in _BOLD or None
