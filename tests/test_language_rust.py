"""The Rust front end: every form against the notes of its fixture, hostile input, names to files, and what names come to mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.evaluate.values import Text
from scanner.languages.interface import Naming
from scanner.languages.rust import LANGUAGES
from scanner.languages.rust.expressions import unescape
from scanner.languages.rust.macros import opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.model import Facts

RUST = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "rust" / "conformance.rs"


def lower(source: str) -> Facts:
    return RUST.lower("src/main.rs", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"fn f(p: P) {{ {source} }}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def naming(files: Mapping[str, str]) -> Naming:
    return Naming(frozenset(files), frozenset(), lambda path: files[path].encode(), {})


# ---------------------------------------------------------------------------------------------- forms


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = RUST.lower("src/conformance.rs", data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("let x = 1; if p { x = 2; }", "x", "2 if", id="assigned under a condition"),
        pytest.param("let x = p;", "x", "p", id="a variable"),
        pytest.param("let x = p.a.b();", "x", "p.a.b()", id="field and method"),
        pytest.param("let x = p.clone().to_string();", "x", "p", id="the same in another form"),
        pytest.param("let x = p.read(1);", "x", "p.read(1)", id="not the same: it takes something"),
        pytest.param("let x = Err(p);", "x", "?error", id="an error"),
        pytest.param("let x = Box::new(p);", "x", "p", id="a pointer"),
        pytest.param("let x = thing::Box::pack(p);", "x", "<thing>.Box.pack(p)", id="no constructor of a pointer"),
        pytest.param("let x = if p { 1 } else { return };", "x", "1", id="a branch that leaves"),
        pytest.param("let x = { let y = 1; y };", "x", "y", id="block"),
        pytest.param("let x = { p; };", "x", "None", id="block without a value"),
        pytest.param('let x = format!("{}{{}}{p}", 1);', "x", "(1 + '{}' + p)", id="format"),
        pytest.param("let x = format!(p, 1);", "x", "p", id="format that is computed"),
        pytest.param('let x = json!({ "a::b": p, "c": { "d": [p] } });', "x", "{a::b: p, c: {d: [p]}}", id="json"),
        pytest.param(
            'let x = json!({ "a": S { b: 1 }, "c": |y: u8| { y } });',
            "x",
            "{a: new ?generated(b=1), c: <lambda>}",
            id="braces of code in json",
        ),
        pytest.param("let x = unknown!(p);", "x", "?macro", id="a macro of one's own"),
        pytest.param("let x = 0xffu8;", "x", "255", id="number"),
        pytest.param("let x = p as f32 + 1;", "x", "(p + 1)", id="cast"),
        pytest.param("let x = Some(Thing::default());", "x", "?generated.default()", id="what only a macro can have made"),
    ],
)
def test_values_of_variables(source: str, name: str, value: str) -> None:
    assert bound(source).get(name, "-") == value


@pytest.mark.parametrize(
    ("text", "meaning"), [(r"a\tb\0", "a\tb\0"), (r"\x41\u{1F600}", "A😀"), ("a\\\n   b", "ab"), (r"\"", '"'), (r"\u{D800}", "\ufffd")]
)
def test_escapes_of_literals(text: str, meaning: str) -> None:
    assert unescape(text) == meaning


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"a != b", b"a != b"),
        (b"vec![1]", b"    [1]"),
        (b'json!({"a": {"b": c::d}})', b'json ([ "a", ["b", c::d]])'.replace(b"[ ", b"[")),
        (b"json!([{}])", b"json ([[]])"),
        (b'json!({"a": f({ 1 })})', b'json (["a", f({ 1 })])'),
    ],
)
def test_macros_are_rewritten_in_place(written: bytes, read: bytes) -> None:
    assert len(opened(written)) == len(written)
    assert opened(written) == read


# ---------------------------------------------------------------------------------------------- hostile input


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#r_→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("impl A { fn m(a: u8) { json!({ " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_lowered(data: bytes) -> None:
    assert RUST.lower("a.rs", data.decode("utf-8", "replace").encode()).path == "a.rs"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("let x = " + "(" * 2000 + ")" * 2000 + ";", id="brackets"),
        pytest.param("let x = " + "[" * 2000, id="open lists"),
        pytest.param("if a { " * 2000, id="open conditions"),
        pytest.param("json!(" + '{ "a": ' * 2000, id="open objects"),
        pytest.param("let x = " + "|a| " * 2000 + "1;", id="closures"),
        pytest.param("let " + "&" * 3000 + "a = 1;", id="patterns"),
    ],
)
def test_depth_is_bounded(source: str) -> None:
    assert {reason for reason, _ in lower("fn f() { " + source + " }").gaps} & {"nested-too-deep", "syntax-error"}


def test_long_chains_and_sums_need_no_recursion() -> None:
    facts = lower("fn f(a: A) { let x = a" + ".b(1)" * 5000 + "; let y = 1" + " + 1" * 5000 + "; }")
    assert len(facts.calls) == 5000
    assert facts.gaps == ()


def test_what_follows_a_fault_is_read() -> None:
    facts = lower("fn m( { } \nfn n() { good.call(); }")
    assert "good.call" in [render(facts, call.callee) for call in facts.calls]
    assert ("syntax-error", 1) in facts.gaps


# ---------------------------------------------------------------------------------------------- names of modules

FILES = {
    "app/Cargo.toml": '[package]\nname = "shop-app"\n',
    "app/src/main.rs": 'mod chat;\nmod tools;\n#[path = "odd/name.rs"]\nmod renamed;\n',
    "app/src/chat.rs": "pub mod deep;",
    "app/src/chat/deep.rs": "",
    "app/src/tools/mod.rs": "mod hammer;",
    "app/src/tools/hammer.rs": "",
    "app/src/odd/name.rs": "",
    "app/src/bin/other.rs": "",
    "core/Cargo.toml": '[package]\nversion = "1"\nname = "shop-core"\n[dependencies]\nname = "x"\n',
    "core/src/lib.rs": "pub mod far;",
    "core/src/far.rs": "",
}


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("serde", "app/src/main.rs", (), id="another crate"),
        pytest.param("self::gone", "app/src/main.rs", (), id="a module without a file"),
        pytest.param("super", "app/src/main.rs", (), id="nothing above a root"),
        pytest.param("crate", "app/src/bin/other.rs", ("app/src/bin/other.rs",), id="a program of its own"),
        pytest.param("crate", "app/src/chat/deep.rs", ("app/src/main.rs",), id="root"),
        pytest.param("crate::chat::deep::Thing", "app/src/tools/hammer.rs", ("app/src/chat/deep.rs",), id="the deepest module"),
        pytest.param("super", "app/src/chat/deep.rs", ("app/src/chat.rs",), id="module above"),
        pytest.param("super::super", "app/src/tools/hammer.rs", ("app/src/main.rs",), id="two above"),
        pytest.param("self::hammer", "app/src/tools/mod.rs", ("app/src/tools/hammer.rs",), id="below a folder"),
        pytest.param("self::renamed", "app/src/main.rs", ("app/src/odd/name.rs",), id="at a path of its own"),
        pytest.param("shop_core::far", "app/src/main.rs", ("core/src/far.rs",), id="a crate of the project"),
    ],
)
def test_names_lead_to_files(module: str, importer: str, found: Sequence[str]) -> None:
    assert RUST.locate(module, importer, naming(FILES)) == found


@pytest.mark.parametrize(("path", "names"), [("src/chat.rs", ("chat",)), ("my-core/src/lib.rs", ("my-core", "my_core", "crate", "super"))])
def test_a_file_is_named_by_its_module(path: str, names: Sequence[str]) -> None:
    assert RUST.names_of(path, naming({})) == names


# ---------------------------------------------------------------------------------------------- what names mean

PROGRAM = {
    "src/more.rs": """
