"""The catalogue as one list of signatures, whatever folder they come from; how a list is told is left to ``listing``."""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.catalog.parts import COUNTS_AS
from scanner.catalog.table import did_you_mean
from scanner.catalog.values import FeatureSign
from scanner.errors import OptionsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.catalog import CallSignature, Catalog, ClassSignature, ObjectSignature, Variant
    from scanner.catalog.values import EntrySignature, LabelSign, SinkSignature

RowKind = Literal["call", "client", "http", "idiom", "query", "config", "artifact", "entry", "sender", "feature", "label", "part"]
"""``part``: an object, a call that is never reported, a file that says something of the one beside it; others need it.
Queries have a kind of their own here."""
EVERY = "*"
"""Stands for the language where a signature holds in all."""
_BESIDE = ("hint", "container", "licence")
"""Roles of files that are no hit of their own."""
_MANY = 40
"""So many words are not told one by one."""
_FOLDERS: Mapping[RowKind, str] = {
    "call": "libraries",
    "client": "libraries",
    "idiom": "idioms",
    "query": "queries",
    "config": "settings",
    "artifact": "artifacts",
    "entry": "entrypoints",
    "sender": "http",
    "feature": "features",
    "label": "labels",
}


class Row(NamedTuple):
    """One signature as lists tell it."""

    id: str
    kind: RowKind
    file: str
    """Below its folder of signatures: ``libraries/openai.toml``."""
    category: str = ""
    family: str = ""
    technique: str = ""
    languages: tuple[str, ...] = ()
    """Sorted; ``*`` alone where it holds in every language that is read."""
    certainty: str = ""
    vendor: str = ""
    """"" where nobody serves, or where only the call says who."""
    speakers: tuple[str, ...] = ()
    """Of a wire format: vendors that speak it."""


class Wanted(NamedTuple):
    """What a list is asked for; "" is anything."""

    category: str = ""
    language: str = ""
    certainty: str = ""
    vendor: str = ""


def rows(catalog: Catalog) -> tuple[Row, ...]:
    """Every signature, parts included, sorted by id."""
    made = _Rows(catalog)
    return tuple(sorted(made.all()))


def chosen(catalog: Catalog, every: tuple[Row, ...], wanted: Wanted) -> tuple[Row, ...]:
    """Those that fit and are no mere parts; ``OptionsError`` for a word that the catalogue does not know."""
    lists = catalog.categories
    category = _known(wanted.category, {name: term.id for term in lists.categories for name in (term.id, term.zh)}, "category")
    languages = {**dict(lists.words)}["language"]
    language = _known(wanted.language, {**{name: name for name in languages}, **COUNTS_AS}, "language")
    certainty = _known(wanted.certainty, {name: name for name in dict(lists.words)["certainty"]}, "certainty")
    vendor = _known(wanted.vendor, {name: name for name in catalog.vendors}, "vendor")
    return tuple(
        row
        for row in every
        if row.kind != "part"
        and category in ("", row.category)
        and (not language or language in row.languages or EVERY in row.languages)
        and certainty in ("", row.certainty)
        and (not vendor or vendor == row.vendor or vendor in row.speakers)
    )


def _known(word: str, known: Mapping[str, str], option: str) -> str:
    if not word:
        return ""
    found = known.get(word) or known.get(word.lower())
    if found is None:
        hint = did_you_mean(word.lower(), known)
        every = f"; one of {', '.join(dict.fromkeys(known.values()))}" if not hint and len(known) < _MANY else ""
        raise OptionsError(f"--{option}: {word!r} is not known{hint or every}")
    return found


