"""The command line with a pipeline of the test's own: options, outputs, exit codes, errors."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sample_result

from scanner import __version__
from scanner.cli import main
from scanner.errors import CatalogError, OptionsError
from scanner.model import Decisions, Problem, ScanOptions, ScanResult

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parent.parent
SETTLED = Decisions(obligations=(sample_result.duty("algorithm-filing", (), "must"),))
PRACTICE = Decisions(obligations=(sample_result.duty("algorithm-filing", (), "practice"),))
ASK = Decisions(obligations=(sample_result.duty("algorithm-filing", (), "ask"),))
OPEN = Decisions(obligations=sample_result.filing("generation/text"))
NOTHING = Decisions(obligations=(sample_result.duty("algorithm-filing", (), "none"),))


class Pipeline:
    """Gives the same result whatever it is asked, and remembers what it was asked."""

    def __init__(self, result: ScanResult) -> None:
        self.result = result
        self.paths: tuple[str, ...] = ()
        self.options = ScanOptions()

    def __call__(self, paths: Sequence[str], options: ScanOptions, progress: Callable[[str, int, int], None] | None) -> ScanResult:
        self.paths, self.options = tuple(paths), options
        return self.result


class Failing:
    """A pipeline that cannot run."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, paths: Sequence[str], options: ScanOptions, progress: Callable[[str, int, int], None] | None) -> ScanResult:
        raise self.error


def run(*arguments: str, decisions: Decisions | None = None, problems: tuple[Problem, ...] = ()) -> int:
    return main(["scan", *arguments], Pipeline(sample_result.result((), decisions or Decisions(), problems=problems)))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("SUANBEI_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("decisions", "threshold", "code"),
    [
        pytest.param(Decisions(), "ask", 0, id="nothing found"),
        pytest.param(NOTHING, "ask", 0, id="not triggered"),
        pytest.param(SETTLED, "none", 0, id="never"),
        pytest.param(PRACTICE, "must", 0, id="practice is below must"),
        pytest.param(ASK, "practice", 0, id="question is below practice"),
        pytest.param(OPEN, "must", 0, id="must on an open fact is a question"),
        pytest.param(OPEN, "practice", 0, id="practice on an open fact is a question"),
        pytest.param(OPEN, "ask", 1, id="open fact"),
        pytest.param(ASK, "ask", 1, id="question"),
        pytest.param(PRACTICE, "practice", 1, id="practice"),
        pytest.param(SETTLED, "practice", 1, id="must is above practice"),
        pytest.param(SETTLED, "must", 1, id="settled must"),
        pytest.param(Decisions(contradictions=(sample_result.UNDECLARED,)), "practice", 0, id="something to look at"),
        pytest.param(Decisions(contradictions=(sample_result.UNDECLARED,)), "ask", 1, id="something to look at, asked for"),
        pytest.param(Decisions(contradictions=(sample_result.MISCOPIED,)), "none", 0, id="contradiction, never"),
        pytest.param(Decisions(contradictions=(sample_result.MISCOPIED,)), "must", 1, id="contradiction"),
    ],
)
def test_exit_code_follows_the_threshold(decisions: Decisions, threshold: str, code: int) -> None:
    assert run("--fail-on", threshold, "-q", decisions=decisions) == code


def test_must_is_the_default_threshold() -> None:
    assert (run("-q", decisions=PRACTICE), run("-q", decisions=SETTLED)) == (0, 1)


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--strict",), 3)])
def test_strict_makes_a_problem_an_exit_code(arguments: tuple[str, ...], code: int) -> None:
    problem = Problem(path="a.py", stage="lower", reason="parse-error")
    assert run("-q", *arguments, problems=(problem,)) == code


