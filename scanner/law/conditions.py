"""Turns ``all``, ``any`` and ``not`` over facts into a list of alternatives; whether they hold is asked of ``values.holds``."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from scanner.law.values import ALWAYS, NEVER, Condition, Test

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.law.table import Table
    from scanner.law.values import Fact

_MOST = 128
"""Alternatives of one condition; more means that a derived fact is missing."""


class Conditions:
    """Reads conditions over known and derived facts."""

    def __init__(self, facts: Mapping[str, Fact], derived: Mapping[str, Table]) -> None:
        self._facts = facts
        self._derived = derived
        self._open: list[str] = []

    def read(self, table: Table, key: str, default: Condition = NEVER) -> Condition:
        """The condition under ``key`` of ``table``."""
        if key not in table.data:
            table.raw(key)
            return default
        found = self._table(table, table.raw(key), negated=False)
        if len(found) > _MOST:
            table.fault(f"`{key}` has {len(found)} alternatives; put a part of it into a derived fact")
        return found[:_MOST]

    def _table(self, table: Table, value: object, *, negated: bool) -> Condition:
        if not isinstance(value, dict) or not value:
            table.fault("a condition must be a table with `all`, `any`, `not` or facts")
            return NEVER
        parts = [self._part(table, key, part, negated=negated) for key, part in value.items()]
        return self._any(parts) if negated else self._all(parts)

    def _part(self, table: Table, key: str, part: object, *, negated: bool) -> Condition:
        if key == "not":
            return self._table(table, part, negated=not negated)
        if key in ("all", "any"):
            if not isinstance(part, list):
                table.fault(f"`{key}` must be a list of conditions")
                return NEVER
            parts = [self._table(table, item, negated=negated) for item in part]
            return self._any(parts) if (key == "any") is not negated else self._all(parts)
        return self._test(table, key, part, negated=negated)

    def _test(self, table: Table, name: str, wanted: object, *, negated: bool) -> Condition:
        texts = [wanted] if isinstance(wanted, str) else wanted
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            table.fault(f"fact `{name}` must be compared with a text or a list of texts")
            return NEVER
        values = frozenset(texts)
        if name in self._derived:
            return self._expand(table, name, values, negated=negated)
        fact = self._facts.get(name)
        if fact is None:
            table.fault(f"unknown fact `{name}`")
            return NEVER
        if strange := sorted(values - set(fact.values)):
            table.fault(f"fact `{name}` is never {', '.join(map(repr, strange))}")
        if fact.several:
            return ((Test(name, values, negated),),)
        return self._simple(name, frozenset(fact.values) - values if negated else values)

    def _expand(self, table: Table, name: str, values: frozenset[str], *, negated: bool) -> Condition:
        if name in self._open:
            table.fault(f"derived fact `{name}` needs itself")
            return NEVER
        if len(values) != 1 or not values <= {"yes", "no"}:
            table.fault(f"derived fact `{name}` is yes or no")
        self._open.append(name)
        source = self._derived[name]
        found = self._table(table, source.data.get("when"), negated=negated is not ("no" in values))
        self._open.pop()
        return found

    def _simple(self, name: str, values: frozenset[str]) -> Condition:
        if not values:
            return NEVER
        return ALWAYS if values == frozenset(self._facts[name].values) else ((Test(name, values),),)

    def _any(self, parts: list[Condition]) -> Condition:
        return tuple(dict.fromkeys(itertools.chain.from_iterable(parts)))

    def _all(self, parts: list[Condition]) -> Condition:
        found: Condition = ALWAYS
        for part in parts:
            joined = (self._join(left, right) for left in found for right in part)
            found = tuple(dict.fromkeys(tests for tests in joined if tests is not None))[: _MOST + 1]
        return found

    def _join(self, left: tuple[Test, ...], right: tuple[Test, ...]) -> tuple[Test, ...] | None:
        """Both; tests of one fact with a single value become one test, None when it cannot hold."""
        tests = {(test.fact, test.values if self._facts[test.fact].several else None, test.negated): test for test in left}
        for test in right:
            key = (test.fact, test.values if self._facts[test.fact].several else None, test.negated)
            if key in tests:
                test = Test(test.fact, test.values & tests[key].values, test.negated)
                if not test.values:
                    return None
            tests[key] = test
        order = list(self._facts)
        return tuple(sorted(tests.values(), key=lambda test: (order.index(test.fact), test.negated, sorted(test.values))))
