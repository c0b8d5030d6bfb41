"""Reads ``signatures/worksheet`` into frozen rows and reports every fault at once, with file and table; fills nothing in."""

from __future__ import annotations

import dataclasses
import datetime
import tomllib
from typing import TYPE_CHECKING, get_args

from scanner.errors import CatalogError
from scanner.law.table import Table
from scanner.worksheet.forms import Cited, Forms, Item, Modality, PageList, Paper, Part, Per, Section, Shape, Sign, System, WordList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any, TypeVar

    from scanner.catalog import Catalog
    from scanner.law import Law, Words

    Row = TypeVar("Row")

_TABLES = ("part", "section", "system", "paper", "modality", "sign", "word_list", "page_list")
_MARKS = ("V", "V*", "V-list", "S", "I")
"""As in the law data: what was only remembered is left out or asked."""
MODALITIES = ("text", "image", "audio", "video", "scene")
_SILENT = ("matrix",)
"""Shapes whose rows ask nothing: their columns are to be ticked."""


def load(root: Path, catalog: Catalog, law: Law, known: Iterable[str]) -> Forms:
    """``root``/worksheet/*.toml; ``known`` are the facts that rows may be filled by. ``CatalogError`` with every fault."""
    reader = _Reader(root / "worksheet", catalog, law, frozenset(known))
    forms = reader.forms()
    if reader.faults:
        raise CatalogError(tuple(reader.faults))
    return forms


