"""How fast each language is parsed, lowered and resolved, in lines per second and beside Python.

The conformance fixtures, which are dense, are read as often as makes a few thousand lines; of three times the best counts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scanner.catalog import load  # noqa: E402
from scanner.discover._paths import _SUFFIXES, language_of  # noqa: E402
from scanner.evaluate import Evaluator, Project  # noqa: E402
from scanner.evaluate.values import CallRef, Unknown  # noqa: E402
from scanner.languages.interface import Naming  # noqa: E402
from scanner.lower import CONFIGURATION, language, lower  # noqa: E402
from scanner.model import SourceFile  # noqa: E402

if TYPE_CHECKING:
    from scanner.model import Facts

FLOWS = load().flows
SUFFIX = {name: suffix for suffix, name in reversed(_SUFFIXES.items())}
LINES = 3_000
TIMES = 3
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
    """(lowering, resolution) in lines per second; lowering includes the parse."""
    file = SourceFile(path=f"a{SUFFIX[name]}", language=name, size=len(data))
    copies = LINES // data.count(b"\n") + 1
    best = [float("inf"), float("inf")]
    for _ in range(TIMES):
        begun = time.perf_counter()
        for _ in range(copies):
            facts, _ = lower(file, data)
        lowered = time.perf_counter()
        assert facts is not None
        for _ in range(copies):
            resolve(file.path, data, facts)
        best = [min(best[0], lowered - begun), min(best[1], time.perf_counter() - lowered)]
    lines = data.count(b"\n") * copies
    return lines / best[0], lines / best[1]


def resolve(path: str, data: bytes, facts: Facts) -> None:
    """Ask what every call of a file calls."""
    project = Project(
        {path: facts}.get,
        language,
        Naming(frozenset({path}), frozenset(), {path: data}.get, {}),
        lambda _path: frozenset(),
        lambda paths, word: [one for one in paths if word.encode() in data],
    )
    evaluator = Evaluator(project, FLOWS, lambda variable: (Unknown(variable),))
    for number in range(len(facts.calls)):
        evaluator.callee(CallRef(path, number, 0))


def main() -> None:
    rows = {name: timed(name, data) for name, data in sources().items()}
    own = rows["python"]
    print(f"{'language':12} {'lowered':>10} {'resolved':>10}   lines per second (beside Python)")
    for name, found in sorted(rows.items()):
        print(f"{name:12} {found[0]:10,.0f} {found[1]:10,.0f}   {found[0] / own[0]:.2f} {found[1] / own[1]:.2f}")


if __name__ == "__main__":
    main()
