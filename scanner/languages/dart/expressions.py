"""Expressions of Dart: the grammar puts what belongs to a name beside it, so that a chain is a run of siblings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._tree import unescape
from scanner.languages.dart.functions import CONSTRUCTOR, function_expression
from scanner.languages.dart.types import type_of
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tree_sitter import Node

    from scanner.languages._walk import Descent, Expression

_LINKS = frozenset({"selector", "cascade_section", "unconditional_assignable_selector", "conditional_assignable_selector", "argument_part"})
ELEMENTWISE = frozenset(
    {"map", "forEach", "where", "expand", "any", "every", "firstWhere", "lastWhere", "takeWhile", "skipWhile", "listen"}
)
_OPEN = frozenset({"unknown", "call", "index", "element", "param", "attr", "name"})
_QUOTES = frozenset({"'", '"', "'''", '"""', "r'", 'r"', "r'''", 'r"""'})


def runs(d: Descent, nodes: Iterable[Node]) -> list[list[Node]]:
    """Siblings that belong together: what an expression begins with, and the links behind it."""
    found: list[list[Node]] = []
    for node in nodes:
        if node.type in _LINKS and found:
            found[-1].append(node)
        elif node.kind_id in d.expressions:
            found.append([node])
    return found


def values(d: Descent, node: Node) -> list[int]:
    """The expressions directly below a node."""
    return [run(d, part) for part in runs(d, node.named_children)]


def value(d: Descent, nodes: Iterable[Node]) -> int:
    """The first expression among siblings."""
    found = [run(d, part) for part in runs(d, nodes)]
    return found[0] if found else d.b.unknown("empty")


def run(d: Descent, nodes: Sequence[Node]) -> int:
    """``a.b(c)?.d[0]!..e = f``"""
    first, *links = nodes
    called = bool(links) and _argument_part(links[0]) is not None
    name = d.text(first) if first.type in ("identifier", "identifier_dollar_escaped") else ""
    held = d.method(name, first.start_byte) if name and called else d.expr(first)
    d.b.depth += 1
    start = first.start_byte
    for link in links:
        if link.type == "cascade_section":
            _cascade(d, held, link)
        else:
            held = _link(d, held, link, start)
    d.b.depth -= 1
    return held


def _argument_part(node: Node) -> Node | None:
    if node.type == "argument_part":
        return node
    return next((c for c in node.named_children if c.type == "argument_part"), None) if node.type == "selector" else None


def _link(d: Descent, held: int, node: Node, start: int) -> int:
    b = d.b
    if node.type == "selector":
        for child in node.named_children:
            held = _link(d, held, child, start)
        return held
    if node.type == "argument_part":
        return _call(d, held, node, start)
    if node.type in ("unconditional_assignable_selector", "conditional_assignable_selector"):
        index = next(
            (c for c in node.named_children if c.type == "index_selector"), node if any(c.type == "[" for c in node.children) else None
        )
        if index is not None:
            return b.index(held, value(d, index.named_children))
        name = next((d.text(c) for c in node.named_children if c.type == "identifier"), "")
        return b.attr(held, CONSTRUCTOR if name == "new" else name) if name else held
    return held


def _call(d: Descent, callee: int, node: Node, start: int) -> int:
    b = d.b
    target = b.at(callee)
    name = str(target[2]) if target[0] == "attr" else ""
    element = b.element(int(target[1])) if name in ELEMENTWISE else -1  # type: ignore[call-overload]
    listed = next((c for c in node.named_children if c.type == "arguments"), None)
    found = arguments(d, listed, element) if listed is not None else []
    if name == "then" and found and b.kind(found[0].value) == "function":
        scope = b.scopes[int(b.at(found[0].value)[1])]  # type: ignore[call-overload]
        if scope.parameters:
            b.bind(scope.parameters[0].name, int(target[1]), scope.start, scope=int(b.at(found[0].value)[1]))  # type: ignore[call-overload]
    if name in ("write", "writeln") and len(found) == 1:
        grown = d.append(int(target[1]), (found[0].value,), start, node.end_byte)  # type: ignore[call-overload]
        if grown >= 0:
            return grown
    if target[:2] == ("name", "StringBuffer") and len(found) < 2:
        return d.text_of(found[0].value if found else -1)
    typed = next((c for c in node.named_children if c.type == "type_arguments"), None)
    type_ = type_of(d, typed.named_children) if typed is not None and not any(c.type == "," for c in typed.children) else -1
    return b.call(callee, [*found, *([Argument(-1, "<0>", type_)] if type_ >= 0 else [])], start, node.end_byte)


