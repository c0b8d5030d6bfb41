"""Reads the build files of sbt as text: nothing is run, so what is computed stays open."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

from scanner.dependencies.documents import Lines, closing, uncommented
from scanner.dependencies.interface import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

_PART = r"s?\"[^\"\n]{1,200}\"|[A-Za-z_][\w.]{0,99}"
_MODULE = re.compile(
    rf"(?<![\w.\"])(?P<org>{_PART})\s{{0,40}}(?P<operator>%{{1,3}})\s{{0,40}}(?P<name>{_PART})"
    rf"(?:\s{{0,40}}%\s{{0,40}}(?P<version>{_PART}|\([^()\n]{{1,200}}\))(?:\s{{0,40}}%\s{{0,40}}(?P<configuration>{_PART}))?)?"
)
_CROSSED = re.compile(r"[\s)]{0,40}\.?\s{0,40}cross[\s(]{1,40}CrossVersion\.(\w+)")
_AROUND = re.compile(r"(addSbtPlugin|addCompilerPlugin|compilerPlugin)\s{0,40}\(\s{0,40}\(?\s{0,40}$")
_VALUE = re.compile(
    rf"\b(?:val|def)\s+`?(\w+)`?(?:\s*:\s*String)?[ \t]*=[ \t]*({_PART})(?=[ \t]*(?:$|[;}}]))|\bobject\s+(\w+)", re.MULTILINE
)
_SCALA = re.compile(rf"\bscalaVersion\b[^:\n]{{0,40}}:=\s*({_PART})")
_HOLE = re.compile(r"\$\{?([\w.]+)\}?")
_MAPPED = re.compile(r"[\s)]{0,40}\.?\s{0,40}map\s{0,40}[({]\s{0,40}_\s{0,40}%\s{0,40}(\"[^\"\n]*\"|\w+)")
_MAPPED_NAME = re.compile(rf"\b(\w{{1,100}}){_MAPPED.pattern}")
_LISTED = re.compile(r"\b(?:val|def)\s+(\w+)[^=\n]{0,80}=\s*(?:Seq|List)\s{0,40}\(|\b(?:Seq|List)\s{0,40}\(")
_EXACT = re.compile(r"\d[\w.+-]*")
_OLD_PLUGINS = re.compile(r"^\s*sbt\.version\s*=\s*(?:0\.|2\.)", re.MULTILINE)
_FILES = ("Dependencies", "Versions", "Version", "Build", "BuildSettings", "Settings", "Libraries", "Libs", "LibraryVersions", "Deps", "V")
"""Modules of a build whose values others name."""
_MAX_ABOVE = 6
_MAX_LISTS = 200
"""Lists of one file whose ends are looked for."""


def sbt(manifest: Manifest) -> Iterator[Found]:
    """``*.sbt`` and the Scala code of a build: what stands there as ``"organisation" % "name" % "version"``."""
    code = uncommented(manifest.text)
    values = _values(manifest, code)
    scala = _scala(manifest, code, values)
    lines = Lines(code)
    mapped = _mapped(code)
    for match in _MODULE.finditer(code):
        organisation, name, version = (_text(match[part] or "", values) for part in ("org", "name", "version"))
        if not organisation or not name or not _is_module(match):
            continue
        around = _AROUND.search(code, max(0, match.start() - 100), match.start())
        plugin = around is not None and around[1] == "addSbtPlugin"
        suffix = _plugin_suffix(manifest) if plugin else _suffix(match["operator"], _CROSSED.match(code, match.end()), scala)
        scope = _scope(match["configuration"] or next((to for start, end, to in mapped if start <= match.start() < end), ""))
        if around is not None or (manifest.folder.endswith("project/") and manifest.path.endswith(".sbt")):
            scope = "build"
        exact = version if _EXACT.fullmatch(version) and not version.endswith("+") else ""
        yield Found(f"{organisation}:{name}{suffix}", version or match["version"] or "", exact, scope, line=lines.at(match.start()))


def _is_module(match: re.Match[str]) -> bool:
    """Names alone between signs of percent may be a sum; so may two parts, unless both are texts."""
    texts = ['"' in (match[part] or "") for part in ("org", "name", "version")]
    return any(texts) if match["version"] else all(texts[:2])


def _text(part: str, values: dict[str, str]) -> str:
    """A part written out or named; "" where nobody says it."""
    if part.startswith("("):
        pieces = [_text(piece.strip(), values) for piece in part[1:-1].split("+")]
        return "".join(pieces) if all(pieces) else ""
    if not part.endswith('"'):
        return values.get(part) or values.get(part.rpartition(".")[2], "")
    text = part.partition('"')[2][:-1]
    if part.startswith("s"):
        text = _HOLE.sub(lambda hole: values.get(hole[1]) or values.get(hole[1].rpartition(".")[2], hole[0]), text)
    return "" if "$" in text else text


def _suffix(operator: str, crossed: re.Match[str] | None, scala: str) -> str:
    """What ``%%`` puts behind a name: the binary version of Scala, "" where it is not known."""
    if crossed is not None and crossed[1] == "for3Use2_13":
        return "_2.13"
    if crossed is not None and crossed[1] == "full" and scala:
        return f"_{scala}"
    if operator != "%%" or not scala:
        return ""
    return "_3" if scala.startswith("3.") else f"_{'.'.join(scala.split('.')[:2])}"


def _plugin_suffix(manifest: Manifest) -> str:
    properties = manifest.open(f"{manifest.folder}build.properties")
    return "" if properties is not None and _OLD_PLUGINS.search(properties.text) else "_2.12_1.0"


def _scope(configuration: str) -> DependencyScope:
    name = configuration.strip('"').lower()
    if "test" in name or name in ("it", "integrationtest"):
        return "test"
    if name.startswith(("provided", "plugin", "scalastyle")):
        return "build"
    return "optional" if name.startswith("optional") else "runtime"


def _mapped(code: str) -> list[tuple[int, int, str]]:
    """Spans of lists whose members are all put into a configuration."""
    by_name = {one[1]: one[2] for one in _MAPPED_NAME.finditer(code)}
    spans = []
    for listed in itertools.islice(_LISTED.finditer(code), _MAX_LISTS):
        end = closing(code, listed.end() - 1)
        behind = _MAPPED.match(code, end)
        to = by_name.get(listed[1] or "", "") or (behind[1] if behind else "")
        if to:
            spans.append((listed.start(), end, to))
    return spans


# ------------------------------------------------------------------------------------------------ values


def _values(manifest: Manifest, code: str) -> dict[str, str]:
    """Texts by their names, in this file and in those of the build."""
    values: dict[str, str] = {}
    for folder in _above(manifest):
        for name in _FILES:
            other = manifest.open(f"{folder}project/{name}.scala")
            if other is not None and other.path != manifest.path:
                values |= _of_others(other.text)
    return values | _named(code)


@functools.lru_cache(maxsize=32)
def _of_others(text: str) -> dict[str, str]:
    """The same for every file of a build; not to be changed."""
    return _named(uncommented(text))


def _named(code: str) -> dict[str, str]:
    """``val name = "text"``, by its name and by that of the object around; a name with two texts has none."""
    found: dict[str, str] = {}
    holder = ""
    for match in _VALUE.finditer(code):
        if match[3]:
            holder = match[3]
            continue
        text = _text(match[2], found)
        known = found.get(match[1])
        found[match[1]] = text if known in (None, text) else ""
        if holder:
            found[f"{holder}.{match[1]}"] = text
    return found


def _scala(manifest: Manifest, code: str, values: dict[str, str]) -> str:
    """The version of Scala that the build sets, here or above; "" where it is not written."""
    codes = [code]
    for folder in reversed(_above(manifest)):
        root = manifest.open(f"{folder}build.sbt")
        codes += [uncommented(root.text)] if root is not None and root.path != manifest.path else []
    for one in codes:
        found = _SCALA.search(one)
        if found:
            return _text(found[1], values | _named(one))
    return ""


def _above(manifest: Manifest) -> list[str]:
    """Folders that may hold the build, the nearest last."""
    folder = manifest.folder.removesuffix("project/")
    folders = [folder]
    while folder and len(folders) < _MAX_ABOVE:
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
        folders.append(folder)
    return folders[::-1]
