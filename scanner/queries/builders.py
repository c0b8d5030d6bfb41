"""Makes summaries of query builders: chains of calls, options as maps, pipelines of a document database; names are read by ``derived``.

The words by which builders sort, limit and compare are groups of the vocabulary (``words/builders.toml``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.project import tail
from scanner.evaluate.values import Text
from scanner.queries import derived as names
from scanner.queries.interface import Key, Summary
from scanner.queries.pieces import Pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.vocabulary import Vocabulary

MAX_DEPTH = 12
"""Maps in maps."""
MAX_CHAIN = 40
MAX_CONDITIONS = 200
"""Conditions of one file that are calls."""
MAX_HANDED = 3
"""Variables from one to the next: an order is handed to a question, that to a database."""
_SORTING, _SORTED, _DESCENDING = ("sorting", "sorting-descending"), ("sorting-descending",), ("descending",)
_ASKING = ("sorting", "sorting-descending", "containing", "nearing")
_LIMITING, _PAGING, _CONTAINING, _NARROWING = ("limiting",), ("paging",), ("containing",), ("narrowing",)
_SLICE = re.compile(rb"\s*\[\s*\d*\s*:\s*[\w.]+\s*\]")
_LIMIT_TEXT = re.compile(r"\s*limit\b", re.IGNORECASE)
_SORT_TEXT = re.compile(r"[\w.`\"]+(?:\s+(?:asc|desc))?(?:\s*,\s*[\w.`\"]+(?:\s+(?:asc|desc))?)*", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_PATTERN = re.compile(r"__(\w+)$")


class Built(NamedTuple):
    """A summary with the place of the calls that make it."""

    summary: Summary
    start: int
    end: int
    scope: int
    call: int
    question: int = -1
    """The first call of the question; other calls of it are told apart by their places only."""
    sorts: bool = False


class _Parts:
    """What the calls of one question say so far."""

    def __init__(self) -> None:
        self.order: list[Key] = []
        self.tables: dict[str, None] = {}
        self.matched: dict[str, None] = {}
        self.keys: dict[str, None] = {}
        self.functions: dict[str, None] = {}
        self.operators: dict[str, None] = {}
        self.counted = False
        self.limited = False
        self.paged = False

    def add(self, piece: Summary) -> None:
        """What a piece of a statement says."""
        self.order += [key for key in piece.order if key not in self.order]
        for known, more in (
            (self.tables, piece.tables),
            (self.matched, piece.matched),
            (self.functions, piece.functions),
            (self.operators, piece.operators),
        ):
            known.update(dict.fromkeys(more))
        self.counted = self.counted or piece.counted

    def summary(self) -> Summary:
        return Summary(
            "builder",
            tables=tuple(self.tables),
            matched=tuple(self.matched),
            functions=(*self.keys, *self.functions),
            operators=tuple(self.operators),
            keys=tuple(self.keys),
            order=tuple(self.order),
            counted=self.counted,
            limited=self.limited,
            paged=self.paged,
        )


class Builders:
    """The questions that the calls of one file put together."""

    def __init__(self, ev: Evaluator, index: FileIndex, data: bytes, words: Vocabulary) -> None:
        self._ev = ev
        self._index = index
        self._facts = index.facts
        self._data = data
        self._words = words
        self._pieces = Pieces(index.facts, words)
        self._above: dict[int, int] = {}
        """A call to the one that is made on what it gives."""
        self._compared = self._in_functions()
        self._conditions = self._handed_conditions()
        """A call that narrows to the conditions that are calls themselves: ``filter(Q(title__icontains=q) | Q(…))``."""
        self._columns = self._compared_columns()
        self._bound_to: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for bind in self._facts.binds:
            if bind.scope and bind.value >= 0 and self._facts.exprs[bind.value][0] == "call":
                self._bound_to[int(self._facts.exprs[bind.value][1])].append((bind.scope, bind.name))  # type: ignore[call-overload]
        for number in range(len(self._facts.calls)):
            inner = self._receiver(number)
            if inner >= 0 and self._facts.exprs[inner][0] == "call":
                self._above[int(self._facts.exprs[inner][1])] = number  # type: ignore[call-overload]

    def found(self) -> Iterator[Built]:
        """One question for each chain that sorts or compares, with the other chains of the same variable."""
        seen = {inner for conditions in self._conditions.values() for inner in conditions}
        by_root = self._by_root()
        for number in range(len(self._facts.calls)):
            if number in seen or not self._asks(number):
                continue
            chain = self._chain(number)
            calls = list(dict.fromkeys([*chain, *self._together(number, chain, by_root)]))[:MAX_CHAIN]
            seen.update(chain)
            parts = _Parts()
            for call in calls:
                self._call(call, parts)
            first, last = self._facts.calls[number], self._facts.calls[chain[-1]]
            if _SLICE.match(self._data, last.end):
                parts.limited = True
            sorts = any(self._sorts(call) for call in chain)
            yield Built(parts.summary(), min(first.start, last.start), last.end, first.scope, chain[-1], min(calls), sorts)
        for derived in names.derived(self._facts):
            start = self._facts.scopes[derived.scope].start
            yield Built(derived.summary, start, start + 1, derived.scope, -1)

    # -- chains

    def _receiver(self, number: int) -> int:
        callee = self._facts.exprs[self._facts.calls[number].callee]
        return int(callee[1]) if callee[0] == "attr" else -1  # type: ignore[call-overload]

    def _tail(self, number: int) -> str:
        callee = self._facts.exprs[self._facts.calls[number].callee]
        return str(callee[2]) if callee[0] == "attr" else str(callee[1]) if callee[0] == "name" else ""

    def _asks(self, number: int) -> bool:
        """Whether a call sorts, or is given options that do; cheap."""
        word = self._tail(number)
        if self._sorts(number) or self._words.whole(word, _CONTAINING) or names.compared(word):
            return True
        if self._pieces.of(number, word) or self._pieces.likened(number, word) or self._filtered(number, word):
            return True
        if number in self._conditions or number in self._columns:
            return True
        return any(self._compares(a.keyword) or self._speaks(a.value, 3) for a in self._facts.calls[number].arguments)

    def _compares(self, keyword: str) -> bool:
        """``name__icontains``"""
        found = _PATTERN.search(keyword)
        return found is not None and self._words.whole(found[1], _CONTAINING)

    def _sorts(self, number: int) -> bool:
        """``x.orderBy(…)``, ``Sort.by(…)``."""
        word = self._tail(number)
        if self._words.whole(word, _SORTING):
            return True
        inner = self._receiver(number)
        return word == "by" and inner >= 0 and self._words.whole(f"{self._word(inner)}By", _SORTING)

    def _word(self, expr: int) -> str:
        found = self._facts.exprs[expr]
        return str(found[2]) if found[0] == "attr" else str(found[1]) if found[0] == "name" else ""

    def _speaks(self, expr: int, depth: int) -> bool:
        found = self._facts.exprs[expr]
        if found[0] == "map" and depth:
            pairs: tuple[tuple[int, int], ...] = found[1]  # type: ignore[assignment]
            return any(
                (
                    key >= 0
                    and self._facts.exprs[key][0] == "string"
                    and self._is(str(self._facts.exprs[key][1]), (*_SORTING, *_CONTAINING, "nearing"))
                )
                or self._is_pattern(value)
                or self._speaks(value, depth - 1)
                for key, value in pairs
            )
        return found[0] == "sequence" and depth > 0 and any(self._speaks(e, depth - 1) for e in found[1])  # type: ignore[attr-defined]

    def _is(self, name: str, groups: tuple[str, ...]) -> bool:
        return self._words.whole(name.lstrip("$"), groups)

    def _chain(self, number: int) -> list[int]:
        """The calls of a chain, the first one first."""
        first = number
        for _ in range(MAX_CHAIN):
            inner = self._receiver(first)
            if inner < 0 or self._facts.exprs[inner][0] != "call":
                break
            first = int(self._facts.exprs[inner][1])  # type: ignore[call-overload]
        chain = [first]
        while chain[-1] in self._above and len(chain) < MAX_CHAIN:
            chain.append(self._above[chain[-1]])
        return chain

    def _together(self, number: int, chain: list[int], by_root: dict[tuple[int, str], list[int]]) -> list[int]:
        """Other calls of the same question: on the variable that the sorting call is made on, and where what it gives is handed on."""
        waiting = [self._root(number), *self._bound_to.get(chain[-1], ())]
        found: dict[int, None] = {}
        seen: set[tuple[int, str]] = set()
        for _ in range(MAX_HANDED):
            variables = [variable for variable in waiting if variable is not None and variable not in seen]
            seen.update(variables)
            calls = [call for variable in variables for call in by_root.get(variable, ())[:MAX_CHAIN] if call not in found]
            found.update(dict.fromkeys(calls))
            waiting = [variable for call in calls for variable in (self._root(call), *self._bound_to.get(call, ()))]
        return list(found)

    def _root(self, number: int) -> tuple[int, str] | None:
        """The local variable that a chain begins with, by its scope and name."""
        inner = self._receiver(number)
        if inner < 0 or self._facts.exprs[inner][0] != "name":
            return None
        return self._variable(inner)

    def _variable(self, expr: int) -> tuple[int, str] | None:
        _, name, scope, _ = self._facts.exprs[expr]
        key = (int(scope), str(name))  # type: ignore[call-overload]
        # NOTE: a parameter is a connection more often than a question; what is asked of it here and there does not belong together.
        bound = any(b.value >= 0 and self._facts.exprs[b.value][0] != "param" for b in self._index.binds.get(key, ()))
        return key if bound and key[0] else None

    def _by_root(self) -> dict[tuple[int, str], list[int]]:
        """Calls on a local variable, those that are handed it, and those that made it."""
        found: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number, call in enumerate(self._facts.calls):
            root = self._root(number)
            if root is not None:
                found[root] += self._chain(number)
            for argument in call.arguments:
                if self._facts.exprs[argument.value][0] == "name":
                    variable = self._variable(argument.value)
                    if variable is not None:
                        found[variable].append(number)
        for bind in self._facts.binds:
            if bind.scope and bind.value >= 0 and self._facts.exprs[bind.value][0] == "call" and (bind.scope, bind.name) in found:
                found[bind.scope, bind.name] += self._chain(int(self._facts.exprs[bind.value][1]))  # type: ignore[call-overload]
        return {variable: list(dict.fromkeys(calls)) for variable, calls in found.items()}

    # -- one call

    def _call(self, number: int, parts: _Parts) -> None:
        call, word = self._facts.calls[number], self._tail(number)
        self._names(self._receiver(number), parts, MAX_DEPTH)
        self._inherited(number, parts)
        for piece in self._pieces.of(number, word):
            parts.add(piece)
        filtered = self._filtered(number, word)
        parts.matched.update(dict.fromkeys((*self._pieces.likened(number, word), *filtered)))
        if filtered:
            parts.operators["text-in-member"] = None
        if self._sorts(number):
            parts.order += [key for key in self._keys_of_call(number, self._words.whole(word, _SORTED)) if key not in parts.order]
            for argument in call.arguments:
                self._owner(argument.value, parts)
            return
        if call.arguments and self._words.whole(word, _LIMITING):
            parts.limited = True
        if self._words.whole(word, _PAGING):
            parts.paged = True
        if self._words.whole(word, _CONTAINING) and call.arguments:
            parts.matched.update(dict.fromkeys(self._plain(call.arguments[0].value)))
        if column := names.compared(word):
            parts.matched[column] = None
        for argument in call.arguments:
            self._argument(argument.keyword, argument.value, parts)
        parts.matched.update(dict.fromkeys(self._columns.get(number, ())))
        for inner in self._conditions.get(number, ()):
            self._call(inner, parts)

    def _handed_conditions(self) -> dict[int, list[int]]:
        """Calls on nothing whose keywords compare, by the innermost call that narrows and that they stand in."""
        calls = self._facts.calls
        inner = [n for n, call in enumerate(calls) if self._receiver(n) < 0 and any(self._compares(a.keyword) for a in call.arguments)]
        return self._handed(inner)

    def _handed(self, inner: list[int]) -> dict[int, list[int]]:
        """Calls by the innermost call that narrows and that they stand in."""
        calls = self._facts.calls
        outer = [n for n in range(len(calls)) if self._receiver(n) >= 0 and self._words.whole(self._tail(n), _NARROWING)] if inner else []
        found: dict[int, list[int]] = {}
        for number in inner[:MAX_CONDITIONS]:
            at = calls[number]
            around = [n for n in outer if calls[n].start < at.start and at.end <= calls[n].end]
            if around:
                found.setdefault(min(around, key=lambda n: calls[n].end - calls[n].start), []).append(number)
        return found

    def _compared_columns(self) -> dict[int, list[str]]:
        """Calls that narrow to the columns which they hold against a text: ``filter(Movie.title.ilike(q))``."""
        calls, exprs = self._facts.calls, self._facts.exprs
        told = [n for n, call in enumerate(calls) if call.arguments and self._words.whole(self._tail(n), _CONTAINING)]
        columns = [n for n in told if self._receiver(n) >= 0 and exprs[self._receiver(n)][0] == "attr"]
        return {number: [str(exprs[self._receiver(n)][2]) for n in inner] for number, inner in self._handed(columns).items()}

    def _in_functions(self) -> dict[int, list[str]]:
        """Functions without a name to the members that are compared with a text in them: ``x => x.Title.ToLower().Contains(q)``."""
        found: dict[int, list[str]] = {}
        for number, call in enumerate(self._facts.calls):
            if self._facts.scopes[call.scope].kind == "lambda" and call.arguments and self._words.whole(self._tail(number), _CONTAINING):
                at = self._receiver(number)
                for _ in range(MAX_HANDED):
                    if at >= 0 and self._facts.exprs[at][0] == "call":
                        inner = int(self._facts.exprs[at][1])  # type: ignore[call-overload]
                        found.setdefault(call.scope, []).append(self._tail(inner))
                        at = self._receiver(inner)
                if at >= 0 and self._facts.exprs[at][0] == "attr":
                    found.setdefault(call.scope, []).append(str(self._facts.exprs[at][2]))
        return found

    def _filtered(self, number: int, word: str) -> list[str]:
        """Members that a condition given as a function compares."""
        if not self._compared or not self._words.whole(word, _NARROWING):
            return []
        scopes = [self._index.function(a.value) for a in self._facts.calls[number].arguments if self._index.is_function(a.value)]
        return [name for scope in scopes for name in self._compared.get(scope, ())]

    def _inherited(self, number: int, parts: _Parts) -> None:
        """``where(…)`` in a class that has it from another one asks for what the class is called."""
        receiver, scopes = self._receiver(number), self._facts.scopes
        bare = receiver < 0 and self._index.language.traits.class_names_visible
        if not bare and (receiver < 0 or self._facts.exprs[receiver][0] != "self"):
            return
        scope = self._facts.calls[number].scope
        while scope > 0 and scopes[scope].kind != "class":
            scope = scopes[scope].parent
        if scope > 0 and scopes[scope].bases:
            parts.tables[scopes[scope].name] = None

    def _argument(self, keyword: str, expr: int, parts: _Parts) -> None:
        pattern = _PATTERN.search(keyword)
        if pattern and self._words.whole(pattern[1], _CONTAINING):
            parts.matched[keyword[: pattern.start()]] = None
        found = self._facts.exprs[expr]
        if keyword and self._is(keyword, (*_SORTING, *_LIMITING, *_PAGING)):
            self._option(keyword, expr, parts)
        elif found[0] in ("map", "sequence"):
            self._options(expr, parts, MAX_DEPTH)
        elif found[0] == "string":
            text = str(found[1])
            if _LIMIT_TEXT.match(text):
                parts.limited = True
            elif _NAME.fullmatch(text):
                parts.tables[text] = None
        else:
            self._names(expr, parts, 3)

    def _owner(self, expr: int, parts: _Parts) -> None:
        """``Article::getViews``, ``Article.views.desc()`` name what they belong to."""
        found = self._facts.exprs[expr]
        if found[0] == "call":
            inner = self._receiver(int(found[1]))  # type: ignore[call-overload]
            for value in (inner, *(a.value for a in self._facts.calls[int(found[1])].arguments)):  # type: ignore[call-overload]
                if value >= 0:
                    self._owner(value, parts)
        elif found[0] == "attr":
            self._names(int(found[1]), parts, 2)  # type: ignore[call-overload]

    def _names(self, expr: int, parts: _Parts, depth: int) -> None:
        """Names that say what is asked: the variables, members and types that calls are made on or given."""
        while expr >= 0 and depth:
            depth -= 1
            found = self._facts.exprs[expr]
            if found[0] == "attr":
                parts.tables[str(found[2])] = None
                expr = int(found[1])  # type: ignore[call-overload]
            elif found[0] == "type":
                expr = int(found[1])  # type: ignore[call-overload]
            else:
                name = tail(self._facts, expr) if found[0] in ("import", "class") else str(found[1]) if found[0] == "name" else ""
                if name:
                    parts.tables[name] = None
                # NOTE: ``PageRequest.of``: a class whose name says it, where a variable of that name may be a number.
                parts.paged = parts.paged or (name[:1].isupper() and self._words.whole(name, _PAGING))
                return

    # -- options

    def _options(self, expr: int, parts: _Parts, depth: int) -> None:
        found = self._facts.exprs[expr]
        if not depth:
            return
        if found[0] == "sequence":
            for inner in found[1]:  # type: ignore[attr-defined]
                self._options(inner, parts, depth - 1)
        elif found[0] == "map":
            for key, value in found[1]:  # type: ignore[attr-defined]
                if key >= 0 and self._facts.exprs[key][0] == "string":
                    self._option(str(self._facts.exprs[key][1]), value, parts, depth)
                else:
                    self._options(value, parts, depth - 1)

    def _option(self, key: str, value: int, parts: _Parts, depth: int = MAX_DEPTH) -> None:
        parts.keys[key.lower()] = None
        if self._is(key, _SORTING):
            parts.order += self._keys(value, self._is(key, _SORTED))
        elif self._is(key, _LIMITING):
            parts.limited = True
        elif self._is(key, _PAGING):
            parts.paged = True
        elif self._is_pattern(value):
            parts.matched[key] = None
            parts.operators["text-in-member"] = None
        elif self._facts.exprs[value][0] == "map":
            pairs: tuple[tuple[int, int], ...] = self._facts.exprs[value][1]  # type: ignore[assignment]
            names = [str(self._facts.exprs[k][1]) for k, _ in pairs if k >= 0 and self._facts.exprs[k][0] == "string"]
            if any(self._is(name, _CONTAINING) for name in names):
                parts.matched[key] = None
            self._options(value, parts, depth - 1)
        else:
            self._options(value, parts, depth - 1)

    def _is_pattern(self, expr: int) -> bool:
        """``new RegExp(q)``, there or in a variable."""
        found = self._facts.exprs[expr]
        if found[0] == "call":
            return self._words.whole(self._tail(int(found[1])), ("pattern",))  # type: ignore[call-overload]
        if found[0] != "name":
            return False
        bound = [b.value for b in self._index.bound_at(str(found[1]), int(found[2])) if b.value >= 0]  # type: ignore[call-overload]
        return any(self._facts.exprs[value][0] == "call" and self._is_pattern(value) for value in bound)

    # -- keys of an order

    def _keys_of_call(self, number: int, descending: bool) -> list[Key]:
        arguments = self._facts.calls[number].arguments
        named = [
            Key((argument.keyword,), (), self._direction(argument.value) == "desc")
            for argument in arguments
            if argument.keyword and self._direction(argument.value)
        ]
        return [*named, *self._sequence([argument.value for argument in arguments if not argument.keyword], descending)]

    def _sequence(self, exprs: list[int], descending: bool) -> list[Key]:
        """Several keys, or one key with its direction before or behind it."""
        directions = [self._direction(expr) for expr in exprs]
        told = [direction for direction in directions if direction]
        meant = [expr for expr, direction in zip(exprs, directions, strict=True) if not direction]
        if told and len(meant) <= len(told):
            return [key for expr in meant for key in self._keys(expr, told[0] == "desc")]
        return [key for expr in meant for key in self._keys(expr, descending or "desc" in told)]

    def _direction(self, expr: int) -> str:
        """``desc`` or ``asc`` where an expression is nothing but a direction."""
        found = self._facts.exprs[expr]
        if found[0] == "number" or (found[0] == "const" and isinstance(found[1], str)):
            return "desc" if str(found[1]).startswith("-") else "asc"
        word = str(found[-1]) if found[0] in ("string", "attr") else str(found[1]) if found[0] == "name" else ""
        if word.lower() in ("asc", "ascending"):
            return "asc"
        return "desc" if word and self._words.whole(word, _DESCENDING) else ""

    def _keys(self, expr: int, descending: bool, depth: int = 6) -> list[Key]:
        found = self._facts.exprs[expr]
        if not depth:
            return []
        if found[0] == "string":
            return _keys_in(str(found[1]), descending)
        if found[0] == "map":
            return self._keys_in_map(found[1], descending, depth)  # type: ignore[arg-type]
        if found[0] == "sequence":
            parts: tuple[int, ...] = found[1]  # type: ignore[assignment]
            if any(self._direction(part) for part in parts):
                return self._sequence(list(parts), descending)
            return [key for part in parts for key in self._keys(part, descending, depth - 1)]
        if found[0] == "call":
            return self._key_of_inner_call(int(found[1]), descending, depth)  # type: ignore[call-overload]
        if found[0] == "function":
            returned = self._facts.scopes[int(found[1])].returns  # type: ignore[call-overload]
            return [key for value in returned for key in self._keys(value, descending, depth - 1)]
        if found[0] == "union":
            return [key for part in found[1] for key in self._keys(part, descending, depth - 1)]  # type: ignore[attr-defined]
        if found[0] == "attr":
            return [Key((str(found[2]),), (), descending)]
        return [key for value in self._texts(expr) for key in _keys_in(value, descending)]

    def _keys_in_map(self, pairs: tuple[tuple[int, int], ...], descending: bool, depth: int) -> list[Key]:
        keys = []
        for key, value in pairs:
            name = str(self._facts.exprs[key][1]) if key >= 0 and self._facts.exprs[key][0] == "string" else ""
            direction = self._direction(value)
            if name and direction:
                keys.append(Key((name,), (), direction == "desc"))
            elif name:
                inner = self._facts.exprs[value]
                nested = self._keys(value, descending, depth - 1) if inner[0] == "map" else []
                keys += [Key((name, *one.names), (), one.descending) for one in nested]
        return keys

    def _key_of_inner_call(self, number: int, descending: bool, depth: int) -> list[Key]:
        """``desc(x)``, ``x.desc()``, ``Sort.by("x").descending()``."""
        down = descending or self._words.whole(self._tail(number), _DESCENDING)
        arguments = [argument.value for argument in self._facts.calls[number].arguments]
        keys = self._sequence(arguments, down)
        inner = self._receiver(number)
        if not any(key.names for key in keys) and inner >= 0:
            keys = self._keys(inner, down, depth - 1)
        word = self._tail(number).lower()
        return [key._replace(functions=(*key.functions, word)) for key in keys]

    def _texts(self, expr: int) -> list[str]:
        """Texts of a name that this file gives one; what comes from callers is an order that somebody chooses."""
        found = self._facts.exprs[expr]
        bound = self._index.bound_at(str(found[1]), int(found[2])) if found[0] == "name" else []  # type: ignore[call-overload]
        if not any(b.value >= 0 and self._facts.exprs[b.value][0] in ("string", "concat", "union") for b in bound):
            return []
        return [value.text for value in self._ev.values(self._facts.path, expr) if isinstance(value, Text)]

    def _plain(self, expr: int) -> list[str]:
        """Names of a column: a text, a member, what a lambda gives."""
        return [name for key in self._keys(expr, descending=False) for name in key.names]


def _keys_in(text: str, descending: bool) -> list[Key]:
    """``-views``, ``views desc, id``."""
    if not _SORT_TEXT.fullmatch(text.strip().lstrip("-")):
        return []
    keys = []
    for piece in text.split(","):
        words = piece.strip().replace("`", "").replace('"', "").split()
        if words:
            down = words[0].startswith("-") or (len(words) > 1 and words[1].lower() == "desc")
            keys.append(Key((words[0].lstrip("-").rpartition(".")[2],), (), descending or down))
    return keys
