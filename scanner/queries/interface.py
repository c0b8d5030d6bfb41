"""What carriers of query languages hand to the parsers, and what the parsers make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scanner.catalog.values import QueryForm


class Key(NamedTuple):
    """One key of an order: the names and functions that it is made of, with those behind an alias."""

    names: tuple[str, ...]
    functions: tuple[str, ...] = ()
    descending: bool = True


class Summary(NamedTuple):
    """What one query does. Names as written; functions, operators and keys in small letters."""

    form: QueryForm
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """What is asked for."""
    matched: tuple[str, ...] = ()
    """What is compared with a pattern that is given at run time."""
    groups: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """Of a body its keys, of a definition or rule all its words."""
    order: tuple[Key, ...] = ()
    counted: bool = False
    """Ordered by a sum, number or mean of rows."""
    limited: bool = False
    paged: bool = False
    itself: bool = False
    """A table is joined with itself."""
    unread: bool = False
    """A question that no dialect reads: only its functions, operators and words are known."""


class Query(NamedTuple):
    """A summary and where it stands: bytes of ``path``; ``owners`` are the names of what is around it.

    The way back from it begins in ``scope`` of ``home``, a source file; -1 where nothing is known to run it.
    """

    summary: Summary
    path: str
    start: int
    end: int
    owners: tuple[str, ...] = ()
    home: str = ""
    scope: int = -1
    question: int = -1
    """The same for all calls that put one question together, each of which is a query here; -1 where the text is the whole question."""
    sorts: bool = False
    """Whether it is a call that sorts which stands here."""


class Statement(NamedTuple):
    """Text in a query language, with ``HOLE`` for unknown pieces, at bytes of its file."""

    text: str
    start: int
    end: int
