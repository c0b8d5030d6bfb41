"""Finds algorithms that people wrote themselves: functions with the shape of one and with its words.

Shapes and words alone are nothing; which belong together is data (``idioms/``), how the function is reached is left to ``trace``.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.idioms import spellings
from scanner.idioms import vocabulary
from scanner.idioms.shapes import Shape
from scanner.idioms.tokens import tokens
from scanner.languages import trees
from scanner.match.matcher import Site, qualname
from scanner.model import Hit
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tree_sitter import Node

    from scanner.catalog import Idiom
    from scanner.idioms.tokens import Token
    from scanner.idioms.vocabulary import Said, Word
    from scanner.match.matcher import Look
    from scanner.model import Certainty, Facts, SourceFile

MAX_BYTES = 200_000
"""A larger file is a library that was copied, or data; what people write themselves is smaller."""
MAX_LINES = 150
"""A function longer than this does so much that its shapes need not belong together: it is no more than possible."""
_LONGEST = 600
"""Lines of a function from which on it is no function but a program."""
_LARGEST = 60_000
"""The same in bytes."""
_BEFORE = 600
"""Bytes in front of a function that may speak of it."""
_ABOVE = 6
"""Comments in front of a function that speak of it."""


class _Unit(NamedTuple):
    """One function: its scope, what is written in it, and the functions inside that are looked at by themselves."""

    scope: int
    node: Node
    words: tuple[Said, ...]
    shape: Shape
    lines: int


def own(found: Iterable[Site], others: Iterable[Site]) -> Iterator[Site]:
    """Those in which nothing else of their category was found: a function that calls a library's algorithm is none of its own."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for other in others:
        if other.hit.certainty != "possible":
            places[other.path, other.hit.category].append(other.hit.location.line)
    for site in found:
        at = site.hit.location
        if not any(at.line <= line <= at.end_line for line in places.get((site.path, site.hit.category), ())):
            yield site


class Idioms:
    """The idioms of the catalogue, ready to be asked file by file."""

    def __init__(self, idioms: Iterable[Idiom], facts: Callable[[str], Facts | None], look: Look) -> None:
        self._facts = facts
        self._look = look
        self._idioms = idioms

    @functools.cached_property
    def _by_needle(self) -> dict[str, list[Idiom]]:
        found: dict[str, list[Idiom]] = defaultdict(list)
        for idiom in self._idioms:
            for needle in {one for word in idiom.words[0] for one in spellings(word)}:
                found[needle].append(idiom)
        return found

    def sites(self, file: SourceFile, data: bytes, needles: Iterable[str]) -> Iterator[Site]:
        """Idioms in one file with these needles; one per function and category. What tests compute serves nobody."""
        if file.language not in trees.LANGUAGES or file.test or len(data) > MAX_BYTES:
            return
        text = decode(data).data
        small, path = text.lower(), file.path.encode("utf-8", "replace")
        wanted = {idiom.id: idiom for needle in needles for idiom in self._by_needle[needle]}
        wanted = {id_: idiom for id_, idiom in wanted.items() if vocabulary.together(idiom.words, text, small, path)}
        facts = self._facts(file.path) if wanted else None
        if facts is None:
            return
        for unit in self._units(facts, file, tuple(wanted.values())):
            best: dict[str, tuple[tuple[object, ...], Site]] = {}
            for idiom in wanted.values():
                found = _fits(idiom, unit)
                certainty = _certainty(unit, idiom, found) if found is not None else None
                if found is not None and certainty is not None:
                    site = self._site(file, facts, unit, idiom, found, certainty)
                    told = sum(word.place in vocabulary.DEFINING for word in found)
                    rank = (site.hit.certainty != "likely", -told, -len(idiom.shape), idiom.id)
                    best[idiom.category] = min(best.get(idiom.category, (rank, site)), (rank, site))
            yield from (site for _, site in best.values())

    def _units(self, facts: Facts, file: SourceFile, idioms: tuple[Idiom, ...]) -> Iterator[_Unit]:
        """The functions in which words of all groups of an idiom may stand."""
        numbers = [n for n, scope in enumerate(facts.scopes) if n and scope.kind in ("function", "lambda") and scope.name]
        places = self._look(file.path)[1]
        root: Node | None = None
        for number in numbers:
            scope = facts.scopes[number]
            lines = places.data.count(b"\n", scope.start, scope.end) + 1 if scope.end - scope.start < _LARGEST else _LONGEST
            if lines >= _LONGEST or not self._worth(places.data[max(scope.start - _BEFORE, 0) : scope.end], facts, number, idioms):
                continue
            root = root or trees.root(file.language, places.data)
            node = root.descendant_for_byte_range(scope.start, scope.end)
            if node is not None:
                inner = [facts.scopes[n] for n in numbers if n != number]
                apart = [(s.start, s.end) for s in inner if scope.start <= s.start and s.end <= scope.end and s[-2:] != scope[-2:]]
                found = tokens(node, places.data, apart)
                written = (*_named(facts, number, file.path), *_above(node), *(_said(token) for token in found if token.kind != "sign"))
                yield _Unit(number, node, written, Shape(found, scope.name), lines)

    def _worth(self, text: bytes, facts: Facts, number: int, idioms: tuple[Idiom, ...]) -> bool:
        """Whether words of all groups of one of the idioms may stand in a function and around it."""
        around = f"{facts.path} {qualname(facts, number)}".encode("utf-8", "replace")
        small = text.lower()
        return any(vocabulary.together(idiom.words, text, small, around) for idiom in idioms)

    def _site(self, file: SourceFile, facts: Facts, unit: _Unit, idiom: Idiom, words: tuple[Word, ...], certainty: Certainty) -> Site:
        scope = facts.scopes[unit.scope]
        places = self._look(file.path)[1]
        name = unit.node.child_by_field_name("name") or unit.node.child_by_field_name("declarator") or unit.node
        start = max(name.start_byte, scope.start)
        shapes = [next((term, at) for term in terms if (at := unit.shape.where(term)) is not None) for terms in idiom.shape]
        reasons = [f"{word.word!r} in {_SHOWN[word.place]}{_line(places.location(word.start, word.start).line, word)}" for word in words]
        reasons += [f"{term}, line {places.location(at, at).line}" for term, at in shapes]
        hit = Hit(
            signature=idiom.id, kind="idiom", category=idiom.category, technique=idiom.technique, mode="self-hosted", vendor=None,
            jurisdiction=None, library=None, model=None, base_url=None, alternatives=(), overridable=False,
            certainty=certainty, location=places.location(start, scope.end), qualname=qualname(facts, unit.scope),
            reasons=tuple(reasons), reach="example" if file.example else None,
        )  # fmt: skip
        return Site(file.path, -1, hit, unit.scope)


