"""Expressions of Rust: paths, chains, structure literals, closures, macros, control flow, operators.

Items, types and patterns have modules of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.languages.rust import items as rust_items
from scanner.languages.rust import patterns as rust_patterns
from scanner.languages.rust.types import WRAPPERS, segments_of, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.rust.descent import Descent, Expression

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F_]{1,8})\}|x([0-9a-fA-F]{2})|\r?\n\s*|([\s\S]))")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_SUFFIX = re.compile(r"_?[iu](?:8|16|32|64|128|size)$|(?<=\d)_?f(?:32|64)$")
_FIELD = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::[^{}]*)?\}")
_CHAIN = {
    "call_expression": "function",
    "field_expression": "value",
    "generic_function": "function",
    "try_expression": "",
    "await_expression": "",
    "index_expression": "",
}
_SAME = frozenset(
    {
        *(
            "as_bytes",
            "as_deref",
            "as_mut",
            "as_ref",
            "as_str",
            "borrow",
            "borrow_mut",
            "clone",
            "cloned",
            "collect",
            "copied",
            "into",
            "into_boxed_str",
        ),
        *(
            "into_bytes",
            "into_inner",
            "into_iter",
            "into_owned",
            "iter",
            "iter_mut",
            "lock",
            "ok",
            "read",
            "take",
            "to_owned",
            "to_string",
            "to_vec",
        ),
        *(
            "to_string_lossy",
            "try_into",
            "unwrap",
            "unwrap_or_default",
            "upgrade",
            "write",
            "deref",
            "boxed",
            "fuse",
            "leak",
            "as_path",
            "into_string",
        ),
    }
)
"""Methods without arguments that give what they are called on, as far as a value is concerned."""
_SAME_ALWAYS = frozenset(
    {"expect", "context", "with_context", "map_err", "ok_or", "ok_or_else", "inspect_err", "wrap_err", "wrap_err_with"}
)
_FALLBACK = frozenset({"unwrap_or", "unwrap_or_else", "or", "or_else", "map_or"})
_TEXT_MACROS = frozenset({"format", "format_args"})
_HELD = frozenset({"Some", "Ok", "Box", "Arc", "Rc"})
_MAKERS = frozenset({"new", "from", "pin", "borrowed", "owned", "with_capacity"})


def unescape(text: str) -> str:
    """Escape sequences of a text."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        number = int((match[1] or match[2]).replace("_", "") or "0", 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return _SIMPLE.get(match[3], match[3]) if match[3] else ""


def _string(d: Descent, node: Node) -> int:
    text = d.text(node).lstrip("bc")
    return d.b.string(unescape(text[1:-1]))


def _raw(d: Descent, node: Node) -> int:
    text = d.text(node).lstrip("bcr")
    marks = len(text) - len(text.lstrip("#"))
    return d.b.string(text[marks + 1 : len(text) - marks - 1])


def _number(d: Descent, node: Node) -> int:
    text = _SUFFIX.sub("", d.text(node)).replace("_", "")
    if text[:2] in ("0x", "0b", "0o") and len(text) <= 40:
        try:
            return d.b.const(str(int(text, 0)))
        except ValueError:
            return d.b.unknown("number")
    return d.b.const(text)


def _boolean(d: Descent, node: Node) -> int:
    return d.b.const(d.text(node) == "true")


# -- names


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node)
    return d.b.const(None) if name in ("None", "null") and name not in d.declared else d.b.name(name, node.start_byte)


def _scoped(d: Descent, node: Node) -> int:
    return d.path(segments_of(d, node), node)


def _self(d: Descent, node: Node) -> int:
    if d.stranger >= 0:
        return d.b.declared(d.stranger)
    return d.b.expr("self", d.klass) if d.klass >= 0 else d.b.unknown("self")


# -- chains


