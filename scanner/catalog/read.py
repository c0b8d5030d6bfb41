"""Reads every file of the folders of signatures and gives a ``Catalog``, or all faults at once.

What the parts of a file mean is left to the readers beside it, keeping the result to ``cache``.
"""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.artifacts import artifact_needles, read_artifact
from scanner.catalog.claims import check_unreached
from scanner.catalog.compile import layout
from scanner.catalog.entrypoints import read_entrypoint
from scanner.catalog.features import feature_needles, read_feature
from scanner.catalog.flows import read_flow
from scanner.catalog.idioms import idiom_needles, read_idiom
from scanner.catalog.labels import label_needles, read_label
from scanner.catalog.libraries import read_http, read_library
from scanner.catalog.needles import needles, shortest
from scanner.catalog.parts import Draft
from scanner.catalog.queries import query_needles, read_query, read_words
from scanner.catalog.rows import Rows
from scanner.catalog.settings import read_setting, setting_needles
from scanner.catalog.table import Faults, Table, did_you_mean
from scanner.catalog.terms import Words, read_categories
from scanner.catalog.values import Catalog, Categories
from scanner.catalog.vendors import read_vendor, read_wire
from scanner.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from scanner.catalog.values import Example

CATEGORIES = "categories.toml"
_READERS = (
    ("vendors", read_vendor),
    ("wires", read_wire),
    ("libraries", read_library),
    ("http", read_http),
    ("flows", read_flow),
    ("entrypoints", read_entrypoint),
    ("features", read_feature),
    ("labels", read_label),
    ("words", read_words),
    ("queries", read_query),
    ("artifacts", read_artifact),
    ("settings", read_setting),
    ("idioms", read_idiom),
)
FOLDERS = tuple(folder for folder, _ in _READERS)
"""Names of the folders whose files make a catalogue."""
_LARGEST = 1_000_000
_OTHERS = ("explain", "law", "worksheet")
"""Folders that other modules read."""
_NOTHING = Categories(types=(), categories=(), families=(), techniques=(), obligations=(), obstacles=(), words=())


class Read(NamedTuple):
    """What the files say; usable only when ``faults`` is empty."""

    catalog: Catalog
    examples: tuple[Example, ...]
    faults: Faults
    own: frozenset[str]
    """Names of the files and folders that are not built in."""


def sources(root: Path) -> tuple[Path, ...]:
    """The TOML files below one folder that make its catalogue, sorted."""
    found = [root / CATEGORIES] if (root / CATEGORIES).is_file() else []
    for folder in FOLDERS:
        found += sorted((root / folder).glob("*.toml"))
    return tuple(found)


def _label(root: Path, number: int) -> str:
    """How messages call a folder: never by an absolute path."""
    if number:
        return "/".join(root.absolute().parts[-2:])
    return "signatures" if root.name == "_signatures" else root.name


def read(roots: Sequence[Path], without: frozenset[str] = frozenset()) -> Read:
    """Everything in ``roots`` but the files named in ``without``; the first root is the one with the closed lists."""
    faults = Faults(without)
    tables: dict[str, list[tuple[Table, str]]] = {folder: [] for folder, _ in _READERS}
    digest = hashlib.sha256(layout())
    categories, own = _NOTHING, set()
    for number, root in enumerate(roots):
        label = _label(root, number)
        _check_layout(faults, root, label)
        for path in sources(root):
            name = f"{label}/{path.relative_to(root).as_posix()}"
            if number:
                own.add(name)
            table = None if name in without else _open(faults, name, path, digest)
            if table is None:
                continue
            if path.name != CATEGORIES:
                tables[path.parent.name].append((table, path.stem))
            elif number:
                table.fault("", "the closed lists stand in the built-in signatures only")
            else:
                categories = _categories(table)
        if number:
            own |= {file for file in faults.files() if file.startswith(label)}
        elif not (root / CATEGORIES).is_file():
            faults.add(f"{label}/{CATEGORIES}", "", "no such file")
    draft = Draft(Words(categories))
    for folder, reader in _READERS:
        for table, stem in tables[folder]:
            reader(draft, table, stem)
    _resolve(draft)
    check_unreached(draft, draft.paths)
    for check in draft.later:
        check()
    return Read(_catalog(draft, categories, digest.hexdigest()), tuple(draft.examples), faults, frozenset(own))


def complain(found: Read) -> Catalog:
    """The catalogue, or a ``CatalogError`` with every fault."""
    messages = found.faults.messages()
    if messages:
        raise CatalogError(messages)
    return found.catalog


