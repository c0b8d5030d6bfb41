"""Decides on one pass over the bytes of a file what it may hold: needles of the catalogue, imports, and whether anybody wrote it by hand.

What any of it means, and which files are looked at more closely, is left to the stages after it.
"""

from __future__ import annotations

import dataclasses
import os
import re
import stat
from typing import TYPE_CHECKING, Literal, TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

from scanner import text
from scanner.model import Problem, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.model import SourceFile

Verdict: TypeAlias = Literal["text", "binary", "generated", "minified"]

_MAX_BYTES = 5_000_000
_CHUNK = 1 << 18
"""A match costs a Python object: without chunks, hostile megabytes of needles would take gigabytes."""
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NAMED = 20

_MAGIC = (b"%PDF-", b"\x89PNG", b"\x7fELF", b"\x1f\x8b", b"PK\x03\x04", b"\xca\xfe\xba\xbe", b"\xff\xd8\xff", b"GIF8", b"\xfd7zXZ")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SAMPLE = 8000
"""As far as git looks for a zero byte."""

_HEAD = 4096
_LEADING = re.compile(
    rb"(?>\s+|#[^\n]*|//[^\n]*|/\*.*?\*/|<!--.*?-->|\"\"\".*?\"\"\"|'''.*?'''|\"use \w+\";?|'use \w+';?|<\?php)*+", re.DOTALL
)
_GENERATED_WORDS = (b"enerated", b"GENERATED", "自动生成".encode())
_GENERATED = re.compile(rb"generated|" + "自动生成".encode(), re.IGNORECASE)
_NO_EDIT = re.compile(
    rb"\b(?:do\s+not|don't|never|(?:should|must)\s+not)\s+(?:be\s+)?(?:(?:manually|directly)\s+)?(?:edit|modif|change|make\s+\w*\s*changes)|"
    + "(?:勿|不要|不得|禁止)(?:手动|手工|直接|自行)?(?:修改|编辑|改动|更改)".encode(),
    re.IGNORECASE,
)
_NEAR = 300
_GENERATED_BY_ITSELF = re.compile(rb"@generated(?![\w-])|\bthis file (?:is|was|has been) auto(?:matically)?[ -]?generated", re.IGNORECASE)

_MINIFIED_LANGUAGES = frozenset({"javascript"})
_LONG_AVERAGE, _LONG_LINE = 250, 500
_BYTES_PER_CALL = 80
"""Minified code has a call every few bytes; long lines without are data in a file that a person wrote."""

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_LIST_BYTES = 8000
_FROM = re.compile(rb"from(?:[ \t]*(\.+)[ \t]*|[ \t]+(\.*[\w\x80-\xff][\w.\x80-\xff]*)[ \t\\\r\n]+)import")
_LINE = re.compile(rb"(?:[^\n;#\\]++|\\\r?\n)*+")
_NAME = re.compile(rb"([\w\x80-\xff][\w.\x80-\xff]*)(?:\s+as\s+[\w\x80-\xff]+)?")
_COMMENT = re.compile(rb"#[^\n]*")
_LOADED = re.compile(rb"import(?:_module|__)\s*\(\s*[\"']([\w.\x80-\xff]+)[\"']")
_DOTTED_END = re.compile(rb"\.[A-Za-z_]\w*[\"':]")
_DOTTED = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")

_AFTER = {
    b"from": re.compile(rb"from\s*[\"']([^\"'`\n]{1,300})[\"']"),
    b"import": re.compile(rb"import\s*(?:\(\s*)?(?:/\*[^*]{0,200}\*/\s*)*[\"'`]([^\"'`\n$]{1,300})[\"'`]"),
    b"require": re.compile(rb"require(?:\.resolve)?\s*\(\s*[\"'`]([^\"'`\n$]{1,300})[\"'`]"),
    b"src=": re.compile(rb"src=[\"']?([^\"'>\s]{1,300})"),
}
_BEFORE_QUOTE = re.compile(rb"[^\"'`\n\s$]{0,300}+(?=[\"'`])")
_ROOTS = (b"./", b"@/", b"~/", b"#/")
_QUOTES = frozenset(b"\"'`")

_ANCHORS = (*_AFTER, *_ROOTS)
"""What stands at or in front of module names; the automaton finds it on its way."""

