"""Reads ``pom.xml`` with parents and imports that lie in the tree, Gradle's build files as text, its catalogues and its lock files.

What only a remote parent says stays open: such a package has no version.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from scanner.dependencies.documents import Lines, TomlDocument, mapping, string, uncommented, xml_document
from scanner.dependencies.interface import BrokenError, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.dependencies.documents import Element
    from scanner.dependencies.interface import Manifest
    from scanner.model import DependencyScope

MAX_PARENTS = 20
MAX_PROPERTY = 300
"""Characters of a property that may stand in a version."""
_PROPERTY = re.compile(r"\$\{([^${}]+)\}")
_PLAIN = re.compile(r"[\w.+-]+")
_MAVEN_SCOPES: dict[str, DependencyScope] = {"test": "test", "provided": "build", "system": "build"}


# ------------------------------------------------------------------------------------------------ Maven


class _Pom(NamedTuple):
    """A project and what it has from its parents: properties, and managed packages as (version, scope)."""

    root: Element
    properties: dict[str, str]
    managed: dict[str, tuple[str, str]]


def pom(manifest: Manifest) -> Iterator[Found]:
    """``dependencies`` of the project and of its profiles; what ``dependencyManagement`` says counts where it is used."""
    one = _pom(manifest, 0, frozenset())
    places = [*one.root.all("dependencies", "dependency"), *one.root.all("profiles", "profile", "dependencies", "dependency")]
    for element in places:
        name = _coordinates(element, one.properties)
        version, scope = one.managed.get(name, ("", ""))
        written = element.value("version")
        version = _resolved(written, one.properties) if written else version
        scope = element.value("scope") or scope
        kind: DependencyScope = _MAVEN_SCOPES.get(scope, "optional" if element.value("optional") == "true" else "runtime")
        exact = version if _PLAIN.fullmatch(version) else ""
        yield Found(name, written or version, exact, kind, line=element.line)


def _pom(manifest: Manifest, depth: int, seen: frozenset[str]) -> _Pom:
    root = xml_document(manifest.text)
    if root.name != "project":
        raise BrokenError("no Maven project")
    above = _parent(manifest, root, depth, seen | {manifest.path})
    properties = dict(above.properties) if above else {}
    written = [child for holder in root.all("properties") for child in holder.children]
    properties |= {child.name: child.text.strip() for child in written if len(child.text) <= MAX_PROPERTY}
    for key in ("groupId", "version", "artifactId"):
        value = root.value(key) or root.value("parent", key)
        properties |= {f"project.{key}": value, f"pom.{key}": value} if value else {}
        if root.value("parent", key):
            properties[f"project.parent.{key}"] = root.value("parent", key)
    managed = dict(above.managed) if above else {}
    for element in root.all("dependencyManagement", "dependencies", "dependency"):
        name = _coordinates(element, properties)
        managed[name] = (_resolved(element.value("version"), properties), element.value("scope"))
        if element.value("scope") == "import":
            _imported(manifest, name, managed, depth, seen | {manifest.path})
    return _Pom(root, properties, managed)


def _parent(manifest: Manifest, root: Element, depth: int, seen: frozenset[str]) -> _Pom | None:
    """The parent in the tree, by its relative path; it counts only when it is the artifact that is meant."""
    if not root.all("parent"):
        return None
    written = root.all("parent", "relativePath")
    path = _beside(manifest.folder, (written[0].text.strip() if written else "../pom.xml") or "")
    if path and not path.endswith(".xml"):
        path += "/pom.xml"
    if not path or path in seen or depth >= MAX_PARENTS:
        if path in seen or depth >= MAX_PARENTS:
            manifest.fault("cut", "parents that lead in a circle, or too many of them")
        return None
    above = manifest.open(path)
    if above is None:
        return None
    try:
        found = _pom(above, depth + 1, seen)
    except BrokenError:
        return None  # NOTE: told where that file itself is read.
    return found if found.root.value("artifactId") == root.value("parent", "artifactId") else None


def _imported(manifest: Manifest, name: str, managed: dict[str, tuple[str, str]], depth: int, seen: frozenset[str]) -> None:
    """A bill of materials that lies in the tree: in a folder called like it, beside or above."""
    artifact = name.partition(":")[2]
    folders = [manifest.folder, manifest.folder[: manifest.folder.rstrip("/").rfind("/") + 1], ""]
    for folder in dict.fromkeys(folders):
        path = f"{folder}{artifact}/pom.xml"
        below = manifest.open(path) if path not in seen and depth < MAX_PARENTS else None
        if below is not None:
            try:
                found = _pom(below, depth + 1, seen)
            except BrokenError:
                return
            if found.root.value("artifactId") == artifact:
                managed.update({key: value for key, value in found.managed.items() if key not in managed})
            return


def _coordinates(element: Element, properties: dict[str, str]) -> str:
    return f"{_resolved(element.value('groupId'), properties)}:{_resolved(element.value('artifactId'), properties)}"


def _resolved(text: str, properties: dict[str, str]) -> str:
    """A text with its properties; one that nobody defines stays as written."""
    for _ in range(8):
        found = _PROPERTY.sub(lambda match: properties.get(match[1], match[0]), text)
        if found == text or len(found) > 1000:
            break
        text = found
    return text


def _beside(folder: str, path: str) -> str:
    if not path or path.startswith("/"):
        return ""
    parts: list[str] = []
    for part in f"{folder}{path}".split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


# ------------------------------------------------------------------------------------------------ Ivy

_IVY_EXACT = re.compile(r"\d[\w.-]*")


def ivy(manifest: Manifest) -> Iterator[Found]:
    """``ivy.xml``: what its configurations on the left say is the scope; properties stay open, they come with the build."""
    root = xml_document(manifest.text)
    if root.name != "ivy-module":
        raise BrokenError("no Ivy module")
    own = next((element.attributes.get("organisation", "") for element in root.all("info")), "")
    for holder in root.all("dependencies"):
        for element in holder.all("dependency"):
            said = element.attributes
            name = f"{said.get('org') or own}:{said.get('name', '')}"
            written = said.get("rev", "")
            conf = said.get("conf") or ";".join(
                one.attributes.get("mapped") or one.attributes.get("name", "") for one in element.all("conf")
            )
            scope = _ivy_scope(conf or holder.attributes.get("defaultconf", ""))
            yield Found(name, written, written if _IVY_EXACT.fullmatch(written) else "", scope, line=element.line)


def _ivy_scope(conf: str) -> DependencyScope:
    """``test->default; compile->default``: the broadest of the configurations of one's own."""
    names = {name.strip().lower() for one in conf.split(";") for name in one.partition("->")[0].split(",")} - {""}
    if names and all("test" in name for name in names):
        return "test"
    if names and all(name in ("provided", "build", "tools") for name in names):
        return "build"
    return "optional" if names == {"optional"} else "runtime"


