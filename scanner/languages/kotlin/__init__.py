"""Kotlin to facts; what a name or call means is left to ``evaluate``."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from scanner.languages._builder import Builder
from scanner.languages._walk import grammar
from scanner.languages.interface import Traits
from scanner.languages.java import naming as java_naming
from scanner.languages.java.descent import COMMENTS, Descent
from scanner.languages.java.functions import CONSTRUCTOR
from scanner.languages.kotlin.declarations import STATEMENTS, TEXTS
from scanner.languages.kotlin.expressions import EXPRESSIONS, SPINE

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from scanner.languages._walk import Tables
    from scanner.languages.interface import Language, Naming
    from scanner.model import Facts

_TYPE_ANNOTATION = re.compile(rb"@[A-Za-z_][\w.]*(?=[ \t]+\()")
"""An annotation of a function type; the grammar takes the type for its arguments, which follow without a space."""
_CLOSED = re.compile(rb"(?<=[^\s{};])[ \t]\}(?=[ \t]*(?:\}|$))", re.MULTILINE)
"""The end of a class or function on the line of its last member, which the grammar wants to end by itself."""
_DECLARED = re.compile(
    rb"\b(?:fun|val|var|class|object|interface|typealias)\s+(?:<[^>\n]{0,200}>\s*)?(?:[\w?]{1,100}(?:<[^\n(={]{0,200}>\??)?\.)*(\w+)"
)
"""What a word that declares something names, behind the type that a function extends."""


@functools.cache
def _grammar() -> tuple[Parser, Tables]:
    """Parser and handlers, loaded when the first file needs them."""
    import tree_sitter_kotlin

    return grammar(tree_sitter_kotlin.language(), EXPRESSIONS, STATEMENTS, SPINE, COMMENTS)


class Kotlin:
    """A language module; see ``interface.Language``. Libraries of the Java machine are the same for both languages."""

    id = "kotlin"
    traits = Traits(
        separator=".",
        constructors=(CONSTRUCTOR,),
        call_method="invoke",
        types_in_files=True,
        overloads=True,
        accessor_prefixes=("get", "is"),
        setter_prefixes=("set", "with"),
        generated_builder=("builder", "build"),
        function_methods=frozenset({"invoke", "get"}),
        text_types=TEXTS,
        members_encoded="camelCase",
        signature_key="java",
    )

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file."""
        build = Builder(path, self.id, len(data))
        parser, tables = _grammar()
        data = readable(data)
        root = parser.parse(data).root_node
        if root.has_error and _broken(root) and (ended := _CLOSED.sub(b";}", data)) != data:
            mended = parser.parse(ended).root_node
            root = root if _broken(mended) else mended
        descent = Descent(build, data, tables)
        _survey(descent, root)
        descent.block(root.children)
        if root.has_error and not build.gaps["syntax-error"] and _broken(root):
            build.gap("syntax-error")
        facts = build.facts()
        return facts._replace(binds=tuple(sorted(facts.binds, key=lambda bind: bind.offset)))

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Files that the name of a type, function or package may mean; a file need not be named like what it holds."""
        key = ("kotlin-locate", module, importer.rpartition("/")[0])
        if key not in naming.memo:
            naming.memo[key] = java_naming.locate(module, importer, naming) or _holding(module, importer, naming)
        found = naming.memo[key]
        assert isinstance(found, tuple)
        return found

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that uses ``path``."""
        return java_naming.names_of(path)


def _holding(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The files of a package that declare a name."""
    package, _, name = module.rpartition(".")
    files = java_naming.locate(package, importer, naming) if package else _beside(importer, naming)
    return tuple(path for path in files if path.endswith(".kt") and name.encode() in _declared(path, naming))


def _beside(importer: str, naming: Naming) -> tuple[str, ...]:
    """The files of a folder, of which those that name no package see each other."""
    folder = importer.rpartition("/")[0]
    key = ("kotlin-folder", folder)
    if key not in naming.memo:
        naming.memo[key] = tuple(sorted(path for path in naming.files if path.endswith(".kt") and path.rpartition("/")[0] == folder))
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found


def _declared(path: str, naming: Naming) -> frozenset[bytes]:
    """The names that stand where a file declares something."""
    key = ("kotlin-declared", path)
    if key not in naming.memo:
        naming.memo[key] = frozenset(_DECLARED.findall(naming.read(path) or b""))
    found = naming.memo[key]
    assert isinstance(found, frozenset)
    return found


def readable(data: bytes) -> bytes:
    """The text as the grammar reads it, every place where it was."""
    return _TYPE_ANNOTATION.sub(lambda found: b" " * len(found.group()), data)


def _broken(root: Node) -> bool:
    """Whether anything is wrong but that the last member of a class on one line has no end, which only the grammar asks for."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or (node.is_missing and node.type != "_class_member_semi"):
            return True
        waiting += [child for child in node.children if child.has_error]
    return False


def _survey(d: Descent, root: Node) -> None:
    """What the file declares at its top: types, functions, properties."""
    for child in root.named_children:
        if child.type in ("class_declaration", "object_declaration"):
            d.seen.add(d.field(child, "name"))
        elif child.type == "function_declaration":
            d.static.add(d.field(child, "name"))
        elif child.type == "property_declaration":
            d.static.update(
                d.text(name) for c in child.named_children if c.type == "variable_declaration" and (name := d.first(c)) is not None
            )


LANGUAGES: tuple[Language, ...] = (Kotlin(),)
