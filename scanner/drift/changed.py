"""Finds what the code does and its filing does not cover: vendors, models, families, products, each at the line that does it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

from scanner.decide.serving import is_model
from scanner.drift import matching
from scanner.drift.due import CHANGE, due
from scanner.drift.scene import NOT_YET, left_open
from scanner.model import HOLE, Drift, Due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    from scanner.drift.matching import Row
    from scanner.drift.scene import Scene, Seen
    from scanner.model import Location, Strength

    Id = Literal["changed", "run-time", "version"]
    What = Literal["product", "family", "vendor", "model", "weights"]

_UNTOLD = frozenset({None, "", "configurable"})
_RANK = {"must": 0, "practice": 1, "ask": 2, "none": 3}


class _Difference(NamedTuple):
    id: Id
    what: What
    value: str
    covered: tuple[str, ...] = ()


def changed(scene: Scene) -> tuple[Drift, ...]:
    """One finding per filing and thing that it does not cover."""
    found: dict[tuple[str, ...], list[tuple[Seen, Row, _Difference]]] = {}
    for seen in scene.seen:
        for row, difference in (*_of_algorithm(scene, seen), *_of_genai(scene, seen)):
            key = (row.number, seen.service.product, seen.service.role, difference.id, difference.what, difference.value)
            found.setdefault(key, []).append((seen, row, difference))
    told = [_drift(scene, places) for places in found.values()]
    return tuple(_joined(told))


def _of_algorithm(scene: Scene, seen: Seen) -> Iterator[tuple[Row, _Difference]]:
    service = seen.service
    found = matching.nearest(matching.of_service(scene, service), seen.hit.location.path)
    if found:
        yield from _outside(scene, seen, tuple(row for row in found if row.filing.covers))
        return
    other = matching.of_other_product(scene, service)
    if other is not None:
        yield other, _Difference("changed", "product", service.product, other.filing.products)
        return
    lacking = matching.of_other_family(scene, service)
    if lacking is not None and lacking[1] and lacking[0].filing.covers:
        yield lacking[0], _Difference("changed", "family", service.families[0], lacking[0].filing.covers.families)


def _of_genai(scene: Scene, seen: Seen) -> Iterator[tuple[Row, _Difference]]:
    if seen.service.category != "generation":
        return
    rows = matching.rows(scene, "genai-filing", "genai-registration")
    mine = tuple(row for row in rows if row.filing.covers and (not row.filing.products or seen.service.product in row.filing.products))
    for row, difference in _outside(scene, seen, matching.nearest(mine, seen.hit.location.path)):
        if difference.id == "changed":
            yield row, difference


def _outside(scene: Scene, seen: Seen, found: tuple[Row, ...]) -> Iterator[tuple[Row, _Difference]]:
    """What none of the filings covers, told of the first."""
    if not found:
        return
    covers = [row.filing.covers for row in found if row.filing.covers]
    server = seen.server
    vendors = _union(row.vendors for row in covers)
    models = _union(row.models for row in covers)
    if server.mode == "api" and server.vendor in _UNTOLD:
        if vendors or models:
            yield found[0], _Difference("run-time", "vendor", "", vendors or models)
        return
    if server.mode == "api" and server.vendor and vendors and server.vendor not in vendors:
        if left_open(seen.hit):
            yield found[0], _Difference("run-time", "vendor", server.vendor, vendors)
            return
        yield found[0], _Difference("changed", "vendor", server.vendor, vendors)
        return
    difference = _model(scene, seen, models) or _weights(seen, vendors, models)
    if difference:
        yield found[0], difference


def _model(scene: Scene, seen: Seen, models: tuple[str, ...]) -> _Difference | None:
    model = seen.server.model
    if not models or not model or HOLE in model or seen.service.category != "generation":
        return None
    name = scene.model_name(model, seen.server.vendor)
    if not name or name in models or any(is_model(word, model) for word in models):
        # Voices, paths and the like that nobody knows as a model could not be recorded either.
        return None
    family = scene.sources.family_of(model, seen.server.vendor)
    if name != family:
        return _Difference("changed", "model", name, models)
    beside = tuple(word for word in models if scene.sources.family_of(word, seen.server.vendor) == family)
    return _Difference("version", "model", model, beside) if beside else _Difference("changed", "model", family, models)


def _weights(seen: Seen, vendors: tuple[str, ...], models: tuple[str, ...]) -> _Difference | None:
    """A model of one's own where the filing knows vendors only."""
    if seen.server.mode == "self-hosted" and vendors and not models and seen.service.category == "generation":
        return _Difference("changed", "weights", seen.server.model or "", vendors)
    return None


