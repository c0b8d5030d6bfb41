"""Classes, traits, objects, enumerations, functions and values of Scala."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._walk import Members
from scanner.languages.scala.types import attached, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent, Statement

CONSTRUCTOR = "<init>"
_TYPES = frozenset({"class_definition", "trait_definition", "object_definition", "enum_definition", "package_object"})
_FUNCTIONS = frozenset({"function_definition", "function_declaration"})
_VALUES = frozenset({"val_definition", "var_definition", "val_declaration", "var_declaration"})


def class_(d: Descent, node: Node) -> None:
    """A type or object, bound under its name; an object beside a class of its name holds what belongs to the class as a whole."""
    b = d.b
    single = node.type in ("object_definition", "package_object")
    name = d.field(node, "name").strip("`")
    own = single and b.scope == 0 and name in d.types
    before = b.scope
    decorators = b.applied(attached(d, node), node.start_byte)
    variables = _variables(d, node)
    bases, built = _bases(d, node.child_by_field_name("extend"))
    if own:
        b.scope = d.types[name]
        b.scopes[b.scope].bases = (*b.scopes[b.scope].bases, *bases)
    else:
        b.open("class" if node.type != "trait_definition" else "interface", name, node.start_byte, node.end_byte)
        b.scopes[b.scope].bases, b.scopes[b.scope].decorators = bases, decorators
        d.members[b.scope] = Members()
    scope = b.scope
    if before == 0 and not single:
        d.types.setdefault(name, scope)
    _body(d, node, scope, built)
    b.scope = before
    del d.variables[len(d.variables) - variables :]
    value = b.expr("class", scope)
    if not own:
        b.bind(name, b.call(value, (), node.start_byte, node.start_byte, "i") if single else value, node.start_byte)


def _body(d: Descent, node: Node, scope: int, built: Node | None) -> None:
    b = d.b
    before = b.guard, d.base, d.klass, d.function
    b.guard = d.base = 0
    d.klass, d.function = scope, -1
    b.depth += 3
    body = node.child_by_field_name("body")
    survey(d, d.members[scope], body)
    _primary(d, node, scope, built)
    members(d, body)
    b.depth -= 3
    b.guard, d.base, d.klass, d.function = before


def _variables(d: Descent, node: Node) -> int:
    listed = node.child_by_field_name("type_parameters")
    found = [d.text(c) for c in (listed.named_children if listed is not None else ()) if c.type == "identifier"]
    d.variables.extend(found)
    return len(found)


def _bases(d: Descent, node: Node | None) -> tuple[tuple[int, ...], Node | None]:
    """The types above, and the arguments that the first of them is given."""
    if node is None:
        return (), None
    found = [
        t for c in node.named_children if c.type != "arguments" and (t := type_expr(d, c)) >= 0 and d.b.kind(t) not in ("map", "sequence")
    ]
    return tuple(found), next((c for c in node.named_children if c.type == "arguments"), None)


def survey(d: Descent, known: Members, body: Node | None) -> None:
    """Names of the members before any of them is read."""
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind in _VALUES:
            pattern = child.child_by_field_name("pattern") or child.child_by_field_name("name")
            known.fields.update(names_in(d, pattern) if pattern is not None else ())
        elif kind in _FUNCTIONS:
            (known.methods if child.child_by_field_name("parameters") is not None else known.fields).add(d.field(child, "name"))
        elif kind in _TYPES:
            known.types.add(d.field(child, "name"))


def names_in(d: Descent, pattern: Node) -> list[str]:
    """Names that a pattern binds, in order."""
    if pattern.type == "identifier":
        return [d.text(pattern).strip("`")]
    if pattern.type in ("typed_pattern", "capture_pattern"):
        inner = pattern.child_by_field_name("pattern") or pattern.child_by_field_name("name")
        return names_in(d, inner) if inner is not None else []
    inner_nodes = pattern.children_by_field_name("pattern") if pattern.type == "case_class_pattern" else pattern.named_children
    return [
        name
        for c in inner_nodes
        if c.type in ("identifier", "tuple_pattern", "typed_pattern", "case_class_pattern", "capture_pattern")
        for name in names_in(d, c)
    ]


def _primary(d: Descent, node: Node, scope: int, built: Node | None) -> None:
    """The parameters of the class: its constructor's, and fields."""
    from scanner.languages.scala.expressions import arguments

    b = d.b
    listed = [c for c in node.named_children if c.type == "class_parameters"]
    if not listed and built is None:
        return
    start = listed[0].start_byte if listed else node.start_byte
    constructor = b.open("function", CONSTRUCTOR, start, listed[-1].end_byte if listed else start)
    before = d.enter(constructor)
    found = [p for part in listed for p in parameters(d, part)]
    for name, value in found:
        b.store(b.expr("self", scope), name, -1, value, start, start)
    if built is not None:
        b.call(b.attr(b.expr("super", scope), CONSTRUCTOR), arguments(d, built), built.start_byte, built.end_byte)
    types = [p.type for p in b.scopes[constructor].parameters]
    d.leave(before)
    b.bind(CONSTRUCTOR, b.expr("function", constructor), start)
    for (name, _), type_ in zip(found, types, strict=True):
        d.members[scope].fields.add(name)
        b.bind(name, -1, start, type_=type_)


