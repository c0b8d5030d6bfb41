"""Classes, interfaces, enums, type aliases and namespaces; functions inside are left to ``functions``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.javascript.functions import decorator, function
from scanner.languages.javascript.patterns import key_of
from scanner.languages.javascript.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.javascript.descent import Descent

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_PLAIN = frozenset({"string", "number", "true", "false", "null", "undefined"})
_SIGNATURES = frozenset({"method_signature", "abstract_method_signature"})
_FIELDS = frozenset({"field_definition", "public_field_definition"})


def class_(d: Descent, node: Node, name: str = "", *, decorators: tuple[int, ...] = ()) -> int:
    """Open the class's scope, lower its members, and give the class as a value."""
    b = d.b
    own = node.child_by_field_name("name")
    if own is not None:
        name = d.text(own)
    found: list[int] = list(decorators)
    bases: list[int] = []
    for child in node.children:
        if child.type == "decorator":
            found.append(decorator(d, child))
        elif child.type == "class_heritage":
            bases.extend(_bases(d, child))
    scope = b.open("class", name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.bases, opened.decorators = tuple(bases), tuple(found)
    opened.flags = "b" if node.type == "abstract_class_declaration" else ""
    before = b.guard, d.base, d.this, d.klass, d.function
    b.guard = d.base = 0
    d.klass = scope
    body = node.child_by_field_name("body")
    if body is not None:
        b.depth += 3
        _members(d, body, scope)
        b.depth -= 3
    b.guard, d.base, d.this, d.klass, d.function = before
    b.close()
    return b.expr("class", scope)


def anonymous(d: Descent, node: Node) -> int:
    """A class as an expression."""
    return class_(d, node)


def declaration(d: Descent, node: Node) -> None:
    """``class A {}``"""
    declared(d, node)


def declared(d: Descent, node: Node, decorators: tuple[int, ...] = ()) -> int:
    """Lower a class declaration, bind its name, give the class."""
    value = class_(d, node, decorators=decorators)
    name = node.child_by_field_name("name")
    if name is not None:
        d.declare(d.text(name), value, name.start_byte)
    return value


def _bases(d: Descent, heritage: Node) -> list[int]:
    bases: list[int] = []
    for child in heritage.named_children:
        if child.type == "extends_clause":
            bases.extend(d.expr(value) for value in child.children_by_field_name("value"))
        elif child.type == "implements_clause":
            bases.extend(type_ for part in child.named_children if (type_ := type_expr(d, part)) >= 0)
        elif child.kind_id not in d.ignored:
            bases.append(d.expr(child))
    return bases


def _members(d: Descent, body: Node, scope: int) -> None:
    b = d.b
    pending: list[int] = []
    implemented = {_key_text(d, child) for child in body.named_children if child.type == "method_definition"}
    for child in body.named_children:
        kind = child.type
        if kind == "decorator":
            pending.append(_outside(d, child, scope))
        elif kind == "method_definition" or (kind in _SIGNATURES and _key_text(d, child) not in implemented):
            _method(d, child, scope, pending)
            pending = []
        elif kind in _FIELDS:
            _field(d, child, scope, pending)
            pending = []
        elif kind == "class_static_block":
            d.this = b.expr("class", scope)
            block = child.child_by_field_name("body")
            if block is not None:
                base = d.open_block(child)
                d.block(block.children)
                d.close_block(base)
        elif kind == "ERROR":
            d.this = b.expr("self", scope)
            d.expr(child)


def _key_text(d: Descent, node: Node) -> str:
    key = node.child_by_field_name("name")
    return d.text(key) if key is not None else ""


def _outside(d: Descent, node: Node, scope: int) -> int:
    """A member's decorator; names in it are those around the class."""
    b = d.b
    b.scope = b.scopes[scope].parent
    value = decorator(d, node)
    b.scope = scope
    return value


def _method(d: Descent, node: Node, scope: int, pending: list[int], *, flags: str = "") -> None:
    b = d.b
    key = node.child_by_field_name("name")
    name = key_of(d, key)[0] if key is not None else ""
    kinds = {child.type for child in node.children if not child.is_named}
    decorators = [*pending, *(_outside(d, child, scope) for child in node.children if child.type == "decorator")]
    this = b.expr("class" if "static" in kinds else "self", scope)
    value = function(d, node, name, this=this, decorators=tuple(decorators), flags=flags)
    if name and "set" not in kinds and key is not None:
        b.bind(name, value, key.start_byte, decorators=tuple(decorators))


def _field(d: Descent, node: Node, scope: int, pending: list[int]) -> None:
    b = d.b
    key = node.child_by_field_name("name") or node.child_by_field_name("property")
    name = key_of(d, key)[0] if key is not None else ""
    static = any(child.type == "static" for child in node.children)
    decorators = [*pending, *(_outside(d, child, scope) for child in node.children if child.type == "decorator")]
    type_ = type_expr(d, node.child_by_field_name("type"))
    value_node = node.child_by_field_name("value")
    value = -1
    if value_node is not None:
        d.this, d.function = b.expr("class" if static else "self", scope), -1
        value = _initial(d, value_node, name)
    if name and key is not None and (value >= 0 or type_ >= 0 or decorators):
        b.bind(name, value, key.start_byte, type_=type_, decorators=tuple(decorators))


def _initial(d: Descent, node: Node, name: str) -> int:
    """A field's first value; names in it are not those of the class, so it needs a scope between."""
    if node.type in _FUNCTIONS:
        return function(d, node, name, this=d.this)
    if node.type in _PLAIN:
        return d.expr(node)
    base = d.open_block(node)
    value = d.named(node, name)
    d.close_block(base)
    return value


def interface(d: Descent, node: Node) -> None:
    """An interface: a class scope of declared types."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return
    bases = [
        type_
        for child in node.named_children
        if child.type == "extends_type_clause"
        for part in child.children_by_field_name("type")
        if (type_ := type_expr(d, part)) >= 0
    ]
    _shape(d, name, body, tuple(bases))


def alias(d: Descent, node: Node) -> None:
    """``type A = B`` is another name, ``type A = { b: B }`` an interface."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return
    if value.type == "object_type":
        _shape(d, name, value, ())
        return
    type_ = type_expr(d, value)
    if type_ >= 0:
        d.declare(d.text(name), type_, name.start_byte)


def _shape(d: Descent, name: Node, body: Node, bases: tuple[int, ...]) -> None:
    b = d.b
    scope = b.open("interface", d.text(name), name.start_byte, body.end_byte)
    b.scopes[scope].bases = bases
    before = b.guard, d.base, d.this, d.klass, d.function
    b.guard = d.base = 0
    for child in body.named_children:
        if child.type == "property_signature":
            _field(d, child, scope, [])
        elif child.type == "method_signature":
            _method(d, child, scope, [], flags="b")
    b.guard, d.base, d.this, d.klass, d.function = before
    b.close()
    d.declare(d.text(name), b.expr("class", scope), name.start_byte)


def enum(d: Descent, node: Node) -> None:
    """An enum: a class whose fields are constants."""
    b = d.b
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return
    scope = b.open("class", d.text(name), node.start_byte, node.end_byte)
    guard, b.guard = b.guard, 0
    for child in body.named_children:
        if child.type == "enum_assignment":
            key, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if key is not None and value is not None:
                b.bind(key_of(d, key)[0], d.expr(value), key.start_byte)
        elif child.kind_id not in d.ignored:
            b.bind(key_of(d, child)[0], b.unknown("enum"), child.start_byte)
    b.guard = guard
    b.close()
    d.declare(d.text(name), b.expr("class", scope), name.start_byte)


def namespace(d: Descent, node: Node) -> None:
    """``namespace A {}``: a class whose members are the names declared inside."""
    b = d.b
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None or name.type == "string":
        return  # NOTE: ``declare module "x"`` describes a foreign module
    parts = "".join(d.text(name).split()).split(".")
    for part in parts:
        scope = b.open("class", part, node.start_byte, node.end_byte)
        d.bind_in(b.scopes[scope].parent, part, b.expr("class", scope), name.start_byte)
    base = d.open_block(body)
    inner = b.scope
    d.block(body.children)
    found = [(member, b.name(member, body.end_byte)) for member in sorted(d.known.get(inner, ()))]
    d.close_block(base)
    for member, value in found:
        d.bind_in(b.scope, member, value, body.start_byte)
    for _ in parts:
        b.close()
    d.know(parts[0], b.scope)
