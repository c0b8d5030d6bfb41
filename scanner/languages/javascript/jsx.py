"""JSX elements as calls of their components; what a component is, ``evaluate`` finds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.javascript.descent import Descent


def element(d: Descent, node: Node) -> int:
    """``<Foo a={b}>…</Foo>`` calls Foo with a map of its attributes; a plain tag is given the functions that its events name."""
    opening = node.child_by_field_name("open_tag") or node
    name = opening.child_by_field_name("name")
    called = name is not None and (name.type in ("member_expression", "nested_identifier") or d.text(name)[:1].isupper())
    callee = d.expr(name) if called and name is not None else -1
    d.b.depth += 1
    attributes = [pair for child in opening.children_by_field_name("attribute") if (pair := _attribute(d, child)) is not None]
    d.b.depth -= 1
    value = d.b.unknown("jsx")
    if callee >= 0:
        value = d.b.call(callee, (Argument(0, "", d.b.map(attributes)),), node.start_byte, node.end_byte, "i")
    elif run := [pair for pair in attributes if _runs(d, *pair)]:
        d.b.call(value, (Argument(0, "", d.b.map(run)),), node.start_byte, node.end_byte, "i")
    if opening is not node:
        for child in node.named_children:
            if child.kind_id in d.expressions and child != opening:
                d.expr(child)
    return value


def _runs(d: Descent, key: int, value: int) -> bool:
    """Whether an attribute is an event, or what a form does, with the name of a function."""
    name = str(d.b.at(key)[1]) if key >= 0 else ""
    return d.b.kind(value) in ("name", "attr") and (name.startswith("on") or name in ("action", "formAction"))


def _attribute(d: Descent, node: Node) -> tuple[int, int] | None:
    if node.type == "jsx_expression":
        inner = d.first(node)
        if inner is None:
            return None
        return (-1, d.inner(inner)) if inner.type == "spread_element" else (-1, d.expr(inner))
    parts = [child for child in node.named_children if child.kind_id not in d.ignored]
    if not parts:
        return None
    name = d.text(parts[0])
    if len(parts) == 1:
        return d.b.string(name), d.b.const(True)
    inner = d.first(parts[1]) if parts[1].type == "jsx_expression" else parts[1]
    return (d.b.string(name), d.named(inner, name)) if inner is not None else None