def _cascade(d: Descent, held: int, node: Node) -> None:
    """``..a.b = c`` and ``..a(b)``: done to the thing that stands in front, which stays the value."""
    b = d.b
    at = held
    links: list[Node] = []
    written: list[Node] = []
    for child in node.children:
        if child.type in ("=", "+=", "??="):
            written = node.children[node.children.index(child) + 1 :]
            break
        if child.type in (
            "cascade_selector",
            "argument_part",
            "unconditional_assignable_selector",
            "conditional_assignable_selector",
            "selector",
        ):
            links.append(child)
    last = links.pop() if written and links else None
    for link in links:
        at = _member(d, at, link) if link.type == "cascade_selector" else _link(d, at, link, node.start_byte)
    if last is not None:
        inner = _member(d, at, last) if last.type == "cascade_selector" else _link(d, at, last, node.start_byte)
        store(d, inner, value(d, written), node)
    elif not links:
        b.unknown("cascade")


def _member(d: Descent, held: int, node: Node) -> int:
    name = next((d.text(c) for c in node.named_children if c.type == "identifier"), "")
    return d.b.attr(held, name) if name else d.b.index(held, value(d, node.named_children))


def store(d: Descent, target: int, given: int, node: Node) -> None:
    """Assign to what a chain leads to."""
    b = d.b
    found = b.at(target)
    if found[0] == "attr":
        b.store(int(found[1]), str(found[2]), -1, given, node.start_byte, node.end_byte)  # type: ignore[call-overload]
    elif found[0] == "index":
        b.store(int(found[1]), "", int(found[2]), given, node.start_byte, node.end_byte)  # type: ignore[call-overload]


def arguments(d: Descent, node: Node, element: int = -1) -> list[Argument]:
    """Positional and named arguments; a function gets ``element`` for its parameter where that is known."""
    found: list[Argument] = []
    for child in node.named_children:
        inner = child.named_children[0] if child.type == "argument" and child.named_children else None
        if inner is not None and inner.type == "function_expression" and len(child.named_children) == 1:
            found.append(Argument(len(found), "", function_expression(d, inner, element)))
        elif child.type == "argument":
            found.append(Argument(len(found), "", value(d, child.named_children)))
        elif child.type == "named_argument":
            label = next((d.text(c.named_children[0]) for c in child.named_children if c.type == "label" and c.named_children), "")
            found.append(Argument(-1, label, value(d, child.named_children)))
    return found


# -- names and literals


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node)
    return _this(d, node) if name == "this" else d.variable(name, node.start_byte)


def _this(d: Descent, node: Node) -> int:
    return d.b.expr("self", d.klass) if d.klass >= 0 else d.b.unknown("this")


def _super(d: Descent, node: Node) -> int:
    return d.b.expr("super", d.klass) if d.klass >= 0 else d.b.unknown("super")


def _constant(d: Descent, node: Node) -> int:
    return d.b.const({"true": True, "false": False}.get(d.text(node)))


def _number(d: Descent, node: Node) -> int:
    return d.b.expr("number", d.text(node).replace("_", ""))


def string(d: Descent, node: Node) -> int:
    """Texts beside each other are one; ``$a`` and ``${a}`` are filled in."""
    b = d.b
    parts: list[int] = []
    text, quote, at = "", "", node.start_byte

    def flush() -> None:
        nonlocal text
        if text:
            parts.append(b.string(text))
        text = ""

    for child in node.children:
        if quote and child.start_byte > at:
            text += d.data[at : child.start_byte].decode("utf-8", "replace")
        if child.type in _QUOTES:
            quote = "" if quote else child.type
        elif child.type == "escape_sequence":
            text += unescape(d.text(child))
        elif child.type == "template_substitution":
            flush()
            parts.append(value(d, child.named_children))
        elif quote:
            text += d.text(child)
        at = child.end_byte
    flush()
    return b.concat(parts) if parts else b.string("")


