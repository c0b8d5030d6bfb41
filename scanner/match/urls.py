"""Folded URLs against hosts and endpoints of the catalogue."""

from __future__ import annotations

import fnmatch
import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.model import HOLE

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

    from scanner.catalog import Catalog, Endpoint, Host, Vendor

_URL = re.compile(r"^(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):)?//(?P<host>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?")
_OPEN_PATH = re.compile(rf"\.[a-z]{{2,}}{HOLE}$")
"""A host with an unknown path behind it: no slash stands between."""
_HOST_LIKE = re.compile(r"^[A-Za-z0-9\ufffc-]+(\.[A-Za-z0-9\ufffc-]+)+(:\d+)?(/|$)")
_LOCAL = re.compile(
    r"^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|host\.docker\.internal|[a-z0-9_-]+|.*\.(local|internal|lan|svc|cluster\.local))$"
)
_SCHEME = re.compile(rb"//[^\s\"'`]*$")
_BEFORE_HOST = 60
"""Bytes in which what stands in front of the fixed part of a host is looked for."""
_HOST_LENGTH = 6
GENERATING = "generation"
"""The category of what is told by what is written for it."""
_WRITTEN = 12
"""Literal characters from which on the end of a path is no accident where nothing else is known."""
_TELLING = 24
"""Literal characters from which on a vendor's path is no accident."""


