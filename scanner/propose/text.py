"""Puts a first filing.toml into words and TOML; a line that may be an answer begins with ``#`` alone, prose with ``# ``."""

from __future__ import annotations

import fnmatch
import functools
import tomllib
import unicodedata
from importlib import resources
from typing import TYPE_CHECKING

from scanner.report import _digest, _phrases
from scanner.report._escape import visible
from scanner.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scanner.catalog import Catalog
    from scanner.model import Outcome, ScanResult, Service
    from scanner.propose.answers import Answer, Asked, Rows, Value
    from scanner.report.interface import Lang

SCHEMA_FILE = ".suanbei/filing.schema.json"
_COLUMN = 40
_PLACES = 3
_HINTS = 5
_DUTIES = 4
_OPTIONAL = "name launched minors companion real_persons personal_data workers sector run_from users form vendors shown"
_TYPES = "algorithm | genai-filing | genai-registration"


def written(result: ScanResult, catalog: Catalog, questions: Sequence[Asked], product: str, lang: Lang) -> str:
    """The whole file."""
    return "\n".join(_Writer(result, catalog, product, lang).lines(questions)) + "\n"


class _Writer:
    """Writes for one result in one language."""

    def __init__(self, result: ScanResult, catalog: Catalog, product: str, lang: Lang) -> None:
        self._result = _digest.shown(result, everything=False)
        self._catalog = catalog
        self._product = product
        self._lang = lang
        self._words = Wording(result, lang)

    def lines(self, questions: Sequence[Asked]) -> Iterator[str]:
        yield f"#:schema {SCHEMA_FILE}"
        yield from (f"# {self._say(key, law=self._result.law_as_of)}" for key in ("intro-1", "intro-2", "intro-3"))
        yield "schema = 1"
        yield _noted(f"#operator = {_toml(self._say('operator-sample'))}", self._say("operator"))
        yield ""
        yield from self._seen()
        yield ""
        yield "[[product]]"
        yield f"id = {_toml(self._product)}"
        yield _noted(f"#name = {_toml(self._say('name-sample'))}", self._say("name"))
        yield _noted('paths = ["**"]', self._say("paths"))
        asked = {line.key for one in questions for answer in one.answers for line in answer.lines} | {"name"}
        asked |= {"launched"} if any(one.question.id == "launched" for one in questions) else set()
        if questions:
            yield ""
            yield f"# ---- {self._say('questions')}"
            yield f"#      {self._say('questions-read')}"
        for number, one in enumerate(questions, 1):
            yield from self._question(number, one)
        yield ""
        yield f"# {self._say('other-keys', keys=' '.join(key for key in _OPTIONAL.split() if key not in asked))}"
        yield from self._tables(questions)

    # ---- what was found

    def _seen(self) -> Iterator[str]:
        services = self._result.decisions.services
        yield f"# ---- {self._say('found' if services else 'found-nothing')}"
        for service in services:
            hits = _digest.hits_of(self._result, service)
            places = self._places(f"{hit.location.path}:{hit.location.line}" for hit in hits)
            yield f"#   {_phrases.title(self._words, service)}  {_phrases.served(self._words, service)}  {places}"
        kinds = {term.id: term.zh if self._lang == "zh" else term.en for term in dict(self._catalog.categories.names).get("entry", ())}
        points = [one for service in services for one in service.entries]
        entries = dict.fromkeys(f"{kinds.get(one.kind, one.kind)} {one.name} {one.location.path}:{one.location.line}" for one in points)
        if entries:
            yield f"#   {self._say('entries', entries=self._places(entries))}"
        obstacles = dict.fromkeys(one.id for one in self._result.decisions.obstacles)
        yield from (f"#   {self._say('obstacle', title=self._words.name('obstacle', name))}" for name in obstacles)
        features = [f"{self._words.name('feature', one.id)} {one.location.path}:{one.location.line}" for one in self._result.features]
        if features:
            yield f"#   {self._say('features', features=self._places(features))}"
        numbers = [f"{one.text} {one.location.path}:{one.location.line}" for one in self._result.numbers if not one.in_tests]
        if numbers:
            yield f"#   {self._say('numbers', numbers=self._places(numbers))}"

    def _places(self, items: Iterable[str]) -> str:
        found = [visible(item) for item in dict.fromkeys(items)]
        told = self._words.both(found[:_PLACES])
        return told if len(found) <= _PLACES else self._say("many", items=told, count=str(len(found)))

    # ---- questions

    def _question(self, number: int, one: Asked) -> Iterator[str]:
        question = one.question
        yield ""
        effect = _phrases.effect(self._words, question)
        yield f"# {number}  {_phrases.question(self._words, question, verbose=False)}" + (f"  → {effect}" if effect else "")
        if question.hints:
            told = self._words.both(map(visible, question.hints[:_HINTS]))
            yield f"#    {self._say('hints', hints=told)}"
        if question.id == "launched":
            yield _noted('#launched = "not-yet"', self._say("launched-not-yet"))
            yield f"#    {self._say('launched-date')}"
        if any(answer.guessed for answer in one.answers):
            yield f"#    {self._say('example')}"
        for answer in one.answers:
            told = self._told(one, answer)
            for line in answer.lines:
                yield _noted(f"#{line.key} = {_toml(line.value)}", told, line.note)
        below = [self._words.answer(question.id, answer.id) for answer in one.answers if answer.tables and not answer.lines]
        below += ["[[filing]]"] if question.id == "numbers" else []
        if below:
            yield f"#    {self._say('below', answer=' / '.join(below), number=str(number))}"

    def _told(self, one: Asked, answer: Answer) -> str:
        name = self._words.answer(one.question.id, answer.id)
        return self._say("either", answer=name, effect=self._effect(answer.outcome)) if answer.outcome else name

    def _effect(self, outcome: Outcome) -> str:
        """What the answer leads to: filings, then the duties that other answers do not bring in this strength."""
        duties = [(name, strength) for name, strength in outcome.duties if strength != "none"]
        rank = {name: n for n, name in enumerate(_digest.ORDER)}
        told = [
            f"{_phrases.short(self._words, name)} {_phrases.strength(self._words, name, strength)}"
            for name, strength in sorted(duties, key=lambda duty: (rank.get(duty[0], len(rank)), duty[0]))[:_DUTIES]
        ]
        return self._words.clauses([_phrases.count(self._words, outcome.count), *told])

    # ---- tables

    def _tables(self, questions: Sequence[Asked]) -> Iterator[str]:
        with_tables = [(n, one) for n, one in enumerate(questions, 1) if one.question.id == "numbers" or any(a.tables for a in one.answers)]
        if with_tables:
            yield ""
            yield f"# ---- {self._say('tables')}"
        for number, one in with_tables:
            yield ""
            yield f"# {self._say('question', number=str(number), question=_phrases.question(self._words, one.question, verbose=False))}"
            if one.question.id == "numbers":
                yield from self._filings()
            elif (shared := _shared(one.answers)) is not None:
                yield from self._alternatives(one, *shared)
            else:
                yield from self._each(one)

    def _each(self, one: Asked) -> Iterator[str]:
        """Every answer with tables of its own."""
        for answer in one.answers:
            if answer.tables:
                yield f"#    {self._told(one, answer)}"
            for rows in answer.tables:
                yield f"#[[{rows.table}]]"
                for line in rows.lines:
                    value = self._say("reason") if (rows.table, line.key) == ("exclude", "reason") else line.value
                    yield _noted(f"#{line.key} = {_toml(value)}", line.note)

    def _alternatives(self, one: Asked, tables: tuple[Rows, ...], key: str) -> Iterator[str]:
        """Tables that differ in one key only, each written once with that key in every form."""
        yield f"#    {self._say('lines', key=key)}"
        for n, rows in enumerate(tables):
            yield f"#[[{rows.table}]]"
            for line in rows.lines:
                if line.key != key:
                    yield _noted(f"#{line.key} = {_toml(line.value)}", line.note)
                    continue
                for answer in one.answers:
                    value = next(other.value for other in answer.tables[n].lines if other.key == key)
                    yield _noted(f"#{key} = {_toml(value)}", self._told(one, answer) if n == 0 else "")

    def _filings(self) -> Iterator[str]:
        """A table to fill in for every service, with what the code shows of its scope."""
        yield f"#    {self._say('numbers-fill')}"
        for service in self._result.decisions.services:
            yield "#[[filing]]"
            yield _noted('#type = "algorithm"', _TYPES)
            yield '#number = "网信算备…号"'
            yield '#name = "…"'
            yield f"#category = {_toml(service.category)}"
            yield f"#role = {_toml(service.role)}"
            yield '#date = "…"'
            yield f"#products = {_toml((self._product,))}"
            yield f"#covers = {_toml(self._covers(service))}"

    def _covers(self, service: Service) -> Value:
        vendors = sorted({model.vendor for model in service.models if model.vendor in self._catalog.vendors and model.vendor})
        names = [model.model.lower().rpartition("/")[2] for model in service.models if model.model]
        rows = [row for vendor in self._catalog.vendors.values() for row in vendor.models]
        families = {
            next((row.family for row in rows if any(fnmatch.fnmatchcase(name, glob.lower()) for glob in row.patterns)), "")
            for name in names
        }
        parts = (("families", service.families), ("vendors", tuple(vendors)), ("models", tuple(sorted(families - {""}))))
        return tuple((name, values) for name, values in parts if values)

    def _say(self, key: str, /, **fields: str) -> str:
        return visible(_messages()[key][self._lang].format(**fields))


