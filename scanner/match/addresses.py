"""Tells from a literal alone that a call sends no request: ``kwargs.get("name")`` has no address where ``get`` of a client has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog import selectors_for
from scanner.match.paths import called
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog import Catalog
    from scanner.catalog.values import PathRow, SinkSignature
    from scanner.model import Call, Facts

_SIGNS = ("/", ":", ".", HOLE)
"""Of which every address has one, but for the last segment of a known path."""


class Addresses:
    """Where the address stands in the requests of the catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._places: dict[str, dict[str, frozenset[str]]] = {}
        self._ends = frozenset(endpoint.path.rstrip("/").rpartition("/")[2] for endpoint in catalog.endpoints)

    def lacks(self, name: str, language: str, facts: Facts, call: Call) -> bool:
        """Whether a call by a name that only requests have is given a text that is no address where theirs stands."""
        if language not in self._places:
            self._places[language] = self._of(language)
        places = self._places[language].get(name, frozenset())
        given = [facts.exprs[a.value] for a in call.arguments if (a.keyword or str(a.position)) in places and not a.star]
        return bool(given) and all(
            one[0] == "string" and str(one[1]) not in self._ends and not any(sign in str(one[1]) for sign in _SIGNS) for one in given
        )

    def _of(self, language: str) -> dict[str, frozenset[str]]:
        """Positions and keywords by the last name of a request; names are missing of which some request has its address elsewhere."""
        found: dict[str, set[str]] = {}
        unknown: set[str] = set()
        for row in self._reached(language):
            sink = self._catalog.sinks.get(row.target)
            if sink is not None:
                places = _places(sink, language)
                found.setdefault(called(row), set()).update(places)
                unknown.update({called(row)} if not places else ())
        return {name: frozenset(places) for name, places in found.items() if name not in unknown}

    def _reached(self, language: str) -> Iterator[PathRow]:
        """All paths of a language, and those on the objects that they lead to."""
        rows = self._catalog.rows
        waiting = [row for root in rows.roots(language) for row in rows.below(language, root)]
        objects: set[str] = set()
        while waiting:
            row = waiting.pop()
            yield row
            if row.kind == "object" and row.target not in objects:
                objects.add(row.target)
                waiting += [below for key in (language, "") for below in rows.on(row.target, key)]


def _places(sink: SinkSignature, language: str) -> set[str]:
    """Positions and keywords of the address; empty when it may be told in another way."""
    if sink.host or sink.path or sink.base_url or sink.url_of_object or not sink.reports:
        return set()
    selectors = selectors_for(sink.url, language)
    return {steps[0] for steps in selectors} if all(len(steps) == 1 for steps in selectors) else set()
