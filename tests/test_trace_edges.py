"""Ways from an entry to a hit that no plain call shows: functions handed back, the project's own decorators, callers beside the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CALL = "OpenAI().chat.completions.create(model='gpt-4o', messages=[])"
SERVICE = f"from openai import OpenAI\n\n\ndef answer(text):\n    return {CALL}\n"
CHOICE = "".join(f"    if name == 'n{n}':\n        return given_{n}\n" for n in range(12))
GIVEN = "".join(f"def given_{n}(text):\n    return {n}\n\n\n" for n in range(12))
GROUP = """from quart import Quart


class Group:
    def __init__(self, app: Quart):
        self.app = app

    def route(self, rule):
        def decorate(function):
            async def run(*given):
                return await function(*given)

            self.app.route(rule)(run)
            return function

        return decorate
"""


def reached(folder: Path, files: Mapping[str, str]) -> set[tuple[str | None, str]]:
    """(kind of entry, name) of every hit of a project."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    hits = scan((folder,)).hits
    assert hits
    return {(hit.entry.kind, hit.entry.name) if hit.entry else (None, hit.reach or "") for hit in hits}


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        pytest.param("    return name\n", {(None, "unreached")}, id="another value"),
        pytest.param("    return answer\n", {("http", "GET /ask")}, id="handed back"),
        pytest.param("    return answer if name else print\n", {("http", "GET /ask")}, id="one of two"),
    ],
)
def test_a_function_that_is_chosen_among_many(tmp_path: Path, choice: str, found: set[tuple[str | None, str]]) -> None:
    chosen = f"from service import answer\n\n\n{GIVEN}def choose(name):\n{CHOICE}{choice}"
    app = (
        "from flask import Flask\nfrom chosen import choose\n\napp = Flask(__name__)\n\n\n"
        "@app.get('/ask')\ndef ask():\n    return choose('x')('y')\n"
    )
    assert reached(tmp_path, {"service.py": SERVICE, "chosen.py": chosen, "app.py": app}) == found


def test_routes_that_the_projects_own_decorator_makes(tmp_path: Path) -> None:
    app = (
        "from group import Group\nfrom service import answer\n\n\nclass Answers(Group):\n"
        "    def start(self):\n        @self.route('/ask')\n        async def _(text):\n            return answer(text)\n"
    )
    found = reached(tmp_path, {"service.py": SERVICE, "group.py": GROUP, "app.py": app})
    assert {kind for kind, _ in found} == {"http"}


def test_methods_that_only_tests_and_their_own_class_call(tmp_path: Path) -> None:
    runner = (
        "from openai import OpenAI\n\n\nclass Runner:\n"
        f"    def answer_once(self):\n        return {CALL}\n\n    def answer_all(self):\n        self.answer_once()\n"
    )
    test = "from runner import Runner\n\n\ndef test_runner():\n    Runner().answer_once()\n"
    app = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/ask')\ndef ask(made):\n    return made.answer_once()\n"
    assert reached(tmp_path, {"runner.py": runner, "tests/test_runner.py": test, "app.py": app}) == {("http", "GET /ask")}


WORK = "from openai import OpenAI\n\n\ndef answer(text):\n    return OpenAI().chat.completions.create(model='gpt-4o', messages=[])\n"
ROUTE = "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.post('/ask')\ndef ask():\n"
ASKED = {("http", "POST /ask")}
LOST = {(None, "unreached")}


@pytest.mark.parametrize(
    ("head", "body", "found"),
    [
        pytest.param("KINDS = {'a': answer}\n", "    return KINDS\n", LOST, id="a map that nobody calls from"),
        pytest.param(
            "import work\n", "    from other import answer as reply\n    return reply('x')\n", LOST, id="another package's function"
        ),
        pytest.param("KINDS = {'a': len, 'b': answer}\n", "    return KINDS['a']('x')\n", LOST, id="another key"),
        pytest.param("", "    from work import answer as reply\n    return reply('x')\n", ASKED, id="renamed by an import"),
        pytest.param("", "    reply = answer\n    return reply('x')\n", ASKED, id="renamed by an assignment"),
        pytest.param("KINDS = {'a': answer}\n", "    return KINDS[request.json['k']]('x')\n", ASKED, id="in a map"),
        pytest.param(
            "KINDS = {'a': answer}\n", "    run = KINDS.get(request.json['k'])\n    return run('x')\n", ASKED, id="taken from a map"
        ),
        pytest.param("STEPS = [len, answer]\n", "    for step in STEPS:\n        step('x')\n", ASKED, id="in a list"),
    ],
)
def test_functions_under_another_name(tmp_path: Path, head: str, body: str, found: set[tuple[str | None, str]]) -> None:
    assert reached(tmp_path, {"work.py": WORK, "app.py": f"from work import answer\n{head}{ROUTE}{body}"}) == found


BOT = "class Bot:\n    def __init__(self):\n        self.on_text = None\n\n    def receive(self, text):\n        self.{called}(text)\n"
DESK = (
    "class Desk:\n    def __init__(self, bot: Bot):\n        bot.on_text = self.reply\n\n"
    "    def reply(self, text):\n        return answer(text)\n"
)


