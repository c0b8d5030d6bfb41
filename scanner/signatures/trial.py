"""Tries the examples of signature files: the notes, the whole notes and nothing but the notes.

How failures are told is left to ``testing``.
"""

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.lower import lower
from scanner.model import ScanOptions, SourceFile
from scanner.signatures.notes import expected
from scanner.signatures.samples import Samples, sample_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from scanner.catalog import Example
    from scanner.model import ScanResult
    from scanner.signatures.notes import Note
    from scanner.signatures.samples import Bench

    _Noted = AbstractSet[tuple[int, str, str | None]]
    """Line, tag and value of every note that is no known miss."""

FIELDS = ("model", "vendor", "technique", "certainty", "kind", "base_url", "mode", "category", "jurisdiction")
"""What a note may say of a hit."""
OWN_TAGS = {"entrypoints": "entry", "features": "feature", "labels": "label"}
"""Folders whose examples are about something else than hits."""
TAGS = frozenset({"hit", *OWN_TAGS.values(), "name", *FIELDS})
_UNPARSED = ("binary", "plain")
_NOTE = re.compile(r"[ \t]*(?:#|//)[ \t]*\$ .*")
_NO_LABEL = ("facts/", "number/", "label/not-found")
_KNOWN = {"entry": ("name",)}
"""Tags that belong to what a known miss is, beside the one that names it."""

Reason = Literal["missing", "unexpected", "field", "mended", "unreadable", "unknown-tag", "unparsed", "unsearched"]
"""``missing``: a note and nothing there; ``unexpected``: something there and no note; ``field``: the note says something else of it;
``mended``: a known miss that is found; ``unsearched``: a hit in a file that a scan would never look into.
"""


class Failure(NamedTuple):
    """What is wrong with one example. ``line``: of the sample, from 1, 0 where it is about the whole."""

    example: Example
    line: int
    reason: Reason
    wanted: str = ""
    found: tuple[str, ...] = ()


class Seen(NamedTuple):
    """Something that a scan says of a line; ``told``: what else it says of it."""

    tag: str
    value: str
    told: Mapping[str, str]


class Trial(NamedTuple):
    """What one example gave."""

    failures: tuple[Failure, ...]
    seen: frozenset[str]
    """Ids of the signatures that were seen at work."""


@dataclasses.dataclass(frozen=True)
class _Tried:
    """What a scan sees in an example: by line, ids of signatures, and whether a scan would look for it."""

    lines: Mapping[int, list[Seen]]
    ids: frozenset[str]
    searched: bool


def try_example(bench: Bench, example: Example, signatures: str = "") -> Trial:
    """Every failure of an example; ``signatures`` is the folder of the user's own ones, where they are meant as well."""
    try:
        notes = expected(example.code)
    except ValueError as error:
        return Trial((Failure(example, 0, "unreadable", str(error)),), frozenset())
    tried = _seen(bench, example, signatures)
    tags = ("hit", *filter(None, (OWN_TAGS.get(example.owner.partition("/")[0]),)))
    failures = [*_unread(example, notes, tags), *_unparsed(example), *_differences(example, notes, tried.lines, tags)]
    if not tried.searched:
        failures.append(Failure(example, 0, "unsearched"))
    return Trial(tuple(failures), tried.ids)


def _unread(example: Example, notes: Mapping[int, list[Note]], tags: tuple[str, ...]) -> Iterator[Failure]:
    """Notes that nobody would look at."""
    for line, of_line in notes.items():
        for note in of_line:
            strange = [tag for tag, _ in note.tags if tag not in TAGS]
            if strange or not any(map(note.get, tags)):
                yield Failure(example, line, "unknown-tag", strange[0] if strange else note.tags[0][0], tags)


def _unparsed(example: Example) -> Iterator[Failure]:
    if example.language in _UNPARSED:
        return
    file = SourceFile(path=example.file or "sample", language=example.language, size=len(example.code))
    facts, problems = lower(file, example.code.encode())
    if facts is None or problems:
        yield Failure(example, 0, "unparsed", "; ".join(problem.detail or problem.reason for problem in problems))


def _differences(
    example: Example, notes: Mapping[int, list[Note]], lines: Mapping[int, list[Seen]], tags: tuple[str, ...]
) -> Iterator[Failure]:
    noted = {(line, tag, note.get(tag)) for line, found in notes.items() for note in found if not _missing(note) for tag in tags}
    failures = [one for line, found in notes.items() for note in found for one in _unfulfilled(example, (line, note), lines, tags, noted)]
    yield from failures
    mended = {(failure.line, failure.wanted) for failure in failures if failure.reason == "mended"}
    for line, found in lines.items():
        for tag, value in dict.fromkeys((seen.tag, seen.value) for seen in found):
            # NOTE: top-level code is run by whatever loads the file; the notes on entries speak of functions.
            told = (line, tag, value) in noted or (line, f"{tag}={value}") in mended or (tag == "entry" and line == 1)
            if tag in tags and not told:
                yield Failure(example, line, "unexpected", f"{tag}={value}")


