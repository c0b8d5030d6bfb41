"""Holds declarations, decisions and the numbers in the code against each other; what each of them says is settled before."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scanner.compare.facts import facts
from scanner.compare.labels import unseen
from scanner.compare.numbers import numbers, owned
from scanner.compare.scene import Scene
from scanner.declared.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import Catalog
    from scanner.declared import Loaded
    from scanner.model import Contradiction, Hit

__all__ = ["Scene", "contradictions", "ignored", "owned"]


def contradictions(scene: Scene, catalog: Catalog) -> tuple[Contradiction, ...]:
    """Everything that does not fit, by place; what stands in many places is told at the first."""
    found = sorted(
        [*facts(scene), *numbers(scene, catalog), *unseen(scene)], key=lambda one: (one.location, one.id, one.product, one.fields)
    )
    first = {(one.id, one.product, one.fields): one for one in reversed(found)}
    return tuple(one for one in found if first[one.id, one.product, one.fields] is one)


def ignored(hits: Iterable[Hit], loaded: Loaded) -> tuple[Hit, ...]:
    """Hits with the reason of the exclude that takes them out, in their order."""
    excludes = [row for row in loaded.declared.excludes if not ended(row.until, loaded.declared.as_of)]

    def reason(hit: Hit) -> str:
        fits = (row.reason for row in excludes if hit.fingerprint in row.paths or matches(row.paths, hit.location.path))
        return hit.ignored or next(fits, "")

    return tuple(dataclasses.replace(hit, ignored=reason(hit)) for hit in hits) if excludes else tuple(hits)


def ended(until: str, as_of: str) -> bool:
    """The last day counts."""
    return bool(until and as_of and until < as_of)
