"""Turns a catalogue into bytes and back: plain tuples in ``marshal``, which holds data only and never runs anything.

Where the bytes are kept and whether they are still true is left to ``kept``.
"""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import marshal
import sys
from typing import TYPE_CHECKING, Any, TypeVar, cast

from scanner.catalog.values import (
    ArchitectureRow,
    CallSignature,
    Catalog,
    Categories,
    ClassSignature,
    Endpoint,
    EntrySignature,
    FeatureSign,
    Filed,
    FileFormat,
    Flow,
    Host,
    Idiom,
    ImageSignature,
    LabelSign,
    Library,
    ModelFamily,
    ObjectSignature,
    Package,
    PathRow,
    QuerySignature,
    QueryTest,
    RegionSignature,
    SettingSignature,
    SinkSignature,
    Term,
    Test,
    Variant,
    Vendor,
    WordGroup,
)
from scanner.kept import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    _Identified = Library | ObjectSignature | CallSignature | SinkSignature | Vendor

VERSION = 1
"""Goes up when the bytes change their meaning without the values changing their fields."""
_MARSHAL = 4
"""Format that every supported Python writes and reads."""

_PARTS: Mapping[type, Mapping[str, type]] = {
    Test: {},
    Variant: {"when": Test},
    ObjectSignature: {"when": Test, "variants": Variant},
    CallSignature: {"when": Test, "variants": Variant},
    SinkSignature: {},
    ClassSignature: {},
    RegionSignature: {},
    Endpoint: {"variants": Variant},
    Host: {},
    ModelFamily: {},
    Filed: {},
    Vendor: {"hosts": Host, "models": ModelFamily, "filed": Filed},
    Package: {},
    Library: {},
    FeatureSign: {},
    LabelSign: {},
    WordGroup: {},
    QueryTest: {},
    SettingSignature: {},
    QuerySignature: {"wanted": QueryTest, "unwanted": QueryTest},
    FileFormat: {},
    ArchitectureRow: {},
    ImageSignature: {},
    Idiom: {},
    Term: {},
    Categories: dict.fromkeys(("types", "categories", "families", "techniques", "obligations", "obstacles"), Term),
    Catalog: {
        "packages": Package,
        "classes": ClassSignature,
        "regions": RegionSignature,
        "endpoints": Endpoint,
        "features": Term,
        "signs": FeatureSign,
        "labels": LabelSign,
        "word_groups": WordGroup,
        "queries": QuerySignature,
        "formats": FileFormat,
        "architectures": ArchitectureRow,
        "images": ImageSignature,
        "settings": SettingSignature,
        "idioms": Idiom,
    },
}
"""Which fields of which value are tuples of values; all others hold texts, truth values and tuples of these."""
_TUPLES: Mapping[str, Any] = {"rows": PathRow, "flows": Flow, "entries": EntrySignature}
"""Fields that hold named tuples: what there is most of, since a tuple is made in a tenth of the time."""
_MAPS: Mapping[str, type] = {
    "libraries": Library,
    "objects": ObjectSignature,
    "calls": CallSignature,
    "sinks": SinkSignature,
    "vendors": Vendor,
}
_FIELDS = {kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in _PARTS}
# NOTE: writing the slots directly takes a third of the time of calling a frozen class, which writes them one by one as well.
_SLOTS = {kind: tuple(getattr(kind, name).__set__ for name in fields) for kind, fields in _FIELDS.items()}
_NESTED = {kind: tuple((_FIELDS[kind].index(name), part) for name, part in parts.items()) for kind, parts in _PARTS.items()}
_Value = TypeVar("_Value")


def layout() -> bytes:
    """Changes whenever the fields of a value change."""
    names = ";".join(
        f"{kind.__name__}:{','.join(fields)}" for kind, fields in [*_FIELDS.items(), *((row, row._fields) for row in _TUPLES.values())]
    )
    return hashlib.sha256(f"{VERSION};{names}".encode()).digest()[:16]


def dump(catalog: Catalog) -> bytes:
    """The same catalogue gives the same bytes."""
    known: dict[object, object] = {}
    return marshal.dumps(_plain(catalog, known), _MARSHAL)  # type: ignore[arg-type]


def restore(data: bytes) -> Catalog:
    """The catalogue of ``dump``; ``ValueError`` when the bytes are something else."""
    # NOTE: nothing here makes cycles, and a collection in the middle costs a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _catalog(marshal.loads(data))
    except (EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, MemoryError, RecursionError) as error:
        raise ValueError(f"not a compiled catalogue: {error}") from error
    finally:
        if collecting:
            gc.enable()


def _plain(value: object, known: dict[object, object]) -> object:
    """Tuples of tuples; equal parts become one object, so that the bytes depend on the content alone."""
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, bool):
        return value
    if dataclasses.is_dataclass(value):
        parts = tuple(_plain(getattr(value, name), known) for name in _FIELDS[type(value)])
    elif isinstance(value, dict):
        parts = tuple(_plain(item, known) for item in value.values())
    else:
        parts = tuple(_plain(item, known) for item in cast("tuple[object, ...]", value))
    return known.setdefault(parts, parts)


def _catalog(data: tuple[object, ...]) -> Catalog:
    plain = dict(zip(_FIELDS[Catalog], data, strict=True))
    for name, kind in _MAPS.items():
        values: tuple[_Identified, ...] = _built(kind, plain[name])
        plain[name] = {value.id: value for value in values}
    for name, kind in _PARTS[Catalog].items():
        plain[name] = _built(kind, plain[name])
    for name, row in _TUPLES.items():
        plain[name] = tuple(map(row._make, cast("tuple[tuple[object, ...], ...]", plain[name])))
    plain["categories"] = _categories(cast("tuple[object, ...]", plain["categories"]))
    return Catalog(**plain)  # type: ignore[arg-type]


def _categories(data: tuple[object, ...]) -> Categories:
    (built,) = _built(Categories, (data,))
    names = tuple((name, _built(Term, terms)) for name, terms in cast("tuple[tuple[str, object], ...]", built.names))
    return dataclasses.replace(built, names=names)


def _built(kind: type[_Value], rows: object) -> tuple[_Value, ...]:
    write, parts = _SLOTS[kind], _NESTED[kind]
    new = object.__new__
    built = []
    for row in cast("tuple[tuple[object, ...], ...]", rows):
        plain: tuple[object, ...] | list[object] = row
        if parts:
            plain = list(row)
            for at, part in parts:
                if row[at]:
                    plain[at] = _built(part, row[at])
        value = new(kind)
        for write_slot, content in zip(write, plain, strict=True):
            write_slot(value, content)
        built.append(value)
    return tuple(built)


FORM = Form(name="catalog", layout=layout(), dump=dump, restore=restore)
