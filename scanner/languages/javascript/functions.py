"""Functions, methods, parameters and decorators, and the object literals whose methods share a ``this``.

Classes are left to ``classes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._forms import refuses
from scanner.languages.javascript.patterns import LEXICAL, destructure, key_of
from scanner.languages.javascript.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.javascript.descent import Descent

_FLAGS = {"async": "a", "*": "g", "static": "s", "get": "p", "set": "p", "abstract": "b"}
_PROPERTY_MODIFIERS = frozenset({"accessibility_modifier", "readonly", "override_modifier"})
_VALUES = frozenset({"function_expression", "generator_function", "arrow_function"})
_GROUPS = frozenset({"actions", "computed", "data", "getters", "methods", "setup", "state"})
"""Members of an options object whose own members are reached through the same ``this``."""


def function(d: Descent, node: Node, name: str = "", *, this: int = -1, decorators: tuple[int, ...] = (), flags: str = "") -> int:
    """Open the function's scope, lower parameters and body, and give the function as a value."""
    b = d.b
    arrow = node.type == "arrow_function"
    own = node.child_by_field_name("name")
    if own is not None and own.type == "identifier":
        name = d.text(own)
    for child in node.children:
        if not child.is_named:
            flags += _FLAGS.get(child.type, "")
    return_type = type_expr(d, node.child_by_field_name("return_type"))
    scope = b.open("function" if name else "lambda", name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.decorators, opened.return_type = decorators, return_type
    flags += "b" if this >= 0 and refuses(node.child_by_field_name("body")) else ""
    opened.flags = "".join(dict.fromkeys(flags))
    before = b.guard, d.base, d.this, d.klass, d.function
    b.guard = d.base = 0
    b.depth += 2
    d.function = scope
    if not arrow:
        d.this = this
        if this < 0:
            d.klass = -1
    if own is not None and node.type == "function_expression":
        d.declare(name, b.expr("function", scope), node.start_byte)
    _parameters(d, node)
    _body(d, node)
    b.guard, d.base, d.this, d.klass, d.function = before
    b.depth -= 2
    b.close()
    return b.expr("function", scope)


def _body(d: Descent, node: Node) -> None:
    body = node.child_by_field_name("body")
    if body is None:
        return
    if body.type == "statement_block":
        d.block(body.children)
    else:
        d.b.scopes[d.function].returns.append(d.expr(body))


def _parameters(d: Descent, node: Node) -> None:
    single = node.child_by_field_name("parameter")
    if single is not None:
        _parameter(d, single)
        return
    parameters = node.child_by_field_name("parameters")
    if parameters is None:
        return
    for child in parameters.named_children:
        kind = child.type
        if kind in ("required_parameter", "optional_parameter"):
            _typed_parameter(d, child)
        elif kind == "assignment_pattern":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if left is not None and right is not None:
                _parameter(d, left, default=d.named(right, d.text(left) if left.type == "identifier" else ""))
        elif kind == "ERROR":
            d.expr(child)
        elif child.kind_id not in d.ignored:
            _parameter(d, child)


def _typed_parameter(d: Descent, node: Node) -> None:
    pattern = node.child_by_field_name("pattern")
    if pattern is None or pattern.type == "this":
        return
    annotation, default_node = node.child_by_field_name("type"), node.child_by_field_name("value")
    property_ = False
    for child in node.children:
        if child.type == "decorator":
            decorator(d, child)
        elif child.type in _PROPERTY_MODIFIERS:
            property_ = True
    default = d.expr(default_node) if default_node is not None else -1
    value = _parameter(d, pattern, default=default, annotation=annotation)
    if property_ and d.this >= 0:
        d.b.store(d.this, d.text(pattern), -1, value, pattern.start_byte, pattern.end_byte)


def _parameter(d: Descent, pattern: Node, *, default: int = -1, annotation: Node | None = None) -> int:
    b = d.b
    star = 0
    if pattern.type == "rest_pattern":
        star, pattern = 1, d.first(pattern) or pattern
    type_ = type_expr(d, annotation)
    if pattern.type == "identifier":
        name = d.text(pattern)
        d.know(name, b.scope)
        return b.parameter(name, default, type_, star)
    value = b.parameter("", default, type_, star)
    destructure(d, pattern, value, LEXICAL, annotation)
    return value


def decorator(d: Descent, node: Node) -> int:
    """The decorator as an expression; a call in it is flagged."""
    value = d.inner(node)
    d.b.flag_call(value, "d")
    return value


def declaration(d: Descent, node: Node) -> None:
    """``function f() {}``"""
    name = node.child_by_field_name("name")
    if name is None:
        return
    value = function(d, node)
    d.declare(d.text(name), value, name.start_byte)


def yielded(d: Descent, node: Node) -> int:
    """``yield x`` and ``yield* xs``."""
    b = d.b
    if d.first(node) is not None:
        value = d.inner(node)
        if d.function >= 0:
            delegated = len(node.children) > 1 and node.children[1].type == "*"
            b.scopes[d.function].yields.append(b.element(value) if delegated else value)
    return b.unknown("yield")


def anonymous(d: Descent, node: Node) -> int:
    """A function as an expression."""
    return function(d, node)


def object_(d: Descent, node: Node, name: str = "") -> int:
    """A map; with methods that say ``this``, also a class whose members are those of the map.

    The options objects of component frameworks are the reason: ``this.x`` must find ``methods: { x() {} }``.
    """
    b = d.b
    # NOTE: ``name`` stays away from plain maps, which have no scope to carry it
    has_methods = any(_is_method(child) for child in node.named_children)
    if not has_methods or d.data.find(b"this", node.start_byte, node.end_byte) < 0:
        return _map(d, node, -1)
    owner = b.open("class", name, node.start_byte, node.end_byte)
    b.close()
    return _map(d, node, owner)


def plain_object(d: Descent, node: Node) -> int:
    """An object literal without a name."""
    return object_(d, node)


def _is_method(child: Node) -> bool:
    if child.type == "method_definition":
        return True
    value = child.child_by_field_name("value") if child.type == "pair" else None
    if value is None:
        return False
    key = child.child_by_field_name("key")
    return value.type in ("function_expression", "generator_function") or (
        value.type == "object" and key is not None and key.text is not None and key.text.decode("utf-8", "replace") in _GROUPS
    )


def _map(d: Descent, node: Node, owner: int, flags: str = "") -> int:
    """The map; ``owner`` is the class scope that its members join, or -1."""
    b = d.b
    pairs: list[tuple[int, int]] = []
    if b.depth >= MAX_DEPTH:
        return b.gap("nested-too-deep")
    b.depth += 2
    for child in node.named_children:
        kind = child.type
        if kind == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and value is not None:
                name, computed = key_of(d, key)
                found = _member(d, value, name, owner)
                pairs.append((b.string(name) if computed < 0 else computed, found))
                _join(d, owner, name, found, child)
        elif kind == "shorthand_property_identifier":
            name = d.text(child)
            found = b.name(name, child.start_byte)
            pairs.append((b.string(name), found))
            _join(d, owner, name, found, child)
        elif kind == "method_definition":
            pairs.append(_method(d, child, owner, flags))
        elif kind == "spread_element":
            pairs.append((-1, d.inner(child)))
        elif child.kind_id not in d.ignored:
            d.expr(child)
    b.depth -= 2
    return b.map(pairs)


def _member(d: Descent, value: Node, name: str, owner: int) -> int:
    """The value of a pair; functions get the owner as ``this``, groups of members share it."""
    b = d.b
    kind = value.type
    if owner < 0:
        return d.named(value, name)
    if kind in _VALUES:
        outer, b.scope = b.scope, owner
        found = function(d, value, name, this=b.expr("self", owner))
        b.scope = outer
        if name in _GROUPS:
            _join_returned(d, owner, found)
        return found
    if kind == "object" and name in _GROUPS:
        return _map(d, value, owner, "p" if name in ("computed", "getters") else "")
    return d.named(value, name)


def _method(d: Descent, node: Node, owner: int, flags: str) -> tuple[int, int]:
    b = d.b
    key = node.child_by_field_name("name")
    name, computed = key_of(d, key) if key is not None else ("", -1)
    outer = b.scope
    if owner >= 0:
        b.scope = owner
    found = function(d, node, name, this=b.expr("self", owner) if owner >= 0 else -1, flags=flags)
    b.scope = outer
    _join(d, owner, name, found, node)
    if owner >= 0 and name in _GROUPS:
        _join_returned(d, owner, found)
    return (b.string(name) if computed < 0 else computed), found


def _join(d: Descent, owner: int, name: str, value: int, node: Node) -> None:
    if owner >= 0 and name:
        d.bind_in(owner, name, value, node.start_byte)


def _join_returned(d: Descent, owner: int, value: int) -> None:
    """``data() { return { a } }``: a is a member, too."""
    b = d.b
    scope = b.at(value)[1]
    assert isinstance(scope, int)
    for returned in b.scopes[scope].returns:
        found = b.at(returned)
        if found[0] == "map":
            for key, member in found[1]:  # type: ignore[attr-defined]
                if key >= 0 and b.kind(key) == "string":
                    d.bind_in(owner, str(b.at(key)[1]), member, b.scopes[scope].start)
