"""Types, extensions, functions, properties and closures of Swift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._walk import Members
from scanner.languages.swift.types import modifiers, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent

_FUNCTIONS = frozenset({"function_declaration", "protocol_function_declaration", "init_declaration", "subscript_declaration"})
_TYPES = frozenset({"class_declaration", "protocol_declaration"})
_PROPERTIES = frozenset({"property_declaration", "protocol_property_declaration"})
_RAW = "rawValue"
_ENDS = b"fatalError("
_HEAD = 60
"""Bytes in which the first statement of a body begins."""


def kind_of(d: Descent, node: Node) -> str:
    """``class``, ``struct``, ``enum``, ``actor``, ``extension``, ``protocol``."""
    return d.field(node, "declaration_kind")


def name_of(d: Descent, node: Node) -> str:
    """The type's own name; of ``extension A.B`` the last part."""
    name = node.child_by_field_name("name")
    parts = [c for c in name.named_children if c.type == "type_identifier"] if name is not None and name.type == "user_type" else []
    return d.text(parts[-1]) if parts else d.field(node, "name").strip("`")


def class_(d: Descent, node: Node) -> None:
    """A type of any kind, bound under its name; an extension adds to a type of the file, or to one of another file of the module."""
    b = d.b
    kind, name = kind_of(d, node), name_of(d, node)
    decorators, _ = modifiers(d, node)
    variables = _type_parameters(d, node)
    above = [c.child_by_field_name("inherits_from") for c in node.children if c.type == "inheritance_specifier"]
    bases = [t for c in above if (t := type_expr(d, c)) >= 0]
    own = kind == "extension" and b.scope == 0 and name in d.types
    before = b.scope, b.guard, d.base, d.klass, d.function
    if own:
        scope = b.scope = d.types[name]
        b.scopes[scope].bases = (*b.scopes[scope].bases, *bases)
    else:
        scope = b.open("interface" if kind == "protocol" else "class", name, _start(node), node.end_byte)
        b.scopes[scope].bases, b.scopes[scope].decorators = tuple(bases), decorators
        b.scopes[scope].flags = "e" if kind == "extension" else ""
        d.members[scope] = Members()
    if kind != "extension" and before[0] == 0:
        d.types.setdefault(name, scope)
    b.guard = d.base = 0
    d.klass, d.function = scope, -1
    b.depth += 3
    body = node.child_by_field_name("body")
    survey(d, d.members[scope], body)
    _members(d, body, raw=any(c is not None and d.text(c) == "String" for c in above))
    b.depth -= 3
    b.scope, b.guard, d.base, d.klass, d.function = before
    del d.variables[len(d.variables) - variables :]
    if kind != "extension":
        b.bind(name, b.expr("class", scope), node.start_byte)


def _start(node: Node) -> int:
    return next((c.start_byte for c in node.children if c.type not in ("modifiers", "comment")), node.start_byte)


def _type_parameters(d: Descent, node: Node) -> int:
    listed = next((c for c in node.children if c.type == "type_parameters"), None)
    found = [d.text(c.named_children[0]) for c in (listed.named_children if listed is not None else ()) if c.named_children]
    d.variables.extend(found)
    return len(found)


def survey(d: Descent, members: Members, body: Node | None) -> None:
    """Names of the members before any of them is read."""
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind in _PROPERTIES:
            members.fields.update(name for pattern in child.children_by_field_name("name") for name in names_in(d, pattern))
        elif kind in _FUNCTIONS:
            members.methods.add(d.field(child, "name"))
        elif kind in _TYPES:
            members.types.add(name_of(d, child))
        elif kind == "enum_entry":
            members.fields.update(d.text(c).strip("`") for c in child.children_by_field_name("name"))


