"""Type names of Java as expressions; what a type's name refers to is left to ``evaluate``.

Types that say nothing of where a value comes from (primitives, text, ``Object``, type parameters) give -1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Descent

SILENT = frozenset(
    {
        *(
            "Object",
            "String",
            "CharSequence",
            "Character",
            "Number",
            "Integer",
            "Long",
            "Short",
            "Byte",
            "Double",
            "Float",
            "Boolean",
            "Void",
        ),
        *("Class", "var", "val", "Enum", "Record", "Comparable", "Serializable", "Throwable", "Exception", "RuntimeException"),
    }
)
SEQUENCES = frozenset(
    {
        *("List", "Collection", "Set", "Iterable", "Iterator", "Stream", "Queue", "Deque", "ArrayList", "LinkedList", "HashSet"),
        *(
            "LinkedHashSet",
            "TreeSet",
            "SortedSet",
            "CopyOnWriteArrayList",
            "Optional",
            "Supplier",
            "Callable",
            "ThreadLocal",
            "AtomicReference",
        ),
        *("CompletableFuture", "CompletionStage", "Future", "Mono", "Flux", "ObjectProvider", "Provider"),
    }
)
"""Holders of one or many of their type argument."""
MAPS = frozenset(
    {"Map", "HashMap", "LinkedHashMap", "TreeMap", "SortedMap", "ConcurrentMap", "ConcurrentHashMap", "EnumMap", "WeakHashMap"}
)


_FUNCTIONS = frozenset({"Function", "BiFunction", "UnaryOperator", "BinaryOperator", "Consumer", "BiConsumer", "Predicate", "BiPredicate"})
"""Functions by what they take and give; what they are, says who hands one over."""
_KEPT = frozenset({"Cache", "LoadingCache", "AsyncLoadingCache"})
"""Stores of what their last type argument is, which libraries have under the same names."""


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name, attribute or shape of instances; -1 for types that say nothing."""
    if node is None:
        return -1
    kind = node.type
    if kind == "type_identifier":
        name = d.text(node)
        return -1 if name in SILENT or name in d.variables else d.type_name(name, node.start_byte)
    if kind == "scoped_type_identifier":
        return dotted(d, node)
    if kind not in ("generic_type", "array_type", "annotated_type"):
        return -1
    if d.b.depth >= MAX_DEPTH:
        d.b.gap("nested-too-deep")
        return -1
    d.b.depth += 1
    if kind == "generic_type":
        value = _generic(d, node)
    elif kind == "array_type":
        value = _holding(d, node.child_by_field_name("element"))
    else:
        value = type_expr(d, d.children(node)[-1])
    d.b.depth -= 1
    return value


def base_name(d: Descent, node: Node | None) -> str:
    """The last part of a type's name, without its type arguments."""
    while node is not None and node.type == "generic_type":
        node = d.first(node)
    return d.text(node).rpartition(".")[2] if node is not None else ""


def dotted(d: Descent, node: Node) -> int:
    """``Outer.Inner`` and ``a.b.Type``, by text, so that a thousand dots need no thousand frames."""
    return qualified(d, "".join(d.text(node).split()).split("."), node)


def qualified(d: Descent, parts: list[str], node: Node) -> int:
    """A dotted name: what stands in front of the first capital is a package."""
    b = d.b
    package = 0
    while package < len(parts) - 1 and not parts[package][:1].isupper():
        package += 1
    if package:
        value = b.imported(".".join(parts[:package]), parts[package], "", node.start_byte, node.end_byte)
    else:
        value = d.type_name(parts[0], node.start_byte)
    for part in parts[package + 1 :]:
        value = b.attr(value, part)
    return value


def _generic(d: Descent, node: Node) -> int:
    base, *rest = d.children(node)
    arguments = d.children(rest[-1]) if rest else []
    name = base_name(d, base)
    if name in SEQUENCES:
        return _holding(d, arguments[0]) if arguments else type_expr(d, base)
    if name in _FUNCTIONS and arguments:
        return -1
    if name in MAPS | _KEPT and arguments:
        value = type_expr(d, arguments[-1])
        return d.b.map([(d.b.unknown("key"), d.b.declared(value))]) if value >= 0 else -1
    return type_expr(d, base)


def _holding(d: Descent, node: Node | None) -> int:
    value = type_expr(d, node)
    return d.b.sequence([d.b.declared(value)]) if value >= 0 else -1
