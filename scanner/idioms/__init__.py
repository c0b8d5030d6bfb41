"""Finds algorithms that people wrote themselves: functions with the shape of one and with its words.

Shapes and words alone are nothing; which belong together is data (``idioms/``), how the function is reached is left to ``trace``.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.idioms import spellings
from scanner.idioms import letters, vocabulary
from scanner.idioms.functions import BEFORE, Functions, alone, between, named
from scanner.idioms.heads import spans
from scanner.languages import trees
from scanner.lower import WRAPPED, language, unwrapped
from scanner.match.matcher import qualname
from scanner.model import because
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scanner.catalog import Idiom
    from scanner.idioms.functions import Unit
    from scanner.idioms.shapes import Shape
    from scanner.idioms.vocabulary import Word
    from scanner.match.matcher import Look, Site
    from scanner.model import Certainty, Facts, Reason, SourceFile
    from scanner.text import Places

MAX_BYTES = 400_000
"""A larger file is a library that was copied, or data; what people write themselves is smaller."""
MAX_LINES = 150
"""A function longer than this does so much that its shapes need not belong together: it is no more than possible."""

_BESIDE = 240
"""Bytes between a word and a shape that belong together."""


def own(found: Iterable[Site], others: Iterable[Site]) -> Iterator[Site]:
    """Those in which nothing else of their category was found: a function that calls a library's algorithm is none of its own.

    What is merely possible is none around a likely one either.
    """
    found = tuple(found)
    places, inner = _lines(others), _lines(found)
    for site in found:
        at, key = site.hit.location, (site.path, site.hit.category)
        told = (*places[key], *(inner[key] if site.hit.certainty == "possible" else ()))
        if not any(at.line <= line <= at.end_line for line in told):
            yield site


def _lines(sites: Iterable[Site]) -> dict[tuple[str, str], list[int]]:
    """Where something more than possible stands, by file and category."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for site in sites:
        if site.hit.certainty != "possible":
            found[site.path, site.hit.category].append(site.hit.location.line)
    return found


class _Asked(NamedTuple):
    """An idiom, its words as far as their letters stand in a file or its path, and all its words at a glance."""

    idiom: Idiom
    groups: Sequence[Sequence[str]]
    loose: vocabulary.Loose


