"""Says who makes and who serves the model behind a hit, over all alternatives; what follows from it is left to the rules."""

from __future__ import annotations

import dataclasses
import fnmatch
from typing import TYPE_CHECKING

from scanner.decide import paths
from scanner.decide.modes import UNTOLD, origin
from scanner.model import HOLE, ServedModel

if TYPE_CHECKING:
    from scanner.catalog import Catalog, ModelFamily, Vendor
    from scanner.model import DeclaredModel, Hit, Jurisdiction

FACTS = ("origin", "mode", "home", "served", "developer", "upstream", "weights_changed")
"""Facts that are fields of ``Server``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One possible source of one hit, in the words of the facts that rules ask for."""

    vendor: str | None
    model: str | None
    mode: str
    origin: str
    home: str
    served: str
    developer: str
    upstream: str
    numbers: tuple[str, ...] = ()
    weights_changed: str = ""
    """yes, no, or "" where only the operator knows."""
    default: bool = False

    @property
    def label(self) -> str:
        """What a subject calls it: the vendor, else the model."""
        return (self.vendor if self.mode == "api" else "") or self.model or ""

    def facts(self) -> tuple[str, ...]:
        return (self.origin, self.mode, self.home, self.served, self.developer, self.upstream, self.weights_changed)

    def told(self) -> ServedModel:
        places: dict[str, Jurisdiction] = {"mainland": "mainland", "overseas": "overseas", "mixed": "mixed", "unknown": "unknown"}
        return ServedModel(
            vendor=self.vendor,
            model=self.model,
            origin=self.origin,
            default=self.default,
            jurisdiction=places.get(self.served),
            upstream=self.numbers,
        )


