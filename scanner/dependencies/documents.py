"""Reads the languages that manifests are written in, with the lines of their keys, within bounds of depth and size.

What a key means is left to the readers of the formats.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from typing import TYPE_CHECKING, Any, cast

from scanner.dependencies.interface import BrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_DEPTH = 100
"""Open containers or elements; nobody writes more."""
MAX_RELAXED = 2_000_000
"""Characters of JSON5, which is read token by token."""
_MAX_PATH = 8
"""Keys of a path whose line is remembered."""
_MAX_MISSES = 100
"""Texts that may be looked for in vain in one file."""
_JSON_KEY = re.compile(r'^([ \t]*+)"((?:[^"\\\n]|\\.)*+)"[ \t]*+:', re.MULTILINE)
_COMMENT = re.compile(r"[^\n\t ]")
_CODE_COMMENT = re.compile(r"//[^\n]*|/\*(?s:.*?)(?:\*/|\Z)|(\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')")
_NOT_END = re.compile(r"[^\n]")
_BRACKET = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|[()\[\]{}]")
_DOTTED = re.compile(r"^[ \t\[]*+(?:[^\n=.\"'#]*+\.){100}", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*+\[\[?([^\]\n]+)\]\]?[ \t]*+(?:#[^\n]*+)?$", re.MULTILINE)
_TOML_KEY = re.compile(r"""^[ \t]*+("[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*+[.=]""", re.MULTILINE)

Json = dict[str, Any]


class Lines:
    """Byte positions of one text to lines, asked in any order."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, position: int) -> int:
        """1-based."""
        import bisect

        return bisect.bisect_right(self._starts, position)


# ------------------------------------------------------------------------------------------------ JSON


class JsonDocument:
    """A JSON text whose keys stand on lines of their own, as all tools write it; elsewhere lines are those of what is around."""

    def __init__(self, text: str) -> None:
        text = text.removeprefix("\ufeff")
        try:
            root = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BrokenError(_told("JSON", error)) from error
        self.root: Json = mapping(root)
        self._places = _json_places(text)

    def line(self, *path: str) -> int:
        """Line of a key, or of the nearest key around it."""
        while path:
            found = self._places.get(path)
            if found:
                return found[0]
            path = path[:-1]
        return 1

    def nth(self, number: int, *path: str) -> int:
        """Line of a key in the n-th object of a list."""
        found = self._places.get(path, ())
        return found[number] if number < len(found) else self.line(*path)


class Quoted:
    """Lines of texts in lists of a JSON file, asked for in about the order in which they stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._last = 0
        self._misses = 0

    def line(self, text: str) -> int:
        """Line of the next such text; where there is none, that of the last one found."""
        found = self._text.find(json.dumps(text), self._last) if self._misses < _MAX_MISSES else -1
        if found < 0:
            self._misses += 1
            return self._lines.at(self._last)
        self._last = found + 1
        return self._lines.at(found)


def _json_places(text: str) -> Mapping[tuple[str, ...], list[int]]:
    """Lines of the keys by their path, from the indentation."""
    places: dict[tuple[str, ...], list[int]] = {}
    stack: list[tuple[int, str]] = []
    lines = Lines(text)
    for found in _JSON_KEY.finditer(text):
        indent = len(found[1])
        while stack and stack[-1][0] >= indent:
            stack.pop()
        if len(stack) < _MAX_PATH:
            key = json.loads(f'"{found[2]}"', strict=False) if "\\" in found[2] and _is_json(found[2]) else found[2]
            stack.append((indent, key))
            places.setdefault(tuple(name for _, name in stack), []).append(lines.at(found.start(2)))
    return places


def _is_json(text: str) -> bool:
    try:
        json.loads(f'"{text}"', strict=False)
    except ValueError:
        return False
    return True