class Idioms:
    """The idioms of the catalogue, ready to be asked file by file."""

    def __init__(self, idioms: Iterable[Idiom], facts: Callable[[str], Facts | None], look: Look) -> None:
        self._facts = facts
        self._look = look
        self._idioms = tuple(idioms)

    @functools.cached_property
    def _by_needle(self) -> dict[str, list[Idiom]]:
        found: dict[str, list[Idiom]] = defaultdict(list)
        for idiom in self._idioms:
            told = () if idiom.within or idiom.composes or idiom.supports else idiom.words[0]
            for needle in {one for word in told for one in spellings(word)}:
                found[needle].append(idiom)
        return found

    @functools.cached_property
    def _occurring(self) -> vocabulary.Occurring:
        return vocabulary.Occurring(word for idiom in self._idioms for group in idiom.words for word in group)

    @functools.cached_property
    def _steps(self) -> tuple[Idiom, ...]:
        return tuple(idiom for idiom in self._idioms if idiom.within)

    @functools.cached_property
    def _supporting(self) -> tuple[Idiom, ...]:
        return tuple(idiom for idiom in self._idioms if idiom.supports)

    def sites(self, file: SourceFile, data: bytes, needles: Iterable[str]) -> Iterator[Site]:
        """Idioms in one file with these needles; one per function and category. What tests compute serves nobody."""
        large = len(data) > MAX_BYTES and file.language not in WRAPPED  # of which most may be pictures
        if file.language not in trees.LANGUAGES or file.test or large:
            return
        wanted = {idiom.id: idiom for needle in needles for idiom in self._by_needle[needle]}
        text = _code(file, data) if wanted else b""
        if len(text) > MAX_BYTES:
            return
        small, path = text.lower(), file.path.encode("utf-8", "replace")
        occurring = self._occurring.of(b"\n".join((small, path.lower()))) if wanted else frozenset()
        asked = [one for one in _held(wanted.values(), occurring) if vocabulary.together(one.groups, text, small, path)]
        facts = self._facts(file.path) if asked and _may_hold(asked, file, text) else None
        if facts is None:
            return
        functions = Functions(facts, file, self._look(file.path)[1])
        units = _units(functions, asked)
        found = [(unit, dict(self._of(unit, [one.idiom for one in asked], functions))) for unit in units]
        in_functions = {category for unit, sites in found for category in sites if unit.scope}
        found = [(u, sites if u.scope else {c: site for c, site in sites.items() if c not in in_functions}) for u, sites in found]
        categories = {category for _, sites in found for category in sites}
        taken = {(unit.scope, category) for unit, sites in found for category, site in sites.items() if site.hit.certainty != "possible"}
        beside = _held((one for one in self._supporting if categories & {*one.supports}), occurring)
        beside = [one for one in beside if vocabulary.together(one.groups, text, small, path)]
        support = _support(functions, beside) if beside else {}
        steps = {
            (step.scope, step.hit.category): step
            for unit, sites in found
            for site in sites.values()
            for step in self._called(functions, unit, site, taken)
        }
        for unit, sites in found:
            for category, site in sites.items():
                step = steps.pop((unit.scope, category), None)
                told = _supported(site, support.get(category), wanted[site.hit.signature])
                yield told if step is None or step.hit.certainty == "possible" else step
        yield from steps.values()

    def _of(self, unit: Unit, idioms: Iterable[Idiom], functions: Functions) -> Iterator[tuple[str, Site]]:
        """The best of each category that a function is."""
        best: dict[str, tuple[tuple[object, ...], Site]] = {}
        for idiom in idioms:
            found = _fits(idiom, unit)
            certainty = _certainty(unit, idiom, found) if found is not None else None
            if found is not None and certainty is not None:
                said = _spoken(functions.places, found)
                site = functions.site(unit, idiom, [*said, *shown(functions.places, unit, idiom)], certainty)
                told = sum(word.place in vocabulary.DEFINING for word in found)
                rank = (site.hit.certainty != "likely", idiom.certainty != "likely", -told, -len(idiom.shape), idiom.id)
                best[idiom.category] = min(best.get(idiom.category, (rank, site)), (rank, site))
        yield from ((category, site) for category, (_, site) in best.items())

    def _called(self, functions: Functions, unit: Unit, site: Site, taken: set[tuple[int, str]]) -> Iterator[Site]:
        """Functions of the file that one which is an idiom runs, and that are shaped like a step of it."""
        steps = [idiom for idiom in self._steps if site.hit.signature in idiom.within]
        for number in functions.called(unit) if steps else ():
            inner = functions.unit(number) if (number, site.hit.category) not in taken else None
            for idiom in steps if inner is not None else ():
                if inner is not None and shaped(idiom, inner):
                    taken.add((number, site.hit.category))
                    reason = because("called-by", name=site.hit.qualname, line=site.hit.location.line)
                    yield functions.site(inner, idiom, [reason, *shown(functions.places, inner, idiom)], site.hit.certainty)
                    break


def _code(file: SourceFile, data: bytes) -> bytes:
    """What is written in a file, of a notebook in its cells."""
    text = decode(data).data
    return unwrapped(file, text) if file.language in WRAPPED else text


def _held(idioms: Iterable[Idiom], occurring: frozenset[str]) -> list[_Asked]:
    """Those of which each group has words among the ``occurring``."""
    found = ((idiom, tuple([word for word in group if word in occurring] for group in idiom.words)) for idiom in idioms)
    return [_Asked(idiom, groups, vocabulary.loose(idiom.words)) for idiom, groups in found if all(groups)]


