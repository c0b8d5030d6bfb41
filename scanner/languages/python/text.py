"""Python text literals: prefixes, escapes, adjacent literals, f-strings, ``%`` with a constant template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.python.descent import Descent

_QUOTES = ("'", '"')
_OPENING = re.compile(r"(\w{0,3})(\"\"\"|'''|\"|')")
_ESCAPE = re.compile(r"\\(?:([\\'\"abfnrtv])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r?\n)|([0-7]{1,3}))")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])")


def string(d: Descent, node: Node) -> int:
    raw = d.text(node)
    if raw[:1] in _QUOTES and raw[1:2] not in _QUOTES and raw.endswith(raw[:1]) and "\\" not in raw:  # by far the most
        return d.b.string(raw[1:-1])
    parts = _parts(d, node, raw)
    return parts[0] if len(parts) == 1 else d.b.concat(parts or [d.b.string("")])


def concatenated(d: Descent, node: Node) -> int:
    """Adjacent literals are one literal."""
    b = d.b
    merged: list[int] = []
    for part in (part for child in node.named_children if child.type == "string" for part in _parts(d, child, d.text(child))):
        if merged and b.kind(merged[-1]) == b.kind(part) == "string":
            merged[-1] = b.string(f"{b.at(merged[-1])[1]}{b.at(part)[1]}")
        else:
            merged.append(part)
    return b.concat(merged or [b.string("")])


def unescape(text: str) -> str:
    """The text that a literal without prefix stands for."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def percent(d: Descent, template: int, values: int) -> int:
    """``"…%s…" % values`` with its fields filled; a template that is not constant is unknown."""
    b = d.b
    found = b.at(template)
    if found[0] != "string":
        return b.unknown("arithmetic")
    text, given = str(found[1]), b.at(values)
    items: list[int] = list(given[1]) if given[0] == "sequence" else []  # type: ignore[call-overload]
    parts: list[int] = []
    at = taken = 0
    for match in _PERCENT.finditer(text):
        if match.start() > at:
            parts.append(b.string(text[at : match.start()]))
        at = match.end()
        if match[2] == "%":
            parts.append(b.string("%"))
        elif match[1]:
            parts.append(b.index(values, b.string(match[1])))
        elif given[0] == "sequence":
            parts.append(items[taken] if taken < len(items) else b.unknown("format"))
            taken += 1
        else:
            parts.append(values)
    if at < len(text) or not parts:
        parts.append(b.string(text[at:]))
    return b.concat(parts)


def _parts(d: Descent, node: Node, raw: str) -> list[int]:
    """Constant pieces and interpolated values in turn."""
    opening = _OPENING.match(raw)
    if opening is None:  # `x` of Python 2
        d.block(node.children)
        return [d.b.unknown("repr")]
    prefix, quote = opening[1].lower(), opening[2]
    if "f" not in prefix and "t" not in prefix:
        text = raw[opening.end() : -len(quote)] if raw.endswith(quote, opening.end()) else raw[opening.end() :]
        return [d.b.string(text if "\\" not in text or "r" in prefix else unescape(text))]
    parts: list[int] = []
    plain: list[str] = []
    for child in node.children:
        kind = child.type
        if kind == "string_content":
            text = d.text(child).replace("{{", "{").replace("}}", "}")
            plain.append(text if "r" in prefix else unescape(text))
        elif kind == "interpolation":
            if plain:
                parts.append(d.b.string("".join(plain)))
                plain = []
            inner = child.child_by_field_name("expression")
            parts.append(d.expr(inner) if inner is not None else d.b.unknown("interpolation"))
    if plain:
        parts.append(d.b.string("".join(plain)))
    return parts


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return _SIMPLE.get(match[1], match[1])
    digits = match[2] or match[3] or match[4]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    return chr(int(match[6], 8)) if match[6] else ""
