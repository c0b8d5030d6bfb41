"""Known causes of wrong or missing findings in real applications, each as the smallest code that shows it.

What is mended is no longer expected to fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_memory import hits_in

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.model import Hit, ScanResult


def known(reason: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(strict=True, reason=reason)


def only(code: str, signature: str, language: str = "python") -> Hit:
    """The one hit of a signature in a sample."""
    (hit,) = [hit for hit in hits_in(code, language) if hit.signature == signature]
    return hit


def project(folder: Path, files: Mapping[str, str]) -> ScanResult:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return scan([str(folder)])


TYPED = """
from openai import OpenAI

def ask(client: OpenAI):
    return client.chat.completions.create(model="m", messages=[])
"""

TYPED_RESULT = """
from langchain_openai import ChatOpenAI

def build(name, info) -> ChatOpenAI:
    model = None
    if info:
        params = dict(model_name=name)
        params.update(openai_api_base=info.get("url"))
        model = ChatOpenAI(**params)
    return model

def ask(name, info):
    return build(name, info).invoke("x")
"""


def test_a_declared_type_does_not_tell_who_serves() -> None:
    assert only(TYPED, "openai/chat-completions").vendor == "configurable"


def test_a_result_that_was_built_with_an_open_address_is_open() -> None:
    assert only(TYPED_RESULT, "langchain/chat").vendor == "configurable"


def test_an_address_set_by_update_is_set() -> None:
    assert only(TYPED_RESULT, "langchain-openai/chat").vendor == "configurable"


def test_a_default_is_not_the_value_where_a_class_is_handed_over() -> None:
    code = """
import requests

class Session:
    def __init__(self, sid, model="gpt-3.5-turbo"):
        self.model = model

class Manager:
    def __init__(self, cls, **args):
        self.cls = cls
        self.args = args

    def build(self, sid):
        return self.cls(sid, **self.args)

def reply(sid):
    return send(Manager(Session, model="ernie-4.0-8k").build(sid))

def send(session: Session):
    url = "https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/" + session.model
    return requests.post(url, json={"messages": []})
"""
    assert only(code, "qianfan/wenxinworkshop-chat").model != "gpt-3.5-turbo"


def test_get_of_the_environment_is_no_variable() -> None:
    code = """
import os
import requests

base = os.environ.get("BASE", "https://api.deepseek.com")
requests.post(base + "/chat/completions", json={"model": "deepseek-chat", "messages": []})
"""
    assert only(code, "openai/chat-completions").base_url == "https://api.deepseek.com/chat/completions"


@known("guarded clean-ups of an address (slice, prefix) multiply its alternatives until nothing is known")
def test_clean_ups_of_an_address_make_no_alternatives() -> None:
    code = """
class Api {
  private route(kind: string): string {
    switch (kind) {
      case "image": return "api/paas/v4/images/generations";
      case "video": return "api/paas/v4/videos/generations";
      default: return "api/paas/v4/chat/completions";
    }
  }
  private url(path: string): string {
    let base = "";
    if (store.custom) { base = store.url; }
    if (base.length === 0) { base = store.app ? "https://open.bigmodel.cn" : "/api/chatglm"; }
    if (base.endsWith("/")) { base = base.slice(0, base.length - 1); }
    if (!base.startsWith("http") && !base.startsWith("/api")) { base = "https://" + base; }
    return [base, path].join("/");
  }
  async chat(kind: string, body: object) {
    const url = this.url(this.route(kind));
    return fetch(url, { method: "POST", body: JSON.stringify(body) });
  }
}
"""
    assert {(hit.technique, hit.vendor) for hit in hits_in(code, "typescript")} == {
        ("dialogue", "zhipu"),
        ("image", "zhipu"),
        ("video", "zhipu"),
    }


FACTORIES = """
import requests

class Seed:
    def __init__(self, base, model):
        self.base = base
        self.model = model

    def draw(self):
        return requests.post(f"{self.base}/images/generations", json={"model": self.model, "prompt": "x"})

class Qwen:
    def __init__(self, base, model):
        self.base = base
        self.model = model

    def draw(self):
        return requests.post(f"{self.base}/api/v1/services/aigc/multimodal-generation/generation", json={"model": self.model, "input": {}})

def build(model):
    bases = {"Seed": "https://ark.cn-beijing.volces.com/api/v3", "Qwen": "https://dashscope.aliyuncs.com"}
    makers = {"Seed": Seed, "Qwen": Qwen}
    return [makers[label](base=bases[label], model=model) for label in bases]
