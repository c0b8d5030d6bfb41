"""One scan's files: read and searched once, lowered when a stage first asks for them.

What the stages make of them is theirs; a file that cannot be read, parsed or finished becomes a ``Problem`` here.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeVar

from scanner.artifacts import Finder
from scanner.aside import Handed, Shared, begun, until
from scanner.candidates import HOPS, Candidates, Scanned
from scanner.declared.shown import shown
from scanner.evaluate import Evaluator, Project, Texts
from scanner.evaluate.namespaces import Beginnings
from scanner.evaluate.settings import Settings
from scanner.evaluate.values import Text
from scanner.features import Features, Searched
from scanner.idioms import Idioms, own
from scanner.labels import Labels, Looked, near
from scanner.languages.interface import Naming
from scanner.lower import CONFIGURATION, WRAPPED, key_of, language, lower, unwrapped
from scanner.match import GENERATING, merged
from scanner.model import FileCounts, Problem
from scanner.prefilter import Words, pattern, read
from scanner.queries import Queries
from scanner.queries.finding import Found
from scanner.search import Search
from scanner.text import Places, decode
from scanner.trace import Tracer
from scanner.trace.entries import Entries
from scanner.trace.tracer import Files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.catalog import Catalog
    from scanner.evaluate.project import Use
    from scanner.evaluate.values import Value
    from scanner.match import Matcher
    from scanner.match.matcher import Site
    from scanner.model import Artifact, Dependency, Discovery, Facts, Feature, Hit, ShownNumber, SourceFile

MAX_KEPT = 256_000_000
"""Bytes of files that stay in memory; what is beyond is read again when it is asked for."""
MAX_SETTINGS = 300_000
"""Bytes of a configuration file that is searched for names of models."""
ROUNDS = 3
"""Times that hits are traced, each time with more callers known by name."""
T = TypeVar("T")
_PARTS = 2
"""Hits of a category that a function may put together."""
MUCH = 2_000_000
"""Bytes of files for which a second process is begun."""
MAX_PAGE = 1_000_000
"""Bytes of a file in which requests of a page are looked for; a larger one is made of others."""
MAX_CALLING = 24
"""Files that may call something by one name."""
MAX_SAID = 72
"""The same of a name of several words."""
_SEVERAL = re.compile(r"[a-z0-9](?:_[a-z]|[A-Z])")
_MARKS = (b".", b" ")
"""What stands in front of the name of a method that is called; the blank in Objective-C alone."""
_SEGMENT = re.compile(rb"[/'\"`]([\w.-]{2,60})(?=[/?'\"`])", re.ASCII)
"""A segment of an address, quoted or behind a slash."""


class Workspace:
    """The files of one scan."""

    def __init__(self, found: Discovery, catalog: Catalog, tell: Callable[[str, int, int], None]) -> None:
        self._found = found
        self._catalog = catalog
        self._tell = tell
        self.problems: set[Problem] = set()
        self._facts: dict[str, Facts | None] = {}
        self._parsed: dict[str, bool] = {}
        self._called: dict[tuple[tuple[bytes, ...], tuple[str, ...]], dict[str, list[str]]] = {}
        self._kept: dict[str, bytes] = {}
        self._room = MAX_KEPT
        self._words = Words(self._data)
        self._queries = Queries(catalog)
        self._central: set[str] = set()
        self._entered: Entries | None = None
        self._signs: tuple[Feature, ...] | None = None
        self._followed: dict[Site, Hit] = {}
        self._wanted: set[str] = set()
        """Names for whose callers was looked."""
        known = [file.path for file in (*found.files, *(file for _, file in found.set_aside))]
        self.naming = Naming(
            files=frozenset(known),
            folders=frozenset(f for path in known for f in _folders(path)),
            read=lambda path: self._data(path) if path in self._files else None,
            memo={},
            known=Beginnings(catalog).known,
            external=frozenset(module.partition(".")[0] for package in catalog.packages for module in package.modules),
        )
        self._search = Search(found, catalog, self._queries, self.naming, self.problems)
        self._files = self._search.files
        self._examined = self._search.examined
        self._imported = self._search.imported
        self._importers = self._search.importers
        self._holding = self._search.holding

    # -- stages over all files

    def examine(self) -> None:
        """Search every file once, and those set aside that the others import."""
        self._search.run(self._tell)

    def match(self, matcher: Matcher, *, every: bool = False) -> tuple[Hit, ...]:
        """Hits of all candidate files, by path and place; ``every``: with all files from which they are entered."""
        evaluator = self._evaluator
        configured = self._configured(matcher)
        sites: list[Site] = []
        candidates = self._candidates(matcher)
        speaking, queries = self._speaking(), sorted(self._holding["query"])
        speakers, asking, handed = Shared(speaking), Shared(queries), Handed[tuple[str, ...]]()
        much = self._is_much(speaking)

        def beside() -> tuple[tuple[Site, ...], tuple[Feature, ...] | None, Found]:
            left = speakers.there()
            written = [*self._idioms(until(handed.ready, left))]
            chosen = handed.take()
            self._central.update(self._about(chosen))
            signs = self._told(matcher) if much and chosen else None
            written += self._idioms(left)
            return tuple(written), signs, self._answered(asking.there())

        # NOTE: what is chosen is found out here while the second process begins with idioms; whoever has time for them does the rest.
        aside = self._aside(beside, speaking)
        chosen = candidates.chosen(frozenset(hit.qualname.rpartition(".")[2] for hit in configured if hit.base_url))
        self._central.update(self._about(chosen))
        handed.give(chosen)
        asked = candidates.asked(chosen, self.facts)
        for path, what in self._counted("match", asked.items(), len(asked)):
            try:
                found, problems = matcher.sites(evaluator, path, what, self.look, lambda near: self._beside(matcher, near))
            except Exception as error:
                self._crashed("match", path, error)
                continue
            sites.extend(found)
            self.problems.update(problems)
        sites.extend(self._written(matcher, chosen, tuple(site.hit for site in sites)))
        tracer = Tracer(
            evaluator, matcher.paths, self._catalog, self.look, Files(self._near, self._sending, self._saying, candidates.entering)
        )
        tracer.every = every
        self._entered = tracer.entries
        # NOTE: most ways are followed here, while the second process looks for idioms, and what is left is shared.
        self._follow(tracer, merged(matcher.judged(evaluator, sites)))
        answers = self._answered(self._counted("queries", asking.here(), len(queries)))
        written = tuple(self._idioms(self._counted("idioms", speakers.here(), len(speaking))))
        further, self._signs, others = aside()
        for shared in (speakers, asking, handed):
            shared.close()
        sites.extend((*answers.sites, *others.sites))
        sites.extend(own(sorted((*written, *further), key=lambda site: site.path), tuple(sites)))
        sites = self._elsewhere(sites)
        sites = self._composed(sites)
        hits = self._trace(tracer, merged(matcher.judged(evaluator, sites)))
        return tuple(sorted([*hits, *configured, *answers.hits, *others.hits], key=lambda hit: (hit.location, hit.category, hit.technique)))

    def _written(self, matcher: Matcher, paths: tuple[str, ...], hits: tuple[Hit, ...]) -> Iterator[Site]:
        """What is written for a model and sent by nothing that was followed."""
        known: dict[str, list[Hit]] = defaultdict(list)
        for hit in (hit for hit in hits if hit.category == GENERATING):
            for path in dict.fromkeys((hit.location.path, *(step.location.path for step in hit.flow))):
                known[path].append(hit)
        for path in paths:
            if self._files[path].test or self._files[path].example:
                continue
            try:
                yield from matcher.written(self._evaluator, path, self.look, lambda near: self._beside(matcher, near), known)
            except Exception as error:
                self._crashed("match", path, error)

    def _counted(self, stage: str, things: Iterable[T], total: int) -> Iterator[T]:
        """The things, while their number is told."""
        for number, thing in enumerate(things):
            self._tell(stage, number, total)
            yield thing

    def _aside(self, work: Callable[[], T], paths: Iterable[str]) -> Callable[[], T]:
        """Begin work on these files in a second process where they are many; what it could not read is told as if it had been done here."""
        if not self._is_much(paths):
            return work

        def noted() -> tuple[T, frozenset[Problem], dict[str, bool]]:
            before = frozenset(self.problems)
            made = work()
            return made, frozenset(self.problems - before), {path: facts is not None for path, facts in self._facts.items()}

        result = begun(noted)

        def told() -> T:
            made, problems, parsed = result()
            self.problems.update(problems)
            self._parsed.update(parsed)
            return made

        return told

    def _is_much(self, paths: Iterable[str]) -> bool:
        return sum(self._files[path].size for path in paths) > MUCH

    def _answered(self, paths: Iterable[str]) -> Found:
        """What the queries in these files do, as far as it is written there: what callers pass is a value, no statement."""
        evaluator = self._evaluator.without_callers()
        sites: list[Site] = []
        hits: list[Hit] = []
        for path in paths:
            try:
                found = self._queries.of(evaluator, path, self._data, self.look)
            except Exception as error:
                self._crashed("queries", path, error)
                evaluator.recover()
                continue
            sites.extend(found.sites)
            hits.extend(found.hits)
            self.problems.update(found.problems)
        return Found(tuple(sites), tuple(hits))

    def _about(self, chosen: tuple[str, ...]) -> Iterator[str]:
        """Candidates and files with queries, those that they import and those that import them."""
        for path in {*chosen, *self._holding["query"]}:
            for other in (path, *self._imported.get(path, ()), *self._importers.get(path, ())):
                if other in self._examined and self._files[other].language not in CONFIGURATION:
                    yield other

    @functools.lru_cache(maxsize=1)  # noqa: B019  one instance per scan
    def _candidates(self, matcher: Matcher) -> Candidates:
        return Candidates(self._scanned, self._catalog, matcher.lives)

    @functools.cached_property
    def _scanned(self) -> Scanned:
        return Scanned(self._files, self._examined, self._imported, self._importers, self.naming, self._data)

    def _speaking(self) -> list[str]:
        """Files with words of algorithms."""
        return sorted(path for path, one in self._examined.items() if one.words and self._files[path].language not in CONFIGURATION)

    def _idioms(self, speaking: Iterable[str]) -> Iterator[Site]:
        """Algorithms that people wrote themselves, in these files with words of one, whatever else of them was read."""
        for path in speaking:
            try:
                yield from self._by_hand.sites(self._files[path], self._data(path) or b"", self._examined[path].words)
            except Exception as error:
                self._crashed("idioms", path, error)

    @functools.cached_property
    def _by_hand(self) -> Idioms:
        return Idioms(self._catalog.idioms, self.facts, self.look)

    def _elsewhere(self, sites: list[Site]) -> list[Site]:
        """The sites, with the steps of the idioms among them in other files."""
        running = {id_ for idiom in self._catalog.idioms if idiom.elsewhere for id_ in idiom.within}
        if not any(site.hit.signature in running for site in sites):
            return sites
        from scanner.idioms.elsewhere import Elsewhere

        try:
            return list(Elsewhere(self._catalog.idioms, self._evaluator, self.look).settled(sites))
        except Exception as error:
            self._crashed("idioms", sites[0].path, error)
            return sites

    def _composed(self, sites: list[Site]) -> list[Site]:
        """The sites, with the functions that put several of them together."""
        composing = {idiom.category for idiom in self._catalog.idioms if idiom.composes}
        if sum(site.hit.category in composing for site in sites) < _PARTS:
            return sites
        from scanner.idioms.composed import Composed

        try:
            return list(Composed(self._catalog.idioms, self._evaluator, self.look).settled(sites))
        except Exception as error:
            self._crashed("idioms", sites[0].path if sites else "", error)
            return sites

    def features(self, matcher: Matcher) -> tuple[Feature, ...]:
        """Reasons to ask about public opinion."""
        return self._signs if self._signs is not None else self._told(matcher)

    def _told(self, matcher: Matcher) -> tuple[Feature, ...]:
        signs = Features(self._catalog.signs, self._data, self.facts, self.look, self._entries(matcher))
        found: set[Feature] = set()
        for path, one in sorted(self._examined.items()):
            try:
                found.update(signs.of(Searched(self._files[path], one.imports, path in self._holding["hint"])))
            except Exception as error:
                self._crashed("features", path, error)
        return tuple(sorted(found, key=lambda feature: (feature.location, feature.signature)))

    def _entries(self, matcher: Matcher) -> Entries:
        """The entry points, as far as the ways from the hits have looked at them."""
        self._entered = self._entered or Entries(self._evaluator, matcher.paths, self._catalog, self._candidates(matcher).entering)
        return self._entered

    def labels(self, matcher: Matcher, hits: tuple[Hit, ...]) -> Looked:
        """Labels of generated content, and what takes them away."""
        hits = tuple(hit for hit in hits if hit.kind != "artifact")
        entries = self._entries(matcher)
        parents = {term.id: term.parent.partition("/")[2] for term in self._catalog.categories.techniques}
        # NOTE: an import may lead to a folder.
        around = near(hits, {path: tuple(target for target in found if target in self._files) for path, found in self._imported.items()})
        families = frozenset(parents.get(hit.technique, "") for hit in hits if hit.location.path in around.generating)
        signs = Labels(self._catalog.labels, self._data, self.facts, self.look, entries)
        try:
            return signs.of(around, sorted(self._holding["label"]), families)
        except Exception as error:
            self._crashed("labels", around.generating[0] if around.generating else "", error)
            return Looked()

    def artifacts(self, matcher: Matcher) -> tuple[Artifact, ...]:
        """Models in the tree, and container images that serve them."""
        finder = Finder(self._catalog, self._found.root, matcher.servers.developer, self._variable)
        for file in (*self._found.artifacts, *(one for one in self._files.values() if one.language in CONFIGURATION)):
            try:
                finder.look_at(file)
                facts = self.facts(file.path) if file.language == "yaml" and file.path in self._holding["image"] else None
                if facts is not None:
                    finder.described(file, facts, self._places(file.path).location)
            except Exception as error:
                self._crashed("artifacts", file.path, error)
        self.problems.update(finder.problems)
        return finder.result()

    def _variable(self, name: str) -> str:
        """The one text that the project's own configuration gives a variable, else ""."""
        found = [value.text for value in self.environment(name) if isinstance(value, Text)]
        return found[0] if len(found) == 1 else ""

    def dependencies(self, hits: tuple[Hit, ...]) -> tuple[Dependency, ...]:
        """Packages of all manifests, tied to the hits."""
        from scanner.dependencies import read as read_manifests
        from scanner.manifests import manifest_format

        files = [file for file in self._files.values() if manifest_format(file.path)]
        if not files and not self._found.manifests:
            return ()
        from scanner.dependencies.use import Code, tied

        found, problems = read_manifests(self._found.root, (*files, *self._found.manifests))
        self.problems.update(problems)
        product = {path: one.imports for path, one in self._examined.items() if not (self._files[path].test or self._files[path].example)}
        return tied(found, hits, self._catalog, Code({path: file.language for path, file in self._files.items()}, product))

    def _crashed(self, stage: str, path: str, error: Exception) -> None:
        self.problems.add(Problem(path=path, stage=stage, reason="crash", detail=f"{type(error).__name__}: {error}"))
        self._evaluator.recover()

    @functools.cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self._project(), self._catalog.flows, self.environment)

    def _trace(self, tracer: Tracer, sites: tuple[Site, ...]) -> list[Hit]:
        self._follow(tracer, sites)
        self.problems.update(tracer.problems)
        return tracer.settled(self._followed[site] for site in sites)

    def _follow(self, tracer: Tracer, sites: tuple[Site, ...]) -> None:
        """Trace hits not yet traced; those that nothing reaches again, when it is known which files call what by name."""
        followed = self._followed
        pending = [site for site in sites if site not in followed]
        for _ in range(ROUNDS):
            for done, site in enumerate(pending):
                self._tell("trace", done, len(pending))
                followed[site] = site.hit
                try:
                    followed[site] = tracer.trace(site)
                except Exception as error:
                    self._crashed("trace", site.path, error)
            pending = [
                one for one in pending if followed[one].reach == "unreached" or (followed[one].reach == "tests" and not one.hit.in_tests)
            ]
            new = tracer.wanted - self._wanted
            if not new or not pending:
                break
            self._wanted |= new
            tracer.know(self._calling(new))

    def _sending(self, names: set[str], said: str = "") -> dict[str, tuple[str, ...]]:
        """The same where a signature has the names: also behind ``->`` and ``::``, at the start of a line, and in Ruby without brackets."""
        return self._calling(names, said, marks=(*_MARKS, b">", b":", b"\n", b"\t", b"  "))

    def _calling(self, names: set[str], said: str = "", marks: tuple[bytes, ...] = _MARKS) -> dict[str, tuple[str, ...]]:
        """Source files that call something by one of the names and say a text; a name that too many use says nothing."""
        text = said.encode()
        callers = self._callers(names, marks)
        found = {word: tuple(path for path in paths if text in (self._data(path) or b"")) for word, paths in callers.items()}
        return {word: paths if len(paths) <= (MAX_SAID if _SEVERAL.search(word) else MAX_CALLING) else () for word, paths in found.items()}

    def _callers(self, names: set[str], marks: tuple[bytes, ...]) -> dict[str, list[str]]:
        """All source files that call something by one of the names, behind one of the marks; looked for once."""
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        words = tuple(sorted(names))
        if (marks, words) in self._called:
            return self._called[marks, words]
        marked = [mark + word.encode() for mark in marks for word in words]
        search = BytesAhoCorasick(marked, implementation=Implementation.DFA)
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._examined):
            language = self._files[path].language
            if language in CONFIGURATION:
                continue
            data = self._data(path) or b""
            called = (b":", b"]") if language == "objc" else (b"(", b" ") if language == "ruby" and marks != _MARKS else (b"(",)
            numbers = {n for n, _, end in search.find_matches_as_indexes(data, overlapping=True) if data[end : end + 1] in called}
            for word in dict.fromkeys(n % len(words) for n in sorted(numbers) if (language == "objc") == (marks[n // len(words)] == b" ")):
                found[words[word]].append(path)
        self._called[marks, words] = found
        return found

    def _saying(self, keys: frozenset[str]) -> dict[str, tuple[str, ...]]:
        """Source files in languages of these keys that say ``/segment`` and may send it; a segment that too many say tells nothing."""
        spoken = {name for name in {file.language for file in self._files.values()} if name and key_of(name) in keys}
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._scanned.sending()):
            file = self._files.get(path)
            if file is None or file.language not in spoken or path not in self._examined or file.test or file.example:
                continue
            if file.size <= MAX_PAGE:
                for segment in set(_SEGMENT.findall(self._data(path) or b"")):
                    found[segment.decode()].append(path)
        return {segment: tuple(paths) for segment, paths in found.items() if len(paths) <= MAX_CALLING}

    def _configured(self, matcher: Matcher) -> tuple[Hit, ...]:
        """What configuration files say; large ones are data unless an address of a vendor stands in them."""
        hits: list[Hit] = []
        for path in sorted(self._holding["setting"]):
            data = self._data(path) or b""
            if len(data) > MAX_SETTINGS and not matcher.urls.vendors_named(data):
                continue
            facts = self.facts(path)
            hits.extend(matcher.configured.of(facts, data, self.look) if facts is not None else ())
        return tuple(hits)

    def around(self, named: tuple[str, ...]) -> frozenset[str]:
        """Files that the named ones may have an effect on: their importers, and everything once settings that were read are among them."""
        inside = {path for path in self._files if any(path == name or path.startswith(f"{name}/") for name in named)}
        if any(self._files[path].language in CONFIGURATION and (path in self._facts or path in self._parsed) for path in inside):
            return frozenset(self._files)
        edge = set(inside)
        for _ in range(HOPS):
            edge = {importer for path in edge for importer in self._importers.get(path, ())} - inside
            inside |= edge
        return frozenset(inside)

    def counts(self) -> FileCounts:
        """The run manifest."""
        elsewhere = len(self._found.manifests) + len(self._found.artifacts)
        return FileCounts(
            seen=len(self._files) + elsewhere,
            read=len(self._examined) + sum(map(len, self._search.left_out.values())) + elsewhere,
            parsed=sum({**self._parsed, **{path: facts is not None for path, facts in self._facts.items()}}.values()),
            skipped=self._search.skipped(),
            languages=tuple(sorted(Counter(self._files[path].language for path in self._examined).items())),
        )

    def numbers(self, digits: Mapping[str, str]) -> tuple[ShownNumber, ...]:
        """Filing numbers in the files, by place; type ``digits`` give the category."""
        paths = sorted(self._holding["number"])
        return tuple(one for path in paths for one in shown(self._files[path], decode(self._data(path) or b"").data, digits))

    # -- one file

    def facts(self, path: str) -> Facts | None:
        """Facts of a file; None when it cannot be lowered."""
        if path not in self._facts:
            file = self._files.get(path)
            data = self._data(path) if file is not None else None
            facts, problems = lower(file, data) if file is not None and data is not None else (None, ())
            self.problems.update(problems)
            self._facts[path] = facts
        return self._facts[path]

    @functools.lru_cache(maxsize=256)  # noqa: B019  one instance per scan
    def look(self, path: str) -> tuple[SourceFile, Places]:
        """A file, and its lines as a person sees them."""
        return self._files[path], self._places(path)

    def _places(self, path: str) -> Places:
        data = decode(self._data(path) or b"").data
        facts = self.facts(path) if self._files[path].language in WRAPPED else None
        if facts is not None and facts.lines:
            return Places(path, unwrapped(self._files[path], data), facts)
        return Places(path, data)

    @functools.lru_cache(maxsize=2048)  # noqa: B019  one instance per scan
    def environment(self, name: str) -> tuple[Value, ...]:
        """What the project's own configuration gives a variable or a dotted key."""
        return self._settings.value(name)

    @functools.cached_property
    def _settings(self) -> Settings:
        return Settings(self._files.values(), self.facts, self._words.holding, self._holds)

    # -- inside

    def _data(self, path: str) -> bytes | None:
        known = self._kept.get(path)
        if known is None and (known := self._read(path)) is not None and self._room > len(known):
            self._room -= len(known)
            self._kept[path] = known
        return known

    def _read(self, path: str) -> bytes | None:
        file = self._files.get(path)
        if file is None:
            return None
        found = read(self._found.root, file)
        if isinstance(found, Problem):
            self.problems.add(found)
            return None
        return found

    def _project(self) -> Project:
        project = Project(
            load=self.facts,
            languages=language,
            naming=self.naming,
            importers=self._seeing,
            texts=Texts(self._words.holding, self._uses),
            central=self._central,
        )
        project.tests = frozenset(path for path, file in self._files.items() if file.test)
        return project

    def _uses(self, path: str, word: str, use: Use) -> bool:
        """Whether the text of a file may use a name in some way."""
        found = pattern(word, use, language(self._files[path].language).traits.call_opens)
        return found is None or found.search(decode(self._data(path) or b"").data) is not None

    @functools.lru_cache(maxsize=512)  # noqa: B019  one instance per scan
    def _beside(self, matcher: Matcher, path: str) -> tuple[str, ...]:
        """Vendors whose hosts stand in a file or in those of its folder.

        One alone must stand there in an address, and not in a neighbour that has its name: that speaks of itself.
        """
        folder = path.rpartition("/")[0]
        files = [other for other, e in self._examined.items() if e.needles and other.rpartition("/")[0] == folder]
        named = {other: matcher.urls.vendors_named(self._data(other) or b"") for other in files}
        vendors = sorted(frozenset().union(*named.values()))
        if len(vendors) == 1 and not any(
            _called(path, vendors[0]) or not _called(other, vendors[0])
            for other, found in named.items()
            if found and matcher.urls.vendors_named(self._data(other) or b"", addressed=True)
        ):
            return ()
        return tuple(vendors)

    @functools.lru_cache(maxsize=256)  # noqa: B019  one instance per scan
    def _seeing(self, path: str) -> frozenset[str]:
        """Files that import a file, directly or through others."""
        return self._scanned.seeing(path)

    def _near(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(self._seeing(path)))

    def _holds(self, path: str, word: str) -> bool:
        data = self._data(path)
        return data is not None and word.encode() in data


def _called(path: str, vendor: str) -> bool:
    """Whether a file is named after a vendor."""
    return vendor.partition("-")[0] in path.rpartition("/")[2].lower()


def _folders(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]
