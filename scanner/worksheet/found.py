"""Finds what a worksheet points to beyond algorithms: words of labels and limits, lists of words, pages and their titles.

A word says that it stands at a place; whether users see it, and what it is worth, is left to the person who fills in the form.
"""

from __future__ import annotations

import fnmatch
import json
import os
import stat
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.comments import is_comment
from scanner.declared import FILE
from scanner.model import Problem
from scanner.prefilter import read
from scanner.text import Places, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scanner.model import SourceFile
    from scanner.worksheet.forms import PageList, Sign, WordList

MAX_SIGHTINGS = 500
"""Places kept of one sign: beyond that the number is told as "or more"."""
_LARGEST = 5_000_000
_CHUNK = 1 << 18
_EXCERPT = 60
"""Characters of a line that are shown with a word."""
_FRONT = frozenset({"arkts", "html", "vue", "svelte", "tsx", "template", "razor"})
_UNREAD = frozenset({"notebook"})
_LONGEST = 2_000
"""Bytes of a line."""
_DEPTH = 200
"""Brackets within each other from which on a list of pages is not read."""


class Sighting(NamedTuple):
    """A word, with the rest of its line."""

    path: str
    line: int
    excerpt: str


class Listed(NamedTuple):
    """A file that is a list of words."""

    path: str
    entries: int


class Page(NamedTuple):
    """A page of a mini-program as its list names it; ``title`` is what stands above it or on its tab."""

    path: str
    title: str
    place: str


class Seen(NamedTuple):
    """Everything found, in the order of paths."""

    signs: Mapping[str, tuple[Sighting, ...]]
    word_lists: tuple[Listed, ...] = ()
    pages: tuple[Page, ...] = ()
    front: tuple[str, ...] = ()
    """Files that users look at: pages, components, templates."""


def look(
    root: str, files: Sequence[SourceFile], signs: Sequence[Sign], word_lists: Sequence[WordList], page_lists: Sequence[PageList]
) -> Seen:
    """Reads the files of the project once; tests, examples, notebooks and the declarations themselves say nothing here."""
    own = [file for file in files if not (file.test or file.example or file.path == FILE or file.language in _UNREAD)]
    search = _Search(signs)
    known = {file.path: file for file in own}
    pages: list[Page] = []
    for file in own:
        data = _data(root, file)
        search.add(file, data)
        if any(fnmatch.fnmatchcase(file.path.rpartition("/")[2], name) for row in page_lists for name in row.names):
            pages.extend(_pages(root, known, file, data))
    return Seen(
        signs=search.found(),
        word_lists=tuple(_word_lists(root, own, word_lists)),
        pages=tuple(pages),
        front=tuple(file.path for file in own if file.language in _FRONT),
    )


class _Search:
    """All words of all signs as one automaton."""

    def __init__(self, signs: Iterable[Sign]) -> None:
        from ahocorasick_rs import BytesAhoCorasick

        owners: dict[bytes, dict[str, None]] = defaultdict(dict)
        for sign in signs:
            for word in sign.words:
                for written in _written(word):
                    owners[written.encode()][sign.id] = None
        self._owners = [tuple(owners[word]) for word in sorted(owners)]
        self._automaton = BytesAhoCorasick(sorted(owners))
        self._longest = max(map(len, owners), default=1)
        self._found: dict[str, list[Sighting]] = defaultdict(list)

    def add(self, file: SourceFile, data: bytes) -> None:
        """What is written for programmers only is passed over."""
        places: Places | None = None
        lines: dict[str, set[int]] = defaultdict(set)
        for number, start, end in self._matches(data):
            for sign in self._owners[number]:
                if len(self._found[sign]) >= MAX_SIGHTINGS or len(lines[sign]) >= MAX_SIGHTINGS:
                    continue
                places = places or Places(file.path, data)
                line = places.location(start, end).line
                if line not in lines[sign]:
                    lines[sign].add(line)
                    if _by_hand(data, start) and not is_comment(data, start, file.language):
                        self._found[sign].append(Sighting(file.path, line, _excerpt(data, start)))

    def _matches(self, data: bytes) -> Iterator[tuple[int, int, int]]:
        """In pieces: a match costs an object, and hostile megabytes of words would take gigabytes."""
        for base in range(0, len(data), _CHUNK):
            piece = data[base : base + _CHUNK + self._longest - 1]
            for number, start, end in self._automaton.find_matches_as_indexes(piece, overlapping=True):
                if start < _CHUNK:
                    yield number, base + start, base + end

    def found(self) -> Mapping[str, tuple[Sighting, ...]]:
        return {sign: tuple(rows) for sign, rows in self._found.items() if rows}


