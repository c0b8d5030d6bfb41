"""The JSON Schema for editors and the documentation of filing.toml against what the loader accepts."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest
from test_declared import ALL_AT_ONCE, CATALOG, LAW, WHOLE, filing, product

from scanner.declared import filings
from scanner.declared.load import FORMS, ORIGINS
from scanner.model import Covers, DeclaredFiling, DeclaredModel, DeclaredProduct, Exclude

DOCS = Path(__file__).parent.parent / "docs"
SCHEMA = json.loads((DOCS / "filing.schema.json").read_text("utf-8"))
TABLES = {"product": DeclaredProduct, "model": DeclaredModel, "filing": DeclaredFiling, "exclude": Exclude}
WORDS = dict(CATALOG.categories.words)


def plain(value: object) -> object:
    """As editors hand TOML to a JSON Schema: dates as texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def accepts(text: str) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(plain(tomllib.loads(text)))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "schema = 2",
        "schema = 1\noperater = 'x'",
        "schema = 1\n[product]\nid = 'a'",
        "schema = 1\n[[product]]\nname = 'a'",
        product('audience = ["publik"]'),
        product("audience = []"),
        product('public_opinion = "yes"'),
        product('launched = "soon"'),
        product("users = -1"),
        product('paths = ["/etc/**"]'),
        product('paths = ["a/../b"]'),
        product('[[model]]\nmatch = "x"\norigin = "finetuned"'),
        filing('number = "110108123456701260012"'),
        filing('number = "Beijing-X-20260512S0012"', kind="genai-filing"),
        filing('number = "Beijing-X-20260512"', kind="genai-registration"),
        filing('role = "provider"', kind="genai-filing"),
        filing("covers = { vendor = ['x'] }"),
        product('[[exclude]]\npaths = ["a"]'),
        ALL_AT_ONCE.replace("2026-02-30", "2026-02-28"),
    ],
)
def test_what_the_loader_refuses_an_editor_underlines(text: str) -> None:
    assert not accepts(text)


@pytest.mark.parametrize("text", ["schema = 1", WHOLE, product('audience = "public"\nvendors = []')])
def test_what_the_loader_takes_an_editor_takes(text: str) -> None:
    assert accepts(text)


@pytest.mark.parametrize("name", TABLES)
def test_schema_and_documentation_know_every_key(name: str) -> None:
    keys = {field.name for field in dataclasses.fields(TABLES[name])}
    assert set(SCHEMA["$defs"][name]["properties"]) == keys
    chinese, english = (DOCS / "filing.md").read_text("utf-8").split("## English")
    for half in (chinese, english):
        section = half.split(f"### `[[{name}]]`")[1].split("\n### ")[0]
        assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == keys


def test_closed_words_are_those_of_the_catalogue() -> None:
    found = SCHEMA["$defs"]
    assert set(found["audience"]["enum"]) == set(LAW.facts["audience"].values)
    assert set(found["product"]["properties"]["sector"]["enum"]) == set(LAW.facts["sector"].values)
    assert set(found["product"]["properties"]["run_from"]["enum"]) == set(LAW.facts["run_from"].values)
    assert tuple(found["product"]["properties"]["form"]["enum"]) == FORMS
    assert tuple(found["model"]["properties"]["origin"]["enum"]) == ORIGINS
    assert tuple(found["filing"]["properties"]["type"]["enum"]) == filings.TYPES
    assert tuple(found["filing"]["properties"]["role"]["enum"]) == WORDS["role"]
    assert found["filing"]["properties"]["category"]["enum"] == [term.id for term in CATALOG.categories.categories]
    assert set(found["filing"]["properties"]["covers"]["properties"]) == {field.name for field in dataclasses.fields(Covers)}