@pytest.mark.parametrize(
    ("called", "found"),
    [pytest.param("on_voice", LOST, id="another member"), pytest.param("on_text", ASKED, id="the member that it is stored in")],
)
@pytest.mark.parametrize(
    "stored",
    [
        pytest.param("bot.on_text = answer\n", id="a function"),
        pytest.param("bot.on_text = lambda text: answer(text)\n", id="a lambda"),
        pytest.param(f"\n\n{DESK}\n\nDesk(bot)\n", id="a method"),
    ],
)
def test_functions_stored_in_a_member(tmp_path: Path, stored: str, called: str, found: set[tuple[str | None, str]]) -> None:
    app = f"from work import answer\nfrom bot import Bot\n\nbot = Bot()\n{stored}\n\n{ROUTE}    bot.receive('x')\n"
    assert reached(tmp_path, {"work.py": WORK, "bot.py": BOT.format(called=called), "app.py": app}) == found


GO = """package main

import (
\t"context"
\t"net/http"

\topenai "github.com/sashabaranov/go-openai"
)

type Bot struct{ MessageHandler, Other func(string) }

func (b *Bot) Serve(w http.ResponseWriter, r *http.Request) { b.CALLED("x") }

func answer(text string) {
\topenai.NewClient("k").CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{Model: "gpt-4o"})
}

func main() {
\tbot := &Bot{}
\tbot.MessageHandler = answer
\thttp.HandleFunc("/hook", bot.Serve)
}
"""
CSHARP = """using System;
using Microsoft.AspNetCore.Mvc;
using OpenAI.Chat;
namespace Shop;
public class Bot {
  public event Action<string> OnText;
  public event Action<string> OnVoice;
  public void Receive(string text) { CALLED?.Invoke(text); }
}
public class Desk {
  private readonly ChatClient client = new ChatClient("gpt-4o", "k");
  public Desk(Bot bot) { bot.OnText += Reply; }
  private void Reply(string text) { client.CompleteChat(text); }
}
[ApiController][Route("hook")]
public class Hook : ControllerBase {
  private readonly Bot bot;
  public Hook(Bot bot) { this.bot = bot; }
  [HttpPost("text")] public void Text() { bot.Receive("a"); }
}
"""


@pytest.mark.parametrize(
    ("file", "text", "called", "found"),
    [
        pytest.param("main.go", GO, "Other", {(None, "unreached")}, id="go, another field"),
        pytest.param("main.go", GO, "MessageHandler", {("http", "/hook")}, id="go"),
        pytest.param("Bot.cs", CSHARP, "OnVoice", {(None, "unreached")}, id="c#, another event"),
        pytest.param("Bot.cs", CSHARP, "OnText", {("http", "POST /hook/text")}, id="c#"),
    ],
)
def test_handlers_in_fields_and_events(tmp_path: Path, file: str, text: str, called: str, found: set[tuple[str | None, str]]) -> None:
    hits = scan_calls(tmp_path, {file: text.replace("CALLED", called)})
    assert hits == found


def scan_calls(folder: Path, files: Mapping[str, str]) -> set[tuple[str | None, str]]:
    """As ``reached``, of calls alone: clients are built where the program starts."""
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
    hits = [hit for hit in scan((folder,)).hits if hit.kind == "call"]
    assert hits
    return {(hit.entry.kind, hit.entry.name) if hit.entry else (None, hit.reach or "") for hit in hits}


def test_a_function_in_a_map_that_is_handed_over(tmp_path: Path) -> None:
    ask = "import OpenAI from 'openai'\nexport const ask = () => new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })\n"
    page = (
        "import { useMutation } from '@tanstack/react-query'\nimport { ask } from './ask'\n"
        "export default function Chat() {\n  return useMutation({ mutationFn: ask })\n}\n"
    )
    assert scan_calls(tmp_path, {"ask.ts": ask, "Chat.tsx": page}) == {("ui", "Chat")}


BASE = """import abc
import typing

RUNNERS: list[typing.Type["Runner"]] = []


def known(kind):
    RUNNERS.append(kind)
    return kind


class Runner(abc.ABC):
    @abc.abstractmethod
    def run(self, text):
        pass
"""
RUNNER = (
    "import base\nfrom openai import OpenAI\n\n\n@base.known\nclass {name}(base.Runner):\n"
    f"    def run(self, text):\n        return {CALL}\n"
)
CHOSEN = "import base\n{head}\n\n{ROUTE}    for kind in base.RUNNERS:\n        {run}\n"


@pytest.mark.parametrize(
    ("run", "found"),
    [
        pytest.param("kind().stop('x')", LOST, id="another method"),
        pytest.param("print(kind)", LOST, id="not run"),
        pytest.param("return kind().run('x')", ASKED, id="run"),
    ],
)
@pytest.mark.parametrize("count", [1, 12])
def test_classes_that_a_list_was_filled_with_elsewhere(tmp_path: Path, run: str, count: int, found: set[tuple[str | None, str]]) -> None:
    files = {f"runners/own{n}.py": RUNNER.format(name=f"Own{n}") for n in range(count)}
    app = CHOSEN.format(head="", ROUTE=ROUTE, run=run)
    assert reached(tmp_path, {"base.py": BASE, **files, "app.py": app}) == found


