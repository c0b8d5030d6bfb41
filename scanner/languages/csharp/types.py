"""Type names of C# as expressions; what a type's name refers to is left to ``evaluate``.

Types that say nothing of where a value comes from (numbers, text, ``object``, type parameters) give -1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent

SILENT = frozenset(
    {
        "var",
        "dynamic",
        "Object",
        "String",
        "Boolean",
        "Int32",
        "Int64",
        "Double",
        "Decimal",
        "Guid",
        "DateTime",
        "Exception",
        "Enum",
        "Type",
    }
)
CARRIERS = frozenset({"Task", "ValueTask", "Nullable", "Ref", "Memory", "ReadOnlyMemory"})
"""What they carry is what they give."""
SEQUENCES = frozenset(
    {
        *(
            "List",
            "IList",
            "ICollection",
            "Collection",
            "IEnumerable",
            "IReadOnlyList",
            "IReadOnlyCollection",
            "HashSet",
            "ISet",
            "SortedSet",
        ),
        *(
            "Queue",
            "Stack",
            "LinkedList",
            "ConcurrentBag",
            "ConcurrentQueue",
            "ObservableCollection",
            "ReadOnlyCollection",
            "IAsyncEnumerable",
        ),
        *("IQueryable", "ImmutableArray", "ImmutableList", "Span", "ReadOnlySpan", "ArraySegment", "IEnumerator", "IAsyncEnumerator"),
    }
)
"""Holders of many of their type argument."""
MAPS = frozenset(
    {
        *(
            "Dictionary",
            "IDictionary",
            "IReadOnlyDictionary",
            "SortedDictionary",
            "ConcurrentDictionary",
            "SortedList",
            "ImmutableDictionary",
        ),
        "KeyValuePair",
    }
)
VALUES = {
    "Lazy": "Value",
    "IOptions": "Value",
    "IOptionsSnapshot": "Value",
    "IOptionsMonitor": "CurrentValue",
    "AsyncLocal": "Value",
    "ThreadLocal": "Value",
}
"""Holders of one, and the member that gives it."""


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name, attribute or shape of instances; -1 for types that say nothing."""
    if node is None:
        return -1
    kind = node.type
    if kind == "identifier":
        name = d.text(node)
        return -1 if name in SILENT or name in d.variables else d.type_name(name, node.start_byte)
    if kind in ("qualified_name", "alias_qualified_name"):
        return _qualified(d, node)
    handler = _KINDS.get(kind)
    if handler is None:
        return -1
    if d.b.depth >= MAX_DEPTH:
        d.b.gap("nested-too-deep")
        return -1
    d.b.depth += 1
    value = handler(d, node)
    d.b.depth -= 1
    return value


def base_name(d: Descent, node: Node | None) -> str:
    """The last part of a type's name, without its type arguments."""
    while node is not None:
        if node.type in ("nullable_type", "ref_type", "scoped_type"):
            node = node.child_by_field_name("type")
        elif node.type in ("generic_name", "qualified_name", "alias_qualified_name"):
            node = node.child_by_field_name("name") or d.first(node)
        else:
            return d.text(node)
    return ""


def type_arguments(d: Descent, node: Node | None) -> list[Node]:
    """What stands in angle brackets behind a name."""
    if node is not None and node.type in ("qualified_name", "alias_qualified_name"):
        node = node.child_by_field_name("name")
    listed = (
        next((c for c in node.children if c.type == "type_argument_list"), None)
        if node is not None and node.type == "generic_name"
        else None
    )
    return d.children(listed) if listed is not None else []


def names_in(d: Descent, node: Node) -> list[str]:
    """The parts of a dotted name, by text, so that a thousand dots need no thousand frames."""
    text = "".join(d.text(node).split()).partition("::")
    parts = (text[2] if text[1] else text[0]).split(".")
    return [part.partition("<")[0].removeprefix("@") for part in parts]


def _qualified(d: Descent, node: Node) -> int:
    """``A.B.C``: what stands in front of the last part is a namespace, or a type around it."""
    last = node.child_by_field_name("name")
    if last is not None and last.type == "generic_name" and base_name(d, last) in SEQUENCES | CARRIERS | MAPS | VALUES.keys():
        return _generic(d, last)
    return d.b.imported(*named(d, node), "", node.start_byte, node.end_byte)


def named(d: Descent, node: Node) -> tuple[str, str]:
    """Namespace and type of a dotted name; a single name is a namespace."""
    parts = names_in(d, node)
    return (".".join(parts[:-1]), parts[-1]) if len(parts) > 1 else (parts[0], "")


def _inner(d: Descent, node: Node) -> int:
    return type_expr(d, node.child_by_field_name("type") or d.first(node))


def _generic(d: Descent, node: Node) -> int:
    base, arguments = d.first(node), type_arguments(d, node)
    name = base_name(d, base)
    if not arguments or base is None:
        return type_expr(d, base)
    if name in CARRIERS:
        return type_expr(d, arguments[0])
    if name in SEQUENCES:
        return _holding(d, arguments[0])
    value = type_expr(d, arguments[-1]) if name in MAPS or name in VALUES else -1
    if name in VALUES:
        return d.b.map([(d.b.string(VALUES[name]), d.b.declared(value))]) if value >= 0 else -1
    if name in MAPS:
        key = d.b.string("Value") if name == "KeyValuePair" else d.b.unknown("key")
        return d.b.map([(key, d.b.declared(value))]) if value >= 0 else -1
    return type_expr(d, base)


def _array(d: Descent, node: Node) -> int:
    return _holding(d, node.child_by_field_name("type"))


def _holding(d: Descent, node: Node | None) -> int:
    value = type_expr(d, node)
    return d.b.sequence([d.b.declared(value)]) if value >= 0 else -1


def _tuple(d: Descent, node: Node) -> int:
    values = [type_expr(d, child.child_by_field_name("type")) for child in d.children(node)]
    return d.b.sequence([d.b.declared(v) if v >= 0 else d.b.unknown("type") for v in values])


_KINDS = {
    "array_type": _array,
    "generic_name": _generic,
    "nullable_type": _inner,
    "ref_type": _inner,
    "scoped_type": _inner,
    "tuple_type": _tuple,
}
