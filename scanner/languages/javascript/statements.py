"""Statements: blocks, branches, loops, returns; what is declared in them is left to the modules for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.javascript import classes as javascript_classes
from scanner.languages.javascript import functions as javascript_functions
from scanner.languages.javascript import modules as javascript_modules
from scanner.languages.javascript import patterns as javascript_patterns
from scanner.languages.javascript.patterns import ASSIGN, LEXICAL, VAR, destructure

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.javascript.descent import Descent, Statement

_AS_PROGRAM = re.compile(
    r"\(\s*(?:require\.main\s*={2,3}\s*module|module\s*={2,3}\s*require\.main|!module\.parent|import\.meta\.main|[^&|]*process\.argv\[1\][^&|]*={2,3}[^&|]*import\.meta[^&|]*|[^&|]*import\.meta[^&|]*={2,3}[^&|]*process\.argv\[1\][^&|]*)\s*\)"
)
"""What asks whether the file itself is the program."""


def _children(d: Descent, node: Node) -> None:
    d.block(node.children)


def _nothing(d: Descent, node: Node) -> None:
    """A statement without parts that matter."""


def _expression(d: Descent, node: Node) -> None:
    inner = d.first(node)
    if inner is not None:
        d.expr(inner)


def _block(d: Descent, node: Node) -> None:
    children = node.children
    if any(child.kind_id in d.lexical for child in children):
        base = d.open_block(node)
        d.block(children)
        d.close_block(base)
    else:
        d.block(children)


def _if(d: Descent, node: Node) -> None:
    """``if``, and its ``else if`` in a loop."""
    at: Node | None = node
    while at is not None:
        condition, chosen = at.child_by_field_name("condition"), at.child_by_field_name("consequence")
        if condition is not None:
            d.expr(condition)
        if chosen is not None:
            d.guarded(chosen)
        if condition is not None and chosen is not None and _AS_PROGRAM.fullmatch(d.text(condition)):
            d.b.program(condition.start_byte, chosen.end_byte)
        otherwise = at.child_by_field_name("alternative")
        at = d.first(otherwise) if otherwise is not None else None
        if at is not None and at.type != "if_statement":
            d.guarded(at)
            at = None


def _loop(d: Descent, node: Node) -> None:
    """``while`` and ``do``."""
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
    if condition is not None:
        d.expr(condition)
    if body is not None:
        d.guarded(body)


def _for(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    body = node.child_by_field_name("body")
    d.block(child for child in node.children if child != body)
    if body is not None:
        d.guarded(body)
    d.close_block(base)


def _for_in(d: Descent, node: Node) -> None:
    left, right, body = (node.child_by_field_name(field) for field in ("left", "right", "body"))
    kind, operator = node.child_by_field_name("kind"), node.child_by_field_name("operator")
    items = d.expr(right) if right is not None else d.b.unknown("empty")
    value = d.b.element(items) if operator is not None and operator.type == "of" else d.b.unknown("key")
    base = d.open_block(node)
    if left is not None:
        mode = ASSIGN if kind is None else VAR if kind.type == "var" else LEXICAL
        d.b.guard += mode != LEXICAL
        destructure(d, left, value, mode)
        d.b.guard -= mode != LEXICAL
    if body is not None:
        d.guarded(body)
    d.close_block(base)


def _try(d: Descent, node: Node) -> None:
    for field in ("body", "handler", "finalizer"):
        part = node.child_by_field_name(field)
        if part is not None:
            d.guarded(part)


def _catch(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    parameter, body = node.child_by_field_name("parameter"), node.child_by_field_name("body")
    if parameter is not None:
        destructure(d, parameter, d.b.unknown("caught"), LEXICAL)
    if body is not None:
        d.block((body,))
    d.close_block(base)


def _switch(d: Descent, node: Node) -> None:
    value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    if value is not None:
        d.expr(value)
    if body is None:
        return
    d.b.guard += 1
    d.b.depth += 1
    for case in body.named_children:
        _block(d, case)
    d.b.depth -= 1
    d.b.guard -= 1


def _return(d: Descent, node: Node) -> None:
    inner = d.first(node)
    if inner is not None:
        value = d.expr(inner)
        if d.function >= 0:
            d.b.scopes[d.function].returns.append(value)


def _labelled(d: Descent, node: Node) -> None:
    body = node.child_by_field_name("body")
    if body is not None:
        d.block((body,))


def _ambient(d: Descent, node: Node) -> None:
    """``declare``: the types of things that exist elsewhere."""
    for child in node.named_children:
        if child.type == "function_signature":
            javascript_functions.declaration(d, child)
        elif child.type == "statement_block":
            d.block(child.children)
        else:
            d.block((child,))


STATEMENTS: dict[str, Statement] = {
    **javascript_modules.STATEMENTS,
    "abstract_class_declaration": javascript_classes.declaration,
    "ambient_declaration": _ambient,
    "catch_clause": _catch,
    "class_declaration": javascript_classes.declaration,
    "comment": _nothing,
    "do_statement": _loop,
    "enum_declaration": javascript_classes.enum,
    "expression_statement": _expression,
    "for_in_statement": _for_in,
    "for_statement": _for,
    "function_declaration": javascript_functions.declaration,
    "function_signature": _nothing,
    "generator_function_declaration": javascript_functions.declaration,
    "if_statement": _if,
    "interface_declaration": javascript_classes.interface,
    "internal_module": javascript_classes.namespace,
    "labeled_statement": _labelled,
    "lexical_declaration": javascript_patterns.declarators,
    "module": javascript_classes.namespace,
    "return_statement": _return,
    "statement_block": _block,
    "switch_statement": _switch,
    "throw_statement": _children,
    "try_statement": _try,
    "type_alias_declaration": javascript_classes.alias,
    "type_annotation": _nothing,
    "type_arguments": _nothing,
    "using_declaration": javascript_patterns.declarators,
    "variable_declaration": javascript_patterns.declarators,
    "while_statement": _loop,
}
