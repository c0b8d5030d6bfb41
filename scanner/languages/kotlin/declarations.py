"""Declarations and types of Kotlin: imports, classes, objects, constructors, properties, functions, lambdas, assignments.

Expressions have a module of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._forms import refuses
from scanner.languages._walk import Members
from scanner.languages.java.classes import is_filled_later
from scanner.languages.java.functions import CONSTRUCTOR, filled
from scanner.languages.kotlin.imports import import_, package
from scanner.languages.kotlin.types import modifiers, type_expr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from scanner.languages.java.descent import Descent, Statement

TEXTS = frozenset({"CharSequence", "String"})
_NOT_YET = b"= TODO("
_CLASSES = frozenset({"class_declaration", "object_declaration"})


# -- classes


def class_(d: Descent, node: Node) -> None:
    """``class``, ``interface``, ``enum class``, ``object``; an object is bound to its only instance."""
    name = d.field(node, "name")
    value = _class(d, node, name)
    if node.type == "object_declaration":
        value = d.b.call(value, (), node.start_byte, node.start_byte, "i")
    if d.b.scope in d.members or d.b.scope == 0:
        d.b.bind(name, value, node.start_byte)
    else:
        d.declare(name, value, node.start_byte)


def object_literal(d: Descent, node: Node) -> int:
    """``object : T() { … }``"""
    return d.b.call(_class(d, node, ""), (), node.start_byte, node.end_byte, "i")


def _class(d: Descent, node: Node, name: str) -> int:
    b = d.b
    written, words = modifiers(d, node)
    decorators = b.applied(written, node.start_byte)
    variables = [
        d.text(n)
        for child in node.children
        if child.type == "type_parameters"
        for p in child.named_children
        if (n := d.first(p)) is not None
    ]
    d.variables.extend(variables)
    bases, built = _bases(d, node)
    kind = "interface" if any(child.type == "interface" for child in node.children) else "class"
    scope = b.open(kind, name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.bases, opened.decorators, opened.flags = bases, decorators, "b" if "abstract" in words else ""
    members = d.members[scope] = Members()
    members.inherits = bool(bases)
    before = b.guard, d.base, d.klass, d.function
    b.guard = d.base = 0
    d.klass, d.function = scope, -1
    d.receivers.append(-1)
    b.depth += 3
    body = next((child for child in node.children if child.type in ("class_body", "enum_class_body")), None) or _taken(node)
    primary = next((child for child in node.children if child.type == "primary_constructor"), None)
    _survey(d, members, body)
    _primary(d, primary, scope, built)
    _members(d, body, abstract=kind == "interface")
    b.depth -= 3
    d.receivers.pop()
    b.guard, d.base, d.klass, d.function = before
    del d.variables[len(d.variables) - len(variables) :]
    b.close()
    return b.expr("class", scope)


def _bases(d: Descent, node: Node) -> tuple[tuple[int, ...], Node | None]:
    """The types above, and the arguments that the one among them with a constructor is given."""
    found: list[int] = []
    built: Node | None = None
    listed = next((child for child in node.children if child.type == "delegation_specifiers"), None)
    for child in listed.named_children if listed is not None else ():
        inner = d.first(child)
        if inner is None:
            continue
        type_ = type_expr(d, inner if inner.type == "user_type" else d.first(inner))
        if inner.type == "explicit_delegation":
            found.extend(_stand_in(d, node, inner))
        if type_ >= 0 and d.b.kind(type_) not in ("map", "sequence"):
            found.append(type_)
        if inner.type == "constructor_invocation":
            built = next((c for c in inner.named_children if c.type == "value_arguments"), None)
    return tuple(found), built


def _taken(node: Node) -> Node | None:
    """The body of a class that the grammar takes for a lambda: ``class A(x: T) : T by x { … }``."""
    at: Node | None = node
    for kind in (
        "delegation_specifiers",
        "delegation_specifier",
        "explicit_delegation",
        "call_expression",
        "annotated_lambda",
        "lambda_literal",
    ):
        last = at.named_children[-1:] if at is not None else []
        at = last[0] if last and last[0].type == kind else None
    return at


def _stand_in(d: Descent, node: Node, delegation: Node) -> list[int]:
    """``T by x``, ``T by X()``: the type of what stands for the interface, where it is written."""
    given = d.children(delegation)[-1]
    called = given.type == "call_expression"
    word = d.first(given) if called else given
    if word is None or word.type != "identifier":
        return []
    name = d.text(word)
    if called and name[:1].isupper():
        return [d.b.name(name, word.start_byte)]
    primary = next((child for child in node.children if child.type == "primary_constructor"), None)
    listed = next((child for child in primary.children if child.type == "class_parameters"), None) if primary is not None else None
    for parameter in listed.named_children if listed is not None else ():
        parts = [child for child in parameter.named_children if child.type in ("identifier", "user_type")]
        if len(parts) > 1 and d.text(parts[0]) == name:
            return [type_expr(d, parts[1])]
    return []


def _survey(d: Descent, members: Members, body: Node | None) -> None:
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind == "property_declaration":
            members.fields.update(
                d.text(n) for c in child.named_children if c.type == "variable_declaration" and (n := d.first(c)) is not None
            )
        elif kind == "function_declaration":
            members.methods.add(d.field(child, "name"))
        elif kind in _CLASSES:
            members.types.add(d.field(child, "name"))
        elif kind == "enum_entry" and (name := d.first(child)) is not None:
            members.fields.add(d.text(name))
        elif kind == "companion_object":
            _survey(d, members, next((c for c in child.children if c.type == "class_body"), None))


def _primary(d: Descent, node: Node | None, scope: int, built: Node | None) -> None:
    """The parameters of the class: its constructor's, and fields, whether declared so or only captured."""
    from scanner.languages.kotlin.expressions import arguments

    b = d.b
    listed = next((child for child in node.children if child.type == "class_parameters"), None) if node is not None else None
    if listed is None and built is None:
        return
    start, end = (listed.start_byte, listed.end_byte) if listed is not None else (b.scopes[scope].start, b.scopes[scope].start)
    constructor = b.open("function", CONSTRUCTOR, start, end)
    found = parameters(d, listed) if listed is not None else []
    for name, value in found:
        b.store(b.expr("self", scope), name, -1, value, start, end)
    if built is not None:
        b.call(b.attr(b.expr("super", scope), CONSTRUCTOR), arguments(d, built), built.start_byte, built.end_byte)
    types = [p.type for p in b.scopes[constructor].parameters]
    b.close()
    b.bind(CONSTRUCTOR, b.expr("function", constructor), start)
    for (name, _), type_ in zip(found, types, strict=True):
        d.members[scope].fields.add(name)
        b.bind(name, -1, start, type_=type_)


