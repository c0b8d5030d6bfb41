"""Expressions of Objective-C: messages, members, blocks, literals, texts; those of C are read as everywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.cpp.expressions import EXPRESSIONS as C_EXPRESSIONS
from scanner.languages.objc.declarations import CONSTRUCTOR, block_literal, is_constructor
from scanner.languages.objc.descent import IVAR
from scanner.languages.objc.types import type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.objc.descent import Descent, Expression

_MESSAGE, _FIELD, _CALL, _INDEX, _BRACES = range(5)
SPINE = {
    "message_expression": _MESSAGE,
    "field_expression": _FIELD,
    "call_expression": _CALL,
    "subscript_expression": _INDEX,
    "parenthesized_expression": _BRACES,
}
_RECEIVERS = {_MESSAGE: "receiver", _FIELD: "argument", _CALL: "function", _INDEX: "argument"}
_HOLE = re.compile(r"%(?:\d+\$)?[-+ #0']*(?:\d+|\*)?(?:\.\d+)?(?:hh|ll|[hlqLztj])?([@dDiuUxXoOfFeEgGcCsSpaA%])")
_PAIRS = frozenset({"dictionaryWithObjectsAndKeys", "initWithObjectsAndKeys"})
_EMPTY = frozenset({"NSDictionary", "NSMutableDictionary"})
_MAKING = frozenset({"new", "alloc", "dictionary", "dictionaryWithCapacity", "init", "initWithCapacity"})
_GROWING = "NSMutableString"
_KEYED = frozenset({"forKey", "forKeyedSubscript", "forKeyPath"})
_CASTS = frozenset({"unknown", "call", "index", "element", "param", "attr", "name"})


# -- names and texts


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node)
    if name == "self":
        return d.this(node.start_byte)
    if name == "super":
        return d.b.expr("super", d.klass) if d.klass >= 0 else d.b.unknown("super")
    if name in ("nil", "Nil", "NULL"):
        return d.b.const(None)
    if name in ("YES", "NO"):
        return d.b.const(name == "YES")
    return d.variable(name, node.start_byte)


def _boxed(d: Descent, node: Node) -> int:
    """``@1``, ``@YES``, ``@(x)``"""
    child = d.first(node)
    return d.expr(child) if child is not None else d.b.unknown("empty")


def _selector(d: Descent, node: Node) -> int:
    """``@selector(a:b:)`` stands for the method; who has it is not written."""
    name = d.text(node).partition("(")[2].strip(" )").partition(":")[0].strip()
    return d.b.attr(d.this(node.start_byte), CONSTRUCTOR if is_constructor(name) else name) if name and d.klass >= 0 else d.b.string(name)


# -- chains


def chain(d: Descent, node: Node) -> int:
    """``[[a b] c].d[e](f)``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at = node
    while (what := d.spine.get(at.kind_id)) is not None:
        inner = d.first(at) if what == _BRACES else at.child_by_field_name(_RECEIVERS[what])
        if inner is None:
            break
        links.append((what, at))
        at = inner
    value = d.method(d.text(at), at.start_byte) if links and links[-1][0] == _CALL and at.type == "identifier" else d.expr(at)
    name = d.text(at) if at.type == "identifier" else ""
    fresh = False
    """Whether the value is a class whose instance is still to be made ready."""
    while links:
        what, link = links.pop()
        if what == _BRACES:
            continue
        if what == _MESSAGE:
            value, fresh = _sent(d, link, value, name, fresh=fresh)
        elif what == _FIELD:
            value = _member(d, link, value, name)
        elif what == _INDEX:
            key = link.child_by_field_name("index")
            value = d.b.index(value, d.expr(key) if key is not None else d.b.unknown("key"))
        else:
            value = _called(d, link, value)
        name = name if fresh else ""
    return d.b.call(value, (), node.start_byte, node.end_byte) if fresh else value


def _member(d: Descent, node: Node, value: int, receiver: str) -> int:
    """``a.b`` is the message b, ``a->b`` the variable."""
    name = d.field(node, "field")
    if d.field(node, "operator") == "->":
        return d.b.attr(value, d.behind(name) or name)
    return _class_of(d, value, receiver) if name == "class" else d.b.call(d.b.attr(value, name), (), node.start_byte, node.end_byte)


