"""Opens files of models and reads both ends of them, never the whole; what stands there is left to ``readers``.

Only regular files below the root are opened, and no link is followed.
"""

from __future__ import annotations

import os
import re
import stat
from typing import NamedTuple

MAX_HEAD = 1_000_000
"""Bytes from the beginning of a file that are read."""
MAX_TAIL = 70_000
"""The same from its end, where archives have their directory."""
MAX_TEXT = 5_000_000
"""Bytes of a description that people or programs write as text."""
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_POINTER = re.compile(
    rb"version https?://[\w.-]+/spec/v1\n(?:ext-[^\n]*\n)*oid (?P<oid>[a-z0-9]+:[0-9a-f]{32,128})\nsize (?P<size>[0-9]{1,20})\n"
)
_POINTER_BYTES = 1024


class Head(NamedTuple):
    """Both ends of one file."""

    size: int
    """Bytes of the whole file."""
    data: bytes
    """The beginning."""
    tail: bytes
    """The end; the same bytes again where the file is short."""
    path: str = ""
    """Absolute, to read a piece in the middle; "" where there is no file."""

    def piece(self, at: int, length: int) -> bytes:
        """At most ``MAX_HEAD`` bytes from any place."""
        length = max(0, min(length, MAX_HEAD))
        if at < 0 or not length:
            return b""
        if at + length <= len(self.data) or not self.path:
            return self.data[at : at + length]
        with open(os.open(self.path, _OPEN), "rb") as file:
            file.seek(at)
            return file.read(length)


class Pointer(NamedTuple):
    """A file of a large-file store: its content is elsewhere."""

    oid: str
    size: int


def open_head(root: str, path: str, limit: int = MAX_HEAD) -> Head | str:
    """Both ends of a file below ``root``; why not, as a text, where it cannot be had."""
    place = os.path.join(root, path)
    try:
        above = os.path.realpath(os.path.dirname(place), strict=True)
        if not os.path.join(above, "").startswith(os.path.join(os.path.realpath(root), "")):
            return "leads out of the root"
        with open(os.open(place, _OPEN), "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return "not a regular file"
            data = file.read(limit) or b""
            file.seek(max(0, status.st_size - MAX_TAIL))
            tail = file.read(MAX_TAIL) or b""
    except (OSError, ValueError) as exc:
        return getattr(exc, "strerror", None) or str(exc)
    return Head(status.st_size, data, tail, place)


def pointer(head: Head) -> Pointer | None:
    """What a pointer points to, None for a file that is there itself."""
    found = _POINTER.match(head.data) if head.size <= _POINTER_BYTES else None
    return Pointer(found["oid"].decode(), int(found["size"])) if found else None
