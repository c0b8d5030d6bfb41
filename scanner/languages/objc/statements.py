"""Statements of Objective-C: loops over collections, exceptions, returns; those of C are read as everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.cpp.declarations import macro, named
from scanner.languages.cpp.expressions import STATEMENTS as C_STATEMENTS
from scanner.languages.objc.declarations import function, implementation, include, interface, module, protocol, variable
from scanner.languages.objc.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.objc.descent import Descent, Statement


def _for(d: Descent, node: Node) -> None:
    """``for (T *a in b) …``; the loop of C is told by its fields."""
    place = next((n for n, c in enumerate(node.children) if c.type == "in"), -1)
    if place < 0:
        C_STATEMENTS["for_statement"](d, node)
        return
    base = d.open_block(node)
    given = node.children[place + 1]
    value = d.b.element(d.expr(given))
    declarator = node.children[place - 1]
    _, name = named(d, declarator)
    if name:
        d.declare(name, value, node.start_byte, type_=type_expr(d, node.child_by_field_name("type")))
    d.guarded(node.named_children[-1] if node.named_children[-1] != given else None)
    d.close_block(base)


def _try(d: Descent, node: Node) -> None:
    for child in node.named_children:
        if child.type == "catch_clause":
            base = d.open_block(child)
            caught = next((c for c in child.named_children if c.type == "type_name"), None)
            _, name = named(d, caught.named_children[-1]) if caught is not None else (None, "")
            if name:
                d.declare(name, d.b.unknown("error"), child.start_byte)
            d.guarded(child.named_children[-1])
            d.close_block(base)
        else:
            d.block(child.children if child.type == "finally_clause" else (child,))


def _nothing(d: Descent, node: Node) -> None:
    """It says nothing but names."""


def _children(d: Descent, node: Node) -> None:
    d.block(node.named_children)


STATEMENTS: dict[str, Statement] = {
    **C_STATEMENTS,
    "class_declaration": _nothing,
    "class_implementation": implementation,
    "class_interface": interface,
    "declaration": variable,
    "for_statement": _for,
    "function_definition": function,
    "linkage_specification": _children,
    "module_import": module,
    "preproc_def": macro,
    "preproc_include": include,
    "protocol_declaration": protocol,
    "protocol_forward_declaration": _nothing,
    "struct_specifier": _nothing,
    "enum_specifier": _nothing,
    "try_statement": _try,
    "type_definition": _nothing,
    "union_specifier": _nothing,
}
