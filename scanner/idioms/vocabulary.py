"""Which words of an algorithm stand in a function, and where: a name says more than a comment.

Words are compared part by part (``calcHotScore`` is ``calc hot score``); which words an algorithm needs is data.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ahocorasick_rs import BytesAhoCorasick

PLACES = ("name", "parameter", "class", "file", "code", "text", "heading", "comment", "folder", "path")
"""Where words stand, the most telling first; a heading is a comment in front of the function, the path are the folders above its folder."""
DEFINING = PLACES[:4]
"""What the author called the thing."""
WEAK = ("heading", "comment", "folder", "path")
"""Nothing that runs."""
INNER = ("name", "parameter", "code")
"""What a function itself runs and is called."""
PASSING = ("text", "comment", "folder", "path")
"""Where a word may stand that the function is not about."""
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u3400-\u9fff]+")
_NEAR = 6_000
"""Bytes between words of one algorithm."""
_TELLING = 3
"""Bytes from which on a piece of a word is looked for."""
_LONGEST = 4000
"""Characters of one text or comment that are looked at."""


class Said(NamedTuple):
    """Something written: its parts between underscores."""

    place: str
    parts: str
    start: int


class Word(NamedTuple):
    """A word of an algorithm that was found."""

    word: str
    place: str
    start: int


def said(place: str, text: str, start: int) -> Said:
    return Said(place, _parts(text[:_LONGEST]), start)


def find(groups: Sequence[Sequence[str]], everything: Iterable[Said]) -> tuple[Word, ...] | None:
    """The most telling word of each group, None where a group has none."""
    ordered = sorted(everything, key=lambda one: (PLACES.index(one.place), one.start))
    found = []
    for group in groups:
        word = next((w for one in ordered if (w := _first(tuple(group), one))), None)
        if word is None:
            return None
        found.append(word)
    return tuple(found)


def joined(texts: Iterable[str]) -> str:
    """The parts of texts, one after the other."""
    return "_".join(_parts(text[:_LONGEST]) for text in texts)


class Loose:
    """Words of which one must stand among parts, told by the first part of each; quick, and rather too often than not."""

    def __init__(self, words: Iterable[str]) -> None:
        self._within = tuple(word.strip("*") for word in words if not _is_latin(word) or _is_inner(word))
        latin = [(_PART.findall(word), word) for word in words if _is_latin(word) and not _is_inner(word)]
        begun = sorted({parts[0] for parts, word in latin if len(parts) == 1 and word.endswith("*")})
        self._begun = re.compile(f"_(?:{'|'.join(begun)})") if begun else None
        self._whole = frozenset(one for (first, *_), _ in latin for one in (first, f"{first}s"))
        self.letters = tuple(sorted({one.encode() for one in (*self._within, *begun, *(first for (first, *_), _ in latin))}))
        """Some of these stand in a text in small letters in which one of the words does."""

    def stands(self, parts: str, apart: frozenset[str]) -> bool:
        """``apart``: the same parts as a set."""
        if not self._whole.isdisjoint(apart) or any(word in parts for word in self._within):
            return True
        return self._begun is not None and self._begun.search(parts) is not None


@functools.lru_cache(maxsize=256)
def loose(groups: tuple[tuple[str, ...], ...]) -> Loose:
    """All words of all groups."""
    return Loose([word for group in groups for word in group])


@functools.lru_cache(maxsize=64)
def search(letters: frozenset[bytes]) -> BytesAhoCorasick:
    """For one of these."""
    from ahocorasick_rs import BytesAhoCorasick

    return BytesAhoCorasick(sorted(letters))


class Occurring:
    """Tells which of many words may stand in a text, by one search for the longest piece of each; very short ones stand everywhere."""

    def __init__(self, words: Iterable[str]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        found: dict[bytes, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            found[max(reversed(_pieces(word)), key=len)].append(word)
        self._anyway = frozenset(word for piece in [piece for piece in found if len(piece) < _TELLING] for word in found.pop(piece))
        self._words = tuple(map(tuple, found.values()))
        self._search = BytesAhoCorasick(list(found), implementation=Implementation.DFA)

    def of(self, small: bytes) -> frozenset[str]:
        """Words in a text in small letters."""
        numbers = {number for number, _, _ in self._search.find_matches_as_indexes(small, overlapping=True)}
        return self._anyway.union(*(self._words[number] for number in numbers))


def together(groups: Sequence[Sequence[str]], text: bytes, small: bytes, around: bytes) -> bool:
    """Whether words of all groups may stand near one of the first group in a text, or in what is ``around`` it (its path).

    ``small`` is the text in small letters.
    """
    path = around.lower()
    left = [group for group in groups[1:] if not _stands(group, around, path, 0, len(path))]
    if _stands(groups[0], around, path, 0, len(path)):
        return all(_stands(group, text, small, 0, len(text)) for group in left)
    near = ((max(at - _NEAR, 0), at + _NEAR) for word in groups[0] for at in _places(_letters(word), text, small, 0, len(text), _NEAR // 2))
    return any(all(_stands(group, text, small, start, end) for group in left) for start, end in near)


def _stands(words: Iterable[str], text: bytes, small: bytes, start: int, end: int) -> bool:
    """Whether one of the words may stand in a part of a text."""
    for word in words:
        letters = _letters(word)
        if small.find(letters.first, start, end) >= 0 and next(_places(letters, text, small, start, end, 1), -1) >= 0:
            return True
    return False


def _places(word: _Letters, text: bytes, small: bytes, start: int, end: int, step: int) -> Iterator[int]:
    """Where a word may begin, at least a ``step`` apart."""
    first, others, inner, whole = word
    for other in others:
        if small.find(other, start, end) < 0:
            return
    at = small.find(first, start, end)
    while at >= 0:
        meant = inner or _is_part(text, at, at + len(first), whole=whole)
        if meant:
            yield at
        at = small.find(first, at + (step if meant else 1), end)


def _is_part(text: bytes, start: int, end: int, *, whole: bool) -> bool:
    """Whether a part of a name begins here, and where it must be ``whole`` ends there (but for a plural)."""
    before, here, after = text[start - 1 : start], text[start : start + 1], text[end : end + 2].removeprefix(b"s")[:1]
    begins = not before.isalpha() or (here.isupper() and (before.islower() or text[start + 1 : start + 2].islower()))
    return begins and not (whole and after.islower())


class _Letters(NamedTuple):
    """A word as it is looked for: its pieces, and whether it may begin or end in the middle of a part."""

    first: bytes
    others: tuple[bytes, ...]
    inner: bool
    whole: bool


@functools.cache
def _letters(word: str) -> _Letters:
    first, *others = _pieces(word)
    return _Letters(first, tuple(others), _is_inner(word), not word.endswith("*") and not others and word.isascii())


@functools.cache
def _pieces(word: str) -> tuple[bytes, ...]:
    return tuple(part.encode() for part in word.strip("*").split(" "))


def _first(group: tuple[str, ...], one: Said) -> Word | None:
    match = _pattern(group).search(one.parts) if group else None
    return Word(match[0].strip("_").replace("_", " "), one.place, one.start) if match else None


@functools.lru_cache(maxsize=1024)
def _pattern(group: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_alternative(word) for word in group))  # in their order: the first that fits is told


def _alternative(word: str) -> str:
    if not _is_latin(word):
        return re.escape(word)
    begin, end = "[a-z0-9]*" if _is_inner(word) else "", "[a-z0-9]*" if word.endswith("*") else "s?"
    return f"(?<=_){begin}{'_'.join(_PART.findall(word))}{end}(?=_)"


def _is_inner(word: str) -> bool:
    """Whether a word may stand in the middle of a part (``movierecommender``)."""
    return word.startswith("*")


def _is_latin(word: str) -> bool:
    return word.strip("*").replace(" ", "").isascii()


@functools.lru_cache(maxsize=16384)
def _parts(text: str) -> str:
    return f"_{'_'.join(_PART.findall(text)).lower()}_"
