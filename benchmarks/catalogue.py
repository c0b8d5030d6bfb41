"""What more signatures cost: compiling, loading and small scans with half of the catalogue, all of it, and twice as many paths.

    python benchmarks/catalogue.py [--runs N]

Each size is laid out as an installation lays it out, the compiled form beside the TOML files. Times are of the processor, in a process
of their own, the best of the runs, which take turns; compare them within one run only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scanner.catalog.compile import FORM  # noqa: E402
from scanner.catalog.loading import builtin_root, load  # noqa: E402
from scanner.catalog.read import read, sources  # noqa: E402
from scanner.decide import closed_words  # noqa: E402
from scanner.kept import pack  # noqa: E402
from scanner.law.compile import FORM as LAW_FORM  # noqa: E402
from scanner.law.load import compiled  # noqa: E402

PROJECT = """\
from openai import OpenAI

client = OpenAI(base_url="https://api.deepseek.com")


def ask(question):
    messages = [{"role": "user", "content": question}]
    return client.chat.completions.create(model="deepseek-chat", messages=messages)
"""
SYNTHETIC = """\
schema = 1
id = "synthetic-{number}"
title = "Made for a benchmark"
homepage = "https://example.org"
checked = 2026-11-22
source = "nothing"
package = [{{ ecosystem = "pypi", name = "synthetic{number}" }}]
object = [{{ id = "client", python = {clients} }}]
call = [{calls}]
[[example]]
language = "python"
title = "one call"
code = '''
import synthetic{number}
synthetic{number}.Client0().run0()  # $ hit=synthetic-{number}/run0
'''
[[example]]
language = "python"
title = "another package's"
code = '''
import other
other.Client0().run0()
'''
"""
CLIENTS = CALLS = 16
LOAD = "import time; from scanner.catalog import load; begun = time.process_time(); load(); print(time.process_time() - begun)"


class Size(NamedTuple):
    """An installation with a catalogue, and what it took to compile it in seconds."""

    name: str
    home: Path
    signatures: int
    rows: int
    compiled: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        sizes = [_half(Path(folder)), _installed(Path(folder), "whole"), _twice(Path(folder))]
        empty, small = Path(folder) / "empty", Path(folder) / "small"
        for project, text in ((empty, ""), (small, PROJECT)):
            project.mkdir()
            (project / "app.py").write_text(text)
        commands = {
            "load": ["-c", LOAD],
            "--version": ["-m", "scanner", "--version"],
            "scan of nothing": ["-m", "scanner", "scan", str(empty), "-q"],
            "scan of one call": ["-m", "scanner", "scan", str(small), "-q", "--fail-on", "none"],
        }
        best = dict.fromkeys(((size.name, name) for size in sizes for name in commands), float("inf"))
        for _ in range(runs + 1):  # the first one writes the byte code
            for size in sizes:
                for name, command in commands.items():
                    best[size.name, name] = min(best[size.name, name], _processor(size.home, command, own=name == "load"))
    print(f"{'':6} {'signatures':>10} {'paths':>7} {'compile':>9}" + "".join(f"{name:>18}" for name in commands))
    for size in sizes:
        times = "".join(f"{best[size.name, name] * 1000:15.1f} ms" for name in commands)
        print(f"{size.name:6} {size.signatures:10,} {size.rows:7,} {size.compiled * 1000:6.0f} ms{times}")


def _half(folder: Path) -> Size:
    """Without every second library and what then dangles."""
    root = builtin_root()
    libraries = [path for path in sources(root) if path.parent.name in ("libraries", "http", "entrypoints")]
    without = frozenset(f"{root.name}/{path.relative_to(root).as_posix()}" for path in libraries[::2])
    while bad := read((root,), without).faults.files():
        without |= bad
    home = _copied(folder, "half")
    for name in without:
        (home / "scanner" / "_signatures" / name.partition("/")[2]).unlink()
    return _compiled(home, "half")


def _twice(folder: Path) -> Size:
    """With as many paths again, of libraries that no project uses."""
    home = _copied(folder, "twice")
    count = len(tuple(load().rows)) // (CLIENTS + CALLS)
    calls = ", ".join(f'{{ id = "run{n}", on = "client", path = "run{n}", technique = "dialogue" }}' for n in range(CALLS))
    for number in range(count):
        clients = [f"synthetic{number}.Client{n}()" for n in range(CLIENTS)]
        text = SYNTHETIC.format(number=number, clients=clients, calls=calls)
        (home / "scanner" / "_signatures" / "libraries" / f"synthetic-{number}.toml").write_text(text)
    return _compiled(home, "twice")


def _installed(folder: Path, name: str) -> Size:
    return _compiled(_copied(folder, name), name)


def _copied(folder: Path, name: str) -> Path:
    home = folder / name
    shutil.copytree(ROOT / "scanner", home / "scanner", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(builtin_root(), home / "scanner" / "_signatures", dirs_exist_ok=True)
    shutil.copy(ROOT / "docs" / "filing.schema.json", home / "scanner" / "_filing.schema.json")
    return home


def _compiled(home: Path, name: str) -> Size:
    """What the build of a wheel does."""
    root = home / "scanner" / "_signatures"
    begun = time.process_time()
    catalog = load((root,), cache=False)
    (root / FORM.file).write_bytes(pack(FORM, catalog))
    took = time.process_time() - begun
    (root / LAW_FORM.file).write_bytes(compiled(root, closed_words(catalog.categories)))
    signatures = len(catalog.objects) + len(catalog.calls) + len(catalog.sinks) + len(catalog.endpoints)
    return Size(name, home, signatures, sum(1 for _ in catalog.rows), took)


def _processor(home: Path, command: list[str], *, own: bool) -> float:
    """Seconds of a process, or what it says itself."""
    reading, writing = os.pipe()
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}
    sent = [(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)]
    before = Path.cwd()
    os.chdir(home)
    process = os.posix_spawn(sys.executable, [sys.executable, *command], environment, file_actions=sent)
    os.chdir(before)
    os.close(writing)
    _, status, used = os.wait4(process, 0)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return float(said) if own else used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
