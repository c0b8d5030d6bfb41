"""Clients that a framework builds of the configuration: who serves what code only asks for by its type."""

from __future__ import annotations

import pytest
from in_memory import Samples

HOME = "src/main/java/demo"
DESK = f"{HOME}/Desk.java"
SPRING = """package demo;
import org.springframework.ai.chat.model.ChatModel;
class Desk {
    private final ChatModel model;
    Desk(ChatModel model) { this.model = model; }
    String ask(String text) { return model.call(text); }
}
"""
LANGCHAIN = SPRING.replace("org.springframework.ai.chat.model", "dev.langchain4j.model.chat").replace("model.call(", "model.chat(")
QUARKUS = {
    DESK: "package demo;\nclass Desk {\n    Helper helper;\n    String ask(String text) { return helper.say(text); }\n}\n",
    f"{HOME}/Helper.java": "package demo;\nimport io.quarkiverse.langchain4j.RegisterAiService;\n"
    "@RegisterAiService\ninterface Helper { String say(String text); }\n",
}
YAML = "src/main/resources/application.yml"
PROPERTIES = "src/main/resources/application.properties"


def served(files: dict[str, str]) -> set[tuple[str | None, str | None, str | None]]:
    """(vendor, model, base URL) of each call in the class that asks."""
    return {(hit.vendor, hit.model, hit.base_url) for hit in Samples(files).hits(DESK) if hit.kind == "call"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {DESK: SPRING, YAML: "spring.ai.dashscope:\n  api-key: ${K}\n  chat:\n    options:\n      model: qwen-plus\n"},
            ("dashscope", "qwen-plus", "https://dashscope.aliyuncs.com"),
            id="the vendor's own address",
        ),
        pytest.param(
            {DESK: SPRING, PROPERTIES: "spring.ai.openai.base-url=https://api.deepseek.com\nspring.ai.openai.chat.options.model=deepseek-chat\n"},
            ("deepseek", "deepseek-chat", "https://api.deepseek.com"),
            id="another vendor's address",
        ),
        pytest.param(
            {DESK: SPRING, PROPERTIES: "spring.ai.openai.base-url=${A:https://api.moonshot.cn}\nspring.ai.openai.chat.model=${M:kimi-k2}\n"},
            ("moonshot", "kimi-k2", "https://api.moonshot.cn"),
            id="defaults of variables, options as 2.0 names them",
        ),
        pytest.param(
            {DESK: SPRING, PROPERTIES: "spring.ai.openai.api-key=${K}\nspring.ai.openai.base-url=${A}\n"},
            ("configurable", None, None),
            id="an address that nothing says",
        ),
        pytest.param(
            {DESK: SPRING, PROPERTIES: "spring.ai.ollama.chat.options.model=qwen2.5:7b\n"},
            (None, "qwen2.5:7b", "http://localhost:11434"),
            id="on one's own machine",
        ),
        pytest.param(
            {DESK: SPRING, PROPERTIES: "spring.ai.openai.embedding.options.model=text-embedding-3-small\n"},
            ("configurable", None, None),
            id="a model that makes vectors",
        ),
        pytest.param(
            {DESK: SPRING, PROPERTIES: "spring.ai.retry.max-attempts=3\nmy.spring.ai.dashscope.api-key=x\n"},
            ("configurable", None, None),
            id="keys of other things",
        ),
        pytest.param(
            {DESK: LANGCHAIN, PROPERTIES: "langchain4j.community.zhipuai.chat-model.api-key=${K}\n"},
            ("zhipu", None, "https://open.bigmodel.cn"),
            id="another framework",
        ),
        pytest.param(
            {**QUARKUS, PROPERTIES: "quarkus.langchain4j.ollama.chat-model.model-id=qwen3\n"},
            (None, "qwen3", "http://localhost:11434"),
            id="an interface that is filled",
        ),
    ],
)  # fmt: skip
def test_configuration_says_who_serves(files: dict[str, str], expected: tuple[str | None, str | None, str | None]) -> None:
    assert served(files) == {expected}


def test_of_several_it_is_open_which_one_serves_and_each_has_its_own_models() -> None:
    files = {
        DESK: SPRING,
        PROPERTIES: "spring.ai.openai.api-key=${K}\nspring.ai.zhipuai.api-key=x\nspring.ai.zhipuai.chat.options.model=glm-4\n",
    }
    (hit,) = (hit for hit in Samples(files).hits(DESK) if hit.kind == "call")
    assert hit.vendor == "configurable"
    assert {(one.vendor, one.model) for one in hit.alternatives} == {("openai", None), ("zhipu", "glm-4")}


def test_what_code_builds_itself_is_not_asked_of_the_configuration() -> None:
    built = SPRING.replace("ChatModel", "OllamaChatModel").replace("chat.model.Ollama", "ollama.Ollama")
    assert {vendor for vendor, _, _ in served({DESK: built, PROPERTIES: "spring.ai.openai.api-key=${K}\n"})} == {None}
