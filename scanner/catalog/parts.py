"""Reads the pieces that several kinds of signature files share: header, paths, selectors, conditions, variants, packages, examples.

Which file may hold which piece is said by the module that reads that kind of file.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from scanner.catalog.claims import languages
from scanner.catalog.paths import parse_glob, parse_path, parse_regex, parse_relative, parse_selector
from scanner.catalog.table import SLUG
from scanner.catalog.values import Example, Package, PathRow, Test, Variant

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.catalog.table import Table
    from scanner.catalog.terms import Words
    from scanner.catalog.values import (
        Alternatives,
        ArchitectureRow,
        CallSignature,
        ClassSignature,
        Endpoint,
        EntrySignature,
        FeatureSign,
        FileFormat,
        Flow,
        Idiom,
        ImageSignature,
        LabelSign,
        Library,
        ObjectSignature,
        QuerySignature,
        RegionSignature,
        Selectors,
        SettingSignature,
        SinkSignature,
        Term,
        Vendor,
        WordGroup,
    )

SCHEMA = 1
_Signature = TypeVar("_Signature")
_MEMBER = re.compile(r"[^\s.()\[\]*#@\"']+")
_TESTS = ("equals", "in", "matches", "present", "absent")
_NOTES = {tag: re.compile(rf"\$.*\b{tag}=") for tag in ("hit", "entry", "feature", "label")}
_SPURIOUS = re.compile(r"\bSPURIOUS:\s*(?:hit|entry|feature|label)=\S+")
_MISSING = re.compile(r"\bMISSING:\s*(?:hit|entry|feature|label)=\S+")

COUNTS_AS = dict.fromkeys(("typescript", "tsx", "arkts", "vue", "svelte", "html"), "javascript") | {"notebook": "python", "razor": "csharp"}
"""Which signature language an example in a format shows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """A word that must be the id of something in another table."""

    table: Table
    key: str
    what: Literal["object", "vendor", "wire"]
    id: str


