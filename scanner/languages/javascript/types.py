"""Type annotations of TypeScript as expressions; what a type's name refers to is left to ``evaluate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from scanner.languages.javascript.descent import Descent

_ERASED = frozenset({"Awaited", "InstanceType", "NonNullable", "Omit", "Partial", "Pick", "Promise", "PromiseLike", "Readonly", "Required"})
_SEQUENCES = frozenset(
    {"Array", "AsyncGenerator", "AsyncIterable", "AsyncIterableIterator", "AsyncIterator", "Generator", "Iterable", "IterableIterator",
     "Iterator", "ReadableStream", "ReadonlyArray", "ReadonlySet", "Set"}
)  # fmt: skip
_MAPS = frozenset({"Map", "ReadonlyMap", "WeakMap", "Record"})
_NOTHING = frozenset({"null", "undefined", "void", "never"})


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name, attribute or shape of instances; -1 for types that name no class."""
    if node is None:
        return -1
    handler = _TYPES.get(node.type)
    if handler is None:
        return -1
    b = d.b
    if b.depth >= MAX_DEPTH:
        b.gap("nested-too-deep")
        return -1
    b.depth += 2
    value = handler(d, node)
    b.depth -= 2
    return value


def members_of(d: Descent, node: Node | None) -> dict[str, Node]:
    """Types of the properties of ``{ a: A; b: B }``, to be shared out over a destructuring pattern."""
    while node is not None and node.type in ("type_annotation", "parenthesized_type", "readonly_type"):
        node = d.first(node)
    if node is None or node.type != "object_type":
        return {}
    found: dict[str, Node] = {}
    for child in node.named_children:
        name, type_ = child.child_by_field_name("name"), child.child_by_field_name("type")
        if child.type == "property_signature" and name is not None and type_ is not None:
            found[d.literal(name) if name.type == "string" else d.text(name)] = type_
    return found


def _inner(d: Descent, node: Node) -> int:
    return type_expr(d, d.first(node))


def _name(d: Descent, node: Node) -> int:
    return d.b.name(d.text(node), node.start_byte)


def _dotted(d: Descent, node: Node) -> int:
    if d.data.startswith(b"import", node.start_byte):
        return d.expr(node)  # import("m").Name
    # NOTE: by text, so that a thousand dots need no thousand frames
    first, *rest = "".join(d.text(node).split()).split(".")
    value = d.b.name(first, node.start_byte)
    for part in rest:
        value = d.b.attr(value, part)
    return value


def _generic(d: Descent, node: Node) -> int:
    base = node.child_by_field_name("name") or d.first(node)
    arguments = node.child_by_field_name("type_arguments")
    inner = [child for child in arguments.named_children if child.kind_id not in d.ignored] if arguments is not None else []
    name = d.text(base) if base is not None else ""
    if inner and name in _ERASED:
        return type_expr(d, inner[0])
    if inner and name in _SEQUENCES:
        return _instances(d, inner[0])
    if inner and name in _MAPS:
        value = type_expr(d, inner[-1])
        return d.b.map([(d.b.unknown("key"), d.b.declared(value))]) if value >= 0 else -1
    return type_expr(d, base)


def _instances(d: Descent, node: Node | None) -> int:
    value = type_expr(d, node)
    return d.b.sequence([d.b.declared(value)]) if value >= 0 else -1


def _array(d: Descent, node: Node) -> int:
    return _instances(d, d.first(node))


def _tuple(d: Descent, node: Node) -> int:
    items = [type_expr(d, child) for child in node.named_children if child.kind_id not in d.ignored]
    return d.b.sequence([d.b.declared(item) if item >= 0 else d.b.unknown("type") for item in items]) if any(i >= 0 for i in items) else -1


def _union(d: Descent, node: Node) -> int:
    # NOTE: ``A | B | C`` is left-deep; flattened without recursion
    parts: list[Node] = []
    pending = [node]
    while pending:
        at = pending.pop()
        if at.type in ("union_type", "intersection_type"):
            pending.extend(at.named_children)
        elif at.kind_id not in d.ignored and d.text(at) not in _NOTHING:
            parts.append(at)
    values = [value for part in sorted(parts, key=_start) if (value := type_expr(d, part)) >= 0]
    return d.b.union(values) if values else -1


def _start(node: Node) -> int:
    return node.start_byte


def _object(d: Descent, node: Node) -> int:
    pairs = [(d.b.string(name), value) for name, type_ in members_of(d, node).items() if (value := type_expr(d, type_)) >= 0]
    return d.b.map([(key, d.b.declared(value)) for key, value in pairs]) if pairs else -1


def _query(d: Descent, node: Node) -> int:
    # NOTE: ``typeof x`` is the type of a value; only as ``InstanceType<typeof X>`` does it name a class
    wrapper = node.parent.parent if node.parent is not None and node.parent.type == "type_arguments" else None
    name = wrapper.child_by_field_name("name") if wrapper is not None else None
    return _inner(d, node) if name is not None and d.text(name) == "InstanceType" else -1


_TYPES: dict[str, Callable[[Descent, Node], int]] = {
    "array_type": _array,
    "extends_type_clause": _inner,
    "generic_type": _generic,
    "identifier": _name,
    "intersection_type": _union,
    "member_expression": _dotted,
    "nested_identifier": _dotted,
    "nested_type_identifier": _dotted,
    "object_type": _object,
    "optional_type": _inner,
    "parenthesized_type": _inner,
    "readonly_type": _inner,
    "rest_type": _inner,
    "tuple_type": _tuple,
    "type_annotation": _inner,
    "type_arguments": _inner,
    "type_identifier": _name,
    "type_query": _query,
    "union_type": _union,
}
