"""Entry points that a file of another format lists: routes of a router's own file, scripts that a server's configuration runs.

What stands in such a file is found by the patterns of the signatures; functions that code declares are left to ``declared``.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.globs import fitting
from scanner.evaluate import classes
from scanner.evaluate.values import Class, Path
from scanner.text import decode
from scanner.trace.declared import Raw
from scanner.trace.loaded import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.trace.declared import Node

_SUFFIX = re.compile(r"\.(?:lua|py|[cm]?[jt]sx?)$")
MAX_ROWS = 20_000
"""Lines of one file that name something."""


class Row(NamedTuple):
    """One match of a pattern: the verb and route, and what is run."""

    file: str
    verb: str
    name: str
    target: str
    function: str
    served: bool
    """What is run are the methods of all classes below the target."""


class Listed:
    """The lists of one scan, read when first asked for."""

    def __init__(self, ev: Evaluator, signatures: Iterable[EntrySignature]) -> None:
        self._ev = ev
        self._signatures = tuple(signatures)
        self._rows: dict[str, dict[str, list[Row]]] = {}
        self._files = tuple(sorted(ev.project.naming.files))

    def of(self, index: FileIndex, node: Node) -> Iterator[Raw]:
        """Entries of a function, or of a file's top-level code."""
        for entry in self._signatures:
            if index.language.traits.signature_key in entry.languages:
                rows = self._by_last(entry)
                for row in self._methods(index, node, rows) if rows and node.scope else _scripts(index.facts.path, rows):
                    yield Raw(entry.id, entry.kind, row.verb, row.name, (), entry.offline)

    def _methods(self, index: FileIndex, node: Node, rows: dict[str, list[Row]]) -> Iterator[Row]:
        """Rows that name a method in full, or a function of a module."""
        scopes, package = index.facts.scopes, index.facts.package
        scope = scopes[node.scope]
        owner = scopes[scope.parent].name if scope.parent > 0 else ""
        full = ".".join(part for part in (package, owner, scope.name) if part)
        if owner and "h" not in scope.flags:
            yield from self._served(Class(index.facts.path, scope.parent), scope.name, rows)
        for row in rows.get(scope.name, ()) if scope.name else ():
            if row.function:
                if index.facts.path in index.language.locate(row.target, index.facts.path, self._ev.project.naming) or _lies(
                    index.facts.path, row.target
                ):
                    yield row
            elif row.target == full and not row.served:
                yield row

    def _served(self, cls: Class, method: str, rows: dict[str, list[Row]]) -> Iterator[Row]:
        """Rows that name a class or interface in the line of a method's class."""
        for above in classes.line(self._ev, cls):
            index = self._ev.project.file(above.file) if isinstance(above, Class) else None
            name = index.facts.scopes[above.scope].name if index is not None and isinstance(above, Class) else ""
            full = f"{index.facts.package}.{name}" if index is not None else ".".join(above.steps) if isinstance(above, Path) else ""
            for row in rows.get(full.rpartition(".")[2], ()):
                if row.served and row.target == full:
                    yield row._replace(name=row.name or f"{full.rpartition('.')[2]}.{method}")

    def _by_last(self, entry: EntrySignature) -> dict[str, list[Row]]:
        """Rows by the last name of what they run."""
        if entry.id not in self._rows:
            found: dict[str, list[Row]] = defaultdict(list)
            for path in fitting(entry.files, self._files):
                data = self._ev.project.naming.read(path)
                for row in _read(entry, path, decode(data).data.decode("utf-8", "replace")) if data is not None else ():
                    found[row.function or re.split(r"[./]", _SUFFIX.sub("", row.target))[-1]].append(row)
            self._rows[entry.id] = found
        return self._rows[entry.id]


def _lies(path: str, dotted: str) -> bool:
    """Whether a file lies where a name of two parts or more says: ``controller.user`` is ``app/controller/user.js``."""
    said = [plain(part) for part in re.split(r"[./]", dotted) if part]
    parts = [plain(part) for part in path.rpartition(".")[0].split("/")]
    return len(said) > 1 and parts[-len(said) :] == said


def _read(entry: EntrySignature, path: str, text: str) -> Iterator[Row]:
    around = [(m.start(), m[1]) for m in re.finditer(entry.around, text)] if entry.around else []
    starts = [start for start, _ in around]
    for n, match in enumerate(re.finditer(entry.pattern, text, re.MULTILINE)):
        if n >= MAX_ROWS:
            return
        groups = match.groupdict()
        before = bisect.bisect_left(starts, match.start()) - 1
        name = groups.get("name") or (around[before][1] if before >= 0 else "")
        target, served = groups.get("run") or "", groups.get("served") or ""
        yield Row(path, (groups.get("verb") or "").upper(), name, target or served, groups.get("function") or "", bool(served))


def _scripts(path: str, rows: dict[str, list[Row]]) -> Iterator[Row]:
    """Rows whose path ends like that of the file: in its last two parts, or in all that are written; of a module all are."""
    whole = path.split("/")
    module = [*whole[:-1], whole[-1].rpartition(".")[0]]
    for row in rows.get(module[-1], ()):
        dotted = "/" not in row.target and not _SUFFIX.search(row.target)
        parts = module if dotted else whole
        written = [part for part in row.target.split("." if dotted else "/") if part not in ("", ".")]
        wanted = len(parts) if dotted and len(written) == 1 else min(len(written), 2)
        if not row.function and written and parts[-wanted:] == written[-wanted:]:
            yield row
