"""Reads the law data into frozen rows and reports every fault at once; applies none of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal, cast

from scanner.errors import CatalogError
from scanner.law.conditions import Conditions
from scanner.law.table import Files, Table
from scanner.law.values import ALWAYS, NEVER, STEPS, Act, Asked, Deadline, Duty, Fact, Law, Rule, RuleExample, holds
from scanner.model import Basis

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.law.values import Facts, On, Tells, Values, Words
    from scanner.model import Strength

_MARKS = ("V", "V*", "V-list", "S", "I")
"""[M] is missing on purpose: what was only remembered is no basis."""
_KINDS = ("statute", "notice", "practice", "list", "commentary")
_ON = ("service", "product", "technique", "flow")
_TELLS = ("models", "techniques")


def read(root: Path, words: Mapping[str, Values]) -> Law:
    """``root``/law/*.toml; ``words`` are the closed lists that facts may take their values from."""
    files = Files(root / "law")
    acts = files.rows("act", _act)
    provisions = files.rows("provision", lambda table: _provision(table, acts))
    facts = files.rows("fact", lambda table: _fact(table, words))
    derived = {table.text("id"): table for table in files.tables("derived")}
    conditions = Conditions(facts, derived)
    for table in files.tables("derived"):
        conditions.read(table, "when")
        table.done()
    for table in files.tables("fact"):
        fact = facts[table.text("id")]
        facts[fact.id] = fact._replace(matters=conditions.read(table, "matters", ALWAYS))
    duties = files.rows("duty", _duty)
    deadlines = files.rows("deadline", lambda table: _deadline(table, provisions))
    rows = _Rows(duties, deadlines, provisions, facts, conditions)
    rules = files.rows("rule", rows.rule)
    questions = files.rows("question", lambda table: _asked(table, facts))
    messages = files.rows("message", lambda table: table.words("text"))
    if files.faults:
        raise CatalogError(tuple(files.faults))
    return Law(
        as_of=files.as_of,
        acts=acts,
        facts=facts,
        duties=duties,
        rules=tuple(sorted(rules.values(), key=lambda rule: rule.id)),
        deadlines=deadlines,
        questions=tuple(questions.values()),
        messages=messages,
    )


def _act(table: Table) -> Act:
    return Act(
        id=table.text("id"),
        title=table.words("title"),
        short=table.words("short"),
        url=_url(table),
        mark=table.word("mark", _MARKS),
        checked=table.text("checked"),
    )


def _provision(table: Table, acts: Mapping[str, Act]) -> Basis:
    law = table.word("act", acts)
    act = acts.get(law)
    kind = table.word("kind", _KINDS, "statute")
    mark = table.word("mark", _MARKS, act.mark if act else "S")
    url = _url(table) or (act.url if act else "")
    article = table.text("article", "")
    checked = act.checked if act else ""
    return Basis(kind=cast('Literal["statute"]', kind), law=law, article=article, url=url, checked=checked, mark=mark)


def _url(table: Table) -> str:
    url = table.text("url", "")
    if url and not url.startswith("https://"):
        table.fault("`url` must start with https://")
    return url


def _fact(table: Table, words: Mapping[str, Values]) -> Fact:
    raw = table.raw("values")
    if isinstance(raw, str):
        if raw not in words:
            table.fault(f"there is no closed list {raw!r}")
        values = tuple(sorted(words.get(raw, ())))
    else:
        values = table.texts("values")
    table.raw("matters")
    return Fact(
        id=table.text("id"),
        values=values,
        declared=table.flag("declared"),
        several=table.flag("several"),
        default=table.word("default", values, ""),
        matters=ALWAYS,
        title=table.words("title"),
    )


def _duty(table: Table) -> Duty:
    return Duty(
        id=table.text("id"),
        on=cast("On", table.word("on", _ON)),
        tells=cast("Tells", table.word("tells", _TELLS, "")),
        each=table.flag("each"),
        obstacle=table.flag("obstacle"),
        title=table.words("title") if "title" in table.data else None,
    )


def _deadline(table: Table, provisions: Mapping[str, Basis]) -> Deadline:
    counted = table.word("counted", ("service-start", "change", "end"))
    basis = _bases(table, provisions) if "basis" in table.data else ()
    return Deadline(id=table.text("id"), days=table.number("days"), counted=counted, title=table.words("title"), basis=basis)


def _bases(table: Table, provisions: Mapping[str, Basis]) -> tuple[Basis, ...]:
    names = table.texts("basis")
    if missing := [name for name in names if name not in provisions]:
        table.fault(f"unknown provision {', '.join(missing)}")
    return tuple(provisions[name] for name in names if name in provisions)


def _asked(table: Table, facts: Mapping[str, Fact]) -> Asked:
    name = table.word("fact", facts, "")
    raw = table.raw("answers")
    rows = raw if isinstance(raw, list) and all(isinstance(row, dict) for row in raw) else []
    if rows is not raw:
        table.fault("`answers` must be a list of tables")
    answers: list[tuple[str, Words]] = []
    for n, row in enumerate(rows):
        answer = Table(f"{table.where} answers[{n}]", row, table.faults)
        answers.append((answer.text("id"), answer.words("title")))
        answer.done()
        values = answers[-1][0].split("+")
        if name and not set(values) <= set(facts[name].values):
            answer.fault(f"fact `{name}` is never {answers[-1][0]!r}")
    return Asked(id=table.text("id"), fact=name, title=table.words("title"), answers=tuple(answers), features=table.texts("features"))


@dataclasses.dataclass(frozen=True, slots=True)
class _Rows:
    """What rules refer to."""

    duties: Mapping[str, Duty]
    deadlines: Mapping[str, Deadline]
    provisions: Mapping[str, Basis]
    facts: Mapping[str, Fact]
    conditions: Conditions

    def rule(self, table: Table) -> Rule:
        duty = self.duties.get(table.word("duty", self.duties))
        rule = Rule(
            id=table.text("id"),
            duty=duty.id if duty else "",
            on=cast("On", table.word("on", _ON, duty.on if duty else "product")),
            tells=cast("Tells", table.word("tells", _TELLS, duty.tells if duty else "")),
            strength=cast("Strength", table.word("strength", STEPS)),
            when=self.conditions.read(table, "when"),
            basis=_bases(table, self.provisions),
            deadline=table.word("deadline", self.deadlines, ""),
            by_text=table.word("by_text", ("none",), ""),
            lean=table.word("lean", ("likely", "unlikely"), ""),
            quiet=self.conditions.read(table, "quiet", NEVER),
            why=table.words("why"),
            examples=self._examples(table),
        )
        if rule.strength != "none" and not rule.basis:
            table.fault("a rule that asks for something needs a basis")
        self._check(table, rule)
        return rule

    def _examples(self, table: Table) -> tuple[RuleExample, ...]:
        raw = table.raw("example")
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            table.fault("`[[rule.example]]` is missing")
            return ()
        found = []
        for n, row in enumerate(raw):
            example = Table(f"{table.where} example[{n}]", row, table.faults)
            facts = self._facts(example)
            found.append(RuleExample(facts=tuple(sorted(facts.items())), expect=example.word("expect", (*STEPS, "no", "open"))))
            example.done()
        return tuple(found)

    def _facts(self, example: Table) -> dict[str, Values]:
        found = {fact.id: frozenset({fact.default}) for fact in self.facts.values() if fact.default}
        said: dict[str, Values] = {}
        for text in example.texts("facts"):
            name, _, value = text.partition("=")
            fact = self.facts.get(name)
            if fact is None or value not in fact.values:
                example.fault(f"{text!r} is no fact with a known value")
            elif name in said and not fact.several:
                example.fault(f"fact `{name}` has one value only")
            else:
                said[name] = said.get(name, frozenset()) | {value}
        return {**found, **said}

    def _check(self, table: Table, rule: Rule) -> None:
        """Examples must come out as they say, and there must be one of each sort."""
        outcomes = set()
        for n, example in enumerate(rule.examples):
            facts: Facts = dict(example.facts)
            verdict = holds(rule.when, facts)
            got = rule.strength if verdict else "open" if verdict is None else "no"
            outcomes.add(example.expect)
            if got != example.expect:
                table.fault(f"example[{n}] gives {got!r}, not {example.expect!r}")
        if rule.strength not in outcomes or not outcomes & {"no", "open"}:
            table.fault("needs an example that applies and one that does not")
