"""Lists of routes: ``post "/chat", to: "chats#create"``, ``resources :chats do … end``, with the blocks around them.

What stands in front of a route by a ``namespace`` or ``scope`` is left to the entry signatures, except for the modules of its controller.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.languages.ruby import definitions as ruby_definitions
from scanner.languages.ruby import expressions as ruby_expressions
from scanner.languages.ruby import text as ruby_text
from scanner.model import Argument

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.ruby.descent import Descent

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "match", "root"})
_RESOURCES = frozenset({"resources", "resource"})

_ANSWERS = {"index": "get", "new": "get", "create": "post", "show": "get", "edit": "get", "update": "patch", "destroy": "delete"}
"""Verbs by the methods of a controller that answer them."""
_OF_ONE = ("show", "edit", "update", "destroy")


def declared(d: Descent, node: Node, word: str) -> int:
    """The value of a call that declares routes, -1 for all others."""
    if word in _VERBS and d.function < 0:
        return _route(d, node, word)
    if word in _RESOURCES and d.function < 0 and _spaces(d, node) is not None:
        return _resources(d, node, word)
    return -1


def _route(d: Descent, node: Node, word: str) -> int:
    """``post "/chat", to: "chats#create"``, ``get "/a" => "b#c"``: the text names a method of a controller"""
    found: list[Argument] = []
    changed = False
    listed = node.child_by_field_name("arguments")
    given = ruby_expressions.arguments(d, listed)
    for argument in _named_alone(d, node, given):
        text = d.b.at(argument.value)
        held = text[1] if text[0] == "map" else ()
        pairs = [(k, v) for k, v in held if k >= 0 and d.b.kind(v) == "string" and d.b.kind(k) == "string"]  # type: ignore[attr-defined]
        if argument.keyword in ("to", "action") and text[0] == "string":
            target = ruby_text.action(str(text[1]))
            if target is not None:
                argument, changed = argument._replace(value=_handler(d, *target, node)), True
        elif argument.position >= 0 and len(pairs) == 1 and (target := ruby_text.action(str(d.b.at(pairs[0][1])[1]))) is not None:
            argument, changed = Argument(-1, "to", _handler(d, *target, node)), True
            found.append(Argument(0, "", pairs[0][0]))
        elif word == "root" and argument.position == 0 and text[0] == "string" and (target := ruby_text.action(str(text[1]))) is not None:
            argument, changed = Argument(-1, "to", _handler(d, *target, node)), True
        found.append(argument)
    block = node.child_by_field_name("block")
    if block is not None:
        found.append(Argument(-1, ruby_expressions.BLOCK, ruby_definitions.block(d, block)))
    callee = d.b.expr("name", "=routes", 0, 0) if changed else d.b.name(word, node.start_byte)
    return d.b.call(d.b.attr(callee, word) if changed else callee, found, node.start_byte, node.end_byte)


def _named_alone(d: Descent, node: Node, given: list[Argument]) -> list[Argument]:
    """The arguments of a route with its whole address, and its method where its name alone tells it.

    ``post :answer`` among the routes of a controller, ``post "chats/answer"`` anywhere in a list of routes.
    """
    named = next((n for n, a in enumerate(given) if a.position == 0 and d.b.kind(a.value) == "string"), -1)
    spaces = _spaces(d, node)
    if named < 0 or spaces is None:
        return given
    text = str(d.b.at(given[named].value)[1])
    around, words = _within(d, node), {a.keyword: str(d.b.at(a.value)[1]) for a in given if a.keyword and d.b.kind(a.value) == "string"}
    if around is not None:
        in_member = words.get("on") == "member" or around.block == "member"
        in_all = words.get("on") == "collection" or around.block
        front = around.one if in_member else around.all if in_all else around.nested
        given[named] = Argument(0, "", d.b.string("/".join((front, text.strip("/")))))
    controller, _, method = text.strip("/").rpartition("/") if around is None or "/" in text else (around.controller, "", text)
    if "to" not in words and "action" not in words and controller and not any(d.b.kind(a.value) == "map" for a in given):
        target = ruby_text.action(f"{controller}#{method}")
        given += [] if target is None else [Argument(-1, "to", d.b.string(f"{controller}#{method}"))]
    return given


class _Resources(NamedTuple):
    """The routes of a controller around a call: where all, one and what belongs to one of its things are, and in which block it stands."""

    controller: str
    all: str
    one: str
    nested: str
    block: str


def _within(d: Descent, node: Node) -> _Resources | None:
    """The innermost routes of a controller around a node, None without one."""
    block = ""
    above = node.parent
    while above is not None:
        word = d.field(above, "method") if above.type == "call" else ""
        if word in ("member", "collection"):
            block = block or word
        elif word in ("draw", "namespace", "scope"):
            return None
        elif word in _RESOURCES:
            listed = d.listed(above)
            name = d.text(listed[0]).strip(":\"'") if listed else ""
            outer = _within(d, above)
            address = "/".join((*((outer.nested,) if outer is not None else ()), _option(d, above, "path") or name))
            if word == "resource":
                return _Resources(_option(d, above, "controller") or _plural(name), address, address, address, block)
            return _Resources(_option(d, above, "controller") or name, address, f"{address}/:id", f"{address}/:{_singular(name)}_id", block)
        above = above.parent
    return None


def _option(d: Descent, node: Node, name: str) -> str:
    """The text that a call is given by a name as it is written, "" for none."""
    for pair in d.listed(node):
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and d.text(key).strip(":\"'") == name:
            return d.text(value).strip(":\"'")
    return ""


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _resources(d: Descent, node: Node, word: str) -> int:
    """``resources :chats do … end``: the routes that a controller of that name has, of all its things and of one."""
    given = ruby_expressions.arguments(d, node.child_by_field_name("arguments"))
    names = [str(d.b.at(a.value)[1]) for a in given if a.position >= 0 and d.b.kind(a.value) == "string"]
    outer, chosen = _within(d, node), _chosen(d, node)
    made = -1
    for name in names:
        target = ruby_text.action(f"{_option(d, node, 'controller') or (_plural(name) if word == 'resource' else name)}#index")
        if target is None:
            continue
        address = "/".join((*((outer.nested,) if outer is not None else ()), _option(d, node, "path") or name))
        one = address if word == "resource" else f"{address}/:id"
        for method in chosen or ():
            verb = _ANSWERS[method]
            to = Argument(-1, "to", _handler(d, target[0], method, node))
            place = one if method in _OF_ONE else address
            made = _declare(d, node, verb, place, to)
        for member, place in (("resources", address), ("members", one)) if chosen is None else ():
            to = Argument(-1, "to", d.constant("::".join((*(_spaces(d, node) or ()), target[0])), node))
            made = _declare(d, node, member, place, to)
    block = node.child_by_field_name("block")
    if block is not None:
        inside = [Argument(-1, ruby_expressions.BLOCK, ruby_definitions.block(d, block))]
        made = d.b.call(d.b.name(word, node.start_byte), inside, node.start_byte, node.end_byte)
    return made if made >= 0 else d.b.const(None)


def _declare(d: Descent, node: Node, member: str, place: str, to: Argument) -> int:
    routes = d.b.attr(d.b.expr("name", "=routes", 0, 0), member)
    return d.b.call(routes, [Argument(0, "", d.b.string(place)), to], node.start_byte, node.end_byte)


def _chosen(d: Descent, node: Node) -> list[str] | None:
    """The methods that are left of all by ``only`` and ``except``, None where nothing is chosen."""
    only, without = (re.findall(r"\w+", _option(d, node, key)) for key in ("only", "except"))
    if not only and not without:
        return None
    return [method for method in _ANSWERS if (method in only or not only) and method not in without]


def _handler(d: Descent, controller: str, method: str, node: Node) -> int:
    spaces = _spaces(d, node) or () if not controller.startswith("::") else ()
    return d.b.attr(d.constant("::".join((*spaces, controller)), node), method)


def _spaces(d: Descent, node: Node) -> tuple[str, ...] | None:
    """The modules of the controllers of a route, by the namespaces around it; None outside of a file's list of routes."""
    spaces: list[str] = []
    above = node.parent
    while above is not None:
        word = d.field(above, "method") if above.type == "call" else ""
        if word == "draw":
            return tuple(reversed(spaces))
        listed = d.listed(above) if word == "namespace" else []
        space = d.text(listed[0]).strip(":\"'") if listed else _option(d, above, "module") if word == "scope" else ""
        if space:
            spaces.append("".join(part.capitalize() for part in space.split("_")))
        above = above.parent
    return None
