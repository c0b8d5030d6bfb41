"""The facts that a field may be filled in with, each with its places; what a form asks for is data, and the rest is for people.

Every function here answers with nothing where code, declarations and catalogue are silent.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scanner.decide.services import fits
from scanner.report import _phrases
from scanner.worksheet.case import Known, hits_of, hits_of_model, merged, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from scanner.catalog import Filed
    from scanner.model import DeclaredFiling, Hit, Location, ServedModel, Service
    from scanner.worksheet.case import Case

    Rows: TypeAlias = "Iterator[tuple[str, Location | str]]"

_FLOWS = 3
"""Ways through the code that are told step by step."""
_OTHERS = 5
"""Further sources at the end of a way; the table of models has them all."""
_RUN_TIME, _PAGE = "configurable", "page"


def of(case: Case, fact: str) -> tuple[Known, ...]:
    """What is known of a fact, most telling first; equal texts are one."""
    if fact.startswith("sign:"):
        return merged(_sign(case, fact.removeprefix("sign:")))
    return merged(FACTS[fact](case))


# ------------------------------------------------------------------------------------------------ declared


def _operator(case: Case) -> Rows:
    if case.loaded.declared.operator:
        yield case.loaded.declared.operator, case.declared_at("", 0, "operator")


def _product_name(case: Case) -> Rows:
    for number, row in case.products():
        if row.name:
            yield row.name, case.declared_at("product", number, "name")


def _product_form(case: Case) -> Rows:
    for number, row in case.products():
        if row.form:
            yield case.say(f"form.{row.form}"), case.declared_at("product", number, "form")
    for feature in case.result.features:
        if feature.id == "mini-program" and case.holds(feature.location.path):
            yield case.say("known.mini-program"), feature.location


def _audience(case: Case) -> Rows:
    for number, row in case.products():
        if row.audience:
            names = case.words.both(case.words.answer("audience", name) for name in row.audience)
            yield names, case.declared_at("product", number, "audience")


def _launched(case: Case) -> Rows:
    for number, row in case.products():
        if row.launched:
            yield case.say("known.not-yet") if row.launched == "not-yet" else row.launched, case.declared_at("product", number, "launched")


def _users(case: Case) -> Rows:
    for number, row in case.products():
        if row.users is not None:
            yield case.say("known.users", count=row.users), case.declared_at("product", number, "users")


def _flag(key: str, message: str) -> Callable[[Case], Rows]:
    def told(case: Case) -> Rows:
        for number, row in case.products():
            value = getattr(row, key)
            if value is not None:
                yield case.say(message, value=case.say("known.yes" if value else "known.no")), case.declared_at("product", number, key)

    return told


def _filings(case: Case) -> Iterator[tuple[int, DeclaredFiling]]:
    """Declared filings that speak of the product and of one of the services."""
    for number, row in enumerate(case.loaded.declared.filings):
        if case.product is None or not row.products or case.product in row.products:
            yield number, row


def _fitting(case: Case, service: Service) -> Iterator[tuple[int, DeclaredFiling]]:
    families = service.families or ("",)
    for number, row in _filings(case):
        if any(fits(row, service.product, service.category, family, service.role) for family in families):
            yield number, row


def _filing_name(case: Case) -> Rows:
    for service in case.services:
        for number, row in _fitting(case, service):
            if row.name:
                yield (row.name if row.number else case.say("known.planned", name=row.name)), case.declared_at("filing", number, "name")


def _declared_filings(case: Case) -> Rows:
    for number, row in _filings(case):
        if row.number and row.type == "algorithm":
            yield case.say("known.filed", number=row.number), case.declared_at("filing", number, "number")


# ------------------------------------------------------------------------------------------------ services


def _type(case: Case) -> Rows:
    for service in case.services:
        name, category = _phrases.type_name(case.words, service), case.words.name("category", service.category)
        # The lists call generation by the name of the statute, the other types partly by names of their own.
        text = case.say("known.type" if name == category else "known.type-listed", type=name, category=category)
        yield from ((text, hit.location) for hit in hits_of(case, service))


def _technique(case: Case) -> Rows:
    terms = {term.id: term for term in case.catalog.categories.techniques}
    for hit in case.hits():
        term, name = terms.get(hit.technique), case.words.name("technique", hit.technique)
        if term is not None and term.practice_only:
            yield case.say("known.technique-practice", technique=name), hit.location
        elif term is not None and term.source == f"DEEP 23{term.item}":
            yield case.say("known.technique", technique=name, item=term.item), hit.location
        else:
            yield case.say("known.technique-plain", technique=name), hit.location


def _techniques(case: Case) -> Rows:
    for hit in case.hits():
        yield case.words.name("technique", hit.technique), hit.location


def _role(case: Case) -> Rows:
    for service in case.services:
        role = case.words.message("role", service.role)
        said = [case.declared_at("product", number, "audience") for number, row in case.products() if row.audience]
        yield from ((case.say("known.role", role=role), where) for where in said)
        if not said:
            yield from ((case.say("known.role-open", role=role), hit.location) for hit in hits_of(case, service))


def _types(case: Case) -> Rows:
    """Type and role, for papers that name both."""
    for service in case.services:
        role = case.words.message("role", service.role) if service.category == "generation" else ""
        told = case.words.both(part for part in (_phrases.type_name(case.words, service), role) if part)
        text = case.say("chapter.named", name=_phrases.title(case.words, service), text=told)
        yield from ((text, hit.location) for hit in hits_of(case, service))


def _count(case: Case) -> Rows:
    for service in case.services:
        amount = service.count
        why = case.words.clauses(_phrases.because(case.words, reason) for reason in service.because if not reason.startswith("role-"))
        if amount.min != amount.max:
            text = case.say("known.count", min=amount.min, likely=amount.likely, max=amount.max, because=why)
            yield from ((text, hit.location) for hit in hits_of(case, service))


def _flow(case: Case) -> Rows:
    """The first ways from an entry to a call, step by step, those of users first; what else serves at the end of a way stands there too."""
    order = [term.id for term in dict(case.catalog.categories.names).get("entry", ())]
    ways: dict[tuple[object, str], list[Hit]] = {}
    for hit in case.hits():
        ways.setdefault((hit.entry.location if hit.entry else hit.location, hit.technique), []).append(hit)
    # The list of entries begins with what users reach; what nothing leads to comes last.
    ordered = sorted(ways.values(), key=lambda hits: order.index(hits[0].entry.kind) if hits[0].entry else len(order))
    for number, hits in enumerate(ordered[:_FLOWS], 1):
        others, rest = hits[1 : _OTHERS + 1], hits[_OTHERS + 1 :]
        steps = [*_way(case, hits[0]), *((_node(case, hit, "known.flow-other"), hit.location) for hit in others)]
        yield from ((f"{number}.{step} {text}", where) for step, (text, where) in enumerate(steps, 1))
        told = case.say("known.flow-rest", count=len(rest))
        yield from ((f"{number}.{len(steps) + 1} {told}", hit.location) for hit in rest)


def _way(case: Case, hit: Hit) -> Iterator[tuple[str, Location]]:
    if hit.entry is None:
        yield _node(case, hit, "known.flow-none"), hit.location
        return
    entry = case.say("known.flow-entry", kind=_entry_kind(case, hit.entry.kind), name=hit.entry.name)
    model = _node(case, hit, "known.flow-model" if hit.category == "generation" else "known.flow-local")
    # NOTE: in front of a route stand the steps of the page that asks it.
    places = list(dict.fromkeys(step.location for step in hit.flow))
    if hit.entry.location not in places:
        places.insert(0, hit.entry.location)
    if hit.location not in places:
        places.insert(places.index(hit.entry.location) + 1, hit.location)
    for at in places:
        told = [entry] if at == hit.entry.location else []
        told += [model] if at == hit.location else []
        yield from ((one, at) for one in told or [case.say("known.flow-step")])


def _node(case: Case, hit: Hit, key: str) -> str:
    return case.say(key, who=_phrases.hit_served(case.words, hit), technique=case.words.name("technique", hit.technique))


def _inputs(case: Case) -> Rows:
    yield from _modality(case, "input")


def _outputs(case: Case) -> Rows:
    yield from _modality(case, "output")


def _modality(case: Case, side: str) -> Rows:
    for hit in case.hits():
        row = case.forms.modalities.get(hit.technique)
        names = getattr(row, side) if row is not None else ()
        if names:
            told = case.words.both(case.say(f"modality.{name}") for name in names)
            yield case.say("known.modality-in", names=told, technique=case.words.name("technique", hit.technique)), hit.location


def _modalities(case: Case) -> Rows:
    for hit in case.hits():
        row = case.forms.modalities.get(hit.technique)
        if row is not None:
            sides = [
                case.words.both(case.say(f"modality.{name}") for name in names) or case.say("known.something")
                for names in (row.input, row.output)
            ]
            name = case.words.name("technique", hit.technique)
            yield case.say("known.modality-both", technique=name, input=sides[0], output=sides[1]), hit.location


def _biometric(case: Case) -> Rows:
    for hit in case.hits():
        if hit.biometric != "no":
            yield case.say(f"known.biometric-{hit.biometric}", technique=case.words.name("technique", hit.technique)), hit.location


def _entries(case: Case) -> Rows:
    titles = {page.path: page.title for page in case.seen.pages if page.title}
    for service in case.services:
        for entry in service.entries:
            kind, title = _entry_kind(case, entry.kind), titles.get(entry.name, "") if entry.kind == _PAGE else ""
            key = "known.entry-titled" if title else "known.entry"
            yield case.say(key, kind=kind, name=entry.name, title=title), entry.location


def _entry_kind(case: Case, kind: str) -> str:
    terms = {term.id: term for term in dict(case.catalog.categories.names).get("entry", ())}
    term = terms.get(kind)
    return kind if term is None else term.zh if case.say.lang == "zh" else term.en


# ------------------------------------------------------------------------------------------------ models and vendors


def _models(case: Case) -> Rows:
    return ((text, hit.location) for _, text, hit in _served(case))


def _models_by_number(case: Case) -> Rows:
    """The same where a filed model is asked for: what nobody knows a number of says so."""
    for model, text, hit in _served(case):
        known = filed(case, model) or declared_numbers(case, model)
        yield text if known else case.say("known.unnumbered", text=text), hit.location


def _served(case: Case) -> Iterator[tuple[ServedModel, str, Hit]]:
    for service in case.services:
        alone = case.of(case.product, (service,))
        for model in service.models:
            vendor = _phrases.vendor_name(case.words, model.vendor)
            text = (
                case.say("known.model", model=model.model, vendor=vendor) if model.model else case.say("known.model-plain", vendor=vendor)
            )
            yield from ((model, text, hit) for hit in hits_of_model(alone, model))


def _upstream(case: Case) -> Rows:
    for service in case.services:
        for model in service.models:
            for vendor, row in filed(case, model):
                yield case.say("known.vendor-number", text=upstream_text(case, row)), catalogue_place(case, vendor, row)
    for number, declared in enumerate(case.loaded.declared.models):
        if declared.number:
            yield case.say("known.declared-number", number=declared.number), case.declared_at("model", number, "number")


def declared_numbers(case: Case, model: ServedModel) -> list[tuple[str, str]]:
    """What the operator has declared as the number of this very model."""
    rows = enumerate(case.loaded.declared.models)
    return [
        (case.say("known.declared-number", number=row.number), case.declared_at("model", number, "number"))
        for number, row in rows
        if row.number and model.model and fnmatch.fnmatchcase(model.model.lower(), row.match.lower())
    ]


def filed(case: Case, model: ServedModel) -> tuple[tuple[str, Filed], ...]:
    """What is filed upstream, by whose file; a relay serves what another vendor has filed."""
    rows = {row.number: (vendor.id, row) for vendor in case.catalog.vendors.values() for row in vendor.filed}
    return tuple(rows[number] for number in model.upstream if number in rows)


def upstream_text(case: Case, row: Filed) -> str:
    parts = [case.say(f"filing.{row.type}"), case.words.message("role", row.role) if row.role else "", row.date]
    return case.say("known.upstream", number=row.number, name=row.name, kind=case.words.both(part for part in parts if part))


def catalogue_place(case: Case, vendor: str, row: Filed) -> str:
    return case.say("known.catalogue", vendor=vendor, checked=row.checked, mark=row.mark)


def _vendors(case: Case) -> Rows:
    rows: list[tuple[str, Hit]] = []
    for hit in case.every_hit():
        vendors = dict.fromkeys((hit.vendor, *(one.vendor for one in hit.alternatives)))
        rows += [(case.words.name("vendor", vendor), hit) for vendor in vendors if vendor is not None and vendor != _RUN_TIME]
    yield from _marked(case, rows)


def _marked(case: Case, rows: list[tuple[str, Hit]]) -> Rows:
    """What stands only where nothing was seen to lead to is told as such, and last."""
    live = frozenset(case.hits())
    reached = {text for text, hit in rows if hit in live}
    yield from ((text, hit.location) for text, hit in rows if text in reached)
    yield from ((case.say("known.unreached", text=text), hit.location) for text, hit in rows if text not in reached)


def _endpoints(case: Case) -> Rows:
    for hit in case.hits():
        yield from ((text, hit.location) for text in endpoints(case, hit))


def endpoints(case: Case, hit: Hit) -> tuple[str, ...]:
    """By whom and through which address a call is served, over all alternatives."""
    rows = [(one.vendor, one.base_url, one.model, one.jurisdiction) for one in hit.alternatives]
    rows = rows or [(hit.vendor, hit.base_url, hit.model, hit.jurisdiction)]
    return tuple(dict.fromkeys(_endpoint(case, *row) for row in rows))


def _endpoint(case: Case, vendor: str | None, url: str | None, model: str | None, jurisdiction: str | None) -> str:
    if vendor is None:
        return case.say("known.self-hosted", model=bare(url or "") or model or case.say("known.no-name"))
    name, region = _phrases.vendor_name(case.words, vendor), case.say(f"region.{jurisdiction or 'unknown'}")
    return case.say("known.endpoint" if url else "known.endpoint-plain", vendor=name, url=bare(url or ""), region=region)


def bare(url: str) -> str:
    """Scheme, host and path: what stands around them may be a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("?")[0].rpartition("@")[2]
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme and host else (host + parts.path).rpartition("@")[2]


