"""Decides what a query does by the signatures of ``queries/``; how it was read is left to the parsers."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.queries import forms
from scanner.comments import is_comment
from scanner.model import because
from scanner.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from scanner.catalog import Catalog, QuerySignature, QueryTest
    from scanner.languages.interface import Traits
    from scanner.model import Reason
    from scanner.queries.interface import Query

_NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]{1,60}")
_BEFORE, _BEHIND = 80, 300
"""Bytes around an anchor in which a word has to stand."""
_STATED = frozenset({"select", "write", "schema"})
"""Forms that are statements, which stand in texts of a program."""
_STATEMENT = re.compile(
    rb"select\s|update\s(?s:.{1,400}?)\sset\s"
    rb"|(?:create|alter)\s+(?:or|table|view|index|unique|fulltext|spatial|virtual|temp|temporary|materialized|extension|function|procedure"
    rb"|trigger|type|text|event|definer|if)\b"
    rb"|with\s+(?:recursive\s+)?[\w\"`]+\s*(?:\([^()]*\)\s*)?as\s*(?:(?:not\s+)?materialized\s*)?\("
)
"""How a statement begins, in small letters."""
_VERBS = (b"select", b"update", b"create", b"alter", b"with")
_OPENED = (b'"', b"'", b"`", b">", b"[", b"\\n", b"\\r", b"\\t")
"""What stands in front of a statement in a text of a program."""
_FAR = 200
"""Bytes between a statement and what stands in front of it."""
_LONGEST = 20_000
"""Bytes of a statement up to its last clause."""
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_QUOTE = re.compile(rb"[\"'`]")
_IN_MEMORY = re.compile(
    rb"\s*(?:\)|(?:key|reverse|cmp)\s*=|\(\s*\w+\s*,\s*\w+\s*\)\s*=>|function\s*\(\s*\w+\s*,|\(?\$?\w+,\s*\$?\w+\)?\s*->)"
)
"""What is given to a sort of things that are there already: nothing, a key, or a function of two of them."""

_DEFINED = re.compile(rb"\b(?:def|func|function|fn)[ \t]+\w*\Z")
"""What stands in front of a name where it is defined; Kotlin asks by the names of what it defines."""
_NAMED = 60


def _folders(path: str) -> list[str]:
    """The folders of a file, without those that only hold a folder of commands: what these compute is shown elsewhere."""
    folders = path.split("/")[:-1]
    return [one for at, one in enumerate(folders) if folders[at + 1 : at + 2] != ["commands"]]


_FLAGS: dict[str, Callable[[Query], bool]] = {
    "counted": lambda query: query.summary.counted,
    "limited": lambda query: query.summary.limited,
    "paged": lambda query: query.summary.paged,
    "itself": lambda query: query.summary.itself,
}
_NAMES: dict[str, Callable[[Query], Iterable[str]]] = {
    "order": lambda query: (name for key in query.summary.order if key.descending for name in key.names),
    "sorted": lambda query: (name for key in query.summary.order for name in key.names),
    "ordering": lambda query: (name for key in query.summary.order for name in key.functions),
    "tables": lambda query: query.summary.tables,
    "columns": lambda query: query.summary.columns,
    "matched": lambda query: query.summary.matched,
    "groups": lambda query: query.summary.groups,
    "functions": lambda query: query.summary.functions,
    "operators": lambda query: query.summary.operators,
    "keys": lambda query: query.summary.keys,
    "named": lambda query: (*query.summary.keys, *query.summary.columns),
    "owner": lambda query: query.owners,
    "place": lambda query: (*query.owners, *_folders(query.path)),
}


class Matching:
    """The signatures, and the vocabulary that they speak of."""

    def __init__(self, catalog: Catalog) -> None:
        self.words = Vocabulary(catalog.word_groups)
        self._files: dict[str, list[QuerySignature]] = defaultdict(list)
        for signature in catalog.queries:
            self._files[signature.library].append(signature)
        stated = [row for row in catalog.queries if _STATED.issuperset(row.forms)]
        others = [row for row in catalog.queries if not _STATED.issuperset(row.forms)]
        self._everywhere, self._in_statements = _Anchors(others), _Anchors(stated)

    def worth(self, needles: Collection[str], data: bytes, language: str, code: Traits | None) -> bool:
        """Whether a file that holds some of the ``needles`` may hold a query of the catalogue; cheap, and rather too often than not.

        ``code``: how the ``language`` of a program calls, None in what is no program.
        """
        text = _Text(data, data.lower(), language, code)
        if self._may_hold(self._everywhere, needles, text):
            return True
        stated = code is None or _states(text.small)
        return stated and self._may_hold(self._in_statements, needles, text)

    def _may_hold(self, anchors: _Anchors, needles: Collection[str], text: _Text) -> bool:
        """Whether an anchor stands in what runs of a file, beside a word of its groups where it has some."""
        alone = {anchor for needle in needles for anchor in anchors.telling(needle)}
        if any(text.runs(found.start()) for anchor in sorted(alone) for found in _ending(anchor).finditer(text.data)):
            return True
        told = {anchor for needle in needles for anchor in anchors.holding(needle)}
        return any(self._stands_beside(anchor, anchors.beside[anchor], text) for anchor in sorted(told))

    def _stands_beside(self, anchor: bytes, groups: tuple[str, ...], text: _Text) -> bool:
        """Whether an anchor asks for something somewhere beside a word of the groups."""
        asked: set[bytes] = set()
        for at in _places(anchor, text.small):
            end = at + len(anchor)
            if not _asks(text, at, end):
                continue
            names = [name for name in _NAME.findall(_around(text.data, at, end)) if name not in asked]
            if any(self.words.found(name.decode("utf-8", "replace"), groups) for name in names):
                if text.runs(at):
                    return True
            else:
                asked.update(names)
        return False

    def found(self, query: Query) -> Iterator[tuple[QuerySignature, tuple[Reason, ...]]]:
        """Of each file of signatures the first that fits, with what fitted."""
        for signatures in self._files.values():
            for signature in signatures:
                reasons = self._fits(signature, query)
                if reasons is not None:
                    yield signature, reasons
                    break

    def _fits(self, signature: QuerySignature, query: Query) -> tuple[Reason, ...] | None:
        if query.summary.form not in signature.forms:
            return None
        reasons = []
        for test in signature.wanted:
            reason = self._holds(test, query)
            if not reason:
                return None
            reasons.append(reason)
        return None if any(self._holds(test, query) for test in signature.unwanted) else tuple(reasons)

    def _holds(self, test: QueryTest, query: Query) -> Reason | None:
        """What fulfils a condition, None when nothing does."""
        if test.part in _FLAGS:
            return because("query", part=test.part) if _FLAGS[test.part](query) else None
        names = self._leading(test, query) if test.part == "leading" else _NAMES[test.part](query)
        for name in names:
            word = self.words.found(name, test.words) or next((glob for glob in test.any if fnmatch.fnmatchcase(name.lower(), glob)), "")
            if word:
                return because("query-name", part=test.part, name=name)
        return None

    def _leading(self, test: QueryTest, query: Query) -> tuple[str, ...]:
        """Names of the first key of the order that does not merely put some rows on top."""
        for key in query.summary.order:
            if key.names and any(not self.words.whole(name, test.skip) for name in key.names):
                return key.names if key.descending else ()
        return ()


class _Text(NamedTuple):
    """A file as it is, in small letters, its language, and how that calls where it is a program's."""

    data: bytes
    small: bytes
    language: str
    code: Traits | None

    def runs(self, at: int) -> bool:
        """Whether what stands at a place is no comment of a program."""
        return self.code is None or not is_comment(self.data, at, self.language)


