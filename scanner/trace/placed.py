"""What stands in front of all routes of a file because of where it lies, or because another file says so.

Prefixes that a call puts in front of what it is given are left to ``declared``.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.catalog.globs import fitting
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator


class Placed:
    """The prefixes of one scan; what another file says is read when first asked for."""

    def __init__(self, ev: Evaluator, signatures: Iterable[EntrySignature]) -> None:
        self._ev = ev
        placed = [entry for entry in signatures if entry.form == "mount" and entry.files]
        self._by_place = tuple(entry for entry in placed if not entry.pattern)
        self._by_files = tuple(entry for entry in placed if entry.pattern)

    def before(self, path: str) -> list[tuple[str, tuple[str, ...]]]:
        """(prefix, languages of which it counts) of a file; what another file says of it comes first."""
        fits = ((entry.template, entry.languages) for entry in self._by_place if fitting(entry.files, (path,)))
        return [*self._said.get(path, ()), *fits]

    @functools.cached_property
    def _said(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """The same by the files of which others say it."""
        found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        files = tuple(sorted(self._ev.project.naming.files))
        for entry in self._by_files:
            for teller in fitting(entry.files, files):
                for path, prefix in self._named(entry, teller):
                    found[path].append((prefix, entry.languages))
        return found

    def _named(self, entry: EntrySignature, teller: str) -> Iterator[tuple[str, str]]:
        naming = self._ev.project.naming
        text = decode(naming.read(teller) or b"").data.decode("utf-8", "replace")
        folders = teller.split("/")[:-1]
        around = ["/".join([*folders[:n], ""]) for n in range(len(folders), -1, -1)]
        for match in re.finditer(entry.pattern, text):
            path = next((whole for folder in around if (whole := folder + match["file"].lstrip("./")) in naming.files), None)
            if path is not None:
                yield path, match.groupdict().get("prefix") or entry.template
