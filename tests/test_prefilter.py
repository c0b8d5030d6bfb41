from __future__ import annotations

import json
import os
import pathlib
import tempfile
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model import Problem, SourceFile
from scanner.prefilter import Examined, Imports, Prefilter, account, read

NEEDLES = ("openai", "openai.com", "pena", "/v1/chat/completions", "通义千问", "import acme", "QWEN_API_KEY")
PREFILTER = Prefilter(
    NEEDLES,
    sinks=("requests", "fetch(", "openai"),
    modules=(("together", "maps.routes"), ("urllib.request",)),
    only=[("import acme", ("python",)), ("fetch(", ("javascript",))],
    key=lambda name: {"typescript": "javascript", "json": ""}.get(name, name),
)


def source(path: str = "a.py", language: str = "python") -> SourceFile:
    return SourceFile(path=path, language=language, size=0)


def examine(data: str | bytes, language: str = "python") -> Examined:
    return PREFILTER.examine(source(language=language), data.encode() if isinstance(data, str) else data)


# ------------------------------------------------------------------------------------------------ needles


@pytest.mark.parametrize(
    ("data", "needles"),
    [
        ("", ()),
        ("open ai, OpenAI, OPENAI", ()),
        ("qwen_api_key", ()),
        ("pe" + "na", ("pena",)),
        ("api.openai.com", ("openai", "openai.com", "pena")),
        ("import acme", ("import acme",)),
        ("x = '通义千问'", ("通义千问",)),
        pytest.param(b"\xef\xbb\xbfopenai", ("openai", "pena"), id="utf-8 with mark"),
        pytest.param("x = '通义千问' # 模型".encode("gbk"), ("通义千问",), id="gbk"),
        pytest.param("x = '通义千问' # 模型".encode("utf-16"), ("通义千问",), id="utf-16 with mark"),
        pytest.param("client = openai.Client()".encode("utf-16-be"), ("openai", "pena"), id="utf-16 without mark"),
        pytest.param(b"#" * ((1 << 18) - 3) + b"openai", ("openai", "pena"), id="across pieces"),
    ],
)
def test_needles(data: str | bytes, needles: tuple[str, ...]) -> None:
    assert examine(data, "json").needles == needles


@pytest.mark.parametrize(
    "data",
    [
        "# put it together",
        "together = 1",
        "expr.together()",
        "from .together import x",
        "from algebra import together",
        "from maps import other",
        "__all__ = ['together']",
    ],
)
def test_a_word_of_code_is_no_module(data: str) -> None:
    assert examine(data).needles == ()


@pytest.mark.parametrize(
    ("data", "modules"),
    [
        ("import together", ("together",)),
        ("import os, together.client as t", ("together",)),
        ("from together import x", ("together",)),
        ("importlib.import_module('together')", ("together",)),
        ("LLM = 'together.Together'", ("together",)),
        ("from maps import routes", ("maps.routes",)),
        ("from maps.routes import go", ("maps.routes",)),
        ("import maps", ("maps.routes",)),
    ],
)
def test_modules_are_found_among_imports(data: str, modules: tuple[str, ...]) -> None:
    assert examine(data).needles == modules
    assert examine(data, "typescript").needles == ()


@pytest.mark.parametrize(
    ("data", "sink"), [("from urllib.parse import quote", False), ("import urllib.request", True), ("import urllib", True)]
)
def test_modules_that_send_requests_are_found_among_imports(data: str, sink: bool) -> None:
    assert examine(data).sink is sink


def test_a_needle_of_a_language_counts_in_its_files_and_in_configuration() -> None:
    assert examine("import acme").needles == ("import acme",)
    assert examine("import acme", "typescript").needles == ()
    assert examine("import acme", "json").needles == ("import acme",)
    assert (examine("fetch(x)").sink, examine("fetch(x)", "typescript").sink) == (False, True)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("post(f'{base}/answers')", True),
        ("post(`${base}/answers?stream=1`)", True),
        ("post('/answers/' + number)", True),
        ("curl http://localhost:8080/answers -d @q.json", True),
        ("POST /answers HTTP/1.1", True),
        ("ANSWERS_URL=http://localhost/answers", True),
        ("# of questions/answers and more", False),
        ("# see stackoverflow.com/answers-to-this", False),
        ("'/answers_seen'", False),
        ("'/answers.html'", False),
        ("x = questions/answers()", False),
    ],
)
def test_a_segment_counts_where_it_ends_an_address(data: str, found: bool) -> None:
    assert Prefilter(["/answers"]).examine(source(), data.encode()).needles == (("/answers",) if found else ())


