"""Worksheets of hits and declarations built by hand, without a scan."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from sample_result import result as sample

from scanner import law
from scanner.catalog import builtin_root, load
from scanner.decide import closed_words, decide
from scanner.declared import Loaded
from scanner.declared import load as load_declared
from scanner.model import Coverage
from scanner.worksheet.build import Material, document
from scanner.worksheet.found import Seen
from scanner.worksheet.known import FACTS
from scanner.worksheet.load import load as load_forms

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from scanner.model import Hit
    from scanner.report.interface import Lang
    from scanner.worksheet.document import Block, Chapter, Document

CATALOG = load()
LAW = law.load(builtin_root(), closed_words(CATALOG.categories))
FORMS = load_forms(builtin_root(), CATALOG, LAW, FACTS)
COVERAGE = Coverage(languages=("python",), vendors=(), libraries=(), signatures=(("generation", 7), ("dispatch", 0)))
NOTHING = Seen({})


def names() -> tuple[object, ...]:
    from scanner.pipeline import _names

    return (*law.names(LAW), *_names(CATALOG))


def material(hits: tuple[Hit, ...], loaded: Loaded | None = None, *, seen: Seen = NOTHING, **also: Any) -> Material:
    """What a worksheet is made of when these call sites were found; ``also``: fields of the result, and contradictions."""
    loaded = loaded or Loaded()
    marked = tuple(dataclasses.replace(hit, fingerprint=f"{number:032x}") for number, hit in enumerate(hits))
    completed, decisions = decide(marked, CATALOG, LAW, loaded.declared, also.get("features", ()))
    decisions = dataclasses.replace(decisions, contradictions=also.pop("contradictions", ()))
    dates = {"as_of": loaded.declared.as_of, "law_as_of": LAW.as_of}
    made = sample(completed, decisions, **{"names": names(), "coverage": COVERAGE, **dates, **also})
    return Material(result=made, loaded=loaded, catalog=CATALOG, law=LAW, forms=FORMS, seen=seen)


def declared(folder: Path, text: str, as_of: str = "") -> Loaded:
    """What a filing.toml of this text declares."""
    (folder / "filing.toml").write_text(f"schema = 1\n{text}", "utf-8")
    return load_declared(folder, CATALOG, LAW).on(as_of)


def sheet(made: Material, lang: Lang = "zh", *, everything: bool = False) -> Document:
    return document(made, lang, everything=everything)


def blocks(told: Document, title: str) -> list[Block]:
    """Tables whose heading begins so."""
    return [block for chapter in told.chapters for block in chapter.blocks if block.title.startswith(title)]


def row(told: Document, field: str, number: int = 0) -> list[tuple[str, ...]]:
    """The known things, places and question of the n-th field of this name, one tuple per line of the table."""
    found: list[list[tuple[str, ...]]] = []
    for block in (block for chapter in told.chapters for block in chapter.blocks if len(block.header) == 5):
        mine = False
        for cells in block.rows:
            if cells[0].lines:
                mine = cells[0].lines[0].startswith(field) and cells[3].tone == "ask"
                if mine:
                    found.append([])
            if mine:
                found[-1].append(tuple("\n".join(cell.lines) for cell in cells[1:4]))
    return found[number] if number < len(found) else []


def chapters(told: Document) -> list[str]:
    return [chapter.title for chapter in told.chapters]


def chapter(told: Document, title: str) -> Chapter:
    return next(chapter for chapter in told.chapters if chapter.title.startswith(title))
