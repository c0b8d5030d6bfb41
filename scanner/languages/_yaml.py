"""Reads YAML from the parser's events, so no tag ever runs and nothing recurses; aliases stay shared, merges become spreads.

Every document is a map or sequence of its own; that several of them are alternatives is said in ``_tree``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import yaml

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._tree import MAX_KEY, MAX_NODES, Nest, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.languages._tree import Map, Tree

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SLOW_LIMIT = 200_000
"""Bytes that the parser written in Python may take (about 0.1 MB/s), where the one written in C is not there."""
_CONTROLS = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"
_WITHOUT_CONTROLS = bytes.maketrans(_CONTROLS, b"?" * len(_CONTROLS))
_PROPERTIES = re.compile(rb"(?:[&!]\S*+|\s++|\#[^\n]*+)*+")
_BLOCK_HEADER = re.compile(rb"[|>][^\n]*+\s*+")
_STATEMENT = re.compile(rb"(?m)^[ \t]*+(?:\{\{[^\n]*\}\}|\{%[^\n]*%\})[ \t]*+\r?$")
_PLACEHOLDER = re.compile(rb"(?m)^[ \t]*+(?:-[ \t]++)*+(?:[^\s:#{][^:\n]*+:[ \t]++)?\{\{[^\n]*+$")
_VALUE = re.compile(rb"(?m)^[ \t]*+(?:-[ \t]++)*+(?:[^\s:#{][^:\n]*+:[ \t]++)?\{\{-?+[ \t]*+[.$\w\"]")

_MASKS = (("{{", "<^"), ("}}", "^>"), ("{{", "#^"), ("{%", "#<"))
"""Template signs and what the parser sees in their place, byte for byte: a plain text, or a comment outside of texts."""


class _Anchor(NamedTuple):
    """A value that aliases repeat: its entries, the key path they were read under, and its size with all aliases written out."""

    node: Node
    first: int
    last: int
    place: str
    size: int


class _Open(NamedTuple):
    """A container that is being read."""

    node: Map | list[Node]
    anchor: str | None
    first: int
    place: str
    size: int
    key: bool
    """It stands where a key is expected."""
    merges: list[str]
    """Keys of the map that are ``<<``."""


class _Document:
    """Reads the events of one document."""

    def __init__(self, data: bytes, tree: Tree, *, masked: bool) -> None:
        self._data = data
        self._masked = masked
        self._tree = tree
        self._nest = Nest(tree)
        self._anchors: dict[str, _Anchor] = {}
        self._open: list[_Open] = []

    def finish(self) -> Node | None:
        """The value of the document; closes what a broken file left open."""
        while self._open:
            self.end()
        return self._nest.root

    def begin(self, event: yaml.CollectionStartEvent) -> None:
        nest, tree = self._nest, self._tree
        node: Map | list[Node] = {} if isinstance(event, yaml.MappingStartEvent) else []
        key = self._at_key()
        self._open.append(_Open(node, event.anchor, len(tree.entries), "" if key else nest.place(), tree.nodes, key, []))
        if key:
            tree.gap("complex-key")
            nest.ignoring += 1
        else:
            nest.open(node)

    def end(self) -> None:
        ended = self._open.pop()
        ignored = self._nest.ignoring > 0
        self._nest.close()
        if ended.key:
            self._nest.key = "?"
        if ignored:
            return
        if ended.merges and isinstance(ended.node, dict):
            self._spread(ended.node, ended)
        if ended.anchor:
            size = self._tree.nodes - ended.size
            self._anchors[ended.anchor] = _Anchor(ended.node, ended.first, len(self._tree.entries), ended.place, size)

    def scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> None:
        nest, tree = self._nest, self._tree
        if nest.ignoring:
            return
        if self._at_key():
            self._key(event.value, plain=event.implicit[0])
            if event.anchor:
                self._anchors[event.anchor] = _Anchor(tree.builder.string(event.value), 0, 0, "", 1)
            return
        place, first = nest.place(), len(tree.entries)
        start, end = _span(self._data, event.style, start, end)
        text = _unmasked(event.value) if self._masked else event.value
        plain = event.implicit[0] and (text[:1] not in ("i", "I", "n", "N") or text in ("null", "Null", "NULL"))
        value = tree.word(text) if plain or _is_typed(event.tag) else None
        if value is not None:
            nest.constant(text, start, end, value)
        else:
            # A tag of the project's own (!env NAME, !vault) makes something else of the text; placeholders are for a later stage to read.
            tagged = event.tag is not None and not _is_standard(event.tag) and "${" not in text
            value = tree.builder.unknown("tag") if tagged else tree.builder.string(text)
            nest.text(text, start, end, value)
        if event.anchor:
            self._anchors[event.anchor] = _Anchor(value, first, len(tree.entries), place, 1)

    def alias(self, event: yaml.AliasEvent) -> None:
        nest, tree = self._nest, self._tree
        anchor = self._anchors.get(event.anchor or "")
        if nest.ignoring:
            return
        if self._at_key():
            found = tree.builder.at(anchor.node) if anchor is not None and isinstance(anchor.node, int) else ()
            self._key(str(found[1]) if found and found[0] == "string" else "?", plain=False)
        elif anchor is None:
            nest.put(tree.builder.gap("unresolved-alias"))
        elif tree.nodes + anchor.size >= MAX_NODES:
            nest.put(tree.builder.gap("too-many-nodes"))
        else:
            self._repeat(anchor)

    def _repeat(self, anchor: _Anchor) -> None:
        """The node is shared, its entries are read again under the key path of the alias."""
        tree, place = self._tree, self._nest.place()
        first = len(tree.entries)
        copied = [entry for entry in tree.entries[anchor.first : anchor.last] if entry is not None]
        tree.node(anchor.size)
        tree.leaf(len(copied))
        tree.entries.extend(entry._replace(key=(place + entry.key[len(anchor.place) :])[-MAX_KEY:]) for entry in copied)
        self._nest.put(anchor.node, first)

    def _spread(self, node: Map, ended: _Open) -> None:
        """Turn ``<<`` keys into spreads; their entries stand in the map itself unless a key written there wins."""
        entries = self._tree.entries
        spread = 0
        for key in ended.merges:
            merged = node.pop(key, -1)
            if isinstance(merged, int):
                continue
            for source in merged if isinstance(merged, list) else [merged]:
                if isinstance(source, dict):
                    node[spread] = source
                    spread += 1
            first, last = self._tree.written(node, key)
            prefix = len(f"{ended.place}.{key}.".lstrip("."))
            for at in range(first, last):
                entry = entries[at]
                if entry is not None:
                    below = entry.key[prefix:].partition(".")[2] if isinstance(merged, list) else entry.key[prefix:]
                    entries[at] = None if _overridden(below, node) else entry._replace(key=f"{ended.place}.{below}".lstrip("."))

    def _at_key(self) -> bool:
        nest = self._nest
        return not nest.ignoring and isinstance(nest.holder, dict) and nest.key is None

    def _key(self, text: str, *, plain: bool) -> None:
        """The key of the next value; several ``<<`` in one map are all meant."""
        nest = self._nest
        if text == "<<" and plain and isinstance(nest.holder, dict):
            text = f"<<{len(self._open[-1].merges) or ''}"
            self._open[-1].merges.append(text)
        nest.key = text


class _Offsets:
    """Bytes of character positions that only grow."""

    def __init__(self, data: bytes) -> None:
        self._text = None if data.isascii() else data.decode("utf-8", "replace")
        self._character = self._byte = 0

    def byte(self, mark: object) -> int:
        character = int(getattr(mark, "index", self._character))
        if self._text is None:
            return character
        self._byte += len(self._text[self._character : character].encode())
        self._character = character
        return self._byte


def read(data: bytes, tree: Tree) -> list[Node]:
    """The documents of a YAML file."""
    if _LOADER is yaml.BaseLoader and len(data) > _SLOW_LIMIT:
        tree.gap("too-large")
        return []
    seen = data.translate(_WITHOUT_CONTROLS)
    # NOTE: a placeholder without quotes is a map whose key is a map, which nobody writes.
    masked = (b"{{" in data or b"{%" in data) and (bool(_VALUE.search(data)) or not _parses(seen))
    if masked:
        seen = _STATEMENT.sub(lambda line: line[0].replace(b"{{", b"#^", 1).replace(b"{%", b"#<", 1), seen)
        seen = _PLACEHOLDER.sub(lambda line: line[0].replace(b"{{", b"<^").replace(b"}}", b"^>"), seen)
    documents = [_Document(seen, tree, masked=masked)]
    offsets = _Offsets(seen)
    try:
        for event in _events(seen):
            document = documents[-1]
            if isinstance(event, yaml.ScalarEvent):
                document.scalar(event, offsets.byte(event.start_mark), offsets.byte(event.end_mark))
            elif isinstance(event, yaml.CollectionStartEvent):
                document.begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                document.end()
            elif isinstance(event, yaml.AliasEvent):
                document.alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents.append(_Document(seen, tree, masked=masked))
            if tree.full:
                break
    except _TooDeepError:
        tree.gap("nested-too-deep")
    except yaml.YAMLError:
        tree.gap("parse-error")
    nodes = [node for node in (document.finish() for document in documents) if node is not None]
    # A lone `---` makes an empty document beside the real ones.
    return [node for node in nodes if not isinstance(node, int)] or nodes[:1]


class _TooDeepError(yaml.YAMLError):
    """More open containers than a person writes; the parser needs the square of their number."""


def _events(data: bytes) -> Iterator[yaml.Event]:
    depth = 0
    for event in yaml.parse(data, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooDeepError
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _parses(data: bytes) -> bool:
    try:
        for _ in _events(data):
            pass
    except yaml.YAMLError:
        return False
    return True


def _unmasked(text: str) -> str:
    for sign, mask in _MASKS:
        text = text.replace(mask, sign)
    return text


def _span(data: bytes, style: str | None, start: int, end: int) -> tuple[int, int]:
    """Bytes of the text itself: without anchor, tag, quotes and the header of a block."""
    found = _PROPERTIES.match(data, start, end)
    start = found.end() if found else start
    if style in ("'", '"'):
        return start + 1, end - 1
    if style in ("|", ">"):
        header = _BLOCK_HEADER.match(data, start, end)
        start = header.end() if header else start
        end = start + len(data[start:end].rstrip())
    return start, max(start, end)


def _is_typed(tag: str | None) -> bool:
    return tag is not None and tag.removeprefix("tag:yaml.org,2002:") in ("int", "float", "bool", "null")


def _is_standard(tag: str) -> bool:
    return tag == "!" or tag.startswith("tag:yaml.org,2002:")


def _overridden(key: str, node: Map) -> bool:
    """The key or a map around it is written in the map itself."""
    parts = key.split(".")
    return any(".".join(parts[: count + 1]) in node for count in range(len(parts)))
