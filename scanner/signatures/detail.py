"""Tells one signature: what it matches, what it leads to, how sure, where it was checked, and samples of both sides."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from scanner.catalog.paths import SEPARATORS
from scanner.catalog.values import QueryTest, Starter, Test, Variant
from scanner.errors import OptionsError
from scanner.explain import near
from scanner.report._escape import visible
from scanner.signatures.listing import lines, summary
from scanner.signatures.rows import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.catalog import ClassSignature, PathRow, Selectors, Steps
    from scanner.signatures.rows import Row
    from scanner.signatures.shelf import Shelf

_EXAMPLES, _LINES, _WAYS, _DEEPEST = 2, 24, 6, 8
_SELECTORS = frozenset(
    {
        *(
            "base_url",
            "body",
            "handler",
            "headers",
            "host",
            "method_from",
            "model",
            "name",
            "path",
            "prefix",
            "provider",
            "query",
            "region",
        ),
        *("scheme", "served_by", "url", "verb_from"),
    }
)
"""Fields that say where in a call something stands, unless they are texts."""
_MEANING = frozenset(
    {"id", "library", "vendor", "category", "technique", "mode", "certainty", "biometric", "client", "reports", "languages"}
)
"""Fields that are told in words, or not worth a line."""
_SKIPPED = frozenset({*_MEANING, "kind", "title", "feature"})
_WITH_PATHS = ("call", "client", "entry", "part", "sender")
_SIGN = re.compile(r"\$ .*\b(?:hit|entry|feature|label)=")


class Sample(NamedTuple):
    """An ``[[example]]``."""

    language: str
    title: str
    code: str


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def shown(shelf: Shelf, wanted: str) -> str:
    """Everything about a signature, or the signatures of a file; ``OptionsError`` with what may have been meant."""
    every = rows(shelf.catalog)
    found = [row for row in every if row.id == wanted]
    if found:
        detail = _Detail(shelf)
        return "\n\n".join("\n".join(detail.of(row)) for row in found) + "\n"
    files = sorted({row.file for row in every if wanted in (row.file, row.file.removesuffix(".toml"), _stem(row.file))})
    if files:
        return "\n\n".join("\n".join(_file(shelf, file, tuple(row for row in every if row.file == file))) for file in files) + "\n"
    close = near(wanted, (*(row.id for row in every), *(_stem(row.file) for row in every)))
    text = shelf.say("unknown", id=visible(wanted))
    raise OptionsError(shelf.say("near", text=text, words=" ".join(close)) if close else text)


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".toml")


def _file(shelf: Shelf, file: str, found: tuple[Row, ...]) -> Iterator[str]:
    yield visible(f"{file}  {shelf.header(file).title}{_own(shelf, file)}")
    yield from (f"  {line}" for line in _checked(shelf, file))
    yield ""
    yield from (f"  {line}" for line in lines(shelf, found))
    yield ""
    yield f"  {summary(shelf, found)}"


def _own(shelf: Shelf, file: str) -> str:
    return f"  [{shelf.say('own')}]" if file in shelf.own else ""


def _checked(shelf: Shelf, file: str) -> Iterator[str]:
    head = shelf.header(file)
    yield shelf.say("checked", date=head.checked, source=visible(head.source))
    yield visible(head.homepage)


class _Detail:
    """One signature after the other, with what they share looked up once."""

    def __init__(self, shelf: Shelf) -> None:
        catalog = shelf.catalog
        self._shelf = shelf
        self._ways: dict[str, list[PathRow]] = defaultdict(list)
        for row in catalog.rows:
            self._ways[row.target].append(row)
        self._classes: dict[str, list[ClassSignature]] = defaultdict(list)
        for one in catalog.classes:
            self._classes[one.object].append(one)
        tables = (catalog.objects.values(), catalog.calls.values(), catalog.sinks.values(), catalog.endpoints, catalog.entries)
        others = (catalog.queries, catalog.idioms, catalog.settings, catalog.formats, catalog.images, catalog.signs, catalog.labels)
        self._values: dict[str, list[_Identified]] = defaultdict(list)
        for value in cast("Iterator[_Identified]", itertools.chain(*tables, *others)):
            self._values[value.id].append(value)

    def of(self, row: Row) -> Iterator[str]:
        yield visible(f"{row.id}  {self._shelf.say(f'kind-{row.kind}')}{_own(self._shelf, row.file)}")
        yield from (f"  {line}" for line in self._body(row))

    def _body(self, row: Row) -> Iterator[str]:
        shelf = self._shelf
        value = next(one for one in self._values[row.id] if _fits(row, one))
        yield shelf.say("file", file=visible(row.file), title=visible(shelf.header(row.file).title))
        yield from self._meaning(row, value)
        if row.speakers:
            yield shelf.say("spoken", names=shelf.joined(row.speakers))
        if row.kind in _WITH_PATHS:
            yield from self._paths(row.id)
        yield from _fields(shelf, value)
        yield from _checked(shelf, row.file)
        yield from self._samples(row)

    def _meaning(self, row: Row, value: object) -> Iterator[str]:
        """What it leads to."""
        shelf = self._shelf
        if row.category:
            parts = (("category", row.category), ("family", row.family), ("technique", row.technique))
            names = " / ".join(shelf.name(kind, name) for kind, name in parts if name)
            yield shelf.say("means", names=names, ids="/".join(name for _, name in parts if name))
            yield shelf.say(f"role-{'generation' if row.category == 'generation' else 'other'}", **_roles(shelf))
        elif row.kind == "entry":
            yield shelf.say("reached", kind=shelf.name("entry", str(getattr(value, "kind", ""))))
        elif row.kind == "part":
            yield shelf.say("prepares")
        mode, biometric = getattr(value, "mode", ""), getattr(value, "biometric", "no")
        if mode:
            yield shelf.say("mode", name=shelf.name("mode", mode), id=mode)
        if biometric != "no":
            yield shelf.say(f"biometric-{biometric}")
        if row.certainty:
            yield shelf.say("certainty", name=shelf.name("certainty", row.certainty), id=row.certainty)
        if row.vendor:
            known = shelf.catalog.vendors.get(row.vendor)
            yield shelf.say("vendor", id=row.vendor, name=(known.name_zh if shelf.lang == "zh" else known.name_en) if known else "")

    def _paths(self, target: str) -> Iterator[str]:
        """All ways to write it, by language, those of what it hangs on in front."""
        for language in SEPARATORS:
            ways = list(itertools.islice(dict.fromkeys(self._written(target, language, 0)), _WAYS + 1))
            if ways:
                yield f"{self._shelf.say('written', language=language)}"
                yield from (f"  {visible(way)}" for way in ways[:_WAYS])
                if len(ways) > _WAYS:
                    yield "  …"

    def _written(self, target: str, language: str, depth: int) -> Iterator[str]:
        for row in self._ways[target]:
            if row.language not in ("", language) or depth > _DEEPEST:
                continue
            if not row.on:
                yield _path(language, row.steps)
                continue
            rest = _joined(row.steps)
            for before in self._written(row.on, language, depth + 1):
                yield before if rest in (".", "") else f"{before}{'' if rest.startswith(('(', '[')) else '.'}{rest}"
        for one in self._classes[target]:
            if one.language == language:
                bases = ", ".join(_path(language, steps) for steps in one.bases)
                members = f" {{ {', '.join(one.members)} }}" if one.members else ""
                marks = "".join(f"@{_path(language, steps)} " for steps in one.marks)
                yield f"{marks}class {one.name}{f' < {bases}' if bases else ''}{members}"

    def _samples(self, row: Row) -> Iterator[str]:
        """Samples in which it is seen, and some of its file in which nothing is."""
        data = tomllib.loads(self._shelf.path(row.file).read_text("utf-8"))
        samples = [Sample(one["language"], one["title"], one["code"]) for one in data.get("example", ())]
        noted = re.compile(rf"hit={re.escape(row.id)}(?:\s|$)", re.MULTILINE)
        positive = [one for one in samples if noted.search(one.code)]
        if not positive and row.kind in ("entry", "sender", "feature", "label", "part"):
            positive = [one for one in samples if _SIGN.search(one.code)]
        quiet = [one for one in samples if not _SIGN.search(one.code)]
        for key, chosen in (("example", positive), ("near-miss", quiet)):
            for one in chosen[:_EXAMPLES]:
                yield self._shelf.say(key, language=one.language, title=visible(one.title))
                yield from (f"  {visible(line.expandtabs(4))}" for line in one.code.strip("\n").splitlines()[:_LINES])
                if len(one.code.strip("\n").splitlines()) > _LINES:
                    yield "  …"


def _fits(row: Row, value: object) -> bool:
    """Whether a value is the one of a row; two of different folders may share an id."""
    kinds = {"entry": "EntrySignature", "sender": "SinkSignature", "http": "Endpoint", "call": "CallSignature", "client": "ObjectSignature"}
    return kinds.get(row.kind, type(value).__name__) == type(value).__name__


def _roles(shelf: Shelf) -> Mapping[str, str]:
    return {"provider": shelf.name("role", "provider"), "supporter": shelf.name("role", "technical-supporter")}


def _path(language: str, steps: Steps) -> str:
    """As a signature writes it."""
    if SEPARATORS[language] or len(steps) < 2:
        return _joined(steps)
    default = ("default",) if language == "javascript" and steps[1] == "()" else ()
    return f"{steps[0]}#{_joined((*default, *steps[1:]))}"


def _joined(steps: Steps) -> str:
    return re.sub(r"\.(?=[(\[])", "", ".".join(steps))


def _fields(shelf: Shelf, value: object) -> Iterator[str]:
    """Conditions, in the words of the file: a line for each field that says something."""
    for name, content in cast("Test", value)._asdict().items():
        if name not in _SKIPPED and content not in ("", (), False, None):
            yield f"{name} = {visible(_content(shelf, name, content))}"


def _content(shelf: Shelf, name: str, content: object) -> str:
    if isinstance(content, bool):
        return "true"
    if not isinstance(content, tuple):
        return str(content)
    if name in _SELECTORS and not isinstance(content[0], str):
        return _selected(cast("Selectors", content)) if _is_selectors(content) else shelf.joined([_flat(one) for one in content])
    return shelf.joined([_flat(one) for one in content], 20)


def _is_selectors(content: tuple[object, ...]) -> bool:
    first = content[0]
    return isinstance(first, tuple) and len(first) == 2 and isinstance(first[0], str) and isinstance(first[1], tuple)


def _selected(selectors: Selectors) -> str:
    return "; ".join(
        f"{f'{language}: ' if language else ''}{' | '.join('.'.join(steps) for steps in choices)}" for language, choices in selectors
    )


def _flat(one: object) -> str:
    """One value of a field on one line."""
    if isinstance(one, Test):
        return _test(one)
    if isinstance(one, QueryTest):
        return _query_test(one)
    if isinstance(one, Variant):
        meaning = " ".join(f"{name}={value}" for name in ("technique", "category", "mode", "biometric") if (value := getattr(one, name)))
        return f"{' & '.join(map(_test, one.when))} → {meaning}"
    if isinstance(one, Starter):
        return f"{one.below}.* → {one.default or '|'.join(one.base_url)}"
    if isinstance(one, tuple):
        return "|".join(map(_flat, one))
    return str(one)


def _test(one: Test) -> str:
    where = "model" if one.test == "model" else _selected(one.selectors)
    return f"{where} {'' if one.test == 'model' else one.test + ' '}{'|'.join(one.values)}".strip()


def _query_test(one: QueryTest) -> str:
    parts = [f"{name} {'|'.join(values)}" for name in ("words", "any", "skip") if (values := getattr(one, name))]
    return f"{one.part}({'; '.join(parts)})" if parts else one.part
