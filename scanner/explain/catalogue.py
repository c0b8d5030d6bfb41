"""Tells what the catalogue knows: words, vendors, libraries, signatures with their examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog.values import EntrySignature
from scanner.explain.legal import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog import CallSignature, Endpoint, Example, Filed, Library, ObjectSignature, QuerySignature, Term, Vendor
    from scanner.catalog.values import FileFormat, Idiom, ImageSignature, SettingSignature, SinkSignature
    from scanner.explain.knowledge import Knowledge

_EXAMPLES = 2
_LINES = 20


def term(known: Knowledge, kind: str, row: Term) -> Iterator[str]:
    """A word of a closed list with its place among the others."""
    lists = known.catalog.categories
    above = {"category": "type", "family": "category", "technique": "family"}.get(kind, "")
    if row.parent:
        category, _, family = row.parent.partition("/")
        names = [known.name(above, family or category), *([known.name("category", category)] if family else [])]
        yield known.say("parent", name=" / ".join(reversed(names)))
    if row.item:
        yield known.say("digits" if kind == "category" else "item", digits=row.item, item=row.item)
    if row.source:
        yield known.say("official", source=row.source)
    if row.practice_only:
        yield known.say("practice-only")
    if row.biometric != "no":
        yield known.say(f"biometric-{row.biometric}")
    below = {"type": lists.categories, "category": lists.families, "family": lists.techniques}.get(kind, ())
    key = {"family": f"{row.parent}/{row.id}"}.get(kind, row.id)
    members = [f"{one.zh if known.lang == 'zh' else one.en} {one.id}" for one in below if one.parent == key]
    if members:
        yield known.say("members", names=known.joined(members, 20))
    if kind == "technique":
        yield from _recognised(known, row.id)


def word(known: Knowledge, kind: str, row: Term) -> Iterator[str]:
    """A word of a short list."""
    yield known.say("of-list", list=kind)
    if row.source:
        yield known.say("official", source=row.source)


def vendor(known: Knowledge, row: Vendor) -> Iterator[str]:
    place = known.say(f"place-{row.jurisdiction}") if row.jurisdiction in ("mainland", "overseas") else row.jurisdiction
    yield known.say("served", place=place, relay=known.say("relay-yes" if row.relay else "relay-no"))
    yield known.say("checked", place=row.homepage, date=row.checked)
    hosts = list(dict.fromkeys(host for group in row.hosts for host in group.hosts))
    if hosts:
        yield known.say("hosts", names=known.joined(hosts))
    if row.models:
        yield known.say("families", names=known.joined(list(dict.fromkeys(one.family for one in row.models)), 20))
    yield f"{known.say('filed')}:" if row.filed else known.say("filed-none")
    yield from (f"  {_filed(known, one)}" for one in row.filed)


def library(known: Knowledge, row: Library) -> Iterator[str]:
    yield known.say("checked", place=row.homepage, date=row.checked)
    if row.vendor:
        yield known.say("of-vendor", name=f"{_vendor_name(known, row.vendor)} {row.vendor}")
    if row.languages:
        yield known.say("languages", names=known.joined(list(row.languages)))
    packages = [f"{one.ecosystem}:{one.name}" for one in known.catalog.packages if one.library == row.id]
    if packages:
        yield known.say("packages", names=known.joined(packages))
    prefix = f"{row.id}/"
    ids = [one for rows in (known.catalog.calls, known.catalog.sinks) for one in rows if one.startswith(prefix)]
    ids += [one.id for one in known.catalog.entries if one.id.startswith(prefix)]
    if ids:
        yield known.say("signatures", names=known.joined(ids, 30))


def call(known: Knowledge, row: CallSignature) -> Iterator[str]:
    yield _of_library(known, row.library)
    yield _meaning(known, row.technique, row.category, row.mode)
    if not row.reports:
        yield known.say("prepares")
    yield from _paths(known, row.id)
    yield from examples(known, row.id)


def made(known: Knowledge, row: ObjectSignature) -> Iterator[str]:
    yield _of_library(known, row.library)
    if row.technique:
        yield _meaning(known, row.technique, row.category, row.mode)
    yield known.say("prepares")
    yield from _paths(known, row.id)
    yield from examples(known, row.id)


def endpoint(known: Knowledge, row: Endpoint) -> Iterator[str]:
    if row.vendor:
        yield known.say("of-vendor", name=f"{_vendor_name(known, row.vendor)} {row.vendor}")
    if row.technique != "none":
        yield _meaning(known, row.technique, row.category, row.mode)
    yield known.say("url", methods="/".join(row.methods), path=row.path)
    if row.hosts:
        yield known.say("hosts", names=known.joined(list(row.hosts)))
    yield from examples(known, row.id)


def query(known: Knowledge, row: QuerySignature) -> Iterator[str]:
    yield _meaning(known, row.technique, row.category, "self-hosted")
    yield from examples(known, row.id)


def setting(known: Knowledge, row: SettingSignature) -> Iterator[str]:
    """A setting that is the algorithm itself, or says which."""
    if row.technique and row.technique != "none":
        yield _meaning(known, row.technique, row.category, row.mode)
    yield known.say("setting-weak")
    yield known.say("setting-keys", names=known.joined(list(row.keys)))
    yield from examples(known, row.id)


def told(known: Knowledge, row: Vendor, what: str) -> Iterator[str]:
    """What a configuration says of a vendor."""
    yield known.say(f"setting-{what}")
    yield from vendor(known, row)


def idiom(known: Knowledge, row: Idiom) -> Iterator[str]:
    """An algorithm that people write themselves."""
    yield _meaning(known, row.technique, row.category, "self-hosted")
    yield known.say(f"idiom-{row.certainty}")
    yield known.say("idiom-shape", names=known.joined([" | ".join(one) for one in row.shape]))
    for number, words in enumerate(row.words, 1):
        yield known.say("idiom-words", number=str(number), names=known.joined(list(words)))
    yield from examples(known, row.id)


def file_format(known: Knowledge, row: FileFormat) -> Iterator[str]:
    """A kind of file that holds a model or describes one."""
    yield known.say("files", names=known.joined(list(row.files)))
    if row.technique and row.technique != "none":
        yield _meaning(known, row.technique, _category(known, row.technique), "self-hosted")
    yield from examples(known, row.id)


def image(known: Knowledge, row: ImageSignature) -> Iterator[str]:
    yield known.say("images", names=known.joined(list(row.images)))
    if row.technique != "none":
        yield _meaning(known, row.technique, row.category, row.mode)
    yield from examples(known, row.id)


def _category(known: Knowledge, technique: str) -> str:
    return next((term.parent.partition("/")[0] for term in known.catalog.categories.techniques if term.id == technique), "")


def other(known: Knowledge, row: SinkSignature | EntrySignature) -> Iterator[str]:
    """Sinks and entry points."""
    yield _of_library(known, row.library)
    if isinstance(row, EntrySignature):
        yield known.say("reached-as", kind=known.name("entry", row.kind))
    yield from _paths(known, row.id)
    # Notes of entry points and senders name no signature: the first sample of their file stands for all.
    yield from (line for one in known.examples(f"file={row.library}")[:1] for line in _example(known, one))


def examples(known: Knowledge, name: str) -> Iterator[str]:
    """Sample code in which the signature is seen."""
    for one in known.examples(f"hit={name}")[:_EXAMPLES]:
        yield from _example(known, one)


def _example(known: Knowledge, one: Example) -> Iterator[str]:
    yield f"{known.say('examples', language=one.language, title=one.title)}:"
    lines = one.code.strip("\n").splitlines()
    yield from (f"  {line}" for line in lines[:_LINES])
    if len(lines) > _LINES:
        yield "  …"


def _paths(known: Knowledge, name: str) -> Iterator[str]:
    library = name.partition("/")[0]
    rows = sorted((one for one in known.catalog.rows if one.target == name), key=lambda one: not one.on.startswith(f"{library}/"))
    told = dict.fromkeys(".".join((*([f"({one.on})"] if one.on else []), *one.steps)).replace(".()", "()") for one in rows)
    if told:
        yield known.say("paths", names=known.joined(list(told)))


def _recognised(known: Knowledge, technique: str) -> Iterator[str]:
    """Signatures that mean the technique, and one example."""
    calls = [one for one in known.catalog.calls.values() if one.technique == technique and one.reports]
    ends = [one for one in known.catalog.endpoints if one.technique == technique]
    names = [*(one.id for one in calls), *(one.id for one in ends)]
    if names:
        yield known.say("signatures", names=known.joined(sorted(names), 12))
        shown = known.examples(f"technique={technique}")
        yield from (line for one in sorted(shown, key=lambda one: len(one.code))[:1] for line in _example(known, one))


def _meaning(known: Knowledge, technique: str, category: str, mode: str) -> str:
    return known.say(
        "means", technique=known.name("technique", technique), category=known.name("category", category), mode=known.name("mode", mode)
    )


def _of_library(known: Knowledge, name: str) -> str:
    row = known.catalog.libraries.get(name)
    return known.say("of-library", name=f"{row.title} ({name})" if row else name)


def _vendor_name(known: Knowledge, name: str) -> str:
    row = known.catalog.vendors.get(name)
    return name if row is None else row.name_zh if known.lang == "zh" else row.name_en


def _filed(known: Knowledge, row: Filed) -> str:
    role = known.say("as-role", role=known.name("role", row.role)) if row.role else ""
    told = {"number": row.number, "name": row.name, "kind": known.name("obligation", row.type), "role": role, "date": row.date}
    return known.say("filed-row", **told, mark=mark(known, row.mark))
