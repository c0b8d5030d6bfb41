"""Decides what the clients that a project builds are used for, and which of them are no clients of a generating model.

What their calls are is found by ``matcher``, which notes it; here it is told what they say together.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Literal

from scanner.evaluate.project import tail
from scanner.model import because

if TYPE_CHECKING:
    from scanner.catalog import Catalog
    from scanner.evaluate import Evaluator
    from scanner.model import Facts, Hit

Verdict = Literal["kept", "doubted", "dropped"]


class Uses:
    """What the catalogue knows of the calls on a client, by the client's id."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._endings: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}

    def judged(self, ev: Evaluator, hit: Hit, language: str, built: tuple[str, int]) -> Hit | None:
        """A client as its uses show it; None for one that is only used for something else (embeddings, transcription, accounts)."""
        verdict = self.verdict(ev, hit.signature, language, built)
        if verdict == "dropped":
            return None
        if verdict == "doubted":
            return dataclasses.replace(hit, certainty="possible", reasons=(*hit.reasons, because("generates-nothing")))
        made = ev.made.get((*built, hit.category), Counter())
        if not made or hit.technique in made:
            return hit
        return dataclasses.replace(hit, technique=min(made, key=lambda technique: (-made[technique], technique)))

    def verdict(self, ev: Evaluator, client: str, language: str, built: tuple[str, int]) -> Verdict:
        """``dropped``: only calls were seen that the catalogue knows to be something else, and none is open that could be another one."""
        seen = ev.uses.get(built, set())
        if not seen or "generates" in seen:
            return "kept"
        if "unlisted" in seen or any(fits(ending, loose) for ending in self.endings(client, language) for loose in ev.loose):
            return "doubted"
        return "dropped"

    def endings(self, client: str, language: str) -> frozenset[tuple[str, str]]:
        """The last two names of the calls on a client that are reported, "" where one is enough."""
        key = (client, language)
        if key not in self._endings:
            self._endings[key] = self._found(client, language)
        return self._endings[key]

    def _found(self, client: str, language: str) -> frozenset[tuple[str, str]]:
        result: set[tuple[str, str]] = set()
        objects = [client]
        for object_id in objects:
            for row in (row for key in (language, "") for row in self._catalog.rows.on(object_id, key)):
                if row.kind == "object" and row.target not in objects:
                    objects.append(row.target)
                if row.kind == "call" and self._catalog.calls[row.target].reports:
                    names = [step for step in row.steps if step.isidentifier()]
                    result.add(("", *names)[-2:] if names else ("", ""))  # type: ignore[arg-type]
        return frozenset(result)


def last_names(facts: Facts, callee: int) -> tuple[str, str]:
    """The last two names of what is called, "" for what has none."""
    expr = facts.exprs[callee]
    if expr[0] != "attr":
        return "", tail(facts, callee)
    before = int(expr[1])  # type: ignore[call-overload]
    while facts.exprs[before][0] == "call":
        before = facts.calls[int(facts.exprs[before][1])].callee
    return tail(facts, before), str(expr[2])


def fits(ending: tuple[str, str], loose: tuple[str, str]) -> bool:
    """Whether a call that led nowhere ends as one of the catalogue does."""
    return bool(ending[1]) and ending[1] == loose[1] and ending[0] in ("", loose[0])
