"""Reads what the operator declares from ``filing.toml`` or ``[tool.suanbei]``, or tells every fault in it at once.

Whether the declarations agree with the code is left to ``compare``, what follows from them to ``decide``.
"""

from __future__ import annotations

import dataclasses
import re
import stat
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from scanner.declared import filings
from scanner.declared.faults import DeclaredError, Fault
from scanner.declared.globs import globs
from scanner.declared.table import Source, Table
from scanner.model import Declared, DeclaredModel, DeclaredProduct, Exclude

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.catalog import Catalog
    from scanner.law import Law

FILE, SHARED = "filing.toml", "pyproject.toml"
SECTION = "tool.suanbei."
"""What the keys in ``SHARED`` begin with."""
SCHEMA = 1
ORIGINS = ("api", "open-weights", "fine-tuned", "own")
FORMS = ("app", "website", "mini-program", "public-account", "other")
"""Forms of a product as the filing system asks for them."""
_LARGEST = 1_000_000
_ID = re.compile(r"[\w.-]+")
_DATE = re.compile(r"(?<=[=\[,])([ \t]*)(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?=[ \t]*(?:[,\]}#\r\n]|$))", re.MULTILINE)
_AT = re.compile(r"\(at line (\d+),")


class Loaded(NamedTuple):
    """What was declared, and where; ``file`` is "" when nothing was."""

    declared: Declared = Declared()
    file: str = ""
    source: Source = Source("", "")

    def on(self, as_of: str) -> Loaded:
        """The same, measured against a date."""
        return self._replace(declared=dataclasses.replace(self.declared, as_of=as_of))

    def line(self, table: str, index: int, key: str = "") -> int:
        """Line of the n-th table or of one of its keys, at least 1."""
        return max(self.source.line(table, index, key), 1)


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """The words that a declaration may use."""

    catalog: Catalog
    law: Law

    def values(self, fact: str) -> tuple[str, ...]:
        return self.law.facts[fact].values

    @property
    def vendors(self) -> tuple[str, ...]:
        return tuple(sorted(self.catalog.vendors))

    @property
    def model_families(self) -> tuple[str, ...]:
        return tuple(sorted({row.family for vendor in self.catalog.vendors.values() for row in vendor.models}))


def load(root: Path, catalog: Catalog, law: Law) -> Loaded:
    """Declarations of the repository ``root``; raises ``DeclaredError`` with every fault."""
    own, shared = _read(root / FILE), _read(root / SHARED)
    faults: list[Fault] = []
    if own is not None:
        if shared is not None and _section(_parse(SHARED, shared, [])) is not None:
            faults.append(Fault(FILE, 0, "", "two-files"))
        found = _declared(FILE, own, _parse(FILE, own, faults), Known(catalog, law), faults)
    elif shared is not None and "suanbei" in (shared if isinstance(shared, str) else ""):
        section = _section(_parse(SHARED, shared, []))
        if section is None:
            return Loaded()
        found = _declared(SHARED, shared, section, Known(catalog, law), faults)
    else:
        # NOTE: a pyproject.toml that cannot be read is the concern of those who build from it.
        return Loaded()
    if faults:
        raise DeclaredError(tuple(sorted(faults, key=lambda fault: (fault.line, fault.key, fault.id))))
    return found


def section_of(root: Path) -> bool:
    """pyproject.toml declares something."""
    text = _read(root / SHARED)
    return isinstance(text, str) and "suanbei" in text and _section(_parse(SHARED, text, [])) is not None


