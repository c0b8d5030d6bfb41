"""Expressions of Scala: names, chains, texts, operators as methods, branches and matches that are values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH
from scanner.languages._tree import unescape
from scanner.languages._walk import Members
from scanner.languages.scala.declarations import DECLARATIONS, members, names_in, survey
from scanner.languages.scala.types import dotted, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages._walk import Descent, Expression, Statement

_FIELD, _CALL, _GENERIC = range(3)
SPINE = {"field_expression": _FIELD, "call_expression": _CALL, "generic_function": _GENERIC}
ELEMENTWISE = frozenset(
    {"map", "flatMap", "foreach", "filter", "filterNot", "withFilter", "exists", "forall", "find", "collect", "mapAsync", "traverse"}
)
_SEQUENCES = frozenset({"List", "Seq", "Vector", "Array", "Set", "IndexedSeq", "LazyList", "Some", "Option"})
_MAPS = frozenset({"Map", "ListMap", "HashMap"})
_OPEN = frozenset({"unknown", "call", "index", "element", "param", "attr", "name"})
_BLOCKS = frozenset({"block", "indented_block", "template_body"})


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node).strip("`")
    if name in ("this", "super"):
        return d.b.expr("self" if name == "this" else "super", d.klass) if d.klass >= 0 else d.b.unknown(name)
    return d.variable(name, node.start_byte)


def _null(d: Descent, node: Node) -> int:
    return d.b.const(None)


def _boolean(d: Descent, node: Node) -> int:
    return d.b.const(d.text(node) == "true")


def _number(d: Descent, node: Node) -> int:
    return d.b.expr("number", d.text(node).rstrip("LlFfDd").replace("_", ""))


def _string(d: Descent, node: Node) -> int:
    text = d.text(node)
    return d.b.string(text[3:-3]) if text.startswith('"""') else d.b.string(unescape(text[1:-1]))


def _interpolated(d: Descent, node: Node) -> int:
    b = d.b
    inner = next((c for c in node.named_children if c.type == "interpolated_string"), node)
    long = d.data.startswith(b'"""', inner.start_byte)
    at, end = inner.start_byte + (3 if long else 1), inner.end_byte - (3 if long else 1)
    parts: list[int] = []

    def text(until: int) -> None:
        piece = d.data[at:until].decode("utf-8", "replace")
        if piece:
            parts.append(b.string(piece if long else unescape(piece)))

    for child in inner.named_children:
        if child.type != "interpolation":
            continue
        text(child.start_byte)
        value = d.first(child)
        parts.append(value_of(d, value) if value is not None else b.unknown("interpolation"))
        at = child.end_byte
    text(end)
    return b.concat(parts) if parts else b.string("")


# -- chains


def chain(d: Descent, node: Node) -> int:
    """``a.b[T](c).d``: down to the first name, then back up, so that long chains need no recursion."""
    links: list[tuple[int, Node]] = []
    at = node
    while (what := d.spine.get(at.kind_id)) is not None and at.named_children:
        links.append((what, at))
        at = at.named_children[0]
    value = _start(d, at, links)
    while links:
        what, link = links.pop()
        if what == _FIELD:
            name = d.field(link, "field").strip("`")
            value = value if name == "asInstanceOf" else d.b.attr(value, name)
        elif what == _CALL:
            value = _call(d, link, value)
        elif d.text(link.named_children[0]).endswith("asInstanceOf"):
            listed = link.child_by_field_name("type_arguments")
            type_ = type_expr(d, listed.named_children[0]) if listed is not None and listed.named_children else -1
            value = d.b.union((value, d.b.declared(type_))) if type_ >= 0 and d.b.kind(value) in _OPEN else value
    return value


def _start(d: Descent, node: Node, links: list[tuple[int, Node]]) -> int:
    """A bare name that is called is a function; the package of a qualified name is taken off."""
    if node.type != "identifier":
        return d.expr(node)
    name = d.text(node).strip("`")
    if name in ("this", "super") and links and links[-1][0] == _CALL and d.klass >= 0:
        from scanner.languages.scala.declarations import CONSTRUCTOR

        return d.b.attr(d.b.expr("self", d.klass), CONSTRUCTOR)
    if links and links[-1][0] == _CALL:
        return d.method(name, node.start_byte)
    if name[:1].islower() and links and d.holder(name) < 0:
        parts = [name]
        for taken, (what, link) in enumerate(reversed(links), 1):
            if what != _FIELD:
                break
            parts.append(d.field(link, "field"))
            if parts[-1][:1].isupper() and (name in d.roots or len(parts) > 2):
                del links[-taken:]
                return dotted(d, parts, node)
    return _identifier(d, node)


