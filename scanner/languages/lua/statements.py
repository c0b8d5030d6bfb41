"""Lua: tables that are classes, functions in them, locals, loops, and expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._tree import unescape
from scanner.languages._walk import Members
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent, Expression, Statement

_DOT, _METHOD, _BRACKET, _CALL, _BRACES = range(5)
SPINE = {
    "dot_index_expression": _DOT,
    "method_index_expression": _METHOD,
    "bracket_index_expression": _BRACKET,
    "function_call": _CALL,
    "parenthesized_expression": _BRACES,
}
_FIELD = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?([sdifgxq%])")
_OWNER = re.compile(
    rb"^[ \t]*(?:function[ \t]+([A-Za-z_]\w*)[.:]|([A-Za-z_]\w*)\.__index[ \t]*=)",
    re.MULTILINE,
)


def classes(d: Descent, data: bytes) -> None:
    """Tables that functions are put into by name are classes, and such that stand behind others: ``M.__index = M``."""
    d.variables.extend(dict.fromkeys((own or behind).decode() for own, behind in _OWNER.findall(data)))


# -- statements


def _local(d: Descent, node: Node) -> None:
    for child in node.named_children:
        if child.type == "assignment_statement":
            _assignment(d, child, local=True)
        else:
            for name in child.children_by_field_name("name") if child.type == "variable_list" else ():
                d.declare(d.text(name), -1, name.start_byte)


def _assign(d: Descent, node: Node) -> None:
    _assignment(d, node, local=False)


def _assignment(d: Descent, node: Node, *, local: bool) -> None:
    b = d.b
    left = next((c for c in node.named_children if c.type == "variable_list"), None)
    right = next((c for c in node.named_children if c.type == "expression_list"), None)
    targets, given = left.named_children if left is not None else [], d.children(right) if right is not None else []
    if len(targets) == 1 == len(given) and _is_class(d, targets[0], given[0]):
        _class(d, d.text(targets[0]), given[0])
        return
    values = [d.expr(c) for c in given]
    for n, target in enumerate(targets):
        value = values[n] if n < len(values) else b.index(values[-1], b.const(str(n))) if values else -1
        if local and target.type == "identifier":
            d.declare(d.text(target), value, node.end_byte)
        elif target.type == "identifier":
            _plain(d, d.text(target), value, node)
        else:
            _store(d, target, value, node)


def _plain(d: Descent, name: str, value: int, node: Node) -> None:
    """A name without ``local`` is a global unless a scope around declares it."""
    if d.holder(name) >= 0:
        d.assign(name, value, node.start_byte, node.end_byte)
    else:
        d.b.bind(name, value, node.end_byte, scope=0)


def _store(d: Descent, target: Node, value: int, node: Node) -> None:
    b = d.b
    table = target.child_by_field_name("table")
    if table is None:
        return
    held, field = d.expr(table), target.child_by_field_name("field")
    owner = d.types.get(d.text(table), -1) if table.type == "identifier" else -1
    if target.type == "dot_index_expression" and field is not None:
        if owner >= 0 and d.b.scope == 0:
            b.bind(d.text(field), value, node.start_byte, scope=owner)
        else:
            b.store(held, d.text(field), -1, value, node.start_byte, node.end_byte)
    elif field is not None:
        b.store(held, "", d.expr(field), value, node.start_byte, node.end_byte)


def _is_class(d: Descent, target: Node, given: Node) -> bool:
    named = target.type == "identifier" and d.text(target) in d.variables and d.b.scope == 0
    return named and (given.type == "table_constructor" or d.text(given).startswith("setmetatable"))


def _class(d: Descent, name: str, node: Node) -> None:
    """A table with functions, as a class; what stands in it are members."""
    b = d.b
    scope = d.types[name] = b.open("class", name, node.start_byte, node.end_byte)
    d.members[scope] = Members()
    table = (
        node
        if node.type == "table_constructor"
        else next((c for c in node.named_children for c in c.named_children if c.type == "table_constructor"), node)
    )
    for field in table.named_children if table.type == "table_constructor" else ():
        key, value = field.child_by_field_name("name"), field.child_by_field_name("value")
        if key is not None and value is not None and key.type == "identifier":
            b.bind(d.text(key), d.expr(value), field.start_byte)
    b.close()
    if node is not table:
        b.scopes[scope].bases = _behind(d, node)
    b.bind(name, b.expr("class", scope), node.start_byte)
    d.locals[0][name] = 0


def _behind(d: Descent, call: Node) -> tuple[int, ...]:
    """The table that ``setmetatable(a, b)`` puts behind another: ``b``, or what ``{__index = b}`` names."""
    listed = call.child_by_field_name("arguments")
    given = d.children(listed) if listed is not None else []
    named = given[1] if len(given) == 2 else None
    if named is not None and named.type == "table_constructor":
        fields = (field for field in named.named_children if d.field(field, "name") == "__index")
        named = next((field.child_by_field_name("value") for field in fields), None)
    return (d.expr(named),) if named is not None and named.type in ("identifier", "dot_index_expression", "function_call") else ()


def _function(d: Descent, node: Node) -> None:
    """``function name()``, ``function M.name()``, ``function M:name()``"""
    b = d.b
    target = node.child_by_field_name("name")
    if target is None:
        return
    if target.type == "identifier":
        name = d.text(target)
        value = function(d, node, name)
        if node.children[0].type == "local" and b.scope:
            d.declare(name, value, node.start_byte)
        else:
            b.bind(name, value, node.start_byte, scope=b.scope if node.children[0].type == "local" else 0)
        return
    table = target.child_by_field_name("table")
    name = d.field(target, "field") or d.field(target, "method")
    owner = d.types.get(d.text(table), -1) if table is not None else -1
    if owner < 0:
        held = d.expr(table) if table is not None else b.unknown("table")
        b.store(held, name, -1, function(d, node, name), node.start_byte, node.end_byte)
        return
    before, here = d.klass, b.scope
    d.klass, b.scope = owner, owner
    value = function(d, node, name, flags="" if target.type == "method_index_expression" else "s")
    b.bind(name, value, node.start_byte)
    d.klass, b.scope = before, here


def function(d: Descent, node: Node, name: str, *, flags: str = "") -> int:
    """A function as a value."""
    b = d.b
    scope = b.open("function" if name else "lambda", name, node.start_byte, node.end_byte)
    b.scopes[scope].flags = flags
    before = d.enter(scope)
    listed = node.child_by_field_name("parameters")
    for child in listed.named_children if listed is not None else ():
        if child.type == "identifier":
            d.parameter(d.text(child))
        elif child.type == "vararg_expression":
            d.parameter("...", star=1)
    body = node.child_by_field_name("body")
    if body is not None:
        d.block(body.children)
    d.leave(before)
    return b.expr("function", scope)


def _return(d: Descent, node: Node) -> None:
    values = [d.expr(c) for p in d.children(node) for c in (d.children(p) if p.type == "expression_list" else (p,))]
    if not values:
        return
    if d.function >= 0:
        d.b.scopes[d.function].returns.append(values[0])
    else:
        named = d.b.at(values[0])
        owner = d.types.get(str(named[1]), -1) if named[0] == "name" else -1
        d.b.bind("=exports", d.b.expr("class", owner) if owner >= 0 else values[0], node.start_byte)


def _if(d: Descent, node: Node) -> None:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    for child in node.named_children:
        if child.type == "block":
            _guarded(d, child)
        elif child.type in ("elseif_statement", "else_statement"):
            d.b.depth += 1
            _if(d, child)
            d.b.depth -= 1


def _guarded(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.b.guard += 1
    d.base = d.b.guard
    d.block(node.children)
    d.b.guard -= 1
    d.close_block(base)


def _for(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    clause = node.child_by_field_name("clause")
    if clause is not None and clause.type == "for_generic_clause":
        _generic(d, clause)
    elif clause is not None:
        for child in clause.named_children[1:]:
            d.expr(child)
        d.declare(d.field(clause, "name"), d.b.unknown("number"), clause.start_byte)
    body = node.child_by_field_name("body")
    if body is not None:
        d.guarded(body)
    d.close_block(base)


def _generic(d: Descent, node: Node) -> None:
    """``for k, v in pairs(t)``: the second name is an element."""
    b = d.b
    names = [d.text(c) for p in node.named_children if p.type == "variable_list" for c in p.named_children]
    given = [c for p in node.named_children if p.type == "expression_list" for c in d.children(p)]
    values = [d.expr(c) for c in given]
    held = values[0] if values else b.unknown("empty")
    if b.kind(held) == "call" and (arguments := b._calls[int(b.at(held)[1])].arguments):  # type: ignore[call-overload]
        held = arguments[0].value
    for n, name in enumerate(names):
        d.declare(name, b.element(held) if n == len(names) - 1 else b.unknown("key"), node.start_byte)


def _loop(d: Descent, node: Node) -> None:
    for child in node.named_children:
        if child.type == "block":
            _guarded(d, child)
        else:
            d.expr(child)


def _block(d: Descent, node: Node) -> None:
    base = d.open_block(node)
    d.block(node.children)
    d.close_block(base)


def _error(d: Descent, node: Node) -> None:
    d.b.gap("syntax-error")
    d.block(node.children)


# -- expressions


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node)
    if name == "self" and d.klass >= 0:
        return d.b.expr("self", d.klass)
    return d.variable(name, node.start_byte)


def chain(d: Descent, node: Node) -> int:
    """``a.b:c(d)[e]``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at = node
    while (what := d.spine.get(at.kind_id)) is not None and at.named_children:
        links.append((what, at))
        at = at.named_children[0]
    value = d.expr(at)
    while links:
        what, link = links.pop()
        if what == _DOT:
            value = d.b.attr(value, d.field(link, "field"))
        elif what == _METHOD:
            value = d.b.attr(value, d.field(link, "method"))
        elif what == _BRACKET:
            key = link.child_by_field_name("field")
            value = d.b.index(value, d.expr(key) if key is not None else d.b.unknown("key"))
        elif what == _CALL:
            value = _call(d, link, value)
    return value


