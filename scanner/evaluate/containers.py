"""Maps and sequences: what stands under a key, what statements put in later, registries that decorators and functions fill.

Names and members are in ``lookup``; what a method of a container is called in a language is data (``signatures/flows``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import classes, lookup, text
from scanner.evaluate.values import (
    MAX_VALUES,
    NONE,
    NOTHING,
    Built,
    CallRef,
    Class,
    Function,
    Instance,
    Keywords,
    Map,
    Module,
    Options,
    Path,
    Sequence,
    Text,
    Unknown,
    merge,
    overridable,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value

MAX_WRITES = 24
"""Statements that may put something into a container; with more, what it holds is unknown."""
MAX_RUNS = 24
"""Runs of a function that fills a container."""
MAX_WORDS = 200
"""Items of a sequence that are asked one by one."""


def subscript(ev: Evaluator, value: Value, keys: tuple[Value, ...]) -> tuple[Value, ...]:
    """``value[key]``; with an unknown key any value of a map."""
    names = [text.key_of(key) for key in keys]
    known = [n for n in names if n is not None]
    if isinstance(value, Path):
        if ev.flows.environment_map(value):
            return merge(ev.environment(n) for n in known)
        if section := ev.flows.section(ev, value):
            return merge(ev.environment(f"{section}.{n}") for n in known)
        read = ev.flows.read(ev, value)
        return merge(subscript(ev, v, keys) for v in read) if read else (value._replace(steps=(*value.steps, "[]")),)
    if isinstance(value, Sequence | Built):
        return (
            merge(ev.item(value, int(n)) for n in known if n.lstrip("-").isdigit())
            if known and not known[0].startswith("-")
            else ev.elements(value)
        )
    if isinstance(value, Map | Keywords | Options):
        return _of_map(ev, value, keys, known)
    if isinstance(value, Instance):
        found = merge(classes.item(ev, value, key) for key in keys)
        if classes.says(found):
            return found
        maps = classes.as_maps(ev, value)
        return (
            merge(subscript(ev, m, keys) for m in maps)
            if maps
            else merge(lookup.member(ev, value, n) for n in known) or (Unknown("index"),)
        )
    if isinstance(value, Class) and known:  # a method by its name
        return merge(lookup.member(ev, value, n) for n in known)
    if isinstance(value, Module):  # a file that is included for what it returns
        return merge(lookup.member(ev, value, n) for n in known) or (Unknown("index"),)
    return (value if isinstance(value, Unknown) else Unknown("index"),)


def _of_map(ev: Evaluator, value: Map | Keywords | Options, keys: tuple[Value, ...], known: list[str]) -> tuple[Value, ...]:
    found = merge(e for n in known if (e := ev.entry(value, n)) is not None)
    replaceable = any(k.overridable if isinstance(k, Text) else k != NONE and text.key_of(k) is None for k in keys)
    if found and replaceable and isinstance(value, Map):  # the default's entry first, then what another choice would give
        others = merge(ev.values(value.file, v, value.frame) for k, v in ev.pairs(value) if k >= 0)
        if len({*found, *others}) > MAX_VALUES:
            return (*overridable(found), Unknown("other keys"))
        return merge([overridable(found), overridable(others)])
    if found or len(known) == len(keys):
        return found or (Unknown("no such key"),)
    if isinstance(value, Map):
        return values_of(ev, value)
    return (Unknown("index"),)


# ------------------------------------------------------------------------------------------------ parts


def keys_of(ev: Evaluator, value: Map) -> tuple[Value, ...]:
    """The keys of a map literal."""
    return merge(ev.values(value.file, key, value.frame) for key, _ in ev.pairs(value) if key >= 0) or (Unknown("key"),)


def values_of(ev: Evaluator, value: Map) -> tuple[Value, ...]:
    """All values of a map."""
    written = (ev.values(value.file, item, value.frame) for key, item in ev.pairs(value) if key >= 0)
    return known_or_declared(ev, value, merge([*written, stored_under(ev, value, None)])) or (Unknown("empty map"),)


def known_or_declared(ev: Evaluator, value: Map | Sequence, found: tuple[Value, ...]) -> tuple[Value, ...]:
    """What a literal holds; where nothing of it is known, what the type of the name that it is bound to says."""
    index = ev.project.file(value.file) if not classes.says(found) else None
    for name in sorted(index.holders.get(value.expr, ())) if index is not None else ():
        for bind in index.typed(name) if index is not None else ():
            if bind.value == value.expr:
                said = merge(ev.elements(type_) for type_ in ev.values(value.file, bind.type) if isinstance(type_, Map | Sequence))
                return merge([said, found]) if classes.says(said) else found
    return found


# ------------------------------------------------------------------------------------------------ put in later


def stored_under(ev: Evaluator, value: Map, key: str | None) -> tuple[Value, ...]:
    """Values that ``map[key] = value`` and ``map.update(…)`` put under a key (None: any)."""
    index = ev.project.file(value.file)
    if index is None or index.facts.root >= 0:
        return NOTHING
    return next(iter(ev.remembered(("stored", value.file, value.expr, key), lambda: (_stored(ev, index, value, key),))), NOTHING)


def _stored(ev: Evaluator, index: FileIndex, value: Map, key: str | None) -> tuple[Value, ...]:
    sets: list[tuple[Value, ...]] = []
    for other in _writers(ev, index, value):
        stores = other.filling(index, value.expr)
        if key is not None and (members := other.member_stores.get(key)):
            stores = [*stores, *(s for s in members if index.may_be(value.expr, other.facts, s.object))]
        if len(stores) > MAX_WRITES:
            return (Unknown("stored in too many places"),)
        path = other.facts.path
        for store in stores:
            for frame in runs(ev, other, store.scope):
                fits = key is None or store.member or any(text.key_of(k) in (key, None) for k in ev.values(path, store.key, frame))
                if fits and _is(ev, other, store.object, frame, value):
                    found = ev.values(path, store.value, frame)
                    sets.append(_unless_empty(found) if store.guarded else found)
        sets += _updated(ev, index, other, value, key)
    return merge(sets)


def _unless_empty(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """What a store under an ``if`` puts in: where the default of a setting is empty, the ``if`` asks whether it is set."""
    return tuple(v for v in values if not (isinstance(v, Text) and v.overridable and not v.text)) or (NONE,)


def _updated(ev: Evaluator, index: FileIndex, other: FileIndex, value: Map, key: str | None) -> Iterator[tuple[Value, ...]]:
    for ref in _calls_on(ev, index, other, value, "update"):
        for given in (*(ev.argument(ref, 0, "") or NOTHING), Keywords(ref, ())):
            if key is not None and (found := ev.entry(given, key)) is not None:
                yield found
            elif key is None and isinstance(given, Map):
                yield values_of(ev, given)


def appended(ev: Evaluator, value: Sequence) -> tuple[Value, ...]:
    """What is put into a sequence after it was made."""
    return merge(_put_in(ev, value))


def _put_in(ev: Evaluator, value: Sequence) -> tuple[tuple[Value, ...], ...]:
    """The same, by statement."""
    index = ev.project.file(value.file)
    if index is None or index.facts.root >= 0 or value.expr not in index.holders:
        return ()
    return ev.remembered(
        ("appended", value.file, value.expr),
        lambda: (
            *(ev.argument(ref, 0, "") or NOTHING for ref in _calls_on(ev, index, index, value, "append")),
            *(_all(ev, v) for ref in _calls_on(ev, index, index, value, "extend") for v in ev.argument(ref, 0, "") or NOTHING),
        ),
    )


def _all(ev: Evaluator, value: Value) -> tuple[Value, ...]:
    return words_of(ev, value) if isinstance(value, Sequence | Built) else ev.elements(value)


def words_of(ev: Evaluator, value: Sequence | Built) -> tuple[Value, ...]:
    """The items of a sequence, however many; of few the same as its elements."""
    found = [ev.values(value.file, i, value.frame) for i in ev.items(value)] if isinstance(value, Sequence) else [*value.items]
    found += _put_in(ev, value) if isinstance(value, Sequence) else ()
    words = tuple(dict.fromkeys(v for values in found for v in values))
    return words if len(words) > MAX_VALUES and len(found) <= MAX_WORDS else ev.elements(value)


def _calls_on(ev: Evaluator, index: FileIndex, other: FileIndex, value: Map | Sequence, effect: str) -> Iterator[CallRef]:
    """Calls of methods with an effect on the container, each as it is run."""
    facts = other.facts
    for name in ev.flows.named(effect, other.language.traits.signature_key):
        numbers = [
            n for n in other.calls_by_tail.get(name, ()) if (held := _object(other, n)) >= 0 and index.may_be(value.expr, other.facts, held)
        ]
        for number in numbers if len(numbers) <= MAX_WRITES else ():
            for frame in runs(ev, other, facts.calls[number].scope):
                if _is(ev, other, _object(other, number), frame, value):
                    yield CallRef(facts.path, number, frame)


def _object(index: FileIndex, call: int) -> int:
    callee = index.facts.exprs[index.facts.calls[call].callee]
    return int(callee[1]) if callee[0] == "attr" else -1  # type: ignore[call-overload]


def _is(ev: Evaluator, index: FileIndex, expr: int, frame: int, value: Map | Sequence) -> bool:
    return any(
        isinstance(v, Map | Sequence) and (v.file, v.expr) == (value.file, value.expr) for v in ev.values(index.facts.path, expr, frame)
    )


def _writers(ev: Evaluator, index: FileIndex, value: Map) -> list[FileIndex]:
    """The map's own file; for an empty map, which waits to be filled, also those that may see it and hold its name."""
    found = [index]
    if not ev.pairs(value):
        for name in sorted(index.holders.get(value.expr, ())):
            paths = ev.project.telling(ev.project.holding(name, value.file), value.file)
            if len(paths) <= classes.MAX_FILES:
                found += [other for path in paths if (other := ev.project.file(path)) is not None and other not in found]
    return found


