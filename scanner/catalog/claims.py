"""Finds keys of languages that can never match: what no file is read as, and what no path of the same table leads to.

Which table may name languages at all is said by the module that reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog.paths import READ_AS, SEPARATORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table
    from scanner.catalog.values import PathRow


def languages(table: Table) -> tuple[str, ...]:
    """The languages that are keys of a table, in their own order."""
    for key, read_as in READ_AS.items():
        if table.has(key):
            table.fault(key, f"never matches: files in {key} are asked by the key {read_as!r}")
    return tuple(language for language in SEPARATORS if table.has(language))


def check_unreached(draft: Draft, tables: Iterable[tuple[Table, tuple[PathRow, ...]]]) -> None:
    """Refuses selectors for a language that no path of their table, with all that it hangs on, is in."""
    reached = _objects(draft)
    for table, rows in tables:
        own = {language for row in rows for language in _of(row, reached)}
        if own:
            _check(table, table.content(), own)


def _check(table: Table, value: object, own: set[str], where: str = "") -> None:
    if isinstance(value, list):
        for number, inner in enumerate(value):
            _check(table, inner, own, f"{where}[{number}]")
    elif isinstance(value, dict):
        unreached = sorted(value.keys() - own) if where and value.keys() <= SEPARATORS.keys() else ()
        for language in unreached:
            table.fault(f"{where}.{language}", "never matches: no path leads here in this language")
        for key, inner in value.items():
            _check(table, inner, own, f"{where}.{key}" if where else key)


def _of(row: PathRow, reached: dict[str, set[str]]) -> set[str]:
    above = reached.get(row.on, set()) if row.on else set(SEPARATORS)
    return above & {row.language} if row.language else above


def _objects(draft: Draft) -> dict[str, set[str]]:
    """The languages in which each object exists."""
    reached: dict[str, set[str]] = {id_: set() for id_ in draft.objects}
    for found in draft.classes.values():
        reached.setdefault(found.object, set()).add(found.language)
    leading: dict[str, list[PathRow]] = {}
    for row in draft.rows:
        if row.kind == "object":
            leading.setdefault(row.on, []).append(row)
    waiting = ["", *(id_ for id_, known in reached.items() if known)]
    while waiting:
        for row in leading.get(waiting.pop(), ()):
            new = _of(row, reached) - reached.setdefault(row.target, set())
            if new:
                reached[row.target] |= new
                waiting.append(row.target)
    return reached
