"""Hand-written algorithms: tokens and shapes in every language, where words stand, and what a function has to have to be one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from in_memory import Samples, catalog

from scanner.idioms import MAX_BYTES, MAX_LINES, letters, shapes, vocabulary
from scanner.idioms.functions import alone
from scanner.idioms.heads import spans
from scanner.idioms.shapes import Shape
from scanner.idioms.tokens import Token, tokens
from scanner.languages import trees
from scanner.lower import language
from scanner.model import ScanOptions, because
from scanner.pipeline import scan
from scanner.report import wording

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import Hit

GRAVITY = """
def hot_score(story, now):
    hours = (now - story.created) / 3600
    return (story.points - 1) / pow(hours + 2, 1.8)
"""


def shape(language: str, code: str) -> Shape:
    return Shape(found(language, code))


def found(language: str, code: str) -> list[Token]:
    data = code.encode()
    return tokens(trees.root(language, data), data)


def idioms(code: str, path: str = "sample.py") -> list[Hit]:
    return [hit for hit in Samples({path: code}).hits(path) if hit.kind == "idiom"]


# ---- tokens

NESTED = {
    "python": "for a in x:\n    for b in y:\n        deep(a)\n    flat(a)\n",
    "javascript": "for (const a of x) { for (let i = 0; i < n; i++) { deep(a); } flat(a); }",
    "typescript": "for (const a of x) { while (b) { deep(a); } flat(a); }",
    "java": "class A { void f() { for (int a : x) { while (b) { deep(a); } flat(a); } } }",
    "kotlin": "fun f() {\n  for (a in x) {\n    while (b) {\n      deep(a)\n    }\n    flat(a)\n  }\n}\n",
    "scala": "object A { def f() = { for (a <- x) { while (b) { deep(a) }; flat(a) } } }",
    "csharp": "class A { void F() { foreach (var a in x) { for (;;) { deep(a); } flat(a); } } }",
    "php": "<?php foreach ($x as $a) { while ($b) { deep($a); } flat($a); }",
    "ruby": "for a in x\n  while b\n    deep(a)\n  end\n  flat(a)\nend\n",
    "golang": "package a\nfunc f() { for _, a := range x { for b { deep(a) }; flat(a) } }",
    "rust": "fn f() { for a in x { loop { deep(a); } } for a in x { flat(a); } }",
    "swift": "func f() { for a in x { while b { deep(a) }; flat(a) } }",
    "dart": "void f() { for (var a in x) { while (b) { deep(a); } flat(a); } }",
    "lua": "for a = 1, 2 do while b do deep(a) end flat(a) end",
    "cpp": "void f() { for (auto a : x) { do { deep(a); } while (b); flat(a); } }",
}


@pytest.mark.parametrize("language", sorted(NESTED))
def test_loops_around_a_call(language: str) -> None:
    depth = {token.text: token.loop for token in found(language, NESTED[language])}
    assert (depth["deep"], depth["flat"]) == (2, 1)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("javascript", "x.map((a) => inside(a)); outside(x);"),
        ("java", "class A { void f() { x.stream().map(a -> inside(a)).toList(); outside(x); } }"),
        ("kotlin", "fun f() {\n  x.forEach { inside(it) }\n  outside(x)\n}\n"),
        ("scala", "object A { def f() = { x.map { a => inside(a) }; outside(x) } }"),
        ("python", "[inside(a) for a in x]\noutside(x)\n"),
    ],
)
def test_methods_that_go_over_a_collection_are_loops(language: str, code: str) -> None:
    depth = {token.text: token.loop for token in found(language, code)}
    assert depth["inside"] == 1
    assert depth["outside"] == 0


@pytest.mark.parametrize(
    ("language", "code"),
    [("python", 'f"{score * 2} of"\n'), ("javascript", "`${score * 2} of`;"), ("kotlin", 'val a = "${score * 2} of"\n')],
)
def test_an_expression_in_a_text_is_code(language: str, code: str) -> None:
    kinds = {token.text: token.kind for token in found(language, code)}
    assert kinds["score"] == "name"
    assert kinds["2"] == "number"
    assert "of" not in kinds


def test_comments_and_texts_are_no_code() -> None:
    kinds = [token.kind for token in found("java", 'class A { /* a * b */ String s = "c / d"; }')]
    assert kinds.count("comment") == 1
    assert kinds.count("text") == 1
    assert not {"multiply", "divide"} & {name for name in shapes.NAMES if shape("java", "/* a * b */ // c / d").where(name)}


# ---- shapes

# fmt: off
SHAPES = [
    ("accumulate", "python", "for a in x:\n    total += a\n", "total += a\n"),
    ("accumulate", "java", "class A { void f() { for (int a : x) { t = t + a; } } }", "class A { void f() { t = t + a; } }"),
    ("compare", "golang", "package a\nfunc f() { if a < b { g() } }", "package a\nfunc f() { if a == b { g() } }"),
    ("compare", "java", "class A { boolean f() { return a > b; } }", "class A { List<String> f() { return a; } }"),
    ("contains", "python", "if word in text:\n    pass\n", "for word in text:\n    pass\n"),
    ("contains", "javascript", "if (text.includes(word)) f();", "import x from 'y';"),
    ("count", "golang", "package a\nfunc f() { for _, w := range x { n[w]++ } }", "package a\nfunc f() { n++ }"),
    ("descend", "java", "class A { void f() { for (;;) { node = node.getSubNode(c); } } }",
     "class A { void f() { for (;;) { node = node.next; } } }"),
    ("descend", "golang", "package a\nfunc f() { for x { next, ok := node.children[c]\n node = next } }",
     "package a\nfunc f() { for x { a := b[c]\n d = a } }"),
    ("descend", "python", "for c in text:\n    node = node[c]\n", "node = node[c]\n"),
    ("descend", "cpp", "void f() { for (;;) { node = node->children[c]; } }", "void f() { for (;;) { node = other->children[c]; } }"),
    ("divide", "python", "a / b\n", "'a / b'\n"),
    ("exponential", "javascript", "Math.exp(-x);", "regex.exp(x);"),
    ("extreme", "python", "for a in x:\n    best = a\n", "for a in x:\n    rest = a\n"),
    ("great-circle", "javascript", "Math.sin(a) * Math.cos(b) + Math.atan2(c, d);", "Math.sin(a);"),
    ("index", "csharp", "class A { void F() { var a = b[c]; } }", "class A { int[] F() { return null; } }"),
    ("limit", "python", "found[:10]\n", "found[1]\n"),
    ("limit", "typescript", "db.find({ take: 10 });", "function f(limit: number) {}"),
    ("logarithm", "python", "math.log(x)\n", "logger.log(x)\n"),
    ("logarithm", "javascript", "Math.log10(x);", "console.log(x);"),
    ("loop", "python", "while x:\n    pass\n", "if x:\n    pass\n"),
    ("map-write", "php", "<?php $a['b'] = 1;", "<?php $a = 1;"),
    ("multiply", "golang", "package a\nvar x = b * c", "package a\nfunc f(x *T) {}"),
    ("multiply", "python", "a * b\n", "f(*a)\n"),
    ("nested-loop", "python", "for a in x:\n    for b in y:\n        pass\n", "for a in x:\n    pass\nfor b in y:\n    pass\n"),
    ("nested-map", "python", "a[b][c]\n", "a[b], [c]\n"),
    ("overlap", "java", "class A { void f() { a.retainAll(b); } }", "class A { void f() { a.addAll(b); } }"),
    ("pattern", "ruby", "body =~ /x/\n", "body == x\n"),
    ("pattern", "csharp", "class A { bool F() { return Words.IsMatch(text); } }", "class A { bool F() { return Words.Count(text); } }"),
    ("pattern", "golang", "package a\nfunc f() { if w.MatchString(text) { g() } }", "package a\nfunc f() { if w.String() { g() } }"),
    ("power", "python", "a ** 2\n", "f(**a)\n"),
    ("product-sum", "rust", "fn f() { for i in 0..n { s += a[i] * b[i]; } }", "fn f() { s = a * b; }"),
    ("product-sum", "python", "sum(a * b for a, b in zip(x, y))\n", "sum(x)\n"),
    ("random", "javascript", "Math.random();", "Math.round(x);"),
    ("replace", "python", 'text.replace(word, "x")\n', "text.strip()\n"),
    ("root", "swift", "let a = sqrt(b)", "let a = abs(b)"),
    ("root", "python", "a ** 0.5\n", "a ** 5\n"),
    ("sort", "golang", 'package a\nfunc f() { sort.Slice(x, g) }', "package a\nfunc f() { bytes.Slice(x, g) }"),
    ("sort", "typescript", "db.find({ orderBy: { views: 'desc' } });", "const sortable = true;"),
    ("sort", "ruby", "x.sort_by { |a| a.b }\n", "x.select { |a| a.b }\n"),
    ("split", "php", "<?php explode(' ', $a);", "<?php implode(' ', $a);"),
    ("string-scan", "java", "class A { void f() { for (;;) { s.charAt(i); } } }", "class A { void f() { s.charAt(0); } }"),
    ("subtract", "kotlin", "val a = b - c\n", "val a = -c\n"),
    ("weighted-sum", "python", "score = likes * 3 + views * 1\n", "score = likes * views + other\n"),
    ("weighted-sum", "java", "class A { void f() { s += a * LIKE_WEIGHT; s += b * VIEW_WEIGHT; } }",
     "class A { void f() { s += a * LIKE_WEIGHT; } }"),
]
# fmt: on


@pytest.mark.parametrize(("name", "language", "has", "has_not"), SHAPES, ids=[f"{row[0]}-{row[1]}" for row in SHAPES])
def test_shape(name: str, language: str, has: str, has_not: str) -> None:
    assert shape(language, has_not).where(name) is None
    assert shape(language, has).where(name) is not None
    assert letters.may_show(((name,),), letters.flat(has.lower().encode()))


def test_letters_tell_of_every_group_before_anything_is_parsed() -> None:
    asked = (("multiply", "call:*cosine_like*"), ("divide", "number:1.5"), ("call:sort*",))
    assert letters.may_show(asked, letters.flat(b"x = a * b; sort_all()"))
    assert not letters.may_show(asked, letters.flat(b"x = a * b; all()"))
    assert not letters.may_show(asked, letters.flat(b"x = a / b; sort()"))


HEADS = [
    (
        "python",
        "class Hot:\n    def rank(self, a=(1, f(2))):\n        return a\n    key = lambda x: x\ndef last(): return 1\n",
        ["    def rank(self, a=(1, f(2))):", "    key = lambda x", "def last():"],
    ),
    ("python", "def f(\n    a,\n    b: int = 1,\n) -> None:\n    pass\n", ["def f(\n    a,\n    b: int = 1,\n) -> None:"]),
    ("python", '"""\nclass that will be synchronized with this\n"""\ndef f():\n    pass\n', ["def f():"]),
    (
        "javascript",
        "export class Hot {\n  rank(a) {\n    if (a) {\n      b()\n    }\n  }\n  near = (x) => x\n}\nconst last = 1\n",
        ["  rank(a) {", "  near = (x) => x"],
    ),
    (
        "typescript",
        "export const rank = async (\n  a: A,\n  b: B,\n): Promise<C> => {\n  return 1\n}\nfunction near({\n  here,\n}) {}\n",
        ["export const rank = async (\n  a: A,\n  b: B,\n): Promise<C> => {", "function near({\n  here,\n}"],
    ),
    ("javascript", "module.exports = {\n  rank: function (a) {\n    return a\n  },\n}\n", ["  rank: function (a) {"]),
]


@pytest.mark.parametrize(("name", "code", "heads"), HEADS)
def test_heads_of_functions_are_told_without_parsing(name: str, code: str, heads: list[str]) -> None:
    pattern = language(name).traits.heads
    assert pattern is not None
    assert sorted(span.head.decode() for span in spans(pattern, code.encode())) == sorted(heads)


@pytest.mark.parametrize(
    ("code", "shapes_", "others"),
    [
        ("def near(a):\n    for b in a:\n        c += b * 2\n", {"loop", "multiply", "accumulate"}, {"divide", "nested-loop"}),
        (
            "    def near(self, a):\n        for b in a:\n            for c in b:\n                d = c / 2\n",
            {"nested-loop", "divide"},
            {"power"},
        ),
        ("    score = lambda a: a ** 0.5\n", {"power", "root"}, {"loop"}),
    ],
)
def test_a_function_has_its_shape_by_itself(code: str, shapes_: set[str], others: set[str]) -> None:
    shape = alone("python", code.encode(), language("python").traits.indented)
    assert {name for name in shapes_ | others if shape.where(name) is not None} == shapes_


def test_a_function_ends_where_the_next_one_begins_that_is_no_deeper() -> None:
    code = b"class Hot {\n  rank(a) {\n    const b = () => a\n    return b\n  }\n  near(c) {\n  }\n}\nlast\n"
    pattern = language("javascript").traits.heads
    assert pattern is not None
    found = {span.head.strip().decode(): (code[span.start : span.end].decode(), span.around) for span in spans(pattern, code)}
    assert found["rank(a) {"] == ("  rank(a) {\n    const b = () => a\n    return b\n  }\n", b"class Hot {")
    assert found["near(c) {"][0] == "  near(c) {\n  }\n}\nlast\n"
    assert found["const b = () => a"][1] == b"class Hot {   rank(a) {"


def test_every_shape_is_a_word_of_the_data_and_shown() -> None:
    assert set(shapes.NAMES) == set(dict(catalog().categories.words)["shape"]) == {row[0] for row in SHAPES}


def test_a_function_that_hands_its_work_on_does_not_do_it() -> None:
    handed = """
