"""Declared facts that fit neither each other nor the code: roles, audiences, excludes that ended, patterns that meet nothing."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from scanner.compare.scene import found
from scanner.declared.globs import FINGERPRINT, matches
from scanner.declared.numbers import FilingNumber, GenaiNumber, decode
from scanner.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.compare.scene import Scene
    from scanner.model import Contradiction, DeclaredFiling, DeclaredProduct

_OWN_INTERFACE = ("mini-program", "public-account")
"""Features of the code that are an interface of the operator's own."""
_OWN_FORMS = ("app", "website", *_OWN_INTERFACE)


def facts(scene: Scene) -> Iterator[Contradiction]:
    if not scene.loaded.file:
        return
    declared = scene.loaded.declared
    for index, product in enumerate(declared.products):
        yield from _supply(scene, index, product)
    for index, filing in enumerate(declared.filings):
        yield from _role(scene, index, filing)
        yield from _doubtful(scene, index, filing)
    for index, row in enumerate(declared.excludes):
        if row.until and declared.as_of and row.until < declared.as_of:
            yield found("facts/exclude-ended", "must", scene.declared_at("exclude", index, "until"), reason=row.reason, until=row.until)
    if scene.whole:
        yield from _unmatched(scene)


def _supply(scene: Scene, index: int, product: DeclaredProduct) -> Iterator[Contradiction]:
    """For others only, and yet with an interface of its own."""
    if product.audience != ("supply",):
        return
    seen = [one for one in scene.features if one.id in _OWN_INTERFACE and product.id in scene.products_at(one.location.path)]
    forms = [product.form] if product.form in _OWN_FORMS else []
    forms += [f"{one.id}, {one.location.path}:{one.location.line}" for one in seen[:1]]
    for form in forms[:1]:
        place = scene.declared_at("product", index, "audience")
        yield found("facts/supply-form", "must", place, product.id, product=product.name or product.id, form=form)


def _role(scene: Scene, index: int, filing: DeclaredFiling) -> Iterator[Contradiction]:
    if not filing.role:
        return
    place = scene.declared_at("filing", index, "role")
    supporter = filing.role == "technical-supporter"
    if supporter and filing.category not in ("", "generation"):
        yield found("facts/role-type", "must", place, category=Field("category", filing.category, "category"))
        return
    for product in scene.loaded.declared.products:
        if not product.audience or (filing.products and product.id not in filing.products):
            continue
        title = {"filing": filing.number or filing.name, "product": product.name or product.id}
        if supporter and "supply" not in product.audience:
            # A filing that names no product is for all of them: one that is supplied is enough.
            if filing.products or not any("supply" in row.audience for row in scene.loaded.declared.products):
                yield found("facts/role-supporter", "must", place, product.id, **title)
        elif not supporter and filing.products and product.audience == ("supply",) and filing.category in ("", "generation"):
            yield found("facts/role-provider", "must", place, product.id, **title)


def _doubtful(scene: Scene, index: int, filing: DeclaredFiling) -> Iterator[Contradiction]:
    """Numbers that are well formed and may be miscopied all the same."""
    number = decode(filing.number) if filing.number else None
    place = scene.declared_at("filing", index, "number")
    if isinstance(number, FilingNumber) and not number.adds_up:
        yield found("facts/number-check-digit", "ask", place, number=filing.number)
    if isinstance(number, GenaiNumber) and not number.known_province:
        yield found("facts/number-province", "ask", place, number=filing.number, province=number.province)


def _unmatched(scene: Scene) -> Iterator[Contradiction]:
    declared = scene.loaded.declared
    known = frozenset(hit.fingerprint for hit in scene.hits)
    rows = [("product", n, "paths", row.paths) for n, row in enumerate(declared.products)]
    rows += [("product", n, "shown", row.shown) for n, row in enumerate(declared.products)]
    rows += [("filing", n, "covers", row.covers.paths) for n, row in enumerate(declared.filings) if row.covers]
    rows += [("exclude", n, "paths", row.paths) for n, row in enumerate(declared.excludes)]
    for table, index, key, patterns in rows:
        for pattern in patterns:
            alone = FINGERPRINT.fullmatch(pattern) is not None
            if pattern not in known and (alone or not _meets(scene, pattern)):
                place = scene.declared_at(table, index, key)
                yield found("facts/path-unmatched", "ask", place, key=f"{table}[{index + 1}].{key}", pattern=pattern)
    for index, model in enumerate(declared.models):
        if not _meets_model(scene, model.match):
            yield found("facts/model-unmatched", "ask", scene.declared_at("model", index, "match"), pattern=model.match)


def _meets(scene: Scene, pattern: str) -> bool:
    """Some file, or a folder of files of which none is looked at."""
    beginning = pattern[: min((pattern.find(sign) for sign in "*?[" if sign in pattern), default=len(pattern))].rstrip("/")
    return beginning in scene.folders - {""} or any(matches((pattern,), path) for path in scene.files)


def _meets_model(scene: Scene, pattern: str) -> bool:
    told = {hit.model for hit in scene.hits} | {other.model for hit in scene.hits for other in hit.alternatives}
    names = {name.lower() for model in told if model for name in (model, model.rpartition("/")[2])}
    return any(fnmatch.fnmatchcase(name, pattern.lower()) for name in names) or _meets(scene, pattern)
