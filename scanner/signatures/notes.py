"""Reads the ``$`` notes in sample code: which line expects what, in every comment syntax.

Whether a note is fulfilled is left to who asks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NOTE = re.compile(r"(?:#|//|--|;|/\*|<!--)[ \t]*\$[ \t]+(?P<tags>.*)")
_CLOSER = re.compile(r"\s*(?:\*/\s*\}?|-->)\s*$")
_TAG = re.compile(r"""(?:(?P<known>MISSING|SPURIOUS):[ \t]*)?(?P<tag>[a-z][a-z_]*)=(?P<value>"[^"]*"|'[^']*'|[^\s"']+)(?=\s|$)[ \t]*""")


class Note(NamedTuple):
    """What one line expects. ``known`` is "" or the known error, ``MISSING`` or ``SPURIOUS``; ``tags`` begin with the one that names it."""

    known: str
    tags: tuple[tuple[str, str], ...]

    def get(self, tag: str) -> str | None:
        """The value of a tag, None where the note does not speak of it."""
        return dict(self.tags).get(tag)


def expected(code: str) -> dict[int, list[Note]]:
    """Notes by line, lines counted from 1. A second ``hit=`` on a line, or a known error, begins a note of its own."""
    found = {number: _notes(line) for number, line in enumerate(code.split("\n"), 1)}
    return {number: notes for number, notes in found.items() if notes}


def _notes(line: str) -> list[Note]:
    start = _NOTE.search(line)
    if start is None:
        return []
    text = _CLOSER.sub("", start["tags"]).rstrip()
    notes: list[tuple[str, list[tuple[str, str]]]] = []
    while text:
        tag = _TAG.match(text)
        if tag is None:
            # A sentence that begins like a note ("# $ 5 per call") is none; a note that trails off into words is a mistake.
            if notes:
                raise ValueError(f"cannot read {text!r} in the note of {line.strip()!r}")
            return []
        known, name, value = tag["known"] or "", tag["tag"], tag["value"].strip("\"'")
        if not notes or known or name in (written for written, _ in notes[-1][1]):
            notes.append((known, []))
        notes[-1][1].append((name, value))
        text = re.sub(r"^(?:(?:#|//|--|;)[ \t]*)?\$[ \t]+", "", text[tag.end() :])
    return [Note(known, tuple(tags)) for known, tags in notes]
