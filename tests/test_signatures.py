"""Every ``[[example]]`` of every signature file: the notes, the whole notes and nothing but the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_memory import bench

from scanner.catalog import load_examples
from scanner.signatures.trial import try_example

if TYPE_CHECKING:
    from scanner.catalog import Example


def name(example: Example) -> str:
    return f"{example.owner.removesuffix('.toml')}::{example.language}[{example.number}]"


@pytest.mark.parametrize("example", load_examples(), ids=name)
def test_example_gives_what_is_noted(example: Example) -> None:
    assert [failure[1:] for failure in try_example(bench(), example).failures] == []
