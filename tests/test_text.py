"""Bytes to text, and byte offsets to the lines and columns that a person sees."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.languages._builder import Builder
from scanner.text import Places, decode

CHINESE = "# 调用大模型接口,生成对话内容\nurl = 'https://host/v1'  # 地址\nname = '你好,世界'\n"
FRENCH = "# Café crème, déjà vu, naïve façade, Noël à la fenêtre\nname = 'Zoë'\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"x = 1\n", id="ascii"),
        pytest.param(CHINESE.encode(), id="utf-8"),
        pytest.param(b"x = 0\0 1\0", id="zeros without a pattern"),
        pytest.param("😀é你".encode(), id="short"),
    ],
)
def test_utf8_stays_as_it_is(data: bytes) -> None:
    assert decode(data) == (data, "utf-8", 0)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (codecs.BOM_UTF8 + CHINESE.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + CHINESE.encode("utf-32-le"), "utf-32"),
        (codecs.BOM_UTF32_BE + CHINESE.encode("utf-32-be"), "utf-32"),
        (("import os\n" + CHINESE).encode("utf-16-le"), "utf-16-le"),
        (("import os\nimport sys\n" + CHINESE).encode("utf-16-be"), "utf-16-be"),
        (CHINESE.encode("gbk"), "gb18030"),
        ((CHINESE + "# 㐀㐁𠀀\n").encode("gb18030"), "gb18030"),
        ("# 你\n".encode("gbk"), "gb18030"),
        (b"# -*- coding: big5 -*-\n" + "# 說明文字\n".encode("big5"), "big5"),
        (b"# vim: fileencoding=latin-1\n" + FRENCH.encode("latin-1"), "latin-1"),
        (b"#!/usr/bin/python\n# coding: cp1251\n" + "# Привет\n".encode("cp1251"), "cp1251"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_other_encodings_become_utf8(data: bytes, encoding: str) -> None:
    found = decode(data)
    assert (found.encoding, found.damaged) == (encoding, 0)
    assert not found.data.startswith(codecs.BOM_UTF8)
    assert found.data.decode().count("\n") == data.count(b"\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gbk", "gb18030"])
def test_text_comes_back(encoding: str) -> None:
    assert decode(CHINESE.encode(encoding)).data.decode() == CHINESE


@pytest.mark.parametrize(
    ("data", "damaged"),
    [
        pytest.param(FRENCH.encode("latin-1"), 10, id="latin letters are no Chinese"),
        pytest.param(b"# -*- coding: rot13 -*-\nx = '\xe9'\n", 1, id="a declared encoding that is none"),
        pytest.param(b"# -*- coding: gbk -*-\nx = '\xff\xff'\n", 2, id="not what it says"),
        pytest.param(CHINESE.encode().replace("内容".encode(), "内容".encode()[:-1]), 1, id="cut in a character"),
        pytest.param(codecs.BOM_UTF16_LE + b"a\0b\0\0\xd8", 1, id="half a pair at the end"),
        pytest.param(codecs.BOM_UTF8 + b"a\xff", 1, id="damage behind a mark"),
    ],
)
def test_damage_is_counted(data: bytes, damaged: int) -> None:
    found = decode(data)
    assert found.damaged == damaged
    assert found.data.decode().count("\ufffd") == damaged


def test_plain_text_around_damage_survives() -> None:
    assert b"name = 'Zo\xef\xbf\xbd'" in decode(FRENCH.encode("latin-1")).data


def test_binary_data_is_damage() -> None:
    assert decode(bytes(range(256)) * 4).damaged > 100


@given(st.binary())
def test_any_bytes_become_text(data: bytes) -> None:
    found = decode(data)
    assert found.data.decode().count("\ufffd") >= found.damaged


@given(st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), min_size=1), st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_any_text_with_a_mark_comes_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).data == text.encode()


# ---------------------------------------------------------------------------------------------- places


def at(source: str, piece: str, lines: tuple[tuple[int, int], ...] = ()) -> tuple[int, int, int, int]:
    """Line and column of the beginning and the end of a piece of the source."""
    data = source.encode()
    start = data.index(piece.encode())
    facts = Builder("a", "python", len(data)).facts(lines=lines)
    place = Places("a", data, facts).location(start, start + len(piece.encode()))
    return place.line, place.column, place.end_line, place.end_column


@pytest.mark.parametrize(
    ("source", "piece", "place"),
    [
        ("f()", "f()", (1, 1, 1, 4)),
        ("a\nf()\n", "f()", (2, 1, 2, 4)),
        ("你好 = f('世界')\n", "f('世界')", (1, 6, 1, 13)),
        ("# 你\r\n  f(\r\n  '好')\r\n", "f(\r\n  '好')", (2, 3, 3, 7)),
        ("😀 = f()", "f()", (1, 5, 1, 8)),
        ("e\u0301 = f()", "f()", (1, 6, 1, 9)),
        ("a", "", (1, 1, 1, 1)),
    ],
)
def test_columns_are_code_points(source: str, piece: str, place: tuple[int, int, int, int]) -> None:
    assert at(source, piece) == place


NOTEBOOK = "x = 1\n你好 = f('世界')\ny = g(\n  '你')\n"
RAW_LINES = ((0, 10), (6, 25), (27, 26), (34, 27))


@pytest.mark.parametrize(
    ("piece", "place"), [("x", (10, 1, 10, 2)), ("f('世界')", (25, 6, 25, 13)), ("g(\n  '你')", (26, 5, 27, 7)), ("'你')", (27, 3, 27, 7))]
)
def test_lines_of_a_notebook_are_those_of_its_file(piece: str, place: tuple[int, int, int, int]) -> None:
    assert at(NOTEBOOK, piece, RAW_LINES) == place


@pytest.mark.parametrize(("number", "text"), [(0, ""), (1, ""), (10, "x = 1"), (25, "你好 = f('世界')"), (27, "  '你')"), (28, "")])
def test_a_line_of_a_notebook(number: int, text: str) -> None:
    facts = Builder("a", "python", 0).facts(lines=RAW_LINES)
    assert Places("a", NOTEBOOK.encode(), facts).line(number) == text


def test_a_region_of_several_lines_counts_them() -> None:
    assert at("a\nb\nc = f()\n", "f()", ((0, 40),)) == (42, 5, 42, 8)


@pytest.mark.parametrize(("number", "text"), [(-1, ""), (0, ""), (1, "a"), (2, "你"), (3, ""), (4, "b"), (5, "")])
def test_a_line(number: int, text: str) -> None:
    assert Places("a", "a\n你\r\n\nb".encode()).line(number) == text


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 400), st.integers(0, 400))
def test_places_are_inside_of_the_file(text: str, start: int, end: int) -> None:
    data = text.encode()
    place = Places("a", data).location(min(start, len(data)), min(end, len(data)))
    assert 1 <= place.line <= place.end_line <= text.count("\n") + 1
    assert (place.line, place.column) <= (place.end_line, place.end_column)