"""


@known("classes in a map, built by key, are not built with what stands under the same key of another map")
def test_classes_of_a_map_are_built() -> None:
    assert {hit.vendor for hit in hits_in(FACTORIES)} == {"volcengine", "dashscope"}


def test_classes_below_say_what_an_attribute_may_be() -> None:
    code = """
import openai

class Base:
    address = "https://api.openai.com/v1"

    def start(self):
        self.client = openai.OpenAI(base_url=self.address)

    def ask(self):
        return self.client.chat.completions.create(model="m", messages=[])

class Deep(Base):
    address = "https://api.deepseek.com"

class Moon(Base):
    address = "https://api.moonshot.cn/v1"
"""
    assert {choice.vendor for choice in only(code, "openai/chat-completions").alternatives} >= {"openai", "deepseek", "moonshot"}


def test_lists_that_have_nothing_to_do_with_each_other_are_no_pairs() -> None:
    code = """
from openai import OpenAI

MODELS = ["deepseek-reasoner", "deepseek-chat"]
HOSTS = ["https://api.deepseek.com", "https://api.moonshot.cn/v1"]

def ask(host, model):
    return OpenAI(base_url=HOSTS[host]).chat.completions.create(model=MODELS[model], messages=[])
"""
    found = only(code, "openai/chat-completions").alternatives
    assert [(choice.vendor, choice.model) for choice in found] == [("deepseek", "deepseek-reasoner"), ("moonshot", None)]


def test_a_client_for_embeddings_is_no_dialogue() -> None:
    code = """
import openai

client = openai.OpenAI(base_url="https://api.deepseek.com")

def embed(text):
    return client.embeddings.create(model="text-embedding-3-small", input=text)
"""
    assert [hit for hit in hits_in(code) if hit.certainty != "possible"] == []


PAINTERS = {
    "app/brush.py": """
import openai
client = openai.OpenAI(base_url="https://api.deepseek.com")
""",
    "app/paint.py": """
from app.brush import client
def paint(text):
    return client.images.generate(model="gpt-image-1", prompt=text)
""",
    "app/chat.py": """
from app.brush import client
def answer(text):
    return client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])
""",
}


def test_what_a_client_makes_is_told_by_its_calls(tmp_path: Path) -> None:
    both = {(hit.location.path, hit.technique) for hit in project(tmp_path / "both", PAINTERS).hits}
    assert both == {("app/brush.py", "dialogue"), ("app/paint.py", "image"), ("app/chat.py", "dialogue")}
    alone = {path: text for path, text in PAINTERS.items() if path != "app/chat.py"}
    assert {(hit.location.path, hit.technique) for hit in project(tmp_path / "alone", alone).hits} == {
        ("app/brush.py", "image"),
        ("app/paint.py", "image"),
    }


def test_a_class_below_a_client_is_a_client() -> None:
    code = """
from langchain_openai import ChatOpenAI

class Deep(ChatOpenAI):
    pass

def build(name, key):
    return Deep(model=name, openai_api_base="https://api.deepseek.com", openai_api_key=key)
"""
    assert only(code, "langchain-openai/chat").vendor == "deepseek"


@known("keywords gathered by ** and filtered by a comprehension do not reach the body")
def test_gathered_keywords_reach_the_body() -> None:
    code = """
import requests

def send(path, payload):
    clean = {k: v for k, v in payload.items() if v is not None}
    return requests.post("https://api.openai.com/v1" + path, json=clean)

def chat(path="/chat/completions", **payload):
    return send(path, payload)

def ask():
    return chat(model="gpt-4o", messages=[])
"""
    assert {hit.model for hit in hits_in(code)} == {"gpt-4o"}


@known("a validator's map of values becomes the object's attributes")
def test_validated_values_are_attributes() -> None:
    code = """
import openai
from pydantic import BaseModel, model_validator

class Chat(BaseModel):
    client: object = None

    @model_validator(mode="before")
    @classmethod
    def fill(cls, values):
        values["client"] = openai.OpenAI(base_url=values["base"]).chat.completions
        return values

    def go(self, messages):
        return self.client.create(messages=messages, model="m")
"""
    assert "openai/chat-completions" in {hit.signature for hit in hits_in(code)}


@known("an address whose path comes from the request is passed on to a known model host")
def test_a_proxy_to_a_model_host_is_shown() -> None:
    code = """
