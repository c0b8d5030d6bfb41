"""Gives the law data of a folder of signatures, from their compiled form where that is still true.

What stands in the files, and what is wrong with them, is found by ``read``, which is not even imported otherwise.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.kept import cached, files_in, installed, keep, pack, state_of
from scanner.law.compile import FORM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.law.values import Law, Values


def load(root: Path, words: Mapping[str, Values], *, cache: bool = True) -> Law:
    """``root``/law/*.toml; ``words`` are the closed lists that facts may take their values from. ``CatalogError`` with every fault."""
    said = _said(words)
    if cache and root.name == "_signatures":
        found = installed(FORM, root, said)
        if found is not None:
            return found
    state = _state(root, said) if cache else None
    if state is not None:
        found = cached(FORM, (root,), state)
        if found is not None:
            return found
    from scanner.law.read import read

    law = read(root, words)
    if state is not None:
        keep(FORM, (root,), state, law)
    return law


def compiled(root: Path, words: Mapping[str, Values]) -> bytes:
    """What an installation brings along."""
    return pack(FORM, load(root, words, cache=False), _said(words))


def _said(words: Mapping[str, Values]) -> bytes:
    return repr(sorted((name, sorted(values)) for name, values in words.items())).encode()


def _state(root: Path, said: bytes) -> bytes | None:
    """None when the folder cannot be looked through; reading it will say why."""
    try:
        return said + state_of((root,), files_in(os.path.join(root, "law"), ".toml"), __file__)
    except OSError:
        return None
