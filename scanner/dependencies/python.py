"""Reads what declares the packages of a Python project; nothing is run, ``setup.py`` is read as text.

Lock files are read by ``python_locks``.
"""

from __future__ import annotations

import ast
import configparser
import re
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement

from scanner.dependencies.documents import TomlDocument, listing, mapping, string
from scanner.dependencies.interface import BrokenError, Found
from scanner.dependencies.requirements import requirement, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

_MAX_CODE = 1_000_000
_DEPENDENCIES = re.compile(r"^dependencies\s*:", re.MULTILINE)
_SETUP = {
    "install_requires": "runtime",
    "requires": "runtime",
    "tests_require": "test",
    "setup_requires": "build",
    "extras_require": "optional",
}


# ------------------------------------------------------------------------------------------------ pyproject.toml


def pyproject(manifest: Manifest) -> Iterator[Found]:
    """``[project]``, ``[dependency-groups]``, ``[build-system]`` and the tables of the tools that came before or go beyond them."""
    document = TomlDocument(manifest.text)
    root = document.root
    project, tool = mapping(root.get("project")), mapping(root.get("tool"))
    yield from _list(manifest, document, "project", "dependencies", project.get("dependencies"), "runtime")
    for name, listed in mapping(project.get("optional-dependencies")).items():
        yield from _list(manifest, document, "project.optional-dependencies", name, listed, "optional")
    groups = mapping(root.get("dependency-groups"))
    for name, listed in groups.items():
        yield from _list(manifest, document, "dependency-groups", name, listed, _group(name))
    yield from _list(manifest, document, "build-system", "requires", mapping(root.get("build-system")).get("requires"), "build")
    yield from _poetry(document, mapping(tool.get("poetry")))
    yield from _lists_of_tools(manifest, document, tool)


def _lists_of_tools(manifest: Manifest, document: TomlDocument, tool: dict[str, Any]) -> Iterator[Found]:
    for name, listed in mapping(mapping(tool.get("pdm")).get("dev-dependencies")).items():
        yield from _list(manifest, document, "tool.pdm.dev-dependencies", name, listed, _group(name))
    yield from _list(manifest, document, "tool.uv", "dev-dependencies", mapping(tool.get("uv")).get("dev-dependencies"), "dev")
    for name, env in mapping(mapping(tool.get("hatch")).get("envs")).items():
        for key in ("dependencies", "extra-dependencies"):
            yield from _list(manifest, document, f"tool.hatch.envs.{name}", key, mapping(env).get(key), _group(name))


def _list(manifest: Manifest, document: TomlDocument, name: str, key: str, listed: object, scope: DependencyScope) -> Iterator[Found]:
    for text in listing(listed):
        if isinstance(text, str):
            line = document.item(name, key, text)
            yield from _checked(manifest, text, scope, line)


def _checked(manifest: Manifest, text: str, scope: DependencyScope, line: int) -> Iterator[Found]:
    try:
        yield requirement(text, scope, line)
    except InvalidRequirement:
        # NOTE: placeholders of templates and of build tools ({root:uri}) stand in addresses only.
        name, at, _ = text.partition("@")
        if at and name.strip().replace("-", "").replace("_", "").isalnum():
            yield Found(name.strip(), requirement=text, scope=scope, line=line)
        else:
            manifest.fault("parse-error", f"line {line}: {text[:80]!r} is no requirement")


def _poetry(document: TomlDocument, tool: dict[str, Any]) -> Iterator[Found]:
    tables: list[tuple[str, object, DependencyScope]] = [
        ("tool.poetry.dependencies", tool.get("dependencies"), "runtime"),
        ("tool.poetry.dev-dependencies", tool.get("dev-dependencies"), "dev"),
    ]
    for name, group in mapping(tool.get("group")).items():
        scope: DependencyScope = _group(name)
        if mapping(group).get("optional") is True and scope == "runtime":
            scope = "optional"
        tables.append((f"tool.poetry.group.{name}.dependencies", mapping(group).get("dependencies"), scope))
    for place, listed, scope in tables:
        for name, value in mapping(listed).items():
            if name.lower() != "python":
                for one in value if isinstance(value, list) else [value]:
                    optional = scope == "runtime" and mapping(one).get("optional") is True
                    yield Found(name, _written(one), scope="optional" if optional else scope, line=document.line(place, name))
                    break


def _written(value: object) -> str:
    """The requirement in ``"^1.2"`` or ``{version = …}``; an address where there is one."""
    if isinstance(value, str):
        return value
    return next((string(mapping(value).get(key)) for key in ("version", "url", "git", "path") if mapping(value).get(key)), "")


def _group(name: str) -> DependencyScope:
    """Groups that are named for no other purpose are part of the product."""
    scope = scope_of(name)
    return "runtime" if scope == "constraint" else scope


