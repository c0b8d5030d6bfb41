"""Reads ``settings/``: what keys and values of configuration files say about algorithms and models.

Which files are looked at, and what else configuration tells, is left to ``scanner.match.settings``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from scanner.catalog.needles import shortest
from scanner.catalog.parts import check_examples, examples, header, technique
from scanner.catalog.paths import literal_piece
from scanner.catalog.values import SettingSignature, SettingTells

if TYPE_CHECKING:
    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table

_KEY = re.compile(r"(?:\*\*\.)?[a-z0-9_*]*[a-z_][a-z0-9_*]*(?:\.(?:\*|[a-z0-9_]+\*?[a-z0-9_]*|\*[a-z0-9_]+))*")
_SHORTEST = 4
"""Bytes of a needle."""


def read_setting(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``settings/``."""
    id_ = header(draft, table, stem)
    table.text("title", required=True)
    for row in table.tables("setting"):
        signature = _signature(draft, row, id_)
        draft.add(row, draft.settings, signature.id, signature)
    found = examples(draft, table)
    table.close()
    check_examples(table, found, (), ())


def setting_needles(draft: Draft) -> tuple[str, ...]:
    """Of which every configuration file holds one that names a model, a vendor or what ``settings/`` describes."""
    found = {word for signature in draft.settings.values() for word in signature.holds}
    for vendor in draft.vendors.values():
        pieces = {literal_piece(pattern) for model in vendor.models for pattern in model.patterns}
        pieces |= {vendor.id, *vendor.providers}
        found |= {form for piece in pieces for form in (piece, piece.capitalize(), piece.upper())}
    return shortest(found)


def _signature(draft: Draft, row: Table, file: str) -> SettingSignature:
    tells = row.word("tells", get_args(SettingTells), "what a value tells")
    category, name = technique(draft, row, required=not tells)
    vendor = row.text("vendor")
    draft.refer(row, "vendor", "vendor", vendor)
    signature = SettingSignature(
        id=f"{file}/{row.slug('id')}",
        tells=tells,  # type: ignore[arg-type]  # checked by word
        category=category,
        technique=name,
        mode=row.word("mode", draft.words["mode"], "a mode") or "api",
        vendor=vendor,
        certainty=row.word("certainty", ("likely", "possible"), "likely or possible", required=True),  # type: ignore[arg-type]
        keys=row.parsed("keys", _key, required=True),
        values=row.parsed("values", _value),
        unless=row.parsed("unless", _value),
        beside=row.parsed("beside", _key),
        holds=row.texts("holds", required=not tells),
    )
    row.close()
    for word in signature.holds:
        if len(word.encode()) < _SHORTEST:
            row.fault("holds", f"{word!r} is too short to be searched for")
    return signature


def _key(text: str) -> None:
    if not _KEY.fullmatch(text):
        raise ValueError(f"{text!r} is not a glob over a key in small letters, '_' for every sign between words, '**' for any beginning")


def _value(text: str) -> None:
    if not text or text != text.lower():
        raise ValueError(f"{text!r} is not a glob in small letters")
