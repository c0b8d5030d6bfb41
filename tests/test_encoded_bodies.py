"""Requests whose body or address is put together in ways of their language: encoded members, formats in constants, open beginnings."""

from __future__ import annotations

import pytest
from in_memory import Samples, hits_in

from scanner.evaluate.values import Text

POST = 'await client.PostAsJsonAsync(Root() + "/v1/chat/completions", {body});'
CSHARP = """using System.Net.Http;
using System.Net.Http.Json;
namespace Shop;
public class Said {{ public string Model {{ get; set; }} public string Messages {{ get; set; }} }}
public class Draft : Said {{ }}
public class Other {{ public string Title {{ get; set; }} }}
public class Asker
{{
    private string Root() => Where.Told();
    public async Task Ask(HttpClient client, Said said, Draft draft, Other other)
    {{
        {body}
    }}
}}
"""
JAVA = """package demo;
import lombok.Builder;
import lombok.Data;
import lombok.experimental.Accessors;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
class Ask {{
    private final WebClient.Builder web;
    @Data @Accessors(chain = true) static class Chained {{ private String model; private String messages; }}
    @Data @Builder static class Built {{ private String model; private String messages; }}
    @Data static class Other {{ private String title; }}
    String one(String base) {{
        return web.baseUrl(base).build().post().uri("/chat/completions")
            .body(BodyInserters.fromValue({body})).retrieve().bodyToMono(String.class).block();
    }}
}}
"""


def told(code: str, language: str) -> list[tuple[str, str | None]]:
    return [(hit.signature, hit.vendor) for hit in hits_in(code, language)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param("said", True, id="members go by small letters"),
        pytest.param("draft", True, id="those of a class above, too"),
        pytest.param("new { said.Model, said.Messages }", True, id="of an anonymous object"),
        pytest.param("other", False, id="of another class"),
        pytest.param("new { other.Title }", False, id="of another object"),
    ],
)
def test_what_a_language_encodes(body: str, found: bool) -> None:
    assert bool(told(CSHARP.format(body=POST.format(body=body)), "csharp")) is found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param('new Chained().setMessages("x").setModel("y")', True, id="setters that are generated"),
        pytest.param('Built.builder().messages("x").model("y").build()', True, id="a builder that is generated"),
        pytest.param('new Other().setTitle("x")', False, id="setters of another class"),
        pytest.param('Other.builder().title("x").build()', True, id="a builder that nobody generates says nothing"),
    ],
)
def test_what_is_generated_for_a_class(body: str, found: bool) -> None:
    assert bool(told(JAVA.format(body=body), "java")) is found


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        (
            "java",
            'class A { static final String P = "%s/v1/x"; String u(String b) { return String.format(P, "https://a.b"); } }',
            "https://a.b/v1/x",
        ),
        ("csharp", 'class A { const string P = "{0}/v1/x"; string U() { return string.Format(P, "https://a.b"); } }', "https://a.b/v1/x"),
    ],
)
def test_a_format_that_a_constant_holds(language: str, code: str, expected: str) -> None:
    path = {"java": "A.java", "csharp": "A.cs"}[language]
    samples = Samples({path: code})
    index = samples.evaluator.project.file(path)
    assert index is not None
    given = [samples.evaluator.values(path, value) for scope in index.facts.scopes for value in scope.returns]
    assert (Text(expected),) in given


@pytest.mark.parametrize(
    ("address", "signature", "vendor"),
    [
        pytest.param(
            "base + '/services/aigc/text-generation/generation'", "dashscope/text-generation", "dashscope", id="nothing known of the host"
        ),
        pytest.param("'https://example.com/services/aigc/text-generation/generation'", None, None, id="another host"),
        pytest.param("base + '/generation'", None, None, id="a path of one word"),
    ],
)
def test_a_vendors_own_path_on_an_open_host(address: str, signature: str | None, vendor: str | None) -> None:
    found = told(f"import requests\n\ndef ask(base, body):\n    return requests.post({address}, json=body)\n", "python")
    assert found == ([(signature, vendor)] if signature else [])


def test_a_beginning_that_may_be_empty_is_not_known() -> None:
    samples = Samples({"m.py": "import os\nx = (given() or '') + '/v1'\ny = '' + '/v1'\nz = 'a' + (given() or '')\n"})
    assert samples.values("m.py", "x") == (Text("\ufffc/v1", True),)
    assert samples.values("m.py", "y") == (Text("/v1"),)
    assert samples.values("m.py", "z") == (Text("a", True),)


def test_a_variable_of_a_module_that_others_set() -> None:
    files = {
        "go.mod": "module shop\n",
        "store/paths.go": 'package store\n\nvar Voice string\nvar Own = "own"\n',
        "check/check.go": 'package check\n\nimport "shop/store"\n\nfunc Find() {\n\tstore.Voice = "speaker"\n\tother.Own = "not"\n}\n',
        "main.go": 'package main\n\nimport "shop/store"\n\nvar voice = store.Voice\nvar own = store.Own\n',
    }
    samples = Samples(files)
    assert Text("speaker") in samples.values("main.go", "voice")
    assert samples.values("main.go", "own") == (Text("own"),)


@pytest.mark.parametrize(
    ("call", "found"),
    [
        pytest.param("await asyncio.to_thread(client.chat.completions.create, model='gpt-4o')", True, id="to a thread of the loop"),
        pytest.param("await loop.run_in_executor(None, client.chat.completions.create)", True, id="to an executor"),
        pytest.param("await asyncio.to_thread(client.models.list)", False, id="another method"),
        pytest.param("await asyncio.to_thread(store.completions.create)", False, id="of something else"),
    ],
)
def test_a_call_that_is_handed_over(call: str, found: bool) -> None:
    code = f"import asyncio\nfrom openai import OpenAI\nclient = OpenAI()\nasync def ask(loop, store):\n    return {call}\n"
    assert ("openai/chat-completions" in {name for name, _ in told(code, "python")}) is found


def test_a_store_that_makes_what_it_lacks() -> None:
    code = """import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import dev.langchain4j.model.openai.OpenAiChatModel;
class Asker {
    private final Map<String, OpenAiChatModel> models = new ConcurrentHashMap<>();
    OpenAiChatModel made(String name) {
        return OpenAiChatModel.builder().modelName(name).baseUrl("https://api.deepseek.com").build();
    }
    String ask(String name, String said) { return models.computeIfAbsent(name, one -> made(one)).generate(said); }
}
"""
    assert ("langchain4j-models/chat", "deepseek") in told(code, "java")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param("String prompt, boolean makeInstrumental, boolean waitAudio", {"suno-api/generate"}, id="words with underscores"),
        pytest.param("String prompt, String model", {"ollama/generate"}, id="another body at the same path"),
        pytest.param("String prompt", set(), id="neither"),
    ],
)  # fmt: skip
def test_records_that_are_sent(fields: str, found: set[str]) -> None:
    code = f"""package demo;
import org.springframework.web.client.RestTemplate;
class Songs {{
    record Asked({fields}) {{}}
    private final RestTemplate rest = new RestTemplate();
    String one(String base, Asked asked) {{
        return rest.postForObject(base + "/api/generate", asked, String.class);
    }}
}}
"""
    assert {signature for signature, _ in told(code, "java")} == found
