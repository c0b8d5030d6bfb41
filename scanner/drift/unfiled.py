"""Finds services that no declared filing is for, and filings that do not say what they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.drift import matching
from scanner.drift.due import SERVICE_START, before_launch, due
from scanner.drift.record import proposed
from scanner.model import Drift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.drift.scene import Scene
    from scanner.model import Obligation, Service, Strength

_FILINGS = ("algorithm-filing", "technical-supporter-filing")
_RANK = {"none": 0, "ask": 1, "practice": 2, "must": 3}


def unfiled(scene: Scene) -> Iterator[Drift]:
    """Services that are filed on their own, by the decisions, and have no number."""
    for service in scene.decisions.services:
        strength = _strength(scene, service)
        places = [seen for seen in scene.seen if seen.service.id == service.id]
        if not places or strength == "none" or service.quiet or service.count.max == 0 or matching.of_service(scene, service):
            continue
        other = matching.of_other_family(scene, service)
        if matching.of_other_product(scene, service) or (other and other[1]):
            continue
        first = places[0].hit
        found = due(scene, SERVICE_START, service.product)
        yield Drift(
            id="unfiled",
            what="service",
            value=service.families[0] if service.families else service.category,
            product=service.product,
            service=service.id,
            location=first.location,
            strength=strength,
            due=found,
            before=_before(scene, service.product),
            near=other[0].number if other else "",
            others=tuple(sorted({seen.hit.location for seen in places} - {first.location})),
            certainty=first.certainty,
        )


def unrecorded(scene: Scene) -> Iterator[Drift]:
    for row in matching.rows(scene, matching.ALGORITHM, "genai-filing", "genai-registration"):
        if row.filing.covers is None:
            yield Drift(
                id="unrecorded",
                what="covers",
                value="",
                product=row.filing.products[0] if len(row.filing.products) == 1 else "",
                location=scene.declared_at(row.position),
                strength="ask",
                filing=row.number,
                kind=row.filing.type,
                proposal=proposed(scene, row),
            )


def _strength(scene: Scene, service: Service) -> Strength:
    """Of the filing itself; what hangs on an open fact is a question."""
    mine = [_settled(row) for row in scene.decisions.obligations if row.id in _FILINGS and service.id in row.subject.services]
    if not mine and not scene.in_scope(service.product):
        return "none"
    return max(mine, key=_RANK.__getitem__, default="none")


def _settled(row: Obligation) -> Strength:
    return "ask" if row.when and row.strength != "none" else row.strength


def _before(scene: Scene, product: str) -> tuple[tuple[str, Strength], ...]:
    """What is to be done before launch, by the decisions; ``ask`` where an open fact decides."""
    rule = before_launch(scene).rule
    found: dict[str, Strength] = {}
    for row in scene.decisions.obligations:
        if row.subject.product == product and row.deadline == rule and not row.filing and not row.quiet and row.strength != "none":
            strength = _settled(row)
            if _RANK[strength] > _RANK[found.get(row.id, "none")]:
                found[row.id] = strength
    return tuple(sorted(found.items()))
