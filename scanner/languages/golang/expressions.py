"""Go expressions: names, chains of members and calls, operators, conversions.

Literals, types and declarations have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import named
from scanner.languages.golang.declarations import function_literal
from scanner.languages.golang.descent import CHAIN
from scanner.languages.golang.literals import composite, string
from scanner.languages.golang.types import declared
from scanner.model import CHANNEL, Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.golang.descent import Descent, Expression

_CONVERSIONS = frozenset(
    {
        *(
            "any",
            "bool",
            "byte",
            "complex64",
            "complex128",
            "error",
            "float32",
            "float64",
            "int",
            "int8",
            "int16",
            "int32",
            "int64",
            "rune",
        ),
        *("string", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr"),
    }
)


def _identifier(d: Descent, node: Node) -> int:
    return d.name(d.text(node), node.start_byte)


def _number(d: Descent, node: Node) -> int:
    return d.b.const(d.text(node).replace("_", ""))


def _true(d: Descent, _node: Node) -> int:
    return d.b.const(True)


def _false(d: Descent, _node: Node) -> int:
    return d.b.const(False)


def _nil(d: Descent, _node: Node) -> int:
    return d.b.const(None)


def chain(d: Descent, node: Node) -> int:
    """``a.b(c)[d]``: from the inside out, without recursion along the chain."""
    tables = d.tables
    links = tables.chain
    spine: list[Node] = []
    inner: Node | None = node
    while inner is not None and (field := links.get(inner.kind_id)) is not None:
        spine.append(inner)
        inner = inner.child_by_field_name(field) if field else next(iter(d.children(inner)), None)
    last = spine[-1]
    d.b.depth += 1  # a frame more than other expressions
    if last.kind_id in tables.call and inner is not None and inner.kind_id in tables.identifier:
        found = _builtin(d, spine.pop(), inner)
        value = found if found is not None else _call(d, last, d.expr(inner))
    else:
        value = d.expr(inner) if inner is not None else d.b.unknown("empty")
    for link in reversed(spine):
        value = _link(d, link, value)
    d.b.depth -= 1
    return value


def _link(d: Descent, node: Node, value: int) -> int:
    if node.kind_id in d.tables.call:
        return _call(d, node, value)
    match node.type:
        case "selector_expression":
            return d.b.attr(value, d.text(node.child_by_field_name("field")))
        case "index_expression":
            return d.b.index(value, d.field(node, "index"))
        case "type_assertion_expression":
            type_ = declared(d, node.child_by_field_name("type"))
            return type_ if type_ >= 0 else value
        case "slice_expression":
            for part in ("start", "end", "capacity"):
                child = node.child_by_field_name(part)
                if child is not None:
                    d.expr(child)
    return value


def _call(d: Descent, node: Node, callee: int) -> int:
    found = _arguments(d, node)
    target = d.b.at(callee)
    if target[0] == "attr" and target[2] == "WriteString" and len(found) == 1:
        d.append(int(target[1]), found[0].value, node.end_byte)  # type: ignore[call-overload]
    return d.b.call(callee, found, node.start_byte, node.end_byte)


def _arguments(d: Descent, node: Node) -> list[Argument]:
    given = []
    for position, child in enumerate(d.children(node.child_by_field_name("arguments"))):
        if child.kind_id in d.tables.variadic:
            inner = d.children(child)
            given.append(Argument(position, "", d.expr(inner[0]) if inner else d.b.unknown("empty"), 1))
        else:
            given.append(named(Argument, (position, "", d.expr(child), 0)))
    return given


def _builtin(d: Descent, node: Node, name: Node) -> int | None:
    """What a function of the language itself gives; None for others, also for the program's own of that name."""
    word = d.text(name)
    if d.declaring(word) or word in d.kinds:
        return None
    arguments = d.children(node.child_by_field_name("arguments"))
    if word in _CONVERSIONS and len(arguments) == 1:
        return d.expr(arguments[0])
    if word == "new" and arguments:
        type_ = d.type(arguments[0])
        return d.b.call(type_, (), node.start_byte, node.end_byte, "n") if type_ >= 0 else d.expr(arguments[0])
    if word == "make" and arguments:
        return _made(d, arguments)
    if word == "append" and arguments:
        first, *rest = [d.expr(child) if child.type != "variadic_argument" else d.b.element(d.expr(child)) for child in arguments]
        return d.b.sequence([d.b.element(first), *rest])
    return None