def test_a_longer_path_counts_wherever_it_stands() -> None:
    assert Prefilter(["/rooms/open/"]).examine(source(), b"post('https://x/rooms/open/create?t=')").needles == ("/rooms/open/",)


@pytest.mark.parametrize("data", ["load(name)", "import_module(name)", "__import__(f'a.{b}')"])
def test_computed_imports_are_told(data: str) -> None:
    assert ("**" in examine(data).imports) is (data != "load(name)")


@pytest.mark.parametrize("data", ["require(name)", "import(`./${x}.js`)", "import.meta.glob('./*.ts')", "require.context('.', true)"])
def test_computed_imports_of_scripts_are_told(data: str) -> None:
    assert "**" in examine(data, "typescript").imports
    assert "**" not in examine("require('a'); import('./b')", "typescript").imports


@pytest.mark.parametrize(("data", "sink"), [("request", False), ("requests.get", True), ("openai", True)])
def test_sinks_are_told_apart_from_needles(data: str, sink: bool) -> None:
    assert examine(data).sink is sink


def test_few_bytes_are_searched_in_the_same_way() -> None:
    assert Prefilter(NEEDLES, expected_bytes=10).examine(source(), b"api.openai.com").needles == ("openai", "openai.com", "pena")


def test_sink_words_are_no_needles() -> None:
    assert examine("requests").needles == ()


def test_a_prefilter_without_needles_finds_nothing() -> None:
    assert Prefilter(()).examine(source(), b"import openai") == Examined(path="a.py", imports=("openai",))


@settings(deadline=None)
@given(st.binary(max_size=3000), st.sampled_from(["python", "notebook", "tsx", "html", "json", "javascript"]))
def test_arbitrary_bytes_never_raise(data: bytes, language: str) -> None:
    assert examine(data, language).path == "a.py"


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["import ", "from ", "require(", "'", '"', "./", "@/", "(", ")", ",", "\\\n", "\n", ".", "a", " as ", "#", "/*", "\x00"]
        )
    ),
    st.sampled_from(["python", "notebook", "vue"]),
)
def test_broken_import_lines_never_raise(words: list[str], language: str) -> None:
    assert examine("".join(words), language).sink is False


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(NEEDLES), st.text(max_size=300), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_needle_is_always_reported(before: str, needle: str, after: str, encoding: str) -> None:
    # NOTE: a segment of an address counts only where it ends.
    after = f"'{after}" if needle.startswith("/") else after
    data = (before.replace("\x00", "") + needle + after.replace("\x00", "")).encode(encoding, "replace")
    assert needle in examine(data, "json").needles


# ------------------------------------------------------------------------------------------------ imports


