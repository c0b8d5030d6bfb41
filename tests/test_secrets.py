# ruff: noqa: E501  addresses are long
"""No secret of the scanned project stands in any output: planted ones in every carrier and in code, in values and in addresses."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from scanner.cli import main
from scanner.masking import masked
from scanner.pipeline import scan
from scanner.report import formats

if TYPE_CHECKING:
    from pathlib import Path

MARK = "5ecre7"
"""Part of every planted secret."""


def key(number: int) -> str:
    """A secret as vendors of models write them."""
    return f"sk-{MARK}{number:02d}A1b2C3d4E5f6G7h8"


def _code() -> dict[str, str]:
    return {
        "app/chat.py": f'''
import os
import httpx
from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
URL = "https://user:{MARK}pass@api.deepseek.com/v1"
first = OpenAI(base_url=URL, api_key="{key(1)}")
second = OpenAI(base_url="https://gate.example.com/{key(2)}/v1?api_key={MARK}q", api_key=os.getenv("LLM_KEY", "{key(3)}"))
third = OpenAI(base_url=os.environ["LLM_URL"], api_key=os.environ["LLM_KEY"])

@app.post("/chat/{key(4)}?token={MARK}route")
def chat(text: str):
    first.chat.completions.create(model="{key(5)}", messages=[])
    second.chat.completions.create(model="gpt-4o@{MARK}A1b2C3d4E5f6G7h8I9j0K1", messages=[])
    third.chat.completions.create(model=os.environ["LLM_MODEL"], messages=[])
    httpx.post("https://generativelanguage.googleapis.com/v1/models/gemini-pro:generateContent?key={MARK}goog", json={{"contents": []}})
    httpx.post("https://ai:{MARK}pw@api.moonshot.cn/v1/chat/completions", headers={{"Authorization": "Bearer {key(6)}"}}, json={{"model": "kimi-latest", "messages": []}})
    return httpx.post("http://{MARK}userA1b2C3d4E5:x@llm.internal/v1/chat/completions", json={{"model": "m", "messages": []}})
''',
        "web/chat.ts": f"""
export async function ask(messages: string[]) {{
  return fetch("https://me:{MARK}ts@api.siliconflow.cn/v1/chat/completions?access_token={MARK}t", {{
    method: "POST", headers: {{ Authorization: "Bearer {key(7)}" }}, body: JSON.stringify({{ model: process.env.TS_MODEL, messages }}),
  }});
}}
""",
        "src/main/java/Chat.java": f'''
import dev.langchain4j.model.openai.OpenAiChatModel;
class Chat {{
    String ask(String text) {{
        return OpenAiChatModel.builder().baseUrl("https://u:{MARK}jv@api.deepseek.com").apiKey("{key(8)}").modelName("m").build().chat(text);
    }}
}}
''',
        "ask.sh": f'#!/bin/sh\ncurl "https://{MARK}sh:y@api.deepseek.com/chat/completions?key={MARK}k" -H "Authorization: Bearer {key(9)}" -d \'{{"model":"deepseek-chat","messages":[]}}\'\n',
    }


def _carriers() -> dict[str, str]:
    base = f"https://root:{MARK}base@api.deepseek.com/v1?api_key={MARK}arg"
    pairs = {
        "LLM_URL": base,
        "LLM_KEY": key(20),
        "LLM_MODEL": key(21),
        "TS_MODEL": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI1ZWNyZTcifQ." + MARK + "A1b2C3d4",
    }
    lines = "".join(f"{name}={value}\n" for name, value in pairs.items())
    indented = "".join(f"      {name}: {json.dumps(value)}\n" for name, value in pairs.items())
    return {
        ".env": lines + f"DEEPSEEK_API_KEY={key(22)}\nOPENAI_API_KEY='{key(23)}'\n",
        ".env.production": f"DASHSCOPE_API_KEY={key(24)}\nLLM_URL=https://a:{MARK}prod@dashscope.aliyuncs.com/compatible-mode/v1\n",
        "compose.yml": f"services:\n  web:\n    environment:\n{indented}      ARK_API_KEY: {key(25)}\n",
        "Dockerfile": f"FROM a\nARG MOONSHOT_API_KEY={key(26)}\nENV LLM_URL={base} ZHIPUAI_API_KEY={'0' * 8}{MARK}{'a' * 18}.A1b2C3d4E5f6G7h8\n",
        "k8s/app.yaml": f"kind: Secret\nstringData:\n  DEEPSEEK_API_KEY: {key(27)}\n---\nkind: ConfigMap\ndata:\n  LLM_URL: {base}\n",
        "chart/values.yaml": f"env:\n  - name: QIANFAN_ACCESS_KEY\n    value: {key(28)}\n  - name: LLM_URL\n    value: {base}\n",
        "infra/main.tf": f'resource "a" "b" {{\n  environment = {{\n    OPENAI_API_KEY = "{key(29)}"\n    LLM_URL = "{base}"\n  }}\n}}\n',
        "prod.tfvars": f'openai_api_key = "{key(30)}"\nurl = "{base}"\n',
        "application.yml": f"spring:\n  ai:\n    openai:\n      api-key: {key(31)}\n      base-url: {base}\n      chat:\n        model: {key(32)}\n",
        "aliyun.properties": f"aliyun.accessKeyId=LTAI{MARK}A1b2C3d4E5f6\naliyun.secret={MARK}A1b2C3d4E5f6G7h8\nai.url={base}\n",
        "settings.toml": f'[llm]\napi_key = "{key(33)}"\nurl = "{base}"\nmodel = "{key(34)}"\n',
        "conf.json": json.dumps({"llm": {"url": base, "api_key": key(35), "model": key(36)}}),
        "app.ini": f"[llm]\nurl = {base}\nkey = {key(37)}\n",
        "web.config": f'<configuration><appSettings><add key="DEEPSEEK_API_KEY" value="{key(38)}"/><add key="U" value="{base}"/></appSettings></configuration>\n',
        "nginx.conf": f"http {{\n  server {{\n    location /v1/ {{\n      proxy_set_header Authorization 'Bearer {key(39)}';\n      proxy_pass {base};\n    }}\n  }}\n}}\n",
        "serverless.yml": f"provider:\n  environment:\n    MINIMAX_API_KEY: {key(40)}\n    LLM_URL: {base}\n",
        ".github/workflows/ci.yml": f"env:\n  OPENAI_API_KEY: {key(41)}\n  LLM_URL: {base}\n",
        "requirements.txt": f"openai @ git+https://bot:{MARK}pip@github.com/openai/openai-python\n--index-url https://bot:{MARK}idx@pypi.example.com/simple\n",
        "package.json": json.dumps({"dependencies": {"openai": f"git+https://bot:{MARK}npm@github.com/openai/openai-node.git"}}, indent=1),
        "pyproject.toml": f'[project]\nname = "x"\ndependencies = ["openai @ https://bot:{MARK}whl@files.example.com/openai-1-py3-none-any.whl"]\n',
    }


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that the commands write about the tree, by what wrote it."""
    root, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("out")
    for name, text in {**_code(), **_carriers()}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    result = scan([str(root)])
    told: dict[str, str] = {}

    def run(name: str, *arguments: str) -> None:
        words = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with contextlib.redirect_stdout(words), contextlib.redirect_stderr(words):
            main(arguments, lambda *_: result)
        words.flush()
        told[name] = words.buffer.getvalue().decode()  # type: ignore[attr-defined]

    reports = [option for name in formats() for option in ("-o", f"{name}={out / name}")]
    run("scan", "scan", str(root), "--all", "-v", "--sarif-full", "--lang", "zh", "--fail-on", "none", *reports)
    told.update({name: (out / name).read_text(encoding="utf-8") for name in formats()})
    for suffix in ("md", "xlsx", "docx"):
        run(f"worksheet {suffix}", "worksheet", str(root), "-o", str(out / f"sheet.{suffix}"))
        told[f"worksheet {suffix}"] += _text(out / f"sheet.{suffix}")
    run("init", "init", "--stdout", str(root))
    run("check", "check", str(root), "--lang", "en")
    return told


