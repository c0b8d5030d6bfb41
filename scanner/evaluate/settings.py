"""Decides what the project's own configuration gives a variable or a dotted key, over all carriers and environments.

How a file is written is left to its front end; several files that set the same name are alternatives, none of them is the truth.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.evaluate.values import Text, Unknown, merge
from scanner.model import HOLE, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from scanner.evaluate.values import Value
    from scanner.model import Facts, SourceFile

_PLAIN = frozenset({"env", "docker"})
"""Formats whose every key is a variable."""
_CARRIERS = frozenset({*_PLAIN, "yaml", "json", "toml", "ini", "hcl", "xml", "gradle"})
_DOTTED = frozenset({"yaml", "properties", "json", "xml", "toml", "ini"})
_SETTINGS = re.compile(
    r"(?:^|/)(?:app|global|local)?_?-?(?:settings?|config\w*|application|default|development|staging|production)\b[\w.-]*\.(?:jsonc?|json5|xml|config|toml|ini|conf)$",
    re.I,
)
"""Names of files of those formats that are data more often than not."""
_MAPS = frozenset(
    {
        *("env", "envs", "environment", "environments", "envvars", "environmentvariables", "environmentvars", "extraenv", "extraenvvars"),
        *("variables", "vars", "args", "buildargs", "buildenv", "env_variables", "appsettings", "data", "containerenv", "remoteenv"),
        *("plist", "buildconfigfield", "buildprofilefields"),
    }
)
"""Keys, in small letters without dashes and underscores, below which variables are set."""
_NAME = re.compile(r"[A-Za-z_]\w*")
_LOUD = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
"""What nobody calls anything but a variable."""
_ASSIGNED = re.compile(r"(?s)([A-Za-z_]\w*)=(.*)")
_SEVERAL = re.compile(r"""([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^\s,"']*))""")
_NAMED = (("name", "value"), ("key", "value"), ("Name", "Value"), ("Key", "Value"))
_ELSEWHERE = "valueFrom.configMapKeyRef.key"
_REFERENCE = re.compile(
    r"""\$\{\{\s*(?P<flow>\w+)\.(?P<flowed>\w+)[^{}]{0,200}\}\}
      | \{\{-?\s*(?P<chart>[^{}]{0,300}?)\s*-?\}\}
      | \$\{(?:map:(?P<map>[\w.-]+)|self:(?P<own>[\w.-]+)|(?P<root>var|local)\.(?P<input>[\w-]+)|(?:env[:.])?(?P<name>\w+))
        (?:(?:\s*,\s*|:?[-?+=])(?P<default>[^{}]{0,500}))?\}
      | \$\{[^{}]{0,300}\}
      | \$\((?P<build>\w*)\)
      | \$(?P<bare>[A-Za-z_]\w*)""",
    re.VERBOSE,
)
_VALUES = re.compile(r"\.Values\.([\w.-]+)")
_CHART_DEFAULT = re.compile(r"""\bdefault\s+["']?([^"'\s|]+)""")
MAX_REFERENCES = 12
"""Steps from one reference to the next, and references in one text."""
MAX_ALTERNATIVES = 8
MAX_TEXT = 2_000
"""Characters that a reference may stand for; longer ones are no setting, and references to references double them."""
MAX_BYTES = 300_000
"""Of a file that may set a variable; longer ones are data."""
MAX_FILES = 200
"""Files that may set one name."""


class Settings:
    """The configuration of one project.

    ``facts`` reads a file; ``holding`` gives those of some files that hold a word; ``holds`` says whether a file holds a text.
    """

    def __init__(
        self,
        files: Iterable[SourceFile],
        facts: Callable[[str], Facts | None],
        holding: Callable[[AbstractSet[str], str], Iterable[str]],
        holds: Callable[[str, str], bool],
    ) -> None:
        self._files = {file.path: file for file in files if file.language in _CARRIERS | _DOTTED and not file.test}
        self._facts = facts
        self._holding = holding
        self._holds = holds
        self._known: dict[str, list[str]] = {}
        self._on_the_way: dict[str, list[str]] = {}
        """What was found while another variable is looked for; in a circle that is not all."""
        self._asked: set[str] = set()
        """Variables that are being looked for; one that refers to itself has no further value."""
        carriers = {path for path, file in self._files.items() if file.language in _CARRIERS and file.size <= MAX_BYTES}
        self._building = frozenset(path for path in carriers if is_of_build(path))
        self._shipped = frozenset(carriers - self._building)
        self._dotted = tuple(sorted(path for path, file in self._files.items() if _is_dotted(file)))

    def value(self, name: str) -> tuple[Value, ...]:
        """What a variable (``LLM_URL``) or a dotted key (``llm.base-url``, ``:key``) may be; a sample counts: it says what is meant."""
        dotted = name.replace(":", ".").removeprefix(".")
        keys = "." in dotted or name.startswith(":")
        texts = list(dict.fromkeys(self._dotted_texts(dotted) if keys else self._texts(name, 0)))
        return merge((Text(text, overridable=True),) for text in texts) or (Unknown(f"environment {name}"),)

    # -- variables

    def _texts(self, name: str, depth: int) -> list[str]:
        """Texts of a variable with references filled in; what a build machine sets counts where nothing else does."""
        known = self._known.get(name) or self._on_the_way.get(name)
        if known is not None:
            return known
        if depth > MAX_REFERENCES or name in self._asked or not _NAME.fullmatch(name):
            return []
        self._asked.add(name)
        setting = self._among(self._shipped, name) or self._among(self._building, name)
        found = [text for path, entry in setting if entry.text for text in self._filled(entry.text, path, depth + 1)]
        self._asked.discard(name)
        self._on_the_way[name] = found
        if not self._asked:
            self._known[name] = found
            self._on_the_way.clear()
        return found

    def _among(self, paths: AbstractSet[str], name: str) -> list[tuple[str, Entry]]:
        return [
            (path, entry)
            for path in sorted(self._holding(paths, name))[:MAX_FILES]
            if (facts := self._facts(path)) is not None
            for entry in variables(facts)
            if last(entry.key) == name and (facts.language in _PLAIN or is_variable(entry.key))
        ]

    # -- dotted keys

    def _dotted_texts(self, key: str) -> list[str]:
        """``base-url`` and ``baseUrl`` are the same key; a variable of the key's name in capitals replaces it."""
        wanted = _relaxed(key)
        word = re.split(r"[-_]|(?<=[a-z])(?=[A-Z])", last(key))[0]
        found: list[str] = []
        for path in self._dotted:
            facts = self._facts(path) if self._holds(path, word) else None
            found += [e.text for e in (facts.entries if facts is not None else ()) if e.text and _relaxed(e.key) == wanted]
        capitals = key.replace(".", "_").upper()
        for name in dict.fromkeys((capitals.replace("-", ""), capitals.replace("-", "_"), key.replace(".", "__"))):
            found += self._texts(name, 0)
        return found

    # -- references

    def _filled(self, text: str, path: str, depth: int) -> list[str]:
        """A text with its references replaced, once for every way; what is not known becomes a hole."""
        done: list[str] = []
        waiting = [(text, 0)]
        while waiting and len(done) < MAX_ALTERNATIVES:
            text, filled = waiting.pop()
            found = _REFERENCE.search(text)
            if found is None or filled >= MAX_REFERENCES or depth > MAX_REFERENCES:
                done.append(_REFERENCE.sub(HOLE, text) if found else text)
                continue
            before, after = text[: found.start()], text[found.end() :]
            values = [value for value in self._referred(found, path, depth) if len(value) <= MAX_TEXT] or [HOLE]
            waiting.extend((before + value + after, filled + 1) for value in reversed(values[:MAX_ALTERNATIVES]))
        return [text for text in done if text.strip(HOLE + " ")]

    def _referred(self, found: re.Match[str], path: str, depth: int) -> list[str]:
        if found["chart"] is not None:
            return self._of_chart(found["chart"], path, depth)
        if found["map"]:
            return self._of_maps(found["map"], depth)
        if found["own"]:
            return self._of_file(found["own"], path, depth) or ([found["default"]] if found["default"] else [])
        if found["input"]:
            return self._of_module(found["root"], found["input"], path, depth)
        if found["flow"]:
            return self._texts(found["flowed"], depth) if found["flow"] in ("vars", "env") else []
        if found["build"] == "":  # stands between two slashes, which would begin a comment
            return [""]
        name = found["name"] or found["bare"] or found["build"]
        default = (found["default"] or "").strip("'\" ")
        return (self._texts(name, depth) if name else []) or ([default] if default else [])

    def _of_maps(self, key: str, depth: int) -> list[str]:
        """Texts under a key of the maps that a cluster holds for its programs."""
        paths = [path for path in sorted(self._shipped) if self._files[path].language == "yaml" and self._holds(path, key)][:MAX_FILES]
        return [text for path in paths for text in self._of_file(f"data.{key}", path, depth)]

    def _of_file(self, key: str, path: str, depth: int) -> list[str]:
        """Texts under a key of the same file."""
        facts = self._facts(path)
        return [t for e in (facts.entries if facts else ()) if e.key == key for t in self._filled(e.text, path, depth + 1)]

    def _of_chart(self, template: str, path: str, depth: int) -> list[str]:
        """``.Values.a.b`` of a chart: what its files of values say, each being one environment."""
        wanted = _VALUES.search(template)
        if wanted is None:
            return []
        folder = path.rpartition("/templates/")[0]
        near = [other for other in sorted(self._files) if _is_values(other) and (other.startswith(f"{folder}/") or not folder)]
        near = near or [other for other in sorted(self._files) if _is_values(other)]
        found = [text for other in near for text in self._of_file(wanted[1], other, depth)]
        default = _CHART_DEFAULT.search(template)
        return found or ([default[1]] if default else [])

    def _of_module(self, root: str, name: str, path: str, depth: int) -> list[str]:
        """An input or local value of a folder: defaults, files of values, and what other folders hand to it."""
        folder = path.rpartition("/")[0]
        found: list[str] = []
        for other in sorted(self._holding(self._shipped, name))[:MAX_FILES]:
            facts = self._facts(other) if self._files[other].language == "hcl" else None
            if facts is None:
                continue
            inside = other.rpartition("/")[0] == folder
            below = other.endswith(".tfvars") and other.startswith(f"{folder}/" if folder else "")
            keys = {f"locals.{name}"} if root == "local" and inside else set()
            if root == "var" and (inside or below):
                keys = {name} if other.endswith(".tfvars") else {f"variable.{name}.default"}
            if root == "var":
                keys |= {f"{module}.{name}" for module in _modules(facts, other, folder)}
            found += [t for e in facts.entries if e.key in keys for t in self._filled(e.text, other, depth + 1)]
        return list(dict.fromkeys(found))


def variables(facts: Facts) -> Iterator[Entry]:
    """The texts of a file; where one sets a variable in another form than ``name: text``, under the path that ends in its name."""
    pairs = _pairs(facts)
    for number, entry in enumerate(facts.entries):
        name = last(entry.key)
        if number in pairs:
            key, text = pairs[number]
            yield entry._replace(key=key, text=text if text is not None else entry.text)
        elif facts.language == "ini" and "environment" in entry.key.lower().split("."):
            for one in _SEVERAL.finditer(entry.text):
                text = next((one[n] for n in (2, 3, 4) if one[n] is not None), "")
                yield Entry(f"{entry.key}.{one[1]}", text, entry.start, entry.end)
        elif name.isdigit() and _is_map(entry.key) and (found := _ASSIGNED.fullmatch(entry.text)):
            start = entry.start + len(found[1]) + 1
            yield Entry(f"{entry.key.rpartition('.')[0]}.{found[1]}", found[2], min(start, entry.end), entry.end)
        else:
            yield entry


def is_variable(key: str) -> bool:
    """Whether a key path names a variable of an environment."""
    name = last(key)
    return bool(_LOUD.fullmatch(name)) or (bool(_NAME.fullmatch(name)) and _is_map(key))


def is_of_build(path: str) -> bool:
    """Settings of a build machine are no part of the product."""
    folder, _, name = path.rpartition("/")
    return path.startswith((".github/", ".gitlab/", ".circleci/")) or (
        not folder and name in (".gitlab-ci.yml", "azure-pipelines.yml", ".travis.yml", "bitbucket-pipelines.yml")
    )


def last(key: str) -> str:
    """The last part of a dotted key."""
    return key.rpartition(".")[2]


def _pairs(facts: Facts) -> dict[int, tuple[str, str | None]]:
    """Entry number of a value to the path that the name beside it gives it; a key of another document becomes a reference."""
    places = {entry.key: number for number, entry in enumerate(facts.entries)}
    found: dict[int, tuple[str, str | None]] = {}
    for key, number in places.items():
        place, _, word = key.rpartition(".")
        value = next((value for name, value in _NAMED if word == name), "")
        name = facts.entries[number].text
        if not value or not _NAME.fullmatch(name) or not (_LOUD.fullmatch(name) or _is_map(key)):
            continue
        path = f"{place}.{name}" if place else name
        at, elsewhere = places.get(f"{place}.{value}" if place else value), places.get(f"{place}.{_ELSEWHERE}")
        if at is not None:
            found[at] = (path, None)
        elif elsewhere is not None:
            found[elsewhere] = (path, "${map:" + facts.entries[elsewhere].text + "}")
    return found


def _is_map(key: str) -> bool:
    return any(_relaxed(part) in _MAPS for part in key.split(".")[:-1])


def _is_dotted(file: SourceFile) -> bool:
    return file.language in ("yaml", "properties") or (file.language in _DOTTED and bool(_SETTINGS.search(file.path)))


def _is_values(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((".yaml", ".yml")) and "values" in name


def _modules(facts: Facts, path: str, folder: str) -> list[str]:
    """Keys of the modules that a file makes of a folder."""
    here = path.rpartition("/")[0]
    return [
        entry.key.rpartition(".")[0]
        for entry in facts.entries
        if entry.key.startswith("module.") and entry.key.endswith(".source") and _joined(here, entry.text) == folder
    ]


def _joined(folder: str, relative: str) -> str:
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return "\0"
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _relaxed(key: str) -> str:
    return key.replace("-", "").replace("_", "").lower()
