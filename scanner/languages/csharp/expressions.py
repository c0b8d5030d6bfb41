"""Expressions of C#: names, chains of members and calls.

Operators, text literals, constructions, patterns, classes and statements have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages import _forms
from scanner.languages.csharp import functions as csharp_functions
from scanner.languages.csharp import objects as csharp_objects
from scanner.languages.csharp import operators as csharp_operators
from scanner.languages.csharp import patterns as csharp_patterns
from scanner.languages.csharp import text as csharp_text
from scanner.languages.csharp.descent import Descent
from scanner.languages.csharp.types import base_name, named, type_arguments, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Expression

_MEMBER, _CALL, _INDEX, _OPTIONAL, _PASS, _AWAIT, _BANG = range(7)
SPINE = {
    "await_expression": _AWAIT,
    "conditional_access_expression": _OPTIONAL,
    "element_access_expression": _INDEX,
    "invocation_expression": _CALL,
    "member_access_expression": _MEMBER,
    "parenthesized_expression": _PASS,
    "postfix_unary_expression": _BANG,
}
_INNER = {_CALL: "function", _MEMBER: "expression", _INDEX: "expression", _OPTIONAL: "condition"}


def _identifier(d: Descent, node: Node) -> int:
    return d.variable(d.text(node).removeprefix("@"), node.start_byte)


def _predefined(d: Descent, node: Node) -> int:
    return d.b.expr("name", d.text(node), 0, node.start_byte)


def _generic(d: Descent, node: Node) -> int:
    name = d.first(node)
    return d.variable(d.text(name), node.start_byte) if name is not None else d.b.unknown("empty")


def _qualified(d: Descent, node: Node) -> int:
    return d.b.imported(*named(d, node), "", node.start_byte, node.end_byte)


def _this(d: Descent, node: Node) -> int:
    return d.b.expr("self", d.klass) if d.klass >= 0 else d.b.unknown("this")


def _base(d: Descent, node: Node) -> int:
    return d.b.expr("super", d.klass) if d.klass >= 0 else d.b.unknown("base")


def _boolean(d: Descent, node: Node) -> int:
    return d.b.const(d.text(node) == "true")


def _nothing(d: Descent, node: Node) -> int:
    return d.b.const(None)


# -- chains


def _chain(d: Descent, node: Node) -> int:
    """``a.B()?.C[0].D()``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at: Node | None = node
    while at is not None and (what := d.spine.get(at.kind_id)) is not None:
        links.append((what, at))
        node, at = at, at.child_by_field_name(_INNER[what]) if what in _INNER else d.first(at)
    value = -1
    if at is not None:
        value = _start(d, at, links)
    while links:
        what, link = links.pop()
        value = _link(d, what, link, value)
    return value if value >= 0 else d.b.unknown("empty")


def _link(d: Descent, what: int, link: Node, value: int) -> int:
    b = d.b
    if what == _CALL:
        return _call(d, link, value)
    if what == _MEMBER:
        return b.attr(value, base_name(d, link.child_by_field_name("name")))
    if what == _INDEX:
        return b.index(value, subscript(d, link.child_by_field_name("subscript")))
    if what == _OPTIONAL:
        return _optional(d, link, value)
    if what == _AWAIT:
        b.flag_call(value, "a")
    elif what == _BANG and link.children[-1].type != "!":
        return b.unknown("arithmetic")
    return value


def _optional(d: Descent, node: Node, value: int) -> int:
    """``?.Name`` and ``?[key]``"""
    found = d.children(node)[1:]
    for child in found:
        if child.type == "member_binding_expression":
            return d.b.attr(value, base_name(d, child.child_by_field_name("name")))
        if child.type == "element_binding_expression":
            return d.b.index(value, subscript(d, child))
        d.expr(child)
    return value


def subscript(d: Descent, node: Node | None) -> int:
    found = arguments(d, node)
    return found[0].value if found else d.b.unknown("index")


def _start(d: Descent, node: Node, links: list[tuple[int, Node]]) -> int:
    """What a chain begins with: a bare name that is called is a method first, one that a namespace begins with is that namespace."""
    if node.type not in ("identifier", "generic_name"):
        return d.expr(node)
    name = base_name(d, node).removeprefix("@")
    if links and links[-1][0] == _CALL:
        return d.method(name, node.start_byte)
    if links and links[-1][0] == _MEMBER and name in d.roots and d.holder(name) < 0:
        parts = [name]
        for what, link in reversed(links):
            if what != _MEMBER:
                break
            parts.append(base_name(d, link.child_by_field_name("name")))
        # NOTE: where the namespace ends cannot be seen; the last part but one is a type nearly always, as a call or a constant follows.
        end = max(len(parts) - 1, 2)
        del links[len(links) - end + 1 :]
        return d.b.imported(".".join(parts[: end - 1]), parts[end - 1], "", node.start_byte, node.end_byte)
    return d.variable(name, node.start_byte)


def _call(d: Descent, node: Node, callee: int) -> int:
    b = d.b
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is not None and function.type == "identifier" and d.text(function) == "nameof":
        return _name_of(d, listed)
    expr = b.at(callee)
    name, holder = (str(expr[2]), int(expr[1])) if expr[0] == "attr" else ("", -1)  # type: ignore[call-overload]
    found = arguments(d, listed, holder=holder if name in csharp_functions.ELEMENTWISE else -1)
    if holder >= 0:
        special = _special(d, holder, name, found, node)
        if special >= 0:
            return special
    found += _types_given(d, function)
    result = b.call(callee, found, node.start_byte, node.end_byte)
    if name in ("Add", "TryAdd") and len(found) == 2 and holder >= 0:
        b.store(holder, "", found[0].value, found[1].value, node.start_byte, node.end_byte)
    return result


