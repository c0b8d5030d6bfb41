"""Namespaces of C++: which full names a written one may have by what the file uses and calls otherwise.

What a full name means is left to ``evaluate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent

MAX_USED = 4
"""Namespaces that names without one are looked for in."""
_LANGUAGE = "std"


def alias(d: Descent, node: Node) -> None:
    """``namespace a = b::c;``"""
    d.aliases[d.field(node, "name")] = _parts(d, node.named_children[-1])


def using(d: Descent, node: Node) -> None:
    """``using namespace a::b;`` and ``using a::b::C;``"""
    parts = _parts(d, node.named_children[-1]) if node.named_children else ()
    if parts[:1] == (_LANGUAGE,):
        return
    if any(child.type == "namespace" for child in node.children):
        if parts not in d.used and len(d.used) < MAX_USED:
            d.used.append(parts)
    elif len(parts) > 1:
        d.aliases[parts[-1]] = parts


def full(d: Descent, parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The names that a written one may stand for, itself first."""
    known = d.aliases.get(parts[0], parts[:1])
    found = [(*known, *parts[1:])]
    if len(known) == 1 and parts[0] != _LANGUAGE:
        found += [(*space, *parts) for space in d.used]
    return list(dict.fromkeys(found))


def value(d: Descent, parts: tuple[str, ...], offset: int) -> int:
    """The members that a full name goes through."""
    found = d.variable(parts[0], offset)
    for part in parts[1:]:
        found = d.b.attr(found, part)
    return found


def _parts(d: Descent, node: Node) -> tuple[str, ...]:
    return tuple(part.strip() for part in d.text(node).split("::") if part.strip())
