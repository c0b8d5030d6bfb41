"""Reads pieces of statements that query builders are given as texts: ``where("title LIKE ?")``, ``orderByRaw("ts_rank(…) desc")``.

What a whole statement does is left to ``sql``, what the builder does beside to ``builders``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from scanner.model import HOLE
from scanner.queries import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Facts
    from scanner.queries.interface import Summary
    from scanner.queries.sql import Clause
    from scanner.vocabulary import Vocabulary

MAX_PIECES = 8
"""Texts of one call."""
_DEPTH = 3
"""Calls and lists around a text: ``order(Arel.sql("…"))``."""
_CLAUSES: tuple[tuple[str, Clause], ...] = (
    ("narrowing", "where"),
    ("sorting", "order by"),
    ("sorting-descending", "order by"),
    ("choosing", "select"),
)
_LIKENESS = frozenset({"like", "ilike", "not like", "regexp", "~*", "contains"})
_COLUMNS = re.compile(r"[\w.|]+")
_ORDERED = re.compile(r"\(|\s(?:desc|asc)\b|[*/]", re.IGNORECASE)


class Pieces:
    """The pieces of one file, read when a call is asked for them."""

    def __init__(self, facts: Facts, words: Vocabulary) -> None:
        self._facts = facts
        self._words = words
        self._known: dict[int, tuple[Summary, ...]] = {}

    def of(self, number: int, word: str) -> tuple[Summary, ...]:
        """What the texts do that a call of this name is given."""
        found = self._known.get(number)
        if found is None:
            clause = next((clause for group, clause in _CLAUSES if self._words.whole(word, (group,))), None)
            found = self._known[number] = tuple(self._read(number, clause)) if clause else ()
        return found

    def likened(self, number: int, word: str) -> list[str]:
        """``where("title|name", "like", x)``: the columns."""
        if not self._words.whole(word, ("narrowing",)):
            return []
        given = [self._facts.exprs[argument.value] for argument in self._facts.calls[number].arguments]
        texts = [str(one[1]) if one[0] == "string" else "" for one in given]
        return [
            name.rpartition(".")[2]
            for columns, sign in pairwise(texts)
            if sign.lower() in _LIKENESS and len(texts) > 2 and _COLUMNS.fullmatch(columns)
            for name in columns.split("|")
        ]

    def _read(self, number: int, clause: Clause) -> Iterator[Summary]:
        texts = [text for argument in self._facts.calls[number].arguments for text in self._texts(argument.value, _DEPTH)]
        for text in texts[:MAX_PIECES]:
            summary = sql.piece(text, clause) if self._is_worth(text, clause) else None
            if summary is not None:
                yield summary

    def _is_worth(self, text: str, clause: Clause) -> bool:
        """Whether a text does more than name columns and directions."""
        return _ORDERED.search(text) is not None if clause == "order by" else sql.tells(text)

    def _texts(self, expr: int, depth: int) -> Iterator[str]:
        found = self._facts.exprs[expr]
        if found[0] == "string":
            yield str(found[1])
        elif found[0] == "concat":
            yield "".join(self._part(part, depth) for part in found[1])  # type: ignore[attr-defined]
        elif found[0] == "call" and depth:
            for argument in self._facts.calls[int(found[1])].arguments[:1]:  # type: ignore[call-overload]
                yield from self._texts(argument.value, depth - 1)
        elif found[0] == "sequence" and depth:
            for inner in found[1]:  # type: ignore[attr-defined]
                yield from self._texts(inner, depth - 1)

    def _part(self, expr: int, depth: int) -> str:
        found = self._facts.exprs[expr]
        if found[0] == "string":
            return str(found[1])
        if found[0] == "concat" and depth:
            return "".join(self._part(part, depth - 1) for part in found[1])  # type: ignore[attr-defined]
        return HOLE
