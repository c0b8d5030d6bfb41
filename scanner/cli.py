"""The command line: options in, reports and an exit code out; decides nothing about code or law.

Everything heavy is imported by the command that needs it, so that ``--help`` and a pre-commit run start fast.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack, cast

import click

from scanner import __version__
from scanner.errors import OptionsError, ScannerError
from scanner.report import formats, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.status import Status

    from scanner.model import ScanOptions, ScanResult
    from scanner.report.interface import Lang, View
    from scanner.signatures.shelf import Shelf

_OK, _FINDINGS, _FAILED, _INCOMPLETE, _INTERRUPTED = 0, 1, 2, 3, 130
_THRESHOLDS = ("none", "ask", "practice", "must")
_FORMATS = formats()
_NARROW, _WIDE, _PLAIN = 80, 120, 100
"""Cells per line: least and most on a terminal, and elsewhere."""
_RECORDED: dict[Lang, tuple[str, str]] = {
    "zh": ("已写入 {numbers} 的 covers,请与备案材料核对。", "没有可写入的 covers。"),
    "en": ("covers of {numbers} written; compare it with the papers that were filed.", "There is no covers to write."),
}
_PATIENCE = 0.5
"""Seconds before progress is shown."""


class Scan(Protocol):
    """The pipeline as the command line needs it; tests bring their own."""

    def __call__(self, paths: Sequence[str], options: ScanOptions, progress: Callable[[str, int, int], None] | None) -> ScanResult: ...


def main(arguments: Sequence[str] | None = None, scan: Scan | None = None) -> int:
    """Runs one command and returns the exit code; never ends in a traceback that a user has to read."""
    try:
        code = _commands.main(args=None if arguments is None else list(arguments), prog_name="suanbei", standalone_mode=False, obj=scan)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return _FAILED
    except ScannerError as error:
        click.echo(f"suanbei: {error}", err=True)
        return _FAILED
    except (KeyboardInterrupt, click.Abort):
        click.echo("suanbei: interrupted", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        _forget_reader()
        return _OK
    except Exception as error:
        # A bug of ours. A user gets one line; who wants to report it sets the variable and gets the traceback.
        if os.environ.get("SUANBEI_DEBUG"):
            raise
        click.echo(f"suanbei: internal error, please report it (SUANBEI_DEBUG=1 tells more): {type(error).__name__}: {error}", err=True)
        return _FAILED
    return code if isinstance(code, int) else _OK


class _Given(TypedDict):
    """The options of ``scan`` as the user gave them."""

    paths: tuple[str, ...]
    format_: str | None
    outputs: tuple[tuple[str, str], ...]
    lang: Lang | None
    fail_on: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    signatures: str | None
    no_cache: bool
    strict: bool
    all_hits: bool
    sarif_full: bool
    quiet: bool
    verbose: bool


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="suanbei", message="%(prog)s %(version)s")
def _commands() -> None:
    """Finds the algorithms in a codebase that China's algorithm-filing rules ask about.

    Says which filings may be needed, in which role, on which legal basis, and what only a person can answer.
    Nothing leaves the machine. Candidates, not legal advice.
    """


def _outputs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """``FORMAT=FILE`` cut up, before anything is scanned."""
    cut = []
    for value in values:
        name, equals, target = value.partition("=")
        if name not in _FORMATS or not equals or not target:
            raise click.BadParameter(f"{value!r} is not FORMAT=FILE with FORMAT one of {', '.join(_FORMATS)}")
        if target != "-" and not os.path.isdir(os.path.dirname(target) or "."):
            raise click.BadParameter(f"{target!r}: no such folder")
        cut.append((name, target))
    return tuple(cut)


@_commands.command(name="scan", short_help="Scan files and folders; report services, duties, questions.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "format_", type=click.Choice(_FORMATS), envvar="SUANBEI_FORMAT", help="Format on stdout.  [default: text]")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_outputs,
    help="Also write a report; '-' is stdout. Repeatable.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), envvar="SUANBEI_LANG", help="Language of reports.  [default: from the locale]")
@click.option(
    "--fail-on",
    type=click.Choice(_THRESHOLDS),
    default="must",
    envvar="SUANBEI_FAIL_ON",
    show_default=True,
    help="Exit with 1 when a duty is at least this strong. A duty that hangs on an open question counts as 'ask'.",
)
@click.option("--include", multiple=True, metavar="GLOB", help="Scan only these files. Repeatable.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these files out; holds for named files too. Repeatable.")
@click.option(
    "--signatures", type=click.Path(exists=True, file_okay=False), envvar="SUANBEI_SIGNATURES", help="Folder with signatures of your own."
)
@click.option("--no-cache", is_flag=True, envvar="SUANBEI_NO_CACHE", help="Neither read nor write the cache.")
@click.option("--strict", is_flag=True, envvar="SUANBEI_STRICT", help="Exit with 3 when a file could not be analysed.")
@click.option("--all", "all_hits", is_flag=True, help="Also what is off by default: possible hits, tests, examples, lesser services.")
@click.option("--sarif-full", is_flag=True, help="SARIF with every call site and what is suppressed.")
@click.option("-q", "--quiet", is_flag=True, envvar="SUANBEI_QUIET", help="No text report and no progress; errors only.")
@click.option("-v", "--verbose", is_flag=True, envvar="SUANBEI_VERBOSE", help="Reasons of every hit, all call sites, the legal basis.")
@click.pass_context
def _scan(context: click.Context, /, **given: Unpack[_Given]) -> int:
    """Scan files and folders (default: the current folder).

    Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 could not run; 3 with --strict, a file could not be analysed.
    """
    from scanner.report import reaches

    scan = cast("Scan | None", context.obj) or _pipeline()
    return _told(given, _run(scan, given, _options(given)), reaches, lambda view: view)


def _options(given: _Given) -> ScanOptions:
    from scanner.model import ScanOptions

    return ScanOptions(
        include=given["include"],
        exclude=given["exclude"],
        all_hits=given["all_hits"],
        cache=not given["no_cache"],
        signatures=given["signatures"] or "",
    )


def _run(scan: Scan, given: _Given, options: ScanOptions) -> ScanResult:
    from scanner.report import check

    lang = given["lang"] or _locale()
    for name, _ in _targets(given):
        check(name, lang)
    progress_wanted = not given["quiet"] and sys.stderr.isatty()
    with _faults_in(lang), _Progress(wanted=progress_wanted) as progress:
        return scan(given["paths"] or (".",), options, progress)


def _told(given: _Given, result: ScanResult, reaches: Callable[[ScanResult, str], bool], look: Callable[[View], View]) -> int:
    """Write the reports; gives the exit code."""
    code = _FINDINGS if reaches(result, given["fail_on"]) else _OK
    if given["strict"] and result.problems:
        code = _INCOMPLETE
    views = [(name, target, look(_view(given, code, target, name))) for name, target in _targets(given)]
    # Rendered before anything is written: a report that cannot be made must not leave half of the files behind.
    written = [(target, load(name).render(result, shown)) for name, target, shown in views]
    for target, text in written:
        _write(target, text)
    return code


@_commands.command(name="init", short_help="Write filing.toml from a first scan, unknown facts as questions.")
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--force", is_flag=True, help="Overwrite a filing.toml that is there.")
@click.option("--stdout", is_flag=True, help="Print it instead of writing files.")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), envvar="SUANBEI_LANG", help="Language of the comments.  [default: from the locale]"
)
@click.option("-q", "--quiet", is_flag=True, envvar="SUANBEI_QUIET", help="No progress and no word on success.")
@click.pass_context
def _init(context: click.Context, /, path: str, force: bool, stdout: bool, lang: Lang | None, quiet: bool) -> int:
    """Write filing.toml, at the root of the repository that holds PATH, from a scan.

    What was found is filled in; what only a person knows is a question with the effect of every answer, the largest first.
    A file that is there is never overwritten without --force.
    """
    from scanner.propose.command import Place

    place = Place.of(path)
    if not stdout:
        place.refuse(force=force)
    with _Progress(wanted=not quiet and sys.stderr.isatty()) as progress:
        text = place.draft(lang or _locale(), cast("Scan | None", context.obj) or _pipeline(), progress)
    if stdout:
        _write("-", text)
        return _OK
    for name in place.write(text):
        if not quiet:
            click.echo(name, err=True)
    return _OK


@_commands.command(name="explain", short_help="Explain a duty, law, question, technique, vendor or signature.")
@click.argument("words", nargs=-1, required=True, metavar="ID")
@click.option("--lang", type=click.Choice(["zh", "en"]), envvar="SUANBEI_LANG", help="Language.  [default: from the locale]")
@click.option(
    "--signatures", type=click.Path(exists=True, file_okay=False), envvar="SUANBEI_SIGNATURES", help="Folder with signatures of your own."
)
def _explain(words: tuple[str, ...], lang: Lang | None, signatures: str | None) -> int:
    """Explain an ID: what it means, where it is written, how well that was read, and what is often said wrongly about it.

    IDs are those of reports: duties (algorithm-filing), obstacles, law articles ("ALGO 24"), questions and conditions (audience),
    deadlines, techniques, categories, families, vendors, libraries, signatures as -v prints them, and filing numbers.
    """
    from pathlib import Path

    from scanner.catalog import builtin_root, default_roots
    from scanner.explain import explain

    roots = (builtin_root(), Path(signatures)) if signatures else default_roots()
    _write("-", explain(" ".join(words), lang or _locale(), roots))
    return _OK


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    import datetime

    try:
        return datetime.datetime.strptime(value, "%Y-%m-%d").date().isoformat() if value else ""
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a day written as 2026-03-02") from error


class _Checked(_Given):
    """The options of ``check``."""

    as_of: str
    changed_on: str
    record: bool
    since_filing: bool


@_commands.command(name="check", short_help="Compare the code with the filings in filing.toml; for commits and CI.", params=[*_scan.params])
@click.option("--as-of", callback=_day, metavar="DATE", help="Day that deadlines are measured against.  [default: date of the HEAD commit]")
@click.option("--changed-on", callback=_day, metavar="DATE", help="Day on which changes went live or a service ended.")
@click.option("--since-filing", is_flag=True, help="Also tell what has changed since the `date` of each filing, from git's history.")
@click.option("--record", is_flag=True, help="Write what filings without `covers` cover, as the code is now, into filing.toml.")
@click.pass_context
def _check(context: click.Context, /, **given: Unpack[_Checked]) -> int:
    """Compare the code with the filings in filing.toml: what is not filed, what has changed, what is gone.

    The whole repository is read. Files and folders that are named, as pre-commit does, only choose what is told; what is gone is told for
    the whole repository alone. Exit codes as for scan, but only differences from the filings count.
    """
    import dataclasses

    from scanner.discover import repository_root
    from scanner.drift import recorded
    from scanner.report import drifts

    scan = cast("Scan | None", context.obj) or _pipeline()
    options = dataclasses.replace(_options(given), around=True, as_of=given["as_of"], changed_on=given["changed_on"])
    root, named = repository_root(given["paths"] or (".",))
    if given["record"]:
        whole: _Checked = {**given, "paths": (root,)}
        numbers = recorded(root, _run(scan, whole, options))
        click.echo(_RECORDED[given["lang"] or _locale()][not numbers].format(numbers=" ".join(numbers)), err=True)
    result = _run(scan, given, options)
    if given["since_filing"]:
        result = _with_history(root, result, scan, given, options)
    return _told(
        given, result, drifts, lambda view: dataclasses.replace(view, check=True, partial="" not in named, as_of_given=bool(given["as_of"]))
    )


def _with_history(root: str, result: ScanResult, scan: Scan, given: _Given, options: ScanOptions) -> ScanResult:
    import dataclasses

    from scanner.since import since

    with _Progress(wanted=not given["quiet"] and sys.stderr.isatty()) as progress:
        return dataclasses.replace(result, since=since(root, result, scan, options, progress))


class _Sheet(TypedDict):
    """The options of ``worksheet``."""

    path: str
    output: str
    lang: Lang | None
    as_of: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    signatures: str | None
    no_cache: bool
    all_hits: bool
    quiet: bool


_SHARED = {parameter.name: parameter for parameter in _scan.params}
"""Options that mean the same as those of ``scan``."""


def _file(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value != "-" and not os.path.isdir(os.path.dirname(value) or "."):
        raise click.BadParameter(f"{value!r}: no such folder")
    return value


@_commands.command(
    name="worksheet",
    short_help="Facts for the filing forms, with file and line, and what is left to ask.",
    params=[_SHARED[name] for name in ("lang", "include", "exclude", "signatures", "no_cache", "all_hits", "quiet")],
)
@click.argument("path", default=".", metavar="[PATH]")
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    callback=_file,
    help="Write it there: .md, .xlsx or .docx; '-' is stdout.  [default: Markdown on stdout]",
)
@click.option(
    "--as-of", callback=_day, metavar="DATE", help="Day that time limits are measured against.  [default: date of the HEAD commit]"
)
@click.pass_context
def _worksheet(context: click.Context, /, **given: Unpack[_Sheet]) -> int:
    """Write the facts that the filing forms ask for.

    One part per candidate filing, with fields in the forms' own words. Filled in is only what code, filing.toml or the catalogue
    shows, with its place; everything else is an empty field with its question. The prose stays for a person: template text gets rejected.
    """
    from scanner.model import ScanOptions
    from scanner.worksheet import check, rendered

    lang = given["lang"] or _locale()
    renderer = check(given["output"], lang)
    options = ScanOptions(
        include=given["include"],
        exclude=given["exclude"],
        all_hits=given["all_hits"],
        cache=not given["no_cache"],
        signatures=given["signatures"] or "",
        as_of=given["as_of"],
    )
    scan = cast("Scan | None", context.obj) or _pipeline()
    with _faults_in(lang), _Progress(wanted=not given["quiet"] and sys.stderr.isatty()) as progress:
        data = rendered(scan((given["path"],), options, progress), given["path"], options, lang, renderer)
    _put(given["output"], data)
    return _OK


@_commands.group(name="signatures", short_help="List, show and test signatures, your own included.")
def _signatures() -> None:
    """What suanbei knows: signatures that come along, and your own in .suanbei/signatures (see signatures/README.md)."""


_PROJECT = click.option(
    "--root",
    "project",
    type=click.Path(exists=True, file_okay=False),
    default=".",
    help="Project with .suanbei/signatures.  [default: here]",
)
_FOLDER: Callable[[Callable[..., int]], Callable[..., int]] = click.option(
    "--signatures", type=click.Path(exists=True, file_okay=False), envvar="SUANBEI_SIGNATURES", help="Folder with signatures of your own."
)
_LANG: Callable[[Callable[..., int]], Callable[..., int]] = click.option(
    "--lang", type=click.Choice(["zh", "en"]), envvar="SUANBEI_LANG", help="Language.  [default: from the locale]"
)


class _Listed(TypedDict):
    """The options of ``signatures list``."""

    category: str
    language: str
    certainty: str
    vendor: str
    own: bool
    format_: str
    project: str
    signatures: str | None
    lang: Lang | None


@_signatures.command(name="list", short_help="One line for each signature.")
@click.option("--category", default="", metavar="CATEGORY", help="Only these: generation, recommendation, ranking …")
@click.option("--language", default="", metavar="LANGUAGE", help="Only what can be found in code of this language.")
@click.option("--certainty", default="", metavar="CERTAINTY", help="Only those that are at most so certain: sure, likely, possible.")
@click.option("--vendor", default="", metavar="VENDOR", help="Only those of this vendor, wire formats that it speaks included.")
@click.option("--own", is_flag=True, help="Only your own.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True, help="Format on stdout.")
@_PROJECT
@_FOLDER
@_LANG
def _list(**given: Unpack[_Listed]) -> int:
    """List signatures: id, category and family, technique, certainty, vendor, languages. A star marks your own."""
    from scanner.signatures.listing import listed
    from scanner.signatures.rows import Wanted

    wanted = Wanted(given["category"], given["language"], given["certainty"], given["vendor"])
    shelf = _shelf(given["project"], given["signatures"], given["lang"])
    _write("-", listed(shelf, wanted, own_only=given["own"], format_=given["format_"]))
    return _OK


@_signatures.command(name="show", short_help="All about one signature.")
@click.argument("name", metavar="ID")
@_PROJECT
@_FOLDER
@_LANG
def _show(name: str, project: str, signatures: str | None, lang: Lang | None) -> int:
    """Show what a signature matches, what it leads to, how certain that is, where it was checked, and samples of both sides.

    ID is that of a signature as reports and `list` print it, or the name of a signature file.
    """
    from scanner.signatures.detail import shown

    _write("-", shown(_shelf(project, signatures, lang), name))
    return _OK


@_signatures.command(name="test", short_help="Run the examples of your own signatures.")
@click.argument("path", default="", metavar="[PATH]")
@click.option("--all", "everything", is_flag=True, help="Also those that come along.")
@_LANG
@click.option("-q", "--quiet", is_flag=True, envvar="SUANBEI_QUIET", help="No progress.")
def _test(path: str, everything: bool, lang: Lang | None, quiet: bool) -> int:
    """Run the examples and near misses of signatures; PATH is a file or folder (default: .suanbei/signatures).

    Exit codes: 0 all are as noted; 1 an example is not, or a signature has none; 2 could not run.
    """
    from scanner.signatures.testing import meant, outcome_of

    language = lang or _locale()
    found = meant(path, everything=everything, lang=language)
    with _Progress(wanted=not quiet and sys.stderr.isatty()) as progress:
        outcome = outcome_of(found, language, progress)
    _write("-", outcome.text)
    return _FINDINGS if outcome.failed else _OK


def _shelf(project: str, signatures: str | None, lang: Lang | None) -> Shelf:
    """The signatures that are meant; a file of the user that cannot be read is named and left out."""
    from scanner.signatures.shelf import Shelf, roots_of

    shelf = Shelf.of(roots_of(project, signatures or ""), lang or _locale())
    for problem in shelf.problems:
        click.echo(f"suanbei: {shelf.say('not-read', file=problem.path, detail=problem.detail or '')}", err=True)
    return shelf


@contextlib.contextmanager
def _faults_in(lang: Lang) -> Iterator[None]:
    """Faults in what the user has declared are told in the language of the reports."""
    try:
        yield
    except ScannerError as error:
        if error.told(lang) == str(error):
            raise
        raise OptionsError(error.told(lang)) from error


def _pipeline() -> Scan:
    from scanner.pipeline import scan

    return scan


def _targets(given: _Given) -> list[tuple[str, str]]:
    """(format, file); stdout gets ``--format``, or text where nothing else goes there and nobody asked for silence."""
    outputs = list(given["outputs"])
    taken = any(target == "-" for _, target in outputs)
    if given["format_"]:
        if taken:
            raise OptionsError("stdout is asked for twice: give --format or one '-o FORMAT=-', not both")
        return [(given["format_"], "-"), *outputs] if not (given["quiet"] and given["format_"] == "text") else outputs
    return outputs if taken or given["quiet"] else [("text", "-"), *outputs]


def _view(given: _Given, code: int, target: str, name: str) -> View:
    from scanner.report.interface import View

    terminal = target == "-" and name == "text" and sys.stdout.isatty()
    return View(
        lang=given["lang"] or _locale(),
        verbose=given["verbose"],
        all_hits=given["all_hits"],
        every_site=given["sarif_full"],
        width=_width() if terminal else _PLAIN,
        color=terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        fail_on=given["fail_on"],
        exit_code=code,
    )


def _locale() -> Lang:
    """As gettext does it: the first variable that says anything decides."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def _width() -> int:
    import shutil

    return min(max(shutil.get_terminal_size((_PLAIN, 24)).columns, _NARROW), _WIDE)


def _write(target: str, text: str) -> None:
    """UTF-8 whatever the locale says; a text that was cut off by the terminal's encoding would be a wrong report."""
    _put(target, text.encode("utf-8", "backslashreplace"))


def _put(target: str, data: bytes) -> None:
    if target == "-":
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # click would make a failure of it
            _forget_reader()
        return
    try:
        with open(target, "wb") as file:
            file.write(data)
    except OSError as error:
        raise OptionsError(f"{target!r}: {error.strerror or error}") from error


def _forget_reader() -> None:
    """The reader has gone (``| head``); nobody must try to flush into the closed pipe again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Progress:
    """What stage the scan is at, on stderr, once it has taken longer than anybody likes to wait in silence."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._begun = time.monotonic()
        self._status: Status | None = None

    def __enter__(self) -> Callable[[str, int, int], None] | None:
        return self._tell if self._wanted else None

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def _tell(self, stage: str, done: int, total: int) -> None:
        text = f"{stage} {done}/{total}" if total else stage
        if self._status is not None:
            self._status.update(text)
        elif time.monotonic() - self._begun > _PATIENCE:
            from rich.console import Console

            self._status = Console(stderr=True, markup=False).status(text)
            self._status.start()
