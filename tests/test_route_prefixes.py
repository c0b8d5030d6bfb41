"""What stands in front of a route in other files: routers in packages, groups that are handed over, prefixes of applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PYTHON = """
from openai import OpenAI
client = OpenAI()
@{}.post("/ask")
def ask():
    return client.chat.completions.create(model="m", messages=[])
"""
PACKAGES = {
    "app/main.py": """
from fastapi import FastAPI
from app.api import router
app = FastAPI()
app.include_router(router, prefix="/api")
""",
    "app/api/__init__.py": """
from fastapi import APIRouter
from . import chat
router = APIRouter(prefix="/v1")
for part in (chat.router,):
    router.include_router(part, prefix="/bots")
""",
    "app/api/chat.py": "from fastapi import APIRouter\nrouter = APIRouter()\n" + PYTHON.format("router"),
}
BLUEPRINTS = {
    "app.py": """
from flask import Flask
from shop import parent
app = Flask(__name__)
app.register_blueprint(parent, url_prefix="/main")
""",
    "shop.py": """
from flask import Blueprint
from chat import child
parent = Blueprint("p", __name__, url_prefix="/old")
parent.register_blueprint(child, url_prefix="/chat")
""",
    "chat.py": "from flask import Blueprint\nchild = Blueprint('c', __name__, url_prefix='/older')\n" + PYTHON.format("child"),
}
GROUPS = {
    "go.mod": "module shop\n",
    "main.go": """package main

import (
	"shop/api"

	"github.com/gin-gonic/gin"
)

func main() {
	engine := gin.Default()
	api.New().Register(engine.Group("/api"))
}
""",
    "api/chat.go": """package api

import (
	"context"

	"github.com/gin-gonic/gin"
	openai "github.com/sashabaranov/go-openai"
)

type Chat struct{}

func New() *Chat { return &Chat{} }

func (c *Chat) Register(group *gin.RouterGroup) {
	group.POST("/ask", c.ask)
}

func (c *Chat) ask(ctx *gin.Context) {
	client := openai.NewClient("k")
	client.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{Model: "m"})
}
""",
}
NAMED = {
    "routes/api.php": """<?php
use Illuminate\\Support\\Facades\\Route;
Route::prefix('v1')->group(function () {
    Route::post('ask', 'Shop\\ChatController@ask');
});
""",
    "app/Http/Controllers/Shop/ChatController.php": """<?php
namespace App\\Http\\Controllers\\Shop;
use OpenAI\\Laravel\\Facades\\OpenAI;
class ChatController
{
    public function ask()
    {
        return OpenAI::chat()->create(['model' => 'm', 'messages' => []]);
    }
}
""",
}
WHOLE = {
    "apps/shop/main.ts": """
import { NestFactory } from '@nestjs/core'
import { Shop } from './module'
async function run() {
  const app = await NestFactory.create(Shop)
  app.setGlobalPrefix('api')
}
run()
""",
    "apps/shop/module.ts": """
import { Module } from '@nestjs/common'
import { Chat } from './chat'
@Module({ controllers: [Chat] })
export class Shop {}
""",
    "apps/shop/chat.ts": """
import { Controller, Post } from '@nestjs/common'
import OpenAI from 'openai'
@Controller('chat')
export class Chat {
  private client = new OpenAI()
  @Post('ask')
  ask() {
    return this.client.chat.completions.create({ model: 'm', messages: [] })
  }
}
""",
}
PLUGINS = {
    "app.js": """
import Fastify from 'fastify'
import chat from './routes/chat.js'
const app = Fastify()
app.register(chat, { prefix: '/api' })
""",
    "routes/chat.js": """
import OpenAI from 'openai'
const client = new OpenAI()
export default async function (server) {
  server.post('/ask', async () => client.chat.completions.create({ model: 'm', messages: [] }))
}
""",
}
PROVIDED = {
    "routes/api.php": """<?php
use App\\Http\\Controllers\\AskController;
use Illuminate\\Support\\Facades\\Route;
Route::post('ask', [AskController::class, 'ask']);
""",
    "app/Http/Controllers/AskController.php": """<?php
namespace App\\Http\\Controllers;
use OpenAI\\Laravel\\Facades\\OpenAI;
class AskController {
    public function ask() { return OpenAI::chat()->create(['model' => 'm', 'messages' => []]); }
}
""",
}
PROVIDER = """<?php
class RouteServiceProvider extends ServiceProvider {{
    function map() {{
        Route::middleware('web')->group(base_path('routes/web.php'));
        Route::{}->group(base_path('routes/api.php'));
    }}
}}
"""
CONFIGURED = """<?php
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php'{})
    ->create();
"""
ABOVE = {
    "a/Base.java": """package a;
import org.springframework.web.bind.annotation.RequestMapping;
@RequestMapping("/base")
public class Base {}
""",
    "a/Chat.java": """package a;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.web.bind.annotation.*;
@RestController
public class Chat extends Base {
    ChatModel model;
    @PostMapping("/ask")
    public String ask(String q) {
        return model.call(q);
    }
}
""",
}


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (PACKAGES, "POST /api/v1/bots/ask"),
        (BLUEPRINTS, "POST /main/chat/ask"),
        (GROUPS, "POST /api/ask"),
        (NAMED, "POST /api/v1/ask"),
        (WHOLE, "POST /api/chat/ask"),
        (PLUGINS, "POST /api/ask"),
        (ABOVE, "POST /base/ask"),
        (PROVIDED, "POST /api/ask"),
        ({**PROVIDED, "app/Providers/RouteServiceProvider.php": PROVIDER.format("middleware('api')")}, "POST /ask"),
        ({**PROVIDED, "app/Providers/RouteServiceProvider.php": PROVIDER.format("prefix('v2')->middleware('api')")}, "POST /v2/ask"),
        ({**PROVIDED, "bootstrap/app.php": CONFIGURED.format("")}, "POST /api/ask"),
        ({**PROVIDED, "bootstrap/app.php": CONFIGURED.format(", apiPrefix: 'bots'")}, "POST /bots/ask"),
    ],
    ids=[
        "packages",
        "blueprints",
        "groups",
        "named",
        "whole",
        "plugins",
        "above",
        "by its place",
        "provided without",
        "provided with",
        "configured",
        "configured with",
    ],
)
def test_all_that_stands_in_front_of_a_route(tmp_path: Path, files: Mapping[str, str], name: str) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    hits = [hit for hit in scan([str(tmp_path)]).hits if hit.kind != "client"]
    assert [hit.entry.name if hit.entry is not None else None for hit in hits] == [name]