export async function POST(req) {
  const path = req.nextUrl.pathname.replace("/api/deepseek", "");
  const base = process.env.DEEPSEEK_URL || "https://api.deepseek.com";
  return fetch(`${base}${path}`, { method: "POST", body: req.body });
}
"""
    assert {hit.vendor for hit in hits_in(code, "typescript")} == {"deepseek"}


@known("a pattern asked of a list holds where one element fits")
def test_one_element_that_fits_is_enough() -> None:
    code = """
import requests

def draw(base, model, contents):
    body = {"contents": contents, "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}}
    return requests.post(f"{base}/v1beta/models/{model}:generateContent", json=body)
"""
    assert only(code, "gemini/generate-content").technique == "image"


CALL = """
import requests

class Mini:
    def speak_aloud(self, text):
        return requests.post("https://api.minimaxi.com/v1/t2a_v2", json={"model": "speech-2.8-hd", "text": text})
"""
ASK = """
import requests
from flask import Flask

app = Flask(__name__)

@app.post("/ask")
def ask():
    return requests.post("https://api.deepseek.com/chat/completions", json={"model": "deepseek-chat", "messages": []}).text
"""
ROUTE = """
from fastapi import FastAPI

app = FastAPI()

@app.post("/speak")
def speak_route(plugin, text: str):
    return plugin.speak_aloud(text)
"""


def test_calls_by_name_lead_to_the_route(tmp_path: Path) -> None:
    assert [hit.reach for hit in project(tmp_path, {"mini.py": CALL, "app.py": ROUTE}).hits] == ["reached"]


def test_a_test_does_not_hide_calls_by_name(tmp_path: Path) -> None:
    test = 'from mini import Mini\n\ndef test_speech():\n    assert Mini().speak_aloud("x")\n'
    assert [hit.reach for hit in project(tmp_path, {"mini.py": CALL, "app.py": ROUTE, "tests/test_mini.py": test}).hits] == ["reached"]


def test_an_import_inside_a_function_leads_there(tmp_path: Path) -> None:
    call = 'requests.post("https://api.deepseek.com/chat/completions", json={"model": "deepseek-chat", "messages": []})'
    route = '@app.post("/ask")\ndef ask():\n    import lazy\n    return lazy.answer.text\n'
    files = {"lazy.py": f"import requests\n\nanswer = {call}\n", "app.py": f"from flask import Flask\n\napp = Flask(__name__)\n\n{route}"}
    assert [hit.reach for hit in project(tmp_path, files).hits] == ["reached"]


def test_methods_of_a_store_are_reached(tmp_path: Path) -> None:
    files = {
        "app/store.ts": """
import { create } from "zustand";

export const useChat = create((set, get) => ({
  async onUserInput(text: string) {
    const body = JSON.stringify({ model: "deepseek-chat", messages: [text] });
    await fetch("https://api.deepseek.com/chat/completions", { method: "POST", body });
  },
}));
""",
        "app/components/chat.tsx": """
import { useChat } from "../store";

export function Chat() {
  const chat = useChat();
  return <button onClick={() => chat.onUserInput("hi")}>send</button>;
}
""",
    }
    assert [hit.reach for hit in project(tmp_path, files).hits] == ["reached"]


def test_the_default_of_a_call_is_not_the_default_of_the_service(tmp_path: Path) -> None:
    code = """
import os
import requests
from flask import Flask

app = Flask(__name__)

@app.post("/{0}")
def ask():
    base = os.getenv("{0}_BASE", "{1}")
    return requests.post(base + "/chat/completions", json={{"model": "{2}", "messages": []}}).text
"""
    files = {
        "one.py": code.format("deep", "https://api.deepseek.com", "deepseek-chat"),
        "two.py": code.format("moon", "https://api.moonshot.cn/v1", "moonshot-v1-8k"),
    }
    (service,) = project(tmp_path, files).decisions.services
    assert [model.default for model in service.models] == [False, False]


@known("what a build machine is told stands among the evidence of the product's own service")
def test_settings_of_a_build_machine_are_no_part_of_the_service(tmp_path: Path) -> None:
    workflow = """
jobs:
  review:
    steps:
      - run: review
        env:
          OPENAI_API_ENDPOINT: https://dashscope.aliyuncs.com/compatible-mode/v1
"""
    files = {".github/workflows/review.yml": workflow, "app.py": ASK}
    result = project(tmp_path, files)
    assert {hit.vendor for hit in result.hits} == {"deepseek", "dashscope"}
    assert len(result.decisions.services[0].hits) == 1


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("shell", 'curl https://api.deepseek.com/chat/completions -d \'{"model": "deepseek-chat", "messages": []}\'\n'),
        (
            "javascript",
            "fetch('https://api.deepseek.com/chat/completions', {method: 'POST', body: JSON.stringify({model: 'm', messages: []})})\n",
        ),
    ],
)
def test_a_script_of_one_command(language: str, code: str) -> None:
    assert [hit.vendor for hit in hits_in(code, language)] == ["deepseek"]


@pytest.mark.parametrize(
    ("second", "vendor", "address"),
    [
        ('new Uri("https://api.deepseek.com")', "deepseek", "https://api.deepseek.com"),
        ('"a-key-and-no-address"', "openai", None),
        ("key", "openai", None),
    ],
)
def test_what_stands_where_another_overload_has_an_address_is_none(second: str, vendor: str, address: str | None) -> None:
    code = f"""
using Microsoft.SemanticKernel;
class Desk {{
    void Run(string key) {{
        Kernel.CreateBuilder().AddOpenAIChatCompletion("chat", {second});
    }}
}}
"""
    hit = only(code, "semantic-kernel/add-openai", "csharp")
    assert (hit.vendor, hit.base_url) == (vendor, address)


BOT = """
import requests

def ask(text):
    return requests.post("https://api.coze.cn/v3/chat", json={"bot_id": "1", "user_id": text})
"""

FLOW = """
import requests

def ask(settings, text):
    return requests.post(settings["server"] + PATH, json={"inputs": {}, "query": text, "model": "m", "messages": []})
"""


@pytest.mark.parametrize(
    ("path", "host", "vendor"),
    [
        pytest.param("/chat-messages", "https://api.coze.cn/v3/chat", "configurable", id="another interface than the neighbour's"),
        pytest.param("/v1/chat/completions", "https://api.coze.cn/v3/chat", "configurable", id="an interface that the neighbour lacks"),
        pytest.param("/v1/chat/completions", "https://api.moonshot.cn/v1", "moonshot", id="the neighbour's interface"),
        pytest.param("/v1/chat/completions", "api.moonshot.cn", "configurable", id="a host that something is compared with"),
    ],
)
def test_who_stands_beside_serves_only_what_it_speaks(tmp_path: Path, path: str, host: str, vendor: str) -> None:
    files = {"bots/known.py": BOT.replace("https://api.coze.cn/v3/chat", host), "bots/open.py": FLOW.replace("PATH", repr(path))}
    (hit,) = [hit for hit in project(tmp_path, files).hits if hit.location.path == "bots/open.py"]
    assert hit.vendor == vendor


@pytest.mark.parametrize(("name", "vendor"), [("known", "moonshot"), ("moonshot_bot", "configurable")])
def test_a_neighbour_named_after_a_vendor_speaks_of_itself(tmp_path: Path, name: str, vendor: str) -> None:
    known = BOT.replace("https://api.coze.cn/v3/chat", "https://api.moonshot.cn/v1")
    files = {f"bots/{name}.py": known, "bots/open.py": FLOW.replace("PATH", "'/v1/chat/completions'")}
    (hit,) = [hit for hit in project(tmp_path, files).hits if hit.location.path == "bots/open.py"]
    assert hit.vendor == vendor


CHOSEN = """
import requests

def address(model):
    BRANCHES
    return url

def ask(model, text):
    return requests.post(address(model), json={"messages": [text]})
"""


@pytest.mark.parametrize(
    ("form", "found"),
    [
        pytest.param("https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/{}", ["{…}"], id="paths of one host"),
        pytest.param("https://{0}.example.com/{0}", [], id="nothing is shared"),
    ],
)
def test_what_many_addresses_begin_with_is_left(form: str, found: list[str]) -> None:
    branches = "\n    ".join(f"if model == '{name}':\n        url = '{form.format(name)}'" for name in "abcdefghij")
    hits = hits_in(CHOSEN.replace("BRANCHES", branches), "python")
    assert [(hit.base_url or "").rpartition("/")[2] for hit in hits] == found


OTHERS_MODEL = """
import requests
from dashscope import Generation
from rooms import settings

def ask(model, text):
    return SENT

def run(room):
    REST
    return ask("gpt-4o", "x")
"""


@pytest.mark.parametrize(
    ("rest", "model"),
    [
        pytest.param("pass", "gpt-4o", id="nothing else is given"),
        pytest.param("ask(settings.model, 'y')", None, id="another call may give its own"),
        pytest.param("ask('claude-sonnet-4-5', 'y')", "claude-sonnet-4-5", id="its own is given elsewhere"),
    ],
)
@pytest.mark.parametrize(
    ("sent", "signature"),
    [
        ("requests.post('https://api.anthropic.com/v1/messages', json={'model': model, 'messages': [text]})", "anthropic/messages"),
        ("Generation.call(model=model, messages=[text])", "dashscope/generation"),
    ],
)
def test_a_model_of_another_maker_was_meant_for_another_call(rest: str, model: str | None, sent: str, signature: str) -> None:
    own = "qwen-max" if "dashscope" in signature else "claude-sonnet-4-5"
    code = OTHERS_MODEL.replace("REST", rest).replace("SENT", sent).replace("claude-sonnet-4-5", own)
    assert only(code, signature).model == (own if model == "claude-sonnet-4-5" else model)


def test_a_step_of_an_address_is_never_an_empty_default() -> None:
    code = """
import requests

def ask(text, model=""):
    url = f"https://generativelanguage.googleapis.com/v1beta/models/{model}:generateContent"
    return requests.post(url, json={"contents": [text]})
"""
    hit = only(code, "gemini/generate-content")
    assert (hit.base_url or "").endswith("/models/{…}:generateContent")


def test_an_address_of_nothing_but_a_path_is_open() -> None:
    code = """
from openai import OpenAI

def client(settings):
    return OpenAI(base_url=f"{settings.base}/v1")
"""
    assert only(code, "openai/client").vendor == "configurable"


ROUTES = """// Code generated by goctl. DO NOT EDIT.
package handler

import (
	"demo/svc"

	"github.com/zeromicro/go-zero/rest"
)

func Register(server *rest.Server, ctx *svc.Context) {
	server.AddRoutes(rest.WithMiddlewares(nil, []rest.Route{{Method: "POST", Path: "/ask", Handler: Ask}}...))
}
"""
HANDLER = """package handler

import (
	"net/http"

	openai "github.com/sashabaranov/go-openai"
)

func Ask(w http.ResponseWriter, r *http.Request) {
	openai.NewClient("k").CreateChatCompletion(r.Context(), openai.ChatCompletionRequest{Model: "gpt-4o"})
}
"""
MAIN = """package main

import (
	"demo/handler"
	"demo/svc"

	"github.com/zeromicro/go-zero/rest"
)

func main() {
	handler.Register(rest.MustNewServer(rest.RestConf{}), &svc.Context{})
}
"""


@pytest.mark.parametrize(
    ("path", "imported", "entry", "left_out"),
    [
        pytest.param("handler/routes.go", "demo/svc", "POST /ask", 0, id="joins what people wrote"),
        pytest.param("pb/routes.go", "demo/pb/types", None, 1, id="product of a definition"),
    ],
)
def test_generated_tables_of_routes_are_part_of_the_program(
    tmp_path: Path, path: str, imported: str, entry: str | None, left_out: int
) -> None:
    files = {
        "go.mod": "module demo\n",
        "main.go": MAIN,
        "svc/context.go": "package svc\n\ntype Context struct{}\n",
        "handler/ask.go": HANDLER,
        path: ROUTES.replace("demo/svc", imported),
    }
    found = project(tmp_path, files)
    (call,) = [hit for hit in found.hits if hit.kind == "call"]
    assert (call.entry.name if call.entry else None) == entry
    assert sum(one.count for one in found.files.skipped if one.reason == "generated") == left_out


OPTIONS = "package shop;\nimport lombok.Data;\n@Data\npublic class Options {\n    private String host;\n}\n"
ASKER = """package shop;
import dev.langchain4j.model.openai.OpenAiChatModel;
class Asker {
    OpenAiChatModel made(Options options) {
        return OpenAiChatModel.builder().baseUrl(options.getHost()).modelName("m").build();
    }
}
"""
SETTER = """package shop;
class {name} {{
    void run() {{
        Options options = new Options();
        String host = "https://api.minimax.io/v1";
        options.setHost(host);
        new Asker().made(options);
    }}
}}
"""


@pytest.mark.parametrize(
    ("path", "told"),
    [
        pytest.param("src/test/java/shop/AskerTest.java", False, id="a test says nothing of the product"),
        pytest.param("src/main/java/shop/Desk.java", True, id="the product does"),
    ],
)
def test_who_sets_a_value(tmp_path: Path, path: str, told: bool) -> None:
    setter = SETTER.format(name=path.rpartition("/")[2].removesuffix(".java"))
    files = {"src/main/java/shop/Options.java": OPTIONS, "src/main/java/shop/Asker.java": ASKER, path: setter}
    (hit,) = project(tmp_path, files).hits
    assert ("minimax" in {other.vendor for other in hit.alternatives}) is told


PASSED = "from openai import OpenAI\n\ndef made(url):\n    return OpenAI(base_url=url)\n"
PASSING = 'from shop import made\n\nmade("https://api.deepseek.com")\n'


@pytest.mark.parametrize(("path", "vendor"), [("tests/test_shop.py", "configurable"), ("desk.py", "deepseek")])
def test_who_calls_with_a_value(tmp_path: Path, path: str, vendor: str) -> None:
    assert {hit.vendor for hit in project(tmp_path, {"shop.py": PASSED, path: PASSING}).hits} == {vendor}


BRANCHES = """
from openai import OpenAI

def ask(provider, messages):
    if provider == "first":
        model, url = {0}
    elif provider == "second":
        model, url = {1}
    else:
        raise ValueError(provider)
    return OpenAI(base_url=url).chat.completions.create(model=model, messages=messages)
"""
DEEPSEEK = ("deepseek-chat", "https://api.deepseek.com")
MOONSHOT = ("moonshot-v1-8k", "https://api.moonshot.cn/v1")
RELAYED = ("deepseek-ai/DeepSeek-V3", "https://api.siliconflow.cn/v1")
HOUSE = ("house-2", "https://models.example.com/v1")


@pytest.mark.parametrize("branches", [(DEEPSEEK, MOONSHOT), (DEEPSEEK, RELAYED), (HOUSE, RELAYED), (HOUSE, DEEPSEEK)])
def test_branches_choose_a_model_with_its_address(branches: tuple[tuple[str, str], tuple[str, str]]) -> None:
    hit = only(BRANCHES.format(*branches), "openai/chat-completions")
    assert [(other.model, other.base_url) for other in hit.alternatives] == list(branches)
    assert hit.model == branches[0][0]
    assert not hit.conflict


EITHER = """
from openai import OpenAI

def ask(provider, messages):
    if provider == "openai":
        client, model = OpenAI(), "gpt-4o"
    else:
        client, model = OpenAI(base_url="https://api.deepseek.com"), "deepseek-chat"
    return client.chat.completions.create(model=model, messages=messages)
"""


def test_clients_of_branches_are_asked_for_models_of_their_own() -> None:
    hit = only(EITHER, "openai/chat-completions")
    assert [(other.vendor, other.model) for other in hit.alternatives] == [("openai", "gpt-4o"), ("deepseek", "deepseek-chat")]


TABLE = """
from openai import OpenAI

def ask(name, messages):
    url = {"ours": "https://api.deepseek.com", "theirs": "https://api.moonshot.cn/v1"}[name]
    return OpenAI(base_url=url).chat.completions.create(model="glm-4", messages=messages)
"""


def test_one_model_stands_for_all_addresses() -> None:
    assert {other.model for other in only(TABLE, "openai/chat-completions").alternatives} == {"glm-4"}


MODELS = """
package demo;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class Models {
    @Bean
    ChatModel fast() {
        return OpenAiChatModel.builder().baseUrl("https://api.deepseek.com/v1").modelName("deepseek-chat").build();
    }

    @Bean("slow")
    ChatModel another() {
        return OpenAiChatModel.builder().baseUrl("https://open.bigmodel.cn/api/paas/v4").modelName("glm-4").build();
    }
}
"""

TALK = """
package demo;

import dev.langchain4j.model.chat.ChatModel;
import lombok.RequiredArgsConstructor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

@Service
class Talk {
    @Autowired
    @Qualifier("slow")
    private ChatModel chosen;
    private final ChatModel fast;

    Talk(ChatModel fast) {
        this.fast = fast;
    }

    String one(String words) { return chosen.chat(words); }

    String two(String words) { return fast.chat(words); }
}

@Service
@RequiredArgsConstructor
class Other {
    private final ChatModel any;

    String three(String words) { return any.chat(words); }
}
"""


def test_what_is_injected_is_what_a_function_of_the_project_provides(tmp_path: Path) -> None:
    hits = project(tmp_path, {"src/demo/Models.java": MODELS, "src/demo/Talk.java": TALK}).hits
    named, typed, either = [hit for hit in hits if hit.location.path.endswith("Talk.java")]
    assert (named.vendor, named.model) == ("zhipu", "glm-4")
    assert (typed.vendor, typed.model) == ("deepseek", "deepseek-chat")
    assert {alternative.vendor for alternative in either.alternatives} == {"zhipu", "deepseek"}


def test_a_bare_call_means_a_static_import_where_another_package_is_above(tmp_path: Path) -> None:
    route = """
package demo;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static demo.Asking.*;

@RestController
class Page implements ApplicationListener<ContextRefreshedEvent> {
    @GetMapping("/ask")
    String ask(String words) { return answer(words); }
}
"""
    asking = """
package demo;

import dev.langchain4j.model.chat.ChatModel;

class Asking {
    static ChatModel model;

    static String answer(String words) { return model.chat(words); }
}
"""
    (hit,) = project(tmp_path, {"src/demo/Page.java": route, "src/demo/Asking.java": asking}).hits
    assert hit.entry is not None
    assert hit.entry.kind == "http"


def test_a_declared_request_is_reached_through_the_method_of_its_interface(tmp_path: Path) -> None:
    talk = """
package demo;

import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

@FeignClient(name = "talk", url = "${talk.host}")
interface Talk {
    @PostMapping("/chat/completions")
    String talk(@RequestBody Object question);
}
"""
    page = """
package demo;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Page {
    @Autowired
    private Talk talk;

    @GetMapping("/ask")
    String ask(String words) { return talk.talk(words); }
}
"""
    files = {"src/demo/Talk.java": talk, "src/demo/Page.java": page, "application.yml": "talk:\n  host: https://api.deepseek.com\n"}
    (hit,) = (hit for hit in project(tmp_path, files).hits if hit.kind == "http")
    assert (hit.vendor, hit.location.path, hit.entry is not None and hit.entry.kind) == ("deepseek", "src/demo/Talk.java", "http")


def test_every_class_of_a_module_is_a_client(tmp_path: Path) -> None:
    named = "from deepctr.models import DeepFM, feature_names\n\ndef make(columns):\n    return DeepFM(columns, feature_names(columns))\n"
    module = "import deepctr.models as models\n\ndef make(columns):\n    return models.DeepFM(columns, columns)\n"
    own = "from shop.models import DeepFM\n\ndef make(columns):\n    return DeepFM(columns)\n"
    found = project(tmp_path, {"named.py": named, "module.py": module, "own.py": own}).hits
    assert {(hit.signature, hit.location.path) for hit in found} == {("deepctr/model", "named.py"), ("deepctr/model", "module.py")}


def test_a_struct_around_a_client_is_no_client_of_its_own() -> None:
    code = """
package desk

import (
	"context"
	openai "github.com/sashabaranov/go-openai"
)

type Desk struct {
	*openai.Client
}

func New(key string) *Desk {
	config := openai.DefaultConfig(key)
	config.BaseURL = "https://api.deepseek.com"
	return &Desk{Client: openai.NewClientWithConfig(config)}
}

func (d *Desk) Ask() { d.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{Model: "m"}) }

