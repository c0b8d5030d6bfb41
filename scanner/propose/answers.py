"""What a person may answer to each open question, as lines of a declaration; the wording around them is left to ``text``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from scanner.decide import _Engine
from scanner.decide.questions import Asking
from scanner.model import Declared, DeclaredProduct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog import Catalog
    from scanner.law import Law
    from scanner.model import DeclaredFiling, DeclaredModel, Exclude, Hit, Outcome, Question, ScanResult

_MAKING = ("call", "http", "idiom")
Value: TypeAlias = "str | bool | tuple[str, ...] | tuple[tuple[str, tuple[str, ...]], ...]"
"""A text, a flag, a list, or an inline table of lists."""


class Line(NamedTuple):
    """One key with its value; ``note`` says where single hits stand."""

    key: str
    value: Value
    note: str = ""


class Rows(NamedTuple):
    """One ``[[table]]``."""

    table: str
    lines: tuple[Line, ...]


class Answer(NamedTuple):
    """One answer: keys of the product, and tables of their own."""

    id: str
    lines: tuple[Line, ...]
    tables: tuple[Rows, ...]
    outcome: Outcome | None
    guessed: bool = False
    """Holds vendors that the code does not name; they stand for their like."""


class Asked(NamedTuple):
    """An open question with everything that may be answered."""

    question: Question
    answers: tuple[Answer, ...]


def asked(result: ScanResult, catalog: Catalog, law: Law, product: str) -> tuple[Asked, ...]:
    """Open questions about the whole repository as one product, largest effect first."""
    declared = Declared(products=(DeclaredProduct(id=product, paths=("**",)),))
    # NOTE: the engine behind ``decide`` has no other way in that says which declaration an answer stands for.
    engine = _Engine(result.hits, catalog, law, result.features)
    asking = Asking(catalog=catalog, law=law, decide=engine.decide, facts=engine.facts, idle=engine.applying.idle, features=result.features)
    state = engine.decide(declared)
    rows = {row.id: row for row in law.questions}
    found = []
    for question in asking.questions(state):
        outcomes = {outcome.answer: outcome for outcome in question.outcomes}
        answers = asking.answers(state, rows[question.id], question.product) or ()
        told = (_answer(name, declared, said, outcomes.get(name), result.hits) for name, said in answers)
        found.append(Asked(question, tuple(told)))
    return tuple(found)


def _answer(name: str, before: Declared, after: Declared, outcome: Outcome | None, hits: tuple[Hit, ...]) -> Answer:
    """What ``after`` says beyond ``before``."""
    tables = [
        *(_model(path, row, note) for row, path, note in _models(after.models[len(before.models) :], hits)),
        *(_exclude(row, hits) for row in after.excludes[len(before.excludes) :]),
        *(_filing(row) for row in after.filings[len(before.filings) :]),
    ]
    lines = tuple(_product_lines(before.products[0], after.products[0], hits))
    named = {vendor for line in lines if line.key == "vendors" and isinstance(line.value, tuple) for vendor in line.value}
    seen = {hit.vendor for hit in hits} | {other.vendor for hit in hits for other in hit.alternatives}
    return Answer(name, lines, tuple(tables), outcome, guessed=not named <= seen)


def _product_lines(before: DeclaredProduct, after: DeclaredProduct, hits: tuple[Hit, ...]) -> Iterator[Line]:
    for field in dataclasses.fields(DeclaredProduct):
        value = getattr(after, field.name)
        if value == getattr(before, field.name):
            continue
        if field.name == "shown":
            named = _readable(value, hits, hits)
            yield Line("shown", tuple(name for name, _ in named), _joined(note for _, note in named))
        else:
            yield Line(field.name, value)


def _models(rows: tuple[DeclaredModel, ...], hits: tuple[Hit, ...]) -> Iterator[tuple[DeclaredModel, str, str]]:
    """Tables for files where they mean the same as tables for single hits."""
    local = tuple(hit for hit in hits if hit.mode == "self-hosted" and hit.category == "generation")
    for name, note in _readable((row.match for row in rows), local, hits):
        yield rows[0], name, note


def _readable(ids: Iterable[str], hits: tuple[Hit, ...], every: tuple[Hit, ...]) -> list[tuple[str, str]]:
    """Paths instead of fingerprints where all of ``hits`` in the file are meant, else fingerprints with their places."""
    wanted = frozenset(ids)
    places = {hit.fingerprint: hit.location for hit in every if hit.fingerprint in wanted}
    # A client or a guess makes no service, so it does not matter whether it is meant as well.
    mixed = {hit.location.path for hit in hits if hit.fingerprint not in wanted and hit.kind in _MAKING and hit.certainty != "possible"}
    mixed |= {place.path for place in places.values() if not place.path.isprintable() or place.path.startswith(("~", "!", "#"))}
    found: dict[str, str] = {}
    for name in sorted(wanted, key=lambda name: (places[name].path, places[name].line, name) if name in places else (name, 0, "")):
        place = places.get(name)
        if place is None:
            found[name] = ""
        elif place.path in mixed:
            found[name] = f"{place.path}:{place.line}"
        else:
            found[place.path] = ""
    return list(found.items())


def _model(match: str, row: DeclaredModel, note: str) -> Rows:
    return Rows("model", (Line("match", match, note), Line("origin", row.origin)))


def _exclude(row: Exclude, hits: tuple[Hit, ...]) -> Rows:
    named = _readable(row.paths, hits, hits)
    lines = (Line("paths", tuple(name for name, _ in named), _joined(note for _, note in named)), Line("reason", row.reason))
    return Rows("exclude", lines)


def _filing(row: DeclaredFiling) -> Rows:
    covers = (("families", row.covers.families if row.covers else ()),)
    lines = [Line("type", row.type), Line("name", row.name), Line("category", row.category), Line("role", row.role)]
    return Rows("filing", (*lines, Line("products", row.products), Line("covers", covers)))


def _joined(notes: Iterable[str]) -> str:
    return " ".join(note for note in notes if note)