# ------------------------------------------------------------------------------------------------ runs of a function that fills


def runs(ev: Evaluator, index: FileIndex, scope: int) -> tuple[int, ...]:
    """Frames of the function that a scope belongs to, one for each call or decoration that runs it; 0 for all together.

    A registry's key and what stands under it come from the same run.
    """
    function = index.function_around(scope)
    if function < 0 or not index.facts.scopes[function].parameters:
        return (0,)
    return ev.remembered(("runs", index.facts.path, function), lambda: tuple(_runs(ev, index, function))) or (0,)


def _runs(ev: Evaluator, index: FileIndex, function: int) -> list[int]:
    path = index.facts.path
    found = list(_decorations(ev, index, function))
    if not found and ev.upward and not lookup.too_many(ev, index, function):
        for site in lookup.callers(ev, index, function):
            for value in ev.callee(site):
                if isinstance(value, Function) and (value.file, value.scope) == (path, function):
                    found.append(ev.enter(value, function, site, value.receiver))  # noqa: PERF401
    return [frame for frame in dict.fromkeys(found[:MAX_RUNS]) if frame]


def _decorations(ev: Evaluator, index: FileIndex, function: int) -> Iterator[int]:
    """Frames in which a decorator runs on what it decorates: ``@f`` for f itself, ``@outer("key")`` for a function inside of ``outer``."""
    facts = index.facts
    around = index.function_around(facts.scopes[function].parent)
    named = around if around >= 0 else function
    word = facts.scopes[named].name
    for path in ev.project.holding(word, facts.path, "decorating") if word else ():
        other = ev.project.file(path)
        for decorator, value in other.decorated.get(word, ()) if other is not None else ():
            assert other is not None
            expr = other.facts.exprs[decorator]
            passed = next(iter(ev.values(path, value)), None)
            if expr[0] == "call" and around >= 0:
                ref = CallRef(path, int(expr[1]), 0)  # type: ignore[call-overload]
                for held in ev.callee(ref):
                    if isinstance(held, Function) and (held.file, held.scope) == (facts.path, around):
                        outer = ev.enter(held, around, ref, held.receiver)
                        yield ev.enter(Function(facts.path, function, None, outer), function, None, None, (), passed)
            elif expr[0] != "call" and around < 0:
                for held in ev.values(path, decorator):
                    if isinstance(held, Function) and (held.file, held.scope) == (facts.path, function):
                        yield ev.enter(held, function, None, held.receiver, (), passed)


__all__ = ["appended", "keys_of", "runs", "stored_under", "subscript", "values_of"]
