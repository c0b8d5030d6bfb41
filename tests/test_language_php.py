"""The PHP front end: every form against the notes of its fixture, hostile input, names to files, and what names come to mean."""

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
from scanner.languages.php import LANGUAGES
from scanner.languages.php.text import unescape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.model import Facts

PHP = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "php" / "conformance.php"


def lower(source: str) -> Facts:
    return PHP.lower("a.php", ("<?php " + source).encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"function f($p) {{ {source} }}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def naming(files: Mapping[str, str]) -> Naming:
    return Naming(frozenset(files), frozenset(), lambda path: files[path].encode(), {})


# ---------------------------------------------------------------------------------------------- forms


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = PHP.lower("fixtures/languages/php/conformance.php", data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()
    assert facts.package == "Shop\\Fixtures"


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("$x = 1; if ($c) { $x = 2; }", "$x", "2 if", id="assigned under a condition"),
        pytest.param("$x = 'a\\n$p';", "$x", r"'a\\n$p'", id="single quotes hold nothing"),
        pytest.param('$x = "a\\n$p[0]";', "$x", "('a\\n' + $p[0])", id="double quotes hold all"),
        pytest.param('$x = "${p}b";', "$x", "($p + 'b')", id="older braces"),
        pytest.param('$x = "{ $p }";', "$x", "('{ ' + $p + ' }')", id="braces that are none"),
        pytest.param("$x = 1_000;", "$x", "1000", id="number"),
        pytest.param("$x = 0b11;", "$x", "3", id="binary number"),
        pytest.param("$x = $p . 'a' . 1;", "$x", "($p + 'a' + 1)", id="put together"),
        pytest.param("$x = 'a' . ($p + 1);", "$x", "('a' + ?arithmetic)", id="a sum in a text"),
        pytest.param("$x = ['a', 'b'];", "$x", "['a', 'b']", id="list"),
        pytest.param("$x = ['model' => $p];", "$x", "{model: $p}", id="map"),
        pytest.param("$x = [...$p];", "$x", "{**$p}", id="spread"),
        pytest.param("$x = 'A\\\\B@c';", "$x", "<A#B>.c", id="action"),
        pytest.param("$x = 'me@example.cn';", "$x", "'me@example.cn'", id="an address is no action"),
        pytest.param("$x = [$this, 'c'];", "$x", "[?this, 'c']", id="no class around"),
        pytest.param("$x = new \\A\\B();", "$x", "new <A#B>()", id="name in full"),
        pytest.param("$x = config();", "config", "-", id="a variable is no function"),
        pytest.param("$x ??= 'a';", "$x", "($x or 'a')", id="set when unset"),
    ],
)
def test_values_of_variables(source: str, name: str, value: str) -> None:
    assert bound(source).get(name, "-") == value


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"a\tb", "a\tb"),
        (r"\x41\101\u{1F600}", "AA😀"),
        (r"\$x\"", '$x"'),
        (r"\q", r"\q"),
        (r"\u{D800}", "\ufffd"),
        (r"\u{FFFFFF}", "\ufffd"),
    ],
)
def test_escapes_of_literals(text: str, meaning: str) -> None:
    assert unescape(text) == meaning


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        pytest.param("/** @var string */ public $x;", "-", id="says nothing"),
        pytest.param("/** nothing */ public $x;", "-", id="no type"),
        pytest.param("/** @var Foo|null */ public $x;", "<#Foo>", id="or null"),
        pytest.param("/** @var \\A\\Foo */ public $x;", "<A#Foo>", id="in full"),
        pytest.param("/** @var Foo[] */ public $x;", "[<a <#Foo>>]", id="several"),
        pytest.param("/** @var array<int, Foo> */ public $x;", "-", id="blank inside"),
        pytest.param("/** @var Foo */ public Bar $x;", "<#Bar>", id="the code decides"),
        pytest.param("/** @var static */ public $x;", "<class A>", id="itself"),
    ],
)
def test_types_in_comments(source: str, type_: str) -> None:
    facts = lower(f"class A {{ {source} }}")
    assert [render(facts, bind.type) for bind in facts.binds if bind.name == "x"] == [type_]


# ---------------------------------------------------------------------------------------------- hostile input


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("namespace P; class A { function m() { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_lowered(data: bytes) -> None:
    assert PHP.lower("a.php", data.decode("utf-8", "replace").encode()).path == "a.php"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("f(" * 100_000 + ")" * 100_000 + ";", id="calls"),
        pytest.param("{" * 100_000 + "}" * 100_000, id="blocks"),
        pytest.param("[" * 50_000 + "]" * 50_000 + ";", id="arrays"),
        pytest.param("fn() => " * 50_000 + "1;", id="closures"),
        pytest.param("$x = new class { public $y = " * 20_000, id="classes"),
        pytest.param("$a = " * 50_000 + "1;", id="assignments"),
        pytest.param("$x = " + "$a ? " * 20_000 + "1" + " : 2" * 20_000 + ";", id="choices"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("function m() { " + source + " }")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        pytest.param("$x" + "->a()" * 5_000 + ";", 5_000, id="calls"),
        pytest.param("$s = 'a'" + " . 'b'" * 5_000 + "; f($s);", 1, id="texts put together"),
        pytest.param("if (a()) {} " + "elseif (a()) {} " * 5_000, 5_001, id="elseif"),
    ],
)
def test_long_chains_are_read_to_the_end(source: str, calls: int) -> None:
    facts = lower("function m() { " + source + " }")
    assert len(facts.calls) == calls
    assert facts.gaps == ()


def test_what_is_broken_costs_only_itself() -> None:
    facts = lower("class A { function m( { } function n() { $good->call(); } }")
    assert "$good.call" in [render(facts, call.callee) for call in facts.calls]
    assert ("syntax-error", 1) in facts.gaps


