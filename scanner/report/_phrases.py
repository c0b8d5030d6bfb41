"""Phrases that several formats share: a service's title, who serves it, a duty with its branches; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import HOLE
from scanner.report import _digest
from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Basis, Condition, Contradiction, Count, Hit, Obligation, Question, ScanResult, ServedModel, Service
    from scanner.report._digest import Duty
    from scanner.report.wording import Wording

_MANY = 6
"""From so many sources on, only their number and the default are told."""
_NAMED = 5
_OPEN = "configurable"
_EFFECTS = 3
_SOURCES = 3
_ARROW = " ↔ "


def title(words: Wording, service: Service) -> str:
    """What it does: one or two techniques by name, else the family; and whether nobody is known to call it."""
    told = _what_it_does(words, service)
    return words.say("section.no-caller", title=told) if "count-no-caller" in service.because else told


def _what_it_does(words: Wording, service: Service) -> str:
    names = [words.name("technique", technique) for technique in service.techniques[:2]]
    if not names:
        return words.name("family", service.families[0]) if service.families else words.name("category", service.category)
    return words.say("section.and-more", items=words.both(names)) if len(service.techniques) > len(names) else words.both(names)


def type_name(words: Wording, service: Service) -> str:
    return words.name("type", service.statutory_type) if service.statutory_type else words.say("rule.type-unknown")


def product_name(words: Wording, product: str) -> str:
    return visible(product) if product else words.say("headline.unassigned")


def headline(words: Wording, result: ScanResult, product: str, *, alone: bool) -> str:
    """How many filings, in which role, for whom; ranges and "if" wherever something is open."""
    services = [service for service in result.decisions.services if service.product == product]
    roles = tuple(dict.fromkeys(service.role for service in services))
    role = words.both(words.message("role", one) for one in roles)
    prefix = "" if alone else words.say("headline.product", product=product_name(words, product))
    amount = count(words, _digest.total(result, product))
    if not _digest.audience_open(result, product):
        return words.say("headline.known", product=prefix, count=amount, role=role)
    internal = words.say("headline.internal-free" if _digest.internal_is_free(result, product) else "headline.internal-open")
    return words.say("headline.open", product=prefix, count=amount, role=role, internal=internal)


def count(words: Wording, amount: Count) -> str:
    if amount.min == amount.max:
        return words.say("headline.exact", likely=amount.likely)
    return words.say("headline.range", min=amount.min, likely=amount.likely, max=amount.max)


def served(words: Wording, service: Service) -> str:
    """The column "served by": names while they are few, else how many and which is the default."""
    groups = _by_vendor(service.models)
    if not groups:
        return words.say("served.unknown" if service.category == "generation" else "served.no-model")
    if len(groups) == 1:
        return _one_vendor(words, *groups[0])
    names = [_vendor(words, vendor, models) for vendor, models in groups]
    if len(groups) <= _NAMED:
        return words.both(names)
    standing = next((name for name, (_, models) in zip(names, groups, strict=True) if any(model.default for model in models)), "")
    if standing and len(groups) > _MANY:
        return words.say("served.many", count=len(groups), default=standing)
    return words.say("served.many-plain", names=words.both(names[:_NAMED]), count=len(groups), more=len(groups) - _NAMED)


def who(words: Wording, service: Service, limit: int) -> str:
    """Vendor and model in at most ``limit`` characters, for the first sentence of an alert."""
    groups = sorted(_by_vendor(service.models), key=lambda group: group[0] == _OPEN)
    if not groups:
        return ""
    vendor, models = groups[0]
    ids = [visible(model.model) for model in models if model.model]
    if vendor is None and len(groups) == 1:
        return next((text for text in (words.both(ids), *ids[:1]) if len(text) <= limit), "")
    name = vendor_name(words, vendor)
    long = [words.both([f"{name}{words.aside(ids[0])}" if ids else name, *(vendor_name(words, other) for other, _ in groups[1:])])]
    short = [words.both(vendor_name(words, other) for other, _ in groups), words.say("alert.vendors", count=len(groups)), name]
    return next((text for text in long + short if len(text) <= limit), name[: max(limit - 1, 1)] + "…")


def self_hosted(service: Service) -> bool:
    return [vendor for vendor, _ in _by_vendor(service.models)] == [None]


def vendor_name(words: Wording, vendor: str | None) -> str:
    if vendor is None:
        return words.say("served.own-plain")
    if vendor == _OPEN:
        return words.say("served.open")
    return words.name("vendor", vendor)


def duty_cell(words: Wording, duty: Duty, *, legend: bool = True) -> str:
    """A duty in a table: its name with the least that must be known about it; ``legend``: one beside it explains the mark."""
    name = short(words, duty.id)
    if not duty.strong:
        return f"{name}{words.say('duty.ask-mark')}" if legend else words.with_aside(name, words.message("strength", "ask"))
    if duty.unless is not None:
        return words.with_aside(name, words.say("duty.if", conditions=conditions(words, duty.unless.when)))
    if duty.strength == "practice":
        return words.with_aside(name, words.say("duty.practice"))
    return name


def duty_phrase(words: Wording, duty: Duty) -> str:
    """A duty in a sentence: name, strength per branch, the binding texts, deadline."""
    deadlines = dict.fromkeys(branch.deadline for branch in duty.branches if branch.deadline)
    sources = dict.fromkeys(basis for branch in duty.strong for basis in branch.basis)
    binding = [basis for basis in sources if basis.kind in ("statute", "notice")] or list(sources)
    facts = {tuple(condition.fact for condition in branch.when) for branch in duty.branches}
    # One fact decides all branches: say it once.
    once = len(facts) == 1 and len(next(iter(facts))) == 1
    rest = any(branch.when for branch in duty.branches)
    steps = [_step(words, branch, bare=once and number > 0, rest=rest) for number, branch in enumerate(duty.branches)]
    parts = [
        words.both(dict.fromkeys(steps)),
        bases(words, binding[:_SOURCES]),
        words.both(words.name("deadline", name) for name in deadlines),
    ]
    return words.with_aside(short(words, duty.id), words.clauses(part for part in parts if part))


def branch(words: Wording, obligation: Obligation) -> str:
    """``if C: must, LAW 24``"""
    text = words.message("strength", obligation.strength)
    if obligation.when:
        colon = ":" if words.lang == "zh" else ": "
        text = words.say("duty.if", conditions=conditions(words, obligation.when)) + colon + text
    sources = bases(words, obligation.basis) if obligation.strength in ("must", "practice") else ""
    return words.both([text, sources]) if sources else text


def conditions(words: Wording, when: Iterable[Condition]) -> str:
    return words.say("duty.and").join(_condition(words, condition) for condition in when)


def bases(words: Wording, rows: Iterable[Basis]) -> str:
    return words.both(dict.fromkeys(basis_short(words, row) for row in rows))


def basis_short(words: Wording, basis: Basis) -> str:
    """``《…规定》24条`` or ``ALGO 24``."""
    law = words.name("law", basis.law)
    if not basis.article:
        return law
    article = visible(basis.article)
    return f"{law}{article}条" if words.lang == "zh" and article.isdigit() else f"{law} {article}"


def question(words: Wording, asked: Question, *, verbose: bool) -> str:
    """The question, on request with its closed answers."""
    answers = [words.answer(asked.id, outcome.answer) for outcome in asked.outcomes] if verbose else []
    return f"{words.name('question', asked.id)}{words.aside(' / '.join(answers)) if answers else ''}"


def effect(words: Wording, asked: Question) -> str:
    """What changes with the answer: the number of filings, then duties from their weakest to their strongest."""
    if not asked.outcomes:
        return words.clauses(f"{visible(answer)} → {visible(effect)}" for answer, effect in asked.effects)
    likely = sorted({outcome.count.likely for outcome in asked.outcomes})
    parts = [words.say("effect.count", counts=_ARROW.join(map(str, likely)))] if len(likely) > 1 else []
    for name in _digest.changing(asked)[: _EFFECTS - len(parts)]:
        strengths = _digest.steps(asked, name)
        steps = _ARROW.join(strength(words, name, step) for step in (strengths[0], strengths[-1]))
        parts.append(words.say("effect.duty", duty=short(words, name), steps=steps))
    return words.clauses(parts)


def strength(words: Wording, duty: str, step: str) -> str:
    """An obstacle is there or not; nobody must do it."""
    return words.message("blocks" if words.named("obstacle", duty) else "strength", step)


def short(words: Wording, duty: str) -> str:
    """A duty's name where space is dear; the official one is told with its sources."""
    key = f"short.{duty}"
    if words.has(key):
        return words.say(key)
    return words.name("obstacle" if words.named("obstacle", duty) else "obligation", duty)


