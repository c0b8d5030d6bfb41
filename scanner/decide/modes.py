"""Decides how a model is used and whose it is: called, self-hosted, tuned or trained; from calls, artefacts, packages and addresses.

It is the one place that does; every answer has its reasons. What follows from it for a filing is left to the rules,
and what the operator has declared comes before all of it.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.match.urls import is_local, split
from scanner.model import HOLE, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.catalog import Catalog, Vendor
    from scanner.model import Artifact, Dependency, Hit, Mode, Reason

UNTOLD = frozenset({None, "", "configurable"})
"""Vendors of calls that the code leaves open."""
SMALL = frozenset({"speech", "human", "scene"})
"""Families whose local models are built for one thing: no model id in the code does not mean that it is chosen at run time."""
_ORIGINS: Mapping[str, str] = {"fine-tune": "fine-tuned", "train": "own"}
_TUNING = ("fine-tune", "train")
_PORT = re.compile(r"^[^/]*//[^/?#]*:(?P<port>\d{2,5})(?=[/?#]|$)")
_NAMED = 3
"""Places that one reason names."""


class Verdict(NamedTuple):
    """How one hit is served."""

    mode: Mode
    because: tuple[Reason, ...]
    origin: str = ""
    """What is known beyond the mode: ``fine-tuned``, ``own``, ``relay``; "" leaves it to ``origin``."""
    base: str = ""
    """The model behind a path, a recipe or an address."""


def origin(mode: str, vendor: Vendor | None, *, told: bool, family: str, said: str = "") -> str:
    """Where a model comes from.

    ``told``: somebody, or some model, is named; ``family``: of the technique; ``said``: what evidence beyond the call says.
    """
    if said and mode not in _ORIGINS:
        return said
    if mode in _ORIGINS:
        return _ORIGINS[mode]
    if mode == "self-hosted":
        return "open-weights" if told or family in SMALL else "run-time"
    return "run-time" if not told else "relay" if vendor is not None and vendor.relay else "api"


def settled(hits: Iterable[Hit], artifacts: Iterable[Artifact], dependencies: Iterable[Dependency], catalog: Catalog) -> tuple[Hit, ...]:
    """The hits with mode, origin as far as it is known beyond the mode, the model behind a path, and why."""
    hits = tuple(hits)
    if not any(hit.category == "generation" for hit in hits):
        return hits
    scene = _Scene(hits, tuple(artifacts), tuple(dependencies), catalog)
    return tuple(_with(hit, scene.verdict(hit)) if hit.category == "generation" else hit for hit in hits)


def _with(hit: Hit, found: Verdict) -> Hit:
    changes: dict[str, object] = {"mode": found.mode, "mode_because": found.because, "origin": found.origin, "base": found.base}
    if hit.mode == "self-hosted" and found.mode == "api":
        changes |= {"vendor": "configurable", "jurisdiction": "unknown"}
    return dataclasses.replace(hit, **changes)  # type: ignore[arg-type]


class _Scene:
    """What the whole tree says."""

    def __init__(
        self, hits: tuple[Hit, ...], artifacts: tuple[Artifact, ...], dependencies: tuple[Dependency, ...], catalog: Catalog
    ) -> None:
        self._catalog = catalog
        product = [one for one in artifacts if not one.in_tests]
        self._images = [one for one in product if one.kind == "image" and one.category == "generation"]
        self._models = [one for one in product if one.kind in ("model", "adapter") and one.technique != "none"]
        self._recipes = [one for one in self._models if one.stored == "pulled"]
        self._tuning = sorted({hit.location for hit in hits if hit.mode in _TUNING and not hit.in_tests and hit.certainty != "possible"})
        self._tuned_files = {(hit.location.path, hit.category): hit for hit in reversed(hits) if self._is_tuned(hit) and not hit.in_tests}
        self._modes = _library_modes(catalog)
        self._packages = [one for one in dependencies if not one.in_tests and one.signature and one.use == "uncalled"]

    def verdict(self, hit: Hit) -> Verdict:
        """The first row that says something; all reasons of that row."""
        if hit.kind == "artifact":
            return self._of_artifact(hit)
        if hit.mode == "train":
            return Verdict("train", (because("trains"),))
        if hit.mode == "fine-tune":
            return Verdict("fine-tune", (because("tunes"),))
        return self._called(hit) if hit.mode == "api" else self._local(hit)

    # ---- rows

    def _of_artifact(self, hit: Hit) -> Verdict:
        """A model or image says itself what it is."""
        made = next((one for one in self._models if one.location == hit.location), None)
        changed = made is not None and (made.kind == "adapter" or made.trained)
        return Verdict(hit.mode, hit.reasons, "fine-tuned" if changed else "", made.base if made else "")

    def _called(self, hit: Hit) -> Verdict:
        """Somebody else's address, or one that the code leaves open."""
        row = self._tuned_id(hit)
        if row:
            return Verdict("api", (because("tuned-id", model=hit.model or ""),), "fine-tuned")
        vendor = self._catalog.vendors.get(hit.vendor or "")
        if vendor is not None:
            return Verdict("api", (because("served-relayed" if vendor.relay else "served", vendor=vendor.id),))
        open_ = [because("served-open")] if hit.vendor in UNTOLD else []
        return Verdict("api", (*open_, *self._hints()))

    def _local(self, hit: Hit) -> Verdict:
        """A library that runs models, or an address in one's own network."""
        image = self._behind(hit.base_url)
        if image is not None and image.serves == "relay":
            return Verdict("api", (because("container-relay", url=hit.base_url or "", container=_named(image)),), "relay")
        reasons = [because("own-network", url=hit.base_url) if hit.base_url else because("library-runs")]
        if image is not None:
            reasons.append(because("container-answers", container=_named(image)))
        tuned = self._tuned_files.get((hit.location.path, hit.category))
        model = None if image is not None and image.base and _is_open(hit.model) else self._model(hit)
        if tuned is not None:
            at = f"{tuned.location.path}:{tuned.location.line}"
            return Verdict("self-hosted", (*reasons, because("tuned-loaded", at=at)), "fine-tuned", model.name if model else "")
        if model is not None:
            return self._of_model(reasons, model)
        base = image.base if image is not None and _is_open(hit.model) else ""
        reasons += [because("told-to-serve", name=base)] if base else []
        return Verdict("self-hosted", (*reasons, *self._trained_here()), "", base)

    def _of_model(self, before: list[Reason], model: Artifact) -> Verdict:
        """The model lies in the tree, or is made by a recipe there."""
        at = model.location.path
        reasons = [*before, because("model-named", path=at, name=model.name) if model.name else because("model", path=at)]
        if model.kind == "adapter":
            of = because("adapter-of", name=model.base) if model.base else because("adapter")
            return Verdict("self-hosted", (*reasons, of), "fine-tuned", model.base)
        if model.trained:
            return Verdict("self-hosted", (*reasons, because("trained")), "fine-tuned", model.name)
        return Verdict("self-hosted", (*reasons, *self._trained_here()), "", model.base or model.name)

    # ---- evidence

    def _is_tuned(self, hit: Hit) -> bool:
        """A call that only tuned weights are given to."""
        call = self._catalog.calls.get(hit.signature)
        return call is not None and call.tuned

    def _tuned_id(self, hit: Hit) -> bool:
        """Ids by which vendors call the weights that a customer has tuned."""
        vendor = self._catalog.vendors.get(hit.vendor or "")
        name = (hit.model or "").lower()
        return vendor is not None and any(name.startswith(start) for start in vendor.tuned)

    def _behind(self, url: str | None) -> Artifact | None:
        """The container that answers at an address."""
        if not url or HOLE in url:
            return None
        host = split(url).host
        port = _PORT.match(url)
        names = {host} | ({f":{port['port']}"} if port and is_local(host) and ("." in host or host == "localhost") else set())
        found = [one for one in self._images if not names.isdisjoint(one.hosts)]
        return found[0] if len({one.signature for one in found}) == 1 else None

    def _model(self, hit: Hit) -> Artifact | None:
        """The artefact that a path or a name of a recipe means."""
        name = (hit.model or "").strip()
        if _is_open(name):
            return None
        path = name.removeprefix("./").strip("/")
        found = [one for one in self._models if one.stored != "pulled" and any(_means(path, place) for place in (*one.files, _folder(one)))]
        found = found or [one for one in self._models if "/" in path and one.kind == "model" and one.name.lower() == path.lower()]
        if found:
            return min(found, key=lambda one: (one.location.path.count("/"), one.location))
        known = any(row.patterns and _is_known(row.patterns, name) for vendor in self._catalog.vendors.values() for row in vendor.models)
        return self._recipes[0] if len(self._recipes) == 1 and not known and "/" not in name and "." not in name else None

    def _trained_here(self) -> Iterator[Reason]:
        """What does not settle it, but is a reason to ask."""
        if self._tuning:
            places = ", ".join(f"{at.path}:{at.line}" for at in self._tuning[:_NAMED])
            yield because("tree-tunes", places=places)
        adapters = [one.location.path for one in self._models if one.kind == "adapter"]
        if adapters:
            yield because("tree-adapters", places=", ".join(adapters[:_NAMED]))
        yield from self._declared(_TUNING, "tuning")

    def _hints(self) -> Iterator[Reason]:
        """Who may serve a call that is left open."""
        for image in self._images[:_NAMED]:
            if image.serves in ("model", "relay"):
                yield because(f"container-{image.serves}s", container=_named(image))
        yield from self._declared(("self-hosted",), "running")

    def _declared(self, modes: tuple[str, ...], does: str) -> Iterator[Reason]:
        own = {name for name, found in self._modes.items() if "api" not in found and found & set(modes)}
        rows = [one for one in self._packages if one.signature in own]
        for one in rows[:_NAMED]:
            yield because(f"declared-{does}", name=one.name, at=f"{one.location.path}:{one.location.line}")


def _library_modes(catalog: Catalog) -> dict[str, set[str]]:
    """Modes of what each library generates with."""
    found: dict[str, set[str]] = {}
    for call in catalog.calls.values():
        if call.category == "generation":
            found.setdefault(call.library, set()).add(call.mode)
    return found


def _is_open(model: str | None) -> bool:
    return not model or HOLE in model or "{…}" in model


def _is_known(patterns: Iterable[str], name: str) -> bool:
    from scanner.decide.serving import is_model

    bare = name.partition(":")[0]
    return any(is_model(glob, bare) for glob in patterns)


def _means(path: str, place: str) -> bool:
    """Whether a path in the code is a place in the tree: whole, or its end below a folder that the program starts in."""
    return bool(path and place) and (path == place or place.endswith(f"/{path}") or (path.startswith("../") and place == path.lstrip("./")))


def _folder(one: Artifact) -> str:
    """Where a description and its weights lie together; a single file is named itself."""
    return one.location.path.rpartition("/")[0] if len(one.files) > 1 or one.kind == "adapter" or one.architecture else ""


def _named(image: Artifact) -> str:
    return f"{image.name} ({image.location.path}:{image.location.line})"
