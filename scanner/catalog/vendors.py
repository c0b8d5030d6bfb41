"""Reads ``vendors/`` and ``wires/``: who serves which host and model id, and what a URL path means.

Who serves a given call, and under which law, is decided by ``match`` and ``decide``.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, cast

from scanner.catalog.parts import check_examples, examples, header, selectors, technique, variants
from scanner.catalog.paths import fields_of, literal_piece, parse_glob, parse_host, parse_url_path
from scanner.catalog.values import Endpoint, Filed, Host, ModelFamily, Vendor

if TYPE_CHECKING:
    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table
    from scanner.catalog.values import Selectors
    from scanner.model import Certainty, Jurisdiction, Kind, Mode

_PARTS = ("body", "query", "header", "path")
_HOST = ("host",)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_ALGORITHM_NUMBER = re.compile(r"网信算备\d{21}号")


def read_vendor(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``vendors/``."""
    id_ = header(draft, table, stem)
    name_zh, name_en = _names(table)
    table.text("title")
    jurisdiction = cast("Jurisdiction", table.word("jurisdiction", draft.words["jurisdiction"], "a jurisdiction", required=True))
    hosts = tuple(_host(draft, row, jurisdiction) for row in table.tables("host"))
    everywhere = tuple(dict.fromkeys(glob for host in hosts for glob in host.hosts))
    ends = [_endpoint(draft, row, id_, vendor=id_, hosts=everywhere) for row in table.tables("endpoint")]
    if ends and not everywhere:
        table.fault("endpoint", "an endpoint without a [[host]] to stand on")
    vendor = Vendor(
        id=id_,
        name_zh=name_zh,
        name_en=name_en,
        jurisdiction=jurisdiction,
        relay=table.flag("relay"),
        homepage=table.url("homepage"),
        checked=table.day("checked"),
        env=table.parsed("env", _variable),
        hosts=hosts,
        models=tuple(_family(draft, row, jurisdiction) for row in table.tables("model")),
        filed=tuple(_filed(draft, row) for row in table.tables("filed")),
        providers=table.parsed("providers", _provider),
        tuned=table.parsed("tuned", _beginning),
        accounts=table.parsed("accounts", _variables),
    )
    draft.later.append(lambda: _check_providers(draft, table, vendor))
    found = examples(draft, table)
    table.close()
    if ends:
        tails = {literal_piece(glob) for glob in everywhere} | {end.path.rpartition("/")[2] for end in ends}
        check_examples(table, found, (), tuple(sorted(tails)))
    draft.add(table, draft.vendors, id_, vendor)


