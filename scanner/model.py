"""Every value that crosses a stage; frozen, picklable, tuples inside.

What each stage makes of them is left to the stages.
Few things (files, hits, services) are dataclasses; many things (facts) are plain tuples, see ``Facts``.
"""

from __future__ import annotations

import dataclasses
from typing import Literal, NamedTuple, TypeAlias

from scanner.errors import ScannerError

HOLE = "\ufffc"
"""Stands for an unknown piece inside a folded string; one character, never found in source text on purpose."""
CHANNEL = "<-"
"""Name of the member by which something is put into a channel (with an argument) or taken out of it."""

Certainty = Literal["sure", "likely", "possible"]
Kind = Literal["call", "client", "http", "idiom", "config", "dependency", "artifact"]
Mode = Literal["api", "self-hosted", "fine-tune", "train"]
Jurisdiction = Literal["mainland", "overseas", "mixed", "unknown"]
Strength = Literal["must", "practice", "ask", "none"]
Role = Literal["provider", "technical-supporter"]
Reach = Literal["reached", "offline", "unreached", "tests", "example"]
DependencyScope = Literal["runtime", "dev", "test", "build", "optional", "peer", "constraint"]
DependencyRelation = Literal["direct", "transitive", "unknown", "undeclared"]
DependencyUse = Literal["called", "tests", "imported", "uncalled", ""]
"""``tests``: called in tests and examples alone; ``imported``: by the product, without a call;
"" where the catalogue knows no call of the package."""
ProblemReason = Literal[
    "unreadable", "too-large", "binary", "encoding", "parse-error", "timeout", "crash", "cut", "outside-root", "grammar-missing", "unsafe"
]
SkipReason = Literal["ignored", "vendored", "generated", "minified", "environment", "binary", "no-language", "excluded"]


class Reason(NamedTuple):
    """Why something is said of a hit: a message of the reports and what fills it in."""

    id: str
    fields: tuple[tuple[str, str], ...] = ()


def because(id_: str, /, **fields: str | int) -> Reason:
    """A reason with its fields in the order written."""
    return Reason(id_, tuple((name, str(value)) for name, value in fields.items()))


# ------------------------------------------------------------------------------------------------ files


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file that belongs to the project."""

    path: str
    """POSIX, relative to ``Project.root``."""
    language: str
    """Id of a language module (``python``) or of a configuration format (``json``)."""
    size: int
    """Bytes."""
    test: bool = False
    example: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something of theirs that could not be read, parsed or finished; it stands in every report."""

    path: str
    stage: str
    reason: ProblemReason
    detail: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Files left out on purpose: how many, why, and the folders or files they are (at most 20 named)."""

    reason: SkipReason
    count: int
    named: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What ``discover`` found below one root."""

    root: str
    """Absolute; never printed."""
    files: tuple[SourceFile, ...]
    """Sorted by path."""
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    set_aside: tuple[tuple[SkipReason, SourceFile], ...] = ()
    """Source files that are read where others import them: those that ``.gitattributes`` calls vendored, and those that ``.gitignore``
    names where no git can be asked, since an exported tree holds only what was tracked.
    """
    manifests: tuple[SourceFile, ...] = ()
    """Manifests and lock files that are not among ``files``: of no language, too large for code, or marked as generated."""
    artifacts: tuple[SourceFile, ...] = ()
    """Files of no language whose names are those of models, their licences or container files; they may be of any size."""
    unread: tuple[str, ...] = ()
    """Source files of the project in languages that have no front end: what is not found may be there."""


class Span(NamedTuple):
    """Byte offsets into the UTF-8 text that ``text.decode`` gives for a file."""

    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """1-based lines, 1-based columns in code points; ``end_column`` is exclusive as in SARIF."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


# ------------------------------------------------------------------------------------------------ facts

Expr: TypeAlias = tuple[object, ...]
"""One expression as written. First the kind, then operands; an ``int`` operand named *e* is the index of another expression.

