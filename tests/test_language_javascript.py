"""The JavaScript front end: every form against the notes of its fixture, hostile input, scripts in markup, module names."""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, call_text, import_text, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.discover._paths import _SUFFIXES
from scanner.languages import _markup
from scanner.languages.interface import Naming
from scanner.languages.javascript import LANGUAGES
from scanner.languages.javascript.descent import unescape
from scanner.languages.javascript.naming import parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Facts

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "languages" / "javascript").iterdir())
BY_ID = {language.id: language for language in LANGUAGES}
BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix, name in _SUFFIXES.items() if name == language.id}


def lower(source: str, language: str = "javascript") -> Facts:
    return BY_ID[language].lower("a", source.encode())


def bound(source: str, language: str = "javascript") -> dict[str, list[str]]:
    """Every binding of the source as text, by name."""
    facts = lower(source, language)
    found: dict[str, list[str]] = {}
    for bind in facts.binds:
        found.setdefault(bind.name, []).append(render(facts, bind.value) + (" if" if bind.guarded else ""))
    return found


def gaps(source: str, language: str = "javascript") -> set[str]:
    return {reason for reason, _ in lower(source, language).gaps}


# ---------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_every_line_of_the_fixture_gives_the_facts_of_its_note(path: Path) -> None:
    data = path.read_bytes()
    facts = BY_SUFFIX[path.suffix].lower(path.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


def test_every_expression_of_the_fixtures_refers_to_existing_facts() -> None:
    for path in FIXTURES:
        facts = BY_SUFFIX[path.suffix].lower(path.name, path.read_bytes())
        assert "…" not in "".join(render(facts, number) for number in range(len(facts.exprs)))
        assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)
        assert [bind.offset for bind in facts.binds] == sorted(bind.offset for bind in facts.binds)


@pytest.mark.parametrize(
    ("source", "name", "values"),
    [
        pytest.param("if (a) { let x = 1; use(x); } else { let x = 2; }", "x", ["1", "2"], id="certain in its block"),
        pytest.param("let x; if (a) { x = 1; }", "x", ["1 if"], id="assigned under a condition"),
        pytest.param("let x; function f() { x = 1; }", "x", ["1 if"], id="assigned in a function that may not run"),
        pytest.param("function f() { x = 1; } let x;", "x", ["1 if"], id="declared after the function"),
        pytest.param("function f() { let x; x = 1; }", "x", ["1"], id="assigned where it is declared"),
        pytest.param("exports.x = void 0; exports.x = 1;", "x", ["1"], id="announced by a compiler"),
        pytest.param("try { module.exports = 1 } catch {}", "=exports", ["1 if"], id="exported under a condition"),
    ],
)
def test_bindings_say_whether_they_are_certain(source: str, name: str, values: list[str]) -> None:
    assert bound(source)[name] == values


@pytest.mark.parametrize(
    ("source", "scope"),
    [
        pytest.param("x = 1", "module", id="nowhere declared"),
        pytest.param("let x; { let y; x = 1; }", "module", id="outside of the block"),
        pytest.param("function f() { var x; { let y; x = 1; } }", "function", id="hoisted to the function"),
        pytest.param("class A { x; m() { x = 1; } }", "module", id="not the field of the same name"),
        pytest.param("{ let x; { x = 1; } }", "comprehension", id="declared in an outer block"),
    ],
)
def test_assignments_bind_where_the_name_is_declared(source: str, scope: str) -> None:
    facts = lower(source)
    assert {facts.scopes[bind.scope].kind for bind in facts.binds if bind.name == "x" and bind.value >= 0} == {scope}


def test_a_name_in_a_field_is_not_the_field() -> None:
    facts = lower("class A { x = x; }")
    names = [expr for expr in facts.exprs if expr[0] == "name"]
    assert [facts.scopes[int(str(expr[2]))].kind for expr in names] == ["comprehension"]


