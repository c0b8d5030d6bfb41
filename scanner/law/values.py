"""What the law data become, and the three-valued reading of their conditions; knows no law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.model import Basis, Name, Strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Values = frozenset[str]
On = Literal["service", "product", "technique", "flow"]
Tells = Literal["", "models", "techniques"]
STEPS: Mapping[str, int] = {"none": 0, "ask": 1, "practice": 2, "must": 3}
"""Strengths, weakest first."""


class Test(NamedTuple):
    """``fact`` has one of ``values``; ``negated`` only for facts that may have several values at once."""

    fact: str
    values: Values
    negated: bool = False


Condition = tuple[tuple[Test, ...], ...]
"""``all``, ``any`` and ``not`` written out: it holds when all tests of one inner tuple hold."""
ALWAYS: Condition = ((),)
NEVER: Condition = ()

Facts = dict[str, Values | None]
"""Known facts; None, and what is absent, is unknown."""


class Words(NamedTuple):
    """One name or sentence in both languages."""

    zh: str
    en: str


class Act(NamedTuple):
    """A law, notice, list or practice."""

    id: str
    title: Words
    """Official title where there is one."""
    short: Words
    url: str
    mark: str
    """Confidence in the wording, unless a provision says otherwise."""
    checked: str


class Fact(NamedTuple):
    """One thing that conditions may ask for."""

    id: str
    values: tuple[str, ...]
    declared: bool
    """Said by the operator; unknown until then."""
    several: bool
    """May have several values at once."""
    default: str
    """Value where an example of a rule does not say; "" for unknown."""
    matters: Condition
    """A declared fact is asked only where this holds for some hit of the product."""
    title: Words


class Duty(NamedTuple):
    """What rules may yield.

    ``each``: rules are told side by side; otherwise only the strongest is.
    ``tells``: what the subject names besides its services.
    """

    id: str
    on: On
    tells: Tells
    each: bool
    obstacle: bool
    title: Words | None
    """Only where ``categories.toml`` has no name."""


class RuleExample(NamedTuple):
    """``expect`` is the rule's strength, ``no`` where it does not apply, ``open`` where unknown facts decide."""

    facts: tuple[tuple[str, Values], ...]
    expect: str


class Rule(NamedTuple):
    """One row of a decision table."""

    id: str
    duty: str
    on: On
    tells: Tells
    strength: Strength
    when: Condition
    basis: tuple[Basis, ...]
    deadline: str
    by_text: str
    lean: str
    quiet: Condition
    why: Words
    examples: tuple[RuleExample, ...]


class Deadline(NamedTuple):
    """``days`` working days ``counted`` from an event; 0 days: before it."""

    id: str
    days: int
    counted: str
    title: Words
    basis: tuple[Basis, ...] = ()


class Asked(NamedTuple):
    """A question. ``fact`` is the declared fact that it settles, "" where ``decide`` must know how."""

    id: str
    fact: str
    title: Words
    answers: tuple[tuple[str, Words], ...]
    """For a question about a fact: the values of the fact, several joined by ``+``."""
    features: tuple[str, ...]
    """Features whose presence is a reason to ask."""


class Law(NamedTuple):
    """Everything in ``signatures/law``."""

    as_of: str
    acts: Mapping[str, Act]
    facts: Mapping[str, Fact]
    """In the order in which conditions are told."""
    duties: Mapping[str, Duty]
    rules: tuple[Rule, ...]
    """Sorted by id."""
    deadlines: Mapping[str, Deadline]
    questions: tuple[Asked, ...]
    """The order breaks ties of the ranking."""
    messages: Mapping[str, Words]


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Kleene's three values; None is unknown."""
    unknown = False
    for tests in condition:
        verdicts = [_verdict(test, facts.get(test.fact)) for test in tests]
        if all(verdicts):
            return True
        unknown = unknown or False not in verdicts
    return None if unknown else False


def residue(tests: tuple[Test, ...], facts: Facts) -> tuple[Test, ...] | None:
    """The tests that are still open once ``facts`` are known; None when one of them fails."""
    left = []
    for test in tests:
        verdict = _verdict(test, facts.get(test.fact))
        if verdict is False:
            return None
        if verdict is None:
            left.append(test)
    return tuple(left)


def names(law: Law) -> tuple[Name, ...]:
    """Everything in the law data that a report may have to name, by kind."""
    return tuple(_names(law))


def _names(law: Law) -> Iterator[Name]:
    for act in law.acts.values():
        yield Name("law", act.id, act.short.zh, act.short.en)
        yield Name("law-title", act.id, act.title.zh, act.title.en)
    for duty in law.duties.values():
        if duty.title is not None:
            yield Name("obstacle" if duty.obstacle else "obligation", duty.id, duty.title.zh, duty.title.en)
    for deadline in law.deadlines.values():
        yield Name("deadline", deadline.id, deadline.title.zh, deadline.title.en)
    for fact in law.facts.values():
        yield Name("fact", fact.id, fact.title.zh, fact.title.en)
    for question in law.questions:
        yield Name("question", question.id, question.title.zh, question.title.en)
        for answer, words in question.answers:
            yield Name("answer", answer, words.zh, words.en, question.id)
    for rule in law.rules:
        yield Name("rule", rule.id, rule.why.zh, rule.why.en, rule.duty)
    for message, words in law.messages.items():
        yield Name("message", message, words.zh, words.en)


def _verdict(test: Test, value: Values | None) -> bool | None:
    if value is None:
        return None
    return test.values.isdisjoint(value) is test.negated
