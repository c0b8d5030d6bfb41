"""Constructions of C#: ``new``, object and collection initialisers, anonymous objects, arrays, tuples.

What an initialiser sets is an argument of the construction by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.csharp.types import MAPS, SEQUENCES, VALUES, base_name, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent, Expression

_BUILDERS = frozenset({"StringBuilder", "StringWriter"})


def initial(d: Descent, node: Node, type_node: Node | None) -> int:
    """A value where its type is declared beside it: ``T x = new(…)``, ``List<T> x = []``."""
    at = node
    while at.type == "parenthesized_expression" and (inner := d.first(at)) is not None:
        at = inner
    if at.type == "implicit_object_creation_expression":
        return construction(d, at, type_node)
    value = d.expr(node)
    return shaped(d, value, type_expr(d, type_node)) if type_node is not None and d.b.kind(value) in ("map", "sequence") else value


def shaped(d: Descent, value: int, type_: int) -> int:
    """An empty container is what its declared type says of its elements."""
    b = d.b
    return type_ if type_ >= 0 and b.kind(type_) == b.kind(value) and not b.at(value)[1] else value


def expected(d: Descent, left: Node) -> Node | None:
    """The declared type of a field or property that is assigned to."""
    name = d.text(left) if left.type == "identifier" else ""
    if left.type == "member_access_expression":
        holder = left.child_by_field_name("expression")
        name = d.field(left, "name") if holder is not None and holder.type == "this" else ""
    scope = d.holder(name) if name else -1
    return d.members[scope].declared.get(name) if scope in d.members else None


def _new(d: Descent, node: Node) -> int:
    return construction(d, node, node.child_by_field_name("type"))


def _implicit(d: Descent, node: Node) -> int:
    """``new(…)`` as an argument or result: only a declaration beside it would say of what."""
    return construction(d, node, None)


def construction(d: Descent, node: Node, type_: Node | None) -> int:
    """``new T(…) { … }``; the standard containers are literals."""
    from scanner.languages.csharp.expressions import arguments

    b = d.b
    given = arguments(d, node.child_by_field_name("arguments") or next((c for c in node.children if c.type == "argument_list"), None))
    filled = next((c for c in node.children if c.type == "initializer_expression"), None)
    name = base_name(d, type_)
    if name in _BUILDERS:
        return d.text_of(given[0].value if given and b.kind(given[0].value) != "number" else -1)
    set_, items, pairs = _initialiser(d, filled)
    if name in MAPS:
        spread = [(-1, a.value) for a in given[:1] if b.kind(a.value) not in ("number", "unknown", "attr")]
        return b.map([*spread, *pairs])
    if name in SEQUENCES:
        plain = len(given) == 1 and b.kind(given[0].value) not in ("number", "unknown") and not items
        return given[0].value if plain else b.sequence(items)
    if name in VALUES and given:
        return b.map([(b.string(VALUES[name]), _made(d, given[0].value, node))])
    if type_ is None and set_ and not given:  # of a type that stands elsewhere: what it sets is all there is to see
        return b.map([(b.string(a.keyword), a.value) for a in set_])
    callee = type_expr(d, type_)
    if callee < 0 or b.kind(callee) in ("map", "sequence"):
        callee = b.name(name, node.start_byte) if name else b.unknown("new")
    return b.call(callee, [*given, *set_], node.start_byte, node.end_byte, "n")


def _made(d: Descent, value: int, node: Node) -> int:
    """What a function makes that a holder is given; another value is itself."""
    b = d.b
    if b.kind(value) == "function":
        returns = b.scopes[int(b.at(value)[1])].returns  # type: ignore[call-overload]
        return b.union(returns) if returns else b.unknown("nothing returned")
    return b.call(value, (), node.start_byte, node.end_byte, "i") if b.kind(value) == "attr" else value


def _initialiser(d: Descent, node: Node | None) -> tuple[list[Argument], list[int], list[tuple[int, int]]]:
    """Members that are set, items, and keys with values."""
    b = d.b
    members: list[Argument] = []
    items: list[int] = []
    pairs: list[tuple[int, int]] = []
    b.depth += 1
    for child in d.children(node) if node is not None else ():
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if child.type == "assignment_expression" and left is not None and right is not None:
            value = d.expr(right)
            if left.type == "identifier":
                members.append(Argument(-1, d.text(left), value))
            else:
                pairs.append((_key(d, left), value))
        elif child.type == "initializer_expression" and len(inner := d.children(child)) == 2:
            pairs.append((d.expr(inner[0]), d.expr(inner[1])))
        else:
            items.append(d.expr(child))
    b.depth -= 1
    return members, items, pairs


def _key(d: Descent, node: Node) -> int:
    from scanner.languages.csharp.expressions import arguments

    found = arguments(d, node)
    return found[0].value if found else d.b.unknown("key")


def _braces(d: Descent, node: Node) -> int:
    """``{ a, b }`` of an array, ``{ A = 1 }`` of a member."""
    members, items, pairs = _initialiser(d, node)
    if members or pairs:
        return d.b.map([*((d.b.string(a.keyword), a.value) for a in members), *pairs])
    return d.b.sequence(items)


def _array(d: Descent, node: Node) -> int:
    """``new[] { a }``, ``new T[] { a }``, ``stackalloc``"""
    listed = next((c for c in node.children if c.type == "initializer_expression"), None)
    return _braces(d, listed) if listed is not None else d.b.sequence(())


def _collection(d: Descent, node: Node) -> int:
    """``[a, b, ..rest]``"""
    items = []
    for child in d.children(node):
        element = d.first(child)
        if element is None:
            continue
        inner = d.first(element)
        value = d.expr(inner) if inner is not None and element.type.endswith("_element") else d.expr(element)
        items.append(d.b.element(value) if element.type == "spread_element" else value)
    return d.b.sequence(items)


def _anonymous(d: Descent, node: Node) -> int:
    """``new { a = 1, x.B }``"""
    b = d.b
    pairs: list[tuple[int, int]] = []
    key = ""
    for n, child in enumerate(node.children):
        if not child.is_named or child.kind_id in d.ignored:
            continue
        following = node.children[n + 1].type if n + 1 < len(node.children) else ""
        if following == "=":
            key = d.text(child).removeprefix("@")
            continue
        name = key or d.text(child).rpartition(".")[2].strip()
        pairs.append((b.string(name), d.expr(child)))
        key = ""
    return b.map(pairs)


def _tuple(d: Descent, node: Node) -> int:
    from scanner.languages.csharp.expressions import arguments

    return d.b.sequence([a.value for a in arguments(d, node)])


def with_(d: Descent, node: Node) -> int:
    """``x with { A = 1 }``: the thing; what is changed is lowered only."""
    first, *rest = d.children(node) or [node]
    if first == node:
        return d.b.unknown("empty")
    value = d.expr(first)
    d.block(rest)
    return value


EXPRESSIONS: dict[str, Expression] = {
    "anonymous_object_creation_expression": _anonymous,
    "array_creation_expression": _array,
    "collection_expression": _collection,
    "implicit_array_creation_expression": _array,
    "implicit_object_creation_expression": _implicit,
    "implicit_stackalloc_expression": _array,
    "initializer_expression": _braces,
    "object_creation_expression": _new,
    "stackalloc_expression": _array,
    "tuple_expression": _tuple,
}
