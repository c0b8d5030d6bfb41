"""Decides what a query does by the signatures of ``queries/``; how it was read is left to the parsers."""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.catalog import Catalog, QuerySignature, QueryTest, WordGroup
    from scanner.queries.interface import Query

_NEAR = 200
"""Bytes behind an anchor in which a word has to stand."""
_FLAGS: dict[str, Callable[[Query], bool]] = {
    "counted": lambda query: query.summary.counted,
    "limited": lambda query: query.summary.limited,
    "paged": lambda query: query.summary.paged,
    "itself": lambda query: query.summary.itself,
}
_NAMES: dict[str, Callable[[Query], Iterable[str]]] = {
    "order": lambda query: (name for key in query.summary.order if key.descending for name in key.names),
    "sorted": lambda query: (name for key in query.summary.order for name in key.names),
    "ordering": lambda query: (name for key in query.summary.order for name in key.functions),
    "tables": lambda query: query.summary.tables,
    "columns": lambda query: query.summary.columns,
    "matched": lambda query: query.summary.matched,
    "groups": lambda query: query.summary.groups,
    "functions": lambda query: query.summary.functions,
    "operators": lambda query: query.summary.operators,
    "keys": lambda query: query.summary.keys,
    "named": lambda query: (*query.summary.keys, *query.summary.columns),
    "owner": lambda query: query.owners,
    "place": lambda query: (*query.owners, *query.path.rpartition("/")[0].split("/")),
}


class Matching:
    """The signatures, and the vocabulary that they speak of."""

    def __init__(self, catalog: Catalog) -> None:
        self.words = Vocabulary(catalog.word_groups)
        self._groups = {group.id: group for group in catalog.word_groups}
        self._files: dict[str, list[QuerySignature]] = defaultdict(list)
        for signature in catalog.queries:
            self._files[signature.library].append(signature)
        self._worth = _worth(catalog.queries, self._groups)

    def worth(self, data: bytes) -> bool:
        """Whether a file that holds an anchor may hold a query of the catalogue; cheap, and rather too often than not."""
        return self._worth is not None and self._worth.search(data) is not None

    def found(self, query: Query) -> Iterator[tuple[QuerySignature, tuple[str, ...]]]:
        """Of each file of signatures the first that fits, with what fitted."""
        for signatures in self._files.values():
            for signature in signatures:
                reasons = self._fits(signature, query)
                if reasons is not None:
                    yield signature, reasons
                    break

    def _fits(self, signature: QuerySignature, query: Query) -> tuple[str, ...] | None:
        if query.summary.form not in signature.forms:
            return None
        reasons = []
        for test in signature.wanted:
            reason = self._holds(test, query)
            if not reason:
                return None
            reasons.append(reason)
        return None if any(self._holds(test, query) for test in signature.unwanted) else tuple(reasons)

    def _holds(self, test: QueryTest, query: Query) -> str:
        """What fulfils a condition, "" when nothing does."""
        if test.part in _FLAGS:
            return test.part if _FLAGS[test.part](query) else ""
        names = self._leading(test, query) if test.part == "leading" else _NAMES[test.part](query)
        for name in names:
            word = self.words.found(name, test.words) or next((glob for glob in test.any if fnmatch.fnmatchcase(name.lower(), glob)), "")
            if word:
                return f"{test.part} {name}"
        return ""

    def _leading(self, test: QueryTest, query: Query) -> tuple[str, ...]:
        """Names of the first key of the order that does not merely put some rows on top."""
        for key in query.summary.order:
            if key.names and any(not self.words.whole(name, test.skip) for name in key.names):
                return key.names if key.descending else ()
        return ()


def _worth(signatures: Iterable[QuerySignature], groups: Mapping[str, WordGroup]) -> re.Pattern[bytes] | None:
    """Anchors that tell enough, and the others with a word of their groups not far behind."""
    alone: set[str] = set()
    beside: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for signature in signatures:
        if signature.beside:
            beside[signature.beside].update(signature.anchors)
        else:
            alone.update(signature.anchors)
    parts = [_any(alone)] if alone else []
    parts += [f"(?:{_any(anchors)})[\\s\\S]{{0,{_NEAR}}}?(?:{_spoken(words, groups)})" for words, anchors in sorted(beside.items())]
    return re.compile("|".join(parts).encode(), re.IGNORECASE) if parts else None


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words)))


def _spoken(ids: tuple[str, ...], groups: Mapping[str, WordGroup]) -> str:
    found = {word for id_ in ids for word in groups[id_].words}
    written = {word for id_ in ids for word in groups[id_].characters}
    return "|".join([*(word.replace("_", "[_-]?") for word in sorted(found, key=lambda w: (-len(w), w))), *map(re.escape, sorted(written))])