def _read(path: Path) -> str | Fault | None:
    """The text, None where there is no such file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Fault(path.name, 0, "", "unreadable", (("reason", "不是普通文件", "not a regular file"),))
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        return Fault(path.name, 0, "", "unreadable", (("reason", reason, reason),))
    if len(data) > _LARGEST:
        return Fault(path.name, 0, "", "too-large", (("bytes", str(_LARGEST), str(_LARGEST)),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Fault(path.name, 0, "", "not-utf8")


def _parse(name: str, text: str | Fault, faults: list[Fault]) -> Mapping[str, object]:
    """TOML of the file; a date that does not exist, or is written otherwise, becomes a text, so that it is told beside all other faults."""
    if isinstance(text, Fault):
        faults.append(text)
        return {}
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        pass
    try:
        return tomllib.loads(_DATE.sub(r'\1"\2"', text))
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        reason = str(exc) or "nested too deeply"
        place = _AT.search(reason)
        faults.append(Fault(name, int(place.group(1)) if place else 0, "", "syntax", (("reason", reason, reason),)))
        return {}


def _section(data: Mapping[str, object]) -> Mapping[str, object] | None:
    tool = data.get("tool")
    section = tool.get("suanbei") if isinstance(tool, dict) else None
    return section if isinstance(section, dict) else None


def _declared(name: str, text: str | Fault, data: Mapping[str, object], known: Known, faults: list[Fault]) -> Loaded:
    if faults and any(fault.id in ("syntax", "unreadable", "too-large", "not-utf8") for fault in faults):
        return Loaded()
    source = Source(name, text if isinstance(text, str) else "")
    table = Table(source, data)
    _schema(table)
    operator = table.text("operator")
    products = tuple(_product(row, known) for row in table.tables("product"))
    _check_ids(source, products)
    models = tuple(_model(row, known) for row in table.tables("model"))
    rows = list(table.tables("filing"))
    own = filings.read(rows, known.catalog, tuple(product.id for product in products), models)
    excludes = tuple(_exclude(row) for row in table.tables("exclude"))
    table.close()
    faults.extend(source.faults)
    declared = Declared(operator=operator, products=products, models=models, filings=own, excludes=excludes)
    return Loaded(declared, name, source)


def _schema(table: Table) -> None:
    value = table.get("schema")
    if value is None:
        table.fault("schema", "schema-missing")
    elif value != SCHEMA or isinstance(value, bool):
        table.fault("schema", "schema-unknown", value=str(value))


def _product(table: Table, known: Known) -> DeclaredProduct:
    name = table.text("id", required=True)
    if name and not _ID.fullmatch(name):
        table.fault("id", "id-form", value=name)
    audience = table.words("audience", known.values("audience"))
    if audience == () and table.get("audience") == []:
        table.fault("audience", "empty")
    found = DeclaredProduct(
        id=name,
        name=table.text("name"),
        paths=globs(table, "paths"),
        audience=audience or (),
        public_opinion=table.flag("public_opinion"),
        launched=table.day("launched", instead="not-yet"),
        minors=table.flag("minors"),
        companion=table.flag("companion"),
        real_persons=table.flag("real_persons"),
        personal_data=table.flag("personal_data"),
        workers=table.flag("workers"),
        sector=table.word("sector", known.values("sector")),
        run_from=table.word("run_from", known.values("run_from")),
        users=table.number("users"),
        form=table.word("form", FORMS),
        vendors=table.words("vendors", known.vendors, message="no-vendor"),
        shown=globs(table, "shown"),
    )
    table.close()
    return found


def _check_ids(source: Source, products: tuple[DeclaredProduct, ...]) -> None:
    first: dict[str, int] = {}
    for index, product in enumerate(products):
        if product.id and product.id in first:
            Table(source, {}, "product", index).fault("id", "id-twice", value=product.id, other=str(first[product.id] + 1))
        first.setdefault(product.id, index)


def _model(table: Table, known: Known) -> DeclaredModel:
    base = table.text("base")
    if base and base not in known.model_families:
        table.known("base", base, known.model_families, message="no-base")
    number = table.text("number")
    if number:
        filings.check_upstream(table, number)
    found = DeclaredModel(
        match=table.text("match", required=True), origin=table.word("origin", ORIGINS, required=True), base=base, number=number
    )
    table.close()
    return found


def _exclude(table: Table) -> Exclude:
    paths = globs(table, "paths")
    if not table.has("paths"):
        table.fault("paths", "missing")
    found = Exclude(paths=paths, reason=table.text("reason", required=True), until=table.day("until"))
    table.close()
    return found
