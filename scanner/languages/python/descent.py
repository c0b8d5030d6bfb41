"""Walks a Python tree: dispatch on node kinds, depth, scopes of names declared elsewhere.

What one kind of node means is left to the handlers in the other modules of this package.
``Builder.depth`` stands for Python frames, at most three each: a handler that needs more until the next ``expr`` or ``block`` adds to it.
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, TypeVar

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._walk import by_kind, kinds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from tree_sitter import Language, Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Statement: TypeAlias = Callable[["Descent", Node], object]

T = TypeVar("T")

ERROR = 0xFFFF
"""``kind_id`` of what could not be parsed."""
ATTRIBUTE, CALL, SUBSCRIPT = range(3)
_CHAIN = {"attribute": ATTRIBUTE, "call": CALL, "subscript": SUBSCRIPT}
SKIP, KEYWORD, STAR, STARS, BROKEN = range(5)
_ARGUMENTS = {
    "(": SKIP, ")": SKIP, ",": SKIP, "comment": SKIP, "keyword_argument": KEYWORD, "list_splat": STAR, "dictionary_splat": STARS,
    "ERROR": BROKEN,
}  # fmt: skip


class Tables:
    """Handlers by ``kind_id``; small integers hash faster than the names of kinds."""

    __slots__ = ("arguments", "chain", "expressions", "leaves", "statements")

    def __init__(
        self,
        grammar: Language,
        leaves: Mapping[str, Expression],
        expressions: Mapping[str, Expression],
        statements: Mapping[str, Statement],
    ) -> None:
        ids = kinds_of(grammar, _ARGUMENTS)
        self.leaves = by_kind(ids, leaves)
        self.expressions = by_kind(ids, expressions)
        self.statements = by_kind(ids, statements)
        self.chain = by_kind(ids, _CHAIN)
        self.arguments = by_kind(ids, _ARGUMENTS)


class Descent:
    """One file's way through its tree."""

    __slots__ = ("after", "arguments", "b", "broken", "chain", "data", "elsewhere", "expressions", "leaves", "statements", "type_only")

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.leaves, self.expressions, self.statements = tables.leaves, tables.expressions, tables.statements
        self.chain, self.arguments = tables.chain, tables.arguments
        self.elsewhere: list[dict[str, int]] = [{}]
        """Per open function: names declared global or nonlocal, and their scope."""
        self.after = 0
        """End of the assignment that is being read."""
        self.type_only = False
        """Inside of code that only type checkers read."""
        self.broken: set[int] = set()
        """Ids of the nodes that could not be parsed and have been read for what they hold."""

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def expr(self, node: Node) -> int:
        """The value of an expression; a statement found in its place (broken code) is lowered and unknown."""
        kind = node.kind_id
        leaf = self.leaves.get(kind)
        if leaf is not None:
            return leaf(self, node)
        b = self.b
        if b.depth >= MAX_DEPTH:
            return b.gap("nested-too-deep")
        b.depth += 1
        handler = self.expressions.get(kind)
        value = handler(self, node) if handler is not None else self._other(node, kind)
        b.depth -= 1
        return value

    def block(self, nodes: Iterable[Node]) -> None:
        """Statements, or what a form without a meaning of its own holds; a name or number there is nothing by itself."""
        b = self.b
        if b.depth >= MAX_DEPTH:
            b.gap("nested-too-deep")
            return
        b.depth += 1
        statements, expressions = self.statements, self.expressions
        for node in nodes:
            kind = node.kind_id
            handler = statements.get(kind)
            if handler is not None:
                handler(self, node)
            elif kind in expressions or node.child_count:
                self.expr(node)
        b.depth -= 1

    def body(self, node: Node) -> None:
        """The block that is the body of a statement."""
        child = node.child_by_field_name("body")
        if child is not None:
            self.block(child.children)

    def first(self, node: Node) -> int:
        """The value of the only child; unknown when a broken file has none."""
        for child in node.named_children:
            if child.type != "comment":
                self.b.depth += 1
                value = self.expr(child)
                self.b.depth -= 1
                return value
        return self.b.unknown("empty")

    def bind(self, name: str, value: int, offset: int, *, type_: int = -1, decorators: tuple[int, ...] = ()) -> None:
        """Bind a name where it belongs: in the current scope, or where ``global`` and ``nonlocal`` say."""
        if name:  # else missing, and made up by the parser
            self.b.bind(name, value, offset, type_=type_, scope=self.elsewhere[-1].get(name), decorators=decorators)

    def error(self, node: Node) -> None:
        """What could not be parsed still holds statements and calls."""
        self.broken.add(node.id)
        self.b.gap("syntax-error")
        self.block(node.children)

    def sweep(self, root: Node) -> None:
        """Read the errors that stand where the grammar has no place for them, in the scope around them."""
        b = self.b
        scopes = sorted((scope.start, number) for number, scope in enumerate(b.scopes))
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node.kind_id == ERROR and node.id not in self.broken:
                at = max(bisect.bisect_right(scopes, (node.start_byte, len(scopes))) - 1, 0)
                b.scope = scopes[at][1]
                while b.scope and b.scopes[b.scope].end <= node.start_byte:
                    b.scope = b.scopes[b.scope].parent
                self.error(node)
            waiting.extend(child for child in node.children if child.has_error)
        b.scope = 0

    def _other(self, node: Node, kind: int) -> int:
        statement = self.statements.get(kind)
        if statement is not None:
            statement(self, node)
        else:
            self.block(node.children)
        return self.b.unknown(node.type)