def _members(d: Descent, body: Node | None, *, abstract: bool = False) -> None:
    from scanner.languages.kotlin.expressions import arguments

    b = d.b
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind == "function_declaration":
            name = d.field(child, "name")
            b.bind(name, function(d, child, name, abstract=abstract), child.start_byte)
        elif kind == "companion_object":
            _members(d, next((c for c in child.children if c.type == "class_body"), None))
        elif kind == "secondary_constructor":
            b.bind(CONSTRUCTOR, function(d, child, CONSTRUCTOR), child.start_byte)
        elif kind == "enum_entry":
            listed = next((c for c in child.children if c.type == "value_arguments"), None)
            given = arguments(d, listed) if listed is not None else []
            entry = d.first(child)
            b.bind(
                d.text(entry) if entry is not None else "",
                b.call(b.expr("class", d.klass), given, child.start_byte, child.end_byte),
                child.start_byte,
            )
        elif kind == "anonymous_initializer":
            base = d.open_block(child)
            d.block(c for inner in child.children if inner.type == "block" for c in inner.children)
            d.close_block(base)
        elif child.kind_id not in d.ignored:
            d.block((child,))


# -- functions


def function(d: Descent, node: Node, name: str, *, abstract: bool = False, flags: str = "", in_front: Sequence[Node] = ()) -> int:
    """A function, constructor or getter as a value. ``in_front``: the type that a getter's property extends."""
    from scanner.languages.kotlin.expressions import arguments

    b = d.b
    decorators, words = modifiers(d, node)
    named = node.child_by_field_name("name")
    # NOTE: a type in front of the name is that of what the function extends
    front = named.start_byte if named is not None else 0
    types = [child for child in node.named_children if child.type in ("user_type", "nullable_type") and child.start_byte >= front]
    return_type = type_expr(d, types[-1]) if types else -1
    written = next((child for child in node.children if child.type in ("function_body", "block")), None)
    scope = b.open("function" if name else "lambda", name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.decorators, opened.return_type = decorators, return_type
    missing = "abstract" in words or (abstract and written is None) or _refuses(d, written)
    opened.flags = flags + ("a" if "suspend" in words else "") + ("b" if missing else "")
    before = b.guard, d.base, d.function
    b.guard = d.base = 0
    b.depth += 2
    d.function = scope
    parameters(d, next((child for child in node.children if child.type == "function_value_parameters"), None))
    extended = _extended(d, types_in_front(node, front) if named is not None else in_front, scope)
    d.receivers += [extended] if extended >= 0 else []
    handed = next((child for child in node.children if child.type == "constructor_delegation_call"), None)
    if handed is not None and d.klass >= 0:
        owner = b.expr("super" if handed.children[0].type == "super" else "self", d.klass)
        listed = next((c for c in handed.children if c.type == "value_arguments"), None)
        b.call(b.attr(owner, CONSTRUCTOR), arguments(d, listed) if listed is not None else (), handed.start_byte, handed.end_byte)
    if written is not None:
        value = body(d, written)
        if written.type == "function_body" and any(child.type == "=" for child in written.children):
            opened.returns.append(value)
    del d.receivers[len(d.receivers) - (extended >= 0) :]
    b.guard, d.base, d.function = before
    b.depth -= 2
    b.close()
    return b.expr("function", scope)


def _refuses(d: Descent, written: Node | None) -> bool:
    return written is not None and (refuses(written) or d.data.startswith(_NOT_YET, written.start_byte))


def types_in_front(node: Node, end: int) -> list[Node]:
    """What stands in front of the name of a function or property that extends it."""
    return [c for c in node.named_children if c.type in ("user_type", "nullable_type", "parenthesized_type") and c.end_byte <= end]


def _extended(d: Descent, types: Sequence[Node], scope: int) -> int:
    """What ``this`` is in a function that extends a type: an instance of it, or the text that it is called on; -1 for other functions."""
    if types and d.text(types[-1]).rstrip("?") in TEXTS:
        d.b.scopes[scope].flags += "e"
        return d.b.expr("self", scope)
    type_ = type_expr(d, types[-1]) if types else -1
    return d.b.declared(type_) if type_ >= 0 else -1


def parameters(d: Descent, node: Node | None) -> list[tuple[str, int]]:
    """Declare the parameters; gives names and values."""
    result: list[tuple[str, int]] = []
    children = d.children(node) if node is not None else []
    default_of = {n: child for n, child in enumerate(children) if child.type not in ("parameter", "class_parameter", "parameter_modifiers")}
    for n, child in enumerate(children):
        if child.type not in ("parameter", "class_parameter"):
            continue
        decorators, _ = modifiers(d, child)
        name = next((d.text(c).strip("`") for c in child.named_children if c.type == "identifier"), "")
        types = [c for c in child.named_children if c.type in ("user_type", "nullable_type")]
        written = default_of.get(n + 1)
        if child.type == "class_parameter" and any(c.type == "=" for c in child.children):
            written = child.children[-1]
        default = d.expr(written) if written is not None else filled(d, decorators)
        result.append((name, d.parameter(name, type_expr(d, types[0]) if types else -1, default, decorators=decorators)))
    return result


def lambda_(d: Descent, node: Node, element: int = -1) -> int:
    """A lambda; its only parameter (``it`` where none is written) is ``element`` where that is known. Its last value is what it returns."""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    before = b.guard, d.base, d.function
    b.guard = d.base = 0
    b.depth += 2
    listed = next((child for child in node.children if child.type == "lambda_parameters"), None)
    if node.type == "anonymous_function":
        d.function = scope
        parameters(d, next((child for child in node.children if child.type == "function_value_parameters"), None))
    names = [d.text(n) for child in (d.children(listed) if listed is not None else ()) if (n := d.first(child)) is not None]
    for name in names or (["it"] if node.type == "lambda_literal" else []):
        d.parameter(name)
    if element >= 0 and len(names) < 2:
        b.bind(names[0] if names else "it", element, node.start_byte)
    value = -1
    for child in d.children(node):
        if child.type not in ("lambda_parameters", "function_value_parameters", "user_type", "nullable_type"):
            value = body(d, child)
    if value >= 0 and node.type == "lambda_literal":
        b.scopes[scope].returns.append(value)
    b.guard, d.base, d.function = before
    b.depth -= 2
    b.close()
    return b.expr("function", scope)


def body(d: Descent, node: Node) -> int:
    """Statements or one expression; gives the value of the last."""
    b = d.b
    if node.kind_id in d.expressions:
        return d.expr(node)
    if node.kind_id in d.statements and node.type != "block":
        d.block((node,))
        return b.unknown("statement")
    if b.depth >= MAX_DEPTH:
        return b.gap("nested-too-deep")
    value = b.unknown("empty")
    b.depth += 1
    base = d.open_block(node)
    if node.type == "catch_block" and (name := d.first(node)) is not None:
        d.declare(d.text(name), b.unknown("exception"), name.start_byte)
    condition = node.child_by_field_name("condition")
    for child in node.children:
        if child.is_named and child.kind_id not in d.ignored:
            value = body(d, child) if child != condition else d.other(child)
    d.close_block(base)
    b.depth -= 1
    return value


# -- statements


def _function(d: Descent, node: Node) -> None:
    name = d.field(node, "name")
    value = function(d, node, name)
    if d.b.scope == 0:
        d.b.bind(name, value, node.start_byte)
    else:
        d.declare(name, value, node.start_byte)


def _property(d: Descent, node: Node) -> None:
    """``val x: T = value``, ``by lazy { value }``, ``get() = value``."""
    b = d.b
    decorators, _ = modifiers(d, node)
    declared = next((child for child in node.named_children if child.type in ("variable_declaration", "multi_variable_declaration")), None)
    if declared is None:
        d.block(child for child in node.children if child.type != "modifiers")
        return
    several = declared.type == "multi_variable_declaration"
    names = d.children(declared) if several else [declared]
    types = [c for c in declared.named_children if c.type in ("user_type", "nullable_type")]
    type_ = type_expr(d, types[0]) if types and not several else -1
    value = _initial(d, node, declared, decorators)
    for n, child in enumerate(names):
        name = d.first(child)
        given = b.index(value, b.const(str(n))) if several and value >= 0 else value
        if name is None:
            continue
        if b.scope in d.members or b.scope == 0:
            b.bind(d.text(name).strip("`"), given, node.start_byte, type_=type_, decorators=decorators)
        else:
            d.declare(d.text(name).strip("`"), given, node.start_byte, type_=type_, decorators=decorators)


def _initial(d: Descent, node: Node, declared: Node, decorators: tuple[int, ...]) -> int:
    name = d.first(declared)
    getter = next((child for child in node.named_children if child.type == "getter"), None)
    if getter is not None and name is not None:
        return function(d, getter, d.text(name), flags="p", in_front=types_in_front(node, declared.start_byte))
    value = filled(d, decorators)
    for child in d.children(node):
        if child.start_byte >= declared.end_byte and child.type not in ("type_constraints", "setter"):
            value = d.inner(child) if child.type == "property_delegate" else d.expr(child)
            if name is not None and is_filled_later(d, d.text(name), value, child):
                value = d.b.map(())
    return value


def _assignment(d: Descent, node: Node) -> None:
    b = d.b
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    value = d.expr(right)
    operator = next((child.type for child in node.children if not child.is_named), "=")
    if operator == "+=":
        value = b.concat((d.expr(left), value))
    elif operator != "=":
        return
    receiver = d.receivers[-1] if d.receivers else -1
    if left.type == "identifier" and receiver >= 0 and d.holder(d.text(left).strip("`")) < 0:
        b.store(receiver, d.text(left).strip("`"), -1, value, node.start_byte, node.end_byte)
    elif left.type == "identifier":
        d.assign(d.text(left).strip("`"), value, node.start_byte, node.end_byte)
    elif left.type == "navigation_expression":
        b.store(d.expr(left.children[0]), d.text(left.children[-1]), -1, value, node.start_byte, node.end_byte)
    elif left.type == "index_expression":
        keys = d.children(left)
        b.store(d.expr(keys[0]), "", d.expr(keys[-1]), value, node.start_byte, node.end_byte)


def _for(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    found = d.children(node)
    if len(found) >= 2 and found[0].type == "variable_declaration" and (name := d.first(found[0])) is not None:
        d.declare(d.text(name), d.b.element(d.expr(found[1])), node.start_byte)
        for child in found[2:]:
            d.guarded(child)
    else:
        d.block(found)
    d.close_block(base)


def _loop(d: Descent, node: Node) -> None:
    for child in d.children(node):
        d.guarded(child)


def _block(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.block(node.children)
    d.close_block(base)


def _skip(d: Descent, node: Node) -> None:
    """Nothing in it has a value."""


STATEMENTS: dict[str, Statement] = {
    "assignment": _assignment,
    "block": _block,
    "class_declaration": class_,
    "do_while_statement": _loop,
    "for_statement": _for,
    "function_declaration": _function,
    "import": import_,
    "object_declaration": class_,
    "package_header": package,
    "property_declaration": _property,
    "type_alias": _skip,
    "while_statement": _loop,
}