def _call(d: Descent, node: Node, callee: int) -> int:
    b = d.b
    target = b.at(callee)
    name = str(target[2]) if target[0] == "attr" else str(target[1]) if target[0] == "name" else ""
    holder = int(target[1]) if target[0] == "attr" else -1  # type: ignore[call-overload]
    listed = node.child_by_field_name("arguments")
    b.depth += 1
    found = arguments(d, listed, b.element(holder) if holder >= 0 and name in ELEMENTWISE else -1) if listed is not None else []
    b.depth -= 1
    if target[0] == "name" and name in _SEQUENCES:
        return b.sequence([a.value for a in found])
    if target[0] == "name" and name in _MAPS:
        pairs = [b.at(a.value)[1] for a in found if b.kind(a.value) == "sequence"]
        return b.map([(pair[0], pair[1]) for pair in pairs if len(pair) == 2])  # type: ignore[arg-type, index]
    if target[0] == "call" and listed is not None and node.named_children[0].type == "call_expression":
        return _curried(d, node, callee, found)
    return b.call(callee, found, node.start_byte, node.end_byte)


def _curried(d: Descent, node: Node, callee: int, found: list[Argument]) -> int:
    """``f(a)(b)`` is one call where the first list goes to a name: the second belongs to the same function."""
    b = d.b
    first = b._calls[int(b.at(callee)[1])]  # type: ignore[call-overload]
    if b.kind(first.callee) not in ("name", "attr"):
        return b.call(callee, found, node.start_byte, node.end_byte)
    shifted = [a._replace(position=a.position + len(first.arguments) if a.position >= 0 else -1) for a in found]
    b._calls[int(b.at(callee)[1])] = first._replace(arguments=(*first.arguments, *shifted), end=node.end_byte)  # type: ignore[call-overload]
    return callee


def arguments(d: Descent, node: Node, element: int = -1) -> list[Argument]:
    """Positional and named arguments; a block is one argument, with cases or a lambda in it a function."""
    b = d.b
    if node.type in ("case_block", *_BLOCKS):
        inner = d.children(node)
        lambda_ = inner[0] if len(inner) == 1 and inner[0].type == "lambda_expression" else None
        if lambda_ is not None:
            return [Argument(0, "", _lambda(d, lambda_, element))]
        return [Argument(0, "", _cases(d, node, element) if node.type == "case_block" else _thunk(d, node))]
    found: list[Argument] = []
    for child in d.children(node):
        if child.type == "assignment_expression":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if left is not None and right is not None and left.type == "identifier":
                found.append(Argument(-1, d.text(left).strip("`"), d.expr(right)))
                continue
        if child.type == "lambda_expression":
            value = _lambda(d, child, element)
        elif _placeholder(child):
            value = _short(d, child, element)
        else:
            value = value_of(d, child)
        found.append(Argument(len(found), "", value, int(child.type == "ascription_expression" and d.text(child).endswith("*"))))
    return found if b else []


def _placeholder(node: Node) -> bool:
    """Whether what stands here begins with ``_``: a function of one parameter."""
    at: Node | None = node
    while at is not None and at.type in ("field_expression", "call_expression", "generic_function", "infix_expression"):
        at = at.named_children[0] if at.named_children else None
    return at is not None and at.type == "wildcard" and at != node


# -- functions without a name


def _open(d: Descent, node: Node) -> tuple[int, tuple[int, int, int]]:
    scope = d.b.open("lambda", "", node.start_byte, node.end_byte)
    return scope, d.enter(scope)


def _lambda(d: Descent, node: Node, element: int = -1) -> int:
    """``(a: T) => b``; the only parameter is ``element`` where that is known."""
    b = d.b
    scope, before = _open(d, node)
    for part in node.children_by_field_name("parameters"):
        if part.type == "identifier":
            d.parameter(d.text(part))
        for binding in part.named_children if part.type == "bindings" else ():
            d.parameter(d.field(binding, "name"), type_expr(d, binding.child_by_field_name("type")))
    if element >= 0 and len(b.scopes[scope].parameters) == 1:
        b.bind(b.scopes[scope].parameters[0].name, element, node.start_byte)
    arrow = next((n for n, c in enumerate(node.children) if c.type == "=>"), -1)
    body = [c for c in node.children[arrow + 1 :] if c.is_named and c.kind_id not in d.ignored]
    b.scopes[scope].returns.append(sequence_of(d, body))
    d.leave(before)
    return b.expr("function", scope)


