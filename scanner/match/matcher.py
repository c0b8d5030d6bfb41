"""One file's calls, connections and requests to hits."""

from __future__ import annotations

import dataclasses
import functools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from scanner.catalog import selectors_for
from scanner.evaluate import modules
from scanner.evaluate.chains import filled
from scanner.evaluate.containers import words_of
from scanner.evaluate.project import applied, tail
from scanner.evaluate.values import Built, CallRef, Class, Function, Instance, Path, Sequence, Text, Unknown, merge
from scanner.match import commands, conditions, sending, written
from scanner.match.addresses import Addresses
from scanner.match.living import Asked, Lives
from scanner.match.paths import Found, Link, Paths, canonical
from scanner.match.serve import Base, Servers, bases_of
from scanner.match.settings import Configured
from scanner.match.typed import as_declared
from scanner.match.urls import Urls
from scanner.match.uses import Uses, last_names
from scanner.model import HOLE, Hit, Problem, Step, because

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from scanner.catalog import Catalog
    from scanner.catalog.values import CallSignature, ObjectSignature, Selectors, Starter, Steps
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Use, Value
    from scanner.model import Certainty, Facts, Jurisdiction, Location, Reason, SourceFile
    from scanner.text import Places

    Look = Callable[[str], tuple[SourceFile, Places]]
    """A file and its lines."""
    Beside = Callable[[str], tuple[str, ...]]
    """Vendors whose hosts stand in a file or beside it."""

_RANK: dict[str, int] = {"sure": 0, "likely": 1, "possible": 2}
_PLAIN = frozenset(("map", "sequence", "string", "number"))
_EVERY = (("*",),)
"""Literals, whose methods are their language's own."""
MAX_WRAPPERS = 4
"""Objects inside objects (an agent around a chain around a model) that are followed."""


class Site(NamedTuple):
    """One thing found at one call, before sites are merged into hits; -1 where no call is it, but ``scope``, that of a function."""

    path: str
    call: int
    """Number of the call, -1 for a whole function."""
    hit: Hit
    scope: int = -1
    """The function, where it is no call."""


class Work(NamedTuple):
    """The object that does the work of a call: its links and origins, and those of the wrappers between, nearest first."""

    chain: tuple[Link, ...]
    origins: tuple[CallRef | None, ...]
    wrappers: tuple[tuple[tuple[Link, ...], tuple[CallRef | None, ...]], ...] = ()


