"""Who really serves a call: base URL, region and model id decide, over all alternatives, not the SDK."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.values import Const, Path, Text, Unknown
from scanner.match.urls import Urls, is_local, split
from scanner.model import HOLE, Alternative

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scanner.catalog import Catalog, ModelFamily, Vendor
    from scanner.evaluate.values import Value
    from scanner.model import Jurisdiction, Mode


_FRONT = re.compile(r"[/:]")
"""Between a provider's name and the model id."""


class Base(NamedTuple):
    """One possible base URL, "" for the library's own; ``fallback``: only a default that something else may replace."""

    url: str
    because: str
    fallback: bool = False
    unknown: bool = False
    models: tuple[str, ...] | None = None
    """What is asked for at this address where what names the address names that, too."""


class Serving(NamedTuple):
    """The answer, as a hit needs it."""

    vendor: str | None
    jurisdiction: Jurisdiction | None
    mode: Mode
    base_url: str | None
    model: str | None
    alternatives: tuple[Alternative, ...]
    overridable: bool
    conflict: str


class Servers:
    """The catalogue's vendors, ready to be asked."""

    def __init__(self, catalog: Catalog, urls: Urls) -> None:
        self._vendors = catalog.vendors
        self._urls = urls
        self._regions = catalog.regions
        self.placed = frozenset(row.library for row in catalog.regions)
        self._exact: dict[str, tuple[Vendor, ModelFamily]] = {}
        self._globs: list[tuple[str, Vendor, ModelFamily]] = []
        for vendor in catalog.vendors.values():
            for family in vendor.models:
                for pattern in family.patterns:
                    if any(c in pattern for c in "*?["):
                        self._globs.append((pattern, vendor, family))
                    else:
                        self._exact.setdefault(pattern, (vendor, family))
        self._families: dict[str, tuple[Vendor, ModelFamily] | None] = {}
        self._wires = {v.id: frozenset(wire for host in v.hosts for wire in host.wires) for v in catalog.vendors.values()}
        self._formats = frozenset(wire for wires in self._wires.values() for wire in wires)
        self._providers = {name: vendor.id for vendor in catalog.vendors.values() for name in (*vendor.providers, vendor.id)}

    def family(self, model: str, vendor: str | None = None) -> tuple[Vendor, ModelFamily] | None:
        """Whose model an id is: the vendor's own rows first, then the most literal pattern of all."""
        model = model.lower()
        short = model.rpartition("/")[2]
        key = f"{vendor}:{model}"
        if key not in self._families:
            own = self._vendors.get(vendor or "")
            found: tuple[Vendor, ModelFamily] | None = None
            for name in (short, model):
                if own is not None:
                    found = found or next(((own, f) for f in own.models if any(fnmatch.fnmatchcase(name, p) for p in f.patterns)), None)
                found = found or self._exact.get(name)
                if found is None:
                    fitting = [(len(p.replace("*", "")), v.id, v, f) for p, v, f in self._globs if fnmatch.fnmatchcase(name, p)]
                    if fitting:
                        best = min(fitting, key=lambda row: (-row[0], row[1]))
                        found = (best[2], best[3])
            self._families[key] = found
        return self._families[key]

    def speaks(self, vendor: str, wire: str) -> bool:
        """Whether a vendor's hosts speak a wire format."""
        return wire in self._wires.get(vendor, frozenset())

    def developer(self, model: str) -> tuple[str, str, str] | None:
        """Whose model an id is, its family and what it does; a tag behind the id does not matter."""
        found = self.family(model.partition(":")[0])
        return (found[0].id, found[1].family, found[1].technique) if found else None

    def own(self, models: tuple[str, ...], *vendors: str, more: bool = False) -> tuple[str, ...]:
        """Of several models that a call may be given, those of the vendors that serve it; all when none is or nobody is known.

        ``more``: the call may be given others, too; then what only others make was meant for another call. Bare marks are no model.
        """
        models = tuple(model for model in models if any(map(str.isalnum, model)))
        if more and any(vendors):
            models = tuple(model for model in models if not all(self._conflict(vendor, [model]) for vendor in vendors))
        if len(models) < 2 or not any(vendors):
            return models
        return tuple(model for model in models if any(self._makes(vendor, model) for vendor in vendors)) or models

    def behind(self, bases: Sequence[Base], vendor: str) -> tuple[str, ...]:
        """Vendors behind all of the addresses, () where one is open or serves others' models, too; ``vendor`` is the library's own."""
        found = [self._host(base, vendor) for base in bases or [Base("", "")]]
        open_ = any(name not in self._vendors or self._vendors[name].relay for name in found)
        return () if open_ else tuple(dict.fromkeys(found))

    def _host(self, base: Base, vendor: str) -> str:
        """Who stands behind one address, "" for nobody that is known."""
        if not base.url:
            return "" if base.unknown else vendor
        url = split(base.url)
        served = self._urls.served(url.host, url.path)
        return served[0].vendor.id if served else ""

    def _makes(self, vendor: str, model: str) -> bool:
        found = self.family(model, vendor)
        return found is not None and found[0].id == vendor

    def _paired(self, bases: Sequence[Base], vendor: str, models: list[str]) -> list[list[str]]:
        """The models that each address may be asked for: branches that choose an address choose a model, too.

        As many of the one as of the other belong together in their order, unless vendors are known to serve only their own.
        """
        hosts = [self._host(base, vendor) for base in bases]
        mine = [[m for m in models if self._makes(host, m)] if host and not self._relays(host) else [] for host in hosts]
        if len(bases) == len(models) > 1 and all(
            (not own or model in own) and not self._foreign(host, [model]) for host, own, model in zip(hosts, mine, models, strict=True)
        ):
            return [[model] for model in models]
        left = [model for model in models if not any(model in own for own in mine)] or models
        if len(bases) == 1 or len(models) == 1:  # what is asked of all is asked of each
            return [own or left for own in mine]
        return [own or self._without_foreign(host, left) for host, own in zip(hosts, mine, strict=True)]

    def _without_foreign(self, vendor: str, models: list[str]) -> list[str]:
        """Of the models those that a vendor may serve: what only others make was meant for another address."""
        foreign = {row[0] for row in self._foreign(vendor, models)}
        return [model for model in models if model not in foreign]

    def _relays(self, vendor: str) -> bool:
        found = self._vendors.get(vendor)
        return found is not None and found.relay

    def routed(self, provider: str, models: Iterable[str]) -> str:
        """Who serves through a router: the provider as named, or in front of the model id, else the maker of the model."""
        fronts = [provider, *(_FRONT.split(model, maxsplit=1)[0] for model in models if _FRONT.search(model))]
        found = {self._providers[front.lower()] for front in fronts if front.lower() in self._providers}
        return found.pop() if len(found) == 1 else "" if found else self._by_model(list(models), "") or ""

    def serve(
        self, *, vendor: str, mode: Mode, bases: Iterable[Base], models: Iterable[str], region: Jurisdiction | None, portable: bool = True
    ) -> Serving:
        """Vendor, place and model of a call whose library is served by ``vendor`` unless a base URL says otherwise.

        ``portable``: others speak what the library speaks, so that an open base URL leaves the vendor open too.
        A default that something may replace is not believed to serve what only others make.
        """
        model_ids = list(dict.fromkeys(m for m in models if m))
        if not vendor and mode == "api":
            vendor = self.routed("", model_ids)
        doubted = portable and bool(self._foreign(vendor, model_ids))
        asked = list(bases) or [Base("", "the library's default")]
        paired = [
            own if base.models is None else list(base.models)
            for base, own in zip(asked, self._paired(asked, vendor, model_ids), strict=True)
        ]
        rows = [
            self._row(
                base._replace(unknown=base.unknown or (doubted and base.fallback and not base.url)), vendor, mode, chosen, portable=portable
            )
            for base, chosen in zip(asked, paired, strict=True)
        ]
        known = [row for row in rows if not row[1].unknown]
        # NOTE: of several defaults the first is in force, the others are what another choice would give.
        primary = [row for row in known if not row[1].fallback] or known[:1]
        vendors = list(dict.fromkeys(row[0].vendor for row in primary))
        if not known:  # the code leaves it open; the model id may tell
            vendor_id: str | None = (
                vendor if vendor and not portable else self._speaking(self._by_model(model_ids, vendor), vendor) or "configurable"
            )
        else:
            vendor_id = vendors[0] if len(vendors) == 1 else "configurable"
        self_hosted = bool(primary) and all(row[2] for row in primary)
        if self_hosted and len(known) < len(rows) and portable:  # one's own or anybody's
            self_hosted, vendor_id = False, "configurable"
        if mode == "self-hosted" and not vendor and primary and all(self._host(row[1], "") for row in primary):
            mode = "api"  # what one may run oneself stands at a vendor's address
        places = list(dict.fromkeys(row[0].jurisdiction for row in (primary or rows) if row[0].jurisdiction))
        jurisdiction = region or (None if not places else places[0] if len(places) == 1 else "mixed")
        own = self_hosted or mode != "api"
        return Serving(
            vendor=None if own else vendor_id,
            jurisdiction=None if own else jurisdiction or "unknown",
            mode="self-hosted" if self_hosted and mode == "api" else mode,
            base_url=(primary or rows)[0][0].base_url,
            model=(primary or rows)[0][0].model,
            alternatives=tuple(dict.fromkeys(row[0] for row in rows))
            if len(rows) > 1 or vendor_id == "configurable" or len(model_ids) > 1
            else (),
            overridable=len(known) < len(rows) or len(primary) < len(known) or any(row[1].fallback for row in primary),
            conflict=self._conflict(vendor_id, [m for row, chosen in zip(rows, paired, strict=True) if row in primary for m in chosen]),
        )

    def _by_model(self, models: list[str], vendor: str) -> str | None:
        found = {f[0].id for m in models if (f := self.family(m, vendor)) is not None}
        return found.pop() if len(found) == 1 else None

    def _speaking(self, found: str | None, vendor: str) -> str | None:
        """A vendor that a model id tells, None when it does not speak the wire format of the library's own vendor."""
        spoken = self._wires.get(found or "", frozenset())
        return None if found and vendor in self._formats and vendor not in spoken and found != vendor else found

    def _row(self, base: Base, vendor: str, mode: Mode, models: list[str], *, portable: bool) -> tuple[Alternative, Base, bool]:
        """One alternative; the flag tells that the address is the operator's own. Behind an address that nobody knows stands who alone speaks so."""  # noqa: E501
        model = models[0] if models else None
        if not base.url:
            owner = self._vendors.get(vendor)
            place: Jurisdiction | None = owner.jurisdiction if owner is not None else None
            by_model = self.family(model, vendor) if model and owner is not None and owner.relay else None
            if base.unknown:
                found = self._speaking(self._by_model(models, vendor), vendor)
                return Alternative(vendor=found, base_url=None, model=model, jurisdiction="unknown", because=base.because), base, False
            place = by_model[1].jurisdiction if by_model is not None else place
            # NOTE: a library that neither runs models itself nor has a vendor of its own is a router: what it serves is open.
            open_ = base._replace(unknown=not vendor and mode == "api")
            own = not vendor and mode != "api"
            return Alternative(vendor=vendor or None, base_url=None, model=model, jurisdiction=place, because=base.because), open_, own
        url = split(base.url)
        served = self._urls.served(url.host, url.path)
        shown = base.url.replace(HOLE, "{…}")
        if served:
            host = served[0].host
            return (
                Alternative(vendor=served[0].vendor.id, base_url=shown, model=model, jurisdiction=host.jurisdiction, because=base.because),
                base,
                False,
            )
        if is_local(url.host):
            return Alternative(vendor=None, base_url=shown, model=model, jurisdiction=None, because=base.because), base, True
        found = self._by_model(models, vendor) or (vendor if vendor and not portable else None)
        return Alternative(vendor=found, base_url=shown, model=model, jurisdiction="unknown", because=base.because), base, False

    def _foreign(self, vendor: str | None, models: list[str]) -> tuple[tuple[str, Vendor, ModelFamily], ...]:
        """Of the models, those of other makers, where the vendor serves only its own."""
        host = self._vendors.get(vendor or "")
        if host is None or host.relay or not host.models:
            return ()
        found = ((model, self.family(model, vendor)) for model in models)
        return tuple((model, *row) for model, row in found if row is not None and row[0].id != host.id)

    def _conflict(self, vendor: str | None, models: list[str]) -> str:
        """A closed model of another vendor at a host that serves only its own."""
        closed = (
            (model, maker.id) for model, maker, family in self._foreign(vendor, models) if not family.open_weights and not maker.relay
        )
        return next((f"{model} ({maker}) at a host of {vendor}" for model, maker in closed), "")

    def jurisdiction_of(self, library: str, values: Iterable[Value]) -> Jurisdiction | None:
        """What a region argument says."""
        for value in values:
            text = value.text if isinstance(value, Text) else value.steps[-1] if isinstance(value, Path) else ""
            for row in self._regions:
                if row.library == library and text and fnmatch.fnmatchcase(text.lower(), row.match.lower()):
                    return row.jurisdiction
        return None

    def place_named(self, library: str, steps: Iterable[str]) -> Jurisdiction | None:
        """What the names say that an object was made by, the last ones first."""
        return self.jurisdiction_of(library, [Text(step) for step in reversed(tuple(steps))])

    def place_of(self, libraries: Iterable[str], models: Iterable[str]) -> Jurisdiction | None:
        """What the providers in front of the model ids say, where all say the same."""
        asked = sorted(self.placed.intersection(libraries))
        places = {next((p for one in asked if (p := self.jurisdiction_of(one, [Text(model)]))), None) for model in models if asked}
        return places.pop() if len(places) == 1 else None


