"""The sample projects under ``fixtures/projects``: which there are, their files and their notes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.signatures.notes import expected
from scanner.text import decode

if TYPE_CHECKING:
    from scanner.signatures.notes import Note

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "fixtures" / "projects"
SLUGS = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))


def copied(slug: str, folder: Path) -> Path:
    """A copy that lies in no repository, so that paths begin at the project and git has no say."""
    return Path(shutil.copytree(FOLDER / slug, folder / slug, ignore=shutil.ignore_patterns("__pycache__")))


def notes(slug: str) -> dict[tuple[str, int], list[Note]]:
    """Notes of a project by path and line."""
    found: dict[tuple[str, int], list[Note]] = {}
    for path in sorted(p for p in (FOLDER / slug).rglob("*") if p.is_file()):
        for line, of_line in expected(_code(path)).items():
            found[path.relative_to(FOLDER / slug).as_posix(), line] = of_line
    return found


def _code(path: Path) -> str:
    text = decode(path.read_bytes()).data.decode("utf-8", "replace")
    if path.suffix == ".ipynb":
        # A line of a cell is a JSON string on a line of its own: its end is no part of the note.
        return "\n".join(line.rstrip(', "').removesuffix("\\n") for line in text.split("\n"))
    return text
