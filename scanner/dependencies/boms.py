"""Reads bills of materials that lie in the tree: CycloneDX as JSON and XML, SPDX 2 and 3 as JSON, SPDX 2 as text.

The product itself, files and services are no packages; neither is a document that this program wrote, which says again what manifests say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from scanner.dependencies.documents import JsonDocument, listing, mapping, string, xml_document
from scanner.dependencies.interface import BrokenError, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.dependencies.documents import Element
    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

OWN = "suanbei"
"""Name of the tool in documents of this program."""
MAX_ELEMENTS = 8_000_000
"""Characters of a document in XML."""
_TYPE = re.compile(r"[a-z][a-z0-9-]*")
_UNNAMED = frozenset({"library", "framework", "machine-learning-model"})
"""Types of components that are packages even without an address."""
_NO_PACKAGES = frozenset({"file", "device", "device-driver", "firmware", "operating-system", "data", "cryptographic-asset"})
_CYCLONEDX_SCOPES: dict[str, DependencyScope] = {"optional": "optional", "excluded": "dev"}
_SPDX_SCOPES: dict[str, DependencyScope] = {
    "DEV_DEPENDENCY_OF": "dev",
    "DEV_TOOL_OF": "dev",
    "TEST_DEPENDENCY_OF": "test",
    "TEST_TOOL_OF": "test",
    "BUILD_DEPENDENCY_OF": "build",
    "BUILD_TOOL_OF": "build",
    "OPTIONAL_DEPENDENCY_OF": "optional",
}
_DOWN = ("DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK")
_UP = (*_SPDX_SCOPES, "DEPENDENCY_OF", "RUNTIME_DEPENDENCY_OF", "PROVIDED_DEPENDENCY_OF", "CONTAINED_BY")


class _Component(NamedTuple):
    """One row of a bill, of whatever format."""

    id: str
    name: str
    version: str
    purl: str
    scope: DependencyScope
    line: int


def _rows(components: Iterable[_Component], roots: set[str], below: Mapping[str, set[str]]) -> Iterator[Found]:
    """``roots`` are the product: what they name is direct; where they name nothing the document does not tell.

    A document that describes all of its packages alike has no product among them.
    """
    components = [*components]
    if len(roots) > 1 and all(one.id in roots for one in components):
        roots = set()
    direct = {name for root in roots for name in below.get(root, ())}
    for one in components:
        if one.id not in roots or not one.id:
            ecosystem, name, version = _named(one)
            yield Found(name, "", version, one.scope, one.id in direct if direct else None, one.line, ecosystem)


def _named(one: _Component) -> tuple[str, str, str]:
    """(ecosystem, name, version), by the package's address where there is one."""
    from packageurl import PackageURL

    if one.purl:
        try:
            read = PackageURL.from_string(one.purl)
        except ValueError:
            return "", one.name, one.version
        if not _TYPE.fullmatch(read.type):
            return "", one.name, read.version or one.version
        joint = ":" if read.type == "maven" else "/"
        name = f"{read.namespace}{joint}{read.name}" if read.namespace else read.name
        return read.type, name, read.version or one.version
    return "", one.name, one.version


# ------------------------------------------------------------------------------------------------ JSON


def bom_json(manifest: Manifest) -> Iterator[Found]:
    """CycloneDX or SPDX, by what the document says of itself; other files have such names, too."""
    document = JsonDocument(manifest.text)
    root = document.root
    if root.get("bomFormat") == "CycloneDX":
        yield from _cyclonedx(document)
    elif string(root.get("spdxVersion")).startswith("SPDX-"):
        yield from _spdx(document)
    elif "spdx.org" in string(root.get("@context")):
        yield from _spdx_graph(document)


