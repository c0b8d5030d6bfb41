"""Reads the ``[[filing]]`` tables: numbers, what they are numbers of, and what the filings cover.

Whether the code is inside what they cover is drift, and left to the stages that see the code.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from scanner.declared.faults import messages, near
from scanner.declared.globs import globs
from scanner.declared.numbers import DIGITS, PREFIX, RELIABLE_FROM, FilingNumber, GenaiNumber, decode
from scanner.model import Covers, DeclaredFiling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.catalog import Catalog
    from scanner.declared.table import Table
    from scanner.model import DeclaredModel

ALGORITHM, GENAI, REGISTRATION = "algorithm", "genai-filing", "genai-registration"
TYPES = (ALGORITHM, GENAI, REGISTRATION)


def read(
    tables: Iterable[Table], catalog: Catalog, products: tuple[str, ...], models: tuple[DeclaredModel, ...]
) -> tuple[DeclaredFiling, ...]:
    found: list[DeclaredFiling] = []
    first: dict[str, int] = {}
    for index, table in enumerate(tables):
        filing = _filing(table, catalog, products, models)
        key = filing.number.lower()
        if key and key in first:
            table.fault("number", "number-twice", value=filing.number, other=str(first[key] + 1))
        first.setdefault(key, index)
        found.append(filing)
    return tuple(found)


def check_upstream(table: Table, number: str) -> None:
    """The number of the model behind a ``[[model]]``."""
    if decode(number) is None:
        table.fault("number", "number-form-model", value=number)


def kind_of(number: FilingNumber | GenaiNumber) -> str:
    """The ``type`` that a filing with this number has."""
    return ALGORITHM if isinstance(number, FilingNumber) else REGISTRATION if number.registration else GENAI


def _filing(table: Table, catalog: Catalog, products: tuple[str, ...], models: tuple[DeclaredModel, ...]) -> DeclaredFiling:
    kind = table.word("type", TYPES, required=True)
    category = table.word("category", (term.id for term in catalog.categories.categories))
    role = table.word("role", dict(catalog.categories.words)["role"])
    if kind in (GENAI, REGISTRATION):
        for key in ("category", "role"):
            if table.has(key):
                table.fault(key, "only-algorithm")
    number = table.text("number")
    if number:
        category = _check_number(table, kind, number, category, catalog)
    covers = table.table("covers")
    found = DeclaredFiling(
        type=kind,
        number=number,
        name=table.text("name"),
        category=category,
        role=role,
        date=table.day("date"),
        changed=table.day("changed"),
        products=_products(table, products),
        covers=_covers(covers, category, catalog, models) if covers is not None else None,
    )
    if found.date and found.changed and found.changed < found.date:
        table.fault("changed", "changed-before-date", value=found.changed, date=found.date)
    table.close()
    return found


def _check_number(table: Table, kind: str, number: str, category: str, catalog: Catalog) -> str:
    """Notes what is wrong with the number; gives the category, from its digits where nobody has said it."""
    known = decode(number)
    if known is None:
        _tell_form(table, kind, number)
        return category
    if kind and kind != kind_of(known):
        table.fault("number", "number-type", value=number, kind=_kind_name(kind_of(known)))
        return category
    if not isinstance(known, FilingNumber) or known.year < RELIABLE_FROM:
        return category
    terms = {term.item: term for term in catalog.categories.categories}
    names = {term.id: (term.zh, term.en) for term in terms.values()}
    shown = terms[known.type]
    if category and category != shown.id:
        table.fault("number", "number-category", digits=known.type, shown=(shown.zh, shown.en), said=names[category])
    return category or shown.id


def _tell_form(table: Table, kind: str, number: str) -> None:
    """Why it is no number, as exactly as its form lets one say."""
    day = number.rpartition("-")[2][:8]
    if kind in (GENAI, REGISTRATION) or (kind == "" and not number.startswith(PREFIX)):
        looks = number.count("-") >= 2 and len(day) == 8 and day.isdigit()
        if looks and decode(number.replace(day, "20240101")) is not None:
            table.fault("number", "number-date", value=number, day=day)
        else:
            table.fault("number", f"number-form-{kind or GENAI}", value=number)
        return
    digits = "".join(char for char in number if char.isdigit() and char.isascii())
    whole = f"{PREFIX}{digits}号"
    if number.startswith(PREFIX) and len(digits) != DIGITS:
        table.fault("number", "number-digits", value=number, digits=str(len(digits)))
    elif number == whole:
        table.fault("number", "number-parts", value=number)
    else:
        table.fault("number", "number-form-algorithm", near=whole if decode(whole) else "", value=number)


def _kind_name(kind: str) -> tuple[str, str]:
    words = messages()[f"kind-{kind}"]
    return words["zh"], words["en"]


def _products(table: Table, products: tuple[str, ...]) -> tuple[str, ...]:
    values = table.texts("products")
    if values == ():
        table.fault("products", "empty")
    for value in values or ():
        if value not in products:
            table.fault("products", "no-product", near=near(value, products), value=value)
    return values or ()


def _covers(table: Table, category: str, catalog: Catalog, models: tuple[DeclaredModel, ...]) -> Covers:
    families = _families(table, category, catalog)
    vendors = table.words("vendors", sorted(catalog.vendors), message="no-vendor") or ()
    found = Covers(families=families, vendors=vendors, models=_models(table, catalog, models), paths=globs(table, "paths"))
    table.close()
    return found


def _models(table: Table, catalog: Catalog, models: tuple[DeclaredModel, ...]) -> tuple[str, ...]:
    """Model families or ids that somebody knows: the catalogue, or a ``[[model]]``."""
    rows = [row for vendor in catalog.vendors.values() for row in vendor.models]
    known = sorted({row.family for row in rows} | {row.match for row in models} | {row.base for row in models if row.base})
    patterns = [pattern.lower() for row in rows for pattern in row.patterns]
    found = []
    for value in table.texts("models") or ():
        name = value.lower().rpartition("/")[2]
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns) or table.known(
            "models", value, known, message="no-model-family"
        ):
            found.append(value)
    return tuple(found)


def _families(table: Table, category: str, catalog: Catalog) -> tuple[str, ...]:
    lists = catalog.categories
    terms = [term for term in lists.families if category in ("", term.parent)]
    known = tuple(dict.fromkeys(term.id for term in terms))
    parents: Mapping[str, str] = {term.id: term.parent.partition("/")[2] for term in lists.techniques}
    name = next((term for term in lists.categories if term.id == category), None)
    told = (name.zh, name.en) if name else (messages()["any-category"]["zh"], messages()["any-category"]["en"])
    found = []
    for value in table.texts("families") or ():
        if value in known:
            found.append(value)
        elif parents.get(value) in known:
            table.fault("families", "technique", near=parents[value], value=value)
        else:
            table.fault("families", "no-family", near=near(value, known), value=value, category=told, words=" ".join(known))
    return tuple(found)
