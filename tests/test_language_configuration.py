"""Configuration front ends: what a file says, where each text stands, and that no input is too bad or too large."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.collecting import paused
from scanner.discover._paths import _SUFFIXES
from scanner.languages.configuration import LANGUAGES

if TYPE_CHECKING:
    from scanner.model import Facts

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures" / "languages" / "configuration"
FORMATS = {language.id: language for language in LANGUAGES}
BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix, name in _SUFFIXES.items() if name == language.id}
EXPECTED = tomllib.loads((FIXTURES / "expected.toml").read_text(encoding="utf-8"))


def lower(language: str, data: str | bytes) -> Facts:
    return FORMATS[language].lower("file", data.encode() if isinstance(data, str) else data)


def plain(facts: Facts) -> object:
    """The root as Python values: numbers as {"number": text}, what is neither as a tuple of its kind and parts."""

    def value(index: int) -> object:
        kind, *rest = facts.exprs[index]
        if kind == "map":
            pairs = [(value(key) if key >= 0 else "<<", value(item)) for key, item in rest[0]]
            spread = {name: item for key, held in pairs if key == "<<" for name, item in held.items()}
            return spread | {key: item for key, item in pairs if key != "<<"}
        if kind == "sequence":
            return [value(item) for item in rest[0]]
        if kind in ("union", "concat"):
            return (kind, *map(value, rest[0]))
        return number(rest[0]) if kind == "number" else (kind, rest[0]) if kind == "unknown" else rest[0]

    return value(facts.root)


def number(text: str) -> dict[str, str]:
    return {"number": text}


def texts(facts: Facts) -> list[str]:
    return [f"{entry.key} = {entry.text}" for entry in facts.entries]


def slices(facts: Facts, data: str | bytes) -> list[str]:
    data = data.encode() if isinstance(data, str) else data
    return [data[entry.start : entry.end].decode() for entry in facts.entries]


# ------------------------------------------------------------------------------------------------ samples


@pytest.mark.parametrize("name", EXPECTED)
def test_texts_of_samples(name: str) -> None:
    facts = BY_SUFFIX[f".{name.rpartition('.')[2]}"].lower(name, (FIXTURES / name).read_bytes())
    assert texts(facts) == EXPECTED[name]
    assert facts.gaps == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_spans_of_samples(name: str) -> None:
    """Where a text is written without escapes and on one line, its span holds exactly it."""
    data = (FIXTURES / name).read_bytes()
    facts = BY_SUFFIX[f".{name.rpartition('.')[2]}"].lower(name, data)
    odd = {text for text, found in zip(facts.entries, slices(facts, data), strict=True) if text.text != found}
    assert all("\\" in found or "\n" in found or "''" in found for found in (data[e.start : e.end].decode() for e in odd))
    assert len(odd) < len(facts.entries) / 2


def test_broken_sample_gives_what_is_readable() -> None:
    facts = lower("json", (FIXTURES / "broken.json").read_bytes())
    assert texts(facts) == [
        "model = chat-large",
        "client.baseUrl = https://gateway.example.com/v1",
        "client.stream = true",
        "client.routes.0.path = /chat",
    ]
    assert dict(facts.gaps)["parse-error"] == 2


# ------------------------------------------------------------------------------------------------ values

VALUES = [
    pytest.param("json", "", {}, id="json-empty"),
    pytest.param("json", "// nothing\n", {}, id="json-only-remark"),
    pytest.param("json", '"text"', "text", id="json-text"),
    pytest.param("json", '{"a": [], "b": {}}', {"a": [], "b": {}}, id="json-empty-containers"),
    pytest.param(
        "json",
        "{a: 0xFF, b: .5, c: +1, d: -Infinity}",
        {"a": number("255"), "b": number(".5"), "c": number("1"), "d": number("-infinity")},
        id="json5-numbers",
    ),
    pytest.param("json", r'{"a": "\ud83d\ude00 \ud83d"}', {"a": "😀 \ufffd"}, id="json-surrogates"),
    pytest.param("json", "\ufeff{}", {}, id="json-mark"),
    pytest.param("yaml", "", {}, id="yaml-empty"),
    pytest.param("yaml", "---\n---\na: b\n", {"a": "b"}, id="yaml-empty-document"),
    pytest.param("yaml", "a: 1\n---\na: 2\n", ("union", {"a": number("1")}, {"a": number("2")}), id="yaml-documents"),
    pytest.param("yaml", "a: no\nb: 12:30\nc: '1'\nd: nan", {"a": "no", "b": "12:30", "c": "1", "d": "nan"}, id="yaml-texts"),
    pytest.param("yaml", "a: ~\nb: !!str 1\nc: !!int '1'\nd: True", {"a": None, "b": "1", "c": number("1"), "d": True}, id="yaml-typed"),
    pytest.param(
        "yaml",
        "a: !env NAME\nb: !env ${NAME:x}\nc: !m {k: v}",
        {"a": ("unknown", "tag"), "b": "${NAME:x}", "c": {"k": "v"}},
        id="yaml-own-tags",
    ),
    pytest.param("yaml", "a: !!python/object/apply:os.system ['echo']", {"a": ["echo"]}, id="yaml-code-tag"),
    pytest.param("yaml", "<<: [{a: b}, {a: c, d: e}]\nf: g", {"a": "b", "d": "e", "f": "g"}, id="yaml-merge-list"),
    pytest.param("yaml", "\ufeffé: ü\n", {"é": "ü"}, id="yaml-mark"),
    pytest.param("toml", "", {}, id="toml-empty"),
    pytest.param(
        "toml",
        "a.b = 'x'\n[a.c]\nd = true\n[[e]]\n[[e]]\nf = 'g'",
        {"a": {"b": "x", "c": {"d": True}}, "e": [{}, {"f": "g"}]},
        id="toml-tables",
    ),
    pytest.param("toml", 'a = """\n"q" \\\n  b"""\nc = \'\'\'\\n\'\'\'', {"a": '"q" b', "c": "\\n"}, id="toml-long"),
    pytest.param("toml", "a = 1979-05-27", {"a": ("unknown", "date")}, id="toml-date"),
    pytest.param("env", "", {}, id="env-empty"),
    pytest.param("env", "A=x # y\nB='${A}'\nC=a#b\nD=\"p\\nq\"", {"A": "x", "B": "${A}", "C": "a#b", "D": "p\nq"}, id="env-quotes"),
    pytest.param(
        "env",
        "A=h\nB=${A}/x\nC=${B}/$A/$Z",
        {"A": "h", "B": ("concat", "h", "/x"), "C": ("concat", "h", "/x", "/", "h", "/$Z")},
        id="env-reference",
    ),
    pytest.param(
        "env",
        "A=${X}/y\nB=${X:-d}",
        {"A": ("concat", ("unknown", "environment"), "/y"), "B": ("union", ("unknown", "environment"), "d")},
        id="env-hole",
    ),
    pytest.param("ini", "", {}, id="ini-empty"),
    pytest.param("ini", "[DEFAULT]\na = 1\n[s]\nb: %(a)s\n", {"DEFAULT": {"a": "1"}, "s": {"a": "1", "b": "%(a)s"}}, id="ini-default"),
    pytest.param("ini", "[s]\njson = {\n  }\nx = {\n", {"s": {"json": "{\n}", "x": "{"}}, id="ini-not-blocks"),
    pytest.param("ini", 'a {\n u = "x"\n u = ${?U}\n}', {"a": {"u": ("union", "${?U}", "x")}}, id="blocks-optional"),
    pytest.param("properties", "", {}, id="properties-empty"),
    pytest.param("properties", "a=b\n#---\na=c", ("union", {"a": "b"}, {"a": "c"}), id="properties-profiles"),
    pytest.param("properties", "a.b\\:c = d\\\r\n  e\n! x\nf", {"a.b:c": "de", "f": ""}, id="properties-lines"),
]


@pytest.mark.parametrize(("language", "data", "expected"), VALUES)
def test_values(language: str, data: str, expected: object) -> None:
    facts = lower(language, data)
    assert plain(facts) == expected
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("language", "data", "expected"),
    [
        pytest.param("json", '{"é": "ü\\n"}', ["ü\\n"], id="json"),
        pytest.param("yaml", "é: &a !t 'ü''x' # r", ["ü''x"], id="yaml-quoted"),
        pytest.param("yaml", "é: |2- # r\n   ü\n  x\n\n\n# r\nb: c", ["ü\n  x", "c"], id="yaml-block"),
        pytest.param("yaml", "a: &x\n  !!str\n  # r\n  ü y\n  z  \n", ["ü y\n  z"], id="yaml-plain"),
        pytest.param("yaml", "a: &x ü\nb: *x", ["ü", "ü"], id="yaml-alias-is-where-the-text-is"),
        pytest.param("toml", 'é."ü" = """\nü"""', ["ü"], id="toml"),
        pytest.param("env", "é='ü' # r", ["ü"], id="env"),
        pytest.param("ini", "[é]\nü = 'x' ; r\n", ["x"], id="ini"),
        pytest.param("properties", "é=\\\n  ü  ", ["ü"], id="properties"),
        pytest.param("ini", "é {\n x 'ü' y; # r\n}", ["'ü' y"], id="blocks"),
    ],
)
def test_spans(language: str, data: str, expected: list[str]) -> None:
    assert slices(lower(language, data), data) == expected


# ------------------------------------------------------------------------------------------------ bad input

GAPS = [
    pytest.param("json", '{"a": {"b": "c", "d', {"a": {"b": "c"}}, {"parse-error": 2}, id="json-cut-off"),
    pytest.param("json", '{"a": {"x": "y"}, "a": "b"}', {"a": "b"}, {"duplicate-key": 1}, id="json-duplicate"),
    pytest.param("json", '{"a": 1}\n{"a": 2}', {"a": number("1")}, {"cut": 1}, id="json-records"),
    pytest.param(
        "json", '{"a": [1}, "b": oops}', {"a": [number("1")], "b": ("unknown", "parse-error")}, {"parse-error": 2}, id="json-wrong-bracket"
    ),
    pytest.param("json", b'{"a": "\xff\xfe"}', {"a": "??"}, {"encoding": 1}, id="json-bytes"),
    pytest.param("yaml", "a: b\nc: [d\ne: f: g\n", {"a": "b", "c": ["d e"]}, {"parse-error": 1}, id="yaml-broken"),
    pytest.param("yaml", "a: {x: y}\na: b\n", {"a": "b"}, {"duplicate-key": 1}, id="yaml-duplicate"),
    pytest.param(
        "yaml", "a: &a [*a, *b]", {"a": [("unknown", "unresolved-alias")] * 2}, {"unresolved-alias": 2}, id="yaml-recursive-alias"
    ),
    pytest.param("yaml", "? [a, b]\n: c\n", {"?": "c"}, {"complex-key": 1}, id="yaml-complex-key"),
    pytest.param("yaml", b"a: b\xff\x00c\n", {"a": "b??c"}, {"encoding": 1}, id="yaml-bytes"),
    pytest.param("toml", "a = 'b'\noops\nc = [1,\n[d]\ne = 'f'", {"a": "b", "d": {"e": "f"}}, {"parse-error": 2}, id="toml-broken"),
    pytest.param("toml", "a = 'b'\na = 'c'", {"a": "c"}, {"duplicate-key": 1}, id="toml-duplicate"),
    pytest.param("toml", "a = 'b'\n[a.b]\n", {"a": {"b": {}}}, {"duplicate-key": 1}, id="toml-value-and-table"),
    pytest.param("env", 'oops\nA="x\nB=y', {"B": "y"}, {"parse-error": 2}, id="env-broken"),
    pytest.param("env", "A=x\nA=y", {"A": "y"}, {"duplicate-key": 1}, id="env-duplicate"),
    pytest.param("ini", "[s\na = b\na = c", {"a": "c"}, {"parse-error": 1, "duplicate-key": 1}, id="ini-broken"),
    pytest.param("properties", "= x\na=b\na=c", {"a": "c"}, {"parse-error": 1, "duplicate-key": 1}, id="properties-broken"),
    pytest.param("ini", "a {\n b c\n}\n}\n", {"a": {"b": "c"}}, {"parse-error": 1}, id="blocks-broken"),
]


@pytest.mark.parametrize(("language", "data", "expected", "gaps"), GAPS)
def test_faults_are_counted_and_cost_little(language: str, data: str | bytes, expected: object, gaps: dict[str, int]) -> None:
    facts = lower(language, data)
    assert plain(facts) == expected
    assert dict(facts.gaps) == gaps


def test_texts_of_a_lost_duplicate_are_gone() -> None:
    assert texts(lower("json", '{"a": {"x": "y"}, "b": "z", "a": {"k": "v"}}')) == ["b = z", "a.k = v"]


def test_merged_texts_stand_under_the_map_that_merges() -> None:
    data = "a: &a {u: 1x, v: 2x, n: {w: 3x}}\nb:\n  <<: *a\n  v: own\n  n: {}\n"
    assert texts(lower("yaml", data))[3:] == ["b.u = 1x", "b.v = own"]


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
HOSTILE = [
    pytest.param("json", "[" * 100_000, "nested-too-deep", id="json-deep"),
    pytest.param("json", '{"a":' * 100_000, "nested-too-deep", id="json-deep-maps"),
    pytest.param("json", "[" + ",".join(["7"] * 2_500_000) + "]", "cut", id="json-data"),
    pytest.param("json", "[" + "[]," * 1_500_000 + "]", "too-many-nodes", id="json-empty-lists"),
    pytest.param("json", " " * 20_000_001, "too-large", id="json-huge"),
    pytest.param("json", "/ " * 2_500_000, "parse-error", id="json-faults"),
    pytest.param("json", '{"a": "' + "\\" * 4_000_000, "parse-error", id="json-backslashes"),
    pytest.param("yaml", "[" * 100_000, "nested-too-deep", id="yaml-deep"),
    pytest.param("yaml", "- " * 100_000, "nested-too-deep", id="yaml-deep-block"),
    pytest.param("yaml", BOMB, "cut", id="yaml-bomb"),
    pytest.param("yaml", BOMB.replace("x", "1"), "too-many-nodes", id="yaml-bomb-of-numbers"),
    pytest.param("yaml", "- a: b\n" * 200_000, "cut", id="yaml-data"),
    pytest.param("toml", "a = " + "[" * 100_000, "nested-too-deep", id="toml-deep"),
    pytest.param("toml", "a = [1,\n" * 100_000, "parse-error", id="toml-unclosed"),
    pytest.param("toml", "x\n" * 1_000_000, "parse-error", id="toml-faults"),
    pytest.param("env", "A=x\n" + "A=${A}${A}\n" * 1_000, "too-many-nodes", id="env-doubling"),
    pytest.param("env", "A=`'\"\n" * 100_000, "parse-error", id="env-quotes"),
    pytest.param("ini", "a" + " " * 1_000_000 + "[\n" + "[\n" * 100_000, "parse-error", id="ini-faults"),
    pytest.param("ini", "a {\n" * 100_000, "nested-too-deep", id="blocks-deep"),
    pytest.param("properties", "".join(f"a{n}=b\n" for n in range(100_000)), "cut", id="properties-data"),
]


@pytest.mark.parametrize(("language", "data", "gap"), HOSTILE)
def test_hostile_input_is_bounded(language: str, data: str, gap: str) -> None:
    with paused():  # as in a scan: what other tests left in memory is not walked, also not before the clock is read
        began = time.process_time()
        facts = lower(language, data)
        spent = time.process_time() - began
    assert gap in dict(facts.gaps)
    assert len(facts.exprs) <= 200_000
    assert spent < 20  # 0.01 to 2 s on a quiet machine; what is not bounded takes minutes


# ------------------------------------------------------------------------------------------------ properties


def documents(text: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    leaves = st.none() | st.booleans() | text
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20)


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
YAML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff"))
PIECES = st.sampled_from(
    [
        *"{}[]:,=;#!\"'`\\\n\r\t &*|>-?%@$<~/.",
        "a",
        "b: ",
        "<<: ",
        "- ",
        "[[a]]",
        '"""',
        "'''",
        "${a}",
        "/*",
        "*/",
        "\\u00",
        "é",
        "---\n",
        "\x00",
        "\ufeff",
        "{{",
        "}}",
        "{%",
    ]
)


