"""Declared types of Rust as expressions.

Types that say nothing of where a value comes from give -1; pointers, options and locks are what they hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.rust.descent import Descent

WRAPPERS = frozenset(
    {
        *(
            "Arc",
            "ArcSwap",
            "Box",
            "Cell",
            "Cow",
            "LazyLock",
            "Lazy",
            "Mutex",
            "MutexGuard",
            "OnceCell",
            "OnceLock",
            "Option",
            "Pin",
            "Rc",
            "RefCell",
        ),
        *("Result", "RwLock", "Weak", "ManuallyDrop", "Ready", "Data", "State", "Extension"),
    }
)
"""Generic types that are their first argument; the last ones are how frameworks hand things in."""
_SEVERAL = frozenset({"Vec", "VecDeque", "HashSet", "BTreeSet", "LinkedList", "SmallVec"})
_SILENT = frozenset(
    {
        "String",
        "str",
        "HashMap",
        "BTreeMap",
        "PathBuf",
        "Path",
        "Duration",
        "Error",
        "Value",
        "Fn",
        "FnMut",
        "FnOnce",
        "Into",
        "AsRef",
        "ToString",
        "From",
    }
)


def segments_of(d: Descent, node: Node) -> list[str]:
    """The parts of a path or of the name of a type, without type arguments."""
    parts: list[str] = []
    at: Node | None = node
    while at is not None:
        kind = at.type
        if kind in ("scoped_identifier", "scoped_type_identifier"):
            parts.append(d.field(at, "name"))
            below = at.child_by_field_name("path")
            if below is None:
                parts.append("")
            at = below
        elif kind in ("generic_type", "generic_type_with_turbofish", "bracketed_type", "qualified_type"):
            at = at.child_by_field_name("type") or d.first(at)
        elif kind == "generic_function":
            at = at.child_by_field_name("function")
        elif kind == "reference_type":
            at = at.child_by_field_name("type")
        else:
            parts.append(d.text(at))
            at = None
    return parts[::-1]


def arguments_of(d: Descent, node: Node) -> list[Node]:
    """The type arguments of a generic type, without lifetimes."""
    listed = node.child_by_field_name("type_arguments")
    return [child for child in d.children(listed) if child.type != "lifetime"] if listed is not None else []


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as the name of a class; -1 for types that say nothing."""
    depth = 0
    while node is not None and depth < 40:
        depth += 1
        kind = node.type
        if kind in ("reference_type", "pointer_type"):
            node = node.child_by_field_name("type")
        elif kind in ("dynamic_type", "abstract_type"):
            node = node.child_by_field_name("trait")
        elif kind in ("bounded_type", "removed_trait_bound", "bracketed_type", "qualified_type", "higher_ranked_trait_bound"):
            node = next((child for child in d.children(node) if child.type != "lifetime"), None)
        elif kind == "generic_type":
            name = segments_of(d, node)[-1]
            given = arguments_of(d, node)
            if name in _SEVERAL and given:
                inner = type_expr(d, given[0])
                return d.b.sequence([d.b.declared(inner)]) if inner >= 0 else -1
            if name not in WRAPPERS:
                return _named(d, node)
            node = given[0] if given else None
        elif kind in ("array_type", "slice_type"):
            inner = type_expr(d, node.child_by_field_name("element"))
            return d.b.sequence([d.b.declared(inner)]) if inner >= 0 else -1
        else:
            return _named(d, node)
    return -1


def _named(d: Descent, node: Node) -> int:
    if node.type not in ("type_identifier", "scoped_type_identifier", "generic_type", "identifier", "scoped_identifier"):
        return -1
    segments = segments_of(d, node)
    name = segments[-1]
    if len(segments) == 1 and name in d.generics:
        return d.generics[name]
    if name == "Self" and len(segments) == 1:
        return d.b.expr("class", d.klass) if d.klass >= 0 else -1
    if (name in _SILENT and name not in d.declared and name not in d.used) or not name:
        return -1
    return d.path(segments, node)


def generics(d: Descent, node: Node) -> dict[str, int]:
    """The type parameters of an item, with what bounds them."""
    found = dict(d.generics)
    listed = node.child_by_field_name("type_parameters")
    for child in d.children(listed) if listed is not None else ():
        if child.type in ("type_parameter", "constrained_type_parameter"):
            name, bounds = d.field(child, "name") or d.field(child, "left"), child.child_by_field_name("bounds")
            found[name] = bound(d, bounds)
    where = next((child for child in node.children if child.type == "where_clause"), None)
    for child in d.children(where) if where is not None else ():
        left, bounds = d.field(child, "left"), child.child_by_field_name("bounds")
        if left in found and found[left] < 0:
            found[left] = bound(d, bounds)
    return found


def bound(d: Descent, node: Node | None) -> int:
    """The first trait that bounds a type."""
    for child in d.children(node) if node is not None else ():
        if child.type != "lifetime" and (found := type_expr(d, child)) >= 0:
            return found
    return -1
