"""The files that list an application's pages: what a page is called there, and under which title people see it.

Which files those are is said by the entry signatures (``below``).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.evaluate import Evaluator

_BAR = ("pagePath", "text")
"""Last parts of the keys under which the bar at the foot of all pages names a page, and what it shows for it."""
_PAGE = ("path", "navigationBarTitleText")
"""The same for a page's row in the list, whose title stands one level further down."""


class _List(NamedTuple):
    """What one list says."""

    texts: frozenset[str]
    titles: dict[str, str]


class Pages:
    """The lists of one scan, read when first asked for."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._lists: dict[str, _List] = {}

    def name(self, path: str, names: tuple[str, ...]) -> str:
        """The path of a file, without suffix, from the nearest folder around it that holds a list of one of the names; "" without one."""
        at = nearest(path, names, self._ev.project.naming.files)
        return path[len(at.rpartition("/")[0]) :].lstrip("/").rpartition(".")[0] if at else ""

    def is_listed(self, path: str, names: tuple[str, ...]) -> bool:
        """Whether the nearest list names a file, in full or from the root of a part of the application."""
        at = nearest(path, names, self._ev.project.naming.files)
        page = self.name(path, names)
        texts = self._read(at).texts if at else frozenset()
        cuts = (page[: n + 1] for n, character in enumerate(page) if character == "/")
        return page in texts or any(page[len(root) :] in texts and (root in texts or root[:-1] in texts) for root in cuts)

    def title(self, path: str, names: tuple[str, ...]) -> str:
        """What people see a page called, "" where nothing says it."""
        at = nearest(path, names, self._ev.project.naming.files)
        if not at:
            return ""
        page = self.name(path, names)
        titles = self._read(at).titles
        beside = self._ev.project.file(f"{path.rpartition('.')[0]}.json")
        own = [entry.text for entry in beside.facts.entries if entry.key == _PAGE[1]] if beside is not None else []
        found = [titles[rest] for rest in (page, page.partition("/")[2]) if rest in titles]
        return next((text for text in (*found, *own) if text and not text.startswith("%")), "")

    def _read(self, path: str) -> _List:
        if path not in self._lists:
            index = self._ev.project.file(path)
            entries = index.facts.entries if index is not None else ()
            rows: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
            for entry in entries:
                row, _, last = entry.key.rpartition(".")
                for pair in (_BAR, _PAGE):
                    if last in pair:
                        rows[pair[0], row.removesuffix(".style")][last] = entry.text
            titles = {
                row[page]: row[shown] for page, shown in (_PAGE, _BAR) for (kind, _), row in rows.items() if kind == page and len(row) == 2
            }
            written = (str(expr[1]) for expr in index.facts.exprs if expr[0] == "string") if index is not None else ()
            self._lists[path] = _List(frozenset((*(entry.text for entry in entries), *written)), titles)
        return self._lists[path]


def nearest(path: str, names: Iterable[str], files: frozenset[str]) -> str:
    """The nearest of the named files in a folder around, "" for none."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        for name in names:
            if (at := f"{folder}/{name}".lstrip("/")) in files:
                return at
    return ""
