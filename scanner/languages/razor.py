"""Unpacks a component of Razor into one C# class that still knows its lines in the raw file.

What the markup around the code shows is left out, but for functions written into its attributes; what the C# means is left to ``csharp``.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from scanner.languages import csharp

if TYPE_CHECKING:
    from scanner.languages.interface import Naming
    from scanner.model import Facts

IMPORTS = "_Imports.razor"
"""Its directives hold for all components in its folder and below."""
_COMMENT = re.compile(rb"@\*.*?(?:\*@|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_DIRECTIVE = re.compile(rb"^[ \t]*@(using|inject|inherits)[ \t]+([^\r\n;]{1,400});?[ \t]*\r?$", re.MULTILINE)
_BLOCK = re.compile(rb"@(code|functions)?\s*\{")
_LAMBDA = re.compile(rb"""=\s*"(?:@(?=\())?(\(?(?:async\s+)?(?:\([^()"\n]{0,200}\)|\w+)\s*=>[^"\n]{1,400})["]""")
_TOKEN = re.compile(
    rb"""//[^\n]*+|/\*(?:(?!\*/).)*+(?:\*/|\Z)
    |\"\"\"(?:(?!\"\"\").)*+(?:\"\"\"|\Z)
    |(?:@\$?|\$@)"(?:[^"]|"")*+(?:"|\Z)
    |"(?:[^"\\\n]|\\.)*+"
    |'(?:[^'\\\n]|\\.){1,8}'
    |(?P<brace>[{}])""",
    re.DOTALL | re.VERBOSE,
)
_TEMPLATE = re.compile(rb"@<([A-Za-z][\w.]{0,100})(?=[\s/>])")
_TAG = rb"""<(/?)%s(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*'){0,200}?(/?)>"""
_MARKUP = re.compile(rb"^\s*[<@]", re.MULTILINE)
_NEWLINE = re.compile(rb"\n")
_BLANK = bytes(byte if byte in b"\n\r" else 32 for byte in range(256))

_CSHARP = csharp.LANGUAGES[0]


class Razor:
    """C# in another wrapping: its names work as those of C# do."""

    id = "razor"
    traits = _CSHARP.traits

    def lower(self, path: str, data: bytes) -> Facts:
        source, lines = unpack(data, path)
        return _CSHARP.lower(path, source)._replace(language=self.id, lines=lines)

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        return _CSHARP.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        return _CSHARP.names_of(path, naming)


LANGUAGE = Razor()
LANGUAGES = (LANGUAGE,)


class _Source:
    """C# text that grows line by line."""

    def __init__(self) -> None:
        self.size = 0
        self.parts: list[bytes] = []
        self.lines: list[tuple[int, int]] = []

    def add(self, text: bytes, number: int) -> None:
        """Lines of code, of which the first stands in a line of the raw file and the others behind it."""
        for line in text.split(b"\n"):
            self.lines.append((self.size, number))
            self.parts.append(line + b"\n")
            self.size += len(line) + 1
            number += 1


def unpack(data: bytes, path: str) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """The C# source of a component, and ((offset in it, line of the raw file), …) for each of its lines."""
    data = _COMMENT.sub(lambda comment: comment[0].translate(_BLANK), data.removeprefix(b"\xef\xbb\xbf"))
    blocks = _blocks(data)
    markup = _without(data, blocks)
    source = _Source()
    ends = [found.start() for found in _NEWLINE.finditer(data)]
    said = [(found[1], found[2].strip(), bisect.bisect_left(ends, found.start(1)) + 1) for found in _DIRECTIVE.finditer(markup)]
    shared = b"global " if path.rpartition("/")[2] == IMPORTS else b""
    for kind, text, number in said:
        if kind == b"using":
            source.add(shared + b"using " + text + b";", number)
    base = next((b" : " + text for kind, text, _ in said if kind == b"inherits"), b"")
    source.add(b"public partial class " + _name(path) + base + b" {", 1)
    for kind, text, number in said:
        if kind == b"inject":
            source.add(b"private " + text + b";", number)
    for kind, start, end in blocks:
        if kind:
            source.add(_without_templates(data[start:end]), bisect.bisect_left(ends, start) + 1)
    shown = [(start, b"{" + data[start:end] + b"}") for kind, start, end in blocks if not kind and _MARKUP.search(data, start, end) is None]
    shown += [(found.start(1), b"builder.Add(" + found[1] + b");") for found in _LAMBDA.finditer(markup)]
    if shown:
        source.add(b"void BuildRenderTree(object builder) {", 1)
        for start, text in sorted(shown):
            source.add(text, bisect.bisect_left(ends, start) + 1)
        source.add(b"}", len(ends) + 1)
    source.add(b"}", len(ends) + 1)
    return b"".join(source.parts), tuple(source.lines)


def _blocks(data: bytes) -> list[tuple[bytes, int, int]]:
    """(keyword, start, end) of the code in braces; one that never ends goes to the end of the file."""
    found: list[tuple[bytes, int, int]] = []
    at = 0
    while (opening := _BLOCK.search(data, at)) is not None:
        depth, start, end = 1, opening.end(), len(data)
        for token in _TOKEN.finditer(data, start):
            if token["brace"] is not None:
                depth += 1 if token["brace"] == b"{" else -1
            if not depth:
                end = token.start()
                break
        found.append((opening[1] or b"", start, end))
        at = end + 1
    return found


def _without_templates(code: bytes) -> bytes:
    """Code without the markup that stands in it as a value (``@<b>…</b>``), which is nothing here."""
    parts: list[bytes] = []
    at = 0
    while (opening := _TEMPLATE.search(code, at)) is not None:
        depth, end = 0, opening.end()
        for tag in re.compile(_TAG % re.escape(opening[1])).finditer(code, opening.start() + 1):
            end = tag.end()
            depth += -1 if tag[1] else 0 if tag[2] else 1
            if depth <= 0:
                break
        blank = code[opening.start() : end].translate(_BLANK)
        parts += (code[at : opening.start()], b"null" + blank[min(4, len(blank)) :])
        at = end
    return b"".join((*parts, code[at:]))


def _without(data: bytes, blocks: list[tuple[bytes, int, int]]) -> bytes:
    parts: list[bytes] = []
    at = 0
    for _, start, end in blocks:
        parts += (data[at:start], data[start:end].translate(_BLANK))
        at = end
    return b"".join((*parts, data[at:]))


def _name(path: str) -> bytes:
    """The class that a component is: its file's name."""
    stem = re.sub(r"\W", "_", path.rpartition("/")[2].partition(".")[0])
    return (f"_{stem}" if stem[:1].isdigit() else stem or "_").encode("utf-8", "replace")
