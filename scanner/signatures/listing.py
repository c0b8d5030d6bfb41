"""Tells a list of signatures, one line each, for people or for programs; which ones is left to ``rows``."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from rich.cells import cell_len

from scanner.report._escape import visible
from scanner.signatures.rows import EVERY, Wanted, chosen, rows

if TYPE_CHECKING:
    from scanner.signatures.rows import Row
    from scanner.signatures.shelf import Shelf

_GAP = "  "
SCHEMA = 1


def listed(shelf: Shelf, wanted: Wanted, *, own_only: bool, format_: str) -> str:
    """The list as text or JSON; ``OptionsError`` for an unknown word of ``wanted``."""
    found = tuple(row for row in chosen(shelf.catalog, rows(shelf.catalog), wanted) if not own_only or row.file in shelf.own)
    return _json(shelf, found) if format_ == "json" else _text(shelf, found)


def _json(shelf: Shelf, found: tuple[Row, ...]) -> str:
    told = [
        {
            "id": row.id,
            "kind": row.kind,
            "file": row.file,
            "own": row.file in shelf.own,
            "category": row.category or None,
            "family": row.family or None,
            "technique": row.technique or None,
            "languages": list(row.languages),
            "certainty": row.certainty or None,
            "vendor": row.vendor or None,
        }
        for row in found
    ]
    return json.dumps({"schema": SCHEMA, "signatures": told}, ensure_ascii=False, indent=1) + "\n"


def _text(shelf: Shelf, found: tuple[Row, ...]) -> str:
    told = lines(shelf, found)
    return "\n".join([*told, *([""] if told else []), summary(shelf, found)]) + "\n"


def lines(shelf: Shelf, found: tuple[Row, ...]) -> list[str]:
    """One line each, in columns."""
    table = [_cells(shelf, row) for row in found]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    return [_GAP.join(cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in table]


def _cells(shelf: Shelf, row: Row) -> tuple[str, ...]:
    mark = ("* " if row.file in shelf.own else "  ") if shelf.own else ""
    meaning = "/".join(filter(None, (row.category, row.family))) or row.kind
    languages = shelf.say("every-language") if row.languages == (EVERY,) else ",".join(row.languages)
    return tuple(map(visible, (mark + row.id, meaning, row.technique or "-", row.certainty or "-", row.vendor or "-", languages)))


def summary(shelf: Shelf, found: tuple[Row, ...]) -> str:
    """How many there are, by category."""
    counts = Counter(row.category for row in found)
    terms = [term for term in shelf.catalog.categories.categories if counts[term.id]]
    parts = [f"{shelf.name('category', term.id)} {counts[term.id]}" for term in terms]
    if counts[""]:
        parts.append(f"{shelf.say('others')} {counts['']}")
    own = sum(row.file in shelf.own for row in found)
    told = shelf.say("count-own" if own else "count", count=str(len(found)), own=str(own))
    return shelf.say("summary", told=told, parts=shelf.joined(parts)) if parts else told
