"""Collects the facts of one file; shared by all language modules.

What a piece of syntax means is the language module's business; how facts are stored is decided here.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scanner.model import Argument, Bind, Call, Entry, Facts, Import, Parameter, Scope, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scanner.model import Expr

named = tuple.__new__
"""Builds a named tuple from all its fields in half of the time that its own constructor takes; for the facts that are many."""
RECENT = 400
"""Bindings among which the one of a text is looked for that statements add to."""
MAX_DEPTH = 250
"""Nesting of one expression or statement beyond which a front end gives up on it (``gap("nested-too-deep")``)."""


class _OpenScope:
    """A scope while its body is being read."""

    __slots__ = ("bases", "decorators", "end", "flags", "kind", "name", "parameters", "parent", "return_type", "returns", "start", "yields")

    def __init__(self, parent: int, kind: str, name: str, start: int, end: int) -> None:
        self.parent, self.kind, self.name, self.start, self.end = parent, kind, name, start, end
        self.parameters: list[Parameter] = []
        self.bases: Sequence[int] = ()
        self.decorators: Sequence[int] = ()
        self.returns: list[int] = []
        self.yields: list[int] = []
        self.return_type = -1
        self.flags = ""


class Builder:
    """Facts under construction. ``scope`` is the current scope, ``guard`` the depth of conditional code around the cursor."""

    def __init__(self, path: str, language: str, size: int) -> None:
        self.path = path
        self.language = language
        self.package = ""
        self.scope = 0
        self.guard = 0
        self.depth = 0
        self.gaps: Counter[str] = Counter()
        self._exprs: list[Expr] = []
        self._known: dict[Expr, int] = {}
        self.scopes: list[_OpenScope] = [_OpenScope(-1, "module", "", 0, size)]
        self._binds: list[Bind] = []
        self._stores: list[Store] = []
        self._calls: list[Call] = []
        self._imports: list[Import] = []
        self._entries: list[Entry] = []
        self._program: list[tuple[int, int]] = []

    # -- expressions: every method gives the index of the expression

    def expr(self, *expr: object) -> int:
        """The index of an expression; the same expression twice is stored once."""
        index = self._known.get(expr)
        if index is None:
            index = self._known[expr] = len(self._exprs)
            self._exprs.append(expr)
        return index

    def new(self, *expr: object) -> int:
        """The index of an expression that is like no other: one that has a place, or that is an object of its own."""
        exprs = self._exprs
        exprs.append(expr)
        return len(exprs) - 1

    def name(self, text: str, offset: int) -> int:
        return self.new("name", text, self.scope, offset)

    def attr(self, obj: int, member: str) -> int:
        return self.new("attr", obj, member)

    def string(self, text: str) -> int:
        return self.expr("string", text)

    def const(self, value: object) -> int:
        # NOTE: True == 1 in Python, so the type belongs into the key.
        return self.expr("const", value) if value is None or isinstance(value, bool) else self.expr("number", str(value))

    def concat(self, parts: Iterable[int]) -> int:
        """Text put together; nested concatenations are flattened."""
        flat: list[int] = []
        for part in parts:
            found = self._exprs[part]
            flat.extend(found[1] if found[0] == "concat" else (part,))  # type: ignore[arg-type]
        return flat[0] if len(flat) == 1 else self.expr("concat", tuple(flat))

    def union(self, parts: Iterable[int], *, default: bool = False) -> int:
        """One of several; ``default`` when later ones are fall-backs of earlier ones."""
        seen = tuple(dict.fromkeys(parts))
        return seen[0] if len(seen) == 1 else self.expr("union", seen, default)

    def map(self, pairs: Iterable[tuple[int, int]]) -> int:
        return self._literal("map", tuple(pairs))

    def sequence(self, items: Iterable[int]) -> int:
        return self._literal("sequence", tuple(items))

    def _literal(self, kind: str, parts: tuple[object, ...]) -> int:
        """Two empty maps are two things that are filled separately: literals are never shared."""
        self._exprs.append((kind, parts))
        return len(self._exprs) - 1

    def index(self, obj: int, key: int) -> int:
        return self.expr("index", obj, key)

    def element(self, obj: int) -> int:
        return self.expr("element", obj)

    def declared(self, type_: int) -> int:
        """An instance of the declared type."""
        return self.expr("type", type_)

    def unknown(self, reason: str) -> int:
        return self.expr("unknown", reason)

    def gap(self, reason: str) -> int:
        """Count a form that is left out; gives an unknown expression."""
        self.gaps[reason] += 1
        return self.unknown(reason)

    def kind(self, expr: int) -> str:
        return str(self._exprs[expr][0])

    def at(self, expr: int) -> Expr:
        return self._exprs[expr]

    def call(self, callee: int, arguments: Iterable[Argument], start: int, end: int, flags: str = "") -> int:
        """Record a call in the current scope and give its result."""
        self._calls.append(named(Call, (callee, tuple(arguments), self.scope, flags, start, end)))
        return self.new("call", len(self._calls) - 1)

    def applied(self, decorators: Iterable[int], start: int) -> tuple[int, ...]:
        """What is written on a type, as calls: without brackets it is the same as with empty ones."""
        found = []
        for decorator in decorators:
            expr = self.at(decorator)
            at = int(expr[3]) if expr[0] == "name" else start  # type: ignore[call-overload]
            length = len(str(expr[1 if expr[0] == "name" else 2])) if expr[0] in ("name", "attr") else 1
            plain = expr[0] in ("name", "attr", "import")
            found.append(self.call(decorator, (), at, at + length, "d") if plain else decorator)
        return tuple(found)

    def entries(self, scope: int, name: str) -> list[tuple[int, int]]:
        """Keys and values that calls of a function without a receiver are given in a scope that is just closed."""
        found = []
        for call in reversed(self._calls):
            if call.scope < scope:
                break
            if call.scope == scope and len(call.arguments) == 2 and self._is_bare(call.callee, name):
                found.append((call.arguments[0].value, call.arguments[1].value))
        return found[::-1]

    def given(self, scope: int, names: Sequence[str]) -> list[int]:
        """What calls of functions without a receiver are given, one thing each, in a scope that is just closed."""
        found = []
        for call in reversed(self._calls):
            if call.scope < scope:
                break
            if call.scope == scope and len(call.arguments) == 1 and any(self._is_bare(call.callee, name) for name in names):
                found.append(call.arguments[0].value)
        return found[::-1]

    def _is_bare(self, callee: int, name: str) -> bool:
        """Whether a callee is a name that nothing stands in front of, as far as is written."""
        expr = self._exprs[callee]
        return expr[:2] == ("name", name) or (expr[0] == "attr" and expr[2] == name and self._exprs[int(expr[1])][0] == "self")  # type: ignore[call-overload]

    def is_text(self, name: str, scope: int) -> bool:
        """Whether what a name of a scope was bound to last, not long ago, is a text."""
        last = next((bind for bind in reversed(self._binds[-RECENT:]) if bind.name == name and bind.scope == scope), None)
        return last is not None and last.value >= 0 and self.kind(last.value) in ("string", "concat")

    def flag_call(self, expr: int, flag: str) -> None:
        """Add a flag to the call that ``expr`` is the result of; nothing for other expressions."""
        found = self._exprs[expr]
        if found[0] == "call":
            number = found[1]
            assert isinstance(number, int)
            call = self._calls[number]
            if flag not in call.flags:
                self._calls[number] = call._replace(flags=call.flags + flag)

    # -- scopes

    def open(self, kind: str, name: str, start: int, end: int) -> int:
        """Enter a scope; ``close`` leaves it."""
        self.scopes.append(_OpenScope(self.scope, kind, name, start, end))
        self.scope = len(self.scopes) - 1
        return self.scope

    def close(self) -> None:
        self.scope = self.scopes[self.scope].parent

    def enclosing(self, *kinds: str, start: int | None = None) -> int:
        """The nearest scope of one of ``kinds`` from the current one outwards, -1 when there is none."""
        scope = self.scope if start is None else start
        while scope >= 0 and self.scopes[scope].kind not in kinds:
            scope = self.scopes[scope].parent
        return scope

    def parameter(self, name: str, default: int = -1, type_: int = -1, star: int = 0, decorators: tuple[int, ...] = ()) -> int:
        """Add a parameter to the current scope and bind its name; gives the value expression."""
        scope = self.scopes[self.scope]
        scope.parameters.append(Parameter(name, default, type_, star))
        value = self.expr("param", self.scope, len(scope.parameters) - 1)
        if name:
            self._binds.append(Bind(self.scope, name, value, type_, False, scope.start, decorators))
        return value

    # -- statements

    def bind(
        self, name: str, value: int, offset: int, *, type_: int = -1, scope: int | None = None, decorators: tuple[int, ...] = ()
    ) -> None:
        """``name`` gets ``value`` in ``scope`` (default: the current one)."""
        elsewhere = scope is not None and scope != self.scope  # ``global x``: whether the function has run is not known
        where = self.scope if scope is None else scope
        self._binds.append(named(Bind, (where, name, value, type_, self.guard > 0 or elsewhere, offset, decorators)))

    def store(self, obj: int, member: str, key: int, value: int, start: int, end: int) -> None:
        """``obj.member = value`` or, with ``member`` "", ``obj[key] = value``."""
        self._stores.append(Store(obj, member, key, value, self.scope, self.guard > 0, start, end))

    def imported(self, module: str, member: str, alias: str, start: int, end: int, flags: str = "") -> int:
        """Record an import and give its value; binds ``alias`` in the current scope when it is not empty."""
        self._imports.append(Import(module, member, alias, self.scope, flags, start, end))
        value = self.expr("import", len(self._imports) - 1)
        if alias and member != "*":
            self.bind(alias, value, start)
        return value

    def entry(self, key: str, text: str, start: int, end: int) -> None:
        self._entries.append(Entry(key, text, start, end))

    def program(self, start: int, end: int) -> None:
        """Code that runs only where the file itself is the program."""
        self._program.append((start, end))

    def facts(self, *, root: int = -1, lines: tuple[tuple[int, int], ...] = ()) -> Facts:
        """The finished facts."""
        scopes = tuple(
            Scope(
                s.parent, s.kind, s.name, tuple(s.parameters), tuple(s.bases), tuple(s.decorators),
                tuple(dict.fromkeys(s.returns)), tuple(dict.fromkeys(s.yields)), s.return_type, s.flags, s.start, s.end,
            )
            for s in self.scopes
        )  # fmt: skip
        return Facts(
            self.path, self.language, self.package, tuple(self._exprs), scopes, tuple(self._binds), tuple(self._stores), tuple(self._calls),
            tuple(self._imports), tuple(self._entries), root, lines, tuple(sorted(self.gaps.items())),
            tuple(self._program),
        )  # fmt: skip