func Empty() *Desk { return &Desk{} }
"""
    found = [(hit.signature, hit.location.line, hit.vendor, str(hit.certainty)) for hit in hits_in(code, "golang")]
    assert found == [("go-openai/client", 16, "deepseek", "sure"), ("go-openai/chat-completions", 19, "deepseek", "sure")]


def test_what_another_packages_call_gives_is_of_the_declared_type(tmp_path: Path) -> None:
    gate = """
package demo;

import com.theokanning.openai.completion.chat.ChatCompletionRequest;
import com.theokanning.openai.service.OpenAiService;

public class Gate {
    public Object answer(String words) { return new OpenAiService("k").createChatCompletion(new ChatCompletionRequest()); }
}
"""
    page = """
package demo;

import cn.hutool.core.util.RandomUtil;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Page {
    private final List<Object> gates = List.of(new Gate(), new Gate());

    private Gate pick() {
        if (gates.isEmpty()) return null;
        return RandomUtil.randomEle(gates);
    }

    @GetMapping("/ask")
    Object ask(String words) {
        Gate gate = pick();
        return gate.answer(words);
    }
}
"""
    (hit,) = (hit for hit in project(tmp_path, {"src/demo/Gate.java": gate, "src/demo/Page.java": page}).hits if hit.kind == "call")
    assert hit.entry is not None
    assert hit.entry.name == "GET /ask"
    other = project(
        tmp_path, {"src/demo/Page.java": page.replace("private Gate pick", "private Other pick").replace("Gate gate =", "Other gate =")}
    )
    assert [hit.entry for hit in other.hits if hit.kind == "call"] == [None]


def test_defaults_of_many_classes_below_are_alternatives(tmp_path: Path) -> None:
    base = """
