"""Expressions: names, chains of members and calls, operators, literals.

Functions, classes, objects and JSX have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.javascript import classes as javascript_classes
from scanner.languages.javascript import functions as javascript_functions
from scanner.languages.javascript import jsx as javascript_jsx
from scanner.languages.javascript import patterns as javascript_patterns
from scanner.languages.javascript.descent import IDENTIFIER, Descent
from scanner.languages.javascript.types import type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.javascript.descent import Expression, Named

_MEMBER, _INDEX, _CALL, _PASS = range(4)
SPINE = {"member_expression": _MEMBER, "subscript_expression": _INDEX, "call_expression": _CALL, "non_null_expression": _PASS}
_OPERATORS = {"+": "+", "||": "|", "??": "|", "&&": "&"}
_OPEN = frozenset({"unknown", "call", "index", "element", "param", "name", "attr"})
"""Kinds of value that a cast may say more about; it speaks only where the value is not known."""


def _identifier(d: Descent, node: Node) -> int:
    return d.b.expr("name", d.text(node), d.b.scope, node.start_byte)


def _string(d: Descent, node: Node) -> int:
    return d.b.expr("string", d.literal(node))


def _template(d: Descent, node: Node) -> int:
    b = d.b
    parts: list[int] = []
    at = node.start_byte + 1
    for child in node.named_children:
        if child.type == "template_substitution":
            if child.start_byte > at:
                parts.append(b.string(d.cooked(at, child.start_byte)))
            parts.append(d.inner(child))
            at = child.end_byte
    if not parts or node.end_byte - 1 > at:
        parts.append(b.string(d.cooked(at, node.end_byte - 1)))
    return parts[0] if len(parts) == 1 and b.kind(parts[0]) == "string" else b.expr("concat", tuple(parts))


def _number(d: Descent, node: Node) -> int:
    text = d.text(node).replace("_", "").rstrip("n")
    if text[:2].lower() in ("0x", "0o", "0b") and len(text) <= 40:
        try:
            text = str(int(text, 0))
        except ValueError:
            return d.b.unknown("number")
    return d.b.const(text)


def _true(d: Descent, node: Node) -> int:
    return d.b.const(True)


def _false(d: Descent, node: Node) -> int:
    return d.b.const(False)


def _nothing(d: Descent, node: Node) -> int:
    return d.b.const(None)


def _this(d: Descent, node: Node) -> int:
    return d.this if d.this >= 0 else d.b.unknown("this")


def _super(d: Descent, node: Node) -> int:
    return d.b.expr("super", d.klass) if d.klass >= 0 else d.b.unknown("super")


def _meta(d: Descent, node: Node) -> int:
    text = "".join(d.text(node).split())
    return d.b.name(text, node.start_byte) if text == "import.meta" else d.b.unknown("meta")


def _leaf(d: Descent, node: Node) -> int:
    return d.b.unknown(node.type)


# -- chains


def _chain(d: Descent, node: Node) -> int:
    """``a.b[c]().d()``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    spine = d.spine
    while (what := spine.get(node.kind_id)) is not None:
        links.append((what, node))
        node = node.children[0]
    value = _start(d, node, links)
    optional = False
    while links:
        what, link = links.pop()
        if what == _MEMBER:
            children = link.children
            optional = children[1].type == "optional_chain"
            value = d.b.expr("attr", value, d.text(children[-1]))
        elif what == _CALL:
            value = _call(d, link, value, optional)
            optional = False
        elif what == _INDEX:
            value = _subscript(d, link, value)
            optional = link.children[1].type == "optional_chain"
    return value


def _start(d: Descent, node: Node, links: list[tuple[int, Node]]) -> int:
    """What a chain begins with; imports and the CommonJS exports are taken off it."""
    kind = node.type
    if kind not in ("identifier", "import"):
        return d.expr(node)
    name = d.text(node)
    value = -1
    if name in ("require", "import"):
        value = _imported(d, links)
    elif name in ("exports", "module"):
        value = _commonjs(d, node, links)
    return value if value >= 0 else d.b.name(name, node.start_byte)


