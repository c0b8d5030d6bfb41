"""Paths of the code against paths of the catalogue: one trie per language and one per object, walked together."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog import Catalog
    from scanner.catalog.values import PathRow

MARKS = ("()", "[]")
"""Steps that are no names."""
_CALLBACK = "(@"
WILD = ("*", "**")


class Link(NamedTuple):
    """An object on the way: its id, and which ``()`` of the path built it (-1: none did)."""

    object: str
    origin: int


class Found(NamedTuple):
    """What a path is: ``kind`` object, call or sink, its id, and the objects it hangs on, outermost first."""

    kind: str
    id: str
    chain: tuple[Link, ...]


class _Node:
    """``loop``: reached by ``**``, stays for any step."""

    __slots__ = ("begun", "children", "loop", "targets")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.begun: dict[str, _Node] = {}
        """Children by the beginning of a member's name (``findBy*``)."""
        self.targets: list[tuple[str, str]] = []
        self.loop = False

    def add(self, steps: tuple[str, ...], kind: str, target: str) -> None:
        node = self
        for step in steps:
            begun = step[-1:] == "*" and step not in WILD
            node = (node.begun if begun else node.children).setdefault(step[:-1] if begun else step, _Node())
            node.loop = node.loop or step == "**"
        if (kind, target) not in node.targets:
            node.targets.append((kind, target))


class Paths:
    """The catalogue's paths, ready to be asked."""

    def __init__(self, catalog: Catalog) -> None:
        self._rows = catalog.rows
        self._signatures = catalog.objects
        self._roots: dict[tuple[str, str], _Node] = {}
        """Trie of each language and first step that was asked for."""
        self._objects: dict[tuple[str, str], _Node] = {}
        """Trie below an object, per language key ("" for every language)."""
        self._known: dict[tuple[str, tuple[str, ...]], tuple[Found, ...]] = {}
        self._opened: dict[tuple[str, str], frozenset[str]] = {}

    def any_tail(self, language: str, modules: Iterable[str]) -> bool:
        """Whether a file that imports ``modules`` may hold things of which every method is in the catalogue."""
        return any(
            module == package or module.startswith(package + ".")
            for module in modules
            for root in self._rows.above(language, module)
            for package in self._open(language, root)
        )

    def is_entry_tail(self, name: str, language: str) -> bool:
        """Whether an entry point is declared by a call of this last name."""
        return name in self._entry_tails.get(language, ()) or name in self._entry_tails.get("", ())

    @functools.cached_property
    def _entry_tails(self) -> dict[str, set[str]]:
        tails: dict[str, set[str]] = {}
        for row in self._rows:
            if row.kind == "entry" and (last := called(row)):
                tails.setdefault(row.language, set()).add(last)
        return tails

    @functools.lru_cache(maxsize=64)  # noqa: B019  one instance per scan
    def taken(self, language: str) -> frozenset[str]:
        """Names of what entry points take one thing after the other from."""
        rows = (row for row in self._rows if row.kind == "entry" and row.language == language and row.steps[-1:] == ("[]",))
        return frozenset(name for row in rows if (name := called(row)))

    def _open(self, language: str, root: str) -> frozenset[str]:
        """Packages below a root of objects with a path of ``*`` alone."""
        found = self._opened.get((language, root))
        if found is None:
            opened = (row for row in self._rows.below(language, root) if row.kind == "object" and self._is_open(row.target, language))
            found = self._opened[language, root] = frozenset(map(_package, opened))
        return found

    def _is_open(self, object_id: str, language: str) -> bool:
        return any(row.steps == ("*",) for key in (language, "") for row in self._rows.on(object_id, key))

    def find(self, language: str, steps: tuple[str, ...]) -> tuple[Found, ...]:
        """What the path ``steps`` is in ``language``; empty when the catalogue does not know it."""
        steps = canonical(steps)
        key = (language, steps)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._walk(language, [(self._root(language, steps[0]), ())], steps) if steps else ()
        return found

    def below(self, language: str, object_id: str, steps: tuple[str, ...]) -> tuple[Found, ...]:
        """What ``steps`` from an object are; the object's own origin is -1."""
        chain: tuple[Link, ...] = (Link(object_id, -1),)
        return self._walk(language, [(self._below(object_id, lang), chain) for lang in (language, "")], steps)

    def _root(self, language: str, root: str) -> _Node:
        node = self._roots.get((language, root))
        if node is None:
            node = self._roots[language, root] = _trie(self._rows.below(language, root))
        return node

    def _below(self, object_id: str, language: str) -> _Node:
        node = self._objects.get((object_id, language))
        if node is None:
            node = self._objects[object_id, language] = _trie(self._rows.on(object_id, language))
        return node

    def _walk(self, language: str, states: list[tuple[_Node, tuple[Link, ...]]], steps: tuple[str, ...]) -> tuple[Found, ...]:  # noqa: C901, PLR0912
        built = -1
        waiting: list[tuple[str, tuple[Link, ...]]] = []
        """Objects one of whose fluent methods was named and must now be called."""
        for step in steps:
            if step == "()" or step.startswith(_CALLBACK):
                built += 1
            following: list[tuple[_Node, tuple[Link, ...]]] = []
            for node, chain in states:
                for name in (step,) if step in MARKS or step.startswith(_CALLBACK) else (step, "*"):
                    child = node.children.get(name)
                    if child is not None:
                        following.append((child, chain))
                if step not in node.children:
                    following.extend((child, chain) for word, child in node.begun.items() if step.startswith(word))
                deep = node.children.get("**")
                if deep is not None:
                    child = deep.children.get(step)
                    if child is not None:
                        following.append((child, chain))
                    if not _calls(child):
                        following.append((deep, chain))
                if node.loop and not _calls(node.children.get(step)):
                    following.append((node, chain))
            if step == "()":
                for object_id, chain in waiting:
                    following.extend((self._below(object_id, lang), chain) for lang in (language, ""))
            waiting = list(
                dict.fromkeys(  # an object has two roots, that of the language and that of all
                    (chain[-1].object, chain)
                    for node, chain in states
                    if chain and step in self._signatures[chain[-1].object].fluent and self._is_root(node, chain[-1].object, language)
                )
            )
            states = self._entered(language, following, built)
            if not states and not waiting:
                return ()
        found: dict[Found, None] = {}
        for node, chain in states:
            for kind, target in node.targets:
                if kind != "object":
                    found[Found(kind, target, chain)] = None
            if chain and self._is_root(node, chain[-1].object, language):
                found[Found("object", chain[-1].object, chain)] = None
        return tuple(found)

    def _is_root(self, node: _Node, object_id: str, language: str) -> bool:
        return node is self._below(object_id, language) or node is self._below(object_id, "")

    def _entered(self, language: str, states: list[tuple[_Node, tuple[Link, ...]]], built: int) -> list[tuple[_Node, tuple[Link, ...]]]:
        """The states and the objects that begin at them."""
        result = list(states)
        at = 0
        while at < len(result):
            node, chain = result[at]
            at += 1
            for kind, target in node.targets:
                if kind == "object" and (not chain or chain[-1] != Link(target, built)):
                    link = (*chain, Link(target, built))
                    for lang in (language, ""):
                        below = self._below(target, lang)
                        if not any(n is below and c == link for n, c in result):
                            result.append((below, link))
        return result


