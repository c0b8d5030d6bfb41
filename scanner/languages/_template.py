"""Finds in the templates of pages the elements whose events name functions; what the functions do is left to the page's script.

Every dialect of mini-programs, and the template of a single-file component, writes a handler as the value of an attribute.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from scanner.languages._markup import attributes

_TAG = re.compile(rb"<!--|<([A-Za-z][\w-]{0,60}+)(?=[\s/>])")
_INNER = re.compile(rb"<[^<>]{0,400}>|\{\{[^{}]{0,400}\}\}")
_NAME = re.compile(r"[A-Za-z_$][\w$]{0,100}")
_LABELS = ("aria-label", "title", "placeholder", "label", "confirm-text")
_TEXT = 600
"""Bytes behind a tag in which what it shows is looked for."""
_SHOWN = 24
MAX_ELEMENTS = 5000
"""Elements of one file that are read."""


class Element(NamedTuple):
    """An element and one of its attributes; ``handlers`` are the names in its value, ``shown`` what the element is labelled with."""

    start: int
    end: int
    tag: str
    event: str
    handlers: tuple[str, ...]
    shown: str


def elements(data: bytes) -> tuple[Element, ...]:
    """One entry per attribute whose value holds a name, in order."""
    found: list[Element] = []
    at = 0
    while (match := _TAG.search(data, at)) is not None and len(found) < MAX_ELEMENTS:
        if match[1] is None:
            end = data.find(b"-->", match.end())
            at = len(data) if end < 0 else end + 3
            continue
        given, at = attributes(data, match.end())
        named = {name: tuple(_NAME.findall(value)) for name, value in given.items() if not value.startswith("{{")}
        if any(named.values()):
            tag = match[1].decode()
            shown = next((given[label] for label in _LABELS if given.get(label)), "") or _text(data, at, match[1])
            found += [Element(match.start(), at, tag, name, names, shown[:_SHOWN]) for name, names in named.items() if names]
    return tuple(found)


def _text(data: bytes, at: int, tag: bytes) -> str:
    """What stands between a tag and its end, without what is in holes and other tags."""
    if data[at - 2 : at] == b"/>":
        return ""
    piece = data[at : at + _TEXT]
    end = piece.find(b"</" + tag)
    text = _INNER.sub(b" ", piece if end < 0 else piece[:end]).decode("utf-8", "ignore")
    return " ".join(text.partition("<")[0].split())
