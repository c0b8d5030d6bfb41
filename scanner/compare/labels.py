"""Says where generated content has to carry labels and none is found in this code; what counts as a label is settled before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.compare.scene import found
from scanner.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.compare.scene import Scene
    from scanner.model import Contradiction, Location

_DUTIES = {"explicit-label": "explicit", "implicit-label": "implicit"}


def unseen(scene: Scene) -> Iterator[Contradiction]:
    """One per product: it says nothing about what other repositories, vendors or servers add."""
    if not scene.whole:
        return
    for product in dict.fromkeys(service.product for service in scene.decisions.services if service.category == "generation"):
        rows = (row for row in scene.decisions.obligations if row.subject.product == product and not row.quiet and row.strength != "none")
        due = dict.fromkeys(row.id for row in rows if row.id in _DUTIES)
        missing = [duty for duty in _DUTIES if duty in due and not _is_seen(scene, product, _DUTIES[duty])]
        place = _place(scene, product)
        if missing and place is not None:
            yield found("label/not-found", "ask", place, product, kinds=Field("kinds", " ".join(missing), "obligation"))


def _is_seen(scene: Scene, product: str, kind: str) -> bool:
    """In a file of the product, or in one that belongs to none."""
    places = [scene.products_at(one.location.path) for one in scene.labels if one.kind == kind]
    return any(not products or product in products for products in places)


def _place(scene: Scene, product: str) -> Location | None:
    """Where the product generates, best known first."""
    names = {name for service in scene.decisions.services if service.product == product for name in service.hits}
    hits = [hit for hit in scene.hits if hit.fingerprint in names and hit.category == "generation"]
    best = min(hits, key=lambda hit: (hit.certainty != "sure", hit.reach != "reached", hit.location), default=None)
    return best.location if best else None
