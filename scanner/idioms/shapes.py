"""What a function does, told by its tokens: loops, formulas, sorting, walks along trees; the same in every language.

The names of the shapes are a closed list of ``categories.toml``; which of them make an algorithm is data.
"""

from __future__ import annotations

import fnmatch
import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.idioms import names
from scanner.idioms.tokens import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scanner.idioms.tokens import Token

_BEST = re.compile(
    rf"(?:_*(?:{'|'.join(sorted(names.BESTS))})(?![a-z])|.*(?:Min(?:imum)?|Max(?:imum)?|Best|Nearest|Closest|Shortest)(?![a-z])).*"
)
_WEIGHT = re.compile(r".*(?:weight|coef|factor|权重).*|[A-Z][A-Z0-9_]{2,}|w[0-9]?|alpha|beta|gamma", re.IGNORECASE)
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_ASSIGNS = frozenset({"=", ":="})
_ADDS = frozenset({"+=", "++"})
_OPENING = frozenset({"(", "{", "do"})
_MEMBER = frozenset({".", "?.", "->", "::", "&."})
_HOLDING = frozenset({*_MEMBER, "[", "?"})
_PAIR = re.compile(r".*(?:pair|property|keyed|field_initializer|element|label).*")
_OPERATION = re.compile(r"binary.*|augmented_assignment")
_COMPARES = frozenset({"<", ">", "<=", ">="})
_POINTS = re.compile(r".*(?:pointer|splat|parameter|unary|deref|reference|import|type|abstract|array_rank|dimension).*")
_STARS = re.compile(r"[\"'`]\*+[\"'`]")
_ASKING = frozenset({"{", "(", "|", "function", "async", "fn", "func"})
_LONGEST_TYPE = 40
"""Tokens between the angle brackets of one type."""
_NEAR = 5
"""Tokens around a product in which its weight stands."""

Offsets = dict[str, int]
"""Shape to where it shows first."""


