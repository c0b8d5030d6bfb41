"""What the worksheet asks: that wrong data are told all at once, and that the real data are complete in both languages."""

from __future__ import annotations

import re
import shutil
import string
from typing import TYPE_CHECKING

import pytest

from scanner import law
from scanner.catalog import builtin_root, load
from scanner.decide import closed_words
from scanner.errors import CatalogError
from scanner.worksheet.known import FACTS
from scanner.worksheet.load import MODALITIES
from scanner.worksheet.load import load as load_forms
from scanner.worksheet.words import messages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scanner.law import Words

CATALOG = load()
LAW = law.load(builtin_root(), closed_words(CATALOG.categories))
FORMS = load_forms(builtin_root(), CATALOG, LAW, FACTS)
SECTIONS = {(part.id, section.id): section for part in FORMS.parts for section in part.sections}
CHINESE = re.compile(r"[\u3400-\u9fff]")


def faults_of(root: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogError) as caught:
        load_forms(root, CATALOG, LAW, FACTS)
    return caught.value.faults


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(builtin_root() / "worksheet", tmp_path / "worksheet")
    return tmp_path


# ---- faults


def test_no_data_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == ("worksheet: no worksheet data here",)


WRONG = """
schema = 2
id = "other"
title = "t"
homepage = "http://example.com"
source = "s"
extra = 1
system = [{ id = "s", duties = ["no-duty"], title = { zh = "甲", en = "a" }, url = "ftp://x", mark = "M" }]
sign = [{ id = "complaint", title = { zh = "甲", en = "a" }, words = ["x"] }]
word_list = [{ id = "w", names = [], suffixes = ["txt"] }]
page_list = [{ id = "p", names = [] }]
modality = [{ technique = "no-technique", input = ["smell"] }, { technique = "tts" }]
part = [{ id = "empty", per = "never", position = -1, title = { zh = "甲" }, sheet = { zh = "甲", en = "a" } }]

[[section]]
id = "x"
part = "nowhere"
position = 1
shape = "round"
title = { zh = "甲", en = "a" }
field = [
  { id = "a", title = { zh = "甲", en = "a" }, known = ["shoe-size", "sign:nothing"], cites = ["no-act/1"], roles = ["king"], x = 1 },
  { id = "a", title = { zh = "甲", en = "a" }, ask = { zh = "甲", en = "a" }, system = "none", deadline = "never", categories = ["x"] },
]
"""


def test_every_fault_is_told_at_once_with_file_and_table(copy: Path) -> None:
    (copy / "worksheet" / "wrong.toml").write_text(WRONG, "utf-8")
    (copy / "worksheet" / "torn.toml").write_text("= 1", "utf-8")
    told = "\n".join(faults_of(copy))
    for words in (
        "worksheet/torn.toml: ",
        "worksheet/wrong.toml: `schema` must be 1",
        "worksheet/wrong.toml: `id` must be 'wrong'",
        "worksheet/wrong.toml: `homepage` must start with https://",
        "worksheet/wrong.toml: `checked` must be a date",
        "worksheet/wrong.toml: unknown key `extra`",
        "worksheet/wrong.toml system[0] s: `duties` has 'no-duty'",
        "worksheet/wrong.toml system[0] s: `url` must start with https://",
        "worksheet/wrong.toml system[0] s: `mark` is 'M'",
        "worksheet/wrong.toml sign[0] complaint: `words` must be texts of two characters or more",
        "complaint: this id is used twice",
        "worksheet/wrong.toml word_list[0] w: `names` and `suffixes`",
        "worksheet/wrong.toml page_list[0] p: `names` must not be empty",
        "worksheet/wrong.toml modality[0]: `technique` is 'no-technique'",
        "worksheet/wrong.toml modality[0]: `input` has 'smell'",
        "worksheet/wrong.toml modality[1]: this technique is told twice",
        "worksheet/wrong.toml part[0] empty: `per` is 'never'",
        "worksheet/wrong.toml part[0] empty: `position` must be a number",
        "worksheet/wrong.toml part[0] empty: `title` must be { zh = …, en = … }",
        "worksheet: part 'empty' has no section",
        "worksheet/wrong.toml section[0] x: `shape` is 'round'",
        "worksheet/wrong.toml section[0] x: `part` is 'nowhere'",
        "worksheet/wrong.toml section[0] x: `mark` must say how well the source was read",
        "worksheet/wrong.toml section[0] x field[0] a: needs `ask`",
        "worksheet/wrong.toml section[0] x field[0] a: `known` has 'shoe-size'",
        "worksheet/wrong.toml section[0] x field[0] a: `known` has 'sign:nothing'",
        "worksheet/wrong.toml section[0] x field[0] a: `cites` names 'no-act/1', and there is no act 'no-act'",
        "worksheet/wrong.toml section[0] x field[0] a: `roles` has 'king'",
        "worksheet/wrong.toml section[0] x field[0] a: unknown key `x`",
        "worksheet/wrong.toml section[0] x field[1] a: this id is used twice in its section",
        "worksheet/wrong.toml section[0] x field[1] a: `system` is 'none'",
        "worksheet/wrong.toml section[0] x field[1] a: `deadline` is 'never'",
        "worksheet/wrong.toml section[0] x field[1] a: `categories` has 'x'",
    ):
        assert words in told


