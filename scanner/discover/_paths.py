"""Decides what a path tells by itself: language, tests and examples, environments, vendored, generated and minified files.

String tests only; what the content tells is left to ``prefilter``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_LANGUAGES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    # id, suffixes, stems of test files (a star at one end)
    ("python", (".py", ".pyw", ".pyi"), ("test_*", "*_test")),
    ("javascript", (".js", ".mjs", ".cjs", ".jsx"), ("*.test", "*.spec", "*.e2e", "*.cy", "*Spec", "*_test")),
    ("typescript", (".ts", ".mts", ".cts"), ("*.test", "*.spec", "*.e2e", "*.e2e-spec", "*.cy", "*_test")),
    ("tsx", (".tsx",), ("*.test", "*.spec", "*.cy")),
    ("arkts", (".ets",), ("*.test", "*.spec")),
    ("vue", (".vue", ".nvue", ".uvue"), ("*.test", "*.spec")),
    ("svelte", (".svelte",), ("*.test", "*.spec")),
    ("html", (".html", ".htm"), ()),
    ("golang", (".go",), ("*_test",)),
    ("notebook", (".ipynb",), ("test_*", "*_test")),
    ("java", (".java",), ("*Test", "*Tests", "*IT", "*TestCase")),
    ("kotlin", (".kt", ".kts"), ("*Test", "*Tests", "*IT", "*TestCase")),
    ("dart", (".dart",), ("*_test",)),
    ("cpp", (".cpp", ".c", ".cc", ".cxx", ".h", ".hh", ".hpp", ".hxx"), ("*_test", "*_tests", "test_*", "*Test")),
    ("lua", (".lua",), ("*_spec", "*_test")),
    ("scala", (".scala", ".sc"), ("*Test", "*Tests", "*Spec", "*Suite")),
    ("objc", (".m", ".mm", ".pch"), ("*Test", "*Tests", "*Spec")),
    ("swift", (".swift",), ("*Test", "*Tests", "*Spec")),
    ("php", (".php", ".phtml"), ("*Test",)),
    ("ruby", (".rb", ".rake", ".ru", ".gemspec", ".jbuilder"), ("*_test", "test_*", "*_spec")),
    ("rust", (".rs",), ("*_test", "*_tests", "test_*")),
    ("shell", (".sh", ".bash", ".zsh", ".ksh", ".command"), ("*_test", "test_*", "*.test")),
    ("csharp", (".cs",), ("*Test", "*Tests", "*Specs")),
    ("razor", (".razor",), ("*Tests", "*Specs")),  # a page on which something is tried is called "…Test"
    ("json", (".json", ".jsonc", ".json5"), ()),
    ("yaml", (".yaml", ".yml"), ()),
    ("toml", (".toml",), ()),
    ("docker", (".dockerfile",), ()),
    ("env", (".env", ".xcconfig"), ()),
    ("gradle", (".gradle",), ()),
    ("hcl", (".tf", ".tfvars", ".hcl"), ()),
    ("ini", (".ini", ".cfg", ".conf", ".service"), ()),
    ("properties", (".properties",), ()),
    ("sql", (".sql",), ()),
    ("xml", (".xml", ".config", ".plist"), ()),
    ("drools", (".drl",), ()),
    (
        "template",
        (
            *(
                ".wxml",
                ".axml",
                ".swan",
                ".ttml",
                ".qml",
                ".ksml",
                ".jxml",
                ".ejs",
                ".hbs",
                ".njk",
                ".jinja",
                ".jinja2",
                ".j2",
                ".ftl",
                ".mustache",
                ".handlebars",
                ".twig",
            ),
            *(".routes", ".jsp", ".jspx", ".jspf", ".tag", ".aspx", ".ascx", ".cshtml", ".vbhtml", ".vm", ".tpl", ".tmpl", ".gohtml"),
            *(".erb", ".pug", ".liquid", ".xhtml", ".strings"),
        ),
        (),
    ),
)
_NAMES = {
    ".flaskenv": "env",
    ".envrc": "env",
    "Containerfile": "docker",
    "Dockerfile": "docker",
    "Procfile": "template",
    "build.gradle.kts": "gradle",
    "crontab": "template",
    "dockerfile": "docker",
    "Pipfile": "toml",
    "go.mod": "properties",
    "routes": "template",
    "Rakefile": "ruby",
    "Gemfile": "ruby",
    "Capfile": "ruby",
    "Guardfile": "ruby",
}
_TEST_NAMES = frozenset({"conftest.py", "tests.py"})
_SHEBANGS = (
    ("python", "python"),
    ("ruby", "ruby"),
    ("bash", "shell"),
    ("sh", "shell"),
    ("zsh", "shell"),
    ("ksh", "shell"),
    ("dash", "shell"),
    ("node", "javascript"),
    ("bun", "typescript"),
    ("deno", "typescript"),
)

_SUFFIXES = {suffix: language for language, suffixes, _ in _LANGUAGES for suffix in suffixes}
_CODE = frozenset(language for language, _, stems in _LANGUAGES if stems)
_TEST_STARTS = {language: tuple(stem[:-1] for stem in stems if stem.endswith("*")) for language, _, stems in _LANGUAGES}
_TEST_ENDS = {language: tuple(stem[1:] for stem in stems if stem.startswith("*")) for language, _, stems in _LANGUAGES}

_UNREAD = frozenset(
    {
        *(".groovy", ".clj", ".vb", ".fs"),
        *(".pl", ".pm", ".ex", ".exs", ".erl", ".hs", ".r", ".jl", ".cr", ".nim", ".zig"),
    }
)
"""Source code of languages that we have no front end for."""

NEVER = frozenset({".git", ".hg", ".svn", ".suanbei", "__pycache__"})
"""Neither source nor somebody's code, or ours: not worth a line in a report."""

