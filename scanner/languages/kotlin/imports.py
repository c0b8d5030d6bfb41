"""Package and imports of Kotlin; which file a name leads to is left to ``locate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Descent


def package(d: Descent, node: Node) -> None:
    """``package a.b``: its other types need no import."""
    name = d.first(node)
    if name is not None:
        d.b.package = "".join(d.text(name).split())
        d.b.imported(d.b.package, "*", "", node.start_byte, node.end_byte)


def import_(d: Descent, node: Node) -> None:
    """``import a.b.C``, ``import a.b.C as D``, ``import a.b.*``"""
    b = d.b
    found = d.children(node)
    if not found:
        return
    parts = ["".join(part.split()).strip("`") for part in d.text(found[0]).split(".")]
    span = node.start_byte, node.end_byte
    if node.children[-1].type == "*":
        b.imported(".".join(parts), "*", "", *span)
        return
    alias = d.text(found[1]) if len(found) > 1 else parts[-1]
    (d.seen if alias[:1].isupper() else d.static).add(alias)
    package = next((n for n, part in enumerate(parts[:-1]) if part[:1].isupper()), len(parts) - 1)
    value = b.imported(".".join(parts[:package]), parts[package], alias if package == len(parts) - 1 else "", *span)
    for part in parts[package + 1 :]:
        value = b.attr(value, part)
    if package < len(parts) - 1:
        b.bind(alias, value, node.start_byte)
