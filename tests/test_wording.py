"""Every text that a person may read stands in both languages, and none says that somebody breaks the law."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = (*sorted((ROOT / "scanner").rglob("messages*.toml")), *sorted((ROOT / "signatures" / "law").glob("*.toml")))
FILES += (ROOT / "signatures" / "categories.toml", *sorted((ROOT / "signatures" / "explain").glob("*.toml")))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = re.compile(r"\{\w*\}|[A-Z]{2,}[\w /-]*")
"""Fields, and names that are the same in both languages."""
ACCUSES = re.compile(r"违法|违规|涉嫌|非法(?!律意见)|\billegal|\bunlawful|\bviolat|\bbreak(?:s|ing)? the law", re.IGNORECASE)


def texts(data: object, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every table that has a text in a language, by its place."""
    if isinstance(data, list):
        for number, row in enumerate(data):
            yield from texts(row, f"{place}[{number}]")
    elif isinstance(data, dict):
        if {"zh", "en"} & data.keys():
            yield place, data
        else:
            for key, row in data.items():
                yield from texts(row, f"{place}.{key}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_texts_are_whole_and_accuse_nobody(path: object) -> None:
    found = dict(texts(tomllib.loads(path.read_text("utf-8"))))  # type: ignore[attr-defined]
    halves = {place for place, row in found.items() if not (row.get("zh") and row.get("en"))}
    untranslated = {place for place, row in found.items() if row["zh"] == row["en"] and len(WORDS.sub("", row["en"])) > 20}
    accusing = {place for place, row in found.items() if ACCUSES.search(row["zh"]) or ACCUSES.search(row["en"])}
    assert (halves, untranslated, accusing) == (set(), set(), set())


def test_the_test_sees_texts() -> None:
    found = [row for path in FILES for _, row in texts(tomllib.loads(path.read_text("utf-8")))]
    assert len(found) > 300
    assert all(CHINESE.search(row["zh"]) for row in found if len(WORDS.sub("", row["zh"])) > 20)
    assert ACCUSES.search("该产品违法")
    assert not ACCUSES.search("非法律意见")
