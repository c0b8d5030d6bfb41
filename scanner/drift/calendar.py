"""Counts Chinese working days: public holidays and make-up workdays as the State Council announces them, from a kept library.

Which limit runs from which event is law data; a day that no announcement covers yet is taken by its weekday, and the result says so.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

_TURN = (12, 29)
"""From this day on, the announcement for the next year has moved days of the old one (2006, 2007, 2011, 2018 and others)."""
_SATURDAY = 5


class Counted(NamedTuple):
    """The last day of a limit; ``provisional``: some day on the way was taken by its weekday only."""

    day: datetime.date
    provisional: bool


def working_days_after(start: datetime.date, days: int) -> Counted | None:
    """The ``days``-th working day after ``start``, which itself does not count; None beyond the end of the calendar."""
    day, left, provisional = start, days, False
    while left:
        if day == datetime.date.max:
            return None
        day += datetime.timedelta(days=1)
        works, settled = _works(day)
        left -= works
        provisional = provisional or not settled
    return Counted(day, provisional)


def _works(day: datetime.date) -> tuple[bool, bool]:
    """(is it a working day, is that settled)."""
    known = _official(day)
    if known is None:
        return day.weekday() < _SATURDAY, False
    open_turn = (day.month, day.day) >= _TURN and (day.year == datetime.MAXYEAR or _official(day.replace(year=day.year + 1)) is None)
    return known, not open_turn


def _official(day: datetime.date) -> bool | None:
    """None for a year whose calendar the library does not know."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
