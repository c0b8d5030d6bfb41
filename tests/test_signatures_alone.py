"""Every noted call of the examples once more, with nothing beside it but what it needs: a scan has to look into such a file as well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from in_memory import bench

from scanner.catalog import load_examples
from scanner.signatures.samples import Samples, sample_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog import Example

FOLDERS = ("libraries/", "http/", "wires/", "vendors/")
NOTE = re.compile(r"[ \t]*(?:#|//|--)[ \t]*\$ .*$")
IMPORT = re.compile(r"(?:import|from|use|require|(?:const|let|var) .*= require\()\b|\s+(?:\w+ )?\"[\w./@-]+\"$")
NAMES_NOTHING = frozenset({"csharp", "swift", "dart", "scala", "objc", "cpp"})
"""Languages whose imports do not say which names they bring."""
WORD = re.compile(r"[A-Za-z_$][\w$]*")
QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
BINDING = re.compile(r"\s*(?:[\w<>\[\].*:?]+\s+)*([\w$., {}()]+?)\s*(?::[^=]+)?(?::=|=)[^=>]")


def test_every_noted_call_is_looked_for_where_it_stands_alone() -> None:
    found = [f"{example.owner}[{example.number}]:{line + 1}" for example in load_examples() for line in unsearched(example)]
    assert found == []


def unsearched(example: Example) -> Iterator[int]:
    noted = [n for n, line in enumerate(example.code.split("\n")) if "hit=" in line and "MISSING:" not in line and "SPURIOUS:" not in line]
    path = sample_name(example.language, example.file)
    for line in noted if example.owner.startswith(FOLDERS) and len(noted) > 1 else ():
        if not Samples(bench(), {path: alone(example, line)}).searched(path):
            yield line


def alone(example: Example, at: int) -> str:
    """The sample without notes, and without the imports and noted lines that give no name to what is left."""
    lines = [NOTE.sub("", line) for line in example.code.split("\n")]
    noted = {n for n, line in enumerate(example.code.split("\n")) if "hit=" in line}
    imports = {n for n, line in enumerate(lines) if IMPORT.match(line) and example.language not in NAMES_NOTHING}
    free = {n for n in noted | imports if n != at and is_whole(lines[n])}
    kept = set(range(len(lines))) - free
    while more := {n for n in free - kept if binds(lines[n]) & {word for k in kept - imports for word in WORD.findall(lines[k])}}:
        kept |= more
    return "\n".join(line if n in kept else "" for n, line in enumerate(lines))


def is_whole(line: str) -> bool:
    plain = QUOTED.sub("", line)
    return all(plain.count(first) == plain.count(last) for first, last in ("()", "[]", "{}"))


def binds(line: str) -> set[str]:
    if IMPORT.match(line):
        return {part for word in re.findall(r"[\w$./@-]+", line) for part in (word, *re.split(r"[./@-]", word))}
    names = BINDING.match(line)
    return set(WORD.findall(names[1] if names else " ".join(re.findall(r"\bas (\w+)", line))))
