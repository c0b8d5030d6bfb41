"""Finds in the code what makes one ask about public opinion: forums, comments, live rooms, mini-programs.

A hint is a place and the sign that fits there; what the law makes of it is left to the person who answers.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.globs import file_name
from scanner.lower import CONFIGURATION, language
from scanner.model import Feature
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ahocorasick_rs import BytesAhoCorasick

    from scanner.catalog import FeatureSign
    from scanner.match.matcher import Look
    from scanner.model import Facts, Location, SourceFile
    from scanner.trace.entries import Entries

MAX_PLACES = 3
"""Places told of one sign: they are reasons to ask, no list of everything."""
MAX_LOWERED = 60
"""Files that are looked into for routes and classes."""
_CUT = re.compile(r"[./]")
_DECLARED = rb"\b(?:class|struct|type|record|interface|implementation)\s+(?:%s)\b"
"""How a class is declared in any language."""
_KINDS = ("http", "websocket", "rpc", "cloud-function", "page")


class Searched(NamedTuple):
    """A file of the program as the search left it."""

    file: SourceFile
    imports: tuple[str, ...]
    hinted: bool
    """Holds a needle of a sign."""


class Features:
    """The signs, asked over the files of one scan."""

    def __init__(
        self,
        signs: Iterable[FeatureSign],
        data: Callable[[str], bytes | None],
        facts: Callable[[str], Facts | None],
        look: Look,
        entries: Entries,
    ) -> None:
        self._signs = tuple(signs)
        self._data = data
        self._facts = facts
        self._look = look
        self._entries = entries
        self._told: Counter[str] = Counter()
        self._left = MAX_LOWERED
        self._modules: dict[str, dict[str, list[FeatureSign]]] = defaultdict(lambda: defaultdict(list))
        for sign in self._signs:
            for key, modules in sign.modules:
                for module in modules:
                    self._modules[key][module].append(sign)

    def of(self, one: Searched) -> Iterator[Feature]:
        """Hints in one file; tests, examples and notebooks have no public."""
        if one.file.test or one.file.example or one.file.language == "notebook":
            return
        yield from self._named(one.file)
        yield from self._imported(one)
        if one.hinted:
            yield from self._written(one.file)
            if self._left and self._worth(one.file):
                self._left -= 1
                yield from self._inside(one.file.path)

    def _open(self, sign: FeatureSign) -> bool:
        return self._told[sign.id] < MAX_PLACES

    def _feature(self, sign: FeatureSign, place: Location) -> Feature:
        self._told[sign.id] += 1
        return Feature(id=sign.feature, signature=sign.id, location=place)

    def _text(self, path: str) -> bytes:
        return decode(self._data(path) or b"").data

    def _at(self, path: str, word: str) -> Location:
        text = self._text(path)
        # NOTE: parts of a module's name may stand apart: ``from a import b``.
        found = next((piece for piece in (word, *reversed(_CUT.split(word))) if piece.encode() in text), "")
        start = text.find(found.encode())
        return self._look(path)[1].location(start, start + len(found.encode()))

    def _named(self, file: SourceFile) -> Iterator[Feature]:
        for sign in self._signs:
            if sign.files and self._open(sign) and any(file_name(glob, "{path}", file.path) is not None for glob in sign.files):
                text = self._text(file.path)
                if all(word.encode() in text for word in sign.holds):
                    yield self._feature(sign, self._at(file.path, sign.holds[0]))

    def _imported(self, one: Searched) -> Iterator[Feature]:
        known = self._modules.get(_key(one.file))
        if known is None:
            return
        for written in one.imports:
            for module in _beginnings(written):
                for sign in known.get(module, ()):
                    if self._open(sign):
                        yield self._feature(sign, self._at(one.file.path, module))
                        return

    def _written(self, file: SourceFile) -> Iterator[Feature]:
        signs = [sign for sign in self._signs if sign.texts and self._open(sign)]
        found = self._standing(self._text(file.path)) if signs else frozenset()
        for sign in signs:
            word = next((word for word in sign.texts if word in found), "")
            if word:
                yield self._feature(sign, self._at(file.path, word))

    def _standing(self, text: bytes) -> frozenset[str]:
        """The words of the signs that stand in a text."""
        return frozenset(self._texts[number] for number, _, _ in self._searched.find_matches_as_indexes(text, overlapping=True))

    @functools.cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(sorted({word for sign in self._signs for word in sign.texts}))

    @functools.cached_property
    def _searched(self) -> BytesAhoCorasick:
        from ahocorasick_rs import BytesAhoCorasick

        return BytesAhoCorasick([word.encode() for word in self._texts])

    def _worth(self, file: SourceFile) -> bool:
        if file.language in CONFIGURATION:
            return False
        signs = [sign for sign in self._signs if self._open(sign)]
        if any(sign.routes for sign in signs) and self._entries.declaring(_key(file), _KINDS):
            return True
        names = sorted({name for sign in signs for name in sign.names})
        return bool(names) and re.search(_DECLARED % b"|".join(map(str.encode, names)), self._text(file.path)) is not None

    def _inside(self, path: str) -> Iterator[Feature]:
        facts = self._facts(path)
        if facts is None:
            return
        yield from self._classes(facts)
        routes = [sign for sign in self._signs if sign.routes and self._open(sign)]
        for node, entry in self._entries.declared(path) if routes else ():
            segments = entry.name.rpartition(" ")[2].lower().strip("/").split("/")
            for sign in routes if entry.kind in _KINDS else ():
                if self._open(sign) and any(_leads(route.split("/"), segments) for route in sign.routes):
                    at = self._facts(node.file)
                    scope = at.scopes[node.scope] if at is not None else facts.scopes[0]
                    yield self._feature(sign, self._look(node.file)[1].location(scope.start, scope.start))

    def _classes(self, facts: Facts) -> Iterator[Feature]:
        for number, scope in enumerate(facts.scopes):
            signs = [sign for sign in self._signs if scope.name in sign.names and self._open(sign)] if scope.kind == "class" else ()
            members = _members(facts, number) if signs else frozenset()
            for sign in signs:
                if all(any(fnmatch.filter(members, glob) for glob in group) for group in sign.members):
                    yield self._feature(sign, self._look(facts.path)[1].location(scope.start, scope.start))


def _key(file: SourceFile) -> str:
    return "" if file.language in CONFIGURATION else language(file.language).traits.signature_key


@functools.lru_cache(maxsize=1 << 14)
def _beginnings(module: str) -> tuple[str, ...]:
    """``a.b.c``, ``a.b`` and ``a``."""
    return (module, *(module[:cut] for cut in reversed([match.start() for match in _CUT.finditer(module)])))


def _leads(route: list[str], segments: list[str]) -> bool:
    """Whether the segments of a sign stand beside each other in a route."""
    spans = range(len(segments) - len(route) + 1)
    return any(all(fnmatch.fnmatchcase(segments[at + n], glob) for n, glob in enumerate(route)) for at in spans)


def _members(facts: Facts, scope: int) -> frozenset[str]:
    """Fields of a class, in small letters without underscores."""
    names = {bind.name for bind in facts.binds if bind.scope == scope}
    names |= {store.member for store in facts.stores if facts.exprs[store.object] == ("self", scope)}
    names |= {parameter.name for parameter in facts.scopes[scope].parameters}
    return frozenset(name.replace("_", "").lower() for name in names)