def pipfile(manifest: Manifest) -> Iterator[Found]:
    """``Pipfile``: ``[packages]``, ``[dev-packages]`` and groups of one's own."""
    document = TomlDocument(manifest.text)
    for section, listed in document.root.items():
        if section in ("source", "requires", "scripts", "pipenv", "pipfile"):
            continue
        scope: DependencyScope = "dev" if section == "dev-packages" else "runtime" if section == "packages" else _group(section)
        for name, value in mapping(listed).items():
            yield Found(name, _written(value), scope=scope, line=document.line(section, name))


# ------------------------------------------------------------------------------------------------ setup.cfg, setup.py


def setup_cfg(manifest: Manifest) -> Iterator[Found]:
    """``[options]`` and ``[options.extras_require]``."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(manifest.text)
    except configparser.Error as error:
        raise BrokenError(f"no INI: {' '.join(str(error).split())[:160]}") from error
    lines = _Seeker(manifest.text)
    for key, scope in (("install_requires", "runtime"), ("tests_require", "test"), ("setup_requires", "build")):
        yield from _lines(manifest, lines, parser.get("options", key, fallback=""), _scope(scope))
    if parser.has_section("options.extras_require"):
        for _, listed in parser.items("options.extras_require"):
            yield from _lines(manifest, lines, listed, "optional")


def _lines(manifest: Manifest, lines: _Seeker, listed: str, scope: DependencyScope) -> Iterator[Found]:
    for text in listed.replace(";\n", "\n").splitlines():
        text = text.split(" #")[0].strip()
        if text and not text.startswith(("#", "file:")):
            yield from _checked(manifest, text, scope, lines.line(text))


class _Seeker:
    """Lines of texts that are asked for in about the order in which they stand."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            stripped = line.split(" #")[0].strip()
            self._lines.setdefault(stripped, number)
            self._lines.setdefault(stripped.partition("=")[2].strip(), number)

    def line(self, text: str) -> int:
        return self._lines.get(text, 1)


def setup_py(manifest: Manifest) -> Iterator[Found]:
    """Lists that are written out in ``setup(…)``, or assigned to names that stand there, or read from a file that is named there."""
    if len(manifest.text) > _MAX_CODE:
        raise BrokenError("more than a million characters of code", "too-large")
    try:
        tree = ast.parse(manifest.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BrokenError(f"no Python: {error}"[:160]) from error
    nodes = [*ast.walk(tree)]
    names: dict[str, ast.expr] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id] = node.value
    for node in nodes:
        if isinstance(node, ast.Call) and _called(node) == "setup":
            for keyword in node.keywords:
                if keyword.arg in _SETUP:
                    yield from _expression(manifest, keyword.value, names, _scope(_SETUP[keyword.arg]))


def _expression(manifest: Manifest, value: ast.expr, names: dict[str, ast.expr], scope: DependencyScope) -> Iterator[Found]:
    waiting = [value]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for line in node.value.splitlines():
                if line.strip() and not line.strip().startswith("#"):
                    yield from _checked(manifest, line, scope, node.lineno)
        elif isinstance(node, ast.Name) and node.id in names:
            waiting.append(names[node.id])
        else:
            waiting.extend(_parts(node))


def _parts(node: ast.expr) -> Iterable[ast.expr]:
    """What a list is put together from; keys of maps name extras and are no requirements."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return node.elts
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (node.left, node.right)
    return (node.value,) if isinstance(node, ast.Starred) else ()


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _scope(name: str) -> DependencyScope:
    scopes: dict[str, DependencyScope] = {"test": "test", "build": "build", "optional": "optional"}
    return scopes.get(name, "runtime")


# ------------------------------------------------------------------------------------------------ conda


def conda(manifest: Manifest) -> Iterator[Found]:
    """``environment.yml``: packages of conda, and below ``pip`` those of Python's own registry."""
    from scanner.dependencies.documents import yaml_document

    if not _DEPENDENCIES.search(manifest.text):
        return  # NOTE: other things are called environment.yml, too, templates among them.
    for document in yaml_document(manifest.text):
        for one in listing(mapping(document).get("dependencies")):
            if isinstance(one, str):
                name, _, rest = one.rpartition("::")[2].partition("=")
                bare = name.strip().split(" ")[0].rstrip("<>!~")
                version = rest.strip("=").split("=")[0] if rest and name == bare and "*" not in rest else ""
                yield Found(bare, one.rpartition("::")[2][len(bare) :], version, line=getattr(one, "line", 1))
            for text in listing(mapping(one).get("pip")):
                if isinstance(text, str) and not text.startswith(("-", "git+", "http", ".", "/")):
                    for found in _checked(manifest, text, "runtime", getattr(text, "line", 1)):
                        yield found._replace(ecosystem="pypi")
