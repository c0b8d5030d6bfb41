"""Expressions of Kotlin: names, chains, calls with lambdas behind them, texts, branches that are values.

Declarations and types have a module of their own; which declaration a name means is decided as in Java.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.java.descent import unescape
from scanner.languages.java.functions import ELEMENTWISE
from scanner.languages.java.text import number
from scanner.languages.java.types import qualified
from scanner.languages.kotlin import declarations as declarations
from scanner.languages.kotlin.types import type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Descent, Expression
    from scanner.model import Expr

_NAVIGATION, _CALL, _INDEX, _SURE = range(4)
SPINE = {"navigation_expression": _NAVIGATION, "call_expression": _CALL, "index_expression": _INDEX, "unary_expression": _SURE}
_SIMPLE = re.compile(r"\$([A-Za-z_]\w*)")
_SELF = frozenset({"apply", "also", "takeIf", "takeUnless", "onEach"})
_SEQUENCES = frozenset({"listOf", "mutableListOf", "arrayOf", "setOf", "sequenceOf", "flowOf", "listOfNotNull"})
_FILLED = frozenset({"buildMap", "buildJsonObject"})
"""What gives a map with the entries that its lambda puts in."""
_MAPS = frozenset({"mapOf", "mutableMapOf", "hashMapOf", "linkedMapOf"})
_HELD = frozenset({"MutableStateFlow", "MutableLiveData", "mutableStateOf"})
"""What holds one thing, which its member ``value`` gives."""
_TEXTS = frozenset({"StringBuilder", "StringBuffer"})
_KNOWN = frozenset(
    {*_SELF, *_SEQUENCES, *_FILLED, *_MAPS, "let", "run", "with", "lazy", "runBlocking", "withContext", "buildString", "println"}
)
"""Functions of the language's own library that are called by their names alone."""
_OPEN = frozenset({"unknown", "call", "index", "element", "param", "attr", "name"})


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node).strip("`")
    if name in ("null", "true", "false"):
        return d.b.const({"null": None, "true": True}.get(name, False))
    return d.variable(name, node.start_byte)


def _this(d: Descent, node: Node) -> int:
    return this(d, outer=d.text(node) != "this")


def this(d: Descent, *, outer: bool = False) -> int:
    """What ``this`` is; ``outer``: of a class that is named (``this@A``)."""
    if d.receivers and d.receivers[-1] >= 0 and not outer:
        return d.receivers[-1]
    return d.b.expr("self", d.klass) if d.klass >= 0 else d.b.unknown("this")


def _super(d: Descent, node: Node) -> int:
    return d.b.expr("super", d.klass) if d.klass >= 0 else d.b.unknown("super")


def _leaf(d: Descent, node: Node) -> int:
    return d.b.unknown(node.type)


def _string(d: Descent, node: Node) -> int:
    b = d.b
    raw = node.type == "multiline_string_literal"
    at = node.start_byte + (3 if raw else 1)
    parts: list[int] = []
    for child in node.named_children:
        if child.type == "interpolation":
            parts += _pieces(d, at, child.start_byte, raw=raw)
            parts.append(d.inner(child))
            at = child.end_byte
    parts += _pieces(d, at, node.end_byte - (3 if raw else 1), raw=raw)
    return b.concat(parts) if parts else b.string("")


def _pieces(d: Descent, start: int, end: int, *, raw: bool) -> list[int]:
    """Text with ``$name`` in it."""
    text = d.data[start:end].decode("utf-8", "replace")
    parts: list[int] = []
    at = 0
    for match in _SIMPLE.finditer(text):
        if not raw and text[: match.start()].endswith("\\"):
            continue
        if match.start() > at:
            parts.append(d.b.string(text[at : match.start()] if raw else unescape(text[at : match.start()])))
        at = start + len(text[: match.start()].encode()) + 1
        parts.append(this(d) if match[1] == "this" else d.variable(match[1], at))
        at = match.end()
    if at < len(text):
        parts.append(d.b.string(text[at:] if raw else unescape(text[at:])))
    return parts


