"""Reads ``libraries/`` and ``http/``: which path from an import root means what.

Whether what a path or id refers to exists is checked by ``read``, when every file is read.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

from scanner.catalog.parts import (
    check_examples,
    conditions,
    examples,
    header,
    names,
    packages,
    path_rows,
    selectors,
    technique,
    variants,
)
from scanner.catalog.paths import SEPARATORS, parse_glob, parse_path
from scanner.catalog.values import CallSignature, ClassSignature, Flow, Library, ObjectSignature, RegionSignature, SinkSignature, Starter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table
    from scanner.catalog.values import PathRow, Selectors, Steps
    from scanner.model import Certainty, Jurisdiction, Kind, Mode

_SETTABLE = ("base_url", "model", "region", "provider")


def read_library(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``libraries/``."""
    library = begin(draft, table, stem)
    claimed = [language for row in table.tables("object") for language in read_object(draft, row, library)]
    claimed += [language for row in table.tables("class") for language in _class(draft, row, library)]
    calls = [_call(draft, row, library) for row in table.tables("call")]
    claimed += [language for _, languages in calls for language in languages]
    for row in table.tables("region"):
        _region(draft, row, library)
    for row in table.tables("starter"):
        _starter(draft, row, library)
    for row in table.tables("bean"):
        _bean(draft, row)
    reported = bool(draft.calls and any(draft.calls[id_].reports for id_, _ in calls if id_ in draft.calls))
    end(draft, table, library, claimed, note="hit" if reported else "")


