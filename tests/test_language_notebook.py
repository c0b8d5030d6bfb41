"""Notebooks: the Python of their cells, and the line of the raw file for each of its lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.languages.notebook import LANGUAGE, unpack
from scanner.text import Places

FIXTURES = Path(__file__).parent.parent / "fixtures" / "languages" / "notebook"
CONFORMANCE = (FIXTURES / "conformance.ipynb").read_bytes()
SOURCE = '''\
pass
pass
pass
import portal  # 导入
pass
client = portal.Client(base="https://gateway.example.com")
answer = client.chat("hi")
files = None
pass
text = """
!keep
"""
print(answer
  %text)
'''


def notebook(*sources: object, **metadata: object) -> bytes:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": metadata}).encode()


def test_cells_become_one_python_text() -> None:
    source, _, gaps = unpack(CONFORMANCE)
    assert source.decode() == SOURCE
    assert gaps == ()


def test_lines_are_those_of_the_raw_file() -> None:
    source, lines, _ = unpack(CONFORMANCE)
    raw = CONFORMANCE.decode().split("\n")
    kept = {'"%pip install': 0, "import portal": 3, "Client(base=": 5, "client.chat(": 6, "files = ": 7, "text = ": 9, "!keep": 10}
    assert all(text in raw[lines[at][1] - 1] for text, at in kept.items())
    assert [offset for offset, _ in lines] == [0, *(at + 1 for at, byte in enumerate(source[:-1]) if byte == 10)]


def test_facts_are_those_of_the_python_in_it() -> None:
    facts = LANGUAGE.lower("a.ipynb", CONFORMANCE)
    source = unpack(CONFORMANCE)[0]
    assert facts.language == "notebook"
    assert [source[call.start : call.end].decode() for call in facts.calls][:2] == [
        'portal.Client(base="https://gateway.example.com")',
        'client.chat("hi")',
    ]
    place = Places("a.ipynb", source, facts).location(facts.calls[1].start, facts.calls[1].end)
    assert '"%time answer = client.chat(' in CONFORMANCE.decode().split("\n")[place.line - 1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("a = b % c\n", "a = b % c\n", id="remainder"),
        pytest.param("a != b\n", "a != b\n", id="unequal"),
        pytest.param("print('x=!y', '?')\n", "print('x=!y', '?')\n", id="in-text"),
        pytest.param("  %name)\n", "  %name)\n", id="remainder-over-lines"),
        pytest.param("a = (b\n  % c\n)\n", "a = (b\n  % c\n)\n", id="remainder-with-blank"),
        pytest.param("x = 1 # what?\n", "x = 1 # what?\n", id="remark"),
        pytest.param("%matplotlib inline\n", "pass\n", id="line-magic"),
        pytest.param("% pip install x\n", "pass\n", id="magic-with-blank"),
        pytest.param("  !ls -l\n", "  pass\n", id="shell"),
        pytest.param("%timeit -n 10 -r 3 run(1)\n", "run(1)\n", id="timed"),
        pytest.param("client.chat??\n", "pass\n", id="help"),
        pytest.param("?client\n", "pass\n", id="help-before"),
        pytest.param("a, b = %sql select 1\n", "a, b = None\n", id="assigned"),
        pytest.param("!ls \\\n  -l\nx = 1", "pass\npass\nx = 1\n", id="continued"),
        pytest.param("%%capture out\nrun()", "pass\nrun()\n", id="python-cell"),
        pytest.param("\n%%writefile a.py\nrun()", "", id="other-cell"),
        pytest.param("%sql\nselect 1", "", id="language-cell"),
    ],
)
def test_magic(line: str, expected: str) -> None:
    assert unpack(notebook(line))[0].decode() == expected
    assert unpack(notebook(line.splitlines(keepends=True)))[0].decode() == expected


@pytest.mark.parametrize(
    ("metadata", "gaps"),
    [
        pytest.param({}, (), id="says-nothing"),
        pytest.param({"kernelspec": {"name": "conda-env-x"}}, (), id="own-name"),
        pytest.param({"kernelspec": {"name": "pysparkkernel", "language": "python"}}, (), id="pyspark"),
        pytest.param({"kernelspec": {"name": "ir", "language": "R"}}, (("kernel", 1),), id="r"),
        pytest.param({"language_info": {"name": "julia"}}, (("kernel", 1),), id="julia"),
        pytest.param({"kernelspec": {"name": "deno"}}, (("kernel", 1),), id="name-only"),
    ],
)
def test_kernel(metadata: dict[str, object], gaps: object) -> None:
    source, _, found = unpack(notebook("x = 1", **metadata))
    assert found == gaps
    assert source == (b"" if gaps else b"x = 1\n")


def test_other_kernel_gives_no_facts() -> None:
    facts = LANGUAGE.lower("a.ipynb", (FIXTURES / "other-kernel.ipynb").read_bytes())
    assert facts.calls == facts.imports == facts.binds == ()
    assert facts.gaps == (("kernel", 1),)


def test_old_format_is_read() -> None:
    cells = [{"cell_type": "code", "language": "python", "input": ["x = 1"]}, {"cell_type": "code", "language": "r", "input": ["y <- 1"]}]
    assert unpack(json.dumps({"worksheets": [{"cells": cells}]}).encode())[0] == b"x = 1\n"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'"cells"', b"\xff\xfe\x00", b"<html>", b"[" * 100_000], ids=repr)
def test_broken_notebook_is_a_gap(data: bytes) -> None:
    facts = LANGUAGE.lower("a.ipynb", data)
    assert "parse-error" in dict(facts.gaps)
    assert facts.calls == facts.lines == ()


def test_truncated_notebook_gives_the_cells_before_the_end() -> None:
    source, _, gaps = unpack(CONFORMANCE[: CONFORMANCE.index(b"files = ")])
    assert source.decode().splitlines()[-1] == 'answer = client.chat("hi")'
    assert "parse-error" in dict(gaps)


def test_unfinished_text_ends_with_its_cell() -> None:
    source, lines, _ = unpack(notebook('x = """a', "y = 1"))
    assert source == b'x = """a\n"""\ny = 1\n'
    assert len(lines) == 3


def test_outputs_cost_no_room() -> None:
    cell = {"cell_type": "code", "outputs": [{"data": [[0.5]] * 300_000}], "source": "x = 1"}
    source, _, gaps = unpack(json.dumps({"cells": [cell, cell]}).encode())
    assert source == b"x = 1\nx = 1\n"
    assert gaps == ()


@given(st.binary() | st.integers(0, len(CONFORMANCE)).map(lambda end: CONFORMANCE[:end]))
def test_nothing_raises(data: bytes) -> None:
    source, lines, _ = unpack(data)
    assert len(lines) == source.count(b"\n")
    assert [offset for offset, _ in lines] == sorted({offset for offset, _ in lines})
    assert all(1 <= line <= data.count(b"\n") + 1 for _, line in lines)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_source_is_unpacked(sources: list[str]) -> None:
    source, lines, gaps = unpack(notebook(*sources))
    assert len(lines) == source.count(b"\n")
    assert gaps == ()
