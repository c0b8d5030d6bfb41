"""Reads ``labels/``: what in code beside a generating call touches the labels of generated content.

Which code stands beside such a call is left to ``scanner.labels``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from scanner.catalog.parts import check_examples, examples, header
from scanner.catalog.values import LabelFinding, LabelSign

if TYPE_CHECKING:
    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table


def read_label(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``labels/``."""
    id_ = header(draft, table, stem)
    table.text("title", required=True)
    for row in table.tables("sign"):
        sign = LabelSign(
            id=f"{id_}/{row.slug('id')}",
            finding=row.word("finding", get_args(LabelFinding), "a finding", required=True),  # type: ignore[arg-type]  # checked by word
            names=row.texts("names"),
            values=row.texts("values"),
            texts=row.texts("texts"),
        )
        row.close()
        if bool(sign.names) == bool(sign.texts) or bool(sign.names) != bool(sign.values):
            row.fault("", "needs 'names' and 'values', or 'texts'")
        draft.add(row, draft.labels, sign.id, sign)
    found = examples(draft, table)
    table.close()
    check_examples(table, found, (), (), note="label")
