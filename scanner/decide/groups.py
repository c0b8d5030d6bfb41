"""Puts hits into products and families, and says which of them count; how many filings they make is left to ``services``."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.decide import paths
from scanner.decide.serving import Sources
from scanner.model import DeclaredProduct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import Catalog, Term
    from scanner.decide.serving import Server
    from scanner.model import Declared, EntryPoint, Hit, ServedModel

_COUNTED_KINDS = ("call", "http", "idiom")
_TRAINING = ("fine-tune", "train")
_REACH = {"reached": 0, None: 1, "offline": 2}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One hit inside one product."""

    hit: Hit
    family: str
    biometric: Literal["yes", "ask", "no"]
    servers: tuple[Server, ...]
    live: bool
    """Makes a service; otherwise it is evidence only."""
    shown: bool
    """Users see the result; not so where only a scheduled job leads there."""
    excluded: bool = False
    stray: bool = False
    """Would count if anything reached it."""


class Source(NamedTuple):
    """One technique through sources that are alike to the law."""

    technique: str
    biometric: str
    facts: tuple[str, ...]
    """In the order of ``serving.FACTS``."""
    labels: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hits of one product, category and family, those that count first."""

    product: str
    category: str
    family: str
    live: tuple[Member, ...]
    evidence: tuple[Member, ...]
    shown: bool
    techniques: tuple[str, ...]
    sources: tuple[Source, ...]
    models: tuple[ServedModel, ...]
    entries: tuple[EntryPoint, ...]
    hits: tuple[str, ...]
    """Ids, those that count first."""
    places: frozenset[object]
    """Files and entry points of what counts."""
    reached: bool = True
    """False: nothing is known to call any of it; what counts are then its calls all the same, but none is usual to file."""


def hit_id(hit: Hit) -> str:
    """The fingerprint, or the place where there is none yet."""
    return hit.fingerprint or f"{hit.location.path}:{hit.location.line}:{hit.location.column}:{hit.technique}"


def products(declared: Declared) -> tuple[DeclaredProduct, ...]:
    """Without a declaration the repository is one product without a name."""
    return declared.products or (DeclaredProduct(id=""),)


def products_of(hit: Hit, declared: Declared) -> tuple[str, ...]:
    """Products whose paths lie closest around the entry points, else around the hit; ("",) where none does."""
    if not declared.products:
        return ("",)
    ways = hit.ways or ((hit.entry.location.path,) if hit.entry else ())
    entered = {name for way in ways for name in _closest(way, declared)}
    # NOTE: code that several products enter belongs to each of them.
    found = tuple(product.id for product in declared.products if product.id in entered)
    return found or _closest(hit.location.path, declared) or ("",)


def _closest(path: str, declared: Declared) -> tuple[str, ...]:
    """Products whose paths fit best; a product without paths is the whole repository."""
    close = {
        product.id: max((paths.specificity(glob) for glob in product.paths if paths.matches(glob, path)), default=-1)
        if product.paths
        else 0
        for product in declared.products
    }
    best = max(close.values())
    return tuple(name for name, depth in close.items() if depth == best) if best >= 0 else ()


class Grouping:
    """Groups hits for one set of declared paths, models and vendors."""

    def __init__(self, catalog: Catalog, declared: Declared, ids: frozenset[str]) -> None:
        self._declared = declared
        self._sources = Sources(catalog, declared.models, ids)
        over = [row for row in declared.excludes if row.until and declared.as_of and row.until < declared.as_of]
        self._excluded = paths.Meant([glob for row in declared.excludes if row not in over for glob in row.paths], ids)
        self._shown = {product.id: paths.Meant(product.shown, ids) for product in declared.products if product.shown}
        self._techniques = {term.id: term for term in catalog.categories.techniques}
        self._parts = frozenset(name for name, call in catalog.calls.items() if call.part)
        self._products = {product.id: product for product in products(declared)}
        self._order = {(term.parent, term.id): n for n, term in enumerate(catalog.categories.families)}
        self._categories = {term.id: n for n, term in enumerate(catalog.categories.categories)}

    def members(self, hits: Iterable[Hit]) -> list[tuple[str, Member]]:
        return [(name, self._member(hit, name)) for hit in hits for name in products_of(hit, self._declared)]

    def groups(self, members: Iterable[tuple[str, Member]]) -> tuple[Group, ...]:
        """Sorted by product, category and family; one without a member that counts is left out."""
        found: dict[tuple[str, str, str], list[Member]] = {}
        for product, member in members:
            if not member.excluded:
                found.setdefault((product, member.hit.category, member.family), []).append(member)
        for product in {key[0] for key in found}:
            _rehome(product, found)
            _join_parts(product, found, self._parts)
            _follow_calls(product, found)
            _lend(product, found)
        keys = sorted(found, key=self._position)
        made = (self._group(key, found[key]) for key in keys)
        shown = (group if group.live else self._stray(group, found) for group in made)
        return tuple(group for group in shown if group is not None)

    def _stray(self, group: Group, found: dict[tuple[str, str, str], list[Member]]) -> Group | None:
        """A group whose calls nobody is seen to make: shown, because not finding a caller is not knowing that there is none."""
        key = (group.product, group.category, group.family)
        if not any(member.stray for member in found[key]):
            return None
        members = [dataclasses.replace(member, live=member.stray, shown=False) for member in found[key]]
        return dataclasses.replace(self._group(key, members), reached=False)

    def _position(self, key: tuple[str, str, str]) -> tuple[str, int, int, str]:
        product, category, family = key
        last = len(self._order)
        return (product, self._categories.get(category, last), self._order.get((category, family), last), family)

    def _group(self, key: tuple[str, str, str], members: list[Member]) -> Group:
        live = sorted((member for member in members if member.live), key=_primary_first)
        evidence = sorted((member for member in members if not member.live), key=lambda member: (member.hit.location, member.hit.signature))
        entries = {member.hit.entry for member in live if member.hit.entry is not None}
        return Group(
            product=key[0],
            category=key[1],
            family=key[2],
            live=tuple(live),
            evidence=tuple(evidence),
            shown=any(member.shown for member in live),
            techniques=tuple(sorted({member.hit.technique for member in live})),
            sources=_sources(live),
            models=_models(key[1], live),
            entries=tuple(sorted(entries, key=lambda point: (point.location, point.kind, point.name))),
            hits=tuple(dict.fromkeys(hit_id(member.hit) for member in (*live, *evidence))),
            places=frozenset(_places(live)),
        )

    def _member(self, hit: Hit, product: str) -> Member:
        term = self._techniques.get(hit.technique)
        family = _family(hit, term)
        owner = self._products.get(product) or DeclaredProduct(id="")
        name, path = hit_id(hit), hit.location.path
        excluded = bool(hit.ignored) or self._excluded(name, path)
        said = product in self._shown and self._shown[product](name, path)
        servers = self._sources.servers(hit, name, family, owner.vendors)
        return Member(
            hit=hit,
            family=family,
            biometric=_biometric(hit, term),
            servers=servers,
            live=not excluded and bool(servers) and counts(hit, said=said),
            shown=said or hit.reach != "offline",
            excluded=excluded,
            stray=not excluded and bool(servers) and counts(hit, said=True),
        )


def counts(hit: Hit, *, said: bool = False) -> bool:
    """Whether a hit makes a service; ``said``: the operator says that users see its result."""
    return (
        hit.kind in _COUNTED_KINDS
        and hit.certainty != "possible"
        and hit.mode not in _TRAINING
        and not hit.in_tests
        and (hit.reach in _REACH or (said and hit.reach == "unreached"))
    )


def _sources(members: Iterable[Member]) -> tuple[Source, ...]:
    alike: dict[tuple[str, str, tuple[str, ...]], dict[str, None]] = {}
    for member in members:
        for server in member.servers:
            alike.setdefault((member.hit.technique, member.biometric, server.facts()), {})[server.label] = None
    return tuple(Source(*key, labels=tuple(labels)) for key, labels in alike.items())


def _models(category: str, members: Iterable[Member]) -> tuple[ServedModel, ...]:
    """Every source once; the default first."""
    servers = dict.fromkeys(server for member in members for server in member.servers if category == "generation" or server.vendor)
    kept: dict[tuple[str | None, str | None, str, str], ServedModel] = {}
    for server in servers:
        key = (server.vendor, server.model, server.origin, server.mode)
        if key not in kept or server.default:
            kept[key] = server.told()
    only = len(kept) == 1
    # NOTE: the default of one call is the default of the service only where no other call has another one.
    defaults = {key for key, model in kept.items() if model.default}
    models = (dataclasses.replace(model, default=(model.default and len(defaults) == 1) or only) for model in kept.values())
    return tuple(sorted(models, key=lambda model: (not model.default, model.vendor or "", model.model or "", model.origin)))


def _family(hit: Hit, term: Term | None) -> str:
    if term is not None and term.parent.startswith(f"{hit.category}/"):
        return term.parent.partition("/")[2]
    return hit.technique


def _biometric(hit: Hit, term: Term | None) -> Literal["yes", "ask", "no"]:
    """The stronger of what the signature and the technique say."""
    said = {hit.biometric, term.biometric if term else "no"}
    return "yes" if "yes" in said else "ask" if "ask" in said else "no"


def _places(members: Iterable[Member]) -> set[object]:
    found: set[object] = set()
    for member in members:
        found.add(member.hit.location.path)
        if member.hit.entry is not None:
            found.add(member.hit.entry.location)
    return found


def _primary_first(member: Member) -> tuple[object, ...]:
    hit = member.hit
    rank = (not member.shown, _REACH.get(hit.reach, 3), hit.certainty != "sure", _COUNTED_KINDS.index(hit.kind))
    return (*rank, hit.location, hit.technique)


def _rehome(product: str, found: dict[tuple[str, str, str], list[Member]]) -> None:
    """Ordering belongs to what it orders, by a query alone to a search; a vector search beside a chat is the chat's retrieval."""
    chat = [member for member in found.get((product, "generation", "text"), ()) if member.live]
    search = (product, "retrieval", "search")
    if chat and search in found:
        beside = _places(chat)
        plain = [member for member in found[search] if member.live and member.hit.technique != "vector-search"]
        for member in list(found[search]):
            alone = not plain and member.hit.entry is None
            if member.hit.technique == "vector-search" and (alone or not beside.isdisjoint(_places((member,)))):
                found[search].remove(member)
                found.setdefault((product, "retrieval", "rag"), []).append(member)
    order = (product, "ranking", "order")
    hosts = [(product, *name) for name in (("recommendation", "feed"), ("retrieval", "search"), ("retrieval", "rag"))]
    hosts = [key for key in hosts if any(member.live for member in found.get(key, ()))]
    if order in found and hosts:
        around = {key: _places(found[key]) for key in hosts}
        for member in found.pop(order):
            host = next((key for key in hosts if not around[key].isdisjoint(_places((member,)))), hosts[0])
            found[host].append(member)
    for member in [one for one in found.get(order, ()) if one.hit.technique == "rerank"]:
        found[order].remove(member)
        found.setdefault((product, "retrieval", "rag") if chat else search, []).append(member)


