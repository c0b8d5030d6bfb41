"""Decides which files may hold a hit, and which of their calls are worth asking about.

What a call is, is left to ``match``; files are lowered only once they are chosen.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog.needles import is_segment
from scanner.catalog.paths import literal_piece
from scanner.lower import CONFIGURATION, key_of, language
from scanner.match.bodies import Bodies
from scanner.match.living import INSTANCE, Asked, filled, names_given
from scanner.match.urls import written_end
from scanner.prefilter import Parts
from scanner.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scanner.catalog import Catalog
    from scanner.catalog.values import ClassSignature
    from scanner.languages.interface import Naming
    from scanner.match.living import Lives, Living
    from scanner.model import Facts, SourceFile
    from scanner.prefilter import Examined

HOPS = 2
"""Imports between a file that knows a vendor and one that sends the request."""

_CLASS = re.compile(rb"\bclass\s+([A-Z]\w*)[^\n({;:<]*[\s({:<]([^{;\n]{1,200})")
"""A class and what it derives from, in any language that says so behind its name."""
_WORD = re.compile(rb"[A-Z]\w+")
_MEMBER = re.compile(rb"[.>:](\w+)", re.ASCII)
_NONE: frozenset[str] = frozenset()
_REQUESTS = (
    re.compile(rb"\.\$(?:\w+\.)?(?:get|post|put|delete|patch)\s*[(<]"),
    re.compile(rb"this(?<!\wthis)\.\w+\.(?:get|post|put|delete|patch)\s*\(\s*[`'\"]"),
    re.compile(rb"method\s*:\s*['\"](?i:get|post|put|delete|patch)['\"]"),
)
"""A request on a member that all components have (``this.$http.post(…)``, ``this.axios.get("…")``), or a map with its verb."""


class Scanned(NamedTuple):
    """The files of a scan, what the search of their bytes told, who imports whom, and how to read one."""

    files: Mapping[str, SourceFile]
    examined: Mapping[str, Examined]
    imported: Mapping[str, tuple[str, ...]]
    importers: Mapping[str, set[str]]
    naming: Naming
    data: Callable[[str], bytes | None]

    def seeing(self, *paths: str) -> frozenset[str]:
        """Other files that import one of these, directly or through others."""
        found: set[str] = set()
        edge = set(paths)
        for _ in range(HOPS + 1):
            edge = {i for p in edge for i in self.importers.get(p, ())} - found
            found |= edge
        return frozenset(found.difference(paths))

    def sending(self) -> frozenset[str]:
        """Files that hold a word of a request, see one that does, are handed a client by one that imports them, or describe a request."""
        sinks = {path for path, one in self.examined.items() if one.sink}
        near = sinks.union(*(self.importers.get(path, ()) for path in sinks))
        found = self.seeing(*sinks).union(near, *(self.imported.get(path, ()) for path in near))
        others = (path for path in self.examined if path not in found and key_of(self.files[path].language or "") == "javascript")
        return found.union(path for path in others if any(request.search(self.data(path) or b"") for request in _REQUESTS))


class Candidates:
    """The files of a scan that may hold a hit."""

    def __init__(self, found: Scanned, catalog: Catalog, lives: Lives) -> None:
        self._found = found
        self._files = found.files
        self._sources = {path: one for path, one in found.examined.items() if found.files[path].language not in CONFIGURATION}
        self._catalog = catalog
        self._lives = lives
        self._keyed = frozenset((*catalog.modules, *(needle for needle, _ in catalog.needle_languages)))
        """Needles that are names of modules."""
        self._programs = frozenset(catalog.programs)
        self._bodies = Bodies(catalog.endpoints)
        self._starters = {key: tuple(map(_words, rows)) for key, rows in catalog.starters}

    def chosen(self, keys: frozenset[str]) -> tuple[str, ...]:
        """Source files that may hold a hit; an endpoint is configured under one of ``keys``.

        Those with needles; those that see a class of the catalogue, or build one of the project that is below one; near the first those
        that send requests, start programs or call what they may be handed; and those that send requests and hold a key.
        """
        found = self._telling()
        found |= {path for path in self._sources if path not in found and not found.isdisjoint(self._sharing(path))}
        near = self._around(found)
        found |= self._handed(found) | self._deriving(found) | self._starting(found)
        found |= {user for path in sorted(found) if self._defined(path) for user in self._found.seeing(path)}
        for path, one in self._sources.items():
            if (
                one.sink
                and path not in found
                and (path in near or any(self._holds(path, key) for key in keys) or self._bodies.stand_in(self._found.data(path) or b""))
            ):
                found.add(path)
        return tuple(sorted(found))

    def _telling(self) -> set[str]:
        """Files with needles; of a program's name not without a command.

        A single word behind a slash is no more than a word where nothing near sends requests, unless it ends a whole address.
        """
        named = {path: one for path, one in self._sources.items() if self._says(path, one.needles)}
        holding = {path: one for path, one in named.items() if path in self._commanding or not self._programs.issuperset(one.needles)}
        told = {path for path, one in holding.items() if one.sink or not all(map(is_segment, one.needles))}
        told |= {path for path in holding.keys() - told if self._addresses.search(self._found.data(path) or b"")}
        return told | {path for path in holding.keys() - told if any(self._sends(near) for near in self._around((path,)))}

    def _says(self, path: str, needles: tuple[str, ...]) -> bool:
        """Whether the needles of a file tell something: more than single segments of addresses that nobody has or that are no addresses."""
        if not all(map(is_segment, needles)):
            return True
        asked = tuple(needle for needle in needles if needle not in self._strange)
        return bool(asked) and any(found[1] for found in _standing(asked).finditer(self._found.data(path) or b""))

    @functools.cached_property
    def _strange(self) -> frozenset[str]:
        """Segments of the addresses of vendors of whom nothing stands anywhere, in the configuration neither."""
        said = frozenset(needle for one in self._found.examined.values() for needle in one.needles)
        return frozenset(segment for segment, names in self._catalog.segments if said.isdisjoint(names))

    @functools.cached_property
    def _addresses(self) -> re.Pattern[bytes]:
        """Written ends of addresses that anybody may serve, where they end a text."""
        ends = sorted({end for endpoint in self._catalog.endpoints if not endpoint.vendor and (end := written_end(endpoint))})
        return re.compile(rb"(?:%b)[\"'`?/]" % b"|".join(re.escape(end.encode()) for end in ends))

    def _sends(self, path: str) -> bool:
        return path in self._sources and self._sources[path].sink

    def asked(self, chosen: tuple[str, ...], facts: Callable[[str], Facts | None]) -> dict[str, Asked]:
        """What is worth asking about in each file; files in which nothing is are missing."""
        together: dict[tuple[str, str], list[str]] = defaultdict(list)
        named = self._filled(chosen, facts)
        configured = not self._commanding.issubset(self._sources)
        commands = frozenset(chosen) if configured else self._around(self._commanding.intersection(chosen))
        for path in chosen:
            together[self._parts.of(path), self._key(path)].append(path)
        found: dict[str, Asked] = {}
        for paths in together.values():
            living = self._living(paths[0], self._parts.modules(paths[0]))
            sending = living.sending - living.tails
            asking = {
                path: Asked(living.tails | (sending if self._may_send(path) else _NONE), commands=path in commands, sending=sending)
                for path in paths
            }
            # NOTE: where objects are called themselves, they are so under any name.
            if INSTANCE not in living.tails:
                names = names_given((one, what) for path, what in asking.items() if what and (one := facts(path)) is not None)
                names |= named[self._key(paths[0])]
                asking = {path: what.also(names, computed=self._sees(path)) for path, what in asking.items()}
            found.update({path: what for path, what in asking.items() if what})
        return dict(sorted(found.items()))

    def entering(self, path: str, *, own: bool) -> frozenset[str] | None:
        """Last names of the calls that may declare entry points in a file, with its ``own`` functions around them; None where any may."""
        modules = self._parts.modules(path)
        living = self._living(path, modules) if modules is not None else None
        return None if living is None else living.declaring(own=own)

    def _filled(self, chosen: tuple[str, ...], facts: Callable[[str], Facts | None]) -> Mapping[str, frozenset[str]]:
        """By language the methods of classes that a framework fills in because of what is written on them: all of them are called."""
        found: dict[str, set[str]] = defaultdict(set)
        for path in chosen:
            marks = {mark[-1] for row in self._defined(path) for mark in row.marks}
            one = facts(path) if marks else None
            if one is not None:
                found[self._key(path)] |= filled(one, marks)
        return defaultdict(frozenset, {key: frozenset(names) for key, names in found.items()})

    def _sees(self, path: str) -> bool:
        """Whether a file, or one that it imports, names a module with classes of the catalogue."""
        near = (path, *self._found.imported.get(path, ()))
        modules = [self._parts.named(other) for other in near if other in self._sources]
        living = None if None in modules else frozenset[str]().union(*(names for names in modules if names is not None))
        return self._lives.of(self._key(path), living, frozenset()).builds

    def _may_send(self, path: str) -> bool:
        """Whether a file sends requests, or holds an address of one."""
        one = self._sources.get(path)
        return one is not None and (one.sink or not self._keyed.issuperset(one.needles))

    def _living(self, path: str, modules: frozenset[str] | None) -> Living:
        """What of the catalogue can be called in a file where these modules are imported."""
        key = self._key(path)
        return self._lives.of(key, modules, self._built.get((self._parts.of(path), key), frozenset()))

    @functools.cached_property
    def _parts(self) -> Parts:
        return Parts(tuple(self._sources.values()), self._found.imported, self._key, self._catalog.rows.roots)

    @functools.cached_property
    def _built(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Objects of the catalogue that classes of the project may be, by part and language."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for path, one in self._sources.items():
            if one.needles:
                found[self._parts.of(path), self._key(path)].update(row.object for row in self._defined(path))
        return {key: frozenset(objects) for key, objects in found.items()}

    @functools.lru_cache(maxsize=1 << 16)  # noqa: B019  one instance per scan
    def _key(self, path: str) -> str:
        """The language key of a file, "" for configuration."""
        return key_of(self._files[path].language) if path in self._files else ""

    @functools.lru_cache(maxsize=1 << 12)  # noqa: B019  one instance per scan
    def _defined(self, path: str) -> tuple[ClassSignature, ...]:
        """Classes of the catalogue that a file may hold: their instances are called in files that need not know a word of them."""
        rows = [row for row in self._catalog.classes if row.language == self._key(path)]
        data = (self._found.data(path) or b"") if rows else b""
        return tuple(
            row
            for row in rows
            if all(word.encode() in data for word in (literal_piece(row.name), *row.members))
            and (row.members or literal_piece(row.name) or any(path[-1].encode() in data for path in (*row.bases, *row.marks)))
        )

    def _around(self, paths: Iterable[str]) -> set[str]:
        """The files, and those that few imports lead to or from."""
        near = set(paths)
        edge = set(near)
        for _ in range(HOPS):
            edge = {n for path in edge for n in (*self._found.importers.get(path, ()), *self._found.imported.get(path, ()))} - near
            near |= edge
        return near

    def _handed(self, knowing: set[str]) -> set[str]:
        """Files that may make a call of the catalogue on what one of the ``knowing`` files made: they hold the names of its path.

        Where what it is called on is made from something else, a word of that has to stand in one of the two.
        """
        by_living: dict[Living, list[str]] = defaultdict(list)
        for path in sorted(knowing):
            living = self._living(path, self._parts.named(path))
            if living.members:
                by_living[living].append(path)
        named = {name for living in by_living for member in living.members for name in (*member.names, *member.makers)}
        beginnings = sorted(name[:-1] for name in named if name.endswith("*"))
        held: dict[str, frozenset[str]] = {}
        found: set[str] = set()
        for living, sources in by_living.items():
            around = self._around(sources) - knowing - found
            for path in around.union(sources) - held.keys():
                held[path] = _members((self._found.data(path) or b"") if path in self._sources else b"", beginnings)
            making = frozenset[str]().union(*(held[path] for path in sources))
            made = {member for member in living.members if not member.makers or not making.isdisjoint(member.makers)}
            alone = frozenset(name for names, _ in made if len(names) == 1 for name in names)
            together = [frozenset(names) for names, _ in made if len(names) > 1]
            together += [frozenset((*names, maker)) for names, makers in living.members - made for maker in makers]
            found.update(path for path in around if not alone.isdisjoint(held[path]) or any(names <= held[path] for names in together))
        return found

    def _starting(self, knowing: set[str]) -> set[str]:
        """Files that start the programs of commands that others near them write."""
        around = self._around(self._commanding & knowing)
        return {path for path in around - knowing if path in self._sources and self._starts(path)}

    @functools.cached_property
    def _commanding(self) -> frozenset[str]:
        """Files in which the name of a program stands as it does in a command."""
        command = re.compile(rb"[\"'`\s/-](?:%b)(?:\.exe)?[\"'`\s=]" % b"|".join(re.escape(word.encode()) for word in self._programs))
        named = [path for path, one in self._found.examined.items() if not self._programs.isdisjoint(one.needles)]
        return frozenset(path for path in named if command.search(decode(self._found.data(path) or b"").data))

    def _starts(self, path: str) -> bool:
        """Whether a file holds the names of something that starts programs."""
        data = self._found.data(path) or b""
        rows = self._starters.get(self._key(path), ())
        return any(all(word in data for word, _ in names) and all(whole.search(data) for _, whole in names) for names in rows)

    def _deriving(self, knowing: set[str]) -> set[str]:
        """Files that name a class of the project below one of the catalogue: they build it, or derive another from it."""
        found: set[str] = set()
        waiting = [(path, frozenset(self._living(path, self._parts.named(path)).tails)) for path in sorted(knowing)]
        while waiting:
            path, words = waiting.pop()
            below = _below(self._found.data(path) or b"", words)
            for user in self._found.seeing(path) if below else ():
                held = below & self._capitalised(user) if user in self._sources else ()
                if held and user not in found:
                    waiting.append((user, frozenset(name.decode() for name in held)))
                    found.add(user)
        return found

    @functools.lru_cache(maxsize=1 << 12)  # noqa: B019  one instance per scan
    def _capitalised(self, path: str) -> frozenset[bytes]:
        """Words of a file that may name a class."""
        return frozenset(_WORD.findall(self._found.data(path) or b""))

    def _sharing(self, path: str) -> tuple[str, ...]:
        """Files whose imports hold in a file, too."""
        spoken = language(self._files[path].language)
        return spoken.locate(".", path, self._found.naming) if spoken.traits.namespaces else ()

    def _holds(self, path: str, word: str) -> bool:
        data = self._found.data(path)
        return data is not None and word.encode() in data


@functools.lru_cache(maxsize=64)
def _standing(segments: tuple[str, ...]) -> re.Pattern[bytes]:
    """Finds relative paths, and as its group the segments that stand elsewhere."""
    return re.compile(rb"\.\.?/[\w./-]*|((?:%b)(?![\w.-]))" % b"|".join(re.escape(one.encode()) for one in segments))


def _members(data: bytes, beginnings: Iterable[str]) -> frozenset[str]:
    """The members that a file names, and with a ``*`` those of the beginnings that one of them has."""
    words = sorted(map(bytes.decode, set(_MEMBER.findall(data))))
    places = ((start, bisect.bisect_left(words, start)) for start in beginnings)
    return frozenset(words).union(f"{start}*" for start, at in places if at < len(words) and words[at].startswith(start))


def _below(data: bytes, names: frozenset[str]) -> frozenset[bytes]:
    """Classes whose heads name another one of these."""
    return frozenset(head[1] for head in _CLASS.finditer(data) if not names.isdisjoint(map(bytes.decode, _WORD.findall(head[2]))))


def _words(names: tuple[str, ...]) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    """Each of the names, and as a word of its own."""
    return tuple((name.encode(), re.compile(rb"(?<!\w)%b(?!\w)" % re.escape(name.encode()))) for name in names if name)
