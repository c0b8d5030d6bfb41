"""Applies the decision tables to services and hangs every obligation on its subject; the tables themselves are law data."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

from scanner.decide import paths
from scanner.decide.groups import products
from scanner.decide.serving import FACTS
from scanner.law import STEPS, holds, residue
from scanner.model import Condition, DeclaredProduct, Obligation, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.decide.groups import Source
    from scanner.decide.services import Draft
    from scanner.law import Facts, Law, Rule, Test, Values
    from scanner.model import Declared, Feature

_BRANCH = "public"
"""The branch of an open audience that is printed; what the others lead to is said by the question."""
_BY_PRODUCT = ("genai-registration", "genai-filing")
_NARROW = ("category", "family", "technique", "role")
_BY_SERVICE = ("algorithm-filing", "technical-supporter-filing")


class _Atom(NamedTuple):
    """The smallest thing that facts are about: one technique of one service, through sources that are alike to the law."""

    service: str
    technique: str
    labels: tuple[str, ...]
    facts: Facts


class _Found(NamedTuple):
    """One rule that holds, or may hold, for one atom."""

    rule: Rule
    when: tuple[Condition, ...]
    quiet: bool


@dataclasses.dataclass(slots=True)
class _Row:
    """One obligation in the making."""

    rule: Rule
    when: tuple[Condition, ...]
    quiet: bool
    services: set[str]
    models: set[str]
    techniques: set[str]
    rules: dict[str, Rule]

    @property
    def step(self) -> int:
        return STEPS[self.rule.strength]

    @property
    def about(self) -> frozenset[str]:
        return frozenset(self.services | self.models | self.techniques)

    def take(self, other: _Row) -> None:
        self.services |= other.services
        self.models |= other.models
        self.techniques |= other.techniques
        self.rules |= other.rules
        self.quiet = self.quiet and other.quiet


class Applying:
    """Applies one body of law; remembers what rules gave for facts that came before."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._order = {name: n for n, name in enumerate(law.facts)}
        self._rules: dict[str, tuple[Rule, ...]] = {
            duty: tuple(rule for rule in law.rules if rule.duty == duty and rule.strength != "none") for duty in law.duties
        }
        self._asked = {
            duty: tuple(sorted({test.fact for rule in rules for tests in (*rule.when, *rule.quiet) for test in tests}))
            for duty, rules in self._rules.items()
        }
        self._narrowed: dict[tuple[str, tuple[Values | None, ...]], tuple[tuple[Rule, tuple[Test, ...]], ...]] = {}
        self._memo: dict[tuple[str, tuple[Values | None, ...], frozenset[str]], tuple[_Found, ...]] = {}

    def obligations(
        self, drafts: tuple[Draft, ...], declared: Declared, features: tuple[Feature, ...]
    ) -> tuple[tuple[Obligation, ...], tuple[Obligation, ...]]:
        """Obligations, then obstacles; both sorted."""
        rows: dict[tuple[str, str, str], list[_Row]] = {}
        for product in dict.fromkeys(draft.service.product for draft in drafts):
            mine = tuple(draft for draft in drafts if draft.service.product == product)
            atoms = self._atoms(mine, _owner(declared, product), _features(declared, product, features))
            idle = self.idle([atom.facts for atom in atoms])
            for duty in self._law.duties:
                for atom in atoms:
                    for found in self._find(duty, atom.facts, idle):
                        for part, labels in _parts(found.rule, atom):
                            rows.setdefault((product, duty, part), []).append(_row(found, atom, labels))
        made = [
            self._obligation(row, key, declared, drafts)
            for key, group in rows.items()
            for row in self._condense(group, each=self._law.duties[key[1]].each)
        ]
        ordered = sorted(made, key=self._position)
        obstacles = tuple(one for one in ordered if self._law.duties[one.id].obstacle)
        return tuple(one for one in ordered if not self._law.duties[one.id].obstacle), obstacles

    def idle(self, atoms: Iterable[Facts]) -> frozenset[str]:
        """Declared facts that nothing in the code makes matter."""
        atoms = tuple(atoms)
        facts = (fact for fact in self._law.facts.values() if fact.declared)
        return frozenset(fact.id for fact in facts if not any(holds(fact.matters, atom) for atom in atoms))

    def facts(self, drafts: Iterable[Draft], declared: Declared, features: tuple[Feature, ...], product: str) -> tuple[Facts, ...]:
        """Facts of every atom of one product."""
        mine = tuple(draft for draft in drafts if draft.service.product == product)
        return tuple(atom.facts for atom in self._atoms(mine, _owner(declared, product), _features(declared, product, features)))

    def _atoms(self, drafts: tuple[Draft, ...], owner: DeclaredProduct, features: Values) -> tuple[_Atom, ...]:
        said = _declared_facts(owner)
        found: list[_Atom] = []
        for draft in drafts:
            for source in draft.group.sources:
                facts = {**said, **_facts(draft, source), "feature": features}
                found.append(_Atom(draft.service.id, source.technique, source.labels, facts))
        return tuple(found)

    def _find(self, duty: str, facts: Facts, idle: frozenset[str]) -> tuple[_Found, ...]:
        key = (duty, tuple(facts.get(name) for name in self._asked[duty]), idle)
        if key not in self._memo:
            self._memo[key] = tuple(self._apply(duty, facts, idle))
        return self._memo[key]

    def _apply(self, duty: str, facts: Facts, idle: frozenset[str]) -> Iterable[_Found]:
        for rule, tests in self._narrow(duty, facts):
            left = residue(tests, facts)
            when = None if left is None else self._when(left)
            if when is not None:
                quiet = holds(rule.quiet, facts) is True or any(condition.fact in idle for condition in when)
                yield _Found(rule, when, quiet)

    def _narrow(self, duty: str, facts: Facts) -> tuple[tuple[Rule, tuple[Test, ...]], ...]:
        """Branches of rules that the technique and the role leave open, with what is left to test."""
        key = (duty, tuple(facts[name] for name in _NARROW))
        if key not in self._narrowed:
            known: Facts = {name: facts[name] for name in _NARROW}
            rows = ((rule, residue(tests, known)) for rule in self._rules[duty] for tests in rule.when)
            self._narrowed[key] = tuple((rule, left) for rule, left in rows if left is not None)
        return self._narrowed[key]

    def _when(self, tests: tuple[Test, ...]) -> tuple[Condition, ...] | None:
        """Open tests as conditions; None for a branch that is not printed."""
        found = []
        for test in tests:
            if test.fact != "audience":
                found.append(Condition(fact=test.fact, value="|".join(sorted(test.values))))
            elif (_BRANCH in test.values) is test.negated:
                return None
            else:
                found.append(Condition(fact="audience", value=_BRANCH))
        return tuple(sorted(dict.fromkeys(found), key=lambda condition: self._order[condition.fact]))

    def _condense(self, rows: list[_Row], *, each: bool) -> list[_Row]:
        """One row per branch that differs: same ones merged, both sides of a fact joined, weaker ones dropped."""
        merged: dict[tuple[object, ...], _Row] = {}
        for row in sorted(rows, key=lambda row: (row.rule.id, _plain(row.when))):
            key = (row.rule.id if each else _manner(row.rule), row.when, row.quiet)
            if key in merged:
                merged[key].take(row)
            else:
                merged[key] = row
        kept = list(merged.values())
        while (pair := self._halves(kept, each=each)) is not None:
            one, other, fact = pair
            kept.remove(other)
            one.take(other)
            one.when = tuple(condition for condition in one.when if condition.fact != fact)
        return [row for row in kept if not any(_absorbs(other, row, each=each) for other in kept if other is not row)]

    def _halves(self, rows: list[_Row], *, each: bool) -> tuple[_Row, _Row, str] | None:
        """Two rows that differ in one fact only and together hold whatever its value."""
        for n, one in enumerate(rows):
            for other in rows[n + 1 :]:
                same = one.rule is other.rule if each else _manner(one.rule) == _manner(other.rule)
                if not same or one.quiet != other.quiet or len(one.when) != len(other.when):
                    continue
                apart = [(left, right) for left, right in zip(one.when, other.when, strict=True) if left != right]
                if len(apart) == 1 and apart[0][0].fact == apart[0][1].fact and one.about == other.about:
                    fact = self._law.facts[apart[0][0].fact]
                    values = {*apart[0][0].value.split("|"), *apart[0][1].value.split("|")}
                    if not fact.several and values == set(fact.values):
                        return one, other, fact.id
        return None

    def _obligation(self, row: _Row, key: tuple[str, str, str], declared: Declared, drafts: tuple[Draft, ...]) -> Obligation:
        product, duty, _ = key
        rule = row.rule
        rules = [row.rules[name] for name in sorted(row.rules)]
        subject = Subject(
            product=product,
            services=tuple(draft.service.id for draft in drafts if draft.service.id in row.services),
            models=tuple(sorted(row.models)),
            techniques=tuple(sorted(row.techniques)),
        )
        return Obligation(
            id=duty,
            rule=rule.id,
            subject=subject,
            strength=rule.strength,
            when=row.when,
            deadline=rule.deadline,
            basis=tuple(dict.fromkeys(basis for one in rules for basis in one.basis)),
            by_text=rule.by_text,
            lean=rule.lean,
            filing=_number(duty, subject, declared, drafts),
            quiet=row.quiet,
        )

    def _position(self, one: Obligation) -> tuple[object, ...]:
        duties = list(self._law.duties)
        subject = one.subject
        parts = (subject.services, subject.models, subject.techniques)
        return (subject.product, duties.index(one.id), -STEPS[one.strength], parts, _plain(one.when), one.rule)