class Sources:
    """Sources of hits, as the catalogue and the operator's ``[[model]]`` tables tell them."""

    def __init__(self, catalog: Catalog, models: tuple[DeclaredModel, ...], ids: frozenset[str]) -> None:
        self._vendors = catalog.vendors
        self._order = tuple(sorted(catalog.vendors))
        self._single = {row.match: row for row in models if row.match in ids}
        self._declared = tuple(row for row in reversed(models) if row.match not in self._single)
        self._servers: dict[tuple[str, str | None, str | None, str | None, str, str, str], Server] = {}
        self._families: dict[tuple[str, str], tuple[str, ModelFamily] | None] = {}

    def servers(self, hit: Hit, name: str, family: str, vendors: tuple[str, ...] | None) -> tuple[Server, ...]:
        """Every source that may be on; ``vendors`` are those that the operator says are on."""
        found: dict[Server, None] = {}
        choices = _choices(hit)
        for vendor, written, place in choices:
            model = None if len(choices) > 1 and self._elsewhere(written, vendor) else written
            first = not found and vendor not in UNTOLD and bool(hit.overridable or hit.alternatives)
            for on in self._on(hit, vendor, vendors):
                server = self._server(hit.mode, on, model, place if on == vendor else None, family, hit.origin, hit.base)
                server = self._declare(hit, name, server)
                found[dataclasses.replace(server, default=True) if first else server] = None
        return tuple(found)

    def family_of(self, model: str | None, vendor: str | None) -> str:
        """Family of a model id, as the vendor files name it; "" where none knows it."""
        made = self._family(model, vendor or "")
        return made[1].family if made else ""

    def _elsewhere(self, model: str | None, vendor: str | None) -> bool:
        """A closed model of somebody else: of several vendors and several models, these two do not belong together."""
        known = self._vendors.get(vendor or "")
        made = self._family(model, vendor or "")
        return known is not None and not known.relay and made is not None and made[0] != vendor and not made[1].open_weights

    def _on(self, hit: Hit, vendor: str | None, vendors: tuple[str, ...] | None) -> tuple[str | None, ...]:
        if vendors is None or hit.mode != "api":
            return (vendor,)
        if vendor in UNTOLD:
            return vendors
        return (vendor,) if vendor in vendors else ()

    def _server(self, *key: *tuple[str, str | None, str | None, str | None, str, str, str]) -> Server:
        if key not in self._servers:
            self._servers[key] = self._made(*key)
        return self._servers[key]

    def _made(  # noqa: PLR0913  one source, all that tells it apart
        self, kind: str, vendor: str | None, model: str | None, place: str | None, family: str, said: str, base: str
    ) -> Server:
        known = self._vendors.get(vendor or "")
        made = self._family(base or model, vendor or "")
        if kind == "self-hosted":
            return self._local(model or base or None, made, family, said)
        found = origin(kind, known, told=vendor not in UNTOLD, family=family, said=said)
        mode = "self-hosted" if kind in ("fine-tune", "train") and not known else "api"
        home = known.jurisdiction if known else "unknown"
        developer = made[1].jurisdiction if made else "unknown" if known and known.relay else home
        upstream, numbers = self._upstream(known, made, found)
        return Server(
            vendor=vendor,
            model=model,
            mode=mode,
            origin=found,
            home=_place(home, mixed=False),
            served=_place(place or home, mixed=True) if mode == "api" else "local",
            developer=_place(developer, mixed=False),
            upstream=upstream,
            numbers=numbers,
            weights_changed="no" if found in ("api", "relay") else "yes" if said == "fine-tuned" else "",
        )

    def _local(self, model: str | None, made: tuple[str, ModelFamily] | None, family: str, said: str) -> Server:
        told = model is not None and HOLE not in model
        found = origin("self-hosted", None, told=told, family=family, said=said)
        owner = self._vendors.get(made[0]) if made else None
        filed = _numbers(owner, ("genai-filing",)) if owner else ()
        return Server(
            vendor=None,
            model=model,
            mode="self-hosted",
            origin=found,
            home="unknown",
            served="local",
            developer=_place(made[1].jurisdiction if made else "unknown", mixed=False),
            upstream="unknown" if found == "run-time" else "filed" if filed else "not-found",
            numbers=filed,
            weights_changed="yes" if found == "fine-tuned" else "",
        )

    def _upstream(self, vendor: Vendor | None, made: tuple[str, ModelFamily] | None, origin: str) -> tuple[str, tuple[str, ...]]:
        """Whether the model stands in the lists as far as the vendor files know; what is not found may still be filed."""
        if origin == "run-time" or vendor is None:
            return "unknown", ()
        owner = self._vendors[made[0]] if made else vendor
        if owner.id != vendor.id:
            numbers = _numbers(owner, ("genai-filing",))
            return ("hosted", numbers) if numbers else ("not-found", ())
        if not _numbers(vendor, ("genai-filing",)):
            return "not-found", _numbers(vendor, ("algorithm-filing",))
        return "filed", _numbers(vendor, ("genai-filing", "algorithm-filing"))

    def _declare(self, hit: Hit, name: str, server: Server) -> Server:
        """The source as the last ``[[model]]`` table that means it says."""
        if name in self._single:
            return self._with(server, self._single[name])
        for row in self._declared:
            by_model = server.model is not None and is_model(row.match, server.model)
            if by_model or ((row.origin == "api") is (server.mode == "api") and paths.matches(row.match, hit.location.path)):
                return self._with(server, row)
        return server

    def _with(self, server: Server, row: DeclaredModel) -> Server:
        made = next(((name, one) for name in self._order for one in self._vendors[name].models if one.family == row.base), None)
        numbers = (*server.numbers, row.number) if row.number else server.numbers
        upstream = "filed" if row.number else server.upstream
        developer = _place(made[1].jurisdiction, mixed=False) if made else server.developer
        if made and not row.number and server.mode == "self-hosted":
            numbers = _numbers(self._vendors[made[0]], ("genai-filing",))
            upstream = "filed" if numbers else "not-found"
        return dataclasses.replace(
            server,
            origin=server.origin if row.origin == "api" else row.origin,
            upstream=upstream,
            developer=developer,
            numbers=numbers,
            weights_changed="no" if row.origin in ("api", "open-weights") else "yes",
        )

    def _family(self, model: str | None, vendor: str) -> tuple[str, ModelFamily] | None:
        """Whose model an id names; the serving vendor's own list first."""
        if not model or HOLE in model:
            return None
        key = (vendor, model)
        if key not in self._families:
            names = [name for name in (vendor, *self._order) if name in self._vendors]
            rows = ((name, row) for name in names for row in self._vendors[name].models)
            self._families[key] = next(((name, row) for name, row in rows if any(is_model(glob, model) for glob in row.patterns)), None)
        return self._families[key]


def _choices(hit: Hit) -> list[tuple[str | None, str | None, str | None]]:
    """(vendor, model, place) of the hit itself and of its alternatives; the hit itself only where it names somebody."""
    others = [(other.vendor, other.model, other.jurisdiction) for other in hit.alternatives]
    if hit.vendor == "configurable" and others:
        return list(dict.fromkeys(others))
    return list(dict.fromkeys([(hit.vendor, hit.model, hit.jurisdiction), *others]))


def is_model(glob: str, model: str) -> bool:
    """Whether a pattern means a model id; the part before the last slash need not be written."""
    name, glob = model.lower(), glob.lower()
    return fnmatch.fnmatchcase(name.rpartition("/")[2], glob) or fnmatch.fnmatchcase(name, glob)


def _place(word: str, *, mixed: bool) -> str:
    return word if word in ("mainland", "overseas") or (mixed and word == "mixed") else "unknown"


def _numbers(vendor: Vendor, types: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers to quote as upstream: the model's, and the supporter's algorithm; the provider's is that of the vendor's own app."""
    rows = [row for row in vendor.filed if row.type in types and row.mark != "M"]
    quoted = [row for row in rows if not (row.type == "algorithm-filing" and row.role == "provider")]
    return tuple(dict.fromkeys(row.number for row in sorted(quoted, key=lambda row: types.index(row.type))))
