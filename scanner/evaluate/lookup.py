"""Names, members, parameters and imports: where a value comes from, inside a file and across files."""

from __future__ import annotations

import bisect
import operator
import re
from typing import TYPE_CHECKING

from scanner.evaluate import modules, text
from scanner.evaluate.project import tail as last_name
from scanner.evaluate.values import (
    MAX_VALUES,
    NONE,
    NOTHING,
    CallRef,
    Class,
    Const,
    Function,
    Instance,
    Keywords,
    Map,
    Member,
    Module,
    Options,
    Path,
    Sequence,
    Super,
    Text,
    Unknown,
    hop,
    merge,
    overridable,
)  # fmt: skip
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex, Use
    from scanner.evaluate.values import Value
    from scanner.model import Argument, Bind, Import, Scope, Store

_DECORATED = re.compile(r"^(?:npm:|jsr:|node:|https://(?:esm\.sh|cdn\.skypack\.dev|esm\.run|cdn\.jsdelivr\.net/npm|unpkg\.com)/)")
_VERSION = re.compile(r"(?<=[^/@])@[^/]*")
_INDEX = re.compile(r"(?:^|/)index\.\w+$")
MAX_STORES = 24
"""Stores to one member that are read; with more the member is unknown."""
_CLASSES = ("class", "interface")
_DOMAINS = frozenset({"ai", "cn", "co", "com", "de", "dev", "edu", "io", "me", "net", "org", "tech", "top", "xyz"})
"""What package names begin with that say their owner in the second part."""


# ------------------------------------------------------------------------------------------------ names


def name(ev: Evaluator, index: FileIndex, word: str, scope: int, offset: int, frame: int) -> tuple[Value, ...]:
    """A bare name: the nearest scope that binds it, else what the file sees from outside."""
    facts = index.facts
    at = scope
    straight = True
    """Only blocks and comprehensions between the use and the scope: the code runs in the order it is written."""
    while at >= 0:
        kind = facts.scopes[at].kind
        if kind in _CLASSES and at != scope:
            if index.language.traits.class_names_visible and namespaces.declares(ev, Class(facts.path, at), word):
                found = member(ev, receiver(ev, index, at, frame), word)
                if found and not (len(found) == 1 and isinstance(found[0], Unknown | Member)):
                    return found
            at = facts.scopes[at].parent
            continue
        binds = index.binds.get((at, word)) if at or not index.language.traits.folder_is_module else None
        if binds:
            return bound(ev, index, in_force(binds, offset if straight else -1), frame)
        straight = straight and kind == "comprehension"
        at = facts.scopes[at].parent
    if index.language.traits.lexical_constants:
        if above := constants.outside(ev, index, scope, word):
            return above
        if below := _from_below(ev, index, scope, word, frame):
            return below
    return ev.remembered(("free", facts.path, word), lambda: free(ev, index, word))


def _from_below(ev: Evaluator, index: FileIndex, scope: int, word: str, frame: int) -> tuple[Value, ...]:
    """A bare name that only the classes below the class around declare, where members go by their bare names."""
    scopes, at = index.facts.scopes, scope
    while at >= 0 and scopes[at].kind not in _CLASSES:
        at = scopes[at].parent
    if at < 0 or not any(namespaces.declares(ev, child, word) for child in _children(ev, Class(index.facts.path, at))):
        return NOTHING
    return member(ev, receiver(ev, index, at, frame), word)