# ------------------------------------------------------------------------------------------------ Gradle

_CONFIGURATION = (
    r"(?P<configuration>(?:[a-z]\w*(?:Implementation|Api|CompileOnly|RuntimeOnly|AnnotationProcessor))"
    r"|implementation|api|compile|compileOnly|compileOnlyApi|runtime|runtimeOnly|providedCompile|annotationProcessor|kapt|ksp"
    r"|developmentOnly|testCompile|testRuntime|classpath)"
)
_CALL = re.compile(
    rf"(?<![\w.]){_CONFIGURATION}[ \t]*\(?\s*(?:(?:enforcedPlatform|platform|kotlin\.platform)\s*\(\s*)?"
    r"(?:(?P<quote>[\"'])(?P<text>[^\"'\n]+)(?P=quote)|(?P<libs>libs(?:\.\w+)+)"
    r"|group\s*[:=]\s*[\"'](?P<group>[^\"'\n]+)[\"']\s*,\s*name\s*[:=]\s*[\"'](?P<name>[^\"'\n]+)[\"']"
    r"(?:\s*,\s*version\s*[:=]\s*[\"'](?P<version>[^\"'\n]+)[\"'])?)"
)
_VARIABLE = re.compile(
    r"(?:^|[\s.])(?:ext\.|val\s+|def\s+|String\s+|set\(\s*[\"'])?([\w.]{1,100}+)(?:[\"']\s*,|\s*=)\s*[\"']([\w.+-]+)[\"']"
)
_HOLE = re.compile(r"\$\{?(?:rootProject\.|project\.|ext\.)*([\w.]+)\}?(?:\[\"?([\w.]+)\"?\])?")


