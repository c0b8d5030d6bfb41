"""Go literals: text, composite literals, function literals.

``T{Field: x}`` is a construction with keywords; which type a name is, is known only for types of the same file, else the keys tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages.golang.types import SHAPES
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from scanner.languages.golang.descent import Descent

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))", re.DOTALL)
_BYTE = re.compile("[\udc80-\udcff]")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def string(d: Descent, node: Node) -> int:
    text = d.text(node)
    if text.startswith("`"):
        return d.b.string(text.strip("`").replace("\r", ""))
    text = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return d.b.string(unescape(text) if "\\" in text else text)


def unescape(text: str) -> str:
    """Escapes of interpreted strings. Bytes written one by one are put together where they are UTF-8."""
    text = _ESCAPE.sub(_character, text)
    if _BYTE.search(text):
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    if match[1] or match[4]:
        code = int(match[1], 16) if match[1] else int(match[4], 8) & 0xFF
        return chr(code) if code < 0x80 else chr(0xDC00 + code)
    if match[2] or match[3]:
        code = int(match[2] or match[3], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    return _SIMPLE.get(match[5], match[5])


def composite(d: Descent, node: Node) -> int:
    body = node.child_by_field_name("body")
    type_ = node.child_by_field_name("type")
    return literal(d, type_, body, node) if body is not None else d.b.unknown("literal")


def literal(d: Descent, type_: Node | None, body: Node, whole: Node) -> int:
    """The value of ``{…}`` of a type; ``type_`` None when it is not known."""
    b = d.b
    if b.depth >= MAX_DEPTH:
        return b.gap("nested-too-deep")
    b.depth += 2
    elements = d.children(body)
    shape = _shape(d, type_)
    if shape == "struct_type" or (shape == "" and _names_fields(elements)):
        value = _construction(d, type_, elements, whole)
    elif shape in ("map_type", "") and any(e.type == "keyed_element" for e in elements):
        value = b.map(_pair(d, e, _item_type(type_)) for e in elements if e.type == "keyed_element")
    elif shape == "map_type":
        value = b.map(())
    elif shape or type_ is None:
        value = b.sequence(_value(d, e, _item_type(type_)) for e in elements)
    else:
        value = _construction(d, type_, elements, whole)
    b.depth -= 2
    return value


def _shape(d: Descent, type_: Node | None) -> str:
    """The kind of type that a literal has; "" where the file does not tell."""
    if type_ is None:
        return ""
    if type_.type in SHAPES:
        return type_.type
    kind = d.kinds.get(d.text(type_), "")
    return kind if kind in SHAPES else ""


def _names_fields(elements: Sequence[Node]) -> bool:
    """Whether all keys are plain names, as the fields of a struct are."""
    keys = [element.named_children[0] for element in elements if element.type == "keyed_element" and element.named_children]
    return bool(keys) and len(keys) == len(elements) and all(_plain(key) for key in keys)


def _plain(key: Node) -> bool:
    return key.named_child_count == 1 and key.named_children[0].type == "identifier"


def _construction(d: Descent, type_: Node | None, elements: Sequence[Node], whole: Node) -> int:
    b = d.b
    if type_ is None or type_.type == "struct_type":
        return b.map(_pair(d, e, None, fields=True) for e in elements if e.type == "keyed_element")
    arguments: list[Argument] = []
    for element in elements:
        if element.type == "keyed_element" and len(element.named_children) > 1:
            key = element.named_children[0]
            arguments.append(Argument(-1, d.text(key), _value(d, element.named_children[-1], None)))
        else:
            arguments.append(Argument(len(arguments), "", _value(d, element, None)))
    callee = d.type(type_)
    return b.call(callee, arguments, whole.start_byte, whole.end_byte, "n") if callee >= 0 else b.unknown("literal")


def _item_type(type_: Node | None) -> Node | None:
    """The type that elements may leave out; pointers to it are written the same."""
    inner = (type_.child_by_field_name("element") or type_.child_by_field_name("value")) if type_ is not None else None
    while inner is not None and inner.type == "pointer_type" and inner.named_child_count:
        inner = inner.named_children[0]
    return inner


def _pair(d: Descent, element: Node, item: Node | None, *, fields: bool = False) -> tuple[int, int]:
    parts = [child for child in element.named_children if child.type == "literal_element"]
    if len(parts) < 2:
        return d.b.unknown("key"), d.b.unknown("empty")
    key = d.b.string(d.text(parts[0])) if fields else _value(d, parts[0], None)
    return key, _value(d, parts[1], item)


def _value(d: Descent, element: Node, item: Node | None) -> int:
    if element.type == "keyed_element" and element.named_children:  # an index and what stands there
        element = element.named_children[-1]
    inner = next(iter(d.children(element)), None) if element.type == "literal_element" else element
    if inner is None:
        return d.b.unknown("empty")
    if inner.type == "literal_value":
        return literal(d, item, inner, inner)
    return d.expr(inner)
