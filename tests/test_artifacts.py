"""Models and container images: what is read of them, what they are for, and files that mean harm."""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import pickle
import struct
import sys
import time
import tracemalloc
import types
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import catalog, matcher

from scanner.artifacts import Finder, hits, wanted_names
from scanner.artifacts.archives import entries_of
from scanner.artifacts.heads import Head, open_head, pointer
from scanner.artifacts.images import Images
from scanner.artifacts.pickles import globals_of
from scanner.artifacts.readers import FaultError, read
from scanner.discover import DiscoverOptions, discover
from scanner.model import ScanOptions, because
from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog.values import FileFormat
    from scanner.model import Artifact, Problem, ScanResult

FORMATS = {one.id.partition("/")[2]: one for one in catalog().formats}


# ------------------------------------------------------------------------------------------------ files, made as their formats want them


def tensors(shapes: Mapping[str, list[int]], said: Mapping[str, str] | None = None) -> bytes:
    """A file of tensors with a header in JSON, as its own library writes one."""
    header: dict[str, object] = {"__metadata__": dict(said)} if said else {}
    at = 0
    for name, shape in shapes.items():
        size = 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + bytes(at)


def keyed(values: Mapping[str, str | int | list[str]], count: int | None = None) -> bytes:
    """Typed keys and values behind the magic of their format."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    data = b"GGUF" + struct.pack("<IQQ", 3, 0, len(values) if count is None else count)
    for key, value in values.items():
        data += text(key)
        if isinstance(value, str):
            data += struct.pack("<I", 8) + text(value)
        elif isinstance(value, int):
            data += struct.pack("<IQ", 10, value)
        else:
            data += struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
    return data


def field(number: int, value: int | bytes) -> bytes:
    """One field of a protocol buffer."""

    def varint(left: int) -> bytes:
        found = b""
        while True:
            byte, left = left & 0x7F, left >> 7
            found += bytes([byte | (0x80 if left else 0)])
            if not left:
                return found

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def network(name: str) -> bytes:
    """A graph with one node, as exporters write it."""
    node = field(1, b"x") + field(2, b"y") + field(4, b"Relu")
    return field(1, 8) + field(2, b"exporter") + field(7, field(1, node) + field(2, name.encode())) + field(8, field(2, 17))


class _Storage:
    """Stands for a class of the library that saves models."""


def saved(*classes: str) -> bytes:
    """A pickle that names classes as a saved model does, without those libraries."""
    found = []
    for path in classes:
        module, _, name = path.rpartition(".")
        stub = types.ModuleType(module)
        made = type(name, (), {"__module__": module, "__qualname__": name})
        setattr(stub, name, made)
        parts = module.split(".")
        for depth in range(1, len(parts) + 1):
            sys.modules.setdefault(".".join(parts[:depth]), types.ModuleType(".".join(parts[:depth])))
        sys.modules[module] = stub
        found.append(made)
    try:
        return pickle.dumps(OrderedDict(state=found), protocol=2)
    finally:
        for path in classes:
            parts = path.split(".")[:-1]
            for depth in range(1, len(parts) + 1):
                sys.modules.pop(".".join(parts[:depth]), None)


def archived(data: bytes, *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A saved model as an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("archive/data.pkl", data)
        archive.writestr("archive/version", "3\n")
        archive.writestr("archive/data/0", bytes(64))
    return buffer.getvalue()


POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 15231233024\n".encode()


def looked(folder: Path, files: Mapping[str, bytes | str]) -> tuple[tuple[Artifact, ...], set[Problem]]:
    """What is found in a tree with these files."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    found = discover([folder], DiscoverOptions(artifacts=wanted_names(catalog().formats)))
    finder = Finder(catalog(), found.root, matcher().servers.developer, lambda _name: "")
    for file in (*found.artifacts, *found.files):
        finder.look_at(file)
    return finder.result(), finder.problems


def one(folder: Path, files: Mapping[str, bytes | str]) -> Artifact:
    found, problems = looked(folder, files)
    assert not problems
    assert len(found) == 1
    return found[0]


# ------------------------------------------------------------------------------------------------ near misses