def _class_of(d: Descent, value: int, receiver: str) -> int:
    """The class of a thing; classes are their own."""
    return value if receiver[:1].isupper() or (d.of_class and receiver == "self") else d.b.attr(value, "__class__")


def _called(d: Descent, node: Node, callee: int) -> int:
    """A function of C or a block; what is called was not sent as a message."""
    b = d.b
    listed = node.child_by_field_name("arguments")
    b.depth += 1
    found = [Argument(n, "", d.expr(child)) for n, child in enumerate(d.children(listed) if listed is not None else ())]
    b.depth -= 1
    return b.call(callee, found, node.start_byte, node.end_byte)


# -- messages


def _sent(d: Descent, node: Node, value: int, name: str, *, fresh: bool) -> tuple[int, bool]:
    """(what a message gives; whether that is a class whose instance is still to be made ready). ``name``: of the receiver, if it is one."""
    b = d.b
    parts = _parts(d, node)
    first = parts[0][0] if parts else ""
    if first == "alloc" or (first == "allocWithZone" and len(parts) == 1):
        return value, True
    if name in _EMPTY and first in _MAKING and not any(v >= 0 and label in _PAIRS for label, v in parts):
        return b.map([]), False
    given = [v for _, v in parts if v >= 0]
    if name == _GROWING and (first in _MAKING or first in ("string", "stringWithString", "initWithString", "stringWithCapacity")):
        return d.text_of(given[0] if first.endswith("WithString") and given else -1), False
    if first in ("appendString", "appendFormat") and given:
        added = _formatted(d, given) if first == "appendFormat" else given[0]
        if (grown := d.append(value, (added,), node.start_byte, node.end_byte)) >= 0:
            return grown, False
    if first in _PAIRS:
        return b.map([(key, item) for item, key in zip(given[::2], given[1::2], strict=False)]), False
    if first.endswith("WithFormat") or first == "stringByAppendingFormat":
        text = _formatted(d, given)
        return b.concat((value, text)) if first == "stringByAppendingFormat" else text, False
    if first == "self" and not given:
        return value, False
    if first == "class" and not given:
        return _class_of(d, value, name), False
    if first == "new" and not given:
        return b.call(value, (), node.start_byte, node.end_byte), False
    constructs = is_constructor(first) and (fresh or name in ("self", "super"))
    found = _arguments(parts, constructs=constructs)
    if constructs:
        callee = value if fresh else b.attr(value, CONSTRUCTOR)
        return b.call(callee, found, node.start_byte, node.end_byte), False
    _set(d, node, value, name, parts)
    return b.call(b.attr(value, first), found, node.start_byte, node.end_byte), False


def _parts(d: Descent, node: Node) -> list[tuple[str, int]]:
    """(part of the selector, value) in order; the value -1 where none is given, the part "" for values behind a comma."""
    found: list[tuple[str, int]] = []
    label = ""
    d.b.depth += 1
    for n, child in enumerate(node.children):
        field = node.field_name_for_child(n)
        if field == "method":
            if label:
                found.append((label, -1))
            label = d.text(child)
        elif field != "receiver" and child.is_named and child.kind_id not in d.ignored:
            found.append((label, d.expr(child)))
            label = ""
    d.b.depth -= 1
    return [*found, (label, -1)] if label else found


def _arguments(parts: list[tuple[str, int]], *, constructs: bool) -> list[Argument]:
    """The first by its place, unless the selector names an instance's making; the others by their parts of the selector."""
    found: list[Argument] = []
    for n, (label, value) in enumerate(part for part in parts if part[1] >= 0):
        named = bool(label) and (n > 0 or constructs)
        found.append(Argument(-1 if named else n, label if named else "", value))
    return found


def _set(d: Descent, node: Node, value: int, name: str, parts: list[tuple[str, int]]) -> None:
    """Messages that write: ``setX:`` a property, ``set…:forKey:`` an entry."""
    first, given = parts[0] if parts else ("", -1)
    span = node.start_byte, node.end_byte
    if not first.startswith("set") or given < 0 or name == "super":
        return
    if len(parts) == 2 and parts[1][0] in _KEYED:
        d.b.store(value, "", parts[1][1], given, *span)
    elif len(parts) == 1 and first[3:4].isupper():
        property_ = first[3:] if first[4:5].isupper() else first[3].lower() + first[4:]
        d.b.store(value, IVAR + property_, -1, given, *span)


