"""Reads what the name of a method asks: methods that a framework writes by their names, and conditions that bear a column's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.queries.interface import Key, Summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Facts, Scope

_ORDERED = re.compile(r"(?:find|get|query|read|search|list|stream)(?P<few>First|Top)?\d*\w*?(?:By\w*?)?OrderBy(?P<keys>[A-Z]\w*)")
_KEY = re.compile(r"([A-Z]\w*?)(Desc|Asc)(?=[A-Z]|$)")
_FOUND = re.compile(r"(?:find|get|query|read|search|stream)(?P<few>First|Top)?\d*[A-Za-z]*?By(?P<columns>[A-Z]\w*?)(?:OrderBy\w*)?")
_COLUMN = re.compile(r"(?:^|And|Or)([A-Z]\w*?)(?:Is)?(?:Contain(?:s|ing)|Like)(?:IgnoreCase)?(?=And[A-Z]|Or[A-Z]|AllIgnoreCase|$)")
_CONDITION = re.compile(r"(?:and|or)([A-Z]\w*)Like")


class Derived(NamedTuple):
    """The question that a method of an interface is, and the method's scope."""

    summary: Summary
    scope: int


def compared(name: str) -> str:
    """The column that a condition compares with a pattern: ``andTitleLike``; "" for other names."""
    found = _CONDITION.fullmatch(name)
    return found[1] if found else ""


def derived(facts: Facts) -> Iterator[Derived]:
    """Methods of an interface that are a question by their name: ``findTop10ByOrderByViewsDesc``, ``findByTitleContaining``."""
    for number, scope in enumerate(facts.scopes):
        owner = facts.scopes[scope.parent] if scope.parent >= 0 else None
        if owner is None or scope.kind != "function" or owner.kind != "interface":
            continue
        ordered, found = _ORDERED.fullmatch(scope.name), _FOUND.fullmatch(scope.name)
        matched = tuple(_COLUMN.findall(found["columns"])) if found else ()
        if ordered or matched:
            keys = tuple(Key((name,), (), way == "Desc") for name, way in _KEY.findall(ordered["keys"])) if ordered else ()
            few = bool((ordered and ordered["few"]) or (found and found["few"]))
            paged = _is_paged(facts, scope)
            yield Derived(Summary("builder", tables=_tables(facts, owner), matched=matched, order=keys, limited=few, paged=paged), number)


def _tables(facts: Facts, owner: Scope) -> tuple[str, ...]:
    return (owner.name, *(str(facts.exprs[e][1]) for e in owner.bases if facts.exprs[e][0] == "name"))


def _is_paged(facts: Facts, scope: Scope) -> bool:
    types = [facts.exprs[parameter.type] for parameter in scope.parameters if parameter.type >= 0]
    return any(kind[0] == "name" and str(kind[1]) == "Pageable" for kind in types)
