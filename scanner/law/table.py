"""Reads tables of a TOML file and remembers every fault with its place; what a table means is left to ``load``."""

from __future__ import annotations

import datetime
import tomllib
from typing import TYPE_CHECKING, TypeVar

from scanner.law.values import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

KINDS = ("act", "provision", "fact", "derived", "duty", "deadline", "rule", "question", "message")
_HEAD = ("schema", "id", "title", "homepage", "checked", "source", "as_of")
Row = TypeVar("Row")


class Table:
    """One table; a key that nobody asked for is a fault."""

    def __init__(self, where: str, data: Mapping[str, object], faults: list[str]) -> None:
        self.where = where
        self.data = data
        self.faults = faults
        self._asked: set[str] = set()

    def fault(self, text: str) -> None:
        self.faults.append(f"{self.where}: {text}")

    def raw(self, key: str) -> object:
        self._asked.add(key)
        return self.data.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value:
            self.fault(f"`{key}` must be a text")
            return default or ""
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw(key)
        items = value if isinstance(value, list) else [] if value is None else [None]
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) != len(items):
            self.fault(f"`{key}` must be a list of texts")
        return texts

    def flag(self, key: str) -> bool:
        value = self.raw(key)
        if not (value is None or isinstance(value, bool)):
            self.fault(f"`{key}` must be true or false")
        return value is True

    def number(self, key: str) -> int:
        value = self.raw(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.fault(f"`{key}` must be a number, 0 or more")
            return 0
        return value

    def word(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value and value != default and value not in (known := tuple(allowed)):
            self.fault(f"`{key}` is {value!r}, not one of {', '.join(sorted(known))}")
        return value

    def words(self, key: str) -> Words:
        value = self.raw(key)
        pair = value if isinstance(value, dict) else {}
        zh, en = pair.get("zh"), pair.get("en")
        if isinstance(zh, str) and isinstance(en, str) and zh and en and len(pair) == 2:
            return Words(zh=zh, en=en)
        self.fault(f"`{key}` must be {{ zh = …, en = … }} and nothing else")
        return Words(zh="", en="")

    def done(self) -> None:
        for key in sorted(self.data.keys() - self._asked):
            self.fault(f"unknown key `{key}`")


class Files:
    """All files of the folder, as lists of tables by kind."""

    def __init__(self, folder: Path) -> None:
        self.faults: list[str] = []
        self.as_of = ""
        self._tables: dict[str, list[Table]] = {kind: [] for kind in KINDS}
        paths = sorted(folder.glob("*.toml"))
        if not paths:
            self.faults.append(f"{folder.name}: no law data here")
        for path in paths:
            self._read(path, f"{folder.name}/{path.name}")
        if paths and not self.as_of:
            self.faults.append(f"{folder.name}: no file has `as_of`, the date of the legal data")

    def tables(self, kind: str) -> list[Table]:
        return self._tables[kind]

    def rows(self, kind: str, make: Callable[[Table], Row]) -> dict[str, Row]:
        """What ``make`` makes of every table of a kind, by id."""
        found: dict[str, Row] = {}
        for table in self._tables[kind]:
            name = table.text("id")
            if name in found:
                table.fault("this id is used twice")
            found[name] = make(table)
            table.done()
        return found

    def _read(self, path: Path, where: str) -> None:
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
            self.faults.append(f"{where}: {exc}")
            return
        head = Table(where, {key: value for key, value in data.items() if key not in KINDS}, self.faults)
        checked = self._head(head, path.stem)
        for kind in KINDS:
            rows = data.get(kind, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                head.fault(f"`{kind}` must be a list of tables")
                continue
            for n, row in enumerate(rows):
                name = row.get("id")
                place = f"{where} {kind}[{n}] {name}" if isinstance(name, str) else f"{where} {kind}[{n}]"
                extra = {"checked": checked} if kind == "act" else {}
                self._tables[kind].append(Table(place, {**extra, **row}, self.faults))

    def _head(self, head: Table, stem: str) -> str:
        if head.raw("schema") != 1:
            head.fault("`schema` must be 1")
        if head.text("id") != stem:
            head.fault(f"`id` must be {stem!r}, the name of the file")
        head.text("title")
        head.text("source")
        if not head.text("homepage").startswith("https://"):
            head.fault("`homepage` must start with https://")
        dates = [head.raw(key) for key in ("checked", "as_of")]
        for key, value in zip(("checked", "as_of"), dates, strict=True):
            if not isinstance(value, datetime.date) and not (value is None and key == "as_of"):
                head.fault(f"`{key}` must be a date")
        self.as_of = self.as_of or (dates[1].isoformat() if isinstance(dates[1], datetime.date) else "")
        head.done()
        return dates[0].isoformat() if isinstance(dates[0], datetime.date) else ""
