"""Types and annotations of Dart as expressions; what their names refer to is left to ``evaluate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from scanner.languages._walk import Descent

_SILENT = frozenset({"Object", "String", "Uri", "bool", "double", "dynamic", "int", "num", "Never", "Null", "Function", "Type", "DateTime"})
_HOLDERS = frozenset({"List", "Set", "Iterable", "Future", "FutureOr", "Stream", "Queue", "ValueNotifier", "StreamController"})


def type_of(d: Descent, nodes: Sequence[Node]) -> int:
    """The type that stands among ``nodes`` (names, then type arguments); -1 for types that say nothing."""
    names = [d.text(node) for node in nodes if node.type == "type_identifier"]
    listed = next((node for node in nodes if node.type == "type_arguments"), None)
    if not names or (len(names) == 1 and (names[0] in _SILENT or names[0] in d.variables)):
        return -1
    b = d.b
    if len(names) == 1 and (names[0] in _HOLDERS or names[0] == "Map"):
        inner = _last(listed)
        if not inner or b.depth >= MAX_DEPTH:
            return -1
        b.depth += 1
        value = type_of(d, inner)
        b.depth -= 1
        if value < 0:
            return -1
        return b.map([(b.unknown("key"), b.declared(value))]) if names[0] == "Map" else b.sequence([b.declared(value)])
    first = next(node for node in nodes if node.type == "type_identifier")
    value = d.type_name(names[0], first.start_byte)
    for name in names[1:]:
        value = b.attr(value, name)
    return value


def _last(listed: Node | None) -> list[Node]:
    """The nodes of the last type argument."""
    found: list[Node] = []
    for child in listed.children if listed is not None else ():
        if child.type == ",":
            found = []
        elif child.is_named:
            found.append(child)
    return found


def annotation(d: Descent, node: Node) -> int:
    """``@a`` is the name, ``@A(…)`` a call of it."""
    from scanner.languages.dart.expressions import arguments

    names = [child for child in node.named_children if child.type in ("identifier", "qualified")]
    if not names:
        return d.b.unknown("annotation")
    parts = d.text(names[0]).split(".")
    value = d.variable(parts[0], names[0].start_byte)
    for part in parts[1:]:
        value = d.b.attr(value, part)
    listed = next((child for child in node.named_children if child.type == "arguments"), None)
    return d.b.call(value, arguments(d, listed), node.start_byte, node.end_byte, "d") if listed is not None else value
