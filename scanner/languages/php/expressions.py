"""Expressions of PHP: variables, chains of members and calls, constructions, operators, assignments.

Texts, arrays, functions, classes and statements have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages import _forms
from scanner.languages.php import functions as php_functions
from scanner.languages.php import text as php_text
from scanner.languages.php.descent import Descent
from scanner.languages.php.types import var_of
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.php.descent import Expression

_MEMBER, _CALL, _METHOD, _STATIC_CALL, _STATIC, _CONSTANT, _INDEX, _PASS = range(8)
SPINE = {
    "class_constant_access_expression": _CONSTANT,
    "error_suppression_expression": _PASS,
    "function_call_expression": _CALL,
    "member_access_expression": _MEMBER,
    "member_call_expression": _METHOD,
    "nullsafe_member_access_expression": _MEMBER,
    "nullsafe_member_call_expression": _METHOD,
    "parenthesized_expression": _PASS,
    "scoped_call_expression": _STATIC_CALL,
    "scoped_property_access_expression": _STATIC,
    "subscript_expression": _INDEX,
}
_INNER = {_MEMBER: "object", _METHOD: "object", _CALL: "function", _STATIC_CALL: "scope", _STATIC: "scope"}
_NAMES = ("name", "qualified_name", "relative_name")


def _variable(d: Descent, node: Node) -> int:
    return d.variable(d.text(node), node.start_byte)


def _dynamic(d: Descent, node: Node) -> int:
    """``${name}`` in a text; ``$$name`` may be any variable."""
    name = d.first(node)
    if name is not None and name.type == "name":
        return d.variable("$" + d.text(name), node.start_byte)
    return d.other(node)


def _constant(d: Descent, node: Node) -> int:
    """A bare name in the place of a value."""
    name = d.text(node)
    low = name.lower()
    if low in ("true", "false", "null"):
        return d.b.const({"true": True, "false": False, "null": None}[low])
    if name in ("__DIR__", "__FILE__"):
        folder = d.b.path.rpartition("/")[0] if name == "__DIR__" else d.b.path
        return d.b.string(folder)
    return called(d, node)


def called(d: Descent, node: Node) -> int:
    """A function or constant by its name: as imported, of the own namespace, else of the language."""
    name = "".join(d.text(node).split())
    if "\\" not in name:
        return d.b.expr("name", name, 0, node.start_byte)
    front, last = d.split(name)
    return d.b.imported(front, last, "", node.start_byte, node.end_byte) if front else d.b.expr("name", last, 0, node.start_byte)


def _boolean(d: Descent, node: Node) -> int:
    return d.b.const(d.text(node).lower() == "true")


def _null(d: Descent, node: Node) -> int:
    return d.b.const(None)


# -- chains


def _chain(d: Descent, node: Node) -> int:
    """``$a->b()['c']::d()``: down to the first value, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at: Node | None = node
    while at is not None and (what := d.spine.get(at.kind_id)) is not None:
        links.append((what, at))
        at = at.child_by_field_name(_INNER[what]) if what in _INNER else d.first(at)
    value = _start(d, at, links[-1][0]) if at is not None else d.b.unknown("empty")
    while links:
        what, link = links.pop()
        value = _link(d, what, link, value)
    return value


def _start(d: Descent, node: Node, what: int) -> int:
    if node.type in _NAMES or node.type == "relative_scope":
        if what in (_STATIC_CALL, _STATIC, _CONSTANT):
            return d.class_name(d.text(node), node)
        if what == _CALL:
            return called(d, node)
    return d.expr(node)


def _link(d: Descent, what: int, link: Node, value: int) -> int:
    b = d.b
    if what == _MEMBER:
        return _member(d, value, link.child_by_field_name("name"))
    if what == _CALL:
        return _call(d, link, value)
    if what in (_METHOD, _STATIC_CALL):
        return _call(d, link, _member(d, value, link.child_by_field_name("name")))
    if what == _STATIC:
        return _member(d, value, link.child_by_field_name("name"))
    if what == _CONSTANT:
        name = d.text(link.children[-1])
        if name.lower() != "class":
            return b.attr(value, name)
        return b.expr("class", d.klass) if b.kind(value) == "self" else value
    if what == _INDEX:
        found = d.children(link)
        return b.index(value, d.expr(found[1])) if len(found) > 1 else b.unknown("index")
    return value


def _member(d: Descent, value: int, node: Node | None) -> int:
    """``->name``, ``::$name``; of a computed name the value is one of all."""
    if node is None:
        return d.b.unknown("member")
    if node.type == "name":
        return d.b.attr(value, d.text(node))
    if node.type == "variable_name" and node.parent is not None and node.parent.type == "scoped_property_access_expression":
        return d.b.attr(value, d.text(node).lstrip("$"))
    return d.b.index(value, d.expr(node))


