"""The Python front end: every form against the notes of its fixtures, bindings, hostile input, module names."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, call_text, import_text, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.languages.interface import Naming
from scanner.languages.python import LANGUAGE
from scanner.languages.python.text import unescape
from scanner.lower import lower as lower_file
from scanner.model import SourceFile

if TYPE_CHECKING:
    from scanner.model import Facts

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "languages" / "python").iterdir())


def lower(source: str) -> Facts:
    return LANGUAGE.lower("a.py", source.encode())


def bound(source: str) -> dict[str, list[str]]:
    """Every binding of the source as text, by name."""
    facts = lower(source)
    found: dict[str, list[str]] = {}
    for bind in facts.binds:
        found.setdefault(bind.name, []).append(render(facts, bind.value) + (" if" if bind.guarded else ""))
    return found


def calls(source: str) -> list[str]:
    facts = lower(source)
    return [call_text(facts, call) for call in facts.calls]


def gaps(source: str) -> set[str]:
    return {reason for reason, _ in lower(source).gaps}


# ---------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_every_line_of_the_fixture_gives_the_facts_of_its_note(path: Path) -> None:
    data = path.read_bytes()
    facts = LANGUAGE.lower(path.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_every_expression_of_the_fixture_refers_to_existing_facts(path: Path) -> None:
    facts = LANGUAGE.lower(path.name, path.read_bytes())
    assert "…" not in "".join(render(facts, number) for number in range(len(facts.exprs)))
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    ("source", "name", "values"),
    [
        pytest.param("try:\n import x\nexcept ImportError:\n x = None", "x", ["<x> if", "None if"], id="import under a condition"),
        pytest.param("if a:\n def f(): pass", "f", ["<f> if"], id="function under a condition"),
        pytest.param("if a:\n def f():\n  x = 1", "x", ["1"], id="certain in its function"),
        pytest.param("with a:\n x = 1", "x", ["1"], id="with is no condition"),
        pytest.param("x = 1\ndef f():\n global x\n x = 2", "x", ["1", "2 if"], id="assigned in a function that may not run"),
        pytest.param("class A:\n @x.setter\n def y(self, v): pass\n", "y", [], id="the writing side of a property is not its value"),
        pytest.param("@typing.overload\ndef f(): ...", "f", [], id="declared for type checkers only"),
    ],
)
def test_bindings_say_whether_they_are_certain(source: str, name: str, values: list[str]) -> None:
    assert bound(source).get(name, []) == values


@pytest.mark.parametrize(
    "source",
    [
        "x = f(x)",
        "x = x or f()",
        "for x in f(x): pass",
        "with f(x) as x: pass",
        "x += f()",
        "(x := f(x))",
        "[0 for x in f(x)]",
        "a = x = f(x)",
    ],
)
def test_a_name_on_the_right_means_what_it_was_before(source: str) -> None:
    facts = lower(source)
    before = [expr for expr in facts.exprs if expr[0] == "name" and expr[1] == "x"][-1]
    assert all(bind.offset > int(str(before[3])) or bind.scope != before[2] for bind in facts.binds if bind.name == "x")


def test_the_value_of_a_type_checkers_import_is_told_from_others() -> None:
    facts = lower("if TYPE_CHECKING:\n import a\n if deeper:\n  import b\nelse:\n import c\nimport d")
    assert [(item.module, item.flags) for item in facts.imports] == [("a", "t"), ("b", "t"), ("c", ""), ("d", "")]


def test_equal_literals_are_two_things() -> None:
    facts = lower("a = {}\nb = {}\nc = []\nd = []")
    assert len({bind.value for bind in facts.binds}) == 4


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("__name__ == '__main__'", ["__name__ == '__main__':\n main()"]),
        ('"__main__" == __name__', ['"__main__" == __name__:\n main()']),
        ("__name__ in ('__main__', 'app')", ["__name__ in ('__main__', 'app'):\n main()"]),
        ("__name__ != '__main__'", []),
        ("name == '__main__'", []),
    ],
)
def test_what_the_program_alone_runs_is_told(asked: str, found: list[str]) -> None:
    source = f"if {asked}:\n main()\nelse:\n other()\n"
    assert [source[start:end] for start, end in lower(source).program] == found


# ---------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("plain", "plain"), (r"\q\N{DASH}", r"\q\N{DASH}"), (r"\n\t\\\'\"", "\n\t\\'\""), (r"\x41\u4f60\U0001F600\101\0", "A你😀A\0"),
        (r"\uD83D", "\ufffd"), (r"\UFFFFFFFF", "\ufffd"), ("a\\\nb\\\r\nc", "abc"),
    ],
)  # fmt: skip
def test_escapes(written: str, text: str) -> None:
    assert unescape(written) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("'a'", "a"), ('""', ""), ("''''''", ""), ("'''a'b'''", "a'b"), ("'a\"b'", 'a"b'), (r"r'\n'", r"\n"), (r"Rb'\x41'", r"\x41"),
        ("F'{{}}'", "{}"),
        ("'a' 'b'", "ab"), ("('a'\n 'b')", "ab"), ("'你' '好'", "你好"),
    ],
)  # fmt: skip
def test_constant_text(written: str, text: str) -> None:
    assert bound(f"x = {written}")["x"] == [repr(text)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1_000", "1000"),
        ("0xff", "255"),
        ("0o17", "15"),
        ("0b11", "3"),
        ("-7", "-7"),
        ("+7", "7"),
        ("10L", "10"),
        ("0x" + "f" * 50, "0x" + "f" * 50),
    ],
)
def test_numbers(written: str, number: str) -> None:
    assert bound(f"x = {written}")["x"] == [number]


# ---------------------------------------------------------------------------------------------- hostile input


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000, "[" * 100_000, "{" * 100_000, "f(" * 50_000, "x={'a':" * 50_000, "lambda:" * 50_000, "not " * 50_000,
        "await " * 50_000,
        "(" * 20_000 + "a" + ")" * 20_000, "f(" * 20_000 + ")" * 20_000, "{'a':" * 20_000 + "1" + "}" * 20_000, "lambda:" * 20_000 + "1",
        "-" * 20_000 + "1", "1 if a else " * 20_000 + "2", "a[" * 20_000 + "1" + "]" * 20_000, "a**" * 20_000 + "1",
        "x:" + "list[" * 20_000 + "int" + "]" * 20_000, "".join(" " * n + "if a:\n" for n in range(1_000)) + " " * 1_000 + "f()",
        "[" * 20_000 + "x" + "]" * 20_000 + " = y", "match a:\n case " + "[" * 20_000 + "b" + "]" * 20_000 + ": pass",
        "f'" + "{f'" * 1_000, "@f(" * 20_000,
    ],
    ids=lambda s: repr(s[:12]),
)  # fmt: skip
def test_deep_nesting_is_a_gap(source: str) -> None:
    assert gaps(source) & {"nested-too-deep", "syntax-error"}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("a" + ".then(b)" * 5_000, 5_000), ("a" + ".b" * 5_000 + "()", 1), ("x = a" + " + f()" * 20_000, 20_000),
        ("x = a" + " - f()" * 20_000, 20_000),
        ("x = a" + " or f()" * 5_000, 5_000), ("x = f()" + " and f()" * 5_000, 5_001),
        ("if a: f()\n" + "elif f(): f()\n" * 5_000, 10_001),
        ("x = " + "y = " * 5_000 + "f()", 1), ("f(), " * 5_000 + "f()", 5_001), ("x = " + "'a' " * 5_000 + "'b'; f()", 1),
        ("a" + "[f()]" * 5_000, 5_000), ("x = [\n" + "f(),\n" * 20_000 + "]", 20_000), ("x = a < f()" + " < f()" * 5_000, 5_001),
    ],
    ids=lambda v: repr(str(v)[:14]),
)  # fmt: skip
def test_long_chains_are_read_to_the_end(source: str, count: int) -> None:
    facts = lower(source)
    assert (len(facts.calls), facts.gaps) == (count, ())


NESTED = {
    "argument": ("f(", ")"), "keyword": ("f(a=", ")"), "spread": ("f(*", ")"), "list": ("[", "]"), "star": ("[*", "]"), "map": ("{1:", "}"),
    "maps": ("{**", "}"), "lambda": ("lambda:", ""), "default": ("lambda a=", ":1"), "index": ("a[", "]"), "slice": ("a[1:", "]"),
    "bracket": ("(", ")"),
    "not": ("not ", ""), "minus": ("-", ""), "else": ("1 if a else ", ""), "power": ("a**", ""), "and": ("a and (", ")"),
    "comprehension": ("[a for a in ", "]"), "filter": ("[a for a in b if ", "]"), "body": ("{a: ", " for a in b}"),
    "compare": ("a < (", ")"),
    "walrus": ("(a := ", ")"), "await": ("await (", ")"), "yield": ("(yield ", ")"), "tuple": ("(1, ", ")"), "sum": ("a + (", ")"),
    "percent": ("'%s' % (", ")"),
}  # fmt: skip
BLOCKS = [
    "if a:",
    "for a in b:",
    "while a:",
    "with a:",
    "def f():",
    "class A:",
    "try:",
    "async def f():",
    "match a:",
    "case b:",
    "else:",
    "@a\n{}def f():",
]


def within_recursion_limit(source: str, frames: int) -> set[str]:
    """The gaps of a source read with at most so many frames of the interpreter's stack."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + frames)
    try:
        return gaps(source)
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize("form", NESTED)
def test_nesting_stays_inside_the_interpreters_own_limit(form: str) -> None:
    before, after = NESTED[form]
    assert "nested-too-deep" in within_recursion_limit("x = " + before * 400 + "1" + after * 400, 790)


