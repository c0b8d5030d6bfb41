"""The Dart front end: every form against the notes of its fixture, hostile input, addresses to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.evaluate.values import Text
from scanner.languages.dart import LANGUAGES
from scanner.languages.interface import Naming

if TYPE_CHECKING:
    from scanner.model import Facts

DART = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "dart" / "conformance.dart"


def lower(source: str) -> Facts:
    return DART.lower("a.dart", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a function body, as text."""
    facts = lower(f"class A {{\n final field = 1;\n void m(Thing p) {{\n {source}\n }}\n}}")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = DART.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("var x = 1; if (c) { x = 2; }", "x", "2 if", id="assigned under a condition"),
        pytest.param("final s = 'a$p.b${p.c}';", "s", "('a' + p + '.b' + p.c)", id="values in text"),
        pytest.param("final s = 'a' \"b\\n\" r'$c';", "s", "'ab\\n$c'", id="texts beside each other"),
        pytest.param("final s = '''a\n$p''';", "s", "('a\\n' + p)", id="text of several lines"),
        pytest.param("final s = p ?? field;", "s", "(p or <self A>.field)", id="fall-back"),
        pytest.param("final s = p as Thing;", "s", "(p | <a Thing>)", id="cast"),
        pytest.param("final s = Box()..a = 1..b();", "s", "Box()", id="cascade"),
        pytest.param("final s = [if (p) 1 else 2, ...q];", "s", "[1, 2, q[*]]", id="list with conditions"),
        pytest.param("final s = switch (p) { 1 => 'a', _ => 'b' };", "s", "('a' | 'b')", id="switch as value"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#$→é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("class A { void m() { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * 20_000 + "1" + ")" * 20_000, id="brackets"),
        pytest.param("f(" * 20_000 + ")" * 20_000, id="calls"),
        pytest.param("f(() { " * 5_000 + "});" * 5_000, id="functions"),
        pytest.param("if (a) " * 5_000 + "b();", id="ifs"),
        pytest.param("[" * 20_000 + "]" * 20_000, id="lists"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("void m() {\n" + source + "\n}")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


def test_long_chains_are_read_to_the_end() -> None:
    facts = lower("void m() {\nx" + ".a()" * 5_000 + ";\n}")
    assert len(facts.calls) == 5_000


FILES = {
    "app/pubspec.yaml": b"name: shop\nversion: 1.0.0\n",
    "app/lib/main.dart": b"",
    "app/lib/chat/api.dart": b"",
}


@pytest.mark.parametrize(
    ("module", "found"),
    [
        pytest.param("package:http/http.dart", (), id="another package"),
        pytest.param("dart:io", (), id="the language's own"),
        pytest.param("missing.dart", (), id="nothing there"),
        pytest.param("chat/api.dart", ("app/lib/chat/api.dart",), id="beside the importer"),
        pytest.param("package:shop/chat/api.dart", ("app/lib/chat/api.dart",), id="of the own package"),
    ],
)
def test_addresses_lead_to_files(module: str, found: tuple[str, ...]) -> None:
    assert DART.locate(module, "app/lib/main.dart", Naming(frozenset(FILES), frozenset(), FILES.get, {})) == found


def test_what_is_imported_is_not_handed_on_but_what_is_exported_is() -> None:
    samples = Samples(
        {
            "main.dart": "import 'a.dart';\nfinal exported = c;\nfinal hidden = d;",
            "a.dart": "import 'd.dart';\nexport 'c.dart';",
            "c.dart": "const c = 'C';",
            "d.dart": "const d = 'D';",
        }
    )
    assert samples.values("main.dart", "exported") == (Text("C"),)
    assert Text("D") not in samples.values("main.dart", "hidden")


def test_parts_of_a_library_that_name_each_other_end() -> None:
    samples = Samples({"a.dart": "part 'b.dart';\nfinal x = y;\nfinal z = nobody;", "b.dart": "part of 'a.dart';\nconst y = 'Y';"})
    assert samples.values("a.dart", "x") == (Text("Y"),)
    assert Text("Y") not in samples.values("a.dart", "z")


def test_a_part_sees_what_its_library_imports() -> None:
    samples = Samples(
        {
            "a.dart": "import 'config.dart';\nimport 'hidden.dart' show other;\npart 'b.dart';\npart 'c.dart';",
            "b.dart": "part of 'a.dart';\nfinal x = Config.url;\nfinal y = beside;\nfinal z = secret;",
            "c.dart": "part of 'a.dart';\nfinal beside = 'B';",
            "config.dart": "class Config { static const url = 'U'; }",
            "hidden.dart": "const other = 'O'; const secret = 'S';",
        }
    )
    assert samples.values("b.dart", "x") == (Text("U"),)
    assert samples.values("b.dart", "y") == (Text("B"),)
    assert Text("S") not in samples.values("b.dart", "z")


def test_constructors_set_fields() -> None:
    samples = Samples(
        {
            "a.dart": "class Base { final String url; Base({required this.url}); }\n"
            "class A extends Base { final String k; A(this.k, {super.url = 'd'}); A.of(String x) : k = x, super(url: 'o'); }\n"
            "final k = A('K').k;\nfinal url = A('K', url: 'U').url;\nfinal own = A.of('X').k;"
        }
    )
    assert samples.values("a.dart", "k") == (Text("K"),)
    assert samples.values("a.dart", "url") == (Text("U"),)
    assert samples.values("a.dart", "own") == (Text("X"),)