# -- chains


def _chain(d: Descent, node: Node) -> int:
    """``a?.b().c[0]!!``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at = node
    while (what := d.spine.get(at.kind_id)) is not None and at.children:
        if what == _SURE and at.children[-1].type != "!!":
            break
        links.append((what, at))
        at = at.children[0]
        if what == _CALL and _only_lambda(links[-1][1]) and at.type == "call_expression":
            at = at.children[0]  # ``f(a) { … }`` is one call
    value = _unary(d, at) if at.type == "unary_expression" else _start(d, at, links)
    while links:
        what, link = links.pop()
        if what == _NAVIGATION:
            member = link.children[-1]
            if member.type == "identifier" and d.text(member) == "class":
                continue
            value = d.b.attr(value, d.text(member).strip("`"))
        elif what == _CALL:
            value = _call(d, link, value)
        elif what == _INDEX:
            keys = [d.expr(child) for child in d.children(link)[1:]]
            value = d.b.index(value, keys[0]) if keys else d.b.unknown("index")
    return value


def _start(d: Descent, node: Node, links: list[tuple[int, Node]]) -> int:
    """What a chain begins with; a bare name that is called is a function, the package of a qualified name is taken off."""
    if node.type != "identifier":
        return d.expr(node)
    name = d.text(node).strip("`")
    if links and links[-1][0] == _CALL and not name[:1].isupper():
        return d.variable(name, node.start_byte) if d.holder(name) >= 0 else _bare(d, name, node)
    if name[:1].isupper() or not links or d.holder(name) >= 0 or name in d.static:
        return d.variable(name, node.start_byte)
    parts = [name]
    for taken, (what, link) in enumerate(reversed(links), 1):
        if what != _NAVIGATION:
            break
        parts.append(d.text(link.children[-1]))
        if parts[-1][:1].isupper():
            del links[-taken:]
            return qualified(d, parts, node)
    return d.variable(name, node.start_byte)


def _bare(d: Descent, name: str, node: Node) -> int:
    """A function that is called by its name alone: the class's, the file's, or one of what ``this`` means here."""
    receiver = d.receivers[-1] if d.receivers else -1
    d.stars = receiver < 0 and name not in _KNOWN  # functions of the package need no import
    own = d.method(name, node.start_byte)
    declared = name in d.static or name in d.seen or name in _KNOWN or (d.klass >= 0 and name in d.members[d.klass].methods)
    return own if receiver < 0 or declared else d.b.union((d.b.attr(receiver, name), own))


def _only_lambda(node: Node) -> bool:
    return not any(child.type == "value_arguments" for child in node.children)


def _call(d: Descent, node: Node, callee: int) -> int:
    b = d.b
    target = b.at(callee)
    name = _called(d, target)
    holder = int(target[1]) if target[0] == "attr" else -1  # type: ignore[call-overload]
    own = holder < 0 or b.kind(holder) == "self"
    found: list[Argument] = []
    literal_scope = -1
    b.depth += 1
    inner = node.children[0].children[1:] if _only_lambda(node) and node.children[0].type == "call_expression" else []
    for child in (*inner, *node.children[1:]):
        if child.type == "value_arguments":
            found += arguments(d, child)
        elif child.type == "annotated_lambda":
            element = b.element(holder) if holder >= 0 and name in ELEMENTWISE else holder if name in ("let", "also") else -1
            this = holder if name in ("apply", "run") and not own else found[0].value if name == "with" and own and found else -1
            literal = next((c for c in child.named_children if c.type == "lambda_literal"), child)
            value = _received(d, literal, element, this)
            literal_scope = int(b.at(value)[1])  # type: ignore[call-overload]
            found.append(Argument(len(found), "", value))
    b.depth -= 1
    special = _of_lambda(d, name, holder, literal_scope, own=own) if literal_scope >= 0 else -1
    special = special if special >= 0 else _literal(d, callee, name, found) if target[0] == "name" or holder >= 0 else -1
    if name == "append" and holder >= 0 and len(found) == 1:
        special = d.append(holder, (found[0].value,), node.start_byte, node.end_byte)
    if special >= 0:
        return special
    result = b.call(callee, found, node.start_byte, node.end_byte)
    if holder >= 0 and len(found) == 2 and name == "put":
        b.store(holder, "", found[0].value, found[1].value, node.start_byte, node.end_byte)
    return result


def _called(d: Descent, target: Expr) -> str:
    """The last name of what is called."""
    if target[0] == "union" and d.b.kind(first := int(target[1][0])) == "attr":  # type: ignore[index]
        return str(d.b.at(first)[2])
    return str(target[2] if target[0] == "attr" else target[1] if target[0] == "name" else "")


def _received(d: Descent, literal: Node, element: int, this: int) -> int:
    """A lambda in which ``this`` is something else, -1 for what it is around it."""
    d.receivers += [this] if this >= 0 else []
    value = declarations.lambda_(d, literal, element)
    del d.receivers[len(d.receivers) - (this >= 0) :]
    return value


def _of_lambda(d: Descent, name: str, holder: int, scope: int, *, own: bool) -> int:
    """What calls give that run a lambda at once and are no call for a reader; -1 for all others."""
    b = d.b
    if name in _FILLED if own else name == "apply" and b.kind(holder) == "call":
        entries = b.entries(scope, "put")
        if entries:
            return b.map(entries)
    if name == "buildString" and own:
        return b.concat((b.string(""), *pieces)) if (pieces := b.given(scope, ("append", "appendLine"))) else b.string("")
    returns = b.scopes[scope].returns
    if holder >= 0 and returns and name in _SELF:
        return holder
    ends = ("let", "run", "with", "lazy", "runBlocking", "withContext", "coroutineScope", "use")
    return returns[-1] if returns and name in ends else -1


def _literal(d: Descent, callee: int, name: str, found: list[Argument]) -> int:
    """The standard containers; -1 for all other calls."""
    b = d.b
    target = b.at(callee)
    own = target[0] == "name" or (target[0] == "attr" and b.at(int(target[1]))[0] == "self")  # type: ignore[call-overload]
    if not own:
        return -1
    if name in _HELD and len(found) == 1:
        return b.map([(b.string("value"), found[0].value)])
    if name in _TEXTS and len(found) < 2:
        return d.text_of(found[0].value if found and b.kind(found[0].value) != "number" else -1)
    if name in _SEQUENCES:
        return b.sequence([a.value for a in found])
    if name in _MAPS:
        pairs = [b.at(a.value)[1] for a in found if b.kind(a.value) == "sequence"]
        return b.map([(pair[0], pair[1]) for pair in pairs if len(pair) == 2])  # type: ignore[arg-type, index]
    return -1


def arguments(d: Descent, node: Node) -> list[Argument]:
    """Positional, named and spread arguments."""
    found: list[Argument] = []
    for child in d.children(node):
        if child.type != "value_argument" or not child.children:
            continue
        named = any(c.type == "=" for c in child.children)
        written = child.children[-1]
        keyword = d.text(child.children[0]) if named else ""
        value = d.expr(written) if written.is_named else d.b.unknown("argument")
        found.append(Argument(-1 if named else len(found), keyword, value, int(child.children[0].type == "*")))
    return found


# -- operators and branches


def _binary(d: Descent, node: Node) -> int:
    """Operators of any kind, left-deep: down to the first operand, then to the right."""
    links: list[tuple[str, Node]] = []
    while node.type == "binary_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = next((child.type for child in node.children if not child.is_named), "")
        if left is None or right is None:
            break
        links.append((operator if operator in ("+", "?:") else "", right))
        node = left
    if not links:
        return d.other(node)
    parts = [d.expr(node)]
    done = links[-1][0]
    while links:
        operator, right = links.pop()
        if operator != done:
            parts, done = [_combined(d, done, parts)], operator
        parts.append(d.expr(right))
    return _combined(d, done, parts)


def _combined(d: Descent, operator: str, parts: list[int]) -> int:
    if operator == "+":
        return d.b.concat(parts)
    return d.b.union(parts, default=True) if operator == "?:" else d.b.unknown("arithmetic")


def _unary(d: Descent, node: Node) -> int:
    d.block(node.children)
    return d.b.unknown("arithmetic")


def _infix(d: Descent, node: Node) -> int:
    """``a to b`` is a pair."""
    found = d.children(node)
    if len(found) == 3 and d.text(found[1]) == "to":
        return d.b.sequence((d.expr(found[0]), d.expr(found[2])))
    d.block((child for n, child in enumerate(found) if n != 1))
    return d.b.unknown("infix")


def _cast(d: Descent, node: Node) -> int:
    left = node.child_by_field_name("left")
    if left is None:
        return d.other(node)
    value = d.expr(left)
    type_ = type_expr(d, node.child_by_field_name("right"))
    return d.b.union((value, d.b.declared(type_))) if type_ >= 0 and d.b.kind(value) in _OPEN else value


def branches(d: Descent, node: Node) -> int:
    """``if``, ``when`` and ``try``: one of the values of what may run."""
    b = d.b
    values: list[int] = []
    b.depth += 2
    for child in node.named_children:
        kind = child.type
        if kind == "finally_block":
            d.block(child.children)
        elif kind in ("when_entry", "catch_block"):
            values.append(_branch(d, child))
        elif child == node.child_by_field_name("condition") or kind == "when_subject":
            d.block((child,))
        else:
            values.append(_branch(d, child))
    b.depth -= 2
    values = [value for value in values if b.kind(value) != "unknown"] or values
    return b.union(values) if values else b.unknown(node.type)


def _branch(d: Descent, node: Node) -> int:
    d.b.guard += 1
    value = declarations.body(d, node)
    d.b.guard -= 1
    return value


def _return(d: Descent, node: Node) -> int:
    written = [child for child in d.children(node) if child != node.child_by_field_name("label")]
    value = d.expr(written[-1]) if written else -1
    if value >= 0 and d.function >= 0:
        d.b.scopes[d.function].returns.append(value)
    return d.b.unknown("return")


def _reference(d: Descent, node: Node) -> int:
    """``::f``"""
    found = d.children(node)
    return d.method(d.text(found[-1]), found[-1].start_byte) if found else d.b.unknown("reference")


def _anonymous(d: Descent, node: Node) -> int:
    return declarations.lambda_(d, node)


def _collection(d: Descent, node: Node) -> int:
    return d.b.sequence([d.expr(child) for child in d.children(node)])


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


def _inner(d: Descent, node: Node) -> int:
    return d.inner(node)


EXPRESSIONS: dict[str, Expression] = {
    "ERROR": _error,
    "anonymous_function": _anonymous,
    "as_expression": _cast,
    "binary_expression": _binary,
    "call_expression": _chain,
    "callable_reference": _reference,
    "collection_literal": _collection,
    "identifier": _identifier,
    "if_expression": branches,
    "index_expression": _chain,
    "infix_expression": _infix,
    "lambda_literal": _anonymous,
    "multiline_string_literal": _string,
    "navigation_expression": _chain,
    "number_literal": number,
    "object_literal": declarations.object_literal,
    "parenthesized_expression": _inner,
    "return_expression": _return,
    "string_literal": _string,
    "super_expression": _super,
    "this_expression": _this,
    "try_expression": branches,
    "unary_expression": _chain,
    "user_type": _leaf,
    "when_expression": branches,
}
