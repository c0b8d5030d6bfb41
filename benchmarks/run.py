"""Times a cold scan against semgrep with a small rule set and against ripgrep with the same needles, on one tree and in one run.

    python benchmarks/run.py [TREE] [--runs 3]

Without TREE a tree is laid out in a temporary folder: the standard library and the installed packages of this interpreter, and the sample
projects, which hold the calls to be found. Prints medians of whole processes and their ratios; single times say little on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SUFFIXES = (".py", ".js", ".ts", ".tsx", ".jsx", ".vue", ".json", ".yaml", ".yml", ".toml", ".html")


def lay_out(folder: Path) -> None:
    """Copies of what every Python installation holds, so that the tree needs no network and no licence."""
    paths = sysconfig.get_paths()
    packages = Path(paths["purelib"])
    for name, source in (("stdlib", Path(paths["stdlib"])), ("packages", packages)):
        for file in source.rglob("*"):
            inside = name == "stdlib" and packages in file.parents
            if not inside and file.suffix in SUFFIXES and "__pycache__" not in file.parts and file.is_file():
                target = folder / name / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
    shutil.copytree(ROOT / "fixtures" / "projects", folder / "samples")


def seconds(command: list[str], runs: int, environment: dict[str, str]) -> float:
    """Median wall time of a whole process; its output is thrown away."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        times.append(time.perf_counter() - begun)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[-400:]}")
    return statistics.median(times)


def warm(tree: Path) -> tuple[int, int]:
    """(files, bytes) of the tree, all read once: the page cache is warm for every tool."""
    sizes = [len(path.read_bytes()) for path in sorted(tree.rglob("*")) if path.is_file()]
    return len(sizes), sum(sizes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        tree = options.tree or Path(scratch) / "tree"
        if options.tree is None:
            lay_out(tree)
        files, size = warm(tree)
        print(f"{files} files, {size / 1e6:.0f} MB, median of {options.runs} runs")
        sys.path.insert(0, str(ROOT))
        from scanner.catalog import load

        needles = Path(scratch) / "needles"
        needles.write_text("\n".join(load().needles) + "\n", encoding="utf-8")
        environment = {**os.environ, "SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
        scan = seconds(
            [sys.executable, "-m", "scanner", "scan", str(tree), "-q", "--fail-on", "none"],
            options.runs,
            environment | {"PYTHONPATH": str(ROOT)},
        )
        print(f"suanbei scan            {scan:8.2f} s")
        compare("semgrep, small rule set", scan, ["semgrep", "scan", "--metrics=off", "--disable-version-check", "--quiet", "--no-git-ignore",  # noqa: E501
                "--config", str(HERE / "semgrep.yml"), str(tree)], options.runs, environment)  # fmt: skip
        compare(
            "ripgrep, same needles",
            scan,
            ["rg", "-lF", "--no-ignore", "--hidden", "-f", str(needles), str(tree)],
            options.runs,
            environment,
        )


def compare(title: str, scan: float, command: list[str], runs: int, environment: dict[str, str]) -> None:
    if shutil.which(command[0]) is None:
        print(f"{title:24} not installed: left out")
        return
    other = seconds(command, runs, environment)
    ratio = f"suanbei is {other / scan:.1f} x faster" if other > scan else f"suanbei takes {scan / other:.1f} x as long"
    print(f"{title:24}{other:8.2f} s   {ratio}")


if __name__ == "__main__":
    main()
