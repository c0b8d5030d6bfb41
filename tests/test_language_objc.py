"""The Objective-C front end: every form against the notes of its fixture, macros, hostile input, headers and what implements them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from facts_text import by_line, noted, render
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import Samples

from scanner.evaluate.values import Instance, Text, merge
from scanner.languages.interface import Naming
from scanner.languages.objc import LANGUAGES
from scanner.languages.objc.naming import module_of
from scanner.languages.objc.source import is_code, is_objective_c, readable
from scanner.lower import spoken
from scanner.model import SourceFile

if TYPE_CHECKING:
    from scanner.evaluate.values import Value
    from scanner.model import Facts

OBJC = LANGUAGES[0]
FIXTURE = Path(__file__).parent.parent / "fixtures" / "languages" / "objc" / "Conformance.m"


def lower(source: str) -> Facts:
    return OBJC.lower("A.m", source.encode())


def bound(source: str) -> dict[str, str]:
    """The last binding of every name of a method's body, as text."""
    facts = lower(f"@implementation A\n- (void)m:(id)p {{\n {source}\n}}\n@end")
    return {bind.name: render(facts, bind.value) + (" if" if bind.guarded else "") for bind in facts.binds}


def test_every_line_of_the_fixture_gives_the_facts_of_its_note() -> None:
    data = FIXTURE.read_bytes()
    facts = OBJC.lower(FIXTURE.name, data)
    assert by_line(facts, data) == noted(data.decode())
    assert facts.gaps == ()


@pytest.mark.parametrize(
    ("source", "name", "value"),
    [
        pytest.param("id x = p; if (p) { x = @1; }", "x", "1 if", id="assigned under a condition"),
        pytest.param('NSString *s = [NSString stringWithFormat:@"a%@%%%5.2f", p, p];', "s", "('a' + p + '%' + p)", id="format"),
        pytest.param("NSString *s = [NSString stringWithFormat:p, p];", "s", "?format", id="format that is not written"),
        pytest.param('id s = p ?: @"b";', "s", "(p or 'b')", id="fall-back"),
        pytest.param("id s = [[Box alloc] initWithA:1 b:2];", "s", "Box(initWithA=1, b=2)", id="initialiser"),
        pytest.param("id s = [Box alloc];", "s", "Box()", id="without initialiser"),
        pytest.param("id s = [p initialValue];", "s", "p.initialValue()", id="no initialiser"),
        pytest.param("id s = [Box boxWithA:1 b:2];", "s", "Box.boxWithA(1, b=2)", id="factory"),
        pytest.param("id s = [[p self] class];", "s", "p.__class__", id="class of a thing"),
        pytest.param("id s = _held;", "s", "<self A>.@held", id="variable behind a property"),
        pytest.param("id s = self.held;", "s", "<self A>.held()", id="property"),
        pytest.param("id s = _(p);", "s", "_(p)", id="function of that name"),
        pytest.param('id s = @{@"a": p}[@"a"];', "s", "{a: p}['a']", id="entry of a literal"),
    ],
)
def test_values_of_locals(source: str, name: str, value: str) -> None:
    assert bound(source)[name] == value


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        pytest.param('NSString *const APP_KEY = @"x";', True, id="a constant"),
        pytest.param("int x = MAX_SIZE;", True, id="a value"),
        pytest.param("void f(void) {\n DO_IT\n}", True, id="in a function"),
        pytest.param("// NS_ASSUME_NONNULL_BEGIN", True, id="in a comment"),
        pytest.param("NS_ASSUME_NONNULL_BEGIN\n@class A;", False, id="a line of its own"),
        pytest.param("- (id)init NS_UNAVAILABLE;", False, id="behind a method"),
        pytest.param("- (id)a:(id)b\n  c:(id)d API_AVAILABLE(ios(13.0), macos(10.15));", False, id="behind a long method"),
        pytest.param("@property (copy) NSString *a UI_APPEARANCE_SELECTOR;", False, id="behind a property"),
        pytest.param("typedef NS_OPTIONS(NSUInteger, Kind) { A };", False, id="an enumeration"),
    ],
)
def test_macros_that_annotate_are_blanked(source: str, kept: bool) -> None:
    out = readable(source.encode())
    assert (out == source.encode()) is kept
    assert len(out) == len(source.encode())
    assert out.count(b"\n") == source.count("\n")


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from("abcT01 \n\t(){}[]<>;,.:=+-*/%&|!?@\"'\\#_^é"), max_size=120))
def test_any_text_is_lowered(text: str) -> None:
    facts = lower("@implementation A\n- (void)m { " + text)
    assert all(0 <= bind.scope < len(facts.scopes) and bind.value < len(facts.exprs) for bind in facts.binds)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet=st.sampled_from('ANS_ENUM(, x)\n{}"/*-+@;:'), max_size=80))
