"""Walks a PHP tree: dispatch on node kinds, depth, scopes, guards, and what the names of classes mean inside the file.

What one kind of node means is left to the handlers in the other modules of this package; names of other files to ``evaluate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder
    from scanner.languages._walk import Tables

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Statement: TypeAlias = Callable[["Descent", Node], None]


class Descent(Walk):
    """One file's way through its tree."""

    __slots__ = ("aliases", "declared", "function", "klass", "spine")

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.expressions, self.statements, self.spine, self.ignored = tables.expressions, tables.statements, tables.spine, tables.ignored
        self.klass = -1
        """The class scope that ``$this`` means."""
        self.function = 0
        """Scope that ``return`` belongs to; 0 is the file."""
        self.aliases: dict[str, tuple[str, str]] = {}
        """Namespace and name behind what ``use`` calls a class, function or constant."""
        self.declared: set[str] = set()
        """Classes that the file declares."""

    # -- functions

    def enter(self, scope: int) -> tuple[int, int]:
        """Begin the body of a function."""
        before = self.b.guard, self.function
        self.b.guard, self.function = 0, scope
        self.b.depth += 2
        return before

    def leave(self, before: tuple[int, int]) -> None:
        """End the body of a function, and its scope."""
        self.b.guard, self.function = before
        self.b.depth -= 2
        self.b.close()

    # -- names

    def variable(self, name: str, offset: int) -> int:
        """``$name``; the dollar stays, so that ``$config = config()`` is two names."""
        if name == "$this":
            return self.b.expr("self", self.klass) if self.klass >= 0 else self.b.unknown("this")
        return self.b.name(name, offset)

    def split(self, name: str) -> tuple[str, str]:
        """Namespace and last part of the name of a class as the file means it."""
        name = "".join(name.split())
        if name.startswith("\\"):
            front, _, last = name[1:].rpartition("\\")
            return front, last
        first, _, rest = name.partition("\\")
        if first.lower() == "namespace" and rest:
            first, rest = "", rest
        elif first in self.aliases:
            front, last = self.aliases[first]
            if not rest:
                return front, last
            inner, _, last_part = rest.rpartition("\\")
            return "\\".join(part for part in (front, last, inner) if part), last_part
        whole = "\\".join(part for part in (self.b.package, name if first else rest) if part)
        front, _, last = whole.rpartition("\\")
        return front, last

    def class_name(self, name: str, node: Node) -> int:
        """The class of a name."""
        b = self.b
        low = name.lower()
        if low in ("self", "static", "parent"):
            if self.klass < 0:
                return b.unknown(low)
            return b.expr("super", self.klass) if low == "parent" else b.expr("self", self.klass)
        if name in self.aliases:
            return b.expr("name", name, 0, node.start_byte)
        if name in self.declared and "\\" not in name:
            return b.expr("name", name, 0, node.start_byte)
        front, last = self.split(name)
        return b.imported(front, last, "", node.start_byte, node.end_byte)
