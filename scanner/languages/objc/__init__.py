"""Objective-C to facts; what a name or message means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import grammar
from scanner.languages.interface import Traits
from scanner.languages.objc import naming as objc_naming
from scanner.languages.objc.declarations import INTERFACE
from scanner.languages.objc.descent import Descent
from scanner.languages.objc.expressions import EXPRESSIONS, SPINE
from scanner.languages.objc.source import readable
from scanner.languages.objc.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

BASES = ("Foundation", "UIKit", "AppKit")
"""The platform's own libraries: a header of the whole program brings them to files that do not ask for them."""


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_objc

    return grammar(tree_sitter_objc.language(), EXPRESSIONS, STATEMENTS, SPINE)


class ObjectiveC:
    """A language module; see ``interface.Language``. An implementation lies below the interface of its header, which lies below the superclass."""  # noqa: E501

    id = "objc"
    traits = Traits(
        separator="",
        class_names_visible=True,
        constructors=("init",),
        folder_is_module=True,
        overloads=True,
        setters=True,
        declared_as=INTERFACE,
        text_types=frozenset({"NSString"}),
        signature_key="objc",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(readable(data)).root_node
        descent = Descent(build, data, tables)
        descent.block(root.children)
        if not path.endswith(objc_naming.PREFIX):
            build.imported(objc_naming.PREFIX, "*", "", 0, 0)
        for base in BASES:
            if base not in descent.roots:
                build.imported(base, "*", "", 0, 0, "l")
        # NOTE: the grammar makes up a name in ``enum { … };`` and loses nothing by it: only what it could not place is a gap.
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that an import may mean."""
        return objc_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return objc_naming.names_of(path, naming)


LANGUAGES: tuple[Language, ...] = (ObjectiveC(),)
