"""Makes summaries of the rules of a rule engine: one for each rule, with the names of the things that it speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.queries.interface import Summary

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RULES = 2_000
_RULE = re.compile(r"^[ \t]*rule\s+(?:\"(?P<quoted>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<bare>[\w-]+))", re.MULTILINE)
_END = re.compile(r"^[ \t]*end\b", re.MULTILINE)
_THEN = re.compile(r"^[ \t]*then\b", re.MULTILINE)
_PATTERN = re.compile(r"(?<![\w.])([A-Z]\w*)\s*\(")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*|[\u4e00-\u9fff]+")
_CALLED = re.compile(r"\b([A-Za-z_]\w*)\s*\(")


class Rule(NamedTuple):
    """A rule's summary, its name and the bytes from its name to its end."""

    summary: Summary
    name: str
    start: int
    end: int


def rules(text: str) -> Iterator[Rule]:
    """The rules of a file: ``tables`` are the facts that are matched, ``functions`` what is done, ``keys`` all words of both."""
    begins = list(_RULE.finditer(text))[:MAX_RULES]
    position, last = 0, 0
    for found, after in zip(begins, [*(one.start() for one in begins[1:]), len(text)], strict=False):
        position += len(text[last : found.start()].encode())
        last = found.start()
        ended = _END.search(text, found.end(), after)
        body = text[found.end() : ended.start() if ended else after]
        name = found["quoted"] or found["single"] or found["bare"] or ""
        lead = len(found[0]) - len(found[0].lstrip())
        size = len(text[last : ended.end() if ended else after].encode())
        yield Rule(_summary(body), name, position + lead, position + size)


def _summary(body: str) -> Summary:
    plain = _COMMENT.sub(" ", body)
    cut = _THEN.search(plain)
    when, then = (plain[: cut.start()], plain[cut.end() :]) if cut else (plain, "")
    return Summary(
        "rule",
        tables=tuple(dict.fromkeys(_PATTERN.findall(when))),
        functions=tuple(dict.fromkeys(name for name in _CALLED.findall(then))),
        keys=tuple(dict.fromkeys(_WORD.findall(f"{when} {then}"))),
    )
