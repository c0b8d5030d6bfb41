"""Whole scans with a filing.toml: what it changes, and the numbers that stand in pages, configuration and code."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from projects import ROOT, copied

from scanner.cli import main
from scanner.model import ScanOptions
from scanner.pipeline import scan

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import ScanResult

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))
NUMBER = "网信算备110108123456701260013号"
DECLARED = f"""schema = 1
[[product]]
id = "wenda"
audience = ["public"]
public_opinion = true
launched = 2026-01-05
[[filing]]
type = "algorithm"
number = "{NUMBER}"
role = "provider"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copied("wenda-bot", tmp_path)


def declare(project: Path, text: str) -> ScanResult:
    (project / "filing.toml").write_text(text, "utf-8")
    return scan([str(project)], ScanOptions(as_of="2026-11-21"))


def told(result: ScanResult) -> list[tuple[str, str, int]]:
    """What does not fit; that no label is found is told elsewhere (``test_labels``)."""
    found = [(one.id, one.location.path, one.location.line) for one in result.decisions.contradictions]
    return [one for one in found if one[0] != "label/not-found"]


def test_without_a_file_nothing_is_declared(project: Path) -> None:
    result = scan([str(project)])
    assert (result.declared, result.as_of, result.numbers, told(result)) == (False, "", (), [])


def test_the_file_settles_what_it_says(project: Path) -> None:
    result = declare(project, DECLARED)
    assert result.declared
    assert result.as_of == "2026-11-21"
    assert {service.product for service in result.decisions.services} == {"wenda"}
    assert {service.filing for service in result.decisions.services} == {NUMBER}
    assert {question.id for question in result.decisions.questions}.isdisjoint({"audience", "public_opinion", "launched", "numbers"})
    assert told(result) == [("number/missing", "filing.toml", 9)]
    # The number in the declaration itself shows it to nobody.
    assert result.numbers == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("web/index.html", f"<footer>\n{NUMBER}</footer>"),
        ("web/Footer.vue", f"<template>\n<p>{NUMBER}</p></template>"),
        ("web/footer.tsx", f"export const F = () =>\n<p>{NUMBER}</p>"),
        ("web/site.json", f'{{\n"filing": "{NUMBER}"}}'),
        ("config/site.yaml", f"site:\n  filing: {NUMBER}"),
        ("pages/mine.wxml", f"<view>\n<text>{NUMBER}</text></view>"),
        ("views/footer.ejs", f"<footer>\n<%= year %> {NUMBER}</footer>"),
        ("app/legal.py", f"\nFILING = '{NUMBER}'"),
    ],
)
def test_a_number_is_found_wherever_it_is_shown(project: Path, name: str, text: str) -> None:
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(text, "utf-8")
    result = declare(project, DECLARED)
    assert [(one.kind, one.text, one.category, one.location.path, one.location.line) for one in result.numbers] == [
        ("algorithm", NUMBER, "generation", name, 2)
    ]
    assert told(result) == []


def test_a_number_in_gbk_is_found_at_its_place(project: Path) -> None:
    (project / "about.html").write_bytes(f"<p>备案号:{NUMBER}</p>".encode("gb18030"))
    result = declare(project, DECLARED)
    assert [(one.location.column, one.location.end_column) for one in result.numbers] == [(8, 34)]


def test_other_numbers_are_told_and_do_not_touch_what_is_found(project: Path) -> None:
    before = scan([str(project)])
    (project / "page.html").write_text("京ICP备12345678号-1 网信算备110108645502801230035号 网信算备110108号", "utf-8")
    after = scan([str(project)])
    assert [one.kind for one in after.numbers] == ["icp", "algorithm", "broken"]
    assert told(after) == [("number/upstream-provider", "page.html", 1), ("number/malformed", "page.html", 1)]
    assert (after.hits, after.decisions.services) == (before.hits, before.decisions.services)


def test_excluded_code_is_ignored_with_its_reason(project: Path) -> None:
    result = declare(project, 'schema = 1\n[[exclude]]\npaths = ["app/pictures.py"]\nreason = "仅内部素材"\n')
    assert {hit.ignored for hit in result.hits if hit.location.path == "app/pictures.py"} == {"仅内部素材"}
    assert {family for service in result.decisions.services for family in service.families} == {"text"}


