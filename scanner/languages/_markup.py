"""Finds the scripts inside HTML pages and single-file components; what the scripts say is left to the language of the script."""

from __future__ import annotations

import re
from typing import NamedTuple

from scanner.languages._marks import without_marks

_OPENING = re.compile(rb"<!--|<(script)(?=[\s/>])", re.IGNORECASE)
_CLOSING = re.compile(rb"</script(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?|([>"'/])""")
_SCRIPTS = frozenset(
    {"", "application/ecmascript", "application/javascript", "application/x-javascript", "jsx", "module", "text/babel", "text/ecmascript",
     "text/javascript", "text/jsx", "text/typescript", "ts", "tsx"}
)  # fmt: skip
_TYPED = frozenset({"jsx", "text/babel", "text/jsx", "text/typescript", "ts", "tsx"})
"""Scripts that a build or a library reads first: two braces and an at sign mean something else there."""
_WINDOW = 1000
"""Bytes looked back over for the text before a tag."""
_BLANK = bytes(byte if byte in b"\n\r" else 32 for byte in range(256))


class Script(NamedTuple):
    """One script element: its attributes, and where its text starts and ends."""

    attributes: dict[str, str]
    start: int
    end: int


def scripts(data: bytes, *, component: bool) -> tuple[Script, ...]:
    """Script elements in order, other than data blocks such as JSON and templates.

    In a single-file component they stand by themselves; a ``<script`` in the middle of other text is part of an expression.
    """
    found: list[Script] = []
    at = 0
    while (opening := _OPENING.search(data, at)) is not None:
        if opening[1] is None:
            end = data.find(b"-->", opening.end())
            # NOTE: an unclosed comment runs to the end, as in browsers
            at = len(data) if end < 0 else end + 3
            continue
        if component and data[max(0, opening.start() - _WINDOW) : opening.start()].rstrip()[-1:] not in (b"", b">"):
            at = opening.end()
            continue
        given, start = attributes(data, opening.end())
        closing = _CLOSING.search(data, start)
        end = closing.start() if closing else len(data)
        at = end + 1
        if given.get("type", "").partition(";")[0].strip().lower() in _SCRIPTS:
            found.append(Script(given, start, end))
    return tuple(found)


def attributes(data: bytes, at: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag, and the offset behind its ``>``."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(data, at):
        if match[5] == b">":
            return found, match.end()
        if match[1] is not None:
            value = next((part for part in match.group(2, 3, 4) if part is not None), b"")
            found.setdefault(match[1].decode("utf-8", "replace").lower(), value.decode("utf-8", "replace"))
    return found, len(data)


def masked(data: bytes, found: tuple[Script, ...], *, component: bool) -> bytes:
    """The file with everything but its scripts blanked, so that one parse covers all scripts and offsets stay those of the file.

    Closing tags become a line break and a semicolon: a comment or an expression at the end of a script must not run into the next.
    What a server writes into the scripts of a page is taken out.
    """
    parts: list[bytes] = []
    at = 0
    for script in found:
        gap = data[at : script.start].translate(_BLANK)
        parts.append(b"\n;" + gap[2:] if parts and len(gap) > 2 else gap)
        text = data[script.start : script.end]
        parts.append(text if component or script.attributes.get("type", "") in _TYPED else without_marks(text))
        at = script.end
    return b"".join(parts)
