"""Requests through functions, classes and files of the project: where they are reported, and what is none."""

from __future__ import annotations

import pytest
from in_memory import Samples, hits_in

URL = "https://api.deepseek.com/v1/chat/completions"
BODY = "{'model': 'deepseek-chat', 'messages': []}"
SEND = "import requests\ndef send(url, body):\n  return requests.post(url, json=body)\n"


def sites(files: dict[str, str]) -> list[str]:
    """Hits as ``path:line signature vendor certainty``."""
    return sorted(f"{h.location.path}:{h.location.line} {h.signature} {h.vendor} {h.certainty}" for h in Samples(files).hits())


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"import requests\nrequests.get('{URL}')", id="another verb"),
        pytest.param(SEND + f"send('/v1/chat/completions', {BODY})", id="the application's own back end"),
        pytest.param(SEND + f"send('https://api.deepseek.com/v1/user/balance', {BODY})", id="another path"),
        pytest.param(SEND.replace("requests", "mail") + f"send('{URL}', {BODY})", id="another package"),
        pytest.param(f"def post(url, json): pass\npost('{URL}', json={BODY})", id="a function of the project"),
        pytest.param(
            f"import requests\nclass Requests:\n  def post(self, url): pass\nRequests().post('{URL}')", id="a class of the project"
        ),
    ],
)
def test_no_request_to_a_model(code: str) -> None:
    assert sites({"main.py": code}) == []


ROUTES = (
    "import requests\nclass Roads:\n  def __init__(self, base='http://osrm:5000'): self.base = base\n"
    "  def route(self, ends):\n    return requests.get(f'{self.base}/route/v1/driving/{ends}')\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(ROUTES + "Roads(config.base).route('1,2;3,4')", ["main.py:5"], id="the path stands in the request"),
        pytest.param(ROUTES + "Roads().route('1,2')\nRoads(x).route(y)", ["main.py:5"], id="two callers are one request"),
        pytest.param(
            ROUTES.replace("/route/v1/driving/{ends}", "/{ends}")
            + "roads = Roads(x)\nroads.route('route/v1/driving/1,2')\nroads.route('me')",
            ["main.py:7"],
            id="the path is handed over",
        ),
        pytest.param(
            "import requests\ndef ask(base, ends):\n  return requests.get(base + '/route/v1/driving/' + ends)\n"
            "ask('https://a.example', '1')\nask('https://b.example', '2')",
            ["main.py:4", "main.py:5"],
            id="two hosts are two services",
        ),
    ],
)
def test_a_request_is_reported_where_its_path_is_written(code: str, expected: list[str]) -> None:
    assert [site.partition(" ")[0] for site in sites({"main.py": code})] == expected


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "form.vue",
            "<script>\nimport axios from 'axios'\nfunction send(url, data) { return axios.post(url, data) }\nexport default { methods: {\n"
            "go() { return send(this.row.url, this.filled(this.rows)) },\n"
            "filled(rows) { const all = {}; rows.forEach((r) => { all[r.name] = r.value || '' }); return all },\n} }\n</script>\n",
            id="rows of a form",
        ),
        pytest.param(
            "form.py",
            "import requests\ndef send(url, body): return requests.post(url, json=body)\ndef filled(rows):\n  all = {}\n"
            "  for row in rows: all[row.name] = row.value\n  return all\ndef go(form): send(form.url, filled(form.rows))",
            id="rows of a table",
        ),
    ],
)
def test_keys_that_the_code_computes_tell_no_request_to_a_model(path: str, code: str) -> None:
    assert sites({path: code}) == []


