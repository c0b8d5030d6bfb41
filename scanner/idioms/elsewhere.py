"""Finds the steps of algorithms in other files: a measure of likeness under a name of its own, run by what gives advice.

A formula that says nothing of what it is for is nothing by itself; who runs it tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate.values import CallRef, Function
from scanner.idioms import MAX_BYTES, shaped, shown
from scanner.idioms.functions import Functions
from scanner.model import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog import Idiom
    from scanner.evaluate import Evaluator
    from scanner.match.matcher import Look, Site

MAX_CALLS = 60
"""Calls of one function that are followed."""


class Elsewhere:
    """The steps that may stand in another file than what runs them, ready to be asked about all that was found in a scan."""

    def __init__(self, idioms: Iterable[Idiom], ev: Evaluator, look: Look) -> None:
        self._steps = tuple(idiom for idiom in idioms if idiom.elsewhere)
        self._ev = ev
        self._look = look
        self._functions: dict[str, Functions] = {}

    def settled(self, found: Iterable[Site]) -> tuple[Site, ...]:
        """Those found, with steps of theirs in other files, which are no mere possibility then."""
        found = tuple(found)
        steps = tuple(self._sites(found))
        certain = {(step.path, step.scope, step.hit.category) for step in steps}
        return (*(site for site in found if site.hit.kind != "idiom" or (site.path, site.scope, site.hit.category) not in certain), *steps)

    def _sites(self, found: tuple[Site, ...]) -> Iterator[Site]:
        taken = {(site.path, site.scope, site.hit.category) for site in found if site.hit.certainty != "possible"}
        for site in found:
            steps = [idiom for idiom in self._steps if site.hit.signature in idiom.within]
            for target in self._run(site) if steps and site.hit.certainty == "likely" and not site.hit.in_tests else ():
                step = self._step(target, steps, site) if (*target, site.hit.category) not in taken else None
                if step is not None:
                    taken.add((*target, site.hit.category))
                    yield step

    def _run(self, site: Site) -> Iterator[tuple[str, int]]:
        """Functions of other files that one runs."""
        index = self._ev.project.file(site.path)
        assert index is not None
        around = index.facts.scopes[site.scope]
        inside = [number for number, call in enumerate(index.facts.calls) if around.start <= call.start < around.end]
        for number in inside[:MAX_CALLS]:
            for value in self._ev.callee(CallRef(site.path, number, 0)):
                if isinstance(value, Function) and value.file != site.path:
                    yield value.file, value.scope

    def _step(self, target: tuple[str, int], steps: Iterable[Idiom], site: Site) -> Site | None:
        path, number = target
        file, places = self._look(path)
        index = self._ev.project.file(path)
        if index is None or file.test or len(places.data) > MAX_BYTES:
            return None
        functions = self._functions.setdefault(path, Functions(index.facts, file, places))
        unit = functions.unit(number)
        idiom = next((step for step in steps if unit is not None and shaped(step, unit)), None)
        if unit is None or idiom is None:
            return None
        reason = because("run-from", name=site.hit.qualname, at=f"{site.path}:{site.hit.location.line}")
        return functions.site(unit, idiom, [reason, *shown(places, unit, idiom)], site.hit.certainty)
