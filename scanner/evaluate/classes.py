"""Classes of the project: the line that members are looked up in, what a construction gives, what is set from outside.

The lookup itself and everything about names is in ``lookup``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import chains, lookup
from scanner.evaluate.project import tail as last_name
from scanner.evaluate.values import (
    NONE,
    NOTHING,
    CallRef,
    Class,
    Function,
    Instance,
    Keywords,
    Map,
    Module,
    Path,
    Text,
    Unknown,
    hop,
    merge,
    overridable,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value

MAX_LINE = 64
"""Classes above a class."""
MAX_FILES = 24
"""Files that may set a member from outside; with more, only the class's own is asked."""


def line(ev: Evaluator, cls: Class) -> tuple[Class | Path, ...]:
    """The class and those above it, in the order in which members are looked up; a class of another package is its path."""

    def ask() -> tuple[Class | Path, ...]:
        found: list[Class | Path] = []
        _climb(ev, cls, found, ())
        # NOTE: a class that several bases share comes after all of them.
        return tuple(reversed(dict.fromkeys(reversed(found))))

    return ev.remembered(("line", cls), ask)


def _climb(ev: Evaluator, cls: Class, found: list[Class | Path], below: tuple[Class, ...]) -> None:
    index = ev.project.file(cls.file)
    if index is None or cls in below or len(found) >= MAX_LINE:
        return
    found.append(cls)
    for value in ev.bases(cls):
        if isinstance(value, Class):
            _climb(ev, value, found, (*below, cls))
        elif isinstance(value, Path):
            found.append(value)


def says(values: tuple[Value, ...] | None) -> bool:
    """Whether any value is known and no placeholder."""
    return any(not isinstance(v, Unknown) and v != NONE for v in values or ())


def stood_for(ev: Evaluator, cls: Class, method: str) -> tuple[Value, ...]:
    """Instances of what a class stands for: the class, or its full name, that its method gives."""
    found: list[Value] = []
    for function in lookup.member(ev, cls, method):
        for value in ev.run(function, None) if isinstance(function, Function) else NOTHING:
            found += [value] if isinstance(value, Class | Path) else named(ev, cls.file, value.text) if isinstance(value, Text) else []
    return lookup.instances(ev, tuple(found)) if found else NOTHING


def named(ev: Evaluator, home: str, name: str) -> list[Value]:
    """The project's class of a full name."""
    index = ev.project.file(home)
    separator = index.language.traits.separator if index is not None else ""
    name = name.removeprefix(separator) if separator else name
    files = index.language.locate(name, home, ev.project.naming) if index is not None and separator in name else ()
    return [v for file in files[:1] for v in lookup.member(ev, Module(file), name.rpartition(separator)[2]) if isinstance(v, Class)]


# ------------------------------------------------------------------------------------------------ construction


def constructor_call(ev: Evaluator, cls: Class, owner: Instance) -> tuple[CallRef | None, int]:
    """The call that runs the constructor of ``cls`` when ``owner`` is built, and how many of its arguments are no parameters.

    It is the construction itself, or the call of the next constructor in one that stands before it in the line.
    """
    ref, shift = owner.origin, 0
    until: Class | None = None
    for at in line(ev, Class(owner.file, owner.scope)):
        if at == cls or ref is None:
            return ref, shift
        index = ev.project.file(at.file) if isinstance(at, Class) and until in (None, at) else None
        function = constructor(index, at.scope) if index is not None and isinstance(at, Class) else -1
        if index is None or function < 0:
            continue
        frame = ev.enter(Function(index.facts.path, function, owner, 0, shift), function, ref, owner)
        ref, until = _next_constructor(ev, index, function, frame, cls)
        shift = int(until is not None)
    return ref, shift


def constructor(index: FileIndex, cls: int) -> int:
    """The scope of a class's own constructor, -1 when it has none."""
    for word in index.language.traits.constructors:
        for bind in index.binds.get((cls, word), ()):
            if index.is_function(bind.value):
                return int(index.facts.exprs[bind.value][1])  # type: ignore[call-overload, no-any-return]
    return -1


