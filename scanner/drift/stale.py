"""Finds what a filing covers and the code no longer does, or says why that cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.decide.groups import products_of
from scanner.decide.serving import is_model
from scanner.declared.globs import matches
from scanner.drift import matching
from scanner.drift.due import CHANGE, END, due
from scanner.drift.scene import NOT_YET, left_open
from scanner.model import HOLE, Drift, Due

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from scanner.drift.matching import Row
    from scanner.drift.scene import Scene
    from scanner.model import Hit

    What = Literal["family", "vendor", "model", "filing"]

_UNTOLD = frozenset({None, "", "configurable"})
_NAMED = 5


class _Left(NamedTuple):
    """What the code still holds of one filing: any trace counts, called or not."""

    families: frozenset[str]
    vendors: frozenset[str]
    models: frozenset[str]
    model_families: frozenset[str]
    vendor_open: bool
    """Somebody serves who is named at run time only."""
    model_open: bool


def stale(scene: Scene) -> Iterator[Drift]:
    """For the whole repository only: in a few files everything is missing."""
    if not scene.whole:
        return
    for row in matching.rows(scene, matching.ALGORITHM, "genai-filing", "genai-registration"):
        if _planned_only(scene, row):
            continue
        left = _left(scene, row)
        hidden = _hidden(scene, row)
        missing = _missing(row, left)
        for what, value, is_open in missing:
            yield _drift(scene, row, what, value, hidden, is_open=is_open)


def _planned_only(scene: Scene, row: Row) -> bool:
    """Nothing has begun that could have ended."""
    products = [product for product in scene.loaded.declared.products if not row.filing.products or product.id in row.filing.products]
    return bool(products) and all(product.launched == NOT_YET for product in products)


def _missing(row: Row, left: _Left) -> Iterator[tuple[What, str, bool]]:
    """(what, value, whether something that is set at run time may still be it)."""
    covers = row.filing.covers
    gone = [family for family in covers.families if family not in left.families] if covers else []
    if not left.families or (covers and covers.families and len(gone) == len(covers.families)):
        yield "filing", "", False
        return
    yield from (("family", family, False) for family in gone)
    for vendor in covers.vendors if covers else ():
        if vendor not in left.vendors:
            yield "vendor", vendor, left.vendor_open
    for word in covers.models if covers else ():
        if word not in left.model_families and not any(is_model(word, model) for model in left.models):
            yield "model", word, left.model_open


def _left(scene: Scene, row: Row) -> _Left:
    kept = [hit for hit in scene.hits if _is_trace(scene, hit, row)]
    calls = [hit for hit in kept if hit.kind != "config"]
    named = [(hit, vendor, model) for hit in kept for vendor, model in _told(hit)]
    models = {(vendor, model) for _, vendor, model in named if model and HOLE not in model}
    return _Left(
        families=frozenset(_family(scene, hit) for hit in calls),
        vendors=frozenset(vendor for _, vendor, _ in named if vendor),
        models=frozenset(model for _, model in models),
        model_families=frozenset(scene.sources.family_of(model, vendor) for vendor, model in models),
        vendor_open=any(hit.kind != "config" and (left_open(hit) or (hit.mode == "api" and vendor in _UNTOLD)) for hit, vendor, _ in named),
        model_open=any(hit.kind in ("call", "http") and (not model or HOLE in model) for hit, _, model in named),
    )


def _told(hit: Hit) -> list[tuple[str | None, str | None]]:
    """Vendors and models of a hit; where several may serve, those alone."""
    others = [(other.vendor, other.model) for other in hit.alternatives]
    return others if others and hit.vendor == "configurable" else [(hit.vendor, hit.model), *others]


def _is_trace(scene: Scene, hit: Hit, row: Row) -> bool:
    """Outside tests, in a product of the filing, and of its kind; a configured endpoint is of no family."""
    filing = row.filing
    category = filing.category if filing.type == matching.ALGORITHM else "generation"
    if hit.in_tests or hit.reach in ("tests", "example") or hit.category != (category or hit.category):
        return False
    if filing.covers and filing.covers.families and hit.kind != "config" and _family(scene, hit) not in filing.covers.families:
        return False
    products = products_of(hit, scene.loaded.declared)
    return not filing.products or "" in products or not set(products).isdisjoint(filing.products)


def _family(scene: Scene, hit: Hit) -> str:
    """Of the service that it belongs to, else of its technique."""
    parents = scene.families
    return parents.get(hit.fingerprint) or parents.get(hit.technique) or hit.technique


def _hidden(scene: Scene, row: Row) -> tuple[str, ...]:
    """Files of the filing that could not be read; the category itself where no signature can find it."""
    category = row.filing.category or "generation"
    if row.filing.type == matching.ALGORITHM and category not in scene.categories:
        return (category,)
    places = _places(scene, row)
    paths = [problem.path for problem in scene.problems] + list(scene.unread)
    return tuple(sorted({path for path in paths if path and (not places or matches(places, path))}))


def _places(scene: Scene, row: Row) -> tuple[str, ...]:
    """Globs of what the filing is about; () for the whole repository."""
    covers = row.filing.covers
    if covers and covers.paths:
        return covers.paths
    products = [one for one in scene.loaded.declared.products if not row.filing.products or one.id in row.filing.products]
    return tuple(glob for one in products for glob in one.paths) if all(one.paths for one in products) else ()


def _drift(scene: Scene, row: Row, what: What, value: str, hidden: tuple[str, ...], *, is_open: bool) -> Drift:
    product = row.filing.products[0] if len(row.filing.products) == 1 else ""
    known = not hidden and not is_open
    covers = row.filing.covers
    kept = {"family": covers.families, "vendor": covers.vendors, "model": covers.models}.get(what, ()) if covers else ()
    found = due(scene, END if what == "filing" else CHANGE, product, row.filing.changed)
    return Drift(
        id="stale" if known else "unclear",
        what=what,
        value=value,
        product=product,
        location=scene.declared_at(row.position, "" if what == "filing" else "covers"),
        # What is gone from this code may run elsewhere; that the service has ended is for a person to say.
        strength=("practice" if what == "filing" else "ask") if known else "none",
        filing=row.number,
        kind=row.filing.type,
        covered=kept if known else hidden[:_NAMED],
        due=found if known and row.filing.type == matching.ALGORITHM else Due(rule=""),
    )