def test_an_exclude_that_ended_excludes_nothing(project: Path) -> None:
    text = 'schema = 1\n[[exclude]]\npaths = ["app/pictures.py"]\nreason = "r"\nuntil = 2026-11-20\n'
    result = declare(project, text)
    assert {hit.ignored for hit in result.hits} == {""}
    assert told(result) == [("facts/exclude-ended", "filing.toml", 5)]


def test_a_part_of_the_repository_misses_nothing(project: Path) -> None:
    (project / "filing.toml").write_text(DECLARED.replace('id = "wenda"', 'id = "wenda"\npaths = ["app/**", "none/**"]'), "utf-8")
    (project / ".git").mkdir()
    (project / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    part = scan([str(project / "app" / "llm.py")], ScanOptions(as_of="2026-11-21"))
    assert part.declared
    assert told(part) == []
    assert [one for one, _, _ in told(scan([str(project)]))] == ["facts/path-unmatched", "number/missing"]


def test_dates_are_measured_against_the_newest_commit(project: Path) -> None:
    git = ["git", "-C", str(project), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    stamp = {"GIT_AUTHOR_DATE": "2026-05-04T12:00:00+08:00", "GIT_COMMITTER_DATE": "2026-05-04T12:00:00+08:00", "PATH": "/usr/bin:/bin"}
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True, env=stamp)
    assert scan([str(project)]).as_of == "2026-05-04"
    assert scan([str(project)], ScanOptions(as_of="2026-06-01")).as_of == "2026-06-01"


def report(project: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["scan", str(project), "--format", "json", "--no-cache"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_json_report_keeps_to_its_schema(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "page.html").write_text("京ICP备12345678号-1 网信算备110108645502801230035号", "utf-8")
    (project / "filing.toml").write_text(DECLARED, "utf-8")
    found = report(project, capsys)
    jsonschema.validate(found, SCHEMA)
    assert [(one["id"], one["path"]) for one in found["contradictions"]] == [
        ("label/not-found", "app/llm.py"),
        ("number/missing", "filing.toml"),
        ("number/upstream-provider", "page.html"),
    ]
    assert [one["category"] for one in found["numbers"]] == [None, "generation"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "是否想写 public?"), ("en", "did you mean public?")])
def test_faults_end_the_run_with_two_and_in_the_readers_language(
    project: Path, capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    (project / "filing.toml").write_text('schema = 1\n[[product]]\nid = "a"\naudience = ["publik"]\nlaunched = 2026-02-30\n', "utf-8")
    assert main(["scan", str(project), "--lang", lang]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert [line.partition(": ")[0] for line in printed.err.replace("suanbei: ", "").splitlines()] == ["filing.toml:4", "filing.toml:5"]


SHARED = """
from openai import OpenAI
client = OpenAI(base_url="https://api.deepseek.com")
def ask(text):
    return client.chat.completions.create(model="deepseek-chat", messages=[{"role": "user", "content": text}])
"""
ROUTE = """
from fastapi import FastAPI
from libs.llm import ask
app = FastAPI()
@app.post("/{name}")
def route(text: str):
    return ask(text)
"""


@pytest.mark.parametrize("first", ["public", "internal"])
def test_shared_code_belongs_to_every_product_that_enters_it(tmp_path: Path, first: str) -> None:
    """Whichever of two products comes first, the one for the public has its duties."""
    audiences = {"a": first, "b": "internal" if first == "public" else "public"}
    for path, text in {"libs/llm.py": SHARED, **{f"apps/{name}/main.py": ROUTE.format(name=name) for name in "abc"}}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    rows = "".join(f'[[product]]\nid = "{name}"\npaths = ["apps/{name}/**"]\naudience = ["{who}"]\n' for name, who in audiences.items())
    result = declare(tmp_path, f"schema = 1\n{rows}")
    (call,) = [hit for hit in result.hits if hit.kind == "call"]
    assert call.ways == ("apps/a/main.py", "apps/b/main.py", "apps/c/main.py")
    public = next(name for name, who in audiences.items() if who == "public")
    assert {(one.product, one.count.likely) for one in result.decisions.services} == {(name, int(name == public)) for name in audiences}
    assert {one.subject.product for one in result.decisions.obligations if one.id == "algorithm-filing"} == {public}


def test_one_product_needs_one_way_in_only(tmp_path: Path) -> None:
    for path, text in {"libs/llm.py": SHARED, "apps/a/main.py": ROUTE.format(name="a")}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert {hit.ways for hit in declare(tmp_path, 'schema = 1\n[[product]]\nid = "a"\n').hits} == {()}