def _formatted(d: Descent, given: list[int]) -> int:
    b = d.b
    if not given or b.kind(given[0]) != "string":
        return b.unknown("format")
    template, values = str(b.at(given[0])[1]), given[1:]
    parts: list[int] = []
    at = taken = 0
    for match in _HOLE.finditer(template):
        parts += [b.string(template[at : match.start()])] if match.start() > at else []
        at = match.end()
        if match[1] == "%":
            parts.append(b.string("%"))
        else:
            parts.append(values[taken] if taken < len(values) else b.unknown("format"))
            taken += 1
    parts += [b.string(template[at:])] if at < len(template) or not parts else []
    return b.concat(parts)


# -- literals and operators


def _array(d: Descent, node: Node) -> int:
    return d.b.sequence([d.expr(c) for c in d.children(node)])


def _dictionary(d: Descent, node: Node) -> int:
    pairs = [d.children(c) for c in d.children(node) if c.type == "dictionary_pair"]
    return d.b.map([(d.expr(p[0]), d.expr(p[1])) for p in pairs if len(p) == 2])


def _either(d: Descent, node: Node) -> int:
    """``a ? b : c``; ``a ?: c`` falls back."""
    b = d.b
    condition, first, other = (node.child_by_field_name(name) for name in ("condition", "consequence", "alternative"))
    tested = d.expr(condition) if condition is not None else b.unknown("empty")
    given = d.expr(first) if first is not None else tested
    return b.union((given, d.expr(other)), default=first is None) if other is not None else given


def _cast(d: Descent, node: Node) -> int:
    child = node.child_by_field_name("value")
    value = d.expr(child) if child is not None else d.b.unknown("empty")
    type_ = type_expr(d, node.child_by_field_name("type"))
    return d.b.union((value, d.b.declared(type_))) if type_ >= 0 and d.b.kind(value) in _CASTS else value


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
    span = node.start_byte, node.end_byte
    if left.type == "identifier":
        name = d.text(left)
        behind = d.behind(name)
        if behind:
            b.store(b.expr("self", d.klass), behind, -1, value, *span)
        elif name != "self":
            _local(d, name, value, span)
    elif left.type == "field_expression":
        _stored(d, left, value, span)
    elif left.type == "subscript_expression":
        held, key = left.child_by_field_name("argument"), left.child_by_field_name("index")
        if held is not None and key is not None:
            b.store(d.expr(held), "", d.expr(key), value, *span)
    else:
        d.expr(left)
    return value


def _local(d: Descent, name: str, value: int, span: tuple[int, int]) -> None:
    """A name of C: of a function, a block or the file; else a variable of the class, or another file's."""
    if d.holder(name) >= 0 or d.klass >= 0:
        d.assign(name, value, *span)
    else:
        guard, d.b.guard = d.b.guard, 1
        d.b.bind(name, value, span[1], scope=0)
        d.b.guard = guard


def _stored(d: Descent, left: Node, value: int, span: tuple[int, int]) -> None:
    """``a.b = c``: the variable behind the property b; of things of other packages their member b."""
    held = left.child_by_field_name("argument")
    if held is None:
        return
    name, owner = d.field(left, "field"), d.expr(held)
    if d.field(left, "operator") == "->":
        d.b.store(owner, d.behind(name) or name, -1, value, *span)
        return
    d.b.store(owner, IVAR + name, -1, value, *span)
    if d.text(held) != "self":
        d.b.store(owner, name, -1, value, *span)


def _block(d: Descent, node: Node) -> int:
    return block_literal(d, node)


def _leaf(d: Descent, node: Node) -> int:
    return d.b.unknown(node.type)


EXPRESSIONS: dict[str, Expression] = {
    **C_EXPRESSIONS,
    "array_literal": _array,
    "assignment_expression": _assignment,
    "at_expression": _boxed,
    "available_expression": _leaf,
    "block_literal": _block,
    "call_expression": chain,
    "cast_expression": _cast,
    "conditional_expression": _either,
    "dictionary_literal": _dictionary,
    "encode_expression": _leaf,
    "field_expression": chain,
    "identifier": _identifier,
    "message_expression": chain,
    "parenthesized_expression": chain,
    "selector_expression": _selector,
    "subscript_expression": chain,
}
