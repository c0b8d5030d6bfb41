"""The bill of materials: valid by its schema, the same bytes for the same result, nothing in it that no report may tell."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from projects import copied
from sample_result import COVERAGE, hit
from test_dependencies import packages, put

from scanner.cli import main
from scanner.model import HOLE, Alternative, Artifact, Decisions, Dependency, FileCounts, Location, Problem, ScanResult, because
from scanner.pipeline import scan
from scanner.report.cyclonedx import REPORT
from scanner.report.interface import View

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import Hit

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


def result(*hits: Hit, dependencies: tuple[Dependency, ...] = (), **changes: object) -> ScanResult:
    values: dict[str, object] = {
        "tool_version": "1.0",
        "catalog_version": "2026.1",
        "law_as_of": "2026-08-31",
        "coverage": COVERAGE,
        "files": FileCounts(seen=1, read=1, parsed=1, skipped=()),
        "hits": hits,
        "decisions": Decisions(),
        "features": (),
        "dependencies": dependencies,
        "problems": (),
        "roots": ("shop",),
    }
    return ScanResult(**{**values, **changes})  # type: ignore[arg-type]


def package(path: str, line: int, version: str = "", **changes: object) -> Dependency:
    values: dict[str, object] = {
        "ecosystem": "npm",
        "name": "@scope/kit",
        "requirement": "" if version else "^1",
        "scope": "runtime",
        "location": Location(path=path, line=line, column=1, end_line=line, end_column=1),
        "version": version,
        "purl": f"pkg:npm/%40scope/kit@{version}" if version else "pkg:npm/%40scope/kit",
    }
    return Dependency(**{**values, **changes})  # type: ignore[arg-type]


def written(one: ScanResult, view: View | None = None) -> dict[str, Any]:
    """The document, valid."""
    text = REPORT.render(one, view or View())
    assert VALIDATOR.validate_str(text) is None
    document: dict[str, Any] = json.loads(text)
    assert Bom.from_json(document) is not None
    return document


def of(row: dict[str, Any], name: str) -> list[str]:
    """Values of a property of ours."""
    return [one["value"] for one in row.get("properties", ()) if one["name"] == f"suanbei:{name}"]


def models(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in document.get("components", ()) if one["type"] == "machine-learning-model"]


# ---- near misses


def test_nothing_found_is_a_valid_bill() -> None:
    document = written(result())
    assert (document.get("components"), document.get("services")) == (None, None)
    assert document["metadata"]["component"]["name"] == "shop"


@pytest.mark.parametrize(
    "changes",
    [{"certainty": "possible"}, {"in_tests": True}, {"reach": "example"}],
    ids=["guess", "test", "example"],
)
def test_what_is_off_by_default_is_left_out(changes: dict[str, object]) -> None:
    one = result(hit("a.py", 3, **changes))
    assert models(written(one)) == []
    assert [row["name"] for row in models(written(one, View(all_hits=True)))] == ["qwen-plus"]


def test_a_site_that_a_comment_takes_out_is_left_out() -> None:
    assert models(written(result(hit("a.py", 3, ignored="demo")), View(all_hits=True))) == []


def test_nobody_in_particular_is_no_vendor() -> None:
    other = Alternative(vendor="deepseek", base_url=None, model="deepseek-chat", jurisdiction="mainland")
    document = written(result(hit("a.py", 3, vendor="configurable", model=None, base_url=None, alternatives=(other,))))
    assert [one["bom-ref"] for one in document["services"]] == ["vendor:deepseek"]
    assert of(document["services"][0], "alternative") == ["true"]
    assert [one["name"] for one in models(document)] == ["deepseek-chat"]


@pytest.mark.parametrize(
    ("url", "endpoints"),
    [
        ("https://user:secret-1@api.example.com/v1?key=secret-2#secret-3", ["https://api.example.com/v1"]),
        (f"https://api.example.com/v1/{HOLE}/chat", ["https://api.example.com/v1"]),
        ("https://api.example.com/v1/{…}:stream", ["https://api.example.com/v1"]),
        ("https://api.example.com/v1/***/chat", ["https://api.example.com/v1"]),
        ("https://{…}/v1", None),
        (f"https://{HOLE}.example.com/v1", None),
        ("https://api.example.com/v 1/\u202e<b>", ["https://api.example.com/v%201/%E2%80%AE%3Cb%3E"]),
        ("https://[::bad/v1", None),
        ("file:///etc/passwd", None),
        ("wss://api.example.com:8443/tts", ["wss://api.example.com:8443/tts"]),
    ],
)
def test_addresses_tell_no_secret(url: str, endpoints: list[str] | None) -> None:
    text = REPORT.render(result(hit("a.py", 3, base_url=url)), View())
    assert VALIDATOR.validate_str(text) is None
    assert "secret" not in text
    assert json.loads(text)["services"][0].get("endpoints") == endpoints


# ---- rows


def test_packages() -> None:
    found = (
        package("package.json", 4, relation="direct", signature="kit", use="called", categories=("generation",)),
        package("package-lock.json", 9, "1.2.0", relation="direct"),
        package("test/package.json", 1, name="check", purl="pkg:npm/check", in_tests=True, scope="dev"),
        package("pom.xml", 7, "2.0", ecosystem="maven", name="org.kit:core", purl="pkg:maven/org.kit/core@2.0", relation="transitive"),
    )
    document = written(result(dependencies=found))
    rows = {one["bom-ref"]: one for one in document["components"]}
    kit = rows["pkg:npm/%40scope/kit@1.2.0"]
    assert (kit["group"], kit["name"], kit["version"], kit["scope"]) == ("@scope", "kit", "1.2.0", "required")
    assert kit["evidence"]["occurrences"] == [{"location": "package-lock.json", "line": 9}, {"location": "package.json", "line": 4}]
    assert (of(kit, "use"), of(kit, "library"), of(kit, "category")) == (["called"], ["kit"], ["generation"])
    assert (rows["pkg:npm/check"]["scope"], of(rows["pkg:npm/check"], "in-tests")) == ("excluded", ["true"])
    assert rows["pkg:maven/org.kit/core@2.0"]["group"] == "org.kit"
    needs = {one["ref"]: one.get("dependsOn") for one in document["dependencies"]}
    assert needs["project"] == ["pkg:npm/%40scope/kit@1.2.0"]


def test_versions_of_one_package_are_rows_of_their_own() -> None:
    found = (package("package.json", 4), package("yarn.lock", 2, "1.0.0"), package("yarn.lock", 9, "2.0.0"))
    assert sorted(one.get("version", "") for one in written(result(dependencies=found))["components"]) == ["", "1.0.0", "2.0.0"]


def test_names_of_one_address_have_references_of_their_own() -> None:
    purl = "pkg:github/o/kit@1.0.0"
    found = tuple(
        package("bom.json", line, "1.0.0", ecosystem="github", name=f"o/{name}", purl=purl) for line, name in enumerate(("Kit", "kit"), 1)
    )
    assert [one["bom-ref"] for one in written(result(dependencies=found))["components"]] == [purl, f"{purl}#2"]


def test_models_and_vendors() -> None:
    first = hit("a.py", 3)
    again = hit("b.py", 5, qualname="Bot.ask", origin="api", overridable=True)
    document = written(result(first, again))
    (model,) = models(document)
    assert [(one["location"], one["line"], one["symbol"]) for one in model["evidence"]["occurrences"]] == [
        ("a.py", 3, "llm_response"),
        ("b.py", 5, "Bot.ask"),
    ]
    assert model["modelCard"]["modelParameters"]["task"] == "dialogue"
    assert (of(model, "mode"), of(model, "vendor"), of(model, "technique"), of(model, "certainty")) == (
        ["api"],
        ["dashscope"],
        ["dialogue"],
        ["sure"],
    )
    (vendor,) = document["services"]
    assert vendor["endpoints"] == ["https://dashscope.aliyuncs.com/compatible-mode/v1"]
    assert (vendor["x-trust-boundary"], of(vendor, "jurisdiction")) == (True, ["mainland"])
    assert [(one["flow"], one["classification"]) for one in vendor["data"]] == [
        ("inbound", "input: dialogue"),
        ("outbound", "output: dialogue"),
    ]
    needs = {one["ref"]: one.get("dependsOn") for one in document["dependencies"]}
    assert needs[model["bom-ref"]] == [vendor["bom-ref"]]


def test_a_model_that_is_held_here_goes_to_nobody() -> None:
    held = {"vendor": None, "base_url": "http://127.0.0.1:8000/v1", "jurisdiction": None, "mode": "self-hosted", "library": "kit"}
    document = written(result(hit("a.py", 3, **held), hit("b.py", 4, **{**held, "model": None})))
    assert document.get("services") is None
    assert {(one.get("supplier"), *of(one, "endpoint")) for one in models(document)} == {(None, "http://127.0.0.1:8000/v1")}
    assert [(one["name"], of(one, "name-in-code")) for one in sorted(models(document), key=lambda one: str(one["name"]))] == [
        ("dialogue (kit)", ["false"]),
        ("qwen-plus", []),
    ]


def test_model_files_and_configuration_are_models_too() -> None:
    file = hit("models/tiny.gguf", 1, kind="artifact", vendor=None, base_url=None, mode="self-hosted", model="tiny", qualname="")
    config = hit("deploy/values.yaml", 7, kind="config", qualname="llm.model")
    rows = {one["name"]: one for one in models(written(result(file, config)))}
    assert rows["tiny"]["evidence"]["occurrences"] == [
        {"location": "models/tiny.gguf", "line": 1, "additionalContext": "artifact openai/chat-completions"}
    ]
    assert rows["qwen-plus"]["evidence"]["occurrences"][0]["line"] == 7


def artifact(path: str, **changes: object) -> Artifact:
    values: dict[str, object] = {
        "kind": "model",
        "signature": "formats/kit",
        "location": Location(path=path, line=1, column=1, end_line=1, end_column=1),
        "technique": "text",
        "name": "tiny",
    }
    return Artifact(**{**values, **changes})  # type: ignore[arg-type]


def test_guessed_files_and_those_of_tests_are_left_out() -> None:
    one = result(artifacts=(artifact("a.bin", certainty="possible"), artifact("tests/b.bin", in_tests=True, name="other")))
    assert models(written(one)) == []
    assert [row["name"] for row in models(written(one, View(all_hits=True)))] == ["other", "tiny"]


def test_a_model_file() -> None:
    known = {
        "architecture": "llama",
        "licence": "apache-2.0",
        "stored": "pointer",
        "digest": "ab" * 32,
        "parameters": 7,
        "files": ("a.bin",),
    }
    file = artifact("a.bin", **known)
    told = hit("a.bin", 1, kind="artifact", signature="formats/kit", vendor=None, base_url=None, mode="self-hosted", model="tiny")
    told = dataclasses.replace(told, location=file.location)
    (row,) = models(written(result(told, artifacts=(file,))))
    assert row["modelCard"]["modelParameters"] == {"task": "text", "modelArchitecture": "llama"}
    assert (row["licenses"], row["hashes"]) == ([{"license": {"name": "apache-2.0"}}], [{"alg": "SHA-256", "content": "ab" * 32}])
    assert (of(row, "parameters"), of(row, "stored"), of(row, "file"), of(row, "kind")) == (["7"], ["pointer"], ["a.bin"], ["model"])


def test_a_model_of_the_code_and_its_file_are_one() -> None:
    called = hit("a.py", 3, vendor=None, base_url=None, mode="self-hosted", model="tiny", origin="open-weights")
    (row,) = models(written(result(called, artifacts=(artifact("tiny/model.bin"),))))
    assert [one["location"] for one in row["evidence"]["occurrences"]] == ["a.py", "tiny/model.bin"]
    assert (of(row, "origin"), row["modelCard"]["modelParameters"]["task"]) == (["open-weights"], "dialogue, text")


def test_a_tuned_model_of_a_vendor_comes_from_its_base() -> None:
    tuned = hit("a.py", 3, model="ft:kit:shop", base="kit", origin="fine-tuned", mode_because=(because("tuned-id", model="ft:kit:shop"),))
    (row,) = models(written(result(tuned)))
    (plain,) = models(written(result(dataclasses.replace(tuned, origin="open-weights"))))
    assert (plain.get("pedigree"), of(plain, "base")) == (None, ["kit"])
    assert [one["name"] for one in row["pedigree"]["ancestors"]] == ["kit"]
    assert (of(row, "origin"), of(row, "mode-because")) == (["fine-tuned"], ["the model id ft:kit:shop is that of tuned weights"])


def test_an_adapter_comes_from_its_base() -> None:
    (row,) = models(written(result(artifacts=(artifact("lora/a.bin", kind="adapter", name="mine", base="their/base"),))))
    assert row["pedigree"]["ancestors"] == [{"type": "machine-learning-model", "name": "their/base"}]


@pytest.mark.parametrize(
    ("image", "purl"),
    [
        ("kit", "pkg:docker/kit"),
        ("docker.io/library/kit:1.2", "pkg:docker/kit@1.2"),
        ("o/kit:1.2@sha256:00ff", "pkg:docker/o/kit@sha256:00ff"),
        ("localhost:5000/o/kit:1.2", "pkg:docker/o/kit@1.2?repository_url=localhost:5000"),
        ("/", None),
    ],
)
def test_an_image_and_the_model_that_it_serves(image: str, purl: str | None) -> None:
    one = artifact("compose.yaml", kind="image", name=image, base="their/base", signature="images/kit", serves="model", hosts=("llm",))
    document = written(result(artifacts=(one,)))
    (row,) = [each for each in document["components"] if each["type"] == "container"]
    assert (row.get("purl"), of(row, "host"), of(row, "serves")) == (purl, ["llm"], ["model"])
    needs = {each["ref"]: each.get("dependsOn") for each in document["dependencies"]}
    (model,) = models(document)
    assert (needs["project"], needs[row["bom-ref"]], model["name"]) == ([row["bom-ref"]], [model["bom-ref"]], "their/base")


def test_hostile_texts_are_made_visible() -> None:
    document = written(
        result(
            hit("a\u202e\n.py", 3, model="x\x1b[31m\u2028", qualname="f\x00"),
            dependencies=(package("b\x07.json", 1, name="\u202ekit", purl=""),),
            artifacts=(
                artifact("d\x1b", name="\u202em", architecture="\u2028", files=("\x07",)),
                artifact("e", kind="image", name="\u202e:\x00"),
            ),
            problems=(Problem(path="c\x00", stage="lower", reason="parse-error"),),
        )
    )
    text = json.dumps(document, ensure_ascii=False)
    assert [character for character in text if ord(character) < 32 or character in "\u202e\u2028"] == []


def test_many_places_are_counted() -> None:
    (model,) = models(written(result(*(hit("a.py", line) for line in range(1, 251)))))
    assert len(model["evidence"]["occurrences"]) == 100
    assert of(model, "places") == ["250"]


def test_many_packages_take_no_longer_each() -> None:
    import time

    found = tuple(package("yarn.lock", line, "1.0.0", name=f"kit{line}", purl=f"pkg:npm/kit{line}@1.0.0") for line in range(1, 301))
    start = time.process_time()
    document = json.loads(REPORT.render(result(dependencies=found), View()))
    assert time.process_time() - start < 4
    assert len(document["components"]) == 300


# ---- of a project


def test_a_project(tmp_path: Path) -> None:
    found = scan([copied("wenda-bot", tmp_path)])
    document = written(found)
    needs = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    assert needs["algorithm:/generation/text"] == [
        "model:dashscope/qwen-plus/api",
        "model:openai/gpt-4o-mini/api",
        "pkg:pypi/openai",
        "vendor:dashscope",
        "vendor:openai",
    ]
    assert {"algorithm:/generation/text", "algorithm:/generation/image", "pkg:pypi/openai"} <= {*needs["project"]}
    assert "timestamp" not in document["metadata"]
    assert REPORT.render(found, View()) == REPORT.render(dataclasses.replace(found, hits=found.hits[::-1]), View(lang="zh"))


def test_our_own_bill_is_no_manifest(tmp_path: Path) -> None:
    text = REPORT.render(result(dependencies=(package("package.json", 1, "1.2.0"),)), View())
    assert packages(put(tmp_path, {"bom.json": text})) == ((), frozenset())


def test_another_result_has_another_serial_number() -> None:
    serials = {written(result(hit("a.py", line)))["serialNumber"] for line in (1, 2, 1)}
    assert len(serials) == 2


# ---- command line


def test_command(tmp_path: Path) -> None:
    put(tmp_path, {"app/requirements.txt": "openai==1.50.0\n"})
    assert main(["scan", str(tmp_path / "app"), "-q", "-o", f"cyclonedx={tmp_path / 'out.cdx.json'}"]) == 0
    document = json.loads((tmp_path / "out.cdx.json").read_text(encoding="utf-8"))
    assert [one["purl"] for one in document["components"]] == ["pkg:pypi/openai@1.50.0"]


def test_without_the_library_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "cyclonedx" else real(name, *rest))
    assert main(["scan", str(tmp_path), "--format", "cyclonedx", "--lang", "en"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "pip install '.[cyclonedx]'" in err