class Matcher:
    """The catalogue, ready to be asked file by file."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.paths = Paths(catalog)
        self.lives = Lives(catalog)
        self.urls = Urls(catalog)
        self.servers = Servers(catalog, self.urls)
        self.addresses = Addresses(catalog)
        self.uses = Uses(catalog)

    def judged(self, ev: Evaluator, sites: Iterable[Site]) -> Iterator[Site]:
        """The sites of a project, with its clients as their uses show them."""
        for site in sites:
            index = ev.project.file(site.path) if site.hit.kind == "client" else None
            language = index.language.traits.signature_key if index is not None else ""
            hit = self.uses.judged(ev, site.hit, language, (site.path, site.call)) if index is not None else site.hit
            if hit is not None:
                yield site._replace(hit=hit)

    @functools.cached_property
    def configured(self) -> Configured:
        """What configuration files say."""
        return Configured(self.catalog, self.urls, self.servers)

    def sites(self, ev: Evaluator, path: str, asked: Asked, look: Look, beside: Beside) -> tuple[tuple[Site, ...], tuple[Problem, ...]]:
        """What the calls of one file are, and what was given up; a site may lie in another file that calls into this one."""
        index = ev.project.file(path)
        if index is None:
            return (), ()
        matching = _FileMatch(self, ev, index, asked, look, beside)
        matching.run()
        cut = matching.cut
        problems = (Problem(path=path, stage="evaluate", reason="cut", detail=f"a call was given up at the bound on {cut}"),) if cut else ()
        return tuple(matching.sites), problems

    def written(self, ev: Evaluator, path: str, look: Look, beside: Beside, known: Mapping[str, Collection[Hit]]) -> Iterator[Site]:
        """Possible sites of one file, beside the known hits by path: what is written for a model, but sent by nothing that was followed."""
        index = ev.project.file(path)
        if index is not None and index.facts.root < 0:
            for ref, hit in written.hits(_FileMatch(self, ev, index, Asked(frozenset()), look, beside), known):
                yield Site(ref.file, ref.call, hit)


class _FileMatch:
    def __init__(self, matcher: Matcher, ev: Evaluator, index: FileIndex, asked: Asked, look: Look, beside: Beside) -> None:
        self.m = matcher
        self.ev = ev
        self.index = index
        self.asked = asked
        self.facts = index.facts
        self.look = look
        self._beside = beside
        self.language = index.language.traits.signature_key
        self.open = matcher.paths.any_tail(self.language, (entry.module for entry in index.facts.imports))
        """Every method of something that the file may hold is in the catalogue."""
        self.sites: list[Site] = []
        self.cut = ""
        """The bound that a call with a name of the catalogue ran into."""

    def beside(self, path: str) -> set[str]:
        """Vendors whose hosts stand in the file or beside it."""
        return set(self._beside(path))

    def run(self) -> None:
        for number in range(len(self.facts.calls)):
            if self.worth(number):
                self.call(number)
            else:
                self.by_reference(CallRef(self.facts.path, number, 0))

    def worth(self, number: int) -> bool:
        """Whether a call can lead into the catalogue at all; cheap."""
        call = self.facts.calls[number]
        callee = self.facts.exprs[call.callee]
        if callee[0] == "attr":
            name = str(callee[2])
            if self.facts.exprs[int(callee[1])][0] in _PLAIN:  # type: ignore[call-overload,operator]
                return False
            if self.open or name in self.asked.names or (self.asked.classes and name[:1].isupper()):
                return True
            if self.asked.knows(name):
                return name not in self.asked.sending or not self.m.addresses.lacks(name, self.language, self.facts, call)
            # NOTE: where types lie in files of their own, fields are no functions that could be called.
            held = self.asked.instances and not self.index.language.traits.types_in_files
            return held and name in self.ev.project.stored and not self.ev.flows.is_method(name)
        if callee[0] == "name":
            name = str(callee[1])
            if self.asked.knows(name) or name in self.asked.names:
                return True
            return (self.asked.instances or (self.asked.classes and name[:1].isupper())) and self.bound(name)
        return self.asked.computed or callee[0] not in ("call", "index")

    def bound(self, word: str) -> bool:
        """Whether the file gives the name a meaning, or takes all names of another module."""
        if self.index.stars:
            return True
        scopes = self.facts.scopes
        return any((scope, word) in self.index.binds for scope in range(len(scopes))) if len(scopes) < 64 else True

    def call(self, number: int) -> None:
        ref = CallRef(self.facts.path, number, 0)
        values = self.ev.callee(ref)
        if self.ev.bound and self.asked.knows(tail(self.facts, self.facts.calls[number].callee)):
            self.cut = self.ev.bound
        for value in values:
            if number not in self.steps:
                self.unlisted(value)
            for found, origins in self.meanings(value):
                self.found(ref, found, origins, value)
        if all(isinstance(value, Unknown) for value in values):
            self.ev.loose.add(last_names(self.facts, self.facts.calls[number].callee))
        self.by_reference(ref)

    @functools.cached_property
    def steps(self) -> frozenset[int]:
        """Calls that a member is taken of: steps to other calls, and no use of a client by themselves."""
        exprs = self.facts.exprs
        inner = (exprs[int(expr[1])] for expr in exprs if expr[0] == "attr")  # type: ignore[call-overload]
        return frozenset(int(expr[1]) for expr in inner if expr[0] == "call")  # type: ignore[call-overload]

    def unlisted(self, value: Value) -> None:
        """Notes a use that the catalogue does not know: the name of a call, but of another branch."""
        if isinstance(value, Path) and self.asked.knows(value.steps[-1]) and not self.m.paths.find(self.language, value.steps):
            for origin in value.origins:
                if origin is not None:
                    self.ev.uses.setdefault((origin.file, origin.call), set()).add("unlisted")

    def meanings(self, value: Value) -> list[tuple[Found, tuple[CallRef | None, ...]]]:
        """What the catalogue says that calling ``value`` is, each with the calls that the ``()`` of its path are."""
        if isinstance(value, Path):
            found = [(f, value.origins) for f in self.m.paths.find(self.language, value.steps)]
            built = [(f, value.origins) for f in self.m.paths.find(self.language, (*value.steps, "()")) if f.kind == "object"]
            if not found and not built:
                return [
                    (f, p.origins)
                    for p in as_declared(self.ev, value)
                    for f in self.m.paths.find(self.language, p.steps)
                    if f.kind != "object"
                ]
            return [row for row in found if row[0].kind != "object"] + [
                (Found("built", f.id, f.chain[:-1]), origins)
                for f, origins in built
                if f.chain and f.chain[-1].origin == len(value.origins)
            ]
        if isinstance(value, Instance):
            return [
                (f, (value.origin,))
                for object_id in self.objects_of(Class(value.file, value.scope))
                for f in self.m.paths.below(self.language, object_id, ())
                if f.kind != "object"
            ]
        if isinstance(value, Class):
            return [(Found("built", object_id, ()), ()) for object_id in self.objects_of(value)] + self.below(value, 0)
        if isinstance(value, Function):
            return self.method_of_class(value)
        return []

    def method_of_class(self, value: Function) -> list[tuple[Found, tuple[CallRef | None, ...]]]:
        index = self.ev.project.file(value.file)
        if index is None or not self.m.catalog.classes:
            return []
        scope = index.facts.scopes[value.scope]
        if scope.parent < 0 or index.facts.scopes[scope.parent].kind not in ("class", "interface"):
            return []
        origin = value.receiver.origin if isinstance(value.receiver, Instance) else None
        return [
            (f, (origin,))
            for object_id in self.objects_of(Class(value.file, scope.parent))
            for f in self.m.paths.below(self.language, object_id, (scope.name,))
            if f.kind != "object"
        ]

    def below(self, cls: Class, depth: int) -> list[tuple[Found, tuple[CallRef | None, ...]]]:
        """What building a project class builds because of a class of the catalogue above it."""
        index = self.ev.project.file(cls.file)
        result: list[tuple[Found, tuple[CallRef | None, ...]]] = []
        held = {base for base, _ in modules.embedded(index, cls.scope)} if index is not None else set()
        for base in index.facts.scopes[cls.scope].bases if index is not None and depth < MAX_WRAPPERS else ():
            for value in self.ev.values(cls.file, base) if base not in held else ():
                if isinstance(value, Path):
                    result += [row for row in self.meanings(value) if row[0].kind == "built"]
                elif isinstance(value, Class) and value != cls:
                    result += self.below(value, depth + 1)
        return result

    def objects_of(self, cls: Class) -> list[str]:
        """Objects of the catalogue that instances of a project class are, by its class signatures."""
        return project_objects(self.m, self.ev, cls)

    # -- by reference

    def by_reference(self, ref: CallRef) -> None:
        """``Thread(target=model.generate)``: a catalogued call handed over instead of made."""
        for argument in self.facts.calls[ref.call].arguments:
            expr = self.facts.exprs[argument.value]
            if expr[0] != "attr" or str(expr[2]) in self.asked.sending or not self.asked.knows(str(expr[2])):
                continue
            for value in self.ev.values(self.facts.path, argument.value):
                if isinstance(value, Path):
                    for found in self.m.paths.find(self.language, value.steps):
                        if found.kind == "call":
                            self.found(ref, found, value.origins, value, handed=True)

    # -- hits

    def found(self, ref: CallRef, found: Found, origins: tuple[CallRef | None, ...], value: Value, *, handed: bool = False) -> None:
        if found.kind == "sink":
            self.used(found.chain, origins, generating=True)
            for site, hit in sending.hits(self, ref, self.m.catalog.sinks[found.id], found.chain, origins):
                self.add(site, hit)
        elif found.kind == "built":
            signature = self.m.catalog.objects[found.id]
            if signature.client:
                self.client(ref, signature, found.chain, origins, value)
        elif found.kind == "call":  # what makes a function reachable is asked for by the trace
            self.generated(ref, self.m.catalog.calls[found.id], found.chain, origins, value, handed=handed)

    def client(
        self, ref: CallRef, signature: ObjectSignature, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...], value: Value
    ) -> None:
        chain = (*chain, Link(signature.id, len(origins)))
        origins = (*origins, ref)
        models, more = self.models((), ref, chain, origins)
        ask = self.asker(ref)
        holding = conditions.holds(signature.when, ask, models)
        if holding is False:
            return
        chosen, unsure = conditions.variant(signature.variants, ask, models)
        technique = (chosen.technique if chosen else "") or signature.technique
        if technique == "none" or not technique:
            return
        works = self.workers((), ref, chain, origins)
        work = works[0] if len(works) == 1 else Work(chain, origins)
        vendor = self.vendor_of(work.chain) or self.vendor_of(chain)
        if not models:
            models, more = self.models((), ref, work.chain, work.origins)
        models = self.own(models, vendor, (), ref, work, more=more)
        mode = chosen.mode if chosen and chosen.mode else self.mode_of(work.chain, work.origins) or signature.mode
        served = self.serve(vendor, mode, (), ref, work.chain, work.origins, models, signature.library)
        certainty = lowest(signature.certainty, "possible" if holding is None or unsure else "sure", self.distance(value))
        self.add(
            ref,
            self.hit(
                ref,
                signature.id,
                "client",
                (chosen.category if chosen else "") or signature.category or "generation",
                technique,
                served,
                signature.library,
                certainty,
                (chosen.biometric if chosen else "") or signature.biometric,
                self.reasons(chain, origins),
            ),
        )

    def generated(
        self,
        ref: CallRef,
        signature: CallSignature,
        chain: tuple[Link, ...],
        origins: tuple[CallRef | None, ...],
        value: Value,
        *,
        handed: bool,
    ) -> None:
        works = self.workers(signature.served_by, ref, chain, origins)
        if signature.plugged:
            works = [w for w in works if self.m.catalog.objects[w.chain[-1].object].library == signature.library]
        if signature.plugged and not works:
            return
        self.used(chain, origins, generating=signature.reports, category=signature.category)
        if not signature.reports:
            return
        asked = [(ref, ref)] if handed else [*commands.told(self, ref, signature)]
        for work in [w._replace(wrappers=(*w.wrappers, (chain, origins))) for w in works] or [Work(chain, origins)]:
            for under, site in asked:
                self.worked(under, site, signature, work, value, handed=handed)

    def worked(
        self,
        ref: CallRef,
        site: CallRef,
        signature: CallSignature,
        work: Work,
        value: Value,
        *,
        handed: bool,
    ) -> None:
        work_chain, work_origins = work.chain, work.origins
        models, more = self.models(signature.model, ref, work_chain, work_origins)
        for wrapper_chain, wrapper_origins in work.wrappers:
            if not models:
                models, more = self.models((), ref, wrapper_chain, wrapper_origins)
        ask = self.asker(ref, signature.words) if not handed else (lambda _s: None)
        built = self.built(work_chain, work_origins, models)
        vendor = signature.vendor or self.vendor_of(work_chain) or self.library_vendor(signature.library)
        models = self.own(models, vendor, signature.base_url, ref, work, more=more)
        holding = conditions.holds(signature.when, ask, models)
        if holding is False or built is False:
            return
        chosen, unsure = conditions.variant(signature.variants, ask, models)
        own = self.m.catalog.objects[work_chain[-1].object].technique if signature.plugged else ""
        technique = (chosen.technique if chosen else "") or own or signature.technique
        family = self.m.servers.family(models[0], vendor) if models else None
        if technique == "multimodal" and family is not None and family[1].technique:
            technique = family[1].technique
        if technique == "none":
            return
        mode = (chosen.mode if chosen else "") or self.mode_of(work_chain, work_origins) or signature.mode
        if signature.mode in ("fine-tune", "train"):
            mode = "train" if self.mode_of(work_chain, work_origins) == "train" else signature.mode
        served = self.serve(vendor, mode, signature.base_url, ref, work_chain, work_origins, models, signature.library)
        undecided = (
            holding is None or built is None or (unsure and chosen is None and any(v.technique == "none" for v in signature.variants))
        )
        certainty = lowest(signature.certainty, "possible" if undecided else "sure", "likely" if handed else "sure", self.distance(value))
        category = (chosen.category if chosen else "") or signature.category
        self.made(work_chain, work_origins, category, technique)
        self.add(
            site,
            self.hit(
                site,
                signature.id,
                signature.kind,
                category,
                technique,
                served,
                signature.library,
                certainty,
                (chosen.biometric if chosen else "") or signature.biometric,
                self.reasons(work_chain, work_origins),
                None if site[:2] == ref[:2] else ref,
                "starts the program",
            ),
        )

    def built(self, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...], models: tuple[str, ...]) -> bool | None:
        """Whether the objects on the way are what their ``when`` asks of the constructors."""
        result: bool | None = True
        for link in chain:
            signature = self.m.catalog.objects[link.object]
            origin = self.origin(link, origins)
            if not signature.when:
                continue
            found = conditions.holds(signature.when, self.asker(origin), models) if origin is not None else None
            if found is False:
                return False
            result = result and found
        return result

    def workers(
        self, served_by: Selectors, ref: CallRef, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...], depth: int = 0
    ) -> list[Work]:
        """The objects that may do the work, where an argument of the call or of an object on the way names them."""
        asked: list[tuple[CallRef, Selectors]] = []
        if served_by:
            asked.append((ref, served_by))
        for link in reversed(chain):
            selectors = self.m.catalog.objects[link.object].served_by
            origin = origins[link.origin] if 0 <= link.origin < len(origins) else None
            if selectors and origin is not None:
                asked.append((origin, selectors))
        for at, selectors in asked:
            result: list[Work] = []
            for value in self.ev.select(at, selectors_for(selectors, self.language)) or ():
                for found in self.m.paths.find(self.language, value.steps) if isinstance(value, Path) else ():
                    if found.kind == "object" and isinstance(value, Path):
                        inner = self.workers((), ref, found.chain, value.origins, depth + 1) if depth < MAX_WRAPPERS else []
                        self.used(found.chain, value.origins, generating=True)
                        around = (found.chain, value.origins)
                        result += [w._replace(wrappers=(*w.wrappers, around)) for w in inner] or [Work(*around)]
            if result:
                return list(dict.fromkeys(result))
        return []

    def used(self, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...], *, generating: bool, category: str = "") -> None:
        """Note what a client that was built somewhere is used for; a call of another category is another use of it."""
        for link in chain:
            origin = self.origin(link, origins)
            if origin is not None:
                own = self.m.catalog.objects[link.object].category
                use: Use = "generates" if generating and category in ("", own or category) else "other"
                self.ev.uses.setdefault((origin.file, origin.call), set()).add(use)

    def made(self, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...], category: str, technique: str) -> None:
        """Note what a call on a client that was built somewhere makes."""
        for link in chain:
            origin = self.origin(link, origins)
            if origin is not None:
                self.ev.made.setdefault((origin.file, origin.call, category), Counter())[technique] += 1

    def asker(self, ref: CallRef, words: Selectors = ()) -> conditions.Ask:
        """What stands at selectors; ``*`` are all positional arguments and what stands at each of ``words``."""
        beside = selectors_for(words, self.language)

        def ask(selectors: Selectors) -> tuple[Value | conditions.AnyOf, ...] | None:
            asked = selectors_for(selectors, self.language)
            if asked != _EVERY:
                return self.opened(self.ev.select(ref, asked))
            found = [value for selector in (*asked, *beside) for value in self.opened(self.ev.select(ref, (selector,))) or ()]
            return (conditions.gathered(tuple(found)),) if found else None

        return ask

    def opened(self, values: tuple[Value, ...] | None) -> tuple[Value | conditions.AnyOf, ...] | None:
        """Sequences as what they hold, for conditions."""
        if values is None:
            return None
        return tuple(conditions.AnyOf(words_of(self.ev, v)) if isinstance(v, Sequence | Built) else v for v in values)

    def origin(self, link: Link, origins: tuple[CallRef | None, ...]) -> CallRef | None:
        at = link.origin if link.origin >= 0 else (0 if link.object and len(origins) == 1 else -1)
        return origins[at] if 0 <= at < len(origins) else None

    def own(self, models: tuple[str, ...], vendor: str, selectors: Selectors, ref: CallRef, work: Work, *, more: bool) -> tuple[str, ...]:
        """Of the models that a call may be given, those of who serves it; ``more``: it may be given others, too."""
        if len(models) < 2 and not (models and more):
            return models
        bases = self.addresses(selectors, ref, work.chain, work.origins)
        return self.m.servers.own(models, *self.m.servers.behind(bases, vendor), more=more)

    def models(
        self, selectors: Selectors, ref: CallRef, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]
    ) -> tuple[tuple[str, ...], bool]:
        """Model ids, and whether there may be others: the call's argument, else those given to the objects on the way, nearest first."""
        found, more = self.ids(ref, selectors)
        for link in reversed(chain):
            if found:
                break
            signature = self.m.catalog.objects[link.object]
            origin = self.origin(link, origins)
            if origin is not None and signature.model:
                found, more = self.ids(origin, signature.model)
            if not found:
                found = self.texts(tuple(v for what, v in self.stored(link, signature, origins) if what == "model"))
            if not found:
                found = self.texts(self.configured(*(variable for variable, what in signature.env if what == "model")))
            if not found:
                found = self.texts(self.configured(*(key for starter in self.started(signature) for key in starter.model)))
        return found, more

    def ids(self, ref: CallRef, selectors: Selectors) -> tuple[tuple[str, ...], bool]:
        """Texts at the first selector that holds something else than addresses, which another overload has there; whether more does."""
        for selector in selectors_for(selectors, self.language):
            found = self.texts(values := self.ev.select(ref, (selector,)))
            if values is not None and not (found and all("://" in text for text in found)):
                return found, any(not isinstance(value, Text) for value in values)
        return (), False

    def addressed(self, ref: CallRef, selectors: Selectors, why: str, *, blank: bool = False) -> list[Base]:
        """Base URLs at the first selector that holds any; ``blank`` as in ``bases_of``."""
        for selector in selectors_for(selectors, self.language):
            values = self.ev.select(ref, (selector,))
            found = bases_of(values, why, blank=blank) if values is not None else []
            if found:
                return found
        return []

    @staticmethod
    def texts(values: Iterable[Value] | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.text for v in values or () if isinstance(v, Text) and v.text.strip(HOLE)))

    def names(self, values: tuple[Value, ...]) -> tuple[str, ...]:
        """Texts, or the names of members of another package's class."""
        return self.texts(values) or tuple(filter(None, map(conditions.member, values)))

    def vendor_of(self, chain: tuple[Link, ...]) -> str:
        for link in reversed(chain):
            signature = self.m.catalog.objects[link.object]
            if signature.vendor:
                return signature.vendor
        return self.library_vendor(self.m.catalog.objects[chain[-1].object].library) if chain else ""

    def library_vendor(self, library: str) -> str:
        found = self.m.catalog.libraries.get(library)
        return found.vendor if found is not None else ""

    def mode_of(self, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]) -> str:
        """How the nearest object runs that says so, itself or by what its constructor was given."""
        for link in reversed(chain):
            signature = self.m.catalog.objects[link.object]
            origin = self.origin(link, origins) if any(variant.mode for variant in signature.variants) else None
            chosen = conditions.variant(signature.variants, self.asker(origin), ())[0] if origin is not None else None
            mode = (chosen.mode if chosen is not None else "") or signature.mode
            if mode != "api":
                return mode
        return ""

    def serve(  # noqa: PLR0913  one call, all its parts
        self,
        vendor: str,
        mode: str,
        base_url: Selectors,
        ref: CallRef,
        chain: tuple[Link, ...],
        origins: tuple[CallRef | None, ...],
        models: tuple[str, ...],
        library: str,
    ) -> object:
        bases = self.addresses(base_url, ref, chain, origins)
        region, said, strange = None, "", False
        for link in reversed(chain):
            signature = self.m.catalog.objects[link.object]
            origin = self.origin(link, origins)
            if not said and origin is not None and signature.provider:
                named = self.names(self.ev.select(origin, selectors_for(signature.provider, self.language)) or ())
                said = self.m.servers.routed(named[0], ()) if len(named) == 1 else ""
                strange = bool(named) and not said
            if region is None and origin is not None and signature.region:
                region = self.m.servers.jurisdiction_of(
                    signature.library, self.ev.select(origin, selectors_for(signature.region, self.language)) or ()
                )
            if region is None and origin is not None and not bases:
                region = self.place_named(signature.library, origin)
        if region is None and not bases:
            asked = {library, *(self.m.catalog.objects[link.object].library for link in chain)}
            region = self.m.servers.place_of(asked, models)
        # NOTE: a provider that is named stands in place of the one that serves where none is, also one that no vendor goes by.
        portable = self.portable(chain)
        vendor = said or ("" if strange and portable else vendor)
        return self.m.servers.serve(vendor=vendor, mode=mode, bases=bases, models=models, region=region, portable=portable)  # type: ignore[arg-type]

    def portable(self, chain: tuple[Link, ...]) -> bool:
        """Whether others speak what an object speaks; not where what it was reached from is one vendor's own."""
        links = [self.m.catalog.objects[link.object] for link in chain]
        return any(one.portable for one in links) and not any(one.vendor and not one.portable for one in links)

    def place_named(self, library: str, origin: CallRef) -> Jurisdiction | None:
        """What the path of the constructor says about the place of service."""
        if library not in self.m.servers.placed:
            return None
        index = self.ev.project.file(origin.file)
        values = self.ev.values(origin.file, index.facts.calls[origin.call].callee) if index is not None else ()
        paths = (value for value in values if isinstance(value, Path))
        return next((place for value in paths if (place := self.m.servers.place_named(library, value.steps))), None)

    def addresses(self, base_url: Selectors, ref: CallRef, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]) -> list[Base]:
        """Base URLs of a call: its own argument's, else those of the nearest object that has any."""
        bases = self.addressed(ref, base_url, "argument of the call")
        for link in reversed(chain):
            signature = self.m.catalog.objects[link.object]
            origin = self.origin(link, origins)
            if origin is not None and not bases:
                blank = self.language in signature.blank
                bases += self.addressed(origin, signature.base_url, f"constructor, {self.place(origin)}", blank=blank)
            if not bases:
                stored = [v for what, v in self.stored(link, signature, origins) if what == "base_url"]
                found = bases_of(stored, "attribute set in the code")
                # NOTE: an attribute that gets something unknown, often under an if, leaves the default in force otherwise.
                bases += [b._replace(fallback=True, unknown=False, url="") if b.unknown else b for b in found]
            if not bases:
                for variable, what in signature.env:
                    if what == "base_url":
                        bases += bases_of(self.configured(variable), f"environment {variable}")
            if not bases:
                bases += self.started_at(signature)
            if not bases and origin is None and link.origin >= 0 and signature.portable:
                bases.append(Base("", "known by its declared type only", unknown=True))
        return bases

    def started(self, signature: ObjectSignature) -> tuple[Starter, ...]:
        """The parts of the project's configuration from which a framework builds the object."""
        known = (starter for starter in signature.starters if any(isinstance(self.ev.environment(key)[0], Text) for key in starter.keys))
        return tuple(known)

    def configured(self, *keys: str) -> tuple[Value, ...]:
        """What the project's own configuration says under the keys, with what it refers to."""
        written = (v for key in keys for v in self.ev.environment(key) if isinstance(v, Text))
        return merge(filled(self.ev, v) for v in written)

    def started_at(self, signature: ObjectSignature) -> list[Base]:
        """The addresses that the configuration gives an object, each with its own models; which of several is in force is open."""
        found: list[Base] = []
        starters = self.started(signature)
        for starter in starters:
            because = f"configuration {starter.below}"
            known = next((values for key in starter.base_url if (values := self.configured(key))), ())
            models = self.texts(self.configured(*starter.model)) if len(starters) > 1 else None
            for base in bases_of(known, because) or [Base(starter.default, because, fallback=True, unknown=not starter.default)]:
                address = base if base.url or base.unknown else base._replace(url=starter.default)
                found.append(address._replace(models=models, fallback=base.fallback and len(starters) == 1))
        return found

    def stored(self, link: Link, signature: ObjectSignature, origins: tuple[CallRef | None, ...]) -> list[tuple[str, Value]]:
        """Attributes of the object (or module) that the code sets: (what they set, value)."""
        result: list[tuple[str, Value]] = []
        for attribute, what in signature.stores:
            *inner, last = attribute.split(".")
            for path in self.ev.project.telling(self.ev.project.among(last), self.facts.path):
                index = self.ev.project.file(path)
                if index is None or index.language.traits.signature_key != self.language:
                    continue
                for store in index.member_stores.get(last, ()):
                    for obj in self.ev.values(path, store.object):
                        if isinstance(obj, Path) and obj.steps[len(obj.steps) - len(inner) :] == tuple(inner):
                            outer = obj._replace(steps=obj.steps[: len(obj.steps) - len(inner)])
                            if self.same_object(outer, link, origins):
                                result += [(what, v) for v in self.ev.values(path, store.value)]
        return result

    def same_object(self, value: Path, link: Link, origins: tuple[CallRef | None, ...]) -> bool:
        for found in self.m.paths.find(self.language, value.steps):
            if found.kind == "object" and found.id == link.object:
                if value.steps[-1].startswith("(@"):  # in a block that is given the settings of all
                    return True
                at = found.chain[-1].origin
                mine = origins[link.origin] if 0 <= link.origin < len(origins) else None
                theirs = value.origins[at] if 0 <= at < len(value.origins) else None
                if theirs is not None and self.ev.flows.prepared(self.ev, theirs):  # for who asks for it, and nobody else
                    return mine is not None and mine[:2] == theirs[:2]
                # NOTE: under which call the constructor runs does not matter: what is set on the thing is set on all that it builds.
                return mine is None or theirs is None or mine[:2] == theirs[:2]
        return False

    def distance(self, value: Value) -> Certainty:
        """Two or more parameters between the call and what is called make it likely only."""
        hops = value.hops if isinstance(value, Path | Instance) else 0
        return "likely" if hops >= 2 else "sure"

    def place(self, ref: CallRef) -> str:
        index = self.ev.project.file(ref.file)
        if index is None:
            return ref.file
        call = index.facts.calls[ref.call]
        return f"{ref.file}:{self.look(ref.file)[1].location(call.start, call.end).line}"

    def reasons(self, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]) -> tuple[Reason, ...]:
        found = []
        for link in chain:
            origin = self.origin(link, origins)
            at = self.place(origin) if origin is not None else ""
            found.append(because("built", object=link.object, at=at) if at else because("object", object=link.object))
        return tuple(dict.fromkeys(found))

    def hit(  # noqa: PLR0913  every field of a hit
        self, ref: CallRef, signature: str, kind: str, category: str, technique: str, served: object, library: str | None, certainty: Certainty,  # noqa: E501
        biometric: str, reasons: tuple[Reason, ...], sent: CallRef | None = None, sending: str = "sends the request",
    ) -> Hit:  # fmt: skip
        index = self.ev.project.file(ref.file)
        assert index is not None
        call = index.facts.calls[ref.call]
        file, places = self.look(ref.file)
        return Hit(
            signature=signature, kind=kind, category=category, technique=technique, mode=served.mode, vendor=served.vendor,  # type: ignore[arg-type, attr-defined]
            jurisdiction=served.jurisdiction, library=library, model=shown(served.model), base_url=served.base_url,  # type: ignore[attr-defined]
            alternatives=served.alternatives, overridable=served.overridable, certainty=certainty,  # type: ignore[attr-defined]
            location=places.location(call.start, call.end), qualname=qualname(index.facts, call.scope), reasons=reasons,
            in_tests=file.test, reach="tests" if file.test else "example" if file.example else None,
            flow=(Step(location=self.location(ref)), Step(location=self.location(sent), note=sending)) if sent is not None else (),
            biometric=biometric or "no", conflict=served.conflict,  # type: ignore[arg-type, attr-defined]
        )  # fmt: skip

    def location(self, ref: CallRef) -> Location:
        index = self.ev.project.file(ref.file)
        assert index is not None
        call = index.facts.calls[ref.call]
        return self.look(ref.file)[1].location(call.start, call.end)

    def add(self, ref: CallRef, hit: Hit) -> None:
        self.sites.append(Site(ref.file, ref.call, hit))