def _drift(scene: Scene, places: list[tuple[Seen, Row, _Difference]]) -> Drift:
    """Told at the best place: what is certain and reached first, then by path."""
    strengths = {id(seen): _strength(scene, seen, difference) for seen, _, difference in places}
    ordered = sorted(places, key=lambda one: (_RANK[strengths[id(one[0])]], one[0].hit.certainty != "sure", one[0].hit.location))
    seen, row, difference = ordered[0]
    return Drift(
        id=difference.id,
        what=difference.what,
        value=difference.value,
        product=seen.service.product,
        service=seen.service.id,
        location=seen.hit.location,
        strength=strengths[id(seen)],
        filing=row.number,
        kind=row.filing.type,
        covered=difference.covered,
        due=_due(scene, seen, row, difference),
        obstacles=_obstacles(scene, seen, difference),
        others=_others(seen.hit.location, (one[0].hit.location for one in ordered)),
        certainty=seen.hit.certainty,
    )


def _due(scene: Scene, seen: Seen, row: Row, difference: _Difference) -> Due:
    """The limit for changes is that of algorithm filings; none was read for the generative ones."""
    if difference.id != "changed" or row.filing.type != matching.ALGORITHM:
        return Due(rule="")
    return due(scene, CHANGE, seen.service.product, row.filing.changed)


def _obstacles(scene: Scene, seen: Seen, difference: _Difference) -> tuple[str, ...]:
    """What blocks the added vendor in this product, by the decisions."""
    if difference.id != "changed" or difference.what != "vendor":
        return ()
    rows = [row for row in scene.decisions.obstacles if row.subject.product == seen.service.product]
    return tuple(dict.fromkeys(row.id for row in rows if difference.value in row.subject.models))


def _strength(scene: Scene, seen: Seen, difference: _Difference) -> Strength:
    """The law's word only for what the code does beyond doubt; the rest a person has to look at."""
    if difference.id == "version":
        return "none"
    product = scene.product(seen.service.product)
    # What nothing reaches makes a service only where the operator says that users see it.
    settled = seen.alone and seen.hit.certainty == "sure" and seen.hit.reach in ("reached", "unreached")
    if difference.id != "changed" or not settled or product.launched == NOT_YET or not scene.in_scope(product.id):
        return "ask"
    return "practice" if product.public_opinion is False else "must"


def _joined(found: list[Drift]) -> Iterator[Drift]:
    """A generative filing that lacks the same thing is named beside the algorithm's, not told again."""

    def key(one: Drift) -> tuple[str, ...]:
        return (one.id, one.product, one.what, one.value)

    main = {key(one) for one in found if one.kind == matching.ALGORITHM}
    for one in found:
        if one.kind == matching.ALGORITHM:
            beside = [other.filing for other in found if other.kind != matching.ALGORITHM and key(other) == key(one)]
            yield dataclasses.replace(one, also=tuple(dict.fromkeys(beside)))
        elif key(one) not in main:
            yield one


def _others(first: Location, places: Iterable[Location]) -> tuple[Location, ...]:
    return tuple(sorted(set(places) - {first}))


def _union(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))
