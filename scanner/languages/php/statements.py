"""Statements of PHP: namespaces, ``use``, control flow; what they mean for names and guards.

Classes and functions have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.php.classes import DECLARATIONS, constants, declaration
from scanner.languages.php.expressions import store
from scanner.languages.php.functions import function

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.php.descent import Descent, Statement

EXPORTS = "=exports"
"""What a file returns to those that include it."""


def _namespace(d: Descent, node: Node) -> None:
    """``namespace A\\B;``: its own classes and functions need no import."""
    d.b.package = "".join(d.field(node, "name").split())
    d.aliases = {}
    if d.b.package:
        d.b.imported(d.b.package, "*", "", node.start_byte, node.end_byte)
    body = node.child_by_field_name("body")
    if body is not None:
        d.block(body.children)


def _use(d: Descent, node: Node) -> None:
    """``use A\\B as C;``, ``use A\\{B, C};``, ``use function A\\f;``"""
    front = next((d.text(c) for c in d.children(node) if c.type == "namespace_name"), "")
    group = node.child_by_field_name("body")
    for clause in d.children(group if group is not None else node):
        if clause.type != "namespace_use_clause":
            continue
        alias = clause.child_by_field_name("alias")
        target = next((c for c in d.children(clause) if c != alias), None)
        if target is None:
            continue
        whole = "\\".join(part for part in (front, d.text(target)) if part)
        module, _, last = "".join(whole.split()).strip("\\").rpartition("\\")
        name = d.text(alias) if alias is not None else last
        d.aliases[name] = module, last
        d.b.imported(module, last, name, clause.start_byte, clause.end_byte)


def _function(d: Descent, node: Node) -> None:
    name = d.field(node, "name")
    d.b.bind(name, function(d, node, name), node.start_byte, scope=0)


def _return(d: Descent, node: Node) -> None:
    if d.first(node) is None:
        return
    value = d.inner(node)
    if d.function > 0:
        d.b.scopes[d.function].returns.append(value)
    elif d.klass < 0:
        d.b.bind(EXPORTS, value, node.start_byte, scope=0)


def _if(d: Descent, node: Node) -> None:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    d.guarded(node.child_by_field_name("body"))
    for child in node.children_by_field_name("alternative"):
        inner = child.child_by_field_name("condition")
        if inner is not None:
            d.expr(inner)
        d.guarded(child.child_by_field_name("body"))


def _guarded(d: Descent, node: Node) -> None:
    """``while``, ``do``, ``for``, ``switch``"""
    body = node.child_by_field_name("body")
    d.block(child for child in node.named_children if child != body)
    d.guarded(body)


def _for_each(d: Descent, node: Node) -> None:
    body = node.child_by_field_name("body")
    found = [child for child in d.children(node) if child != body]
    if len(found) > 1:
        source = d.expr(found[0])
        target = found[1]
        if target.type == "pair":
            key, target = [*d.children(target), target][:2]
            store(d, key, d.b.unknown("key"), found[1])
        if target.type == "by_ref":
            target = d.first(target) or target
        store(d, target, d.b.element(source), found[1])
    d.guarded(body)


def _try(d: Descent, node: Node) -> None:
    d.guarded(node.child_by_field_name("body"))
    for child in d.children(node):
        if child.type == "catch_clause":
            name = d.field(child, "name")
            if name:
                d.b.bind(name, d.b.unknown("exception"), child.start_byte)
            d.guarded(child.child_by_field_name("body"))
        elif child.type == "finally_clause":
            d.block(child.children)


def _static(d: Descent, node: Node) -> None:
    """``static $x = 1;``"""
    for child in d.children(node):
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is not None:
            d.b.bind(d.text(name), d.expr(value) if value is not None else -1, child.start_byte)


def _global(d: Descent, node: Node) -> None:
    """``global $x;``: the file's own variable."""
    for child in d.children(node):
        name = d.text(child)
        if d.b.scope:
            d.b.bind(name, d.b.expr("name", name, 0, child.start_byte), child.start_byte)


def _skip(d: Descent, node: Node) -> None:
    """Nothing in it has a value."""


STATEMENTS: dict[str, Statement] = {
    **dict.fromkeys(DECLARATIONS, declaration),
    **dict.fromkeys(("do_statement", "for_statement", "switch_statement", "while_statement"), _guarded),
    **dict.fromkeys(
        ("break_statement", "continue_statement", "declare_statement", "goto_statement", "text_interpolation", "unset_statement"), _skip
    ),
    "const_declaration": constants,
    "foreach_statement": _for_each,
    "function_definition": _function,
    "function_static_declaration": _static,
    "global_declaration": _global,
    "if_statement": _if,
    "namespace_definition": _namespace,
    "namespace_use_declaration": _use,
    "php_tag": _skip,
    "return_statement": _return,
    "try_statement": _try,
}