def _list(d: Descent, node: Node) -> int:
    found = [run(d, part) for part in runs(d, (c for c in node.named_children if c.type != "type_arguments"))]
    found += [inner for c in node.named_children if c.type in _ELEMENTS for inner in _elements(d, c)]
    return d.b.sequence(found)


_ELEMENTS = frozenset({"spread_element", "if_element", "for_element"})


def _elements(d: Descent, node: Node) -> list[int]:
    """What ``...a``, ``if (a) b`` and ``for (…) b`` add to a list."""
    d.b.depth += 1
    if node.type == "spread_element":
        found = [d.b.element(value(d, node.named_children))]
    elif node.type == "for_element":
        base = d.open_block(node)
        d.block(c for c in node.named_children if c.type == "for_loop_parts")
        found = values(d, node)
        d.close_block(base)
    else:
        found = values(d, node)[1:]
    d.b.depth -= 1
    return found


def _map(d: Descent, node: Node) -> int:
    """``{a: b, ...c, if (d) e: f}``; without pairs a set."""
    b = d.b
    pairs: list[tuple[int, int]] = []
    waiting = [c for c in node.named_children if c.type != "type_arguments"]
    items = [run(d, part) for part in runs(d, waiting)]
    while waiting:
        child = waiting.pop(0)
        if child.type == "pair":
            found = values(d, child)
            if len(found) == 2:
                pairs.append((found[0], found[1]))
        elif child.type == "spread_element":
            pairs.append((-1, value(d, child.named_children)))
        elif child.type in ("if_element", "for_element"):
            for part in runs(d, child.named_children)[:1]:
                run(d, part)
            waiting = [*(c for c in child.named_children if c.type in ("pair", *_ELEMENTS)), *waiting]
    return b.sequence(items) if items and not pairs else b.map(pairs)


# -- operators


def _parts(d: Descent, node: Node) -> int:
    values(d, node)
    return d.b.unknown(node.type)


def _relational(d: Descent, node: Node) -> int:
    """``a < b``; ``T<U>(a)`` and ``a.b<U>(c)``, which the grammar takes for two comparisons, are calls where U is the name of a type."""
    typed, sign, *rest = [c for c in node.named_children if c.kind_id not in d.ignored] or [node]
    *front, middle, name = typed.named_children if typed.named_child_count > 2 else (node, node)
    given = rest[-1] if rest and rest[-1].type == "parenthesized_expression" else None
    named = len(front) > 1 or (len(front) == 1 and d.text(front[0])[:1].isupper())
    called = named and d.text(middle) == "<" and d.text(name)[:1].isupper() and name.type == "identifier" and d.text(sign) == ">"
    if given is None or not called:
        return _parts(d, node)
    callee = value(d, front) if len(front) > 1 else d.method(d.text(front[0]), typed.start_byte)
    found = [Argument(0, "", value(d, given.named_children))]
    found += [Argument(-1, "<0>", d.type_name(d.text(name), name.start_byte))] if len(front) > 1 else []
    return d.b.call(callee, found, node.start_byte, node.end_byte)


def _inner(d: Descent, node: Node) -> int:
    return value(d, node.named_children)


def _additive(d: Descent, node: Node) -> int:
    adds = all(d.text(c) == "+" for c in node.named_children if c.type == "additive_operator")
    found = values(d, node)
    return d.b.concat(found) if adds and found else d.b.unknown("arithmetic")


def _await(d: Descent, node: Node) -> int:
    found = value(d, node.named_children)
    d.b.flag_call(found, "a")
    return found


def _either(d: Descent, node: Node) -> int:
    found = values(d, node)
    return d.b.union(found, default=True) if found else d.b.unknown("empty")


def _conditional(d: Descent, node: Node) -> int:
    found = values(d, node)[1:]
    return d.b.union(found) if found else d.b.unknown("conditional")


