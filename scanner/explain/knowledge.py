"""Everything that can be explained: catalogue, law, examples, common statements; how it is told is left to the modules beside."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.errors import CatalogError
from scanner.law.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.catalog import Catalog, Example, Term
    from scanner.law import Law, Words
    from scanner.model import Basis

Lang = Literal["zh", "en"]


class Misconception(NamedTuple):
    """What people say, and what holds."""

    id: str
    said: Words
    basis: Words
    about: tuple[str, ...]
    cites: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What is known, and the language that it is told in."""

    catalog: Catalog
    law: Law
    misconceptions: tuple[Misconception, ...]
    lang: Lang
    roots: tuple[Path, ...]

    def say(self, key: str, /, **fields: str) -> str:
        return messages()[key][self.lang].format(**fields)

    def word(self, words: Words) -> str:
        return words.zh if self.lang == "zh" else words.en

    def name(self, kind: str, name: str) -> str:
        """What people call an id of a closed list."""
        terms = {**_lists(self.catalog), **dict(self.catalog.categories.names)}.get(kind, ())
        term = next((term for term in terms if term.id == name), None)
        return name if term is None else term.zh if self.lang == "zh" else term.en

    def duty(self, name: str) -> str:
        duty = self.law.duties.get(name)
        if duty is not None and duty.title is not None:
            return self.word(duty.title)
        return self.name("obstacle" if duty is not None and duty.obstacle else "obligation", name)

    def joined(self, names: list[str], most: int = 8) -> str:
        told = ("、" if self.lang == "zh" else ", ").join(names[:most])
        return told if len(names) <= most else self.say("and-more", names=told, count=str(len(names)))

    def examples(self, note: str) -> tuple[Example, ...]:
        """Those with a note such as ``hit=…``, or of a signature file (``file=…``); the compiled catalogue does not carry them."""
        return _examples(self.roots).get(note, ())

    @functools.cached_property
    def provisions(self) -> Mapping[str, Basis]:
        """Every article that some rule cites, by ``act/article``."""
        return {provision_id(basis): basis for rule in self.law.rules for basis in rule.basis}


def provision_id(basis: Basis) -> str:
    return f"{basis.law}/{basis.article}" if basis.article else basis.law


def read_misconceptions(root: Path) -> tuple[Misconception, ...]:
    """``root``/explain/misconceptions.toml; ``CatalogError`` with every fault."""
    faults: list[str] = []
    where = "explain/misconceptions.toml"
    data = tomllib.loads((root / "explain" / "misconceptions.toml").read_text("utf-8"))
    found = []
    for n, row in enumerate(data.get("misconception", [])):
        table = Table(f"{where} misconception[{n}]", row, faults)
        found.append(
            Misconception(
                id=table.text("id"),
                said=table.words("said"),
                basis=table.words("basis"),
                about=table.texts("about"),
                cites=table.texts("cites"),
            )
        )
        table.done()
    if faults:
        raise CatalogError(tuple(faults))
    return tuple(found)


def _lists(catalog: Catalog) -> Mapping[str, tuple[Term, ...]]:
    lists = catalog.categories
    return {
        "type": lists.types,
        "category": lists.categories,
        "family": lists.families,
        "technique": lists.techniques,
        "obligation": lists.obligations,
        "obstacle": lists.obstacles,
    }


@functools.lru_cache(maxsize=2)
def _examples(roots: tuple[Path, ...]) -> Mapping[str, tuple[Example, ...]]:
    from scanner.catalog import load_examples

    found: dict[str, dict[Example, None]] = {}
    for example in load_examples(roots):
        found.setdefault(f"file={example.owner.rpartition('/')[2].removesuffix('.toml')}", {})[example] = None
        for line in example.code.splitlines():
            for note in line.partition("$ ")[2].partition("MISSING:")[0].split():
                found.setdefault(note, {})[example] = None
    return {note: tuple(rows) for note, rows in found.items()}


@functools.cache
def messages() -> Mapping[str, Mapping[Lang, str]]:
    """Every message by its id."""
    found: Mapping[str, Mapping[Lang, str]] = tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))
    return found
