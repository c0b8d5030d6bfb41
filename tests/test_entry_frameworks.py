"""Each framework that users of Chinese products come through is shown with its entry: by an example, or by a project of several files."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from in_memory import bench

from scanner.catalog import load_examples
from scanner.pipeline import scan
from scanner.signatures.trial import try_example

if TYPE_CHECKING:
    from collections.abc import Iterator

WAYS = Path(__file__).parent.parent / "fixtures" / "ways"
EXAMPLES = load_examples()
SHOWN = [
    ("FastAPI", "fastapi/route", "FastAPI", 'http name="POST /chat"'),
    ("Flask", "flask/route", "Flask", 'http name="/ai/draw"'),
    ("Django", "django/url", "path(", 'http name="/api/chat"'),
    ("Django REST framework", "django-rest/register", "DefaultRouter", 'http name="POST /api/notes"'),
    ("Tornado", "tornado/application", "tornado.web", 'http name="POST /chat"'),
    ("Tornado, sockets", "tornado/websocket", "WebSocketHandler", "websocket name=Talk.on_message"),
    ("Sanic", "sanic/verb", "Blueprint", 'http name="POST /api/v1/chat/ask"'),
    ("aiohttp", "aiohttp-web/table-verb", "RouteTableDef", 'http name="POST /v1/chat"'),
    ("Gradio", "gradio/listener", "gradio", "ui name=Say"),
    ("Streamlit", "streamlit/script", "streamlit", "page"),
    ("Chainlit", "python-ui/chainlit-event", "chainlit", "ui"),
    ("Express", "express/verb", "express", 'http name="POST /chat"'),
    ("Koa", "koa/verb", "koa", 'http name="POST /ai/chat"'),
    ("NestJS", "nest/route", "@nestjs/common", 'http name="POST /ai/chat"'),
    ("Egg", "midway/egg-class", "egg", "http"),
    ("Midway", "midway/route", "@midwayjs", 'http name="POST /ai/chat"'),
    ("Hono", "hono/verb", "hono", 'http name="POST /chat"'),
    ("Fastify", "fastify/verb", "fastify", 'http name="POST /chat"'),
    ("Next.js", "file-routes/next-handler", "Request", 'http name="POST /api/chat"'),
    ("Next.js, server actions", "file-routes/next-action", "use server", "rpc name=draw"),
    ("Nuxt", "file-routes/nitro-post", "defineEventHandler", 'http name="POST /api/ai/chat"'),
    ("Remix", "file-routes/remix-action", "action", 'http name="POST /chat"'),
    ("SvelteKit", "file-routes/svelte-handler", "POST", 'http name="POST /api/chat"'),
    ("Astro", "file-routes/astro-endpoint", "astro", 'http name="POST /api/handle/[provider]"'),
    ("Spring MVC", "spring/post", "PostMapping", 'http name="POST /chat/ask"'),
    ("Spring WebFlux", "java-web/route-builder", "RouterFunction", 'http name="POST /api/search"'),
    ("Dubbo", "java-servers/dubbo", "DubboService", "rpc"),
    ("gRPC", "generated-services/grpc-go", "Unimplemented", "rpc name=answers.Ask"),
    ("gRPC, Java", "java-messages/grpc-base", "grpc", "rpc name=Answers.ask"),
    ("Solon", "java-servers/solon-post", "solon", 'http name="POST /shop/search"'),
    ("JFinal", "java-servers/jfinal-route", "jfinal", "http name=/ask"),
    ("Gin", "golang-servers/route", "gin-gonic/gin", 'http name="POST /api/v1/chat"'),
    ("Echo", "golang-servers/route", "labstack/echo", 'http name="POST /echo/search"'),
    ("Fiber", "golang-servers/route", "gofiber/fiber", 'http name="GET /fiber/rank"'),
    ("Hertz", "golang-servers/route", "cloudwego/hertz", 'http name="POST /hertz/find"'),
    ("Kitex", "generated-services/kitex", "kitex_gen", "rpc"),
    ("go-zero", "golang-servers/zero-route", "go-zero", 'http name="GET /bots"'),
    ("Kratos", "golang-servers/route", "go-kratos/kratos", 'http name="GET /kratos/sort"'),
    ("chi", "golang-servers/route", "go-chi/chi", 'http name="POST /api/search"'),
    ("net/http", "golang-servers/mux-handle", "net/http", "http name=/page"),
    ("ASP.NET, controllers", "aspnet/post", "ControllerBase", 'http name="POST /api/chat/send"'),
    ("ASP.NET, minimal", "aspnet/map-post", "MapPost", 'http name="POST /ask"'),
    ("SignalR", "aspnet/hub", "SignalR", "websocket name=Room.Say"),
    ("Laravel", "php-frameworks/post", "Illuminate", 'http name="POST /api/v1/shop/search"'),
    ("ThinkPHP", "php-frameworks/controller-of-application", "app\\admin\\controller", 'http name="/admin/goods_rank/lists"'),
    ("Hyperf", "php-frameworks/post-mapping", "Hyperf", 'http name="POST /ai/ask"'),
    ("Webman", "php-frameworks/webman-post", "support\\annotation", 'http name="POST /api/talk"'),
    ("Symfony", "php-frameworks/symfony", "Symfony", 'http name="POST /api/shop/ask"'),
    ("Rails", "ruby-frameworks/resources", "Rails", 'http name="POST /api/shops"'),
    ("Axum", "rust-frameworks/axum", "axum", 'http name="POST /api/search"'),
    ("Actix", "rust-frameworks/actix-route", "actix_web", 'http name="POST /ask"'),
    ("Socket.IO", "javascript-servers/socketio-event", "socket.io", "websocket name=ask"),
    ("Socket.IO, Python", "python-sockets/event", "socketio", "websocket name=chat"),
    ("WebSocket", "javascript-servers/ws-event", "ws", "websocket name=message"),
    ("WebSocket, Spring", "spring/stomp", "MessageMapping", "websocket name=/say"),
    ("Kafka", "spring/kafka", "KafkaListener", "message name=orders"),
    ("Kafka, Python", "message-loops/kafka", "KafkaConsumer", "message name=draw"),
    ("RabbitMQ", "spring/rabbit", "RabbitListener", "message name=mail"),
    ("RabbitMQ, PHP", "rabbit/consume", "PhpAmqpLib", "message name=ask"),
    ("RocketMQ", "spring/rocketmq", "RocketMQMessageListener", "message name=pay"),
    ("RocketMQ, Python", "python-queues/rocketmq", "rocketmq", "message name=paid"),
    ("Celery", "python-jobs/celery-task", "celery", "job name=sum-up"),
    ("WeChat", "python-bots/werobot", "werobot", "bot"),
    ("WeChat, Java", "java-bots/wechat", "WxMpMessageHandler", "bot"),
    ("Feishu", "python-bots/feishu", "lark_oapi", "bot"),
    ("DingTalk", "python-bots/dingtalk", "dingtalk_stream", "bot"),
    ("Telegram", "python-messengers/telegram-command", "telegram", "bot name=start"),
    ("Telegram, Go", "golang-bots/go-telegram-handler", "go-telegram", "bot name=/ask"),
    ("click", "python-cli/click-command", "click", "cli name=draw"),
    ("cobra", "golang-programs/cobra", "cobra", 'cli name="ask [text]"'),
    ("cron", "golang-programs/cron", "robfig/cron", "job name=@daily"),
    ("XXL-JOB", "java-servers/xxl-job", "XxlJob", "job name=nightly"),
    ("cron, Spring", "spring/scheduled", "Scheduled", 'job name="0 0 * * * *"'),
    ("mini-program, page", "mini-programs/page", "Page(", "page"),
    ("mini-program, cloud function", "mini-programs/cloud-function", "exports.main", "cloud-function name=ask"),
    ("cloud function", "serverless/handler", "exports", "cloud-function"),
    ("desktop, Qt", "python-desktop/qt-window", "PyQt5", "ui name=Main.send"),
    ("desktop, Electron", "javascript-programs/electron", "electron", "ui name=ask"),
    ("Android", "android-apps/screen", "androidx", "page name=AskActivity.onCreate"),
    ("iOS", "swift-apps/view", "SwiftUI", "page name=Ask.body"),
    ("Flutter", "dart-apps/widget", "flutter", "page name=_AskState.build"),
    ("HarmonyOS", "harmony-apps/page", "@Entry", "page"),
]
FRAMEWORKS = (
    *("FastAPI", "Flask", "Django", "Django REST framework", "Tornado", "Sanic", "aiohttp", "Gradio", "Streamlit", "Chainlit"),
    *("Express", "Koa", "NestJS", "Egg", "Midway", "Hono", "Fastify", "Next.js", "Nuxt", "Remix", "SvelteKit", "Astro"),
    *("Spring MVC", "Spring WebFlux", "Dubbo", "gRPC", "Feign", "Solon", "JFinal"),
    *("Gin", "Echo", "Fiber", "Hertz", "Kitex", "go-zero", "Kratos", "chi", "net/http"),
    *("ASP.NET", "SignalR", "Laravel", "Symfony", "ThinkPHP", "Hyperf", "Webman", "Rails", "Axum", "Actix"),
    *("Socket.IO", "WebSocket", "Kafka", "RabbitMQ", "RocketMQ", "Celery", "WeChat", "Feishu", "DingTalk", "Telegram"),
    *("click", "cobra", "cron", "XXL-JOB", "mini-program", "uniCloud", "SCF", "FC", "desktop", "Android", "iOS", "Flutter", "HarmonyOS"),
)
"""In the order of the list that the scanner has to know; what stands behind a comma in a row is one of several ways."""
FURTHER = ("cloud function", "Serverless Framework", "tRPC", "EventEmitter", "Hangfire")


def projects(name: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    """(what the head of a block says, its files)."""
    for block in re.split(r"^=== ", (WAYS / f"{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, rest = block.partition("\n")
        files = (part.partition("\n") for part in re.split(r"^--- ", rest, flags=re.MULTILINE)[1:])
        yield [word.strip() for word in head.split("|")], {path: text for path, _, text in files}


SERVICES = {head[0]: files for head, files in projects("services")}
PROJECTS = list(projects("frameworks"))


def test_every_framework_is_shown() -> None:
    shown = {name.partition(",")[0] for name in (*(row[0] for row in SHOWN), *(head[0] for head, _ in PROJECTS))}
    assert [name for name in FRAMEWORKS if name not in shown] == []
    assert sorted(shown - {*FRAMEWORKS, *FURTHER}) == []


@pytest.mark.parametrize(("head", "files"), PROJECTS, ids=[head[0] for head, _ in PROJECTS])
def test_a_project_leads_from_its_entry_to_the_model(tmp_path: Path, head: list[str], files: dict[str, str]) -> None:
    _, language, kind, name = head
    for path, text in (SERVICES.get(language, {}) | files).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = {(hit.location.path, hit.location.line): hit.entry for hit in scan((tmp_path,)).hits if hit.kind in ("call", "http")}
    declared, alike = [entry for (path, _), entry in sorted(found.items()) if "nswers." in path or "service." in path]
    assert declared is not None
    assert (declared.kind, fnmatch.fnmatchcase(declared.name, name)) == (kind, True), declared
    assert alike is None or alike.kind != kind


@pytest.mark.parametrize(("framework", "entry", "marker", "note"), SHOWN)
def test_a_framework_is_shown_with_its_entry(framework: str, entry: str, marker: str, note: str) -> None:
    owner = f"entrypoints/{entry.partition('/')[0]}.toml"
    said = [
        one
        for one in EXAMPLES
        if one.owner == owner and marker in one.code and any(line.endswith(f"$ entry={note}") for line in one.code.splitlines())
    ]
    trials = [try_example(bench(), one) for one in said]
    assert [trial for trial in trials if entry in trial.seen and not trial.failures], framework
