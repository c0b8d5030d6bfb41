"""Expressions of Java: names, chains of members and calls, constructions, operators, literals.

Text literals, classes and statements have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages import _forms
from scanner.languages.java import classes as java_classes
from scanner.languages.java import functions as java_functions
from scanner.languages.java import text as java_text
from scanner.languages.java.descent import Descent, unescape
from scanner.languages.java.types import MAPS, SEQUENCES, base_name, qualified, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Expression

_FIELD, _CALL, _INDEX, _PASS = range(4)
SPINE = {"field_access": _FIELD, "method_invocation": _CALL, "array_access": _INDEX, "parenthesized_expression": _PASS}
_OPEN = frozenset({"unknown", "call", "index", "element", "param", "attr"})
"""Kinds of value that a cast says more about."""
_BUILDERS = frozenset({"StringBuilder", "StringBuffer", "StringJoiner"})
_HOLDERS = frozenset({"List", "Set", "Arrays", "Stream", "Collections"})


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node)
    return d.constant(name, node.start_byte) if name.isupper() and len(name) > 1 else d.variable(name, node.start_byte)


def _this(d: Descent, node: Node) -> int:
    return d.b.expr("self", d.klass) if d.klass >= 0 else d.b.unknown("this")


def _super(d: Descent, node: Node) -> int:
    return d.b.expr("super", d.klass) if d.klass >= 0 else d.b.unknown("super")


def _true(d: Descent, node: Node) -> int:
    return d.b.const(True)


def _false(d: Descent, node: Node) -> int:
    return d.b.const(False)


def _nothing(d: Descent, node: Node) -> int:
    return d.b.const(None)


def _leaf(d: Descent, node: Node) -> int:
    return d.b.unknown(node.type)


def _character(d: Descent, node: Node) -> int:
    return d.b.string(unescape(d.text(node)[1:-1]))


# -- chains


def _chain(d: Descent, node: Node) -> int:
    """``a.b().c[0].d()``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at: Node | None = node
    while at is not None and (what := d.spine.get(at.kind_id)) is not None:
        links.append((what, at))
        inner = at.child_by_field_name("object") or at.child_by_field_name("array") if what != _PASS else d.first(at)
        node, at = (at, inner) if inner is None else (inner, inner)
    value = -1 if at is None else _start(d, at, links)
    while links:
        what, link = links.pop()
        if what == _CALL:
            value = _call(d, link, value)
        elif what == _FIELD:
            value = _access(d, link, value)
        elif what == _INDEX:
            index = link.child_by_field_name("index")
            value = d.b.index(value, d.expr(index)) if index is not None else d.b.unknown("index")
    return value if value >= 0 else d.b.unknown("empty")


def _start(d: Descent, node: Node, links: list[tuple[int, Node]]) -> int:
    """What a chain begins with; the package of a fully qualified name is taken off it."""
    if node.type != "identifier":
        return d.expr(node)
    name = d.text(node)
    if name[:1].isupper() or not links or links[-1][0] != _FIELD or d.holder(name) >= 0 or name in d.static:
        return d.variable(name, node.start_byte)
    parts = [name]
    for taken, (what, link) in enumerate(reversed(links), 1):
        if what != _FIELD:
            break
        parts.append(d.field(link, "field"))
        if parts[-1][:1].isupper():
            del links[-taken:]
            return qualified(d, parts, node)
    return d.variable(name, node.start_byte)


def _access(d: Descent, node: Node, value: int) -> int:
    member = node.child_by_field_name("field")
    if member is None:
        return d.b.unknown("member")
    if member.type == "this" or any(child.type == "super" for child in node.children[1:]):
        holder = node.child_by_field_name("object")
        name = d.text(holder) if holder is not None else ""
        at = d.b.scope
        while at > 0 and not (at in d.members and d.b.scopes[at].name == name):
            at = d.b.scopes[at].parent
        return d.b.expr("self", at) if at > 0 else d.b.unknown("this")
    return d.b.attr(value, d.text(member))


def _call(d: Descent, node: Node, value: int) -> int:
    b = d.b
    name_node, listed = node.child_by_field_name("name"), node.child_by_field_name("arguments")
    if name_node is None:
        return b.unknown("call")
    name = d.text(name_node)
    if value < 0:
        callee = d.method(name, name_node.start_byte)
    elif any(child.type == "super" for child in node.children[1:]) and d.klass >= 0:
        callee = b.attr(b.expr("super", d.klass), name)
    else:
        callee = b.attr(value, name)
    found = arguments(d, listed, holder=value if name in java_functions.ELEMENTWISE else -1)
    appends = name == "append" and value >= 0 and len(found) == 1
    special = d.append(value, (found[0].value,), node.start_byte, node.end_byte) if appends else -1
    special = special if special >= 0 else _special(d, callee, value, name, found)
    if special >= 0:
        return special
    result = b.call(callee, found, node.start_byte, node.end_byte)
    if value >= 0:
        _stored(d, node, value, name, found)
    return result


