"""Keys of a body that tell an endpoint where nobody knows the address, as they stand in a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import Endpoint


class Bodies:
    """Searches files for all keys of one body: written in one, or set on one."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        told = sorted({endpoint.alone for endpoint in endpoints if endpoint.alone})
        self._told = tuple(tuple(map(_pattern, keys)) for keys in told)

    def stand_in(self, data: bytes) -> bool:
        return any(all(key.search(data) for key in keys) for keys in self._told)


def _pattern(key: str) -> re.Pattern[bytes]:
    word = b"[%b]%b" % ((key[0] + key[0].upper()).encode(), re.escape(key[1:].encode()))
    # NOTE: a pattern that begins with a boundary would be tried at every byte.
    return re.compile(rb"%b(?:(?<!\w%b)|(?<=\bset%b))\b[\"']?\s*(?:=[^=]|[:,}(])" % (word, word, word))
