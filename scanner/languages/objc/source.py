"""Objective-C as the grammar knows it: macros that only annotate are blanked, those that stand for a keyword are written out, byte for byte at their place.

Tells as well whether a text is Objective-C at all, as other languages share its suffixes. What the code means is left to the front end.
"""  # noqa: E501

from __future__ import annotations

import re

_MARKS = re.compile(
    rb"""^[ \t]*+(?:@(?:interface|implementation|protocol|import|class)[ \t]|\#[ \t]*+import\b
      |(?:static|extern|\#[ \t]*+define)\b[^\n]{0,200}@")""",
    re.MULTILINE | re.VERBOSE,
)
_INCLUDES = re.compile(rb"^[ \t]*+#[ \t]*+include\b", re.MULTILINE)
_WORDS_ONLY = rb"(?!(?:if|while|switch|for|return|@synchronized|@catch)\b)"
_TOKEN = re.compile(
    rb"""//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?|"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?
    |^[ \t]*+\#(?:[^\n\\]++|\\(?:\r\n|.))*+
    |(?P<brace>[{}])
    |(?P<enum>\b(?:typedef[ \t]++)?(?:NS|CF)_(?:ENUM|OPTIONS|CLOSED_ENUM|ERROR_ENUM)[ \t]*+
      \([^(),\n]{1,80}+(?:,[ \t]*+(?P<name>\w{1,100}+))?[ \t]*+\))
    |^[ \t]*+(?P<line>"""
    + _WORDS_ONLY
    + rb"""@?[a-z]\w*+[ \t]*+\([ \t]*+\w*+[ \t]*+\))[ \t]*+(?=\r?\n\s*+[\[@A-Za-z_])
    |(?<![\w@])(?P<word>[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)++)\b(?!_|[ \t]*+[,.=*\[+|&?<>-])""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_BEHIND = re.compile(rb"[ \t]*+(?=[\n\r@;{#\w-]|/[/*]|\Z)")
_METHOD = re.compile(rb"^[ \t]*+(?:[-+][ \t]*+\(|@property\b|typedef\b)[^;{}]*+\Z", re.MULTILINE)
_SIGNATURE = re.compile(rb"[ \t]*+(?:\(|\w++[ \t]*+(?::[ \t]*+\(|\)[\s]*+\{))")
_NEAR = 1500
"""Bytes in front of a macro among which its declaration begins."""
_BRACKETS = 400
"""Bytes that the arguments of a macro may take."""
_BLANK = bytes(byte if byte in b"\n\r" else 32 for byte in range(256))


def is_objective_c(data: bytes) -> bool:
    """Whether a ``.h`` says things that only Objective-C can say; in comments their words may stand for other things."""
    return _MARKS.search(data) is not None


def is_code(data: bytes) -> bool:
    """Whether a ``.m`` is of the C family; the others with that suffix include nothing and declare no classes."""
    return is_objective_c(data) or _INCLUDES.search(data) is not None


def readable(data: bytes) -> bytes:
    """The text with what the grammar cannot read blanked; of the same length, with the same lines."""
    out = bytearray(data)
    depth = 0
    at = 0
    while (match := _TOKEN.search(data, at)) is not None:
        at = match.end()
        kind = match.lastgroup
        if kind == "brace":
            depth = depth + 1 if match.group() == b"{" else max(depth - 1, 0)
        elif kind in ("enum", "name"):
            out[match.start() : at] = b"enum ".ljust(at - match.start()) if match["name"] is None else _enum(match["name"], match.group())
        elif kind == "line" and depth:
            out[match.start(kind) : at] = data[match.start(kind) : at].translate(_BLANK)
        elif kind == "word" and depth == 0:
            at = _macro(data, out, match.start(), at)
    return bytes(out)


def _enum(name: bytes, written: bytes) -> bytes:
    """``enum Name`` in as many bytes."""
    return (b"enum " + name).ljust(len(written))[: len(written)]


def _macro(data: bytes, out: bytearray, start: int, end: int) -> int:
    """Blank a macro at the top level of a file or class where it annotates; gives where to read on."""
    line = data.rfind(b"\n", 0, start) + 1
    first = not data[line:start].strip()
    brackets = _brackets(data, end)
    if brackets < 0:
        return end
    if first and brackets > end and _SIGNATURE.match(data, data.index(b"(", end) + 1) and data[brackets:].lstrip()[:1] == b"{":
        _method(out, start, data.index(b"(", end), brackets)
        return brackets
    if not _BEHIND.match(data, brackets):
        return end
    if first or _METHOD.search(data, max(start - _NEAR, 0), start):
        out[start:brackets] = data[start:brackets].translate(_BLANK)
        return brackets
    return end


def _method(out: bytearray, start: int, opened: int, closed: int) -> None:
    """``MACRO(name:(T)a) {`` is a method behind a macro."""
    width = opened + 1 - start
    out[start : opened + 1] = b"-(void)".ljust(width) if width >= len(b"-(void)") else b"-".ljust(width)
    out[closed - 1 : closed] = b" "


def _brackets(data: bytes, at: int) -> int:
    """Where the arguments of a macro end, ``at`` when it has none; -1 for brackets that do not close."""
    begin = at
    while data[begin : begin + 1] in (b" ", b"\t"):
        begin += 1
    if data[begin : begin + 1] != b"(":
        return at
    open_ = 0
    for n in range(begin, min(begin + _BRACKETS, len(data))):
        byte = data[n]
        if byte == 0x28:
            open_ += 1
        elif byte == 0x29:
            open_ -= 1
            if not open_:
                return n + 1
    return -1
