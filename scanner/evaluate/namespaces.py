"""What languages with namespaces add to names: types by full name, shared imports, classes in parts, extensions, initialisers.

Which of it holds for a language is said by its traits; everything else about names is in ``lookup`` and ``packages``.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate import constants, lookup, modules, packages
from scanner.evaluate.values import Class, Function, Instance, Path, Text, Unknown, merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog import Catalog
    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import CallRef, Value
    from scanner.model import Bind

MAX_LINE = 24
"""Classes above one that are looked at."""
MAX_EXTENSIONS = 8
"""Functions of one name that may extend a type."""
SHARED = "g"
"""Flag of an import that holds in other files, too."""


class _Used(NamedTuple):
    """The namespaces whose names hold in a file as they are."""

    modules: tuple[str, ...]
    types: tuple[str, ...]
    """Those that are types of the project."""
    steps: tuple[tuple[str, ...], ...]
    """The same as paths, but for the one without a name."""


def visible(ev: Evaluator, index: FileIndex, word: str) -> tuple[Value, ...]:
    """A type of the file's namespaces or of one that it uses; of several packages the one that the catalogue knows to have it."""
    traits, naming = index.language.traits, ev.project.naming
    for other in _sharing(ev, index):
        if binds := [b for b in other.binds.get((0, word), ()) if b.value >= 0 and other.facts.exprs[b.value][0] == "import"]:
            return lookup.bound(ev, other, binds, 0)
    used = _used(ev, index)
    declared = traits.declares is None or traits.declares(word, naming)
    for module in used.modules if declared else used.types:
        found = packages.declared(ev, index, module, word) if declared else None
        if found is None and module in used.types:
            found = packages.of_type(ev, index, module, word)
        if found is not None:
            return found
    known = [path for steps in used.steps if naming.known(traits.signature_key, path := (*steps, word))]
    if known:
        # NOTE: no compiler takes a name of two namespaces; where the catalogue knows several, other versions had some of them.
        return (Path(min(known, key=len)),)
    if not traits.builtins:
        return (Path(("global", word)),)
    outside = next((module for module in used.modules if module and not _own(index, module, ev)), "")
    if outside and (word[:1].isupper() or not traits.types_in_files):
        return (Path((*outside.split(traits.separator), word)),)
    return (Path(("builtins", word)),) if word in traits.builtins else (Unknown(f"no {word}"),)


def _used(ev: Evaluator, index: FileIndex) -> _Used:
    memo, key = ev.project.naming.memo, ("used", index.facts.path)
    if key not in memo:
        imported = [index.facts.imports[star].module for star in index.stars]
        imported += [i.module for other in _sharing(ev, index) for star in other.stars if SHARED in (i := other.facts.imports[star]).flags]
        modules = tuple(dict.fromkeys((*imported, *index.language.traits.implicit_imports, "")))
        separator = index.language.traits.separator
        types = tuple(module for module in modules if packages.holders(ev, index, module))
        memo[key] = _Used(modules, types, tuple(tuple(module.split(separator)) for module in modules if module))
    found = memo[key]
    assert isinstance(found, _Used)
    return found


