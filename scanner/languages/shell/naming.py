"""Scripts of a shell that others read in (``source lib.sh``), by their paths."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.languages.interface import Naming


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """The file of a path as it is written, from the script's own folder, one above it, or the top; what is computed in it is ``*``."""
    key = ("shell-locate", module, importer)
    if key not in naming.memo:
        naming.memo[key] = _locate(module, importer, naming)
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found


def _locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    known = module.rpartition("*")[2].lstrip("/")
    at = importer.rpartition("/")[0]
    while known:
        path = posixpath.normpath(posixpath.join(at, known))
        if path in naming.files and path != importer:
            return (path,)
        if not at:
            break
        at = at.rpartition("/")[0]
    return ()
