"""Reads ``idioms/``: algorithms that people write themselves, each by the shape of a function and by words of several groups.

What a function is shaped like, and where its words stand, is found by ``scanner.idioms``.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.catalog.parts import check_examples, examples, header
from scanner.catalog.table import did_you_mean
from scanner.catalog.values import Idiom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table

_WORD = re.compile(r"\*?[a-z0-9]+(?: [a-z0-9]+)*\*?|[a-z0-9]*[\u3400-\u9fff][\u3400-\u9fffa-z0-9]*")
_FORMS = {"call": re.compile(r"[a-z0-9*]+"), "number": re.compile(r"\d+(?:\.\d+)?")}
_CERTAINTIES = ("likely", "possible")
_GROUPS = 2
_SHORTEST = 4
"""Bytes of a word of the first group: it is searched for in every file."""


def read_idiom(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``idioms/``."""
    id_ = header(draft, table, stem)
    table.text("title", required=True)
    shared = table.parsed("not", _check_word)
    rows = list(table.tables("idiom"))
    for row in rows:
        idiom = _idiom(draft, row, id_, shared)
        draft.add(row, draft.idioms, idiom.id, idiom)
    if not rows:
        table.fault("", "'idiom' is missing")
    found = examples(draft, table)
    table.close()
    check_examples(table, found, (), ())


def idiom_needles(idioms: Iterable[Idiom]) -> tuple[str, ...]:
    """Of which every file with one of the idioms holds one. Sorted."""
    searched = (word for idiom in idioms if idiom.words and not (idiom.composes or idiom.supports) for word in idiom.words[0])
    return tuple(sorted({needle for word in searched for needle in spellings(word)}))


def spellings(word: str) -> Iterator[str]:
    """How the parts of a name are put together: ``hotScore``, ``HotScore``, ``itemCF``, ``ItemCF``, ``hot_score``, ``hotscore``, …"""
    first, *others = word.rstrip("*").split(" ")
    for capital in (str.capitalize, _short):
        yield first + "".join(map(capital, others))
        yield capital(first) + "".join(map(capital, others))
    yield "_".join((first, *others))
    yield "_".join((first, *others)).upper()
    yield first + "".join(others)
    yield " ".join((first, *others))


def _short(part: str) -> str:
    return part.upper() if len(part) < _SHORTEST else part.capitalize()


def _idiom(draft: Draft, row: Table, file: str, shared: tuple[str, ...]) -> Idiom:
    techniques = draft.words.techniques
    supports = tuple(word for word in row.texts("supports") if _is_category(draft, row, word))
    technique = row.word("technique", techniques, "a technique", required=not supports)
    groups = tuple(_group(inner) for inner in row.tables("words"))
    within, composes = row.texts("within"), row.flag("composes")
    shape = row.parsed("shape", functools.partial(_check_terms, draft), required=not composes)
    idiom = Idiom(
        id=f"{file}/{row.slug('id')}",
        technique=technique,
        category=techniques.get(technique, ""),
        certainty=row.word("certainty", _CERTAINTIES, "likely or possible") or "likely",  # type: ignore[arg-type]  # checked by word
        words=groups,
        shape=tuple(_alternatives(text) for text in shape),
        excluded=tuple(dict.fromkeys((*shared, *row.parsed("not", _check_word)))),
        without=row.parsed("without", functools.partial(_check_terms, draft)),
        distinct=row.flag("distinct"),
        beside=row.flag("beside"),
        called=row.flag("called"),
        within=tuple(f"{file}/{one}" for one in within),
        elsewhere=row.flag("elsewhere"),
        composes=composes,
        supports=supports,
    )
    row.close()
    if supports and (technique or within or composes):
        row.fault("supports", "is no algorithm itself: leave out technique, within and composes")
    draft.later.append(lambda: _known(draft, row, idiom))
    if idiom.elsewhere and not within:
        row.fault("elsewhere", "says where a step may stand: within names what calls it")
    if within and (groups or composes):
        row.fault("within", "stands for words: what calls it says what it is about")
    elif len(groups) < _GROUPS and not within:
        row.fault("words", "needs two groups: a name alone is no algorithm")
    for word in groups[0] if groups else ():
        if len(word.strip("*").encode()) < _SHORTEST:
            row.fault("words[0]", f"{word!r} is too short to be searched for")
        if word.startswith("*"):
            row.fault("words[0]", f"{word!r} begins nowhere: the first group is searched for in all files")
    return idiom


def _is_category(draft: Draft, row: Table, word: str) -> bool:
    if word not in draft.words.categories:
        row.fault("supports", f"{word!r} is not a category")
    return word in draft.words.categories


def _known(draft: Draft, row: Table, idiom: Idiom) -> None:
    for id_ in idiom.within:
        if id_ not in draft.idioms or draft.idioms[id_].within:
            row.fault("within", f"{id_.partition('/')[2]!r} is no idiom with words of this file")


def _group(row: Table) -> tuple[str, ...]:
    found = row.parsed("any", _check_word, required=True)
    row.close()
    return found


def _alternatives(text: str) -> tuple[str, ...]:
    return tuple(text.split(" | "))


def _check_word(text: str) -> None:
    if not _WORD.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a word: small letters, parts of a name with a space between them, a * at the end or at both; or Chinese"
        )


def _check_terms(draft: Draft, text: str) -> None:
    for term in _alternatives(text):
        _check_term(draft, term)


def _check_term(draft: Draft, text: str) -> None:
    kind, _, value = text.partition(":")
    if value:
        if not (kind in _FORMS and _FORMS[kind].fullmatch(value)):
            raise ValueError(f"{text!r} is not of the form call:NAME or number:1.5")
    elif text not in draft.words["shape"]:
        raise ValueError(f"{text!r} is not a shape{did_you_mean(text, draft.words['shape'])}")
