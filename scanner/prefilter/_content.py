"""Decides by the bytes of a file whether it is text, and whether a person wrote that text.

What follows from it is left to the pipeline.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from scanner import text

Verdict: TypeAlias = Literal["text", "binary", "generated", "minified", "vendored"]

_MAGIC = (b"%PDF-", b"\x89PNG", b"\x7fELF", b"\x1f\x8b", b"PK\x03\x04", b"\xca\xfe\xba\xbe", b"\xff\xd8\xff", b"GIF8", b"\xfd7zXZ")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SAMPLE = 8000
"""As far as git looks for a zero byte."""

_HEAD = 4096
_LEADING = re.compile(
    rb"(?>\s+|#[^\n]*|//[^\n]*|/\*.*?\*/|<!--.*?-->|\"\"\".*?\"\"\"|'''.*?'''|\"use \w+\";?|'use \w+';?|<\?php)*+", re.DOTALL
)
GENERATED_WORDS = (b"enerated", b"GENERATED", "自动生成".encode())
_GENERATED = re.compile(rb"generated|" + "自动生成".encode(), re.IGNORECASE)
_NO_EDIT = re.compile(
    rb"\b(?:do\s+not|don't|never|(?:should|must)\s+not)\s+(?:be\s+)?(?:(?:manually|directly)\s+)?(?:edit|modif|change|make\s+\w*\s*changes)|"
    + "(?:勿|不要|不得|禁止)(?:手动|手工|直接|自行)?(?:修改|编辑|改动|更改)".encode(),
    re.IGNORECASE,
)
_NEAR = 300
_GENERATED_BY_ITSELF = re.compile(rb"@generated(?![\w-])|\bthis file (?:is|was|has been) auto(?:matically)?[ -]?generated", re.IGNORECASE)

_BANNER = re.compile(rb"\s*+(?:/\*!(.*?)\*/|((?://!.*\n){2,}))", re.DOTALL)
"""The comment that bundlers and minifiers keep: what a library says of itself where it is handed out."""
_RELEASE = re.compile(rb"(?<![\w.])v?\d+\.\d+\.\d+")
_TERMS = re.compile(rb"licen[sc]e|\(c\)|copyright|\xc2\xa9", re.IGNORECASE)
_MINIFIED_LANGUAGES = frozenset({"javascript"})
_LONG_AVERAGE, _LONG_LINE = 250, 500
_BYTES_PER_CALL = 80
"""Minified code has a call every few bytes; long lines without are data in a file that a person wrote."""


def decode(data: bytes) -> text.Decoded | None:
    """UTF-8 text of a file, None where it is no text."""
    if data.startswith(_MAGIC):
        return None
    zero = data.find(0)
    if zero < 0 and not data.startswith(b"\xef\xbb\xbf") and (data.isascii() or _is_utf8(data)):
        return text.Decoded(data, "utf-8", 0)
    marked = data.startswith(_WIDE_MARKS)
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if not marked and zeros * 100 > len(sample) and max(sample[::2].count(0), sample[1::2].count(0)) * 4 < len(sample):
        return None
    decoded = text.decode(data)
    wide = decoded.encoding.startswith(("utf-16", "utf-32"))
    stray = zeros and not wide and (decoded.encoding != "utf-8" or decoded.damaged or zeros * 100 > len(sample))
    # A character that could not be read takes three bytes in the result.
    return None if stray or decoded.damaged * 10 > len(decoded.data) else decoded


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def verdict(language: str, data: bytes, perhaps_generated: bool) -> Verdict:
    if perhaps_generated and _is_generated(data[:_HEAD]):
        return "generated"
    if language not in _MINIFIED_LANGUAGES:
        return "text"
    return "minified" if _is_minified(data) else "vendored" if _is_handed_out(data[:_HEAD]) else "text"


def _is_handed_out(head: bytes) -> bool:
    """Whether a file begins with the banner of a library: its release and its terms."""
    match = _BANNER.match(head)
    banner = (match[1] or match[2] or b"") if match else b""
    return _RELEASE.search(banner) is not None and _TERMS.search(banner) is not None


def _is_generated(head: bytes) -> bool:
    """What the comments before the first line of code say; elsewhere the words may be the text of a generator."""
    match = _LEADING.match(head)
    comment = match.group() if match else b""
    if _GENERATED_BY_ITSELF.search(comment):
        return True
    pleas = [match.start() for match in _NO_EDIT.finditer(comment)]
    return any(abs(match.start() - plea) < _NEAR for match in _GENERATED.finditer(comment) for plea in pleas[:5])


def _is_minified(data: bytes) -> bool:
    if len(data) < (data.count(b"\n") + 1) * _LONG_AVERAGE or len(data) < _LONG_LINE:
        return False
    lines = [line for line in data.split(b"\n") if len(line) > _LONG_LINE]
    size = sum(map(len, lines))
    return size * 2 > len(data) and sum(line.count(b"(") for line in lines) * _BYTES_PER_CALL > size
