"""Holds the code against the filings that were made: what is not filed, what has changed, what is gone, and until when to say so.

What the services are and what they oblige to is settled before by ``decide``; how it is worded is left to the reports.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scanner.drift.changed import changed
from scanner.drift.doing import doing
from scanner.drift.record import recorded
from scanner.drift.scene import Scene
from scanner.drift.stale import stale
from scanner.drift.unfiled import unfiled, unrecorded

if TYPE_CHECKING:
    from scanner.model import Drift, Hit

__all__ = ["Scene", "doing", "drift", "recorded"]

_ORDER = ("unfiled", "changed", "stale", "run-time", "unrecorded", "version", "unclear")


def drift(scene: Scene) -> tuple[Drift, ...]:
    """What to act on first, then by place."""
    if not scene.loaded.file:
        # Nothing is declared: every service would be a difference, and the report says that already.
        return ()
    found = [*unfiled(scene), *changed(scene), *stale(scene), *unrecorded(scene)]
    kept = [one for row in found if (one := _touching(scene, row)) is not None]
    return tuple(sorted(kept, key=lambda one: (_ORDER.index(one.id), one.location, one.what, one.value, one.filing, one.service)))


def _touching(scene: Scene, one: Drift) -> Drift | None:
    """The finding, told at a place in what was named; None where it has nothing to do with it."""
    named = scene.touching
    if named is None or _is_in(named, scene.loaded.file):
        return one
    places = (one.location, *one.others)
    inside = next((place for place in places if _is_in(named, place.path)), None)
    if inside is not None:
        return dataclasses.replace(one, location=inside, others=tuple(sorted({*places} - {inside})))
    ways = [hit for hit in scene.hits if hit.location in places]
    return one if any(_leads_through(scene, named, hit) for hit in ways) else None


def _leads_through(scene: Scene, named: tuple[str, ...], hit: Hit) -> bool:
    """A named file is on the way to the call, or may say who serves it."""
    steps = [step.location.path for step in hit.flow] + ([hit.entry.location.path] if hit.entry else [])
    return hit.location.path in scene.around or any(_is_in(named, path) for path in steps)


def _is_in(named: tuple[str, ...], path: str) -> bool:
    return any(path == name or path.startswith(f"{name}/") for name in named)
