"""Rules for the real signatures and for the layout, beyond what the loader refuses."""

from __future__ import annotations

import pkgutil
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import scanner.languages
from scanner import lower, report
from scanner.catalog import load, load_examples
from scanner.catalog.paths import literal_piece
from scanner.signatures.notes import expected

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog import Endpoint, Example

ROOT = Path(__file__).parent.parent
CATALOG = load()
EXAMPLES = load_examples()
ARTIFACTS = frozenset(one.id for one in (*CATALOG.formats, *CATALOG.images))
TAGS = frozenset(
    {"hit", "model", "vendor", "technique", "certainty", "kind", "base_url", "mode", "category", "entry", "name", "feature", "label"}
)

IMPLICIT_USING = re.compile(r'\s*"[\w.]+",')
"""Namespaces that every C# project sees without naming them: part of the language's project format, whoever made them."""
ORDINARY = frozenset(
    {
        "agents",  # programs that act, and what runs them
        "ai",
        "bm25",  # how often words stand in texts, as a score
        "browser",
        "command",
        "flux",  # the type of a reactive stream
        "genai",  # the short name of a regime of the law
        "github",  # where code lies, and who shows the findings
        "got",
        "http",
        "https",
        "implicit",  # labels of generated content are explicit or implicit
        "interpreter",  # what runs a script
        "likely",  # a certainty
        "matching",  # a family of dispatch, and what a stage does
        "meta",
        "mini-program",
        "pyspark",  # a language of notebook cells
        "nest",  # to stand inside something
        "request",
        "requests",
        "spark",
        "step",
        "stream",
        "swift",  # the language
        "together",
        "websocket",
        "writer",  # what writes a file or a value
        "ws",
    }
)
"""Names of vendors, libraries and model families that are words of our own prose or protocols as well."""


def id_of(example: Example) -> str:
    return f"{example.owner.removesuffix('.toml')}::{example.language}[{example.number}]"


def noted(tag: str) -> set[str]:
    """Every value that a note which is no known miss gives to a tag."""
    notes = (note for example in EXAMPLES for found in expected(example.code).values() for note in found)
    return {value for note in notes if note.known != "MISSING" for name, value in note.tags if name == tag}


# ---- examples


def test_notes_name_what_exists() -> None:
    endpoints, queries = {endpoint.id for endpoint in CATALOG.endpoints}, {query.id for query in CATALOG.queries}
    told = {f"{vendor}/{what}" for vendor in CATALOG.vendors for what in ("host", "key", "model", "provider")}
    settings = {setting.id for setting in CATALOG.settings if not setting.tells}
    idioms = {idiom.id for idiom in CATALOG.idioms}
    assert noted("hit") - {*CATALOG.calls, *CATALOG.objects, *endpoints, *queries, *settings, *told, *idioms, *ARTIFACTS} == set()
    assert noted("vendor") - {*CATALOG.vendors, "configurable", "None"} == set()
    assert noted("technique") - {term.id for term in CATALOG.categories.techniques} == set()


def test_every_reported_call_is_hit_by_an_example() -> None:
    assert sorted({id_ for id_, call in CATALOG.calls.items() if call.reports} - noted("hit")) == []


def test_every_setting_is_hit_by_an_example() -> None:
    assert sorted({setting.id for setting in CATALOG.settings if not setting.tells} - noted("hit")) == []


def test_every_query_is_hit_by_an_example() -> None:
    assert sorted({query.id for query in CATALOG.queries} - noted("hit")) == []


def test_every_idiom_is_hit_by_an_example() -> None:
    assert sorted({idiom.id for idiom in CATALOG.idioms if not idiom.supports} - noted("hit")) == []


# ---- signatures


def test_needles_can_be_searched_for() -> None:
    assert CATALOG.needles
    assert CATALOG.sink_needles
    assert [
        needle
        for needle in (*CATALOG.needles, *CATALOG.sink_needles, *CATALOG.entry_needles)
        if len(needle.encode()) < 4 or needle != needle.strip()
    ] == []


def twice(pairs: Iterable[tuple[object, str]]) -> dict[object, list[str]]:
    """Keys that belong to more than one owner."""
    owners: dict[object, set[str]] = defaultdict(set)
    for key, owner in pairs:
        owners[key].add(owner)
    return {key: sorted(found) for key, found in owners.items() if len(found) > 1}


def test_a_host_is_served_by_one_vendor() -> None:
    hosts = [((glob, host.path), vendor.id) for vendor in CATALOG.vendors.values() for host in vendor.hosts for glob in host.hosts]
    assert twice(hosts) == {}