# ---------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("plain", "plain"), (r"\n\t\\\'", "\n\t\\'"), (r"\x41\u4f60\u{1F600}", "A你😀"), (r"\uD83D\uDE00", "😀"), (r"\uD83D", "\ufffd"),
        ("a\\\nb", "ab"), (r"\u{110000}", "\ufffd"), (r"\q", "q"),
    ],
)  # fmt: skip
def test_escapes(written: str, text: str) -> None:
    assert unescape(written) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "// not a comment, ]"}', {"a": "// not a comment, ]"}), ('{"a": 1, // one\n /* two */ "b": [1,],}', {"a": 1, "b": [1]}),
        ("{", None),
        ("[" * 100_000, None),
    ],
    ids=["inside text", "comments and commas", "broken", "deep"],
)  # fmt: skip
def test_json_with_comments(text: str, value: object) -> None:
    assert parse_json(text.encode()) == value


# ---------------------------------------------------------------------------------------------- hostile input


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000, "[" * 100_000, "f(" * 50_000, "x={a:" * 50_000, "`${" * 50_000, "x=>" * 50_000, "<a>" * 50_000, "if(a){" * 50_000,
        "(" * 20_000 + "a" + ")" * 20_000, "class A{m(){" * 10_000 + "}}" * 10_000, "const " + "{a:" * 20_000 + "b" + "}" * 20_000 + "=c",
    ],
    ids=lambda s: s[:8],
)  # fmt: skip
def test_deep_nesting_is_a_gap(source: str, language: str) -> None:
    assert gaps(source, language) & {"nested-too-deep", "syntax-error"}


@pytest.mark.parametrize(
    ("source", "count"),
    [("a" + ".then(b)" * 5_000, 5_000), ("a" + "+f()" * 10_000, 10_000), ("if(a){}else " * 5_000 + "f()", 1), ("a?b:" * 5_000 + "f()", 1),
     ("a" + "||f()" * 5_000, 5_000), ("a=" * 5_000 + "f()", 1), ("!" * 5_000 + "f()", 1), ("f(),"  * 5_000 + "f()", 5_001)],
    ids=lambda v: str(v)[:10],
)  # fmt: skip
def test_long_chains_are_read_to_the_end(source: str, count: int) -> None:
    facts = lower(source)
    assert (len(facts.calls), facts.gaps) == (count, ())


NESTED = {
    "call": ("f(", ")"), "new": ("new A(", ")"), "object": ("{a:", "}"), "methods": ("{methods:{a(){this;return ", "}}}"),
    "arrow": ("x=>", ""),
    "function": ("function(){return ", "}"), "class": ("class{a=", "}"), "method": ("class{a(){return ", "}}"), "jsx": ("<A b={", "}/>"),
    "template": ("`${", "}`"), "default": ("(a=", ")=>1"), "index": ("a[", "]"), "await": ("await ", ""),
    "static": ("class{static{a=", "}}"),
    "closure": ("class{a=()=>", "}"), "paren": ("(", ")"), "spread": ("[...", "]"), "decorated": ("class{@A(", ")a}"),
}  # fmt: skip


@pytest.mark.parametrize("form", NESTED)
def test_nesting_stays_inside_the_interpreters_own_limit(form: str) -> None:
    before, after = NESTED[form]
    source = "x=" + before * 400 + "1" + after * 400
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 750)
    try:
        found = gaps(source)
    finally:
        sys.setrecursionlimit(limit)
    assert "nested-too-deep" in found


@pytest.mark.parametrize(
    "source",
    [
        "const a = ;\nb();",
        "}}}\nb();",
        "class A { m( }\nb();",
        "b();\nlet x = 'open",
        "if (a { c() }\nb();",
        "let 1a = 2;\nb();",
        "function f() { b(); ",
        "b();\n<<<<<<< HEAD\nc();\n=======\n>>>>>>> x\n",
    ],
)
def test_a_syntax_error_leaves_the_rest(source: str) -> None:
    facts = lower(source)
    assert "b()" in {call_text(facts, call) for call in facts.calls}
    assert "syntax-error" in dict(facts.gaps)


def test_javascript_with_types_is_read_as_typescript() -> None:
    assert bound("const f = (a: number): string => g(a);\ntype A = { b: c };")["f"] == ["<f>"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("abx0 \n;,.(){}[]<>=+-*/`$'\"\\:?!&|@#你") | st.characters()), st.sampled_from(sorted(BY_ID)))
