"""One table of a worksheet: the rows that apply, what is known for each, and what is asked; chapters are put together in ``build``."""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING, NamedTuple

from scanner.drift.calendar import working_days_after
from scanner.report import _phrases
from scanner.worksheet import known
from scanner.worksheet.case import hits_of_model, place
from scanner.worksheet.document import Block, Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.law import Deadline
    from scanner.model import Hit, ServedModel
    from scanner.worksheet.case import Case, Known
    from scanner.worksheet.forms import Cited, Item, Section

_PLACES = 3
"""Places told of one thing; the number of the others is told as well."""
_MOST = 8
"""Things told of one fact."""
_SIGHTINGS = 3
_NOT_YET = "not-yet"
_SAME = Cell((), "same")
_RANK = {"V": 3, "V-list": 2, "V*": 2, "S": 1, "I": 0}
"""Marks, best last read first."""
_LIMITS: dict[str, int] = {"flow": 40, "entries": 20, "pages": 30}


class Told(NamedTuple):
    """A table's place among the duties: which are candidates for the product or service it is about."""

    case: Case
    duties: frozenset[str]


def block(told: Told, section: Section) -> Block | None:
    """None where no row applies."""
    if section.categories and not any(service.category in section.categories for service in told.case.services):
        return None
    items = tuple(item for item in section.items if applies(told, item))
    return _SHAPES[section.shape](told, section, items) if items else None


def applies(told: Told, item: Item) -> bool:
    services = told.case.services
    return (
        (not item.duties or not told.duties.isdisjoint(item.duties))
        and (not item.categories or any(service.category in item.categories for service in services))
        and (not item.roles or any(service.role in item.roles for service in services))
    )


def source(case: Case, cited: Cited) -> str:
    """``《…规定》24条〔V〕``; where the words of a table were read less well than all that they rest on, that is told as well."""
    marks = [_mark(case, act, article) for act, article in cited.cites]
    told = case.words.both(f"{_article(case, *one)}〔{mark}〕" for one, mark in zip(cited.cites, marks, strict=True))
    if cited.mark and all(_RANK[cited.mark] < _RANK[mark] for mark in marks):
        return case.words.clauses(part for part in (told, case.say("chapter.wording", mark=cited.mark)) if part)
    return told


def _mark(case: Case, act: str, article: str) -> str:
    """How well an article was read, by the rules that cite it, else its act."""
    known = {(basis.law, basis.article): basis.mark for rule in case.law.rules for basis in rule.basis}
    return known.get((act, article), case.law.acts[act].mark)


def due(case: Case, deadline: str) -> tuple[str, ...]:
    """A time limit in words, with its last day where the launch of the product, or the day of a change, is declared."""
    rule = case.law.deadlines.get(deadline)
    if rule is None:
        return ()
    name = case.words.name("deadline", rule.id)
    if rule.counted == "change":
        filings = [row for row in case.loaded.declared.filings if row.changed and (not row.products or case.product in row.products)]
        dated = (_dated(case, "due.changed", rule, row.changed, number=row.number or row.name) for row in filings)
        return tuple(text for text in dated if text) or (name,)
    launched = next((row.launched for _, row in case.products() if row.launched), "") if case.product is not None else ""
    if rule.counted != "service-start" or not launched:
        return (name,)
    if launched == _NOT_YET:
        return (case.say("due.running" if rule.days else "due.before", rule=name),)
    if not rule.days:
        return (case.say("due.launched", rule=name, start=launched),)
    return (_dated(case, "due.dated", rule, launched) or name,)


def _dated(case: Case, key: str, rule: Deadline, start: str, **fields: str) -> str:
    """ "" beyond the end of the calendar."""
    end = working_days_after(datetime.date.fromisoformat(start), rule.days)
    if end is None:
        return ""
    as_of, date = case.loaded.declared.as_of, end.day.isoformat()
    marks = case.say("due.overdue", as_of=as_of) if as_of and date < as_of else ""
    marks += case.say("due.provisional") if end.provisional else ""
    return case.say(key, rule=case.words.name("deadline", rule.id), start=start, date=date, marks=marks, **fields)


def places_cell(case: Case, places: Sequence[str]) -> Cell:
    shown = tuple(places[:_PLACES])
    more = (case.say("cell.more", count=len(places) - len(shown)),) if len(places) > len(shown) else ()
    return Cell((*shown, *more), "place")


