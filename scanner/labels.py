"""Finds what takes labels away from generated content: watermarks switched off, metadata stripped.

Only files that generate are looked at, because such words alone say nothing; what is put on elsewhere is not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Contradiction, Field
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.catalog import LabelSign
    from scanner.match.matcher import Look
    from scanner.model import Facts, Hit


def generating(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Files with calls that generate something for others."""
    return tuple(sorted({hit.location.path for hit in hits if hit.category == "generation" and not (hit.in_tests or hit.ignored)}))


def labels(
    signs: tuple[LabelSign, ...],
    paths: Iterable[str],
    data: Callable[[str], bytes | None],
    facts: Callable[[str], Facts | None],
    look: Look,
) -> tuple[Contradiction, ...]:
    """Reasons to look, by place."""
    found = [one for path in paths for one in _of(signs, path, decode(data(path) or b"").data, facts(path), look)]
    return tuple(sorted(found, key=lambda one: (one.location, one.id, one.fields)))


def _of(signs: tuple[LabelSign, ...], path: str, text: bytes, facts: Facts | None, look: Look) -> Iterator[Contradiction]:
    for sign in signs:
        for word in sign.texts:
            if (start := text.find(word.encode())) >= 0 and facts is not None and not facts.lines:
                yield _found(sign, path, start, start + len(word.encode()), look, text=word)
        for name, value, start, end in _given(facts, frozenset(sign.names)) if facts is not None else ():
            if value in sign.values:
                yield _found(sign, path, start, end, look, name=name, value=value)


def _given(facts: Facts, names: frozenset[str]) -> Iterator[tuple[str, str, int, int]]:
    """(name, constant, place of the call) of arguments, and of entries of maps that are arguments."""
    for call in facts.calls:
        for argument in call.arguments:
            if argument.keyword in names:
                yield argument.keyword, _constant(facts, argument.value), call.start, call.end
            for key, value in _entries(facts, argument.value, 4):
                if key in names:
                    yield key, _constant(facts, value), call.start, call.end


def _entries(facts: Facts, expr: int, depth: int) -> Iterator[tuple[str, int]]:
    """Keys and values of a map as written, also of the maps in it."""
    written = facts.exprs[expr] if expr >= 0 else ("",)
    if written[0] != "map" or not depth:
        return
    for key, value in written[1]:  # type: ignore[attr-defined]
        if key >= 0 and facts.exprs[key][0] == "string":
            yield str(facts.exprs[key][1]), value
        yield from _entries(facts, value, depth - 1)


def _constant(facts: Facts, expr: int) -> str:
    """As TOML writes it, "" for what is none."""
    written = facts.exprs[expr] if expr >= 0 else ("",)
    if written[0] == "const" and isinstance(written[1], bool):
        return str(written[1]).lower()
    return str(written[1]) if written[0] == "number" else ""


def _found(sign: LabelSign, path: str, start: int, end: int, look: Look, **fields: str) -> Contradiction:
    told = tuple(Field(name, value) for name, value in fields.items())
    return Contradiction(id=f"label/{sign.finding}", product="", strength="ask", location=look(path)[1].location(start, end), fields=told)
