"""The Lua front end: every form against the notes of its fixture, hostile input, module names to files."""

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
from scanner.languages.lua import LANGUAGES

if TYPE_CHECKING:
    from scanner.model import Facts

LUA = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "lua" / "conformance.lua"


def lower(source: str) -> Facts:
    return LUA.lower("a.lua", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"local field = 1\nfunction m(p)\n {source}\nend")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = LUA.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("local x = 1\n if c then x = 2 end", "x", "2 if", id="assigned under a condition"),
        pytest.param("x = 2", "x", "2 if", id="a global that a function sets"),
        pytest.param("local s = 'a' .. p .. 'b'", "s", "('a' + p + 'b')", id="texts put together"),
        pytest.param("local s = p or field", "s", "(p or field)", id="fall-back"),
        pytest.param("local s = ('%s/%d'):format(p, 1)", "s", "(p + '/' + 1)", id="format as a method"),
        pytest.param("local s = [[a\\n]]", "s", "'a\\\\n'", id="raw text"),
        pytest.param("local a, s = p.f()", "s", "p.f()[1]", id="second result"),
        pytest.param("local s = { 'a', p }", "s", "['a', p]", id="list"),
        pytest.param("local s = { [p] = 1, k = 2 }", "s", "{[p]: 1, k: 2}", id="keys"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#~→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("local M = {}\nfunction M:m() " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("f(" * 20_000 + ")" * 20_000, id="calls"),
        pytest.param("x = " + "{" * 20_000 + "}" * 20_000, id="tables"),
        pytest.param("f(function() " * 3_000 + "end)" * 3_000, id="functions"),
        pytest.param("if a then " * 3_000 + "b()" + " end" * 3_000, id="ifs"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in lower(source).gaps}


def test_long_chains_are_read_to_the_end() -> None:
    assert len(lower("x" + ".a()" * 5_000).calls) == 5_000


FILES = {"app/lib/chat/client.lua": b"", "app/lib/store/init.lua": b"", "other/chat/client.lua": b""}


@pytest.mark.parametrize(
    ("module", "found"),
    [
        pytest.param("resty.http", (), id="another package"),
        pytest.param("chat.client", ("app/lib/chat/client.lua", "other/chat/client.lua"), id="the nearest first"),
        pytest.param("store", ("app/lib/store/init.lua",), id="a folder with a file that speaks for it"),
    ],
)
def test_names_lead_to_files(module: str, found: tuple[str, ...]) -> None:
    assert LUA.locate(module, "app/main.lua", Naming(frozenset(FILES), frozenset(), FILES.get, {})) == found


def test_tables_with_functions_are_classes() -> None:
    samples = Samples(
        {
            "client.lua": "local M = { host = 'H' }\nlocal mt = { __index = M }\n"
            "function M.new(opts) return setmetatable({ url = opts.url }, mt) end\n"
            "function M:path(p) return self.url .. p end\nreturn M",
            "main.lua": "local client = require('client')\nlocal c = client.new({ url = 'U' })\nurl = c:path('/p')\nhost = client.host",
        }
    )
    assert samples.values("main.lua", "url") == (Text("U/p"),)
    assert samples.values("main.lua", "host") == (Text("H"),)
