"""The C++ front end: every form against the notes of its fixture, hostile input, headers, what other files define."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.evaluate.values import Text
from scanner.languages.cpp import LANGUAGES
from scanner.languages.interface import Naming

if TYPE_CHECKING:
    from scanner.model import Facts

CPP = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "cpp" / "conformance.cpp"


def lower(source: str) -> Facts:
    return CPP.lower("a.cpp", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"class A {{\n int field = 1;\n void m(Thing p) {{\n {source}\n }}\n}};")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = CPP.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("int x = 1; if (c) { x = 2; }", "x", "2 if", id="assigned under a condition"),
        pytest.param('auto s = std::string("a") + p;', "s", "('a' + p)", id="texts put together"),
        pytest.param('auto s = "a" "b\\n";', "s", "('a' + 'b\\n')", id="texts beside each other"),
        pytest.param('auto s = R"(a"b)";', "s", "'a\"b'", id="raw text"),
        pytest.param("auto s = p.name.c_str();", "s", "p.name", id="the same text in C"),
        pytest.param('auto s = c ? "a" : "b";', "s", "('a' | 'b')", id="either"),
        pytest.param('Json s = {{"a", p}, {"b", 1}};', "s", "{a: p, b: 1}", id="pairs"),
        pytest.param('auto s = fmt::format("{}/x/{}", p, 1);', "s", "(p + '/x/' + 1)", id="format"),
        pytest.param("auto s = std::move(p);", "s", "p", id="passed on"),
        pytest.param("Thing s(p, 1);", "s", "new Thing(p, 1)", id="construction"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#~→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("class A { void m() { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 20_000 + "1" + ")" * 20_000 + ";", id="brackets"),
        pytest.param("f(" * 20_000 + ")" * 20_000 + ";", id="calls"),
        pytest.param("f([]() { " * 3_000 + "});" * 3_000, id="functions"),
        pytest.param("if (a) { " * 3_000 + "b();" + "}" * 3_000, id="ifs"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("void m() {\n" + source + "\n}")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


def test_long_chains_are_read_to_the_end() -> None:
    assert len(lower("void m() {\nx" + ".a()" * 5_000 + ";\n}").calls) == 5_000


FILES = {"app/src/main.cpp": b"", "app/include/chat/client.h": b"class Client {};", "other/chat/client.h": b""}


@pytest.mark.parametrize(
    ("module", "found"),
    [
        pytest.param("vector", (), id="the language's own"),
        pytest.param("chat/client.h", ("app/include/chat/client.h", "other/chat/client.h"), id="the nearest first"),
        pytest.param(".", ("app/include/chat/client.h", "app/src/main.cpp", "other/chat/client.h"), id="what is linked together"),
    ],
)
def test_headers_lead_to_files(module: str, found: tuple[str, ...]) -> None:
    assert CPP.locate(module, "app/src/main.cpp", Naming(frozenset(FILES), frozenset(), FILES.get, {})) == found


def test_methods_are_defined_in_other_files() -> None:
    samples = Samples(
        {
            "client.h": "class Client {\n public:\n  Client(const char* u) : url_(u) {}\n  const char* path();\n  const char* url_;\n};",
            "client.cpp": '#include "client.h"\nconst char* Client::path() { return url_; }',
            "config.h": '#define HOST "H"\n#define URL HOST "/p"',
            "main.cpp": '#include "client.h"\n#include "config.h"\nauto url = URL;\nauto path = Client("U").path();',
        }
    )
    assert samples.values("main.cpp", "url") == (Text("H/p"),)
    assert samples.values("main.cpp", "path") == (Text("U"),)


def test_headers_hand_on_what_they_include() -> None:
    samples = Samples(
        {
            "bot.hpp": "#include <string>\n#include <curl/curl.h>\nclass Bot { void ask(); };",
            "bot.cpp": '#include "bot.hpp"\nvoid Bot::ask() {\n  CURL* c = curl_easy_init();\n'
            '  curl_easy_setopt(c, CURLOPT_URL, "https://api.deepseek.com/chat/completions");\n  curl_easy_perform(c);\n}',
        }
    )
    assert [hit.vendor for hit in samples.hits("bot.cpp")] == ["deepseek"]
