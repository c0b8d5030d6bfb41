"""Walks a Java tree: dispatch on node kinds, depth, scopes, guards, and which declaration a bare name means inside the file.

What one kind of node means is left to the handlers in the other modules of this package; names of other files to ``evaluate``.
"""

from __future__ import annotations

import re
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
            "ProcessBuilder",
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


class Descent(_walk.Descent):
    """One file's way through its tree."""

    __slots__ = ("placeholders", "receivers", "seen", "stars", "static")

    def __init__(self, build: Builder, data: bytes, tables: Tables) -> None:
        super().__init__(build, data, tables)
        self.static: set[str] = set()
        """Names taken by static imports."""
        self.seen: set[str] = set()
        """Types of this file and imported ones."""
        self.stars = False
        """There is a static import of everything."""
        self.receivers: list[int] = []
        """What ``this`` means in the functions and lambdas around that have a receiver of their own; -1 for the class."""
        self.placeholders: set[int] = set()
        """Annotations that fill the thing they stand at from the configuration."""

    def survey(self, root: Node) -> None:
        """Types that the file declares at its top."""
        self.seen.update(self.field(child, "name") for child in root.named_children if child.type.endswith("_declaration"))

    # -- names

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

    def variable(self, name: str, offset: int) -> int:
        """A bare name in an expression: local, field of a class around, type, or inherited."""
        b = self.b
        scope = self.holder(name)
        if scope >= 0:
            return b.attr(b.expr("self", scope), name) if scope in self.members else b.expr("name", name, scope, offset)
        if name in self.static or name in self.seen or name[:1].isupper() or self.klass < 0:
            return self.type_name(name, offset)
        owner = self._heir()
        return b.attr(b.expr("self", owner), name) if owner >= 0 else b.expr("name", name, 0, offset)

    def constant(self, name: str, offset: int) -> int:
        """A bare name in capitals, which a class that inherits may have from above."""
        owner = self._heir()
        above = owner >= 0 and self.members[owner].inherits and not self.stars
        known = name in self.static or name in self.seen or self.holder(name) >= 0
        return self.b.attr(self.b.expr("self", owner), name) if above and not known else self.variable(name, offset)

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
        if name in LANGUAGE and name not in self.seen:
            self.seen.add(name)
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
