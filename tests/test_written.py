"""Places that are written for a model although no request was seen: where they are told, and what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.model import ScanOptions
from scanner.pipeline import scan

if TYPE_CHECKING:
    from pathlib import Path


def told(root: Path, name: str, code: str) -> list[str]:
    """Generating hits as ``line signature vendor certainty``."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(code, encoding="utf-8")
    hits = [hit for hit in scan([str(root)], ScanOptions()).hits if hit.category == "generation"]
    return [f"{h.location.line} {h.signature} {h.vendor} {h.certainty}" for h in hits]


@pytest.mark.parametrize(
    ("name", "code", "hit"),
    [
        pytest.param(
            "a.ts",
            "export const ask = (hub: Hub, q: string) =>\n  hub.deliver(`${hub.base}/v1/chat/completions`, { messages: q })\n",
            "2 openai/chat-completions configurable possible",
            id="an address in a call of something unknown",
        ),
        pytest.param(
            "a.php",
            "<?php\nclass Answers extends Client {\n  function ask($p) {\n    return $this->deliver('chat/completions', $p);\n  }\n}\n",
            "4 openai/chat-completions configurable possible",
            id="a relative address in a method that a class of another package has",
        ),
        pytest.param(
            "A.cs",
            'class A {\n  void Ask(Sender s, string body) {\n    var b = s.Builder();\n    b.Path = "/v1/chat/completions";\n'
            "    s.Deliver(b.Whole, body);\n  }\n}\n",
            "5 openai/chat-completions configurable possible",
            id="an address put into a part of what is passed",
        ),
        pytest.param(
            "a.go",
            'package a\nimport "fmt"\ntype C struct { host string }\nfunc (c *C) chatUrl() string {\n'
            '  return fmt.Sprintf("%s/v1/chat/completions", c.host)\n}\n'
            "func (c *C) Ask(b string) { deliver(c.chatUrl(), b) }\n",
            "7 openai/chat-completions configurable possible",
            id="an address that a function gives",
        ),
        pytest.param(
            "a.js",
            "import hub from 'hub'\nimport axios from 'axios'\nexport async function ask(words) {\n"
            "  const body = { model: 'm', stream: true }\n  body.messages = words\n  return hub.deliver(JSON.stringify(body))\n}\n",
            "6 openai/chat-completions configurable possible",
            id="a body that is filled key by key",
        ),
        pytest.param(
            "a.py",
            "import requests\ndef tell(hub, words):\n    return hub.make(model='m', messages=words)\n",
            "3 openai/chat-completions configurable possible",
            id="a body by keywords",
        ),
    ],
)
def test_what_is_written_for_a_model_is_possible(tmp_path: Path, name: str, code: str, hit: str) -> None:
    assert told(tmp_path, name, code) == [hit]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("a.ts", "router.post('/v1/chat/completions', async (ctx) => relay(ctx))\n", id="a route"),
        pytest.param("a.ts", "export const ask = (hub, q) => hub.post('/v1/chat/completions', { q })\n", id="a page's own server"),
        pytest.param(
            "a.py", "import requests\nrequests.post(f'{base}/chat/events', json={'model': 'm', 'messages': []})\n", id="another path"
        ),
        pytest.param(
            "a.py", "import requests\ndef keep(model, messages): pass\nkeep(model='m', messages=[])\n", id="a function that is seen"
        ),
        pytest.param("a.ts", "if (url.endsWith('/v1/chat/completions')) { count() }\n", id="a look at a text"),
        pytest.param("a.py", "url = url[: -len('/v1/chat/completions')]\n", id="a cut of a text"),
        pytest.param("a.py", "url = url.removesuffix('/v1/chat/completions')\n", id="an end that is taken off"),
        pytest.param("a.py", "log.info('POST /v1/chat/completions')\n", id="a line of a log"),
        pytest.param("a.ts", "const address = join(base, 'chat/completions')\n", id="an address that nobody is given"),
        pytest.param("a.ts", "hub.deliver(`${base}/v1/embeddings`, { input: q })\n", id="vectors"),
        pytest.param("a.ts", "hub.deliver(`${base}/v1/audio/transcriptions`, form)\n", id="recordings"),
        pytest.param("a.ts", "hub.deliver(`${base}/completions`, form)\n", id="one word"),
        pytest.param("tests/test_a.py", "hub.deliver(f'{base}/v1/chat/completions', body)\n", id="a test"),
        pytest.param("a.js", "import axios from 'axios'\nhub.deliver({ model: 'm', message: q })\n", id="other keys"),
        pytest.param("a.js", "import axios from 'axios'\nsetState({ model: 'm', messages: q })\n", id="what a page remembers"),
    ],
)
def test_what_is_none(tmp_path: Path, name: str, code: str) -> None:
    assert told(tmp_path, name, code) == []


def test_what_is_explained_is_told_once(tmp_path: Path) -> None:
    code = (
        "import requests\nBASE = 'https://api.deepseek.com'\n\ndef send(path, body):\n    return requests.post(BASE + path, json=body)\n\n"
        "def ask(words):\n    return send('/v1/chat/completions', {'model': 'deepseek-chat', 'messages': words})\n"
    )
    assert told(tmp_path, "a.py", code) == ["5 openai/chat-completions deepseek sure"]
