"""Tells which words of the catalogue's vocabulary stand in a name or a text; what they are evidence of is left to those who ask."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import WordGroup

_WORDS = re.compile(r"[A-Z]+[a-z](?=\d)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_LONGEST = 4
"""Words of an entry."""
_UNCHANGED = ("ss", "us", "is", "news")


class Vocabulary:
    """Groups of words, asked by name."""

    def __init__(self, groups: Iterable[WordGroup]) -> None:
        self._spoken: dict[str, dict[tuple[str, ...], str]] = {}
        self._written: dict[str, tuple[str, ...]] = {}
        for group in groups:
            self._spoken[group.id] = {form: entry for entry in group.words for form in _forms(entry)}
            self._written[group.id] = group.characters

    @functools.lru_cache(maxsize=1 << 16)  # noqa: B019  one instance per scan
    def found(self, name: str, groups: tuple[str, ...]) -> str:
        """The entry of one of the groups that stands in an identifier or text, "" for none."""
        runs = _runs(name)
        for group in groups:
            known = self._spoken[group]
            for run in runs:
                if run in known:
                    return known[run]
            if not name.isascii():
                word = next((word for word in self._written[group] if word in name), "")
                if word:
                    return word
        return ""

    @functools.lru_cache(maxsize=1 << 16)  # noqa: B019  one instance per scan
    def whole(self, name: str, groups: tuple[str, ...]) -> bool:
        """Whether an identifier is an entry of one of the groups and nothing beside it."""
        words = split(name)
        return any(words in self._spoken[group] or name in self._written[group] for group in groups)


def split(name: str) -> tuple[str, ...]:
    """``viewCount``, ``VIEW_COUNT`` and ``view-count`` are the words view and count."""
    return tuple(word.lower() for word in _WORDS.findall(name))


@functools.lru_cache(maxsize=8192)
def _runs(name: str) -> tuple[tuple[str, ...], ...]:
    """All runs of words of a name, longest first, as written and in the singular."""
    words = split(name)
    found: dict[tuple[str, ...], None] = {}
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            found[run] = None
            found[(*run[:-1], _singular(run[-1]))] = None
    return tuple(found)


def _forms(entry: str) -> tuple[tuple[str, ...], ...]:
    words = tuple(entry.split("_"))
    return (words, ("".join(words),))


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(_UNCHANGED):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes")) else word[:-1]
