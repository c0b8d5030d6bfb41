"""Reads the directory of a zip archive and the beginning of one entry; nothing is unpacked to a disk, and no size inside is believed.

Which entries matter is left to ``readers``.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from scanner.artifacts.heads import MAX_HEAD

if TYPE_CHECKING:
    from scanner.artifacts.heads import Head

MAX_ENTRIES = 20_000
_STORED, _DEFLATED = 0, 8
_END, _END64, _PLACE64, _ENTRY, _LOCAL = b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\1\2", b"PK\3\4"
_OPEN_ENDED = 0xFFFFFFFF
_BOMB = 200
"""Times that an entry may grow when it is unpacked; what compresses better holds nothing but repetition."""
_SMALL = 10_000_000
"""Bytes up to which it does not matter how well an entry is compressed."""


class Entry(NamedTuple):
    """One line of the directory."""

    name: str
    method: int
    packed: int
    size: int
    at: int


def entries_of(head: Head) -> tuple[Entry, ...] | None:
    """What the directory lists, None where there is no archive or its directory is too long."""
    place = _directory(head)
    if place is None or not 0 < place[1] <= MAX_HEAD:
        return None
    data = head.piece(*place)
    found: list[Entry] = []
    at = 0
    while data[at : at + 4] == _ENTRY and len(data) - at >= 46 and len(found) < MAX_ENTRIES:
        method, packed, size, name, extra, comment = struct.unpack_from("<10xH8xIIHHH", data, at)
        (offset,) = struct.unpack_from("<I", data, at + 42)
        text = data[at + 46 : at + 46 + name].decode("utf-8", "replace")
        packed, size, offset = _long(data[at + 46 + name : at + 46 + name + extra], packed, size, offset)
        found.append(Entry(text, method, packed, size, offset))
        at += 46 + name + extra + comment
    return tuple(found)


def opened(head: Head, entry: Entry) -> tuple[bytes, str]:
    """The beginning of an entry, and what is wrong with it."""
    if entry.size > _SMALL and entry.size > _BOMB * max(entry.packed, 1):
        return b"", f"the entry {entry.name!r} of {entry.packed} bytes would unpack to {entry.size}; it was not unpacked"
    local = head.piece(entry.at, 30)
    if local[:4] != _LOCAL or len(local) < 30:
        return b"", ""
    name, extra = struct.unpack_from("<HH", local, 26)
    data = head.piece(entry.at + 30 + name + extra, entry.packed)
    if entry.method == _STORED:
        return data, ""
    if entry.method != _DEFLATED:
        return b"", ""
    try:
        return zlib.decompressobj(-15).decompress(data, MAX_HEAD), ""
    except zlib.error:
        return b"", ""


def _directory(head: Head) -> tuple[int, int] | None:
    """(offset, bytes) of the directory."""
    at = head.tail.rfind(_END)
    if at < 0 or len(head.tail) - at < 22:
        return None
    length, offset = struct.unpack_from("<II", head.tail, at + 12)
    if offset != _OPEN_ENDED and length != _OPEN_ENDED:
        return offset, length
    locator = head.tail[at - 20 : at] if at >= 20 else b""
    if locator[:4] != _PLACE64:
        return None
    end = head.piece(struct.unpack_from("<Q", locator, 8)[0], 56)
    if end[:4] != _END64 or len(end) < 56:
        return None
    length, offset = struct.unpack_from("<QQ", end, 40)
    return offset, length


def _long(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Sizes and place of an entry that needs eight bytes for one of them."""
    at = 0
    while len(extra) - at >= 4:
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            values = list(struct.unpack_from(f"<{min(length, len(extra) - at - 4) // 8}Q", extra, at + 4))
            size = values.pop(0) if size == _OPEN_ENDED and values else size
            packed = values.pop(0) if packed == _OPEN_ENDED and values else packed
            offset = values.pop(0) if offset == _OPEN_ENDED and values else offset
        at += 4 + length
    return packed, size, offset
