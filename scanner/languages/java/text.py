"""Literals and formatted text of Java; calls that put text together are recognised here, by the language's own classes.

What the pieces of a text are is left to the expressions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.java.descent import unescape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from scanner.languages.java.descent import Descent
    from scanner.model import Argument, Expr

_FIELD = re.compile(r"%(?:(\d+)\$)?[-#+ 0,(]*\d*(?:\.\d+)?([a-zA-Z%])")
_NUMBERED = re.compile(r"\{(\d+)[^{}]*\}")


def string(d: Descent, node: Node) -> int:
    """A text literal or text block."""
    text = d.text(node)
    if text.startswith('"""'):
        return d.b.string(unescape(_block(text[3:-3])))
    return d.b.string(unescape(text[1:-1]))


def _block(text: str) -> str:
    """A text block without the indentation that all its lines share."""
    lines = text.replace("\r\n", "\n").partition("\n")[2].split("\n")
    counted = [line for line in lines[:-1] if line.strip()] + lines[-1:]
    indent = min((len(line) - len(line.lstrip()) for line in counted), default=0)
    return "\n".join(line[indent:].rstrip() for line in lines)


def number(d: Descent, node: Node) -> int:
    """A number as text, without underscores and suffix."""
    text = d.text(node).replace("_", "")
    if node.type != "decimal_floating_point_literal":
        text = text.rstrip("lL")
    if text[:2].lower() in ("0x", "0b") and len(text) <= 40:
        try:
            text = str(int(text, 0))
        except ValueError:
            return d.b.unknown("number")
    return d.b.const(text.rstrip("fFdD") if node.type == "decimal_floating_point_literal" else text)


def formatted(d: Descent, callee: int, arguments: Sequence[Argument]) -> int:
    """``String.format("%s/x", a)``, ``"%s/x".formatted(a)``, ``MessageFormat.format("{0}/x", a)``; -1 for other calls."""
    b = d.b
    expr = b.at(callee)
    if expr[0] != "attr" or expr[2] not in ("format", "formatted") or any(a.star or a.keyword for a in arguments):
        return -1
    holder = int(expr[1])  # type: ignore[call-overload]
    values = [a.value for a in arguments]
    template = holder
    if expr[2] == "format":
        owner = b.at(holder)
        if owner[0] != "name" or owner[1] not in ("String", "MessageFormat"):
            return -1
        if len(values) > 1 and b.kind(values[0]) not in ("string", "concat") and _has_fields(b.at(values[1])):
            values = values[1:]  # the locale
        if not values:
            return -1
        template, values = values[0], values[1:]
    numbered = expr[2] == "format" and b.at(holder)[1] == "MessageFormat"
    if b.kind(template) != "string":
        return -1
    return b.concat(_filled(d, str(b.at(template)[1]), values, numbered=numbered))


def _has_fields(expr: Expr) -> bool:
    return expr[0] == "string" and any(sign in str(expr[1]) for sign in "%{")


def _filled(d: Descent, template: str, values: Sequence[int], *, numbered: bool) -> list[int]:
    b = d.b
    parts: list[int] = []
    at = following = 0
    for match in (_NUMBERED if numbered else _FIELD).finditer(template):
        if match.start() > at:
            parts.append(b.string(template[at : match.start()]))
        at = match.end()
        if not numbered and match[2] in "%n":
            parts.append(b.string("%" if match[2] == "%" else "\n"))
            continue
        if match[1]:
            position = int(match[1][:6]) - (0 if numbered else 1)
        else:
            position, following = following, following + 1
        parts.append(values[position] if 0 <= position < len(values) else b.unknown("field"))
    if at < len(template) or not parts:
        parts.append(b.string(template[at:]))
    return parts
