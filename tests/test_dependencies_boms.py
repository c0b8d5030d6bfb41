"""Bills of materials in the tree, each held against the reader of its own standard."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from test_dependencies import packages, put, rows
from test_dependencies_ecosystems import short

if TYPE_CHECKING:
    from pathlib import Path

CYCLONEDX: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "version": 1,
    "metadata": {
        "tools": {"components": [{"type": "application", "name": "another"}]},
        "component": {"type": "application", "bom-ref": "own", "name": "own", "version": "1"},
    },
    "components": [
        {
            "type": "library",
            "bom-ref": "kit",
            "group": "org.kit",
            "name": "kit",
            "version": "1.2.3",
            "purl": "pkg:maven/org.kit/kit@1.2.3?type=jar",
            "components": [{"type": "library", "bom-ref": "inner", "name": "inner", "version": "0.1", "purl": "pkg:npm/%40s/inner@0.1"}],
        },
        {"type": "library", "bom-ref": "deep", "name": "deep", "version": "2.0", "scope": "optional", "purl": "pkg:pypi/Deep@2.0"},
        {"type": "library", "bom-ref": "none", "name": "nameless", "version": "3"},
        {"type": "file", "bom-ref": "file", "name": "a.txt"},
        {"type": "library", "bom-ref": "dev", "name": "check", "version": "4", "scope": "excluded", "purl": "pkg:gem/check@4"},
    ],
    "dependencies": [{"ref": "own", "dependsOn": ["kit", "dev"]}, {"ref": "kit", "dependsOn": ["deep"]}],
}
CYCLONEDX_XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">
  <metadata>
    <component type="application" bom-ref="own"><name>own</name></component>
  </metadata>
  <components>
    <component type="library" bom-ref="kit">
      <group>org.kit</group>
      <name>kit</name>
      <version>1.2.3</version>
      <purl>pkg:maven/org.kit/kit@1.2.3</purl>
      <components>
        <component type="library"><name>inner</name><version>0.1</version><purl>pkg:npm/inner@0.1</purl></component>
      </components>
    </component>
    <component type="library" bom-ref="deep">
      <name>deep</name>
      <version>2.0</version>
      <scope>optional</scope>
      <purl>pkg:pypi/deep@2.0</purl>
    </component>
  </components>
  <dependencies>
    <dependency ref="own"><dependency ref="kit"/></dependency>
  </dependencies>
</bom>
"""


def spdx_package(name: str, version: str, purl: str = "") -> dict[str, Any]:
    references = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}] if purl else []
    values = {"SPDXID": f"SPDXRef-{name}", "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION"}
    return {**values, "filesAnalyzed": False, "externalRefs": references}