def _text(path: Path) -> str:
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_no_output_holds_a_secret(outputs: dict[str, str]) -> None:
    leaks = {name: [line.strip()[:200] for line in text.splitlines() if MARK in line][:6] for name, text in outputs.items()}
    assert {name: lines for name, lines in leaks.items() if lines} == {}


def test_the_outputs_tell_of_the_tree(outputs: dict[str, str]) -> None:
    """What is masked was not left out."""
    assert all(outputs.values())
    hits = json.loads(outputs["json"])["hits"]
    assert {hit["path"] for hit in hits if hit["kind"] in ("call", "http")} >= set(_code())


KEPT = (
    "https://api.deepseek.com/v1",
    "https://example.com/a?page=2&tokens=3",
    "git+ssh://git@github.com/acme/kit.git",
    "POST /v1/{project}/images:generate",
    "accounts/fireworks/models/llama-v3p1-405b-instruct",
    "Qwen2.5-72B-Instruct-GPTQ-Int4",
    "claude-3-5-sonnet-20241022",
    "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "ep-20250101123456-abcde",
    "550e8400-e29b-41d4-a716-446655440000",
    "网信算备110108123456701260012号",
    "generateContentWithRetryAndBackoffHandler2",
    "com.example.chat.ChatServiceImpl.streamCompletionV2",
    "@acme/kit/sub@1.2.3",
    "basic authentication",
)


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://user:pw@h.cn/v1", "https://***@h.cn/v1"),
        ("https://token@h.cn/v1?x=1", "https://***@h.cn/v1?x=1"),
        ("redis://:pw@h:6379/0", "redis://***@h:6379/0"),
        ("vcs_url=git%2Bhttps%3A%2F%2Fbot:pw%40h.cn/x", "vcs_url=git%2Bhttps%3A%2F%2F***%40h.cn/x"),
        ("GET /a?page=2&api_key=abc&x=1", "GET /a?page=2&api_key=***&x=1"),
        ("wss://h/v2?Authorization=x&Signature=abc%3D", "wss://h/v2?Authorization=x&Signature=***"),
        ("Authorization: Bearer abcdefgh.ijk", "Authorization: Bearer ***"),
        (f"configured as {key(1)} there", "configured as *** there"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "***"),
        ("0a1b2c3d4e5f60718293a4b5c6d7e8f9.A1b2C3d4", "***"),
    ],
)
def test_what_looks_like_a_secret_goes(text: str, expected: str) -> None:
    assert masked(text) == expected
    assert masked(expected) == expected


def test_commits_of_dependencies_stay() -> None:
    commit = "https://github.com/acme/kit@0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
    assert (masked(commit, digests=True), masked(f"{commit}?token=abc", digests=True)) == (commit, f"{commit}?token=***")
