"""Java to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import grammar
from scanner.languages.interface import Traits
from scanner.languages.java import naming as java_naming
from scanner.languages.java.descent import COMMENTS, Descent
from scanner.languages.java.expressions import EXPRESSIONS, SPINE
from scanner.languages.java.functions import CONSTRUCTOR
from scanner.languages.java.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_java

    return grammar(tree_sitter_java.language(), EXPRESSIONS, STATEMENTS, SPINE, COMMENTS)


class Java:
    """A language module; see ``interface.Language``."""

    id = "java"
    traits = Traits(
        separator=".",
        call_constructs=False,
        constructors=(CONSTRUCTOR,),
        types_in_files=True,
        overloads=True,
        accessor_prefixes=("get", "is"),
        setter_prefixes=("set", "with"),
        generated_builder=("builder", "build"),
        function_methods=frozenset({"get", "run", "apply", "call", "accept", "test", "applyAsInt", "applyAsLong", "getAsInt"}),
        members_encoded="camelCase",
        signature_key="java",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(data).root_node
        descent = Descent(build, data, tables)
        descent.survey(root)
        descent.block(root.children)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that the name of a type or package may mean."""
        return java_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return java_naming.names_of(path)


LANGUAGES: tuple[Language, ...] = (Java(),)
