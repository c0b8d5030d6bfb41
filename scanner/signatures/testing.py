"""Runs the examples of the user's own signatures, or of all, and tells what is wrong with them and where."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import builtin_root, default_roots
from scanner.catalog.read import CATEGORIES, FOLDERS, complain, read, sources
from scanner.errors import OptionsError
from scanner.report._escape import visible
from scanner.signatures.rows import rows
from scanner.signatures.samples import Bench
from scanner.signatures.shelf import messages
from scanner.signatures.trial import Failure, try_example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from scanner.catalog import Catalog, Example
    from scanner.catalog.values import EntrySignature
    from scanner.signatures.rows import Row
    from scanner.signatures.shelf import Lang

OWN = ".suanbei/signatures"
_SHOWN_KINDS = ("call", "client", "http", "idiom", "query", "config", "artifact", "entry", "feature")
"""Kinds of which an example can show that they work."""


_HIT = re.compile(r"(?<!MISSING: )\bhit=(\S+)")


class Meant(NamedTuple):
    """What is tested."""

    roots: tuple[Path, ...]
    files: tuple[Path, ...]

    @property
    def own(self) -> str:
        """The folder of the user's own signatures, "" where only those that come along are meant."""
        return str(self.roots[1]) if len(self.roots) > 1 else ""


class Outcome(NamedTuple):
    """What a test says."""

    text: str
    failed: bool


def meant(path: str, *, everything: bool, lang: Lang) -> Meant:
    """The folders and files that are tested; ``OptionsError`` where there are none.

    ``path`` may be a file, a folder of one kind, a folder of signatures, or a project with ``.suanbei/signatures``; "" is this one.
    """
    if everything:
        roots = default_roots()
        return Meant(roots, tuple(file for root in roots for file in _files(root)))
    given = Path(path or OWN)
    if not given.exists():
        raise OptionsError(_say(lang, "no-folder" if not path else "no-path", path=visible(str(given))))
    root, files = _below(given)
    if not files:
        raise OptionsError(_say(lang, "no-files", path=visible(str(given)), folders=", ".join(FOLDERS)))
    return Meant((root,) if (root / CATEGORIES).is_file() else (builtin_root(), root), files)


def _below(given: Path) -> tuple[Path, tuple[Path, ...]]:
    """The folder of signatures that a path belongs to, and the files that are meant."""
    if given.is_file():
        root = given.absolute().parent.parent
        return root, tuple(file for file in _files(root) if file == given.absolute())
    if (given / OWN).is_dir():
        given = given / OWN
    if given.absolute().name in FOLDERS and not any((given / folder).is_dir() for folder in FOLDERS):
        root = given.absolute().parent
        return root, tuple(file for file in _files(root) if file.parent == given.absolute())
    return given, _files(given)


def _files(root: Path) -> tuple[Path, ...]:
    return tuple(file for file in sources(root) if file.name != CATEGORIES)


def outcome_of(found: Meant, lang: Lang, progress: Callable[[str, int, int], None] | None) -> Outcome:
    """Tries the examples; ``CatalogError`` with every fault where a file cannot be read."""
    catalog = complain(what := read(found.roots))
    files = {file.relative_to(_root(found.roots, file)).as_posix(): file for file in found.files}
    examples = [example for example in what.examples if example.owner in files]
    bench = Bench(catalog)
    failures: dict[str, list[Failure]] = {}
    seen: set[str] = set()
    broken = 0
    for number, example in enumerate(examples):
        if progress is not None:
            progress("test", number, len(examples))
        trial = try_example(bench, example, found.own)
        seen |= trial.seen
        broken += bool(trial.failures)
        failures.setdefault(example.owner, []).extend(trial.failures)
    unseen = [row for row in unshown(catalog, seen | _noted(what.examples)) if row.file in files]
    told = [line for owner in sorted(files) for line in _told(files[owner], failures.get(owner, ()), lang)]
    told += [f"{_shown(files[row.file])}: {_say(lang, 'unseen', id=visible(row.id))}" for row in unseen]
    counts = {"files": str(len(files)), "examples": str(len(examples)), "failed": str(broken), "unseen": str(len(unseen))}
    failed = bool(broken or unseen)
    return Outcome("\n".join([*told, *([""] if told else []), _say(lang, "failed" if failed else "passed", **counts)]) + "\n", failed)


