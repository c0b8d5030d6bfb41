"""Hits to services, counts, obligations, obstacles and questions: the decision tables row by row, and whole applications."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from decide_samples import CATALOG, LAW, at, avatar, bot, classic, entry, ernie, hit, other, product, says
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.decide import decide
from scanner.decide.groups import counts
from scanner.law import STEPS
from scanner.model import (
    HOLE,
    Covers,
    Decisions,
    Declared,
    DeclaredFiling,
    DeclaredModel,
    Exclude,
    Feature,
    Hit,
)

if TYPE_CHECKING:
    import random


def run(hits: tuple[Hit, ...], declared: Declared | None = None, features: tuple[Feature, ...] = ()) -> Decisions:
    return decide(hits, CATALOG, LAW, declared, features)[1]


def done(one: Hit, declared: Declared | None = None) -> Hit:
    return decide((one,), CATALOG, LAW, declared)[0][0]


def ranges(decisions: Decisions) -> dict[str, tuple[int, int, int]]:
    return {one.id: (one.count.min, one.count.likely, one.count.max) for one in decisions.services}


def sums(decisions: Decisions) -> tuple[int, int, int]:
    rows = [one.count for one in decisions.totals]
    return (sum(row.min for row in rows), sum(row.likely for row in rows), sum(row.max for row in rows))


def best(decisions: Decisions, duty: str) -> str:
    """The strongest that may hold, leaving out what hangs on a fact that nothing hints at."""
    rows = [one for one in (*decisions.obligations, *decisions.obstacles) if one.id == duty]
    found = [one.strength for one in rows if not (one.quiet and one.when)]
    return max(found, key=STEPS.__getitem__, default="none")


def duties(decisions: Decisions) -> dict[str, str]:
    """What is shown by default."""
    shown = [one.id for one in (*decisions.obligations, *decisions.obstacles) if not one.quiet]
    return {name: best(decisions, name) for name in shown}


def asked(decisions: Decisions) -> list[str]:
    return [one.id for one in decisions.questions]


# ---------------------------------------------------------------------------------------------- what makes a service


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "client"},
        {"kind": "config"},
        {"kind": "dependency"},
        {"kind": "artifact"},
        {"certainty": "possible"},
        {"in_tests": True},
        {"reach": "tests"},
        {"reach": "example"},
        {"reach": "unreached"},
        {"mode": "fine-tune"},
        {"mode": "train", "vendor": None},
    ],
    ids=str,
)
def test_evidence_makes_no_service(changes: dict[str, object]) -> None:
    one = dataclasses.replace(hit("dialogue", "a.py"), **changes)
    assert not counts(one)
    assert run((one,)).services == ()


@pytest.mark.parametrize(
    "changes", [{}, {"reach": None}, {"reach": "offline"}, {"certainty": "likely"}, {"kind": "http"}, {"kind": "idiom"}], ids=str
)
def test_calls_make_a_service(changes: dict[str, object]) -> None:
    assert len(run((dataclasses.replace(hit("dialogue", "a.py"), **changes),)).services) == 1


def test_evidence_joins_the_service_that_is_there() -> None:
    call, client, test = (
        hit("dialogue", "b.py"),
        hit("dialogue", "a.py", kind="client", fingerprint="c"),
        hit("text", "t.py", in_tests=True),
    )
    (service,) = run((client, test, call)).services
    assert service.hits == (call.fingerprint, "c", test.fingerprint)
    assert service.techniques == ("dialogue",)


def test_nothing_found_decides_nothing() -> None:
    assert run(()) == Decisions()


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        pytest.param((hit("dialogue", "a.py"),), {"generation/text": (1, 1, 1)}, id="one chat"),
        pytest.param(
            tuple(hit("tts", f"{n}.py", None, model=f"voice-{n}") for n in range(11)), {"generation/speech": (1, 1, 1)}, id="eleven voices"
        ),
        pytest.param(
            (hit("dialogue", "a.py", "openai"), hit("dialogue", "b.py", "deepseek")), {"generation/text": (1, 1, 1)}, id="fallback vendor"
        ),
        pytest.param(
            (hit("dialogue", "a.py"), hit("image", "b.py")),
            {"generation/text": (1, 1, 1), "generation/image": (0, 1, 1)},
            id="chat and draw",
        ),
        pytest.param((hit("asr", "a.py"),), {"generation/speech": (0, 0, 1)}, id="recognition alone"),
        pytest.param((hit("asr", "a.py"), hit("tts", "b.py")), {"generation/speech": (1, 1, 1)}, id="recognition absorbed"),
        pytest.param(
            (hit("dialogue", "a.py"), hit("ocr", "b.py")),
            {"generation/text": (1, 1, 1), "generation/image": (0, 0, 1)},
            id="recognition beside",
        ),
        pytest.param((hit("translation", "a.py"), hit("code", "b.py")), {"generation/text": (0, 0, 1)}, id="practice only"),
        pytest.param((hit("text", "a.py", reach="offline"),), {"generation/text": (0, 0, 1)}, id="offline generation"),
        pytest.param(
            (hit("text", "a.py", reach="offline"), hit("image", "b.py")),
            {"generation/text": (0, 0, 1), "generation/image": (1, 1, 1)},
            id="offline beside live",
        ),
        pytest.param((classic("hot-list", "a.py", reach="offline"),), {"ranking/list": (1, 1, 1)}, id="offline hot list"),
        pytest.param((classic("hot-list", "a.py"), classic("popularity-sort", "b.py")), {"ranking/list": (1, 1, 1)}, id="two hot lists"),
        pytest.param(
            (classic("ctr-model", "a.py", entry=entry("r.py")), classic("hot-list", "b.py", entry=entry("r.py"))),
            {"recommendation/feed": (1, 1, 1), "ranking/list": (0, 0, 1)},
            id="list as recaller",
        ),
        pytest.param(
            (classic("ctr-model", "a.py", entry=entry("r.py")), classic("hot-list", "b.py", entry=entry("hot.py"))),
            {"recommendation/feed": (1, 1, 1), "ranking/list": (1, 1, 1)},
            id="list of its own",
        ),
        pytest.param(
            (classic("ctr-model", "a.py"), classic("learning-to-rank", "b.py")), {"recommendation/feed": (1, 1, 1)}, id="recall and rank"
        ),
        pytest.param(
            (classic("full-text-search", "a.py"), classic("rerank", "b.py")), {"retrieval/search": (1, 1, 1)}, id="search and rerank"
        ),
        pytest.param((classic("learning-to-rank", "a.py"),), {"ranking/order": (1, 1, 1)}, id="order alone"),
        pytest.param(
            (classic("ctr-model", "a.py"), classic("personalised-notification", "b.py"), classic("ad-targeting", "c.py")),
            {"recommendation/feed": (1, 1, 1), "recommendation/push": (1, 1, 1), "recommendation/ads": (1, 1, 1)},
            id="feed, push, ads",
        ),
        pytest.param(
            (classic("full-text-search", "a.py"), classic("image-search", "b.py")),
            {"retrieval/search": (1, 1, 2)},
            id="image search beside text",
        ),
        pytest.param((classic("image-search", "b.py"),), {"retrieval/search": (1, 1, 1)}, id="image search alone"),
        pytest.param((classic("rag-retrieval", "a.py"),), {"retrieval/rag": (1, 1, 1)}, id="retrieval without a chat"),
        pytest.param(
            (classic("vector-search", "a.py"), hit("dialogue", "a.py")),
            {"generation/text": (1, 1, 1), "retrieval/rag": (0, 0, 1)},
            id="vectors for a chat",
        ),
        pytest.param(
            (classic("vector-search", "a.py", entry=entry("find.py")), hit("dialogue", "b.py", entry=entry("chat.py"))),
            {"generation/text": (1, 1, 1), "retrieval/search": (1, 1, 1)},
            id="vectors of a search",
        ),
        pytest.param((classic("sensitive-words", "a.py"), hit("moderation-api", "b.py")), {"filtering/content": (0, 1, 1)}, id="posts"),
        pytest.param(
            (hit("dialogue", "a.py"), hit("moderation-api", "b.py")),
            {"generation/text": (1, 1, 1), "filtering/content": (0, 0, 1)},
            id="filter of a model",
        ),
        pytest.param(
            (classic("order-dispatch", "a.py"), classic("eta", "b.py"), classic("dynamic-pricing", "c.py")),
            {"dispatch/matching": (1, 1, 1), "dispatch/routing": (0, 1, 1), "dispatch/pricing": (0, 1, 1)},
            id="dispatch",
        ),
        pytest.param(
            (classic("agent-orchestration", "a.py"), hit("dialogue", "b.py")),
            {"generation/text": (1, 1, 1), "dispatch/orchestration": (0, 0, 1)},
            id="agents",
        ),
    ],
)
def test_counting(hits: tuple[Hit, ...], expected: dict[str, tuple[int, int, int]]) -> None:
    assert ranges(run(hits)) == expected


def test_totals_are_the_sums_of_their_services() -> None:
    decisions = run(bot())
    for total in decisions.totals:
        mine = [one.count for one in decisions.services if (one.category, one.role) == (total.category, total.role)]
        assert total.count.min == sum(one.min for one in mine)
        assert total.count.max == sum(one.max for one in mine)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (1, 2, 2)),
        ({"audience": ("public",)}, (1, 2, 2)),
        ({"audience": ("business",)}, (1, 2, 2)),
        ({"audience": ("supply",)}, (1, 2, 2)),
        ({"audience": ("public", "supply")}, (2, 4, 4)),
        ({"audience": ("business", "supply", "internal")}, (2, 4, 4)),
        ({"audience": ("internal",)}, (0, 0, 0)),
        ({"audience": ("overseas",)}, (0, 0, 2)),
        ({"audience": ("overseas",), "run_from": "mainland"}, (0, 0, 2)),
        ({"audience": ("overseas",), "run_from": "abroad"}, (0, 0, 0)),
        ({"audience": ("public", "overseas"), "run_from": "abroad"}, (1, 2, 2)),
    ],
    ids=str,
)
def test_audience_scales_the_count(facts: dict[str, object], expected: tuple[int, int, int]) -> None:
    assert sums(run((hit("dialogue", "a.py"), hit("image", "b.py")), says(**facts))) == expected


def test_roles_exist_for_generation_only() -> None:
    decisions = run((hit("dialogue", "a.py"), classic("hot-list", "b.py")), says(audience=("public", "supply")))
    assert [(one.category, one.role) for one in decisions.services] == [
        ("generation", "provider"),
        ("generation", "technical-supporter"),
        ("ranking", "provider"),
    ]


def test_calling_an_api_is_providing() -> None:
    assert [one.role for one in run((hit("dialogue", "a.py"),), says(audience=("public",))).services] == ["provider"]


# ---------------------------------------------------------------------------------------------- origin


@pytest.mark.parametrize(
    ("one", "origin"),
    [
        pytest.param(hit("dialogue", "a.py"), "api", id="vendor"),
        pytest.param(hit("dialogue", "a.py", "siliconflow"), "relay", id="relay"),
        pytest.param(hit("dialogue", "a.py", "configurable"), "run-time", id="configurable"),
        pytest.param(hit("dialogue", "a.py", "unheard-of"), "api", id="vendor that the catalogue does not know"),
        pytest.param(hit("dialogue", "a.py", None, mode="api"), "run-time", id="no vendor"),
        pytest.param(hit("dialogue", "a.py", None, model="qwen2.5-7b"), "open-weights", id="local"),
        pytest.param(hit("dialogue", "a.py", None), "run-time", id="local, model not in the code"),
        pytest.param(hit("dialogue", "a.py", None, model=f"qwen{HOLE}"), "run-time", id="local, half a model"),
        pytest.param(hit("face-swap", "a.py", None), "open-weights", id="local special model"),
        pytest.param(hit("dialogue", "a.py", None, mode="fine-tune"), "fine-tuned", id="tuning"),
        pytest.param(hit("dialogue", "a.py", None, mode="train"), "own", id="training"),
        pytest.param(classic("hot-list", "a.py"), "", id="no model at all"),
    ],
)
def test_origin_of_a_hit(one: Hit, origin: str) -> None:
    assert done(one).origin == origin


@pytest.mark.parametrize("origin", ["open-weights", "fine-tuned", "own"])
@pytest.mark.parametrize("match", ["Solver-7B", "solver-*", "serve/**", "serve/a.py"])
def test_declared_origin_wins(match: str, origin: str) -> None:
    one = hit("dialogue", "serve/a.py", None, model="org/solver-7b")
    assert done(one, Declared(models=(DeclaredModel(match=match, origin=origin),))).origin == origin


def test_a_declared_model_means_nothing_else() -> None:
    one = hit("dialogue", "serve/a.py", None, model="org/solver-7b")
    assert done(one, Declared(models=(DeclaredModel(match="solver-8b", origin="own"),))).origin == "open-weights"


@pytest.mark.parametrize(
    ("technique", "said", "expected"), [("dialogue", "no", "no"), ("tts", "no", "ask"), ("tts", "yes", "yes"), ("face-swap", "no", "yes")]
)
def test_biometric_is_the_stronger_of_signature_and_technique(technique: str, said: str, expected: str) -> None:
    assert done(hit(technique, "a.py", biometric=said)).biometric == expected


def test_alternatives_name_the_main_site() -> None:
    hits, _ = decide((hit("dialogue", "b.py", "openai"), hit("dialogue", "a.py"), hit("dialogue", "c.py")), CATALOG, LAW)
    assert [one.alternative_of for one in hits] == ["dialogue@a.py", "", ""]


@pytest.mark.parametrize(
    ("one", "numbers"),
    [
        (hit("dialogue", "a.py", "qianfan"), ("Beijing-WenXinYiYan-20230821", "网信算备110108645502801230043号")),
        (hit("dialogue", "a.py", "smallco"), ()),
        (hit("dialogue", "a.py", "openai"), ()),
        (hit("dialogue", "a.py", model="deepseek-v3"), ("Beijing-DeepseekChat-202404280016",)),
        (hit("dialogue", "a.py", None, model="Qwen/Qwen2.5-7B"), ("ZheJiang-TongYiQianWen-20230901",)),
    ],
    ids=["the supporter's number, not the app's", "not found", "overseas", "model hosted by another", "open weights"],
)
def test_upstream_numbers(one: Hit, numbers: tuple[str, ...]) -> None:
    (service,) = run((one,)).services
    assert service.models[0].upstream == numbers


def test_a_choice_of_vendors_is_taken_apart() -> None:
    one = hit("dialogue", "a.py", "configurable", alternatives=(other("deepseek"), other("openai", "gpt-4o")))
    decisions = run((one,))
    assert [(model.vendor, model.origin) for model in decisions.services[0].models] == [("deepseek", "api"), ("openai", "api")]
    assert best(decisions, "no-route-overseas") == "must"


def test_the_default_of_a_choice_comes_first() -> None:
    one = hit("dialogue", "a.py", "openai", overridable=True, alternatives=(other("deepseek"),))
    assert [(model.vendor, model.default) for model in run((one,)).services[0].models] == [("openai", True), ("deepseek", False)]


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


# ---------------------------------------------------------------------------------------------- declared products


def test_one_recommender_in_three_shops_is_one_filing() -> None:
    shops = tuple(product(name, paths=("libs/**", f"{name}/**"), audience=("public",)) for name in ("a", "b", "c"))
    decisions = run((classic("ctr-model", "libs/rec.py"),), Declared(products=shops))
    assert [one.id for one in decisions.services] == ["a/recommendation/feed", "b/recommendation/feed", "c/recommendation/feed"]
    assert sums(decisions) == (1, 1, 3)


def test_filings_under_different_names_are_different_algorithms() -> None:
    shops = tuple(product(name, paths=("libs/**",), audience=("public",)) for name in ("a", "b"))
    filings = tuple(
        DeclaredFiling(type="algorithm", name=f"算法{name}", category="recommendation", products=(name,)) for name in ("a", "b")
    )
    assert sums(run((classic("ctr-model", "libs/rec.py"),), Declared(products=shops, filings=filings))) == (2, 2, 2)


@pytest.mark.parametrize(
    ("path", "way", "expected"),
    [
        ("apps/shop/x.py", None, "shop"),
        ("apps/shop/admin/x.py", None, "admin"),
        ("libs/llm.py", None, ""),
        ("libs/llm.py", "apps/shop/main.py", "shop"),
        ("libs/llm.py", "elsewhere/main.py", ""),
        ("apps/shop/x.py", "elsewhere/main.py", "shop"),
    ],
)
def test_products_of_a_hit(path: str, way: str | None, expected: str) -> None:
    declared = Declared(products=(product("shop", paths=("apps/shop/**",)), product("admin", paths=("apps/shop/admin/**",))))
    one = hit("dialogue", path, entry=entry(way) if way else None)
    assert done(one, declared).product == expected


def test_code_of_no_product_is_asked_about() -> None:
    decisions = run((hit("dialogue", "libs/x.py"),), Declared(products=(product("shop", paths=("apps/**",), audience=("public",)),)))
    assert asked(decisions) == ["paths"]
    assert decisions.questions[0].effects == (("shop", "1"),)


def test_families_filed_together_are_one() -> None:
    hits = (hit("dialogue", "a.py"), hit("image", "b.py"), hit("video", "c.py"))
    filing = DeclaredFiling(type="algorithm", category="generation", covers=Covers(families=("text", "image")))
    assert ranges(run(hits, Declared(filings=(filing,)))) == {
        "generation/text": (1, 1, 1),
        "generation/image": (0, 0, 0),
        "generation/video": (0, 1, 1),
    }


@pytest.mark.parametrize(
    ("until", "as_of", "services"), [("", "", 0), ("2026-12-31", "2026-11-21", 0), ("2026-01-31", "2026-11-21", 1), ("2026-01-31", "", 0)]
)
def test_excludes(until: str, as_of: str, services: int) -> None:
    declared = Declared(excludes=(Exclude(paths=("spam/**",), reason="classifier", until=until),), as_of=as_of)
    assert len(run((hit("text", "spam/judge.py"),), declared).services) == services


def test_vendors_that_are_off_do_not_count() -> None:
    hits = (hit("dialogue", "a.py"), hit("dialogue", "b.py", "openai"))
    decisions = run(hits, says(audience=("public",), vendors=("dashscope",)))
    assert [model.vendor for model in decisions.services[0].models] == ["dashscope"]
    assert decisions.obstacles == ()


def test_a_vendor_that_is_on_fills_in_what_the_code_leaves_open() -> None:
    decisions = run((hit("dialogue", "a.py", "configurable"),), says(vendors=("deepseek",)))
    assert [(model.vendor, model.origin) for model in decisions.services[0].models] == [("deepseek", "api")]


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
