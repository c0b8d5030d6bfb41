"""What languages with types in files of their own add to names: packages, overloads, declarations without a body, generated accessors.

Which of it holds for a language is said by its traits; everything else about names is in ``lookup``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import classes, lookup
from scanner.evaluate.values import NOTHING, Class, Function, Instance, Path, Unknown, hop, merge

if TYPE_CHECKING:
    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import CallRef, Member, Value
    from scanner.model import Store


def visible(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    """A type of the own package or of one that is imported as a whole; else of another package, else built in."""
    return ev.remembered(("visible", index.facts.path, word), lambda: _visible(ev, index, word))


def _visible(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    for module in _inside(ev, index):
        found = member(ev, index, module, word)
        if found is not None:
            return found
    places = [(*steps, word) for steps in _outside(ev, index)]
    # NOTE: only one package has it; where the catalogue knows one that does, it is that.
    known = [p for p in places if ev.project.naming.known(index.language.traits.signature_key, p)] if len(places) > 1 else []
    return merge((Path(p),) for p in known or places) or (Path(("builtins", word)),)


def _inside(ev: Evaluator, index: FileIndex) -> tuple[str, ...]:
    """Of the packages and types that a file imports as a whole those that the project may hold."""
    memo, key = ev.project.naming.memo, ("inside", index.facts.path)
    if key not in memo:
        modules = [index.facts.imports[star].module for star in index.stars] or [""]
        memo[key] = tuple(module for module in modules if not module or _may_hold(ev, index, module))
    found = memo[key]
    assert isinstance(found, tuple)
    return found


def _may_hold(ev: Evaluator, index: FileIndex, module: str) -> bool:
    """Whether a package or type may lie in the project; where types lie in files of their names, a folder is called like the package."""
    traits, naming = index.language.traits, ev.project.naming
    if not traits.types_in_files or traits.namespaces or index.language.locate(module, index.facts.path, naming):
        return True
    end = module.replace(traits.separator, "/")
    return any(folder == end or folder.endswith(f"/{end}") for folder in naming.folders)


def _outside(ev: Evaluator, index: FileIndex) -> tuple[tuple[str, ...], ...]:
    """Packages of others that a file imports as a whole."""
    memo, key = ev.project.naming.memo, ("outside", index.facts.path)
    if key not in memo:
        here, naming = index.facts.path, ev.project.naming
        modules = (index.facts.imports[star].module for star in index.stars)
        others = (module for module in modules if module and not index.language.locate(module, here, naming))
        memo[key] = tuple(tuple(module.split(index.language.traits.separator)) for module in others)
    found = memo[key]
    assert isinstance(found, tuple)
    return found


def imported(ev: Evaluator, index: FileIndex, module: str, word: str) -> tuple[Value, ...]:
    """What an import of one name binds: a type of the project, else a path of another package."""
    found = member(ev, index, module, word)
    return found if found is not None else (Path((*module.split(index.language.traits.separator), word) if module else (word,)),)


def member(ev: Evaluator, index: FileIndex, module: str, word: str) -> tuple[Value, ...] | None:
    """What a file of the type's own name binds, or a member of the type that ``module`` is; None when the project has neither."""
    found = declared(ev, index, module, word)
    if found is not None:
        return None if _copied(ev, index, module, word) else found
    return of_type(ev, index, module, word)


def declared(ev: Evaluator, index: FileIndex, module: str, word: str) -> tuple[Value, ...] | None:
    """What the files bind that declare a name of a package; None when the project has none."""
    full = f"{module}{index.language.traits.separator}{word}" if module else word
    for file in index.language.locate(full, index.facts.path, ev.project.naming):
        other = ev.project.file(file)
        if other is not None and (binds := other.binds.get((0, word))):
            return lookup.bound(ev, other, list(binds), 0)
    return None