def _chain(d: Descent, node: Node) -> int:
    """``a.b(c)?.d().await[e]``: down to the first value, then back up, so that long chains need no recursion."""
    links: list[Node] = []
    at: Node | None = node
    while at is not None and (field := _CHAIN.get(at.type)) is not None:
        links.append(at)
        at = at.child_by_field_name(field) if field else d.first(at)
    value = d.expr(at) if at is not None else d.b.unknown("empty")
    first = at
    while links:
        link = links.pop()
        kind = link.type
        if kind == "field_expression":
            name = d.field(link, "field")
            if links and _calls(links[-1], link):
                call = links.pop()
                if call.type == "generic_function" and links:
                    call = links.pop()
                value = _method(d, call, value, name, link)
            else:
                value = d.b.attr(value, name)
        elif kind == "call_expression":
            value = _call(d, link, value, first)
        elif kind == "index_expression":
            found = d.children(link)
            value = d.b.index(value, d.expr(found[1])) if len(found) > 1 else d.b.unknown("index")
        elif kind == "await_expression":
            d.b.flag_call(value, "a")
        first = None
    return value


def _calls(outer: Node, inner: Node) -> bool:
    """Whether the next link calls the method that this one names."""
    return outer.type in ("call_expression", "generic_function") and outer.child_by_field_name("function") == inner


def _method(d: Descent, node: Node, receiver: int, name: str, link: Node) -> int:
    b = d.b
    listed = node.child_by_field_name("arguments")
    written = d.children(listed) if listed is not None else []
    if name in _SAME and not written:
        return receiver
    given = [Argument(n, "", d.expr(child)) for n, child in enumerate(written)]
    if name in _SAME_ALWAYS:
        return receiver
    if name in _FALLBACK and given:
        value = _result(d, given[0].value)
        return b.union((receiver, value), default=True) if name != "map_or" else value
    if name in ("get_or_init", "get_or_try_init", "get_or_insert_with", "or_insert_with") and given:
        return _result(d, given[0].value)
    if name in ("push_str", "push") and len(given) == 1:
        target = link.child_by_field_name("value")
        if name == "push_str" and target is not None and target.type == "identifier":
            b.bind(d.text(target), b.concat((receiver, given[0].value)), node.end_byte)
    if name == "insert" and len(given) == 2:
        b.store(receiver, "", given[0].value, given[1].value, node.start_byte, node.end_byte)
    return b.call(b.attr(receiver, name), given, node.start_byte, node.end_byte)


def _result(d: Descent, value: int) -> int:
    """What a closure gives that takes nothing of interest; another value is itself."""
    expr = d.b.at(value)
    if expr[0] != "function":
        return value
    returns = d.b.scopes[int(expr[1])].returns  # type: ignore[call-overload]
    return d.b.union(returns) if returns else d.b.unknown("nothing returned")


def _call(d: Descent, node: Node, callee: int, first: Node | None) -> int:
    b = d.b
    listed = node.child_by_field_name("arguments")
    if first is not None and first.type == "generic_function":
        first = first.child_by_field_name("function")
    kind = first.type if first is not None else ""
    if first is not None and kind in ("identifier", "scoped_identifier"):
        segments = segments_of(d, first)
        if d.source[first.end_byte : first.end_byte + 1] == b"!":
            return _macro_call(d, node, segments[-1], listed)
        if segments[-1] == "Err" and len(segments) == 1:
            d.block(listed.children if listed is not None else ())
            return b.unknown("error")
        held = len(segments) == 1 and segments[0] in _HELD
        made = (
            len(segments) > 1
            and segments[-1] in _MAKERS
            and (segments[-2] in WRAPPERS or segments[-2] in ("String", "RefCell", "PathBuf", "Url"))
        )
        if (held or made) and listed is not None:
            given = [d.expr(child) for child in d.children(listed)]
            if given:
                return _result(d, given[0])
    return b.call(callee, arguments(d, listed), node.start_byte, node.end_byte)


def arguments(d: Descent, node: Node | None) -> list[Argument]:
    """The arguments of a call."""
    return [Argument(n, "", d.expr(child)) for n, child in enumerate(d.children(node) if node is not None else ())]


# -- macros