def test_any_text_is_lowered(text: str, language: str) -> None:
    data = text.encode("utf-8", "replace")
    wrapped = b"<script lang=ts>" + data if language in ("vue", "svelte", "html") else data
    for candidate in (data, wrapped):
        facts = BY_ID[language].lower("a", candidate)
        assert all(0 <= call.start <= call.end <= len(candidate) for call in facts.calls)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FIXTURES),
    st.integers(0, 9_999),
    st.integers(0, 60),
    st.sampled_from(["", "(", "}", "`", "\\", "class ", "=>", "<", "\x00", "\ud800"]),
)
def test_any_damage_to_a_fixture_is_survived(path: Path, at: int, length: int, put: str) -> None:
    data = path.read_bytes()
    at %= len(data)
    damaged = data[:at] + put.encode("utf-8", "surrogatepass") + data[at + length :]
    facts = BY_SUFFIX[path.suffix].lower(path.name, damaged)
    assert all(call_text(facts, call) and 0 <= call.start <= call.end <= len(damaged) for call in facts.calls)
    assert all(render(facts, bind.value) for bind in facts.binds)


# ---------------------------------------------------------------------------------------------- markup


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<scripted>a()</scripted>", []),
        ("<!-- <script>a()</script> --><p>", []),
        ("<script type='application/json'>{}</script>", []),
        ("<script type='text/x-template'>a()</script>", []),
        ("<script data-a='>' type=module>a()</script >", ["a()"]),
        ("<SCRIPT>a()</SCRIPT><script>b()</script>", ["a()", "b()"]),
        ("<script>a()", ["a()"]),
        ("<script", []),
        ("<!-- <script>a()</script>", []),
    ],
)
def test_scripts_of_a_page(page: str, found: list[str]) -> None:
    data = page.encode()
    assert [data[s.start : s.end].decode() for s in _markup.scripts(data, component=False)] == found


def test_offsets_are_those_of_the_file() -> None:
    page = "<p>你</p>\n<script>\n  a()\n</script><script>b()</script>"
    data, facts = page.encode(), lower(page, "html")
    assert [data[call.start : call.end] for call in facts.calls] == [b"a()", b"b()"]
    assert facts.gaps == ()


def test_a_component_may_keep_its_script_in_another_file() -> None:
    facts = lower('<script src="./a.ts"></script>', "vue")
    assert [import_text(facts, item) for item in facts.imports] == ["import * from ./a.ts (r)"]


@pytest.mark.parametrize("tag", ["<script ", "<script a={ ", "<!-- ", "<script>", "</script", "<script a='", "<template>"])
@pytest.mark.parametrize("language", ["vue", "svelte", "html"])
def test_repeated_tags_take_linear_time(tag: str, language: str) -> None:
    assert lower(tag * 30_000, language).calls == ()


# ---------------------------------------------------------------------------------------------- names of modules


def project(files: Mapping[str, object]) -> Naming:
    """A project of the given files; contents that are not text are written as JSON."""
    contents = {path: content if isinstance(content, str) else json.dumps(content) for path, content in files.items()}
    folders = {"/".join(path.split("/")[:n]) for path in contents for n in range(1, path.count("/") + 1)}

    def read(path: str) -> bytes | None:
        return contents[path].encode() if path in contents else None

    return Naming(files=frozenset(contents), folders=frozenset(folders), read=read, memo={})


