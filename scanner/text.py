"""Bytes of a file to UTF-8 text, and byte offsets to the lines and columns that a person sees."""

from __future__ import annotations

import bisect
import codecs
import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.model import Location

if TYPE_CHECKING:
    from scanner.model import Facts

OPTIONAL_SPACE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
"""A space beside a Chinese character: some write it, some do not."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATION = re.compile(rb"coding[:=][ \t]*((?:gb|big5|euc|hz|iso|cp\d|windows|latin|koi8|shift|sjis|mac)[-\w]*)", re.IGNORECASE)
_STRANGE = re.compile(r"[\ue000-\uf8ff\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PURE = re.compile(rb"[\x81-\xfe][\x80-\xfe]")
_MIXED = re.compile(rb"[\x81-\xfe](?:[\x80-\xfe]{2})*(?![\x80-\xfe])")
"""High bytes in odd numbers: the last one stands before plain text."""


class Decoded(NamedTuple):
    """``data`` is UTF-8 without a byte-order mark; ``damaged`` counts characters that no encoding explained."""

    data: bytes
    encoding: str
    damaged: int


def decode(data: bytes) -> Decoded:
    """Text as UTF-8.

    A byte-order mark decides, else UTF-8 (also a little damaged), else UTF-16 by its zero bytes, else what the file says of itself,
    else GB18030 (which holds GBK), else UTF-8 with damage.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _damaged(data, encoding)
    if data.isascii() and b"\0" not in data:
        return Decoded(data, "utf-8", 0)
    guess = _utf16_without_mark(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _damaged(data, guess) if guess else Decoded(data, "utf-8", 0)
    damaged = _damaged(data, "utf-8")
    # NOTE: a few broken characters in a text that is UTF-8 else; text in another encoding holds hardly one valid long sequence.
    if sum("\u0800" <= c != "\ufffd" for c in damaged.data.decode()) >= damaged.damaged:
        return damaged
    for encoding in (guess, _declared(data), "gb18030"):
        found = _decoded(data, encoding) if encoding else None
        if found is not None:
            return found
    return damaged


def _damaged(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text.encode("utf-8", "replace"), encoding, text.count("\ufffd"))


def _decoded(data: bytes, encoding: str) -> Decoded | None:
    """The data in an encoding, None when it is not in it."""
    try:
        text = data.decode(encoding)
        result = text.encode()
    except (UnicodeError, LookupError):
        return None
    # NOTE: GB18030 accepts nearly anything; a private-use or control character in the result tells that it was something else.
    if _STRANGE.search(text):
        return None
    # NOTE: a letter with an accent and the plain letter behind it make one rare character; Chinese text has two high bytes for most.
    mixed, pure = len(_MIXED.findall(data)), len(_PURE.findall(data))
    return None if encoding == "gb18030" and mixed > pure else Decoded(result, encoding, 0)


def _declared(data: bytes) -> str:
    """The encoding that one of the first two lines names (PEP 263; editors write the same), "" for none."""
    found = _DECLARATION.search(b"\n".join(data[:400].split(b"\n", 2)[:2]))
    return found[1].decode("ascii").lower() if found else ""


def _utf16_without_mark(data: bytes) -> str:
    """Latin text in UTF-16 has a zero in every second byte."""
    sample = data[:400]
    if len(sample) < 8 or len(data) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


_NEWLINE = re.compile(rb"\n")


class Places:
    """Turns byte offsets of one file into locations. ``data`` is what ``decode`` gave."""

    def __init__(self, path: str, data: bytes, facts: Facts | None = None) -> None:
        self._path = path
        self.data = data
        self._lines = facts.lines if facts is not None else ()

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _NEWLINE.finditer(self.data))]

    def location(self, start: int, end: int) -> Location:
        """The place of the bytes from ``start`` up to ``end``."""
        line, column = self._point(start)
        end_line, end_column = self._point(max(start, end))
        return Location(path=self._path, line=line, column=column, end_line=end_line, end_column=end_column)

    def text(self, start: int, end: int) -> str:
        return self.data[start:end].decode("utf-8", "replace")

    def line(self, number: int) -> str:
        """One line without its end, "" beyond the file and where a notebook's line is no code."""
        if self._lines:
            start = next((offset for offset, line in self._lines if line == number), -1)
            number = bisect.bisect_right(self._starts, start) if start >= 0 else 0
        if not 0 < number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        stop = self._starts[number] if number < len(self._starts) else len(self.data)
        return self.text(start, stop).rstrip("\r\n")

    def _point(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        if self._lines:
            before, shown = self._lines[max(bisect.bisect_right(self._lines, (offset, 1 << 60)) - 1, 0)]
            line = shown + max(line - bisect.bisect_right(self._starts, before), 0)
            start = max(start, before) if offset >= before else start
        return line, len(self.data[start:offset].decode("utf-8", "replace")) + 1