class _Anchors:
    """What tells of some signatures: forms that do so ``alone``, and in small letters those ``beside`` a word of some groups."""

    def __init__(self, signatures: Iterable[QuerySignature]) -> None:
        signatures = tuple(signatures)
        self.alone = frozenset(form for row in signatures if not row.beside for anchor in row.anchors for form in forms(anchor))
        beside: dict[bytes, set[str]] = defaultdict(set)
        for row in signatures:
            for anchor in row.anchors if row.beside else ():
                beside[anchor.lower().encode()].update(row.beside)
        self.beside = {anchor: tuple(sorted(groups)) for anchor, groups in beside.items()}

    @functools.lru_cache(maxsize=4096)  # noqa: B019  two instances per scan
    def telling(self, needle: str) -> tuple[str, ...]:
        """Anchors that tell alone and hold a needle: of two needles the search tells the one inside the other alone."""
        return tuple(anchor for anchor in self.alone if needle in anchor)

    @functools.lru_cache(maxsize=4096)  # noqa: B019  two instances per scan
    def holding(self, needle: str) -> tuple[bytes, ...]:
        """The same of anchors beside something."""
        return tuple(anchor for anchor in self.beside if needle.lower().encode() in anchor)


def _around(data: bytes, start: int, end: int) -> bytes:
    """A piece of a text with what is near it, up to an empty line."""
    before = _EMPTY_LINE.split(data[max(start - _BEFORE, 0) : start])[-1]
    return before + data[start:end] + _EMPTY_LINE.split(data[end : end + _BEHIND], maxsplit=1)[0]


def _places(anchor: bytes, small: bytes) -> Iterator[int]:
    at = small.find(anchor)
    while at >= 0:
        yield at
        at = small.find(anchor, at + len(anchor))


def _states(small: bytes) -> bool:
    """Whether a statement may begin in a text of a program, which is given in small letters."""
    places = (at for verb in _VERBS for at in _places(verb, small))
    return any(_STATEMENT.match(small, at) is not None and _is_opened(small, at) for at in places)


def _is_opened(data: bytes, at: int) -> bool:
    """Whether a text, a line or a bracket begins in front of a place, but for blanks."""
    before = data[max(at - _FAR, 0) : at]
    said = before.rstrip()
    return b"\n" in before[len(said) :] or not said or said.endswith((b"(", *_OPENED))


def _asks(text: _Text, start: int, end: int) -> bool:
    """Whether an anchor may ask for something where it stands in a program.

    A call or key begins there (``order:``, and not ``border:``) and sorts nothing in memory; a class before a dot has a capital; words with
    spaces stand in a text.
    """
    data, small, _, code = text
    if code is None:
        return True
    first, last, before = data[start : start + 1], data[end - 1 : end], data[start - 1 : start]
    if b" " in data[start:end].strip():
        line = data.rfind(b"\n", 0, start) + 1
        return _QUOTE.search(data, line, start) is not None or _states(small[max(start - _LONGEST, 0) : start])
    if (last == b":" and code.keys_quoted) or (last == b" " and first == b"." and code.call_opens) or (last == b"." and first.islower()):
        return False
    if (last == b"(" and _IN_MEMORY.match(data, end)) or _DEFINED.search(data, max(start - _NAMED, 0), start):
        return False
    named = last in (b"(", b":") and first.isalpha()
    return not named or not before.isalpha() or (first.isupper() and before.islower())


@functools.lru_cache(maxsize=1024)
def _ending(anchor: str) -> re.Pattern[bytes]:
    """An anchor; behind a sign (``$near``) it is a whole name, which may go on as another word only (``$nearSphere``)."""
    named = not anchor[0].isalnum() and anchor[0] != "_" and anchor[-1].isalpha()
    return re.compile(re.escape(anchor.encode()) + (rb"(?![a-z])" if named else b""))