# ------------------------------------------------------------------------------------------------ shapes


def _form(told: Told, section: Section, items: tuple[Item, ...]) -> Block:
    return _fields(told, section, items, "")


def _checklist(told: Told, section: Section, items: tuple[Item, ...]) -> Block:
    return _fields(told, section, items, told.case.say("cell.tick"))


def _fields(told: Told, section: Section, items: tuple[Item, ...], box: str) -> Block:
    rows = [row for item in items for row in _field(told.case, item, box)]
    return _table(told.case, section, ("field", "known", "place", "ask", "answer"), (18, 26, 20, 20, 16), rows)


def _field(case: Case, item: Item, box: str) -> Iterator[tuple[Cell, ...]]:
    """One row per thing that is known; only the first carries name and question."""
    name, asked = _name(case, item), _asked(case, item, box)
    found = list(_filled(case, item))
    if not found:
        yield name, Cell(), Cell(), asked, Cell((), "blank")
    for number, (one, more) in enumerate(found):
        evidence = places_cell(case, one.places)
        if more:
            evidence = evidence._replace(lines=(*evidence.lines, more))
        first = not number
        blank = Cell((), "blank")
        yield name if first else _SAME, Cell((one.text,), "known"), evidence, asked if first else _SAME, blank if first else _SAME


def _filled(case: Case, item: Item) -> Iterator[tuple[Known, str]]:
    """What is known, and after the last one that is told how much is not."""
    for fact in item.known:
        rows = known.of(case, fact)
        shown = rows[: _SIGHTINGS if fact.startswith("sign:") else _LIMITS.get(fact, _MOST)]
        for row in shown:
            left = len(rows) - len(shown) if row is shown[-1] else 0
            yield row, case.say("cell.more-things", count=left) if left else ""


def _name(case: Case, item: Item) -> Cell:
    lines = [case.say.field(item.title)]
    if item.source is not None:
        lines.append(source(case, item.source))
    return Cell(tuple(lines), "label")


def _asked(case: Case, item: Item, box: str) -> Cell:
    sign = case.say("cell.upload") if item.upload else box
    text = case.say.of(item.ask) if item.ask else ""
    return Cell((" ".join(part for part in (sign, text) if part),), "ask")


def _models(told: Told, section: Section, items: tuple[Item, ...]) -> Block:
    case = told.case
    blank = Cell(tuple(case.say("chapter.named", name=case.say.field(item.title), text="____") for item in items), "blank")
    rows = [(*row, blank) for row in _model_rows(case)]
    rows = rows or [(Cell((case.say("cell.every-model"),), "label"), Cell(), Cell(), Cell(), blank)]
    table = _table(case, section, ("model", "vendor", "use", "place", "answer"), (18, 16, 26, 18, 22), rows)
    asks = tuple(case.say("chapter.named", name=case.say.of(item.title), text=case.say.of(item.ask)) for item in items if item.ask)
    return table._replace(notes=(*table.notes, *asks))


def _model_rows(case: Case) -> Iterator[tuple[Cell, Cell, Cell, Cell]]:
    for model, hits in _served(case):
        ways = dict.fromkeys(text for hit in hits for text in _ways(case, hit, model))
        origin = case.words.message("origin", model.origin)
        name = model.model or case.say("known.no-name")
        yield (
            Cell((name, case.say("cell.default")) if model.default else (name,), "known"),
            Cell((_phrases.vendor_name(case.words, model.vendor),), "known"),
            Cell((origin, *ways), "known"),
            places_cell(case, tuple(dict.fromkeys(place(hit.location) for hit in hits))),
        )


def _served(case: Case) -> Iterator[tuple[ServedModel, tuple[Hit, ...]]]:
    """Every model once, with its call sites."""
    found: dict[tuple[str | None, str | None, str], tuple[ServedModel, dict[Hit, None]]] = {}
    for service in case.services:
        alone = case.of(case.product, (service,))
        for model in service.models:
            _, hits = found.setdefault((model.vendor, model.model, model.origin), (model, {}))
            hits.update(dict.fromkeys(hits_of_model(alone, model)))
    return iter((model, tuple(hits)) for model, hits in found.values())


