"""The decision tables of the law, row by row."""

from __future__ import annotations

import dataclasses

import pytest
from decide_samples import (
    best,
    classic,
    duties,
    ernie,
    hit,
    ranges,
    run,
    says,
    sums,
)

from scanner.model import Declared, DeclaredModel, Hit

# ---------------------------------------------------------------------------------------------- the tables

SOURCES: dict[str, tuple[Hit, tuple[DeclaredModel, ...]]] = {
    "filed": (hit("dialogue", "a.py", model="qwen-plus"), ()),
    "unfiled": (hit("dialogue", "a.py", "smallco"), ()),
    "overseas": (hit("dialogue", "a.py", "openai"), ()),
    "foreign-host": (hit("dialogue", "a.py", jurisdiction="overseas"), ()),
    "relay": (hit("dialogue", "a.py", "siliconflow", model="qwen2.5-72b"), ()),
    "relay-overseas-model": (hit("dialogue", "a.py", "302ai", model="gpt-4o"), ()),
    "run-time": (hit("dialogue", "a.py", "configurable"), ()),
    "open-filed": (hit("dialogue", "a.py", None, model="qwen2.5-7b"), (DeclaredModel(match="qwen*", origin="open-weights"),)),
    "open-unlisted": (hit("dialogue", "a.py", None, model="llama-3-8b"), (DeclaredModel(match="llama*", origin="open-weights"),)),
    "local-unknown": (hit("dialogue", "a.py", None), (DeclaredModel(match="a.py", origin="open-weights"),)),
    "fine-tuned": (hit("dialogue", "a.py", None, model="qwen2.5-7b"), (DeclaredModel(match="qwen*", origin="fine-tuned"),)),
    "own": (hit("dialogue", "a.py", None, model="mine-7b"), (DeclaredModel(match="mine*", origin="own"),)),
}
COLUMNS = (
    "algorithm-filing",
    "genai-registration",
    "genai-filing",
    "safety-assessment",
    "explicit-label",
    "implicit-label",
    "show-filing-number",
    "show-model-number",
    "no-route-overseas",
    "route-unestablished",
)
WITH_OPINION = {
    "filed": "must must none must must must must practice none none",
    "unfiled": "must ask none must must must must none none ask",
    "overseas": "must none none must must must must none must none",
    "foreign-host": "must ask none must must must must none none none",
    "relay": "must ask none must must must must none none ask",
    "relay-overseas-model": "must none none must must must must none must none",
    "run-time": "must ask ask must must must must none none none",
    "open-filed": "must ask ask must must must must practice none none",
    "open-unlisted": "must none ask must must must must none none none",
    "local-unknown": "must ask ask must must must must none none none",
    "fine-tuned": "must none practice must must must must practice none none",
    "own": "must none must must must must must practice none none",
}
WITHOUT_OPINION = {
    "filed": "practice ask none none must must none practice none none",
    "unfiled": "ask ask none none must must none none none ask",
    "overseas": "ask none none none must must none none must none",
    "foreign-host": "ask ask none none must must none none none none",
    "relay": "ask ask none none must must none none none ask",
    "relay-overseas-model": "ask none none none must must none none must none",
    "run-time": "ask ask ask none must must none none none none",
    "open-filed": "practice ask ask none must must none ask none none",
    "open-unlisted": "ask none ask none must must none none none none",
    "local-unknown": "ask ask ask none must must none none none none",
    "fine-tuned": "ask none ask none must must none none none none",
    "own": "ask none ask none must must none none none none",
}


def _declare(source: str, **facts: object) -> tuple[tuple[Hit, ...], Declared]:
    one, models = SOURCES[source]
    return (one,), dataclasses.replace(says(**facts), models=models)