def _abroad(case: Case) -> Rows:
    rows: list[tuple[str, Hit]] = []
    for hit in case.every_hit():
        served = [(one.vendor, one.jurisdiction) for one in hit.alternatives] or [(hit.vendor, hit.jurisdiction)]
        names = (_phrases.vendor_name(case.words, vendor) for vendor, place_of in served if place_of in ("overseas", "mixed"))
        rows += [(case.say("known.abroad", vendor=name), hit) for name in names]
    yield from _marked(case, rows)


def _training(case: Case) -> Rows:
    for hit in case.result.hits:
        if hit.mode in ("fine-tune", "train") and case.mine(hit):
            modes = {term.id: term for term in dict(case.catalog.categories.names).get("mode", ())}
            term = modes.get(hit.mode)
            mode = hit.mode if term is None else term.zh if case.say.lang == "zh" else term.en
            yield case.say("known.fine-tune", mode=mode, technique=case.words.name("technique", hit.technique)), hit.location


# ------------------------------------------------------------------------------------------------ measures


def _moderation(case: Case) -> Rows:
    for hit in case.result.hits:
        if hit.category == "filtering" and hit.kind != "dependency" and case.mine(hit):
            who = _phrases.vendor_name(case.words, hit.vendor)
            yield case.say("known.moderation", technique=case.words.name("technique", hit.technique), who=who), hit.location