def _cyclonedx(document: JsonDocument) -> Iterator[Found]:
    meta = mapping(document.root.get("metadata"))
    if _is_own(meta.get("tools")):
        return
    product = mapping(meta.get("component"))
    below: dict[str, set[str]] = defaultdict(set)
    for value in listing(document.root.get("dependencies")):
        one = mapping(value)
        below[string(one.get("ref"))].update(text for text in listing(one.get("dependsOn")) if isinstance(text, str))
    roots = {string(product.get("bom-ref"))} | {string(mapping(one).get("bom-ref")) for one in listing(product.get("components"))}
    yield from _rows(_components(document), roots - {""}, below)


def _is_own(tools: object) -> bool:
    """A list of tools up to version 1.4, components since."""
    several = [*listing(tools), *listing(mapping(tools).get("components"))]
    return any(mapping(one).get("name") == OWN for one in several)


def _components(document: JsonDocument) -> Iterator[_Component]:
    """Components with those within them, in the order of the text."""
    waiting: list[tuple[tuple[str, ...], Any]] = [(("components",), value) for value in reversed(listing(document.root.get("components")))]
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    while waiting:
        path, value = waiting.pop()
        one = mapping(value)
        number, counts[path] = counts[path], counts[path] + 1
        kind, purl = string(one.get("type")), string(one.get("purl"))
        if kind not in _NO_PACKAGES and (purl or kind in _UNNAMED):
            name = "/".join(text for text in (string(one.get("group")), string(one.get("name"))) if text)
            scope = _CYCLONEDX_SCOPES.get(string(one.get("scope")), "runtime")
            line = document.nth(number, *path, "name")
            yield _Component(string(one.get("bom-ref")), name, string(one.get("version")), purl, scope, line)
        waiting += [((*path, "components"), inner) for inner in reversed(listing(one.get("components")))]


def _spdx(document: JsonDocument) -> Iterator[Found]:
    root = document.root
    creators = listing(mapping(root.get("creationInfo")).get("creators"))
    if any(_is_own_creator(string(one)) for one in creators):
        return
    relations = [
        (string(one.get("spdxElementId")), string(one.get("relationshipType")), string(one.get("relatedSpdxElement")))
        for one in map(mapping, listing(root.get("relationships")))
    ]
    described = {text for text in listing(root.get("documentDescribes")) if isinstance(text, str)}
    rows = []
    for number, one in enumerate(map(mapping, listing(root.get("packages")))):
        references = map(mapping, listing(one.get("externalRefs")))
        purl = next((string(each.get("referenceLocator")) for each in references if each.get("referenceType") == "purl"), "")
        line = document.nth(number, "packages", "name")
        rows.append(_Component(string(one.get("SPDXID")), string(one.get("name")), string(one.get("versionInfo")), purl, "runtime", line))
    yield from _spdx_rows(rows, relations, described)


def _is_own_creator(text: str) -> bool:
    return re.match(rf"Tool:\s*{OWN}\b", text) is not None


def _spdx_rows(rows: list[_Component], relations: list[tuple[str, str, str]], described: set[str]) -> Iterator[Found]:
    """Rows with the scopes and the order that relations give them."""
    below: dict[str, set[str]] = defaultdict(set)
    scopes: dict[str, DependencyScope] = {}
    for left, kind, right in relations:
        if kind == "DESCRIBES" or kind == "DESCRIBED_BY":
            described.add(right if kind == "DESCRIBES" else left)
        elif kind in _DOWN:
            below[left].add(right)
        elif kind in _UP:
            below[right].add(left)
            if kind in _SPDX_SCOPES:
                scopes[left] = _SPDX_SCOPES[kind]
    yield from _rows((one._replace(scope=scopes.get(one.id, "runtime")) for one in rows), described, below)


