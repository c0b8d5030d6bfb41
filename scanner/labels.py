"""Finds the labels of generated content in the code, what takes them away, and exports that lack them.

What is put on elsewhere (by a vendor, in another repository) is not seen; that nothing was found is told by ``compare``.
"""

from __future__ import annotations

import fnmatch
import functools
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.comments import is_comment
from scanner.evaluate.settings import is_of_build
from scanner.lower import CONFIGURATION
from scanner.model import Contradiction, Field, LabelSeen
from scanner.text import OPTIONAL_SPACE, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.catalog import LabelSign
    from scanner.match.matcher import Look
    from scanner.model import Facts, Hit, Location
    from scanner.trace.entries import Entries

    Places = Iterator[tuple[int, int, str]]
    """(start, end, text) in bytes."""

_SEEN = ("explicit", "implicit")
_PROJECT = (*_SEEN, "bare")
"""Findings that are looked for in every file; all others need a generating call near."""
_MAX_PLACES = 3
"""Places told of one sign: they are reasons to look, no list of everything."""
_MAX_LOOKED = 50
"""Texts looked at in one file for one sign: for each the code before it is read again."""
_DEPTH = 4


class Looked(NamedTuple):
    """What was seen of labels, by place, and what a person should look at, by place."""

    seen: tuple[LabelSeen, ...] = ()
    findings: tuple[Contradiction, ...] = ()


class Near(NamedTuple):
    """Files around the generating calls, sorted: those that hold one, those on the way to one, those that the first import."""

    generating: tuple[str, ...]
    ways: tuple[str, ...]
    helpers: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(sorted({*self.generating, *self.ways, *self.helpers}))


def near(hits: Iterable[Hit], imported: Mapping[str, tuple[str, ...]]) -> Near:
    """``imported``: importer to what it imports."""
    kept = [hit for hit in hits if hit.category == "generation" and not (hit.in_tests or hit.ignored)]
    inside = {hit.location.path for hit in kept}
    ways = {step.location.path for hit in kept for step in hit.flow} | {hit.entry.location.path for hit in kept if hit.entry}
    helpers = {target for path in inside for target in imported.get(path, ())}
    return Near(tuple(sorted(inside)), tuple(sorted(ways)), tuple(sorted(helpers)))


