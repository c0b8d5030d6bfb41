"""Every sample project through the whole pipeline: the hits that its notes name, all of them and no others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import projects
import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import Hit, ScanResult
    from scanner.signatures.notes import Note


@pytest.fixture(scope="module", params=projects.SLUGS)
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def result(slug: str, tmp_path_factory: pytest.TempPathFactory) -> ScanResult:
    return scan([str(projects.copied(slug, tmp_path_factory.mktemp("project")))])


def by_line(result: ScanResult) -> dict[tuple[str, int], list[Hit]]:
    found = defaultdict(list)
    for hit in result.hits:
        found[hit.location.path, hit.location.line].append(hit)
    return found


def fulfils(hit: Hit, note: Note) -> bool:
    """The hit is the noted one, with all that the note says of it."""
    return hit.signature == note.get("hit") and all(value in told(hit, tag) for tag, value in note.tags)


def told(hit: Hit, tag: str) -> set[str]:
    """What a hit says under a tag."""
    if tag == "hit":
        return {hit.signature}
    if tag == "alternative":
        return {str(other.vendor) for other in hit.alternatives}
    if tag == "entry":
        return {hit.entry.kind} if hit.entry else set()
    return {str(getattr(hit, tag))}


def test_every_hit_is_noted(slug: str, result: ScanResult) -> None:
    noted = {(*place, note.get("hit")) for place, of_line in projects.notes(slug).items() for note in of_line if note.known != "MISSING"}
    got = {(*place, hit.signature) for place, hits in by_line(result).items() for hit in hits}
    assert got == noted


def test_every_note_is_fulfilled_and_no_known_miss_is(slug: str, result: ScanResult) -> None:
    found = by_line(result)
    wrong = [
        (*place, note)
        for place, of_line in projects.notes(slug).items()
        for note in of_line
        if any(fulfils(hit, note) for hit in found[place]) is (note.known == "MISSING")
    ]
    assert wrong == []


def test_project_of_near_misses_needs_no_filing(tmp_path: Path) -> None:
    decisions = scan([str(projects.copied("neibu-gongju", tmp_path))]).decisions
    assert (decisions.services, decisions.obligations, decisions.obstacles, decisions.questions) == ((), (), (), ())


def test_broken_project_names_what_is_broken(tmp_path: Path) -> None:
    problems = scan([str(projects.copied("polan", tmp_path))]).problems
    assert {(problem.path, problem.reason) for problem in problems} == {
        ("notebooks/broken.ipynb", "parse-error"),
        ("settings.json", "parse-error"),
        ("src/binary.py", "binary"),
        ("src/invalid.js", "encoding"),
        ("src/nested.py", "cut"),
        ("src/syntax.py", "parse-error"),
        ("src/unfinished.tsx", "parse-error"),
    }
