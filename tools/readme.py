"""Puts the real output of every command that a README shows below it; ``--check`` says instead where the two differ.

A command is the first line of a ``console`` block and begins with ``$ suanbei``.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = tuple(ROOT / name for name in ("README.md", "README.zh.md"))
_BLOCK = re.compile(r"(?<=^```console\n)\$ suanbei (?P<arguments>.*)\n(?P<output>(?:.*\n)*?)(?=```$)", re.MULTILINE)
_COUNTS = re.compile(r"^(?:覆盖|coverage)  .*?(?=^(?:退出码|exit code) )", re.MULTILINE | re.DOTALL)
"""What the catalogue covers grows with every signature; only ``make docs`` brings the numbers up to date."""


def main(arguments: list[str]) -> int:
    """0 when all is as it should be, 1 when ``--check`` found a difference."""
    code = 0
    for path in FILES:
        written = path.read_text("utf-8")
        real = _BLOCK.sub(lambda block: f"$ suanbei {block['arguments']}\n{_output(block['arguments'])}", written)
        if "--check" not in arguments:
            path.write_text(real, "utf-8")
        elif _COUNTS.sub("", written) != _COUNTS.sub("", real):
            code = 1
            lines = difflib.unified_diff(written.splitlines(), real.splitlines(), path.name, "'make docs' writes", lineterm="")
            print("\n".join(lines))
    return code


def _output(arguments: str) -> str:
    """What a user without settings of their own sees."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SUANBEI_", "LC_", "LANG"))}
    command = [sys.executable, "-m", "scanner", *shlex.split(arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment | {"COLUMNS": "80"}, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