def _made(d: Descent, arguments: list[Node]) -> int:
    """``make(T, n)``: an empty map or a sequence of what the type says."""
    for child in arguments[1:]:
        d.expr(child)
    type_ = arguments[0]
    kind = d.kinds.get(d.text(type_), type_.type)
    if kind == "map_type":
        return d.b.map(())
    if kind in ("slice_type", "channel_type"):
        value = d.type(type_)
        return d.b.declared(value) if value >= 0 else d.b.sequence(())
    value = d.type(type_)  # a type of another file: map or sequence, nobody can tell
    return d.b.declared(value) if value >= 0 else d.b.unknown("make")


def _binary(d: Descent, node: Node) -> int:
    """``a + b + …`` is text put together; all others say nothing about what we ask."""
    operands: list[Node] = []
    inner: Node | None = node
    adds = True
    while inner is not None and inner.type == "binary_expression":
        right, operator = inner.child_by_field_name("right"), inner.child_by_field_name("operator")
        adds = adds and operator is not None and operator.type == "+"
        if right is not None:
            operands.append(right)
        inner = inner.child_by_field_name("left")
    if inner is not None:
        operands.append(inner)
    values = [d.expr(operand) for operand in reversed(operands)]
    return d.b.concat(values) if adds and values else d.b.unknown("operation")


def _unary(d: Descent, node: Node) -> int:
    operand, operator = node.child_by_field_name("operand"), node.child_by_field_name("operator")
    sign = operator.type if operator is not None else ""
    if operand is None:
        return d.b.unknown("empty")
    value = d.expr(operand)
    if sign in ("&", "*", "+"):
        return value
    if sign == "<-":
        received(d, value, node)
        return d.b.element(value)
    if sign == "-" and operand.type in ("int_literal", "float_literal"):
        return d.b.const("-" + d.text(operand))
    return d.b.unknown("operation")


def received(d: Descent, channel: int, node: Node) -> None:
    """Taking something out of a channel is a call of its own."""
    d.b.call(d.b.attr(channel, CHANNEL), (), node.start_byte, node.end_byte)


def _conversion(d: Descent, node: Node) -> int:
    """``[]byte(x)`` is x; ``f[T](x)`` looks the same to the grammar, and is a call."""
    type_, operand = node.child_by_field_name("type"), node.child_by_field_name("operand")
    if operand is None:
        return d.b.unknown("empty")
    value = d.expr(operand)
    if type_ is not None and type_.type == "generic_type":
        callee = d.type(type_)
        return d.b.call(callee, (Argument(0, "", value),), node.start_byte, node.end_byte) if callee >= 0 else value
    return value


def _ignored(d: Descent, node: Node) -> int:
    return d.b.unknown(node.type)


def _list(d: Descent, node: Node) -> int:
    """Several expressions where one is expected (broken code)."""
    values = [d.expr(child) for child in d.children(node)]
    return values[0] if len(values) == 1 else d.b.sequence(values)


EXPRESSIONS: dict[str, Expression] = {
    **dict.fromkeys(CHAIN, chain),
    "binary_expression": _binary,
    "composite_literal": composite,
    "expression_list": _list,
    "false": _false,
    "float_literal": _number,
    "func_literal": function_literal,
    "identifier": _identifier,
    "int_literal": _number,
    "interpreted_string_literal": string,
    "iota": _ignored,
    "nil": _nil,
    "raw_string_literal": string,
    "rune_literal": _ignored,
    "true": _true,
    "type_conversion_expression": _conversion,
    "type_identifier": _identifier,
    "unary_expression": _unary,
}