def _support(functions: Functions, asked: Sequence[_Asked]) -> dict[str, Reason]:
    """By category what else in the file speaks for it."""
    found: dict[str, Reason] = {}
    for unit in _units(functions, asked):
        for idiom in (one.idiom for one in asked):
            words = _fits(idiom, unit)
            if words is not None and _certainty(unit, idiom, words) == "likely":
                scope = functions.facts.scopes[unit.scope]
                line = functions.places.location(scope.start, scope.start).line
                reason = because("supported", idiom=idiom.id, name=qualname(functions.facts, unit.scope), line=line)
                found = dict.fromkeys(idiom.supports, reason) | found
    return found


def _supported(site: Site, reason: Reason | None, idiom: Idiom) -> Site:
    """A function that may be what its idiom says, with what else in the file speaks for it."""
    if reason is None:
        return site
    return site._replace(hit=dataclasses.replace(site.hit, certainty=idiom.certainty, reasons=(*site.hit.reasons, reason)))


def _named(asked: Iterable[_Asked], called: str) -> list[_Asked]:
    """Idioms of which a word stands in what the author called something."""
    apart = frozenset(called.split("_"))
    return [one for one in asked if one.loose.stands(called, apart)]


def _speaking(asked: Sequence[_Asked], called: str, text: bytes, around: str) -> Iterator[Idiom]:
    """Those of whose shape and of all whose words something stands in and around a function with one of their words in its name."""
    small, outside = (text.lower(), around.encode("utf-8", "replace")) if asked else (b"", b"")
    flat = letters.flat(small)
    for idiom, groups, _ in asked:
        near = letters.may_show(idiom.shape, flat) and vocabulary.together(groups, text, small, outside)
        if near and (not idiom.called or _is_called(idiom, called, text)):
            yield idiom


def _is_called(idiom: Idiom, called: str, text: bytes) -> bool:
    """Whether a word of the first group may stand in what the author called a function, or said above it."""
    first = vocabulary.loose(idiom.words[:1])
    if first.stands(called, frozenset(called.split("_"))):
        return True
    above = vocabulary.joined((text[:BEFORE].decode("utf-8", "replace"),))
    return first.stands(above, frozenset(above.split("_")))


def _may_hold(asked: Sequence[_Asked], file: SourceFile, text: bytes) -> bool:
    """Whether one of the functions of a file may be an idiom, as far as they are told without lowering it."""
    traits = language(file.language).traits
    if traits.heads is None:
        return True
    known: dict[bytes, tuple[str, str, list[_Asked], list[_Asked]]] = {}
    search = vocabulary.search(frozenset(letters for one in asked for letters in one.loose.letters))
    functions = list(spans(traits.heads, text))
    if traits.scripts and _may_run(asked, file, between(text, ((one.start, one.end) for one in functions))):
        return True
    for span in functions:
        found = known.get(span.around)
        if found is None:
            around = f"{file.path} {span.around.decode('utf-8', 'replace')}"
            outside = vocabulary.joined((around,))
            always = _named(asked, outside)
            found = known[span.around] = around, outside, always, [one for one in asked if not any(one is other for other in always)]
        around, outside, always, others = found
        if not always and not search.find_matches_as_indexes(span.head.lower()):
            continue
        head = vocabulary.joined((span.head.decode("utf-8", "replace"),))
        speaking = [*always, *_named(others, head)]
        said = tuple(_speaking(speaking, f"{head}_{outside}", text[max(span.start - BEFORE, 0) : span.end], around)) if speaking else ()
        if said and (not traits.indented or _may_do(said, alone(file.language, text[span.start : span.end], traits.indented))):
            return True
    return False


def _may_run(asked: Sequence[_Asked], file: SourceFile, text: bytes) -> bool:
    """Whether what stands outside of a file's functions may be an idiom."""
    called = vocabulary.joined((file.path.rpartition("/")[2].rpartition(".")[0],))
    speaking = _named(asked, called)
    said = tuple(_speaking(speaking, called, text, file.path)) if speaking else ()
    return bool(said) and _may_do(said, alone(file.language, text, b""))