def _stored(d: Descent, node: Node, value: int, name: str, found: list[Argument]) -> None:
    """``x.put(key, value)`` and ``x.setName(value)`` write as an assignment does, whatever the class does besides."""
    b = d.b
    if len(found) == 2 and name in ("put", "putIfAbsent"):
        b.store(value, "", found[0].value, found[1].value, node.start_byte, node.end_byte)
    elif len(found) == 1 and len(name) > 3 and name.startswith("set") and not name[3].islower():
        b.store(value, name[3].lower() + name[4:], -1, found[0].value, node.start_byte, node.end_byte)


def _special(d: Descent, callee: int, value: int, name: str, found: list[Argument]) -> int:
    """Calls that are literals or put text together; -1 for all others."""
    b = d.b
    values = [a.value for a in found]
    if name in ("format", "formatted"):
        return java_text.formatted(d, callee, found)
    if value < 0:
        return -1
    owner = b.at(value)
    if name in ("append", "toString") and owner[0] in ("concat", "string"):
        return b.concat((value, *values[:1])) if name == "append" else value
    if owner[0] != "name" or d.holder(str(owner[1])) >= 0:
        return -1
    if owner[1] == "String" and name == "join" and len(values) > 2:
        return b.concat([part for value in values[1:] for part in (values[0], value)][1:])
    if owner[1] == "Map" and name == "of" and len(values) % 2 == 0:
        return b.map(zip(values[::2], values[1::2], strict=True))
    if owner[1] == "Collections" and name == "singletonMap" and len(values) == 2:
        return b.map([(values[0], values[1])])
    if owner[1] in _HOLDERS and name in ("of", "asList", "singletonList", "singleton"):
        return b.sequence(values)
    return -1


def arguments(d: Descent, node: Node | None, holder: int = -1) -> list[Argument]:
    """The arguments of a call; a lambda with one parameter gets the elements of ``holder``."""
    found: list[Argument] = []
    if node is None:
        return found
    d.b.depth += 1
    for child in node.named_children:
        if child.kind_id in d.ignored:
            continue
        if holder >= 0 and child.type == "lambda_expression":
            value = java_functions.lambda_(d, child, d.b.element(holder))
        else:
            value = d.expr(child)
        found.append(Argument(len(found), "", value))
    d.b.depth -= 1
    return found


def _new(d: Descent, node: Node) -> int:
    """``new T(…)``, with a body an anonymous class; the standard containers are literals."""
    b = d.b
    type_ = node.child_by_field_name("type")
    listed, body = node.child_by_field_name("arguments"), next((c for c in node.children if c.type == "class_body"), None)
    if type_ is None:
        return d.other(node)
    outer = d.first(node)
    if outer is not None and outer.start_byte < type_.start_byte:
        d.expr(outer)
    given = arguments(d, listed)
    name = base_name(d, type_)
    if name in MAPS:
        pairs = java_classes.put_pairs(d, body) if body is not None else []
        if given and not pairs and b.kind(given[0].value) not in ("number", "unknown"):
            return b.map([(-1, given[0].value)])
        return b.map(pairs)
    if name in SEQUENCES and body is None:
        return given[0].value if len(given) == 1 and b.kind(given[0].value) != "number" else b.sequence(())
    if name in _BUILDERS:
        return d.text_of(given[0].value if given and b.kind(given[0].value) != "number" else -1)
    if name == "String" and given:
        return given[0].value
    callee = type_expr(d, type_)
    if body is not None:
        callee = java_classes.anonymous(d, body, callee)
    elif callee < 0 or b.kind(callee) in ("map", "sequence"):
        callee = b.name(name, type_.start_byte)
    return b.call(callee, given, node.start_byte, node.end_byte, "n")


def _reference(d: Descent, node: Node) -> int:
    """``a::b`` and ``T::new``."""
    found = d.children(node)
    if not found:
        return d.b.unknown("reference")
    first = found[0]
    value = d.expr(first) if first.kind_id in d.expressions else type_expr(d, first)
    if value < 0:
        return d.b.unknown("reference")
    if node.children[-1].type == "new":
        return value
    return d.b.attr(value, d.text(node.children[-1]))


# -- operators


