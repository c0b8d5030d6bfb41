"""Lays out the tree that the benchmarks run on: pinned packages of the registries, and the sample projects that hold the hits.

Where a registry cannot be reached, Python's own library and the packages of the running environment fill the gap; the caller is told.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = 5_000
"""Source files at least."""
SUFFIXES = (".py", ".js", ".mjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte", ".ipynb")
PYPI = ("django==5.2", "sympy==1.13.3", "twisted==24.11.0", "sqlalchemy==2.0.36", "celery==5.4.0")
NPM = {"three@0.170.0": "", "antd@5.22.0": "package/es/", "rxjs@7.8.1": "package/src/", "date-fns@4.1.0": ""}
"""Package, and the folder of it that is taken: others hold the same code once more in another module format."""


def layout(folder: Path) -> tuple[Path, list[str]]:
    """A tree of at least ``WANTED`` source files below ``folder``, and remarks about what it could not get."""
    tree = folder / "tree"
    remarks = [*_pypi(tree), *_npm(tree)]
    for project in sorted((ROOT / "fixtures" / "projects").iterdir()):
        if project.is_dir():
            shutil.copytree(project, tree / "projects" / project.name)
    missing = WANTED - count(tree)
    if missing > 0:
        remarks.append(f"{missing} files short: filled up with the library and the packages of this Python")
        _fill(tree / "installed", missing)
    return tree, remarks


def count(tree: Path) -> int:
    """Source files below a folder."""
    return sum(name.endswith(SUFFIXES) for _, _, names in os.walk(tree) for name in names)


def _wanted(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.endswith(".d.ts")


def _pypi(tree: Path) -> list[str]:
    remarks = []
    for package in PYPI:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder, package]
            if not _run(command):
                remarks.append(f"{package}: not to be had from PyPI")
                continue
            for wheel in Path(folder).glob("*.whl"):
                with zipfile.ZipFile(wheel) as archive:
                    for name in archive.namelist():
                        if _wanted(name):
                            _put(tree / "python" / name, archive.read(name))
    return remarks


def _npm(tree: Path) -> list[str]:
    remarks = []
    for package, part in NPM.items():
        with tempfile.TemporaryDirectory() as folder:
            if shutil.which("npm") is None or not _run(["npm", "pack", "--silent", "--pack-destination", folder, package]):
                remarks.append(f"{package}: not to be had from npm")
                continue
            for packed in Path(folder).glob("*.tgz"):
                with tarfile.open(packed) as archive:
                    for member in archive:
                        if member.isfile() and _wanted(member.name) and member.name.startswith(part or "package/"):
                            content = archive.extractfile(member)
                            assert content is not None
                            inside = member.name.removeprefix(part or "package/")
                            _put(tree / "javascript" / package.partition("@")[0] / inside, content.read())
    return remarks


def _fill(folder: Path, missing: int) -> None:
    """Sorted, so that the same machine gives the same tree."""
    for kind in ("purelib", "stdlib"):
        home = Path(sysconfig.get_path(kind))
        for path in sorted(home.rglob("*.py")):
            inside = path.relative_to(home)
            if missing > 0 and not (kind == "stdlib" and "site-packages" in inside.parts):
                _put(folder / kind / inside, path.read_bytes())
                missing -= 1


def _run(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
