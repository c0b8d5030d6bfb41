"""Facts as short text, so that tests can say what they expect; transforms only, asserts nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import Argument, Bind, Call, Expr, Facts, Import, Scope, Store

_DEEPEST = 40
_NOTE = re.compile(r"(?://|#|<!--|--|\{/\*): ?(.*?)\s*(?:-->|\*/\})?$")
_WORDS = {"n": "new", "a": "await", "d": "decorate", "c": "with", "i": "implicit", "o": "optional"}


def render(facts: Facts, expr: int, depth: int = 0) -> str:
    """One expression: names and literals as written, ``<module#member>`` imports, ``?reason`` unknown.

    ``a or b`` is a union with fall-backs, ``a | b`` one without; ``<f>`` is a function, ``<f x>`` its parameter, ``<a T>`` one of T;
    ``<class A>``, ``<self A>`` and ``<super A>`` say what they are.
    """
    if expr < 0:
        return "-"
    if depth > _DEEPEST:
        return "…"
    kind, *rest = facts.exprs[expr]
    return _RENDER[str(kind)](facts, tuple(rest), depth + 1)


def _many(facts: Facts, exprs: object, between: str, depth: int) -> str:
    return between.join(render(facts, e, depth) for e in cast("tuple[int, ...]", exprs))


def _int(value: object) -> int:
    return cast("int", value)


def _attr(facts: Facts, rest: Expr, depth: int) -> str:
    return f"{render(facts, _int(rest[0]), depth)}.{rest[1]}"


def _call(facts: Facts, rest: Expr, depth: int) -> str:
    return call_text(facts, facts.calls[_int(rest[0])], depth)


def call_text(facts: Facts, call: Call, depth: int = 0) -> str:
    """One call with its flags as words in front."""
    words = "".join(_WORDS[flag] + " " for flag in call.flags)
    return f"{words}{render(facts, call.callee, depth)}({', '.join(_argument(facts, a, depth) for a in call.arguments)})"


def _argument(facts: Facts, argument: Argument, depth: int) -> str:
    keyword = f"{argument.keyword}=" if argument.keyword else ""
    return keyword + "*" * argument.star + render(facts, argument.value, depth)


def _union(facts: Facts, rest: Expr, depth: int) -> str:
    return f"({_many(facts, rest[0], ' or ' if rest[1] else ' | ', depth)})"


def _map(facts: Facts, rest: Expr, depth: int) -> str:
    pairs = cast("tuple[tuple[int, int], ...]", rest[0])
    return "{" + ", ".join(_pair(facts, key, value, depth) for key, value in pairs) + "}"


def _pair(facts: Facts, key: int, value: int, depth: int) -> str:
    if key < 0:
        return f"**{render(facts, value, depth)}"
    plain = facts.exprs[key]
    return f"{plain[1] if plain[0] == 'string' else '[' + render(facts, key, depth) + ']'}: {render(facts, value, depth)}"


def _import(facts: Facts, rest: Expr, depth: int) -> str:
    found = facts.imports[_int(rest[0])]
    return f"<{found.module}{'#' + found.member if found.member else ''}>"


def _owner(facts: Facts, scope: object) -> str:
    return facts.scopes[_int(scope)].name or facts.scopes[_int(scope)].kind


def _parameter(facts: Facts, rest: Expr, depth: int) -> str:
    return f"<{_owner(facts, rest[0])} {facts.scopes[_int(rest[0])].parameters[_int(rest[1])].name or rest[1]}>"


_RENDER: dict[str, Callable[[Facts, Expr, int], str]] = {
    "name": lambda facts, rest, depth: str(rest[0]),
    "attr": _attr,
    "call": _call,
    "string": lambda facts, rest, depth: repr(rest[0]),
    "number": lambda facts, rest, depth: str(rest[0]),
    "const": lambda facts, rest, depth: str(rest[0]),
    "concat": lambda facts, rest, depth: f"({_many(facts, rest[0], ' + ', depth)})",
    "union": _union,
    "map": _map,
    "sequence": lambda facts, rest, depth: f"[{_many(facts, rest[0], ', ', depth)}]",
    "index": lambda facts, rest, depth: f"{render(facts, _int(rest[0]), depth)}[{render(facts, _int(rest[1]), depth)}]",
    "element": lambda facts, rest, depth: f"{render(facts, _int(rest[0]), depth)}[*]",
    "function": lambda facts, rest, depth: f"<{_owner(facts, rest[0])}>",
    "class": lambda facts, rest, depth: f"<class {_owner(facts, rest[0])}>",
    "param": _parameter,
    "self": lambda facts, rest, depth: f"<self {_owner(facts, rest[0])}>",
    "super": lambda facts, rest, depth: f"<super {_owner(facts, rest[0])}>",
    "import": _import,
    "type": lambda facts, rest, depth: f"<a {render(facts, _int(rest[0]), depth)}>",
    "assigned": lambda facts, rest, depth: f"({render(facts, _int(rest[0]), depth)} := {render(facts, _int(rest[1]), depth)})",
    "unknown": lambda facts, rest, depth: f"?{rest[0]}",
}


def bind_text(facts: Facts, bind: Bind) -> str:
    """``f.x = value: type if`` with the owning scope in front and ``if`` for a guarded one."""
    owner = f"{_owner(facts, bind.scope)}." if bind.scope else ""
    declared = f": {render(facts, bind.type)}" if bind.type >= 0 else ""
    decorated = "".join(f" @{render(facts, d)}" for d in bind.decorators)
    return f"{owner}{bind.name} = {render(facts, bind.value)}{declared}{' if' if bind.guarded else ''}{decorated}"


def store_text(facts: Facts, store: Store) -> str:
    """``object.member = value`` or ``object[key] = value``."""
    target = f".{store.member}" if store.key < 0 else f"[{render(facts, store.key)}]"
    return f"{render(facts, store.object)}{target} = {render(facts, store.value)}{' if' if store.guarded else ''}"


def import_text(facts: Facts, item: Import) -> str:
    """``import member from module as alias (flags)``; ``module`` stands for the whole."""
    owner = f" in {_owner(facts, item.scope)}" if item.scope else ""
    alias = f" as {item.alias}" if item.alias else ""
    return f"import {item.member or 'module'} from {item.module}{alias}{f' ({item.flags})' if item.flags else ''}{owner}"


def scope_text(facts: Facts, scope: Scope) -> str:
    """Kind, name, parameters, type, bases, decorators, returns, yields and flags of a scope."""
    parameters = ", ".join(
        "*" * p.star
        + p.name
        + (f": {render(facts, p.type)}" if p.type >= 0 else "")
        + (f"={render(facts, p.default)}" if p.default >= 0 else "")
        for p in scope.parameters
    )
    bases = f" < {_many(facts, scope.bases, ', ', 0)}" if scope.bases else ""
    decorators = "".join(f" @{render(facts, d)}" for d in scope.decorators)
    type_ = f" -> {render(facts, scope.return_type)}" if scope.return_type >= 0 else ""
    returns = f" returns {_many(facts, scope.returns, ', ', 0)}" if scope.returns else ""
    yields = f" yields {_many(facts, scope.yields, ', ', 0)}" if scope.yields else ""
    signature = f"({parameters})" if scope.kind in ("function", "lambda") else ""
    name = f" {scope.name}" if scope.name else ""
    return f"{scope.kind}{name}{signature}{type_}{bases}{decorators}{returns}{yields}{f' ({scope.flags})' if scope.flags else ''}".strip()


def by_line(facts: Facts, data: bytes) -> dict[int, list[str]]:
    """All facts as text, under the line where they start.

    Left out: the module itself, blocks, calls that stand in the text of another fact of the line, bindings of parameters, and bindings
    that an import or a declaration of a function or class makes by itself.
    """
    found: dict[int, list[str]] = defaultdict(list)

    def add(offset: int, text: str) -> None:
        found[data.count(b"\n", 0, offset) + 1].append(text)

    for item in facts.imports:
        add(item.start, import_text(facts, item))
    for scope in facts.scopes[1:]:
        if scope.kind != "comprehension":
            add(scope.start, scope_text(facts, scope))
    for bind in facts.binds:
        kind, *rest = facts.exprs[bind.value] if bind.value >= 0 else ("",)
        own = (
            kind in ("function", "class")
            and facts.scopes[_int(rest[0])].name == bind.name
            and facts.scopes[_int(rest[0])].parent == bind.scope
        )
        alias = kind == "import" and facts.imports[_int(rest[0])].alias == bind.name
        parameter = kind == "param" and rest[0] == bind.scope and facts.scopes[bind.scope].parameters[_int(rest[1])].name == bind.name
        if not (own or alias or parameter):
            add(bind.offset, bind_text(facts, bind))
    for store in facts.stores:
        add(store.start, store_text(facts, store))
    for call in sorted(facts.calls, key=lambda c: c.start - c.end):
        text = call_text(facts, call)
        if not any(text in other for other in found[data.count(b"\n", 0, call.start) + 1]):
            add(call.start, text)
    return {line: texts for line, texts in sorted(found.items()) if texts}


def noted(text: str) -> dict[int, list[str]]:
    """The facts that a fixture's notes (``//: fact ; fact``) expect, by line."""
    found: dict[int, list[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _NOTE.search(line)
        if match:
            found[number] = [part.strip() for part in match[1].split(" ; ") if part.strip()]
    return found
