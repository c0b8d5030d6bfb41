"""Walks a C# tree: dispatch on node kinds, depth, scopes, guards, and which declaration a bare name means inside the file.

What one kind of node means is left to the handlers in the other modules of this package; names of other files to ``evaluate``.
"""

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

IGNORED = ("comment", "modifier", "preproc_region", "preproc_endregion", "preproc_nullable", "preproc_pragma", "preproc_define")


class Descent(_walk.Descent):
    """One file's way through its tree."""

    __slots__ = ("expected",)

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        super().__init__(build, data, tables)
        self.expected: Node | None = None
        """Declared type of what ``return`` gives."""