def _calls(node: _Node | None) -> bool:
    """Whether a call of the catalogue ends here: what it gives is no part of what ``**`` stands for any more."""
    return node is not None and any(kind == "call" for kind, _ in node.targets)


def _trie(rows: tuple[PathRow, ...]) -> _Node:
    node = _Node()
    for row in rows:
        node.add(row.steps, row.kind, row.target)
    return node


def _package(row: PathRow) -> str:
    """What stands before the first name in capitals, or before the last one."""
    names = [step for step in row.steps if step not in MARKS]
    first = next((n for n, step in enumerate(names) if step[:1].isupper()), len(names) - 1)
    return ".".join(names[:first])


def called(row: PathRow) -> str:
    """Last name of what a row calls or builds, "()" for an instance that is called itself, "" when it calls nothing."""
    names = [step for step in row.steps if step not in MARKS]
    if row.kind == "object":
        return (names[-1] if names else "()") if row.steps[-1:] == ("()",) else ""
    return "()" if not row.steps or row.steps[-1] == "()" else names[-1] if names else "()"


def canonical(steps: tuple[str, ...]) -> tuple[str, ...]:
    """JavaScript's default export is its module: ``require("x")`` and ``import x from "x"`` give the same."""
    if len(steps) > 1 and steps[1] == "default":
        return (steps[0], *steps[2:])
    if len(steps) > 2 and steps[0] == "global" and steps[1] in ("window", "globalThis", "self"):
        return ("global", *steps[2:])
    return steps
