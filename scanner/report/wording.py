"""Puts ids and message keys into Chinese or English; the sentences themselves stand in ``messages.toml``."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.model import Name, ScanResult
    from scanner.report.interface import Lang


class Wording:
    """The words of one result in one language."""

    def __init__(self, result: ScanResult, lang: Lang) -> None:
        self.lang: Lang = lang
        self.rows: tuple[Name, ...] = result.names
        self._names = {(row.kind, row.id): row for row in result.names}

    def say(self, key: str, **fields: str | int) -> str:
        """The message with its fields filled in; fields come from scanned code and are made visible."""
        values = {name: visible(value) if isinstance(value, str) else value for name, value in fields.items()}
        return messages()[key][self.lang].format(**values)

    def term(self, kind: str, word: str, fallback: str = "") -> str:
        """The name of a word, else our own message ``kind.word``, else ``fallback``, else the word."""
        if (kind, word) in self._names:
            return self.name(kind, word)
        row = messages().get(f"{kind}.{word}")
        return row[self.lang] if row else visible(fallback or word)

    def name(self, kind: str, word: str) -> str:
        """What people call an id, or the id."""
        row = self._names.get((kind, word))
        if row is None:
            return visible(word)
        return visible((row.zh if self.lang == "zh" else row.en) or word)

    def parent(self, kind: str, word: str) -> str:
        row = self._names.get((kind, word))
        return row.parent if row else ""

    def both(self, items: Iterable[str]) -> str:
        """Items in a row."""
        return ("、" if self.lang == "zh" else ", ").join(items)

    def clauses(self, items: Iterable[str]) -> str:
        return (";" if self.lang == "zh" else "; ").join(items)

    def aside(self, text: str) -> str:
        """``text`` in brackets, with the space that English wants before them."""
        return f"({text})" if self.lang == "zh" else f" ({text})"


@functools.cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every message by its dotted key."""
    data = tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))
    return {f"{table}.{key}": row for table, rows in data.items() for key, row in rows.items()}
