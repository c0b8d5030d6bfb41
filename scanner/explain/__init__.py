"""Explains an id: names in both languages, what it means, where it is written, how well that was read, what is often said wrongly.

One id may mean several things (a condition and its question); all of them are told, ``kind:id`` asks for one.
"""

from __future__ import annotations

import difflib
import functools
from typing import TYPE_CHECKING, Any, Protocol

from scanner.declared.numbers import RELIABLE_FROM, FilingNumber, decode
from scanner.errors import OptionsError
from scanner.explain import catalogue, legal
from scanner.explain.knowledge import Knowledge, messages, read_misconceptions
from scanner.match.settings import TOLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from scanner.explain.knowledge import Lang, Misconception

    Told = Callable[[], Iterator[str]]
    Entry = tuple[str, str, str, Told]
    """Kind, Chinese name, English name, and what is told."""

_CLOSE = 5


def explain(wanted: str, lang: Lang, roots: Sequence[Path]) -> str:
    """What ``wanted`` is; ``OptionsError`` with what may have been meant."""
    known = _knowledge(lang, tuple(roots))
    number = _number(known, wanted)
    if number:
        return "\n".join([*number, "", known.say("footer", date=known.law.as_of)]) + "\n"
    index = _index(known)
    kind, colon, name = wanted.partition(":")
    entries = index.get(wanted) or index.get(_as_article(known, wanted), [])
    if colon and not entries:
        entries = [entry for entry in index.get(name, []) if entry[0] == kind]
    if not entries:
        raise OptionsError(_unknown(known, wanted, index))
    key = wanted if wanted in index else _as_article(known, wanted) if not colon else name
    blocks = [_block(known, key, entry) for entry in entries]
    blocks += [list(_misconceptions(known, key))]
    return "\n\n".join("\n".join(block) for block in blocks if block) + f"\n\n{known.say('footer', date=known.law.as_of)}\n"


def ids(roots: Sequence[Path]) -> tuple[str, ...]:
    """Everything that can be explained."""
    return tuple(sorted(_index(_knowledge("en", tuple(roots)))))


@functools.lru_cache(maxsize=4)
def _knowledge(lang: Lang, roots: tuple[Path, ...]) -> Knowledge:
    from scanner import law
    from scanner.catalog import builtin_root, load_tolerant
    from scanner.decide import closed_words

    catalog, _ = load_tolerant(roots)
    root = builtin_root()
    read = law.load(root, closed_words(catalog.categories))
    return Knowledge(catalog=catalog, law=read, misconceptions=read_misconceptions(root), lang=lang, roots=roots)


def _index(known: Knowledge) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for name, entry in (*_legal_entries(known), *_word_entries(known), *_signature_entries(known)):
        if not any(kind == entry[0] and zh == entry[1] and en == entry[2] for kind, zh, en, _ in found.get(name, [])):
            found.setdefault(name, []).append(entry)
    return found


def _word_entries(known: Knowledge) -> Iterator[tuple[str, Entry]]:
    lists = known.catalog.categories
    closed = (("type", lists.types), ("category", lists.categories), ("family", lists.families), ("technique", lists.techniques))
    for kind, terms in closed:
        for term in terms:
            yield term.id, (kind, term.zh, term.en, functools.partial(catalogue.term, known, kind, term))
            if kind == "family":
                yield f"{term.parent}/{term.id}", (kind, term.zh, term.en, functools.partial(catalogue.term, known, kind, term))
    for kind, terms in lists.names:
        for term in terms:
            yield term.id, ("word", term.zh, term.en, functools.partial(catalogue.word, known, kind, term))


class _Signature(Protocol):
    @property
    def id(self) -> str: ...


def _signature_entries(known: Knowledge) -> Iterator[tuple[str, Entry]]:
    catalog = known.catalog
    for library in catalog.libraries.values():
        yield library.id, ("library", library.title, library.title, functools.partial(catalogue.library, known, library))
    for vendor in catalog.vendors.values():
        yield vendor.id, ("vendor", vendor.name_zh, vendor.name_en, functools.partial(catalogue.vendor, known, vendor))
        for what in TOLD:
            tell = functools.partial(catalogue.told, known, vendor, what)
            yield f"{vendor.id}/{what}", ("setting", vendor.name_zh, vendor.name_en, tell)
    kinds: tuple[tuple[str, Iterable[_Signature], Callable[[Knowledge, Any], Iterator[str]]], ...] = (
        ("call", catalog.calls.values(), catalogue.call),
        ("object", catalog.objects.values(), catalogue.made),
        ("endpoint", catalog.endpoints, catalogue.endpoint),
        ("query", catalog.queries, catalogue.query),
        ("idiom", catalog.idioms, catalogue.idiom),
        ("setting", catalog.settings, catalogue.setting),
        ("image", catalog.images, catalogue.image),
        ("sink", catalog.sinks.values(), catalogue.other),
        ("entry", catalog.entries, catalogue.other),
    )
    for kind, rows, tell_of in kinds:
        for row in rows:
            yield row.id, (kind, row.id, row.id, functools.partial(tell_of, known, row))
    for format_ in catalog.formats:
        yield format_.id, ("format", format_.title, format_.title, functools.partial(catalogue.file_format, known, format_))


