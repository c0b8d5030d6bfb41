"""The shell front end: every form against the notes of its fixture, hostile input, names to files, and what names come to mean."""

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
from scanner.languages.shell import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Facts

SHELL = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "shell" / "conformance.sh"


def lower(source: str) -> Facts:
    return SHELL.lower("a.sh", source.encode())


def called(source: str) -> list[str]:
    """All calls, as text."""
    facts = lower(source)
    return [line for lines in by_line(facts, source.encode()).values() for line in lines if "(" in line]


# ---------------------------------------------------------------------------------------------- forms


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = SHELL.lower("fixtures/languages/shell/conformance.sh", data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        pytest.param("f -s", ["f(-s=True)"], id="an option alone"),
        pytest.param("f -s word", ["f(-s='word')"], id="a word behind an option"),
        pytest.param("f -s https://a.b", ["f(-s='https://a.b', 'https://a.b')"], id="an address behind an option"),
        pytest.param("f -sSL a", ["f(-sSL='a')"], id="several options in one word"),
        pytest.param("f -XPOST a", ["f(-X='POST', 'a')"], id="an option and its value in one word"),
        pytest.param("f --a= b", ["f(--a='', 'b')"], id="an empty value"),
        pytest.param("f - a", ["f('-', 'a')"], id="a dash alone"),
        pytest.param("g() { :; }\ng -s a", ["g('-s', 'a')"], id="options of a function are its arguments"),
        pytest.param("f '{\"a\": $x}'", ["f('{\"a\": $x}')"], id="no json"),
        pytest.param("f -d '{\"a\": [{}]}'", ["f(-d={a: [{}]})"], id="json"),
        pytest.param("'f g' a", ["?command('a')"], id="a command with blanks"),
    ],
)
def test_words_of_commands(source: str, calls: Sequence[str]) -> None:
    assert [call for call in called(source) if not call.startswith("function")] == calls


# ---------------------------------------------------------------------------------------------- hostile input


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$`~→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower('f() { a="$1"; curl -d "{' + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_lowered(data: bytes) -> None:
    assert SHELL.lower("a.sh", data.decode("utf-8", "replace").encode()).path == "a.sh"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x=" + "$(a " * 1000, id="open substitutions"),
        pytest.param("if a; then " * 1000, id="open conditions"),
        pytest.param("( " * 2000, id="open brackets"),
        pytest.param("x=" + "${a:-" * 1000, id="open expansions"),
        pytest.param("f -d '" + "[" * 100_000 + "'", id="json that never ends"),
    ],
)
def test_depth_is_bounded(source: str) -> None:
    assert lower(source).path == "a.sh"


def test_what_follows_a_fault_is_read() -> None:
    facts = lower("if ((; \nx=\ngood call\n")
    assert "good" in [render(facts, call.callee) for call in facts.calls]
    assert "syntax-error" in dict(facts.gaps)


# ---------------------------------------------------------------------------------------------- names of modules

FILES = {"lib/common.sh": "", "bin/run.sh": "", "bin/env.sh": "", "notes.txt": ""}


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("./none.sh", "bin/run.sh", (), id="no such file"),
        pytest.param("./run.sh", "bin/run.sh", (), id="itself"),
        pytest.param("./env.sh", "bin/run.sh", ("bin/env.sh",), id="beside"),
        pytest.param("./lib/common.sh", "bin/run.sh", ("lib/common.sh",), id="from the top"),
        pytest.param("*/../lib/common.sh", "bin/run.sh", ("lib/common.sh",), id="from a computed folder"),
    ],
)
def test_names_lead_to_files(module: str, importer: str, found: Sequence[str]) -> None:
    assert SHELL.locate(module, importer, Naming(frozenset(FILES), frozenset(), lambda _: b"", {})) == found


def test_a_file_goes_by_its_name() -> None:
    assert SHELL.names_of("lib/common.sh", Naming(frozenset(), frozenset(), lambda _: b"", {})) == ("common.sh",)


# ---------------------------------------------------------------------------------------------- what names mean

PROGRAM = {".env": "AI_KEY=secret", "lib.sh": 'HOST="https://lib.cn"\njoined() {\n  echo "$HOST/$1"\n}\n'}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("$NONE", set(), id="unknown"),
        pytest.param("$AI_KEY", {"secret"}, id="environment"),
        pytest.param("${AI_URL:-https://default.cn}", {"https://default.cn"}, id="default"),
        pytest.param("$HOST/v1", {"https://lib.cn/v1"}, id="of a script that is read in"),
        pytest.param("$(joined v2)", {"https://lib.cn/v2"}, id="what a function prints"),
        pytest.param("$(printf '%s/%s' a b)", {"a/b"}, id="format"),
        pytest.param("$(echo x | cat)", {"x"}, id="pipe"),
        pytest.param("${LIST[1]}", {"two"}, id="element"),
    ],
)
def test_values_over_several_files(written: str, meant: set[str]) -> None:
    samples = Samples({**PROGRAM, "main.sh": f'source ./lib.sh\nLIST=(one two)\nRESULT="{written}"\n'})
    assert {v.text for v in samples.values("main.sh", "RESULT") if isinstance(v, Text)} == meant
