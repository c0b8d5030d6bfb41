"""Decides which files hold a word, from one look at each file that is asked about, and whether it stands there as it does in a call.

What the word means there is left to the facts.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from scanner.evaluate.project import Use

_BLANKS = bytes(byte if byte >= 0x80 or byte in b"_$" or chr(byte).isalnum() else 0x20 for byte in range(256))
"""Everything that is no part of a word becomes a blank."""
_WORD = re.compile(r"[\w$\x80-\U0010ffff]+")


class Words:
    """An index from words to files that grows with the files that are asked about."""

    def __init__(self, data: Callable[[str], bytes | None]) -> None:
        self._data = data
        self._files: defaultdict[bytes, list[str]] = defaultdict(list)
        self._read: set[str] = set()

    def holding(self, paths: AbstractSet[str], text: str) -> list[str]:
        """Those of ``paths`` that hold a text, in which no word may begin or end in the middle of one of theirs."""
        for path in sorted(paths - self._read):
            self._add(path)
        words = _WORD.findall(text)
        if not words:
            return [path for path in sorted(paths) if self._contains(path, text)]
        found: AbstractSet[str] = paths
        for word in words:
            found = {path for path in self._files.get(word.encode(), ()) if path in found}
        return sorted(found) if words == [text] else [path for path in sorted(found) if self._contains(path, text)]

    def _add(self, path: str) -> None:
        self._read.add(path)
        data = self._data(path)
        for word in set(decode(data).data.translate(_BLANKS).split()) if data is not None else ():
            self._files[word].append(path)

    def _contains(self, path: str, text: str) -> bool:
        data = self._data(path)
        return data is not None and text.encode() in data


@functools.lru_cache(maxsize=4096)
def pattern(word: str, use: Use, opens: str) -> re.Pattern[bytes] | None:
    """What a file holds in which a name is used that way, None when its bytes do not tell; in a call one of ``opens`` follows the name."""
    # NOTE: the name comes first, and the look behind repeats it: a pattern that begins with plain text is searched for much faster.
    name = re.escape(word.encode())
    whole = rb"%b(?<![\w$\x80-\xff]%b)" % (name, name)
    if use == "decorating":
        return re.compile(rb"@[^\n]*?" + whole + rb"(?![\w$\x80-\xff])")
    if not opens:
        return None
    return re.compile(whole + (rb"\s*[%b]" % re.escape(opens.encode()) if use == "called" else rb"\s*[,)]"))