@pytest.mark.parametrize(
    ("receiver", "found"),
    [
        pytest.param("thing", LOST, id="called like nothing"),
        pytest.param("provider", ASKED, id="called like the class"),
        pytest.param("get_provider()", ASKED, id="given by a function that is called like it"),
    ],
)
def test_a_name_that_many_methods_have(tmp_path: Path, receiver: str, found: set[tuple[str | None, str]]) -> None:
    model = f"from openai import OpenAI\n\n\nclass ChatProvider:\n    def get_model(self, name):\n        return {CALL}\n"
    others = "".join(f"def other{n}(things):\n    return things.get_model('x')\n\n\n" for n in range(13))
    others += "".join(f"class Shelf{n}:\n    def get_model(self, name):\n        return name\n\n\n" for n in range(4))
    pick = f"def pick(provider, thing, get_provider):\n    return {receiver}.get_model('x')\n"
    app = f"{ROUTE}    return pick(None, None, None)\n\n\n{pick}"
    assert reached(tmp_path, {"model.py": model, "others.py": others, "app.py": app}) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [pytest.param("answer", LOST, id="a single word"), pytest.param("answer_streamed", ASKED, id="several words that one class has")],
)
def test_a_name_that_is_called_often_and_few_classes_have(tmp_path: Path, name: str, found: set[tuple[str | None, str]]) -> None:
    model = f"from openai import OpenAI\n\n\nclass Own:\n    def {name}(self, text):\n        return {CALL}\n"
    calls = "".join(f"    things[{n}].{name}('x')\n" for n in range(13))
    app = f"{ROUTE}    return pick(None)\n\n\ndef pick(things):\n{calls}"
    assert reached(tmp_path, {"model.py": model, "app.py": app}) == found


CALLED = (
    f"from openai import OpenAI\n\n\nclass Base:\n    def __call__(self, text):\n        return {CALL}\n\n\nclass Reply(Base):\n    pass\n"
)


@pytest.mark.parametrize(
    ("head", "run", "found"),
    [
        pytest.param("", "Reply()", LOST, id="built only"),
        pytest.param("", "reply = Other()\n    reply('x')", LOST, id="another class"),
        pytest.param("", "reply = Reply()\n    return reply('x')", ASKED, id="a class below"),
        pytest.param("ready = Reply()\n", "return ready('x')", ASKED, id="of the module"),
        pytest.param("", "return answer(Reply())\n\n\ndef answer(given: Reply):\n    return given('x')", ASKED, id="declared"),
    ],
)
def test_objects_that_are_called(tmp_path: Path, head: str, run: str, found: set[tuple[str | None, str]]) -> None:
    app = f"from other import Other\nfrom work import Reply\n\n{head}{ROUTE}    {run}\n"
    assert reached(tmp_path, {"work.py": CALLED, "app.py": app}) == found


HELPERS = """<?php
{head}
if (!function_exists('ask_model')) {{
    function ask_model($text)
    {{
        return OpenAI::client('k')->chat()->create(['model' => 'gpt-4o', 'messages' => []]);
    }}
}}
"""
SHOP = """<?php
namespace app\\controller;

class Shop
{
    public function ask($text)
    {
        return CALLED($text);
    }
}
"""


@pytest.mark.parametrize(
    ("head", "called", "found"),
    [
        pytest.param("", "$this->ask_model", LOST, id="a method of that name"),
        pytest.param("namespace shop\\helpers;\nuse OpenAI;\n", "ask_model", LOST, id="a function of a namespace"),
        pytest.param("", "ask_model", {("http", "/")}, id="a function for all files"),
    ],
)
def test_functions_that_every_file_may_call(tmp_path: Path, head: str, called: str, found: set[tuple[str | None, str]]) -> None:
    shop = tmp_path / "app" / "controller"
    shop.mkdir(parents=True)
    (shop / "Shop.php").write_text(SHOP.replace("CALLED", called))
    assert {kind for kind, _ in scan_calls(tmp_path, {"helpers.php": HELPERS.format(head=head)})} == {kind for kind, _ in found}


KIN = (
    "from openai import OpenAI\n\n\nclass Base:\n    def find(self):\n        return None\n\n\nclass Own(Base):\n"
    f"    def find(self):\n        return {CALL}\n\n\nclass Other(Base):\n    def show(self):\n        return {{find}}\n"
)


@pytest.mark.parametrize(
    ("find", "found"),
    [
        pytest.param("self.find()", LOST, id="of an object of a class beside it"),
        pytest.param("super().find()", LOST, id="of the class above alone"),
        pytest.param("Base().find()", ASKED, id="of any object of the class above"),
    ],
)
def test_calls_of_a_class_above(tmp_path: Path, find: str, found: set[tuple[str | None, str]]) -> None:
    app = f"from kin import Other\n{ROUTE}    return Other().show()\n"
    assert reached(tmp_path, {"kin.py": KIN.format(find=find), "app.py": app}) == found


LEFT_OPEN = {
    "app/services/backend.rb": """class Backend
  def self.ask(text)
    CALLED
  end
end
""",
    "app/services/backend/own.rb": """class Backend::Own < Backend
  def self.answer(text)
    OpenAI::Client.new.chat(parameters: { model: "gpt-4o", messages: [] })
  end
end
""",
    "app/controllers/asks_controller.rb": (
        "class AsksController < ApplicationController\n  def create\n    Backend::Own.ask(params[:text])\n  end\nend\n"
    ),
    "config/routes.rb": 'Rails.application.routes.draw do\n  post "/ask", to: "asks#create"\nend\n',
}


FAR = {
    "app/services/own.rb": """class Own
  def answer_once(text)
    OpenAI::Client.new.chat(parameters: { model: "gpt-4o", messages: [] })
  end
end
""",
    "app/models/room.rb": "class Room < ApplicationRecord\n  belongs_to :desk\nend\n",
    "app/controllers/asks_controller.rb": "class AsksController < ApplicationController\n  def create\n    ASKED\n  end\nend\n",
    "config/routes.rb": 'Rails.application.routes.draw do\n  post "/ask", to: "asks#create"\nend\n',
}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("Room.answer_once(1)", None, id="of a record itself"),
        pytest.param("Room.find(1).desk.service.answer_twice(1)", None, id="another name"),
        pytest.param("Room.find(1).desk.service.answer_once(1)", "http", id="of what a record's record has"),
    ],
)
def test_methods_of_what_records_lead_to(tmp_path: Path, asked: str, found: str | None) -> None:
    for path, text in FAR.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text.replace("ASKED", asked))
    assert {hit.entry and hit.entry.kind for hit in scan((tmp_path,)).hits if hit.kind == "call"} == {found}


