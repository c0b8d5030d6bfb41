"""Reads HCL (``.tf``, ``.tfvars``, ``.hcl``): every text with the path of blocks, labels and attributes that leads to it.

References stay in the text as ``${var.name}``; nothing is computed, and what they stand for is left to ``evaluate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._tree import join, unescape

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

    from scanner.languages._tree import Node, Tree

_TEXTS = ("string_lit", "quoted_template", "heredoc_template")
_REFERENCES = ("var", "local", "each", "module", "data")


def read(data: bytes, tree: Tree) -> list[Node]:
    """Nothing asks for such a file as a map: its texts are all there is of it."""
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    root = Parser(Language(tree_sitter_hcl.language())).parse(data).root_node
    if root.has_error:
        tree.gap("syntax-error")
    waiting: list[tuple[Syntax, str, int]] = [(root, "", 0)]
    seen: dict[str, int] = {}
    while waiting and not tree.full:
        node, place, depth = waiting.pop()
        tree.node()
        if depth > MAX_DEPTH:
            tree.gap("nested-too-deep")
            continue
        waiting.extend((child, at, depth + 1) for child, at in reversed(_below(node, place, seen, data, tree)))
    return []


def _below(node: Syntax, place: str, seen: dict[str, int], data: bytes, tree: Tree) -> list[tuple[Syntax, str]]:
    """What is to be read below a node, and under which path; texts are kept."""
    kind = node.type
    if kind == "block":
        return _block(node, place, seen, data)
    if kind in ("attribute", "object_elem"):
        named = node.named_children
        if len(named) < 2:
            return []
        return [(named[-1], join(place, _word(named[0], data)))]
    if kind == "tuple":
        return [(child, join(place, str(n))) for n, child in enumerate(c for c in node.named_children if c.type == "expression")]
    if kind == "conditional":
        return [(child, place) for child in node.named_children[1:]]
    if kind in ("operation", "for_cond"):
        return []
    if kind in _TEXTS:
        _text(node, place, data, tree)
        return []
    if kind == "bool_lit":
        tree.text(place, data[node.start_byte : node.end_byte].decode(), node.start_byte, node.end_byte)
        return []
    if kind == "variable_expr":
        _reference(node, place, data, tree)
        return []
    return [(child, place) for child in node.named_children if child.type != "function_call" or _gives(child)]


def _gives(call: Syntax) -> bool:
    """Nearly every function of the language gives its arguments in another form; those that read files do not."""
    name = call.named_children[0].text or b""
    return not name.startswith((b"file", b"path", b"sensitive"))


def _block(node: Syntax, place: str, seen: dict[str, int], data: bytes) -> list[tuple[Syntax, str]]:
    """A block and its labels; of several that are called the same the later ones are numbered."""
    names = [_word(child, data) for child in node.named_children if child.type in ("identifier", "string_lit")]
    for name in names:
        place = join(place, name)
    number = seen.get(place, 0)
    seen[place] = number + 1
    place = f"{place}.{number}" if number else place
    return [(child, place) for child in node.named_children if child.type == "body"]


def _word(node: Syntax, data: bytes) -> str:
    return data[node.start_byte : node.end_byte].decode("utf-8", "replace").strip().strip('"()')


def _text(node: Syntax, place: str, data: bytes, tree: Tree) -> None:
    inner = [child for child in node.children if child.type in ("template_literal", "template_interpolation", "template_directive")]
    if not inner and node.type != "string_lit" and node.named_children and node.named_children[0].type == "quoted_template":
        return
    start, end = (inner[0].start_byte, inner[-1].end_byte) if inner else (node.start_byte + 1, node.start_byte + 1)
    tree.text(place, unescape(data[start:end].decode("utf-8", "replace")), start, end)


def _reference(node: Syntax, place: str, data: bytes, tree: Tree) -> None:
    """``var.name`` alone is the text ``${var.name}``."""
    around = node.parent
    written = data[around.start_byte : around.end_byte].decode("utf-8", "replace") if around is not None else ""
    parts = written.split(".")
    if len(parts) > 1 and parts[0] in _REFERENCES and all(part.replace("-", "_").isidentifier() for part in parts):
        tree.text(place, "${" + written + "}", node.start_byte, node.start_byte + len(written.encode()))
