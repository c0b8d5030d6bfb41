"""The C# front end: every form against the notes of its fixture, hostile input, names to files, and what names come to mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.evaluate.project import tail
from scanner.evaluate.values import Text
from scanner.languages.csharp import LANGUAGES
from scanner.languages.csharp.text import unescape, unindented
from scanner.languages.interface import Naming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.model import Facts

CSHARP = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "csharp" / "Conformance.cs"


def lower(source: str) -> Facts:
    return CSHARP.lower("A.cs", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a method body, as text."""
    facts = lower(f"class A {{ int field; Box Made() {{ {source} }} void M(object p) {{ {source} }} }}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def naming(files: Mapping[str, str]) -> Naming:
    return Naming(frozenset(files), frozenset(), lambda path: files[path].encode(), {})


# ---------------------------------------------------------------------------------------------- forms


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = CSHARP.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()
    assert facts.package == "Shop.Fixtures"


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("int x = 1; if (c) { x = 2; }", "x", "2 if", id="assigned under a condition"),
        pytest.param("if (c) { int x = 1; }", "x", "1", id="certain in its block"),
        pytest.param("int x = 1; Run(() => { x = 2; });", "x", "2 if", id="assigned in a lambda that may not run"),
        pytest.param('var s = $"a{{b}}{p:N2}c";', "s", "('a{b}' + p + 'c')", id="interpolated with a format"),
        pytest.param('var s = $@"a\\b{p}";', "s", "('a\\\\b' + p)", id="interpolated verbatim"),
        pytest.param('var s = $"""{p}/{{x""";', "s", "(p + '/{x')", id="interpolated raw"),
        pytest.param("var n = 0b11L;", "n", "3", id="binary number"),
        pytest.param('var s = string.Format(CultureInfo.X, "{1}{0}", p, 1);', "s", "(1 + p)", id="culture and positions"),
        pytest.param("var s = string.Format(p, 1);", "s", "string.Format(p, 1)", id="template unknown"),
        pytest.param("Box b = new() { Size = 1 };", "b", "new Box(Size=1)", id="type from the declaration"),
        pytest.param("Use(new() { Size = 1 });", "p", "<M p>", id="type unknown"),
        pytest.param("List<Box> xs = [];", "xs", "[<a Box>]", id="empty list of its type"),
        pytest.param("var xs = new Dictionary<string, int>(p);", "xs", "{**p}", id="copy of a map"),
        pytest.param("var x = a ?? b ?? throw new E();", "x", "(a or b)", id="fall-backs that end in an error"),
        pytest.param("var x = a switch { 1 => b, _ => c };", "x", "(b | c)", id="switch"),
        pytest.param("Box x = A.B.Make<Box>(p!);", "x", "A.B.Make(p, <0>=Box)", id="type argument of a call"),
        pytest.param("var f = Task.FromResult(p);", "f", "p", id="finished task"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


def test_a_result_takes_the_type_of_its_method() -> None:
    facts = lower("class A { Box Made() { return new() { Size = 1 }; } Box Short() => new(); }")
    assert [render(facts, result) for scope in facts.scopes for result in scope.returns] == ["new Box(Size=1)", "new Box()"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"a\tb", "a\tb"),
        (r"é\u0041\x41", "éAA"),
        (r"\U0001F600", "😀"),
        (r"\uD83D\uDE00", "😀"),
        (r"\ud83d", "\ufffd"),
        (r"\UFFFFFFFF", "\ufffd"),
    ],
)
def test_escapes_of_literals(text: str, meaning: str) -> None:
    assert unescape(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("one", "one"), ("\n    one\n      two\n    ", "one\n  two"), ("\r\n  a\r\n  ", "a"), (" \n a\nb\n ", "a\nb")],
)
def test_raw_texts_lose_their_indentation(text: str, meaning: str) -> None:
    assert unindented(text) == meaning


