"""Declarations of Objective-C: imports, interfaces, categories, implementations, protocols, properties, methods, C functions, variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._walk import Members
from scanner.languages.cpp.declarations import named
from scanner.languages.objc.descent import IVAR
from scanner.languages.objc.naming import module_of
from scanner.languages.objc.types import type_expr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from scanner.languages.objc.descent import Descent

CONSTRUCTOR = "init"
_OVERRIDE = re.compile(r"NotImplement|[Oo]verrid|[Aa]bstract|[Ss]ubclass|doesNotRecognizeSelector")
INTERFACE = "@interface "
"""In front of the name of a class: what its header declares, which the implementation lies below."""


def is_constructor(name: str) -> bool:
    """Whether a method makes an instance ready: ``init``, ``initWith…``."""
    return name.startswith(CONSTRUCTOR) and not name[4:5].islower()


# -- imports


def include(d: Descent, node: Node) -> None:
    """What a header brings is visible from here on; the project's own files see each other anyhow."""
    path = node.child_by_field_name("path")
    written = d.text(path).strip('<>"') if path is not None and path.type in ("system_lib_string", "string_literal") else ""
    _brought(
        d, written.rpartition("/")[2].partition(".")[0] if path is not None and path.type == "string_literal" else module_of(written), node
    )


def module(d: Descent, node: Node) -> None:
    """``@import A.B;``"""
    _brought(d, d.field(node, "path"), node)


def _brought(d: Descent, name: str, node: Node) -> None:
    if name and name not in d.roots:
        d.roots.add(name)
        d.b.imported(name, "*", "", node.start_byte, node.end_byte)


# -- classes


def interface(d: Descent, node: Node) -> None:
    """``@interface A : B`` declares the class, ``@interface A ()`` adds to it here, ``@interface A (C)`` wherever it stands."""
    name, category = _name(d, node), node.child_by_field_name("category")
    if node.child_by_field_name("superclass") is not None:
        scope = d.b.open("class", name, node.start_byte, node.end_byte)
        d.b.close()
        d.members[scope] = Members()
        d.b.bind(INTERFACE + name, d.b.expr("class", scope), node.start_byte)
    else:
        scope = _continued(d, name, node) if category is not None else _class(d, name, node)
    d.b.scopes[scope].bases = (*d.b.scopes[scope].bases, *_bases(d, node))
    _inside(d, scope, name, node.named_children)


def implementation(d: Descent, node: Node) -> None:
    """``@implementation A`` is the class; with a category it adds to one that may stand elsewhere."""
    name = _name(d, node)
    scope = _continued(d, name, node) if node.child_by_field_name("category") is not None else _class(d, name, node)
    _inside(d, scope, name, _definitions(node))


def protocol(d: Descent, node: Node) -> None:
    """``@protocol A <B>``, bound under its name; a list of names only announces them."""
    name = _name(d, node)
    scope = d.b.open("interface", name, node.start_byte, node.end_byte)
    d.b.close()
    d.members[scope] = Members()
    listed = next((c for c in node.named_children if c.type == "protocol_reference_list"), None)
    d.b.scopes[scope].bases = [d.type_name(d.text(c), c.start_byte) for c in (listed.named_children if listed is not None else ())]
    parts = [c for child in node.named_children for c in (child.named_children if child.type.startswith("qualified_") else (child,))]
    _inside(d, scope, name, parts)
    d.b.bind(name, d.b.expr("class", scope), node.start_byte)


def _name(d: Descent, node: Node) -> str:
    return next((d.text(c) for c in node.named_children if c.type == "identifier"), "")


def _class(d: Descent, name: str, node: Node) -> int:
    """The scope of a class that this file implements."""
    b = d.b
    if name not in d.types:
        scope = d.types[name] = b.open("class", name, node.start_byte, node.end_byte)
        b.close()
        d.members[scope] = Members()
        b.scopes[scope].bases = [b.expr("name", INTERFACE + name, 0, node.start_byte)]
        b.bind(name, b.expr("class", scope), node.start_byte)
    scope = d.types[name]
    b.scopes[scope].start, b.scopes[scope].end = min(b.scopes[scope].start, node.start_byte), max(b.scopes[scope].end, node.end_byte)
    return scope


def _continued(d: Descent, name: str, node: Node) -> int:
    """The scope of a class of this file, or one that continues a class of another."""
    if name in d.types:
        return _class(d, name, node)
    scope = d.types[name] = d.b.open("class", name, node.start_byte, node.end_byte)
    d.b.close()
    d.b.scopes[scope].flags = "e"
    d.members[scope] = Members()
    return scope


