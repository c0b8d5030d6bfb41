"""Reads the filing numbers out of one file of the project; whether they fit anything is left to ``compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scanner.declared.numbers import RELIABLE_FROM, FilingNumber, GenaiNumber, SiteNumber, find
from scanner.model import ShownNumber
from scanner.text import Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.declared.numbers import BrokenNumber
    from scanner.model import SourceFile

    Kind = Literal["algorithm", "genai-filing", "genai-registration", "icp", "icp-licence", "police", "broken"]

_MOST = 10_000
"""Numbers per file; what holds more is a list of the whole country."""


def shown(file: SourceFile, data: bytes, digits: Mapping[str, str]) -> tuple[ShownNumber, ...]:
    """``data`` is what ``text.decode`` gave; the type ``digits`` of an algorithm number give its category."""
    text = data.decode("utf-8", "replace")
    places = Places(file.path, data)
    numbers = []
    at = offset = 0
    for start, end, number in find(text)[:_MOST]:
        offset += len(text[at:start].encode("utf-8", "surrogatepass"))
        at = start
        kind, category = _kind(number, digits)
        place = places.location(offset, offset + len(text[start:end].encode("utf-8", "surrogatepass")))
        numbers.append(
            ShownNumber(
                kind=kind,
                text=number.text,
                location=place,
                category=category,
                in_tests=file.test or file.example,
                parts=_parts(number),
            )
        )
    return tuple(numbers)


def _kind(number: FilingNumber | GenaiNumber | SiteNumber | BrokenNumber, digits: Mapping[str, str]) -> tuple[Kind, str]:
    if isinstance(number, FilingNumber):
        return "algorithm", digits.get(number.type, "") if number.year >= RELIABLE_FROM else ""
    if isinstance(number, GenaiNumber):
        return ("genai-registration" if number.registration else "genai-filing"), ""
    return (number.kind if isinstance(number, SiteNumber) else "broken"), ""


def _parts(number: FilingNumber | GenaiNumber | SiteNumber | BrokenNumber) -> tuple[tuple[str, str], ...]:
    if isinstance(number, FilingNumber):
        names: tuple[str, ...] = ("region", "entity", "type", "year", "serial")
    elif isinstance(number, GenaiNumber):
        names = ("province", "name", "date", "serial")
    else:
        return ()
    return tuple((name, str(getattr(number, name))) for name in names)
