"""Go declarations: types, functions, methods, function literals.

A method belongs into the class scope of its type wherever in the file it stands; for a type of another file the scope continues that class.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.golang.types import last_name, parameters, results

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.golang.descent import Descent

_TAG = re.compile(r"(?:json|yaml|mapstructure|toml|form|url):\"([^\",\s-][^\",\s]*)")
_ERASED = frozenset({"function_type", "pointer_type", "type_identifier"})


def types(d: Descent, nodes: list[Node]) -> None:
    """Types of the package, before anything that uses them."""
    declarations = [spec for node in nodes if node.type == "type_declaration" for spec in d.children(node)]
    for spec in declarations:
        type_ = spec.child_by_field_name("type")
        if type_ is not None and spec.type == "type_spec":
            d.kinds[d.text(spec.child_by_field_name("name"))] = type_.type
    for spec in declarations:
        type_spec(d, spec)


def type_declaration(d: Descent, node: Node) -> None:
    """Types of a function."""
    if d.b.scope == 0:
        return  # read before
    for spec in d.children(node):
        type_ = spec.child_by_field_name("type")
        if type_ is not None:
            d.kinds.setdefault(d.text(spec.child_by_field_name("name")), type_.type)
        type_spec(d, spec)


def type_spec(d: Descent, node: Node) -> None:
    name_node, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
    name = d.text(name_node)
    if type_ is None or not name:
        return
    if node.type == "type_alias":
        d.declare(name, d.type(type_), node.start_byte)
    elif type_.type == "interface_type":
        _interface(d, name, node, type_)
    elif type_.type == "struct_type":
        _struct(d, name, node, type_)
    elif type_.type in ("qualified_type", "generic_type") or d.kinds.get(d.text(type_)) in ("struct_type", "interface_type"):
        scope = _open_class(d, "class", name, node)
        d.b.scopes[scope].bases = tuple(base for base in (d.type(type_),) if base >= 0)
        _close_class(d, name, scope, node)
    else:
        _conversion(d, name, node, type_)


def _open_class(d: Descent, kind: str, name: str, node: Node) -> int:
    if d.b.scope == 0:
        scope = d.classes[name] = d.b.open(kind, name, node.start_byte, node.end_byte)
    else:
        scope = d.b.open(kind, name, node.start_byte, node.end_byte)
    d.b.scopes[scope].flags = _exported(name)
    return scope


def _close_class(d: Descent, name: str, scope: int, node: Node) -> None:
    d.b.close()
    d.declare(name, d.b.expr("class", scope), node.start_byte)


def _exported(name: str) -> str:
    return "x" if name[:1].isupper() else ""


def _conversion(d: Descent, name: str, node: Node, type_: Node) -> None:
    """``type Name string``: what is converted to it stays what it is. Maps and slices are values of their type."""
    value_type = d.type(type_) if type_.type not in _ERASED else -1
    if value_type >= 0 and type_.type in ("map_type", "slice_type", "array_type", "channel_type"):
        d.declare(name, value_type, node.start_byte)
        return
    before = d.open_function("function", name, node)
    value = d.b.parameter("value")
    d.b.scopes[d.b.scope].returns.append(value)
    scope = d.b.scope
    d.close_function(before)
    d.declare(name, d.b.expr("function", scope), node.start_byte)


def _struct(d: Descent, name: str, node: Node, type_: Node) -> None:
    b = d.b
    scope = _open_class(d, "class", name, node)
    bases: list[int] = []
    tags: dict[str, str] = {}
    fields: set[str] = set()
    for field in d.children(next(iter(d.children(type_)), None)):
        field_type = field.child_by_field_name("type")
        value = d.type(field_type)
        names = [d.text(n) for n in field.children_by_field_name("name")]
        if not names:
            bases += [value] if value >= 0 else []
            names = [last_name(d, field_type)]
        fields.update(names)
        for word in names:
            if word not in ("", "_"):
                b.bind(word, -1, field.start_byte, type_=value)
        written = _TAG.search(d.text(field.child_by_field_name("tag")))
        if written is not None and len(names) == 1 and written[1] != names[0]:
            tags[written[1]] = names[0]
    for tag, word in tags.items():
        if tag not in fields:  # encoded, a field goes by the name of its tag
            b.bind(tag, b.attr(b.expr("self", scope), word), node.end_byte)
    b.scopes[scope].bases = tuple(bases)
    _close_class(d, name, scope, node)


def _interface(d: Descent, name: str, node: Node, type_: Node) -> None:
    b = d.b
    scope = _open_class(d, "interface", name, node)
    bases: list[int] = []
    for member in d.children(type_):
        if member.type in ("method_elem", "method_spec"):
            word = d.text(member.child_by_field_name("name"))
            before = d.open_function("function", word, member)
            _signature(d, member)
            d.results.pop()
            b.scopes[b.scope].flags = "b" + _exported(word)
            value = b.expr("function", b.scope)
            d.close_function(before)
            b.bind(word, value, member.start_byte)
        elif member.type == "type_elem" and member.named_child_count == 1:
            base = d.type(member)
            bases += [base] if base >= 0 else []
    b.scopes[scope].bases = tuple(bases)
    _close_class(d, name, scope, node)


# ------------------------------------------------------------------------------------------------ functions


def function(d: Descent, node: Node) -> None:
    name = d.text(node.child_by_field_name("name"))
    before = d.open_function("function", name, node)
    d.b.scopes[d.b.scope].flags = _exported(name)
    scope = _body(d, node)
    d.close_function(before)
    value = d.b.expr("function", scope)
    d.declare(name, value, node.start_byte)
    if name == "init":  # runs when the package is imported
        d.b.call(value, (), node.start_byte, node.start_byte, "i")


def method(d: Descent, node: Node) -> None:
    b = d.b
    name = d.text(node.child_by_field_name("name"))
    receiver = next(iter(d.children(node.child_by_field_name("receiver"))), None)
    type_ = last_name(d, receiver.child_by_field_name("type")) if receiver is not None else ""
    owner = d.classes.get(type_, -1) if type_ else -1
    if owner < 0:  # its type stands in another file
        owner = d.classes[type_] = b.open("class", type_, node.start_byte, node.end_byte)
        b.scopes[owner].flags = "e" + _exported(type_)
        b.close()
    outer, b.scope = b.scope, owner
    before = d.open_function("function", name, node)
    b.scopes[b.scope].flags = _exported(name)
    this = d.text(receiver.child_by_field_name("name")) if receiver is not None else ""
    if this not in ("", "_"):
        d.declare(this, b.expr("self", owner), node.start_byte)
    scope = _body(d, node)
    d.close_function(before)
    b.bind(name, b.expr("function", scope), node.start_byte)
    b.scope = outer


def function_literal(d: Descent, node: Node) -> int:
    d.b.depth += 1
    before = d.open_function("lambda", "", node)
    scope = _body(d, node)
    d.close_function(before)
    d.b.depth -= 1
    return d.b.expr("function", scope)


def _body(d: Descent, node: Node) -> int:
    """Parameters, results and statements of the function whose scope is open; gives the scope."""
    scope = d.b.scope
    _signature(d, node)
    body = node.child_by_field_name("body")
    if body is not None:
        d.block(statements(d, body))
    d.results.pop()
    return scope


def statements(d: Descent, block: Node) -> list[Node]:
    """The statements of a block."""
    children = d.children(block)
    if len(children) == 1 and children[0].type == "statement_list":
        return d.children(children[0])
    return [statement for child in children for statement in (d.children(child) if child.type == "statement_list" else [child])]


def _signature(d: Descent, node: Node) -> None:
    b = d.b
    for names, type_node, variadic in parameters(d, node.child_by_field_name("parameters")):
        type_ = d.type(type_node)
        if variadic and type_ >= 0:
            type_ = b.sequence([b.declared(type_)])
        for name in names:
            b.parameter(name if name != "_" else "", -1, type_, int(variadic))
            d.owns(name, b.scope)
    returned, names_, named = results(d, node.child_by_field_name("result"))
    b.scopes[b.scope].return_type = returned
    d.results.append(names_ if named else ())
    for name, type_ in named:
        d.declare(name, -1, node.start_byte, type_=type_)
