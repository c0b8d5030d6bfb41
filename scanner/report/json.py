"""Renders the result as JSON, schema 1 (``docs/report.schema.json``): a struct of its own, never a dump of the model.

Keys are in the order of the schema, texts from scanned code are made visible; wording in people's languages is left to other formats.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from scanner.report._escape import visible
from scanner.report.wording import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scanner.model import (
        Alternative,
        Artifact,
        Basis,
        Contradiction,
        Count,
        Coverage,
        Dependency,
        Doing,
        Drift,
        EntryPoint,
        Feature,
        Hit,
        LabelSeen,
        Obligation,
        Problem,
        Question,
        Reason,
        ScanResult,
        Service,
        ShownNumber,
        Since,
    )
    from scanner.report.interface import Lang, View

SCHEMA = 1

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class JsonReport:
    """The contract for programs."""

    id = "json"
    suffix = ".json"

    def render(self, result: ScanResult, view: View) -> str:
        """The same in every language and at every verbosity: ``view`` changes nothing."""
        return json.dumps(_report(result), ensure_ascii=False, indent=2) + "\n"


REPORT = JsonReport()


def _report(result: ScanResult) -> Json:
    decisions = result.decisions
    return {
        "schema": SCHEMA,
        "tool": {
            "name": "suanbei",
            "version": result.tool_version,
            "catalogue": result.catalog_version,
            "law_as_of": _text(result.law_as_of),
            "as_of": _text(result.as_of),
            "declared": result.declared,
        },
        "coverage": _coverage(result.coverage),
        "files": _files(result),
        "services": [_service(service) for service in decisions.services],
        "obligations": [_obligation(row) for row in decisions.obligations],
        "obstacles": [_obligation(row) for row in decisions.obstacles],
        "contradictions": [_contradiction(one) for one in decisions.contradictions],
        "labels": [_label(one) for one in result.labels],
        "drift": [_drift(one) for one in result.drift],
        "since": None if result.since is None else [_since(one) for one in result.since],
        "questions": [_question(question) for question in decisions.questions],
        "hits": [_hit(hit) for hit in result.hits],
        "features": [_feature(feature) for feature in result.features],
        "numbers": [_number(number) for number in result.numbers],
        "dependencies": [_dependency(dependency) for dependency in result.dependencies],
        "artifacts": [_artifact(one) for one in result.artifacts],
        "problems": [_problem(problem) for problem in result.problems],
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "languages": list(coverage.languages),
        "vendors": list(coverage.vendors),
        "libraries": list(coverage.libraries),
        "signatures": dict(coverage.signatures),
    }


def _files(result: ScanResult) -> Json:
    files = result.files
    return {
        "roots": _texts(result.roots),
        "seen": files.seen,
        "read": files.read,
        "parsed": files.parsed,
        "languages": dict(files.languages),
        "skipped": [{"reason": group.reason, "count": group.count, "named": _texts(group.named)} for group in files.skipped],
    }


def _service(service: Service) -> Json:
    return {
        "id": _text(service.id),
        "product": _text(service.product),
        "category": service.category,
        "statutory_type": service.statutory_type,
        "families": list(service.families),
        "techniques": list(service.techniques),
        "models": [
            {
                "vendor": _text(model.vendor),
                "model": _text(model.model),
                "origin": model.origin,
                "default": model.default,
                "jurisdiction": model.jurisdiction,
                "upstream": _texts(model.upstream),
            }
            for model in service.models
        ],
        "role": service.role,
        "count": _count(service.count),
        "hits": _texts(service.hits),
        "entries": [_entry(entry) for entry in service.entries],
        "similar_filings": _texts(service.similar_filings),
        "because": _texts(service.because),
        "filing": _text(service.filing),
        "quiet": service.quiet,
    }


def _obligation(row: Obligation) -> Json:
    return {
        "id": row.id,
        "subject": {
            "product": _text(row.subject.product),
            "services": _texts(row.subject.services),
            "models": _texts(row.subject.models),
            "techniques": list(row.subject.techniques),
        },
        "strength": row.strength,
        "when": [{"fact": condition.fact, "value": _text(condition.value)} for condition in row.when],
        "deadline": row.deadline,
        "basis": [_basis(basis) for basis in row.basis],
        "rule": row.rule,
        "by_text": row.by_text,
        "lean": row.lean,
        "note": _text(row.note),
        "filing": _text(row.filing),
        "quiet": row.quiet,
    }


def _basis(basis: Basis) -> Json:
    return {
        "kind": basis.kind,
        "law": basis.law,
        "article": basis.article,
        "url": basis.url,
        "checked": basis.checked,
        "mark": basis.mark,
    }


def _contradiction(one: Contradiction) -> Json:
    return {
        "id": one.id,
        "product": _text(one.product),
        "strength": one.strength,
        "path": _text(one.location.path),
        "line": one.location.line,
        "fields": {field.name: _text(field.value) for field in one.fields},
    }


def _label(one: LabelSeen) -> Json:
    return {
        "kind": one.kind,
        "signature": one.signature,
        "text": _text(one.text),
        "lacking": list(one.lacking),
        "path": _text(one.location.path),
        "line": one.location.line,
    }


def _drift(one: Drift) -> Json:
    return {
        "id": one.id,
        "what": one.what,
        "value": _text(one.value),
        "product": _text(one.product),
        "service": _text(one.service),
        "filing": _text(one.filing),
        "filing_type": one.kind,
        "covered": _texts(one.covered),
        "strength": one.strength,
        "certainty": one.certainty,
        "deadline": {
            "rule": one.due.rule,
            "start": one.due.start,
            "date": one.due.date,
            "provisional": one.due.provisional,
            "overdue": one.due.overdue,
            "basis": [_basis(basis) for basis in one.due.basis],
        },
        "before": [{"id": name, "strength": strength} for name, strength in one.before],
        "also": _texts(one.also),
        "obstacles": list(one.obstacles),
        "near": _text(one.near),
        "proposal": _text(one.proposal),
        "path": _text(one.location.path),
        "line": one.location.line,
        "others": [{"path": _text(place.path), "line": place.line} for place in one.others],
    }


def _since(one: Since) -> Json:
    return {
        "filing": _text(one.filing),
        "filing_type": one.kind,
        "date": one.date or None,
        "commit": one.commit or None,
        "commit_date": one.day or None,
        "added": [_doing(change) for change in one.added],
        "gone": [_doing(change) for change in one.gone],
    }


def _doing(one: Doing) -> Json:
    return {"what": one.what, "value": _text(one.value), "path": _text(one.location.path), "line": one.location.line}


def _number(number: ShownNumber) -> Json:
    return {
        "kind": number.kind,
        "number": _text(number.text),
        "category": number.category or None,
        "parts": {name: _text(part) for name, part in number.parts},
        "owner": _text(number.owner) or None,
        "path": _text(number.location.path),
        "line": number.location.line,
        "in_tests": number.in_tests,
    }


def _question(question: Question) -> Json:
    return {
        "id": question.id,
        "product": _text(question.product),
        "score": question.score,
        "hints": _texts(question.hints),
        "effects": [{"answer": _text(answer), "effect": _text(effect)} for answer, effect in question.effects],
        "outcomes": [
            {
                "answer": _text(outcome.answer),
                "count": _count(outcome.count),
                "duties": [{"id": name, "strength": strength} for name, strength in outcome.duties],
            }
            for outcome in question.outcomes
        ],
    }


def _hit(hit: Hit) -> Json:
    return {
        "id": _text(hit.fingerprint),
        "signature": hit.signature,
        "kind": hit.kind,
        "category": hit.category,
        "technique": hit.technique,
        "mode": hit.mode,
        "mode_because": _reasons(hit.mode_because, "en"),
        "mode_because_zh": _reasons(hit.mode_because, "zh"),
        "vendor": _text(hit.vendor),
        "jurisdiction": hit.jurisdiction,
        "library": hit.library,
        "model": _text(hit.model),
        "base_url": _text(hit.base_url),
        "alternatives": [_alternative(other) for other in hit.alternatives],
        "overridable": hit.overridable,
        "certainty": hit.certainty,
        "path": _text(hit.location.path),
        "line": hit.location.line,
        "end_line": hit.location.end_line,
        "column": hit.location.column,
        "qualname": _text(hit.qualname),
        "in_tests": hit.in_tests,
        "reach": hit.reach,
        "product": _text(hit.product),
        "origin": hit.origin,
        "base": _text(hit.base),
        "biometric": hit.biometric,
        "alternative_of": _text(hit.alternative_of),
        "entry": _entry(hit.entry) if hit.entry else None,
        "flow": [{"path": _text(step.location.path), "line": step.location.line, "note": _text(step.note)} for step in hit.flow],
        "fingerprint": _text(hit.fingerprint),
        "reasons": _reasons(hit.reasons, "en"),
        "reasons_zh": _reasons(hit.reasons, "zh"),
        "conflict": _text(hit.conflict),
        "ignored": _text(hit.ignored),
    }


def _alternative(other: Alternative) -> Json:
    return {
        "vendor": _text(other.vendor),
        "base_url": _text(other.base_url),
        "model": _text(other.model),
        "jurisdiction": other.jurisdiction,
        "because": _text(other.because),
    }


def _entry(entry: EntryPoint) -> Json:
    return {"kind": entry.kind, "name": _text(entry.name), "path": _text(entry.location.path), "line": entry.location.line}


def _feature(feature: Feature) -> Json:
    return {"id": feature.id, "signature": feature.signature, "path": _text(feature.location.path), "line": feature.location.line}


def _dependency(dependency: Dependency) -> Json:
    return {
        "ecosystem": dependency.ecosystem,
        "name": _text(dependency.name),
        "version": _text(dependency.version),
        "requirement": _text(dependency.requirement),
        "purl": _text(dependency.purl),
        "scope": dependency.scope,
        "relation": dependency.relation,
        "path": _text(dependency.location.path),
        "line": dependency.location.line,
        "in_tests": dependency.in_tests,
        "signature": dependency.signature,
        "categories": list(dependency.categories),
        "use": dependency.use or None,
    }


def _artifact(one: Artifact) -> Json:
    return {
        "kind": one.kind,
        "signature": one.signature,
        "name": _text(one.name),
        "architecture": _text(one.architecture),
        "technique": one.technique or None,
        "category": one.category or None,
        "family": one.family or None,
        "developer": one.developer or None,
        "parameters": one.parameters,
        "size_label": _text(one.size_label),
        "base": _text(one.base),
        "trained": one.trained,
        "licence": _text(one.licence),
        "stored": one.stored,
        "size": one.size,
        "digest": _text(one.digest),
        "files": _texts(one.files),
        "hosts": _texts(one.hosts),
        "serves": one.serves or None,
        "certainty": one.certainty,
        "path": _text(one.location.path),
        "line": one.location.line,
        "in_tests": one.in_tests,
    }


def _problem(problem: Problem) -> Json:
    return {"path": _text(problem.path), "stage": problem.stage, "reason": problem.reason, "detail": _text(problem.detail)}


def _count(count: Count) -> Json:
    return {"min": count.min, "likely": count.likely, "max": count.max}


def _reasons(reasons: Iterable[Reason], lang: Lang) -> list[str]:
    return [told(reason, lang) for reason in reasons]


def _text(text: str | None) -> str | None:
    return visible(text) if text is not None else None


def _texts(items: Iterable[str]) -> list[str]:
    return [visible(item) for item in items]
