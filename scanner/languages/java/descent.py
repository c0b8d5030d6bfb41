"""Walks a Java tree: dispatch on node kinds, depth, scopes, guards, and which declaration a bare name means inside the file.

What one kind of node means is left to the handlers in the other modules of this package; names of other files to ``evaluate``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Statement: TypeAlias = Callable[["Descent", Node], None]

COMMENTS = ("line_comment", "block_comment")
LANGUAGE = frozenset(
    {
        *(
            "Boolean",
            "Class",
            "Double",
            "Enum",
            "Float",
            "Integer",
            "Long",
            "Math",
            "Object",
            "Runnable",
            "Runtime",
            "String",
            "StringBuffer",
        ),
        *("StringBuilder", "System", "Thread", "ThreadLocal"),
    }
)
"""Types that every file sees, as far as anything is said of them."""
_ESCAPE = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|([0-7]{1,3})|(\r\n|[\s\S]))")
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "s": " ", "t": "\t", "\n": "", "\r": "", "\r\n": ""}


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
        self.ignored = frozenset(n for kind in COMMENTS for n in kinds.get(kind, ()))


class Members:
    """What a class declares itself."""

    __slots__ = ("fields", "inherits", "methods", "types", "variables")

    def __init__(self) -> None:
        self.fields: set[str] = set()
        self.methods: set[str] = set()
        self.types: set[str] = set()
        self.variables: set[str] = set()
        """Type parameters."""
        self.inherits = False


class Descent(Walk):
    """One file's way through its tree."""

    __slots__ = (
        "function",
        "klass",
        "locals",
        "members",
        "placeholders",
        "spine",
        "stars",
        "static",
        "types",
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
        self.locals: dict[int, dict[str, int]] = {}
        """Names declared per function or block, with the guard they were declared under."""
        self.members: dict[int, Members] = {}
        self.static: set[str] = set()
        """Names taken by static imports."""
        self.types: set[str] = set()
        """Types of this file and imported ones."""
        self.stars = False
        """There is a static import of everything."""
        self.variables: list[str] = []
        """Type parameters in force."""
        self.placeholders: set[int] = set()
        """Annotations that fill the thing they stand at from the configuration."""

    def survey(self, root: Node) -> None:
        """Types that the file declares at its top."""
        self.types.update(self.field(child, "name") for child in root.named_children if child.type.endswith("_declaration"))

    # -- names

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

    def parameter(self, name: str, type_: int = -1, default: int = -1, star: int = 0) -> int:
        self.know(name)
        return self.b.parameter(name, default, type_, star)

    def holder(self, name: str) -> int:
        """The scope that declares a variable: a function or block for locals, a class for fields; -1 when none does."""
        scopes = self.b.scopes
        at = self.b.scope
        while at > 0:
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
        """A bare name in an expression: local, field of a class around, type, or inherited."""
        b = self.b
        scope = self.holder(name)
        if scope >= 0:
            return b.attr(b.expr("self", scope), name) if scope in self.members else b.expr("name", name, scope, offset)
        if name in self.static or name in self.types or name[:1].isupper() or self.klass < 0:
            return self.type_name(name, offset)
        owner = self._heir()
        return b.attr(b.expr("self", owner), name) if owner >= 0 else b.expr("name", name, 0, offset)

    def method(self, name: str, offset: int) -> int:
        """A bare name that is called: a method of a class around, a static import, or inherited."""
        b = self.b
        at = b.scope
        while at > 0:
            if at in self.members and name in self.members[at].methods:
                return b.attr(b.expr("self", at), name)
            at = b.scopes[at].parent
        owner = self._heir()
        if name in self.static or owner < 0 or (self.stars and not self.members[owner].inherits):
            return b.expr("name", name, 0, offset)
        return b.attr(b.expr("self", owner), name)

    def _heir(self) -> int:
        """The innermost class around that inherits from another one; else the innermost one."""
        at = self.b.scope
        first = -1
        while at > 0:
            if at in self.members:
                if self.members[at].inherits:
                    return at
                first = at if first < 0 else first
            at = self.b.scopes[at].parent
        return first

    def type_name(self, name: str, offset: int) -> int:
        """The name of a type: nested in a class around, else of the file, its imports or its package."""
        at = self.b.scope
        while at > 0:
            if at in self.members and name in self.members[at].types:
                return self.b.expr("name", name, at, offset)
            at = self.b.scopes[at].parent
        if name in LANGUAGE and name not in self.types:
            self.types.add(name)
            here, self.b.scope = self.b.scope, 0
            self.b.imported("java.lang", name, name, 0, 0)
            self.b.scope = here
        return self.b.expr("name", name, 0, offset)


def unescape(text: str) -> str:
    """Escape sequences of literals; halves of surrogate pairs are joined."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_character, text)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return chr(int(match[2], 8)) if match[2] else _SIMPLE.get(match[3], match[3])