def _imported(d: Descent, links: list[tuple[int, Node]]) -> int:
    """``require("m")`` and ``import("m")``; else -1."""
    if not links or links[-1][0] != _CALL:
        return -1
    call = links[-1][1]
    inner = d.first(call.children[-1])
    if (
        inner is None
        or inner.type not in ("string", "template_string")
        or any(c.type == "template_substitution" for c in inner.named_children)
    ):
        return -1
    links.pop()
    return d.b.imported(d.literal(inner), "", "", call.start_byte, call.end_byte, "d")


def _commonjs(d: Descent, base: Node, links: list[tuple[int, Node]]) -> int:
    """``exports.f`` and ``module.exports``, read: what the module binds; else -1."""
    if not links or links[-1][0] != _MEMBER:
        return -1
    name, member = d.text(base), d.text(links[-1][1].children[-1])
    if name == "module" and member == "exports":
        links.pop()
        if not links or links[-1][0] != _MEMBER:
            return d.b.expr("name", javascript_patterns.EXPORTS, 0, base.start_byte)
        member = d.text(links[-1][1].children[-1])
    elif name != "exports":
        return -1
    links.pop()
    return d.b.expr("name", member, 0, base.start_byte)


def _subscript(d: Descent, node: Node, value: int) -> int:
    index = node.child_by_field_name("index")
    if index is None:
        return d.b.unknown("index")
    if index.type == "string":
        text = d.literal(index)
        if IDENTIFIER.match(text):
            return d.b.attr(value, text)
    d.b.depth += 1
    key = d.expr(index)
    d.b.depth -= 1
    return d.b.index(value, key)


def _call(d: Descent, node: Node, callee: int, optional: bool) -> int:
    children = node.children
    arguments = children[-1]
    flags = "o" if optional or children[1].type == "optional_chain" else ""
    if arguments.type == "template_string":
        return d.b.call(callee, (Argument(0, "", _template(d, arguments)),), node.start_byte, node.end_byte, flags + "i")
    return d.b.call(callee, _arguments(d, arguments), node.start_byte, node.end_byte, flags)


def _arguments(d: Descent, node: Node) -> list[Argument]:
    found: list[Argument] = []
    d.b.depth += 1
    for child in node.named_children:
        if child.type == "spread_element":
            found.append(Argument(len(found), "", d.inner(child), 1))
        elif child.kind_id not in d.ignored:
            found.append(Argument(len(found), "", d.expr(child)))
    d.b.depth -= 1
    return found


def _new(d: Descent, node: Node) -> int:
    constructor, arguments = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    if constructor is None:
        return d.other(node)
    callee = d.expr(constructor)
    return d.b.call(callee, _arguments(d, arguments) if arguments is not None else (), node.start_byte, node.end_byte, "n")


def _await(d: Descent, node: Node) -> int:
    value = d.inner(node)
    d.b.flag_call(value, "a")
    return value


# -- operators


def _binary(d: Descent, node: Node) -> int:
    """Operators of any kind, left-deep: down to the first operand, then to the right."""
    links: list[tuple[str, Node]] = []
    while node.type == "binary_expression":
        operator, right = node.child_by_field_name("operator"), node.child_by_field_name("right")
        left = node.child_by_field_name("left")
        if operator is None or right is None or left is None:
            break
        links.append((_OPERATORS.get(operator.type, ""), right))
        node = left
    if not links:
        return d.other(node)
    parts = [d.expr(node)]
    done = links[-1][0]
    while links:
        operator_, right = links.pop()
        if operator_ != done:
            parts, done = [_combined(d, done, parts)], operator_
        parts.append(d.expr(right))
    return _combined(d, done, parts)


def _combined(d: Descent, operator: str, parts: list[int]) -> int:
    if operator == "+":
        return d.b.concat(parts)
    if operator == "|":
        return d.b.union(parts, default=True)
    return parts[-1] if operator == "&" else d.b.unknown("arithmetic")


def _ternary(d: Descent, node: Node) -> int:
    values: list[int] = []
    tested = True
    at: Node | None = node
    while at is not None and at.type == "ternary_expression":
        condition, chosen = at.child_by_field_name("condition"), at.child_by_field_name("consequence")
        if condition is not None:
            d.expr(condition)
        if chosen is not None:
            values.append(d.expr(chosen))
        tested = tested and condition is not None and chosen is not None and d.text(condition) == d.text(chosen)
        at = at.child_by_field_name("alternative")
    if at is not None:
        values.append(d.expr(at))
    # NOTE: ``x ? x : y`` is ``x || y``.
    return d.b.union(values, default=tested) if values else d.b.unknown("empty")


