"""Every ``[[example]]`` of ``entrypoints/``: the noted functions are entered as noted, and no other function of the sample is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_memory import SUFFIXES, Samples, catalog, matcher
from inline import expected

from scanner.catalog import load_examples
from scanner.trace.declared import Node
from scanner.trace.entries import Entries

if TYPE_CHECKING:
    from scanner.catalog import Example
    from scanner.trace.declared import Entry

EXAMPLES = tuple(e for e in load_examples() if e.owner.startswith("entrypoints/"))


def name(example: Example) -> str:
    return f"{example.owner.removesuffix('.toml')}::{example.language}[{example.index}]"


def entered(example: Example) -> dict[int, list[Entry]]:
    """Entries of every function of a sample, by the line it begins on."""
    path = example.file or "sample" + SUFFIXES[example.language]
    samples = Samples({path: example.code})
    entries = Entries(samples.evaluator, matcher().paths, catalog())
    facts = samples.facts(path)
    assert facts is not None
    lines: dict[int, list[Entry]] = {}
    for scope in [n for n, s in enumerate(facts.scopes) if s.kind in ("module", "function", "lambda")]:
        for entry in entries.of(Node(path, scope), ()):
            start = facts.scopes[scope].start if scope else entry.offset
            lines.setdefault(example.code.encode()[:start].count(b"\n") + 1, []).append(entry)
    return lines


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_example_is_entered_as_noted(example: Example) -> None:
    notes = {line: [n for n in found if n.get("entry")] for line, found in expected(example.code).items()}
    wanted = {(line, n.get("entry"), n.get("name")) for line, found in notes.items() for n in found if n.known != "MISSING"}
    known = {(line, n.get("entry"), n.get("name")) for line, found in notes.items() for n in found if n.known == "MISSING"}
    got = entered(example)
    missing = {w for w in wanted if not any(e.kind == w[1] and w[2] in (None, e.name) for e in got.get(w[0], ()))}
    assert not missing, (
        f"not entered so: {sorted(missing, key=str)}; entered: { {line: [tuple(e)[1:3] for e in es] for line, es in got.items()} }"
    )
    # NOTE: top-level code is run by whatever loads the file; the notes speak of functions.
    spurious = {
        (line, e.kind, e.name) for line, es in got.items() for e in es if line > 1 and not any(w[:2] == (line, e.kind) for w in wanted)
    }
    assert not spurious
    mended = {w for w in known if any(e.kind == w[1] and w[2] in (None, e.name) for e in got.get(w[0], ()))}
    assert not mended, "a known miss is found now: make it a plain note"
