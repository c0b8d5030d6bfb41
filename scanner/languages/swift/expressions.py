"""Expressions of Swift: names, chains, calls with closures behind them, texts, literals, operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._tree import unescape
from scanner.languages.swift.declarations import closure
from scanner.languages.swift.statements import branches
from scanner.languages.swift.types import type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from scanner.languages._walk import Descent, Expression

_NAVIGATION, _CALL, _POSTFIX = range(3)
SPINE = {"navigation_expression": _NAVIGATION, "call_expression": _CALL, "postfix_expression": _POSTFIX}
ELEMENTWISE = frozenset({"map", "forEach", "compactMap", "filter", "flatMap", "first", "contains", "sorted", "allSatisfy", "reduce"})
_OPEN = frozenset({"unknown", "call", "index", "element", "param", "attr", "name"})


def _identifier(d: Descent, node: Node) -> int:
    return d.variable(d.text(node).strip("`"), node.start_byte)


def _self(d: Descent, node: Node) -> int:
    return d.b.expr("self", d.klass) if d.klass >= 0 else d.b.unknown("self")


def _super(d: Descent, node: Node) -> int:
    return d.b.expr("super", d.klass) if d.klass >= 0 else d.b.unknown("super")


def _leaf(d: Descent, node: Node) -> int:
    return d.b.unknown(node.type)


def _nil(d: Descent, node: Node) -> int:
    return d.b.const(None)


def _boolean(d: Descent, node: Node) -> int:
    return d.b.const(d.text(node) == "true")


def _number(d: Descent, node: Node) -> int:
    return d.b.expr("number", d.text(node).replace("_", ""))


# -- texts


def _string(d: Descent, node: Node) -> int:
    b = d.b
    parts: list[int] = []
    multi = node.type == "multi_line_string_literal"
    for child in node.named_children:
        if child.type == "interpolated_expression":
            value = child.child_by_field_name("value")
            parts.append(d.expr(value) if value is not None else b.unknown("interpolation"))
        elif child.type == "str_escaped_char":
            parts.append(b.string(unescape(d.text(child))))
        elif child.kind_id not in d.ignored:
            parts.append(b.string(d.text(child)))
    return _joined(d, parts, multi=multi)


def _joined(d: Descent, parts: list[int], *, multi: bool) -> int:
    """Constant pieces beside each other are one text; the lines of a long one begin where its end says."""
    b = d.b
    merged: list[int] = []
    for part in parts:
        if merged and b.kind(part) == "string" == b.kind(merged[-1]):
            merged[-1] = b.string(str(b.at(merged[-1])[1]) + str(b.at(part)[1]))
        else:
            merged.append(part)
    if multi:
        merged = [b.string(_dedented(str(b.at(p)[1]), first=n == 0)) if b.kind(p) == "string" else p for n, p in enumerate(merged)]
    return b.concat(merged) if merged else b.string("")


def _dedented(text: str, *, first: bool) -> str:
    lines = text.split("\n")
    kept = [line.strip() if n or first else line for n, line in enumerate(lines)]
    return "\n".join(kept[1:] if first and not kept[0] else kept)


def _raw(d: Descent, node: Node) -> int:
    return d.b.string(d.text(node).strip("#").strip('"'))


# -- chains


def chain(d: Descent, node: Node) -> int:
    """``a?.b().c[0]!``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at = node
    while (what := d.spine.get(at.kind_id)) is not None and at.children:
        links.append((what, at))
        at = at.children[0]
    value = _start(d, at, links)
    while links:
        what, link = links.pop()
        if what == _NAVIGATION:
            value = _member(d, link, value)
        elif what == _CALL:
            value = _call(d, link, value)
    return value


def _start(d: Descent, node: Node, links: list[tuple[int, Node]]) -> int:
    called = bool(links) and links[-1][0] == _CALL
    if node.type == "simple_identifier":
        name = d.text(node).strip("`")
        return d.method(name, node.start_byte) if called else d.variable(name, node.start_byte)
    if node.type == "prefix_expression" and called:
        target = node.child_by_field_name("target")
        if target is not None and d.field(node, "operation") == ".":
            return d.b.attr(d.b.unknown("implicit"), d.text(target))
    return d.expr(node)


