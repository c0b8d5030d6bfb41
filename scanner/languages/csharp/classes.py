"""Classes, structs, records, interfaces and enums of C#; their methods are left to ``functions``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._walk import Members
from scanner.languages.csharp.functions import (
    CONSTRUCTOR,
    attributes,
    function,
    modifiers,
    parameters,
    property_,
    start_of,
    type_parameters,
)  # fmt: skip
from scanner.languages.csharp.objects import initial
from scanner.languages.csharp.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent

DECLARATIONS = frozenset({"class_declaration", "struct_declaration", "record_declaration", "interface_declaration", "enum_declaration"})
_FIELDS = frozenset({"field_declaration", "event_field_declaration"})
_METHODS = frozenset({"method_declaration", "operator_declaration", "conversion_operator_declaration"})


def declaration(d: Descent, node: Node) -> None:
    """``class A : B``, bound where it stands."""
    name = d.field(node, "name")
    words = modifiers(d, node)
    decorators = d.b.applied(attributes(d, node), node.start_byte)
    found = type_parameters(d, node)
    interface = node.type == "interface_declaration"
    listed = next((c for c in node.children if c.type == "base_list"), None)
    bases = _bases(d, listed) if node.type != "enum_declaration" else ()
    scope = d.b.open("interface" if interface else "class", name, start_of(node), node.end_byte)
    opened = d.b.scopes[scope]
    opened.bases, opened.decorators = bases, decorators
    opened.flags = ("b" if "abstract" in words else "") + ("e" if "partial" in words else "")
    d.members[scope] = Members()
    before = d.b.guard, d.base, d.klass, d.function
    d.b.guard = d.base = 0
    d.klass, d.function = scope, -1
    d.b.depth += 3
    body = node.child_by_field_name("body")
    if body is not None:
        _survey(d, d.members[scope], body)
    _primary(d, node, listed, record=node.type == "record_declaration")
    _members(d, body, abstract=interface)
    d.b.guard, d.base, d.klass, d.function = before
    d.b.depth -= 3
    d.b.close()
    del d.variables[len(d.variables) - found :]
    value = d.b.expr("class", scope)
    if d.b.scope in d.members or d.b.scope == 0:
        d.b.bind(name, value, node.start_byte)
    else:
        d.declare(name, value, node.start_byte)


def _bases(d: Descent, node: Node | None) -> tuple[int, ...]:
    found: list[int] = []
    for child in d.children(node) if node is not None else ():
        inner = d.first(child) if child.type == "primary_constructor_base_type" else child
        value = type_expr(d, inner)
        if value >= 0 and d.b.kind(value) not in ("map", "sequence"):
            found.append(value)
    return tuple(found)


def _survey(d: Descent, members: Members, body: Node) -> None:
    """Names of what the body declares, so that uses before the declaration find it."""
    waiting = [body]
    while waiting:
        for child in waiting.pop().named_children:
            kind = child.type
            if kind in _FIELDS:
                listed = next((c for c in child.named_children if c.type == "variable_declaration"), None)
                for declarator in listed.named_children if listed is not None else ():
                    if listed is not None and declarator.type == "variable_declarator":
                        _field(members, d.field(declarator, "name"), listed.child_by_field_name("type"))
            elif kind in ("property_declaration", "event_declaration"):
                _field(members, d.field(child, "name"), child.child_by_field_name("type"))
            elif kind == "method_declaration":
                members.methods.add(d.field(child, "name"))
            elif kind in DECLARATIONS or kind == "delegate_declaration":
                members.types.add(d.field(child, "name"))
            elif kind == "enum_member_declaration":
                members.fields.add(d.field(child, "name"))
            elif kind.startswith("preproc_"):
                waiting.append(child)


def _field(members: Members, name: str, type_: Node | None) -> None:
    members.fields.add(name)
    if type_ is not None:
        members.declared[name] = type_


def _primary(d: Descent, node: Node, bases: Node | None, *, record: bool) -> None:
    """The parameters behind a class's name: of its constructor, and names of the whole class; of a record, properties."""
    from scanner.languages.csharp.expressions import arguments

    b = d.b
    listed = node.child_by_field_name("parameters") or next((c for c in node.children if c.type == "parameter_list"), None)
    if listed is None:
        return
    owner = d.klass
    scope = b.open("function", CONSTRUCTOR, listed.start_byte, listed.end_byte)
    found = parameters(d, listed)
    for name, value in found:
        b.store(b.expr("self", owner), name, -1, value, listed.start_byte, listed.end_byte)
    types = [p.type for p in b.scopes[scope].parameters]
    given = next(
        (c for c in (bases.children if bases is not None else ()) if c.type in ("argument_list", "primary_constructor_base_type")), None
    )
    if given is not None and given.type != "argument_list":
        given = next((c for c in given.children if c.type == "argument_list"), None)
    if given is not None:
        b.call(b.attr(b.expr("super", owner), CONSTRUCTOR), arguments(d, given), given.start_byte, given.end_byte)
    b.close()
    b.bind(CONSTRUCTOR, b.expr("function", scope), listed.start_byte)
    for (name, _), type_ in zip(found, types, strict=True):
        d.members[owner].fields.add(name)
        b.bind(name, -1, listed.start_byte, type_=type_)


