"""Decides on one pass over the bytes of a file what it may hold: needles of the catalogue, imports, and whether anybody wrote it by hand.

What any of it means, and which files are looked at more closely, is left to the stages after it.
"""

from __future__ import annotations

import dataclasses
import os
import stat
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from ahocorasick_rs import BytesAhoCorasick, Implementation

from scanner.model import Problem, Skipped
from scanner.prefilter._content import GENERATED_WORDS, Verdict, decode, verdict
from scanner.prefilter._imports import ANCHORS, DOTTED, IMPORTS
from scanner.prefilter._parts import Parts as Parts
from scanner.prefilter._words import Words as Words
from scanner.prefilter._words import pattern as pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.model import SourceFile

_MAX_BYTES = 5_000_000
_CHUNK = 1 << 18
"""A match costs a Python object: without chunks, hostile megabytes of needles would take gigabytes."""
_PAYS_OFF = 400
"""Bytes to search per byte of needles from which on the faster automaton is worth its longer building (30 to 60 ms for 3,000 needles)."""
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NAMED = 20
_BEHIND = frozenset(b"\"'`\\?/#&{$%}<]")
"""What stands behind a segment of an address in source code."""
_ADDRESS = 200
"""Bytes of an address."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What one look at the bytes of a file tells."""

    path: str
    needles: tuple[str, ...] = ()
    """Those of the catalogue that stand in it, each once, sorted."""
    modules: tuple[str, ...] = ()
    """Needles that are modules it imports, whatever else their words mean; in languages whose imports are dotted names. Sorted."""
    sink: bool = False
    """Holds a word of an HTTP client."""
    words: tuple[str, ...] = ()
    """Those of hand-written algorithms that stand in it, each once, sorted."""
    imports: tuple[str, ...] = ()
    """Module names as written, sorted; ``from .a import b`` gives ``.a`` and ``.a.b``. Rather too many than too few."""
    verdict: Verdict = "text"
    encoding: str = "utf-8"
    damaged: int = 0
    """Characters that no encoding explained."""


class Prefilter:
    """The needles as one automaton. Searching leaves the interpreter's lock free for other threads."""

    def __init__(  # noqa: PLR0913  every kind of word
        self,
        needles: Iterable[str],
        sinks: Iterable[str] = (),
        words: Iterable[str] = (),
        *,
        modules: tuple[Iterable[str], Iterable[str]] = ((), ()),
        only: Iterable[tuple[str, Iterable[str]]] = (),
        key: Callable[[str], str] = str,
        expected_bytes: int = 1 << 30,
    ) -> None:
        wanted = {_bytes(needle): needle for needle in needles if needle}
        http = {_bytes(sink) for sink in sinks if sink}
        own = {_bytes(word): word for word in words if word}
        patterns = sorted({*wanted, *http, *own, *GENERATED_WORDS, *(word for words in ANCHORS.values() for word in words)})
        numbers = {pattern: number for number, pattern in enumerate(patterns)}
        self._needles = {numbers[pattern]: needle for pattern, needle in wanted.items()}
        self._segments = frozenset(numbers[pattern] for pattern in wanted if pattern.startswith(b"/") and b"/" not in pattern[1:])
        """Last segments of addresses, each behind its slash: plain words, which count only where they end one."""
        self._sinks = frozenset(numbers[pattern] for pattern in http)
        self._modules, self._sink_modules = (_Modules(names) for names in modules)
        self._only = {numbers[_bytes(word)]: frozenset(languages) for word, languages in only if _bytes(word) in numbers}
        self._key = key
        self._words = {numbers[pattern]: word for pattern, word in own.items()}
        self._generated = frozenset(numbers[word] for word in GENERATED_WORDS)
        self._anchors = {reader: {numbers[word]: word for word in words} for reader, words in ANCHORS.items()}
        self._overlap = max(map(len, patterns)) - 1
        quick = expected_bytes > _PAYS_OFF * sum(map(len, patterns))
        self._automaton = BytesAhoCorasick(patterns, implementation=Implementation.DFA if quick else Implementation.ContiguousNFA)

    def examine(self, file: SourceFile, data: bytes) -> Examined:
        """One look at one file; never raises."""
        decoded = decode(data)
        if decoded is None:
            return Examined(path=file.path, verdict="binary", encoding="")
        source = decoded.data
        if file.language == "notebook":
            source = source.replace(b"\\n", b"\n").replace(b'\\"', b'"')
        found: set[int] = set()
        imports: set[bytes] = set()
        at_anchors, everywhere = IMPORTS.get(file.language, (None, None))
        anchors = self._anchors.get(at_anchors, {})
        for matches in self._matches(source):
            found.update([number for number, at, end in matches if number not in self._segments or _ends(source, at, end)])
            if at_anchors is not None:
                at_anchors(source, [(at, anchors[number]) for number, at, _ in matches if number in anchors], imports)
        if everywhere is not None:
            everywhere(source, imports)
        counting = self._counting(found, file.language)
        dotted = file.language in DOTTED
        named = [self._needles[number] for number in self._needles.keys() & counting]
        modules = self._modules.of(imports) if dotted else set()
        return Examined(
            path=file.path,
            needles=tuple(sorted({*named, *modules})),
            modules=tuple(sorted(modules)),
            sink=not self._sinks.isdisjoint(counting) or (dotted and bool(self._sink_modules.of(imports))),
            words=tuple(sorted([self._words[number] for number in self._words.keys() & found])),
            imports=tuple(b"\n".join(sorted(imports)).decode("utf-8", "replace").split("\n")) if imports else (),
            verdict=verdict(file.language, source, not self._generated.isdisjoint(found)),
            encoding=decoded.encoding,
            damaged=decoded.damaged,
        )

    def _counting(self, found: set[int], language: str) -> set[int]:
        """Without the words that mean nothing in the file's language."""
        keyed = self._only.keys() & found
        key = self._key(language) if keyed else ""
        return found - {number for number in keyed if key not in self._only[number]} if key else found

    def _matches(self, data: bytes) -> Iterator[list[tuple[int, int, int]]]:
        if len(data) <= _CHUNK:
            yield self._automaton.find_matches_as_indexes(data, overlapping=True)
            return
        for start in range(0, len(data), _CHUNK):
            shift = max(start - self._overlap, 0)
            matches = self._automaton.find_matches_as_indexes(data[shift : start + _CHUNK], overlapping=True)
            yield [(number, at + shift, end + shift) for number, at, end in matches]


