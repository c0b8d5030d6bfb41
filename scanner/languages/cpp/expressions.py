"""Expressions and statements of C and C++."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._tree import unescape
from scanner.languages.cpp import namespaces
from scanner.languages.cpp.declarations import DECLARATIONS, parameters, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent, Expression, Statement

_FIELD, _CALL, _INDEX = range(3)
SPINE = {"field_expression": _FIELD, "call_expression": _CALL, "subscript_expression": _INDEX}
_PASSING = frozenset(
    {"move", "forward", "ref", "string", "string_view", "static_cast", "dynamic_cast", "reinterpret_cast", "const_cast", "QString", "QUrl"}
)
_ARGUMENTS = re.compile(r"<[^<>]{0,500}>")
_VERB = re.compile(r"%[-+0 #]*\d*(?:\.\d+)?(?:l{1,2}|z)?[sdiu]")
_TEXTS = frozenset({"c_str", "data", "str", "dump", "toStdString", "toUtf8", "value"})
"""Methods that give what they are called on, as far as we ask."""
_MAKING = frozenset({"make_unique", "make_shared"})


def _identifier(d: Descent, node: Node) -> int:
    return d.variable(d.text(node), node.start_byte)


def _qualified(d: Descent, node: Node) -> int:
    """``a::b::c``: a member of what the first name is, or what stands behind the first names where those are only namespaces."""
    b = d.b
    parts = [part.strip() for part in _plain(d.text(node)).split("::") if part]
    if not parts:
        return b.unknown("name")
    values = [namespaces.value(d, name, node.start_byte) for name in namespaces.full(d, tuple(parts))]
    if len(parts) > 1 and not parts[-2][:1].isupper() and parts[0] != "std":
        values.append(d.variable(parts[-1], node.start_byte))
    elif len(parts) > 2 and parts[0] != "std":
        values.append(namespaces.value(d, tuple(parts[-2:]), node.start_byte))
    return b.union(values) if len(values) > 1 else values[0]


def _plain(text: str) -> str:
    """A name without template arguments, which may hold names of their own."""
    while (shorter := _ARGUMENTS.sub("", text)) != text:
        text = shorter
    return text.partition("<")[0]


def _called(d: Descent, node: Node) -> int:
    """A bare name that is called: the file's own, or one of the namespaces that it uses."""
    own = d.method(d.text(node), node.start_byte)
    if d.b.kind(own) != "name" or d.holder(d.text(node)) >= 0:
        return own
    found = [name for name in namespaces.full(d, (d.text(node),)) if len(name) > 1]
    return d.b.union((*(namespaces.value(d, name, node.start_byte) for name in found), own)) if found else own


def _this(d: Descent, node: Node) -> int:
    return d.b.expr("self", d.klass) if d.klass >= 0 else d.b.unknown("this")


def _constant(d: Descent, node: Node) -> int:
    return d.b.const({"true": True, "false": False}.get(node.type))


def _number(d: Descent, node: Node) -> int:
    return d.b.expr("number", d.text(node))


def _string(d: Descent, node: Node) -> int:
    return d.b.string("".join(unescape(d.text(c)) for c in node.named_children if c.type in ("string_content", "escape_sequence")))


def _raw(d: Descent, node: Node) -> int:
    return d.b.string("".join(d.text(c) for c in node.named_children if c.type == "raw_string_content"))


def _joined(d: Descent, node: Node) -> int:
    return d.b.concat([d.expr(c) for c in d.children(node)])


# -- chains


