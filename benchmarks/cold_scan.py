"""Times a cold scan against semgrep with a dozen rules and ripgrep with the same needles, on the same files, as ratios of one run.

    python benchmarks/cold_scan.py [TREE] [--runs N] [--keep FOLDER]

Without TREE it lays out a tree of its own. All three tools read the same copies of the source files, from a warm page cache; each is
started anew for every run, and suanbei has nothing in its cache but the compiled catalogue, as after an installation. They run in turn,
suanbei before and after the others, so that a machine which is slow for a while is slow for all: a ratio is the median of the rounds'.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import trees  # noqa: E402

from scanner.catalog import load  # noqa: E402
from scanner.discover import discover  # noqa: E402
from scanner.lower import CONFIGURATION  # noqa: E402

AGAINST_SEMGREP, AIM_SEMGREP, AGAINST_RIPGREP = 5.0, 10.0, 6.0
MOST_MATCHES = 0.02
RULES = Path(__file__).resolve().parent / "semgrep-rules.yml"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("tree", nargs="?", type=Path, help="folder with source code (default: one made of registry packages)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of ripgrep and semgrep; suanbei runs twice as often")
    parser.add_argument("--keep", type=Path, help="folder for the copies, kept and used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.keep or Path(folder)
        tree = _copies(given.tree, home)
        _compare(tree, max(given.rounds, 1), Path(folder))
    return 0


def _copies(source: Path | None, home: Path) -> Path:
    """The source files that suanbei finds, in a folder of their own: no ignore file, repository or odd file makes one tool read more."""
    tree = home / "files"
    if tree.is_dir():
        return tree
    if source is None:
        source, remarks = trees.layout(home)
        for remark in remarks:
            print(f"note: {remark}")
    found = discover([source])
    for file in found.files:
        if file.language not in CONFIGURATION:
            target = tree / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(found.root) / file.path, target)
    (tree / ".semgrepignore").write_text("")  # without one, semgrep leaves out everything that is called test
    return tree


def _compare(tree: Path, rounds: int, folder: Path) -> None:
    needles = folder / "needles"
    needles.write_text("\n".join(load().needles) + "\n", encoding="utf-8")
    files = [path for path in tree.rglob("*") if path.is_file()]
    content = [path.read_bytes() for path in files]  # also warms the page cache
    lines = sum(data.count(b"\n") for data in content)
    print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print(f"{len(files):,} files, {lines:,} lines, {sum(map(len, content)) / 1e6:.1f} MB")
    del content
    ripgrep, semgrep = _ripgrep(needles, tree, len(files)), _semgrep(tree)
    times: dict[str, list[float]] = {"suanbei": [], "rg": [], "semgrep": []}
    ratios: dict[str, list[float]] = {"rg": [], "semgrep": []}
    for number in range(rounds):
        own = [_suanbei(tree, folder / f"cache-{number}-before")]
        taken = {name: _timed(command, folder=tree) for name, command in (("rg", ripgrep), ("semgrep", semgrep)) if command}
        own.append(_suanbei(tree, folder / f"cache-{number}-after"))
        times["suanbei"] += own
        for name, seconds in taken.items():
            times[name].append(seconds)
            ratios[name].append(seconds / statistics.mean(own))
    for name, seconds in times.items():
        if seconds:
            spread = f"median {statistics.median(seconds):6.2f} s of {len(seconds)} (from {min(seconds):.2f} to {max(seconds):.2f})"
            print(f"{name:8} {spread}")
    if ratios["rg"]:
        ratio = 1 / statistics.median(ratios["rg"])
        print(f"suanbei takes {ratio:.1f} times as long as ripgrep (bar: at most {AGAINST_RIPGREP:g}): {_word(ratio <= AGAINST_RIPGREP)}")
    if ratios["semgrep"]:
        ratio, each = statistics.median(ratios["semgrep"]), ", ".join(f"{one:.1f}" for one in ratios["semgrep"])
        aims = f"bar: {AGAINST_SEMGREP:g}, aim: {AIM_SEMGREP:g}"
        print(f"suanbei is {ratio:.1f} times as fast as semgrep (rounds: {each}; {aims}): {_word(ratio >= AGAINST_SEMGREP)}")


def _suanbei(tree: Path, cache: Path) -> float:
    """Seconds of one scan with a new cache, in which the catalogue is compiled before."""
    report, one = cache / "report.json", cache / "one.py"
    cache.mkdir()
    one.write_text("pass\n")
    environment = {**os.environ, "SUANBEI_CACHE_DIR": str(cache), "PYTHONPATH": str(trees.ROOT)}
    command = [sys.executable, "-m", "scanner", "scan", "-q", "--fail-on", "none"]
    _timed([*command, str(one)], environment)
    seconds = _timed([*command, "-o", f"json={report}", str(tree)], environment)
    if not json.loads(report.read_text(encoding="utf-8"))["hits"]:
        raise SystemExit("suanbei: NOT MEASURED, it found nothing")
    return seconds


def _ripgrep(needles: Path, tree: Path, files: int) -> list[str]:
    """The command, empty where it cannot be run; it is run once."""
    if shutil.which("rg") is None:
        print("ripgrep: NOT MEASURED, rg is not installed (apt-get install ripgrep)")
        return []
    command = ["rg", "-lF", "--no-ignore", "--hidden", "-f", str(needles), "."]
    matching = subprocess.run(command, capture_output=True, check=False, cwd=tree).stdout.count(b"\n")
    print(f"rg -lF, same needles: {matching} files match, {matching / files:.1%}")
    if matching > MOST_MATCHES * files:
        print(f"note: more than {MOST_MATCHES:.0%} of the files match; the bar of {AGAINST_RIPGREP:g} is for trees with fewer")
    return command


def _semgrep(tree: Path) -> list[str]:
    """The command, empty where it cannot be run; it is run once."""
    program = shutil.which("semgrep") or shutil.which("semgrep", path=str(Path(sys.executable).parent))
    if program is None:
        print("semgrep: NOT MEASURED, it is not installed (pip install semgrep)")
        return []
    options = ["--metrics=off", "--disable-version-check", "--no-git-ignore", "--max-target-bytes=5000000", "--quiet", "--json"]
    command = [program, "scan", "--config", str(RULES), *options, "."]
    found = json.loads(subprocess.run(command, capture_output=True, check=False, cwd=tree).stdout)
    faults = [error["message"] for error in found["errors"] if error["level"] == "error"]
    if faults or not found["paths"]["scanned"]:
        print(f"semgrep: NOT MEASURED, it read {len(found['paths']['scanned'])} files: {' '.join(faults)}")
        return []
    print(f"semgrep, 12 rules: {len(found['results'])} results in {len(found['paths']['scanned'])} files read")
    return command


def _timed(command: list[str], environment: dict[str, str] | None = None, folder: Path | None = None) -> float:
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment, cwd=folder)
    return time.perf_counter() - begun


def _word(holds: bool) -> str:
    return "holds" if holds else "DOES NOT HOLD"


if __name__ == "__main__":
    raise SystemExit(main())