@pytest.mark.parametrize("head", BLOCKS)
def test_blocks_stay_inside_the_interpreters_own_limit(head: str) -> None:
    source = "".join(" " * n + head.replace("{}", " " * n) + "\n" for n in range(400)) + " " * 400 + "pass"
    assert within_recursion_limit(source, 790) & {"nested-too-deep", "syntax-error"}


@pytest.mark.parametrize(
    "source",
    [
        ")))\nb()",
        "def f(:\n  pass\nb()",
        "b()\nx = 'open",
        "class A\n  def f(self): pass\nb()",
        "if a\n  c()\nb()",
        "b()\n<<<<<<< HEAD\nc()\n=======\n>>>>>>> x\n",
        "for in x: pass\nb()",
        "b()\nx = {'a': 1,\n",
        "from import x\nb()",
        "print 'a' if\nb()",
    ],
)
def test_a_syntax_error_leaves_the_rest(source: str) -> None:
    assert "b()" in calls(source)
    assert "syntax-error" in gaps(source)


def test_what_stands_inside_of_broken_code_is_read() -> None:
    source = "import sdk\nclass A:\n    def f(self):\n        x = sdk.Client(\n    def g(self):\n        return sdk.Client().ask('a')\n"
    assert "sdk.Client().ask('a')" in calls(source)