def _member(d: Descent, node: Node, value: int) -> int:
    suffix = node.child_by_field_name("suffix")
    inner = suffix.child_by_field_name("suffix") if suffix is not None else None
    if inner is None:
        return value
    if inner.type != "simple_identifier":
        return d.b.index(value, d.b.const(d.text(inner))) if inner.type == "integer_literal" else value
    name = d.text(inner).strip("`")
    return value if name == "self" else d.b.attr(value, name)


def _call(d: Descent, node: Node, callee: int) -> int:
    b = d.b
    target = b.at(callee)
    if target[0] == "function" and b.scopes[int(target[1])].kind == "lambda":  # type: ignore[call-overload]  # ``{ … }()``
        returns = b.scopes[int(target[1])].returns  # type: ignore[call-overload]
        b.call(callee, (), node.start_byte, node.end_byte)
        return returns[-1] if returns else b.unknown("closure")
    name = str(target[2]) if target[0] == "attr" else ""
    element = b.element(int(target[1])) if name in ELEMENTWISE else -1  # type: ignore[call-overload]
    found: list[Argument] = []
    b.depth += 1
    for suffix in node.children[1:]:
        label = ""
        for child in suffix.named_children:
            if child.type == "value_arguments":
                if child.children and child.children[0].type == "[":
                    b.depth -= 1
                    return _subscript(d, callee, child)
                found += argument_values(d, child.named_children)
            elif child.type == "simple_identifier":
                label = d.text(child)
            elif child.type == "lambda_literal":
                found.append(Argument(-1 if label else len(found), label, closure(d, child, element)))
                label = ""
    b.depth -= 1
    result = b.call(callee, found, node.start_byte, node.end_byte)
    if target[0] == "attr" and name == "init":
        if b.kind(int(target[1])) == "unknown":  # type: ignore[call-overload]  # ``.init(a: b)``: whose is not written
            return b.map([(-1, b.unknown("defaults")), *((b.string(a.keyword), a.value) for a in found if a.keyword)])
        if b.kind(int(target[1])) not in ("self", "super"):  # type: ignore[call-overload]
            return b.call(int(target[1]), found, node.start_byte, node.end_byte)  # type: ignore[call-overload]
    return result


def _construction(d: Descent, node: Node) -> int:
    """``T<U>(a: b)``"""
    type_ = node.child_by_field_name("constructed_type")
    suffix = next((c for c in node.named_children if c.type == "constructor_suffix"), None)
    callee = type_expr(d, type_)
    listed = next((c for c in suffix.named_children if c.type == "value_arguments"), None) if suffix is not None else None
    if listed is None:
        return d.other(node)
    found = argument_values(d, listed.named_children)
    if d.b.kind(callee) in ("map", "sequence") if callee >= 0 else False:
        return callee
    return d.b.call(callee if callee >= 0 else d.b.unknown("type"), found, node.start_byte, node.end_byte)


def _subscript(d: Descent, holder: int, node: Node) -> int:
    keys = [value for c in node.named_children if (value := c.child_by_field_name("value")) is not None]
    found = [d.expr(key) for key in keys]
    return d.b.index(holder, found[0]) if found else d.b.unknown("subscript")


def argument_values(d: Descent, nodes: Iterable[Node]) -> list[Argument]:
    """Arguments in order: with a label by it, without by where they stand."""
    found: list[Argument] = []
    for child in nodes:
        if child.type != "value_argument":
            if child.kind_id in d.expressions:
                found.append(Argument(len(found), "", d.expr(child)))
            continue
        label, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if value is None:
            continue
        name = d.text(label).strip("`") if label is not None else ""
        found.append(Argument(-1 if name else len(found), name, d.expr(value)))
    return found


# -- operators and literals


def _prefix(d: Descent, node: Node) -> int:
    """``.name`` leaves out its type, and stands for what the name says; ``&x`` is x."""
    target, operation = node.child_by_field_name("target"), d.field(node, "operation")
    if target is None:
        return d.b.unknown("prefix")
    if operation == ".":
        if target.type == "simple_identifier":
            return d.b.string(d.text(target).strip("`"))
        d.expr(target)
        return d.b.unknown("implicit")
    value = d.expr(target)
    return value if operation == "&" else d.b.unknown("operation")