@pytest.mark.parametrize(
    ("called", "found"),
    [
        pytest.param("text", None, id="not called"),
        pytest.param("other(text)", None, id="another name"),
        pytest.param("text.answer(1)", None, id="of something else"),
        pytest.param("answer(text)", "http", id="by its name"),
        pytest.param("self.answer(text)", "http", id="of the class itself"),
    ],
)
def test_what_a_class_above_leaves_to_those_below(tmp_path: Path, called: str, found: str | None) -> None:
    for path, text in LEFT_OPEN.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text.replace("CALLED", called))
    assert {hit.entry and hit.entry.kind for hit in scan((tmp_path,)).hits if hit.kind == "call"} == {found}


RAILS = {
    "app/jobs/answer_job.rb": """class AnswerJob < ApplicationJob
  def perform(text)
    OpenAI::Client.new.chat(parameters: { model: "gpt-4o", messages: [] })
  end
end
""",
    "app/jobs/other_job.rb": "class OtherJob < ApplicationJob\n  def perform(text)\n    text\n  end\nend\n",
    "app/controllers/asks_controller.rb": "class AsksController < ApplicationController\n  def create\n    SENT\n  end\nend\n",
    "config/routes.rb": 'Rails.application.routes.draw do\n  post "/ask", to: "asks#create"\nend\n',
}
CELERY = {
    "tasks.py": f"from celery import shared_task\nfrom openai import OpenAI\n\n\n@shared_task\ndef answer(text):\n    return {CALL}\n",
    "app.py": f"import tasks\n{ROUTE}    return SENT\n",
}
LARAVEL = {
    "app/Jobs/Answer.php": """<?php
namespace App\\Jobs;

use Illuminate\\Contracts\\Queue\\ShouldQueue;
use OpenAI;

class Answer implements ShouldQueue
{
    public function handle()
    {
        OpenAI::client('k')->chat()->create(['model' => 'gpt-4o', 'messages' => []]);
    }
}
""",
    "routes/web.php": """<?php
use App\\Jobs\\Answer;
use App\\Jobs\\Other;
use Illuminate\\Support\\Facades\\Route;

Route::post('/ask', function () {
    SENT;
});
""",
}
EVENTS = {
    "shop/Asked.java": "package shop;\n\npublic class Asked {\n    public Asked(String text) {}\n}\n",
    "shop/Paid.java": "package shop;\n\npublic class Paid {\n    public Paid(String text) {}\n}\n",
    "shop/Answers.java": """package shop;

import dev.langchain4j.model.openai.OpenAiChatModel;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
public class Answers {
    @EventListener
    public void on(Asked event) {
        OpenAiChatModel.builder().apiKey("k").modelName("gpt-4o").build().chat("a");
    }
}
""",
    "shop/Shop.java": """package shop;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.bind.annotation.*;

@RestController
public class Shop {
    private final ApplicationEventPublisher events;

    public Shop(ApplicationEventPublisher events) { this.events = events; }

    @PostMapping("/ask")
    public void ask(String text) { SENT; }
}
""",
}


@pytest.mark.parametrize(
    ("files", "sent", "found"),
    [
        pytest.param(RAILS, "OtherJob.perform_later(1)", "job", id="rails, another job"),
        pytest.param(RAILS, "AnswerJob.perform_later(1)", "http", id="rails"),
        pytest.param(RAILS, "AnswerJob.set(wait: 1).perform_later(1)", "http", id="rails, put off"),
        pytest.param(CELERY, "tasks.delay('x')", "job", id="celery, not sent"),
        pytest.param(CELERY, "tasks.answer.delay('x').id", "http", id="celery"),
        pytest.param(LARAVEL, "dispatch(new Other())", "job", id="laravel, another job"),
        pytest.param(LARAVEL, "dispatch(new Answer())", "http", id="laravel, an object"),
        pytest.param(LARAVEL, "Answer::dispatch()", "http", id="laravel, the class"),
        pytest.param(EVENTS, "events.publishEvent(new Paid(text))", "message", id="spring, another event"),
        pytest.param(EVENTS, "events.publishEvent(new Asked(text))", "http", id="spring"),
    ],
)
def test_what_is_sent_for(tmp_path: Path, files: Mapping[str, str], sent: str, found: str) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text.replace("SENT", sent))
    assert {hit.entry.kind for hit in scan((tmp_path,)).hits if hit.kind == "call" and hit.entry is not None} == {found}


STORE = """import { defineStore } from 'pinia'
import OpenAI from 'openai'
export const useChat = defineStore('chat', {
  actions: {
    async onUserInput(text) {
      this.answer = await new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })
    },
  },
})
"""


@pytest.mark.parametrize(
    ("called", "found"),
    [pytest.param("onVoice", {(None, "unreached")}, id="another method"), pytest.param("onUserInput", {("ui", "Chat")}, id="it")],
)
@pytest.mark.parametrize(
    ("file", "page"),
    [
        ("Chat.tsx", "export function Chat() {\n  return <button onClick={() => useChat().CALLED('x')} />\n}\n"),
        (
            "Chat.vue",
            "const chat = useChat()\nconst ask = () => chat.CALLED('x')\n</script>\n<template><b @click='ask'>x</b></template>\n",
        ),
    ],
)
def test_methods_of_a_map_that_another_package_made_a_store_of(
    tmp_path: Path, file: str, page: str, called: str, found: set[tuple[str | None, str]]
) -> None:
    script = "<script setup>\n" if file.endswith(".vue") else ""
    text = f"{script}import {{ useChat }} from './store'\n{page.replace('CALLED', called)}"
    assert scan_calls(tmp_path, {"store.ts": STORE, file: text}) == found


