"""The compiled form of the law data: the same data, never stale ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scanner import law
from scanner.catalog import builtin_root, load
from scanner.decide import closed_words
from scanner.kept import pack
from scanner.law.compile import FORM, dump, restore
from scanner.law.load import _said, _state

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.law import Law

WORDS = closed_words(load().categories)
FILE = "laws.toml"
DUMP = """
import sys
from scanner import law
from scanner.catalog import builtin_root, load
from scanner.decide import closed_words
from scanner.law.compile import dump
sys.stdout.buffer.write(dump(law.load(builtin_root(), closed_words(load().categories), cache=False)))
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SUANBEI_CACHE_DIR", str(tmp_path / "cache"))
    shutil.copytree(builtin_root() / "law", tmp_path / "signatures" / "law")
    return tmp_path / "signatures"


def forged(root: Path) -> Law:
    """Law data that say who wrote them."""
    return law.load(root, WORDS, cache=False)._replace(as_of="1926-08-31")


def plant(tmp_path: Path, root: Path) -> None:
    """Make the cache hold forged data."""
    (path,) = (tmp_path / "cache").iterdir()
    state = _state(root, _said(WORDS))
    assert state is not None
    path.write_bytes(pack(FORM, forged(root), state))


def test_round_trip() -> None:
    found = law.load(builtin_root(), WORDS, cache=False)
    again = restore(dump(found))
    assert again == found
    assert list(again.facts) == list(found.facts)


def test_same_bytes_in_every_process() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", DUMP],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=builtin_root().parent,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {dump(law.load(builtin_root(), WORDS, cache=False))}


@pytest.mark.parametrize("data", [b"", b"\x00", b"(\x00\x00\x00\x00", b"N", b"[\xff\xff\xff\x7f", b"\xe9\x01\x00\x00\x00"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="compiled"):
        restore(data)


def test_the_cache_is_used_until_a_file_changes(tmp_path: Path, root: Path) -> None:
    before = law.load(root, WORDS)
    plant(tmp_path, root)
    assert law.load(root, WORDS) == forged(root)
    path = root / "law" / FILE
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert law.load(root, WORDS) == before


def test_other_closed_lists_outdate_the_cache(tmp_path: Path, root: Path) -> None:
    before = law.load(root, WORDS)
    plant(tmp_path, root)
    assert law.load(root, {**WORDS, "unused": frozenset({"x"})}).as_of == before.as_of


def test_an_installed_form_is_trusted(tmp_path: Path, root: Path) -> None:
    inside = root.rename(tmp_path / "_signatures")
    found = law.load(inside, WORDS, cache=False)
    (inside / FORM.file).write_bytes(pack(FORM, forged(inside), _said(WORDS)))
    assert law.load(inside, WORDS).as_of == "1926-08-31"
    assert law.load(inside, WORDS, cache=False) == found
