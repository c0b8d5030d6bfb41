"""The Kotlin front end: every form against the notes of its fixture, hostile input, functions and types to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.languages.interface import Naming
from scanner.languages.kotlin import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Facts

KOTLIN = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "kotlin" / "Conformance.kt"


def lower(source: str) -> Facts:
    return KOTLIN.lower("A.kt", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"class A {{\n val field = 1\n fun m(p: Any) {{\n {source}\n }}\n}}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = KOTLIN.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()
    assert facts.package == "shop.fixtures"


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("var x = 1\n if (c) { x = 2 }", "x", "2 if", id="assigned under a condition"),
        pytest.param('val s = "a\\$b"', "s", "'a$b'", id="escaped dollar"),
        pytest.param('val s = "a$p.b"', "s", "('a' + p + '.b')", id="name in text"),
        pytest.param('val s = "${p.a}"', "s", "p.a", id="expression in text"),
        pytest.param("val s = p ?: field", "s", "(p or <self A>.field)", id="fall-back"),
        pytest.param("val s = p as? Thing", "s", "(p | <a Thing>)", id="cast"),
        pytest.param("val s = other.let { it.x }", "s", "it.x", id="let gives its last value"),
        pytest.param("val s = Box().also { it.x() }", "s", "Box()", id="also gives the thing itself"),
        pytest.param("val s = Box().run2 { 1 }", "s", "Box().run2(<lambda>)", id="any other function"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("package p\nclass A { fun m() { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 20_000 + "1" + ")" * 20_000, id="brackets"),
        pytest.param("f(" * 20_000 + ")" * 20_000, id="calls"),
        pytest.param("f { " * 20_000 + "}" * 20_000, id="lambdas"),
        pytest.param("if (a) " * 20_000 + "b", id="ifs"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("fun m() {\n" + source + "\n}")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("class Page(val top: @Composable (() -> Unit) = {}, var url: String = DEFAULT)", id="in brackets"),
        pytest.param("fun page(top: @Composable (Int) -> Unit, url: String = DEFAULT) {\n}", id="with parameters"),
        pytest.param('@Serializable(With) class Page(@Named("a") val url: String = DEFAULT)', id="arguments of an annotation"),
    ],
)
def test_annotations_of_function_types_are_no_calls(source: str) -> None:
    facts = lower(source)
    assert facts.gaps == ()
    assert "url" in {parameter.name for scope in facts.scopes for parameter in scope.parameters}


def test_long_chains_are_read_to_the_end() -> None:
    facts = lower("fun m() {\nx" + ".a()" * 5_000 + "\n}")
    assert len(facts.calls) == 5_000
    assert facts.gaps == ()


FILES = {"app/shop/chat/Client.kt": b"class Client", "app/shop/chat/Functions.kt": b"fun ask(q: String) = q\nclass Reply"}


@pytest.mark.parametrize(
    ("module", "found"),
    [
        pytest.param("shop.chat.Missing", (), id="nobody declares it"),
        pytest.param("other.chat.ask", (), id="another package"),
        pytest.param("shop.chat.Client", ("app/shop/chat/Client.kt",), id="a file of its name"),
        pytest.param("shop.chat.ask", ("app/shop/chat/Functions.kt",), id="a function"),
        pytest.param("shop.chat.Reply", ("app/shop/chat/Functions.kt",), id="a class in a file of another name"),
    ],
)
def test_names_lead_to_files(module: str, found: Sequence[str]) -> None:
    assert KOTLIN.locate(module, "app/shop/Main.kt", Naming(frozenset(FILES), frozenset(), FILES.get, {})) == found
