"""Decides which files hold a word, from one look at each file that is asked about, and whether it stands there as it does in a call.

What the word means there is left to the facts.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from scanner.evaluate.project import Use

_BLANKS = bytes(byte if byte >= 0x80 or byte in b"_$" or chr(byte).isalnum() else 0x20 for byte in range(256))
"""Everything that is no part of a word becomes a blank."""
_ENDED = rb"(?![\w$\x80-\xff])"
_NONE: AbstractSet[str] = frozenset()
SEARCHES = 40
"""Times that a file is searched before its words are sorted."""
_WORD = re.compile(r"[\w$\x80-\U0010ffff]+")


class Words:
    """Words and the files that hold them; the words of a file that is asked about often are sorted."""

    def __init__(self, data: Callable[[str], bytes | None]) -> None:
        self._data = data
        self._files: defaultdict[bytes, set[str]] = defaultdict(set)
        self._sorted: set[str] = set()
        self._plain: set[str] = set()
        """Files that need no decoding."""
        self._searched: Counter[str] = Counter()

    def holding(self, paths: AbstractSet[str], text: str) -> list[str]:
        """Those of ``paths`` that hold a text, in which no word may begin or end in the middle of one of theirs."""
        words = _WORD.findall(text)
        found = {path for path in paths - self._sorted if self._holds(path, words)}
        known: AbstractSet[str] = paths & self._sorted
        for word in words if known else ():
            known = known & self._files.get(word.encode(), _NONE)
        return [path for path in sorted(found | known) if words == [text] or self._contains(path, text)]

    def _holds(self, path: str, words: list[str]) -> bool:
        """Whether all words stand in a file."""
        text = self._text(path)
        self._searched[path] += 1
        if self._searched[path] == SEARCHES:
            self._sorted.add(path)
            for word in set(text.translate(_BLANKS).split()):
                self._files[word].add(path)
        return all(word.encode() in text and _whole(word).search(text) is not None for word in words)

    def _text(self, path: str) -> bytes:
        data = self._data(path) or b""
        if path in self._plain:
            return data
        text = decode(data).data
        if text is data:
            self._plain.add(path)
        return text

    def _contains(self, path: str, text: str) -> bool:
        data = self._data(path)
        return data is not None and text.encode() in data


def _begun(word: str) -> bytes:
    """A name that begins in no other one."""
    # NOTE: the name comes first, and the look behind repeats it: a pattern that begins with plain text is searched for much faster.
    name = re.escape(word.encode())
    return rb"%b(?<![\w$\x80-\xff]%b)" % (name, name)


@functools.lru_cache(maxsize=4096)
def _whole(word: str) -> re.Pattern[bytes]:
    return re.compile(_begun(word) + _ENDED)


@functools.lru_cache(maxsize=4096)
def pattern(word: str, use: Use, opens: str) -> re.Pattern[bytes] | None:
    """What a file holds in which a name is used that way, None when its bytes do not tell; in a call one of ``opens`` follows the name."""
    if use == "decorating":
        return re.compile(rb"@[^\n]*?" + _begun(word) + _ENDED)
    if not opens:
        return None
    return re.compile(_begun(word) + (rb"\s*[%b]" % re.escape(opens.encode()) if use == "called" else rb"\s*[,)]"))