# ---------------------------------------------------------------------------------------------- hostile input


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("namespace P; class A { void M() { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_lowered(data: bytes) -> None:
    assert CSHARP.lower("A.cs", data.decode("utf-8", "replace").encode()).path == "A.cs"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 100_000 + "1" + ")" * 100_000, id="brackets"),
        pytest.param("f(" * 100_000 + ")" * 100_000, id="calls"),
        pytest.param("{" * 100_000 + "}" * 100_000, id="blocks"),
        pytest.param("if (a) " * 50_000 + ";", id="ifs"),
        pytest.param("x => " * 50_000 + "1", id="lambdas"),
        pytest.param("new A { B = " * 50_000, id="initialisers"),
        pytest.param("List<" * 50_000 + "A" + ">" * 50_000 + " x;", id="types"),
        pytest.param("_ = x is " + "not " * 50_000 + "null;", id="patterns"),
    ],
)
def test_deep_nesting_costs_nothing_but_a_gap(source: str) -> None:
    facts = lower("class A { void M() { Before(); " + source + " } }")
    assert facts.path == "A.cs"


@pytest.mark.parametrize("source", ["{" * 100_000 + "}" * 100_000, "f(" * 100_000 + ")" * 100_000 + ";"])
def test_deep_nesting_is_told(source: str) -> None:
    facts = lower("class A { void M() { " + source + " } }")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        pytest.param("x" + ".A()" * 5_000 + ";", 5_000, id="calls"),
        pytest.param("x" + "?.A()" * 5_000 + ";", 5_000, id="optional calls"),
        pytest.param('string s = "a"' + ' + "b"' * 5_000 + "; Use(s);", 1, id="texts put together"),
        pytest.param("if (a()) {} " + "else if (a()) {} " * 5_000, 5_001, id="else if"),
    ],
)
def test_long_chains_are_read_to_the_end(source: str, calls: int) -> None:
    facts = lower("class A { void M() { " + source + " } }")
    assert len(facts.calls) == calls
    assert facts.gaps == ()


def test_what_is_broken_costs_only_itself() -> None:
    facts = lower("class A { void M( { } void N() { good.Call(); } }")
    assert "good.Call" in {render(facts, call.callee).removeprefix("<self A>.") for call in facts.calls}
    assert ("syntax-error", 1) in facts.gaps


# ---------------------------------------------------------------------------------------------- names of modules

FILES = {
    "core/Chat/Client.cs": "namespace Shop.Chat;\npublic class Client {}\npublic record Answer(string Text);",
    "web/Chat/Client.cs": "namespace Shop.Chat { public partial class Client {} }",
    "web/Program.cs": "var app = 1;",
    "web/Usings.cs": "global using Shop.Chat;\nnamespace Shop.Web { static class More { static int Twice<T>(this T x) => 2; } }",
    "web/notes/Client.txt": "namespace Shop.Chat; class Client {}",
}


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("Other.Chat.Client", "web/Program.cs", (), id="another namespace"),
        pytest.param("Chat.Client", "web/Program.cs", (), id="half a namespace"),
        pytest.param("Shop.Chat", "web/Program.cs", (), id="a namespace is no type"),
        pytest.param("Shop.Chat.Client", "web/Program.cs", ("web/Chat/Client.cs", "core/Chat/Client.cs"), id="nearest first"),
        pytest.param("Shop.Chat.Answer", "web/Program.cs", ("core/Chat/Client.cs",), id="a type in a file of another name"),
        pytest.param("Shop.Chat.*", "core/X.cs", ("core/Chat/Client.cs", "web/Chat/Client.cs"), id="all of a namespace"),
        pytest.param(".", "web/Chat/Client.cs", ("web/Usings.cs",), id="imports that hold here"),
        pytest.param(".", "core/Chat/Client.cs", (), id="imports of another project"),
        pytest.param("*.Twice", "core/Chat/Client.cs", ("web/Usings.cs",), id="extension"),
    ],
)
def test_names_lead_to_files(module: str, importer: str, found: Sequence[str]) -> None:
    assert CSHARP.locate(module, importer, naming(FILES)) == found


def test_a_file_is_named_by_its_type() -> None:
    assert CSHARP.names_of("a/Client.razor.cs", naming(FILES)) == ("Client",)


# ---------------------------------------------------------------------------------------------- what names mean

