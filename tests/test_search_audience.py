"""What a search is for: queries that users ask are told, those of jobs, commands, operators and tests are no more than possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_memory import hits_in

from scanner.catalog.paths import parse_relative
from scanner.pipeline import scan

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import ScanResult

ENGINE = """
from elasticsearch import Elasticsearch

es = Elasticsearch("http://localhost:9200")

def by_title(words):
    return es.search(index="articles", query={"match": {"title": words}})

def by_day(day):
    return es.search(index="articles", query={"range": {"day": {"gte": day}}})

def by_author(name):
    return es.search(index="articles", query={"match": {"author": name}})

def by_both(name):
    return es.search(index="articles", query={"match": {"both": name}})

def by_nobody(name):
    return es.search(index="articles", query={"match": {"nobody": name}})

def by_test(name):
    return es.search(index="articles", query={"match": {"test": name}})
"""
MAIN = """
from elasticsearch import Elasticsearch

if __name__ == "__main__":
    client = Elasticsearch("http://localhost:9200")
"""
APP = """
from flask import Flask, request
from engine import by_author, by_both, by_title

app = Flask(__name__)

@app.get("/search")
def find():
    return by_title(request.args["q"])

@app.get("/admin/articles")
def listed():
    return [by_author(request.args["name"]), by_both(request.args["name"])]

@app.get("/articles")
def public():
    return by_both(request.args["name"])
"""
JOBS = """
from celery import Celery
from engine import by_day

app = Celery("jobs")

@app.task
def nightly():
    return by_day("2026-11-22")
"""
TEST = """
from engine import by_test

def test_it():
    assert by_test("x")
"""

SHIPPING = """
from elasticsearch import Elasticsearch

es = Elasticsearch("http://localhost:9200")

def ship(line):
    es.index(index="x", document=line)
"""


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> ScanResult:
    folder: Path = tmp_path_factory.mktemp("searched")
    for name, code in (("engine.py", ENGINE), ("app.py", APP), ("jobs.py", JOBS), ("main.py", MAIN), ("tests/test_engine.py", TEST)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code)
    return scan([str(folder)])


@pytest.mark.parametrize(
    ("function", "certainty", "reach"),
    [
        pytest.param("by_day", "possible", "offline", id="job"),
        pytest.param("by_author", "possible", "reached", id="back office"),
        pytest.param("by_test", "possible", "tests", id="test"),
        pytest.param("by_nobody", "sure", "unreached", id="nobody known"),
        pytest.param("by_title", "sure", "reached", id="route"),
        pytest.param("by_both", "sure", "reached", id="back office and public"),
    ],
)
def test_who_asks(searched: ScanResult, function: str, certainty: str, reach: str) -> None:
    (hit,) = [hit for hit in searched.hits if hit.qualname == function]
    assert (hit.technique, hit.certainty, hit.reach) == ("full-text-search", certainty, reach)


def test_a_client_is_as_sure_as_what_is_asked_through_any(searched: ScanResult) -> None:
    (hit,) = [hit for hit in searched.hits if hit.location.path == "main.py"]
    assert (hit.kind, hit.certainty) == ("client", "sure")


def test_one_service_of_those_that_users_ask(searched: ScanResult) -> None:
    (service,) = searched.decisions.services
    assert (service.category, service.families, service.count.likely) == ("retrieval", ("search",), 1)


def test_a_client_without_a_query_is_no_service(tmp_path: Path) -> None:
    (tmp_path / "ship.py").write_text(SHIPPING)
    result = scan([str(tmp_path)])
    assert {hit.certainty for hit in result.hits} <= {"possible"}
    assert result.decisions.services == ()


@pytest.mark.parametrize(
    ("index", "found"),
    [
        pytest.param('"logstash-2026"', [], id="logs"),
        pytest.param('f"filebeat-{day}"', [], id="begins like logs"),
        pytest.param("day", ["sure"], id="anything"),
        pytest.param('"logistics"', ["sure"], id="another word"),
    ],
)
def test_an_index_of_machines_is_no_search_for_users(index: str, found: list[str]) -> None:
    code = (
        f"from elasticsearch import Elasticsearch\n\ndef find(es: Elasticsearch, day):\n    return es.search(index={index}, query={{}})\n"
    )
    assert [hit.certainty for hit in hits_in(code, "python") if hit.kind == "call"] == found


def test_the_beginning_of_a_name_is_a_step() -> None:
    assert parse_relative("findBy*") == ("findBy*",)
    with pytest.raises(ValueError, match="a dot is missing"):
        parse_relative("find*By")


JAVA = """
package shop;

import org.springframework.data.elasticsearch.core.ElasticsearchOperations;
import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("{prefix}")
class Goods {{
    private ElasticsearchOperations engine;

    @GetMapping("/page")
    Object page(String words) {{
        return engine.search(words, Goods.class);
    }}
}}
"""
TYPESCRIPT = """
import {{ Controller, Get, Query }} from "@nestjs/common";
import {{ Client }} from "@elastic/elasticsearch";

const engine = new Client({{ node: "http://localhost:9200" }});

@Controller("{prefix}")
export class Goods {{
  @Get("page")
  page(@Query("q") words: string) {{
    return engine.search({{ index: "goods", q: words }});
  }}
}}
"""


@pytest.mark.parametrize(("name", "code"), [("Goods.java", JAVA), ("goods.ts", TYPESCRIPT)])
@pytest.mark.parametrize(("prefix", "certainty"), [("/manager/goods", "possible"), ("/goods", "sure")])
def test_the_route_of_a_class_says_who_asks(tmp_path: Path, name: str, code: str, prefix: str, certainty: str) -> None:
    (tmp_path / name).write_text(code.format(prefix=prefix))
    (hit,) = (hit for hit in scan([str(tmp_path)]).hits if hit.kind == "call")
    assert (hit.certainty, hit.entry.name if hit.entry else "") == (certainty, f"GET {prefix}/page")
