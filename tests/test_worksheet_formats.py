"""The three formats: hostile text first, then that they say the same, and the same bytes every time."""

from __future__ import annotations

import io
import re
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
import worksheet_samples as samples
from decide_samples import avatar, hit
from docx import Document as open_document
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from scanner.report._escape import visible
from scanner.worksheet import markdown, spreadsheet, text_document
from scanner.worksheet.archive import timeless
from scanner.worksheet.document import Block, Cell, Chapter, Document

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "|x| y |",
    "a\\|b",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "http://evil.example www.evil.example HTTPS://EVIL.example",
    "# heading",
    "1. list",
    "- list",
    "1) list",
    "+ list",
    "--- | ---",
    "`code` ``code``",
    "*b* _i_ ~~s~~ **b**",
    "\\",
    "\\\\",
    "$x$ ^y^ {z}",
    "line\nbreak\r\nmore",
    "\u202eevil\u2066 \x1b[2J \x00 \ufeff",
    "_x0041_",
    "{{template}} ${x} %s",
    "甲" * 40_000,
    "<!-- comment -->",
    "&#61;1+1",
    ":::note",
    "> quote",
    "    indented",
]
FORMATS: dict[str, Callable[[Document], bytes]] = {"md": markdown.render, "xlsx": spreadsheet.render, "docx": text_document.render}


def made(text: str) -> Document:
    """The text everywhere where text can be."""
    row = (Cell((text, "second"), "known"), Cell((text,), "place"), Cell((), "blank"))
    block = Block(
        text, (text,), (text, "b", "c"), (40, 40, 20), (row, (Cell(), Cell((text,)), Cell(("=1",), "ask", ("https://www.cac.gov.cn/",))))
    )
    return Document(text, (text,), (Chapter(text, text, (text,), (block,)), Chapter("two", text, (), ())), "zh")


def spelled(text: str) -> str:
    """As every format shows it: on one line, with unseen characters told."""
    return visible(text)


def tokens(text: str) -> list[str]:
    """Kinds of everything that Markdown makes of a text."""
    parsed = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    return [kind.type for token in parsed for kind in (token, *(token.children or ()))]


# ---- hostile text


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:30])
def test_markdown_shows_text_as_it_is(text: str) -> None:
    written = markdown.render(made(text)).decode()
    parsed = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(written)
    cells, inside = [], False
    for token in parsed:
        inside = token.type in ("td_open", "th_open") or (inside and token.type not in ("td_close", "th_close"))
        if inside and token.type == "inline":
            cells.append("".join("\n" if kind.type == "html_inline" else kind.content for kind in token.children or ()))
    shown = spelled(text).strip()
    assert [cell.strip() for cell in cells] == [shown, "b", "c", f"{shown}\nsecond", shown, "", "", shown, "=1\nhttps://www.cac.gov.cn/"]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:30])