def _next_constructor(ev: Evaluator, index: FileIndex, function: int, frame: int, cls: Class) -> tuple[CallRef | None, Class | None]:
    """The call in a constructor that leads on to that of ``cls``, and the class that it names (None for "the next one")."""
    facts = index.facts
    for tail in (*index.language.traits.constructors, "super"):
        for number in index.calls_by_tail.get(tail, ()):
            if index.function_around(facts.calls[number].scope) != function:
                continue
            ref = CallRef(facts.path, number, frame)
            callee = facts.exprs[facts.calls[number].callee]
            held = facts.exprs[int(callee[1])] if callee[0] == "attr" else callee  # type: ignore[call-overload]
            if held[0] == "super":
                return ref, None
            for value in ev.values(facts.path, int(callee[1]), frame) if callee[0] == "attr" else ():  # type: ignore[call-overload]
                if isinstance(value, Class) and cls in line(ev, value):
                    return ref, value
    return None, None


def constructions(ev: Evaluator, cls: Class) -> tuple[CallRef, ...]:
    """The calls that build a class, as far as files that may see it are known."""
    index = ev.project.file(cls.file)
    name = index.facts.scopes[cls.scope].name if index is not None else ""
    return ev.remembered(("constructions", cls), lambda: _constructions(ev, cls, name)) if name and ev.upward else ()


def _constructions(ev: Evaluator, cls: Class, name: str) -> tuple[CallRef, ...]:
    from scanner.evaluate.evaluator import MAX_CALLERS

    sites = []
    for path in ev.project.telling(ev.project.holding(name, cls.file), cls.file):
        other = ev.project.file(path)
        sites += [CallRef(path, number, 0) for number in other.calls_by_tail.get(name, ())] if other is not None else []
    return tuple(site for site in sites if cls in ev.callee(site)) if len(sites) <= MAX_CALLERS else ()


def field(ev: Evaluator, index: FileIndex, cls: Class, owner: Instance, word: str) -> tuple[Value, ...] | None:
    """What construction puts into a declared field of a class without a constructor (data classes, models); None when it does not.

    Of an instance that may be any, what all constructions give, beside the default.
    """
    binds = index.binds.get((cls.scope, word), ())
    traits = index.language.traits
    if traits.initialisers and owner.origin is None and binds and not any(index.is_function(b.value) for b in binds):
        return _given_by_name(ev, cls, owner, index, word)
    if traits.fields_construct or traits.initialisers or not any(b.type >= 0 for b in binds):
        return None
    above = [at for at in line(ev, Class(owner.file, owner.scope)) if isinstance(at, Class)]
    names: list[str] = []
    for at in reversed(above):
        other = ev.project.file(at.file)
        if other is None or constructor(other, at.scope) >= 0:
            return None
        names += [b.name for b in other.facts.binds if b.scope == at.scope and b.type >= 0 and b.name not in names]
    if owner.origin is not None:
        found = ev.argument(owner.origin, names.index(word), word)
        return found if found is not None else _of_environment(ev, cls, owner, index, word)
    given = [
        found
        for ref in constructions(ev, Class(owner.file, owner.scope))
        if (found := ev.argument(ref, names.index(word), word)) is not None
    ]
    default = merge(ev.values(cls.file, b.value) for b in binds if b.value >= 0)
    return merge([*map(hop, given), overridable(default)]) if given else _of_environment(ev, cls, owner, index, word)


def _given_by_name(ev: Evaluator, cls: Class, owner: Instance, index: FileIndex, word: str) -> tuple[Value, ...] | None:
    """What all constructions of an instance that may be any set a field to by its name; None when none does."""
    if constructor(index, cls.scope) >= 0:
        return None
    given = [found for ref in constructions(ev, Class(owner.file, owner.scope)) if (found := ev.argument(ref, -1, word)) is not None]
    default = merge(ev.values(cls.file, b.value) for b in index.binds.get((cls.scope, word), ()) if b.value >= 0)
    return merge([*map(hop, given), overridable(default)]) if given else None


