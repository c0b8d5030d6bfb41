"""Whole scans of small applications whose filing.toml says what was filed: what differs, where it is told, and until when."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from projects import ROOT

from scanner.model import ScanOptions
from scanner.pipeline import scan
from scanner.report import drifts, load, reaches
from scanner.report.interface import View

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import Drift, ScanResult
    from scanner.report.interface import Lang

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
ONE, TWO, THREE = "网信算备110108123456701260013号", "网信算备110108123456701260021号", "网信算备110108123456701260039号"
MODEL = "Beijing-CuoTiBen-20260512S0012"
HOSTS = {
    "deepseek": "https://api.deepseek.com",
    "dashscope": "https://dashscope.aliyuncs.com/compatible-mode/v1",
    "minimax": "https://api.minimax.chat/v1",
    "moonshot": "https://api.moonshot.cn/v1",
}


def chat(vendor: str, model: str, route: str = "/ask") -> str:
    return f'''
from fastapi import APIRouter
from openai import OpenAI
router = APIRouter()
client = OpenAI(base_url="{HOSTS[vendor]}")
@router.post("{route}")
def answer(text: str) -> str:
    return client.chat.completions.create(model="{model}", messages=[{{"role": "user", "content": text}}]).choices[0].message.content
'''


def speech(vendor: str) -> str:
    return f'''
from fastapi import APIRouter
from openai import OpenAI
router = APIRouter()
client = OpenAI(base_url="{HOSTS[vendor]}")
@router.post("/speak")
def speak(text: str) -> bytes:
    return client.audio.speech.create(model="tts-1", voice="alloy", input=text).content
'''


def product(name: str, audience: str = '["public"]', launched: str = "2026-03-02", paths: str = "", more: str = "") -> str:
    day = f'"{launched}"' if launched == "not-yet" else launched
    told = [f'id = "{name}"', f"audience = {audience}", "public_opinion = true", f"launched = {day}" if launched else ""]
    return "\n".join(["[[product]]", *told, f'paths = ["{paths}"]' if paths else "", more]) + "\n"


def filing(number: str, products: str, covers: str = "", role: str = "provider", kind: str = "algorithm") -> str:
    told = ["[[filing]]", f'type = "{kind}"', f'number = "{number}"' if number else "", f"products = {products}"]
    told += ['category = "generation"', f'role = "{role}"'] if kind == "algorithm" else []
    return "\n".join([*told, f"covers = {{ {covers} }}" if covers else ""]) + "\n"


TEXT = 'families = ["text"], vendors = ["deepseek", "dashscope"], models = ["deepseek", "qwen"]'
WENDA = product("wenda")


def project(folder: Path, declared: str, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "filing.toml").write_text(f"schema = 1\n{declared}", "utf-8")
    return folder


def differences(folder: Path, *named: str, **options: str) -> tuple[Drift, ...]:
    return result(folder, *named, **options).drift


def result(folder: Path, *named: str, **options: str) -> ScanResult:
    asked = ScanOptions(around=True, as_of=options.get("as_of", "2026-11-20"), changed_on=options.get("changed_on", ""))
    return scan([str(folder / name) for name in named] or [str(folder)], asked)


def told(found: tuple[Drift, ...]) -> list[tuple[str, str, str]]:
    return [(one.id, one.what, one.value) for one in found]


# ------------------------------------------------------------------------------------------------ covered


def test_what_is_covered_is_no_drift(tmp_path: Path) -> None:
    files = {"a": chat("deepseek", "deepseek-chat"), "b": chat("dashscope", "qwen-plus", "/b")}
    assert differences(project(tmp_path, WENDA + filing(ONE, '["wenda"]', TEXT), **files)) == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("new__folder__c", chat("deepseek", "deepseek-reasoner", "/c"), id="another path and another version"),
        pytest.param("tests__test_c", chat("minimax", "abab6.5-chat", "/c"), id="a test"),
        pytest.param("c", f'from openai import OpenAI\nclient = OpenAI(base_url="{HOSTS["minimax"]}")', id="a client that nothing calls"),
        pytest.param("c", chat("minimax", "abab6.5-chat").replace("@router", "# @router"), id="a call that nothing reaches"),
    ],
)
def test_never_drift(tmp_path: Path, name: str, text: str) -> None:
    files = {"a": chat("deepseek", "deepseek-chat"), "b": chat("dashscope", "qwen-plus", "/b"), name: text}
    assert differences(project(tmp_path, WENDA + filing(ONE, '["wenda"]', TEXT), **files)) == ()


def test_without_declarations_there_is_nothing_to_differ_from(tmp_path: Path) -> None:
    folder = project(tmp_path, "", a=chat("deepseek", "deepseek-chat"))
    (folder / "filing.toml").unlink()
    found = result(folder)
    assert found.drift == ()
    assert [drifts(found, word) for word in ("ask", "must")] == [True, False]


# ------------------------------------------------------------------------------------------------ changed


def test_an_added_vendor_is_told_at_its_line(tmp_path: Path) -> None:
    declared = WENDA + filing(ONE, '["wenda"]', TEXT) + filing(MODEL, '["wenda"]', 'vendors = ["deepseek"]', kind="genai-registration")
    files = {"a": chat("deepseek", "deepseek-chat"), "b": chat("dashscope", "qwen-plus", "/b"), "c": chat("minimax", "abab6.5-chat", "/c")}
    found = [one for one in differences(project(tmp_path, declared, **files)) if one.value == "minimax"]
    assert [(one.id, one.filing, one.location.path, one.location.line, one.strength, one.also) for one in found] == [
        ("changed", ONE, "c.py", 8, "must", (MODEL,))
    ]
    assert (found[0].due.rule, found[0].due.date) == ("change-10-working-days", "")


@pytest.mark.parametrize(("vendor", "expected"), [("moonshot", ()), ("openai", ("no-route-overseas",))])
def test_an_added_vendor_that_is_blocked_is_told_with_its_obstacle(tmp_path: Path, vendor: str, expected: tuple[str, ...]) -> None:
    text = chat("moonshot", "m").replace(HOSTS["moonshot"], {"openai": "https://api.openai.com/v1"}.get(vendor, HOSTS["moonshot"]))
    found = differences(project(tmp_path, WENDA + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]'), a=text))
    assert [one.obstacles for one in found if one.id == "changed"] == [expected]


@pytest.mark.parametrize(
    ("model", "covers", "expected"),
    [
        pytest.param("qwen-max", 'families = ["text"], models = ["qwen"]', [], id="of a covered family"),
        pytest.param("qwen-max", 'families = ["text"]', [], id="models are not recorded"),
        pytest.param("qwen-max", 'families = ["text"], models = ["qwen-max"]', [], id="the very model"),
        pytest.param("qwen-max", 'families = ["text"], models = ["qwen-plus"]', [("version", "model", "qwen-max")], id="another version"),
        pytest.param("en-US-Somebody", 'families = ["text"], models = ["qwen"]', [], id="nobody knows it as a model"),
        pytest.param("qwen-max", 'families = ["text"], models = ["glm"]', [("changed", "model", "qwen")], id="another family"),
    ],
)
def test_models(tmp_path: Path, model: str, covers: str, expected: list[tuple[str, str, str]]) -> None:
    found = differences(project(tmp_path, WENDA + filing(ONE, '["wenda"]', covers), a=chat("dashscope", model)))
    assert [row for row in told(found) if row[0] in ("changed", "version")] == expected


def test_a_model_of_ones_own_goes_by_its_declared_name(tmp_path: Path) -> None:
    own = '[[model]]\nmatch = "solver-*"\norigin = "fine-tuned"\nbase = "qwen"\n'
    covers = 'families = ["text"], models = ["qwen"]'
    folder = project(tmp_path, WENDA + own + filing(ONE, '["wenda"]', covers), a=chat("dashscope", "solver-7b"))
    assert ("changed", "model", "solver-*") in told(differences(folder))
    project(tmp_path, WENDA + own + filing(ONE, '["wenda"]', covers.replace('"qwen"', '"solver-*"')))
    assert told(differences(folder)) == []


def test_a_family_more_is_a_change_where_families_are_filed_together(tmp_path: Path) -> None:
    covers = 'families = ["text", "image"], vendors = ["deepseek", "minimax"]'
    folder = project(tmp_path, WENDA + filing(ONE, '["wenda"]', covers), a=chat("deepseek", "deepseek-chat"), b=speech("minimax"))
    assert ("changed", "family", "speech") in told(differences(folder))


def test_another_product_with_the_same_algorithm_is_a_change(tmp_path: Path) -> None:
    declared = product("wenda", paths="wenda/**") + product("xiezuo", paths="xiezuo/**") + filing(ONE, '["wenda"]', TEXT)
    files = {
        "wenda__a": chat("deepseek", "deepseek-chat"),
        "wenda__b": chat("dashscope", "qwen-plus", "/b"),
        "xiezuo__a": chat("deepseek", "deepseek-chat"),
    }
    found = differences(project(tmp_path, declared, **files))
    assert [(one.id, one.what, one.value, one.location.path) for one in found] == [("changed", "product", "xiezuo", "xiezuo/a.py")]


def test_a_plan_of_its_own_makes_another_product_unfiled(tmp_path: Path) -> None:
    declared = (
        product("wenda", paths="wenda/**")
        + product("xiezuo", paths="xiezuo/**")
        + filing(ONE, '["wenda"]', TEXT)
        + filing("", '["xiezuo"]')
    )
    files = {
        "wenda__a": chat("deepseek", "deepseek-chat"),
        "wenda__b": chat("dashscope", "qwen-plus", "/b"),
        "xiezuo__a": chat("deepseek", "deepseek-chat"),
    }
    found = differences(project(tmp_path, declared, **files))
    assert [(one.id, one.product) for one in found] == [("unfiled", "xiezuo")]


def test_two_roles_are_two_filings(tmp_path: Path) -> None:
    both = product("wenda", audience='["public", "supply"]')
    supporter = filing(TWO, '["wenda"]', 'families = ["text"], vendors = ["deepseek", "minimax"]', role="technical-supporter")
    folder = project(
        tmp_path,
        both + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]') + supporter,
        a=chat("minimax", "abab6.5-chat"),
    )
    assert [(one.filing, one.value) for one in differences(folder) if one.id == "changed"] == [(ONE, "minimax")]


def test_one_role_without_a_number_is_unfiled(tmp_path: Path) -> None:
    both = product("wenda", audience='["public", "supply"]')
    folder = project(
        tmp_path, both + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]'), a=chat("deepseek", "deepseek-chat")
    )
    assert [(one.id, one.service, one.strength) for one in differences(folder)] == [
        ("unfiled", "wenda/generation/text/technical-supporter", "must")
    ]


def test_paths_break_ties_only(tmp_path: Path) -> None:
    first = filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"], paths = ["a/**"]')
    second = filing(TWO, '["wenda"]', 'families = ["text"], vendors = ["dashscope"], paths = ["b/**"]')
    files = {"a__m": chat("deepseek", "deepseek-chat"), "b__m": chat("dashscope", "qwen-plus", "/b")}
    assert told(differences(project(tmp_path, WENDA + first + second, **files))) == []
    (tmp_path / "b" / "m.py").write_text(chat("deepseek", "deepseek-chat", "/b"), "utf-8")
    assert ("changed", "vendor", "deepseek") in told(differences(tmp_path))
    alone = project(tmp_path, WENDA + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"], paths = ["elsewhere/**"]'))
    assert [one for one in differences(alone) if one.id == "changed"] == []


def test_several_algorithms_each_have_their_filing(tmp_path: Path) -> None:
    declared = WENDA + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]')
    files = {"a": chat("deepseek", "deepseek-chat"), "b": speech("minimax")}
    found = differences(project(tmp_path, declared, **files))
    assert [(one.id, one.value, one.near) for one in found] == [("unfiled", "speech", ONE)]
    second = filing(TWO, '["wenda"]', 'families = ["speech"], vendors = ["minimax"]')
    assert differences(project(tmp_path, declared + second)) == ()


def test_who_serves_at_run_time_is_a_question(tmp_path: Path) -> None:
    text = (
        chat("deepseek", "deepseek-chat")
        .replace(f'base_url="{HOSTS["deepseek"]}"', 'base_url=os.environ["LLM_BASE"]')
        .replace('"deepseek-chat"', 'os.environ["LLM_MODEL"]')
    )
    found = differences(project(tmp_path, WENDA + filing(ONE, '["wenda"]', TEXT), a=f"import os\n{text}"))
    assert {(one.id, one.strength) for one in found} == {("run-time", "ask"), ("unclear", "none")}


# ------------------------------------------------------------------------------------------------ unfiled and its limits


@pytest.mark.parametrize(
    ("launched", "as_of", "expected"),
    [
        pytest.param("2026-03-02", "2026-03-16", ("2026-03-16", False, False), id="last day"),
        pytest.param("2026-03-02", "2026-03-17", ("2026-03-16", False, True), id="a day late"),
        pytest.param("2026-02-10", "2026-02-11", ("2026-03-02", False, False), id="Spring Festival"),
        pytest.param("2099-12-24", "2026-03-17", ("2100-01-07", True, False), id="a year without a calendar"),
        pytest.param("", "2026-03-17", ("", False, False), id="no launch date, no deadline"),
    ],
)
def test_the_first_filing_is_due_from_the_declared_launch(
    tmp_path: Path, launched: str, as_of: str, expected: tuple[str, bool, bool]
) -> None:
    (one,) = differences(project(tmp_path, product("wenda", launched=launched), a=chat("deepseek", "deepseek-chat")), as_of=as_of)
    assert (one.id, one.strength, one.due.rule) == ("unfiled", "must", "within-10-working-days")
    assert (one.due.date, one.due.provisional, one.due.overdue) == expected
    assert {"genai-registration", "safety-assessment"} <= {name for name, _ in one.before}


def test_before_launch_nothing_runs(tmp_path: Path) -> None:
    declared = product("wenda", launched="not-yet") + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek", "moonshot"]')
    folder = project(tmp_path, declared, a=chat("minimax", "abab6.5-chat"), b=speech("minimax"))
    found = differences(folder, changed_on="2026-11-02")
    assert {(one.id, one.due.rule, one.due.date) for one in found} == {("unfiled", "before-launch", ""), ("changed", "before-launch", "")}
    assert [one.strength for one in found if one.id == "changed"] == ["ask"]


@pytest.mark.parametrize("audience", ['["internal"]', '["overseas"]\nrun_from = "abroad"'])
def test_outside_of_the_law_nothing_is_unfiled(tmp_path: Path, audience: str) -> None:
    assert differences(project(tmp_path, product("wenda", audience=audience), a=chat("deepseek", "deepseek-chat"))) == ()


def test_a_plan_covers_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, WENDA + filing("", '["wenda"]', TEXT), a=chat("deepseek", "deepseek-chat"))
    assert [one.id for one in differences(folder)] == ["unfiled"]


def test_a_declared_day_of_change_gives_a_date(tmp_path: Path) -> None:
    covers = 'families = ["text"], vendors = ["deepseek"]'
    folder = project(
        tmp_path, WENDA + filing(ONE, '["wenda"]', covers), a=chat("deepseek", "deepseek-chat"), b=chat("minimax", "abab6.5-chat", "/b")
    )
    (one,) = differences(folder, changed_on="2026-09-28", as_of="2026-11-20")
    assert (one.due.start, one.due.date, one.due.overdue) == ("2026-09-28", "2026-10-16", True)
    assert [basis.article for basis in one.due.basis] == ["24"]


@pytest.mark.parametrize(
    ("option", "expected"),
    [("", ("2026-09-28", "2026-10-16", True)), ("2026-11-10", ("2026-11-10", "2026-11-24", False))],
)
def test_a_filing_declares_the_day_of_its_change(tmp_path: Path, option: str, expected: tuple[str, str, bool]) -> None:
    """The command line goes before it."""
    dated = filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]') + "date = 2026-04-20\nchanged = 2026-09-28\n"
    folder = project(tmp_path, WENDA + dated, a=chat("deepseek", "deepseek-chat"), b=chat("minimax", "abab6.5-chat", "/b"))
    (one,) = differences(folder, changed_on=option)
    assert (one.due.start, one.due.date, one.due.overdue) == expected


def test_a_filing_declares_the_end_of_its_service(tmp_path: Path) -> None:
    ended = filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]') + "changed = 2026-09-28\n"
    found = differences(project(tmp_path, WENDA + ended, a="x = 1\n"))
    assert [(one.id, one.what, one.due.rule, one.due.date) for one in found] == [
        ("stale", "filing", "deregister-20-working-days", "2026-10-30")
    ]


# ------------------------------------------------------------------------------------------------ stale


def test_what_is_gone_is_stale(tmp_path: Path) -> None:
    speaking = filing(TWO, '["wenda"]', 'families = ["speech"], vendors = ["minimax"]')
    folder = project(tmp_path, WENDA + filing(ONE, '["wenda"]', TEXT) + speaking, a=chat("deepseek", "deepseek-chat"))
    found = differences(folder, changed_on="2026-10-09")
    assert [(one.id, one.what, one.value, one.due.rule, one.due.date) for one in found] == [
        ("stale", "model", "qwen", "change-10-working-days", "2026-10-22"),
        ("stale", "vendor", "dashscope", "change-10-working-days", "2026-10-22"),
        ("stale", "filing", "", "deregister-20-working-days", "2026-11-05"),
    ]
    assert {one.location.path for one in found} == {"filing.toml"}


@pytest.mark.parametrize(
    ("name", "text"),
    [("src/pay.zig", "print(1)"), ("src/broken.py", "import openai\ndef f(:\n"), ("lib/big.nim", "echo 1")],
)
def test_where_not_everything_is_read_nobody_can_tell(tmp_path: Path, name: str, text: str) -> None:
    speaking = filing(TWO, '["wenda"]', 'families = ["speech"]')
    folder = project(tmp_path, WENDA + speaking)
    (folder / name).parent.mkdir()
    (folder / name).write_text(text, "utf-8")
    assert [(one.id, one.covered, one.strength) for one in differences(folder)] == [("unclear", (name,), "none")]


def test_what_is_not_read_elsewhere_does_not_matter(tmp_path: Path) -> None:
    folder = project(
        tmp_path, WENDA + filing(TWO, '["wenda"]', 'families = ["speech"], paths = ["src/**"]'), other__a="x = 1", src__a="x = 1"
    )
    (folder / "other" / "pay.rb").write_text("puts 1", "utf-8")
    assert [one.id for one in differences(folder)] == ["stale"]


def test_what_no_signature_can_find_is_not_stale(tmp_path: Path) -> None:
    number = "网信算备110108123456705260011号"
    folder = project(tmp_path, WENDA + f'[[filing]]\ntype = "algorithm"\nnumber = "{number}"\nproducts = ["wenda"]\n')
    found = result(folder)
    if dict(found.coverage.signatures).get("dispatch"):
        pytest.skip("the catalogue finds dispatch")
    assert [one.id for one in found.drift if one.what == "filing"] == ["unclear"]


@pytest.mark.parametrize("left", ["client = OpenAI(base_url='https://dashscope.aliyuncs.com/compatible-mode/v1')", None])
def test_any_trace_keeps_a_vendor(tmp_path: Path, left: str | None) -> None:
    files = {"a": chat("deepseek", "deepseek-chat"), "b": f"from openai import OpenAI\n{left}" if left else "x = 1"}
    covers = 'families = ["text"], vendors = ["deepseek", "dashscope"]'
    found = differences(project(tmp_path, WENDA + filing(ONE, '["wenda"]', covers), **files))
    assert told(found) == ([] if left else [("stale", "vendor", "dashscope")])


# ------------------------------------------------------------------------------------------------ some files only


def test_named_files_choose_what_is_told_and_nothing_is_stale(tmp_path: Path) -> None:
    files = {
        "a": chat("deepseek", "deepseek-chat"),
        "c": chat("minimax", "abab6.5-chat", "/c"),
        "d": chat("moonshot", "moonshot-v1-8k", "/d"),
        "other": "x = 1",
    }
    folder = project(tmp_path, WENDA + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek", "dashscope"]'), **files)
    assert {one.id for one in differences(folder)} == {"changed", "stale"}
    assert told(differences(folder, "other.py")) == []
    assert told(differences(folder, "c.py")) == [("changed", "vendor", "minimax")]
    assert told(differences(folder, "c.py", "d.py", "other.py")) == [("changed", "vendor", "minimax"), ("changed", "vendor", "moonshot")]
    assert {one.id for one in differences(folder, "filing.toml")} == {"changed"}


def test_the_file_that_names_the_address_is_enough(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        WENDA + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]'),
        a=chat("minimax", "abab6.5-chat")
        .replace(f'"{HOSTS["minimax"]}"', "settings.BASE")
        .replace("from openai", "import settings\nfrom openai"),
        settings=f'BASE = "{HOSTS["minimax"]}"',
    )
    assert [(one.value, one.location.path) for one in differences(folder, "settings.py")] == [("minimax", "a.py")]


# ------------------------------------------------------------------------------------------------ reports


@pytest.fixture(scope="module")
def differing(tmp_path_factory: pytest.TempPathFactory) -> ScanResult:
    folder = tmp_path_factory.mktemp("differing")
    speaking = filing(TWO, '["wenda"]', 'families = ["image"], vendors = ["minimax"]')
    declared = (
        WENDA
        + filing(ONE, '["wenda"]', 'families = ["text"], vendors = ["deepseek"]')
        + speaking
        + filing(MODEL, '["wenda"]', kind="genai-registration")
    )
    files = {"a": chat("deepseek", "deepseek-chat"), "c": chat("minimax", "abab6.5-chat", "/c"), "d": speech("minimax")}
    return result(project(folder, declared, **files))


def test_all_kinds_are_there(differing: ScanResult) -> None:
    assert [one.id for one in differing.drift] == ["unfiled", "changed", "stale", "unrecorded"]


def test_json_holds_to_the_schema(differing: ScanResult) -> None:
    report = json.loads(load("json").render(differing, View()))
    jsonschema.validate(report, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert [(one["id"], one["path"], one["line"]) for one in report["drift"]][:2] == [("unfiled", "d.py", 8), ("changed", "c.py", 8)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_alerts_are_static_and_short(differing: ScanResult, lang: Lang) -> None:
    (run,) = json.loads(load("sarif").render(differing, View(lang=lang)))["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    found = [one for one in run["results"] if one["ruleId"].startswith("drift/")]
    assert {"drift/changed", "drift/stale"} <= rules
    assert [(one["ruleId"], one["level"]) for one in found] == [("drift/changed", "error"), ("drift/stale", "warning")]
    assert found[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 8
    ends = "。" if lang == "zh" else ". "
    assert all(one["message"]["text"].index(ends) < 80 for one in found)


def test_sarif_says_it_as_decided(differing: ScanResult) -> None:
    (run,) = json.loads(load("sarif").render(differing, View(lang="zh")))["runs"]
    text = next(one["message"]["text"] for one in run["results"] if one["ruleId"] == "drift/changed")
    assert text == (
        "新增供应商 MiniMax,不在 网信算备…0013号 备案所载范围(text:deepseek)。"
        "若上线:变更之日起10个工作日内办理变更(《算法推荐规定》24条)。候选结论,非法律意见。"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screen_of_check_begins_with_the_differences(differing: ScanResult, lang: Lang) -> None:
    lines = load("text").render(differing, View(lang=lang, check=True)).splitlines()
    assert lines[1].startswith("备案与代码的差异" if lang == "zh" else "Code against filings")
    assert lines[2].split()[0] == ("未备案" if lang == "zh" else "unfiled")


def test_every_sentence_can_be_said(differing: ScanResult) -> None:
    """Every pair of kind and thing has words in both languages."""
    for one in differing.drift:
        for lang in ("zh", "en"):
            shown = load("text").render(dataclasses.replace(differing, drift=(one,)), View(lang=lang, check=True, width=4000))
            assert f"{one.location.path}:{one.location.line}" in shown


@pytest.mark.parametrize(("threshold", "code"), [("none", False), ("ask", True), ("practice", True), ("must", True)])
def test_thresholds(differing: ScanResult, threshold: str, code: bool) -> None:
    assert (drifts(differing, threshold), reaches(differing, threshold)) == (code, code)


def test_stale_and_unrecorded_fail_only_when_asked(differing: ScanResult) -> None:
    rest = dataclasses.replace(differing, drift=tuple(one for one in differing.drift if one.id in ("stale", "unrecorded")))
    assert [drifts(rest, word) for word in ("must", "practice", "ask")] == [False, True, True]
