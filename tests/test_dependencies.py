"""Manifests and lock files, each held against a second reading of the same text; bad input; what the code does with the packages."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml

from scanner.dependencies import READERS, read
from scanner.dependencies.documents import JsonDocument, TomlDocument, relaxed, xml_document, yaml_document
from scanner.dependencies.interface import BrokenError
from scanner.discover import discover
from scanner.manifests import FORMATS, manifest_format
from scanner.pipeline import scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.model import Dependency, Problem


def put(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def packages(folder: Path) -> tuple[tuple[Dependency, ...], frozenset[Problem]]:
    found = discover([folder])
    return read(found.root, [*(file for file in found.files if manifest_format(file.path)), *found.manifests])


def rows(folder: Path, files: Mapping[str, str]) -> list[tuple[str, int, str, str, str, str]]:
    """(path, line, address, requirement, scope, relation)."""
    found, problems = packages(put(folder, files))
    assert problems == frozenset()
    return [(one.location.path, one.location.line, one.purl, one.requirement, one.scope, one.relation) for one in found]


def pairs(folder: Path, name: str, text: str) -> set[tuple[str, str]]:
    found, problems = packages(put(folder, {name: text}))
    assert problems == frozenset()
    return {(one.name, one.version) for one in found}


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == set(FORMATS)


# ---- names


@pytest.mark.parametrize(
    "path",
    ["notes.txt", "docs/requirements.md", "src/env.yaml", "my-package.json", "xpom.xml", "requirements/readme.md", "helm/values.yaml"],
)
def test_other_files_are_no_manifests(path: str) -> None:
    assert manifest_format(path) == ""


@pytest.mark.parametrize(
    ("path", "format_"),
    [
        ("requirements.txt", "requirements"),
        ("a/requirements-dev.txt", "requirements"),
        ("dev-requirements.in", "requirements"),
        ("requirements/base.txt", "requirements"),
        ("constraints.txt", "requirements"),
        ("pylock.toml", "pylock"),
        ("pylock.web.toml", "pylock"),
        ("environment.yml", "conda"),
        ("a/npm-shrinkwrap.json", "package-lock"),
    ],
)
def test_manifests_are_known_by_their_names(path: str, format_: str) -> None:
    assert manifest_format(path) == format_


# ---- Python

REQUIREMENTS = """\
# a comment, and an address of an index
--index-url https://example.org/simple
-r other.list
-c constraints.txt
Flask==2.3.0 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
uvicorn[standard]>=0.20,<1 ; python_version >= "3.8"  # served
-e git+https://example.org/x.git#egg=my_tool
zope.interface
torch @ https://example.org/torch.whl
./local
"""


def test_requirements(tmp_path: Path) -> None:
    files = {"requirements.txt": REQUIREMENTS, "other.list": "httpx\n", "constraints.txt": "idna<4\n"}
    assert rows(tmp_path, files) == [
        ("constraints.txt", 1, "pkg:pypi/idna", "<4", "constraint", "direct"),
        ("requirements.txt", 1, "pkg:pypi/httpx", "", "runtime", "direct"),
        ("requirements.txt", 5, "pkg:pypi/flask@2.3.0", "==2.3.0", "runtime", "direct"),
        ("requirements.txt", 8, "pkg:pypi/uvicorn", "<1,>=0.20", "runtime", "direct"),
        ("requirements.txt", 9, "pkg:pypi/my-tool", "git+https://example.org/x.git#egg=my_tool", "runtime", "direct"),
        ("requirements.txt", 10, "pkg:pypi/zope-interface", "", "runtime", "direct"),
        ("requirements.txt", 11, "pkg:pypi/torch", "https://example.org/torch.whl", "runtime", "direct"),
    ]


def test_requirements_are_what_pip_reads(tmp_path: Path) -> None:
    pytest.importorskip("pip")
    from packaging.requirements import InvalidRequirement, Requirement
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_file import parse_requirements

    put(tmp_path, {"requirements.txt": REQUIREMENTS, "other.list": "httpx\n", "constraints.txt": "idna<4\n"})
    theirs = set()
    for one in parse_requirements(str(tmp_path / "requirements.txt"), PipSession()):
        try:
            theirs.add(Requirement(one.requirement).name.lower().replace(".", "-"))
        except InvalidRequirement:
            theirs.add("my-tool" if "egg=my_tool" in one.requirement else "")
    assert {one.name for one in packages(tmp_path)[0]} == theirs - {""}


PYPROJECT = """\
[build-system]
requires = ["hatchling>=1"]

