"""The catalogue's paths in groups by what they begin at, so that a scan makes only those that its files may lead into.

What the steps of a path mean, and where they lead, is left to ``match``.
"""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING

from scanner.catalog.values import PathRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, KeysView

    Group = tuple[PathRow, ...] | bytes
    """A compiled group is bytes until it is asked for: (steps, kind, target) of each row."""
    Groups = dict[str, dict[str, Group]]


class Rows:
    """All paths; iterated over, they come group by group."""

    __slots__ = ("absolute", "relative")

    def __init__(self, absolute: Groups, relative: Groups) -> None:
        self.absolute = absolute
        """By language and root (first step)."""
        self.relative = relative
        """By object and language, "" for every language."""

    @classmethod
    def of(cls, rows: Iterable[PathRow]) -> Rows:
        """Grouped; rows of one group stay in their order."""
        absolute: dict[str, dict[str, tuple[PathRow, ...]]] = {}
        relative: dict[str, dict[str, tuple[PathRow, ...]]] = {}
        together: dict[tuple[str, str, str], list[PathRow]] = {}
        for row in rows:
            together.setdefault((row.language, row.on, "" if row.on else row.steps[0]), []).append(row)
        for (language, on, root), group in together.items():
            if on:
                relative.setdefault(on, {})[language] = tuple(group)
            else:
                absolute.setdefault(language, {})[root] = tuple(group)
        return cls(absolute, relative)  # type: ignore[arg-type]

    def roots(self, language: str) -> KeysView[str]:
        """First steps of the absolute paths of a language."""
        return self.absolute.get(language, {}).keys()

    def above(self, language: str, module: str) -> Iterator[str]:
        """The roots of a language that a dotted name begins with."""
        roots = self.absolute.get(language, {})
        end = module.find(".")
        while end >= 0:
            if module[:end] in roots:
                yield module[:end]
            end = module.find(".", end + 1)
        if module in roots:
            yield module

    def below(self, language: str, root: str) -> tuple[PathRow, ...]:
        """The absolute paths of a language with this first step."""
        return _made(self.absolute.get(language, {}), root, language, "")

    def on(self, object_id: str, language: str) -> tuple[PathRow, ...]:
        """The paths from an object that are written for ``language`` alone ("": for every language)."""
        return _made(self.relative.get(object_id, {}), language, language, object_id)

    def __iter__(self) -> Iterator[PathRow]:
        for language, roots in self.absolute.items():
            for root in roots:
                yield from self.below(language, root)
        for object_id, languages in self.relative.items():
            for language in languages:
                yield from self.on(object_id, language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def _made(groups: dict[str, Group], key: str, language: str, on: str) -> tuple[PathRow, ...]:
    found = groups.get(key, ())
    if isinstance(found, bytes):
        found = groups[key] = tuple(PathRow(language, on, *row) for row in marshal.loads(found))
    return found