def _call(d: Descent, node: Node, callee: int) -> int:
    b = d.b
    listed = node.child_by_field_name("arguments")
    b.depth += 2
    given = [d.expr(c) for c in d.children(listed)] if listed is not None else []
    b.depth -= 2
    target = b.at(callee)
    name = str(target[1]) if target[0] == "name" else ""
    if name == "require" and given and b.kind(given[0]) == "string":
        return b.imported(str(b.at(given[0])[1]), "", "", node.start_byte, node.end_byte, "d")
    if name == "setmetatable" and given:
        table = d.types.get(d.text(d.children(listed)[0]), -1) if listed is not None and b.scope == 0 else -1
        if table >= 0:
            b.scopes[table].bases = _behind(d, node)
            return given[0]
        return _instance(d, node, given)
    if name in ("assert", "tostring", "select") and given:
        return given[0]
    if target[0] == "attr" and target[2] == "format":
        owner = b.at(int(target[1]))  # type: ignore[call-overload]
        text = given[0] if owner[0] == "name" and given else int(target[1])  # type: ignore[call-overload]
        return _formatted(d, text, given[1:] if owner[0] == "name" else given)
    spread = listed is not None and any(c.type == "vararg_expression" for c in listed.named_children)
    found = [Argument(n, "", value, int(spread and n == len(given) - 1)) for n, value in enumerate(given)]
    return b.call(callee, found, node.start_byte, node.end_byte)