@pytest.mark.parametrize("opinion", [True, False], ids=["opinion", "no-opinion"])
@pytest.mark.parametrize("source", SOURCES)
def test_generation_for_the_public(source: str, opinion: bool) -> None:
    decisions = run(*_declare(source, audience=("public",), public_opinion=opinion))
    expected = (WITH_OPINION if opinion else WITHOUT_OPINION)[source].split()
    assert {name: best(decisions, name) for name in COLUMNS} == dict(zip(COLUMNS, expected, strict=True))
    assert {one.role for one in decisions.services} == {"provider"}
    assert {part.fact for one in decisions.obligations if not one.quiet for part in one.when} <= {"personal_data"}


@pytest.mark.parametrize("source", SOURCES)
def test_public_use_of_foreign_flows_needs_the_export_check(source: str) -> None:
    decisions = run(*_declare(source, audience=("public",)))
    assert best(decisions, "data-export-check") == ("must" if source in ("overseas", "foreign-host") else "none")
    assert best(decisions, "cross-border") == ("ask" if source == "foreign-host" else "none")


def test_unlisted_open_weights_lean_to_a_filing() -> None:
    (row,) = [
        one for one in run(*_declare("open-unlisted", audience=("public",), public_opinion=True)).obligations if one.id == "genai-filing"
    ]
    assert (row.strength, row.lean) == ("ask", "likely")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("filed", "must ask ask ask must"),
        ("unfiled", "must ask ask ask must"),
        ("overseas", "must ask ask ask must"),
        ("open-filed", "must none ask ask must"),
        ("fine-tuned", "must none practice ask must"),
        ("own", "must none practice ask must"),
    ],
)
def test_supply(source: str, expected: str) -> None:
    decisions = run(*_declare(source, audience=("supply",)))
    columns = ("technical-supporter-filing", "genai-registration", "genai-filing", "explicit-label", "implicit-label")
    assert {name: best(decisions, name) for name in columns} == dict(zip(columns, expected.split(), strict=True))
    assert best(decisions, "algorithm-filing") == "none"
    assert best(decisions, "show-filing-number") == "must"
    assert best(decisions, "safety-assessment") == "ask"
    assert best(decisions, "no-route-overseas") == ("ask" if source == "overseas" else "none")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("opinion", [True, False, None])
def test_internal_use_files_nothing(source: str, opinion: bool | None) -> None:
    decisions = run(*_declare(source, audience=("internal",), public_opinion=opinion))
    foreign = {"data-export-check": "must"} if source in ("overseas", "foreign-host") else {}
    shown = duties(decisions)
    shown.pop("pipia", None)
    assert shown == foreign
    assert sums(decisions) == (0, 0, 0)


@pytest.mark.parametrize("opinion", [True, False])
@pytest.mark.parametrize("source", ["filed", "own", "overseas"])
def test_business_is_like_the_public_by_practice(source: str, opinion: bool) -> None:
    decisions = run(*_declare(source, audience=("business",), public_opinion=opinion))
    assert best(decisions, "algorithm-filing") == "practice"
    assert best(decisions, "explicit-label") == best(decisions, "implicit-label") == "practice"
    assert best(decisions, "safety-assessment") == ("practice" if opinion else "none")
    model = {"filed": "genai-registration", "own": "genai-filing", "overseas": "no-route-overseas"}[source]
    assert best(decisions, model) == ("must" if source == "overseas" else "practice" if opinion else "ask")


@pytest.mark.parametrize(("place", "expected"), [("abroad", {}), ("mainland", {"algorithm-filing": "ask"})])
@pytest.mark.parametrize("source", ["filed", "own", "overseas"])
def test_users_abroad_only(source: str, place: str, expected: dict[str, str]) -> None:
    assert duties(run(*_declare(source, audience=("overseas",), run_from=place))) == expected


def test_both_roles_are_two_filings() -> None:
    decisions = run(ernie(), says(audience=("public", "supply"), public_opinion=True))
    assert ranges(decisions) == {"app/generation/text": (1, 1, 1), "app/generation/text/technical-supporter": (1, 1, 1)}
    rows = {one.id: one.subject.services for one in decisions.obligations}
    assert rows["algorithm-filing"] == ("app/generation/text",)
    assert rows["technical-supporter-filing"] == ("app/generation/text/technical-supporter",)


