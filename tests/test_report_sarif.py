"""The SARIF report: what code scanning shows, how it tells alerts apart, and what it must never say."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import string
from typing import Any

import pytest
import sample_result
from test_report_json import UNSEEN, empty, hostile

from scanner.model import Condition, Contradiction, Decisions, EntryPoint, Field, Location, Problem, Reach, ScanResult, Skipped, Strength
from scanner.report import load
from scanner.report._sarif_results import SENTENCE, artifact
from scanner.report.interface import Lang, View
from scanner.report.wording import messages

RESULTS = [empty(), sample_result.avatar(), sample_result.bot(), hostile()]
IDS = ["empty", "avatar", "bot", "hostile"]
MUST = sample_result.duty("algorithm-filing", ("generation/text",), "must")
PRACTICE = sample_result.duty("algorithm-filing", ("generation/text",), "practice")
ASK = sample_result.duty("algorithm-filing", ("generation/text",), "ask")
OPEN = sample_result.filing("generation/text")
OPINION = sample_result.OPINION
WEIGHTS = Condition(fact="weights_changed", value="yes")


def run(result: ScanResult, lang: Lang = "en", **view: bool) -> dict[str, Any]:
    log = json.loads(load("sarif").render(result, View(lang=lang, **view)))  # type: ignore[arg-type]
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    return dict(log["runs"][0])


def results(result: ScanResult, lang: Lang = "en", **view: bool) -> list[dict[str, Any]]:
    return list(run(result, lang, **view)["results"])


def one_service(*duties: object, declared: bool = False, **hit: object) -> ScanResult:
    site = sample_result.hit("app.py", 7, **hit)
    service = sample_result.service("generation/text", (sample_result.served("deepseek", "deepseek-chat"),), (site,), (1, 1, 1))
    return sample_result.result((site,), Decisions(services=(service,), obligations=duties), declared=declared)  # type: ignore[arg-type]


def first_sentence(text: str) -> str:
    return re.split(r"(?<=。)|(?<=\.) ", text)[0]


@pytest.mark.parametrize(
    ("result", "level"),
    [
        pytest.param(one_service(), "note", id="no duty"),
        pytest.param(one_service(ASK, declared=True), "note", id="question"),
        pytest.param(one_service(PRACTICE, declared=True), "note", id="practice only"),
        pytest.param(one_service(MUST, declared=True, reach="unreached"), "note", id="no caller found"),
        pytest.param(one_service(MUST, declared=True, reach="tests"), "note", id="tests"),
        pytest.param(one_service(MUST), "warning", id="nothing declared"),
        pytest.param(one_service(*OPEN), "warning", id="open"),
        pytest.param(one_service(*OPEN, declared=True), "warning", id="declared, but not what decides"),
        pytest.param(one_service(MUST, declared=True, certainty="likely"), "warning", id="not sure"),
        pytest.param(one_service(MUST, declared=True, reach="offline"), "warning", id="offline"),
        pytest.param(one_service(MUST, declared=True, reach=None), "warning", id="not traced"),
        pytest.param(one_service(MUST, declared=True), "error", id="declared, must, sure, reached"),
    ],
)
def test_level_is_no_higher_than_facts_and_evidence(result: ScanResult, level: str) -> None:
    assert [one["level"] for one in results(result)] == [level]


@pytest.mark.parametrize("result", RESULTS, ids=IDS)
def test_nothing_is_an_error_before_facts_are_declared(result: ScanResult) -> None:
    assert "error" not in {one["level"] for one in results(result, every_site=True)}


@pytest.mark.parametrize("result", RESULTS, ids=IDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("every_site", [False, True])
def test_nothing_claims_to_be_a_security_alert(result: ScanResult, lang: Lang, every_site: bool) -> None:
    text = load("sarif").render(result, View(lang=lang, every_site=every_site))
    assert "security-severity" not in text
    assert all("security" not in rule["properties"]["tags"] for rule in json.loads(text)["runs"][0]["tool"]["driver"]["rules"])


def test_one_result_per_service_and_obstacle() -> None:
    assert [one["ruleId"] for one in results(sample_result.bot())] == [
        "generation/text",
        "generation/image",
        "retrieval/rag",
        "obstacle/no-route-overseas",
    ]


def test_rules_do_not_depend_on_what_was_found() -> None:
    found = [run(result, "zh")["tool"]["driver"]["rules"] for result in RESULTS]
    assert all(rules == found[0] for rules in found)


def with_contradiction(one: Contradiction, *, declared: bool = True) -> ScanResult:
    return sample_result.result((), Decisions(contradictions=(one,)), declared=declared)


@pytest.mark.parametrize(
    ("strength", "declared", "level"),
    [("ask", True, "note"), ("practice", True, "warning"), ("must", False, "warning"), ("must", True, "error")],
)
def test_contradiction_is_an_error_only_where_nothing_is_open(strength: Strength, declared: bool, level: str) -> None:
    one = dataclasses.replace(sample_result.MISCOPIED, strength=strength)
    assert [found["level"] for found in results(with_contradiction(one, declared=declared))] == [level]


def test_contradiction_stands_at_its_place_with_its_own_rule() -> None:
    (found,) = results(with_contradiction(sample_result.MISCOPIED), "zh")
    place = found["locations"][0]["physicalLocation"]
    assert found["ruleId"] == "number/malformed"
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("web/footer.html", 7)
    assert found["message"]["text"].startswith("代码中的算法备案编号不完整。应为")
    assert found["message"]["text"].endswith("网信算备1101号 有 4 位。候选结论,非法律意见。")


def test_contradicting_facts_share_one_rule() -> None:
    facts = sample_result.contradiction("facts/exclude-ended", "must", reason="r", until="2026-01-01")
    assert [found["ruleId"] for found in results(with_contradiction(facts))] == ["facts/contradiction"]


@pytest.mark.parametrize("key", sorted(key for key in messages() if key.startswith("contradiction.number/")))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_first_sentence_about_a_number_is_short(key: str, lang: Lang) -> None:
    samples = {
        "vendor": Field("vendor", "edge-tts", "vendor"),
        "shown": Field("shown", "recommendation", "category"),
        "found": Field("found", "generation retrieval", "category"),
    }
    names = {name for _, name, _, _ in string.Formatter().parse(messages()[key][lang]) if name}
    filled = {name: samples.get(name, "x") for name in names}
    (found,) = results(with_contradiction(sample_result.contradiction(key.removeprefix("contradiction."), "must", **filled)), lang)
    assert len(first_sentence(found["message"]["text"])) <= SENTENCE
    assert found["ruleId"] == key.removeprefix("contradiction.")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_explains_itself_in_both_languages(lang: Lang) -> None:
    for rule in run(empty(), lang)["tool"]["driver"]["rules"]:
        assert {"name", "shortDescription", "fullDescription", "helpUri"} <= set(rule)
        assert "### 中文" in rule["help"]["markdown"]
        assert "### English" in rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10


@pytest.mark.parametrize("result", RESULTS, ids=IDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_references_lead_somewhere(result: ScanResult, lang: Lang) -> None:
    made = run(result, lang, every_site=True)
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    taxa = {(group["name"], taxon["id"]) for group in made["taxonomies"] for taxon in group.get("taxa", ())}
    assert all(rules[one["ruleIndex"]] == one["ruleId"] for one in made["results"])
    assert {(taxon["toolComponent"]["name"], taxon["id"]) for one in made["results"] for taxon in one.get("taxa", ())} <= taxa
    assert [group["name"] for group in made["tool"]["driver"]["supportedTaxonomies"]] == [group["name"] for group in made["taxonomies"]]


@pytest.mark.parametrize("result", RESULTS[1:], ids=IDS[1:])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_first_sentence_is_short_enough_to_be_shown(result: ScanResult, lang: Lang) -> None:
    assert (
        max(len(first_sentence(one["message"]["text"])) for one in results(result, lang) if one["ruleId"] != "facts/contradiction")
        <= SENTENCE
    )


def test_long_model_name_does_not_lengthen_the_first_sentence() -> None:
    site = sample_result.hit("a.py", 1)
    service = sample_result.service("generation/text", (sample_result.served("deepseek", "m" * 200),), (site,), (1, 1, 1))
    text = results(sample_result.result((site,), Decisions(services=(service,))))[0]["message"]["text"]
    assert first_sentence(text) == "Dialogue served by DeepSeek, type generation and synthesis."


def test_message_in_chinese() -> None:
    registration = sample_result.duty(
        "genai-registration", ("generation/text",), "must", sample_result.PUBLIC, deadline="before-launch", basis=(sample_result.NOTICE,)
    )
    result = one_service(*OPEN, registration)
    asked = dataclasses.replace(
        result, decisions=dataclasses.replace(result.decisions, questions=sample_result.bot().decisions.questions[:2])
    )
    assert results(asked, "zh")[0]["message"]["text"] == (
        "「对话」由 深度求索(deepseek-chat) 提供,属生成合成类。若向境内公众提供,以服务提供者身份:"
        "算法备案(有舆论属性 → 应当、无 → 惯例;《算法推荐规定》24条、《深度合成规定》19条;提供服务之日起10个工作日内);"
        "生成式登记(应当;网信办公告;上线前)。待确认:面向谁、舆论属性。共1处。候选结论,非法律意见。"
    )


def test_message_in_english() -> None:
    assert results(one_service(*OPEN))[0]["message"]["text"] == (
        "Dialogue served by DeepSeek (deepseek-chat), type generation and synthesis. If for the mainland public, as service provider: "
        "algorithm filing (public-opinion attribute → must, no → practice; ALGO 24, DEEP 19; within 10 working days from service start). "
        "1 site(s). Candidate, not legal advice."
    )


def branches(*rows: tuple[str, tuple[Condition, ...]]) -> ScanResult:
    return one_service(*(sample_result.duty("genai-registration", ("generation/text",), strength, *when) for strength, when in rows))


@pytest.mark.parametrize(
    ("result", "told"),
    [
        pytest.param(branches(("ask", ())), "gen-AI registration (ask)", id="only a question"),
        pytest.param(branches(("ask", (OPINION,)), ("ask", ())), "gen-AI registration (ask)", id="says no more than what holds anyway"),
        pytest.param(
            branches(("must", (OPINION,)), ("ask", ())),
            "gen-AI registration (public-opinion attribute → must, otherwise → ask; ALGO 24, DEEP 19)",
            id="stronger in one case",
        ),
        pytest.param(
            branches(("must", (OPINION,)), ("must", (WEIGHTS,))),
            "gen-AI registration (public-opinion attribute → must, weights changed → must; ALGO 24, DEEP 19)",
            id="two facts of the same strength",
        ),
    ],
)
def test_branches_of_a_duty(result: ScanResult, told: str) -> None:
    assert told in results(result)[0]["message"]["text"]


def moved(result: ScanResult) -> ScanResult:
    """The same project after a line was put in at the top of every file."""

    def down(place: Location) -> Location:
        return dataclasses.replace(place, line=place.line + 1, end_line=place.end_line + 1)

    return dataclasses.replace(result, hits=tuple(dataclasses.replace(hit, location=down(hit.location)) for hit in result.hits))


def identities(result: ScanResult, **view: bool) -> list[tuple[str, str]]:
    return [(one["ruleId"], one["partialFingerprints"]["primaryLocationLineHash"]) for one in results(result, **view)]


@pytest.mark.parametrize("every_site", [False, True])
@pytest.mark.parametrize("result", RESULTS, ids=IDS)
def test_identities_do_not_hang_on_lines(result: ScanResult, every_site: bool) -> None:
    assert identities(moved(result), every_site=every_site) == identities(result, every_site=every_site)


@pytest.mark.parametrize("every_site", [False, True])
@pytest.mark.parametrize("result", RESULTS, ids=IDS)
def test_identities_are_unique(result: ScanResult, every_site: bool) -> None:
    found = identities(result, every_site=every_site)
    assert len(set(found)) == len(found)


def test_two_roles_of_one_product_are_two_alerts() -> None:
    result = one_service(MUST)
    first = result.decisions.services[0]
    other = dataclasses.replace(first, id="other", role="technical-supporter")
    both = identities(dataclasses.replace(result, decisions=dataclasses.replace(result.decisions, services=(first, other))))
    assert both[0] == identities(result)[0]
    assert both[1] != both[0]


def test_related_locations_keep_room_for_the_way_in() -> None:
    sites = tuple(sample_result.hit(f"a{n}.py", 3) for n in range(50))
    entry = EntryPoint(kind="http", name="POST /chat", location=sample_result.at("routes.py", 9))
    service = sample_result.service("generation/text", (), sites, (1, 1, 1), entries=(entry,))
    found = results(sample_result.result(sites, Decisions(services=(service,))))[0]
    related = found["relatedLocations"]
    assert len(related) == 20
    assert related[-1]["message"]["text"] == "entry: http POST /chat"
    assert found["properties"]["sites"] == 50


def test_way_through_the_code_becomes_a_code_flow() -> None:
    chat = next(one for one in results(sample_result.avatar()) if one["ruleId"] == "generation/text")
    steps = [step["location"] for step in chat["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert [step["physicalLocation"]["artifactLocation"]["uri"] for step in steps] == ["app.py", "llm.py"]
    assert steps[0]["message"]["text"] == "POST /human"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/app.py", "src/app.py"),
        ("a b/#1?.py", "a%20b/%231%3F.py"),
        ("c:d.py", "c%3Ad.py"),
        ("服务/é.py", "%E6%9C%8D%E5%8A%A1/%C3%A9.py"),
        ("raw-\udcff.py", "raw-%FF.py"),
    ],
)
def test_paths_are_encoded_relative_references(path: str, uri: str) -> None:
    assert (artifact(path).uri, artifact(path).uri_base_id) == (uri, "SRCROOT")


def test_no_absolute_path() -> None:
    made = run(sample_result.avatar())
    assert "uri" not in made["originalUriBaseIds"]["SRCROOT"]
    assert "workingDirectory" not in made["invocations"][0]
    assert "versionControlProvenance" not in made


def test_problems_and_skipped_files_are_notifications() -> None:
    invocation = run(sample_result.avatar())["invocations"][0]
    assert invocation["executionSuccessful"] is True
    told = [(note["descriptor"]["id"], note["level"], note["message"]["text"]) for note in invocation["toolExecutionNotifications"]]
    assert told == [
        ("run/problem", "warning", "data/old.py: syntax error, only part was analysed (line 3)"),
        ("run/skipped", "note", "vendored: 31 (third_party)"),
    ]


def test_problem_without_a_file_has_no_location() -> None:
    problem = Problem(path="", stage="trace", reason="cut", detail="functions visited")
    note = run(sample_result.result((), Decisions(), problems=(problem,)))["invocations"][0]["toolExecutionNotifications"][0]
    assert note["message"]["text"] == "cut at a limit (functions visited)"
    assert "locations" not in note


def test_run_manifest_and_coverage_are_told() -> None:
    skipped = (Skipped(reason="binary", count=2), Skipped(reason="ignored", count=3))
    result = sample_result.avatar()
    told = run(dataclasses.replace(result, files=dataclasses.replace(result.files, skipped=skipped)))["properties"]
    assert told["files"] == {"seen": 142, "read": 142, "parsed": 9, "skipped": 5}
    assert told["law_as_of"] == "2026-08-31"
    assert told["coverage"]["languages"] == ["javascript", "python"]


def filed_and_ignored() -> ScanResult:
    """One service that a filing covers, one that is open, one site that a comment takes out."""
    sites = (sample_result.hit("a.py", 1), sample_result.hit("b.py", 1), sample_result.hit("c.py", 1, ignored="demo only"))
    services = (
        sample_result.service("generation/text", (), sites[:1], (1, 1, 1), filing="网信算备110108123456701260012号"),
        sample_result.service("generation/image", (), sites[1:2], (1, 1, 1)),
        sample_result.service("generation/speech", (), sites[2:], (1, 1, 1)),
    )
    return sample_result.result(sites, Decisions(services=services))


def test_what_is_filed_or_ignored_is_closed_by_absence() -> None:
    found = results(filed_and_ignored())
    assert [one["ruleId"] for one in found] == ["generation/image"]
    assert "suppressions" not in found[0]


def test_full_report_says_why_something_is_closed() -> None:
    found = results(filed_and_ignored(), every_site=True)
    told = {(one["ruleId"], one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]): one["suppressions"] for one in found[1:]}
    assert told["generation/text", "c.py"] == [{"kind": "inSource", "justification": "demo only"}]
    assert next(one for one in found if one["suppressions"])["suppressions"] == [
        {"kind": "external", "justification": "网信算备110108123456701260012号"}
    ]
    assert all("suppressions" in one for one in found)


def test_full_report_has_a_note_per_call_site() -> None:
    result = sample_result.bot()
    extra = results(result, every_site=True)[len(results(result)) :]
    assert len(extra) == len(result.hits)
    assert {one["level"] for one in extra} == {"note"}


def test_full_report_of_a_huge_project_stays_inside_the_limits() -> None:
    sites = tuple(sample_result.hit(f"src/m{n}.py", 3) for n in range(26_000))
    text = load("sarif").render(sample_result.result(sites, Decisions()), View(every_site=True))
    made = json.loads(text)["runs"][0]
    assert len(made["results"]) == 25_000
    assert "1000 more call sites" in made["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert len(gzip.compress(text.encode())) < 10_000_000


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("every_site", [False, True])
def test_nothing_unseen_survives(lang: Lang, every_site: bool) -> None:
    text = load("sarif").render(hostile(), View(lang=lang, every_site=every_site))
    assert not UNSEEN.search(json.dumps(json.loads(text), ensure_ascii=False).replace(r"\n", ""))


@pytest.mark.parametrize("result", RESULTS, ids=IDS)
def test_same_bytes_twice(result: ScanResult) -> None:
    view = View(lang="zh", every_site=True)
    assert load("sarif").render(result, view) == load("sarif").render(result, view)


@pytest.mark.parametrize("reach", ["unreached", "tests", "example"])
def test_obstacle_that_nobody_reaches_is_a_note(reach: Reach) -> None:
    result = sample_result.bot()
    hits = tuple(dataclasses.replace(hit, reach=reach) for hit in result.hits)
    assert results(dataclasses.replace(result, hits=hits))[-1]["level"] == "note"


@pytest.mark.parametrize(("declared", "level"), [(False, "warning"), (True, "error")])
def test_obstacle_is_an_error_once_the_audience_is_declared(declared: bool, level: str) -> None:
    result = sample_result.bot()
    settled = dataclasses.replace(result.decisions.obstacles[0], when=())
    decisions = dataclasses.replace(result.decisions, obstacles=(settled,))
    assert results(dataclasses.replace(result, decisions=decisions, declared=declared))[-1]["level"] == level


def test_columns_count_code_points() -> None:
    made = run(sample_result.avatar())
    assert made["columnKind"] == "unicodeCodePoints"
    assert made["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 88,
        "startColumn": 5,
        "endLine": 88,
        "endColumn": 25,
    }
