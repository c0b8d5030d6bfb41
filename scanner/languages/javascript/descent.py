"""Walks a JavaScript or TypeScript tree: dispatch on node kinds, depth, scopes, guards, ``this``.

What one kind of node means is left to the handlers in the other modules of this package.
``Builder.depth`` stands for Python frames, at most three each: a handler that needs more until the next ``expr`` or ``block`` adds to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._walk import Walk, by_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from tree_sitter import Node

    from scanner.languages._builder import Builder

    Expression: TypeAlias = Callable[["Descent", Node], int]
    Named: TypeAlias = Callable[["Descent", Node, str], int]
    Statement: TypeAlias = Callable[["Descent", Node], None]

LEXICAL = frozenset(
    {
        "lexical_declaration",
        "using_declaration",
        "class_declaration",
        "abstract_class_declaration",
        "enum_declaration",
        "interface_declaration",
    }
)
IDENTIFIER = re.compile(r"[^\W\d][\w$]*\Z|\$[\w$]*\Z")
"""Keys for which ``a["key"]`` is the same as ``a.key``."""
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\n\r\u2028\u2029])|(.))", re.DOTALL)
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}


class Tables:
    """Handlers by ``kind_id`` of one grammar; small integers hash faster than the names of kinds."""

    __slots__ = ("expressions", "ignored", "lexical", "named", "spine", "statements")

    def __init__(
        self,
        kinds: Mapping[str, Sequence[int]],
        expressions: Mapping[str, Expression],
        statements: Mapping[str, Statement],
        named: Mapping[str, Named],
        spine: Mapping[str, int],
    ) -> None:
        self.expressions = by_kind(kinds, expressions)
        self.statements = by_kind(kinds, statements)
        self.named = by_kind(kinds, named)
        self.spine = by_kind(kinds, spine)
        self.lexical = frozenset(n for kind in LEXICAL for n in kinds.get(kind, ()))
        self.ignored = frozenset(n for kind in ("comment", "html_comment", "hash_bang_line") for n in kinds.get(kind, ()))


class Descent(Walk):
    """One file's way through its tree."""

    __slots__ = (
        "_later",
        "function",
        "klass",
        "known",
        "lexical",
        "named_",
        "spine",
        "this",
    )

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        self.b = build
        self.data = data
        self.expressions, self.statements, self.named_, self.spine = tables.expressions, tables.statements, tables.named, tables.spine
        self.ignored, self.lexical = tables.ignored, tables.lexical
        self.this = -1
        """What ``this`` is here, -1 for unknown."""
        self.klass = -1
        """The class scope that ``super`` looks up from."""
        self.function = -1
        """Scope that ``return`` and ``yield`` belong to."""
        self.base = 0
        """``guard`` at the opening of the current scope: a ``const`` in a block is certain within the block."""
        self.known: dict[int, set[str]] = {}
        """Names declared per scope."""
        self._later: list[tuple[int, str, int, int, bool]] = []
        """Assignments to plain names: a function may assign a variable that is declared further down."""

    # -- text

    def literal(self, node: Node) -> str:
        """The text that a string literal stands for."""
        return self.cooked(node.start_byte + 1, node.end_byte - 1)

    def cooked(self, start: int, end: int) -> str:
        text = self.data[start:end].decode("utf-8", "replace")
        return unescape(text) if "\\" in text else text

    # -- nodes

    def named(self, node: Node, name: str) -> int:
        """Like ``expr``; an anonymous function, class or object gets the name of what it is assigned to."""
        handler = self.named_.get(node.kind_id)
        if handler is None:
            return self.expr(node)
        b = self.b
        if b.depth >= MAX_DEPTH:
            return b.gap("nested-too-deep")
        b.depth += 1
        value = handler(self, node, name)
        b.depth -= 1
        return value

    # -- names

    def know(self, name: str, scope: int) -> None:
        names = self.known.get(scope)
        if names is None:
            self.known[scope] = {name}
        else:
            names.add(name)

    def declare(self, name: str, value: int, offset: int, *, type_: int = -1, decorators: tuple[int, ...] = ()) -> None:
        """Bind a name that belongs to the current scope."""
        b = self.b
        self.know(name, b.scope)
        guard = b.guard
        b.guard = guard - self.base
        b.bind(name, value, offset, type_=type_, decorators=decorators)
        b.guard = guard

    def bind_in(self, scope: int, name: str, value: int, offset: int, *, type_: int = -1, guarded: bool = False) -> None:
        """Bind a name of another scope, as certain as ``guarded`` says."""
        b = self.b
        before = b.scope, b.guard
        b.scope, b.guard = scope, int(guarded)
        b.bind(name, value, offset, type_=type_)
        b.scope, b.guard = before

    def declare_var(self, name: str, value: int, offset: int, *, type_: int = -1) -> None:
        """Bind a name that belongs to the function."""
        scope = max(self.b.enclosing("function", "lambda", "module"), 0)
        self.know(name, scope)
        if value >= 0 or type_ >= 0:
            self.bind_in(scope, name, value, offset, type_=type_, guarded=self.b.guard > 0)

    def assign(self, name: str, value: int, offset: int) -> None:
        """Bind a name that is declared somewhere around; ``finish`` finds out where."""
        self._later.append((self.b.scope, name, value, offset, self.b.guard > 0))

    def finish(self) -> None:
        """Settle the assignments."""
        scopes = self.b.scopes
        for start, name, value, offset, guarded in self._later:
            scope, crossed = start, False
            while scope > 0 and name not in self.known.get(scope, ()):
                crossed = crossed or scopes[scope].kind in ("function", "lambda")
                scope = scopes[scope].parent
            # NOTE: whether the function ran before a use is not known, so its assignments are conditional outside of it.
            self.bind_in(max(scope, 0), name, value, offset, guarded=guarded or crossed)


def unescape(text: str) -> str:
    """Escape sequences of string and template literals; lone surrogates become U+FFFD."""
    text = _ESCAPE.sub(_character, text)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return "" if match[4] else _SIMPLE.get(match[5], match[5])
