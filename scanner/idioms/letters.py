"""What must stand in a text for a function in it to have a shape: quick, before anything is parsed, and rather too often than not.

Whether the shape is there is told by ``shapes``.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.idioms import names
from scanner.idioms.tokens import ITERATING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Shapes = tuple[tuple[str, ...], ...]
"""Groups of shapes: of each a function must have one."""
_LOOPS = ITERATING | {"for", "while", "until", "loop", "repeat", "do"}
_NEEDED: Mapping[str, Iterable[str]] = {
    "accumulate": names.SUMS | {"+"},
    "compare": "<>",
    "count": names.COUNTS | {"+=", "++"},
    "descend": _LOOPS,
    "divide": ("/", "div"),
    "exponential": ("exp",),
    "extreme": names.EXTREMES | names.BESTS,
    "great-circle": names.TURNS,
    "index": names.READS | {"["},
    "limit": names.LIMITS | {"["},
    "logarithm": names.LOGARITHMS | {"log"},
    "loop": _LOOPS,
    "map-write": names.WRITES | {"]"},
    "multiply": "*",
    "nested-loop": _LOOPS,
    "nested-map": ("[", "get"),
    "overlap": names.OVERLAPS | {"&"},
    "pattern": names.PATTERNS | {*names.MATCHING, "=~", "!~"},
    "power": names.POWERS | {"**"},
    "product-sum": names.PRODUCTS | {"*", "@"},
    "random": names.RANDOMS,
    "replace": names.REPLACES | {"*"},
    "root": names.ROOTS | {"0.5"},
    "sort": names.SORTS | names.SORTING | {"sort", "orderby"},
    "split": names.SPLITS | {"tokeni"},
    "string-scan": names.CHARACTERS,
    "subtract": "-",
    "weighted-sum": "*",
}
"""Of these letters some must stand in a function, in small letters without underscores; of other shapes nothing is told."""


def flat(small: bytes) -> bytes:
    """Text in small letters as names are compared."""
    return small.replace(b"_", b"")


def may_show(shapes: Shapes, text: bytes) -> bool:
    """Whether a function in a ``flat`` text may have a shape of each group."""
    return all(any(letters in text for letters in group) for group in _groups(shapes))


@functools.cache
def _groups(shapes: Shapes) -> Sequence[tuple[bytes, ...]]:
    """The letters of every group that tells something."""
    groups = [[_letters(term) for term in group] for group in shapes]
    told = [frozenset().union(*group) for group in groups if all(group)]
    return tuple(tuple(sorted(_shortest(letters), key=lambda one: (len(one), one))) for letters in told)


@functools.cache
def _letters(term: str) -> frozenset[bytes]:
    """What one shape needs, nothing where that is not told."""
    kind, _, value = term.partition(":")
    needed: Iterable[str] = (max(value.split("*"), key=len),) if kind == "call" else _NEEDED.get(term, ())
    return frozenset(one.encode() for one in needed if one)


def _shortest(letters: frozenset[bytes]) -> Iterable[bytes]:
    """Without those that hold another one."""
    return (one for one in letters if not any(other in one for other in letters - {one}))
