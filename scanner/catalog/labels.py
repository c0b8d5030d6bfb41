"""Reads ``labels/``: labels of generated content, what takes them away, and what has to carry them.

Which code stands beside a generating call is left to ``scanner.labels``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from scanner.catalog.parts import check_examples, examples, header
from scanner.catalog.values import LabelFinding, LabelSign
from scanner.text import OPTIONAL_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table

_EVERYWHERE = ("explicit", "implicit", "bare")
_SHORTEST = 4
"""Bytes of a needle."""


def read_label(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``labels/``."""
    id_ = header(draft, table, stem)
    table.text("title", required=True)
    for row in table.tables("sign"):
        sign = _sign(row, id_)
        for family in sign.families:
            if family not in draft.words.families:
                row.fault("families", f"{family!r} is not a family")
        draft.add(row, draft.labels, sign.id, sign)
    found = examples(draft, table)
    table.close()
    check_examples(table, found, (), (), note="label")


def label_needles(signs: Iterable[LabelSign]) -> tuple[str, ...]:
    """Of each text the longest piece without a space that may be missing, unless it holds another one."""
    wanted = (sign for sign in signs if sign.finding in _EVERYWHERE or sign.families)
    found = {_longest(text) for sign in wanted for text in sign.texts}
    return tuple(sorted(word for word in found if not any(other in word for other in found - {word})))


def _sign(row: Table, file: str) -> LabelSign:
    sign = LabelSign(
        id=f"{file}/{row.slug('id')}",
        finding=row.word("finding", get_args(LabelFinding), "a finding", required=True),  # type: ignore[arg-type]  # checked by word
        names=row.texts("names"),
        values=row.texts("values"),
        texts=row.parsed("texts", _telling),
        alone=row.flag("alone"),
        unless=row.texts("unless"),
        holds=row.texts("holds"),
        wants=row.texts("wants"),
        routes=row.texts("routes"),
        families=row.texts("families"),
    )
    row.close()
    if sum(map(bool, (sign.names, sign.texts, sign.routes))) != 1 or bool(sign.names) != bool(sign.values):
        row.fault("", "needs exactly one of 'names' with 'values', 'texts' and 'routes'")
    if sign.finding in _EVERYWHERE and not sign.texts:
        row.fault("", "a label is told by 'texts'")
    if sign.wants and sign.finding != "implicit":
        row.fault("wants", "only an implicit label has parts")
    return sign


def _telling(text: str) -> None:
    if text != text.strip() or len(_longest(text).encode()) < _SHORTEST:
        raise ValueError(f"{text!r} is too short to be searched for")


def _longest(text: str) -> str:
    return max(OPTIONAL_SPACE.split(text), key=lambda piece: len(piece.encode()))