def of_type(ev: Evaluator, index: FileIndex, module: str, word: str) -> tuple[Value, ...] | None:
    """A member of the type that ``module`` is; None when the project has no such type, or that no such member."""
    type_ = module.rpartition(index.language.traits.separator)[2]
    for file in holders(ev, index, module):
        other = ev.project.file(file)
        if other is not None and (binds := other.binds.get((0, type_))):
            found = merge(lookup.member(ev, value, word) for value in lookup.bound(ev, other, list(binds), 0))
            if any(not isinstance(v, Unknown) for v in found):
                return found
    return None


def holders(ev: Evaluator, index: FileIndex, module: str) -> tuple[str, ...]:
    """The files that declare a type; none for what is written like a package."""
    type_ = module.rpartition(index.language.traits.separator)[2]
    return index.language.locate(module, index.facts.path, ev.project.naming) if type_[:1].isupper() else ()


def _copied(ev: Evaluator, index: FileIndex, module: str, word: str) -> bool:
    """Whether a type lies in the tree under the name of a package that the catalogue knows: what it means is known better than read."""
    traits = index.language.traits
    if not traits.types_in_files or traits.namespaces or not module or not word[:1].isupper():
        return False
    steps = (*module.split(traits.separator), word)
    own = index.facts.package.split(traits.separator)[:2] == list(steps[:2])
    return len(steps) > 2 and not own and ev.project.naming.known(traits.signature_key, steps)


# ------------------------------------------------------------------------------------------------ methods


def abstract(ev: Evaluator, value: Value) -> bool:
    """Whether a function is only declared."""
    index = ev.project.file(value.file) if isinstance(value, Function) else None
    return isinstance(value, Function) and index is not None and "b" in index.facts.scopes[value.scope].flags


def implemented(ev: Evaluator, declared: tuple[Value, ...], below: tuple[Value, ...] | None) -> tuple[Value, ...]:
    """What implementations give in place of the declaration, when they are few enough to be told."""
    return below if below is not None and not any(isinstance(v, Unknown) for v in below) else declared


def called(ev: Evaluator, index: FileIndex, callee: int, frame: int) -> tuple[Value, ...]:
    """What ``object.name`` is where it is called: methods and fields may share a name, and only methods are called."""
    _, obj, name = index.facts.exprs[callee]
    assert isinstance(obj, int)
    return merge(_method(ev, value, str(name)) for value in ev.values(index.facts.path, obj, frame)) or (Unknown(f"attribute {name}"),)


def _method(ev: Evaluator, value: Value, name: str) -> tuple[Value, ...]:
    found = _declared(ev, Class(value.file, value.scope), value, name, frozenset()) if isinstance(value, Instance | Class) else NOTHING
    if not found:
        return lookup.member(ev, value, name)
    if isinstance(value, Instance) and value.origin is None and all(abstract(ev, v) for v in found):
        return implemented(ev, found, lookup._of_children(ev, value, name))
    return hop(found) if isinstance(value, Instance) and value.hops else found


def _declared(ev: Evaluator, cls: Class, owner: Instance | Class, name: str, seen: frozenset[Class]) -> tuple[Value, ...]:
    """The methods of a name that the first class in the line declares."""
    index = ev.project.file(cls.file)
    if index is None or cls in seen:
        return NOTHING
    binds = [b for b in index.binds.get((cls.scope, name), ()) if index.is_function(b.value)]
    if binds:
        return merge(lookup._bind_of_class(ev, index, b, owner) for b in binds)
    above = (v for v in ev.bases(cls) if isinstance(v, Class))
    return next((found for v in above if (found := _declared(ev, v, owner, name, seen | {cls}))), NOTHING)


def accessed(ev: Evaluator, value: Member) -> tuple[Value, ...]:
    """What a generated method gives: the field that it is named after, the thing itself or a new one; nothing for other members."""
    owner = value.receiver
    index = ev.project.file(owner.file) if isinstance(owner, Instance | Class) else None
    if index is None or not isinstance(owner, Instance | Class):
        return NOTHING
    if isinstance(owner, Class):
        return (Instance(owner.file, owner.scope, None),) if begins_builder(index, owner.scope, value.name) else NOTHING
    if _gives_itself(index, owner.scope, value.name):
        return (owner,)
    return merge(lookup.member(ev, owner, field) for field in _fields(value.name, index.language.traits.accessor_prefixes))