def _call(d: Descent, node: Node, callee: int) -> int:
    b = d.b
    listed = node.child_by_field_name("arguments")
    if listed is not None and any(child.type == "variadic_placeholder" for child in listed.named_children):
        return callee  # ``f(...)`` is the function itself
    found = arguments(d, listed)
    expr = b.at(callee)
    name = str(expr[1]) if expr[0] == "name" else ""
    special = _special(d, name, found) if name else -1
    if special >= 0:
        return special
    if name in ("curl_setopt", "curl_multi_setopt", "stream_context_set_option"):
        _option(d, node, found)
    elif name == "curl_setopt_array":
        _options(d, node, found)
    elif name == "define" and len(found) == 2 and b.kind(found[0].value) == "string":
        b.bind(str(b.at(found[0].value)[1]), found[1].value, node.start_byte, scope=0)
    return b.call(callee, found, node.start_byte, node.end_byte)


def _special(d: Descent, name: str, found: list[Argument]) -> int:
    """Calls of the language's own functions that are a value by themselves; -1 for all others."""
    b = d.b
    values = [a.value for a in found]
    if name in ("array_merge", "array_replace", "array_merge_recursive") and values:
        return b.map([(-1, value) for value in values])
    if name == "compact" and values and all(b.kind(v) == "string" for v in values):
        return b.map([(v, b.name("$" + str(b.at(v)[1]), 0)) for v in values])
    if name in ("is_callable", "is_array", "is_string", "isset", "empty", "count"):
        return b.unknown("test")
    return -1


def _option(d: Descent, node: Node, found: list[Argument]) -> None:
    """An option of a handle is set like a member of it, under the name of its constant."""
    expr = d.b.at(found[1].value) if len(found) == 3 else ("",)
    if expr[0] == "name":
        d.b.store(found[0].value, str(expr[1]), -1, found[2].value, node.start_byte, node.end_byte)


def _options(d: Descent, node: Node, found: list[Argument]) -> None:
    expr = d.b.at(found[1].value) if len(found) == 2 else ("",)
    for key, value in expr[1] if expr[0] == "map" else ():  # type: ignore[attr-defined]
        if key >= 0 and d.b.kind(key) == "name":
            d.b.store(found[0].value, str(d.b.at(key)[1]), -1, value, node.start_byte, node.end_byte)


def arguments(d: Descent, node: Node | None) -> list[Argument]:
    """The arguments of a call."""
    found: list[Argument] = []
    d.b.depth += 1
    for child in d.children(node) if node is not None else ():
        if child.type != "argument":
            d.block((child,))
            continue
        name = child.child_by_field_name("name")
        value = next((c for c in reversed(d.children(child)) if c != name), None)
        if value is None:
            continue
        if value.type == "variadic_unpacking":
            found.append(Argument(len(found), "", d.inner(value), 1))
        else:
            found.append(Argument(-1 if name is not None else len(found), d.text(name) if name is not None else "", d.expr(value)))
    d.b.depth -= 1
    return found


def _new(d: Descent, node: Node) -> int:
    """``new Foo(…)``, ``new $class``, ``new class(…) extends Foo { … }``"""
    from scanner.languages.php.classes import anonymous

    b = d.b
    what = next((c for c in d.children(node) if c.type != "arguments" and not c.type.endswith("modifier")), None)
    listed = next((c for c in node.children if c.type == "arguments"), None)
    if what is None:
        return b.unknown("new")
    if what.type == "anonymous_class":
        listed = next((c for c in what.children if c.type == "arguments"), None)
        callee = anonymous(d, what)
    elif what.type in _NAMES:
        callee = d.class_name(d.text(what), what)
        if b.kind(callee) == "self":
            callee = b.expr("class", d.klass)
    else:
        callee = d.expr(what)
    return b.call(callee, arguments(d, listed), node.start_byte, node.end_byte, "n")


# -- operators


def _binary(d: Descent, node: Node) -> int:
    """Operators of any kind, left-deep: down to the first operand, then to the right."""
    links: list[tuple[bool, Node | None]] = []
    while node.type == "binary_expression":
        operator, left, right = (node.child_by_field_name(name) for name in ("operator", "left", "right"))
        if operator is None or left is None or right is None:
            break
        if operator.type == "??":
            if links:
                break
            return _forms.fallback(d, node)
        links.append((operator.type == ".", right if operator.type != "instanceof" else None))
        node = left
    if not links:
        return d.other(node)
    return _forms.in_a_row(d, node, links)


def _ternary(d: Descent, node: Node) -> int:
    """``$a ? $b : $c`` and ``$a ?: $b``"""
    condition, body, alternative = (node.child_by_field_name(name) for name in ("condition", "body", "alternative"))
    first = d.expr(condition) if condition is not None else d.b.unknown("empty")
    values = [d.expr(body) if body is not None else first]
    if alternative is not None:
        values.append(d.expr(alternative))
    return d.b.union(values, default=body is None)


