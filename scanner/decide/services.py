"""Makes algorithm services of groups and counts the filings that each adds; what they oblige to is left to the rules."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scanner.decide import paths
from scanner.decide.groups import products
from scanner.model import Count, DeclaredProduct, Service, Total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import Catalog
    from scanner.decide.groups import Group
    from scanner.model import Declared, DeclaredFiling, Role

_ONE = Count(min=1, likely=1, max=1)
_MAYBE = Count(min=0, likely=1, max=1)
_SELDOM = Count(min=0, likely=0, max=1)
_NONE = Count(min=0, likely=0, max=0)
_IN_SCOPE = frozenset({"public", "business", "supply"})
_SHARES = ("generation", "dispatch")
"""Categories in which several families of a product have been filed as one algorithm."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A service with what the rules have to know about it."""

    service: Service
    group: Group
    own: bool
    """Usually filed on its own."""
    absorbed: tuple[str, ...] = ()
    """Techniques filed in practice only, beside others that carry the service."""
    guards: str = "nothing"

    def standing(self, technique: str) -> str:
        return "absorbed" if technique in self.absorbed else "own" if self.own else "possible"


@dataclasses.dataclass(frozen=True, slots=True)
class _Tally:
    """A count with its reasons."""

    count: Count
    because: tuple[str, ...]
    quiet: bool = False
    guards: str = "nothing"


class Drafting:
    """Counts services for one declaration."""

    def __init__(self, catalog: Catalog, declared: Declared, groups: tuple[Group, ...]) -> None:
        self._declared = declared
        self._groups = groups
        self._products = {product.id: product for product in products(declared)}
        self._practice = frozenset(term.id for term in catalog.categories.techniques if term.practice_only)
        self._statutory = {term.id: term.parent for term in catalog.categories.categories}
        self._seen: dict[tuple[str, str, Role, str], str] = {}

    def drafts(self) -> tuple[Draft, ...]:
        return tuple(self._draft(group, role) for group in self._groups for role in self._roles(group))

    def _owner(self, product: str) -> DeclaredProduct:
        return self._products.get(product) or DeclaredProduct(id=product)

    def _roles(self, group: Group) -> tuple[Role, ...]:
        audience = self._owner(group.product).audience
        if group.category != "generation" or "supply" not in audience:
            return ("provider",)
        return ("provider", "technical-supporter") if {"public", "business"} & set(audience) else ("technical-supporter",)

    def _draft(self, group: Group, role: Role) -> Draft:
        tally = self._tally(group, role)
        own = tally.count.likely > 0
        filing = self._filing(group, role)
        # A filing that exists settles that this algorithm is filed on its own.
        own = own or bool(filing and filing.number)
        tally = self._other_products(group, role, self._planned(group, role, tally))
        tally = self._scoped(group, tally)
        roles = self._roles(group)
        reason = "role-both" if len(roles) > 1 else "role-supporter" if role == "technical-supporter" else "role-provider"
        told = (reason,) if group.category == "generation" else ()
        models = group.models
        sources = {model.vendor or model.model or "" for model in models}
        split = (f"count-alternatives {len(sources)}",) if len(sources) > 1 else ()
        name = "/".join(part for part in (group.product, group.category, group.family) if part)
        service = Service(
            id=name if role == "provider" else f"{name}/{role}",
            product=group.product,
            category=group.category,
            statutory_type=self._statutory.get(group.category, ""),
            families=(group.family,),
            techniques=group.techniques,
            models=models,
            role=role,
            count=tally.count,
            hits=group.hits,
            entries=group.entries,
            because=tuple(dict.fromkeys((*tally.because, *split, *told))),
            filing=filing.number if filing else "",
            quiet=tally.quiet,
        )
        absorbed = () if self._practice_only(group) else tuple(name for name in group.techniques if name in self._practice)
        return Draft(service=service, group=group, own=own, absorbed=absorbed, guards=tally.guards)

    # ---- counting one group, as if it stood in one product for the public

    def _tally(self, group: Group, role: Role) -> _Tally:
        if not group.reached:
            return _Tally(_SELDOM, ("count-no-caller",))
        if group.category in _SHARES:
            return self._sharing(group, role)
        if group.category == "filtering":
            return self._filter(group)
        if group.category == "ranking":
            return self._ranking(group)
        if group.category == "retrieval":
            return self._retrieval(group)
        return _Tally(_ONE, ("count-one",))

    def _sharing(self, group: Group, role: Role) -> _Tally:
        if group.family == "orchestration":
            return _Tally(_SELDOM, ("count-scheduling",), quiet=True)
        if self._practice_only(group):
            return _Tally(_SELDOM, ("count-practice-only",), quiet=len(self._beside(group)) > 0)
        if not group.shown:
            return _Tally(_SELDOM, ("count-offline",)) if group.category == "generation" else _Tally(_MAYBE, ("count-offline-dispatch",))
        leads = [one for one in self._siblings(group) if self._ordinary(one)]
        filed = [one for one in leads if self._filing(one, role)]
        lead = (filed or leads)[0]
        if group is lead or self._filing(group, role):
            return _Tally(_ONE, ("count-one",))
        return _Tally(_MAYBE, (f"count-shared {lead.category}/{lead.family}",))

    def _ordinary(self, group: Group) -> bool:
        shown = group.shown or group.category not in _SHARES
        return shown and group.reached and group.family != "orchestration" and not self._practice_only(group)

    def _practice_only(self, group: Group) -> bool:
        return set(group.techniques) <= self._practice

    def _ranking(self, group: Group) -> _Tally:
        feed = self._find(group.product, "recommendation", "feed")
        entries = [member.hit.entry for member in group.live]
        if group.family == "list" and feed is not None and all(entries):
            roots = {member.hit.entry.location for member in feed.live if member.hit.entry}
            if all(entry is not None and entry.location in roots for entry in entries):
                return _Tally(_SELDOM, ("count-recaller",))
        return _Tally(_ONE, ("count-one",))

    def _retrieval(self, group: Group) -> _Tally:
        if group.family == "rag" and self._find(group.product, "generation", "text"):
            return _Tally(_SELDOM, ("count-rag",))
        if "image-search" in group.techniques and len(group.techniques) > 1:
            return _Tally(Count(min=1, likely=1, max=2), ("count-one", "count-image-search"))
        return _Tally(_ONE, ("count-one",))

    def _filter(self, group: Group) -> _Tally:
        """What it guards: its neighbours in the code tell, and whether it is what the product sells."""
        beside = self._beside(group)
        if not beside and "supply" in self._owner(group.product).audience:
            return _Tally(_ONE, ("count-one",), guards="sold")
        chats = [one for one in beside if one.category == "generation"]
        around = frozenset[object]().union(*(one.places for one in chats))
        if chats and not _asked_apart(group, around) and (len(chats) == len(beside) or group.places & around):
            return _Tally(_SELDOM, ("count-filter-model",), quiet=True, guards="model")
        return _Tally(_MAYBE, ("count-filter-posts",), guards="posts")

    # ---- what the operator's words do to it

    def _planned(self, group: Group, role: Role, tally: _Tally) -> _Tally:
        """A filing for several families is one filing; one that covers this family alone is one as well."""
        filing = self._filing(group, role)
        if filing is None:
            return tally
        first = next(one for one in self._siblings(group) if self._filing(one, role) is filing)
        if first is group:
            return dataclasses.replace(tally, count=_ONE)
        return dataclasses.replace(tally, count=_NONE, because=(f"count-planned-together {first.category}/{first.family}",))

    def _other_products(self, group: Group, role: Role, tally: _Tally) -> _Tally:
        """One algorithm in several products is one filing, unless the operator files it under several."""
        audience = set(self._owner(group.product).audience)
        if audience and not audience & _IN_SCOPE:
            return tally
        filing = self._filing(group, role)
        named = (filing.number or filing.name) if filing else ""
        key = (group.category, group.family, role, named)
        first = self._seen.setdefault(key, group.product)
        if first == group.product or tally.count == _NONE:
            return tally
        if named:
            return dataclasses.replace(tally, count=_NONE, because=(f"count-other-product {first}",))
        most = min(1, tally.count.max)
        return dataclasses.replace(tally, count=Count(min=0, likely=0, max=most), because=(f"count-other-product {first}",))

    def _scoped(self, group: Group, tally: _Tally) -> _Tally:
        owner = self._owner(group.product)
        if not owner.audience or set(owner.audience) & _IN_SCOPE:
            return tally
        if "overseas" in owner.audience and owner.run_from != "abroad":
            return dataclasses.replace(tally, count=Count(min=0, likely=0, max=tally.count.max), because=("count-overseas",))
        return dataclasses.replace(tally, count=_NONE, because=("count-out-of-scope",))

    def _filing(self, group: Group, role: Role) -> DeclaredFiling | None:
        """The declared algorithm filing that covers the group; the closest in its paths, else the first."""
        fit = [row for row in self._declared.filings if fits(row, group.product, group.category, group.family, role)]
        placed = [row for row in fit if row.covers and row.covers.paths]
        close = [row for row in placed if any(paths.any_match(_globs(row), one.hit.location.path) for one in group.live)]
        return next(iter(close or fit), None)

    # ---- neighbours

    def _siblings(self, group: Group) -> list[Group]:
        return [one for one in self._groups if (one.product, one.category) == (group.product, group.category)]

    def _beside(self, group: Group) -> list[Group]:
        """Other groups of the product that are usually filed."""
        mine = (one for one in self._groups if one.product == group.product and one is not group)
        return [one for one in mine if self._ordinary(one)]

    def _find(self, product: str, category: str, family: str) -> Group | None:
        return next((one for one in self._groups if (one.product, one.category, one.family) == (product, category, family)), None)


