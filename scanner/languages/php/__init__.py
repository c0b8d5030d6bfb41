"""PHP to facts, what stands between its tags in templates included; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import grammar
from scanner.languages.interface import Traits
from scanner.languages.php import naming as php_naming
from scanner.languages.php.classes import DECLARATIONS
from scanner.languages.php.descent import Descent
from scanner.languages.php.expressions import EXPRESSIONS, SPINE
from scanner.languages.php.functions import CONSTRUCTOR
from scanner.languages.php.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

_LAST_OF_GROUP = re.compile(rb"\buse\s+(?:function\s+|const\s+)?[\w\\]+\\\{[^{}]*?,(?=\s*\})")


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_php

    return grammar(tree_sitter_php.language_php(), EXPRESSIONS, STATEMENTS, SPINE)


def readable(data: bytes) -> bytes:
    """The text as the grammar reads it, every place where it was: without the comma behind the last of several imported names."""
    return _LAST_OF_GROUP.sub(lambda found: found[0][:-1] + b" ", data)


class Php:
    """A language module; see ``interface.Language``."""

    id = "php"
    traits = Traits(
        separator="\\",
        call_constructs=False,
        constructors=(CONSTRUCTOR,),
        types_in_files=True,
        namespaces=True,
        functions_everywhere=True,
        initialisers=True,
        call_method="__invoke",
        signature_key="php",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(readable(data)).root_node
        descent = Descent(build, data, tables)
        descent.declared.update(descent.field(child, "name") for child in root.named_children if child.type in DECLARATIONS)
        descent.block(root.children)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that the name of a class, function or namespace may mean."""
        return php_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return php_naming.names_of(path)


LANGUAGES: tuple[Language, ...] = (Php(),)
