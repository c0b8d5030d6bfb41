"""Times a cold scan against semgrep with a dozen rules and ripgrep with the same needles, on the same files, as ratios of one run.

    python benchmarks/cold_scan.py [TREE] [--runs N] [--keep FOLDER]

Without TREE it lays out a tree of its own. All three tools read the same copies of the source files, from a warm page cache; each is
started anew for every run, and suanbei has nothing in its cache but the compiled catalogue, as after an installation.
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
    parser.add_argument("--runs", type=int, default=5, help="runs of suanbei and ripgrep; semgrep gets a third of them")
    parser.add_argument("--keep", type=Path, help="folder for the copies, kept and used again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.keep or Path(folder)
        tree = _copies(given.tree, home)
        _compare(tree, given.runs, Path(folder))
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


def _compare(tree: Path, runs: int, folder: Path) -> None:
    needles = folder / "needles"
    needles.write_text("\n".join(load().needles) + "\n", encoding="utf-8")
    files = [path for path in tree.rglob("*") if path.is_file()]
    content = [path.read_bytes() for path in files]  # also warms the page cache
    lines = sum(data.count(b"\n") for data in content)
    print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print(f"{len(files):,} files, {lines:,} lines, {sum(map(len, content)) / 1e6:.1f} MB")
    del content
    own = _suanbei(tree, runs, folder)
    _ripgrep(tree, needles, runs, own, len(files))
    _semgrep(tree, max(runs // 3, 1), own)


def _suanbei(tree: Path, runs: int, folder: Path) -> float:
    report = folder / "report.json"
    command = [sys.executable, "-m", "scanner", "scan", str(tree), "-q", "--fail-on", "none", "-o", f"json={report}"]
    times = []
    for number in range(runs):
        cache = folder / f"cache-{number}"
        environment = {**os.environ, "SUANBEI_CACHE_DIR": str(cache), "PYTHONPATH": str(trees.ROOT)}
        one = folder / "one" / "empty.py"
        one.parent.mkdir(exist_ok=True)
        one.write_text("pass\n")
        _timed([*command[:4], str(one), "-q"], environment)  # compiles the catalogue
        times.append(_timed(command, environment))
    hits = len(json.loads(report.read_text(encoding="utf-8"))["hits"])
    _tell("suanbei, cold", times, f"{hits} hits")
    return statistics.median(times)


def _ripgrep(tree: Path, needles: Path, runs: int, own: float, files: int) -> None:
    if shutil.which("rg") is None:
        print("ripgrep: NOT MEASURED, rg is not installed (apt-get install ripgrep)")
        return
    command = ["rg", "-lF", "--no-ignore", "--hidden", "-f", str(needles), str(tree)]
    matching = subprocess.run(command, capture_output=True, check=False).stdout.count(b"\n")
    times = [_timed(command) for _ in range(runs)]
    _tell("rg -lF, same needles", times, f"{matching} files match, {matching / files:.1%}")
    if matching > MOST_MATCHES * files:
        print(f"note: more than {MOST_MATCHES:.0%} of the files match; the bar of {AGAINST_RIPGREP:g} is for trees with fewer")
    ratio = own / statistics.median(times)
    print(f"suanbei takes {ratio:.1f} times as long as ripgrep (bar: at most {AGAINST_RIPGREP:g}): {_word(ratio <= AGAINST_RIPGREP)}")


def _semgrep(tree: Path, runs: int, own: float) -> None:
    program = shutil.which("semgrep") or shutil.which("semgrep", path=str(Path(sys.executable).parent))
    if program is None:
        print("semgrep: NOT MEASURED, it is not installed (pip install semgrep)")
        return
    options = ["--metrics=off", "--disable-version-check", "--no-git-ignore", "--max-target-bytes=5000000", "--quiet", "--json"]
    command = [program, "scan", "--config", str(RULES), *options, "."]
    found = json.loads(subprocess.run(command, capture_output=True, check=False, cwd=tree).stdout)
    faults = [error["message"] for error in found["errors"] if error["level"] == "error"]
    if faults or not found["paths"]["scanned"]:
        print(f"semgrep: NOT MEASURED, it read {len(found['paths']['scanned'])} files: {' '.join(faults)}")
        return
    times = [_timed(command, folder=tree) for _ in range(runs)]
    _tell("semgrep, 12 rules", times, f"{len(found['results'])} results in {len(found['paths']['scanned'])} files read")
    ratio = statistics.median(times) / own
    print(
        f"suanbei is {ratio:.1f} times as fast as semgrep (bar: {AGAINST_SEMGREP:g}, aim: {AIM_SEMGREP:g}): {_word(ratio >= AGAINST_SEMGREP)}"  # noqa: E501
    )


def _timed(command: list[str], environment: dict[str, str] | None = None, folder: Path | None = None) -> float:
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment, cwd=folder)
    return time.perf_counter() - begun


def _tell(name: str, times: list[float], remark: str) -> None:
    print(f"{name:22} median {statistics.median(times):7.2f} s of {len(times)} (from {min(times):.2f} to {max(times):.2f}); {remark}")


def _word(holds: bool) -> str:
    return "holds" if holds else "DOES NOT HOLD"


if __name__ == "__main__":
    raise SystemExit(main())
