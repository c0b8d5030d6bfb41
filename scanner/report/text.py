"""Renders the result for a person at a terminal: first screen, then evidence; says nothing more certain than its evidence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from scanner.report import _digest, _drift, _phrases
from scanner.report._escape import visible
from scanner.report._layout import block, grid, packed
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
NOT_FOUND = "label/not-found"
"""Told without a place: it is nowhere."""


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
        for part in _report(Wording(result, view.lang), result, view):
            console.print(part)
        return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


REPORT = TextReport()


_IN_PART = ("parse-error", "encoding", "cut")
"""Problems of files of which the rest was read."""


def _report(words: Wording, whole: ScanResult, view: View) -> Iterator[RenderableType]:
    result = _digest.shown(whole, everything=view.all_hits)
    yield from _head(words, result, view)
    if view.check:
        yield from _drift.section(words, result, view)
        yield from _drift.history(words, result, view)
    if view.partial and not view.verbose:
        yield from manifest_section(words, result, view)
        return
    yield from _services(words, result, view)
    yield from _obstacles(words, result, view)
    if not view.check:
        yield from _drift.section(words, result, view)
    yield from _questions(words, result, view)
    yield _more(words, whole, result, view)
    yield from evidence_section(words, result, view)
    yield from other_sites_section(words, result, view)
    if view.verbose:
        yield from duties_section(words, result, view)
    yield Text()
    yield from manifest_section(words, result, view)


def _head(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    files = result.files
    whole = {problem.path for problem in result.problems if problem.reason not in _IN_PART}
    partly = {problem.path for problem in result.problems} - whole
    run = words.say(
        "run.head",
        version=".".join(result.tool_version.split(".")[:2]),
        roots=" ".join(result.roots) or words.say("run.here"),
        read=files.read,
        skipped=sum(group.count for group in files.skipped),
        failed=len({problem.path for problem in result.problems} - partly),
    )
    if partly:
        run += words.say("run.partly", count=len(partly))
    parts = (run, words.say("run.law", law=result.law_as_of or words.say("run.no-law")), words.say("run.advice"))
    yield Text(packed(parts, words.stop, view.width), style="bold")
    if not result.decisions.services and not view.partial:
        sites = [hit for hit in result.hits if hit.kind != "dependency"]
        idle = all(hit.kind in ("config", "artifact") for hit in sites)
        key = "headline.nothing" if not sites else "headline.uncalled" if idle else "headline.library"
        yield block(words.say(key, count=len(sites)), view.width)


def _services(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    products = tuple(dict.fromkeys(service.product for service in result.decisions.services))
    number = 0
    for product in products:
        if len(products) > 1:
            yield Text()
        yield block(_phrases.headline(words, result, product, alone=len(products) == 1), view.width)
        table, number = _service_table(words, result, product, number, view.width)
        yield table
    if any(not duty.strong for product in products for duty in _all_duties(result, product)):
        yield Text(words.say("duty.legend"), style="dim")


def _service_table(words: Wording, result: ScanResult, product: str, number: int, width: int) -> tuple[RenderableType, int]:
    column = "column.if-public" if _digest.audience_open(result, product) else "column.duties"
    header = [words.say(name) for name in ("column.number", "column.service", "column.served", column)]
    rows: list[list[str | Text]] = []
    for service in (one for one in result.decisions.services if one.product == product):
        number += 1
        duties = words.both(_phrases.duty_cell(words, duty) for duty in _digest.row_duties(result, service)) or words.say("duty.nothing")
        told = words.say("duty.filed", number=service.filing) if service.filing else duties
        rows.append([str(number), Text(_phrases.title(words, service), style="bold"), _phrases.served(words, service), told])
    shared = words.both(_phrases.duty_cell(words, duty) for duty in _digest.product_duties(result, product))
    if shared:
        rows.append(["", Text(words.say("duty.product"), style="dim"), "", shared])
    return grid(rows, width, header=header, indent=2), number


def _all_duties(result: ScanResult, product: str) -> list[_digest.Duty]:
    services = [service for service in result.decisions.services if service.product == product]
    return [*_digest.product_duties(result, product), *(duty for service in services for duty in _digest.row_duties(result, service))]


def _obstacles(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    blocks = Text(words.say("section.obstacle"), style="yellow")
    disagree = Text(words.say("section.contradiction"), style="red")
    rows: list[list[str | Text]] = [[blocks, _obstacle(words, result, obstacle, view)] for obstacle in result.decisions.obstacles]
    look = Text(words.say("section.look"), style="yellow")
    several = len(_digest.products(result)) > 1
    for one in result.decisions.contradictions:
        told = _phrases.contradiction(words, one)
        if one.id == NOT_FOUND:
            owner = words.say("headline.product", product=_phrases.product_name(words, one.product)) if several else ""
            rows.append([Text(words.say("section.not-found"), style="yellow"), owner + told])
            continue
        place = f"{visible(one.location.path)}:{one.location.line}"
        rows.append([look if one.strength == "ask" else disagree, f"{told}  {place}"])
    if result.labels:
        rows.append([words.say("section.labels"), _labels(words, result, view)])
    if rows:
        yield grid(rows, view.width)


def _labels(words: Wording, result: ScanResult, view: View) -> str:
    """The first places of each kind."""
    told = []
    for kind in ("explicit", "implicit"):
        seen = [one for one in result.labels if one.kind == kind]
        for one in seen if view.verbose else seen[:_PLACES]:
            place = f"{visible(one.location.path)}:{one.location.line}"
            told.append(words.say("section.label", kind=words.name("obligation", f"{kind}-label"), place=place, text=visible(one.text)))
    return words.say("section.labels-seen", items=words.both(told))


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
    rows: list[list[str | Text]] = []
    shown = asked if view.verbose else asked[:_QUESTIONS]
    several = len({question.product for question in asked}) > 1
    for number, question in enumerate(shown, 1):
        rows.append([str(number), _question(words, question, several=several, verbose=view.verbose), _phrases.effect(words, question)])
        if question.hints:
            hints = question.hints if view.verbose else question.hints[:_HINTS]
            told = words.both(_hint(words, result, hint) for hint in hints)
            rows.append(["", Text(words.say("section.hints", hints=told), style="dim"), ""])
    yield grid(rows, view.width, indent=2)
    if len(asked) > len(shown):
        yield block(words.say("section.more-questions", count=len(asked) - len(shown)), view.width, indent=5, style="dim")


def _hint(words: Wording, result: ScanResult, hint: str) -> str:
    """A place, and what was seen there where it is a function of the product."""
    seen = dict.fromkeys(one.id for one in result.features if f"{one.location.path}:{one.location.line}" == hint)
    return " ".join([*(words.name("feature", name) for name in seen), visible(hint)])


def _question(words: Wording, question: Question, *, several: bool, verbose: bool) -> str:
    prefix = words.say("headline.product", product=_phrases.product_name(words, question.product)) if several and question.product else ""
    return prefix + _phrases.question(words, question, verbose=verbose)


def _more(words: Wording, whole: ScanResult, result: ScanResult, view: View) -> RenderableType:
    """What other options would show, and only if they would."""
    hidden = 0 if view.all_hits else sum(map(_digest.is_minor, result.hits))
    hidden += len(whole.decisions.services) - len(result.decisions.services)
    parts = [words.say("section.more-all", count=hidden)] if hidden else []
    parts += [] if view.verbose or not result.hits else [words.say("section.more-verbose")]
    return Text(packed([*parts, words.say("section.more-sarif")], "  ", view.width), style="dim")