SERVICE_JS = """const { Service } = require('egg')
const OpenAI = require('openai')

class ChatService extends Service {
  async reply(text) {
    return new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })
  }
}

module.exports = ChatService
"""
CONTROLLER_JS = """const { Controller } = require('egg')

class Desk extends Controller {
  chat = this.service.ai.userChat

  async ask() {
    const { ctx } = this
    return CALL('x')
  }
}

module.exports = Desk
"""
ROUTER_JS = "module.exports = (app) => {\n  const { router, controller } = app\n  router.post('/api/ask', controller.desk.ask)\n}\n"


@pytest.mark.parametrize(
    ("called", "found"),
    [
        pytest.param("ctx.service.ai.other.reply", LOST, id="another file"),
        pytest.param("ctx.helper.userChat.reply", LOST, id="no service"),
        pytest.param("ctx.service.ai.userChat.reply", {("http", "POST /api/ask")}, id="by the place of the file"),
        pytest.param("this.chat.reply", {("http", "POST /api/ask")}, id="through a field"),
    ],
)
def test_services_that_are_loaded_by_their_place(tmp_path: Path, called: str, found: set[tuple[str | None, str]]) -> None:
    files = {
        "app/service/ai/user_chat.js": SERVICE_JS,
        "app/controller/desk.js": CONTROLLER_JS.replace("CALL", called),
        "app/router.js": ROUTER_JS,
    }
    assert reached(tmp_path, files) == found


PHP_SERVICE = "<?php\nnamespace app\\service;\n\nclass ChatService\n{\n    public function reply($x)\n    {\n        BODY\n    }\n}\n"
PHP_BODY = "return \\OpenAI::client('k')->chat()->create(['model' => 'gpt-4o', 'messages' => []]);"
PHP_FACADE = (
    "<?php\nnamespace app\\facade;\n\nuse think\\Facade;\n\nclass Chat extends BASE\n{\n"
    "    protected static function getFacadeClass()\n    {\n        return GIVEN;\n    }\n}\n"
)
PHP_DESK = (
    "<?php\nnamespace app\\controller;\n\nuse app\\facade\\Chat;\n\n"
    "class Desk\n{\n    public function ask()\n    {\n        return Chat::reply(1);\n    }\n}\n"
)