use crate::shop::Desk;
impl Desk { pub fn more(&self) -> String { format!("more {}", self.url) } }
""",
    ".env": "AI_KEY=secret\nDESK_URL=https://set.cn",
    "src/shop/mod.rs": 'mod desk;\npub use desk::{Desk, Runner as Runs};\npub use self::desk::*;\npub const TOP: &str = "top";',
    "src/shop/desk.rs": r"""
use super::TOP;
pub const URL: &str = "https://desk.cn";
pub trait Runner {
    fn run(&self) -> String;
    fn twice(&self) -> String { format!("{}{}", self.run(), self.run()) }
}
#[derive(Default)]
pub struct Desk { pub url: String, mode: Option<String>, #[arg(env, default_value = "d")] desk_url: String }
pub struct Client { desk: Box<dyn Runner> }
impl Desk {
    pub fn new(url: &str) -> Self { Self { url: url.to_string(), mode: None, desk_url: String::new() } }
    pub fn with_mode(mut self, mode: &str) -> Self { self.mode = Some(mode.into()); self }
    pub fn full(&self) -> String { format!("{}/{TOP}", self.url) }
    pub fn set(&self) -> &str { &self.desk_url }
    pub fn picked(kind: &str) -> String { match kind { "a" => "A".into(), _ => URL.into() } }
}
impl Runner for Desk { fn run(&self) -> String { "ran".into() } }
impl Client {
    pub fn new() -> Result<Self, String> { Ok(Client { desk: Box::new(Desk::default()) }) }
    pub fn go(&self) -> String { self.desk.run() }
}
""",
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param('Desk::new("u").none()', set(), id="no such method"),
        pytest.param('Desk::new("u").url', {"u"}, id="field"),
        pytest.param('Desk::new("u").full()', {"u/top"}, id="method and constant of the module above"),
        pytest.param('Desk { url: "l".to_string(), ..Default::default() }.full()', {"l/top"}, id="literal"),
        pytest.param('Desk::picked("b")', {"A", "https://desk.cn"}, id="arms"),
        pytest.param('Desk::new("u").twice()', {"ranran"}, id="from a trait"),
        pytest.param('Desk::new("u").more()', {"more u"}, id="method from another file"),
        pytest.param("Client::new()?.go()", {"ran"}, id="through a trait object"),
        pytest.param("crate::shop::desk::URL", {"https://desk.cn"}, id="path"),
        pytest.param('shop::URL.trim_end_matches("cn").to_uppercase()', {"HTTPS://DESK."}, id="everything of a module, text operations"),
        pytest.param('std::env::var("AI_KEY").unwrap_or_default()', {"secret"}, id="environment"),
        pytest.param('env!("NONE").unwrap_or("other")', {"other"}, id="fall-back"),
        pytest.param('(|x: &str| format!("{x}!"))("a")', {"a!"}, id="closure"),
        pytest.param('serde_json::json!({ "a": { "b": "deep" } })["a"]["b"]', {"deep"}, id="json"),
        pytest.param('["e"].iter().next()', {"e"}, id="element"),
        pytest.param('Some("k").map(|x| format!("{x}?"))', {"k?"}, id="map of an option"),
    ],
)
def test_values_over_several_files(written: str, meant: set[str]) -> None:
    main = f"mod more;\nmod shop;\nuse shop::{{Client, Desk}};\nconst RESULT: X = {written};\n"
    samples = Samples({**PROGRAM, "src/main.rs": main, "Cargo.toml": '[package]\nname = "x"\n'})
    assert {v.text for v in samples.values("src/main.rs", "RESULT") if isinstance(v, Text)} == meant