class Url(NamedTuple):
    """A URL cut up; any part may hold ``HOLE``. ``host`` without port, lower case; "" for a relative URL."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]

    @property
    def base(self) -> str:
        """Scheme and host, for people."""
        return f"{self.scheme}://{self.host}" if self.host else ""


class Served(NamedTuple):
    """A host of a vendor."""

    vendor: Vendor
    host: Host


class Endpointed(NamedTuple):
    """An endpoint that a URL hits, with the texts of its ``{x}`` segments."""

    endpoint: Endpoint
    parts: tuple[tuple[str, str], ...]


def split(text: str) -> Url:
    """Cut a URL up; a text without a scheme that looks like a host counts as one."""
    match = _URL.match(text)
    if match is None and _HOST_LIKE.match(text):
        match = _URL.match("//" + text)
    if match is None:
        if text.startswith(HOLE):  # an unknown host and what follows it
            rest = text[1:]
            host_end = re.search(r"[/?]", rest)
            host = HOLE + (rest[: host_end.start()] if host_end else rest)
            path, _, query = (rest[host_end.start() :] if host_end else "").partition("?")
            return Url("", host.lower(), path, _query(query))
        path, _, query = text.partition("?")
        return Url("", "", path, _query(query))
    host, path = match["host"].rpartition("@")[2].lower(), match["path"]
    if _OPEN_PATH.search(host):
        host, path = host[:-1], HOLE + path
    return Url((match["scheme"] or "").lower(), re.sub(r":[\d\ufffc]*$", "", host), path, _query(match["query"] or ""))


def _query(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((k, v) for pair in text.split("&") if pair for k, _, v in [pair.partition("=")])


def is_local(host: str) -> bool:
    """A host that is the machine itself or lies in its own network."""
    return bool(_LOCAL.match(host)) and HOLE not in host


@functools.cache
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.lower()))


class Urls:
    """The catalogue's hosts and endpoints, ready to be asked."""

    def __init__(self, catalog: Catalog) -> None:
        self._exact: dict[str, list[Served]] = {}
        self._globs: list[tuple[str, Served]] = []
        for vendor in catalog.vendors.values():
            for host in vendor.hosts:
                for name in host.hosts:
                    if any(c in name for c in "*?["):
                        self._globs.append((name.lower(), Served(vendor, host)))
                    else:
                        self._exact.setdefault(name.lower(), []).append(Served(vendor, host))
        self._own: dict[str, list[Endpoint]] = {}
        self.wires: list[Endpoint] = []
        for endpoint in catalog.endpoints:
            if endpoint.vendor:
                self._own.setdefault(endpoint.vendor, []).append(endpoint)
            elif not endpoint.named:
                self.wires.append(endpoint)
        self.named = tuple(e for e in catalog.endpoints if e.named)
        """Requests to servers that nobody knows, told by the names around them and their body."""
        own = [e for rows in self._own.values() for e in rows if weight(e.path) >= _TELLING and e.path.strip("/").count("/") >= 2]
        self._telling = [e for e in own if not e.hosts]
        """Endpoints whose path alone tells the vendor, on whatever host."""
        self._owned = own
        """Endpoints whose path alone tells the vendor where nothing is known of the host."""
        self.asked = tuple(sorted({key for e in catalog.endpoints for key, _ in e.query}))
        """Keys of queries that tell endpoints."""
        self.alone = sorted((e for e in catalog.endpoints if e.alone), key=lambda e: (-len(e.alone), e.id))
        """Endpoints whose body alone tells them, the most telling first."""

    @functools.cached_property
    def _endings(self) -> dict[str, list[tuple[str, Endpoint]]]:
        """By its last segment, the written end of every path that says enough by itself; longest first."""
        found: dict[str, list[tuple[str, Endpoint]]] = {}
        for endpoint in (*self.wires, *(e for rows in self._own.values() for e in rows)):
            end = written_end(endpoint)
            if end:
                found.setdefault(end.rpartition("/")[2], []).append((end, endpoint))
        return {
            last: sorted(rows, key=lambda row: (-len(row[0]), bool(row[1].vendor), len(row[1].path), row[1].id))
            for last, rows in found.items()
        }

    @functools.lru_cache(maxsize=4096)  # noqa: B019  one instance per scan
    def ending(self, text: str) -> Endpoint | None:
        """The generating endpoint whose path a text ends with."""
        path = text.partition("?")[0].rstrip("/")
        last = path.rpartition("/")[2]
        rows = self._endings.get(last) or self._endings.get(last[last.find(":") :]) or ()
        url = split(text)
        served = {s.vendor.id for s in self.served(url.host, url.path)} if url.host.strip(HOLE + ".") else set()
        for end, endpoint in rows:
            front = path[: -len(end)]
            if (
                path.endswith(end)
                and (not front or front[-1] in "/}" + HOLE or end[0] == ":")
                and (not endpoint.vendor or endpoint.vendor in served)
            ):
                return endpoint if endpoint.category == GENERATING and endpoint.technique != "none" else None
        return None

    @functools.lru_cache(maxsize=4096)  # noqa: B019  one instance per scan
    def shaped(self, keys: frozenset[str]) -> Endpoint | None:
        """The generating endpoint that the keys of a body tell."""
        return next((e for e in self.alone if keys.issuperset(e.alone) and e.category == GENERATING and e.technique != "none"), None)

    def vendors_named(self, data: bytes, *, addressed: bool = False) -> frozenset[str]:
        """Vendors whose hosts stand in a file; ``addressed``: in an address, not alone as something to compare with."""
        places = self._search.find_matches_as_indexes(data, overlapping=True)
        found = {number for number, start, _ in places if not addressed or _SCHEME.search(data, max(start - _BEFORE_HOST, 0), start)}
        return frozenset(vendor for number in found for vendor in self._named[number][1])

    @functools.cached_property
    def _named(self) -> list[tuple[str, frozenset[str]]]:
        """The fixed part of every host, and the vendors that it names."""
        owners: dict[str, set[str]] = {}
        for name, rows in [*self._exact.items(), *((name, [served]) for name, served in self._globs)]:
            owners.setdefault(max(re.split(r"[*?\[\]]", name), key=len).strip("."), set()).update(s.vendor.id for s in rows)
        return [(name, frozenset(vendors)) for name, vendors in sorted(owners.items()) if len(name) >= _HOST_LENGTH]

    @functools.cached_property
    def _search(self) -> BytesAhoCorasick:
        from ahocorasick_rs import BytesAhoCorasick

        return BytesAhoCorasick([name.encode() for name, _ in self._named])

    @functools.lru_cache(maxsize=4096)  # noqa: B019  one instance per scan
    def served(self, host: str, path: str) -> tuple[Served, ...]:
        """Vendors' hosts that fit; those with the longest path prefix first."""
        found = list(self._exact.get(host, ()))
        if not found:
            # NOTE: a hole inside the host (``{region}.tts.example.com``) fits a glob's ``*``.
            found = [served for name, served in self._globs if _glob(name).match(host.replace(HOLE, "x"))]
        if not found and HOLE in host:
            # the known end of a host with an unknown beginning
            known = host.rpartition(HOLE)[2].lstrip(".")
            if known.count(".") >= 2:
                found = [s for name, rows in sorted(self._exact.items()) if name.endswith("." + known) for s in rows]
                found += [s for name, s in self._globs if name.lstrip("*.").endswith(known)]
        fitting = [s for s in found if below(path, s.host.path) or not path.strip("/")]
        return tuple(sorted(fitting, key=lambda s: -len(s.host.path)))

    def endpoints(self, url: Url, served: tuple[Served, ...]) -> tuple[Endpointed, ...]:
        """Endpoints that a URL hits: the vendor's own, those of the wires that its host speaks, of any wire on an unknown host.

        Where nothing is known of the host, long paths tell the vendor.

        A path of which nothing is known hits where all that is served on the host is one technique.
        """
        candidates: list[Endpoint] = []
        if served:
            wires = {wire for s in served if below(url.path, s.host.path) for wire in s.host.wires}
            for vendor in dict.fromkeys(s.vendor.id for s in served):
                candidates += [
                    e for e in self._own.get(vendor, ()) if not e.hosts or any(_glob(h).match(url.host.replace(HOLE, "x")) for h in e.hosts)
                ]
            candidates += [e for e in self.wires if e.id.partition("/")[0] in wires]
        else:
            candidates = [*(self._telling if url.host.strip(HOLE + ".") else self._owned), *self.wires]
        found = [Endpointed(e, parts) for e in candidates if (parts := self._hits(e, url)) is not None]
        if not found and url.path.strip("/") == HOLE:
            found = [Endpointed(e, ()) for e in candidates if e.hosts]
            found = found if len({(f.endpoint.category, f.endpoint.technique) for f in found}) == 1 else []
        # NOTE: ``chat/completions`` whose body does not fit is no ``completions``.
        found = [f for f in found if not any(_ends_with(other.endpoint, f.endpoint) for other in found)]
        return tuple(sorted(found, key=lambda f: (-weight(f.endpoint.path), f.endpoint.id)))

    def _hits(self, endpoint: Endpoint, url: Url) -> tuple[tuple[str, str], ...] | None:
        query = dict(url.query)
        for key, glob in endpoint.query:
            if key not in query or not _glob(glob).match(query[key].lower().replace(HOLE, "x")):
                return None
        match = _path_pattern(endpoint.path).search(url.path.rstrip("/") or "/")
        return tuple(sorted((name, part) for name, part in match.groupdict().items() if part)) if match is not None else None


