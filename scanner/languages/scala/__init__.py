"""Scala to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import Descent, grammar
from scanner.languages.interface import Traits
from scanner.languages.scala import naming as scala_naming
from scanner.languages.scala.declarations import CONSTRUCTOR
from scanner.languages.scala.expressions import EXPRESSIONS, SPINE, STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_scala

    return grammar(tree_sitter_scala.language(), EXPRESSIONS, STATEMENTS, SPINE, ("comment", "block_comment"))


class Scala:
    """A language module; see ``interface.Language``. Libraries of the Java machine are the same as in Java."""

    id = "scala"
    traits = Traits(
        separator=".",
        class_names_visible=True,
        constructors=(CONSTRUCTOR,),
        call_method="apply",
        types_in_files=True,
        namespaces=True,
        declares=scala_naming.declares,
        implicit_imports=("scala", "scala.Predef", "java.lang"),
        initialisers=True,
        overloads=True,
        signature_key="java",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file. Objects come last, so that those beside a class of their name add to it."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(data).root_node
        descent = Descent(build, data, tables)
        nodes = root.children
        descent.block(node for node in nodes if node.type != "object_definition")
        descent.block(node for node in nodes if node.type == "object_definition")
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that the name of a type or package may mean."""
        return scala_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return scala_naming.names_of(path, naming)


LANGUAGES: tuple[Language, ...] = (Scala(),)