PLAIN = {
    "package.json": {"name": "app", "imports": {"#db": "./src/db.js", "#lib/*": {"types": "./none.d.ts", "default": "./src/lib/*.ts"}}},
    "src/a.ts": "", "src/a.js": "", "src/b.tsx": "", "src/c/index.js": "", "src/d.vue": "", "src/e.json": "", "src/db.js": "",
    "src/lib/x.ts": "",
    "src/lib/sub/deep.ts": "", "src/pages/index.vue": "", "lib/util.js": "", "src/f.mts": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        ("sdk", "src/a.ts", ()), ("@scope/sdk", "src/a.ts", ()), ("./none", "src/a.ts", ()), ("../../a", "src/a.ts", ()),
        ("#none", "src/a.ts", ()),
        ("https://cdn/x.js", "src/a.ts", ()), ("", "src/a.ts", ()), ("node:fs", "src/a.ts", ()),
        ("./a", "src/b.tsx", ("src/a.ts",)), ("./a.js", "src/b.tsx", ("src/a.js",)), ("./b.js", "src/a.ts", ("src/b.tsx",)),
        ("./f.mjs", "src/a.ts", ("src/f.mts",)), ("./c", "src/a.ts", ("src/c/index.js",)), ("./c/", "src/a.ts", ("src/c/index.js",)),
        (".", "src/c/x.js", ("src/c/index.js",)), ("../d.vue", "src/c/index.js", ("src/d.vue",)), ("./d", "src/a.ts", ("src/d.vue",)),
        ("./e.json", "src/a.ts", ("src/e.json",)), ("./a?worker", "src/b.tsx", ("src/a.ts",)),
        ("@/lib/x", "src/pages/index.vue", ("src/lib/x.ts",)),
        ("~/a", "src/pages/index.vue", ("src/a.ts",)), ("@/lib/util", "src/a.ts", ("lib/util.js",)),
        ("/src/a", "src/b.tsx", ("src/a.ts",)),
        ("#db", "src/a.ts", ("src/db.js",)), ("#lib/x", "src/a.ts", ("src/lib/x.ts",)),
        ("#lib/sub/deep", "src/a.ts", ("src/lib/sub/deep.ts",)),
        ("app", "src/a.ts", ()),
    ],
)  # fmt: skip
def test_names_without_configuration(module: str, importer: str, found: tuple[str, ...]) -> None:
    assert BY_ID["typescript"].locate(module, importer, project(PLAIN)) == found


CONFIGURED = {
    "tsconfig.base.json": '{"compilerOptions": {"baseUrl": ".", /* all */ "paths": {"@shared/*": ["shared/src/*"],},}}',
    "shared/src/log.ts": "",
    "web/tsconfig.json": {"files": [], "references": [{"path": "./tsconfig.app.json"}, {"path": "../api"}]},
    "web/tsconfig.app.json": {"compilerOptions": {"paths": {"~ui/*": ["./ui/*"], "~ui/exact": ["./special.ts"], "@/*": ["./app/*"]}}},
    "web/ui/button.tsx": "", "web/ui/exact.ts": "", "web/special.ts": "", "web/app/main.ts": "", "web/src/main.ts": "",
    "api/tsconfig.json": {"extends": "../tsconfig.base.json"},
    "api/src/x.ts": "",
    "old/jsconfig.json": {"compilerOptions": {"baseUrl": "src"}},
    "old/src/util/a.js": "", "old/src/b.js": "",
    "loop/tsconfig.json": {"extends": "./tsconfig.json"}, "loop/a.ts": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        ("~ui/button", "api/src/x.ts", ()), ("@shared/log", "old/src/b.js", ()), ("x", "loop/a.ts", ()),
        ("@shared/none", "api/src/x.ts", ()),
        ("@shared/log", "api/src/x.ts", ("shared/src/log.ts",)), ("~ui/button", "web/app/main.ts", ("web/ui/button.tsx",)),
        ("~ui/exact", "web/app/main.ts", ("web/special.ts",)), ("@/main", "web/ui/button.tsx", ("web/app/main.ts",)),
        ("util/a", "old/src/b.js", ("old/src/util/a.js",)), ("shared/src/log", "api/src/x.ts", ("shared/src/log.ts",)),
    ],
)  # fmt: skip
def test_names_by_configuration(module: str, importer: str, found: tuple[str, ...]) -> None:
    assert BY_ID["typescript"].locate(module, importer, project(CONFIGURED)) == found


WORKSPACE = {
    "packages/core/package.json": {
        "name": "@team/core", "main": "dist/index.js",
        "exports": {".": {"import": "./dist/index.mjs"}, "./tools": "./dist/tools.js", "./sub/*": "./dist/sub/*.js"},
    },
    "packages/core/src/index.ts": "", "packages/core/src/tools.ts": "", "packages/core/src/sub/one.ts": "",
    "packages/core/src/extra.ts": "",
    "packages/plain/package.json": {"name": "plain", "main": "./main.js"}, "packages/plain/main.js": "",
    "packages/bare/package.json": {"name": "bare"}, "packages/bare/index.js": "", "packages/broken/package.json": "{", "apps/web/a.ts": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("@team/other", ()), ("core", ()), ("@team", ()), ("broken", ()), ("@team/core/none", ()),
        ("@team/core", ("packages/core/src/index.ts",)), ("@team/core/tools", ("packages/core/src/tools.ts",)),
        ("@team/core/sub/one", ("packages/core/src/sub/one.ts",)), ("@team/core/extra", ("packages/core/src/extra.ts",)),
        ("@team/core/src/tools", ("packages/core/src/tools.ts",)), ("plain", ("packages/plain/main.js",)),
        ("bare", ("packages/bare/index.js",)),
    ],
)  # fmt: skip
def test_packages_of_the_same_repository(module: str, found: tuple[str, ...]) -> None:
    assert BY_ID["javascript"].locate(module, "apps/web/a.ts", project(WORKSPACE)) == found


