"""Go statements: declarations of variables, assignments, conditional code, what functions return.

Functions and types are read by ``declarations``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.golang.declarations import function, method, statements, type_declaration
from scanner.languages.golang.expressions import received
from scanner.model import CHANNEL, Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.golang.descent import Descent, Statement

_SINGLE = frozenset({"index_expression", "type_assertion_expression", "unary_expression"})
"""Forms that may give a second value: whether there was a first."""


def _error(d: Descent, node: Node) -> None:
    d.b.gap("syntax-error")
    d.block(node.children)


def _var(d: Descent, node: Node) -> None:
    specs = d.children(node)
    for spec in [s for child in specs for s in (d.children(child) if child.type == "var_spec_list" else [child])]:
        if spec.type != "var_spec":
            d.block((spec,))
            continue
        names = spec.children_by_field_name("name")
        type_ = d.type(spec.child_by_field_name("type"))
        values = _values(d, spec.child_by_field_name("value"), len(names))
        if not values and d.text(spec.child_by_field_name("type") or spec).lstrip("*") == "strings.Builder":
            values = [d.b.string("")] * len(names)
        for position, name in enumerate(names):
            value = values[position] if position < len(values) else -1
            d.declare(d.text(name), value, spec.end_byte if value >= 0 else name.start_byte, type_=type_)


def _const(d: Descent, node: Node) -> None:
    """A constant without a value repeats the expression above it."""
    before: list[int] = []
    for spec in d.children(node):
        if spec.type != "const_spec":
            continue
        names = [name for name in spec.children_by_field_name("name") if name.type == "identifier"]
        type_ = d.type(spec.child_by_field_name("type"))
        given = spec.child_by_field_name("value")
        values = _values(d, given, len(names)) if given is not None else before
        for position, name in enumerate(names):
            d.declare(d.text(name), values[position] if position < len(values) else -1, name.start_byte, type_=type_)
        before = values


def _values(d: Descent, node: Node | None, wanted: int) -> list[int]:
    """The values on the right of ``wanted`` names: one each, or the results of one call."""
    given = d.children(node)
    if len(given) != 1 or wanted < 2:
        return [d.expr(child) for child in given]
    value = d.expr(given[0])
    if given[0].type in _SINGLE:
        return [value, *(d.b.unknown("whether there is one") for _ in range(wanted - 1))]
    return [d.b.index(value, d.b.const(str(position))) for position in range(wanted)]


def _short(d: Descent, node: Node) -> None:
    """``a, b := f()``: binds new names, and those that the same block has declared."""
    names = d.children(node.child_by_field_name("left"))
    right = node.child_by_field_name("right")
    values = _values(d, right, len(names))
    asserted = _asserted(d, right)
    for name, value in zip(names, values, strict=False):
        if name.type == "identifier":
            d.declare(d.text(name), value, node.end_byte, type_=asserted)
        asserted = -1


def _asserted(d: Descent, right: Node | None) -> int:
    given = d.children(right)
    return d.type(given[0].child_by_field_name("type")) if len(given) == 1 and given[0].type == "type_assertion_expression" else -1


def _assignment(d: Descent, node: Node) -> None:
    targets = d.children(node.child_by_field_name("left"))
    values = _values(d, node.child_by_field_name("right"), len(targets))
    operator = node.child_by_field_name("operator")
    if operator is not None and operator.type not in ("=", ":="):
        values = _augmented(d, targets, values, operator.type)
    for target_, value in zip(targets, values, strict=False):
        target(d, target_, value, node.end_byte)


def _augmented(d: Descent, targets: list[Node], values: list[int], operator: str) -> list[int]:
    if operator != "+=" or len(targets) != 1 or len(values) != 1:
        return [d.b.unknown("operation") for _ in values]
    return [d.b.concat((d.expr(targets[0]), values[0]))]


def target(d: Descent, node: Node, value: int, after: int) -> None:
    """Bind or store ``value``."""
    while node.type in ("parenthesized_expression", "unary_expression") and d.children(node):  # ``*p = x``
        node = d.children(node)[0]
    b = d.b
    if node.type == "identifier":
        # NOTE: the name on the right of ``x = f(x)`` still means the old value: the binding holds from the end of the statement on.
        d.assign(d.text(node), value, after)
    elif node.type == "selector_expression":
        member = d.text(node.child_by_field_name("field"))
        b.store(d.field(node, "operand"), member, -1, value, node.start_byte, node.end_byte)
    elif node.type == "index_expression":
        b.store(d.field(node, "operand"), "", d.field(node, "index"), value, node.start_byte, node.end_byte)
    else:
        d.expr(node)


# ------------------------------------------------------------------------------------------------ control flow


def _parts(d: Descent, node: Node, *names: str) -> None:
    for name in names:
        child = node.child_by_field_name(name)
        if child is not None:
            d.block((child,))


def _if(d: Descent, node: Node) -> None:
    """The whole chain of ``else if`` without recursion; what an initialiser declares lives until its end."""
    bases: list[int] = []
    inner: Node | None = node
    while inner is not None:
        if inner.child_by_field_name("initializer") is not None:
            bases.append(d.open_block(inner))
        _parts(d, inner, "initializer", "condition")
        _guarded(d, inner.child_by_field_name("consequence"))
        other = inner.child_by_field_name("alternative")
        if other is None or other.type != "if_statement":
            _guarded(d, other)
            break
        inner = other
    for base in reversed(bases):
        d.close_block(base)


def _guarded(d: Descent, node: Node | None) -> None:
    if node is not None:
        d.b.depth += 1
        d.inside(node, statements(d, node), guarded=True)
        d.b.depth -= 1


def _block(d: Descent, node: Node) -> None:
    d.inside(node, statements(d, node), guarded=False)


def _for(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    for child in d.children(node):
        if child.type == "range_clause":
            _range(d, child)
        elif child.type == "for_clause":
            _parts(d, child, "initializer", "condition", "update")
        elif child.type != "block":
            d.expr(child)
    _guarded(d, node.child_by_field_name("body"))
    d.close_block(base)


def _range(d: Descent, node: Node) -> None:
    left = d.children(node.child_by_field_name("left"))
    source = d.field(node, "right")
    values = [d.b.unknown("key"), d.b.element(source)]
    new = any(child.type == ":=" for child in node.children)
    if len(left) < 2 and d.b.at(source)[0] in ("name", "attr", "call"):  # what is taken out of a channel has no number
        received(d, source, node)
    for name, value in zip(left, values, strict=False):
        if new and name.type == "identifier":
            d.declare(d.text(name), value, node.end_byte)
        else:
            target(d, name, value, node.end_byte)


def _switch(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    _parts(d, node, "initializer", "value")
    for case in d.children(node):
        if case.type in ("expression_case", "default_case"):
            _parts(d, case, "value")
            _case(d, case)
    d.close_block(base)


def _case(d: Descent, case: Node) -> None:
    body = [s for child in d.children(case) if child.type == "statement_list" for s in d.children(child)]
    d.b.depth += 2
    d.inside(case, body, guarded=True)
    d.b.depth -= 2


def _type_switch(d: Descent, node: Node) -> None:
    """``switch x := v.(type)``: in a case of one type x is an instance of it."""
    base = d.open_block(node)
    _parts(d, node, "initializer")
    alias = next((d.text(name) for name in d.children(node.child_by_field_name("alias"))), "")
    value = d.field(node, "value")
    for case in d.children(node):
        if case.type in ("type_case", "default_case"):
            wanted = case.children_by_field_name("type")
            d.b.guard += 1
            inner = d.open_block(case)
            d.declare(alias, value, case.start_byte, type_=d.type(wanted[0]) if len(wanted) == 1 else -1)
            _case(d, case)
            d.close_block(inner)
            d.b.guard -= 1
    d.close_block(base)


def _select(d: Descent, node: Node) -> None:
    for case in d.children(node):
        if case.type in ("communication_case", "default_case"):
            d.b.guard += 1
            base = d.open_block(case)
            _parts(d, case, "communication")
            _case(d, case)
            d.close_block(base)
            d.b.guard -= 1


def _receive(d: Descent, node: Node) -> None:
    left = d.children(node.child_by_field_name("left"))
    value = d.field(node, "right")
    values = [value, d.b.unknown("whether there is one")]
    new = any(child.type == ":=" for child in node.children)
    for name, given in zip(left, values, strict=False):
        if new and name.type == "identifier":
            d.declare(d.text(name), given, node.end_byte)
        else:
            target(d, name, given, node.end_byte)


def _send(d: Descent, node: Node) -> None:
    channel, value = d.field(node, "channel"), d.field(node, "value")
    d.b.call(d.b.attr(channel, CHANNEL), (Argument(0, "", value),), node.start_byte, node.end_byte)


def _return(d: Descent, node: Node) -> None:
    b = d.b
    given = [child for part in d.children(node) for child in (d.children(part) if part.type == "expression_list" else [part])]
    scope = b.enclosing("function", "lambda")
    if given:
        values = [d.expr(child) for child in given]
    else:
        values = [d.name(name, node.start_byte) for name in (d.results[-1] if d.results else ())]
    if values and scope >= 0:
        b.scopes[scope].returns.append(values[0] if len(values) == 1 else b.sequence(values))


def _nothing(_d: Descent, _node: Node) -> None:
    return None


STATEMENTS: dict[str, Statement] = {
    "ERROR": _error,
    "assignment_statement": _assignment,
    "block": _block,
    "const_declaration": _const,
    "expression_switch_statement": _switch,
    "for_statement": _for,
    "function_declaration": function,
    "if_statement": _if,
    "import_declaration": _nothing,
    "method_declaration": method,
    "package_clause": _nothing,
    "receive_statement": _receive,
    "return_statement": _return,
    "select_statement": _select,
    "send_statement": _send,
    "short_var_declaration": _short,
    "type_declaration": type_declaration,
    "type_switch_statement": _type_switch,
    "var_declaration": _var,
}
