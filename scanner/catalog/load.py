"""Reads every file of the folders of signatures and gives a ``Catalog``, or all faults at once.

What the parts of a file mean is left to the readers beside it, keeping the result to ``cache``.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.flows import read_flow
from scanner.catalog.libraries import read_http, read_library
from scanner.catalog.needles import needles
from scanner.catalog.parts import Draft
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
)
_OTHERS = ("law",)
"""Folders that other modules read."""
_NOTHING = Categories(types=(), categories=(), families=(), techniques=(), obligations=(), obstacles=(), words=())


class Read(NamedTuple):
    """What the files say; usable only when ``faults`` is empty."""

    catalog: Catalog
    examples: tuple[Example, ...]
    faults: Faults


def sources(root: Path) -> tuple[Path, ...]:
    """The TOML files below one folder that make its catalogue, sorted."""
    found = [root / CATEGORIES] if (root / CATEGORIES).is_file() else []
    for folder, _ in _READERS:
        found += sorted((root / folder).glob("*.toml"))
    return tuple(found)


def label(root: Path) -> str:
    """How messages call a folder: never by an absolute path."""
    if root.parent.name == ".suanbei":
        return ".suanbei/signatures"
    return "signatures" if root.name in ("signatures", "_signatures") else root.name


def read(roots: Sequence[Path], without: frozenset[str] = frozenset()) -> Read:
    """Everything in ``roots`` but the files named in ``without``; the first root is the one with the closed lists."""
    faults = Faults()
    tables: dict[str, list[tuple[Table, str]]] = {folder: [] for folder, _ in _READERS}
    categories = _NOTHING
    for number, root in enumerate(roots):
        _check_layout(faults, root)
        for path in sources(root):
            name = f"{label(root)}/{path.relative_to(root).as_posix()}"
            table = None if name in without else _open(faults, name, path)
            if table is None:
                continue
            if path.name == CATEGORIES:
                if number:
                    faults.add(name, "", "the closed lists stand in the built-in signatures only")
                else:
                    categories = _categories(table)
            else:
                tables[path.parent.name].append((table, path.stem))
        if not number and not (root / CATEGORIES).is_file():
            faults.add(f"{label(root)}/{CATEGORIES}", "", "no such file")
    draft = Draft(Words(categories))
    for folder, reader in _READERS:
        for table, stem in tables[folder]:
            reader(draft, table, stem)
    _resolve(draft)
    for check in draft.later:
        check()
    return Read(_catalog(draft, categories), tuple(draft.examples), faults)


def complain(found: Read) -> Catalog:
    """The catalogue, or a ``CatalogError`` with every fault."""
    messages = found.faults.messages()
    if messages:
        raise CatalogError(messages)
    return found.catalog


def _open(faults: Faults, name: str, path: Path) -> Table | None:
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
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


def _check_layout(faults: Faults, root: Path) -> None:
    """A misspelt folder would be ignored silently."""
    if not root.is_dir():
        faults.add(label(root), "", "no such folder")
        return
    known = (*(folder for folder, _ in _READERS), *_OTHERS)
    for entry in sorted(root.iterdir()):
        if entry.is_dir() and entry.name not in known and any(entry.glob("*.toml")):
            faults.add(f"{label(root)}/{entry.name}", "", f"{entry.name!r} is not a folder of signatures{did_you_mean(entry.name, known)}")
        elif entry.suffix == ".toml" and entry.name != CATEGORIES:
            faults.add(f"{label(root)}/{entry.name}", "", f"belongs into one of {', '.join(known)}")


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


def _catalog(draft: Draft, categories: Categories) -> Catalog:
    found, sink_needles = needles(draft)
    return Catalog(
        version=max((day for day in draft.checked if day), default="").replace("-", "."),
        digest="",
        categories=categories,
        libraries=draft.libraries,
        packages=tuple(draft.packages),
        objects=draft.objects,
        calls=draft.calls,
        sinks=draft.sinks,
        classes=tuple(draft.classes.values()),
        regions=tuple(draft.regions),
        rows=tuple(draft.rows),
        vendors=draft.vendors,
        endpoints=tuple(sorted(draft.endpoints.values(), key=lambda end: not end.vendor)),
        flows=tuple(draft.flows),
        needles=found,
        sink_needles=sink_needles,
    )
