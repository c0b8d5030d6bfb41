"""Walks a Rust tree: dispatch on node kinds, depth, scopes, guards, paths, and the types that the file declares.

What one kind of node means is left to the handlers in the other modules of this package; everything has a value, statements too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._walk import by_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]

_DECLARED = re.compile(rb"\b(?:mod|struct|enum|trait|type|union|macro_rules!|const|static(?:\s+(?:mut|ref))?)\s+(\w+)")
_GLOB = re.compile(rb"\buse\s[^;]{0,4000}\*")
_PRELUDE = frozenset(
    {"Box", "Default", "Err", "From", "Into", "Iterator", "None", "Ok", "Option", "Result", "Some", "String", "ToString", "Vec"}
)
_USED = re.compile(rb"\b(?:use|extern\s+crate)\s+([^;]{1,4000});")
_LEAF = re.compile(rb"(\w+)\s*(?=[,}]|\Z)|(\w+)\s*::\s*\{\s*self\b")


class Tables:
    """Handlers by ``kind_id``; small integers hash faster than the names of kinds."""

    __slots__ = ("comments", "expressions")

    def __init__(self, kinds: Mapping[str, Sequence[int]], expressions: Mapping[str, Expression]) -> None:
        self.expressions = by_kind(kinds, expressions)
        self.comments = frozenset(n for kind in ("line_comment", "block_comment") for n in kinds.get(kind, ()))


class Function(NamedTuple):
    """The function around the cursor, put aside while another one is read."""

    guard: int
    function: int
    generics: dict[str, int]


class Descent:
    """One file's way through its tree. ``data`` is the text as the grammar reads it, ``source`` as it is written."""

    __slots__ = (
        "attributes", "b", "classes", "comments", "data", "declared", "expressions", "function", "generics", "globs", "inline", "klass",
        "paths", "source", "stranger", "used",
    )  # fmt: skip

    def __init__(self, build: Builder, data: bytes, source: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.source = source
        self.expressions, self.comments = tables.expressions, tables.comments
        self.klass = -1
        """The class scope that ``Self`` means."""
        self.function = -1
        """Scope that ``return`` belongs to."""
        self.generics: dict[str, int] = {}
        """Type parameters, and what they are bound by (-1: nothing)."""
        self.classes: dict[str, int] = {}
        """Scopes of the types that the file declares."""
        self.inline = 0
        """Modules written in the file around the cursor."""
        self.stranger = -1
        """The type of another file that a trait is implemented for here."""
        self.attributes: list[Node] = []
        """Attributes in front of the next item."""
        self.paths: dict[str, int] = {}
        self.declared = {name.decode("utf-8", "replace") for name in _DECLARED.findall(source)}
        self.globs = _GLOB.search(source) is not None
        leaves = (leaf for use in _USED.findall(source) for pair in _LEAF.findall(use) for leaf in pair if leaf)
        self.used = {leaf.decode("utf-8", "replace") for leaf in leaves}

    # -- text

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def field(self, node: Node, name: str) -> str:
        """Text of a child, "" when there is none."""
        child = node.child_by_field_name(name)
        return self.text(child) if child is not None else ""

    # -- nodes

    def expr(self, node: Node) -> int:
        """The value of an expression."""
        handler = self.expressions.get(node.kind_id)
        b = self.b
        if b.depth >= MAX_DEPTH:
            return b.gap("nested-too-deep")
        b.depth += 1
        value = handler(self, node) if handler is not None else self.other(node)
        b.depth -= 1
        return value

    def block(self, nodes: Iterable[Node]) -> int:
        """Statements one after the other; gives the value of the last one, -1 for none."""
        value = -1
        comments = self.comments
        for node in nodes:
            if node.is_named and node.kind_id not in comments:
                value = self.expr(node)
        return value

    def other(self, node: Node) -> int:
        """A form without a handler: its parts are lowered, its value is unknown."""
        self.block(node.children)
        return self.b.unknown(node.type)

    def inner(self, node: Node) -> int:
        """The value of the first child."""
        child = self.first(node)
        return self.expr(child) if child is not None else self.b.const(None)

    def first(self, node: Node) -> Node | None:
        """The first named child that is no comment."""
        return next((child for child in node.named_children if child.kind_id not in self.comments), None)

    def children(self, node: Node) -> list[Node]:
        """Named children without comments."""
        return [c for c in node.named_children if c.kind_id not in self.comments]

    def guarded(self, node: Node | None) -> int:
        """The value of code that may or may not run, -1 for none."""
        if node is None:
            return -1
        self.b.guard += 1
        value = self.expr(node)
        self.b.guard -= 1
        return value

    # -- functions

    def enter(self, scope: int) -> Function:
        """Begin the body of a function or closure."""
        before = Function(self.b.guard, self.function, self.generics)
        self.b.guard, self.function = 0, scope
        return before

    def leave(self, before: Function) -> None:
        """End it, and its scope."""
        self.b.guard, self.function, self.generics = before
        self.b.close()

    # -- paths

    def path(self, segments: Sequence[str], node: Node) -> int:
        """``a::b::c``: from a module of the crate, a name of the file, or another crate."""
        value = self.root(segments, node)
        for segment in segments[2 if segments[0] == "" else max(self._roots(segments), 1) :]:
            value = self.b.attr(value, segment)
        return value

    def root(self, segments: Sequence[str], node: Node) -> int:
        """What the first part of a path means."""
        first = segments[0]
        if first == "" and len(segments) > 1:
            return self.module(segments[1], node)
        if first in ("crate", "self", "super"):
            return self.module("::".join(self._shortened(segments[: self._roots(segments)])), node)
        if first == "Self":
            return self.b.expr("class", self.klass) if self.klass >= 0 else self.b.unknown("Self")
        if len(segments) > 1 and first[:1].islower() and first not in self.used and first not in self.declared:
            return self.module(first, node)
        if first[:1].isupper() and not self.globs and not self.knows(first):
            return self.b.unknown("generated")  # by a macro
        return self.b.name(first, node.start_byte)

    def knows(self, name: str) -> bool:
        """Whether the file says what a name is, or the language does."""
        return name in self.declared or name in self.used or name in self.generics or name in _PRELUDE

    def module(self, name: str, node: Node) -> int:
        """A module of the project, or another crate."""
        found = self.paths.get(name)
        if found is None:
            found = self.paths[name] = self.b.imported(name, "", "", node.start_byte, node.end_byte)
        return found

    def _roots(self, segments: Sequence[str]) -> int:
        """How many of the first parts say where a path begins."""
        count = 0
        while count < len(segments) and segments[count] in ("super", "self", "crate"):
            count += 1
        return count

    def _shortened(self, segments: Sequence[str]) -> list[str]:
        """``super`` in a module that is written in the file is the file itself."""
        found = list(segments)
        for _ in range(self.inline):
            if found[:1] == ["super"]:
                found = found[1:]
        return found or ["self"]
