"""Writes ``docs/catalogue.md`` from the signatures; ``--check`` says instead whether it is as it would be written."""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scanner.catalog import load  # noqa: E402
from scanner.signatures.rows import EVERY, rows  # noqa: E402
from scanner.signatures.shelf import read_header  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.catalog import Catalog, Endpoint, Vendor
    from scanner.signatures.rows import Row

FILE = ROOT / "docs" / "catalogue.md"
SIGNATURES = ROOT / "signatures"
HEAD = """# Catalogue

What suanbei knows, made from [signatures](../signatures/README.md) by `python tools/catalogue.py`; do not edit it by hand.
`suanbei signatures list` tells the same of an installed version, your own signatures included; `suanbei signatures show ID` all about one.
A number says how many signatures there are; what is missing here can be missed in code.
"""
_KINDS = (
    ("call", "calls"),
    ("client", "clients"),
    ("http", "endpoints"),
    ("idiom", "hand-written"),
    ("query", "queries"),
    ("config", "settings"),
    ("artifact", "artefacts"),
)
_HOSTS, _NAMED = 4, 6


def main(arguments: Sequence[str]) -> int:
    """0 when all is as it should be, 1 when ``--check`` found a difference."""
    text = page(load((SIGNATURES,)))
    if "--check" not in arguments:
        FILE.write_text(text, "utf-8")
    elif not FILE.is_file() or FILE.read_text("utf-8") != text:
        print("docs/catalogue.md is not up to date: python tools/catalogue.py")
        return 1
    return 0


def page(catalog: Catalog) -> str:
    every = tuple(row for row in rows(catalog) if row.kind != "part")
    parts = (
        HEAD,
        _counts(catalog, every),
        _libraries(catalog, every),
        _hand_written(every),
        _vendors(catalog),
        _endpoints(catalog),
        _around(catalog, every),
    )
    return "\n".join(parts)


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|") or "–"


def _plain(text: str) -> str:
    """A text whose stars and brackets are none of Markdown's."""
    return re.sub(r"([*_<\[\]])", r"\\\1", text)


def _code(names: Iterable[str], most: int = 0) -> str:
    told = list(dict.fromkeys(names))
    rest = f" and {len(told) - most} more" if most and len(told) > most + 1 else ""
    return ", ".join(f"`{name}`" for name in (told[:most] if rest else told)) + rest


def _counts(catalog: Catalog, every: Sequence[Row]) -> str:
    """By category, language and certainty."""
    terms = catalog.categories.categories
    meant = [row for row in every if row.category]
    by_kind = Counter((row.category, row.kind) for row in meant)
    head = ["category", *(name for _, name in _KINDS), "all"]
    body = [
        [
            f"{term.zh} `{term.id}`",
            *(_number(by_kind[term.id, kind]) for kind, _ in _KINDS),
            str(sum(row.category == term.id for row in meant)),
        ]
        for term in terms
    ]
    body.append(["all", *(_number(sum(row.kind == kind for row in meant)) for kind, _ in _KINDS), str(len(meant))])
    by_language = Counter((row.category, language) for row in meant for language in row.languages)
    languages = [
        language for language in dict(catalog.categories.words)["language"] if any(by_language[term.id, language] for term in terms)
    ]
    spoken = [
        [name, *(_number(by_language[term.id, key]) for term in terms), str(sum(by_language[term.id, key] for term in terms))]
        for key, name in (*((language, f"`{language}`") for language in languages), (EVERY, "every language"))
    ]
    certain = Counter((row.category, row.certainty) for row in meant)
    sure = [
        [f"{term.zh} `{term.id}`", *(_number(certain[term.id, term_.id]) for term_ in dict(catalog.categories.names)["certainty"])]
        for term in terms
    ]
    names = ["category", *(term.id for term in dict(catalog.categories.names)["certainty"])]
    others = Counter(row.kind for row in every if not row.category)
    return "\n".join(
        (
            "## Counts\n",
            _table(head, body),
            f"Beside them {others['entry']} entry points, {others['sender']} calls of HTTP clients, {others['feature']} hints of "
            f"public-opinion functions and {others['label']} signs of labels; {len(catalog.flows)} functions that pass values on.\n",
            "By language; what holds in every language is an endpoint, a query, a shape of a function, a setting or a file.\n",
            _table(["language", *(term.id for term in terms), "all"], spoken),
            "By certainty, the highest that a hit may have.\n",
            _table(names, sure),
        )
    )


def _number(count: int) -> str:
    return str(count) if count else ""