def _short(d: Descent, node: Node, element: int) -> int:
    """``_.name``"""
    b = d.b
    scope, before = _open(d, node)
    held = d.parameter("_")
    if element >= 0:
        b.bind("_", element, node.start_byte)
    b.scopes[scope].returns.append(d.expr(node) if held >= 0 else -1)
    d.leave(before)
    return b.expr("function", scope)


def _wildcard(d: Descent, node: Node) -> int:
    return d.b.expr("name", "_", holder, node.start_byte) if (holder := d.holder("_")) >= 0 else d.b.unknown("placeholder")


def _thunk(d: Descent, node: Node) -> int:
    scope, before = _open(d, node)
    d.b.scopes[scope].returns.append(sequence_of(d, d.children(node)))
    d.leave(before)
    return d.b.expr("function", scope)


def _cases(d: Descent, node: Node, element: int) -> int:
    """``{ case a => b }`` as a function of one parameter."""
    b = d.b
    scope, before = _open(d, node)
    subject = d.parameter("")
    b.scopes[scope].returns.append(_matched(d, node, element if element >= 0 else subject))
    d.leave(before)
    return b.expr("function", scope)


# -- blocks and branches


def value_of(d: Descent, node: Node) -> int:
    """The value of an expression, a block, or a statement in its place."""
    if node.type in _BLOCKS:
        if d.b.depth >= MAX_DEPTH:
            return d.b.gap("nested-too-deep")
        base = d.open_block(node)
        d.b.depth += 1
        value = sequence_of(d, d.children(node))
        d.b.depth -= 1
        d.close_block(base)
        return value
    return d.expr(node)


def sequence_of(d: Descent, nodes: list[Node]) -> int:
    """Statements; gives the value of the last."""
    value = d.b.unknown("empty")
    for node in nodes:
        if node.kind_id in d.expressions or node.type in _BLOCKS:
            value = value_of(d, node)
        else:
            d.block((node,))
            value = d.b.unknown("statement")
    return value


def _guarded(d: Descent, node: Node) -> int:
    d.b.guard += 1
    d.b.depth += 1
    value = value_of(d, node)
    d.b.depth -= 1
    d.b.guard -= 1
    return value


def _if(d: Descent, node: Node) -> int:
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    found = [_guarded(d, c) for name in ("consequence", "alternative") if (c := node.child_by_field_name(name)) is not None]
    return d.b.union(found) if found else d.b.unknown("if")


def _match(d: Descent, node: Node) -> int:
    subject, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    held = d.expr(subject) if subject is not None else d.b.unknown("empty")
    return _matched(d, body, held) if body is not None else d.b.unknown("match")


def _matched(d: Descent, body: Node, subject: int) -> int:
    b = d.b
    found = []
    b.guard += 1
    b.depth += 1
    for case in body.named_children:
        if case.type != "case_clause":
            continue
        base = d.open_block(case)
        _bound(d, case, subject)
        for child in case.named_children:
            if child.type == "guard":
                d.block(child.children)
        parts = [child for child in case.children_by_field_name("body") if child.is_named and child.kind_id not in d.ignored]
        found.append(value_of(d, parts[0]) if len(parts) == 1 else sequence_of(d, parts))
        d.close_block(base)
    b.depth -= 1
    b.guard -= 1
    found = [value for value in found if b.kind(value) != "unknown"] or found
    return b.union(found) if found else b.unknown("match")


def _bound(d: Descent, case: Node, subject: int) -> None:
    pattern = case.child_by_field_name("pattern")
    if pattern is None:
        return
    names = names_in(d, pattern)
    for n, name in enumerate(names):
        type_ = type_expr(d, pattern.child_by_field_name("type")) if pattern.type == "typed_pattern" else -1
        given = subject if pattern.type in ("identifier", "typed_pattern") else d.b.unknown("pattern")
        if pattern.type == "tuple_pattern":
            given = d.b.index(subject, d.b.const(str(n)))
        d.declare(name, given, pattern.start_byte, type_=type_)