@given(documents(ANY_TEXT))
def test_json_reads_as_the_standard_library_does(value: object) -> None:
    for data in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        facts = lower("json", data)
        assert plain(facts) == value
        assert facts.gaps == ()


@given(documents(YAML_TEXT))
def test_yaml_contains_json(value: object) -> None:
    facts = lower("yaml", json.dumps({"key": value}, ensure_ascii=False))
    assert plain(facts) == {"key": value}
    assert facts.gaps == ()


@pytest.mark.parametrize(
    "path", sorted(p.relative_to(ROOT).as_posix() for p in [ROOT / "pyproject.toml", *ROOT.glob("signatures/**/*.toml")])
)
def test_toml_reads_as_the_standard_library_does(path: str) -> None:
    """Our own catalogue is the sample: dates are unknown here, numbers are kept as written."""
    data = (ROOT / path).read_text(encoding="utf-8")
    facts = lower("toml", data)
    expected = json.loads(json.dumps(tomllib.loads(data), default=lambda _: "date"), parse_int=number, parse_float=number)
    assert json.loads(json.dumps(plain(facts)).replace('["unknown", "date"]', '"date"')) == expected
    assert facts.gaps == ()


@pytest.mark.parametrize("language", FORMATS)
@given(data=st.binary() | st.lists(PIECES).map(lambda pieces: "".join(pieces).encode()))
def test_nothing_raises(language: str, data: bytes) -> None:
    facts = lower(language, data)
    assert all(0 <= entry.start <= entry.end <= len(data) for entry in facts.entries)
    assert facts.root >= 0
    assert lower(language, data) == facts


