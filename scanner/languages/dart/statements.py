"""Statements of Dart: imports, variables, loops, branches, results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.dart.declarations import CLASSES
from scanner.languages.dart.expressions import run, runs, string, value, values
from scanner.languages.dart.functions import function
from scanner.languages.dart.types import type_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent, Statement


def _uri(d: Descent, node: Node) -> str:
    """The first text below a node, as far as it is constant."""
    waiting = [node]
    while waiting:
        at = waiting.pop(0)
        if at.type == "string_literal":
            found = d.b.at(string(d, at))
            return str(found[1]) if found[0] == "string" else ""
        waiting += at.named_children
    return ""


def _library(d: Descent, node: Node) -> None:
    """``import 'a' as b show c``, ``export 'a'``, ``part 'a'``, ``part of 'a'``"""
    b = d.b
    module = _uri(d, node)
    if not module:
        return
    inner = next((c for c in node.named_children if c.type in ("library_import", "library_export")), node)
    spec = next((c for c in inner.named_children if c.type == "import_specification"), inner)
    span = node.start_byte, node.end_byte
    flags = "l" if inner.type == "library_import" else "ro" if node.type == "part_of_directive" else "r"
    alias = next((d.text(c) for c in spec.named_children if c.type == "identifier"), "")
    shown = [
        d.text(c)
        for p in spec.named_children
        if p.type == "combinator" and p.children[0].type == "show"
        for c in p.named_children
        if c.type == "identifier"
    ]
    if alias:
        b.imported(module, "", alias, *span, flags)
    elif shown:
        for name in shown:
            b.imported(module, name, name, *span, flags)
    else:
        b.imported(module, "*", "", *span, flags)


def _variable(d: Descent, node: Node) -> None:
    """``final T a = b, c = d``"""
    for child in node.named_children:
        if child.type == "initialized_variable_definition":
            _definition(d, child)
        elif child.type == "pattern_variable_declaration":
            _pattern(d, child)
        else:
            d.block((child,))


def _definition(d: Descent, node: Node) -> None:
    name: Node | None = None
    type_ = -1
    for n, child in enumerate(node.children):
        if name is None and node.field_name_for_child(n) == "name":
            name, type_ = child, type_of(d, node.children[:n])
            equals = n + 1 < len(node.children) and node.children[n + 1].type == "="
            given = value(d, [c for m, c in enumerate(node.children) if node.field_name_for_child(m) == "value"]) if equals else -1
            d.declare(d.text(name), given, node.end_byte if given >= 0 else name.start_byte, type_=type_)
        elif child.type == "initialized_identifier" and child.named_children:
            inner = value(d, child.named_children[1:]) if len(child.named_children) > 1 else -1
            d.declare(d.text(child.named_children[0]), inner, child.end_byte, type_=type_)


def _pattern(d: Descent, node: Node) -> None:
    """``final (a, b) = c``"""
    pattern = next((c for c in node.named_children if c.type.endswith("_pattern")), None)
    given = value(d, node.named_children[node.named_children.index(pattern) + 1 :]) if pattern is not None else -1
    for n, name in enumerate(_names(d, pattern) if pattern is not None else ()):
        d.declare(name, d.b.index(given, d.b.const(str(n))), node.end_byte)


def _names(d: Descent, node: Node) -> list[str]:
    if node.type == "identifier":
        return [d.text(node)]
    return [name for child in node.named_children if child.type not in ("label", "qualified") for name in _names(d, child)]


def _if(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    bound = next((c for c in node.named_children if c.type.endswith("_pattern")), None)
    fields = [node.field_name_for_child(n) for n in range(len(node.children))]
    conditions = runs(d, (c for c, f in zip(node.children, fields, strict=True) if f not in ("consequence", "alternative")))
    found = [run(d, part) for part in conditions]
    for name in _names(d, bound) if bound is not None else ():
        d.declare(
            name, found[0] if found and bound is not None and bound.type == "variable_pattern" else d.b.unknown("pattern"), node.start_byte
        )
    for child, field in zip(node.children, fields, strict=True):
        if field in ("consequence", "alternative"):
            d.guarded(child)
    d.close_block(base)


def _for(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    for child in node.named_children:
        if child.type == "for_loop_parts":
            _loop_parts(d, child)
        else:
            d.guarded(child)
    d.close_block(base)


def _loop_parts(d: Descent, node: Node) -> None:
    fields = [node.field_name_for_child(n) for n in range(len(node.children))]
    if any(c.type == "in" for c in node.children):
        name = next((c for c, f in zip(node.children, fields, strict=True) if f == "name" or c.type == "identifier"), None)
        given = value(d, [c for c, f in zip(node.children, fields, strict=True) if f == "value"])
        if name is not None:
            d.declare(d.text(name), d.b.element(given), node.end_byte)
        return
    d.block(c for c in node.named_children if c.kind_id in d.statements)
    values(d, node)


def _while(d: Descent, node: Node) -> None:
    for child in node.named_children:
        if child.kind_id in d.expressions:
            d.expr(child)
        else:
            d.guarded(child)


def _try(d: Descent, node: Node) -> None:
    names: list[str] = []
    for child in node.named_children:
        if child.type == "catch_clause":
            names = [
                d.text(c) for p in child.named_children if p.type == "catch_parameters" for c in p.named_children if c.type == "identifier"
            ]
        elif child.type in ("block", "finally_clause"):
            base = d.open_block(child)
            guarded = bool(names)
            d.b.guard += guarded
            for name in names:
                d.declare(name, d.b.unknown("exception"), child.start_byte)
            d.block(child.children if child.type == "block" else (c for p in child.named_children for c in p.children))
            d.b.guard -= guarded
            d.close_block(base)
            names = []


def _switch(d: Descent, node: Node) -> None:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    body = node.child_by_field_name("body")
    for case in body.named_children if body is not None else ():
        base = d.open_block(case)
        d.b.guard += 1
        for pattern in (c for c in case.named_children if c.type in ("variable_pattern", "object_pattern", "record_pattern")):
            for name in _names(d, pattern):
                d.declare(name, d.b.unknown("pattern"), pattern.start_byte)
        d.block(c for c in case.named_children if c.kind_id in d.statements)
        d.b.guard -= 1
        d.close_block(base)


def _block(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.block(node.children)
    d.close_block(base)


def _return(d: Descent, node: Node) -> None:
    for part in runs(d, node.named_children)[:1]:
        found = run(d, part)
        if d.function >= 0:
            d.b.scopes[d.function].returns.append(found)


def _yield(d: Descent, node: Node) -> None:
    found = value(d, node.named_children)
    if d.function >= 0:
        d.b.scopes[d.function].yields.append(d.b.element(found) if node.type == "yield_each_statement" else found)


def _plain(d: Descent, node: Node) -> None:
    values(d, node)


def _local_function(d: Descent, node: Node) -> None:
    inner = next((c for c in node.named_children if c.type == "lambda_expression"), node)
    signature, body = inner.child_by_field_name("parameters"), inner.child_by_field_name("body")
    if signature is None:
        return
    name = d.field(signature, "name")
    d.declare(name, function(d, name, signature, body), node.start_byte)


def _declared(d: Descent, node: Node) -> None:
    from scanner.languages.dart.declarations import declarations

    declarations(d, (node,))


def _error(d: Descent, node: Node) -> None:
    from scanner.languages.dart.declarations import declarations

    d.b.gap("syntax-error")
    d.b.depth += 2
    if d.function < 0:
        declarations(d, node.children)
    else:
        values(d, node)
        d.block(c for c in node.children if c.kind_id in d.statements)
    d.b.depth -= 2


def _skip(d: Descent, node: Node) -> None:
    """Nothing in it has a value."""


STATEMENTS: dict[str, Statement] = {
    "ERROR": _error,
    **dict.fromkeys(CLASSES, _declared),
    "assert_statement": _plain,
    "block": _block,
    "do_statement": _while,
    "expression_statement": _plain,
    "for_loop_parts": _loop_parts,
    "for_statement": _for,
    "if_statement": _if,
    "import_or_export": _library,
    "library_name": _skip,
    "local_function_declaration": _local_function,
    "local_variable_declaration": _variable,
    "part_directive": _library,
    "part_of_directive": _library,
    "return_statement": _return,
    "switch_statement": _switch,
    "try_statement": _try,
    "type_alias": _skip,
    "while_statement": _while,
    "yield_each_statement": _yield,
    "yield_statement": _yield,
}