def test_markdown_has_no_markup_from_text(text: str) -> None:
    plain, hostile = (markdown.render(made(one)).decode() for one in ("plain", text))
    expected = [kind for kind in tokens(plain) if kind not in ("text", "text_special")]
    assert [kind for kind in tokens(hostile) if kind not in ("text", "text_special")] == expected
    assert re.findall(r"<(?!br>|https://www\.cac\.gov\.cn/>)", re.sub(r"\\.", "", hostile)) == []


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:30])
def test_spreadsheet_cells_are_texts(text: str) -> None:
    book = load_workbook(io.BytesIO(spreadsheet.render(made(text))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert book.defined_names == {}
    # The mark that keeps a text a text when somebody edits the cell.
    assert [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")) and not cell.quotePrefix] == []
    shown = spelled(text)
    cut = shown if len(shown) <= 32_000 else shown[:31_999] + "…"
    assert sum(cell.value == cut for cell in cells) >= 6


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:30])
def test_document_paragraphs_are_texts(text: str) -> None:
    data = text_document.render(made(text))
    paper = open_document(io.BytesIO(data))
    shown = spelled(text)
    assert sum(paragraph.text == shown for paragraph in paper.paragraphs) == 6
    (table,) = paper.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [shown, "b", "c"],
        [f"{shown}\nsecond", shown, ""],
        ["", shown, "=1\nhttps://www.cac.gov.cn/"],
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(mark in archive.read("word/document.xml") for mark in (b"w:hyperlink", b"w:fldSimple", b"w:instrText"))


def test_tabs_have_names_that_programs_accept() -> None:
    names = ["a/b\\c?*[x]:'", "甲" * 60, "History", "x", "x", "", "'"]
    told = Document("t", (), tuple(Chapter("c", name, (), ()) for name in names), "en")
    tabs = load_workbook(io.BytesIO(spreadsheet.render(told))).sheetnames
    assert len({tab.lower() for tab in tabs}) == len(names) + 1
    assert all(0 < len(tab) <= 31 and not re.search(r"[\[\]:*?/\\]", tab) and tab == tab.strip("' ") for tab in tabs)


# ---- the same in all of them


@pytest.fixture(scope="module")
def told() -> Document:
    return samples.sheet(samples.material((*avatar(), hit("dialogue", "=a|b.py", "deepseek", model="=x|<b>"))))


def going_on(told: Document) -> list[str]:
    """The same where a cell that goes on from above has the text of that one."""
    texts: list[str] = []
    for block in (block for one in told.chapters for block in one.blocks):
        above = [""] * len(block.header)
        for row in block.rows:
            above = [
                old if cell.tone == "same" else "\n".join(map(spelled, (*cell.lines, *cell.links)))
                for old, cell in zip(above, row, strict=True)
            ]
            texts += above
    return texts


def test_spreadsheet_holds_every_cell(told: Document) -> None:
    book = load_workbook(io.BytesIO(spreadsheet.render(told)))
    assert len(book.sheetnames) == len(told.chapters) + 1
    for one, tab in zip(told.chapters, book.sheetnames[1:], strict=True):
        values = {str(value) for row in book[tab].iter_rows(values_only=True) for value in row if value is not None}
        wanted = {
            text
            for block in one.blocks
            for row in block.rows
            for cell in row
            if (text := "\n".join(map(spelled, (*cell.lines, *cell.links))))
        }
        assert wanted - values == set()
        assert {
            one.title,
            *(block.title for block in one.blocks),
            *(note for block in one.blocks for note in block.notes),
        } - values == set()


def test_document_holds_every_cell(told: Document) -> None:
    paper = open_document(io.BytesIO(text_document.render(told)))
    assert [cell.text for table in paper.tables for row in table.rows[1:] for cell in row.cells] == going_on(told)
    assert "w:vMerge" in paper.element.xml
    assert [p.text for p in paper.paragraphs if p.style.name == "Heading 1"] == [one.title for one in told.chapters]


def test_markdown_holds_every_row(told: Document) -> None:
    written = markdown.render(told).decode()
    rows = [line for line in written.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    assert len(rows) == sum(len(block.rows) + 1 for one in told.chapters for block in one.blocks)
    assert {line.count(" | ") for line in rows} <= {0, 2, 3, 4, *range(5, 12)}


# ---- the same every time


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_worksheet_gives_the_same_bytes(suffix: str, told: Document) -> None:
    first = FORMATS[suffix](told)
    time.sleep(2.1 if suffix == "docx" else 0)  # times inside an archive have steps of two seconds
    assert FORMATS[suffix](told) == first


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_no_clock_in_the_archive(suffix: str, told: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMATS[suffix](told))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2000-01-01T"}
    assert "suanbei" in core


def test_an_archive_written_again_is_the_same_archive() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("b.txt", "b")
        archive.writestr("a.txt", "a" * 1000)
    again = timeless(packed.getvalue())
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert [(entry.filename, archive.read(entry)) for entry in archive.infolist()] == [("b.txt", b"b"), ("a.txt", b"a" * 1000)]
    assert timeless(again) == again