def because(words: Wording, reason: str) -> str:
    """A reason of the count: the id of a message of the law data, and after a space what is filled into it."""
    key, _, argument = reason.partition(" ")
    text = words.name("message", key)
    family = argument.rpartition("/")[2]
    return text.replace("{0}", words.name("family", family) if "/" in argument else visible(argument))


def fact(words: Wording, name: str) -> str:
    """Short where we have a short form; the law's own words can be long."""
    return words.message("fact", name) if words.has(f"fact.{name}") else words.name("fact", name)


def contradiction(words: Wording, one: Contradiction) -> str:
    """What does not fit."""
    values = {field.name: field.value for field in one.fields if not field.kind}
    values |= {
        field.name: words.both(words.name(field.kind, word) for word in field.value.split()) or words.say("section.nothing")
        for field in one.fields
        if field.kind
    }
    return words.say(f"contradiction.{one.id}", **values)


def hit_served(words: Wording, hit: Hit) -> str:
    """``model @ vendor`` of one call site."""
    vendor = _nobody(words, hit) if hit.mode == "api" and hit.vendor in (None, _OPEN) else vendor_name(words, hit.vendor)
    model = visible(hit.model) if hit.model else ""
    return f"{model} @ {vendor}" if model else vendor


def _nobody(words: Wording, hit: Hit) -> str:
    """A service that no vendor file knows, by its host where the code names one."""
    host = (hit.base_url or "").partition("://")[2].partition("/")[0]
    plain = hit.vendor is None and host and HOLE not in host
    return words.say("served.not-listed", host=host) if plain else words.say("served.run-time")


