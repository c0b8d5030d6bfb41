"""Python 2 and 3 to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages.interface import Traits
from scanner.languages.python import naming as python_naming
from scanner.languages.python.descent import Descent, Tables
from scanner.languages.python.expressions import EXPRESSIONS, LEAVES
from scanner.languages.python.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages.interface import Naming
    from scanner.model import Facts


_HEADS = re.compile(
    rb"\n([ \t]*+)(?:"
    rb"(?:(?:async[ \t]+)?def[ \t]+[\w\x80-\xff]+[ \t]*(?=[(\[\\])|(?P<outer>class)[ \t]+[\w\x80-\xff]+[ \t]*(?=[:(\[\\]))"
    rb"(?::|\([^()]{0,400}+(?:\([^()]{0,400}+\)[^()]{0,400}+){0,30}\)[^:\n]{0,200}:|(?s:.{0,4000}?)(?::[ \t]*(?:#[^\n]*)?$|\Z))"
    rb"|[\w.]++[^=\n]{0,100}+=[ \t]*+lambda\b[^:\n]{0,300})",
    re.MULTILINE,
)


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    import tree_sitter_python
    from tree_sitter import Language, Parser

    language = Language(tree_sitter_python.language())
    return Parser(language), Tables(language, LEAVES, EXPRESSIONS, STATEMENTS)


class Python:
    """The language module; see ``interface.Language``."""

    id = "python"
    traits = Traits(
        separator=".",
        keys_quoted=True,
        call_opens="(",
        constructors=("__init__", "__new__"),
        call_method="__call__",
        enter_methods=("__enter__", "__aenter__"),
        item_method="__getitem__",
        explicit_receiver=True,
        iterates_keys=True,
        heads=_HEADS,
        indented=b"if x:\n",
        scripts=True,
        signature_key="python",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one Python file."""
        parser, tables = _grammar()
        build = Builder(path, self.id, len(data))
        root = parser.parse(data).root_node
        descent = Descent(build, data, tables)
        descent.block(root.children)
        if not root.has_error:
            return build.facts()
        descent.sweep(root)
        if not build.gaps["syntax-error"]:
            build.gap("syntax-error")  # something was missing, and made up by the parser
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files a module name may mean."""
        return python_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """The last part of the module's name."""
        return python_naming.names_of(path)


LANGUAGE = Python()
LANGUAGES = (LANGUAGE,)
