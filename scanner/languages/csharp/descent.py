"""Walks a C# tree: dispatch on node kinds, depth, scopes, guards, and which declaration a bare name means inside the file.

What one kind of node means is left to the handlers in the other modules of this package; names of other files to ``evaluate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Statement: TypeAlias = Callable[["Descent", Node], None]

IGNORED = ("comment", "modifier", "preproc_region", "preproc_endregion", "preproc_nullable", "preproc_pragma", "preproc_define")


class Tables:
    """Handlers by ``kind_id``; small integers hash faster than the names of kinds."""

    __slots__ = ("expressions", "ignored", "spine", "statements")

    def __init__(
        self,
        kinds: Mapping[str, Sequence[int]],
        expressions: Mapping[str, Expression],
        statements: Mapping[str, Statement],
        spine: Mapping[str, int],
    ) -> None:
        self.expressions = {n: handler for kind, handler in expressions.items() for n in kinds.get(kind, ())}
        self.statements = {n: handler for kind, handler in statements.items() for n in kinds.get(kind, ())}
        self.spine = {n: what for kind, what in spine.items() for n in kinds.get(kind, ())}
        self.ignored = frozenset(n for kind in IGNORED for n in kinds.get(kind, ()))


class Members:
    """What a class declares itself."""

    __slots__ = ("fields", "methods", "types", "variables")

    def __init__(self) -> None:
        self.fields: dict[str, Node | None] = {}
        """Fields and properties with their types as written."""
        self.methods: set[str] = set()
        self.types: set[str] = set()
        self.variables: set[str] = set()
        """Type parameters."""


class Descent(Walk):
    """One file's way through its tree."""

    __slots__ = (
        "expected",
        "function",
        "klass",
        "locals",
        "members",
        "roots",
        "spine",
        "variables",
    )

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.expressions, self.statements, self.spine, self.ignored = tables.expressions, tables.statements, tables.spine, tables.ignored
        self.klass = -1
        """The class scope that ``this`` means."""
        self.function = -1
        """Scope that ``return`` belongs to."""
        self.expected: Node | None = None
        """Declared type of what ``return`` gives."""
        self.base = 0
        """``guard`` at the opening of the current scope: a local of a block is certain within the block."""
        self.locals: dict[int, dict[str, int]] = {0: {}}
        """Names declared per function or block, with the guard they were declared under."""
        self.members: dict[int, Members] = {}
        self.roots: set[str] = set()
        """First parts of the namespaces that the file names."""
        self.variables: list[str] = []
        """Type parameters in force."""

    # -- names

    def declare(self, name: str, value: int, offset: int, *, type_: int = -1) -> None:
        """Bind a name that belongs to the current scope."""
        b = self.b
        self.locals.setdefault(b.scope, {})[name] = b.guard
        guard, b.guard = b.guard, b.guard - self.base
        b.bind(name, value, offset, type_=type_)
        b.guard = guard

    def parameter(self, name: str, type_: int = -1, default: int = -1, star: int = 0) -> int:
        self.locals.setdefault(self.b.scope, {})[name] = self.b.guard
        return self.b.parameter(name, default, type_, star)

    def holder(self, name: str) -> int:
        """The scope that declares a variable: a function or block for locals, a class for fields; -1 when none does."""
        scopes = self.b.scopes
        at = self.b.scope
        while at >= 0:
            if at in self.members:
                if name in self.members[at].fields:
                    return at
            elif name in self.locals.get(at, ()):
                return at
            at = scopes[at].parent
        return -1

    def assign(self, name: str, value: int, start: int, end: int) -> None:
        """``name = value``"""
        b = self.b
        scope = self.holder(name)
        if scope < 0 or scope in self.members:
            owner = scope if scope >= 0 else self.klass
            if owner >= 0:
                b.store(b.expr("self", owner), name, -1, value, start, end)
            return
        guard, here = b.guard, b.scope
        b.guard = int(
            guard > self.locals[scope][name] or b.enclosing("function", "lambda") != b.enclosing("function", "lambda", start=scope)
        )
        b.scope = scope
        b.bind(name, value, end)
        b.guard, b.scope = guard, here

    def variable(self, name: str, offset: int) -> int:
        """A bare name in an expression: local, member of a class around, inherited member or type."""
        b = self.b
        scope = self.holder(name)
        if scope >= 0:
            return b.attr(b.expr("self", scope), name) if scope in self.members else b.expr("name", name, scope, offset)
        return b.name(name, offset)

    def method(self, name: str, offset: int) -> int:
        """A bare name that is called: a method of a class around, a local function, a delegate, or inherited."""
        b = self.b
        at = b.scope
        while at >= 0:
            if at in self.members:
                if name in self.members[at].methods:
                    return b.attr(b.expr("self", at), name)
            elif name in self.locals.get(at, ()):
                break
            at = b.scopes[at].parent
        return self.variable(name, offset)

    def type_name(self, name: str, offset: int) -> int:
        """The name of a type: nested in a class around, else of the file, its namespaces or those it uses."""
        at = self.b.scope
        while at > 0:
            if at in self.members and name in self.members[at].types:
                return self.b.expr("name", name, at, offset)
            at = self.b.scopes[at].parent
        return self.b.expr("name", name, 0, offset)