def _ways(case: Case, hit: Hit, model: ServedModel) -> Iterator[str]:
    """Addresses of one call site, of this model's vendor where several serve it."""
    alternatives = tuple(one for one in hit.alternatives if one.vendor == model.vendor)
    yield from known.endpoints(case, dataclasses.replace(hit, alternatives=alternatives) if alternatives else hit)


def _ledger(told: Told, section: Section, items: tuple[Item, ...]) -> Block:
    case = told.case
    asks = [f"____ {case.say.of(item.ask)}" if item.ask else "____" for item in items]
    blanks = (case.say("chapter.named", name=case.say.field(item.title), text=ask) for item, ask in zip(items, asks, strict=True))
    asked = Cell(tuple(blanks), "blank")
    rows = [row for model, hits in _served(case) for row in _ledger_rows(case, model, hits, asked)]
    return _table(case, section, ("model", "upstream", "basis", "place", "answer"), (18, 26, 20, 16, 20), rows)


def _ledger_rows(case: Case, model: ServedModel, hits: tuple[Hit, ...], asked: Cell) -> Iterator[tuple[Cell, ...]]:
    vendor = _phrases.vendor_name(case.words, model.vendor)
    key = "known.model" if model.model else "known.model-plain"
    name = Cell((case.say(key, model=model.model or "", vendor=vendor),), "known")
    evidence = places_cell(case, tuple(dict.fromkeys(place(hit.location) for hit in hits)))
    numbers = [(known.upstream_text(case, row), known.catalogue_place(case, vendor_id, row)) for vendor_id, row in known.filed(case, model)]
    numbers += known.declared_numbers(case, model)
    if not numbers:
        yield name, Cell((case.say("known.no-number"),)), Cell(), evidence, asked
    for number, (text, where) in enumerate(numbers):
        quoted = Cell((text,), "known"), Cell((where,), "place")
        yield (name, *quoted, evidence, asked) if not number else (_SAME, *quoted, _SAME, _SAME)


def _matrix(told: Told, section: Section, items: tuple[Item, ...]) -> Block:
    case = told.case
    papers = [paper for paper in case.forms.papers if not paper.duties or not told.duties.isdisjoint(paper.duties)]
    tick = Cell((case.say("cell.tick"),), "ask")
    rows = []
    for item in items:
        found = [one for one, _ in _filled(case, item)]
        places = tuple(dict.fromkeys(where for one in found for where in one.places))
        seen = Cell(tuple(dict.fromkeys(one.text for one in found)), "known")
        rows.append((_name(case, item), seen, places_cell(case, places), *(tick for _ in papers)))
    table = _table(case, section, ("field", "seen", "place"), (14, 24, 18), rows)
    share = max((100 - sum(table.widths)) // max(len(papers), 1), 5)
    return table._replace(
        header=(*table.header, *(case.say.of(paper.title) for paper in papers)), widths=(*table.widths, *(share for _ in papers))
    )


def _steps(told: Told, section: Section, items: tuple[Item, ...]) -> Block:
    case = told.case
    rows = []
    for number, item in enumerate(items, 1):
        system = case.forms.systems.get(item.system)
        where = Cell((case.say.of(system.title),), "plain", (system.url,) if system.url else ()) if system else Cell()
        remark = Cell((case.say.of(item.ask),) if item.ask else (), "ask")
        rows.append((Cell((str(number),)), _name(case, item), Cell(due(case, item.deadline)), where, remark))
    return _table(case, section, ("number-of", "step", "due", "where", "remark"), (5, 30, 20, 25, 20), rows)


def _table(case: Case, section: Section, header: Sequence[str], widths: tuple[int, ...], rows: Sequence[tuple[Cell, ...]]) -> Block:
    notes = [case.say.of(section.note)] if section.note else []
    notes.append(case.say("chapter.source", source=source(case, section.source)))
    return Block(case.say.field(section.title), tuple(notes), tuple(case.say(f"column.{name}") for name in header), widths, tuple(rows))


def _article(case: Case, act: str, article: str) -> str:
    law = case.words.name("law", act)
    if not article:
        return law
    return f"{law}{article}条" if case.say.lang == "zh" and article.isdigit() else f"{law} {article}"


_SHAPES = {"form": _form, "checklist": _checklist, "models": _models, "ledger": _ledger, "matrix": _matrix, "steps": _steps}