CLASSIC = {
    "recommendation": "ctr-model",
    "ranking": "hot-list",
    "retrieval": "full-text-search",
    "dispatch": "order-dispatch",
}


@pytest.mark.parametrize(
    ("audience", "opinion", "expected"),
    [
        ("public", True, "must must must must"),
        ("public", False, "practice none none must"),
        ("business", True, "practice practice practice practice"),
        ("business", False, "practice none practice practice"),
        ("supply", True, "ask ask none ask"),
        ("supply", False, "ask none none ask"),
        ("internal", True, "none none none none"),
        ("internal", False, "none none none none"),
    ],
)
@pytest.mark.parametrize("category", CLASSIC)
def test_other_types(category: str, audience: str, opinion: bool, expected: str) -> None:
    decisions = run((classic(CLASSIC[category], "a.py"),), says(audience=(audience,), public_opinion=opinion, workers=False))
    columns = ("algorithm-filing", "safety-assessment", "show-filing-number", "user-rights")
    assert {name: best(decisions, name) for name in columns} == dict(zip(columns, expected.split(), strict=True))
    assert best(decisions, "technical-supporter-filing") == "none"
    assert not {"genai-registration", "genai-filing", "explicit-label", "implicit-label"} & {one.id for one in decisions.obligations}


def test_a_filter_of_ones_own_site_is_asked() -> None:
    decisions = run((classic("sensitive-words", "a.py"),), says(audience=("public",), public_opinion=True))
    assert (best(decisions, "algorithm-filing"), best(decisions, "safety-assessment"), best(decisions, "user-rights")) == (
        "ask",
        "ask",
        "must",
    )


def test_a_filter_that_is_the_product_counts() -> None:
    assert ranges(run((hit("moderation-api", "a.py"),), says(audience=("supply",)))) == {"app/filtering/content": (1, 1, 1)}


@pytest.mark.parametrize(("personal", "expected"), [(True, "must"), (False, "none")])
def test_automated_decisions_over_personal_information(personal: bool, expected: str) -> None:
    assert best(run((classic("ctr-model", "a.py"),), says(audience=("public",), personal_data=personal)), "pipia") == expected


def test_an_off_switch_is_for_personalised_decisions_only() -> None:
    def articles(technique: str) -> set[tuple[str, str]]:
        found = run((classic(technique, "a.py"),), says(audience=("public",))).obligations
        return {(basis.law, basis.article) for one in found if one.id == "user-rights" and not one.quiet for basis in one.basis}

    assert {("algo", "17"), ("ndsr", "42")} <= articles("ctr-model")
    assert articles("hot-list") == articles("full-text-search") == {("algo", "16"), ("algo", "22")}


@pytest.mark.parametrize(
    ("technique", "facts", "law", "article"),
    [
        ("order-dispatch", {"workers": True}, "algo", "20"),
        ("dynamic-pricing", {}, "algo", "21"),
        ("ctr-model", {"minors": True}, "algo", "18"),
    ],
)
def test_extra_rights(technique: str, facts: dict[str, object], law: str, article: str) -> None:
    found = run((classic(technique, "a.py"),), says(audience=("public",), **facts)).obligations
    assert (law, article) in {(basis.law, basis.article) for one in found if one.id == "user-rights" for basis in one.basis}


@pytest.mark.parametrize("opinion", [True, False, None])
@pytest.mark.parametrize("audience", ["public", "business", "supply"])
@pytest.mark.parametrize("technique", ["face-swap", "face-generation", "face-manipulation", "pose", "voice-conversion"])
def test_biometric_tools_are_assessed_whatever_the_opinion(technique: str, audience: str, opinion: bool | None) -> None:
    decisions = run((hit(technique, "a.py"),), says(audience=(audience,), public_opinion=opinion))
    (row,) = [one for one in decisions.obligations if one.id == "biometric-assessment"]
    assert (row.strength, row.when, row.subject.techniques) == ("must", (), (technique,))


