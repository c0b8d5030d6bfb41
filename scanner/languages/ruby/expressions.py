"""Expressions of Ruby: names, chains of calls, arguments and blocks, operators, assignments.

Texts, control flow and definitions have modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages.ruby import definitions as ruby_definitions
from scanner.languages.ruby import macros as ruby_macros
from scanner.languages.ruby import text as ruby_text
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.ruby.descent import Descent, Expression

BLOCK = "block"
"""The keyword that a block is passed under."""
_MERGES = frozenset({"merge", "deep_merge", "reverse_merge", "with_defaults"})
_CHAIN = ("call", "element_reference")


# -- names


def _identifier(d: Descent, node: Node) -> int:
    name = d.text(node)
    if name in ("__FILE__", "__dir__", "__method__"):
        return d.b.string(d.b.path if name == "__FILE__" else d.b.path.rpartition("/")[0] if name == "__dir__" else "")
    return named(d, name, node)


def named(d: Descent, name: str, node: Node) -> int:
    """A variable, else what the method of that name gives."""
    if name in d.variables:
        return d.b.name(name, node.start_byte)
    if d.lambda_ >= 0 and name in ("it", "_1"):
        return _implicit(d)
    return d.b.call(d.b.name(name, node.start_byte), (), node.start_byte, node.end_byte)


def _implicit(d: Descent) -> int:
    """The parameter of a block that declares none."""
    if not d.b.scopes[d.lambda_].parameters:
        from scanner.model import Parameter

        d.b.scopes[d.lambda_].parameters.append(Parameter("it", -1, -1, 0))
    return d.b.expr("param", d.lambda_, 0)


def _constant(d: Descent, node: Node) -> int:
    return d.constant(d.text(node), node)


def _scoped(d: Descent, node: Node) -> int:
    """``A::B``; of a computed module (``mod::B``) the member."""
    text = "".join(d.text(node).split())
    if all(part[:1].isupper() or not part for part in text.split("::")):
        return d.constant(text, node)
    scope, name = node.child_by_field_name("scope"), d.field(node, "name")
    return d.b.attr(d.expr(scope), name) if scope is not None else d.b.unknown("scope")


def _self(d: Descent, node: Node) -> int:
    return d.this()


def holder(d: Descent, name: str) -> int:
    """What the variable of an object (``@a``) or class (``@@a``) hangs on, -1 for that of the file."""
    if d.klass < 0:
        return -1
    return d.b.expr("class", d.klass) if d.shared or name.startswith("@@") else d.b.expr("self", d.klass)


def _instance_variable(d: Descent, node: Node) -> int:
    name = d.text(node)
    owner = holder(d, name)
    return d.b.attr(owner, name) if owner >= 0 else d.b.name(name, node.start_byte)


def _global(d: Descent, node: Node) -> int:
    return d.b.expr("name", d.text(node), 0, node.start_byte)


def _true(d: Descent, node: Node) -> int:
    return d.b.const(node.type == "true")


def _nil(d: Descent, node: Node) -> int:
    return d.b.const(None)


# -- calls


def _chain(d: Descent, node: Node) -> int:
    """``a.b(c).d[e]``: down to the first value, then back up, so that long chains need no recursion."""
    links: list[Node] = []
    at: Node | None = node
    while at is not None and at.type in _CHAIN:
        links.append(at)
        at = at.child_by_field_name("object" if at.type == "element_reference" else "receiver")
    value = d.expr(at) if at is not None else -1
    while links:
        link = links.pop()
        value = _element(d, link, value) if link.type == "element_reference" else _call(d, link, value)
    return value


def _element(d: Descent, node: Node, value: int) -> int:
    held = node.child_by_field_name("object")
    keys = [child for child in d.children(node) if child != held]
    if value < 0 or not keys:
        return d.b.unknown("index")
    key = d.expr(keys[0])
    d.block(keys[1:])
    return d.b.index(value, key)


def _call(d: Descent, node: Node, receiver: int) -> int:
    b = d.b
    method = node.child_by_field_name("method")
    word = d.text(method) if method is not None else "call"
    if method is not None and method.type == "super":
        return _super_call(d, node)
    if receiver < 0:
        found = ruby_macros.special(d, node, word)
        if found >= 0:
            return found
    listed, block = node.child_by_field_name("arguments"), node.child_by_field_name("block")
    if receiver >= 0 and (value := _known(d, node, receiver, word, bare=listed is None and block is None)) >= 0:
        return value
    given = arguments(d, listed)
    if block is not None:
        given = _with_block(d, word, given, block)
    if method is not None and method.type == "constant" and receiver >= 0 and listed is None and block is None:
        return b.attr(receiver, word)
    if word == "new":
        callee = (
            receiver if receiver >= 0 else b.attr(b.expr("self", d.klass), "__class__") if d.klass >= 0 else b.name(word, node.start_byte)
        )
        return b.call(callee, given, node.start_byte, node.end_byte, "n")
    if word == "[]" and receiver >= 0 and given:
        return b.index(receiver, given[0].value)
    if word in ("send", "public_send", "__send__") and given:
        receiver = receiver if receiver >= 0 else d.this()
        rest = [a._replace(position=a.position - 1) if a.position > 0 else a for a in given[1:]]
        if b.kind(given[0].value) != "string":
            return b.call(b.index(receiver, given[0].value), rest, node.start_byte, node.end_byte)
        word, given = str(b.at(given[0].value)[1]), rest
    callee = b.attr(receiver, word) if receiver >= 0 else b.name(word, node.start_byte)
    return b.call(callee, given, node.start_byte, node.end_byte)


def _known(d: Descent, node: Node, receiver: int, word: str, *, bare: bool) -> int:
    """Methods of every object that are a value by themselves; -1 for all others."""
    b = d.b
    if word == "class" and bare:
        return receiver if b.kind(receiver) == "class" else b.attr(receiver, "__class__")
    if word in _MERGES and not bare:
        given = arguments(d, node.child_by_field_name("arguments"))
        pairs = [(b.string(a.keyword), a.value) if a.keyword else (-1, a.value) for a in given]
        return b.map([*pairs, (-1, receiver)] if word.startswith(("reverse", "with")) else [(-1, receiver), *pairs])
    if word == "tap" and not bare:
        block = node.child_by_field_name("block")
        given = _with_block(d, word, [], block) if block is not None else arguments(d, node.child_by_field_name("arguments"))
        b.call(b.attr(receiver, word), given, node.start_byte, node.end_byte)
        return receiver
    if word in ("freeze", "dup", "clone", "itself", "to_proc", "await", "not_nil!", "to_sym") and bare:
        return receiver
    if word in ("nil?", "blank?", "present?", "empty?", "is_a?", "respond_to?", "any?", "none?", "key?", "include?", "=="):
        listed = node.child_by_field_name("arguments")
        arguments(d, listed)
        block = node.child_by_field_name("block")
        if block is not None:
            ruby_definitions.block(d, block)
        return b.unknown("test")
    if word == "method" and not bare:
        given = arguments(d, node.child_by_field_name("arguments"))
        if len(given) == 1 and b.kind(given[0].value) == "string":
            return b.attr(receiver, str(b.at(given[0].value)[1]))
    return -1


def _with_block(d: Descent, word: str, given: list[Argument], node: Node) -> list[Argument]:
    """A block is passed by a name of its own; that of ``fetch`` gives the default."""
    value = ruby_definitions.block(d, node)
    scope = int(d.b.at(value)[1])  # type: ignore[call-overload]
    if word == "fetch" and len(given) == 1 and (returns := d.b.scopes[scope].returns):
        given = [*given, Argument(1, "", returns[-1])]
    if any(argument.keyword == BLOCK for argument in given):  # an option that is called so comes second
        return [Argument(-1, BLOCK, value), *given]
    return [*given, Argument(-1, BLOCK, value)]


def _super_call(d: Descent, node: Node) -> int:
    """``super(a)``"""
    given = arguments(d, node.child_by_field_name("arguments"))
    block = node.child_by_field_name("block")
    if block is not None:
        given = _with_block(d, "super", given, block)
    return _super_of(d, given, node)


def _super(d: Descent, node: Node) -> int:
    """``super``, with the arguments that the method itself was given"""
    parameters = d.b.scopes[d.function].parameters if d.function >= 0 else []
    given: list[Argument] = []
    for number, parameter in enumerate(parameters):
        value = d.b.expr("param", d.function, number)
        position = len([a for a in given if a.position >= 0])
        # NOTE: under its name, too, as it may be a named one.
        if not parameter.star:
            given.append(Argument(-1, parameter.name, value))
        if parameter.name != BLOCK:
            given.append(Argument(-1 if parameter.star == 2 else position, "", value, parameter.star))
    return _super_of(d, given, node)


def _super_of(d: Descent, given: list[Argument], node: Node) -> int:
    if d.function < 0 or d.klass < 0:
        return d.b.unknown("super")
    callee = d.b.attr(d.b.expr("super", d.klass), d.b.scopes[d.function].name)
    return d.b.call(callee, given, node.start_byte, node.end_byte)


def arguments(d: Descent, node: Node | None) -> list[Argument]:
    """The arguments of a call: a pair whose key is a symbol is a named one, other pairs are a hash at the end."""
    b = d.b
    found: list[Argument] = []
    loose: list[tuple[int, int]] = []
    position = 0
    for child in d.children(node) if node is not None else ():
        kind = child.type
        if kind == "pair":
            key = child.child_by_field_name("key")
            name, value = ruby_text.pair(d, child)
            quoted = bool(child.children[1:2]) and child.children[1].type == ":"
            if quoted or (key is not None and key.type in ("hash_key_symbol", "simple_symbol")):
                found.append(Argument(-1, str(b.at(name)[1]) if b.kind(name) == "string" else "", value))
            else:
                loose.append((name, value))
        elif kind == "hash_splat_argument":
            found.append(Argument(-1, "", d.inner(child), 2))
        elif kind == "splat_argument":
            found.append(Argument(position, "", d.inner(child), 1))
            position += 1
        elif kind == "block_argument":
            value = _block_argument(d, child)
            if value >= 0:
                found.append(Argument(-1, BLOCK, value))
        elif kind == "forward_argument":
            rest = b.name("...", child.start_byte)
            found += [Argument(position, "", rest, 1), Argument(-1, "", b.name("**", child.start_byte), 2)]
        else:
            found.append(Argument(position, "", d.expr(child)))
            position += 1
    if loose:
        found.append(Argument(position, "", b.map(loose)))
    return found


def _block_argument(d: Descent, node: Node) -> int:
    """``&block``, ``&method(:name)``; ``&:name`` calls a method of the element."""
    inner = d.first(node)
    if inner is None:
        return d.b.name("&", node.start_byte) if "&" in d.variables else -1
    if inner.type == "simple_symbol":
        return -1
    return d.expr(inner)


def _yield(d: Descent, node: Node) -> int:
    """``yield a``: the block is called."""
    listed = d.first(node)
    given = arguments(d, listed) if listed is not None else []
    if d.function < 0:
        return d.b.unknown("yield")
    return d.b.call(ruby_definitions.own_block(d), given, node.start_byte, node.end_byte)


# -- operators


def _binary(d: Descent, node: Node) -> int:
    """Operators of any kind, left-deep: down to the first operand, then to the right."""
    links: list[tuple[str, Node, Node]] = []
    while node.type == "binary":
        operator, left, right = (node.child_by_field_name(name) for name in ("operator", "left", "right"))
        if operator is None or left is None or right is None:
            break
        links.append((operator.type, right, node))
        node = left
    if not links:
        return d.other(node)
    value = d.expr(node)
    while links:
        word, right, at = links.pop()
        value = _operated(d, word, value, right, at)
    return value


def _operated(d: Descent, word: str, left: int, node: Node, at: Node) -> int:
    b = d.b
    if word in ("||", "or", "&&", "and"):
        right = d.guarded(node)
        if word in ("||", "or"):
            return left if node.type == "call" and d.field(node, "method") == "raise" else b.union((left, right), default=True)
        return right
    right = d.expr(node)
    if word == "+":
        return b.concat((left, right))
    if word == "<<":
        b.call(b.attr(left, "<<"), (Argument(0, "", right),), at.start_byte, at.end_byte)
        held = b.at(left)
        if held[0] == "name" and b.is_text(str(held[1]), int(held[2])):  # type: ignore[call-overload]
            b.bind(str(held[1]), b.concat((left, right)), at.end_byte, scope=int(held[2]))  # type: ignore[call-overload]
        return b.concat((left, right)) if b.kind(left) in ("string", "concat") else left
    if word == "%":
        return b.call(b.attr(left, "%"), _fields(d, right), at.start_byte, at.end_byte)
    return b.unknown("arithmetic" if word in ("-", "*", "/", "**", "&", "|", "^", ">>") else "test")


def _fields(d: Descent, value: int) -> list[Argument]:
    """What ``"…" % value`` fills a text with."""
    kind, *rest = d.b.at(value)
    if kind == "map":
        return [Argument(-1, str(d.b.at(k)[1]), v) for k, v in rest[0] if k >= 0 and d.b.kind(k) == "string"]  # type: ignore[attr-defined]
    items: tuple[int, ...] = rest[0] if kind == "sequence" else (value,)  # type: ignore[assignment]
    return [Argument(n, "", item) for n, item in enumerate(items)]


def _unary(d: Descent, node: Node) -> int:
    operand = node.child_by_field_name("operand")
    if operand is not None:
        d.expr(operand)
    return d.b.unknown("arithmetic")


def _conditional(d: Descent, node: Node) -> int:
    """``a ? b : c``"""
    condition = node.child_by_field_name("condition")
    if condition is not None:
        d.expr(condition)
    values = [v for name in ("consequence", "alternative") if (v := d.guarded(node.child_by_field_name(name))) >= 0]
    return d.b.union(values) if values else d.b.unknown("empty")


# -- assignments


def _assignment(d: Descent, node: Node) -> int:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return d.other(node)
    if left.type in ("constant", "scope_resolution"):
        return ruby_definitions.constant(d, left, right, node)
    value = d.b.sequence([d.expr(c) for c in d.children(right)]) if right.type == "right_assignment_list" else d.expr(right)
    store(d, left, value, node)
    return value


def _operator_assignment(d: Descent, node: Node) -> int:
    """``a ||= b``, ``a += b``"""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return d.other(node)
    word = d.field(node, "operator")
    before = -1
    if left.type != "identifier" or d.text(left) in d.variables:
        before = d.expr(left)
    value = d.guarded(right) if word == "||=" else d.expr(right)
    if word == "||=":
        store(d, left, value, node)
        return d.b.union((before, value), default=True) if before >= 0 else value
    if word == "&&=":
        store(d, left, value, node)
    elif word == "+=":
        value = d.b.concat((before, value)) if before >= 0 else value
        store(d, left, value, node)
    else:
        return d.b.unknown("arithmetic")
    return value


def store(d: Descent, left: Node, value: int, node: Node) -> None:
    """Put a value into a variable, attribute, key or list."""
    b = d.b
    kind = left.type
    start, end = node.start_byte, node.end_byte
    if kind == "identifier":
        d.bind(d.text(left), value, end)
    elif kind in ("instance_variable", "class_variable"):
        name = d.text(left)
        owner = holder(d, name)
        if owner >= 0:
            b.store(owner, name, -1, value, start, end)
        else:
            b.bind(name, value, end, scope=0)
    elif kind == "global_variable":
        b.bind(d.text(left), value, end, scope=0)
    elif kind == "call":
        receiver = left.child_by_field_name("receiver")
        if receiver is not None:
            owner, name = d.expr(receiver), d.field(left, "method")
            b.store(owner, name, -1, value, start, end)
            b.store(owner, "@" + name, -1, value, start, end)
    elif kind == "element_reference":
        held = left.child_by_field_name("object")
        keys = [child for child in d.children(left) if child != held]
        if held is not None and keys:
            b.store(d.expr(held), "", d.expr(keys[0]), value, start, end)
    elif kind in ("left_assignment_list", "destructured_left_assignment", "destructured_parameter", "array_pattern"):
        _unpack(d, left, value, node)
    elif kind in ("rest_assignment", "splat_parameter") and (inner := d.first(left)) is not None:
        store(d, inner, b.sequence([b.element(value)]), node)


def _unpack(d: Descent, left: Node, value: int, node: Node) -> None:
    """``a, (b, *c) = value``"""
    b = d.b
    b.depth += 1
    for number, child in enumerate(d.children(left)):
        if b.depth < 240:
            part = value if child.type in ("rest_assignment", "splat_parameter") else b.index(value, b.const(number))
            store(d, child, part, node)
    b.depth -= 1


def _range(d: Descent, node: Node) -> int:
    d.block(node.children)
    return d.b.unknown("range")


def _error(d: Descent, node: Node) -> int:
    d.b.gap("syntax-error")
    d.block(node.children)
    return d.b.unknown("syntax-error")


EXPRESSIONS: dict[str, Expression] = {
    **dict.fromkeys(_CHAIN, _chain),
    **dict.fromkeys(("instance_variable", "class_variable"), _instance_variable),
    **dict.fromkeys(("true", "false"), _true),
    "ERROR": _error,
    "assignment": _assignment,
    "binary": _binary,
    "conditional": _conditional,
    "constant": _constant,
    "global_variable": _global,
    "identifier": _identifier,
    "nil": _nil,
    "operator_assignment": _operator_assignment,
    "range": _range,
    "scope_resolution": _scoped,
    "self": _self,
    "super": _super,
    "unary": _unary,
    "yield": _yield,
}