[project]
name = "sample"
dependencies = [
  "requests>=2.0",
  'rich ; python_version > "3.8"',
]

[project.optional-dependencies]
office = ["openpyxl"]

[dependency-groups]
dev = ["ruff", {include-group = "test"}]
test = ["pytest>=8"]

[tool.poetry.dependencies]
python = "^3.11"
fastapi = "^0.100"
pandas = { version = "2.0", optional = true }

[tool.poetry.group.dev.dependencies]
mypy = "*"

[tool.pdm.dev-dependencies]
lint = ["flake8"]

[tool.uv]
dev-dependencies = ["ipython"]

[tool.hatch.envs.docs]
dependencies = ["mkdocs"]
"""


def test_pyproject(tmp_path: Path) -> None:
    assert [(line, name, scope) for _, line, name, _, scope, _ in rows(tmp_path, {"pyproject.toml": PYPROJECT})] == [
        (2, "pkg:pypi/hatchling", "build"),
        (7, "pkg:pypi/requests", "runtime"),
        (8, "pkg:pypi/rich", "runtime"),
        (12, "pkg:pypi/openpyxl", "optional"),
        (15, "pkg:pypi/ruff", "dev"),
        (16, "pkg:pypi/pytest", "test"),
        (20, "pkg:pypi/fastapi", "runtime"),
        (21, "pkg:pypi/pandas", "optional"),
        (24, "pkg:pypi/mypy", "dev"),
        (27, "pkg:pypi/flake8", "dev"),
        (30, "pkg:pypi/ipython", "dev"),
        (33, "pkg:pypi/mkdocs", "dev"),
    ]


UV_LOCK = """\
version = 1

[[package]]
name = "sample"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "requests" }]

[package.dev-dependencies]
dev = [{ name = "ruff" }]

[[package]]
name = "requests"
version = "2.1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "idna" }]
wheels = [
    { url = "https://example.org/requests.whl", hash = "sha256:aa" },
]

