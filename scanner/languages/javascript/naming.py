"""Module names to files, as Node, bundlers and TypeScript find them; packages from a registry are nobody's file."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.languages.interface import Naming

    Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"

_SUFFIXES = (".ts", ".ets", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".json", ".d.ts")
_WRITTEN = {".js": (".ts", ".tsx", ".jsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_BUILT = frozenset({"build", "cjs", "dist", "es", "esm", "lib", "out", "output"})
_CONDITIONS = ("source", "development", "types", "import", "module", "require", "node", "browser", "default")
_ALIASES = (("@/", ("src", "")), ("~/", ("src", "app", "")), ("~~/", ("",)), ("@@/", ("",)), ("$lib/", ("src/lib",)), ("src/", ("src",)))
_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_TRAILING = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])')
_MAX_EXTENDS = 8
_MANIFESTS = ("package.json", "oh-package.json5")


class _Paths:
    """``baseUrl`` and ``paths`` of one tsconfig, folders made relative to the project's root."""

    __slots__ = ("base", "patterns")

    def __init__(self, base: str | None, patterns: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        self.base, self.patterns = base, patterns


def locate(module: str, importer: str, naming: Naming) -> tuple[str, ...]:
    """Project files that ``module`` may mean in ``importer``, best first."""
    # NOTE: bundlers hang loaders in front and queries behind
    module = module.rpartition("!")[2].partition("?")[0]
    folder = posixpath.dirname(importer)
    key = ("javascript-locate", module, folder)
    if key not in naming.memo:
        naming.memo[key] = next((files for base in _bases(module, folder, naming) if (files := _files(base, naming))), ())
    found = naming.memo[key]
    assert isinstance(found, tuple)
    return found


def names_of(path: str, naming: Naming) -> tuple[str, ...]:
    """The stem; for an index file the folder's name and the ways to write "this folder"; the package's name for its files at the top."""
    folder, name = posixpath.split(path)
    stem = name.partition(".")[0]
    names = [stem]
    if stem == "index":
        names += [posixpath.basename(folder), '"."', "'.'", '".."', "'..'", "./", "../"]
    for package, at in _packages(naming).items():
        if path in naming.files and path in _entry_files(at, naming):
            names.append(package)
    return tuple(dict.fromkeys(n for n in names if n))


def _bases(module: str, folder: str, naming: Naming) -> Iterator[str]:
    """Paths without suffix that may be meant."""
    if module in (".", "..") or module.startswith(("./", "../")):
        yield _join(folder, module)
        return
    if module.startswith("/"):
        for root in _roots(folder, naming):
            yield _join(root, module[1:])
            yield _join(root, "public" + module)
        return
    if module.startswith("#"):
        yield from _subpath(module, folder, naming)
    config = _config(folder, naming)
    foreign = _foreign(module, folder, naming)
    if config is not None:
        yield from _mapped(module, config)
        if config.base is not None and not foreign:
            yield _join(config.base, module)
    for prefix, places in _ALIASES:
        if module.startswith(prefix):
            for root in _roots(folder, naming):
                for place in places:
                    yield _join(root, place, module[len(prefix) :])
    if not foreign:
        yield from _workspace(module, naming)


def _join(*parts: str) -> str:
    path = posixpath.normpath(posixpath.join(*parts)) if any(parts) else ""
    return "" if path == "." else path


def _files(base: str, naming: Naming) -> tuple[str, ...]:
    files = naming.files
    if base.startswith(".."):
        return ()
    stem, suffix = posixpath.splitext(base)
    # NOTE: TypeScript sources import by the name of what they are compiled to
    candidates = [base, *(stem + written for written in _WRITTEN.get(suffix, ())), *(base + suffix for suffix in _SUFFIXES)]
    index = f"{base}/index" if base else "index"
    candidates += [index + suffix for suffix in _SUFFIXES]
    return next(((path,) for path in candidates if path in files), ())


def _ancestors(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _roots(folder: str, naming: Naming) -> list[str]:
    """Package roots around a folder, nearest first, the project's root at last; a folder with ``src`` or a list of pages counts as one."""
    found = [at for at in _ancestors(folder) if _manifest(at, naming) or _join(at, "src") in naming.folders or _lists_pages(at, naming)]
    return list(dict.fromkeys([*found, ""]))


def _lists_pages(folder: str, naming: Naming) -> bool:
    return any(_join(folder, name) in naming.files for name in ("pages.json", "app.json"))


# -- tsconfig.json and jsconfig.json


def _config(folder: str, naming: Naming) -> _Paths | None:
    """The nearest configuration that says something about names."""
    key = ("javascript-config", folder)
    if key not in naming.memo:
        found: _Paths | None = None
        for at in _ancestors(folder):
            for name in ("tsconfig.json", "jsconfig.json"):
                path = _join(at, name)
                if found is None and path in naming.files:
                    found = _paths(path, naming, at, 0)
            if found is not None:
                break
        naming.memo[key] = found
    result = naming.memo[key]
    assert result is None or isinstance(result, _Paths)
    return result


def _paths(path: str, naming: Naming, top: str, depth: int) -> _Paths | None:
    """``paths`` and ``baseUrl`` of a configuration, else of what it extends, else of what it refers to."""
    content = _object(_read(path, naming))
    if depth > _MAX_EXTENDS or not content:
        return None
    folder = posixpath.dirname(path)
    options = _object(content.get("compilerOptions"))
    base_url = options.get("baseUrl")
    base = _join(folder, base_url.replace("${configDir}", "/" + top).lstrip("/")) if isinstance(base_url, str) else None
    inherited = _inherited(content, folder, naming, top, depth)
    written = _object(options.get("paths"))
    if written:
        origin = base if base is not None else (inherited.base if inherited is not None and inherited.base is not None else folder)
        patterns = tuple(
            (
                pattern,
                tuple(
                    _join(_join(origin, target.replace("${configDir}", posixpath.relpath(top or ".", origin or "."))))
                    for target in _texts(targets)
                ),
            )
            for pattern, targets in sorted(written.items(), key=_specific)
        )
        return _Paths(base if base is not None or inherited is None else inherited.base, patterns)
    if base is not None:
        return _Paths(base, inherited.patterns if inherited is not None else ())
    return inherited


def _specific(item: tuple[str, Json]) -> tuple[int, str]:
    """Exact names first, then long prefixes."""
    pattern = item[0]
    return (-len(pattern) - (1000 if "*" not in pattern else 0), pattern)


def _inherited(content: dict[str, Json], folder: str, naming: Naming, top: str, depth: int) -> _Paths | None:
    extends = content.get("extends")
    for name in reversed(_texts([extends] if isinstance(extends, str) else extends)):
        for base in (_join(folder, name), *(_workspace(name, naming))):
            for path in (base, base + ".json", _join(base, "tsconfig.json")):
                found = _paths(path, naming, top, depth + 1) if path in naming.files else None
                if found is not None:
                    return found
    references = content.get("references")
    for reference in references if isinstance(references, list) else ():
        name_ = _object(reference).get("path")
        if isinstance(name_, str):
            base = _join(folder, name_)
            path = base if base.endswith(".json") else _join(base, "tsconfig.json")
            # NOTE: a solution file refers to packages, too; only configurations of its own folder speak for it
            if posixpath.dirname(path) == folder and path in naming.files:
                found = _paths(path, naming, top, depth + 1)
                if found is not None:
                    return found
    return None


def _mapped(module: str, config: _Paths) -> Iterator[str]:
    for pattern, targets in config.patterns:
        head, star, tail = pattern.partition("*")
        if star and module.startswith(head) and module.endswith(tail) and len(module) >= len(head) + len(tail):
            middle = module[len(head) : len(module) - len(tail)]
            for target in targets:
                yield _join(target.replace("*", middle, 1))
        elif not star and module == pattern:
            yield from targets


# -- package.json


def _packages(naming: Naming) -> dict[str, str]:
    """Folders of the project's own packages, by name."""
    key = "javascript-packages"
    if key not in naming.memo:
        found: dict[str, str] = {}
        for path in sorted(naming.files, key=_depth):
            if path.rpartition("/")[2] in _MANIFESTS:
                name = _object(_read(path, naming)).get("name")
                if isinstance(name, str) and name:
                    found.setdefault(name, posixpath.dirname(path))
        naming.memo[key] = found
    packages = naming.memo[key]
    assert isinstance(packages, dict)
    return packages


def _manifest(folder: str, naming: Naming) -> str:
    """What names the package that a folder is, "" when it is none."""
    return next((path for name in _MANIFESTS if (path := _join(folder, name)) in naming.files), "")


def _package_of(module: str) -> str:
    return "/".join(module.split("/")[: 2 if module.startswith("@") else 1])


def _foreign(module: str, folder: str, naming: Naming) -> bool:
    """Whether a name that the catalogue knows means the package from the registry, although a file of the project has it, too."""
    name = _package_of(module)
    if name not in naming.external and module not in naming.external:
        return False
    manifests = [path for at in _ancestors(folder) if (path := _manifest(at, naming))]
    for path in manifests:
        content = _object(_read(path, naming))
        for kind in ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies"):
            version = _object(content.get(kind)).get(name)
            if isinstance(version, str):
                return not version.startswith(("file:", "link:", "portal:", "workspace:"))
    return not manifests


def _depth(path: str) -> tuple[int, str]:
    return path.count("/"), path


def _workspace(module: str, naming: Naming) -> Iterator[str]:
    """A package of the same repository, or a file of it."""
    name = _package_of(module)
    folder = _packages(naming).get(name)
    if folder is None:
        return
    rest = module[len(name) :].strip("/")
    if not rest:
        yield from _entries(folder, naming)
        return
    exports = _object(_read(_manifest(folder, naming), naming)).get("exports")
    for target in _exported(exports, "./" + rest):
        yield from _sources(folder, target)
    yield _join(folder, rest)
    yield _join(folder, "src", rest)


def _entries(folder: str, naming: Naming) -> Iterator[str]:
    content = _object(_read(_manifest(folder, naming), naming))
    targets = [*_texts([content.get("source")]), *_exported(content.get("exports"), ".")]
    targets += _texts([content.get(key) for key in ("types", "typings", "module", "main", "svelte")])
    for target in targets:
        yield from _sources(folder, target)
    for place in ("Index", "src/index", "src/main", "index", "lib/index", "src"):
        yield _join(folder, place)


def _entry_files(folder: str, naming: Naming) -> frozenset[str]:
    key = ("javascript-entries", folder)
    if key not in naming.memo:
        naming.memo[key] = frozenset(path for base in _entries(folder, naming) for path in _files(base, naming))
    found = naming.memo[key]
    assert isinstance(found, frozenset)
    return found


def _sources(folder: str, target: str) -> Iterator[str]:
    """A file of the package, and the source that it was built from."""
    path = target.removeprefix("./")
    yield _join(folder, path)
    parts = path.split("/")
    kept = [part for part in parts[:-1] if part not in _BUILT]
    stem = parts[-1].removesuffix(".d.ts").partition(".")[0] or parts[-1]
    if len(kept) < len(parts) - 1:
        yield _join(folder, "src", *(part for part in kept if part != "src"), stem)
        yield _join(folder, *kept, stem)


def _exported(exports: Json, wanted: str) -> list[str]:
    """Targets that ``exports`` (or ``imports``) of a package.json name for a subpath."""
    if isinstance(exports, dict) and any(key.startswith((".", "#")) for key in exports):
        for pattern, value in sorted(exports.items(), key=_specific):
            head, star, tail = pattern.partition("*")
            if pattern == wanted:
                return _targets(value, "", 0)
            if star and wanted.startswith(head) and wanted.endswith(tail) and len(wanted) >= len(head) + len(tail):
                return _targets(value, wanted[len(head) : len(wanted) - len(tail)], 0)
        return []
    return _targets(exports, "", 0) if wanted == "." else []


def _targets(value: Json, middle: str, depth: int) -> list[str]:
    if isinstance(value, str):
        return [value.replace("*", middle)]
    if depth > _MAX_EXTENDS:
        return []
    if isinstance(value, list):
        return [target for item in value for target in _targets(item, middle, depth + 1)]
    if isinstance(value, dict):
        keys = [key for key in _CONDITIONS if key in value] + sorted(key for key in value if key not in _CONDITIONS)
        return [target for key in keys for target in _targets(value[key], middle, depth + 1)]
    return []


def _subpath(module: str, folder: str, naming: Naming) -> Iterator[str]:
    """``#name`` of the nearest package.json with ``imports``."""
    for at in _ancestors(folder):
        if _join(at, "package.json") in naming.files:
            for target in _exported(_object(_read(_join(at, "package.json"), naming)).get("imports"), module):
                yield from _sources(at, target)
            return


# -- JSON with comments


def _read(path: str, naming: Naming) -> Json:
    key = ("javascript-json", path)
    if key not in naming.memo:
        data = naming.read(path)
        naming.memo[key] = parse_json(data) if data is not None else None
    return naming.memo[key]  # type: ignore[return-value]


def parse_json(data: bytes) -> Json:
    """JSON as TypeScript reads it, with comments and trailing commas; None when it is broken."""
    text = data.decode("utf-8-sig", "replace")
    text = _TRAILING.sub(_kept, _COMMENT.sub(_kept, text))
    try:
        parsed: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def _kept(match: re.Match[str]) -> str:
    return match[1] or " "


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _texts(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
