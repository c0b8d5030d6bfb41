"""Texts, symbols, here-documents, arrays and hashes of Ruby.

What the pieces of a text are is left to the expressions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.ruby.descent import Descent, Expression

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F ]{1,60})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|\n|([\s\S]))")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "e": "\x1b", "f": "\f", "a": "\a", "b": "\b", "s": " "}
_ACTION = re.compile(r"([a-z_][\w/]*)#([a-z_]\w*)")
MAX_HEREDOCS = 20_000


def unescape(text: str) -> str:
    """Escape sequences of double quotes."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1] or match[2] or match[3]:
        return "".join(_code(int(code, 16)) for code in (match[1] or match[2] or match[3]).split())
    if match[4]:
        return chr(int(match[4], 8) & 0xFF)
    return _SIMPLE.get(match[5], match[5]) if match[5] else ""


def _code(number: int) -> str:
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def string(d: Descent, node: Node) -> int:
    """``"text #{a}"``, ``'text'``, ``%q(…)``, ``:"symbol"``"""
    parts = [part for child in node.named_children if (part := _piece(d, child)) >= 0]
    return d.b.concat(parts) if parts else d.b.string("")


def command(d: Descent, node: Node) -> int:
    """A command in backticks or ``%x(…)``: a call of the method of that name."""
    words = Argument(0, "", string(d, node))
    return d.b.call(d.b.name("`", node.start_byte), (words,), node.start_byte, node.end_byte)


def _piece(d: Descent, node: Node) -> int:
    kind = node.type
    if kind in ("string_content", "heredoc_content"):
        return d.b.string(d.text(node))
    if kind == "escape_sequence":
        text = d.text(node)
        return d.b.string({"\\'": "'", "\\\\": "\\"}.get(text) or unescape(text))
    return d.inner(node) if kind == "interpolation" else -1


def chained(d: Descent, node: Node) -> int:
    """``"a" "b"``"""
    return d.b.concat([d.expr(child) for child in d.children(node)])


def heredoc(d: Descent, node: Node) -> int:
    """``<<~EOT``; the text stands further down, without the indentation that all its lines share."""
    body = _body(d, node)
    if body is None:
        return d.b.string("")
    parts: list[int | str] = []
    for child in body.named_children:
        kind = child.type
        if kind in ("heredoc_content", "escape_sequence"):
            text = d.text(child)
            parts.append(unescape(text) if kind == "escape_sequence" else text)
        elif kind == "interpolation":
            parts.append(d.inner(child))
    if parts and isinstance(parts[0], str) and not d.text(node).startswith("<<~"):
        parts[0] = parts[0].removeprefix("\n")
    elif parts:
        parts = _outdented(parts)
    if parts and isinstance(parts[-1], str):  # what stands before the end is no text
        parts[-1] = parts[-1].rstrip(" \t")
    texts = [d.b.string(part) if isinstance(part, str) else part for part in parts if part != ""]
    return d.b.concat(texts) if texts else d.b.string("")


def _body(d: Descent, node: Node) -> Node | None:
    """The body that belongs to a beginning: both stand in the same order in the file."""
    if d.bodies is None:
        beginnings: list[Node] = []
        bodies: list[Node] = []
        stack = [_root(node)]
        while stack and len(bodies) < MAX_HEREDOCS:
            at = stack.pop()
            if at.type == "heredoc_body":
                bodies.append(at)
            elif at.type == "heredoc_beginning":
                beginnings.append(at)
            stack.extend(at.named_children)
        beginnings.sort(key=lambda one: one.start_byte)
        bodies.sort(key=lambda one: one.start_byte)
        d.bodies = {one.start_byte: body for one, body in zip(beginnings, bodies, strict=False)}
    return d.bodies.get(node.start_byte)


def _root(node: Node) -> Node:
    while node.parent is not None:
        node = node.parent
    return node


def _outdented(parts: list[int | str]) -> list[int | str]:
    """``<<~``: the smallest indentation of all lines with text is left out."""
    lines = "".join(part if isinstance(part, str) else "x" for part in parts).split("\n")
    shared = min((len(line) - len(line.lstrip(" \t")) for line in lines[1:] if line.strip()), default=0)
    found: list[int | str] = []
    begins = False
    for n, part in enumerate(parts):
        if isinstance(part, str):
            first, *rest = part.split("\n")
            kept = [first[shared:] if begins else first, *(line[min(shared, len(line) - len(line.lstrip(" \t"))) :] for line in rest)]
            part = "\n".join(kept)
            begins = False
            part = part.removeprefix("\n") if n == 0 else part
        found.append(part)
    return found


def character(d: Descent, node: Node) -> int:
    """``?a``"""
    return d.b.string(d.text(node)[1:])


def symbol(d: Descent, node: Node) -> int:
    """``:name``, ``name:`` in front of a value"""
    return d.b.string(d.text(node).strip(":"))


def words(d: Descent, node: Node) -> int:
    """``%w[a b]``, ``%i[a b]``"""
    return d.b.sequence([string(d, child) for child in d.children(node)])


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
    """``[a, *b]``"""
    items = []
    for child in d.children(node):
        if child.type == "splat_argument":
            items.append(d.b.element(d.inner(child)))
        elif child.type == "pair":
            items.append(d.b.map([pair(d, child)]))
        else:
            items.append(d.expr(child))
    return d.b.sequence(items)


def hash_(d: Descent, node: Node) -> int:
    """``{ model: "m", "k" => v, **rest }``"""
    pairs: list[tuple[int, int]] = []
    for child in d.children(node):
        if child.type == "pair":
            pairs.append(pair(d, child))
        elif child.type == "hash_splat_argument":
            pairs.append((-1, d.inner(child)))
    return d.b.map(pairs)


def pair(d: Descent, node: Node) -> tuple[int, int]:
    """Key and value; ``model:`` alone stands for the variable or method of that name."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None:
        return d.b.unknown("key"), d.b.unknown("value")
    name = d.expr(key) if key.type != "hash_key_symbol" else symbol(d, key)
    if value is None:
        from scanner.languages.ruby.expressions import named

        return name, named(d, d.text(key).strip(":"), node)
    return name, d.expr(value)


def action(text: str) -> tuple[str, str] | None:
    """The controller and the method that a route names: ``chats#create``; None for other texts."""
    match = _ACTION.fullmatch(text)
    if match is None:
        return None
    parts = ["".join(word.capitalize() for word in part.split("_")) for part in match[1].split("/")]
    return "::".join(parts) + "Controller", match[2]


TEXTS: dict[str, Expression] = {
    **dict.fromkeys(("string", "bare_string", "bare_symbol", "delimited_symbol", "regex"), string),
    **dict.fromkeys(("string_array", "symbol_array"), words),
    **dict.fromkeys(("integer", "float", "rational", "complex"), number),
    **dict.fromkeys(("simple_symbol", "hash_key_symbol"), symbol),
    "array": array,
    "chained_string": chained,
    "character": character,
    "hash": hash_,
    "heredoc_beginning": heredoc,
    "subshell": command,
}
