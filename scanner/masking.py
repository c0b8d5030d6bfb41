"""Takes out of a result what looks like a secret: in addresses, in queries, and by its shape; names and places stay.

Whether it is one is not asked: a report travels further than the code that it speaks of.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection

MASK = "***"
_Told = TypeVar("_Told")
_PERHAPS = re.compile(r"[A-Za-z0-9]{14}|:?//[^/\s]*@|[?&;]\w|%40|[Bb]earer|[Bb]asic ")
"""One of these stands in every text that is changed."""
_USER = re.compile(
    r"(?P<scheme>[A-Za-z][\w+.%-]{0,30}?(?:://|%3[Aa]%2[Ff]%2[Ff]))(?!git(?:@|%40))[^/\s@\"'<>]*?(?P<at>@|%40)(?=[\w\[{$*-])"
)
_QUERY = re.compile(
    r"""(?P<name>(?:[?&;]|%3[Ff]|%26)[\w.-]*(?:key|token|secret|passw(?:or)?d|pwd|sign|signature|sig|auth|credentials?|ak|sk)=)[^&\s"'\#;<>]+""",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\b(?P<scheme>[Bb]earer|[Bb]asic)(?:\s+|%20)(?!\{|token\b|auth)[\w.~+/=-]{8,}")
_RUN = re.compile(r"[A-Za-z0-9][\w.-]{15,}")
_PREFIXED = re.compile(r"(?:sk|pk|rk|ak)[-_](?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{16,}$")
_SIGNED = re.compile(r"eyJ[\w-]{8,}\.[\w-]+")
_PIECE = re.compile(r"[A-Za-z0-9]{20,}")
_CHANGE = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
_CHANGES, _DIGITS = 4, 3
"""Random letters and digits take turns; names that people give have a number at an end."""
_KEPT = frozenset(
    {"path", "fingerprint", "signature", "id", "digest", "tool_version", "catalog_version", "names", "coverage", "roots", "said"}
)
"""Fields that hold what other tools must find again, or words of our own."""


def masked(text: str, *, digests: bool = False) -> str:
    """The text without secrets; ``digests``: it may hold commits and checksums, which look like them."""
    if not _PERHAPS.search(text):
        return text
    text = _USER.sub(rf"\g<scheme>{MASK}\g<at>", text)
    text = _QUERY.sub(rf"\g<name>{MASK}", text)
    text = _HEADER.sub(rf"\g<scheme> {MASK}", text)
    return _RUN.sub(functools.partial(_run, digests), text)


def without_secrets(value: _Told, keep: Collection[str] = (), *, digests: bool = False) -> _Told:
    """A value of frozen dataclasses and tuples, all its texts masked but those to ``keep``; the same object where nothing changes."""
    result: object = value
    if isinstance(value, str):
        result = value if value in keep else masked(value, digests=digests)
    elif isinstance(value, tuple):
        parts = [without_secrets(part, keep, digests=digests) for part in value]
        if any(new is not old for new, old in zip(parts, value, strict=True)):
            result = type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for name in _names(type(value)):
            old = getattr(value, name)
            new = without_secrets(old, keep, digests=digests or name == "dependencies")
            if new is not old and new != old:
                changed[name] = new
        result = dataclasses.replace(value, **changed) if changed else value
    return result  # type: ignore[return-value]


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind) if field.init and field.name not in _KEPT)


def _run(digests: bool, found: re.Match[str]) -> str:
    word = found[0]
    if _SIGNED.match(word) or _PREFIXED.match(word):
        return MASK
    if digests:
        return word
    return MASK if any(_is_random(piece) for piece in _PIECE.findall(word)) else word


def _is_random(piece: str) -> bool:
    return sum(letter.isdigit() for letter in piece) >= _DIGITS and len(_CHANGE.findall(piece)) >= _CHANGES
