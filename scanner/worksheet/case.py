"""For whom a table is filled in: all products, one product or one service; what is filled in is left to ``known``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scanner.declared.globs import matches
from scanner.errors import ScannerError
from scanner.report import _digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog import Catalog
    from scanner.declared import Loaded
    from scanner.law import Law
    from scanner.model import DeclaredProduct, Hit, Location, ScanResult, ServedModel, Service
    from scanner.report.wording import Wording
    from scanner.worksheet.forms import Forms
    from scanner.worksheet.found import Seen
    from scanner.worksheet.words import Say


_RUNNING = ("call", "http", "idiom")
_LIVE = ("reached", "offline")


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """One thing that is filled in before a person does, and where it stands; nothing stands nowhere."""

    text: str
    places: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.places or not all(self.places):
            raise ScannerError(f"{self.text!r} without a place")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a scan, seen from one product (None: all of them) and some of its services."""

    say: Say
    words: Wording
    result: ScanResult
    """Without what is off by default."""
    loaded: Loaded
    catalog: Catalog
    law: Law
    forms: Forms
    seen: Seen
    product: str | None
    services: tuple[Service, ...]

    def of(self, product: str | None, services: Iterable[Service]) -> Case:
        return dataclasses.replace(self, product=product, services=tuple(services))

    def hits(self) -> tuple[Hit, ...]:
        """Call sites of the services that something leads to, primary ones first; all of them where nothing leads to any."""
        return tuple(dict.fromkeys(hit for service in self.services for hit in hits_of(self, service)))

    def every_hit(self) -> tuple[Hit, ...]:
        """Also those that nothing was seen to lead to."""
        return tuple(dict.fromkeys(hit for service in self.services for hit in _running(self, service)))

    def products(self) -> Iterator[tuple[int, DeclaredProduct]]:
        """Declared products that are meant, and which table of filing.toml each is."""
        for number, row in enumerate(self.loaded.declared.products):
            if self.product is None or row.id == self.product:
                yield number, row

    def declared_at(self, table: str, index: int, key: str = "") -> str:
        return f"{self.loaded.file}:{self.loaded.line(table, index, key)}"

    def holds(self, path: str) -> bool:
        """A file belongs to the product, or to no product in particular."""
        globs = [glob for _, row in self.products() for glob in row.paths]
        return self.product is None or not globs or matches(globs, path)

    def mine(self, hit: Hit) -> bool:
        """A call site outside of services that may belong to the product."""
        own = not (hit.product and self.product) or self.product in hit.product.split(",")
        return own and not (_digest.is_minor(hit) or hit.ignored)


def hits_of(case: Case, service: Service) -> tuple[Hit, ...]:
    """Where the algorithm is run and something leads to; where nothing leads to any of it, all of it."""
    hits = _running(case, service)
    return tuple(hit for hit in hits if hit.reach in _LIVE) or hits


def _running(case: Case, service: Service) -> tuple[Hit, ...]:
    """Without guesses, tests and examples; what only prepares the algorithm stands for it where nothing else does."""
    hits = tuple(hit for hit in _digest.hits_of(case.result, service) if not _digest.is_minor(hit))
    return tuple(hit for hit in hits if hit.kind in _RUNNING) or hits or _digest.hits_of(case.result, service)[:1]


def place(where: Location) -> str:
    return f"{where.path}:{where.line}"


def hits_of_model(case: Case, model: ServedModel) -> tuple[Hit, ...]:
    """Call sites that a model serves, alone or as one of several."""
    pairs = {hit: {(hit.vendor, hit.model), *((one.vendor, one.model) for one in hit.alternatives)} for hit in case.hits()}
    exact = tuple(hit for hit, known in pairs.items() if (model.vendor, model.model) in known)
    exact = tuple(hit for hit in exact if hit.origin == model.origin) or exact
    return exact or tuple(hit for hit, known in pairs.items() if model.vendor in {vendor for vendor, _ in known}) or case.hits()[:1]


def merged(rows: Iterable[tuple[str, Location | str]]) -> tuple[Known, ...]:
    """Equal texts once, with all their places in order."""
    found: dict[str, dict[str, None]] = {}
    for text, where in rows:
        found.setdefault(text, {})[where if isinstance(where, str) else place(where)] = None
    return tuple(Known(text, tuple(places)) for text, places in found.items())
