"""Which files are looked at more closely, and which of their calls."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from in_memory import Samples, catalog, matcher

from scanner.evaluate import Evaluator
from scanner.evaluate.values import Text
from scanner.match.living import INSTANCE, Asked, Member, names_given
from scanner.model import ScanOptions
from scanner.pipeline import scan
from scanner.prefilter import Examined, Parts, pattern

if TYPE_CHECKING:
    from pathlib import Path


def hits(root: Path, files: dict[str, str]) -> list[tuple[str, int, str]]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return [(h.location.path, h.location.line, h.signature) for h in scan([str(root)], ScanOptions()).hits]


@pytest.mark.parametrize(
    ("files", "path", "line"),
    [
        pytest.param(
            {
                "clients.py": "from openai import OpenAI\nclient = OpenAI()\n",
                "answers.py": "from clients import client\n\ndef answer(q):\n    return client.chat.completions.create(messages=q)\n",
            },
            "answers.py",
            4,
            id="imported",
        ),
        pytest.param(
            {
                "main.py": "from openai import OpenAI\nfrom answers import answer\nanswer(OpenAI(), [])\n",
                "answers.py": "def answer(maker, q):\n    return maker.chat.completions.create(messages=q)\n",
            },
            "answers.py",
            2,
            id="handed over",
        ),
        pytest.param(
            {
                "clients.ts": 'import OpenAI from "openai";\nexport const client = new OpenAI();\n',
                "answers.ts": 'import { client } from "./clients";\nexport const a = client.chat.completions\n  .create({});\n',
            },
            "answers.ts",
            2,
            id="on two lines",
        ),
        pytest.param(
            {
                "clients.py": "from openai import OpenAI\nclient = OpenAI()\n",
                "held.py": "from clients import client\nask = client.chat.completions.create\n",
                "answers.py": "from held import ask\n\ndef answer(q):\n    return ask(model='gpt-4o', messages=q)\n",
            },
            "answers.py",
            4,
            id="under a name of its own",
            marks=pytest.mark.xfail(strict=True, reason="the file holds no name of the call"),
        ),
        pytest.param(
            {
                "models.py": "from openai import OpenAI\n\nclass Model(OpenAI):\n    pass\n",
                "answers.py": "from models import Model\n\ndef answer(q):\n    return Model().chat.completions.create(messages=q)\n",
            },
            "answers.py",
            4,
            id="of a class below",
        ),
        pytest.param(
            {
                "base.py": "from openai import OpenAI\n\nclass Base(OpenAI):\n    pass\n",
                "deep.py": (
                    "from base import Base\n\nclass Deep(Base):\n    def ask(self, q):\n"
                    "        return self.chat.completions.create(messages=q)\n"
                ),
            },
            "deep.py",
            5,
            id="inside a class below one of another file",
        ),
    ],
)
def test_a_call_in_a_file_that_holds_no_word_of_the_vendor(tmp_path: Path, files: dict[str, str], path: str, line: int) -> None:
    assert (path, line, "openai/chat-completions") in hits(tmp_path, files)


@pytest.mark.parametrize("built", ["Deep(base_url='https://api.deepseek.com')", "build()"])
def test_a_client_of_a_class_below_one_of_another_file(tmp_path: Path, built: str) -> None:
    base = "from langchain_openai import ChatOpenAI\n\nclass Base(ChatOpenAI):\n    pass\n"
    deep = f"from base import Base\n\nclass Deep(Base):\n    pass\n\ndef build():\n    return {built}\n"
    found = hits(tmp_path, {"base.py": base, "deep.py": deep})
    assert (("deep.py", 7, "langchain-openai/chat") in found) is built.startswith("Deep")


def test_a_word_of_another_language_makes_no_candidate(tmp_path: Path) -> None:
    assert hits(tmp_path, {"a.go": 'package a\n\nvar x = "openai"\n', "b.rb": "client = OpenAI.new\n"}) == []


@pytest.mark.parametrize(
    ("module", "made"),
    [("anthropic", "Anthropic().messages"), ("groq", "Groq().chat.completions"), ("together", "Together().chat.completions")],
)
def test_a_module_whose_name_means_something_in_configuration_too(tmp_path: Path, module: str, made: str) -> None:
    assert module in catalog().setting_needles
    code = f"from {module} import {made.partition('(')[0]}\nclient = {made}\nprint(client.create(messages=[]))\n"
    assert {line for _, line, _ in hits(tmp_path, {"ask.py": code})} == {2, 3}
    assert hits(tmp_path, {"ask.py": f"# {module}\n" + code.partition("\n")[2]}) == []


def test_what_a_part_does_not_import_is_not_asked_about() -> None:
    lives = matcher().lives
    openai = lives.of("python", frozenset({"openai", "openai."}), frozenset())
    assert "create" in openai.tails
    assert Member(("completions", "create"), frozenset()) in openai.members
    assert "post" not in openai.sending
    assert "post" in lives.of("python", frozenset({"requests", "requests."}), frozenset()).sending
    assert lives.of("python", frozenset({"sympy", "sympy.", "sympy.together"}), frozenset()).tails == frozenset()


def test_a_word_of_what_an_object_is_made_from_stands_beside_a_call_of_a_common_name(tmp_path: Path) -> None:
    members = matcher().lives.of("python", frozenset({"redis", "redis."}), frozenset()).members
    assert {member.makers for member in members if member.names == ("search",)} == {frozenset({"ft"})}
    store = "import redis\n\ndb = redis.Redis()\n"
    shop = "from store import {0}\n\n\ndef find(words):\n    return {1}.search(words)\n"
    assert {line for _, line, _ in hits(tmp_path, {"store.py": store, "shop.py": shop.format("db", 'db.ft("goods")')})} == {5}
    made = store + 'goods = db.ft("goods")\n'
    assert {line for _, line, _ in hits(tmp_path, {"store.py": made, "shop.py": shop.format("goods", "goods")})} == {5}


def test_a_package_that_only_holds_others_is_told_by_the_one_below() -> None:
    lives = matcher().lives
    assert lives.of("python", frozenset({"google.", "google.protobuf"}), frozenset()).tails == frozenset()
    assert "generate_content" in lives.of("python", frozenset({"google.", "google.genai"}), frozenset()).tails


def examined(*rows: tuple[str, tuple[str, ...]]) -> list[Examined]:
    return [Examined(path=path, imports=imports) for path, imports in rows]


def test_files_of_a_folder_and_those_that_import_each_other_belong_together() -> None:
    found = examined(("a/x.py", ("b.y", "openai")), ("a/z.py", ()), ("b/y.py", ("requests.adapters",)), ("c/w.py", ("httpx",)))
    parts = Parts(found, {"a/x.py": ("b/y.py",)}, lambda _: "python", lambda _: {"openai", "requests", "httpx"})
    assert parts.modules("a/z.py") == {"openai", "openai.", "requests.", "requests.adapters"}
    assert parts.modules("c/w.py") == {"httpx", "httpx."}
    assert parts.named("a/z.py") == frozenset()


def test_who_loads_modules_by_computed_names_may_load_all_below() -> None:
    found = examined(("app/load.py", ("**",)), ("app/plugins/one/p.py", ("openai",)), ("other/q.py", ("httpx",)))
    parts = Parts(found, {}, lambda _: "python", lambda _: {"openai", "httpx"})
    assert parts.of("app/load.py") == parts.of("app/plugins/one/p.py") != parts.of("other/q.py")


@pytest.mark.parametrize("module", ["openai", "openai/resources", "https://esm.sh/openai@4.2.1/index.mjs", "npm:openai@4"])
def test_a_package_is_known_by_the_ways_to_write_it(module: str) -> None:
    parts = Parts(examined(("a.ts", (module,))), {}, lambda _: "javascript", lambda _: {"openai"})
    assert "openai" in (parts.modules("a.ts") or ())


def test_languages_that_name_things_without_importing_them_may_hold_everything() -> None:
    assert Parts(examined(("A.java", ("com.a.B",))), {}, lambda _: "java", lambda _: {"com"}).modules("A.java") is None
    assert matcher().lives.of("java", None, frozenset()).tails


def test_names_that_code_gives_to_calls() -> None:
    files = Samples(
        {
            "a.py": "import functools\n"
            "ask = client.create\n"
            "later = functools.partial(client.create, model='m')\n"
            "table = {'x': client.create}\n"
            "answer = client.create()\n"
            "class Mine(Base): pass\n"
            "class Yours(Mine): pass\n"
            "self.held = client.create\n"
        }
    )
    facts = files.facts("a.py")
    assert facts is not None
    assert names_given([(facts, Asked(frozenset({"create", "Base"})))]) == {"ask", "later", "table", "Mine", "Yours", "held"}


def test_beginnings_of_names_are_known() -> None:
    asked = Asked(frozenset({"find*", INSTANCE}))
    assert asked.knows("findByName")
    assert not asked.knows("refind")
    assert asked.instances
    assert not Asked(frozenset())


def test_every_word_of_another_language_has_one() -> None:
    known = {row.language for row in catalog().rows}
    assert {language for _, languages in catalog().needle_languages for language in languages} <= known


@pytest.mark.parametrize(
    ("text", "called", "decorating", "passed"),
    [
        ("save(x)", True, False, False),
        ("store.save (\n  x)", True, False, False),
        ("resave(x); save_all(x)", False, False, False),
        ("def f():\n  '''How to save a file.'''", False, False, False),
        ("@app.save\ndef f(): ...", False, True, False),
        ("@save('key')\ndef f(): ...", True, True, False),
        ("Thread(target=save, args=(1,))", False, False, True),
        ("submit(self.save)", False, False, True),
        ("submit(\n  save\n)", False, False, True),
        ("x = save", False, False, False),
    ],
)
def test_how_a_name_stands_in_a_text(text: str, called: bool, decorating: bool, passed: bool) -> None:
    found = [pattern("save", use, "(") for use in ("called", "decorating", "passed")]
    assert [one is not None and one.search(text.encode()) is not None for one in found] == [called, decorating, passed]


def test_a_language_with_other_calls_tells_nothing_by_its_bytes() -> None:
    assert pattern("save", "called", "") is None
    assert pattern("save", "passed", "") is None


@pytest.mark.parametrize(
    ("code", "worth"),
    [
        ("kwargs.get('name', None)", False),
        ("kwargs.get('chat/completions')", True),
        ("kwargs.get('https:' + rest)", True),
        ("kwargs.get(name)", True),
        ("kwargs.get('completions')", True),
        ("kwargs.get(url='name')", False),
        ("kwargs.get(timeout=3)", True),
        ("client.request('GET', path)", True),
        ("client.request('GET', 'name')", False),
    ],
)
def test_a_call_that_is_given_a_plain_word_sends_no_request(code: str, worth: bool) -> None:
    facts = Samples({"a.py": code}).facts("a.py")
    assert facts is not None
    name = "request" if "request" in code else "get"
    assert matcher().addresses.lacks(name, "python", facts, facts.calls[-1]) is not worth


def test_packages_that_only_hold_others_live_by_the_module_that_is_imported() -> None:
    rows = [row for row in catalog().rows.below("python", "google") if row.steps[1:3] == ("cloud", "texttospeech")]
    assert rows
    others = matcher().lives.of("python", frozenset({"google.", "google.cloud", "google.cloud.storage"}), frozenset())
    speech = matcher().lives.of("python", frozenset({"google.", "google.cloud", "google.cloud.texttospeech"}), frozenset())
    assert "TextToSpeechClient" in speech.tails
    assert "TextToSpeechClient" not in others.tails


def test_a_word_behind_a_slash_counts_near_what_sends(tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "site.py").write_text("def page(site):\n    return site.post(site.root + '/completions', json={'prompt': 'x'})\n")
    assert scan([str(tmp_path / "alone")], ScanOptions()).files.parsed == 0
    near = {
        "client.py": "import requests\nfrom paths import ASK\n\ndef ask(q):\n"
        "    return requests.post('https://api.openai.com' + ASK, json={'prompt': q})\n",
        "paths.py": "ASK = '/v1/completions'\n",
    }
    assert [(path, line) for path, line, _ in hits(tmp_path / "near", near)] == [("client.py", 5)]


SENDS = "import requests\nROOT = '{root}'\n\ndef talk(text):\n    return requests.post(ROOT + '/talks', json={{'script': text}})\n"


def test_a_segment_of_a_vendors_address_tells_where_the_vendor_is_named(tmp_path: Path) -> None:
    strange = {"events.py": SENDS.format(root="https://events.example.org"), "README.md": "https://api.d-id.com\n"}
    assert hits(tmp_path / "strange", strange) == []
    assert scan([str(tmp_path / "strange")], ScanOptions()).files.parsed == 0
    named = {
        "app.toml": "[faces]\nroot = 'https://api.d-id.com'\n",
        "faces.py": "import requests\nimport tomllib\nC = tomllib.load(open('app.toml', 'rb'))\n\n"
        "def talk(text):\n    return requests.post(C['faces']['root'] + '/talks', json={'script': text})\n",
    }
    assert ("faces.py", 6, "d-id/talk") in hits(tmp_path / "named", named)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("fetch('/api/completions', { method: 'POST' })", 1),
        ("fetch(`${root}/completions?n=1`, { method: 'POST' })", 1),
        ("import { all } from '../completions'; fetch(all)", 0),
        ("import { all } from './lists/completions'; fetch(all)", 0),
        ("fetch('/completions.css')", 0),
    ],
)
def test_a_relative_path_is_no_address(tmp_path: Path, line: str, read: int) -> None:
    (tmp_path / "list.js").write_text(line + "\n")
    assert scan([str(tmp_path)], ScanOptions()).files.parsed == read


def test_statements_are_read_without_asking_who_calls() -> None:
    files = Samples({"a.py": "def f(x='d'):\n    probe(x)\nf('u')\n"})
    index = files.evaluator.project.file("a.py")
    assert index is not None
    given = next(call.arguments[0].value for call in index.facts.calls if call.scope)
    below = Evaluator(files.evaluator.project, catalog().flows, lambda _name: (), upward=False)
    assert {str(value.text) for value in files.evaluator.values("a.py", given) if isinstance(value, Text)} == {"u", "d"}
    assert {str(value.text) for value in below.values("a.py", given) if isinstance(value, Text)} == {"d"}


def test_the_garbage_collector_is_as_it_was_after_a_scan(tmp_path: Path) -> None:
    inside = []
    (tmp_path / "a.py").write_text("pass\n")
    assert gc.isenabled()
    scan([str(tmp_path)], ScanOptions(), lambda *_: inside.append(gc.isenabled()))
    assert inside
    assert not any(inside)
    assert gc.isenabled()


CONCIERGE = "package shop;\nimport {}.AiService;\n@AiService\npublic interface Concierge {{\n    String welcome(String guest);\n}}\n"
LOBBY = """package shop;
class Lobby {
    private final Concierge concierge;
    Lobby(Concierge concierge) { this.concierge = concierge; }
    String enter(String guest) {
        return concierge.welcome(guest);
    }
}
"""


@pytest.mark.parametrize(("package", "found"), [("shop.marks", False), ("dev.langchain4j.service.spring", True)])
def test_what_a_framework_fills_in_is_called_in_files_that_know_nothing_of_it(tmp_path: Path, package: str, found: bool) -> None:
    files = {"shop/Concierge.java": CONCIERGE.format(package), "shop/Lobby.java": LOBBY}
    assert (("shop/Lobby.java", 6, "quarkus-langchain4j/filled-method") in hits(tmp_path, files)) is found


SHELL = "import subprocess\n\ndef run(words):\n    return subprocess.run(words)\n"


def test_a_command_is_found_behind_a_starter_that_knows_no_program(tmp_path: Path) -> None:
    files = {
        "shell.py": SHELL,
        "chat.py": "from shell import run\n\ndef answer(q):\n    run(['ollama', 'run', 'qwen3', q])\n    run(['ollama', 'list'])\n",
        "notes.py": "from shell import run\nprint('try: ollama run qwen3')\nrun(['git', 'status'])\n",
    }
    assert hits(tmp_path, files) == [("chat.py", 4, "started-programs/ollama")]


def test_a_starter_near_no_program_is_not_read(tmp_path: Path) -> None:
    found = hits(tmp_path, {"shell.py": SHELL, "main.py": "from shell import run\nrun(['git', 'status'])\n"})
    assert found == []


def test_a_command_may_stand_in_configuration(tmp_path: Path) -> None:
    files = {
        "app.yaml": "chat:\n  do: ollama run qwen3\n",
        "main.py": "import subprocess\nimport openai\nimport yaml\nc = yaml.safe_load(open('app.yaml'))\nsubprocess.run(c['chat']['do'])\n",
    }
    assert ("main.py", 5, "started-programs/ollama") in hits(tmp_path, files)


@pytest.mark.parametrize(("said", "read"), [("https://lists.org/pipermail/12", 0), ("/usr/bin/piper", 2)])
def test_a_starter_is_read_near_the_name_of_a_program_alone(tmp_path: Path, said: str, read: int) -> None:
    for path, code in {"shell.py": SHELL, "main.py": f"import shell\nWORDS = ['{said}']\n"}.items():
        (tmp_path / path).write_text(code)
    assert scan([str(tmp_path)]).files.parsed == read


def test_commands_behind_starters_of_other_languages(tmp_path: Path) -> None:
    files = {
        "src/shell.ts": "import { spawn } from 'node:child_process';\nexport const run = (name: string, w: string[]) => spawn(name, w);\n",
        "src/chat.ts": "import { run } from './shell';\nexport function answer(q: string) {\n  run('ollama', ['run', 'qwen3', q]);\n}\n",
        "a/Shell.java": "package a;\nclass Shell {\n  static void run(String... w) {\n    new ProcessBuilder(w).start();\n  }\n}\n",
        "a/Chat.java": 'package a;\nclass Chat {\n  void answer(String q) {\n    Shell.run("ollama", "run", "qwen3", q);\n  }\n}\n',
    }
    assert sorted(hits(tmp_path, files)) == [("a/Chat.java", 4, "started-programs/ollama"), ("src/chat.ts", 3, "started-programs/ollama")]
