"""Rows of a bill of materials for what lies in the tree or is pulled: model files, adapters, container images."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.report._bom_rows import Image, Model, Place, placed
from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.model import Artifact, Location

_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_PUBLIC = ("", "docker.io", "index.docker.io")
"""Registries that need not be said in an address."""


def joined(called: Iterable[Model], artifacts: Iterable[Artifact], fingerprints: Mapping[tuple[Location, str], str]) -> tuple[Model, ...]:
    """The models of the code with those that lie in the tree; of the same name and mode they are one row."""
    rows = {one.ref: one for one in called}
    groups: dict[tuple[str, str], list[Artifact]] = defaultdict(list)
    for one in artifacts:
        name = one.base if one.kind == "image" else one.name or one.location.path.rpartition("/")[2]
        if name:
            groups[_ref(visible(name), one.mode), visible(name)].append(one)
    for (ref, name), found in groups.items():
        held = _held(ref, name, found, frozenset(fingerprints.get((one.location, one.signature), "") for one in found) - {""})
        known = rows.get(ref)
        rows[ref] = held if known is None else _merged(known, held)
    return tuple(rows[ref] for ref in sorted(rows))


def _ref(name: str, mode: str) -> str:
    return f"model:/{name}/{mode}"


def _held(ref: str, name: str, found: list[Artifact], hits: frozenset[str]) -> Model:
    first = next((one for one in found if one.kind != "image"), found[0])
    files = [one for one in found if one.kind != "image"]
    rows = [(key, value) for one in found for key, value in (("mode", one.mode), ("signature", one.signature))]
    rows += [(key, value) for one in files for key, value in _told(one)]
    rows += [("in-tests", "true")] if all(one.in_tests for one in found) else []
    where, properties = placed(map(_place, found), rows)
    techniques = {one.technique for one in found} - {"", "none"}
    digest = _SHA256.fullmatch(first.digest) if len(first.files) <= 1 else None
    base = visible(first.base) if first.kind != "image" else ""
    more = {"architecture": visible(first.architecture), "licence": visible(first.licence), "digest": digest[1] if digest else ""}
    return Model(ref, name, "", tuple(sorted(techniques)), where, properties, hits, base=base, **more)


def _told(one: Artifact) -> Iterable[tuple[str, str]]:
    """What the files of a model say, but for what has a field of its own."""
    texts = {"kind": one.kind, "category": one.category, "technique": one.technique, "family": one.family, "developer": one.developer}
    texts |= {"stored": one.stored, "certainty": one.certainty, "parameters": str(one.parameters or one.size_label)}
    texts |= {"trained": "true" if one.trained else "", "size": str(one.size or "")}
    return ((name, visible(text)) for name, text in (*texts.items(), *(("file", path) for path in one.files)))


def _merged(called: Model, held: Model) -> Model:
    where, properties = placed((*called.places, *held.places), (*called.properties, *held.properties))
    return held._replace(
        base=held.base or called.base,
        techniques=tuple(sorted({*called.techniques, *held.techniques})),
        places=where,
        properties=properties,
        hits=called.hits | held.hits,
    )


def _place(one: Artifact) -> Place:
    return Place(one.location.path, one.location.line, "", f"{one.kind} {one.signature}")


# ------------------------------------------------------------------------------------------------ container images


def images(artifacts: Iterable[Artifact], fingerprints: Mapping[tuple[Location, str], str]) -> tuple[Image, ...]:
    """Images by their whole name."""
    groups: dict[str, list[Artifact]] = defaultdict(list)
    for one in artifacts:
        if one.kind == "image":
            groups[visible(one.name)].append(one)
    return tuple(_image(name, found, fingerprints) for name, found in sorted(groups.items()))


def _image(full: str, found: list[Artifact], fingerprints: Mapping[tuple[Location, str], str]) -> Image:
    registry, name, version = _cut(full)
    rows = [
        (key, value) for one in found for key, value in (("serves", one.serves), ("technique", one.technique), ("category", one.category))
    ]
    rows += [
        (key, value) for one in found for key, value in (("signature", one.signature), ("certainty", one.certainty), ("mode", one.mode))
    ]
    rows += [("host", visible(host)) for one in found for host in one.hosts]
    rows += [("in-tests", "true")] if all(one.in_tests for one in found) else []
    where, properties = placed(map(_place, found), rows)
    served = next((_ref(visible(one.base), one.mode) for one in found if one.base), "")
    hits = frozenset(fingerprints.get((one.location, one.signature), "") for one in found) - {""}
    title = f"{registry}/{name}" if registry else name
    return Image(f"image:{full}", title, version, _purl(registry, name, version), where, properties, served, hits)


def _cut(full: str) -> tuple[str, str, str]:
    """(registry, name, tag or digest)."""
    rest, _, digest = full.partition("@")
    first, slash, below = rest.partition("/")
    is_registry = bool(slash) and ("." in first or ":" in first or first == "localhost")
    registry, path = (first, below) if is_registry else ("", rest)
    name, _, tag = path.partition(":")
    return registry, name, digest or tag


def _purl(registry: str, name: str, version: str) -> str:
    """https://github.com/package-url/purl-spec, type docker; "" for a name that is none."""
    from packageurl import PackageURL

    space, _, bare = name.removeprefix("library/").rpartition("/")
    known = {} if registry in _PUBLIC else {"repository_url": registry}
    try:
        return PackageURL("docker", space or None, bare, version or None, known).to_string()
    except (TypeError, ValueError):
        return ""
