"""Working days over the official calendar, checked by hand against the State Council's announcements."""

from __future__ import annotations

import datetime

import chinese_calendar
import pytest

from scanner.drift.calendar import working_days_after


def after(start: str, days: int) -> tuple[str, bool] | None:
    found = working_days_after(datetime.date.fromisoformat(start), days)
    return (found.day.isoformat(), found.provisional) if found else None


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param("2026-03-09", 10, "2026-03-23", id="two plain weeks"),
        pytest.param("2026-03-09", 20, "2026-04-07", id="twenty days, Tomb-Sweeping Day on the Monday"),
        pytest.param("2026-03-07", 1, "2026-03-09", id="begins on a Saturday"),
        pytest.param("2026-03-08", 10, "2026-03-20", id="begins on a Sunday"),
        pytest.param("2026-02-13", 1, "2026-02-14", id="a Saturday worked before Spring Festival"),
        pytest.param("2026-02-14", 1, "2026-02-24", id="over Spring Festival"),
        pytest.param("2026-02-10", 10, "2026-03-02", id="Spring Festival with both make-up Saturdays"),
        pytest.param("2025-01-20", 10, "2025-02-08", id="Spring Festival 2025, two make-up days"),
        pytest.param("2025-09-26", 1, "2025-09-28", id="a Sunday worked before National Day"),
        pytest.param("2025-09-30", 1, "2025-10-09", id="over National Day with Mid-Autumn"),
        pytest.param("2025-09-26", 10, "2025-10-16", id="National Day 2025 with both make-up days"),
        pytest.param("2026-09-28", 10, "2026-10-16", id="National Day 2026, make-up Saturday behind it"),
        pytest.param("2025-12-25", 10, "2026-01-09", id="over the year, make-up Sunday in January"),
        pytest.param("2019-12-20", 10, "2020-01-06", id="over the year without make-up days"),
        pytest.param("2020-01-23", 10, "2020-02-14", id="the holidays that were prolonged in 2020"),
        pytest.param("2024-02-28", 10, "2024-03-13", id="over the 29th of February"),
        pytest.param("2023-02-27", 2, "2023-03-01", id="no 29th of February"),
        pytest.param("2026-03-09", 0, "2026-03-09", id="no days"),
    ],
)
def test_days_of_known_years(start: str, days: int, end: str) -> None:
    assert after(start, days) == (end, False)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param("2099-06-01", 10, "2099-06-15", id="nobody knows that year"),
        pytest.param("2096-02-28", 2, "2096-03-01", id="a leap year to come"),
        pytest.param("1999-09-30", 10, "1999-10-14", id="before the first calendar that the library has"),
    ],
)
def test_days_of_other_years_are_provisional(start: str, days: int, end: str) -> None:
    assert after(start, days) == (end, True)


def test_the_end_of_the_last_known_year_is_open() -> None:
    """The next announcement may still move the days between the 29th and New Year."""
    last = max(chinese_calendar.holidays).year
    ends = [after(f"{year}-12-{day}", 1) for year in (last - 1, last) for day in (24, 28)]
    assert [end[1] for end in ends if end] == [False, False, False, True]


@pytest.mark.parametrize("start", ["9999-12-31", "9999-12-24"])
def test_beyond_the_calendar_there_is_no_day(start: str) -> None:
    assert after(start, 20) is None
