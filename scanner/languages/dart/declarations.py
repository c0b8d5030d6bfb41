"""Libraries, classes, mixins, enumerations and extensions of Dart: declarations are runs of siblings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._forms import refuses
from scanner.languages._walk import Members
from scanner.languages.dart.functions import constructor, function
from scanner.languages.dart.types import annotation, type_of
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from scanner.languages._walk import Descent

_LISTS = frozenset({"static_final_declaration_list", "initialized_identifier_list"})
_ONE = frozenset({"static_final_declaration", "initialized_identifier"})
_SIGNATURES = frozenset({"function_signature", "getter_signature", "setter_signature", "operator_signature"})
_CONSTRUCTORS = frozenset(
    {
        "constructor_signature",
        "constant_constructor_signature",
        "factory_constructor_signature",
        "redirecting_factory_constructor_signature",
    }
)
CLASSES = frozenset({"class_definition", "mixin_declaration", "enum_declaration", "extension_declaration", "extension_type_declaration"})


def declarations(d: Descent, nodes: Iterable[Node]) -> None:
    """Members of a library or class, in order."""
    decorators: list[int] = []
    before: list[Node] = []
    listed = list(nodes)
    for n, node in enumerate(listed):
        kind = node.type
        if kind == "annotation":
            decorators.append(annotation(d, node))
            continue
        if kind in ("declaration", "method_signature"):
            body = listed[n + 1] if n + 1 < len(listed) and listed[n + 1].type == "function_body" else None
            _member(d, node, body, tuple(decorators))
            decorators, before = [], []
        elif kind in _SIGNATURES:
            body = listed[n + 1] if n + 1 < len(listed) and listed[n + 1].type == "function_body" else None
            _function(d, node, body, tuple(decorators), frozenset())
            decorators, before = [], []
        elif kind in _LISTS:
            _properties(d, node, type_of(d, before), tuple(decorators))
            decorators, before = [], []
        elif kind in CLASSES:
            _class(d, node, tuple(decorators))
            decorators, before = [], []
        elif kind == "enum_constant":
            _constant(d, node)
        elif kind in ("function_body", ";", ","):
            before = []
        elif node.kind_id in d.statements:
            d.block((node,))
        elif node.is_named:
            before.append(node)


def _member(d: Descent, node: Node, body: Node | None, decorators: tuple[int, ...]) -> None:
    words = frozenset(c.type for c in node.children)
    for n, child in enumerate(node.children):
        if child.type in _LISTS:
            _properties(d, child, type_of(d, node.children[:n]), decorators)
        elif child.type in _CONSTRUCTORS:
            if child.type.startswith(("factory", "redirecting")):
                _factory(d, child, body, decorators)
            else:
                constructor(d, child, body, decorators)
        elif child.type in _SIGNATURES:
            _function(d, child, body, decorators, words)


def _factory(d: Descent, node: Node, body: Node | None, decorators: tuple[int, ...]) -> None:
    """``factory A.b(c) => …``: a function that gives what it says."""
    names = [d.text(c) for c in node.named_children if c.type == "identifier"]
    if len(names) > 1:
        d.b.bind(names[1], function(d, names[1], node, body, flags="s", decorators=decorators), node.start_byte)
    else:
        function(d, "", node, body, flags="s", decorators=decorators)


def _function(d: Descent, node: Node, body: Node | None, decorators: tuple[int, ...], words: frozenset[str]) -> None:
    name = d.field(node, "name") or next((d.text(c) for c in node.named_children if c.type == "identifier"), "")
    flags = ("p" if node.type == "getter_signature" else "") + ("c" if "static" in words else "")
    flags += "b" if (body is None and d.klass >= 0 and "external" not in words) or refuses(body) else ""
    value = function(d, name if node.type != "setter_signature" else f"set {name}", node, body, flags=flags, decorators=decorators)
    if node.type != "setter_signature":
        d.b.bind(name, value, node.start_byte)


def _properties(d: Descent, node: Node, type_: int, decorators: tuple[int, ...]) -> None:
    from scanner.languages.dart.expressions import value

    for child in node.named_children:
        name = child.named_children[0] if child.type in _ONE and child.named_children else child
        equals = next((n for n, c in enumerate(child.children) if c.type == "="), -1)
        given = value(d, child.children[equals + 1 :]) if equals >= 0 else -1
        if name.type == "identifier":
            if d.b.scope == 0:
                d.locals[0][d.text(name)] = 0
            d.b.bind(d.text(name), given, name.start_byte, type_=type_, decorators=decorators)


def _constant(d: Descent, node: Node) -> None:
    """A value of an enumeration is an instance of it, with its name."""
    from scanner.languages.dart.expressions import arguments

    b = d.b
    name = d.field(node, "name")
    listed = next((c for p in node.named_children if p.type == "argument_part" for c in p.named_children if c.type == "arguments"), None)
    given = arguments(d, listed) if listed is not None else []
    b.bind(
        name,
        b.call(b.expr("class", d.klass), [*given, Argument(-1, "name", b.string(name))], node.start_byte, node.end_byte, "i"),
        node.start_byte,
    )


def survey(d: Descent, members: Members, body: Node | None) -> None:
    """Names of the members before any of them is read."""
    for child in body.named_children if body is not None else ():
        if child.type == "enum_constant":
            members.fields.add(d.field(child, "name"))
        for part in child.named_children if child.type in ("declaration", "method_signature") else ():
            if part.type in _LISTS:
                names = [
                    d.text(c.named_children[0] if c.named_children else c) for c in part.named_children if c.type in ("identifier", *_ONE)
                ]
                members.fields.update(names)
                members.declared.update(dict.fromkeys(names, child))
            elif part.type == "getter_signature":
                members.fields.add(d.field(part, "name"))
            elif part.type == "function_signature":
                members.methods.add(d.field(part, "name"))


def _class(d: Descent, node: Node, decorators: tuple[int, ...]) -> None:
    b = d.b
    name = d.field(node, "name") or next((d.text(c) for c in node.named_children if c.type == "identifier"), "")
    decorators = (*decorators, *(annotation(d, c) for c in node.named_children if c.type == "annotation"))
    listed = next((c for c in node.named_children if c.type == "type_parameters"), None)
    variables = [d.text(c.named_children[0]) for c in (listed.named_children if listed is not None else ()) if c.named_children]
    d.variables.extend(variables)
    bases = _bases(d, node)
    extended = (
        next((d.text(c) for c in node.named_children if c.type == "type_identifier"), "") if node.type == "extension_declaration" else ""
    )
    scope = b.open("class", extended or name, node.start_byte, node.end_byte)
    b.scopes[scope].bases, b.scopes[scope].decorators = bases, decorators
    b.scopes[scope].flags = "e" if extended else "b" if any(c.type == "abstract" for c in node.children) else ""
    before = b.guard, d.base, d.klass, d.function
    b.guard = d.base = 0
    d.klass, d.function = scope, -1
    d.members[scope] = Members()
    b.depth += 3
    body = node.child_by_field_name("body") or next((c for c in node.named_children if c.type.endswith("_body")), None)
    survey(d, d.members[scope], body)
    declarations(d, body.children if body is not None else ())
    b.depth -= 3
    b.guard, d.base, d.klass, d.function = before
    del d.variables[len(d.variables) - len(variables) :]
    b.close()
    b.bind(name, b.expr("class", scope), node.start_byte)


def _bases(d: Descent, node: Node) -> tuple[int, ...]:
    """Classes and mixins above; an extension has none."""
    found: list[int] = []
    waiting = [c for c in node.named_children if c.type in ("superclass", "interfaces", "mixins")]
    if node.type == "mixin_declaration":
        waiting.append(node)
    while waiting:
        at = waiting.pop(0)
        waiting += [c for c in at.named_children if c.type == "mixins"]
        pending: list[Node] = []
        for child in (*at.children, None):
            if child is None or child.type in (",", "extends", "with", "implements", "on", "mixins"):
                type_ = type_of(d, pending)
                found += [type_] if type_ >= 0 and d.b.kind(type_) not in ("map", "sequence") else []
                pending = []
            elif child.type in ("type_identifier", "type_arguments"):
                pending.append(child)
    return tuple(dict.fromkeys(found))
