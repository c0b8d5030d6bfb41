"""Reads ``categories.toml``: the closed lists that every other file may choose words from.

What a word means for a filing is left to ``law/`` and ``decide``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog.values import Categories, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog.table import Table

NAMED = ("kind", "mode", "certainty", "strength", "origin", "reach", "role", "entry")
PLAIN = ("jurisdiction", "biometric", "filed", "mark", "ecosystem", "language", "sample", "effect", "shape")


class Words:
    """The closed lists while other files are read against them."""

    def __init__(self, categories: Categories) -> None:
        self._lists = dict(categories.words)
        self.techniques: Mapping[str, str] = {term.id: term.parent.partition("/")[0] for term in categories.techniques}
        """Technique to category."""
        self.biometric: Mapping[str, str] = {term.id: term.biometric for term in categories.techniques}
        self.categories = tuple(term.id for term in categories.categories)
        self.families = tuple(term.id for term in categories.families)

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._lists.get(name, ())


def read_categories(table: Table) -> Categories:
    """The closed lists; parents must exist, ids be unique within their list."""
    types = _terms(table, "type")
    categories = _terms(table, "category", parents={term.id for term in types})
    families = _terms(table, "family", parents={term.id for term in categories})
    techniques = _terms(table, "technique", parents={f"{term.parent}/{term.id}" for term in families})
    names = tuple((name, _terms(table, name)) for name in NAMED)
    words = tuple((name, tuple(term.id for term in terms)) for name, terms in names)
    for kind in (kind for term in families for kind in term.asked if kind not in dict(words)["entry"]):
        table.fault("family", f"{kind!r} is no entry")
    plain = table.table("words")
    if plain is None:
        table.fault("", "'words' is missing")
    else:
        words += tuple((name, plain.texts(name, required=True)) for name in PLAIN)
        plain.close()
    return Categories(
        types=types,
        categories=categories,
        families=families,
        techniques=techniques,
        obligations=_terms(table, "obligation"),
        obstacles=_terms(table, "obstacle"),
        words=words,
        names=names,
    )


def _terms(table: Table, name: str, *, parents: set[str] | None = None) -> tuple[Term, ...]:
    terms: dict[tuple[str, str], Term] = {}
    for row in table.tables(name):
        parent = row.word("parent", parents, "a parent in this file", required=True) if parents is not None else ""
        term = Term(
            id=row.slug("id"),
            zh=row.text("zh", required=True),
            en=row.text("en", required=True),
            parent=parent,
            source=row.text("source"),
            practice_only=row.flag("practice_only"),
            item=row.text("item"),
            biometric=row.word("biometric", ("yes", "ask", "no"), "yes, ask or no") or "no",
            asked=row.texts("asked"),
            inside=row.texts("inside"),
        )
        # NOTE: families are unique below their category only.
        key = (term.parent if name == "family" else "", term.id)
        if key in terms:
            row.fault("id", f"{term.id!r} stands twice in this list")
        terms[key] = term
        row.close()
    if not terms:
        table.fault("", f"{name!r} is missing")
    return tuple(terms.values())
