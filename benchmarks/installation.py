"""How large an installation is: bytes of all files and packages, of what pip puts into an empty environment.

    python benchmarks/installation.py [--python PROGRAM]

Needs a package index. pip itself does not count, nor does a setuptools that the environment brings along; one that a package asks for does.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES, MOST_PACKAGES = 80e6, 40
SHOWN = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--python", default=sys.executable, help="the interpreter to install for")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([given.python, "-m", "venv", folder], check=True)
        (home,) = Path(folder).glob("lib/*/site-packages")
        before = {one.name for one in metadata.distributions(path=[str(home)])}
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "--disable-pip-version-check", str(ROOT)], check=True)
        found = {one.name: one for one in metadata.distributions(path=[str(home)]) if one.name not in before}
        sizes = Counter({name: sum(_size(Path(str(file.locate()))) for file in one.files or ()) for name, one in found.items()})
    print(f"{sum(sizes.values()) / 1e6:.1f} MB of {MOST_BYTES / 1e6:.0f}, {len(sizes)} packages of {MOST_PACKAGES}")
    for name, size in sizes.most_common(SHOWN):
        print(f"{size / 1e6:8.1f} MB  {name}")


def _size(path: Path) -> int:
    """Byte code included; pip lists it."""
    return path.stat().st_size if path.is_file() else 0


if __name__ == "__main__":
    main()