``("name", text, scope, offset)``      a name used in a scope at a byte offset
``("attr", e, member)``                ``object.member``, also optional (``object?.member``)
``("call", call)``                     the result of ``Facts.calls[call]``; awaited or not, the same
``("string", text)``                   constant text
``("number", value)``                  int or float
``("const", value)``                   True, False or None (null, nil, undefined)
``("concat", (e, …))``                 text put together: ``+``, f-string, template, printf with constant format
``("union", (e, …), default)``         one of several: ternary, ``a or b``; ``default`` tells that later ones are fall-backs of earlier ones
``("map", ((e key, e value), …))``     map or object literal; key -1 is a spread of ``value``
``("sequence", (e, …))``               list, tuple, set, array
``("index", e, e key)``                ``object[key]``
``("element", e)``                     one element: loop variable, yielded value
``("function", scope)``                the function or lambda that owns the scope
``("class", scope)``                   the class that owns the scope
``("param", scope, n)``                value of parameter n of the function scope
``("self", scope)``                    the instance inside a method; scope is the class
``("super", scope)``                   the next class up; scope is the class
``("import", n)``                      what ``Facts.imports[n]`` binds
``("type", e)``                        an instance of the declared type e
``("assigned", e, e value)``           walrus and assignment as expression: the value of the second
``("unknown", reason)``                a form that the front end does not understand
"""


class Argument(NamedTuple):
    """``position`` >= 0 or ``keyword``; ``star`` 1 for ``*args`` or a spread, 2 for ``**kwargs``."""

    position: int
    keyword: str
    value: int
    star: int = 0


class Call(NamedTuple):
    """``flags``: n new, a awaited, o optional, d decorator application, c context manager entry, i implicit (tagged template, JSX)."""

    callee: int
    arguments: tuple[Argument, ...]
    scope: int
    flags: str
    start: int
    end: int


class Parameter(NamedTuple):
    """``default`` and ``type`` are expressions or -1; ``star`` as in ``Argument``; ``key`` is the destructured key, "" for the whole."""

    name: str
    default: int
    type: int
    star: int = 0


class Scope(NamedTuple):
    """``kind``: module, class, interface, function, lambda, comprehension. Scope 0 is the module.

    ``flags``: s static, c class method, a async, p property, b abstract, x exported, g generator, h hidden (private, protected).
    """

    parent: int
    kind: str
    name: str
    parameters: tuple[Parameter, ...]
    bases: tuple[int, ...]
    decorators: tuple[int, ...]
    returns: tuple[int, ...]
    yields: tuple[int, ...]
    return_type: int
    flags: str
    start: int
    end: int


class Bind(NamedTuple):
    """``name`` gets ``value`` (or -1) in ``scope`` at ``offset``; ``type`` -1 or the declared type; ``guarded``: inside if, try, loop or case."""  # noqa: E501

    scope: int
    name: str
    value: int
    type: int
    guarded: bool
    offset: int
    decorators: tuple[int, ...] = ()


class Store(NamedTuple):
    """``object.member = value`` (``member`` set, ``key`` -1) or ``object[key] = value`` (``member`` "", ``key`` an expression)."""

    object: int
    member: str
    key: int
    value: int
    scope: int
    guarded: bool
    start: int
    end: int


class Import(NamedTuple):
    """``module`` as written (leading dots kept), ``member`` "" for the whole module, "*" for all, else the name taken.

    ``flags``: t type only, d dynamic (``import()``, ``require``, ``importlib``), r re-export, l for this file only,
    o what this file is a part of.
    """

    module: str
    member: str
    alias: str
    scope: int
    flags: str
    start: int
    end: int


class Entry(NamedTuple):
    """One text of a configuration file: dotted key path, text, and where the text stands."""

    key: str
    text: str
    start: int
    end: int


class Facts(NamedTuple):
    """What one file says, as written; no name has a meaning yet.

    ``root`` is the expression that a configuration file is as a whole (a map), -1 for source files.
    ``package`` is the package or namespace that the file declares for itself, "" where the path tells.
    ``lines`` maps byte offsets to the lines a person sees where the two differ (notebooks): ((offset, line), …) sorted.
    ``gaps`` counts parse errors and forms that were left out: (reason, count).
    ``program`` is code that runs only where the file itself is the program, not where it is imported: ((start, end), …) in bytes.
    """

    path: str
    language: str
    package: str
    exprs: tuple[Expr, ...]
    scopes: tuple[Scope, ...]
    binds: tuple[Bind, ...]
    stores: tuple[Store, ...]
    calls: tuple[Call, ...]
    imports: tuple[Import, ...]
    entries: tuple[Entry, ...] = ()
    root: int = -1
    lines: tuple[tuple[int, int], ...] = ()
    gaps: tuple[tuple[str, int], ...] = ()
    program: tuple[tuple[int, int], ...] = ()


# ------------------------------------------------------------------------------------------------ hits


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One possible server of a call; ``because`` says where it was read."""

    vendor: str | None
    base_url: str | None
    model: str | None
    jurisdiction: Jurisdiction | None
    because: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a way through the code."""

    location: Location
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """Where a user, a job or a person at a shell reaches the code."""

    kind: str
    name: str
    location: Location


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One call site and technique, or one configured endpoint."""

    signature: str
    """``library/call`` or ``vendor/endpoint``."""
    kind: Kind
    category: str
    technique: str
    mode: Mode
    vendor: str | None
    """Vendor id, ``configurable``, or None where no vendor serves it (self-hosted)."""
    jurisdiction: Jurisdiction | None
    library: str | None
    model: str | None
    base_url: str | None
    alternatives: tuple[Alternative, ...]
    overridable: bool
    certainty: Certainty
    location: Location
    qualname: str
    """Dotted name of the enclosing functions and classes, "" at module level."""
    reasons: tuple[Reason, ...]
    """How the names were resolved, first step first."""
    in_tests: bool = False
    reach: Reach | None = None
    """None: not traced."""
    biometric: Literal["yes", "ask", "no"] = "no"
    conflict: str = ""
    """Host and model contradict each other; for people."""
    entry: EntryPoint | None = None
    ways: tuple[str, ...] = ()
    """Files of all entry points that lead here, where several products are declared; else ()."""
    flow: tuple[Step, ...] = ()
    fingerprint: str = ""
    product: str = ""
    origin: str = ""
    """Of the model: api, open-weights, fine-tuned, own, relay, run-time."""
    base: str = ""
    """The model behind a local path, a recipe or an address in the own network."""
    mode_because: tuple[Reason, ...] = ()
    """Why ``mode`` is what it is, and what else speaks of it."""
    alternative_of: str = ""
    ignored: str = ""
    """Reason of an inline comment that takes this site out; such a hit belongs to no open service."""

    def __post_init__(self) -> None:
        if not self.location.path or self.location.line < 1:
            raise ScannerError(f"hit {self.signature} without a place")


