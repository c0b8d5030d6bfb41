"""What is open, whole applications, and what must hold for any hits and any declaration."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from decide_samples import (
    CATALOG,
    LAW,
    asked,
    at,
    avatar,
    bot,
    ernie,
    hit,
    ranges,
    run,
    says,
    sums,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.decide import decide
from scanner.model import Declared, DeclaredFiling, Feature, Hit

if TYPE_CHECKING:
    import random


# ---------------------------------------------------------------------------------------------- what is open


def test_an_open_audience_prints_the_public_branch_only() -> None:
    for hits in (avatar(), bot(), ernie()):
        decisions = run(hits)
        for row in (*decisions.obligations, *decisions.obstacles):
            assert row.when[0].fact == "audience"
            assert row.when[0].value == "public"


def test_both_columns_of_an_open_opinion() -> None:
    rows = [one for one in run((hit("dialogue", "a.py"),)).obligations if one.id == "algorithm-filing" and not one.quiet]
    assert [(one.strength, [(part.fact, part.value) for part in one.when], one.by_text) for one in rows] == [
        ("must", [("audience", "public"), ("public_opinion", "yes")], ""),
        ("practice", [("audience", "public"), ("public_opinion", "no")], "none"),
    ]


def test_branches_that_do_not_differ_are_one() -> None:
    (label,) = [one for one in run((hit("dialogue", "a.py"),)).obligations if one.id == "explicit-label"]
    assert [part.fact for part in label.when] == ["audience"]


def test_the_weights_are_a_branch_of_their_own() -> None:
    rows = run((hit("dialogue", "a.py", None, model="qwen2.5-7b"),), says(audience=("public",), public_opinion=True)).obligations
    told = {(one.id, one.strength, tuple((part.fact, part.value) for part in one.when)) for one in rows if one.id.startswith("genai-f")}
    assert told == {
        ("genai-filing", "practice", (("weights_changed", "yes"),)),
        ("genai-filing", "ask", (("weights_changed", "no"),)),
    }


def test_what_nothing_hints_at_is_quiet() -> None:
    (row,) = [one for one in run((hit("dialogue", "a.py"),)).obligations if one.id == "companion-assessment"]
    assert row.quiet
    hinted = run((hit("dialogue", "a.py"),), features=(Feature(id="companion", signature="s", location=at("p.py")),))
    assert not next(one for one in hinted.obligations if one.id == "companion-assessment").quiet
    assert "companion" in asked(hinted)
    assert "companion" not in asked(run((hit("dialogue", "a.py"),)))


def test_the_number_is_quiet_until_there_is_one() -> None:
    facts = says(audience=("public",), public_opinion=True)
    filing = DeclaredFiling(
        type="algorithm", number="网信算备110108123456701260012号", category="generation", role="provider", products=("app",)
    )
    before = run((hit("dialogue", "a.py"),), facts)
    after = run((hit("dialogue", "a.py"),), dataclasses.replace(facts, filings=(filing,)))
    assert [next(one.quiet for one in each.obligations if one.id == "show-filing-number") for each in (before, after)] == [True, False]
    assert after.services[0].filing == next(one.filing for one in after.obligations if one.id == "algorithm-filing") == filing.number


# ---------------------------------------------------------------------------------------------- whole applications


def test_avatar() -> None:
    decisions = run(avatar())
    assert {one.families[0]: one.count.likely for one in decisions.services} == {"text": 1, "speech": 1, "human": 1}
    assert sums(decisions) == (1, 3, 3)
    assert [(one.id, one.strength, one.subject.models, one.subject.services) for one in decisions.obstacles] == [
        ("no-route-overseas", "must", ("microsoft", "openai"), ("generation/speech",))
    ]
    assert asked(decisions)[:4] == ["audience", "public_opinion", "vendors", "real_persons"]
    shown = {(one.id, service) for one in decisions.obligations if not one.quiet for service in one.subject.services}
    assert {("algorithm-filing", f"generation/{family}") for family in ("text", "speech", "human")} <= shown
    assert {("biometric-assessment", "generation/human"), ("explicit-label", "generation/human")} <= shown
    assert ("biometric-assessment", "generation/text") not in shown
    text = next(one for one in decisions.services if one.families == ("text",))
    assert text.models[0].upstream[0] == "ZheJiang-TongYiQianWen-20230901"


def test_avatar_hints_point_into_the_code() -> None:
    questions = {one.id: one for one in run(avatar()).questions}
    assert "tts/edge.py:67" in questions["vendors"].hints
    assert questions["audience"].effects[0] == ("public", "1-3")
    assert ("internal", "0") in questions["audience"].effects


def test_bot() -> None:
    decisions = run(bot())
    assert ranges(decisions) == {
        "generation/text": (1, 1, 1),
        "generation/speech": (0, 1, 1),
        "generation/image": (0, 1, 1),
        "generation/video": (0, 1, 1),
        "retrieval/rag": (0, 0, 1),
    }
    assert sums(decisions) == (1, 4, 5)
    (obstacle,) = decisions.obstacles
    assert (obstacle.id, obstacle.subject.models) == ("no-route-overseas", ("302ai", "google", "openai", "openrouter"))
    assert asked(decisions)[:4] == ["audience", "public_opinion", "vendors", "weights"]
    must = [one for one in decisions.obligations if (one.id, one.strength) == ("genai-registration", "must")]
    assert [one.subject.services for one in must] == [("generation/text", "generation/image", "generation/video")]
    assert must[0].deadline == "before-launch"


def test_ernie_without_a_word_is_one_service() -> None:
    decisions = run(ernie())
    assert sums(decisions) == (1, 1, 1)
    assert decisions.obstacles == ()
    assert dict(decisions.questions[0].effects)["public+supply"] == "2"


# ---------------------------------------------------------------------------------------------- properties

_TECHNIQUES = (
    "dialogue",
    "tts",
    "image",
    "asr",
    "face-swap",
    "ctr-model",
    "hot-list",
    "sensitive-words",
    "order-dispatch",
    "vector-search",
)
_VENDORS = (None, "dashscope", "smallco", "openai", "siliconflow", "configurable")
_HIT = st.builds(
    lambda technique, path, vendor, reach, line: hit(technique, f"{path}.py", vendor, reach=reach, line=line, fingerprint=""),
    st.sampled_from(_TECHNIQUES),
    st.sampled_from("abc"),
    st.sampled_from(_VENDORS),
    st.sampled_from(["reached", "offline", "unreached", None]),
    st.integers(min_value=1, max_value=9),
)
HITS = st.lists(_HIT, max_size=6).map(tuple)
_MAYBE = st.sampled_from([None, True, False])
DECLARED = st.builds(
    lambda audience, opinion, real, personal: says(
        audience=tuple(audience), public_opinion=opinion, real_persons=real, personal_data=personal
    ),
    st.lists(st.sampled_from(["public", "business", "supply", "internal", "overseas"]), unique=True, max_size=3),
    _MAYBE,
    _MAYBE,
    _MAYBE,
)
quick = settings(max_examples=60, deadline=None)


@quick
@given(HITS, DECLARED, st.randoms(use_true_random=False))
def test_order_of_hits_does_not_matter(hits: tuple[Hit, ...], declared: Declared, chance: random.Random) -> None:
    mixed = list(dict.fromkeys(hits))
    chance.shuffle(mixed)
    assert run(tuple(mixed), declared) == run(tuple(dict.fromkeys(hits)), declared)


@quick
@given(HITS, DECLARED)
def test_declared_facts_are_never_conditions_or_questions(hits: tuple[Hit, ...], declared: Declared) -> None:
    decisions = run(hits, declared)
    told = declared.products[0]
    known = {name for name in ("audience", "public_opinion", "real_persons", "personal_data") if getattr(told, name) not in (None, ())}
    conditions = {part.fact for one in (*decisions.obligations, *decisions.obstacles) for part in one.when}
    assert not known & conditions
    assert not known & set(asked(decisions))


@quick
@given(HITS, DECLARED)
def test_scores_and_counts_are_sane(hits: tuple[Hit, ...], declared: Declared) -> None:
    decisions = run(hits, declared)
    assert all(one.score >= 0 for one in decisions.questions)
    assert [one.score for one in decisions.questions] == sorted((one.score for one in decisions.questions), reverse=True)
    assert all(0 <= one.count.min <= one.count.likely <= one.count.max for one in (*decisions.services, *decisions.totals))
    assert all(one.strength != "none" and one.basis for one in (*decisions.obligations, *decisions.obstacles))
    services = {one.id for one in decisions.services}
    assert all(set(one.subject.services) <= services for one in (*decisions.obligations, *decisions.obstacles))


@quick
@given(HITS, DECLARED)
def test_hits_come_back_in_order_and_complete(hits: tuple[Hit, ...], declared: Declared) -> None:
    completed, _ = decide(hits, CATALOG, LAW, declared)
    assert [dataclasses.replace(one, product="", origin="", biometric="no", alternative_of="") for one in completed] == [
        dataclasses.replace(one, biometric="no") for one in hits
    ]
    assert {one.product for one in completed} <= {"app"}


@quick
@given(HITS, DECLARED)
def test_an_answer_closes_its_question(hits: tuple[Hit, ...], declared: Declared) -> None:
    for question, answer, answered in _answers(hits, declared):
        assert question not in asked(run(hits, answered)), (question, answer)


def _answers(hits: tuple[Hit, ...], declared: Declared) -> list[tuple[str, str, Declared]]:
    """Every declaration that some answer to some open question gives."""
    from scanner.decide import _Engine
    from scanner.decide.questions import Asking

    engine = _Engine(hits, CATALOG, LAW, ())
    asking = Asking(catalog=CATALOG, law=LAW, decide=engine.decide, facts=engine.facts, idle=engine.applying.idle, features=())
    state = engine.decide(declared)
    rows = [(asked, asking.answers(state, asked, "app")) for asked in LAW.questions if asked.id != "paths"]
    return [(asked.id, answer, given) for asked, answers in rows if answers for answer, given in answers]
