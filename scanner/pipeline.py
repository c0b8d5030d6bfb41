"""The stages, chained: files, candidates, facts, values, hits, decisions.

What each stage decides is its own; here is only what flows between them, and what is left out and named.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import scanner
from scanner.collecting import paused
from scanner.masking import without_secrets
from scanner.model import Decisions, ScanOptions, ScanResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scanner.catalog import Catalog
    from scanner.model import Hit, Name

    Progress = Callable[[str, int, int], None]
    """(stage, done, all)."""


@paused()
def scan(paths: Sequence[str], options: ScanOptions | None = None, progress: Progress | None = None) -> ScanResult:
    """Scan files and folders; raises ``ScannerError`` when it cannot begin, everything else is in the result."""
    from scanner import declared
    from scanner import law as law_
    from scanner.artifacts import hits as artifact_hits
    from scanner.artifacts import wanted_names
    from scanner.catalog import builtin_root, catalog_coverage, default_roots, load_tolerant
    from scanner.compare import Scene, contradictions, ignored, owned
    from scanner.decide import closed_words, decide, settled
    from scanner.discover import DiscoverOptions, commit_date, discover, root_of
    from scanner.drift import Scene as DriftScene
    from scanner.drift import doing, drift
    from scanner.match import Matcher
    from scanner.workspace import Workspace

    options = options or ScanOptions()
    named = None
    if options.around:
        paths, named = _around(paths)
    roots = (builtin_root(), Path(options.signatures)) if options.signatures else default_roots(Path(root_of(*paths)))
    catalog, faults = load_tolerant(roots, cache=options.cache)
    wanted = DiscoverOptions(include=options.include, exclude=options.exclude, artifacts=wanted_names(catalog.formats))
    found = discover(paths, dataclasses.replace(wanted, max_bytes=options.max_bytes) if options.max_bytes else wanted)
    law = law_.load(builtin_root(), closed_words(catalog.categories))
    said = declared.Loaded() if options.undeclared else declared.load(Path(found.root), catalog, law)
    said = said.on(options.as_of or commit_date(found.root))
    space = Workspace(found, catalog, progress or (lambda *_: None))
    space.examine()
    matcher = Matcher(catalog)
    artifacts = space.artifacts(matcher)
    calls = space.match(matcher, every=len(said.declared.products) > 1)
    hits = ignored(fingerprinted((*calls, *artifact_hits(artifacts))), said)
    dependencies = space.dependencies(hits)
    hits = settled(hits, artifacts, dependencies, catalog)
    # NOTE: without an algorithm there is nothing to ask about public opinion for.
    features = space.features(matcher) if hits else ()
    hits, decisions = decide(hits, catalog, law, said.declared, features) if hits else ((), Decisions())
    stood = tuple(one for one in space.numbers(_digits(catalog)) if one.location.path not in (said.file, declared.FILE))
    numbers = owned(stood, said, catalog)
    looked = space.labels(matcher, hits)
    scene = Scene(
        loaded=said,
        decisions=decisions,
        hits=hits,
        numbers=numbers,
        features=features,
        labels=looked.seen,
        files=frozenset(file.path for file in found.files),
        folders=space.naming.folders,
        whole=_is_whole(paths, found.root, options),
    )
    result = ScanResult(
        tool_version=scanner.__version__,
        catalog_version=catalog.version,
        law_as_of=law.as_of,
        coverage=catalog_coverage(catalog),
        files=space.counts(),
        hits=hits,
        decisions=dataclasses.replace(decisions, contradictions=(*contradictions(scene, catalog), *looked.findings)),
        features=features,
        dependencies=dependencies,
        artifacts=artifacts,
        problems=tuple(sorted({*faults, *found.problems, *space.problems}, key=lambda p: (p.path, p.stage, p.reason, p.detail))),
        numbers=numbers,
        labels=looked.seen,
        declared=bool(said.file),
        said=said.declared if said.file else None,
        as_of=said.declared.as_of,
        roots=tuple(sorted({Path(p).resolve().name or "/" for p in paths})),
        names=(*law_.names(law), *_names(catalog)),
    )
    differing = DriftScene(
        loaded=said,
        decisions=decisions,
        hits=hits,
        catalog=catalog,
        law=law,
        problems=result.problems,
        unread=found.unread,
        whole=scene.whole and named is None,
        touching=named,
        around=space.around(named or ()),
        changed_on=options.changed_on,
    )
    told = dataclasses.replace(result, drift=drift(differing), doing=doing(differing))
    return without_secrets(told, frozenset(hit.fingerprint for hit in hits))


def fingerprinted(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Identities that do not hang on lines: signature, technique, path, qualified name, and the number among equals in that scope."""
    seen: Counter[tuple[str, ...]] = Counter()
    result = []
    for hit in hits:
        key = (hit.signature, hit.technique, hit.location.path, hit.qualname)
        digest = hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest()[:32]
        seen[key] += 1
        result.append(dataclasses.replace(hit, fingerprint=digest))
    return tuple(result)


def _around(paths: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The whole repository that holds the paths, and what of it was named; None where that is all of it."""
    from scanner.discover import repository_root

    root, places = repository_root(paths)
    return (root,), None if "" in places else places


def _is_whole(paths: Sequence[str], root: str, options: ScanOptions) -> bool:
    """Nothing of the repository was left out by the user, so that what is not found is not there."""
    return not (options.include or options.exclude) and any(Path(path).resolve() == Path(root) for path in paths)


def _digits(catalog: Catalog) -> Mapping[str, str]:
    """Type digits of a filing number to the category."""
    return {term.item: term.id for term in catalog.categories.categories if term.item}


def _names(catalog: Catalog) -> tuple[Name, ...]:
    """What people call the catalogue's ids."""
    from scanner.model import Name

    lists = catalog.categories
    rows = [
        Name(kind, term.id, term.zh, term.en, term.parent)
        for kind, terms in (
            ("type", lists.types), ("category", lists.categories), ("family", lists.families), ("technique", lists.techniques),
            ("obligation", lists.obligations), ("obstacle", lists.obstacles),
        )
        for term in terms
    ]  # fmt: skip
    rows += [Name("feature", term.id, term.zh, term.en) for term in catalog.features]
    rows += [Name("vendor", vendor.id, vendor.name_zh, vendor.name_en) for vendor in catalog.vendors.values()]
    return tuple(rows)
