"""Literals and formatted text of C#; calls that put text together are recognised here, by the language's own classes.

What the pieces of a text are is left to the expressions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent
    from scanner.model import Argument

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,4})|(\r\n|[\s\S]))")
_SIMPLE = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_FIELD = re.compile(r"\{\{|\}\}|\{(\d+)[^{}]*\}")
_RAW = re.compile(r'\$*("{3,})')


def string(d: Descent, node: Node) -> int:
    """``"text"``, ``@"text"``, ``\"\"\"text\"\"\"`` and ``'c'``."""
    text = d.text(node)
    if text.endswith(("u8", "U8")):
        text = text[:-2]
    if (raw := _RAW.match(text)) is not None and len(text) >= 2 * len(raw[1]):
        return d.b.string(unindented(text[raw.end() : len(text) - len(raw[1])]))
    if text.startswith("@"):
        return d.b.string(text[2:-1].replace('""', '"'))
    return d.b.string(unescape(text[1:-1]))


def unindented(text: str) -> str:
    """A raw text over several lines without the first and last line break and the last line's indentation."""
    text = text.replace("\r\n", "\n")
    first, newline, rest = text.partition("\n")
    if not newline or first.strip():
        return text
    *lines, last = rest.split("\n")
    return "\n".join(line.removeprefix(last) if not last.strip() else line for line in lines)


def unescape(text: str) -> str:
    """Escape sequences of literals; halves of surrogate pairs are joined."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_character, text)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _SIMPLE.get(match[4], match[4])


def number(d: Descent, node: Node) -> int:
    """A number as text, without underscores and suffix."""
    text = d.text(node).replace("_", "")
    if text[:2].lower() in ("0x", "0b"):
        try:
            return d.b.const(str(int(text.rstrip("uUlL"), 0))) if len(text) <= 40 else d.b.unknown("number")
        except ValueError:
            return d.b.unknown("number")
    return d.b.const(text.rstrip("uUlLfFdDmM"))


def interpolated(d: Descent, node: Node) -> int:
    """``$"a{b}c"``, ``$@"…"`` and ``$\"\"\"…\"\"\"``."""
    b = d.b
    start = next((d.text(child) for child in node.children if child.type == "interpolation_start"), "$")
    verbatim = "@" in start
    raw = any(child.type == "interpolation_quote" and '"""' in d.text(child) for child in node.children)
    parts: list[int] = []
    b.depth += 1
    for child in node.named_children:
        if child.type == "interpolation":
            inner = next((c for c in d.children(child) if not c.type.startswith("interpolation_")), None)
            parts.append(d.expr(inner) if inner is not None else b.unknown("empty"))
        elif child.type in ("string_content", "escape_sequence"):
            parts.append(b.string(_content(d.text(child), verbatim=verbatim, raw=raw, dollars=start.count("$"))))
    b.depth -= 1
    return b.concat(_joined(d, parts)) if parts else b.string("")


def _content(text: str, *, verbatim: bool, raw: bool, dollars: int) -> str:
    if not raw:
        text = text.replace('""', '"') if verbatim else unescape(text)
    return text.replace("{{", "{").replace("}}", "}") if dollars == 1 else text


def _joined(d: Descent, parts: list[int]) -> list[int]:
    """Neighbouring constant pieces as one."""
    result: list[int] = []
    for part in parts:
        if result and d.b.kind(part) == "string" and d.b.kind(result[-1]) == "string":
            result[-1] = d.b.string(str(d.b.at(result[-1])[1]) + str(d.b.at(part)[1]))
        else:
            result.append(part)
    return result


def composed(d: Descent, owner: str, name: str, arguments: Sequence[Argument]) -> int:
    """``string.Format("{0}/x", a)``, ``string.Concat(a, b)`` and ``string.Join("/", a, b)``; -1 for other calls."""
    b = d.b
    values = [a.value for a in arguments if not a.keyword]
    if owner not in ("string", "String") or not values or len(values) < len(arguments):
        return -1
    if name == "Concat":
        return b.concat(values)
    if name == "Join" and len(values) > 2 and b.kind(values[0]) == "string":
        between = [part for value in values[1:] for part in (values[0], value)]
        return b.concat(between[1:])
    if name == "Format":
        if b.kind(values[0]) != "string" and len(values) > 2:
            values = values[1:]  # the culture
        return filled(d, values[0], values[1:])
    return -1


def filled(d: Descent, template: int, values: Sequence[int]) -> int:
    """A composite format with its fields filled."""
    b = d.b
    if b.kind(template) != "string":
        return -1
    text = str(b.at(template)[1])
    parts: list[int] = []
    at = 0
    for match in _FIELD.finditer(text):
        if match.start() > at:
            parts.append(b.string(text[at : match.start()]))
        at = match.end()
        if match[1] is None:
            parts.append(b.string(match[0][0]))
        else:
            position = int(match[1][:6])
            parts.append(values[position] if position < len(values) else b.unknown("field"))
    if at < len(text) or not parts:
        parts.append(b.string(text[at:]))
    return b.concat(_joined(d, parts))