@pytest.mark.parametrize(
    ("path", "data"),
    [
        pytest.param("tok/tokenizer.json", "{}", id="a vocabulary alone"),
        pytest.param("tok/generation_config.json", "{}", id="settings of generation without a model"),
        pytest.param("config.json", '{"name": "shop", "model": "x"}', id="settings of an application"),
        pytest.param("config.json", "[1, 2", id="broken settings of an application"),
        pytest.param("data.h5", b"\x89HDF\r\n\x1a\n" + bytes(64), id="numbers in the container of another format"),
        pytest.param("data.pkl", pickle.dumps([1, {"a": 2}]), id="a pickle of plain values"),
        pytest.param("index.pkl", saved("shop.catalog.Row"), id="a pickle of the project's own class"),
        pytest.param("notes.bin", b"just bytes", id="some other binary file"),
        pytest.param("app.ckpt", archived(b"")[:40], id="the beginning of an archive"),
        pytest.param("query.param", "limit=10\n", id="parameters of something else"),
        pytest.param("room.plan", "walls\n", id="a plan of a house"),
        pytest.param("photos.pt", b"PK\x05\x06" + bytes(18), id="an empty archive"),
        pytest.param("msg.pb", field(1, b"hello"), id="another protocol buffer"),
        pytest.param("LICENSE", "MIT", id="a licence without a model"),
        pytest.param("Manifest.json", '{"name": "pwa"}', id="the manifest of a web page"),
    ],
)
def test_files_that_are_no_model(tmp_path: Path, path: str, data: bytes | str) -> None:
    assert looked(tmp_path, {path: data}) == ((), set())


@pytest.mark.parametrize(
    ("path", "data"),
    [
        pytest.param("m/config.json", '{"architectures": ["BertModel"]}', id="embeddings"),
        pytest.param("m/config.json", '{"architectures": ["XLMRobertaForSequenceClassification"]}', id="ranking by a classifier"),
        pytest.param("m/config.json", '{"architectures": ["DetrForObjectDetection"]}', id="detection"),
        pytest.param("m/e.gguf", keyed({"general.architecture": "nomic-bert"}), id="embeddings with typed keys"),
        pytest.param("m/mmproj.gguf", keyed({"general.architecture": "clip", "general.type": "mmproj"}), id="the eye of a model"),
        pytest.param("yolov8n.pt", archived(saved("ultralytics.nn.tasks.DetectionModel")), id="a detector as a pickle"),
        pytest.param("arcface_w600k_r50.onnx", network("main"), id="recognition of faces, by name"),
        pytest.param("cls/adapter_config.json", '{"peft_type": "LORA", "task_type": "SEQ_CLS"}', id="a tuned classifier"),
    ],
)
def test_models_that_nothing_is_reported_of(tmp_path: Path, path: str, data: bytes | str) -> None:
    found = one(tmp_path, {path: data})
    assert found.technique == "none"
    assert list(hits((found,))) == []


# ------------------------------------------------------------------------------------------------ models


@pytest.mark.parametrize(
    ("path", "data", "technique"),
    [
        ("m/config.json", '{"architectures": ["LlamaForCausalLM"]}', "text"),
        ("m/config.json", '{"architectures": ["Qwen2VLForConditionalGeneration"]}', "text"),
        ("m/config.json", '{"architectures": ["WhisperForConditionalGeneration"]}', "asr"),
        ("m/config.json", '{"architectures": ["MusicgenForConditionalGeneration"]}', "music"),
        ("m/config.json", '{"architectures": ["VitsModel"]}', "tts"),
        ("m/config.json", '{"architectures": ["MarianMTModel"]}', "translation"),
        ("m/config.json", '{"model_type": "chatglm", "transformers_version": "4.30"}', "text"),
        ("m/config.json", '{"architectures": ["SomethingNobodyKnows"]}', ""),
        ("m/model_index.json", '{"_class_name": "CogVideoXPipeline", "_diffusers_version": "0.32"}', "video"),
        ("m/model_index.json", '{"_class_name": "StableDiffusionInpaintPipeline", "_diffusers_version": "0.32"}', "image-edit"),
        ("m/model_index.json", '{"_class_name": "FluxPipeline", "_diffusers_version": "0.32"}', "image"),
        ("sd/v1.safetensors", tensors({"model.diffusion_model.input_blocks.0.0.weight": [4, 4]}), "image"),
        ("m/x.gguf", keyed({"general.architecture": "deepseek2"}), "text"),
        ("m/unknown.onnx", network("main_graph"), ""),
        ("faces/inswapper_128.onnx", network("main_graph"), "face-swap"),
        ("sync/wav2lip_gan.pth", archived(saved("torch._utils._rebuild_tensor_v2")), "face-manipulation"),
        ("llm/whole.pt", archived(saved("transformers.models.qwen2.modeling_qwen2.Qwen2ForCausalLM")), "text"),
        ("up/GFPGANv1.4.pth", POINTER, "image-enhance"),
    ],
)
def test_what_a_model_is_for(tmp_path: Path, path: str, data: bytes | str, technique: str) -> None:
    assert one(tmp_path, {path: data}).technique == technique


