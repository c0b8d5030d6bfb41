"""Renders the result as a bill of materials, CycloneDX 1.6 as JSON: packages, models, vendors that get data, algorithm services.

The same result gives the same bytes: the serial number is a digest of the rest, and there is no time.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from cyclonedx.model import DataClassification, DataFlow, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentScope, ComponentType, Pedigree
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.model.service import Service
from cyclonedx.model.tool import ToolRepository
from cyclonedx.schema.schema import SchemaVersion1Dot6
from packageurl import PackageURL

from scanner.report._bom import bill
from scanner.report._escape import visible
from scanner.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import ScanResult
    from scanner.report._bom_rows import Algorithm, Bill, Image, Model, Package, Place, Properties, Remote
    from scanner.report.interface import View

_SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_ROOT = "project"
_DRAFT = uuid.UUID(int=0)


class CycloneDxReport:
    """For programs; the same in every language. ``view.all_hits`` adds what is off by default."""

    id = "cyclonedx"
    suffix = ".cdx.json"

    def render(self, result: ScanResult, view: View) -> str:
        rows = bill(result, everything=view.all_hits)
        written = _written(_document(rows, result), {one.ref: _card(one) for one in rows.models})
        serial = uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(written.encode()).hexdigest())
        return written.replace(_DRAFT.urn, serial.urn, 1)


REPORT = CycloneDxReport()


def _document(rows: Bill, result: ScanResult) -> Bom:
    names = Wording(result, "en")
    bom = Bom(
        serial_number=_DRAFT,
        version=1,
        components=[*map(_library, rows.packages), *(_model(one, names) for one in rows.models), *map(_image, rows.images)],
        services=[*(_vendor(one, names) for one in rows.remotes), *map(_algorithm, rows.algorithms)],
        dependencies=_graph(rows),
    )
    tool = Component(name="suanbei", version=result.tool_version, type=ComponentType.APPLICATION)
    bom.metadata.tools = ToolRepository(components=[tool])
    bom.metadata.component = Component(name=rows.name, type=ComponentType.APPLICATION, bom_ref=_ROOT)
    known = [("catalogue", result.catalog_version), ("law-as-of", result.law_as_of)]
    known += [("packages-left-out", str(rows.cut))] if rows.cut else []
    known += [("problem", visible(f"{one.path}: {one.reason}")) for one in result.problems]
    bom.metadata.properties = _properties(tuple(known))
    return bom


def _card(one: Model) -> dict[str, Any]:
    known = {"task": ", ".join(one.techniques), "modelArchitecture": one.architecture}
    known = {name: text for name, text in known.items() if text}
    return {"modelParameters": known} if known else {}


def _written(bom: Bom, cards: dict[str, dict[str, Any]]) -> str:
    """The text, with the cards of models, which the library does not know."""
    document: dict[str, Any] = json.loads(bom.as_json(view_=SchemaVersion1Dot6))  # type: ignore[attr-defined]
    document["metadata"].pop("timestamp", None)
    for one in document.get("components", ()):
        one.get("evidence", {}).get("occurrences", []).sort(key=lambda place: (place["location"], place["line"], place.get("symbol", "")))
        card = cards.get(one["bom-ref"])
        if card:
            one["modelCard"] = card
    top = {"$schema": _SCHEMA, "bomFormat": "CycloneDX", "specVersion": "1.6"}
    return json.dumps(top | document, ensure_ascii=False, indent=2) + "\n"


# ------------------------------------------------------------------------------------------------ rows


def _library(one: Package) -> Component:
    return Component(
        type=ComponentType.LIBRARY,
        bom_ref=one.ref,
        group=one.group or None,
        name=one.name,
        version=one.version or None,
        purl=PackageURL.from_string(one.purl) if one.purl else None,
        scope=ComponentScope(one.need),
        evidence=_evidence(one.places),
        properties=_properties(one.properties),
    )


def _model(one: Model, names: Wording) -> Component:
    return Component(
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=one.ref,
        name=one.name,
        supplier=OrganizationalEntity(name=names.name("vendor", one.vendor)) if one.vendor else None,
        licenses=[DisjunctiveLicense(name=one.licence)] if one.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one.digest)] if one.digest else [],
        pedigree=Pedigree(ancestors=[Component(type=ComponentType.MACHINE_LEARNING_MODEL, name=one.base)]) if one.base else None,
        evidence=_evidence(one.places),
        properties=_properties(one.properties),
    )


def _image(one: Image) -> Component:
    return Component(
        type=ComponentType.CONTAINER,
        bom_ref=one.ref,
        name=one.name,
        version=one.version or None,
        purl=PackageURL.from_string(one.purl) if one.purl else None,
        evidence=_evidence(one.places),
        properties=_properties(one.properties),
    )


def _vendor(one: Remote, names: Wording) -> Service:
    """Directions are those of the service: what the product sends comes in there."""
    data = [(DataFlow.INBOUND, "input"), (DataFlow.OUTBOUND, "output")]
    return Service(
        bom_ref=one.ref,
        name=one.vendor,
        provider=OrganizationalEntity(name=names.name("vendor", one.vendor)),
        endpoints=map(XsUri, one.endpoints),
        x_trust_boundary=True,
        data=[DataClassification(flow=flow, classification=f"{word}: {task}") for flow, word in data for task in one.techniques],
        properties=[*_properties(one.properties), *_places("place", one.places)],
    )


def _algorithm(one: Algorithm) -> Service:
    return Service(
        bom_ref=one.ref,
        name=one.name,
        x_trust_boundary=False,
        properties=[*_properties(one.properties), *_places("entry", one.entries)],
    )


def _evidence(places: Iterable[Place]) -> ComponentEvidence:
    found = [Occurrence(location=one.path, line=one.line, symbol=one.symbol or None, additional_context=one.note or None) for one in places]
    return ComponentEvidence(occurrences=found)


def _properties(rows: Properties) -> list[Property]:
    return [Property(name=f"suanbei:{name}", value=value) for name, value in rows]


def _places(name: str, places: Iterable[Place]) -> list[Property]:
    """Services have no evidence of their own in this standard."""
    return [Property(name=f"suanbei:{name}", value=" ".join((f"{one.path}:{one.line}", one.note, one.symbol)).strip()) for one in places]


# ------------------------------------------------------------------------------------------------ who needs what


def _graph(rows: Bill) -> list[Dependency]:
    """The product needs its services and packages, they need models and vendors, a model its vendor."""
    vendors = {one.vendor: one.ref for one in rows.remotes}
    edges: dict[str, tuple[str, ...]] = {_ROOT: rows.needs}
    edges |= {one.ref: one.needs for one in rows.algorithms}
    edges |= {one.ref: (vendors[one.vendor],) if one.vendor in vendors else () for one in rows.models}
    edges |= {one.ref: (one.serves,) if one.serves else () for one in rows.images}
    edges |= {one.ref: () for one in rows.remotes}
    edges |= {one.ref: () for one in rows.packages}
    return [Dependency(BomRef(name), map(_leaf, sorted(set(needs)))) for name, needs in edges.items()]


def _leaf(name: str) -> Dependency:
    return Dependency(BomRef(name))
