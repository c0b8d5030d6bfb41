"""Puts a worksheet together: which chapters there are, what stands in the overview; single tables are left to ``rows``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.report import _digest, _drift, _phrases
from scanner.report._escape import visible
from scanner.report.wording import Wording
from scanner.worksheet import rows
from scanner.worksheet.case import Case, place
from scanner.worksheet.document import Block, Cell, Chapter, Document
from scanner.worksheet.words import Say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.catalog import Catalog
    from scanner.declared import Loaded
    from scanner.law import Law
    from scanner.model import Basis, Condition, ScanResult, Service
    from scanner.report._digest import Duty
    from scanner.report.interface import Lang
    from scanner.worksheet.forms import Forms, Part
    from scanner.worksheet.found import Seen

_UNFILED = "unfiled"
"""Told with the procedures."""
_FILINGS = ("algorithm-filing", "technical-supporter-filing")
_PROBLEMS = 10


class Material(NamedTuple):
    """Everything a worksheet is made of."""

    result: ScanResult
    loaded: Loaded
    catalog: Catalog
    law: Law
    forms: Forms
    seen: Seen


def document(material: Material, lang: Lang, *, everything: bool = False) -> Document:
    """``everything``: also services that are off by default."""
    return _Builder(material, lang, everything=everything).document()


class _Planned(NamedTuple):
    """A chapter to be, and the candidates that it is about."""

    title: str
    part: Part
    told: rows.Told
    branches: tuple[Duty, ...]


class _Builder:
    """One worksheet in one language."""

    def __init__(self, material: Material, lang: Lang, *, everything: bool) -> None:
        self._whole = material.result
        self._everything = everything
        self._result = _digest.shown(material.result, everything=everything)
        self._forms = material.forms
        self._say = Say(lang)
        self._words = Wording(self._result, lang)
        self._lang: Lang = lang
        self._case = Case(
            say=self._say,
            words=self._words,
            result=self._result,
            loaded=material.loaded,
            catalog=material.catalog,
            law=material.law,
            forms=material.forms,
            seen=material.seen,
            product=None,
            services=self._result.decisions.services,
        )

    def document(self) -> Document:
        planned = self._planned() if self._candidates() else []
        chapters = [self._chapter(one) for one in planned]
        return Document(
            title=self._say("head.title", name=" ".join(self._result.roots)),
            notes=(*self._head(), *self._nothing(bool(planned))),
            chapters=(*self._before(planned, chapters), *chapters, *self._after(planned)) if planned else (),
            lang=self._lang,
        )

    # ---- what there is

    def _candidates(self) -> bool:
        wanted = {duty for part in self._forms.parts for duty in part.duties}
        return bool(self._changed()) or any(wanted & {duty.id for duty in self._duties(product)} for product in self._products())

    def _products(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(service.product for service in self._result.decisions.services))

    def _services(self, product: str) -> tuple[Service, ...]:
        return tuple(service for service in self._result.decisions.services if service.product == product)

    def _duties(self, product: str) -> tuple[Duty, ...]:
        return _digest.all_duties(self._result, product)

    def _seldom(self) -> tuple[Service, ...]:
        """Services that are usually not filed by themselves; their tables come with everything else only."""
        return () if self._everything else tuple(one for one in self._result.decisions.services if not one.count.likely)

    def _changed(self) -> frozenset[str]:
        """Services that are filed and have changed since."""
        return frozenset(row.service for row in self._result.drift if row.id == "changed" and row.service)

    def _planned(self) -> list[_Planned]:
        found = []
        for part in self._forms.parts:
            if part.per == "all":
                duties = frozenset(duty.id for product in self._products() for duty in self._duties(product))
                found.append(_Planned(self._say.field(part.title), part, rows.Told(self._case, duties), ()))
            elif part.per == "product":
                found += [one for product in self._products() if (one := self._of_product(part, product))]
            else:
                found += self._of_services(part)
        return found

    def _of_product(self, part: Part, product: str) -> _Planned | None:
        duties = self._duties(product)
        mine = tuple(duty for duty in duties if duty.id in part.duties)
        any_part = {name for other in self._forms.parts for name in other.duties}
        if not (mine if part.duties else any_part & {duty.id for duty in duties} or self._changed()):
            return None
        title = self._say("chapter.product", part=self._say.field(part.title), product=self._product(product))
        case = self._case.of(product, self._services(product))
        return _Planned(title, part, rows.Told(case, frozenset(duty.id for duty in duties)), mine)

    def _of_services(self, part: Part) -> Iterator[_Planned]:
        number = 0
        for service in self._result.decisions.services:
            duties = tuple(duty for duty in _digest.service_duties(self._result, service) if duty.id in part.duties)
            changed = service.id in self._changed()
            if not changed and (not duties or service in self._seldom()):
                continue
            number += 1
            name = _phrases.title(self._words, service)
            if len(self._products()) > 1 or service.product:
                name += self._words.aside(self._product(service.product))
            key = "chapter.change" if changed else "chapter.service"
            title = self._say(key, part=self._say.field(part.title), number=number, service=name)
            present = frozenset(duty.id for duty in self._duties(service.product)) | (
                frozenset(part.duties[:1]) if changed else frozenset()
            )
            yield _Planned(title, part, rows.Told(self._case.of(service.product, (service,)), present), duties)

    def _chapter(self, one: _Planned) -> Chapter:
        notes = tuple(self._say("chapter.branch", duties=self._words.clauses(self._branches(duty))) for duty in one.branches)
        blocks = (rows.block(one.told, section) for section in one.part.sections)
        return Chapter(one.title, self._say.of(one.part.sheet), notes, tuple(block for block in blocks if block is not None))

    # ---- head

    def _head(self) -> Iterator[str]:
        result, say = self._result, self._say
        yield say(
            "head.run",
            version=result.tool_version,
            read=result.files.read,
            skipped=sum(group.count for group in result.files.skipped),
            failed=len({problem.path for problem in result.problems}),
            catalogue=result.catalog_version,
        )
        dates = {"law": result.law_as_of, "forms": self._forms.checked, "as_of": result.as_of or say("head.no-date")}
        yield say("head.dates", **dates)
        yield say("head.advice")
        if self._candidates():
            yield say("head.prose")
            yield say("head.words")
            yield say("head.marks")

    def _nothing(self, planned: bool) -> Iterator[str]:
        if planned:
            return
        yield self._say("head.nothing")
        other = dict.fromkeys(_phrases.short(self._words, duty.id) for product in self._products() for duty in self._duties(product))
        if other:
            yield self._say("head.other-duties", duties=self._words.both(other))
        yield self._say(
            "head.nothing-limits", catalogue=self._result.catalog_version, categories=self._words.both(self._known_categories())
        )
        yield from self._unread()

    # ---- overview

    def _before(self, planned: Sequence[_Planned], chapters: Sequence[Chapter]) -> Iterator[Chapter]:
        blocks = (self._procedures(planned), self._questions(), self._obstacles(), self._held(), self._drift())
        yield self._own("overview", self._headlines(), blocks)
        yield self._own("materials", (), (self._material(planned, chapters),))

    def _after(self, planned: Sequence[_Planned]) -> Iterator[Chapter]:
        yield self._own("limits", (), (self._limits(), self._laws(planned)))

    def _own(self, name: str, notes: Iterable[str], blocks: Iterable[Block]) -> Chapter:
        """A chapter that no part of the data asks for."""
        told = tuple(block for block in blocks if block.rows)
        return Chapter(self._say(f"own.{name}"), self._say(f"sheet.{name}"), tuple(notes), told)

    def _headlines(self) -> Iterator[str]:
        alone = len(self._products()) == 1
        return (_phrases.headline(self._words, self._result, product, alone=alone) for product in self._products())

    def _procedures(self, planned: Sequence[_Planned]) -> Block:
        found = []
        for product in self._products():
            for service in self._services(product):
                mine = (duty for duty in _digest.service_duties(self._result, service) if duty.id in _FILINGS)
                found += [self._procedure(duty, product, _phrases.title(self._words, service)) for duty in mine]
            others = (duty for duty in self._duties(product) if duty.id not in _FILINGS)
            found += [self._procedure(duty, product, self._product(product)) for duty in others]
        table = self._block("filings", ("procedure", "subject", "strength", "due", "where"), (16, 18, 30, 16, 20), found)
        open_ = [product for product in self._products() if _digest.audience_open(self._result, product)]
        if not open_:
            return table
        named = self._words.both(map(self._product, open_))
        return table._replace(notes=(self._say("overview.if-public", products=named),))

    def _procedure(self, duty: Duty, product: str, subject: str) -> tuple[Cell, ...]:
        case = self._case.of(product, ())
        deadlines = dict.fromkeys(branch.deadline for branch in duty.branches if branch.deadline)
        system = self._forms.system_of(duty.id)
        where = (self._say.of(system.title), rows.source(case, system.source)) if system else ()
        name = self._words.name("obligation", duty.id)
        return (
            Cell((name,), "label"),
            Cell((subject,)),
            Cell(tuple(self._branches(duty))),
            Cell(tuple(text for deadline in deadlines for text in rows.due(case, deadline))),
            Cell(where, "small", (system.url,) if system and system.url else ()),
        )

    def _branches(self, duty: Duty) -> Iterator[str]:
        """Strength by condition; several rules of the same strength and condition are one line."""
        found: dict[tuple[tuple[Condition, ...], str], dict[Basis, None]] = {}
        for branch in duty.branches:
            found.setdefault((branch.when, branch.strength), {}).update(dict.fromkeys(branch.basis))
        for (when, strength), basis in found.items():
            text = self._words.message("strength", strength)
            told = self._say("chapter.if", conditions=_phrases.conditions(self._words, when), strength=text) if when else text
            yield told + self._sources(basis)

    def _sources(self, rows: Iterable[Basis]) -> str:
        told = self._words.both(dict.fromkeys(self._basis(one) for one in rows))
        return self._words.aside(told) if told else ""

    def _basis(self, basis: Basis) -> str:
        return f"{_phrases.basis_short(self._words, basis)}〔{visible(basis.mark)}〕"

    def _questions(self) -> Block:
        asked = sorted(self._result.decisions.questions, key=lambda question: -question.score)
        found = []
        for question in asked:
            text = _phrases.question(self._words, question, verbose=True)
            if question.product and len(self._products()) > 1:
                text = f"{self._product(question.product)}: {text}"
            hints = rows.places_cell(self._case, [visible(hint) for hint in question.hints])
            found.append((Cell((text,), "ask"), Cell((_phrases.effect(self._words, question),)), hints))
        return self._block("questions", ("question", "effect", "hints"), (40, 36, 24), found)

    def _obstacles(self) -> Block:
        found = []
        for one in self._result.decisions.obstacles:
            models = self._words.both(self._words.name("vendor", name) for name in one.subject.models)
            text = self._words.name("obstacle", one.id) + (self._words.aside(models) if models else "")
            places = dict.fromkeys(place(hit.location) for hit in _digest.hits_of_obstacle(self._result, one))
            when = tuple(condition for condition in one.when if condition.fact != "audience")
            told = self._words.say("duty.if", conditions=_phrases.conditions(self._words, when)) if when else ""
            lines = tuple(line for line in (text, told, self._words.both(map(self._basis, one.basis))) if line)
            found.append((Cell((self._words.say("section.obstacle"),), "label"), Cell(lines), rows.places_cell(self._case, tuple(places))))
        for wrong in self._result.decisions.contradictions:
            kind = "section.look" if wrong.strength == "ask" else "section.contradiction"
            text = _phrases.contradiction(self._words, wrong)
            found.append((Cell((self._words.say(kind),), "label"), Cell((text,)), Cell((place(wrong.location),), "place")))
        return self._block("problems", ("kind", "content", "place"), (12, 60, 28), found)

    def _held(self) -> Block:
        found = []
        for number, row in enumerate(self._case.loaded.declared.filings):
            if row.number:
                where = self._case.declared_at("filing", number, "number")
                cells = (self._say(f"filing.{row.type}"), row.number, row.name, row.date, self._words.both(row.products))
                found.append((*(Cell((text,) if text else ()) for text in cells), Cell((where,), "place")))
        return self._block("held", ("kind", "number", "name", "date", "subject", "place"), (14, 28, 20, 12, 14, 12), found)

    def _drift(self) -> Block:
        found = []
        for row in (row for row in self._result.drift if row.id != _UNFILED):
            told = (_drift.first(self._words, self._result, row), _drift.rest(self._words, row).strip())
            kind = Cell((self._words.say(f"drift.{row.id}"),), "label")
            found.append((kind, Cell(tuple(line for line in told if line)), Cell((place(row.location),), "place")))
        return self._block("drift", ("kind", "content", "place"), (12, 60, 28), found)

    def _material(self, planned: Sequence[_Planned], chapters: Sequence[Chapter]) -> Block:
        found: dict[tuple[str, str], tuple[Cell, ...]] = {}
        for one, chapter in zip(planned, chapters, strict=True):
            for section in one.part.sections:
                for item in section.items:
                    if item.upload and rows.applies(one.told, item):
                        told = rows.source(self._case, item.source or section.source)
                        cells = (self._say.field(item.title), chapter.title, told)
                        box = Cell((self._say("cell.tick"),), "ask")
                        found[cells[0], cells[1]] = (Cell((cells[0],), "label"), Cell((cells[1],)), Cell((told,), "small"), box)
        return self._block("materials", ("paper", "part", "basis", "tick"), (42, 30, 22, 6), list(found.values()))

    def _limits(self) -> Block:
        found = [Cell((text,)) for text in self._limit_lines()]
        return self._block("limits", ("remark",), (100,), [(cell,) for cell in found])

    def _limit_lines(self) -> Iterator[str]:
        front = self._case.seen.front
        yield self._say("overview.front", count=len(front)) if front else self._say("overview.no-front")
        missing = [self._words.name("category", name) for name, count in self._result.coverage.signatures if not count]
        if missing:
            yield self._say("overview.no-category", categories=self._words.both(missing))
        yield from self._unread()
        if self._seldom():
            yield self._say("overview.seldom", items=self._titles(self._seldom()))
        quiet = set(self._whole.decisions.services) - set(self._result.decisions.services)
        if quiet:
            yield self._say("overview.quiet", items=self._titles(quiet))

    def _laws(self, planned: Sequence[_Planned]) -> Block:
        """Everything that a table or a duty rests on, with its address."""
        cited = {
            act
            for one in planned
            for section in one.part.sections
            for item in section.items
            if rows.applies(one.told, item)
            for source in (section.source, item.source)
            if source is not None
            for act, _ in source.cites
        }
        branches = [branch for product in self._products() for duty in self._duties(product) for branch in duty.branches]
        cited |= {basis.law for branch in (*branches, *self._result.decisions.obstacles) for basis in branch.basis}
        systems = (self._forms.system_of(duty.id) for product in self._products() for duty in self._duties(product))
        cited |= {act for system in systems if system is not None for act, _ in system.source.cites}
        found = []
        for act in self._case.law.acts.values():
            if act.id in cited:
                names = (self._say.of(act.title), self._say.of(act.short))
                cells = (
                    Cell(tuple(dict.fromkeys(names)), "label"),
                    Cell((), "small", (act.url,) if act.url else ()),
                    Cell((act.checked,)),
                    Cell((act.mark,)),
                )
                found.append(cells)
        return self._block("sources", ("law", "url", "checked", "mark"), (46, 34, 12, 8), found)

    def _unread(self) -> Iterator[str]:
        items = [f"{one.path} {self._words.message('problem', one.reason)}" for one in self._result.problems]
        if items:
            shown = self._words.both(items[:_PROBLEMS]) + (" …" if len(items) > _PROBLEMS else "")
            yield self._say("overview.unread", count=len(items), items=shown)

    # ---- words

    def _product(self, product: str) -> str:
        if not product:
            return self._say("chapter.whole")
        row = next((row for _, row in self._case.of(product, ()).products()), None)
        return visible(row.name) if row is not None and row.name else visible(product)

    def _titles(self, services: Iterable[Service]) -> str:
        return self._words.both(sorted({_phrases.title(self._words, service) for service in services}))

    def _known_categories(self) -> Iterator[str]:
        return (self._words.name("category", name) for name, count in self._result.coverage.signatures if count)

    def _block(self, name: str, header: Iterable[str], widths: tuple[int, ...], found: Sequence[tuple[Cell, ...]]) -> Block:
        return Block(self._say(f"overview.{name}"), (), tuple(self._say(f"column.{one}") for one in header), widths, tuple(found))