def _name_of(d: Descent, listed: Node | None) -> int:
    given = d.children(listed) if listed is not None else []
    text = d.text(given[0]).rpartition(".")[2] if given else ""
    return d.b.string(text.partition("<")[0].strip())


def _special(d: Descent, holder: int, name: str, found: list[Argument], node: Node) -> int:
    """Calls that are literals, put text together, or wait; -1 for all others."""
    b = d.b
    owner = b.at(holder)
    if name == "ConfigureAwait":
        return holder
    if name in ("Append", "AppendLine", "AppendFormat", "Write") and found and not any(a.keyword for a in found):
        piece = csharp_text.filled(d, found[0].value, [a.value for a in found[1:]]) if name == "AppendFormat" else found[0].value
        grown = d.append(holder, (piece,), node.start_byte, node.end_byte) if piece >= 0 else -1
        if grown >= 0:
            return grown
    if name in ("Append", "ToString") and owner[0] in ("concat", "string") and len(found) < 2:
        return b.concat((holder, *(a.value for a in found))) if name == "Append" else holder
    if owner[0] != "name" or d.holder(str(owner[1])) >= 0:
        return -1
    if owner[1] == "Task" and name == "FromResult" and found:
        return found[0].value
    return csharp_text.composed(d, str(owner[1]), name, found)


def _types_given(d: Descent, function: Node | None) -> list[Argument]:
    """The type arguments of a call (``Get<T>()``), as keywords ``<0>``, ``<1>`` …"""
    if function is not None and function.type == "conditional_access_expression":
        function = function.children[-1]
    if function is not None and function.type != "generic_name":
        function = function.child_by_field_name("name")
    result = []
    for n, node in enumerate(type_arguments(d, function)):
        value = d.b.unknown("type variable") if d.text(node) in d.variables else type_expr(d, node)
        if value >= 0:
            result.append(Argument(-1, f"<{n}>", value))
    return result


def arguments(d: Descent, node: Node | None, holder: int = -1) -> list[Argument]:
    """The arguments of a call; a lambda with one parameter gets the elements of ``holder``."""
    found: list[Argument] = []
    d.b.depth += 1
    for child in node.named_children if node is not None else ():
        if child.kind_id in d.ignored:
            continue
        name = child.child_by_field_name("name") if child.type == "argument" else None
        value_node = next((c for c in reversed(d.children(child)) if c != name), None) if child.type == "argument" else child
        if value_node is None:
            continue
        if holder >= 0 and value_node.type == "lambda_expression":
            value = csharp_functions.lambda_(d, value_node, d.b.element(holder))
        else:
            value = d.expr(value_node)
        found.append(Argument(-1 if name is not None else len(found), d.text(name) if name is not None else "", value))
    d.b.depth -= 1
    return found


def _declaration(d: Descent, node: Node) -> int:
    """``out var x`` and ``out T x``"""
    name = node.child_by_field_name("name")
    type_ = type_expr(d, node.child_by_field_name("type"))
    value = d.b.unknown("out")
    if name is not None and name.type == "identifier":
        d.declare(d.text(name), d.b.declared(type_) if type_ >= 0 else value, name.start_byte, type_=type_)
    return value


def _type_of(d: Descent, node: Node) -> int:
    type_ = type_expr(d, node.child_by_field_name("type") or d.first(node))
    return type_ if type_ >= 0 else d.b.unknown("type")


def _throw(d: Descent, node: Node) -> int:
    d.inner(node)
    return d.b.unknown("throw")


def _nowhere(d: Descent, node: Node) -> int:
    return d.b.unknown(node.type)


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


EXPRESSIONS: dict[str, Expression] = {
    **dict.fromkeys(SPINE, _chain),
    **dict.fromkeys(("string_literal", "verbatim_string_literal", "raw_string_literal", "character_literal"), csharp_text.string),
    **dict.fromkeys(("integer_literal", "real_literal"), csharp_text.number),
    **csharp_objects.EXPRESSIONS,
    "ERROR": _error,
    "alias_qualified_name": _qualified,
    "anonymous_method_expression": csharp_functions.lambda_,
    "as_expression": csharp_operators.cast,
    "assignment_expression": csharp_operators.assignment,
    "base": _base,
    "binary_expression": csharp_operators.binary,
    "boolean_literal": _boolean,
    "cast_expression": csharp_operators.cast,
    "checked_expression": Descent.inner,
    "conditional_expression": _forms.conditional,
    "declaration_expression": _declaration,
    "default_expression": _nowhere,
    "generic_name": _generic,
    "identifier": _identifier,
    "interpolated_string_expression": csharp_text.interpolated,
    "is_expression": csharp_patterns.is_type,
    "is_pattern_expression": csharp_patterns.is_pattern,
    "lambda_expression": csharp_functions.lambda_,
    "null_literal": _nothing,
    "predefined_type": _predefined,
    "prefix_unary_expression": csharp_operators.unary,
    "qualified_name": _qualified,
    "query_expression": csharp_patterns.query,
    "ref_expression": Descent.inner,
    "sizeof_expression": _nowhere,
    "switch_expression": csharp_patterns.switch,
    "this": _this,
    "throw_expression": _throw,
    "typeof_expression": _type_of,
    "with_expression": csharp_objects.with_,
}
