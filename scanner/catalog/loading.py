"""Gives the catalogue of one or more folders of signatures, from its compiled form where that is still true.

What stands in the files, and what is wrong with them, is found by ``read``, which is not even imported otherwise.
"""

from __future__ import annotations

import marshal
import os
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.catalog.compile import FORM
from scanner.kept import Form, cached, files_in, installed, keep, state_of
from scanner.model import Coverage, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.catalog.values import Catalog, Example

_PACKAGE = Path(__file__).resolve().parent.parent


def builtin_root() -> Path:
    """The signatures that suanbei brings along: inside an installation, else beside the package."""
    inside = _PACKAGE / "_signatures"
    return inside if inside.is_dir() else _PACKAGE.parent / "signatures"


def default_roots(project: Path | None = None) -> tuple[Path, ...]:
    """The built-in signatures, and the project's own below ``.suanbei/signatures`` (default: of the working directory)."""
    own = (Path.cwd() if project is None else project) / ".suanbei" / "signatures"
    return (builtin_root(), own) if own.is_dir() else (builtin_root(),)


def load(roots: Sequence[Path] | None = None, *, cache: bool = True) -> Catalog:
    """The catalogue of all ``roots`` together; ``CatalogError`` with every fault."""
    roots = default_roots() if roots is None else tuple(roots)
    if cache and len(roots) == 1 and roots[0].name == "_signatures":
        found = installed(FORM, roots[0])
        if found is not None:
            return found
    state = _state(roots) if cache else None
    if state is not None:
        found = cached(FORM, roots, state)
        if found is not None:
            return found
    from scanner.catalog.read import complain, read

    catalog = complain(read(roots))
    if state is not None:
        keep(FORM, roots, state, catalog)
    return catalog


def load_tolerant(roots: Sequence[Path] | None = None, *, cache: bool = True) -> tuple[Catalog, tuple[Problem, ...]]:
    """As ``load``, but a fault in a file of a later root costs that file and is a ``Problem``; the built-in signatures must be right."""
    roots = default_roots() if roots is None else tuple(roots)
    if len(roots) < 2:
        return load(roots, cache=cache), ()
    state = _state(roots) if cache else None
    if state is not None:
        whole = cached(FORM, roots, state)
        found = (whole, ()) if whole is not None else cached(_LESS, roots, state)
        if found is not None:
            return found
    from scanner.catalog.read import complain, read

    without: frozenset[str] = frozenset()
    problems: list[Problem] = []
    # NOTE: leaving a file out can leave a reference in another one dangling, hence the rounds; each loses at least one file.
    while (bad := (rows := read(roots, without)).faults.files()) and bad <= rows.own:
        problems += [_lost(file, "; ".join(rows.faults.of(file))) for file in bad]
        without |= bad
    catalog, lost = complain(rows), tuple(sorted(problems, key=lambda problem: problem.path))
    if state is not None and lost:
        keep(_LESS, roots, state, (catalog, lost))
    elif state is not None:
        keep(FORM, roots, state, catalog)
    return catalog, lost


def load_examples(roots: Sequence[Path] | None = None) -> tuple[Example, ...]:
    """Every ``[[example]]``; the compiled form does not carry them."""
    from scanner.catalog.read import complain, read

    found = read(default_roots() if roots is None else tuple(roots))
    complain(found)
    return found.examples


def catalog_coverage(catalog: Catalog) -> Coverage:
    """What a run with this catalogue could find."""
    words = dict(catalog.categories.words)
    reported = [call.category for call in catalog.calls.values() if call.reports]
    reported += [end.category for end in catalog.endpoints] + [query.category for query in catalog.queries]
    reported += [idiom.category for idiom in catalog.idioms if idiom.category]
    frameworks = {entry.library for entry in catalog.entries}
    libraries = {library.id: library for library in catalog.libraries.values() if library.id not in frameworks}
    languages = {language for library in libraries.values() for language in library.languages}
    return Coverage(
        languages=tuple(language for language in words.get("language", ()) if language in languages),
        vendors=tuple(sorted(catalog.vendors)),
        libraries=tuple(sorted(libraries)),
        signatures=tuple((term.id, reported.count(term.id)) for term in catalog.categories.categories),
    )


def _state(roots: Sequence[Path]) -> bytes | None:
    """None when a folder cannot be looked through; reading it will say why."""
    try:
        files = [path for root in roots for path in _files(root)]
        return state_of(roots, files, __file__)
    except OSError:
        return None


def _files(root: Path) -> list[str]:
    """Every TOML file that ``read`` would look at, misplaced ones included."""
    with os.scandir(root) as entries:
        folders = sorted(entry.path for entry in entries if entry.is_dir())
    return [path for folder in (os.fspath(root), *folders) for path in files_in(folder, ".toml")]


def _dump(value: tuple[Catalog, tuple[Problem, ...]]) -> bytes:
    catalog, lost = value
    return marshal.dumps(([(problem.path, problem.detail) for problem in lost], FORM.dump(catalog)))


def _restore(data: bytes) -> tuple[Catalog, tuple[Problem, ...]]:
    lost, catalog = marshal.loads(data)
    return FORM.restore(catalog), tuple(_lost(path, detail) for path, detail in lost)


def _lost(path: str, detail: str) -> Problem:
    return Problem(path=path, stage="catalog", reason="parse-error", detail=detail)


_LESS = Form(name="catalog-less", layout=FORM.layout, dump=_dump, restore=_restore)
"""A catalogue without the files that are faulty, and what is wrong with them."""