class _Reader:
    """The files of the folder while they are read."""

    def __init__(self, folder: Path, catalog: Catalog, law: Law, known: frozenset[str]) -> None:
        self.faults: list[str] = []
        lists = catalog.categories
        self._law = law
        self._duties = tuple(law.duties)
        self._categories = tuple(term.id for term in lists.categories)
        self._techniques = tuple(term.id for term in lists.techniques)
        self._roles = dict(lists.words)["role"]
        self._known = known
        self._checked: list[str] = []
        self._tables: dict[str, list[Table]] = {kind: [] for kind in _TABLES}
        paths = sorted(folder.glob("*.toml"))
        if not paths:
            self.faults.append(f"{folder.name}: no worksheet data here")
        for path in paths:
            self._read(path, f"{folder.name}/{path.name}")

    def forms(self) -> Forms:
        signs = self._rows("sign", self._sign)
        self._known |= {f"sign:{sign}" for sign in signs}
        systems = self._rows("system", self._system)
        parts = self._rows("part", self._part)
        sections = self._sections(parts, systems)
        placed = sorted(parts.values(), key=lambda part: part.position)
        return Forms(
            parts=tuple(
                dataclasses.replace(part, sections=tuple(sorted((s for s in sections if s.part == part.id), key=lambda s: s.position)))
                for part in placed
            ),
            systems=systems,
            papers=tuple(self._rows("paper", self._paper).values()),
            modalities=self._modalities(),
            signs=tuple(signs.values()),
            word_lists=tuple(self._rows("word_list", self._word_list).values()),
            page_lists=tuple(self._rows("page_list", self._page_list).values()),
            checked=max(self._checked, default=""),
        )

    # ---- files

    def _read(self, path: Path, where: str) -> None:
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
            self.faults.append(f"{where}: {exc}")
            return
        self._head(Table(where, {key: value for key, value in data.items() if key not in _TABLES}, self.faults), path.stem)
        for kind in _TABLES:
            self._tables[kind] += _tables(where, kind, data.get(kind), self.faults)

    def _head(self, head: Table, stem: str) -> None:
        if head.raw("schema") != 1:
            head.fault("`schema` must be 1")
        if head.text("id") != stem:
            head.fault(f"`id` must be {stem!r}, the name of the file")
        head.text("title")
        head.text("source")
        if not head.text("homepage").startswith("https://"):
            head.fault("`homepage` must start with https://")
        checked = head.raw("checked")
        if isinstance(checked, datetime.date):
            self._checked.append(checked.isoformat())
        else:
            head.fault("`checked` must be a date")
        head.done()

    def _rows(self, kind: str, make: Callable[[Table], Row]) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for table in self._tables[kind]:
            name = table.text("id")
            if name in found:
                table.fault("this id is used twice")
            found[name] = make(table)
            table.done()
        return found

    # ---- rows

    def _part(self, table: Table) -> Part:
        return Part(
            id=table.text("id"),
            per=_word(table, "per", get_args(Per)),
            position=table.number("position"),
            duties=self._closed(table, "duties", self._duties),
            title=table.words("title"),
            sheet=table.words("sheet"),
        )

    def _system(self, table: Table) -> System:
        url = table.text("url", "")
        if url and not url.startswith("https://"):
            table.fault("`url` must start with https://")
        return System(
            id=table.text("id"),
            duties=self._closed(table, "duties", self._duties),
            title=table.words("title"),
            url=url,
            source=self._source(table) or Cited(mark="S", cites=()),
        )

    def _paper(self, table: Table) -> Paper:
        return Paper(id=table.text("id"), title=table.words("title"), duties=self._closed(table, "duties", self._duties))

    def _sign(self, table: Table) -> Sign:
        words = table.texts("words")
        if not words or any(len(word) < 2 or word != word.strip() for word in words):
            table.fault("`words` must be texts of two characters or more")
        return Sign(id=table.text("id"), title=table.words("title"), words=words)

    def _word_list(self, table: Table) -> WordList:
        names, suffixes = table.texts("names"), table.texts("suffixes")
        if not names or not suffixes or not all(suffix.startswith(".") for suffix in suffixes):
            table.fault("`names` and `suffixes` (with their dots) must not be empty")
        return WordList(id=table.text("id"), names=names, suffixes=suffixes)

    def _page_list(self, table: Table) -> PageList:
        names = table.texts("names")
        if not names:
            table.fault("`names` must not be empty")
        return PageList(id=table.text("id"), names=names)

    def _modalities(self) -> Mapping[str, Modality]:
        found: dict[str, Modality] = {}
        for table in self._tables["modality"]:
            name = table.word("technique", self._techniques)
            if name in found:
                table.fault("this technique is told twice")
            given = [self._closed(table, key, MODALITIES) for key in ("input", "output")]
            found[name] = Modality(technique=name, input=given[0], output=given[1])
            table.done()
        return found

    def _sections(self, parts: Mapping[str, Part], systems: Mapping[str, System]) -> tuple[Section, ...]:
        found: dict[tuple[str, str], Section] = {}
        for table in self._tables["section"]:
            section = self._section(table, parts, systems)
            if (section.part, section.id) in found:
                table.fault("this id is used twice in its part")
            found[section.part, section.id] = section
            table.done()
        for part in parts.values():
            if not any(section.part == part.id for section in found.values()):
                self.faults.append(f"worksheet: part {part.id!r} has no section")
        return tuple(found.values())

    def _section(self, table: Table, parts: Mapping[str, Part], systems: Mapping[str, System]) -> Section:
        shape = _word(table, "shape", get_args(Shape))
        source = self._source(table)
        if source is None:
            table.fault("`mark` must say how well the source was read")
        return Section(
            id=table.text("id"),
            part=table.word("part", parts),
            position=table.number("position"),
            shape=shape,
            title=table.words("title"),
            note=_maybe(table, "note"),
            source=source or Cited(mark="S", cites=()),
            categories=self._closed(table, "categories", self._categories),
            items=tuple(self._items(table, shape, systems)),
        )

    def _items(self, section: Table, shape: str, systems: Mapping[str, System]) -> Iterator[Item]:
        seen: set[str] = set()
        rows = _tables(section.where, "field", section.raw("field"), self.faults)
        if not rows:
            section.fault("has no `field`")
        for table in rows:
            item = self._item(table, shape, systems)
            if item.id in seen:
                table.fault("this id is used twice in its section")
            seen.add(item.id)
            table.done()
            yield item

    def _item(self, table: Table, shape: str, systems: Mapping[str, System]) -> Item:
        ask = _maybe(table, "ask")
        if (ask is None) != (shape in _SILENT):
            table.fault("needs `ask`" if ask is None else "asks nothing, its columns are ticked: no `ask`")
        return Item(
            id=table.text("id"),
            title=table.words("title"),
            ask=ask,
            known=self._closed(table, "known", self._known),
            upload=table.flag("upload"),
            source=self._source(table),
            duties=self._closed(table, "duties", self._duties),
            categories=self._closed(table, "categories", self._categories),
            roles=self._closed(table, "roles", self._roles),
            system=table.word("system", systems, ""),
            deadline=table.word("deadline", self._law.deadlines, ""),
        )

    def _source(self, table: Table) -> Cited | None:
        """None where the table says neither mark nor source."""
        cites = []
        for text in table.texts("cites"):
            act, _, article = text.partition("/")
            if act not in self._law.acts:
                table.fault(f"`cites` names {text!r}, and there is no act {act!r}")
            cites.append((act, article))
        mark = table.word("mark", _MARKS, "")
        if not mark and not cites:
            return None
        return Cited(mark=mark, cites=tuple(cites))

    def _closed(self, table: Table, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
        values, allowed = table.texts(key), tuple(allowed)
        for value in values:
            if value not in allowed:
                table.fault(f"`{key}` has {value!r}, not one of {', '.join(sorted(allowed))}")
        return values


def _tables(where: str, kind: str, rows: object, faults: list[str]) -> list[Table]:
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(f"{where}: `{kind}` must be a list of tables")
        return []
    return [Table(f"{where} {kind}[{n}] {row.get('id', '')}".rstrip(), row, faults) for n, row in enumerate(rows)]


def _maybe(table: Table, key: str) -> Words | None:
    return table.words(key) if table.raw(key) is not None else None


def _word(table: Table, key: str, allowed: tuple[Any, ...]) -> Any:
    value = table.word(key, allowed)
    return value if value in allowed else allowed[0]
