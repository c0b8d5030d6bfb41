"""Calls of a function under another name: what a file binds, stores or lists it as, and who calls what is kept there.

What calls it by its own name is left to ``tracer``.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.project import tail
from scanner.evaluate.values import CallRef, Class, Function, Instance, Path
from scanner.trace.declared import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.model import Bind

MAX_NAMES = 24
"""(file, name) pairs that one function is followed to."""
MAX_CALLS = 60
"""Calls by one name in one file; a name that is called more often says nothing."""
MAX_PLAIN = 3
"""Letters of a member's name that says nothing by itself."""
_DEPTH = 4
_PASSING = frozenset({"bind"})


class Kept(NamedTuple):
    """A call that runs a function by another name; ``sure`` when that is known to be the function."""

    ref: CallRef
    name: str
    sure: bool


class _Names:
    """What one file calls things by, looked through once."""

    def __init__(self, index: FileIndex, getters: frozenset[str]) -> None:
        self._facts = index.facts
        self._getters = getters | _PASSING
        self._call_method = index.language.traits.call_method
        self.others: dict[str | int, dict[tuple[str, int], None]] = defaultdict(dict)
        """(name, the object that has it as a member, or -1) by what is bound or stored there: a name or the scope of a function."""
        self.given: dict[str | int, list[int]] = defaultdict(list)
        """Calls by what stands in a map or sequence among their arguments."""
        self.calls: dict[str, list[int]] = defaultdict(list)
        """Calls of what a name holds, or of an element of it."""
        self.made: dict[str, dict[str, None]] = defaultdict(dict)
        """Names of what a call gives, or what is declared as a type, by the last name of what is called or of the type."""
        facts = index.facts
        for bind in facts.binds:
            self._add((bind.name, -1), bind.value)
            self._make(bind.name, bind.value)
            if bind.type >= 0:
                self.made[tail(facts, bind.type)][bind.name] = None
        for store in facts.stores:
            if store.member:
                self._add((store.member, store.object), store.value)
                self._make(store.member, store.value)
            elif name := tail(facts, store.object):
                self._add((name, -1), store.value)
        for number, call in enumerate(facts.calls):
            for held in self._said(call.callee, _DEPTH, called=True):
                self.calls[str(held)].append(number)
            for argument in call.arguments:
                if facts.exprs[argument.value][0] in ("map", "sequence"):
                    for inner in self._said(argument.value, _DEPTH):
                        self.given[inner].append(number)

    def _add(self, place: tuple[str, int], value: int) -> None:
        for name in self._said(value, _DEPTH) if value >= 0 else ():
            if name != place[0]:
                self.others[name][place] = None

    def _make(self, name: str, value: int) -> None:
        exprs = self._facts.exprs
        for given in (exprs[value][1] if exprs[value][0] == "union" else (value,)) if value >= 0 else ():  # type: ignore[attr-defined]
            if exprs[given][0] == "call":
                self.made[tail(self._facts, self._facts.calls[int(exprs[given][1])].callee)][name] = None

    def _said(self, expr: int, depth: int, *, called: bool = False) -> Iterator[str | int]:
        """Names, and scopes of functions, that an expression may give; of what is called only what holds it."""
        found = self._facts.exprs[expr]
        kind = found[0]
        if kind == "function" and not called:
            yield int(found[1])  # type: ignore[call-overload]
        elif kind in ("name", "attr", "import"):
            name = tail(self._facts, expr)
            if called and kind == "attr" and name == self._call_method and depth:
                yield from self._said(int(found[1]), depth - 1, called=True)  # type: ignore[call-overload]
            elif name:
                yield name
        elif depth:
            for inner in self._inside(found, called=called):
                yield from self._said(inner, depth - 1, called=called)

    def _inside(self, found: tuple[object, ...], *, called: bool) -> Iterable[int]:
        kind = found[0]
        if kind in ("index", "element"):
            return (int(found[1]),)  # type: ignore[call-overload]
        if kind in ("union", "concat"):
            return found[1]  # type: ignore[return-value]
        if kind == "call":
            call = self._facts.calls[int(found[1])]  # type: ignore[call-overload]
            callee = self._facts.exprs[call.callee]
            held = (int(callee[1]),) if callee[0] == "attr" and callee[2] in self._getters else ()  # type: ignore[call-overload]
            return held if called or held else [a.value for a in call.arguments]
        if called:
            return ()
        if kind == "map":
            return [item for _, item in found[1]]  # type: ignore[attr-defined]
        return found[1] if kind == "sequence" else ()  # type: ignore[return-value]


