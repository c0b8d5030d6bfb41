"""The Ruby front end: every form against the notes of its fixture, hostile input, names to files, and what names come to mean."""

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
from scanner.languages.ruby import LANGUAGES
from scanner.languages.ruby.naming import _definitions
from scanner.languages.ruby.text import unescape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.model import Facts

RUBY = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "ruby" / "conformance.rb"


def lower(source: str) -> Facts:
    return RUBY.lower("a.rb", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a method's body, as text."""
    facts = lower(f"def f(p)\n{source}\nend\n")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def naming(files: Mapping[str, str]) -> Naming:
    return Naming(frozenset(files), frozenset(), lambda path: files[path].encode(), {})


# ---------------------------------------------------------------------------------------------- forms


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = RUBY.lower("fixtures/languages/ruby/conformance.rb", data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("x = 1\nx = 2 if p", "x", "2 if", id="assigned under a condition"),
        pytest.param("x = 'a\\n#{p}'", "x", r"'a\\n#{p}'", id="single quotes hold nothing"),
        pytest.param("x = other", "x", "other()", id="no variable, so a method"),
        pytest.param("x = p", "x", "p", id="a variable is no method"),
        pytest.param("x = p.a", "x", "p.a()", id="reading is calling"),
        pytest.param("x = <<~A\n  #{p} b\n    c\nA", "x", r"(p + ' b\n  c\n')", id="outdented text"),
        pytest.param("x = [<<~A, <<~B]\n  a\nA\n  b\nB", "x", r"['a\n', 'b\n']", id="two texts in a line"),
        pytest.param("x = 0b11", "x", "3", id="binary number"),
        pytest.param("x = 'a' + (p - 1)", "x", "('a' + ?arithmetic)", id="a difference in a text"),
        pytest.param("x = p && 'b'", "x", "'b'", id="and"),
        pytest.param("x = p or raise 'no'", "x", "p", id="or fail"),
        pytest.param("x = [*p]", "x", "[p[*]]", id="spread"),
        pytest.param("x = p.new(a: 1)", "x", "new p(a=1)", id="construction"),
        pytest.param("x = p.f({ a: 1 })", "x", "p.f({a: 1})", id="a hash in braces is no named argument"),
        pytest.param("x = p.f('a' => 1)", "x", "p.f({a: 1})", id="a text as key names no argument"),
        pytest.param("x ||= 'a'", "x", "'a'", id="set when unset"),
    ],
)
def test_values_of_variables(source: str, name: str, value: str) -> None:
    assert bound(source).get(name, "-") == value


@pytest.mark.parametrize(
    ("text", "meaning"),
    [(r"a\tb\s", "a\tb "), (r"\x41\101\u{1F600 41}", "AA😀A"), (r"\#", "#"), ("a\\\nb", "ab"), (r"\u{D800}", "\ufffd")],
)
def test_escapes_of_literals(text: str, meaning: str) -> None:
    assert unescape(text) == meaning


# ---------------------------------------------------------------------------------------------- hostile input


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#~$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("module P\nclass A\ndef m(a)\n" + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_lowered(data: bytes) -> None:
    assert RUBY.lower("a.rb", data.decode("utf-8", "replace").encode()).path == "a.rb"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = " + "(" * 2000 + ")" * 2000, id="brackets"),
        pytest.param("x = " + "[" * 2000, id="open lists"),
        pytest.param("if a\n" * 2000, id="open conditions"),
        pytest.param("a { " * 2000, id="open blocks"),
        pytest.param("class A::" + "B::" * 2000 + "C\nend", id="a long name"),
        pytest.param('x = "' + "#{" * 1000, id="open interpolations"),
    ],
)
def test_depth_is_bounded(source: str) -> None:
    assert {reason for reason, _ in lower(source).gaps} & {"nested-too-deep", "syntax-error"} or "::" in source


def test_long_chains_and_sums_need_no_recursion() -> None:
    facts = lower("x = a" + ".b(1)" * 5000 + "\ny = 'a'" + " + 'b'" * 5000)
    assert len(facts.calls) == 5001
    assert facts.gaps == ()


def test_what_follows_a_fault_is_read() -> None:
    facts = lower("def m( { }\nend\ndef n\n  good.call\nend\n")
    assert "good().call" in [render(facts, call.callee) for call in facts.calls]
    assert ("syntax-error", 1) in facts.gaps


# ---------------------------------------------------------------------------------------------- names of modules

FILES = {
    "app/models/chat.rb": "class Chat < ApplicationRecord\nend\n",
    "app/services/shop/chat.rb": "module Shop\n  class Chat\n    URL = 1\n    def send; end\n  end\nend\n",
    "app/services/shop/desk.rb": "module Shop\n  class Desk\n    def a; Chat.new; end\n  end\nend\n",
    "lib/shop.rb": "module Shop\n  def self.url; end\nend\n",
    "lib/extra/tool.rb": "class Shop::Tool\n  x\nend\n",
    "config/ai.yml": "a: 1",
    "notes/chat.txt": "class Chat",
}


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("Desk", "lib/a.rb", (), id="of a module that is not around"),
        pytest.param("chat", "lib/a.rb", (), id="no such path"),
        pytest.param("=other", "lib/a.rb", (), id="no such settings"),
        pytest.param("::Chat", "app/services/shop/desk.rb", ("app/models/chat.rb",), id="in full"),
        pytest.param("Chat", "app/services/shop/desk.rb", ("app/services/shop/chat.rb",), id="of the module around"),
        pytest.param("Shop::Chat::URL", "lib/a.rb", ("app/services/shop/chat.rb",), id="a value"),
        pytest.param("Shop", "lib/a.rb", ("lib/shop.rb",), id="a module that others only open"),
        pytest.param("Shop::Tool", "lib/a.rb", ("lib/extra/tool.rb",), id="a compact name"),
        pytest.param("=ai", "app/models/chat.rb", ("config/ai.yml",), id="settings"),
        pytest.param("./tool", "lib/extra/a.rb", ("lib/extra/tool.rb",), id="a path from here"),
        pytest.param("extra/tool", "app/a.rb", ("lib/extra/tool.rb",), id="a path from lib"),
    ],
)
def test_names_lead_to_files(module: str, importer: str, found: Sequence[str]) -> None:
    assert RUBY.locate(module, importer, naming(FILES)) == found


