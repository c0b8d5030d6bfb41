"""Rust to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import kinds_of
from scanner.languages.interface import Traits
from scanner.languages.rust import naming as rust_naming
from scanner.languages.rust.descent import Descent, Tables
from scanner.languages.rust.expressions import EXPRESSIONS
from scanner.languages.rust.items import ITEMS, items
from scanner.languages.rust.macros import opened

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_rust
    from tree_sitter import Language, Parser

    language = Language(tree_sitter_rust.language())
    return Parser(language), Tables(kinds_of(language), {**EXPRESSIONS, **ITEMS})


class Rust:
    """A language module; see ``interface.Language``."""

    id = "rust"
    traits = Traits(
        separator="::",
        fields_construct=True,
        overloads=True,
        explicit_receiver=True,
        parts_anywhere=True,
        text_types=frozenset({"String", "str"}),
        signature_key="rust",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        read = opened(data)
        root = parser.parse(read).root_node
        descent = Descent(build, read, data, tables)
        items(descent, root.children)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files of a module or crate."""
        return rust_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return rust_naming.names_of(path)


LANGUAGES: tuple[Language, ...] = (Rust(),)
