"""Patterns, switch expressions and queries of C#.

Only the names that patterns declare and the values that arms give matter; what is tested does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.csharp.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent


def is_pattern(d: Descent, node: Node) -> int:
    """``x is T y``"""
    tested, pattern_node = node.child_by_field_name("expression"), node.child_by_field_name("pattern")
    value = d.expr(tested) if tested is not None else d.b.unknown("empty")
    if pattern_node is not None:
        pattern(d, pattern_node, value)
    return d.b.unknown("is")


def is_type(d: Descent, node: Node) -> int:
    """``x is T``"""
    d.inner(node)
    return d.b.unknown("is")


def pattern(d: Descent, node: Node, value: int) -> None:
    """Declare the names of a pattern; the outermost one is the value itself."""
    waiting = [(node, value)]
    while waiting:
        at, held = waiting.pop()
        name = at.child_by_field_name("name")
        if (
            at.type in ("declaration_pattern", "recursive_pattern", "list_pattern", "var_pattern")
            and name is not None
            and name.type == "identifier"
        ):
            type_ = type_expr(d, at.child_by_field_name("type"))
            d.declare(d.text(name), d.b.declared(type_) if type_ >= 0 else held, name.start_byte)
        inside = held if at.type in ("negated_pattern", "and_pattern", "or_pattern", "parenthesized_pattern") else d.b.unknown("pattern")
        for child in d.children(at):
            if child.type == "subpattern":
                found = d.children(child)
                waiting += [(c, d.b.attr(held, d.text(found[0]))) for c in found[1:]]
            elif child.type.endswith(("pattern", "pattern_clause")):
                waiting.append((child, held if child.type == "property_pattern_clause" else inside))


def switch(d: Descent, node: Node) -> int:
    """``x switch { T y => a, _ => b }``: one of its arms."""
    b = d.b
    values: list[int] = []
    tested = b.unknown("empty")
    for n, child in enumerate(d.children(node)):
        if child.type != "switch_expression_arm":
            tested = d.expr(child) if n == 0 else tested
            continue
        base = d.open_block(child)
        found = d.children(child)
        for part in found[:-1]:
            if part.type == "when_clause":
                d.inner(part)
            else:
                pattern(d, part, tested)
        if found and found[-1].type == "throw_expression":
            d.expr(found[-1])
        elif found:
            values.append(d.expr(found[-1]))
        d.close_block(base)
    return b.union(values) if values else b.unknown("switch")


def query(d: Descent, node: Node) -> int:
    """``from x in xs where … select y``: a sequence of what is selected."""
    b = d.b
    selected = b.unknown("query")
    base = d.open_block(node)
    for clause in d.children(node):
        found = d.children(clause)
        name = clause.child_by_field_name("name")
        if clause.type in ("from_clause", "join_clause") and found:
            rest = [c for c in found if c != name and c != clause.child_by_field_name("type")]
            source = d.expr(rest[0]) if rest else b.unknown("empty")
            d.declare(d.text(name) if name is not None else d.text(found[0]), b.element(source), clause.start_byte)
        elif clause.type == "let_clause" and len(found) == 2:
            d.declare(d.text(found[0]), d.expr(found[1]), clause.start_byte)
        elif clause.type == "select_clause" and found:
            selected = d.expr(found[-1])
        else:
            for child in found:
                d.expr(child)
    d.close_block(base)
    return b.sequence([selected])
