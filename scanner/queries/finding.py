"""Takes the files of one scan through carriers, parsers and matcher, and makes hits of what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.match.matcher import Site, qualname
from scanner.model import Hit
from scanner.queries import sql
from scanner.queries.builders import Builders
from scanner.queries.code import Strings
from scanner.queries.interface import Query
from scanner.queries.matching import Matching
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.catalog import Catalog, QuerySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.matcher import Look

MAX_QUERIES = 400
"""Queries of one file that are looked at."""


class Found(NamedTuple):
    """Sites that can be traced, and hits that nothing in the code is known to run."""

    sites: tuple[Site, ...]
    hits: tuple[Hit, ...]


class Queries:
    """The queries of one scan, file by file."""

    def __init__(self, catalog: Catalog) -> None:
        self._matching = Matching(catalog)

    def worth(self, data: bytes) -> bool:
        """Whether a file with an anchor is worth being asked about."""
        return self._matching.worth(data)

    def of(self, ev: Evaluator, path: str, data: Callable[[str], bytes | None], look: Look) -> Found:
        """What the queries of one file do."""
        index = ev.project.file(path)
        text = decode(data(path) or b"").data
        if index is None:
            return Found((), ())
        asked = [*self._in_code(ev, index, text), *self._built(ev, index, text)][:MAX_QUERIES]
        return self._found(asked, ev, look)

    def _in_code(self, ev: Evaluator, index: FileIndex, data: bytes) -> Iterator[tuple[Query, int]]:
        for written in Strings(ev, index, data, sql.asks).found():
            summary = sql.summary(written.text)
            if summary is not None:
                owners = _owners(index, written.scope)
                yield Query(summary, index.facts.path, written.start, written.end, owners, index.facts.path, written.scope), written.call

    def _built(self, ev: Evaluator, index: FileIndex, data: bytes) -> Iterator[tuple[Query, int]]:
        for one in Builders(ev, index, data, self._matching.words).found():
            path = index.facts.path
            yield Query(one.summary, path, one.start, one.end, _owners(index, one.scope), path, one.scope), one.call

    def _found(self, asked: list[tuple[Query, int]], ev: Evaluator, look: Look) -> Found:
        """One hit of a technique at a place; of the texts that a call may be given the surest."""
        sites: dict[tuple[object, ...], Site] = {}
        hits: dict[tuple[object, ...], Hit] = {}
        for query, call in sorted(asked, key=lambda one: (one[0].path, one[0].start, one[0].end)):
            for signature, reasons in self._matching.found(query):
                hit = self._hit(query, signature, reasons, ev, look)
                key = (query.path, call if call >= 0 else -query.start - 1, signature.category, signature.technique)
                if not query.home:
                    hits.setdefault(key, hit)
                elif key not in sites or (sites[key].hit.certainty == "possible" and hit.certainty == "likely"):
                    sites[key] = Site(query.home, call, hit, query.scope)
        return Found(tuple(sites.values()), tuple(hits.values()))

    def _hit(self, query: Query, signature: QuerySignature, reasons: tuple[str, ...], ev: Evaluator, look: Look) -> Hit:
        file, places = look(query.path)
        index = ev.project.file(query.home) if query.home else None
        return Hit(
            signature=signature.id,
            kind=signature.kind,
            category=signature.category,
            technique=signature.technique,
            mode="self-hosted",
            vendor=None,
            jurisdiction=None,
            library=None,
            model=None,
            base_url=None,
            alternatives=(),
            overridable=False,
            certainty=signature.certainty,
            location=places.location(query.start, query.end),
            qualname=qualname(index.facts, query.scope) if index is not None and query.scope >= 0 else "",
            reasons=reasons,
            in_tests=file.test,
            reach="tests" if file.test else "example" if file.example else None,
        )


def _owners(index: FileIndex, scope: int) -> tuple[str, ...]:
    """Names of the functions and classes around a scope, and of the file."""
    names = qualname(index.facts, scope).split(".") if scope >= 0 else []
    return (*(name for name in names if name), index.facts.path.rpartition("/")[2].rpartition(".")[0])
