"""Lists what a pickle names, opcode by opcode; nothing is loaded, imported or called.

Which of the names would run code is data, see ``signatures/artifacts``.
"""

from __future__ import annotations

import io
import struct
from typing import NamedTuple

MAX_OPCODES = 50_000
MAX_STREAMS = 6
"""Pickles one after the other that are read; the old form of a saved model has five."""
_TEXTS = frozenset({"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE", "SHORT_BINSTRING", "BINSTRING", "STRING"})
_STORES = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_LOADS = frozenset({"GET", "BINGET", "LONG_BINGET"})
_LONGEST = 200


class Named(NamedTuple):
    """What stands in the pickles."""

    globals: tuple[str, ...]
    """``module.name``, in order."""
    texts: tuple[str, ...]


def globals_of(data: bytes) -> Named:
    """Names and texts as far as the data goes."""
    found: dict[str, None] = {}
    texts: dict[str, None] = {}
    stream = io.BytesIO(data)
    left = MAX_OPCODES
    for _ in range(MAX_STREAMS):
        left = _one(stream, found, texts, left)
        if left <= 0 or stream.tell() >= len(data):
            break
    return Named(tuple(found), tuple(texts))


def _one(stream: io.BytesIO, found: dict[str, None], texts: dict[str, None], left: int) -> int:
    """Read one pickle; gives the opcodes that may still be read, 0 at the end of what can be."""
    import pickletools

    recent: list[str] = []
    memo: dict[object, str] = {}
    try:
        for opcode, argument, _ in pickletools.genops(stream):
            left -= 1
            if left <= 0:
                return 0
            if opcode.name in _TEXTS and isinstance(argument, str):
                recent = [*recent[-1:], argument[:_LONGEST]]
                texts[argument[:_LONGEST]] = None
            elif opcode.name in _STORES and recent:
                memo[argument] = recent[-1]
            elif opcode.name == "MEMOIZE":
                memo[len(memo)] = recent[-1] if recent else ""
            elif opcode.name in _LOADS and argument in memo:
                recent = [*recent[-1:], memo[argument]]
            elif opcode.name in ("GLOBAL", "INST") and isinstance(argument, str):
                found[argument.replace(" ", ".", 1)] = None
            elif opcode.name == "STACK_GLOBAL" and len(recent) > 1:
                found[".".join(recent)] = None
    except (ValueError, IndexError, KeyError, OverflowError, EOFError, struct.error):
        # NOTE: the head cuts pickles off anywhere, and their bytes may be anything.
        return 0
    return left
