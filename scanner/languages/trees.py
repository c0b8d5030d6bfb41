"""The syntax tree of a file as its grammar gives it, whatever the language; names and meaning are in its ``Facts``."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_GRAMMARS = {
    "arkts": "typescript", "cpp": "cpp", "csharp": "c_sharp", "dart": "dart", "golang": "go", "html": "typescript", "java": "java",
    "javascript": "javascript", "kotlin": "kotlin", "lua": "lua", "notebook": "python", "php": "php", "python": "python",
    "razor": "c_sharp", "ruby": "ruby", "rust": "rust", "scala": "scala", "svelte": "typescript", "swift": "swift", "tsx": "tsx",
    "typescript": "typescript", "vue": "typescript",
}  # fmt: skip
"""Language id to its grammar; scripts of pages are read as TypeScript, which takes plain ones as well."""
_WHEELS = {
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "php": ("tree_sitter_php", "language_php"),
}
_MARKUP = frozenset({"html", "svelte", "vue"})
_READABLE = {
    **{name: name for name in ("csharp", "golang", "javascript", "kotlin", "php")},
    **dict.fromkeys(("html", "svelte", "tsx", "typescript", "vue"), "javascript"),
}
"""Languages with forms that their grammars do not know, and the module that knows them."""
LANGUAGES = frozenset(_GRAMMARS)


def root(language: str, data: bytes) -> Node:
    """The root node of a file of one of ``LANGUAGES``; ``data`` is what the offsets of its facts count in."""
    return _parser(_GRAMMARS[language]).parse(_code(language, data)).root_node


def _code(language: str, data: bytes) -> bytes:
    if language in _MARKUP:
        from scanner.languages._markup import masked, scripts

        component = language != "html"
        data = masked(data, scripts(data, component=component), component=component)
    if language == "arkts":
        from scanner.languages._arkts import typescript

        return typescript(data)
    if language in _READABLE:
        return importlib.import_module(f"scanner.languages.{_READABLE[language]}").readable(data)  # type: ignore[no-any-return]
    return data


@functools.cache
def _parser(grammar: str) -> Parser:
    from tree_sitter import Language, Parser

    module, function = _WHEELS.get(grammar, (f"tree_sitter_{grammar}", "language"))
    return Parser(Language(getattr(importlib.import_module(module), function)()))