def unshown(catalog: Catalog, seen: AbstractSet[str]) -> tuple[Row, ...]:
    """Signatures that no example shows, where ``seen`` are ids of those at work.

    Entry points of a file that differ in verb and path alone are shown by one of them, and so are clients that are made alike: which of
    them it is, is told by their arguments. What one file lists of another takes two files, more than an example has.
    """
    tells = {setting.id for setting in catalog.settings if setting.tells}
    ways: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for way in catalog.rows:
        ways[way.target].add((way.language, way.on, way.steps))
    alike = {_alike(entry) for entry in catalog.entries if entry.id in seen}
    seen = (
        seen
        | tells
        | {entry.id for entry in catalog.entries if _alike(entry) in alike or entry.form in ("listed", "loaded", "mapped", "sent")}
    )
    made = {way for name in catalog.objects if name in seen for way in ways[name]}
    seen |= {name for name in catalog.objects if ways[name] and ways[name] <= made}
    return tuple(row for row in rows(catalog) if row.kind in _SHOWN_KINDS and row.id not in seen)


def _alike(entry: EntrySignature) -> EntrySignature:
    """What is left of an entry point without verb and path; whether its class has to carry something counts."""
    return entry._replace(id="", verb="", bases=(), owners=((),) if entry.owners else ())


def _noted(examples: Iterable[Example]) -> set[str]:
    """Ids in notes, whatever file they stand in."""
    return {name for example in examples for name in _HIT.findall(example.code)}


def _root(roots: Iterable[Path], file: Path) -> Path:
    return next(root for root in roots if file.is_relative_to(root))


def _told(file: Path, failures: Iterable[Failure], lang: Lang) -> Iterator[str]:
    """A line for every failure, with the place in the signature file, and the line of the sample below."""
    lines = file.read_text("utf-8").splitlines()
    for failure in failures:
        example = failure.example
        begin = _begin(lines, example)
        place = (
            f"{_shown(file)}:{begin + failure.line - 1}" if begin and failure.line else f"{_shown(file)}:{begin}" if begin else _shown(file)
        )
        what = _say(lang, f"failure-{failure.reason}", wanted=visible(failure.wanted), found=_found(failure, begin, lang))
        yield f"{place}: example[{example.number}] ({example.language}, {visible(example.title)!r}): {what}"
        if failure.line:
            yield f"    {visible(example.code.splitlines()[failure.line - 1].strip())}"


def _found(failure: Failure, begin: int, lang: Lang) -> str:
    """What stands there instead; lines of the sample become lines of the file."""
    if not failure.found:
        return _say(lang, "nothing")
    told = []
    for one in failure.found:
        what, at, line = one.rpartition("@")
        told.append(
            _say(lang, "elsewhere", what=visible(what), line=str(int(line) + max(begin, 1) - 1)) if at and line.isdigit() else visible(one)
        )
    return ", ".join(told)


def _begin(lines: list[str], example: Example) -> int:
    """The line of the file, from 1, that the first line of an example's code is; 0 where it is not written line by line."""
    code = example.code.splitlines()
    for start in range(len(lines)):
        if lines[start : start + len(code)] == code:
            return start + 1
    return 0


def _shown(file: Path) -> str:
    """As somebody in this folder would write it."""
    try:
        return visible(file.absolute().relative_to(Path.cwd()).as_posix())
    except ValueError:
        return visible(os.fspath(file))


def _say(lang: Lang, key: str, /, **fields: str) -> str:
    return messages()[key][lang].format(**fields)
