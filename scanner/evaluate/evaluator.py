"""The evaluator: ``values(file, expression, frame)``, memoised, over the facts of the whole project.

A frame says which call runs the function that an expression stands in; frame 0 stands for every call.
Depth and work of one question are bounded; beyond the bound an answer is *unknown*, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from scanner.evaluate import chains, classes, containers, extensions, lookup, modules, namespaces, packages, text, urls
from scanner.evaluate import flows as flowing
from scanner.evaluate.project import tail
from scanner.evaluate.values import (
    MAX_VALUES,
    NONE,
    NOTHING,
    Built,
    CallRef,
    Class,
    Const,
    Frame,
    Function,
    Instance,
    Keywords,
    Map,
    Member,
    Module,
    Options,
    Partial,
    Path,
    Sequence,
    Super,
    Text,
    Unknown,
    hop,
    merge,
    overridable,
)  # fmt: skip

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable

    from scanner.catalog import Flow
    from scanner.evaluate.project import FileIndex, Project
    from scanner.evaluate.values import Use, Value
    from scanner.languages.interface import Traits
    from scanner.model import Argument

MAX_GIVEN = 64
"""Elements of a literal that is spread into a call."""
MAX_DEPTH = 90
"""Nested evaluations of one question."""
MAX_WORK = 4_000
"""Evaluations for one question."""
DEAR = MAX_WORK // 8
"""Evaluations that an answer may cost without being kept: a dearer one is kept even if it leaned on an open question or on a bound."""
MAX_FRAMES = 4
"""Calls that a frame remembers; deeper ones are read for all callers."""
MAX_CALLERS = 48
"""Calls that may be asked for a parameter's value."""
MAX_CALLING = 24
"""Files that may hold the name of a function whose callers are asked for a parameter's value."""
MAX_SITES = 400
"""Calls by the same name that may be asked whether they run a function."""

_ENDLESS = 1 << 30

Kept = TypeVar("Kept")


