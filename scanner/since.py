"""Compares the code with what it was when each filing was made; what it does, then and now, is found by the same scan.

The declarations are those of today, so that products and filings mean the same both times.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Protocol

from scanner.declared.load import FILE, SHARED
from scanner.discover import commit_before, lay_out
from scanner.model import Since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scanner.discover import Commit
    from scanner.model import Declared, DeclaredFiling, Doing, ScanOptions, ScanResult

    Progress = Callable[[str, int, int], None]


class Scan(Protocol):
    """The pipeline."""

    def __call__(self, paths: Sequence[str], options: ScanOptions, progress: Progress | None) -> ScanResult: ...


def since(root: str, result: ScanResult, scan: Scan, options: ScanOptions, progress: Progress | None) -> tuple[Since, ...]:
    """One for each filing that has a number, in their order; ``result`` is that of the repository ``root`` as it is."""
    declared = result.said
    if declared is None:
        return ()
    filings = [row for row in declared.filings if row.number]
    commits = {day: commit_before(root, day) for day in sorted({row.date for row in filings if row.date})}
    then: dict[str, ScanResult | None] = {}
    for commit in {one.id: one for one in commits.values() if one}.values():
        then[commit.id] = _scanned(root, commit, scan, options, progress)
    return tuple(_since(row, declared, commits.get(row.date), then, result) for row in filings)


def _scanned(root: str, commit: Commit, scan: Scan, options: ScanOptions, progress: Progress | None) -> ScanResult | None:
    """The result for an earlier commit; None where its files are not there (shallow and partial clones)."""
    with tempfile.TemporaryDirectory(prefix="suanbei-") as folder:
        if not lay_out(root, commit.id, folder):
            return None
        for name in (FILE, SHARED):
            place = os.path.join(folder, name)
            if os.path.lexists(place):
                os.unlink(place)
            if os.path.isfile(os.path.join(root, name)):
                shutil.copyfile(os.path.join(root, name), place)
        return scan([folder], dataclasses.replace(options, around=False, as_of=commit.day), progress)


def _since(row: DeclaredFiling, declared: Declared, commit: Commit | None, then: dict[str, ScanResult | None], now: ScanResult) -> Since:
    past = then.get(commit.id) if commit else None
    made = Since(
        filing=row.number,
        kind=row.type,
        name=row.name,
        date=row.date,
        companion=any(product.companion for product in declared.products if not row.products or product.id in row.products),
    )
    if commit is None or past is None:
        return made
    before, after = _of(row, past.doing), _of(row, now.doing)
    return dataclasses.replace(made, commit=commit.id, day=commit.day, added=_without(after, before), gone=_without(before, after))


def _of(row: DeclaredFiling, doing: Iterable[Doing]) -> tuple[Doing, ...]:
    return tuple(one for one in doing if one.filing == row.number)


def _without(some: tuple[Doing, ...], others: tuple[Doing, ...]) -> tuple[Doing, ...]:
    known = {(one.what, one.value) for one in others}
    return tuple(one for one in some if (one.what, one.value) not in known)
