"""Walks the tree of a language with blocks and classes: dispatch on node kinds, depth, scopes, guards, what a bare name means in its file.

What one kind of node means is left to the handlers in each language's own modules; names of other files to ``evaluate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from tree_sitter import Language, Node, Parser

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Statement: TypeAlias = Callable[["Descent", Node], None]

T = TypeVar("T")


def kinds_of(language: Language, also: Collection[str] = ()) -> dict[str, list[int]]:
    """Every ``kind_id`` of the named node kinds of a grammar, and of those anonymous ones; broken text is a kind too."""
    kinds: dict[str, list[int]] = {"ERROR": [0xFFFF]}
    for number in range(language.node_kind_count):
        kind = language.node_kind_for_id(number)
        if kind is not None and (language.node_kind_is_named(number) or kind in also):
            kinds.setdefault(kind, []).append(number)
    return kinds


def by_kind(kinds: Mapping[str, Sequence[int]], handlers: Mapping[str, T]) -> dict[int, T]:
    """Handlers by ``kind_id``; small integers hash faster than the names of kinds."""
    return {number: handler for kind, handler in handlers.items() for number in kinds.get(kind, ())}


class Tables:
    """Handlers by ``kind_id``. ``spine``: links of chains of members and calls."""

    __slots__ = ("expressions", "ignored", "spine", "statements")

    def __init__(
        self,
        kinds: Mapping[str, Sequence[int]],
        expressions: Mapping[str, Callable[[Any, Node], int]],
        statements: Mapping[str, Callable[[Any, Node], None]],
        spine: Mapping[str, int],
        ignored: Iterable[str] = ("comment",),
    ) -> None:
        self.expressions = by_kind(kinds, expressions)
        self.statements = by_kind(kinds, statements)
        self.spine = by_kind(kinds, spine)
        self.ignored = frozenset(n for kind in ignored for n in kinds.get(kind, ()))


def grammar(
    pointer: object,
    expressions: Mapping[str, Callable[[Any, Node], int]],
    statements: Mapping[str, Callable[[Any, Node], None]],
    spine: Mapping[str, int],
    ignored: Iterable[str] = ("comment",),
    also: Collection[str] = (),
) -> tuple[Parser, Tables]:
    """Parser and handlers of a grammar."""
    from tree_sitter import Language, Parser

    language = Language(pointer)
    return Parser(language), Tables(kinds_of(language, also), expressions, statements, spine, ignored)


class Members:
    """What a class declares itself."""

    __slots__ = ("declared", "fields", "inherits", "methods", "types")

    def __init__(self) -> None:
        self.declared: dict[str, Node] = {}
        """Types of fields as written, where a front end asks for them."""
        self.fields: set[str] = set()
        self.methods: set[str] = set()
        self.types: set[str] = set()
        self.inherits = False


class Walk:
    """What every descent does alike; ``Descent`` adds what names mean in a language with blocks and classes."""

    __slots__ = ("b", "base", "data", "expressions", "ignored", "statements")

    b: Builder
    data: bytes
    expressions: Mapping[int, Callable[[Any, Node], int]]
    statements: Mapping[int, Callable[[Any, Node], None]]
    ignored: frozenset[int]
    base: int

    # -- text

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def field(self, node: Node, name: str) -> str:
        """Text of a child, "" when there is none."""
        child = node.child_by_field_name(name)
        return self.text(child) if child is not None else ""

    # -- nodes

    def expr(self, node: Node) -> int:
        """The value of an expression; a statement found in its place (broken code) is lowered and unknown."""
        handler = self.expressions.get(node.kind_id)
        if handler is None:
            return self.other(node)
        b = self.b
        if b.depth >= MAX_DEPTH:
            return b.gap("nested-too-deep")
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
        statements, expressions = self.statements, self.expressions
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

    def other(self, node: Node) -> int:
        """A form without a handler: its parts are lowered, its value is unknown."""
        self.b.depth += 1
        if node.kind_id in self.statements:
            self.block((node,))
        elif node.child_count:
            self.block(node.children)
        self.b.depth -= 1
        return self.b.unknown(node.type)

    def inner(self, node: Node) -> int:
        """The value of the first child."""
        child = self.first(node)
        if child is None:
            return self.b.unknown("empty")
        self.b.depth += 1
        value = self.expr(child)
        self.b.depth -= 1
        return value

    def first(self, node: Node) -> Node | None:
        """The first named child that is no comment."""
        return next((child for child in node.named_children if child.kind_id not in self.ignored), None)

    def children(self, node: Node) -> list[Node]:
        """Named children without comments and modifiers."""
        return [child for child in node.named_children if child.kind_id not in self.ignored]

    # -- scopes

    def open_block(self, node: Node) -> int:
        """Enter a scope for the names of a block; give the ``base`` to restore with ``close_block``."""
        # NOTE: a block is the same to a resolver as a comprehension: names of its own, no function of its own.
        self.b.open("comprehension", "", node.start_byte, node.end_byte)
        base, self.base = self.base, self.b.guard
        return base

    def close_block(self, base: int) -> None:
        self.base = base
        self.b.close()

    def guarded(self, node: Node | None) -> None:
        """A statement that may or may not run."""
        if node is None:
            return
        self.b.guard += 1
        self.b.depth += 1
        self.block((node,))
        self.b.depth -= 1
        self.b.guard -= 1


class Descent(Walk):
    """One file's way through its tree."""

    __slots__ = (
        "aliases",
        "function",
        "klass",
        "locals",
        "members",
        "roots",
        "spine",
        "types",
        "used",
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
        self.base = 0
        """``guard`` at the opening of the current scope: a local of a block is certain within the block."""
        self.locals: dict[int, dict[str, int]] = {0: {}}
        """Names declared per function or block, with the guard they were declared under."""
        self.members: dict[int, Members] = {}
        self.roots: set[str] = set()
        """First parts of the packages that the file names."""
        self.types: dict[str, int] = {}
        """Class scopes of the types that the file declares at its top, by name."""
        self.aliases: dict[str, tuple[str, ...]] = {}
        """Full names of what the file calls otherwise, where a name has namespaces."""
        self.used: list[tuple[str, ...]] = []
        """Namespaces whose names need no namespace."""
        self.variables: list[str] = []
        """Type parameters in force."""

    # -- names

    def enter(self, scope: int) -> tuple[int, int, int]:
        """Begin the body of a function; gives what ``leave`` wants back."""
        before = self.b.guard, self.base, self.function
        self.b.guard = self.base = 0
        self.b.depth += 2
        self.function = scope
        return before

    def leave(self, before: tuple[int, int, int]) -> None:
        """End the body of a function, and its scope."""
        self.b.guard, self.base, self.function = before
        self.b.depth -= 2
        self.b.close()

    def declare(self, name: str, value: int, offset: int, *, type_: int = -1, decorators: tuple[int, ...] = ()) -> None:
        """Bind a name that belongs to the current scope."""
        b = self.b
        self.know(name)
        guard, b.guard = b.guard, b.guard - self.base
        b.bind(name, value, offset, type_=type_, decorators=decorators)
        b.guard = guard

    def know(self, name: str) -> None:
        """A local of the current scope."""
        self.locals.setdefault(self.b.scope, {})[name] = self.b.guard

    def parameter(self, name: str, type_: int = -1, default: int = -1, star: int = 0, decorators: tuple[int, ...] = ()) -> int:
        self.know(name)
        return self.b.parameter(name, default, type_, star, decorators)

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

    def text_of(self, given: int) -> int:
        """A text that statements will add to, begun with another value (-1: none); an object of its own, whatever it begins with."""
        b = self.b
        return (
            given
            if given >= 0 and b.kind(given) in ("string", "concat")
            else b.expr("concat", (b.string(""), *([given] if given >= 0 else ())))
        )

    def append(self, value: int, parts: Iterable[int], start: int, end: int) -> int:
        """``text.append(part)``, alone or in a chain, on a text that is put together by statements: the text; -1 for other values."""
        b = self.b
        whole = b.at(value)
        first = b.at(whole[1][0]) if whole[0] == "concat" else whole  # type: ignore[index]
        if first[0] != "name" or not b.is_text(str(first[1]), int(first[2])):  # type: ignore[call-overload]
            return -1
        joined = b.concat((value, *parts))
        self.assign(str(first[1]), joined, start, end)
        return joined

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