[[package]]
name = "idna"
version = "3.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "ruff"
version = "0.5"
source = { registry = "https://pypi.org/simple" }
"""


def test_uv_lock(tmp_path: Path) -> None:
    assert rows(tmp_path, {"uv.lock": UV_LOCK}) == [
        ("uv.lock", 12, "pkg:pypi/requests@2.1.0", "", "runtime", "direct"),
        ("uv.lock", 21, "pkg:pypi/idna@3.0", "", "runtime", "transitive"),
        ("uv.lock", 26, "pkg:pypi/ruff@0.5", "", "dev", "direct"),
    ]


TOML_LOCKS = {
    "poetry.lock": '[[package]]\nname = "Requests"\nversion = "2.1"\ngroups = ["main"]\n\n[package.dependencies]\nidna = "*"\n\n'
    '[[package]]\nname = "idna"\nversion = "3.0"\ngroups = ["dev"]\nfiles = [\n    {file = "idna.whl", hash = "sha256:aa"},\n]\n',
    "pdm.lock": '[[package]]\nname = "requests"\nversion = "2.1"\ngroups = ["default"]\n\n[[package]]\nname = "idna"\nversion = "3.0"\n'
    'groups = ["test"]\n',
    "pylock.toml": 'lock-version = "1.0"\n\n[[packages]]\nname = "requests"\nversion = "2.1"\n\n'
    '[[packages]]\nname = "idna"\nversion = "3.0"\n',
}


@pytest.mark.parametrize("name", TOML_LOCKS)
def test_locks_in_toml(tmp_path: Path, name: str) -> None:
    text = TOML_LOCKS[name]
    parsed = tomllib.loads(text)
    theirs = {(one["name"].lower(), one["version"]) for one in parsed.get("package") or parsed["packages"]}
    files = {name: text, "pyproject.toml": '[project]\ndependencies = ["requests"]\n'}
    found = [one for one in packages(put(tmp_path, files))[0] if one.location.path == name]
    assert {(one.name, one.version) for one in found} == theirs
    heads = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("[[")]
    assert [one.location.line for one in found] == heads
    assert [one.relation for one in found] == ["direct", "transitive"]


def test_pipfile(tmp_path: Path) -> None:
    files = {
        "Pipfile": '[[source]]\nurl = "https://pypi.org/simple"\nname = "pypi"\n\n'
        '[packages]\nrequests = "*"\n\n[dev-packages]\npytest = ">=8"\n',
        "Pipfile.lock": '{\n  "_meta": {},\n  "default": {\n    "requests": {"version": "==2.1"}\n  },\n  "develop": {\n'
        '    "pytest": {\n      "version": "==8.0"\n    }\n  }\n}\n',
    }
    assert rows(tmp_path, files) == [
        ("Pipfile", 6, "pkg:pypi/requests", "*", "runtime", "direct"),
        ("Pipfile", 9, "pkg:pypi/pytest", ">=8", "dev", "direct"),
        ("Pipfile.lock", 4, "pkg:pypi/requests@2.1", "", "runtime", "direct"),
        ("Pipfile.lock", 7, "pkg:pypi/pytest@8.0", "", "dev", "direct"),
    ]


def test_setup_files(tmp_path: Path) -> None:
    files = {
        "setup.cfg": "[options]\ninstall_requires =\n    requests>=2\n    idna  # names\n\n[options.extras_require]\ntest = pytest\n",
        "setup.py": "import os\nfrom setuptools import setup\nNEED = ['flask']\nos.mkdir('never-made')\n"
        "setup(install_requires=NEED + ['httpx<1'],\n      extras_require={'docs': ['sphinx']})\n",
    }
    assert [(path, line, name, scope) for path, line, name, _, scope, _ in rows(tmp_path, files)] == [
        ("setup.cfg", 3, "pkg:pypi/requests", "runtime"),
        ("setup.cfg", 4, "pkg:pypi/idna", "runtime"),
        ("setup.cfg", 7, "pkg:pypi/pytest", "optional"),
        ("setup.py", 3, "pkg:pypi/flask", "runtime"),
        ("setup.py", 5, "pkg:pypi/httpx", "runtime"),
        ("setup.py", 6, "pkg:pypi/sphinx", "optional"),
    ]
    assert not (tmp_path / "never-made").exists()


def test_conda(tmp_path: Path) -> None:
    text = "name: x\ndependencies:\n  - python=3.10\n  - conda-forge::numpy>=1.2\n  - pip:\n    - requests==2.0\n    - -r other.txt\n"
    assert [(line, name) for _, line, name, *_ in rows(tmp_path, {"environment.yml": text})] == [
        (3, "pkg:conda/python@3.10"),
        (4, "pkg:conda/numpy"),
        (6, "pkg:pypi/requests@2.0"),
    ]


# ---- JavaScript

PACKAGE = """\
{
  "name": "sample",
  "scripts": {"dependencies": "echo"},
  "dependencies": {
    "@scope/kit": "^1.0.0",
    "axios": "1.7.2",
    "own": "workspace:*",
    "old": "npm:lodash@4.17.21"
  },
  "devDependencies": {
    "vite": "~5"
  }
}
"""


def test_package_json(tmp_path: Path) -> None:
    assert rows(tmp_path, {"package.json": PACKAGE}) == [
        ("package.json", 5, "pkg:npm/%40scope/kit", "^1.0.0", "runtime", "direct"),
        ("package.json", 6, "pkg:npm/axios@1.7.2", "1.7.2", "runtime", "direct"),
        ("package.json", 8, "pkg:npm/lodash", "npm:lodash@4.17.21", "runtime", "direct"),
        ("package.json", 11, "pkg:npm/vite", "~5", "dev", "direct"),
    ]


FLAT = {
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "sample", "dependencies": {"axios": "^1"}, "devDependencies": {"vite": "^5"}},
        "node_modules/axios": {"version": "1.7.2"},
        "node_modules/axios/node_modules/form-data": {"version": "4.0.0"},
        "node_modules/vite": {"version": "5.0.0", "dev": True},
        "node_modules/alias": {"name": "real", "version": "1.0.0"},
        "node_modules/tool": {"resolved": "packages/tool", "link": True},
        "packages/tool": {"version": "0.1.0"},
    },
}
NESTED = {
    "lockfileVersion": 1,
    "dependencies": {
        "axios": {"version": "1.7.2", "dependencies": {"form-data": {"version": "4.0.0"}}},
        "vite": {"version": "5.0.0", "dev": True},
    },
}


def test_package_lock_flat(tmp_path: Path) -> None:
    found = rows(tmp_path, {"package-lock.json": json.dumps(FLAT, indent=2)})
    assert [(name, scope, relation) for _, _, name, _, scope, relation in found] == [
        ("pkg:npm/axios@1.7.2", "runtime", "direct"),
        ("pkg:npm/form-data@4.0.0", "runtime", "transitive"),
        ("pkg:npm/vite@5.0.0", "dev", "direct"),
        ("pkg:npm/real@1.0.0", "runtime", "transitive"),
    ]
    lines = json.dumps(FLAT, indent=2).splitlines()
    assert ["node_modules/" in lines[line - 1] for _, line, *_ in found] == [True] * 4


def test_package_lock_nested(tmp_path: Path) -> None:
    files = {"package-lock.json": json.dumps(NESTED, indent=2), "package.json": '{"dependencies": {"axios": "^1"}}'}
    found = [row for row in rows(tmp_path, files) if row[0] == "package-lock.json"]
    assert [(line, name, scope, relation) for _, line, name, _, scope, relation in found] == [
        (4, "pkg:npm/axios@1.7.2", "runtime", "direct"),
        (7, "pkg:npm/form-data@4.0.0", "runtime", "transitive"),
        (12, "pkg:npm/vite@5.0.0", "dev", "transitive"),
    ]


CLASSIC = """\
# yarn lockfile v1


