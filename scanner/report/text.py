"""Renders the result for a person at a terminal: first screen, then evidence; says nothing more certain than its evidence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scanner.report import _digest, _phrases
from scanner.report._escape import visible
from scanner.report._sites import duties_section, evidence_section, manifest_section, other_sites_section
from scanner.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.model import Obligation, Question, ScanResult
    from scanner.report.interface import View

_QUESTIONS = 4
_HINTS = 3
_PLACES = 2


class TextReport:
    """The terminal report."""

    id = "text"
    suffix = ".txt"

    def render(self, result: ScanResult, view: View) -> str:
        buffer = io.StringIO()
        # An empty environment: width and colour are the caller's decision, and the same input must give the same bytes.
        console = Console(
            file=buffer,
            width=view.width,
            force_terminal=view.color,
            color_system="standard" if view.color else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )
        for block in _report(Wording(result, view.lang), _digest.shown(result, everything=view.all_hits), view):
            console.print(block)
        return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


REPORT = TextReport()


def _report(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    yield from _head(words, result)
    yield from _services(words, result)
    yield from _obstacles(words, result, view)
    yield from _questions(words, result, view)
    yield from _more(words, result, view)
    yield from evidence_section(words, result, view)
    yield from other_sites_section(words, result, view)
    if view.verbose:
        yield from duties_section(words, result)
    yield Text()
    yield from manifest_section(words, result, view)


def _head(words: Wording, result: ScanResult) -> Iterator[RenderableType]:
    files = result.files
    yield Text(
        words.say(
            "run.head",
            version=".".join(result.tool_version.split(".")[:2]),
            roots=" ".join(result.roots) or words.say("run.here"),
            read=files.read,
            skipped=sum(group.count for group in files.skipped),
            failed=len({problem.path for problem in result.problems}),
            law=result.law_as_of or words.say("run.no-law"),
        ),
        style="bold",
    )
    if not result.decisions.services:
        sites = sum(1 for hit in result.hits if hit.kind != "dependency")
        yield Text(words.say("headline.library", count=sites) if sites else words.say("headline.nothing"))


def _services(words: Wording, result: ScanResult) -> Iterator[RenderableType]:
    products = tuple(dict.fromkeys(service.product for service in result.decisions.services))
    number = 0
    for product in products:
        if len(products) > 1:
            yield Text()
        yield Text(_phrases.headline(words, result, product, alone=len(products) == 1))
        table, number = _service_table(words, result, product, number)
        yield table
    if any(not duty.strong for product in products for duty in _all_duties(result, product)):
        yield Text(words.say("duty.legend"), style="dim")


def _service_table(words: Wording, result: ScanResult, product: str, number: int) -> tuple[Table, int]:
    column = "column.if-public" if _digest.audience_open(result, product) else "column.duties"
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(words.say("column.number"), justify="right", min_width=3)
    table.add_column(words.say("column.service"), min_width=10, overflow="fold", ratio=2)
    table.add_column(words.say("column.served"), overflow="fold", ratio=4)
    table.add_column(words.say(column), overflow="fold", ratio=4)
    for service in (one for one in result.decisions.services if one.product == product):
        number += 1
        duties = words.both(_phrases.duty_cell(words, duty) for duty in _digest.row_duties(result, service)) or words.say("duty.nothing")
        told = words.say("duty.filed", number=service.filing) if service.filing else duties
        table.add_row(str(number), Text(_phrases.title(words, service), style="bold"), _phrases.served(words, service), told)
    shared = words.both(_phrases.duty_cell(words, duty) for duty in _digest.product_duties(result, product))
    if shared:
        table.add_row("", Text(words.say("duty.product"), style="dim"), "", shared)
    return table, number


def _all_duties(result: ScanResult, product: str) -> list[_digest.Duty]:
    services = [service for service in result.decisions.services if service.product == product]
    return [*_digest.product_duties(result, product), *(duty for service in services for duty in _digest.row_duties(result, service))]


def _obstacles(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    rows = _label_grid()
    for obstacle in result.decisions.obstacles:
        rows.add_row(Text(words.say("section.obstacle"), style="yellow"), _obstacle(words, result, obstacle, view))
    for text in result.decisions.contradictions:
        rows.add_row(Text(words.say("section.contradiction"), style="red"), visible(text))
    if rows.row_count:
        yield rows


def _obstacle(words: Wording, result: ScanResult, obstacle: Obligation, view: View) -> str:
    models = words.both(words.name("vendor", name) for name in obstacle.subject.models)
    name = words.name("obstacle", obstacle.id)
    text = f"{name}{words.aside(models)}" if models else name
    hits = _digest.hits_of_obstacle(result, obstacle)
    places = [f"{visible(hit.location.path)}:{hit.location.line}" for hit in hits]
    shown = " ".join(places if view.verbose else places[:_PLACES])
    if len(places) > _PLACES and not view.verbose:
        shown = words.say("section.and-more", items=shown)
    when = tuple(condition for condition in obstacle.when if condition.fact != "audience")
    condition = words.aside(words.say("duty.if", conditions=_phrases.conditions(words, when))) if when else ""
    return f"{text}{condition}  {shown}".rstrip()


def _questions(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    asked = sorted(result.decisions.questions, key=lambda question: -question.score)
    if not asked:
        return
    yield Text(words.say("section.questions"))
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(justify="right", min_width=3)
    rows.add_column(overflow="fold", ratio=3)
    rows.add_column(overflow="fold", ratio=2)
    shown = asked if view.verbose else asked[:_QUESTIONS]
    several = len({question.product for question in asked}) > 1
    for number, question in enumerate(shown, 1):
        rows.add_row(str(number), _question(words, question, several=several), _phrases.effect(words, question))
        if question.hints:
            hints = question.hints if view.verbose else question.hints[:_HINTS]
            rows.add_row("", Text(words.say("section.hints", hints=words.both(map(visible, hints))), style="dim"), "")
    yield rows
    if len(asked) > len(shown):
        yield Padding(Text(words.say("section.more-questions", count=len(asked) - len(shown)), style="dim"), (0, 0, 0, 5))


def _question(words: Wording, question: Question, *, several: bool) -> str:
    prefix = words.say("headline.product", product=_phrases.product_name(words, question.product)) if several and question.product else ""
    return prefix + _phrases.question(words, question)


def _more(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    hidden = 0 if view.all_hits else sum(map(_digest.is_minor, result.hits))
    yield Text(words.say("section.more", count=hidden), style="dim")


def _label_grid() -> Table:
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    return rows