def _is_word(text: str) -> bool:
    """A text that is no address, as a key or a name that stands where another overload has one."""
    return bool(text) and HOLE not in text and not text.startswith("/") and not split(text).host


def bases_of(values: Iterable[Value], because: str, *, blank: bool = True) -> list[Base]:
    """Base URLs that values give; None means the library's own, a word is none.

    "" means its own as well; as the default of a setting beside which nothing else stands only where the library takes it so (``blank``).
    """
    values = tuple(values)
    left = not blank and not any(isinstance(value, Const) and value.value is None for value in values)
    result: list[Base] = []
    for value in values:
        if isinstance(value, Text):
            if _is_word(value.text):
                continue
            if value.text.strip(HOLE + "/:") and split(value.text).host.strip(".") != HOLE:
                result.append(Base(value.text, because, fallback=value.overridable))
            elif HOLE in value.text:
                result.append(Base("", because, unknown=True))
            elif left and value.overridable:
                result.append(Base("", "empty unless it is configured", unknown=True))
            else:
                result.append(Base("", "the library's default", fallback=True))
        elif isinstance(value, Const) and value.value is None:
            result.append(Base("", "the library's default", fallback=True))
        elif isinstance(value, Unknown) and value.reason.startswith("environment"):
            # NOTE: an unset variable leaves the library's own address in force.
            result.append(Base("", value.reason, fallback=True))
        else:
            result.append(Base("", value.reason if isinstance(value, Unknown) else because, unknown=True))
    return result