def chain(d: Descent, node: Node) -> int:
    """``a->b(c)[d].e``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at = node
    while (what := d.spine.get(at.kind_id)) is not None and at.named_children:
        links.append((what, at))
        at = at.named_children[0]
    called = links[-1][0] == _CALL
    value = _called(d, at) if called and at.type == "identifier" else d.expr(at)
    while links:
        what, link = links.pop()
        if what == _FIELD:
            value = d.b.attr(value, d.field(link, "field").partition("<")[0])
        elif what == _INDEX:
            listed = link.child_by_field_name("indices") or link.child_by_field_name("index")
            key = d.first(listed) if listed is not None and listed.type == "subscript_argument_list" else listed
            value = d.b.index(value, d.expr(key) if key is not None else d.b.unknown("key"))
        elif what == _CALL:
            value = _call(d, link, value, at)
    return value


def _call(d: Descent, node: Node, callee: int, start: Node) -> int:
    b = d.b
    listed = node.child_by_field_name("arguments")
    found = arguments(d, listed) if listed is not None else []
    target = b.at(callee)
    name = str(target[2]) if target[0] == "attr" else d.text(start).partition("<")[0].rpartition("::")[2]
    if target[0] == "attr" and name in _TEXTS and len(found) < 2 and start.type != "qualified_identifier":
        return int(target[1])  # type: ignore[call-overload, no-any-return]
    if node.named_children[0] == start and len(found) == 1 and name in _PASSING:
        return found[0].value
    if node.named_children[0] == start and name in _MAKING:
        made = next((c for part in start.named_children for c in part.named_children if c.type == "template_argument_list"), None)
        type_ = type_expr(d, made.named_children[0]) if made is not None and made.named_children else -1
        if type_ >= 0:
            return b.call(type_, found, node.start_byte, node.end_byte, "n")
    if name == "append" and target[0] == "attr" and len(found) == 1:
        grown = d.append(int(target[1]), (found[0].value,), node.start_byte, node.end_byte)  # type: ignore[call-overload]
        if grown >= 0:
            return grown
    if name in ("snprintf", "sprintf") and target[0] == "name":
        _printed(d, name, found, node)
    if name == "format" and found and b.kind(found[0].value) == "string":
        return _formatted(d, str(b.at(found[0].value)[1]), [a.value for a in found[1:]])
    written = d.children(listed) if listed is not None else []
    if len(written) == 3 and written[1].type == "identifier" and d.text(written[1]).isupper():
        # An option of a handle is set like a member of it, under the name of its constant.
        b.store(found[0].value, d.text(written[1]), -1, found[2].value, node.start_byte, node.end_byte)
    return b.call(callee, found, node.start_byte, node.end_byte)


def _printed(d: Descent, name: str, found: list[Argument], node: Node) -> None:
    """``snprintf(text, size, "%s/x", a)``: the text is what is written into it."""
    b = d.b
    place, template, *values = [a.value for a in found if not (name == "snprintf" and a.position == 1)] or (-1, -1)
    if place >= 0 and b.kind(place) == "name" and template >= 0 and b.kind(template) in ("string", "concat"):
        pieces = _VERB.split(str(b.at(template)[1])) if b.kind(template) == "string" else []
        parts = [
            p
            for n, piece in enumerate(pieces)
            for p in (values[n - 1] if 0 < n <= len(values) else -1, b.string(piece) if piece else -1)
            if p >= 0
        ]
        if parts:
            d.assign(str(b.at(place)[1]), b.concat(parts), node.start_byte, node.end_byte)


def _formatted(d: Descent, template: str, values: list[int]) -> int:
    pieces = template.split("{}")
    parts: list[int] = []
    for n, piece in enumerate(pieces):
        parts += [d.b.string(piece)] if piece else []
        if n < len(pieces) - 1:
            parts.append(values[n] if n < len(values) else d.b.unknown("format"))
    return d.b.concat(parts) if parts else d.b.string("")


def arguments(d: Descent, node: Node) -> list[Argument]:
    """Arguments in order."""
    d.b.depth += 1
    found = [Argument(n, "", d.expr(child)) for n, child in enumerate(d.children(node))]
    d.b.depth -= 1
    return found


def initial(d: Descent, node: Node | None, type_: int, declarator: Node) -> int:
    """What a variable begins with: a value, or a construction of its type."""
    b = d.b
    span = declarator.start_byte, declarator.end_byte
    if node is None or node.type == "argument_list":
        found = arguments(d, node) if node is not None else []
        return b.call(type_, found, *span, "n") if type_ >= 0 else found[0].value if len(found) == 1 else -1
    if node.type == "parameter_list":  # ``T a(b);`` looks like a prototype
        names = [d.variable(d.text(c), c.start_byte) for c in node.named_children]
        return b.call(type_, [Argument(n, "", value) for n, value in enumerate(names)], *span, "n")
    if node.type == "initializer_list":
        value = d.expr(node)
        braces = b.kind(value) == "map" or type_ < 0
        return value if braces else b.call(type_, arguments(d, node), *span, "n")
    return d.expr(node)


def _new(d: Descent, node: Node) -> int:
    """``new T(a)``, ``T{a}``"""
    b = d.b
    type_node = node.child_by_field_name("type")
    listed = node.child_by_field_name("arguments") or node.child_by_field_name("value")
    found = arguments(d, listed) if listed is not None else []
    if type_node is not None and type_node.type == "qualified_identifier":
        callee = _qualified(d, type_node)
        if d.text(type_node) in ("std::string", "std::string_view") and len(found) == 1:
            return found[0].value
    else:
        callee = type_expr(d, type_node)
    return b.call(callee, found, node.start_byte, node.end_byte, "n") if callee >= 0 else b.unknown("new")


def _braces(d: Descent, node: Node) -> int:
    """``{{"a", b}, …}`` is a map, any other a sequence."""
    b = d.b
    inner = d.children(node)
    found = [d.expr(c) for c in inner]
    if found and all(c.type == "initializer_list" for c in inner):
        pairs = [b.at(value)[1] for value in found if b.kind(value) == "sequence"]
        if len(pairs) == len(found) and all(len(p) == 2 and b.kind(p[0]) == "string" for p in pairs):  # type: ignore[arg-type, index]
            return b.map([(p[0], p[1]) for p in pairs])  # type: ignore[index]
    return b.sequence(found)


def _lambda(d: Descent, node: Node) -> int:
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    before = d.enter(scope)
    declarator, body = node.child_by_field_name("declarator"), node.child_by_field_name("body")
    parameters(d, declarator.child_by_field_name("parameters") if declarator is not None else None)
    if body is not None:
        d.block(body.children)
    d.leave(before)
    return b.expr("function", scope)


# -- operators


def _binary(d: Descent, node: Node) -> int:
    """``a + b + …`` is text put together; left-deep, without recursion."""
    if d.field(node, "operator") == "<<":
        return _streamed(d, node)
    operands: list[Node] = []
    adds = True
    at: Node | None = node
    while at is not None and at.type == "binary_expression":
        right = at.child_by_field_name("right")
        adds = adds and d.field(at, "operator") in ("+", "/")
        operands += [right] if right is not None else []
        at = at.child_by_field_name("left")
    found = [d.expr(part) for part in ([at] if at is not None else []) + operands[::-1]]
    return d.b.concat(found) if adds else d.b.unknown("operation")


def _streamed(d: Descent, node: Node) -> int:
    """``text << a << b``: a text that is put together by statements, what comes first in the chain is the stream."""
    pieces: list[Node] = []
    at: Node | None = node
    while at is not None and at.type == "binary_expression" and d.field(at, "operator") == "<<":
        right = at.child_by_field_name("right")
        pieces += [right] if right is not None else []
        at = at.child_by_field_name("left")
    stream = d.expr(at) if at is not None else d.b.unknown("empty")
    found = [d.expr(piece) for piece in reversed(pieces)]
    grown = d.append(stream, found, node.start_byte, node.end_byte)
    return grown if grown >= 0 else d.b.unknown("operation")


def _conditional(d: Descent, node: Node) -> int:
    found = [d.expr(c) for name in ("condition", "consequence", "alternative") if (c := node.child_by_field_name(name)) is not None]
    return d.b.union(found[1:]) if len(found) > 1 else d.b.unknown("conditional")


def _assignment(d: Descent, node: Node) -> int:
    b = d.b
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return d.other(node)
    value = d.expr(right)
    operator = d.field(node, "operator")
    if operator == "+=":
        value = b.concat((d.expr(left), value))
    elif operator != "=":
        return b.unknown("operation")
    if left.type == "identifier":
        d.assign(d.text(left), value, node.start_byte, node.end_byte)
        return value
    target = b.at(d.expr(left))
    if target[0] == "attr":
        b.store(int(target[1]), str(target[2]), -1, value, node.start_byte, node.end_byte)  # type: ignore[call-overload]
    elif target[0] == "index":
        b.store(int(target[1]), "", int(target[2]), value, node.start_byte, node.end_byte)  # type: ignore[call-overload]
    return value


def _inner(d: Descent, node: Node) -> int:
    child = node.child_by_field_name("argument") or node.child_by_field_name("value") or d.first(node)
    return d.expr(child) if child is not None else d.b.unknown("empty")


# -- statements


def _block(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.block(node.children)
    d.close_block(base)


def _guarded(d: Descent, node: Node) -> None:
    """Conditions run, what hangs on them may."""
    base = d.open_block(node)
    for n, child in enumerate(node.children):
        if node.field_name_for_child(n) in ("consequence", "alternative", "body"):
            d.guarded(child)
        elif child.is_named:
            d.block((child,))
    d.close_block(base)


def _range(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    right, body, declarator = (node.child_by_field_name(name) for name in ("right", "body", "declarator"))
    while declarator is not None and declarator.type != "identifier" and declarator.named_children:
        declarator = declarator.named_children[-1]
    value = d.expr(right) if right is not None else d.b.unknown("empty")
    if declarator is not None:
        d.declare(d.text(declarator), d.b.element(value), node.start_byte)
    d.guarded(body)
    d.close_block(base)


def _return(d: Descent, node: Node) -> None:
    child = d.first(node)
    value = d.expr(child) if child is not None else -1
    if value >= 0 and d.function >= 0:
        d.b.scopes[d.function].returns.append(value)


def _catch(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.guarded(node.child_by_field_name("body"))
    d.close_block(base)


def _error(d: Descent, node: Node) -> None:
    d.b.gap("syntax-error")
    d.block(node.children)


EXPRESSIONS: dict[str, Expression] = {
    "assignment_expression": _assignment,
    "binary_expression": _binary,
    "call_expression": chain,
    "cast_expression": _inner,
    "compound_literal_expression": _new,
    "concatenated_string": _joined,
    "conditional_expression": _conditional,
    "false": _constant,
    "field_expression": chain,
    "identifier": _identifier,
    "initializer_list": _braces,
    "lambda_expression": _lambda,
    "new_expression": _new,
    "null": _constant,
    "number_literal": _number,
    "parenthesized_expression": _inner,
    "pointer_expression": _inner,
    "qualified_identifier": _qualified,
    "raw_string_literal": _raw,
    "string_literal": _string,
    "subscript_expression": chain,
    "this": _this,
    "true": _constant,
}
STATEMENTS: dict[str, Statement] = {
    **DECLARATIONS,
    "ERROR": _error,
    "catch_clause": _catch,
    "compound_statement": _block,
    "do_statement": _guarded,
    "for_range_loop": _range,
    "for_statement": _guarded,
    "if_statement": _guarded,
    "return_statement": _return,
    "switch_statement": _guarded,
    "while_statement": _guarded,
}