def _legal_entries(known: Knowledge) -> Iterator[tuple[str, Entry]]:
    law = known.law
    lists = known.catalog.categories
    named = {term.id: (term.zh, term.en) for term in (*lists.obligations, *lists.obstacles)}
    for duty in law.duties.values():
        zh, en = (duty.title.zh, duty.title.en) if duty.title else named.get(duty.id, (duty.id, duty.id))
        yield duty.id, ("obstacle" if duty.obstacle else "obligation", zh, en, functools.partial(legal.duty, known, duty.id))
    for rule in law.rules:
        yield rule.id, ("rule", rule.id, rule.id, functools.partial(legal.rule, known, rule.id))
    for act in law.acts.values():
        yield act.id, ("law", act.title.zh, act.title.en, functools.partial(legal.act, known, act))
    for name, basis in known.provisions.items():
        if basis.article:
            title = law.acts[basis.law].title
            entry = (
                "article",
                f"{title.zh} {basis.article}",
                f"{title.en} {basis.article}",
                functools.partial(legal.article, known, basis),
            )
            yield name, entry
    for question in law.questions:
        yield question.id, ("question", question.title.zh, question.title.en, functools.partial(legal.question, known, question))
    for fact in law.facts.values():
        yield fact.id, ("fact", fact.title.zh, fact.title.en, functools.partial(legal.fact, known, fact))
    for deadline in law.deadlines.values():
        yield deadline.id, ("deadline", deadline.title.zh, deadline.title.en, functools.partial(legal.deadline, known, deadline))
    for name, words in law.messages.items():
        yield name, ("message", words.zh, words.en, lambda: iter(()))
    for one in known.misconceptions:
        yield one.id, ("misconception", one.said.zh, one.said.en, functools.partial(_misconception, known, one))


def _block(known: Knowledge, name: str, entry: Entry) -> list[str]:
    kind, zh, en, told = entry
    both = zh if zh == en else f"{zh} · {en}"
    return [both, f"  {known.say(f'kind-{kind}')}  {name}", *(f"  {line}" for line in told())]


def _misconceptions(known: Knowledge, name: str) -> Iterator[str]:
    rows = [one for one in known.misconceptions if name in one.about]
    if rows:
        yield f"{known.say('misconceptions')}:"
        yield from (f"  {known.say('said', said=known.word(one.said), basis=known.word(one.basis))}" for one in rows)


def _misconception(known: Knowledge, one: Misconception) -> Iterator[str]:
    yield known.say("said", said=known.word(one.said), basis=known.word(one.basis))
    rows = [known.provisions[name] for name in one.cites if name in known.provisions]
    yield from legal.sources(known, rows)
    for name in one.cites:
        if name not in known.provisions and name in known.law.acts:
            yield f"  {next(legal.act(known, known.law.acts[name]))}"


def _as_article(known: Knowledge, wanted: str) -> str:
    """``ALGO 24``, ``algo-24`` and ``《算法推荐规定》24条`` are ``algo/24``."""
    text = wanted.strip().rstrip("条").replace("第", "")
    for act in known.law.acts.values():
        for name in (act.short.zh, act.short.en, act.id):
            rest = text[len(name) :].lstrip(" -/")
            if text.lower().startswith(name.lower()) and rest and rest != text:
                return f"{act.id}/{rest}"
            if text.lower() == name.lower():
                return act.id
    return wanted


def _number(known: Knowledge, wanted: str) -> list[str]:
    """A filing number taken apart."""
    number = decode(wanted.strip())
    if number is None:
        return []
    lines = [wanted.strip()]
    if isinstance(number, FilingNumber):
        lines.append(f"  {known.say('kind-number')}  {known.duty('algorithm-filing')}")
        lines.append(f"  {known.say('number-region', region=number.region, entity=number.entity)}")
        name = next(
            (term.zh if known.lang == "zh" else term.en for term in known.catalog.categories.categories if term.item == number.type), ""
        )
        early = number.year < RELIABLE_FROM
        lines.append(f"  {known.say('number-type-early' if early else 'number-type', digits=number.type, category=name)}")
        lines.append(f"  {known.say('number-year', year=str(number.year), serial=number.serial)}")
        lines.append(f"  {known.say('number-check-yes' if number.adds_up else 'number-check-no')}" if not early else "")
    else:
        kind = known.duty("genai-registration" if number.registration else "genai-filing")
        lines.append(f"  {known.say('number-genai', kind=kind, province=number.province, name=number.name, date=number.date)}")
    rows = [(vendor, row) for vendor in known.catalog.vendors.values() for row in vendor.filed if row.number.lower() == number.text.lower()]
    for vendor, row in rows:
        name = vendor.name_zh if known.lang == "zh" else vendor.name_en
        role = f"  {known.name('role', row.role)}" if row.role else ""
        lines.append(f"  {known.say('number-of-vendor', vendor=name)}  {row.name}{role}  {legal.mark(known, row.mark)}")
    return [line for line in lines if line]


def _unknown(known: Knowledge, wanted: str, index: Mapping[str, object]) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in wanted)
    text = known.say("unknown", id=shown)
    close = near(wanted, index)
    return known.say("near", text=text, words=" ".join(close)) if close else text


def near(wanted: str, names: Iterable[str]) -> tuple[str, ...]:
    """Ids that look alike, the best first; what stands behind the slash counts as well."""
    known = sorted(set(names))
    tails = {name.rpartition("/")[2]: name for name in known}
    lowered = {name.lower(): name for name in (*known, *tails)}
    close = (tails.get(lowered[name], lowered[name]) for name in difflib.get_close_matches(wanted.lower(), lowered, n=_CLOSE))
    return tuple(dict.fromkeys(close))


__all__ = ["explain", "ids", "messages", "near"]
