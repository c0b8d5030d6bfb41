"""How fast each language is parsed, lowered and resolved, in kB and lines of source per second and beside Python.

The conformance fixtures, which are dense, are read as often as makes a hundred kB. All languages take their turn in
each of seven rounds, so that what slows the machine for a moment slows no language alone; the best round counts.
Bytes are what compares: a line of one fixture is up to three times as long as one of another.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scanner.catalog import load  # noqa: E402
from scanner.discover._paths import _SUFFIXES, language_of  # noqa: E402
from scanner.evaluate import Evaluator, Project, Texts  # noqa: E402
from scanner.evaluate.flows import Flows  # noqa: E402
from scanner.evaluate.values import CallRef, Unknown  # noqa: E402
from scanner.languages.interface import Naming  # noqa: E402
from scanner.lower import CONFIGURATION, language, lower  # noqa: E402
from scanner.model import SourceFile  # noqa: E402

if TYPE_CHECKING:
    from scanner.model import Facts

FLOWS = Flows(load().flows)
SUFFIX = {name: suffix for suffix, name in reversed(_SUFFIXES.items())}
BYTES = 100_000
ROUNDS = 7
NOTE = ("  //:", "  #:", "  --:")


def sources() -> dict[str, bytes]:
    """The fixture of each language without its notes."""
    found: dict[str, bytes] = {}
    for path in sorted((ROOT / "fixtures" / "languages").glob("*/*")):
        name = language_of(path.name)
        if path.is_file() and name and name not in CONFIGURATION and name not in found and path.stem.lower() == "conformance":
            lines = path.read_text(encoding="utf-8").splitlines()
            plain = [min((line.partition(mark)[0] for mark in NOTE), key=len) for line in lines]
            found[name] = ("\n".join(plain) + "\n").encode()
    return found


def timed(name: str, data: bytes) -> tuple[float, float]:
    """(lowering, resolution) in seconds of processor time; lowering includes the parse."""
    file = SourceFile(path=f"a{SUFFIX[name]}", language=name, size=len(data))
    copies = range(BYTES // len(data) + 1)
    begun = time.process_time()
    for _ in copies:
        facts, _ = lower(file, data)
    lowered = time.process_time() - begun
    assert facts is not None
    evaluators = [evaluator(file.path, data, facts) for _ in copies]
    begun = time.process_time()
    for one in evaluators:
        resolve(one, file.path, facts)
    return lowered, time.process_time() - begun


def evaluator(path: str, data: bytes, facts: Facts) -> Evaluator:
    """A project of one file; that the catalogue is taken in is no cost of a file."""
    project = Project(
        {path: facts}.get,
        language,
        Naming(frozenset({path}), frozenset(), {path: data}.get, {}),
        lambda _path: frozenset(),
        Texts(lambda paths, word: [one for one in paths if word.encode() in data]),
    )
    found = Evaluator(project, (), lambda variable: (Unknown(variable),))
    found.flows = FLOWS
    return found


def resolve(ev: Evaluator, path: str, facts: Facts) -> None:
    """Ask what every call of a file calls."""
    for number in range(len(facts.calls)):
        ev.callee(CallRef(path, number, 0))


def main() -> None:
    found = sources()
    best = {name: timed(name, data) for name, data in found.items()}
    gc.disable()
    for _ in range(ROUNDS):
        for name, data in found.items():
            gc.collect()
            lowered, resolved = timed(name, data)
            best[name] = (min(best[name][0], lowered), min(best[name][1], resolved))
    rows = {name: tuple(size(data) / one for one in (*best[name], sum(best[name]))) for name, data in found.items()}
    own = rows["python"]
    print(f"{'language':12} {'lowered':>20} {'resolved':>20} {'both':>20}   kB (lines) per second, and bytes beside Python")
    for name, row in sorted(rows.items()):
        length = len(found[name]) / found[name].count(b"\n")
        shown = " ".join(f"{speed / 1000:10,.0f} {f'({speed / length:,.0f})':>10}" for speed in row)
        print(f"{name:12} {shown}   {' '.join(f'{one / python:.2f}' for one, python in zip(row, own, strict=True))}")


def size(data: bytes) -> int:
    """How many bytes a round reads of a fixture."""
    return len(data) * (BYTES // len(data) + 1)


if __name__ == "__main__":
    main()