def test_broken_code_is_read_in_the_function_around_it() -> None:
    facts = lower("def f(a b): pass\ndef g(:\n  x = 1\n")
    assert {facts.scopes[bind.scope].name for bind in facts.binds if bind.name == "x"} == {"g"}


@pytest.mark.parametrize("source", ["def f(a b(c)): pass\n" * 20_000, "f(1 2)\n" * 20_000, ") " * 50_000, "if\n" * 30_000])
def test_many_errors_take_linear_time(source: str) -> None:
    assert "syntax-error" in gaps(source)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk", "gb18030"])
def test_encodings(encoding: str) -> None:
    source = "# 模型的地址,由环境变量决定\nimport sdk\nclient = sdk.Client(提示='你好')\n"
    file = SourceFile(path="a.py", language="python", size=1)
    facts, problems = lower_file(file, source.encode(encoding))
    assert facts is not None
    assert [call_text(facts, call) for call in facts.calls] == ["sdk.Client(提示='你好')"]
    assert problems == ()


WORDS = [
    "if", "else", "def", "class", "lambda", "for", "in", "with", "as", "import", "from", "yield", "await", "async", "return", "match",
    "case", "x", "(", ")", "[", "]", "{", "}", ":", "=", ",", "\n", "'", "f'", ".", "*", "except", "try", "print", "exec", "type", "@",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("abx0 \n\t;,.:(){}[]<>=+-*/%`'\"\\!&|@#你") | st.characters())
    | st.lists(st.sampled_from(WORDS)).map(" ".join)
)  # fmt: skip
def test_any_text_is_lowered(text: str) -> None:
    data = text.encode("utf-8", "replace")
    facts = LANGUAGE.lower("a.py", data)
    assert all(0 <= call.start <= call.end <= len(data) for call in facts.calls)
    assert all(render(facts, number) for number in range(len(facts.exprs)))


@settings(max_examples=100, deadline=None)
@given(st.binary())
def test_any_bytes_are_lowered(data: bytes) -> None:
    assert LANGUAGE.lower("a.py", data).path == "a.py"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FIXTURES),
    st.integers(0, 99_999),
    st.integers(0, 60),
    st.sampled_from(["", "(", "}", "'", "\\", "class ", "lambda", ":", "\n", "\x00", "\ud800"]),
)
def test_any_damage_to_a_fixture_is_survived(path: Path, at: int, length: int, put: str) -> None:
    data = path.read_bytes()
    at %= len(data)
    damaged = data[:at] + put.encode("utf-8", "surrogatepass") + data[at + length :]
    facts = LANGUAGE.lower("a.py", damaged)
    assert all(call_text(facts, call) and 0 <= call.start <= call.end <= len(damaged) for call in facts.calls)
    assert all(render(facts, bind.value) for bind in facts.binds)


