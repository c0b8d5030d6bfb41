# ruff: noqa: E501
"""What single steps of a language give, and what only looks like them: ``probe(…)`` is told what it is given."""

from __future__ import annotations

import pytest
from in_memory import Samples
from values_text import probed

DEMO = "src/main/java/demo"


@pytest.mark.parametrize(
    ("files", "given"),
    [
        pytest.param(
            {
                f"{DEMO}/Urls.java": "package demo;\ninterface Urls { String PATH = 'h'; }\n".replace("'", '"'),
                f"{DEMO}/Desk.java": "package demo;\nclass Desk implements Other { static final String PATH = 'own'; Object a() { return probe(PATH); } }\n".replace(
                    "'", '"'
                ),
            },
            ["'own'"],
            id="a constant of the class itself",
        ),
        pytest.param(
            {f"{DEMO}/Desk.java": "package demo;\nimport other.JSON;\nclass Desk extends Base { void a() { probe(JSON.toText()); } }\n"},
            ["other.JSON.toText()"],
            id="a type whose name is in capitals",
        ),
        pytest.param(
            {
                f"{DEMO}/Urls.java": 'package demo;\ninterface Urls { String PATH = "h"; }\n',
                f"{DEMO}/Desk.java": "package demo;\nclass Desk implements Urls { void a() { probe(PATH); } }\n",
            },
            ["'h'"],
            id="a constant of an interface",
        ),
        pytest.param(
            {f"{DEMO}/Desk.java": "package demo;\nimport sdk.Function;\nclass Desk { void a(Function f) { probe(f.apply(1)); } }\n"},
            ["sdk.Function().apply()"],
            id="a type that is only called a function",
        ),
        pytest.param(
            {
                f"{DEMO}/Base.java": 'package demo;\nclass Base { String host(int n) { if (n > 1) { throw new X(); } return "base"; } void a() { probe(host(1)); } }\n',
                f"{DEMO}/Deep.java": 'package demo;\nclass Deep extends Base { String host(int n) { return "deep"; } }\n',
            },
            ["'base'"],
            id="a method that may throw",
        ),
        pytest.param(
            {
                f"{DEMO}/Base.java": "package demo;\nclass Base { String host() { throw new X(); } void a() { probe(host()); } }\n",
                f"{DEMO}/Deep.java": 'package demo;\nclass Deep extends Base { String host() { return "deep"; } }\n',
            },
            ["'deep'"],
            id="a method that only throws",
        ),
        pytest.param(
            {"a.kt": 'package demo\nclass A { companion object { val a = "{ x }" } }\nfun b() { probe(A.a) }\n'},
            ["'{ x }'"],
            id="a bracket in a text",
        ),
        pytest.param(
            {"a.dart": "class Dio {}\nvoid a(x) { probe(x.size < Limit); }\n"},
            ["?"],
            id="a comparison with a name in capitals",
        ),
        pytest.param(
            {
                "gate.ts": "export interface Gate { host(): string }\n",
                "a.ts": "import { Gate } from './gate'\nexport function a(g: Gate) { probe(g.host()) }\n",
            },
            ["?"],
            id="an interface that no class has",
        ),
        pytest.param(
            {
                "src/main.rs": 'struct Gate { host: String }\nimpl Gate { fn host(&self) -> String { String::from("method") } }\n'
                'fn main() { let g = Gate { host: "field".to_string() }; probe(g.host); probe(g.host()); }\n'
            },
            ["'field'", "'method'"],
            id="a field and a method of one name",
        ),
        pytest.param(
            {"a.swift": 'import Foundation\nfunc a(x: String) { probe(String(format: "%@/b", "h")); probe(String(x)) }\n'},
            ["'h/b'", "?"],
            id="a format of Swift",
        ),
        pytest.param(
            {
                "a.m": '#import <Foundation/Foundation.h>\nvoid a(void) { NSMutableString *u = [NSMutableString string]; [other appendString:@"x"]; [u appendString:@"y"]; probe(u); }\n'
            },
            ["'y'"],
            id="a text that another text is not added to",
        ),
    ],
)
def test_values_of_steps(files: dict[str, str], given: list[str]) -> None:
    assert probed(files) == given


def test_classes_on_one_line_of_kotlin_have_no_gap() -> None:
    facts = Samples(
        {"a.kt": 'package demo\ninterface Gate { fun host(): String }\nclass Deep : Gate { override fun host() = "h" }\n'}
    ).facts("a.kt")
    assert facts is not None
    assert facts.gaps == ()


def test_what_is_broken_in_kotlin_stays_a_gap() -> None:
    facts = Samples({"a.kt": "class A { fun a( }\nclass B { companion object { val b = 1 } }\n"}).facts("a.kt")
    assert facts is not None
    assert facts.gaps


@pytest.mark.parametrize(
    ("files", "given"),
    [
        pytest.param(
            {
                "send.ts": "export function send(url: string) { probe(url) }\nexport function other(url: string) { probe(url) }\n",
                "a.ts": "import { send } from './send'\nconst through = (f: (u: string) => void, host: string) => f(host + '/c')\nthrough(send, 'h')\n",
            },
            ["'h/c'+2", "?"],
            id="a function that another file hands on",
        ),
        pytest.param(
            {
                "src/main.rs": "mod first;\nuse first::*;\nuse other::*;\nfn main() { probe(url()); }\n",
                "src/first.rs": 'pub fn url() -> String { "h".to_string() }\n',
                "src/other.rs": 'pub fn url() -> String { "other".to_string() }\n',
            },
            ["'h'"],
            id="all of a module that the file declares",
        ),
    ],
)
def test_values_over_two_files(files: dict[str, str], given: list[str]) -> None:
    assert probed(files) == given