def _instance(d: Descent, node: Node, given: list[int]) -> int:
    """``setmetatable({a = b}, {__index = M})``: an instance of the table that is a class around, with its fields set."""
    b = d.b
    owner = d.klass
    meta = b.at(given[1]) if len(given) > 1 else ("",)
    for key, value in meta[1] if meta[0] == "map" else ():  # type: ignore[attr-defined]
        if key >= 0 and b.at(key) == ("string", "__index") and b.kind(value) == "class":
            owner = int(b.at(value)[1])  # type: ignore[call-overload]
    if owner < 0:
        return given[0]
    held = b.at(given[0])
    pairs = held[1] if held[0] == "map" else ()
    fields = [Argument(-1, str(b.at(k)[1]), v) for k, v in pairs if k >= 0 and b.kind(k) == "string"]  # type: ignore[attr-defined]
    for field in fields:
        b.store(b.expr("self", owner), field.keyword, -1, field.value, node.start_byte, node.end_byte)
    return b.call(b.expr("class", owner), fields, node.start_byte, node.end_byte, "i")


def _formatted(d: Descent, text: int, values: list[int]) -> int:
    b = d.b
    if b.kind(text) != "string":
        return b.unknown("format")
    template = str(b.at(text)[1])
    parts: list[int] = []
    at, taken = 0, 0
    for match in _FIELD.finditer(template):
        if match.start() > at:
            parts.append(b.string(template[at : match.start()]))
        at = match.end()
        if match[1] == "%":
            parts.append(b.string("%"))
        else:
            parts.append(values[taken] if taken < len(values) else b.unknown("format"))
            taken += 1
    if at < len(template) or not parts:
        parts.append(b.string(template[at:]))
    return b.concat(parts)