@pytest.mark.parametrize(
    ("code", "imports"),
    [
        ("important = 1", ()),
        ("reimport x", ()),
        ("x.important()", ()),
        ("x = 'just.some prose.'", ()),
        ("x = 'a.'", ()),
        ("import os", ("os",)),
        ("    import a.b, c as d", ("a.b", "c")),
        ("import a; import b  # why", ("a", "b")),
        ("if x: import a", ("a",)),
        ("import a, \\\n  b", ("a", "b")),
        ("from a.b import c", ("a.b", "a.b.c")),
        ("from a import b as c, d", ("a", "a.b", "a.d")),
        ("from a import *", ("a",)),
        ("from a import (\n  b,  # first\n  c as d,\n)\n", ("a", "a.b", "a.c")),
        ("from . import a", (".", ".a")),
        ("from .import a", (".", ".a")),
        ("from .. import (a, b)", ("..", "..a", "..b")),
        ("from ..x import y", ("..x", "..x.y")),
        ("from .fromage import x", (".fromage", ".fromage.x")),
        ("try: from a import b\nexcept ImportError: pass", ("a", "a.b")),
        ("from a \\\n  import b", ("a", "a.b")),
        ("from a import \\\r\n  b, \\\r\n  c\r\n", ("a", "a.b", "a.c")),
        ("from 工具.模型 import 客户端", ("工具.模型", "工具.模型.客户端")),
        ("from a import b\r\nimport c\r\n", ("a", "a.b", "c")),
        ("m = importlib.import_module('plugins')", ("plugins",)),
        ('m = __import__("a.b")', ("a.b",)),
        ("import_module('.x', 'pkg')", (".x",)),
        ("task = 'app.tasks.send'; run(\"app.main:app\")", ("app.main", "app.tasks.send")),
        ("from a import b\n" * 3 + "x" * 400 + "\nimport c", ("a", "a.b", "c")),
        ("from a import (b, c", ("a", "a.b", "a.c")),
    ],
)
def test_python_imports(code: str, imports: tuple[str, ...]) -> None:
    assert examine(code).imports == imports


def test_long_import_lists_are_read_whole() -> None:
    names = [f"name_{number}" for number in range(500)]
    assert examine("from a import (\n" + ",\n".join(names) + ",\n)").imports == ("a", *sorted(f"a.{name}" for name in names))


def test_notebook_imports() -> None:
    cells = [["import os\n", "from a.b import (\n", "    c,\n", "    d as e,\n", ")"], ["import f, g"]]
    notebook = json.dumps({"cells": [{"cell_type": "code", "source": lines} for lines in cells]}, indent=1)
    assert set(examine(notebook, "notebook").imports) == {"os", "a.b", "a.b.c", "a.b.d", "f", "g"}


@pytest.mark.parametrize(
    ("code", "imports"),
    [
        ("Array.from('abc')", ()),
        ("import.meta.env", ()),
        ("const a = `./${name}.js`", ()),
        ("required('x')", ()),
        ("x = a ? './ not one' : 1", ()),
        ("import a from 'x'", ("x",)),
        ('import"x"', ("x",)),
        ('import type { A } from "../types"', ("../types",)),
        ("import { a,\n  b } from './x.js'", ("./x.js",)),
        ("export * from '@scope/pkg/sub'", ("@scope/pkg/sub",)),
        ("const a = require('x'), b = require.resolve( \"y\" )", ("x", "y")),
        ("const A = lazy(() => import(/* webpackChunkName: 'a' */ './A'))", ("./A",)),
        ("vi.mock('@/api/client', f)", ("@/api/client",)),
        ("new Worker(new URL('./worker.ts', import.meta.url))", ("./worker.ts",)),
        ("a('../../b'); c(`~/d`); e('#/f')", ("#/f", "../../b", "~/d")),
    ],
)
@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx", "vue", "svelte"])
def test_javascript_imports(code: str, imports: tuple[str, ...], language: str) -> None:
    assert examine(code, language).imports == imports


@pytest.mark.parametrize(
    ("code", "imports"),
    [
        ("<img src=data:image/png;base64,xx>", ()),
        ('<script src="https://cdn.example.com/x.js"></script><script src="//x/y.js">', ()),
        ('<script src="js/app.js?v=2"></script><script src=./b.js></script>', ("./b.js", "./js/app.js")),
        ("<script type=module>import a from './a.js'</script>", ("./a.js",)),
    ],
)
def test_html_imports(code: str, imports: tuple[str, ...]) -> None:
    assert examine(code, "html").imports == imports


def test_other_languages_have_no_imports_yet() -> None:
    assert examine('{"a": "import x"}', "json").imports == ()


def test_imports_are_what_can_be_located() -> None:
    files = {"app/a.py": ("b", "os", "b.x"), "app/b.py": ("a", "b"), "web/c.ts": ("b",), "app/d.py": ()}
    asked = []

    def locate(importer: str, module: str) -> tuple[str, ...]:
        asked.append((importer, module))
        return (f"app/{module}.py",) if module in ("a", "b") and importer.startswith("app/") else ()

    graph = Imports(locate)
    found = {path: graph.of(Examined(path=path, imports=imports)) for path, imports in files.items()}
    assert found == {"app/a.py": ("app/b.py",), "app/b.py": ("app/a.py",), "web/c.ts": (), "app/d.py": ()}
    assert len(asked) == 5


