"""The first filing.toml: what stands in its way, that it changes nothing by itself, and that every answer does what it says."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from decide_samples import avatar, bot, entry, hit
from projects import SLUGS, copied
from sample_result import result as sample

from scanner import law
from scanner.catalog import builtin_root, load
from scanner.cli import main
from scanner.decide import closed_words, decide
from scanner.declared import load as load_declared
from scanner.model import Declared, DeclaredProduct, Location, ScanOptions, ScanResult, ShownNumber
from scanner.pipeline import scan
from scanner.propose import asked, written
from scanner.propose.command import Place
from scanner.propose.text import _toml

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.model import Decisions, Hit
    from scanner.propose import Answer, Asked
    from scanner.report.interface import Lang

CATALOG = load()
LAW = law.load(builtin_root(), closed_words(CATALOG.categories))
RANK = {"none": 0, "ask": 1, "practice": 2, "must": 3}


class Draft(NamedTuple):
    """One sample with its draft."""

    hits: tuple[Hit, ...]
    questions: tuple[Asked, ...]
    text: str


def fingerprinted(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    return tuple(dataclasses.replace(hit, fingerprint=f"{n:032x}") for n, hit in enumerate(hits))


def offline() -> tuple[Hit, ...]:
    """A summary computed at night, a dead path, a recommender, and a chat with a local model."""
    return (
        hit("text", "jobs/summary.py", "deepseek", reach="offline"),
        hit("image", "old/draw.py", "dashscope", reach="unreached"),
        hit("tts", "old/draw.py", "dashscope", line=9),
        hit("dialogue", "app/chat.py", None, model="qwen2-7b", entry=entry("app/main.py")),
        hit("dialogue", "app/[id]/chat.py", None, model=None),
        hit("ctr-model", "app/feed.py", None, kind="idiom"),
        hit("order-dispatch", "app/riders.py", None, kind="idiom"),
        hit("dynamic-pricing", "app/prices.py", None, kind="idiom"),
    )


SAMPLES = {"avatar": avatar, "bot": bot, "offline": offline}


@functools.cache
def hits_of(name: str) -> tuple[Hit, ...]:
    return fingerprinted(SAMPLES[name]())


@functools.cache
def draft(name: str, lang: Lang = "zh") -> Draft:
    hits = hits_of(name)
    completed, decisions = decide(hits, CATALOG, LAW)
    made = sample(completed, decisions, names=law.names(LAW))
    questions = asked(made, CATALOG, LAW, "app")
    return Draft(completed, questions, written(made, CATALOG, questions, "app", lang))


def decisions_of(folder: Path, text: str, hits: tuple[Hit, ...]) -> Decisions:
    (folder / "filing.toml").write_text(text, "utf-8")
    return decide(hits, CATALOG, LAW, load_declared(folder, CATALOG, LAW).declared)[1]


def renamed(decisions: Decisions) -> str:
    """Without the product's name, which nobody had given before."""
    return re.sub(r"(?<=')app/(?=\w+/)", "", repr(decisions)).replace("product='app'", "product=''")


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_as_written_it_loads_and_decides_nothing(tmp_path: Path, name: str, lang: Lang) -> None:
    before = decide(hits_of(name), CATALOG, LAW)[1]
    assert renamed(decisions_of(tmp_path, draft(name, lang).text, hits_of(name))) == renamed(before)
    assert draft(name, lang).text.isprintable() is False
    assert [line for line in draft(name, lang).text.splitlines() if not line.isprintable()] == []


def answers() -> list[object]:
    found = []
    for name in SAMPLES:
        for number, one in enumerate(draft(name).questions, 1):
            found += [pytest.param(name, number, answer, id=f"{name}-{one.question.id}-{answer.id}") for answer in one.answers]
    return found


def uncommented(text: str, number: int, question: Asked, answer: Answer) -> str:
    """The file with one answer given, as a person would do it: the # of its lines taken away."""
    keys = {f"{line.key} = {_toml(line.value)}" for line in answer.lines}
    tables = {f"[[{rows.table}]]" for rows in answer.tables}
    tables |= {f"{line.key} = {_toml(line.value)}" for rows in answer.tables for line in rows.lines if line.key != "reason"}
    title, block, mine, done = "", "", True, []
    names = [f"#    {row.zh}" for row in law.names(LAW) if row.kind == "answer" and row.parent == question.question.id]
    own = next(f"#    {row.zh}" for row in law.names(LAW) if (row.kind, row.parent, row.id) == ("answer", question.question.id, answer.id))
    for line in text.splitlines():
        if line.startswith("# "):
            block = f"{number}" if re.match(rf"# (第 )?{number} ", line) else block if line.startswith("#    ") else ""
            mine = line.startswith(own) if line.startswith(tuple(names)) else mine if line.startswith("#    ") else True
        code = re.sub(r"\s+# .*", "", line[1:]) if line.startswith("#") and not line.startswith("# ") else title
        wanted = block == f"{number}" and mine and (code in keys or code in tables or (code.startswith("reason = ") and bool(tables)))
        done.append(line[1:] if wanted else line)
    return "\n".join(done)


