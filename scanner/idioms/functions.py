"""The functions of a file as idioms look at them: words with their places, shape and length.

What makes one an idiom is decided above.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.idioms import vocabulary
from scanner.idioms.shapes import Shape
from scanner.idioms.tokens import plain, tokens
from scanner.languages import trees
from scanner.lower import language
from scanner.match.matcher import Site, qualname
from scanner.model import Hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from scanner.catalog import Idiom
    from scanner.idioms.tokens import Token
    from scanner.idioms.vocabulary import Said
    from scanner.model import Certainty, Facts, Location, Reason, SourceFile
    from scanner.text import Places

_LONGEST = 600
"""Lines of a function from which on it is no function but a program."""
_LARGEST = 60_000
"""The same in bytes."""
_TOGETHER = 150
"""Lines of a function up to which the methods of classes without a name in it are its own steps."""
_SUPERGLOBAL = re.compile(r"\$?_(?:POST|GET|REQUEST|SERVER|COOKIE|FILES|SESSION)")
"""What PHP calls the parts of a request; ``$_POST`` is no post."""
BEFORE = 600
"""Bytes in front of a function that may speak of it."""
_ABOVE = 6
"""Comments in front of a function that speak of it."""


class Unit(NamedTuple):
    """One function: its scope, what is written in it, and the functions inside that are looked at by themselves."""

    scope: int
    node: Node
    words: tuple[Said, ...]
    shape: Shape
    lines: int


class Functions:
    """The functions of one file, parsed when the first is looked at."""

    def __init__(self, facts: Facts, file: SourceFile, places: Places) -> None:
        self.facts = facts
        self.file = file
        self.places = places
        scopes = enumerate(facts.scopes)
        named = (n for n, scope in scopes if n and scope.kind in ("function", "lambda") and scope.name)
        self.numbers = tuple(n for n in named if not self._is_part(n))
        if language(file.language).traits.scripts:
            self.numbers = (*self.numbers, 0)
        self._root: Node | None = None
        self._known: dict[int, Unit | None] = {}

    def _is_part(self, number: int) -> bool:
        """Whether a function is a method of a class without a name in another function, which hands it on as it would a lambda."""
        scopes = self.facts.scopes
        owner = scopes[scopes[number].parent]
        if owner.kind != "class" or owner.name or owner.parent < 1:
            return False
        return scopes[owner.parent].kind == "function" and self._lines(owner.parent) <= _TOGETHER

    def text(self, number: int) -> bytes:
        """What is written in a function and in front of it, or outside of all; nothing where it is too long to be one."""
        if not number:
            return between(self.places.data, self._spans()) if self._lines(0) < _LONGEST else b""
        scope = self.facts.scopes[number]
        return self.places.data[max(scope.start - BEFORE, 0) : scope.end] if self._lines(number) < _LONGEST else b""

    def called(self, unit: Unit) -> Iterator[int]:
        """Functions of the file with names that a function calls."""
        for number in self.numbers:
            if number != unit.scope and plain(self.facts.scopes[number].name) in unit.shape.calls:
                yield number

    def unit(self, number: int) -> Unit | None:
        if number not in self._known:
            self._known[number] = self._unit(number) if self._lines(number) < _LONGEST else None
        return self._known[number]

    def site(self, unit: Unit, idiom: Idiom, reasons: Iterable[Reason], certainty: Certainty) -> Site:
        """The function as a hit, from its name to its end."""
        scope = self.facts.scopes[unit.scope]
        if not unit.scope:  # a program has no name: the first place that has its shape
            at = min((at for terms in idiom.shape for term in terms if (at := unit.shape.where(term)) is not None), default=scope.start)
            return self._made(unit, idiom, self.places.location(at, at), reasons, certainty)
        name = unit.node.child_by_field_name("name") or unit.node.child_by_field_name("declarator") or unit.node
        location = self.places.location(max(name.start_byte, scope.start), scope.end)
        return self._made(unit, idiom, location, reasons, certainty)

    def _made(self, unit: Unit, idiom: Idiom, location: Location, reasons: Iterable[Reason], certainty: Certainty) -> Site:
        hit = hit_of(idiom, location, qualname(self.facts, unit.scope), reasons, certainty)
        return Site(self.file.path, -1, dataclasses.replace(hit, reach="example" if self.file.example else None), unit.scope)

    def _spans(self) -> list[tuple[int, int]]:
        """Where functions with names stand."""
        return [(self.facts.scopes[n].start, self.facts.scopes[n].end) for n in self.numbers if n]

    def _lines(self, number: int) -> int:
        if not number:
            text = between(self.places.data, self._spans())
            return text.count(b"\n") + 1 if len(text) < _LARGEST else _LONGEST
        scope = self.facts.scopes[number]
        return self.places.data.count(b"\n", scope.start, scope.end) + 1 if scope.end - scope.start < _LARGEST else _LONGEST

    def _unit(self, number: int) -> Unit | None:
        scope, data = self.facts.scopes[number], self.places.data
        self._root = self._root or trees.root(self.file.language, data)
        node = self._root.descendant_for_byte_range(scope.start, scope.end)
        if node is None:
            return None
        inner = [self.facts.scopes[n] for n in self.numbers if n != number]
        apart = [(s.start, s.end) for s in inner if scope.start <= s.start and s.end <= scope.end and s[-2:] != scope[-2:]]
        found = tokens(node, data, apart)
        written = (
            *named(self.facts, number, self.file.path), *_above(node), *(_said(token) for token in found if token.kind != "sign"),
        )  # fmt: skip
        return Unit(number, node, written, Shape(found, scope.name), self._lines(number))


def between(data: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """What stands in none of the spans."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(data[at : max(start, at)])
        at = max(end, at)
    return b"".join((*kept, data[at:]))


