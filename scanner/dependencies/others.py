"""Reads manifests and lock files of PHP, Ruby, Rust, Dart and HarmonyOS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scanner.dependencies.documents import JsonDocument, TomlDocument, listing, mapping, relaxed, string, yaml_document
from scanner.dependencies.interface import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope


# ------------------------------------------------------------------------------------------------ PHP


def composer_json(manifest: Manifest) -> Iterator[Found]:
    """``composer.json``; the language and its extensions are no packages."""
    document = JsonDocument(manifest.text)
    for kind, scope in (("require", "runtime"), ("require-dev", "dev")):
        for name, written in mapping(document.root.get(kind)).items():
            if "/" in name:
                yield Found(name, string(written), scope="dev" if scope == "dev" else "runtime", line=document.line(kind, name))


def composer_lock(manifest: Manifest) -> Iterator[Found]:
    """``composer.lock``."""
    document = JsonDocument(manifest.text)
    for kind in ("packages", "packages-dev"):
        scope: DependencyScope = "dev" if kind == "packages-dev" else "runtime"
        for number, value in enumerate(listing(document.root.get(kind))):
            one = mapping(value)
            version = string(one.get("version")).removeprefix("v")
            yield Found(string(one.get("name")), version=version, scope=scope, direct=None, line=document.nth(number, kind, "name"))


# ------------------------------------------------------------------------------------------------ Ruby

_GEM = re.compile(r"""^\s*gem[\s(]+["']([\w.-]+)["']((?:\s*,\s*["'][^"'\n]+["'])*)([^\n]*)""")
_GROUP = re.compile(r"^\s*group[\s(]+([^\n]*?)\)?\s+do\b")
_BLOCK = re.compile(r"^\s*(?:if|unless|case)\b|\bdo\s*(?:\|[^|]*\|)?\s*$")
_SPEC = re.compile(r"""\.add_(runtime_|development_)?dependency[\s(]+["']([\w.-]+)["']((?:\s*,\s*["'][^"'\n]+["'])*)""")
_LOCKED = re.compile(r"    ([\w.-]+) \(([^)\s]+)\)$")


def gemfile(manifest: Manifest) -> Iterator[Found]:
    """``Gemfile``, by its lines."""
    groups: list[DependencyScope | None] = []
    for number, line in enumerate(manifest.text.splitlines(), 1):
        text = line.partition(" #")[0]
        group, gem = _GROUP.match(text), _GEM.match(text)
        if group:
            groups.append(_gem_scope(group[1]))
        elif gem:
            own = _gem_scope(gem[3]) if "group" in gem[3] else None
            scope: DependencyScope = own or next((one for one in reversed(groups) if one), None) or "runtime"
            yield Found(gem[1], _ruby_texts(gem[2]), scope=scope, line=number)
        elif _BLOCK.search(text):
            groups.append(None)
        elif text.strip() == "end" and groups:
            groups.pop()


def _gem_scope(text: str) -> DependencyScope | None:
    words = re.findall(r"\w+", text)
    if "test" in words and "development" not in words:
        return "test"
    return "dev" if "development" in words else None


def _ruby_texts(text: str) -> str:
    return ", ".join(re.findall(r"[\"']([^\"']+)[\"']", text))


def gemspec(manifest: Manifest) -> Iterator[Found]:
    """``*.gemspec``, by its lines."""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        found = _SPEC.search(line)
        if found and not line.lstrip().startswith("#"):
            yield Found(found[2], _ruby_texts(found[3]), scope="dev" if found[1] == "development_" else "runtime", line=number)


def gemfile_lock(manifest: Manifest) -> Iterator[Found]:
    """``Gemfile.lock``: ``specs`` of all sources but one's own folders; ``DEPENDENCIES`` are direct."""
    lines = manifest.text.splitlines()
    start = next((number for number, line in enumerate(lines) if line == "DEPENDENCIES"), len(lines))
    direct = {line.split()[0].rstrip("!") for line in lines[start + 1 :] if line.startswith("  ") and line.split()}
    section, seen = "", set()
    for number, line in enumerate(lines, 1):
        if line and not line.startswith(" "):
            section = line.strip()
        found = _LOCKED.match(line) if section in ("GEM", "GIT") else None
        if found and (found[1], found[2]) not in seen:
            seen.add((found[1], found[2]))
            yield Found(found[1], version=found[2], direct=found[1] in direct, line=number)


# ------------------------------------------------------------------------------------------------ Rust

_CARGO: dict[str, DependencyScope] = {"dependencies": "runtime", "dev-dependencies": "dev", "build-dependencies": "build"}


def cargo_toml(manifest: Manifest) -> Iterator[Found]:
    """``Cargo.toml`` with the tables of targets and of the workspace; crates of one's own folders are left out."""
    document = TomlDocument(manifest.text)
    tables: list[tuple[str, dict[str, Any]]] = [("", document.root), ("workspace.", mapping(document.root.get("workspace")))]
    tables += [(f"target.{name}.", mapping(value)) for name, value in mapping(document.root.get("target")).items()]
    for prefix, holder in tables:
        for kind, scope in _CARGO.items():
            for name, value in mapping(holder.get(kind)).items():
                yield from _crate(document, f"{prefix}{kind}", name, value, scope)


def _crate(document: TomlDocument, place: str, name: str, value: object, scope: DependencyScope) -> Iterator[Found]:
    one = mapping(value)
    if one.get("path") and not one.get("version"):
        return
    written = string(value) or string(one.get("version")) or string(one.get("git"))
    real = string(one.get("package")) or name
    kind: DependencyScope = "optional" if one.get("optional") is True and scope == "runtime" else scope
    yield Found(real, written, scope=kind, line=document.line(place.replace(" ", "").replace('"', "").replace("'", ""), name))


def cargo_lock(manifest: Manifest) -> Iterator[Found]:
    """``Cargo.lock``; packages without a source are one's own, and what they name is direct."""
    document = TomlDocument(manifest.text)
    packages = [mapping(one) for one in listing(document.root.get("package"))]
    own = [one for one in packages if not one.get("source")]
    direct = {string(name).split(" ")[0] for one in own for name in listing(one.get("dependencies"))}
    for number, one in enumerate(packages):
        if one.get("source"):
            name = string(one.get("name"))
            yield Found(name, version=string(one.get("version")), direct=name in direct, line=document.nth(number, "package"))


# ------------------------------------------------------------------------------------------------ Dart


def pubspec(manifest: Manifest) -> Iterator[Found]:
    """``pubspec.yaml``; parts of the SDK and folders of one's own are left out."""
    for document in yaml_document(manifest.text)[:1]:
        for kind in ("dependencies", "dev_dependencies"):
            scope: DependencyScope = "dev" if kind == "dev_dependencies" else "runtime"
            for name, value in mapping(mapping(document).get(kind)).items():
                one = mapping(value)
                if not {"sdk", "path"} & one.keys():
                    written = string(value) or string(one.get("version"))
                    yield Found(str(name), str(written), scope=scope, line=getattr(name, "line", 1))


def pubspec_lock(manifest: Manifest) -> Iterator[Found]:
    """``pubspec.lock``."""
    for document in yaml_document(manifest.text)[:1]:
        for name, value in mapping(mapping(document).get("packages")).items():
            one = mapping(value)
            kind = string(one.get("dependency"))
            if one.get("source") not in ("sdk", "path"):
                scope: DependencyScope = "dev" if kind == "direct dev" else "runtime"
                yield Found(str(name), "", str(string(one.get("version"))), scope, kind.startswith("direct"), getattr(name, "line", 1))


# ------------------------------------------------------------------------------------------------ HarmonyOS


def oh_package(manifest: Manifest) -> Iterator[Found]:
    """``oh-package.json5``; modules of one's own are left out."""
    document = JsonDocument(relaxed(manifest.text))
    for kind in ("dependencies", "devDependencies", "dynamicDependencies"):
        scope: DependencyScope = "dev" if kind == "devDependencies" else "runtime"
        for name, written in mapping(document.root.get(kind)).items():
            if not string(written).startswith(("file:", "./", "../")):
                yield Found(name, string(written), scope=scope, line=document.line(kind, name))


def oh_package_lock(manifest: Manifest) -> Iterator[Found]:
    """``oh-package-lock.json5``."""
    document = JsonDocument(relaxed(manifest.text))
    for key, value in mapping(document.root.get("packages")).items():
        one = mapping(value)
        name, version = string(one.get("name")) or key.rpartition("@")[0], string(one.get("version"))
        if string(one.get("registryType")) != "local" and not version.startswith("file:"):
            yield Found(name, version=version, direct=None, line=document.line("packages", key))
