"""Reads ``entrypoints/``: what makes a function reachable.

Which functions of a project those are is left to ``trace``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast, get_args

from scanner.catalog.claims import languages
from scanner.catalog.globs import parse_files
from scanner.catalog.libraries import begin, end, read_object
from scanner.catalog.parts import path_rows, selectors
from scanner.catalog.paths import READ_AS, SEPARATORS, parse_path, parse_regex
from scanner.catalog.values import EntrySignature, Form, PathRow

if TYPE_CHECKING:
    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table
    from scanner.catalog.values import Library, Selectors, Steps

FORMS: tuple[Form, ...] = get_args(Form)
OWN_NAME = "*"
"""Verb that is the function's own name, or the name it was registered by, in capitals."""

_CALLED = ("decorator", "argument", "around", "stored", "member", "mount", "remote")
_ALONE = ("decorator", "around", "stored", "remote")
"""Forms of them in which no function is handed over."""
_VERB = re.compile(r"[A-Z]+")
_NAME_GLOB = re.compile(r"[\w*?$\[\]!-]+(\.[\w*?$\[\]!-]+)*")
_SUFFIX = re.compile(r"\.[a-z]+")
_ATTRIBUTE = re.compile(r"[\w*?@:.-]+")
_FIELD = re.compile(r"\{(\w*)\}")
_SHOWN = ("said", "named", "class", "function", "words")
_FIELDS = ("path", "stem", "name", "function", "folder", "dotted")


