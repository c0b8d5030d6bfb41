"""``suanbei signatures``: what is listed, shown and tested, and what is said where something is wrong."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from in_memory import catalog
from sample_signatures import edited, world, write

from scanner.catalog import builtin_root
from scanner.cli import main
from scanner.errors import CatalogError, OptionsError
from scanner.signatures.detail import shown
from scanner.signatures.listing import listed
from scanner.signatures.rows import Wanted, rows
from scanner.signatures.shelf import Shelf, messages
from scanner.signatures.testing import meant, outcome_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.signatures.shelf import Lang

OWN = frozenset({"libraries/openai.toml"})
GUIDE = Path(__file__).parent.parent / "docs" / "own-signatures.md"
_FILE = re.compile(r"^```toml\n# \.suanbei/signatures/(?P<name>\S+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def shelf(lang: Lang = "en", own: frozenset[str] = frozenset()) -> Shelf:
    return Shelf(catalog(), (builtin_root(),), own, (), lang)


def listing(wanted: Wanted, *, own: bool = False, format_: str = "text") -> str:
    return listed(shelf(own=OWN), wanted, own_only=own, format_=format_)


def whole(folder: Path) -> Path:
    """A small catalogue of its own whose examples are right."""
    root = world(folder)
    edited(
        root,
        "libraries/acme-sdk.toml",
        "code = '''\nclient",
        "code = '''\nfrom acme_sdk import Client\nclient = Client()  # $ hit=acme-sdk/client\nclient",
    )
    edited(
        root,
        "libraries/acme-sdk.toml",
        "code = '''\nclient.chat.create({",
        "code = '''\nimport Acme from \"acme\";\nconst client = new Acme(); // $ hit=acme-sdk/client\nclient.chat.create({",
    )
    edited(root, "wires/chat.toml", "code = '''\npost", "code = '''\nfrom sender import post\npost")
    return edited(root, "http/sender.toml", "code = '''\nsender.post", "code = '''\nimport sender\nsender.post")


# ---- list


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted(category="generatoin"), "--category: 'generatoin' is not known; did you mean 'generation'?"),
        (Wanted(language="cobol"), "--language: 'cobol' is not known"),
        (Wanted(certainty="certain"), "one of sure, likely, possible"),
        (Wanted(vendor="deepsek"), "did you mean 'deepseek'?"),
    ],
)
def test_unknown_words_are_refused(wanted: Wanted, words: str) -> None:
    with pytest.raises(OptionsError) as caught:
        listing(wanted)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "there", "absent"),
    [
        (Wanted(), {"openai/chat-completions", "fastapi/route", "hot-list/decay"}, {"openai/embeddings"}),
        (Wanted(category="dispatch"), {"timefold/solve"}, {"openai/chat-completions", "fastapi/route"}),
        (Wanted(category="调度决策类"), {"timefold/solve"}, {"openai/chat-completions"}),
        (Wanted(language="java"), {"timefold/solve", "openai-java/videos", "hot-list/decay"}, {"zhipuai/batches"}),
        (Wanted(language="typescript"), {"openai/client"}, {"timefold/solve"}),
        (Wanted(certainty="possible"), {"amap/direction"}, {"openai/client"}),
        (Wanted(vendor="deepseek"), {"openai/chat-completions"}, {"ollama/chat"}),
    ],
)
def test_lists_what_is_asked_for(wanted: Wanted, there: set[str], absent: set[str]) -> None:
    found = {row["id"] for row in json.loads(listing(wanted, format_="json"))["signatures"]}
    assert there - found == set()
    assert absent & found == set()


def test_a_line_tells_all_of_a_signature_and_whose_it_is() -> None:
    lines = listing(Wanted(vendor="openai"), own=True).splitlines()
    chat = next(line for line in lines if "openai/chat-completions" in line)
    assert chat.split() == ["*", "openai/chat-completions", "generation/text", "dialogue", "sure", "openai", "javascript,python"]
    assert "of your own (*)" in lines[-1]
    assert all(line.startswith("* ") for line in lines[:-2])


def test_every_signature_stands_in_a_file_and_in_a_language() -> None:
    every = rows(catalog())
    assert [row for row in every if not (builtin_root() / row.file).is_file()] == []
    assert [row for row in every if not row.languages and row.kind != "part"] == []
    assert [row for row in every if row.technique and not row.family] == []


# ---- show


@pytest.mark.parametrize(
    ("wanted", "meant_"),
    [("openai/chat-completion", "openai/chat-completions"), ("timefod", "timefold"), ("\x1b[2J", "no signature")],
)
def test_an_unknown_id_ends_with_what_may_have_been_meant(wanted: str, meant_: str) -> None:
    with pytest.raises(OptionsError) as caught:
        shown(shelf(), wanted)
    assert meant_ in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("lang", "name", "words"),
    [
        (
            "en",
            "openai/chat-completions",
            "leads to: generation and synthesis / text / question answering and dialogue (generation/text/dialogue)",
        ),
        ("en", "openai/chat-completions", "    openai.OpenAI().chat.completions.create"),
        ("en", "openai/chat-completions", "    openai#default().chat.completions.create"),
        ("en", "openai/chat-completions", "  model = python: model; javascript: 0.model"),
        ("en", "openai/chat-completions", "role: service provider; technical supporter where"),
        ("en", "openai/chat-completions", "checked 2026-"),
        ("en", "openai/chat-completions", "near miss (python: "),
        ("zh", "openai/chat-completions", "确定程度最高:确定 sure"),
        ("zh", "timefold/solve", "角色:服务提供者(服务技术支持者只见于生成合成类)"),
        ("en", "hot-list/decay", "shape = "),
        ("en", "fastapi/route", "makes a function reachable: HTTP endpoint"),
        ("en", "openai", "libraries/openai.toml  OpenAI SDK"),
    ],
)
def test_shows(lang: Lang, name: str, words: str) -> None:
    assert words in shown(shelf(lang), name)


def test_everything_that_is_listed_can_be_shown() -> None:
    known = shelf("zh")
    kinds = {row.kind: row.id for row in rows(known.catalog)}
    assert [kind for kind, name in kinds.items() if "核对于" not in shown(known, name)] == []


def test_showing_marks_what_is_ones_own() -> None:
    assert shown(Shelf(catalog(), (builtin_root(), builtin_root()), OWN, (), "en"), "openai/client").startswith(
        "openai/client  client  [your own]"
    )


# ---- test


def test_right_examples_pass(tmp_path: Path) -> None:
    outcome = outcome_of(meant(str(whole(tmp_path)), everything=False, lang="en"), "en", None)
    assert outcome == ("6 examples in 5 file(s): all passed\n", False)


def test_failures_are_told_with_the_place_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edited(whole(tmp_path), "libraries/acme-sdk.toml", "$ hit=acme-sdk/client\n", "$ hit=acme-sdk/chat\n")
    lines = (tmp_path / "signatures" / "libraries" / "acme-sdk.toml").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "= Client()" in line)
    told = outcome_of(meant("signatures", everything=False, lang="en"), "en", None)
    place = f"signatures/libraries/acme-sdk.toml:{number}: example[0] (python, 'a client'): "
    assert told.text.splitlines()[:4] == [
        f"{place}expected hit=acme-sdk/chat, found hit=acme-sdk/client",
        "    client = Client()  # $ hit=acme-sdk/chat",
        f"{place}found hit=acme-sdk/client, which no note expects",
        "    client = Client()  # $ hit=acme-sdk/chat",
    ]
    assert told.failed


def test_a_signature_that_no_example_shows_fails(tmp_path: Path) -> None:
    extra = '[[call]]\nid = "draw"\non = "client"\npath = "draw"\ntechnique = "image"\n\n[[example]]'
    edited(whole(tmp_path), "libraries/acme-sdk.toml", "[[example]]", extra)
    told = outcome_of(meant(str(tmp_path / "signatures"), everything=False, lang="zh"), "zh", None)
    assert "acme-sdk/draw 没有示例命中" in told.text
    assert told.failed


@pytest.mark.parametrize("place", ["signatures/libraries/acme-sdk.toml", "signatures/libraries"])
def test_a_file_or_a_kind_of_files_may_be_tested_alone(tmp_path: Path, place: str) -> None:
    edited(whole(tmp_path), "http/sender.toml", "hit=chat/completions", "hit=chat/other")
    found = meant(str(tmp_path / place), everything=False, lang="en")
    assert [file.name for file in found.files] == ["acme-sdk.toml"]
    assert not outcome_of(found, "en", None).failed


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", ".suanbei/signatures: no such folder; signatures of your own are files such as"),
        ("nowhere", "nowhere: no such file or folder"),
        ("empty", "empty: no signatures; they are .toml files in one of vendors, "),
    ],
)
def test_where_there_is_nothing_to_test_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert main(["signatures", "test", "--lang", "en", *([path] if path else [])]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"suanbei: {words}")
    assert told.count("\n") == 1


def test_a_broken_file_is_told_with_its_table(tmp_path: Path) -> None:
    edited(whole(tmp_path), "libraries/acme-sdk.toml", 'technique = "dialogue"', 'technique = "dialog"')
    with pytest.raises(CatalogError) as caught:
        outcome_of(meant(str(tmp_path / "signatures"), everything=False, lang="en"), "en", None)
    assert caught.value.faults == (
        "signatures/libraries/acme-sdk.toml: object[0].technique: 'dialog' is not a technique; did you mean 'dialogue'?",
    )


def test_the_guide_to_ones_own_signatures_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    files = {found["name"]: found["body"] for found in _FILE.finditer(GUIDE.read_text("utf-8"))}
    for name, body in files.items():
        write(tmp_path / ".suanbei" / "signatures", name, body, header=False)
    monkeypatch.chdir(tmp_path)
    assert main(["signatures", "test", "--lang", "en"]) == 0
    assert capsysbinary.readouterr().out == b"6 examples in 2 file(s): all passed\n"


# ---- words


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("name", "row"), messages().items())
def test_messages_say_the_same_in_both_languages(name: str, row: Mapping[str, str]) -> None:
    assert set(row) == {"zh", "en"}
    assert fields(row["zh"]) == fields(row["en"])


# ---- the command


def test_the_commands_print_to_stdout(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["signatures", "list", "--category", "dispatch", "--lang", "zh"]) == 0
    assert "条特征:调度决策类" in capsysbinary.readouterr().out.decode()
    assert main(["signatures", "show", "timefold/solve", "--lang", "zh"]) == 0
    assert "核对于" in capsysbinary.readouterr().out.decode()


def test_wrong_words_end_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["signatures", "show", "timefold/solv", "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith("suanbei: timefold/solv: no signature has this id; did you mean timefold/solve ")
