"""The page in front of a route: which request of the project's own pages leads to an entry, and which only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.pipeline import scan
from scanner.trace.fronts import fitting, segments
from scanner.workspace import MAX_CALLING

if TYPE_CHECKING:
    from pathlib import Path

CALL = "OpenAI().chat.completions.create(model='gpt-4o', messages=[])"
FASTAPI = f"""from fastapi import APIRouter, FastAPI
from openai import OpenAI

app = FastAPI()
router = APIRouter(prefix='/api/rooms')


@router.post('/{{room}}/answer')
def answer(room: str):
    return {CALL}


app.include_router(router)
"""
EXPRESS = """const express = require('express')
const OpenAI = require('openai')

const app = express()
const client = new OpenAI()

app.post('/reply', async (req, res) => {
  res.json(await client.chat.completions.create({ model: 'gpt-4o', messages: [] }))
})
"""
SPRING = """package shop;

import dev.langchain4j.model.openai.OpenAiChatModel;
import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("/assistant")
public class AssistantController {
    private final OpenAiChatModel model = OpenAiChatModel.builder().apiKey("k").modelName("gpt-4o").build();

    @PostMapping("/ask/{id}")
    public String ask(@PathVariable String id) {
        return model.chat(id);
    }
}
"""
GIN = """package main

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/sashabaranov/go-openai"
)

func say(c *gin.Context) {
	client := openai.NewClient("k")
	answer, _ := client.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{Model: "gpt-4o"})
	c.JSON(200, answer)
}

func main() {
	r := gin.Default()
	v1 := r.Group("/v1")
	v1.POST("/say", say)
	r.Run()
}
"""
AXIOS = "import axios from 'axios'\nexport const http = axios.create({ baseURL: import.meta.env.VITE_API, timeout: 9000 })\n"
WRAPPED = """const base = 'https://shop.example.cn'
export function request(options) {
  return new Promise((done, fail) => {
    wx.request({ url: base + options.url, method: options.method, data: options.data, success: done, fail })
  })
}
"""


ROOMS = """import { http } from '../http'

export const answer = (id, data) => http.post(`/api/rooms/${id}/answer`, data)
"""
ASK = """import { request } from '../../utils/request'

Page({
  send() {
    request({ url: '/assistant/ask/' + this.data.id, method: 'POST' })
  },
})
"""
SAY = """import axios from 'axios'

export default function Say() {
  const send = () => axios({ url: 'http://localhost:8080/v1/say', method: 'post' })
  return <button onClick={send}>说</button>
}
"""


def vue(script: str) -> str:
    return f'<template><button @click="send">发送</button></template>\n<script setup>\n{script}\n</script>\n'


def way(folder: Path, files: dict[str, str]) -> list[str]:
    """What the steps of the first call that an entry reaches say, the place of each in front."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    hits = [hit for hit in scan((folder,)).hits if hit.entry is not None and hit.entry.kind == "http"]
    assert hits
    return [f"{step.location.path}: {step.note}" for step in max(hits, key=lambda hit: len(hit.flow)).flow]


@pytest.mark.parametrize(
    ("files", "page", "asked"),
    [
        pytest.param(
            {
                "server/main.py": FASTAPI,
                "web/src/http.js": AXIOS,
                "web/src/api/rooms.js": ROOMS,
                "web/src/views/Room.vue": vue(
                    "import { answer } from '../api/rooms'\nasync function send() { await answer(1, { text: 'x' }) }"
                ),
            },
            "web/src/views/Room.vue: page /Room: <button @click> 发送",
            "web/src/api/rooms.js: asks this route",
            id="axios to FastAPI: a parameter, the prefix of a router",
        ),
        pytest.param(
            {
                "server/app.js": EXPRESS,
                "web/src/views/Chat.vue": vue(
                    "async function send() {\n  await fetch('/api/reply?stream=1', { method: 'POST', body: '{}' })\n}"
                ),
            },
            "web/src/views/Chat.vue: page /Chat: <button @click> 发送",
            "web/src/views/Chat.vue: asks this route (by its end only)",
            id="fetch to Express: a proxy takes the front away",
        ),
        pytest.param(
            {
                "server/src/main/java/shop/AssistantController.java": SPRING,
                "mini/app.json": '{"pages": ["pages/ask/ask"]}',
                "mini/utils/request.js": WRAPPED,
                "mini/pages/ask/ask.js": ASK,
                "mini/pages/ask/ask.wxml": '<button bindtap="send">提问</button>\n',
            },
            "mini/pages/ask/ask.wxml: page pages/ask/ask: <button bindtap> 提问",
            "mini/pages/ask/ask.js: asks this route",
            id="wx.request in a function of its own to Spring",
        ),
        pytest.param(
            {
                "server/go.mod": "module shop\n",
                "server/main.go": GIN,
                "web/pages/say.tsx": SAY,
            },
            "web/pages/say.tsx: page",
            "web/pages/say.tsx: asks this route",
            id="axios with a map to Gin: a group, a host",
        ),
    ],
)
def test_the_page_that_asks_a_route_stands_in_front(tmp_path: Path, files: dict[str, str], page: str, asked: str) -> None:
    told = way(tmp_path, files)
    assert told[0].startswith(page)
    assert asked in told