class Evaluator:
    """Answers what expressions may be. One per scan; not for several threads."""

    def __init__(
        self, project: Project, flows: Iterable[Flow], environment: Callable[[str], tuple[Value, ...]], *, upward: bool = True
    ) -> None:
        self.project = project
        self.upward = upward
        """Whether it asks who calls a function or builds a class, which may be anywhere; without, a parameter is its default."""
        self.flows = flowing.Flows(tuple(flows))
        self.environment = environment
        """Values that the project's configuration gives an environment variable."""
        self._frames: list[Frame | None] = [None]
        self._frame_ids: dict[Frame, int] = {}
        self._memo: dict[tuple[str, int, int], tuple[Value, ...]] = {}
        self._kept: dict[tuple[object, ...], tuple[Any, ...]] = {}
        self._open: dict[tuple[object, ...], float] = {}
        self._active: dict[tuple[str, int, int], int] = {}
        self._lowest: float = _ENDLESS
        self._entering: set[tuple[Map | Keywords, str]] = set()
        self._work = 0
        self.given_as: dict[tuple[str, int], tuple[Path, ...]] = {}
        """By call (file, call): the types of other packages that parameters say of what it gives, where it is passed for them."""
        self.uses: dict[tuple[str, int], set[Use]] = {}
        """Per built object (file, call): which calls on it were seen; kept by ``match``."""
        self.made: dict[tuple[str, int, str], Counter[str]] = {}
        """Per built object and category: how many calls of each technique were seen; kept by ``match``."""
        self.loose: set[tuple[str, str]] = set()
        """The last two names of calls that led nowhere although the catalogue knows the last one; kept by ``match``."""
        self.indirect: set[CallRef] = set()
        """Calls that run a constructor through a registry."""
        self.bound = ""
        """The bound that the last question ran into, "" for none."""

    def without_callers(self) -> Evaluator:
        """One of the same project that does not ask who calls a function or builds a class."""
        alone = Evaluator(self.project, (), self.environment, upward=False)
        alone.flows = self.flows
        return alone

    # -- questions

    def values(self, file: str, expr: int, frame: int = 0) -> tuple[Value, ...]:
        """What the expression may be; empty inside another question when it is nothing but that question (recursion)."""
        if expr < 0:
            return NOTHING
        key = (file, expr, frame)
        known = self._memo.get(key)
        if known is not None:
            return known
        at = self._active.get(key)
        if at is not None:
            self._lowest = min(self._lowest, at)
            return NOTHING
        depth = len(self._active)
        if depth == 0:
            self._work = 0
            self.bound = ""
        self._work += 1
        if depth >= MAX_DEPTH or self._work > MAX_WORK:
            self.bound = "depth" if depth >= MAX_DEPTH else "work"
            # NOTE: not memoised, and nothing above is: the same question asked from elsewhere may be answered.
            self._lowest = -1
            return (Unknown("too deep"),)
        index = self.project.file(file)
        if index is None:
            return (Unknown("not readable"),)
        self._active[key] = depth
        before, self._lowest = self._lowest, _ENDLESS
        begun = self._work
        found = index.facts.exprs[expr]
        result = _KINDS[str(found[0])](self, index, found, expr, frame)
        if depth == 0 and not result:
            result = (Unknown("recursion"),)
        del self._active[key]
        lowest, self._lowest = self._lowest, min(before, self._lowest)
        if lowest >= depth:  # did not lean on a question that is still open
            self._memo[key] = result
            self._lowest = before
        elif self._work - begun > DEAR:
            self._memo[key] = result
        elif depth == 0:
            self._lowest = _ENDLESS
        return result

    def remembered(self, key: tuple[object, ...], ask: Callable[[], tuple[Kept, ...]]) -> tuple[Kept, ...]:
        """The answer to a question that is no expression; asked inside itself it adds nothing, leaning on an open one it is not kept."""
        known = self._kept.get(key)
        if known is not None:
            return known
        inside = self._open.get(key)
        if inside is not None:
            self._lowest = min(self._lowest, inside)
            return ()
        self._work += 1
        if self.exhausted:
            self.bound = "work"
            self._lowest = -1
            return ()
        # NOTE: between the expression that asks (depth - 1) and those that are asked on the way (depth)
        at = self._open[key] = len(self._active) - 0.5
        before, self._lowest = self._lowest, _ENDLESS
        begun = self._work
        found = ask()
        del self._open[key]
        lowest, self._lowest = self._lowest, min(before, self._lowest)
        if lowest >= at:
            self._kept[key] = found
            self._lowest = before
        elif self._work - begun > DEAR:
            self._kept[key] = found
        return found

    @property
    def exhausted(self) -> bool:
        """Whether the open question has run into its bound on work: what is asked further will not be answered."""
        return self._work > MAX_WORK

    def recover(self) -> None:
        """Forget the questions that a crash left open."""
        self._active.clear()
        self._open.clear()
        self._entering.clear()
        self._lowest = _ENDLESS

    @property
    def asking(self) -> bool:
        """Whether a question is open."""
        return bool(self._active)

    def callee(self, ref: CallRef) -> tuple[Value, ...]:
        """What is called."""
        index = self.project.file(ref.file)
        if index is None:
            return NOTHING
        callee = index.facts.calls[ref.call].callee
        if index.language.traits.overloads and index.facts.exprs[callee][0] == "attr":
            found = packages.called(self, index, callee, ref.frame)
        else:
            found = self.values(ref.file, callee, ref.frame)
        if index.language.traits.namespaces:
            found = namespaces.extended(self, index, callee, found, ref.frame)
        if index.language.traits.text_types:
            found = extensions.called(self, index, found)
        return packages.fitting(self, found, ref)

    def frame(self, number: int) -> Frame | None:
        return self._frames[number]

    def enter(self, function: Function | Class, scope: int, call: CallRef | None, receiver: Value | None, given: tuple[CallRef, ...] = (),
              passed: Value | None = None) -> int:  # fmt: skip
        """The frame of a function's scope run by ``call``; 0 when calls are nested too deeply to be told apart."""
        outer = function.frame if isinstance(function, Function) else 0
        below = self._frames[call.frame] if call is not None and call.frame else None
        depth = max(below.depth if below else 0, (self._frames[outer].depth if self._frames[outer] else 0) if outer else 0) + 1  # type: ignore[union-attr]
        if depth > MAX_FRAMES:
            return 0
        shift = function.shift if isinstance(function, Function) else 0
        frame = Frame(function.file, scope, call, receiver, outer, given, depth, shift, passed)
        return self._numbered(frame)

    def blind(self, file: str, scope: int) -> int:
        """A frame of a function's scope in which nothing is known of what it is given."""
        return self._numbered(Frame(file, scope, None, None, 0, (), 1, blind=True))

    def _numbered(self, frame: Frame) -> int:
        number = self._frame_ids.get(frame)
        if number is None:
            number = self._frame_ids[frame] = len(self._frames)
            self._frames.append(frame)
        return number

    def within(self, ref: CallRef, site: CallRef, frame: int) -> CallRef:
        """``ref`` read under ``frame``, which runs the function that ``site`` stands in; ``ref`` is ``site`` or lies in a function that it runs."""  # noqa: E501
        if ref[:2] == site[:2]:
            return ref._replace(frame=frame)
        at = self._frames[ref.frame]
        assert at is not None and at.call is not None  # noqa: PT018
        function = Function(at.file, at.scope, at.receiver, 0)
        return ref._replace(frame=self.enter(function, at.scope, self.within(at.call, site, frame), at.receiver, at.given))

    def frame_of(self, number: int, file: str, scope: int) -> int:
        """The frame among ``number`` and its outer ones that runs ``scope``, 0 when there is none."""
        while number:
            frame = self._frames[number]
            assert frame is not None
            if frame.scope == scope and frame.file == file:
                return number
            number = frame.outer
        return 0

    # -- arguments

    def argument(
        self, ref: CallRef, position: int, keyword: str, given: tuple[CallRef, ...] = (), shift: int = 0
    ) -> tuple[Value, ...] | None:
        """What is passed at a position or under a keyword (-1, "" for neither); None when nothing is. ``shift`` as in ``Frame``."""
        calls = (*given, ref)
        for n, call in enumerate(calls):
            skip = 1 if n < len(given) else shift  # the first argument of partial() is the function
            index = self.project.file(call.file)
            if index is None:
                return None
            arguments = index.facts.calls[call.call].arguments
            found = self._among(arguments, call, position + skip if position >= 0 else -1, keyword)
            if found is not None:
                return found
            position -= sum(1 for a in arguments if a.position >= 0 and not a.star) - skip if position >= 0 else 0
        return None

    def _among(self, arguments: tuple[Argument, ...], call: CallRef, position: int, keyword: str) -> tuple[Value, ...] | None:
        for argument in arguments:
            if argument.star:
                continue
            if (keyword and argument.keyword == keyword) or (position >= 0 and argument.position == position and not argument.keyword):
                if any(a.star == 1 and a.position <= position for a in arguments) and not argument.keyword:
                    return (Unknown("after a spread"),)
                return self.values(call.file, argument.value, call.frame)
        for argument in arguments:
            if argument.star == 2 and keyword:
                for value in self.values(call.file, argument.value, call.frame):
                    found = self.entry(value, keyword)
                    if found is not None:
                        return found
                    if isinstance(value, Unknown):
                        return (Unknown("spread of something unknown"),)
            elif argument.star == 1 and position >= argument.position >= 0:
                at = position - argument.position
                spread = self.values(call.file, argument.value, call.frame)
                held = [v for v in spread if not (isinstance(v, Built) and at >= len(v.items))]
                if held or not spread:
                    return merge(self.item(v, at) for v in held) or (Unknown("spread of something unknown"),)
        return None

    def select(self, ref: CallRef, selectors: Iterable[tuple[str, ...]], given: tuple[CallRef, ...] = ()) -> tuple[Value, ...] | None:
        """What stands at the first selector that is written in the call; None when none is."""
        for first, *rest in selectors:
            builder, position = chains.named(first)
            if builder:
                found = chains.given(self, ref, builder, position)
            elif first == "*":
                found = self.positional(ref, given)
            else:
                found = self.argument(ref, int(first), "", given) if first.isdigit() else self.argument(ref, -1, first, given)
                if found and first.startswith("<") and all(isinstance(v, Unknown) for v in found):
                    found = self._handed_on(ref, first)
                elif found is None and not first.isdigit():
                    found = namespaces.set_later(self, ref, first)
            for step in rest:
                if found is None:
                    break
                parts = [part for value in found if (part := self.step(value, step, ref)) is not None]
                found = merge(parts) if parts else None
            if found is not None:
                return found
        return None

    def _handed_on(self, ref: CallRef, keyword: str) -> tuple[Value, ...]:
        """The type argument that a function gives to another in its own one's place, as the call that runs it says."""
        running = self.frame(ref.frame) if ref.frame else None
        found = self.select(running.call, ((keyword,),)) if running is not None and running.call is not None else None
        return found or (Unknown("type variable"),)

    def rest(self, ref: CallRef, number: int, given: tuple[CallRef, ...] = (), shift: int = 0) -> Built:
        """The positional arguments from a number on."""
        items: list[tuple[Value, ...]] = []
        for n, call in enumerate((*given, ref)):
            index = self.project.file(call.file)
            arguments = [a for a in index.facts.calls[call.call].arguments if not a.keyword and a.star < 2] if index is not None else []
            for argument in arguments[1 if n < len(given) else shift :]:
                values = self.values(call.file, argument.value, call.frame)
                if not argument.star:
                    items.append(values)
                    continue
                only = values[0] if len(values) == 1 else None
                if isinstance(only, Built):
                    items += only.items
                elif isinstance(only, Sequence):
                    items += [self.values(only.file, item, only.frame) for item in self.items(only)[:MAX_GIVEN]]
                else:
                    items.append(merge(self.elements(v) for v in values))
        return Built(tuple(items[number:]))

    def positional(self, ref: CallRef, given: tuple[CallRef, ...] = ()) -> tuple[Value, ...] | None:
        """What stands at any position; None when nothing does."""
        sets: list[tuple[Value, ...]] = []
        for n, call in enumerate((*given, ref)):
            index = self.project.file(call.file)
            arguments = index.facts.calls[call.call].arguments if index is not None else ()
            for argument in arguments[1 if n < len(given) else 0 :]:
                values = self.values(call.file, argument.value, call.frame) if not argument.keyword else NOTHING
                sets += [self.elements(v) for v in values] if argument.star == 1 else [values]
        # NOTE: kept apart from ``merge``: arguments are many, and of most of them nothing is asked.
        return tuple(dict.fromkeys(v for values in sets for v in values)) or None

    def step(self, value: Value, step: str, ref: CallRef | None = None) -> tuple[Value, ...] | None:
        """One step of a selector into a value, which ``ref`` passes on: a key, ``[]`` an element, ``*`` any value of a map."""
        if step == "[]":
            return self.elements(value)
        builder, position = chains.named(step)
        if builder:
            return (
                chains.of(self, value, builder, position) if isinstance(value, Path) else (value,) if isinstance(value, Unknown) else None
            )
        if isinstance(value, Map) and step == "*":
            return merge(self.values(value.file, v, value.frame) for _, v in self.pairs(value))
        if isinstance(value, Unknown):
            return (value,)
        if isinstance(value, Path) and (by := ref or next(iter(value.origins[-1:]), None)) is not None and self._fields_written(value, by):
            return modules.written(self, value, step, by)
        if isinstance(value, Path) and (made := self._named_at(value, step)) is not None:
            return made
        if isinstance(value, Instance):
            return self.member(value, namespaces.encoded(self, value, step))
        if isinstance(value, Path):
            return self.member(value, step)
        if isinstance(value, Sequence) and step.isdigit():
            return self.item(value, int(step)) if int(step) < len(self.items(value)) else None
        if isinstance(value, Built) and step.isdigit():
            return self.item(value, int(step)) if int(step) < len(value.items) else None
        return self.entry(value, step)

    def _named_at(self, value: Path, name: str) -> tuple[Value, ...] | None:
        """What a thing of another package was given under a name when it was made; None when it was not."""
        origin = value.origins[-1] if value.steps[-1:] == ("()",) and value.origins else None
        return self.argument(origin, -1, name) if origin is not None and not name.isdigit() else None

    def _fields_written(self, value: Path, by: CallRef) -> bool:
        """Whether a thing of another package has in its fields what the code writes there."""
        index = self.project.file(by.file)
        return value.steps[-1] == "()" and index is not None and _fields_set(index.language.traits)

    # -- parts of values

    def pairs(self, value: Map) -> tuple[tuple[int, int], ...]:
        """Key and value expressions of a map literal."""
        index = self.project.file(value.file)
        return index.facts.exprs[value.expr][1] if index is not None else ()  # type: ignore[return-value]

    def items(self, value: Sequence) -> tuple[int, ...]:
        """Item expressions of a sequence literal."""
        index = self.project.file(value.file)
        return index.facts.exprs[value.expr][1] if index is not None else ()  # type: ignore[return-value]

    def entry(self, value: Value, key: str) -> tuple[Value, ...] | None:
        """What a map holds under a key; None when it does not, or is no map."""
        if isinstance(value, Options):
            return flowing.option(self, value, key)
        if not isinstance(value, Map | Keywords):
            return None
        asked = (value, key)
        if asked in self._entering:  # what is spread into itself holds nothing more by that
            return None
        self._entering.add(asked)
        found = self._entry_of_map(value, key) if isinstance(value, Map) else self._keyword(value, key)
        if found is None and isinstance(value, Map) and (word := namespaces.encoding(self, value.file, key)) != key:
            found = self._entry_of_map(value, word)
        self._entering.discard(asked)
        return found

    def _keyword(self, value: Keywords, key: str) -> tuple[Value, ...] | None:
        given = None if key in value.without else self.argument(value.call, -1, key)
        for _ in range(value.hops):
            given = hop(given) if given is not None else None
        return given

    def _entry_of_map(self, value: Map, key: str) -> tuple[Value, ...] | None:
        found: tuple[Value, ...] | None = None
        dark = False
        for key_expr, item in self.pairs(value):
            if key_expr < 0:
                for spread in self.values(value.file, item, value.frame):
                    inner = self.entry(spread, key)
                    dark = dark or isinstance(spread, Unknown)
                    found = inner if inner is not None else found
            elif any(text.key_of(k) == key for k in self.values(value.file, key_expr, value.frame)):
                found = self.values(value.file, item, value.frame)
        stored = containers.stored_under(self, value, key)
        if stored:
            found = merge([found or NOTHING, stored])
        return found if found is not None else ((Unknown("spread of something unknown"),) if dark else None)

    def item(self, value: Value, position: int) -> tuple[Value, ...]:
        """The n-th item of a sequence."""
        if isinstance(value, Sequence):
            items = self.items(value)
            if position < len(items) and len(items) <= MAX_VALUES * 8:
                return self.values(value.file, items[position], value.frame)
            if len(items) == 1:  # a comprehension, or a container's declared item type
                return self.values(value.file, items[0], value.frame)
            return containers.appended(self, value) or (Unknown("item"),)
        if isinstance(value, Built):  # noqa: SIM102
            if position < len(value.items) or len(value.items) == 1:
                return value.items[min(position, len(value.items) - 1)]
        if isinstance(value, Path):
            return (value._replace(steps=(*value.steps, "[]")),)
        return (Unknown("item"),)

    def bases(self, cls: Class) -> tuple[Value, ...]:
        """What a class says it stands below; of a module that is one class (``module.exports``, a file of Lua) that class."""
        index = self.project.file(cls.file)
        found = merge(self.values(cls.file, base) for base in index.facts.scopes[cls.scope].bases) if index is not None else ()
        modules = [v for v in found if isinstance(v, Module)]
        classes = (v for module in modules for v in self.member(module, "default") if isinstance(v, Class))
        return merge([found, tuple(classes)]) if modules else found

    def elements(self, value: Value) -> tuple[Value, ...]:
        """Any element: of a sequence, a generator's yields, a path's ``[]``."""
        if isinstance(value, Sequence):
            held = [*(self.values(value.file, item, value.frame) for item in self.items(value)), containers.appended(self, value)]
            return containers.known_or_declared(self, value, merge(held))
        if isinstance(value, Built):
            return merge(value.items)
        if isinstance(value, Map):  # as the sequence of its values
            return containers.values_of(self, value)
        if isinstance(value, Path):
            return (value._replace(steps=(*value.steps, "[]")),)
        return (Unknown("element"),)

    def member(self, value: Value, name: str) -> tuple[Value, ...]:
        """``value.name``."""
        return lookup.member(self, value, name)

    def result(self, value: Value, ref: CallRef, given: tuple[CallRef, ...] = ()) -> tuple[Value, ...]:
        """What calling ``value`` by ``ref`` gives."""
        if isinstance(value, Path):
            flowed = self.flows.function(self, value, ref)
            return flowed if flowed is not None else (Path((*value.steps, "()"), (*value.origins, ref), value.hops),)
        if isinstance(value, Class):
            return (Instance(value.file, value.scope, ref),)
        if isinstance(value, Function):
            if value.shift and value.receiver is None:  # ``Class.method(instance, …)``
                held = [v for v in self.argument(ref, 0, "") or () if isinstance(v, Instance | Class)]
                value = value._replace(receiver=held[0] if held else None)
            return self.run(value, ref, given)
        if isinstance(value, Partial):
            return self.result(value.function, ref, (value.call, *given))
        if isinstance(value, Member):
            return self.flows.method(self, value, ref)
        if isinstance(value, Module):  # a file whose export is the callable
            return merge(self.result(v, ref, given) for v in self.member(value, "default") if not isinstance(v, Module | Unknown)) or (
                Unknown("module called"),
            )
        if isinstance(value, Instance):
            index = self.project.file(value.file)
            name = index.language.traits.call_method if index is not None else ""
            called = self.member(value, name) if name else NOTHING
            found = merge(self.result(c, ref) for c in called if not isinstance(c, Unknown))
            # NOTE: what is declared ``type[T]`` is a ``T`` here, of which nobody knows how it was made.
            made = (value._replace(origin=ref),) if name and value.origin is None else (Unknown("instance called"),)
            return found or made
        return (value if isinstance(value, Unknown) else Unknown("not callable"),)

    def run(
        self, function: Function, ref: CallRef | None, given: tuple[CallRef, ...] = (), *, passed: Value | None = None
    ) -> tuple[Value, ...]:
        """What a function of the project returns (or yields) when run by ``ref``."""
        index = self.project.file(function.file)
        if index is None:
            return (Unknown("not readable"),)
        if ref is not None and self._recursive(function, ref.frame):
            return NOTHING  # what a recursion gives are the values that do not come from it
        scope = index.facts.scopes[function.scope]
        frame = self.enter(function, function.scope, ref, function.receiver, given, passed)
        entered = ref is not None and "c" in self._flags(ref)
        exprs = scope.yields or scope.returns
        found = merge(self.values(function.file, e, frame) for e in exprs)
        if exprs is scope.yields and not entered and exprs:
            return (Built((found,)),)
        if not exprs and "b" in scope.flags:
            found = merge(self.run(method, ref, given) for method in modules.implementations(self, function))
        if scope.return_type >= 0 and all(isinstance(v, Unknown) for v in found):
            found = merge([lookup.instances(self, self.values(function.file, scope.return_type, 0)), found])
        elif scope.return_type >= 0 and all(v == NONE or isinstance(v, Unknown) or lookup.made_elsewhere(v) for v in found):
            found = lookup.with_declared(self, found, self.values(function.file, scope.return_type, 0))
        return found or (
            NOTHING if exprs else (Unknown("nothing returned"),)
        )  # nothing is known of a recursion's result while it is asked for

    def called_by(self, ref: CallRef) -> str:
        """The last name of what a call calls."""
        index = self.project.file(ref.file)
        return tail(index.facts, index.facts.calls[ref.call].callee) if index is not None else ""

    def _recursive(self, function: Function, frame: int) -> bool:
        """Whether a frame runs inside a run of the same function."""
        while frame:
            at = self._frames[frame]
            assert at is not None
            if at.scope == function.scope and at.file == function.file:
                return True
            frame = at.call.frame if at.call is not None else 0
        return False

    def _flags(self, ref: CallRef) -> str:
        index = self.project.file(ref.file)
        return index.facts.calls[ref.call].flags if index is not None else ""

    # -- expression kinds

    def _name(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        _kind, name, scope, offset = expr
        found = lookup.name(self, index, str(name), scope, offset, frame)  # type: ignore[arg-type]
        return urls.set_later(self, index, expr, found, frame)

    def _attr(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        obj, name = expr[1], str(expr[2])
        found = merge(self.member(value, name) for value in self.values(index.facts.path, obj, frame))  # type: ignore[arg-type]
        if len(found) == 1 and isinstance(found[0], Member) and index.language.traits.text_types:
            return extensions.read(self, index, found[0])
        return found

    def _call(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        ref = CallRef(index.facts.path, expr[1], frame)  # type: ignore[arg-type]
        if (changed := urls.changed(self, index, ref)) is not None:
            return changed
        entered = "c" in index.facts.calls[ref.call].flags
        sets = []
        for value in self.callee(ref):
            found = self.result(value, ref)
            generator = isinstance(value, Function) and self.generator(value)
            sets.append(merge(classes.entered(self, v) for v in found) if entered and not generator else found)
        return merge(sets)

    def _string(self, _index: FileIndex, expr: tuple[object, ...], _: int, _frame: int) -> tuple[Value, ...]:
        return (Text(str(expr[1])),)

    def _const(self, _index: FileIndex, expr: tuple[object, ...], _: int, _frame: int) -> tuple[Value, ...]:
        return (Const(expr[1]),)  # type: ignore[arg-type]

    def _concat(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        parts: tuple[int, ...] = expr[1]  # type: ignore[assignment]
        sets = [self.values(index.facts.path, part, frame) for part in parts]
        if any(isinstance(v, Sequence | Built) for values in sets for v in values):
            return merge(tuple(v for v in values if isinstance(v, Sequence | Built | Unknown)) for values in sets)
        return text.concatenate(sets)

    def _union(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        parts: tuple[int, ...] = expr[1]  # type: ignore[assignment]
        declared = [part for part in parts if index.facts.exprs[part][0] == "type"]
        if declared and len(declared) < len(parts):  # a declared type only speaks where the value is silent
            said = merge(self.values(index.facts.path, part, frame) for part in parts if part not in declared)
            return said if classes.says(said) else merge([*(self.values(index.facts.path, part, frame) for part in declared), said])
        sets = [self.values(index.facts.path, part, frame) for part in parts]
        if expr[2]:
            # NOTE: of a parameter not every caller may be known.
            first_fixed = all(isinstance(v, Text) and v.text and not v.overridable and not v.hops for v in sets[0]) and bool(sets[0])
            sets[0] = tuple(
                v for v in sets[0] if not (isinstance(v, Unknown) and v.reason.startswith("environment"))
            )  # unset: the next one
            if first_fixed:  # a constant that is true never falls back
                return sets[0]
            sets = [tuple(v for v in sets[0] if not (isinstance(v, Text) and not v.text)), *(overridable(s) for s in sets[1:])]
        return merge(sets)

    def _map(self, index: FileIndex, _expr: tuple[object, ...], number: int, frame: int) -> tuple[Value, ...]:
        return (Map(index.facts.path, number, frame),)

    def _sequence(self, index: FileIndex, _expr: tuple[object, ...], number: int, frame: int) -> tuple[Value, ...]:
        return (Sequence(index.facts.path, number, frame),)

    def _index(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        path = index.facts.path
        inner: int = expr[1]  # type: ignore[assignment]
        if index.language.traits.several_results and index.facts.exprs[inner][0] == "call":
            return self._result(index, expr, frame)
        keys = self.values(path, expr[2], frame)  # type: ignore[arg-type]
        return merge(containers.subscript(self, value, keys) for value in self.values(path, expr[1], frame))  # type: ignore[arg-type]

    def _result(self, index: FileIndex, expr: tuple[object, ...], frame: int) -> tuple[Value, ...]:
        """One of several results of a call; what has only one is that one itself."""
        path = index.facts.path
        number = next((str(v.value) for v in self.values(path, expr[2], frame) if isinstance(v, Const)), "")  # type: ignore[arg-type]
        sets = []
        for value in self.values(path, expr[1], frame):  # type: ignore[arg-type]
            if isinstance(value, Sequence) and number.isdigit():
                sets.append(self.item(value, int(number)))
            else:
                sets.append((value if number == "0" else Unknown("further result"),))
        return merge(sets) or (Unknown("result"),)

    def _element(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        inner: int = expr[1]  # type: ignore[assignment]
        keys = index.language.traits.iterates_keys
        return merge(
            containers.keys_of(self, value) if keys and isinstance(value, Map) else self.elements(value)
            for value in self.values(index.facts.path, inner, frame)
        )

    def generator(self, function: Function) -> bool:
        index = self.project.file(function.file)
        return index is not None and bool(index.facts.scopes[function.scope].yields)

    def _function(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        return (Function(index.facts.path, expr[1], None, frame),)  # type: ignore[arg-type]

    def _class(self, index: FileIndex, expr: tuple[object, ...], _: int, _frame: int) -> tuple[Value, ...]:
        return (Class(index.facts.path, expr[1]),)  # type: ignore[arg-type]

    def _param(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        return lookup.parameter(self, index, expr[1], expr[2], frame)  # type: ignore[arg-type]

    def _self(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        return (lookup.receiver(self, index, expr[1], frame),)  # type: ignore[arg-type]

    def _super(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        return (Super(index.facts.path, expr[1], lookup.receiver(self, index, expr[1], frame)),)  # type: ignore[arg-type]

    def _import(self, index: FileIndex, expr: tuple[object, ...], _: int, _frame: int) -> tuple[Value, ...]:
        return lookup.imported(self, index, expr[1])  # type: ignore[arg-type]

    def _type(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        return lookup.instances(self, self.values(index.facts.path, expr[1], frame))  # type: ignore[arg-type]

    def _assigned(self, index: FileIndex, expr: tuple[object, ...], _: int, frame: int) -> tuple[Value, ...]:
        return self.values(index.facts.path, expr[2], frame)  # type: ignore[arg-type]

    def _unknown(self, _index: FileIndex, expr: tuple[object, ...], _: int, _frame: int) -> tuple[Value, ...]:
        return (Unknown(str(expr[1])),)


def _fields_set(traits: Traits) -> bool:
    """Whether members of a thing of another package may be set in its construction or after it."""
    return traits.fields_construct or traits.initialisers or traits.setters


_KINDS = {
    "name": Evaluator._name, "attr": Evaluator._attr, "call": Evaluator._call, "string": Evaluator._string, "number": Evaluator._const,
    "const": Evaluator._const, "concat": Evaluator._concat, "union": Evaluator._union, "map": Evaluator._map, "sequence": Evaluator._sequence,  # noqa: E501
    "index": Evaluator._index, "element": Evaluator._element, "function": Evaluator._function, "class": Evaluator._class,
    "param": Evaluator._param, "self": Evaluator._self, "super": Evaluator._super, "import": Evaluator._import, "type": Evaluator._type,
    "assigned": Evaluator._assigned, "unknown": Evaluator._unknown,
}  # fmt: skip

__all__ = ["Evaluator", "Module", "hop"]
