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

FIELDS = ("model", "vendor", "technique", "certainty", "kind", "base_url", "mode", "category")


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


def test_hits_are_the_noted_ones(slug: str, result: ScanResult) -> None:
    written = [(*place, note.get("hit"), note.known) for place, of_line in projects.notes(slug).items() for note in of_line]
    wanted = {row[:3] for row in written if row[3] != "MISSING"}
    got = {(*place, hit.signature) for place, hits in by_line(result).items() for hit in hits}
    assert got == wanted
    assert not got & {row[:3] for row in written if row[3] == "MISSING"}, "a known miss is found now: make it a plain note"


def test_hits_have_the_noted_fields(slug: str, result: ScanResult) -> None:
    found = by_line(result)
    wrong = []
    for place, of_line in projects.notes(slug).items():
        for note in (n for n in of_line if n.known != "MISSING"):
            hits = [hit for hit in found[place] if hit.signature == note.get("hit")]
            wrong += [
                (*place, tag, value) for tag, value in note.tags if tag in FIELDS and value not in {str(getattr(h, tag)) for h in hits}
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