CHAT = "web/src/views/Chat.vue"
AXIOS_ON_ALL = "import Vue from 'vue'\nimport axios from 'axios'\nVue.prototype.$http = axios\n"
SERVICE = "import axios from 'axios'\nconst service = axios.create({ timeout: 9000 })\nexport default service\n"
GENERATED = """import { OpenAPI } from './OpenAPI'
import { send as __send } from './send'

export class AnswerService {
  public static reply(body: unknown) {
    return __send(OpenAPI, { method: 'POST', url: '/shop/reply', body })
  }
}
"""
SEND = """import axios from 'axios'

export const send = (config: { BASE: string }, options: any) =>
  axios.request({ url: `${config.BASE}${options.url}`, method: options.method, data: options.body })
"""
TOOLKIT = """import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query/react'

export const shop = createApi({
  baseQuery: fetchBaseQuery({ baseUrl: '/api/' }),
  endpoints: (build) => ({ reply: build.mutation<any, any>({ query: (body) => ({ url: 'shop/reply', method: 'POST', body }) }) }),
})
export const { useReplyMutation } = shop
"""
MINI_PAGE = """const app = getApp()
Page({
  send() {
    app.request({ url: '/shop/reply', method: 'POST' })
  },
})
"""
TOOLKIT_PAGE = """import { useReplyMutation } from '../store/shop'

export default function Chat() {
  const [reply] = useReplyMutation()
  return <button onClick={() => reply({})}>ask</button>
}
"""
ANGULAR = """import { Component, inject } from '@angular/core'
import { HttpClient } from '@angular/common/http'

@Component({ selector: 'shop-chat', template: '<button (click)="send()">ask</button>' })
export class Chat {
  private readonly http = inject(HttpClient)

  ask() {
    return this.http.post('/shop/reply', {})
  }

  send() {
    this.ask().subscribe()
  }
}
"""
OWN_CLASS = """import axios from 'axios'

class Http {
  constructor(config) { this.client = axios.create(config) }
  request(config) { return this.client.request(config) }
  post(url, data) { return this.request({ url, data, method: 'POST' }) }
}
export default new Http({})
"""
PREFIX = """import service from './service'

const prefix = { get value() { return `/shops/${store.id()}` } }
export const reply = (id, data) => service.post(`${prefix.value}/reply`, data)
"""


