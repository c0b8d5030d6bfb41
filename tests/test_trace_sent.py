"""Functions that nothing calls but something sends for: by the object they wait on, by a name, by the class of what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PYTHON = "OpenAI().chat.completions.create(model='gpt-4o', messages=[])"
ROUTE = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.post('/ask')\ndef ask():\n    SENT\n"
NODE = "await new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [] })"
HEAD = "from openai import OpenAI\n"


def way(folder: Path, files: Mapping[str, str], sent: str) -> tuple[str, str]:
    """(kind of entry, last note before the hit) of the only call of a project."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.replace("SENT", sent), encoding="utf-8")
    (hit,) = (hit for hit in scan((folder,)).hits if hit.kind == "call")
    return (hit.entry.kind if hit.entry else hit.reach or "", next((s.note for s in reversed(hit.flow[:-1]) if "sends" in s.note), ""))


DJANGO = {
    "shop/models.py": "from django.db import models\n\n\nclass Order(models.Model):\n    pass\n\n\nclass Bill(models.Model):\n    pass\n",
    "shop/signals.py": "from django.dispatch import Signal\n\npaid = Signal()\ndrawn = Signal()\n",
    "app.py": f"from shop import signals\nfrom shop.models import Bill, Order\n{ROUTE}",
}
CUSTOM = DJANGO | {
    "shop/receivers.py": f"{HEAD}from django.dispatch import receiver\nfrom shop.signals import paid\n\n\n"
    f"@receiver(paid)\ndef answer(sender, **kwargs):\n    return {PYTHON}\n",
}
CONNECTED = DJANGO | {
    "shop/receivers.py": f"{HEAD}\n\ndef answer(sender, **kwargs):\n    return {PYTHON}\n",
    "shop/apps.py": "from shop.receivers import answer\nfrom shop.signals import paid\n\npaid.connect(answer)\n",
}
SAVED = DJANGO | {
    "shop/receivers.py": f"{HEAD}from django.db.models.signals import post_save\nfrom django.dispatch import receiver\n"
    f"from shop.models import Order\n\n\n@receiver(post_save, sender=Order)\ndef answer(sender, **kwargs):\n    return {PYTHON}\n",
}
CELERY = {
    "shop/tasks.py": f"{HEAD}from celery import shared_task\n\n\n@shared_task\ndef answer(text):\n    return {PYTHON}\n",
    "shop/worker.py": "from celery import Celery\n\nqueue = Celery('shop')\n\n\ndef later(name):\n    queue.send_task(name)\n",
    "app.py": f"from shop.worker import later, queue\n{ROUTE}",
}
EMITTER = {
    "bus.ts": "import { EventEmitter } from 'node:events'\n\nexport const bus = new EventEmitter()\n",
    "listen.ts": f"import OpenAI from 'openai'\nimport {{ bus }} from './bus'\n\nbus.on('ask', async (text) => {{\n  {NODE}\n}})\n",
    "app.ts": "import express from 'express'\nimport { bus } from './bus'\nimport './listen'\n\nconst app = express()\n"
    "app.post('/ask', (request, response) => {\n  SENT\n})\n",
}
NEST = {
    "ask.command.ts": "export class AskCommand { constructor(readonly text: string) {} }\nexport class DrawCommand {}\n",
    "ask.handler.ts": "import { CommandHandler, ICommandHandler } from '@nestjs/cqrs'\nimport { OnEvent } from '@nestjs/event-emitter'\n"
    "import OpenAI from 'openai'\nimport { AskCommand } from './ask.command'\n\n@CommandHandler(AskCommand)\n"
    f"export class AskHandler implements ICommandHandler<AskCommand> {{\n  async execute(command: AskCommand) {{\n    {NODE}\n  }}\n}}\n",
    "ask.controller.ts": "import { Controller, Post } from '@nestjs/common'\nimport { CommandBus } from '@nestjs/cqrs'\n"
    "import { AskCommand, DrawCommand } from './ask.command'\n\n@Controller()\nexport class Asks {\n"
    "  constructor(private readonly bus: CommandBus) {}\n\n  @Post('/ask')\n  ask() {\n    SENT\n  }\n}\n",
}
EVENT = NEST | {
    "ask.handler.ts": "import { OnEvent } from '@nestjs/event-emitter'\nimport OpenAI from 'openai'\n\n"
    f"export class Answers {{\n  @OnEvent('asked')\n  async answer() {{\n    {NODE}\n  }}\n}}\n",
    "ask.controller.ts": "import { Controller, Post } from '@nestjs/common'\nimport { EventEmitter2 } from '@nestjs/event-emitter'\n\n"
    "@Controller()\nexport class Asks {\n  constructor(private readonly events: EventEmitter2) {}\n"
    "\n  @Post('/ask')\n  ask() {\n    SENT\n  }\n}\n",
}
MEDIATOR = {
    "Ask.cs": "using MediatR;\n\nnamespace Shop;\n\npublic record Ask(string Text) : IRequest<string>;\n"
    "public record Draw(string Text) : IRequest<string>;\n",
    "AskHandler.cs": "using MediatR;\nusing OpenAI.Chat;\n\nnamespace Shop;\n\npublic class AskHandler : IRequestHandler<Ask, string>\n{\n"
    "    public async Task<string> Handle(Ask request, CancellationToken token)\n    {\n"
    '        var client = new ChatClient("gpt-4o", "k");\n'
    '        return (await client.CompleteChatAsync("a")).Value.Content[0].Text;\n    }\n}\n',
    "AsksController.cs": "using MediatR;\nusing Microsoft.AspNetCore.Mvc;\n\n"
    "namespace Shop;\n\n[ApiController]\npublic class AsksController : ControllerBase\n{\n"
    "    private readonly ISender _sender;\n    public AsksController(ISender sender) { _sender = sender; }\n\n"
    '    [HttpPost("/ask")]\n    public async Task<string> Post(string text)\n    {\n        SENT\n    }\n}\n',
}
RAILS = {
    "app/models/application_record.rb": "class ApplicationRecord < ActiveRecord::Base\nend\n",
    "app/models/message.rb": "class Message < ApplicationRecord\n  after_create_commit :answer\n\n  def answer\n"
    '    OpenAI::Client.new.chat(parameters: { model: "gpt-4o", messages: [] })\n  end\nend\n',
    "app/models/bill.rb": "class Bill < ApplicationRecord\nend\n",
    "app/controllers/asks_controller.rb": "class AsksController < ApplicationController\n  def create\n    SENT\n  end\nend\n",
    "config/routes.rb": 'Rails.application.routes.draw do\n  post "/ask", to: "asks#create"\nend\n',
}
PHP_ANSWER = "        OpenAI::client('k')->chat()->create(['model' => 'gpt-4o', 'messages' => []]);\n    }\n}\n"
PHP_ROUTE = (
    "<?php\nuse App\\Events\\Asked;\nuse App\\Events\\Paid;\nuse Illuminate\\Support\\Facades\\Route;\n\n"
    "Route::post('/ask', function () {\n    SENT;\n});\n"
)
LARAVEL = {
    "app/Events/Asked.php": "<?php\nnamespace App\\Events;\n\nclass Asked\n{\n    use Dispatchable;\n}\n",
    "app/Events/Paid.php": "<?php\nnamespace App\\Events;\n\nclass Paid\n{\n}\n",
    "app/Listeners/SendAnswer.php": "<?php\nnamespace App\\Listeners;\n\nuse App\\Events\\Asked;\nuse OpenAI;\n\nclass SendAnswer\n{\n"
    "    public function handle(Asked $event)\n    {\n" + PHP_ANSWER,
    "routes/web.php": PHP_ROUTE,
}
SYMFONY = {
    "src/Message/Ask.php": "<?php\nnamespace App\\Message;\n\nclass Ask\n{\n}\n",
    "src/Message/Draw.php": "<?php\nnamespace App\\Message;\n\nclass Draw\n{\n}\n",
    "src/MessageHandler/AskHandler.php": "<?php\nnamespace App\\MessageHandler;\n\nuse App\\Message\\Ask;\nuse OpenAI;\n"
    "use Symfony\\Component\\Messenger\\Attribute\\AsMessageHandler;\n\n#[AsMessageHandler]\nclass AskHandler\n{\n"
    "    public function __invoke(Ask $ask)\n    {\n" + PHP_ANSWER,
    "src/Controller/AskController.php": "<?php\nnamespace App\\Controller;\n\nuse App\\Message\\Ask;\nuse App\\Message\\Draw;\n"
    "use Symfony\\Component\\Messenger\\MessageBusInterface;\n"
    "use Symfony\\Component\\Routing\\Attribute\\Route;\n\nclass AskController\n{\n"
    "    #[Route('/ask', methods: ['POST'])]\n    public function ask(MessageBusInterface $bus)\n    {\n        SENT;\n    }\n}\n",
}
KAFKA = {
    "shop/Topics.java": 'package shop;\n\npublic class Topics {\n    public static final String ASKED = "asked";\n}\n',
    "shop/Answers.java": "package shop;\n\nimport dev.langchain4j.model.openai.OpenAiChatModel;\n"
    "import org.springframework.kafka.annotation.KafkaListener;\n\n"
    'public class Answers {\n    @KafkaListener(topics = "asked")\n    public void on(String text) {\n'
    '        OpenAiChatModel.builder().apiKey("k").modelName("gpt-4o").build().chat("a");\n    }\n}\n',
    "shop/Shop.java": "package shop;\n\nimport org.springframework.kafka.core.KafkaTemplate;\n"
    "import org.springframework.web.bind.annotation.*;\n\n"
    "@RestController\npublic class Shop {\n    private final KafkaTemplate<String, String> kafka;\n\n"
    "    public Shop(KafkaTemplate<String, String> kafka) { this.kafka = kafka; }\n\n"
    '    @PostMapping("/ask")\n    public void ask(String text) { SENT; }\n}\n',
}
SENDS = ("http", "sends for it")