def test_a_file_is_named_by_what_it_defines() -> None:
    assert RUBY.names_of("app/services/shop/chat.rb", naming(FILES)) == ("Chat", "URL", "chat")


def test_indentation_tells_what_lies_in_what() -> None:
    data = b"module A\n  class B < C; end\n  module D\n    E = 1\n  end\n  class F\n    def g; end\n  end\nend\nclass H\nend\n"
    assert _definitions(data) == {"A": False, "A::B": True, "A::D": True, "A::D::E": True, "A::F": True, "H": False}


# ---------------------------------------------------------------------------------------------- what names mean

PROGRAM = {
    "config/ai.yml": "default: &d\n  url: https://default.cn\nproduction:\n  <<: *d\n",
    ".env": "AI_KEY=secret",
    "app/shop/base.rb": """
module Shop
  class Base
    NAME = 'base'
    def top = 'root'
    def self.made_by = name_of
    def self.name_of = 'class'
  end
end
""",
    "app/shop/named.rb": "module Shop::Named\n  def named = 'named'\nend\n",
    "app/shop/desk.rb": """
module Shop
  class Desk < Base
    include Named
    attr_reader :key
    attr_accessor :url
    Row = Struct.new(:left, :right)
    def initialize(key, mode: 'plain')
      @key = key
      @mode = mode
    end
    def mode = @mode
    def root = "#{top}/#{NAME}"
    def self.call(...) = new(...).key
    def self.shared = @shared ||= 'shared'
    def options(given) = given[:model]
    def with(&block) = block.call('given')
    def giving
      yield 'yielded'
    end
    def self.configure
      yield settings
    end
    def self.settings = @settings ||= Settings.new
    class Settings
      attr_accessor :host
    end
    def early(x)
      return 'early' if x
      'late'
    end
  end
end
""",
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("Shop::Desk.new('k').none", set(), id="no such method"),
        pytest.param("Shop::Desk.new('k').key", {"k"}, id="reader"),
        pytest.param("Shop::Desk.new('k').mode", {"plain"}, id="default of a named argument"),
        pytest.param("Shop::Desk.new('k', mode: 'm').mode", {"m"}, id="named argument"),
        pytest.param("Shop::Desk.new('k').root", {"root/base"}, id="inherited method and constant"),
        pytest.param("Shop::Desk.new('k').named", {"named"}, id="from a module"),
        pytest.param("Shop::Desk.call('c')", {"c"}, id="forwarded arguments"),
        pytest.param("Shop::Desk.shared", {"shared"}, id="remembered by the class"),
        pytest.param("Shop::Desk.made_by", {"class"}, id="inherited by the class"),
        pytest.param("Shop::Desk.new('k').options(model: 'named')", {"named"}, id="named arguments as a hash"),
        pytest.param("Shop::Desk.new('k').options({ model: 'm' })", {"m"}, id="a hash"),
        pytest.param("Shop::Desk.new('k').with { |x| x + '!' }", {"given!"}, id="block that is called"),
        pytest.param("Shop::Desk.new('k').giving { |x| x + '!' }", {"yielded!"}, id="block that is yielded to"),
        pytest.param("Shop::Desk.new('k').early(1)", {"early", "late"}, id="two ways out"),
        pytest.param("(Shop::Desk.configure { |c| c.host = 'set' }; Shop::Desk.settings.host)", {"set"}, id="settings in a block"),
        pytest.param("[{ n: 'a' }].map { |x| x[:n] }.first", {"a"}, id="elements in a block"),
        pytest.param("Shop::Desk::Row.new('l', 'r').right", {"r"}, id="structure"),
        pytest.param("Shop::Desk.new('k').public_send(:key)", {"k"}, id="sent by name"),
        pytest.param("ENV.fetch('AI_KEY')", {"secret"}, id="environment"),
        pytest.param("ENV['NONE'] || 'other'", {"other"}, id="fall-back"),
        pytest.param("ENV.fetch('NONE') { 'block' }", {"block"}, id="fall-back in a block"),
        pytest.param("Rails.application.config_for(:ai)[:url]", {"https://default.cn"}, id="settings"),
        pytest.param("{ a: { b: 'deep' } }.dig(:a, :b)", {"deep"}, id="dig"),
        pytest.param("{ a: '1' }.merge(a: '2')[:a]", {"2"}, id="merged"),
        pytest.param("format('%s/%d', 'a', 1)", {"a/1"}, id="format"),
        pytest.param("'%s!' % 'a'", {"a!"}, id="format by operator"),
        pytest.param("->(x) { x + '!' }.call('a')", {"a!"}, id="lambda"),
        pytest.param("'a/'.chomp('/').upcase", {"A"}, id="text operations"),
        pytest.param("'k'.then { |x| x + '?' }", {"k?"}, id="then"),
        pytest.param("(x = Shop::Desk.new('k'); x.url = 'set'; x.url)", {"set"}, id="set from outside"),
    ],
)
def test_values_over_several_files(written: str, meant: set[str]) -> None:
    samples = Samples({**PROGRAM, "main.rb": f"result = {written}\n"})
    assert {v.text for v in samples.values("main.rb", "result") if isinstance(v, Text)} == meant
