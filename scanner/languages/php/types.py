"""Declared types of PHP, in the code and in its doc comments, as expressions.

Types that say nothing of where a value comes from (``string``, ``array``, ``mixed``) give -1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.php.descent import Descent

SILENT = frozenset(
    {
        *(
            "array",
            "bool",
            "boolean",
            "callable",
            "class-string",
            "double",
            "false",
            "float",
            "int",
            "integer",
            "iterable",
            "mixed",
            "never",
            "null",
        ),
        *(
            "number",
            "numeric",
            "object",
            "resource",
            "scalar",
            "string",
            "true",
            "void",
            "closure",
            "generator",
            "traversable",
            "throwable",
        ),
        *("exception", "stdclass", "arrayaccess", "datetime", "datetimeinterface"),
    }
)
_NAME = re.compile(r"\\?[A-Za-z_\x80-\uffff][\w\\\x80-\uffff]*")
_VAR = re.compile(r"@var[ \t]+(\S{1,200})(?:[ \t]+\$(\w+))?")
_PARAM = re.compile(r"@param[ \t]+(\S{1,200})[ \t]+(?:\.\.\.)?\$(\w+)")
_RETURN = re.compile(r"@return[ \t]+(\S{1,200})")


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as the name of a class, or as several; -1 for types that say nothing."""
    if node is None:
        return -1
    kind = node.type
    if kind == "named_type" or kind in ("name", "qualified_name", "relative_name"):
        name = d.text(node)
        low = name.lower().lstrip("\\")
        if low in ("self", "static"):
            return d.b.expr("class", d.klass) if d.klass >= 0 else -1
        return -1 if low in SILENT else d.class_name(name, node)
    if kind == "optional_type":
        return type_expr(d, d.first(node))
    if kind in ("union_type", "intersection_type"):
        found = [t for child in d.children(node) if (t := type_expr(d, child)) >= 0]
        return d.b.union(found) if found else -1
    return -1


def doc_type(d: Descent, text: str, node: Node) -> int:
    """A type as doc comments write it: ``Foo|null``, ``?Foo``, ``Foo[]``, ``array<Foo>``."""
    found = [_one(d, part, node) for part in text.replace("?", "").split("|")]
    known = [t for t in found if t >= 0]
    return d.b.union(known) if known else -1


def _one(d: Descent, text: str, node: Node) -> int:
    inner, angle, _ = text.rpartition("<")[2].partition(">")
    several = bool(angle) or text.endswith("[]")
    match = _NAME.fullmatch(inner.rpartition(",")[2].strip().removesuffix("[]"))
    if match is None or match[0].lower().lstrip("\\") in SILENT:
        return -1
    if match[0].lower() in ("self", "static", "$this"):
        return d.b.expr("class", d.klass) if d.klass >= 0 else -1
    value = d.class_name(match[0], node)
    return d.b.sequence([d.b.declared(value)]) if several else value


def comment_before(d: Descent, node: Node) -> str:
    """The doc comment that stands in front of a declaration."""
    before = node.prev_sibling
    return d.text(before) if before is not None and before.kind_id in d.ignored else ""


def var_type(d: Descent, node: Node) -> int:
    """``@var Foo`` in front of a declaration."""
    match = _VAR.search(comment_before(d, node))
    return doc_type(d, match[1], node) if match is not None else -1


def var_of(d: Descent, node: Node, name: str) -> int:
    """``@var Foo $name`` in front of a statement that assigns it."""
    comment = comment_before(d, node)
    for match in _VAR.finditer(comment) if "@var" in comment else ():
        if match[2] in (None, name):
            return doc_type(d, match[1], node)
    return -1


def of_function(d: Descent, node: Node) -> tuple[dict[str, str], str]:
    """Types of parameters, and of the result, as the doc comment of a function says."""
    comment = comment_before(d, node)
    if "@" not in comment:
        return {}, ""
    result = _RETURN.search(comment)
    return {match[2]: match[1] for match in _PARAM.finditer(comment)}, result[1] if result is not None else ""