# ---------------------------------------------------------------------------------------------- names of modules


FILES = {
    "app/__init__.py": "", "app/chat.py": "", "app/core/__init__.py": "", "app/core/client.py": "", "app/core/deep/x.py": "", "top.py": "",
    "src/lib/__init__.py": "", "src/lib/a.py": "", "services/api/main.py": "", "services/api/util.py": "", "services/common/log.py": "",
    "stubs/only.pyi": "", "app/util.py": "", "app/util/__init__.py": "",
}  # fmt: skip


def naming(files: dict[str, str], external: frozenset[str] = frozenset()) -> Naming:
    folders = {"/".join(path.split("/")[:n]) for path in files for n in range(1, path.count("/") + 1)}

    def read(path: str) -> bytes | None:
        return files[path].encode() if path in files else None

    return Naming(files=frozenset(files), folders=frozenset(folders), read=read, memo={}, external=external)


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        ("sdk", "app/chat.py", ()), ("core.client", "top.py", ()), ("chat", "top.py", ()), (".chat", "top.py", ()),
        ("..top", "top.py", ()),
        ("....top", "app/core/client.py", ()), ("", "top.py", ()), ("app.chat.none", "top.py", ()), ("lib.none", "top.py", ()),
        ("util", "services/common/log.py", ()), (".none", "app/chat.py", ()),
        ("app", "top.py", ("app/__init__.py",)), ("app.chat", "top.py", ("app/chat.py",)),
        ("app.core.client", "app/chat.py", ("app/core/client.py",)),
        ("app.core.deep", "top.py", ("app/core/deep/",)), ("app.core.deep.x", "top.py", ("app/core/deep/x.py",)),
        (".core", "app/chat.py", ("app/core/__init__.py",)), (".", "app/chat.py", ("app/__init__.py",)),
        (".", "app/__init__.py", ("app/__init__.py",)),
        ("..chat", "app/core/client.py", ("app/chat.py",)), ("..", "app/core/client.py", ("app/__init__.py",)),
        (".client", "app/core/__init__.py", ("app/core/client.py",)),
        ("lib.a", "top.py", ("src/lib/a.py",)), ("lib", "app/chat.py", ("src/lib/__init__.py",)),
        ("util", "services/api/main.py", ("services/api/util.py",)),
        ("common.log", "services/api/main.py", ("services/common/log.py",)), ("stubs.only", "top.py", ("stubs/only.pyi",)),
        ("top", "app/chat.py", ("top.py",)),
        ("app.util", "top.py", ("app/util.py", "app/util/__init__.py")),
    ],
)  # fmt: skip
def test_names(module: str, importer: str, found: tuple[str, ...]) -> None:
    assert LANGUAGE.locate(module, importer, naming(FILES)) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({"tools/sdk.py": ""}, (), id="in a folder of its own"),
        pytest.param({"sdk/prompts.txt": ""}, (), id="a folder without code"),
        pytest.param({"sdk/helper.py": ""}, (), id="a folder that is no package"),
        pytest.param({"sdk.py": "", "requirements.txt": "other\nsdk>=1.0\n"}, (), id="required"),
        pytest.param({"sdk.py": "", "pyproject.toml": 'dependencies = ["sdk[all] >= 1"]'}, (), id="required by a project file"),
        pytest.param({"sdk.py": "", "requirements.txt": "sdk-tools\nmysdk\n"}, ("sdk.py",), id="others required"),
        pytest.param({"sdk/__init__.py": ""}, ("sdk/__init__.py",), id="a package of the project"),
    ],
)
def test_a_package_of_the_catalogue_wins_over_a_file_of_its_name(files: dict[str, str], found: tuple[str, ...]) -> None:
    assert LANGUAGE.locate("sdk", "tools/main.py", naming({**files, "tools/main.py": ""}, frozenset({"sdk"}))) == found


@pytest.mark.parametrize(("path", "name"), [("app/chat.py", "chat"), ("app/core/__init__.py", "core"), ("top.py", "top"), ("a/b.pyi", "b")])
def test_texts_that_importers_hold(path: str, name: str) -> None:
    assert LANGUAGE.names_of(path, naming(FILES)) == (name,)


def test_a_star_import_is_written_down() -> None:
    facts = lower("from .a import *")
    assert [import_text(facts, item) for item in facts.imports] == ["import * from .a"]
