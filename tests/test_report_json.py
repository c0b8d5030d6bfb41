"""The JSON report against its schema, and what programs rely on."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import jsonschema
import pytest
import sample_result

from scanner.model import HOLE, Alternative, Decisions, Dependency, Feature, Field, Problem, ScanResult, ShownNumber, because
from scanner.report import load
from scanner.report.interface import View

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "report.schema.json").read_text("utf-8"))
HOSTILE = "a\x1b[31m\u202eb\u2066\u200b\n\x00\ud800"
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def hostile() -> ScanResult:
    """Every text that scanned code can set is hostile."""
    other = Alternative(vendor=HOSTILE, base_url=HOSTILE, model=HOSTILE, jurisdiction="unknown", because=HOSTILE)
    place = sample_result.at(f"src/{HOSTILE}.py", 3)
    site = sample_result.hit(
        f"src/{HOSTILE}.py",
        3,
        vendor=HOSTILE,
        model=HOSTILE,
        base_url=HOSTILE,
        qualname=HOSTILE,
        reasons=(because("object", object=HOSTILE),),
        alternatives=(other,),
    )
    served = (sample_result.served(HOSTILE, HOSTILE),)
    decisions = Decisions(
        services=(sample_result.service("generation/text", served, (site,), (1, 1, 1), product=HOSTILE),),
        contradictions=(
            dataclasses.replace(sample_result.UNDECLARED, product=HOSTILE, location=place, fields=(Field("number", HOSTILE),)),
        ),
    )
    return sample_result.result(
        (site,),
        decisions,
        roots=(HOSTILE,),
        numbers=(ShownNumber(kind="icp", text=HOSTILE, location=place),),
        problems=(Problem(path=HOSTILE, stage="lower", reason="crash", detail=HOSTILE),),
        features=(Feature(id="forum", signature="forum/post", location=place),),
        dependencies=(Dependency(ecosystem="pypi", name=HOSTILE, requirement=HOSTILE, scope="runtime", location=place),),
    )


def render(result: ScanResult) -> str:
    return load("json").render(result, View())


def empty() -> ScanResult:
    return sample_result.result((), Decisions())


@pytest.mark.parametrize(
    "result", [empty(), sample_result.avatar(), sample_result.bot(), hostile()], ids=["empty", "avatar", "bot", "hostile"]
)
def test_follows_its_schema(result: ScanResult) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(render(result)))


def test_schema_itself_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_keys_come_in_the_order_of_the_contract() -> None:
    report = json.loads(render(sample_result.avatar()))
    assert list(report) == list(SCHEMA["required"])
    assert list(report["hits"][0]) == list(SCHEMA["$defs"]["hit"]["required"])
    assert list(report["services"][0]) == list(SCHEMA["$defs"]["service"]["required"])
    assert list(report["obligations"][0]) == list(SCHEMA["$defs"]["obligation"]["required"])


@pytest.mark.parametrize("view", [View(lang="zh"), View(lang="en", verbose=True), View(color=True, width=80)])
def test_no_view_changes_a_byte(view: View) -> None:
    assert load("json").render(sample_result.avatar(), view) == render(sample_result.avatar())


def test_services_name_hits_by_their_id() -> None:
    report = json.loads(render(sample_result.bot()))
    known = {hit["id"] for hit in report["hits"]}
    assert all(set(service["hits"]) <= known for service in report["services"])


def test_nothing_unseen_survives() -> None:
    text = render(hostile())
    assert not UNSEEN.search(text)
    assert not UNSEEN.search(json.dumps(json.loads(text), ensure_ascii=False))
    assert r"\\x1b[31m\\u202eb" in text


def test_unknown_piece_of_a_folded_text_is_shown() -> None:
    site = sample_result.hit("a.py", 1, base_url=f"https://{HOLE}/v1")
    assert json.loads(render(sample_result.result((site,), Decisions())))["hits"][0]["base_url"] == "https://{…}/v1"


def test_chinese_stays_readable() -> None:
    site = sample_result.hit("服务/对话.py", 1, qualname="客服.回答")
    assert "服务/对话.py" in render(sample_result.result((site,), Decisions()))