"@scope/kit@^1.0.0", "@scope/kit@^1.1.0":
  version "1.1.0"
  resolved "https://example.org/kit.tgz"
  dependencies:
    axios "^1.0.0"

axios@^1.0.0:
  version "1.7.2"

"old@npm:lodash@4":
  version "4.17.21"
"""
BERRY = """\
__metadata:
  version: 8

"@scope/kit@npm:^1.0.0":
  version: 1.10
  resolution: "@scope/kit@npm:1.10"

"sample@workspace:.":
  version: 0.0.0-use.local
  resolution: "sample@workspace:."
"""


def test_yarn(tmp_path: Path) -> None:
    assert pairs(tmp_path / "classic", "yarn.lock", CLASSIC) == {("@scope/kit", "1.1.0"), ("axios", "1.7.2"), ("lodash", "4.17.21")}
    theirs = {(key.rpartition("@npm")[0], one["version"]) for key, one in yaml.load(BERRY, yaml.BaseLoader).items() if "npm:" in key}
    assert pairs(tmp_path / "berry", "yarn.lock", BERRY) == theirs


PNPM = """\
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      axios:
        specifier: ^1
        version: 1.7.2(debug@4.0.0)
    devDependencies:
      '@scope/kit':
        specifier: ^1
        version: 1.10.0
packages:
  '@scope/kit@1.10.0':
    resolution: {integrity: sha512-a}
  axios@1.7.2:
    resolution: {integrity: sha512-b}
  form-data@4.0.0:
    resolution: {integrity: sha512-c}
snapshots:
  '@scope/kit@1.10.0': {}
  axios@1.7.2(debug@4.0.0):
    dependencies:
      form-data: 4.0.0
  form-data@4.0.0: {}
"""
PNPM_5 = """\
lockfileVersion: 5.4
specifiers:
  axios: ^1
dependencies:
  axios: 1.7.2
devDependencies:
  '@scope/kit': 1.10.0_axios@1.7.2
packages:
  /@scope/kit/1.10.0_axios@1.7.2:
    dev: true
  /axios/1.7.2:
    dependencies:
      form-data: 4.0.0
    dev: false
  /form-data/4.0.0:
    dev: false
