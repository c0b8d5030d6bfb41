"""Breaks lines and lays out columns for a terminal where Chinese takes two cells and has no spaces; knows no result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NO_START = frozenset(",。、;:?!)》」』】…”’,.;:?!)]}>")
_NO_END = frozenset("(《「『【“‘([{<")
GAP = 2
"""Cells between columns."""


def wrap(text: str, width: int) -> str:
    """``text`` with line ends so that no line is wider than ``width``: between words or Chinese characters, not before a comma."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for token in _tokens(paragraph):
            # Spaces behind a word may stand over the edge; they are cut off with the line.
            if used + cell_len(token.rstrip()) > width and line:
                lines.append(line.rstrip())
                line, used = "", 0
            if cell_len(token.rstrip()) > width:
                *full, token = _chopped(token.rstrip(), width)
                lines.extend(full)
            line, used = line + token, used + cell_len(token)
        lines.append(line.rstrip())
    return "\n".join(lines)


def _chopped(token: str, width: int) -> list[str]:
    """A word wider than the line: a path is broken behind a slash, so that its end, the name and line, stays in one piece."""
    lines: list[str] = []
    while cell_len(token) > width:
        piece = chop_cells(token, width)[0]
        cut = piece.rfind("/") + 1 or len(piece)
        lines.append(token[:cut])
        token = token[cut:]
    return [*lines, token]


def packed(parts: Iterable[str], joint: str, width: int) -> str:
    """Parts side by side, a new line only between them."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}{joint}{part}" if lines[-1] else part
        # The joint counts: it stays at the end of a line that is broken here.
        if lines[-1] and cell_len(longer + joint.rstrip()) > width:
            lines[-1] += joint
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(line.rstrip() for line in lines)


def block(text: str, width: int, *, indent: int = 0, style: str = "") -> Padding:
    """A paragraph, moved in."""
    return Padding(Text(wrap(text, width - indent), style=style), (0, 0, 0, indent))


def grid(rows: Sequence[Sequence[str | Text]], width: int, *, header: Sequence[str] = (), indent: int = 0, places: int = -1) -> Padding:
    """Columns as wide as they need while that fits; the wide ones share what is left. The first row's cells give the number of columns.

    ``places`` is a column of files and lines: it comes first, because a broken path cannot be clicked or copied.
    """
    plain = [[str(cell) for cell in row] for row in ([header] if header else []) + list(rows)]
    widths = _widths(
        [max(cell_len(line) for row in plain for line in row[column].split("\n")) for column in range(len(plain[0]))],
        width - indent,
        places,
    )
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_header=bool(header), header_style="dim")
    for column, size in enumerate(widths):
        table.add_column(header[column] if header else "", width=size, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(cell, size) for cell, size in zip(row, widths, strict=True)))
    return Padding(table, (0, 0, 0, indent))


def _cell(cell: str | Text, width: int) -> Text:
    style = cell.style if isinstance(cell, Text) else ""
    return Text(wrap(str(cell), width), style=style)


def _widths(wanted: list[int], width: int, first: int = -1) -> list[int]:
    """Narrow columns get all they want, the rest an equal part; column ``first`` up to two thirds before all others."""
    free = width - GAP * len(wanted)
    widths = [0] * len(wanted)
    order = sorted((column for column in range(len(wanted)) if column != first), key=lambda column: wanted[column])
    if first >= 0:
        widths[first] = max(min(wanted[first], free * 2 // 3), 1)
        free -= widths[first]
    for done, column in enumerate(order):
        widths[column] = max(min(wanted[column], free // (len(order) - done)), 1)
        free -= widths[column]
    return widths


def _tokens(text: str) -> Iterator[str]:
    """Pieces that a line may end after: a word with the spaces behind it, or one wide character with its punctuation."""
    token = ""
    for number, char in enumerate(text):
        token += char
        following = text[number + 1 : number + 2]
        if not following or following in _NO_START or char in _NO_END or following == " ":
            continue
        if char == " " or cell_len(char) > 1 or cell_len(following) > 1:
            yield token
            token = ""
    if token:
        yield token