_ENVIRONMENTS = frozenset(
    {
        *("node_modules", "jspm_packages", "miniprogram_npm", "oh_modules", ".yarn", ".pnpm-store"),
        *("site-packages", "dist-packages", "__pypackages__", ".tox", ".nox", ".eggs"),
    }
)
_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")

_VENDORED = frozenset({"_vendor", "bower_components", "Pods", "Carthage", "Godeps", "3rdparty"})
VENDOR_NAMES = _VENDORED | frozenset({"vendor", "vendors", "third_party", "third-party", "thirdparty", "ThirdParty"})
"""Folders that ``is_vendored`` is to be asked about."""

_VENDORED_MARKS = ("modules.txt", "autoload.php", "composer")
_LAYERS = frozenset(
    {"components", "controllers", "middleware", "models", "pages", "repositories", "routes", "screens", "serializers", "services", "stores",
     "templates", "views"}
)  # fmt: skip
"""Folders by the parts of a program: below them a vendor is what the program is about."""
_OWN_MARKS = frozenset(
    {
        *("package.json", "pyproject.toml", "setup.py", "pom.xml", "build.gradle"),
        *("page.jsx", "page.js", "route.js", "layout.js"),
    }
)
_COPIED_ANYWAY = ("json", "javascript", "html")
"""Formats that copies of other people's browser code consist of."""

_GENERATED_ENDS = ("_pb2.py", "_pb2_grpc.py", "_pb2.pyi", "_pb2_grpc.pyi", ".pb.go", ".pb.gw.go", "_pb.js", "_pb.ts", "_pb.d.ts", ".pb.ts")
_GENERATED_NAMES = frozenset({".pnp.cjs", ".pnp.js", ".pnp.loader.mjs"})
_MINIFIED_ENDS = (".min.js", "-min.js", ".min.mjs", ".min.cjs")
_HASHED = re.compile(r"[.-](?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,20}\.m?js$")
"""What bundlers call their output (``index.56fc0feb.js``): a digest with digits and letters."""
_NOT_BY_HAND_ENDS = (*_GENERATED_ENDS, *_MINIFIED_ENDS)

_TEST_FOLDERS = frozenset(
    {
        *("test", "tests", "Test", "Tests", "__tests__", "__mocks__", "testdata", "e2e", "cypress", "androidTest", "ohosTest"),
        *("unittest", "unittests", "unit_tests", "integration_tests", "__fixtures__", "__snapshots__"),
        *("testFixtures", "test-fixtures", "test_fixtures", "test-support", "test_support", "testsupport"),
        *("testutil", "testutils", "test-utils", "test_utils"),
    }
)
_TEST_FOLDERS_BELOW = frozenset({"fixtures"})
_TEST_FOLDER_ENDS = (".Test", ".Tests", ".UnitTests", ".IntegrationTests", "-test-support", "-test-fixtures", "-test-utils")
_EXAMPLE_FOLDERS = frozenset({"examples", "samples", "tutorials"})
_EXAMPLE_FOLDERS_ON_TOP = frozenset({"example", "sample", "tutorial", "demo", "demos"})
_EXAMPLE_FOLDER_ENDS = ("-examples", "-samples", "_examples", "_samples")
_EXAMPLE_STARTS, _EXAMPLE_ENDS = ("example_",), ("_example", ".example", ".stories")
_STARTS = (*_EXAMPLE_STARTS, *sorted({start for starts in _TEST_STARTS.values() for start in starts}))
_ENDS = (*_EXAMPLE_ENDS, *sorted({end for ends in _TEST_ENDS.values() for end in ends}))


