"""Types and annotations of Kotlin as expressions; what their names refer to is left to ``evaluate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages.java.types import MAPS, SEQUENCES, SILENT, qualified

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Descent

_SILENT = SILENT | {"Any", "Int", "Unit", "Nothing", "Char", "Function"}
_SEQUENCES = SEQUENCES | {"Flow", "Sequence", "MutableList", "MutableSet", "Array", "Deferred", "Lazy", "Channel"}
_HELD = frozenset({"StateFlow", "MutableStateFlow", "LiveData", "MutableLiveData", "MutableState"})
"""Holders of one, which their member ``value`` gives."""
_MAPS = MAPS | {"MutableMap"}


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name, attribute or shape of instances; -1 for types that say nothing."""
    while node is not None and node.type in ("nullable_type", "parenthesized_type"):
        node = d.first(node)
    if node is None or node.type != "user_type":
        return -1
    names = [d.text(child).strip("`") for child in node.named_children if child.type == "identifier"]
    listed = next((child for child in node.named_children if child.type == "type_arguments"), None)
    inner = d.children(listed) if listed is not None else []
    if not names or (len(names) == 1 and (names[0] in _SILENT or names[0] in d.variables)):
        return -1
    if len(names) == 1 and inner and (names[0] in _SEQUENCES or names[0] in _MAPS or names[0] in _HELD):
        if d.b.depth >= MAX_DEPTH:
            d.b.gap("nested-too-deep")
            return -1
        d.b.depth += 1
        value = type_expr(d, d.first(inner[-1]))
        d.b.depth -= 1
        if value < 0:
            return -1
        held = d.b.declared(value)
        if names[0] in _HELD:
            return d.b.map([(d.b.string("value"), held)])
        return d.b.map([(d.b.unknown("key"), held)]) if names[0] in _MAPS else d.b.sequence([held])
    return qualified(d, names, node)


def modifiers(d: Descent, node: Node) -> tuple[tuple[int, ...], frozenset[str]]:
    """Annotations as expressions, and the words beside them."""
    listed = next((child for child in node.children if child.type == "modifiers"), None)
    if listed is None:
        return (), frozenset()
    found = tuple(annotation(d, child) for child in listed.named_children if child.type == "annotation")
    return found, frozenset(d.text(child) for child in listed.named_children if child.type != "annotation")


def annotation(d: Descent, node: Node) -> int:
    """``@A`` is the name, ``@A(…)`` a call of it."""
    from scanner.languages.kotlin.expressions import arguments

    b = d.b
    inner = next((child for child in node.named_children if child.type in ("user_type", "constructor_invocation")), None)
    if inner is None:
        return b.unknown("annotation")
    callee = type_expr(d, inner if inner.type == "user_type" else d.first(inner))
    callee = callee if callee >= 0 else b.unknown("annotation")
    listed = next((child for child in inner.named_children if child.type == "value_arguments"), None)
    if inner.type == "user_type" or listed is None:
        return callee
    given = arguments(d, listed)
    value = b.call(callee, given, node.start_byte, node.end_byte, "d")
    if any(b.kind(a.value) == "string" and "${" in str(b.at(a.value)[1]) for a in given):
        d.placeholders.add(value)
    return value
