"""Places in comments and docstrings, and places that only look like it."""

from __future__ import annotations

import pytest

from scanner.comments import is_comment

WORD = "由AI生成"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("python", 'note = "内容@"', id="python text"),
        pytest.param("python", 'colour = "#fff @"', id="a hash in quotes"),
        pytest.param("python", 'send(\n    """内容@"""\n)', id="a long text as an argument"),
        pytest.param("python", 'PROMPT = """写一段话,并注明@"""', id="a long text that is kept"),
        pytest.param("javascript", 'const a = "https://x.cn/@"', id="an address"),
        pytest.param("javascript", '/* a */ const note = "@"', id="behind a comment that ended"),
        pytest.param("vue", "<!-- a --><p>@</p>", id="behind a note that ended"),
        pytest.param("html", "<p>\n  @\n</p>", id="page"),
        pytest.param("yaml", "note: 内容@", id="yaml"),
        pytest.param("csharp", '#region a\nvar note = "@";', id="a hash of another language"),
    ],
)
def test_text(language: str, text: str) -> None:
    assert not is_comment(*placed(text), language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("python", "# @", id="python"),
        pytest.param("python", 'a = "#"  # @', id="behind code"),
        pytest.param("python", 'def f():\n    """Give a text; @ is added elsewhere."""', id="docstring"),
        pytest.param("python", 'class A:\n    x: int\n    """内容\n    @"""', id="docstring of a field"),
        pytest.param("python", '"""@"""', id="docstring of a module"),
        pytest.param("javascript", "f(); // @", id="javascript"),
        pytest.param("java", "/**\n * @\n */", id="java"),
        pytest.param("vue", "<!--\n<p>@</p>\n-->", id="page"),
        pytest.param("template", "<!-- @ -->", id="template"),
        pytest.param("yaml", "note: a # @", id="yaml"),
        pytest.param("php", "# @", id="php"),
    ],
)
def test_comment(language: str, text: str) -> None:
    assert is_comment(*placed(text), language)


def placed(text: str) -> tuple[bytes, int]:
    data = text.replace("@", WORD).encode()
    return data, data.index(WORD.encode())
