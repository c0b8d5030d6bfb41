"""Turns ``sarif_om`` objects into JSON values by their attrs metadata, without what is absent or the default; knows no rule of ours."""

from __future__ import annotations

import functools
from typing import Any

import attr

_ALWAYS = frozenset({"level"})
"""Written even when it is the default: left out, GitHub would take the level of the rule."""


def plain(value: object) -> Any:
    """``value`` as dictionaries, lists and scalars, keys in the order of the object model."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if not attr.has(type(value)):
        return value
    written: dict[str, object] = {}
    kind: Any = type(value)
    for name, key, default in _fields(kind):
        item = getattr(value, name)
        if item is not None and (item != default or name in _ALWAYS):
            written[key] = plain(item)
    return written


@functools.cache
def _fields(kind: Any) -> tuple[tuple[str, str, Any], ...]:
    """(attribute, SARIF property, default) per field; a required field has a default that nothing equals."""
    return tuple((field.name, field.metadata["schema_property_name"], _default(field.default)) for field in attr.fields(kind))


def _default(default: Any) -> object:
    return default.factory() if hasattr(default, "factory") else default
