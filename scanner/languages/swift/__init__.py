"""Swift to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import Descent, grammar
from scanner.languages.interface import Traits
from scanner.languages.swift import naming as swift_naming
from scanner.languages.swift.declarations import kind_of
from scanner.languages.swift.expressions import EXPRESSIONS, SPINE
from scanner.languages.swift.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

BASE = "Foundation"
"""The library that all others of the platform bring with them."""


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_swift

    return grammar(tree_sitter_swift.language(), EXPRESSIONS, STATEMENTS, SPINE, ("comment", "multiline_comment"))


class Swift:
    """A language module; see ``interface.Language``."""

    id = "swift"
    traits = Traits(
        separator=".",
        class_names_visible=True,
        constructors=("init",),
        folder_is_module=True,
        initialisers=True,
        overloads=True,
        call_method="callAsFunction",
        text_types=frozenset({"String"}),
        signature_key="swift",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file. Extensions come last, so that those of the file's own types add to them."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(data).root_node
        descent = Descent(build, data, tables)
        if b"import Foundation" not in data:
            build.imported(BASE, "*", "", 0, 0, "l")
        nodes = root.children
        later = [n.type == "class_declaration" and kind_of(descent, n) == "extension" for n in nodes]
        descent.block(n for n, last in zip(nodes, later, strict=True) if not last)
        descent.block(n for n, last in zip(nodes, later, strict=True) if last)
        # NOTE: the grammar makes up a sign in ``f(())`` and loses nothing by it: only what it could not place is a gap.
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that the name of a module or type may mean."""
        return swift_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return swift_naming.names_of(path, naming)


LANGUAGES: tuple[Language, ...] = (Swift(),)
