"""Works out what a screen or an alert needs from a result: branches, duties per service, ranges; chooses no words."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

from scanner.model import Count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Hit, Obligation, Question, ScanResult, Service, Strength

_RANK: dict[str, int] = {"must": 3, "practice": 2, "ask": 1, "none": 0}
ORDER = (
    "algorithm-filing",
    "technical-supporter-filing",
    "genai-registration",
    "genai-filing",
    "safety-assessment",
    "biometric-assessment",
    "companion-assessment",
    "genai-assessment",
    "explicit-label",
    "implicit-label",
    "show-filing-number",
    "show-model-number",
    "user-rights",
    "data-export-check",
    "pipia",
)
"""Obligations as people meet them: filings, assessments, what users see, data."""
FILINGS = frozenset(ORDER[:4]) | {"biometric-assessment", "companion-assessment"}
"""Obligations that are told per service even when all services share them, and in full."""
ALGORITHM_FILINGS = frozenset(ORDER[:2])
_MINOR_REACH = frozenset({"unreached", "tests", "example"})


class Duty(NamedTuple):
    """One obligation with the branches of open facts under which it holds; an open audience is taken as the mainland public."""

    id: str
    branches: tuple[Obligation, ...]

    @property
    def strength(self) -> Strength:
        return max((branch.strength for branch in self.branches), key=_RANK.__getitem__)

    @property
    def strong(self) -> tuple[Obligation, ...]:
        """Branches in which it is more than a question."""
        return tuple(branch for branch in self.branches if branch.strength in ("must", "practice"))

    @property
    def unless(self) -> Obligation | None:
        """The one branch under whose conditions alone the duty holds; None where it holds either way."""
        strong = self.strong
        facts = {tuple(condition.fact for condition in branch.when) for branch in strong}
        if not strong or any(not branch.when for branch in strong) or (len(strong) > 1 and len(facts) == 1):
            return None
        return strong[0]


def shown(result: ScanResult, *, everything: bool) -> ScanResult:
    """``result`` without what is off by default and without duties that a declared filing fulfils."""
    decisions = result.decisions
    services = tuple(service for service in decisions.services if everything or not service.quiet)
    gone = {service.id for service in decisions.services} - {service.id for service in services}
    duties = tuple(
        duty
        for duty in decisions.obligations
        if not duty.filing and (everything or not duty.quiet) and not (duty.subject.services and gone.issuperset(duty.subject.services))
    )
    return dataclasses.replace(result, decisions=dataclasses.replace(decisions, services=services, obligations=duties))


def total(result: ScanResult, product: str) -> Count:
    """Algorithm filings of the product, over categories and roles."""
    decisions = result.decisions
    counts = [one.count for one in decisions.totals if one.product == product]
    counts = counts or [service.count for service in decisions.services if service.product == product]
    return Count(min=sum(one.min for one in counts), likely=sum(one.likely for one in counts), max=sum(one.max for one in counts))


def products(result: ScanResult) -> tuple[str, ...]:
    """In order of their services."""
    named = [service.product for service in result.decisions.services]
    named += [obstacle.subject.product for obstacle in result.decisions.obstacles]
    return tuple(dict.fromkeys(named))


def audience_open(result: ScanResult, product: str) -> bool:
    """Nobody has said for whom the product is."""
    decisions = result.decisions
    asked = any(question.id == "audience" and question.product in (product, "") for question in decisions.questions)
    duties = (duty for duty in decisions.obligations if duty.subject.product == product)
    return asked or any(condition.fact == "audience" for duty in duties for condition in duty.when)


def service_duties(result: ScanResult, service: Service) -> tuple[Duty, ...]:
    """What hangs on the service itself."""
    mine = (duty for duty in result.decisions.obligations if service.id in duty.subject.services)
    return _duties(mine)


def row_duties(result: ScanResult, service: Service) -> tuple[Duty, ...]:
    """What to say beside the service: filings always, the rest only where it alone of several services has it."""
    others = [other for other in result.decisions.services if other.product == service.product and other.id != service.id]
    elsewhere = {duty.id for other in others for duty in service_duties(result, other)}
    mine = service_duties(result, service)
    return tuple(duty for duty in mine if duty.id in FILINGS or (others and duty.id not in elsewhere))


def product_duties(result: ScanResult, product: str) -> tuple[Duty, ...]:
    """What is said once for the product, because it hangs on the product or on several of its services."""
    services = [service for service in result.decisions.services if service.product == product]
    told = {duty.id for service in services for duty in row_duties(result, service)}
    mine = (duty for duty in result.decisions.obligations if duty.subject.product == product and duty.id not in told)
    return _duties(mine)


def all_duties(result: ScanResult, product: str) -> tuple[Duty, ...]:
    """Everything that hangs on the product or on something in it, each duty once."""
    return _duties(duty for duty in result.decisions.obligations if duty.subject.product == product)


def questions(result: ScanResult, product: str) -> tuple[Question, ...]:
    """Largest effect first; questions without a product belong to all."""
    mine = (question for question in result.decisions.questions if question.product in (product, ""))
    return tuple(sorted(mine, key=lambda question: -question.score))


def changing(asked: Question) -> tuple[str, ...]:
    """Obligations and obstacles that the answers change, in the usual order."""
    return tuple(sorted({name for outcome in asked.outcomes for name, _ in outcome.duties}, key=_position))


def steps(asked: Question, name: str) -> tuple[Strength, ...]:
    """The strengths that one obligation has over all answers, strongest first."""
    found: set[Strength] = {dict(outcome.duties).get(name, "none") for outcome in asked.outcomes}
    return tuple(sorted(found, key=lambda strength: -_RANK[strength]))


def internal_is_free(result: ScanResult, product: str) -> bool:
    """With internal use only, no algorithm filing is due: by the outcome of the question, not by our own belief."""
    asked = (question for question in questions(result, product) if question.id == "audience")
    return any(outcome.answer == "internal" and outcome.count.max == 0 for question in asked for outcome in question.outcomes)


def hits_of(result: ScanResult, service: Service) -> tuple[Hit, ...]:
    """Primary first."""
    known = {hit.fingerprint: hit for hit in result.hits}
    return tuple(known[name] for name in service.hits if name in known)


def hits_of_obstacle(result: ScanResult, obstacle: Obligation) -> tuple[Hit, ...]:
    """Sites that the obstacle is about: its models' and vendors', else those of its services; what is configured after what is called."""
    services = [service for service in result.decisions.services if service.id in obstacle.subject.services]
    sites = tuple(dict.fromkeys(hit for service in services for hit in hits_of(result, service))) or result.hits
    named = frozenset(obstacle.subject.models)
    mine = tuple(hit for hit in sites if named & _served_by(hit) and not (hit.kind == "config" and hit.certainty == "possible"))
    mine = tuple(sorted(mine, key=lambda hit: hit.kind == "config"))
    return mine or (sites if services else ())


def is_minor(hit: Hit) -> bool:
    """Off by default: guesses, tests, examples."""
    return hit.certainty == "possible" or hit.in_tests or hit.reach in ("tests", "example")


def level(duties: Iterable[Duty], primary: Hit, *, declared: bool) -> str:
    """``error`` only for what declared facts settle and code shows beyond doubt."""
    duties = tuple(duties)
    if primary.reach in _MINOR_REACH or not any(duty.strong for duty in duties):
        return "note"
    settled = any(branch.strength == "must" and not branch.when for duty in duties for branch in duty.branches)
    if declared and settled and primary.certainty == "sure" and primary.reach == "reached":
        return "error"
    return "warning" if any(duty.strength == "must" for duty in duties) else "note"


def reaches(result: ScanResult, threshold: str) -> bool:
    """Something open is at or above the threshold; what still hangs on an open fact counts as a question."""
    if threshold == "none":
        return False
    decisions = shown(result, everything=False).decisions
    filed = {service.id for service in decisions.services if service.filing}
    duties = [duty for duty in decisions.obligations if not duty.subject.services or set(duty.subject.services) - filed]
    strengths = ["ask" if duty.when and duty.strength != "none" else duty.strength for duty in (*duties, *decisions.obstacles)]
    worst = max((_RANK[strength] for strength in strengths), default=0)
    worst = max([worst, *(_RANK[one.strength] for one in decisions.contradictions)])
    return worst >= _RANK[threshold] or drifts(result, threshold)


def drifts(result: ScanResult, threshold: str) -> bool:
    """Code and filings differ by something at or above the threshold."""
    return threshold != "none" and any(_RANK[one.strength] >= _RANK[threshold] for one in result.drift)


def _served_by(hit: Hit) -> frozenset[str]:
    names = [hit.vendor, hit.model, *(name for other in hit.alternatives for name in (other.vendor, other.model))]
    return frozenset(name for name in names if name)


def _duties(obligations: Iterable[Obligation]) -> tuple[Duty, ...]:
    found: dict[str, dict[Obligation, None]] = {}
    for obligation in obligations:
        if obligation.strength != "none" and _holds(obligation, "public"):
            when = tuple(condition for condition in obligation.when if condition.fact != "audience")
            found.setdefault(obligation.id, {})[dataclasses.replace(obligation, when=when)] = None
    return tuple(Duty(name, _strongest_first(_telling(found[name]))) for name in sorted(found, key=_position))


def _telling(branches: Iterable[Obligation]) -> tuple[Obligation, ...]:
    """Without branches that say no more than what holds in any case."""
    branches = tuple(branches)
    least = max((_RANK[branch.strength] for branch in branches if not branch.when), default=0)
    return tuple(branch for branch in branches if not branch.when or _RANK[branch.strength] > least)


def _strongest_first(branches: Iterable[Obligation]) -> tuple[Obligation, ...]:
    def order(branch: Obligation) -> tuple[int, list[tuple[str, str]]]:
        return (-_RANK[branch.strength], [(condition.fact, condition.value) for condition in branch.when])

    return tuple(sorted(branches, key=order))


def _position(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _holds(obligation: Obligation, audience: str) -> bool:
    return all(audience in condition.value.split("|") for condition in obligation.when if condition.fact == "audience")
