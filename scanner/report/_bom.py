"""Groups a result into the rows of a bill of materials: packages, models, who serves them, and the algorithm services of the product.

How a standard writes them is left to the formats. Rows are sorted, their ids unique and without a clock or an absolute path.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from scanner.model import HOLE
from scanner.report import _digest
from scanner.report._bom_artifacts import images, joined
from scanner.report._bom_rows import Algorithm, Bill, Model, Package, Place, Remote, placed
from scanner.report._escape import visible
from scanner.report.wording import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import Dependency, Hit, ScanResult, Service
    from scanner.report._bom_rows import Image

MAX_PACKAGES = 50_000
_RUNTIME = ("runtime",)
_OPTIONAL = ("optional", "peer")
_HELD = ("self-hosted", "fine-tune", "train")
_CERTAINTIES = ("sure", "likely", "possible")
_OPEN = re.compile(rf"[{HOLE}{{*]")
"""Where an address stops to be known: a hole, as such or as people read it, or what was masked."""
_HOST = re.compile(r"[\w.-]+(?::\d+)?")


def bill(result: ScanResult, *, everything: bool) -> Bill:
    """``everything``: also guesses, tests and examples, which are off by default in every report."""
    result = _digest.shown(result, everything=everything)
    hits = [hit for hit in result.hits if not hit.ignored and (everything or not _digest.is_minor(hit))]
    filings = _filings(result)
    packages = _packages(result.dependencies)
    artifacts = [one for one in result.artifacts if everything or not (one.in_tests or one.certainty == "possible")]
    files = {(one.location, one.signature) for one in result.artifacts}
    fingerprints = {(hit.location, hit.signature): hit.fingerprint for hit in result.hits if hit.kind == "artifact"}
    models = joined(_models((hit for hit in hits if (hit.location, hit.signature) not in files), filings), artifacts, fingerprints)
    containers = images(artifacts, fingerprints)
    remotes = _remotes(hits, filings)
    rows = _Rows(packages[:MAX_PACKAGES], models, containers, remotes)
    algorithms = tuple(_algorithm(service, result, rows) for service in result.decisions.services)
    taken = {need for one in algorithms for need in one.needs} | {one.serves for one in containers}
    rest = [one.ref for one in models] + [one.ref for one in containers] + [one.ref for one in remotes]
    own = [one.ref for one in algorithms] + [ref for ref in rest if ref not in taken]
    direct = [one.ref for one in rows.packages if one.direct and one.need != "excluded"]
    name = " ".join(visible(root) for root in result.roots) or "project"
    return Bill(name, rows.packages, models, containers, remotes, algorithms, (*own, *direct), len(packages[MAX_PACKAGES:]))


# ------------------------------------------------------------------------------------------------ packages


def _packages(dependencies: Iterable[Dependency]) -> tuple[Package, ...]:
    """A package that manifests leave open is the version that a lock file names, where there is one alone."""
    versions: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = [*dependencies]
    for one in rows:
        if one.version:
            versions[one.ecosystem, one.name].add(one.version)
    groups: dict[tuple[str, str, str], list[Dependency]] = defaultdict(list)
    for one in rows:
        known = versions[one.ecosystem, one.name]
        version = one.version or (next(iter(known)) if len(known) == 1 else "")
        groups[one.ecosystem, one.name, version].append(one)
    return _unique(_package(key, found) for key, found in sorted(groups.items()))


def _unique(packages: Iterable[Package]) -> tuple[Package, ...]:
    """Rows with references of their own: names that differ in capitals may have the same address."""
    counts: dict[str, int] = defaultdict(int)
    rows = []
    for one in packages:
        counts[one.ref] += 1
        rows.append(one if counts[one.ref] == 1 else one._replace(ref=f"{one.ref}#{counts[one.ref]}"))
    return tuple(rows)


def _package(key: tuple[str, str, str], found: list[Dependency]) -> Package:
    ecosystem, full, version = key
    purl = next((one.purl for one in found if one.version == version), "")
    group, _, name = full.rpartition(":" if ecosystem == "maven" else "/")
    shipped = [one for one in found if not one.in_tests]
    scopes = {one.scope for one in shipped}
    need = "required" if scopes & {*_RUNTIME} else "optional" if scopes & {*_OPTIONAL} else "excluded"
    first = next((one for one in found if one.signature), found[0])
    rows = [("ecosystem", ecosystem), *(("scope", one.scope) for one in found), *(("relation", one.relation) for one in found)]
    rows += [("requirement", visible(one.requirement)) for one in found if one.requirement and not version]
    rows += [("library", first.signature), ("use", first.use), *(("category", one) for one in first.categories)]
    rows += [("in-tests", "true")] if not shipped else []
    places = tuple(Place(one.location.path, one.location.line) for one in found)
    ref = visible(purl or f"{ecosystem}:{full}@{version}")
    direct = any(one.relation in ("direct", "undeclared") for one in shipped)
    texts = (visible(group), visible(name), visible(version))
    return Package(ref, ecosystem, *texts, purl, need, direct, *placed(places, rows), first.signature)


# ------------------------------------------------------------------------------------------------ models and vendors


class _Server(NamedTuple):
    """One answer to who serves a hit."""

    vendor: str
    model: str
    url: str
    jurisdiction: str
    alternative: bool


def _servers(hit: Hit) -> Iterator[_Server]:
    host = urlsplit(_endpoint(hit.base_url)).netloc
    if hit.vendor != "configurable":
        yield _Server(visible(hit.vendor or host), hit.model or "", hit.base_url or "", hit.jurisdiction or "", False)
    for one in hit.alternatives:
        host = urlsplit(_endpoint(one.base_url)).netloc
        yield _Server(visible(one.vendor or host), one.model or "", one.base_url or "", one.jurisdiction or "", True)


def _endpoint(url: str | None) -> str:
    """An address without user, query and open parts, which may be secrets or may be anything; "" where no host is left."""
    if not url or not url.startswith(("http://", "https://", "ws://", "wss://")):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    if not _HOST.fullmatch(host):
        return ""
    path = parts.path
    if opened := _OPEN.search(path):
        path = path[: opened.start()].rpartition("/")[0]
    return f"{parts.scheme}://{host}{quote(path, safe='/-._~:@!$&()*+,;=%')}".rstrip("/")


def _models(hits: Iterable[Hit], filings: dict[str, set[str]]) -> tuple[Model, ...]:
    """Models by name, vendor and mode; one that is held or trained here is a model even where the code does not name it."""
    groups: dict[tuple[str, str, str], list[tuple[Hit, _Server]]] = defaultdict(list)
    for hit in hits:
        for server in _servers(hit):
            name = visible(server.model)
            if not name and hit.mode in _HELD and (hit.category == "generation" or hit.mode != "self-hosted"):
                name = f"{hit.technique} ({hit.library or 'own'})"
            if name:
                vendor = server.vendor if hit.mode == "api" or hit.vendor else ""
                groups[name, vendor, hit.mode].append((hit, server))
    return tuple(_model(key, found, filings) for key, found in sorted(groups.items()))


def _model(key: tuple[str, str, str], found: list[tuple[Hit, _Server]], filings: dict[str, set[str]]) -> Model:
    name, vendor, mode = key
    hits = [hit for hit, _ in found]
    rows = [("mode", mode), ("vendor", vendor), *_common(hits, filings), *(("origin", hit.origin) for hit in hits)]
    rows += [("jurisdiction", server.jurisdiction) for _, server in found]
    rows += [("endpoint", _endpoint(server.url)) for _, server in found if mode != "api"]
    rows += [("name-in-code", "false")] if not any(server.model for _, server in found) else []
    rows += [("alternative", "true")] if all(server.alternative for _, server in found) else []
    rows += [("overridable", "true")] if any(hit.overridable for hit in hits) else []
    rows += [("mode-because", told(reason, "en")) for hit in hits for reason in hit.mode_because]
    rows += [("base", visible(hit.base)) for hit in hits if hit.base != name]
    base = next((visible(hit.base) for hit in hits if hit.origin == "fine-tuned" and hit.base != name), "")
    places, properties = placed(tuple(map(_place, hits)), rows)
    return Model(f"model:{vendor}/{name}/{mode}", name, vendor, _techniques(hits), places, properties, _names(hits), base=base)


def _remotes(hits: Iterable[Hit], filings: dict[str, set[str]]) -> tuple[Remote, ...]:
    groups: dict[str, list[tuple[Hit, _Server]]] = defaultdict(list)
    for hit in hits:
        for server in _servers(hit):
            if hit.mode == "api" and server.vendor:
                groups[server.vendor].append((hit, server))
    return tuple(_remote(vendor, found, filings) for vendor, found in sorted(groups.items()))


def _remote(vendor: str, found: list[tuple[Hit, _Server]], filings: dict[str, set[str]]) -> Remote:
    hits = [hit for hit, _ in found]
    rows = [("vendor", vendor), *_common(hits, filings), *(("jurisdiction", server.jurisdiction) for _, server in found)]
    rows += [("alternative", "true")] if all(server.alternative for _, server in found) else []
    endpoints = tuple(sorted({_endpoint(server.url) for _, server in found} - {""}))
    places, properties = placed(tuple(map(_place, hits)), rows)
    return Remote(f"vendor:{vendor}", vendor, endpoints, _techniques(hits), places, properties, _names(hits))


def _common(hits: list[Hit], filings: dict[str, set[str]]) -> list[tuple[str, str]]:
    rows = [(name, value) for hit in hits for name, value in (("category", hit.category), ("technique", hit.technique))]
    rows += [(name, value) for hit in hits for name, value in (("signature", hit.signature), ("library", hit.library or ""))]
    rows += [("product", visible(hit.product)) for hit in hits]
    rows += [("filing", visible(number)) for hit in hits for number in filings.get(hit.fingerprint, ())]
    rows.append(("certainty", min((hit.certainty for hit in hits), key=_CERTAINTIES.index)))
    return rows + ([("in-tests", "true")] if all(hit.in_tests for hit in hits) else [])


def _filings(result: ScanResult) -> dict[str, set[str]]:
    """Declared numbers of the services that a hit stands behind."""
    found: dict[str, set[str]] = defaultdict(set)
    for service in result.decisions.services:
        for name in service.hits if service.filing else ():
            found[name].add(service.filing)
    return found


def _techniques(hits: Iterable[Hit]) -> tuple[str, ...]:
    return tuple(sorted({hit.technique for hit in hits}))


def _names(hits: Iterable[Hit]) -> frozenset[str]:
    return frozenset(hit.fingerprint for hit in hits)


def _place(hit: Hit) -> Place:
    return Place(hit.location.path, hit.location.line, hit.qualname, f"{hit.kind} {hit.signature}")


# ------------------------------------------------------------------------------------------------ algorithm services


class _Rows(NamedTuple):
    """What a service may be made of."""

    packages: tuple[Package, ...]
    models: tuple[Model, ...]
    images: tuple[Image, ...]
    remotes: tuple[Remote, ...]


def _algorithm(service: Service, result: ScanResult, rows: _Rows) -> Algorithm:
    hits = _digest.hits_of(result, service)
    libraries = {hit.library for hit in hits if hit.library}
    needs = [one.ref for one in rows.models if not one.hits.isdisjoint(service.hits)]
    needs += [one.ref for one in rows.images if not one.hits.isdisjoint(service.hits)]
    needs += [one.ref for one in rows.remotes if not one.hits.isdisjoint(service.hits)]
    needs += [one.ref for one in rows.packages if one.library in libraries and one.direct]
    known = [("category", service.category), ("statutory-type", service.statutory_type), ("role", service.role)]
    known += [(name, value) for name, values in (("family", service.families), ("technique", service.techniques)) for value in values]
    known += [("product", visible(service.product)), ("filing", visible(service.filing))]
    known += [("vendor-number", visible(number)) for model in service.models for number in model.upstream]
    entries = tuple(Place(one.location.path, one.location.line, one.name, one.kind) for one in service.entries)
    entries, properties = placed(entries, known)
    name = visible(f"{service.product}: {service.id}" if service.product else service.id)
    return Algorithm(f"algorithm:{visible(service.product)}/{service.id}", name, entries, properties, tuple(needs))