@pytest.mark.parametrize(
    ("base", "given", "reach"),
    [
        pytest.param("\\app\\Base", "'app\\service\\ChatService'", "unreached", id="no facade"),
        pytest.param("Facade", "'app\\service\\Other'", "unreached", id="another class"),
        pytest.param("Facade", "'app\\service\\ChatService'", "reached", id="a full name"),
        pytest.param("Facade", "\\app\\service\\ChatService::class", "reached", id="a class"),
    ],
)
def test_facades_stand_for_a_class(tmp_path: Path, base: str, given: str, reach: str) -> None:
    files = {
        "app/service/ChatService.php": PHP_SERVICE.replace("BODY", PHP_BODY),
        "app/facade/Chat.php": PHP_FACADE.replace("BASE", base).replace("GIVEN", given),
        "app/controller/Desk.php": PHP_DESK,
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert {hit.reach for hit in scan((tmp_path,)).hits if hit.kind == "call"} == {reach}


VOICE = """import threading


class Voice:
    def open(self, text):
        threading.Thread(target=self.speak, args=(text,)).start()

    def speak(self, text):
        raise NotImplementedError
"""
OWN = f"from openai import OpenAI\nfrom voice import Voice\n\n\nclass Own(Voice):\n    def {{name}}(self, text):\n        return {CALL}\n"


@pytest.mark.parametrize(
    ("name", "found"),
    [pytest.param("listen", LOST, id="another method"), pytest.param("speak", ASKED, id="what the class above hands over")],
)
def test_methods_that_a_class_above_hands_over(tmp_path: Path, name: str, found: set[tuple[str | None, str]]) -> None:
    app = f"from voice import Voice\n{ROUTE}    return Voice().open('x')\n"
    assert reached(tmp_path, {"voice.py": VOICE, "own.py": OWN.format(name=name), "app.py": app}) == found


def test_calls_of_the_class_above_do_not_tell_who_uses_a_class(tmp_path: Path) -> None:
    above = "class Sound:\n    def receive_sound(self, text):\n        return text\n"
    own = OWN.format(name="receive_sound").replace("from voice import Voice", "from sound import Sound").replace("(Voice)", "(Sound)")
    other = "from own import Own\n\n\nclass Other(Own):\n    def receive_sound(self, text):\n        return super().receive_sound(text)\n"
    app = f"{ROUTE}    return talk(None)\n\n\ndef talk(sound):\n    sound.receive_sound('x')\n"
    assert reached(tmp_path, {"sound.py": above, "own.py": own, "other.py": other, "app.py": app}) == ASKED


def test_a_known_way_is_shown_before_a_shorter_one_that_is_guessed(tmp_path: Path) -> None:
    writer = f"class Writer:\n    def write_answer(self, text):\n        return {CALL}\n"
    made = f"from openai import OpenAI\n\n\n{writer}\n\ndef write(text):\n    return Writer().write_answer(text)\n"
    app = "from made import write\n" + ROUTE + "    return first('x')\n\n\ndef first(text):\n    return write(text)\n\n\n"
    guess = "@app.post('/guess')\ndef guess(thing=None):\n    return thing.write_answer('x')\n"
    assert reached(tmp_path, {"made.py": made, "app.py": app + guess}) == ASKED


def test_a_route_inside_is_not_hidden_behind_the_name_of_its_class(tmp_path: Path) -> None:
    views = (
        "from django.views import View\nfrom elasticsearch import Elasticsearch\n\n\nclass Search(View):\n"
        "    def get(self, request):\n        return Elasticsearch().search(index='shop', query={'match': {'text': request.GET['q']}})\n"
    )
    urls = "from django.urls import path\nfrom views import Search\n\nurlpatterns = [path('admin/search', Search.as_view())]\n"
    assert {name for _, name in reached(tmp_path, {"views.py": views, "urls.py": urls})} == {"GET /admin/search"}


JAVA = {
    "shop/Store.java": "package shop;\n\npublic interface Store { String search(String q); }\n",
    "shop/Near.java": "package shop;\n\npublic class Near implements Store { public String search(String q) { return q; } }\n",
    "shop/Far.java": (
        "package shop;\n\nimport dev.langchain4j.model.openai.OpenAiChatModel;\n\npublic class Far implements Store {\n"
        '  public String search(String q) { return OpenAiChatModel.builder().modelName("gpt-4o").build().chat(q); }\n}\n'
    ),
    "shop/Desk.java": (
        "package shop;\n\nimport java.util.HashMap;\nimport java.util.Map;\nimport org.springframework.web.bind.annotation.*;\n\n"
        "@RestController\npublic class Desk {\n  private final Near near;\n  private Map<String, Store> stores = new HashMap<>();\n"
        '  void init() { stores.put("near", near); }\n'
        '  @PostMapping("/ask")\n  public String ask(String q) {\n    TYPE store = GIVEN;\n    return store.search(q);\n  }\n}\n'
    ),
}


@pytest.mark.parametrize(
    ("declared", "given", "reach"),
    [
        pytest.param("Near", "near", "unreached", id="declared as another class"),
        pytest.param("Store", "new Near()", "unreached", id="made as another class"),
        pytest.param("Store", 'stores.get("near")', "reached", id="declared as the interface"),
    ],
)
def test_objects_that_are_declared_as_a_class_above(tmp_path: Path, declared: str, given: str, reach: str) -> None:
    (tmp_path / "shop").mkdir()
    for path, text in JAVA.items():
        (tmp_path / path).write_text(text.replace("TYPE", declared).replace("GIVEN", given), encoding="utf-8")
    assert {hit.reach for hit in scan((tmp_path,)).hits if hit.kind == "call"} == {reach}


KINDS = """from far import Far
from near import Near

KINDS = {"near": Near, "far": Far}


def make(settings):
    return GIVEN
"""
MADE = "    @classmethod\n    def create(cls):\n        return cls()\n\n    def speak(self, text):\n        return "


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param("Near.create()", LOST, id="one class"),
        pytest.param("KINDS['near'].create()", LOST, id="a key that stands there"),
        pytest.param("KINDS[settings.kind].create()", ASKED, id="made by a method of the class"),
        pytest.param("KINDS[settings.kind]()", ASKED, id="made"),
    ],
)
def test_classes_that_a_setting_chooses(tmp_path: Path, given: str, found: set[tuple[str | None, str]]) -> None:
    files = {
        "voice.py": VOICE,
        "near.py": f"from voice import Voice\n\n\nclass Near(Voice):\n{MADE}text\n",
        "far.py": f"from openai import OpenAI\nfrom voice import Voice\n\n\nclass Far(Voice):\n{MADE}{CALL}\n",
        "settings.py": "class Settings:\n    kind: str = 'near'\n",
        "kinds.py": KINDS.replace("GIVEN", given),
        "app.py": f"from kinds import make\nfrom settings import Settings\n{ROUTE}    return make(Settings()).speak('x')\n",
    }
    assert reached(tmp_path, files) == found


MAPPERS = {
    "src/main/resources/mapper/NoteMapper.xml": '<?xml version="1.0"?>\n'
    '<!DOCTYPE mapper PUBLIC "-//mybatis.org//DTD Mapper 3.0//EN" "http://mybatis.org/dtd/mybatis-3-mapper.dtd">\n'
    '<mapper namespace="shop.NoteMapper">\n<select id="CALLED" resultType="shop.Note">'
    "select * from note order by like_count * 0.7 + view_count * 0.3 desc limit 10</select>\n</mapper>\n",
    "src/main/java/shop/NoteMapper.java": "package shop;\n\nimport com.baomidou.mybatisplus.core.mapper.BaseMapper;\n\n"
    "public interface NoteMapper extends BaseMapper<Note> {\n    java.util.List<Note> CALLED();\n}\n",
    "src/main/java/shop/NoteService.java": "package shop;\n\nimport com.baomidou.mybatisplus.extension.service.impl.ServiceImpl;\n"
    "import org.springframework.web.bind.annotation.*;\n\n@RestController\n"
    "public class NoteService extends ServiceImpl<NoteMapper, Note> {\n"
    '    @GetMapping("/hot")\n    public java.util.List<Note> hot() {\n        return baseMapper.searchNotes();\n    }\n}\n',
}


@pytest.mark.parametrize(("called", "reach"), [("rankNotes", "unreached"), ("searchNotes", "reached")])
def test_methods_of_what_a_class_of_another_package_holds(tmp_path: Path, called: str, reach: str) -> None:
    for path, text in MAPPERS.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text.replace("CALLED", called))
    assert {hit.reach for hit in scan((tmp_path,)).hits} == {reach}


