"""Renders the result as SARIF 2.1.0 for code scanning: grouped, static rules, identities that do not hang on lines.

What a result says is in ``_sarif_results``, what a rule says in ``_sarif_rules``; limits of the platform are kept here.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import sarif_om as om

from scanner.report import _digest
from scanner.report._escape import visible
from scanner.report._sarif_results import Results, artifact
from scanner.report._sarif_rules import LANGUAGES, notification_kinds, rules, taxonomies
from scanner.report._sarif_write import plain
from scanner.report.wording import Wording

if TYPE_CHECKING:
    from scanner.model import Problem, ScanResult, Skipped
    from scanner.report.interface import View

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RESULTS = 25_000
_PROBLEMS = 5_000


class SarifReport:
    """The profile for code-scanning uploads; ``view.every_site`` adds one note per call site and what is suppressed."""

    id = "sarif"
    suffix = ".sarif"

    def render(self, result: ScanResult, view: View) -> str:
        run = _run(Wording(result, view.lang), _digest.shown(result, everything=view.all_hits), view)
        log = om.SarifLog(version="2.1.0", schema_uri=_SCHEMA, runs=[run])
        written = plain(log)
        # People and some readers look for these two at the top.
        top = {"$schema": written.pop("$schema"), "version": written.pop("version")}
        return json.dumps(top | written, ensure_ascii=False, indent=2) + "\n"


REPORT = SarifReport()


def _run(words: Wording, result: ScanResult, view: View) -> Any:
    catalogue = rules(words, result)
    found, left = _results(Results(words, result, (rule.id for rule in catalogue)), view)
    groups = taxonomies(words, result)
    return om.Run(
        tool=om.Tool(driver=_driver(words, result, catalogue, groups)),
        automation_details=om.RunAutomationDetails(id="suanbei/"),
        column_kind="unicodeCodePoints",
        invocations=[om.Invocation(execution_successful=True, tool_execution_notifications=_notifications(words, result, left))],
        language=LANGUAGES[words.lang],
        original_uri_base_ids={"SRCROOT": om.ArtifactLocation(description=om.Message(text=words.say("rule.srcroot")))},
        results=found,
        taxonomies=groups,
        properties=_manifest(result),
    )


def _driver(words: Wording, result: ScanResult, catalogue: list[Any], groups: list[Any]) -> Any:
    return om.ToolComponent(
        name="suanbei",
        full_name=words.say("rule.full-name"),
        short_description=om.MultiformatMessageString(text=words.say("rule.tool-text")),
        version=result.tool_version,
        semantic_version=result.tool_version,
        language=LANGUAGES[words.lang],
        rules=catalogue,
        notifications=notification_kinds(words),
        supported_taxonomies=[om.ToolComponentReference(name=group.name, index=index) for index, group in enumerate(groups)],
    )


def _results(build: Results, view: View) -> tuple[list[Any], int]:
    """The results, and how many call sites are beyond the limit."""
    found = [*build.services(filed=False), *build.obstacles(), *build.contradictions(), *build.drift()]
    if not view.every_site:
        return found[:_RESULTS], 0
    found += build.services(filed=True)
    sites = build.sites()
    found += itertools.islice(sites, max(_RESULTS - len(found), 0))
    # SARIF 3.27.23: in one run either every result says whether it is suppressed or none does.
    for one in found:
        one.suppressions = one.suppressions or []
    return found, sum(1 for _ in sites)


def _notifications(words: Wording, result: ScanResult, left: int) -> list[Any]:
    notes = [_problem(words, problem) for problem in result.problems[:_PROBLEMS]]
    if len(result.problems) > _PROBLEMS:
        notes.append(_notification("limit", "warning", words.say("alert.more-problems", count=len(result.problems) - _PROBLEMS)))
    notes += [_notification("skipped", "note", _skipped(words, group)) for group in result.files.skipped]
    if left:
        notes.append(_notification("limit", "warning", words.say("alert.truncated", count=left)))
    return notes


def _problem(words: Wording, problem: Problem) -> Any:
    detail = words.aside(visible(problem.detail)) if problem.detail else ""
    path = f"{visible(problem.path)}: " if problem.path else ""
    note = _notification("problem", "warning", f"{path}{words.message('problem', problem.reason)}{detail}")
    if problem.path:
        note.locations = [om.Location(physical_location=om.PhysicalLocation(artifact_location=artifact(problem.path)))]
    return note


def _skipped(words: Wording, group: Skipped) -> str:
    named = words.both(map(visible, group.named))
    return f"{words.message('skip', group.reason)}: {group.count}{words.aside(named) if named else ''}"


def _notification(kind: str, level: str, text: str) -> Any:
    return om.Notification(message=om.Message(text=text), level=level, descriptor=om.ReportingDescriptorReference(id=f"run/{kind}"))


def _manifest(result: ScanResult) -> dict[str, object]:
    """What was read and what this run could have found."""
    files, coverage = result.files, result.coverage
    return {
        "catalogue": result.catalog_version,
        "law_as_of": result.law_as_of,
        "files": {"seen": files.seen, "read": files.read, "parsed": files.parsed, "skipped": sum(group.count for group in files.skipped)},
        "coverage": {
            "languages": list(coverage.languages),
            "vendors": len(coverage.vendors),
            "libraries": len(coverage.libraries),
            "signatures": dict(coverage.signatures),
        },
    }
