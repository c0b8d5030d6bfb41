"""C and C++ to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._near import nearest
from scanner.languages._walk import Descent, grammar
from scanner.languages.cpp.declarations import CONSTRUCTOR
from scanner.languages.cpp.expressions import EXPRESSIONS, SPINE, STATEMENTS
from scanner.languages.interface import Traits

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx")
MAX_FILES = 3000
"""Files that are linked into one program; of more, nobody can tell which belong together."""
_TYPE = re.compile(rb"\b(?:class|struct)[ \t]+(?:[A-Z_]+[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:final)?[ \t]*[:{\n]")


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them; C is read as the C++ that nearly all of it is."""
    import tree_sitter_cpp

    return grammar(tree_sitter_cpp.language(), EXPRESSIONS, STATEMENTS, SPINE)


class Cpp:
    """A language module; see ``interface.Language``. What is defined in one file is visible in all that are linked with it."""

    id = "cpp"
    traits = Traits(
        separator="",
        class_names_visible=True,
        constructors=(CONSTRUCTOR,),
        folder_is_module=True,
        initialisers=True,
        overloads=True,
        call_method="operator()",
        signature_key="cpp",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(data).root_node
        Descent(build, data, tables).block(root.children)
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """All files of the program (``.``), or the header that an include means."""
        key = ("cpp-locate", module, "" if module == "." else importer.rpartition("/")[0])
        if key not in naming.memo:
            naming.memo[key] = _located(module, importer, naming)
        found = naming.memo[key]
        assert isinstance(found, tuple)
        return found

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """The types that a file declares, and the name that it is included by."""
        declared = tuple(dict.fromkeys(name.decode("utf-8", "replace") for name in _TYPE.findall(naming.read(path) or b"")))
        return (*declared, path.rpartition("/")[2].rpartition(".")[0])


def _located(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    if module == ".":
        found = tuple(sorted(path for path in naming.files if path.endswith(SUFFIXES)))
        return found if len(found) <= MAX_FILES else ()
    named = _by_name(naming).get(module.rpartition("/")[2], ())
    return nearest((path for path in named if path == module or path.endswith("/" + module)), importer)


def _by_name(naming: Naming) -> dict[str, list[str]]:
    known = naming.memo.get("cpp-names")
    if known is None:
        found: dict[str, list[str]] = {}
        for path in sorted(path for path in naming.files if path.endswith(SUFFIXES)):
            found.setdefault(path.rpartition("/")[2], []).append(path)
        known = naming.memo["cpp-names"] = found
    assert isinstance(known, dict)
    return known


LANGUAGES: tuple[Language, ...] = (Cpp(),)