def _cast(d: Descent, node: Node) -> int:
    found = value(d, node.named_children)
    cast = next((c for c in node.named_children if c.type == "type_cast"), None)
    type_ = type_of(d, cast.named_children) if cast is not None else -1
    return d.b.union((found, d.b.declared(type_))) if type_ >= 0 and d.b.kind(found) in _OPEN else found


def _new(d: Descent, node: Node) -> int:
    """``new A.b(c)`` and ``const A(c)``"""
    b = d.b
    names = [c for c in node.named_children if c.type in ("type_identifier", "identifier")]
    if not names:
        return b.unknown("new")
    callee = d.type_name(d.text(names[0]), names[0].start_byte)
    for name in names[1:]:
        callee = b.attr(callee, d.text(name))
    listed = next((c for c in node.named_children if c.type == "arguments"), None)
    return b.call(callee, arguments(d, listed) if listed is not None else (), node.start_byte, node.end_byte)


def _assignment(d: Descent, node: Node) -> int:
    """``a = b``, ``a ??= b``, ``a += b``"""
    b = d.b
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = next((c.type for c in node.children if not c.is_named), "=")
    given = value(d, node.children[node.children.index(right) :]) if right is not None else b.unknown("empty")
    if left is None:
        return given
    parts = runs(d, left.named_children)
    plain = len(parts) == 1 and len(parts[0]) == 1 and parts[0][0].type == "identifier"
    target = run(d, parts[0]) if parts and not (plain and operator == "=") else -1
    if operator == "??=" and target >= 0:
        given = b.union((target, given), default=True)
    elif operator == "+=" and target >= 0:
        given = b.concat((target, given))
    elif operator not in ("=", "??="):
        return b.unknown("arithmetic")
    if plain:
        d.assign(d.text(parts[0][0]), given, node.start_byte, node.end_byte)
    elif target >= 0:
        store(d, target, given, node)
    return given


def _switch(d: Descent, node: Node) -> int:
    """What stands behind the arrows."""
    b = d.b
    found = []
    for child in node.named_children:
        if child.type == "switch_expression_case":
            arrow = next((n for n, c in enumerate(child.children) if c.type == "=>"), -1)
            b.guard += 1
            found.append(value(d, child.children[arrow + 1 :]))
            b.guard -= 1
        elif child.type == "parenthesized_expression":
            d.expr(child)
    return b.union(found) if found else b.unknown("switch")


def _function(d: Descent, node: Node) -> int:
    return function_expression(d, node)


def _record(d: Descent, node: Node) -> int:
    found = [value(d, c.named_children) for c in node.named_children if c.type == "record_field"]
    return d.b.sequence(found or values(d, node))


EXPRESSIONS: dict[str, Expression] = {
    "additive_expression": _additive,
    "assignment_expression": _assignment,
    "await_expression": _await,
    "bitwise_and_expression": _parts,
    "bitwise_or_expression": _parts,
    "bitwise_xor_expression": _parts,
    "conditional_expression": _conditional,
    "const_object_expression": _new,
    "decimal_floating_point_literal": _number,
    "decimal_integer_literal": _number,
    "equality_expression": _parts,
    "false": _constant,
    "function_expression": _function,
    "hex_integer_literal": _number,
    "identifier": _identifier,
    "identifier_dollar_escaped": _identifier,
    "if_null_expression": _either,
    "list_literal": _list,
    "logical_and_expression": _parts,
    "logical_or_expression": _parts,
    "multiplicative_expression": _parts,
    "new_expression": _new,
    "null_literal": _constant,
    "parenthesized_expression": _inner,
    "postfix_expression": _inner,
    "record_literal": _record,
    "relational_expression": _relational,
    "set_or_map_literal": _map,
    "shift_expression": _parts,
    "string_literal": string,
    "super": _super,
    "switch_expression": _switch,
    "this": _this,
    "throw_expression": _parts,
    "true": _constant,
    "type_cast_expression": _cast,
    "type_test_expression": _parts,
    "unary_expression": _inner,
}
