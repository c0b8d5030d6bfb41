"""Takes the files of one scan through carriers, parsers and matcher, and makes hits of what is found."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from scanner.lower import CONFIGURATION
from scanner.lower import language as language_of
from scanner.match.matcher import Site, qualname
from scanner.model import Hit, Problem
from scanner.queries import bodies, mappers, rules, sql
from scanner.queries.builders import Builders
from scanner.queries.code import Strings, Tests
from scanner.queries.interface import Query
from scanner.queries.matching import Matching
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from scanner.catalog import Catalog, QuerySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.matcher import Look
    from scanner.model import Reason
    from scanner.queries.interface import Summary

MAX_CODE = 1_000_000
"""Bytes of source code; what is larger is made of other files, which are the ones to look at."""
_SCRIPTS = frozenset({"sql", "xml", "drools"})
MAX_QUERIES = 400
"""Queries of one file that are looked at."""


class Found(NamedTuple):
    """Sites that can be traced, and hits that nothing in the code is known to run."""

    sites: tuple[Site, ...]
    hits: tuple[Hit, ...]
    problems: tuple[Problem, ...] = ()


class Queries:
    """The queries of one scan, file by file."""

    def __init__(self, catalog: Catalog) -> None:
        self._matching = Matching(catalog)

    def worth(self, language: str, needles: Collection[str], data: bytes) -> bool:
        """Whether a file that holds these needles is worth being asked about."""
        code = None if language in CONFIGURATION or language in _SCRIPTS else language_of(language).traits
        return (code is None or len(data) <= MAX_CODE) and self._matching.worth(needles, data, language, code)

    def of(self, ev: Evaluator, path: str, data: Callable[[str], bytes | None], look: Look) -> Found:
        """What the queries of one file do."""
        text = decode(data(path) or b"").data
        asked = list(itertools.islice(self._asked(ev, path, text, look(path)[0].language), MAX_QUERIES + 1))
        problems = [*_problems(path, asked, look)]
        if look(path)[0].language == "xml" and mappers.is_broken(text):
            problems.append(Problem(path=path, stage="queries", reason="parse-error", detail="a mapper that is no well-formed XML"))
        return self._found(asked[:MAX_QUERIES], ev, look)._replace(problems=tuple(problems))

    def _asked(self, ev: Evaluator, path: str, data: bytes, language: str) -> Iterator[tuple[Query, int]]:
        """The queries of a file by what carries them, with the call that is given one (-1: none)."""
        if language == "sql":
            return self._scripted(ev, path, data)
        if language == "xml":
            return self._mapped(ev, path, data)
        if language == "drools":
            return self._ruled(path, data)
        if language in CONFIGURATION:
            return self._configured(ev, path, len(data))
        index = ev.project.file(path)
        if index is None:
            return iter(())
        return itertools.chain(self._in_code(ev, index, data), self._built(ev, index, data), self._bodies(ev, index, data))

    def _scripted(self, ev: Evaluator, path: str, data: bytes) -> Iterator[tuple[Query, int]]:
        """Definitions, what routines and views among them ask, what is calculated for rows, and questions with places for values.

        These a program fills in; other questions of a script are asked by hand.
        """
        reader: tuple[str, int] | None = None
        for one in sql.statements(data.decode("utf-8", "replace")):
            if sql.is_template(one.text):
                home, scope = reader = reader or _reader(ev, path)
                index = ev.project.file(home) if home else None
                owners = (*(_owners(index, scope) if index is not None else ()), _stem(path))
                summary = sql.summary(one.text)
                if summary is not None:
                    yield Query(summary, path, one.start, one.end, owners, home, scope), -1
            else:
                for summary in (*sql.defined(one.text), *sql.calculated(one.text)):
                    yield Query(summary, path, one.start, one.end, (_stem(path),)), -1

    def _mapped(self, ev: Evaluator, path: str, data: bytes) -> Iterator[tuple[Query, int]]:
        try:
            found = list(mappers.statements(data))
        except mappers.BrokenError:
            return  # NOTE: it is some other XML, or broken; no language of the project is lost with it.
        for one in found:
            summary = sql.summary(one.text)
            if summary is not None:
                home, scope = mappers.method(ev, one.namespace, one.id)
                owners = (one.id, one.namespace.rpartition(".")[2], _stem(path))
                yield Query(summary, path, one.start, one.end, owners, home, scope), -1

    def _ruled(self, path: str, data: bytes) -> Iterator[tuple[Query, int]]:
        for rule in rules.rules(data.decode("utf-8", "replace")):
            yield Query(rule.summary, path, rule.start, rule.end, (rule.name, _stem(path))), -1

    def _configured(self, ev: Evaluator, path: str, size: int) -> Iterator[tuple[Query, int]]:
        index = ev.project.file(path)
        summary = bodies.of_file(index.facts) if index is not None else None
        if summary is not None:
            yield Query(summary, path, 0, size, (_stem(path),)), -1

    def _bodies(self, ev: Evaluator, index: FileIndex, data: bytes) -> Iterator[tuple[Query, int]]:
        path = index.facts.path
        for summary, number in bodies.in_code(index.facts):
            call = index.facts.calls[number]
            yield Query(summary, path, call.start, call.end, _owners(index, call.scope), path, call.scope), number

    def _in_code(self, ev: Evaluator, index: FileIndex, data: bytes) -> Iterator[tuple[Query, int]]:
        for written in Strings(ev, index, data, _TESTS).found():
            for summary in _summaries(written.text):
                owners = _owners(index, written.scope)
                yield Query(summary, index.facts.path, written.start, written.end, owners, index.facts.path, written.scope), written.call

    def _built(self, ev: Evaluator, index: FileIndex, data: bytes) -> Iterator[tuple[Query, int]]:
        for one in Builders(ev, index, data, self._matching.words).found():
            path = index.facts.path
            owners = _owners(index, one.scope)
            yield Query(one.summary, path, one.start, one.end, owners, path, one.scope, one.question, one.sorts), one.call

    def _found(self, asked: list[tuple[Query, int]], ev: Evaluator, look: Look) -> Found:
        """One hit of a technique at a place; of the texts that a call may be given the surest."""
        sites: dict[tuple[object, ...], Site] = {}
        hits: dict[tuple[object, ...], Hit] = {}
        for query, call, signature, reasons in self._answers(asked):
            hit = self._hit(query, signature, reasons, ev, look)
            key = (query.path, call if call >= 0 else -query.start - 1, signature.category, signature.technique)
            if not query.home:
                hits.setdefault(key, hit)
            elif key not in sites or (sites[key].hit.certainty == "possible" and hit.certainty == "likely"):
                sites[key] = Site(query.home, call, hit, query.scope)
        return Found(tuple(sites.values()), tuple(hits.values()))

    def _answers(self, asked: list[tuple[Query, int]]) -> list[tuple[Query, int, QuerySignature, tuple[Reason, ...]]]:
        """What the queries do, in their order; of the calls that put one question together that which does it, or the first."""
        found: list[tuple[Query, int, QuerySignature, tuple[Reason, ...]]] = []
        best: dict[tuple[object, ...], tuple[tuple[bool, bool], int]] = {}
        for query, call in sorted(asked, key=lambda one: (one[0].path, one[0].start, one[0].end)):
            for signature, reasons in self._matching.found(query):
                key = (query.path, query.question if query.question >= 0 else -len(found) - 1, signature.technique)
                rank = (signature.certainty == "possible", query.sorts != _orders(signature))
                if key not in best or rank < best[key][0]:
                    best[key] = (rank, len(found))
                found.append((query, call, signature, reasons))
        return [found[number] for number in sorted(number for _, number in best.values())]

    def _hit(self, query: Query, signature: QuerySignature, reasons: tuple[Reason, ...], ev: Evaluator, look: Look) -> Hit:
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


def _problems(path: str, asked: list[tuple[Query, int]], look: Look) -> Iterator[Problem]:
    """What was left out of a file, or is not understood."""
    if len(asked) > MAX_QUERIES:
        yield Problem(path=path, stage="queries", reason="cut", detail=f"more than {MAX_QUERIES} queries in one file")
    unread = sorted({query.start for query, _ in asked if query.summary.unread and query.path == path})
    if unread:
        line = look(path)[1].location(unread[0], unread[0]).line
        detail = f"{len(unread)} SQL {'question' if len(unread) == 1 else 'questions'} could not be read, the first in line {line}"
        yield Problem(path=path, stage="queries", reason="parse-error", detail=detail)


def _orders(signature: QuerySignature) -> bool:
    """Whether it asks for an order."""
    return any(test.part in ("order", "leading", "sorted", "ordering") for test in signature.wanted)


def _begins(text: str) -> bool:
    return text.lstrip()[:1] == "{" or text.lstrip().startswith("<script") or sql.begins(text)


def _asks(text: str) -> bool:
    return sql.asks(text) or bodies.asks(text) or text.lstrip().startswith("<script")


def _telling(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "<") or sql.tells(text)


_TESTS = Tests(_begins, _telling, _asks)


def _summaries(text: str) -> Iterator[Summary]:
    """What a text in code asks, in whatever language it is."""
    start = text.lstrip()[:1]
    if start == "{":
        found = [bodies.of_text(text)]
    elif start == "<":
        found = [sql.summary(one) for one in mappers.script(text)]
    else:
        found = [sql.summary(text)]
    yield from (summary for summary in found if summary is not None)


def _reader(ev: Evaluator, path: str) -> tuple[str, int]:
    """File and scope of a call that is given the name of a script, ("", -1) for none among the files that were read."""
    name = path.rpartition("/")[2]
    for other in ev.project.quoting(name, path):
        index = ev.project.file(other)
        for call in index.facts.calls if index is not None else ():
            given = [index.facts.exprs[argument.value] for argument in call.arguments]  # type: ignore[union-attr]
            if any(one[0] == "string" and str(one[1]).rpartition("/")[2] == name for one in given):
                return other, call.scope
    return "", -1


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _owners(index: FileIndex, scope: int) -> tuple[str, ...]:
    """Names of the functions and classes around a scope, and of the file."""
    names = qualname(index.facts, scope).split(".") if scope >= 0 else []
    return (*(name for name in names if name), _stem(index.facts.path))
