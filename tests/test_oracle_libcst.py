"""Our names of called things against those that libcst gives, on real packages; ``docs/oracle.md`` explains the differences."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, NamedTuple, cast

import libcst
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper, QualifiedNameProvider, QualifiedNameSource

from scanner.evaluate import Evaluator, Project, Texts
from scanner.evaluate.values import CallRef, Path, Unknown
from scanner.languages.interface import Naming
from scanner.languages.python import LANGUAGE
from scanner.lower import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from libcst.metadata import QualifiedName

    from scanner.model import Facts

PACKAGES = ("_pytest", "click", "hypothesis", "libcst", "mypy", "rich")
LINES = 6_500
"""Lines per package; libcst reads some two thousand a second."""
LEAST = 0.99
_MARKS = ("()", "[]")


class Case(NamedTuple):
    """One call that libcst resolves to an import."""

    file: str
    line: int
    code: str
    theirs: frozenset[str]
    ours: frozenset[str]


def test_names_of_calls_are_those_of_libcst() -> None:
    cases = [case for package in PACKAGES for path, module in sampled(package) for case in compared(path, module)]
    different = [case for case in cases if not same(case)]
    shown = Counter(category(case) for case in different)
    listed = "\n".join(f"{category(c)}: {c.file}:{c.line} {c.code}: theirs {sorted(c.theirs)}, ours {sorted(c.ours)}" for c in different)
    assert len(cases) > 2_000
    assert len(different) <= (1 - LEAST) * len(cases), f"{len(different)} of {len(cases)} differ: {dict(shown)}\n{listed}"


def sampled(package: str) -> Iterator[tuple[FilePath, str]]:
    """Files of an installed package and their module names, evenly over the package, up to a number of lines."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    root = FilePath(spec.submodule_search_locations[0])
    files = sorted(path for path in root.rglob("*.py") if "tests" not in path.parts and path.stat().st_size < 60_000)
    lines = [path.read_bytes().count(b"\n") for path in files]
    step = max(round(sum(lines) / LINES), 1)
    for path in files[step // 2 :: step]:
        relative = path.relative_to(root.parent).with_suffix("")
        yield path, ".".join(relative.parts)


def compared(path: FilePath, module: str) -> Iterator[Case]:
    """Every call of a file that libcst resolves to an import."""
    source = path.read_bytes()
    wrapper = MetadataWrapper(libcst.parse_module(source), unsafe_skip_copy=True)
    found = wrapper.resolve_many([QualifiedNameProvider, ByteSpanPositionProvider])
    names, places = found[QualifiedNameProvider], found[ByteSpanPositionProvider]
    facts = absolute(LANGUAGE.lower("module.py", source), module)
    evaluator = alone(facts)
    calls = {(call.start, call.end): number for number, call in enumerate(facts.calls)}
    for node, given in names.items():
        if not isinstance(node, libcst.Call):
            continue
        theirs = cast("Iterable[QualifiedName]", given() if callable(given) else given)
        imported = {absolute_name(name.name, module) for name in theirs if name.source is QualifiedNameSource.IMPORT}
        if imported:
            place = places[node]
            assert isinstance(place, CodeSpan)
            number = calls.get((place.start, place.start + place.length))
            ours = evaluator.callee(CallRef("module.py", number, 0)) if number is not None else ()
            yield Case(
                str(path),
                source.count(b"\n", 0, place.start) + 1,
                source[place.start : place.start + place.length].decode().split("\n")[0][:80],
                frozenset(imported),
                frozenset(".".join(s for s in v.steps if s not in _MARKS) if isinstance(v, Path) else shown(v) for v in ours),
            )


def shown(value: object) -> str:
    return f"?{value.reason}" if isinstance(value, Unknown) else f"?{type(value).__name__}"


def alone(facts: Facts) -> Evaluator:
    """An evaluator that sees one file and knows nothing of any library."""
    naming = Naming(files=frozenset({"module.py"}), folders=frozenset(), read=lambda _path: None, memo={})
    project = Project({"module.py": facts}.get, language, naming, lambda _path: frozenset(), Texts(lambda _paths, _word: ()))
    return Evaluator(project, (), lambda name: (Unknown(f"environment {name}"),))


def absolute(facts: Facts, module: str) -> Facts:
    """The facts with relative imports written out."""
    return facts._replace(imports=tuple(entry._replace(module=absolute_name(entry.module, module)) for entry in facts.imports))


def absolute_name(name: str, module: str) -> str:
    """A name that begins with dots, seen from a module."""
    dots = len(name) - len(name.lstrip("."))
    package = module.removesuffix(".__init__").split(".")
    kept = len(package) - dots + module.endswith(".__init__")
    return ".".join([*package[: max(kept, 0)], *filter(None, [name[dots:]])]) if dots else name


def same(case: Case) -> bool:
    """The same names, or fewer where libcst does not ask which binding is in force."""
    known = {name for name in case.ours if not name.startswith("?")}
    return bool(known) and known <= case.theirs


def category(case: Case) -> str:
    """Why the names differ, as far as a look at them tells."""
    known: Iterable[str] = [name for name in case.ours if not name.startswith("?")]
    if not case.ours:
        return "no such call"
    if not known:
        return re.sub(r"\W.*", "", min(case.ours).lstrip("?"))
    return "other name"