def _shared(answers: tuple[Answer, ...]) -> tuple[tuple[Rows, ...], str] | None:
    """The tables of the first answer and the one key in which those of all others differ; None where they differ otherwise."""
    first = answers[0].tables
    keys: set[str] = set()
    for answer in answers:
        if len(answer.tables) != len(first) or answer.lines:
            return None
        for rows, other in zip(first, answer.tables, strict=True):
            if rows.table != other.table or [line.key for line in rows.lines] != [line.key for line in other.lines]:
                return None
            keys |= {line.key for line, twin in zip(rows.lines, other.lines, strict=True) if line != twin}
    return (first, keys.pop()) if first and len(keys) == 1 else None


def _noted(code: str, *notes: str) -> str:
    told = "  ".join(visible(note) for note in notes if note)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in code)
    return f"{code.ljust(_COLUMN - wide)}  # {told}" if told else code


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if value and isinstance(value[0], tuple):
        return "{ " + ", ".join(f"{name} = {_toml(items)}" for name, items in value) + " }"
    return "[" + ", ".join(_text(str(item)) for item in value) + "]"


def _text(value: str) -> str:
    """A basic string; what TOML or a reader could stumble over is escaped."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else _escaped(char) for char in escaped) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    # A lone surrogate stands for a byte that is no text; TOML has no way to write it.
    return "?" if 0xD800 <= code < 0xE000 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@functools.cache
def _messages() -> Mapping[str, Mapping[Lang, str]]:
    found: Mapping[str, Mapping[Lang, str]] = tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))
    return found
