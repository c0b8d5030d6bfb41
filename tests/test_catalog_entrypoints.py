"""What a file of ``entrypoints/`` becomes, and what is wrong with a bad one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_signatures import edited, world, write

from scanner.catalog import catalog_coverage, load
from scanner.errors import CatalogError

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.catalog import Catalog, EntrySignature

NAME = "entrypoints/road.toml"
ROAD = """
[[package]]
ecosystem = "pypi"
name = "roadweb"

[[object]]
id = "app"
python = ["roadweb.App()"]

[[entry]]
id = "route"
kind = "http"
form = "decorator"
on = "app"
path = ["get", "post"]
verb = "*"
name = ["0", "path"]
prefix = ["prefix"]

[[entry]]
id = "method"
kind = "http"
form = "decorator"
javascript = ["@road/web#Get"]
owner = ["@road/web#Controller"]
prefix = ["0"]
verb = ["1.verb"]

[[entry]]
id = "add"
kind = "job"
form = "argument"
on = "app"
path = ["add"]
handler = ["1", "2"]
offline = true

[[entry]]
id = "mount"
kind = "http"
form = "mount"
on = "app"
path = ["include"]
handler = ["0"]
prefix = ["at"]

[[entry]]
id = "page"
kind = "page"
form = "member"
javascript = ["global#Screen"]
handler = ["0"]
methods = ["on*", "methods.*"]

[[entry]]
id = "view"
kind = "http"
form = "method"
python = ["roadweb.views.View", "base.View"]
methods = ["get", "post"]
verb = "*"

[[entry]]
id = "file"
kind = "cloud-function"
form = "file"
language = "javascript"
files = ["**/cloud/**/index.*"]
exports = ["main", "[A-Z]*"]
name = "{path}"

[[entry]]
id = "main"
kind = "cli"
form = "main"
language = "python"
files = ["**/*.py"]
imports = ["roadweb"]
guard = true

[[example]]
language = "python"
title = "served"
code = '''
@app.get("/x")
def x():  # $ entry=http name="GET /x"
    return 1
'''

[[example]]
language = "python"
title = "asked"
code = '''
other.get("/x")
'''

[[example]]
language = "javascript"
title = "served"
code = '''
Screen({ onLoad() {} }) // $ entry=page
'''
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = world(tmp_path)
    write(found, NAME, ROAD)
    return found


def loaded(root: Path) -> Catalog:
    return load((root,), cache=False)


def entry(root: Path, name: str) -> EntrySignature:
    return {found.id: found for found in loaded(root).entries}[f"road/{name}"]


def faults(root: Path) -> tuple[str, ...]:
    try:
        loaded(root)
    except CatalogError as error:
        return error.faults
    return ()


# ---- what a good file gives


def test_calls_become_paths(root: Path) -> None:
    rows = {(row.language, row.on, row.steps, row.target) for row in loaded(root).rows if row.kind == "entry"}
    assert rows == {
        ("", "road/app", ("get",), "road/route"),
        ("", "road/app", ("post",), "road/route"),
        ("javascript", "", ("@road/web", "Get"), "road/method"),
        ("", "road/app", ("add",), "road/add"),
        ("", "road/app", ("include",), "road/mount"),
        ("javascript", "", ("global", "Screen"), "road/page"),
    }


def test_decorator(root: Path) -> None:
    route, method = entry(root, "route"), entry(root, "method")
    assert (route.verb, route.verb_from, route.name, route.prefix) == ("*", (), (("", (("0",), ("path",))),), (("", (("prefix",),)),))
    assert (method.verb, method.verb_from, method.languages) == ("", (("", (("1", "verb"),)),), ("javascript",))
    assert method.owners == (("@road/web", "Controller"),)


def test_argument_and_mount(root: Path) -> None:
    add, mount = entry(root, "add"), entry(root, "mount")
    assert (add.handler, add.offline, add.verb) == ((("", (("1",), ("2",))),), True, "")
    assert (mount.form, mount.prefix, mount.offline) == ("mount", (("", (("at",),)),), False)


def test_base_classes_are_no_paths(root: Path) -> None:
    view = entry(root, "view")
    assert (view.bases, view.methods, view.languages) == ((("roadweb", "views", "View"), ("base", "View")), ("get", "post"), ("python",))


def test_file_and_main(root: Path) -> None:
    file, main = entry(root, "file"), entry(root, "main")
    assert (file.files, file.exports, file.template) == (("**/cloud/**/index.*",), ("main", "[A-Z]*"), "{path}")
    assert (file.guard, file.imports, file.languages) == (False, (), ("javascript",))
    assert (main.guard, main.imports, main.languages) == (True, ("roadweb",), ("python",))


def test_needles_are_their_own(root: Path) -> None:
    catalog = loaded(root)
    assert catalog.entry_needles == ("@road/web", "Screen(")
    assert set(catalog.entry_needles) & {*catalog.needles, *catalog.sink_needles} == set()


def test_a_framework_is_no_evidence(root: Path) -> None:
    catalog = loaded(root)
    assert "roadweb" not in {package.name for package in catalog.packages}
    assert catalog_coverage(catalog).libraries == ("acme-sdk", "sender")


