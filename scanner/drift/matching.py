"""Says which declared filing a service, or one call site of it, belongs to; what the filing then lacks is left to ``changed``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.decide.services import fits
from scanner.declared.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.drift.scene import Scene
    from scanner.model import DeclaredFiling, Service

ALGORITHM = "algorithm"


class Row(NamedTuple):
    """A filing that has a number, and where it stands among all."""

    position: int
    filing: DeclaredFiling

    @property
    def number(self) -> str:
        return self.filing.number


def rows(scene: Scene, *kinds: str) -> tuple[Row, ...]:
    """Filings that were made; one without a number is a plan and covers nothing."""
    filings = enumerate(scene.loaded.declared.filings)
    return tuple(Row(index, row) for index, row in filings if row.number and row.type in kinds)


def of_service(scene: Scene, service: Service) -> tuple[Row, ...]:
    """Filings of the service's category, family, product and role."""
    family = service.families[0] if service.families else ""
    return tuple(row for row in rows(scene, ALGORITHM) if fits(row.filing, service.product, service.category, family, service.role))


def nearest(found: tuple[Row, ...], path: str) -> tuple[Row, ...]:
    """Of several filings that fit, those whose paths name the file, else those without paths, else all."""
    placed = tuple(row for row in found if row.filing.covers and matches(row.filing.covers.paths, path))
    free = tuple(row for row in found if not (row.filing.covers and row.filing.covers.paths))
    return placed or free or found


def of_other_product(scene: Scene, service: Service) -> Row | None:
    """The filing of the same algorithm in another product, unless the operator plans one of its own for this product."""
    family = service.families[0] if service.families else ""
    planned = any(
        not row.number and service.product in row.products and fits(row, service.product, service.category, family, service.role)
        for row in scene.loaded.declared.filings
    )
    return None if planned else next(_elsewhere(scene, service, family), None)


def of_other_family(scene: Scene, service: Service) -> tuple[Row, bool] | None:
    """A filing that lacks the family only; True where it holds several families already, so that one more is a change of it."""
    family = service.families[0] if service.families else ""
    for row in rows(scene, ALGORITHM):
        filing = row.filing
        families = filing.covers.families if filing.covers else ()
        if families and family not in families and fits(filing, service.product, service.category, families[0], service.role):
            return row, len(families) > 1
    return None


def _elsewhere(scene: Scene, service: Service, family: str) -> Iterator[Row]:
    for row in rows(scene, ALGORITHM):
        filing = row.filing
        recorded = filing.covers is not None and family in filing.covers.families
        theirs = any(fits(filing, product, service.category, family, service.role) for product in filing.products)
        if recorded and theirs and service.product not in filing.products:
            yield row
