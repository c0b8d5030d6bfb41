"""Methods, constructors, lambdas, switches and annotations of Java.

Classes around them are left to ``classes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._forms import refuses
from scanner.languages.java.types import qualified, type_expr
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.java.descent import Descent

CONSTRUCTOR = "<init>"
ELEMENTWISE = frozenset(
    {
        *("map", "flatMap", "concatMap", "mapMulti", "forEach", "forEachOrdered", "filter", "ifPresent", "ifPresentOrElse", "peek"),
        *("anyMatch", "allMatch", "noneMatch", "thenApply", "thenAccept", "thenCompose", "doOnNext", "removeIf", "switchMap", "mapNotNull"),
    }
)
"""Methods of the standard containers and reactive types that run their argument on every element."""


def function(d: Descent, node: Node, name: str, *, flags: str = "", abstract: bool = False) -> int:
    """Open a method's or constructor's scope, lower parameters and body, and give the function as a value."""
    b = d.b
    decorators, words = modifiers(d, node)
    found = type_parameters(d, node)
    return_type = type_expr(d, node.child_by_field_name("type"))
    body = node.child_by_field_name("body")
    scope = b.open("function", name, node.start_byte, node.end_byte)
    opened = b.scopes[scope]
    opened.decorators, opened.return_type = decorators, return_type
    opened.flags = (
        flags + ("s" if "static" in words else "") + ("b" if "abstract" in words or (abstract and body is None) or refuses(body) else "")
    )
    before = b.guard, d.base, d.function
    b.guard = d.base = 0
    b.depth += 2
    d.function = scope
    parameters(d, node.child_by_field_name("parameters"))
    if body is not None:
        d.block(body.children)
    b.guard, d.base, d.function = before
    b.depth -= 2
    del d.variables[len(d.variables) - found :]
    b.close()
    return b.expr("function", scope)


def parameters(d: Descent, node: Node | None) -> list[tuple[str, int]]:
    """Declare the parameters; gives names and values."""
    result: list[tuple[str, int]] = []
    for child in node.named_children if node is not None else ():
        if child.type == "ERROR":
            d.expr(child)
        if child.type not in ("formal_parameter", "spread_parameter"):
            continue
        decorators, _ = modifiers(d, child)
        star = int(child.type == "spread_parameter")
        declarator = next((c for c in child.named_children if c.type == "variable_declarator"), child)
        type_ = child.child_by_field_name("type") or next(
            (c for c in child.named_children if c.type.endswith(("type", "type_identifier"))), None
        )
        name = d.field(declarator, "name")
        result.append((name, d.parameter(name, type_expr(d, type_), filled(d, decorators), star, decorators)))
    return result


def type_parameters(d: Descent, node: Node) -> int:
    """Put the type parameters in force; gives how many."""
    listed = node.child_by_field_name("type_parameters")
    if listed is None:
        listed = next((child for child in node.children if child.type == "type_parameters"), None)
    names = [d.text(name) for child in (listed.named_children if listed is not None else ()) if (name := d.first(child)) is not None]
    d.variables.extend(names)
    return len(names)


def modifiers(d: Descent, node: Node) -> tuple[tuple[int, ...], frozenset[str]]:
    """Annotations as expressions, and the words beside them."""
    listed = next((child for child in node.children if child.type == "modifiers"), None)
    if listed is None:
        return (), frozenset()
    found = tuple(annotation(d, child) for child in listed.named_children if child.type in ("annotation", "marker_annotation"))
    return found, frozenset(child.type for child in listed.children if not child.is_named)


def annotation(d: Descent, node: Node) -> int:
    """``@A`` is the name, ``@A(…)`` a call of it with what stands in brackets."""
    b = d.b
    name = node.child_by_field_name("name")
    if name is None:
        return b.unknown("annotation")
    text = "".join(d.text(name).split())
    callee = qualified(d, text.split("."), name) if "." in text else d.type_name(text, name.start_byte)
    listed = node.child_by_field_name("arguments")
    if listed is None:
        return callee
    found: list[Argument] = []
    b.depth += 1
    for child in d.children(listed):
        written = child.child_by_field_name("value") if child.type == "element_value_pair" else child
        if written is not None:
            key = d.field(child, "key") if written is not child else ""
            found.append(Argument(-1 if key else len(found), key, _element_value(d, written)))
    b.depth -= 1
    value = b.call(callee, found, node.start_byte, node.end_byte, "d")
    if any(b.kind(a.value) == "string" and "${" in str(b.at(a.value)[1]) for a in found):
        d.placeholders.add(value)
    return value


def _element_value(d: Descent, node: Node) -> int:
    return annotation(d, node) if node.type in ("annotation", "marker_annotation") else d.expr(node)


def filled(d: Descent, decorators: tuple[int, ...]) -> int:
    """What an annotation with a placeholder (``"${key:default}"``) fills the thing with: the annotation's own result; -1 for none."""
    return next((decorator for decorator in decorators if decorator in d.placeholders), -1)


def lambda_(d: Descent, node: Node, element: int = -1) -> int:
    """A lambda; its only parameter is ``element`` where that is known."""
    b = d.b
    scope = b.open("lambda", "", node.start_byte, node.end_byte)
    before = b.guard, d.base, d.function
    b.guard = d.base = 0
    b.depth += 2
    d.function = scope
    listed = node.child_by_field_name("parameters")
    names: list[str] = []
    if listed is not None and listed.type == "formal_parameters":
        names = [name for name, _ in parameters(d, listed)]
    elif listed is not None:
        names = [d.text(child) for child in ([listed] if listed.type == "identifier" else d.children(listed))]
        for name in names:
            d.parameter(name)
    if element >= 0 and len(names) == 1:
        b.bind(names[0], element, node.start_byte)
    body = node.child_by_field_name("body")
    if body is not None and body.type == "block":
        d.block(body.children)
    elif body is not None:
        b.scopes[scope].returns.append(d.expr(body))
    b.guard, d.base, d.function = before
    b.depth -= 2
    b.close()
    return b.expr("function", scope)


def switch(d: Descent, node: Node) -> int:
    """A switch, as statement or expression: one of the values of its arms."""
    b = d.b
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
    if condition is not None:
        d.expr(condition)
    values: list[int] = []
    b.guard += 1
    for arm in d.children(body) if body is not None else ():
        base = d.open_block(arm)
        for child in d.children(arm):
            if child.type == "switch_label":
                d.block(child.children)
            elif child.type == "expression_statement" and arm.type == "switch_rule":
                values.append(d.inner(child))
            else:
                values.extend(_yielded(d, child))
        d.close_block(base)
    b.guard -= 1
    return b.union(values) if values else b.unknown("switch")


def _yielded(d: Descent, node: Node) -> list[int]:
    """Lower a statement of an arm; gives what its ``yield`` on the first level says."""
    if node.type == "yield_statement":
        return [d.inner(node)]
    if node.type != "block":
        d.block((node,))
        return []
    found: list[int] = []
    base = d.open_block(node)
    for child in d.children(node):
        if child.type == "yield_statement":
            found.append(d.inner(child))
        else:
            d.block((child,))
    d.close_block(base)
    return found
