"""Decides which calls of the catalogue can be made at all in a part of a program, by the modules that the part imports.

What a call in it really is, is left to the evaluator; here it is only told which calls are not worth asking about.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.paths import GLOBAL
from scanner.evaluate.project import applied, tail
from scanner.match.paths import MARKS, WILD, called

INSTANCE = "()"
"""Stands among last names for an object that is called itself."""
CLASSES = "*()"
"""Stands among last names for a client of which the catalogue knows the module only."""
MAX_HOLDERS = 3
"""Parts of the name of a module that are looked at."""
_HOLDING = frozenset(("union", "map", "sequence", "assigned"))

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scanner.catalog import Catalog
    from scanner.catalog.values import PathRow
    from scanner.model import Facts


class Living(NamedTuple):
    """``tails``: last names of what is called or built, "()" for an instance that is called itself; ``sending``: the same for requests.

    ``members``: of each call on an object what a file holds that makes it. ``builds``: whether something
    of it is a class. ``entering``: last names of the calls and decorators that declare entry points, ``taking``: of those that make the
    function around them one.
    """

    tails: frozenset[str]
    sending: frozenset[str]
    members: frozenset[Member]
    builds: bool
    entering: frozenset[str]
    taking: frozenset[str]

    def declaring(self, *, own: bool) -> frozenset[str]:
        """Last names of what declares entry points; with those that make the function around them its ``own``."""
        return self.entering | self.taking if own else self.entering


class Member(NamedTuple):
    """The last names of a call, at most two; the object it is called on is made from another one by one of the ``makers``, if by any."""

    names: tuple[str, ...]
    makers: frozenset[str]


class Asked:
    """What is worth asking about in a file: last names of the catalogue, and names that the code may give to such things.

    ``computed``: whether also what a call or a table gives is called there. ``commands``: whether commands of programs stand near.
    ``sending``: last names that nothing but requests have.
    """

    __slots__ = ("_begun", "classes", "commands", "computed", "instances", "names", "sending", "tails")

    def __init__(
        self,
        tails: frozenset[str],
        names: frozenset[str] = frozenset(),
        *,
        computed: bool = True,
        commands: bool = True,
        sending: frozenset[str] = frozenset(),
    ) -> None:
        self.tails = tails
        self.commands = commands
        self.sending = sending & tails
        self._begun = tuple(sorted(name[:-1] for name in tails if name.endswith("*") and name not in WILD))
        self.names = names
        self.computed = computed
        self.instances = INSTANCE in tails
        """Whether an object may be called itself, under whatever name."""
        self.classes = CLASSES in tails
        """Whether every class of some module is in the catalogue: none of them is known by its name."""

    def __bool__(self) -> bool:
        return bool(self.tails)

    def also(self, names: frozenset[str], *, computed: bool) -> Asked:
        """The same with names that the code gives."""
        return Asked(self.tails, names, computed=computed, commands=self.commands, sending=self.sending)

    def knows(self, name: str) -> bool:
        """Whether something of the catalogue is called by this last name."""
        return name in self.tails or name.startswith(self._begun)


def names_given(files: Iterable[tuple[Facts, Asked]]) -> frozenset[str]:
    """Names that some files bind to, or store, what may be a call of the catalogue, and classes that may derive from one of its objects."""
    found: set[str] = set()
    classes: set[tuple[str, tuple[str, ...]]] = set()
    for one, asked in files:
        telling = _telling(one, asked)
        found.update(bind.name for bind in one.binds if telling[bind.value])
        found.update(store.member for store in one.stores if store.member and telling[store.value])
        found.update(scope.name for scope in one.scopes if any(telling[base] for base in scope.bases))
        classes.update((scope.name, tuple(tail(one, base) for base in scope.bases)) for scope in one.scopes if scope.bases)
    while more := {name for name, bases in classes if name not in found and not found.isdisjoint(bases)}:
        found |= more
    return frozenset(found)


def filled(facts: Facts, marks: Collection[str]) -> frozenset[str]:
    """Methods of classes on which one of the last names is written; a framework fills them in, and all of them are called."""
    marked = {
        n for n, scope in enumerate(facts.scopes) if any(tail(facts, applied(facts, decorator)) in marks for decorator in scope.decorators)
    }
    return frozenset(scope.name for scope in facts.scopes if scope.parent in marked and scope.kind == "function") - {""}


def _telling(facts: Facts, asked: Asked) -> list[bool]:
    """For each expression whether its value may be a call of the catalogue; the last one stands for no expression."""
    result: list[bool] = []
    for expr in facts.exprs:
        kind = expr[0]
        if kind == "attr":
            telling = asked.knows(str(expr[2]))
        elif kind == "name":
            telling = asked.knows(str(expr[1]))
        elif kind == "import":
            imported = facts.imports[int(expr[1])]  # type: ignore[call-overload]
            telling = asked.knows(imported.member) or asked.knows(imported.module)
        elif kind == "call":  # a function that completes another one is given it
            call = facts.calls[int(expr[1])]  # type: ignore[call-overload]
            telling = any(facts.exprs[a.value][0] in ("attr", "name") and _any(result, a.value) for a in call.arguments)
        else:
            telling = kind in _HOLDING and any(_any(result, operand) for operand in expr[1:])
        result.append(telling)
    return [*result, False]


def _any(known: list[bool], operand: object) -> bool:
    if isinstance(operand, tuple):
        return any(_any(known, inner) for inner in operand)
    return isinstance(operand, int) and 0 <= operand < len(known) and known[operand]


class Lives:
    """The catalogue's paths by what they begin with."""

    def __init__(self, catalog: Catalog) -> None:
        self._rows = catalog.rows
        self._around = frozenset(entry.id for entry in catalog.entries if entry.form == "around")
        self._senders = frozenset(sink.library for sink in catalog.sinks.values())
        self._clients = frozenset(row.id for row in catalog.objects.values() if row.client)
        self._known: dict[tuple[str, frozenset[str] | None, frozenset[str]], Living] = {}

    def of(self, language: str, modules: frozenset[str] | None, objects: frozenset[str]) -> Living:
        """What lives where only these modules are imported (None: all may be) and these objects exist."""
        key = (language, modules, objects)
        if key not in self._known:
            self._known[key] = self._found(language, modules, set(objects))
        return self._known[key]

    def _found(self, language: str, modules: frozenset[str] | None, objects: set[str]) -> Living:
        tails: set[str] = set()
        sending: set[str] = set()
        members: list[PathRow] = []
        made: dict[str, set[str]] = defaultdict(set)
        given = set(objects)
        entering: set[str] = set()
        taking: set[str] = set()
        builds = False
        waiting = list(objects)
        alive = list(self._named(language, modules))
        while alive or waiting:
            for row in alive:
                if row.kind == "entry":
                    (taking if row.target in self._around else entering).add(called(row))
                    continue
                sends = row.target.partition("/")[0] in self._senders
                (sending if sends else tails).add(called(row))
                if row.kind == "object":
                    if called(row) == "*" and row.target in self._clients:
                        tails.add(CLASSES)
                    maker = _maker(row)
                    if maker:
                        made[row.target].add(maker)
                    else:
                        given.add(row.target)
                    builds = builds or not sends
                    if row.target not in objects:
                        objects.add(row.target)
                        waiting.append(row.target)
                elif row.kind == "call" and row.on and row.steps and row.steps[-1] not in MARKS:
                    members.append(row)
            alive = [row for object_id in waiting for key in (language, "") for row in self._rows.on(object_id, key)]
            waiting = []
        named, sent = frozenset(tails - {""}), frozenset(sending - {""})
        calls = frozenset(
            Member(names, frozenset(made[row.on] if row.on not in given else ()))
            for row in members
            if (names := tuple(step for step in row.steps[-3:] if step.rstrip("*").isidentifier())[-2:])
        )
        return Living(named, sent, calls, builds, frozenset(entering - {""}), frozenset(taking - {""}))

    def _named(self, language: str, modules: frozenset[str] | None) -> Iterator[PathRow]:
        """Paths whose module is imported; below a package that only holds others their second step is the module."""
        for root in self._rows.roots(language):
            if modules is None or root == GLOBAL or root in modules:
                yield from self._rows.below(language, root)
        above = {root for module in modules or () for root in self._rows.above(language, module)} - (modules or frozenset())
        for root in sorted(above - {GLOBAL}):
            below = self._rows.below(language, root)
            yield from (row for row in below if row.kind == "entry")
            for module, rows in _by_module(1, [row for row in below if row.kind != "entry"]):
                if module in (modules or ()):
                    yield from rows


def _maker(row: PathRow) -> str:
    """The member by which an object is got from another one, "" where it is built by itself."""
    at = next((n for n in range(len(row.steps) - 1, -1, -1) if row.steps[n] not in MARKS), 0)
    return row.steps[at] if row.steps and (row.on or "()" in row.steps[:at]) else ""


def _by_module(depth: int, rows: list[PathRow]) -> Iterator[tuple[str, list[PathRow]]]:
    """Paths by the module that holds what they name, as ``Parts`` says it: ``a.`` when that is the root, else ``a.b`` or ``a.b.c``."""
    if depth == MAX_HOLDERS or any(row.steps[depth + 1 : depth + 2] in ((), ("()",)) for row in rows):
        yield ".".join(rows[0].steps[:depth]) + ("." if depth == 1 else ""), rows
        return
    below: dict[str, list[PathRow]] = {}
    for row in rows:
        below.setdefault(row.steps[depth], []).append(row)
    for inner in below.values():
        yield from _by_module(depth + 1, inner)