class LocationController {
    List<Driver> searchNearbyDriver(OrderForm form) { return locations.searchNearbyDriver(form); }
}
"""
    assert not idioms(handed, "LocationController.java")
    assert idioms(
        handed.replace("locations.searchNearbyDriver(form)", "geo.georadius(form.point, form.distance)"), "LocationController.java"
    )


def test_a_function_does_not_call_itself_by_being_declared() -> None:
    code = "def haversine(a):\n    return radius(a, 6371)\n"
    own = Shape(found("python", code), "haversine")
    assert own.where("call:haversine") is None
    assert own.where("call:rad*") is not None
    assert own.where("number:6371.0") is not None


# ---- words


@pytest.mark.parametrize(
    ("word", "text", "fits"),
    [
        ("hot score", "calcHotScore", True),
        ("hot score", "HOT_SCORES", True),
        ("hot score", "shot_score", False),
        ("item cf", "ItemCFService", True),
        ("similar*", "userSimilarity", True),
        ("similar", "userSimilarity", False),
        ("bm25", "BM25Okapi", True),
        ("ups", "groups", False),
        ("敏感词", "检查敏感词库", True),
    ],
)
def test_words_are_parts_of_names(word: str, text: str, fits: bool) -> None:
    assert bool(vocabulary.find(((word,),), [vocabulary.said("code", text, 0)])) is fits


def test_the_most_telling_place_counts() -> None:
    said = [vocabulary.said("comment", "rank of users", 9), vocabulary.said("name", "rank", 5)]
    assert vocabulary.find((("rank",), ("user",)), said) == (("rank", "name", 5), ("users", "comment", 9))


@pytest.mark.parametrize(
    ("text", "near"),
    [
        (b"hotScore(votes)", True),
        (b"hotScore()" + b" " * 30_000 + b"votes", False),
        (b"photoScorer(votes)", False),
        (b"hotScore(pivotes)", False),
    ],
)
def test_words_stand_near_each_other(text: bytes, near: bool) -> None:
    assert vocabulary.together((("hot score",), ("vote*",)), text, text.lower(), b"") is near


# ---- the whole


def test_reasons_name_words_and_shapes_with_their_lines() -> None:
    (hit,) = idioms(GRAVITY)
    assert (hit.signature, hit.certainty, hit.location.line, hit.location.end_line, hit.qualname) == (
        "hot-list/gravity", "likely", 2, 4, "hot_score",
    )  # fmt: skip
    assert wording.told(hit.reasons[0], "en") == "'hot score' in its name, line 2"
    assert wording.told(hit.reasons[0], "zh") == "函数名中有“hot score”,第 2 行"
    assert because("shape", shape="power", line=4) in hit.reasons


@pytest.mark.parametrize(
    ("code", "certainty"),
    [
        pytest.param(GRAVITY.replace("hot_score", "compute"), None, id="no word of the first group"),
        pytest.param("# hot score of a story" + GRAVITY.replace("hot_score", "compute"), "possible", id="in the comment above"),
        pytest.param(GRAVITY.replace("hot_score", "compute").replace("    hours", "    # hot score\n    hours"), None, id="in passing"),
        pytest.param(GRAVITY.replace("hot_score", "test_hot_score"), None, id="a word that rules it out"),
        pytest.param(GRAVITY.replace("pow(hours + 2, 1.8)", "(hours + 2)"), None, id="no power"),
        pytest.param(GRAVITY.replace("    hours", "    pass\n" * MAX_LINES + "    hours"), "possible", id="long"),
        pytest.param(GRAVITY.replace("    hours", "    pass\n" * 700 + "    hours"), None, id="a program"),
        pytest.param(GRAVITY + "#" * MAX_BYTES, None, id="a large file"),
    ],
)
def test_what_is_missing(code: str, certainty: str | None) -> None:
    assert [hit.certainty for hit in idioms(code)] == ([certainty] if certainty else [])


def test_one_function_is_one_algorithm_of_a_category() -> None:
    both = GRAVITY.replace(
        "return", "popular = sorted(story.comments, key=len)[:3]\n    views = story.likes * 2 + story.views * 3\n    return"
    )
    assert [hit.signature for hit in idioms(both)] == ["hot-list/gravity"]


BUCKETS = """
def bucket_of(user_id, shares):
    place = zlib.crc32(str(user_id).encode()) % 100
    return "new" if place < shares["new"] else "old"