def test_any_text_keeps_its_length_and_lines(text: str) -> None:
    out = readable(text.encode())
    assert (len(out), out.count(b"\n")) == (len(text.encode()), text.count("\n"))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = " + "@[" * 20_000 + "]" * 20_000 + ";", id="literals"),
        pytest.param("[a b:" * 20_000 + "1" + "]" * 20_000 + ";", id="messages"),
        pytest.param("f(^{ " * 3_000 + "});" * 3_000, id="blocks"),
        pytest.param("if (a) { " * 3_000 + "b();" + "}" * 3_000, id="ifs"),
    ],
)
def test_deep_nesting_is_given_up(source: str) -> None:
    facts = lower("void m(void) {\n" + source + "\n}")
    assert {"nested-too-deep", "syntax-error"} & {reason for reason, _ in facts.gaps}


def test_long_chains_are_read_to_the_end() -> None:
    assert len(lower("void m(void) {\n" + "[" * 3_000 + "x" + " a]" * 3_000 + ";\n}").calls) == 3_000


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        pytest.param("a.h", "/**\n * @class A\n */\nclass A {};", "cpp", id="a command in a comment"),
        pytest.param("a.h", "#include <vector>\nstruct A {};", "cpp", id="header of C++"),
        pytest.param("a.h", "@interface A : B\n@end", "objc", id="an interface"),
        pytest.param("a.h", '#define HOST @"https://x"', "objc", id="a constant"),
        pytest.param("a.h", '#import "B.h"', "objc", id="an import"),
        pytest.param("a.m", "function y = a(x)\n% adds one\ny = x + 1;\nend", "", id="MATLAB"),
        pytest.param("a.m", "#include <stdio.h>\nint main(void) { return 0; }", "objc", id="C"),
    ],
)
def test_suffixes_that_languages_share_are_told_by_content(name: str, text: str, language: str) -> None:
    file = SourceFile(path=name, language="cpp" if name.endswith(".h") else "objc", size=len(text))
    assert spoken(file, text.encode()) == language
    assert is_objective_c(text.encode()) <= is_code(text.encode())


FILES = {
    "App/Chat.h": b"@interface Chat : NSObject\n@end",
    "App/Chat.m": b"@implementation Chat\n@end",
    "App/Prefix.pch": b"",
    "App/Views/Main.m": b"",
    "Lib/Kit/Kit.h": b"",
    "Lib/Kit/Part.m": b"",
    "Other/Other-Prefix.pch": b"",
}


@pytest.mark.parametrize(
    ("module", "importer", "found"),
    [
        pytest.param("UIKit", "App/Chat.m", (), id="another package"),
        pytest.param("Kit", "App/Chat.m", (), id="a copy of a package that the catalogue knows"),
        pytest.param("Chat", "App/Views/Main.m", ("App/Chat.h", "App/Chat.m"), id="a header and what implements it"),
        pytest.param(".pch", "App/Views/Main.m", ("App/Prefix.pch",), id="the header in front of every file"),
        pytest.param(
            ".",
            "App/Chat.m",
            ("App/Chat.h", "App/Chat.m", "App/Prefix.pch", "App/Views/Main.m", "Other/Other-Prefix.pch"),
            id="the program",
        ),
    ],
)
def test_headers_lead_to_files(module: str, importer: str, found: tuple[str, ...]) -> None:
    naming = Naming(frozenset(FILES), frozenset(), FILES.get, {}, frozenset({"Kit"}))
    assert OBJC.locate(module, importer, naming) == found