def totals(services: Iterable[Service]) -> tuple[Total, ...]:
    """Sums per product, category and role; a count never repeats a filing that another service has counted."""
    sums: dict[tuple[str, str, Role], list[Count]] = {}
    for service in services:
        sums.setdefault((service.product, service.category, service.role), []).append(service.count)
    return tuple(Total(product=key[0], category=key[1], role=key[2], count=total(counts)) for key, counts in sums.items())


def total(counts: Iterable[Count]) -> Count:
    counts = tuple(counts)
    return Count(
        min=sum(count.min for count in counts), likely=sum(count.likely for count in counts), max=sum(count.max for count in counts)
    )


def fits(row: DeclaredFiling, product: str, category: str, family: str, role: str) -> bool:
    """Whether a filing, made or planned, is for an algorithm of this kind; what is not written in it does not tell apart."""
    return (
        row.type == "algorithm"
        and row.category in ("", category)
        and row.role in ("", role)
        and (not row.products or product in row.products)
        and (row.covers is None or not row.covers.families or family in row.covers.families)
    )


def _globs(row: DeclaredFiling) -> tuple[str, ...]:
    return row.covers.paths if row.covers else ()


def _asked_apart(group: Group, around: frozenset[object]) -> bool:
    """Whether a member is reached by a way of its own, and stands where none of the others does."""
    hits = (member.hit for member in group.live)
    # NOTE: what a bot hears is asked of the model, whichever of its channels was met first.
    return any(
        hit.entry is not None and hit.entry.kind != "bot" and around.isdisjoint((hit.entry.location, hit.location.path)) for hit in hits
    )
