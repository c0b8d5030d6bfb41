"""What is wrong with signatures is said at once, with file, table and a hint."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from sample_signatures import edited, world, write

from scanner.catalog import load, load_tolerant
from scanner.errors import CatalogError

if TYPE_CHECKING:
    from pathlib import Path

LIB, VEN, WIRE, SINK, FLOW = "libraries/acme-sdk.toml", "vendors/acme.toml", "wires/chat.toml", "http/sender.toml", "flows/python.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return world(tmp_path)


def faults(*roots: Path) -> tuple[str, ...]:
    """Every fault, none for a good set."""
    try:
        load(roots, cache=False)
    except CatalogError as error:
        return error.faults
    return ()


def test_the_sample_has_none(root: Path) -> None:
    assert faults(root) == ()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param(LIB, 'javascript = "acme#default()"', 'javascript = ["acme#default()", "acme/sub#C()"]', id="text or list"),
        pytest.param(LIB, 'path = ["chat.create", "chat.stream"]', 'path = { python = "chat.create" }', id="path by language"),
        pytest.param(LIB, 'technique = "dialogue"\nmodel', 'category = "generation"\ntechnique = "dialogue"\nmodel', id="category agrees"),
        pytest.param(LIB, 'technique = "image" }', 'technique = "none" }', id="none drops"),
        pytest.param(LIB, 'technique = "dialogue"\nmodel', 'technique = "none"\nmodel', id="none beside a variant"),
        pytest.param(LIB, 'technique = "dialogue"\nmodel', "reports = false\nmodel", id="unreported needs no technique"),
        pytest.param(
            LIB, 'model = "model"', 'model = { python = "model", javascript = "0.model" }', id="selectors by the object's languages"
        ),
        pytest.param(WIRE, 'path = "/chat/completions"', 'path = "/v1/{model}:chat"\nmethod = ["POST", "WS"]', id="field in a segment"),
        pytest.param(WIRE, 'path = "/chat/completions"', 'path = "/"\nquery = { Action = "*" }', id="root path with query"),
        pytest.param(VEN, 'path = "/v1"', 'path = "/v1/sub"\njurisdiction = "overseas"', id="abroad"),
        pytest.param(SINK, 'url = ["0", "url"]', 'url_parts = { host = "host", path = "path" }', id="url in parts"),
        pytest.param(LIB, "other.chat.create", "# nothing: the example below\n# other.chat.stream", id="near miss in a comment"),
    ],
)
def test_sound(root: Path, name: str, old: str, new: str) -> None:
    assert faults(edited(root, name, old, new)) == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (LIB, "schema = 1", "schema = 2", "schema: expected 1, found 2"),
        (LIB, 'id = "acme-sdk"', 'id = "acme"', "id: 'acme' is not the name of the file, 'acme-sdk'"),
        (LIB, 'title = "T"', "title = 3", "title: expected a text, found 3"),
        (LIB, "https://acme", "http://acme", "homepage: 'http://acme.example/docs' is not an https URL"),
        (LIB, "checked = 2026-11-20", 'checked = "2026-11-20"', "checked: expected a date such as 2026-11-21 without quotes"),
        (LIB, 'source = "wheel acme 1.0"\n', "", "'source' is missing"),
        (LIB, 'vendor = "acme"', 'vender = "acme"', "'vender' is not a key here; did you mean 'vendor'?"),
        (LIB, 'vendor = "acme"', 'vendor = "acne"', "vendor: 'acne' is not a vendor; did you mean 'acme'?"),
        (LIB, 'ecosystem = "npm"', 'ecosystem = "npn"', "package[1].ecosystem: 'npn' is not an ecosystem; did you mean 'npm'?"),
        (LIB, '"dialogue"\nmodel', '"dialog"\nmodel', "[0].technique: 'dialog' is not a technique; did you mean 'dialogue'?"),
        (LIB, 'client = true\ntechnique = "dialogue"', 'client = true\ntechnique = "none"', "object[0].technique: 'none' is not a technique"),  # noqa: E501
        (LIB, '"dialogue"\nmodel', '"dialogue"\ncategory = "ranking"\nmodel', "category: technique 'dialogue' belongs to 'generation'"),
        (LIB, 'technique = "dialogue"\nmodel', "model", "call[0]: 'technique' is missing"),
        (LIB, 'client = true\ntechnique = "dialogue"', "client = true", "object[0]: 'technique' is missing"),
        (LIB, "client = true", 'client = "yes"', "object[0].client: expected true or false, found 'yes'"),
        (LIB, 'id = "chat"', 'id = "Chat"', "call[0].id: 'Chat' is not a slug"),
        (LIB, 'on = "client"', 'on = "cleint"', "call[0].on: 'acme-sdk/cleint' is not an object; did you mean 'acme-sdk/client'?"),
        (LIB, 'on = "client"\n', "", "call[0]: 'on' and 'path' belong together"),
        (LIB, '"chat.stream"]', '"chat.stream()"]', "path 'chat.stream.()' ends in ()"),
        (LIB, '"chat.stream"]', '"chat..stream"]', "call[0].path[1]: path 'chat..stream': a dot too many"),
        (LIB, '"acme_sdk.Client()"', '"acme_sdk.**"', "object[0].python[0]: path 'acme_sdk.**': '**' stands between"),
        (LIB, 'python = ["acme_sdk.Client()"]', "python = []", "'python' is an empty list"),
        (LIB, 'model = "model"', 'model = "mo del"', "call[0].model[0]: 'mo del' is not a selector"),
        (LIB, "python = [\"base_url\", \"0\"]", "phyton = [\"base_url\"]", "object[0].base_url: 'phyton' is not a key here; did you mean"),
        (LIB, 'model = "model"', 'model = { golang = "1.Model" }', "call[0].model.golang: never matches: no path leads here"),
        (LIB, 'arg = "mode"', 'arg = { java = "mode" }', "call[0].variant[0].when[0].arg.java: never matches: no path leads here in"),
        (LIB, 'javascript = "acme#default()"', 'scala = "acme.Client()"', "object[0].scala: never matches: files in scala are"),
        (LIB, "python = [\"base_url\", \"0\"]", "kotlin = [\"a\"]", "object[0].base_url.kotlin: never matches: files in"),
        (LIB, "base_url = [\"api_base\"]", "base = [\"api_base\"]", "object[0].store: 'base' is not a key here; did you mean 'base_url'?"),
        (LIB, 'in = ["draw", 2, true]', "in = []", "call[0].variant[0].when[0].in: expected a list of values, found []"),
        (LIB, 'in = ["draw", 2, true]', 'equals = "a", matches = "b"', "needs exactly one of equals, in, matches, present, absent"),
        (LIB, 'in = ["draw", 2, true]', 'matches = "(a"', "call[0].variant[0].when[0].matches[0]: '(a' is not a regular expression"),
        (LIB, 'in = ["draw", 2, true]', "present = false", "call[0].variant[0].when[0].present: can only be true"),
        (LIB, 'model = "acme-i*"', 'model = "*"', "'*' is not a glob with a literal part"),
        (LIB, ', technique = "image" }', " }", "call[0].variant[0]: changes nothing"),
        (LIB, "hit=acme-sdk/chat\nother", "other=1\nother", "no example in 'python' with a 'hit' note"),
        (LIB, "  # $ hit=acme-sdk/chat\nother", "  # $ MISSING: hit=acme-sdk/chat\nother", "no example in 'python' with a 'hit' note"),
        (LIB, "other.chat.create(", "print(", "no near miss"),
        (LIB, 'language = "typescript"', 'language = "typescrpt"', "example[1].language: 'typescrpt' is not a language; did"),
        (LIB, 'language = "typescript"', 'file = "../a.ts"\nlanguage = "typescript"', "example[1].file: '../a.ts' is not a relative path"),
        (LIB, 'language = "typescript"', 'language = "python"', "no example in 'javascript' with a 'hit' note"),
        (VEN, 'zh = "某云", ', "", "names: 'zh' is missing"),
        (VEN, '"mainland"', '"moon"', "jurisdiction: 'moon' is not a jurisdiction"),
        (VEN, '"api.acme.example"', '"https://api.acme.example"', "host[0].hosts[0]: 'https://api.acme.example' is not a host"),
        (VEN, '"api.acme.example"', '"*.cn"', "host[0].hosts[0]: host '*.cn' has no literal piece of four characters"),
        (VEN, 'path = "/v1"', 'path = "v1"', "host[0].path[0]: 'v1' is not a path prefix"),
        (VEN, 'wires = ["chat"]', 'wires = ["chat", "chta"]', "host[0].wires[1]: 'chta' is not a wire format; did you mean 'chat'?"),
        (VEN, '"acme-*"', '"Acme-*"', "model[0].patterns: 'Acme-*' must be in small letters"),
        (VEN, '"ACME_API_KEY"', '"ACME-KEY"', "env[0]: 'ACME-KEY' is not the name of a variable"),
        (VEN, "env = [", 'providers = ["Acme AI"]\nenv = [', "providers[0]: 'Acme AI' is not a name that routers use"),
        (WIRE, '"/chat/completions"', '"https://x/chat"', "endpoint[0].path[0]: 'https://x/chat' is not the end of a URL path"),
        (WIRE, '"/chat/completions"', '"/"', "endpoint[0].path: '/' says nothing without query, header or body"),
        (WIRE, '"body.model"', '"model"', "endpoint[0].model: 'model' must be host or begin with one of body., query., header., path."),
        (WIRE, '"body.model"', '"path.model"', "endpoint[0].model: 'path.model' names no {model} of the path 'chat/completions'"),
        (WIRE, 'technique = "dialogue"', 'technique = "dialogue"\nmethod = "post"', "[0].method: 'post' is not a method in capital"),
        (WIRE, 'technique = "dialogue"', 'technique = "dialogue"\nhosts = ["a.example"]', "[0].hosts: a wire format holds on any"),
        (SINK, 'url = ["0", "url"]\n', "", "sink[0]: nothing says where the URL stands"),
        (SINK, 'default = "POST"', 'defualt = "POST"', "sink[0].method: 'default' is missing"),
        (FLOW, '"path-join"', '"path-jion"', "function[0].effect: 'path-jion' is not an effect; did you mean 'path-join'?"),
        (FLOW, '["format"]', '["for mat"]', "method[0].name[0]: 'for mat' is not a name"),
        ("categories.toml", '"generation/text"', '"generation/txt"', "technique[0].parent: 'generation/txt' is not a parent"),
        ("categories.toml", 'id = "text", zh = "篇章生成"', 'id = "dialogue", zh = "篇章生成"', "technique[1].id: 'dialogue' stands twice"),
        ("categories.toml", "[words]", "[wrods]", "'words' is missing"),
    ],
)  # fmt: skip
def test_fault(root: Path, name: str, old: str, new: str, message: str) -> None:
    found = faults(edited(root, name, old, new))
    assert any(fault.startswith(f"signatures/{name}: ") and message in fault for fault in found), found


FILED = (
    '\n[[filed]]\ntype = "algorithm-filing"\nname = "某算法"\nnumber = "{}"\ndate = {}\nsource = "list"\nmark = "V"\nchecked = 2026-11-20\n'
)


@pytest.mark.parametrize(
    ("number", "date", "message"),
    [
        ("网信算备110108123456701260012号", "2024-05-01", ""),
        ("网信算备110108123456701260012号", '"2024-05"', ""),
        ("网信算备1101号", "2024-05-01", "filed[0].number: '网信算备1101号' is not 网信算备, 21 digits and 号"),
        ("网信算备110108123456701260012号", '"May"', "filed[0].date: expected a date such as 2026-11-21"),
    ],
)
def test_filed(root: Path, number: str, date: str, message: str) -> None:
    with (root / VEN).open("a", encoding="utf-8") as file:
        file.write(FILED.format(number, date))
    found = faults(root)
    assert (len(found) == 1 and message in found[0]) if message else found == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"schema = \n", "is not TOML: Invalid value"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"a = " + b"[" * 100_000, "is nested too deep"),
        (b"#" * 1_000_001, "is no file, or larger than 1000000 bytes"),
        (b"call = 3\n", "call: expected a list of tables"),
        (b"[[call]]\nid = 1\n", "call[0].id: expected a text, found 1"),
    ],
)
def test_broken_file(root: Path, content: bytes, message: str) -> None:
    (root / "libraries" / "broken.toml").write_bytes(content)
    found = faults(root)
    assert any(fault.startswith("signatures/libraries/broken.toml: ") and message in fault for fault in found), found


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "libraries" / "pipe.toml")
    assert faults(root) == ("signatures/libraries/pipe.toml: is no file, or larger than 1000000 bytes",)


def test_all_faults_at_once(root: Path) -> None:
    edited(root, LIB, 'technique = "dialogue"\nmodel', 'technique = "x"\nmodel')
    edited(root, LIB, "https://", "http://")
    edited(root, VEN, '"mainland"', '"x"')
    (root / "http" / "broken.toml").write_text("=")
    found = faults(root)
    assert [fault.split(": ")[0] for fault in found] == [
        "signatures/http/broken.toml", f"signatures/{LIB}", f"signatures/{LIB}", f"signatures/{VEN}",
    ]  # fmt: skip


def test_ids_are_taken_once(root: Path) -> None:
    shutil.copy(root / LIB, root / "http" / "acme-sdk.toml")
    assert "signatures/http/acme-sdk.toml: id: 'acme-sdk' is taken" in faults(root)


def test_an_object_without_a_way_to_it(root: Path) -> None:
    edited(root, LIB, "[[call]]", '[[object]]\nid = "lone"\n\n[[call]]')
    assert faults(root) == (
        f"signatures/{LIB}: object[1]: nothing leads to this object: write a path, or a [[class]] whose 'object' it is",
    )


LONE = """
[[object]]
id = "lone"

