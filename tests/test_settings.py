"""What configuration gives the code: every carrier of a variable, references between files, several environments, and its own hits."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan
from tests.in_memory import Samples

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.model import Hit

PYTHON = """
import os
from openai import OpenAI

client = OpenAI(base_url=os.environ["LLM_URL"])

def ask(text):
    return client.chat.completions.create(model=os.environ["LLM_MODEL"], messages=[{"role": "user", "content": text}])
"""
NODE = """
import OpenAI from "openai";
const client = new OpenAI({ baseURL: process.env.LLM_URL });
export const ask = (text) => client.chat.completions.create({ model: process.env.LLM_MODEL, messages: [{ role: "user", content: text }] });
"""
RAW = """
import os
import requests

def ask(text):
    return requests.post(os.environ["LLM_URL"] + "/chat/completions", json={"model": os.environ["LLM_MODEL"], "messages": [text]})
"""
URL, MODEL = "https://api.deepseek.com/v1", "deepseek-chat"


def put(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def hits(root: Path, files: Mapping[str, str | bytes]) -> tuple[Hit, ...]:
    return scan([str(put(root, files))]).hits


def called(files: Mapping[str, str | bytes]) -> list[tuple[str | None, str | None]]:
    """Vendor and model of the calls in the code."""
    return [(hit.vendor, hit.model) for hit in Samples(files).hits() if hit.kind in ("call", "http")]


CARRIERS = {
    ".env": f"LLM_URL={URL}\nLLM_MODEL={MODEL}\n",
    "docker-compose.yml": f"services:\n  web:\n    environment:\n      LLM_URL: {URL}\n      LLM_MODEL: {MODEL}\n",
    "compose.prod.yaml": f"services:\n  web:\n    environment:\n      - LLM_URL={URL}\n      - LLM_MODEL={MODEL}\n",
    "Dockerfile": f'FROM python:3.12\nENV LLM_URL="{URL}" \\\n    LLM_MODEL={MODEL}\n',
    "deploy/api.Dockerfile": f"FROM node\nARG LLM_URL={URL}\nENV LLM_MODEL {MODEL}\n",
    "k8s/app.yaml": f"""
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: app
          env:
            - name: LLM_URL
              value: "{URL}"
            - name: LLM_MODEL
              valueFrom:
                configMapKeyRef:
                  name: settings
                  key: chat-model
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  chat-model: {MODEL}
""",
    "k8s/map.yaml": f"kind: ConfigMap\ndata:\n  LLM_URL: {URL}\n  LLM_MODEL: {MODEL}\n",
    "chart/values.yaml": f"env:\n  LLM_URL: {URL}\nextraEnvVars:\n  - name: LLM_MODEL\n    value: {MODEL}\n",
    "infra/main.tf": f"""
resource "aws_lambda_function" "chat" {{
  environment {{
    variables = {{
      LLM_URL   = "{URL}"
      LLM_MODEL = "{MODEL}"
    }}
  }}
}}
""",
    "infra/run.tf": f"""
resource "google_cloud_run_service" "chat" {{
  template {{
    containers {{
      env {{
        name  = "LLM_URL"
        value = "{URL}"
      }}
      env {{
        name  = "LLM_MODEL"
        value = "{MODEL}"
      }}
    }}
  }}
}}
""",
    "task.json": json.dumps(
        {"containerDefinitions": [{"environment": [{"name": "LLM_URL", "value": URL}, {"value": MODEL, "name": "LLM_MODEL"}]}]}, indent=1
    ),
    "serverless.yml": f"provider:\n  environment:\n    LLM_URL: ${{self:custom.url}}\n    LLM_MODEL: ${{env:LLM_MODEL, '{MODEL}'}}\ncustom:\n  url: {URL}\n",  # noqa: E501
    "template.yaml": f"Resources:\n  Chat:\n    Properties:\n      Environment:\n        Variables:\n          LLM_URL: {URL}\n          LLM_MODEL: {MODEL}\n",  # noqa: E501
    "s.yaml": f"services:\n  chat:\n    props:\n      environmentVariables:\n        LLM_URL: {URL}\n        LLM_MODEL: {MODEL}\n",
    "app.yaml": f"runtime: python312\nenv_variables:\n  LLM_URL: {URL}\n  LLM_MODEL: {MODEL}\n",
    "vercel.json": json.dumps({"env": {"LLM_URL": URL}, "build": {"env": {"LLM_MODEL": MODEL}}}),
    "fly.toml": f'[env]\nLLM_URL = "{URL}"\nLLM_MODEL = "{MODEL}"\n',
    "wrangler.toml": f'name = "chat"\n[vars]\nLLM_URL = "{URL}"\n[env.production.vars]\nLLM_MODEL = "{MODEL}"\n',
    "deploy/chat.service": f'[Service]\nExecStart=/opt/chat\nEnvironment="LLM_URL={URL}"\nEnvironment="LLM_MODEL={MODEL}"\n',
    "supervisord.conf": f'[program:chat]\ncommand=chat\nenvironment=LLM_URL="{URL}",LLM_MODEL="{MODEL}"\n',
    ".github/workflows/deploy.yml": f"on: push\njobs:\n  deploy:\n    env:\n      LLM_URL: {URL}\n      LLM_MODEL: {MODEL}\n",
}


@pytest.mark.parametrize("carrier", [pytest.param(path, id=path) for path in CARRIERS])
def test_the_code_gets_what_a_carrier_sets(carrier: str) -> None:
    files = {"a.py": PYTHON, "b.mjs": NODE, "c.py": RAW, carrier: CARRIERS[carrier]}
    assert called(files) == [("deepseek", MODEL)] * 3


def test_references_lead_on() -> None:
    """A chart's template to its values, an infrastructure's variable to its files of values and to what another module hands on."""
    chart = {
        "a.py": PYTHON,
        "chart/Chart.yaml": "name: chat\n",
        "chart/values.yaml": f"llm:\n  url: {URL}\n",
        "chart/templates/app.yaml": """
