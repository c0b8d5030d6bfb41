"""Finds the report formats: one public module each, exporting ``REPORT``; how each looks is the module's own.

A module whose name starts with an underscore, ``interface`` and ``wording`` are no formats.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from typing import TYPE_CHECKING, cast

from scanner.errors import OptionsError

if TYPE_CHECKING:
    from scanner.model import ScanResult
    from scanner.report.interface import Lang, Report

_NO_FORMATS = frozenset({"interface", "wording"})
_NEEDS = {"cyclonedx": ("cyclonedx", "cyclonedx-python-lib")}
"""The module that a format needs beyond what is installed with us, and the package that brings it."""


def formats() -> tuple[str, ...]:
    """Ids of all formats; imports none of them, because ``--help`` needs only the words."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in names if not name.startswith("_") and name not in _NO_FORMATS))


def check(name: str, lang: Lang) -> None:
    """``OptionsError`` where a format cannot be written, before anything is scanned."""
    module, package = _NEEDS.get(name, ("", ""))
    if module and importlib.util.find_spec(module) is None:
        from scanner.report.wording import messages

        raise OptionsError(messages()["error.library"][lang].format(format=name, package=package))


def load(name: str) -> Report:
    return cast("Report", importlib.import_module(f"{__name__}.{name}").REPORT)


def reaches(result: ScanResult, threshold: str) -> bool:
    """Something open is at or above the threshold of the exit code (``none`` is never reached)."""
    from scanner.report._digest import reaches

    return reaches(result, threshold)


def drifts(result: ScanResult, threshold: str) -> bool:
    """The same for differences from the filings only; where nothing is declared there are none, and what is open decides."""
    from scanner.report._digest import drifts, reaches

    return drifts(result, threshold) if result.declared else reaches(result, threshold)