def qualname(facts: Facts, scope: int) -> str:
    """Dotted name of the functions and classes around a scope."""
    names = []
    while scope > 0:
        at = facts.scopes[scope]
        if at.name:
            names.append(at.name)
        scope = at.parent
    return ".".join(reversed(names))


def project_objects(matcher: Matcher, ev: Evaluator, cls: Class) -> list[str]:
    """Ids of the objects that instances of a project class are."""
    index = ev.project.file(cls.file)
    if index is None:
        return []
    scope = index.facts.scopes[cls.scope]
    result = []
    for row in matcher.catalog.classes:
        if row.language != index.language.traits.signature_key or not _name_fits(row.name, scope.name):
            continue
        bases = [canonical(v.steps) for base in scope.bases for v in ev.values(cls.file, base) if isinstance(v, Path)]
        if row.bases and not any(b in row.bases for b in bases):
            continue
        if row.marks and not any(mark in row.marks for mark in _marks(ev, index, scope.decorators)):
            continue
        members = {name for (at, name) in index.binds if at == cls.scope} | set(index.member_stores)
        if all(m in members for m in row.members):
            result.append(row.object)
    return result


def _marks(ev: Evaluator, index: FileIndex, decorators: Iterable[int]) -> Iterator[Steps]:
    """What is written on a class, with brackets behind it or without."""
    for decorator in decorators:
        values = ev.values(index.facts.path, applied(index.facts, decorator))
        yield from (canonical(value.steps) for value in values if isinstance(value, Path))


