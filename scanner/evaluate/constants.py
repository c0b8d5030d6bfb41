"""What languages with constants in nested modules add to names: lookup from the inside out, full names in all files, modules opened again.

That a language has them is said by its traits; everything else about names is in ``lookup``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import classes, lookup
from scanner.evaluate.values import NOTHING, Class, Path, merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.model import Bind, Import

MAX_PARTS = 8
"""Places where one module is opened that are looked at."""
_CLASSES = ("class", "interface")


def resolve(ev: Evaluator, index: FileIndex, entry: Import) -> tuple[Value, ...]:
    """What a constant means: of the modules around, of the classes above, of the project, else a path of another package."""
    separator = index.language.traits.separator
    name = entry.module.removeprefix(separator) + separator + entry.member if entry.module.strip(separator) else entry.member
    around = [] if entry.module.startswith(separator) else [*_around(index, entry.scope)]
    for _, prefix in around:
        if found := named(ev, index, f"{prefix}{separator}{name}"):
            return found
    for scope, _ in around[:1]:
        if separator not in name and (found := _inherited(ev, index, scope, name)):
            return found
    if found := named(ev, index, name):
        return found
    front, _, last = name.rpartition(separator)
    if front:
        above, _, owner_name = front.rpartition(separator)
        absolute = separator if entry.module.startswith(separator) else ""
        owners = resolve(ev, index, entry._replace(module=absolute + above, member=owner_name))
        if any(isinstance(owner, Class) for owner in owners):
            return merge(lookup.member(ev, owner, last) for owner in owners)
    return (Path(tuple(name.split(separator))),)


def named(ev: Evaluator, index: FileIndex, full: str) -> tuple[Value, ...]:
    """What a full name means in this file, else in those of the project that define it."""
    own = declared(ev, index).get(full)
    if own:
        return lookup.bound(ev, index, own, 0)
    separator = index.language.traits.separator
    for path in index.language.locate(separator + full, index.facts.path, ev.project.naming):
        other = ev.project.file(path)
        binds = declared(ev, other).get(full) if other is not None and other is not index else None
        if other is not None and binds:
            return lookup.bound(ev, other, binds, 0)
    return NOTHING


def declared(ev: Evaluator, index: FileIndex) -> dict[str, list[Bind]]:
    """The constants of a file by their full names."""
    key = ("declared", index.facts.path)
    if key not in ev.project.naming.memo:
        found: dict[str, list[Bind]] = {}
        for (scope, name), binds in index.binds.items():
            if name[:1].isupper() and (scope == 0 or index.facts.scopes[scope].kind in _CLASSES):
                found.setdefault(_joined(index, scope, name), []).extend(binds)
        ev.project.naming.memo[key] = found
    return ev.project.naming.memo[key]  # type: ignore[return-value]


def full_name(index: FileIndex, scope: int) -> str:
    """What a class or module is called in full."""
    at = index.facts.scopes[scope]
    return _joined(index, at.parent, at.name)


def parts(ev: Evaluator, index: FileIndex, cls: Class) -> tuple[Class, ...]:
    """The other places where a class or module is opened."""
    memo = ev.project.naming.memo
    name = full_name(index, cls.scope)
    key = ("parts", index.language.id, name)
    if key not in memo:
        memo[key] = tuple(_parts(ev, index, name))
    found: tuple[Class, ...] = memo[key]  # type: ignore[assignment]
    return tuple(part for part in found if part != cls)


def _parts(ev: Evaluator, index: FileIndex, name: str) -> Iterator[Class]:
    paths = index.language.locate(index.language.traits.separator + name, index.facts.path, ev.project.naming)
    for path in dict.fromkeys((index.facts.path, *paths[:MAX_PARTS])):
        other = ev.project.file(path)
        for bind in declared(ev, other).get(name, ()) if other is not None else ():
            expr = other.facts.exprs[bind.value] if other is not None and bind.value >= 0 else ("",)
            if expr[0] == "class":
                yield Class(path, int(expr[1]))  # type: ignore[call-overload]


def outside(ev: Evaluator, index: FileIndex, scope: int, word: str) -> tuple[Value, ...]:
    """A bare name that a class of another package above, or a module that is taken in, has according to the catalogue."""
    at = index.facts.scopes
    while scope >= 0 and at[scope].kind not in _CLASSES:
        scope = at[scope].parent
    if scope < 0:
        return NOTHING
    language, known = index.language.traits.signature_key, ev.project.naming.known
    for base in classes.line(ev, Class(index.facts.path, scope)):
        if isinstance(base, Path):
            for steps in ((*base.steps, word), (*base.steps, "()", word)):
                if known(language, steps):
                    return (Path(steps, (*base.origins, *([None] if "()" in steps else []))),)
    return NOTHING


def _around(index: FileIndex, scope: int) -> Iterator[tuple[int, str]]:
    """Scopes and full names of the modules around, from the inside out."""
    scopes = index.facts.scopes
    while scope > 0:
        if scopes[scope].kind in _CLASSES and scopes[scope].name:
            yield scope, full_name(index, scope)
        scope = scopes[scope].parent


def _inherited(ev: Evaluator, index: FileIndex, scope: int, name: str) -> tuple[Value, ...]:
    """A constant of a class above the one around."""
    for above in classes.line(ev, Class(index.facts.path, scope))[1:]:
        other = ev.project.file(above.file) if isinstance(above, Class) else None
        if isinstance(above, Class) and other is not None:
            binds = other.binds.get((above.scope, name))
            if binds:
                return lookup.bound(ev, other, binds, 0)
    return NOTHING


def _joined(index: FileIndex, scope: int, name: str) -> str:
    separator, scopes = index.language.traits.separator, index.facts.scopes
    found = [name]
    while scope > 0 and not found[-1].startswith(separator):
        if scopes[scope].kind in _CLASSES and scopes[scope].name:
            found.append(scopes[scope].name)
        scope = scopes[scope].parent
    return separator.join(part.removeprefix(separator) for part in reversed(found))


__all__ = ["declared", "full_name", "named", "outside", "parts", "resolve"]