import requests


class Config:
    address: str = "https://api.openai.com/v1"


class Adapter:
    def __init__(self, config: Config):
        self.config = config

    def chat(self, body):
        return requests.post(f"{self.config.address}/chat/completions", json={"model": "m", "messages": body})
"""
    hosts = ["api.deepseek.com", "api.moonshot.cn/v1", "api.mistral.ai/v1", "api.siliconflow.cn/v1", "openrouter.ai/api/v1"]
    hosts += ["api.groq.com/openai/v1", "api.stepfun.com/v1", "open.bigmodel.cn/api/paas/v4", "api.perplexity.ai", "api.x.ai/v1"]
    silent = {f"silent{n}.py": f"from base import Config\n\nclass Silent{n}(Config):\n    name = 'x'\n" for n in range(12)}
    said = [
        (f"said{n}.py", f"from base import Config\n\nclass Said{n}(Config):\n    address = 'https://{host}'\n")
        for n, host in enumerate(hosts)
    ]
    cases = [(silent, "openai", 0), (silent | dict(said[:3]), "configurable", 4), (dict(said), "configurable", 7)]
    for number, (files, vendor, count) in enumerate(cases):
        (hit,) = project(tmp_path / str(number), {"base.py": base, **files}).hits
        assert (hit.vendor, len(hit.alternatives), str(hit.certainty)) == (vendor, count, "sure")


@pytest.mark.parametrize(
    "made",
    [
        "params = dict(model='m')\n    params.update(openai_api_base=address)",
        "params = dict(model='m', **more)\n    params['openai_api_base'] = address",
        "params = dict()\n    if more:\n        params.update(openai_api_base=address)\n    else:\n        params.update(base_url=address)",
    ],
)
def test_what_is_put_into_a_map_that_a_call_made(made: str) -> None:
    code = f"from langchain_openai import ChatOpenAI\n\n\ndef ask(more):\n    address = {{}}\n    {made}\n    return ChatOpenAI(**params)\n"
    known = code.replace("address = {}", "address = 'https://api.deepseek.com'").replace("ask(more)", "ask()").replace(", **more", "")
    assert only(known.replace("if more:", "if known():"), "langchain-openai/chat").vendor == "deepseek"
    unknown = code.replace("ask(more)", "ask(more, address)").replace("    address = {}\n", "")
    assert only(unknown, "langchain-openai/chat").vendor == "configurable"


def test_an_address_of_ones_own_beside_an_open_one_is_open() -> None:
    code = """