def _unfulfilled(
    example: Example, at: tuple[int, Note], lines: Mapping[int, list[Seen]], tags: tuple[str, ...], noted: _Noted
) -> Iterator[Failure]:
    """Failures of one note."""
    line, note = at
    for tag in tags:
        value = note.get(tag)
        if value is None:
            continue
        same = [seen for seen in lines.get(line, ()) if (seen.tag, seen.value) == (tag, value)]
        if _missing(note):
            known = [wanted for name, wanted in note.tags if name in _KNOWN.get(tag, ())]
            if any(all(wanted in seen.told.values() for wanted in known) for seen in same):
                yield Failure(example, line, "mended", f"{tag}={value}")
        elif not same:
            yield Failure(example, line, "missing", f"{tag}={value}", _others(lines, noted, line, tag))
        else:
            for name, wanted in note.tags:
                told = tuple(dict.fromkeys(seen.told[name] for seen in same if name in seen.told))
                if told and wanted not in told:
                    yield Failure(example, line, "field", f"{name}={wanted}", tuple(f"{name}={one}" for one in told))


def _others(lines: Mapping[int, list[Seen]], noted: _Noted, line: int, tag: str) -> tuple[str, ...]:
    """What was found in place of something: on its line, else where no note expects it."""
    here = [f"{seen.tag}={seen.value}" for seen in lines.get(line, ()) if seen.tag == tag]
    there = [
        f"{seen.tag}={seen.value}@{number}"
        for number, found in sorted(lines.items())
        for seen in found
        if seen.tag == tag and (number, tag, seen.value) not in noted
    ]
    return tuple(dict.fromkeys(here or there))


def _missing(note: Note) -> bool:
    return note.known == "MISSING"


def _seen(bench: Bench, example: Example, signatures: str) -> _Tried:
    """Everything that a scan says of an example."""
    folder = example.owner.partition("/")[0]
    if folder == "artifacts":
        return _artifacts(bench, example)
    path = sample_name(example.language, example.file)
    samples = Samples(bench, {path: example.code})
    lines: dict[int, list[Seen]] = defaultdict(list)
    ids = set()
    for hit in samples.hits(path):
        lines[hit.location.line].append(Seen("hit", hit.signature, {field: str(getattr(hit, field)) for field in FIELDS}))
        ids.add(hit.signature)
    searched = not ids or samples.searched(path)
    if folder == "entrypoints":
        for line, entry in samples.entries(path):
            lines[line].append(Seen("entry", entry.kind, {"name": entry.name}))
            ids.add(entry.signature)
    elif folder == "features":
        for feature in samples.features(path):
            lines[feature.location.line].append(Seen("feature", feature.id, {}))
            ids.add(feature.signature)
    elif folder == "labels":
        for line, name in dict.fromkeys(labels_told(_scanned(path, example.code, signatures))):
            lines[line].append(Seen("label", name, {}))
    return _Tried(lines, frozenset(ids), searched)


def _artifacts(bench: Bench, example: Example) -> _Tried:
    """Hits in a file that is no code; its notes are no part of it."""
    plain = _NOTE.sub("", example.code)
    data = bytes.fromhex(plain) if example.language == "binary" else plain
    lines: dict[int, list[Seen]] = defaultdict(list)
    ids = set()
    with tempfile.TemporaryDirectory() as folder:
        for hit in Samples(bench, {sample_name(example.language, example.file): data}).artifacts(Path(folder)):
            lines[hit.location.line].append(Seen("hit", hit.signature, {field: str(getattr(hit, field)) for field in FIELDS}))
            ids.add(hit.signature)
    return _Tried(lines, frozenset(ids), searched=True)


def _scanned(path: str, code: str, signatures: str) -> ScanResult:
    from scanner.pipeline import scan

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(code, encoding="utf-8")
        return scan([folder], ScanOptions(all_hits=True, signatures=signatures))


def labels_told(result: ScanResult) -> Iterator[tuple[int, str]]:
    """Line and finding of everything that is said of labels."""
    for one in result.decisions.contradictions:
        if not one.id.startswith(_NO_LABEL):
            yield one.location.line, one.id.removeprefix("label/")
    yield from ((one.location.line, one.kind) for one in result.labels)
