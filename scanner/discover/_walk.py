"""Decides file by file, on one pass over the folders below the root: part of the project, left out for a reason, or a problem.

What names mean is in ``_paths``, what rule lines mean in ``_ignore``, what git says in ``_repository``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fnmatch
import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from scanner.discover import _paths
from scanner.discover._ignore import Rules, attribute_rules, glob_rules, ignore_rules
from scanner.discover._repository import Tree, is_repository, listing
from scanner.manifests import MAX_BYTES as MAX_MANIFEST
from scanner.manifests import manifest_format
from scanner.model import Discovery, Problem, Skipped, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from scanner.model import ProblemReason, SkipReason

_NAMED = 20
_PATHSPECS = 50
_RULES_BYTES = 1_000_000
_SHEBANG_BYTES = 128
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

Wanted: TypeAlias = "dict[str, Wanted | None]"
"""Folders on the way to what was named; None at its name: this file, or everything below this folder."""

_Level: TypeAlias = tuple[int, Rules]
"""Rules of one folder, and the length of the path up to it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DiscoverOptions:
    """Globs are written like lines of an ignore file and are relative to the root."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_bytes: int = 5_000_000
    git: bool = True
    """Ask git; False reads the ignore files alone."""
    artifacts: tuple[str, ...] = ()
    """Globs over the names of files of no language that are wanted all the same, whatever their size."""


class _Folder(NamedTuple):
    """What holds for everything in a folder that waits to be read. Levels stand innermost first."""

    path: str
    """Relative to the root, "" or ending in ``/``."""
    name: str = ""
    wanted: Wanted | None = None
    meant: bool = True
    """Named itself, so what its own name says does not count."""
    skip: SkipReason | None = None
    skip_name: str = ""
    tree: Tree | None = None
    """What git lists of the repository around; None: read the ignore files."""
    top: int = 0
    """Length of the path of that repository."""
    ignores: tuple[_Level, ...] = ()
    own_ignores: tuple[_Level, ...] = ()
    vendored: tuple[_Level, ...] = ()
    generated: tuple[_Level, ...] = ()
    included: bool = True
    test: bool = False
    example: bool = False
    product: bool = False
    """Below ``src/main``, where a folder called test or samples is part of the product."""


class Walk:
    """One pass over the folders below ``root``, without recursion."""

    def __init__(self, root: str, options: DiscoverOptions) -> None:
        self._root = root
        self._base = os.path.join(root, "")
        self._options = options
        self._include = glob_rules(options.include)
        self._exclude = glob_rules(options.exclude)
        self._files: list[SourceFile] = []
        self._links: list[tuple[SourceFile, str]] = []
        self._problems: list[Problem] = []
        self._counts: dict[SkipReason, int] = {}
        self._names: dict[SkipReason, set[str]] = {}
        self._waiting: list[_Folder] = []
        self._set_aside: list[tuple[SkipReason, SourceFile]] = []
        self._unread: list[str] = []
        self._manifests: list[SourceFile] = []
        self._artifacts: list[SourceFile] = []
        self._is_artifact = _matcher(options.artifacts)

    def run(self, wanted: Wanted | None) -> None:
        self._waiting.append(_Folder("", wanted=wanted, included=not self._include))
        while self._waiting:
            self._read_folder(self._waiting.pop())
        self._settle_links()

    def result(self) -> Discovery:
        return Discovery(
            root=self._root,
            files=tuple(sorted(self._files, key=lambda file: file.path)),
            skipped=tuple(
                Skipped(reason=reason, count=self._counts[reason], named=_shortest(self._names.get(reason, ())))
                for reason in sorted(self._counts)
            ),
            problems=tuple(sorted(self._problems, key=lambda problem: (problem.path, problem.reason))),
            set_aside=tuple(sorted(self._set_aside, key=lambda aside: aside[1].path)),
            unread=tuple(sorted(self._unread)),
            manifests=tuple(sorted(self._manifests, key=lambda file: file.path)),
            artifacts=tuple(sorted(self._artifacts, key=lambda file: file.path)),
        )

    # ---------------------------------------------------------------------------------------- folders

    def _read_folder(self, folder: _Folder) -> None:
        try:
            with os.scandir(self._base + folder.path) as scan:
                entries = {entry.name: entry for entry in scan}
        except OSError as exc:
            self._problem(folder.path or ".", "unreadable", exc.strerror or str(exc))
            return
        folder = self._with_rules(self._with_repository(folder, entries), entries)
        if folder.skip is None and not folder.meant:
            if _paths.is_environment(folder.name, entries.keys()):
                folder = folder._replace(skip="environment", skip_name=folder.path)
            elif folder.name in _paths.VENDOR_NAMES:
                folders = {name for name, entry in entries.items() if entry.is_dir(follow_symlinks=False)}
                if _paths.is_vendored(folder.path, entries.keys() - folders, folders):
                    folder = folder._replace(skip="vendored", skip_name=folder.path)
        if folder.skip == "environment" and folder.wanted is None:
            self._skip("environment", folder.path)
            return
        listed = None if folder.tree is None else folder.tree.get(folder.path[folder.top : -1], set())
        for name, entry in entries.items():
            if name not in _paths.NEVER and (folder.wanted is None or name in folder.wanted):
                self._read_entry(folder, entry, listed)
        if listed is not None and folder.wanted is None:
            self._read_unseen(folder, listed - entries.keys(), listed)

    def _with_repository(self, folder: _Folder, entries: dict[str, os.DirEntry[str]]) -> _Folder:
        path = self._base + folder.path
        if ".git" in entries and folder.skip is None and is_repository(path):
            tree = listing(path.rstrip("/") or "/", _pathspecs(path, folder.wanted)) if self._options.git else None
            rules = ignore_rules(_read(os.path.join(path, ".git", "info", "exclude"))) if tree is None else None
            return folder._replace(tree=tree, top=len(folder.path), ignores=((len(folder.path), rules),) if rules else ())
        if folder.tree is not None and folder.path[folder.top : -1] not in folder.tree:
            # Git listed it as one thing: a submodule without its repository.
            return folder._replace(tree=None, ignores=())
        return folder

    def _with_rules(self, folder: _Folder, entries: dict[str, os.DirEntry[str]]) -> _Folder:
        path, at = self._base + folder.path, len(folder.path)
        if folder.tree is None and ".gitignore" in entries:
            folder = folder._replace(ignores=((at, ignore_rules(_read(path + ".gitignore"))), *folder.ignores))
        if ".suanbeiignore" in entries:
            folder = folder._replace(own_ignores=((at, ignore_rules(_read(path + ".suanbeiignore"))), *folder.own_ignores))
        if ".gitattributes" in entries:
            text = _read(path + ".gitattributes")
            if rules := attribute_rules(text, "linguist-vendored"):
                folder = folder._replace(vendored=((at, rules), *folder.vendored))
            if rules := attribute_rules(text, "linguist-generated"):
                folder = folder._replace(generated=((at, rules), *folder.generated))
        return folder

    def _read_entry(self, folder: _Folder, entry: os.DirEntry[str], listed: AbstractSet[str] | None) -> None:
        if entry.is_symlink():
            self._add_link(folder, entry.name, listed)
        elif entry.is_dir(follow_symlinks=False):
            self._enter(folder, entry.name, listed)
        elif entry.is_file(follow_symlinks=False):
            self._add_file(folder, entry.name, listed)
        elif _paths.language_of(entry.name) is not None:
            self._problem(folder.path + entry.name, "unreadable", "not a regular file")

    def _read_unseen(self, folder: _Folder, names: Iterable[str], listed: AbstractSet[str]) -> None:
        """Listed by git, but not in the folder: deleted, or a file system spells the name in another case or normal form than git does."""
        for name in sorted(names):
            path = self._base + folder.path + name
            if os.path.islink(path):
                self._add_link(folder, name, listed)
            elif os.path.isdir(path):
                self._enter(folder, name, listed)
            elif os.path.isfile(path):
                self._add_file(folder, name, listed)

    def _enter(self, folder: _Folder, name: str, listed: AbstractSet[str] | None) -> None:
        path = f"{folder.path}{name}/"
        wanted = None if folder.wanted is None else folder.wanted[name]
        meant = folder.wanted is not None and wanted is None
        below = folder._replace(path=path, name=name, wanted=wanted, meant=meant)
        if meant:
            below = below._replace(skip=None, example=False)
        if (reason := self._ruled_out_always(folder, name + "/")) is not None:
            self._skip(reason, path)
            return
        if folder.skip is None and self._ignored(folder, name + "/", listed):
            below = below._replace(tree=None, ignores=())
            if not meant:
                if wanted is None and (listed is not None or _paths.is_environment(name, frozenset()) or name in _paths.VENDOR_NAMES):
                    self._skip_ignored(path, listed)
                    return
                below = below._replace(skip="ignored", skip_name=path)
        if below.skip is None and wanted is None and not meant and _paths.is_environment(name, frozenset()):
            self._skip("environment", path)
            return
        self._waiting.append(self._with_marks(below))

    def _skip_ignored(self, path: str, listed: AbstractSet[str] | None) -> None:
        """Git lists no empty folders; those are not worth a word."""
        if listed is None or any(files for _, _, files in os.walk(self._base + path)):
            self._skip("ignored", path)

    def _with_marks(self, folder: _Folder) -> _Folder:
        included = folder.included or self._include.decide(folder.name + "/", folder.path) is True
        product = folder.product or folder.path.endswith("src/main/")
        on_top = folder.path.count("/") == 1
        test = folder.test or (not product and _paths.is_test_folder(folder.name, on_top))
        example = folder.example or (not product and _paths.is_example_folder(folder.name, on_top))
        return folder._replace(included=included, product=product, test=test, example=example)

    # ---------------------------------------------------------------------------------------- files

    def _add_file(self, folder: _Folder, name: str, listed: AbstractSet[str] | None) -> None:
        path = folder.path + name
        language = _paths.language_of(name)
        reason = self._ruled_out_always(folder, name) or folder.skip
        if reason is None and self._ignored(folder, name, listed):
            reason = "ignored"
        if reason == "vendored" and folder.vendored and _decide(folder.vendored, name, path) is False:
            reason = None
        try:
            status = os.lstat(self._base + path) if reason is None and (language is not None or "." not in name) else None
        except OSError as exc:
            self._problem(path, "unreadable", exc.strerror or str(exc))
            return
        if status is not None and language is None and status.st_mode & 0o111:
            language = _paths.language_of_shebang(_read_head(self._base + path))
        if reason is None and self._is_manifest(folder, name, language, status):
            return
        if language is None:
            self._add_other(folder, name, reason)
            return
        reason = reason or self._ruled_out_by_name(folder, name)
        left_out = reason == "ignored" and listed is None and self._ruled_out_always(folder, name) is None
        if reason and (left_out or (reason == "vendored" and not folder.skip)):  # by an attribute, not by the name of its folder
            self._put_aside(reason, folder, name, language)
        if reason is not None or status is None:
            self._skip(reason or "ignored", folder.skip_name if reason == folder.skip else path)
        elif status.st_size > self._options.max_bytes:
            self._problem(path, "too-large", f"{status.st_size} bytes, the limit is {self._options.max_bytes}")
        else:
            self._files.append(_source_file(folder, name, language, status.st_size))

    def _is_manifest(self, folder: _Folder, name: str, language: str | None, status: os.stat_result | None) -> bool:
        """Add a manifest that is not read as configuration: lock files are generated, long, and of languages of their own."""
        if not manifest_format(folder.path + name):
            return False
        by_name = self._ruled_out_by_name(folder, name)
        try:
            size = (status or os.lstat(self._base + folder.path + name)).st_size
        except OSError:
            return False
        if by_name in ("excluded", "vendored") or (language is not None and by_name is None and size <= self._options.max_bytes):
            return False
        if size > max(self._options.max_bytes, MAX_MANIFEST):
            self._problem(folder.path + name, "too-large", f"{size} bytes, the limit is {max(self._options.max_bytes, MAX_MANIFEST)}")
        else:
            test = folder.test or _paths.is_test_folder(name)
            self._manifests.append(SourceFile(path=folder.path + name, language="manifest", size=size, test=test, example=folder.example))
        return True

    def _add_other(self, folder: _Folder, name: str, reason: SkipReason | None) -> None:
        """A file of no language."""
        if reason is None and self._is_artifact(name) and self._ruled_out_by_name(folder, name) is None:
            self._add_artifact(folder, name)
            return
        if reason is None and _paths.is_unread_source(name):
            self._unread.append(folder.path + name)
        if reason is None or folder.wanted is not None:
            self._skip("no-language", folder.path + name if folder.wanted is not None else "")

    def _add_artifact(self, folder: _Folder, name: str) -> None:
        try:
            status = os.lstat(self._base + folder.path + name)
        except OSError as exc:
            self._problem(folder.path + name, "unreadable", exc.strerror or str(exc))
            return
        if stat.S_ISREG(status.st_mode):
            one = SourceFile(path=folder.path + name, language="artifact", size=status.st_size, test=folder.test, example=folder.example)
            self._artifacts.append(one)

    def _put_aside(self, reason: SkipReason, folder: _Folder, name: str, language: str) -> None:
        with contextlib.suppress(OSError):
            status = os.lstat(self._base + folder.path + name)
            if stat.S_ISREG(status.st_mode) and status.st_size <= self._options.max_bytes:
                self._set_aside.append((reason, _source_file(folder, name, language, status.st_size)))

    def _add_link(self, folder: _Folder, name: str, listed: AbstractSet[str] | None) -> None:
        path = folder.path + name
        language = _paths.language_of(name)
        if (
            self._ruled_out_always(folder, name)
            or folder.skip
            or self._ignored(folder, name, listed)
            or _paths.is_environment(name, frozenset())
        ):
            if language is not None:
                self._skip("ignored", path)
            return
        try:
            target = os.path.realpath(self._base + path, strict=True)
            status = os.stat(target)
        except OSError as exc:
            if language is not None:
                self._problem(path, "unreadable", f"symbolic link that leads nowhere: {exc.strerror}")
            return
        is_folder = stat.S_ISDIR(status.st_mode)
        if not (target + os.sep).startswith(self._base):
            if is_folder or language is not None:
                self._problem(path, "outside-root", "symbolic link that leads out of the root")
        elif is_folder or language is None:
            return  # A folder inside the root is read under its own name.
        elif not stat.S_ISREG(status.st_mode):
            self._problem(path, "unreadable", "not a regular file")
        elif (reason := self._ruled_out_by_name(folder, name)) is not None:
            self._skip(reason, path)
        else:
            self._links.append(
                (_source_file(folder, name, language, status.st_size), os.path.relpath(target, self._root).replace(os.sep, "/"))
            )

    def _settle_links(self) -> None:
        """A link counts as a file only where its target is not read under its own name."""
        taken = {file.path for file in self._files}
        for file, target in sorted(self._links, key=lambda pair: pair[0].path):
            hidden = any(part in _paths.NEVER or _paths.is_environment(part, frozenset()) for part in target.split("/"))
            if hidden or target in taken:
                self._skip("ignored", file.path)
            elif file.size > self._options.max_bytes:
                self._problem(file.path, "too-large", f"{file.size} bytes, the limit is {self._options.max_bytes}")
            else:
                taken.add(target)
                self._files.append(file)

    # ---------------------------------------------------------------------------------------- verdicts

    def _ruled_out_always(self, folder: _Folder, name: str) -> SkipReason | None:
        """What holds even for things that are named. Names of folders end in ``/`` here."""
        if self._exclude and self._exclude.decide(name, folder.path + name):
            return "excluded"
        return "ignored" if folder.own_ignores and _decide(folder.own_ignores, name, folder.path + name) else None

    def _ignored(self, folder: _Folder, name: str, listed: AbstractSet[str] | None) -> bool:
        if listed is not None:
            return name not in listed and name.rstrip("/") not in listed
        return bool(folder.ignores) and _decide(folder.ignores, name, folder.path + name) is True

    def _ruled_out_by_name(self, folder: _Folder, name: str) -> SkipReason | None:
        if not folder.included and not self._include.decide(name, folder.path + name):
            return "excluded"
        if folder.vendored and _decide(folder.vendored, name, folder.path + name):
            return "vendored"
        declared = _decide(folder.generated, name, folder.path + name) if folder.generated else None
        if declared is None:
            return _paths.written_by_tools(name)
        return "generated" if declared else None

    def _skip(self, reason: SkipReason, name: str) -> None:
        self._counts[reason] = self._counts.get(reason, 0) + 1
        if name:
            self._names.setdefault(reason, set()).add(name)

    def _problem(self, path: str, reason: ProblemReason, detail: str) -> None:
        self._problems.append(Problem(path=_shown(path), stage="discover", reason=reason, detail=detail))


def _source_file(folder: _Folder, name: str, language: str, size: int) -> SourceFile:
    test, example = _paths.marks_of_file(name, language)
    return SourceFile(path=folder.path + name, language=language, size=size, test=test or folder.test, example=example or folder.example)


def _matcher(globs: tuple[str, ...]) -> Callable[[str], object]:
    """Whether a name fits one of the globs; most are suffixes, and those are compared without an expression."""
    ends = tuple(glob[1:] for glob in globs if glob[:1] == "*" and not set(glob[1:]) & set("*?["))
    rest = [glob for glob in globs if glob[1:] not in ends]
    pattern = re.compile("|".join(map(fnmatch.translate, rest)) or r"(?!)")
    return lambda name: name.endswith(ends) or pattern.match(name)


def _decide(levels: tuple[_Level, ...], name: str, path: str) -> bool | None:
    for at, rules in levels:
        verdict = rules.decide(name, path[at:])
        if verdict is not None:
            return verdict
    return None


def _pathspecs(top: str, wanted: Wanted | None) -> list[str]:
    """What to ask git for, nothing for all of it; repositories inside are asked themselves."""
    found: list[str] = []
    waiting = [("", wanted)]
    while waiting:
        path, node = waiting.pop()
        if node is None or (path and is_repository(os.path.join(top, path))):
            found.append(path)
        else:
            waiting.extend((f"{path}/{name}" if path else name, below) for name, below in node.items())
    return [] if "" in found or len(found) > _PATHSPECS else sorted(found)


def _read(path: str) -> str:
    """Text of a rules file, "" where it cannot be had: a rule that nobody can read rules nothing."""
    return _read_head(path, _RULES_BYTES).decode("utf-8", "surrogateescape")


def _read_head(path: str, size: int = _SHEBANG_BYTES) -> bytes:
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return b""
        with open(os.open(path, _OPEN), "rb") as file:
            return file.read(size)
    except OSError:
        return b""


def _shortest(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(_shown, names), key=lambda name: (name.rstrip("/").count("/"), name))[:_NAMED])


def _shown(path: str) -> str:
    """File names are bytes; those that are no UTF-8 are written with escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