_Anchors: TypeAlias = "list[tuple[int, bytes]]"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What one look at the bytes of a file tells."""

    path: str
    needles: tuple[str, ...] = ()
    """Those of the catalogue that stand in it, each once, sorted."""
    sink: bool = False
    """Holds a word of an HTTP client."""
    imports: tuple[str, ...] = ()
    """Module names as written, sorted; ``from .a import b`` gives ``.a`` and ``.a.b``. Rather too many than too few."""
    verdict: Verdict = "text"
    encoding: str = "utf-8"
    damaged: int = 0
    """Characters that no encoding explained."""


class Prefilter:
    """The needles as one automaton. Searching leaves the interpreter's lock free for other threads."""

    def __init__(self, needles: Iterable[str], sinks: Iterable[str] = ()) -> None:
        wanted = {_bytes(needle): needle for needle in needles if needle}
        http = {_bytes(sink) for sink in sinks if sink}
        patterns = sorted({*wanted, *http, *_ANCHORS})
        self._needles = {number: wanted[pattern] for number, pattern in enumerate(patterns) if pattern in wanted}
        self._sinks = frozenset(number for number, pattern in enumerate(patterns) if pattern in http)
        self._anchors = {number: pattern for number, pattern in enumerate(patterns) if pattern in _ANCHORS}
        self._overlap = max(map(len, patterns)) - 1
        # NOTE: the default kind is built in 5 ms instead of 20 ms (3,000 needles) and searches half as fast.
        self._automaton = BytesAhoCorasick(patterns, implementation=Implementation.DFA)

    def examine(self, file: SourceFile, data: bytes) -> Examined:
        """One look at one file; never raises."""
        decoded = _decode(data)
        if decoded is None:
            return Examined(path=file.path, verdict="binary", encoding="")
        source = decoded.data
        if file.language == "notebook":
            source = source.replace(b"\\n", b"\n").replace(b'\\"', b'"')
        found: set[int] = set()
        imports: set[bytes] = set()
        at_anchors, everywhere = _IMPORTS.get(file.language, (None, None))
        for matches in self._matches(source):
            found.update([number for number, _, _ in matches])
            if at_anchors is not None:
                at_anchors(source, [(at, self._anchors[number]) for number, at, _ in matches if number in self._anchors], imports)
        if everywhere is not None:
            everywhere(source, imports)
        return Examined(
            path=file.path,
            needles=tuple(sorted(self._needles[number] for number in found if number in self._needles)),
            sink=not self._sinks.isdisjoint(found),
            imports=tuple(sorted(name.decode("utf-8", "replace") for name in imports)),
            verdict=_verdict(file.language, source),
            encoding=decoded.encoding,
            damaged=decoded.damaged,
        )

    def _matches(self, data: bytes) -> Iterator[list[tuple[int, int, int]]]:
        if len(data) <= _CHUNK:
            yield self._automaton.find_matches_as_indexes(data, overlapping=True)
            return
        for start in range(0, len(data), _CHUNK):
            shift = max(start - self._overlap, 0)
            matches = self._automaton.find_matches_as_indexes(data[shift : start + _CHUNK], overlapping=True)
            yield [(number, at + shift, end + shift) for number, at, end in matches]


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
        with open(os.open(path, _OPEN), "rb", buffering=0) as handle:
            data = handle.read(max_bytes + 1) or b""
    except (OSError, ValueError) as exc:
        return _problem(file.path, "unreadable", getattr(exc, "strerror", None) or str(exc))
    return data if len(data) <= max_bytes else _problem(file.path, "too-large", f"more than {max_bytes} bytes")


def account(examined: Iterable[Examined]) -> tuple[tuple[Skipped, ...], tuple[Problem, ...]]:
    """The files that their content rules out, and those that could not be read as text."""
    skipped: dict[Literal["generated", "minified"], list[str]] = {}
    problems = []
    for one in examined:
        if one.verdict == "generated" or one.verdict == "minified":
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


