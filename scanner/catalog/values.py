"""What ``signatures/`` says, as frozen values with every path and selector already cut up.

How they are read and checked is left to the other modules here, what they are good for to the stages.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.catalog.rows import Rows
    from scanner.model import Certainty, Jurisdiction, Kind, Mode

Steps = tuple[str, ...]
"""A path cut up: root segment(s), members, ``()``, ``[]``, ``*``, ``**``, ``(@n.m)``.

JavaScript's ``default`` after the root is dropped; a global name has the root ``global``."""

Alternatives = tuple[Steps, ...]
"""Selectors in order of preference, each cut at its dots; a first step of digits is a position, else a keyword."""

Selectors = tuple[tuple[str, Alternatives], ...]
"""``Alternatives`` per language key, "" for every language; ask with ``selectors_for``."""


def selectors_for(selectors: Selectors, language: str) -> Alternatives:
    """Where to look in a call written in ``language`` (the signature key: TypeScript asks for ``javascript``)."""
    for key, found in selectors:
        if not key or key == language:
            return found
    return ()


class Test(NamedTuple):
    """One condition. ``selectors`` is empty for tests of the resolved ``model``."""

    selectors: Selectors
    test: Literal["in", "matches", "present", "absent", "model"]
    values: tuple[str, ...] = ()
    """Texts for ``in`` (numbers as Python writes them, "true" and "false"), one regular expression for ``matches``, globs for ``model``."""


class Variant(NamedTuple):
    """Replaces what it names when all of ``when`` hold; ``technique`` "none" drops the hit."""

    when: tuple[Test, ...]
    technique: str = ""
    category: str = ""
    mode: str = ""
    biometric: str = ""
    known: bool = False
    """Only what is known counts: a value that stays open leaves the variant aside and the hit as sure as it was."""


class Starter(NamedTuple):
    """A part of the configuration from which a framework builds what code only asks for by its type."""

    below: str
    keys: tuple[str, ...]
    """Dotted keys of which one must be set."""
    base_url: tuple[str, ...]
    default: str
    """The address where none of ``base_url`` is set."""
    model: tuple[str, ...]


class ObjectSignature(NamedTuple):
    """A thing that calls hang on: client, model, connection, module."""

    id: str
    """``library/object``."""
    library: str
    client: bool = False
    category: str = ""
    technique: str = ""
    mode: Mode = "api"
    vendor: str = ""
    """"" for an object that is reached from another one and does not say: that one's, else the library's."""
    model: Selectors = ()
    base_url: Selectors = ()
    region: Selectors = ()
    provider: Selectors = ()
    served_by: Selectors = ()
    """Where the object that does the work stands (``served_by`` of the schema)."""
    portable: bool = False
    """Others speak what it speaks: an open base URL leaves open who serves."""
    blank: tuple[str, ...] = ()
    """Languages in which it takes an empty base URL for none and asks its own vendor."""
    fluent: tuple[str, ...] = ()
    stores: tuple[tuple[str, str], ...] = ()
    """(attribute, with dots where it is one of an attribute, what it sets: base_url, model, region, provider)."""
    env: tuple[tuple[str, str], ...] = ()
    """(variable, what it sets)."""
    starters: tuple[Starter, ...] = ()
    """Who serves by the project's configuration where code does not say."""
    when: tuple[Test, ...] = ()
    variants: tuple[Variant, ...] = ()
    certainty: Certainty = "sure"
    biometric: str = "no"


