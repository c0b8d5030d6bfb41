"""Unpacks a Jupyter notebook into one Python text that still knows its lines in the raw file.

Cells in other languages, outputs and markdown are left out; what the Python means is left to ``python``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages import _json, python
from scanner.languages._tree import MAX_BYTES, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.languages.interface import Naming
    from scanner.model import Entry, Facts

_MAX_LINES = 400_000
_SKIP = frozenset({"outputs", "attachments", "widgets"})
_FIELD = re.compile(r"((?:worksheets\.\d+\.)?cells\.\d+)\.(cell_type|language|metadata\.vscode\.languageId|source|input)(?:\.\d+)?")
_LANGUAGE_KEYS = ("metadata.language_info.name", "metadata.kernelspec.language")
_NAME_KEYS = ("metadata.kernelspec.name", "metadata.kernel_info.name")
_OTHER_KERNELS = re.compile(
    r"(?:ir|julia|bash|java|scala|spylon|deno|node|sos|go|gonb|rust|evcxr|\.net|kotlin|octave|matlab|sas|wolfram|apache_toree)\b"
)
_BODY_IS_PYTHON = frozenset(
    {"time", "timeit", "capture", "prun", "memit", "mprun", "debug", "python", "python3", "px", "pyspark", "spark", "local"}
)

_CELL_MAGIC = re.compile(r"\s*%%(\w+)|\s*%(?:(md|sh|scala|r|fs)\b|(sql)\s*$)")
# NOTE: possessive, or a line of nothing but blanks or options costs its length squared and worse.
_TIMED = re.compile(r"([ \t]*+)%%?(?:time|timeit|prun|memit)[ \t]++(?:-\w++[ \t]*+(?:\d++[ \t]++)?)*+([^\s-].*)", re.DOTALL)
_MAGIC = re.compile(r"([ \t]*+)(?:(?<![ \t])%[ \t]++[A-Za-z_]|%{1,2}[A-Za-z_]|!|\?{1,2}[\w.]|[\w.]++\?{1,2}\s*+$)")
_ASSIGNED = re.compile(r"([ \t]*+[\w., ]++=[ \t]*+)(?:!|%[A-Za-z])")
_QUOTES = re.compile(r'"""|\'\'\'')
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class _Line(NamedTuple):
    """A line of a cell, and the line of the raw file that it begins on."""

    text: str
    number: int


class _Cell:
    """What is known of one cell."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.pieces: list[_Line] = []

    def is_python(self) -> bool:
        languages = [text for field, text in self.fields.items() if field != "cell_type"]
        return self.fields.get("cell_type") == "code" and all(_is_python(language) for language in languages)

    def lines(self) -> list[_Line]:
        """The pieces (usually a line each, but one text of many lines is allowed too) as lines."""
        lines: list[_Line] = []
        for piece in self.pieces:
            for text in _LINE.findall(piece.text):
                if lines and not lines[-1].text.endswith("\n"):
                    lines[-1] = lines[-1]._replace(text=lines[-1].text + text)
                else:
                    lines.append(_Line(text, piece.number))
        return lines


class Notebook:
    """Python in another wrapping: its names work as those of Python do."""

    id = "notebook"
    traits = python.LANGUAGE.traits

    def lower(self, path: str, data: bytes) -> Facts:
        source, lines, gaps = unpack(data)
        facts = python.LANGUAGE.lower(path, source)
        counted = Counter(dict(facts.gaps)) + Counter(dict(gaps))
        return facts._replace(language=self.id, lines=lines, gaps=tuple(sorted(counted.items())))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        return python.LANGUAGE.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        return ()


LANGUAGE = Notebook()
LANGUAGES = (LANGUAGE,)


def unpack(data: bytes, _path: str = "") -> tuple[bytes, tuple[tuple[int, int], ...], tuple[tuple[str, int], ...]]:
    """The Python source of all cells, ((offset in it, line of the raw file), …) for each of its lines, and what was left out."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if len(data) > MAX_BYTES:
        return b"", (), (("too-large", 1),)
    tree = Tree("", Notebook.id, len(data), leaves=_MAX_LINES, nodes=2 * _MAX_LINES)
    documents = _json.read(data, tree, _SKIP)
    gaps = {reason: count for reason, count in tree.builder.gaps.items() if count and reason != "duplicate-key"}
    document = documents[0] if documents else None
    if not isinstance(document, dict) or not ("cells" in document or "worksheets" in document):
        return b"", (), (("parse-error", gaps.get("parse-error", 0) or 1),)
    entries = [entry for entry in tree.entries if entry is not None]
    if not _has_python_kernel(entries):
        return b"", (), (("kernel", 1),)
    parts: list[bytes] = []
    lines: list[tuple[int, int]] = []
    size = 0
    for cell in _cells(entries, data):
        for line in _source(cell.lines()):
            part = line.text.rstrip("\n").encode("utf-8", "replace") + b"\n"
            parts.append(part)
            lines.append((size, line.number))
            size += len(part)
    return b"".join(parts), tuple(lines), tuple(sorted(gaps.items()))


