"""Reads what the heads of model files say of themselves: names and numbers, as a flat map of keys; what they mean is left to ``models``.

Every reader is bounded by the bytes that it is given, takes lengths inside them as claims, and runs nothing.
"""

from __future__ import annotations

import fnmatch
import json
import math
import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from scanner.artifacts.archives import entries_of, opened
from scanner.artifacts.pickles import globals_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scanner.artifacts.heads import Head
    from scanner.catalog.values import FileFormat

MAX_NAMES = 4000
"""Names of tensors, classes or operators that are kept of one file."""
_MAX_KEYS = 4000
_MAX_DEPTH = 4
_MAX_LIST = 16
_MAX_TEXT = 400
_LARGEST_HEADER = 100_000_000
"""Bytes; the format's own library refuses more."""
_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_TEXT, _LIST = 8, 9
_NAME_IN_HEADER = re.compile(rb'"([^"\\]{1,200})":\{"dtype"')
_PATH = re.compile(r"[0-9]+(?:\.[0-9]+)*")


class Found(NamedTuple):
    """What one file says."""

    keys: Mapping[str, str]
    """Dotted keys to texts."""
    names: tuple[str, ...] = ()
    """Names of tensors, and texts of a pickle."""
    globals: tuple[str, ...] = ()
    """Classes and functions that a pickle names."""
    parameters: int | None = None
    """Counted from the shapes of all tensors."""


class FaultError(Exception):
    """The file is not what its name and first bytes say; ``reason`` is that of a ``Problem``."""

    def __init__(self, message: str, reason: str = "parse-error") -> None:
        super().__init__(message)
        self.reason = reason


def read(format_: FileFormat, head: Head) -> Found | None:
    """What the file says, None where it is something else than the format; raises ``FaultError`` for one that is broken."""
    if format_.magic and not any(_fits(magic, head) for magic in format_.magic):
        return None
    if format_.holds and format_.reads != "archive" and not any(text.encode() in head.data for text in format_.holds):
        return None
    found = _READERS[format_.reads](format_, head)
    return None if found is None or any(need not in found.keys for need in format_.needs) else found


def _fits(magic: str, head: Head) -> bool:
    place, _, digits = magic.partition(":")
    at, wanted = int(place), bytes.fromhex(digits)
    return head.tail.endswith(wanted) and at == -len(wanted) if at < 0 else head.data[at : at + len(wanted)] == wanted


def _nothing(_format: FileFormat, _head: Head) -> Found | None:
    return Found({})


# ------------------------------------------------------------------------------------------------ a length and JSON


def _json_header(_format: FileFormat, head: Head) -> Found | None:
    """Eight bytes of length, then a map from tensors to their shapes."""
    if len(head.data) < 10 or head.data[8:9] != b"{":
        return None
    (length,) = struct.unpack_from("<Q", head.data)
    if length > min(head.size - 8, _LARGEST_HEADER):
        raise FaultError(f"the header claims {length} bytes, the file has {head.size}")
    data = head.data[8 : 8 + length]
    if len(data) < length:
        names = [match[1].decode("utf-8", "replace") for match in _NAME_IN_HEADER.finditer(data)]
        return Found({}, tuple(names[:MAX_NAMES]))
    tensors = _loaded(data)
    if not isinstance(tensors, dict):
        raise FaultError("the header is no map of tensors")
    said = tensors.pop("__metadata__", None)
    sizes = [_elements(tensor.get("shape")) for tensor in tensors.values() if isinstance(tensor, dict)]
    keys = {key: str(value)[:_MAX_TEXT] for key, value in said.items()} if isinstance(said, dict) else {}
    return Found(keys, tuple(tensors)[:MAX_NAMES], (), sum(sizes) or None)


def _elements(shape: object) -> int:
    whole = isinstance(shape, list) and all(isinstance(n, int) and 0 <= n < 1 << 40 for n in shape)
    return math.prod(shape[:8]) if whole and isinstance(shape, list) else 0


# ------------------------------------------------------------------------------------------------ typed keys and values


def _key_values(_format: FileFormat, head: Head) -> Found | None:
    """Four bytes of magic, a version, two counts, then keys with typed values; reads as far as the head goes."""
    data = head.data
    if len(data) < 24:
        raise FaultError("ends within its header")
    version, _, count = struct.unpack_from("<IQQ", data, 4)
    if version > 0xFFFF:
        return Found({})  # NOTE: written on a machine of the other byte order.
    if count > head.size // 13:
        raise FaultError(f"the header claims {count} keys, the file has {head.size} bytes")
    keys: dict[str, str] = {}
    at = 24
    for _ in range(min(count, _MAX_KEYS)):
        try:
            key, at = _text(data, at)
            value, at = _value(data, at)
        except (struct.error, IndexError):
            break  # NOTE: long lists of a vocabulary reach beyond the head; what describes the model stands before them.
        if value is not None:
            keys[key] = value
    return Found(keys)


