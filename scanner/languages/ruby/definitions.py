"""Classes, modules, methods, blocks, lambdas and structures of Ruby.

Calls in the body of a class that define something are left to ``macros``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.ruby import expressions as ruby_expressions
from scanner.model import Parameter

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.ruby.descent import Descent, Expression

CONSTRUCTOR = "initialize"
_BLOCK = "block"
MAX_AROUND = 16
"""Modules in one name that are told apart."""


def _module(d: Descent, node: Node) -> int:
    """``class A < B``, ``module A::B``"""
    name_node, above = node.child_by_field_name("name"), node.child_by_field_name("superclass")
    name = "".join(d.text(name_node).split()) if name_node is not None else ""
    bases = []
    if above is not None and (base := d.first(above)) is not None:
        made = structure(d, base)
        bases.append(made if made >= 0 else d.expr(base))
    return _open(d, node, name, bases, node.child_by_field_name("body"))


def _open(d: Descent, node: Node, name: str, bases: list[int], body: Node | None, fields: tuple[str, ...] = ()) -> int:
    b = d.b
    *around, name = name.removeprefix("::").split("::")
    scopes = [_wrap(d, outer, node) for outer in around[:MAX_AROUND]]  # ``class A::B``: a class in a module that may stand elsewhere
    # NOTE: nested classes are bound in the module around them; what they are called in full is put together from the scopes.
    scope = b.open("class", name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.bases, opened.flags = bases, "e"
    before = d.enter(-1, scope, shared=True)
    b.depth += 1
    if fields:
        _fields(d, fields, node)
    if body is not None:
        d.block(body.children)
    b.depth -= 1
    d.leave(before)
    value = b.expr("class", scope)
    b.bind(name, value, node.start_byte)
    for outer in reversed(scopes):
        b.close()
        b.bind(b.scopes[outer].name, b.expr("class", outer), node.start_byte)
    return value


def _wrap(d: Descent, name: str, node: Node) -> int:
    scope = d.b.open("class", name, node.start_byte, node.end_byte)
    d.b.scopes[scope].flags = "e"
    return scope


def constant(d: Descent, left: Node, right: Node, node: Node) -> int:
    """``NAME = value``; a structure or an anonymous class is a class of that name."""
    name = "".join(d.text(left).split())
    made = structure(d, right, name)
    if made >= 0:
        return made
    value = d.expr(right)
    d.b.bind(name, value, node.start_byte)
    return value


def structure(d: Descent, node: Node, name: str = "") -> int:
    """``Struct.new(:a, :b) do … end``, ``Data.define(:a)``, ``Class.new(Base) do … end``; -1 for other calls."""
    receiver = d.field(node, "receiver") if node.type == "call" else ""
    word = d.field(node, "method") if receiver in ("Struct", "Data", "Class", "Module", "::Struct", "::Data") else ""
    if (receiver.removeprefix("::"), word) not in (("Struct", "new"), ("Data", "define"), ("Class", "new"), ("Module", "new")):
        return -1
    listed, block_ = node.child_by_field_name("arguments"), node.child_by_field_name("block")
    given = d.children(listed) if listed is not None else []
    fields = tuple(d.text(child)[1:] for child in given if child.type == "simple_symbol")
    bases = [d.expr(child) for child in given if child.type in ("constant", "scope_resolution")]
    body = block_.child_by_field_name("body") if block_ is not None else None
    return _open(d, node, name, bases, body, fields)


def _fields(d: Descent, fields: tuple[str, ...], node: Node) -> None:
    """A constructor that takes the fields, and a reader for each."""
    b = d.b
    scope = b.open("function", CONSTRUCTOR, node.start_byte, node.end_byte)
    for field in fields:
        value = b.parameter(field)
        b.store(b.expr("self", d.klass), "@" + field, -1, value, node.start_byte, node.end_byte)
    b.close()
    b.bind(CONSTRUCTOR, b.expr("function", scope), node.start_byte)
    for field in fields:
        reader(d, field, node)


def reader(d: Descent, name: str, node: Node) -> None:
    """A method that gives the object's variable of its name."""
    b = d.b
    owner = ruby_expressions.holder(d, "@" + name) if d.b.scopes[d.klass].kind == "class" and d.function < 0 else -1
    shared = _in_singleton(d)
    scope = b.open("function", name, node.start_byte, node.end_byte)
    held = b.expr("class", d.klass) if shared or owner < 0 else b.expr("self", d.klass)
    b.scopes[scope].returns.append(b.attr(held, "@" + name))
    b.scopes[scope].flags = "c" if shared else ""
    b.close()
    b.bind(name, b.expr("function", scope), node.start_byte)


def _in_singleton(d: Descent) -> bool:
    return d.lambda_ == SINGLETON


SINGLETON = -2
"""Stands in ``Descent.lambda_`` for the body of ``class << self``."""