def free(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    """A name that nothing in its file binds: of the same folder, package or namespace, of a star import, or built in."""
    if index.language.traits.namespaces:
        return namespaces.visible(ev, index, word)
    if index.language.traits.types_in_files:
        return packages.visible(ev, index, word)
    if index.language.traits.folder_is_module:  # noqa: SIM102
        if shared := modules.in_folder(ev, index, word):
            return shared
    for library in _libraries(ev, index):
        return name(ev, library, word, 0, -1, 0)
    taken = _taken(ev, index)
    for entry, value in taken:
        if not isinstance(value, Module) or ("l" in entry.flags and not _provides(ev, value.file, word)):
            continue
        found = member(ev, value, word)
        if found and not isinstance(found[0], Unknown) and found != (NONE,):  # a file of settings has no more than it has
            return found
    external = [value for _, value in taken if isinstance(value, Path)]
    if external:
        key, naming = index.language.traits.signature_key, ev.project.naming
        itself = any(entry.module == word and "l" in entry.flags for entry, _ in taken)
        meant = [v for v in external if naming.known(key, (*v.steps, word))] if len(external) > 1 or itself else []
        if itself and not meant:  # a module's name in front of what it brings
            return (Path((word,)),)
        # NOTE: of what the catalogue does not know, it is the same which package has it; all of them are too many to tell beside a text.
        unknown = external[:1] if index.language.traits.folder_is_module else external
        return merge(member(ev, value, word) for value in meant or unknown)
    root = "builtins" if index.language.traits.separator == "." else "global"
    return (Path((root, *word.split("."))),)


def _libraries(ev: Evaluator, index: FileIndex) -> Iterator[FileIndex]:
    """The file that a file is a part of: what it imports holds here, too."""
    for star in index.stars:
        if "o" in index.facts.imports[star].flags:
            for value in _module(ev, index, index.facts.imports[star].module):
                library = ev.project.file(value.file) if isinstance(value, Module) else None
                if library is not None and not any("o" in library.facts.imports[n].flags for n in library.stars):
                    yield library


def in_force(binds: list[Bind], offset: int) -> list[Bind]:
    """The bindings that may hold at an offset (-1: at any time): from the last unconditional one on. They stand in the file's order."""
    until = (bisect.bisect_right(binds, offset, key=operator.attrgetter("offset")) if offset >= 0 else 0) or len(binds)
    last = next((n for n in range(until - 1, 0, -1) if not binds[n].guarded), 0)
    # NOTE: conditional bindings before an unconditional one are dead, unless they stand in another function (``global x``).
    return binds[last:until] if offset >= 0 else [*(b for b in binds[:last] if b.guarded), *binds[last:]]


def bound(ev: Evaluator, index: FileIndex, binds: list[Bind], frame: int) -> tuple[Value, ...]:
    """What bindings give: their values, and instances of their declared types where the values say nothing."""
    path = index.facts.path
    kept = _without_clean_ups(index, binds)
    found = merge(ev.values(path, b.value, frame) for b in kept)
    if any(_goes_on(index, b) for b in binds if b not in kept):
        found = merge([found, tuple(v._replace(text=v.text + HOLE) for v in found if isinstance(v, Text) and v.text.endswith("/"))])
    known = [v for v in found if not isinstance(v, Unknown) and v != NONE]
    if not known:
        typed = merge(beans.of_field(ev, index, b) or instances(ev, ev.values(path, b.type, 0)) for b in binds if b.type >= 0)
        if any(not isinstance(v, Unknown) for v in typed):
            return merge([typed, tuple(v for v in found if isinstance(v, Unknown))])
    elif all(made_elsewhere(v) for v in known):
        found = with_declared(ev, found, merge(ev.values(path, b.type, 0) for b in binds if b.type >= 0))
    return found or (NOTHING if any(b.value >= 0 for b in binds) else (Unknown("declared only"),))


def made_elsewhere(value: Value) -> bool:
    """Whether a value is what a call of another package gives, or lies in it: a thing of the project, where the declared type says so."""
    return isinstance(value, Path) and "()" in value.steps


def with_declared(ev: Evaluator, found: tuple[Value, ...], types: tuple[Value, ...]) -> tuple[Value, ...]:
    """What another package's call gives, and what it is declared to be: classes of the project, or of a third package (``pick<T>(…)``)."""
    more = tuple(v for v in types if isinstance(v, Class) or (isinstance(v, Path) and not any(_is_beside(v, one) for one in found)))
    said = tuple(v for v in instances(ev, more) if not isinstance(v, Unknown))
    return merge([said, found]) if said else found


def _is_beside(one: Path, other: Value) -> bool:
    """Whether two things may be of one maker: a package gives its own types, whatever they are declared to be."""
    if not isinstance(other, Path):
        return False
    own, others = (path.steps[: 2 if path.steps[0] in _DOMAINS else 1] for path in (one, other))
    return own == others


def _without_clean_ups(index: FileIndex, binds: list[Bind]) -> list[Bind]:
    """``if …: url = url.rstrip("/")`` changes what is there and adds no alternative."""
    kept = [b for b in binds if not (b.guarded and b.value >= 0 and _mentions(index, b.value, b.name, 0))]
    return kept or binds


def _goes_on(index: FileIndex, bind: Bind) -> bool:
    """Whether a binding adds something to the end of what was there: ``if …: path += "x"``."""
    found = index.facts.exprs[bind.value]
    return found[0] == "concat" and index.facts.exprs[found[1][0]][:2] == ("name", bind.name)  # type: ignore[index]


def _mentions(index: FileIndex, expr: int, word: str, depth: int) -> bool:
    """Whether an expression of a few steps is made from a name."""
    found = index.facts.exprs[expr]
    kind = found[0]
    if depth > 4:
        return False
    if kind == "name":
        return found[1] == word
    if kind in ("attr", "index", "element"):
        return _mentions(index, int(found[1]), word, depth + 1)  # type: ignore[call-overload]
    if kind == "call":
        call = index.facts.calls[int(found[1])]  # type: ignore[call-overload]
        callee = index.facts.exprs[call.callee]
        return callee[0] == "attr" and _mentions(index, int(callee[1]), word, depth + 1)  # type: ignore[call-overload]
    return kind == "concat" and any(_mentions(index, part, word, depth + 1) for part in found[1])  # type: ignore[attr-defined]


def instances(ev: Evaluator, types: tuple[Value, ...]) -> tuple[Value, ...]:
    """Instances of declared types. Built-in types say nothing."""
    result: list[Value] = []
    for value in types:
        if isinstance(value, Class):
            result.append(Instance(value.file, value.scope, None))
        elif isinstance(value, Path):
            result.append(
                Unknown("built-in type")
                if value.steps[0] in ("builtins", "global", "typing")
                else Path((*value.steps, "()"), (*value.origins, None), value.hops)
            )
        elif isinstance(value, Map | Sequence):  # list[T], dict[K, T]
            result.append(value)
        else:
            result.append(Unknown("type"))
    return merge((v,) for v in result)


# ------------------------------------------------------------------------------------------------ imports


def imported(ev: Evaluator, index: FileIndex, number: int) -> tuple[Value, ...]:
    """What an import binds."""
    entry = index.facts.imports[number]
    if entry.member and index.language.traits.lexical_constants:
        return constants.resolve(ev, index, entry)
    if entry.member and index.language.traits.types_in_files:
        return packages.imported(ev, index, entry.module, entry.member)
    modules = _module(ev, index, entry.module)
    if not entry.member or entry.member == "*":
        return modules
    if Module(index.facts.path) in modules and (beside := _beside(ev, index, entry.member)):  # ``from . import chat`` in a package
        return beside
    return merge(member(ev, module, entry.member) for module in modules) or (Unknown("import"),)


def _module(ev: Evaluator, index: FileIndex, module: str) -> tuple[Value, ...]:
    """The project's files that a module name means, else the path of another package."""
    found = index.language.locate(module, index.facts.path, ev.project.naming)
    if found:
        return (Module(found[0]),)
    if module.startswith("."):
        return (Unknown(f"no file for {module}"),)
    separator = index.language.traits.separator
    return (Path(tuple(module.split(separator)) if separator else (package_root(module),)),)


def package_root(module: str) -> str:
    """A module of a registry without the decoration that runtimes allow: ``npm:x@4``, ``https://esm.sh/x@4``, ``node:x``."""
    name = _DECORATED.sub("", module)
    return _VERSION.sub("", name) if name != module or "@" in name[1:] else name


def _of_module(ev: Evaluator, module: Module, word: str) -> tuple[Value, ...]:
    """A module's member: a name that it binds, a re-export, a submodule."""
    index = None if module.file.endswith("/") else ev.project.file(module.file)
    if index is not None:
        if index.facts.root >= 0:  # a configuration file imported as a value
            root = ev.values(module.file, index.facts.root)
            return root if word == "default" else merge(member(ev, value, word) for value in root)
        if index.language.traits.folder_is_module:
            found = modules.in_folder(ev, index, word) or _known_of_stars(ev, index, word) or (Unknown(f"{module.file} has no {word}"),)
            return found if classes.says(found) else merge([classes.outside(ev, module.file, word, module), found])
        binds = index.binds.get((0, word))
        if binds:
            found = bound(ev, index, in_force(binds, -1), 0)
            return found if classes.says(found) else merge([classes.outside(ev, module.file, word, module), found])
        exported = index.binds.get((0, "=exports"))
        if exported:
            whole = bound(ev, index, in_force(exported, -1), 0)
            return whole if word == "default" else merge(member(ev, value, word) for value in whole)
        if found := _of_stars(ev, index, word):
            return found
    language = index.language if index is not None else None
    found = _in_folder(ev, module.file, word) if language is None or language.traits.separator else ()
    return found or (Unknown(f"{module.file} has no {word}"),)


def _beside(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    """The module of that name beside a file."""
    return _in_folder(ev, index.facts.path, word) if index.language.traits.separator else ()


def _in_folder(ev: Evaluator, path: str, word: str) -> tuple[Value, ...]:
    """The module of that name in the folder of a file."""
    folder = path.rpartition("/")[0]
    return tuple(Module(found) for found in _submodule(ev, f"{folder}/{word}" if folder else word)[:1])


def _provides(ev: Evaluator, file: str, word: str) -> bool:
    """Whether a module binds a name, or one that it hands on does."""
    memo, asked = ev.project.naming.memo, ("provides", file, word)
    if asked not in memo:
        memo[asked] = False  # a question about itself adds nothing
        index = ev.project.file(file)
        handed_on = [i.module for n in index.stars if "l" not in (i := index.facts.imports[n]).flags] if index is not None else []
        memo[asked] = index is not None and (
            (0, word) in index.binds
            or any(
                _provides(ev, other, word) for module in handed_on for other in index.language.locate(module, file, ev.project.naming)[:1]
            )
        )
    return bool(memo[asked])


def _taken(ev: Evaluator, index: FileIndex) -> tuple[tuple[Import, Value], ...]:
    """What a file takes from others as a whole, in the order of its imports."""
    stars = [index.facts.imports[star] for star in index.stars]
    return ev.remembered(
        ("taken", index.facts.path), lambda: tuple((entry, value) for entry in stars for value in _module(ev, index, entry.module))
    )


def _of_stars(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    """What a module takes from others as a whole and hands on; modules may take all from each other."""

    def ask() -> tuple[tuple[Value, ...], ...]:
        return _first_with(ev, word, [value for entry, value in _taken(ev, index) if "l" not in entry.flags])

    return merge(ev.remembered(("stars", index.facts.path, word), ask)) if index.stars else NOTHING


def _known_of_stars(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    """What a header brings from other packages' headers, as far as the catalogue knows that they have it."""
    key, naming = index.language.traits.signature_key, ev.project.naming

    def ask() -> tuple[tuple[Value, ...], ...]:
        handed_on = [value for entry, value in _taken(ev, index) if "l" not in entry.flags]
        known = [v for v in handed_on if not isinstance(v, Path) or naming.known(key, (*v.steps, word))]
        of_others = merge(member(ev, v, word) for v in known if isinstance(v, Path))
        return _first_with(ev, word, [v for v in known if not isinstance(v, Path)]) or ((of_others,) if of_others else ())

    return merge(ev.remembered(("known stars", index.facts.path, word), ask)) if index.stars else NOTHING


def _first_with(ev: Evaluator, word: str, values: list[Value]) -> tuple[tuple[Value, ...], ...]:
    """The member of the first of several modules that has it."""
    for value in values:
        found = member(ev, value, word) if isinstance(value, Module | Path) else NOTHING
        if found and not isinstance(found[0], Unknown):
            return (found,)
    return ()


def _submodule(ev: Evaluator, base: str) -> list[str]:
    files = ev.project.naming.files
    found = [name for name in (f"{base}.py", f"{base}/__init__.py") if name in files]
    return found or ([base + "/"] if base in ev.project.naming.folders else [])


# ------------------------------------------------------------------------------------------------ members


def member(ev: Evaluator, value: Value, word: str) -> tuple[Value, ...]:  # noqa: C901, PLR0912
    """``value.word``."""
    if isinstance(value, Path):
        steps = (*value.steps, word)
        called = ev.flows.is_function(steps) or (ev.flows.is_method(word) and not word.isupper())
        if not called and word != "default" and ev.flows.environment_map(value):
            return ev.environment(word)
        return ev.flows.constant(steps) or (value._replace(steps=steps, receiver=None),)
    if isinstance(value, Instance):
        return _of_instance(ev, value, word)
    if isinstance(value, Module):
        return _of_module(ev, value, word)
    if isinstance(value, Class):
        if word == "__class__":  # of what is a class already: the parameter of a class method
            return (value,)
        found = _of_class(ev, value, value, word, frozenset())
        if not classes.says(found) and (set_ := classes.outside(ev, value.file, word, value)):
            return merge([set_, found or NOTHING])
        if not classes.says(found):  # what stands below it, where the class of an instance is asked
            found = _of_children(ev, Instance(value.file, value.scope, None), word) or found
        return found if found is not None else (Unknown(f"no {word}"),)
    if isinstance(value, Super):
        return _of_super(ev, value, word)
    if isinstance(value, Map | Keywords | Options):
        entry = ev.entry(value, word)
        if ev.flows.is_method(word) and not (entry and any(isinstance(v, Function) for v in entry)):  # ``{get() {…}}`` has its own
            return (Member(value, word),)
        absent: Value = NONE if isinstance(value, Map) else Unknown(f"no {word}")
        return entry if entry is not None else (absent,)
    if isinstance(value, Text) and (part := text.of_url(value, word)) is not None:
        return (part,)
    if isinstance(value, Unknown) and not ev.flows.is_method(word):
        return (value,)
    if isinstance(value, Function):
        if word == "call":  # ``f.call(receiver, argument)``
            return (value._replace(shift=int(not _called_by(ev, value, word))),)
        return (value,) if word in ("apply", "__func__", "__wrapped__", "fn") or _runs_it(ev, value, word) else (Member(value, word),)
    return (Member(value, word),)


def _runs_it(ev: Evaluator, value: Function, word: str) -> bool:
    """Whether a function's own member of that name runs it, in languages where functions are objects."""
    index = ev.project.file(value.file)
    return index is not None and word in index.language.traits.function_methods


def _called_by(ev: Evaluator, value: Function, word: str) -> bool:
    """Whether a function's own member of that name runs it with the arguments as they stand."""
    index = ev.project.file(value.file)
    return index is not None and index.language.traits.call_method == word


def _of_instance(ev: Evaluator, value: Instance, word: str) -> tuple[Value, ...]:
    if word == "__class__":
        return (Class(value.file, value.scope),)
    found = _of_class(ev, Class(value.file, value.scope), value, word, frozenset())
    if not classes.says(found) and classes.says(set_ := classes.outside(ev, value.file, word, value)):
        found = merge([set_, found or NOTHING])
    if value.origin is None and found is not None and classes.says(found):
        found = _with_children(ev, value, word, found)
    if value.origin is None and not classes.says(found):
        found = _of_children(ev, value, word) or found
    elif found and value.origin is None and all(packages.abstract(ev, v) for v in found):
        found = packages.implemented(ev, found, _of_children(ev, value, word))
    if found is None:
        return (Member(value, word),) if ev.flows.is_method(word) else classes.shared(ev, value.file, word) or (Unknown(f"no {word}"),)
    return hop(found) if value.hops else found


def known(sets: list[tuple[Value, ...]]) -> bool:
    """Whether any value is known."""
    return any(not isinstance(v, Unknown) for values in sets for v in values)


def _said(index: FileIndex, sets: list[tuple[Value, ...]]) -> bool:
    """Whether the values of a member say more than its declared type."""
    return known(sets) if index.language.traits.fields_construct else bool(sets)


def _tells(values: tuple[Value, ...]) -> bool:
    """Whether values say more than that there is nothing yet."""
    return any(not isinstance(v, Unknown) and v not in (NONE, Text("")) for v in values)


def _of_class(ev: Evaluator, cls: Class, owner: Instance | Class, word: str, skip: frozenset[Class]) -> tuple[Value, ...] | None:
    """A member looked up in a class and those above it; None when no class in the line has it."""
    found = _of_own(ev, cls, owner, word, skip) if cls not in skip else None
    if found is None and isinstance(owner, Instance) and cls not in skip:
        found = modules.of_embedded(ev, cls, owner, word) or None
    return found if found is not None else _of_line(ev, classes.line(ev, cls), owner, word, skip | {cls})


def _of_line(
    ev: Evaluator, line: tuple[Class | Path, ...], owner: Instance | Class, word: str, skip: frozenset[Class]
) -> tuple[Value, ...] | None:
    """The first class of the project that has the member, else the first one of another package."""
    for cls in line:
        if isinstance(cls, Class) and cls not in skip:
            found = _of_own(ev, cls, owner, word, skip)
            if found is not None:
                return found
    maps = classes.as_maps(ev, owner) if isinstance(owner, Instance) and ev.flows.is_method(word) else NOTHING
    if maps:
        return tuple(Member(m, word) for m in maps)
    # NOTE: which of several has the member cannot be seen: it may be that of each (a model and what is mixed into it).
    sets = [found for base in line if isinstance(base, Path) and (found := _of_package(ev, base, owner, word)) is not None]
    return _of_star(ev, owner, word) or merge(sets) if sets else None


def _of_star(ev: Evaluator, owner: Instance | Class, word: str) -> tuple[Value, ...]:
    """A function that the owner's file imports with all others of a class: a bare call means it, or what is inherited."""
    index = ev.project.file(owner.file)
    if index is None or not index.stars or not index.language.traits.types_in_files:
        return NOTHING
    return tuple(v for v in packages.visible(ev, index, word) if isinstance(v, Function))


def _of_own(ev: Evaluator, cls: Class, owner: Instance | Class, word: str, skip: frozenset[Class]) -> tuple[Value, ...] | None:  # noqa: C901, PLR0912
    """A member that the class itself has."""
    index = ev.project.file(cls.file)
    if index is None:
        return None
    sets: list[tuple[Value, ...]] = []
    if isinstance(owner, Instance) and (set_ := classes.configured(ev, index, cls, word)):
        return set_
    if isinstance(owner, Instance) and index.language.traits.fields_construct:
        word = modules.field_name(index, cls, word)
        sets = modules.fields(ev, index, cls, owner, word)
    elif isinstance(owner, Instance):
        stores = [s for s in index.member_stores.get(word, ()) if _owner_of_store(index, s) == cls.scope]
        stores = packages.of_constructor(ev, index, stores, cls, owner)
        if len(stores) > MAX_STORES:
            return (Unknown("stored in too many places"),)
        sets = [ev.values(cls.file, s.value, _frame_of_store(ev, index, s, cls, owner)) for s in stores]
        if not stores and (given := classes.field(ev, index, cls, owner, word)) is not None:
            return given
        if initialised := namespaces.initialised(ev, index, cls, owner, word):
            return merge(initialised)
    binds = index.binds.get((cls.scope, word))
    if binds and sets and index.language.traits.fields_construct:  # a method may be called like the field
        binds = [b for b in binds if not index.is_function(b.value)]
    if binds and not (_said(index, sets) and all(b.value < 0 for b in binds)):
        valid = binds if index.language.traits.overloads else in_force(binds, -1)
        sets.append(merge(_bind_of_class(ev, index, b, owner) for b in valid))
    if not sets and index.language.traits.folder_is_module:
        sets = [_bind_of_class(ev, other, b, owner) for other, b in modules.continued(ev, index, cls, word)]
    if not sets and "e" in index.facts.scopes[cls.scope].flags:
        found_in_parts = namespaces.in_parts(ev, index, cls, owner, word, skip | {cls})
        if found_in_parts is not None:
            return found_in_parts
    sets += classes.stored_on_class(ev, index, cls, owner, word)
    if isinstance(owner, Instance) and not any(_tells(s) for s in sets) and (filled := classes.filled(ev, index, cls, word)):
        return filled
    if not any(map(classes.says, sets)):
        sets += [s for s in (_stored_outside(ev, index, cls, word),) if s]
    if sets:
        found = merge(sets)
        if found:
            return found
    generated = packages.has_accessor if isinstance(owner, Instance) else packages.begins_builder
    return (Member(owner, word),) if generated(index, cls.scope, word) else None


def _of_package(ev: Evaluator, base: Path, owner: Instance | Class, word: str) -> tuple[Value, ...] | None:
    """A member that only the class of another package above may have."""
    if base.steps[0] in ("typing", "abc") or word.startswith("@"):  # what is written so is the project's own
        return None
    if isinstance(owner, Class):
        if method := ev.flows.stand_in(base.steps):
            return merge(member(ev, value, word) for value in classes.stood_for(ev, owner, method)) or None
        return (Member(owner, word),) if ev.flows.makes(word) else (Path((*base.steps, word), base.origins),)
    if base.steps[0] == "builtins":
        return None
    # NOTE: a placed model (``.to(device)``) is still the project's own class, not just some instance of the base.
    if ev.flows.gives_receiver(word):
        return (Member(owner, word),)
    return (Path((*base.steps, "()", word), (*base.origins, owner.origin)),)


def _bind_of_class(ev: Evaluator, index: FileIndex, bind: Bind, owner: Instance | Class) -> tuple[Value, ...]:
    found = bound(ev, index, [bind], 0)
    result: list[tuple[Value, ...]] = []
    for value in found:
        if isinstance(value, Function) and value.file == index.facts.path:
            flags = index.facts.scopes[value.scope].flags
            held: Value | None = None if "s" in flags else (Class(owner.file, owner.scope) if "c" in flags else owner)
            apart = isinstance(owner, Class) and "c" not in flags
            shift = int(apart and "s" not in flags and index.language.traits.explicit_receiver)
            method = value._replace(receiver=None if apart else held, shift=shift)
            runs = "p" in flags and (isinstance(owner, Instance) or bool({"s", "c"} & set(flags)))
            result.append(ev.run(method, None) if runs else (method,))
        else:
            result.append((value,))
    return merge(result)


def _owner_of_store(index: FileIndex, store: Store) -> int:
    """The class on whose instance a store inside one of its methods writes, -1 for other stores."""
    obj = index.facts.exprs[store.object]
    if obj[0] == "self":
        return int(obj[1])  # type: ignore[call-overload, no-any-return]
    if obj[0] == "name":
        for bind in index.bound_at(str(obj[1]), int(obj[2])):  # type: ignore[call-overload]
            target = index.facts.exprs[bind.value] if bind.value >= 0 else ("unknown",)
            if target[0] == "self":
                return int(target[1])  # type: ignore[call-overload, no-any-return]
    return -1


def _frame_of_store(ev: Evaluator, index: FileIndex, store: Store, cls: Class, owner: Instance) -> int:
    """The frame in which ``self.x = value`` runs: the constructor's, run by the call that built the instance."""
    function = index.function_around(store.scope)
    if function < 0:
        return 0
    built = owner.origin is not None and index.facts.scopes[function].name in index.language.traits.constructors
    runs, shift = classes.constructor_call(ev, cls, owner) if built else (None, 0)
    return ev.enter(Function(cls.file, function, owner, 0, shift), function, runs, owner)


def _stored_outside(ev: Evaluator, index: FileIndex, cls: Class, word: str) -> tuple[Value, ...]:
    """``Name.word = value`` and ``Name.prototype.word = value`` in the class's own file."""
    name_ = index.facts.scopes[cls.scope].name
    sets = []
    for store in index.member_stores.get(word, ()):
        obj = index.facts.exprs[store.object]
        if obj[0] == "attr" and obj[2] == "prototype":
            obj = index.facts.exprs[int(obj[1])]  # type: ignore[call-overload]
        if obj[0] == "name" and obj[1] == name_:
            sets.append(ev.values(cls.file, store.value))
    return merge(sets)


def _of_children(ev: Evaluator, value: Instance, word: str) -> tuple[Value, ...] | None:
    """A member that only subclasses have, when the instance may be any of them."""
    return _of_these(ev, value, _children(ev, Class(value.file, value.scope)), word)


def _of_these(ev: Evaluator, value: Instance, below: tuple[Class, ...], word: str) -> tuple[Value, ...] | None:
    own = frozenset({Class(value.file, value.scope)})
    sets = [_of_class(ev, child, Instance(child.file, child.scope, None), word, own) for child in below]
    return merge(found for found in sets if found is not None) if any(found is not None for found in sets) else None


def _children(ev: Evaluator, cls: Class) -> tuple[Class, ...]:
    """The project's classes right below a class; those that implement a declaration in its place."""
    return ev.remembered(("children", cls), lambda: tuple(_implementing(ev, child) for child in _find_children(ev, cls)))


def _implementing(ev: Evaluator, cls: Class) -> Class:
    index = ev.project.file(cls.file)
    prefix = index.language.traits.declared_as if index is not None else ""
    return next(_find_children(ev, cls, prefix), cls) if prefix else cls


def _find_children(ev: Evaluator, cls: Class, prefix: str = "") -> Iterator[Class]:
    index = ev.project.file(cls.file)
    name = index.facts.scopes[cls.scope].name if index is not None else ""
    for path in ev.project.telling(ev.project.holding(name, cls.file), cls.file) if name else ():
        other = ev.project.file(path)
        for child in other.children.get(prefix + name, ()) if other is not None else ():
            assert other is not None
            if cls in ev.bases(Class(path, child)):
                yield Class(path, child)


def _with_children(ev: Evaluator, value: Instance, word: str, found: tuple[Value, ...]) -> tuple[Value, ...]:
    """What a class says of a member that holds no function, and what the classes below say otherwise, when the instance may be any."""
    if not all(isinstance(v, Text) or v == NONE for v in found):
        return found
    below = _children(ev, Class(value.file, value.scope))
    if len(below) > MAX_VALUES:  # only those are asked that have it themselves
        below = tuple(child for child in below if _declares(ev, child, word))
    said = tuple(v for v in _of_these(ev, value, below[:MAX_VALUES], word) or () if isinstance(v, Text | Const) and v not in found)
    if len(below) <= MAX_VALUES >= len(found) + len(said):
        return merge([found, said])
    return merge([found, said[: MAX_VALUES - 1 - len(found)], (Unknown("more classes below"),)])


def _declares(ev: Evaluator, cls: Class, word: str) -> bool:
    index = ev.project.file(cls.file)
    return index is not None and (
        (cls.scope, word) in index.binds or any(_owner_of_store(index, s) == cls.scope for s in index.member_stores.get(word, ()))
    )


def _of_super(ev: Evaluator, value: Super, word: str) -> tuple[Value, ...]:
    index = ev.project.file(value.file)
    if index is None:
        return (Unknown("not readable"),)
    owner = value.receiver if isinstance(value.receiver, Instance | Class) else Instance(value.file, value.scope, None)
    this = Class(value.file, value.scope)
    line = classes.line(ev, Class(owner.file, owner.scope))
    if this not in line:
        line = classes.line(ev, this)
    found = _of_line(ev, line[line.index(this) + 1 :], owner, word, frozenset()) if this in line else None
    return found if found is not None else (Path(("builtins", "object", word)),)


# ------------------------------------------------------------------------------------------------ parameters and receivers


def receiver(ev: Evaluator, index: FileIndex, cls: int, frame: int) -> Value:
    """The instance that a method of class scope ``cls`` runs on: the frame's, else any instance."""
    path = index.facts.path
    while frame:
        at = ev.frame(frame)
        assert at is not None
        held = at.receiver
        if isinstance(held, Instance | Class | Text) and at.file == path and cls in (at.scope, index.facts.scopes[at.scope].parent):
            return held
        frame = at.outer
    if index.facts.scopes[cls].kind not in _CLASSES:  # a function that extends a type
        return Unknown("receiver")
    if "e" in index.facts.scopes[cls].flags and not _opened_anywhere(index):  # the class stands in another file of the module
        found = instances(ev, name(ev, index, index.facts.scopes[cls].name, 0, -1, 0))
        return found[0] if found else Unknown("class")
    return Instance(path, cls, None)


def _opened_anywhere(index: FileIndex) -> bool:
    """Whether classes of a language are whole where they stand, though other files may add to them."""
    return index.language.traits.lexical_constants or index.language.traits.parts_anywhere


def parameter(ev: Evaluator, index: FileIndex, scope: int, number: int, frame: int) -> tuple[Value, ...]:
    """The value of a parameter: what the frame's call passes, else what all callers pass, else default and declared type."""
    facts = index.facts
    function = facts.scopes[scope]
    wanted = function.parameters[number]
    running = ev.frame(ev.frame_of(frame, facts.path, scope))
    if running is not None and running.blind:
        return (Unknown(f"parameter {wanted.name}"),)
    if running is not None and running.passed is not None and number == 0:
        return (running.passed,)
    if running is not None and running.call is not None:
        passed = _passed(ev, function, number, running.call, running.given, running.shift)
        if passed is not None:
            return passed if any(not isinstance(v, Unknown) for v in passed) else merge([passed, _declared(ev, index, wanted.type)])
        if wanted.default >= 0:
            return ev.values(facts.path, wanted.default)
        return _declared(ev, index, wanted.type) or (Unknown("argument not given"),)
    declared = beans.of_parameter(ev, index, scope, number) or _declared(ev, index, wanted.type)
    if any(isinstance(v, Path | Instance) and not _shape(ev, v) for v in declared):
        return _prepared(ev, index, scope, number) or _given_things(ev, index, scope, number, declared) or declared
    sets = [hop(s) for s in from_callers(ev, index, scope, number)]
    if not any(map(classes.says, sets)) and (handed := from_receivers(ev, index, scope, number)):
        return handed
    sets += [s for d in function.decorators if (s := _default_of(ev, index, d, wanted.name))]
    if wanted.default >= 0:
        sets.append(overridable(ev.values(facts.path, wanted.default)))
        if (
            len(sets) == 1 and _handed_over(ev, index, scope) and not callers(ev, index, scope)
        ):  # nobody is seen to build the class, but somebody may with another value
            return (Unknown(f"parameter {wanted.name}"),)
    found = merge(sets)
    if any(not isinstance(v, Unknown) for v in found):
        return found
    shapes = tuple(v for v in declared if isinstance(v, Map | Sequence) or (_shape(ev, v) and _has_children(ev, v)))
    return merge([shapes, found, (Unknown(f"parameter {wanted.name}"),)])


def _given_things(ev: Evaluator, index: FileIndex, scope: int, number: int, declared: tuple[Value, ...]) -> tuple[Value, ...]:
    """The things of another package that callers pass where one of that package is declared: they also say how it was made."""
    types = tuple(v for v in declared if isinstance(v, Path))
    if not types or len(types) < len(declared):
        return ()
    roots = {v.steps[0] for v in types}
    passed = merge(hop(found) for found in from_callers(ev, index, scope, number))
    things = tuple(v for v in passed if isinstance(v, Path) and made_elsewhere(v) and v.steps[0] in roots and v.origins[-1] is not None)
    for thing in things:
        if (origin := thing.origins[-1]) is not None:
            ev.given_as[origin.file, origin.call] = types
    return things


def _handed_over(ev: Evaluator, index: FileIndex, scope: int) -> bool:
    """Whether a constructor's class is passed on as a value."""
    facts = index.facts
    owner = facts.scopes[facts.scopes[scope].parent]
    if owner.kind != "class" or facts.scopes[scope].name not in index.language.traits.constructors:
        return False
    return any(
        owner.name in other.passed for path in ev.project.mentioning(owner.name, facts.path) if (other := ev.project.file(path)) is not None
    )


def _shape(ev: Evaluator, value: Value) -> bool:
    """Whether a declared type says only what a map has in it, in languages where a map may be passed for it."""
    index = ev.project.file(value.file) if isinstance(value, Instance) else None
    traits = index.language.traits if index is not None else None
    structural = traits is not None and not (traits.call_constructs or traits.types_in_files or traits.implicit_interfaces)
    return isinstance(value, Instance) and index is not None and structural and index.facts.scopes[value.scope].kind == "interface"


def _has_children(ev: Evaluator, value: Value) -> bool:
    return isinstance(value, Instance) and bool(_children(ev, Class(value.file, value.scope)))


def _default_of(ev: Evaluator, index: FileIndex, decorator: int, word: str) -> tuple[Value, ...]:
    """What a decorator that declares an option says of the parameter of its name."""
    expr = index.facts.exprs[decorator]
    return ev.flows.default(ev, CallRef(index.facts.path, int(expr[1]), 0), word) if expr[0] == "call" else NOTHING  # type: ignore[call-overload]


def _declared(ev: Evaluator, index: FileIndex, type_: int) -> tuple[Value, ...]:
    return instances(ev, ev.values(index.facts.path, type_)) if type_ >= 0 else NOTHING


def _passed(
    ev: Evaluator, function: Scope, number: int, call: CallRef, given: tuple[CallRef, ...], shift: int = 0
) -> tuple[Value, ...] | None:
    wanted = function.parameters[number]
    if wanted.star == 2:
        return (Keywords(call, tuple(p.name for p in function.parameters if not p.star)),)
    if wanted.star == 1:
        return (ev.rest(call, number, given, shift),)
    positions = [n for n, p in enumerate(function.parameters) if p.star == 1]
    keyword_only = bool(positions) and number > positions[0]
    found = ev.argument(call, -1 if keyword_only else number, wanted.name, given, shift)
    return found if found is not None or keyword_only else _named_as_map(ev, function, number, call)


def _named_as_map(ev: Evaluator, function: Scope, number: int, call: CallRef) -> tuple[Value, ...] | None:
    """Named arguments that no parameter takes are a map, which is the last positional argument."""
    index = ev.project.file(call.file)
    if index is None or not index.language.traits.named_as_map:
        return None
    arguments = index.facts.calls[call.call].arguments
    names = {p.name for p in function.parameters}
    if sum(a.position >= 0 for a in arguments) != number or any(a.keyword in names and a.keyword != "block" for a in arguments):
        return None
    named = any((a.keyword and a.keyword != "block") or a.star == 2 for a in arguments)
    return (Keywords(call, ("block",)),) if named else None


def from_callers(ev: Evaluator, index: FileIndex, scope: int, number: int) -> list[tuple[Value, ...]]:
    """What every call of a function passes for one parameter."""
    from scanner.evaluate.evaluator import MAX_CALLERS

    function = index.facts.scopes[scope]
    if not _named_by(index, scope)[0] and not _is_all(index, scope):
        return [(Unknown("called without a name"),)]
    if not ev.upward:
        return [(Unknown("who calls it is not asked"),)]
    if too_many(ev, index, scope):
        return [(Unknown("too many callers"),)]
    running = callers(ev, index, scope)
    telling = frozenset(ev.project.telling({site.file for site in running}, index.facts.path))
    sites = [site for site in running if site.file in telling]
    if len(sites) > MAX_CALLERS:
        return [(Unknown("too many callers"),)]
    found = []
    for site in sites:
        if site in ev.indirect:  # only names survive the way through a registry
            passed = ev.argument(site, -1, function.parameters[number].name)
        else:
            shift = next((v.shift for v in ev.callee(site) if isinstance(v, Function) and v.shift), 0)
            passed = _passed(ev, function, number, site, (), shift)
        if passed is not None:
            found.append(passed)
    return [*found, *_handed_on(ev, index, scope, number)]


def _handed_on(ev: Evaluator, index: FileIndex, scope: int, number: int) -> Iterator[tuple[Value, ...]]:
    """What is passed beside the function where it is handed to something that calls it (``partial(f, x)``, ``submit(f, x)``)."""
    facts = index.facts
    name_ = facts.scopes[scope].name
    if not name_ or name_ in index.language.traits.constructors:
        return
    for path in ev.project.telling(ev.project.holding(name_, facts.path, "passed"), facts.path):
        other = ev.project.file(path)
        for call, n in other.passed.get(name_, ()) if other is not None else ():
            assert other is not None
            ref = CallRef(path, call, 0)
            for callee in ev.callee(ref):
                shift = ev.flows.handed(ev, callee, ref) if isinstance(callee, Path) else None
                given = other.facts.calls[call].arguments[n].value
                if shift is not None and any(_runs(ev, v, facts.path, scope, -1) for v in ev.values(path, given)):
                    passed = _passed(ev, facts.scopes[scope], number, ref, (), shift)
                    if passed is not None:
                        yield passed


def callers(ev: Evaluator, index: FileIndex, scope: int) -> tuple[CallRef, ...]:
    """The calls that run a function of the project, as far as files that may see it are known; a constructor is run by building its class."""  # noqa: E501
    word, owner, constructs = _named_by(index, scope)
    if not word:
        return (
            ev.remembered(("callers", index.facts.path, scope), lambda: _callers_of_all(ev, index, scope)) if _is_all(index, scope) else ()
        )
    return ev.remembered(("callers", index.facts.path, scope), lambda: _callers(ev, index, scope, word, owner, constructs=constructs))


def too_many(ev: Evaluator, index: FileIndex, scope: int) -> bool:
    """Whether more files may call a function than are worth opening."""
    from scanner.evaluate.evaluator import MAX_CALLING

    word, _, constructs = _named_by(index, scope)
    return bool(word) and len(ev.project.holding(word, index.facts.path, _called(constructs=constructs))) > MAX_CALLING


def _called(*, constructs: bool) -> Use:
    """How the name of a function, or of the class that it constructs, is used by its callers: a class below calls the class above as ``super``."""  # noqa: E501
    return "mentioned" if constructs else "called"


def _named_by(index: FileIndex, scope: int) -> tuple[str, int, bool]:
    """The name by which a function is called, the class it belongs to (-1: none), and whether it is its constructor."""
    scopes = index.facts.scopes
    function = scopes[scope]
    owner = function.parent if scopes[function.parent].kind in _CLASSES else -1
    constructs = owner >= 0 and function.name in index.language.traits.constructors
    word = "" if function.name == "default" and _is_all(index, scope) else function.name  # importers call it what they like
    return scopes[owner].name if constructs else word, owner, constructs


def _callers(ev: Evaluator, index: FileIndex, scope: int, word: str, owner: int, *, constructs: bool) -> tuple[CallRef, ...]:
    from scanner.evaluate.evaluator import MAX_SITES

    facts = index.facts
    sites: list[CallRef] = []
    homes = packages.homes(ev, index, owner) if owner >= 0 and not constructs else (facts.path,)
    for path in sorted({p for home in homes for p in ev.project.mentioning(word, home, _called(constructs=constructs))}):
        other = ev.project.file(path)
        assert other is not None
        tails = (word, "super", *index.language.traits.constructors) if constructs else (word,)
        for tail in tails:
            sites.extend(CallRef(path, n, 0) for n in other.calls_by_tail.get(tail, ()))
    if len(sites) > MAX_SITES:
        return tuple(sites)  # too many to ask each; the caller of this function gives up
    held = [s for s in sites if any(_runs(ev, value, facts.path, scope, owner if constructs else -1) for value in ev.callee(s))]
    if constructs and not held:
        held = registered(ev, index, owner)
        ev.indirect.update(held)
    return tuple(held)


def registered(ev: Evaluator, index: FileIndex, cls: int) -> list[CallRef]:
    """Calls that build a class by the texts it was registered under: ``@register("a", "b")`` here, ``create("a", name)`` there.

    Both are functions of one file of the project, and no text that both calls write at the same position differs.
    """
    facts = index.facts
    found: list[CallRef] = []
    for decorator in facts.scopes[cls].decorators:
        expr = facts.exprs[decorator]
        if expr[0] != "call":
            continue
        writer = CallRef(facts.path, int(expr[1]), 0)  # type: ignore[call-overload]
        for value in ev.callee(writer):
            if isinstance(value, Function):
                found += _readers(ev, value, _texts(ev, writer))
    return found


def _readers(ev: Evaluator, register: Function, written: dict[int, str]) -> list[CallRef]:
    home = ev.project.file(register.file)
    if home is None or not written:
        return []
    names = [
        s.name
        for n, s in enumerate(home.facts.scopes)
        if s.kind == "function" and n != register.scope and s.parent == home.facts.scopes[register.scope].parent
    ]
    found = []
    for name_ in names:
        for path in ev.project.mentioning(name_, register.file):
            other = ev.project.file(path)
            for number in other.calls_by_tail.get(name_, ()) if other is not None else ():
                ref = CallRef(path, number, 0)
                if any(isinstance(v, Function) and v.file == register.file and v.scope != register.scope for v in ev.callee(ref)):
                    read = _texts(ev, ref)
                    common = read.keys() & written.keys()
                    if common and all(read[n] == written[n] for n in common):
                        found.append(ref)
    return found


def _texts(ev: Evaluator, ref: CallRef) -> dict[int, str]:
    """Constant texts of a call by position."""
    index = ev.project.file(ref.file)
    result: dict[int, str] = {}
    for argument in index.facts.calls[ref.call].arguments if index is not None else ():
        if argument.position >= 0 and not argument.star:
            keys = [text.key_of(v) for v in ev.values(ref.file, argument.value, ref.frame)]
            if len(keys) == 1 and keys[0] is not None:
                result[argument.position] = keys[0]
    return result


def from_receivers(ev: Evaluator, index: FileIndex, scope: int, number: int) -> tuple[Value, ...]:
    """What another package passes to a function that is handed to it as a callback: ``path(@argument.parameter)``."""
    found: list[tuple[Value, ...]] = []
    for other, call, n in _handing(ev, index, scope):
        argument = other.facts.calls[call].arguments[n]
        place = argument.keyword or str(argument.position)
        ref = CallRef(other.facts.path, call, 0)
        inner = ev.flows.given_to_callback(ev, ref, number, len(index.facts.scopes[scope].parameters))
        if inner is not None:
            found.append(hop(inner))
            continue
        for value in ev.callee(ref):
            if isinstance(value, Path) and not ev.flows.effect(value.steps):
                found.append((Path((*value.steps, f"(@{place}.{number})"), (*value.origins, ref), value.hops),))
            elif isinstance(value, Function):
                found += [hop(given) for given in _given_by(ev, value, argument, number)]
    return merge(found) or merge(hop(given) for given in _handed_elsewhere(ev, index, scope, number))


def _prepared(ev: Evaluator, index: FileIndex, scope: int, number: int) -> tuple[Value, ...]:
    """The thing that a function is handed over to prepare, where it also says the type of it."""
    if number != len(index.facts.scopes[scope].parameters) - 1:
        return ()
    refs = (CallRef(other.facts.path, call, 0) for other, call, _ in _handing(ev, index, scope))
    return merge(hop(ev.flows.prepared(ev, ref)) for ref in refs)


def _handed_elsewhere(ev: Evaluator, index: FileIndex, scope: int, number: int) -> Iterator[tuple[Value, ...]]:
    """What functions of the project pass to a function that another file hands to them."""
    path, name_ = index.facts.path, index.facts.scopes[scope].name
    plain = bool(name_) and name_ not in index.language.traits.constructors
    for seen in ev.project.telling(ev.project.holding(name_, path, "passed"), path) if plain and ev.upward else ():
        other = ev.project.file(seen)
        for place in other.passed.get(name_, ()) if other is not None and seen != path else ():
            assert other is not None
            if _is_at(ev, other, place, index, scope):
                for value in ev.callee(CallRef(seen, place[0], 0)):
                    if isinstance(value, Function):
                        yield from _given_by(ev, value, other.facts.calls[place[0]].arguments[place[1]], number)


def _handing(ev: Evaluator, index: FileIndex, scope: int) -> Iterator[tuple[FileIndex, int, int]]:
    """(file, call, number of the argument) of calls that a function is handed to: in its file, or where all that its file exports is."""
    name_ = index.facts.scopes[scope].name
    yield from ((index, call, n) for call, n in index.passed.get(scope, ()))
    yield from ((index, *place) for place in index.passed.get(name_, ()) if name_ and _is_at(ev, index, place, index, scope))
    for other in _importing_all(ev, index) if _is_all(index, scope) else ():
        for key, places in other.passed.items():
            if isinstance(key, str) and _is_import(other, key):
                yield from ((other, *place) for place in places if _is_at(ev, other, place, index, scope))


def _importing_all(ev: Evaluator, index: FileIndex) -> Iterator[FileIndex]:
    """Files that may import all that a file exports, whatever they call it."""
    path = index.facts.path
    stem = path.removesuffix("/" + path.rpartition("/")[2]) if _INDEX.search(path) else path
    word = stem.rpartition("/")[2].partition(".")[0]
    for seen in ev.project.telling(ev.project.mentioning(word, path), path) if word else ():
        other = ev.project.file(seen)
        if other is not None and seen != path:
            yield other


def _is_import(index: FileIndex, name_: str) -> bool:
    """Whether a name at the top of a file is that of an import; what is imported where it is used has none."""
    return not name_ or any(b.value >= 0 and index.facts.exprs[b.value][0] == "import" for b in index.binds.get((0, name_), ()))


def _callers_of_all(ev: Evaluator, index: FileIndex, scope: int) -> tuple[CallRef, ...]:
    """The calls of a function without a name that is all that its file exports: ``register(app)``, ``require("./routes")(app)``."""
    found: list[CallRef] = []
    for other in _importing_all(ev, index):
        numbers = [n for name_, calls in other.calls_by_tail.items() if _is_import(other, name_) for n in calls]
        refs = (CallRef(other.facts.path, n, 0) for n in numbers)
        found += [ref for ref in refs if any(_is_whole(value, index, scope) for value in ev.callee(ref))]
    return tuple(found)


def _is_at(ev: Evaluator, other: FileIndex, place: tuple[int, int], index: FileIndex, scope: int) -> bool:
    """Whether an argument of a call is a function."""
    given = other.facts.calls[place[0]].arguments[place[1]].value
    return any(_is_whole(v, index, scope) for v in ev.values(other.facts.path, given))


def _is_whole(value: Value, index: FileIndex, scope: int) -> bool:
    """Whether a value is a function, or the file that exports nothing else."""
    if isinstance(value, Module):
        return value.file == index.facts.path and _is_all(index, scope)
    return isinstance(value, Function) and (value.file, value.scope) == (index.facts.path, scope)


def _is_all(index: FileIndex, scope: int) -> bool:
    """Whether a function is what its file exports as a whole."""
    exported = [b.value for word in ("default", "=exports") for b in index.binds.get((0, word), ()) if b.value >= 0]
    name_ = index.facts.scopes[scope].name
    return any(
        index.function(value) == scope if index.is_function(value) else bool(name_) and last_name(index.facts, value) == name_
        for value in exported
    )


def _given_by(ev: Evaluator, function: Function, handed: Argument, number: int) -> Iterator[tuple[Value, ...]]:
    """What a function of the project passes to a function that it was handed as an argument."""
    index = ev.project.file(function.file)
    parameters = index.facts.scopes[function.scope].parameters if index is not None else ()
    at = next((n for n, p in enumerate(parameters) if p.name == handed.keyword or n == handed.position >= 0), -1)
    if index is None or at < 0:
        return
    frame = ev.enter(function, function.scope, None, function.receiver)
    for n in index.calls_of_parameters.get((function.scope, at), ()):
        given = ev.argument(CallRef(function.file, n, frame), number, "")
        if given is not None:
            yield given


def _runs(ev: Evaluator, value: Value, path: str, scope: int, constructed: int) -> bool:
    """Whether calling ``value`` runs the function scope."""
    if isinstance(value, Function):
        return value.file == path and value.scope == scope
    if isinstance(value, Class) and constructed >= 0:
        return (value.file == path and value.scope == constructed) or _inherits_constructor(ev, value, path, constructed)
    return False


def _inherits_constructor(ev: Evaluator, cls: Class, path: str, constructed: int) -> bool:
    index = ev.project.file(cls.file)
    if index is None or any(index.binds.get((cls.scope, c)) for c in index.language.traits.constructors):
        return False
    return Class(path, constructed) in ev.bases(cls)


from scanner.evaluate import beans, classes, constants, namespaces, packages  # noqa: E402  they lean on what stands above

__all__ = ["Text", "bound", "from_callers", "imported", "instances", "member", "name", "parameter", "receiver"]
