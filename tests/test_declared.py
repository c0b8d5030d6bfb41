"""The operator's file: everything that may be wrong with it, then what it says."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import law
from scanner.catalog import builtin_root, load
from scanner.decide import closed_words
from scanner.declared import DeclaredError, Loaded
from scanner.declared import load as load_declared
from scanner.declared.faults import messages
from scanner.model import Covers, Declared, DeclaredFiling, DeclaredModel, DeclaredProduct, Exclude

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CATALOG = load()
LAW = law.load(builtin_root(), closed_words(CATALOG.categories))
NUMBER = "网信算备110108123456701260012号"


def declared(folder: Path, text: str | bytes, name: str = "filing.toml") -> Loaded:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return load_declared(folder, CATALOG, LAW)


def faults(folder: Path, text: str | bytes, name: str = "filing.toml") -> list[tuple[str, str, str]]:
    """(key path, message, what was likely meant) of every fault."""
    with pytest.raises(DeclaredError) as caught:
        declared(folder, text, name)
    return [(fault.key, fault.id, fault.near) for fault in caught.value.faults]


def product(line: str) -> str:
    return f'schema = 1\n[[product]]\nid = "a"\n{line}\n'


def filing(line: str, kind: str = "algorithm") -> str:
    return f'schema = 1\n[[product]]\nid = "a"\n[[filing]]\ntype = "{kind}"\n{line}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [("schema", "schema-missing", "")], id="empty file"),
        ("schema = 2", [("schema", "schema-unknown", "")]),
        ('schema = "1"', [("schema", "schema-unknown", "")]),
        ("schema = true", [("schema", "schema-unknown", "")]),
        ('schema = 1\noperater = "x"', [("operater", "unknown-key", "operator")]),
        ("schema = 1\noperator = 3", [("operator", "not-text", "")]),
        pytest.param('schema = 1\n[product]\nid = "a"', [("product", "one-table", "")], id="one table"),
        pytest.param("schema = 1\nproduct = [1]", [("product", "not-tables", "")], id="no tables"),
        pytest.param("schema = 1\n[[product]]", [("product[1].id", "missing", "")], id="product without id"),
        pytest.param('schema = 1\n[[product]]\nid = "a b/c"', [("product[1].id", "id-form", "")], id="id with a slash"),
        pytest.param('schema = 1\n[[product]]\nid="a"\n[[product]]\nid="a"', [("product[2].id", "id-twice", "")], id="id twice"),
        (product('audience = ["publik"]'), [("product[1].audience", "not-one-of", "public")]),
        (product('audience = ["public", "public"]'), [("product[1].audience", "twice", "")]),
        (product("audience = []"), [("product[1].audience", "empty", "")]),
        (product("audience = [1]"), [("product[1].audience", "not-texts", "")]),
        (product('public_opinion = "yes"'), [("product[1].public_opinion", "not-flag", "")]),
        (product("public-opinion = true"), [("product[1].public-opinion", "unknown-key", "public_opinion")]),
        (product("launched = 2026-02-30"), [("product[1].launched", "no-such-date", "")]),
        (product('launched = "not yet"'), [("product[1].launched", "not-date-or-word", "not-yet")]),
        (product("launched = 2026-03-02T10:00:00"), [("product[1].launched", "not-date-or-word", "")]),
        (product('sector = "medicine"'), [("product[1].sector", "not-one-of", "medical")]),
        (product('run_from = "China"'), [("product[1].run_from", "not-one-of", "")]),
        (product("users = -1"), [("product[1].users", "not-number", "")]),
        (product("users = true"), [("product[1].users", "not-number", "")]),
        (product('form = "miniprogram"'), [("product[1].form", "not-one-of", "mini-program")]),
        (product('vendors = ["deepsek"]'), [("product[1].vendors", "no-vendor", "deepseek")]),
        (product('paths = ["/etc/**"]'), [("product[1].paths", "glob-outside", "")]),
        (product('paths = ["a/../../b"]'), [("product[1].paths", "glob-outside", "")]),
        (product("paths = []"), [("product[1].paths", "empty", "")]),
        (product('[[model]]\nmatch = "x"'), [("model[1].origin", "missing", "")]),
        (product('[[model]]\norigin = "own"'), [("model[1].match", "missing", "")]),
        (product('[[model]]\nmatch = "x"\norigin = "finetuned"'), [("model[1].origin", "not-one-of", "fine-tuned")]),
        (product('[[model]]\nmatch = "x"\norigin = "own"\nbase = "qwne"'), [("model[1].base", "no-base", "qwen")]),
        (product('[[model]]\nmatch = "x"\norigin = "own"\nnumber = "12"'), [("model[1].number", "number-form-model", "")]),
        (filing("", kind="algoritm"), [("filing[1].type", "not-one-of", "algorithm")]),
        (filing('category = "chat"'), [("filing[1].category", "not-one-of", "")]),
        (filing('role = "supporter"'), [("filing[1].role", "not-one-of", "technical-supporter")]),
        (filing('role = "provider"', kind="genai-filing"), [("filing[1].role", "only-algorithm", "")]),
        (filing("date = 2026-13-01"), [("filing[1].date", "no-such-date", "")]),
        pytest.param(filing("date = 2026-3-1"), [("filing[1].date", "not-date", "")], id="a date without its zeros"),
        pytest.param(filing("date = 2026/03/01"), [("filing[1].date", "not-date", "")], id="a date with slashes"),
        (filing('date = "not-yet"'), [("filing[1].date", "not-date", "")]),
        (filing('products = ["b"]'), [("filing[1].products", "no-product", "")]),
        (filing('products = ["A"]'), [("filing[1].products", "no-product", "a")]),
        (filing("covers = 1"), [("filing[1].covers", "not-table", "")]),
        (filing('covers = { vendor = "deepseek" }'), [("filing[1].covers.vendor", "unknown-key", "vendors")]),
        (filing('covers = { vendors = ["deepsek"] }'), [("filing[1].covers.vendors", "no-vendor", "deepseek")]),
        (filing('covers = { families = ["txt"] }'), [("filing[1].covers.families", "no-family", "text")]),
        pytest.param(
            filing("date = 2026-04-20\nchanged = 2026-04-19"),
            [("filing[1].changed", "changed-before-date", "")],
            id="change before the filing",
        ),
        pytest.param(filing('covers = { families = ["tts"] }'), [("filing[1].covers.families", "technique", "speech")], id="technique"),
        pytest.param(
            filing('category = "dispatch"\ncovers = { families = ["text"] }'),
            [("filing[1].covers.families", "no-family", "")],
            id="family of another category",
        ),
        (filing('covers = { models = ["deepsek"] }'), [("filing[1].covers.models", "no-model-family", "deepseek")]),
        (filing('number = "110108123456701260012"'), [("filing[1].number", "number-form-algorithm", NUMBER)]),
        (filing('number = "网信算备11010812345670126001号"'), [("filing[1].number", "number-digits", "")]),
        (filing('number = "网信算备110108123456709260012号"'), [("filing[1].number", "number-parts", "")]),
        (filing('number = "Beijing-X-20260512S0012"'), [("filing[1].number", "number-type", "")]),
        (filing('number = "Beijing-X-20260512S0012"', kind="genai-filing"), [("filing[1].number", "number-type", "")]),
        (filing('number = "Beijing-X-202605120012"', kind="genai-registration"), [("filing[1].number", "number-type", "")]),
        (filing('number = "Beijing-X-20260532S0012"', kind="genai-registration"), [("filing[1].number", "number-date", "")]),
        (filing('number = "Beijing-X"', kind="genai-filing"), [("filing[1].number", "number-form-genai-filing", "")]),
        pytest.param(
            filing('number = "网信算备110108123456703260012号"\ncategory = "generation"'),
            [("filing[1].number", "number-category", "")],
            id="type digits of another category",
        ),
        pytest.param(
            filing(f'number = "{NUMBER}"\n[[filing]]\ntype = "algorithm"\nnumber = "{NUMBER}"'),
            [("filing[2].number", "number-twice", "")],
            id="two algorithms claim one number",
        ),
        pytest.param(
            filing('number = "Beijing-X-20230821"\n[[filing]]\ntype = "genai-filing"\nnumber = "beijing-x-20230821"', kind="genai-filing"),
            [("filing[2].number", "number-twice", "")],
            id="case makes no other number",
        ),
        (product('[[exclude]]\npaths = ["a/**"]'), [("exclude[1].reason", "missing", "")]),
        (product('[[exclude]]\nreason = "x"'), [("exclude[1].paths", "missing", "")]),
        (product('[[exclude]]\npaths = ["a/**"]\nreason = "x"\nuntil = "soon"'), [("exclude[1].until", "not-date", "")]),
        (product('[[exlude]]\npaths = ["a/**"]'), [("exlude", "unknown-key", "exclude")]),
    ],
)
def test_a_fault_is_told_with_its_key_and_what_was_meant(tmp_path: Path, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert faults(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param("schema = 1\n[[product", "syntax", id="syntax"),
        pytest.param(b'schema = 1\noperator = "\xca\xbe\xc0\xfd"', "not-utf8", id="GBK"),
        pytest.param("#" * 1_000_001, "too-large", id="too large"),
        pytest.param("a = " + "[" * 100_000, "syntax", id="nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, data: str | bytes, message: str) -> None:
    assert [fault for _, fault, _ in faults(tmp_path, data)] == [message]


def test_a_folder_is_no_declaration(tmp_path: Path) -> None:
    (tmp_path / "filing.toml").mkdir()
    with pytest.raises(DeclaredError, match="not a regular file"):
        load_declared(tmp_path, CATALOG, LAW)


ALL_AT_ONCE = """
schema = 1
oprator = "x"
[[product]]
id = "a"
launched = 2026-02-30
[[filing]]
type = "algorithm"
number = "网信算备1号"
[[filing]]
type = "genai-filing"
number = "Beijing-X-20260512S0012"
[[filing]]
type = "algorithm"
number = "网信算备110108123456701260012号"
covers = { vendors = ["deepsek"] }
[[filing]]
type = "algorithm"
number = "网信算备110108123456701260012号"
"""


def test_all_faults_are_told_at_once_by_line(tmp_path: Path) -> None:
    with pytest.raises(DeclaredError) as caught:
        declared(tmp_path, ALL_AT_ONCE)
    assert caught.value.told("en").splitlines() == [
        "filing.toml:3: oprator: is not a key here; keys are schema operator product model filing exclude; did you mean operator?",
        "filing.toml:6: product[1].launched: there is no day 2026-02-30",
        "filing.toml:9: filing[1].number: 网信算备1号 has 1 digits, an algorithm filing number has 21",
        "filing.toml:12: filing[2].number: Beijing-X-20260512S0012 is a number of a generative AI registration; type says otherwise",
        "filing.toml:16: filing[3].covers.vendors: the catalogue knows no vendor deepsek; did you mean deepseek?",
        f"filing.toml:19: filing[4].number: {NUMBER} is already the number of filing[3]; a number belongs to one filing",
    ]
    assert caught.value.told("zh").splitlines()[1] == "filing.toml:6: product[1].launched: 没有 2026-02-30 这一天"


def test_faults_do_not_carry_what_steers_a_terminal(tmp_path: Path) -> None:
    with pytest.raises(DeclaredError) as caught:
        declared(tmp_path, 'schema = 1\n"\\u001b[2J\\u202e" = 1\n')
    assert "\\u001b[2J\\u202e" in str(caught.value)


PIECES = st.sampled_from(
    [*re.split(r"(\\W)", ALL_AT_ONCE), "[[model]]", "[[exclude]]", "true", "-1", "\u202e", "\x00", "网信算备", "{", "]"]
)


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=80).map(lambda pieces: "".join(["schema = 1\n", *pieces]))))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    try:
        found = declared(tmp_path_factory.mktemp("any"), text)
    except DeclaredError:
        return
    assert found.file == "filing.toml"


def test_both_places_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.suanbei]\nschema = 1\n", "utf-8")
    assert faults(tmp_path, "schema = 1") == [("", "two-files", "")]


@pytest.mark.parametrize("text", [None, "[project]\nname = 'suanbei-user'\n", "[tool.other]\nsuanbei = 1\n", "[tool.suanbei\n"])
def test_nothing_declared(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    assert load_declared(tmp_path, CATALOG, LAW).declared == Declared()
    assert load_declared(tmp_path, CATALOG, LAW).file == ""


WHOLE = f"""
schema = 1
operator = "示例科技(北京)有限公司"
[[product]]
id = "cuotiben"
name = "错题本"
paths = ["miniprogram/**", "cloudfunctions/**"]
audience = ["public"]
public_opinion = true
launched = 2026-03-02
minors = true
companion = false
sector = "education"
users = 0
form = "mini-program"
vendors = []
[[product]]
id = "solver-api"
audience = ["supply", "overseas"]
launched = "not-yet"
run_from = "mainland"
[[model]]
match = "solver-7b"
origin = "fine-tuned"
base = "qwen"
number = "ZheJiang-TongYiQianWen-20230901"
[[filing]]
type = "algorithm"
number = "{NUMBER}"
name = "错题本智能答疑算法"
role = "provider"
date = 2026-04-20
products = ["cuotiben"]
covers = {{ families = ["text"], vendors = ["deepseek"], models = ["qwen", "solver-7b", "deepseek-chat"], paths = ["miniprogram/**"] }}
[[filing]]
type = "algorithm"
number = "网信算备110108123456703220012号"
category = "generation"
[[filing]]
type = "genai-registration"
number = "Beijing-CuoTiBen-20260512S0012"
[[exclude]]
paths = ["spam/**", "0123456789abcdef0123456789abcdef"]
reason = "分类器,不生成内容"
until = 2026-12-31
"""
MEANT = Declared(
    operator="示例科技(北京)有限公司",
    products=(
        DeclaredProduct(
            id="cuotiben",
            name="错题本",
            paths=("miniprogram/**", "cloudfunctions/**"),
            audience=("public",),
            public_opinion=True,
            launched="2026-03-02",
            minors=True,
            companion=False,
            sector="education",
            users=0,
            form="mini-program",
            vendors=(),
        ),
        DeclaredProduct(id="solver-api", audience=("supply", "overseas"), launched="not-yet", run_from="mainland"),
    ),
    models=(DeclaredModel(match="solver-7b", origin="fine-tuned", base="qwen", number="ZheJiang-TongYiQianWen-20230901"),),
    filings=(
        DeclaredFiling(
            type="algorithm",
            number=NUMBER,
            name="错题本智能答疑算法",
            category="generation",
            role="provider",
            date="2026-04-20",
            products=("cuotiben",),
            covers=Covers(
                families=("text",), vendors=("deepseek",), models=("qwen", "solver-7b", "deepseek-chat"), paths=("miniprogram/**",)
            ),
        ),
        # Type digits of 2022 are not reliable, so they contradict nobody.
        DeclaredFiling(type="algorithm", number="网信算备110108123456703220012号", category="generation"),
        DeclaredFiling(type="genai-registration", number="Beijing-CuoTiBen-20260512S0012"),
    ),
    excludes=(Exclude(paths=("spam/**", "0123456789abcdef0123456789abcdef"), reason="分类器,不生成内容", until="2026-12-31"),),
)


@pytest.mark.parametrize("name", ["filing.toml", "pyproject.toml"])
def test_everything_that_can_be_said(tmp_path: Path, name: str) -> None:
    text = WHOLE
    if name == "pyproject.toml":
        text = re.sub(r"\[\[(\w+)\]\]", r"[[tool.suanbei.\1]]", "[project]\nname = 'x'\n[tool.suanbei]" + WHOLE)
    found = declared(tmp_path, text, name)
    assert found.declared == MEANT
    assert found.file == name
    assert text.splitlines()[found.line("filing", 1, "number") - 1].startswith('number = "网信算备110108123456703220012号"')


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    assert declared(tmp_path, b"\xef\xbb\xbfschema = 1\n").file == "filing.toml"


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("name", "row"), messages().items())
def test_messages_say_the_same_in_both_languages(name: str, row: Mapping[str, str]) -> None:
    assert set(row) == {"zh", "en"}
    assert fields(row["zh"]) == fields(row["en"])