def _try(d: Descent, node: Node) -> int:
    found = []
    for child in node.named_children:
        if child.type == "catch_clause":
            blocks = [c for c in child.named_children if c.type in ("case_block", "indented_cases")]
            found += [_matched(d, c, d.b.unknown("exception")) for c in blocks]
        elif child.type == "finally_clause":
            sequence_of(d, d.children(child))
        else:
            found.append(value_of(d, child))
    return d.b.union(found) if found else d.b.unknown("try")


def _for(d: Descent, node: Node) -> int:
    base = d.open_block(node)
    listed = next((c for c in node.named_children if c.type == "enumerators"), None)
    for part in listed.named_children if listed is not None else ():
        inner = [c for c in part.named_children if c.type != "guard"]
        if part.type == "enumerator" and len(inner) >= 2:
            value = value_of(d, inner[-1])
            one = value if any(c.type == "=" for c in part.children) else d.b.element(value)
            for n, name in enumerate(names := names_in(d, inner[0])):
                d.declare(name, d.b.index(one, d.b.const(str(n))) if len(names) > 1 else one, part.end_byte)
        for child in part.named_children:
            if child.type == "guard":
                d.block(child.children)
    body = node.child_by_field_name("body")
    found = _guarded(d, body) if body is not None else d.b.unknown("for")
    d.close_block(base)
    return d.b.sequence([found]) if any(c.type == "yield" for c in node.children) else d.b.unknown("for")


def _while(d: Descent, node: Node) -> int:
    for name in ("condition", "body"):
        if (child := node.child_by_field_name(name)) is not None:
            _guarded(d, child)
    return d.b.unknown("while")


# -- operators


def _infix(d: Descent, node: Node) -> int:
    """Operators are methods; ``+`` puts texts together, ``->`` makes a pair."""
    b = d.b
    links: list[tuple[str, Node]] = []
    at: Node = node
    while at.type == "infix_expression":
        left, right, operator = (at.child_by_field_name(name) for name in ("left", "right", "operator"))
        if left is None or right is None or operator is None:
            break
        links.append((d.text(operator), right))
        at = left
    value = value_of(d, at) if at.type != "infix_expression" else b.unknown("infix")
    while links:
        operator_text, right = links.pop()
        if operator_text == "->":
            value = b.sequence((value, value_of(d, right)))
        elif operator_text in ("+", "/"):
            value = b.concat((value, *((b.string("/"),) if operator_text == "/" else ()), value_of(d, right)))
        elif operator_text[:1].isalpha() or operator_text == "!":
            found = arguments(d, right) if right.type in ("case_block", *_BLOCKS) else [Argument(0, "", d.expr(right))]
            value = b.call(b.attr(value, operator_text), found, node.start_byte, right.end_byte)
        else:
            value_of(d, right)
            value = b.unknown("operation")
    return value


def _new(d: Descent, node: Node) -> int:
    """``new A(b) { … }``"""
    b = d.b
    types = [c for c in node.named_children if c.type not in ("arguments", "template_body")]
    callee = type_expr(d, types[0]) if types else -1
    callee = callee if callee >= 0 else b.unknown("new")
    listed = next((c for c in node.named_children if c.type == "arguments"), None)
    found = arguments(d, listed) if listed is not None else []
    body = next((c for c in node.named_children if c.type == "template_body"), None)
    if body is None:
        return b.call(callee, found, node.start_byte, node.end_byte, "n")
    scope = b.open("class", "", node.start_byte, node.end_byte)
    b.scopes[scope].bases = (callee,)
    before = b.guard, d.base, d.klass, d.function
    b.guard = d.base = 0
    d.klass, d.function = scope, -1
    d.members[scope] = Members()
    survey(d, d.members[scope], body)
    b.depth += 3
    members(d, body)
    b.depth -= 3
    b.guard, d.base, d.klass, d.function = before
    b.close()
    return b.call(b.expr("class", scope), found, node.start_byte, node.end_byte, "i")


def _assignment(d: Descent, node: Node) -> int:
    b = d.b
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return d.other(node)
    value = value_of(d, right)
    if left.type == "identifier":
        d.assign(d.text(left).strip("`"), value, node.start_byte, node.end_byte)
    elif left.type == "field_expression" and left.named_children:
        b.store(d.expr(left.named_children[0]), d.field(left, "field"), -1, value, node.start_byte, node.end_byte)
    elif left.type == "call_expression" and left.named_children:
        listed = left.child_by_field_name("arguments")
        keys = arguments(d, listed) if listed is not None else []
        b.store(d.expr(left.named_children[0]), "", keys[0].value if keys else b.unknown("key"), value, node.start_byte, node.end_byte)
    return value