def _macro_call(d: Descent, node: Node, name: str, listed: Node | None) -> int:
    """A macro whose arguments are expressions."""
    b = d.b
    written = d.children(listed) if listed is not None else []
    if name == "json":
        return _json(d, written[0]) if written else b.const(None)
    if name in _TEXT_MACROS:
        return _formatted(d, written)
    values = [d.expr(child.child_by_field_name("right") or child if child.type == "assignment_expression" else child) for child in written]
    if name == "concat":
        return b.concat(values) if values else b.string("")
    if name in ("env", "option_env"):
        return b.call(
            b.expr("name", "env!", 0, node.start_byte),
            [Argument(n, "", v) for n, v in enumerate(values[:1])],
            node.start_byte,
            node.end_byte,
        )
    if name in ("join", "try_join"):
        return b.sequence(values)
    if name == "dbg" and values:
        return values[0]
    return b.const(None)


def _formatted(d: Descent, written: list[Node]) -> int:
    """``format!("{}/{name}/{0}", a, name = b)``"""
    b = d.b
    if not written:
        return b.string("")
    text = d.expr(written[0])
    if b.kind(text) != "string":
        d.block(written[1:])
        return text
    positional: list[int] = []
    named: dict[str, int] = {}
    for child in written[1:]:
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if child.type == "assignment_expression" and left is not None and right is not None:
            named[d.text(left)] = d.expr(right)
        else:
            positional.append(d.expr(child))
    return _filled(d, str(b.at(text)[1]), positional, named, written[0])


def _filled(d: Descent, text: str, positional: list[int], named: dict[str, int], node: Node) -> int:
    b = d.b
    parts: list[int] = []
    at = automatic = 0
    before = ""
    for match in _FIELD.finditer(text):
        before += text[at : match.start()]
        at = match.end()
        if match[1] is None:
            before += match[0][0]
            continue
        if before:
            parts.append(b.string(before))
            before = ""
        word = match[1].strip()
        number = automatic if not word else int(word) if word.isdigit() else -1
        automatic += not word
        if number >= 0:
            parts.append(positional[number] if number < len(positional) else b.unknown("field"))
        else:
            parts.append(named[word] if word in named else b.name(word, node.start_byte))
    before += text[at:]
    if before:
        parts.append(b.string(before))
    return b.concat(parts) if parts else b.string("")


def _json(d: Descent, node: Node) -> int:
    """``json!({"a": b, "c": [d]})``, of which objects have been made arrays of keys and values."""
    b = d.b
    if node.type != "array_expression":
        return d.expr(node)
    if b.depth > 240:
        return b.gap("nested-too-deep")
    b.depth += 1
    found = d.children(node)
    if d.source[node.start_byte : node.start_byte + 1] == b"{":
        value = b.map([(d.expr(key), _json(d, held)) for key, held in zip(found[::2], found[1::2], strict=False)])
    else:
        value = b.sequence([_json(d, child) for child in found])
    b.depth -= 1
    return value


def _macro(d: Descent, node: Node) -> int:
    """A macro of which nothing is known."""
    return d.b.unknown("macro")


# -- literals of several parts


def _array(d: Descent, node: Node) -> int:
    return d.b.sequence([d.expr(child) for child in d.children(node) if child.type != "attribute_item"])


def _structure(d: Descent, node: Node) -> int:
    """``A { b, c: d, ..e }``"""
    b = d.b
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    callee = d.path(segments_of(d, name), name) if name is not None else b.unknown("structure")
    given: list[Argument] = []
    for child in d.children(body) if body is not None else ():
        if child.type == "shorthand_field_initializer":
            inner = d.first(child)
            if inner is not None:
                given.append(Argument(-1, d.text(inner), _identifier(d, inner)))
        elif child.type == "field_initializer":
            value = child.child_by_field_name("value")
            field = d.field(child, "field") or d.field(child, "name")
            if value is not None:
                given.append(Argument(-1, field, d.expr(value)))
        elif child.type == "base_field_initializer":
            given.append(Argument(-1, "", d.inner(child), 2))
    return b.call(callee, given, node.start_byte, node.end_byte, "n")