def _unary(d: Descent, node: Node) -> int:
    void = node.children[0].type == "void"
    operand = node.child_by_field_name("argument")
    if operand is not None and operand.type == "number" and node.children[0].type == "-":
        return d.b.expr("number", f"-{d.text(operand)}")
    at: Node | None = node
    while at is not None and at.type == "unary_expression":
        at = at.child_by_field_name("argument")
    if at is not None:
        d.expr(at)
    return d.b.const(None) if void else d.b.unknown("arithmetic")


def _update(d: Descent, node: Node) -> int:
    d.inner(node)
    return d.b.unknown("arithmetic")


def _last(d: Descent, node: Node) -> int:
    values = [d.expr(child) for child in node.named_children if child.kind_id not in d.ignored]
    return values[-1] if values else d.b.unknown("empty")


def _sequence(d: Descent, node: Node) -> int:
    items: list[int] = []
    for child in node.named_children:
        if child.type == "spread_element":
            items.append(d.b.element(d.inner(child)))
        elif child.kind_id not in d.ignored:
            items.append(d.expr(child))
    return d.b.sequence(items)


def _cast(d: Descent, node: Node) -> int:
    """``x as T``, ``<T>x``: the value, and an instance of T where the value says little."""
    inner = [child for child in node.named_children if child.kind_id not in d.ignored]
    if not inner:
        return d.b.unknown("empty")
    assertion = inner[0].type == "type_arguments"
    value = d.expr(inner[-1] if assertion else inner[0])
    if len(inner) < 2 or d.b.kind(value) not in _OPEN:
        return value
    type_ = type_expr(d, inner[0] if assertion else inner[-1])
    return value if type_ < 0 else d.b.union((value, d.b.declared(type_)))


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


def _nested(d: Descent, node: Node) -> int:
    first, *rest = d.text(node).split(".")
    value = d.b.name(first.strip(), node.start_byte)
    for part in rest:
        value = d.b.attr(value, part.strip())
    return value


NAMED: dict[str, Named] = {
    "arrow_function": javascript_functions.function,
    "class": javascript_classes.class_,
    "function_expression": javascript_functions.function,
    "generator_function": javascript_functions.function,
    "object": javascript_functions.object_,
}
EXPRESSIONS: dict[str, Expression] = {
    "ERROR": _error,
    "array": _sequence,
    "arrow_function": javascript_functions.anonymous,
    "as_expression": _cast,
    "assignment_expression": javascript_patterns.assignment,
    "augmented_assignment_expression": javascript_patterns.augmented,
    "await_expression": _await,
    "binary_expression": _binary,
    "call_expression": _chain,
    "class": javascript_classes.anonymous,
    "false": _false,
    "function_expression": javascript_functions.anonymous,
    "generator_function": javascript_functions.anonymous,
    "identifier": _identifier,
    "import": _leaf,
    "instantiation_expression": Descent.inner,
    "jsx_element": javascript_jsx.element,
    "jsx_expression": Descent.inner,
    "jsx_self_closing_element": javascript_jsx.element,
    "member_expression": _chain,
    "meta_property": _meta,
    "nested_identifier": _nested,
    "new_expression": _new,
    "non_null_expression": _chain,
    "null": _nothing,
    "number": _number,
    "object": javascript_functions.plain_object,
    "parenthesized_expression": Descent.inner,
    "private_property_identifier": _leaf,
    "property_identifier": _leaf,
    "regex": _leaf,
    "satisfies_expression": Descent.inner,
    "sequence_expression": _last,
    "spread_element": Descent.inner,
    "string": _string,
    "subscript_expression": _chain,
    "super": _super,
    "template_string": _template,
    "ternary_expression": _ternary,
    "this": _this,
    "true": _true,
    "type_assertion": _cast,
    "unary_expression": _unary,
    "undefined": _nothing,
    "update_expression": _update,
    "yield_expression": javascript_functions.yielded,
}
