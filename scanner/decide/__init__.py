"""Turns hits into algorithm services, obligations, obstacles and ranked questions; how they are worded is left to the reports."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scanner.decide.duties import Applying
from scanner.decide.groups import Grouping, hit_id, products_of
from scanner.decide.modes import settled
from scanner.decide.questions import Asking, State
from scanner.decide.services import Drafting, totals
from scanner.model import Decisions, Declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog import Catalog, Categories
    from scanner.decide.groups import Group, Member
    from scanner.law import Law
    from scanner.model import Feature, Hit

__all__ = ["closed_words", "decide", "settled"]


def closed_words(categories: Categories) -> Mapping[str, frozenset[str]]:
    """The closed lists that ``law.load`` wants."""
    lists = {"category": categories.categories, "family": categories.families, "technique": categories.techniques}
    words = {name: frozenset(term.id for term in terms) for name, terms in lists.items()}
    return {**words, **{name: frozenset(values) for name, values in categories.words}}


def decide(
    hits: tuple[Hit, ...], catalog: Catalog, law: Law, declared: Declared | None = None, features: tuple[Feature, ...] = ()
) -> tuple[tuple[Hit, ...], Decisions]:
    """The hits completed, in their order, and what follows from them."""
    declared = declared or Declared()
    engine = _Engine(hits, catalog, law, features)
    state = engine.decide(declared)
    asking = Asking(catalog=catalog, law=law, decide=engine.decide, facts=engine.facts, idle=engine.applying.idle, features=features)
    services = tuple(draft.service for draft in state.drafts)
    decisions = Decisions(
        services=services,
        obligations=state.obligations,
        obstacles=state.obstacles,
        questions=asking.questions(state),
        totals=totals(services),
    )
    return _completed(hits, state), decisions


class _Engine:
    """Decides for many declarations over the same hits, and does not repeat what they have in common."""

    def __init__(self, hits: tuple[Hit, ...], catalog: Catalog, law: Law, features: tuple[Feature, ...]) -> None:
        self._hits = hits
        self._ids = frozenset(map(hit_id, hits))
        self._catalog = catalog
        self._features = features
        self.applying = Applying(law)
        self._grouped: dict[object, tuple[tuple[tuple[str, Member], ...], tuple[Group, ...]]] = {}

    def decide(self, declared: Declared) -> State:
        members, groups = self._groups(declared)
        drafts = Drafting(self._catalog, declared, groups).drafts()
        obligations, obstacles = self.applying.obligations(drafts, declared, self._features)
        return State(declared=declared, members=members, groups=groups, drafts=drafts, obligations=obligations, obstacles=obstacles)

    def facts(self, state: State, product: str) -> tuple[dict[str, frozenset[str] | None], ...]:
        return self.applying.facts(state.drafts, state.declared, self._features, product)

    def _groups(self, declared: Declared) -> tuple[tuple[tuple[str, Member], ...], tuple[Group, ...]]:
        rows = tuple((product.id, product.paths, product.vendors, product.shown) for product in declared.products)
        key = (rows or (("", (), None, ()),), declared.models, declared.excludes)
        if key not in self._grouped:
            grouping = Grouping(self._catalog, declared, self._ids)
            members = tuple(grouping.members(self._hits))
            self._grouped[key] = (members, grouping.groups(members))
        return self._grouped[key]


def _completed(hits: tuple[Hit, ...], state: State) -> tuple[Hit, ...]:
    """Product, origin and biometric features of every hit, and the main site whose alternative it is."""
    members = {hit_id(member.hit): member for _, member in reversed(state.members)}
    primary: dict[str, str] = {}
    for group in state.groups:
        first = group.live[0]
        for member in group.live[1:]:
            if {server.label for server in member.servers} != {server.label for server in first.servers}:
                primary.setdefault(hit_id(member.hit), hit_id(first.hit))
    return tuple(_complete(hit, members[hit_id(hit)], primary.get(hit_id(hit), ""), state.declared) for hit in hits)


def _complete(hit: Hit, member: Member, main: str, declared: Declared) -> Hit:
    origin = member.servers[0].origin if member.servers and hit.category == "generation" else ""
    return dataclasses.replace(
        hit,
        product=",".join(products_of(hit, declared)),
        origin=origin,
        biometric=member.biometric,
        alternative_of=hit.alternative_of or main,
    )
