"""Joins the files of a folder to models and says what each is for, by its architecture, its tensors or its name.

Opening and reading files is left to ``heads`` and ``readers``; what a model means for a filing to ``decide``.
"""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.model import Artifact, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.artifacts.heads import Pointer
    from scanner.artifacts.readers import Found
    from scanner.catalog import Catalog
    from scanner.catalog.values import ArchitectureKind, ArchitectureRow, FileFormat
    from scanner.model import Certainty, SourceFile

    Family = Callable[[str], tuple[str, str, str] | None]
    """Model id to vendor, family and technique."""

MAX_FILES = 20
_SHARD = re.compile(r"[-_.](?:\d{5}-of-\d{5}|data-\d{5}-of-\d{5})|\.part\d+of\d+")
_TEXTS = ("description", "adapter")
_CLASSES: tuple[ArchitectureKind, ...] = ("pipeline", "class", "format")


class Seen(NamedTuple):
    """One file of a known format."""

    file: SourceFile
    format: FileFormat
    found: Found
    size: int
    pointer: Pointer | None = None

    @property
    def folder(self) -> str:
        return self.file.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        """Name without suffix, the same for all pieces of one model."""
        return _SHARD.sub("", self.file.path.rpartition("/")[2].rpartition(".")[0])

    def key(self, what: str) -> str:
        """The first of the keys that the format names for something."""
        keys = dict(self.format.keys).get(what, ())
        return next((self.found.keys[key] for key in keys if self.found.keys.get(key)), "")


class Purposes:
    """What the catalogue says that names of architectures, tensors and files are for."""

    def __init__(self, catalog: Catalog, family: Family) -> None:
        self._rows: Mapping[str, list[ArchitectureRow]] = defaultdict(list)
        for row in catalog.architectures:
            self._rows[row.of].append(row)
        self._family = family
        self._categories = {term.id: term.parent.partition("/")[0] for term in catalog.categories.techniques}

    def row(self, of: ArchitectureKind, names: Iterable[str]) -> ArchitectureRow | None:
        """The first row that one of the names fits."""
        names = tuple(names)
        return next((row for row in self._rows[of] if any(fnmatch.filter(names, glob) for glob in row.names)), None)

    def running(self, names: Iterable[str]) -> str:
        """What a pickle names that would run code, "" for nothing."""
        rows = [glob for row in self._rows["global"] if row.runs for glob in row.names]
        return next((name for name in names if any(fnmatch.fnmatchcase(name, glob) for glob in rows)), "")

    def family(self, name: str) -> tuple[str, str, str] | None:
        return self._family(name) if name else None

    def category(self, technique: str) -> str:
        return self._categories.get(technique, "")

    def technique(self, seen: Iterable[Seen], names: Iterable[str]) -> str:
        """The first of: the format, a class, the task, the tensors, one of the names of the model.

        What a format says of all its files yields to a name that is known for something that is never reported.
        """
        seen, names = tuple(seen), tuple(names)
        if any(one.format.technique for one in seen) and any(self._silent(name) for name in names):
            return "none"
        for technique in self._by_files(seen):
            if technique:
                return technique
        for name in names:
            row, made = self.row("file", (name.rpartition("/")[2].lower(),)), self.family(name)
            if row is not None and row.technique:
                return row.technique
            if made is not None and made[2]:
                return made[2]
        return ""

    def _silent(self, name: str) -> bool:
        row = self.row("file", (name.rpartition("/")[2].lower(),))
        return row is not None and row.technique == "none"

    def _by_files(self, seen: tuple[Seen, ...]) -> Iterator[str]:
        first = sorted(seen, key=lambda one: one.format.role not in _TEXTS)
        for one in first:
            yield one.format.technique
            yield self._said("task", (one.key("task"),))
            for of in _CLASSES:
                yield self._said(of, (one.key("architecture"),))
        for one in first:
            yield self._said("global", one.found.globals)
            yield self._said("tensor", one.found.names)

    def _said(self, of: ArchitectureKind, names: Iterable[str]) -> str:
        row = self.row(of, [name for name in names if name])
        return row.technique if row is not None else ""


def joined(seen: Iterable[Seen], purposes: Purposes) -> tuple[Artifact, ...]:
    """The models among the files."""
    seen = sorted(seen, key=lambda one: one.file.path)
    licences = {one.folder: one.file.path for one in reversed(seen) if one.format.role == "licence"}
    roots = {one.folder: one for one in seen if one.format.role == "description" and _is_pipeline(one, purposes)}
    groups: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    described = {one.folder for one in seen if one.format.role in _TEXTS}
    for one in seen:
        if one.format.role not in ("licence", "container"):
            groups[_group(one, roots, described)].append(one)
    models = (_model(members, purposes, licences) for _, members in sorted(groups.items()))
    return tuple(model for model in models if model is not None)


