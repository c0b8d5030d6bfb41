"""Lua to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import Descent, grammar
from scanner.languages.interface import Traits
from scanner.languages.lua import naming as lua_naming
from scanner.languages.lua.statements import EXPRESSIONS, SPINE, STATEMENTS, classes

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_lua

    return grammar(tree_sitter_lua.language(), EXPRESSIONS, STATEMENTS, SPINE)


class Lua:
    """A language module; see ``interface.Language``."""

    id = "lua"
    traits = Traits(separator="", initialisers=True, signature_key="lua")

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(data).root_node
        descent = Descent(build, data, tables)
        classes(descent, data)
        descent.block(root.children)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that a module name may mean."""
        return lua_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that imports ``path``."""
        return lua_naming.names_of(path)


LANGUAGES: tuple[Language, ...] = (Lua(),)