def _field(name: str) -> Expression:
    def inner(d: Descent, node: Node) -> int:
        child = node.child_by_field_name(name)
        return d.expr(child) if child is not None else d.b.unknown("empty")

    return inner


def _await(d: Descent, node: Node) -> int:
    value = _field("expr")(d, node)
    d.b.flag_call(value, "a")
    return value


def _cast(d: Descent, node: Node) -> int:
    child = node.child_by_field_name("expr")
    value = d.expr(child) if child is not None else d.b.unknown("empty")
    type_ = type_expr(d, node.child_by_field_name("name"))
    return d.b.union((value, d.b.declared(type_))) if type_ >= 0 and d.b.kind(value) in _OPEN else value


def _additive(d: Descent, node: Node) -> int:
    """``a + b + …`` left-deep, without recursion."""
    operands: list[Node] = []
    adds = True
    at: Node | None = node
    while at is not None and at.type == "additive_expression":
        right = at.child_by_field_name("rhs")
        adds = adds and d.field(at, "op") == "+"
        if right is not None:
            operands.append(right)
        at = at.child_by_field_name("lhs")
    values = [d.expr(part) for part in ([at] if at is not None else []) + operands[::-1]]
    return d.b.concat(values) if adds else d.b.unknown("arithmetic")


def _either(d: Descent, node: Node) -> int:
    """``a ?? b``"""
    parts = [c for name in ("value", "if_nil") if (c := node.child_by_field_name(name)) is not None]
    values = [d.expr(c) for c in parts]
    return d.b.union(values, default=True) if values else d.b.unknown("empty")


def _ternary(d: Descent, node: Node) -> int:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    values = [d.expr(c) for name in ("if_true", "if_false") if (c := node.child_by_field_name(name)) is not None]
    return d.b.union(values) if values else d.b.unknown("empty")


def _array(d: Descent, node: Node) -> int:
    return d.b.sequence([d.expr(c) for c in d.children(node)])


def _dictionary(d: Descent, node: Node) -> int:
    keys, values = node.children_by_field_name("key"), node.children_by_field_name("value")
    return d.b.map([(d.expr(k), d.expr(v)) for k, v in zip(keys, values, strict=False)])


def _tuple(d: Descent, node: Node) -> int:
    found = [d.expr(c) for c in node.children_by_field_name("value")]
    return found[0] if len(found) == 1 else d.b.sequence(found)


def _closure(d: Descent, node: Node) -> int:
    return closure(d, node)


def _branches(d: Descent, node: Node) -> int:
    value = branches(d, node)
    return value if value >= 0 else d.b.unknown(node.type)


def _transfer(d: Descent, node: Node) -> int:
    """``return x``, ``throw x``"""
    result = node.child_by_field_name("result")
    value = d.expr(result) if result is not None else -1
    if value >= 0 and d.function >= 0 and node.children[0].type == "return":
        d.b.scopes[d.function].returns.append(value)
    elif result is None:
        d.block(node.named_children)
    return d.b.unknown("transfer")


def _comparison(d: Descent, node: Node) -> int:
    """``A<B>.c()`` looks like a comparison to the grammar; its parts are lowered."""
    d.block(node.children)
    return d.b.unknown("comparison")


EXPRESSIONS: dict[str, Expression] = {
    "additive_expression": _additive,
    "constructor_expression": _construction,
    "array_literal": _array,
    "as_expression": _cast,
    "await_expression": _await,
    "boolean_literal": _boolean,
    "call_expression": chain,
    "comparison_expression": _comparison,
    "control_transfer_statement": _transfer,
    "dictionary_literal": _dictionary,
    "if_statement": _branches,
    "integer_literal": _number,
    "lambda_literal": _closure,
    "line_string_literal": _string,
    "multi_line_string_literal": _string,
    "navigation_expression": chain,
    "nil": _nil,
    "nil_coalescing_expression": _either,
    "nil_literal": _nil,
    "postfix_expression": chain,
    "prefix_expression": _prefix,
    "raw_string_literal": _raw,
    "real_literal": _number,
    "self_expression": _self,
    "simple_identifier": _identifier,
    "super_expression": _super,
    "switch_statement": _branches,
    "ternary_expression": _ternary,
    "try_expression": _field("expr"),
    "tuple_expression": _tuple,
    "user_type": _leaf,
}
