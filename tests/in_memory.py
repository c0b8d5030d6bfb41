"""The samples of ``scanner.signatures`` with the real catalogue, as the tests use them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.catalog import Catalog, load
from scanner.evaluate.values import merge
from scanner.signatures import samples
from scanner.signatures.samples import Bench, sample_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.evaluate.values import Value
    from scanner.match import Matcher
    from scanner.model import Hit
    from scanner.queries import Queries


@functools.cache
def bench() -> Bench:
    return Bench(catalog())


@functools.cache
def catalog() -> Catalog:
    return load()


def matcher() -> Matcher:
    return bench().matcher


def queries() -> Queries:
    return bench().queries


class Samples(samples.Samples):
    """A project that exists in memory only."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        super().__init__(bench(), files)

    def values(self, path: str, name: str) -> tuple[Value, ...]:
        """What a module-level name may be."""
        facts = self.facts(path)
        assert facts is not None
        return merge(self.evaluator.values(path, b.value) for b in facts.binds if b.scope == 0 and b.name == name)


def hits_in(code: str, language_id: str = "python", path: str = "") -> tuple[Hit, ...]:
    """Hits in one sample."""
    path = sample_name(language_id, path)
    return Samples({path: code}).hits(path)