def members(d: Descent, body: Node | None) -> None:
    """What stands in a class's body."""
    from scanner.languages.scala.expressions import arguments

    b = d.b
    for child in body.named_children if body is not None else ():
        if child.type in _FUNCTIONS:
            name = d.field(child, "name").strip("`")
            name = CONSTRUCTOR if name == "this" else name
            b.bind(name, function(d, child, name), child.start_byte)
        elif child.type == "enum_case_definitions":
            for case in child.named_children:
                extend = case.child_by_field_name("extend")
                given = next((c for c in extend.named_children if c.type == "arguments"), None) if extend is not None else None
                name = d.field(case, "name")
                found = [*(arguments(d, given) if given is not None else []), Argument(-1, "toString", b.string(name))]
                b.bind(name, b.call(b.expr("class", d.klass), found, case.start_byte, case.end_byte, "i"), case.start_byte)
        elif child.kind_id not in d.ignored:
            d.block((child,))


# -- functions


def function(d: Descent, node: Node, name: str, *, flags: str = "") -> int:
    """A method or function as a value; one without parameter lists is run where it is named."""
    from scanner.languages.scala.expressions import value_of

    b = d.b
    decorators = attached(d, node)
    variables = _variables(d, node)
    lists = [c for c in node.named_children if c.type == "parameters"]
    scope = b.open("function", name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.decorators = decorators
    opened.flags = flags + ("" if lists else "p") + ("b" if node.type == "function_declaration" else "")
    before = d.enter(scope)
    opened.return_type = type_expr(d, node.child_by_field_name("return_type"))
    for part in lists:
        parameters(d, part)
    body = node.child_by_field_name("body")
    if body is not None:
        opened.returns.append(value_of(d, body))
    d.leave(before)
    del d.variables[len(d.variables) - variables :]
    return b.expr("function", scope)


def parameters(d: Descent, node: Node) -> list[tuple[str, int]]:
    """Declare the parameters of a list; gives names and values."""
    found = []
    for child in node.named_children:
        if child.type not in ("parameter", "class_parameter"):
            continue
        type_, default = child.child_by_field_name("type"), child.child_by_field_name("default_value")
        name = d.field(child, "name").strip("`")
        star = int(type_ is not None and type_.type == "repeated_parameter_type")
        found.append((name, d.parameter(name, type_expr(d, type_), d.expr(default) if default is not None else -1, star)))
    return found


# -- values


def value(d: Descent, node: Node) -> None:
    """``val a: T = b``, ``val (a, b) = c``, ``val A(x) = y``"""
    b = d.b
    pattern = node.child_by_field_name("pattern") or node.child_by_field_name("name")
    given = node.child_by_field_name("value")
    type_ = type_expr(d, node.child_by_field_name("type"))
    held = d.expr(given) if given is not None else -1
    names = names_in(d, pattern) if pattern is not None else []
    plain = pattern is not None and pattern.type in ("identifier", "typed_pattern")
    for n, name in enumerate(names):
        one = (
            held
            if plain or held < 0
            else b.index(held, b.const(str(n)))
            if pattern is not None and pattern.type == "tuple_pattern"
            else b.unknown("pattern")
        )
        if b.scope in d.members or b.scope == 0:
            b.bind(name, one, node.start_byte, type_=type_)
        else:
            d.declare(name, one, node.end_byte if one >= 0 else node.start_byte, type_=type_)


def named_function(d: Descent, node: Node) -> None:
    name = d.field(node, "name").strip("`")
    held = function(d, node, name)
    if d.b.scope == 0 or d.b.scope in d.members:
        d.b.bind(name, held, node.start_byte)
    else:
        d.declare(name, held, node.start_byte)


def given(d: Descent, node: Node) -> None:
    """``given name: T = value``"""
    body = node.child_by_field_name("body")
    held = d.expr(body) if body is not None and body.kind_id in d.expressions else -1
    name = d.field(node, "name")
    if name:
        d.b.bind(name, held, node.start_byte, type_=type_expr(d, node.child_by_field_name("return_type")))


def extension(d: Descent, node: Node) -> None:
    """Functions beside a type: the thing itself is a name in them."""
    listed = next((c for c in node.named_children if c.type == "parameters"), None)
    owner = listed.named_children[0] if listed is not None and listed.named_children else None
    base = d.open_block(node)
    if owner is not None:
        type_ = type_expr(d, owner.child_by_field_name("type"))
        d.declare(d.field(owner, "name"), d.b.declared(type_) if type_ >= 0 else d.b.unknown("receiver"), node.start_byte)
    for child in node.children_by_field_name("body"):
        d.block((child,) if child.type in _FUNCTIONS else child.children)
    d.close_block(base)


DECLARATIONS: dict[str, Statement] = {
    **dict.fromkeys(_TYPES, class_),
    **dict.fromkeys(_FUNCTIONS, named_function),
    **dict.fromkeys(_VALUES, value),
    "extension_definition": extension,
    "given_definition": given,
}