class CallSignature(NamedTuple):
    """A call that runs an algorithm."""

    id: str
    library: str
    kind: Kind
    category: str
    technique: str
    mode: Mode
    vendor: str = ""
    """As written; "" means the vendor of the object, else of the library."""
    model: Selectors = ()
    base_url: Selectors = ()
    served_by: Selectors = ()
    """Where the object that does the work stands."""
    when: tuple[Test, ...] = ()
    variants: tuple[Variant, ...] = ()
    certainty: Certainty = "sure"
    biometric: str = "no"
    reports: bool = True
    tuned: bool = False
    """Runs, or loads, weights that were changed."""
    plugged: bool = False
    """Nothing without an object of the same file at ``served_by``, whose technique it has."""
    part: bool = False
    """A piece of a model: beside a whole one in the same folders it belongs to that."""
    words: Selectors = ()
    """Where words of a command stand beside the positional arguments: ``*`` asks what is at all of them."""


class SinkSignature(NamedTuple):
    """A call that sends a request or opens a connection; one that does not ``reports`` only prepares a request that another sink sends."""

    id: str
    library: str
    kind: Kind
    method: str
    """A literal (``POST``, ``WS``) or the default of ``method_from``."""
    method_from: Selectors = ()
    url: Selectors = ()
    host: Selectors = ()
    path: Selectors = ()
    scheme: Selectors = ()
    base_url: Selectors = ()
    body: Selectors = ()
    headers: Selectors = ()
    query: Selectors = ()
    url_of_object: bool = False
    reports: bool = True
    declares: bool = False
    """A decorator of a method that a library fills in; ``base_url`` is asked of what follows."""
    marks: tuple[Steps, ...] = ()
    """Decorators of the interface."""
    makers: tuple[Steps, ...] = ()
    """Calls that make something of the interface: their class and name."""
    bare: bool = False
    """Whether nothing of that has to be seen."""


class ClassSignature(NamedTuple):
    """A class of the scanned project that counts as an object."""

    id: str
    library: str
    language: str
    name: str
    bases: tuple[Steps, ...]
    members: tuple[str, ...]
    object: str
    marks: tuple[Steps, ...] = ()
    """Annotations, attributes or decorators, one of which it carries."""


class RegionSignature(NamedTuple):
    """What a region value, or a name on the path, says about the place of service."""

    library: str
    match: str
    jurisdiction: Jurisdiction
    base_url: str = ""


class PathRow(NamedTuple):
    """``steps`` lead to ``target`` (id of an object, call or sink).

    Absolute and in ``language`` when ``on`` is "", else from the object ``on``. Most of a catalogue is rows, hence a tuple.
    """

    language: str
    """"" for relative rows that hold in every language."""
    on: str
    steps: Steps
    kind: Literal["object", "call", "sink", "entry"]
    target: str


class Endpoint(NamedTuple):
    """A URL path with a meaning, on a vendor's hosts or (``vendor`` "") as a wire format on any host."""

    id: str
    vendor: str
    hosts: tuple[str, ...]
    methods: tuple[str, ...]
    path: str
    """Glob over the end of the URL path, without a leading slash; ``{x}`` one segment or a part of it; "" the root path."""
    query: tuple[tuple[str, str], ...]
    """(key, glob)."""
    body: tuple[str, ...]
    header: tuple[tuple[str, str], ...]
    category: str
    technique: str
    mode: Mode
    kind: Kind
    model: Selectors = ()
    variants: tuple[Variant, ...] = ()
    biometric: str = "no"
    weak: bool = False
    certainty: Certainty = "sure"
    alone: tuple[str, ...] = ()
    """Keys of a body that tell the endpoint where nothing of the URL is known."""
    named: tuple[str, ...] = ()
    """Words, as globs, of which one stands in the names around a request to a server that nobody knows; for such requests alone."""


class Host(NamedTuple):
    """Hosts of a vendor; ``wires`` are spoken below ``path``."""

    hosts: tuple[str, ...]
    path: str
    jurisdiction: Jurisdiction
    wires: tuple[str, ...]


class ModelFamily(NamedTuple):
    """Model ids that belong together."""

    patterns: tuple[str, ...]
    family: str
    technique: str
    jurisdiction: Jurisdiction
    open_weights: bool


class Filed(NamedTuple):
    """A service of the vendor that stands in an official list."""

    type: str
    name: str
    number: str
    date: str
    role: str
    source: str
    mark: str
    checked: str