@pytest.mark.parametrize("rows", ["part = 1", "sign = [1]", "[section]\nid = 1"])
def test_tables_of_another_form_are_faults(copy: Path, rows: str) -> None:
    head = 'schema = 1\nid = "odd"\ntitle = "t"\nhomepage = "https://x.org"\nchecked = 2026-11-22\nsource = "s"\n'
    (copy / "worksheet" / "odd.toml").write_text(head + rows, "utf-8")
    assert faults_of(copy) == (f"worksheet/odd.toml: `{re.search('[a-z]+', rows)[0]}` must be a list of tables",)  # type: ignore[index]


def test_a_section_that_is_there_twice_is_a_fault(copy: Path) -> None:
    path = copy / "worksheet" / "basics.toml"
    text = path.read_text("utf-8")
    path.write_text(text + text[text.index("[[section]]") :], "utf-8")
    assert faults_of(copy) == ("worksheet/basics.toml section[1] basics: this id is used twice in its part",)


def test_a_section_without_rows_and_a_tick_that_asks_are_faults(copy: Path) -> None:
    path = copy / "worksheet" / "agreement.toml"
    text = path.read_text("utf-8").replace('known = ["types"] }', 'known = ["types"], ask = { zh = "甲?", en = "a?" } }')
    path.write_text(re.sub(r'(?s)(id = "ledger".*?)field = \[.*?\n\]', r"\1field = []", text), "utf-8")
    told = faults_of(copy)
    assert [fault.rpartition(": ")[0].partition(" ")[2] for fault in told] == [
        "section[0] consistency field[1] type: asks nothing, its columns are ticked",
        "section[1] ledger",
    ]


# ---- the real data


def pairs() -> Iterator[tuple[str, Words]]:
    for part in FORMS.parts:
        yield part.id, part.title
        yield f"{part.id}.sheet", part.sheet
        for section in part.sections:
            name = f"{part.id}.{section.id}"
            yield name, section.title
            yield from ((f"{name}.note", note) for note in [section.note] if note)
            for item in section.items:
                yield f"{name}.{item.id}", item.title
                yield from ((f"{name}.{item.id}.ask", ask) for ask in [item.ask] if ask)
    yield from ((system.id, system.title) for system in FORMS.systems.values())
    yield from ((paper.id, paper.title) for paper in FORMS.papers)
    yield from ((sign.id, sign.title) for sign in FORMS.signs)


def test_both_languages_are_there_and_not_mixed() -> None:
    assert [name for name, words in pairs() if not CHINESE.search(words.zh)] == []
    # Two platforms have no English name of their own: theirs stands in brackets.
    assert [name for name, words in pairs() if CHINESE.search(words.en)] == ["algorithm-system", "police-platform"]
    assert [name for name, words in pairs() if words.zh != words.zh.strip() or words.en != words.en.strip()] == []


def test_sentences_end_alike() -> None:
    """A question mark or a full stop in one language is one in the other."""
    ends = {"。": ".", "?": "?", ")": ")"}
    asked = [(name, words) for name, words in pairs() if name.endswith((".ask", ".note"))]
    assert [name for name, words in asked if ends.get(words.zh[-1]) != words.en[-1]] == []