"""


@pytest.mark.parametrize("text", [PNPM, PNPM_5], ids=["9", "5"])
def test_pnpm(tmp_path: Path, text: str) -> None:
    assert [(name, scope, relation) for _, _, name, _, scope, relation in rows(tmp_path, {"pnpm-lock.yaml": text})] == [
        ("pkg:npm/%40scope/kit@1.10.0", "dev", "direct"),
        ("pkg:npm/axios@1.7.2", "runtime", "direct"),
        ("pkg:npm/form-data@4.0.0", "runtime", "transitive"),
    ]


def test_bun(tmp_path: Path) -> None:
    text = """{
  "workspaces": {"": {"dependencies": {"axios": "^1"}}},
  "packages": {
    "axios": ["axios@1.7.2", "", {}, "sha512-a"],
  },
}
"""
    assert rows(tmp_path, {"bun.lock": text}) == [("bun.lock", 4, "pkg:npm/axios@1.7.2", "", "runtime", "direct")]


# ---- languages of manifests


def test_relaxed_json_keeps_lines() -> None:
    text = "{\n  // one\n  name: 'it\\'s \"x\"', /* two\n  */ list: [1, true,],\n}\n"
    assert json.loads(relaxed(text)) == {"name": 'it\'s "x"', "list": [1, True]}
    assert relaxed(text).count("\n") == text.rstrip().count("\n")


def test_yaml_texts_are_never_guessed_at() -> None:
    assert yaml_document("a: 1.10\nb: no\nc: &x [1]\nd: *x\n") == [{"a": "1.10", "b": "no", "c": ["1"], "d": ["1"]}]


@pytest.mark.parametrize("text", ['{"a": 1', "[" * 100_000, '{"a": ' + "9" * 10_000 + "}"], ids=["truncated", "deep", "number"])
def test_json_that_is_none(text: str) -> None:
    with pytest.raises(BrokenError):
        JsonDocument(text)


@pytest.mark.parametrize("text", ["a = ", "a = " + "[" * 100_000, ".".join("a" * 100_000) + " = 1"], ids=["truncated", "deep", "dotted"])
def test_toml_that_is_none(text: str) -> None:
    with pytest.raises(BrokenError):
        TomlDocument(text)


@pytest.mark.parametrize("text", ["a: [", "[" * 100_000, "- " * 1000 + "a"], ids=["truncated", "deep", "blocks"])
def test_yaml_that_is_none(text: str) -> None:
    with pytest.raises(BrokenError):
        yaml_document(text)


@pytest.mark.parametrize(
    "text",
    ["<a><b></a>", "<a>" * 10_000, '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ids=["crossed", "deep", "entity", "external"],
)
def test_xml_that_is_none(text: str) -> None:
    with pytest.raises(BrokenError):
        xml_document(text)


def test_an_alias_bomb_stays_small(tmp_path: Path) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 60))
    text = f"l0: &l0 [x]\n{levels}packages: *l59\ndependencies: *l59\n"
    found, _ = packages(put(tmp_path, {"pnpm-lock.yaml": text, "environment.yml": text}))
    assert found == ()


# ---- bad trees


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    files = {"requirements.txt": "-r a.list\n-r missing.list\nrequests\n", "a.list": "-r b.list\n", "b.list": "-r a.list\nhttpx\n"}
    found, problems = packages(put(tmp_path, files))
    assert [one.name for one in found] == ["httpx", "requests"]
    assert sorted((one.reason, one.detail) for one in problems) == [
        ("cut", "line 1: -r a.list leads in a circle"),
        ("unreadable", "line 2: -r missing.list leads to no file of the tree"),
    ]


def test_a_list_that_is_included_twice_is_no_circle(tmp_path: Path) -> None:
    files = {"requirements.txt": "-r a.list\n-r b.list\n", "a.list": "-r b.list\n", "b.list": "httpx\n"}
    found, problems = packages(put(tmp_path, files))
    assert [one.name for one in found] == ["httpx"]
    assert not problems


def test_nothing_outside_of_the_tree_is_read(tmp_path: Path) -> None:
    put(tmp_path, {"secret.list": "stolen\n", "tree/requirements.txt": "-r ../secret.list\n-r link.list\n"})
    (tmp_path / "tree" / "link.list").symlink_to(tmp_path / "secret.list")
    assert packages(tmp_path / "tree")[0] == ()


def test_a_broken_manifest_is_a_problem_and_costs_itself_alone(tmp_path: Path) -> None:
    files = {"a/package-lock.json": '{"packages": {"node_modules/x"', "b/uv.lock": "[[package", "c/package.json": PACKAGE}
    found, problems = packages(put(tmp_path, files))
    assert {one.location.path for one in found} == {"c/package.json"}
    assert {(one.path, one.stage, one.reason) for one in problems} == {
        ("a/package-lock.json", "dependencies", "parse-error"),
        ("b/uv.lock", "dependencies", "parse-error"),
    }


def test_a_lock_file_that_is_too_long_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_bytes(b"{" + b" " * 17_000_000 + b"}")
    found = discover([tmp_path])
    assert [(one.path, one.reason) for one in found.problems] == [("package-lock.json", "too-large")]
    assert found.manifests == ()


def test_a_manifest_that_nobody_can_have_written_is_a_problem(tmp_path: Path) -> None:
    files = {"pyproject.toml": "#" * 1_000_001, "requirements.txt": "".join(f"a{n}\n" for n in range(50_001))}
    found, problems = packages(put(tmp_path, files))
    assert len(found) == 50_000
    assert {(one.path, one.reason) for one in problems} == {("pyproject.toml", "too-large"), ("requirements.txt", "cut")}


def test_lock_files_are_read_where_they_are_called_generated(tmp_path: Path) -> None:
    put(tmp_path, {".gitattributes": "package-lock.json linguist-generated\n", "package-lock.json": json.dumps(FLAT, indent=2)})
    found = discover([tmp_path])
    assert [file.path for file in found.files] == []
    assert [file.path for file in found.manifests] == ["package-lock.json"]


@pytest.mark.parametrize("value", ["[]", "1", '"x"', "null", "[[1]]", '{"a": [1]}'])
@pytest.mark.parametrize("name", ["package.json", "package-lock.json", "Pipfile.lock"])
def test_values_of_another_kind_are_passed_over(tmp_path: Path, name: str, value: str) -> None:
    keys = ("dependencies", "packages", "default", "importers", "devDependencies")
    text = "{" + ", ".join(f'"{key}": {value}' for key in keys) + "}"
    _, problems = packages(put(tmp_path, {name: text}))
    assert [one for one in problems if one.reason == "crash"] == []


# ---- what the code does with them

CODE = """\
import openai
client = openai.OpenAI()

