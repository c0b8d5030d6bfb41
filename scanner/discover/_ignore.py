"""Decides which paths the lines of an ignore file or of ``.gitattributes`` mean, as git does while it walks down.

Which files are read, and what a match leads to, is left to the walk.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "\\x21-\\x7e",
    "lower": "a-z",
    "print": "\\x20-\\x7e",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_CLASS = re.compile(r"\[:(\w*):\]|\\(.)|(.)-(?=[^]])(\\?.)|(.)", re.DOTALL)
_TRUE_ATTRIBUTE = ("", "=true", "=set", "=1")


class _Run(NamedTuple):
    """Neighbouring lines with the same verdict, as one expression over names and one over paths."""

    verdict: bool
    name: re.Pattern[str] | None
    path: re.Pattern[str] | None


class Rules:
    """The lines of one file, or the globs of one option; the last line that fits decides.

    NOTE: pathspec decides about whole paths and so takes ``*`` + ``!*/`` + ``!*.py`` to leave out every folder;
    in a walk that asks at each level only git's own reading is right (the tests compare with git).
    """

    __slots__ = ("_runs",)

    def __init__(self, lines: Iterable[tuple[str, bool]]) -> None:
        compiled = [(verdict, *parts) for line, verdict in lines if (parts := _translate(line)) is not None]
        runs = []
        for verdict, group in itertools.groupby(compiled, key=lambda row: row[0]):
            rows = list(group)
            names = [text for _, whole, text in rows if not whole]
            paths = [text for _, whole, text in rows if whole]
            runs.append(_Run(verdict, _any_of(names), _any_of(paths)))
        self._runs = tuple(reversed(runs))

    def __bool__(self) -> bool:
        return bool(self._runs)

    def decide(self, name: str, path: str) -> bool | None:
        """The verdict on ``path``, None when no line fits.

        It is relative to the file with the lines, ``name`` is its last part, and both end in ``/`` for folders.
        """
        for verdict, by_name, by_path in self._runs:
            if (by_name is not None and by_name.match(name)) or (by_path is not None and by_path.match(path)):
                return verdict
        return None


def ignore_rules(text: str) -> Rules:
    """Rules of a ``.gitignore``: True ignores, False takes back."""
    return Rules(_verdict(line) for line in _lines(text))


def glob_rules(globs: Iterable[str]) -> Rules:
    """Rules of command-line globs, written like lines of an ignore file."""
    return Rules(_verdict(glob) for glob in globs)


def attribute_rules(text: str, attribute: str) -> Rules:
    """Rules of a ``.gitattributes`` for one attribute: True where it is set, False where it is unset."""
    found = []
    for line in _lines(text):
        pattern, _, rest = line.strip().partition('" ' if line.startswith('"') else " ")
        for word in rest.replace("\t", " ").split(" "):
            if word.startswith(attribute) and word[len(attribute) :] in _TRUE_ATTRIBUTE:
                found.append((pattern.strip('"\t'), True))
            elif word in (f"-{attribute}", f"{attribute}=false"):
                found.append((pattern.strip('"\t'), False))
    return Rules(found)


def _lines(text: str) -> list[str]:
    lines = (line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n"))
    return [line for line in lines if line and not line.startswith("#")]


def _verdict(line: str) -> tuple[str, bool]:
    return (line[1:], False) if line.startswith("!") else (line, True)


def _any_of(texts: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(texts), re.DOTALL) if texts else None


def _translate(line: str) -> tuple[bool, str] | None:
    """(over the whole path?, regular expression) of one line, None when it can match nothing."""
    while line.endswith(" ") and not line.endswith("\\ "):
        line = line[:-1]
    folder_only = line.endswith("/")
    text = line.removesuffix("/")
    whole = "/" in text
    segments = text.removeprefix("/").split("/")
    if not all(segments):
        return None
    expression = _blocks(segments) if whole else _segment(segments[0])
    return None if expression is None else (whole, f"(?:{expression})" + ("/\\Z" if folder_only else "/?\\Z"))


def _blocks(segments: list[str]) -> str | None:
    """``**`` cuts a path into blocks; the first fit of every block but the last is final (atomic), or hostile lines would take for ever."""
    blocks: list[list[str]] = [[]]
    for segment in segments:
        if segment == "**":
            blocks.append([])
            continue
        expression = _segment(segment)
        if expression is None:
            return None
        blocks[-1].append(expression)
    if len(blocks) == 1:
        return "/".join(blocks[0])
    first, *middle, last = ["/".join(block) for block in blocks]
    out = first + "/" if first else ""
    out += "".join(f"(?>(?:[^/]+/)*?{block}/)" for block in middle if block)
    return out + (f"(?:[^/]+/)*{last}" if last else ".+")


def _segment(text: str) -> str | None:
    """One part of a path. Every ``*`` but the last stops at its first fit for good, as in ``fnmatch``."""
    pieces = [""]
    at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append("")
        elif char == "?":
            pieces[-1] += "[^/]"
        elif char == "[":
            at, piece = _bracket(text, at)
            if not piece:
                return None
            pieces[-1] += piece
        elif char == "\\":
            if at == len(text):
                return None
            pieces[-1] += re.escape(text[at])
            at += 1
        else:
            pieces[-1] += re.escape(char)
    if len(pieces) == 1:
        return pieces[0]
    if not any(pieces):
        return "[^/]+"
    first, *middle, last = pieces
    return first + "".join(f"(?>[^/]*?{piece})" for piece in middle) + f"[^/]*{last}"


def _bracket(text: str, at: int) -> tuple[int, str]:
    """The character class whose ``[`` stands before ``at``: (offset behind it, expression or "" when it is broken)."""
    negated = text[at : at + 1] in ("!", "^")
    start = at = at + negated
    inner = ""
    while at < len(text) and (text[at] != "]" or at == start):
        match = _CLASS.match(text, at)
        if match is None:
            return at, ""
        named, escaped, low, high, single = match.groups()
        if named is not None:
            if named not in _CLASSES:
                return at, ""
            inner += _CLASSES[named]
        elif low is not None:
            high = high[-1]
            inner += f"{re.escape(low)}-{re.escape(high)}" if low <= high else re.escape(low)
        else:
            inner += re.escape(escaped or single)
        at = match.end()
    if at >= len(text):
        return at, ""
    return at + 1, f"[^/{inner}]" if negated else f"(?!/)[{inner}]" if inner else "(?!)"
