"""Reads ``features/``: by what a public-opinion function shows in code, each sign with its second sign.

Which files of a project show it is left to ``scanner.features``; whether the law is met is a person's answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.catalog.claims import languages
from scanner.catalog.globs import parse_files
from scanner.catalog.parts import check_examples, examples, header
from scanner.catalog.values import FeatureSign, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table

_ROUTE = re.compile(r"[a-z0-9_*-]+(/[a-z0-9_*-]+)*")
_CLASS = re.compile(r"[A-Z]\w+")
_MEMBER = re.compile(r"[a-z0-9*]+")
_DECLARED = ("class", "type", "struct", "interface", "table")
_TELLING = 8
"""Bytes from which on a text can stand for itself; a Chinese character has three."""


def read_feature(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``features/``."""
    id_ = header(draft, table, stem)
    zh, en = _names(table)
    claimed: set[str] = set()
    for row in table.tables("sign"):
        sign = _sign(row, id_)
        claimed |= {language for language, _ in sign.modules}
        draft.add(row, draft.signs, sign.id, sign)
    if not any(sign.feature == id_ for sign in draft.signs.values()):
        table.fault("", "'sign' is missing")
    found = examples(draft, table)
    table.close()
    check_examples(table, found, tuple(claimed), (), note="feature")
    draft.add(table, draft.features, id_, Term(id=id_, zh=zh, en=en))


def feature_needles(signs: Iterable[FeatureSign]) -> set[str]:
    """What stands in every file with a sign that is not known by its name or its imports."""
    return {needle for sign in signs for needle in _needles(sign)}


def _needles(sign: FeatureSign) -> Iterator[str]:
    yield from sign.texts
    for route in sign.routes:
        word = max(re.split(r"[/*]", route), key=len)
        yield from (f"{mark}{word}" for mark in "/\"'")
    for name in sign.names:
        yield from (f"{word} {name}" for word in _DECLARED)


def _names(table: Table) -> tuple[str, str]:
    inner = table.table("names")
    if inner is None:
        table.fault("", "'names' is missing")
        return "", ""
    names = inner.text("zh", required=True), inner.text("en", required=True)
    inner.close()
    return names


def _sign(row: Table, feature: str) -> FeatureSign:
    sign = FeatureSign(
        id=f"{feature}/{row.slug('id')}",
        feature=feature,
        modules=_modules(row),
        texts=row.parsed("texts", _telling),
        files=row.parsed("files", parse_files),
        holds=row.texts("holds"),
        routes=row.parsed("routes", _fits(_ROUTE, "a route of small letters")),
        names=row.parsed("classes", _fits(_CLASS, "the name of a class")),
        members=_members(row),
    )
    row.close()
    if sum(map(bool, (sign.modules, sign.texts, sign.files, sign.routes, sign.names))) != 1:
        row.fault("", "needs exactly one of 'modules', 'texts', 'files', 'routes' and 'classes'")
    if bool(sign.files) != bool(sign.holds):
        row.fault("", "'files' and 'holds' belong together: a file's name alone is no sign")
    if bool(sign.names) != (len(sign.members) > 1):
        row.fault("", "'classes' and two groups of 'members' belong together: a name alone is no sign")
    return sign


def _modules(row: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    inner = row.table("modules")
    if inner is None:
        return ()
    found = tuple((language, inner.texts(language)) for language in languages(inner))
    inner.close()
    return found


def _members(row: Table) -> tuple[tuple[str, ...], ...]:
    """Groups of globs, small letters without underscores; a class has to have one of each group."""
    groups = []
    for group in row.tables("members"):
        groups.append(group.parsed("any", _fits(_MEMBER, "a glob of small letters"), required=True))
        group.close()
    return tuple(groups)


def _telling(text: str) -> None:
    if len(text.encode()) < _TELLING or text != text.strip():
        raise ValueError(f"{text!r} is too short to stand for itself")


def _fits(form: re.Pattern[str], noun: str) -> Callable[[str], None]:
    """Refuses what is not wholly of a form."""

    def check(text: str) -> None:
        if not form.fullmatch(text):
            raise ValueError(f"{text!r} is not {noun}")

    return check