def _of_environment(ev: Evaluator, cls: Class, owner: Instance, index: FileIndex, word: str) -> tuple[Value, ...] | None:
    """A field of a settings class is the environment variable of its name; its default is what that replaces."""
    if not any(
        isinstance(at, Path) and ev.flows.effect(at.steps) == "environment-fields" for at in line(ev, Class(owner.file, owner.scope))
    ):
        return None
    set_ = merge(ev.environment(name) for name in dict.fromkeys((word.upper(), word)))
    default = merge(ev.values(cls.file, b.value) for b in index.binds.get((cls.scope, word), ()) if b.value >= 0)
    return merge([tuple(v for v in set_ if not isinstance(v, Unknown)), overridable(default)]) or set_


def configured(ev: Evaluator, index: FileIndex, cls: Class, word: str) -> tuple[Value, ...]:
    """What the configuration gives a field of a class that is filled from it; empty where nothing does."""
    scope = index.facts.scopes[cls.scope]
    if not scope.decorators and not index.facts.scopes[scope.parent].decorators:
        return NOTHING
    binds = index.binds.get((cls.scope, word), ())
    binds = [b for b in binds if not index.is_function(b.value)]
    prefix = _prefix(ev, index, cls.scope) if binds else None
    set_ = ev.environment(f"{prefix}.{word}" if prefix else word) if prefix is not None else NOTHING
    found = merge(chains.filled(ev, v) for v in set_ if isinstance(v, Text))
    return merge([found, overridable(merge(ev.values(cls.file, b.value) for b in binds if b.value >= 0))]) if found else NOTHING


def filled(ev: Evaluator, index: FileIndex, cls: Class, word: str) -> tuple[Value, ...]:
    """What the configuration gives a field of a class that a call fills from it; empty where nothing does."""
    binds = index.binds.get((cls.scope, word), ())
    if not ev.flows.filling(index.language.traits.signature_key) or any(index.is_function(b.value) for b in binds):
        return NOTHING
    keys = [f"{prefix}.{_key(index, cls.scope, word)}" if prefix else f":{_key(index, cls.scope, word)}" for prefix in _filled(ev, cls)]
    return tuple(v for v in merge(map(ev.environment, keys)) if isinstance(v, Text))


def _key(index: FileIndex, cls: int, word: str) -> str:
    """The name that a field has where it is encoded."""
    exprs = index.facts.exprs
    aliases = (b.name for b in index.facts.binds if b.scope == cls and b.value >= 0 and exprs[b.value] == ("attr", b.value - 1, word))
    return next(aliases, word)


def _filled(ev: Evaluator, cls: Class) -> tuple[str, ...]:
    """The dotted keys below which the fields of a class stand that calls fill from the configuration, "" for its top."""
    return ev.remembered(("filled", cls), lambda: tuple(dict.fromkeys((*_by_calls(ev, cls), *_by_holders(ev, cls)))))


def _by_calls(ev: Evaluator, cls: Class) -> Iterator[str]:
    index = ev.project.file(cls.file)
    name = index.facts.scopes[cls.scope].name if index is not None else ""
    for flow in ev.flows.filling(index.language.traits.signature_key) if index is not None and name else ():
        word = flow.name or flow.steps[-1]
        beside = set(ev.project.holding(flow.steps[0] if flow.steps else name, cls.file))
        paths = [path for path in ev.project.holding(word, cls.file) if path in beside]
        for path in paths if len(paths) <= MAX_FILES else ():
            other = ev.project.file(path)
            for number in other.calls_by_tail.get(word, ()) if other is not None else ():
                yield from ev.flows.fills(ev, flow, CallRef(path, number, 0), cls)