class Stored:
    """The other names of one scan, looked for when first asked for."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._files: dict[str, _Names] = {}

    def calls(self, index: FileIndex, node: Node, owner: int) -> list[Kept]:
        """Calls that run a function by another name; ``owner`` is the class that it constructs, -1 for other functions."""
        scopes = index.facts.scopes
        own = scopes[owner].name if owner >= 0 else scopes[node.scope].name
        found: dict[Kept, None] = {}
        for path, name, held in self._places(index, node, own):
            names = self._names(path)
            numbers = [n for n in names.calls.get(name, ()) if name != own or n not in self._index(path).calls_by_tail.get(own, ())]
            refs = [CallRef(path, number, 0) for number in numbers]
            for ref in refs if len(refs) <= MAX_CALLS else ():
                known = self._ev.callee(ref)
                if any(_is(value, node, owner) for value in known) or any(self._wraps(value, index, node) for value in known):
                    found[Kept(ref, name, sure=True)] = None
                elif held and len(name) > MAX_PLAIN and all(_is_open(value) for value in known):
                    found[Kept(ref, name, sure=False)] = None
        certain = [kept for kept in found if kept.sure]
        return certain or list(found)

    def _wraps(self, value: Value, index: FileIndex, node: Node) -> bool:
        """Whether a function is what another one gives back that was handed ``node``: ``retried`` of ``retried = withRetry(node)``."""
        other = self._ev.project.file(value.file) if isinstance(value, Function) else None
        if other is None or not isinstance(value, Function) or Node(value.file, value.scope) == node:
            return False
        outer = other.facts.scopes[value.scope].parent
        handed = index.passed.get(node.scope, ())
        makers = (maker for call, _ in handed for maker in self._ev.callee(CallRef(index.facts.path, call, 0)))
        return outer > 0 and any(isinstance(maker, Function) and (maker.file, maker.scope) == (value.file, outer) for maker in makers)

    def instances(self, index: FileIndex, node: Node, owner: int) -> Iterator[CallRef]:
        """Calls of the objects of a class whose method ``node`` runs when they are called: ``reply = Answer(model)``, ``reply(text)``."""
        method = index.facts.scopes[node.scope].name
        waiting = [(index.facts.path, index.facts.scopes[owner].name)]
        seen = set(waiting)
        for home, name in waiting:
            for path in self._ev.project.mentioning(name, home):
                other = self._index(path)
                for held in self._names(path).made.get(name, ()):
                    refs = (CallRef(path, number, 0) for number in self._names(path).calls.get(held, ()))
                    yield from (ref for ref in refs if any(self._runs(value, method, node) for value in self._ev.callee(ref)))
                below = {(path, other.facts.scopes[scope].name) for scope in other.children.get(name, ())} - seen
                waiting += sorted(below)[: MAX_NAMES - len(seen)]
                seen.update(waiting)

    def _runs(self, value: Value, method: str, node: Node) -> bool:
        """Whether calling an object runs a method of its class."""
        return isinstance(value, Instance) and any(_is(v, node, -1) for v in self._ev.member(value, method))

    def is_chosen(self, ref: CallRef) -> bool:
        """Whether what is called, or runs the code that calls it, is taken from a map by a key that stands elsewhere."""
        at: CallRef | None = ref
        for _ in range(_DEPTH):
            if at is None or self._is_keyed(at):
                return at is not None
            frame = self._ev.frame(at.frame)
            at = frame.call if frame is not None else None
        return False

    def _is_keyed(self, ref: CallRef) -> bool:
        index = self._index(ref.file)
        exprs = index.facts.exprs
        callee = exprs[index.facts.calls[ref.call].callee]
        if callee[0] == "attr":  # ``KINDS[name].create()``
            callee = exprs[int(callee[1])]  # type: ignore[call-overload]
        held = [callee]
        if callee[0] == "name":
            held = [exprs[b.value] for b in index.bound_at(str(callee[1]), int(callee[2])) if b.value >= 0]  # type: ignore[call-overload]
        return any(found[0] == "index" and exprs[int(found[2])][0] != "string" for found in held)  # type: ignore[call-overload]

    def is_declared(self, ref: CallRef, type_: Class) -> bool:
        """Whether what a call is made on, a name or an own field, is declared as a class."""
        index = self._index(ref.file)
        exprs = index.facts.exprs
        callee = exprs[index.facts.calls[ref.call].callee]
        held = exprs[int(callee[1])] if callee[0] == "attr" else ("",)  # type: ignore[call-overload]
        binds: list[Bind] = []
        if held[0] == "name":
            binds = index.bound_at(str(held[1]), int(held[2]))  # type: ignore[call-overload]
            binds = binds or [b for b in index.typed(str(held[1])) if index.facts.scopes[b.scope].kind == "class"]
        elif held[0] == "attr" and exprs[int(held[1])][0] == "self":  # type: ignore[call-overload]
            binds = index.binds.get((int(exprs[int(held[1])][1]), str(held[2])), [])  # type: ignore[call-overload]
        return any(b.type >= 0 and type_ in self._ev.values(ref.file, b.type) for b in binds)

    def given(self, index: FileIndex, node: Node) -> Iterator[CallRef]:
        """Calls that are handed a map or sequence with the function in it by its name."""
        name = index.facts.scopes[node.scope].name
        for path in self._ev.project.mentioning(name, node.file) if name else ():
            other = self._ev.project.file(path)
            for number in self._names(path).given.get(name, ()) if other is not None else ():
                if other is not None and any(self._holds(path, a.value, node, name, _DEPTH) for a in other.facts.calls[number].arguments):
                    yield CallRef(path, number, 0)

    def _holds(self, path: str, expr: int, node: Node, name: str, depth: int) -> bool:
        """Whether a literal has the function in it."""
        facts = self._index(path).facts
        found = facts.exprs[expr]
        if found[0] not in ("map", "sequence"):
            return tail(facts, expr) == name and any(_is(value, node, -1) for value in self._ev.values(path, expr))
        items = [item for _, item in found[1]] if found[0] == "map" else found[1]  # type: ignore[attr-defined]
        return depth > 0 and any(self._holds(path, item, node, name, depth - 1) for item in items)  # type: ignore[attr-defined]

    def _places(self, index: FileIndex, node: Node, own: str) -> Iterator[tuple[str, str, bool]]:
        """(file, name, whether it is a member) under which the function is kept, not its own name in its own file."""
        waiting: deque[tuple[str, str | int]] = deque([(node.file, node.scope)])
        if own:
            waiting += [(path, own) for path in self._ev.project.mentioning(own, node.file)]
        taken = set(self._taken(index, node.scope))
        waiting += sorted(taken)
        seen = set(waiting)
        while waiting:
            path, name = waiting.popleft()
            for other, on in self._names(path).others.get(name, ()):
                for at in self._seeing(path, other, on):
                    if (at, other) not in seen and len(seen) < MAX_NAMES:
                        seen.add((at, other))
                        waiting.append((at, other))
                        yield at, other, on >= 0 or (path, name) in taken
        if own:
            yield index.facts.path, own, False

    def _taken(self, index: FileIndex, scope: int) -> Iterator[tuple[str, str]]:
        """(file, name of the parameter) by which functions of the project that decorate another one are given it."""
        for decorator in index.facts.scopes[scope].decorators:
            for value in self._ev.values(index.facts.path, decorator):
                other = self._ev.project.file(value.file) if isinstance(value, Function) else None
                parameters = other.facts.scopes[value.scope].parameters if other is not None and isinstance(value, Function) else ()
                yield from ((other.facts.path, parameter.name) for parameter in parameters[:1] if other is not None)

    def _seeing(self, path: str, name: str, on: int) -> list[str]:
        """Files that may call what a name holds: those that see the file, and of a member those that see the class that has it."""
        homes = {path}
        for value in self._ev.values(path, on) if on >= 0 else ():
            if isinstance(value, Instance | Class):
                homes.add(value.file)
        return list(dict.fromkeys(other for home in sorted(homes) for other in self._ev.project.mentioning(name, home)))

    def _names(self, path: str) -> _Names:
        found = self._files.get(path)
        if found is None:
            index = self._index(path)
            getters = frozenset(self._ev.flows.named("get", index.language.traits.signature_key))
            found = self._files[path] = _Names(index, getters)
        return found

    def _index(self, path: str) -> FileIndex:
        index = self._ev.project.file(path)
        assert index is not None
        return index


def _is_open(value: Value) -> bool:
    """Whether a value may be any function: unknown, or the instance of a type of functions (``Action<string>``)."""
    declared = isinstance(value, Path) and bool(value.origins) and value.origins[-1] is None and "()" in value.steps[-2:]
    return declared or not isinstance(value, Function | Class | Path)


def _is(value: Value, node: Node, owner: int) -> bool:
    """Whether a value is a function, or the class that it constructs."""
    if owner >= 0:
        return isinstance(value, Class) and (value.file, value.scope) == (node.file, owner)
    return isinstance(value, Function) and Node(value.file, value.scope) == node