def has_accessor(index: FileIndex, cls: int, word: str) -> bool:
    """Whether a class has a field that a generated method of that name gives or sets."""
    fields = _fields(word, index.language.traits.accessor_prefixes)
    return any((cls, field) in index.binds for field in fields) or _gives_itself(index, cls, word)


def begins_builder(index: FileIndex, cls: int, word: str) -> bool:
    """Whether a name is that of the generated method that begins a builder, of a class that is given one."""
    traits, scope = index.language.traits, index.facts.scopes[cls]
    return bool(word) and word == traits.generated_builder[0] and bool(scope.decorators)


def _gives_itself(index: FileIndex, cls: int, word: str) -> bool:
    """Whether a generated method sets a field and gives the thing, or ends its builder."""
    traits = index.language.traits
    if any((cls, field) in index.binds for field in _fields(word, traits.setter_prefixes)):
        return True
    return begins_builder(index, cls, traits.generated_builder[0]) and (word == traits.generated_builder[1] or (cls, word) in index.binds)


def _fields(word: str, prefixes: tuple[str, ...]) -> list[str]:
    if not word.startswith(prefixes):
        return []
    found = [word[len(p) :] for p in prefixes if word.startswith(p) and word[len(p) : len(p) + 1].isupper()]
    return [field[0].lower() + field[1:] for field in found]


def homes(ev: Evaluator, index: FileIndex, cls: int) -> tuple[str, ...]:
    """The files of a class and of those above it: who calls a method may know only the interface."""
    path = index.facts.path
    if not index.language.traits.types_in_files:
        return (path,)
    seen: dict[Class, None] = {}
    waiting = [Class(path, cls)]
    while waiting:
        at = waiting.pop()
        found = ev.project.file(at.file)
        if at in seen or found is None:
            continue
        seen[at] = None
        waiting += [v for v in ev.bases(at) if isinstance(v, Class)]
    return tuple(dict.fromkeys(at.file for at in seen))


# ------------------------------------------------------------------------------------------------ overloads


def fitting(ev: Evaluator, values: tuple[Value, ...], ref: CallRef) -> tuple[Value, ...]:
    """Of overloaded functions those that take as many arguments as are given."""
    if len(values) < 2 or sum(isinstance(v, Function) for v in values) < 2:
        return values
    index = ev.project.file(ref.file)
    if index is None or not index.language.traits.overloads:
        return values
    return tuple(v for v in values if not isinstance(v, Function) or _fits(ev, v, ref)) or values


def of_constructor(ev: Evaluator, index: FileIndex, stores: list[Store], cls: Class, owner: Instance) -> list[Store]:
    """The stores that run when the instance is built as it is: of several constructors, those in the one that takes its arguments."""
    if owner.origin is None or not index.language.traits.overloads:
        return stores
    return [s for s in stores if _runs(ev, index, s, cls, owner)] or stores


def _runs(ev: Evaluator, index: FileIndex, store: Store, cls: Class, owner: Instance) -> bool:
    function = index.function_around(store.scope)
    if function < 0 or index.facts.scopes[function].name not in index.language.traits.constructors:
        return True
    call = classes.constructor_call(ev, cls, owner)[0]
    return call is None or _fits(ev, Function(cls.file, function, None, 0), call)


def _fits(ev: Evaluator, function: Function, ref: CallRef) -> bool:
    index, calling = ev.project.file(function.file), ev.project.file(ref.file)
    if index is None or calling is None:
        return True
    wanted = index.facts.scopes[function.scope].parameters
    given = [a for a in calling.facts.calls[ref.call].arguments if not a.keyword.startswith("<")]
    needed = sum(p.default < 0 for p in wanted)
    if any(p.star for p in wanted) or any(a.star for a in given):
        return True
    return needed <= len(given) <= len(wanted) and {a.keyword for a in given if a.keyword} <= {p.name for p in wanted}
