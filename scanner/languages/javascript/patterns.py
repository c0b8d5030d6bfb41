"""What gets a value: declarations, parameters, destructuring, assignments to members and indexes, the CommonJS exports.

Which value it is comes from the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages.javascript.descent import IDENTIFIER
from scanner.languages.javascript.types import members_of, type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.javascript.descent import Descent

LEXICAL, VAR, ASSIGN = 0, 1, 2
"""How a pattern's names are bound: ``let``/``const``/parameters, ``var``, existing names."""
EXPORTS = "=exports"
"""Name in the module scope that the CommonJS exports value is bound to."""
_UNWRAPPED = frozenset({"as_expression", "non_null_expression", "parenthesized_expression", "rest_pattern", "satisfies_expression"})


def destructure(d: Descent, target: Node, value: int, mode: int, annotation: Node | None = None) -> None:
    """Bind every name of a pattern to its piece of ``value``; a declared type is shared out likewise."""
    b = d.b
    if b.depth >= MAX_DEPTH:
        b.gap("nested-too-deep")
        return
    b.depth += 1
    kind = target.type
    if kind == "identifier":
        _bind(d, target, value, mode, type_expr(d, annotation))
    elif kind == "object_pattern":
        types = members_of(d, annotation)
        for child in target.named_children:
            _piece(d, child, value, mode, types)
    elif kind == "array_pattern":
        _items(d, target, value, mode)
    elif kind == "assignment_pattern":
        _defaulted(d, target, value, mode, annotation)
    elif kind in ("member_expression", "subscript_expression"):
        store(d, target, value)
    elif kind in _UNWRAPPED:
        inner = d.first(target)
        if inner is not None:
            destructure(d, inner, value, mode)
    elif kind == "ERROR":
        d.expr(target)
    b.depth -= 1


def _bind(d: Descent, target: Node, value: int, mode: int, type_: int = -1) -> None:
    name = d.text(target)
    if mode == LEXICAL:
        d.declare(name, value, target.start_byte, type_=type_)
    elif mode == VAR:
        d.declare_var(name, value, target.start_byte, type_=type_)
    else:
        d.assign(name, value, target.end_byte)


def _piece(d: Descent, child: Node, value: int, mode: int, types: dict[str, Node]) -> None:
    b = d.b
    kind = child.type
    if kind == "shorthand_property_identifier_pattern":
        name = d.text(child)
        _bind(d, child, b.attr(value, name), mode, type_expr(d, types.get(name)))
    elif kind == "object_assignment_pattern":
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if left is not None and right is not None and left.type == "shorthand_property_identifier_pattern":
            name = d.text(left)
            taken = b.union((b.attr(value, name), d.named(right, name)), default=True)
            _bind(d, left, taken, mode, type_expr(d, types.get(name)))
    elif kind == "pair_pattern":
        key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
        if key is not None and inner is not None:
            name, computed = key_of(d, key)
            taken = b.attr(value, name) if computed < 0 else b.index(value, computed)
            destructure(d, inner, taken, mode, types.get(name))
    elif kind == "rest_pattern":
        destructure(d, child, value, mode)
    elif kind == "ERROR":
        d.expr(child)


def _items(d: Descent, target: Node, value: int, mode: int) -> None:
    b = d.b
    position = 0
    for child in target.children:
        if child.type == ",":
            position += 1
        elif child.type == "rest_pattern":
            destructure(d, child, b.sequence([b.element(value)]), mode)
        elif child.is_named:
            destructure(d, child, b.index(value, b.const(position)), mode)


def _defaulted(d: Descent, target: Node, value: int, mode: int, annotation: Node | None) -> None:
    left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
    if left is not None and right is not None:
        name = d.text(left) if left.type == "identifier" else ""
        destructure(d, left, d.b.union((value, d.named(right, name)), default=True), mode, annotation)


def key_of(d: Descent, key: Node) -> tuple[str, int]:
    """The name of a property, or "" and the expression of a computed one."""
    kind = key.type
    if kind == "string":
        return d.literal(key), -1
    if kind == "computed_property_name":
        inner = d.first(key)
        if inner is not None and inner.type == "string":
            return d.literal(inner), -1
        return "", d.inner(key)
    return d.text(key), -1