def _is_pipeline(one: Seen, purposes: Purposes) -> bool:
    """Describes a model of which the parts lie in folders below."""
    return bool(one.key("architecture")) and purposes.row("pipeline", (one.key("architecture"),)) is not None


def _group(one: Seen, roots: Mapping[str, Seen], described: set[str]) -> tuple[str, str]:
    """Folder and name of the model that a file belongs to."""
    parts = one.folder.split("/") if one.folder else []
    for depth in range(len(parts), -1, -1):
        above = "/".join(parts[:depth])
        if above in roots:
            return above, ""
    if one.folder in described or one.format.role == "hint":
        return one.folder, ""
    return one.folder, f"{one.stem} {one.format.role}"


def _model(members: list[Seen], purposes: Purposes, licences: Mapping[str, str]) -> Artifact | None:
    """One model of its files; None where they only speak of one that is not there (a hint, a vocabulary)."""
    telling = [one for one in members if one.format.role != "hint"]
    if not telling:
        return None
    weights = [one for one in telling if one.format.role == "weights"]
    texts = [one for one in telling if one.format.role in _TEXTS]
    trained = [one for one in telling if one.format.role == "training"]
    if not (weights or texts):
        return _training(trained[0], purposes)
    main = min(texts or weights, key=lambda one: (one.folder.count("/"), one.format.role != "adapter"))
    name, base = _name(members, main), _first(telling, "base")
    row = purposes.row("tensor", [tensor for one in weights for tensor in one.found.names])
    tasks = [purposes.row("task", (one.key("task"),)) for one in telling if one.key("task")]
    changed = any(found is not None and found.adapter for found in (row, *tasks))
    adapter = changed or any(one.format.role == "adapter" or one.key("adapter") for one in telling)
    technique = purposes.technique(
        [main, *telling, *(one for one in members if one.format.role == "hint")], (name, base, *(one.stem for one in weights[:1]))
    )
    made = purposes.family(base if adapter and base else name) or purposes.family(base)
    pointers = [one.pointer for one in weights if one.pointer]
    place = (weights or [main])[0]
    counted = [one.found.parameters for one in weights]
    return Artifact(
        kind="adapter" if adapter else "model",
        signature=(main if adapter else place).format.id,
        location=_whole(place.file.path),
        technique=technique,
        category=purposes.category(technique),
        name=name,
        architecture=_first([main, *telling], "architecture"),
        family=made[1] if made else "",
        developer=made[0] if made else "",
        parameters=_number(_first(telling, "parameters")) or (sum(filter(None, counted)) if counted and all(counted) else None),
        size_label=_first(telling, "size"),
        base=base,
        trained=bool(trained),
        licence=_first(telling, "licence") or next((licences[one.folder] for one in (main, place) if licences.get(one.folder)), ""),
        stored="pointer" if pointers else "here" if weights else _unstored(main),
        size=sum(one.pointer.size if one.pointer else one.size for one in weights),
        digest=pointers[0].oid if pointers else "",
        files=tuple(one.file.path for one in members)[:MAX_FILES],
        certainty=_certainty(technique, weights, pointers=bool(pointers)),
        in_tests=all(one.file.test or one.file.example for one in telling),
    )


def _training(one: Seen, purposes: Purposes) -> Artifact:
    base = one.key("base")
    technique = purposes.technique((one,), (base,))
    made = purposes.family(base)
    return Artifact(
        kind="training",
        signature=one.format.id,
        location=_whole(one.file.path),
        technique=technique,
        category=purposes.category(technique),
        architecture=one.key("architecture"),
        family=made[1] if made else "",
        developer=made[0] if made else "",
        base=base,
        stored="described",
        files=(one.file.path,),
        mode="fine-tune" if base else "train",
        certainty="likely",
        in_tests=one.file.test or one.file.example,
    )


def _unstored(main: Seen) -> Literal["described", "pulled"]:
    return "pulled" if main.format.reads == "instructions" else "described"


def _certainty(technique: str, weights: list[Seen], *, pointers: bool) -> Certainty:
    """What is not there, or known by its name alone, is no more than likely; what it is for has to be known."""
    if not technique:
        return "possible"
    return "sure" if weights and not pointers and any(one.format.reads != "name" for one in weights) else "likely"


def _name(members: list[Seen], main: Seen) -> str:
    """As a description calls it, else the folder that holds one, else the file."""
    said = _first([one for one in [main, *members] if one.format.role != "training"], "name")
    folder = main.folder.rpartition("/")[2]
    if said and not said.startswith(("/", ".")):
        return said
    return folder if main.format.role in _TEXTS and folder else main.stem


def _first(seen: Iterable[Seen], what: str) -> str:
    return next((value for one in seen if (value := one.key(what))), "")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _whole(path: str) -> Location:
    return Location(path=path, line=1, column=1, end_line=1, end_column=1)
