"""Functions, classes and lambdas: scopes, parameters, decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.languages.python.patterns import target
from scanner.languages.python.types import annotated_value, type_expr

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.python.descent import Descent

_FLAGS = {
    "staticmethod": "s", "classmethod": "c", "property": "p", "cached_property": "p", "abstractmethod": "b", "abstractproperty": "pb",
    "abstractclassmethod": "cb", "abstractstaticmethod": "sb",
}  # fmt: skip
_ON_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})
_NOT_THE_FUNCTION = frozenset({"overload", "setter", "deleter"})
"""Decorators whose function is not what its name means afterwards: a declaration for type checkers, the writing side of a property."""


class _Parameter(NamedTuple):
    """As written; ``pattern`` where Python 2 takes an argument apart."""

    name: str
    star: int = 0
    default: int = -1
    type: int = -1
    pattern: Node | None = None


def decorated(d: Descent, node: Node) -> None:
    values: list[int] = []
    names: list[str] = []
    for child in node.children:
        if child.type == "decorator" and child.named_children:
            inner = child.named_children[0]
            value = d.expr(inner)
            d.b.flag_call(value, "d")
            values.append(value)
            names.append(d.text(inner).rpartition(".")[2])
    definition = node.child_by_field_name("definition")
    if definition is None:
        return
    if definition.type == "class_definition":
        class_(d, definition, tuple(values))
    else:
        flags = "".join(_FLAGS.get(name, "") for name in names)
        function(d, definition, tuple(values), flags, bound=not _NOT_THE_FUNCTION.intersection(names))


def function(d: Descent, node: Node, decorators: tuple[int, ...] = (), flags: str = "", *, bound: bool = True) -> None:
    b = d.b
    b.depth += 1  # a frame more than expressions
    name_node, return_node = node.child_by_field_name("name"), node.child_by_field_name("return_type")
    name = d.text(name_node) if name_node is not None else ""
    return_type = type_expr(d, return_node) if return_node is not None else -1
    method = b.scopes[b.scope].kind == "class" and "s" not in flags
    owner = b.scope
    parameters = _parameters(d, node)
    on_class = "c" in flags or name in _ON_CLASS or (method and bool(parameters) and parameters[0].name == "cls")
    scope = b.open("function", name, node.start_byte, node.end_byte)
    at = b.scopes[scope]
    at.decorators, at.return_type = decorators, return_type
    first = node.child(0)
    at.flags = flags + ("a" if first is not None and first.type == "async" else "") + ("x" if not name.startswith("_") else "")
    guard, b.guard = b.guard, 0
    d.elsewhere.append({})
    if method and parameters and not parameters[0].star:
        receiver = b.expr("self", owner)
        b.bind(parameters.pop(0).name, b.attr(receiver, "__class__") if on_class else receiver, node.start_byte)
    for parameter in parameters:
        _declare(d, parameter)
    d.body(node)
    if method and "b" not in flags and _only_declared(d, node):
        at.flags += "b"
    d.elsewhere.pop()
    b.guard = guard
    b.close()
    value = b.expr("function", scope)
    if bound:
        d.bind(name, value, node.start_byte, decorators=decorators)
    b.depth -= 1


def _only_declared(d: Descent, node: Node) -> bool:
    """``...``, ``pass`` and ``raise NotImplementedError`` after an optional text: classes below say what the function does."""
    body = node.child_by_field_name("body")
    if body is None or not 0 < body.named_child_count <= 3:
        return False
    statements = [child for child in body.named_children if child.type != "comment"]
    return all(_says_nothing(d, statement) for statement in statements)


def _says_nothing(d: Descent, statement: Node) -> bool:
    inner = statement.child(0)
    match statement.type:
        case "pass_statement":
            return True
        case "expression_statement":
            return inner is not None and inner.type in ("string", "ellipsis", "concatenated_string")
        case "raise_statement":
            return "NotImplemented" in d.text(statement)
    return False


def class_(d: Descent, node: Node, decorators: tuple[int, ...] = ()) -> None:
    b = d.b
    b.depth += 1
    name_node, superclasses = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
    name = d.text(name_node) if name_node is not None else ""
    bases: list[int] = []
    for child in superclasses.named_children if superclasses is not None else ():
        if child.type == "keyword_argument":
            value = child.child_by_field_name("value")
            if value is not None:
                d.expr(value)
        elif child.type != "comment":
            bases.append(d.expr(child))
    scope = b.open("class", name, node.start_byte, node.end_byte)
    b.scopes[scope].bases, b.scopes[scope].decorators = tuple(bases), decorators
    guard, b.guard = b.guard, 0
    d.elsewhere.append({})
    d.body(node)
    d.elsewhere.pop()
    b.guard = guard
    b.close()
    d.bind(name, b.expr("class", scope), node.start_byte, decorators=decorators)
    b.depth -= 1


def lambda_(d: Descent, node: Node) -> int:
    b = d.b
    b.depth += 1
    parameters = _parameters(d, node)
    b.depth -= 1
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    for parameter in parameters:
        _declare(d, parameter)
    body = node.child_by_field_name("body")
    if body is not None:
        b.scopes[scope].returns.append(d.expr(body))
    b.close()
    return b.expr("function", scope)


def _parameters(d: Descent, node: Node) -> list[_Parameter]:
    """The parameters; defaults and types belong to the scope outside."""
    parameters = node.child_by_field_name("parameters")
    if parameters is None:
        return []
    return [found for child in parameters.named_children if (found := _parameter(d, child)) is not None]


def _parameter(d: Descent, node: Node) -> _Parameter | None:
    """One parameter, None for separators and what could not be parsed."""
    kind = node.type
    if kind == "identifier":
        return _Parameter(d.text(node))
    if kind in ("list_splat_pattern", "dictionary_splat_pattern"):
        inner = node.named_children
        return _Parameter(d.text(inner[0]), 1 if kind.startswith("list") else 2) if inner else None
    if kind == "tuple_pattern":  # Python 2
        return _Parameter("", pattern=node)
    if kind in ("default_parameter", "typed_default_parameter"):
        name, value, type_ = (node.child_by_field_name(n) for n in ("name", "value", "type"))
        default = d.expr(value) if value is not None else -1
        declared = type_expr(d, type_) if type_ is not None else -1
        if name is None or name.type != "identifier":
            return _Parameter("", 0, default, declared, name)
        return _Parameter(d.text(name), 0, default, declared)
    if kind == "typed_parameter":
        first, type_ = node.child(0), node.child_by_field_name("type")
        found = _parameter(d, first) if first is not None and first.type != kind else None
        if found is None or type_ is None:
            return found
        return found._replace(default=annotated_value(d, type_), type=type_expr(d, type_))
    return None


def _declare(d: Descent, parameter: _Parameter) -> None:
    """Add a parameter to the scope that was opened."""
    value = d.b.parameter(parameter.name, parameter.default, parameter.type, parameter.star)
    if parameter.pattern is not None:
        target(d, parameter.pattern, value)