def read_http(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``http/``."""
    library = begin(draft, table, stem)
    draft.http.add(library.id)
    claimed = [language for row in table.tables("object") for language in read_object(draft, row, library)]
    for row in table.tables("sink"):
        claimed += _sink(draft, row, library)
    end(draft, table, library, claimed, note="hit")


def begin(draft: Draft, table: Table, stem: str) -> Library:
    """The head of a file, as far as it is known before its tables are read."""
    id_ = header(draft, table, stem)
    vendor = table.slug("vendor", required=False)
    draft.refer(table, "vendor", "vendor", vendor)
    packages(draft, table, id_)
    return Library(
        id=id_,
        title=table.text("title", required=True),
        homepage=table.url("homepage"),
        checked=table.day("checked"),
        vendor=vendor,
        mode=cast("Mode", table.word("mode", draft.words["mode"], "a mode") or "api"),
        languages=(),
    )


def end(draft: Draft, table: Table, library: Library, claimed: Iterable[str], *, note: str) -> None:
    """Examples and the library itself; ``note`` is the tag that the examples must show, "" when they need not show any."""
    languages = tuple(sorted(set(claimed)))
    found = examples(draft, table)
    table.close()
    if note:
        # NOTE: the line of a decorator or of a registration has no note even where it counts, so only a whole example can be a near miss.
        check_examples(table, found, languages, _tails(draft.rows, library.id) if note == "hit" else (), note)
    draft.add(
        table,
        draft.libraries,
        library.id,
        library._replace(languages=languages),
    )


def _tails(rows: Iterable[PathRow], library: str) -> tuple[str, ...]:
    """Last member names of the file's calls and sinks, as they stand in code before the bracket."""
    prefix = library + "/"
    tails = {row.steps[-1] for row in rows if row.kind != "object" and row.target.startswith(prefix) and row.steps}
    return tuple(sorted(tail[:-1] if tail[-1] == "*" else f"{tail}(" for tail in tails if tail[0] not in "([*"))


def _id(table: Table, library: Library) -> str:
    return f"{library.id}/{table.slug('id')}"


def _common(draft: Draft, table: Table, library: Library) -> tuple[str, Mode, Certainty, str]:
    """(vendor as written, mode, certainty, biometric as written) of an object or call."""
    vendor = table.slug("vendor", required=False)
    draft.refer(table, "vendor", "vendor", vendor)
    mode = cast("Mode", table.word("mode", draft.words["mode"], "a mode") or library.mode)
    certainty = cast("Certainty", table.word("certainty", draft.words["certainty"], "a certainty") or "sure")
    return vendor, mode, certainty, table.word("biometric", draft.words["biometric"], "yes, ask or no")


def read_object(draft: Draft, table: Table, library: Library) -> tuple[str, ...]:
    """One ``[[object]]``; gives the languages that it claims."""
    id_ = _id(table, library)
    client = table.flag("client")
    category, name = technique(draft, table, required=client, none=table.has("variant"))
    vendor, mode, certainty, biometric = _common(draft, table, library)
    rows, claimed = path_rows(draft, table, "object", id_, library.id)
    draft.rows += rows
    draft.add(
        table,
        draft.objects,
        id_,
        ObjectSignature(
            id=id_,
            library=library.id,
            client=client,
            category=category,
            technique=name,
            mode=mode,
            vendor=vendor or ("" if any(row.on for row in rows) else library.vendor),
            model=selectors(table, "model"),
            base_url=selectors(table, "base_url"),
            region=selectors(table, "region"),
            provider=selectors(table, "provider"),
            served_by=selectors(table, "served_by"),
            portable=table.flag("portable"),
            blank=_languages(table, "blank"),
            fluent=names(table, "fluent"),
            stores=_settings(table, "store"),
            env=_settings(table, "env"),
            when=conditions(table),
            variants=variants(draft, table),
            certainty=certainty,
            biometric=biometric or draft.words.biometric.get(name, "no"),
        ),
    )
    if not rows:
        draft.later.append(lambda: _check_reachable(draft, table, id_))
    table.close()
    return claimed


def _check_reachable(draft: Draft, table: Table, id_: str) -> None:
    if not any(found.object == id_ for found in draft.classes.values()):
        table.fault("", "nothing leads to this object: write a path, or a [[class]] whose 'object' it is")


def _languages(table: Table, key: str) -> tuple[str, ...]:
    for word in table.texts(key):
        if word not in SEPARATORS:
            table.fault(key, f"{word!r} is not a language")
    return table.texts(key)


def _settings(table: Table, key: str) -> tuple[tuple[str, str], ...]:
    """(name, what it sets) from ``{ what = [names] }``."""
    inner = table.table(key)
    if inner is None:
        return ()
    found = tuple((name, what) for what in _SETTABLE if inner.has(what) for name in names(inner, what, required=True, dotted=True))
    inner.close()
    return found


def _starter(draft: Draft, table: Table, library: Library) -> None:
    """One ``[[starter]]``: what stands below a key of the configuration serves the objects that it names, also those of other files."""
    objects = [name if "/" in name else f"{library.id}/{name}" for name in table.texts("on", required=True)]
    below = table.text("below", required=True)
    said = {key: tuple(f"{below}.{name}" for name in names(table, key, dotted=True)) for key in ("keys", "base_url", "model")}
    starter = Starter(below, (*said["keys"], *said["base_url"], *said["model"]), said["base_url"], table.text("default"), said["model"])
    for index, id_ in enumerate(objects):
        draft.refer(table, f"on[{index}]" if len(objects) > 1 else "on", "object", id_)
    draft.later.append(lambda: _started(draft, objects, starter))
    table.close()


def _started(draft: Draft, objects: Iterable[str], starter: Starter) -> None:
    for id_ in objects:
        if id_ in draft.objects:
            draft.objects[id_] = draft.objects[id_]._replace(starters=(*draft.objects[id_].starters, starter))


def _call(draft: Draft, table: Table, library: Library) -> tuple[str, tuple[str, ...]]:
    id_ = _id(table, library)
    # NOTE: a call that is never reported needs no technique; it is known only so that what it returns is.
    reports = table.get("reports") is None or table.flag("reports")
    category, name = technique(draft, table, required=reports, none=table.has("variant"))
    vendor, mode, certainty, biometric = _common(draft, table, library)
    rows, claimed = path_rows(draft, table, "call", id_, library.id)
    draft.rows += rows
    draft.add(
        table,
        draft.calls,
        id_,
        CallSignature(
            id=id_,
            library=library.id,
            kind=cast("Kind", table.word("kind", draft.words["kind"], "a kind") or "call"),
            category=category,
            technique=name,
            mode=mode,
            vendor=vendor,
            model=selectors(table, "model"),
            base_url=selectors(table, "base_url"),
            served_by=selectors(table, "served_by"),
            when=conditions(table),
            variants=variants(draft, table),
            certainty=certainty,
            biometric=biometric or draft.words.biometric.get(name, "no"),
            reports=reports,
            tuned=table.flag("tuned"),
            plugged=table.flag("plugged"),
            part=table.flag("part"),
            words=selectors(table, "words"),
        ),
    )
    if not table.has("mode") and any(row.on for row in rows):
        draft.later.append(lambda: _inherit_mode(draft, table, id_, rows))
    table.close()
    return id_, claimed


def _inherit_mode(draft: Draft, table: Table, id_: str, rows: tuple[PathRow, ...]) -> None:
    """A call without a mode of its own runs in the mode of the objects that it hangs on."""
    modes = {draft.objects[row.on].mode for row in rows if row.on in draft.objects}
    if len(modes) > 1:
        table.fault("", f"its objects have different modes ({', '.join(sorted(modes))}): write 'mode', or one call for each")
    elif modes and id_ in draft.calls:
        draft.calls[id_] = draft.calls[id_]._replace(mode=modes.pop())


def _class(draft: Draft, table: Table, library: Library) -> tuple[str, ...]:
    id_ = _id(table, library)
    language = table.word("language", tuple(SEPARATORS), "a language", required=True)
    object_ = table.text("object", required=True)
    object_ = object_ if "/" in object_ or not object_ else f"{library.id}/{object_}"
    draft.refer(table, "object", "object", object_)
    bases = table.parsed("base", lambda path: parse_path(path, language)) if language else table.texts("base")
    marks = table.parsed("mark", lambda path: parse_path(path, language)) if language else table.texts("mark")
    name = table.text("name")
    if name and name != "*":
        table.parsed("name", parse_glob)
    members = names(table, "members")
    if not bases and not members and not marks:
        table.fault("", "a name alone is no class: write 'base', 'mark' or 'members'")
    if name in ("", "*") and not members and not marks and not (bases and all(_owned(draft, library, base) for base in bases)):
        table.fault("", "'name' or 'members' is missing; only a base of the file's own packages is enough by itself")
    draft.add(
        table,
        draft.classes,
        id_,
        ClassSignature(
            id=id_,
            library=library.id,
            language=language,
            name=name or "*",
            bases=tuple(parse_path(path, language) for path in bases) if language else (),
            members=members,
            object=object_,
            marks=tuple(parse_path(path, language) for path in marks) if language else (),
        ),
    )
    table.close()
    return (language,) if language else ()


def _bean(draft: Draft, table: Table) -> None:
    """What a library puts under a name into a declared type: the class that it really is."""
    java = functools.partial(parse_path, language="java")
    types = table.parsed("type", java, required=True)
    given = table.parsed("is", java, required=True)
    steps = " ".join(parse_path(given[0], "java")) if given else ""
    for name in names(table, "name", required=True):
        draft.flows += [Flow(language="java", steps=parse_path(t, "java"), name=name, effect="bean", style=steps) for t in types]
    table.close()


def _region(draft: Draft, table: Table, library: Library) -> None:
    match = table.parsed("match", parse_glob, required=True)
    jurisdiction = cast("Jurisdiction", table.word("jurisdiction", draft.words["jurisdiction"], "a jurisdiction", required=True))
    base_url = table.url("base_url")
    table.close()
    draft.regions += [RegionSignature(library=library.id, match=glob, jurisdiction=jurisdiction, base_url=base_url) for glob in match]


def _sink(draft: Draft, table: Table, library: Library) -> tuple[str, ...]:
    id_ = _id(table, library)
    rows, claimed = path_rows(draft, table, "sink", id_, library.id)
    draft.rows += rows
    method, method_from = _method(table)
    url_of = table.word("url_of", ("object",), "object")
    parts: dict[str, Selectors] = {"host": (), "path": (), "scheme": ()}
    pieces = table.table("url_parts")
    if pieces is not None:
        parts = {name: selectors(pieces, name) for name in parts}
        pieces.close()
    declares = table.table("interface")
    marks, makers, bare = _interface(declares) if declares is not None else ((), (), False)
    url = selectors(table, "url")
    if not (url or parts["path"] or parts["host"] or url_of):
        table.fault("", "nothing says where the URL stands: write url, url_parts or url_of")
    draft.add(
        table,
        draft.sinks,
        id_,
        SinkSignature(
            id=id_,
            library=library.id,
            kind=cast("Kind", table.word("kind", draft.words["kind"], "a kind") or "http"),
            method=method,
            method_from=method_from,
            url=url,
            host=parts["host"],
            path=parts["path"],
            scheme=parts["scheme"],
            base_url=selectors(table, "base_url"),
            body=selectors(table, "body"),
            headers=selectors(table, "headers"),
            query=selectors(table, "query"),
            url_of_object=bool(url_of),
            reports=table.get("reports") is None or table.flag("reports"),
            declares=declares is not None,
            marks=marks,
            makers=makers,
            bare=bare,
        ),
    )
    table.close()
    return claimed


def _interface(table: Table) -> tuple[tuple[Steps, ...], tuple[Steps, ...], bool]:
    """Decorators of an interface of declared requests, calls that make something of it, and whether there has to be any."""
    java = functools.partial(parse_path, language="java")
    marks, makers = (tuple(java(path) for path in table.parsed(key, java)) for key in ("mark", "made"))
    bare = table.flag("bare")
    table.close()
    return marks, makers, bare


def _method(table: Table) -> tuple[str, Selectors]:
    """A literal, or (default, where it is written)."""
    if not isinstance(table.get("method"), dict):
        return _verb(table, "method"), ()
    inner = table.table("method")
    assert inner is not None
    found = selectors(inner, "arg")
    if not found:
        inner.fault("", "'arg' is missing")
    default = _verb(inner, "default")
    inner.close()
    return default, found


def _verb(table: Table, key: str) -> str:
    verb = table.text(key, required=True)
    if verb and not (verb.isascii() and verb.isalpha() and verb.isupper()):
        table.fault(key, f"{verb!r} is not a method in capital letters")
    return verb


def _owned(draft: Draft, library: Library, path: str) -> bool:
    """Whether a path begins in a package that the library's own file names."""
    modules = (module for package in draft.packages if package.library == library.id for module in package.modules)
    return path.startswith(tuple(modules))