def _has_python_kernel(entries: Iterable[Entry]) -> bool:
    """A notebook that does not say is Python: the format began with it."""
    said = {entry.key: entry.text.lower() for entry in entries if entry.key in _LANGUAGE_KEYS or entry.key in _NAME_KEYS}
    languages = [said[key] for key in _LANGUAGE_KEYS if key in said]
    if languages:
        return _is_python(languages[0])
    return not any(_OTHER_KERNELS.match(said[key]) for key in _NAME_KEYS if key in said)


def _is_python(language: str) -> bool:
    return any(name in language.lower() for name in ("python", "pyspark", "sage", "coconut"))  # supersets too


def _cells(entries: Iterable[Entry], data: bytes) -> list[_Cell]:
    """The Python cells in the order of the file."""
    cells: dict[str, _Cell] = {}
    number, position = 1, 0
    for entry in entries:
        found = _FIELD.fullmatch(entry.key)
        if found is None:
            continue
        cell = cells.setdefault(found[1], _Cell())
        if found[2] in ("source", "input"):
            number += data.count(b"\n", position, entry.start)
            position = entry.start
            cell.pieces.append(_Line(entry.text, number))
        else:
            cell.fields[found[2]] = entry.text
    return [cell for cell in cells.values() if cell.is_python()]


def _source(lines: list[_Line]) -> Iterator[_Line]:
    """The lines of a cell as plain Python; every line stays a line."""
    first = next((line for line in lines if line.text.strip()), None)
    magic = _CELL_MAGIC.match(first.text) if first else None
    if magic is not None and magic[1] not in _BODY_IS_PYTHON:
        return
    quote = ""
    continued = False
    for line in lines:
        text = line.text if quote else "pass\n" if continued else _plain(line.text)
        # A shell command may go on over several lines.
        continued = not quote and (continued or text != line.text) and line.text.rstrip("\r\n").endswith("\\")
        for found in _QUOTES.finditer(text):
            quote = "" if found[0] == quote else quote or found[0]
        yield line._replace(text=text)
    if quote:
        # An unfinished text must not swallow the cells behind it.
        yield _Line(f"{quote}\n", lines[-1].number)


def _plain(text: str) -> str:
    """One line without magic: timed code stays, commands become ``pass``."""
    timed = _TIMED.match(text)
    if timed is not None:
        return timed[1] + timed[2]
    assigned = _ASSIGNED.match(text)
    if assigned is not None:
        return assigned[1] + "None\n"
    magic = _MAGIC.match(text)
    # NOTE: `%name)` at the start of a line is the remainder operator in an expression over several lines.
    closes = sum(map(text.count, ")]}")) > sum(map(text.count, "([{"))
    return text if magic is None or closes else magic[1] + "pass\n"
