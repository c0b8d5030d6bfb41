"""Items of Rust: uses, modules, structures, enumerations, traits, implementations, functions, constants.

The types of a file are declared before anything else is read, because implementations may stand anywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.rust import patterns as rust_patterns
from scanner.languages.rust.types import generics, segments_of, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from scanner.languages.rust.descent import Descent, Expression

_OWN_TRAITS = frozenset({"Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"})
_TYPES = {"struct_item": "class", "enum_item": "class", "union_item": "class", "trait_item": "interface"}
_DEFAULT = re.compile(r"\bdefault_value(?:_t)?\s*=\s*(?:String::from\(\s*)?\"((?:[^\"\\]|\\.)*)\"")
_ENVIRONMENT = re.compile(r"\benv\s*=\s*\"(\w+)\"")
_SERDE = re.compile(r"\bdefault\s*=\s*\"([\w:]+)\"")
_TEST = re.compile(r"#\[\s*cfg\s*\(\s*test\s*\)|#\[\s*(?:\w+::)*test\b")


def items(d: Descent, nodes: Iterable[Node]) -> int:
    """The items of a file or module, or the statements of a block; gives the value of the last one."""
    nodes = [node for node in nodes if node.is_named and node.kind_id not in d.comments]
    for node in nodes:
        if node.type in _TYPES:
            _declare(d, node)
    value = -1
    for node in nodes:
        if node.type == "attribute_item":
            d.attributes.append(node)
            continue
        value = d.expr(node)
        d.attributes = []
    return value


def _declare(d: Descent, node: Node) -> None:
    name = d.field(node, "name")
    scope = d.b.open(_TYPES[node.type], name, node.start_byte, node.end_byte)
    d.b.scopes[scope].flags = "e"
    d.b.close()
    d.classes[name] = scope
    d.b.bind(name, d.b.expr("class", scope), node.start_byte)


def _use(d: Descent, node: Node) -> int:
    """``use a::{b, c as d, e::*};``"""
    argument = node.child_by_field_name("argument")
    if argument is not None:
        _tree(d, argument, [], 0)
    return d.b.const(None)


def _tree(d: Descent, node: Node, front: list[str], depth: int) -> None:
    kind = node.type
    if depth > 40:
        return
    if kind in ("scoped_use_list", "use_list"):
        path = node.child_by_field_name("path") if kind == "scoped_use_list" else None
        inner = front + (segments_of(d, path) if path is not None else [])
        listed = node.child_by_field_name("list") if kind == "scoped_use_list" else node
        for child in d.children(listed) if listed is not None else ():
            _tree(d, child, inner, depth + 1)
    elif kind == "use_wildcard":
        path = d.first(node)
        whole = front + (segments_of(d, path) if path is not None else [])
        d.b.imported("::".join(whole) or "self", "*", "", node.start_byte, node.end_byte)
    elif kind == "use_as_clause":
        path = node.child_by_field_name("path")
        if path is not None:
            _used(d, front + segments_of(d, path), d.field(node, "alias"), node)
    else:
        _used(d, front + segments_of(d, node), "", node)


def _used(d: Descent, segments: list[str], alias: str, node: Node) -> None:
    if segments[-1:] == ["self"] and len(segments) > 1:
        segments = segments[:-1]
    name = alias or segments[-1]
    if name == "_" or (segments == [name] and not alias and name in d.declared):
        return
    segments = segments[1:] if segments[0] == "" and len(segments) > 1 else segments
    first = segments[0]
    if first in d.declared or first in ("crate", "self", "super", ""):
        value = d.path(segments, node)
    else:
        value = d.module(first, node)
        for segment in segments[1:]:
            value = d.b.attr(value, segment)
    d.b.bind(name, value, node.start_byte)


def _extern(d: Descent, node: Node) -> int:
    """``extern crate a as b;``"""
    name = d.field(node, "name")
    d.b.bind(d.field(node, "alias") or name, d.module(name, node), node.start_byte)
    return d.b.const(None)


def _mod(d: Descent, node: Node) -> int:
    """``mod a;`` is a file, ``mod a { … }`` is read as part of this one; modules of tests are not read."""
    name, body = d.field(node, "name"), node.child_by_field_name("body")
    if body is None:
        d.b.bind(name, d.b.imported(f"self::{name}", "", "", node.start_byte, node.end_byte), node.start_byte)
    elif not any(_TEST.search(d.text(attribute)) for attribute in d.attributes):
        d.attributes = []
        d.inline += 1
        items(d, body.children)
        d.inline -= 1
        d.b.bind(name, d.module("self", node), node.start_byte)
    return d.b.const(None)


# -- types


def _struct(d: Descent, node: Node) -> int:
    """``struct A { b: C }``, ``struct A(B, C);``, ``enum A { B, C(D) }``"""
    b = d.b
    scope = d.classes.get(d.field(node, "name"), -1)
    body = node.child_by_field_name("body")
    attributes = list(d.attributes)
    decorators = _decorators(d)
    before = b.scope, d.klass, d.generics
    d.generics = generics(d, node)
    b.scope = d.klass = scope
    b.scopes[scope].decorators = (*b.scopes[scope].decorators, *decorators)
    b.scopes[scope].bases = (*b.scopes[scope].bases, *_derived(d, attributes))
    if node.type == "enum_item":
        _variants(d, body)
    else:
        _fields(d, body)
    if any("Default" in d.text(attribute) for attribute in attributes if "derive" in d.text(attribute)):
        function = b.open("function", "default", node.start_byte, node.end_byte)
        b.scopes[function].flags = "s"
        b.scopes[function].returns.append(b.call(b.expr("class", scope), (), node.start_byte, node.end_byte, "n"))
        b.close()
        b.bind("default", b.expr("function", function), node.start_byte)
    b.scope, d.klass, d.generics = before
    return b.const(None)


def _fields(d: Descent, body: Node | None) -> None:
    number = 0
    attributes: list[Node] = []
    for child in d.children(body) if body is not None else ():
        if child.type == "attribute_item":
            attributes.append(child)
        elif child.type == "field_declaration":
            value = _preset(d, " ".join(d.text(attribute) for attribute in attributes), d.field(child, "name"), child)
            d.b.bind(d.field(child, "name"), value, child.start_byte, type_=type_expr(d, child.child_by_field_name("type")))
            attributes = []
        elif body is not None and body.type == "ordered_field_declaration_list" and child.type != "visibility_modifier":
            d.b.bind(str(number), -1, child.start_byte, type_=type_expr(d, child))
            number += 1


def _preset(d: Descent, written: str, name: str, node: Node) -> int:
    """What the attributes of a field say: the variable of the environment that it is read from, and its default."""
    b = d.b
    default, variable, function = _DEFAULT.search(written), _ENVIRONMENT.search(written), _SERDE.search(written)
    values: list[int] = []
    if variable is not None or re.search(r"\(\s*(?:[^()\"]|\"[^\"]*\")*\benv\b(?!\s*=)", written):
        key = b.string(variable[1] if variable is not None else name.upper())
        values.append(b.call(b.expr("name", "env!", 0, node.start_byte), (Argument(0, "", key),), node.start_byte, node.end_byte))
    if default is not None:
        values.append(b.string(default[1]))
    elif function is not None:
        values.append(b.call(d.path(function[1].split("::"), node), (), node.start_byte, node.end_byte))
    return b.union(values, default=True) if values else -1


def _variants(d: Descent, body: Node | None) -> None:
    for child in d.children(body) if body is not None else ():
        if child.type == "enum_variant":
            name = d.field(child, "name")
            d.b.bind(name, d.b.string(name), child.start_byte)


def _trait(d: Descent, node: Node) -> int:
    scope = d.classes.get(d.field(node, "name"), -1)
    bounds = node.child_by_field_name("bounds")
    decorators = _decorators(d)
    before = d.generics
    d.generics = generics(d, node)
    opened = d.b.scopes[scope]
    opened.bases = tuple(v for child in (d.children(bounds) if bounds is not None else ()) if (v := type_expr(d, child)) >= 0)
    opened.decorators = decorators
    _body(d, scope, node.child_by_field_name("body"))
    d.generics = before
    return d.b.const(None)


def _impl(d: Descent, node: Node) -> int:
    """``impl A { … }``, ``impl B for A { … }``: methods of a type of the file, or of a part of one that stands elsewhere."""
    b = d.b
    type_, trait = node.child_by_field_name("type"), node.child_by_field_name("trait")
    if type_ is None:
        return d.other(node)
    decorators = _decorators(d)
    before = d.generics
    d.generics = generics(d, node)
    name = segments_of(d, type_)[-1]
    scope = d.classes.get(name, -1)
    above = -1
    if scope < 0:
        above = type_expr(d, type_)
        scope = b.open("class", name, node.start_byte, node.end_byte)
        b.scopes[scope].bases = (above,) if above >= 0 else ()
        b.scopes[scope].flags = "i" if above >= 0 else ""
        b.close()
    opened = b.scopes[scope]
    opened.decorators = (*opened.decorators, *decorators)
    if trait is not None and (base := type_expr(d, trait)) >= 0:
        opened.bases = (*opened.bases, base)
    # NOTE: what another crate's type has itself goes before what a trait of this one gives it.
    d.stranger = above if trait is not None else -1
    _body(d, scope, node.child_by_field_name("body"))
    d.stranger = -1
    d.generics = before
    return b.const(None)


def _body(d: Descent, scope: int, body: Node | None) -> None:
    before = d.b.scope, d.klass, d.function
    d.b.scope = d.klass = scope
    d.function = -1
    if body is not None:
        items(d, body.children)
    d.b.scope, d.klass, d.function = before


def _alias(d: Descent, node: Node) -> int:
    """``type A = B;``"""
    value = type_expr(d, node.child_by_field_name("type"))
    if value >= 0:
        d.b.bind(d.field(node, "name"), value, node.start_byte)
    return d.b.const(None)


# -- functions


def function(d: Descent, node: Node) -> int:
    """``async fn a(&self, b: C) -> D { … }``"""
    b = d.b
    name = d.field(node, "name")
    decorators = _decorators(d)
    listed, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
    own = listed is not None and any(
        c.type == "self_parameter" or (c.type == "parameter" and d.field(c, "pattern") == "self") for c in listed.named_children
    )
    scope = b.open("function", name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.decorators = decorators
    before = d.enter(scope)
    d.generics = generics(d, node)
    opened.return_type = type_expr(d, node.child_by_field_name("return_type"))
    abstract = body is None and d.klass >= 0
    opened.flags = ("" if own or d.klass < 0 else "s") + ("b" if abstract else "")
    parameters(d, listed)
    if body is not None:
        value = d.expr(body)
        if value >= 0 and b.at(value) != ("const", None):
            opened.returns.append(value)
    d.leave(before)
    b.bind(name, b.expr("function", scope), node.start_byte)
    return b.const(None)


def parameters(d: Descent, node: Node | None) -> None:
    """Declare the parameters of a function or closure; what a framework's pattern takes apart has the type inside."""
    for child in d.children(node) if node is not None else ():
        if child.type in ("self_parameter", "attribute_item", "variadic_parameter"):
            continue
        pattern = child.child_by_field_name("pattern") if child.type == "parameter" else child
        type_ = child.child_by_field_name("type") if child.type == "parameter" else None
        if pattern is None or pattern.type == "self":
            continue
        plain = rust_patterns.plain(d, pattern)
        declared = type_expr(d, type_)
        value = d.b.parameter(plain, -1, declared)
        if not plain:
            if pattern.type == "tuple_struct_pattern" and type_ is not None and type_.type == "generic_type":
                declared = _inside(d, type_)
                names = [n for inner in d.children(pattern)[1:] if (n := rust_patterns.plain(d, inner))]
                for name in names[:1]:
                    d.b.bind(name, d.b.unknown("handed in"), child.start_byte, type_=declared)
            else:
                rust_patterns.bind(d, pattern, value)