from openai import OpenAI


def ask(address, local):
    if local:
        client = OpenAI(base_url="http://127.0.0.1:8000/v1")
    else:
        client = OpenAI(base_url=address)
    return client.chat.completions.create(model="m", messages=[])
"""
    hit = only(code, "openai/chat-completions")
    assert (hit.vendor, hit.mode) == ("configurable", "api")
    own = only(code.replace("base_url=address", 'base_url="http://10.0.0.3/v1"'), "openai/chat-completions")
    assert (own.vendor, own.mode) == (None, "self-hosted")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        pytest.param("    path += 'completions_pro'", {"qianfan/wenxinworkshop-chat"}, id="added to the end"),
        pytest.param("    path = path.rstrip('/')", set(), id="taken away"),
        pytest.param("    path = 'x' + path", set(), id="put in front"),
    ],
)
def test_what_branches_add_to_an_open_end_is_unknown(address: str, found: set[str]) -> None:
    code = f"""
import requests

def ask(base, name, body):
    path = "chat/"
    if name:
    {address}
    return requests.post(f"{{base}}/rpc/2.0/ai_custom/v1/wenxinworkshop/{{path}}", json=body)
"""
    assert {hit.signature for hit in hits_in(code)} == found


@pytest.mark.parametrize(
    ("declared", "given", "found"),
    [
        pytest.param("ChatModel", "Singleton.get(key, () -> null)", {"spring-ai/chat"}, id="of a third package"),
        pytest.param("ChatModel", "other.find(key)", {"spring-ai/chat"}, id="of something unknown"),
        pytest.param("Object", "Singleton.get(key, () -> null)", set(), id="anything"),
        pytest.param("EmbeddingModel", "Singleton.get(key, () -> null)", set(), id="another thing"),
    ],
)
def test_what_a_helper_of_another_package_gives_is_what_it_is_declared_to_be(declared: str, given: str, found: set[str]) -> None:
    code = f"""package demo;
import cn.hutool.core.lang.Singleton;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingModel;
class Models {{
    {declared} of(String key, Other other) {{
        return {given};
    }}
    Object ask(String key, Prompt prompt, Other other) {{
        {declared} model = of(key, other);
        return model.call(prompt);
    }}
}}
"""
    assert {hit.signature for hit in hits_in(code, "java") if hit.kind == "call"} == found
