"""Turns a catalogue into bytes and back: plain tuples in ``marshal``, which holds data only and never runs anything.

Each field is a section of its own, restored when it is first asked for; of the paths each group is.
Where the bytes are kept and whether they are still true is left to ``kept``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import marshal
import sys
from typing import TYPE_CHECKING, Any, cast

from scanner.catalog.rows import Rows
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
    Starter,
    Term,
    Test,
    Variant,
    Vendor,
    WordGroup,
)
from scanner.kept import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 2
"""Goes up when the bytes change their meaning without the values changing their fields."""
_MARSHAL = 4
"""Format that every supported Python writes and reads."""

_PARTS: Mapping[Any, Mapping[str, Any]] = {
    Variant: {"when": Test},
    ObjectSignature: {"when": Test, "variants": Variant, "starters": Starter},
    CallSignature: {"when": Test, "variants": Variant},
    Endpoint: {"variants": Variant},
    Vendor: {"hosts": Host, "models": ModelFamily, "filed": Filed},
    QuerySignature: {"wanted": QueryTest, "unwanted": QueryTest},
    Categories: dict.fromkeys(("types", "categories", "families", "techniques", "obligations", "obstacles"), Term),
}
"""Which fields of which value are tuples of values; all others hold texts, truth values and tuples of these."""
_TUPLES: Mapping[str, Any] = {
    "packages": Package,
    "classes": ClassSignature,
    "regions": RegionSignature,
    "endpoints": Endpoint,
    "flows": Flow,
    "entries": EntrySignature,
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
}
_MAPS: Mapping[str, Any] = {
    "libraries": Library,
    "objects": ObjectSignature,
    "calls": CallSignature,
    "sinks": SinkSignature,
    "vendors": Vendor,
}
"""Fields of the catalogue that map the ids of values to them; those of ``_TUPLES`` hold values, all others plain texts."""
_FIELDS = tuple(field.name for field in dataclasses.fields(Catalog))
_NESTED = {kind: tuple((kind._fields.index(name), part) for name, part in parts.items()) for kind, parts in _PARTS.items()}


class _Compiled(Catalog):
    """A catalogue whose fields are restored when they are first asked for."""

    def __getattr__(self, name: str) -> object:
        section = self.__dict__.get("sections", {}).pop(name, None)
        if section is None:
            raise AttributeError(name)
        value = self.__dict__[name] = _restored(name, marshal.loads(section))
        return value


def layout() -> bytes:
    """Changes whenever the fields of a value change."""
    kinds = {*_TUPLES.values(), *_MAPS.values(), *_PARTS, *(part for parts in _PARTS.values() for part in parts.values()), PathRow}
    names = sorted(f"{kind.__name__}:{','.join(kind._fields)}" for kind in kinds)
    return hashlib.sha256(f"{VERSION};{_FIELDS};{names}".encode()).digest()[:16]


def dump(catalog: Catalog) -> bytes:
    """The same catalogue gives the same bytes."""
    known: dict[object, object] = {}
    sections = {name: _bytes(_plain(getattr(catalog, name), known)) for name in _FIELDS}
    return _bytes(sections)


def restore(data: bytes) -> Catalog:
    """The catalogue of ``dump``; ``ValueError`` when the bytes are something else."""
    try:
        sections = marshal.loads(data)
    except (EOFError, ValueError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(f"not a compiled catalogue: {error}") from error
    if not isinstance(sections, dict) or tuple(sections) != _FIELDS:
        raise ValueError("not a compiled catalogue")
    catalog = object.__new__(_Compiled)
    catalog.__dict__["sections"] = sections
    return catalog


def _plain(value: object, known: dict[object, object]) -> object:
    """Tuples of tuples; equal parts become one object, so that the bytes depend on the content alone."""
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, Rows):
        return _packed(value, known)
    items = value.values() if isinstance(value, dict) else cast("tuple[object, ...]", value)
    parts = tuple(_plain(item, known) for item in items)
    return known.setdefault(parts, parts)


def _bytes(plain: object) -> bytes:
    return marshal.dumps(plain, _MARSHAL)  # type: ignore[arg-type]


def _packed(rows: Rows, known: dict[object, object]) -> tuple[object, ...]:
    """Each group as bytes, without what its place says."""

    def packed(group: tuple[PathRow, ...]) -> bytes:
        return _bytes(_plain(tuple(row[2:] for row in group), known))

    return (
        {language: {root: packed(rows.below(language, root)) for root in roots} for language, roots in rows.absolute.items()},
        {on: {language: packed(rows.on(on, language)) for language in languages} for on, languages in rows.relative.items()},
    )


def _restored(name: str, plain: Any) -> object:
    """The value of a field of the catalogue."""
    if name in _TUPLES:
        return _built(_TUPLES[name], plain)
    if name in _MAPS:
        return {value.id: value for value in _built(_MAPS[name], plain)}
    if name == "rows":
        return Rows(*plain)
    return _categories(plain) if name == "categories" else plain


def _categories(data: tuple[object, ...]) -> Categories:
    built: Categories = _built(Categories, (data,))[0]
    return built._replace(names=tuple((name, _built(Term, terms)) for name, terms in built.names))


def _built(kind: Any, rows: tuple[tuple[Any, ...], ...]) -> tuple[Any, ...]:
    parts = _NESTED.get(kind)
    if parts is None:
        return tuple(map(kind._make, rows))
    built = []
    for row in rows:
        whole = list(row)
        for at, part in parts:
            if row[at]:
                whole[at] = _built(part, row[at])
        built.append(kind._make(whole))
    return tuple(built)


FORM = Form(name="catalog", layout=layout(), dump=dump, restore=restore)
