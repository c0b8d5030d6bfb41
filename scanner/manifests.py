"""Says by its path alone which format of manifest or lock file a file is; string tests only, reading is left to ``dependencies``."""

from __future__ import annotations

import re

MAX_BYTES = 16_000_000
"""Bytes of a lock file; the longest of real projects have five million."""
_NAMES = {
    "pyproject.toml": "pyproject",
    "setup.py": "setup-py",
    "setup.cfg": "setup-cfg",
    "poetry.lock": "poetry-lock",
    "uv.lock": "uv-lock",
    "pdm.lock": "pdm-lock",
    "Pipfile": "pipfile",
    "Pipfile.lock": "pipfile-lock",
    "package.json": "package-json",
    "package-lock.json": "package-lock",
    "npm-shrinkwrap.json": "package-lock",
    "yarn.lock": "yarn-lock",
    "pnpm-lock.yaml": "pnpm-lock",
    "bun.lock": "bun-lock",
    "deno.json": "deno-json",
    "deno.jsonc": "deno-json",
    "import_map.json": "deno-json",
    "deno.lock": "deno-lock",
    "pom.xml": "pom",
    "build.gradle": "gradle",
    "build.gradle.kts": "gradle",
    "gradle.lockfile": "gradle-lock",
    "buildscript-gradle.lockfile": "gradle-lock",
    "libs.versions.toml": "gradle-catalogue",
    "ivy.xml": "ivy",
    "go.mod": "go-mod",
    "go.sum": "go-sum",
    "go.work": "go-work",
    "go.work.sum": "go-sum",
    "packages.config": "packages-config",
    "packages.lock.json": "nuget-lock",
    "paket.dependencies": "paket",
    "paket.lock": "paket-lock",
    "Directory.Packages.props": "msbuild",
    "Directory.Build.props": "msbuild",
    "Directory.Build.targets": "msbuild",
    "composer.json": "composer-json",
    "composer.lock": "composer-lock",
    "Gemfile": "gemfile",
    "Gemfile.lock": "gemfile-lock",
    "gems.rb": "gemfile",
    "gems.locked": "gemfile-lock",
    "Cargo.toml": "cargo-toml",
    "Cargo.lock": "cargo-lock",
    "pubspec.yaml": "pubspec",
    "pubspec.lock": "pubspec-lock",
    "Package.swift": "swift-package",
    "Package.resolved": "swift-resolved",
    "Podfile": "podfile",
    "Podfile.lock": "podfile-lock",
    "Cartfile": "cartfile",
    "Cartfile.private": "cartfile",
    "Cartfile.resolved": "cartfile-lock",
    "conanfile.txt": "conan-text",
    "conanfile.py": "conan-code",
    "conan.lock": "conan-lock",
    "vcpkg.json": "vcpkg",
    "oh-package.json5": "oh-package",
    "oh-package-lock.json5": "oh-package-lock",
}
_ENDS = {
    ".csproj": "msbuild",
    ".fsproj": "msbuild",
    ".vbproj": "msbuild",
    ".versions.toml": "gradle-catalogue",
    ".gemspec": "gemspec",
    ".sbt": "sbt",
    ".spdx": "spdx",
}
_REQUIREMENTS = re.compile(
    r"(?:^|/)(?:[\w.-]*[-_.])?(?:requirements?|constraints?)(?:[-_.][\w.-]*)?\.(?:txt|in|pip)$|(?:^|/)requirements/[\w.-]+\.(?:txt|in)$"
)
_CONDA = re.compile(r"(?:^|/)(?:conda|(?:conda[-_])?environment)(?:[-_.][\w.-]*)?\.ya?ml$")
_PYLOCK = re.compile(r"(?:^|/)pylock(?:\.[^./]+)?\.toml$")
_BOM = re.compile(r"(?:^|[-_./])(?:s?bom|cdx|cyclonedx|spdx)\.(json|xml)$")
_SBT_CODE = re.compile(r"(?:^|/)project/\w+\.scala$")
_LIKE = ("txt", ".in", "pip", "yml", "aml", "oml", "son", "xml", "ala")
"""Last letters of names that the expressions are asked about."""


def manifest_format(path: str) -> str:
    """Id of the format, "" for a file that is no manifest."""
    name = path[path.rfind("/") + 1 :]
    known = _NAMES.get(name)
    if known is not None:
        return known
    dot = name.find(".")
    if dot < 0:
        return ""
    for end, format_ in _ENDS.items():
        if name.endswith(end):
            return format_
    if not name.endswith(_LIKE):
        return ""
    if _REQUIREMENTS.search(path):
        return "requirements"
    if _CONDA.search(path):
        return "conda"
    if bom := _BOM.search(path):
        return f"bom-{bom[1]}"
    if _SBT_CODE.search(path):
        return "sbt"
    return "pylock" if _PYLOCK.search(path) else ""


FORMATS = frozenset({*_NAMES.values(), *_ENDS.values(), "requirements", "conda", "pylock", "bom-json", "bom-xml"})
