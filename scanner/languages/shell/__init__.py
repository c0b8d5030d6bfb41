"""Shell scripts to facts: commands are calls of what they are named by; what a command does is left to ``evaluate``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import kinds_of
from scanner.languages.interface import Traits
from scanner.languages.shell import naming as shell_naming
from scanner.languages.shell.commands import COMMANDS
from scanner.languages.shell.descent import Descent, Tables
from scanner.languages.shell.words import WORDS

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    language = Language(tree_sitter_bash.language())
    return Parser(language), Tables(kinds_of(language), {**WORDS, **COMMANDS})


class Shell:
    """A language module; see ``interface.Language``."""

    id = "shell"
    traits = Traits(separator="", signature_key="shell")

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
        """The script that is read into this one."""
        return shell_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """The name of the file."""
        return (path.rpartition("/")[2],)


LANGUAGES: tuple[Language, ...] = (Shell(),)
