"""Reads the statements of SQL mappers in XML, written out with all their conditions, and finds the methods that run them.

A mapper names an interface as its namespace and a method of it as the id of a statement.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.evaluate import Evaluator

MAX_DEPTH = 60
MAX_VARIANTS = 4
"""Branches of a choice that are tried; in every text all choices take the branch of the same number."""
_STATEMENTS = ("select", "insert", "update", "delete")
_JOINERS = re.compile(r"^\s*(?:and|or|,)\b\s*", re.IGNORECASE)
_ORDER = re.compile(r"\s*order\s+by\b", re.IGNORECASE)
"""Of a statement with several conditions that begin so only one holds at a time."""
_TRAILING = re.compile(r"(?:\b(?:and|or)|,)\s*$", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MAPPER = re.compile(rb"<(?:mapper|sqlMap)\s+namespace\s*=")
_SOURCES = (".java", ".kt", ".scala", ".groovy")


class BrokenError(Exception):
    """The file is no XML, or is nested too deep."""


def is_broken(data: bytes) -> bool:
    """Whether a file that says it is a mapper cannot be read."""
    if _MAPPER.search(data) is None:
        return False
    try:
        return _document(data) is None
    except BrokenError:
        return True


class Mapped(NamedTuple):
    """One text of a statement, the bytes of its element, and what it is called."""

    text: str
    start: int
    end: int
    namespace: str
    id: str


class _Element:
    """``content`` holds texts and elements in their order."""

    __slots__ = ("attributes", "content", "end", "name", "start")

    def __init__(self, name: str, attributes: Mapping[str, str], start: int) -> None:
        self.name = name
        self.attributes = attributes
        self.content: list[str | _Element] = []
        self.start = start
        self.end = start


def statements(data: bytes) -> Iterator[Mapped]:
    """Every statement of a mapper file, with each branch of its choices; ``BrokenError`` for what cannot be read."""
    root = _document(data)
    if root is None or root.name not in ("mapper", "sqlMap"):
        return
    namespace = root.attributes.get("namespace", "")
    pieces = {e.attributes.get("id", ""): e for e in root.content if isinstance(e, _Element) and e.name == "sql"}
    for element in root.content:
        if isinstance(element, _Element) and element.name in _STATEMENTS:
            for text in _texts(element, pieces):
                yield Mapped(text, element.start, element.end, namespace, element.attributes.get("id", ""))


def script(text: str) -> tuple[str, ...]:
    """The texts of a statement with conditions inside an annotation: ``<script>…</script>``."""
    try:
        root = _document(text.replace(HOLE, "").encode())
    except BrokenError:
        return ()  # NOTE: text with a hole in the middle of its elements is no document any more.
    return _texts(root, {}) if root is not None else ()


def method(ev: Evaluator, namespace: str, name: str) -> tuple[str, int]:
    """File and scope of the method of an interface, ("", -1) where the project has none."""
    for path in _files(ev).get(namespace.rpartition(".")[2], ()):
        if not path.rpartition(".")[0].endswith(namespace.replace(".", "/")):
            continue
        index = ev.project.file(path)
        for number, scope in enumerate(index.facts.scopes if index is not None else ()):
            if scope.name == name and scope.kind == "function":
                return path, number
    return "", -1


def _files(ev: Evaluator) -> Mapping[str, list[str]]:
    """Files of languages with interfaces, by their stem."""
    memo = ev.project.naming.memo
    if "mapped" not in memo:
        found: dict[str, list[str]] = {}
        for path in sorted(ev.project.naming.files):
            if path.endswith(_SOURCES):
                found.setdefault(path.rpartition("/")[2].rpartition(".")[0], []).append(path)
        memo["mapped"] = found
    return memo["mapped"]  # type: ignore[return-value]


def _texts(element: _Element, pieces: Mapping[str, _Element]) -> tuple[str, ...]:
    texts = [_text(element, pieces, branch, 0) for branch in range(MAX_VARIANTS)]
    return tuple(dict.fromkeys(" ".join(text.split()) for text in texts))


def _text(element: _Element, pieces: Mapping[str, _Element], branch: int, depth: int) -> str:
    """The element's text with everything in it that conditions allow."""
    if depth > MAX_DEPTH:
        return ""
    parts = [(part, part if isinstance(part, str) else _part(part, pieces, branch, depth + 1)) for part in element.content]
    orders = [part for part, text in parts if not isinstance(part, str) and part.name == "if" and _ORDER.match(text)]
    left = orders and orders[min(branch, len(orders) - 1)]
    return " ".join(text for part, text in parts if text and (part not in orders or part is left))


def _part(element: _Element, pieces: Mapping[str, _Element], branch: int, depth: int) -> str:
    if element.name == "include":
        named = pieces.get(element.attributes.get("refid", "").rpartition(".")[2])
        return _text(named, pieces, branch, depth) if named is not None else HOLE
    if element.name == "choose":
        ways = [e for e in element.content if isinstance(e, _Element)]
        return _text(ways[min(branch, len(ways) - 1)], pieces, branch, depth) if ways else ""
    if element.name in ("bind", "selectKey", "property"):
        return ""
    inner = _text(element, pieces, branch, depth)
    if element.name == "foreach":
        return f"{element.attributes.get('open', '')} {inner} {element.attributes.get('close', '')}"
    if element.name == "where" and inner.strip():
        return f"WHERE {_JOINERS.sub('', inner)}"
    if element.name == "set":
        return f"SET {_TRAILING.sub('', inner.strip())}"
    if element.name == "trim" and inner.strip():
        inner = _TRAILING.sub("", _JOINERS.sub("", inner).strip())
        return f"{element.attributes.get('prefix', '')} {inner} {element.attributes.get('suffix', '')}"
    return inner


def _document(data: bytes) -> _Element | None:
    """The root with texts and elements in their order; entities are refused, the document type is not read."""
    from xml.parsers import expat

    text = data.decode("utf-8", "replace")
    # NOTE: blanks keep the offsets; entities could only be declared in what is blanked here.
    text = _DECLARATION.sub(_blank, _DOCTYPE.sub(_blank, text.removeprefix("\ufeff"), count=1))
    parser = expat.ParserCreate("utf-8")
    stack = [_Element("", {}, 0)]

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise BrokenError("nested too deep")
        element = _Element(name, attributes, parser.CurrentByteIndex)
        stack[-1].content.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop().end = parser.CurrentByteIndex

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda piece: stack[-1].content.append(piece)
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise BrokenError(str(error)) from error
    return next((e for e in stack[0].content if isinstance(e, _Element)), None)


def _blank(found: re.Match[str]) -> str:
    return "".join("\n" if sign == "\n" else " " * len(sign.encode()) for sign in found[0])
