"""Control flow of Ruby: conditions, cases, loops, rescues; all of it has values, and what a method ends with is what it returns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.ruby.descent import Descent
from scanner.languages.ruby.expressions import store

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.ruby.descent import Expression

_PROGRAM, _FILE = r"\$(?:0|PROGRAM_NAME)", r"(?:__FILE__|File\.expand_path\(__FILE__\))"
_AS_PROGRAM = re.compile(rf"\(?\s*(?:{_FILE}\s*==\s*{_PROGRAM}|{_PROGRAM}\s*==\s*{_FILE})\s*\)?")
"""What asks whether the file itself is the program."""


def _union(d: Descent, values: list[int]) -> int:
    found = [v for v in values if v >= 0]
    known = [v for v in found if d.b.at(v) != ("const", None)]
    return d.b.union(known or found) if found else d.b.const(None)


def _if(d: Descent, node: Node) -> int:
    """``if … elsif … else``, ``unless``"""
    values: list[int] = []
    at: Node | None = node
    while at is not None:
        condition = at.child_by_field_name("condition")
        if condition is not None:
            d.expr(condition)
        chosen = at.child_by_field_name("consequence")
        values.append(d.guarded(chosen))
        if condition is not None and chosen is not None and at.type != "unless" and _AS_PROGRAM.fullmatch(d.text(condition)):
            d.b.program(condition.start_byte, chosen.end_byte)
        at = at.child_by_field_name("alternative")
        if at is not None and at.type == "else":
            values.append(d.guarded(at))
            break
    return _union(d, values)


def _modifier(d: Descent, node: Node) -> int:
    """``a if b``, ``a while b``"""
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    body = node.child_by_field_name("body")
    value = d.guarded(body)
    if condition is not None and body is not None and node.type == "if_modifier" and _AS_PROGRAM.fullmatch(d.text(condition)):
        d.b.program(body.start_byte, condition.end_byte)
    return value if value >= 0 else d.b.const(None)


def _rescue_modifier(d: Descent, node: Node) -> int:
    body, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
    value = d.guarded(body)
    other = d.guarded(handler)
    return _union(d, [value, other])


def _case(d: Descent, node: Node) -> int:
    """``case … when``, ``case … in``"""
    subject = node.child_by_field_name("value")
    held = d.expr(subject) if subject is not None else -1
    values: list[int] = []
    for child in d.children(node):
        if child == subject:
            continue
        if child.type in ("when", "in_clause"):
            for part in d.children(child):
                if part.type == "pattern":
                    d.block(part.children)
                elif part.type != "then" and held >= 0:
                    _match(d, part, held, child)
            values.append(d.guarded(child.child_by_field_name("body")))
        else:
            values.append(d.guarded(child))
    return _union(d, values)


def _match(d: Descent, pattern: Node, value: int, node: Node) -> None:
    """Names that a pattern binds."""
    b = d.b
    kind = pattern.type
    b.depth += 1
    if b.depth > 240:
        b.gap("nested-too-deep")
    elif kind == "identifier":
        d.bind(d.text(pattern), value, pattern.end_byte)
    elif kind == "hash_pattern":
        for child in d.children(pattern):
            key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is None:
                continue
            name = d.text(key).strip(":\"'")
            part = b.index(value, b.string(name))
            if inner is None:
                d.bind(name, part, child.end_byte)
            else:
                _match(d, inner, part, node)
    elif kind == "array_pattern":
        for number, child in enumerate(d.children(pattern)):
            _match(d, child, b.index(value, b.const(number)), node)
    elif kind == "as_pattern":
        name_ = pattern.child_by_field_name("name")
        if name_ is not None:
            d.bind(d.text(name_), value, pattern.end_byte)
    b.depth -= 1


def _match_pattern(d: Descent, node: Node) -> int:
    """``value => { a: }``, ``value in [a, b]``"""
    value, pattern = node.child_by_field_name("value"), node.child_by_field_name("pattern")
    if value is not None and pattern is not None:
        _match(d, pattern, d.expr(value), node)
    return d.b.unknown("test")


def _loop(d: Descent, node: Node) -> int:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    d.guarded(node.child_by_field_name("body"))
    return d.b.const(None)


def _for(d: Descent, node: Node) -> int:
    pattern, source = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    if pattern is not None and source is not None:
        store(d, pattern, d.b.element(d.inner(source)), pattern)
    d.guarded(node.child_by_field_name("body"))
    return d.b.const(None)


def body(d: Descent, node: Node) -> int:
    """Statements with ``rescue``, ``else`` and ``ensure``: the value of the statements, of the handlers only where they have none."""
    handlers: list[int] = []
    value = -1
    several = any(child.type in ("rescue", "ensure", "else") for child in node.named_children)
    d.b.guard += several
    for child in d.children(node):
        kind = child.type
        if kind == "rescue":
            handlers.append(_rescue(d, child))
        elif kind == "ensure":
            d.block(child.children)
        elif kind == "else":
            value = d.inner(child)
        else:
            value = d.expr(child)
    d.b.guard -= several
    known = value >= 0 and d.b.at(value) != ("const", None)
    return value if known else _union(d, [value, *handlers])


def _rescue(d: Descent, node: Node) -> int:
    listed, variable = node.child_by_field_name("exceptions"), node.child_by_field_name("variable")
    if listed is not None:
        d.block(listed.children)
    if variable is not None and (name := d.first(variable)) is not None:
        store(d, name, d.b.unknown("exception"), variable)
    return d.guarded(node.child_by_field_name("body"))


def _return(d: Descent, node: Node) -> int:
    listed = d.first(node)
    if listed is not None:
        values = [d.expr(child) for child in d.children(listed) if child.type != "pair"]
        pairs = [child for child in d.children(listed) if child.type == "pair"]
        if pairs:
            from scanner.languages.ruby.text import pair

            values.append(d.b.map([pair(d, child) for child in pairs]))
        value = values[0] if len(values) == 1 else d.b.sequence(values)
        if d.function >= 0:
            d.b.scopes[d.function].returns.append(value)
    return d.b.const(None)


def _next(d: Descent, node: Node) -> int:
    listed = d.first(node)
    if listed is not None:
        value = d.inner(listed)
        if d.lambda_ >= 0:
            d.b.scopes[d.lambda_].returns.append(value)
    return d.b.const(None)


def _nothing(d: Descent, node: Node) -> int:
    return d.b.const(None)


CONTROL: dict[str, Expression] = {
    **dict.fromkeys(("if", "unless"), _if),
    **dict.fromkeys(("if_modifier", "unless_modifier", "while_modifier", "until_modifier"), _modifier),
    **dict.fromkeys(("case", "case_match"), _case),
    **dict.fromkeys(("while", "until"), _loop),
    **dict.fromkeys(("begin", "body_statement", "block_body"), body),
    **dict.fromkeys(("then", "else", "do", "parenthesized_statements", "in", "interpolation", "begin_block", "end_block"), Descent.inner),
    **dict.fromkeys(("redo", "retry", "alias", "undef", "empty_statement", "uninterpreted"), _nothing),
    **dict.fromkeys(("next", "break"), _next),
    "for": _for,
    "match_pattern": _match_pattern,
    "rescue_modifier": _rescue_modifier,
    "return": _return,
    "test_pattern": _match_pattern,
}