def _join_parts(product: str, found: dict[tuple[str, str, str], list[Member]], parts: frozenset[str]) -> None:
    """Pieces whose family has no whole model are evidence for the whole one that lies closest in the folders."""
    whole = {
        key: [one for one in members if one.live and one.hit.signature not in parts] for key, members in found.items() if key[0] == product
    }
    local = [(key, one) for key, members in whole.items() for one in members if key[1] == "generation" and one.hit.mode == "self-hosted"]
    for key in [key for key, members in whole.items() if key[1] == "generation" and not members]:
        for member in [one for one in found[key] if one.hit.signature in parts]:
            near = [(_shared(member.hit, other.hit), host) for host, other in local]
            depth, host = max(near, key=lambda one: one[0], default=(0, key))
            if depth:
                found[key].remove(member)
                found[host].append(dataclasses.replace(member, live=False, stray=False))


def _follow_calls(product: str, found: dict[tuple[str, str, str], list[Member]]) -> None:
    """A client whose output nobody can tell is evidence for what the calls in its file make."""
    made: dict[str, set[tuple[str, str, str]]] = {}
    for key, members in found.items():
        for member in members if key[:2] == (product, "generation") else ():
            if member.hit.kind in _COUNTED_KINDS:
                made.setdefault(member.hit.location.path, set()).add(key)
    for key in [key for key in found if key[:2] == (product, "generation")]:
        for member in [one for one in found[key] if one.hit.kind == "client" and one.hit.technique == "multimodal"]:
            homes = made.get(member.hit.location.path, set())
            if homes and key not in homes:
                found[key].remove(member)
                found[min(homes)].append(member)