def _step(words: Wording, branch: Obligation, *, bare: bool, rest: bool) -> str:
    strength = words.message("strength", branch.strength)
    if not branch.when:
        return words.say("duty.step", condition=words.say("duty.otherwise"), strength=strength) if rest else strength
    told = _value(words, branch.when[0]) if bare else conditions(words, branch.when)
    return words.say("duty.step", condition=told, strength=strength)


def _condition(words: Wording, condition: Condition) -> str:
    """A sentence of its own where there is one: "the weights were changed" reads better than "weights changed: yes"."""
    key = f"when.{condition.fact}={condition.value}"
    return words.say(key) if words.has(key) else words.say("duty.fact", fact=fact(words, condition.fact), value=_value(words, condition))


def _value(words: Wording, condition: Condition) -> str:
    return " / ".join(words.answer(condition.fact, value) for value in condition.value.split("|"))


def _by_vendor(models: tuple[ServedModel, ...]) -> list[tuple[str | None, list[ServedModel]]]:
    """Default first, else as given."""
    groups: dict[str | None, list[ServedModel]] = {}
    for model in sorted(models, key=lambda model: not model.default):
        # Nobody's own model has no place of service; what is open until run time has an unknown one.
        unnamed = _OPEN if model.jurisdiction is not None else None
        groups.setdefault(model.vendor or unnamed, []).append(model)
    return list(groups.items())


def _vendor(words: Wording, vendor: str | None, models: list[ServedModel]) -> str:
    if vendor is None:
        ids = " ".join(visible(model.model) for model in models if model.model)
        return words.say("served.own", models=ids) if ids else words.say("served.own-plain")
    if vendor == _OPEN:
        return words.message("origin", "run-time")
    abroad = {"overseas": "served.overseas", "mixed": "served.mixed"}.get(_jurisdiction(models), "")
    return vendor_name(words, vendor) + (words.aside(words.say(abroad)) if abroad else "")


def _one_vendor(words: Wording, vendor: str | None, models: list[ServedModel]) -> str:
    several = len(models) > 1
    ids = [
        f"{visible(model.model)}{words.aside(words.say('served.default')) if model.default and several else ''}"
        for model in models
        if model.model
    ]
    if vendor is None:
        return words.say("served.own", models=" ".join(ids)) if ids else words.say("served.own-plain")
    if vendor == _OPEN:
        return " ".join([vendor_name(words, vendor), *ids])
    notes = [words.message("origin", origin) for origin in dict.fromkeys(model.origin for model in models if model.origin)]
    notes += [words.say({"overseas": "served.overseas", "mixed": "served.mixed"}[where]) for where in [_jurisdiction(models)] if where]
    notes += [words.say("served.listed")] if any(model.upstream for model in models) else []
    text = " ".join([vendor_name(words, vendor), *ids])
    return text + (words.aside(words.clauses(notes)) if notes else "")


def _jurisdiction(models: list[ServedModel]) -> str:
    places = {model.jurisdiction for model in models}
    if "mixed" in places or {"mainland", "overseas"} <= places:
        return "mixed"
    return "overseas" if "overseas" in places else ""
