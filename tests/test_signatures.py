"""Every ``[[example]]`` of every signature file: the notes, the whole notes and nothing but the notes; and what no example shows."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest
from in_memory import bench, catalog

from scanner.catalog import load_examples
from scanner.signatures.testing import unshown
from scanner.signatures.trial import try_example

if TYPE_CHECKING:
    from scanner.catalog import Example
    from scanner.signatures.trial import Trial

EXAMPLES = load_examples()
UNSHOWN = frozenset(
    {
        "aspnet/component",
        "aspnet/component-file",
        "aspnet/delete-alone",
        "aspnet/fallback",
        "aspnet/get-alone",
        "aspnet/map",
        "aspnet/middleware",
        "aspnet/patch-alone",
        "aspnet/post-alone",
        "aspnet/put-alone",
        "aspnet/route",
        "dart-apps/command",
        "dart-apps/program",
        "dart-apps/state",
        "django/require-methods",
        "dotnet-programs/function-http",
        "dotnet-programs/hangfire",
        "dotnet-programs/mcp",
        "dotnet-programs/top-level",
        "file-routes/nitro-task",
        "golang-programs/gocron",
        "golang-programs/lambda",
        "golang-programs/mcp-tool",
        "golang-programs/nsq",
        "golang-programs/telebot",
        "golang-programs/top-level",
        "golang-programs/urfave",
        "golang-servers/beego-router",
        "golang-servers/beego-verb",
        "golang-servers/bound",
        "golang-servers/method-first",
        "golang-servers/zero-route",
        "gradio/decorated-listener",
        "java-programs/main-function",
        "javascript-programs/script",
        "javascript-servers/grpc-service",
        "lua-servers/content",
        "lua-servers/nginx-block",
        "lua-servers/nginx-script",
        "lua-servers/program",
        "mini-programs/taro-listed",
        "php-frameworks/any",
        "php-frameworks/auto-controller",
        "php-frameworks/controller",
        "php-frameworks/controller-file",
        "php-frameworks/crontab",
        "php-frameworks/match",
        "php-frameworks/message",
        "php-frameworks/swoole-on",
        "php-frameworks/symfony",
        "python-cli/package",
        "python-script/notebook",
        "python-ui/nicegui-event",
        "python-ui/nicegui-on",
        "quart/route",
        "ruby-frameworks/action",
        "ruby-frameworks/program",
        "rust-frameworks/actix-resource",
        "rust-frameworks/actix-route",
        "rust-frameworks/axum-fallback",
        "rust-frameworks/poise",
        "rust-frameworks/serenity",
        "rust-frameworks/warp",
        "scala-servers/application",
        "scala-servers/play-routes",
        "swift-apps/command",
        "swift-apps/intent",
        "swift-apps/main",
        "swift-apps/objc-main",
        "web-pages/listed-page",
        "web-pages/listed-setup",
    }
)
"""Entry points that still want an example of their own. Nothing may be added here, only taken out."""


def name(example: Example) -> str:
    return f"{example.owner.removesuffix('.toml')}::{example.language}[{example.number}]"


@functools.cache
def tried(example: Example) -> Trial:
    return try_example(bench(), example)


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_example_gives_what_is_noted(example: Example) -> None:
    assert [failure[1:] for failure in tried(example).failures] == []


def test_every_signature_is_shown_by_an_example() -> None:
    seen = frozenset().union(*(tried(example).seen for example in EXAMPLES))
    missing = {row.id for row in unshown(catalog(), seen)}
    assert missing - UNSHOWN == set(), "write an example that shows it"
    assert UNSHOWN - missing == set(), "shown now: take it out of the list"
