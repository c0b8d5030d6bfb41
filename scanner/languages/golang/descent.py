"""Walks a Go tree: dispatch on node kinds, depth, blocks, guards, and which scope declares a name.

What one kind of node means is left to the handlers in the other modules of this package.
``Builder.depth`` stands for Python frames, at most three each: a handler that needs more until the next ``expr`` or ``block`` adds to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._walk import by_kind, kinds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from tree_sitter import Language, Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Statement: TypeAlias = Callable[["Descent", Node], None]

T = TypeVar("T")
CHAIN = {
    "call_expression": "function",
    "index_expression": "operand",
    "parenthesized_expression": "",
    "selector_expression": "operand",
    "slice_expression": "operand",
    "type_assertion_expression": "operand",
    "type_instantiation_expression": "type",
}
"""Links of a chain of members and calls, and the field that holds the rest of it."""
_DECLARING = frozenset({"assignment_statement", "short_var_declaration", "var_declaration", "const_declaration", "type_declaration"})
"""Statements after which a name means something else for the rest of the block."""


class Tables:
    """Handlers by ``kind_id``; small integers hash faster than the names of kinds."""

    __slots__ = ("call", "chain", "declaring", "expressions", "identifier", "ignored", "statements", "types", "variadic")

    def __init__(
        self, grammar: Language, expressions: Mapping[str, Expression], statements: Mapping[str, Statement], types: Mapping[str, Expression]
    ) -> None:
        ids = kinds_of(grammar)
        self.expressions = by_kind(ids, expressions)
        self.statements = by_kind(ids, statements)
        self.types = by_kind(ids, types)
        self.chain = by_kind(ids, CHAIN)
        self.identifier, self.call, self.variadic = (
            frozenset(ids.get(kind, ())) for kind in ("identifier", "call_expression", "variadic_argument")
        )
        self.declaring = frozenset(by_kind(ids, dict.fromkeys(_DECLARING, True)))
        self.ignored = frozenset(by_kind(ids, {"comment": True}))


class Descent:
    """One file's way through its tree."""

    __slots__ = ("_base", "_declared", "_known", "b", "classes", "data", "kinds", "results", "tables")

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.tables = tables
        self.kinds: dict[str, str] = {}
        """What kind of type each type of the file is, by its name: the node kind of its definition."""
        self.classes: dict[str, int] = {}
        """Class scopes of the file's types, by name; methods belong into them wherever they stand."""
        self.results: list[tuple[str, ...]] = []
        """Per open function: the names of its results."""
        self._known: dict[int, set[str]] = {}
        """Names declared so far, per scope; in Go a name means nothing before its declaration."""
        self._declared: dict[str, set[int]] = {}
        """The scopes that declare a name, by name; others that know it only assign it."""
        self._base = 0
        """``guard`` at the opening of the current block: what a block declares is certain within it."""

    def text(self, node: Node | None) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace") if node is not None else ""

    # -- nodes

    def children(self, node: Node | None) -> list[Node]:
        """Named children that are no comments."""
        return [child for child in node.named_children if child.kind_id not in self.tables.ignored] if node is not None else []

    def expr(self, node: Node) -> int:
        """The value of an expression; other forms found in its place (broken code) are lowered and unknown."""
        b = self.b
        if node.kind_id in self.tables.identifier:  # by far the most
            return self.name(self.text(node), node.start_byte)
        if b.depth >= MAX_DEPTH:
            return b.gap("nested-too-deep")
        b.depth += 1
        handler = self.tables.expressions.get(node.kind_id)
        if handler is not None:
            value = handler(self, node)
        else:
            self.block((node,) if node.kind_id in self.tables.statements else node.named_children)
            value = b.unknown(node.type)
        b.depth -= 1
        return value

    def field(self, node: Node, name: str) -> int:
        """The value of a field's expression; unknown when a broken file has none."""
        child = node.child_by_field_name(name)
        return self.expr(child) if child is not None else self.b.unknown("empty")

    def type(self, node: Node | None) -> int:
        """A type as an expression, -1 for one that names nothing we know."""
        if node is None:
            return -1
        handler = self.tables.types.get(node.kind_id)
        if handler is None:
            return -1
        b = self.b
        if b.depth >= MAX_DEPTH:
            b.gap("nested-too-deep")
            return -1
        b.depth += 1
        value = handler(self, node)
        b.depth -= 1
        return value

    def block(self, nodes: Iterable[Node]) -> None:
        """Statements one after the other, in the current scope."""
        b = self.b
        if b.depth >= MAX_DEPTH:
            b.gap("nested-too-deep")
            return
        b.depth += 1
        statements, expressions = self.tables.statements, self.tables.expressions
        for node in nodes:
            kind = node.kind_id
            handler = statements.get(kind)
            if handler is not None:
                handler(self, node)
            elif kind in expressions:
                self.expr(node)
            elif node.is_named and node.child_count:
                self.block(node.children)
        b.depth -= 1

    # -- scopes

    def inside(self, node: Node, nodes: Iterable[Node], *, guarded: bool) -> None:
        """The statements of a block: with a scope of its own where it declares something."""
        b = self.b
        body = list(nodes)
        own = any(child.kind_id in self.tables.declaring for child in body)
        b.guard += guarded
        base = self.open_block(node) if own else self._base
        self.block(body)
        if own:
            self.close_block(base)
        b.guard -= guarded

    def open_block(self, node: Node) -> int:
        """Enter a scope for the names of a block; gives what ``close_block`` wants back."""
        # NOTE: a block is the same to a resolver as Python's comprehension: names of its own, no function of its own.
        self.b.open("comprehension", "", node.start_byte, node.end_byte)
        base, self._base = self._base, self.b.guard
        return base

    def close_block(self, base: int) -> None:
        self._base = base
        self.b.close()

    def open_function(self, kind: str, name: str, node: Node) -> tuple[int, int]:
        """Enter a function's scope; gives what ``close_function`` wants back."""
        b = self.b
        b.open(kind, name, node.start_byte, node.end_byte)
        before = b.guard, self._base
        b.guard = self._base = 0
        return before

    def close_function(self, before: tuple[int, int]) -> None:
        self.b.guard, self._base = before
        self.b.close()

    # -- names

    def owns(self, name: str, scope: int) -> None:
        """A scope declares a name."""
        self._known.setdefault(scope, set()).add(name)
        self._declared.setdefault(name, set()).add(scope)

    def declaring(self, name: str) -> int:
        """The scope around that declares a name; 0 for what the package or the language does."""
        scope = self.b.scope
        while scope > 0 and name not in self._known.get(scope, ()):
            scope = self.b.scopes[scope].parent
        return max(scope, 0)

    def name(self, text: str, offset: int) -> int:
        """The value of a name: of a local one as far as it is declared, of a package's wherever it stands."""
        if not text:  # put in by the parser where the file is broken
            return self.b.unknown("missing")
        scope = self.declaring(text)
        return self.b.expr("name", text, scope, offset if scope else -1)

    def declare(self, name: str, value: int, offset: int, *, type_: int = -1, assigned: bool = False) -> None:
        """Bind a name that belongs to the current scope."""
        if name in ("", "_"):
            return
        b = self.b
        self._known.setdefault(b.scope, set()).add(name)
        if not assigned:
            self.owns(name, b.scope)
        guard = b.guard
        b.guard = guard - self._base
        b.bind(name, value, offset, type_=type_)
        b.guard = guard

    def assign(self, name: str, value: int, offset: int) -> None:
        """Bind a name where it is declared, and in the blocks on the way, where it has this value from here on."""
        if name == "_":
            return
        declaring = self._declared.get(name, ())
        home = next((s for s in self._around() if s in declaring), 0)
        for scope in self._around():
            if scope == self.b.scope:
                self.declare(name, value, offset, assigned=scope != home)
            elif scope == home or name in self._known.get(scope, ()):
                self.b.bind(name, value, offset, scope=scope)
            if scope == home or self.b.scopes[scope].kind in ("function", "lambda"):
                break
        else:
            return
        if home != scope:
            self.b.bind(name, value, offset, scope=home)

    def append(self, value: int, part: int, offset: int) -> None:
        """``text.WriteString(part)`` on a text that is put together by statements."""
        found = self.b.at(value)
        if found[0] == "name" and self.b.is_text(str(found[1]), int(found[2])):  # type: ignore[call-overload]
            self.assign(str(found[1]), self.b.concat((value, part)), offset)

    def _around(self) -> Iterator[int]:
        """The open scopes, from the current one outwards; the module at last."""
        scope = self.b.scope
        while scope >= 0:
            if self.b.scopes[scope].kind not in ("class", "interface"):
                yield scope
            scope = self.b.scopes[scope].parent
