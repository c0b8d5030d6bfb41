"""Languages whose modules are folders and whose constructions name their fields: names of the other files, classes in parts, fields.

What a name means inside its own file, and everything about other languages' classes, is left to ``lookup``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import lookup
from scanner.evaluate.project import tail
from scanner.evaluate.values import NONE, CallRef, Class, Function, Instance, Member, Path, Unknown, merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.model import Bind, Store

MAX_FILES = 40
"""Files that may set a field; with more, only those of the class's own module are asked."""
MAX_IMPLEMENTATIONS = 8
"""Classes that a method of an interface may run."""


def in_folder(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    """What a name of a module means, whichever of the module's files binds it; what a file imports is its own."""
    own = index.binds.get((0, word), [])
    if any(_is(index, b, "import", "function", "class") for b in own):
        return lookup.bound(ev, index, lookup.in_force(own, -1), 0)
    sets = [lookup.bound(ev, index, lookup.in_force(own, -1), 0)] if own else []
    for other in ev.project.parts(index, word):
        binds = [b for b in other.binds.get((0, word), ()) if not _is(other, b, "import")]
        if binds and other is not index:
            sets.append(lookup.bound(ev, other, lookup.in_force(binds, -1), 0))
    return _settled(sets)


def _is(index: FileIndex, bind: Bind, *kinds: str) -> bool:
    return bind.value >= 0 and index.facts.exprs[bind.value][0] in kinds


def _settled(sets: list[tuple[Value, ...]]) -> tuple[Value, ...]:
    """A declaration without a value says nothing beside an assignment in another file."""
    known = [s for s in sets if lookup.known([s])]
    return merge(known or sets)


# ------------------------------------------------------------------------------------------------ classes in parts


def continued(ev: Evaluator, index: FileIndex, cls: Class, word: str) -> Iterator[tuple[FileIndex, Bind]]:
    """Members of a class that other files of its module add."""
    name = index.facts.scopes[cls.scope].name
    if index.facts.scopes[cls.scope].parent:
        return
    for other in ev.project.parts(index, word):
        for scope in other.continued.get(name, ()):
            yield from ((other, bind) for bind in other.binds.get((scope, word), ()))


def whole(ev: Evaluator, cls: Class) -> Class:
    """The class that a scope is, or continues."""
    index = ev.project.file(cls.file)
    if index is not None and "e" in index.facts.scopes[cls.scope].flags:
        return next((v for v in in_folder(ev, index, index.facts.scopes[cls.scope].name) if isinstance(v, Class)), cls)
    return cls


# ------------------------------------------------------------------------------------------------ fields


def fields(ev: Evaluator, index: FileIndex, cls: Class, owner: Instance, word: str) -> list[tuple[Value, ...]]:
    """What a declared field of an instance may hold: as the construction gives it, and as assignments set it."""
    binds = index.binds.get((cls.scope, word), ())
    if not binds or any(b.value >= 0 for b in binds if not (index.language.traits.overloads and index.is_function(b.value))):
        return []
    if ev.exhausted:
        return [(Unknown("too deep"),)]
    return list(ev.remembered(("field", cls, owner, word), lambda: tuple(_fields(ev, index, cls, owner, word))))


def _fields(ev: Evaluator, index: FileIndex, cls: Class, owner: Instance, word: str) -> Iterator[tuple[Value, ...]]:
    if owner.origin is not None and (owner.file, owner.scope) == (cls.file, cls.scope):
        given = _argument(ev, index, cls, owner.origin, word)
        if given is not None:
            yield given
    else:
        yield from _given_anywhere(ev, index, cls, word)
    for path in _setters(ev, index, word):
        yield from _stored(ev, path, cls, owner, word)


def embedded(index: FileIndex, scope: int) -> Iterator[tuple[int, str]]:
    """The bases of a class that are fields of it, with the names they go by: what is theirs is asked of what such a field holds."""
    for base in index.facts.scopes[scope].bases if index.language.traits.fields_construct else ():
        name = tail(index.facts, base)
        if any(bind.value < 0 and bind.type == base for bind in index.binds.get((scope, name), ())):
            yield base, name


def of_embedded(ev: Evaluator, cls: Class, owner: Instance, word: str) -> tuple[Value, ...]:
    """A member of what an embedded field of ``owner`` holds."""

    def ask() -> tuple[Value, ...]:
        index = ev.project.file(cls.file)
        names = [name for _, name in embedded(index, cls.scope)] if index is not None else []
        held = (v for name in names for v in lookup.member(ev, owner, name))
        return merge(found for v in held if isinstance(v, Instance | Path) for found in [lookup.member(ev, v, word)] if _has(found))

    return ev.remembered(("embedded", cls, owner, word), ask)


def _has(found: tuple[Value, ...]) -> bool:
    return not all(isinstance(v, Unknown | Member) for v in found)


def field_name(index: FileIndex, cls: Class, word: str) -> str:
    """The field that a name of a class stands for: fields go by other names where they are encoded."""
    for bind in index.binds.get((cls.scope, word), ()):
        value = index.facts.exprs[bind.value] if bind.value >= 0 else ("",)
        if value[0] == "attr" and index.facts.exprs[int(value[1])][0] == "self":  # type: ignore[call-overload]
            return str(value[2])
    return word


def _argument(ev: Evaluator, index: FileIndex, cls: Class, ref: CallRef, word: str) -> tuple[Value, ...] | None:
    return ev.argument(ref, index.position(cls.scope, word), word)


def _setters(ev: Evaluator, index: FileIndex, word: str) -> tuple[str, ...]:
    found = ev.project.telling(ev.project.holding(word, index.facts.path), index.facts.path)
    return found if len(found) <= MAX_FILES else tuple(part.facts.path for part in ev.project.parts(index, word))


def _given_anywhere(ev: Evaluator, index: FileIndex, cls: Class, word: str) -> list[tuple[Value, ...]]:
    """What all constructions of the class give the field."""
    refs = [ref for path in _setters(ev, index, word) for ref in _constructions(ev, index, cls, path)]
    sets = [given for ref in refs if (given := _argument(ev, index, cls, ref, word)) is not None]
    return sets if len(sets) <= lookup.MAX_STORES else [(Unknown("built in too many places"),)]


def _constructions(ev: Evaluator, index: FileIndex, cls: Class, path: str) -> list[CallRef]:
    """The calls of one file that build the class."""
    other = ev.project.file(path)
    numbers = other.calls_by_tail.get(index.facts.scopes[cls.scope].name, ()) if other is not None else ()
    return [CallRef(path, number, 0) for number in numbers if cls in ev.callee(CallRef(path, number, 0))]


def _stored(ev: Evaluator, path: str, cls: Class, owner: Instance, word: str) -> list[tuple[Value, ...]]:
    """What assignments in one file give the field of the instance."""
    index = ev.project.file(path)
    stores = index.member_stores.get(word, ()) if index is not None else ()
    if index is None or len(stores) > lookup.MAX_STORES:
        return [(Unknown("stored in too many places"),)] if stores else []
    sets = []
    for store in stores:
        frame = _frame(ev, index, store, owner.origin)
        if any(_same(v, cls, owner) for v in ev.values(path, store.object, frame)):
            sets.append(ev.values(path, store.value, frame))
    return sets


def _frame(ev: Evaluator, index: FileIndex, store: Store, origin: CallRef | None) -> int:
    """The run of the function that built the thing, when the assignment stands in it, too."""
    function = index.function_around(store.scope)
    return ev.frame_of(origin.frame, index.facts.path, function) if origin is not None and origin.frame and function >= 0 else 0


def _same(value: Value, cls: Class, owner: Instance) -> bool:
    if not isinstance(value, Instance) or (value.file, value.scope) not in ((cls.file, cls.scope), (owner.file, owner.scope)):
        return False
    return value.origin is None or owner.origin is None or value.origin[:2] == owner.origin[:2]


def written(ev: Evaluator, value: Path, word: str, ref: CallRef) -> tuple[Value, ...] | None:
    """What the code puts into a field of another package's thing: in its construction, or later; None when it does not.

    A thing that is only declared (``ref`` is the call that it is passed to) is the one of that name in the same function.
    """
    origin = value.origins[-1] if value.origins else None
    found = ev.argument(origin, -1, word) if origin is not None else None
    index = ev.project.file(origin.file if origin is not None else ref.file)
    if index is None:
        return found
    here = index.function_around(index.facts.calls[ref.call].scope) if origin is None else -1
    sets = [found] if found is not None else []
    guarded = found is None
    for store in index.member_stores.get(word, ()):
        if origin is None and index.function_around(store.scope) != here:
            continue
        frame = _frame(ev, index, store, origin or ref)
        if any(_same_path(held, value) for held in ev.values(index.facts.path, store.object, frame)):
            sets.append(ev.values(index.facts.path, store.value, frame))
            guarded = guarded and store.guarded
    if sets and guarded:
        sets.append((NONE,))
    return merge(sets) if sets else None


def _same_path(held: Value, value: Path) -> bool:
    if not isinstance(held, Path) or held.steps != value.steps:
        return False
    theirs, mine = held.origins[-1] if held.origins else None, value.origins[-1] if value.origins else None
    return theirs is None or mine is None or theirs[:2] == mine[:2]


# ------------------------------------------------------------------------------------------------ interfaces


def abstract(index: FileIndex, scope: int) -> bool:
    """Whether a function is a method of an interface that classes implement by having it."""
    at = index.facts.scopes[scope]
    owner = index.facts.scopes[at.parent].kind if at.parent >= 0 else ""
    return "b" in at.flags and owner == "interface" and index.language.traits.implicit_interfaces


def implementations(ev: Evaluator, function: Function) -> tuple[Function, ...]:
    """The methods that a call through an interface may run, of classes near it and in files that the scan is about; none for too many."""
    index = ev.project.file(function.file)
    if index is None or not abstract(index, function.scope):
        return ()
    word = index.facts.scopes[function.scope].name
    needed = _methods(ev, Class(function.file, index.facts.scopes[function.scope].parent))
    found: dict[Class, Function] = {}
    for path in ev.project.telling(sorted({*ev.project.among(word), *ev.project.holding(word, function.file)}), function.file):
        other = ev.project.file(path)
        if other is None or other.language.id != index.language.id:
            continue
        for scope, method in other.methods_named(word):
            cls = whole(ev, Class(path, scope))
            if needed <= _methods(ev, cls):
                found[cls] = Function(path, method, Instance(cls.file, cls.scope, None), 0)
    return tuple(found.values()) if len(found) <= MAX_IMPLEMENTATIONS else ()


def runs(ev: Evaluator, value: Value, cls: Class) -> bool:
    """Whether calling a method of an interface may run that of a class."""
    index = ev.project.file(value.file) if isinstance(value, Function) else None
    if not isinstance(value, Function) or index is None or not abstract(index, value.scope):
        return False
    interface = Class(value.file, index.facts.scopes[value.scope].parent)
    return _methods(ev, interface) <= _methods(ev, whole(ev, cls))


def _methods(ev: Evaluator, cls: Class, seen: frozenset[Class] = frozenset()) -> frozenset[str]:
    """Names of the methods of a class or interface, inherited ones and those of other files included."""
    index = ev.project.file(cls.file)
    if index is None or cls in seen:
        return frozenset()
    names = {name for (scope, name), binds in index.binds.items() if scope == cls.scope and index.is_function(binds[0].value)}
    if not index.facts.scopes[cls.scope].parent:
        for part in ev.project.parts(index, index.facts.scopes[cls.scope].name):
            scopes = part.continued.get(index.facts.scopes[cls.scope].name, ())
            names |= {name for (scope, name) in part.binds if scope in scopes}
    for value in ev.bases(cls):
        if isinstance(value, Class):
            names |= _methods(ev, value, seen | {cls})
    return frozenset(names)


__all__ = [
    "abstract",
    "continued",
    "embedded",
    "field_name",
    "fields",
    "implementations",
    "in_folder",
    "of_embedded",
    "runs",
    "whole",
    "written",
]
