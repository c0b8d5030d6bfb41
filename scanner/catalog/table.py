"""Reads one TOML table key by key and notes every fault instead of stopping at the first.

Which keys a table has is said by the module that reads that table.
"""

from __future__ import annotations

import datetime
import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f]")


class Faults:
    """What is wrong so far: (file, message), in the order found; nothing about the files in ``without``."""

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        self._found: dict[tuple[str, str], None] = {}
        self._without = without

    def add(self, file: str, where: str, message: str) -> None:
        if file not in self._without:
            self._found[file, f"{file}: {where}: {message}" if where else f"{file}: {message}"] = None

    def messages(self) -> tuple[str, ...]:
        """Sorted by file, then in the order found."""
        return tuple(message for _, message in sorted(self._found, key=lambda found: found[0]))

    def of(self, file: str) -> tuple[str, ...]:
        """The messages of one file, without its name."""
        return tuple(message[len(file) + 2 :] for where, message in self._found if where == file)

    def files(self) -> frozenset[str]:
        return frozenset(file for file, _ in self._found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint to end a message with, "" when nothing is near."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


class Table:
    """One table while it is read.

    Every getter notes what is wrong and answers an empty value; ``close`` refuses the keys that nobody asked for.
    """

    def __init__(self, faults: Faults, file: str, where: str, data: Mapping[str, object]) -> None:
        self.faults = faults
        self.file = file
        self.where = where
        self._data = data
        self._asked: dict[str, None] = {}

    def fault(self, key: str, message: str) -> None:
        self.faults.add(self.file, self._at(key), message)

    def has(self, key: str) -> bool:
        self._asked[key] = None
        return key in self._data

    def get(self, key: str) -> object:
        """The value as TOML gives it, None when it is not written."""
        self._asked[key] = None
        return self._data.get(key)

    def written(self) -> tuple[str, ...]:
        return tuple(self._data)

    def content(self) -> Mapping[str, object]:
        """All of it as TOML gives it, for what goes through whatever is written."""
        return self._data

    def close(self) -> None:
        for key in self._data:
            if key not in self._asked:
                self.fault("", f"{key!r} is not a key here{did_you_mean(key, self._asked)}")

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.get(key)
        if value is None:
            if required:
                self.fault("", f"{key!r} is missing")
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fault(key, f"expected a text, found {value!r}")
            return ""
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """One text or a list of texts."""
        value = self.get(key)
        if value is None or value == []:
            if required or value == []:
                self.fault("", f"{key!r} is missing" if value is None else f"{key!r} is an empty list")
            return ()
        found = value if isinstance(value, list) else [value]
        for index, item in enumerate(found):
            if not isinstance(item, str) or not item.strip():
                self.fault(f"{key}[{index}]", f"expected a text, found {item!r}")
                return ()
        if len(set(found)) < len(found):
            self.fault(key, "holds the same text twice")
        return tuple(dict.fromkeys(found))

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f"expected true or false, found {value!r}")
        return value is True

    def slug(self, key: str, *, required: bool = True) -> str:
        value = self.text(key, required=required)
        if value and not SLUG.fullmatch(value):
            self.fault(key, f"{value!r} is not a slug (small letters, digits, single hyphens)")
            return ""
        return value

    def word(self, key: str, words: Iterable[str], noun: str, *, required: bool = False) -> str:
        """A word of a closed list; "" when absent or not of the list."""
        value = self.text(key, required=required)
        known = tuple(words)
        if value and value not in known:
            self.fault(key, f"{value!r} is not {noun}{did_you_mean(value, known)}")
            return ""
        return value

    def day(self, key: str, *, required: bool = False) -> str:
        """A TOML date as ``YYYY-MM-DD``."""
        value = self.get(key)
        if value is None:
            if required:
                self.fault("", f"{key!r} is missing")
            return ""
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            self.fault(key, f"expected a date such as 2026-11-21 without quotes, found {value!r}")
            return ""
        return value.isoformat()

    def url(self, key: str, *, required: bool = False) -> str:
        value = self.text(key, required=required)
        if value and (not value.startswith("https://") or _SPACE_OR_CONTROL.search(value) or "." not in value):
            self.fault(key, f"{value!r} is not an https URL")
            return ""
        return value

    def parsed(self, key: str, parse: Callable[[str], object], *, required: bool = False) -> tuple[str, ...]:
        """Texts that ``parse`` accepts (it raises ValueError with the reason)."""
        good = []
        for index, text in enumerate(self.texts(key, required=required)):
            try:
                parse(text)
            except ValueError as error:
                self.fault(f"{key}[{index}]", str(error))
            else:
                good.append(text)
        return tuple(good)

    def table(self, key: str) -> Table | None:
        """A sub-table, None when it is not written."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, f"expected a table, found {value!r}")
            return None
        return Table(self.faults, self.file, self._at(key), value)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a ``[[key]]`` list (or of an inline list), numbered from 0."""
        value = self.get(key)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, "expected a list of tables")
            return
        for index, item in enumerate(value):
            yield Table(self.faults, self.file, self._at(f"{key}[{index}]"), item)

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where and key else self.where or key
