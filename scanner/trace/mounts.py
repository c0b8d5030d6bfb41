"""What stands in front of a route: routers in routers, groups around functions, prefixes of whole applications.

Which calls mount something is said by the entry signatures; ``declared`` reads them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.evaluate.values import CallRef, Class

Key = tuple[str, int]
"""A call that made an object; a class, function or module has its scope below -1 (``within``)."""
_GROUP = re.compile(r"\(\?P?<(\w+)>(?:[^()]|\([^()]*\))*\)")
"""A named group of a regular expression, with one level of brackets inside."""


class Front(NamedTuple):
    """What is mounted in front: the prefix of the object mounted on, that of the mounting itself, and what the object hangs on."""

    outer: str
    own: str
    instead: bool
    built: tuple[Key, ...]
    holder: Class | None = None
    """The class whose methods the texts at the handlers below it name."""


class Mounts:
    """The mounts of one scan, as far as its files have been read."""

    def __init__(self) -> None:
        self._fronts: dict[Key, Front] = {}
        self._wholes: dict[str, dict[str, str]] = {}

    def add(self, key: Key, front: Front) -> None:
        """Of several the first counts."""
        self._fronts.setdefault(key, front)

    def add_whole(self, library: str, path: str, prefix: str) -> None:
        """A prefix of all that a library's signatures tell of the files in the folder of a file, and below it."""
        self._wholes.setdefault(library, {}).setdefault(path.rpartition("/")[0], prefix)

    def before(self, built: tuple[Key, ...], prefix: str) -> str:
        """All that stands in front of a route of an object with that prefix, which hangs on ``built``."""
        head, rest = prefix, ""
        seen: set[Key] = set()
        waiting = list(built)
        while waiting:
            at = waiting.pop(0)
            front = self._fronts.get(at) if at not in seen else None
            if front is not None:
                rest = joined(front.own if front.instead and front.own else joined(front.own, head), rest)
                head = front.outer
                waiting += front.built
            seen.add(at)
        return joined(head, rest)

    def holder(self, around: Iterable[Key]) -> Class | None:
        """The class of the innermost of the mounts, if one names a class."""
        found = (front.holder for key in around if (front := self._fronts.get(key)) is not None)
        return next((holder for holder in found if holder is not None), None)

    def whole(self, library: str, path: str) -> str:
        """The prefix of the innermost application around a file."""
        folders = [folder for folder in self._wholes.get(library, ()) if not folder or path.startswith(folder + "/")]
        return self._wholes[library][max(folders, key=len)] if folders else ""


def within(file: str, scope: int) -> Key:
    """The key of a class or function, or with scope 0 a module, beside those of calls."""
    return file, -1 - scope


def of_call(ref: CallRef) -> Key:
    return ref.file, ref.call


def joined(front: str, route: str) -> str:
    """Two parts of a route as one, with a slash in front."""
    parts = [plain for part in (front, route) if (plain := _plain(part).strip("/"))]
    return "/" + "/".join(parts) if parts else ""


def _plain(route: str) -> str:
    """A route that is written as a regular expression, with its named groups as ``{name}``."""
    if not route.startswith("^") and "(?" not in route:
        return route
    return _GROUP.sub(r"{\1}", route).removeprefix("^").removesuffix("$").removesuffix("\\Z").replace("\\.", ".").replace("\\-", "-")