PAGE = "const express = require('express')\nconst app = express()\n"
ROUTED = "app.post('/ask', async (req, res) => res.send(await "
MODEL = "const OpenAI = require('openai')\n"
ANSWERED = "new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: text })"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param(
            {
                "tools/sum.js": MODEL + "module.exports = { run: async (text) => " + ANSWERED + " }\n",
                "tools/kinds/other.js": "module.exports = { run: async (text) => text }\n",
                "web.js": PAGE + "app.post('/ask', async (req, res) => {\n  const tool = require(`./tools/kinds/${req.body.name}`)\n"
                "  res.send(await tool.run(req.body.text))\n})\n",
            },
            (None, "unreached"),
            id="another folder is loaded",
        ),
        pytest.param(
            {
                "tools/sum.js": MODEL + "module.exports = { run: async (text) => " + ANSWERED + " }\n",
                "web.js": PAGE + "app.post('/ask', async (req, res) => {\n  const tool = require(`./tools/${req.body.name}`)\n"
                "  res.send(await tool.run(req.body.text))\n})\n",
            },
            ("http", "POST /ask"),
            id="a folder is loaded",
        ),
        pytest.param(
            {
                "web.js": PAGE + MODEL + "const again = (fn) => async (...given) => fn(...given)\n"
                "const answer = again(async (text) => " + ANSWERED + ")\n" + ROUTED + "answer(req.body.text)))\n",
            },
            ("http", "POST /ask"),
            id="a function that another one wraps",
        ),
        pytest.param(
            {
                "llm.py": SERVICE,
                "web.py": "from flask import Flask\nfrom kinds import KINDS\nimport tools\n\napp = Flask(__name__)\n\n\n"
                "@app.post('/ask')\ndef ask(kind, text):\n    return KINDS[kind](text)\n",
                "kinds.py": "KINDS = {}\n\n\ndef kind(name):\n    def keep(fn):\n"
                "        KINDS[name] = fn\n        return fn\n    return keep\n",
                "tools.py": "from kinds import kind\nfrom llm import answer\n\n\n"
                "@kind('sum')\ndef summed(text):\n    return answer(text)\n",
            },
            ("http", "POST /ask"),
            id="a registry that a decorator fills",
        ),
        pytest.param(
            {
                "llm.py": f"from openai import OpenAI\n\n\nclass Asker:\n    def ask(self, text):\n        return {CALL}\n",
                "web.py": "from aiohttp import web\nfrom llm import Asker\n\n\nasync def ask(request):\n"
                "    return request.app['asker'].ask(request)\n\n\napp = web.Application()\napp['asker'] = Asker()\n"
                "app.router.add_post('/ask', ask)\n",
            },
            ("http", "POST /ask"),
            id="an object under a text",
        ),
        pytest.param(
            {
                "work.py": "import redis\nfrom llm import answer\n\nstore = redis.Redis()\n\n\n"
                "def work():\n    answer(store.brpop('asks'))\n",
                "llm.py": SERVICE,
                "web.py": "import redis\nfrom flask import Flask\n\napp = Flask(__name__)\nstore = redis.Redis()\n\n\n"
                "@app.post('/ask')\ndef ask(text):\n    store.lpush('asks', text)\n",
            },
            ("http", "POST /ask"),
            id="a list of another store that is filled",
        ),
        pytest.param(
            {
                "routes.js": MODEL + "module.exports = (app) => {\n  " + ROUTED + ANSWERED.replace("text", "req.body") + "))\n}\n",
                "web.js": PAGE + "require('./routes')(app)\n",
            },
            ("http", "POST /ask"),
            id="a file that is handed the application",
        ),
    ],
)
def test_ways_by_names_and_places_are_found(tmp_path: Path, files: dict[str, str], found: tuple[str | None, str]) -> None:
    assert reached(tmp_path, files) == {found}


@pytest.mark.parametrize(("most", "cut"), [pytest.param(400, False, id="within the bound"), pytest.param(5, True, id="beyond it")])
def test_a_way_that_is_cut_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, cut: bool) -> None:
    monkeypatch.setattr("scanner.trace.tracer.MAX_VISITED", most)
    steps = "".join(f"def step_{n}(text):\n    return {f'step_{n + 1}' if n < 9 else 'answer'}(text)\n\n\n" for n in range(10))
    app = f"from flask import Flask\nfrom service import answer\n\napp = Flask(__name__)\n\n\n{steps}"
    app += "@app.get('/ask')\ndef ask():\n    return step_0('x')\n"
    for path, text in {"service.py": SERVICE, "app.py": app}.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    result = scan((tmp_path,))
    assert [(p.stage, p.reason, p.detail) for p in result.problems] == [("trace", "cut", f"more than {most} functions lead here")] * cut
    assert {hit.reach for hit in result.hits if hit.kind == "call"} == {"unreached" if cut else "reached"}


@pytest.mark.parametrize(("key", "found"), [("run_model", ("http", "POST /ask")), ("run_other", (None, "unreached"))])
def test_a_map_of_many_functions_leads_to_who_reads_its_key(tmp_path: Path, key: str, found: tuple[str | None, str]) -> None:
    """A registry of more entries than a value may have, in a file that takes the function by another name."""
    many = "".join(f"    'm{n}': {{'run_model': given_{n}, 'run_other': None}},\n" for n in range(40))
    others = GIVEN + "".join(f"def given_{n}(text):\n    return {n}\n\n\n" for n in range(12, 40))
    files = {
        "llm.py": SERVICE,
        "models.py": f"from llm import answer as llm_answer\n\n\n{others}MODELS = {{\n{many}    'gpt': {{'run_model': llm_answer}},\n}}\n",
        "web.py": "from flask import Flask\nfrom models import MODELS\n\napp = Flask(__name__)\n\n\n"
        f"@app.post('/ask')\ndef ask(model, text):\n    method = MODELS[model]['{key}']\n    return method(text)\n",
    }
    assert reached(tmp_path, files) == {found}