class Vendor(NamedTuple):
    """Who serves models."""

    id: str
    name_zh: str
    name_en: str
    jurisdiction: Jurisdiction
    relay: bool
    homepage: str
    checked: str
    env: tuple[str, ...]
    hosts: tuple[Host, ...]
    models: tuple[ModelFamily, ...]
    filed: tuple[Filed, ...]
    providers: tuple[str, ...] = ()
    """Names by which routers know the vendor; its id counts as well."""
    tuned: tuple[str, ...] = ()
    """Beginnings of the ids of models whose weights a customer has changed, in small letters."""
    accounts: tuple[str, ...] = ()
    """Globs of variables that stand for an account with the vendor as a whole: no hint at a model."""


class Package(NamedTuple):
    """A package on a registry, and what it is called in code."""

    ecosystem: str
    name: str
    modules: tuple[str, ...]
    library: str


class Library(NamedTuple):
    """An SDK, framework or HTTP client."""

    id: str
    title: str
    homepage: str
    checked: str
    vendor: str
    mode: Mode
    languages: tuple[str, ...]


class Flow(NamedTuple):
    """A call of a language's own library that passes values on; ``steps`` empty for a method known by ``name`` only."""

    language: str
    steps: Steps
    name: str
    effect: str
    of: tuple[Alternatives, ...] = ()
    """One entry per argument that the effect takes; empty: all positional arguments."""
    key: Alternatives = ()
    """Where the key (``environment``, ``get``) or the name (``attribute``) stands."""
    default: Alternatives = ()
    style: str = ""
    on: Alternatives = ()
    """Where the thing stands that the effect is done to, for functions that take it as an argument."""


Form = Literal[
    "decorator", "argument", "around", "stored", "method", "member", "mount", "remote", "file", "main", "listed", "loaded", "sent", "mapped"
]


