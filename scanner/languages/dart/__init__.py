"""Dart to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import Descent, grammar
from scanner.languages.dart import naming as dart_naming
from scanner.languages.dart.declarations import declarations
from scanner.languages.dart.expressions import EXPRESSIONS
from scanner.languages.dart.functions import CONSTRUCTOR
from scanner.languages.dart.statements import STATEMENTS
from scanner.languages.interface import Traits

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

CORE = "dart:core"
"""The library that every other one sees."""


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_dart

    return grammar(tree_sitter_dart.language(), EXPRESSIONS, STATEMENTS, {}, ("comment", "documentation_comment"))


class Dart:
    """A language module; see ``interface.Language``."""

    id = "dart"
    traits = Traits(
        separator="",
        class_names_visible=True,
        constructors=(CONSTRUCTOR,),
        initialisers=True,
        call_method="call",
        text_types=frozenset({"String"}),
        signature_key="dart",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(data).root_node
        descent = Descent(build, data, tables)
        build.imported(CORE, "*", "", 0, 0, "l")
        declarations(descent, root.children)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """The file that an address may mean."""
        return dart_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that imports ``path``."""
        return dart_naming.names_of(path)


LANGUAGES: tuple[Language, ...] = (Dart(),)