# ------------------------------------------------------------------------------------------------ decisions


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many filings: fewest, usual, most."""

    min: int
    likely: int
    max: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ServedModel:
    """Who makes the model behind a service."""

    vendor: str | None
    model: str | None
    origin: str
    default: bool
    jurisdiction: Jurisdiction | None = None
    upstream: tuple[str, ...] = ()
    """Numbers of filed services of this vendor, as the vendor file gives them."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One algorithm service: product x category/family x role."""

    id: str
    product: str
    category: str
    statutory_type: str
    families: tuple[str, ...]
    techniques: tuple[str, ...]
    models: tuple[ServedModel, ...]
    role: Role
    count: Count
    hits: tuple[str, ...]
    """Fingerprints, primary first."""
    entries: tuple[EntryPoint, ...] = ()
    similar_filings: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    """Why grouped and counted so; message ids with arguments are rendered by ``report``."""
    filing: str = ""
    """Number of the declared filing that covers it; such a service is not open."""
    quiet: bool = False
    """Off by default: practice-only beside another service, scheduling of agents, filters on a model's own input and output."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a duty comes from. ``mark`` is the confidence mark of the legal research: V, V*, V-list, S, I, M."""

    kind: Literal["statute", "notice", "practice", "list", "commentary"]
    law: str
    article: str
    url: str
    checked: str
    mark: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an obligation hangs on; empty parts do not matter for it."""

    product: str
    services: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One open fact that must have ``value`` for the obligation to hold with its strength."""

    fact: str
    value: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One duty (or, for obstacles, one thing that blocks) and the branch of open facts under which it holds."""

    id: str
    rule: str
    """Id of the row in ``signatures/law`` that gave it."""
    subject: Subject
    strength: Strength
    when: tuple[Condition, ...]
    """Open facts only; empty when everything needed is declared."""
    deadline: str
    """Id of the deadline rule, ``before-launch``, ``within-10-working-days`` …; "" for none."""
    basis: tuple[Basis, ...]
    by_text: str = ""
    """``none`` where practice goes further than the text."""
    lean: str = ""
    """Which way an open question leans, for ``ask``."""
    note: str = ""
    filing: str = ""
    """Number of the declared filing or registration that fulfils it."""
    quiet: bool = False
    """Off by default: implied by another duty, not due yet, or hanging on a fact that nothing in the code hints at."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one answer to a question leads to."""

    answer: str
    count: Count
    """Algorithm filings of the product."""
    duties: tuple[tuple[str, Strength], ...]
    """Only obligations and obstacles whose strength is not the same for every answer; the strongest that may still hold."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing only a person knows. ``score`` ranks: number of obligations x strength steps that change with the answer."""

    id: str
    product: str
    score: int
    hints: tuple[str, ...] = ()
    """Places and findings that are a reason to ask."""
    effects: tuple[tuple[str, str], ...] = ()
    """(answer, effect) pairs, for people."""
    outcomes: tuple[Outcome, ...] = ()
    """The same as values, one per possible answer."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A public-opinion hint seen in the code."""

    id: str
    signature: str
    location: Location


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A declared or locked package, and what the code does with it."""

    ecosystem: str
    name: str
    """As its registry writes it in addresses."""
    requirement: str
    """As written; "" in lock files."""
    scope: DependencyScope
    location: Location
    signature: str = ""
    """Id of the library of the catalogue; "" where it knows none."""
    version: str = ""
    """Exact, or "" where the file leaves it open."""
    relation: DependencyRelation = "direct"
    """``undeclared``: called, and named by no manifest; the place is that of the call."""
    purl: str = ""
    categories: tuple[str, ...] = ()
    """Of the library's signatures."""
    use: DependencyUse = ""
    in_tests: bool = False
    """The manifest belongs to tests or examples."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A model that lies in the tree or is described there, or a container image that serves one."""

    kind: Literal["model", "adapter", "training", "image"]
    """``adapter``: weights that change another model; ``training``: what a training run leaves or is told."""
    signature: str
    """Id of the format or image in the catalogue."""
    location: Location
    technique: str
    """"" where its files do not tell what it is for, ``none`` for what nothing is reported of: embeddings, recognition, classification."""
    category: str = ""
    name: str = ""
    """As the files call it, or the image with its tag."""
    architecture: str = ""
    family: str = ""
    developer: str = ""
    """Id of the vendor whose family it is."""
    parameters: int | None = None
    size_label: str = ""
    """Number of parameters as the file writes it ("7B"), where nothing can be counted."""
    base: str = ""
    """The model that was changed, or that an image is told to serve."""
    trained: bool = False
    """A training run has left its state beside the weights."""
    licence: str = ""
    """As the files say it, else the path of the licence beside them."""
    stored: Literal["here", "pointer", "described", "pulled"] = "here"
    """``pointer``: of a large-file store, the content is elsewhere; ``described``: no weights beside the description;
    ``pulled``: by a container or a tool.
    """
    size: int = 0
    """Bytes of all weights; of a pointer those that it promises."""
    digest: str = ""
    """Of a pointer."""
    files: tuple[str, ...] = ()
    """At most 20."""
    hosts: tuple[str, ...] = ()
    """Of an image: names by which other containers reach it, and ``:port`` for what the machine publishes."""
    serves: str = ""
    """Of an image: model, relay, application, engine or tool."""
    mode: Mode = "self-hosted"
    certainty: Certainty = "sure"
    in_tests: bool = False
    """In tests or examples."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What this run could have found."""

    languages: tuple[str, ...]
    vendors: tuple[str, ...]
    libraries: tuple[str, ...]
    signatures: tuple[tuple[str, int], ...]
    """(category, number of signatures)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FileCounts:
    """The run manifest."""

    seen: int
    """Files of the project after ignores."""
    read: int
    """Opened and searched."""
    parsed: int
    """Lowered to facts."""
    skipped: tuple[Skipped, ...]
    languages: tuple[tuple[str, int], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Algorithm filings of one product, category and role: the sum over its services, whose counts never say one filing twice."""

    product: str
    category: str
    role: Role
    count: Count


