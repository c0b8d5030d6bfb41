"""Functions, methods, closures, match expressions and attributes of PHP.

Classes around them are left to ``classes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._forms import refuses
from scanner.languages.php.types import doc_type, of_function, type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.php.descent import Descent

CONSTRUCTOR = "__construct"


def function(d: Descent, node: Node, name: str, *, abstract: bool = False) -> int:
    """Open a function's or method's scope, lower parameters and body, and give the function as a value."""
    b = d.b
    kinds = {child.type for child in node.children}
    types, result = of_function(d, node)
    body = node.child_by_field_name("body")
    start = next((c.start_byte for c in node.children if c.type not in ("attribute_list", "comment")), node.start_byte)
    decorators = attributes(d, node)
    scope = b.open("function", name, start, node.end_byte)
    opened = b.scopes[scope]
    opened.decorators = decorators
    opened.return_type = type_expr(d, node.child_by_field_name("return_type"))
    if opened.return_type < 0 and result:
        opened.return_type = doc_type(d, result, node)
    missing = (body is None and (abstract or "abstract_modifier" in kinds)) or refuses(body)
    opened.flags = ("s" if "static_modifier" in kinds else "") + ("b" if missing else "")
    if any(c.type == "visibility_modifier" and d.text(c).lower() in ("private", "protected") for c in node.children):
        opened.flags += "h"
    before = d.enter(scope)
    parameters(d, node.child_by_field_name("parameters"), types)
    if body is not None:
        d.block(body.children)
    d.leave(before)
    return b.expr("function", scope)


def parameters(d: Descent, node: Node | None, types: dict[str, str]) -> None:
    """Declare the parameters; a promoted one is a property, too."""
    b = d.b
    for child in d.children(node) if node is not None else ():
        if child.type not in ("simple_parameter", "property_promotion_parameter", "variadic_parameter"):
            d.block((child,))
            continue
        name = d.field(child, "name").lstrip("$&.")
        type_ = type_expr(d, child.child_by_field_name("type"))
        if type_ < 0 and name in types:
            type_ = doc_type(d, types[name], child)
        written = child.child_by_field_name("default_value")
        default = d.expr(written) if written is not None else -1
        if default >= 0 and b.at(default) == ("const", None):  # it may be left out
            default = b.unknown("left out")
        decorators = attributes(d, child)
        value = b.parameter(name, default, type_, int(child.type == "variadic_parameter"))
        b.bind("$" + name, value, child.start_byte, type_=type_, decorators=decorators)
        if child.type == "property_promotion_parameter" and d.klass >= 0:
            b.bind(name, -1, child.start_byte, type_=type_, scope=d.klass)
            b.store(b.expr("self", d.klass), name, -1, value, child.start_byte, child.end_byte)


def closure(d: Descent, node: Node) -> int:
    """``function () use ($x) { … }`` and ``fn () => …``; names that it does not bind are those around it."""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    b.scopes[scope].return_type = type_expr(d, node.child_by_field_name("return_type"))
    before = d.enter(scope)
    parameters(d, node.child_by_field_name("parameters"), {})
    body = node.child_by_field_name("body")
    if body is not None and body.type == "compound_statement":
        d.block(body.children)
    elif body is not None:
        b.scopes[scope].returns.append(d.expr(body))
    d.leave(before)
    return b.expr("function", scope)


def match(d: Descent, node: Node) -> int:
    """``match ($x) { a => b, default => c }``: one of its arms."""
    b = d.b
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
    if condition is not None:
        d.expr(condition)
    values: list[int] = []
    b.guard += 1
    for arm in d.children(body) if body is not None else ():
        tested = arm.child_by_field_name("conditional_expressions")
        for child in d.children(tested) if tested is not None else ():
            d.expr(child)
        result = arm.child_by_field_name("return_expression")
        if result is None:
            continue
        value = d.expr(result)
        if result.type != "throw_expression":
            values.append(value)
    b.guard -= 1
    return b.union(values) if values else b.unknown("match")


def attributes(d: Descent, node: Node) -> tuple[int, ...]:
    """``#[A, B(…)]`` in front of a declaration: the name, or a call of it with what stands in brackets."""
    listed = node.child_by_field_name("attributes")
    if listed is None:
        return ()
    return tuple(_attribute(d, a) for group in d.children(listed) for a in d.children(group) if a.type == "attribute")


def _attribute(d: Descent, node: Node) -> int:
    from scanner.languages.php.expressions import arguments

    name = d.first(node)
    if name is None:
        return d.b.unknown("attribute")
    callee = d.class_name(d.text(name), name)
    listed = node.child_by_field_name("parameters")
    return d.b.call(callee, arguments(d, listed), node.start_byte, node.end_byte, "d") if listed is not None else callee