class EntrySignature(NamedTuple):
    """What makes a function reachable: see ``entrypoints/`` in the schema. Paths to it are ``PathRow`` of kind ``entry``."""

    id: str
    library: str
    kind: str
    """Of the closed list ``entry``."""
    form: Form
    languages: tuple[str, ...]
    verb: str = ""
    """A verb, or ``*``: the function's own name (or the last name of the path that it was registered by) in capitals."""
    verb_from: Selectors = ()
    name: Selectors = ()
    template: str = ""
    """For ``file``: name with ``{path}``, ``{stem}``, ``{name}`` and ``{function}``; for ``mount`` of ``files`` the prefix."""
    prefix: Selectors = ()
    handler: Selectors = ()
    bases: tuple[Steps, ...] = ()
    like: tuple[str, ...] = ()
    """For ``method``: regular expressions of which one fits the end of a base class's dotted name, wherever it comes from.

    For ``argument``: the last name of the function that is called.
    """
    methods: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    """Beside ``like``: regular expressions for the parameter of a function that the call is made on, where nothing else is known of it."""
    shown: str = ""
    """A template over what is said at ``name``, the class and the function: what the entry is called."""
    chosen: Selectors = ()
    """For ``argument``: where the call that gave the class names its methods by their verbs."""
    verbs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Beside ``methods``: verbs and globs over the methods that answer them; the last one that fits counts."""
    instead: bool = False
    """For ``mount``: the prefix stands in place of the one that the mounted object has of its own."""
    keyed: bool = False
    """For ``mount``: what stands in the map at ``handler`` is called by its key there, keys of maps in it behind dots."""
    onto: Selectors = ()
    """For ``mount``: where what the call makes, or is made on, is mounted; ``prefix`` then selects into the call that made that."""
    holder: Selectors = ()
    """For ``mount``: the class whose methods the texts at the handlers below it name."""
    spelt: str = ""
    """For ``argument``: a regular expression over a text at ``handler``, with the groups ``class`` and ``method``."""
    homes: tuple[str, ...] = ()
    """Beside ``spelt``: full names of the class, with the groups in braces; ``files`` are those in which such texts stand."""
    files: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    """For ``file`` and ``main``: globs over modules of which the file must import one."""
    owners: tuple[Steps, ...] = ()
    """For ``decorator``: decorators of the class around the method, into whose call ``prefix`` selects."""
    beside: tuple[Steps, ...] = ()
    """For ``decorator``: other decorators of the function, into whose call ``name`` selects where this one says none."""
    guard: bool = False
    below: tuple[str, ...] = ()
    """For ``member``, ``file`` and ``main``: files in the folder of one of which, or below it, the function's file stands.

    Its path from there is the name; for ``file`` and ``main`` the file must be listed there, too.
    """
    offline: bool = False
    templates: tuple[str, ...] = ()
    """For ``member`` and ``file``: suffixes of the files beside, or of the file itself, whose elements name the functions."""
    events: tuple[str, ...] = ()
    """Globs over the attributes that do."""
    emits: tuple[str, ...] = ()
    """Names of the functions by which a component tells what it stands in of an event."""
    components: str = ""
    """The key under which the file of settings beside a page, or of the application, says which file an element's component is."""
    scripts: tuple[str, ...] = ()
    """Suffixes of the files with a component's script."""
    calls: tuple[str, ...] = ()
    """For ``sent``: names of the methods and functions that send for something."""
    runs: tuple[str, ...] = ()
    """For ``sent`` and ``remote``: ids of the entries whose functions are sent for."""
    takes: bool = False
    """What is sent is an object of the class that the function's first parameter is declared as, not the function or its class."""
    same: bool = False
    """For ``sent``: the call is made on the object that the function was put on."""
    alike: bool = False
    """For ``sent``: what the call is made on may also be called like several objects of the class."""
    front: Selectors = ()
    """For ``argument``: where the call itself says what stands in front of its routes."""
    fill: tuple[tuple[str, str], ...] = ()
    """For ``decorator``: what stands in a route for the name of the ``class`` around the function, or of the ``function``."""
    awaits: Selectors = ()
    """For ``decorator`` and ``argument``: where what the function waits for stands, a class or an object."""
    lists: str = ""
    """For ``method``: the method of the class that gives back the classes which the function waits for. For ``mapped``: what holds it."""
    inner: bool = False
    """No entry: the function is only reached from what sends for it."""
    pattern: str = ""
    """For ``listed``: what stands in the files, with groups ``verb``, ``name``, ``run`` and ``function``; for ``mount``: which ``file`` has
    which ``prefix``."""
    around: str = ""
    """What gives the name where the pattern has none: the nearest before it."""


class FeatureSign(NamedTuple):
    """One way to see a public-opinion function: see ``features/`` in the schema."""

    id: str
    feature: str
    modules: tuple[tuple[str, tuple[str, ...]], ...]
    """Per language what is imported."""
    texts: tuple[str, ...]
    files: tuple[str, ...]
    holds: tuple[str, ...]
    """Texts that such a file must all hold."""
    routes: tuple[str, ...]
    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    """Of a class with one of the names: of each group one."""


class WordGroup(NamedTuple):
    """Words of one field. ``words``: small letters, several joined by ``_``; ``characters``: Chinese ones."""

    id: str
    words: tuple[str, ...]
    characters: tuple[str, ...]


QueryForm = Literal["select", "write", "schema", "builder", "body", "rule"]
"""What a text of a query language is: a question, a change of rows, a definition, calls of a query builder, a search body, a rule."""
QueryPart = Literal[
    "order", "leading", "sorted", "ordering", "tables", "columns", "matched", "groups", "functions", "operators", "keys", "named",
    "owner", "place",
    "counted", "limited", "paged", "itself",
]  # fmt: skip
FLAGS = ("counted", "limited", "paged", "itself")
"""Parts that are there or not."""


