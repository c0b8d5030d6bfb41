"""C# to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import grammar
from scanner.languages.csharp import naming as csharp_naming
from scanner.languages.csharp.descent import IGNORED, Descent
from scanner.languages.csharp.expressions import EXPRESSIONS, SPINE
from scanner.languages.csharp.functions import CONSTRUCTOR
from scanner.languages.csharp.statements import STATEMENTS
from scanner.languages.interface import Traits

if TYPE_CHECKING:
    from tree_sitter import Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts


IMPLICIT = (
    "System",
    "System.Collections.Generic",
    "System.IO",
    "System.Linq",
    "System.Net.Http",
    "System.Threading",
    "System.Threading.Tasks",
    "System.Net.Http.Json",
    "Microsoft.AspNetCore.Builder",
    "Microsoft.AspNetCore.Hosting",
    "Microsoft.AspNetCore.Http",
    "Microsoft.AspNetCore.Routing",
    "Microsoft.Extensions.Configuration",
    "Microsoft.Extensions.DependencyInjection",
    "Microsoft.Extensions.Hosting",
    "Microsoft.Extensions.Logging",
)
"""What the project templates import everywhere (``ImplicitUsings``)."""
_DIRECTIVE = re.compile(
    rb"^[ \t]*#[ \t]*(?:if|elif|else|endif|region|endregion|pragma|nullable|line|error|warning)\b[^\r\n]*", re.MULTILINE
)
_OTHERWISE = re.compile(rb"^[ \t]*#[ \t]*(?:else|elif)\b.*?(?=^[ \t]*#[ \t]*endif\b)", re.MULTILINE | re.DOTALL)


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_c_sharp

    return grammar(tree_sitter_c_sharp.language(), EXPRESSIONS, STATEMENTS, SPINE, IGNORED, also=("this", "base"))


def readable(data: bytes) -> bytes:
    """The text as the grammar reads it, every place where it was.

    It knows directives between statements and members only: inside of one they are taken out, and if that leaves too much, what stands
    behind ``#else`` as well.
    """
    if not _DIRECTIVE.search(data) or not (wrong := _errors(data)):
        return data
    plain = _DIRECTIVE.sub(_blank, data)
    return min((data, plain, _DIRECTIVE.sub(_blank, _OTHERWISE.sub(_blank, data))), key=lambda one: wrong if one is data else _errors(one))


def _blank(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[^\r\n]", b" ", found[0])


def _errors(data: bytes) -> int:
    """Places that the grammar cannot read."""
    count = 0
    waiting = [_grammar()[0].parse(data).root_node]
    while waiting:
        node = waiting.pop()
        count += node.is_error or node.is_missing
        waiting += [child for child in node.children if child.has_error]
    return count


class CSharp:
    """A language module; see ``interface.Language``."""

    id = "csharp"
    traits = Traits(
        separator=".",
        class_names_visible=True,
        call_constructs=False,
        constructors=(CONSTRUCTOR,),
        types_in_files=True,
        namespaces=True,
        implicit_imports=IMPLICIT,
        builtins=frozenset({"string", "object", "int", "long", "double", "decimal", "bool", "char", "byte", "float"}),
        initialisers=True,
        overloads=True,
        members_encoded="PascalCase",
        signature_key="csharp",
        call_method="Invoke",
        function_methods=frozenset({"Invoke", "DynamicInvoke"}),
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        root = parser.parse(readable(data)).root_node
        descent = Descent(build, data, tables)
        descent.block(root.children)
        if root.has_error and not build.gaps["syntax-error"]:
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that the name of a type or namespace may mean."""
        return csharp_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return csharp_naming.names_of(path)


LANGUAGES: tuple[Language, ...] = (CSharp(),)
