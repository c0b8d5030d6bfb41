"""Go types as expressions; what a type's name refers to is left to ``evaluate``.

Pointers and type arguments are erased, slices and channels are sequences, maps are maps of their values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from scanner.languages.golang.descent import Descent, Expression

SHAPES = frozenset({"array_type", "channel_type", "implicit_length_array_type", "map_type", "slice_type", "struct_type"})
"""Types that have no name of their own."""


def declared(d: Descent, node: Node | None) -> int:
    """An instance of the type that ``node`` is, -1 for types that say nothing."""
    value = d.type(node)
    return d.b.declared(value) if value >= 0 else -1


def results(d: Descent, node: Node | None) -> tuple[int, tuple[str, ...], list[tuple[str, int]]]:
    """The type of what a function gives, and the names of its results with their types."""
    if node is None:
        return -1, (), []
    if node.type != "parameter_list":
        return d.type(node), (), []
    types: list[int] = []
    named: list[tuple[str, int]] = []
    for names, type_node, _ in parameters(d, node):
        type_ = d.type(type_node)
        for name in names:
            types.append(type_)
            if name:
                named.append((name, type_))
    if len(types) == 1:
        return types[0], tuple(n for n, _ in named), named
    given = [d.b.declared(t) if t >= 0 else d.b.unknown("type") for t in types]
    return (d.b.sequence(given) if any(t >= 0 for t in types) else -1), tuple(n for n, _ in named), named


def parameters(d: Descent, node: Node | None) -> Iterator[tuple[tuple[str, ...], Node | None, bool]]:
    """(names, type, variadic) of each declaration of a parameter list; a parameter without a name has ""."""
    for child in d.children(node):
        if child.type in ("parameter_declaration", "variadic_parameter_declaration"):
            names = tuple(d.text(n) for n in child.children_by_field_name("name"))
            yield names or ("",), child.child_by_field_name("type"), child.type.startswith("variadic")


def last_name(d: Descent, node: Node | None) -> str:
    """The name under which an embedded type is a field."""
    while node is not None and node.type in ("pointer_type", "generic_type", "parenthesized_type", "qualified_type", "type_elem"):
        inner = node.child_by_field_name("name") or node.child_by_field_name("type")
        node = inner if inner is not None else next(iter(d.children(node)), None)
    return d.text(node) if node is not None and node.type in ("type_identifier", "identifier") else ""


def _name(d: Descent, node: Node) -> int:
    return d.name(d.text(node), node.start_byte)


def _qualified(d: Descent, node: Node) -> int:
    package, name = node.child_by_field_name("package"), node.child_by_field_name("name")
    if package is None or name is None:
        return -1
    return d.b.attr(d.name(d.text(package), package.start_byte), d.text(name))


def _inner(d: Descent, node: Node) -> int:
    return d.type(next(iter(d.children(node)), None))


def _generic(d: Descent, node: Node) -> int:
    return d.type(node.child_by_field_name("type"))


def _element(d: Descent, node: Node) -> int:
    inner = declared(d, node.child_by_field_name("element") or node.child_by_field_name("value"))
    return d.b.sequence([inner]) if inner >= 0 else -1


def _map(d: Descent, node: Node) -> int:
    inner = declared(d, node.child_by_field_name("value"))
    return d.b.map([(d.b.unknown("key"), inner)]) if inner >= 0 else -1


def _struct(d: Descent, node: Node) -> int:
    pairs: list[tuple[int, int]] = []
    for child in d.children(next(iter(d.children(node)), None)):
        type_ = declared(d, child.child_by_field_name("type"))
        if type_ >= 0:
            pairs += [(d.b.string(d.text(name)), type_) for name in child.children_by_field_name("name")]
    return d.b.map(pairs) if pairs else -1


TYPES: dict[str, Expression] = {
    "array_type": _element,
    "channel_type": _element,
    "generic_type": _generic,
    "identifier": _name,
    "implicit_length_array_type": _element,
    "map_type": _map,
    "parenthesized_type": _inner,
    "pointer_type": _inner,
    "qualified_type": _qualified,
    "slice_type": _element,
    "struct_type": _struct,
    "type_elem": _inner,
    "type_identifier": _name,
}