def _name_fits(glob: str, name: str) -> bool:
    import fnmatch

    return fnmatch.fnmatchcase(name, glob)


def shown(model: str | None) -> str | None:
    return model.replace(HOLE, "{…}") if model else model


def lowest(*certainties: Certainty) -> Certainty:
    return max(certainties, key=lambda c: _RANK[c])


def merged(sites: Iterable[Site]) -> tuple[Site, ...]:
    """One hit per call site and technique, by path and place; several servers of one call become alternatives."""
    groups: dict[tuple[object, ...], list[Site]] = defaultdict(list)
    for site in sites:
        groups[site.path, site.hit.location, site.call, site.hit.category, site.hit.technique].append(site)
    result: list[Site] = []
    for _, found in sorted(groups.items(), key=lambda item: item[0]):
        unique = list(dict.fromkeys(site.hit for site in found))
        best = min(unique, key=lambda h: (h.kind == "client", _RANK[h.certainty]))
        hit = _joined(best, unique) if len(unique) > 1 else best
        result.append(found[0]._replace(hit=hit))
    return tuple(result)


def _joined(best: Hit, hits: list[Hit]) -> Hit:
    from scanner.model import Alternative

    own = [Alternative(vendor=h.vendor, base_url=h.base_url, model=h.model, jurisdiction=h.jurisdiction, because=h.signature) for h in hits]
    alternatives = tuple(dict.fromkeys(a for h, mine in zip(hits, own, strict=True) for a in (h.alternatives or (mine,))))
    known = [h for h in hits if h.vendor not in (None, "configurable")]
    vendors = list(dict.fromkeys(h.vendor for h in known or hits))
    if known and len(vendors) == 1:  # one address stands in the code, the others are open
        best = min(known, key=lambda h: (h.kind == "client", _RANK[h.certainty]))
    places = {h.jurisdiction for h in known or hits if h.jurisdiction}
    modes = {h.mode for h in known or hits}
    return dataclasses.replace(
        best,
        vendor=best.vendor if len(vendors) == 1 else "configurable",
        mode=best.mode if len(modes) == 1 else "api",
        jurisdiction=best.jurisdiction if len(places) <= 1 else "mixed",
        alternatives=alternatives if len(alternatives) > 1 else best.alternatives,
        overridable=best.overridable or len(known) < len(hits),
    )