def _binary(d: Descent, node: Node) -> int:
    """Operators of any kind, left-deep: down to the first operand, then to the right."""
    links: list[tuple[bool, Node | None]] = []
    while node.type == "binary_expression":
        operator, left, right = (node.child_by_field_name(name) for name in ("operator", "left", "right"))
        if operator is None or left is None or right is None:
            break
        links.append((operator.type == "+", right))
        node = left
    if not links:
        return d.other(node)
    return _forms.in_a_row(d, node, links)


def _unary(d: Descent, node: Node) -> int:
    at: Node | None = node
    while at is not None and at.type == "unary_expression":
        at = at.child_by_field_name("operand")
    if at is not None:
        d.expr(at)
    return d.b.unknown("arithmetic")


def _update(d: Descent, node: Node) -> int:
    d.inner(node)
    return d.b.unknown("arithmetic")


def _instance_of(d: Descent, node: Node) -> int:
    left, name = node.child_by_field_name("left"), node.child_by_field_name("name")
    value = d.expr(left) if left is not None else -1
    type_ = type_expr(d, node.child_by_field_name("right"))
    if name is not None:
        d.declare(d.text(name), d.b.declared(type_) if type_ >= 0 else value, name.start_byte)
    pattern = node.child_by_field_name("pattern")
    if pattern is not None:
        d.block((pattern,))
    return d.b.unknown("instanceof")


def _cast(d: Descent, node: Node) -> int:
    """``(T) x``: the value, and an instance of T where the value says little."""
    child = node.child_by_field_name("value")
    if child is None:
        return d.b.unknown("empty")
    value = d.expr(child)
    if d.b.kind(value) not in _OPEN:
        return value
    type_ = type_expr(d, node.child_by_field_name("type"))
    return value if type_ < 0 else d.b.union((value, d.b.declared(type_)))


def _assignment(d: Descent, node: Node) -> int:
    left, right, operator = (node.child_by_field_name(name) for name in ("left", "right", "operator"))
    if left is None or right is None:
        return d.other(node)
    b = d.b
    value = d.expr(right)
    if operator is not None and operator.type == "+=":
        value = b.concat((d.expr(left), value))
    elif operator is not None and operator.type != "=":
        d.expr(left)
        return b.unknown("arithmetic")
    while left.type == "parenthesized_expression" and (inner := d.first(left)) is not None:
        left = inner
    if left.type == "identifier":
        d.assign(d.text(left), value, node.start_byte, node.end_byte)
        return value
    obj = left.child_by_field_name("object") or left.child_by_field_name("array")
    if obj is not None:
        holder = d.expr(obj)
        if left.type == "field_access":
            b.store(holder, d.field(left, "field"), -1, value, node.start_byte, node.end_byte)
        else:
            index = left.child_by_field_name("index")
            b.store(holder, "", d.expr(index) if index is not None else b.unknown("index"), value, node.start_byte, node.end_byte)
    return value


def _array(d: Descent, node: Node) -> int:
    """``{a, b}``, ``new T[] {a, b}``"""
    listed = node if node.type != "array_creation_expression" else node.child_by_field_name("value")
    if listed is None:
        return d.b.unknown("array")
    return d.b.sequence([d.expr(child) for child in d.children(listed)])


def _class_literal(d: Descent, node: Node) -> int:
    type_ = type_expr(d, d.first(node))
    return type_ if type_ >= 0 else d.b.unknown("class")


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


EXPRESSIONS: dict[str, Expression] = {
    "ERROR": _error,
    "array_access": _chain,
    "array_creation_expression": _array,
    "array_initializer": _array,
    "assignment_expression": _assignment,
    "binary_expression": _binary,
    "binary_integer_literal": java_text.number,
    "cast_expression": _cast,
    "character_literal": _character,
    "class_literal": _class_literal,
    "decimal_floating_point_literal": java_text.number,
    "decimal_integer_literal": java_text.number,
    "element_value_array_initializer": _array,
    "false": _false,
    "field_access": _chain,
    "hex_integer_literal": java_text.number,
    "identifier": _identifier,
    "instanceof_expression": _instance_of,
    "lambda_expression": java_functions.lambda_,
    "method_invocation": _chain,
    "method_reference": _reference,
    "null_literal": _nothing,
    "object_creation_expression": _new,
    "parenthesized_expression": Descent.inner,
    "string_literal": java_text.string,
    "super": _super,
    "switch_expression": java_functions.switch,
    "ternary_expression": _forms.conditional,
    "this": _this,
    "true": _true,
    "type_identifier": _leaf,
    "unary_expression": _unary,
    "update_expression": _update,
}