def _members(d: Descent, body: Node | None, *, abstract: bool = False) -> None:
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind in _FIELDS:
            _fields(d, child)
        elif kind in ("property_declaration", "event_declaration"):
            _property(d, child, abstract=abstract)
        elif kind in _METHODS:
            name = d.field(child, "name") or kind
            d.b.bind(name, function(d, child, name, abstract=abstract), child.start_byte)
        elif kind == "constructor_declaration":
            if "static" in modifiers(d, child):
                base = d.open_block(child)
                d.block(child.children)
                d.close_block(base)
            else:
                d.b.bind(CONSTRUCTOR, function(d, child, CONSTRUCTOR), child.start_byte)
        elif kind == "destructor_declaration":
            d.b.bind("Finalize", function(d, child, "Finalize"), child.start_byte)
        elif kind == "indexer_declaration":
            property_(d, child, "this[]")
        elif kind == "enum_member_declaration":
            value = child.child_by_field_name("value")
            d.b.bind(d.field(child, "name"), d.expr(value) if value is not None else d.b.string(d.field(child, "name")), child.start_byte)
        elif kind.startswith("preproc_"):
            _members(d, child, abstract=abstract)
        elif child.kind_id not in d.ignored and kind not in ("attribute_list", "delegate_declaration"):
            d.block((child,))


def _fields(d: Descent, node: Node) -> None:
    decorators = attributes(d, node)
    listed = next((c for c in node.named_children if c.type == "variable_declaration"), None)
    for name, value, offset, type_ in variables(d, listed):
        d.b.bind(name, value, offset, type_=type_, decorators=decorators)


def variables(d: Descent, listed: Node | None) -> list[tuple[str, int, int, int]]:
    """Name, value, place and type of each variable of a declaration."""
    result: list[tuple[str, int, int, int]] = []
    type_node = listed.child_by_field_name("type") if listed is not None else None
    for child in listed.named_children if listed is not None else ():
        if child.type != "variable_declarator":
            continue
        name = child.child_by_field_name("name")
        pattern = next((c for c in child.named_children if c.type == "tuple_pattern"), None)
        written = next(
            (c for c in reversed(d.children(child)) if c != name and c.type not in ("tuple_pattern", "bracketed_argument_list")), None
        )
        type_ = type_expr(d, type_node)
        value = initial(d, written, type_node) if written is not None else -1
        if name is not None and pattern is None:
            result.append((d.text(name).removeprefix("@"), value, child.start_byte, type_))
        for n, part in enumerate(d.children(pattern) if pattern is not None else ()):
            result.append((d.text(part), d.b.index(value, d.b.const(n)) if value >= 0 else -1, part.start_byte, -1))
    return result


def _property(d: Descent, node: Node, *, abstract: bool) -> None:
    name = d.field(node, "name")
    decorators = attributes(d, node)
    type_node = node.child_by_field_name("type")
    written = node.child_by_field_name("value")
    value = property_(d, node, name, abstract=abstract)
    if value < 0 and written is not None and written.type != "arrow_expression_clause":
        value = initial(d, written, type_node)
    d.b.bind(name, value, node.start_byte, type_=type_expr(d, type_node), decorators=decorators)