def _open(faults: Faults, name: str, path: Path, digest: hashlib._Hash) -> Table | None:
    try:
        # NOTE: the project's own signatures are somebody else's files: a pipe would wait for ever, a giant fill the memory.
        if not path.is_file() or path.stat().st_size > _LARGEST:
            faults.add(name, "", f"is no file, or larger than {_LARGEST} bytes")
            return None
        content = path.read_bytes()
        digest.update(f"{name}\n{len(content)}\n".encode("utf-8", "surrogateescape") + content)
        data = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        faults.add(name, "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        faults.add(name, "", "is not UTF-8")
    except tomllib.TOMLDecodeError as error:
        faults.add(name, "", f"is not TOML: {error}")
    except RecursionError:
        faults.add(name, "", "is nested too deep")
    else:
        return Table(faults, name, "", data)
    return None


def _check_layout(faults: Faults, root: Path, label: str) -> None:
    """A misspelt folder would be ignored silently."""
    if not root.is_dir():
        faults.add(label, "", "no such folder")
        return
    known = (*FOLDERS, *_OTHERS)
    for entry in sorted(root.iterdir()):
        if entry.is_dir() and entry.name not in known and any(entry.glob("*.toml")):
            faults.add(f"{label}/{entry.name}", "", f"{entry.name!r} is not a folder of signatures{did_you_mean(entry.name, known)}")
        elif entry.suffix == ".toml" and entry.name != CATEGORIES:
            faults.add(f"{label}/{entry.name}", "", f"belongs into one of {', '.join(known)}")


def _categories(table: Table) -> Categories:
    for key in ("schema", "id", "title", "source"):
        table.get(key)
    table.url("homepage", required=True)
    table.day("checked", required=True)
    found = read_categories(table)
    table.close()
    return found


def _resolve(draft: Draft) -> None:
    """Every reference must name something that was read."""
    known: dict[str, Iterable[str]] = {"object": draft.objects, "vendor": draft.vendors, "wire": tuple(draft.wires)}
    nouns = {"object": "an object", "vendor": "a vendor", "wire": "a wire format"}
    for reference in draft.references:
        ids = known[reference.what]
        if reference.id not in ids:
            hint = did_you_mean(reference.id, ids)
            reference.table.fault(reference.key, f"{reference.id!r} is not {nouns[reference.what]}{hint}")


def _catalog(draft: Draft, categories: Categories, digest: str) -> Catalog:
    searched = needles(draft)
    return Catalog(
        version=max((day for day in draft.checked if day), default="").replace("-", "."),
        digest=digest,
        categories=categories,
        libraries=draft.libraries,
        # NOTE: a web framework is no evidence of an algorithm, and a module called like one (``web``, ``schedule``) no evidence of it.
        packages=tuple(package for package in draft.packages if package.library not in draft.frameworks),
        objects=draft.objects,
        calls=draft.calls,
        sinks=draft.sinks,
        classes=tuple(draft.classes.values()),
        regions=tuple(draft.regions),
        rows=Rows.of(draft.rows),
        vendors=draft.vendors,
        endpoints=tuple(sorted(draft.endpoints.values(), key=lambda end: not end.vendor)),
        flows=tuple(draft.flows),
        entries=tuple(draft.entries.values()),
        needles=searched.all,
        sink_needles=searched.sinks,
        entry_needles=searched.entries,
        needle_languages=searched.only,
        modules=searched.modules,
        sink_modules=searched.sink_modules,
        programs=searched.programs,
        starters=searched.starters,
        segments=searched.segments,
        features=tuple(draft.features.values()),
        signs=tuple(draft.signs.values()),
        labels=tuple(draft.labels.values()),
        label_needles=label_needles(draft.labels.values()),
        feature_needles=shortest(feature_needles(draft.signs.values())),
        word_groups=tuple(draft.word_groups.values()),
        queries=tuple(draft.queries.values()),
        settings=tuple(draft.settings.values()),
        setting_needles=setting_needles(draft),
        query_needles=shortest(query_needles(draft.queries.values())),
        formats=tuple(draft.formats.values()),
        architectures=tuple(draft.architectures),
        images=tuple(draft.images.values()),
        artifact_needles=artifact_needles(draft.images.values(), draft.formats.values()),
        idioms=tuple(draft.idioms.values()),
        idiom_needles=idiom_needles(draft.idioms.values()),
    )
