"""Statements of C#: namespaces, using directives, locals, control flow; what they mean for names and guards.

Classes and methods have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages import _forms
from scanner.languages.csharp.classes import DECLARATIONS, declaration, variables
from scanner.languages.csharp.functions import attributes, function
from scanner.languages.csharp.objects import initial
from scanner.languages.csharp.patterns import pattern
from scanner.languages.csharp.types import named, names_in, type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent, Statement

GLOBAL = "g"
"""Flag of ``global using``: it holds in the other files of the project, too."""


def _using(d: Descent, node: Node) -> None:
    """``using A.B;``, ``using static A.B.C;``, ``using X = A.B.C;``, each also ``global``."""
    b = d.b
    flags = GLOBAL if any(c.type == "global" for c in node.children) else ""
    alias = node.child_by_field_name("name")
    target = next((c for c in reversed(d.children(node)) if c != alias), None)
    if target is None:
        return
    span = node.start_byte, node.end_byte
    if alias is None:
        parts = names_in(d, target)
        d.roots.add(parts[0])
        b.imported(".".join(parts), "*", "", *span, flags)
    elif target.type in ("qualified_name", "alias_qualified_name"):
        b.imported(*named(d, target), d.text(alias), *span, flags)
    else:
        type_ = type_expr(d, target)
        b.bind(d.text(alias), type_ if type_ >= 0 else b.unknown("type"), node.start_byte)


def _namespace(d: Descent, node: Node) -> None:
    """``namespace A.B;`` and ``namespace A.B { … }``: the types of A.B and of A need no import."""
    b = d.b
    name = node.child_by_field_name("name")
    if name is not None:
        parts = names_in(d, name)
        d.roots.add(parts[0])
        b.package = b.package or ".".join(parts)
        for end in range(len(parts), 0, -1):
            b.imported(".".join(parts[:end]), "*", "", name.start_byte, name.end_byte)
    body = node.child_by_field_name("body")
    if body is not None:
        d.block(body.children)


def _local(d: Descent, node: Node) -> None:
    for child in node.named_children:
        if child.type == "variable_declaration":
            _declared(d, child)


def _declared(d: Descent, node: Node) -> None:
    for name, value, offset, type_ in variables(d, node):
        d.declare(name, value, offset, type_=type_)


def _block(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.block(node.children)
    d.close_block(base)


def _return(d: Descent, node: Node) -> None:
    value = d.first(node)
    if value is None:
        return
    result = initial(d, value, d.expected if d.function >= 0 else None)
    if d.function >= 0:
        d.b.scopes[d.function].returns.append(result)


def _yield(d: Descent, node: Node) -> None:
    if d.first(node) is not None:
        value = d.inner(node)
        if d.function >= 0:
            d.b.scopes[d.function].yields.append(value)


def _for_each(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    element = d.b.element(d.expr(right) if right is not None else d.b.unknown("empty"))
    if left is not None and left.type == "identifier":
        d.declare(d.text(left), element, node.start_byte, type_=type_expr(d, node.child_by_field_name("type")))
    for n, part in enumerate(d.children(left) if left is not None else ()):
        d.declare(d.text(part), d.b.index(element, d.b.const(n)), node.start_byte)
    d.guarded(node.child_by_field_name("body"))
    d.close_block(base)


def _using_block(d: Descent, node: Node) -> None:
    """``using (var x = …) { … }``"""
    base = d.open_block(node)
    d.block(node.children)
    d.close_block(base)


def _try(d: Descent, node: Node) -> None:
    d.guarded(node.child_by_field_name("body"))
    for child in d.children(node):
        if child.type == "catch_clause":
            base = d.open_block(child)
            for part in d.children(child):
                if part.type == "catch_declaration":
                    d.declare(d.field(part, "name"), d.b.unknown("exception"), part.start_byte)
                elif part.type == "catch_filter_clause":
                    d.inner(part)
            d.guarded(child.child_by_field_name("body"))
            d.close_block(base)
        elif child.type == "finally_clause":
            d.block(child.children)


def _switch(d: Descent, node: Node) -> None:
    tested, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    value = d.expr(tested) if tested is not None else d.b.unknown("empty")
    d.b.guard += 1
    for section in d.children(body) if body is not None else ():
        base = d.open_block(section)
        for child in d.children(section):
            if child.type.endswith("pattern"):
                pattern(d, child, value)
            else:
                d.block((child,))
        d.close_block(base)
    d.b.guard -= 1


def _local_function(d: Descent, node: Node) -> None:
    name = d.field(node, "name")
    d.locals.setdefault(d.b.scope, {})[name] = d.b.guard
    d.declare(name, function(d, node, name), node.start_byte)


def _attributes(d: Descent, node: Node) -> None:
    attributes(d, node)


def _skip(d: Descent, node: Node) -> None:
    """Nothing in it has a value."""


STATEMENTS: dict[str, Statement] = {
    **dict.fromkeys(DECLARATIONS, declaration),
    **dict.fromkeys(("do_statement", "for_statement", "while_statement", "fixed_statement", "lock_statement"), _forms.loop),
    **dict.fromkeys(("break_statement", "continue_statement", "delegate_declaration", "extern_alias_directive", "goto_statement"), _skip),
    "block": _block,
    "file_scoped_namespace_declaration": _namespace,
    "foreach_statement": _for_each,
    "global_attribute": _skip,
    "if_statement": _forms.if_else,
    "local_declaration_statement": _local,
    "local_function_statement": _local_function,
    "namespace_declaration": _namespace,
    "return_statement": _return,
    "switch_statement": _switch,
    "try_statement": _try,
    "using_directive": _using,
    "using_statement": _using_block,
    "variable_declaration": _declared,
    "yield_statement": _yield,
}
