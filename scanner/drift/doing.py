"""Lists what the code of each filing does: technique families, vendors, models; two such lists compared tell what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.drift import matching
from scanner.model import HOLE, Doing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.drift.matching import Row
    from scanner.drift.scene import Scene, Seen
    from scanner.model import Location

_UNTOLD = frozenset({None, "", "configurable"})


def doing(scene: Scene) -> tuple[Doing, ...]:
    """By filing, then by what and value; each with its first place."""
    first: dict[tuple[str, str, str], Location] = {}
    for row in matching.rows(scene, matching.ALGORITHM, "genai-filing", "genai-registration"):
        for seen in scene.seen:
            for what, value in _told(scene, seen) if _belongs(scene, row, seen) else ():
                key = (row.number, what, value)
                first[key] = min(first.get(key, seen.hit.location), seen.hit.location)
    return tuple(Doing(filing=filing, what=what, value=value, location=place) for (filing, what, value), place in sorted(first.items()))  # type: ignore[arg-type]  # as _told says


def _belongs(scene: Scene, row: Row, seen: Seen) -> bool:
    """Of the filing itself, or of its product, category and role and of no other filing."""
    service = seen.service
    filing = row.filing
    if filing.products and service.product not in filing.products:
        return False
    if filing.type != matching.ALGORITHM:
        return service.category == "generation"
    own = matching.of_service(scene, service)
    return row in own or (not own and service.category == filing.category and filing.role in ("", service.role))


def _told(scene: Scene, seen: Seen) -> Iterator[tuple[str, str]]:
    yield from (("family", family) for family in seen.service.families[:1])
    server = seen.server
    if server.vendor and server.vendor not in _UNTOLD:
        yield "vendor", server.vendor
    if server.model and HOLE not in server.model and seen.service.category == "generation":
        yield "model", scene.model_name(server.model, server.vendor) or server.model
