"""What a reader of manifests is given and gives: a file with ways to its neighbours, and the packages that it names."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scanner.model import DependencyScope, ProblemReason


class Found(NamedTuple):
    """One package that a file names.

    ``direct`` is None where the file cannot tell; ``requirement`` is as written, ``version`` exact or "".
    """

    name: str
    requirement: str = ""
    version: str = ""
    scope: DependencyScope = "runtime"
    direct: bool | None = True
    line: int = 1
    ecosystem: str = ""
    """"" takes the reader's own."""


class BrokenError(Exception):
    """A manifest that cannot be read; the text is for people, ``reason`` for programs."""

    def __init__(self, detail: str, reason: ProblemReason = "parse-error") -> None:
        super().__init__(detail)
        self.reason: ProblemReason = reason


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest or lock file."""

    path: str
    text: str
    open: Callable[[str], Manifest | None]
    """Another file of the tree by its path relative to the root; None where there is none."""
    fault: Callable[[ProblemReason, str], None]
    """Tell of a part that could not be read."""

    @property
    def folder(self) -> str:
        """ "" or ending in ``/``."""
        return self.path[: self.path.rfind("/") + 1]


class Reader(Protocol):
    """Reads one format; raises ``BrokenError``."""

    def __call__(self, manifest: Manifest, /) -> Iterable[Found]: ...