@pytest.mark.parametrize(
    ("part", "section", "names"),
    [
        (
            "entity",
            "entity",
            "主体名称 统一社会信用代码 主体类型 注册地 地址 网站 月活跃用户数 证件类型 法定代表人 算法安全责任人 算法备案承诺书 落实",
        ),
        ("entity", "responsibility", "一、专职机构 二、制度 二、制度 二、制度 二、制度 二、制度 三、附件"),
        ("algorithm", "basic", "算法类型 算法名称 角色 上线日期 应用领域 应用场景 首次备案或变更 单独备案"),
        ("algorithm", "data", "输入模态 输出模态 文件格式和大小 输入中的生物特征 数据来源 是否自行训练 训练数据集"),
        ("algorithm", "models", "模型类型 用途 训练或微调 评估指标 更新周期 部署地点"),
        ("algorithm", "strategy", "输入审核 结果审核 关键词库 限额 拒答规则"),
        ("algorithm", "labels", "显式标识 隐式标识 溯源"),
        ("algorithm", "product", "产品名称 产品形态 访问地址 上线状态 服务对象 是否需要实名 前置许可 功能访问路径 功能名称 技术服务方式"),
        ("algorithm", "publication", "算法名称 算法基本原理 算法运行机制 算法应用场景 算法目的意图 公示情况"),
        ("algorithm", "attachments", "算法安全自评估报告 拟公示内容 算法备案承诺书 落实算法安全主体责任基本情况 第三方模型的合同 截图"),
        ("assessment", "items", "① ② ③ ④ ⑤ ⑥ ⑦ ⑧"),
    ],
)
def test_forms_ask_in_the_order_of_the_sources(part: str, section: str, names: str) -> None:
    titles = [item.title.zh for item in SECTIONS[part, section].items]
    assert len(titles) == len(names.split())
    assert [title for title, name in zip(titles, names.split(), strict=True) if not title.startswith(name)] == []


def test_every_duty_is_met_somewhere() -> None:
    duties = {duty.id for duty in LAW.duties.values() if not duty.obstacle}
    assert {duty for duty in duties if FORMS.system_of(duty) is None} == set()
    owners = [duty for system in FORMS.systems.values() for duty in system.duties]
    assert sorted(owners) == sorted(set(owners))


def test_the_two_platforms_are_not_confused() -> None:
    algorithm, assessment = FORMS.system_of("algorithm-filing"), FORMS.system_of("safety-assessment")
    assert algorithm is not None
    assert assessment is not None
    assert algorithm.url == "https://beian.cac.gov.cn/"
    assert (assessment.url, "公安" in assessment.title.zh) == ("", True)


def test_every_fact_and_sign_is_asked_for() -> None:
    asked = {fact for part in FORMS.parts for section in part.sections for item in section.items for fact in item.known}
    assert {*FACTS, *(f"sign:{sign.id}" for sign in FORMS.signs)} == asked


def test_where_persons_speak_nothing_is_filled_in() -> None:
    """Names, persons, intentions, effects and conclusions come from nobody's code."""
    silent = [
        ("algorithm", "basic", "field"), ("algorithm", "basic", "scenario"), ("algorithm", "flow", "introduction"),
        ("algorithm", "flow", "human"), ("algorithm", "publication", "principle"), ("algorithm", "publication", "purpose"),
        ("algorithm", "report", "conclusion"), ("algorithm", "report", "truth"), ("algorithm", "risks", "vulnerability"),
        ("assessment", "report", "conclusion"), ("assessment", "report", "measures"), ("entity", "entity", "legal-person"),
        ("entity", "entity", "safety-head"), ("entity", "responsibility", "office"), ("genai-filing", "filing-facts", "domain"),
    ]  # fmt: skip
    known = {(part, name, item.id): item.known for (part, name), section in SECTIONS.items() for item in section.items}
    assert [place for place in silent if known[place]] == []


def test_time_limits_are_those_of_the_law() -> None:
    steps = {item.id: item.deadline for item in SECTIONS["order", "order"].items}
    assert {name: steps[name] for name in ("assessment", "registration", "filing", "algorithm", "change", "end", "biometric")} == {
        "assessment": "before-launch",
        "registration": "before-launch",
        "filing": "before-launch",
        "algorithm": "within-10-working-days",
        "change": "change-10-working-days",
        "end": "deregister-20-working-days",
        "biometric": "",
    }


def test_modalities_are_told_where_the_technique_tells_them() -> None:
    generation = {term.id for term in CATALOG.categories.techniques if term.parent.startswith("generation/")}
    assert generation - set(FORMS.modalities) == {"multimodal", "face-manipulation", "pose"}
    assert all(set(row.input + row.output) <= set(MODALITIES) and row.output for row in FORMS.modalities.values())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("name", "row"), messages().items())
def test_messages_say_the_same_in_both_languages(name: str, row: Mapping[str, str]) -> None:
    assert set(row) == {"zh", "en"}
    assert fields(row["zh"]) == fields(row["en"])
    assert CHINESE.search(row["en"]) is None
