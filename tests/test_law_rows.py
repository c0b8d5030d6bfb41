"""Every row of the research's decision tables by its id, and what must hold in every combination of them.

Sections: 1 push, ranking, retrieval, filter, dispatch by audience and public opinion; 2 generation for the mainland public by origin of the
model; 3 generation for other audiences; 4 what techniques add.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from typing import TYPE_CHECKING

import pytest
from decide_samples import best, classic, duties, hit, run, says, sums
from test_decide_tables import CLASSIC, SOURCES

from scanner.law import STEPS

if TYPE_CHECKING:
    from scanner.model import Decisions, Declared, Hit

FILINGS = ("algorithm-filing", "technical-supporter-filing", "genai-registration", "genai-filing")
LABELS = {"explicit-label": "must", "implicit-label": "must"}
ASKED = {"personal_data": False, "minors": False, "workers": False, "companion": False, "sector": "none"}
"""Facts that the rows do not speak of."""


def others(technique: str, **facts: object) -> Decisions:
    return run((classic(technique, "a.py"),), says(**{**ASKED, **facts}))


def origin(source: str, **facts: object) -> Decisions:
    one, models = SOURCES[source]
    return run((one,), dataclasses.replace(says(**{**ASKED, **facts}), models=models))


def made(technique: str, **facts: object) -> Decisions:
    return run((hit(technique, "a.py", **({"vendor": facts.pop("vendor")} if "vendor" in facts else {})),), says(**{**ASKED, **facts}))  # type: ignore[arg-type]


PUBLIC, OPEN, CLOSED = {"audience": ("public",)}, {"public_opinion": True}, {"public_opinion": False}
RIGHTS = {"user-rights": "must"}
OTHERS = {
    "12.1/public-opinion": ({**PUBLIC, **OPEN}, {"algorithm-filing": "must", "safety-assessment": "must", **RIGHTS}, (1, 1, 1)),
    "12.1/public-no-opinion": ({**PUBLIC, **CLOSED}, {"algorithm-filing": "practice", **RIGHTS}, (1, 1, 1)),
    "12.1/public-unknown": (PUBLIC, {"algorithm-filing": "must", "safety-assessment": "must", **RIGHTS}, (1, 1, 1)),
    "12.1/business-opinion": (
        {"audience": ("business",), **OPEN},
        {"algorithm-filing": "practice", "safety-assessment": "practice", "user-rights": "practice"},
        (1, 1, 1),
    ),
    "12.1/business-no-opinion": (
        {"audience": ("business",), **CLOSED},
        {"algorithm-filing": "practice", "user-rights": "practice"},
        (1, 1, 1),
    ),
    "12.1/supply": ({"audience": ("supply",), **CLOSED}, {"algorithm-filing": "ask", "user-rights": "ask"}, (1, 1, 1)),
    "12.1/internal": ({"audience": ("internal",), **OPEN}, {}, (0, 0, 0)),
    "12.1/overseas-from-abroad": ({"audience": ("overseas",), "run_from": "abroad", **OPEN}, {}, (0, 0, 0)),
    "12.1/overseas-from-the-mainland": (
        {"audience": ("overseas",), "run_from": "mainland", **OPEN},
        {"algorithm-filing": "ask"},
        (0, 0, 1),
    ),
}


@pytest.mark.parametrize("technique", CLASSIC.values())
@pytest.mark.parametrize("row", OTHERS)
def test_other_types(row: str, technique: str) -> None:
    facts, expected, count = OTHERS[row]
    decisions = others(technique, **facts)
    assert (duties(decisions), sums(decisions)) == (expected, count)
    assert {one.role for one in decisions.services} == {"provider"}


def test_unknown_opinion_prints_both_branches() -> None:
    """Row 12.1/public-unknown in full: what holds under which answer."""
    rows = [one for one in others("ctr-model", **PUBLIC).obligations if not one.quiet and one.when]
    told = {(one.id, one.strength, one.when[0].fact, one.when[0].value) for one in rows}
    assert told == {
        ("algorithm-filing", "must", "public_opinion", "yes"),
        ("algorithm-filing", "practice", "public_opinion", "no"),
        ("safety-assessment", "must", "public_opinion", "yes"),
    }


@pytest.mark.parametrize("reach", ["tests", "example"])
def test_own_jobs_and_tests_are_no_service(reach: str) -> None:
    """Row 12.1/background: what is no information to users is nobody's duty; schedulers are in no signature."""
    decisions = run((classic("order-dispatch", "a.py", reach=reach, in_tests=reach == "tests"),), says(**PUBLIC, **OPEN))
    assert (duties(decisions), sums(decisions)) == ({}, (0, 0, 0))


