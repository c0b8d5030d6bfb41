"""Which hits make services, how many filings these are, and who makes the model behind them."""

from __future__ import annotations

import dataclasses

import pytest
from decide_samples import (
    CATALOG,
    LAW,
    asked,
    at,
    best,
    bot,
    classic,
    done,
    entry,
    hit,
    other,
    product,
    ranges,
    run,
    says,
    sums,
)

from scanner.catalog import CallSignature
from scanner.decide import decide
from scanner.decide.groups import counts
from scanner.model import HOLE, Count, Covers, Decisions, Declared, DeclaredFiling, DeclaredModel, Exclude, Hit

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
        {"mode": "fine-tune"},
        {"mode": "train", "vendor": None},
    ],
    ids=str,
)
def test_evidence_makes_no_service(changes: dict[str, object]) -> None:
    one = dataclasses.replace(hit("dialogue", "a.py"), **changes)
    assert not counts(one)
    assert run((one,)).services == ()


def test_a_call_without_a_known_caller_is_shown_but_not_usual_to_file() -> None:
    one = dataclasses.replace(hit("dialogue", "a.py"), reach="unreached")
    (service,) = run((one,)).services
    assert (service.count, service.because[0]) == (Count(min=0, likely=0, max=1), "count-no-caller")


def test_a_known_caller_in_the_same_family_makes_it_a_service_like_any_other() -> None:
    lost = dataclasses.replace(hit("dialogue", "a.py"), reach="unreached")
    (service,) = run((lost, hit("dialogue", "b.py"))).services
    assert service.count == Count(min=1, likely=1, max=1)


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
        pytest.param((classic("rerank", "a.py"),), {"retrieval/search": (1, 1, 1)}, id="order by a query alone"),
        pytest.param(
            (classic("rerank", "a.py"), classic("learning-to-rank", "b.py")),
            {"retrieval/search": (1, 1, 1), "ranking/order": (1, 1, 1)},
            id="order by a query and order of a list",
        ),
        pytest.param(
            (classic("rerank", "a.py"), hit("dialogue", "b.py")),
            {"generation/text": (1, 1, 1), "retrieval/rag": (0, 0, 1)},
            id="order of what a chat reads",
        ),
        pytest.param((classic("ctr-model", "a.py"), classic("rerank", "b.py")), {"recommendation/feed": (1, 1, 1)}, id="order of a feed"),
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
            (hit("dialogue", "chat.py", entry=entry("chat.py")), classic("sensitive-words", "words.py", entry=entry("comments.py"))),
            {"generation/text": (1, 1, 1), "filtering/content": (0, 1, 1)},
            id="posts beside a chat",
        ),
        pytest.param(
            (hit("dialogue", "chat.py", entry=entry("chat.py")), classic("sensitive-words", "words.py", entry=entry("chat.py"))),
            {"generation/text": (1, 1, 1), "filtering/content": (0, 0, 1)},
            id="questions of a chat",
        ),
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
        pytest.param((classic("vehicle-routing", "a.py", reach="offline"),), {"dispatch/routing": (0, 1, 1)}, id="routes planned by a job"),
        pytest.param(
            (classic("vehicle-routing", "a.py", reach="offline"), classic("order-dispatch", "b.py")),
            {"dispatch/matching": (1, 1, 1), "dispatch/routing": (0, 1, 1)},
            id="routes planned by a job beside live orders",
        ),
        pytest.param((classic("agent-orchestration", "a.py"),), {"dispatch/orchestration": (0, 0, 1)}, id="agents alone"),
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


# ---------------------------------------------------------------------------------------------- pieces of models

PIECES = dataclasses.replace(
    CATALOG,
    calls={
        "sample/image": CallSignature(
            id="sample/image", library="sample", kind="call", category="generation", technique="image", mode="self-hosted", part=True
        )
    },
)