class Draft:
    """The catalogue while files are read; lists in file order, ids checked for uniqueness where they are added."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.checked: list[str] = []
        self.libraries: dict[str, Library] = {}
        self.http: set[str] = set()
        """Ids of those libraries that only send requests."""
        self.packages: list[Package] = []
        self.objects: dict[str, ObjectSignature] = {}
        self.calls: dict[str, CallSignature] = {}
        self.sinks: dict[str, SinkSignature] = {}
        self.classes: dict[str, ClassSignature] = {}
        self.regions: list[RegionSignature] = []
        self.rows: list[PathRow] = []
        self.vendors: dict[str, Vendor] = {}
        self.endpoints: dict[str, Endpoint] = {}
        self.wires: list[str] = []
        self.flows: list[Flow] = []
        self.entries: dict[str, EntrySignature] = {}
        self.paths: list[tuple[Table, tuple[PathRow, ...]]] = []
        """Tables that name paths, and these."""
        self.bases: list[PathRow] = []
        """Base classes that make methods reachable: roots to search for, no paths to call."""
        self.frameworks: set[str] = set()
        """Ids of those libraries that only lead to entries."""
        self.features: dict[str, Term] = {}
        self.signs: dict[str, FeatureSign] = {}
        self.labels: dict[str, LabelSign] = {}
        self.word_groups: dict[str, WordGroup] = {}
        self.queries: dict[str, QuerySignature] = {}
        self.formats: dict[str, FileFormat] = {}
        self.architectures: list[ArchitectureRow] = []
        self.images: dict[str, ImageSignature] = {}
        self.settings: dict[str, SettingSignature] = {}
        self.idioms: dict[str, Idiom] = {}
        self.examples: list[Example] = []
        self.references: list[Reference] = []
        self.later: list[Callable[[], None]] = []
        """Checks and completions that need every file."""

    def add(self, table: Table, where: dict[str, _Signature], id_: str, value: _Signature) -> None:
        """Keep a value under its id; an id that is taken is a fault."""
        if id_ in where:
            table.fault("id", f"{id_!r} is taken")
        else:
            where[id_] = value

    def refer(self, table: Table, key: str, what: Literal["object", "vendor", "wire"], id_: str) -> None:
        if id_:
            self.references.append(Reference(table, key, what, id_))


def header(draft: Draft, table: Table, stem: str) -> str:
    """The keys that every file carries; gives the id."""
    if table.get("schema") != SCHEMA:
        table.fault("schema", f"expected {SCHEMA}, found {table.get('schema')!r}")
    id_ = table.slug("id")
    if id_ and id_ != stem:
        table.fault("id", f"{id_!r} is not the name of the file, {stem!r}")
    if not SLUG.fullmatch(stem):
        table.fault("", f"the file's name {stem!r} is not a slug (small letters, digits, single hyphens)")
    table.url("homepage", required=True)
    table.text("source", required=True)
    draft.checked.append(table.day("checked", required=True))
    return stem


def selectors(table: Table, key: str) -> Selectors:
    """One text, a list, or a table of lists by language."""
    if isinstance(table.get(key), dict):
        per_language = table.table(key)
        assert per_language is not None
        found = tuple((language, alternatives(per_language, language)) for language in languages(per_language))
        per_language.close()
        return found
    plain = alternatives(table, key)
    return (("", plain),) if plain else ()


def alternatives(table: Table, key: str, *, required: bool = False) -> Alternatives:
    return tuple(parse_selector(text) for text in table.parsed(key, parse_selector, required=required))


def conditions(table: Table, key: str = "when") -> tuple[Test, ...]:
    return tuple(test for row in table.tables(key) for test in _condition(row))


def _condition(row: Table) -> tuple[Test, ...]:
    if row.has("model"):
        globs = row.parsed("model", parse_glob, required=True)
        row.close()
        return (Test(selectors=(), test="model", values=globs),)
    found = selectors(row, "arg")
    if not found:
        row.fault("", "needs 'arg' (a selector) or 'model' (a glob)")
    tests = [key for key in _TESTS if row.has(key)]
    values: tuple[str, ...] = ()
    if len(tests) != 1:
        row.fault("", f"needs exactly one of {', '.join(_TESTS)}")
    elif tests[0] in ("equals", "in"):
        values = _constants(row, tests[0])
    elif tests[0] == "matches":
        values = row.parsed("matches", parse_regex)
    elif row.get(tests[0]) is not True:
        row.fault(tests[0], "can only be true")
    row.close()
    if len(tests) != 1 or not found:
        return ()
    test = "in" if tests[0] == "equals" else cast('Literal["in", "matches", "present", "absent"]', tests[0])
    return (Test(selectors=found, test=test, values=values),)


def _constants(row: Table, key: str) -> tuple[str, ...]:
    value = row.get(key)
    if isinstance(value, list) != (key == "in") or value == []:
        row.fault(key, f"expected {'a list of values' if key == 'in' else 'one value'}, found {value!r}")
        return ()
    found = []
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, (str, bool, int, float)):
            row.fault(key, f"expected a text, a number, true or false, found {item!r}")
        else:
            found.append(str(item).lower() if isinstance(item, bool) else str(item))
    return tuple(found)


def technique(draft: Draft, table: Table, *, required: bool = False, none: bool = False) -> tuple[str, str]:
    """(category, technique); the category follows from the technique and may be written for the reader."""
    words = draft.words
    known = (*words.techniques, "none") if none else tuple(words.techniques)
    name = table.word("technique", known, "a technique", required=required)
    category = table.word("category", words.categories, "a category")
    if name in words.techniques:
        if category and category != words.techniques[name]:
            table.fault("category", f"technique {name!r} belongs to {words.techniques[name]!r}, not {category!r}")
        category = words.techniques[name]
    return category, name


def variants(draft: Draft, table: Table) -> tuple[Variant, ...]:
    found = []
    for row in table.tables("variant"):
        when = conditions(row)
        category, name = technique(draft, row, none=True)
        mode = row.word("mode", draft.words["mode"], "a mode")
        biometric = row.word("biometric", draft.words["biometric"], "yes, ask or no")
        known = row.flag("known")
        row.close()
        if not row.has("when"):
            row.fault("", "'when' is missing")
        if not (name or category or mode or biometric):
            row.fault("", "changes nothing: write technique, category, mode or biometric")
        biometric = biometric or draft.words.biometric.get(name, "")
        found.append(Variant(when=when, technique=name, category=category, mode=mode, biometric=biometric, known=known))
    return tuple(found)


def path_rows(
    draft: Draft, table: Table, kind: Literal["object", "call", "sink", "entry"], target: str, library: str
) -> tuple[tuple[PathRow, ...], tuple[str, ...]]:
    """Rows of a table with ``on`` and ``path`` or with language keys, and the languages that the keys claim."""
    rows = []
    owners = table.texts("on")
    for index, owner in enumerate(owners):
        full = owner if "/" in owner else f"{library}/{owner}"
        draft.refer(table, f"on[{index}]" if len(owners) > 1 else "on", "object", full)
        rows += [PathRow(language=lang, on=full, steps=steps, kind=kind, target=target) for lang, steps in _relative(table)]
    if bool(owners) != table.has("path"):
        table.fault("", "'on' and 'path' belong together")
    claimed = languages(table)
    for language in claimed:
        for text in table.parsed(language, lambda path, lang=language: parse_path(path, lang), required=True):  # type: ignore[misc]
            rows.append(PathRow(language=language, on="", steps=parse_path(text, language), kind=kind, target=target))
    # NOTE: an object may have no path of its own: instances of a [[class]]. That it is one is checked when all files are read.
    if not claimed and not owners and kind != "object":
        table.fault("", "needs 'on' and 'path', or a path in some language")
    for row in rows:
        if kind != "object" and row.steps[-1:] == ("()",):
            table.fault("", f"path {'.'.join(row.steps)!r} ends in (); a path names what is called, the call itself is understood")
    draft.paths.append((table, tuple(dict.fromkeys(rows))))
    return draft.paths[-1][1], claimed


def _relative(table: Table) -> list[tuple[str, tuple[str, ...]]]:
    if isinstance(table.get("path"), dict):
        per_language = table.table("path")
        assert per_language is not None
        found = [
            (language, parse_relative(text))
            for language in languages(per_language)
            for text in per_language.parsed(language, parse_relative)
        ]
        per_language.close()
        return found
    return [("", parse_relative(text)) for text in table.parsed("path", parse_relative)]


def names(table: Table, key: str, *, required: bool = False, dotted: bool = False) -> tuple[str, ...]:
    """Member or variable names; ``dotted`` allows a way of several members."""

    def parse(text: str) -> None:
        if not all(_MEMBER.fullmatch(part) for part in (text.split(".") if dotted else (text,))):
            raise ValueError(f"{text!r} is not a name")

    return table.parsed(key, parse, required=required)


def packages(draft: Draft, table: Table, library: str) -> None:
    for row in table.tables("package"):
        ecosystem = row.word("ecosystem", draft.words["ecosystem"], "an ecosystem", required=True)
        name = row.text("name", required=True)
        default = name.replace("-", "_") if ecosystem in ("pypi", "cargo") else name
        modules = row.texts("modules") or ((default,) if name else ())
        row.close()
        package = Package(ecosystem=ecosystem, name=name, modules=modules, library=library)
        if any((p.ecosystem, p.name, p.library) == (ecosystem, name, library) for p in draft.packages):
            row.fault("name", f"{name!r} stands twice in this file")
        draft.packages.append(package)


def examples(draft: Draft, table: Table) -> tuple[Example, ...]:
    """The file's examples; also kept in the draft."""
    found = []
    known = (*draft.words["language"], *draft.words["sample"])
    for index, row in enumerate(table.tables("example")):
        example = Example(
            owner="/".join(table.file.split("/")[-2:]),
            number=index,
            language=row.word("language", known, "a language", required=True),
            title=row.text("title", required=True),
            code=row.text("code", required=True),
            file=row.text("file"),
        )
        if example.file.startswith("/") or "\\" in example.file or ".." in example.file.split("/"):
            row.fault("file", f"{example.file!r} is not a relative path")
        row.close()
        found.append(example)
    titles = [(example.language, example.title) for example in found if example.title]
    for language, title in sorted({title for title in titles if titles.count(title) > 1}):
        table.fault("example", f"two examples in {language} are called {title!r}")
    draft.examples.extend(found)
    return tuple(found)


def check_examples(table: Table, found: tuple[Example, ...], claimed: tuple[str, ...], tails: tuple[str, ...], note: str = "hit") -> None:
    """At least one positive example per claimed language, and one near miss without a note: an example, or a line with one of ``tails``."""
    shown = {COUNTS_AS.get(example.language, example.language) for example in found if _hits(_MISSING.sub("", example.code), note)}
    for language in sorted(set(claimed) - shown):
        table.fault("", f"no example in {language!r} with a {note!r} note")
    if not claimed and not shown:
        table.fault("", f"no example with a {note!r} note")
    words = re.compile("|".join(re.escape(tail) for tail in tails) or r"(?!)")
    quiet = any(not _hits(example.code, note) for example in found)
    if not quiet and not any(words.search(line) and not _hits(line, note) for example in found for line in example.code.splitlines()):
        table.fault("", "no near miss: an example, or a line, that looks alike and is no hit")


def _hits(code: str, note: str) -> bool:
    return _NOTES[note].search(_SPURIOUS.sub("", code)) is not None