def options(script: str) -> str:
    """A component of Vue 2, whose button runs ``send``."""
    body = f"export default {{ methods: {{ async send() {{ {script} }} }} }}"
    return f'<template><button @click="send">ask</button></template>\n<script>\n{body}\n</script>\n'


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        pytest.param({"web/src/main.js": AXIOS_ON_ALL, CHAT: options("await this.$http.post('/shop/reply', {})")}, CHAT, id="a prototype"),
        pytest.param(
            {"web/src/main.js": AXIOS_ON_ALL, CHAT: options("this.$http({ url: '/shop/reply', method: 'post' })")}, CHAT, id="and a map"
        ),
        pytest.param(
            {CHAT: vue("const { proxy } = getCurrentInstance()\nfunction send() { proxy.$axios.post('/shop/reply') }")}, CHAT, id="a proxy"
        ),
        pytest.param(
            {
                "mini/app.json": '{"pages": ["pages/ask/ask"]}',
                "mini/app.js": "App({ request(o) { wx.request({ url: 'https://x.cn' + o.url, method: o.method }) } })\n",
                "mini/pages/ask/ask.js": MINI_PAGE,
            },
            "mini/pages/ask/ask.js",
            id="the application of a mini-program",
        ),
        pytest.param(
            {
                "web/src/service.js": SERVICE,
                "web/src/urls.js": "export default { reply: '/shop/reply', rate: '/shop/rate' }\n",
                "web/src/api.js": (
                    "import service from './service'\nimport urls from './urls'\nexport const reply = d => service.post(urls.reply, d)\n"
                ),
                CHAT: vue("import { reply } from '../api'\nconst send = () => reply({})"),
            },
            "web/src/api.js",
            id="addresses in a file of their own",
        ),
        pytest.param(
            {
                "web/src/http.js": OWN_CLASS,
                CHAT: vue("import http from '../http'\nasync function send() { await http.post('/shop/reply', {}) }"),
            },
            CHAT,
            id="a class around the client",
        ),
        pytest.param(
            {
                "web/src/client/OpenAPI.ts": "export const OpenAPI = { BASE: '' }\n",
                "web/src/client/send.ts": SEND,
                "web/src/client/AnswerService.ts": GENERATED,
                CHAT: vue("import { AnswerService } from '../client/AnswerService'\nconst send = () => AnswerService.reply({})"),
            },
            "web/src/client/AnswerService.ts",
            id="a generated client, the address in its second argument",
        ),
        pytest.param(
            {
                "web/src/store/shop.ts": TOOLKIT,
                "web/src/pages/Chat.tsx": TOOLKIT_PAGE,
            },
            "web/src/store/shop.ts",
            id="a described request",
        ),
        pytest.param({"web/src/app/chat.component.ts": ANGULAR}, "web/src/app/chat.component.ts", id="angular"),
        pytest.param(
            {
                "web/src/service.js": SERVICE,
                "web/src/api.js": PREFIX,
                CHAT: vue("import { reply } from '../api'\nconst send = () => reply(1, {})"),
            },
            "web/src/api.js",
            id="an unknown front",
        ),
        pytest.param({CHAT: vue("const send = () => $.ajax({ url: '/shop/reply', type: 'POST' })")}, CHAT, id="jquery"),
    ],
)
def test_requests_through_what_an_application_sends_with(tmp_path: Path, files: dict[str, str], asked: str) -> None:
    route = "/api/v1/tenants/:tenant/shop/reply" if "prefix" in files.get("web/src/api.js", "") else "/shop/reply"
    told = way(tmp_path, {"server/app.js": EXPRESS.replace("/reply", route), **files})
    assert any(step.startswith(f"{asked}: asks this route") for step in told)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("this.$router.push('/shop/reply')", id="a page of the router"),
        pytest.param("this.$http.get('/shop/reply')", id="another verb"),
        pytest.param("this.$cache.put('/shop/other', 1)", id="another address"),
        pytest.param("cache.post('/shop/reply')", id="a name that no component shares"),
        pytest.param("const rows = [{ url: '/shop/reply', method: 'export' }]", id="a map without a verb"),
        pytest.param("this.$http.post('/a/b/c/d/shop/reply')", id="a longer address"),
    ],
)
def test_what_nobody_knows_and_no_request_is(tmp_path: Path, script: str) -> None:
    told = way(
        tmp_path, {"server/app.js": EXPRESS.replace("/reply", "/shop/reply"), "web/src/main.js": AXIOS_ON_ALL, CHAT: options(script)}
    )
    assert told[0] == "server/app.js: http POST /shop/reply"


def test_what_only_looks_like_a_request_of_the_route(tmp_path: Path) -> None:
    scripts = {
        "Verb": "function send() { fetch('/reply') }",
        "Route": "function send() { fetch('/replies', { method: 'POST' }) }",
        "Front": "function send() { fetch('/a/b/c/reply', { method: 'POST' }) }",
        "Page": "import { router } from './router'\nfunction send() { router.push('/reply') }",
        "Nothing": "function send() { console.log('/reply') }",
    }
    pages = {f"web/src/views/{name}.vue": vue(script) for name, script in scripts.items()}
    told = way(tmp_path, {"server/app.js": EXPRESS, **pages})
    assert told[0] == "server/app.js: http POST /reply"


def test_a_request_of_the_whole_route_goes_before_one_of_its_end(tmp_path: Path) -> None:
    pages = {
        f"web/src/views/{name}.vue": vue(f"function send() {{ fetch('{route}', {{ method: 'POST' }}) }}")
        for name, route in (("Admin", "/admin/reply"), ("Chat", "/reply"))
    }
    told = way(tmp_path, {"server/app.js": EXPRESS, **pages})
    assert told[0].startswith("web/src/views/Chat.vue")


def test_files_that_only_say_the_route_hide_no_page(tmp_path: Path) -> None:
    texts = {f"web/src/texts/t{number}.ts": "export const help = 'see /reply/ for answers'\n" for number in range(MAX_CALLING + 1)}
    page = {"web/src/views/Chat.vue": vue("import { post } from '../wire'\nfunction send() { post('/reply') }")}
    wire = {"web/src/wire.ts": "export const post = (url: string) => fetch(url, { method: 'POST' })\n"}
    told = way(tmp_path, {"server/app.js": EXPRESS, **texts, **page, **wire})
    assert told[0].startswith("web/src/views/Chat.vue")


@pytest.mark.parametrize(
    ("route", "address", "literal"),
    [
        ("/chat/:id", "https://h.cn/chat/7?x=1", 1),
        ("/rooms/{room}/answer", "{…}/rooms/{…}/answer", 2),
        ("/chat", "/api/v1/chat", 1),
        ("/chat", "/api/v1/a/chat", 0),
        ("/api/chat", "/api/chats", 0),
        ("/:a/:b", "/x/y", 0),
    ],
)
def test_what_a_route_and_an_address_have_at_their_end(route: str, address: str, literal: int) -> None:
    assert fitting(segments(route), segments(address)) == literal
