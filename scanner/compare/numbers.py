"""Filing numbers in the code against declarations, services and the vendors' own numbers; finding them is left to the workspace."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import TYPE_CHECKING

from scanner.compare.scene import found
from scanner.declared.numbers import FilingNumber, decode
from scanner.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog import Catalog, Filed
    from scanner.compare.scene import Scene
    from scanner.declared import Loaded
    from scanner.model import Contradiction, DeclaredFiling, Obligation, ShownNumber, Strength

_PLACEHOLDER = re.compile(r"([0-9])\1{5}|0?12345678|87654321")
"""Digits that nobody would take for a number: they stand where one will be filled in."""
_LIST = 4
"""A file with so many different algorithm numbers lists other people's; it shows nobody's own."""
_FILINGS = ("algorithm", "genai-filing", "genai-registration")
_SHOWING = {"show-filing-number": ("algorithm",), "show-model-number": ("genai-filing", "genai-registration")}


def numbers(scene: Scene, catalog: Catalog) -> Iterator[Contradiction]:
    shown = tuple(number for number in scene.numbers if not number.in_tests)
    lists = _lists(shown)
    upstream = {row.number: (vendor.id, row) for vendor in catalog.vendors.values() for row in vendor.filed}
    for number in shown:
        if number.kind == "broken" and _PLACEHOLDER.search(number.text):
            continue
        if number.kind == "broken":
            digits = sum(char.isdigit() for char in number.text)
            yield found("number/malformed", _must(scene), number.location, number=number.text, digits=str(digits))
        elif number.kind in _FILINGS and number.location.path not in lists:
            yield from _one(scene, number, upstream, catalog)
    yield from _missing(scene, {number.text.lower() for number in shown})


def owned(shown: Iterable[ShownNumber], loaded: Loaded, catalog: Catalog) -> tuple[ShownNumber, ...]:
    """Numbers with whose they are, as far as declarations and catalogue tell."""
    own = {row.number.lower() for row in loaded.declared.filings if row.number}
    vendors = {row.number.lower(): vendor.id for vendor in catalog.vendors.values() for row in vendor.filed}

    def owner(text: str) -> str:
        return "declared" if text.lower() in own else vendors.get(text.lower(), "")

    return tuple(dataclasses.replace(number, owner=owner(number.text)) for number in shown)


def _must(scene: Scene) -> Strength:
    """Without declarations nothing is beyond doubt."""
    return "must" if scene.loaded.file else "ask"


def _lists(shown: tuple[ShownNumber, ...]) -> frozenset[str]:
    count = Counter(path for path, _ in {(number.location.path, number.text) for number in shown if number.kind in _FILINGS})
    return frozenset(path for path, several in count.items() if several >= _LIST)


def _one(scene: Scene, number: ShownNumber, upstream: dict[str, tuple[str, Filed]], catalog: Catalog) -> Iterator[Contradiction]:
    own = next((row for row in scene.loaded.declared.filings if row.number.lower() == number.text.lower()), None)
    if own is not None:
        yield from _of_product(scene, number, own)
    elif number.text in upstream:
        yield from _of_vendor(scene, number, *upstream[number.text], catalog)
    elif not any(row.number == number.text for row in scene.loaded.declared.models):
        yield from _of_nobody(scene, number)


def _of_product(scene: Scene, number: ShownNumber, own: DeclaredFiling) -> Iterator[Contradiction]:
    """Declared, but for something else."""
    here = scene.products_at(number.location.path)
    if own.products and here and not set(here) & set(own.products):
        told = {"number": number.text, "declared": " ".join(own.products), "product": " ".join(here)}
        yield found("number/product", "must", number.location, here[0], **told)


def _of_vendor(scene: Scene, number: ShownNumber, vendor: str, row: Filed, catalog: Catalog) -> Iterator[Contradiction]:
    """An upstream number: that of the vendor's own app proves nothing about its API."""
    if row.type != "algorithm-filing" or row.role != "provider":
        return
    rows = [other for other in catalog.vendors[vendor].filed if other.type == row.type and other.role == "technical-supporter"]
    supporters = [other.number for other in rows]
    if any(other.text in supporters for other in scene.numbers):
        return
    name = Field("vendor", vendor, "vendor")
    if supporters:
        told = {"number": number.text, "supporter": supporters[0]}
        yield found("number/upstream-provider", "practice", number.location, vendor=name, **told)
    else:
        yield found("number/upstream-role", "ask", number.location, vendor=name, number=number.text)


def _of_nobody(scene: Scene, number: ShownNumber) -> Iterator[Contradiction]:
    """Neither declared nor a vendor's: taken for the operator's own."""
    decoded = decode(number.text)
    here = scene.products_at(number.location.path)
    services = [one for one in scene.decisions.services if one.count.max and (not here or one.product in here)]
    kinds = list(dict.fromkeys(one.category for one in services))
    product = here[0] if len(here) == 1 else ""
    if isinstance(decoded, FilingNumber) and not decoded.adds_up:
        yield found("number/check-digit", "ask", number.location, product, number=number.text)
    if number.category and kinds and number.category not in kinds:
        shown, seen = Field("shown", number.category, "category"), Field("found", " ".join(kinds), "category")
        yield found("number/type", _must(scene), number.location, product, shown=shown, number=number.text, found=seen)
    elif any(row.number for row in scene.loaded.declared.filings):
        other = isinstance(decoded, FilingNumber) and bool(known := _entities(scene)) and decoded.entity not in known
        yield found("number/other-entity" if other else "number/undeclared", "ask", number.location, product, number=number.text)


def _entities(scene: Scene) -> frozenset[str]:
    """Entity digits of the declared algorithm numbers."""
    numbers = [decode(row.number) for row in scene.loaded.declared.filings if row.number]
    return frozenset(number.entity for number in numbers if isinstance(number, FilingNumber))


def _missing(scene: Scene, shown: set[str]) -> Iterator[Contradiction]:
    """Declared numbers that users must see and that stand nowhere in this code."""
    if not scene.whole:
        return
    services = {one.id: one for one in scene.decisions.services}
    for index, filing in enumerate(scene.loaded.declared.filings):
        if not filing.number or filing.number.lower() in shown:
            continue
        due = [row for row in scene.decisions.obligations if filing.type in _SHOWING.get(row.id, ()) and _settled(scene, row, filing)]
        if filing.type == "algorithm":
            due = [row for row in due if any(services[name].filing == filing.number for name in row.subject.services)]
        for row in due[:1]:
            message = "number/missing" if filing.type == "algorithm" else "number/missing-model"
            yield found(message, "ask", scene.declared_at("filing", index, "number"), row.subject.product, number=filing.number)


def _settled(scene: Scene, row: Obligation, filing: DeclaredFiling) -> bool:
    """The duty to show is there, whatever the answers to open questions, and the product is in service."""
    product = scene.product(row.subject.product)
    launched = product.launched if product else ""
    as_of = scene.loaded.declared.as_of
    before = launched == "not-yet" or bool(launched and as_of and launched > as_of)
    mine = not filing.products or row.subject.product in filing.products
    return mine and not row.when and row.strength in ("must", "practice") and not before
