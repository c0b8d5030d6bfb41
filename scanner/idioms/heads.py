"""Functions as the indentation of their heads bounds them: what the text tells before a file is lowered, rather too much than too little.

Which languages have such heads is told by their traits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


class Span(NamedTuple):
    """A function or class: its head, those around it, and where it begins and may end."""

    head: bytes
    around: bytes
    start: int
    end: int


def spans(heads: re.Pattern[bytes], data: bytes) -> Iterator[Span]:
    """All functions and classes of a text by their ends; each ends where the next one begins that is no deeper, or before."""
    open_: list[tuple[int, int, bytes]] = []
    for found in heads.finditer(data):
        deep = len(found[1].expandtabs())
        while open_ and open_[-1][0] >= deep:
            yield _closed(open_, found.start())
        open_.append((deep, found.start(), found[0]))
    while open_:
        yield _closed(open_, len(data))


def _closed(open_: list[tuple[int, int, bytes]], end: int) -> Span:
    _, start, head = open_.pop()
    return Span(head, b" ".join(one[2] for one in open_), start, end)
