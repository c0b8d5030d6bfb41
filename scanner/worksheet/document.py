"""A worksheet before it has a format: parts, tables, cells; how they look is left to the renderers."""

from __future__ import annotations

from typing import Literal, NamedTuple

Tone = Literal["plain", "label", "known", "place", "ask", "blank", "small", "same"]
"""``known``: filled in from evidence. ``place``: that evidence. ``ask``: a question. ``blank``: for the answer. ``small``: remarks.

``same``: nothing of its own, what stands above goes on.
"""


class Cell(NamedTuple):
    """Lines of text; what comes from code or declarations is shown as it is and never read as markup or formula."""

    lines: tuple[str, ...] = ()
    tone: Tone = "plain"
    links: tuple[str, ...] = ()
    """Addresses of our own data, below the lines; a format that has links makes links of them."""


class Block(NamedTuple):
    """A table with its heading; ``widths`` are shares of the page, one per column."""

    title: str
    notes: tuple[str, ...]
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Chapter(NamedTuple):
    """One part; ``sheet`` is its short name, not unique."""

    title: str
    sheet: str
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]


class Document(NamedTuple):
    """The whole worksheet."""

    title: str
    notes: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    lang: Literal["zh", "en"]
