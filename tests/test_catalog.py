"""What a good set of signatures becomes; faults and caches have tests of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_signatures import edited, world

from scanner.catalog import catalog_coverage, load, load_examples, selectors_for
from scanner.catalog.paths import parse_path, parse_relative, parse_selector
from scanner.catalog.rows import Rows
from scanner.catalog.values import PathRow

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return world(tmp_path)


# ---- paths and selectors


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "python"),
        ("openai.", "python"),
        ("a..b", "python"),
        ("a.().b", "python"),
        ("a.[]", "python"),
        ("a()b", "python"),
        ("a b", "python"),
        ("a(1)", "python"),
        ("*.a", "python"),
        ("#a", "python"),
        ("a.**", "python"),
        ("a.**.**.b", "python"),
        ("a.**.*", "python"),
        ("a.*.**.b", "python"),
        ("acme()", "javascript"),
        ("acme#", "javascript"),
        ("@ann#A", "java"),
    ],
)
def test_no_path(text: str, language: str) -> None:
    with pytest.raises(ValueError, match="path"):
        parse_path(text, language)


@pytest.mark.parametrize(
    ("text", "language", "steps"),
    [
        ("openai.OpenAI().chat", "python", "openai OpenAI () chat"),
        ("a.b#C()", "python", "a b C ()"),
        ("a.f(@0.1)", "python", "a f (@0.1)"),
        ("a.f(@on_open.0).g", "python", "a f (@on_open.0) g"),
        ("a.f()[].*.x", "python", "a f () [] * x"),
        ("dev.x#M.builder().**.build()", "java", "dev x M builder () ** build ()"),
        (r"OpenAI\Facades#OpenAI.chat().create", "php", "OpenAI Facades OpenAI chat () create"),
        ("async_openai::Client::new()", "rust", "async_openai Client new ()"),
        ("OpenAI::Client.new()", "ruby", "OpenAI Client new ()"),
        ("@scope/name/sub#default().x", "javascript", "@scope/name/sub () x"),
        ("openai#default", "javascript", "openai"),
        ("openai#OpenAI.default", "javascript", "openai OpenAI default"),
        ("node:https#request()", "javascript", "node:https request ()"),
        ("openai", "javascript", "openai"),
        ("#imports#useX()", "javascript", "#imports useX ()"),
        ("global#$fetch", "javascript", "global $fetch"),
        ("github.com/x/go-y.v2#New().Run", "golang", "github.com/x/go-y.v2 New () Run"),
    ],
)
def test_path(text: str, language: str, steps: str) -> None:
    assert parse_path(text, language) == tuple(steps.split())


@pytest.mark.parametrize(("text", "steps"), [(".", ()), ("()", ("()",)), ("[].x", ("[]", "x")), ("a().b", ("a", "()", "b"))])
def test_relative_path(text: str, steps: tuple[str, ...]) -> None:
    assert parse_relative(text) == steps


@pytest.mark.parametrize("text", ["", ".", "a.", "[].a", "a b"])
def test_no_selector(text: str) -> None:
    with pytest.raises(ValueError, match="selector"):
        parse_selector(text)


@pytest.mark.parametrize("text", ["model", "0", "0.messages.[].role", "0.*", "header.X-TC-Action"])
def test_selector(text: str) -> None:
    assert parse_selector(text) == tuple(text.split("."))


# ---- what a good world gives


def test_call(root: Path) -> None:
    catalog = load((root,), cache=False)
    call = catalog.calls["acme-sdk/chat"]
    assert (call.kind, call.category, call.technique, call.mode, call.vendor) == ("call", "generation", "dialogue", "api", "")
    assert selectors_for(call.model, "python") == selectors_for(call.model, "javascript") == (("model",),)
    (variant,) = call.variants
    assert (variant.technique, variant.category, variant.biometric) == ("image", "generation", "no")
    assert [(test.test, test.values) for test in variant.when] == [("in", ("draw", "2", "true")), ("model", ("acme-i*",))]


def test_object(root: Path) -> None:
    client = load((root,), cache=False).objects["acme-sdk/client"]
    assert (client.vendor, client.client, client.fluent) == ("acme", True, ("with_options",))
    assert (client.stores, client.env) == ((("api_base", "base_url"),), (("ACME_BASE_URL", "base_url"),))
    assert selectors_for(client.base_url, "python") == (("base_url",), ("0",))
    assert selectors_for(client.base_url, "javascript") == (("0", "baseURL"),)
    assert selectors_for(client.base_url, "java") == ()


def test_rows(root: Path) -> None:
    rows = {(row.language, row.on, row.steps, row.kind) for row in load((root,), cache=False).rows if row.target.startswith("acme-sdk/")}
    assert rows == {
        ("python", "", ("acme_sdk", "Client", "()"), "object"),
        ("javascript", "", ("acme", "()"), "object"),
        ("", "acme-sdk/client", ("chat", "create"), "call"),
        ("", "acme-sdk/client", ("chat", "stream"), "call"),
    }


def test_sink_and_endpoint(root: Path) -> None:
    catalog = load((root,), cache=False)
    sink = catalog.sinks["sender/post"]
    assert (sink.kind, sink.method, sink.method_from, sink.reports) == ("http", "POST", (("", (("method",),)),), True)
    (endpoint,) = catalog.endpoints
    assert (endpoint.id, endpoint.vendor, endpoint.path, endpoint.methods) == ("chat/completions", "", "chat/completions", ("POST",))
    assert (endpoint.kind, endpoint.category, endpoint.mode) == ("http", "generation", "api")


def test_flows(root: Path) -> None:
    join, environment, form = load((root,), cache=False).flows
    assert join.of == ((("0",),), (("1",),))
    assert (environment.of, environment.key) == (((("0",), ("key",)),), (("0",), ("key",)))
    assert (form.name, form.steps, form.style) == ("format", (), "braces")


def test_a_call_runs_in_the_mode_of_its_object(root: Path) -> None:
    edited(root, "libraries/acme-sdk.toml", "client = true", 'client = true\nmode = "self-hosted"')
    assert load((root,), cache=False).calls["acme-sdk/chat"].mode == "self-hosted"


def test_needles(root: Path) -> None:
    catalog = load((root,), cache=False)
    # The quoted "acme" and the dotted "acme_sdk" are packages; "intl.acme.example" holds what the glob does not; nothing contains another.
    assert catalog.needles == (
        '"acme', "'acme", "ACME_API_KEY", "ACME_BASE_URL", "`acme", "api.acme.example", "chat/completions", "intl.acme.example",
    )  # fmt: skip
    assert catalog.sink_needles == ("box.send", "send(")
    assert (catalog.modules, catalog.sink_modules) == (("acme_sdk",), ("sender",))
    languages = dict(catalog.needle_languages)
    assert languages == dict.fromkeys(('"acme', "'acme", "`acme", "box.send", "send("), ("javascript",))


def test_a_needle_that_alone_says_nothing_hides_no_other(root: Path) -> None:
    edited(root, "libraries/acme-sdk.toml", 'name = "acme"', 'name = "@acme/talk"\nmodules = ["@acme/talk", "@acme/drawer"]')
    edited(root, "libraries/acme-sdk.toml", "[[object]]", '[[package]]\necosystem = "program"\nname = "drawer"\n\n[[object]]')
    edited(root, "wires/chat.toml", 'path = "/chat/completions"', 'path = "/talk"')
    # A route's end and a program's name count only where something is sent or started; an import tells enough.
    assert {"/talk", "drawer", "@acme/talk", "@acme/drawer"} < set(load((root,), cache=False).needles)


def test_coverage(root: Path) -> None:
    coverage = catalog_coverage(load((root,), cache=False))
    assert (coverage.languages, coverage.vendors, coverage.libraries) == (("python", "javascript"), ("acme",), ("acme-sdk", "sender"))
    assert coverage.signatures[:2] == (("generation", 2), ("recommendation", 0))


def test_examples(root: Path) -> None:
    found = load_examples((root,))
    assert [(example.owner, example.number) for example in found if example.language == "typescript"] == [("libraries/acme-sdk.toml", 1)]


def test_version_is_the_newest_check(root: Path) -> None:
    edited(root, "vendors/acme.toml", "2026-11-20", "2026-11-30")
    assert load((root,), cache=False).version == "2026.11.30"


def test_digest_follows_the_content(root: Path) -> None:
    before = load((root,), cache=False).digest
    edited(root, "vendors/acme.toml", "某云", "某某云")
    assert load((root,), cache=False).digest != before


def row(language: str, steps: str, on: str = "") -> PathRow:
    return PathRow(language, on, tuple(steps.split()), "object", "a/b")


ROWS = Rows.of(
    [
        row("python", "google genai Client"),
        row("python", "openai"),
        row("golang", "x.org/y New"),
        row("", "chat", "a/b"),
        row("python", "ask", "a/b"),
    ]
)


@pytest.mark.parametrize(
    ("language", "module", "roots"),
    [
        pytest.param("python", "googleapis.genai", [], id="another name that begins so"),
        pytest.param("python", "x.org/y", [], id="another language"),
        pytest.param("golang", "x.org/y/z", [], id="a package below, by a slash"),
        pytest.param("python", "openai", ["openai"], id="the root itself"),
        pytest.param("python", "google.genai.types", ["google"], id="a module below"),
        pytest.param("golang", "x.org/y.z", ["x.org/y"], id="a root with a dot"),
    ],
)
def test_roots_above_a_module(language: str, module: str, roots: list[str]) -> None:
    assert list(ROWS.above(language, module)) == roots


def test_paths_in_groups() -> None:
    assert [one.steps for one in ROWS.below("python", "google")] == [("google", "genai", "Client")]
    assert ROWS.below("golang", "google") == ()
    assert [one.steps for one in ROWS.on("a/b", "")] == [("chat",)]
    assert ROWS.on("a/b", "golang") == ()
    assert len(list(ROWS)) == 5
