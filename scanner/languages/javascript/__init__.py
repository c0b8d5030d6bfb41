"""JavaScript, TypeScript (with JSX), ArkTS, and the scripts of Vue, Svelte and HTML files, to facts.

What a name or call means is left to ``evaluate``.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from scanner.languages import _arkts, _markup
from scanner.languages._builder import Builder
from scanner.languages._walk import kinds_of
from scanner.languages.interface import Traits
from scanner.languages.javascript import naming as javascript_naming
from scanner.languages.javascript.descent import Descent, Tables
from scanner.languages.javascript.expressions import EXPRESSIONS, NAMED, SPINE
from scanner.languages.javascript.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

_HEADS = re.compile(
    rb"\n([ \t]*+)(?!(?:if|for|while|switch|\}[^\n]{0,40}?(?:else|catch)|else|try|catch|//|\*)\b)"
    rb"(?:(?P<outer>(?:export[ \t]+)?(?:default[ \t]+)?(?:abstract[ \t]+)?class\b)"
    rb"|(?=(?:[^\n=f()]++|=(?!>)|f(?!unction\b)|(?<=\w)f|\)(?![^\n;]*\{)|\((?!$)|(?<!\w)(?<!\w[ \t])\()*+[=f()]))"
    rb"[^\n]*+(?:(?<=[(,])\n(?:[^{};\n]*\n){0,20}?[^{};\n]*\{|(?<=\(\{)\n[^{}()]{0,1000}\})?",
    re.MULTILINE,
)
_TRAITS = Traits(
    separator="", class_names_visible=False, call_constructs=False, constructors=("constructor",), heads=_HEADS, signature_key="javascript"
)
_EMBEDDED = dataclasses.replace(_TRAITS, heads=None)
_GRAMMARS = {"ts": "typescript", "typescript": "typescript", "tsx": "tsx", "text/typescript": "typescript"}
"""Grammar by the ``lang`` or ``type`` of a script element."""
_TYPE_OF_MODULE = re.compile(rb"\btypeof\s+import\(\s*(?:'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`)\s*\)")
_LONE_SIGN = re.compile(rb">\s*&\s*(?=</)")
"""``&`` as all of an element's text."""


@functools.cache
def _grammar(name: str) -> tuple[Parser, Tables]:
    """Parser and handlers; one grammar is loaded when the first file needs it."""
    from tree_sitter import Language, Parser

    if name == "javascript":
        import tree_sitter_javascript

        language = Language(tree_sitter_javascript.language())
    else:
        import tree_sitter_typescript

        language = Language(tree_sitter_typescript.language_tsx() if name == "tsx" else tree_sitter_typescript.language_typescript())
    return Parser(language), Tables(kinds_of(language, ("import",)), EXPRESSIONS, STATEMENTS, NAMED, SPINE)


class JavaScript:
    """A language module; see ``interface.Language``."""

    def __init__(self, id_: str, *, markup: bool = False) -> None:
        self.id = id_
        self.traits = _EMBEDDED if markup or id_ == "arkts" else _TRAITS
        self._markup = markup

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file, or of all scripts in it."""
        build = Builder(path, self.id, len(data))
        if self.id == "arkts":
            return _lowered(build, _arkts.typescript(data), "typescript")
        if not self._markup:
            return _lowered(build, data, self.id)
        component = self.id != "html"
        found = _markup.scripts(data, component=component)
        languages = {_GRAMMARS.get(script.attributes.get("lang") or script.attributes.get("type", ""), "javascript") for script in found}
        for script in found:
            source = script.attributes.get("src")
            if source:
                # NOTE: a component may keep its script in a file of its own, which then speaks for the component
                build.imported(source, "*" if self.id == "vue" else "", "", script.start, script.start, "r" if self.id == "vue" else "")
        # NOTE: TypeScript reads plain scripts as well; a component may mix the two
        grammar = next((name for name in ("tsx", "typescript") if name in languages), "javascript")
        return _lowered(build, _markup.masked(data, found, component=component), grammar)

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that a module name may mean."""
        return javascript_naming.locate(module, importer, naming)

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that imports ``path``."""
        return javascript_naming.names_of(path, naming)


def readable(data: bytes) -> bytes:
    """The text as the grammar reads it, every place where it was."""
    if b"import(" in data:
        data = _TYPE_OF_MODULE.sub(lambda found: b"any".ljust(len(found[0])), data)
    return _LONE_SIGN.sub(lambda found: found[0].replace(b"&", b" "), data) if b"&" in data else data


def _lowered(build: Builder, data: bytes, grammar: str) -> Facts:
    data = readable(data)
    parser, tables = _grammar(grammar)
    root = parser.parse(data).root_node
    if grammar == "javascript" and root.has_error:
        # NOTE: JavaScript with type annotations (Flow, or TypeScript in a script without ``lang``) is read as TSX where that reads better
        other, others = _grammar("tsx")
        second = other.parse(data).root_node
        if _errors(second) < _errors(root):
            root, tables = second, others
    descent = Descent(build, data, tables)
    descent.block(root.children)
    descent.finish()
    if root.has_error and not build.gaps["syntax-error"]:
        build.gap("syntax-error")
    facts = build.facts()
    return facts._replace(binds=tuple(sorted(facts.binds, key=_offset)))


def _offset(bind: tuple[object, ...]) -> int:
    offset = bind[5]
    assert isinstance(offset, int)
    return offset


def _errors(root: Node) -> int:
    """Bytes that did not parse, at the first level that tells."""
    if not root.has_error:
        return 0
    return sum(child.end_byte - child.start_byte for child in root.children if child.has_error) + 1


LANGUAGES: tuple[Language, ...] = (
    JavaScript("javascript"),
    JavaScript("typescript"),
    JavaScript("tsx"),
    JavaScript("arkts"),
    JavaScript("vue", markup=True),
    JavaScript("svelte", markup=True),
    JavaScript("html", markup=True),
)
