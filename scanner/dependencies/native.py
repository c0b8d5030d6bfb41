"""Reads what declares and locks packages of C and C++: files of Conan and of vcpkg; ``conanfile.py`` is read as text."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from scanner.dependencies.documents import JsonDocument, Quoted, listing, mapping, string
from scanner.dependencies.interface import BrokenError, Found
from scanner.dependencies.requirements import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

_REFERENCE = re.compile(r"(?P<name>[\w.+-]+)/(?P<version>\[[^\]\n]*\]|[^@#\s:]+)(?:@[^#\s]*)?(?:#\S*)?")
_KINDS: dict[str, DependencyScope] = {
    "requires": "runtime",
    "tool_requires": "build",
    "build_requires": "build",
    "test_requires": "test",
    "python_requires": "build",
}
_MAX_CODE = 1_000_000


def _conan(text: str, scope: DependencyScope, direct: bool | None, line: int) -> Iterator[Found]:
    """``name/version@user/channel#revision``; a version in brackets is a range."""
    found = _REFERENCE.fullmatch(text.strip())
    if found:
        written = found["version"]
        computed = "{" in written
        exact = "" if computed or written.startswith("[") else written
        yield Found(found["name"], "" if computed or direct is None else written, exact, scope, direct, line)


def conan_text(manifest: Manifest) -> Iterator[Found]:
    """``conanfile.txt``: the sections of requirements."""
    scope: DependencyScope | None = None
    for number, line in enumerate(manifest.text.splitlines(), 1):
        text = line.partition(" #")[0].strip()
        if text.startswith("["):
            scope = _KINDS.get(text[1:].partition("]")[0])
        elif scope is not None and text and not text.startswith("#"):
            yield from _conan(text, scope, True, number)


def conan_code(manifest: Manifest) -> Iterator[Found]:
    """``conanfile.py``: attributes of the recipe, and calls that are written out; conditions are not asked."""
    if len(manifest.text) > _MAX_CODE:
        raise BrokenError("more than a million characters of code", "too-large")
    try:
        tree = ast.parse(manifest.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BrokenError(f"no Python: {error}"[:160]) from error
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    yield from _attribute(statement.targets[0].id, statement.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _KINDS:
            yield from _written(node.args[:1], _KINDS[node.func.attr])


def _attribute(name: str, value: ast.expr) -> Iterator[Found]:
    """A text, a list of texts, or of lists that begin with one."""
    if name in _KINDS:
        several = value.elts if isinstance(value, (ast.Tuple, ast.List, ast.Set)) else [value]
        firsts = [one.elts[0] if isinstance(one, (ast.Tuple, ast.List)) and one.elts else one for one in several]
        yield from _written(firsts, _KINDS[name])


def _written(values: Iterable[ast.expr], scope: DependencyScope) -> Iterator[Found]:
    for value in values:
        text = _folded(value)
        if text:
            yield from _conan(text, scope, True, value.lineno)


def _folded(value: ast.expr) -> str:
    """A text; what stands in braces of an f-string stays in braces."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in value.values)
    return ""


def conan_lock(manifest: Manifest) -> Iterator[Found]:
    """``conan.lock``: lists of references, or in Conan 1 a graph whose first node is one's own."""
    document = JsonDocument(manifest.text)
    graph = mapping(mapping(document.root.get("graph_lock")).get("nodes"))
    if graph:
        yield from _graph(document, graph)
        return
    lines = Quoted(manifest.text)
    for kind in document.root:
        scope = _KINDS.get(kind)
        for text in listing(document.root.get(kind)) if scope else ():
            one = string(text) or string(next(iter(listing(text)), ""))
            line = lines.line(one)
            if scope:
                yield from _conan(one.partition("%")[0], scope, None, line)


def _graph(document: JsonDocument, nodes: dict[str, Any]) -> Iterator[Found]:
    own = [mapping(one) for one in nodes.values() if not mapping(one).get("ref") or mapping(one).get("path")]
    runs = {string(number) for one in own for number in listing(one.get("requires"))}
    builds = {string(number) for one in own for number in listing(one.get("build_requires"))}
    for number, value in nodes.items():
        one = mapping(value)
        if one.get("ref") and not one.get("path"):
            scope: DependencyScope = "build" if one.get("context") == "build" or number in builds else "runtime"
            direct = number in runs or number in builds
            for found in _conan(string(one["ref"]), scope, direct, document.line("graph_lock", "nodes", number, "ref")):
                yield found._replace(requirement="")


# ------------------------------------------------------------------------------------------------ vcpkg


def vcpkg(manifest: Manifest) -> Iterator[Found]:
    """``vcpkg.json``: dependencies, and those of its features; an exact version is what ``overrides`` says."""
    document = JsonDocument(manifest.text)
    root = document.root
    lines = Quoted(manifest.text)
    exact = {string(mapping(one).get("name")): _vcpkg_version(mapping(one)) for one in listing(root.get("overrides"))}
    features = root.get("features")
    several = [(string(mapping(one).get("name")), one) for one in listing(features)] + [*mapping(features).items()]
    groups: list[tuple[object, DependencyScope]] = [(root.get("dependencies"), "runtime")]
    for name, feature in several:
        scope = scope_of(name)
        groups.append((mapping(feature).get("dependencies"), "optional" if scope == "runtime" else scope))
    for listed, scope in groups:
        for value in listing(listed):
            one = mapping(value)
            name = string(value) or string(one.get("name"))
            written = string(one.get("version>="))
            kind: DependencyScope = "build" if one.get("host") is True else scope
            yield Found(name, f">={written}" if written else "", exact.get(name, ""), kind, line=lines.line(name))


def _vcpkg_version(one: dict[str, Any]) -> str:
    return next((string(one[key]) for key in ("version", "version-string", "version-semver", "version-date") if one.get(key)), "")