def _by_holders(ev: Evaluator, cls: Class) -> Iterator[str]:
    """Those of the classes that have a field of the class, with the field behind."""
    index = ev.project.file(cls.file)
    name = index.facts.scopes[cls.scope].name if index is not None else ""
    paths = ev.project.holding(name, cls.file) if name else ()
    for path in paths if len(paths) <= MAX_FILES else ():
        other = ev.project.file(path)
        facts = other.facts if other is not None else None
        for bind in facts.binds if other is not None and facts is not None else ():
            if facts is not None and bind.type >= 0 and bind.value < 0 and facts.scopes[bind.scope].kind == "class":  # noqa: SIM102
                if last_name(facts, bind.type) == name and cls in ev.values(path, bind.type):
                    for prefix in _filled(ev, Class(path, bind.scope)):
                        key = _key(other, bind.scope, bind.name)  # type: ignore[arg-type]
                        yield f"{prefix}.{key}" if prefix else key


def _prefix(ev: Evaluator, index: FileIndex, cls: int) -> str | None:
    """The dotted key below which the fields of a class stand; of a nested class that of the field that holds it."""
    facts = index.facts
    scope = facts.scopes[cls]
    for decorator in scope.decorators:
        expr = facts.exprs[decorator]
        ref = CallRef(facts.path, int(expr[1]), 0) if expr[0] == "call" else None  # type: ignore[call-overload]
        for value in ev.callee(ref) if ref is not None else NOTHING:
            flow = ev.flows.known(value.steps) if isinstance(value, Path) else None
            if flow is not None and flow.effect == "settings-fields" and ref is not None:
                return next(iter(ev.flows.texts(ev, flow, ref)), "")
    if facts.scopes[scope.parent].kind != "class":
        return None
    above = _prefix(ev, index, scope.parent)
    held = [
        b.name
        for b in facts.binds
        if above is not None and b.scope == scope.parent and Class(facts.path, cls) in ev.values(facts.path, b.type)
    ]
    return f"{above}.{held[0]}" if len(held) == 1 else None


def entered(ev: Evaluator, value: Value) -> tuple[Value, ...]:
    """What entering a value gives: what the enter method of a project class returns, else the value."""
    index = ev.project.file(value.file) if isinstance(value, Instance) else None
    if not isinstance(value, Instance) or index is None:
        return (value,)
    for word in index.language.traits.enter_methods:
        found = merge(ev.run(m, None) for m in lookup.member(ev, value, word) if isinstance(m, Function))
        if says(found):
            return found
    return (value,)


def item(ev: Evaluator, value: Instance, key: Value) -> tuple[Value, ...]:
    """What a project class's own subscript method gives."""
    index = ev.project.file(value.file)
    word = index.language.traits.item_method if index is not None else ""
    methods = [m for m in lookup.member(ev, value, word) if isinstance(m, Function)] if word else []
    return merge(ev.run(m, None, passed=key) for m in methods)


def as_maps(ev: Evaluator, value: Instance) -> tuple[Value, ...]:
    """The maps that an instance of a class below the language's own map is: what its construction was given."""
    if not any(isinstance(at, Path) and ev.flows.effect(at.steps) == "map" for at in line(ev, Class(value.file, value.scope))):
        return NOTHING
    sites = (value.origin,) if value.origin is not None else constructions(ev, Class(value.file, value.scope))
    found: list[Value] = []
    for site in sites:
        found += [v for v in ev.argument(site, 0, "") or NOTHING if isinstance(v, Map | Keywords)]
        index = ev.project.file(site.file)
        if index is not None and any(a.keyword or a.star == 2 for a in index.facts.calls[site.call].arguments):
            found.append(Keywords(site, ()))
    return tuple(dict.fromkeys(found))


# ------------------------------------------------------------------------------------------------ set from outside