def test_keys_beside_computed_ones_tell_a_request_to_a_model() -> None:
    code = (
        "import requests\ndef ask(form, question, more):\n  body = {'model': form.model, 'messages': [question]}\n"
        "  for k, v in more.items(): body[k] = v\n  return requests.post(form.url, json=body)"
    )
    assert sites({"main.py": code}) == ["main.py:5 openai/chat-completions configurable likely"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"main.py": SEND + f"send('{URL}', {BODY})\nsend('/own', {{}})\nsend('https://example.com/x', {{}})"},
            "main.py:4 openai/chat-completions deepseek sure",
            id="a function that sends anything is reported where it is called",
        ),
        pytest.param(
            {"net.py": SEND, "main.py": f"from net import send\nsend('{URL}', {BODY})\nsend('/own', {{}})"},
            "main.py:2 openai/chat-completions deepseek sure",
            id="in another file",
        ),
        pytest.param(
            {"main.py": SEND + f"def ask(url, text):\n  return send(url, {BODY})\nask('{URL}', 'hi')\nask('/own', 'hi')"},
            "main.py:6 openai/chat-completions deepseek sure",
            id="two functions away",
        ),
        pytest.param(
            {
                "main.py": "import requests\nclass Api:\n  def __init__(self, base): self.base = base\n"
                "  def post(self, path, body): return requests.post(self.base + path, json=body)\n"
                f"api = Api('https://api.deepseek.com/v1')\napi.post('/chat/completions', {BODY})\n"
                "other = Api('https://example.com')\nother.post('/v1/chat/completions', {})"
            },
            "main.py:6 openai/chat-completions deepseek sure",
            id="the base of one object is not that of another",
        ),
        pytest.param(
            {"main.py": f"import requests\ndef send(*a, **k):\n  return requests.post(*a, **k)\nsend('{URL}', json={BODY})"},
            "main.py:3 openai/chat-completions deepseek sure",
            id="passed through",
        ),
        pytest.param(
            {
                "base.py": "import httpx\nclass Base:\n  url = None\n  def __init__(self): self.http = httpx.Client()\n"
                f"  def ask(self): return self.http.post(self.url, json={BODY})",
                "main.py": f"from base import Base\nclass Deep(Base):\n  url = '{URL}'",
            },
            "base.py:5 openai/chat-completions deepseek sure",
            id="the address stands in a subclass",
        ),
        pytest.param(
            {
                "http.js": "import axios from 'axios'\nexport default axios.create({baseURL: 'https://api.deepseek.com/v1'})",
                "main.js": f"import http from './http'\nhttp.get('/models')\nhttp.post('/chat/completions', {BODY})",
            },
            "main.js:3 openai/chat-completions deepseek sure",
            id="an instance of another file",
        ),
        pytest.param(
            {
                "http.js": "import axios from 'axios'\nexport function post(url, data) { return axios.post(url, data) }",
                "main.js": f"import {{post}} from './http'\npost('/api/own', {{}})\npost('{URL}', {BODY})",
            },
            "main.js:3 openai/chat-completions deepseek sure",
            id="a function of another file",
        ),
        pytest.param(
            {
                "http.js": "const superagent = require('superagent')\n"
                "module.exports = { req ({ url, method, data }) { return superagent(method, url).send(data) } }",
                "main.js": "const http = require('./http')\nhttp.req({ url: '/own', method: 'POST', data: {} })\n"
                f"http.req({{ url: '{URL}', method: 'POST', data: {BODY} }})",
            },
            "main.js:3 openai/chat-completions deepseek sure",
            id="taken out of the object that is passed",
        ),
        pytest.param(
            {
                "config.js": "module.exports = { base: 'https://api.deepseek.com/v1' }",
                "main.js": "const config = require('./config')\n"
                f"fetch(`${{config.base}}/chat/completions`, {{method: 'POST', body: JSON.stringify({BODY})}})",
            },
            "main.js:2 openai/chat-completions deepseek sure",
            id="an address of another file",
        ),
    ],
)
def test_a_request_is_reported_where_it_is_made(files: dict[str, str], expected: str) -> None:
    assert sites(files) == [expected]


SOCKET = "wss://spark-api.xf-yun.com/v3.5/chat"


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        pytest.param(
            {
                "main.py": "import websocket\ndef on_open(ws):\n  ws.send('x')\ndef on_close(ws):\n  ws.flush()\n"
                f"app = websocket.WebSocketApp('{SOCKET}', on_open=on_open, on_close=on_close)"
            },
            [3, 6],
            id="the callback of a socket gets the socket",
        ),
        pytest.param(
            {"main.js": f"import WebSocket from 'ws'\nconst ws = new WebSocket('{SOCKET}')\nws.on('open', () => ws.send('x'))"},
            [2, 3],
            id="a callback closes over the socket",
        ),
    ],
)
def test_sockets(files: dict[str, str], lines: list[int]) -> None:
    assert sorted(hit.location.line for hit in Samples(files).hits()) == lines


@pytest.mark.xfail(reason="a partial application of a package's function is no call of it for ``match``")
def test_a_partial_request_is_reported() -> None:
    code = f"import requests, functools\npost = functools.partial(requests.post, '{URL}')\npost(json={BODY})"
    assert sites({"main.py": code}) == ["main.py:3 openai/chat-completions deepseek sure"]


SENDER = """
package app

import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody

sealed class Setting {
    data class Open(val base: String = "https://api.openai.com/v1") : Setting()
}

class Sender(private val http: OkHttpClient) {
    fun send(setting: Setting.Open, text: String) {
        http.newCall(Request.Builder().url("${setting.base}/chat/completions").post(text.toRequestBody()).build()).execute()
    }
}

val known = listOf(Setting.Open("https://api.moonshot.cn/v1"), Setting.Open("https://api.deepseek.com"))

fun one(sender: Sender, settings: List<Setting>) {
    when (val first = settings.first()) {
        is Setting.Open -> sender.send(first, "a")
    }
}
"""


def test_a_caller_that_does_not_know_the_server_is_not_told_instead_of_the_sender() -> None:
    (hit,) = hits_in(SENDER, "kotlin")
    assert SENDER.splitlines()[hit.location.line - 1].strip().startswith("http.newCall")


def test_callers_that_know_their_servers_are_told() -> None:
    code = SENDER + '\nfun own(sender: Sender) { sender.send(Setting.Open("https://api.minimax.chat/v1"), "a") }\n'
    assert {hit.vendor for hit in hits_in(code, "kotlin")} >= {"minimax"}
