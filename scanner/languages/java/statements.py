"""Statements of Java: imports, locals, control flow; what they mean for names and guards.

Classes and methods have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages import _forms
from scanner.languages.java.classes import DECLARATIONS, declaration, initial
from scanner.languages.java.expressions import arguments
from scanner.languages.java.functions import CONSTRUCTOR, modifiers
from scanner.languages.java.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Descent, Statement


def _package(d: Descent, node: Node) -> None:
    """``package a.b;``: its other types need no import."""
    name = d.first(node)
    if name is not None:
        d.b.package = "".join(d.text(name).split())
        d.b.imported(d.b.package, "*", "", node.start_byte, node.end_byte)


def _import(d: Descent, node: Node) -> None:
    b = d.b
    name = d.first(node)
    if name is None:
        return
    parts = "".join(d.text(name).split()).split(".")
    static = any(child.type == "static" for child in node.children)
    span = node.start_byte, node.end_byte
    if any(child.type == "asterisk" for child in node.children):
        b.imported(".".join(parts), "*", "", *span)
        d.stars = d.stars or static
        return
    package = 0
    while package < len(parts) - 1 and not parts[package][:1].isupper():
        package += 1
    alias = parts[-1]
    (d.static if static else d.seen).add(alias)
    if package == len(parts) - 1:
        b.imported(".".join(parts[:package]), alias, alias, *span)
        return
    value = b.imported(".".join(parts[:package]), parts[package], "", *span)
    for part in parts[package + 1 :]:
        value = b.attr(value, part)
    b.bind(alias, value, node.start_byte)


def _local(d: Descent, node: Node) -> None:
    decorators, _ = modifiers(d, node)
    type_node = node.child_by_field_name("type")
    for child in node.named_children:
        if child.type == "variable_declarator":
            type_ = type_expr(d, type_node)
            written = child.child_by_field_name("value")
            value = initial(d, child, written, type_) if written is not None else -1
            d.declare(d.field(child, "name"), value, child.start_byte, type_=type_, decorators=decorators)


def _block(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.block(node.children)
    d.close_block(base)


def _return(d: Descent, node: Node) -> None:
    value = d.inner(node) if d.first(node) is not None else -1
    if value >= 0 and d.function >= 0:
        d.b.scopes[d.function].returns.append(value)


def _for_each(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    value = node.child_by_field_name("value")
    source = d.expr(value) if value is not None else d.b.unknown("empty")
    type_ = type_expr(d, node.child_by_field_name("type"))
    d.declare(d.field(node, "name"), d.b.element(source), node.start_byte, type_=type_)
    d.guarded(node.child_by_field_name("body"))
    d.close_block(base)


def _try(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    resources = node.child_by_field_name("resources")
    for child in d.children(resources) if resources is not None else ():
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is not None and value is not None:
            type_ = type_expr(d, child.child_by_field_name("type"))
            d.declare(d.text(name), d.expr(value), child.start_byte, type_=type_)
        else:
            d.block(child.children)
    d.guarded(node.child_by_field_name("body"))
    for child in d.children(node):
        if child.type == "catch_clause":
            _catch(d, child)
        elif child.type == "finally_clause":
            d.block(child.children)
    d.close_block(base)


def _catch(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    for child in d.children(node):
        if child.type == "catch_formal_parameter":
            d.declare(d.field(child, "name"), d.b.unknown("exception"), child.start_byte)
    d.guarded(node.child_by_field_name("body"))
    d.close_block(base)


def _constructor_call(d: Descent, node: Node) -> None:
    """``super(…)`` and ``this(…)``"""
    which = node.child_by_field_name("constructor")
    found = arguments(d, node.child_by_field_name("arguments"))
    if which is not None and d.klass >= 0:
        owner = d.b.expr("super" if which.type == "super" else "self", d.klass)
        d.b.call(d.b.attr(owner, CONSTRUCTOR), found, node.start_byte, node.end_byte)


def _pattern(d: Descent, node: Node) -> None:
    """``case T x`` and the parts of record patterns."""
    found = d.children(node)
    if len(found) == 2 and found[1].type == "identifier":
        type_ = type_expr(d, found[0])
        d.declare(d.text(found[1]), d.b.declared(type_) if type_ >= 0 else d.b.unknown("pattern"), found[1].start_byte)
    else:
        d.block(child for child in found if child.type.endswith(("pattern", "body", "component")))


def _skip(d: Descent, node: Node) -> None:
    """Nothing in it has a value."""


STATEMENTS: dict[str, Statement] = {
    **dict.fromkeys(DECLARATIONS, declaration),
    "block": _block,
    "break_statement": _skip,
    "constructor_body": _block,
    "continue_statement": _skip,
    "do_statement": _forms.loop,
    "enhanced_for_statement": _for_each,
    "explicit_constructor_invocation": _constructor_call,
    "for_statement": _forms.loop,
    "if_statement": _forms.if_else,
    "import_declaration": _import,
    "local_variable_declaration": _local,
    "module_declaration": _skip,
    "package_declaration": _package,
    "record_pattern": _pattern,
    "record_pattern_component": _pattern,
    "return_statement": _return,
    "try_statement": _try,
    "try_with_resources_statement": _try,
    "type_pattern": _pattern,
    "while_statement": _forms.loop,
}