def read_wire(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``wires/``."""
    id_ = header(draft, table, stem)
    table.text("title", required=True)
    ends = [_endpoint(draft, row, id_, vendor="", hosts=()) for row in table.tables("endpoint")]
    if not ends:
        table.fault("", "'endpoint' is missing")
    found = examples(draft, table)
    table.close()
    check_examples(table, found, (), tuple(sorted({end.path.rpartition("/")[2] for end in ends} - {""})))
    draft.wires.append(id_)


def _names(table: Table) -> tuple[str, str]:
    inner = table.table("names")
    if inner is None:
        table.fault("", "'names' is missing")
        return "", ""
    found = inner.text("zh", required=True), inner.text("en", required=True)
    inner.close()
    return found


def _variable(text: str) -> None:
    if not _VARIABLE.fullmatch(text):
        raise ValueError(f"{text!r} is not the name of a variable")


def _variables(text: str) -> None:
    _variable(text.removesuffix("*"))


def _provider(text: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", text):
        raise ValueError(f"{text!r} is not a name that routers use (small letters, digits, - _ .)")


def _beginning(text: str) -> None:
    if text != text.lower() or not re.search(r"[:/-]$", text):
        raise ValueError(f"{text!r} is not the beginning of a model id: small letters, up to a separator")


def _check_providers(draft: Draft, table: Table, vendor: Vendor) -> None:
    """A name that two vendors claim would be decided by the order of files."""
    for other in draft.vendors.values():
        if other.id == vendor.id:
            return
        for name in sorted({*other.providers, other.id} & {*vendor.providers, vendor.id}):
            table.fault("providers", f"{name!r} is taken by the vendor {other.id!r}")


def _prefix(text: str) -> None:
    if not text.startswith("/") or re.search(r"[\s?#\\]|//", text):
        raise ValueError(f"{text!r} is not a path prefix; it begins with a slash")


def _host(draft: Draft, table: Table, default: Jurisdiction) -> Host:
    path = table.text("path")
    if path:
        table.parsed("path", _prefix)
    wires = table.texts("wires")
    for index, wire in enumerate(wires):
        draft.refer(table, f"wires[{index}]", "wire", wire)
    host = Host(
        hosts=table.parsed("hosts", parse_host, required=True),
        path=path,
        jurisdiction=cast("Jurisdiction", table.word("jurisdiction", draft.words["jurisdiction"], "a jurisdiction") or default),
        wires=wires,
    )
    table.close()
    return host


def _endpoint(draft: Draft, table: Table, owner: str, *, vendor: str, hosts: tuple[str, ...]) -> Endpoint:
    words = draft.words
    id_ = f"{owner}/{table.slug('id')}"
    category, name = technique(draft, table, required=True)
    table.text("path")
    path = "".join(table.parsed("path", parse_url_path, required=True)[:1]).removeprefix("/")
    if not path and not (table.has("query") or table.has("header") or table.has("body")):
        table.fault("path", "'/' says nothing without query, header or body")
    if table.has("hosts") and not vendor:
        table.fault("hosts", "a wire format holds on any host")
    biometric = table.word("biometric", words["biometric"], "yes, ask or no")
    endpoint = Endpoint(
        id=id_,
        vendor=vendor,
        hosts=table.parsed("hosts", parse_host) or hosts,
        methods=_methods(table),
        path=path,
        query=_globs(table, "query"),
        body=table.texts("body"),
        header=_globs(table, "header"),
        category=category,
        technique=name,
        mode=cast("Mode", table.word("mode", words["mode"], "a mode") or "api"),
        kind=cast("Kind", table.word("kind", words["kind"], "a kind") or "http"),
        model=_places(table, "model", path),
        variants=variants(draft, table),
        biometric=biometric or words.biometric.get(name, "no"),
        weak=table.flag("weak"),
        certainty=cast("Certainty", table.word("certainty", words["certainty"], "a certainty") or "sure"),
        alone=table.texts("alone"),
        named=table.texts("named"),
    )
    if endpoint.named and (vendor or not endpoint.body or endpoint.certainty != "possible"):
        table.fault("named", "names are weak: of a wire format, with a body, and no more than possible")
    for variant in endpoint.variants:
        for test in variant.when:
            _check_places(table, "variant", test.selectors, path)
    table.close()
    draft.add(table, draft.endpoints, id_, endpoint)
    return endpoint


def _methods(table: Table) -> tuple[str, ...]:
    found = table.texts("method") or ("POST",)
    for verb in found:
        if not (verb.isascii() and verb.isalpha() and verb.isupper()):
            table.fault("method", f"{verb!r} is not a method in capital letters")
    return found


def _globs(table: Table, key: str) -> tuple[tuple[str, str], ...]:
    """(name, glob) pairs of a sub-table; "*" means that the name must be there."""
    inner = table.table(key)
    if inner is None:
        return ()
    found = tuple((name, inner.text(name, required=True)) for name in inner.written())
    inner.close()
    return found


def _places(table: Table, key: str, path: str) -> Selectors:
    found = selectors(table, key)
    _check_places(table, key, found, path)
    return found


def _check_places(table: Table, key: str, found: Selectors, path: str) -> None:
    """Selectors of an endpoint say in which part of the request they look."""
    for language, choices in found:
        if language:
            table.fault(key, "an endpoint is the same in every language: write a list")
        for steps in choices:
            if steps != _HOST and (steps[0] not in _PARTS or len(steps) < 2):
                table.fault(key, f"{'.'.join(steps)!r} must be host or begin with one of {', '.join(part + '.' for part in _PARTS)}")
            elif steps[0] == "path" and steps[1] not in fields_of(path):
                table.fault(key, f"{'.'.join(steps)!r} names no {{{steps[1]}}} of the path {path!r}")


def _family(draft: Draft, table: Table, default: Jurisdiction) -> ModelFamily:
    patterns = table.parsed("patterns", parse_glob, required=True)
    for pattern in patterns:
        if pattern != pattern.lower():
            table.fault("patterns", f"{pattern!r} must be in small letters")
    family = ModelFamily(
        patterns=patterns,
        family=table.text("family", required=True),
        technique=technique(draft, table, none=True)[1],
        jurisdiction=cast("Jurisdiction", table.word("jurisdiction", draft.words["jurisdiction"], "a jurisdiction") or default),
        open_weights=table.flag("open_weights"),
    )
    table.close()
    return family


def _filed(draft: Draft, table: Table) -> Filed:
    date = table.get("date")
    if isinstance(date, datetime.date):
        date = date.isoformat()
    if date is not None and not (isinstance(date, str) and _DAY.fullmatch(date)):
        table.fault("date", f"expected a date such as 2026-11-21, or a text such as '2026-11', found {date!r}")
    filed = Filed(
        type=table.word("type", draft.words["filed"], "a type of filing", required=True),
        name=table.text("name", required=True),
        number=table.text("number"),
        date=date if isinstance(date, str) else "",
        role=table.word("role", draft.words["role"], "a role"),
        source=table.text("source", required=True),
        mark=table.word("mark", draft.words["mark"], "a confidence mark", required=True),
        checked=table.day("checked", required=True),
    )
    if filed.type == "algorithm-filing" and filed.number and not _ALGORITHM_NUMBER.fullmatch(filed.number):
        table.fault("number", f"{filed.number!r} is not 网信算备, 21 digits and 号")
    table.close()
    return filed
