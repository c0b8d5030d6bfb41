"""Declarations of C and C++: includes, macros, classes, functions wherever they are defined, variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._tree import unescape
from scanner.languages._walk import Members
from scanner.languages.cpp import namespaces

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent, Statement

CONSTRUCTOR = "<init>"
CLASSES = frozenset({"class_specifier", "struct_specifier", "union_specifier"})
_WRAPPED = frozenset(
    {"pointer_declarator", "reference_declarator", "parenthesized_declarator", "array_declarator", "attributed_declarator"}
) | {"block_pointer_declarator"}
_HOLDERS = frozenset({"vector", "list", "array", "set", "optional", "deque", "span", "queue"})
_POINTERS = frozenset({"unique_ptr", "shared_ptr", "weak_ptr", "reference_wrapper", "atomic"})
_MAPS = frozenset({"map", "unordered_map"})
_SILENT = frozenset({"string", "string_view", "auto", "size_t", "ostringstream", "stringstream", "wstring", "function", "any"})
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([A-Za-z_]\w*)|(\s+|//.*|/\*.*)|(.)')


def include(d: Descent, node: Node) -> None:
    """What a header brings is visible from here on; the project's own files see each other anyhow."""
    path = node.child_by_field_name("path")
    header = d.text(path).strip('<>"') if path is not None and path.type in ("system_lib_string", "string_literal") else ""
    if header and header not in d.roots:
        d.roots.add(header)
        d.b.imported(header, "*", "", node.start_byte, node.end_byte)


def macro(d: Descent, node: Node) -> None:
    """``#define A "b" C`` is a constant as far as it is made of texts and names."""
    b = d.b
    value = node.child_by_field_name("value")
    parts: list[int] = []
    for text, name, _, other in _TOKEN.findall(d.text(value).strip()) if value is not None else ():
        if other and other not in "()@":
            return
        if text:
            parts.append(b.string(unescape(text)))
        elif name:
            parts.append(b.name(name, node.start_byte))
    if parts:
        b.bind(d.field(node, "name"), b.concat(parts), node.start_byte)


