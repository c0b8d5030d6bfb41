"""Trying an example: every way in which it may be wrong is told, a right one is not."""

from __future__ import annotations

import pytest
from in_memory import bench

from scanner.catalog import Example
from scanner.signatures.trial import try_example

CALL = 'import openai\n\nopenai.chat.completions.create(model="gpt-4o")'
HIT = "openai/chat-completions"


def example(code: str, language: str = "python", owner: str = "libraries/openai.toml", file: str = "") -> Example:
    return Example(owner=owner, number=0, language=language, title="a", code=code, file=file)


def told(one: Example) -> list[tuple[int, str, str, tuple[str, ...]]]:
    return [failure[1:] for failure in try_example(bench(), one).failures]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(example(f"{CALL}  # $ hit={HIT} model=gpt-4o vendor=openai\n"), id="noted"),
        pytest.param(example("import openai\nopenai.models()\n"), id="near miss"),
        pytest.param(example(f"{CALL}  # $ hit={HIT} $ MISSING: hit=openai/embeddings\n"), id="known miss"),
        pytest.param(example("# $ 5 per call\n"), id="no note"),
        pytest.param(
            example(
                "from flask import Flask\napp = Flask(__name__)\n\n@app.get('/a')\ndef a():  # $ entry=http name='GET /a'\n    pass\n",
                owner="entrypoints/flask.toml",
            ),
            id="entry",
        ),
    ],
)
def test_right_examples_are_told_nothing_of(one: Example) -> None:
    assert told(one) == []


@pytest.mark.parametrize(
    ("one", "failures"),
    [
        pytest.param(example(f"{CALL}\n"), [(3, "unexpected", f"hit={HIT}", ())], id="hit without a note"),
        pytest.param(
            example(f"import openai  # $ hit={HIT}\n"),
            [(1, "missing", f"hit={HIT}", ())],
            id="note without a hit",
        ),
        pytest.param(
            example(f"# $ hit={HIT}\n{CALL}\n"),
            [(1, "missing", f"hit={HIT}", (f"hit={HIT}@4",)), (4, "unexpected", f"hit={HIT}", ())],
            id="hit on another line",
        ),
        pytest.param(
            example(f"{CALL}  # $ hit={HIT} vendor=acme\n"),
            [(3, "field", "vendor=acme", ("vendor=openai",))],
            id="another vendor",
        ),
        pytest.param(example(f"{CALL}  # $ MISSING: hit={HIT}\n"), [(3, "mended", f"hit={HIT}", ())], id="mended"),
        pytest.param(
            example("a = 1  # $ hit=a/b and more\n"),
            [(0, "unreadable", "cannot read 'and more' in the note of 'a = 1  # $ hit=a/b and more'", ())],
            id="sentence in a note",
        ),
        pytest.param(example(f"{CALL}  # $ hit={HIT} modle=gpt-4o\n"), [(3, "unknown-tag", "modle", ("hit",))], id="misspelt tag"),
        pytest.param(example("a = 1  # $ label=explicit\n"), [(1, "unknown-tag", "label", ("hit",))], id="tag of another folder"),
        pytest.param(example("def (:\n"), [(0, "unparsed", "syntax-error; the rest of the file was read", ())], id="syntax"),
        pytest.param(
            example("def a():  # $ entry=http name='GET /a'\n    pass\n", owner="entrypoints/flask.toml"),
            [(1, "missing", "entry=http", ())],
            id="no entry",
        ),
        pytest.param(
            example(
                "from flask import Flask\napp = Flask(__name__)\n\n@app.get('/a')\ndef a():  # $ entry=http name='GET /b'\n    pass\n",
                owner="entrypoints/flask.toml",
            ),
            [(5, "field", "name=GET /b", ("name=GET /a",))],
            id="another route",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(one: Example, failures: list[tuple[int, str, str, tuple[str, ...]]]) -> None:
    assert told(one) == failures


def test_a_sample_of_configuration_needs_no_name() -> None:
    assert told(example("services:\n  a:\n    image: redis:7\n", "yaml")) == []