def _singleton(d: Descent, node: Node) -> int:
    """``class << self … end``"""
    body = node.child_by_field_name("body")
    before, d.lambda_ = d.lambda_, SINGLETON
    if body is not None:
        d.block(body.children)
    d.lambda_ = before
    return d.b.const(None)


_HIDING = frozenset({"private", "protected"})


def _method(d: Descent, node: Node) -> int:
    """``def name(a) … end``, ``def self.name = value``; gives the name"""
    b = d.b
    name = d.field(node, "name")
    shared = node.type == "singleton_method" or _in_singleton(d)
    scope = b.open("function", name, node.start_byte, node.end_byte)
    b.scopes[scope].flags = ("c" if shared and d.klass >= 0 else "") + ("h" if not shared and _is_hidden(d, node) else "")
    before = d.enter(scope, d.klass, shared=shared)
    b.depth += 1
    parameters(d, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    value = d.expr(body) if body is not None else b.const(None)
    if value >= 0 and name != CONSTRUCTOR and (b.at(value) != ("const", None) or not b.scopes[scope].returns):
        b.scopes[scope].returns.append(value)
    b.depth -= 1
    d.leave(before)
    b.bind(name, b.expr("function", scope), node.start_byte)
    return b.string(name)


def _is_hidden(d: Descent, node: Node) -> bool:
    """Whether a method stands behind a bare ``private``, or is given to it."""
    body = node.parent
    if body is None or body.type == "argument_list":
        call = body.parent if body is not None else None
        return call is not None and d.field(call, "method") in _HIDING
    if body.id not in d.hiding:
        words = ((child.start_byte, d.text(child)) for child in body.children if child.type == "identifier")
        d.hiding[body.id] = [(start, word in _HIDING) for start, word in words if word in _HIDING or word == "public"]
    return next((hidden for start, hidden in reversed(d.hiding[body.id]) if start < node.start_byte), False)


def parameters(d: Descent, node: Node | None) -> None:
    """Declare the parameters of a method, block or lambda."""
    b = d.b
    for child in d.children(node) if node is not None else ():
        kind = child.type
        if kind == "destructured_parameter":
            ruby_expressions.store(d, child, b.parameter(""), child)
            continue
        if kind == "forward_parameter":
            for name, star in (("...", 1), ("**", 2)):
                d.bind(name, b.parameter(name, star=star), child.start_byte)
            continue
        name = d.text(child) if kind == "identifier" else d.field(child, "name")
        star = {"splat_parameter": 1, "hash_splat_parameter": 2}.get(kind, 0)
        if kind == "block_parameter":
            d.bind(name or "&", b.parameter(_BLOCK), child.start_byte)
            continue
        written = child.child_by_field_name("value") if kind != "identifier" else None
        default = d.expr(written) if written is not None else -1
        if default >= 0 and b.at(default) == ("const", None):  # it may be left out
            default = b.unknown("left out")
        d.variables.add(name)
        b.parameter(name or ("*" if star == 1 else "**"), default, -1, star)


def own_block(d: Descent) -> int:
    """The block that the method around the cursor was given."""
    listed = d.b.scopes[d.function].parameters
    number = next((n for n, parameter in enumerate(listed) if parameter.name == _BLOCK), -1)
    if number < 0:
        listed.append(Parameter(_BLOCK, -1, -1, 0))
        number = len(listed) - 1
    return d.b.expr("param", d.function, number)


def block(d: Descent, node: Node) -> int:
    """``{ |a| … }``, ``do |a| … end``, ``->(a) { … }``: a function that sees the variables around it"""
    scope = d.b.open("lambda", "", node.start_byte, node.end_byte)
    _body(d, node, scope, shared=d.shared, block_=True)
    return d.b.expr("function", scope)


def shared(d: Descent, node: Node, name: str) -> int:
    """A block or lambda as a method of the class around it; gives the name."""
    b = d.b
    scope = b.open("function", name, node.start_byte, node.end_byte)
    b.scopes[scope].flags = "c"
    _body(d, node, scope, shared=True, block_=False)
    b.bind(name, b.expr("function", scope), node.start_byte)
    return b.string(name)


def _body(d: Descent, node: Node, scope: int, *, shared: bool, block_: bool) -> None:
    """Parameters and statements of a block or lambda whose scope is open; closes it."""
    before = d.enter(scope, d.klass, shared=shared, block=block_)
    d.b.depth += 1
    parameters(d, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    if body is not None and body.type in ("block", "do_block"):
        body = body.child_by_field_name("body")
    value = d.expr(body) if body is not None else -1
    if value >= 0:
        d.b.scopes[scope].returns.append(value)
    d.b.depth -= 1
    d.leave(before)


DEFINITIONS: dict[str, Expression] = {
    **dict.fromkeys(("class", "module"), _module),
    **dict.fromkeys(("method", "singleton_method"), _method),
    **dict.fromkeys(("block", "do_block"), block),
    "lambda": block,
    "singleton_class": _singleton,
}
