"""Reads ``words/`` and ``queries/``: the vocabulary of names, and what texts of query languages do with them.

Where such texts stand is left to ``scanner.queries``.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, get_args

from scanner.catalog.parts import check_examples, examples, header, technique
from scanner.catalog.values import FLAGS, QueryForm, QueryPart, QuerySignature, QueryTest, WordGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table

_WORD = re.compile(r"[a-z]+(_[a-z]+)*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST = 4
"""Bytes of a needle."""
_MIXED = 1
"""Spaces of an anchor around which capitals and small letters may change."""


def read_words(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``words/``."""
    header(draft, table, stem)
    table.text("title", required=True)
    for row in table.tables("group"):
        spoken = (*_fitting(row, "en", _WORD), *_fitting(row, "pinyin", _WORD))
        group = WordGroup(id=row.slug("id"), words=tuple(dict.fromkeys(spoken)), characters=_fitting(row, "zh", _CHINESE))
        row.close()
        draft.add(row, draft.word_groups, group.id, group)
    table.close()


def read_query(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``queries/``."""
    id_ = header(draft, table, stem)
    table.text("title", required=True)
    for row in table.tables("query"):
        signature = _signature(draft, row, id_)
        draft.add(row, draft.queries, signature.id, signature)
    found = examples(draft, table)
    table.close()
    check_examples(table, found, (), ())


def query_needles(signatures: Iterable[QuerySignature]) -> set[str]:
    """Of which every file with a query of the catalogue holds one, as people write it."""
    return {form for signature in signatures for anchor in signature.anchors for form in forms(anchor)}


def forms(anchor: str) -> tuple[str, ...]:
    """An anchor as people write it: whole words in capitals or small letters (``like CONCAT``)."""
    words = anchor.split(" ", _MIXED)
    mixed = (" ".join(one) for one in itertools.product(*((word.upper(), word.lower()) for word in words)))
    return tuple(dict.fromkeys((anchor, anchor.upper(), anchor.lower(), *mixed)))


def _fitting(row: Table, key: str, form: re.Pattern[str]) -> tuple[str, ...]:
    for word in row.texts(key):
        if not form.fullmatch(word):
            row.fault(key, f"{word!r} is not made of {'small letters' if form is _WORD else 'Chinese characters'}")
    return row.texts(key)


def _signature(draft: Draft, row: Table, file: str) -> QuerySignature:
    category, name = technique(draft, row, required=True)
    signature = QuerySignature(
        id=f"{file}/{row.slug('id')}",
        library=file,
        forms=_forms(row),
        category=category,
        technique=name,
        kind=row.word("kind", ("idiom", "config"), "idiom or config") or "idiom",  # type: ignore[arg-type]  # checked by word
        certainty=row.word("certainty", ("likely", "possible"), "likely or possible", required=True),  # type: ignore[arg-type]
        wanted=tuple(_tests(draft, row, "all")),
        unwanted=tuple(_tests(draft, row, "none")),
        anchors=row.texts("anchors", required=True),
        beside=row.texts("beside"),
    )
    row.close()
    draft.later.append(lambda: _known(draft, row, "beside", signature.beside))
    if not signature.wanted:
        row.fault("", "'all' is missing")
    for anchor in signature.anchors:
        if len(anchor.encode()) < _SHORTEST:
            row.fault("anchors", f"{anchor!r} is too short to be searched for")
    return signature


def _forms(row: Table) -> tuple[QueryForm, ...]:
    known = get_args(QueryForm)
    found = row.texts("of", required=True)
    for word in found:
        if word not in known:
            row.fault("of", f"{word!r} is not one of {', '.join(known)}")
    return found  # type: ignore[return-value]  # checked above


def _tests(draft: Draft, row: Table, key: str) -> Iterator[QueryTest]:
    for inner in row.tables(key):
        part = inner.word("part", get_args(QueryPart), "a part of a query", required=True)
        test = QueryTest(
            part=part,  # type: ignore[arg-type]  # checked by word
            words=inner.texts("words"),
            any=inner.texts("any"),
            skip=inner.texts("skip"),
        )
        inner.close()
        for name in ("words", "skip"):
            draft.later.append(lambda inner=inner, name=name, test=test: _known(draft, inner, name, getattr(test, name)))  # type: ignore[misc]
        if part and bool(test.words or test.any) == (part in FLAGS):
            inner.fault("", f"{part!r} {'has no' if part in FLAGS else 'needs'} 'words' or 'any'")
        yield test


def _known(draft: Draft, table: Table, key: str, groups: Iterable[str]) -> None:
    for group in groups:
        if group not in draft.word_groups:
            table.fault(key, f"{group!r} is not a group of words")
