"""Words of a shell: texts, variables with their defaults, what a command prints, and texts that are JSON.

The commands themselves are left to ``commands``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from scanner.model import Argument, Parameter

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.shell.descent import Descent, Expression

_ESCAPE = re.compile(r"\\(\n|[\\\"$`])")
_BARE = re.compile(r"\\(\n|.)", re.DOTALL)
_DEFAULT = re.compile(r"\$\{[#!]?\w+(?:\[[^\]]*\])?(:?[-=+?])")
_HOLE = 0xE000
"""First of the characters that stand for computed pieces while a text is read as JSON."""
_MAX_HOLES = 500
_LOOSE = re.compile(r"(?<=[:\[,])(\s*)([\ue000-\ue1f4])(?=\s*[,\]}])")
MAX_JSON = 200_000


def variable(d: Descent, name: str, node: Node) -> int:
    """``$name``: an argument, a variable of the script, else of the environment."""
    b = d.b
    if name.isdigit() and name != "0":
        return argument(d, int(name) - 1)
    if not name[:1].isalpha() and name[:1] != "_":
        return b.unknown("special variable")
    if name in d.assigned:
        return b.name(name, node.start_byte)
    value = _outside(d, name, node)
    return b.union((b.name(name, node.start_byte), value)) if d.reads else value


def _outside(d: Descent, name: str, node: Node) -> int:
    """A variable of the environment."""
    b = d.b
    return b.call(b.expr("name", "$", 0, node.start_byte), (Argument(0, "", b.string(name)),), node.start_byte, node.end_byte)


def argument(d: Descent, number: int) -> int:
    """``$1``: what a function was called with; of the script nobody knows."""
    if d.function <= 0 or number > 20:
        return d.b.unknown("argument of the script")
    listed = d.b.scopes[d.function].parameters
    while len(listed) <= number:
        listed.append(Parameter(str(len(listed) + 1), -1, -1, 0))
    return d.b.expr("param", d.function, number)


def _simple(d: Descent, node: Node) -> int:
    return variable(d, d.text(node).lstrip("$"), node)


def _expansion(d: Descent, node: Node) -> int:
    """``${name}``, ``${name:-default}``, ``${name%/}``"""
    found = d.children(node)
    if not found:
        return d.b.unknown("expansion")
    name = found[0] if found[0].type != "subscript" else None
    value = variable(d, d.text(name), node) if name is not None else d.expr(found[0])
    text = d.text(node)
    if text.startswith("${#"):
        return d.b.unknown("length")
    match = _DEFAULT.match(text)
    if match is None:
        return value
    sign = match[1][-1]
    rest = [d.expr(child) for child in found[1:]]
    other = d.b.concat(rest) if rest else d.b.string("")
    if sign in "-=":
        if sign == "=" and name is not None and d.text(name) in d.assigned:
            value = d.b.union((value, _outside(d, d.text(name), node)))
        value = d.b.union((value, other), default=True)
        if sign == "=" and name is not None:
            d.b.bind(d.text(name), value, node.end_byte, scope=0)
        return value
    return other if sign == "+" else value


def _word(d: Descent, node: Node) -> int:
    text = d.text(node)
    return d.b.string(_BARE.sub(lambda m: "" if m[1] == "\n" else m[1], text) if "\\" in text else text)


def _raw(d: Descent, node: Node) -> int:
    """``'text'``"""
    return d.b.string(d.text(node)[1:-1])


def _ansi(d: Descent, node: Node) -> int:
    """``$'text\\n'``"""
    return d.b.string(d.text(node)[2:-1].replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'"))


def _string(d: Descent, node: Node) -> int:
    """``"text $name $(command)"``; blanks beside variables belong to no piece of the tree."""
    return pieces(d, node, node.start_byte + 1, node.end_byte - 1)


def pieces(d: Descent, node: Node, start: int, stop: int) -> int:
    """Constant and computed pieces between two places."""
    parts: list[int] = []
    at = start
    for child in [*node.named_children, None]:
        if child is not None and child.type in ("string_content", "heredoc_content", "escape_sequence"):
            continue
        end = child.start_byte if child is not None else stop
        if end > at:
            text = d.data[at:end].decode("utf-8", "replace")
            parts.append(d.b.string(_ESCAPE.sub(lambda m: "" if m[1] == "\n" else m[1], text) if "\\" in text else text))
        if child is not None:
            parts.append(d.expr(child))
            at = child.end_byte
    return d.b.concat(parts) if parts else d.b.string("")


def _concatenation(d: Descent, node: Node) -> int:
    found = [d.expr(child) for child in d.children(node)]
    return d.b.concat(found) if found else d.b.string("")


def _array(d: Descent, node: Node) -> int:
    return d.b.sequence([d.expr(child) for child in d.children(node)])


def _subscript(d: Descent, node: Node) -> int:
    """``${list[0]}``, ``${list[@]}``"""
    found = d.children(node)
    value = variable(d, d.text(found[0]), node) if found else d.b.unknown("subscript")
    key = d.text(found[1]) if len(found) > 1 else ""
    return d.b.index(value, d.b.const(int(key))) if key.isdigit() else d.b.element(value)


def _substitution(d: Descent, node: Node) -> int:
    """``$(command)``: what it prints"""
    before, d.input = d.input, -1
    value = d.block(node.children)
    d.input = before
    return value if value >= 0 else d.b.unknown("substitution")


def structured(d: Descent, value: int) -> int:
    """A text that is JSON as the map or list that it says, computed pieces included; any other value is itself."""
    b = d.b
    kind, *rest = b.at(value)
    parts: tuple[int, ...] = rest[0] if kind == "concat" else (value,)  # type: ignore[assignment]
    if kind not in ("string", "concat") or len(parts) > _MAX_HOLES:
        return value
    texts = [str(b.at(part)[1]) if b.kind(part) == "string" else chr(_HOLE + n) for n, part in enumerate(parts)]
    text = "".join(texts).strip()
    if text[:1] not in ("{", "[") or len(text) > MAX_JSON:
        return value
    try:
        found = json.loads(_LOOSE.sub(r'\1"\2"', text), strict=False)
    except (ValueError, RecursionError):
        return value
    return _built(d, found, parts, 0)


def _built(d: Descent, found: object, parts: tuple[int, ...], depth: int) -> int:
    b = d.b
    if depth > 100:
        return b.gap("nested-too-deep")
    if isinstance(found, dict):
        return b.map([(_filled(d, str(key), parts), _built(d, item, parts, depth + 1)) for key, item in found.items()])
    if isinstance(found, list):
        return b.sequence([_built(d, item, parts, depth + 1) for item in found])
    return (
        _filled(d, found, parts) if isinstance(found, str) else b.const(found if found is None or isinstance(found, bool) else str(found))
    )


def _filled(d: Descent, text: str, parts: tuple[int, ...]) -> int:
    """A text with the computed pieces put back."""
    found: list[int] = []
    for piece in re.split(r"([\ue000-\ue1f4])", text):
        number = ord(piece) - _HOLE if len(piece) == 1 else -1
        if 0 <= number < len(parts):
            found.append(parts[number])
        elif piece:
            found.append(d.b.string(piece))
    return d.b.concat(found) if found else d.b.string("")


WORDS: dict[str, Expression] = {
    **dict.fromkeys(("word", "number", "extglob_pattern", "regex", "variable_name", "special_variable_name", "brace_expression"), _word),
    **dict.fromkeys(("string", "translated_string"), _string),
    "ansi_c_string": _ansi,
    "array": _array,
    "command_substitution": _substitution,
    "concatenation": _concatenation,
    "expansion": _expansion,
    "raw_string": _raw,
    "simple_expansion": _simple,
    "subscript": _subscript,
}
