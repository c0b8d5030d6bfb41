"""Statements of Swift: imports, assignments, bindings in conditions, branches that are values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages.swift.declarations import class_, function, name_of, names_in, property_
from scanner.languages.swift.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent, Statement


def import_(d: Descent, node: Node) -> None:
    """``import A`` brings all of A; ``import struct A.B`` only B."""
    named = next((c for c in node.named_children if c.type == "identifier"), None)
    parts = [d.text(c) for c in named.named_children] if named is not None else []
    if not parts:
        return
    one = len(parts) > 1 and any(
        c.type in ("struct", "class", "func", "enum", "protocol", "var", "let", "typealias") for c in node.children
    )
    if one:
        d.b.imported(parts[0], parts[-1], parts[-1], node.start_byte, node.end_byte)
    else:
        d.b.imported(parts[0], "*", "", node.start_byte, node.end_byte, "l")


def _function(d: Descent, node: Node) -> None:
    name = d.field(node, "name").strip("`")
    value = function(d, node, name)
    if d.b.scope == 0:
        d.b.bind(name, value, node.start_byte)
    else:
        d.declare(name, value, node.start_byte)


def _alias(d: Descent, node: Node) -> None:
    types = [c for c in node.named_children if c.type != "modifiers"]
    value = type_expr(d, types[-1]) if len(types) > 1 else -1
    if value >= 0:
        d.b.bind(name_of(d, node), value, node.start_byte)


def _assignment(d: Descent, node: Node) -> None:
    b = d.b
    target, result = node.child_by_field_name("target"), node.child_by_field_name("result")
    if target is None or result is None:
        d.block(node.children)
        return
    value = d.expr(result)
    left = d.first(target) if target.type == "directly_assignable_expression" else target
    operator = d.field(node, "operator")
    if left is None:
        return
    if operator == "+=":
        value = b.concat((d.expr(left), value))
    elif operator != "=":
        return
    while left.type == "postfix_expression" and left.named_children:
        left = left.named_children[0]
    if left.type == "simple_identifier":
        d.assign(d.text(left).strip("`"), value, node.start_byte, node.end_byte)
    elif left.type == "navigation_expression":
        owner, member = left.child_by_field_name("target"), left.child_by_field_name("suffix")
        if owner is not None and member is not None:
            b.store(d.expr(owner), d.text(member).lstrip("?.").strip("`"), -1, value, node.start_byte, node.end_byte)
    elif left.type == "call_expression" and left.children:
        keys = [v for c in left.children[-1].named_children if c.type == "value_arguments" for v in c.named_children]
        key = keys[0].child_by_field_name("value") if keys else None
        b.store(d.expr(left.children[0]), "", d.expr(key) if key is not None else b.unknown("key"), value, node.start_byte, node.end_byte)
    else:
        d.expr(left)


def conditions(d: Descent, node: Node) -> None:
    """``if let a = b, case .c(let e) = f, g``: what is bound is bound from here on."""
    b = d.b
    names: list[str] = []
    bound = False
    type_ = -1
    for n, child in enumerate(node.children):
        kind = child.type
        if kind in ("statements", "else"):
            break
        if kind in ("if", "guard", "while", ",", "case", ".", "!", "comment"):
            names, type_ = ([], -1) if kind == "," else (names, type_)
        elif kind == "value_binding_pattern":
            bound = True
        elif bound and node.field_name_for_child(n) == "bound_identifier":
            names = [d.text(child).strip("`")]
        elif kind == "pattern":
            names += names_in(d, child)
        elif kind == "type_annotation":
            type_ = type_expr(d, child)
        elif kind == "=":
            bound = True
        elif child.is_named:
            value = d.expr(child)
            plain = len(names) == 1 and node.children[n - 1].type == "=" and not any(c.type == "case" for c in node.children[:n])
            for name in names if bound else ():
                d.declare(name, value if plain else b.unknown("pattern"), child.end_byte, type_=type_)
            names, type_, bound = [], -1, False


def _if(d: Descent, node: Node) -> None:
    branches(d, node)


def _guard(d: Descent, node: Node) -> None:
    conditions(d, node)
    for child in node.children:
        if child.type == "statements":
            d.guarded(child)


def branches(d: Descent, node: Node) -> int:
    """``if`` and ``switch``: one of the values of what may run; -1 when none of them is an expression."""
    b = d.b
    if b.depth >= MAX_DEPTH:
        b.gap("nested-too-deep")
        return -1
    values: list[int] = []
    base = d.open_block(node)
    b.depth += 3
    if node.type == "if_statement":
        conditions(d, node)
        for child in node.children:
            if child.type in ("statements", "if_statement"):
                b.guard += 1
                values.append(_last(d, child))
                b.guard -= 1
    else:
        subject = node.child_by_field_name("expr")
        if subject is not None:
            d.expr(subject)
        values = [_entry(d, child) for child in node.named_children if child.type == "switch_entry"]
    b.depth -= 3
    d.close_block(base)
    values = [value for value in values if value >= 0]
    return b.union(values) if values else -1


def _entry(d: Descent, node: Node) -> int:
    b = d.b
    b.guard += 1
    base = d.open_block(node)
    for pattern in node.named_children:
        if pattern.type == "switch_pattern":
            for name in (n for c in pattern.named_children for n in names_in(d, c) if _binds(c)):
                d.declare(name, b.unknown("pattern"), pattern.start_byte)
    value = next((_last(d, c) for c in node.named_children if c.type == "statements"), -1)
    d.close_block(base)
    b.guard -= 1
    return value


def _binds(pattern: Node) -> bool:
    return any(c.type == "value_binding_pattern" or (c.type == "pattern" and _binds(c)) for c in pattern.named_children)


def _last(d: Descent, node: Node) -> int:
    """The value of a block that is one expression, -1 for others."""
    if node.type == "if_statement":
        return branches(d, node)
    found = d.children(node)
    base = d.open_block(node)
    value = value_of(d, found[0]) if len(found) == 1 else -1
    if len(found) != 1:
        d.block(node.children)
    d.close_block(base)
    return value


def value_of(d: Descent, node: Node) -> int:
    """The value of a statement that may be an expression, -1 for others; it is lowered."""
    if node.type in ("if_statement", "switch_statement"):
        return branches(d, node)
    if node.kind_id in d.expressions and node.type != "control_transfer_statement":
        return d.expr(node)
    d.block((node,))
    return -1


def _for(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    item, collection = node.child_by_field_name("item"), node.child_by_field_name("collection")
    value = d.b.element(d.expr(collection)) if collection is not None else d.b.unknown("element")
    names = names_in(d, item) if item is not None else []
    for n, name in enumerate(names):
        given = d.b.index(value, d.b.const(str(n))) if len(names) > 1 else value
        if name != "_":
            d.declare(name, given, node.start_byte)
    for child in node.children:
        if child.type in ("statements", "where_clause"):
            d.guarded(child)
    d.close_block(base)


def _loop(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    if node.type == "while_statement":
        conditions(d, node)
    for child in node.named_children:
        if child.type == "statements":
            d.guarded(child)
        elif node.type != "while_statement":
            d.block((child,))
    d.close_block(base)


def _do(d: Descent, node: Node) -> None:
    for child in node.named_children:
        base = d.open_block(child)
        if child.type == "catch_block":
            d.b.guard += 1
            error = child.child_by_field_name("error")
            for name in names_in(d, error) if error is not None else ("error",):
                d.declare(name, d.b.unknown("error"), child.start_byte)
            d.block(c for c in child.children if c.type == "statements")
            d.b.guard -= 1
        else:
            d.block((child,))
        d.close_block(base)


def _statements(d: Descent, node: Node) -> None:
    d.block(node.children)


def _error(d: Descent, node: Node) -> None:
    d.b.gap("syntax-error")
    d.block(node.children)


def _skip(d: Descent, node: Node) -> None:
    """Nothing in it has a value."""


STATEMENTS: dict[str, Statement] = {
    "ERROR": _error,
    "assignment": _assignment,
    "associatedtype_declaration": _skip,
    "class_declaration": class_,
    "do_statement": _do,
    "for_statement": _for,
    "function_declaration": _function,
    "guard_statement": _guard,
    "if_statement": _if,
    "import_declaration": import_,
    "operator_declaration": _skip,
    "property_declaration": property_,
    "protocol_declaration": class_,
    "protocol_property_declaration": property_,
    "repeat_while_statement": _loop,
    "statements": _statements,
    "switch_statement": _if,
    "typealias_declaration": _alias,
    "while_statement": _loop,
}