def _labels(kind: str) -> Callable[[Case], Rows]:
    def told(case: Case) -> Rows:
        for one in case.result.labels:
            if one.kind == kind and case.holds(one.location.path):
                key = "known.label-lacking" if one.lacking else "known.label"
                yield case.say(key, text=one.text, lacking=case.words.both(one.lacking)), one.location

    return told


def _findings(*names: str) -> Callable[[Case], Rows]:
    """What a person should look at, in the words of the reports."""

    def told(case: Case) -> Rows:
        for one in case.result.decisions.contradictions:
            if one.id in names and case.holds(one.location.path):
                yield _phrases.contradiction(case.words, one), one.location

    return told


def _word_lists(case: Case) -> Rows:
    for row in case.seen.word_lists:
        if case.holds(row.path):
            yield case.say("known.word-list", path=row.path, count=row.entries), row.path


def _pages(case: Case) -> Rows:
    """All of them, where none is known to be the way in."""
    known = any(entry.kind == _PAGE for service in case.services for entry in service.entries)
    for page in case.seen.pages if not known else ():
        if case.holds(page.place.rpartition(":")[0]):
            key = "known.page" if page.title else "known.page-plain"
            yield case.say(key, path=page.path, title=page.title), page.place


def _sign(case: Case, name: str) -> Rows:
    sign = next(sign for sign in case.forms.signs if sign.id == name)
    for one in case.seen.signs.get(name, ()):
        if case.holds(one.path):
            yield case.say("known.sign", title=case.say.of(sign.title), text=one.excerpt), f"{one.path}:{one.line}"


