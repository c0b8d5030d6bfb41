"""The worksheet before it has a format: what is not filled in first, then what is, and from where."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
import worksheet_samples as samples
from decide_samples import at, avatar, bot, classic, entry, hit, other

from scanner.errors import ScannerError
from scanner.model import Contradiction, Drift, Due, EntryPoint, Feature, Field, LabelSeen, Problem, ShownNumber, Step
from scanner.report.wording import Wording
from scanner.worksheet.case import Case, Known
from scanner.worksheet.forms import Cited
from scanner.worksheet.found import Listed, Page, Seen, Sighting
from scanner.worksheet.known import bare
from scanner.worksheet.rows import _PLACES, source
from scanner.worksheet.words import Say

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.report.interface import Lang
    from scanner.worksheet.document import Document

CHAT = hit("dialogue", "app/chat.py", "deepseek", model="deepseek-chat", line=7, entry=entry("app/main.py", "POST /ask"))
VOICE = hit("tts", "app/voice.py", "dashscope", line=3)
PRODUCT = '[[product]]\nid = "app"\n'
PUBLIC = f'{PRODUCT}audience = ["public"]\npublic_opinion = true\n'
CHINESE = re.compile(r"[\u3400-\u9fff]")


def found(name: str, *fields: Field) -> Contradiction:
    return Contradiction(id=name, product="", strength="ask", location=at("app/chat.py", 8), fields=fields)


def of(*hits: object, lang: Lang = "zh") -> Document:
    return samples.sheet(samples.material(hits), lang)  # type: ignore[arg-type]


# ---- when there is nothing to fill in


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_candidate_there_is_one_line_and_no_table(lang: Lang) -> None:
    told = of(lang=lang)
    assert told.chapters == ()
    assert [note for note in told.notes if ("没有表格可填" if lang == "zh" else "no table to fill in") in note] != []


def test_what_is_only_used_inside_needs_no_worksheet(tmp_path: Path) -> None:
    inside = samples.declared(tmp_path, f'{PRODUCT}audience = ["internal"]\n')
    told = samples.sheet(samples.material((hit("dialogue", "a.py", "openai"),), inside))
    assert told.chapters == ()
    assert [note for note in told.notes if note.startswith("另有候选义务") and "数据出境检查" in note] != []


def test_filed_and_unchanged_needs_no_tables(tmp_path: Path) -> None:
    filed = '[[filing]]\ntype = "algorithm"\nnumber = "网信算备110108123456701260015号"\n'
    told = samples.sheet(samples.material((CHAT,), samples.declared(tmp_path, PUBLIC + filed)))
    assert [title for title in samples.chapters(told) if title.startswith("算法备案")] == []


def test_nothing_is_filled_in_without_a_place() -> None:
    for places in ((), ("",)):
        with pytest.raises(ScannerError, match="without a place"):
            Known("42", places)


# ---- what is never filled in


@pytest.mark.parametrize(
    "field", ["应用领域", "应用场景", "算法名称", "法定代表人", "月活跃用户数", "封面:真实性声明", "访问地址", "数据来源"]
)
def test_what_no_code_tells_is_an_empty_field_with_its_question(field: str) -> None:
    ((known, places, question),) = samples.row(of(*avatar()), field)
    assert (known, places) == ("", "")
    assert question


def test_not_found_is_never_no() -> None:
    told = of(CHAT)
    assert samples.row(told, "是否自行训练") == [("", "", "训练或微调过吗(在此处或别处)?")]
    cells = [line for chapter in told.chapters for block in chapter.blocks for row in block.rows for cell in row for line in cell.lines]
    assert [line for line in cells if line in ("无", "否", "没有", "不涉及")] == []


def test_there_is_no_role_but_for_generation() -> None:
    told = of(classic("ctr-model", "feed.py"), classic("order-dispatch", "riders.py"))
    assert samples.row(told, "角色") == []
    assert samples.row(told, "显式标识") == []
    assert not any(
        "服务技术支持者" in line for block in samples.blocks(told, "一致性") for row in block.rows for cell in row for line in cell.lines
    )


def test_only_personalisation_is_asked_for_its_switch() -> None:
    asked = [
        len(samples.row(of(one), "关闭个性化")) for one in (CHAT, classic("order-dispatch", "riders.py"), classic("ctr-model", "feed.py"))
    ]
    assert asked == [0, 0, 1]


def test_seldom_filed_services_have_tables_on_request_only() -> None:
    made = samples.material((CHAT, hit("image", "old/draw.py", "dashscope", reach="unreached")))
    short, long = (samples.sheet(made, everything=everything) for everything in (False, True))
    assert [title for title in samples.chapters(short) if title.startswith("算法备案")] == ["算法备案 1:问答对话"]
    assert [title for title in samples.chapters(long) if title.startswith("算法备案")] == [
        "算法备案 1:问答对话",
        "算法备案 2:图像生成(未找到调用者)",
    ]
    said = [row[0].lines[0] for row in samples.blocks(short, "本表看不到什么")[0].rows]
    assert [line for line in said if line.startswith("多半不单独备案") and "图像生成" in line] != []


def test_guesses_tests_and_what_is_excluded_are_no_evidence() -> None:
    seen = hit("dialogue", "tests/test_a.py", "openai", in_tests=True, reach="tests", line=1)
    guess = hit("dialogue", "b.py", "openai", certainty="possible", line=2)
    client = hit("dialogue", "c.py", "deepseek", kind="client", line=3)
    told = of(CHAT, seen, guess, client)
    assert samples.row(told, "算法类型")[0][1] == "app/chat.py:7"
    assert samples.row(told, "第三方模型的合同")[0][:2] == ("深度求索", "app/chat.py:7")


# ---- what is filled in, and from where


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("hits", [avatar(), bot(), (CHAT, VOICE)], ids=["avatar", "bot", "two"])
def test_everything_filled_in_has_a_place(lang: Lang, hits: tuple[object, ...]) -> None:
    told = of(*hits, lang=lang)
    filled = 0
    for chapter in told.chapters:
        for block in chapter.blocks:
            for row in block.rows:
                if any(cell.tone == "known" and cell.lines for cell in row):
                    filled += 1
                    assert any(
                        cell.tone == "place" and re.search(r"\S:\d+$|^目录|^catalogue", cell.lines[0]) for cell in row if cell.lines
                    ), row
    assert filled > 20


@pytest.mark.parametrize("hits", [avatar(), (CHAT, classic("ctr-model", "feed.py"))], ids=["avatar", "two"])
def test_english_is_english_but_for_the_forms_own_words(hits: tuple[object, ...]) -> None:
    told, chinese = of(*hits, lang="en"), of(*hits, lang="zh")
    assert len(told.chapters) == len(chinese.chapters)
    assert [len(block.rows) for one in told.chapters for block in one.blocks] == [
        len(block.rows) for one in chinese.chapters for block in one.blocks
    ]
    own = {item.title.zh for part in samples.FORMS.parts for section in part.sections for item in section.items}
    own |= {part.title.zh for part in samples.FORMS.parts} | {"互联网信息服务算法备案系统", "全国互联网安全管理服务平台"}
    official = re.compile("|".join(map(re.escape, sorted(own, key=len, reverse=True))))
    lines = {line for one in told.chapters for block in one.blocks for row in block.rows for cell in row for line in cell.lines}
    # Items of an article and names of what was filed have no English form.
    told_so = (line for line in lines if not re.search(r"\d{8,}|DEEP 23\(", line))
    assert [line for line in told_so if CHINESE.search(official.sub("", line))] == []


def test_declared_facts_are_quoted_with_their_lines(tmp_path: Path) -> None:
    text = (
        'operator = "示例科技"\n[[product]]\nid = "app"\nname = "错题本"\naudience = ["public"]\nlaunched = 2026-10-09\n'
        'users = 12000\nform = "app"\nminors = true\n[[filing]]\ntype = "algorithm"\nname = "错题答疑算法"\nproducts = ["app"]\n'
    )
    told = samples.sheet(samples.material((CHAT,), samples.declared(tmp_path, text)))
    expected = {
        "主体名称": ("示例科技", "filing.toml:2"),
        "产品名称": ("错题本", "filing.toml:5"),
        "服务对象": ("境内公众", "filing.toml:6"),
        "上线日期": ("2026-10-09", "filing.toml:7"),
        "月活跃用户数": ("注册用户 12000", "filing.toml:8"),
        "产品形态": ("APP", "filing.toml:9"),
        "面向未成年人": ("声明:面向未成年人 是", "filing.toml:10"),
        "算法名称": ("计划:错题答疑算法", "filing.toml:13"),
        "角色": ("服务提供者", "filing.toml:6"),
    }
    assert {field: samples.row(told, field)[0][:2] for field in expected} == expected


def test_a_role_stays_open_until_somebody_says_for_whom_it_is() -> None:
    assert samples.row(of(CHAT), "角色")[0][0] == "服务提供者(未声明面向对象;供他人集成时为服务技术支持者)"


def test_a_supporter_tells_how_the_service_is_given(tmp_path: Path) -> None:
    supply = samples.declared(tmp_path, f'{PRODUCT}audience = ["supply"]\n')
    told = samples.sheet(samples.material((CHAT,), supply))
    assert samples.row(told, "角色")[0][0] == "服务技术支持者"
    assert samples.row(told, "技术服务方式")[0][:2] == ("HTTP 接口 POST /ask", "app/main.py:1")
    assert samples.row(of(CHAT), "技术服务方式") == []


def test_the_flow_runs_from_the_entry_to_the_call() -> None:
    way = (
        Step(location=at("app/main.py"), note="http"),
        Step(location=at("app/mid.py", 4)),
        Step(location=at("app/chat.py", 7)),
        Step(location=at("net.py", 9)),
    )
    first = hit("dialogue", "app/chat.py", "deepseek", model="deepseek-chat", line=7, entry=entry("app/main.py", "POST /ask"), flow=way)
    second = hit("dialogue", "app/chat.py", "dashscope", model="qwen-plus", line=9, entry=entry("app/main.py", "POST /ask"))
    assert [row[:2] for row in samples.row(of(first, second), "算法流程")] == [
        ("1.1 入口:HTTP 接口 POST /ask", "app/main.py:1"),
        ("1.2 代码步骤", "app/mid.py:4"),
        ("1.3 模型节点:deepseek-chat @ 深度求索(问答对话)", "app/chat.py:7"),
        ("1.4 代码步骤", "net.py:9"),
        ("1.5 模型节点(另一来源):qwen-plus @ 阿里云百炼(问答对话)", "app/chat.py:9"),
    ]


def test_many_sources_of_one_way_are_counted() -> None:
    many = [hit("dialogue", f"m{number}.py", "deepseek", entry=entry("app/main.py", "POST /ask")) for number in range(10)]
    rows = samples.row(of(*many), "算法流程")
    assert len(rows) == 1 + 1 + 5 + 1
    assert rows[-1][:2] == ("1.8 模型节点(其余 4 处调用,来源见「算法模型」)", "m6.py:1\nm7.py:1\nm8.py:1\n另有 1 处")


def test_ways_of_users_come_before_those_of_shells() -> None:
    shell = EntryPoint(kind="cli", name="bench.py", location=at("bench.py"))
    first = hit("dialogue", "a.py", "deepseek", entry=shell)
    second = hit("dialogue", "b.py", "deepseek", entry=entry("app/main.py", "POST /ask"))
    rows = [row[0] for row in samples.row(of(first, second), "算法流程")]
    assert [row for row in rows if "入口" in row] == ["1.1 入口:HTTP 接口 POST /ask", "2.1 入口:命令行 bench.py"]


def test_a_call_that_nobody_was_seen_to_reach_says_so() -> None:
    assert "未见通向它的入口" in samples.row(of(VOICE), "算法流程")[0][0]


def test_modalities_are_the_least_that_the_technique_implies() -> None:
    told = of(VOICE)
    assert samples.row(told, "输入模态")[0][0] == "至少:文本(由文本转语音可知)"
    assert samples.row(told, "输出模态")[0][0] == "至少:音频(由文本转语音可知)"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@api.example.com/v1?key=secret#secret", "https://api.example.com/v1"),
        ("https://api.example.com", "https://api.example.com"),
        ("api.example.com/v1?key=secret", "api.example.com/v1"),
        ("u:secret@host/v1", "host/v1"),
        ("https://[broken?key=secret", "https://[broken"),
        ("https://u:secret@[broken/", "[broken/"),
        ("", ""),
    ],
)
def test_addresses_lose_what_may_be_a_secret(url: str, shown: str) -> None:
    assert bare(url) == shown


def test_an_interface_is_told_with_its_region() -> None:
    told = of(
        hit(
            "dialogue",
            "a.py",
            "dashscope",
            model="qwen-plus",
            base_url="https://u:p@dashscope-intl.aliyuncs.com/v1?k=1",
            jurisdiction="overseas",
        )
    )
    (block,) = samples.blocks(told, "算法详细属性:算法模型")
    assert block.rows[0][2].lines == ("API", "阿里云百炼:https://dashscope-intl.aliyuncs.com/v1(境外)")
    assert samples.row(told, "数据泄露")[0][:2] == ("服务在境外,或境内外不一:阿里云百炼", "a.py:1")


def test_models_of_ones_own_are_told_by_address_or_name() -> None:
    local = hit("tts", "a.py", None, base_url="http://127.0.0.1:9880/tts?k=1")
    named = hit("tts", "b.py", None, model="xtts")
    (block,) = samples.blocks(of(local, named), "算法详细属性:算法模型")
    ways = sorted((row[2].lines[1:], row[3].lines) for row in block.rows)
    assert ways == [(("自部署:http://127.0.0.1:9880/tts",), ("a.py:1",)), (("自部署:xtts",), ("b.py:1",))]


def test_several_sources_of_one_call_are_rows_of_their_own() -> None:
    call = hit("dialogue", "a.py", "configurable", alternatives=(other("deepseek", "deepseek-chat"), other("openai", "gpt-4o")))
    (block,) = samples.blocks(of(call), "算法详细属性:算法模型")
    assert [row[0].lines[0] for row in block.rows] == ["deepseek-chat", "gpt-4o"]
    assert [row[2].lines[1] for row in block.rows] == ["深度求索(境内)", "OpenAI(境外)"]


def test_the_ledger_quotes_numbers_with_their_source_and_asks_whether_they_cover() -> None:
    (block,) = samples.blocks(of(CHAT, hit("image", "b.py", "openai", model="dall-e-3")), "上游编号台账")
    first = block.rows[0]
    assert first[1].lines[0].startswith("Beijing-DeepseekChat-202404280016 ")
    assert re.fullmatch(r"目录 vendors/deepseek\.toml,核对于 \d{4}-\d\d-\d\d〔V-list〕", first[2].lines[0])
    assert "编号是否包括所用版本:____" in first[4].lines[0]
    assert block.rows[-1][1].lines == ("目录中未见(不等于未备案)",)


def test_a_relay_serves_what_the_developer_has_filed() -> None:
    relay = hit("image", "b.py", "siliconflow", model="Kwai-Kolors/Kolors", origin="relay")
    (block,) = samples.blocks(of(relay), "上游编号台账")
    assert [row[2].lines[0].split(",")[0] for row in block.rows] == ["目录 vendors/kuaishou.toml"] * len(block.rows)


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        (Cited(mark="S", cites=()), "栏目文字〔S〕"),
        (Cited(mark="", cites=(("algo", "24"),)), "《算法推荐规定》24条〔V〕"),
        (Cited(mark="S", cites=(("algo", "24"),)), "《算法推荐规定》24条〔V〕;栏目文字〔S〕"),
        (Cited(mark="S", cites=(("algo", "24"), ("practice", ""))), "《算法推荐规定》24条〔V〕、实务〔S〕"),
        (Cited(mark="V", cites=(("deep", "19"),)), "《深度合成规定》19条〔V*〕"),
        (Cited(mark="V", cites=(("sa2018", "3"), ("sa2018", "5"))), "《安全评估规定》(2018)3条〔V〕、《安全评估规定》(2018)5条〔V*〕"),
    ],
)
def test_no_source_is_told_as_read_better_than_it_was(cited: Cited, told: str) -> None:
    made = samples.material(())
    words = {"say": Say("zh"), "words": Wording(made.result, "zh"), "product": None, "services": ()}
    assert source(Case(**made._asdict(), **words), cited) == told  # type: ignore[arg-type]


def test_a_declared_number_of_a_model_stands_in_the_ledger(tmp_path: Path) -> None:
    text = f'{PUBLIC}[[model]]\nmatch = "deepseek-*"\norigin = "api"\nnumber = "Beijing-DeepseekChat-202404280016"\n'
    (block,) = samples.blocks(samples.sheet(samples.material((CHAT,), samples.declared(tmp_path, text))), "上游编号台账")
    assert ("Beijing-DeepseekChat-202404280016(filing.toml 声明)",) in [row[1].lines for row in block.rows]
    assert ("filing.toml:9",) in [row[2].lines for row in block.rows]


SEEN = Seen(
    {
        "complaint": (Sighting("web/chat.html", 4, "投诉与举报"),),
        "limits": tuple(Sighting("app/limit.py", number, f"rate_limit = {number}") for number in range(1, 9)),
    },
    (Listed("data/敏感词.txt", 120),),
    (Page("pages/chat/chat", "提问", "mini/app.json:3"), Page("pages/me", "", "mini/app.json:4")),
    ("web/chat.html",),
)


def test_words_lists_and_pages_are_pointed_to() -> None:
    told = samples.sheet(samples.material((CHAT,), seen=SEEN))
    assert samples.row(told, "⑥ 投诉举报")[0][:2] == ("投诉举报文字:投诉与举报", "web/chat.html:4")
    assert samples.row(told, "关键词库")[0][:2] == ("词表 data/敏感词.txt:120 条(非空行)", "data/敏感词.txt")
    assert [row[0] for row in samples.row(told, "功能访问路径")] == [
        "HTTP 接口 POST /ask",
        "小程序页面 pages/chat/chat 「提问」",
        "小程序页面 pages/me",
    ]
    limits = samples.row(told, "限额")
    assert [row[:2] for row in limits] == [
        ("限额设置:rate_limit = 1", "app/limit.py:1"),
        ("限额设置:rate_limit = 2", "app/limit.py:2"),
        ("限额设置:rate_limit = 3", "app/limit.py:3\n此外还有 5 项"),
    ]


def test_labels_that_were_seen_are_quoted_with_what_they_lack() -> None:
    labels = (
        LabelSeen(kind="explicit", signature="explicit/mark", location=at("web/chat.html", 4), text="AI生成"),
        LabelSeen(kind="implicit", signature="implicit/record", location=at("app/png.py", 5), text="AIGC", lacking=("ProduceID",)),
    )
    told = samples.sheet(samples.material((CHAT,), labels=labels))
    assert samples.row(told, "显式标识")[0][:2] == ("代码中的标识:AI生成", "web/chat.html:4")
    assert samples.row(told, "隐式标识")[0][:2] == ("代码中的标识:AIGC(同一文件中未见 ProduceID)", "app/png.py:5")
    assert samples.row(told, "标识节点")[1][0].startswith("代码中的标识:AIGC")


def test_a_page_that_is_the_way_in_has_its_title() -> None:
    way = EntryPoint(kind="page", name="pages/chat/chat", location=at("mini/pages/chat/chat.js", 10))
    told = samples.sheet(samples.material((hit("dialogue", "a.js", "deepseek", entry=way),), seen=SEEN))
    assert [row[:2] for row in samples.row(told, "功能访问路径")] == [("页面 pages/chat/chat 「提问」", "mini/pages/chat/chat.js:10")]


def test_only_the_products_own_files_speak_for_it(tmp_path: Path) -> None:
    text = '[[product]]\nid = "one"\npaths = ["app/**", "web/**"]\n[[product]]\nid = "two"\npaths = ["b/**"]\n'
    draw = hit("image", "b/draw.py", "dashscope", entry=entry("b/main.py", "POST /draw"))
    told = samples.sheet(samples.material((CHAT, draw), samples.declared(tmp_path, text), seen=SEEN))
    titles = [title for title in samples.chapters(told) if title.startswith("算法备案")]
    assert titles == ["算法备案 1:问答对话(one)", "算法备案 2:图像生成(two)"]
    assert [samples.row(told, "四、风险防控", number)[0][0] for number in (0, 1)] == ["投诉举报文字:投诉与举报", ""]
    assert [title for title in samples.chapters(told) if title.startswith("办理顺序")] == ["办理顺序:one", "办理顺序:two"]


def test_numbers_features_and_findings_are_pointed_to(tmp_path: Path) -> None:
    made = samples.material(
        (CHAT, hit("image", "draw.py", "dashscope")),
        features=(
            Feature(id="comments", signature="comments/x", location=at("forum.py", 2)),
            Feature(id="mini-program", signature="m", location=at("app.json", 2)),
        ),
        numbers=(
            ShownNumber(kind="icp", text="京ICP备12345678号-1", location=at("foot.html", 5)),
            ShownNumber(kind="icp", text="京ICP备00000000号", location=at("tests/foot.html", 5), in_tests=True),
            ShownNumber(kind="algorithm", text="网信算备110108123456701260012号", location=at("foot.html", 6)),
            ShownNumber(kind="genai-filing", text="Beijing-DeepseekChat-202404280016", location=at("foot.html", 7), owner="deepseek"),
            ShownNumber(kind="algorithm", text="网信算备110108970550101240011号", location=at("foot.html", 8), owner="deepseek"),
        ),
        contradictions=(
            found("label/watermark-off", Field("text", "watermark = false")),
            found("label/metadata-stripped", Field("text", "exif_transpose")),
        ),
    )
    told = samples.sheet(made)
    assert [row[:2] for row in samples.row(told, "前置许可")] == [("京ICP备12345678号-1", "foot.html:5")]
    assert [row[:2] for row in samples.row(told, "首次备案或变更")] == [
        ("代码中的算法备案编号 网信算备110108123456701260012号", "foot.html:6")
    ]
    quoted = [row[:2] for row in samples.row(told, "所调用的已备案模型") if row[0].startswith("代码中引用")]
    assert quoted[0] == ("代码中引用的编号 Beijing-DeepseekChat-202404280016(目录中属于深度求索)", "foot.html:7")
    assert [row[1] for row in quoted] == ["foot.html:7", "foot.html:8"]
    assert samples.row(told, "是否具有舆论属性")[0][1] == "forum.py:2"
    assert samples.row(told, "产品形态")[0][:2] == ("小程序(代码中有其配置)", "app.json:2")
    assert "watermark = false:若内容须加显式标识" in samples.row(told, "显式标识")[0][0]
    assert "见「exif_transpose」:若所处理的是生成内容" in samples.row(told, "隐式标识")[0][0]


def test_moderation_and_training_are_evidence_only() -> None:
    review = hit("moderation-api", "app/guard.py", "tencent", line=5)
    tuning = hit("dialogue", "train/lora.py", None, mode="fine-tune", line=8)
    told = of(CHAT, review, tuning)
    assert samples.row(told, "干预节点")[0][:2] == ("内容审核接口:腾讯云", "app/guard.py:5")
    assert samples.row(told, "是否自行训练")[0][:2] == ("代码中有微调:问答对话", "train/lora.py:8")


def test_what_nobody_was_seen_to_call_stands_last_and_says_so() -> None:
    dead = hit("dialogue", "old.py", "openai", reach="unreached", jurisdiction="overseas")
    told = of(dead, CHAT)
    assert [row[0] for row in samples.row(told, "第三方模型的合同")] == ["深度求索", "OpenAI(未见调用方)"]
    assert samples.row(told, "算法类型")[0][1] == "app/chat.py:7"
    assert samples.row(told, "数据泄露")[0][0] == "服务在境外,或境内外不一:OpenAI(未见调用方)"


def test_more_places_than_fit_are_counted() -> None:
    many = [hit("dialogue", f"a{number}.py", "deepseek") for number in range(_PLACES + 4)]
    assert samples.row(of(*many), "算法类型")[0][1].splitlines() == [*(f"a{number}.py:1" for number in range(_PLACES)), "另有 4 处"]


# ---- chapters


def test_parts_follow_the_candidates() -> None:
    told = samples.chapters(of(CHAT))
    assert [title.partition(":")[0] for title in told] == [
        "总览", "材料总表", "主体信息(各项备案共用)", "算法备案 1", "生成式人工智能服务登记", "安全评估(2018年规定)",
        "一致性核对", "上游编号台账", "截图清单", "办理顺序", "面向境内的网站与应用通常还要办的", "局限与来源",
    ]  # fmt: skip
    other_kind = samples.chapters(of(classic("ctr-model", "feed.py")))
    assert [title for title in other_kind if title.startswith("生成式")] == []


def test_a_model_without_a_number_is_not_passed_off_as_filed(tmp_path: Path) -> None:
    told = of(CHAT, hit("dialogue", "b.py", "openai", model="gpt-4o"))
    rows = [row[0] for row in samples.row(told, "所调用的已备案模型")]
    assert rows[:2] == ["deepseek-chat @ 深度求索", "gpt-4o @ OpenAI(目录中未见编号,不等于未备案)"]


def test_own_weights_bring_the_filing() -> None:
    told = of(hit("dialogue", "a.py", None, model="own-7b", origin="own"))
    assert [title for title in samples.chapters(told) if title.startswith("生成式人工智能服务备案")] != []
    assert samples.row(told, "训练语料")[0][0] == ""


def test_open_audience_is_said_and_strengths_keep_their_conditions() -> None:
    told = of(CHAT)
    (block,) = samples.blocks(told, "候选手续与办理处")
    assert block.notes[0].startswith("未声明面向对象")
    strength = {row[0].lines[0]: row[2].lines for row in block.rows}["算法备案"]
    assert strength[0].startswith("若有舆论属性:应当(《算法推荐规定》24条〔V〕")
    assert strength[1].startswith("若无舆论属性:惯例(")


def test_where_things_are_done() -> None:
    (block,) = samples.blocks(of(CHAT), "候选手续与办理处")
    where = {row[0].lines[0]: row[4] for row in block.rows}
    assert where["算法备案"].links == ("https://beian.cac.gov.cn/",)
    assert where["安全评估(2018年规定)"].lines[0].startswith("全国互联网安全管理服务平台(公安)")
    assert "属地省级网信部门" in where["生成式人工智能服务登记"].lines[0]
    assert all(cell.lines for cell in where.values())


def test_the_eight_items_are_there() -> None:
    (block,) = samples.blocks(of(CHAT), "评估的八项内容")
    assert [row[0].lines[0][0] for row in block.rows if row[0].lines] == list("①②③④⑤⑥⑦⑧")


def test_papers_of_the_matrix_are_those_that_will_exist() -> None:
    (chat,), (feed,) = (samples.blocks(of(one), "一致性核对表") for one in (CHAT, classic("ctr-model", "feed.py")))
    assert chat.header[3:] == (
        "备案系统填报",
        "算法安全自评估报告",
        "拟公示内容",
        "承诺书与主体责任材料",
        "登记材料",
        "安全评估报告",
        "产品页面与用户协议",
    )
    assert "登记材料" not in feed.header
    assert len(chat.header) == len(chat.widths) == len(chat.rows[0])


def test_all_material_is_listed_once_per_part() -> None:
    (block,) = samples.blocks(of(CHAT, VOICE), "各项手续要交的材料")
    rows = [(row[0].lines[0], row[1].lines[0]) for row in block.rows]
    assert len(rows) == len(set(rows))
    assert rows.count(("算法安全自评估报告", "算法备案 1:问答对话")) == 1
    assert ("模型来源与调用关系证明(合同、协议)", "生成式人工智能服务登记:整个仓库(未声明产品)") in rows


@pytest.mark.parametrize(
    ("launched", "as_of", "told"),
    [
        ("", "", "提供服务之日起10个工作日内"),
        ('launched = "not-yet"', "2026-11-22", "提供服务之日起10个工作日内(产品声明尚未上线,期限还没有开始)"),
        ("launched = 2026-09-29", "2026-10-01", "提供服务之日起10个工作日内;自上线日 2026-09-29 起算(当日不计),至 2026-10-19"),
        (
            "launched = 2026-09-29",
            "2026-11-22",
            "提供服务之日起10个工作日内;自上线日 2026-09-29 起算(当日不计),至 2026-10-19,以 2026-11-22 计已过",
        ),
        ("launched = 9999-12-30", "2026-11-22", "提供服务之日起10个工作日内"),
    ],
)
def test_time_limits_are_dates_only_where_the_launch_is_declared(tmp_path: Path, launched: str, as_of: str, told: str) -> None:
    made = samples.material((CHAT,), samples.declared(tmp_path, f"{PUBLIC}{launched}\n", as_of))
    (block,) = samples.blocks(samples.sheet(made), "办理顺序与期限")
    limits = {row[1].lines[0]: row[2].lines for row in block.rows}
    assert limits["算法备案:提交算法与产品信息"] == (told,)
    assert limits["终止服务:注销并妥善安排"] == ("终止服务之日起20个工作日内",)


def test_the_limit_of_a_change_runs_from_its_declared_day(tmp_path: Path) -> None:
    number = "网信算备110108123456701260015号"
    text = f'{PUBLIC}[[filing]]\ntype = "algorithm"\nnumber = "{number}"\nchanged = 2026-09-29\n'
    draw = hit("image", "draw.py", "dashscope")
    made = samples.material((CHAT, draw), samples.declared(tmp_path, f'{text}covers = {{ families = ["text"] }}\n', "2026-10-01"))
    (block,) = samples.blocks(samples.sheet(made), "办理顺序与期限")
    limits = {row[1].lines[0]: row[2].lines for row in block.rows}
    assert limits["以后变更:模型、供应商、模态、产品、机制改变时"] == (
        f"变更之日起10个工作日内;filing.toml 声明 {number} 的变更日为 2026-09-29(当日不计),至 2026-10-19",
    )


def test_a_year_without_a_calendar_is_provisional(tmp_path: Path) -> None:
    made = samples.material((CHAT,), samples.declared(tmp_path, f"{PUBLIC}launched = 2044-03-01\n", "2044-03-02"))
    (block,) = samples.blocks(samples.sheet(made), "办理顺序与期限")
    assert [row for row in block.rows if any("暂定" in line for line in row[2].lines)] != []


def test_things_before_launch_know_that_it_has_happened(tmp_path: Path) -> None:
    made = samples.material((CHAT,), samples.declared(tmp_path, f"{PUBLIC}launched = 2026-09-29\n"))
    (block,) = samples.blocks(samples.sheet(made), "办理顺序与期限")
    assert {row[1].lines[0]: row[2].lines for row in block.rows}["2018年规定的安全评估"] == ("上线前;产品声明已于 2026-09-29 上线",)


def test_a_change_since_the_filing_brings_its_tables_again(tmp_path: Path) -> None:
    number = "网信算备110108123456701260015号"
    loaded = samples.declared(tmp_path, f'{PUBLIC}[[filing]]\ntype = "algorithm"\nnumber = "{number}"\n')
    service = samples.material((CHAT,), loaded).result.decisions.services[0]
    row = Drift(
        id="changed", what="vendor", value="deepseek", product="app", location=at("app/chat.py", 7), strength="must",
        service=service.id, filing=number, covered=("dashscope",), due=Due(rule="change-10-working-days"),
    )  # fmt: skip
    open_ = dataclasses.replace(row, id="run-time", value="openai", covered=())
    told = samples.sheet(samples.material((CHAT,), loaded, drift=(row, open_, dataclasses.replace(row, id="unclear"))))
    assert "算法备案 1(变更):问答对话(app)" in samples.chapters(told)
    (held,), (changed,) = samples.blocks(told, "已有的备案与登记"), samples.blocks(told, "代码与已有备案的差异")
    assert held.rows[0][1].lines == (number,)
    assert [row[0].lines[0] for row in changed.rows] == ["变更", "待确认", "无法判断"]
    assert changed.rows[0][1].lines[0] == f"新增供应商 深度求索,不在 {number} 备案所载范围(text:dashscope)。"
    assert changed.rows[0][1].lines[1].startswith("若上线:变更之日起10个工作日内办理变更")
    assert "在运行时确定" in changed.rows[1][1].lines[0]
    assert samples.row(told, "首次备案或变更")[0][0] == f"已声明编号 {number}"


def test_limits_are_told() -> None:
    (block,) = samples.blocks(of(CHAT), "本表看不到什么")
    lines = [row[0].lines[0] for row in block.rows]
    assert lines[0].startswith("已扫描的文件中未见界面")
    assert "调度决策类" in lines[1]
    (other_block,) = samples.blocks(samples.sheet(samples.material((CHAT,), seen=SEEN)), "本表看不到什么")
    assert other_block.rows[0][0].lines[0].startswith("界面文件 1 个")


def test_what_was_not_read_is_told_by_name() -> None:
    unread = tuple(Problem(path=f"src/{number}.py", stage="lower", reason="parse-error") for number in range(12))
    assert samples.sheet(samples.material((), problems=unread[:1])).notes[-1].startswith("未能分析 1 项:src/0.py")
    (block,) = samples.blocks(samples.sheet(samples.material((CHAT,), problems=unread)), "本表看不到什么")
    (told,) = [row[0].lines[0] for row in block.rows if row[0].lines[0].startswith("未能分析")]
    assert told.startswith("未能分析 12 项:src/0.py 语法错误")
    assert "src/9.py" in told
    assert "src/10.py" not in told
    assert told.endswith("…。")


def test_services_off_by_default_are_named() -> None:
    made = samples.material((CHAT, hit("asr", "hear.py", "volcengine")))
    quiet = [service for service in made.result.decisions.services if service.quiet]
    lines = [row[0].lines[0] for row in samples.blocks(samples.sheet(made), "本表看不到什么")[0].rows]
    assert bool(quiet) == any("语音识别" in line for line in lines)
    assert quiet


def test_every_source_cited_is_listed_with_its_address() -> None:
    told = of(CHAT)
    (block,) = samples.blocks(told, "引用的法规与来源")
    listed = {row[0].lines[-1]: row for row in block.rows}
    assert listed["《算法推荐规定》"][1].links == ("https://www.cac.gov.cn/2022-01/04/c_1642894606364259.htm",)
    lines = {line for one in told.chapters for part in one.blocks for row in part.rows for cell in row for line in cell.lines}
    cited = {name for line in lines for name in re.findall(r"《[^》]+》(?:\(2018\))?(?=\d+条)", line)}
    assert cited - set(listed) == set()
    assert {row[3].lines[0] for row in block.rows} <= {"V", "V*", "V-list", "S", "I"}
