"""Methods, constructors, properties, lambdas and attributes of C#.

Classes around them are left to ``classes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._forms import refuses
from scanner.languages.csharp.types import base_name, named, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.csharp.descent import Descent

CONSTRUCTOR = "<init>"
ELEMENTWISE = frozenset(
    {
        *("Select", "SelectMany", "Where", "ForEach", "Any", "All", "First", "FirstOrDefault", "Single", "SingleOrDefault", "Last"),
        *(
            "LastOrDefault",
            "OrderBy",
            "OrderByDescending",
            "ThenBy",
            "GroupBy",
            "ToDictionary",
            "ToLookup",
            "Count",
            "Sum",
            "Max",
            "Min",
            "Find",
        ),
        *("FindAll", "RemoveAll", "TakeWhile", "SkipWhile", "DistinctBy", "MaxBy", "MinBy", "ForEachAsync"),
    }
)
"""Methods of the standard containers that run their argument on every element."""

_SEEN = frozenset({"public", "internal"})


def function(d: Descent, node: Node, name: str, *, flags: str = "", abstract: bool = False) -> int:
    """Open a method's or constructor's scope, lower parameters and body, and give the function as a value."""
    b = d.b
    found = type_parameters(d, node)
    decorators, words = attributes(d, node), modifiers(d, node)
    type_node = node.child_by_field_name("returns") or node.child_by_field_name("type")
    body = body_of(node)
    scope = b.open("function", name, start_of(node), node.end_byte)
    opened = b.scopes[scope]
    opened.decorators = decorators
    opened.return_type = type_expr(d, type_node)
    missing = (body is None and (abstract or "abstract" in words)) or refuses(body)
    opened.flags = flags + ("s" if "static" in words else "") + ("a" if "async" in words else "") + ("b" if missing else "")
    if b.scopes[opened.parent].kind == "class" and words.isdisjoint(_SEEN):
        opened.flags += "h"
    before = enter(d, scope, type_node)
    parameters(d, node.child_by_field_name("parameters"))
    if "this" in _first_modifiers(d, node):
        opened.flags += "e"
    _initialised(d, node)
    lower_body(d, body)
    leave(d, before, found)
    return b.expr("function", scope)


def enter(d: Descent, scope: int, type_node: Node | None = None) -> tuple[int, int, int, Node | None]:
    """Begin the body of a function."""
    before = d.b.guard, d.base, d.function, d.expected
    d.b.guard = d.base = 0
    d.b.depth += 2
    d.function, d.expected = scope, type_node
    return before


def leave(d: Descent, before: tuple[int, int, int, Node | None], types: int = 0) -> None:
    """End the body of a function, and its scope."""
    d.b.guard, d.base, d.function, d.expected = before
    d.b.depth -= 2
    del d.variables[len(d.variables) - types :]
    d.b.close()


def start_of(node: Node) -> int:
    """Where a declaration begins behind its attributes."""
    return next((child.start_byte for child in node.children if child.type not in ("attribute_list", "comment")), node.start_byte)


def body_of(node: Node) -> Node | None:
    """A block, or what stands behind the arrow."""
    return node.child_by_field_name("body") or next((c for c in node.children if c.type in ("block", "arrow_expression_clause")), None)


def lower_body(d: Descent, body: Node | None) -> None:
    """Statements, or one expression that is the result."""
    from scanner.languages.csharp.objects import initial

    if body is None:
        return
    if body.type == "block":
        d.block(body.children)
        return
    result = d.first(body) if body.type == "arrow_expression_clause" else body
    if result is not None:
        d.b.scopes[d.function].returns.append(initial(d, result, d.expected))


def parameters(d: Descent, node: Node | None) -> list[tuple[str, int]]:
    """Declare the parameters; gives names and values."""
    result: list[tuple[str, int]] = []
    rest: Node | None = None
    for n, child in enumerate(node.children if node is not None else ()):
        field = node.field_name_for_child(n) if node is not None else None
        if child.type == "parameter" and not result and "this" in modifiers(d, child):
            # NOTE: the arguments of ``x.Method(a)`` begin behind the receiver.
            written = child.child_by_field_name("type")
            type_ = type_expr(d, written)
            value = d.b.declared(type_) if type_ >= 0 else d.b.unknown("receiver")
            if written is not None and d.text(written).rstrip("?") in ("string", "String"):
                value = d.b.expr("self", d.function)
            d.declare(d.field(child, "name"), value, child.start_byte)
        elif child.type == "parameter":
            result.append(_parameter(d, child))
        elif field == "type":
            rest = child
        elif field == "name":  # ``params T[] rest``
            result.append((d.text(child), d.parameter(d.text(child), type_expr(d, rest), star=1)))
        elif child.type == "ERROR":
            d.expr(child)
    return result


def _parameter(d: Descent, node: Node) -> tuple[str, int]:
    name, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
    filled = next((c for c in reversed(d.children(node)) if c not in (name, type_) and c.type != "attribute_list"), None)
    decorators = attributes(d, node)
    text = d.text(name).removeprefix("@") if name is not None else ""
    default = d.expr(filled) if filled is not None else -1
    if default >= 0 and (d.b.kind(default) == "unknown" or d.b.at(default) == ("const", None)):  # ``= null`` says that it may be left out
        default = d.b.unknown("left out")
    return text, d.parameter(text, type_expr(d, type_), default, decorators=decorators)


def _first_modifiers(d: Descent, node: Node) -> frozenset[str]:
    listed = node.child_by_field_name("parameters")
    first = next((c for c in listed.children if c.type == "parameter"), None) if listed is not None else None
    return modifiers(d, first) if first is not None else frozenset()


def _initialised(d: Descent, node: Node) -> None:
    """``: base(…)`` and ``: this(…)``"""
    from scanner.languages.csharp.expressions import arguments

    clause = next((c for c in node.children if c.type == "constructor_initializer"), None)
    if clause is not None and d.klass >= 0:
        owner = d.b.expr("super" if any(c.type == "base" for c in clause.children) else "self", d.klass)
        found = arguments(d, next((c for c in clause.children if c.type == "argument_list"), None))
        d.b.call(d.b.attr(owner, CONSTRUCTOR), found, clause.start_byte, clause.end_byte)


def type_parameters(d: Descent, node: Node) -> int:
    """Put the type parameters in force; gives how many."""
    listed = node.child_by_field_name("type_parameters") or next((c for c in node.children if c.type == "type_parameter_list"), None)
    found = [d.field(child, "name") for child in (listed.named_children if listed is not None else ()) if child.type == "type_parameter"]
    d.variables.extend(found)
    return len(found)


def modifiers(d: Descent, node: Node) -> frozenset[str]:
    """Words in front of a declaration."""
    return frozenset(d.text(child) for child in node.children if child.type == "modifier")


def attributes(d: Descent, node: Node) -> tuple[int, ...]:
    """``[A, B(…)]`` in front of a declaration: the name, or a call of it with what stands in brackets."""
    listed = [child for child in node.named_children if child.type == "attribute_list"]
    return tuple(_attribute(d, child) for one in listed for child in one.named_children if child.type == "attribute")


def _attribute(d: Descent, node: Node) -> int:
    b = d.b
    name = node.child_by_field_name("name")
    if name is None:
        return b.unknown("attribute")
    if name.type in ("qualified_name", "alias_qualified_name"):
        callee = b.imported(*named(d, name), "", name.start_byte, name.end_byte)
    else:
        callee = d.type_name(base_name(d, name), name.start_byte)
    listed = next((c for c in node.children if c.type == "attribute_argument_list"), None)
    if listed is None:
        return callee
    found: list[Argument] = []
    b.depth += 1
    for child in d.children(listed):
        key = child.child_by_field_name("name")
        value = next((c for c in reversed(d.children(child)) if c != key), None)
        if value is not None:
            found.append(Argument(-1 if key is not None else len(found), d.text(key) if key is not None else "", d.expr(value)))
    b.depth -= 1
    return b.call(callee, found, node.start_byte, node.end_byte, "d")


def property_(d: Descent, node: Node, name: str, *, abstract: bool = False) -> int:
    """What a property gives: the function of its ``get``, -1 when it only holds a value; its ``set`` is lowered."""
    value = -1
    arrow = next((c for c in node.children if c.type == "arrow_expression_clause"), None)
    listed = node.child_by_field_name("accessors")
    if arrow is not None:
        value = _accessor(d, node, name, arrow, "p")
    for child in d.children(listed) if listed is not None else ():
        body = body_of(child)
        if body is None or child.type != "accessor_declaration":
            continue
        if d.field(child, "name") == "get":
            value = _accessor(d, node, name, body, "p")
        else:
            _accessor(d, node, f"set {name}", body, "")
    return value


def _accessor(d: Descent, node: Node, name: str, body: Node, flags: str) -> int:
    b = d.b
    scope = b.open("function", name, body.start_byte, body.end_byte)
    opened = b.scopes[scope]
    words = modifiers(d, node)
    type_node = node.child_by_field_name("type")
    opened.flags = flags + ("s" if "static" in words else "")
    opened.return_type = type_expr(d, type_node) if flags else -1
    before = enter(d, scope, type_node if flags else None)
    parameters(d, node.child_by_field_name("parameters"))
    if not flags:
        d.parameter("value", type_expr(d, type_node))
    lower_body(d, body)
    leave(d, before)
    return b.expr("function", scope)


def lambda_(d: Descent, node: Node, element: int = -1) -> int:
    """A lambda or anonymous method; its only parameter is ``element`` where that is known."""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    b.scopes[scope].flags = "a" if "async" in modifiers(d, node) else ""
    before = enter(d, scope, node.child_by_field_name("type"))
    listed = node.child_by_field_name("parameters")
    names: list[str] = []
    if listed is not None and listed.type == "parameter_list":
        names = [name for name, _ in parameters(d, listed)]
    elif listed is not None:
        names = [d.text(listed)]
        d.parameter(names[0])
    if element >= 0 and len(names) == 1:
        b.bind(names[0], element, node.start_byte)
    lower_body(d, body_of(node))
    leave(d, before)
    return b.expr("function", scope)
