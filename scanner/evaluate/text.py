"""Text values: concatenation with holes, map keys."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from scanner.evaluate.values import MAX_VALUES, Const, Text, common
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.evaluate.values import Value

MAX_LENGTH = 2_000
"""Longer texts are no URL, host or model id; what is beyond is dropped behind a hole."""


def concatenate(parts: Sequence[tuple[Value, ...]]) -> tuple[Value, ...]:
    """All texts that the parts may give together; an unknown part is a hole.

    Where there are too many, so is what the most varied part says behind what all of it begins with.
    """
    parts = [values for values in parts if values != (Text(""),)]
    choices = [_choices(values) for values in parts]
    if parts and len(parts[0]) > 1 and not any(p.text for p in choices[0]):  # ``base or ""`` says nothing of what a text begins with
        choices[0] = [Text(HOLE, True)]
    for before, pieces in itertools.pairwise(choices[:-1]):
        if pieces == [Text("", True)] and all(p.text.endswith("/") for p in before):  # no address has an empty step: the default is none
            pieces[0] = Text(HOLE, True)
    while math.prod(map(len, choices)) > MAX_VALUES:
        widest = max(range(len(choices)), key=lambda n: len(choices[n]))
        begin = common([p.text for p in choices[widest]])
        choices[widest] = [Text(begin[: begin.rfind("/") + 1] + HOLE, True, max(p.hops for p in choices[widest]))]
    texts = [Text("")]
    for pieces in choices:
        texts = [Text(_join(a.text, b.text), a.overridable or b.overridable, max(a.hops, b.hops)) for a in texts for b in pieces]
    return tuple(dict.fromkeys(texts))


def _choices(values: tuple[Value, ...]) -> list[Text]:
    pieces = list(dict.fromkeys(piece(value) for value in values)) or [Text(HOLE)]
    known = [p for p in pieces if p.text != HOLE]
    return [p._replace(overridable=True) for p in known] if known and len(known) < len(pieces) else pieces


def piece(value: Value) -> Text:
    """A value as a piece of text."""
    if isinstance(value, Text):
        return value
    if isinstance(value, Const) and isinstance(value.value, str):
        return Text(value.value)
    return Text(HOLE)


_WHOLE = ("value", "href", "rawValue", "absoluteString", "url", "URL", "Uri")
"""Members that are the text itself; ``value``: of an enumeration or a reactive reference."""
_URL_PARTS = {"host": 2, "netloc": 2, "hostname": 2, "pathname": 3, "path": 3, "protocol": 0, "scheme": 1}


def of_url(found: Text, member: str) -> Text | None:
    """A member of a parsed URL; the text stands for the whole. None for texts that are no URL and members that URLs have not."""
    scheme, slashes, rest = found.text.partition("://")
    if member in _WHOLE:
        return found
    if not slashes:
        return None
    host, slash, path = rest.partition("?")[0].partition("#")[0].partition("/")
    if member == "origin":
        return found._replace(text=f"{scheme}://{host}")
    at = _URL_PARTS.get(member)
    return found._replace(text=(f"{scheme}:", scheme, host, slash + path)[at]) if at is not None else None


def key_of(value: Value) -> str | None:
    """A value as the key of a map; None when it is not known."""
    if isinstance(value, Text):
        return None if HOLE in value.text else value.text
    return str(value.value) if isinstance(value, Const) else None


def _join(a: str, b: str) -> str:
    joined = a + b
    if len(joined) > MAX_LENGTH:
        joined = joined[:MAX_LENGTH] + HOLE
    while HOLE + HOLE in joined:
        joined = joined.replace(HOLE + HOLE, HOLE)
    return joined
