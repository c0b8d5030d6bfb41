"""Every ``[[example]]`` of every signature file: the notes, the whole notes and nothing but the notes."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from in_memory import SUFFIXES, Samples, catalog
from inline import expected

from scanner.catalog import load_examples
from scanner.discover._paths import language_of
from scanner.lower import key_of
from scanner.model import SourceFile
from scanner.prefilter import Prefilter

if TYPE_CHECKING:
    from scanner.catalog import Example
    from scanner.model import Hit

FIELDS = ("model", "vendor", "technique", "certainty", "kind", "base_url", "mode", "category")


def name(example: Example) -> str:
    return f"{example.owner.removesuffix('.toml')}::{example.language}[{example.index}]"


EXAMPLES = load_examples()
_NOTE = re.compile(r"[ \t]*(?:#|//)[ \t]*\$ .*")


def artifacts(example: Example) -> dict[int, list[Hit]]:
    """Hits in a file that is no code; its notes are no part of it."""
    plain = _NOTE.sub("", example.code)
    data = bytes.fromhex(plain) if example.language == "binary" else plain
    lines: dict[int, list[Hit]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for hit in Samples({example.file: data}).artifacts(Path(folder)):
            lines.setdefault(hit.location.line, []).append(hit)
    return lines


def found(example: Example) -> dict[int, list[Hit]]:
    if example.owner.startswith("artifacts/"):
        return artifacts(example)
    path = example.file or "sample" + SUFFIXES[example.language]
    lines: dict[int, list[Hit]] = {}
    for hit in Samples({path: example.code}).hits(path):
        lines.setdefault(hit.location.line, []).append(hit)
    return lines


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_example_gives_the_noted_hits(example: Example) -> None:
    notes, hits = expected(example.code), found(example)
    wanted = {(line, note.get("hit")) for line, ns in notes.items() for note in ns if note.known != "MISSING" and note.get("hit")}
    missing = {(line, note.get("hit")) for line, ns in notes.items() for note in ns if note.known == "MISSING" and note.get("hit")}
    got = {(line, hit.signature) for line, hs in hits.items() for hit in hs}
    assert got == wanted
    assert not missing & got, "a known miss is found now: make it a plain note"


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_example_gives_the_noted_fields(example: Example) -> None:
    hits = found(example)
    for line, notes in expected(example.code).items():
        for note in (n for n in notes if n.known != "MISSING" and n.get("hit")):
            of_line = [h for h in hits.get(line, ()) if h.signature == note.get("hit")]
            for field, value in note.tags:
                if field in FIELDS:
                    assert value in {str(getattr(h, field)) for h in of_line}, f"line {line}: {field}"


def test_a_file_with_a_hit_passes_the_prefilter() -> None:
    known = catalog()
    search = Prefilter(
        (*known.needles, *known.query_needles, *known.setting_needles),
        known.sink_needles,
        known.idiom_needles,
        modules=(known.modules, known.sink_modules),
        only=known.needle_languages,
        key=key_of,
    )
    for example in EXAMPLES:
        if example.owner.startswith("artifacts/"):
            continue
        path = example.file or "sample" + SUFFIXES[example.language]
        suffix_language = language_of(path.rpartition("/")[2])
        assert suffix_language is not None, path
        file = SourceFile(path=path, language=suffix_language, size=0)
        if found(example):
            examined = search.examine(file, example.code.encode())
            assert examined.needles or examined.words, name(example)
