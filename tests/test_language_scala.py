"""The Scala front end: every form against the notes of its fixture, hostile input, names to files."""

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
from scanner.languages.scala import LANGUAGES

if TYPE_CHECKING:
    from scanner.model import Facts

SCALA = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "scala" / "Conformance.scala"


def lower(source: str) -> Facts:
    return SCALA.lower("A.scala", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"class A {{\n val field = 1\n def m(p: Thing) = {{\n {source}\n }}\n}}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = SCALA.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()
    assert facts.package == "shop.fixtures.inner"


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("var x = 1\n if (c) { x = 2 }", "x", "2 if", id="assigned under a condition"),
        pytest.param('val s = s"a$p.b${p.c}"', "s", "('a' + p + '.b' + p.c)", id="values in text"),
        pytest.param('val s = if (p) "a" else "b"', "s", "('a' | 'b')", id="branches as value"),
        pytest.param('val s = p match { case 1 => "a"; case _ => "b" }', "s", "('a' | 'b')", id="match as value"),
        pytest.param("val s = { val q = 1; p.a(q) }", "s", "p.a(q)", id="block as value"),
        pytest.param('val s = Map("a" -> p)', "s", "{a: p}", id="map"),
        pytest.param("val s = p.f(1)(2)", "s", "p.f(1, 2)", id="several lists of arguments"),
        pytest.param("val s = p send 2", "s", "p.send(2)", id="method between its operands"),
        pytest.param("val s = p.asInstanceOf[Thing]", "s", "(p | <a Thing>)", id="cast"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("package p\nclass A { def m() = { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 20_000 + "1" + ")" * 20_000, id="brackets"),
        pytest.param("f(" * 20_000 + ")" * 20_000, id="calls"),
        pytest.param("f { " * 5_000 + "}" * 5_000, id="blocks"),
        pytest.param("if (a) " * 5_000 + "b", id="ifs"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("object A { def m() = {\n" + source + "\n} }")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


def test_long_chains_are_read_to_the_end() -> None:
    facts = lower("object A { def m() = {\nx" + ".a()" * 5_000 + "\n} }")
    assert len(facts.calls) == 5_001  # and the object itself


FILES = {
    "app/Client.scala": b"package shop.chat\nclass Client\nobject Helper { val x = 1 }",
    "app/Other.java": b"package shop.chat;\npublic class Other {}",
    "app/package.scala": b"package shop\n\ndef ask(q: String) = q",
}


@pytest.mark.parametrize(
    ("module", "found"),
    [
        pytest.param("shop.chat.Missing", (), id="nobody declares it"),
        pytest.param("other.chat.Client", (), id="another package"),
        pytest.param("shop.chat.Helper", ("app/Client.scala",), id="an object in a file of another name"),
        pytest.param("shop.chat.Other", ("app/Other.java",), id="a class of Java"),
        pytest.param("shop.ask", ("app/package.scala",), id="a function of a package"),
        pytest.param("shop.chat.*", ("app/Client.scala", "app/Other.java"), id="all files of a package"),
    ],
)
def test_names_lead_to_files(module: str, found: tuple[str, ...]) -> None:
    assert SCALA.locate(module, "app/Main.scala", Naming(frozenset(FILES), frozenset(), FILES.get, {})) == found


def test_objects_and_what_is_taken_from_them() -> None:
    samples = Samples(
        {
            "A.scala": 'package shop\nobject Config { val host = "H"; def path = host + "/p" }\n'
            'case class Key(name: String, of: String = "d")',
            "B.scala": "package shop.other\nimport shop.Config\nimport shop.Config.{host => h}\nimport shop.Key\n"
            'val a = Config.path\nval b = h\nval c = Key(of = "x", name = "n").of\nval d = Key("n").name',
        }
    )
    assert samples.values("B.scala", "a") == (Text("H/p"),)
    assert samples.values("B.scala", "b") == (Text("H"),)
    assert samples.values("B.scala", "c") == (Text("x"),)
    assert samples.values("B.scala", "d") == (Text("n"),)
