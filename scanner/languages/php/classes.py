"""Classes, interfaces, traits, enums and anonymous classes of PHP; their methods are left to ``functions``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.php.functions import attributes, function
from scanner.languages.php.types import type_expr, var_type

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.php.descent import Descent

DECLARATIONS = frozenset({"class_declaration", "interface_declaration", "trait_declaration", "enum_declaration"})


def declaration(d: Descent, node: Node) -> None:
    """``class A extends B``, bound in the file."""
    name = d.field(node, "name")
    d.b.bind(name, _class(d, node, name), node.start_byte, scope=0)


def anonymous(d: Descent, node: Node) -> int:
    """``class(…) extends A { … }``"""
    return _class(d, node, "")


def _class(d: Descent, node: Node, name: str) -> int:
    b = d.b
    decorators = attributes(d, node)
    body = node.child_by_field_name("body")
    interface = node.type == "interface_declaration"
    bases = _bases(d, node)
    traits = [child for child in d.children(body) if child.type == "use_declaration"] if body is not None else []
    bases += [d.class_name(d.text(c), c) for one in traits for c in d.children(one) if c.type in ("name", "qualified_name")]
    start = next((c.start_byte for c in node.children if c.type not in ("attribute_list", "comment")), node.start_byte)
    scope = b.open("interface" if interface else "class", name, start, node.end_byte)
    opened = b.scopes[scope]
    opened.bases, opened.decorators = tuple(bases), decorators
    opened.flags = "b" if any(c.type == "abstract_modifier" for c in node.children) else ""
    before = b.guard, d.klass, d.function
    b.guard, d.klass, d.function = 0, scope, 0
    b.depth += 3
    for child in d.children(body) if body is not None else ():
        _member(d, child, interface=interface)
    b.guard, d.klass, d.function = before
    b.depth -= 3
    b.close()
    return b.expr("class", scope)


def _bases(d: Descent, node: Node) -> list[int]:
    listed = [child for child in node.children if child.type in ("base_clause", "class_interface_clause")]
    return [d.class_name(d.text(name), name) for one in listed for name in d.children(one)]


def _member(d: Descent, node: Node, *, interface: bool) -> None:
    b = d.b
    kind = node.type
    if kind == "method_declaration":
        name = d.field(node, "name")
        b.bind(name, function(d, node, name, abstract=interface), node.start_byte)
    elif kind == "property_declaration":
        decorators = attributes(d, node)
        type_ = type_expr(d, node.child_by_field_name("type"))
        if type_ < 0:
            type_ = var_type(d, node)
        for child in d.children(node):
            if child.type == "property_element":
                written = child.child_by_field_name("default_value")
                value = d.expr(written) if written is not None else -1
                if value >= 0 and type_ >= 0 and b.at(value) == ("const", None):
                    value = -1
                b.bind(d.field(child, "name").lstrip("$"), value, child.start_byte, type_=type_, decorators=decorators)
    elif kind == "const_declaration":
        constants(d, node)
    elif kind == "enum_case":
        written = node.child_by_field_name("value")
        name = d.field(node, "name")
        value = d.expr(written) if written is not None else b.string(name)
        b.bind(name, b.map([(b.string("value"), value), (b.string("name"), b.string(name))]), node.start_byte)
    elif kind != "use_declaration" and kind != "attribute_list":
        d.block((node,))


def constants(d: Descent, node: Node) -> None:
    """``const A = 1, B = 2;``, of a class or of the file."""
    for child in d.children(node):
        found = d.children(child) if child.type == "const_element" else []
        if len(found) == 2:
            d.b.bind(d.text(found[0]), d.expr(found[1]), child.start_byte)