def _text(data: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<Q", data, at)
    if length > len(data) - at - 8:
        raise IndexError
    return data[at + 8 : at + 8 + length].decode("utf-8", "replace"), at + 8 + length


def _value(data: bytes, at: int) -> tuple[str | None, int]:
    """The value as a text, None for a list, and where it ends."""
    (kind,) = struct.unpack_from("<I", data, at)
    at += 4
    if kind == _TEXT:
        text, at = _text(data, at)
        return text[:_MAX_TEXT], at
    if kind in _NUMBERS:
        form = _NUMBERS[kind]
        return str(struct.unpack_from(form, data, at)[0]), at + struct.calcsize(form)
    if kind != _LIST:
        raise IndexError
    inner, count = struct.unpack_from("<IQ", data, at)
    at += 12
    if inner in _NUMBERS:
        return None, at + struct.calcsize(_NUMBERS[inner]) * count
    if inner != _TEXT:
        raise IndexError
    for _ in range(count):
        _, at = _text(data, at)
    return None, at


# ------------------------------------------------------------------------------------------------ texts


def _json(_format: FileFormat, head: Head) -> Found | None:
    value = _loaded(head.data)
    return Found(dict(_flat(value, "", 0))) if isinstance(value, dict) else None


def _loaded(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise FaultError(f"is not JSON: {exc}"[:200]) from exc


def _flat(value: object, key: str, depth: int) -> Iterator[tuple[str, str]]:
    """Dotted keys with the first texts of lists; a map and a list say themselves that they are there."""
    if isinstance(value, (dict, list)):
        if key:
            yield key, ""
        items = value.items() if isinstance(value, dict) else enumerate(value[:_MAX_LIST])
        for name, inner in list(items)[:_MAX_KEYS] if depth < _MAX_DEPTH else ():
            yield from _flat(inner, f"{key}.{name}" if key else str(name), depth + 1)
    elif value is not None:
        yield key, str(value)[:_MAX_TEXT]


def _instructions(_format: FileFormat, head: Head) -> Found | None:
    """Lines of a word in capitals and what it is told; of several the first."""
    found: dict[str, str] = {}
    for line in head.data.decode("utf-8", "replace").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word.isalpha() and rest.strip():
            found.setdefault(word.upper(), rest.strip().strip("\"'")[:_MAX_TEXT])
    return Found(found)


# ------------------------------------------------------------------------------------------------ protocol buffers


def _wire(format_: FileFormat, head: Head) -> Found | None:
    """Numbered fields: of those that the format asks for, the first text or number."""
    wanted = {key for _, keys in format_.keys for key in keys} | {*format_.needs}
    paths = {tuple(map(int, key.split("."))) for key in wanted if _PATH.fullmatch(key)}
    keys: dict[str, str] = {}
    names: list[str] = []
    for path, value in _fields(head.data, (), paths):
        if path in paths:
            keys.setdefault(".".join(map(str, path)), value)
            if len(names) < MAX_NAMES:
                names.append(value)
    return Found(keys, tuple(dict.fromkeys(names)))


def _fields(data: bytes, above: tuple[int, ...], paths: set[tuple[int, ...]]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Fields in order, those inside of wanted ones too; a field that the head cuts off is read as far as it goes."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, kind = tag >> 3, tag & 7
        path = (*above, number)
        if not 0 < number < 1 << 29 or at > len(data):
            return
        if kind == 0:
            value, at = _varint(data, at)
            yield path, str(value)
        elif kind == 2:
            length, at = _varint(data, at)
            inner = data[at : at + length]
            at += length
            deeper = {one for one in paths if len(one) > len(path) and one[: len(path)] == path}
            yield path, "" if deeper else inner[:_MAX_TEXT].decode("utf-8", "replace")
            if deeper:
                yield from _fields(inner, path, deeper)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            return


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends; beyond the end where there is none."""
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    return 0, len(data) + 1


# ------------------------------------------------------------------------------------------------ archives and pickles


def _archive(format_: FileFormat, head: Head) -> Found | None:
    entries = entries_of(head)
    if entries is None:
        return None
    if any(not fnmatch.filter([entry.name for entry in entries], glob) for glob in format_.holds):
        return None
    found = Found({})
    for entry in entries:
        if format_.member and fnmatch.fnmatchcase(entry.name, format_.member):
            data, fault = opened(head, entry)
            if fault:
                raise FaultError(fault, "too-large")
            found = _json(format_, head._replace(data=data)) or found if entry.name.endswith(".json") else _pickled(data)
            break
    return found


def _pickle(_format: FileFormat, head: Head) -> Found | None:
    found = _pickled(head.data)
    return found if found.globals else None


def _pickled(data: bytes) -> Found:
    named = globals_of(data)
    return Found({}, named.texts[:MAX_NAMES], named.globals[:MAX_NAMES])


_READERS: Mapping[str, Callable[[FileFormat, Head], Found | None]] = {
    "json-header": _json_header,
    "key-values": _key_values,
    "json": _json,
    "instructions": _instructions,
    "wire": _wire,
    "archive": _archive,
    "pickle": _pickle,
    "magic": _nothing,
    "name": _nothing,
}