def _bases(d: Descent, node: Node) -> Iterator[int]:
    """Superclass and protocols; what stands in angle brackets right behind the name of a class are its type parameters."""
    above = node.child_by_field_name("superclass")
    if above is not None:
        yield d.type_name(d.text(above), above.start_byte)
    behind = False
    for child in node.children:
        behind = behind or child.type == ")" or child == above
        if behind and child.type == "parameterized_arguments":
            for part in child.named_children:
                if (type_ := type_expr(d, part)) >= 0:
                    yield type_


def _definitions(node: Node) -> list[Node]:
    return [c for child in node.named_children for c in (child.named_children if child.type == "implementation_definition" else (child,))]


def _inside(d: Descent, scope: int, name: str, parts: Iterable[Node]) -> None:
    """The members of a class; nothing else runs there."""
    b = d.b
    before = b.scope, b.guard, d.base, d.klass, d.function, d.klass_name, d.synthesized
    b.scope = d.klass = scope
    b.guard = d.base = 0
    d.function, d.klass_name = -1, name
    found = list(parts)
    d.synthesized = {ivar: name for part in found if part.type == "property_implementation" for name, ivar in _synthesized(d, part)}
    b.depth += 3
    for part in found:
        handler = _MEMBERS.get(part.type)
        if handler is not None:
            handler(d, part)
        elif part.type in ("function_definition", "declaration", "preproc_def", "preproc_if", "preproc_ifdef", "ERROR"):
            _outside(d, part)
    b.depth -= 3
    b.scope, b.guard, d.base, d.klass, d.function, d.klass_name, d.synthesized = before


def _outside(d: Descent, node: Node) -> None:
    """What stands between methods but belongs to the file."""
    if node.type in ("preproc_if", "preproc_ifdef", "ERROR"):
        d.b.gap("syntax-error") if node.type == "ERROR" else None
        for child in node.named_children:
            for part in child.named_children if child.type == "implementation_definition" else (child,):
                handler = _MEMBERS.get(part.type)
                if handler is not None:
                    handler(d, part)
        return
    scope, d.b.scope = d.b.scope, 0
    d.block((node,))
    d.b.scope = scope


def _synthesized(d: Descent, node: Node) -> Iterator[tuple[str, str]]:
    """(property, variable) of ``@synthesize a, b = c;``"""
    if node.children[0].type != "@synthesize":
        return
    names: list[str] = []
    for child in (*node.children[1:], None):
        if child is None or child.type in (",", ";"):
            if names:
                yield names[0], names[-1]
            names = []
        elif child.type == "identifier":
            names.append(d.text(child))


def _property(d: Descent, node: Node) -> None:
    """A getter that gives the variable behind the property, by the property's name and by one that it names."""
    attributes = [c for c in node.named_children if c.type == "property_attributes_declaration"]
    words = [[d.text(w) for w in c.named_children] for listed in attributes for c in listed.named_children]
    declared = next((c for c in node.named_children if c.type == "struct_declaration"), None)
    for name in _declared(d, declared):
        getter = _getter(d, name, type_expr(d, declared), node, "c" if ["class"] in words else "")
        for other in (name, *(w[1] for w in words if len(w) > 1 and w[0] == "getter")):
            d.b.bind(other, getter, node.start_byte)


def _getter(d: Descent, name: str, type_: int, node: Node, flags: str) -> int:
    b = d.b
    scope = b.open("function", name, node.start_byte, node.end_byte)
    b.scopes[scope].flags = flags
    b.scopes[scope].return_type = type_
    b.scopes[scope].returns.append(b.attr(b.expr("self", d.klass), IVAR + name))
    b.close()
    return b.expr("function", scope)


def _declared(d: Descent, node: Node | None) -> list[str]:
    """Names of the variables of a declaration inside a class."""
    declarators = [c for c in (node.named_children if node is not None else ()) if c.type == "struct_declarator"]
    return [name for c in declarators if c.named_children and (name := named(d, c.named_children[0])[1])]


def _variables(d: Descent, node: Node) -> None:
    """``{ T *_a; }``"""
    for variable in node.named_children:
        for declared in (c for c in variable.named_children if c.type == "struct_declaration"):
            type_ = type_expr(d, declared)
            for name in _declared(d, declared):
                behind = d.behind(name)
                d.b.bind(behind or name, -1, declared.start_byte, type_=type_)
                if not behind:
                    d.members[d.klass].fields.add(name)


# -- methods


def _announced(d: Descent, node: Node) -> None:
    """A method without a body: what it does stands elsewhere, except that protocols have nothing else."""
    if d.b.scopes[d.klass].kind == "interface":
        _method(d, node)


