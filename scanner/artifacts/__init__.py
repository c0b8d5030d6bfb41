"""Finds models that lie in the tree or are described there, and container images that serve them: by content, not by suffix alone.

Only the ends of binary files are read, and nothing is loaded, unpacked or pulled.
An artefact alone makes no service and no duty; what it says beside a call is left to ``decide``.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from typing import TYPE_CHECKING

from scanner.artifacts.heads import MAX_HEAD, MAX_TEXT, open_head, pointer
from scanner.artifacts.images import Images
from scanner.artifacts.models import Purposes, Seen, joined
from scanner.artifacts.readers import FaultError, Found, read
from scanner.model import Artifact, Hit, Problem, because
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.artifacts.models import Family
    from scanner.catalog import Catalog
    from scanner.catalog.values import FileFormat
    from scanner.model import Facts, Location, ProblemReason, Reason, SourceFile
    from scanner.text import Places

    Look = Callable[[str], tuple[SourceFile, Places]]

__all__ = ["MAX_FILES", "Finder", "hits", "wanted_names"]

MAX_FILES = 5000
"""Files of models that one scan opens."""
_TEXT_READERS = ("json", "instructions")


def wanted_names(formats: Iterable[FileFormat]) -> tuple[str, ...]:
    """Globs over the names of all files that may be read here."""
    return tuple(sorted({glob for one in formats for glob in one.files if one.reads != "yaml"}))


class Finder:
    """The catalogue's formats and images, and one tree."""

    def __init__(self, catalog: Catalog, root: str, family: Family, environment: Callable[[str], str]) -> None:
        self._root = root
        self._formats = catalog.formats
        self._all = _names(wanted_names(catalog.formats))
        self._purposes = Purposes(catalog, family)
        self._images = Images(catalog.images, environment)
        self._seen: list[Seen] = []
        self._found: list[Artifact] = []
        self._opened = 0
        self.problems: set[Problem] = set()

    def look_at(self, file: SourceFile) -> None:
        """A file that may hold a model, describe one or name an image; others cost one comparison."""
        name = file.path.rpartition("/")[2]
        if not self._all.fullmatch(name):
            return
        formats = [one for one in self._formats if one.reads != "yaml" and _names(one.files).fullmatch(name)]
        if self._opened >= MAX_FILES:
            self._problem(file.path, "cut", f"more than {MAX_FILES} files of models; this one was not read")
            return
        self._opened += 1
        if all(one.reads == "name" for one in formats):
            self._keep(Seen(file, formats[0], Found({}), file.size))
            return
        head = open_head(self._root, file.path, MAX_TEXT if formats[0].reads in _TEXT_READERS else MAX_HEAD)
        if isinstance(head, str):
            self._problem(file.path, "unreadable", head)
            return
        pointed = pointer(head)
        if pointed is not None:
            self._keep(Seen(file, formats[0], Found({}), head.size, pointed))
            return
        for format_ in formats:
            try:
                found = read(format_, head)
            except FaultError as error:
                # NOTE: what only shares a name with a description (``config.json``) is somebody else's file.
                if format_.reads not in _TEXT_READERS:
                    self._problem(file.path, "too-large" if error.reason == "too-large" else "parse-error", str(error))
                return
            if found is not None and self._take(Seen(file, format_, found, head.size), head.data):
                return

    def described(self, file: SourceFile, facts: Facts, place: Callable[[int, int], Location]) -> None:
        """A manifest of containers, or a description that is read as facts."""
        self._found += self._images.of_facts(file, facts, place)
        name = file.path.rpartition("/")[2]
        for one in self._formats:
            if one.reads == "yaml" and _names(one.files).fullmatch(name):
                keys = {entry.key: entry.text for entry in facts.entries}
                if all(need in keys for need in one.needs):
                    self._keep(Seen(file, one, Found(keys), file.size))
                    return

    def result(self) -> tuple[Artifact, ...]:
        """Everything found, by place."""
        found = {*self._found, *joined(self._seen, self._purposes)}
        return tuple(sorted(found, key=lambda one: (one.location, one.signature)))

    def _take(self, seen: Seen, data: bytes) -> bool:
        """Keep a file of a known format; False where another format of the same name is to be tried."""
        if seen.format.role == "container":
            text = decode(data).data.decode("utf-8", "replace")
            self._found += self._images.of_text(seen.file, text, frozenset(seen.format.images))
            return True
        runs = self._purposes.running(seen.found.globals)
        if runs:
            self._problem(seen.file.path, "unsafe", f"loading it would call {runs}")
        if seen.format.reads == "pickle" and not self._tells(seen):
            return bool(runs)
        self._keep(seen)
        return True

    def _tells(self, seen: Seen) -> bool:
        """A pickle may hold anything: it is a model where it names a class of one."""
        return self._purposes.row("global", seen.found.globals) is not None

    def _keep(self, seen: Seen) -> None:
        self._seen.append(seen)

    def _problem(self, path: str, reason: ProblemReason, detail: str) -> None:
        self.problems.add(Problem(path=path, stage="artifacts", reason=reason, detail=detail[:300]))


def hits(found: Iterable[Artifact]) -> Iterator[Hit]:
    """What corroborates calls: every model and image that an algorithm service may stand on."""
    for one in found:
        if one.technique == "none":
            continue
        yield Hit(
            signature=one.signature,
            kind="artifact",
            category=one.category or "generation",
            technique=one.technique or "multimodal",
            mode="fine-tune" if one.kind == "training" and one.mode != "train" else one.mode,
            vendor=None if one.mode != "api" else "configurable",
            jurisdiction=None if one.mode != "api" else "unknown",
            library=None,
            model=(one.base if one.kind == "image" else one.name) or one.base or None,
            base_url=None,
            alternatives=(),
            overridable=False,
            certainty=one.certainty,
            location=one.location,
            qualname=one.name if one.kind == "image" else "",
            reasons=tuple(_reasons(one)),
            in_tests=one.in_tests,
            reach="tests" if one.in_tests else None,
        )


def _reasons(one: Artifact) -> Iterator[Reason]:
    if one.kind == "image":
        yield because("image", name=one.name)
    if one.architecture:
        yield because("architecture", name=one.architecture)
    if one.parameters or one.size_label:
        yield because("parameters", count=one.parameters or one.size_label)
    if one.base:
        yield because("serves" if one.kind == "image" else "made-from", name=one.base)
    if one.trained:
        yield because("trained")
    if one.stored != "here":
        yield because(f"stored-{one.stored}")
    if not one.technique:
        yield because("purpose-untold")


@functools.lru_cache(maxsize=256)
def _names(globs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(glob) for glob in globs) or r"(?!)")