CLEARING = {
    "py": """from flask import Flask

app = Flask(__name__)


@app.get("/clear")
def clear():
    from service import forget

    return forget()
""",
    "js": """import express from 'express'
const app = express()
app.get('/clear', async (req, res) => {
  const { forget } = await import('./service.js')
  res.json(forget())
})
""",
    "rb": """require 'sinatra'

get '/clear' do
  require_relative 'service'
  forget
end
""",
}
SELF_RUN = {
    "py": SERVICE + "\n\ndef forget():\n    return 0\n\n\nif GUARD:\n    answer('who are you?')\n",
    "js": """import OpenAI from 'openai'
import { fileURLToPath } from 'node:url'
const answer = text => new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })
export const forget = () => 0
if (GUARD) {
  answer('who are you?')
}
""",
    "rb": """require 'openai'

def answer(text)
  OpenAI::Client.new.chat(parameters: { model: 'gpt-4o', messages: [] })
end

def forget
  0
end

answer('who are you?') if GUARD
""",
}


@pytest.mark.parametrize(
    ("suffix", "guard", "imported"),
    [
        pytest.param("py", "__name__ == '__main__'", False, id="Python"),
        pytest.param("py", '"__main__" == __name__', False, id="Python, turned"),
        pytest.param("py", "__name__ != '__main__'", True, id="Python, not the program"),
        pytest.param("js", "process.argv[1] === fileURLToPath(import.meta.url)", False, id="ES modules"),
        pytest.param("js", "require.main === module", False, id="CommonJS"),
        pytest.param("js", "process.argv[1]", True, id="JavaScript, another question"),
        pytest.param("rb", "__FILE__ == $0", False, id="Ruby"),
        pytest.param("rb", "ENV['ASK']", True, id="Ruby, another question"),
    ],
)
def test_an_import_runs_no_code_that_the_program_alone_runs(tmp_path: Path, suffix: str, guard: str, imported: bool) -> None:
    ways = reached(tmp_path, {f"app.{suffix}": CLEARING[suffix], f"service.{suffix}": SELF_RUN[suffix].replace("GUARD", guard)})
    assert any(kind == "http" for kind, _ in ways) == imported


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        pytest.param("type[Voice]", {("http", "GET /ask")}, id="a class"),
        pytest.param("Union[Type[Voice], None]", {("http", "GET /ask")}, id="a class or nothing"),
        pytest.param("Loud", {(None, "unreached")}, id="another class"),
        pytest.param("object", {(None, "unreached")}, id="anything"),
    ],
)
def test_a_class_that_a_module_is_searched_for(tmp_path: Path, declared: str, found: set[tuple[str | None, str]]) -> None:
    base = "class Voice:\n    def run(self):\n        return self.say()\n\n    def say(self):\n        raise NotImplementedError\n\n\n"
    loud = "class Loud:\n    def run(self):\n        return 1\n"
    one = f"from openai import OpenAI\nfrom base import Voice\n\n\nclass One(Voice):\n    def say(self):\n        return {CALL}\n"
    app = (
        "import importlib\nimport inspect\nfrom typing import Type, Union\nfrom flask import Flask\nfrom base import Loud, Voice\n\n"
        "app = Flask(__name__)\n\n\ndef chosen(name):\n    module = importlib.import_module(f'parts.{name}')\n"
        "    for _, found in inspect.getmembers(module, inspect.isclass):\n        return found\n\n\n"
        f"@app.get('/ask')\ndef ask():\n    kind: {declared} = chosen('one')\n    return kind().run()\n"
    )
    assert reached(tmp_path, {"base.py": base + loud, "parts/one.py": one, "app.py": app}) == found


@pytest.mark.parametrize(
    ("receiver", "found"),
    [
        pytest.param("searchEngine", {("http", "GET /find")}, id="named after the class above"),
        pytest.param("it", {(None, "tests")}, id="another name"),
    ],
)
def test_what_another_package_hands_over_by_the_name_of_its_class(
    tmp_path: Path, receiver: str, found: set[tuple[str | None, str]]
) -> None:
    base = "package a;\npublic interface SearchEngine { Object search(String text); }\n"
    lucene = (
        "package a;\nimport org.springframework.ai.chat.model.ChatModel;\npublic class Lucene implements SearchEngine {\n"
        "    private ChatModel model;\n    public Object search(String text) { return model.call(text); }\n}\n"
    )
    test = 'package a;\nclass LuceneTest { void one() { new Lucene().search("x"); } }\n'
    service = (
        "package a;\nimport reactor.core.publisher.Mono;\nimport org.springframework.web.bind.annotation.*;\n"
        "@RestController\npublic class Finding {\n"
        '    @GetMapping("/find")\n    public Object find(String text) {\n'
        f"        return Mono.fromSupplier(() -> Plugins.of(SearchEngine.class)).flatMap({receiver} -> {receiver}.search(text));\n"
        "    }\n}\n"
    )
    root = "src/main/java/a"
    files = {f"{root}/SearchEngine.java": base, f"{root}/Lucene.java": lucene, f"{root}/Finding.java": service}
    assert reached(tmp_path, {**files, "src/test/java/a/LuceneTest.java": test}) == found
