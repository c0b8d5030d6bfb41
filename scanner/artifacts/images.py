"""Finds the container images that serve models, search or recommendations, with the model that they are told to serve and their names.

What an image is for is data; nothing is pulled, and a name that only the environment knows stays open.
"""

from __future__ import annotations

import fnmatch
import itertools
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

from scanner.model import Artifact, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.catalog.values import ImageSignature
    from scanner.model import Facts, SourceFile

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::?[-+?](?P<default>[^{}]*))?\}|\$(?P<bare>\w+)")
_FROM = re.compile(r"^[ \t]*(?P<word>[A-Za-z]+)[ \t]+(?:--\S+[ \t]+)*(?P<image>\S+)", re.MULTILINE)
_ARGUMENT = re.compile(r"^[ \t]*(?:ARG|ENV)[ \t]+(?P<name>\w+)[= ](?P<value>\S+)", re.MULTILINE | re.IGNORECASE)
_IMAGE_KEYS = ("image", "repository", "imageName", "image_name")
_ROUNDS = 4
MAX_IMAGES = 500
"""Images of one file."""
MAX_WORDS = 400
"""Words of one command."""


class Named(NamedTuple):
    """One image as a file names it."""

    image: str
    line: int
    column: int
    end_column: int
    around: Mapping[str, str]
    """Keys beside it and below, relative."""
    hosts: tuple[str, ...]
    """As in ``Artifact``."""


class Images:
    """The catalogue's images, ready to be asked."""

    def __init__(self, signatures: Iterable[ImageSignature], environment: Callable[[str], str]) -> None:
        self._rows = tuple((glob, row) for row in signatures for glob in row.images)
        self._environment = environment

    def of_text(self, file: SourceFile, text: str, words: frozenset[str]) -> Iterator[Artifact]:
        """Images that a container file builds upon; ``words``: the instructions that name one."""
        given = {match["name"]: match["value"].strip("\"'") for match in _ARGUMENT.finditer(text)}
        for count, match in enumerate(_FROM.finditer(text)):
            if count >= MAX_IMAGES:
                return
            if match["word"].upper() in words:
                line = text.count("\n", 0, match.start("image")) + 1
                column = match.start("image") - (text.rfind("\n", 0, match.start("image")) + 1) + 1
                image = self._filled(match["image"], given)
                yield from self._artifact(file, Named(image, line, column, column + len(match["image"]), {}, ()))

    def of_facts(self, file: SourceFile, facts: Facts, place: Callable[[int, int], Location]) -> Iterator[Artifact]:
        """Images that a manifest of containers names."""
        groups: dict[str, dict[str, str]] = {}
        for entry in facts.entries:
            owner, _, key = entry.key.rpartition(".")
            while owner:
                groups.setdefault(owner, {})[entry.key[len(owner) + 1 :]] = entry.text
                owner = owner.rpartition(".")[0] if owner.count(".") > entry.key.count(".") - 4 else ""
        shown = 0
        for entry in facts.entries:
            owner, _, key = entry.key.rpartition(".")
            if key in _IMAGE_KEYS and entry.text and shown < MAX_IMAGES:
                shown += 1
                around = groups.get(owner, {})
                if owner.endswith(".image"):
                    owner = owner.rpartition(".")[0]
                    around = {**groups.get(owner, {}), **around}
                at = place(entry.start, entry.end)
                named = Named(self._filled(entry.text, {}), at.line, at.column, at.end_column, around, _hosts(owner, around))
                yield from self._artifact(file, named)

    def _artifact(self, file: SourceFile, named: Named) -> Iterator[Artifact]:
        row = self.find(named.image)
        if row is None:
            return
        yield Artifact(
            kind="image",
            signature=row.id,
            location=Location(
                path=file.path, line=named.line, column=named.column, end_line=named.line, end_column=max(named.end_column, named.column)
            ),
            technique=row.technique,
            category=row.category,
            name=named.image,
            base=_model(row.models, named.around),
            stored="pulled",
            files=(file.path,),
            hosts=named.hosts,
            serves=row.serves,
            mode=row.mode,
            certainty=row.certainty,
            in_tests=file.test or file.example,
        )

    def find(self, image: str) -> ImageSignature | None:
        """The image of the catalogue; a registry or mirror in front changes nothing."""
        name = image.partition("@")[0]
        head, _, last = name.rpartition("/")
        name = "/".join(part for part in (head, last.partition(":")[0]) if part).lower()
        if "$" in name:
            return None
        parts = name.split("/")
        for glob, row in self._rows:
            wanted = glob.count("/") + 1
            whole = wanted > 1 or len(parts) == 1 or parts[-2] == "library"
            if whole and len(parts) >= wanted and fnmatch.fnmatchcase("/".join(parts[-wanted:]), glob):
                return row
        return None

    def _filled(self, text: str, given: Mapping[str, str]) -> str:
        """``${NAME:-default}`` as the file, the environment files or the default say."""
        for _ in range(_ROUNDS):
            found = _VARIABLE.search(text)
            if found is None or len(text) > MAX_WORDS:
                break
            name = found["name"] or found["bare"]
            value = given.get(name) or self._environment(name) or found["default"] or ""
            if not value:
                # NOTE: an open tag does not matter, an open name does.
                value = "" if ":" in text[: found.start()].rpartition("/")[2] else "$?"
                return text[: found.start()].rstrip(":") + value if value == "" else text
            text = text[: found.start()] + value + text[found.end() :]
        return text


