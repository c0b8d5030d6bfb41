"""Walks the tree of a shell script: dispatch on node kinds, depth, guards, and which names are variables and functions of the script.

What one kind of node means is left to the handlers in the other modules of this package.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._walk import by_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]

_FUNCTION = re.compile(rb"^[ \t]*(?:function[ \t]+)?([\w-]+)[ \t]*\(\)|^[ \t]*function[ \t]+([\w-]+)", re.MULTILINE)
_ASSIGNED = re.compile(rb"(?:^|[\s;({&|])(\w+)(?:\+|:(?==[^}\n]*\}))?=")
_READS = re.compile(rb"(?:^|[;&|])[ \t]*(?:source|\.)[ \t]+[^\s=]", re.MULTILINE)


class Tables:
    """Handlers by ``kind_id``; small integers hash faster than the names of kinds."""

    __slots__ = ("comments", "expressions")

    def __init__(self, kinds: Mapping[str, Sequence[int]], expressions: Mapping[str, Expression]) -> None:
        self.expressions = by_kind(kinds, expressions)
        self.comments = frozenset(kinds.get("comment", ()))


class Descent:
    """One file's way through its tree."""

    __slots__ = ("assigned", "b", "comments", "data", "expressions", "function", "functions", "input", "reads")

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.expressions, self.comments = tables.expressions, tables.comments
        self.function = 0
        """Scope of the function around the cursor, 0 for the script itself."""
        self.input = -1
        """What the next command reads."""
        self.functions = {(a or b).decode() for a, b in _FUNCTION.findall(data)}
        self.assigned = {name.decode() for name in _ASSIGNED.findall(data)}
        self.reads = _READS.search(data) is not None
        """Other scripts are read into this one: a variable may be theirs."""

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def expr(self, node: Node) -> int:
        """The value of a word or command."""
        handler = self.expressions.get(node.kind_id)
        b = self.b
        if b.depth >= MAX_DEPTH:
            return b.gap("nested-too-deep")
        b.depth += 1
        value = handler(self, node) if handler is not None else self.other(node)
        b.depth -= 1
        return value

    def block(self, nodes: Iterable[Node]) -> int:
        """Commands one after the other; gives the value of the last one, -1 for none."""
        value = -1
        for node in nodes:
            if node.is_named and node.kind_id not in self.comments:
                value = self.expr(node)
        return value

    def other(self, node: Node) -> int:
        """A form without a handler: its parts are lowered, its value is unknown."""
        self.block(node.children)
        return self.b.unknown(node.type)

    def children(self, node: Node) -> list[Node]:
        """Named children without comments."""
        return [child for child in node.named_children if child.kind_id not in self.comments]

    def guarded(self, nodes: Iterable[Node]) -> int:
        """Commands that may or may not run."""
        self.b.guard += 1
        value = self.block(nodes)
        self.b.guard -= 1
        return value