[[class]]
id = "net"
language = "python"
name = "Net*"
members = ["forward"]
object = "lone"
"""


def test_a_class_leads_to_an_object(root: Path) -> None:
    edited(root, LIB, "[[call]]", f"{LONE}\n[[call]]")
    assert faults(root) == ()


def test_modes_of_the_objects_must_agree(root: Path) -> None:
    edited(root, LIB, "[[call]]", '[[object]]\nid = "local"\npython = ["acme_sdk.Local()"]\nmode = "self-hosted"\n\n[[call]]')
    edited(root, LIB, 'on = "client"', 'on = ["client", "local"]')
    assert faults(root) == (
        f"signatures/{LIB}: call[0]: its objects have different modes (api, self-hosted): write 'mode', or one call for each",
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("librarys/x.toml", "signatures/librarys: 'librarys' is not a folder of signatures; did you mean 'libraries'?"),
        ("x.toml", "signatures/x.toml: belongs into one of vendors, wires, libraries, http, flows, entrypoints, features, labels, words, queries, artifacts, settings, idioms, explain, law"),  # noqa: E501
        ("libraries/Bad_Name.toml", "signatures/libraries/Bad_Name.toml: the file's name 'Bad_Name' is not a slug"),
    ],
)  # fmt: skip
def test_misplaced(root: Path, name: str, message: str) -> None:
    write(root, name, "")
    assert any(fault.startswith(message) for fault in faults(root))


def test_the_law_is_not_read_here(root: Path) -> None:
    write(root, "law/regime.toml", "anything = 1")
    assert faults(root) == ()


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_no_signatures_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert any(fault.startswith(name) for fault in faults(tmp_path / name))


IDIOM = '[[idiom]]\nid = "first"\ntechnique = "dialogue"\nwords = [{ any = ["spam"] }, { any = ["text"] }]\nshape = ["loop"]\n'
STEP = '[[idiom]]\nid = "step"\ntechnique = "dialogue"\nwithin = ["first"]\nshape = ["loop"]\n'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (STEP.replace('within = ["first"]', ""), "idiom[1].words: needs two groups"),
        (STEP.replace('["first"]', '["none"]'), "idiom[1].within: 'none' is no idiom with words of this file"),
        (STEP.replace('["first"]', '["step"]'), "idiom[1].within: 'step' is no idiom with words of this file"),
        (STEP + 'words = [{ any = ["spam"] }, { any = ["text"] }]\n', "idiom[1].within: stands for words"),
        (STEP + "composes = true\n", "idiom[1].within: stands for words"),
    ],
)
def test_idioms_with_a_fault(root: Path, body: str, message: str) -> None:
    write(root, "idioms/mine.toml", IDIOM + body)
    assert any(message in fault for fault in faults(root)), faults(root)


# ---- the user's own signatures


def own(tmp_path: Path, body: str, name: str = "vendors/mine.toml") -> Path:
    root = tmp_path / "project" / ".suanbei" / "signatures"
    write(root, name, body)
    return root


MINE = 'names = { zh = "我", en = "Mine" }\njurisdiction = "mainland"\n[[host]]\nhosts = ["llm.mine.example"]\nwires = ["chat"]\n'


def test_own_signatures_join_the_built_in_ones(root: Path, tmp_path: Path) -> None:
    catalog = load((root, own(tmp_path, MINE)), cache=False)
    assert sorted(catalog.vendors) == ["acme", "mine"]


def test_a_router_name_is_taken_once(root: Path, tmp_path: Path) -> None:
    mine = own(tmp_path, 'providers = ["acme"]\n' + MINE)
    assert faults(root, mine) == (".suanbei/signatures/vendors/mine.toml: providers: 'acme' is taken by the vendor 'acme'",)


def test_own_faults_are_named_by_their_place(root: Path, tmp_path: Path) -> None:
    mine = own(tmp_path, MINE.replace("mainland", "x"))
    assert faults(root, mine) == (".suanbei/signatures/vendors/mine.toml: jurisdiction: 'x' is not a jurisdiction",)


def test_own_closed_lists_are_refused(root: Path, tmp_path: Path) -> None:
    mine = own(tmp_path, "", name="categories.toml")
    assert faults(root, mine) == (".suanbei/signatures/categories.toml: the closed lists stand in the built-in signatures only",)


def test_a_broken_own_file_costs_that_file(root: Path, tmp_path: Path) -> None:
    mine = own(tmp_path, MINE)
    write(mine, "libraries/bad.toml", "x = 1")
    write(mine, "libraries/needs-bad.toml", '[[call]]\nid = "a"\non = "bad/client"\npath = "x"\ntechnique = "text"\n')
    write(mine, "strange/file.toml", "")
    catalog, problems = load_tolerant((root, mine), cache=False)
    assert "mine" in catalog.vendors
    assert [problem.path for problem in problems] == [
        ".suanbei/signatures/libraries/bad.toml",
        ".suanbei/signatures/libraries/needs-bad.toml",
        ".suanbei/signatures/strange",
    ]
    assert "'x' is not a key here" in problems[0].detail


def test_a_broken_built_in_file_is_never_tolerated(root: Path, tmp_path: Path) -> None:
    edited(root, VEN, '"mainland"', '"x"')
    with pytest.raises(CatalogError, match=r"signatures/vendors/acme\.toml"):
        load_tolerant((root, own(tmp_path, MINE)), cache=False)
