"""Declared types: names and members; wrappers such as ``Optional`` erased, containers as sequences and maps of instances."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.python.descent import Descent

_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_WRAPPERS = frozenset({"Optional", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "Type", "type", "Awaitable", "Coroutine"})
_SEQUENCES = frozenset(
    {"list", "List", "tuple", "Tuple", "set", "Set", "frozenset", "FrozenSet", "Sequence", "MutableSequence", "Iterable", "Iterator",
     "Generator", "AsyncIterator", "AsyncGenerator", "AsyncIterable", "Collection", "deque", "Deque"}
)  # fmt: skip
_MAPS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"})


def type_expr(d: Descent, node: Node) -> int:
    """The type as name or member."""
    if d.b.depth >= MAX_DEPTH:
        return d.b.gap("nested-too-deep")
    d.b.depth += 2  # as many calls as two levels of an expression
    value = _type(d, node)
    d.b.depth -= 2
    return value


def annotated_value(d: Descent, node: Node) -> int:
    """The value that ``Annotated[T, Depends(f)]`` injects, else -1."""
    inner = node.named_children[0] if node.type == "type" and node.named_children else node
    if inner.type not in ("generic_type", "subscript") or not d.text(inner).partition("[")[0].endswith("Annotated"):
        return -1
    return next((d.expr(meta) for meta in _arguments(inner)[1:] if meta.type == "call"), -1)


def _type(d: Descent, node: Node) -> int:
    kind = node.type
    while kind in ("type", "parenthesized_expression", "constrained_type") and node.named_child_count:
        node = node.named_children[0]
        kind = node.type
    if kind == "identifier":
        return d.b.name(d.text(node), node.start_byte)
    if kind == "string":
        text = d.text(node).lstrip("rbuRBU").strip("'\"")
        return _dotted(d, text, node.start_byte) if _DOTTED.match(text) else d.b.unknown("type")
    if kind in ("binary_operator", "union_type"):
        return _union(d, [child for child in node.named_children if child.type != "comment"])
    if kind in ("generic_type", "subscript"):
        return _generic(d, node)
    return d.expr(node) if kind == "attribute" else d.b.unknown("type")


def _union(d: Descent, nodes: list[Node]) -> int:
    """One of several; without None, which says nothing about what is called."""
    return d.b.union([type_expr(d, node) for node in nodes if d.text(node) != "None"] or [d.b.const(None)])


def _generic(d: Descent, node: Node) -> int:
    base = node.named_children[0] if node.named_children else node
    name = d.text(base).rpartition(".")[2]
    inner = _arguments(node)
    b = d.b
    if inner and name in _WRAPPERS:
        return type_expr(d, inner[-1])
    if inner and name == "Annotated":
        return type_expr(d, inner[0])
    if inner and name == "Union":
        return _union(d, inner)
    if inner and name in _SEQUENCES:
        return b.sequence([_element(d, inner[0])])
    if inner and name in _MAPS:
        return b.map([(b.unknown("key"), _element(d, inner[-1]))])
    return type_expr(d, base) if base is not node else b.unknown("type")


def _element(d: Descent, node: Node) -> int:
    """What a container holds: an instance of the type, or for ``type[T]`` the class itself."""
    is_class = node.type in ("generic_type", "subscript") and d.text(node).partition("[")[0].rpartition(".")[2] in ("Type", "type")
    return type_expr(d, node) if is_class else d.b.declared(type_expr(d, node))


def _arguments(node: Node) -> list[Node]:
    """What stands between the brackets, unwrapped."""
    inner = [child for child in node.named_children[1:] if child.type != "comment"]
    if len(inner) == 1 and inner[0].type == "type_parameter":
        inner = [child for child in inner[0].named_children if child.type != "comment"]
    return [child.named_children[0] if child.type == "type" and child.named_child_count else child for child in inner]


def _dotted(d: Descent, text: str, offset: int) -> int:
    first, *rest = text.split(".")
    value = d.b.name(first, offset)
    for part in rest:
        value = d.b.attr(value, part)
    return value
