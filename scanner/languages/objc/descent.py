"""What a bare name means in Objective-C: a local, the variable behind a property, a variable of the class, or something of another file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages import _walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder
    from scanner.languages._walk import Tables

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Statement: TypeAlias = Callable[["Descent", Node], None]

IVAR = "@"
"""In front of the variable behind a property, as the property's own name is that of its getter."""


class Descent(_walk.Descent):
    """One file's way through its tree. ``klass_name`` and ``of_class`` tell what ``self`` is."""

    __slots__ = ("klass_name", "of_class", "synthesized")

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        super().__init__(build, data, tables)
        self.klass_name = ""
        self.of_class = False
        """Whether the method at hand is one of the class itself (``+``)."""
        self.synthesized: dict[str, str] = {}
        """Variables of the class at hand that stand behind properties of other names."""

    def this(self, offset: int) -> int:
        """``self``: the class in its own methods, else an instance."""
        if self.klass < 0:
            return self.b.unknown("self")
        return self.b.expr("name", self.klass_name, 0, offset) if self.of_class else self.b.expr("self", self.klass)

    def behind(self, name: str) -> str:
        """The variable behind a property that a bare name means, "" for other names."""
        if self.klass < 0 or self.holder(name) >= 0:
            return ""
        if name in self.synthesized:
            return IVAR + self.synthesized[name]
        return IVAR + name[1:] if name[:1] == "_" and name[1:2].isalpha() else ""

    def variable(self, name: str, offset: int) -> int:
        behind = self.behind(name)
        if behind:
            return self.b.attr(self.b.expr("self", self.klass), behind)
        return super().variable(name, offset)
