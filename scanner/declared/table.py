"""Reads the tables of a declaration key by key and notes every fault with its line; which keys there are is said by ``load``."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from scanner.declared.faults import Fault, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HEADER = re.compile(r"\s*\[\[\s*(?:tool\s*\.\s*suanbei\s*\.\s*)?([A-Za-z_-]+)\s*\]\]")
_ANY_HEADER = re.compile(r"\s*\[")


class Source:
    """The file that is read: its text, to say where something stands, and what is wrong so far."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self._lines = text.splitlines()

    def line(self, table: str, index: int, key: str = "") -> int:
        """Line of a key of the n-th ``[[table]]``, of the table itself without one, 0 where it is not written that way."""
        start = 0
        if table:
            headers = (number for number, line in enumerate(self._lines) if (match := _HEADER.match(line)) and match.group(1) == table)
            start = next((number + 1 for n, number in enumerate(headers) if n == index), 0)
            if not start:
                return 0
        if not key:
            return start
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        for number, line in enumerate(self._lines[start:], start + 1):
            if _ANY_HEADER.match(line) and (table or "suanbei" not in line):
                break
            if pattern.match(line):
                return number
        return start


class Table:
    """One table while it is read; getters note what is wrong and answer that nothing was said."""

    def __init__(self, source: Source, data: Mapping[str, object], name: str = "", index: int = 0, below: str = "") -> None:
        self.source = source
        self.data = data
        self.name = name
        self.index = index
        self._below = below
        self._asked: list[str] = []

    def fault(self, key: str, message: str, *, near: str = "", **fields: str | tuple[str, str]) -> None:
        """``fields`` of the message: one text, or one in Chinese and one in English."""
        first = self._below or re.split(r"[.\[]", key, maxsplit=1)[0]
        table = f"{self.name}[{self.index + 1}]" if self.name else ""
        path = ".".join(part for part in (table, self._below, key) if part)
        line = self.source.line(self.name, self.index, first)
        told = ((name, text, text) if isinstance(text, str) else (name, *text) for name, text in fields.items())
        self.source.faults.append(Fault(self.source.name, line, path, message, tuple(told), near))

    def has(self, key: str) -> bool:
        return key in self.data

    def get(self, key: str) -> object:
        self._asked.append(key)
        return self.data.get(key)

    def close(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.fault(key, "unknown-key", near=near(key, self._asked), keys=" ".join(dict.fromkeys(self._asked)))

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.get(key)
        if value is None:
            if required:
                self.fault(key, "missing")
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fault(key, "not-text", value=_told(value))
            return ""
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; one text alone is a list of one. None where nothing (or nothing usable) was said."""
        value = self.get(key)
        if value is None:
            return None
        items = value if isinstance(value, list) else [value]
        texts = [item.strip() for item in items if isinstance(item, str) and item.strip()]
        if len(texts) < len(items):
            self.fault(key, "not-texts", value=_told(value))
            return None
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            self.fault(key, "twice", value=text)
        return tuple(dict.fromkeys(texts))

    def word(self, key: str, known: Iterable[str], *, required: bool = False) -> str:
        value = self.text(key, required=required)
        return value if not value or self.known(key, value, known) else ""

    def words(self, key: str, known: Iterable[str], *, message: str = "not-one-of") -> tuple[str, ...] | None:
        values = self.texts(key)
        known = tuple(known)
        return values if values is None else tuple(value for value in values if self.known(key, value, known, message=message))

    def known(self, key: str, value: str, known: Iterable[str], *, message: str = "not-one-of") -> bool:
        known = tuple(known)
        if value in known:
            return True
        self.fault(key, message, near=near(value, known), value=value, words=" ".join(known))
        return False

    def flag(self, key: str) -> bool | None:
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, "not-flag", value=_told(value))
        return None

    def number(self, key: str) -> int | None:
        value = self.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.fault(key, "not-number", value=_told(value))
        return None

    def day(self, key: str, *, instead: str = "") -> str:
        """An ISO date, "" where nothing was said; ``instead`` is a word that may stand for it."""
        value = self.get(key)
        if value is None:
            return ""
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value.isoformat()
        if isinstance(value, str) and instead and value == instead:
            return value
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            # Either the file says so in quotes, or it was no date and ``load`` put it into quotes to read on.
            try:
                return datetime.date.fromisoformat(value).isoformat()
            except ValueError:
                self.fault(key, "no-such-date", value=value)
                return ""
        close = near(value, [instead]) if isinstance(value, str) and instead else ""
        self.fault(key, "not-date-or-word" if instead else "not-date", near=close, value=_told(value), word=instead)
        return ""

    def table(self, key: str) -> Table | None:
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, "not-table", value=_told(value))
            return None
        return Table(self.source, value, self.name, self.index, below=key)

    def tables(self, key: str) -> Iterator[Table]:
        value = self.get(key)
        if value is None:
            return
        if isinstance(value, dict):
            self.fault(key, "one-table", name=key)
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, "not-tables", name=key, value=_told(value))
            return
        for index, item in enumerate(value):
            yield Table(self.source, item, key, index)


def _told(value: object) -> str:
    """As it may stand in a TOML file, and not too long."""
    text = (
        "true" if value is True else "false" if value is False else value.isoformat() if isinstance(value, datetime.date) else repr(value)
    )
    return text if len(text) <= 60 else text[:59] + "…"