def alone(language_id: str, text: bytes, indented: bytes) -> Shape:
    """The shape of one function by itself, with all that is inside; ``indented`` is what it stands behind where it is."""
    data = (indented if text[:1].isspace() else b"") + text
    return Shape(tokens(trees.root(language_id, data), data))


def hit_of(idiom: Idiom, location: Location, name: str, reasons: Iterable[Reason], certainty: Certainty) -> Hit:
    """What a place is, in a function with a qualified ``name``."""
    return Hit(
        signature=idiom.id, kind="idiom", category=idiom.category, technique=idiom.technique, mode="self-hosted", vendor=None,
        jurisdiction=None, library=None, model=None, base_url=None, alternatives=(), overridable=False,
        certainty=certainty, location=location, qualname=name, reasons=tuple(reasons),
    )  # fmt: skip


def _said(token: Token) -> Said:
    if _SUPERGLOBAL.fullmatch(token.text):
        return vocabulary.said("code", "", token.start)
    return vocabulary.said({"text": "text", "comment": "comment"}.get(token.kind, "code"), token.text, token.start)


def named(facts: Facts, number: int, path: str) -> Iterator[Said]:
    """What the author called the function, its parameters, the classes around it, the file, its folder and those above."""
    scope = facts.scopes[number]
    yield vocabulary.said("name", scope.name, scope.start)
    for parameter in scope.parameters:
        yield vocabulary.said("parameter", parameter.name, scope.start)
    classes = qualname(facts, number).rpartition(".")[0]
    if classes:
        yield vocabulary.said("class", classes, 0)
    folder, _, name = path.rpartition("/")
    yield vocabulary.said("file", name.rpartition(".")[0], 0)
    above, _, nearest = folder.rpartition("/")
    yield vocabulary.said("folder", nearest, 0)
    yield vocabulary.said("path", above, 0)


def _above(node: Node) -> Iterator[Said]:
    """Comments directly in front of a function."""
    at: Node | None = node
    for _ in range(_ABOVE):
        at = at.prev_sibling if at is not None else None
        if at is None or "comment" not in at.type:
            return
        yield vocabulary.said("heading", (at.text or b"").decode("utf-8", "replace"), at.start_byte)
