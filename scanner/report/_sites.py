"""The second part of the terminal report: call sites, basis of the duties, run manifest; the first screen is in ``text``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from rich.text import Text

from scanner.model import Subject
from scanner.report import _digest, _phrases
from scanner.report._escape import visible
from scanner.report._layout import block, grid
from scanner.report.wording import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from scanner.model import Dependency, Hit, Obligation, Problem, ScanResult, Skipped
    from scanner.report.interface import View
    from scanner.report.wording import Wording

_SITES = 3
_PROBLEMS = 10
_FOLDERS = 3
_PACKAGES = 8


def evidence_section(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    services = result.decisions.services
    if not services:
        return
    yield Text()
    yield Text(words.say("section.evidence"), style="bold")
    for number, service in enumerate(services, 1):
        hits = [hit for hit in _digest.hits_of(result, service) if view.all_hits or not _digest.is_minor(hit)]
        yield Text(f"  {number}  {_phrases.title(words, service)}")
        if view.verbose:
            yield from (block(_phrases.because(words, reason), view.width, indent=5, style="dim") for reason in service.because)
        shown = hits if view.verbose else hits[:_SITES]
        yield from _sites(words, shown, view)
        if len(hits) > len(shown):
            yield block(words.say("section.more-sites", count=len(hits) - len(shown)), view.width, indent=5, style="dim")


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
        yield _columns(
            [(f"{visible(one.location.path)}:{one.location.line}", words.name("feature", one.id)) for one in result.features], view
        )


def duties_section(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    """Every duty with its reason and sources; equal ones of several services once."""
    decisions = result.decisions
    if not decisions.obligations and not decisions.obstacles:
        return
    yield Text()
    yield Text(words.say("section.duties"), style="bold")
    for kind, rows in (("obligation", decisions.obligations), ("obstacle", decisions.obstacles)):
        equal: dict[Obligation, list[str]] = {}
        for row in rows:
            equal.setdefault(dataclasses.replace(row, subject=Subject(product=row.subject.product)), []).extend(row.subject.services)
        for row, services in equal.items():
            yield block(_duty_line(words, kind, row, services), view.width, indent=2)
            yield from (block(line, view.width, indent=6, style="dim") for line in _sources(words, row))
    yield block(words.say("section.marks"), view.width, indent=2, style="dim")


def manifest_section(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    """What was read, what was not, what could have been found; in every report."""
    if result.problems:
        yield from _problems(words, result.problems, view)
    coverage = result.coverage
    told = words.say(
        "section.coverage-text",
        languages=" ".join(coverage.languages),
        vendors=len(coverage.vendors),
        libraries=len(coverage.libraries),
        signatures=sum(count for _, count in coverage.signatures),
        catalog=result.catalog_version,
    )
    skipped = words.clauses(_skipped(words, group) for group in result.files.skipped)
    rows = [[words.say("section.skipped"), skipped]] * bool(skipped)
    rows += [[words.say("section.dependencies"), dependencies(words, result, view)]] * bool(result.dependencies)
    yield grid([*rows, [words.say("section.coverage"), told]], view.width)
    if view.fail_on:
        yield Text(words.say("section.exit", code=view.exit_code, threshold=view.fail_on), style="dim")


def dependencies(words: Wording, result: ScanResult, view: View) -> str:
    """What is declared and not called, or the other way round, of the libraries that the catalogue knows."""
    rows = [one for one in result.dependencies if one.relation != "undeclared"]
    known = [one for one in result.dependencies if one.signature and not one.in_tests]
    names = {(one.ecosystem, one.name) for one in rows}
    direct = {(one.ecosystem, one.name) for one in known if one.relation in ("direct", "unknown")}
    groups = {
        "uncalled": [one for one in known if one.use in ("uncalled", "imported") and one.relation == "direct"],
        "tests": [one for one in known if one.use == "tests"],
        "transitive": [one for one in known if one.use == "called" and one.relation == "transitive"],
        "undeclared": [one for one in known if one.relation == "undeclared"],
    }
    groups["transitive"] = [one for one in groups["transitive"] if (one.ecosystem, one.name) not in direct]
    told = words.say(
        "section.dependencies-text",
        files=len({one.location.path for one in rows}),
        packages=len(names),
        known=len({(one.ecosystem, one.name) for one in known if one.relation != "undeclared"}),
    )
    parts = [words.say(f"section.dependencies-{id_}", items=_packages(words, ones, view)) for id_, ones in groups.items() if ones]
    return words.clauses([told, *parts])


def _packages(words: Wording, ones: Sequence[Dependency], view: View) -> str:
    names = sorted({visible(one.name) for one in ones})
    shown = words.both(names if view.verbose else names[:_PACKAGES])
    return shown if view.verbose or len(names) <= _PACKAGES else words.say("section.and-more", items=shown)


def _sites(words: Wording, hits: Sequence[Hit], view: View) -> Iterator[RenderableType]:
    if not view.verbose:
        yield _columns([_site(words, hit) for hit in hits], view)
        return
    for hit in hits:
        yield _columns([_site(words, hit)], view)
        yield from (block(line, view.width, indent=9, style="dim") for line in _reasons(words, hit))


def _columns(rows: Sequence[tuple[str, ...]], view: View) -> RenderableType:
    return grid([[Text(row[0], style="cyan"), *row[1:]] for row in rows], view.width, indent=5, places=0) if rows else Text(end="")


def _site(words: Wording, hit: Hit) -> tuple[str, ...]:
    marks = [words.say(f"site.{hit.certainty}")] if hit.certainty != "sure" else []
    marks += [words.message("reach", hit.reach)] if hit.reach and hit.reach != "reached" else []
    marks += [words.say("site.ignored", reason=hit.ignored)] if hit.ignored else []
    name = visible(hit.qualname) or words.say("site.module")
    place = f"{visible(hit.location.path)}:{hit.location.line}"
    return (place, _phrases.hit_served(words, hit), name + (words.aside(words.both(marks)) if marks else ""))


def _reasons(words: Wording, hit: Hit) -> Iterator[str]:
    yield f"{visible(hit.signature)}  {hit.kind}  {hit.certainty}"
    for reason in hit.reasons:
        yield words.say("site.because", reason=told(reason, words.lang))
    if hit.mode_because:
        origin = words.aside(words.message("origin", hit.origin)) if hit.origin else ""
        reasons = words.both(told(reason, words.lang) for reason in hit.mode_because)
        yield words.say("site.mode", mode=words.message("mode", hit.mode) + origin, reasons=reasons)
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


def _duty_line(words: Wording, kind: str, row: Obligation, services: list[str]) -> str:
    parts = [words.with_aside(words.name(kind, row.id), _phrases.branch(words, row))]
    parts += [words.name("deadline", row.deadline)] if row.deadline else []
    parts += [words.both(map(visible, services))] if services else []
    return "  ".join(parts)


def _sources(words: Wording, row: Obligation) -> Iterator[str]:
    why = words.name("rule", row.rule)
    if why != row.rule:
        yield why
    if row.note:
        yield visible(row.note)
    for basis in row.basis:
        place = "  ".join(part for part in (visible(basis.url), visible(basis.checked)) if part)
        yield f"{_phrases.basis_short(words, basis)}  {place} [{visible(basis.mark)}]"


def _problems(words: Wording, problems: tuple[Problem, ...], view: View) -> Iterator[RenderableType]:
    yield Text(words.say("section.problems", count=len(problems)), style="yellow")
    shown = problems if view.verbose else problems[:_PROBLEMS]
    yield _columns([(visible(one.path), words.message("problem", one.reason), visible(one.detail)) for one in shown], view)
    if len(problems) > len(shown):
        yield block(words.say("section.more-problems", count=len(problems) - len(shown)), view.width, indent=5, style="dim")


def _skipped(words: Wording, group: Skipped) -> str:
    named = " ".join(map(visible, group.named[:_FOLDERS]))
    if len(group.named) > _FOLDERS:
        named = words.say("section.and-more", items=named)
    return f"{words.message('skip', group.reason)} {group.count}{words.aside(named) if named else ''}"