@pytest.mark.parametrize(
    ("others", "families"),
    [
        pytest.param((), {"image"}, id="alone it is a model"),
        pytest.param((hit("digital-human", "heads/play.py", None),), {"human"}, id="a whole model in the same folder"),
        pytest.param((hit("digital-human", "run.py", None),), {"human", "image"}, id="a whole model elsewhere"),
        pytest.param((hit("digital-human", "heads/play.py"),), {"human", "image"}, id="somebody else's model"),
        pytest.param(
            (hit("digital-human", "heads/play.py", None), hit("image", "heads/draw.py", None, signature="sample/whole")),
            {"human", "image"},
            id="a whole model of its own family",
        ),
    ],
)
def test_a_piece_belongs_to_the_whole_model_beside_it(others: tuple[Hit, ...], families: set[str]) -> None:
    piece = hit("image", "heads/models/decoder.py", None)
    decisions = decide((piece, *others), PIECES, LAW, None, ())[1]
    assert {name for service in decisions.services for name in service.families} == families
    assert any(piece.fingerprint in service.hits for service in decisions.services)


def test_a_client_of_unclear_output_goes_with_the_calls_in_its_file() -> None:
    client = hit("multimodal", "tts/remote.py", None, kind="client")
    hits = (hit("dialogue", "llm.py"), hit("tts", "tts/remote.py", None, line=9), client)
    homes = [one.id for one in run(hits).services if client.fingerprint in one.hits]
    assert homes == ["generation/speech"]
    alone = dataclasses.replace(client, location=at("llm/remote.py"))
    assert [one.id for one in run((*hits[:2], alone)).services if alone.fingerprint in one.hits] == ["generation/text"]


@pytest.mark.parametrize(
    ("vendors", "expected"),
    [
        pytest.param(("dashscope",), {("dashscope", "gpt-4o")}, id="nothing else is possible"),
        pytest.param(("dashscope", "openai"), {("dashscope", None), ("openai", "gpt-4o")}, id="the model is the other's"),
        pytest.param(("302ai", "openai"), {("302ai", "gpt-4o"), ("openai", "gpt-4o")}, id="a relay passes it on"),
    ],
)
def test_closed_models_belong_to_their_makers(vendors: tuple[str, ...], expected: set[tuple[str, str | None]]) -> None:
    """Of several vendors and several models a call site tells every pair, whatever the settings put together."""
    several = tuple(other(name, "gpt-4o") for name in vendors)
    site = hit("dialogue", "a.py", "configurable" if len(vendors) > 1 else vendors[0], model="gpt-4o", alternatives=several)
    (service,) = run((site,)).services
    assert {(model.vendor, model.model) for model in service.models} == expected


CLIENTS = (hit("dialogue", "build/qwen.py", kind="client", reach="unreached"), hit("dialogue", "build/gpt.py", "openai", kind="client"))


@pytest.mark.parametrize(
    ("call", "clients", "expected"),
    [
        pytest.param(
            hit("dialogue", "a.py", "configurable"), CLIENTS, {"configurable", "dashscope", "openai"}, id="any of them, and others"
        ),
        pytest.param(hit("dialogue", "a.py", "deepseek"), CLIENTS, {"deepseek"}, id="the call says who serves"),
        pytest.param(hit("image", "a.py", "configurable"), CLIENTS, {"configurable"}, id="clients for something else"),
        pytest.param(
            hit("dialogue", "a.py", "configurable"),
            tuple(dataclasses.replace(one, in_tests=True, reach="tests") for one in CLIENTS),
            {"configurable"},
            id="clients of tests",
        ),
    ],
)
def test_open_calls_may_go_to_every_client_that_is_built(call: Hit, clients: tuple[Hit, ...], expected: set[str | None]) -> None:
    decisions = run((call, *clients), says(audience=("public",)))
    (service,) = [one for one in decisions.services if call.fingerprint in one.hits]
    assert {model.vendor for model in service.models} == expected
    assert (best(decisions, "no-route-overseas") == "must") is ("openai" in expected)
