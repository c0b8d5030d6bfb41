"""Python statements: imports, assignments, conditional code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.python.definitions import class_, decorated, function
from scanner.languages.python.descent import Descent
from scanner.languages.python.patterns import captures, target
from scanner.languages.python.types import type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.python.descent import Statement

_CLAUSES = frozenset({"elif_clause", "else_clause", "except_clause", "except_group_clause", "finally_clause"})
_TEXT = frozenset({"string", "concatenated_string"})
_AS_PROGRAM = re.compile(r"""\(?\s*(?:__name__\s*(?:==|in)\s*[^=]*["']__main__["']|["']__main__["']\s*==\s*__name__)""")
"""What asks whether the file itself is the program."""


def _nothing(_d: Descent, _node: Node) -> None:
    return None


def _children(d: Descent, node: Node) -> None:
    d.block(node.children)


def _expression(d: Descent, node: Node) -> None:
    """A statement that is an expression; text alone is documentation."""
    for child in node.children:
        handler = d.statements.get(child.kind_id)
        if handler is not None:
            handler(d, child)
        elif child.type not in _TEXT:
            d.expr(child)


def _import(d: Descent, node: Node) -> None:
    b = d.b
    flags = "t" if d.type_only else ""
    for child in node.named_children:
        if child.type == "dotted_name":
            name = _dotted(d, child)
            top = name.partition(".")[0]
            b.imported(top, "", top, child.start_byte, child.end_byte, flags)
            if top != name:  # loads the submodule; the name that is bound is the top one
                b.imported(name, "", "", child.start_byte, child.end_byte, flags)
        elif child.type == "aliased_import":
            given, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if given is not None and alias is not None:
                b.imported(_dotted(d, given), "", d.text(alias), child.start_byte, child.end_byte, flags)


def _import_from(d: Descent, node: Node) -> None:
    module_node = node.child_by_field_name("module_name")
    if module_node is None:
        return
    b = d.b
    flags = "t" if d.type_only else ""
    module = _dotted(d, module_node)
    for child in node.named_children[1:]:
        if child.type == "wildcard_import":
            b.imported(module, "*", "", node.start_byte, node.end_byte, flags)
        elif child.type == "dotted_name":
            name = d.text(child)
            b.imported(module, name, name, child.start_byte, child.end_byte, flags)
        elif child.type == "aliased_import":
            given, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if given is not None and alias is not None:
                b.imported(module, d.text(given), d.text(alias), child.start_byte, child.end_byte, flags)


def _dotted(d: Descent, node: Node) -> str:
    """A module's name; blanks and line continuations may stand around its dots."""
    text = d.text(node)
    return text if text.isidentifier() else "".join(text.replace("\\", " ").split())


def _assignment(d: Descent, node: Node) -> None:
    """``a = b = value`` and ``a: T = value``."""
    targets: list[tuple[Node | None, int]] = []
    right: Node | None = node
    while right is not None and right.type == "assignment":
        type_node = right.child_by_field_name("type")
        targets.append((right.child_by_field_name("left"), type_expr(d, type_node) if type_node is not None else -1))
        right = right.child_by_field_name("right")
    value = d.expr(right) if right is not None else -1
    d.after = node.end_byte
    for left, type_ in reversed(targets):
        if left is not None:
            target(d, left, value, type_)


def _augmented(d: Descent, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None:
        return
    added = d.expr(right)
    d.after = node.end_byte
    if operator is not None and operator.type == "+=":
        target(d, left, d.b.concat((d.expr(left), added)))
    elif operator is not None and operator.type == "|=":
        target(d, left, d.b.union((d.expr(left), added)))


def _type_alias(d: Descent, node: Node) -> None:
    """``type X = T``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and right is not None:
        name = left.named_children[0] if left.named_children else left
        if name.type == "identifier":
            d.bind(d.text(name), type_expr(d, right), node.end_byte)


def _guarded(d: Descent, node: Node) -> None:
    """if, while, try and their clauses: everything inside is conditional."""
    b = d.b
    b.depth += 1
    checked = d.type_only
    condition = node.child_by_field_name("condition")
    if condition is not None and node.type == "if_statement":
        asked = d.text(condition)
        d.type_only = checked or asked.rpartition(".")[2] == "TYPE_CHECKING"
        chosen = node.child_by_field_name("consequence")
        if chosen is not None and _AS_PROGRAM.match(asked):
            b.program(condition.start_byte, chosen.end_byte)
    for child in node.children:
        kind = child.type
        if kind == "block":
            b.guard += 1
            d.block(child.children)
            b.guard -= 1
        elif kind in _CLAUSES:
            d.type_only = checked
            (_except if kind.startswith("except") else _guarded)(d, child)
        else:
            d.block((child,))
    d.type_only = checked
    b.depth -= 1


def _except(d: Descent, node: Node) -> None:
    b = d.b
    values = node.children_by_field_name("value")
    name: Node | None = None
    caught = values[0] if values else None
    if caught is not None and caught.type == "as_pattern":
        alias = caught.child_by_field_name("alias")
        name = alias.named_children[0] if alias is not None and alias.named_children else None
        caught = caught.child(0)
    elif len(values) == 2 and d.text(values[1]).islower():  # ``except Error, e`` of Python 2
        name = values[1]
    else:
        for value in values[1:]:
            d.expr(value)
    b.guard += 1
    if caught is not None:
        type_ = d.expr(caught)
        if name is not None:
            kind, *inner = b.at(type_)
            errors: tuple[int, ...] = inner[0] if kind == "sequence" else (type_,)  # type: ignore[assignment]
            target(d, name, b.union([b.declared(error) for error in errors] or [b.unknown("empty")]))
    for child in node.children:
        if child.type == "block":
            d.block(child.children)
    b.guard -= 1


def _for(d: Descent, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    d.b.guard += 1
    if left is not None and right is not None:
        source = d.b.element(d.expr(right))
        d.after = right.end_byte
        target(d, left, source)
    d.body(node)
    d.b.guard -= 1
    alternative = node.child_by_field_name("alternative")
    if alternative is not None:
        _guarded(d, alternative)


def _with(d: Descent, node: Node) -> None:
    for clause in node.children:
        if clause.type == "with_clause":
            for item in clause.named_children:
                value = item.child_by_field_name("value")
                d.b.flag_call(d.expr(value if value is not None else item), "c")
    d.body(node)


def _match(d: Descent, node: Node) -> None:
    b = d.b
    subjects = [d.expr(child) for child in node.children_by_field_name("subject")]
    subject = subjects[0] if len(subjects) == 1 else b.unknown("pattern")
    body = node.child_by_field_name("body")
    b.guard += 1
    for case in body.children if body is not None else ():
        if case.type != "case_clause":
            continue
        for child in case.children:
            if child.type == "case_pattern":
                captures(d, child, subject)
            elif child.type == "block":
                d.block(child.children)
            else:
                d.block((child,))
    b.guard -= 1


def _return(d: Descent, node: Node) -> None:
    given = [child for child in node.children if child.is_named and child.type != "comment"]
    value = d.expr(given[0]) if given else -1
    scope = d.b.enclosing("function", "lambda")
    if value >= 0 and scope >= 0:
        d.b.scopes[scope].returns.append(value)


def _elsewhere(d: Descent, node: Node) -> None:
    """``global`` and ``nonlocal``."""
    b = d.b
    scope = 0
    if node.type == "nonlocal_statement":
        scope = max(b.enclosing("function", "lambda", start=b.scopes[b.scope].parent), 0)
    for child in node.named_children:
        d.elsewhere[-1][d.text(child)] = scope


STATEMENTS: dict[str, Statement] = {
    "ERROR": Descent.error,
    "assert_statement": _children,
    "assignment": _assignment,
    "augmented_assignment": _augmented,
    "block": _children,
    "break_statement": _nothing,
    "class_definition": class_,
    "comment": _nothing,
    "continue_statement": _nothing,
    "decorated_definition": decorated,
    "delete_statement": _children,
    "exec_statement": _children,
    "expression_statement": _expression,
    "for_statement": _for,
    "function_definition": function,
    "future_import_statement": _nothing,
    "global_statement": _elsewhere,
    "if_statement": _guarded,
    "import_from_statement": _import_from,
    "import_statement": _import,
    "match_statement": _match,
    "nonlocal_statement": _elsewhere,
    "pass_statement": _nothing,
    "print_statement": _children,
    "raise_statement": _children,
    "return_statement": _return,
    "try_statement": _guarded,
    "type_alias_statement": _type_alias,
    "while_statement": _guarded,
    "with_statement": _with,
}
