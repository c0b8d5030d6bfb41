"""Writes into ``.pre-commit-hooks.yaml`` which files the hooks look at: every name and suffix that discovery knows a language for."""

from __future__ import annotations

import re
from pathlib import Path

from scanner.discover._paths import _LANGUAGES, _NAMES

FILE = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
_LINE = re.compile(r"^(\s+files: ).*$", re.MULTILINE)


def pattern() -> str:
    """A regular expression over paths, as pre-commit searches for it."""
    suffixes = sorted(suffix.removeprefix(".") for _, found, _ in _LANGUAGES for suffix in found)
    names = sorted(re.escape(name) for name in _NAMES)
    return rf"\.({'|'.join(suffixes)})$|(^|/)(\.env\.[^/]+|{'|'.join(names)})$"


def main() -> None:
    text = FILE.read_text("utf-8")
    FILE.write_text(_LINE.sub(lambda line: f"{line[1]}'{pattern()}'", text), "utf-8")


if __name__ == "__main__":
    main()