class Labels:
    """The signs, asked over the files of one scan."""

    def __init__(
        self,
        signs: Iterable[LabelSign],
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

    def of(self, around: Near, holding: Iterable[str], families: frozenset[str]) -> Looked:
        """``holding``: files with a needle of a sign; ``families`` that the project generates.

        Tests, examples and what a build machine reads have no public.
        """
        if not around.generating:
            return Looked()
        files = [path for path in holding if self._has_public(path)]
        seen = tuple(one for path in files for one in self._seen(path))
        findings = [*self._incomplete(seen), *self._beside(around), *self._exports(around, files, seen, families)]
        if not any(one.kind == "explicit" for one in seen):
            findings += self._told("bare", files)[:1]
        return Looked(seen, tuple(sorted(findings, key=lambda one: (one.location, one.id, one.fields))))

    def _has_public(self, path: str) -> bool:
        file = self._look(path)[0]
        return not (file.test or file.example or file.language == "notebook" or is_of_build(path))

    def _text(self, path: str) -> bytes:
        return decode(self._data(path) or b"").data

    def _seen(self, path: str) -> Iterator[LabelSeen]:
        """One of a kind per file."""
        for kind in _SEEN:
            for sign in (one for one in self._signs if one.finding == kind):
                place = next(self._written(sign, path), None)
                if place is not None:
                    text = self._text(path)
                    lacking = tuple(word for word in sign.wants if not _has_word(text, word))
                    where = self._look(path)[1].location(place[0], place[1])
                    yield LabelSeen(kind=sign.finding, signature=sign.id, location=where, text=place[2], lacking=lacking)  # type: ignore[arg-type]  # one of _SEEN
                    break

    def _written(self, sign: LabelSign, path: str) -> Places:
        """Texts of the sign outside of comments, in a file that holds what it has to."""
        text = self._text(path)
        if not sign.texts or not all(_has_word(text, word) for word in sign.holds):
            return
        language = self._look(path)[0].language
        for match in itertools.islice(_pattern(sign).finditer(text), _MAX_LOOKED):
            if not is_comment(text, match.start("text"), language):
                yield match.start("text"), match.end("text"), match["text"].decode("utf-8", "replace")

    def _told(self, finding: str, paths: Iterable[str]) -> list[Contradiction]:
        """Texts of a finding: the first place in each file, a few files per sign."""
        found = []
        for sign in (one for one in self._signs if one.finding == finding):
            places = [(path, place) for path in paths if (place := next(self._written(sign, path), None))]
            found += [self._found(sign, path, start, end, text=text) for path, (start, end, text) in places[:_MAX_PLACES]]
        return found

    def _incomplete(self, seen: Iterable[LabelSeen]) -> Iterator[Contradiction]:
        for one in seen:
            if one.lacking:
                yield _at("metadata-incomplete", one.location, text=one.text, lacking=" ".join(one.lacking))

    def _beside(self, around: Near) -> Iterator[Contradiction]:
        """What takes labels away: arguments where it is generated, texts in what handles the result as well."""
        for sign in self._signs:
            if sign.finding in (*_PROJECT, "export"):
                continue
            for path in around.generating if sign.names else around.all:
                if sign.names:
                    yield from self._arguments(sign, path)
                elif self._has_public(path):
                    yield from (self._found(sign, path, start, end, text=text) for start, end, text in self._first(sign, path))

    def _first(self, sign: LabelSign, path: str) -> list[tuple[int, int, str]]:
        """The first place of each text."""
        return list({text: (start, end, text) for start, end, text in reversed(list(self._written(sign, path)))}.values())

    def _exports(self, around: Near, files: Iterable[str], seen: Iterable[LabelSeen], families: frozenset[str]) -> list[Contradiction]:
        """Downloads beside generation, unless something beside it labels."""
        if any(one.location.path in around.all for one in seen):
            return []
        places = tuple(path for path in sorted({*around.generating, *around.ways}) if self._has_public(path))
        found: list[Contradiction] = []
        for sign in (one for one in self._signs if one.finding == "export"):
            if sign.families and not families.isdisjoint(sign.families):
                chosen: Iterable[str] = [path for path in files if self._look(path)[0].language not in CONFIGURATION]
            else:
                chosen = () if sign.families else places
            told = [one for path in chosen for one in self._export(sign, path)]
            found += told[:_MAX_PLACES]
        return found

    def _export(self, sign: LabelSign, path: str) -> Iterator[Contradiction]:
        if sign.names:
            yield from self._arguments(sign, path)
        elif sign.routes:
            yield from self._routes(sign, path)
        else:
            yield from (self._found(sign, path, start, end, text=text) for start, end, text in self._first(sign, path)[:1])

    def _routes(self, sign: LabelSign, path: str) -> Iterator[Contradiction]:
        if self._look(path)[0].language in CONFIGURATION:
            return
        for node, entry in self._entries.declared(path):
            segments = entry.name.rpartition(" ")[2].lower().strip("/").split("/")
            if any(fnmatch.fnmatchcase(segment, glob) for glob in sign.routes for segment in segments):
                at = self._facts(node.file)
                start = at.scopes[node.scope].start if at is not None else 0
                yield self._found(sign, node.file, start, start, text=entry.name)

    def _arguments(self, sign: LabelSign, path: str) -> Iterator[Contradiction]:
        facts = self._facts(path)
        for name, value, start, end in _given(facts, frozenset(sign.names)) if facts is not None else ():
            if value in sign.values:
                yield self._found(sign, path, start, end, text=f"{name} = {value}")

    def _found(self, sign: LabelSign, path: str, start: int, end: int, *, text: str) -> Contradiction:
        return _at(sign.finding, self._look(path)[1].location(start, end), text=text)


def _at(finding: str, place: Location, **fields: str) -> Contradiction:
    told = tuple(Field(name, value) for name, value in fields.items())
    return Contradiction(id=f"label/{finding}", product="", strength="ask", location=place, fields=told)


def _has_word(text: bytes, word: str) -> bool:
    return re.search(rb"(?<![A-Za-z0-9_])%b(?![A-Za-z0-9_])" % re.escape(word.encode()), text) is not None


def _given(facts: Facts, names: frozenset[str]) -> Iterator[tuple[str, str, int, int]]:
    """(name, constant, place of the call) of arguments, entries of maps among them, and setters (``builder().name(constant)``)."""
    for call in facts.calls:
        setter = facts.exprs[call.callee] if call.callee >= 0 else ("",)
        if setter[0] == "attr" and setter[2] in names and len(call.arguments) == 1:
            yield str(setter[2]), _constant(facts, call.arguments[0].value), call.start, call.end
        for argument in call.arguments:
            if argument.keyword in names:
                yield argument.keyword, _constant(facts, argument.value), call.start, call.end
            for key, value in _entries(facts, argument.value, _DEPTH):
                if key in names:
                    yield key, _constant(facts, value), call.start, call.end


def _entries(facts: Facts, expr: int, depth: int) -> Iterator[tuple[str, int]]:
    """Keys and values of a map as written, also of the maps in it."""
    written = facts.exprs[expr] if expr >= 0 else ("",)
    if written[0] != "map" or not depth:
        return
    for key, value in written[1]:  # type: ignore[attr-defined]
        if key >= 0 and facts.exprs[key][0] == "string":
            yield str(facts.exprs[key][1]), value
        yield from _entries(facts, value, depth - 1)


def _constant(facts: Facts, expr: int) -> str:
    """As TOML writes it, "" for what is none."""
    written = facts.exprs[expr] if expr >= 0 else ("",)
    if written[0] == "const" and isinstance(written[1], bool):
        return str(written[1]).lower()
    return str(written[1]) if written[0] == "number" else ""


@functools.lru_cache(maxsize=256)
def _pattern(sign: LabelSign) -> re.Pattern[bytes]:
    """Finds the texts of a sign in UTF-8, as the group ``text``."""
    words = "|".join(r"\s?".join(map(re.escape, OPTIONAL_SPACE.split(text))) for text in sign.texts)
    found = "".join(f"(?<!{re.escape(word)})" for word in sign.unless) + f"(?P<text>{words})"
    return re.compile((rf"(?<=[>\"'`])\s*{found}\s*(?=[<\"'`])" if sign.alone else found).encode())
