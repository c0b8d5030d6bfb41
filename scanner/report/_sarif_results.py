"""One SARIF result per open service, obstacle and contradiction (and per call site on request); the run around them is ``sarif``'s."""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from typing import TYPE_CHECKING, Any

import sarif_om as om

from scanner.report import _digest, _drift, _phrases
from scanner.report._escape import visible
from scanner.report._sarif_rules import CONTRADICTION, DRIFT, LAWS, OBLIGATIONS, TYPES, article_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import Contradiction, Hit, Location, Obligation, ScanResult, Service, Step
    from scanner.report._digest import Duty
    from scanner.report.wording import Wording

SENTENCE = 80
"""GitHub may show the first sentence only."""
_RELATED = 20
_STEPS = 100


class Results:
    """Builds the results of one run; ``rules`` are the ids in the order of the driver."""

    def __init__(self, words: Wording, result: ScanResult, rules: Iterable[str]) -> None:
        self.words = words
        self.result = result
        self.indexes = {name: index for index, name in enumerate(rules)}
        self.several = len(_digest.products(result)) > 1
        self.hashes: set[str] = set()

    def services(self, *, filed: bool) -> Iterator[Any]:
        """Open services or, for the full report, those that a filing covers."""
        for service in self.result.decisions.services:
            hits = tuple(hit for hit in _digest.hits_of(self.result, service) if not hit.ignored)
            # A service whose sites are all taken out by comments is not open.
            if bool(service.filing) == filed and hits:
                yield self._service(service, hits)

    def obstacles(self) -> Iterator[Any]:
        for obstacle in self.result.decisions.obstacles:
            hits = tuple(hit for hit in _digest.hits_of_obstacle(self.result, obstacle) if not hit.ignored)
            if hits:
                yield self._obstacle(obstacle, hits)

    def contradictions(self) -> Iterator[Any]:
        for one in self.result.decisions.contradictions:
            rule = one.id if one.id in self.indexes else CONTRADICTION
            told = _phrases.contradiction(self.words, one)
            text = told + (self.words.say("alert.contradiction-ask") if one.strength == "ask" else "") + self.words.say("alert.end")
            properties: dict[str, object] = {"product": visible(one.product), "strength": one.strength}
            properties |= {field.name: visible(field.value) for field in one.fields}
            identity = self._hash("\0".join((one.product, *(field.value for field in one.fields))), one.id, one.location.path)
            yield self._result(rule, _contradiction_level(one, self.result), text, location(one.location, ""), identity, properties)

    def drift(self) -> Iterator[Any]:
        """What a filing lacks or no longer needs; a service without a filing has its own result."""
        words = self.words
        for one in self.result.drift:
            rule = f"drift/{one.id}"
            if rule not in DRIFT:
                continue
            text = _drift.first(words, self.result, one, SENTENCE) + _drift.rest(words, one) + words.say("alert.end")
            properties: dict[str, object] = {
                "product": visible(one.product),
                "filing": visible(one.filing),
                "what": one.what,
                "value": visible(one.value),
                "strength": one.strength,
                "certainty": one.certainty,
                "deadline": [name for name in (one.due.rule, one.due.date) if name],
                "law_as_of": self.result.law_as_of,
            }
            level = "error" if one.strength == "must" else "warning"
            identity = self._hash("\0".join((one.product, one.filing, one.what, one.value)), rule, one.location.path)
            found = self._result(rule, level, text, location(one.location, ""), identity, properties)
            others = one.others[:_RELATED]
            found.related_locations = [location(place, "", number=number) for number, place in enumerate(others, 1)] or None
            found.taxa = _references(LAWS, sorted({article_id(basis) for basis in one.due.basis})) or None
            yield found

    def sites(self) -> Iterator[Any]:
        """One note per call site; those that a comment takes out are suppressed with its reason."""
        words = self.words
        for hit in self.result.hits:
            rule = words.parent("technique", hit.technique)
            if rule not in self.indexes:
                rule = next((name for name in self.indexes if name.startswith(f"{hit.category}/")), CONTRADICTION)
            text = words.say("alert.site", who=_phrases.hit_served(words, hit), technique=words.name("technique", hit.technique))
            properties: dict[str, object] = {"certainty": hit.certainty, "kind": hit.kind, "reach": hit.reach, "signature": hit.signature}
            found = self._result(rule, "note", text, location(hit.location, hit.qualname), self._hash(hit.fingerprint, rule), properties)
            found.suppressions = [om.Suppression(kind="inSource", justification=visible(hit.ignored))] if hit.ignored else []
            yield found

    def _service(self, service: Service, hits: tuple[Hit, ...]) -> Any:
        duties = _digest.service_duties(self.result, service)
        rule = f"{service.category}/{service.families[0]}" if service.families else service.category
        primary = hits[0]
        found = self._result(
            rule,
            _digest.level(duties, primary, declared=self.result.declared),
            self._service_text(service, duties, hits),
            location(primary.location, primary.qualname),
            self._hash(service.product, rule, service.role),
            self._service_properties(service, duties, hits),
        )
        found.related_locations = self._related(hits, service) or None
        found.code_flows = _code_flows(primary.flow)
        found.taxa = [
            *_references(TYPES, [f"type/{service.statutory_type}", f"category/{service.category}"]),
            *_references(OBLIGATIONS, [duty.id for duty in duties]),
            *_references(LAWS, sorted({article_id(basis) for duty in duties for branch in duty.branches for basis in branch.basis})),
        ]
        if service.filing:
            found.suppressions = [om.Suppression(kind="external", justification=visible(service.filing))]
        return found

    def _service_text(self, service: Service, duties: tuple[Duty, ...], hits: tuple[Hit, ...]) -> str:
        words = self.words
        filings = [duty for duty in duties if duty.id in _digest.FILINGS]
        others = [duty for duty in duties if duty.id not in _digest.FILINGS]
        is_open = _digest.audience_open(self.result, service.product)
        text = self._first_sentence(service)
        if filings:
            told = words.clauses(_phrases.duty_phrase(words, duty) for duty in filings)
            text += words.say("alert.if-public" if is_open else "alert.known", role=words.message("role", service.role), duties=told)
        if others:
            text += words.say("alert.also", duties=words.both(_phrases.duty_cell(words, duty, legend=False) for duty in others))
        if not duties:
            text += words.say("alert.no-duty")
        if hits[0].reach == "unreached":
            text += words.say("alert.unreached")
        return text + self._ending(service.product, len(hits))

    def _first_sentence(self, service: Service) -> str:
        """Who serves what, cut down until it fits."""
        words = self.words
        title, kind = _phrases.title(words, service), _phrases.type_name(words, service)
        key = "alert.own" if _phrases.self_hosted(service) else "alert.served"
        free = SENTENCE - len(words.say(key, title=title, who="", type=kind).strip())
        who = _phrases.who(words, service, free) if free > 1 else ""
        room = SENTENCE - len(words.say("alert.plain", title="", type=kind))
        plain = words.say("alert.plain", title=_cut(title, room), type=kind)
        text = words.say(key, title=title, who=who, type=kind) if who else plain
        return _begun(text)

    def _ending(self, product: str, sites: int) -> str:
        words = self.words
        asked = [_phrases.fact(words, question.id) for question in _digest.questions(self.result, product)[:4]]
        text = words.say("alert.ask", facts=words.both(asked)) if asked else ""
        if self.several:
            text += words.say("alert.product", product=_phrases.product_name(words, product))
        return text + words.say("alert.sites", count=sites) + words.say("alert.end")

    def _service_properties(self, service: Service, duties: tuple[Duty, ...], hits: tuple[Hit, ...]) -> dict[str, object]:
        branches = [branch for duty in duties for branch in duty.branches]
        strengths = [duty.strength for duty in duties]
        return {
            "product": visible(service.product),
            "role": service.role,
            "count": {"min": service.count.min, "likely": service.count.likely, "max": service.count.max},
            "vendors": sorted({visible(model.vendor) for model in service.models if model.vendor}),
            "models": sorted({visible(model.model) for model in service.models if model.model}),
            "strength": next((word for word in ("must", "practice", "ask") if word in strengths), "none"),
            "when": _when(branches, self.result, service.product),
            "deadline": sorted({branch.deadline for branch in branches if branch.deadline}),
            "certainty": hits[0].certainty,
            "sites": len(hits),
            "law_as_of": self.result.law_as_of,
        }

    def _obstacle(self, obstacle: Obligation, hits: tuple[Hit, ...]) -> Any:
        words, subject = self.words, obstacle.subject
        rule, primary = f"obstacle/{obstacle.id}", hits[0]
        text = self._obstacle_sentence(obstacle)
        titles = [_phrases.title(words, service) for service in self.result.decisions.services if service.id in subject.services]
        if titles:
            text += words.say("alert.affects", services=words.both(dict.fromkeys(titles)))
        if obstacle.basis:
            text += words.say("alert.basis", basis=_phrases.bases(words, obstacle.basis))
        properties: dict[str, object] = {
            "product": visible(subject.product),
            "models": [visible(name) for name in subject.models],
            "strength": obstacle.strength,
            "when": [f"{condition.fact}={visible(condition.value)}" for condition in obstacle.when],
            "sites": len(hits),
            "law_as_of": self.result.law_as_of,
        }
        text += self._ending(subject.product, len(hits))
        level = _obstacle_level(obstacle, primary, declared=self.result.declared)
        place = location(primary.location, primary.qualname)
        found = self._result(rule, level, text, place, self._hash(subject.product, rule, ""), properties)
        found.related_locations = self._related(hits, None) or None
        found.taxa = [*_references(OBLIGATIONS, [obstacle.id]), *_references(LAWS, sorted({article_id(basis) for basis in obstacle.basis}))]
        return found

    def _obstacle_sentence(self, obstacle: Obligation) -> str:
        words = self.words
        title, models = words.name("obstacle", obstacle.id), obstacle.subject.models
        for shown in range(len(models), 0, -1):
            names = words.both(words.name("vendor", name) for name in models[:shown])
            more = words.say("section.and-more", items=names) if shown < len(models) else names
            sentence = words.say("alert.obstacle", title=words.with_aside(title, more))
            if len(sentence) <= SENTENCE:
                return _begun(sentence)
        return _begun(words.say("alert.obstacle", title=title[: SENTENCE - 1]))

    def _related(self, hits: tuple[Hit, ...], service: Service | None) -> list[Any]:
        """Other call sites and ways in, each with what is served there."""
        words = self.words
        places: list[tuple[Location, str]] = []
        for hit in sorted(hits[1:], key=_digest.is_minor):
            who = _phrases.hit_served(words, hit)
            places.append((hit.location, words.say("alert.route", who=who, route=hit.entry.name) if hit.entry else who))
        entries = (
            [(entry.location, words.say("alert.entry", kind=entry.kind, name=entry.name)) for entry in service.entries] if service else []
        )
        # Some of both: twenty sites must not push out the way in.
        kept = places[: _RELATED - min(len(entries), _RELATED // 4)]
        kept += entries[: _RELATED - len(kept)]
        return [location(place, "", note=note, number=number) for number, (place, note) in enumerate(dict.fromkeys(kept), 1)]

    def _result(self, rule: str, level: str, text: str, place: Any, identity: str, properties: dict[str, object]) -> Any:
        return om.Result(
            message=om.Message(text=text),
            rule_id=rule,
            rule_index=self.indexes.get(rule, -1),
            level=level,
            locations=[place],
            partial_fingerprints={"primaryLocationLineHash": identity},
            properties=properties or None,
        )

    def _hash(self, *identity: str) -> str:
        """Of product and rule, so that lines may move; the last part joins only where two results would be one."""
        for parts in (identity[:2], identity):
            digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
            if digest not in self.hashes:
                break
        self.hashes.add(digest)
        return f"{digest}:1"


def _cut(title: str, room: int) -> str:
    """Whole parts of a title while they fit."""
    if len(title) <= room:
        return title
    parts = [title[: match.start()] for match in re.finditer("[,、]", title[:room])]
    return f"{parts[-1] if parts else title[: room - 1]}…"


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def artifact(path: str) -> Any:
    """A percent-encoded reference relative to the scanned root."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    return om.ArtifactLocation(uri=urllib.parse.quote(raw, safe="/"), uri_base_id="SRCROOT")


def location(place: Location, qualname: str, *, note: str = "", number: int = -1) -> Any:
    region = om.Region(start_line=place.line, start_column=place.column)
    if (place.end_line, place.end_column) > (place.line, place.column):
        region.end_line, region.end_column = place.end_line, place.end_column
    return om.Location(
        id=number,
        physical_location=om.PhysicalLocation(artifact_location=artifact(place.path), region=region),
        logical_locations=[om.LogicalLocation(fully_qualified_name=visible(qualname), kind="function")] if qualname else None,
        message=om.Message(text=note) if note else None,
    )


def _code_flows(flow: tuple[Step, ...]) -> list[Any] | None:
    if not flow:
        return None
    steps = [om.ThreadFlowLocation(location=location(step.location, "", note=visible(step.note))) for step in flow[:_STEPS]]
    return [om.CodeFlow(thread_flows=[om.ThreadFlow(locations=steps)])]


def _references(taxonomy: str, names: list[str]) -> list[Any]:
    component = om.ToolComponentReference(name=taxonomy)
    return [om.ReportingDescriptorReference(id=name, tool_component=component) for name in names]


def _when(branches: list[Obligation], result: ScanResult, product: str) -> list[str]:
    facts = {f"{condition.fact}={visible(condition.value)}" for branch in branches for condition in branch.when}
    return sorted(facts | ({"audience=public"} if _digest.audience_open(result, product) else set()))


def _contradiction_level(one: Contradiction, result: ScanResult) -> str:
    if one.strength in ("ask", "none"):
        return "note"
    return "error" if result.declared and one.strength == "must" else "warning"


def _obstacle_level(obstacle: Obligation, primary: Hit, *, declared: bool) -> str:
    if primary.reach in ("unreached", "tests", "example"):
        return "note"
    settled = declared and obstacle.strength == "must" and not obstacle.when
    return "error" if settled and primary.certainty == "sure" and primary.reach == "reached" else "warning"