@pytest.mark.parametrize(("name", "number", "answer"), answers())
def test_every_answer_changes_what_it_says(tmp_path: Path, name: str, number: int, answer: Answer) -> None:
    made = draft(name)
    text = uncommented(made.text, number, made.questions[number - 1], answer)
    assert text.rstrip() != made.text.rstrip()
    decisions = decisions_of(tmp_path, text, hits_of(name))
    assert answer.outcome is not None
    counts = [total.count for total in decisions.totals]
    assert tuple(sum(getattr(one, part) for one in counts) for part in ("min", "likely", "max")) == dataclasses.astuple(
        answer.outcome.count
    )
    settled = [
        row for row in (*decisions.obligations, *decisions.obstacles) if {one.fact for one in row.when} <= {"audience", "public_opinion"}
    ]
    strongest = {duty: max((RANK[row.strength] for row in settled if row.id == duty), default=0) for duty, _ in answer.outcome.duties}
    assert strongest == {duty: RANK[strength] for duty, strength in answer.outcome.duties}


@pytest.mark.parametrize("name", SAMPLES)
def test_questions_stand_in_the_order_of_their_effect(name: str) -> None:
    scores = [one.question.score for one in draft(name).questions]
    assert scores == sorted(scores, reverse=True)
    numbers = [int(number) for number in re.findall(r"^# (\d+)  ", draft(name).text, re.MULTILINE)]
    assert numbers == list(range(1, len(scores) + 1))


def test_what_was_found_is_told_with_its_places() -> None:
    text = draft("avatar").text
    assert "tts/edge.py:67" in text
    assert "HTTP 接口 POST /human app.py:1" in text
    assert '#covers = { families = ["text"], vendors = ["dashscope"], models = ["qwen"] }' in text


def test_text_of_the_code_stays_a_comment(tmp_path: Path) -> None:
    hostile = 'x"\n[[filing]]\u2028\x1b[2J'
    hits = fingerprinted((hit("dialogue", "a.py", None, model=hostile, entry=entry("a.py", hostile)),))
    completed, decisions = decide(hits, CATALOG, LAW)
    place = Location(path=f"{hostile}.html", line=1, column=1, end_line=1, end_column=1)
    made = sample(completed, decisions, numbers=(ShownNumber(kind="icp", text=hostile, location=place),))
    text = written(made, CATALOG, asked(made, CATALOG, LAW, "app"), "app", "en")
    (tmp_path / "filing.toml").write_text(text, "utf-8")
    assert load_declared(tmp_path, CATALOG, LAW).declared == Declared(products=(DeclaredProduct(id="app", paths=("**",)),))


# ---- the command


@functools.cache
def project_decisions(path: Path) -> ScanResult:
    return scan([str(path)], ScanOptions(undeclared=True))


@pytest.mark.parametrize("slug", SLUGS)
def test_projects_are_decided_as_before(tmp_path: Path, slug: str) -> None:
    project = copied(slug, tmp_path)
    before = project_decisions(project)
    assert main(["init", str(project), "-q"]) == 0
    after = scan([str(project)])
    assert after.declared
    strip = functools.partial(re.sub, rf"(?<=')({re.escape(slug)}/(?=\w+/)|{re.escape(slug)}(?='))", "")
    assert strip(repr(after.decisions)) == strip(repr(before.decisions))
    assert (project / ".suanbei" / "filing.schema.json").is_file()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copied("wenda-bot", tmp_path)


@pytest.mark.parametrize("text", ["schema = 1\n", "[[broken"])
def test_a_file_that_is_there_is_kept(project: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (project / "filing.toml").write_text(text, "utf-8")
    assert main(["init", str(project)]) == 2
    assert "--force" in capsys.readouterr().err
    assert (project / "filing.toml").read_text("utf-8") == text
    assert main(["init", str(project), "--force"]) == 0
    assert (project / "filing.toml").read_text("utf-8").startswith("#:schema")


def test_on_stdout_nothing_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "filing.toml").write_text("[[broken", "utf-8")
    assert main(["init", str(project), "--stdout", "--lang", "zh"]) == 0
    assert "# ---- 请回答,影响大的在前" in capsys.readouterr().out
    assert (project / "filing.toml").read_text("utf-8") == "[[broken"
    assert not (project / ".suanbei").exists()


def test_a_section_in_pyproject_is_not_contradicted(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pyproject.toml").write_text("[tool.suanbei]\nschema = 1\n", "utf-8")
    assert main(["init", str(project), "--force"]) == 2
    assert "[tool.suanbei]" in capsys.readouterr().err
    assert not (project / "filing.toml").exists()


@pytest.mark.parametrize("make", ["missing", "folder"])
def test_places_that_cannot_be_written(project: Path, make: str) -> None:
    if make == "folder":
        (project / "filing.toml").mkdir()
    path = project / "none" if make == "missing" else project
    assert main(["init", str(path), "--force"]) == 2


def test_the_file_stands_at_the_root_of_the_repository(project: Path) -> None:
    (project / ".git").mkdir()
    (project / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    assert main(["init", str(project / "app"), "-q"]) == 0
    assert (project / "filing.toml").is_file()


@pytest.mark.parametrize(
    ("name", "product"), [("wenda-bot", "wenda-bot"), ("错题本", "错题本"), ("my app (2)", "my-app-2"), ("a,b", "a-b"), ("  ", "product")]
)
def test_the_product_is_called_like_the_repository(tmp_path: Path, name: str, product: str) -> None:
    assert Place(tmp_path / name).product == product


def test_an_empty_repository(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path), "-q"]) == 0
    assert load_declared(tmp_path, CATALOG, LAW).declared.products == (DeclaredProduct(id=Place(tmp_path).product, paths=("**",)),)
