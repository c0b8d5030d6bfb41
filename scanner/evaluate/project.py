"""The facts of all files that have been lowered so far, indexed for the evaluator; files are lowered when first asked for."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from scanner.languages.interface import Language, Naming
    from scanner.model import Bind, Expr, Facts, Store

Use = Literal["mentioned", "called", "decorating", "passed"]
"""How a name is used: anywhere, in front of its arguments, after the sign of a decorator, or as an argument itself."""


class FileIndex:
    """One file's facts, with its names, stores and calls by what they are looked up by."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self.facts = facts
        self.language = language
        self._filling: dict[tuple[str, int], list[Store]] = {}
        self._fields: dict[int, dict[str, int]] = {}
        self.binds: dict[tuple[int, str], list[Bind]] = defaultdict(list)
        for bind in facts.binds:
            self.binds[bind.scope, bind.name].append(bind)
        for bound in self.binds.values():
            if len(bound) > 1:
                bound.sort(key=operator.attrgetter("offset"))
        self.stars = [n for n, imported in enumerate(facts.imports) if imported.member == "*"]

    @functools.cached_property
    def member_stores(self) -> dict[str, list[Store]]:
        """Stores in members, by the name of the member."""
        found: dict[str, list[Store]] = defaultdict(list)
        for store in self.facts.stores:
            if store.member:
                found[store.member].append(store)
        return found

    @functools.cached_property
    def key_stores(self) -> list[Store]:
        """Stores under keys."""
        return [store for store in self.facts.stores if not store.member]

    @functools.cached_property
    def in_maps(self) -> frozenset[int]:
        """Functions that stand in a map literal."""
        exprs = self.facts.exprs
        maps: list[tuple[tuple[int, int], ...]] = [expr[1] for expr in exprs if expr[0] == "map"]  # type: ignore[misc]
        return frozenset(_operand(exprs[item], 1) for pairs in maps for _, item in pairs if exprs[item][0] == "function")

    @functools.cached_property
    def holders(self) -> dict[int, set[str]]:
        """Names and members that a map or sequence literal is bound to or stored in."""
        facts = self.facts
        found: dict[int, set[str]] = {}
        for value, name in [(b.value, b.name) for b in facts.binds] + [(s.value, s.member) for s in facts.stores if s.member]:
            if value >= 0 and facts.exprs[value][0] in ("map", "sequence"):
                found.setdefault(value, set()).add(name)
        return found

    @functools.cached_property
    def calls_by_tail(self) -> dict[str, list[int]]:
        """Calls by the last name of what they call."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, call in enumerate(self.facts.calls):
            found[tail(self.facts, call.callee)].append(number)
        return found

    @functools.cached_property
    def passed(self) -> dict[str | int, list[tuple[int, int]]]:
        """(call, number of the argument) by the last name of what is passed, or by the scope of a function written there."""
        facts = self.facts
        found: dict[str | int, list[tuple[int, int]]] = defaultdict(list)
        for number, call in enumerate(facts.calls):
            for n, argument in enumerate(call.arguments):
                given = facts.exprs[argument.value]
                if given[0] == "function":
                    found[given[1]].append((number, n))  # type: ignore[index]
                elif given[0] in ("name", "attr", "import"):  # ``register(require("./routes"))`` passes all of a file
                    found[tail(facts, argument.value)].append((number, n))
        return found

    @functools.cached_property
    def children(self) -> dict[str, list[int]]:
        """Classes by the last name of each base."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, scope in enumerate(self.facts.scopes):
            for base in scope.bases:
                found[tail(self.facts, base)].append(number)
        return found

    @functools.cached_property
    def decorated(self) -> dict[str, list[tuple[int, int]]]:
        """(decorator, what it decorates) by the last name of the decorator or of what gives it."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for bind in self.facts.binds:
            for decorator in bind.decorators:
                found[tail(self.facts, applied(self.facts, decorator))].append((decorator, bind.value))
        return found

    @functools.cached_property
    def continued(self) -> dict[str, list[int]]:
        """Scopes that continue a class of another file, by its name."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, scope in enumerate(self.facts.scopes):
            if "e" in scope.flags and scope.kind == "class":
                found[scope.name].append(number)
        return found

    def keys_of(self, scope: int) -> tuple[str, ...]:
        """Keys of map literals under which a function stands, or a call that is given it (``{send: throttle(function () {…})}``)."""
        return tuple(self._map_keys.get(scope, ()))

    @functools.cached_property
    def _map_keys(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        exprs = self.facts.exprs
        for expr in exprs:
            for key, item in expr[1] if expr[0] == "map" else ():  # type: ignore[attr-defined]
                if key >= 0 and exprs[key][0] == "string":
                    called = self.facts.calls[_operand(exprs[item], 1)].arguments if exprs[item][0] == "call" else ()
                    for value in (item, *(argument.value for argument in called)):
                        if exprs[value][0] == "function":
                            found[_operand(exprs[value], 1)].append(str(exprs[key][1]))
        return found

    def filling(self, holder: FileIndex, literal: int) -> list[Store]:
        """Stores under keys that can be meant for a literal of ``holder``, by the last name of what they write to."""
        key = (holder.facts.path, literal)
        found = self._filling.get(key)
        if found is None:
            found = self._filling[key] = [store for store in self.key_stores if holder.may_be(literal, self.facts, store.object)]
        return found

    def may_be(self, literal: int, facts: Facts, expr: int) -> bool:
        """Whether an expression can be the literal at all, by its last name: it is bound or stored under it, or lies in another literal."""
        holders = self.holders.get(literal)
        return holders is None or facts.exprs[expr][0] in ("index", "element") or tail(facts, expr) in holders

    def readers(self, key: str) -> list[tuple[int, int, int]]:
        """(scope, start, end) of code that reads something under a text key: ``x["key"]`` and calls with the text as their first argument."""  # noqa: E501
        return self._readers.get(key, [])

    @functools.cached_property
    def _readers(self) -> dict[str, list[tuple[int, int, int]]]:
        found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        exprs = self.facts.exprs
        for call in self.facts.calls:
            first = exprs[call.arguments[0].value] if call.arguments else ("",)
            if first[0] == "string":
                found[str(first[1])].append((call.scope, call.start, call.end))
        for expr in exprs:
            key_expr = exprs[_operand(expr, 2)] if expr[0] == "index" else ("",)
            if key_expr[0] == "string":
                root = expr
                while root[0] in ("index", "attr", "element"):
                    root = exprs[_operand(root, 1)]
                if root[0] == "name":
                    found[str(key_expr[1])].append((_operand(root, 2), _operand(root, 3), _operand(root, 3)))
        return found

    @functools.cached_property
    def calls_of_parameters(self) -> dict[tuple[int, int], list[int]]:
        """Calls of what a function was handed, by the function's scope and the number of its parameter."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, call in enumerate(self.facts.calls):
            callee = self.facts.exprs[call.callee]
            traits = self.language.traits
            if callee[0] == "attr" and (callee[2] == traits.call_method or callee[2] in traits.function_methods):
                callee = self.facts.exprs[_operand(callee, 1)]
            held = [callee]
            if callee[0] == "name":
                held = [self.facts.exprs[b.value] for b in self.bound_at(str(callee[1]), _operand(callee, 2)) if b.value >= 0]
            for key in dict.fromkeys((_operand(e, 1), _operand(e, 2)) for e in held if e[0] == "param"):
                found[key].append(number)
        return found

    def giving_back(self, name: str) -> list[tuple[int, int]]:
        """(function, expression) where a function returns what is called so, or may return it."""
        return self._given_back.get(name, [])

    @functools.cached_property
    def _given_back(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        exprs = self.facts.exprs
        for number, scope in enumerate(self.facts.scopes):
            for given in scope.returns:
                held = exprs[given][1] if exprs[given][0] == "union" else (given,)
                for one in held:  # type: ignore[attr-defined]
                    if word := tail(self.facts, one):
                        found[word].append((number, one))
        return found

    def bound_at(self, word: str, scope: int) -> list[Bind]:
        """What the nearest scope that binds a name binds it to."""
        while scope >= 0:
            found = self.binds.get((scope, word))
            if found:
                return found
            scope = self.facts.scopes[scope].parent
        return []

    def typed(self, name: str) -> list[Bind]:
        """Bindings of a name that declare its type."""
        return self._typed.get(name, [])

    @functools.cached_property
    def _typed(self) -> dict[str, list[Bind]]:
        found: dict[str, list[Bind]] = defaultdict(list)
        for bind in self.facts.binds:
            if bind.type >= 0:
                found[bind.name].append(bind)
        return found

    def position(self, scope: int, field: str) -> int:
        """Where a declared field of a class stands among them, -1 for none."""
        if scope not in self._fields:
            names = dict.fromkeys(b.name for b in self.facts.binds if b.scope == scope and b.value < 0)
            self._fields[scope] = {name: n for n, name in enumerate(names)}
        return self._fields[scope].get(field, -1)

    def function(self, expr: int) -> int:
        """The scope of a function expression."""
        return _operand(self.facts.exprs[expr], 1)

    def methods_named(self, name: str) -> list[tuple[int, int]]:
        """(class, function) scopes of the methods by a name."""
        return self._methods.get(name, [])

    @functools.cached_property
    def _methods(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for bind in self.facts.binds:
            if self.facts.scopes[bind.scope].kind == "class" and self.is_function(bind.value):
                found[bind.name].append((bind.scope, int(self.facts.exprs[bind.value][1])))  # type: ignore[call-overload]
        return found

    def function_around(self, scope: int) -> int:
        """The function that a scope belongs to, -1 for the top level; classes and comprehensions run with what is around them."""
        scopes = self.facts.scopes
        while scope >= 0 and scopes[scope].kind not in ("function", "lambda"):
            scope = scopes[scope].parent
        return scope

    def is_function(self, expr: int) -> bool:
        return expr >= 0 and self.facts.exprs[expr][0] == "function"


def _operand(expr: Expr, number: int) -> int:
    found = expr[number]
    assert isinstance(found, int)
    return found


def tail(facts: Facts, expr: int) -> str:
    """The last member or name of an expression, "" for others."""
    found = facts.exprs[expr]
    kind = found[0]
    if kind == "attr":
        return str(found[2])
    if kind == "name":
        return str(found[1])
    if kind == "super":
        return "super"
    if kind == "class":
        return facts.scopes[int(found[1])].name  # type: ignore[call-overload]
    if kind == "import":
        return facts.imports[int(found[1])].member  # type: ignore[call-overload]
    if kind == "union":  # a bare name that may be one of several things
        names = {tail(facts, int(part)) for part in found[1]}  # type: ignore[attr-defined]
        return names.pop() if len(names) == 1 else ""
    return ""


def applied(facts: Facts, decorator: int) -> int:
    """The expression of what decorates, with brackets behind it or without."""
    found = facts.exprs[decorator]
    return facts.calls[_operand(found, 1)].callee if found[0] == "call" else decorator


class Texts(NamedTuple):
    """What the bytes of files tell: those of some files that hold a word, and whether a file may use one in some way."""

    holding: Callable[[AbstractSet[str], str], Iterable[str]]
    using: Callable[[str, str, Use], bool] = lambda _path, _word, _use: True


class Project:
    """Access to the project's files.

    ``load`` gives the facts of a path (None when it cannot be lowered), ``importers`` the files that may see a file, ``central`` are those
    that the scan is about.
    """

    def __init__(
        self,
        load: Callable[[str], Facts | None],
        languages: Callable[[str], Language],
        naming: Naming,
        importers: Callable[[str], AbstractSet[str]],
        texts: Texts,
        central: AbstractSet[str] = frozenset(),
    ) -> None:
        self._load = load
        self._language = languages
        self.naming = naming
        self._importers = importers
        self._holding, self._using = texts
        self._central = central
        self.tests: AbstractSet[str] = frozenset()
        """Files that only try the others out."""
        self._files: dict[str, FileIndex | None] = {}
        self._held: dict[tuple[str, str, Use], tuple[str, ...]] = {}
        self._among: dict[str, tuple[str, ...]] = {}
        self._parts: dict[tuple[str, str], tuple[FileIndex, ...]] = {}
        self._modules: dict[str, frozenset[str]] = {}
        self.stored: set[str] = set()
        """Names of members that some file stores or a class binds to something that is no function; only these can hold a callable instance."""  # noqa: E501

    def file(self, path: str) -> FileIndex | None:
        """The indexed facts of a file, lowered now if they were not."""
        if path not in self._files:
            facts = self._load(path)
            index = self._files[path] = FileIndex(facts, self._language(facts.language)) if facts is not None else None
            if index is not None:
                self.stored.update(index.member_stores)
                self.stored.update(
                    b.name for b in index.facts.binds if index.facts.scopes[b.scope].kind == "class" and not index.is_function(b.value)
                )
        return self._files[path]

    def among(self, word: str) -> tuple[str, ...]:
        """The files that the scan is about and that hold a word, sorted; they are lowered."""
        known = self._among.get(word)
        if known is None:
            known = self._among[word] = tuple(path for path in sorted(self._holding(self._central, word)) if self.file(path) is not None)
        return known

    def telling(self, paths: Iterable[str], home: str) -> tuple[str, ...]:
        """Those of the files that may say with what the code of ``home`` works: tests say nothing of what they try out."""
        return tuple(path for path in paths if home in self.tests or path not in self.tests)

    def mentioning(self, word: str, home: str, use: Use = "mentioned") -> tuple[str, ...]:
        """``home`` and the files that may see it and use ``word``, sorted; they are lowered."""
        return tuple(path for path in self.holding(word, home, use) if self.file(path) is not None)

    def holding(self, word: str, home: str, use: Use = "mentioned") -> tuple[str, ...]:
        """``home`` and the files that may see it and use ``word``, sorted."""
        known = self._held.get((word, home, use))
        if known is None:
            found = self.holding(word, home) if use != "mentioned" else tuple(self._holding(self._importers(home), word))
            used = {path for path in found if use == "mentioned" or self._using(path, word, use)}
            known = self._held[word, home, use] = tuple(sorted({home, *used}))
        return known

    def parts(self, index: FileIndex, word: str) -> tuple[FileIndex, ...]:
        """The files of a module that is a folder, as far as they hold a word; lowered."""
        key = (index.facts.path, word)
        known = self._parts.get(key)
        if known is None:
            files = {key[0], *self._holding(self._module(index), word)}
            known = self._parts[key] = tuple(part for other in sorted(files) if (part := self.file(other)) is not None)
        return known

    def _module(self, index: FileIndex) -> frozenset[str]:
        """The files of the module that a file belongs to."""
        path = index.facts.path
        known = self._modules.get(path)
        if known is None:
            known = self._modules[path] = frozenset(index.language.locate(".", path, self.naming))
        return known

    def quoting(self, key: str, home: str) -> tuple[str, ...]:
        """Source files that hold a text and are near ``home``, or that the scan is about; they are lowered."""
        near = (path for path in self._holding(self._importers(home), key) if self.file(path) is not None)
        return tuple(sorted({*self.among(key), *near}))
