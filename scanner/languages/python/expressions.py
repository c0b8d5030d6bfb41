"""Python expressions: names, chains of members and calls, operators, collections.

Text and definitions have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._builder import named as built
from scanner.languages.python.definitions import lambda_
from scanner.languages.python.descent import ATTRIBUTE, BROKEN, CALL, KEYWORD, STAR, STARS
from scanner.languages.python.patterns import named, target
from scanner.languages.python.text import concatenated, percent, string
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.python.descent import Descent, Expression


def _identifier(d: Descent, node: Node) -> int:
    # NOTE: the most frequent node of all; ``Builder.name`` and ``Descent.text`` written out.
    start, end = node.start_byte, node.end_byte
    if start == end:  # missing, and made up by the parser
        return d.b.unknown("missing")
    return d.b.new("name", d.data[start:end].decode("utf-8", "replace"), d.b.scope, start)


def _number(d: Descent, node: Node) -> int:
    return d.b.const(_plain(d.text(node)))


def _plain(text: str) -> str:
    """A number in decimal digits, so that equal keys are equal."""
    if text.isdigit():
        return text
    text = text.replace("_", "").lower().rstrip("lj")
    if text[:2] in ("0x", "0o", "0b") and len(text) < 40:
        try:
            return str(int(text, 0))
        except ValueError:
            return text
    return text


def _true(d: Descent, _node: Node) -> int:
    return d.b.const(True)


def _false(d: Descent, _node: Node) -> int:
    return d.b.const(False)


def _none(d: Descent, _node: Node) -> int:
    return d.b.const(None)


def _chain(d: Descent, node: Node) -> int:
    """``a.b(c)[d]``: from the inside out, without recursion along the chain."""
    spine: list[tuple[int, Node]] = []
    links = d.chain
    link = links.get(node.kind_id)
    inner: Node | None = node
    while link is not None:
        spine.append((link, node))
        inner = node.child(0)
        if inner is None:
            break
        node = inner
        link = links.get(node.kind_id)
    b = d.b
    value = d.expr(node) if inner is not None else b.unknown("empty")
    for link, outer in reversed(spine):
        if link == ATTRIBUTE:
            member = outer.child_by_field_name("attribute")
            if member is not None:
                value = b.new("attr", value, d.text(member))
        elif link == CALL:
            value = _call(d, outer, value)
        else:
            value = _subscript(d, outer, value)
    return value


def _call(d: Descent, node: Node, callee: int) -> int:
    b = d.b
    given = node.child_by_field_name("arguments")
    found = b.at(callee)
    if found[0] == "name" and found[1] == "super" and (owner := b.enclosing("class")) >= 0:
        return b.expr("super", owner)
    result: list[Argument] = []
    position = 0
    kinds = d.arguments
    for child in () if given is None else (given,) if given.type == "generator_expression" else given.children:
        kind = kinds.get(child.kind_id)
        if kind is None:
            result.append(built(Argument, (position, "", d.expr(child), 0)))
            position += 1
        elif kind == KEYWORD:
            name, value = child.child(0), child.child_by_field_name("value")
            if name is not None and value is not None:
                result.append(built(Argument, (-1, d.text(name), d.expr(value), 0)))
        elif kind == STAR:
            result.append(Argument(position, "", d.first(child), 1))
            position += 1
        elif kind == STARS:
            result.append(Argument(-1, "", d.first(child), 2))
        elif kind == BROKEN:
            d.expr(child)
    called = b.call(callee, result, node.start_byte, node.end_byte)
    if found[0] == "name" and found[1] == "dict" and all(argument.position < 0 for argument in result):
        return b.map([(-1 if one.star else b.string(one.keyword), one.value) for one in result])  # as a literal, which may be filled later
    return called


def _subscript(d: Descent, node: Node, obj: int) -> int:
    keys = node.children_by_field_name("subscript")
    if len(keys) != 1:
        for key in keys:
            d.expr(key)
        return d.b.index(obj, d.b.unknown("slice"))
    if keys[0].type == "slice":
        d.block(keys[0].named_children)
        return obj
    return d.b.index(obj, d.expr(keys[0]))


def _binary(d: Descent, node: Node) -> int:
    """Operators of the same strength lean to the left: a chain of thousands is read from its beginning, without recursion."""
    spine: list[tuple[str, Node | None]] = []
    left: Node | None = node
    while left is not None and left.type == "binary_operator":
        operator = left.child_by_field_name("operator")
        spine.append((operator.type if operator is not None else "", left.child_by_field_name("right")))
        left = left.child_by_field_name("left")
    value = d.expr(left) if left is not None else d.b.unknown("empty")
    at = len(spine)
    while at:
        at -= 1
        sign, right = spine[at]
        values = [value, d.expr(right) if right is not None else d.b.unknown("empty")]
        while at and sign in ("+", "|", "/") and spine[at - 1][0] == sign:
            at -= 1
            right = spine[at][1]
            values.append(d.expr(right) if right is not None else d.b.unknown("empty"))
        value = _operated(d, sign, values)
    return value


def _operated(d: Descent, sign: str, values: list[int]) -> int:
    b = d.b
    if sign == "+":
        return b.concat(values)
    if sign == "|":  # X | None as a type, chains of runnables, merged maps: any of the parts
        return b.union(values)
    if sign == "%":
        return percent(d, values[0], values[1])
    if sign == "/":  # pathlib
        slash = b.string("/")
        return b.concat([part for value in values for part in (slash, value)][1:])
    return b.unknown("arithmetic")


def _boolean(d: Descent, node: Node) -> int:
    """``a or b or c`` without recursion; ``a and b`` is b."""
    spine: list[tuple[str, Node | None]] = []
    left: Node | None = node
    while left is not None and left.type == "boolean_operator":
        operator = left.child_by_field_name("operator")
        spine.append((operator.type if operator is not None else "", left.child_by_field_name("right")))
        left = left.child_by_field_name("left")
    value = d.expr(left) if left is not None else d.b.unknown("empty")
    parts = [value]
    for sign, right in reversed(spine):
        found = d.expr(right) if right is not None else d.b.unknown("empty")
        parts = [*parts, found] if sign == "or" and len(parts) < MAX_DEPTH else [found] if sign == "and" else parts
    return d.b.union(parts, default=True)


def _conditional(d: Descent, node: Node) -> int:
    inner = [child for child in node.named_children if child.type != "comment"]
    if len(inner) != 3:
        return _nothing(d, node)
    d.expr(inner[1])
    # NOTE: ``x if x else y`` is ``x or y``.
    return d.b.union((d.expr(inner[0]), d.expr(inner[2])), default=d.text(inner[0]) == d.text(inner[1]))


def _unary(d: Descent, node: Node) -> int:
    argument = node.child_by_field_name("argument")
    if argument is None:
        return d.b.unknown("arithmetic")
    d.expr(argument)
    sign = node.child(0)
    if sign is not None and sign.type in ("-", "+") and argument.type in ("integer", "float"):
        return d.b.const(sign.type.strip("+") + _plain(d.text(argument)))
    return d.b.unknown("arithmetic")


def _nothing(d: Descent, node: Node) -> int:
    """A form that gives nothing we know; what it holds is read all the same."""
    d.block(node.children)
    return d.b.unknown(node.type)


def _sequence(d: Descent, node: Node) -> int:
    items: list[int] = []
    for child in node.named_children:
        kind = child.type
        if kind in ("list_splat", "parenthesized_list_splat"):
            items.append(d.b.element(d.first(child)))
        elif kind != "comment":
            items.append(d.expr(child))
    return d.b.sequence(items)


def _dictionary(d: Descent, node: Node) -> int:
    pairs: list[tuple[int, int]] = []
    for child in node.named_children:
        kind = child.type
        if kind == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                pairs.append((d.expr(key), d.expr(value)))
        elif kind == "dictionary_splat":
            pairs.append((-1, d.first(child)))
        elif kind != "comment":
            d.expr(child)
    return d.b.map(pairs)


def _comprehension(d: Descent, node: Node) -> int:
    b = d.b
    scope = b.open("comprehension", "", node.start_byte, node.end_byte)
    first = True
    for child in node.named_children:
        kind = child.type
        if kind == "for_in_clause":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if left is not None and right is not None:
                if first:  # the first source is read outside: ``[x for x in x]``
                    b.scope = b.scopes[scope].parent
                source = b.element(d.expr(right))
                b.scope = scope
                first = False
                d.after = right.end_byte
                target(d, left, source)
        elif kind == "if_clause":
            d.block(child.children)
    body = node.child_by_field_name("body")
    if body is not None and body.type == "pair":
        key, value = body.child_by_field_name("key"), body.child_by_field_name("value")
        result = b.map([(d.expr(key), d.expr(value))] if key is not None and value is not None else [])
    else:
        result = b.sequence([d.expr(body)] if body is not None else [])
    b.close()
    return result


def _await(d: Descent, node: Node) -> int:
    value = d.first(node)
    d.b.flag_call(value, "a")
    return value


def _first(d: Descent, node: Node) -> int:
    return d.first(node)


def _yield(d: Descent, node: Node) -> int:
    given = [child for child in node.children if child.is_named and child.type != "comment"]
    value = d.expr(given[0]) if given else -1
    scope = d.b.enclosing("function", "lambda")
    if value >= 0 and scope >= 0:
        delegated = any(child.type == "from" for child in node.children)
        d.b.scopes[scope].yields.append(d.b.element(value) if delegated else value)
    return d.b.unknown("yield")


def _as_pattern(d: Descent, node: Node) -> int:
    """``value as name`` in ``with``."""
    value = d.first(node)
    alias = node.child_by_field_name("alias")
    if alias is not None and alias.named_children:
        target(d, alias.named_children[0], value)
    return value


LEAVES: dict[str, Expression] = {
    "false": _false,
    "float": _number,
    "identifier": _identifier,
    "integer": _number,
    "keyword_identifier": _identifier,
    "none": _none,
    "true": _true,
}
EXPRESSIONS: dict[str, Expression] = {
    "as_pattern": _as_pattern,
    "attribute": _chain,
    "await": _await,
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "call": _chain,
    "comparison_operator": _nothing,
    "concatenated_string": concatenated,
    "conditional_expression": _conditional,
    "dictionary": _dictionary,
    "dictionary_comprehension": _comprehension,
    "expression_list": _sequence,
    "generator_expression": _comprehension,
    "lambda": lambda_,
    "list": _sequence,
    "list_comprehension": _comprehension,
    "named_expression": named,
    "not_operator": _nothing,
    "parenthesized_expression": _first,
    "set": _sequence,
    "set_comprehension": _comprehension,
    "string": string,
    "subscript": _chain,
    "tuple": _sequence,
    "unary_operator": _unary,
    "yield": _yield,
}
