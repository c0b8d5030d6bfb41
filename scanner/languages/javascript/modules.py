"""``import`` and ``export`` statements; where a module's file is, ``naming`` decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.javascript.classes import declared
from scanner.languages.javascript.functions import decorator, function
from scanner.languages.javascript.patterns import EXPORTS

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.javascript.descent import Descent, Statement

_FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration"})
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration"})


def _import(d: Descent, node: Node) -> None:
    source = node.child_by_field_name("source")
    clause = required = None
    flags = ""
    for child in node.children:
        if child.type == "import_clause":
            clause = child
        elif child.type == "import_require_clause":
            required = child
        elif child.type == "type":
            flags = "t"
    if required is not None:
        _required(d, required)
    elif source is not None:
        module = d.literal(source)
        if clause is None:
            d.b.imported(module, "", "", node.start_byte, node.end_byte, flags)
        else:
            _clause(d, clause, module, flags)


def _clause(d: Descent, clause: Node, module: str, flags: str) -> None:
    for child in clause.named_children:
        if child.type == "identifier":
            _bound(d, module, "default", child, child, flags)
        elif child.type == "namespace_import":
            name = d.first(child)
            if name is not None:
                _bound(d, module, "", name, child, flags)
        elif child.type == "named_imports":
            for specifier in child.named_children:
                name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
                if name is not None:
                    type_only = specifier.children[0].type == "type" or flags
                    _bound(d, module, _plain(d, name), alias or name, specifier, "t" if type_only else "")


def _bound(d: Descent, module: str, member: str, alias: Node, at: Node, flags: str) -> None:
    name = d.text(alias)
    d.know(name, d.b.scope)
    d.b.imported(module, member, name, at.start_byte, at.end_byte, flags)


def _plain(d: Descent, name: Node) -> str:
    return d.literal(name) if name.type == "string" else d.text(name)


def _required(d: Descent, node: Node) -> None:
    """``import x = require("m")``"""
    name, source = d.first(node), node.child_by_field_name("source")
    if name is not None and source is not None:
        value = d.b.imported(d.literal(source), "", "", node.start_byte, node.end_byte, "d")
        d.declare(d.text(name), value, name.start_byte)


def _alias(d: Descent, node: Node) -> None:
    """``import A = B.C``"""
    parts = [child for child in node.named_children if child.kind_id not in d.ignored]
    if len(parts) == 2:
        d.declare(d.text(parts[0]), d.expr(parts[1]), parts[0].start_byte)


def _export(d: Descent, node: Node) -> None:
    source = node.child_by_field_name("source")
    kinds = {child.type for child in node.children if not child.is_named}
    if source is not None:
        _re_export(d, node, d.literal(source), "rt" if "type" in kinds else "r")
        return
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    for child in node.named_children:
        if child.type == "export_clause":
            _export_names(d, child)
    if declaration is not None:
        _export_declaration(d, node, declaration, "default" in kinds)
    elif value is not None:
        found = d.named(value, "default")
        _export_flag(d, found)
        d.b.bind("default", found, node.start_byte)
    elif "=" in kinds:
        found = d.inner(node)
        d.bind_in(0, EXPORTS, found, node.start_byte)
        d.bind_in(0, "default", found, node.start_byte)


def _re_export(d: Descent, node: Node, module: str, flags: str) -> None:
    for child in node.children:
        if child.type == "*":
            d.b.imported(module, "*", "", node.start_byte, node.end_byte, flags)
        elif child.type == "namespace_export":
            name = d.first(child)
            if name is not None:
                d.b.imported(module, "", _plain(d, name), child.start_byte, child.end_byte, flags)
        elif child.type == "export_clause":
            for specifier in child.named_children:
                name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
                if name is not None:
                    d.b.imported(module, _plain(d, name), _plain(d, alias or name), specifier.start_byte, specifier.end_byte, flags)


def _export_names(d: Descent, clause: Node) -> None:
    for specifier in clause.named_children:
        name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
        if name is not None and alias is not None and _plain(d, alias) != d.text(name):
            d.b.bind(_plain(d, alias), d.b.name(d.text(name), name.start_byte), specifier.start_byte)


def _export_declaration(d: Descent, node: Node, declaration: Node, default: bool) -> None:
    decorators = tuple(decorator(d, child) for child in node.children if child.type == "decorator")
    kind = declaration.type
    name = declaration.child_by_field_name("name")
    if kind in _CLASSES:
        value = declared(d, declaration, decorators)
    elif kind in _FUNCTIONS:
        value = function(d, declaration, "" if name is not None else "default")
        if name is not None:
            d.declare(d.text(name), value, name.start_byte)
    elif kind == "function_signature":
        return  # NOTE: an overload; its implementation follows
    else:
        before = len(d.b.scopes)
        d.block((declaration,))
        for opened in d.b.scopes[before:]:
            if opened.parent == d.b.scope and opened.name and opened.kind in ("function", "class", "interface"):
                opened.flags += "x"
        if default and name is not None:
            d.b.bind("default", d.b.name(d.text(name), name.start_byte), node.start_byte)
        return
    _export_flag(d, value)
    if default:
        d.b.bind("default", value, node.start_byte)


def _export_flag(d: Descent, value: int) -> None:
    found = d.b.at(value)
    if found[0] in ("function", "class"):
        scope = found[1]
        assert isinstance(scope, int)
        d.b.scopes[scope].flags += "x"


STATEMENTS: dict[str, Statement] = {
    "export_statement": _export,
    "import_alias": _alias,
    "import_statement": _import,
}