class QueryTest(NamedTuple):
    """One condition on a part of a query: a name of it holds one of ``words`` (groups) or fits one of ``any`` (globs, small letters)."""

    part: QueryPart
    words: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    """Groups whose words in front of the meant one do not count."""


class QuerySignature(NamedTuple):
    """What a query that fulfils all of ``wanted`` and none of ``unwanted`` is; of those of one file only the first that fits counts."""

    id: str
    library: str
    forms: tuple[QueryForm, ...]
    category: str
    technique: str
    kind: Literal["idiom", "config"]
    certainty: Literal["likely", "possible"]
    wanted: tuple[QueryTest, ...]
    unwanted: tuple[QueryTest, ...]
    anchors: tuple[str, ...]
    """Of which every file with such a query holds one, in this case, in capitals or in small letters."""
    beside: tuple[str, ...]
    """Groups of words of which one stands not far behind the anchor; () where the anchor tells enough."""


LabelFinding = Literal["watermark-off", "metadata-stripped", "export", "explicit", "implicit", "bare"]


class LabelSign(NamedTuple):
    """A label of generated content (``explicit``, ``implicit``), what is mistaken for one, or what takes it away or leaves it out.

    Exactly one of ``names``, ``texts`` and ``routes`` is there.
    """

    id: str
    finding: LabelFinding
    names: tuple[str, ...]
    """Arguments with one of ``values``."""
    values: tuple[str, ...]
    texts: tuple[str, ...]
    """A space beside a Chinese character is one or none."""
    alone: bool
    """The text is all that stands between two quotes or two tags."""
    unless: tuple[str, ...]
    """Texts that do not stand directly in front."""
    holds: tuple[str, ...]
    """Words that the file must hold as well."""
    wants: tuple[str, ...]
    """Words of the whole label: those that the file lacks are told."""
    routes: tuple[str, ...]
    families: tuple[str, ...]
    """Looked for in all files, where the project generates one of them; () near generating calls only."""


FileReader = Literal["json-header", "key-values", "json", "yaml", "instructions", "wire", "archive", "pickle", "magic", "name"]
FileRole = Literal["weights", "description", "adapter", "training", "hint", "container", "licence"]
"""``description`` and ``adapter``: a text beside the weights; ``training``: what a training run leaves or is told;
``hint``: says what a model beside it is for; ``container``: names the image that is built upon.
"""
ArchitectureKind = Literal["class", "format", "pipeline", "file", "tensor", "global", "task"]
"""Where a name stands: a class of the description, the architecture of a format, the class of a pipeline, the file's name,
the tensors' names, classes that a pickle names, the task of an adapter.
"""
ImageServes = Literal["model", "relay", "application", "engine", "tool"]


class FileFormat(NamedTuple):
    """A kind of file that holds a model or describes one: see ``artifacts/`` in the schema."""

    id: str
    """``file/format``."""
    title: str
    files: tuple[str, ...]
    """Globs over the file's name."""
    reads: FileReader
    role: FileRole
    magic: tuple[str, ...]
    """``offset:hexadecimal digits``, from the end below 0; one has to fit."""
    holds: tuple[str, ...]
    """Texts of which the head has to hold one; for archives globs over the names inside, of which each has to fit."""
    needs: tuple[str, ...]
    """Keys that must all be there."""
    member: str
    """Glob over the name of the one entry of an archive that is read."""
    technique: str
    """What every such file is for; "" leaves it to the architecture, ``none``: nothing that is reported."""
    keys: tuple[tuple[str, tuple[str, ...]], ...]
    """(what, keys in which it may stand, the first that is there counts)."""
    images: tuple[str, ...]
    """For ``container``: instructions that name an image."""


class ArchitectureRow(NamedTuple):
    """What models with one of the names are for; the first row that fits counts."""

    of: ArchitectureKind
    names: tuple[str, ...]
    """Globs, with case."""
    technique: str
    """``none``: nothing that is reported."""
    adapter: bool
    """The weights change another model."""
    runs: bool
    """A pickle that names it would run code."""


