"""How a model is used and whose it is: one test per row of the decision, and what follows for the filing."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from decide_samples import hit, run, says

from scanner.catalog import load
from scanner.decide import settled
from scanner.decide.modes import origin
from scanner.model import Artifact, Dependency, Hit, Location, ScanOptions
from scanner.pipeline import scan
from scanner.report.wording import told

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import ScanResult

CATALOG = load()
PUBLIC = {"audience": ("public",), "public_opinion": True}


def place(path: str, line: int = 1) -> Location:
    return Location(path=path, line=line, column=1, end_line=line, end_column=1)


def artifact(path: str, **fields: object) -> Artifact:
    return Artifact(**{"kind": "model", "signature": "formats/x", "location": place(path), "technique": "text", "files": (path,), **fields})  # type: ignore[arg-type]


def image(serves: str, *hosts: str, base: str = "") -> Artifact:
    found = artifact("compose.yml", kind="image", name=f"acme/{serves}:1", category="generation", serves=serves, hosts=hosts, base=base)
    return dataclasses.replace(found, stored="pulled")


def package(name: str, use: str = "uncalled") -> Dependency:
    return Dependency(
        ecosystem="pypi",
        name=name,
        requirement="",
        scope="runtime",
        location=place("requirements.txt", 4),
        signature=name,
        use=use,  # type: ignore[arg-type]
    )


def api(vendor: str | None = "deepseek", **fields: object) -> Hit:
    return dataclasses.replace(hit("dialogue", "a.py", vendor), **fields)  # type: ignore[arg-type]


def local(model: str | None = None, **fields: object) -> Hit:
    return dataclasses.replace(hit("dialogue", "a.py", None, model=model), **fields)  # type: ignore[arg-type]


def decided(one: Hit, *artifacts: Artifact, packages: tuple[Dependency, ...] = (), beside: tuple[Hit, ...] = ()) -> Hit:
    return settled((one, *beside), artifacts, packages, CATALOG)[0]


def why(one: Hit) -> tuple[str, ...]:
    return tuple(told(reason, "en") for reason in one.mode_because)


# ------------------------------------------------------------------------------------------------ mode


def test_a_vendor_serves() -> None:
    found = decided(api())
    assert (found.mode, found.origin, why(found)) == ("api", "", ("served by deepseek",))


def test_a_relay_serves() -> None:
    assert why(decided(api("openrouter"))) == ("served by openrouter; it relays to others",)


def test_what_is_open_stays_open_with_what_may_serve_it() -> None:
    found = decided(
        api("configurable"), image("model", "llm"), image("engine", "es"), packages=(package("vllm"), package("peft", "called"))
    )
    assert (found.mode, found.origin) == ("api", "")
    assert why(found) == (
        "the code leaves open who serves",
        "the container acme/model:1 (compose.yml:1) serves models",
        "vllm, which runs models, is declared at requirements.txt:4 and not called",
    )


def test_a_library_runs_the_model() -> None:
    found = decided(local("Qwen/Qwen2.5-7B-Instruct"))
    assert (found.mode, found.origin, why(found)) == ("self-hosted", "", ("the library runs the model itself",))


def test_an_address_in_the_own_network() -> None:
    assert why(decided(local(base_url="http://10.0.0.8:8000/v1"))) == ("http://10.0.0.8:8000/v1 lies in the own network",)


@pytest.mark.parametrize("url", ["http://gateway:3000/v1", "http://localhost:3000/v1"])
def test_a_gateway_in_the_own_network_is_no_model_of_ones_own(url: str) -> None:
    found = decided(local("gpt-4o", base_url=url), image("relay", "gateway", ":3000"))
    assert (found.mode, found.vendor, found.jurisdiction, found.origin) == ("api", "configurable", "unknown", "relay")
    assert why(found) == (f"{url} is the container acme/relay:1 (compose.yml:1), which passes calls on",)


def test_another_port_is_another_container() -> None:
    assert decided(local("m", base_url="http://localhost:8000/v1"), image("relay", ":3000")).mode == "self-hosted"


def test_a_server_of_models_says_which() -> None:
    found = decided(local(base_url="http://llm:8000/v1"), image("model", "llm", base="Qwen/Qwen2.5-7B"))
    assert (found.mode, found.base) == ("self-hosted", "Qwen/Qwen2.5-7B")
    assert why(found)[1:] == ("there the container acme/model:1 (compose.yml:1) answers", "it is told to serve Qwen/Qwen2.5-7B")


def test_tuning_and_training_are_modes_of_their_own() -> None:
    assert why(decided(local(mode="fine-tune"))) == ("the call changes the weights of a model",)
    assert why(decided(local(mode="train"))) == ("the call trains weights",)


def test_other_categories_are_left_alone() -> None:
    search = hit("full-text-search", "s.py", None)
    assert settled((search,), (), (), CATALOG) == (search,)


# ------------------------------------------------------------------------------------------------ origin


@pytest.mark.parametrize(
    ("mode", "told", "family", "said", "expected"),
    [
        ("api", True, "text", "", "api"),
        ("api", False, "text", "", "run-time"),
        ("api", False, "text", "relay", "relay"),
        ("api", True, "text", "fine-tuned", "fine-tuned"),
        ("self-hosted", True, "text", "", "open-weights"),
        ("self-hosted", False, "text", "", "run-time"),
        ("self-hosted", False, "speech", "", "open-weights"),
        ("self-hosted", False, "text", "fine-tuned", "fine-tuned"),
        ("fine-tune", True, "text", "", "fine-tuned"),
        ("train", True, "text", "fine-tuned", "own"),
    ],
)
def test_origins(mode: str, told: bool, family: str, said: str, expected: str) -> None:
    assert origin(mode, None, told=told, family=family, said=said) == expected


def test_a_vendor_that_relays() -> None:
    assert origin("api", CATALOG.vendors["openrouter"], told=True, family="text") == "relay"


def test_the_id_of_tuned_weights() -> None:
    found = decided(api("openai", model="ft:gpt-4o-mini-2024-07-18:acme::abc"))
    assert (found.mode, found.origin) == ("api", "fine-tuned")
    assert decided(api("openai", model="gpt-4o-mini")).origin == ""
    assert decided(api("deepseek", model="ft:deepseek")).origin == ""


@pytest.mark.parametrize("written", ["models/qwen", "./models/qwen/", "server/models/qwen"])
def test_a_path_to_weights_that_were_tuned(written: str) -> None:
    tuned = artifact(
        "server/models/qwen/adapter_model.safetensors",
        kind="adapter",
        base="Qwen/Qwen2.5-7B",
        files=("server/models/qwen/adapter_config.json", "server/models/qwen/adapter_model.safetensors"),
    )
    found = decided(local(written), tuned)
    assert (found.origin, found.base) == ("fine-tuned", "Qwen/Qwen2.5-7B")
    assert why(found)[-1] == "an adapter of Qwen/Qwen2.5-7B"


def test_a_path_to_weights_beside_which_training_left_its_state() -> None:
    one = artifact("out/model.safetensors", files=("out/config.json", "out/model.safetensors"), trained=True, name="Qwen/Qwen2.5-7B")
    assert decided(local("out"), one).origin == "fine-tuned"


def test_a_path_to_weights_as_they_are() -> None:
    one = artifact("models/chat.gguf", name="Qwen2.5 7B Instruct")
    found = decided(local("models/chat.gguf"), one)
    assert (found.origin, found.base) == ("", "Qwen2.5 7B Instruct")
    assert decided(local("models/other.gguf"), one).base == ""
    assert decided(local("chat"), one).base == ""


def test_the_only_recipe_makes_the_model_that_nobody_knows() -> None:
    recipe = artifact("Modelfile", kind="adapter", base="qwen2.5:7b", name="qwen2.5:7b", stored="pulled")
    assert decided(local("kefu"), recipe).origin == "fine-tuned"
    assert decided(local("qwen2.5:7b"), recipe).origin == ""
    assert decided(local("kefu"), recipe, dataclasses.replace(recipe, location=place("b/Modelfile"))).origin == ""


def test_weights_that_a_call_in_the_file_loads() -> None:
    loads = local("out/lora", signature="fine-tuning/adapted-generate", location=place("a.py", 9))
    found = decided(local("Qwen/Qwen2.5-7B"), beside=(loads,))
    assert (found.origin, why(found)[-1]) == ("fine-tuned", "weights that were tuned are loaded at a.py:9")
    assert decided(local("m", location=place("b.py")), beside=(loads,)).origin == ""
    assert decided(local("m"), beside=(dataclasses.replace(loads, in_tests=True),)).origin == ""


def test_tuning_elsewhere_and_adapters_are_reasons_to_ask_only() -> None:
    tunes = local(mode="fine-tune", location=place("train.py", 3))
    lies = artifact("out/lora/adapter_model.safetensors", kind="adapter", base="Qwen/Qwen2.5-7B")
    found = decided(local("Qwen/Qwen2.5-7B"), lies, packages=(package("fine-tuning"),), beside=(tunes,))
    assert found.origin == ""
    assert why(found)[1:] == (
        "the tree tunes models as well (train.py:3); whether this one is not told",
        "adapters lie in the tree (out/lora/adapter_model.safetensors); whether one is loaded is not told",
        "fine-tuning, which tunes models, is declared at requirements.txt:4 and not called",
    )


# ------------------------------------------------------------------------------------------------ what follows


def duties(*hits: Hit) -> set[tuple[str, str]]:
    return {(one.id, one.strength) for one in run(hits, says(**PUBLIC)).obligations if one.id in ("genai-filing", "genai-registration")}


def test_tuned_weights_lead_to_the_filing() -> None:
    assert duties(dataclasses.replace(local("qwen2.5-7b"), origin="fine-tuned")) == {("genai-filing", "practice")}
    assert "weights" not in {
        one.id for one in run((dataclasses.replace(local("qwen2.5-7b"), origin="fine-tuned"),), says(**PUBLIC)).questions
    }


def test_weights_as_they_are_stay_a_question() -> None:
    assert "weights" in {one.id for one in run((local("qwen2.5-7b"),), says(**PUBLIC)).questions}


def test_an_adapter_in_the_tree_is_a_place_to_look_at() -> None:
    lies = dataclasses.replace(local(location=place("out/lora/adapter_model.safetensors")), kind="artifact", origin="fine-tuned")
    (question,) = [one for one in run((local("qwen2.5-7b"), lies), says(**PUBLIC)).questions if one.id == "weights"]
    assert question.hints[0] == "out/lora/adapter_model.safetensors:1"


def test_tuned_weights_at_a_vendor_lead_to_the_filing() -> None:
    assert ("genai-filing", "practice") in duties(dataclasses.replace(api(), origin="fine-tuned"))
    assert ("genai-registration", "must") not in duties(dataclasses.replace(api(), origin="fine-tuned"))


def test_the_model_behind_a_path_tells_its_maker() -> None:
    (service,) = run((dataclasses.replace(local("models/x.gguf"), base="qwen2.5-7b"),)).services
    assert service.models[0].upstream == ("ZheJiang-TongYiQianWen-20230901",)
    assert run((local("models/x.gguf"),)).services[0].models[0].upstream == ()


# ------------------------------------------------------------------------------------------------ whole trees


def scanned(folder: Path, files: dict[str, str]) -> ScanResult:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return scan([str(folder)], ScanOptions(cache=False, undeclared=True))


CHAT = """
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI(base_url="http://gateway:3000/v1", api_key="x")

