"""What changes nothing for a reader changes no hit, in the other languages too: names of variables, the order of files, a cut."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from in_memory import Samples
from language_sheets import SHEETS

from scanner.catalog import Example, load_examples
from scanner.signatures.samples import sample_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Facts

    Seen = set[tuple[object, ...]]

MANY_FIT_NOT = [HealthCheck.filter_too_much, HealthCheck.too_slow]
LANGUAGES = frozenset(
    {
        *(
            "javascript",
            "typescript",
            "arkts",
            "java",
            "kotlin",
            "golang",
            "csharp",
            "php",
            "ruby",
            "rust",
            "swift",
            "dart",
            "lua",
            "scala",
        ),
        *("objc", "cpp", "shell"),
    }
)
EXAMPLES = [e for e in load_examples() if e.language in LANGUAGES and "$ hit=" in e.code]
"""Those of signatures of every category."""
NAMED_AT_WILL = [e for e in EXAMPLES if not e.owner.startswith("idioms/")]
"""What is found by paths; an algorithm that people wrote themselves is found by the words that they chose, too."""
NAMES = st.sampled_from(["it_2", "value", "result", "zz", "thing1"])
BINDING = [
    e
    for e in NAMED_AT_WILL
    if re.search(
        r"^\s+(?:(?:const|let|var|val|final|auto|local) \w+ =|[A-Z][\w<>]* \*?\w+ =|[a-z]\w* = |\w+(?:, \w+)? :=|\$\w+ =)|^\w+=\S",
        e.code,
        re.MULTILINE,
    )
]
"""Those in which a function binds something by the look of it."""
_TOP = re.compile(r"^(?:export )?(?:async )?(?:func|function|class|const|type|var)\b")
_DECLARED = {
    "java": re.compile(r"^(?:(?:public|final|abstract|sealed) )*(?:class|interface|enum|record|@interface) (\w+)"),
    "kotlin": re.compile(
        r"^(?:(?:private|internal|data|open|abstract|sealed|suspend) )*(?:class|interface|object|fun|enum class)\b.*?(\w+)\s*[({:<]?"
    ),
    "csharp": re.compile(r"^(?:(?:public|internal|static|sealed|abstract|partial) )*(?:class|interface|enum|record|struct) (\w+)"),
    "swift": re.compile(
        r"^(?:(?:public|internal|final|open|@MainActor|indirect) )*(?:class|struct|enum|protocol|actor|extension|func) (\w+)"
    ),
    "scala": re.compile(r"^(?:(?:final|abstract|sealed|case|implicit) )*(?:class|trait|object) (\w+)"),
    "php": re.compile(r"^(?:(?:final|abstract) )*(?:class|interface|trait|enum|function) (\w+)"),
}
"""A declaration at the top of a file, of a language in which its files need no import of each other."""
_INSIDE = re.compile(r"^(?:\s|[{})\]/*#@\[]|$)")
"""Lines of a declaration, and what stands above one."""
_ABOVE = re.compile(r"^[@\[#/]|^ \*")
"""What is written on a declaration."""
_HEAD = re.compile(r"^(?:(?:package|import|using|namespace|use|declare) |<\?php|$)")
_NAME = r"(?P<name>\w+)"
_JOINED = {
    "arkts": (
        re.compile(rf"^(?:export )?(?:async |abstract )?(?:function|class|const|struct) {_NAME}"),
        "import {{ {names} }} from './first'; ",
    ),
    "cpp": (re.compile(r"^(?:class|struct|template|static|[\w:<>*&]+ \w+\()"), '#include "first.h"'),
    "dart": (re.compile(r"^(?:class|abstract class|mixin|Future\S*|void|final|const) \w"), "import 'first.dart'; "),
    "lua": (re.compile(rf"^local (?:function )?{_NAME}|^function (?P<table>\w+)[.:]|^\w"), 'local first = require("first"); {taken}'),
    "objc": (re.compile(r"^(?:@interface|@implementation (?=\w+$)|@protocol|void|int)\b"), '#import "First.h"'),
    "ruby": (re.compile(r"^(?:class|module|def|[A-Z]\w* =|[a-z])"), 'require_relative "first"; '),
    "rust": (re.compile(r"^(?:pub )?(?:async )?(?:fn|struct|const|static|trait|enum) \w"), "mod first; use first::*; "),
    "shell": (re.compile(r"^\w"), ". ./first.sh; "),
}
"""Where a file of the language can be cut, and what the second half says to see the first."""
_PUBLIC = re.compile(r"^(?=(?:async )?(?:fn|struct|const|static|trait|enum) )", re.MULTILINE)
_EXPORTED = re.compile(r"^(?=(?:async |abstract )?(?:function|class|const|struct) )", re.MULTILINE)
_OF_LANGUAGE = re.compile(r"^(?:(?:#include|using|#import|import|use|require|local \w+ = require|package)\b|namespace \w+ =)")
"""What both halves need of other packages."""
_LOCAL = {"ruby": re.compile(r"^(?:[a-z_]\w* =|def )", re.MULTILINE), "dart": re.compile(r"\b_\w+\b")}
"""What is not seen from another file."""
_SUFFIX = {"java": "java", "kotlin": "kt", "csharp": "cs", "php": "php", "swift": "swift", "scala": "scala"}
_NAMED = re.compile(r"^(?:export )?(?:async )?(?:function|class|const) (\w+)", re.MULTILINE)


def path_of(example: Example) -> str:
    return sample_name(example.language, example.file)


def seen(files: Mapping[str, str]) -> Seen:
    """The hits of a project, without the files and columns that they stand in."""
    hits = Samples(files).hits()
    return {(h.location.line, h.signature, h.kind, h.technique, h.mode, h.vendor, h.model, h.base_url, h.certainty) for h in hits}


# ---------------------------------------------------------------------------------------------- names


def variables(facts: Facts, code: str) -> list[str]:
    """Variables of functions and files that stand nowhere but where they are bound and read."""
    kinds: dict[str, set[str]] = defaultdict(set)
    bound: Counter[str] = Counter(bind.name for bind in facts.binds)
    read: dict[str, set[object]] = defaultdict(set)
    for bind in facts.binds:
        kinds[bind.name].add(facts.scopes[bind.scope].kind if bind.value >= 0 else "class")
    for expr in facts.exprs:
        if expr[0] == "name":
            read[str(expr[1])].add(expr[3])
    other = {str(expr[2]) for expr in facts.exprs if expr[0] == "attr"} | {str(expr[1]) for expr in facts.exprs if expr[0] == "string"}
    other |= {p.name for scope in facts.scopes for p in scope.parameters} | {scope.name for scope in facts.scopes}
    other |= {a.keyword for call in facts.calls for a in call.arguments} | {store.member for store in facts.stores}
    other |= {name for i in facts.imports for name in (i.alias, i.member, *re.split(r"\W", i.module))}
    names = (name for name in sorted(kinds.keys() - other) if read[name] and not kinds[name] & {"class", "interface"})
    return [name for name in names if len(places(code, name)) == len(read[name]) + bound[name]]


def places(code: str, name: str) -> list[int]:
    return [found.start() for found in re.finditer(rf"(?<![\w$@]){re.escape(name)}(?![\w$])", code)]


def renamed(code: str, old: str, new: str, at: list[int]) -> str:
    for start in reversed(at):
        code = code[:start] + new + code[start + len(old) :]
    return code


@settings(max_examples=30, deadline=None, suppress_health_check=MANY_FIT_NOT)
@given(st.sampled_from(BINDING), st.data(), NAMES)
def test_other_names_for_variables_change_no_hit(example: Example, data: st.DataObject, new: str) -> None:
    path = path_of(example)
    facts = Samples({path: example.code}).facts(path)
    assert facts is not None
    names = variables(facts, example.code)
    assume(names and new not in example.code)
    old = data.draw(st.sampled_from(names))
    written = f"${new}" if old.startswith("$") else new
    changed = renamed(example.code, old, written, places(example.code, old))
    assert seen({path: changed}) == seen({path: example.code})


# ---------------------------------------------------------------------------------------------- files


def halves(example: Example) -> list[dict[str, str]]:
    """Two files with what stands before and from a blank line on, every statement on its old line."""
    lines = example.code.split("\n")
    starts = [n for n, line in enumerate(lines) if n and not lines[n - 1].strip() and _TOP.match(line)]
    if example.language in _DECLARED:
        return [files for at in range(1, len(lines)) if (files := _side_by_side(lines, at, example.language)) is not None]
    if example.language in _JOINED:
        return [files for at in range(1, len(lines)) if (files := _joined(lines, at, example.language)) is not None]
    cut = _go if example.language == "golang" else _script
    return [files for at in starts if (files := cut(lines, at)) is not None]


def _go(lines: list[str], at: int) -> dict[str, str] | None:
    """Files of one package, with the same imports."""
    head = next((n for n, line in enumerate(lines) if re.match(r"(?:func|type|var|const)\b", line)), 0)
    return (
        {"first.go": "\n".join(lines[:at]), "sample.go": "\n".join([*lines[:head], *[""] * (at - head), *lines[at:]])}
        if head < at
        else None
    )


def _side_by_side(lines: list[str], at: int, language: str) -> dict[str, str] | None:
    """Two files of one package, the second with the same imports and nothing but declarations; None where no declaration begins."""
    declared, suffix = _DECLARED[language], _SUFFIX[language]
    found = declared.match(lines[at])
    head = next((n for n, line in enumerate(lines) if not _HEAD.match(line)), 0)
    above = at
    while above > head and _ABOVE.match(lines[above - 1]):
        above -= 1
    later = lines[above:]
    hidden = any(line.startswith("private ") for line in lines)
    if found is None or not head < above or hidden or any(not (_INSIDE.match(line) or declared.match(line)) for line in later):
        return None
    package = re.search(r"^package ([\w.]+)", "\n".join(lines), re.MULTILINE)
    folder = package[1].replace(".", "/") + "/" if package else ""
    rest = "\n".join([*lines[:head], *[""] * (above - head), *later])
    first = next((m[1] for line in lines[head:above] if (m := declared.match(line))), "First")
    return {f"{folder}{first}.{suffix}": "\n".join(lines[:above]), f"{folder}{found[1]}.{suffix}": rest} if first != found[1] else None


def _joined(lines: list[str], at: int, language: str) -> dict[str, str] | None:
    """Two files of which the second says that it takes in the first; None where that would mean another thing."""
    declared, says = _JOINED[language]
    before, after = "\n".join(lines[:at]), "\n".join(lines[at:])
    head = [line if _OF_LANGUAGE.match(line) else "" for line in lines[:at]]
    place = next((n for n, line in enumerate(head) if not line and n), 0) if language in ("cpp", "objc") else 0
    local = _LOCAL.get(language)
    whole = all(before.count(sign) % 2 == 0 for sign in "'\"`") and before.count("{") == before.count("}") and "<<" not in before
    own = [line for line, kept in zip(lines, head, strict=False) if line.strip() and not kept]
    if not declared.match(lines[at]) or not own or (local is not None and local.search(before)) or not whole or _open(before, language):
        return None
    if head[place] and language in ("cpp", "objc"):
        return None
    found = [m for line in own if (m := declared.match(line))]
    names = [m["name"] for m in found if "name" in declared.groupindex and m["name"]]
    if any(re.search(rf"\b{name}\b", before) for m in map(declared.match, after.split("\n")) if m and (name := m.groupdict().get("name"))):
        return None
    if any(m["table"] in names for m in map(declared.match, after.split("\n")) if m and "table" in declared.groupindex):
        return None
    taken = "".join(f"local {name} = first.{name}; " for name in names)
    first = before
    if language == "rust":
        first = _PUBLIC.sub("pub ", before)
    elif language == "arkts":
        first = _EXPORTED.sub("export ", before)
    elif language == "lua":
        if len(own) == 1 and not names:
            return None
        first += "\nreturn { " + ", ".join(f"{name} = {name}" for name in names) + " }"
    head[place] = says.format(names=", ".join(names), taken=taken) + head[place]
    path = {"arkts": "sample.ets", "cpp": "sample.cpp", "objc": "sample.m", "rust": "src/main.rs"}.get(language, sample_name(language, ""))
    stem = "First" if language == "objc" else "first"
    header = {"cpp": f"{stem}.h", "rust": "src/first.rs"}.get(language, f"{stem}.{path.rpartition('.')[2]}")
    return {header: first, path: "\n".join([*head, *lines[at:]])}


def _open(before: str, language: str) -> bool:
    """Whether something that words begin and end is cut."""
    if language == "objc":
        return len(re.findall(r"^@(?:interface|implementation|protocol)", before, re.MULTILINE)) != before.count("@end")
    if language in ("ruby", "lua"):
        opened = re.findall(
            r"^\s*(?:class|module|def|if|while|for|function|local function)\b(?!.*\bend\b)|\b(?:do|then)\b.*$", before, re.MULTILINE
        )
        return "\n " in before and len(opened) != len(re.findall(r"^\s*end\b", before, re.MULTILINE))
    return False


def _script(lines: list[str], at: int) -> dict[str, str] | None:
    """Modules of which the second imports what the first declares; None where that would mean another thing."""
    before, after = "\n".join(lines[:at]), "\n".join(lines[at:])
    declared, later = _NAMED.findall(before), _NAMED.findall(after)
    odd = re.search(r"^(?:let|var|module\.|exports\.|import\b(?!.*\bfrom\b)|const [{\[])|^export default|[`]", before, re.MULTILINE)
    if odd or any(re.search(rf"\b{name}\b", before) for name in later):
        return None
    head = [line if line.startswith("import ") else "" for line in lines[:at]]
    shared = f"import {{ {', '.join(declared)} }} from './first'; " if declared else ""
    exported = re.sub(r"^(?=(?:async )?(?:function|class|const) )", "export ", before, flags=re.MULTILINE)
    return {"first.ts": exported, "sample.ts": "\n".join([shared + head[0], *head[1:], *lines[at:]])}


# NOTE: a step of an algorithm that people wrote themselves is looked for in the algorithm's own file.
CUT = frozenset({"golang", "javascript", "typescript", *_DECLARED, *_JOINED})
OF_SHEETS = [
    Example("forms", 0, language, shown.title, code, "")
    for language, sheet in SHEETS.items()
    for shown in sheet
    if shown.sign == ":" and language in _JOINED and len(shown.files) == 1
    for code in shown.files.values()
]
IN_TWO = [e for e in (*NAMED_AT_WILL, *OF_SHEETS) if e.language in CUT and not e.file and halves(e)]


@settings(max_examples=60, deadline=None, suppress_health_check=MANY_FIT_NOT)
@given(st.sampled_from(IN_TWO), st.data())
def test_a_file_cut_in_two_has_the_same_hits(example: Example, data: st.DataObject) -> None:
    path = "sample.ts" if example.language == "javascript" else path_of(example)
    assert seen(data.draw(st.sampled_from(halves(example)))) == seen({path: example.code})


@settings(max_examples=20, deadline=None, suppress_health_check=MANY_FIT_NOT)
@given(st.lists(st.sampled_from(EXAMPLES), min_size=2, max_size=4), st.data())
def test_the_order_of_files_changes_nothing(examples: list[Example], data: st.DataObject) -> None:
    files = {f"p{n}/{path_of(example)}": example.code for n, example in enumerate(examples)}
    order = data.draw(st.permutations(sorted(files)))
    assert Samples({path: files[path] for path in order}).hits() == Samples(files).hits()


# ---------------------------------------------------------------------------------------------- the tests themselves


@pytest.mark.parametrize("language", sorted(LANGUAGES - {"shell"}))
def test_there_is_something_to_rename(language: str) -> None:
    examples = [e for e in NAMED_AT_WILL if e.language == language]
    assert any(variables(facts, e.code) for e in examples[:40] if (facts := Samples({path_of(e): e.code}).facts(path_of(e))) is not None)


def test_findings_of_both_kinds_are_tried() -> None:
    tried = {e.owner.partition("/")[0] for e in EXAMPLES}
    assert {"libraries", "idioms", "queries", "vendors", "http"} <= tried
    assert len(IN_TWO) > 20
    assert {e.language for e in IN_TWO} == CUT


def test_a_name_that_is_changed_in_one_place_only_is_noticed() -> None:
    code = "import OpenAI from 'openai'\n\nconst client = new OpenAI()\nclient.chat.completions.create({ model: 'gpt-4o' })\n"
    whole = places(code, "client")
    assert seen({"a.js": renamed(code, "client", "zz", whole)}) == seen({"a.js": code})
    assert seen({"a.js": renamed(code, "client", "zz", whole[:1])}) != seen({"a.js": code})