OWN = {"src/sdk.js": "", "tsconfig.json": {"compilerOptions": {"baseUrl": "src"}}}


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        pytest.param({"package.json": {"dependencies": {"sdk": "^1.0"}}}, (), id="declared"),
        pytest.param({}, (), id="nothing declared"),
        pytest.param({"package.json": {"dependencies": {"sdk": "workspace:*"}}}, ("src/sdk.js",), id="declared as a part"),
        pytest.param({"package.json": {"dependencies": {"other": "1"}}}, ("src/sdk.js",), id="not declared"),
    ],
)
def test_a_package_of_the_catalogue_wins_over_a_file_of_its_name(manifest: dict[str, object], found: tuple[str, ...]) -> None:
    naming = dataclasses.replace(project({**OWN, **manifest}), external=frozenset({"sdk"}))
    assert BY_ID["javascript"].locate("sdk", "src/app.js", naming) == found


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("apps/web/a.ts", "a"), ("packages/plain/main.js", "main"), ("packages/plain/main.js", "plain"),
        ("packages/core/src/index.ts", "@team/core"),
        ("packages/bare/index.js", "'.'"), ("packages/bare/index.js", "bare"),
    ],
)  # fmt: skip
def test_texts_that_importers_hold(path: str, name: str) -> None:
    assert name in BY_ID["javascript"].names_of(path, project(WORKSPACE))


@pytest.mark.parametrize(
    ("source", "call"),
    [
        pytest.param("struct A { build() { Row() { Text('x') }.width(1) } }", "width(1)", id="attributes on the same line"),
        pytest.param("struct A { build() { if (this.a()) { Text('x') } } }", "<self A>.a()", id="a condition is no component"),
        pytest.param("class A { f = () => { run(1) } }", "run(1)", id="an arrow function is no component"),
        pytest.param("const t = `${ { a: f(1) }.a }.b`; g(2)", "g(2)", id="braces in a template"),
    ],
)
def test_components_with_blocks_are_calls_and_statements(source: str, call: str) -> None:
    facts = lower(source, "arkts")
    assert call in {call_text(facts, found) for found in facts.calls}
    assert facts.gaps == ()


def test_packages_of_one_application_import_each_other_by_name() -> None:
    files = {
        "common/oh-package.json5": b'{ "name": "common", "main": "Index.ets", /* json5 */ }',
        "common/Index.ets": b"export { Chat } from './src/Chat'",
        "common/src/Chat.ets": b"export class Chat {}",
        "entry/src/pages/Main.ets": b"import { Chat } from 'common'",
    }
    naming = Naming(frozenset(files), frozenset(), files.get, {})
    arkts = BY_ID["arkts"]
    assert arkts.locate("common", "entry/src/pages/Main.ets", naming) == ("common/Index.ets",)
    assert arkts.locate("./src/Chat", "common/Index.ets", naming) == ("common/src/Chat.ets",)
    assert arkts.locate("@ohos/axios", "entry/src/pages/Main.ets", naming) == ()


@pytest.mark.parametrize(
    ("source", "language"),
    [
        pytest.param(
            "mock('m', async given => ({ ...(await given<typeof import('m')>()), f: run(1) }))", "typescript", id="type of a module"
        ),
        pytest.param("const A = () => <span>{run(1)}<b>&</b></span>", "tsx", id="a lone sign"),
        pytest.param("type F = Set<A> & <T>(x: T) => void\nrun(1)", "typescript", id="both types"),
        pytest.param("run(1) as typeof import('m')", "typescript", id="cast"),
    ],
)
def test_forms_that_the_grammar_does_not_know(source: str, language: str) -> None:
    facts = lower(source, language)
    assert ("run(1)" in {call_text(facts, found) for found in facts.calls}, facts.gaps) == (True, ())