spec:
  containers:
    - env:
        - name: LLM_URL
          value: {{ .Values.llm.url | quote }}
        - name: LLM_MODEL
          value: {{ .Values.llm.model | default "deepseek-chat" | quote }}
""",
    }
    assert called(chart) == [("deepseek", MODEL)]
    environment = 'resource "x" "y" {\n  environment = {\n    LLM_URL = "${var.host}/v1"\n    LLM_MODEL = local.model\n  }\n}\n'
    infrastructure = {
        "a.py": PYTHON,
        "infra/app/main.tf": environment + 'variable "host" {}\nlocals {\n  model = var.chat\n}\nvariable "chat" {\n  type = string\n}\n',
        "infra/app/prod.tfvars": f'chat = "{MODEL}"\n',
        "infra/main.tf": 'module "app" {\n  source = "./app"\n  host   = "https://api.deepseek.com"\n}\n',
    }
    assert called(infrastructure) == [("deepseek", MODEL)]
    compose = {
        "a.py": PYTHON,
        "compose.yml": "services:\n  a:\n    environment:\n"
        "      LLM_URL: ${LLM_URL:-https://api.deepseek.com}\n      LLM_MODEL: $CHAT_MODEL\n",
        ".env": f"CHAT_MODEL={MODEL}\n",
    }
    assert called(compose) == [("deepseek", MODEL)]


def alternatives(files: Mapping[str, str | bytes]) -> set[str | None]:
    """Vendors that one call may have."""
    (hit,) = [hit for hit in Samples(files).hits() if hit.kind in ("call", "http")]
    return {hit.vendor, *(one.vendor for one in hit.alternatives)} - {"configurable"}


OTHER = "https://dashscope.aliyuncs.com/compatible-mode/v1"
SPRING = """
package chat;
import dev.langchain4j.model.openai.OpenAiChatModel;
import org.springframework.beans.factory.annotation.Value;
class Chat {
    @Value("${chat.base-url}")
    private String url;
    String ask(String text) {
        return OpenAiChatModel.builder().baseUrl(url).modelName("m").build().chat(text);
    }
}
"""
ENVIRONMENTS = {
    "two .env": {"a.py": RAW, ".env": f"LLM_URL={URL}\n", ".env.production": f"LLM_URL={OTHER}\n"},
    "values of two stages": {
        "a.py": RAW,
        "c/values.yaml": f"env:\n  LLM_URL: {URL}\n",
        "c/values-prod.yaml": f"env:\n  LLM_URL: {OTHER}\n",
    },
    "profiles": {
        "src/main/java/chat/Chat.java": SPRING,
        "src/main/resources/application.yml": f"chat:\n  base-url: {URL}\n",
        "src/main/resources/application-prod.yml": f"chat:\n  baseUrl: {OTHER}\n",
    },
    "profile and variable": {
        "src/main/java/chat/Chat.java": SPRING,
        "src/main/resources/application.properties": f"chat.base-url={URL}\n",
        "compose.yml": f"services:\n  a:\n    environment:\n      CHAT_BASE_URL: {OTHER}\n",
    },
    "stages of an image": {"a.py": RAW, "Dockerfile": f"FROM a AS dev\nENV LLM_URL={URL}\nFROM a\nENV LLM_URL={OTHER}\n"},
    "two files of values": {
        "a.py": RAW,
        "i/main.tf": 'resource "a" "b" {\n  env {\n    name = "LLM_URL"\n    value = var.url\n  }\n}\nvariable "url" {}\n',
        "i/dev.tfvars": f'url = "{URL}"\n',
        "i/prod.tfvars": f'url = "{OTHER}"\n',
    },
}


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in ENVIRONMENTS.items()])
def test_environments_are_alternatives(files: dict[str, str | bytes]) -> None:
    assert alternatives(files) == {"deepseek", "dashscope"}


NOT_SET = {
    "a sentence about it": {"notes.yaml": f"help: set LLM_URL to {URL}\n"},
    "only named": {"compose.yml": "services:\n  a:\n    environment:\n      - LLM_URL\n"},
    "from a secret": {"k.yaml": "env:\n  - name: LLM_URL\n    valueFrom:\n      secretKeyRef:\n        name: s\n        key: url\n"},
    "itself": {"compose.yml": "services:\n  a:\n    environment:\n      LLM_URL: ${LLM_URL}\n"},
    "a circle": {".env": "A_URL=${LLM_URL}\nLLM_URL=${A_URL}\n"},
    "another name": {"values.yaml": f"env:\n  MY_LLM_URL: {URL}\n", "Dockerfile": f"FROM a\nENV LLM_URLS={URL}\n"},
    "in a command": {"Dockerfile": f"FROM a\nRUN <<EOF\nENV LLM_URL={URL}\nEOF\n"},
    "a comment": {"Dockerfile": f"FROM a\n# ENV LLM_URL={URL}\n", "a.tf": f'# LLM_URL = "{URL}"\n'},
}


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in NOT_SET.items()])
def test_what_sets_nothing(files: dict[str, str | bytes]) -> None:
    assert "deepseek" not in {vendor for vendor, _ in called({"a.py": PYTHON, **files})}


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("nginx.conf", f"server {{\n  location / {{\n    proxy_pass {URL};\n  }}\n}}\n", 3),
        ("nginx.conf", "upstream a {\n  server api.deepseek.com:443;\n}\n", 2),
        ("kong.yml", f"services:\n  - name: chat\n    url: {URL}\n    routes:\n      - paths: [/chat]\n", 3),
        ("kong.yaml", "upstreams:\n  - name: chat\n    targets:\n      - target: api.deepseek.com:443\n", 4),
    ],
)
def test_routes_of_gateways_to_a_model(tmp_path: Path, path: str, text: str, line: int) -> None:
    assert [(hit.kind, hit.vendor, hit.location.line) for hit in hits(tmp_path, {path: text})] == [("config", "deepseek", line)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://api.deepseek.com/v1", True),
        ("serve --base-url https://api.deepseek.com/v1", True),
        ("proxy_pass https://api.deepseek.com/v1;", True),
        ("Please open https://api.deepseek.com first", False),
        ("Visit https://api.deepseek.com/v1", False),
    ],
)
def test_a_link_in_a_sentence_is_no_endpoint(tmp_path: Path, text: str, told: bool) -> None:
    found = hits(tmp_path, {"texts.json": json.dumps({"login": text})})
    assert [(hit.kind, hit.vendor) for hit in found] == ([("config", "deepseek")] if told else [])


DECLARED = """
{0}schema = 1
[[{1}product]]
id = "a"
[[{1}filing]]
type = "algorithm"
category = "generation"
role = "provider"
number = "网信算备110108123456701260013号"
products = ["a"]
covers = {{ models = ["deepseek-chat"] }}
"""


@pytest.mark.parametrize(("name", "told"), [("tts_base_url_placeholder", False), ("tts_base_url_hint", False), ("tts_base_url", True)])
def test_what_an_empty_field_shows_is_no_value(tmp_path: Path, name: str, told: bool) -> None:
    text = f'<resources>\n<string name="{name}">https://api.openai.com/v1</string>\n</resources>\n'
    assert bool(hits(tmp_path, {"res/values/strings.xml": text})) is told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("https://api.weixin.qq.com", False, id="a platform"),
        pytest.param("https://api.weixin.qq.com/wxa/msg_sec_check", True, id="the part that is known"),
    ],
)
def test_the_host_of_a_platform_is_not_one_of_its_services(tmp_path: Path, address: str, told: bool) -> None:
    (tmp_path / ".env").write_text(f"WECHAT_URL={address}\n")
    assert bool(scan([str(tmp_path)]).hits) == told


@pytest.mark.parametrize(
    ("path", "text"), [("filing.toml", DECLARED.format("", "")), ("pyproject.toml", DECLARED.format("[tool.suanbei]\n", "tool.suanbei."))]
)
def test_what_the_operator_declares_is_no_setting(tmp_path: Path, path: str, text: str) -> None:
    assert hits(tmp_path, {path: text}) == ()
    assert [hit.vendor for hit in hits(tmp_path / "b", {"other.toml": 'model = "deepseek-chat"\n'})] == ["configurable"]


def test_a_build_machine_counts_where_nothing_else_does() -> None:
    build = {".github/workflows/ci.yml": f"env:\n  LLM_URL: {OTHER}\n"}
    assert alternatives({"a.py": RAW, **build}) == {"dashscope"}
    assert alternatives({"a.py": RAW, ".env": f"LLM_URL={URL}\n", **build}) == {"deepseek"}


def test_references_to_references_end() -> None:
    lines = [f"A{n}_URL=" + f"${{A{n + 1}_URL}}" * 10 for n in range(40)]
    files = {"a.py": PYTHON.replace("LLM_URL", "A0_URL"), ".env": "\n".join([*lines, "A40_URL=xx"])}
    assert [vendor for vendor, _ in called(files)] == ["openai"]


SHARP = """
using System.Net.Http;
using System.Text;
USING
class Chat {
  private readonly IConfiguration _c;
  public Chat(IConfiguration c) { _c = c; }
  public async Task<string> Ask(string text) {
    var http = new HttpClient();
    var body = new StringContent("{\\"model\\":\\"m\\",\\"messages\\":[]}", Encoding.UTF8, "application/json");
    var answer = await http.PostAsync(READ + "/chat/completions", body);
    return await answer.Content.ReadAsStringAsync();
  }
}
"""
HOSTED = SHARP.replace("USING", "using Microsoft.Extensions.Configuration;").replace("READ", '_c["Llm:BaseUrl"]')
CLASSIC = SHARP.replace("USING", "using System.Configuration;").replace("READ", 'ConfigurationManager.AppSettings["LlmUrl"]')
GO = """
package main

