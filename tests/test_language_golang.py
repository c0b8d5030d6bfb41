"""The Go front end: every form against the notes of its fixture, hostile input, names of packages, packages of several files."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, call_text, import_text, noted, render
from hypothesis import example, given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.catalog.paths import parse_selector
from scanner.evaluate.values import CallRef, Text
from scanner.evaluate.values import Path as Outside
from scanner.languages.golang import LANGUAGE
from scanner.languages.golang.imports import candidates
from scanner.languages.golang.literals import unescape
from scanner.languages.interface import Naming
from scanner.prefilter import Prefilter

if TYPE_CHECKING:
    from scanner.evaluate.values import Value
    from scanner.model import Facts

FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "golang" / "conformance.go"


def lower(source: str) -> Facts:
    return LANGUAGE.lower("a.go", source.encode())


def inside(body: str) -> Facts:
    return lower("package p\nfunc f() {\n" + body + "\n}\n")


def bound(facts: Facts, name: str) -> list[str]:
    return [f"{facts.scopes[b.scope].kind} {render(facts, b.value)}{' if' if b.guarded else ''}" for b in facts.binds if b.name == name]


# ---------------------------------------------------------------------------------------------- forms


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = LANGUAGE.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


def test_every_expression_of_the_fixture_refers_to_existing_facts() -> None:
    facts = LANGUAGE.lower(FIXTURE.name, FIXTURE.read_bytes())
    assert "…" not in "".join(render(facts, number) for number in range(len(facts.exprs)))
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    ("body", "values"),
    [
        pytest.param("x := 1", ["function 1"], id="declared"),
        pytest.param("if a { x := 1; use(x) }", ["comprehension 1"], id="certain in its block"),
        pytest.param("x := 1; if a { x = 2 }", ["function 1", "comprehension 2", "function 2 if"], id="assigned under a condition"),
        pytest.param(
            "x := 1; go func() { x = 2 }()", ["function 1", "lambda 2", "function 2 if"], id="assigned in a function that may run later"
        ),
        pytest.param("x = 2", ["function 2", "module 2 if"], id="of the package"),
        pytest.param("for _, x := range y { }", ["comprehension y[*]"], id="loop"),
    ],
)
def test_bindings_say_where_and_how_certain_they_are(body: str, values: list[str]) -> None:
    assert bound(inside(body), "x") == values


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(one, "1") for one in ("new(1)", "new( 1)", "new(int64(1))", "new((1))")],
        *[(f"new({one})", f"new {name}()") for one, name in (("T", "T"), ("pkg.T", "pkg.T"), ("*T", "T"), ("T{}", "T"))],
        *[(f"new({one})", None) for one in ("[]int", "map[string]int", "[4]byte", "func() int", "struct{ A int }", "interface{ A() }")],
        *[(f"new({one})", None) for one in ("pkg.List[int]", "a * 2", "float64(a) / float64(b)", "a == 1", "-a", "&a", "pkg.Now().Add(2)")],
    ],
)
def test_new_of_a_type_and_of_a_value(written: str, value: str | None) -> None:
    facts = inside(f"x := {written}")
    assert facts.gaps == ()
    assert value is None or bound(facts, "x") == [f"function {value}"]


def test_a_name_means_what_was_declared_before_its_use() -> None:
    facts = inside("conf := conf.Load()\nuse(conf)")
    scopes = {expr[2] for expr in facts.exprs if expr[:2] == ("name", "conf")}
    assert {facts.scopes[int(str(scope))].kind for scope in scopes} == {"module", "function"}


def test_methods_belong_to_their_type_wherever_it_stands() -> None:
    facts = lower("package p\nfunc (a A) m() {}\nfunc (b *B) m() {}\ntype A struct{}\n")
    owners = [(facts.scopes[s.parent].name, facts.scopes[s.parent].flags) for s in facts.scopes if s.name == "m"]
    assert owners == [("A", "x"), ("B", "ex")]


# ---------------------------------------------------------------------------------------------- text and imports


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("plain", "plain"),
        (r"\n\t\"", '\n\t"'),
        (r"\x41\u4f60\U0001F600", "A你😀"),
        (r"\xe4\xbd\xa0", "你"),
        (r"\344", "\ufffd"),
        (r"\uD83D", "\ufffd"),
        (r"\101", "A"),
    ],
)
def test_escapes(written: str, text: str) -> None:
    assert unescape(written) == text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("fmt", "fmt"),
        ("net/http", "http"),
        ("example.cn/x/go-models", "models"),
        ("example.cn/x/models-go", "models"),
        ("example.cn/x/models/v2", "models"),
        ("gopkg.in/models.v3", "models"),
        ("example.cn/x/models-sdk-go", "models"),
        ("example.cn/x/go-models/v5", "models"),
        ("example.cn/x/modelsgo", "models"),
        ("example.cn/x/models/v20230901", "v20230901"),
        ("example.cn/x/my-models", "mymodels"),
        ("x/.", "_"),
    ],
)
def test_names_that_a_package_may_have(path: str, name: str) -> None:
    assert name in candidates(path)


@pytest.mark.parametrize(
    ("imports", "use", "alias"),
    [
        pytest.param('"example.cn/go-chat"', "chat.New()", "chat", id="guessed from the path"),
        pytest.param('"example.cn/go-chat"', "gochat.New()", "gochat", id="as the file uses it"),
        pytest.param('"example.cn/oapi-lark/v3"', "lark.New()", "lark", id="inside the path"),
        pytest.param('"example.cn/go-chat"', "other.New()", "chat", id="not used"),
    ],
)
def test_an_import_without_a_name_is_bound_to_the_name_that_is_used(imports: str, use: str, alias: str) -> None:
    facts = lower(f"package p\nimport {imports}\nfunc f() {{ {use} }}\n")
    assert import_text(facts, facts.imports[0]).endswith(f" as {alias}")


def test_of_two_imports_each_gets_its_own_name() -> None:
    facts = lower('package p\nimport (\n"example.cn/go-chat"\n"example.cn/chat"\n)\nfunc f() { chat.New() }\n')
    assert [i.module for i in facts.imports if i.alias == "chat"] == ["example.cn/chat"]


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ('package p\nimport "a/b"\n', ("a/b",)),
        ('package p\nimport x "a/b"\n', ("a/b",)),
        ('package p\nimport (\n\t"a"\n\t_ "b/c"\n\tx `d`\n)\n', ("a", "b/c", "d")),
        ('package p\n// import "a"\nvar x = "import"\n', ()),
        ("package p\nimport (", ()),
    ],
)
def test_the_prefilter_sees_imports_and_the_own_package(code: str, modules: tuple[str, ...]) -> None:
    from scanner.model import SourceFile

    found = Prefilter(["needle"]).examine(SourceFile(path="a.go", language="golang", size=len(code)), code.encode()).imports
    assert set(found) == {".", *modules}


def test_import_paths_mean_folders_of_the_module() -> None:
    files = {
        "go.mod": b"module example.cn/app\n",
        "main.go": b"",
        "bot/a.go": b"",
        "bot/b.go": b"",
        "bot/a_test.go": b"",
        "tool/go.mod": b"module example.cn/tool // x\n",
        "tool/x/t.go": b"",
    }
    naming = Naming(frozenset(files), frozenset({"bot", "tool", "tool/x"}), files.get, {})
    assert LANGUAGE.locate("example.cn/app/bot", "main.go", naming) == ("bot/a.go", "bot/b.go")
    assert LANGUAGE.locate("example.cn/app", "bot/a.go", naming) == ("main.go",)
    assert LANGUAGE.locate("example.cn/tool/x", "main.go", naming) == ("tool/x/t.go",)
    assert LANGUAGE.locate(".", "bot/a.go", naming) == ("bot/a.go", "bot/b.go")
    assert "bot/a_test.go" in LANGUAGE.locate(".", "bot/a_test.go", naming)
    assert LANGUAGE.locate("example.cn/application/bot", "main.go", naming) == ()
    assert LANGUAGE.locate("fmt", "main.go", naming) == ()


# ---------------------------------------------------------------------------------------------- packages of several files

FOLDER = FIXTURE.parent / "app"
APP = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}


def texts(values: tuple[Value, ...]) -> set[str]:
    return {value.text for value in values if isinstance(value, Text)}


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("main.go", "address", "https://a.cn/chat"),
        ("main.go", "shared", "https://shared.cn"),
        ("bot/types.go", "token", "base-x"),
        ("main.go", "said", "LOUD"),
        ("main.go", "renamed", None),
    ],
)
def test_values_across_files(path: str, name: str, text: str | None) -> None:
    samples = Samples(APP)
    facts = samples.facts(path)
    assert facts is not None
    use = len(facts.exprs)
    facts = facts._replace(exprs=(*facts.exprs, ("name", name, 0, -1)))
    samples._facts[path] = facts
    assert texts(samples.evaluator.values(path, use)) == ({text} if text else set())


def test_the_first_of_several_results_is_the_thing_itself() -> None:
    found = Samples(APP).values("main.go", "outside")
    assert [value.steps for value in found if isinstance(value, Outside)] == [("outside.cn/kit", "Open", "()")]


@pytest.mark.parametrize(
    ("selector", "text"),
    [("0.Model", "m"), ("0.Absent", None), ("*.WithURL()", "https://a.cn/chat"), ("*.WithKey()", None), ("*.Model", "m"), ("2", None)],
)
def test_selectors_into_structs_and_options(selector: str, text: str | None) -> None:
    samples = Samples(APP)
    facts = samples.facts("main.go")
    assert facts is not None
    number = next(n for n, call in enumerate(facts.calls) if call_text(facts, call).startswith("kit.Send"))
    found = samples.evaluator.select(CallRef("main.go", number, 0), (parse_selector(selector),))
    assert texts(found or ()) == ({text} if text else set())


HOLE = "\ufffc"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('fmt.Sprintf("%s/v%d", "a", 1)', "a/v1"),
        ('fmt.Sprintf("%[2]s-%[1]s 100%%", "a", "b")', "b-a 100%"),
        ('fmt.Sprintf("%s", unknown)', HOLE),
        ('strings.TrimRight("a//", "/")', "a"),
        ('strings.TrimSpace(" a ")', "a"),
        ('strings.TrimSuffix("a.go", ".go")', "a"),
        ('strings.ReplaceAll("a-b", "-", "_")', "a_b"),
        ('strings.Join([]string{"a", "b"}, "/")', "a/b"),
        ('(&url.URL{Scheme: "wss", Host: "h.cn", Path: "/p"}).String()', "wss://h.cn/p"),
        ('(&url.URL{Host: "h.cn", Path: "p"}).String()', "https://h.cn/p"),
        ("http.MethodPost", "POST"),
        ("http.MethodUnknown", None),
        ('string([]byte("a"))', "a"),
        ('*flag.String("x", "default", "")', "default"),
    ],
)
def test_what_the_standard_library_gives(expression: str, text: str | None) -> None:
    code = f'package p\nimport (\n"flag"\n"fmt"\n"net/http"\n"net/url"\n"strings"\n)\nvar x = {expression}\n'
    assert texts(Samples({"a.go": code}).values("a.go", "x")) == ({text} if text else set())


# ---------------------------------------------------------------------------------------------- hostile input


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 100_000,
        "x = " + "[" * 100_000,
        "f(" * 50_000,
        "x = T{a:" * 30_000,
        "func() {" * 30_000,
        "if a {" * 50_000,
        "x = " + "&" * 100_000,
        "var x " + "[]" * 50_000 + "int",
        "x = []T{" + "{" * 50_000,
        "switch x {case 1:" * 20_000,
        "for {" * 50_000,
        "type T struct { a struct {" * 20_000,
        "var x " + "map[string]" * 30_000 + "int",
        "x = " + "func() int { return " * 10_000,
    ],
    ids=lambda s: s[:12],
)
def test_deep_nesting_is_a_gap(source: str) -> None:
    facts = inside(source)
    assert {reason for reason, _ in facts.gaps} & {"nested-too-deep", "syntax-error"}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("a" + ".then(b)" * 5_000, 5_000),
        ("x = a" + "+f()" * 10_000, 10_000),
        ("if a {} else " * 5_000 + "{ f() }", 1),
        ("x = a" + "||f()" * 5_000, 5_000),
        ("f(); " * 5_000, 5_000),
        ("f(" + "f()," * 5_000 + ")", 5_001),
        ("x = a" + "[f()]" * 5_000, 5_000),
    ],
    ids=lambda v: str(v)[:10],
)
def test_long_chains_are_read_to_the_end(source: str, count: int) -> None:
    facts = inside(source)
    assert (len(facts.calls), facts.gaps) == (count, ())


NESTED = {
    "call": ("f(", ")"),
    "literal": ("T{a: ", "}"),
    "elided": ("[][]T{{", "}}"),
    "map": ('map[string]T{"a": ', "}"),
    "function": ("func() T { return ", "}"),
    "index": ("a[", "]"),
    "address": ("&", ""),
    "conversion": ("[]byte(", ")"),
    "assertion": ("f(a.(func(x ", ")))"),
    "not": ("!", ""),
    "make": ("append(", ")"),
    "block": ("func() { if a { for { switch { case b: x = ", "}}}}"),
    "type": ("new(map[string]", ")"),
    "select": ("func() { select { case <-", ": } }"),
    "generic": ("f[T](", ")"),
}


@pytest.mark.parametrize("form", NESTED)
def test_nesting_stays_inside_the_interpreters_own_limit(form: str) -> None:
    before, after = NESTED[form]
    source = "x = " + before * 400 + "1" + after * 400
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 800)
    try:
        found = {reason for reason, _ in inside(source).gaps}
    finally:
        sys.setrecursionlimit(limit)
    assert found & {"nested-too-deep", "syntax-error"}


@pytest.mark.parametrize("source", ["x := ;\nb()", "}}}\nb()", "func m( }\nb()", 'b()\nx := "open', "b()\n<<<<<<< HEAD\nc()\n=======\n"])
def test_a_syntax_error_leaves_the_rest(source: str) -> None:
    facts = inside(source)
    assert "b()" in {call_text(facts, call) for call in facts.calls}
    assert "syntax-error" in dict(facts.gaps)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("abx0 \n;,.(){}[]<>=+-*/`'\"\\:!&|@你") | st.characters()), st.booleans())
def test_any_text_is_lowered(text: str, wrapped: bool) -> None:
    data = (f"package p\nfunc f() {{\n{text}\n}}" if wrapped else text).encode("utf-8", "replace")
    facts = LANGUAGE.lower("a.go", data)
    assert all(0 <= call.start <= call.end <= len(data) for call in facts.calls)


@settings(max_examples=200, deadline=None)
@example(at=7228, length=18, put=":=")
@given(
    st.integers(0, 99_999), st.integers(0, 60), st.sampled_from(["", "(", "}", "`", "\\", "type ", ":=", "<-", "\x00", "func ", "import "])
)
def test_any_damage_to_the_fixture_is_survived(at: int, length: int, put: str) -> None:
    data = FIXTURE.read_bytes()
    at %= len(data)
    damaged = data[:at] + put.encode() + data[at + length :]
    facts = LANGUAGE.lower("a.go", damaged)
    assert all(call_text(facts, call) and 0 <= call.start <= call.end <= len(damaged) for call in facts.calls)
    assert all(render(facts, bind.value) for bind in facts.binds)