def test_what_nothing_tells_the_purpose_of_is_possible(tmp_path: Path) -> None:
    (hit,) = hits((one(tmp_path, {"net.onnx": network("g")}),))
    assert (hit.kind, hit.technique, hit.certainty) == ("artifact", "multimodal", "possible")


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("a.safetensors", tensors({"w": [2, 3]}), "safetensors"),
        ("a.gguf", keyed({"general.architecture": "llama"}), "gguf"),
        ("ggml-model.bin", b"lmgg" + bytes(20), "ggml"),
        ("a.onnx", network("g"), "onnx"),
        ("a.pt", archived(saved("torch.FloatStorage")), "torch-zip"),
        ("packed.pt", archived(saved("torch.FloatStorage"), compression=zipfile.ZIP_DEFLATED), "torch-zip"),
        (
            "old.pth",
            b"".join(pickle.dumps(part, protocol=2) for part in (0x1950A86A20F9469CFC6C, 1001, {})) + saved("torch.FloatStorage"),
            "torch-legacy",
        ),
        ("plain.pth", saved("torch._utils._rebuild_tensor"), "pickle"),
        ("a.h5", b"\x89HDF\r\n\x1a\n" + bytes(40) + b"keras_version", "keras-h5"),
        ("saved_model.pb", field(1, 1) + field(2, b"graph"), "saved-model"),
        ("frozen.pb", field(1, field(1, b"input") + field(2, b"Placeholder")), "frozen-graph"),
        ("model.ckpt-10.index", bytes(40) + bytes.fromhex("57fb808b247547db"), "tensorflow-checkpoint"),
        ("a.tflite", struct.pack("<I", 28) + b"TFL3" + bytes(24), "tflite"),
        ("a.litertlm", b"LITERTLM" + bytes(24), "litert-lm"),
        ("a.mlmodel", field(1, 5) + field(2, field(100, field(1, b"A model"))), "core-ml"),
        ("a.engine", b"ftrt" + bytes(24), "tensorrt"),
        ("a.pdmodel", field(1, field(1, 0) + field(2, 1)), "paddle"),
        ("a.param", "7767517\n75 83\nInput data 0 1 data\n", "ncnn"),
        ("a.mnn", bytes(8), "by-name"),
        ("a.rkllm", bytes(8), "rkllm"),
    ],
)
def test_formats_are_known_by_content(tmp_path: Path, name: str, data: bytes | str, format_: str) -> None:
    assert one(tmp_path, {name: data}).signature == f"formats/{format_}"


def test_a_keras_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.keras", "w") as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("config.json", '{"class_name": "Functional", "config": {"name": "churn"}}')
        archive.writestr("model.weights.h5", b"")
    found = one(tmp_path, {})
    assert (found.signature, found.architecture, found.name) == ("formats/keras", "Functional", "churn")


def test_one_model_of_many_files(tmp_path: Path) -> None:
    files = {
        "qwen/config.json": '{"architectures": ["Qwen2ForCausalLM"], "_name_or_path": "Qwen/Qwen2.5-7B-Instruct"}',
        "qwen/generation_config.json": "{}",
        "qwen/tokenizer.json": "{}",
        "qwen/LICENSE": "Apache-2.0",
        "qwen/model-00001-of-00002.safetensors": tensors({"a.weight": [100, 10]}),
        "qwen/model-00002-of-00002.safetensors": tensors({"b.weight": [50, 10], "b.bias": [10]}),
    }
    found = one(tmp_path, files)
    assert (found.name, found.architecture, found.technique) == ("Qwen/Qwen2.5-7B-Instruct", "Qwen2ForCausalLM", "text")
    assert (found.family, found.parameters, found.licence) == ("qwen", 1510, "qwen/LICENSE")
    assert (found.stored, found.certainty, found.location.path) == ("here", "sure", "qwen/model-00001-of-00002.safetensors")


def test_parts_below_a_pipeline_belong_to_it(tmp_path: Path) -> None:
    files = {
        "draw/model_index.json": '{"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.30.0"}',
        "draw/unet/config.json": '{"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.30.0"}',
        "draw/unet/diffusion_pytorch_model.safetensors": tensors({"conv_in.weight": [8, 4]}),
        "draw/text_encoder/config.json": '{"architectures": ["CLIPTextModel"]}',
        "draw/text_encoder/model.safetensors": tensors({"t": [3]}),
    }
    found = one(tmp_path, files)
    assert (found.technique, found.architecture, found.parameters) == ("image", "StableDiffusionPipeline", 35)