def test_kinds_have_names_in_order(root: Path) -> None:
    terms = dict(loaded(root).categories.names)["entry"]
    assert [term.id for term in terms][:2] == ["http", "websocket"]
    assert {term.id: term.zh for term in terms}["cli"] == "命令行"


# ---- what is refused


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('verb = "*"\nname = ["0", "path"]', 'verb = "GET"\nname = "0"', id="a verb, one selector"),
        pytest.param('verb = ["1.verb"]', 'verb = { javascript = ["1.verb"] }', id="by language"),
        pytest.param('on = "app"\npath = ["add"]', 'python = ["roadweb.add"]', id="without an object"),
        pytest.param('name = "{path}"', 'name = "/{path}/{stem}"\nhandler = ["0"]', id="both fields, an exported call"),
        pytest.param('language = "python"\nfiles', 'language = ["python", "javascript"]\nfiles', id="two languages"),
    ],
)
def test_sound(root: Path, old: str, new: str) -> None:
    assert faults(edited(root, NAME, old, new)) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('form = "decorator"', 'form = "decorater"', "entry[0].form: 'decorater' is not a form; did you mean 'decorator'?"),
        ('kind = "http"', 'kind = "htp"', "entry[0].kind: 'htp' is not a kind of entry; did you mean 'http'?"),
        ('kind = "http"\n', "", "entry[0]: 'kind' is missing"),
        ('kind = "http"', 'kind = "http"\ninner = true', "entry[0].kind: what is no entry has no kind"),
        ('form = "decorator"\n', "", "entry[0]: 'form' is missing"),
        ('id = "route"', 'id = "add"', "entry[2].id: 'road/add' is taken"),
        ('on = "app"', 'on = "ap"', "entry[0].on: 'road/ap' is not an object; did you mean 'road/app'?"),
        ('"get", "post"]\nverb', '"get()"]\nverb', "path 'get.()' ends in ()"),
        ('prefix = ["prefix"]', 'handler = ["0"]', "entry[0]: 'handler' is not for the form 'decorator'"),
        ('handler = ["1", "2"]\n', "", "entry[2]: 'handler' is missing"),
        ('handler = ["1", "2"]', 'handler = ["1"]\nspelt = "(?P<class>a)"', "entry[2]: 'spelt' and 'homes' belong together"),
        ('handler = ["1", "2"]', 'handler = ["1"]\nspelt = "("\nhomes = ["a"]', "entry[2].spelt: '(' is not a regular expression"),
        ('handler = ["1", "2"]', 'handler = ["1"]\nspelt = "a"\nhomes = ["a"]', "entry[2].spelt: needs the groups 'class' and 'method'"),
        ('prefix = ["at"]', 'prefix = ["at"]\nwhole = true', "entry[3]: a mount needs one of 'handler', 'onto' and 'whole'"),
        ('prefix = ["at"]\n', "", "entry[3]: 'prefix' is missing"),
        ('prefix = ["at"]', 'prefix = ["at"]\nkeyed = true', "entry[3].keyed: stands in place of 'prefix', beside 'handler'"),
        ('prefix = ["at"]', 'prefix = ["at"]\nname = "0"', "entry[3]: 'name' is not a key here"),
        ('methods = ["on*", "methods.*"]\n', "", "entry[4]: 'methods' is missing"),
        ('"on*", "methods.*"', '"on.", "methods.*"', "entry[4].methods[0]: 'on.' is not a glob over names"),
        ('owner = ["@road/web#Controller"]', 'owner = ["@road/web#"]', "entry[1].owner[0]: path '@road/web#': ends too early"),
        ('prefix = ["prefix"]', 'owner = ["a.b"]', "entry[0].owner: needs a path in some language beside it"),
        ('"roadweb.views.View"', '"roadweb.views.View()"', "entry[5].python: base class 'roadweb.views.View.()' ends in ()"),
        ('python = ["roadweb.views.View", "base.View"]\n', "", "entry[5]: needs a base class in some language"),
        ('methods = ["get", "post"]\nverb = "*"', 'methods = ["get"]\nverb = ["0"]', "entry[5].verb: can only be a verb or '*'"),
        ('language = "javascript"\nfiles', "files", "entry[6]: 'language' is missing"),
        ('language = "javascript"\nfiles', 'language = "js"\nfiles', "entry[6].language: 'js' is not a language"),
        ('"**/cloud/**/index.*"', '"cloud/**"', "entry[6].files[0]: 'cloud/**': the last segment is a file"),
        ('exports = ["main", "[A-Z]*"]\n', "", "entry[6]: 'exports' is missing"),
        ('name = "{path}"', 'name = "{file}"', "entry[6].name: {file} is not one of {path}, {stem}, {name}, {function}, {folder}"),
        ("guard = true", 'exports = ["a"]', "entry[7]: 'exports' is not a key here"),
        ("# $ entry=http", "# entry http", "no example in 'python' with a 'entry' note"),
        ("other.get(\"/x\")", "x = 1  # $ entry=http", "no near miss: an example, or a line, that looks alike and is no hit"),
    ],
)  # fmt: skip
def test_fault(root: Path, old: str, new: str, message: str) -> None:
    found = faults(edited(root, NAME, old, new))
    assert any(fault.startswith(f"signatures/{NAME}: ") and message in fault for fault in found), found