@pytest.mark.parametrize(
    ("technique", "real", "assessment", "consent"),
    [
        ("tts", True, "must", "must"),
        ("tts", False, "ask", "none"),
        ("digital-human", True, "must", "must"),
        ("digital-human", False, "ask", "none"),
        ("face-swap", True, "must", "must"),
        ("face-swap", False, "must", "none"),
        ("dialogue", True, "none", "none"),
    ],
)
def test_real_persons(technique: str, real: bool, assessment: str, consent: str) -> None:
    decisions = run((hit(technique, "a.py"),), says(audience=("public",), real_persons=real))
    assert (best(decisions, "biometric-assessment"), best(decisions, "pipia")) == (assessment, consent)


@pytest.mark.parametrize(
    ("technique", "explicit", "implicit"),
    [
        ("dialogue", "must", "must"),
        ("text", "must", "must"),
        ("multimodal", "must", "must"),
        ("voice-conversion", "must", "must"),
        ("tts", "ask", "must"),
        ("face-swap", "must", "must"),
        ("digital-human", "must", "must"),
        ("image", "must", "must"),
        ("video", "must", "must"),
        ("3d", "must", "must"),
        ("image-enhance", "ask", "must"),
        ("image-edit", "ask", "must"),
        ("music", "ask", "must"),
        ("sound", "ask", "must"),
        ("code", "ask", "ask"),
        ("translation", "ask", "ask"),
        ("asr", "none", "ask"),
        ("ocr", "none", "ask"),
    ],
)
def test_labels(technique: str, explicit: str, implicit: str) -> None:
    decisions = run((hit(technique, "a.py"),), says(audience=("public",)))
    assert (best(decisions, "explicit-label"), best(decisions, "implicit-label")) == (explicit, implicit)


@pytest.mark.parametrize("technique", ["asr", "ocr", "translation", "code"])
def test_practice_only_techniques_are_never_a_must(technique: str) -> None:
    decisions = run((hit(technique, "a.py"),), says(audience=("public",), public_opinion=True))
    (row,) = [one for one in decisions.obligations if one.id == "algorithm-filing" and not one.quiet]
    assert (row.strength, row.by_text) == ("practice", "none")


@pytest.mark.parametrize("technique", ["tts", "face-swap", "image-enhance", "3d"])
def test_small_models_leave_registration_open(technique: str) -> None:
    facts = says(audience=("public",), public_opinion=True)
    assert best(run((hit(technique, "a.py"),), facts), "genai-registration") == "ask"
    assert best(run((hit(technique, "a.py", None),), facts), "genai-filing") == "ask"


@pytest.mark.parametrize(("companion", "expected"), [(True, "must"), (False, "none")])
def test_companions(companion: bool, expected: str) -> None:
    decisions = run((hit("dialogue", "a.py"),), says(audience=("public",), public_opinion=False, companion=companion))
    assert best(decisions, "companion-assessment") == expected
    assert best(decisions, "algorithm-filing") == ("must" if companion else "practice")


@pytest.mark.parametrize(("sector", "expected"), [("news", "must"), ("medical", "ask"), ("finance", "ask"), ("none", "none")])
def test_sectors(sector: str, expected: str) -> None:
    assert best(run((hit("text", "a.py"),), says(audience=("public",), sector=sector)), "sector-rules") == expected


def test_origins_are_told_side_by_side() -> None:
    hits = (hit("dialogue", "a.py"), hit("dialogue", "b.py", "smallco"), hit("dialogue", "c.py", None, model="mine-7b"))
    declared = dataclasses.replace(says(audience=("public",), public_opinion=True), models=(DeclaredModel(match="mine*", origin="own"),))
    rows = {
        (one.id, one.strength, one.subject.models)
        for one in run(hits, declared).obligations
        if one.id.startswith("genai-") and not one.quiet
    }
    assert rows == {
        ("genai-registration", "must", ("dashscope",)),
        ("genai-registration", "ask", ("smallco",)),
        ("genai-filing", "must", ("mine-7b",)),
    }
    assert sums(run(hits, declared)) == (1, 1, 1)