def _arithmetic(d: Descent, node: Node) -> int:
    d.block(node.named_children)
    return d.b.unknown("arithmetic")


def _cast(d: Descent, node: Node) -> int:
    value = node.child_by_field_name("value")
    return d.expr(value) if value is not None else d.b.unknown("empty")


def _assignment(d: Descent, node: Node) -> int:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return d.other(node)
    value = d.expr(right)
    operator = d.field(node, "operator")
    if operator == ".=":
        value = d.b.concat((d.expr(left), value))
    elif operator == "??=":
        value = d.b.union((d.expr(left), value), default=True)
    elif operator:
        d.expr(left)
        return d.b.unknown("arithmetic")
    store(d, left, value, node)
    return value


def store(d: Descent, left: Node, value: int, node: Node) -> None:
    """Put a value into a variable, member, key or list."""
    b = d.b
    kind = left.type
    if kind == "variable_name":
        name = d.text(left)
        outer = node.parent if node.parent is not None and node.parent.type == "expression_statement" else node
        b.bind(name, value, node.end_byte, type_=var_of(d, outer, name[1:]))
    elif kind in ("member_access_expression", "nullsafe_member_access_expression", "scoped_property_access_expression"):
        holder, name_node = left.child_by_field_name("object") or left.child_by_field_name("scope"), left.child_by_field_name("name")
        if holder is None or name_node is None:
            return
        owner = _start(d, holder, _STATIC if kind.startswith("scoped") else _MEMBER)
        if name_node.type in ("name", "variable_name") and (name_node.type == "name" or kind.startswith("scoped")):
            b.store(owner, d.text(name_node).lstrip("$"), -1, value, node.start_byte, node.end_byte)
        else:
            b.store(owner, "", d.expr(name_node), value, node.start_byte, node.end_byte)
    elif kind == "subscript_expression":
        found = d.children(left)
        if found:
            key = d.expr(found[1]) if len(found) > 1 else b.unknown("appended")
            b.store(d.expr(found[0]), "", key, value, node.start_byte, node.end_byte)
    elif kind in ("list_literal", "array_creation_expression"):
        unpack(d, left, value, node)


def unpack(d: Descent, left: Node, value: int, node: Node) -> None:
    """``[$a, 'key' => $b] = $value``"""
    number = 0
    pending = -1
    for child in left.children:
        if child.type == ",":
            number += 1
        if not child.is_named or child.kind_id in d.ignored:
            continue
        target = (d.first(child) or child) if child.type == "array_element_initializer" else child
        if child.next_sibling is not None and child.next_sibling.type == "=>":
            pending = d.expr(target)
            continue
        key = pending if pending >= 0 else d.b.const(number)
        pending = -1
        d.b.depth += 1
        if d.b.depth < 240:
            store(d, target, d.b.index(value, key), node)
        d.b.depth -= 1


def _include(d: Descent, node: Node) -> int:
    """``include 'a.php'``: what that file returns."""
    return d.b.call(d.b.expr("name", "include", 0, node.start_byte), [Argument(0, "", d.inner(node))], node.start_byte, node.end_byte)


def _throw(d: Descent, node: Node) -> int:
    d.inner(node)
    return d.b.unknown("throw")


def _yield(d: Descent, node: Node) -> int:
    for child in d.children(node):
        found = d.children(child) if child.type == "array_element_initializer" else [child]
        values = [d.expr(c) for c in found]
        if values and d.function > 0:
            d.b.scopes[d.function].yields.append(values[-1])
    return d.b.unknown("yield")


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


EXPRESSIONS: dict[str, Expression] = {
    **dict.fromkeys(SPINE, _chain),
    **dict.fromkeys(_NAMES, _constant),
    **dict.fromkeys(("include_expression", "include_once_expression", "require_expression", "require_once_expression"), _include),
    **dict.fromkeys(("unary_op_expression", "update_expression", "print_intrinsic"), _arithmetic),
    **php_text.EXPRESSIONS,
    "ERROR": _error,
    "anonymous_function": php_functions.closure,
    "arrow_function": php_functions.closure,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _assignment,
    "binary_expression": _binary,
    "boolean": _boolean,
    "by_ref": Descent.inner,
    "cast_expression": _cast,
    "clone_expression": Descent.inner,
    "conditional_expression": _ternary,
    "dynamic_variable_name": _dynamic,
    "match_expression": php_functions.match,
    "null": _null,
    "object_creation_expression": _new,
    "reference_assignment_expression": _assignment,
    "throw_expression": _throw,
    "variable_name": _variable,
    "yield_expression": _yield,
}