class ImageSignature(NamedTuple):
    """A container image that serves models, search or recommendations."""

    id: str
    images: tuple[str, ...]
    """Globs over the name without tag; of several segments they fit the end, of one the whole name."""
    category: str
    technique: str
    mode: Mode
    serves: ImageServes
    certainty: Certainty
    models: tuple[str, ...]
    """Where the model id stands: an option, a variable of the environment, or ``word *``: the argument after a word."""


SettingTells = Literal["model", "provider"]
"""What the value of a setting is: a model id, or the name of who serves."""


class SettingSignature(NamedTuple):
    """What a key of a configuration file with one of ``values`` (any, where there are none) and none of ``unless`` says."""

    id: str
    tells: SettingTells | Literal[""]
    """"" where the setting itself is the algorithm: then it has a technique."""
    category: str
    technique: str
    mode: str
    vendor: str
    certainty: Literal["likely", "possible"]
    keys: tuple[str, ...]
    """Globs over dotted keys in small letters with ``_`` between words; ``**`` at the beginning stands for any keys around it."""
    values: tuple[str, ...]
    unless: tuple[str, ...]
    beside: tuple[str, ...]
    """Globs like ``keys``: one must fit another key of the same map."""
    holds: tuple[str, ...]
    """Words that the file must hold; one of them at least is rare."""


class Example(NamedTuple):
    """Sample code with ``$`` notes; ``owner`` is the path of its TOML file below ``signatures/``."""

    owner: str
    number: int
    language: str
    title: str
    code: str
    file: str


class Term(NamedTuple):
    """A closed word with its official name: a category, technique, obligation …"""

    id: str
    zh: str
    en: str
    parent: str = ""
    source: str = ""
    practice_only: bool = False
    item: str = ""
    """Of a technique: its item of article 23 of the deep-synthesis provisions. Of a category: its two digits in a filing number."""
    biometric: str = "no"
    """Of a technique: what holds when the signature does not tell (yes, ask, no)."""
    asked: tuple[str, ...] = ()
    """Of a family: kinds of entry points through which people ask for it; reached through others alone, a hit is no more than possible."""
    inside: tuple[str, ...] = ()
    """Of a family: words of routes behind which only the operator's own people ask."""


class Idiom(NamedTuple):
    """An algorithm that people write themselves: a function with this shape and words of all groups."""

    id: str
    technique: str
    category: str
    certainty: Literal["likely", "possible"]
    """Highest allowed."""
    words: tuple[tuple[str, ...], ...]
    """Groups, of each of which one stands in the function; those of the first one are needles."""
    shape: tuple[tuple[str, ...], ...]
    """Of each one holds: a shape of ``categories.toml``, ``call:NAME`` (glob, small letters without underscores) or ``number:1.5``."""
    excluded: tuple[str, ...]
    """Words of which none may stand in the name of the function, of its class or its file."""
    without: tuple[str, ...]
    """Shapes that must not hold."""
    distinct: bool = False
    """A word of the first group says enough wherever it stands in what runs, beside one that the author called something."""
    beside: bool = False
    """A word of the first group that the author called nothing has to stand where the function has its shape."""
    called: bool = False
    """A word of the first group has to stand in what the author called the function, its parameters, class or file, or said above it."""
    within: tuple[str, ...] = ()
    """Idioms: a function with this shape that one of them calls is a step of it."""
    elsewhere: bool = False
    """Such a step may stand in another file as well."""
    composes: bool = False
    """A function that runs two functions or more in which something of the category was found."""
    supports: tuple[str, ...] = ()
    """Categories that a function like this makes likely in its file; it is no algorithm itself."""


