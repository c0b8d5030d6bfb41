"""Puts ids and message keys into Chinese or English; the sentences themselves stand in ``messages.toml``."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.model import Name, Reason, ScanResult
    from scanner.report.interface import Lang


_WORDS = ("place", "shape", "part")
"""Fields of reasons whose values are words of ours, each with a table of messages."""


class Wording:
    """The words of one result in one language."""

    def __init__(self, result: ScanResult, lang: Lang) -> None:
        self.lang: Lang = lang
        self.rows: tuple[Name, ...] = result.names
        # The first name wins: the law's own words come before the catalogue's. Answers are named below their question.
        self._names = {(row.kind, row.id): row for row in reversed(result.names) if row.kind != "answer"}
        self._answers = {(row.parent, row.id): row for row in result.names if row.kind == "answer"}

    def say(self, key: str, /, **fields: str | int) -> str:
        """The message with its fields filled in; fields come from scanned code and are made visible."""
        values = {name: visible(value) if isinstance(value, str) else value for name, value in fields.items()}
        return messages()[key][self.lang].format(**values)

    def has(self, key: str) -> bool:
        return key in messages()

    def name(self, kind: str, word: str) -> str:
        """What people call an id, or the id."""
        return self._of(self._names.get((kind, word)), word)

    def named(self, kind: str, word: str) -> bool:
        return (kind, word) in self._names

    def answer(self, question: str, word: str) -> str:
        row = self._answers.get((question, word))
        return self._of(row, word) if row else self.message("value", word)

    def message(self, prefix: str, word: str) -> str:
        """Our own message ``prefix.word``, else the word."""
        row = messages().get(f"{prefix}.{word}")
        return row[self.lang] if row else visible(word)

    def parent(self, kind: str, word: str) -> str:
        row = self._names.get((kind, word))
        return row.parent if row else ""

    def both(self, items: Iterable[str]) -> str:
        """Items in a row."""
        return ("、" if self.lang == "zh" else ", ").join(items)

    def clauses(self, items: Iterable[str]) -> str:
        return self.stop.join(items)

    @property
    def stop(self) -> str:
        """Between clauses."""
        return ";" if self.lang == "zh" else "; "

    def aside(self, text: str) -> str:
        """``text`` in brackets, with the space that English wants before them."""
        return f"({text})" if self.lang == "zh" else f" ({text})"

    def with_aside(self, name: str, text: str) -> str:
        """``name`` with ``text`` in brackets; a name that ends in brackets takes it into them."""
        if not name.endswith((")", ")")):
            return name + self.aside(text)
        return f"{name[:-1]}{',' if self.lang == 'zh' else ', '}{text}{name[-1]}"

    def _of(self, row: Name | None, word: str) -> str:
        if row is None:
            return visible(word)
        return visible((row.zh if self.lang == "zh" else row.en) or word)


def told(reason: Reason, lang: Lang) -> str:
    """A reason in one language; of its fields those that are words of ours are named in it, all others made visible."""
    fields = {name: _field(name, value, lang) for name, value in reason.fields}
    return messages()[f"reason.{reason.id}"][lang].format(**fields)


def _field(name: str, value: str, lang: Lang) -> str:
    row = messages().get(f"{name}.{value}") if name in _WORDS else None
    return row[lang] if row else visible(value)


@functools.cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every message by its dotted key."""
    data = tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))
    return {f"{table}.{key}": row for table, rows in data.items() for key, row in rows.items()}
