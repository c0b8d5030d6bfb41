"""Tells duties, rules, articles, questions, conditions and deadlines; decides nothing, and says with every source how well it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.explain.knowledge import provision_id
from scanner.law import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.explain.knowledge import Knowledge
    from scanner.law import Act, Asked, Deadline, Fact, Rule, Test
    from scanner.model import Basis

_RULES = 12
_KEYS = {
    "vendors": "product.vendors",
    "weights": "model.origin",
    "reach": "product.shown, exclude",
    "modality": "filing.covers",
    "numbers": "filing",
    "launched": "product.launched",
    "paths": "product.paths",
}
"""Where questions that settle no single condition are answered."""
_BRANCHES = 6


def duty(known: Knowledge, name: str) -> Iterator[str]:
    """What follows in which branch, then where it is written."""
    rules = sorted((rule for rule in known.law.rules if rule.duty == name), key=lambda rule: -STEPS[rule.strength])
    yield f"{known.say('branches')}:"
    for rule in rules[:_RULES]:
        yield f"  {_branches(known, rule)}"
        yield f"    {known.word(rule.why)}  ({rule.id})"
    if len(rules) > _RULES:
        yield f"  {known.say('more-rules', count=str(len(rules) - _RULES))}"
    yield from _due(known, {rule.deadline for rule in rules if rule.deadline})
    yield from sources(known, [basis for rule in rules for basis in rule.basis])


def rule(known: Knowledge, name: str) -> Iterator[str]:
    row = next(row for row in known.law.rules if row.id == name)
    yield known.say("parent", name=f"{known.duty(row.duty)} {row.duty}")
    yield _branches(known, row)
    yield known.word(row.why)
    if row.by_text:
        yield known.say("by-text")
    if row.lean:
        yield known.say(f"lean-{row.lean}")
    yield from _due(known, {row.deadline} - {""})
    yield from sources(known, row.basis)


def act(known: Knowledge, row: Act) -> Iterator[str]:
    yield f"{known.word(row.short)}  {_place(known, row.url, row.checked)}  {mark(known, row.mark)}"
    articles = [name for name, basis in known.provisions.items() if basis.law == row.id and basis.article]
    if articles:
        yield known.say("articles", names=known.joined(sorted(articles, key=_by_number), 40))
    yield from _citing(known, [basis for basis in known.provisions.values() if basis.law == row.id])


def article(known: Knowledge, basis: Basis) -> Iterator[str]:
    yield source(known, basis)
    yield from _citing(known, [basis])


def question(known: Knowledge, row: Asked) -> Iterator[str]:
    if row.fact:
        yield known.say("settles", fact=f"{known.word(known.law.facts[row.fact].title)} {row.fact}")
    yield known.say("answered-in", key=_KEYS.get(row.id, f"product.{row.fact}"))
    if row.answers:
        yield known.say("answers", answers=known.joined([f"{known.word(words)} ({name})" for name, words in row.answers], 20))
    if row.features:
        yield known.say("features", names=known.joined(list(row.features), 20))


def fact(known: Knowledge, row: Fact) -> Iterator[str]:
    yield known.say("declared", key=_key(row.id)) if row.declared else known.say("computed")
    yield known.say("values", values=known.joined([_value(known, row.id, value) for value in row.values], 12))
    if row.several:
        yield known.say("several")
    asked = next((one for one in known.law.questions if one.fact == row.id), None)
    if asked is not None:
        yield known.say("asked-by", question=f"{known.word(asked.title)} {asked.id}")
    using = [one.duty for one in known.law.rules if any(test.fact == row.id for tests in one.when for test in tests)]
    if using and row.declared:
        yield known.say("hangs", names=known.joined([known.duty(name) for name in dict.fromkeys(using)], 20))


def deadline(known: Knowledge, row: Deadline) -> Iterator[str]:
    event = known.say(f"event-{row.counted}")
    yield known.say("days", days=str(row.days), event=event) if row.days else known.say("before", event=event)
    using = dict.fromkeys(one.duty for one in known.law.rules if one.deadline == row.id)
    if using:
        yield known.say("used-by", names=known.joined([known.duty(name) for name in using], 20))
    yield from sources(known, row.basis)


def sources(known: Knowledge, rows: Iterable[Basis]) -> Iterator[str]:
    """Each once, the binding ones first."""
    order = ("statute", "notice", "practice", "list", "commentary")
    told = sorted(dict.fromkeys(rows), key=lambda basis: order.index(basis.kind))
    if told:
        yield f"{known.say('basis')}:"
        yield from (f"  {known.say(f'kind-{basis.kind}')}  {source(known, basis)}" for basis in told)


def source(known: Knowledge, basis: Basis) -> str:
    law = known.word(known.law.acts[basis.law].title)
    number = known.say("article", number=basis.article) if basis.article.isdigit() else f" {basis.article}" if basis.article else ""
    told = {"law": law, "article": number, "url": basis.url or known.say("no-url"), "checked": basis.checked}
    return known.say("source", **told, mark=mark(known, basis.mark))


def mark(known: Knowledge, sign: str) -> str:
    """A confidence mark in words."""
    return known.say(f"mark-{sign}") if sign in ("V", "V*", "V-list", "S", "I", "M") else known.say("mark-other", mark=sign)


def _place(known: Knowledge, url: str, checked: str) -> str:
    return known.say("checked", place=url or known.say("no-url"), date=checked)


def _due(known: Knowledge, deadlines: set[str]) -> Iterator[str]:
    for name in sorted(deadlines):
        yield known.say("due", deadline=f"{known.word(known.law.deadlines[name].title)} ({name})")


def _citing(known: Knowledge, rows: list[Basis]) -> Iterator[str]:
    ids = {provision_id(basis) for basis in rows}
    rules = [one.id for one in known.law.rules if any(provision_id(basis) in ids for basis in one.basis)]
    if rules:
        yield known.say("cited", names=known.joined(rules, 40))


def _branches(known: Knowledge, row: Rule) -> str:
    """Strength, and the declared facts on which it hangs; what the code shows is in the sentence beside it."""
    strength = _strength(known, row)
    told = [tests for branch in row.when if (tests := tuple(test for test in branch if known.law.facts[test.fact].declared))]
    if not told or len(told) < len(row.when):
        return known.say("always", strength=strength)
    least = [tests for tests in told if not any(set(other) < set(tests) for other in told)]
    branches = list(dict.fromkeys(_conditions(known, tests) for tests in least))
    text = known.say("or").join(branches[:_BRANCHES]) + ("…" if len(branches) > _BRANCHES else "")
    return known.say("if", conditions=text, strength=strength)


def _strength(known: Knowledge, row: Rule) -> str:
    """No more certain than its first source: a notice is no article, and what blocks is nobody's duty."""
    if known.law.duties[row.duty].obstacle:
        return known.say("obstacle-must" if row.strength == "must" else "obstacle-ask")
    if row.strength == "must" and not any(basis.kind == "statute" for basis in row.basis[:1]):
        return known.say("strength-notice")
    return known.say(f"strength-{row.strength}")


def _conditions(known: Knowledge, tests: tuple[Test, ...]) -> str:
    return known.say("and").join(_condition(known, test) for test in tests)


def _condition(known: Knowledge, test: Test) -> str:
    row = known.law.facts[test.fact]
    values = "/".join(_value(known, test.fact, value) for value in row.values if value in test.values)
    return known.say("is-not" if test.negated else "is", fact=known.word(row.title), values=values)


def _value(known: Knowledge, name: str, value: str) -> str:
    """An answer's words where a question knows them, else the closed list's, else the value."""
    for asked in known.law.questions:
        for answer, words in asked.answers:
            if asked.fact == name and answer == value:
                return known.word(words)
    return known.say(value) if value in ("yes", "no") else known.name(name, value)


def _key(name: str) -> str:
    return "model.origin" if name == "weights_changed" else f"product.{name}"


def _by_number(name: str) -> tuple[str, int, str]:
    act, _, number = name.partition("/")
    return (act, int(number) if number.isdigit() else 0, number)