def read_entrypoint(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``entrypoints/``."""
    library = begin(draft, table, stem)
    draft.frameworks.add(library.id)
    claimed = [language for row in table.tables("object") for language in read_object(draft, row, library)]
    for row in table.tables("entry"):
        claimed += _entry(draft, row, library)
    end(draft, table, library, claimed, note="entry")


def _entry(draft: Draft, row: Table, library: Library) -> tuple[str, ...]:
    id_ = f"{library.id}/{row.slug('id')}"
    form = cast("Form", row.word("form", FORMS, "a form", required=True))
    inner = row.flag("inner")
    signature = EntrySignature(
        id=id_,
        library=library.id,
        kind=row.word("kind", draft.words["entry"], "a kind of entry", required=not inner),
        form=form,
        languages=(),
        offline=row.flag("offline"),
        inner=inner,
    )
    if inner and signature.kind:
        row.fault("kind", "what is no entry has no kind")
    if not form:
        return ()
    if form == "mount" and row.has("files"):
        signature = _placed(row, signature)
    elif form == "argument" and row.has("like"):
        signature = _generated(row, signature)
    elif form in _CALLED:
        signature = _called(draft, row, signature)
    elif form == "method":
        signature = _method(draft, row, signature)
    elif form == "listed":
        signature = _listed(row, signature)
    elif form == "sent":
        signature = _sent(row, signature)
    elif form == "mapped":
        signature = _mapped(row, signature)
    else:
        signature = _file(draft, row, signature)
    row.close()
    draft.add(row, draft.entries, id_, signature)
    return signature.languages


def _called(draft: Draft, row: Table, signature: EntrySignature) -> EntrySignature:
    """Forms in which a call, or a decorator, names the function."""
    rows, claimed = path_rows(draft, row, "entry", signature.id, signature.library)
    draft.rows += rows
    prefix, handler = selectors(row, "prefix"), selectors(row, "handler")
    methods = _globs(row, "methods", required=signature.form == "member")
    verb, verb_from = ("", ()) if signature.form == "mount" else _verb(row)
    onto, whole = (selectors(row, "onto"), row.flag("whole")) if signature.form == "mount" else ((), False)
    if signature.form == "mount" and (bool(handler) + bool(onto) + whole) != 1:
        row.fault("", "a mount needs one of 'handler', 'onto' and 'whole'")
    elif signature.form != "mount" and (signature.form in _ALONE) == bool(handler):
        row.fault("", "'handler' is missing" if not handler else f"'handler' is not for the form {signature.form!r}")
    if signature.form == "remote" and not (row.has("name") or prefix):
        row.fault("", "'name' is missing")
    keyed = signature.form == "mount" and row.flag("keyed")
    if signature.form == "mount" and not prefix and not keyed:
        row.fault("", "'prefix' is missing")
    if keyed and (prefix or not handler):
        row.fault("keyed", "stands in place of 'prefix', beside 'handler'")
    spelt, homes = _spelt(row) if signature.form == "argument" else ("", ())
    signature = _shown(row, signature)
    return signature._replace(
        languages=claimed,
        verb=verb,
        verb_from=verb_from,
        name=() if signature.form == "mount" else selectors(row, "name"),
        prefix=prefix,
        handler=handler,
        methods=methods,
        below=row.texts("below") if signature.form == "member" else (),
        owners=_decorators(row, "owner", claimed) if signature.form == "decorator" else (),
        beside=_decorators(row, "beside", claimed) if signature.form == "decorator" else (),
        verbs=_verbs(row) if methods else (),
        shown=_template(row, "shown"),
        chosen=selectors(row, "chosen") if signature.form == "argument" else (),
        front=selectors(row, "front") if signature.form == "argument" else (),
        fill=_fill(row) if signature.form == "decorator" else (),
        awaits=selectors(row, "awaits") if signature.form in ("decorator", "argument") else (),
        runs=_runs(row, signature) if signature.form == "remote" else (),
        instead=signature.form == "mount" and row.flag("instead"),
        keyed=keyed,
        onto=onto,
        holder=selectors(row, "holder") if signature.form == "mount" else (),
        spelt=spelt,
        homes=homes,
        files=row.parsed("files", parse_files) if spelt else (),
    )


def _placed(row: Table, signature: EntrySignature) -> EntrySignature:
    """Files whose place puts something in front of all routes in them, or that say what stands in front of others'."""
    pattern = _pattern(row, "pattern", ("file",))
    return signature._replace(
        languages=tuple(word for word in row.texts("language", required=True) if _is_language(row, word)),
        template=row.text("prefix", required=not pattern),
        files=row.parsed("files", parse_files, required=True),
        pattern=pattern,
    )


def _generated(row: Table, signature: EntrySignature) -> EntrySignature:
    """Calls of functions that generated code has, known by their names alone."""
    return signature._replace(
        languages=tuple(word for word in row.texts("language", required=True) if _is_language(row, word)),
        like=row.parsed("like", parse_regex, required=True),
        handler=selectors(row, "handler"),
        methods=_globs(row, "methods", required=not row.has("receivers")),
        receivers=row.parsed("receivers", parse_regex),
        name=selectors(row, "name"),
        files=row.parsed("files", parse_files, required=row.has("receivers")),
        template=row.text("place"),
    )


def _template(row: Table, key: str) -> str:
    """What an entry is called, over what its call or decorator says."""
    template = row.text(key)
    for field in _FIELD.findall(template):
        if field not in _SHOWN:
            row.fault(key, f"{{{field}}} is not one of {', '.join(f'{{{name}}}' for name in _SHOWN)}")
    return template


def _spelt(row: Table) -> tuple[str, tuple[str, ...]]:
    """How a text names a method, and the full names that its class may have."""
    spelt, homes = row.text("spelt"), row.texts("homes")
    if bool(spelt) != bool(homes):
        row.fault("", "'spelt' and 'homes' belong together")
        return "", ()
    try:
        groups = re.compile(spelt).groupindex
    except re.error as error:
        row.fault("spelt", f"{spelt!r} is not a regular expression: {error}")
        return "", ()
    if spelt and not {"class", "method"} <= set(groups):
        row.fault("spelt", "needs the groups 'class' and 'method'")
    return spelt, homes


def _method(draft: Draft, row: Table, signature: EntrySignature) -> EntrySignature:
    """Methods of project classes with a certain class in their line."""
    found = [(language, steps) for language in languages(row) for steps in _base(row, language)]
    like = row.parsed("like", parse_regex)
    named = tuple(word for word in row.texts("language", required=bool(like)) if _is_language(row, word))
    if not found and not like:
        row.fault("", "needs a base class in some language, or 'like'")
    draft.bases += [PathRow(language=language, on="", steps=steps, kind="entry", target=signature.id) for language, steps in found]
    verb, verb_from = _verb(row)
    if verb_from:
        row.fault("verb", "can only be a verb or '*': there is no call to look into")
    return signature._replace(
        languages=tuple(dict.fromkeys((*(language for language, _ in found), *named))),
        verb=verb,
        bases=tuple(dict.fromkeys(steps for _, steps in found)),
        like=like,
        methods=_globs(row, "methods", required=True),
        lists=row.text("lists"),
    )


def _file(draft: Draft, row: Table, signature: EntrySignature) -> EntrySignature:
    """Files whose place, or whose main guard, makes them reachable."""
    languages = tuple(word for word in row.texts("language", required=True) if _is_language(row, word))
    bare = row.parsed("calls", parse_files) if signature.form == "loaded" else ()
    template = row.text("name", required=signature.form == "loaded" and not bare)
    for field in _FIELD.findall(template):
        if field not in _FIELDS:
            row.fault("name", f"{{{field}}} is not one of {', '.join(f'{{{name}}}' for name in _FIELDS)}")
    verb, verb_from = ("", ()) if signature.form in ("main", "loaded") else _verb(row)
    if verb_from:
        row.fault("verb", "can only be a verb or '*': there is no call to look into")
    signature = _shown(row, signature)
    return signature._replace(
        languages=languages,
        verb=verb,
        template=template,
        files=row.parsed("files", parse_files, required=True),
        exports=_globs(row, "exports", required=True) if signature.form == "file" else (),
        methods=_globs(row, "methods") if signature.form == "file" else (),
        handler=selectors(row, "handler") if signature.form == "file" else (),
        imports=row.texts("imports"),
        below=row.texts("below", required=bool(bare)),
        calls=bare,
        guard=signature.form == "main" and row.flag("guard"),
    )


def _sent(row: Table, signature: EntrySignature) -> EntrySignature:
    """Calls that have functions of other entries run later, or for what happened."""
    return signature._replace(
        languages=tuple(word for word in row.texts("language", required=True) if _is_language(row, word)),
        calls=row.texts("calls", required=True),
        runs=_runs(row, signature, required=True),
        takes=row.flag("takes"),
        same=row.flag("same"),
        alike=row.flag("alike"),
    )


def _mapped(row: Table, signature: EntrySignature) -> EntrySignature:
    """Files with a map from what is sent to what runs for it."""
    return signature._replace(
        languages=tuple(word for word in row.texts("language", required=True) if _is_language(row, word)),
        files=row.parsed("files", parse_files, required=True),
        methods=_globs(row, "methods"),
        lists=row.text("lists"),
    )


def _runs(row: Table, signature: EntrySignature, *, required: bool = False) -> tuple[str, ...]:
    """Full ids of entries, of the same file where none is named."""
    names = row.texts("runs", required=required)
    return tuple(name if "/" in name else f"{signature.library}/{name}" for name in names)


def _listed(row: Table, signature: EntrySignature) -> EntrySignature:
    """Files of another format that name what is run."""
    return signature._replace(
        languages=tuple(word for word in row.texts("language", required=True) if _is_language(row, word)),
        files=row.parsed("files", parse_files, required=True),
        pattern=_pattern(row, "pattern", ("run", "served"), required=True),
        around=_pattern(row, "around", ()),
    )


def _pattern(row: Table, key: str, groups: tuple[str, ...], *, required: bool = False) -> str:
    """A regular expression with one of some groups, with any group where none is named."""
    text = row.text(key, required=required)
    try:
        found = re.compile(text)
    except re.error as error:
        row.fault(key, f"{text!r} is not a regular expression: {error}")
        return text
    if groups and text and not any(group in found.groupindex for group in groups):
        row.fault(key, f"has no group {' or '.join(map(repr, groups))}")
    if not groups and text and not found.groups:
        row.fault(key, "has no group")
    return text


def _shown(row: Table, signature: EntrySignature) -> EntrySignature:
    """Files whose elements name the functions, the attributes that do, and how components tell what they stand in."""
    if signature.form not in ("member", "file"):
        return signature
    templates, events = row.parsed("templates", _suffix), row.parsed("events", _attribute)
    emits, scripts = _globs(row, "emits"), row.parsed("scripts", _suffix)
    if bool(templates) != bool(events):
        row.fault("", "'templates' and 'events' belong together")
    if bool(emits) != bool(scripts):
        row.fault("", "'emits' and 'scripts' belong together")
    return signature._replace(templates=templates, events=events, emits=emits, scripts=scripts, components=row.text("components"))


def _suffix(text: str) -> None:
    if not _SUFFIX.fullmatch(text):
        raise ValueError(f"{text!r} is not a suffix")


def _attribute(text: str) -> None:
    if not _ATTRIBUTE.fullmatch(text):
        raise ValueError(f"{text!r} is not a glob over attributes")


def _is_language(row: Table, word: str) -> bool:
    if word not in SEPARATORS:
        hint = f": files in it are asked by {READ_AS[word]!r}" if word in READ_AS else ""
        row.fault("language", f"{word!r} is not a language of the catalogue{hint}")
    return word in SEPARATORS


def _base(row: Table, language: str) -> tuple[Steps, ...]:
    found = _paths(row, language, language)
    if not found:
        row.fault("", f"{language!r} is missing")
    for steps in found:
        if steps[-1] == "()":
            row.fault(language, f"base class {'.'.join(steps)!r} ends in (); the path names the class, not an instance")
    return found


def _decorators(row: Table, key: str, languages: tuple[str, ...]) -> tuple[Steps, ...]:
    """Decorators beside the one that makes the entry: of the class around a method, or of the function."""
    if row.has(key) and not languages:
        row.fault(key, "needs a path in some language beside it")
    return tuple(steps for language in languages for steps in _paths(row, key, language))


def _paths(row: Table, key: str, language: str) -> tuple[Steps, ...]:
    return tuple(parse_path(text, language) for text in row.parsed(key, lambda text: parse_path(text, language)))


def _verb(row: Table) -> tuple[str, Selectors]:
    """(a literal or ``*``, places of the verb); capitals tell them apart."""
    value = row.get("verb")
    if isinstance(value, str) and (_VERB.fullmatch(value) or value == OWN_NAME):
        return value, ()
    return "", selectors(row, "verb")


def _verbs(row: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Globs over methods by the verb that they answer."""
    table = row.table("verbs")
    found = tuple((verb, table.texts(verb)) for verb in table.written()) if table is not None else ()
    for verb, _ in found:
        if not _VERB.fullmatch(verb):
            row.fault("verbs", f"{verb!r} is not a verb in capitals")
    return found


def _fill(row: Table) -> tuple[tuple[str, str], ...]:
    """What a text in a route stands for."""
    table = row.table("fill")
    found = (
        tuple((text, table.word(text, ("class", "function"), "a name", required=True)) for text in table.written())
        if table is not None
        else ()
    )
    return found


def _globs(row: Table, key: str, *, required: bool = False) -> tuple[str, ...]:
    """Globs over names, dotted where a map lies in a map."""

    def parse(text: str) -> None:
        if not _NAME_GLOB.fullmatch(text):
            raise ValueError(f"{text!r} is not a glob over names")

    return row.parsed(key, parse, required=required)
