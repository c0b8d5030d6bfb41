"""Bytes of a file to UTF-8 text, and byte offsets to the lines and columns that a person sees."""

from __future__ import annotations

import bisect
import codecs
from typing import TYPE_CHECKING, NamedTuple

from scanner.model import Location

if TYPE_CHECKING:
    from scanner.model import Facts

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Decoded(NamedTuple):
    """``data`` is UTF-8 without a byte-order mark; ``damaged`` counts characters that no encoding explained."""

    data: bytes
    encoding: str
    damaged: int


def decode(data: bytes) -> Decoded:
    """Text as UTF-8: a byte-order mark decides, else UTF-8, else UTF-16 by its zero bytes, else GB18030 (which holds GBK), else UTF-8 with damage."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, "replace")
            return Decoded(text.encode("utf-8", "replace"), encoding, text.count("\ufffd"))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        guess = _utf16_without_mark(data)
        if not guess:
            return Decoded(data, "utf-8", 0)
        text = data.decode(guess, "replace")  # Only its beginning was looked at.
        return Decoded(text.encode("utf-8", "replace"), guess, text.count("\ufffd"))
    for encoding in (_utf16_without_mark(data) or "gb18030", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # NOTE: GB18030 accepts nearly anything; a private-use or control character in the result tells that it was something else.
        if not any("\ue000" <= c <= "\uf8ff" or ("\x00" <= c < "\x20" and c not in "\t\n\r\f\v\x1b") for c in text):
            return Decoded(text.encode(), encoding, 0)
    text = data.decode("utf-8", "replace")
    return Decoded(text.encode(), "utf-8", text.count("\ufffd"))


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


class Places:
    """Turns byte offsets of one file into locations. ``data`` is what ``decode`` gave."""

    def __init__(self, path: str, data: bytes, facts: Facts | None = None) -> None:
        self._path = path
        self._data = data
        self._starts = [0, *(i + 1 for i, byte in enumerate(data) if byte == 10)]
        self._lines = facts.lines if facts is not None else ()

    def location(self, start: int, end: int) -> Location:
        """The place of the bytes from ``start`` up to ``end``."""
        line, column = self._point(start)
        end_line, end_column = self._point(max(start, end))
        return Location(path=self._path, line=line, column=column, end_line=end_line, end_column=end_column)

    def text(self, start: int, end: int) -> str:
        return self._data[start:end].decode("utf-8", "replace")

    def line(self, number: int) -> str:
        """One line without its end, "" beyond the file."""
        if not 0 < number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        stop = self._starts[number] if number < len(self._starts) else len(self._data)
        return self.text(start, stop).rstrip("\r\n")

    def _point(self, offset: int) -> tuple[int, int]:
        if self._lines:
            at = bisect.bisect_right(self._lines, (offset, 1 << 60)) - 1
            before, line = self._lines[max(at, 0)]
            return line, max(offset - before, 0) + 1
        line = bisect.bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        return line, len(self._data[start:offset].decode("utf-8", "replace")) + 1
