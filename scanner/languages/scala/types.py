"""Types and annotations of Scala as expressions; what their names refer to is left to ``evaluate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent

_SILENT = frozenset(
    {"Any", "AnyRef", "AnyVal", "Boolean", "Byte", "Char", "Double", "Float", "Int", "Long", "Nothing", "Null", "Object", "Short", "String"}
) | {
    "Unit",
    "Uri",
    "URI",
    "URL",
}
_HOLDERS = frozenset(
    {"Array", "Future", "IO", "Iterable", "IterableOnce", "List", "LazyList", "Option", "Seq", "Set", "Some", "Source", "Stream", "Task"}
) | {
    "Try",
    "UIO",
    "Vector",
    "ZIO",
}
_MAPS = frozenset({"Map", "HashMap", "TrieMap", "ListMap", "TreeMap"})


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name, attribute or shape of instances; -1 for types that say nothing."""
    if node is None or d.b.depth >= MAX_DEPTH:
        return -1
    kind = node.type
    if kind == "type_identifier":
        name = d.text(node).strip("`")
        return -1 if name in _SILENT or name in d.variables else d.type_name(name, node.start_byte)
    if kind in ("stable_type_identifier", "stable_identifier", "projected_type"):
        parts = [d.text(c) for c in node.named_children if c.type in ("identifier", "type_identifier", "stable_identifier")]
        return dotted(d, ".".join(parts).split("."), node)
    d.b.depth += 1
    value = -1
    if kind == "generic_type":
        value = _generic(d, node)
    elif (
        kind in ("compound_type", "annotated_type", "lazy_parameter_type", "repeated_parameter_type", "infix_type") and node.named_children
    ):
        value = type_expr(d, node.named_children[0])
    d.b.depth -= 1
    return value


def dotted(d: Descent, parts: list[str], node: Node) -> int:
    """``a.b.Type``: what stands in front of the first capital is a package."""
    b = d.b
    package = next((n for n, part in enumerate(parts[:-1]) if part[:1].isupper()), len(parts) - 1)
    value = (
        b.imported(".".join(parts[:package]), parts[package], "", node.start_byte, node.end_byte)
        if package
        else d.type_name(parts[0], node.start_byte)
    )
    for part in parts[package + 1 :]:
        value = b.attr(value, part)
    return value


def _generic(d: Descent, node: Node) -> int:
    base, listed = node.child_by_field_name("type"), node.child_by_field_name("type_arguments")
    inner = listed.named_children if listed is not None else []
    name = d.text(base) if base is not None else ""
    if name not in _HOLDERS and name not in _MAPS:
        return type_expr(d, base)
    value = type_expr(d, inner[-1]) if inner else -1
    if value < 0:
        return -1
    held = d.b.declared(value)
    return d.b.map([(d.b.unknown("key"), held)]) if name in _MAPS else d.b.sequence([held])


def attached(d: Descent, node: Node) -> tuple[int, ...]:
    """``@a`` is the name, ``@A(…)`` a call of it."""
    from scanner.languages.scala.expressions import arguments

    found = []
    for child in node.named_children:
        if child.type != "annotation":
            continue
        callee = type_expr(d, child.child_by_field_name("name"))
        callee = callee if callee >= 0 else d.b.unknown("annotation")
        listed = child.child_by_field_name("arguments")
        found.append(d.b.call(callee, arguments(d, listed), child.start_byte, child.end_byte, "d") if listed is not None else callee)
    return tuple(found)
