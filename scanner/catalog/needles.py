"""Derives from a catalogue the substrings of which every file with a hit holds at least one.

Searching for them, and following imports from the files found, is left to ``prefilter``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.paths import GLOBAL, literal_piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.catalog.parts import Draft
    from scanner.catalog.values import ClassSignature, Endpoint, Package, PathRow, Vendor

_SHORTEST = 4
_PROGRAM = "program"
"""The ecosystem of what code starts by its name: how it is started tells nothing, every second file can do it."""
_FIELD = re.compile(r"\{[a-z0-9_]+\}|\*")
_PLAIN_WORD = re.compile(r"_?[a-z]+")
_CONTINUED = re.compile(r"[\w.-]")


class Needles(NamedTuple):
    """Substrings, each list sorted."""

    all: tuple[str, ...]
    sinks: tuple[str, ...]
    entries: tuple[str, ...]
    only: tuple[tuple[str, tuple[str, ...]], ...]
    """(needle or sink, languages in whose files alone it counts); everywhere when it is not listed."""
    modules: tuple[str, ...]
    """What a file with a hit imports, in languages whose imports are dotted names: such a name is searched among them alone."""
    sink_modules: tuple[str, ...]
    """The same for a file that sends requests."""
    programs: tuple[str, ...]
    """Words of commands among ``all``."""
    starters: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """By language the last two names of what starts programs."""
    segments: tuple[tuple[str, tuple[str, ...]], ...]
    """(needle that is one plain segment of vendors' addresses, needles of these vendors); without one of them it tells nothing."""


def is_segment(needle: str) -> bool:
    """Whether it is a single word behind a slash."""
    return needle.startswith("/") and "/" not in needle[1:]


class _Found:
    """Needles of one kind by the language that they belong to, "" for all."""

    def __init__(self) -> None:
        self.of: dict[str, set[str]] = defaultdict(set)
        self.modules: set[str] = set()
        self.programs: set[str] = set()

    def shortest(self) -> dict[str, frozenset[str]]:
        """Per language those that contain no other one that counts there.

        What a file has to hold more besides (a command, a request) speaks for no other one.
        """
        weak = {*self.programs, *filter(is_segment, self.of[""])}
        every = {"": set[str](), **self.of}
        return {
            key: frozenset((*shortest((self.of[""] | own) - weak), *shortest((self.of[""] | own) & weak))) for key, own in every.items()
        }


def needles(draft: Draft) -> Needles:
    """What the files are searched for."""
    found, sinks, entries = _Found(), _Found(), _Found()

    def of(library: str) -> _Found:
        return sinks if library in draft.http else entries if library in draft.frameworks else found

    rows = (*draft.rows, *draft.bases)
    spoken: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.language:
            spoken[row.target.partition("/")[0]].add(row.language)
    started = {package.library for package in draft.packages if package.ecosystem == _PROGRAM}
    for package in draft.packages:
        _take_in(of(package.library), package, spoken[package.library])
    claimed: dict[str, set[str]] = defaultdict(set)
    for package in draft.packages:
        claimed[package.library].update(package.modules)
    for row in rows:
        library = row.target.partition("/")[0]
        if not row.on and library not in started:
            modules = claimed[library]
            if row.language == "python" and row.steps[0] != GLOBAL:
                of(library).modules.update(_python(row, modules))
            else:
                of(library).of[row.language].update(_root(row, modules))
    everywhere = found.of[""]
    for vendor in draft.vendors.values():
        everywhere.update(_vendor_words(vendor))
    everywhere.update(piece for endpoint in draft.endpoints.values() for piece in _url_piece(endpoint))
    everywhere.update(variable for object_ in draft.objects.values() for variable, _ in object_.env)
    for class_ in draft.classes.values():
        found.of[class_.language].update(_class_piece(class_))
    words = {module for package in draft.packages if package.library in started for module in package.modules}
    starting = [row for row in draft.rows if row.target.partition("/")[0] in started and _only_words(draft, row)]
    joined = _joined(found, sinks, entries)
    return joined._replace(programs=tuple(sorted(words)), starters=_starters(starting), segments=tuple(_segments(draft, joined.all)))


def _segments(draft: Draft, known: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    vendors: dict[str, set[str]] = defaultdict(set)
    for endpoint in draft.endpoints.values():
        for piece in _url_piece(endpoint):
            if is_segment(piece):
                vendors[piece].add(endpoint.vendor)
    for piece, owners in sorted(vendors.items()):
        if "" not in owners:
            words = {word for owner in owners for word in _vendor_words(draft.vendors[owner])}
            yield piece, tuple(needle for needle in known if any(needle in word for word in words))


def _vendor_words(vendor: Vendor) -> Iterator[str]:
    yield from (literal_piece(glob) for host in vendor.hosts for glob in host.hosts)
    yield from vendor.env
    yield from (name for name in vendor.accounts if "*" not in name)


def _only_words(draft: Draft, row: PathRow) -> bool:
    """Whether the call that a path leads to is told by what it is given and not by its name."""
    return row.target in draft.calls and draft.calls[row.target].technique == "none"


def _starters(rows: Iterable[PathRow]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """By language the last two names of the absolute paths, "" for the one that a global function has not."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        names = [step for step in row.steps if step.isidentifier() or "/" in step] if not row.on else []
        if names:
            found[row.language].add((names[-2] if len(names) > 1 and names[-2] != GLOBAL else "", names[-1]))
    return tuple((language, tuple(sorted(names))) for language, names in sorted(found.items()))


def _joined(found: _Found, sinks: _Found, entries: _Found) -> Needles:
    kinds = [kind.shortest() for kind in (found, sinks, entries)]
    counting: dict[str, set[str]] = defaultdict(set)
    for kind in kinds[:2]:
        for language, words in kind.items():
            for word in words:
                counting[word].add(language)
    only = tuple((word, tuple(sorted(languages))) for word, languages in sorted(counting.items()) if "" not in languages)
    known, sending, entering = (tuple(sorted(set().union(*kind.values()))) for kind in kinds)
    return Needles(
        all=known,
        sinks=sending,
        entries=entering,
        only=only,
        modules=tuple(sorted(found.modules)),
        sink_modules=tuple(sorted(sinks.modules)),
        programs=(),
        starters=(),
        segments=(),
    )


def _take_in(found: _Found, package: Package, spoken: set[str]) -> None:
    """The modules of a package; words of command lines count in all languages."""
    if package.ecosystem == _PROGRAM:
        found.of[""].update(package.modules)
        found.programs.update(package.modules)
        return
    for language in _languages(package, spoken):
        if language == "python":
            found.modules.update(package.modules)
        else:
            found.of[language].update(_modules(package, language))


def _languages(package: Package, spoken: set[str]) -> set[str]:
    """Languages in whose files a package's modules are imported."""
    own = {"pypi": "python", "npm": "javascript"}.get(package.ecosystem)
    return {own} if own else spoken if package.ecosystem == "stdlib" else spoken - {"python", "javascript"}


def _modules(package: Package, language: str) -> Iterator[str]:
    for module in package.modules:
        if language == "javascript":
            yield from _quoted(module)
        else:
            yield module


def _quoted(module: str) -> Iterator[str]:
    """A scope makes a module name distinctive; a bare one is a word of English more often than not, so its quote belongs to it."""
    if module.startswith("@") or module.count("/") > 1:
        yield module
        return
    for quote in "\"'`":
        if len(module) >= _SHORTEST:
            yield quote + module
        else:
            yield from (quote + module + end for end in (quote, "/"))


def _python(row: PathRow, modules: set[str]) -> tuple[str, ...]:
    """The module at the root of a path, unless a package of the file names it; ``a.b`` where ``a`` only holds others."""
    if any(module.split(".")[0] == row.steps[0] for module in modules):
        return ()
    alone = row.steps[2:3] in ((), ("()",)) or row.steps[1][:1].isupper()
    return (row.steps[0],) if alone else (".".join(row.steps[:2]),)


def _root(row: PathRow, modules: set[str]) -> Iterator[str]:
    """The root of an absolute path, unless a package of the file names it."""
    root = row.steps[0]
    if root == GLOBAL:
        names = [step for step in row.steps[1:] if not step.startswith(("(", "[", "*"))]
        yield names[0] + "(" if len(names) == 1 else ".".join(names[:2])
    elif row.language == "javascript":
        if root not in modules:
            yield from _quoted(root)
    elif not any(module.replace("\\", ".").replace("::", ".").startswith(root) for module in modules):
        yield root


def _url_piece(endpoint: Endpoint) -> Iterator[str]:
    """The last two literal segments of a path; of one plain word its slash belongs to it, or the longest key of its body speaks for it."""
    best = plain = ""
    for literal in _FIELD.sub("\n", endpoint.path).split("\n"):
        segments = [segment for segment in literal.split("/") if segment]
        piece = "/".join(segments[-2:])
        if len(segments) > 1 or (piece and not _PLAIN_WORD.fullmatch(piece)):
            best = piece if len(piece) > len(best) else best
        elif piece:
            plain = "/" + piece
    key = max((key for key in endpoint.body if "_" in key), key=len, default="")
    best = best or key or plain
    if len(best) >= _SHORTEST:
        yield best


def _class_piece(class_: ClassSignature) -> Iterator[str]:
    # NOTE: all of them stand in the file; a word made of several is the rarest ("model" would be in every second file), else the longest.
    piece = max((literal_piece(class_.name), *class_.members), key=lambda word: (not _PLAIN_WORD.fullmatch(word[1:]), len(word)))
    if len(piece) >= _SHORTEST:
        yield piece


def shortest(found: Iterable[str]) -> tuple[str, ...]:
    """A needle that contains another one finds nothing more."""
    kept: set[str] = set()
    for needle in sorted({needle for needle in found if len(needle) >= _SHORTEST}, key=lambda text: (len(text), text)):
        pieces = ((start, end) for start in range(len(needle)) for end in range(start + _SHORTEST, len(needle) + 1))
        if not any(needle[start:end] in kept and _counts(needle, start, end) for start, end in pieces):
            kept.add(needle)
    return tuple(sorted(kept))


def _counts(needle: str, start: int, end: int) -> bool:
    """Whether a piece of a needle is found wherever the needle is: a segment behind its slash counts only where it ends."""
    return needle[start] != "/" or not _CONTINUED.match(needle, end)
