"""Patterns of Rust: what the names in them are bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.rust.descent import Descent

_AROUND = ("mut_pattern", "ref_pattern", "reference_pattern", "captured_pattern", "parenthesized_pattern", "match_pattern")
_HELD = frozenset({"Some", "Ok", "Ready", "Left", "Right", "Continue"})


def plain(d: Descent, node: Node) -> str:
    """The one name that a pattern is, "" for all others."""
    at: Node | None = node
    while at is not None and at.type in ("mut_pattern", "ref_pattern", "reference_pattern"):
        at = next((c for c in d.children(at) if c.type != "mutable_specifier"), None)
    return d.text(at) if at is not None and at.type == "identifier" else ""


def bind(d: Descent, node: Node, value: int, type_: int = -1) -> None:
    """Bind the names of a pattern to the parts of a value."""
    b = d.b
    if b.depth > 240:
        b.gap("nested-too-deep")
        return
    b.depth += 1
    if node.type in _AROUND:
        _around(d, node, value, type_)
    elif node.type == "identifier":
        _name(d, node, value, type_)
    else:
        _parts(d, node, value)
    b.depth -= 1


def _name(d: Descent, node: Node, value: int, type_: int) -> None:
    name = d.text(node)
    variant = name[:1].isupper() and name.upper() != name
    if not variant or type_ >= 0:
        d.b.bind(name, value, node.end_byte, type_=type_)


def _parts(d: Descent, node: Node, value: int) -> None:
    """Tuples, structures, alternatives"""
    b = d.b
    kind = node.type
    if kind in ("tuple_pattern", "slice_pattern"):
        for number, child in enumerate(d.children(node)):
            bind(d, child, b.index(value, b.const(number)))
    elif kind == "tuple_struct_pattern":
        first, *inner = d.children(node)
        last = d.text(first).rpartition("::")[2]
        for number, child in enumerate(inner):
            bind(d, child, value if last in _HELD else b.attr(value, str(number)) if last in d.classes else b.unknown("variant"))
    elif kind in ("struct_pattern", "or_pattern"):
        for child in d.children(node):
            if child.type == "field_pattern":
                _field(d, child, value)
            elif kind == "or_pattern":
                bind(d, child, value)


def _around(d: Descent, node: Node, value: int, type_: int) -> None:
    """``mut a``, ``&a``, ``a @ Some(b)``, ``a if b``"""
    condition = node.child_by_field_name("condition")
    for child in d.children(node):
        if child == condition:
            d.expr(child)
        elif child.type != "mutable_specifier":
            bind(d, child, value, type_)


def _field(d: Descent, node: Node, value: int) -> None:
    name, pattern = node.child_by_field_name("name"), node.child_by_field_name("pattern")
    if name is None:
        return
    held = d.b.attr(value, d.text(name))
    if pattern is None:
        d.b.bind(d.text(name), held, node.end_byte)
    else:
        bind(d, pattern, held)
