"""Every ``[[example]]`` of every signature file: the notes, the whole notes and nothing but the notes; and what no example shows."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest
from in_memory import bench, catalog

from scanner.catalog import load_examples
from scanner.signatures.rows import rows
from scanner.signatures.testing import unshown
from scanner.signatures.trial import OWN_TAGS, try_example

if TYPE_CHECKING:
    from scanner.catalog import Example
    from scanner.signatures.trial import Trial

EXAMPLES = load_examples()
UNSHOWN = frozenset(
    {
        "mini-programs/taro-listed",
        "python-script/notebook",  # top-level code of cells, which have no line of their own in a sample
        "web-pages/listed-page",  # pages that another file lists
        "web-pages/listed-setup",
    }
)
"""What one sample cannot show."""


def name(example: Example) -> str:
    return f"{example.owner.removesuffix('.toml')}::{example.language}[{example.number}]"


@functools.cache
def tried(example: Example) -> Trial:
    return try_example(bench(), example)


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_example_gives_what_is_noted(example: Example) -> None:
    assert [failure[1:] for failure in tried(example).failures] == []


def test_every_signature_is_shown_by_an_example() -> None:
    seen = frozenset().union(*(tried(example).seen for example in EXAMPLES))
    missing = {row.id for row in unshown(catalog(), seen)}
    assert missing - UNSHOWN == set(), "write an example that shows it"
    assert UNSHOWN - missing == set(), "shown now: take it out of the list"


def test_what_is_found_by_words_and_shapes_has_a_near_miss() -> None:
    """The loader refuses libraries, clients, routes and entry points without one."""
    folders = ("idioms", "queries", "settings", "artifacts", "features", "labels")
    reporting = {row.file for row in rows(catalog()) if row.file.startswith(folders)}
    quiet = {one.owner for one in EXAMPLES if f"$ {OWN_TAGS.get(one.owner.partition('/')[0], 'hit')}=" not in one.code}
    assert sorted(reporting - quiet) == []
