"""Calls without a receiver that define or load something: ``require``, ``include``, ``attr_reader``, ``delegate``, ``lambda``, ``scope``.

Everything else that a class's body calls is an ordinary call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.ruby import definitions as ruby_definitions
from scanner.languages.ruby import expressions as ruby_expressions
from scanner.languages.ruby import routes as ruby_routes
from scanner.model import Argument

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from scanner.languages.ruby.descent import Descent


def special(d: Descent, node: Node, word: str) -> int:
    """The value of a call that is more than a call, -1 for all others."""
    handler = _MACROS.get(word)
    if handler is not None:
        return handler(d, node)
    return ruby_routes.declared(d, node, word)


def _require(d: Descent, node: Node) -> int:
    """``require "a/b"``, ``require_relative "b"``, ``load "b.rb"``"""
    listed = d.listed(node)
    value = d.expr(listed[0]) if listed else d.b.unknown("require")
    if d.b.kind(value) == "string":
        text = str(d.b.at(value)[1])
        relative = d.field(node, "method") == "require_relative"
        d.b.imported(f"./{text}" if relative else text, "", "", node.start_byte, node.end_byte, "d")
    return d.b.const(True)


def _autoload(d: Descent, node: Node) -> int:
    """``autoload :Name, "path"``"""
    listed = [d.expr(child) for child in d.listed(node)]
    if len(listed) == 2 and d.b.kind(listed[1]) == "string":
        d.b.imported(str(d.b.at(listed[1])[1]), "", "", node.start_byte, node.end_byte, "d")
    return d.b.const(None)


def _include(d: Descent, node: Node) -> int:
    """``include A``, ``extend A``, ``prepend A``: what is in the module is in the class."""
    listed = d.listed(node)
    if d.klass < 0 or d.function >= 0:
        return -1
    for child in listed:
        if child.type in ("constant", "scope_resolution"):
            opened = d.b.scopes[d.klass]
            if d.text(child) in ("Singleton", "::Singleton"):
                _instance(d, node)
            inside, d.b.scope = d.b.scope, opened.parent
            opened.bases = (*opened.bases, d.expr(child))
            d.b.scope = inside
        elif child.type != "self":
            d.expr(child)
    return d.b.const(None)


def _instance(d: Descent, node: Node) -> None:
    """``include Singleton``: the class gives its one instance."""
    b = d.b
    scope = b.open("function", "instance", node.start_byte, node.end_byte)
    b.scopes[scope].flags = "c"
    b.scopes[scope].returns.append(b.call(b.expr("class", d.klass), (), node.start_byte, node.end_byte, "n"))
    b.close()
    b.bind("instance", b.expr("function", scope), node.start_byte)


def _reader(d: Descent, node: Node) -> int:
    """``attr_reader :a``, ``attr_accessor :a``, ``class_attribute :a``"""
    if d.klass < 0:
        return -1
    for child in d.listed(node):
        if child.type in ("simple_symbol", "string"):
            ruby_definitions.reader(d, d.text(child).strip(":\"'"), child)
    return d.b.const(None)


def _delegate(d: Descent, node: Node) -> int:
    """``delegate :a, :b, to: :c``: methods that hand their arguments on"""
    listed = d.listed(node)
    pairs = {d.field(c, "key").strip(":"): c.child_by_field_name("value") for c in listed if c.type == "pair"}
    target = pairs.get("to")
    if d.klass < 0 or target is None or target.type != "simple_symbol":
        return -1
    b = d.b
    for child in listed:
        if child.type == "simple_symbol":
            name = d.text(child)[1:]
            scope = b.open("function", name, child.start_byte, child.end_byte)
            given = [Argument(0, "", b.parameter("*", star=1), 1), Argument(-1, "", b.parameter("**", star=2), 2)]
            held = b.attr(b.expr("self", d.klass), d.text(target)[1:])
            if d.text(target) == ":class":
                held = b.attr(b.expr("self", d.klass), "__class__")
            else:
                held = b.call(held, (), child.start_byte, child.end_byte)
            b.scopes[scope].returns.append(b.call(b.attr(held, name), given, child.start_byte, child.end_byte))
            b.close()
            b.bind(name, b.expr("function", scope), child.start_byte)
    return b.const(None)


def _lambda(d: Descent, node: Node) -> int:
    """``lambda { |a| … }``, ``proc { … }``"""
    block = node.child_by_field_name("block")
    return ruby_definitions.block(d, block) if block is not None else -1


def _define(d: Descent, node: Node) -> int:
    """``define_method(:a) { … }``"""
    listed, block = d.listed(node), node.child_by_field_name("block")
    if d.klass < 0 or not listed or block is None or listed[0].type != "simple_symbol":
        return -1
    name = d.text(listed[0])[1:]
    d.b.bind(name, ruby_definitions.block(d, block), node.start_byte)
    return d.b.string(name)


def _scope(d: Descent, node: Node) -> int:
    """``scope :name, ->(a) { … }``: a method of the class"""
    listed = d.listed(node)
    if d.klass < 0 or d.function >= 0 or len(listed) < 2 or listed[0].type != "simple_symbol":
        return -1
    body = listed[1]
    if body.type == "call" and d.field(body, "method") in ("lambda", "proc"):
        body = body.child_by_field_name("block") or body
    return ruby_definitions.shared(d, body, d.text(listed[0])[1:]) if body.type in ("lambda", "block", "do_block") else -1


def _methods(d: Descent, node: Node) -> int:
    """``class_methods do … end``: methods of the class that includes the module"""
    block = node.child_by_field_name("block")
    body = block.child_by_field_name("body") if block is not None else None
    if body is None or d.klass < 0:
        return -1
    before, d.lambda_ = d.lambda_, ruby_definitions.SINGLETON
    d.block(body.children)
    d.lambda_ = before
    return d.b.const(None)


def _included(d: Descent, node: Node) -> int:
    """``included do … end``: runs in the body of the class that includes the module"""
    block = node.child_by_field_name("block")
    body = block.child_by_field_name("body") if block is not None else None
    if body is None or d.klass < 0:
        return -1
    d.block(body.children)
    return d.b.const(None)


def _raise(d: Descent, node: Node) -> int:
    ruby_expressions.arguments(d, node.child_by_field_name("arguments"))
    return d.b.const(None)


def _method(d: Descent, node: Node) -> int:
    """``method(:name)``: the method itself"""
    listed = d.listed(node)
    if len(listed) != 1 or listed[0].type != "simple_symbol":
        return -1
    return d.b.name(d.text(listed[0])[1:], node.start_byte)


_MACROS: dict[str, Callable[[Descent, Node], int]] = {
    **dict.fromkeys(("require", "require_relative", "load", "require_dependency"), _require),
    **dict.fromkeys(("include", "extend", "prepend"), _include),
    **dict.fromkeys(
        ("attr_reader", "attr_accessor", "attr_writer", "class_attribute", "mattr_accessor", "cattr_accessor", "mattr_reader"), _reader
    ),
    **dict.fromkeys(("lambda", "proc"), _lambda),
    "autoload": _autoload,
    "class_methods": _methods,
    "define_method": _define,
    "delegate": _delegate,
    "included": _included,
    "method": _method,
    "raise": _raise,
    "scope": _scope,
}
