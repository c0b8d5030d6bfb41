"""The Swift front end: every form against the notes of its fixture, hostile input, types and modules to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.evaluate.values import Instance, Text
from scanner.languages.interface import Naming
from scanner.languages.swift import LANGUAGES

if TYPE_CHECKING:
    from scanner.model import Facts

SWIFT = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "swift" / "Conformance.swift"


def lower(source: str) -> Facts:
    return SWIFT.lower("A.swift", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"class A {{\n let field = 1\n func m(p: Thing) {{\n {source}\n }}\n}}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = SWIFT.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("var x = 1\n if c { x = 2 }", "x", "2 if", id="assigned under a condition"),
        pytest.param('let s = "a\\(p.b)c"', "s", "('a' + p.b + 'c')", id="expression in text"),
        pytest.param('let s = """\n  a \\(p)\n  b\n  """', "s", "('a' + p + '\\nb\\n')", id="text of several lines"),
        pytest.param('let s = #"a\\b"#', "s", "'a\\\\b'", id="raw text"),
        pytest.param("let s = p ?? field", "s", "(p or <self A>.field)", id="fall-back"),
        pytest.param("let s = p as? Thing", "s", "(p | <a Thing>)", id="cast"),
        pytest.param("let s = p!.a?.b[1]", "s", "p.a.b[1]", id="marks of optionals"),
        pytest.param("let s = { 1 }()", "s", "1", id="closure that is run where it stands"),
        pytest.param('let s = if p { "a" } else { "b" }', "s", "('a' | 'b')", id="branches as value"),
        pytest.param("let s = Box.init(a: 1)", "s", "Box(a=1)", id="named initialiser"),
        pytest.param("guard let s = p.q else { return }", "s", "p.q", id="bound by a guard"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("class A { func m() { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 20_000 + "1" + ")" * 20_000, id="brackets"),
        pytest.param("f(" * 20_000 + ")" * 20_000, id="calls"),
        pytest.param("f { " * 5_000 + "}" * 5_000, id="closures"),
        pytest.param("if a { " * 5_000 + "b" + "}" * 5_000, id="ifs"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("func m() {\n" + source + "\n}")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


def test_long_chains_are_read_to_the_end() -> None:
    facts = lower("func m() {\nx" + ".a()" * 5_000 + "\n}")
    assert len(facts.calls) == 5_000


FILES = {
    "App/Chat.swift": b"class Chat {}",
    "App/Views/Main.swift": b"struct Main {}",
    "Kit/Sources/Core/Client.swift": b"public protocol Client {}",
    "Kit/Sources/Net/Net.swift": b"enum Net {}",
}


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("Other", "App/Chat.swift", (), id="another package"),
        pytest.param(":Missing", "App/Chat.swift", (), id="nobody declares it"),
        pytest.param(":Client", "App/Chat.swift", ("Kit/Sources/Core/Client.swift",), id="a type"),
        pytest.param("Core", "App/Chat.swift", ("Kit/Sources/Core/Client.swift",), id="a target"),
        pytest.param(".", "App/Chat.swift", ("App/Chat.swift", "App/Views/Main.swift"), id="the application's own files"),
        pytest.param(".", "Kit/Sources/Net/Net.swift", ("Kit/Sources/Net/Net.swift",), id="the target's own files"),
    ],
)
def test_names_lead_to_files(module: str, importer: str, found: tuple[str, ...]) -> None:
    assert SWIFT.locate(module, importer, Naming(frozenset(FILES), frozenset(), FILES.get, {})) == found


def test_extensions_in_other_files_add_members() -> None:
    samples = Samples(
        {
            "Chat.swift": "class Chat { func ask() -> String { url } }\nlet answer = Chat().ask()\nlet other = Chat().more()",
            "More.swift": 'extension Chat { var url: String { "u" }\n func more() -> String { ask() } }',
        }
    )
    assert samples.values("Chat.swift", "answer") == (Text("u"),)
    assert samples.values("Chat.swift", "other") == (Text("u"),)


def test_cases_of_enumerations_are_instances_with_a_raw_value() -> None:
    samples = Samples(
        {
            "A.swift": 'enum Kind: String { case a, b = "x"\n var url: String { switch self { case .a: return "p"; case .b: "q" } } }\n'
            "let raw = Kind.b.rawValue\nlet own = Kind.a.rawValue\nlet url = Kind.a.url\nlet kind = Kind.a"
        }
    )
    assert samples.values("A.swift", "raw") == (Text("x"),)
    assert samples.values("A.swift", "own") == (Text("a"),)
    assert samples.values("A.swift", "url") == (Text("p"), Text("q"))
    assert isinstance(samples.values("A.swift", "kind")[0], Instance)


def test_labels_and_names_of_parameters() -> None:
    samples = Samples(
        {"A.swift": 'func f(_ a: String, with b: String = "z") -> String { a + b }\nlet one = f("x", with: "y")\nlet two = f("x")'}
    )
    assert samples.values("A.swift", "one") == (Text("xy"),)
    assert samples.values("A.swift", "two") == (Text("xz"),)
