"""What is held against each other, and where things belong; which of it does not fit is said by the modules beside."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from scanner.declared.globs import matches
from scanner.model import Contradiction, Field, Location

if TYPE_CHECKING:
    from scanner.declared import Loaded
    from scanner.model import Decisions, DeclaredProduct, Feature, Hit, LabelSeen, ShownNumber, Strength


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scan before its result is written."""

    loaded: Loaded
    decisions: Decisions
    hits: tuple[Hit, ...]
    numbers: tuple[ShownNumber, ...]
    features: tuple[Feature, ...]
    labels: tuple[LabelSeen, ...] = ()
    files: frozenset[str]
    """Paths of the project's files."""
    folders: frozenset[str]
    """Their folders."""
    whole: bool
    """The whole repository was looked at; otherwise nothing is missing."""

    def product(self, name: str) -> DeclaredProduct | None:
        return next((row for row in self.loaded.declared.products if row.id == name), None)

    def products_at(self, path: str) -> tuple[str, ...]:
        """Declared products whose paths fit best; () where nothing tells."""
        close = {
            row.id: max((_depth(glob) for glob in row.paths or ("**",) if matches((glob,), path)), default=-1)
            for row in self.loaded.declared.products
        }
        best = max(close.values(), default=-1)
        return tuple(name for name, depth in close.items() if depth == best) if best >= 0 else ()

    def declared_at(self, table: str, index: int, key: str) -> Location:
        line = self.loaded.line(table, index, key)
        return Location(path=self.loaded.file, line=line, column=1, end_line=line, end_column=1)


def found(id_: str, strength: Strength, place: Location, product: str = "", /, **fields: str | Field) -> Contradiction:
    """``fields``: plain texts, or fields with the kind of their name."""
    told = tuple(value if isinstance(value, Field) else Field(name, value) for name, value in fields.items())
    return Contradiction(id=id_, product=product, strength=strength, location=place, fields=told)


def _depth(glob: str) -> int:
    return min((glob.find(sign) for sign in "*?[" if sign in glob), default=len(glob))
