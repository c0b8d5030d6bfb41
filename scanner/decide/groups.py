"""Puts hits into products and families, and says which of them count; how many filings they make is left to ``services``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal

from scanner.decide import paths
from scanner.decide.serving import Sources
from scanner.model import DeclaredProduct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import Catalog, Term
    from scanner.decide.serving import Server
    from scanner.model import Declared, Hit

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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hits of one product, category and family, those that count first."""

    product: str
    category: str
    family: str
    live: tuple[Member, ...]
    evidence: tuple[Member, ...]

    @property
    def shown(self) -> bool:
        return any(member.shown for member in self.live)

    @property
    def techniques(self) -> tuple[str, ...]:
        return tuple(sorted({member.hit.technique for member in self.live}))


def hit_id(hit: Hit) -> str:
    """The fingerprint, or the place where there is none yet."""
    return hit.fingerprint or f"{hit.location.path}:{hit.location.line}:{hit.location.column}:{hit.technique}"


def means(globs: tuple[str, ...], hit: Hit) -> bool:
    """Globs of paths, or the ids of single hits."""
    return bool(globs) and (hit_id(hit) in globs or paths.any_match(globs, hit.location.path))


def products(declared: Declared) -> tuple[DeclaredProduct, ...]:
    """Without a declaration the repository is one product without a name."""
    return declared.products or (DeclaredProduct(id=""),)


def products_of(hit: Hit, declared: Declared) -> tuple[str, ...]:
    """Products whose paths lie closest around the entry point, else around the hit; ("",) where none does."""
    places = [hit.entry.location.path] if hit.entry else []
    for path in (*places, hit.location.path):
        close = {
            product.id: max((paths.specificity(glob) for glob in product.paths or ("**",) if paths.matches(glob, path)), default=-1)
            for product in products(declared)
        }
        best = max(close.values())
        if best >= 0:
            return tuple(name for name, depth in close.items() if depth == best)
    return ("",)


class Grouping:
    """Groups hits for one set of declared paths, models and vendors."""

    def __init__(self, catalog: Catalog, declared: Declared) -> None:
        self._declared = declared
        self._sources = Sources(catalog, declared.models)
        self._techniques = {term.id: term for term in catalog.categories.techniques}
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
        keys = sorted(found, key=self._position)
        made = (self._group(key, found[key]) for key in keys)
        return tuple(group for group in made if group.live)

    def _position(self, key: tuple[str, str, str]) -> tuple[str, int, int, str]:
        product, category, family = key
        last = len(self._order)
        return (product, self._categories.get(category, last), self._order.get((category, family), last), family)

    def _group(self, key: tuple[str, str, str], members: list[Member]) -> Group:
        live = sorted((member for member in members if member.live), key=_primary_first)
        evidence = sorted((member for member in members if not member.live), key=lambda member: (member.hit.location, member.hit.signature))
        return Group(product=key[0], category=key[1], family=key[2], live=tuple(live), evidence=tuple(evidence))

    def _member(self, hit: Hit, product: str) -> Member:
        term = self._techniques.get(hit.technique)
        family = _family(hit, term)
        owner = self._products.get(product) or DeclaredProduct(id="")
        excluded = bool(hit.ignored) or any(
            means(row.paths, hit) and not (row.until and self._declared.as_of and row.until < self._declared.as_of)
            for row in self._declared.excludes
        )
        said = means(owner.shown, hit)
        servers = self._sources.servers(hit, family, owner.vendors)
        return Member(
            hit=hit,
            family=family,
            biometric=_biometric(hit, term),
            servers=servers,
            live=not excluded and bool(servers) and counts(hit, said=said),
            shown=said or hit.reach != "offline",
            excluded=excluded,
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


def near(members: Iterable[Member], others: Iterable[Member]) -> bool:
    """Some of them share an entry point or a file."""
    return not _places(members).isdisjoint(_places(others))


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
    """Ordering belongs to what it orders; a vector search beside a chat is the chat's retrieval."""
    chat = [member for member in found.get((product, "generation", "text"), ()) if member.live]
    search = (product, "retrieval", "search")
    if chat and search in found:
        plain = [member for member in found[search] if member.live and member.hit.technique != "vector-search"]
        for member in list(found[search]):
            alone = not plain and member.hit.entry is None
            if member.hit.technique == "vector-search" and (alone or near((member,), chat)):
                found[search].remove(member)
                found.setdefault((product, "retrieval", "rag"), []).append(member)
    order = (product, "ranking", "order")
    hosts = [(product, *name) for name in (("recommendation", "feed"), ("retrieval", "search"), ("retrieval", "rag"))]
    hosts = [key for key in hosts if any(member.live for member in found.get(key, ()))]
    if order in found and hosts:
        for member in found.pop(order):
            host = next((key for key in hosts if near((member,), found[key])), hosts[0])
            found[host].append(member)
