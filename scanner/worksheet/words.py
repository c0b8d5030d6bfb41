"""The worksheet's own sentences in both languages."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.law import Words
    from scanner.report.interface import Lang


class Say:
    """Sentences in one language; fields come from scanned code and are made visible."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, key: str, /, **fields: str | int) -> str:
        values = {name: visible(value) if isinstance(value, str) else value for name, value in fields.items()}
        return messages()[key][self.lang].format(**values)

    def of(self, words: Words) -> str:
        return words.zh if self.lang == "zh" else words.en

    def field(self, words: Words) -> str:
        """The name of a field; in English with the official Chinese name, because the form has no other."""
        return words.zh if self.lang == "zh" else f"{words.en} ({words.zh})"


@functools.cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every message by its dotted key."""
    data = tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))
    return {f"{table}.{key}": row for table, rows in data.items() for key, row in rows.items()}
