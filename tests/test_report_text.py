"""The terminal report, its wording and its line breaking."""

from __future__ import annotations

import dataclasses
import re
import string
from pathlib import Path
from typing import get_args

import pytest
import sample_result
from rich.cells import cell_len
from test_report_json import UNSEEN, empty, hostile

import scanner
from scanner import catalog
from scanner.catalog.values import QueryPart
from scanner.idioms.vocabulary import PLACES
from scanner.model import Count, Decisions, Name, ScanResult, ServedModel, Total
from scanner.report import formats, load
from scanner.report._escape import visible
from scanner.report._layout import packed, wrap
from scanner.report.interface import Lang, View
from scanner.report.wording import messages

RESULTS = [empty(), sample_result.avatar(), sample_result.bot(), hostile()]
IDS = ["empty", "avatar", "bot", "hostile"]


def render(result: ScanResult, lang: Lang = "en", **view: object) -> str:
    return load("text").render(result, View(lang=lang, **view))  # type: ignore[arg-type]


def first_screen(text: str) -> str:
    return text.partition("\n\n")[0]


@pytest.mark.parametrize(("lang", "lines"), [("zh", 22), ("en", 25)])
def test_first_screen_is_a_screen(lang: Lang, lines: int) -> None:
    assert len(first_screen(render(sample_result.avatar(), lang, width=100)).splitlines()) <= lines


def test_first_screen_in_chinese() -> None:
    screen = first_screen(render(sample_result.avatar(), "zh", width=120)).splitlines()
    assert screen[:6] == [
        "suanbei 0.1  LiveTalking  读 142 文件,跳过 31,无法分析 0,部分分析 1;法规数据截至 2026-08-31;非法律意见",
        "未声明面向对象。若向境内公众提供:候选算法备案 1–3 项(常见 3 项),角色 服务提供者;若仅内部:0 项",
        "  #  算法服务  模型由谁提供                               若向境内公众提供",
        "  1  数字人    自部署 wav2lip(默认) musetalk ultralight   算法备案、安全评估(深度合成15条)、显式标识",
        "  2  语音合成  11 个可选来源,默认 微软 Edge 朗读(境外)    算法备案、安全评估(深度合成15条)?",
        "  3  对话      百炼 qwen-plus(API;列表有备案号,版本未核)  算法备案、生成式登记(若有舆论属性)",
    ]


def test_first_screen_in_english() -> None:
    screen = first_screen(render(sample_result.bot(), "en", width=120)).splitlines()
    assert screen[:3] == [
        "suanbei 0.1  MuseBot  142 files read, 0 skipped, 0 failed; law data 2026-08-31; not legal advice",
        "Audience not declared. If for the mainland public: 1–3 candidate algorithm filings (2 typical), role service provider.",
        "If internal only: none.",
    ]


