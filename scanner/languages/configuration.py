"""Says which configuration format a file is and makes facts of it: one map of values, and every text with its key path.

How a format is written is in its own module; placeholders, profiles and what a key means are left to ``evaluate``.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from scanner.languages import _docker, _env, _gradle, _hcl, _ini, _json, _properties, _sql, _toml, _xml, _yaml
from scanner.languages._tree import MAX_BYTES, Node, Tree
from scanner.languages.interface import Traits

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

_BOM = b"\xef\xbb\xbf"
_INVALID = re.compile("[\udc80-\udcff]")


@dataclasses.dataclass(slots=True)
class _Format:
    """One format; nothing imports a configuration file, so there is nothing to locate."""

    id: str
    read: Callable[[bytes, Tree], list[Node]]
    traits: Traits = dataclasses.field(default_factory=lambda: Traits(separator=""))

    def lower(self, path: str, data: bytes) -> Facts:
        data = data.removeprefix(_BOM)
        tree = Tree(path, self.id, len(data))
        if len(data) > MAX_BYTES:
            tree.gap("too-large")
            return tree.facts(())
        return tree.facts(self.read(_valid(data, tree), tree))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        return ()

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        return ()


def _nothing(data: bytes, tree: Tree) -> list[Node]:
    """Pages with holes configure nothing, nor do mappers and rules; they are searched for numbers and for what they ask."""
    return []


LANGUAGES: tuple[Language, ...] = (
    _Format("json", _json.read),
    _Format("yaml", _yaml.read),
    _Format("toml", _toml.read),
    _Format("docker", _docker.read),
    _Format("env", _env.read),
    _Format("gradle", _gradle.read),
    _Format("hcl", _hcl.read),
    _Format("ini", _ini.read),
    _Format("properties", _properties.read),
    _Format("sql", _sql.read),
    _Format("xml", _xml.read),
    _Format("drools", _nothing),
    _Format("template", _nothing),
)


def _valid(data: bytes, tree: Tree) -> bytes:
    """Every invalid byte becomes one question mark, so that offsets hold."""
    try:
        data.decode()
    except UnicodeDecodeError:
        tree.gap("encoding")
        return _INVALID.sub("?", data.decode("utf-8", "surrogateescape")).encode()
    return data
