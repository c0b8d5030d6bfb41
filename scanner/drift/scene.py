"""What is held against each other: services and who serves them, declared filings, and what could not be read.

Which service belongs to which filing is said by ``matching``, what differs by the modules beside it.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import catalog_coverage
from scanner.decide import paths
from scanner.decide.groups import counts, hit_id
from scanner.decide.serving import Sources, is_model
from scanner.model import HOLE, DeclaredProduct, Location

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog import Catalog
    from scanner.decide.serving import Server
    from scanner.declared import Loaded
    from scanner.law import Law
    from scanner.model import Decisions, Hit, Problem, Service

IN_SCOPE = frozenset({"public", "business", "supply"})
"""Audiences that algorithm filings are about."""
NOT_YET = "not-yet"


class Seen(NamedTuple):
    """One possible source of one call site of a service."""

    service: Service
    hit: Hit
    server: Server
    alone: bool
    """No alternative stands beside it, or it is the default, or the operator says that it is on."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scene:
    """One scan, decided, before its drift is known."""

    loaded: Loaded
    decisions: Decisions
    hits: tuple[Hit, ...]
    catalog: Catalog
    law: Law
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    """Source files in languages without a front end."""
    whole: bool
    """The user left nothing out, so that what is not found is not there."""
    touching: tuple[str, ...] | None
    """Files and folders that drift is told of; None for all."""
    around: frozenset[str]
    """Files that these may have an effect on."""
    changed_on: str
    """ISO date on which changes went live, or ""."""

    def product(self, name: str) -> DeclaredProduct:
        return next((row for row in self.loaded.declared.products if row.id == name), DeclaredProduct(id=name))

    def in_scope(self, product: str) -> bool:
        """Not declared to be outside of what algorithm filings are about."""
        audience = self.product(product).audience
        return not audience or not IN_SCOPE.isdisjoint(audience)

    def declared_at(self, index: int, key: str = "") -> Location:
        """Where the n-th filing, or a key of it, is declared."""
        line = self.loaded.line("filing", index, key)
        return Location(path=self.loaded.file, line=line, column=1, end_line=line, end_column=1)

    @functools.cached_property
    def categories(self) -> frozenset[str]:
        """Categories that the signatures can find."""
        return frozenset(name for name, count in catalog_coverage(self.catalog).signatures if count)

    @functools.cached_property
    def sources(self) -> Sources:
        return Sources(self.catalog, self.loaded.declared.models, frozenset(map(hit_id, self.hits)))

    @functools.cached_property
    def families(self) -> Mapping[str, str]:
        """Family by fingerprint of what belongs to a service, and by technique for the rest."""
        found = {term.id: term.parent.partition("/")[2] for term in self.catalog.categories.techniques}
        return found | {name: service.families[0] for service in self.decisions.services for name in service.hits if service.families}

    @functools.cached_property
    def seen(self) -> tuple[Seen, ...]:
        """Every source of every call site that makes a service."""
        known = {hit_id(hit): hit for hit in self.hits}
        places = ((service, known[name]) for service in self.decisions.services for name in service.hits if name in known)
        return tuple(seen for service, hit in places for seen in self._seen(service, hit))

    def _seen(self, service: Service, hit: Hit) -> list[Seen]:
        owner = self.product(service.product)
        shown = paths.Meant(owner.shown, frozenset({hit_id(hit)}))(hit_id(hit), hit.location.path)
        if hit.ignored or not counts(hit, said=shown):
            return []
        servers = self.servers(service, hit)
        on = owner.vendors or ()
        return [Seen(service, hit, one, len(servers) == 1 or one.default or one.vendor in on) for one in servers]

    def model_name(self, model: str | None, vendor: str | None) -> str:
        """What ``covers.models`` calls a model: as the operator declares it, else its family; "" where nobody knows it."""
        if not model or HOLE in model:
            return ""
        declared = (row.match for row in self.loaded.declared.models if is_model(row.match, model))
        return next(declared, "") or self.sources.family_of(model, vendor)

    def servers(self, service: Service, hit: Hit) -> tuple[Server, ...]:
        family = service.families[0] if service.families else ""
        return self.sources.servers(hit, hit_id(hit), family, self.product(service.product).vendors)


def left_open(hit: Hit) -> bool:
    """The address comes from an environment that the code does not show; the vendor is only the library's own, for when it is unset."""
    return hit.mode == "api" and hit.overridable and not hit.base_url and not hit.alternatives
