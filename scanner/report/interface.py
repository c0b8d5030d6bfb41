"""What a report format is and what a user may ask of it; which formats exist is left to the package."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from scanner.model import ScanResult

Lang = Literal["zh", "en"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How the result is to be shown; nothing in it changes what was found."""

    lang: Lang = "en"
    verbose: bool = False
    """Reasons of every hit, all call sites, the legal basis."""
    all_hits: bool = False
    """Also what is off by default: possible hits, tests, examples."""
    every_site: bool = False
    """One entry per call site where a format otherwise groups, and what was suppressed."""
    check: bool = False
    """Differences between code and filings come first, and are told even when there are none."""
    partial: bool = False
    """Only what some files bring is asked for."""
    as_of_given: bool = False
    """The date of the result is the user's, not the last commit's."""
    width: int = 100
    """Terminal cells per line."""
    color: bool = False
    fail_on: str = ""
    """Threshold of the exit code, and the code itself; "" where no process ends with one."""
    exit_code: int = 0


class Report(Protocol):
    """One output format."""

    id: str
    """Module name and word on the command line."""
    suffix: str
    """Usual end of a file name, with the dot."""

    def render(self, result: ScanResult, view: View) -> str: ...
