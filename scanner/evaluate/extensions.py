"""Functions of the project that extend texts by a member, in languages that let others add to the type of a text.

Which types those are is said by the traits; extensions of the project's own classes are members like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import lookup
from scanner.evaluate.values import Function, Member, Text, merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value

MAX_FILES = 24
"""Files that may extend texts by one name."""


def called(ev: Evaluator, index: FileIndex, found: tuple[Value, ...]) -> tuple[Value, ...]:
    """What is called, where members of texts are none that texts have: the functions that extend them."""
    if not any(map(_open, found)):
        return found
    return merge((_extending(ev, index, value) or (value,)) if _open(value) else (value,) for value in found)  # type: ignore[arg-type]


def read(ev: Evaluator, index: FileIndex, value: Member) -> tuple[Value, ...]:
    """What a member of a text gives that a property of the project extends it by; else the member itself."""
    functions = _extending(ev, index, value) if _open(value) else ()
    held = [f for f in functions if (at := ev.project.file(f.file)) is not None and "p" in at.facts.scopes[f.scope].flags]
    return merge(ev.run(f, None) for f in held) or (value,)


def _open(value: Value) -> bool:
    return isinstance(value, Member) and isinstance(value.receiver, Text)


def _extending(ev: Evaluator, index: FileIndex, value: Member) -> tuple[Function, ...]:
    word = value.name
    found = ev.remembered(("extends texts", index.facts.path, word), lambda: tuple(_functions(ev, index, word)))
    return tuple(function._replace(receiver=value.receiver) for function in found)


def _functions(ev: Evaluator, index: FileIndex, word: str) -> Iterator[Function]:
    traits = index.language.traits
    for value in lookup.name(ev, index, word, 0, -1, 0) if traits.types_in_files and not traits.namespaces else ():
        at = ev.project.file(value.file) if isinstance(value, Function) else None
        if isinstance(value, Function) and at is not None and "e" in at.facts.scopes[value.scope].flags:
            yield value
    for other in _files(ev, index, word):
        for number, scope in enumerate(other.facts.scopes):
            if scope.kind == "class" and scope.name in traits.text_types:
                yield from (
                    Function(other.facts.path, other.function(bind.value), None, 0)
                    for bind in other.binds.get((number, word), ())
                    if other.is_function(bind.value)
                )


def _files(ev: Evaluator, index: FileIndex, word: str) -> Iterable[FileIndex]:
    """The files whose extensions hold in a file: those of its module, those that it imports, those that open the type again."""
    traits, naming, here = index.language.traits, ev.project.naming, index.facts.path
    if traits.types_in_files:
        return ()
    if traits.folder_is_module:
        return ev.project.parts(index, word)
    names = [f"::{name}" for name in sorted(traits.text_types)] if traits.lexical_constants else [i.module for i in index.facts.imports]
    paths = dict.fromkeys((here, *(path for name in names for path in index.language.locate(name, here, naming))))
    return [other for path in list(paths)[:MAX_FILES] if (other := ev.project.file(path)) is not None]


__all__ = ["called", "read"]