PROGRAM = {
    "Settings.cs": 'namespace Shop;\nclass Settings { public string Url { get; set; } = "default"; public string Other => Url + "/o"; }',
    "Base.cs": 'namespace Shop; public abstract class Base { protected string Root = "root"; }',
    "Part.cs": 'namespace Shop; public partial class Desk { private const string Shared = "shared"; }',
    "More.cs": 'namespace Shop.More;\nstatic class More { public static string Named(this Settings s, string tail) => "named/" + tail; }',
    "Desk.cs": """
using Shop.More;
namespace Shop;
public partial class Desk(string key) : Base
{
    public string Key() => key;
    public string Part() => Shared;
    public string Inherited() => Root + "/a";
    public string Whole(string a) => "one";
    public string Whole(string a, string b = "x", int c = 1) => "three";
}
public interface IStore { string Name(); }
public class Store : IStore { public string Name() => "store"; }
""",
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("new Settings().Url", {"default"}, id="a property's own value"),
        pytest.param('new Settings { Url = "set" }.Url', {"set"}, id="set by the construction"),
        pytest.param('new Settings { Url = "set" }.Other', {"set/o"}, id="through another property"),
        pytest.param('new Desk("k").Key()', {"k"}, id="parameter of the class"),
        pytest.param('new Desk("k").Part()', {"shared"}, id="another part of the class"),
        pytest.param('new Desk("k").Inherited()', {"root/a"}, id="inherited by its bare name"),
        pytest.param('new Settings().Named("x")', {"named/x"}, id="extension"),
        pytest.param('new Desk("k").Whole("a")', {"one", "three"}, id="overload that may be left short"),
        pytest.param('new Desk("k").Whole("a", "b")', {"three"}, id="overload by the number of arguments"),
        pytest.param("((IStore)Make()).Name()", {"store"}, id="the one implementation"),
        pytest.param("provider.GetRequiredService<IStore>().Name()", {"store"}, id="asked for by its type"),
    ],
)
def test_values_over_several_files(written: str, meant: set[str]) -> None:
    samples = Samples({**PROGRAM, "Program.cs": f"using Shop;\nusing Shop.More;\nvar result = {written};"})
    assert {v.text for v in samples.values("Program.cs", "result") if isinstance(v, Text)} == meant


def test_a_parameter_known_only_by_its_interface_is_the_one_implementation() -> None:
    program = "using Shop;\npublic class Use(IStore store) { public string Run() => store.Name(); }\nvar result = new Use(Find()).Run();"
    samples = Samples({**PROGRAM, "Program.cs": program})
    assert [v.text for v in samples.values("Program.cs", "result") if isinstance(v, Text)] == ["store"]


def test_imports_may_be_shared() -> None:
    samples = Samples({**PROGRAM, "Usings.cs": "global using Shop;", "Program.cs": "var result = new Settings().Url;"})
    assert [v.text for v in samples.values("Program.cs", "result") if isinstance(v, Text)] == ["default"]


def test_members_set_after_the_construction_count() -> None:
    samples = Samples({**PROGRAM, "Program.cs": 'using Shop;\nvar s = new Settings();\ns.Url = "later";\nvar result = s.Url;'})
    assert "later" in {v.text for v in samples.values("Program.cs", "result") if isinstance(v, Text)}


@pytest.mark.parametrize(
    ("source", "called"),
    [
        pytest.param(
            "class A { void M(B b) { b.One()\n#if DEBUG\n.Two()\n#else\n.Three()\n#endif\n.Four(); } }",
            ["One", "Two", "Three", "Four"],
            id="in a chain",
        ),
        pytest.param(
            "class A { int[] M() => new[] { One(),\n#if DEBUG\nTwo(),\n#endif\nThree() }; }", ["One", "Two", "Three"], id="in a list"
        ),
        pytest.param("class A { void M() { One(\n#if DEBUG\n1\n#else\n2\n#endif\n); } }", ["One"], id="one of two arguments"),
        pytest.param("#region A\nclass A { void M() { One(); } }\n#endregion", ["One"], id="at the end of the file"),
        pytest.param("class A { void M() {\n#if DEBUG\nOne();\n#else\nTwo();\n#endif\n} }", ["One", "Two"], id="between statements"),
    ],
)
def test_directives_stand_anywhere(source: str, called: list[str]) -> None:
    facts = lower(source)
    assert ([tail(facts, call.callee) for call in sorted(facts.calls, key=lambda call: call.end)], facts.gaps) == (called, ())