def test_shards_without_a_description_are_one_model(tmp_path: Path) -> None:
    files = {f"m/chat-0000{n}-of-00002.gguf": keyed({"general.architecture": "qwen2"}) for n in (1, 2)}
    assert len(one(tmp_path, files).files) == 2


def test_typed_keys_with_a_long_vocabulary(tmp_path: Path) -> None:
    said: dict[str, str | int | list[str]] = {
        "general.architecture": "qwen2",
        "general.name": "Qwen2.5 7B Instruct",
        "general.parameter_count": 7_615_616_512,
        "general.license": "apache-2.0",
        "tokenizer.ggml.tokens": [f"token number {n}" for n in range(60_000)],
    }
    data = keyed(said)
    found = one(tmp_path, {"chat.gguf": data})
    assert len(data) > 1_000_000
    assert (found.name, found.parameters) == ("Qwen2.5 7B Instruct", 7_615_616_512)
    assert (found.licence, found.developer) == ("apache-2.0", "dashscope")


def test_an_adapter_names_its_base(tmp_path: Path) -> None:
    files = {
        "out/adapter_config.json": '{"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "THUDM/chatglm3-6b"}',
        "out/adapter_model.safetensors": tensors({"base_model.model.layers.0.q.lora_A.weight": [8, 64]}),
        "out/trainer_state.json": '{"global_step": 30, "log_history": []}',
    }
    found = one(tmp_path, files)
    assert (found.kind, found.base, found.family, found.trained) == ("adapter", "THUDM/chatglm3-6b", "glm", True)


def test_tensors_alone_tell_an_adapter(tmp_path: Path) -> None:
    said = {"ss_network_module": "networks.lora", "ss_sd_model_name": "base.ckpt"}
    data = tensors({"lora_unet_down_blocks_0.lora_down.weight": [4, 8]}, said)
    found = one(tmp_path, {"loras/face.safetensors": data})
    assert (found.kind, found.base) == ("adapter", "base.ckpt")


def test_a_recipe_with_an_adapter(tmp_path: Path) -> None:
    found = one(tmp_path, {"Modelfile": "# ours\nFROM qwen2.5:7b\nADAPTER ./tuned.gguf\n"})
    assert (found.kind, found.base, found.family, found.stored) == ("adapter", "qwen2.5:7b", "qwen", "pulled")


def test_a_pointer_says_that_the_content_is_elsewhere(tmp_path: Path) -> None:
    found = one(tmp_path, {"m/config.json": '{"architectures": ["LlamaForCausalLM"]}', "m/model.safetensors": POINTER})
    assert (found.stored, found.size, found.certainty, found.digest[:9]) == ("pointer", 15231233024, "likely", "sha256:ab")
    assert because("stored-pointer") in next(hits((found,))).reasons


# ------------------------------------------------------------------------------------------------ harm


class _Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {MARK}",)


MARK = "/tmp/suanbei-test-was-run"


@pytest.mark.parametrize("pack", [archived, bytes], ids=["archive", "bare"])
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_that_would_run_code_is_told_and_not_run(tmp_path: Path, pack: object, protocol: int) -> None:
    data = pickle.dumps({"weights": _Runs()}, protocol=protocol)
    _, problems = looked(tmp_path, {"evil.pt": pack(data)})  # type: ignore[operator]
    if pack is archived or protocol:  # NOTE: the oldest form has no mark of its own and is no file of a model.
        assert {(one.path, one.reason) for one in problems} == {("evil.pt", "unsafe")}
        assert "system" in next(iter(problems)).detail
    assert not Path(MARK).exists()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("archive/data.pkl", "w") as entry:
            for _ in range(30):
                entry.write(bytes(1_000_000))
        archive.writestr("archive/version", "3\n")
    tracemalloc.start()
    _, problems = looked(tmp_path, {})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.path, one.reason) for one in problems] == [("bomb.pt", "too-large")]
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("huge.safetensors", struct.pack("<Q", 1 << 60) + b'{"a":1}', "claims 1152921504606846976 bytes"),
        ("short.safetensors", struct.pack("<Q", 3) + b"{]}", "is not JSON"),
        ("list.gguf", b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 60), "claims 1152921504606846976 keys"),
        ("cut.gguf", b"GGUF\x03", "ends within its header"),
        ("deep.safetensors", struct.pack("<Q", 200_000) + b'{"a":' * 40_000, "is not JSON"),
    ],
)
def test_broken_files_are_problems(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    found, problems = looked(tmp_path, {name: data})
    assert found == ()
    assert [(one.path, one.reason) for one in problems] == [(name, "parse-error")]
    assert says in next(iter(problems)).detail


def test_only_the_ends_of_a_large_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "big.safetensors"
    head = tensors({"w": [10, 10]})
    with path.open("wb") as file:
        file.write(head)
        file.truncate(30_000_000_000)
    tracemalloc.start()
    start = time.perf_counter()
    found = one(tmp_path, {})
    assert time.perf_counter() - start < 2
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.size, found.parameters) == (30_000_000_000, 100)
    assert peak < 8_000_000