def _features(case: Case) -> Rows:
    for one in case.result.features:
        if case.holds(one.location.path):
            yield case.words.name("feature", one.id), place(one.location)


def _shown(*kinds: str) -> Callable[[Case], Rows]:
    """Numbers in the code that are not known to be a vendor's."""

    def told(case: Case) -> Rows:
        for one in case.result.numbers:
            own = one.owner in ("", "declared") and not one.in_tests
            if one.kind in kinds and own and case.holds(one.location.path):
                yield case.say("known.shown-algorithm", number=one.text) if one.kind == "algorithm" else one.text, one.location

    return told


def _quoted(case: Case) -> Rows:
    """Numbers in the code that the catalogue knows as a vendor's."""
    for one in case.result.numbers:
        if one.owner not in ("", "declared") and not one.in_tests and case.holds(one.location.path):
            vendor = case.words.name("vendor", one.owner)
            yield case.say("known.quoted", number=one.text, vendor=vendor), one.location


FACTS: Mapping[str, Callable[[Case], Rows]] = {
    "abroad": _abroad,
    "audience": _audience,
    "biometric": _biometric,
    "count": _count,
    "declared-filings": _declared_filings,
    "endpoints": _endpoints,
    "entries": _entries,
    "explicit-findings": _findings("label/watermark-off", "label/bare", "label/export"),
    "explicit-label": _labels("explicit"),
    "features": _features,
    "filing-name": _filing_name,
    "flow": _flow,
    "icp": _shown("icp"),
    "icp-licence": _shown("icp-licence"),
    "implicit-findings": _findings("label/metadata-stripped", "label/metadata-incomplete"),
    "implicit-label": _labels("implicit"),
    "inputs": _inputs,
    "launched": _launched,
    "minors": _flag("minors", "known.minors"),
    "modalities": _modalities,
    "models": _models,
    "models-by-number": _models_by_number,
    "moderation": _moderation,
    "numbers": _shown("algorithm"),
    "operator": _operator,
    "outputs": _outputs,
    "pages": _pages,
    "personal-data": _flag("personal_data", "known.personal-data"),
    "police": _shown("police"),
    "product-form": _product_form,
    "product-name": _product_name,
    "public-opinion": _flag("public_opinion", "known.public-opinion"),
    "quoted-numbers": _quoted,
    "real-persons": _flag("real_persons", "known.real-persons"),
    "role": _role,
    "technique": _technique,
    "techniques": _techniques,
    "training": _training,
    "type": _type,
    "types": _types,
    "upstream": _upstream,
    "users": _users,
    "vendors": _vendors,
    "word-lists": _word_lists,
}
"""Every fact that worksheet data may name."""