@pytest.mark.parametrize(
    ("written", "module"),
    [
        ("UIKit/UIKit.h", "UIKit"),
        ("nuisdk/NeoNuiTts.h", "nuisdk"),
        ("iflyMSC/iflyMSC.h", "iflyMSC"),
        ("sys/types.h", ""),
        ("stdio.h", ""),
        ("Chat.h", "Chat"),
    ],
)
def test_a_header_in_angles_stands_for_its_framework_unless_it_is_one_of_c(written: str, module: str) -> None:
    assert module_of(written) == module


HEADER = """
#import <Foundation/Foundation.h>
@interface Api : NSObject
@property (nonatomic, copy) NSString *host;
+ (instancetype)shared;
- (NSString *)url;
@end
"""
SOURCE = """
#import "Api.h"
@implementation Api
+ (instancetype)shared {
  static Api *one = nil;
  one = [[Api alloc] initWithHost:@"H"];
  return one;
}
- (instancetype)initWithHost:(NSString *)host {
  if (self = [super init]) { _host = host; }
  return self;
}
- (instancetype)initWithPath:(NSString *)path {
  return self;
}
- (NSString *)url { return [self.host stringByAppendingString:@"/p"]; }
@end
"""


def values(samples: Samples, path: str, name: str) -> tuple[Value, ...]:
    """What a local may be."""
    facts = samples.facts(path)
    assert facts is not None
    return merge(samples.evaluator.values(path, b.value) for b in facts.binds if b.name == name and b.value >= 0)


def test_a_header_and_its_implementation_are_one_class() -> None:
    samples = Samples(
        {
            "Api.h": HEADER,
            "Api.m": SOURCE,
            "main.m": '#import "Api.h"\nvoid f(void) {\n  NSString *sent = [[Api shared] url];\n  NSString *dotted = Api.shared.url;\n'
            '  Api *own = [[Api alloc] initWithHost:@"O"];\n  NSString *other = own.host;\n}',
        }
    )
    assert values(samples, "main.m", "sent") == (Text("H/p"),)
    assert values(samples, "main.m", "dotted") == (Text("H/p"),)
    assert values(samples, "main.m", "other") == (Text("O"),)


def test_a_getter_that_builds_what_it_gives() -> None:
    samples = Samples(
        {
            "A.m": "@interface Net : NSObject\n@property (nonatomic) Box *box;\n@end\n"
            "@interface Box : NSObject\n@end\n@implementation Box\n@end\n"
            "@implementation Net\n- (Box *)box {\n  if (!_box) { _box = [Box new]; }\n  return _box;\n}\n@end\n"
            "void f(void) { id got = [Net new].box; }"
        }
    )
    assert isinstance(values(samples, "A.m", "got")[0], Instance)


def test_categories_add_methods_and_classes_below_replace_them() -> None:
    samples = Samples(
        {
            "Base.h": "@interface Base : NSObject\n- (NSString *)url;\n- (NSString *)whole;\n@end",
            "Base.m": '#import "Base.h"\n@implementation Base\n- (NSString *)url { return nil; }\n'
            '- (NSString *)whole { NSString *made = [self.url stringByAppendingString:@"/w"]; return made; }\n@end',
            "Sub.h": '#import "Base.h"\n@interface Sub : Base\n@end',
            "Sub.m": '#import "Sub.h"\n@implementation Sub\n- (NSString *)url { return @"s"; }\n@end',
            "More.m": '#import "Sub.h"\n@implementation Sub (More)\n- (NSString *)more { return [self whole]; }\n@end\n'
            "void f(void) { NSString *got = [[Sub new] more]; }",
        }
    )
    assert values(samples, "More.m", "got") == (Text("s/w"),)
    assert values(samples, "Base.m", "made") == (Text("s/w"),)