"""
WEIGHED = """
# How popular a post is.
def weighed(likes, views):
    return likes * 3 + views * 0.1
"""


@pytest.mark.parametrize(("code", "certainty", "told"), [(WEIGHED, "possible", False), (BUCKETS + WEIGHED, "likely", True)])
def test_groups_of_users_speak_for_what_their_file_holds(code: str, certainty: str, told: bool) -> None:
    (hit,) = idioms(code)
    assert (hit.certainty, any(reason.id == "supported" for reason in hit.reasons)) == (certainty, told)


def test_groups_of_users_alone_are_nothing() -> None:
    assert idioms(BUCKETS) == []


def test_functions_inside_speak_for_themselves() -> None:
    inner = "def routes(app):\n" + "\n".join(f"    {line}" for line in GRAVITY.strip().split("\n")) + "\n    app.add(hot_score)\n"
    assert [hit.qualname for hit in idioms(inner)] == ["routes.hot_score"]


HANDED = """
class Neighbours {
    static Map<Integer, Map<Integer, Integer>> itemSimilarity(Map<Integer, List<Integer>> usersToItems) {
        Map<Integer, Map<Integer, Integer>> found = new HashMap<>();
        usersToItems.forEach(new BiConsumer<Integer, List<Integer>>() {
            public void accept(Integer user, List<Integer> items) {
                for (Integer item : items) {
                    for (Integer other : items) {
                        found.computeIfAbsent(item, one -> new HashMap<>()).merge(other, 1, Integer::sum);
                    }
                }
            }
        });
        return found;
    }
}
"""


def test_methods_of_a_class_without_a_name_are_steps_of_the_function_that_hands_it_on() -> None:
    assert [(hit.signature, hit.qualname) for hit in idioms(HANDED, "Neighbours.java")] == [
        ("collaborative-filtering/co-occurrence", "Neighbours.itemSimilarity")
    ]
    long = HANDED.replace("        Map<Integer, Map<Integer, Integer>> found", "        // more\n" * MAX_LINES + "        Map found")
    assert not [hit for hit in idioms(long, "Neighbours.java") if hit.qualname == "Neighbours.itemSimilarity"]


def test_idioms_of_every_category_but_generation() -> None:
    assert {idiom.category for idiom in catalog().idioms if not idiom.supports} == {
        "recommendation",
        "ranking",
        "retrieval",
        "filtering",
        "dispatch",
    }


def test_an_idiom_is_reached_from_its_entry(tmp_path: Path) -> None:
    (tmp_path / "ranking.py").write_text(GRAVITY, encoding="utf-8")
    (tmp_path / "web.py").write_text(
        "from flask import Flask\nfrom ranking import hot_score\n\napp = Flask(__name__)\n\n\n"
        '@app.get("/stories")\ndef stories():\n    return sorted(load(), key=lambda one: hot_score(one, now()))\n',
        encoding="utf-8",
    )
    (tmp_path / "test_ranking.py").write_text(GRAVITY, encoding="utf-8")
    (hit,) = [hit for hit in scan([str(tmp_path)], ScanOptions(cache=False)).hits if hit.certainty != "possible"]
    assert (hit.location.path, hit.reach, hit.entry.name if hit.entry else "") == ("ranking.py", "reached", "GET /stories")
    assert (hit.mode, hit.vendor) == ("self-hosted", None)


def test_a_function_that_calls_a_library_is_no_algorithm_of_its_own() -> None:
    inside = "    for word in text:\n        text = profanity.censor(text.replace(word, ''))\n"
    code = f"from better_profanity import profanity\n\ndef hide_bad_words(text):\n{inside}"
    assert [hit.kind for hit in Samples({"a.py": code}).hits()] == ["call"]
    assert [hit.kind for hit in Samples({"a.py": code.replace("profanity.censor", "str")}).hits()] == ["idiom"]


# ---- steps, and what puts several together

GUARD = """package guard