_SHOWN = {
    "name": "its name", "parameter": "a parameter", "class": "the class", "file": "the file's name", "code": "the code",
    "text": "a text", "heading": "the comment above", "comment": "a comment", "folder": "the folder",
}  # fmt: skip


def _line(number: int, word: Word) -> str:
    return f", line {number}" if word.start else ""


def _fits(idiom: Idiom, unit: _Unit) -> tuple[Word, ...] | None:
    """The words of the idiom when the function has its shape, else None."""
    if not all(any(unit.shape.where(term) is not None for term in terms) for terms in idiom.shape):
        return None
    if any(unit.shape.where(term) is not None for term in idiom.without):
        return None
    outside = [said for said in unit.words if said.place in ("name", "class", "file", "folder")]
    if idiom.excluded and vocabulary.find((idiom.excluded,), outside):
        return None
    return vocabulary.find(idiom.words, unit.words)


def _certainty(unit: _Unit, idiom: Idiom, words: tuple[Word, ...]) -> Certainty | None:
    """How sure the words make it, by where they stand; None where nothing but passing words speak for it.

    Likely: all words in what runs, and the rarest or two of them in what the author called it.
    """
    weak = sum(word.place in vocabulary.WEAK for word in words)
    defined = sum(word.place in vocabulary.DEFINING for word in words)
    if not defined or weak > 1 or words[0].place in vocabulary.PASSING:
        return None
    named = words[0].place in vocabulary.DEFINING or defined > 1
    return idiom.certainty if named and not weak and unit.lines <= MAX_LINES else "possible"


def _said(token: Token) -> Said:
    return vocabulary.said({"text": "text", "comment": "comment"}.get(token.kind, "code"), token.text, token.start)


def _named(facts: Facts, number: int, path: str) -> Iterator[Said]:
    """What the author called the function, its parameters, the classes around it, the file and its folder."""
    scope = facts.scopes[number]
    yield vocabulary.said("name", scope.name, scope.start)
    for parameter in scope.parameters:
        yield vocabulary.said("parameter", parameter.name, scope.start)
    classes = qualname(facts, number).rpartition(".")[0]
    if classes:
        yield vocabulary.said("class", classes, 0)
    folder, _, name = path.rpartition("/")
    yield vocabulary.said("file", name.rpartition(".")[0], 0)
    yield vocabulary.said("folder", folder.rpartition("/")[2], 0)


def _above(node: Node) -> Iterator[Said]:
    """Comments directly in front of a function."""
    at: Node | None = node
    for _ in range(_ABOVE):
        at = at.prev_sibling if at is not None else None
        if at is None or "comment" not in at.type:
            return
        yield vocabulary.said("heading", (at.text or b"").decode("utf-8", "replace"), at.start_byte)