def _written(word: str) -> tuple[str, ...]:
    """A phrase in small letters and as a sentence begins, a name of parts also as a constant, any other name as it is."""
    if word.isascii() and " " not in word:
        return (word, word.upper(), word.lower()) if "_" in word else (word,)
    return word, word.lower(), word[0].upper() + word[1:]


def _by_hand(data: bytes, at: int) -> bool:
    """On a line that a person may have written: vocabularies and packed code hold every word."""
    before, after = data.rfind(b"\n", max(at - _LONGEST, 0), at), data.find(b"\n", at, at + _LONGEST)
    begin = before + 1 if before >= 0 else max(at - _LONGEST, 0)
    end = after if after >= 0 else min(at + _LONGEST, len(data))
    return end - begin < _LONGEST


def _excerpt(data: bytes, start: int) -> str:
    """From the word to the end of its line, not too long."""
    piece = data[start : start + 4 * _EXCERPT].partition(b"\n")[0]
    text = piece.decode("utf-8", "replace").strip()
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _data(root: str, file: SourceFile) -> bytes:
    """UTF-8; what cannot be read is a ``Problem`` of the scan already."""
    found = read(root, file)
    return b"" if isinstance(found, Problem) else decode(found).data


# ------------------------------------------------------------------------------------------------ lists of words


def _word_lists(root: str, files: Sequence[SourceFile], rows: Sequence[WordList]) -> Iterator[Listed]:
    """Beside the files of the project, or one folder below them."""
    for folder in sorted(_folders(root, files)):
        try:
            names = sorted(os.listdir(os.path.join(root, folder)))
        except OSError:
            continue
        for name in names:
            if any(_is_list(name.lower(), row) for row in rows):
                entries = _entries(os.path.join(root, folder, name))
                if entries:
                    yield Listed(f"{folder}/{name}" if folder else name, entries)


def _folders(root: str, files: Sequence[SourceFile]) -> set[str]:
    from scanner.discover import is_passed_over

    own = {file.path.rpartition("/")[0] for file in files}
    found = set(own)
    for folder in own:
        try:
            with os.scandir(os.path.join(root, folder)) as entries:
                below = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and not is_passed_over(entry.name)]
        except OSError:
            continue
        found |= {f"{folder}/{name}" if folder else name for name in below}
    return found


def _is_list(name: str, row: WordList) -> bool:
    return name.endswith(row.suffixes) and any(fnmatch.fnmatchcase(name, pattern) for pattern in row.names)


def _entries(path: str) -> int:
    """Lines that are not empty; 0 for what is no ordinary file, or too large."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return 0
        with open(path, "rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return 0


# ------------------------------------------------------------------------------------------------ pages


def _pages(root: str, files: Mapping[str, SourceFile], file: SourceFile, data: bytes) -> Iterator[Page]:
    """``pages`` and those of the packages below, each with the line that names it."""
    listed = _json(data)
    places = Places(file.path, data)
    folder = file.path.rpartition("/")[0]
    tabs = {str(row.get("pagePath")): row.get("text") for row in _rows(_table(listed.get("tabBar")).get("list"))}
    packages = [
        ("", listed),
        *((str(row.get("root") or ""), row) for key in ("subPackages", "subpackages") for row in _rows(listed.get(key))),
    ]
    for prefix, package in packages:
        pages = package.get("pages")
        for row in pages if isinstance(pages, list) else []:
            name, told = (
                (row, "") if isinstance(row, str) else (str(_table(row).get("path") or ""), _title(_table(_table(row).get("style"))))
            )
            if not name:
                continue
            path = "/".join(part.strip("/") for part in (prefix, name) if part.strip("/"))
            title = told or _page_title(root, files, f"{folder}/{path}.json" if folder else f"{path}.json") or tabs.get(path) or ""
            start = max(data.find(json.dumps(name, ensure_ascii=False).encode()), 0)
            yield Page(path, title if isinstance(title, str) else "", f"{file.path}:{places.location(start, start).line}")


def _page_title(root: str, files: Mapping[str, SourceFile], path: str) -> str:
    file = files.get(path)
    return _title(_json(_data(root, file))) if file is not None else ""


def _title(table: Mapping[str, object]) -> str:
    value = table.get("navigationBarTitleText")
    return value if isinstance(value, str) else ""


def _json(data: bytes) -> Mapping[str, object]:
    if data.count(b"[") + data.count(b"{") > _DEPTH * _DEPTH:
        return {}
    try:
        return _table(json.loads(data))
    except (ValueError, RecursionError):
        return {}


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> list[Mapping[str, object]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