type Guard struct{ phrases []string }

func NewGuard() *Guard { return &Guard{} }

func (g *Guard) Check(msg string) bool {
	return g.hasSpamPhrase(msg) || g.isSpamLike(msg)
}

func (g *Guard) hasSpamPhrase(msg string) bool {
	for _, phrase := range g.spamPhrases {
		if holds(msg, phrase) && strings.Contains(msg, phrase) {
			return true
		}
	}
	return false
}

func (g *Guard) isSpamLike(msg string) bool {
	for _, known := range g.spam {
		if similarity(msg, known) > 0.8 {
			return true
		}
	}
	return false
}

func holds(text, word string) bool { return strings.Contains(text, word) }

func similarity(a, b string) float64 { return float64(len(a)) - float64(len(b)) }
"""
CHAT = """package chat

import "example.com/app/guard"

type checker interface{ Check(msg string) bool }

type Room struct{ guard checker }

func Open() *Room { return &Room{guard: guard.NewGuard()} }

func (r *Room) Post(text string) bool { return r.guard.Check(text) }
"""


def told(files: dict[str, str]) -> list[tuple[str, str, str, str]]:
    return sorted(
        (hit.signature, hit.kind, hit.location.path, hit.qualname)
        for hit in Samples(files).hits()
        if hit.category == "filtering" and hit.certainty != "possible"
    )


MEASURES = """
from math import sqrt