@pytest.mark.parametrize("result", RESULTS, ids=IDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(result: ScanResult, lang: Lang, width: int, verbose: bool) -> None:
    text = render(result, lang, width=width, verbose=verbose)
    assert max(map(cell_len, text.splitlines())) <= width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_unseen_survives(lang: Lang) -> None:
    assert not UNSEEN.search(render(hostile(), lang, verbose=True, all_hits=True))


def test_colour_only_when_asked() -> None:
    plain, coloured = render(sample_result.avatar()), render(sample_result.avatar(), color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == plain.split()


@pytest.mark.parametrize(("lang", "words"), [("zh", ("候选", "若", "非法律意见")), ("en", ("candidate", "If ", "not legal advice"))])
def test_nothing_is_said_without_a_condition(lang: Lang, words: tuple[str, ...]) -> None:
    screen = first_screen(render(sample_result.avatar(), lang))
    assert all(word in screen for word in words)


def test_question_mark_where_a_duty_is_only_a_question() -> None:
    rows = [line for line in render(sample_result.bot(), width=120).splitlines() if "retrieval for RAG" in line]
    assert "algorithm filing?" in rows[0]


def test_duty_that_holds_either_way_has_no_condition() -> None:
    screen = first_screen(render(sample_result.bot(), width=120))
    assert "algorithm filing, gen-AI registration" in screen


def test_declared_audience_is_not_an_if() -> None:
    duty = sample_result.duty("algorithm-filing", ("generation/text",), "must")
    services = sample_result.bot().decisions.services[:1]
    screen = first_screen(render(sample_result.result(sample_result.bot().hits, Decisions(services=services, obligations=(duty,)))))
    assert "For the declared audience: 1 candidate algorithm filing(s)" in screen
    assert "if mainland public" not in screen


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (sample_result.served(None, None, origin="open-weights"), "self-hosted"),
        (sample_result.served(None, "qwen2", origin="open-weights"), "self-hosted qwen2"),
        (sample_result.served(None, None, origin="run-time", jurisdiction="unknown"), "open in the code, or not in the catalogue"),
        (sample_result.served("openai", "gpt-5", jurisdiction="overseas"), "OpenAI gpt-5 (API; overseas)"),
        (sample_result.served("deepseek", None, upstream=("n",)), "DeepSeek (API; number in the lists, version unchecked)"),
    ],
)
def test_who_serves_is_no_more_certain_than_the_code(model: ServedModel, told: str) -> None:
    site = sample_result.hit("a.py", 1)
    service = sample_result.service("generation/text", (model,), (site,), (1, 1, 1))
    lines = render(sample_result.result((site,), Decisions(services=(service,))), width=120).splitlines()
    assert re.search(rf"1  dialogue +{re.escape(told)}  ", next(line for line in lines if line.startswith("  1  dialogue")))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"vendor": None, "mode": "api", "base_url": "https://api.gateway.example/v1"}, "api.gateway.example (not in the catalogue)"),
        ({"vendor": None, "mode": "api", "base_url": None}, "set at run time, not in the code"),
        ({"vendor": "configurable", "mode": "api", "base_url": "https://api.gateway.example/v1"}, "set at run time, not in the code"),
        ({"vendor": None, "mode": "self-hosted", "base_url": None}, "self-hosted"),
    ],
)
def test_a_site_that_nobody_known_serves_is_not_called_self_hosted(changes: dict[str, str | None], told: str) -> None:
    site = dataclasses.replace(sample_result.hit("a.py", 1), model=None, **changes)  # type: ignore[arg-type]
    service = sample_result.service("generation/text", (sample_result.served(None, None, origin="run-time"),), (site,), (1, 1, 1))
    screen = render(sample_result.result((site,), Decisions(services=(service,))), width=160)
    assert re.search(rf"a\.py:1 +{re.escape(told)}", screen)


def test_totals_count_before_services() -> None:
    result = sample_result.bot()
    total = Total(product="", category="generation", role="provider", count=Count(min=1, likely=4, max=5))
    screen = first_screen(render(dataclasses.replace(result, decisions=dataclasses.replace(result.decisions, totals=(total,)))))
    assert "1–5 candidate algorithm filings (4 typical)" in screen


def quiet() -> ScanResult:
    result = sample_result.bot()
    services = (*result.decisions.services[:2], dataclasses.replace(result.decisions.services[2], quiet=True))
    return dataclasses.replace(result, decisions=dataclasses.replace(result.decisions, services=services))


@pytest.mark.parametrize(("everything", "told"), [(False, False), (True, True)])
def test_quiet_service_is_told_only_with_all(everything: bool, told: bool) -> None:
    assert ("retrieval for RAG" in render(quiet(), all_hits=everything)) is told


def test_hidden_things_are_counted() -> None:
    assert "--all 1 more" in render(quiet())
    assert "--all" not in render(sample_result.bot())


@pytest.mark.parametrize(("verbose", "told"), [(False, False), (True, True)])
def test_verbose_tells_reasons_sites_and_sources(verbose: bool, told: bool) -> None:
    text = render(sample_result.avatar(), verbose=verbose)
    assert ("because openai/client built at llm.py:8" in text) is told
    assert ("tts/v9.py:30" in text) is told
    assert ("https://www.cac.gov.cn/2022-12/11/" in text) is told
    assert ("8 more" in text) is not told


def test_what_does_not_fit_is_told_with_its_place_and_how_sure_it_is() -> None:
    decisions = Decisions(contradictions=(sample_result.MISCOPIED, sample_result.UNDECLARED))
    lines = render(sample_result.result((), decisions), "zh", width=120).splitlines()
    assert [line[:2] for line in lines if "代码中的" in line] == ["矛盾", "核对"]
    assert "  ".join(line.strip() for line in lines).count("web/footer.html:7") == 2


