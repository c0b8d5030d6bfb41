"""The Java front end: every form against the notes of its fixture, hostile input, packages and types to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.languages.interface import Naming
from scanner.languages.java import LANGUAGES
from scanner.languages.java.descent import unescape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Facts

JAVA = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "java" / "Conformance.java"


def lower(source: str) -> Facts:
    return JAVA.lower("A.java", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a method body, as text."""
    facts = lower(f"class A {{ int field; void m(Object p) {{ {source} }} }}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def naming(*paths: str) -> Naming:
    return Naming(frozenset(paths), frozenset(), lambda _path: None, {})


# ---------------------------------------------------------------------------------------------- forms


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = JAVA.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()
    assert facts.package == "shop.fixtures"


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("int x = 1; if (c) { x = 2; }", "x", "2 if", id="assigned under a condition"),
        pytest.param("if (c) { int x = 1; }", "x", "1", id="certain in its block"),
        pytest.param("int x = 1; run(() -> { x = 2; });", "x", "2 if", id="assigned in a lambda that may not run"),
        pytest.param('String s = "a"; s += p;', "s", "(s + p)", id="appended"),
        pytest.param('Object o = new Box(); other.put("k", 1);', "o", "new Box()", id="something else is filled"),
        pytest.param('Object o = new Box(); o.put("k", 1);', "o", "{}", id="filled by put"),
        pytest.param("var n = 0b11L;", "n", "3", id="binary number"),
        pytest.param('var s = String.format(Locale.ROOT, "%2$s%1$s", p, 1);', "s", "(1 + p)", id="locale and positions"),
        pytest.param("var s = String.format(p, 1);", "s", "String.format(p, 1)", id="template unknown"),
        pytest.param('var s = other.format("%s", 1);', "s", "<self A>.other.format('%s', 1)", id="format of something else"),
        pytest.param("var a = new Thing[] {p};", "a", "[p]", id="array"),
        pytest.param("var m = new HashMap<>(p);", "m", "{**p}", id="copy of a map"),
        pytest.param("var s = new String(p);", "s", "p", id="text of bytes"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@pytest.mark.parametrize(
    ("text", "meaning"),
    [(r"a\tb", "a\tb"), (r"é\uu0041", "éA"), (r"\101\0", "A\0"), (r"\uD83D\uDE00", "😀"), (r"\ud83d", "\ufffd"), (r"a\sb", "a b")],
)
def test_escapes_of_literals(text: str, meaning: str) -> None:
    assert unescape(text) == meaning


# ---------------------------------------------------------------------------------------------- hostile input


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("package p; class A { void m() { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_lowered(data: bytes) -> None:
    assert JAVA.lower("A.java", data.decode("utf-8", "replace").encode()).path == "A.java"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 100_000 + "1" + ")" * 100_000, id="brackets"),
        pytest.param("f(" * 100_000 + ")" * 100_000, id="calls"),
        pytest.param("{" * 100_000 + "}" * 100_000, id="blocks"),
        pytest.param("if (a) " * 50_000 + ";", id="ifs"),
        pytest.param("x -> " * 50_000 + "1", id="lambdas"),
        pytest.param("new A() { void m() { " * 20_000, id="anonymous classes"),
        pytest.param("List<" * 50_000 + "A" + ">" * 50_000 + " x;", id="types"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("class A { void m() { " + source + " } }")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        pytest.param("x" + ".a()" * 5_000 + ";", 5_000, id="calls"),
        pytest.param('String s = "a"' + ' + "b"' * 5_000 + "; use(s);", 1, id="texts put together"),
        pytest.param("if (a()) {} " + "else if (a()) {} " * 5_000, 5_001, id="else if"),
    ],
)
def test_long_chains_are_read_to_the_end(source: str, calls: int) -> None:
    facts = lower("class A { void m() { " + source + " } }")
    assert len(facts.calls) == calls
    assert facts.gaps == ()


def test_what_is_broken_costs_only_itself() -> None:
    facts = lower("class A { void m( { } void n() { good.call(); } }")
    assert [render(facts, call.callee) for call in facts.calls] == ["<self A>.good.call"]
    assert ("syntax-error", 1) in facts.gaps


# ---------------------------------------------------------------------------------------------- names of modules

FILES = (
    "core/src/main/java/shop/chat/Client.java",
    "web/src/main/java/shop/chat/Client.java",
    "web/src/main/java/shop/web/Page.java",
    "web/notes/Client.txt",
)


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("other.chat.Client", FILES[2], (), id="another package"),
        pytest.param("hat.Client", FILES[2], (), id="half a folder"),
        pytest.param("java.util.List", FILES[2], (), id="the language's own"),
        pytest.param("shop.chat.Client", FILES[2], (FILES[1], FILES[0]), id="nearest module of the build first"),
        pytest.param("shop.web.Page", FILES[0], (FILES[2],), id="another module of the build"),
        pytest.param("shop.chat", FILES[0], (FILES[0], FILES[1]), id="a package"),
        pytest.param("Client", FILES[0], (FILES[0], FILES[1]), id="no package declared"),
    ],
)
def test_names_lead_to_files(module: str, importer: str, found: Sequence[str]) -> None:
    assert JAVA.locate(module, importer, naming(*FILES)) == found


def test_a_file_is_named_by_its_type() -> None:
    assert JAVA.names_of(FILES[0], naming(*FILES)) == ("Client",)
