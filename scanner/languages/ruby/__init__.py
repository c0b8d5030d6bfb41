"""Ruby to facts, rake files and Rack configuration included; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import kinds_of
from scanner.languages.interface import Traits
from scanner.languages.ruby import naming as ruby_naming
from scanner.languages.ruby.control import CONTROL
from scanner.languages.ruby.definitions import CONSTRUCTOR, DEFINITIONS
from scanner.languages.ruby.descent import Descent, Tables
from scanner.languages.ruby.expressions import EXPRESSIONS
from scanner.languages.ruby.text import TEXTS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_ruby
    from tree_sitter import Language, Parser

    language = Language(tree_sitter_ruby.language())
    return Parser(language), Tables(kinds_of(language), {**EXPRESSIONS, **CONTROL, **DEFINITIONS, **TEXTS})


class Ruby:
    """A language module; see ``interface.Language``."""

    id = "ruby"
    traits = Traits(
        separator="::",
        class_names_visible=True,
        constructors=(CONSTRUCTOR,),
        setters=True,
        call_method="call",
        item_method="[]",
        lexical_constants=True,
        named_as_map=True,
        text_types=frozenset({"String"}),
        signature_key="ruby",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(data).root_node
        descent = Descent(build, data, tables)
        descent.block(root.children)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that define a constant, or that a required path names."""
        return ruby_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return ruby_naming.names_of(path, naming)


LANGUAGES: tuple[Language, ...] = (Ruby(),)