def names_in(d: Descent, pattern: Node) -> list[str]:
    """Names that a pattern binds, in order."""
    if pattern.type == "simple_identifier":
        return [d.text(pattern).strip("`")]
    if pattern.child_by_field_name("bound_identifier") is not None:
        return [d.field(pattern, "bound_identifier").strip("`")]
    case = any(c.type == "." for c in pattern.children)
    inner = ("pattern",) if case else ("pattern", "simple_identifier")
    return [name for c in pattern.named_children if c.type in inner for name in names_in(d, c)]


def _members(d: Descent, body: Node | None, *, raw: bool) -> None:
    b = d.b
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind in _FUNCTIONS:
            name = d.field(child, "name").strip("`") if kind != "subscript_declaration" else "subscript"
            b.bind(name, function(d, child, name), _start(child))
        elif kind == "enum_entry":
            _cases(d, child, raw=raw)
        elif child.kind_id not in d.ignored:
            d.block((child,))


def _cases(d: Descent, node: Node, *, raw: bool) -> None:
    """Cases are instances of the type; one of text without a value is its own name."""
    b = d.b
    pending = ""
    for n, child in enumerate((*node.children, None)):
        field = node.field_name_for_child(n) if child is not None else "name"
        if field == "name":
            if pending:
                _case(d, node, pending, b.string(pending) if raw else -1)
            pending = d.text(child).strip("`") if child is not None else ""
        elif field == "raw_value" and child is not None:
            _case(d, node, pending, d.expr(child))
            pending = ""


def _case(d: Descent, node: Node, name: str, value: int) -> None:
    given = [Argument(-1, _RAW, value)] if value >= 0 else []
    d.b.bind(name, d.b.call(d.b.expr("class", d.klass), given, node.start_byte, node.end_byte, "i"), node.start_byte)


# -- functions


def function(d: Descent, node: Node, name: str, *, flags: str = "") -> int:
    """A function, method, initialiser or getter as a value."""
    b = d.b
    decorators, words = modifiers(d, node)
    variables = _type_parameters(d, node)
    body = node.child_by_field_name("body") or next((c for c in node.children if c.type == "computed_property"), None)
    scope = b.open("function", name, _start(node), node.end_byte)
    opened = b.scopes[scope]
    opened.decorators = decorators
    opened.flags = flags + ("c" if words & {"static", "class"} else "") + ("a" if any(c.type == "async" for c in node.children) else "")
    opened.flags += "b" if node.type.startswith("protocol_") or _refuses(d, body) else ""
    before = d.enter(scope)
    opened.return_type = _returned(d, node)
    _parameters(d, node)
    lower_body(d, next((c for c in body.children if c.type == "statements"), None) if body is not None else None)
    d.leave(before)
    del d.variables[len(d.variables) - variables :]
    return b.expr("function", scope)


def _refuses(d: Descent, body: Node | None) -> bool:
    """Whether all that a body does is to end the program: classes below say what the function does."""
    return body is not None and d.data[body.start_byte + 1 : body.start_byte + _HEAD].lstrip().startswith(_ENDS)


def _returned(d: Descent, node: Node) -> int:
    arrow = next((n for n, c in enumerate(node.children) if c.type == "->"), -1)
    return type_expr(d, next((c for c in node.children[arrow + 1 :] if c.is_named), None)) if arrow >= 0 else -1


def _parameters(d: Descent, node: Node) -> None:
    """A parameter is called by its label; inside it goes by its own name."""
    children = node.children
    for n, child in enumerate(children):
        if child.type != "parameter":
            continue
        default = -1
        if n + 2 < len(children) and children[n + 1].type == "=":
            default = d.expr(children[n + 2])
        names = [d.text(c).strip("`") for c in child.named_children if c.type == "simple_identifier"]
        types = [c for c in child.named_children if c.type not in ("simple_identifier", "parameter_modifiers", "modifiers")]
        star = int(any(c.type == "..." for c in (*child.children, *children[n + 1 : n + 2])))
        label, own = (names[0], names[-1]) if names else ("", "")
        value = d.parameter(own if label == "_" else label, type_expr(d, types[0]) if types else -1, default, star)
        if label not in ("_", own):
            d.declare(own, value, child.start_byte)