class Shape:
    """One function, asked for its shapes."""

    def __init__(self, tokens: Sequence[Token], name: str = "") -> None:
        self._tokens = [token for token in tokens if token.kind != "comment"]
        self.names: Offsets = {}
        """Members and what is called, in small letters without underscores, to where it first stands."""
        self.calls: Offsets = {}
        self.keys: Offsets = {}
        """Of maps that are written out."""
        self.numbers: dict[float, int] = {}
        self._found: dict[str, int | None] = {}
        self._statements: dict[int, list[int]] = defaultdict(list)
        self._own = plain(name)
        for at, token in enumerate(self._tokens):
            self._statements[token.statement].append(at)
            if token.kind == "name" and token.text == name:
                name = ""  # where it is declared, not called
            elif token.kind == "name":
                self._name(at, token)
            elif token.kind == "number":
                self._number(token)

    def where(self, term: str) -> int | None:
        """Where a shape, ``call:NAME`` or ``number:1.5`` shows; None where it does not."""
        kind, _, value = term.partition(":")
        if kind == "call":
            return next((start for name, start in self.calls.items() if fnmatch.fnmatchcase(name, value)), None)
        if kind == "number":
            return self.numbers.get(float(value))
        if term not in self._found:
            self._found[term] = _RULES[term](self)
        return self._found[term]

    # -- what stands around a token

    def _before(self, at: int) -> str:
        return self._tokens[at - 1].text if at else ""

    def _after(self, at: int) -> str:
        return self._tokens[at + 1].text if at + 1 < len(self._tokens) else ""

    def _calls(self, at: int) -> bool:
        """Whether something is called or built by the name of a token, types between angle brackets or not."""
        if self._after(at) == "<" and "argument" in self._tokens[at + 1].parent:
            deep = itertools.accumulate((token.text == "<") - (token.text == ">") for token in self._tokens[at + 1 : at + _LONGEST_TYPE])
            at += next((n for n, depth in enumerate(deep, 1) if not depth), 0)
        return self._after(at) in _OPENING

    def _owner(self, at: int) -> str:
        """What a member hangs on, in small letters."""
        return plain(self._tokens[at - 2].text) if at > 1 and self._before(at) in (".", "::", "->") else ""

    def _name(self, at: int, token: Token) -> None:
        word, after = plain(token.text), self._after(at)
        # NOTE: what hands its work to another's method of the same name does not do that work.
        if self._calls(at) and not (word == self._own and self._before(at) in _MEMBER):
            self.calls.setdefault(word, token.start)
        if (self._calls(at) or self._before(at) in _MEMBER) and not self._asks_elements(at, word):
            self.names.setdefault(word, token.start)
        elif after == ":" and _PAIR.fullmatch(token.parent):
            self.keys.setdefault(word, token.start)

    def _asks_elements(self, at: int, word: str) -> bool:
        """Whether ``find`` is given a function or conditions, so that it looks through elements or rows and not through a text."""
        given = [token.text for token in self._tokens[at + 2 : at + 4]] if word == "find" and self._after(at) == "(" else []
        return bool(given) and (given[0] in _ASKING or given[-1] in ("=>", "->"))

    def _number(self, token: Token) -> None:
        try:
            self.numbers.setdefault(float(token.text.replace("_", "").rstrip("fFdDlLmM")), token.start)
        except ValueError:
            return  # hexadecimal and the like: no constant of a formula

    def _called(self, *sets: frozenset[str]) -> int | None:
        return min((start for name, start in self.names.items() if any(name in one for one in sets)), default=None)

    def _sign(self, *signs: str, loop: int = 0) -> Iterator[int]:
        """Where a sign stands between two operands, within so many loops."""
        for at, token in enumerate(self._tokens):
            if token.kind == "sign" and token.text in signs and token.loop >= loop and at and not _POINTS.fullmatch(token.parent):
                yield at

    def _start(self, places: Iterator[int]) -> int | None:
        at = next(places, None)
        return None if at is None else self._tokens[at].start

    # -- shapes

    def loop(self, depth: int = 1) -> int | None:
        return next((token.start for token in self._tokens if token.loop >= depth), None)

    def nested_loop(self) -> int | None:
        return self.loop(2)

    def multiply(self) -> int | None:
        return self._start(self._sign("*", "*="))

    def divide(self) -> int | None:
        return self._start(self._sign("/", "/=")) or self._called(frozenset({"divide", "div"}))

    def subtract(self) -> int | None:
        return self._start(at for at in self._sign("-", "-=") if self._tokens[at - 1].kind != "sign" or self._before(at) in (")", "]"))

    def power(self) -> int | None:
        return self._start(self._sign("**")) or self._called(names.POWERS)

    def root(self) -> int | None:
        halves = (at for at in self._sign("**") if self._after(at) == "0.5")
        return self._called(names.ROOTS) or self._start(halves)

    def logarithm(self) -> int | None:
        return self._of_maths("log", names.LOGARITHMS)

    def exponential(self) -> int | None:
        return self._of_maths("exp", frozenset({"expm1"}))

    def _of_maths(self, name: str, others: frozenset[str]) -> int | None:
        for at, token in enumerate(self._tokens):
            if token.kind == "name" and self._after(at) == "(":
                word, owner = plain(token.text), self._owner(at)
                if (word == name and (owner in names.MATHS or (not owner and self._before(at) != "."))) or word in others:
                    return token.start
        return None

    def great_circle(self) -> int | None:
        turns = [start for name, start in self.names.items() if name in names.TURNS]
        return turns[0] if len(turns) > 2 else None

    def accumulate(self) -> int | None:
        added = (at for at in self._sign("+=", loop=1))
        return self._start(added) or self._again("+") or self._called(names.SUMS)

    def _again(self, sign: str) -> int | None:
        """``x = x + …`` in a loop."""
        for places in self._statements.values():
            texts = [self._tokens[at].text for at in places]
            cut = next((n for n, text in enumerate(texts) if text in _ASSIGNS), 0)
            if cut and self._tokens[places[0]].loop and sign in texts[cut:] and texts[cut - 1] in texts[cut:]:
                return self._tokens[places[0]].start
        return None

    def product_sum(self) -> int | None:
        called = self._called(names.PRODUCTS)
        if called is None:
            called = self._start(at for at in self._sign("@", "@=") if _OPERATION.fullmatch(self._tokens[at].parent))
        if called is not None:
            return called
        for at in self._sign("*", "**"):
            texts = [self._tokens[n].text for n in self._statements[self._tokens[at].statement]]
            sums = any(plain(text) in names.SUMS for text in texts) or ("+=" in texts and self._tokens[at].loop)
            if sums or (self._tokens[at].loop and any(text in _ASSIGNS for text in texts) and texts.count(texts[0]) > 1 and "+" in texts):
                return self._tokens[at].start
        return None

    def weighted_sum(self) -> int | None:
        """Several products with a weight each, added up; or one in a loop whose weight is called so."""
        weighted = [at for at in self._sign("*") if self._is_weighted(at)]
        by_statement: dict[int, list[int]] = defaultdict(list)
        for at in weighted:
            by_statement[self._tokens[at].statement].append(at)
        adding = 0
        for statement, products in by_statement.items():
            texts = [self._tokens[n].text for n in self._statements[statement]]
            if len(products) > 1 and "+" in texts:
                return self._tokens[products[0]].start
            adding += "+=" in texts
        return self._tokens[weighted[0]].start if adding > 1 else None

    def _is_weighted(self, at: int) -> bool:
        near = self._tokens[max(at - _NEAR, 0) : at + _NEAR + 1]
        beside = [self._tokens[at - 1], *self._tokens[at + 1 : at + 2]]
        return any(token.kind == "number" for token in beside) or any(token.kind == "name" and _is_weight(token.text) for token in near)

    def sort(self) -> int | None:
        for at, token in enumerate(self._tokens):
            if token.kind == "name" and self._calls(at):
                word = plain(token.text)
                if word in names.SORTS or word.startswith("sort") or self._owner(at) in names.SORTING:
                    return token.start
        members = (start for name, start in self.names.items() if name in names.SORTS or name in ("sort", "sorted"))
        return next(members, None) or self.keys.get("orderby") or self.keys.get("sort")

    def limit(self) -> int | None:
        slices = (at for at in self._sign(":", "..", "...") if "[" in (self._before(at), self._before(at - 1)))
        return self._called(names.LIMITS) or self.keys.get("limit") or self.keys.get("take") or self._start(slices)

    def compare(self) -> int | None:
        return self._start(at for at in self._sign(*_COMPARES) if "type" not in self._tokens[at].parent)

    def extreme(self) -> int | None:
        """The best of many is looked for."""
        for at, token in enumerate(self._tokens):
            if token.kind == "name" and token.loop and self._after(at) in _ASSIGNS and _BEST.fullmatch(token.text):
                return token.start
        return self._called(names.EXTREMES)

    def index(self) -> int | None:
        places = (at for at in self._sign("[") if self._tokens[at - 1].kind == "name" or self._before(at) in (")", "]"))
        return self._start(places) or self._called(names.READS)

    def nested_map(self) -> int | None:
        return self._start(at for at in self._sign("[") if self._before(at) == "]") or self._twice("get")

    def _twice(self, name: str) -> int | None:
        for places in self._statements.values():
            calls = [at for at in places if plain(self._tokens[at].text) == name and self._after(at) == "("]
            if len(calls) > 1:
                return self._tokens[calls[0]].start
        return None

    def map_write(self) -> int | None:
        stored = (at for at in self._sign("=", "+=", "++", "||=") if self._before(at) == "]")
        return self._start(stored) or self._called(names.WRITES)

    def count(self) -> int | None:
        counted = (at for at in self._sign("+=", "++", loop=1) if self._before(at) == "]")
        return self._start(counted) or self._called(names.COUNTS)

    def descend(self) -> int | None:
        """A name gets what stands below it, in a loop: a walk along a tree."""
        below: dict[str, str] = {}
        for places in self._statements.values():
            cut = next((at for at in places if self._tokens[at].text in _ASSIGNS), -1)
            given = [self._tokens[at].text for at in places if at < cut and self._tokens[at].kind == "name"]
            if not given or not self._tokens[cut].loop:
                continue
            behind = [at for at in places if at > cut]
            sources = [self._tokens[at].text for at in behind if self._tokens[at].kind == "name"]
            reads = any(self._tokens[at].text == "[" or self._is_read(at) for at in behind)
            if (reads and given[-1] in sources) or any(below.get(source) == given[-1] for source in sources):
                return self._tokens[cut].start
            holder = next((self._tokens[at].text for at in behind if self._tokens[at].kind == "name" and self._after(at) in _HOLDING), "")
            if reads and holder:
                below.update(dict.fromkeys(given, holder))
        return None

    def _is_read(self, at: int) -> bool:
        return self._after(at) == "(" and plain(self._tokens[at].text) in names.READS

    def string_scan(self) -> int | None:
        for token in self._tokens:
            if token.loop and token.kind == "name" and plain(token.text) in names.CHARACTERS:
                return token.start
        return None

    def contains(self) -> int | None:
        told = (start for name, start in self.names.items() if name.startswith(("contains", "match")))
        inside = (at for at in self._sign("in", "not in", "=~") if "for" not in self._tokens[at].parent)
        return self._called(names.SEARCHES) or next(told, None) or self._start(inside)

    def pattern(self) -> int | None:
        """A regular expression is looked for in a text."""
        told = (start for name, start in self.names.items() if name in names.PATTERNS or name.startswith(names.MATCHING))
        return next(told, None) or self._start(self._sign("=~", "!~"))

    def replace(self) -> int | None:
        stars = (token.start for token in self._tokens if token.kind == "text" and _STARS.fullmatch(token.text))
        return next(itertools.chain((s for s in [self._called(names.REPLACES)] if s is not None), stars), None)

    def split(self) -> int | None:
        return min((start for name, start in self.names.items() if name in names.SPLITS or name.startswith("tokeni")), default=None)

    def overlap(self) -> int | None:
        both = (at for at in self._sign("&") if self._tokens[at - 1].kind == "name" or self._before(at) == ")")
        return self._called(names.OVERLAPS) or self._start(both)

    def random(self) -> int | None:
        return self._called(names.RANDOMS)