def below(path: str, prefix: str) -> bool:
    """Whether a URL path lies below a prefix; a hole may stand for it."""
    prefix = prefix.rstrip("/")
    return not prefix or path == prefix or path.startswith((prefix + "/", prefix + ":", HOLE, "/" + HOLE))


def written_end(endpoint: Endpoint) -> str:
    """The written end of a path that says enough by itself, "" for others."""
    end = re.split(r"\{\w+\}|\*+", endpoint.path)[-1].strip("/")
    telling = not endpoint.weak and not endpoint.query and len(end) >= _WRITTEN and ("/" in end or ":" in end)
    return end if telling else ""


def _ends_with(longer: Endpoint, shorter: Endpoint) -> bool:
    path = shorter.path.strip("/")
    if not path or longer.vendor != shorter.vendor or set(longer.methods).isdisjoint(shorter.methods):
        return False
    return longer.path.endswith("/" + path) and longer.path.strip("/") != path


def weight(path: str) -> int:
    """Literal characters of an endpoint's path: the more, the more telling."""
    return len(re.sub(r"\{[^}]*\}|\*", "", path))


@functools.cache
def _path_pattern(glob: str) -> re.Pattern[str]:
    """``chat/completions`` at the end of a path; ``{x}`` part of a segment, ``*`` within a segment, ``**`` any number of segments.

    One hole may be two segments: ``models/{owner}/{name}`` with a name that says both.
    """
    if glob.strip("/") == "":
        return re.compile(r"^/?$")
    pieces = re.split(r"(\{\w+\}/(?=\{\w+\}(?:/|$))|\{\w+\}|\*\*|\*)", glob.strip("/"))
    pattern = ""
    for piece in pieces:
        if piece.startswith("{") and piece.endswith("/"):
            pattern += f"(?:(?P<{piece[1:-2]}>[^/]+?)/|(?={HOLE}(?:/|$)))"
        elif piece.startswith("{"):
            pattern += f"(?P<{piece[1:-1]}>[^/]+?)"
        elif piece == "**":
            pattern += ".*"
        elif piece == "*":
            pattern += "[^/]*"
        else:
            pattern += re.escape(piece)
    return re.compile(rf"(?:^|/|{HOLE}){pattern}$")