class Field(NamedTuple):
    """What is filled into a message; ``kind`` is that of a ``Name`` where the value is an id that people call by a name."""

    name: str
    value: str
    kind: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Declarations, numbers shown to users, or labels, that do not fit each other or the code."""

    id: str
    """``facts/…``, ``number/…`` or ``label/…``; the name of its message as well."""
    product: str
    strength: Strength
    """``must``: wrong as it stands. ``ask``: a person has to look, for instance because this code may be half of the product."""
    location: Location
    fields: tuple[Field, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LabelSeen:
    """A label of generated content in the code; whether it is that of what is generated here is for a person to say."""

    kind: Literal["explicit", "implicit"]
    signature: str
    location: Location
    text: str
    lacking: tuple[str, ...] = ()
    """Parts of a whole label that the file does not hold."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A time limit, and its last day where the event that it runs from has a declared date."""

    rule: str
    """Id of the deadline in the law data; "" where no rule sets one."""
    before: bool = False
    """To be done before the event."""
    start: str = ""
    """Declared ISO date of the event, which itself does not count; "" when nobody has said it."""
    date: str = ""
    """Last day, ISO; "" without ``start``."""
    provisional: bool = False
    """Some day on the way lies in a year whose official calendar is not known: counted by weekends only."""
    overdue: bool = False
    """``date`` lies before the date of the report."""
    basis: tuple[Basis, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference between the code and the declared filings, or one reason why they cannot be compared."""

    id: Literal["unfiled", "changed", "stale", "unrecorded", "run-time", "version", "unclear"]
    """``unrecorded``: the filing does not say what it covers. ``run-time``: who serves is not in the code.

    ``version``: another model of a covered family. ``unclear``: not found, but not everything could be read.
    """
    what: Literal["service", "product", "family", "vendor", "model", "weights", "filing", "covers"]
    """What ``value`` is; ``weights``: a model of one's own where the filing names vendors only."""
    value: str
    product: str
    location: Location
    strength: Strength
    service: str = ""
    """Id of the service, "" where no code is left."""
    filing: str = ""
    """Number of the filing that it is held against."""
    kind: str = ""
    """Type of that filing: algorithm, genai-filing, genai-registration."""
    covered: tuple[str, ...] = ()
    """What the filing covers of this kind; for ``unclear`` the files that stand in the way."""
    due: Due = Due(rule="")
    before: tuple[tuple[str, Strength], ...] = ()
    """Obligations to be met before launch; ``ask`` where they hang on an open fact."""
    also: tuple[str, ...] = ()
    """Numbers of generative filings and registrations whose material changes with it."""
    obstacles: tuple[str, ...] = ()
    """Ids of obstacles that stand against the vendor itself: filing the change alone would not do."""
    near: str = ""
    """For ``unfiled``: number of a filing that it may be joined to instead."""
    others: tuple[Location, ...] = ()
    """Further places."""
    certainty: Certainty = "sure"
    proposal: str = ""
    """For ``unrecorded``: the line for filing.toml with what the code does now, for a person to hold against the papers."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumber:
    """A filing number found in the code."""

    kind: Literal["algorithm", "genai-filing", "genai-registration", "icp", "icp-licence", "police", "broken"]
    """``broken``: begins like the number of an algorithm filing and is none."""
    text: str
    location: Location
    category: str = ""
    """What the digits of an algorithm number say, where they are reliable."""
    in_tests: bool = False
    """In tests or examples."""
    parts: tuple[tuple[str, str], ...] = ()
    """What it is made of: region, entity, type, year, serial; or province, name, date, serial."""
    owner: str = ""
    """``declared``: one of the operator's own. A vendor's id: one of its numbers in the catalogue."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What ``decide`` makes of the hits."""

    services: tuple[Service, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    obstacles: tuple[Obligation, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    questions: tuple[Question, ...] = ()
    totals: tuple[Total, ...] = ()


class Name(NamedTuple):
    """What people call an id: ``kind`` is type, category, family, technique, obligation, obstacle, vendor or law.

    ``parent`` is the statutory type of a category, the category of a family, ``category/family`` of a technique.
    """

    kind: str
    id: str
    zh: str
    en: str
    parent: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One technique family, vendor or model of the code that belongs to a filing, and its first place."""

    filing: str
    """Number."""
    what: Literal["family", "vendor", "model"]
    value: str
    location: Location


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """Everything a report may say."""

    tool_version: str
    catalog_version: str
    law_as_of: str
    coverage: Coverage
    files: FileCounts
    hits: tuple[Hit, ...]
    decisions: Decisions
    features: tuple[Feature, ...]
    dependencies: tuple[Dependency, ...]
    problems: tuple[Problem, ...]
    artifacts: tuple[Artifact, ...] = ()
    """Models and images, by place."""
    drift: tuple[Drift, ...] = ()
    """Differences between the code and the declared filings."""
    numbers: tuple[ShownNumber, ...] = ()
    """Filing numbers in the code, by place."""
    labels: tuple[LabelSeen, ...] = ()
    """Labels of generated content in the code, by place."""
    doing: tuple[Doing, ...] = ()
    """What the code does of that which filings speak of."""
    since: tuple[Since, ...] | None = None
    """Changes since the filings were made; None where nobody asked."""
    roots: tuple[str, ...] = ()
    """Names of what was scanned, for the first line; never absolute paths."""
    declared: bool = False
    """A filing.toml was read."""
    said: Declared | None = None
    """What it says."""
    as_of: str = ""
    """Date that "overdue" is measured against, ISO; "" when unknown."""
    names: tuple[Name, ...] = ()
    """Names in both languages for every id that a report may print; an id without one is printed itself."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What the code that belongs to a filing does now and did not when it was made, and the other way round."""

    filing: str
    kind: str
    """``type`` of the filing."""
    name: str
    date: str
    """ISO date of the filing; "" where it is not declared."""
    commit: str = ""
    """Id of the commit that is compared with; "" where none can be."""
    day: str = ""
    """Its ISO date."""
    companion: bool = False
    """A product of the filing is declared as a companion: its material is verified every year."""
    added: tuple[Doing, ...] = ()
    gone: tuple[Doing, ...] = ()
    """Places are those of the earlier commit."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """What a user may ask of one scan; how it is shown is the report's."""

    include: tuple[str, ...] = ()
    """Globs; empty means everything."""
    exclude: tuple[str, ...] = ()
    """Globs, in addition to the ignore files."""
    max_bytes: int = 0
    """Files above it are a ``Problem``; 0 is the built-in limit."""
    all_hits: bool = False
    """Also decide on what is off by default: possible hits, tests, examples, practice-only techniques beside another service."""
    cache: bool = True
    signatures: str = ""
    """Folder with the user's own signatures, or ""."""
    as_of: str = ""
    """ISO date for deadlines; "" takes the date of the HEAD commit."""
    undeclared: bool = False
    """Leave the operator's file unread, as if nobody had declared anything."""
    changed_on: str = ""
    """ISO date on which changes went live, or a service ended; "" when nobody has said it."""
    around: bool = False
    """Read the whole repository that holds the paths; they only say what drift is told of."""


# ------------------------------------------------------------------------------------------------ declared by the operator


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredProduct:
    """One ``[[product]]`` of filing.toml; an empty text or tuple and None mean that nobody has said so: unknown, never no."""

    id: str
    name: str = ""
    paths: tuple[str, ...] = ()
    """Globs; empty means the whole repository."""
    audience: tuple[str, ...] = ()
    """public, business, supply, internal, overseas."""
    public_opinion: bool | None = None
    launched: str = ""
    """ISO date or ``not-yet``."""
    minors: bool | None = None
    companion: bool | None = None
    real_persons: bool | None = None
    personal_data: bool | None = None
    workers: bool | None = None
    sector: str = ""
    """news, medical, finance, education, publishing."""
    run_from: str = ""
    """mainland or abroad; asked for an audience overseas only."""
    users: int | None = None
    form: str = ""
    vendors: tuple[str, ...] | None = None
    """Vendors that are on in production; () says that none is."""
    shown: tuple[str, ...] = ()
    """Globs, or fingerprints, of code whose result users do see although no way there was found, or only a scheduled job."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredModel:
    """One ``[[model]]``: where the weights of what ``match`` (model id, path glob or fingerprint) names come from."""

    match: str
    origin: str
    base: str = ""
    number: str = ""
    """Number of the filed model behind it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """What a filing covers, as recorded."""

    families: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFiling:
    """One ``[[filing]]``; without a number it is only planned: it says what will be filed together, and fulfils nothing."""

    type: str
    """algorithm, genai-filing, genai-registration."""
    number: str = ""
    name: str = ""
    category: str = ""
    role: str = ""
    date: str = ""
    changed: str = ""
    """Day on which what the papers do not cover went live, or the service ended."""
    products: tuple[str, ...] = ()
    """Empty: every product."""
    covers: Covers | None = None
    """None: not recorded."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exclude:
    """One ``[[exclude]]``: no algorithm service, by the operator's word; ``until`` is an ISO date or ""."""

    paths: tuple[str, ...]
    """Globs, or fingerprints of single hits."""
    reason: str
    until: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Everything an operator has declared; the default is nothing."""

    operator: str = ""
    products: tuple[DeclaredProduct, ...] = ()
    models: tuple[DeclaredModel, ...] = ()
    filings: tuple[DeclaredFiling, ...] = ()
    excludes: tuple[Exclude, ...] = ()
    as_of: str = ""
    """ISO date; excludes that ended before it do not count."""