EXTRAS = {
    "12.1/extra-workers": ("order-dispatch", {"workers": True}, ("algo", "20")),
    "12.1/extra-prices": ("dynamic-pricing", {}, ("algo", "21")),
    "12.1/extra-prices-decisions": ("dynamic-pricing", {}, ("pipl", "24")),
    "12.1/extra-minors": ("ctr-model", {"minors": True}, ("algo", "18")),
    "12.1/extra-minors-marketing": ("ctr-model", {"minors": True}, ("minors", "24")),
    "12.1/extra-news": ("ctr-model", {"sector": "news"}, ("algo", "13")),
}


@pytest.mark.parametrize("row", EXTRAS)
def test_extras(row: str) -> None:
    technique, facts, article = EXTRAS[row]
    assert article in _articles(others(technique, **PUBLIC, **facts))
    assert article in _articles(others(technique, **PUBLIC, **facts)) - _articles(others("hot-list", **PUBLIC))


@pytest.mark.parametrize("technique", ["agent-orchestration", "compute-scheduling"])
def test_scheduling_is_a_hint_of_low_confidence(technique: str) -> None:
    """Row 12.1/extra-scheduling."""
    decisions = others(technique, **PUBLIC, **OPEN)
    assert (best(decisions, "algorithm-filing"), sums(decisions)) == ("ask", (0, 0, 1))


def _articles(decisions: Decisions) -> set[tuple[str, str]]:
    return {(basis.law, basis.article) for one in decisions.obligations if not one.quiet for basis in one.basis}


# ---------------------------------------------------------------------------------------------- generation

MODELS = {
    "12.2/filed-api": ("filed", "must must - -", "practice ask - -"),
    "12.2/unfiled-api": ("unfiled", "must ask - route-unestablished", "ask ask - route-unestablished"),
    "12.2/overseas-api": ("overseas", "must - - no-route-overseas", "ask - - no-route-overseas"),
    "12.2/open-weights-filed": ("open-filed", "must ask ask -", "practice ask ask -"),
    "12.2/open-weights-not-filed": ("open-unlisted", "must - ask -", "ask - ask -"),
    "12.2/fine-tuned": ("fine-tuned", "must - practice -", "ask - ask -"),
    "12.2/own-trained": ("own", "must - must -", "ask - ask -"),
}
"""(origin, with opinion, without): algorithm filing, registration, filing of the model, obstacle."""


@pytest.mark.parametrize("opinion", [True, False])
@pytest.mark.parametrize("row", MODELS)
def test_generation_for_the_public(row: str, opinion: bool) -> None:
    source, with_opinion, without = MODELS[row]
    decisions = origin(source, **PUBLIC, public_opinion=opinion)
    algorithm, registration, filing, obstacle = (with_opinion if opinion else without).split()
    expected = {"algorithm-filing": algorithm, "genai-registration": registration, "genai-filing": filing, **LABELS}
    found = duties(decisions)
    assert {name: found.get(name, "-") for name in expected} == expected
    assert [one.id for one in decisions.obstacles if not one.quiet] == [name for name in (obstacle,) if name != "-"]
    assert best(decisions, "safety-assessment") == ("must" if opinion else "none")
    assert {one.role for one in decisions.services} == {"provider"}