# -- types


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name or shape of instances; -1 for types that say nothing."""
    while node is not None and node.type == "type_descriptor":
        node = node.child_by_field_name("type")
    if node is None or d.b.depth >= MAX_DEPTH:
        return -1
    if node.type == "qualified_identifier":
        return _qualified(d, node)
    if node.type == "template_type":
        return _template(d, node)
    if node.type in CLASSES:
        name = node.child_by_field_name("name")
        return d.type_name(d.text(name), node.start_byte) if name is not None else -1
    name_text = d.text(node)
    if node.type != "type_identifier" or name_text in _SILENT or name_text in d.variables:
        return -1
    own = d.type_name(name_text, node.start_byte)
    found = [name for name in namespaces.full(d, (name_text,)) if len(name) > 1] if name_text not in d.types else []
    return d.b.union((*(namespaces.value(d, name, node.start_byte) for name in found), own)) if found else own


def _qualified(d: Descent, node: Node) -> int:
    """``a::b::C``: a member of the namespaces that it names, or a type of that name."""
    inner: Node | None = node
    while inner is not None and inner.type == "qualified_identifier":
        inner = inner.child_by_field_name("name")
    own = type_expr(d, inner) if inner is not None and inner.type != "type_identifier" else -1
    if inner is not None and inner.type == "type_identifier" and d.text(inner) not in _SILENT:
        own = d.type_name(d.text(inner), inner.start_byte)
    scope = tuple(part.strip() for part in d.text(node).partition("<")[0].split("::")[:-1])
    if own < 0 or scope[:1] in (("std",), ("",)) or not scope or d.b.kind(own) != "name":
        return own
    found = namespaces.full(d, (*scope, str(d.b.at(own)[1])))
    return d.b.union((*(namespaces.value(d, name, node.start_byte) for name in found), own))


def _template(d: Descent, node: Node) -> int:
    name = d.field(node, "name")
    listed = node.child_by_field_name("arguments")
    inner = [c for c in (listed.named_children if listed is not None else ()) if c.type == "type_descriptor"]
    d.b.depth += 1
    value = type_expr(d, inner[-1] if name in _MAPS else inner[0]) if inner and name in _HOLDERS | _POINTERS | _MAPS else -1
    d.b.depth -= 1
    if name in _POINTERS:
        return value
    if name not in _HOLDERS | _MAPS:
        return d.type_name(name, node.start_byte)
    if value < 0:
        return -1
    held = d.b.declared(value)
    return d.b.map([(d.b.unknown("key"), held)]) if name in _MAPS else d.b.sequence([held])


# -- classes


def class_(d: Descent, node: Node) -> None:
    """A class or structure with a body, bound under its name."""
    body = node.child_by_field_name("body")
    if body is None:
        return
    b = d.b
    name = d.field(node, "name")
    listed = next((c for c in node.named_children if c.type == "base_class_clause"), None)
    above = [c for c in (listed.named_children if listed is not None else ()) if c.type != "access_specifier"]
    bases = tuple(t for c in above if (t := type_expr(d, c)) >= 0)
    scope = b.open("class", name, node.start_byte, node.end_byte)
    b.scopes[scope].bases = bases
    d.members[scope] = Members()
    if b.scopes[scope].parent == 0:
        d.types.setdefault(name, scope)
    before = b.guard, d.base, d.klass, d.function
    b.guard = d.base = 0
    d.klass, d.function = scope, -1
    b.depth += 3
    _survey(d, d.members[scope], body)
    d.block(body.children)
    b.depth -= 3
    b.guard, d.base, d.klass, d.function = before
    b.close()
    if name:
        b.bind(name, b.expr("class", scope), node.start_byte)


def _survey(d: Descent, members: Members, body: Node) -> None:
    for child in body.named_children:
        for declarator in child.children_by_field_name("declarator") if child.type in ("field_declaration", "function_definition") else ():
            inner, name = named(d, declarator)
            (members.methods if inner is not None else members.fields).add(name)
            kind = child.child_by_field_name("type")
            if inner is None and declarator.type == "field_identifier" and kind is not None and "<" not in d.text(kind):
                members.declared[name] = kind


def named(d: Descent, node: Node | None) -> tuple[Node | None, str]:
    """(the function declarator, if it is one; the name) of a declarator with its stars and brackets."""
    function = None
    while node is not None:
        if node.type == "function_declarator":
            function = node
        elif node.type not in _WRAPPED and node.type != "init_declarator":
            break
        inner = node.child_by_field_name("declarator")
        node = inner if inner is not None else next((c for c in node.named_children if c.type.endswith(("identifier", "declarator"))), None)
    if node is not None and node.type == "qualified_identifier":
        return function, d.text(node)
    return function, d.text(node) if node is not None else ""


# -- functions


def function(d: Descent, node: Node) -> None:
    """A function where it is defined; ``A::b`` belongs to the class A, in whichever file that is."""
    b = d.b
    declarator, name = named(d, node.child_by_field_name("declarator"))
    body = node.child_by_field_name("body")
    if declarator is None:
        d.block(c for c in node.named_children if c == body)
        return
    owner, _, own = name.rpartition("::")
    owner = owner.rpartition("::")[2]
    before, here = d.klass, b.scope
    if owner[:1].isupper() and d.klass < 0:
        d.klass = b.scope = _continued(d, owner, node)
    owner = b.scopes[d.klass].name if d.klass >= 0 else ""
    own = CONSTRUCTOR if own == owner and owner else own
    static = any(c.type == "storage_class_specifier" and d.text(c) == "static" for c in node.children)
    value = _lowered(d, node, declarator, own, "c" if static and d.klass >= 0 else "")
    d.klass, scope = before, b.scope
    b.scope = here
    if own:
        b.bind(own, value, node.start_byte, scope=scope if scope != here else None)


def _continued(d: Descent, name: str, node: Node) -> int:
    """The scope of a class, or one that continues a class of another file."""
    b = d.b
    if name not in d.types:
        here = b.scope
        b.scope = 0
        scope = d.types[name] = b.open("class", name, node.start_byte, node.start_byte)
        b.scopes[scope].flags = "e"
        d.members[scope] = Members()
        b.scope = here
    return d.types[name]


def _lowered(d: Descent, node: Node, declarator: Node, name: str, flags: str) -> int:
    from scanner.languages.cpp.expressions import arguments

    b = d.b
    scope = b.open("function", name, node.start_byte, node.end_byte)
    b.scopes[scope].flags = flags
    before = d.enter(scope)
    b.scopes[scope].return_type = type_expr(d, node.child_by_field_name("type"))
    parameters(d, declarator.child_by_field_name("parameters"))
    listed = next((c for c in node.named_children if c.type == "field_initializer_list"), None)
    for part in listed.named_children if listed is not None else ():
        field = part.named_children[0] if part.named_children else None
        given = arguments(d, part.named_children[-1]) if len(part.named_children) > 1 else []
        if field is not None and d.klass >= 0 and given and field.type == "field_identifier":
            type_ = type_expr(d, d.members[d.klass].declared.get(d.text(field)))
            value = given[0].value
            if type_ >= 0:  # a copy of what is given, or built from it
                value = b.union((value, b.call(type_, given, part.start_byte, part.end_byte, "n")))
            b.store(b.expr("self", d.klass), d.text(field), -1, value, part.start_byte, part.end_byte)
    body = node.child_by_field_name("body")
    if body is not None:
        d.block(body.children)
    d.leave(before)
    return b.expr("function", scope)


def parameters(d: Descent, node: Node | None) -> None:
    """Declare the parameters of a list."""
    for child in node.named_children if node is not None else ():
        if child.type not in ("parameter_declaration", "optional_parameter_declaration"):
            continue
        default = child.child_by_field_name("default_value")
        _, name = named(d, child.child_by_field_name("declarator"))
        d.parameter(name, type_expr(d, child.child_by_field_name("type")), d.expr(default) if default is not None else -1)


# -- variables

_STREAMS = frozenset({"ostringstream", "stringstream"})
"""What texts are written into, piece by piece."""


def variable(d: Descent, node: Node) -> None:
    """``T a = b, *c, d(e), f{g};``; a prototype only tells of a function elsewhere."""
    from scanner.languages.cpp.expressions import initial

    kind = node.child_by_field_name("type")
    if kind is not None and kind.type in (*CLASSES, "enum_specifier"):
        d.block((kind,))
    type_ = type_expr(d, kind)
    for declarator in node.children_by_field_name("declarator"):
        prototype, name = named(d, declarator)
        if prototype is not None and (d.function < 0 or declarator.type != "function_declarator"):
            continue
        given = (
            declarator.child_by_field_name("value") if declarator.type == "init_declarator" else node.child_by_field_name("default_value")
        )
        value = initial(d, given, type_, declarator) if given is not None else -1
        if value < 0 and type_ >= 0 and d.function >= 0 and declarator.type in ("identifier", "function_declarator"):
            value = initial(d, prototype.child_by_field_name("parameters") if prototype is not None else None, type_, declarator)
        if given is None and kind is not None and d.text(kind).rpartition("::")[2] in _STREAMS and declarator.type == "identifier":
            value = d.text_of(-1)
        if d.b.scope == 0 or d.b.scope in d.members:
            d.b.bind(name, value, declarator.start_byte, type_=type_)
        else:
            d.declare(name, value, declarator.end_byte if value >= 0 else declarator.start_byte, type_=type_)


def _enum(d: Descent, node: Node) -> None:
    """Names of an enumeration say nothing but themselves."""


def _children(d: Descent, node: Node) -> None:
    body = node.child_by_field_name("body")
    d.block(body.children if body is not None else node.children)


def _templates(d: Descent, node: Node) -> None:
    listed = node.child_by_field_name("parameters")
    names = [d.text(c.named_children[-1]) for c in (listed.named_children if listed is not None else ()) if c.named_children]
    d.variables.extend(names)
    d.block(c for c in node.named_children if c != listed)
    del d.variables[len(d.variables) - len(names) :]


DECLARATIONS: dict[str, Statement] = {
    **dict.fromkeys(CLASSES, class_),
    "alias_declaration": _enum,
    "declaration": variable,
    "enum_specifier": _enum,
    "field_declaration": variable,
    "function_definition": function,
    "linkage_specification": _children,
    "namespace_alias_definition": namespaces.alias,
    "namespace_definition": _children,
    "preproc_def": macro,
    "preproc_function_def": _enum,
    "preproc_include": include,
    "template_declaration": _templates,
    "type_definition": _children,
    "using_declaration": namespaces.using,
}
