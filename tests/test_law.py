"""The law data: every example of every rule, official sources, complete faults, and the three-valued reading of conditions."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from decide_samples import CATALOG, LAW, SIGNATURES
from hypothesis import given
from hypothesis import strategies as st

from scanner.decide import closed_words
from scanner.errors import CatalogError
from scanner.law import STEPS, Fact, Words, holds, load, names, residue
from scanner.law.conditions import Conditions
from scanner.law.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.law import Condition, RuleExample

EXAMPLES = [pytest.param(rule, example, id=f"{rule.id}[{n}]") for rule in LAW.rules for n, example in enumerate(rule.examples)]
OFFICIAL = re.compile(r"https://www\.(cac\.gov\.cn|tc260\.org\.cn)/")
WORDS = closed_words(CATALOG.categories)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_examples(rule, example: RuleExample) -> None:
    verdict = holds(rule.when, dict(example.facts))
    assert {True: rule.strength, False: "no", None: "open"}[verdict] == example.expect


@pytest.mark.parametrize("rule", LAW.rules, ids=lambda rule: rule.id)
def test_rules_cite_what_they_rest_on(rule) -> None:
    assert rule.basis
    assert all(not basis.url or OFFICIAL.match(basis.url) for basis in rule.basis)
    assert all(basis.mark in {"V", "V*", "V-list", "S", "I"} and basis.checked for basis in rule.basis)
    if rule.strength == "must" and not LAW.duties[rule.duty].obstacle:
        assert any(basis.kind in ("statute", "notice") for basis in rule.basis)
    if rule.by_text == "none":
        assert rule.strength == "practice"
    assert not rule.lean or rule.strength == "ask"


@pytest.mark.parametrize("rule", LAW.rules, ids=lambda rule: rule.id)
def test_rules_never_accuse(rule) -> None:
    assert not re.search(r"违法|非法|illegal|violat", rule.why.zh + rule.why.en)


def test_every_duty_has_a_name_and_a_rule() -> None:
    named = {term.id for term in (*CATALOG.categories.obligations, *CATALOG.categories.obstacles)}
    assert {duty.id for duty in LAW.duties.values() if duty.title is None} <= named
    assert named <= {rule.duty for rule in LAW.rules if rule.strength != "none"}
    assert {duty.id for duty in LAW.duties.values() if duty.obstacle} == {term.id for term in CATALOG.categories.obstacles}


def test_supporters_exist_for_generation_only() -> None:
    for rule in LAW.rules:
        for tests in rule.when:
            told = {test.fact: test.values for test in tests}
            if told.get("role") == {"technical-supporter"}:
                assert told.get("category", frozenset({"generation"})) == {"generation"}


def test_names_cover_what_decisions_can_hold() -> None:
    found = {(name.kind, name.id) for name in names(LAW)}
    assert {("law", basis.law) for rule in LAW.rules for basis in rule.basis} <= found
    assert {("deadline", rule.deadline) for rule in LAW.rules if rule.deadline} <= found
    assert {("rule", rule.id) for rule in LAW.rules} <= found


# ---------------------------------------------------------------------------------------------- faults


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SIGNATURES / "law", tmp_path / "law")
    return tmp_path


def _faults(root: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogError) as caught:
        load(root, WORDS)
    return caught.value.faults


def _change(root: Path, name: str, old: str, new: str) -> None:
    path = root / "law" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_good_data_load_alike_twice(copy: Path) -> None:
    assert load(copy, WORDS) == LAW


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        pytest.param("obstacles.toml", 'strength = "must"', 'strength = "maybe"', "'maybe', not one of", id="closed word"),
        pytest.param("obstacles.toml", 'foreign = "yes"', 'foreing = "yes"', "unknown fact `foreing`", id="unknown fact"),
        pytest.param("obstacles.toml", 'origin = "relay"', 'origin = "reley"', "`origin` is never 'reley'", id="unknown value"),
        pytest.param("obstacles.toml", '"genai-7"', '"genai-77"', "unknown provision genai-77", id="unknown provision"),
        pytest.param("obstacles.toml", 'expect = "must"', 'expect = "no"', "gives 'must', not 'no'", id="example comes out otherwise"),
        pytest.param("obstacles.toml", "schema = 1", "schema = 2", "`schema` must be 1", id="schema"),
        pytest.param("obstacles.toml", 'id = "obstacles"', 'id = "obstacle"', "the name of the file", id="stem"),
        pytest.param("questions.toml", "\nmessage = [", "\nmessages = [", "unknown key `messages`", id="unknown table"),
        pytest.param("obstacles.toml", 'duty = "no-route-overseas"', 'duty = "nothing"', "'nothing', not one of", id="unknown duty"),
        pytest.param("obstacles.toml", "id = ", "id == ", "Invalid", id="no TOML"),
        pytest.param("laws.toml", 'mark = "V"', 'mark = "M"', "'M', not one of", id="only remembered"),
        pytest.param("laws.toml", "as_of = 2026-08-31", "", "no file has `as_of`", id="no date"),
        pytest.param("laws.toml", "https://www.cac", "http://www.cac", "https://", id="plain URL"),
        pytest.param(
            "facts.toml", 'id = "core"\nwhen = { technique', 'id = "core"\nwhen = { core = "yes", technique', "needs itself", id="circle"
        ),
        pytest.param("facts.toml", 'values = "technique"', 'values = "techniques"', "no closed list 'techniques'", id="closed list"),
        pytest.param("questions.toml", 'id = "public+supply"', 'id = "public+suply"', "never 'public+suply'", id="answer"),
    ],
)
def test_faults_name_their_place(copy: Path, name: str, old: str, new: str, fault: str) -> None:
    _change(copy, name, old, new)
    place = "law: " if "as_of" in old else f"law/{name}"
    assert any(fault in one and one.startswith(place) for one in _faults(copy))


def test_all_faults_come_at_once(copy: Path) -> None:
    _change(copy, "obstacles.toml", 'strength = "must"', 'strength = "maybe"')
    _change(copy, "deep-synthesis.toml", '"deep-15"', '"deep-155"')
    _change(copy, "personal-data.toml", 'title = "', 'titel = "')
    places = {fault.partition(".toml")[0] for fault in _faults(copy)}
    assert {"law/obstacles", "law/deep-synthesis", "law/personal-data"} <= places


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    assert any("no law data" in fault for fault in _faults(tmp_path))


# ---------------------------------------------------------------------------------------------- three values

FACTS = {
    name: Fact(
        id=name,
        values=("x", "y", "z"),
        declared=False,
        several=name == "many",
        default="",
        matters=((),),
        title=Words(zh="一", en="one"),
    )
    for name in ("one", "two", "many")
}
_TESTS = st.builds(
    lambda name, values: {name: sorted(values)}, st.sampled_from(sorted(FACTS)), st.sets(st.sampled_from("xyz"), min_size=1, max_size=2)
)
TREES = st.recursive(
    _TESTS,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
_ONE = st.one_of(st.none(), st.sampled_from("xyz").map(lambda value: frozenset({value})))
_MANY = st.one_of(st.none(), st.frozensets(st.sampled_from("xyz")))
KNOWN = st.fixed_dictionaries({"one": _ONE, "two": _ONE, "many": _MANY})


def _read(tree: object) -> Condition:
    faults: list[str] = []
    condition = Conditions(FACTS, {}).read(Table("test", {"when": tree}, faults), "when")
    assert not faults
    return condition


def _kleene(tree: dict[str, object], facts: dict[str, frozenset[str] | None]) -> bool | None:
    (key, value), *_ = tree.items()
    if key == "not":
        inner = _kleene(value, facts)  # type: ignore[arg-type]
        return None if inner is None else not inner
    if key in ("all", "any"):
        parts = [_kleene(part, facts) for part in value]  # type: ignore[attr-defined]
        settling = key == "any"
        return settling if settling in parts else None if None in parts else not settling
    known = facts[key]
    return None if known is None else not known.isdisjoint(value)  # type: ignore[arg-type]


@given(TREES, KNOWN)
def test_conditions_mean_what_the_tree_says(tree, facts) -> None:
    plain = _kleene(tree, facts)
    # Writing a condition out may settle what Kleene leaves open ("x and not x"), never the other way round.
    assert plain is None or holds(_read(tree), facts) is plain


@given(TREES, KNOWN, KNOWN)
def test_learning_a_fact_never_turns_an_answer(tree, facts, more) -> None:
    condition = _read(tree)
    before = holds(condition, facts)
    after = holds(condition, {name: more[name] if value is None else value for name, value in facts.items()})
    assert before is None or after is before


@given(TREES, KNOWN)
def test_residue_is_what_is_left_to_know(tree, facts) -> None:
    for tests in _read(tree):
        left = residue(tests, facts)
        assert left is None or all(facts[test.fact] is None for test in left)


def test_strengths_are_ordered() -> None:
    assert list(STEPS) == ["none", "ask", "practice", "must"]
    assert sorted(STEPS.values()) == list(STEPS.values())