def relaxed(text: str) -> str:
    """JSON5 and JSON with comments as JSON; lines and their indentation stay."""
    from scanner.languages._json import TOKENS

    if len(text) > MAX_RELAXED:
        raise BrokenError(f"{len(text)} characters of JSON5, the limit is {MAX_RELAXED}", "too-large")
    pieces: list[str] = []
    data = text.removeprefix("\ufeff").encode()
    last = 0
    for found in TOKENS.finditer(data):
        kind = found.lastgroup
        if kind is None:
            continue
        start = found.start(kind) - (kind in ("double", "single"))
        pieces.append(_COMMENT.sub(" ", data[last:start].decode("utf-8", "replace")))
        last = found.end()
        _put(pieces, kind, found[kind].decode("utf-8", "replace"))
    return "".join(pieces)


def _put(pieces: list[str], kind: str, text: str) -> None:
    if kind == "punct":
        if text in "}]":
            at = next((n for n in range(len(pieces) - 1, -1, -1) if pieces[n].strip()), -1)
            if at >= 0 and pieces[at] == ",":
                pieces[at] = ""
        pieces.append(text)
    elif kind in ("double", "single"):
        pieces.append('"' + (text if kind == "double" else text.replace("\\'", "'").replace('"', '\\"')) + '"')
    else:
        pieces.append(text if text in ("true", "false", "null") or re.fullmatch(r"-?\d+(?:\.\d+)?", text) else json.dumps(text))


# ------------------------------------------------------------------------------------------------ TOML


class TomlDocument:
    """A TOML text, and where its tables and keys stand."""

    def __init__(self, text: str) -> None:
        self._text = text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        if _DOTTED.search(text):
            raise BrokenError("a key of more than a hundred parts", "cut")
        try:
            self.root: Json = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            raise BrokenError(_told("TOML", error)) from error
        self._lines = Lines(text)
        self._tables: dict[str, list[tuple[int, int]]] = {}
        heads = [*_TABLE.finditer(text)]
        ends = [*(head.start() for head in heads[1:]), len(text)]
        self._tables[""] = [(0, heads[0].start() if heads else len(text))]
        for head, end in zip(heads, ends, strict=False):
            self._tables.setdefault(_bare(head[1]), []).append((head.start(), end))
        self._keys: dict[str, dict[str, int]] = {}
        self._cursors: dict[tuple[str, str], int] = {}
        self._misses = 0

    def nth(self, number: int, name: str) -> int:
        """Line of the n-th table of an array."""
        spans = self._tables.get(name, ())
        return self._lines.at(spans[number][0]) if number < len(spans) else 1

    def line(self, name: str, key: str = "") -> int:
        """Line of a key of a table, or of the nearest table around it."""
        position = self._position(name, key)
        if position is None and f"{name}.{key}" in self._tables:
            position = self._tables[f"{name}.{key}"][0][0]
        while position is None and name:
            position = self._tables[name][0][0] if name in self._tables else None
            name, _, last = name.rpartition(".")
            position = position if position is not None else self._position(name, last)
        return self._lines.at(position or 0)

    def item(self, name: str, key: str, text: str) -> int:
        """Line of a text in the list under a key; texts are asked for in their order."""
        start = self._cursors.get((name, key))
        if start is None:
            start = self._position(name, key)
        if start is None:
            start = next((spans[0][0] for spans in (self._tables.get(name),) if spans), 0)
        found = self._text.find(text, start) if self._misses < _MAX_MISSES else -1
        if found < 0:
            self._misses += 1
            return self._lines.at(start)
        self._cursors[name, key] = found + 1
        return self._lines.at(found)

    def _position(self, name: str, key: str) -> int | None:
        if name not in self._keys:
            spans = self._tables.get(name, ())
            found: dict[str, int] = {}
            for start, end in spans:
                for match in _TOML_KEY.finditer(self._text, start, end):
                    found.setdefault(match[1].strip("\"'"), match.start(1))
            self._keys[name] = found
        return self._keys[name].get(key)


def _bare(name: str) -> str:
    return name if name.isidentifier() else re.sub(r"[\s\"']+", "", name.replace('"', "").strip())


# ------------------------------------------------------------------------------------------------ YAML


class Word(str):
    """A text of a YAML file, and its line; types are nobody's guess here: ``1.10`` stays ``1.10``."""

    line: int
    __slots__ = ("line",)

    @staticmethod
    def at(text: str, line: int) -> Word:
        word = Word(text)
        word.line = line
        return word