class _Rows:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._parents = {term.id: term.parent for term in catalog.categories.techniques}
        self._ways: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in catalog.rows:
            self._ways[row.target].append((row.language, row.on))
        self._classes: dict[str, list[ClassSignature]] = defaultdict(list)
        for one in catalog.classes:
            self._classes[one.object].append(one)

    def all(self) -> Iterator[Row]:
        catalog = self._catalog
        for made in catalog.objects.values():
            yield self._made(made)
        for call in catalog.calls.values():
            yield self._call(call)
        for sink in catalog.sinks.values():
            yield self._sender(sink)
        yield from self._endpoints()
        yield from self._hand_written()
        yield from self._files()
        for entry in catalog.entries:
            yield self._entry(entry)
        yield from (_sign("feature", sign) for sign in catalog.signs)
        yield from (_sign("label", sign) for sign in catalog.labels)

    def _made(self, row: ObjectSignature) -> Row:
        plain = Row(row.id, "client" if row.client else "part", self._file(row.library))
        vendor = self._vendor(row.id) or self._catalog.libraries[row.library].vendor
        return self._meaning(plain, row.category, row.technique, row.certainty, row.variants)._replace(
            languages=self._languages(row.id), vendor="" if row.mode == "self-hosted" else vendor
        )

    def _call(self, row: CallSignature) -> Row:
        plain = Row(row.id, "call" if row.reports else "part", self._file(row.library))
        vendor = row.vendor or self._vendor(row.id) or self._catalog.libraries[row.library].vendor
        return self._meaning(plain, row.category, row.technique, row.certainty, row.variants)._replace(
            languages=self._languages(row.id), vendor=vendor
        )

    def _sender(self, row: SinkSignature) -> Row:
        return Row(row.id, "sender" if row.reports else "part", f"http/{row.library}.toml", languages=self._languages(row.id))

    def _file(self, library: str) -> str:
        """Objects stand in files of libraries, HTTP clients and frameworks."""
        return f"{self._folders.get(library, 'libraries')}/{library}.toml"

    @functools.cached_property
    def _folders(self) -> Mapping[str, str]:
        senders = {sink.library: "http" for sink in self._catalog.sinks.values()}
        return senders | {entry.library: "entrypoints" for entry in self._catalog.entries}

    def _endpoints(self) -> Iterator[Row]:
        speakers = defaultdict(set)
        for vendor in self._catalog.vendors.values():
            for host in vendor.hosts:
                for wire in host.wires:
                    speakers[wire].add(vendor.id)
        for end in self._catalog.endpoints:
            owner = end.id.partition("/")[0]
            plain = Row(end.id, "http", f"{'vendors' if end.vendor else 'wires'}/{owner}.toml", languages=(EVERY,), vendor=end.vendor)
            found = self._meaning(plain, end.category, end.technique, end.certainty)
            yield found if end.vendor else found._replace(speakers=tuple(sorted(speakers[owner])))

    def _hand_written(self) -> Iterator[Row]:
        for idiom in (one for one in self._catalog.idioms if not one.supports):
            yield self._plain("idiom", idiom.id, idiom.category, idiom.technique, idiom.certainty)
        for query in self._catalog.queries:
            yield self._plain("query", query.id, query.category, query.technique, query.certainty)
        for setting in self._catalog.settings:
            row = self._plain("config", setting.id, setting.category, setting.technique, setting.certainty)
            yield row._replace(vendor=setting.vendor)

    def _files(self) -> Iterator[Row]:
        categories = {name: parent.partition("/")[0] for name, parent in self._parents.items()}
        for image in self._catalog.images:
            row = self._plain("artifact", image.id, image.category, image.technique, image.certainty)
            yield row._replace(kind="part") if image.technique == "none" else row
        for format_ in self._catalog.formats:
            row = self._plain("artifact", format_.id, categories.get(format_.technique, ""), format_.technique, "")
            yield row._replace(kind="part") if format_.role in _BESIDE else row

    def _entry(self, row: EntrySignature) -> Row:
        kind: RowKind = "part" if row.form in ("mount", "remote", "sent") else "entry"
        return Row(row.id, kind, f"entrypoints/{row.library}.toml", languages=row.languages or self._languages(row.id) or (EVERY,))

    def _plain(self, kind: RowKind, id_: str, category: str, technique: str, certainty: str) -> Row:
        file = f"{_FOLDERS[kind]}/{id_.partition('/')[0]}.toml"
        return self._meaning(Row(id_, kind, file, languages=(EVERY,)), category, technique, certainty)

    def _meaning(self, row: Row, category: str, technique: str, certainty: str, variants: tuple[Variant, ...] = ()) -> Row:
        if technique == "none" and variants:  # only what it is given tells
            told = {variant.technique for variant in variants} - {"", "none"}
            categories = {self._parents[name].partition("/")[0] for name in told}
            category, technique = (one.pop() if len(one) == 1 else "" for one in (categories, told))
        named = "" if technique == "none" else technique
        family = self._parents.get(named, "").partition("/")[2]
        return row._replace(category=category, family=family, technique=named, certainty=certainty)

    @functools.cache  # noqa: B019  lives as long as one list is made
    def _languages(self, target: str) -> tuple[str, ...]:
        """Languages in which something can be written, those of what it hangs on included."""
        return tuple(sorted(self._reach(target, frozenset())))

    def _reach(self, target: str, above: frozenset[str]) -> set[str]:
        found = {one.language for one in self._classes[target]}
        for language, on in self._ways[target]:
            if language or not on:
                found.add(language)
            elif on not in above:
                found |= self._reach(on, above | {target})
        return found

    def _vendor(self, target: str, above: frozenset[str] = frozenset()) -> str:
        """The vendor of an object and of what it hangs on, where all agree."""
        made = self._catalog.objects.get(target)
        if made is not None and made.vendor:
            return made.vendor
        found = {self._vendor(on, above | {target}) for _, on in self._ways[target] if on and on not in above}
        return found.pop() if len(found) == 1 else ""


def _sign(kind: Literal["feature", "label"], sign: FeatureSign | LabelSign) -> Row:
    languages = tuple(sorted(key for key, _ in sign.modules)) if isinstance(sign, FeatureSign) else ()
    return Row(sign.id, kind, f"{_FOLDERS[kind]}/{sign.id.partition('/')[0]}.toml", languages=languages or (EVERY,))