AUDIENCES = {
    "12.3/internal": (("internal",), {}, (0, 0, 0)),
    "12.3/business": (("business",), {"algorithm-filing": "practice", "genai-registration": "practice"}, (1, 1, 1)),
    "12.3/supply": (("supply",), {"technical-supporter-filing": "must", "genai-registration": "ask", "genai-filing": "ask"}, (1, 1, 1)),
    "12.3/both": (
        ("public", "supply"),
        {"algorithm-filing": "must", "technical-supporter-filing": "must", "genai-registration": "must", "genai-filing": "ask"},
        (2, 2, 2),
    ),
    "12.3/overseas": (("overseas",), {"algorithm-filing": "ask"}, (0, 0, 1)),
    "12.3/unknown": ((), {"algorithm-filing": "must", "technical-supporter-filing": "must"}, (1, 1, 1)),
}


@pytest.mark.parametrize("row", AUDIENCES)
def test_generation_for_other_audiences(row: str) -> None:
    audience, expected, count = AUDIENCES[row]
    decisions = origin("filed", audience=audience, **OPEN)
    found = {name: strength for name, strength in duties(decisions).items() if name in FILINGS}
    assert sums(decisions) == count
    if audience:
        assert found == expected
    else:
        # Never silently assumed: everything hangs on the answer.
        assert all(any(part.fact == "audience" for part in one.when) for one in decisions.obligations if one.strength != "none")


TECHNIQUES = {
    "12.4/real-person": ("face-swap", {"real_persons": True}, {"biometric-assessment": "must", "pipia": "must", **LABELS}),
    "12.4/real-person-voice": ("voice-conversion", {"real_persons": True}, {"biometric-assessment": "must", "pipia": "must", **LABELS}),
    "12.4/digital-human": ("digital-human", {"real_persons": True}, {"biometric-assessment": "must", "pipia": "must", **LABELS}),
    "12.4/stock-voices": (
        "tts",
        {"real_persons": False},
        {"biometric-assessment": "ask", "explicit-label": "ask", "implicit-label": "must"},
    ),
    "12.4/text": ("dialogue", {}, LABELS),
    "12.4/enhancement": ("image-enhance", {}, {"explicit-label": "ask", "implicit-label": "must"}),
    "12.4/music": ("music", {}, {"explicit-label": "ask", "implicit-label": "must"}),
    "12.4/recognition": ("asr", {}, {"algorithm-filing": "practice"}),
    "12.4/characters": ("ocr", {}, {"algorithm-filing": "practice"}),
    "12.4/translation": ("translation", {}, {"algorithm-filing": "practice"}),
    "12.4/code": ("code", {}, {"algorithm-filing": "practice"}),
    "12.4/scenes": ("3d", {}, LABELS),
    "12.4/companion": ("dialogue", {"companion": True}, {"companion-assessment": "must", "algorithm-filing": "must", **LABELS}),
    "12.4/news": ("text", {"sector": "news"}, {"sector-rules": "must", **LABELS}),
    "12.4/sectors": ("text", {"sector": "medical"}, {"sector-rules": "ask", **LABELS}),
}


@pytest.mark.parametrize("opinion", [True, False])
@pytest.mark.parametrize("row", TECHNIQUES)
def test_techniques(row: str, opinion: bool) -> None:
    technique, facts, expected = TECHNIQUES[row]
    found = duties(made(technique, **PUBLIC, public_opinion=opinion, **facts))
    assert {name: found.get(name) for name in expected} == expected
    absent = {"biometric-assessment", "companion-assessment", "sector-rules"} - expected.keys()
    assert not absent & found.keys()


@pytest.mark.parametrize("opinion", [True, False, None])
@pytest.mark.parametrize("technique", ["face-generation", "face-swap", "face-edit", "face-manipulation", "voice-conversion", "pose"])
def test_the_assessment_of_article_15_binds_supporters_without_opinion(technique: str, opinion: bool | None) -> None:
    """Row 12.4/real-person: also for technical supporters."""
    assert best(made(technique, audience=("supply",), public_opinion=opinion), "biometric-assessment") == "must"


def test_embeddings_alone_are_nothing() -> None:
    """Row 12.4/embeddings: evidence at most, no technique of the closed list."""
    decisions = run((classic("vector-search", "a.py", certainty="possible"),), says(**PUBLIC, **OPEN))
    assert (duties(decisions), sums(decisions)) == ({}, (0, 0, 0))