# ------------------------------------------------------------------------------------------------ content

BUNDLE = "!function(e,t){var n=e(t);" + "n.a(function(){return e(t(n))});" * 60 + "}(a,b);\n"


@pytest.mark.parametrize(
    ("data", "language", "verdict"),
    [
        ("x = 1\n", "python", "text"),
        ("", "python", "text"),
        pytest.param('x = "Code generated. DO NOT EDIT."\n', "python", "text", id="text of a generator"),
        pytest.param("import os\n# Code generated by x. DO NOT EDIT.\n", "python", "text", id="below code"),
        pytest.param("# All images here are generated.\n", "python", "text", id="no plea"),
        pytest.param("# generated\n" + "# x\n" * 200 + "# do not edit\n", "python", "text", id="far apart"),
        pytest.param("# mail me @generated-by\n", "python", "text", id="another tag"),
        pytest.param("// Code generated by protoc-gen. DO NOT EDIT.\n", "javascript", "generated", id="go style"),
        pytest.param(
            "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Generated by the compiler.  DO NOT EDIT!\n", "python", "generated", id="head"
        ),
        pytest.param('"""This file is generated.\n\nPlease do not manually edit it."""\n', "python", "generated", id="docstring"),
        pytest.param("'use client';\n/**\n * @generated\n */\n", "typescript", "generated", id="tag"),
        pytest.param("# This file was auto-generated from the API definition.\n", "python", "generated", id="by itself"),
        pytest.param("# 本文件由脚本自动生成，请勿手动修改\n", "python", "generated", id="Chinese"),
        pytest.param("// " + "x" * 2000 + "\n", "javascript", "text", id="long comment"),
        pytest.param("const a = 1;\n" * 30 + f"const image = '{'iVBORw0KGgo' * 3000}';\n", "javascript", "text", id="data inside"),
        pytest.param("x = [" + "(1, 2), " * 500 + "]\n", "python", "text", id="data in Python"),
        pytest.param("/*! licence */\n" + BUNDLE, "javascript", "minified", id="bundle"),
        pytest.param(
            "/*!\n * Shapes.js v2.6.14\n * (c) 2014-2021 Ada\n */\nvar a = 1;\n", "javascript", "vendored", id="banner of a library"
        ),
        pytest.param(
            "//! shapes.js\n//! version : 2.29.1\n//! license : MIT\nvar a = 1;\n", "javascript", "vendored", id="lines of a banner"
        ),
        pytest.param("/*! Our page, v2.6.14 */\nvar a = 1;\n", "javascript", "text", id="no terms"),
        pytest.param("/*! Copyright Ada, GPL 3.0 */\nvar a = 1;\n", "javascript", "text", id="no release"),
        pytest.param("/**\n * Copyright Ada, Apache License 2.0.0\n */\nvar a = 1;\n", "javascript", "text", id="head of one's own file"),
        pytest.param("var a = 1;\n/*! Shapes v2.6.14, MIT License */\n", "javascript", "text", id="banner further down"),
        pytest.param(b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" * 20, "python", "binary", id="zeros"),
        pytest.param(b"\x1f\x8b\x08rest", "python", "binary", id="magic"),
        pytest.param(bytes(range(128, 256)) * 40, "python", "binary", id="noise"),
        pytest.param(b"x = '\x00'\n" + b"y = 1\n" * 100, "python", "text", id="one stray zero"),
        pytest.param(b"\xff\xfe" + os.urandom(0) + "x = 1\n".encode("utf-16-le"), "python", "text", id="utf-16"),
    ],
)
def test_verdicts(data: str | bytes, language: str, verdict: str) -> None:
    assert examine(data, language).verdict == verdict


def test_generated_files_keep_their_needles() -> None:
    assert examine("# @generated\nimport openai\n").needles == ("openai", "pena")


@pytest.mark.parametrize(
    ("data", "encoding", "damaged"),
    [("x", "utf-8", 0), ("模型", "utf-8", 0), ("x = '模型'".encode("gbk"), "gb18030", 0), (b"x = '\xff\xfe\xff'" + b"y" * 90, "utf-8", 3)],
)
def test_encodings(data: str | bytes, encoding: str, damaged: int) -> None:
    examined = examine(data)
    assert (examined.encoding, examined.damaged) == (encoding, damaged)


def test_account_names_what_content_rules_out() -> None:
    verdicts = [
        ("b/x.py", "generated"),
        ("a.py", "generated"),
        ("c.js", "minified"),
        ("v.js", "vendored"),
        ("d.py", "binary"),
        ("e.py", "text"),
    ]
    skipped, problems = account([Examined(path=path, verdict=verdict, damaged=path == "e.py") for path, verdict in verdicts])
    assert [(one.reason, one.count, one.named) for one in skipped] == [
        ("generated", 2, ("a.py", "b/x.py")),
        ("minified", 1, ("c.js",)),
        ("vendored", 1, ("v.js",)),
    ]
    assert [(one.path, one.reason) for one in problems] == [("d.py", "binary"), ("e.py", "encoding")]


@pytest.mark.parametrize(
    "line",
    [
        "import " + "a" * 200_000 + " b",
        "import (" * 40_000,
        "import " * 40_000,
        "from " + "." * 200_000 + "import",
        "'./" * 80_000,
        "import(/**/" * 20_000,
        "." + "a" * 200_000,
        "/*" * 100_000,
        "# generated " * 20_000,
    ],
)
def test_hostile_lines_take_bounded_time(line: str) -> None:
    started = time.process_time()
    for language in ("python", "javascript", "html"):
        examine(line, language)
    assert time.process_time() - started < 2


# ------------------------------------------------------------------------------------------------ reading


def reason_of(root: pathlib.Path, name: str, **limits: int) -> str:
    answer = read(str(root), source(name), **limits)
    return answer.reason if isinstance(answer, Problem) else answer.decode()


def test_read(tmp_path: pathlib.Path) -> None:
    inside, outside = tmp_path / "root", tmp_path / "secret.py"
    (inside / "folder").mkdir(parents=True)
    (inside / "a.py").write_text("content")
    outside.write_text("secret")
    (inside / "link.py").symlink_to("a.py")
    (inside / "out.py").symlink_to("../secret.py")
    (inside / "loop.py").symlink_to("loop.py")
    os.mkfifo(inside / "pipe.py")
    assert reason_of(inside, "a.py") == "content"
    assert reason_of(inside, "a.py", max_bytes=7) == "content"
    assert reason_of(inside, "a.py", max_bytes=6) == "too-large"
    assert reason_of(inside, "link.py") == "content"
    assert reason_of(inside, "out.py") == "outside-root"
    assert reason_of(inside, "loop.py") == "unreadable"
    assert reason_of(inside, "pipe.py") == "unreadable"
    assert reason_of(inside, "folder") == "unreadable"
    assert reason_of(inside, "gone.py") == "unreadable"
    assert reason_of(inside, "nul\x00.py") == "unreadable"


def test_read_without_permission() -> None:
    with tempfile.TemporaryDirectory() as folder:  # Not tmp_path: nobody else may enter that.
        path = pathlib.Path(folder)
        path.chmod(0o755)
        (path / "a.py").write_text("content")
        (path / "a.py").chmod(0)
        rank = os.geteuid()
        if rank == 0:
            os.seteuid(65534)
        try:
            answer = read(folder, source())
        finally:
            os.seteuid(rank)
    assert answer == Problem(path="a.py", stage="prefilter", reason="unreadable", detail="Permission denied")


def test_names_that_are_no_text_are_escaped(tmp_path: pathlib.Path) -> None:
    name = os.fsdecode(b"\xff.py")
    (tmp_path / name).write_bytes(b"x = 1")
    assert reason_of(tmp_path, name) == "x = 1"
    gone = read(str(tmp_path), source(os.fsdecode(b"\xfe.py")))
    assert isinstance(gone, Problem)
    assert gone.path == "\\xfe.py"
