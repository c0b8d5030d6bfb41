"""The second part of the terminal report: call sites, basis of the duties, run manifest; the first screen is in ``text``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scanner.report import _digest, _phrases
from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from scanner.model import Hit, Obligation, Problem, ScanResult, Skipped
    from scanner.report.interface import View
    from scanner.report.wording import Wording

_SITES = 3
_PROBLEMS = 10
_FOLDERS = 3


def evidence_section(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    services = result.decisions.services
    if not services:
        return
    yield Text()
    yield Text(words.say("section.evidence"), style="bold")
    for number, service in enumerate(services, 1):
        hits = [hit for hit in _digest.hits_of(result, service) if view.all_hits or not _digest.is_minor(hit)]
        yield Text(f"  {number}  {_phrases.title(words, service)}")
        shown = hits if view.verbose else hits[:_SITES]
        yield from _sites(words, shown, view)
        if len(hits) > len(shown):
            yield Padding(Text(words.say("section.more-sites", count=len(hits) - len(shown)), style="dim"), (0, 0, 0, 5))


def other_sites_section(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    """Clients, dependencies and the like, which stand behind no service of their own."""
    if not (view.verbose or view.all_hits):
        return
    taken = {name for service in result.decisions.services for name in service.hits}
    rest = [hit for hit in result.hits if hit.fingerprint not in taken and (view.all_hits or not _digest.is_minor(hit))]
    if rest:
        yield Text()
        yield Text(words.say("section.other-sites"), style="bold")
        yield from _sites(words, rest, view)
    if result.features:
        yield Text()
        yield Text(words.say("section.features"), style="bold")
        rows = ((f"{visible(one.location.path)}:{one.location.line}", words.name("feature", one.id)) for one in result.features)
        yield _columns(rows)


def duties_section(words: Wording, result: ScanResult) -> Iterator[RenderableType]:
    decisions = result.decisions
    if not decisions.obligations and not decisions.obstacles:
        return
    yield Text()
    yield Text(words.say("section.duties"), style="bold")
    for kind, rows in (("obligation", decisions.obligations), ("obstacle", decisions.obstacles)):
        for row in rows:
            yield Padding(Text(_duty_line(words, kind, row)), (0, 0, 0, 2))
            for basis in row.basis:
                source = f"{_phrases.basis_short(words, basis)}  {visible(basis.url)}  {visible(basis.checked)} [{visible(basis.mark)}]"
                yield Padding(Text(source, style="dim"), (0, 0, 0, 6))


def manifest_section(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    """What was read, what was not, what could have been found; in every report."""
    if result.problems:
        yield from _problems(words, result.problems, view)
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    if result.files.skipped:
        rows.add_row(words.say("section.skipped"), words.clauses(_skipped(words, group) for group in result.files.skipped))
    coverage = result.coverage
    told = words.say(
        "section.coverage-text",
        languages=" ".join(coverage.languages),
        vendors=len(coverage.vendors),
        libraries=len(coverage.libraries),
        signatures=sum(count for _, count in coverage.signatures),
        catalog=result.catalog_version,
    )
    rows.add_row(words.say("section.coverage"), told)
    yield rows
    if view.fail_on:
        yield Text(words.say("section.exit", code=view.exit_code, threshold=view.fail_on), style="dim")


def _sites(words: Wording, hits: Iterable[Hit], view: View) -> Iterator[RenderableType]:
    if view.verbose:
        for hit in hits:
            yield _columns([_site(words, hit)])
            yield from (Padding(Text(line, style="dim"), (0, 0, 0, 9)) for line in _reasons(words, hit))
        return
    yield _columns(_site(words, hit) for hit in hits)


def _columns(rows: Iterable[tuple[str, ...]]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(Text(row[0], style="cyan", overflow="fold"), *(Text(cell, overflow="fold") for cell in row[1:]))
    return Padding(table, (0, 0, 0, 5))


def _site(words: Wording, hit: Hit) -> tuple[str, ...]:
    marks = [words.say(f"site.{hit.certainty}")] if hit.certainty != "sure" else []
    marks += [words.term("reach", hit.reach)] if hit.reach and hit.reach != "reached" else []
    marks += [words.say("site.ignored", reason=hit.ignored)] if hit.ignored else []
    name = visible(hit.qualname) or words.say("site.module")
    place = f"{visible(hit.location.path)}:{hit.location.line}"
    return (place, _phrases.hit_served(words, hit), name + (words.aside(words.both(marks)) if marks else ""))


def _reasons(words: Wording, hit: Hit) -> Iterator[str]:
    yield f"{visible(hit.signature)}  {hit.kind}  {hit.certainty}"
    for reason in hit.reasons:
        yield words.say("site.because", reason=reason)
    if hit.alternatives:
        names = (
            _phrases.vendor_name(words, other.vendor) + (f" {visible(other.model)}" if other.model else "") for other in hit.alternatives
        )
        yield words.say("site.alternatives", names=words.both(dict.fromkeys(names)))
    if hit.conflict:
        yield words.say("site.conflict", text=hit.conflict)
    if hit.entry:
        place = hit.entry.location
        yield words.say("site.entry", kind=hit.entry.kind, name=hit.entry.name, path=place.path, line=place.line)


def _duty_line(words: Wording, kind: str, row: Obligation) -> str:
    parts = [f"{words.name(kind, row.id)}{words.aside(_phrases.branch(words, row))}"]
    parts += [words.term("deadline", row.deadline)] if row.deadline else []
    parts += [words.both(map(visible, row.subject.services))] if row.subject.services else []
    parts += [words.term("note", row.note)] if row.note else []
    return "  ".join(parts)


def _problems(words: Wording, problems: tuple[Problem, ...], view: View) -> Iterator[RenderableType]:
    yield Text(words.say("section.problems", count=len(problems)), style="yellow")
    shown = problems if view.verbose else problems[:_PROBLEMS]
    yield _columns((visible(one.path), words.term("problem", one.reason), visible(one.detail)) for one in shown)
    if len(problems) > len(shown):
        yield Padding(Text(words.say("section.more-problems", count=len(problems) - len(shown)), style="dim"), (0, 0, 0, 5))


def _skipped(words: Wording, group: Skipped) -> str:
    named = " ".join(map(visible, group.named[:_FOLDERS]))
    if len(group.named) > _FOLDERS:
        named = words.say("section.and-more", items=named)
    return f"{words.term('skip', group.reason)} {group.count}{words.aside(named) if named else ''}"