def lower_body(d: Descent, statements: Node | None) -> None:
    """Statements; a single expression is the result."""
    from scanner.languages.swift.statements import value_of

    if statements is None:
        return
    found = d.children(statements)
    if len(found) == 1 and d.function >= 0:
        value = value_of(d, found[0])
        if value >= 0:
            d.b.scopes[d.function].returns.append(value)
        return
    d.block(statements.children)


def closure(d: Descent, node: Node, element: int = -1) -> int:
    """``{ (a: T) -> U in … }``; parameters without names are ``$0``, ``$1``. The only one is ``element`` where that is known."""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    before = d.enter(scope)
    type_ = node.child_by_field_name("type")
    found = [
        p
        for c in (type_.named_children if type_ is not None else ())
        if c.type == "lambda_function_type_parameters"
        for p in c.named_children
    ]
    for child in found:
        types = [c for c in child.named_children if c.type != "simple_identifier"]
        d.parameter(d.field(child, "name"), type_expr(d, types[-1]) if types else -1)
    text = d.data[node.start_byte : node.end_byte] if not found else b""
    for name in ("$0", "$1", "$2"):
        if name.encode() in text:
            d.parameter(name)
    if element >= 0 and len(b.scopes[scope].parameters) == 1:
        b.bind(b.scopes[scope].parameters[0].name, element, node.start_byte)
    lower_body(d, next((c for c in node.children if c.type == "statements"), None))
    d.leave(before)
    return b.expr("function", scope)


# -- properties


def property_(d: Descent, node: Node) -> None:
    """``let a = 1, b: T = 2``, ``let (a, b) = c``, ``var x: T { … }``"""
    decorators, words = modifiers(d, node)
    pattern: Node | None = None
    type_, value = -1, -1
    for n, child in enumerate((*node.children, None)):
        field = node.field_name_for_child(n) if child is not None else "name"
        if field == "name":
            if pattern is not None:
                _bound(d, pattern, value, type_, decorators)
            pattern, type_, value = child, -1, -1
        elif child is not None and child.type == "type_annotation":
            type_ = type_expr(d, child)
        elif child is not None and field == "value":
            value = d.expr(child)
        elif child is not None and field == "computed_value":
            value = _computed(d, child, names_in(d, pattern)[0] if pattern is not None and names_in(d, pattern) else "", type_, words)
        elif child is not None and child.type == "willset_didset_block":
            d.guarded(child)


def _bound(d: Descent, pattern: Node, value: int, type_: int, decorators: tuple[int, ...]) -> None:
    b = d.b
    names = names_in(d, pattern)
    for n, name in enumerate(names):
        given = b.index(value, b.const(str(n))) if len(names) > 1 and value >= 0 else value
        if b.scope in d.members or b.scope == 0:
            b.bind(name, given, pattern.start_byte, type_=type_, decorators=decorators)
        elif name != "_":
            d.declare(name, given, pattern.end_byte if value >= 0 else pattern.start_byte, type_=type_)


def _computed(d: Descent, node: Node, name: str, type_: int, words: frozenset[str]) -> int:
    """The function of the getter; the setter is lowered."""
    value = -1
    getter = next((c for c in node.named_children if c.type == "computed_getter"), None)
    for part in (getter if getter is not None else node, *(c for c in node.named_children if c.type == "computed_setter")):
        scope = d.b.open("function", name if value < 0 else f"set {name}", part.start_byte, part.end_byte)
        d.b.scopes[scope].flags = ("p" if value < 0 else "") + ("c" if words & {"static", "class"} else "")
        d.b.scopes[scope].return_type = type_ if value < 0 else -1
        before = d.enter(scope)
        if value >= 0:
            d.parameter("newValue", type_)
        lower_body(d, next((c for c in part.children if c.type == "statements"), None))
        d.leave(before)
        value = d.b.expr("function", scope) if value < 0 else value
    return value