@app.post("/chat")
def chat(text: str):
    return client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}])
"""


@pytest.mark.parametrize("address", ["gateway:3000", "localhost:3001", "127.0.0.1:3002"])
def test_a_gateway_between_code_and_model(tmp_path: Path, address: str) -> None:
    ports = '    ports: ["3001:3000", "127.0.0.1:3002:3000/tcp"]\n'
    compose = f"services:\n  gateway:\n    image: calciumion/new-api:latest\n{ports}"
    result = scanned(tmp_path, {"app.py": CHAT.replace("gateway:3000", address), "docker-compose.yml": compose})
    (service,) = result.decisions.services
    assert {model.origin for model in service.models} == {"relay"}
    assert "no-route-overseas" in {one.id for one in result.decisions.obstacles}


def test_a_server_of_models_between_code_and_model(tmp_path: Path) -> None:
    files = {"app.py": CHAT, "docker-compose.yml": "services:\n  gateway:\n    image: vllm/vllm-openai:v0.6.6\n"}
    (service,) = scanned(tmp_path, files).decisions.services
    assert {model.origin for model in service.models} == {"open-weights"}


def test_an_adapter_in_the_tree_that_the_code_loads(tmp_path: Path) -> None:
    code = """
from fastapi import FastAPI
from vllm import LLM

app = FastAPI()
llm = LLM(model="weights/kefu")

@app.post("/chat")
def chat(text: str):
    return llm.chat([{"role": "user", "content": text}])
"""
    said = json.dumps({"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "Qwen/Qwen2.5-7B-Instruct"})
    result = scanned(tmp_path, {"app.py": code, "weights/kefu/adapter_config.json": said})
    (service,) = result.decisions.services
    assert [(model.origin, model.model) for model in service.models] == [("fine-tuned", "weights/kefu")]
    call = next(one for one in result.hits if one.kind == "call")
    assert (call.origin, call.base) == ("fine-tuned", "Qwen/Qwen2.5-7B-Instruct")
    assert "an adapter of Qwen/Qwen2.5-7B-Instruct" in why(call)