def _inside(d: Descent, node: Node) -> int:
    from scanner.languages.rust.types import arguments_of

    given = arguments_of(d, node)
    return type_expr(d, given[0]) if given else -1


def _constant(d: Descent, node: Node) -> int:
    """``const A: B = c;``, ``static A: B = c;``"""
    value = node.child_by_field_name("value")
    declared = type_expr(d, node.child_by_field_name("type"))
    d.b.bind(d.field(node, "name"), d.expr(value) if value is not None else -1, node.end_byte, type_=declared)
    return d.b.const(None)


def _decorators(d: Descent) -> tuple[int, ...]:
    """``#[post("/a")]``, ``#[command]`` in front of an item: the name, or a call of it with the texts in brackets."""
    found: list[int] = []
    waiting, d.attributes = d.attributes, []
    for node in waiting:
        inner = d.first(node)
        name = d.first(inner) if inner is not None else None
        if (
            inner is None
            or name is None
            or d.text(name) in ("derive", "allow", "cfg", "doc", "serde", "must_use", "inline", "cfg_attr", "warn", "deny")
        ):
            continue
        value = d.path(segments_of(d, name), name)
        listed = inner.child_by_field_name("arguments")
        if listed is not None:
            given = [
                Argument(n, "", d.expr(c))
                for n, c in enumerate(c for c in d.children(listed) if c.type in ("string_literal", "raw_string_literal"))
            ]
            value = d.b.call(value, given, inner.start_byte, inner.end_byte, "d")
        found.append(value)
    return tuple(found)


