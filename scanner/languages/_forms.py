"""Operators and statements that several languages with braces write alike, over ``_walk``; each front end hangs them on its own kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from scanner.languages._walk import Descent, Walk


_THROWS = frozenset({"throw_statement", "throw_expression"})
_STEPS = 4


def refuses(body: Node | None) -> bool:
    """Whether all that a body does is to throw: classes below say what the function does."""
    for _ in range(_STEPS):
        if body is None or body.type in _THROWS:
            break
        body = body.named_children[0] if body.named_child_count == 1 else None
    return body is not None and body.type in _THROWS


def in_a_row(d: Walk, first: Node, links: Sequence[tuple[bool, Node | None]]) -> int:
    """``a + b - c``, the last link first: (puts text together?, right operand); None for one that is no value."""
    parts = [d.expr(first)]
    joined = links[-1][0]
    for joins, right in reversed(links):
        if joins != joined:
            parts, joined = [d.b.concat(parts) if joined else d.b.unknown("arithmetic")], joins
        if right is not None:
            parts.append(d.expr(right))
    return d.b.concat(parts) if joined else d.b.unknown("arithmetic")


def fallback(d: Walk, node: Node) -> int:
    """``a ?? b ?? c``, right-deep."""
    values: list[int] = []
    at: Node | None = node
    while at is not None and at.type == "binary_expression":
        operator, left = at.child_by_field_name("operator"), at.child_by_field_name("left")
        if operator is None or operator.type != "??" or left is None:
            break
        values.append(d.expr(left))
        at = at.child_by_field_name("right")
    if at is not None and at.type == "throw_expression":
        d.expr(at)
    elif at is not None:
        values.append(d.expr(at))
    return d.b.union(values, default=True)


def conditional(d: Descent, node: Node) -> int:
    """``a ? b : c ? d : e``, right-deep."""
    values: list[int] = []
    at: Node | None = node
    while at is not None and at.type == node.type:
        for name in ("condition", "consequence"):
            child = at.child_by_field_name(name)
            if child is not None:
                value = d.expr(child)
                if name == "consequence":
                    values.append(value)
        at = at.child_by_field_name("alternative")
    if at is not None:
        values.append(d.expr(at))
    return d.b.union(values) if values else d.b.unknown("empty")


def if_else(d: Descent, node: Node) -> None:
    """``else if`` in a row needs no recursion."""
    at: Node | None = node
    while at is not None:
        condition = at.child_by_field_name("condition")
        if condition is not None:
            d.expr(condition)
        d.guarded(at.child_by_field_name("consequence"))
        alternative = at.child_by_field_name("alternative")
        if alternative is not None and alternative.type != "if_statement":
            d.guarded(alternative)
            return
        at = alternative


def loop(d: Descent, node: Node) -> None:
    """``while``, ``do``, ``for (;;)`` and other heads with a body."""
    base = d.open_block(node)
    body = node.child_by_field_name("body")
    d.block(child for child in node.named_children if child != body)
    d.guarded(body)
    d.close_block(base)