def yaml_document(text: str) -> list[Any]:
    """The documents of a YAML text: ``dict``, ``list``, ``Word``. An alias is the thing itself, so that nothing grows."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return [*_yaml_documents(yaml.parse(text, Loader=loader))]
    except (yaml.YAMLError, RecursionError) as error:
        raise BrokenError(_told("YAML", error)) from error


def _yaml_documents(events: Iterator[Any]) -> Iterator[Any]:
    import yaml

    anchors: dict[str, Any] = {}
    stack: list[tuple[Any, Any]] = []
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            anchors, stack = {}, [([], None)]
            continue
        if isinstance(event, yaml.DocumentEndEvent):
            yield stack[0][0][0]
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            continue
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = Word.at(event.value, getattr(event.start_mark, "line", 0) + 1)
        elif isinstance(event, yaml.MappingStartEvent):
            value = {}
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
        elif isinstance(event, yaml.AliasEvent):
            value = anchors.get(event.anchor or "")
        else:
            continue
        if not isinstance(event, yaml.AliasEvent) and event.anchor:
            anchors[event.anchor] = value
        _attach(stack, value)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > MAX_DEPTH:
                raise BrokenError("YAML nested too deep", "cut")
            stack.append((value, None))


def _attach(stack: list[tuple[Any, Any]], value: Any) -> None:
    holder, key = stack[-1]
    if isinstance(holder, list):
        holder.append(value)
    elif key is None:
        stack[-1] = (holder, value if isinstance(value, Word) else Word.at("", 1))
    else:
        holder[key] = value
        stack[-1] = (holder, None)


# ------------------------------------------------------------------------------------------------ XML


class Element:
    """An element of an XML file; names are without their namespace."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Element] = []
        self.text = ""

    def all(self, *path: str) -> list[Element]:
        """Elements below, by a path of names."""
        found = [self]
        for name in path:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def value(self, *path: str) -> str:
        """Text of the first element at a path, "" for none."""
        return next((element.text.strip() for element in self.all(*path)), "")

    def walk(self) -> Iterator[Element]:
        """This and all below, in their order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


@functools.lru_cache(maxsize=32)
def xml_document(text: str) -> Element:
    """The root; not to be changed, since parents are asked for again.

    A document type declares entities, which no manifest needs: it is refused before any is read.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    root = Element("", {}, 1)
    stack = [root]

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise BrokenError("XML nested too deep", "cut")
        element = Element(name.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def text_(data: str) -> None:
        if not stack[-1].children:
            stack[-1].text += data

    def refuse(*_: object) -> None:
        raise BrokenError("an XML document type is not read: it may declare entities", "cut")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text_
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", lambda head: "\n" * head[0].count("\n"), text.removeprefix("\ufeff")).encode(), True)
    except expat.ExpatError as error:
        raise BrokenError(_told("XML", error)) from error
    return root.children[0]


# ------------------------------------------------------------------------------------------------ code


def uncommented(code: str) -> str:
    """Code of a language with ``//`` and ``/* */`` without its comments; lines and columns stay."""
    return _CODE_COMMENT.sub(lambda match: match[1] or _NOT_END.sub(" ", match[0]), code)


def closing(code: str, opened: int, limit: int = 20_000) -> int:
    """Position behind the bracket that closes the one at ``opened``; that of the limit, where none does."""
    depth = 0
    for found in _BRACKET.finditer(code, opened, opened + limit):
        depth += 1 if found[0] in "([{" else -1 if found[0] in ")]}" else 0
        if depth == 0:
            return found.end()
    return min(len(code), opened + limit)


# ------------------------------------------------------------------------------------------------ values of any of them


def mapping(value: object) -> Json:
    """A map, empty where something else stands."""
    return cast("Json", value) if isinstance(value, dict) else {}


def listing(value: object) -> Sequence[Any]:
    """A list, empty where something else stands."""
    return value if isinstance(value, list) else ()


def string(value: object) -> str:
    """A text, "" where something else stands."""
    return value if isinstance(value, str) else ""


def _told(what: str, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"{what} nested too deep"
    return f"no {what}: {' '.join(str(error).split())[:160]}"
