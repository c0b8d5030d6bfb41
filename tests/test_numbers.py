"""Filing numbers taken apart: what is none first, then rows of the published lists as the vendor files and the research quote them."""

from __future__ import annotations

import pytest

from scanner.catalog import load
from scanner.declared.numbers import NEEDLES, BrokenNumber, FilingNumber, GenaiNumber, SiteNumber, decode, find
from scanner.declared.shown import shown
from scanner.model import SourceFile

FILED = tuple(row for vendor in load().vendors.values() for row in vendor.filed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "网信算备号",
        "网信算备11010812345670126001号",
        "网信算备1101081234567012600123号",
        pytest.param("网信算备１１０１０８１２３４５６７０１２６００１２号", id="wide digits"),
        pytest.param("网信算备110108123456700260012号", id="type 00"),
        pytest.param("网信算备110108123456707260012号", id="type 07"),
        pytest.param("网信算备110108123456701210012号", id="before the first list"),
        pytest.param("网信算备010108123456701260012号", id="no region begins with 0"),
        pytest.param("110108123456701260012", id="digits alone"),
        pytest.param(" 网信算备110108123456701260012号", id="space"),
        "Beijing-20230821",
        "Beijing-WenXinYiYan-2023082",
        pytest.param("Beijing-WenXinYiYan-20230832", id="no such day"),
        pytest.param("Beijing-WenXinYiYan-20230821S", id="S without running number"),
        pytest.param("Beijing-WenXinYiYan-20230821S001", id="three digits"),
        pytest.param("Beijing-Wen Xin-20230821", id="space in the name"),
    ],
)
def test_is_no_number(text: str) -> None:
    assert decode(text) is None


@pytest.mark.parametrize(
    ("text", "region", "entity", "kind", "year", "serial"),
    [
        ("网信算备110108970550101240011号", "110108", "9705501", "01", 2024, "001"),
        ("网信算备330110507206401230035号", "330110", "5072064", "01", 2023, "003"),
        ("网信算备110108645502801230043号", "110108", "6455028", "01", 2023, "004"),
        ("网信算备350582360225701230011号", "350582", "3602257", "01", 2023, "001"),
        ("网信算备110108896786101240023号", "110108", "8967861", "01", 2024, "002"),
    ],
)
def test_algorithm_number(text: str, region: str, entity: str, kind: str, year: int, serial: str) -> None:
    number = decode(text)
    assert isinstance(number, FilingNumber)
    assert (number.region, number.entity, number.type, number.year, number.serial) == (region, entity, kind, year, serial)
    assert number.adds_up


@pytest.mark.parametrize(
    ("text", "province", "name", "date", "serial", "registration"),
    [
        ("Beijing-DeepseekChat-202404280016", "Beijing", "DeepseekChat", "2024-04-28", "0016", False),
        ("ZheJiang-TongYiQianWen-20230901", "ZheJiang", "TongYiQianWen", "2023-09-01", "", False),
        ("ChongQing-andisiDaMoXing-20231222", "ChongQing", "andisiDaMoXing", "2023-12-22", "", False),
        ("ZhongYangQiYe-YuanJing-20240412", "ZhongYangQiYe", "YuanJing", "2024-04-12", "", False),
        pytest.param("Beijing-A-B-202605120012", "Beijing", "A-B", "2026-05-12", "0012", False, id="hyphen in the name"),
        ("Beijing-CuoTiBen-20260512S0012", "Beijing", "CuoTiBen", "2026-05-12", "0012", True),
    ],
)
def test_generative_number(text: str, province: str, name: str, date: str, serial: str, registration: bool) -> None:
    assert decode(text) == GenaiNumber(text, province, name, date, serial, registration)


@pytest.mark.parametrize("row", FILED, ids=lambda row: row.number)
def test_numbers_of_the_vendor_files(row: object) -> None:
    number = decode(row.number)  # type: ignore[attr-defined]
    assert isinstance(number, FilingNumber if row.type == "algorithm-filing" else GenaiNumber)  # type: ignore[attr-defined]
    assert number.adds_up if isinstance(number, FilingNumber) else number.known_province