def gradle(manifest: Manifest) -> Iterator[Found]:
    """``build.gradle(.kts)``, by what its lines say: nothing is run, so what is computed stays open."""
    code = uncommented(manifest.text)
    values = {match[1].rpartition(".")[2]: match[2] for match in _VARIABLE.finditer(code)}
    lines = Lines(code)
    catalogue: dict[str, tuple[str, str]] | None = None
    for match in _CALL.finditer(code):
        scope = _gradle_scope(match["configuration"])
        line = lines.at(match.start())
        if match["libs"]:
            if catalogue is None:
                catalogue = _catalogue(manifest)
            for name, version in _bundle(catalogue, match["libs"][5:]):
                yield Found(name, version, version if _PLAIN.fullmatch(version) else "", scope, line=line)
            continue
        text = match["text"] or f"{match['group']}:{match['name']}:{match['version'] or ''}"
        text = _HOLE.sub(lambda hole: values.get(hole[1].rpartition(".")[2], hole[0]), text)
        parts = text.partition("@")[0].split(":")
        if len(parts) >= 2 and all(parts[:2]) and "/" not in parts[0]:
            version = parts[2] if len(parts) > 2 else ""
            yield Found(":".join(parts[:2]), version, version if _PLAIN.fullmatch(version) and "+" not in version else "", scope, line=line)


def _gradle_scope(configuration: str) -> DependencyScope:
    name = configuration.lower()
    if "test" in name:
        return "test"
    if "processor" in name or name in ("kapt", "ksp", "classpath", "compileonly", "providedcompile") or name.endswith("compileonly"):
        return "build"
    return "dev" if name == "developmentonly" or name.startswith("debug") else "runtime"


def _catalogue(manifest: Manifest) -> dict[str, tuple[str, str]]:
    """Accessors of the nearest ``gradle/libs.versions.toml`` above; a bundle stands for its members by ``bundles.NAME.N``."""
    folder = manifest.folder
    for _ in range(MAX_PARENTS):
        found = manifest.open(f"{folder}gradle/libs.versions.toml")
        if found is not None:
            try:
                return _accessors(TomlDocument(found.text).root)
            except BrokenError:
                return {}
        if not folder:
            break
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    return {}


def _accessors(root: dict[str, Any]) -> dict[str, tuple[str, str]]:
    libraries = {alias: _library(value, mapping(root.get("versions"))) for alias, value in mapping(root.get("libraries")).items()}
    found = {_accessor(alias): value for alias, value in libraries.items()}
    for alias, members in mapping(root.get("bundles")).items():
        for number, member in enumerate(members if isinstance(members, list) else ()):
            if member in libraries:
                found[f"bundles.{_accessor(alias)}.{number}"] = libraries[member]
    return found


def _bundle(catalogue: dict[str, tuple[str, str]], accessor: str) -> list[tuple[str, str]]:
    accessor = accessor.removesuffix(".get")
    if accessor in catalogue:
        return [catalogue[accessor]]
    return [value for key, value in catalogue.items() if key.rpartition(".")[0] == accessor and accessor.startswith("bundles.")]


def _accessor(alias: str) -> str:
    return re.sub(r"[-_]", ".", alias)


def _library(value: object, versions: dict[str, Any]) -> tuple[str, str]:
    """(``group:name``, version) of a text or a table of a catalogue."""
    if isinstance(value, str):
        group, name, version = (*value.split(":"), "", "", "")[:3]
        return f"{group}:{name}", version
    one = mapping(value)
    name = string(one.get("module")) or f"{string(one.get('group'))}:{string(one.get('name'))}"
    written: object = one.get("version")
    if isinstance(written, dict) and "ref" in written:
        written = versions.get(string(written["ref"]))
    return name, string(written) or _strict(written)


def _strict(version: object) -> str:
    one = mapping(version)
    return next((string(one.get(key)) for key in ("strictly", "require", "prefer") if one.get(key)), "")


def catalogue(manifest: Manifest) -> Iterator[Found]:
    """``libs.versions.toml``: everything a build may take from it."""
    document = TomlDocument(manifest.text)
    for alias, value in mapping(document.root.get("libraries")).items():
        name, version = _library(value, mapping(document.root.get("versions")))
        if name.strip(":"):
            yield Found(name, version, version if _PLAIN.fullmatch(version) else "", line=document.line("libraries", alias))


def gradle_lock(manifest: Manifest) -> Iterator[Found]:
    """``gradle.lockfile``: ``group:name:version=configuration,…``."""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        text, is_, configurations = line.partition("=")
        parts = text.split(":")
        if is_ and len(parts) == 3 and not line.startswith("#"):
            names = configurations.split(",")
            scope: DependencyScope = "runtime" if any("test" not in name.lower() for name in names) else "test"
            yield Found(":".join(parts[:2]), version=parts[2], scope=scope, direct=None, line=number)
