"""Functions, constructors and their parameters in Dart; classes and libraries are left to ``declarations``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.dart.types import type_of
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from scanner.languages._walk import Descent

CONSTRUCTOR = "<init>"


def parameters(d: Descent, listed: Node | None, scope: int = -1) -> tuple[list[tuple[str, int]], list[tuple[str, int, bool]]]:
    """Declare the parameters; gives those that set a field (``this.a``) and those handed up (``super.a``, named?), with their values."""
    fields: list[tuple[str, int]] = []
    above: list[tuple[str, int, bool]] = []
    waiting = [(c, False) for c in (listed.children if listed is not None else ())]
    while waiting:
        child, named = waiting.pop(0)
        if child.type == "optional_formal_parameters":
            waiting = [*((c, any(x.type == "{" for x in child.children)) for c in child.children), *waiting]
        elif child.type == "formal_parameter":
            default = -1
            if len(waiting) > 1 and waiting[0][0].type in ("=", ":"):
                default = _default(d, waiting)
            inner = next((c for c in child.named_children if c.type in ("constructor_param", "super_formal_parameter")), None)
            names = [c for c in (inner or child).named_children if c.type == "identifier"]
            name = d.text(names[-1]) if names else ""
            type_ = type_of(d, (inner or child).named_children)
            if type_ < 0 and inner is not None and d.klass >= 0 and (field := d.members[d.klass].declared.get(name)) is not None:
                type_ = type_of(d, field.children)  # that of the field, which need not be written again
            value = d.parameter(name, type_, default)
            if inner is not None and inner.type == "constructor_param":
                fields.append((name, value))
            elif inner is not None:
                above.append((name, value, named))
    return fields, above


def _default(d: Descent, waiting: list[tuple[Node, bool]]) -> int:
    from scanner.languages.dart.expressions import value

    waiting.pop(0)
    taken: list[Node] = []
    while waiting and waiting[0][0].type not in (",", "]", "}", "formal_parameter"):
        taken.append(waiting.pop(0)[0])
    return value(d, taken)


def function(d: Descent, name: str, signature: Node, body: Node | None, *, flags: str = "", decorators: Sequence[int] = ()) -> int:
    """A function, method, getter or setter as a value."""
    b = d.b
    scope = b.open("function", name, signature.start_byte, (body or signature).end_byte)
    opened = b.scopes[scope]
    opened.decorators, opened.flags = tuple(decorators), flags + ("a" if _asynchronous(body) else "")
    before = d.enter(scope)
    variables = [
        d.text(c.named_children[0])
        for p in signature.named_children
        if p.type == "type_parameters"
        for c in p.named_children
        if c.named_children
    ]
    d.variables.extend(variables)
    names = [n for n, c in enumerate(signature.children) if c.type in ("identifier", "formal_parameter_list")]
    opened.return_type = type_of(d, signature.children[: names[0]] if names else ())
    parameters(d, next((c for c in signature.named_children if c.type == "formal_parameter_list"), None))
    lower_body(d, body)
    del d.variables[len(d.variables) - len(variables) :]
    d.leave(before)
    return b.expr("function", scope)


def _asynchronous(body: Node | None) -> bool:
    return body is not None and any(c.type in ("async", "async*") for c in body.children)


def lower_body(d: Descent, body: Node | None) -> None:
    """A block, or what stands behind the arrow."""
    from scanner.languages.dart.expressions import value

    if body is None:
        return
    block = next((c for c in body.named_children if c.type == "block"), None)
    if block is not None:
        d.block(block.children)
    elif any(c.type == "=>" for c in body.children):
        d.b.scopes[d.function].returns.append(value(d, body.named_children))


def function_expression(d: Descent, node: Node, element: int = -1) -> int:
    """``(a) => b``; the only parameter is ``element`` where that is known."""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    body = node.child_by_field_name("body")
    b.scopes[scope].flags = "a" if _asynchronous(body) else ""
    before = d.enter(scope)
    parameters(d, node.child_by_field_name("parameters"))
    if element >= 0 and len(b.scopes[scope].parameters) == 1:
        b.bind(b.scopes[scope].parameters[0].name, element, node.start_byte)
    lower_body(d, body)
    d.leave(before)
    return b.expr("function", scope)


def constructor(d: Descent, node: Node, body: Node | None, decorators: Sequence[int]) -> None:
    """``A(this.b, {super.c}) : d = e, super(f)``; a named one is a function of the class that gives an instance."""
    b = d.b
    names = [d.text(c) for c in node.named_children if c.type == "identifier"]
    name = names[1] if len(names) > 1 else CONSTRUCTOR
    name = CONSTRUCTOR if name == "new" else name
    scope = b.open("function", name, node.start_byte, (body or node).end_byte)
    own = name == CONSTRUCTOR
    b.scopes[scope].flags = "" if own else "s"
    b.scopes[scope].decorators = tuple(decorators)
    before = d.enter(scope)
    fields, above = parameters(d, next((c for c in node.named_children if c.type == "formal_parameter_list"), None))
    fields += _initialised(d, node, above)
    for field, value in fields if own else ():
        b.store(b.expr("self", d.klass), field, -1, value, node.start_byte, node.end_byte)
    lower_body(d, body)
    if not own and not b.scopes[scope].returns:
        b.scopes[scope].returns.append(_instance(d, node, fields))
    d.leave(before)
    b.bind(name, b.expr("function", scope), node.start_byte)


def _initialised(d: Descent, node: Node, above: list[tuple[str, int, bool]]) -> list[tuple[str, int]]:
    """What stands behind the colon: fields and their values; the constructor above is called."""
    from scanner.languages.dart.expressions import arguments, value

    b = d.b
    found: list[tuple[str, int]] = []
    handed = [Argument(-1, name, v) if named else Argument(n, "", v) for n, (name, v, named) in enumerate(above)]
    called = False
    for entry in (
        (e for c in node.parent.named_children if c.type == "initializers" for e in c.named_children) if node.parent is not None else ()
    ):
        inner = entry.named_children[0] if entry.named_children else entry
        if inner.type == "field_initializer":
            named = next((c for c in inner.named_children if c.type == "identifier"), None)
            equals = next((n for n, c in enumerate(inner.children) if c.type == "="), -1)
            if named is not None:
                found.append((d.text(named), value(d, inner.children[equals + 1 :])))
        elif inner.type == "super":
            listed = next((c for c in entry.named_children if c.type == "arguments"), None)
            given = arguments(d, listed) if listed is not None else []
            b.call(b.attr(b.expr("super", d.klass), CONSTRUCTOR), [*given, *handed], entry.start_byte, entry.end_byte)
            called = True
    if handed and not called:
        b.call(b.attr(b.expr("super", d.klass), CONSTRUCTOR), handed, node.start_byte, node.end_byte)
    return found


def _instance(d: Descent, node: Node, fields: list[tuple[str, int]]) -> int:
    """What a named constructor gives: an instance with its fields set, or what it redirects to."""
    from scanner.languages.dart.expressions import arguments

    b = d.b
    siblings = node.parent.named_children if node.parent is not None else []
    redirected = next((c for c in siblings if c.type == "redirection"), None)
    if redirected is not None:
        listed = next((c for c in redirected.named_children if c.type == "arguments"), None)
        other = next((d.text(c) for c in redirected.named_children if c.type == "identifier"), "")
        callee = b.attr(b.expr("class", d.klass), other) if other else b.expr("class", d.klass)
        return b.call(callee, arguments(d, listed) if listed is not None else (), redirected.start_byte, redirected.end_byte)
    given = [Argument(-1, name, value) for name, value in fields]
    return b.call(b.expr("class", d.klass), given, node.start_byte, node.end_byte, "i")
