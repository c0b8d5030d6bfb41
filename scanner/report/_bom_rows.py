"""The rows of a bill of materials, as ``_bom`` groups them and the formats write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.report._escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PLACES = 100
"""Places of one row; how many there are is told beside them."""
Properties = tuple[tuple[str, str], ...]
"""Names without a namespace; a name may come more than once."""


class Place(NamedTuple):
    """One line of the project."""

    path: str
    line: int
    symbol: str = ""
    note: str = ""


class Package(NamedTuple):
    """One package in one version, over all manifests."""

    ref: str
    ecosystem: str
    group: str
    name: str
    version: str
    purl: str
    need: str
    """required, optional or excluded."""
    direct: bool
    places: tuple[Place, ...]
    properties: Properties
    library: str
    """Id in the catalogue, "" for none."""


class Model(NamedTuple):
    """One model as one vendor serves it, or as it is held here."""

    ref: str
    name: str
    vendor: str
    """"" where nobody but the product serves it."""
    techniques: tuple[str, ...]
    places: tuple[Place, ...]
    properties: Properties
    hits: frozenset[str]
    """Fingerprints."""
    architecture: str = ""
    base: str = ""
    """The model that it was made from."""
    licence: str = ""
    digest: str = ""
    """SHA-256 of the weights, where one file holds them and its digest is known without reading it."""


class Image(NamedTuple):
    """One container image that serves models or search."""

    ref: str
    name: str
    version: str
    purl: str
    places: tuple[Place, ...]
    properties: Properties
    serves: str
    """Reference of the model that it is told to serve, "" for none."""
    hits: frozenset[str]


class Remote(NamedTuple):
    """One vendor to whom data go."""

    ref: str
    vendor: str
    endpoints: tuple[str, ...]
    techniques: tuple[str, ...]
    places: tuple[Place, ...]
    properties: Properties
    hits: frozenset[str]


class Algorithm(NamedTuple):
    """One algorithm service of the product."""

    ref: str
    name: str
    entries: tuple[Place, ...]
    properties: Properties
    needs: tuple[str, ...]
    """Rows that it is made of."""


class Bill(NamedTuple):
    """All rows; ``needs`` of the product itself are what nothing else of it needs."""

    name: str
    packages: tuple[Package, ...]
    models: tuple[Model, ...]
    images: tuple[Image, ...]
    remotes: tuple[Remote, ...]
    algorithms: tuple[Algorithm, ...]
    needs: tuple[str, ...]
    cut: int
    """Packages that are left out."""


def placed(places: Iterable[Place], rows: Iterable[tuple[str, str]]) -> tuple[tuple[Place, ...], Properties]:
    """The first places, and what is known without what is empty or said twice."""
    several = sorted({place._replace(path=visible(place.path), symbol=visible(place.symbol)) for place in places})
    more = [("places", str(len(several)))] if len(several) > MAX_PLACES else []
    return tuple(several[:MAX_PLACES]), tuple(sorted({row for row in (*rows, *more) if row[1]}))