@pytest.mark.parametrize(
    ("files", "sent", "found"),
    [
        pytest.param(CUSTOM, "signals.drawn.send(sender=None)", ("unreached", ""), id="django, another signal"),
        pytest.param(CUSTOM, "signals.paid.send(sender=None)", SENDS, id="django"),
        pytest.param(CONNECTED, "signals.paid.send_robust(sender=None)", SENDS, id="django, connected elsewhere"),
        pytest.param(SAVED, "Bill.objects.create(text='x')", ("unreached", ""), id="django, another model"),
        pytest.param(SAVED, "Order.objects.create(text='x')", SENDS, id="django, a record is made"),
        pytest.param(SAVED, "Order(text='x').save()", SENDS, id="django, a record is saved"),
        pytest.param(CELERY, "queue.send_task('shop.tasks.other')", ("job", ""), id="celery, another task"),
        pytest.param(CELERY, "queue.send_task('shop.tasks.answer')", SENDS, id="celery"),
        pytest.param(CELERY, "later('shop.tasks.answer')", SENDS, id="celery, through a function"),
        pytest.param(EMITTER, "bus.emit('draw')", ("unreached", ""), id="node, another event"),
        pytest.param(EMITTER, "bus.emit('ask', 'x')", SENDS, id="node"),
        pytest.param(NEST, "return this.bus.execute(new DrawCommand())", ("unreached", ""), id="nest, another command"),
        pytest.param(NEST, "return this.bus.execute(new AskCommand('x'))", SENDS, id="nest, a command"),
        pytest.param(EVENT, "this.events.emit('drawn')", ("unreached", ""), id="nest, another event"),
        pytest.param(EVENT, "this.events.emitAsync('asked', 1)", SENDS, id="nest, an event"),
        pytest.param(MEDIATOR, "return await _sender.Send(new Draw(text));", ("message", ""), id="c#, another request"),
        pytest.param(MEDIATOR, "return await _sender.Send(new Ask(text));", SENDS, id="c#"),
        pytest.param(RAILS, "Bill.create!(text: 1)", ("unreached", ""), id="rails, another record"),
        pytest.param(RAILS, "Message.create!(text: 1)", SENDS, id="rails"),
        pytest.param(RAILS, "@chat.messages.create!(text: 1)", ("http", "sends for it (by name only)"), id="rails, of another record"),
        pytest.param(RAILS, "Message.new(text: 1).save", SENDS, id="rails, saved"),
        pytest.param(LARAVEL, "event(new Paid())", ("unreached", ""), id="laravel, another event"),
        pytest.param(LARAVEL, "event(new Asked())", SENDS, id="laravel"),
        pytest.param(LARAVEL, "Asked::dispatch()", SENDS, id="laravel, the class"),
        pytest.param(SYMFONY, "$bus->dispatch(new Draw())", ("unreached", ""), id="symfony, another message"),
        pytest.param(SYMFONY, "$bus->dispatch(new Ask())", SENDS, id="symfony"),
        pytest.param(KAFKA, 'kafka.send("drawn", text)', ("message", ""), id="kafka, another topic"),
        pytest.param(KAFKA, 'kafka.send("asked", text)', SENDS, id="kafka"),
        pytest.param(KAFKA, "kafka.send(Topics.ASKED, text)", SENDS, id="kafka, a constant"),
    ],
)
def test_what_is_sent_for(tmp_path: Path, files: Mapping[str, str], sent: str, found: tuple[str, str]) -> None:
    assert way(tmp_path, files, sent) == found