def _return(d: Descent, node: Node) -> int:
    inner = d.first(node)
    value = d.expr(inner) if inner is not None else -1
    if value >= 0 and d.function >= 0:
        d.b.scopes[d.function].returns.append(value)
    return d.b.unknown("return")


def _inner(d: Descent, node: Node) -> int:
    child = d.first(node)
    return value_of(d, child) if child is not None else d.b.unknown("empty")


def _tuple(d: Descent, node: Node) -> int:
    return d.b.sequence([value_of(d, c) for c in d.children(node)])


def _plain_lambda(d: Descent, node: Node) -> int:
    return _lambda(d, node)


def _block(d: Descent, node: Node) -> int:
    return value_of(d, node)


def _case_block(d: Descent, node: Node) -> int:
    return _cases(d, node, -1)


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.b.depth += 1
    d.block(node.children)
    d.b.depth -= 1
    return d.b.unknown("syntax-error")


EXPRESSIONS: dict[str, Expression] = {
    "ERROR": _error,
    "ascription_expression": _inner,
    "assignment_expression": _assignment,
    "block": _block,
    "boolean_literal": _boolean,
    "call_expression": chain,
    "case_block": _case_block,
    "field_expression": chain,
    "floating_point_literal": _number,
    "for_expression": _for,
    "generic_function": chain,
    "identifier": _identifier,
    "if_expression": _if,
    "indented_block": _block,
    "infix_expression": _infix,
    "instance_expression": _new,
    "integer_literal": _number,
    "interpolated_string_expression": _interpolated,
    "lambda_expression": _plain_lambda,
    "match_expression": _match,
    "null_literal": _null,
    "parenthesized_expression": _inner,
    "return_expression": _return,
    "string": _string,
    "throw_expression": _inner,
    "try_expression": _try,
    "tuple_expression": _tuple,
    "while_expression": _while,
    "wildcard": _wildcard,
}


# -- packages and imports


def package(d: Descent, node: Node) -> None:
    """``package a.b``: its other types need no import; a second clause goes on below the first."""
    name = d.field(node, "name").replace(" ", "")
    d.b.package = f"{d.b.package}.{name}" if d.b.package else name
    d.b.imported(d.b.package, "*", "", node.start_byte, node.end_byte)
    body = node.child_by_field_name("body")
    if body is not None:
        d.block(body.children)


def import_(d: Descent, node: Node) -> None:
    """``import a.b.C``, ``import a.b.{C => D, E}``, ``import a.b._``"""
    b = d.b
    path: list[str] = []
    span = node.start_byte, node.end_byte
    before = len(b._imports)
    for n, child in enumerate((*node.children, None)):
        if child is None or child.type == ",":
            if path:
                _one(d, ".".join(path[:-1]), path[-1], path[-1], span)
            path = []
        elif node.field_name_for_child(n) == "path" and child.type == "identifier":
            path.append(d.text(child).strip("`"))
        elif child.type == "namespace_wildcard":
            b.imported(".".join(path), "*", "", *span)
            path = []
        elif child.type in ("namespace_selectors", "as_renamed_identifier", "arrow_renamed_identifier"):
            for part in child.named_children if child.type == "namespace_selectors" else (child,):
                if part.type in ("namespace_wildcard", "wildcard"):
                    b.imported(".".join(path), "*", "", *span)
                    continue
                alias = part.child_by_field_name("alias")
                name = d.field(part, "name") or d.text(part)
                if alias is None or alias.type != "wildcard":
                    _one(d, ".".join(path), name, d.text(alias) if alias is not None else name, span)
            path = []
    d.roots.update(found.module.partition(".")[0] for found in b._imports[before:])


def _one(d: Descent, module: str, name: str, alias: str, span: tuple[int, int]) -> None:
    """A member of an object is taken from the object, not from a package of its name."""
    b = d.b
    parts = module.split(".")
    package = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts))
    if package == len(parts):
        b.imported(module, name, alias, *span)
        return
    value = b.imported(".".join(parts[:package]), parts[package], "", *span)
    for part in (*parts[package + 1 :], name):
        value = b.attr(value, part)
    b.bind(alias, value, span[0])


STATEMENTS: dict[str, Statement] = {**DECLARATIONS, "import_declaration": import_, "package_clause": package}