def _may_do(idioms: Iterable[Idiom], shape: Shape) -> bool:
    return any(_shows(idiom, shape) for idiom in idioms)


def _units(functions: Functions, asked: Sequence[_Asked]) -> Iterator[Unit]:
    """The functions in which words of all groups of an idiom may stand."""
    facts = functions.facts
    for number in functions.numbers:
        called = "".join(said.parts for said in named(facts, number, facts.path) if said.place in vocabulary.DEFINING)
        text = functions.text(number)
        if text and any(_speaking(_named(asked, called), called, text, f"{facts.path} {qualname(facts, number)}")):
            unit = functions.unit(number)
            if unit is not None:
                yield unit


def _spoken(places: Places, words: tuple[Word, ...]) -> list[Reason]:
    """The words as reasons."""
    return [
        because("word-line", word=word.word, place=word.place, line=places.location(word.start, word.start).line)
        if word.start
        else because("word", word=word.word, place=word.place)
        for word in words
    ]


def shown(places: Places, unit: Unit, idiom: Idiom) -> list[Reason]:
    """The shapes as reasons."""
    shapes = [next((term, at) for term in terms if (at := unit.shape.where(term)) is not None) for terms in idiom.shape]
    return [because("shape", shape=term, line=places.location(at, at).line) for term, at in shapes]


def _is_beside(unit: Unit, idiom: Idiom, word: Word) -> bool:
    """Whether a word stands in the function where that has its shape."""
    places = [at for terms in idiom.shape for term in terms if (at := unit.shape.where(term)) is not None]
    return word.place in ("code", "text", "comment") and any(abs(at - word.start) <= _BESIDE for at in places)


def shaped(idiom: Idiom, unit: Unit) -> bool:
    """Whether a function does what it must for an idiom, and nothing that it must not."""
    return _shows(idiom, unit.shape) and not any(unit.shape.where(term) is not None for term in idiom.without)


def _shows(idiom: Idiom, shape: Shape) -> bool:
    return all(any(shape.where(term) is not None for term in terms) for terms in idiom.shape)


def _fits(idiom: Idiom, unit: Unit) -> tuple[Word, ...] | None:
    """The words of the idiom when the function has its shape, else None."""
    if not shaped(idiom, unit):
        return None
    outside = [said for said in unit.words if said.place in ("name", "class", "file", "folder")]
    if idiom.excluded and vocabulary.find((idiom.excluded,), outside):
        return None
    found = vocabulary.find(idiom.words, unit.words)
    if found is None or not idiom.called:
        return found
    # NOTE: a class that is called so says it of all its functions; the other words tell which of them do it.
    inner = vocabulary.find(idiom.words[1:], (said for said in unit.words if said.place in vocabulary.INNER))
    return (found[0], *inner) if inner is not None else found


def _certainty(unit: Unit, idiom: Idiom, words: tuple[Word, ...]) -> Certainty | None:
    """How sure the words make it, by where they stand; None where nothing but passing words speak for it.

    What only its class and file speak of is not what a function does.
    Likely: all words in what runs, and the rarest or two of them in what the author called it.
    """
    weak = sum(word.place in vocabulary.WEAK for word in words)
    defined = sum(word.place in vocabulary.DEFINING for word in words)
    passing = words[0].place in vocabulary.PASSING
    first = words[0].place in vocabulary.DEFINING
    beside = (idiom.distinct or idiom.beside) and not first and _is_beside(unit, idiom, words[0])
    inside = any(word.place not in ("class", "file", "folder", "path") for word in words)
    if not defined or not inside or weak > 1 or (passing and not (beside and idiom.distinct)):
        return None
    if (idiom.called and not (first or words[0].place == "heading")) or (idiom.beside and not (first or beside)):
        return None
    named = first or defined > 1 or (beside and idiom.distinct and not passing)
    again = idiom.beside and len({(word.place, word.start, word.word) for word in words}) < len(words)  # one word for several groups
    return idiom.certainty if named and not (weak or passing or again) and unit.lines <= MAX_LINES else "possible"