def test_links_and_pipes_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text("secret")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.onnx").symlink_to(tmp_path / "out.txt")
    os.mkfifo(tmp_path / "in" / "pipe.gguf")
    assert isinstance(open_head(str(tmp_path / "in"), "link.onnx"), str)
    assert isinstance(open_head(str(tmp_path / "in"), "pipe.gguf"), str)
    assert isinstance(open_head(str(tmp_path / "in"), "../out.txt"), str)
    assert looked(tmp_path / "in", {})[0] == ()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(FORMATS)), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, name: str, marked: bool) -> None:
    format_: FileFormat = FORMATS[name]
    if marked and format_.magic and not format_.magic[0].startswith("-"):
        place, _, digits = format_.magic[0].partition(":")
        data = data[: int(place)].ljust(int(place), b"\0") + bytes.fromhex(digits) + data
    head = Head(len(data), data, data)
    assert globals_of(data).globals is not None
    assert entries_of(head) is None or isinstance(entries_of(head), tuple)
    assert pointer(head) is None
    if format_.reads != "yaml":
        with contextlib.suppress(FaultError):
            found = read(format_, head)
            assert found is None or isinstance(found.keys, dict)


# ------------------------------------------------------------------------------------------------ images


@pytest.mark.parametrize(
    ("image", "signature"),
    [
        ("redis:7", None),
        ("ollama", None),
        ("example.com/ollama/ollama-exporter:1", None),
        ("docker.elastic.co/kibana/kibana:8", None),
        ("$OPEN/ollama", None),
        ("ollama/ollama", "model-servers/ollama"),
        ("OLLAMA/Ollama:latest", "model-servers/ollama"),
        ("docker.io/ollama/ollama:0.3@sha256:00ff", "model-servers/ollama"),
        ("localhost:5000/mirror/vllm/vllm-openai:v0.6.6", "model-servers/vllm"),
        ("nvcr.io/nim/meta/llama-3.1-8b-instruct:1.3", "model-servers/nim"),
        ("elasticsearch:8.13.0", "search-engines/elasticsearch"),
        ("docker.io/library/elasticsearch", "search-engines/elasticsearch"),
        ("acme/elasticsearch", None),
    ],
)
def test_images_by_name(image: str, signature: str | None) -> None:
    found = Images(catalog().images, lambda _name: "").find(image)
    assert (found.id if found else None) == signature


def scanned(folder: Path, files: Mapping[str, str]) -> ScanResult:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return scan([str(folder)], ScanOptions(cache=False, undeclared=True))


def test_an_image_with_its_name_in_the_environment(tmp_path: Path) -> None:
    files = {
        "docker-compose.yml": "services:\n  llm:\n    container_name: brain\n    image: ${LLM_IMAGE}\n",
        ".env": "LLM_IMAGE=vllm/vllm-openai:v0.6.6\n",
        "deploy/compose.yml": "services:\n  gateway:\n    image: ${X:-calciumion/new-api}:${TAG}\n",
    }
    result = scanned(tmp_path, files)
    found = {one.signature: one for one in result.artifacts}
    assert found["model-servers/new-api"].location.line == 3
    assert found["model-servers/new-api"].serves == "relay"


def test_artefacts_alone_make_no_service_and_no_duty(tmp_path: Path) -> None:
    (tmp_path / "chat.gguf").write_bytes(keyed({"general.architecture": "qwen2", "general.name": "Qwen2.5"}))
    result = scanned(tmp_path, {"compose.yaml": "services:\n  a:\n    image: ollama/ollama\n", "Dockerfile": "FROM vllm/vllm-openai\n"})
    assert [hit.kind for hit in result.hits] == ["artifact"] * 3
    assert result.decisions.services == ()
    assert result.decisions.obligations == result.decisions.obstacles == ()
