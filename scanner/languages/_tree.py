"""Puts the values of one configuration file together and keeps every bound: leaves, nodes, depth, key length.

What the syntax of a format means is left to its own module; what a value is used for, to ``evaluate``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from scanner.languages._builder import MAX_DEPTH, Builder
from scanner.model import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scanner.model import Facts

MAX_BYTES = 20_000_000
"""Beyond this a file is not parsed at all (``too-large``)."""
MAX_LEAVES = 50_000
"""A file with more texts, numbers and constants is data, not configuration; the rest is left out (``cut``)."""
MAX_NODES = 200_000
"""Values with every alias written out; an alias that would pass it is left unknown (``too-many-nodes``)."""
MAX_KEY = 500
"""Characters of a dotted key path; without a bound, deep nesting under long keys costs depth x length per leaf."""

Node: TypeAlias = "int | Map | list[Node]"
"""An expression, a map or a sequence that is still being filled."""
Map: TypeAlias = "dict[str | int, Node]"
"""An ``int`` key is a map spread here (YAML ``<<``); what is written beside it wins."""

_NUMBER = re.compile(
    r"[+-]?(?:(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?|0x[\da-f_]+|0o[0-7_]+|0b[01_]+|\.?inf(?:inity)?|\.?nan)", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))")
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "0": "\0", "\n": "", "\r": "", "\r\n": ""}


class Tree:
    """The texts and the expressions of one file. ``full`` tells the reader to stop."""

    def __init__(self, path: str, language: str, size: int, *, leaves: int = MAX_LEAVES, nodes: int = MAX_NODES) -> None:
        self.builder = Builder(path, language, size)
        self.entries: list[Entry | None] = []
        self.nodes = 0
        self.full = False
        self._leaves = leaves
        self._most = nodes
        self._written: dict[tuple[int, str], tuple[int, int]] = {}

    def gap(self, reason: str) -> None:
        self.builder.gaps[reason] += 1

    def fault(self) -> None:
        """Something that is not of the format; it counts as a node, so that a file of nothing but faults is soon left alone."""
        self.gap("parse-error")
        self.node()

    def text(self, key: str, text: str, start: int, end: int, value: int | None = None) -> int:
        """A text that stands at these bytes; ``value`` when its expression is more than the text."""
        self.leaf()
        self.node()
        self.entries.append(Entry(key, text, start, end))
        return self.builder.string(text) if value is None else value

    def word(self, word: str) -> int | None:
        """The constant or number that an unquoted word means in JSON, TOML and YAML 1.2; None for any other text."""
        if (constant := _constant(word)) is not ...:
            self.leaf()
            self.node()
            return self.builder.const(constant)
        if not word or word[0] not in "+-.0123456789inIN" or not _NUMBER.fullmatch(word):
            return None
        self.leaf()
        self.node()
        return self.builder.expr("number", _number(word))

    def leaf(self, count: int = 1) -> None:
        self._leaves -= count
        if self._leaves <= 0 and not self.full:
            self._stop("cut")

    def node(self, count: int = 1) -> None:
        self.nodes += count
        if self.nodes >= self._most and not self.full:
            self._stop("too-many-nodes")

    def attach(self, into: Map, key: str, node: Node, first: int) -> None:
        """``into[key]`` is ``node``, with the entries from ``first`` on; the last of two equal keys wins."""
        if key in into:
            self.gap("duplicate-key")
            start, end = self.written(into, key)
            self.entries[start:end] = [None] * (end - start)
            del into[key]
        into[key] = node
        self.attached(into, key, first)

    def written(self, into: Map, key: str) -> tuple[int, int]:
        """First and last (exclusive) of the entries below ``into[key]``."""
        return self._written.get((id(into), key), (0, 0))

    def attached(self, into: Map, key: str, first: int) -> None:
        """All entries below ``into[key]`` have been read."""
        self._written[id(into), key] = (first, len(self.entries))

    def facts(self, documents: Sequence[Node]) -> Facts:
        """Several documents (YAML ``---``, Spring profiles) are alternatives: a union of their maps."""
        roots = [self._expression(node) for node in documents]
        root = self.builder.union(roots) if roots else self.builder.map(())
        return self.builder.facts(root=root)._replace(entries=tuple(entry for entry in self.entries if entry is not None))

    def _stop(self, reason: str) -> None:
        self.full = True
        self.gap(reason)

    def _expression(self, root: Node) -> int:
        """Bottom up without recursion; a container under several aliases is made once."""
        done: dict[int, int] = {}
        stack = [root]
        while stack:
            top = stack[-1]
            if not isinstance(top, int) and id(top) not in done:
                children = top.values() if isinstance(top, dict) else top
                missing = [child for child in children if not isinstance(child, int) and id(child) not in done]
                if missing:
                    stack.extend(missing)
                    continue
                done[id(top)] = self._container(top, done)
            stack.pop()
        return root if isinstance(root, int) else done[id(root)]

    def _container(self, node: Map | list[Node], done: dict[int, int]) -> int:
        builder = self.builder
        if isinstance(node, list):
            return builder.sequence(child if isinstance(child, int) else done[id(child)] for child in node)
        values = [(key, value if isinstance(value, int) else done[id(value)]) for key, value in node.items()]
        # NOTE: spreads come first because what is written in the map itself wins, and backwards because the first of them does.
        pairs = [(-1, value) for key, value in reversed(values) if isinstance(key, int)]
        return builder.map([*pairs, *((builder.string(key), value) for key, value in values if isinstance(key, str))])


class Nest:
    """One value read from the outside in: where the cursor is, without recursion. ``skip`` names keys whose values are passed over."""

    __slots__ = ("_around", "_prefix", "_skip", "holder", "ignoring", "key", "root", "tree")

    def __init__(self, tree: Tree, prefix: str = "", skip: Collection[str] = ()) -> None:
        self.tree = tree
        self.root: Node | None = None
        self.holder: Map | list[Node] | None = None
        self.key: str | None = None
        self.ignoring = 0
        """Open containers below a value that is left out."""
        self._skip = skip
        self._prefix = prefix
        self._around: list[tuple[Map | list[Node] | None, str, str | None, int]] = []

    @property
    def depth(self) -> int:
        return len(self._around)

    @property
    def done(self) -> bool:
        return self.root is not None and self.holder is None and not self.ignoring

    def place(self) -> str:
        """Dotted key path of the next value."""
        if isinstance(self.holder, list):
            return f"{self._prefix}.{len(self.holder)}"[-MAX_KEY:].lstrip(".")
        return join(self._prefix, self.key) if self.key is not None else self._prefix

    def open(self, container: Map | list[Node]) -> None:
        """Enter a map or sequence that is the next value."""
        if self.ignoring or self.key in self._skip:
            self.key = None
            self.ignoring += 1
            return
        if len(self._around) >= MAX_DEPTH:
            self.put(self.tree.builder.gap("nested-too-deep"))
            self.tree.full = True
            return
        self.tree.node()
        place, key, first = self.place(), self.key, len(self.tree.entries)
        holder = self.holder
        self.put(container)
        self._around.append((holder, self._prefix, key, first))
        self.holder, self._prefix = container, place

    def close(self) -> None:
        if self.ignoring:
            self.ignoring -= 1
            return
        self.holder, self._prefix, key, first = self._around.pop()
        if isinstance(self.holder, dict) and key is not None:
            self.tree.attached(self.holder, key, first)

    def put(self, node: Node, first: int | None = None) -> None:
        """The next value is ``node``; its entries begin at ``first``."""
        if self.ignoring:
            return
        if isinstance(self.holder, list):
            self.holder.append(node)
        elif self.holder is None:
            self.root = node
        elif self.key is not None:
            if self.key not in self._skip:
                self.tree.attach(self.holder, self.key, node, len(self.tree.entries) if first is None else first)
            self.key = None

    def text(self, text: str, start: int, end: int, value: int | None = None) -> None:
        """The next value is a text; ``value`` when its expression is more or less than that."""
        if not self.ignoring and self.key not in self._skip:
            self.put(self.tree.text(self.place(), text, start, end, value), len(self.tree.entries) - 1)
        else:
            self.key = None

    def constant(self, text: str, start: int, end: int, value: int) -> None:
        """The next value is a number or constant; of these only a switch that is on is kept as a text, too."""
        if text.lower() == "true":
            self.text(text, start, end, value)
        else:
            self.put(value)


def join(prefix: str, key: str) -> str:
    """A dotted key path, its beginning lost when it is absurdly long."""
    return f"{prefix}.{key}"[-MAX_KEY:] if prefix else key[-MAX_KEY:]


def unescape(text: str) -> str:
    """Backslash escapes as JSON, TOML, ``.properties`` and ``.env`` share them."""
    if "\\" not in text:
        return text
    found = _ESCAPE.sub(_unescaped, text)
    # NOTE: two halves of a surrogate pair become one character; a half alone could not be written as UTF-8 later.
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescaped(found: re.Match[str]) -> str:
    if found[5] is not None:
        return _CONTROL.get(found[5], found[5])
    code = int(found[1] or found[2] or found[3] or found[4], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _constant(word: str) -> object:
    if word in ("true", "True", "TRUE"):
        return True
    if word in ("false", "False", "FALSE"):
        return False
    return None if word in ("null", "Null", "NULL", "~", "", "undefined") else ...


def _number(word: str) -> str:
    digits = word.replace("_", "").lstrip("+").lower()
    if digits.lstrip("-")[:2] in ("0x", "0o", "0b") and len(digits) < 40:
        return str(int(digits, 0))
    return digits
