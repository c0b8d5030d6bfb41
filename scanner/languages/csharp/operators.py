"""Operators, casts and assignments of C#; chains of members and calls are left to ``expressions``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages import _forms
from scanner.languages.csharp import objects as csharp_objects
from scanner.languages.csharp.types import base_name, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent

_OPEN = frozenset({"unknown", "call", "index", "element", "param", "attr"})
"""Kinds of value that a cast says more about."""


def binary(d: Descent, node: Node) -> int:
    """Operators of any kind, left-deep: down to the first operand, then to the right."""
    links: list[tuple[bool, Node | None]] = []
    while node.type == "binary_expression":
        operator, left, right = (node.child_by_field_name(name) for name in ("operator", "left", "right"))
        if operator is None or left is None or right is None:
            break
        if operator.type == "??":
            if links:
                break
            return _forms.fallback(d, node)
        links.append((operator.type == "+", right))
        node = left
    if not links:
        return d.other(node)
    return _forms.in_a_row(d, node, links)


def unary(d: Descent, node: Node) -> int:
    at: Node | None = node
    while at is not None and at.type == "prefix_unary_expression":
        at = d.first(at)
    if at is not None:
        d.expr(at)
    return d.b.unknown("arithmetic")


def cast(d: Descent, node: Node) -> int:
    """``(T) x`` and ``x as T``: the value, and an instance of T where the value says little."""
    child = node.child_by_field_name("value") or node.child_by_field_name("left")
    if child is None:
        return d.other(node)
    value = d.expr(child)
    if d.b.kind(value) not in _OPEN:
        return value
    type_ = type_expr(d, node.child_by_field_name("type") or node.child_by_field_name("right"))
    return value if type_ < 0 else d.b.union((value, d.b.declared(type_)))


def assignment(d: Descent, node: Node) -> int:
    left, right, operator = (node.child_by_field_name(name) for name in ("left", "right", "operator"))
    if left is None or right is None or operator is None:
        return d.other(node)
    b = d.b
    while left.type == "parenthesized_expression" and (inner := d.first(left)) is not None:
        left = inner
    if left.type in ("tuple_expression", "declaration_expression"):
        return _unpacked(d, left, d.expr(right))
    value = csharp_objects.initial(d, right, csharp_objects.expected(d, left))
    if operator.type == "+=":
        if b.kind(value) == "function":  # a handler of an event
            return b.call(b.attr(d.expr(left), "add"), [Argument(0, "", value)], node.start_byte, node.end_byte, "i")
        value = b.concat((d.expr(left), value))
    elif operator.type == "??=":
        value = b.union((d.expr(left), value), default=True)
    elif operator.type != "=":
        d.expr(left)
        return b.unknown("arithmetic")
    _store(d, left, value, node)
    return value


def _store(d: Descent, left: Node, value: int, node: Node) -> None:
    b = d.b
    if left.type == "identifier":
        d.assign(d.text(left), value, node.start_byte, node.end_byte)
        return
    holder = left.child_by_field_name("expression")
    if holder is None:
        d.expr(left)
    elif left.type == "member_access_expression":
        b.store(d.expr(holder), base_name(d, left.child_by_field_name("name")), -1, value, node.start_byte, node.end_byte)
    elif left.type == "element_access_expression":
        from scanner.languages.csharp.expressions import subscript

        owner = d.expr(holder)
        b.store(owner, "", subscript(d, left.child_by_field_name("subscript")), value, node.start_byte, node.end_byte)


def _unpacked(d: Descent, left: Node, value: int) -> int:
    """``(a, b) = f()`` and ``var (a, b) = f()``"""
    for n, child in enumerate(d.children(left)):
        target = (d.first(child) or child) if child.type == "argument" else child
        part = d.b.index(value, d.b.const(n))
        if target.type == "declaration_expression":
            d.declare(d.field(target, "name"), part, target.start_byte, type_=type_expr(d, target.child_by_field_name("type")))
        else:
            _store(d, target, part, target)
    return value