def _derived(d: Descent, attributes: list[Node]) -> list[int]:
    """``#[derive(BotCommands)]``: the traits that a type has because something writes their ``impl``; those of the language say nothing."""
    inner = [first for node in attributes if (first := d.first(node)) is not None and (name := d.first(first)) and d.text(name) == "derive"]
    listed = [d.text(tree).strip("()").split(",") for first in inner if (tree := first.child_by_field_name("arguments")) is not None]
    written = [text.strip().split("::") for names in listed for text in names if text.strip()]
    return [d.path(segments, attributes[0]) for segments in written if segments[-1] not in _OWN_TRAITS]


def _nothing(d: Descent, node: Node) -> int:
    return d.b.const(None)


def _foreign(d: Descent, node: Node) -> int:
    return d.b.const(None)


ITEMS: dict[str, Expression] = {
    **dict.fromkeys(("struct_item", "enum_item", "union_item"), _struct),
    **dict.fromkeys(("const_item", "static_item"), _constant),
    **dict.fromkeys(("function_item", "function_signature_item"), function),
    **dict.fromkeys(("attribute_item", "inner_attribute_item", "empty_statement", "macro_definition", "associated_type"), _nothing),
    "extern_crate_declaration": _extern,
    "foreign_mod_item": _foreign,
    "impl_item": _impl,
    "mod_item": _mod,
    "trait_item": _trait,
    "type_item": _alias,
    "use_declaration": _use,
}