def declarators(d: Descent, node: Node) -> None:
    """``const``, ``let``, ``var`` and ``using``."""
    mode = VAR if node.type == "variable_declaration" else LEXICAL
    for child in node.named_children:
        if child.type == "variable_declarator":
            _declarator(d, child, mode)
        elif child.type == "ERROR":
            d.expr(child)


def _declarator(d: Descent, node: Node, mode: int) -> None:
    target, value_node, annotation = (node.child_by_field_name(field) for field in ("name", "value", "type"))
    if target is None:
        return
    if target.type != "identifier":
        if value_node is not None:
            destructure(d, target, d.expr(value_node), mode, annotation)
        return
    name = d.text(target)
    type_ = type_expr(d, annotation)
    value = d.named(value_node, name) if value_node is not None else -1
    if mode == VAR:
        # NOTE: ``var x = x || {}``: the value comes before the binding
        d.declare_var(name, value, node.end_byte, type_=type_)
    elif value >= 0 or type_ >= 0:
        d.declare(name, value, target.start_byte, type_=type_)
    else:
        d.know(name, d.b.scope)


def assignment(d: Descent, node: Node) -> int:
    """``a = b.c = value``, from the right to the left; gives the value."""
    targets: list[Node] = []
    at: Node | None = node
    while at is not None and at.type == "assignment_expression":
        left = at.child_by_field_name("left")
        if left is not None:
            targets.append(left)
        at = at.child_by_field_name("right")
    value = d.named(at, _hint(d, targets[-1]) if targets else "") if at is not None else d.b.unknown("empty")
    using = node.children[0].type == "using"
    for target in reversed(targets):
        if target.type == "identifier":
            name = d.text(target)
            d.declare(name, value, target.start_byte) if using else d.assign(name, value, node.end_byte)
        else:
            destructure(d, target, value, ASSIGN)
    return value


def _hint(d: Descent, target: Node) -> str:
    """The name that a function gets from what it is assigned to."""
    name = ""
    if target.type == "identifier":
        name = d.text(target)
    elif target.type == "member_expression":
        name = d.text(target.children[-1])
    return "" if name == "exports" else name


def augmented(d: Descent, node: Node) -> int:
    """``a += b`` puts together, ``a ??= b`` and ``a ||= b`` fall back; other operators make something unknown."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return d.other(node)
    sign = operator.type
    old, added = d.expr(left), d.expr(right)
    if sign == "+=":
        value = d.b.concat((old, added))
    elif sign in ("||=", "??="):
        value = d.b.union((old, added), default=True)
    elif sign == "&&=":
        value = added
    else:
        return d.b.unknown("arithmetic")
    destructure(d, left, value, ASSIGN)
    return value


def store(d: Descent, target: Node, value: int) -> None:
    """``object.member = value`` and ``object[key] = value``; on the CommonJS exports it is a binding of the module."""
    b = d.b
    obj = target.child_by_field_name("object")
    if obj is None:
        return
    if target.type == "subscript_expression":
        index = target.child_by_field_name("index")
        if index is None:
            return
        member, key = (d.literal(index), -1) if index.type == "string" else ("", -1)
        if not IDENTIFIER.match(member):
            member, key = "", d.expr(index)
    else:
        member, key = d.text(target.children[-1]), -1
        if _exported(d, obj, member, value, target):
            return
    b.store(d.expr(obj), member, key, value, target.start_byte, target.end_byte)


def _exported(d: Descent, obj: Node, member: str, value: int, target: Node) -> bool:
    text = d.text(obj) if obj.end_byte - obj.start_byte <= 14 else ""
    guarded = d.b.guard > 0
    if text == "module" and member == "exports":
        d.bind_in(0, EXPORTS, value, target.start_byte, guarded=guarded)
        d.bind_in(0, "default", value, target.start_byte, guarded=guarded)
    elif text in ("exports", "module.exports"):
        found = d.b.at(value)
        # NOTE: compilers write ``exports.f = void 0`` first, and ``exports.f = f`` says nothing new
        if found != ("const", None) and found[:3] != ("name", member, 0):
            d.bind_in(0, member, value, target.start_byte, guarded=guarded)
    else:
        return False
    return True