def _ends(data: bytes, start: int, end: int) -> bool:
    """Whether a segment ends where an address may: in a text, before what is put in or asked, or at a blank behind a whole address."""
    if end >= len(data) or data[end] in _BEHIND:
        return True
    before = data[max(start - _ADDRESS, 0) : start]
    return data[end : end + 1].isspace() and (not before or before[-1:].isspace() or b"://" in before.split()[-1])


class _Modules:
    """Dotted names of modules, and what holds them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(name.encode() for name in names)
        self._known: dict[bytes, tuple[bytes, ...]] = {}
        self._holding: dict[bytes, list[bytes]] = defaultdict(list)
        for name in self._names:
            for above in _above(name):
                self._holding[above].append(name)

    def of(self, imports: set[bytes]) -> set[str]:
        """Those that one of the imported names is, or lies in; all inside a package that is imported as a whole."""
        known = self._known
        for name in imports:
            if name not in known:
                known[name] = tuple(part for part in (name, *_above(name)) if part in self._names)
        found = {part for name in imports for part in known[name]}
        for name in self._holding.keys() & imports:
            if not any(other.startswith(name + b".") for other in imports):
                found.update(self._holding[name])
        return {name.decode() for name in found}


def _above(module: bytes) -> list[bytes]:
    """The modules around a dotted one."""
    parts = module.split(b".")
    return [b".".join(parts[:end]) for end in range(1, len(parts))]


def read(root: str, file: SourceFile, max_bytes: int = _MAX_BYTES) -> bytes | Problem:
    """Content of a file. Only regular files are opened; a link is followed when it stays inside the root."""
    path = os.path.join(root, file.path)
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            path = os.path.realpath(path, strict=True)
            if not path.startswith(os.path.join(os.path.realpath(root), "")):
                return _problem(file.path, "outside-root", "symbolic link that leads out of the root")
            status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            return _problem(file.path, "unreadable", "not a regular file")
        data = _content(path, min(status.st_size, max_bytes) + 1, max_bytes)
    except (OSError, ValueError) as exc:
        return _problem(file.path, "unreadable", getattr(exc, "strerror", None) or str(exc))
    return data if len(data) <= max_bytes else _problem(file.path, "too-large", f"more than {max_bytes} bytes")


def _content(path: str, length: int, max_bytes: int) -> bytes:
    """The beginning of a file of about so many bytes, up to one more than ``max_bytes``."""
    handle = os.open(path, _OPEN)
    try:
        data = os.read(handle, length)
        while len(data) <= max_bytes and (more := os.read(handle, max_bytes + 1 - len(data))):
            data += more
        return data
    finally:
        os.close(handle)


def account(examined: Iterable[Examined]) -> tuple[tuple[Skipped, ...], tuple[Problem, ...]]:
    """The files that their content rules out, and those that could not be read as text."""
    skipped: dict[Literal["generated", "minified", "vendored"], list[str]] = {}
    problems = []
    for one in examined:
        if one.verdict == "generated" or one.verdict == "minified" or one.verdict == "vendored":
            skipped.setdefault(one.verdict, []).append(_shown(one.path))
        elif one.verdict == "binary":
            problems.append(_problem(one.path, "binary", "no text inside"))
        elif one.damaged:
            problems.append(_problem(one.path, "encoding", f"{one.damaged} characters that no encoding explains; the rest was read"))
    named = {reason: sorted(paths, key=lambda path: (path.count("/"), path)) for reason, paths in skipped.items()}
    return (
        tuple(Skipped(reason=reason, count=len(named[reason]), named=tuple(named[reason][:_NAMED])) for reason in sorted(named)),
        tuple(sorted(problems, key=lambda problem: problem.path)),
    )


class Imports:
    """Which project files a file imports; ``locate(importer, module)`` knows how a language finds modules.

    It is asked once per folder, suffix and module, so its answer must not depend on more than that.
    """

    def __init__(self, locate: Callable[[str, str], tuple[str, ...]]) -> None:
        self._locate = locate
        self._located: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._of: dict[str, tuple[str, ...]] = {}

    def of(self, one: Examined) -> tuple[str, ...]:
        """Paths of the project's files, sorted."""
        if one.path not in self._of:
            folder, _, name = one.path.rpartition("/")
            suffix = name[name.rfind(".") :]
            targets: set[str] = set()
            for module in one.imports:
                key = (folder, suffix, module)
                answer = self._located.get(key)
                if answer is None:
                    answer = self._located[key] = self._locate(one.path, module)
                targets.update(answer)
            targets.discard(one.path)
            self._of[one.path] = tuple(sorted(targets))
        return self._of[one.path]

    def take(self, path: str, targets: tuple[str, ...]) -> None:
        """Believe what was found out elsewhere."""
        self._of[path] = targets


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")


def _problem(path: str, reason: Literal["unreadable", "too-large", "binary", "encoding", "outside-root"], detail: str) -> Problem:
    return Problem(path=_shown(path), stage="prefilter", reason=reason, detail=detail)


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