def _method(d: Descent, node: Node) -> None:
    """A method goes by the first part of its selector; of its parameters the first by its own name, the others by theirs in the selector.

    Methods that make an instance ready are its constructors, and go by the whole selector.
    """
    b = d.b
    name = next((d.text(c) for c in node.named_children if c.type == "identifier"), "")
    body = next((c for c in node.named_children if c.type == "compound_statement"), None)
    constructs = is_constructor(name) and node.children[0].type == "-"
    scope = b.open("function", CONSTRUCTOR if constructs else name, node.start_byte, node.end_byte)
    b.scopes[scope].flags = ("c" if node.children[0].type == "+" else "") + ("b" if body is None or _only_announces(d, body) else "")
    before, d.of_class = (d.enter(scope), d.of_class), node.children[0].type == "+"
    b.scopes[scope].return_type = type_expr(d, next((c for c in node.named_children if c.type == "method_type"), None))
    _parameters(d, node, constructs=constructs)
    if body is not None:
        d.block(body.children)
    d.leave(before[0])
    d.of_class = before[1]
    b.bind(CONSTRUCTOR if constructs else name, b.expr("function", scope), node.start_byte)


def _only_announces(d: Descent, body: Node) -> bool:
    """``return nil;``, ``@throw``, and calls that say that a class below has to do it."""
    return all(
        part.type == "throw_statement"
        or (part.type == "return_statement" and d.text(part).removeprefix("return").strip(" ;") in ("nil", "NULL", '@""'))
        or (part.type == "expression_statement" and _OVERRIDE.search(d.text(part)) is not None)
        for part in d.children(body)
    )


def _parameters(d: Descent, node: Node, *, constructs: bool) -> None:
    label = ""
    for n, child in enumerate(c for c in node.named_children if c.type in ("identifier", "method_parameter")):
        if child.type == "identifier":
            label = d.text(child) if n or constructs else ""
            continue
        own = next((d.text(c) for c in reversed(child.named_children) if c.type == "identifier"), "")
        value = d.parameter(label or own, type_expr(d, next((c for c in child.named_children if c.type == "method_type"), None)))
        if label and label != own:
            d.declare(own, value, child.start_byte)
        label = ""
    if any(c.type == "..." for c in node.children):
        d.parameter("...", star=1)


def parameters(d: Descent, node: Node | None) -> None:
    """Declare the parameters of a C function or a block."""
    for child in node.named_children if node is not None else ():
        if child.type == "parameter_declaration":
            _, name = named(d, child.child_by_field_name("declarator"))
            d.parameter(name, type_expr(d, child.child_by_field_name("type")))


def block_literal(d: Descent, node: Node) -> int:
    """``^T (A *a) { … }`` as a value."""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    before = d.enter(scope)
    listed = next((c for c in node.named_children if c.type == "parameter_list"), None)
    if listed is None and node.named_children and node.named_children[0].type == "type_name":
        inner: Node | None = node.named_children[0]
        while inner is not None and inner.type != "abstract_function_declarator":  # behind the stars of the type
            inner = next((c for c in inner.named_children if c.type.startswith("abstract_")), None)
        listed = inner.child_by_field_name("parameters") if inner is not None else None
    parameters(d, listed)
    body = next((c for c in node.named_children if c.type == "compound_statement"), None)
    if body is not None:
        d.block(body.children)
    d.leave(before)
    return b.expr("function", scope)


# -- C


def function(d: Descent, node: Node) -> None:
    """A function of C, visible in the whole program."""
    declarator, name = named(d, node.child_by_field_name("declarator"))
    body = node.child_by_field_name("body")
    if declarator is None or body is None:
        d.block(node.named_children)
        return
    b = d.b
    scope = b.open("function", name, node.start_byte, node.end_byte)
    before, around = d.enter(scope), (d.klass, d.of_class)
    d.klass, d.of_class = -1, False
    b.scopes[scope].return_type = type_expr(d, node.child_by_field_name("type"))
    parameters(d, declarator.child_by_field_name("parameters"))
    d.block(body.children)
    d.leave(before)
    d.klass, d.of_class = around
    b.bind(name, b.expr("function", scope), node.start_byte)


def variable(d: Descent, node: Node) -> None:
    """``T *a = b, *c;``; what is only announced says nothing but its type."""
    type_ = type_expr(d, node.child_by_field_name("type"))
    for declarator in node.children_by_field_name("declarator"):
        prototype, name = named(d, declarator)
        given = declarator.child_by_field_name("value") if declarator.type == "init_declarator" else None
        if not name or (prototype is not None and given is None and d.function < 0):
            continue
        value = d.expr(given) if given is not None else -1
        if d.b.scope == 0:
            if value >= 0 or not any(c.type == "storage_class_specifier" and d.text(c) == "extern" for c in node.children):
                d.declare(name, value, declarator.start_byte, type_=type_)
        else:
            d.declare(name, value, declarator.end_byte if value >= 0 else declarator.start_byte, type_=type_)


_MEMBERS = {
    "instance_variables": _variables,
    "method_declaration": _announced,
    "method_definition": _method,
    "property_declaration": _property,
}