def _lend(product: str, found: dict[tuple[str, str, str], list[Member]]) -> None:
    """A call that the code leaves open may go to every client that the code builds for the same family, and to others as well."""
    for key in [key for key in found if key[:2] == (product, "generation")]:
        clients = [one for one in found[key] if one.hit.kind == "client" and one.hit.certainty != "possible" and not one.excluded]
        built = [one for one in clients if not one.hit.in_tests and one.hit.reach not in ("tests", "example")]
        told = [dataclasses.replace(server, default=False) for one in built for server in one.servers if not _is_untold(server)]
        if told:
            found[key] = [dataclasses.replace(one, servers=_with(one.servers, told)) if _is_open(one) else one for one in found[key]]


def _is_open(member: Member) -> bool:
    """Counts, and nothing says who serves."""
    return member.live and all(map(_is_untold, member.servers))


def _is_untold(server: Server) -> bool:
    return server.mode == "api" and server.origin == "run-time"


def _with(servers: tuple[Server, ...], more: Iterable[Server]) -> tuple[Server, ...]:
    return tuple(dict.fromkeys((*servers, *more)))


def _shared(one: Hit, other: Hit) -> int:
    """Folders that two places have in common, from the root."""
    folders = (one.location.path.split("/")[:-1], other.location.path.split("/")[:-1])
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(*folders, strict=False)))