def answer(text):
    return client.chat.completions.create(model="gpt-4o", messages=[text])
"""


def uses(folder: Path, files: Mapping[str, str]) -> dict[str, tuple[str, str, str]]:
    result = scan([str(put(folder, files))])
    return {one.name: (one.signature, one.use, one.relation) for one in result.dependencies if one.signature}


def test_a_package_that_nothing_calls_leads_to_nothing(tmp_path: Path) -> None:
    files = {"requirements.txt": "openai\n", "setup.py": "from setuptools import setup\nsetup(install_requires=['dashscope'])\n"}
    result = scan([str(put(tmp_path, files))])
    assert {(one.name, one.use) for one in result.dependencies} == {("openai", "uncalled"), ("dashscope", "uncalled")}
    assert result.hits == ()
    assert result.decisions.services == result.decisions.obligations == result.decisions.questions == ()


def test_a_package_that_is_called(tmp_path: Path) -> None:
    files = {"requirements.txt": "openai\ndashscope\nflask\n", "app.py": CODE}
    assert uses(tmp_path, files) == {"openai": ("openai", "called", "direct"), "dashscope": ("dashscope", "uncalled", "direct")}


def test_a_package_that_tests_call(tmp_path: Path) -> None:
    assert uses(tmp_path, {"requirements.txt": "openai\n", "tests/test_a.py": CODE}) == {"openai": ("openai", "tests", "direct")}


def test_a_package_that_is_imported_and_not_called(tmp_path: Path) -> None:
    assert uses(tmp_path, {"requirements.txt": "openai\n", "app.py": "import openai\n"}) == {"openai": ("openai", "imported", "direct")}


def test_a_package_that_is_called_and_not_declared(tmp_path: Path) -> None:
    assert uses(tmp_path / "a", {"requirements.txt": "flask\n", "app.py": CODE}) == {"openai": ("openai", "called", "undeclared")}
    # Without any manifest nothing is said: where nobody declares, nothing is missing.
    assert uses(tmp_path / "b", {"app.py": CODE}) == {}


def test_a_package_that_others_require(tmp_path: Path) -> None:
    lock = '[[package]]\nname = "flask"\nversion = "3.0"\n\n[[package]]\nname = "openai"\nversion = "1.0"\n'
    files = {"pyproject.toml": '[project]\ndependencies = ["flask"]\n', "poetry.lock": lock, "app.py": CODE}
    assert uses(tmp_path, files) == {"openai": ("openai", "called", "transitive")}