def _libraries(catalog: Catalog, every: Sequence[Row]) -> str:
    """Libraries of each category, with techniques and languages."""
    parts = ["## Libraries by category\n"]
    for term in catalog.categories.categories:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in every:
            if row.category == term.id and row.kind in ("call", "client"):
                found[row.file].append(row)
        body = []
        for file, of_file in sorted(found.items()):
            library = catalog.libraries[_stem(file)]
            techniques = _code(sorted({row.technique for row in of_file} - {""}), _NAMED)
            languages = ", ".join(sorted({language for row in of_file for language in row.languages}))
            body.append(
                [f"[{library.id}](../signatures/{file}) {library.title}", languages, techniques, str(len(of_file)), library.checked]
            )
        if body:
            parts += [f"### {term.zh} {term.id}\n", _table(["library", "languages", "techniques", "signatures", "checked"], body)]
    return "\n".join(parts)


def _hand_written(every: Sequence[Row]) -> str:
    """Idioms, queries, settings, artefacts."""
    parts = ["## Algorithms without a library\n"]
    kinds = (
        ("idiom", "Functions that people write themselves, by shape and words"),
        ("query", "What databases, search engines and rules are asked"),
        ("config", "What configuration says"),
        ("artifact", "Model files and container images"),
    )
    for kind, title in kinds:
        found = [row for row in every if row.kind == kind]
        body = [
            [f"`{row.id}`", row.category, row.technique, row.certainty] for row in sorted(found, key=lambda row: (row.category, row.id))
        ]
        parts += [f"### {title}\n", _table(["signature", "category", "technique", "certainty"], body)]
    return "\n".join(parts)


def _vendors(catalog: Catalog) -> str:
    body = []
    for vendor in _sorted(catalog):
        hosts = _code((glob for host in vendor.hosts for glob in host.hosts), _HOSTS)
        place = f"{vendor.jurisdiction}{', relay' if vendor.relay else ''}"
        body.append(
            [f"[{vendor.id}](../signatures/vendors/{vendor.id}.toml)", vendor.name_zh, vendor.name_en, place, hosts, _filed(vendor)]
        )
    told = "Numbers as the published lists had them when they were read; no number here does not mean that none exists.\n"
    return "\n".join(("## Vendors\n", told, _table(["vendor", "name", "English", "where", "hosts", "filed services"], body)))


def _sorted(catalog: Catalog) -> list[Vendor]:
    return [catalog.vendors[name] for name in sorted(catalog.vendors)]


def _filed(vendor: Vendor) -> str:
    return "<br>".join(f"{row.name} {row.number or '(number not known)'} [{row.mark}]" for row in vendor.filed)


def _endpoints(catalog: Catalog) -> str:
    """Every route, below who answers it and what that was checked with."""
    owners: dict[str, list[Endpoint]] = defaultdict(list)
    for end in catalog.endpoints:
        owners[f"{'vendors' if end.vendor else 'wires'}/{end.id.partition('/')[0]}.toml"].append(end)
    parts = ["## Endpoints\n", "Routes of vendors on their hosts, and of formats that many hosts speak.\n"]
    for file, ends in sorted(owners.items()):
        head = read_header(SIGNATURES / file)
        vendor = catalog.vendors.get(_stem(file)) if file.startswith("vendors/") else None
        title = " ".join(dict.fromkeys((vendor.name_zh, vendor.name_en))) if vendor else head.title
        parts.append(f"### {_stem(file)}: {title}\n")
        parts.append(f"Checked {head.checked} with: {_plain(head.source)}. <{head.homepage}>\n")
        body = [[f"`{end.id.partition('/')[2]}`", "/".join(end.methods), f"`/{end.path}`", end.technique, end.certainty] for end in ends]
        parts.append(_table(["endpoint", "method", "path", "technique", "certainty"], sorted(body)))
    return "\n".join(parts)


def _around(catalog: Catalog, every: Sequence[Row]) -> str:
    """What makes functions reachable, and what sends requests."""
    kinds = {entry.id: entry.kind for entry in catalog.entries}
    parts = []
    for kind, title in (("entry", "Entry points"), ("sender", "HTTP clients")):
        found: dict[str, list[Row]] = defaultdict(list)
        for row in every:
            if row.kind == kind:
                found[row.file].append(row)
        body = list(_files(catalog, found, kinds))
        parts += [f"## {title}\n", _table(["file", "languages", *(["kinds"] if kind == "entry" else []), "signatures", "checked"], body)]
    return "\n".join(parts)


def _files(catalog: Catalog, found: dict[str, list[Row]], kinds: dict[str, str]) -> Iterator[list[str]]:
    for file, of_file in sorted(found.items()):
        library = catalog.libraries[_stem(file)]
        languages = ", ".join(sorted({language for row in of_file for language in row.languages})).replace(EVERY, "any")
        reached = [_code(sorted({kinds[row.id] for row in of_file}))] if of_file[0].id in kinds else []
        yield [f"[{library.id}](../signatures/{file}) {library.title}", languages, *reached, str(len(of_file)), library.checked]


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".toml")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
