"""What assignments, ``as`` and ``case`` bind: names, members, keys, nested patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.python.descent import Descent

_SEQUENCES = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"})
_WRAPPERS = frozenset({"as_pattern_target", "parenthesized_expression", "tuple_pattern"})
_SPLATS = frozenset({"list_splat_pattern", "list_splat"})
_SAME = frozenset({"as_pattern", "case_pattern", "union_pattern"})
"""Patterns that are matched with the same value as what they consist of."""
_NO_PATTERNS = frozenset({"comment", "concatenated_string", "string"})


def target(d: Descent, node: Node, value: int, type_: int = -1) -> None:
    """Bind or store ``value`` (-1: declared only) to an assignment target."""
    kind = node.type
    b = d.b
    if kind == "identifier":
        # NOTE: the name on the right of ``x = f(x)`` still means the old value: the binding holds from the end of the statement on.
        d.bind(d.text(node), value, max(node.start_byte, d.after), type_=type_)
    elif kind == "attribute":
        obj, member = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        stored = b.declared(type_) if value < 0 else b.union((value, b.declared(type_))) if type_ >= 0 else value
        if obj is not None and member is not None:
            b.store(d.expr(obj), d.text(member), -1, stored, node.start_byte, node.end_byte)
    elif kind == "subscript":
        obj, key = node.child_by_field_name("value"), node.child_by_field_name("subscript")
        if obj is not None and key is not None and value >= 0:
            b.store(d.expr(obj), "", d.expr(key), value, node.start_byte, node.end_byte)
    elif b.depth >= MAX_DEPTH:
        b.gap("nested-too-deep")
    elif kind in _SEQUENCES and not _one_in_brackets(node):
        b.depth += 1
        _unpacked(d, [child for child in node.named_children if child.type != "comment"], value)
        b.depth -= 1
    elif kind in _WRAPPERS and node.named_children:
        b.depth += 1
        target(d, node.named_children[0], value, type_)
        b.depth -= 1


def _one_in_brackets(node: Node) -> bool:
    """``(name) = value``: a tuple has a comma."""
    return node.type == "tuple_pattern" and node.named_child_count == 1 and not any(child.type == "," for child in node.children)


def _unpacked(d: Descent, items: list[Node], value: int) -> None:
    starred = False
    for position, child in enumerate(items):
        if child.type in _SPLATS:
            starred = True
            if child.named_children:
                target(d, child.named_children[0], value)
        else:
            key = position - len(items) if starred else position
            target(d, child, d.b.index(value, d.b.const(str(key))) if value >= 0 else value)


def named(d: Descent, node: Node) -> int:
    """``name := value``: binds in the function around, also from inside a comprehension."""
    name, given = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or given is None:
        d.block(node.children)
        return d.b.unknown("named_expression")
    value = d.expr(given)
    b = d.b
    scope = b.scope
    while b.scopes[scope].kind == "comprehension":
        scope = b.scopes[scope].parent
    word = d.text(name)
    b.bind(word, value, node.end_byte, scope=d.elsewhere[-1].get(word, scope))
    return value


def captures(d: Descent, node: Node, value: int) -> None:
    """Bind what a ``case`` pattern captures; ``value`` is what the pattern is matched with, inner parts are not followed."""
    b = d.b
    if b.depth >= MAX_DEPTH:
        b.gap("nested-too-deep")
        return
    b.depth += 1
    kind = node.type
    inner = [child for child in node.named_children if child.type not in _NO_PATTERNS]
    unknown = b.unknown("pattern")
    if kind == "dotted_name" and len(inner) == 1:
        _capture(d, inner[0], value)
    elif kind == "splat_pattern":
        for child in inner:
            _capture(d, child, unknown)
    elif kind in ("class_pattern", "keyword_pattern"):
        for child in inner[1:]:
            captures(d, child, unknown)
    elif kind != "dotted_name":
        for child in inner:
            if child.type == "identifier":  # ``pattern as name``
                _capture(d, child, value)
            else:
                captures(d, child, value if kind in _SAME else unknown)
    b.depth -= 1


def _capture(d: Descent, node: Node, value: int) -> None:
    name = d.text(node)
    if name != "_":
        d.bind(name, value, node.start_byte)