@pytest.mark.parametrize("place", range(21))
def test_the_check_digit_tells_one_wrong_digit_or_does_not_depend_on_it(place: int) -> None:
    """Weights are powers of two, so a digit that is wrong by five, and not the last one, goes unnoticed."""
    digits = "110108970550101240011"
    for other in set("0123456789") - {digits[place]}:
        number = FilingNumber(f"网信算备{digits[:place]}{other}{digits[place + 1 :]}号", "", "", "", 2024, "", "")
        by_five = abs(int(other) - int(digits[place])) == 5
        assert number.adds_up is (by_five and place < 20)


@pytest.mark.parametrize(
    "text",
    [
        "claude-3-5-sonnet-20241022",
        "gpt-4o-2024-08-06",
        "网信算备XXXXXXXX号",
        "网信算备{{ number }}号",
        "ICP备案",
        "京ICP备XXXXXXXX号",
        pytest.param("qwen-vl-max-20230901", id="model id"),
        pytest.param("xBeijing-WenXinYiYan-20230821", id="longer word before"),
        pytest.param("Beijing-WenXinYiYan-20230821abc", id="longer word after"),
        pytest.param("Shanghai (2023) — report-20230821", id="prose"),
        "电话 010-20240101",
    ],
)
def test_finds_no_number(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("<p>网信算备110108970550101240011号</p>", decode("网信算备110108970550101240011号")),
        ("网信算备 110108970550101240011 号", decode("网信算备110108970550101240011号")),
        ("备案编号:网信算备110108970550101240011", decode("网信算备110108970550101240011号")),
        ("网信算备1101089705501号", BrokenNumber("网信算备1101089705501号", 13)),
        ("模型:求索对话(Beijing-DeepseekChat-202404280016)", decode("Beijing-DeepseekChat-202404280016")),
        ('no = "Beijing-CuoTiBen-20260512S0012"', decode("Beijing-CuoTiBen-20260512S0012")),
        ("京ICP备12345678号-1", SiteNumber("京ICP备12345678号-1", "icp")),
        ("粤ICP备2021000001号-3A", SiteNumber("粤ICP备2021000001号-3A", "icp")),
        ("沪icp备 10200000 号", SiteNumber("沪icp备10200000号", "icp")),
        ("京ICP证030173号", SiteNumber("京ICP证030173号", "icp-licence")),
        ("网信算备：310115124334401240013号", decode("网信算备310115124334401240013号")),
        ("沪公网安备：31010402333815号", SiteNumber("沪公网安备31010402333815号", "police")),
        ("增值电信业务经营许可证：沪B2-20240001", SiteNumber("沪B2-20240001", "icp-licence")),
        ("浙公网安备 33010002000099号", SiteNumber("浙公网安备33010002000099号", "police")),
    ],
)
def test_finds(text: str, number: object) -> None:
    found = find(text)
    assert [one.number for one in found] == [number]
    assert any(needle in text for needle in NEEDLES)


def test_finds_in_order_with_places() -> None:
    text = "京ICP备12345678号 | 网信算备110108970550101240011号 | Beijing-DeepseekChat-202404280016"
    assert [text[one.start : one.end].strip() for one in find(text)] == text.split(" | ")


def test_a_shown_number_carries_its_parts() -> None:
    file = SourceFile(path="web/foot.html", language="html", size=0)
    text = "网信算备110108970550102240011号 Beijing-CuoTiBen-20260512S0012 京ICP备12345678号"
    found = shown(file, text.encode(), {"02": "recommendation"})
    assert [(one.kind, one.category, dict(one.parts)) for one in found] == [
        ("algorithm", "recommendation", {"region": "110108", "entity": "9705501", "type": "02", "year": "2024", "serial": "001"}),
        ("genai-registration", "", {"province": "Beijing", "name": "CuoTiBen", "date": "2026-05-12", "serial": "0012"}),
        ("icp", "", {}),
    ]
