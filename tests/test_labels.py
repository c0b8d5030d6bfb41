"""What is said of labels that are not found, and how reports tell labels; examples: ``test_signatures``."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from scanner import report
from scanner.catalog import load_examples
from scanner.model import ScanOptions
from scanner.pipeline import scan
from scanner.report.interface import View
from scanner.signatures.trial import labels_told

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import ScanResult

EXAMPLES = tuple(example for example in load_examples() if example.owner.startswith("labels/"))
ABSENT = "label/not-found"
OFF = next(example for example in EXAMPLES if "label=watermark-off" in example.code)


def scanned(folder: Path, code: str, path: str = "app.py") -> ScanResult:
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text(code, encoding="utf-8")
    return scan([str(folder)], ScanOptions(all_hits=True))


def told(result: ScanResult) -> set[tuple[int, str]]:
    return set(labels_told(result))


def absent(result: ScanResult) -> list[tuple[str, str, str]]:
    """(product, duties, path) of what is not found."""
    found = [one for one in result.decisions.contradictions if one.id == ABSENT]
    return [(one.product, one.fields[0].value, one.location.path) for one in found]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, ["explicit-label implicit-label"], id="none"),
        pytest.param({"web/foot.html": "<p>内容由AI生成</p>"}, ["implicit-label"], id="explicit in a page"),
        pytest.param({"web/foot.html": "<!-- 内容由AI生成 -->"}, ["explicit-label implicit-label"], id="a comment"),
        pytest.param({"tests/test_foot.py": 'TEXT = "内容由AI生成"'}, ["explicit-label implicit-label"], id="a test"),
        pytest.param({".github/bug.yml": "label: 本文由 AI 生成\n"}, ["explicit-label implicit-label"], id="a form of the code's host"),
        pytest.param({"i18n/zh.json": '{"note": "本回答由 AI 生成"}'}, ["implicit-label"], id="in texts of the interface"),
        pytest.param({"pages/chat.wxml": "<view>AI生成</view>"}, ["implicit-label"], id="in a template"),
        pytest.param(
            {"meta.py": 'A = {"AIGC": {"Label": "1", "ContentProducer": "x", "ProduceID": "y"}}'}, ["explicit-label"], id="implicit"
        ),
    ],
)
def test_what_is_not_found_is_said_of_this_code_only(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert absent(scanned(tmp_path, OFF.code)) == [("", duties, "app.py") for duties in expected]


def test_nothing_is_missing_where_nothing_generates_or_only_a_part_is_read(tmp_path: Path) -> None:
    assert absent(scanned(tmp_path, "def add(a, b):\n    return a + b\n")) == []
    assert absent(scan([str(tmp_path / "app.py")])) == []
    (tmp_path / "filing.toml").write_text('schema = 1\n[[product]]\nid = "a"\naudience = ["internal"]\n', "utf-8")
    assert absent(scanned(tmp_path, OFF.code)) == []


def test_products_are_told_apart(tmp_path: Path) -> None:
    declared = "".join(f'[[product]]\nid = "{name}"\npaths = ["{name}/**"]\naudience = ["public"]\n' for name in ("a", "b"))
    (tmp_path / "filing.toml").write_text(f"schema = 1\n{declared}", "utf-8")
    scanned(tmp_path, OFF.code, "a/app.py")
    (tmp_path / "a" / "foot.html").write_text("<p>内容由AI生成</p>", "utf-8")
    found = absent(scanned(tmp_path, OFF.code, "b/app.py"))
    assert found == [("a", "implicit-label", "a/app.py"), ("b", "explicit-label implicit-label", "b/app.py")]


def test_a_badge_is_no_news_beside_a_label(tmp_path: Path) -> None:
    (tmp_path / "head.html").write_text("<b>AI</b>", "utf-8")
    assert (1, "bare") in told(scanned(tmp_path, OFF.code))
    (tmp_path / "foot.html").write_text("<p>内容由AI生成</p>", "utf-8")
    assert (1, "bare") not in told(scanned(tmp_path, OFF.code))


@pytest.mark.parametrize("helper", ["mark.py", "web/foot.html"])
def test_an_export_is_asked_about_unless_what_generates_labels(tmp_path: Path, helper: str) -> None:
    """A page that shows the label does not put it into the file."""
    code = next(example.code for example in EXAMPLES if "label=export" in example.code and "send_file" in example.code)
    (tmp_path / helper).parent.mkdir(exist_ok=True)
    (tmp_path / helper).write_text('TEXT = "本文由人工智能生成"', "utf-8")
    found = told(scanned(tmp_path, f"from mark import TEXT\n{code}"))
    assert any(name == "export" for _, name in found) == (helper != "mark.py")


@pytest.mark.parametrize(
    ("lang", "sentence"), [("zh", "未见  未在本代码中发现 AI 生成标识(隐式标识)"), ("en", "not seen  No label of generated content")]
)
def test_the_screen_tells_what_is_and_is_not_seen(tmp_path: Path, lang: str, sentence: str) -> None:
    (tmp_path / "foot.html").write_text("<p>内容由AI生成</p>", "utf-8")
    result = scanned(tmp_path, OFF.code)
    screen = report.load("text").render(result, View(lang=lang, width=300))  # type: ignore[arg-type]
    assert sentence in screen
    assert "foot.html:1" in screen
    (label,) = json.loads(report.load("json").render(result, View()))["labels"]
    assert (label["kind"], label["path"], label["text"]) == ("explicit", "foot.html", "由AI生成")


def test_tests_label_nothing(tmp_path: Path) -> None:
    assert told(scanned(tmp_path, OFF.code, "tests/test_app.py")) == set()


@pytest.mark.parametrize(("lang", "sentence"), [("zh", "生成内容的代码中关闭了水印。"), ("en", "A watermark is switched off")])
def test_every_report_asks_to_look(tmp_path: Path, lang: str, sentence: str) -> None:
    result = scanned(tmp_path, OFF.code)
    view = View(lang=lang, width=200)  # type: ignore[arg-type]
    assert sentence in report.load("text").render(result, view)
    (found,) = [one for one in json.loads(report.load("json").render(result, view))["contradictions"] if one["id"] == "label/watermark-off"]
    assert (found["strength"], found["fields"]) == ("ask", {"text": "watermark = false"})
    results = json.loads(report.load("sarif").render(result, view))["runs"][0]["results"]
    assert [one["level"] for one in results if one["ruleId"] == "label/watermark-off"] == ["note"]


@pytest.mark.parametrize("piece", ["# 由AI生成 ", "x = '由AI生成' ", '"AI生成" ', "AI生成 ", "<b>AI</b>"])
def test_a_file_full_of_labels_takes_no_longer_than_its_size(tmp_path: Path, piece: str) -> None:
    (tmp_path / "page.html").write_text(piece * (1_000_000 // len(piece)), "utf-8")
    started = time.monotonic()
    scanned(tmp_path, OFF.code)
    assert time.monotonic() - started < 20