def _closure(d: Descent, node: Node) -> int:
    """``|a, b| c``"""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    before = d.enter(scope)
    rust_items.parameters(d, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    value = d.expr(body) if body is not None else -1
    if value >= 0:
        b.scopes[scope].returns.append(value)
    d.leave(before)
    return b.expr("function", scope)


# -- statements


def _block(d: Descent, node: Node) -> int:
    """``{ a; b }``"""
    waiting, d.attributes = d.attributes, []
    classes = dict(d.classes)
    value = rust_items.items(d, node.children)
    d.attributes = waiting
    if d.b.scope > 0:
        d.classes = classes
    last = node.named_children[-1] if node.named_children else None
    ended = last is not None and last.type in ("let_declaration", "empty_statement")
    return value if value >= 0 and not ended else d.b.const(None)


def _statement(d: Descent, node: Node) -> int:
    value = d.inner(node)
    return d.b.const(None) if node.children and node.children[-1].type == ";" else value


def _inner_block(d: Descent, node: Node) -> int:
    """``unsafe { … }``, ``async move { … }``"""
    body = next((child for child in node.named_children if child.type == "block"), None)
    return d.expr(body) if body is not None else d.b.const(None)


def _let(d: Descent, node: Node) -> int:
    """``let a: B = c else { … };``"""
    pattern, written = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    value = d.expr(written) if written is not None else -1
    declared = type_expr(d, node.child_by_field_name("type"))
    if pattern is not None and (value >= 0 or declared >= 0 or pattern.type == "identifier"):
        if value < 0 and pattern.type != "identifier":
            value = d.b.unknown("declared")
        rust_patterns.bind(d, pattern, value, declared)
    d.guarded(node.child_by_field_name("alternative"))
    return d.b.const(None)


def _let_condition(d: Descent, node: Node) -> int:
    """``let Some(a) = b`` in a condition"""
    pattern, written = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    if pattern is not None and written is not None:
        rust_patterns.bind(d, pattern, d.expr(written))
    return d.b.unknown("test")


def _union(d: Descent, values: list[int]) -> int:
    found = [v for v in values if v >= 0 and d.b.at(v) != ("const", None)]
    return d.b.union(found) if found else d.b.const(None)


def _if(d: Descent, node: Node) -> int:
    values: list[int] = []
    at: Node | None = node
    while at is not None:
        condition = at.child_by_field_name("condition")
        if condition is not None:
            d.expr(condition)
        values.append(d.guarded(at.child_by_field_name("consequence")))
        alternative = at.child_by_field_name("alternative")
        inner = d.first(alternative) if alternative is not None else None
        if inner is None or inner.type == "if_expression":
            at = inner
            continue
        values.append(d.guarded(inner))
        break
    return _union(d, values)


def _match(d: Descent, node: Node) -> int:
    subject, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    held = d.expr(subject) if subject is not None else d.b.unknown("empty")
    values: list[int] = []
    for arm in d.children(body) if body is not None else ():
        pattern = arm.child_by_field_name("pattern")
        d.b.guard += 1
        if pattern is not None:
            rust_patterns.bind(d, pattern, held)
        value = arm.child_by_field_name("value")
        if value is not None:
            found = d.expr(value)
            if value.type not in ("return_expression", "break_expression", "continue_expression"):
                values.append(found)
        d.b.guard -= 1
    return _union(d, values)


def _loop(d: Descent, node: Node) -> int:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    d.guarded(node.child_by_field_name("body"))
    return d.b.const(None)


def _for(d: Descent, node: Node) -> int:
    pattern, source = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    if pattern is not None and source is not None:
        rust_patterns.bind(d, pattern, d.b.element(d.expr(source)))
    d.guarded(node.child_by_field_name("body"))
    return d.b.const(None)


def _return(d: Descent, node: Node) -> int:
    if d.first(node) is not None:
        value = d.inner(node)
        if d.function >= 0:
            d.b.scopes[d.function].returns.append(value)
    return d.b.const(None)


def _break(d: Descent, node: Node) -> int:
    d.block(child for child in node.named_children if child.type != "label")
    return d.b.const(None)


# -- operators


def _binary(d: Descent, node: Node) -> int:
    """Operators of any kind, left-deep: down to the first operand, then to the right."""
    links: list[tuple[str, Node]] = []
    while node.type == "binary_expression":
        operator, left, right = (node.child_by_field_name(name) for name in ("operator", "left", "right"))
        if operator is None or left is None or right is None:
            break
        links.append((operator.type, right))
        node = left
    if not links:
        return d.other(node)
    value = d.expr(node)
    while links:
        word, right = links.pop()
        other = d.expr(right)
        value = d.b.concat((value, other)) if word == "+" else d.b.unknown("test" if word in ("==", "!=", "&&", "||") else "arithmetic")
    return value


def _unary(d: Descent, node: Node) -> int:
    value = d.inner(node)
    return value if node.children and node.children[0].type == "*" else d.b.unknown("arithmetic")


def _reference(d: Descent, node: Node) -> int:
    value = node.child_by_field_name("value")
    return d.expr(value) if value is not None else d.b.unknown("empty")


def _assignment(d: Descent, node: Node) -> int:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return d.other(node)
    value = d.expr(right)
    if node.type == "compound_assignment_expr":
        if d.field(node, "operator") != "+=":
            return d.b.const(None)
        value = d.b.concat((d.expr(left), value))
    _store(d, left, value, node)
    return d.b.const(None)


def _store(d: Descent, left: Node, value: int, node: Node) -> None:
    b = d.b
    while left.type == "unary_expression" and (inner := d.first(left)) is not None:
        left = inner
    if left.type == "identifier":
        b.bind(d.text(left), value, node.end_byte)
    elif left.type == "field_expression":
        owner = left.child_by_field_name("value")
        if owner is not None:
            b.store(d.expr(owner), d.field(left, "field"), -1, value, node.start_byte, node.end_byte)
    elif left.type == "index_expression":
        found = d.children(left)
        if len(found) > 1:
            b.store(d.expr(found[0]), "", d.expr(found[1]), value, node.start_byte, node.end_byte)
    elif left.type == "tuple_expression":
        for number, child in enumerate(d.children(left)):
            _store(d, child, b.index(value, b.const(number)), node)


def _cast(d: Descent, node: Node) -> int:
    return _reference(d, node)


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


def _parentheses(d: Descent, node: Node) -> int:
    return d.inner(node)


EXPRESSIONS: dict[str, Expression] = {
    **dict.fromkeys(_CHAIN, _chain),
    **dict.fromkeys(("integer_literal", "float_literal"), _number),
    **dict.fromkeys(("unsafe_block", "async_block", "const_block", "try_block", "gen_block"), _inner_block),
    **dict.fromkeys(("loop_expression", "while_expression"), _loop),
    **dict.fromkeys(("array_expression", "tuple_expression"), _array),
    **dict.fromkeys(("break_expression", "continue_expression"), _break),
    **dict.fromkeys(("assignment_expression", "compound_assignment_expr"), _assignment),
    **dict.fromkeys(("parenthesized_expression", "else_clause"), _parentheses),
    "ERROR": _error,
    "binary_expression": _binary,
    "block": _block,
    "boolean_literal": _boolean,
    "closure_expression": _closure,
    "expression_statement": _statement,
    "for_expression": _for,
    "identifier": _identifier,
    "if_expression": _if,
    "let_condition": _let_condition,
    "let_declaration": _let,
    "macro_invocation": _macro,
    "match_expression": _match,
    "raw_string_literal": _raw,
    "reference_expression": _reference,
    "return_expression": _return,
    "scoped_identifier": _scoped,
    "self": _self,
    "string_literal": _string,
    "struct_expression": _structure,
    "type_cast_expression": _cast,
    "unary_expression": _unary,
}