SPDX: dict[str, Any] = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "own",
    "documentNamespace": "https://example.org/own",
    "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: another-1"]},
    "packages": [
        spdx_package("own", "1"),
        spdx_package("kit", "1.2.3", "pkg:npm/kit@1.2.3"),
        spdx_package("deep", "2.0", "pkg:npm/deep@2.0"),
        spdx_package("check", "4", "pkg:npm/check@4"),
        spdx_package("bare", "5"),
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-own"},
        {"spdxElementId": "SPDXRef-own", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-kit"},
        {"spdxElementId": "SPDXRef-kit", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-deep"},
        {"spdxElementId": "SPDXRef-check", "relationshipType": "TEST_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-own"},
    ],
}
SPDX_TEXT = """\
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: own
DocumentNamespace: https://example.org/own
Creator: Tool: another-1
Created: 2026-01-01T00:00:00Z

PackageName: own
SPDXID: SPDXRef-own
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PackageComment: <text>two lines
PackageName: no package</text>

PackageName: kit
SPDXID: SPDXRef-kit
PackageVersion: 1.2.3
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
ExternalRef: PACKAGE-MANAGER purl pkg:npm/kit@1.2.3

PackageName: deep
SPDXID: SPDXRef-deep
PackageVersion: 2.0
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/deep@2.0

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-own
Relationship: SPDXRef-own DEPENDS_ON SPDXRef-kit
Relationship: SPDXRef-deep BUILD_DEPENDENCY_OF SPDXRef-kit
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("bom.json", '{"components": [{"type": "library", "name": "resistor"}]}', id="parts of a board"),
        pytest.param("bom.xml", "<project><dependencies/></project>", id="a bill of Maven's"),
        pytest.param("sbom.json", "[1, 2]", id="a list"),
        pytest.param(
            "LICENSE.spdx", "SPDXVersion: SPDX-2.3\nLicenseID: LicenseRef-1\nExtractedText: <text>PackageName: x</text>\n", id="text"
        ),
        pytest.param("bom.json", json.dumps({**CYCLONEDX, "metadata": {"tools": {"components": [{"name": "suanbei"}]}}}), id="our own"),
        pytest.param("bom.spdx.json", json.dumps({**SPDX, "creationInfo": {"creators": ["Tool: suanbei-1"]}}), id="our own again"),
    ],
)
def test_what_is_no_bill_of_packages(tmp_path: Path, name: str, text: str) -> None:
    assert packages(put(tmp_path, {name: text})) == ((), frozenset())


@pytest.mark.parametrize("name", ["bom.json", "out/app.cdx.json", "my-sbom.json", "x.cyclonedx.json"])
def test_cyclonedx(tmp_path: Path, name: str) -> None:
    text = json.dumps(CYCLONEDX, indent=2)
    found = short(tmp_path, {name: text})
    assert [row[1:] for row in found] == [
        ("pkg:maven/org.kit/kit@1.2.3", "runtime", "direct"),
        ("pkg:npm/%40s/inner@0.1", "runtime", "transitive"),
        ("pkg:pypi/deep@2.0", "optional", "transitive"),
        ("pkg:generic/nameless@3", "runtime", "transitive"),
        ("pkg:gem/check@4", "dev", "direct"),
    ]
    lines = text.splitlines()
    assert [lines[line - 1].split('"')[3] for line, *_ in found] == ["kit", "inner", "deep", "nameless", "check"]


def test_cyclonedx_is_what_its_library_reads(tmp_path: Path) -> None:
    from cyclonedx.model.bom import Bom

    theirs = Bom.from_json(CYCLONEDX)
    waiting = [*theirs.components]
    read = set()
    while waiting:
        one = waiting.pop()
        waiting += one.components
        if one.purl:
            read.add((one.purl.type, one.name.lower(), one.purl.version))
    found, _ = packages(put(tmp_path, {"bom.json": json.dumps(CYCLONEDX)}))
    assert {(one.ecosystem, one.name.split(":")[-1].split("/")[-1], one.version) for one in found if one.ecosystem != "generic"} == read


def test_cyclonedx_xml(tmp_path: Path) -> None:
    from io import StringIO

    from cyclonedx.model.bom import Bom

    assert short(tmp_path, {"bom.xml": CYCLONEDX_XML}) == [
        (7, "pkg:maven/org.kit/kit@1.2.3", "runtime", "direct"),
        (13, "pkg:npm/inner@0.1", "runtime", "transitive"),
        (16, "pkg:pypi/deep@2.0", "optional", "transitive"),
    ]
    theirs = Bom.from_xml(StringIO(CYCLONEDX_XML))
    assert {one.purl.to_string() for top in theirs.components for one in (top, *top.components)} == {
        one.purl for one in packages(tmp_path)[0]
    }


def test_spdx(tmp_path: Path) -> None:
    text = json.dumps(SPDX, indent=2)
    assert [row[1:] for row in short(tmp_path, {"app.spdx.json": text})] == [
        ("pkg:npm/kit@1.2.3", "runtime", "direct"),
        ("pkg:npm/deep@2.0", "runtime", "transitive"),
        ("pkg:npm/check@4", "test", "direct"),
        ("pkg:generic/bare@5", "runtime", "transitive"),
    ]


def test_spdx_text(tmp_path: Path) -> None:
    assert short(tmp_path, {"own.spdx": SPDX_TEXT}) == [
        (16, "pkg:npm/kit@1.2.3", "runtime", "direct"),
        (23, "pkg:pypi/deep@2.0", "build", "transitive"),
    ]


@pytest.mark.parametrize(("name", "text"), [("own.spdx", SPDX_TEXT), ("own.spdx.json", json.dumps(SPDX))], ids=["text", "json"])
def test_spdx_is_what_its_library_reads(tmp_path: Path, name: str, text: str) -> None:
    parser = pytest.importorskip("spdx_tools.spdx.parser.parse_anything")
    document = parser.parse_file(str(put(tmp_path, {name: text}) / name))
    theirs = {(one.name, one.version) for one in document.packages if one.name != "own"}
    assert {(one.name, one.version) for one in packages(tmp_path)[0]} == theirs


def test_spdx_that_describes_everything_has_no_product(tmp_path: Path) -> None:
    document = {**SPDX, "relationships": [], "documentDescribes": [one["SPDXID"] for one in SPDX["packages"]]}
    assert len(rows(tmp_path, {"sbom.json": json.dumps(document)})) == 5


def test_spdx_3(tmp_path: Path) -> None:
    graph = [
        {"type": "SpdxDocument", "spdxId": "d", "rootElement": ["own"]},
        {"type": "software_Package", "spdxId": "own", "name": "own"},
        {"type": "software_Package", "spdxId": "kit", "name": "kit", "software_packageUrl": "pkg:npm/kit@1.2.3"},
        {"type": "software_Package", "spdxId": "deep", "name": "deep", "software_packageVersion": "2.0"},
        {"type": "Relationship", "spdxId": "r", "relationshipType": "dependsOn", "from": "own", "to": ["kit"]},
    ]
    text = json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph}, indent=1)
    assert [row[1:] for row in short(tmp_path, {"own.spdx.json": text})] == [
        ("pkg:npm/kit@1.2.3", "runtime", "direct"),
        ("pkg:generic/deep@2.0", "runtime", "transitive"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("bom.json", json.dumps(CYCLONEDX)[:-40], id="truncated"),
        pytest.param("bom.xml", CYCLONEDX_XML[:-40], id="truncated XML"),
        pytest.param("bom.xml", '<!DOCTYPE a [<!ENTITY b "bb">]><bom>&b;</bom>', id="entity"),
        pytest.param("bom.json", '{"bomFormat": "CycloneDX", "components": ' + "[" * 200_000, id="deep"),
        pytest.param("own.spdx", "PackageComment: <text>\n" + "PackageName: x\n" * 60_000, id="open text"),
        pytest.param("bom.json", '{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX", "components": 7, "dependencies": {}}', id="kinds"),
    ],
)
def test_bad_input(tmp_path: Path, name: str, text: str) -> None:
    found, problems = packages(put(tmp_path, {name: text}))
    assert found == ()
    assert {one.reason for one in problems} <= {"parse-error", "cut"}


@pytest.mark.parametrize("purl", ["pkg:a.b+c/x@1", "x", "pkg:npm/", "pkg:npm/%00@%00", "pkg://npm//x@@1", "pkg:npm/" + "a/" * 5000 + "x@1"])
def test_addresses_that_are_none(tmp_path: Path, purl: str) -> None:
    document = {**CYCLONEDX, "dependencies": [], "components": [{"type": "library", "name": "kit", "version": "1", "purl": purl}]}
    (found,), problems = packages(put(tmp_path, {"bom.json": json.dumps(document)}))
    assert problems == frozenset()
    assert re.fullmatch("[a-z-]+", found.ecosystem)


def test_components_that_depend_on_each_other(tmp_path: Path) -> None:
    circle = {**CYCLONEDX, "dependencies": [{"ref": "kit", "dependsOn": ["deep"]}, {"ref": "deep", "dependsOn": ["kit", "own"]}]}
    assert {one.relation for one in packages(put(tmp_path, {"bom.json": json.dumps(circle)}))[0]} == {"unknown"}