@pytest.mark.parametrize("technique", ["moderation-api", "sensitive-words"])
def test_filters_are_candidates(technique: str) -> None:
    """Row 12.4/moderation, and the open point of row 12.1/public-opinion: part of another algorithm, or filed on its own."""
    alone = others(technique, **PUBLIC, **OPEN)
    assert best(alone, "algorithm-filing") == "ask"
    beside = run((hit("dialogue", "a.py"), classic(technique, "a.py", line=9)), says(**PUBLIC, **OPEN))
    assert sums(beside)[0] == 1


# ---------------------------------------------------------------------------------------------- every combination

WHO = ("public", "business", "supply", "internal", "overseas")
COMBINED = tuple(combined for count in (1, 2) for combined in itertools.combinations(WHO, count))
SAMPLES: dict[str, tuple[Hit, ...]] = {
    **{name: (one,) for name, (one, _) in SOURCES.items()},
    **{
        technique: (classic(technique, "a.py"),) for technique in (*CLASSIC.values(), "sensitive-words", "dynamic-pricing", "rag-retrieval")
    },
    **{technique: (hit(technique, "a.py"),) for technique in ("tts", "face-swap", "image", "asr", "code", "music", "3d", "digital-human")},
}


@functools.cache
def decided(sample: str, audience: tuple[str, ...], opinion: bool | None) -> dict[str, str]:
    """Strongest of each duty and obstacle, the quiet ones among them."""
    models = SOURCES[sample][1] if sample in SOURCES else ()
    declared: Declared = dataclasses.replace(
        says(**{**ASKED, "audience": audience, "public_opinion": opinion, "run_from": "mainland"}), models=models
    )
    decisions = run(SAMPLES[sample], declared)
    found: dict[str, str] = {}
    for one in (*decisions.obligations, *decisions.obstacles):
        found = stronger(found, {one.id: one.strength})
    return {name: strength for name, strength in found.items() if strength != "none"}


def stronger(left: dict[str, str], right: dict[str, str]) -> dict[str, str]:
    names = left.keys() | right.keys()
    return {name: max(left.get(name, "none"), right.get(name, "none"), key=STEPS.__getitem__) for name in names}


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_unknown_opinion_is_both_answers(sample: str) -> None:
    for audience in COMBINED:
        assert decided(sample, audience, None) == stronger(decided(sample, audience, True), decided(sample, audience, False)), audience


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_opinion_never_takes_a_duty_away(sample: str) -> None:
    for audience in COMBINED:
        assert stronger(decided(sample, audience, True), decided(sample, audience, False)) == decided(sample, audience, True), audience


@pytest.mark.parametrize("opinion", [True, False])
@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if sample != "sensitive-words"])  # a filter that is supplied is a product
def test_two_audiences_are_the_duties_of_both(sample: str, opinion: bool) -> None:
    for one, two in itertools.combinations(("public", "business", "supply", "internal"), 2):
        assert decided(sample, (one, two), opinion) == stronger(decided(sample, (one,), opinion), decided(sample, (two,), opinion)), (
            one,
            two,
        )


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_no_combination_gives(sample: str) -> None:
    generation = SAMPLES[sample][0].category == "generation"
    for audience, opinion in itertools.product(COMBINED, (True, False, None)):
        found = decided(sample, audience, opinion)
        assert "supply" in audience or "technical-supporter-filing" not in found
        assert generation or not found.keys() & {"technical-supporter-filing", "genai-registration", "genai-filing", *LABELS}
        assert not generation or "user-rights" not in found
        assert set(audience) - {"internal", "overseas"} or not found.keys() & {"genai-registration", "genai-filing", "safety-assessment"}
        assert audience != ("internal",) or not found.keys() & set(FILINGS)
        unfit = sample in ("overseas", "relay-overseas-model", "own", "fine-tuned", "open-unlisted")
        assert not unfit or "supply" in audience or "genai-registration" not in found