def stored_on_class(ev: Evaluator, index: FileIndex, cls: Class, owner: Instance | Class, word: str) -> list[tuple[Value, ...]]:
    """``cls.word = value`` in methods of the class."""
    sets = []
    for store in index.member_stores.get(word, ()):
        obj = index.facts.exprs[store.object]
        if obj[0] == "name" and _names_own_class(index, obj, cls.scope):
            function = index.function_around(store.scope)
            held = Class(owner.file, owner.scope)
            sets.append(ev.values(cls.file, store.value, ev.enter(Function(cls.file, function, held, 0), function, None, held)))
    return sets


def _names_own_class(index: FileIndex, name: tuple[object, ...], cls: int) -> bool:
    exprs = index.facts.exprs
    for bind in index.bound_at(str(name[1]), int(name[2])):  # type: ignore[call-overload]
        found = exprs[bind.value] if bind.value >= 0 else ("",)
        if found[0] == "attr" and found[2] == "__class__" and exprs[int(found[1])] == ("self", cls):  # type: ignore[call-overload]
            return True
    return False


def shared(ev: Evaluator, home: str, word: str) -> tuple[Value, ...]:
    """What a program puts on a thing whose members all its components have, in the file that it starts from; empty for other names."""
    index = ev.project.file(home)
    key = index.language.traits.signature_key if index is not None else ""
    flows = [flow for flow in ev.flows.shared if flow.language == key and word.startswith(flow.style.split()[1])]
    for above in files_above(ev, home, flows[0].style.split()[0]) if flows else ():
        stores = [
            store
            for store in above.member_stores.get(word, ())
            if any(
                isinstance(v, Path) and _without_default(v.steps) == f.steps
                for v in ev.values(above.facts.path, store.object)
                for f in flows
            )
        ]
        if stores:
            return merge(ev.values(above.facts.path, store.value) for store in stores)
    return NOTHING


def _without_default(steps: tuple[str, ...]) -> tuple[str, ...]:
    """A path as the catalogue keeps it, which does not tell a module from what it exports as a whole."""
    return (steps[0], *steps[2:]) if steps[1:2] == ("default",) else steps


def files_above(ev: Evaluator, home: str, name: str) -> Iterator[FileIndex]:
    """The files of a name in the folder of a file and in those above it, the nearest first."""
    index = ev.project.file(home)
    for up in ("./", *("../" * n for n in range(1, home.count("/") + 1))):
        found = index.language.locate(f"{up}{name}", home, ev.project.naming) if index is not None else ()
        above = ev.project.file(found[0]) if found else None
        if above is not None:
            yield above


def outside(ev: Evaluator, home: str, word: str, owner: Instance | Class | Module) -> tuple[Value, ...]:
    """``thing.word = value`` anywhere in files that may see the thing's own."""
    held = ev.project.file(home)
    setters = [p + word[:1].upper() + word[1:] for p in (held.language.traits.setter_prefixes if held is not None else ())]
    names = (word.lstrip("@"), *setters)
    paths = ev.project.telling(dict.fromkeys(path for name in names for path in ev.project.holding(name, home)), home)
    sets = []
    for path in paths if ev.upward and len(paths) <= MAX_FILES else (home,):
        index = ev.project.file(path)
        stores = index.member_stores.get(word, ()) if index is not None else ()
        if index is None or len(stores) > lookup.MAX_STORES:
            continue
        for store in stores:
            if index.facts.exprs[store.object][0] != "self" and any(_fits(ev, v, owner) for v in ev.values(path, store.object)):
                sets.append(ev.values(path, store.value))  # noqa: PERF401
    return merge(sets)


def _fits(ev: Evaluator, value: Value, owner: Instance | Class | Module) -> bool:
    if isinstance(owner, Instance) and isinstance(value, Instance):
        apart = value.origin is not None and owner.origin is not None and value.origin[:2] != owner.origin[:2]
        return (value.file, value.scope) == (owner.file, owner.scope) and not apart
    return value == owner


__all__ = [
    "as_maps", "constructions", "constructor", "constructor_call", "entered", "field", "item", "line", "outside", "says", "stored_on_class",
]  # fmt: skip
