"""Makes characters visible that would steer a terminal, a browser or a reader's eye; knows no output format."""

from __future__ import annotations

import re

from scanner.model import HOLE

# C0 and C1 controls, soft hyphen, bidirectional marks and isolates, zero-width characters, line and paragraph separators,
# variation selectors, tag characters, private use, surrogates and noncharacters: nothing in an identifier needs to be unseen.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t", HOLE: "{…}"}


def visible(text: str) -> str:
    """``text`` on one line, with unseen characters as ``\\x1b`` or ``\\u202e``; applying it twice changes nothing."""
    return _UNSAFE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if short := _SHORT.get(char):
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