def _plain(when: tuple[Condition, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((condition.fact, condition.value) for condition in when)


def _declared_facts(owner: DeclaredProduct) -> Facts:
    def yes_no(value: bool | None) -> Values | None:
        return None if value is None else frozenset({"yes" if value else "no"})

    def text(value: str) -> Values | None:
        return frozenset({value}) if value else None

    return {
        "audience": frozenset(owner.audience) or None,
        "public_opinion": yes_no(owner.public_opinion),
        "real_persons": yes_no(owner.real_persons),
        "personal_data": yes_no(owner.personal_data),
        "companion": yes_no(owner.companion),
        "minors": yes_no(owner.minors),
        "workers": yes_no(owner.workers),
        "sector": text(owner.sector),
        "run_from": text(owner.run_from),
    }


def _facts(draft: Draft, source: Source) -> Facts:
    service = draft.service
    known: Mapping[str, str] = {
        "category": service.category,
        "family": service.families[0],
        "technique": source.technique,
        "role": service.role,
        "biometric": source.biometric,
        "standing": draft.standing(source.technique),
        "guards": draft.guards,
        "filed": "yes" if service.filing else "no",
    }
    facts: Facts = {name: frozenset({value}) for name, value in known.items()}
    return {**facts, **{name: frozenset({value}) if value else None for name, value in zip(FACTS, source.facts, strict=True)}}


def _owner(declared: Declared, product: str) -> DeclaredProduct:
    return next((one for one in products(declared) if one.id == product), DeclaredProduct(id=product))


def _features(declared: Declared, product: str, features: tuple[Feature, ...]) -> Values:
    globs = _owner(declared, product).paths
    return frozenset(feature.id for feature in features if not globs or paths.any_match(globs, feature.location.path))


def _parts(rule: Rule, atom: _Atom) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What tells apart the subjects of one duty inside a product, and the sources that belong to each."""
    if rule.on == "flow":
        return tuple((f"flow {label}", (label,)) for label in atom.labels)
    key = {"service": atom.service, "technique": atom.technique}.get(rule.on, "")
    return ((f"{rule.on} {key}", atom.labels),)


def _row(found: _Found, atom: _Atom, labels: tuple[str, ...]) -> _Row:
    rule = found.rule
    return _Row(
        rule=rule,
        when=found.when,
        quiet=found.quiet,
        services={atom.service},
        models=set(labels) - {""} if rule.tells == "models" else set(),
        techniques={atom.technique} if rule.tells == "techniques" else set(),
        rules={rule.id: rule},
    )


def _manner(rule: Rule) -> tuple[str, ...]:
    """Rules of one duty that say the same with another reason."""
    return (rule.strength, rule.deadline, rule.by_text, rule.lean)


def _absorbs(strong: _Row, weak: _Row, *, each: bool) -> bool:
    """Whenever ``weak`` holds, ``strong`` holds and asks for more."""
    if strong.quiet and not weak.quiet:
        return False
    if each:
        return strong.step > weak.step and set(strong.when) <= set(weak.when) and strong.about >= weak.about
    if strong.step == weak.step:
        return set(strong.when) < set(weak.when)
    return strong.step > weak.step and set(strong.when) <= set(weak.when)


def _number(duty: str, subject: Subject, declared: Declared, drafts: tuple[Draft, ...]) -> str:
    """Number of the declared filing that fulfils the duty for its whole subject."""
    if duty in _BY_SERVICE:
        return next((draft.service.filing for draft in drafts if draft.service.id in subject.services), "")
    for row in declared.filings:
        if row.type == duty in _BY_PRODUCT and row.number and (not row.products or subject.product in row.products):
            covered = {*row.covers.vendors, *row.covers.models} if row.covers else set(subject.models)
            if set(subject.models) <= covered:
                return row.number
    return ""
