"""The signatures that a command speaks of: which folders, whose files, in which language."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.catalog import builtin_root, default_roots, load_tolerant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog import Catalog
    from scanner.model import Problem

Lang = Literal["zh", "en"]


class Header(NamedTuple):
    """What every file says of itself."""

    title: str
    homepage: str
    checked: str
    source: str


class Shelf(NamedTuple):
    """A catalogue with what is known of its files; ``problems``: files of the user that could not be read."""

    catalog: Catalog
    roots: tuple[Path, ...]
    own: frozenset[str]
    """Files of the user, below their folder: ``libraries/acme.toml``."""
    problems: tuple[Problem, ...]
    lang: Lang

    @classmethod
    def of(cls, roots: tuple[Path, ...], lang: Lang) -> Shelf:
        from scanner.catalog.read import sources

        catalog, problems = load_tolerant(roots)
        own = frozenset(path.relative_to(root).as_posix() for root in roots[1:] for path in sources(root))
        return cls(catalog, roots, own, problems, lang)

    def say(self, key: str, /, **fields: str) -> str:
        return messages()[key][self.lang].format(**fields)

    def joined(self, names: list[str] | tuple[str, ...], most: int = 12) -> str:
        told = ("、" if self.lang == "zh" else ", ").join(names[:most])
        return told if len(names) <= most else self.say("and-more", names=told, count=str(len(names)))

    def name(self, kind: str, name: str) -> str:
        """What people call an id of a closed list."""
        lists = self.catalog.categories
        terms = {"category": lists.categories, "family": lists.families, "technique": lists.techniques, **dict(lists.names)}.get(kind, ())
        term = next((term for term in terms if term.id == name), None)
        return name if term is None else term.zh if self.lang == "zh" else term.en

    def path(self, file: str) -> Path:
        """Where a file of signatures lies."""
        return (self.roots[-1] if file in self.own else self.roots[0]) / file

    def header(self, file: str) -> Header:
        return read_header(self.path(file))


def roots_of(project: str, signatures: str) -> tuple[Path, ...]:
    """The built-in signatures and the user's: of the folder ``signatures``, else of ``.suanbei/signatures`` below ``project``."""
    return (builtin_root(), Path(signatures)) if signatures else default_roots(Path(project))


def read_header(path: Path) -> Header:
    """The head of a file that has been read without a fault."""
    data = tomllib.loads(path.read_text("utf-8"))
    title = data.get("title") or data.get("names", {}).get("en", "")
    return Header(title=title, homepage=data["homepage"], checked=str(data["checked"]), source=data["source"])


@functools.cache
def messages() -> Mapping[str, Mapping[Lang, str]]:
    """Every message by its id."""
    found: Mapping[str, Mapping[Lang, str]] = tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))
    return found
