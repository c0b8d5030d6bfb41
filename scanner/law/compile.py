"""Turns the law data into bytes and back: plain tuples in ``marshal``, which holds data only and never runs anything."""

from __future__ import annotations

import dataclasses
import hashlib
import marshal
import sys
from typing import Any, Final, cast

from scanner.kept import Form
from scanner.law.values import Act, Asked, Deadline, Duty, Fact, Law, Rule, RuleExample, Test, Words
from scanner.model import Basis

VERSION = 2
"""Goes up when the bytes change their meaning without the values changing their fields."""
_MARSHAL = 4
"""Format that every supported Python writes and reads."""
_KINDS: tuple[Any, ...] = (Law, Act, Asked, Basis, Deadline, Duty, Fact, Rule, RuleExample, Test, Words)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_FIELDS = tuple(
    tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else kind._fields for kind in _KINDS
)
_TUPLE: Final = -1
_SET: Final = -2
_MAP: Final = -3
"""First elements of what is of no kind; the others begin with its number."""


def dump(law: Law) -> bytes:
    """The same law data give the same bytes."""
    return marshal.dumps(_plain(law, {}), _MARSHAL)  # type: ignore[arg-type]


def restore(data: bytes) -> Law:
    """The law data of ``dump``; ``ValueError`` when the bytes are something else."""
    try:
        found = _value(marshal.loads(data), {})
    except (EOFError, ValueError, TypeError, IndexError, MemoryError, RecursionError) as error:
        raise ValueError(f"no compiled law data: {error}") from error
    if not isinstance(found, Law):
        raise ValueError("no compiled law data")
    return found


def _plain(value: object, known: dict[object, object]) -> object:
    """Tuples that begin with what they are; equal parts become one object, so that the bytes depend on the content alone."""
    if isinstance(value, str):
        return sys.intern(value)
    if value is None or isinstance(value, bool | int):
        return value
    parts: tuple[object, ...]
    number = _NUMBERS.get(type(value))
    if number is not None:
        parts = (number, *(_plain(getattr(value, name), known) for name in _FIELDS[number]))
    elif isinstance(value, tuple):
        parts = (_TUPLE, *(_plain(part, known) for part in value))
    elif isinstance(value, frozenset):
        parts = (_SET, *(sys.intern(text) for text in sorted(cast("frozenset[str]", value))))
    else:
        items = cast("dict[str, object]", value).items()
        parts = (_MAP, *(_plain(part, known) for pair in items for part in pair))
    return known.setdefault(parts, parts)


def _value(plain: object, known: dict[int, object]) -> object:
    """``known``: what parts became, by identity; equal parts are one object."""
    if not isinstance(plain, tuple):
        return plain
    found = known.get(id(plain))
    if found is None:
        found = known[id(plain)] = _built(plain[0], plain, known)
    return found


def _built(kind: int, plain: tuple[object, ...], known: dict[int, object]) -> object:
    if kind == _SET:
        return frozenset(plain[1:])
    values = [part if isinstance(part, str) else _value(part, known) for part in plain[1:]]
    if kind == _TUPLE:
        return tuple(values)
    if kind == _MAP:
        return dict(zip(values[::2], values[1::2], strict=True))
    if kind < 0:
        raise ValueError(f"kind {kind}")
    return _KINDS[kind](**dict(zip(_FIELDS[kind], values, strict=True)))


def _layout() -> bytes:
    """Changes whenever the fields of a value change."""
    names = ";".join(f"{kind.__name__}:{','.join(fields)}" for kind, fields in zip(_KINDS, _FIELDS, strict=True))
    return hashlib.sha256(f"{VERSION};{names}".encode()).digest()[:16]


FORM = Form(name="law", layout=_layout(), dump=dump, restore=restore)
