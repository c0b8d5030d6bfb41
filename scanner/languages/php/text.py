"""Texts, numbers and arrays of PHP.

What the pieces of a text are is left to the expressions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.php.descent import Descent, Expression

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S]))")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "e": "\x1b", "f": "\f", "\\": "\\", "$": "$", '"': '"'}
_ACTION = re.compile(r"(\\?[A-Za-z_]\w*(?:\\\w+)+)(?:@|::)([A-Za-z_]\w*)")


def unescape(text: str) -> str:
    """Escape sequences of double quotes; what is none stays as it is written."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        number = int(match[1], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    if match[2]:
        return chr(int(match[2], 16))
    if match[3]:
        return chr(int(match[3], 8) & 0xFF)
    return _SIMPLE.get(match[4], match[0])


def string(d: Descent, node: Node) -> int:
    """``'text'``; the name of a class's method (``'App\\Chat@send'``) is that method."""
    text = d.text(node).lstrip("bB")[1:-1].replace("\\'", "'").replace("\\\\", "\\")
    return _text(d, text, node)


def _text(d: Descent, text: str, node: Node) -> int:
    match = _ACTION.fullmatch(text) if "@" in text or "::" in text else None
    if match is None:
        return d.b.string(text)
    front, _, last = match[1].lstrip("\\").rpartition("\\")
    return d.b.attr(d.b.imported(front, last, "", node.start_byte, node.end_byte), match[2])


def encapsed(d: Descent, node: Node) -> int:
    """``"text $a {$b->c}"``"""
    parts = _parts(d, node, node.start_byte + 1, node.end_byte - 1)
    if len(parts) == 1 and d.b.kind(parts[0]) == "string":
        return _text(d, str(d.b.at(parts[0])[1]), node)
    return d.b.concat(parts) if parts else d.b.string("")


def command(d: Descent, node: Node) -> int:
    """A command in backticks: what ``shell_exec`` does."""
    words = Argument(0, "", encapsed(d, node))
    return d.b.call(d.b.expr("name", "shell_exec", 0, node.start_byte), (words,), node.start_byte, node.end_byte)


def heredoc(d: Descent, node: Node) -> int:
    """``<<<EOT … EOT``, without the indentation of its end."""
    body, end = node.child_by_field_name("value"), node.child_by_field_name("end_tag")
    if body is None or end is None:
        return d.b.string("")
    before = d.data.rfind(b"\n", 0, end.start_byte) + 1
    indent = d.data[before : end.start_byte].decode("utf-8", "replace")
    start = d.data.find(b"\n", node.start_byte, body.end_byte) + 1
    stop = max(before - 1, start)
    if node.type == "nowdoc":
        return d.b.string(_outdented(d.data[start:stop].decode("utf-8", "replace"), indent, begins=True))
    parts = _parts(d, body, start, stop, indent)
    return d.b.concat(parts) if parts else d.b.string("")


def _parts(d: Descent, node: Node, start: int, stop: int, indent: str = "") -> list[int]:
    """Constant and computed pieces between two places."""
    b = d.b
    parts: list[int] = []
    at = start
    b.depth += 1

    def literal(end: int) -> None:
        if end > at:
            text = d.data[at:end].decode("utf-8", "replace")
            parts.append(b.string(unescape(_outdented(text, indent, begins=at == start))))

    for child in node.named_children:
        if child.type in ("string_content", "escape_sequence", "string_value"):
            continue
        # NOTE: the braces of ``{$x}`` and ``${x}`` belong to the piece.
        begin = child.start_byte - (
            2 if d.data[child.start_byte - 2 : child.start_byte] == b"${" else d.data[child.start_byte - 1 : child.start_byte] == b"{"
        )
        braced = begin < child.start_byte
        literal(min(begin, stop))
        parts.append(d.expr(child))
        at = child.end_byte + (braced and d.data[child.end_byte : child.end_byte + 1] == b"}")
    literal(stop)
    b.depth -= 1
    return parts


def _outdented(text: str, indent: str, *, begins: bool) -> str:
    if not indent:
        return text
    first, *rest = text.split("\n")
    return "\n".join([first.removeprefix(indent) if begins else first, *(line.removeprefix(indent) for line in rest)])


def number(d: Descent, node: Node) -> int:
    """A number as text."""
    text = d.text(node).replace("_", "")
    if text[:2].lower() in ("0x", "0b", "0o") and len(text) <= 40:
        try:
            return d.b.const(str(int(text, 0)))
        except ValueError:
            return d.b.unknown("number")
    return d.b.const(text)


def array(d: Descent, node: Node) -> int:
    """``[…]``: a map when it has keys, else a sequence; ``[Foo::class, 'method']`` is that method."""
    b = d.b
    pairs: list[tuple[int, int]] = []
    items: list[int] = []
    b.depth += 1
    for child in d.children(node):
        found = d.children(child) if child.type == "array_element_initializer" else [child]
        if len(found) == 2:
            pairs.append((d.expr(found[0]), d.expr(found[1])))
        elif found and found[0].type == "variadic_unpacking":
            value = d.inner(found[0])
            pairs.append((-1, value))
            items.append(b.element(value))
        elif found:
            items.append(d.expr(found[0]))
    b.depth -= 1
    if len(items) == 2 and not pairs and b.kind(items[1]) == "string":
        if d.klass >= 0 and _first_of(d, node) == "__CLASS__":
            return b.attr(b.expr("class", d.klass), str(b.at(items[1])[1]))
        if _callable(d, items[0], node):
            return b.attr(items[0], str(b.at(items[1])[1]))
    if pairs:
        return b.map([*pairs, *((b.const(n), item) for n, item in enumerate(items) if b.kind(item) != "element")])
    return b.sequence(items)


def _first_of(d: Descent, node: Node) -> str:
    first = d.first(node)
    return d.text(first) if first is not None else ""


def _callable(d: Descent, owner: int, node: Node) -> bool:
    """Whether the second of two elements names a method of the first: a class, ``$this``, or, where it is passed on, any object."""
    if d.b.kind(owner) == "self":
        return True
    passed = node.parent is not None and node.parent.type == "argument"
    if passed and (d.b.kind(owner) == "attr" or (d.b.kind(owner) == "name" and str(d.b.at(owner)[1]).startswith("$"))):
        return True
    first = d.first(node)
    inner = d.first(first) if first is not None and first.type == "array_element_initializer" else first
    return inner is not None and inner.type == "class_constant_access_expression" and d.text(inner).lower().endswith("::class")


EXPRESSIONS: dict[str, Expression] = {
    "array_creation_expression": array,
    "encapsed_string": encapsed,
    "shell_command_expression": command,
    "float": number,
    "heredoc": heredoc,
    "integer": number,
    "nowdoc": heredoc,
    "string": string,
}
