"""Types and attributes of Swift as expressions; what their names refer to is left to ``evaluate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent

_SILENT = frozenset(
    {
        "Any",
        "AnyObject",
        "Bool",
        "Character",
        "CGFloat",
        "Data",
        "Date",
        "Double",
        "Error",
        "Float",
        "Int",
        "Int64",
        "Never",
        "NSString",
        "String",
    }
) | {"Substring", "TimeInterval", "UInt", "URL", "URLComponents", "URLRequest", "UUID", "Void"}
"""Values, of which the type tells less than where they come from."""
_HOLDERS = frozenset({"Array", "Set", "Optional", "ArraySlice", "Binding", "Task", "AsyncStream", "Result"})
_INNER = {"optional_type": "wrapped", "array_type": "name"}
_LAST = frozenset({"opaque_type", "existential_type", "metatype", "type_modifiers", "implicitly_unwrapped_type"})


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name, attribute or shape of instances; -1 for types that say nothing."""
    if node is None or d.b.depth >= MAX_DEPTH:
        return -1
    kind = node.type
    if kind == "user_type":
        return _named(d, node)
    if kind == "type_annotation":
        return type_expr(d, next((c for c in reversed(node.named_children) if c.type != "type_modifiers"), None))
    d.b.depth += 1
    try:
        if kind == "optional_type":
            return type_expr(d, node.child_by_field_name("wrapped"))
        if kind in _LAST and node.named_children:
            return type_expr(d, node.named_children[-1])
        if kind == "array_type":
            return _holding(d, node.child_by_field_name("name"))
        if kind == "dictionary_type":
            value = type_expr(d, node.named_children[-1])
            return d.b.map([(d.b.unknown("key"), d.b.declared(value))]) if value >= 0 else -1
    finally:
        d.b.depth -= 1
    return -1


def _named(d: Descent, node: Node) -> int:
    names = [d.text(c).strip("`") for c in node.named_children if c.type == "type_identifier"]
    if not names or (len(names) == 1 and (names[0] in d.variables or names[0] in _SILENT)):
        return -1
    if len(names) == 1 and names[0] in _HOLDERS:
        listed = next((c for c in node.named_children if c.type == "type_arguments"), None)
        return _holding(d, listed.named_children[0] if listed is not None and listed.named_children else None)
    value = d.type_name(names[0], node.start_byte)
    for name in names[1:]:
        value = d.b.attr(value, name)
    return value


def _holding(d: Descent, node: Node | None) -> int:
    d.b.depth += 1
    value = type_expr(d, node)
    d.b.depth -= 1
    return d.b.sequence([d.b.declared(value)]) if value >= 0 else -1


def modifiers(d: Descent, node: Node) -> tuple[tuple[int, ...], frozenset[str]]:
    """Attributes as expressions, and the words beside them."""
    listed = next((c for c in node.children if c.type == "modifiers"), None)
    if listed is None:
        return (), frozenset()
    found = tuple(_attribute(d, c) for c in listed.named_children if c.type == "attribute")
    return found, frozenset(d.text(c) for c in listed.named_children if c.type != "attribute")


def _attribute(d: Descent, node: Node) -> int:
    """``@A`` is the name, ``@A(…)`` a call of it."""
    from scanner.languages.swift.expressions import argument_values

    name = next((c for c in node.named_children if c.type == "user_type"), None)
    callee = type_expr(d, name) if name is not None else -1
    callee = callee if callee >= 0 else d.b.unknown("attribute")
    rest = [c for c in node.named_children if c != name]
    if not rest:
        return callee
    return d.b.call(callee, argument_values(d, rest), node.start_byte, node.end_byte, "d")
