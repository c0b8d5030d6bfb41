"""Classes, interfaces, enums, records, annotation types and anonymous classes of Java; their methods are left to ``functions``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._walk import Members
from scanner.languages.java.functions import CONSTRUCTOR, filled, function, modifiers, parameters, type_parameters
from scanner.languages.java.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Descent

_KINDS = {"interface_declaration": "interface", "annotation_type_declaration": "interface"}
DECLARATIONS = frozenset(
    {"class_declaration", "interface_declaration", "enum_declaration", "record_declaration", "annotation_type_declaration"}
)
_FIELDS = frozenset({"field_declaration", "constant_declaration"})
_METHODS = frozenset({"method_declaration", "annotation_type_element_declaration"})


def declaration(d: Descent, node: Node) -> None:
    """``class A``, ``interface A``, ``enum A``, ``record A`` and ``@interface A``, bound where they stand."""
    name = d.field(node, "name")
    written, words = modifiers(d, node)
    decorators = d.b.applied(written, node.start_byte)
    found = type_parameters(d, node)
    bases = _bases(d, node)
    scope = _open(d, node, _KINDS.get(node.type, "class"), name, bases)
    opened = d.b.scopes[scope]
    opened.decorators, opened.flags = decorators, "b" if "abstract" in words else ""
    body = node.child_by_field_name("body")
    before = _enter(d, scope, body)
    if node.type == "record_declaration":
        _components(d, node, scope)
    _members(d, body, abstract=node.type in _KINDS)
    _leave(d, before)
    del d.variables[len(d.variables) - found :]
    value = d.b.expr("class", scope)
    if d.b.scope in d.members or d.b.scope == 0:
        d.b.bind(name, value, node.start_byte)
    else:
        d.declare(name, value, node.start_byte)


def anonymous(d: Descent, body: Node, base: int) -> int:
    """``new T() { … }``"""
    scope = _open(d, body, "class", "", (base,) if base >= 0 and d.b.kind(base) not in ("map", "sequence") else ())
    d.members[scope].inherits = True
    before = _enter(d, scope, body)
    _members(d, body)
    _leave(d, before)
    return d.b.expr("class", scope)


def put_pairs(d: Descent, body: Node) -> list[tuple[int, int]]:
    """``new HashMap<>() {{ put(a, b); }}``"""
    pairs: list[tuple[int, int]] = []
    for block in d.children(body):
        for statement in d.children(block):
            call = d.first(statement)
            listed = call.child_by_field_name("arguments") if call is not None and call.type == "method_invocation" else None
            given = d.children(listed) if listed is not None else []
            if call is not None and d.field(call, "name") == "put" and len(given) == 2:
                pairs.append((d.expr(given[0]), d.expr(given[1])))
            else:
                d.block((statement,))
    return pairs


def _open(d: Descent, node: Node, kind: str, name: str, bases: tuple[int, ...]) -> int:
    scope = d.b.open(kind, name, node.start_byte, node.end_byte)
    d.b.scopes[scope].bases = bases
    d.members[scope] = Members()
    d.members[scope].inherits = bool(bases)
    return scope


def _enter(d: Descent, scope: int, body: Node | None) -> tuple[int, int, int, int]:
    b = d.b
    before = b.guard, d.base, d.klass, d.function
    b.guard = d.base = 0
    d.klass, d.function = scope, -1
    b.depth += 3
    if body is not None:
        _survey(d, d.members[scope], body)
    return before


def _leave(d: Descent, before: tuple[int, int, int, int]) -> None:
    d.b.guard, d.base, d.klass, d.function = before
    d.b.depth -= 3
    d.b.close()


def _bases(d: Descent, node: Node) -> tuple[int, ...]:
    found: list[int] = []
    for child in node.children:
        if child.type not in ("superclass", "super_interfaces", "extends_interfaces"):
            continue
        for inner in d.children(child):
            for type_ in d.children(inner) if inner.type == "type_list" else [inner]:
                value = type_expr(d, type_)
                if value >= 0 and d.b.kind(value) not in ("map", "sequence"):
                    found.append(value)
    return tuple(found)


def _survey(d: Descent, members: Members, body: Node) -> None:
    """Names of what the body declares, so that uses before the declaration find it."""
    for child in body.named_children:
        kind = child.type
        if kind in _FIELDS:
            members.fields.update(d.field(c, "name") for c in child.named_children if c.type == "variable_declarator")
        elif kind in _METHODS:
            members.methods.add(d.field(child, "name"))
        elif kind in DECLARATIONS:
            members.types.add(d.field(child, "name"))
        elif kind == "enum_constant":
            members.fields.add(d.field(child, "name"))
        elif kind == "enum_body_declarations":
            _survey(d, members, child)


def _members(d: Descent, body: Node | None, *, abstract: bool = False) -> None:
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind in _FIELDS:
            fields(d, child)
        elif kind in _METHODS:
            name = d.field(child, "name")
            d.b.bind(name, function(d, child, name, abstract=abstract), child.start_byte)
        elif kind == "constructor_declaration":
            d.b.bind(CONSTRUCTOR, function(d, child, CONSTRUCTOR), child.start_byte)
        elif kind == "enum_constant":
            _constant(d, child)
        elif kind == "enum_body_declarations":
            _members(d, child)
        elif kind in ("block", "static_initializer", "compact_constructor_declaration"):
            inner = child.child_by_field_name("body") or next((c for c in child.children if c.type == "block"), child)
            base = d.open_block(child)
            d.block(inner.children)
            d.close_block(base)
        elif child.kind_id not in d.ignored:
            d.block((child,))


def fields(d: Descent, node: Node) -> None:
    """Fields and constants of interfaces."""
    decorators, _ = modifiers(d, node)
    type_node = node.child_by_field_name("type")
    injected = filled(d, decorators)
    for child in node.named_children:
        if child.type == "variable_declarator":
            type_ = type_expr(d, type_node)
            written = child.child_by_field_name("value")
            value = initial(d, child, written, type_) if written is not None else injected
            d.b.bind(d.field(child, "name"), value, child.start_byte, type_=type_, decorators=decorators)


def initial(d: Descent, declarator: Node, written: Node, type_: int) -> int:
    """The first value of a variable: an empty container is what its declared type says of its elements."""
    b = d.b
    value = d.expr(written)
    shaped = type_ >= 0 and b.kind(type_) in ("map", "sequence")
    if shaped and b.kind(value) in ("map", "sequence") and not b.at(value)[1]:
        return type_
    return b.map(()) if is_filled_later(d, d.field(declarator, "name"), value, written) else value


def is_filled_later(d: Descent, name: str, value: int, written: Node) -> bool:
    """Whether a variable begins empty and gets its entries by ``put(key, value)``: a map then, whatever its class."""
    bare = d.b.kind(value) == "call" and d.data[written.start_byte : written.end_byte].endswith(b"()")
    return bare and d.data.find(name.encode() + b".put(", written.end_byte) >= 0


def _constant(d: Descent, node: Node) -> None:
    """A constant of an enum is an instance that its own arguments build."""
    from scanner.languages.java.expressions import arguments

    b = d.b
    owner = b.expr("class", d.klass)
    given = arguments(d, node.child_by_field_name("arguments"))
    body = node.child_by_field_name("body")
    callee = anonymous(d, body, owner) if body is not None else owner
    b.bind(d.field(node, "name"), b.call(callee, given, node.start_byte, node.end_byte, "n"), node.start_byte)


def _components(d: Descent, node: Node, scope: int) -> None:
    """The components of a record: parameters of its constructor, fields, and methods that give them."""
    b = d.b
    listed = node.child_by_field_name("parameters")
    if listed is None:
        return
    constructor = b.open("function", CONSTRUCTOR, listed.start_byte, listed.end_byte)
    found = parameters(d, listed)
    for name, value in found:
        b.store(b.expr("self", scope), name, -1, value, listed.start_byte, listed.end_byte)
    types = [p.type for p in b.scopes[constructor].parameters]
    b.close()
    b.bind(CONSTRUCTOR, b.expr("function", constructor), listed.start_byte)
    members = d.members[scope]
    for (name, _), type_ in zip(found, types, strict=True):
        members.fields.add(name)
        b.bind(name, -1, listed.start_byte, type_=type_)
        if name not in members.methods:
            members.methods.add(name)
            accessor = b.open("function", name, listed.start_byte, listed.end_byte)
            b.scopes[accessor].return_type = type_
            b.scopes[accessor].returns.append(b.attr(b.expr("self", scope), name))
            b.close()
            b.bind(name, b.expr("function", accessor), listed.start_byte)