def test_strict_passes_where_all_was_analysed() -> None:
    assert run("-q", "--strict") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scan", "--format", "pdf"], "pdf"),
        (["scan", "--fail-on", "error"], "error"),
        (["scan", "-o", "sarif"], "FORMAT=FILE"),
        (["scan", "-o", "sarif="], "FORMAT=FILE"),
        (["scan", "-o", "pdf=x"], "FORMAT=FILE"),
        (["scan", "-o", "json=no/such/folder/x.json"], "no such folder"),
        (["scan", "--format", "json", "-o", "sarif=-"], "twice"),
        (["scan", "--signatures", "no/such/folder"], "no/such/folder"),
        (["scna"], "scna"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_two(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments, Pipeline(sample_result.avatar())) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OptionsError("nothing: no such file or folder"), 2, "suanbei: nothing: no such file or folder"),
        (CatalogError(("libraries/x.toml: [[call]] 1: 'path' is missing",)), 2, "libraries/x.toml"),
        (RuntimeError("oops"), 2, "internal error"),
        (MemoryError(), 2, "MemoryError"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_failure_is_one_clear_line(error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan"], Failing(error)) == code
    captured = capsys.readouterr()
    assert words in captured.err
    # An interrupt begins with a line end, for the ``^C`` that a terminal has shown.
    assert captured.err.strip().count("\n") == 0
    assert captured.out == ""


def test_file_that_cannot_be_written_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("-q", "-o", f"json={tmp_path}") == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_options_reach_the_pipeline(tmp_path: Path) -> None:
    pipeline = Pipeline(sample_result.result((), Decisions()))
    arguments = ["-q", "--include", "*.py", "--exclude", "a/**", "--exclude", "b", "--all", "--no-cache"]
    assert main(["scan", "src", "app.py", *arguments, "--signatures", str(tmp_path)], pipeline) == 0
    assert pipeline.paths == ("src", "app.py")
    assert pipeline.options == ScanOptions(include=("*.py",), exclude=("a/**", "b"), all_hits=True, cache=False, signatures=str(tmp_path))


def test_current_folder_is_the_default() -> None:
    pipeline = Pipeline(sample_result.result((), Decisions()))
    main(["scan", "-q"], pipeline)
    assert pipeline.paths == (".",)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param((), True, id="text by default"),
        pytest.param(("-o", "json={}/r.json"), True, id="text beside a file"),
        pytest.param(("-o", "json=-"), False, id="stdout taken"),
        pytest.param(("--format", "sarif"), False, id="another format"),
        pytest.param(("-q",), False, id="quiet"),
        pytest.param(("-q", "--format", "text"), False, id="quiet wins over text"),
    ],
)
def test_text_goes_to_stdout_unless_something_else_does(
    arguments: tuple[str, ...], text: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*(argument.format(tmp_path) for argument in arguments))
    assert capsys.readouterr().out.startswith("suanbei ") is text


def test_quiet_still_prints_a_format_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    run("-q", "--format", "json")
    assert json.loads(capsys.readouterr().out)["schema"] == 1


def test_several_reports_come_from_one_scan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("-o", f"json={tmp_path}/r.json", "-o", f"sarif={tmp_path}/r.sarif", "-o", f"text={tmp_path}/r.txt", "--lang", "zh")
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["schema"] == 1
    assert json.loads((tmp_path / "r.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (tmp_path / "r.txt").read_text("utf-8") == capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "arguments", "language"),
    [
        ({}, (), "en"),
        ({"LANG": "de_DE.UTF-8"}, (), "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, (), "en"),
        ({"LANG": "zh_CN.UTF-8"}, ("--lang", "en"), "en"),
        ({"LANG": "zh_CN.UTF-8"}, (), "zh"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, (), "zh"),
        ({"SUANBEI_LANG": "zh"}, (), "zh"),
        ({}, ("--lang", "zh"), "zh"),
    ],
)
def test_language_comes_from_the_locale(
    environment: dict[str, str],
    arguments: tuple[str, ...],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run(*arguments)
    assert ("非法律意见" if language == "zh" else "not legal advice") in capsys.readouterr().out


def test_environment_sets_options(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SUANBEI_FORMAT", "json")
    monkeypatch.setenv("SUANBEI_FAIL_ON", "ask")
    assert run(decisions=ASK) == 1
    assert capsys.readouterr().out.startswith("{")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"suanbei {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "--help"], ["scan", "-h"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "Usage: suanbei" in capsys.readouterr().out


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from scanner.cli import main; main(['scan', '--help']); print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    assert not loaded & {
        "rich",
        "sarif_om",
        "tree_sitter",
        "multiprocessing",
        "scanner.pipeline",
        "scanner.catalog",
        "scanner.model",
        "attr",
    }


def script(body: str) -> list[str]:
    """A process that scans with the fake pipeline; ``body`` is put into it."""
    return [
        sys.executable,
        "-c",
        f"import sys; sys.path[:0] = ['tests', '.']; import sample_result, time; from scanner.cli import main\n{body}",
    ]


BIG = script(
    "bot = sample_result.bot()\n"
    "raise SystemExit(main(['scan', '--format', 'json'], lambda *a: sample_result.result(bot.hits * 3000, bot.decisions)))"
)
SLOW = script("raise SystemExit(main(['scan'], lambda *a: (print('ready', file=sys.stderr, flush=True), time.sleep(60))))")
PLAIN = script("raise SystemExit(main(['scan', '--lang', 'zh'], lambda *a: sample_result.avatar()))")


def test_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(BIG, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to a child")
def test_interrupt_ends_with_130_and_no_traceback() -> None:
    # NOTE: what a shell starts in the background ignores the signal, and so would the child.
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(SLOW, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == "suanbei: interrupted"
    assert process.returncode == 130


def test_terminal_that_knows_no_chinese_gets_the_same_bytes() -> None:
    done = [
        subprocess.run(PLAIN, cwd=ROOT, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": encoding}).stdout
        for encoding in ("ascii", "utf-8")
    ]
    assert done[0] == done[1]
