"""Functions as the indentation of their heads bounds them: what the text tells before a file is lowered, rather too much than too little.

Which languages have such heads is told by their traits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


class Span(NamedTuple):
    """A function: its head, those around it, and where it begins and may end."""

    head: bytes
    around: bytes
    start: int
    end: int


class _Open(NamedTuple):
    deep: int
    start: int
    head: bytes
    outer: bool
    """No function itself."""


def spans(heads: re.Pattern[bytes], data: bytes) -> Iterator[Span]:
    """All functions of a text by their ends; each ends where the next head stands that is no deeper, or before."""
    open_: list[_Open] = []
    for found in heads.finditer(b"\n" + data):  # by which a match begins where its line does in the text
        deep = len(found[1].expandtabs())
        yield from _closed(open_, deep, found.start())
        open_.append(_Open(deep, found.start(), found[0][1:], bool(found["outer"])))
    yield from _closed(open_, 0, len(data))


def _closed(open_: list[_Open], deep: int, end: int) -> Iterator[Span]:
    """Close what is no less deep."""
    while open_ and open_[-1].deep >= deep:
        last = open_.pop()
        if not last.outer:
            yield Span(last.head, b" ".join(one.head for one in open_), last.start, end)