def alike(a, b):
    both = left = right = 0
    for key in a:
        both += a[key] * b.get(key, 0)
        left += a[key] ** 2
        right += b.get(key, 0) ** 2
    return both / sqrt(left * right)

def length(a):
    return sqrt(sum(value ** 2 for value in a.values()))
"""
PEOPLE = """
from measures import alike, length

def recommend(user, ratings):
    totals = {}
    for other, rated in ratings.items():
        similarity = alike(ratings[user], rated) * length(rated)
        for item, rating in rated.items():
            totals[item] = totals.get(item, 0) + similarity * rating
    return sorted(totals, key=totals.get)[-10:]
"""


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param(PEOPLE, {("measures.py", "alike"), ("people.py", "recommend")}, id="run by what recommends"),
        pytest.param(PEOPLE.replace("recommend", "compare").replace("rating", "number"), set(), id="run by something else"),
    ],
)
def test_a_formula_in_another_file_is_a_step_of_what_runs_it(people: str, expected: set[tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "measures.py").write_text(MEASURES, encoding="utf-8")
    (tmp_path / "people.py").write_text(people, encoding="utf-8")
    hits = scan([str(tmp_path)], ScanOptions(cache=False)).hits
    assert {(hit.location.path, hit.qualname) for hit in hits} == expected
    assert all(hit.technique == "collaborative-filtering" for hit in hits)


def test_a_review_its_steps_and_who_uses_it() -> None:
    files = {"go.mod": "module example.com/app\n", "guard/guard.go": GUARD, "chat/chat.go": CHAT}
    assert told(files) == [
        ("spam/likeness", "idiom", "guard/guard.go", "Guard.isSpamLike"),
        ("spam/phrase-match", "idiom", "guard/guard.go", "holds"),
        ("spam/phrases", "idiom", "guard/guard.go", "Guard.hasSpamPhrase"),
        ("spam/review", "call", "chat/chat.go", "Room.Post"),
        ("spam/review", "client", "chat/chat.go", "Open"),
        ("spam/review", "idiom", "guard/guard.go", "Guard.Check"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("|| g.isSpamLike(msg)", "", id="one part is none"),
        pytest.param("|| g.isSpamLike(msg)", "|| g.hasSpamPhrase(msg + msg)", id="one part twice"),
        pytest.param(") Check(", ") Handle(", id="a name that says nothing"),
    ],
)
def test_what_puts_nothing_together(old: str, new: str) -> None:
    assert not [one for one in told({"guard/guard.go": GUARD.replace(old, new)}) if one[0] == "spam/review"]


def test_a_review_that_calls_a_service_too_has_the_technique_of_most_parts() -> None:
    code = """