class Beginnings:
    """All beginnings of the catalogue's absolute paths, per language; made root by root, as they are asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[tuple[str, str], frozenset[tuple[str, ...]]] = {}

    @functools.cached_property
    def _others(self) -> dict[tuple[str, str], list[tuple[str, ...]]]:
        """Paths that are no rows, by language and first step."""
        found: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
        paths = [(flow.language, flow.steps) for flow in self._catalog.flows]
        entries = self._catalog.entries
        paths += [(key, steps) for entry in entries for key in entry.languages for steps in (*entry.bases, *entry.owners)]
        for key, steps in paths:
            found[key, "".join(steps[:1])].append(steps)
        return found

    def known(self, language_key: str, steps: tuple[str, ...]) -> bool:
        """Whether the catalogue says anything of a path, or of what lies below it."""
        key = (language_key, "".join(steps[:1]))
        if key not in self._known:
            paths = [*(row.steps for row in self._catalog.rows.below(*key)), *self._others.get(key, ())]
            self._known[key] = frozenset(path[:end] for path in paths for end in range(1, len(path) + 1))
        return steps in self._known[key]


def _own(index: FileIndex, module: str, ev: Evaluator) -> bool:
    """Whether a namespace is the project's or the language's own."""
    separator, here, naming = index.language.traits.separator, index.facts.path, ev.project.naming
    if module in index.language.traits.implicit_imports:
        return True
    return bool(index.language.locate(f"{module}{separator}*", here, naming) or index.language.locate(module, here, naming))


def _sharing(ev: Evaluator, index: FileIndex) -> Iterator[FileIndex]:
    """Files whose imports hold in this one, too."""
    for path in index.language.locate(".", index.facts.path, ev.project.naming):
        other = ev.project.file(path)
        if other is not None and other is not index:
            yield other


# ------------------------------------------------------------------------------------------------ classes


def declares(ev: Evaluator, cls: Class, word: str) -> bool:
    """Whether a class of the project, one of its parts or one above it binds a name."""
    key = ("declares", cls, word)
    memo = ev.project.naming.memo
    if key not in memo:
        memo[key] = False  # a question about itself adds nothing
        lines = dict.fromkeys((cls, modules.whole(ev, cls)))
        memo[key] = any(_has(ev, index, at, word) for one in lines for at, index in _line(ev, one))
    return bool(memo[key])


def _has(ev: Evaluator, index: FileIndex, cls: Class, word: str) -> bool:
    """Whether a class binds a name itself, or another file of its module adds it."""
    if index.binds.get((cls.scope, word)):
        return True
    return index.language.traits.folder_is_module and any(True for _ in modules.continued(ev, index, cls, word))


def encoded(ev: Evaluator, value: Instance, key: str) -> str:
    """The member of an instance that goes by a key where it is encoded."""
    word = encoding(ev, value.file, key)
    return key if word == key or declares(ev, Class(value.file, value.scope), key) else word


def encoding(ev: Evaluator, path: str, key: str) -> str:
    """How the language of a file writes the member that goes by a key where it is encoded: ``MaxTokens`` for ``max_tokens``."""
    index = ev.project.file(path)
    style = index.language.traits.members_encoded if index is not None else ""
    if not style or not key.isidentifier():
        return key
    first, *rest = key.split("_")
    head = first[:1].upper() + first[1:] if style == "PascalCase" else first
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def _line(ev: Evaluator, cls: Class) -> tuple[tuple[Class, FileIndex], ...]:
    """A class, its parts and those above them."""

    def ask() -> tuple[tuple[Class, FileIndex], ...]:
        seen: dict[Class, FileIndex] = {}
        waiting = [cls]
        while waiting and len(seen) < MAX_LINE:
            at = waiting.pop(0)
            index = ev.project.file(at.file)
            if at in seen or index is None:
                continue
            seen[at] = index
            waiting += parts(ev, index, at)
            waiting += [v for v in ev.bases(at) if isinstance(v, Class)]
        return tuple(seen.items())

    return ev.remembered(("line and parts", cls), ask)


def parts(ev: Evaluator, index: FileIndex, cls: Class) -> tuple[Class, ...]:
    """The other parts of a class that is written in several places."""
    scope = index.facts.scopes[cls.scope]
    if index.language.traits.lexical_constants:
        return constants.parts(ev, index, cls)
    if index.language.traits.parts_anywhere:
        return _extending_parts(ev, index, cls)
    if "e" not in scope.flags or scope.parent or index.language.traits.folder_is_module:
        return ()
    separator = index.language.traits.separator
    full = f"{index.facts.package}{separator}{scope.name}" if index.facts.package else scope.name
    found: list[Class] = []
    for path in index.language.locate(full, cls.file, ev.project.naming):
        other = ev.project.file(path)
        for bind in other.binds.get((0, scope.name), ()) if other is not None else ():
            part = _part(other, bind) if other is not None else -1
            if part >= 0 and Class(path, part) != cls:
                found.append(Class(path, part))
    return tuple(found)


def _extending_parts(ev: Evaluator, index: FileIndex, cls: Class) -> tuple[Class, ...]:
    """Further methods of a class in other files."""
    memo, name = ev.project.naming.memo, index.facts.scopes[cls.scope].name
    key = ("extending parts", cls)
    if key not in memo:
        memo[key] = ()  # a question about itself adds nothing
        found: list[Class] = []
        for path in ev.project.mentioning(name, cls.file):
            other = ev.project.file(path)
            for scope in other.children.get(name, ()) if other is not None and path != cls.file else ():
                at = other.facts.scopes[scope] if other is not None else None
                if at is not None and "i" in at.flags and cls in ev.values(path, at.bases[0]):
                    found.append(Class(path, scope))
        memo[key] = tuple(found)
    result: tuple[Class, ...] = memo[key]  # type: ignore[assignment]
    return result


def _part(index: FileIndex, bind: Bind) -> int:
    expr = index.facts.exprs[bind.value] if bind.value >= 0 else ("",)
    return int(expr[1]) if expr[0] == "class" and "e" in index.facts.scopes[int(expr[1])].flags else -1  # type: ignore[call-overload]


def in_parts(
    ev: Evaluator, index: FileIndex, cls: Class, owner: Instance | Class, word: str, seen: frozenset[Class]
) -> tuple[Value, ...] | None:
    """A member that another part of the class has."""
    others = parts(ev, index, cls)
    closed = seen | {cls, *others}
    for part in others:
        if part not in seen:
            found = lookup._of_class(ev, part, owner, word, closed - {part})
            if found is not None:
                return found
    return None


def initialised(ev: Evaluator, index: FileIndex, cls: Class, owner: Instance, word: str) -> list[tuple[Value, ...]]:
    """What the construction of an instance, or the code around it, sets a member to."""
    if owner.origin is None or not index.language.traits.initialisers:
        return []
    given = ev.argument(owner.origin, -1, word)
    around = ev.project.file(owner.origin.file)
    if given is not None or around is None:
        return [given] if given is not None else []
    # NOTE: what the class writes on itself is read under the frame of its construction elsewhere.
    stores = [s for s in around.member_stores.get(word, ()) if lookup._owner_of_store(around, s) < 0]
    sets: list[tuple[Value, ...]] = []
    for store in stores if len(stores) <= lookup.MAX_STORES else ():
        frame = modules._frame(ev, around, store, owner.origin)
        if any(modules._same(v, cls, owner) for v in ev.values(around.facts.path, store.object, frame)):
            sets.append(ev.values(around.facts.path, store.value, frame))
    return sets


def set_later(ev: Evaluator, ref: CallRef, word: str) -> tuple[Value, ...] | None:
    """What the function that builds a thing sets a member of it to afterwards; None when it does not."""
    index = ev.project.file(ref.file)
    traits = index.language.traits if index is not None else None
    if index is None or traits is None or not (traits.initialisers or traits.setters) or not index.member_stores.get(word):
        return None
    here = index.function_around(index.facts.calls[ref.call].scope)
    stores = [s for s in index.member_stores[word] if index.function_around(s.scope) == here]
    sets = [
        ev.values(ref.file, store.value, ref.frame)
        for store in stores
        if any(_built_by(v, ref) for v in ev.values(ref.file, store.object, ref.frame))
    ]
    return merge(sets) if sets else None


def _built_by(value: Value, ref: CallRef) -> bool:
    origin = value.origin if isinstance(value, Instance) else value.origins[-1] if isinstance(value, Path) and value.origins else None
    return origin is not None and origin[:2] == ref[:2]


# ------------------------------------------------------------------------------------------------ extensions


def extended(ev: Evaluator, index: FileIndex, callee: int, found: tuple[Value, ...], frame: int) -> tuple[Value, ...]:
    """What a call of a member may run besides: functions of the project that extend other types by it."""
    expr = index.facts.exprs[callee]
    if expr[0] != "attr" or any(isinstance(v, Function | Class) for v in found):
        return found
    extensions = extending(ev, index, str(expr[2]))
    if not extensions:
        return found
    texts = [v for v in ev.values(index.facts.path, int(expr[1]), frame) if isinstance(v, Text)]  # type: ignore[call-overload]
    if texts:
        return tuple(function._replace(receiver=one) for function in extensions for one in texts)
    return merge([tuple(v for v in found if not isinstance(v, Unknown)), extensions])


def extending(ev: Evaluator, index: FileIndex, word: str) -> tuple[Function, ...]:
    """Functions of the project that extend other types by a member of that name."""
    key = ("extending", index.language.id, word)
    memo = ev.project.naming.memo
    if key not in memo:
        memo[key] = ()
        result: list[Function] = []
        for path in index.language.locate(f"*{index.language.traits.separator}{word}", index.facts.path, ev.project.naming):
            other = ev.project.file(path)
            scopes = other.facts.scopes if other is not None else ()
            result += [
                Function(path, n, None, 0) for n, s in enumerate(scopes) if s.name == word and s.kind == "function" and "e" in s.flags
            ]
        memo[key] = tuple(result) if len(result) <= MAX_EXTENSIONS else ()
    found: tuple[Function, ...] = memo[key]  # type: ignore[assignment]
    return found


__all__ = ["Beginnings", "declares", "encoded", "encoding", "extended", "in_parts", "initialised", "set_later", "visible"]