def _is_weight(name: str) -> bool:
    return _CONSTANT.fullmatch(name) is not None or (_WEIGHT.fullmatch(name) is not None and not name[0].isupper())


_RULES: Mapping[str, Callable[[Shape], int | None]] = {
    "accumulate": Shape.accumulate,
    "compare": Shape.compare,
    "contains": Shape.contains,
    "count": Shape.count,
    "descend": Shape.descend,
    "divide": Shape.divide,
    "exponential": Shape.exponential,
    "extreme": Shape.extreme,
    "great-circle": Shape.great_circle,
    "index": Shape.index,
    "limit": Shape.limit,
    "logarithm": Shape.logarithm,
    "loop": Shape.loop,
    "map-write": Shape.map_write,
    "multiply": Shape.multiply,
    "nested-loop": Shape.nested_loop,
    "nested-map": Shape.nested_map,
    "overlap": Shape.overlap,
    "pattern": Shape.pattern,
    "power": Shape.power,
    "product-sum": Shape.product_sum,
    "random": Shape.random,
    "replace": Shape.replace,
    "root": Shape.root,
    "sort": Shape.sort,
    "split": Shape.split,
    "string-scan": Shape.string_scan,
    "subtract": Shape.subtract,
    "weighted-sum": Shape.weighted_sum,
}
NAMES = tuple(_RULES)