def import_graph(examined: Iterable[Examined], locate: Callable[[str, str], tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Importer -> project files that it imports, sorted; ``locate(importer, module)`` knows how a language finds modules.

    It is asked once per folder, suffix and module, so its answer must not depend on more than that.
    """
    known: dict[tuple[str, str, str], tuple[str, ...]] = {}
    graph = {}
    for one in examined:
        folder, _, name = one.path.rpartition("/")
        suffix = name[name.rfind(".") :]
        targets: set[str] = set()
        for module in one.imports:
            key = (folder, suffix, module)
            answer = known.get(key)
            if answer is None:
                answer = known[key] = locate(one.path, module)
            targets.update(answer)
        targets.discard(one.path)
        if targets:
            graph[one.path] = tuple(sorted(targets))
    return graph


# ------------------------------------------------------------------------------------------------ content


def _decode(data: bytes) -> text.Decoded | None:
    """UTF-8 text of a file, None where it is no text."""
    if data.startswith(_MAGIC):
        return None
    zero = data.find(0)
    if zero < 0 and not data.startswith(b"\xef\xbb\xbf") and (data.isascii() or _is_utf8(data)):
        return text.Decoded(data, "utf-8", 0)
    marked = data.startswith(_WIDE_MARKS)
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if not marked and zeros * 100 > len(sample) and max(sample[::2].count(0), sample[1::2].count(0)) * 4 < len(sample):
        return None
    decoded = text.decode(data)
    wide = decoded.encoding.startswith(("utf-16", "utf-32"))
    stray = zeros and not wide and (decoded.encoding != "utf-8" or decoded.damaged or zeros * 100 > len(sample))
    # A character that could not be read takes three bytes in the result.
    return None if stray or decoded.damaged * 10 > len(decoded.data) else decoded


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _verdict(language: str, data: bytes) -> Verdict:
    head = data[:_HEAD]
    if any(word in head for word in _GENERATED_WORDS) and _is_generated(head):
        return "generated"
    return "minified" if language in _MINIFIED_LANGUAGES and _is_minified(data) else "text"


def _is_generated(head: bytes) -> bool:
    """What the comments before the first line of code say; elsewhere the words may be the text of a generator."""
    match = _LEADING.match(head)
    comment = match.group() if match else b""
    if _GENERATED_BY_ITSELF.search(comment):
        return True
    pleas = [match.start() for match in _NO_EDIT.finditer(comment)]
    return any(abs(match.start() - plea) < _NEAR for match in _GENERATED.finditer(comment) for plea in pleas[:5])


def _is_minified(data: bytes) -> bool:
    if len(data) < (data.count(b"\n") + 1) * _LONG_AVERAGE or len(data) < _LONG_LINE:
        return False
    lines = [line for line in data.split(b"\n") if len(line) > _LONG_LINE]
    size = sum(map(len, lines))
    return size * 2 > len(data) and sum(line.count(b"(") for line in lines) * _BYTES_PER_CALL > size


# ------------------------------------------------------------------------------------------------ imports


def _python_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    done = 0
    for at, word in anchors:
        if word != b"import" or at < done:
            continue
        if (match := _LOADED.match(data, at)) is not None:
            out.add(match[1])
        if at and data[at - 1] in _WORD_BYTES:
            continue
        base = _from_before(data, at)
        names, done = _names_after(data, at + len(word))
        if base:
            out.add(base)
            names = [base + name if base.endswith(b".") else base + b"." + name for name in names]
        out.update(names)


def _from_before(data: bytes, at: int) -> bytes:
    """``a.b`` of ``from a.b import``, "" when it is a plain import. A module may have ``from`` in its name."""
    begin = at
    for _ in range(3):
        begin = data.rfind(b"from", max(at - 300, 0), begin)
        if begin < 0:
            break
        match = _FROM.match(data, begin)
        if match is not None and match.end() == at + len(b"import") and (begin == 0 or data[begin - 1] not in _WORD_BYTES):
            return match[1] or match[2] or b""
    return b""


def _names_after(data: bytes, at: int) -> tuple[list[bytes], int]:
    """Names of an import list, and where it ends; prose after the word gives none."""
    while data[at : at + 1] in (b" ", b"\t"):
        at += 1
    end = data.find(b")", at, at + _LIST_BYTES) if data.startswith(b"(", at) else -1
    if end >= 0:
        listed = _COMMENT.sub(b"", data[at + 1 : end])
    else:
        match = _LINE.match(data, at)
        end = match.end() if match else at
        listed = data[at:end].replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")
    names = (_NAME.fullmatch(part.strip(b" \t\r\n\f\"'")) for part in listed.split(b","))
    return [name[1] for name in names if name is not None], end


def _dotted_names(data: bytes, out: set[bytes]) -> None:
    """Quoted ``a.b.c`` and ``a.b:c``: task registries, settings, entry points, patches."""
    for match in _DOTTED_END.finditer(data):
        end = match.end() - 1
        begin = max(data.rfind(b'"', max(end - 200, 0), end), data.rfind(b"'", max(end - 200, 0), end)) + 1
        if begin and _DOTTED.fullmatch(data, begin, end):
            out.add(data[begin:end])


def _javascript_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    for at, word in anchors:
        if word in _ROOTS:
            begin = at - 1 if word == b"./" and data[at - 1 : at] == b"." else at
            if begin and data[begin - 1] in _QUOTES and (match := _BEFORE_QUOTE.match(data, at)) is not None:
                out.add(data[begin : match.end()])
        elif word != b"src=" and (match := _AFTER[word].match(data, at)) is not None:
            out.add(match[1])


def _html_imports(data: bytes, anchors: _Anchors, out: set[bytes]) -> None:
    """Scripts of a page are named relative to it, with or without a dot."""
    _javascript_imports(data, anchors, out)
    for at, word in anchors:
        if (
            word == b"src="
            and (match := _AFTER[word].match(data, at)) is not None
            and b":" not in match[1]
            and not match[1].startswith(b"//")
        ):
            name = match[1].split(b"?")[0]
            out.add(name if name.startswith((b".", b"/", b"@", b"~")) else b"./" + name)


_AtAnchors: TypeAlias = "Callable[[bytes, _Anchors, set[bytes]], None]"
_Everywhere: TypeAlias = "Callable[[bytes, set[bytes]], None]"

_IMPORTS: dict[str, tuple[_AtAnchors, _Everywhere | None]] = {
    "python": (_python_imports, _dotted_names),
    "notebook": (_python_imports, _dotted_names),
    "javascript": (_javascript_imports, None),
    "typescript": (_javascript_imports, None),
    "tsx": (_javascript_imports, None),
    "vue": (_html_imports, None),
    "svelte": (_html_imports, None),
    "html": (_html_imports, None),
}
"""How a language writes module names: at the anchors, and by looking everywhere. One line per language."""


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")


def _problem(path: str, reason: Literal["unreadable", "too-large", "binary", "encoding", "outside-root"], detail: str) -> Problem:
    return Problem(path=_shown(path), stage="prefilter", reason=reason, detail=detail)


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