def language_of(name: str) -> str | None:
    """Id of the language or format of a file, by its name."""
    dot = name.rfind(".")
    if dot >= 0:
        suffix = name[dot:]
        language = _SUFFIXES.get(suffix) or _SUFFIXES.get(suffix.lower())
        if language is not None:
            return _NAMES.get(name, language)
        if name.startswith(".env."):
            return "env"
        if name.startswith(("Dockerfile.", "Containerfile.", "dockerfile.")):
            return "docker"
    return _NAMES.get(name)


def is_unread_source(name: str) -> bool:
    """Program text that no front end of ours reads."""
    dot = name.rfind(".")
    return dot > 0 and name[dot:].lower() in _UNREAD and language_of(name) is None


def suffix_of(language: str) -> str:
    """What the name of a file in a language usually ends in, "" for a language that no name tells."""
    return next((suffixes[0] for name, suffixes, _ in _LANGUAGES if name == language), "")


def language_of_shebang(head: bytes) -> str | None:
    """Id of the language that the first line of an executable names."""
    line = head.split(b"\n", 1)[0].decode("ascii", "replace")
    if not line.startswith("#!"):
        return None
    programs = [word.rsplit("/", 1)[-1] for word in line[2:].split()]
    return next((language for start, language in _SHEBANGS for program in programs[:4] if program.startswith(start)), None)


def marks_of_file(name: str, language: str) -> tuple[bool, bool]:
    """(a test?, an example?). Example configuration (``.env.example``) shows what the product itself is configured with, and is none."""
    stem = name[: name.rfind(".")]
    if not stem.startswith(_STARTS) and not stem.endswith(_ENDS):
        return name in _TEST_NAMES, False
    test = name in _TEST_NAMES or stem.startswith(_TEST_STARTS[language]) or stem.endswith(_TEST_ENDS[language])
    return test, language in _CODE and (stem.startswith(_EXAMPLE_STARTS) or stem.endswith(_EXAMPLE_ENDS))


def is_test_folder(name: str, on_top: bool = True) -> bool:
    """What lies beside the code is its test data; on top it may be what a project is about."""
    return name in _TEST_FOLDERS or name.endswith(_TEST_FOLDER_ENDS) or (not on_top and name in _TEST_FOLDERS_BELOW)


def is_example_folder(name: str, on_top: bool) -> bool:
    """Singular names and demos are product folders too often to count deeper down."""
    return name in _EXAMPLE_FOLDERS or name.endswith(_EXAMPLE_FOLDER_ENDS) or (on_top and name in _EXAMPLE_FOLDERS_ON_TOP)


def is_environment(name: str, children: AbstractSet[str]) -> bool:
    """Installed packages; never entered."""
    return name in _ENVIRONMENTS or any(mark in children for mark in _ENVIRONMENT_MARKS)


def is_vendored(path: str, files: AbstractSet[str], folders: AbstractSet[str]) -> bool:
    """Whether a folder (``a/vendor/``) holds copies of other people's code.

    A vendor is a seller, or who serves a model, and a third party whoever is called:
    such folders count only when they hold folders or browser code and nothing that looks written for the product.
    """
    *above, name = path.rstrip("/").split("/")
    if name in _VENDORED:
        return True
    if any(mark in files or mark in folders for mark in _VENDORED_MARKS):
        return True
    if not _LAYERS.isdisjoint(above) or any(map(_is_own, files)) or any(folder.startswith(("[", "(")) for folder in folders):
        return False
    return bool(folders) or any(file.endswith((".js", ".css")) for file in files)


def written_by_tools(name: str) -> Literal["generated", "minified"] | None:
    if name.endswith((".js", ".mjs")) and _HASHED.search(name):
        return "minified"
    if not name.endswith(_NOT_BY_HAND_ENDS) and name not in _GENERATED_NAMES:
        return None
    return "minified" if name.endswith(_MINIFIED_ENDS) else "generated"


def _is_own(name: str) -> bool:
    """A source file or a manifest directly in a folder that may be vendored."""
    language = language_of(name)
    return name in _OWN_MARKS or (language is not None and language not in _COPIED_ANYWAY and not name.startswith("__init__."))
