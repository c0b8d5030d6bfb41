"""Places that are written for a model although no request was seen: an endpoint's address, or a body that only models are sent, in a call.

It speaks where nothing else explained the call, and is never more than possible: what is really sent is told by ``sending``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.project import applied, tail
from scanner.evaluate.values import CallRef, Class, Function, Text
from scanner.match.serve import Base
from scanner.match.urls import is_local, split
from scanner.model import HOLE, because

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from scanner.catalog.values import Endpoint
    from scanner.match.matcher import _FileMatch
    from scanner.match.urls import Url
    from scanner.model import Call, Facts, Hit, Location

_ROUNDS = 3
"""Names between an address and the call that is given it."""
_LENGTH = 400
"""Characters of a text that may be an address."""
_CARRYING = re.compile(
    r"(?i)ur[il]|join|concat|combine|format|printf|trim|strip|replace|path|addr|endpoint|stringify|json|marshal|seriali|encode|dumps?$"
    r"|^(?:string|of|from|get|new|parse|resolve|value|tostring|to_string|header|headers|body|entity|buffer|bytes?|reader|content|request)$"
    r"|(?:content|entity|reader|buffer|body|builder)$"
)
"""Last names of calls that only give on what they are given."""
_BUILDING = re.compile(
    r"(?i)format|printf|^f$|join|concat|combine|trim|strip|replace|parse|resolve|ur[il]s?$|path$|tostring$|stringify|dumps?$"
)
"""Last names of calls that put a text together and do nothing with it."""
_ASKED = re.compile(r"(?i)ur[il]|endpoint|addr|path|host|api")
"""In the last name of a function that may give an address."""
_TESTING = re.compile(
    r"(?i)ends_?with|starts_?with|has(?:prefix|suffix)|includes?$|contains?$|index_?of|match(?:es)?$|equals?$|test$|search$|split$|assert|expect"
    r"|^(?:len|strlen|length|size)$|partition$|remove_?(?:suffix|prefix)"
    r"|^(?:log|logf|info|debug|warn|warning|error|errorf|trace|print\w*|echo|push|append|add|put|set\w*|describe|it|use\w*|ref|reactive|watch)$"
)
"""Last names of calls that look at a text, show it or keep it."""
_SENDING = re.compile(
    r"(?i)post|send|fetch|request|stream|call|invoke|exec|chat|complet|generat|ask|query|submit|connect|open|do$|ajax|http|sse"
)


class Mark(NamedTuple):
    """What tells an endpoint: the text of its address, or "" for the keys of its body."""

    endpoint: Endpoint
    text: str


class Place(NamedTuple):
    """A call that is given what tells an endpoint, and the argument."""

    call: int
    mark: Mark
    argument: int


def hits(at: _FileMatch, known: Mapping[str, Collection[Hit]]) -> Iterator[tuple[CallRef, Hit]]:
    """Possible hits of one file, where none of the ``known`` ones (by path) explains them; one per function and endpoint."""
    marks = _Marks(at)
    if not marks:
        return
    together: dict[int, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for place in marks.places():
        scope = max(at.index.function_around(at.facts.calls[place.call].scope), 0)
        together[scope][place.mark.endpoint.id if place.mark.text else ""].append(place)
    for _, groups in sorted(together.items()):
        addressed = len(groups) > ("" in groups)
        for id_, places in sorted(groups.items()):
            if (addressed and not id_) or any(_is_known(at, place.call, known) for place in places) or _told(at, places, known):
                continue
            best = _best(at, [place for place in places if not (_is_route(at, place) or _is_own(at, place) or _is_followed(at, place))])
            if best is not None:
                yield CallRef(at.facts.path, best.call, 0), _hit(at, best)


def _is_known(at: _FileMatch, number: int, known: Mapping[str, Collection[Hit]]) -> bool:
    """Whether a known hit lies on a call, or in the function that it runs."""
    ref = CallRef(at.facts.path, number, 0)
    place = at.location(ref)
    if any(start <= place.end_line and place.line <= end for start, end in _lines(known, place.path)):
        return True
    # NOTE: a hit that lies in the function that sends holds for all callers; one at a caller only for that one.
    runs = (v for v in at.ev.callee(ref) if isinstance(v, Function))
    inside = [around for function in runs if (around := _around(at, function.file, function.scope)) is not None]
    return any(
        hit.location.path == around.path and around.line <= hit.location.line <= around.end_line
        for around in inside
        for hit in known.get(around.path, ())
    )


def _lines(known: Mapping[str, Collection[Hit]], path: str) -> Iterator[tuple[int, int]]:
    """Lines of the known hits in a file, and of what sends them."""
    for hit in known.get(path, ()):
        for place in (hit.location, *(step.location for step in hit.flow)):
            if place.path == path:
                yield place.line, place.end_line


def _around(at: _FileMatch, path: str, scope: int) -> Location | None:
    """Where a function stands, None for a whole file."""
    index = at.ev.project.file(path)
    if index is None or scope <= 0:
        return None
    return at.look(path)[1].location(index.facts.scopes[scope].start, index.facts.scopes[scope].end)


def _told(at: _FileMatch, places: list[Place], known: Mapping[str, Collection[Hit]]) -> bool:
    """Whether the function already has a hit of the endpoint, or, where only a body tells it, any of its category."""
    inside = _around(at, at.facts.path, at.index.function_around(at.facts.calls[places[0].call].scope))
    endpoint = places[0].mark.endpoint
    return any(
        (hit.signature == endpoint.id or (not places[0].mark.text and hit.category == endpoint.category))
        and hit.location.path == at.facts.path
        and (inside is None or inside.line <= hit.location.line <= inside.end_line)
        for hit in known.get(at.facts.path, ())
    )


def _best(at: _FileMatch, places: list[Place]) -> Place | None:
    """The call that most likely sends: no test of the text, then no carrier, then one whose name says so, then the last one."""

    def rank(place: Place) -> tuple[bool, bool, int]:
        call = at.facts.calls[place.call]
        name = tail(at.facts, call.callee)
        return not _CARRYING.search(name), bool(_SENDING.search(name)), call.start

    left = [place for place in places if _may_send(at.facts.calls[place.call], at.facts)]
    best = max(left, key=rank, default=None)
    if best is None or (not rank(best)[0] and "n" not in at.facts.calls[best.call].flags and len(at.facts.calls[best.call].arguments) < 2):
        return None  # nothing is seen to be done with it
    return best


def _may_send(call: Call, facts: Facts) -> bool:
    """Whether a call may be more, by its last name, than a look at the text, its making or its keeping; a nameless class may."""
    name = tail(facts, call.callee)
    if not name:
        return "n" in call.flags
    return len(name.strip("$_")) > 1 and not _TESTING.search(name) and not _BUILDING.search(name)


def _is_route(at: _FileMatch, place: Place) -> bool:
    """Whether a path is declared, not asked: it begins with its slash, a function stands beside it, and none of the project is called."""
    if not place.mark.text.startswith("/") or any(isinstance(v, Function) for v in at.ev.callee(CallRef(at.facts.path, place.call, 0))):
        return False
    others = [a.value for a in at.facts.calls[place.call].arguments if a.value != place.argument]
    if any(at.facts.exprs[value][0] == "function" for value in others):
        return True
    named = [value for value in others if at.facts.exprs[value][0] in ("name", "attr", "sequence")]
    return any(isinstance(v, Function | Class) for value in named for v in at.ev.values(at.facts.path, value))


def _is_own(at: _FileMatch, place: Place) -> bool:
    """Whether a page asks the server that it comes from."""
    if at.language != "javascript" or not place.mark.text.startswith("/"):
        return False
    texts = [v.text for v in at.ev.values(at.facts.path, place.argument) if isinstance(v, Text)]
    return bool(texts) and all(text.startswith("/") for text in texts)


def _is_followed(at: _FileMatch, place: Place) -> bool:
    """Whether a body is given to a request, or to what the project does with it: where it goes is told there."""
    values = at.ev.callee(CallRef(at.facts.path, place.call, 0)) if not place.mark.text else ()
    return any(isinstance(v, Function | Class) or any(found.kind == "sink" for found, _ in at.meanings(v)) for v in values)


def _hit(at: _FileMatch, place: Place) -> Hit:
    url = _folded(at, place)
    endpoint = place.mark.endpoint
    ref = CallRef(at.facts.path, place.call, 0)
    open_ = not url.host.strip(HOLE + ".")
    mode = "self-hosted" if is_local(url.host) or (open_ and endpoint.mode == "self-hosted") else "api"
    base = Base("" if open_ else f"{url.base}{url.path}", "folded URL", unknown=open_ and not endpoint.vendor)
    served = at.m.servers.serve(vendor=endpoint.vendor, mode=mode, bases=[base], models=(), region=None)  # type: ignore[arg-type]
    shown = (place.mark.text or ", ".join(endpoint.alone)).replace(HOLE, "{…}")
    reason = because("written" if place.mark.text else "shaped", text=shown)
    return at.hit(ref, endpoint.id, "http", endpoint.category, endpoint.technique, served, None, "possible", endpoint.biometric, (reason,))


def _folded(at: _FileMatch, place: Place) -> Url:
    """The address as far as it is known where it is passed, else as it is written."""
    text = place.mark.text
    found = [v.text for v in at.ev.values(at.facts.path, place.argument) if isinstance(v, Text)] if text else []
    whole = [one for one in found if text.rstrip("/") in one and "://" in one and split(one).host.strip(HOLE + ".")]
    if whole:
        return split(whole[0])
    return split(text) if "://" in text else split(f"{HOLE}/{text.lstrip('/')}")


class _Marks:
    """Which expressions of a file hold what tells an endpoint."""

    def __init__(self, at: _FileMatch) -> None:
        self._at = at
        self._facts = at.facts
        self._own: dict[int, Mark] = dict(self._written())
        self._kept = self._filled()
        self._of: list[Mark | None] = []
        if not self._own and not self._kept and not any(self._given(number) for number in range(len(self._facts.calls))):
            return
        for _ in range(_ROUNDS):
            before = self._of
            self._of = self._spread()
            if before == self._of or not self._keep():
                break

    def __bool__(self) -> bool:
        return bool(self._of)

    def places(self) -> Iterator[Place]:
        """Calls that are given a marked expression, or the keys of a body by name."""
        decorators = {self._facts.exprs[applied(self._facts, d)] for scope in self._facts.scopes for d in scope.decorators}
        for number, call in enumerate(self._facts.calls):
            if "d" in call.flags or "i" in call.flags or self._facts.exprs[call.callee] in decorators:
                continue
            given = [(mark, a.value) for a in call.arguments if (mark := self._of[a.value] or self._got(a.value)) is not None]
            own = self._given(number)
            if own is not None:
                given.append((own, call.callee))
            for mark, value in given[:1]:
                yield Place(number, mark, value)

    def _got(self, expr: int) -> Mark | None:
        """What a function tells that gives an address, by its name."""
        found = self._facts.exprs[expr]
        call = self._facts.calls[int(found[1])] if found[0] == "call" else None  # type: ignore[call-overload]
        if call is None or not _ASKED.search(tail(self._facts, call.callee)):
            return None
        texts = (v.text for v in self._at.ev.values(self._facts.path, expr) if isinstance(v, Text) and len(v.text) <= _LENGTH)
        return next((Mark(endpoint, text) for text in texts if (endpoint := self._at.m.urls.ending(text)) is not None), None)

    def _written(self) -> Iterator[tuple[int, Mark]]:
        urls = self._at.m.urls
        for number, expr in enumerate(self._facts.exprs):
            if expr[0] == "string":
                text = str(expr[1])
                endpoint = urls.ending(text) if len(text) <= _LENGTH else None
                if endpoint is not None:
                    yield number, Mark(endpoint, text)
            elif expr[0] == "map":
                endpoint = urls.shaped(self._keys(number))
                if endpoint is not None:
                    yield number, Mark(endpoint, "")

    def _keys(self, literal: int) -> frozenset[str]:
        pairs: tuple[tuple[int, int], ...] = self._facts.exprs[literal][1]  # type: ignore[assignment]
        return frozenset(str(self._facts.exprs[key][1]) for key, _ in pairs if key >= 0 and self._facts.exprs[key][0] == "string")

    def _given(self, number: int) -> Mark | None:
        """The endpoint that a call's own keywords tell."""
        endpoint = self._at.m.urls.shaped(frozenset(a.keyword for a in self._facts.calls[number].arguments if a.keyword))
        return Mark(endpoint, "") if endpoint is not None else None

    def _filled(self) -> dict[tuple[int, str], Mark]:
        """Names of maps that get the keys of a body one by one."""
        keys: dict[tuple[int, str], set[str]] = defaultdict(set)
        for bind in self._facts.binds:
            if bind.value >= 0 and self._facts.exprs[bind.value][0] == "map":
                keys[bind.scope, bind.name].update(self._keys(bind.value))
        for store in self._facts.stores:
            key = store.member or self._text(store.key)
            holder = self._facts.exprs[store.object]
            if key and holder[0] == "name":
                keys[int(holder[2]), str(holder[1])].add(key)  # type: ignore[call-overload]
        for call in self._facts.calls:
            callee = self._facts.exprs[call.callee]
            if callee[0] == "attr" and len(call.arguments) == 2 and str(callee[2]).lower() in ("put", "set", "add"):
                holder = self._facts.exprs[int(callee[1])]  # type: ignore[call-overload]
                if holder[0] == "name":
                    keys[int(holder[2]), str(holder[1])].add(self._text(call.arguments[0].value))  # type: ignore[call-overload]
        shaped = ((name, self._at.m.urls.shaped(frozenset(found))) for name, found in keys.items())
        return {name: Mark(endpoint, "") for name, endpoint in shaped if endpoint is not None}

    def _text(self, expr: int) -> str:
        found = self._facts.exprs[expr] if expr >= 0 else ("", "")
        return str(found[1]) if found[0] == "string" else ""

    def _keep(self) -> bool:
        """Take down the names that marked expressions are bound to; False when there was no new one."""
        before = len(self._kept)
        for bind in self._facts.binds:
            if bind.value >= 0 and (mark := self._of[bind.value]) is not None:
                self._kept.setdefault((bind.scope, bind.name), mark)
        for store in self._facts.stores:
            mark = self._of[store.value] if store.value >= 0 else None
            holder = self._facts.exprs[store.object]
            if mark is not None and store.member and holder[0] == "name":
                self._kept.setdefault((int(holder[2]), str(holder[1])), mark)  # type: ignore[call-overload]
            elif mark is not None and store.member and holder[0] == "self":
                self._kept.setdefault((int(holder[1]), store.member), mark)  # type: ignore[call-overload]
        return len(self._kept) > before

    def _spread(self) -> list[Mark | None]:
        result: list[Mark | None] = []
        for number, expr in enumerate(self._facts.exprs):
            result.append(self._own.get(number) or self._marked(expr, result))
        return result

    def _marked(self, expr: tuple[object, ...], known: list[Mark | None]) -> Mark | None:
        kind = expr[0]
        if kind == "name":
            return self._named(int(expr[2]), str(expr[1]))  # type: ignore[call-overload]
        if kind == "attr":
            holder = self._facts.exprs[int(expr[1])]  # type: ignore[call-overload]
            if holder[0] == "self":
                return self._kept.get((int(holder[1]), str(expr[2])))  # type: ignore[call-overload]
            return _at(known, int(expr[1]))  # type: ignore[call-overload]
        if kind in ("concat", "union"):
            return next((m for e in expr[1] if (m := _at(known, e)) is not None), None)  # type: ignore[attr-defined]
        if kind == "map":
            return next((m for _, e in expr[1] if (m := _at(known, e)) is not None), None)  # type: ignore[attr-defined]
        if kind == "assigned":
            return _at(known, int(expr[2]))  # type: ignore[call-overload]
        return self._carried(int(expr[1]), known) if kind == "call" else None  # type: ignore[call-overload]

    def _carried(self, number: int, known: list[Mark | None]) -> Mark | None:
        call = self._facts.calls[number]
        if "n" not in call.flags and not _CARRYING.search(tail(self._facts, call.callee)):
            return None
        callee = self._facts.exprs[call.callee]
        held = _at(known, int(callee[1])) if callee[0] == "attr" else None  # type: ignore[call-overload]
        return held or next((m for a in call.arguments if (m := _at(known, a.value)) is not None), None)

    def _named(self, scope: int, word: str) -> Mark | None:
        while scope >= 0:
            if (scope, word) in self._kept:
                return self._kept[scope, word]
            if (scope, word) in self._at.index.binds:
                return None
            scope = self._facts.scopes[scope].parent
        return None


def _at(known: list[Mark | None], expr: int) -> Mark | None:
    return known[expr] if 0 <= expr < len(known) else None


__all__ = ["hits"]