import requests

def check_comment(comment):
    return has_bad_word(comment) or is_spam(comment)

def has_bad_word(comment):
    return any(word in comment for word in BAD_WORDS)

def is_spam(comment):
    return requests.post("https://rest.akismet.com/1.1/comment-check", data={"comment_content": comment}).text == "true"
"""
    found = {(hit.signature, hit.technique, hit.certainty) for hit in Samples({"sample.py": code}).hits()}
    assert found == {
        ("spam/review", "sensitive-words", "likely"), ("sensitive-words/list", "sensitive-words", "likely"),
        ("akismet/comment-check", "spam-filter", "sure"),
    }  # fmt: skip


@pytest.mark.parametrize("number", [13, 40])
def test_a_step_that_many_run_is_a_tool(number: int) -> None:
    callers = "\n".join(f"def check_{n}(text):\n    return has_bad_word(text) + other_bad_word(text)\n" for n in range(number))
    words = "".join(f"def {name}_bad_word(text):\n    return any(word in text for word in BAD_WORDS)\n" for name in ("has", "other"))
    assert {hit.signature for hit in Samples({"sample.py": words + callers}).hits()} == {"sensitive-words/list"}


WORDS = """
class BadWordsService {
    hits(content) {
        for (const word of this.badWords) {
            if (content.includes(word)) return word
        }
    }
}
"""


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param("for (const row of rows) { row.user = users.find(one => one.id === row.userId) }", id="elements of a list"),
        pytest.param("for (const row of rows) { row.user = users.find({ where: row }) }", id="rows of a table"),
        pytest.param("for (const row of rows) { if (seen.includes(row)) return row }", id="only the class speaks of it"),
    ],
)
def test_a_class_of_word_filters_has_other_methods(inner: str) -> None:
    (hit,) = idioms(WORDS.rstrip().rstrip("}") + f"    report(rows) {{ {inner} }}\n}}\n", "bad-words.service.js")
    assert hit.qualname == "BadWordsService.hits"


def test_what_php_calls_a_request_is_no_post() -> None:
    code = (
        "<?php class Antispam { function save() { foreach ($_POST as $key => $word) { if (preg_match('/regex/', $word)) { $key(); } } } }"
    )
    assert not idioms(code, "antispam.php")
    assert idioms(code.replace("$_POST", "$posts"), "antispam.php")


NEAR_MISSES = {
    "pandas rank": (
        "report.py",
        "def rank_columns(frame):\n"
        "    frame['rank'] = frame.groupby('region')['sales'].rank(ascending=False)\n"
        "    return frame.sort_values('rank').head(10)\n",
    ),
    "CSS filter": (
        "style.js",
        "export function filterStyle(items, blur) {\n"
        "  for (const item of items) {\n"
        "    if (item.style.filter.includes('blur')) item.style.filter = `blur(${blur * 2}px)`;\n"
        "  }\n"
        "}\n",
    ),
    "Redux dispatch": (
        "store.js",
        "export const dispatchOrder = (order, orders) => (dispatch) => {\n"
        "  for (const one of orders) {\n"
        "    if (one.id < order.id) dispatch({ type: 'order/assign', payload: one });\n"
        "  }\n"
        "};\n",
    ),
    "learning-rate scheduler": (
        "train.py",
        "import math\n"
        "\n"
        "def decay_rate(scores, hours, warmup):\n"
        "    rates = []\n"
        "    for step in range(hours):\n"
        "        rates.append(scores / pow(step + 2, 1.8) if step > warmup else math.log(step + 1) * scores)\n"
        "    return rates\n",
    ),
    "job scheduler": (
        "jobs.py",
        "def assign_job(workers, job):\n"
        "    best, least = None, float('inf')\n"
        "    for worker in workers:\n"
        "        if worker.load < least:\n"
        "            best, least = worker, worker.load\n"
        "    best.queue.append(job)\n"
        "    return best\n",
    ),
    "load balancer": (
        "balance.go",
        "package balance\n"
        "\n"
        "func LeastConnections(servers []*Server) *Server {\n"
        "\tbest := servers[0]\n"
        "\tfor _, s := range servers {\n"
        "\t\tif s.Connections*s.Weight < best.Connections*best.Weight {\n"
        "\t\t\tbest = s\n"
        "\t\t}\n"
        "\t}\n"
        "\treturn best\n"
        "}\n",
    ),
    "A* in a game": (
        "path.js",
        "function nearestPath(grid, start, goal) {\n"
        "  const open = [start];\n"
        "  while (open.length) {\n"
        "    open.sort((a, b) => a.cost + Math.abs(a.x - goal.x) - b.cost);\n"
        "    const node = open.shift();\n"
        "    for (const next of grid.neighbours(node)) if (next.cost > node.cost + 1) open.push(next);\n"
        "  }\n"
        "}\n",
    ),
    "statistics": (
        "stats.py",
        "from math import sqrt\n"
        "\n"
        "def wilson_interval(successes, trials, z=1.96):\n"
        "    p = successes / trials\n"
        "    return (p + z * z / (2 * trials) - z * sqrt(p * (1 - p) / trials)) / (1 + z * z / trials)\n",
    ),
    "leader election": (
        "raft.go",
        "package raft\n"
        "\n"
        "func (n *Node) electLeader(votes map[string]int) string {\n"
        '\tbest, leader := 0, ""\n'
        "\tfor id, count := range votes {\n"
        "\t\tif count > best {\n"
        "\t\t\tbest, leader = count, id\n"
        "\t\t}\n"
        "\t}\n"
        "\treturn leader\n"
        "}\n",
    ),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_what_is_like_an_algorithm_of_the_field_and_none(name: str) -> None:
    path, code = NEAR_MISSES[name]
    assert [(hit.signature, hit.certainty) for hit in idioms(code, path) if hit.certainty != "possible"] == []


# ---- programs without functions

PROGRAM = """
now = time.time()
hot_scores = {}
for story in stories:
    hours = (now - story.created) / 3600
    hot_scores[story.id] = (story.points - 1) / pow(hours + 2, 1.8)
print(max(hot_scores))
"""


@pytest.mark.parametrize(
    ("path", "code", "lines"),
    [
        ("hot_score.py", PROGRAM, [5]),
        ("hot_score.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": PROGRAM}], "metadata": {}, "nbformat": 4}), [1]),
        ("hot_score.py", GRAVITY + PROGRAM, [2]),  # the function says it
        ("hot_score.py", "def load(path):\n    return path\n" + PROGRAM, [7]),
        ("orders.py", PROGRAM, []),
        ("hot_score.py", "from rank import stories\nprint(stories)\n", []),
    ],
)
def test_a_program_may_be_one_without_a_function(tmp_path: Path, path: str, code: str, lines: list[int]) -> None:
    (tmp_path / path).write_text(code, encoding="utf-8")
    found = scan([str(tmp_path)])
    assert [hit.location.line for hit in found.hits if hit.kind == "idiom"] == lines
    assert not found.problems
