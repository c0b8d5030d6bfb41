"""Sentences and rows about differences between code and filings; which there are is settled before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from scanner.report import _phrases
from scanner.report._escape import visible
from scanner.report._layout import block, grid, packed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from scanner.model import Doing, Drift, Due, ScanResult, Since
    from scanner.report.interface import View
    from scanner.report.wording import Wording

_ENDS = 4
"""Digits of an algorithm number that tell it apart for its owner."""
_LONG = 20
_COMMIT = 8
_NAMES = {"vendor": "vendor", "family": "family"}
_STYLES = {"must": "red", "practice": "yellow", "ask": "yellow", "none": "dim"}


def section(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    """What differs; for ``check`` also that nothing does, and the date that limits are measured against."""
    if view.check:
        yield Text(packed([words.say("drift.head"), _as_of(words, result, view)], words.stop, view.width), style="bold")
        told = _nothing(words, result, view)
        if told:
            yield block(told, view.width, indent=2)
    rows: list[list[str | Text]] = []
    for one in result.drift:
        if view.check or one.strength != "none":
            mark = Text(words.say(f"drift.{one.id}"), style=_STYLES[one.strength])
            more = words.aside(words.say("drift.places", count=len(one.others))) if one.others and not view.verbose else ""
            places = [one.location, *(one.others if view.verbose else ())]
            where = " ".join(f"{visible(place.path)}:{place.line}" for place in places)
            rows.append([mark, f"{first(words, result, one)}{rest(words, one)}  {where}{more}"])
    if rows:
        yield grid(rows, view.width, indent=2 if view.check else 0)
    if view.check:
        yield Text()


def history(words: Wording, result: ScanResult, view: View) -> Iterator[RenderableType]:
    """What has changed since each filing was made, and a sentence for its papers."""
    if result.since is None:
        return
    yield Text(words.say("since.head"), style="bold")
    if not result.since:
        yield block(words.say("drift.no-filing" if result.declared else "drift.no-file"), view.width, indent=2)
    for one in result.since:
        yield block(_since_title(words, one), view.width, indent=2)
        if not one.commit:
            yield block(words.say("since.no-history" if one.date else "since.no-date", date=one.date), view.width, indent=4)
            continue
        rows: list[list[str | Text]] = []
        for key, changes in (("added", one.added), ("gone", one.gone)):
            for change in changes:
                place = f"{visible(change.location.path)}:{change.location.line}"
                rows.append([Text(words.say(f"since.{key}"), style="yellow"), f"{_change(words, change)}  {place}"])
        rows.append([Text(words.say("since.papers"), style="dim"), sentence(words, one)])
        yield grid(rows, view.width, indent=4)
    yield Text()


def sentence(words: Wording, one: Since) -> str:
    """What the papers may say of it: facts of the code, and nothing else."""
    told = [
        words.say(f"since.{key}-text", items=words.both(_change(words, change) for change in changes))
        for key, changes in (("added", one.added), ("gone", one.gone))
        if changes
    ]
    text = words.say("since.text", date=one.date, changes=words.clauses(told) if told else words.say("since.none"))
    return text + (words.say("since.companion") if one.companion and one.kind == "algorithm" else "")


def _since_title(words: Wording, one: Since) -> str:
    compared = words.say("since.compared", date=one.date, commit=one.commit[:_COMMIT], day=one.day) if one.commit else ""
    return "  ".join(part for part in (one.filing, visible(one.name), compared) if part)


def _change(words: Wording, change: Doing) -> str:
    value = words.name(change.what, change.value) if change.what in _NAMES else visible(change.value)
    return words.say(f"since.{change.what}", value=value)


def first(words: Wording, result: ScanResult, one: Drift, limit: int = 0) -> str:
    """What differs, in one sentence; with a ``limit``, the list of what is covered is cut down until it fits."""
    items = list(one.covered) if one.id != "unclear" else []
    family = _family(result, one) if one.what in ("vendor", "model", "weights") else ""
    for kept in range(len(items), -1, -1):
        told = words.both(map(visible, items[:kept]))
        told = words.say("section.and-more", items=told) if kept < len(items) else told
        sentence = words.say(
            f"drift.{one.id}/{one.what}",
            title=_title(words, result, one),
            value=_value(words, one),
            number=short(one.filing) if limit else one.filing,
            covered=f"{family}:{told}" if family and items else told,
        )
        if not limit or len(sentence.strip()) <= limit:
            return sentence.strip()
    return f"{sentence.strip()[: limit - 1]}…"


def rest(words: Wording, one: Drift) -> str:
    """What follows from it, and until when."""
    if one.id == "run-time":
        return words.say("drift.ask-run-time")
    if one.id == "version":
        return words.say("drift.ask-version")
    return _SAYS[one.id](words, one)


def short(number: str) -> str:
    """A long number by its beginning and its end."""
    return f"{number[:4]}…{number[-_ENDS - 1 :]}" if number.startswith("网信算备") and len(number) > _LONG else number


def _as_of(words: Wording, result: ScanResult, view: View) -> str:
    if not result.as_of:
        return words.say("drift.as-of-none")
    return words.say("drift.as-of" if view.as_of_given else "drift.as-of-commit", date=result.as_of)


def _nothing(words: Wording, result: ScanResult, view: View) -> str:
    if not result.declared:
        return words.say("drift.no-file")
    return "" if result.drift else words.say("drift.none-touching" if view.partial else "drift.none")


def _title(words: Wording, result: ScanResult, one: Drift) -> str:
    service = next((row for row in result.decisions.services if row.id == one.service), None)
    title = _phrases.title(words, service) if service else visible(one.value)
    return words.with_aside(title, visible(one.product)) if one.product else title


def _family(result: ScanResult, one: Drift) -> str:
    return next((row.families[0] for row in result.decisions.services if row.id == one.service and row.families), "")


def _value(words: Wording, one: Drift) -> str:
    if one.id == "run-time":
        return words.aside(words.say("drift.default", name=words.name("vendor", one.value))) if one.value else ""
    kind = _NAMES.get(one.what)
    return words.name(kind, one.value) if kind else visible(one.value)


def _unfiled(words: Wording, one: Drift) -> str:
    text = words.say("drift.file-before") if one.due.before else _limit(words, "drift.file", one.due)
    if one.near:
        text += words.say("drift.near", number=one.near)
    if one.before:
        told = words.both(
            _phrases.short(words, name) + ("" if strength in ("must", "practice") else words.say("duty.ask-mark"))
            for name, strength in one.before
        )
        text += words.say("drift.before", duties=told)
    return text


def _changed(words: Wording, one: Drift) -> str:
    if one.due.before:
        text = words.say("drift.change-before")
    elif one.due.rule:
        text = _limit(words, "drift.change", one.due)
    else:
        text = words.say("drift.genai")
    if one.also:
        text += words.say("drift.also-registration", numbers=words.both(map(visible, one.also)))
    if one.obstacles:
        text += words.say("drift.obstacles", names=words.clauses(words.name("obstacle", name) for name in one.obstacles))
    return text


def _stale(words: Wording, one: Drift) -> str:
    if not one.due.rule:
        return words.say("drift.genai")
    return _limit(words, "drift.end" if one.what == "filing" else "drift.drop", one.due)


def _unrecorded(words: Wording, one: Drift) -> str:
    return words.say("drift.record", line=one.proposal) if one.proposal else words.say("drift.record-by-hand")


def _unclear(words: Wording, one: Drift) -> str:
    if not one.covered:
        return words.say("drift.hidden-run-time")
    if words.named("category", one.covered[0]):
        return words.say("drift.hidden-category", category=words.name("category", one.covered[0]))
    return words.say("drift.hidden", items=words.both(map(visible, one.covered)))


def _limit(words: Wording, key: str, due: Due) -> str:
    """The rule, and the last day where there is one."""
    marks = [words.say("drift.overdue")] if due.overdue else []
    marks += [words.say("drift.provisional")] if due.provisional else []
    return words.say(
        f"{key}-on" if due.date else key,
        rule=words.name("deadline", due.rule),
        basis=_phrases.bases(words, due.basis),
        start=due.start,
        date=due.date,
        marks=words.aside(words.both(marks)) if marks else "",
    )


_SAYS = {"unfiled": _unfiled, "changed": _changed, "stale": _stale, "unrecorded": _unrecorded, "unclear": _unclear}
