"""The sheets of ``fixtures/languages/forms``: what of a language each form of code is shown by; transforms only, asserts nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path(__file__).parent.parent / "fixtures" / "languages"


class Shown(NamedTuple):
    """One heading of a sheet."""

    form: str
    sign: str
    title: str
    files: dict[str, str]


def sheet(path: Path) -> list[Shown]:
    found = []
    for part in re.split(r"^### ", path.read_text(), flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        form, sign, title = re.split(r"(?<! ): | ([=!-]) ", head, maxsplit=1)
        pieces = (piece.partition("\n") for piece in re.split(r"^@@ ", body, flags=re.MULTILINE)[1:])
        found.append(Shown(form, sign or ":", title, {name: code for name, _, code in pieces}))
    return found


SHEETS = {path.stem: sheet(path) for path in sorted((FIXTURES / "forms").glob("*.txt"))}