def test_a_path_means_one_call() -> None:
    plain = {id_ for id_, call in CATALOG.calls.items() if not call.when and call.technique != "none"}
    assert (
        twice(((row.language, row.on, row.steps), row.target) for row in CATALOG.rows if row.kind == "call" and row.target in plain) == {}
    )


def test_a_path_means_one_entry_of_a_form() -> None:
    # NOTE: a decorator whose class must carry another one (owner) and the same without such a class are two entries; so are
    # one that stands on a function and one that stands on a class and speaks of its methods.
    forms = {entry.id: (entry.form, bool(entry.owners), bool(entry.methods)) for entry in CATALOG.entries}
    rows = (row for row in CATALOG.rows if row.kind == "entry")
    assert twice(((row.language, row.on, row.steps, forms[row.target]), row.target) for row in rows) == {}


def test_a_base_class_means_one_entry_of_a_method() -> None:
    pairs = (((base, method, entry.kind), entry.id) for entry in CATALOG.entries for base in entry.bases for method in entry.methods)
    assert twice(pairs) == {}


def test_every_kind_of_entry_is_shown() -> None:
    assert noted("entry") == {*dict(CATALOG.categories.words)["entry"], "inner"}


def test_what_sends_runs_what_exists() -> None:
    known = {entry.id for entry in CATALOG.entries}
    assert [(entry.id, run) for entry in CATALOG.entries for run in entry.runs if run not in known] == []
    assert {entry.id for entry in CATALOG.entries if entry.inner} - {run for entry in CATALOG.entries for run in entry.runs} == set()


def test_entries_of_files_are_told_where_they_can_be_found() -> None:
    placed = ("file", "main", "listed", "loaded", "mapped")
    may_be = ("argument", "mount")
    assert [entry.id for entry in CATALOG.entries if entry.form not in may_be and (entry.form in placed) != bool(entry.files)] == []
    assert CATALOG.entry_needles


def test_a_package_belongs_to_files_of_one_vendor() -> None:
    owners = ((package.ecosystem, package.name, CATALOG.libraries[package.library].vendor) for package in CATALOG.packages)
    assert twice(((ecosystem, name), vendor) for ecosystem, name, vendor in owners if vendor) == {}


def test_endpoints_can_be_told_apart() -> None:
    def keys(end: Endpoint) -> Iterator[tuple[object, str]]:
        for host in end.hosts or (end.id.partition("/")[0],):
            for method in end.methods:
                yield (host, method, end.path, end.query, end.body, end.header, end.named), end.id

    assert twice(key for end in CATALOG.endpoints for key in keys(end)) == {}


def test_only_signatures_lie_among_signatures() -> None:
    files = (path.relative_to(ROOT / "signatures") for path in (ROOT / "signatures").rglob("*") if path.is_file())
    assert [str(path) for path in files if path.suffix != ".toml" and path.name != "README.md"] == []


# ---- code


def names_of_others() -> set[str]:
    """What only signatures may say: vendors, libraries, packages, hosts, variables, model families."""
    frameworks = {entry.library for entry in CATALOG.entries}
    found = {*CATALOG.vendors, *(set(CATALOG.libraries) - frameworks)}
    for package in CATALOG.packages:
        found |= {package.name, *package.modules}
    for vendor in CATALOG.vendors.values():
        found |= {vendor.name_zh, vendor.name_en, *vendor.env, *vendor.providers}
        found |= {literal_piece(glob) for host in vendor.hosts for glob in host.hosts}
        found |= {model.family for model in vendor.models}
    # The standard library is named wherever we use it ourselves.
    return {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names} - ORDINARY


def test_no_vendor_or_library_in_the_code() -> None:
    words = "|".join(re.escape(name) for name in sorted(names_of_others(), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w./@-])({words})(?![\w-])", re.IGNORECASE)
    named = []
    for path in sorted((ROOT / "scanner").rglob("*")):
        if path.suffix in (".py", ".toml", ".html", ".css") and "_signatures" not in path.parts:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if path.parent.name == "csharp" and IMPLICIT_USING.fullmatch(line):
                    continue
                named += [f"{path.relative_to(ROOT)}:{number}: {m[1]}" for m in pattern.finditer(line) if m[1].lower() not in ORDINARY]
    assert named == []


def public(package: object) -> set[str]:
    return {module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_")}  # type: ignore[attr-defined]


def test_every_language_module_is_reachable() -> None:
    assert [name for name in lower.LANGUAGES if lower.language(name).id != name] == []
    modules = {type(lower.language(name)).__module__.rpartition(".")[2] for name in lower.LANGUAGES}
    assert public(scanner.languages) - {"interface", "trees"} == modules


@pytest.mark.parametrize("name", report.formats())
def test_every_report_module_exports_its_format(name: str) -> None:
    assert report.load(name).id == name
