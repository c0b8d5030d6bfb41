"""Explanations: ids that nobody knows first, then every id there is, in both languages."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest

from scanner import law
from scanner.catalog import builtin_root, load
from scanner.cli import main
from scanner.decide import closed_words
from scanner.errors import OptionsError
from scanner.explain import _index, _knowledge, explain, ids, messages
from scanner.explain.knowledge import read_misconceptions
from scanner.match.settings import TOLD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.explain.knowledge import Lang, Misconception

ROOTS = (builtin_root(),)
CATALOG = load(ROOTS)
LAW = law.load(builtin_root(), closed_words(CATALOG.categories))
IDS = ids(ROOTS)
WIDE = ("algorithm-filing", "audience", "public_opinion", "before-launch", "algo", "algo/24", "tts", "generation", "text", "deepseek")


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("algorithm-filin", "algorithm-filing"),
        ("Audience", "audience"),
        ("algo/2444", "algo/24"),
        ("deepsek", "deepseek"),
        ("edge-tts/synthesise", "edge-tts/synthesize"),
        ("technique:audience", ""),
        ("", ""),
        ("\x1b[2J", ""),
        ("网信算备1号", ""),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_unknown_ids_end_with_what_may_have_been_meant(wanted: str, meant: str, lang: Lang) -> None:
    with pytest.raises(OptionsError) as caught:
        explain(wanted, lang, ROOTS)
    assert meant in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_unknown_ids_exit_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "algorithm-filin", "--lang", "zh"]) == 2
    printed = capsys.readouterr()
    assert (printed.out, "algorithm-filing" in printed.err) == ("", True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_that_a_report_names_can_be_explained(lang: Lang) -> None:
    index = _index(_knowledge(lang, ROOTS))
    told = {name: [list(entry[3]()) for entry in entries] for name, entries in index.items()}
    silent = {name for name, blocks in told.items() if not any(blocks)}
    # A reason of the count is a sentence already.
    assert silent == set(LAW.messages)


@pytest.mark.parametrize(
    "kind",
    ["duties", "acts", "rules", "questions", "facts", "deadlines", "vendors", "libraries", "calls", "techniques", "others"],
)
def test_every_kind_of_id_is_known(kind: str) -> None:
    lists: Mapping[str, set[str]] = {
        "duties": set(LAW.duties),
        "acts": set(LAW.acts),
        "rules": {rule.id for rule in LAW.rules},
        "questions": {row.id for row in LAW.questions},
        "facts": set(LAW.facts),
        "deadlines": set(LAW.deadlines),
        "vendors": set(CATALOG.vendors),
        "libraries": set(CATALOG.libraries),
        "calls": set(CATALOG.calls) | set(CATALOG.objects) | {end.id for end in CATALOG.endpoints},
        "techniques": {term.id for term in CATALOG.categories.techniques},
        "others": {row.id for rows in (CATALOG.queries, CATALOG.idioms, CATALOG.settings, CATALOG.images, CATALOG.formats) for row in rows}
        | {f"{vendor}/{what}" for vendor in CATALOG.vendors for what in TOLD},
    }
    assert lists[kind] - set(IDS) == set()


@pytest.mark.parametrize("name", WIDE)
def test_names_stand_in_both_languages_whatever_the_language(name: str) -> None:
    heads = [explain(name, lang, ROOTS).splitlines()[0] for lang in ("zh", "en")]
    assert heads[0] == heads[1]
    assert any("\u4e00" <= char <= "\u9fff" for char in heads[0])
    assert any(char.isascii() and char.isalpha() for char in heads[0])


@pytest.mark.parametrize(
    ("lang", "name", "words"),
    [
        ("zh", "algorithm-filing", "应当(条文明确)"),
        ("zh", "algorithm-filing", "https://www.cac.gov.cn/2022-01/04/c_1642894606364259.htm  核对于 2026-11-21  [已读条文全文或清单原行]"),
        ("zh", "algorithm-filing", "期限:提供服务之日起10个工作日内"),
        ("zh", "algorithm-filing", "「在 beian.gov.cn 备案」→ 算法备案在 beian.cac.gov.cn;公安平台只办 2018 年安全评估。"),
        ("en", "algorithm-filing", "[read in an article-by-article digest that quotes it]"),
        ("en", "genai-filing", "[secondary source]"),
        ("en", "no-route-overseas", "obstacle  no-route-overseas"),
        ("zh", "audience", "由运营者在 filing.toml 中声明:product.audience"),
        ("zh", "audience", "仅内部 (internal)"),
        ("zh", "within-10-working-days", "10 个工作日,自提供服务之日起算"),
        ("zh", "change-10-working-days", "自变更之日起算"),
        ("en", "ranking", "digits 14–15 of a filing number: 03"),
        ("zh", "asr", "仅有实践先例"),
        ("zh", "voice-conversion", "须作《深度合成规定》15条安全评估"),
        ("en", "qianfan", "algorithm filing (technical supporter)"),
        ("en", "edge-tts/synthesize", "means text to speech (generation and synthesis)"),
        ("en", "edge-tts/synthesize", "    async for chunk in communicate.stream():"),
        ("en", "fastapi/route", "makes a function reachable: HTTP endpoint"),
        ("en", "fastapi/route", "example (python: "),
        ("en", "ten-working-days", "“Within 10 working days of launch” →"),
        ("zh", "count-rag", "检索增强"),
    ],
)
def test_says(lang: Lang, name: str, words: str) -> None:
    assert words in explain(name, lang, ROOTS)


@pytest.mark.parametrize("wanted", ["algo/24", "ALGO 24", "algo-24", "《算法推荐规定》24条", "《算法推荐规定》第24条"])
def test_an_article_may_be_written_as_reports_write_it(wanted: str) -> None:
    assert explain(wanted, "zh", ROOTS) == explain("algo/24", "zh", ROOTS)


def test_one_of_several_meanings() -> None:
    both = explain("audience", "en", ROOTS)
    assert ("question  audience" in both, "condition  audience" in both) == (True, True)
    one = explain("fact:audience", "en", ROOTS)
    assert ("question  audience" in one, "condition  audience" in one) == (False, True)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("网信算备110108645502801230043号", ("110108", "01 生成合成类", "2023 年,序号 004", "末位校验码相符", "百度千帆")),
        ("网信算备110108645502801230044号", ("末位校验码不符",)),
        ("网信算备110108645502804220043号", ("2022 年的类型位不可靠",)),
        ("Beijing-CuoTiBen-20260512S0012", ("登记", "CuoTiBen", "2026-05-12")),
        ("beijing-deepseekchat-202404280016", ("备案", "深度求索")),
    ],
)
def test_a_number_is_taken_apart(number: str, words: tuple[str, ...]) -> None:
    told = explain(number, "zh", ROOTS)
    assert [word for word in words if word not in told] == []


MISCONCEPTIONS = read_misconceptions(builtin_root())


@pytest.mark.parametrize("one", MISCONCEPTIONS, ids=lambda one: one.id)
def test_common_statements_lead_somewhere(one: Misconception) -> None:
    known = _knowledge("en", ROOTS)
    assert set(one.about) - set(IDS) == set()
    assert [name for name in one.cites if name not in known.provisions and name not in LAW.acts] == []
    assert one.cites
    assert one.basis.zh.endswith("。")
    assert one.basis.en.endswith(".")


def test_the_command_prints_to_stdout(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["explain", "ALGO", "24", "--lang", "zh"]) == 0
    assert "非法律意见" in capsysbinary.readouterr().out.decode()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("name", "row"), messages().items())
def test_messages_say_the_same_in_both_languages(name: str, row: Mapping[str, str]) -> None:
    assert set(row) == {"zh", "en"}
    assert fields(row["zh"]) == fields(row["en"])


@pytest.mark.parametrize(("name", "words"), [("model-servers/vllm", "vllm/vllm-openai*"), ("formats/gguf", "*.gguf")])
def test_artefacts_are_explained(name: str, words: str) -> None:
    assert words in explain(name, "zh", ROOTS)