class Categories(NamedTuple):
    """The closed lists of ``categories.toml``."""

    types: tuple[Term, ...]
    """The five statutory types."""
    categories: tuple[Term, ...]
    """The six list names; parent: statutory type."""
    families: tuple[Term, ...]
    """Parent: category."""
    techniques: tuple[Term, ...]
    """Parent: ``category/family``; ``practice_only`` for the starred ones of decisions.md."""
    obligations: tuple[Term, ...]
    obstacles: tuple[Term, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]
    """(list, words) for kind, mode, certainty, strength, origin, reach, role, entry, ecosystem, language, sample, effect."""
    names: tuple[tuple[str, tuple[Term, ...]], ...] = ()
    """(list, terms) for those of ``words`` that reports print: kind, mode, certainty, strength, origin, reach, role, entry."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Catalog:
    """Everything in ``signatures/`` but the law."""

    version: str
    """Newest ``checked`` date, dots instead of dashes."""
    digest: str
    categories: Categories
    libraries: Mapping[str, Library]
    packages: tuple[Package, ...]
    objects: Mapping[str, ObjectSignature]
    calls: Mapping[str, CallSignature]
    sinks: Mapping[str, SinkSignature]
    classes: tuple[ClassSignature, ...]
    regions: tuple[RegionSignature, ...]
    rows: Rows
    vendors: Mapping[str, Vendor]
    endpoints: tuple[Endpoint, ...]
    """Vendors' own first; wires after them, their ``id`` is ``wire/endpoint``."""
    flows: tuple[Flow, ...]
    entries: tuple[EntrySignature, ...]
    needles: tuple[str, ...]
    """Substrings of which every file with a hit holds at least one: modules, hosts, URL paths, variables, class names. Sorted."""
    sink_needles: tuple[str, ...]
    """The same for files that only send requests: modules of HTTP clients and global functions. Sorted."""
    modules: tuple[str, ...]
    """Dotted names of which a file with a hit imports one, where imports are dotted names. Sorted."""
    sink_modules: tuple[str, ...]
    """The same for files that only send requests. Sorted."""
    needle_languages: tuple[tuple[str, tuple[str, ...]], ...]
    """(needle of the first two lists, languages by ``signature_key`` in whose files alone it counts); one that is not here counts in all."""  # noqa: E501
    programs: tuple[str, ...]
    """Those of ``needles`` that stand in the commands of programs. Sorted."""
    starters: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """By language what starts programs: its module or class and its name; who starts whatever it is given knows none of ``programs``."""
    segments: tuple[tuple[str, tuple[str, ...]], ...]
    """(one of ``needles`` that is a plain segment of vendors' addresses, those of these vendors); alone it tells nothing."""
    entry_needles: tuple[str, ...]
    """The same for files that make functions reachable through a call, a decorator or a base class. Sorted."""
    features: tuple[Term, ...]
    signs: tuple[FeatureSign, ...]
    feature_needles: tuple[str, ...]
    """Of which every file with a sign holds one, unless its name or its imports tell. Sorted."""
    labels: tuple[LabelSign, ...]
    label_needles: tuple[str, ...]
    """Of which every file with a label, or with a sign that is looked for everywhere, holds one. Sorted."""
    word_groups: tuple[WordGroup, ...]
    queries: tuple[QuerySignature, ...]
    settings: tuple[SettingSignature, ...]
    setting_needles: tuple[str, ...]
    """Of which every configuration file that names a model, a vendor or one of ``settings`` holds one. Sorted."""
    query_needles: tuple[str, ...]
    """Of which every file with a query of the catalogue holds one. Sorted."""
    formats: tuple[FileFormat, ...]
    architectures: tuple[ArchitectureRow, ...]
    images: tuple[ImageSignature, ...]
    artifact_needles: tuple[str, ...]
    """Of which every manifest with one of the images, and every settings file of a training run, holds one. Sorted."""
    idioms: tuple[Idiom, ...]
    idiom_needles: tuple[str, ...]
    """Of which every file with an idiom holds one. Sorted."""
