"""What the worksheet data become: parts, their tables, and what a row asks; knows no form."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.law import Words

Per = Literal["all", "product", "service"]
Shape = Literal["form", "checklist", "models", "ledger", "matrix", "steps"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """How well a row was read, and where."""

    mark: str
    cites: tuple[tuple[str, str], ...]
    """(act, article or "")."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of a table."""

    id: str
    title: Words
    ask: Words | None
    known: tuple[str, ...]
    """Ids of facts that may fill it, most telling first."""
    upload: bool
    source: Cited | None
    """None: that of the section."""
    duties: tuple[str, ...]
    """Stands only where one of them is a candidate; () for always."""
    categories: tuple[str, ...]
    roles: tuple[str, ...]
    system: str
    deadline: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table of a part."""

    id: str
    part: str
    position: int
    shape: Shape
    title: Words
    note: Words | None
    source: Cited
    categories: tuple[str, ...]
    items: tuple[Item, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One chapter."""

    id: str
    per: Per
    position: int
    duties: tuple[str, ...]
    title: Words
    sheet: Words
    sections: tuple[Section, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where a duty is met."""

    id: str
    duties: tuple[str, ...]
    title: Words
    url: str
    source: Cited


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that has to agree with the others."""

    id: str
    title: Words
    duties: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Modality:
    """What a technique takes and gives at the least."""

    technique: str
    input: tuple[str, ...]
    output: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Words that a row may point to."""

    id: str
    title: Words
    words: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Files that are lists of words, by their names."""

    id: str
    names: tuple[str, ...]
    suffixes: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PageList:
    """Files that list the pages of a program, by their names."""

    id: str
    names: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Everything in ``signatures/worksheet``."""

    parts: tuple[Part, ...]
    """In order, each with its sections in order."""
    systems: Mapping[str, System]
    papers: tuple[Paper, ...]
    modalities: Mapping[str, Modality]
    signs: tuple[Sign, ...]
    word_lists: tuple[WordList, ...]
    page_lists: tuple[PageList, ...]
    checked: str
    """Latest date on which a file was compared with its source."""

    def system_of(self, duty: str) -> System | None:
        return next((system for system in self.systems.values() if duty in system.duties), None)