@pytest.mark.parametrize("language", FORMATS)
def test_nothing_imports_configuration(language: str) -> None:
    assert FORMATS[language].locate("a", "b", None) == FORMATS[language].names_of("a", None) == ()  # type: ignore[arg-type]


SEED = r"""
-- INSERT INTO channel (base_url) VALUES ('https://commented.example');
/* 'https://commented.example */ CREATE TABLE channel (name varchar(20) DEFAULT 'it''s', home text DEFAULT 'https://default.example');
INSERT INTO `shop`.`channel` (`id`, `name`, `base_url`) VALUES
  (1, 'Own (one), too', 'https://one.example/v1'), (2, concat('a', 'b'), 'two.example.com'),
  (3, 'Again', 'https://one.example/v1');
REPLACE INTO plain VALUES (7, 'it''s', 'wss://three.example');
INSERT INTO links (title, url) SELECT 'docs', 'https://four.example' WHERE NOT EXISTS (SELECT 1 FROM links WHERE url = 'https://asked.example');
UPDATE "Setting" SET note = 'plain words', "Value" = 'https://five.example/\'x' WHERE name = 'https://asked.example';
SELECT * FROM channel WHERE base_url = 'https://asked.example';
"""


def test_rows_hold_the_addresses_that_are_written_into_them() -> None:
    facts = lower("sql", SEED)
    assert texts(facts) == [
        "channel.base_url = https://one.example/v1",
        "channel.base_url = two.example.com",
        "plain.2 = wss://three.example",
        "links.url = https://four.example",
        "Setting.Value = https://five.example/'x",
    ]
    assert [SEED[entry.start : entry.end] for entry in facts.entries[:2]] == ["https://one.example/v1", "two.example.com"]
    assert plain(facts) == {}


@pytest.mark.parametrize("piece", ["/*", "'", "INSERT INTO a VALUES (", "update a set b='https://a.b',", "insert ", "((((", "`"])
def test_a_script_of_one_piece_takes_time_of_its_length(piece: str) -> None:
    before = time.perf_counter()
    lower("sql", piece * (400_000 // len(piece)))
    assert time.perf_counter() - before < 5
