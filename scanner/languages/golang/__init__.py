"""Go to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages.golang import naming as golang_naming
from scanner.languages.golang.declarations import types
from scanner.languages.golang.descent import Descent, Tables
from scanner.languages.golang.expressions import EXPRESSIONS
from scanner.languages.golang.imports import imports
from scanner.languages.golang.statements import STATEMENTS
from scanner.languages.golang.types import TYPES
from scanner.languages.interface import Traits

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages.interface import Naming
    from scanner.model import Facts


_NEW = re.compile(
    rb"\bnew\((?=\s*(?!(?:func|struct|interface|chan)\b)(?:[-+!&\"'`\d(]|[\w.\[\]*]+\s*(?:[({%/^|&+-]|\*\s*[\w(]|[<>=!]=?\s*[\w(])))"
)
"""``new`` of a value (Go 1.26), which the grammar takes for a type only."""


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    import tree_sitter_go
    from tree_sitter import Language, Parser

    language = Language(tree_sitter_go.language())
    return Parser(language), Tables(language, EXPRESSIONS, STATEMENTS, TYPES)


def readable(data: bytes) -> bytes:
    """The text as the grammar reads it, every place where it was."""
    return _NEW.sub(b"neW(", data) if b"new(" in data else data


class Golang:
    """The language module; see ``interface.Language``."""

    id = "golang"
    traits = Traits(
        separator="",
        fields_construct=True,
        folder_is_module=True,
        several_results=True,
        implicit_interfaces=True,
        signature_key="golang",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one Go file."""
        parser, tables = _grammar()
        build = Builder(path, self.id, len(data))
        root = parser.parse(readable(data)).root_node
        descent = Descent(build, data, tables)
        nodes = root.children
        for node in nodes:
            if node.type == "package_clause":
                build.package = descent.text(next(iter(descent.children(node)), None))
        imports(descent, [node for node in nodes if node.type == "import_declaration"])
        types(descent, nodes)
        descent.block(nodes)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")  # something was missing, and made up by the parser
        return build.facts()

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """All files of the package that an import path means."""
        return golang_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """The name of the package's folder."""
        return golang_naming.names_of(path)


LANGUAGE = Golang()
LANGUAGES = (LANGUAGE,)
