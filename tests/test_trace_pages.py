"""From a page to what it runs: hooks that fetch, clients that all components have, forms that name a function of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CHAT = "await new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })"
SERVER = (
    "import express from 'express'\nimport OpenAI from 'openai'\n\nconst app = express()\n"
    f"app.get('/api/chat', async () => {{\n  {CHAT}\n}})\n"
)
PAGE = "export default function Chat() {\n  const { data } = ASKED\n  return <p>{data}</p>\n}\n"
VUE = (
    "<script>\nexport default {\n  methods: {\n    send() {\n      ASKED\n    },\n  },\n}\n</script>\n"
    '<template><button @click="send">Ask</button></template>\n'
)
ACTION = (
    f"'use server'\nimport OpenAI from 'openai'\n\nexport async function ask(data) {{\n  {CHAT}\n}}\n\nexport async function tell() {{}}\n"
)
FORM = "import { ask, tell } from './actions'\n\nexport default function Page() {\n  return ASKED\n}\n"
SWR = "import useSWR from 'swr'\nimport { get } from './get'\n\n" + PAGE
NEXT = {"package.json": '{"dependencies": {"next": "15"}}', "app/actions.ts": ACTION}


def first(folder: Path, files: Mapping[str, str], asked: str) -> str:
    """The note of the first step to the only call of a project."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.replace("ASKED", asked), encoding="utf-8")
    (hit,) = (hit for hit in scan((folder,)).hits if hit.kind == "call")
    return hit.flow[0].note


@pytest.mark.parametrize(
    ("files", "asked", "note"),
    [
        pytest.param(
            {"server.ts": SERVER, "pages/Chat.tsx": SWR}, "useSWR('/api/bots', get)", "http GET /api/chat", id="swr, another route"
        ),
        pytest.param({"server.ts": SERVER, "pages/Chat.tsx": SWR}, "useSWR('/api/chat', get)", "page /Chat", id="swr"),
        pytest.param({"server.ts": SERVER, "src/Chat.vue": VUE}, "this.store.get('/api/chat')", "http GET /api/chat", id="a store"),
        pytest.param(
            {"server.ts": SERVER, "src/Chat.vue": VUE},
            "this.axios.get('/api/chat')",
            "ui Chat: <button @click> Ask",
            id="of all components",
        ),
        pytest.param({**NEXT, "app/page.tsx": FORM}, "<form action={tell}><b /></form>", "rpc ask", id="another action"),
        pytest.param({**NEXT, "app/page.tsx": FORM}, "<form action={ask}><b /></form>", "page /", id="a form"),
        pytest.param({**NEXT, "app/page.tsx": FORM}, "<button onClick={ask}>x</button>", "page /", id="a button"),
    ],
)
def test_the_page_in_front(tmp_path: Path, files: Mapping[str, str], asked: str, note: str) -> None:
    assert first(tmp_path, files, asked) == note


DESK = """from flask import Flask, request
from openai import OpenAI

app = Flask(__name__)


class Desk:
    def run(self, kind):
        return getattr(self, NAME)()

    def do_chat(self):
        return OpenAI().chat.completions.create(model='gpt-4o', messages=[])


@app.post('/ask')
def ask():
    return Desk().run(request.json['kind'])
"""
ASKS = """class AsksController < ApplicationController
  def create
    public_send(NAME)
  end

  private

  def do_chat
    OpenAI::Client.new.chat(parameters: { model: "gpt-4o", messages: [] })
  end
end
"""


@pytest.mark.parametrize(
    ("file", "text", "name", "reach"),
    [
        ("app.py", DESK, "f'to_{kind}'", "unreached"),
        ("app.py", DESK, "f'{kind}'", "unreached"),
        ("app.py", DESK, "f'do_{kind}'", "reached"),
        ("app.py", DESK, "f'{kind}_chat'", "reached"),
        ("app/controllers/asks_controller.rb", ASKS, '"to_#{params[:kind]}"', "unreached"),
        ("app/controllers/asks_controller.rb", ASKS, '"do_#{params[:kind]}"', "reached"),
    ],
)
def test_methods_whose_name_is_put_together(tmp_path: Path, file: str, text: str, name: str, reach: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text.replace("NAME", name), encoding="utf-8")
    assert {hit.reach for hit in scan((tmp_path,)).hits if hit.kind == "call"} == {reach}