def _string(d: Descent, node: Node) -> int:
    content = node.child_by_field_name("content")
    text = d.text(content) if content is not None else ""
    return d.b.string(text if d.data.startswith(b"[", node.start_byte) else unescape(text))


def _number(d: Descent, node: Node) -> int:
    return d.b.expr("number", d.text(node))


def _constant(d: Descent, node: Node) -> int:
    return d.b.const({"true": True, "false": False}.get(node.type))


def _table(d: Descent, node: Node) -> int:
    b = d.b
    pairs: list[tuple[int, int]] = []
    items: list[int] = []
    for field in d.children(node):
        key, value = field.child_by_field_name("name"), field.child_by_field_name("value")
        if value is None:
            continue
        if key is None:
            items.append(d.expr(value))
        else:
            pairs.append(
                (b.string(d.text(key)) if key.type == "identifier" and field.children[0].type != "[" else d.expr(key), d.expr(value))
            )
    return b.sequence(items) if items and not pairs else b.map(pairs)


def _binary(d: Descent, node: Node) -> int:
    """``a .. b`` puts texts together, ``a or b`` falls back, ``a and b`` is b."""
    b = d.b
    links: list[tuple[str, Node]] = []
    at: Node = node
    while at.type == "binary_expression":
        left, right, operator = (at.child_by_field_name(name) for name in ("left", "right", "operator"))
        if left is None or right is None or operator is None:
            break
        links.append((operator.type, right))
        at = left
    value = d.expr(at) if at.type != "binary_expression" else b.unknown("binary")
    while links:
        sign, right = links.pop()
        other = d.expr(right)
        if sign == "..":
            value = b.concat((value, other))
        elif sign == "or":
            value = b.union((value, other), default=True)
        elif sign == "and":
            value = other
        else:
            value = b.unknown("arithmetic")
    return value


def _unary(d: Descent, node: Node) -> int:
    d.block(node.named_children)
    return d.b.unknown("unary")


def _closure(d: Descent, node: Node) -> int:
    if d.b.depth >= MAX_DEPTH - 2:
        return d.b.gap("nested-too-deep")
    return function(d, node, "")


def _rest(d: Descent, node: Node) -> int:
    return d.b.element(d.variable("...", node.start_byte))


EXPRESSIONS: dict[str, Expression] = {
    "binary_expression": _binary,
    "bracket_index_expression": chain,
    "dot_index_expression": chain,
    "false": _constant,
    "function_call": chain,
    "function_definition": _closure,
    "identifier": _identifier,
    "method_index_expression": chain,
    "nil": _constant,
    "number": _number,
    "parenthesized_expression": chain,
    "string": _string,
    "table_constructor": _table,
    "true": _constant,
    "unary_expression": _unary,
    "vararg_expression": _rest,
}
STATEMENTS: dict[str, Statement] = {
    "ERROR": _error,
    "assignment_statement": _assign,
    "block": _block,
    "do_statement": _loop,
    "for_statement": _for,
    "function_declaration": _function,
    "if_statement": _if,
    "repeat_statement": _loop,
    "return_statement": _return,
    "variable_declaration": _local,
    "while_statement": _loop,
}
