"""What a container puts in where only a type is declared: what a function of the project provides, found by name, then by type.

Which decorators and calls provide and which name what is meant is data (``signatures/flows``), the names that libraries give what they
provide by themselves too (``[[bean]]`` in ``signatures/libraries``). Only things of other packages are asked for: of a class of the
project its implementations tell more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.project import applied, tail
from scanner.evaluate.values import CallRef, Class, Function, Instance, Path, Text, merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.model import Bind

MAX_CALLS = 200
"""Calls of one name in a file that may put something into a container."""


class _Provider(NamedTuple):
    """Functions that provide something, or the thing itself, the names it has, and its declared types."""

    given: tuple[Value, ...]
    names: tuple[str, ...]
    types: tuple[Value, ...]
    only_named: bool = False
    """Who asks by the type alone gets another one."""


def of_field(ev: Evaluator, index: FileIndex, bind: Bind) -> tuple[Value, ...]:
    """What is put into a declared field of a class; empty where nothing is known to be."""
    if bind.type < 0 or index.facts.scopes[bind.scope].kind != "class":
        return ()
    named = [name for decorator in bind.decorators for name in _names(ev, index, decorator, "qualifier") or ()]
    return _given(ev, index, bind.type, (*named, bind.name))


def of_parameter(ev: Evaluator, index: FileIndex, scope: int, number: int) -> tuple[Value, ...]:
    """What is passed to a parameter of a constructor, or of a function that provides something itself."""
    function = index.facts.scopes[scope]
    wanted = function.parameters[number]
    if wanted.type < 0 or not (_constructs(index, scope) or any(_names(ev, index, d, "provides") is not None for d in function.decorators)):
        return ()
    binds = index.binds.get((scope, wanted.name), ())
    named = [name for b in binds for d in b.decorators for name in _names(ev, index, d, "qualifier") or ()]
    owner = [index.facts.scopes[function.parent].name] if _constructs(index, scope) else []
    return _given(ev, index, wanted.type, (*named, wanted.name, *owner))


def _constructs(index: FileIndex, scope: int) -> bool:
    """Whether a function is a constructor of its class."""
    facts = index.facts
    function = facts.scopes[scope]
    owner = facts.scopes[function.parent] if function.parent >= 0 else None
    return owner is not None and owner.kind == "class" and function.name in (owner.name, *index.language.traits.constructors)


def _given(ev: Evaluator, index: FileIndex, type_: int, names: tuple[str, ...]) -> tuple[Value, ...]:
    return provided(ev, index, ev.values(index.facts.path, type_), names)


def provided(ev: Evaluator, index: FileIndex, wanted: tuple[Value, ...], names: tuple[str, ...] = ()) -> tuple[Value, ...]:
    """What is put in where one of some types is asked for, by a name where something has it; empty where nothing is known to be."""
    types = [t for t in wanted if isinstance(t, Path)]
    if not types:
        return ()
    providers = _providers(ev, index)
    named = next((found for name in names if (found := [p for p in providers if name in p.names and _alike(p, types[0])])), None)
    own = ev.flows.bean(types[0].steps, names) if named is None else ()
    if own:
        return (Path((*own, "()"), (None,)),)
    same = [p for p in providers if not p.only_named and any(isinstance(t, Path) and t.steps == types[0].steps for t in p.types)]
    return _results(ev, named or same)


def called(ev: Evaluator, index: FileIndex, names: list[str]) -> tuple[Value, ...]:
    """What is put into a container under the first of some names that it has, whatever its type."""
    providers = _providers(ev, index) if names else ()
    return next((_results(ev, found) for name in names if (found := [p for p in providers if name in p.names])), ())


def _results(ev: Evaluator, providers: list[_Provider]) -> tuple[Value, ...]:
    found = merge(ev.run(v, None) if isinstance(v, Function) else (v,) for p in providers for v in p.given)
    return tuple(v for v in found if isinstance(v, Path | Instance))


def _alike(provider: _Provider, wanted: Path) -> bool:
    """Whether what a function provides can be what is asked for, as far as the names of packages tell."""
    return any(isinstance(t, Path) and t.steps[:2] == wanted.steps[:2] for t in provider.types)


def _providers(ev: Evaluator, index: FileIndex) -> tuple[_Provider, ...]:
    """The functions of the project that provide something of another package; what is asked meanwhile is not provided."""

    def ask() -> tuple[_Provider, ...]:
        key = index.language.traits.signature_key
        words, calls, makers = ev.flows.last_names("provides", key), ev.flows.named("registers", key), ev.flows.named("prepares", key)
        asked = (*words, *calls, *makers)
        files = dict.fromkeys(path for word in asked for path in ev.project.telling(ev.project.among(word), index.facts.path))
        indexes = [found for path in files if (found := ev.project.file(path)) is not None]
        return tuple(
            p for found in indexes for p in (*_of_file(ev, found, words), *_registered(ev, found, calls), *_prepared(ev, found, makers))
        )

    return ev.remembered(("providers", index.language.traits.signature_key), ask)


def _registered(ev: Evaluator, index: FileIndex, words: list[str]) -> Iterator[_Provider]:
    """What calls of the file put into a container, under the type that they name or always mean, else under what it is."""
    for ref in (CallRef(index.facts.path, n, 0) for word in words for n in index.calls_by_tail.get(word, ())[:MAX_CALLS]):
        flow = ev.flows.named_flow(index.language.traits.signature_key, ev.called_by(ref))
        asked = ev.select(ref, flow.of[0]) if flow is not None and flow.of else None
        given: tuple[Value, ...] = tuple(v for v in asked or () if isinstance(v, Function | Path))
        if flow is not None and given:
            said = tuple(v for v in ev.select(ref, flow.key) or () if isinstance(v, Path))
            if flow.style:
                said = (Path(tuple(flow.style.split()), ()),)
            made: tuple[Value, ...] = said or merge(ev.run(g, None) if isinstance(g, Function) else (g,) for g in given)
            types = said or tuple(v._replace(steps=v.steps[:-1]) for v in made if isinstance(v, Path) and v.steps[-1] == "()")
            yield _Provider(given, tuple(ev.flows.texts_at(ev, ref, flow.default)), types)


def _prepared(ev: Evaluator, index: FileIndex, words: list[str]) -> Iterator[_Provider]:
    """What a container makes by itself and calls of the file prepare, under a name or for a class that is given it."""
    for ref in (CallRef(index.facts.path, n, 0) for word in words for n in index.calls_by_tail.get(word, ())[:MAX_CALLS]):
        flow = ev.flows.named_flow(index.language.traits.signature_key, ev.called_by(ref))
        key = flow.key if flow is not None else ()
        for thing in ev.flows.prepared(ev, ref) if key else ():
            asked = ev.select(ref, key) or ()
            named = (v.text if isinstance(v, Text) else _class_name(ev, v) for v in asked)
            yield _Provider((thing,), tuple(filter(None, named)), (thing._replace(steps=thing.steps[:-1]),), only_named=True)


def _class_name(ev: Evaluator, value: Value) -> str:
    if not isinstance(value, Class | Instance):
        return ""
    index = ev.project.file(value.file)
    return index.facts.scopes[value.scope].name if index is not None else ""


def _of_file(ev: Evaluator, index: FileIndex, words: list[str]) -> list[_Provider]:
    found = []
    for number, scope in enumerate(index.facts.scopes):
        decorators = [d for d in scope.decorators if tail(index.facts, applied(index.facts, d)) in words]
        if scope.kind != "function" or scope.return_type < 0 or not decorators:
            continue
        names = next((given for d in decorators if (given := _names(ev, index, d, "provides")) is not None), None)
        types = ev.values(index.facts.path, scope.return_type)
        if names is not None and any(isinstance(t, Path) for t in types):
            home = Instance(index.facts.path, scope.parent, None)
            found.append(_Provider((Function(index.facts.path, number, home, 0),), (*names, scope.name), types))
    return found


def _names(ev: Evaluator, index: FileIndex, decorator: int, effect: str) -> list[str] | None:
    """The names that a decorator gives; None when it has another effect."""
    callee = applied(index.facts, decorator)
    steps = [v.steps for v in ev.values(index.facts.path, callee) if isinstance(v, Path)]
    flow = next((f for s in steps if (f := ev.flows.known(s)) is not None and f.effect == effect), None)
    expr = index.facts.exprs[decorator]
    if flow is None or expr[0] != "call":
        return None if flow is None else []
    return ev.flows.texts(ev, flow, CallRef(index.facts.path, int(expr[1]), 0))  # type: ignore[call-overload]


__all__ = ["called", "of_field", "of_parameter", "provided"]
