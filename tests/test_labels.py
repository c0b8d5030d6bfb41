"""Every ``[[example]]`` of ``labels/``: the noted findings and no other; and how reports tell them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from in_memory import SUFFIXES
from inline import expected

from scanner import report
from scanner.catalog import load_examples
from scanner.model import ScanOptions
from scanner.pipeline import scan
from scanner.report.interface import View

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.catalog import Example
    from scanner.model import ScanResult

EXAMPLES = tuple(example for example in load_examples() if example.owner.startswith("labels/"))
OFF = next(example for example in EXAMPLES if "label=watermark-off" in example.code)


def name(example: Example) -> str:
    return f"{example.owner.removesuffix('.toml')}::{example.language}[{example.index}]"


def scanned(folder: Path, code: str, path: str = "app.py") -> ScanResult:
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text(code, encoding="utf-8")
    return scan([str(folder)], ScanOptions(all_hits=True))


def told(result: ScanResult) -> set[tuple[int, str]]:
    found = result.decisions.contradictions
    return {(one.location.line, one.id.partition("/")[2]) for one in found if one.id.startswith("label/")}


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_example_is_found_as_noted(tmp_path: Path, example: Example) -> None:
    notes = expected(example.code).items()
    wanted = {(line, note.get("label")) for line, found in notes for note in found if note.get("label")}
    assert told(scanned(tmp_path, example.code, "sample" + SUFFIXES[example.language])) == wanted


def test_tests_label_nothing(tmp_path: Path) -> None:
    assert told(scanned(tmp_path, OFF.code, "tests/test_app.py")) == set()


@pytest.mark.parametrize(("lang", "sentence"), [("zh", "生成内容的代码中关闭了水印。"), ("en", "A watermark is switched off")])
def test_every_report_asks_to_look(tmp_path: Path, lang: str, sentence: str) -> None:
    result = scanned(tmp_path, OFF.code)
    view = View(lang=lang, width=200)  # type: ignore[arg-type]
    assert sentence in report.load("text").render(result, view)
    (found,) = [one for one in json.loads(report.load("json").render(result, view))["contradictions"] if one["id"].startswith("label/")]
    assert (found["strength"], found["fields"]) == ("ask", {"name": "watermark", "value": "false"})
    results = json.loads(report.load("sarif").render(result, view))["runs"][0]["results"]
    assert [one["level"] for one in results if one["ruleId"] == "label/watermark-off"] == ["note"]