import (
	"net/http"
	"strings"

	"github.com/spf13/viper"
)

func ask() {
	http.Post(viper.GetString("llm.url")+"/chat/completions", "application/json", strings.NewReader(`{"model":"m","messages":[]}`))
}
"""
DOTTED: dict[str, tuple[set[str], dict[str, str | bytes]]] = {
    "settings of .NET": ({"deepseek"}, {"C.cs": HOSTED, "appsettings.json": json.dumps({"Llm": {"BaseUrl": URL}})}),
    "environments of .NET": (
        {"deepseek", "dashscope"},
        {
            "C.cs": HOSTED,
            "appsettings.json": json.dumps({"Llm": {"BaseUrl": URL}}),
            "appsettings.Production.json": json.dumps({"Llm": {"BaseUrl": OTHER}}),
        },
    ),
    "a variable for .NET": (
        {"deepseek"},
        {"C.cs": HOSTED, "compose.yml": f"services:\n  a:\n    environment:\n      Llm__BaseUrl: {URL}\n"},
    ),
    "XML of .NET": (
        {"deepseek"},
        {"C.cs": CLASSIC, "web.config": f'<configuration><appSettings><add key="LlmUrl" value="{URL}"/></appSettings></configuration>'},
    ),
    "YAML in Go": ({"deepseek"}, {"a.go": GO, "config.yaml": f"llm:\n  url: {URL}\n"}),
    "two TOML in Go": (
        {"deepseek", "dashscope"},
        {"a.go": GO, "config.toml": f'[llm]\nurl = "{URL}"\n', "config.prod.toml": f'[llm]\nurl = "{OTHER}"\n'},
    ),
    "JSON that is no settings": (set(), {"a.go": GO, "data/cities.json": json.dumps({"llm": {"url": URL}})}),
}


@pytest.mark.parametrize(("vendors", "files"), [pytest.param(*row, id=name) for name, row in DOTTED.items()])
def test_dotted_keys(vendors: set[str], files: dict[str, str | bytes]) -> None:
    assert alternatives(files) - {None} == vendors


def test_xml_gives_names_and_places() -> None:
    text = (
        '<?xml version="1.0" encoding="GBK"?>\n<!DOCTYPE beans PUBLIC "-//X" "http://x/y.dtd">\n<configuration xmlns="http://a/b">\n'
        '  <add key="LLM_URL" value="https://a.cn"/>\n  <string name="title">聊天</string>\n'
        '  <bean id="c" class="x.Y"><property name="url"><value>https://b.cn</value></property></bean>\n</configuration>\n'
    )
    facts = Samples({"a.xml": text}).facts("a.xml")
    assert facts is not None
    assert [(entry.key, entry.text) for entry in facts.entries] == [
        ("configuration.LLM_URL", "https://a.cn"),
        ("configuration.title", "聊天"),
        ("configuration.c.class", "x.Y"),
        ("configuration.c.url", "https://b.cn"),
    ]
    assert all(text.encode()[entry.start : entry.end].decode() == entry.text for entry in facts.entries)


WIDE = "".join(f"&{name};" for name in "a" * 9)
HOSTILE = {
    "aliases.yaml": "a: &a [deepseek, deepseek]\n"
    + "".join(f"{y}: &{y} [{', '.join([f'*{x}'] * 9)}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)),
    "entities.xml": f'<!DOCTYPE l [<!ENTITY a "deepseek"><!ENTITY b "{WIDE}"><!ENTITY c "&b;&b;">]><x>&c;</x>',
    "deep.tf": "deepseek = " + "[" * 30_000 + "]" * 30_000,
    "deep.xml": "<deepseek>" + "<a>" * 30_000,
    "deep.json": '{"deepseek": ' + "[" * 30_000,
    "broken.tf": 'resource "a" "deepseek" {\n  b = "' + "x" * 5_000,
}
HUGE = {
    "Dockerfile": "FROM deepseek\nENV " + "A" * 300_000 + "\nENV " + "A=b " * 50_000 + "\nRUN " + "\\\n" * 50_000 + "\nRUN <<X\n" * 500,
    "many.env": "DEEPSEEK_API_KEY=x\n" * 20_000,
    "long.env": "LLM_URL=" + "https://deepseek" * 20_000 + "\nX=${" * 5_000,
    "long.yaml": "model: " + "deepseek-" * 30_000 + "\nurl: " + "http://" * 30_000 + "\n",
    "twice.json": '{"model": "deepseek-chat", "model": "deepseek-reasoner"}',
    "many.conf": "server {\n proxy_pass http://deepseek;\n}\n" * 5_000,
    "many.tf": 'a "b" {\n  deepseek = var.x\n}\n' * 3_000,
}


def test_hostile_files_are_problems_and_bounded(tmp_path: Path) -> None:
    files = {**HOSTILE, **HUGE, "a.py": RAW, "compose.yml": f"services:\n  a:\n    environment:\n      LLM_URL: {URL}\n"}
    began = time.process_time()
    result = scan([str(put(tmp_path, files))])
    assert time.process_time() - began < 30
    assert {problem.path for problem in result.problems} >= set(HOSTILE)
    assert [problem for problem in result.problems if problem.reason == "crash"] == []
    assert [hit.vendor for hit in result.hits if hit.kind == "http"] == ["deepseek"]
    twice = [hit.model for hit in result.hits if hit.location.path == "twice.json"]
    assert twice == ["deepseek-reasoner"]


OTHER_KEYS = (
    "GITHUB_TOKEN VERCEL_TOKEN CLOUDFLARE_API_TOKEN WANDB_API_KEY WEIXIN_TOKEN WEIXIN_SECRET ALIPAY_KEY AMAP_KEY AZURE_SECRET AWS_SECRET"
    " ALIBABA_CLOUD_ACCESS_KEY_ID ALIYUN_SECRET TENCENT_SECRET QINIU_SECRET JPUSH_SECRET META_TOKEN GOOGLE_TOKEN"
)
MODEL_KEYS = {"DEEPSEEK_API_KEY": "deepseek", "GOOGLE_API_KEY": "google", "HUNYUAN_API_KEY": "tencent", "QINIU_API_KEY": "qiniu"}


def test_the_account_of_a_company_that_sells_much_else_is_no_hint_at_a_model(tmp_path: Path) -> None:
    put(tmp_path, {".env.example": "".join(f"{name}=\n" for name in (*OTHER_KEYS.split(), *MODEL_KEYS))})
    hits = scan([str(tmp_path)]).hits
    assert {hit.vendor for hit in hits} == set(MODEL_KEYS.values())
    assert all(hit.certainty == "possible" and hit.category == "generation" for hit in hits)


def test_a_key_of_a_vendor_without_models_is_a_hint_at_what_it_does(tmp_path: Path) -> None:
    put(tmp_path, {".env.example": "ALGOLIA_API_KEY=\nAKISMET_API_KEY=\n"})
    assert {hit.vendor: hit.category for hit in scan([str(tmp_path)]).hits} == {"algolia": "retrieval", "akismet": "filtering"}
