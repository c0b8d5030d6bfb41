"""Ranks what only a person can answer by how much each answer changes, deciding anew for every answer; asks nothing that is declared."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

from scanner.decide import paths
from scanner.decide.groups import counts, hit_id, products
from scanner.decide.services import total, totals
from scanner.law import STEPS
from scanner.model import Covers, DeclaredFiling, DeclaredModel, DeclaredProduct, Exclude, Outcome, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scanner.catalog import Catalog
    from scanner.decide.groups import Group, Member
    from scanner.decide.services import Draft
    from scanner.decide.serving import Server
    from scanner.law import Asked, Facts, Law
    from scanner.model import Count, Declared, Feature, Obligation, Strength

_MAIN = frozenset({"audience", "public_opinion"})
_HINTS = 8
_BY_MODEL = frozenset({"genai-registration", "genai-filing", "show-model-number"})
_BY_TECHNIQUE = frozenset({"biometric-assessment", "explicit-label", "implicit-label"})
_BY_SERVICE = frozenset({"algorithm-filing", "technical-supporter-filing", "show-filing-number"})
_STRENGTHS: tuple[Strength, ...] = ("none", "ask", "practice", "must")
_YES = {"yes": True, "no": False}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything that one declaration leads to."""

    declared: Declared
    members: tuple[tuple[str, Member], ...]
    groups: tuple[Group, ...]
    drafts: tuple[Draft, ...]
    obligations: tuple[Obligation, ...]
    obstacles: tuple[Obligation, ...]

    def live(self, product: str) -> list[Member]:
        return [member for group in self.groups if group.product == product for member in group.live]

    def servers(self, product: str) -> list[Server]:
        """Sources of what generates."""
        members = (member for member in self.live(product) if member.hit.category == "generation")
        return list(dict.fromkeys(server for member in members for server in member.servers))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What ranking needs: the law, a way to decide anew, and what is a reason to ask."""

    catalog: Catalog
    law: Law
    decide: Callable[[Declared], State]
    facts: Callable[[State, str], tuple[Facts, ...]]
    idle: Callable[[tuple[Facts, ...]], frozenset[str]]
    features: tuple[Feature, ...]

    def questions(self, state: State) -> tuple[Question, ...]:
        """Largest effect first."""
        found = [(n, one) for n, asked in enumerate(self.law.questions) for one in self._ask(state, asked)]
        return tuple(one for _, one in sorted(found, key=lambda row: (-row[1].score, row[0], row[1].product)))

    def _ask(self, state: State, asked: Asked) -> Iterable[Question]:
        lost = "" not in {product.id for product in products(state.declared)}
        for product in dict.fromkeys(group.product for group in state.groups):
            if (lost and not product) is not (asked.id == "paths"):
                continue
            answers = self.answers(state, asked, product)
            if answers is None:
                continue
            outcomes = {answer: self.decide(declared) for answer, declared in answers}
            scope = None if asked.id == "paths" else product
            # Which product code belongs to may have one answer only; it is weighed against not knowing.
            states = [*outcomes.values(), *([state] if scope is None else [])]
            score = max((_distance(left, right, scope) for left, right in itertools.combinations(states, 2)), default=0)
            if not score and answers:
                continue
            yield Question(
                id=asked.id,
                product=product,
                score=score,
                hints=self._hints(state, asked, product),
                effects=tuple((answer, _span(_count(one, scope))) for answer, one in outcomes.items()),
                outcomes=_outcomes(outcomes, scope),
            )

    def answers(self, state: State, asked: Asked, product: str) -> tuple[tuple[str, Declared], ...] | None:
        """The declaration that each answer would give; None when the question is not open."""
        if asked.fact:
            return self._fact(state, asked, product)
        special = {
            "vendors": self._vendors,
            "weights": self._weights,
            "reach": self._reach,
            "modality": self._modality,
            "numbers": self._numbers,
            "launched": self._launched,
            "paths": self._paths,
        }
        return special[asked.id](state, product)

    # ---- one question each

    def _fact(self, state: State, asked: Asked, product: str) -> tuple[tuple[str, Declared], ...] | None:
        facts = self.facts(state, product)
        if not facts or any(one.get(asked.fact) for one in facts) or asked.fact in self.idle(facts):
            return None
        return tuple((answer, _with(state.declared, product, asked.fact, answer)) for answer, _ in asked.answers)

    def _vendors(self, state: State, product: str) -> tuple[tuple[str, Declared], ...] | None:
        servers = [server for server in state.servers(product) if server.mode == "api"]
        told = sorted({server.vendor for server in servers if server.vendor and server.origin != "run-time"})
        doubtful = any(server.home != "mainland" or server.origin != "api" for server in servers)
        if _owner(state, product).vendors is not None or not servers or (len(told) < 2 and not doubtful):
            return None
        known = self.catalog.vendors
        found = told or sorted({self._sample("mainland"), self._sample("overseas")} - {""})
        mainland = tuple(name for name in found if name in known and known[name].jurisdiction == "mainland" and not known[name].relay)
        answers: dict[str, tuple[str, ...]] = {"all": tuple(found)}
        if mainland and mainland != tuple(found):
            answers["mainland"] = mainland
        if not mainland:
            answers["none"] = ()
        return tuple((answer, _product(state.declared, product, vendors=vendors)) for answer, vendors in answers.items())

    def _sample(self, jurisdiction: str) -> str:
        """Some vendor, to see what "one from there" would lead to where the code names none."""
        rows = sorted(self.catalog.vendors.values(), key=lambda row: (not any(one.type == "genai-filing" for one in row.filed), row.id))
        return next((row.id for row in rows if row.jurisdiction == jurisdiction and not row.relay), "")

    def _weights(self, state: State, product: str) -> tuple[tuple[str, Declared], ...] | None:
        where = sorted({hit_id(member.hit) for member in state.live(product) if _untold_weights(member)})
        if not where:
            return None
        models = {
            origin: tuple(DeclaredModel(match=name, origin=origin) for name in where) for origin in ("open-weights", "fine-tuned", "own")
        }
        before = state.declared.models
        return tuple((origin, dataclasses.replace(state.declared, models=(*before, *rows))) for origin, rows in models.items())

    def _reach(self, state: State, product: str) -> tuple[tuple[str, Declared], ...] | None:
        where = tuple(sorted({hit_id(member.hit) for member in _unsettled(state, product)}))
        if not where:
            return None
        shown = _product(state.declared, product, shown=(*_owner(state, product).shown, *where))
        hidden = dataclasses.replace(state.declared, excludes=(*state.declared.excludes, Exclude(paths=where, reason="not shown to users")))
        return (("yes", shown), ("no", hidden))

    def _modality(self, state: State, product: str) -> tuple[tuple[str, Declared], ...] | None:
        open_ = [one.service for one in state.drafts if one.service.product == product and one.own and not _planned(one.service.because)]
        open_ = [
            one for one in open_ if one.category in ("generation", "dispatch") and not _is_planned(state.declared, one.families[0], product)
        ]
        if max((sum(other.role == one.role and other.category == one.category for other in open_) for one in open_), default=0) < 2:
            return None
        kinds = sorted({(one.category, one.role) for one in open_})
        together = [
            _plan(product, category, role, tuple(one.families[0] for one in open_ if (one.category, one.role) == (category, role)))
            for category, role in kinds
        ]
        apart = [_plan(product, one.category, one.role, one.families) for one in open_]
        filings = state.declared.filings
        return (
            ("one", dataclasses.replace(state.declared, filings=(*filings, *together))),
            ("each", dataclasses.replace(state.declared, filings=(*filings, *apart))),
        )

    def _numbers(self, state: State, product: str) -> tuple[tuple[str, Declared], ...] | None:
        return None if any(row.number for row in state.declared.filings) or not _count(state, product).max else ()

    def _launched(self, state: State, product: str) -> tuple[tuple[str, Declared], ...] | None:
        return None if _owner(state, product).launched or not _count(state, product).max else ()

    def _paths(self, state: State, product: str) -> tuple[tuple[str, Declared], ...] | None:
        where = tuple(sorted({member.hit.location.path for member in state.live(product)}))
        return tuple((one.id, _product(state.declared, one.id, paths=(*one.paths, *where))) for one in state.declared.products if one.paths)

    def _hints(self, state: State, asked: Asked, product: str) -> tuple[str, ...]:
        """Places that are a reason to ask."""
        globs = _owner(state, product).paths
        seen = [
            one.location for one in self.features if one.id in asked.features and (not globs or paths.any_match(globs, one.location.path))
        ]
        telling: dict[str, Callable[[Member], bool]] = {
            "vendors": lambda one: any(
                server.mode == "api" and (server.home != "mainland" or server.origin != "api") for server in one.servers
            ),
            "weights": _untold_weights,
            "real_persons": lambda one: one.biometric != "no",
            "personal_data": lambda one: any(server.mode == "api" and server.served in ("overseas", "mixed") for server in one.servers),
            "workers": lambda one: one.hit.category == "dispatch",
            "paths": lambda one: True,
        }
        tells = telling.get(asked.id)
        hits = sorted(one.hit.location for one in state.live(product) if tells and tells(one))
        if asked.id == "weights":
            mine = [one.hit for name, one in state.members if name == product]
            tuning = [hit for hit in mine if hit.mode in ("fine-tune", "train") or (hit.kind == "artifact" and hit.origin == "fine-tuned")]
            hits = sorted(hit.location for hit in tuning if not hit.in_tests) + hits
        if asked.id == "reach":
            hits = sorted(one.hit.location for one in _unsettled(state, product))
        places = [f"{place.path}:{place.line}" for place in (*sorted(seen), *hits)]
        return tuple(dict.fromkeys(places))[:_HINTS]


def _untold_weights(member: Member) -> bool:
    """A local model of which nobody has said whether it was changed."""
    local = any(server.mode == "self-hosted" and not server.weights_changed for server in member.servers)
    return local and member.hit.category == "generation"


def _unsettled(state: State, product: str) -> list[Member]:
    """What makes no service, or hardly one, only because no way to a user was found."""
    shown = {group.family for group in state.groups if group.product == product and group.shown}
    found = []
    for name, member in state.members:
        if name != product or member.excluded or member.hit.category != "generation" or member.family in shown:
            continue
        if (member.live and not member.shown) or (member.hit.reach == "unreached" and counts(member.hit, said=True)):
            found.append(member)
    return found


def _owner(state: State, product: str) -> DeclaredProduct:
    return next((one for one in products(state.declared) if one.id == product), DeclaredProduct(id=product))


def _with(declared: Declared, product: str, fact: str, answer: str) -> Declared:
    if fact == "audience":
        return _product(declared, product, audience=tuple(answer.split("+")))
    return _product(declared, product, **{fact: _YES.get(answer, answer)})


def _product(declared: Declared, product: str, **changes: object) -> Declared:
    """``declared`` with one product changed, or added where the repository had none."""
    rows = products(declared)
    if product not in {row.id for row in rows}:
        rows = (*rows, DeclaredProduct(id=product))
    changed = (dataclasses.replace(row, **changes) if row.id == product else row for row in rows)  # type: ignore[arg-type]
    return dataclasses.replace(declared, products=tuple(changed))


def _plan(product: str, category: str, role: str, families: tuple[str, ...]) -> DeclaredFiling:
    return DeclaredFiling(
        type="algorithm",
        name="/".join((product, category, role, *families)),
        category=category,
        role=role,
        products=(product,),
        covers=Covers(families=families),
    )


def _planned(because: tuple[str, ...]) -> bool:
    return any(reason.startswith("count-planned-together") for reason in because)


def _is_planned(declared: Declared, family: str, product: str) -> bool:
    rows = (row for row in declared.filings if row.type == "algorithm" and (not row.products or product in row.products))
    return any(row.covers is None or family in row.covers.families for row in rows)


def _weigh(state: State, product: str | None) -> dict[tuple[str, ...], int]:
    """Strength of every obligation; one that still hangs on a further open fact has none yet."""
    found: dict[tuple[str, ...], int] = {}
    for one in (*state.obligations, *state.obstacles):
        subject = one.subject
        if product not in (None, subject.product) or not {condition.fact for condition in one.when} <= _MAIN:
            continue
        parts: Iterable[str] = ("",)
        if one.id in _BY_MODEL:
            parts = subject.models or ("",)
        elif one.id in _BY_TECHNIQUE:
            parts = subject.techniques
        elif one.id in _BY_SERVICE or one in state.obstacles:
            parts = subject.services
        for part in parts:
            key = (subject.product, one.id, part)
            found[key] = max(found.get(key, 0), STEPS[one.strength])
    return found


def _distance(left: State, right: State, product: str | None) -> int:
    """Obligations times strength steps that differ; a filing more or less counts as one step."""
    one, other = _weigh(left, product), _weigh(right, product)
    steps = sum(abs(one.get(key, 0) - other.get(key, 0)) for key in one.keys() | other.keys())
    few, many = _likely(left, product), _likely(right, product)
    return steps + sum(abs(few.get(key, 0) - many.get(key, 0)) for key in few.keys() | many.keys())


def _likely(state: State, product: str | None) -> dict[tuple[str, str, str], int]:
    rows = totals(draft.service for draft in state.drafts)
    return {(row.product, row.category, row.role): row.count.likely for row in rows if product in (None, row.product)}


def _count(state: State, product: str | None) -> Count:
    return total(draft.service.count for draft in state.drafts if product in (None, draft.service.product))


def _span(count: Count) -> str:
    return str(count.max) if count.min == count.max else f"{count.min}-{count.max}"


def _outcomes(states: dict[str, State], product: str | None) -> tuple[Outcome, ...]:
    weights = {answer: _by_duty(_weigh(state, product)) for answer, state in states.items()}
    duties = dict.fromkeys(duty for weight in weights.values() for duty in weight)
    differ = [duty for duty in duties if len({weight.get(duty, 0) for weight in weights.values()}) > 1]
    return tuple(
        Outcome(
            answer=answer,
            count=_count(state, product),
            duties=tuple((duty, _STRENGTHS[weights[answer].get(duty, 0)]) for duty in differ),
        )
        for answer, state in states.items()
    )


def _by_duty(weights: dict[tuple[str, ...], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, duty, _), step in weights.items():
        found[duty] = max(found.get(duty, 0), step)
    return found