def test_several_products_are_told_apart() -> None:
    result = sample_result.bot()
    services = tuple(
        dataclasses.replace(one, product=name) for one, name in zip(result.decisions.services, ("app", "shop", "shop"), strict=True)
    )
    text = render(dataclasses.replace(result, decisions=dataclasses.replace(result.decisions, services=services)))
    assert [line for line in text.splitlines() if line.startswith(("app: ", "shop: "))]
    assert re.findall(r"^ {2}(\d) ", first_screen(text) + text, re.MULTILINE)[:1] == ["1"]


def test_problems_and_skipped_files_are_told() -> None:
    text = render(sample_result.avatar(), "zh")
    assert "data/old.py  语法错误,只分析了可解析部分  line 3" in text
    assert "第三方副本 31(third_party)" in text


def test_empty_result_claims_no_more_than_it_knows() -> None:
    assert "in the files read, within the coverage named below" in render(empty())


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain/路径-é.py", "plain/路径-é.py"),
        ("a\tb\n", r"a\tb\n"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b", r"\x9b"),
        ("\u202eabc\u2069", r"\u202eabc\u2069"),
        ("\u200b\ufeff", r"\u200b\ufeff"),
        ("\udcff", r"\udcff"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_unseen_characters_become_visible(text: str, escaped: str) -> None:
    assert visible(text) == escaped
    assert visible(escaped) == escaped


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("short", 10, ["short"]),
        ("", 10, [""]),
        ("two words", 5, ["two", "words"]),
        ("算法备案、标识", 10, ["算法备案、", "标识"]),
        ("算法备案、标识", 8, ["算法备", "案、标识"]),
        ("见(甲)乙", 5, ["见", "(甲)", "乙"]),
        ("用 OpenAI 的", 6, ["用", "OpenAI", "的"]),
        ("averyveryverylongword", 8, ["averyver", "yverylon", "gword"]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width).split("\n") == lines


def test_parts_stay_whole_and_the_joint_stays_behind() -> None:
    assert packed(["aaaa", "bbbb", "cc"], "; ", 12) == "aaaa; bbbb;\ncc"


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(messages()))
def test_message_says_the_same_in_both_languages(key: str) -> None:
    row = messages()[key]
    assert set(row) == {"zh", "en"}
    assert fields(row["zh"]) == fields(row["en"]) or key in ("served.many-plain",)
    assert row["zh"].strip()
    assert row["en"].strip()


def test_every_reason_can_be_told() -> None:
    code = "".join(path.read_text("utf-8") for path in sorted(Path(scanner.__file__).parent.rglob("*.py")))
    written = set(re.findall(r'\bbecause\(\s*"([a-z-]+)"', code))
    composed = {f"stored-{word}" for word in ("pointer", "described", "pulled")} | {"container-models", "container-relays"}
    composed |= {"declared-tuning", "declared-running", "word", "word-line", "builds-at", "runs-at", "serves", "made-from"}
    assert len(written) > 30
    assert {f"reason.{id_}" for id_ in written | composed} <= messages().keys()


def test_words_of_reasons_have_names() -> None:
    shapes = {f"shape.{word}" for word in dict(catalog.load().categories.words)["shape"]}
    parts = {f"part.{word}" for word in get_args(QueryPart)}
    assert shapes | parts | {f"place.{word}" for word in PLACES} <= messages().keys()


def test_reasons_are_told_in_the_language_of_the_report() -> None:
    result = sample_result.avatar()
    assert "openai/client 在 llm.py:8 构造" in render(result, "zh", verbose=True)


def test_first_name_wins() -> None:
    names = (Name("technique", "dialogue", "聊", "small talk"), *sample_result.NAMES)
    assert "small talk" in render(dataclasses.replace(sample_result.bot(), names=names))


def test_id_stands_where_a_name_is_missing() -> None:
    assert "rag-retrieval" in render(dataclasses.replace(sample_result.bot(), names=()))


def test_reasons_of_a_count_are_filled_in() -> None:
    result = sample_result.bot()
    names = (*sample_result.NAMES, Name("message", "count-shared", "可与「{0}」合为一项", "may share the filing of {0}"))
    service = dataclasses.replace(result.decisions.services[1], because=("count-shared generation/text",))
    changed = dataclasses.replace(result.decisions, services=(service,))
    text = render(dataclasses.replace(result, names=names, decisions=changed), verbose=True)
    assert "may share the filing of dialogue and text" in text


def test_formats_are_the_modules_of_the_folder() -> None:
    assert formats() == ("cyclonedx", "json", "sarif", "text")
    assert [load(name).id for name in formats()] == list(formats())