def _spdx_graph(document: JsonDocument) -> Iterator[Found]:
    """SPDX 3: packages among the elements of a graph."""
    described: set[str] = set()
    below: dict[str, set[str]] = defaultdict(set)
    rows = []
    for number, one in enumerate(map(mapping, listing(document.root.get("@graph")))):
        kind, name = string(one.get("type")), string(one.get("spdxId"))
        targets = {text for text in (*listing(one.get("to")), *listing(one.get("rootElement"))) if isinstance(text, str)}
        if kind == "Relationship" and string(one.get("relationshipType")) in ("dependsOn", "contains"):
            below[string(one.get("from"))] |= targets
        elif kind in ("SpdxDocument", "software_Sbom"):
            described |= targets
        elif kind == "software_Package":
            version, purl = string(one.get("software_packageVersion")), string(one.get("software_packageUrl"))
            rows.append(_Component(name, string(one.get("name")), version, purl, "runtime", document.nth(number, "@graph", "type")))
    yield from _rows(rows, described, below)


# ------------------------------------------------------------------------------------------------ XML


def bom_xml(manifest: Manifest) -> Iterator[Found]:
    """CycloneDX; other files have such names, too."""
    if len(manifest.text) > MAX_ELEMENTS:
        raise BrokenError(f"{len(manifest.text)} characters, the limit is {MAX_ELEMENTS}", "too-large")
    root = xml_document.__wrapped__(manifest.text)  # NOTE: too large to be kept for a second reader.
    if root.name != "bom" or any(element.value("name") == OWN for element in _tools(root)):
        return
    products = {
        one.attributes.get("bom-ref", "") for top in root.all("metadata", "component") for one in (top, *top.all("components", "component"))
    }
    below: dict[str, set[str]] = defaultdict(set)
    for element in root.all("dependencies", "dependency"):
        below[element.attributes.get("ref", "")].update(one.attributes.get("ref", "") for one in element.all("dependency"))
    yield from _rows(_elements(root), products - {""}, below)


def _tools(root: Element) -> list[Element]:
    return [*root.all("metadata", "tools", "tool"), *root.all("metadata", "tools", "components", "component")]


def _elements(root: Element) -> Iterator[_Component]:
    waiting = root.all("components", "component")[::-1]
    while waiting:
        one = waiting.pop()
        kind, purl = one.attributes.get("type", ""), one.value("purl")
        if kind not in _NO_PACKAGES and (purl or kind in _UNNAMED):
            name = "/".join(text for text in (one.value("group"), one.value("name")) if text)
            scope = _CYCLONEDX_SCOPES.get(one.value("scope"), "runtime")
            yield _Component(one.attributes.get("bom-ref", ""), name, one.value("version"), purl, scope, one.line)
        waiting += one.all("components", "component")[::-1]


# ------------------------------------------------------------------------------------------------ text

_TAG = re.compile(r"([A-Za-z]+):\s*(.*)")
_REFERENCE = re.compile(r"\S+\s+purl\s+(\S+)")


def spdx_text(manifest: Manifest) -> Iterator[Found]:
    """SPDX 2 as tags and values; texts over several lines are passed over."""
    rows: list[_Component] = []
    relations: list[tuple[str, str, str]] = []
    in_text, in_package = False, False
    for number, line in enumerate(manifest.text.splitlines(), 1):
        starts, ends = "<text>" in line, "</text>" in line
        found = None if in_text else _TAG.match(line)
        in_text = (in_text or starts) and not ends
        if found is None:
            continue
        tag, value = found[1], found[2].strip()
        if tag == "Creator" and _is_own_creator(value):
            return
        in_package = tag == "PackageName" or (in_package and tag not in ("FileName", "SnippetSPDXID", "LicenseID"))
        if tag == "PackageName":
            rows.append(_Component("", value, "", "", "runtime", number))
        elif tag == "Relationship" and len(words := value.split()) >= 3:
            relations.append((words[0], words[1], words[2]))
        elif in_package:
            rows[-1] = _filled(rows[-1], tag, value)
    yield from _spdx_rows(rows, relations, set())


def _filled(one: _Component, tag: str, value: str) -> _Component:
    fields: dict[str, Any] = {}
    if tag == "SPDXID":
        fields["id"] = value
    elif tag == "PackageVersion":
        fields["version"] = value
    elif tag == "ExternalRef" and (found := _REFERENCE.match(value)):
        fields["purl"] = found[1]
    return one._replace(**fields)
