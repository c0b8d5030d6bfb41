"""The functions that a way to a hit leads through: in which one a call stands, where it lies in its file, and the steps between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from scanner.evaluate import classes
from scanner.evaluate.values import CallRef, Class
from scanner.model import Step
from scanner.trace.declared import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.match.matcher import Look
    from scanner.model import Location
    from scanner.trace.declared import Entering

MAX_PLAIN = 2
"""Letters of a name that tells nothing."""
MAX_CALLING = 24
"""Files that may call a function by its name alone."""


class Calling(Protocol):
    """Source files by the names by which they call something, those alone that say a text; a name in too many tells nothing."""

    def __call__(self, names: set[str], said: str = "") -> dict[str, tuple[str, ...]]: ...


class Edge(NamedTuple):
    """Running ``node`` runs what the edge leads to; ``at`` is the place that does it."""

    node: Node
    at: Location
    why: str
    guessed: bool = False


class Files(NamedTuple):
    """Which files are worth a look, and what for: who imports one, calls something by a name, says a segment of an address, declares."""

    importers: Callable[[str], Iterable[str]]
    calling: Calling
    saying: Callable[[frozenset[str]], dict[str, tuple[str, ...]]]
    entering: Entering


class Nodes:
    """The functions of one scan."""

    def __init__(self, ev: Evaluator, look: Look) -> None:
        self._ev = ev
        self._look = look
        self._lines: dict[Class, frozenset[Class]] = {}
        self._calling: dict[str, tuple[str, ...]] = {}
        self.wanted: set[str] = set()
        """Names by which something may be called anywhere; ``know`` tells which files do."""

    def want(self, name: str, home: FileIndex) -> None:
        """Ask for the callers of a function of a file by its name, unless that is too short, or only tests would run it."""
        if len(name) > MAX_PLAIN and not self.is_test(home.facts.path):
            self.wanted.add(name)

    def know(self, calling: dict[str, tuple[str, ...]]) -> None:
        """Take in which files call something by a name."""
        self._calling.update(calling)

    def index(self, file: str) -> FileIndex:
        """The facts of a file that is known to have some."""
        index = self._ev.project.file(file)
        assert index is not None
        return index

    def function(self, file: str, scope: int, offset: int = -1) -> Node:
        """The function that a scope belongs to, or the top level; ``offset`` is where in it."""
        index = self.index(file)
        at = max(index.function_around(scope), 0)
        return Node(file, at, not at and any(start <= offset < end for start, end in index.facts.program))

    def around(self, ref: CallRef) -> Node:
        """The function in which a call stands."""
        call = self.index(ref.file).facts.calls[ref.call]
        return self.function(ref.file, call.scope, call.start)

    def at(self, ref: CallRef) -> Location:
        call = self.index(ref.file).facts.calls[ref.call]
        return self._look(ref.file)[1].location(call.start, call.end)

    def place(self, node: Node, offset: int = 0) -> Location:
        """Where a function begins; of top-level code the offset that is given."""
        start = self.index(node.file).facts.scopes[node.scope].start if node.scope else offset
        return self.span(node.file, start, start)

    def span(self, file: str, start: int, end: int) -> Location:
        return self._look(file)[1].location(start, end)

    def is_test(self, file: str) -> bool:
        return self._look(file)[0].test

    def edge(self, ref: CallRef, why: str, *, guessed: bool = False) -> Edge:
        """The edge from the function in which a call stands."""
        return Edge(self.around(ref), self.at(ref), why, guessed)

    def above(self, cls: Class) -> frozenset[Class]:
        """A class and the project's classes above it."""
        if cls not in self._lines:
            self._lines[cls] = frozenset(at for at in classes.line(self._ev, cls) if isinstance(at, Class))
        return self._lines[cls]

    def calls_by(self, name: str, index: FileIndex) -> Iterator[CallRef]:
        """Calls by a name in the files that see another one, and wherever else there are known to be some in its language."""
        for other in self.naming(name, index):
            yield from (CallRef(other.facts.path, number, 0) for number in other.calls_by_tail.get(name, ()))

    def calling(self, name: str, index: FileIndex) -> Iterator[FileIndex]:
        """The files of the language of another one that call something by a bare name, wherever they lie; none of a name that many call."""
        called = re.compile(rb"%b(?<![\w$>:]%b)\s*\(" % (name.encode(), name.encode()))
        suffix = index.facts.path.rpartition(".")[2]
        naming = self._ev.project.naming
        paths = [path for path in sorted(naming.files) if path.endswith(f".{suffix}") and called.search(naming.read(path) or b"")]
        for path in paths if len(paths) <= MAX_CALLING else ():
            other = self._ev.project.file(path)
            if other is not None:
                yield other

    def naming(self, name: str, index: FileIndex) -> Iterator[FileIndex]:
        """The files of the language of another one that see it and say a name, and those known to call something by it."""
        for path in sorted({*self._ev.project.mentioning(name, index.facts.path), *self._calling.get(name, ())}):
            other = self._ev.project.file(path)
            if other is not None and _alike(other, index):
                yield other


def _alike(one: FileIndex, other: FileIndex) -> bool:
    """Whether code of one file may call that of the other: the same language, or scripts of pages beside modules."""
    return one.language.traits.signature_key == other.language.traits.signature_key


def ways(node: Node, came: Mapping[Node, Edge | None]) -> Iterator[Step]:
    """The steps from a node to where the search began."""
    while (edge := came[node]) is not None:
        # NOTE: a guessed edge says so to the reader; what the hit itself is stays as sure as it was.
        yield Step(location=edge.at, note=f"{edge.why} (by name only)" if edge.guessed else edge.why)
        node = edge.node