def _hosts(owner: str, around: Mapping[str, str]) -> tuple[str, ...]:
    """How others reach a container: the key of its service, its own names, and ``:port`` for every port that the machine publishes."""
    key = owner.rpartition(".")[2]
    found = ["" if key.isdecimal() else key, around.get("container_name", ""), around.get("hostname", ""), around.get("name", "")]
    return tuple(dict.fromkeys((*(name for name in found if name and name != "image"), *_ports(around))))


def _ports(around: Mapping[str, str]) -> Iterator[str]:
    """``8080:80``, ``127.0.0.1:8080:80`` or ``published: 8080``."""
    for key, text in around.items():
        if key.startswith("ports."):
            parts = [text] if key.endswith(".published") else text.partition("/")[0].split(":")[-2:-1]
            yield from (f":{port}" for port in parts if port.isdecimal())


def _model(places: tuple[str, ...], around: Mapping[str, str]) -> str:
    """The model that the command or the environment names."""
    words = list(_words(around))
    variables = dict(_variables(around))
    for place in places:
        if place.isupper() or "_" in place:
            value = variables.get(place, "")
        elif place.endswith(" *"):
            value = next((after for word, after in itertools.pairwise(words) if word == place[:-2]), "")
        else:
            value = next((after for word, after in itertools.pairwise(words) if word == place), "")
            value = value or next((word.partition("=")[2] for word in words if word.startswith(f"{place}=")), "")
        if value and "$" not in value and not value.startswith("-"):
            return value
    return ""


def _words(around: Mapping[str, str]) -> Iterator[str]:
    """Words of the command, in their order."""
    for key, text in around.items():
        if key.partition(".")[0] in ("command", "args", "entrypoint"):
            try:
                yield from shlex.split(text[:10_000])[:MAX_WORDS] if len(text.split()) > 1 else [text]
            except ValueError:
                yield from text.split()[:MAX_WORDS]


def _variables(around: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Variables of the environment: a map, ``NAME=value``, or pairs of name and value."""
    for key, text in around.items():
        first, _, rest = key.partition(".")
        if first not in ("environment", "env", "extraEnv", "extraEnvVars"):
            continue
        name, equals, value = text.partition("=")
        if rest.isdecimal() and equals:
            yield name, value
        elif rest.endswith(".name"):
            yield text, around.get(f"{key[: -len('name')]}value", "")
        elif "." not in rest:
            yield rest, text
