"""Walks a Ruby tree: dispatch on node kinds, depth, scopes, guards, and which names are variables.

What one kind of node means is left to the handlers in the other modules of this package; everything has a value, statements too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._walk import by_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]


class Tables:
    """Handlers by ``kind_id``; small integers hash faster than the names of kinds."""

    __slots__ = ("comments", "expressions", "heredocs")

    def __init__(self, kinds: Mapping[str, Sequence[int]], expressions: Mapping[str, Expression]) -> None:
        self.expressions = by_kind(kinds, expressions)
        self.comments = frozenset(kinds.get("comment", ()))
        self.heredocs = frozenset(kinds.get("heredoc_body", ()))


class Method(NamedTuple):
    """The method, block or body around the cursor, put aside while another one is read."""

    guard: int
    function: int
    lambda_: int
    klass: int
    shared: bool
    variables: set[str]


class Descent:
    """One file's way through its tree."""

    __slots__ = (
        "b", "bodies", "comments", "constants", "data", "expressions", "function", "heredocs", "hiding", "klass", "lambda_",
        "shared", "variables",
    )  # fmt: skip

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.expressions, self.comments, self.heredocs = tables.expressions, tables.comments, tables.heredocs
        self.klass = -1
        """The class or module scope around the cursor."""
        self.function = -1
        """Scope that ``return`` belongs to, -1 outside of methods."""
        self.lambda_ = -1
        """Scope that ``next`` belongs to, -1 outside of blocks."""
        self.shared = False
        """``self`` is the class: in its body and in methods of the class itself."""
        self.variables: set[str] = set()
        """Names that have been assigned so far; all others are methods."""
        self.constants: dict[tuple[int, str], int] = {}
        self.hiding: dict[int, list[tuple[int, bool]]] = {}
        """Per body of a class: where it begins to hide, or to show, the methods that follow."""
        self.bodies: dict[int, Node] | None = None
        """Bodies of here-documents by where they are announced; found when the first is asked for."""

    # -- text

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def field(self, node: Node, name: str) -> str:
        """Text of a child, "" when there is none."""
        child = node.child_by_field_name(name)
        return self.text(child) if child is not None else ""

    # -- nodes

    def listed(self, node: Node) -> list[Node]:
        """What a call is given, without its block."""
        found = node.child_by_field_name("arguments")
        return self.children(found) if found is not None else []

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
        comments, heredocs = self.comments, self.heredocs
        for node in nodes:
            kind = node.kind_id
            if node.is_named and kind not in comments and kind not in heredocs:
                value = self.expr(node)
        return value

    def other(self, node: Node) -> int:
        """A form without a handler: its parts are lowered, its value is unknown."""
        self.block(node.children)
        return self.b.unknown(node.type)

    def inner(self, node: Node) -> int:
        """The value of what stands in brackets: the last statement in them."""
        value = self.block(node.children)
        return value if value >= 0 else self.b.const(None)

    def first(self, node: Node) -> Node | None:
        """The first named child that is no comment."""
        return next((child for child in node.named_children if child.kind_id not in self.comments), None)

    def children(self, node: Node) -> list[Node]:
        """Named children without comments."""
        return [c for c in node.named_children if c.kind_id not in self.comments and c.kind_id not in self.heredocs]

    def guarded(self, node: Node | None) -> int:
        """The value of code that may or may not run, -1 for none."""
        if node is None:
            return -1
        self.b.guard += 1
        value = self.expr(node)
        self.b.guard -= 1
        return value

    # -- bodies

    def enter(self, function: int, klass: int, *, shared: bool, block: bool = False) -> Method:
        """Begin a method, a block (which sees the variables around it) or the body of a class."""
        before = Method(self.b.guard, self.function, self.lambda_, self.klass, self.shared, self.variables)
        self.b.guard = 0
        self.klass, self.shared = klass, shared
        self.function = self.function if block else function
        self.lambda_ = function if block else -1
        self.variables = set(self.variables) if block else set()
        return before

    def leave(self, before: Method) -> None:
        """End it, and its scope."""
        self.b.guard, self.function, self.lambda_, self.klass, self.shared, self.variables = before
        self.b.close()

    # -- names

    def this(self) -> int:
        """``self``"""
        if self.klass < 0:
            return self.b.unknown("self")
        if self.function < 0 and self.shared:
            return self.b.expr("class", self.klass)
        this = self.b.expr("self", self.klass)
        return self.b.attr(this, "__class__") if self.shared else this

    def constant(self, name: str, node: Node) -> int:
        """A constant as written, ``A::B`` or ``::A``; what it means depends on the modules around."""
        key = (self.b.scope, name)
        found = self.constants.get(key)
        if found is None:
            module, _, last = name.rpartition("::")
            module = "::" if not module and name.startswith("::") else module
            found = self.constants[key] = self.b.imported(module, last, "", node.start_byte, node.end_byte)
        return found

    def bind(self, name: str, value: int, offset: int) -> None:
        """A variable of the method or block gets a value."""
        self.variables.add(name)
        self.b.bind(name, value, offset)
