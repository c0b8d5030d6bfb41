"""Gives drift its time limit: the law's rule always, a date only from a day that somebody has declared."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from scanner.drift.calendar import working_days_after
from scanner.drift.scene import NOT_YET
from scanner.model import Due

if TYPE_CHECKING:
    from scanner.drift.scene import Scene
    from scanner.law import Deadline

SERVICE_START, CHANGE, END = "service-start", "change", "end"
"""Events that limits run from, as the law data call them."""


def due(scene: Scene, event: str, product: str, changed: str = "") -> Due:
    """The limit that runs from an event of the product; what is not launched yet has only things to do before.

    ``changed`` is the day that the filing declares; one that was asked for on the command line goes first.
    """
    launched = scene.product(product).launched
    if launched == NOT_YET:
        return before_launch(scene)
    rule = next((row for row in scene.law.deadlines.values() if row.counted == event and row.days), None)
    if rule is None:
        return Due(rule="")
    return _dated(rule, launched if event == SERVICE_START else scene.changed_on or changed, scene.loaded.declared.as_of)


def before_launch(scene: Scene) -> Due:
    rule = next((row for row in scene.law.deadlines.values() if not row.days), None)
    return Due(rule=rule.id, before=True, basis=rule.basis) if rule else Due(rule="")


def _dated(rule: Deadline, start: str, as_of: str) -> Due:
    end = working_days_after(datetime.date.fromisoformat(start), rule.days) if start else None
    if end is None:
        return Due(rule=rule.id, basis=rule.basis)
    day = end.day.isoformat()
    return Due(rule=rule.id, start=start, date=day, provisional=end.provisional, overdue=bool(as_of and day < as_of), basis=rule.basis)