# ---------------------------------------------------------------------------------------------- names of modules

FILES = {
    "core/src/Client.php": "<?php\nnamespace Shop\\Chat;\n\nfinal class Client {}\n",
    "web/src/Client.php": "<?php\nnamespace Shop\\Chat;\nabstract class Client {\n    function send() {}\n}\n",
    "web/helpers.php": "<?php\nif (! function_exists('answer')) {\n    function answer() {}\n}\n",
    "web/config/autoload/ai.php": "<?php return [];",
    "web/notes/Client.txt": "<?php class Client {}",
}


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("Client", "web/a.php", (), id="another namespace"),
        pytest.param("Chat\\Client", "web/a.php", (), id="half a namespace"),
        pytest.param("Shop\\Chat\\send", "web/a.php", (), id="a method is no function"),
        pytest.param("=other", "web/a.php", (), id="no such settings"),
        pytest.param("Shop\\Chat\\Client", "web/a.php", ("web/src/Client.php", "core/src/Client.php"), id="nearest first"),
        pytest.param("Shop\\Chat\\*", "core/a.php", ("core/src/Client.php", "web/src/Client.php"), id="all of a namespace"),
        pytest.param("answer", "web/a.php", ("web/helpers.php",), id="a function"),
        pytest.param("=ai", "web/a.php", ("web/config/autoload/ai.php",), id="settings"),
        pytest.param("src/Client.php", "web/a.php", ("web/src/Client.php",), id="a path from here"),
        pytest.param("web/helpers.php", "core/src/a.php", ("web/helpers.php",), id="a path from the top"),
    ],
)
def test_names_lead_to_files(module: str, importer: str, found: Sequence[str]) -> None:
    assert PHP.locate(module, importer, naming(FILES)) == found


def test_a_file_is_named_by_its_class() -> None:
    assert PHP.names_of("a/Client.php", naming(FILES)) == ("Client",)


# ---------------------------------------------------------------------------------------------- what names mean

PROGRAM = {
    "config/ai.php": "<?php return ['url' => env('AI_URL', 'https://default.cn'), 'deep' => ['key' => 'k']];",
    ".env": "AI_KEY=secret",
    "helpers.php": "<?php function answer($x = 'none') { return 'said ' . $x; }",
    "src/Base.php": "<?php namespace Shop; abstract class Base { protected $top = 'root'; const NAME = 'base'; }",
    "src/Named.php": "<?php namespace Shop; trait Named { public function named() { return 'named'; } }",
    "src/Store.php": "<?php namespace Shop; interface Store { public function name(); }",
    "src/Disk.php": "<?php namespace Shop; class Disk implements Store { public function name() { return 'disk'; } }",
    "src/Desk.php": r"""<?php
namespace Shop;
class Desk extends Base
{
    use Named;
    public static $shared = 'shared';
    public $set;
    public function __construct(private string $key, protected ?Store $store = null) {}
    public function key() { return $this->key; }
    public function root() { return $this->top . '/' . static::NAME; }
    public function stored() { return $this->store->name(); }
    public static function make() { return new self('made'); }
}
""",
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("(new Desk('k'))->key()", {"k"}, id="promoted property"),
        pytest.param("Desk::make()->key()", {"made"}, id="static method"),
        pytest.param("Desk::$shared", {"shared"}, id="static property"),
        pytest.param("(new Desk('k'))->root()", {"root/base"}, id="inherited"),
        pytest.param("(new Desk('k'))->named()", {"named"}, id="from a trait"),
        pytest.param("app(Store::class)->name()", {"disk"}, id="asked for by its interface"),
        pytest.param("answer()", {"said none"}, id="function of another file"),
        pytest.param("answer('x')", {"said x"}, id="with an argument"),
        pytest.param("answer(x: 'y')", {"said y"}, id="with a named argument"),
        pytest.param("config('ai.url')", {"https://default.cn"}, id="settings"),
        pytest.param("config('ai.deep.key')", {"k"}, id="settings further down"),
        pytest.param("config('ai.none', 'other')", {"other"}, id="default of settings"),
        pytest.param("env('AI_KEY')", {"secret"}, id="environment"),
        pytest.param("(fn ($x) => $x . '!')('a')", {"a!"}, id="closure"),
        pytest.param("sprintf('%s/%d', 'a', 1)", {"a/1"}, id="format"),
        pytest.param("call_user_func([new Desk('z'), 'key'])", set(), id="a new object in a list is not followed"),
    ],
)
def test_values_over_several_files(written: str, meant: set[str]) -> None:
    samples = Samples({**PROGRAM, "index.php": f"<?php\nuse Shop\\{{Desk, Store}};\n$result = {written};"})
    assert {v.text for v in samples.values("index.php", "$result") if isinstance(v, Text)} == meant


def test_what_an_included_file_returns_is_a_value() -> None:
    samples = Samples(
        {"lib/a.php": "<?php return ['url' => 'x'];", "lib/b.php": "<?php $all = require __DIR__ . '/a.php'; $result = $all['url'];"}
    )
    assert [v.text for v in samples.values("lib/b.php", "$result") if isinstance(v, Text)] == ["x"]


@pytest.mark.parametrize("names", ["Desk, Store", "Desk,\n    Store,\n", "Desk, Store , "])
def test_several_names_are_imported_at_once(names: str) -> None:
    facts = lower(f"use Shop\\{{{names}}};\nuse function Shop\\{{pay, }};\n$a = [1, 2, ];")
    assert ({(item.module, item.member) for item in facts.imports}, facts.gaps) == (
        {("Shop", "Desk"), ("Shop", "Store"), ("Shop", "pay")},
        (),
    )
