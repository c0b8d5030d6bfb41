"""Makes summaries of search bodies: maps in code, texts of JSON and JSON files whose keys put a search together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.queries.interface import Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import Facts

MAX_NODES = 2_000
"""Values of one body."""
_BODY = frozenset({"query", "knn", "suggest", "rescore", "retriever"})
"""Keys that a body begins with."""
_KEY = re.compile(r'"([\w.@$-]{1,80})"\s*:')
_VALUE = re.compile(r'"([A-Za-z_][\w.]{0,60})(?:\^[\d.]+)?"(?!\s*:)')
_NAME = re.compile(r"([A-Za-z_][\w.]{0,60})(?:\^[\d.]+)?")


def asks(text: str) -> bool:
    """Whether a text is a search body in JSON; cheap."""
    return (text.lstrip()[:1] == "{" and '"query"' in text) or '"knn"' in text


def of_text(text: str) -> Summary | None:
    """The summary of a body in JSON, holes in it or not."""
    keys = _KEY.findall(text)
    return _summary(keys, _VALUE.findall(text)) if not _BODY.isdisjoint(keys) else None


def in_code(facts: Facts) -> Iterator[tuple[Summary, int]]:
    """Bodies that calls are given, with the call."""
    for number, call in enumerate(facts.calls):
        for argument in call.arguments:
            keys, values = _collected(facts, argument.value)
            if argument.keyword:
                keys.append(argument.keyword)
            if not _BODY.isdisjoint(keys) and len(keys) > 1:
                yield _summary(keys, values), number


def of_file(facts: Facts) -> Summary | None:
    """The summary of a file that is one body."""
    keys, values = _collected(facts, facts.root) if facts.root >= 0 else ([], [])
    return _summary(keys, values) if not _BODY.isdisjoint(keys) else None


def _summary(keys: Iterable[str], values: Iterable[str]) -> Summary:
    return Summary("body", keys=tuple(dict.fromkeys(key.lower() for key in keys)), columns=tuple(dict.fromkeys(values)))


def _collected(facts: Facts, expr: int) -> tuple[list[str], list[str]]:
    """Keys and short texts of a map and of what it holds."""
    keys: list[str] = []
    values: list[str] = []
    waiting = [expr]
    for _ in range(MAX_NODES):
        if not waiting:
            break
        found = facts.exprs[waiting.pop()]
        if found[0] == "map":
            for key, value in found[1]:  # type: ignore[attr-defined]
                if key >= 0 and facts.exprs[key][0] == "string":
                    keys.append(str(facts.exprs[key][1]))
                waiting.append(value)
        elif found[0] in ("sequence", "union"):
            waiting.extend(found[1])  # type: ignore[arg-type]
        elif found[0] == "string":
            match = _NAME.fullmatch(str(found[1]))
            if match:
                values.append(match[1])
    return keys, values
