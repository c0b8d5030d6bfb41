"""The reports of the sample projects as a user with a bare environment gets them in another folder.

Left out is what says nothing about a project: versions, what the catalogue covers, and SARIF's rules, which stand in a file of their own.
``make golden`` writes them anew; the difference is to be read like code.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import projects
import pytest

from scanner import __version__
from scanner.pipeline import scan
from scanner.report import load
from scanner.report.interface import View

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scanner.report.interface import Lang

GOLDEN = projects.ROOT / "tests" / "golden"
REPORTS: dict[str, tuple[str, Lang]] = {
    "zh.txt": ("text", "zh"),
    "en.txt": ("text", "en"),
    "json": ("json", "zh"),
    "sarif": ("sarif", "zh"),
    "cdx.json": ("cyclonedx", "zh"),
}
"""What a golden file's name ends in, its format and language."""
RULES = "rules.json"
_FIXED = frozenset({"suanbei/algorithm-types", "suanbei/obligations"})
"""Taxonomies that do not depend on what was found."""
_COVERAGE = re.compile(r"^(?:覆盖|coverage)  .*?(?=^(?:退出码|exit code) )", re.MULTILINE | re.DOTALL)


class Run(NamedTuple):
    """What a process for each language wrote, by the end of the golden file's name."""

    code: int
    stderr: str
    reports: dict[str, str]


def run(project: Path, folder: Path, seed: str) -> Run:
    """Scan from another folder, with an environment that says nothing."""
    cache = os.environ["SUANBEI_CACHE_DIR"]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(projects.ROOT), "PYTHONHASHSEED": seed, "SUANBEI_CACHE_DIR": cache}
    written: dict[str, str] = {}
    for language in ("zh", "en"):
        wanted = {end: name for end, (name, of) in REPORTS.items() if of == language}
        outputs = [word for end, name in wanted.items() for word in ("-o", f"{name}={end}")]
        command = [sys.executable, "-m", "scanner", "scan", str(project), "-q", "--lang", language, *outputs]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode or done.stderr:
            return Run(done.returncode, done.stderr, {})
        written |= {end: (folder / end).read_bytes().decode() for end in wanted}
    return Run(0, "", written)


@pytest.fixture(scope="module", params=projects.SLUGS)
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def project(slug: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return projects.copied(slug, tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def first(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(project, tmp_path_factory.mktemp("elsewhere"), "1")


def test_reports_are_the_golden_ones(slug: str, first: Run, request: pytest.FixtureRequest) -> None:
    assert (first.code, first.stderr) == (0, "")
    shown = {f"{slug}.{end}": _of_the_project(end, report) for end, report in first.reports.items()}
    shown[RULES] = _rules(first.reports["sarif"])
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        for name, report in shown.items():
            (GOLDEN / name).write_bytes(report.encode())
    for name, report in shown.items():
        assert report == (GOLDEN / name).read_bytes().decode(), f"{name} differs; 'make golden' writes it anew"


def test_another_run_gives_the_same_bytes(project: Path, first: Run, tmp_path: Path) -> None:
    assert run(project, tmp_path, "2").reports == first.reports


def test_files_in_another_order_give_the_same_bytes(project: Path) -> None:
    files = sorted(path for path in project.rglob("*") if path.is_file())
    assert _named(files) == _named(reversed(files))


def test_no_golden_file_is_left_over() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(
        [RULES, *(f"{slug}.{end}" for slug in projects.SLUGS for end in REPORTS)]
    )


def _named(files: Iterable[Path]) -> tuple[str, ...]:
    """The reports when files are named one by one."""
    result = scan([str(path) for path in files])
    return tuple(load(name).render(result, View(lang=lang)) for name, lang in REPORTS.values())


def _of_the_project(end: str, report: str) -> str:
    if end.endswith("txt"):
        return _COVERAGE.sub("@@COVERAGE@@\n", report).replace(f"suanbei {__version__.rpartition('.')[0]} ", "suanbei @@VERSION@@ ", 1)
    document = json.loads(report)
    if end == "json":
        document["coverage"] = "@@COVERAGE@@"
        document["tool"] |= {"version": "@@VERSION@@", "catalogue": "@@VERSION@@"}
        return _written(document)
    if end == "cdx.json":
        document["serialNumber"] = "@@SERIAL@@"
        document["metadata"]["tools"]["components"][0]["version"] = "@@VERSION@@"
        document["metadata"]["properties"][0]["value"] = "@@VERSION@@"
        return _written(document)
    (one,) = document["runs"]
    one["tool"] = "@@TOOL@@"
    one["taxonomies"] = [taxonomy for taxonomy in one["taxonomies"] if taxonomy["name"] not in _FIXED]
    one["properties"] |= {"coverage": "@@COVERAGE@@", "catalogue": "@@VERSION@@"}
    return _written(document)


def _rules(report: str) -> str:
    """What the SARIF of every project says alike."""
    (one,) = json.loads(report)["runs"]
    return _written({"rules": one["tool"]["driver"]["rules"], "taxonomies": [t for t in one["taxonomies"] if t["name"] in _FIXED]})


def _written(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
