"""Decides what the texts of one configuration file say of models, who serves them, and algorithms that are configured, not called.

Such a hit says what is meant to be used, not that it is: it never makes a service. What the code gets is left to ``evaluate``.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.declared.load import FILE, SECTION
from scanner.evaluate.settings import is_of_build, is_variable, last, variables
from scanner.match.urls import split
from scanner.model import HOLE, Hit, because

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scanner.catalog import Catalog, SettingSignature, Vendor
    from scanner.match.serve import Servers
    from scanner.match.urls import Served, Urls
    from scanner.model import Certainty, Entry, Facts, Jurisdiction, Reason, SourceFile
    from scanner.text import Places

    Look = Callable[[str], tuple[SourceFile, Places]]

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-_\s]+")
_ADDRESS = re.compile(r"(?:^|[=\s,;|(\"'])(https?://[^\s\"'<>;,)\]}]+)")
_MACHINE = re.compile(r"[=;{}$<>|\\]|(?:^|\s)--?\w")
"""What stands in commands and directives, and hardly ever in a sentence."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = 12
"""Words from which on a text is for people, and an address in it is a link."""
_PLACEHOLDER = re.compile(r"(?:^|[._])(?:placeholder|hint|tooltip)(?:[._]|$)")
"""What a field shows while it is empty is no value."""
_LONGEST = 2_000
_LONGEST_NAME = 120
_SHOWN = 160
_VENDORS_KEY = re.compile(r"([A-Z][A-Z0-9_]*?)_(?:API_?)?(?:KEY|TOKEN|SECRET)")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{5,}")


TOLD = ("host", "key", "model", "provider")
"""What a text can say of a vendor: the last part of a hit's signature."""


class _Said(NamedTuple):
    """What one text says; ``again`` is equal for texts of a file that say the same."""

    signature: str
    category: str
    technique: str
    mode: str
    vendor: str | None
    jurisdiction: Jurisdiction | None
    model: str | None
    base_url: str | None
    certainty: Certainty
    because: Reason
    again: object


class Configured:
    """The catalogue's hosts, variables, models and settings, ready to be asked."""

    def __init__(self, catalog: Catalog, urls: Urls, servers: Servers) -> None:
        self._urls = urls
        self._servers = servers
        self._vendors = catalog.vendors
        self._variables = {name: vendor for vendor in catalog.vendors.values() for name in vendor.env}
        self._providers = {name.lower(): vendor for vendor in catalog.vendors.values() for name in (*vendor.providers, vendor.id)}
        self._settings = tuple(signature for signature in catalog.settings if not signature.tells)
        self._telling = tuple(signature for signature in catalog.settings if signature.tells)
        self._made: dict[str, set[tuple[str, str]]] = {}
        """(category, technique) of a vendor's own endpoints, where it makes nothing by models."""
        for endpoint in catalog.endpoints:
            if endpoint.vendor and not catalog.vendors[endpoint.vendor].models:
                self._made.setdefault(endpoint.vendor, set()).add((endpoint.category, endpoint.technique))
        self._techniques = {term.id: term.parent.partition("/")[0] for term in catalog.categories.techniques}

    def of(self, facts: Facts, data: bytes, look: Look) -> tuple[Hit, ...]:
        """Hits of a file, one for every text that says something; a file that says the same again says it once."""
        if facts.path.rpartition("/")[2] == FILE:  # what the operator declares is no setting of the program
            return ()
        entries = [entry for entry in variables(facts) if not entry.key.startswith(SECTION)]
        present = [signature for signature in self._settings if all(word.encode() in data for word in signature.holds)]
        keys = [relaxed(entry.key) for entry in entries]
        places: dict[str, set[str]] = {}
        for key in keys:
            places.setdefault(key.rpartition(".")[0], set()).add(last(key))
        found = []
        known: set[object] = set()
        for entry, key in zip(entries, keys, strict=True):
            said = self._said(entry, key, places.get(key.rpartition(".")[0], set()), present)
            if said is not None and said.again not in known:
                known.add(said.again)
                found.append(_hit(entry, said, facts, look))
        return tuple(found)

    def _said(self, entry: Entry, key: str, beside: Iterable[str], present: Iterable[SettingSignature]) -> _Said | None:
        if len(entry.text) > _LONGEST or _PLACEHOLDER.search(key):
            return None
        served = self._host(entry)
        if served is not None:
            return served
        for signature in present:
            if fits(signature, key, entry.text, beside):
                return self._setting(signature, entry)
        for signature in self._telling if 0 < len(entry.text) <= _LONGEST_NAME else ():
            if fits(signature, key, entry.text, beside):
                told = self._model(signature, entry) if signature.tells == "model" else self._provider(signature, entry)
                if told is not None:
                    return told
        return self._key(entry)

    def _host(self, entry: Entry) -> _Said | None:
        """An address of a vendor, alone or in a longer text that no person reads."""
        text = entry.text.strip()
        addresses = [text] if " " not in text else []
        if len(text.split()) < _SENTENCE and not _CHINESE.search(text) and _MACHINE.search(_ADDRESS.sub("", text)):
            addresses += _ADDRESS.findall(text)
        for address in addresses:
            url = split(address)
            served = self._urls.served(url.host, url.path) if url.host and HOLE not in url.host else ()
            said = self._served(served[0], entry, url.base or url.host) if served else None
            # NOTE: the bare host of a platform of which a part is known tells nothing of that part
            if said is not None and not (said.certainty == "possible" and served[0].host.path and not url.path.strip("/")):
                return said
        return None

    def _served(self, served: Served, entry: Entry, base: str) -> _Said:
        """What a vendor's host is for, is told by its endpoints; of a platform that does much else as well it is not clear."""
        vendor, host = served.vendor, served.host
        made = self._made.get(vendor.id, set())
        alike = len({category for category, _ in made}) == 1
        category, technique = min(made) if alike else ("generation", "multimodal")
        if category == "generation" and (len(made) > 1 or host.wires):
            technique = "multimodal"
        certainty: Certainty = "likely" if host.wires or vendor.models or vendor.relay or category == "generation" else "possible"
        if made and not alike:
            certainty = "possible"
        reason, again = because("configured", key=entry.key), (entry.start, base)
        return _Said(
            f"{vendor.id}/host", category, technique, "api", vendor.id, host.jurisdiction, None, base, certainty, reason, again
        )  # fmt: skip

    def _setting(self, signature: SettingSignature, entry: Entry) -> _Said:
        vendor = self._vendors.get(signature.vendor)
        jurisdiction = vendor.jurisdiction if vendor else None
        place = (signature.id, entry.key)
        return _Said(
            signature.id, signature.category, signature.technique, signature.mode, signature.vendor or None, jurisdiction, None, None,
            signature.certainty, because("setting", key=entry.key, text=entry.text[:_SHOWN]), place,
        )  # fmt: skip

    def _model(self, signature: SettingSignature, entry: Entry) -> _Said | None:
        family = self._servers.family(entry.text)
        if family is None or " " in entry.text or family[1].technique == "none":
            return None
        vendor, technique = family[0], family[1].technique or "multimodal"
        said = _told(vendor, "model", signature.certainty, entry, entry.text)
        if family[1].open_weights:  # anybody may serve it
            said = said._replace(vendor="configurable", jurisdiction="unknown")
        return said._replace(category=self._techniques.get(technique, "generation"), technique=technique)

    def _provider(self, signature: SettingSignature, entry: Entry) -> _Said | None:
        vendor = self._providers.get(entry.text.lower())
        return _told(vendor, "provider", signature.certainty, entry) if vendor is not None else None

    def _key(self, entry: Entry) -> _Said | None:
        """The name of a vendor's key or setting, where a variable is set or named; its value is nobody's business."""
        name = last(entry.key)
        if not is_variable(f"env.{name}") or not (name in self._variables or _VENDORS_KEY.fullmatch(name)):
            name = entry.text.rpartition(".")[2].rstrip("} ") if len(entry.text) <= _LONGEST_NAME else ""
            if not _VARIABLE.fullmatch(name):
                return None
        vendor = self._variables.get(name)
        if vendor is None and (found := _VENDORS_KEY.fullmatch(name)):
            vendor = self._providers.get(found[1].lower()) or self._providers.get(found[1].lower().replace("_", "-"))
            if vendor is not None and any(fnmatch.fnmatchcase(name, glob) for glob in vendor.accounts):
                return None
        sold = self._sold(vendor) if vendor is not None else None
        if vendor is None or sold is None:
            return None
        reason, again = because("variable", name=name), (vendor.id, name)
        return _told(vendor, "key", "possible", entry)._replace(category=sold[0], technique=sold[1], because=reason, again=again)

    def _sold(self, vendor: Vendor) -> tuple[str, str] | None:
        """(category, technique) of what a vendor's key opens; None where its endpoints do different things and no model is among them."""
        made = self._made.get(vendor.id, set())
        categories = {category for category, _ in made}
        if not made or "generation" in categories:
            return "generation", "multimodal"
        return min(made) if len(categories) == 1 else None


def fits(signature: SettingSignature, key: str, text: str, beside: Iterable[str]) -> bool:
    """Whether a key in small letters with a text is what a signature speaks of."""
    if not _keys(signature.keys).fullmatch(key):
        return False
    value = text.strip().lower()
    if any(fnmatch.fnmatchcase(value, glob) for glob in signature.unless):
        return False
    if signature.values and not any(fnmatch.fnmatchcase(value, glob) for glob in signature.values):
        return False
    return not signature.beside or any(fnmatch.fnmatchcase(other, glob) for other in beside for glob in signature.beside)


def relaxed(key: str) -> str:
    """A key path in small letters, ``_`` between its words: ``llm.baseUrl``, ``LLM.BASE_URL`` and ``llm.base-url`` are one."""
    return ".".join("_".join(word for word in _WORDS.split(part) if word).lower() for part in key.split("."))


@functools.cache
def _keys(globs: tuple[str, ...]) -> re.Pattern[str]:
    """``**`` at the beginning stands for any keys around; numbers of elements are segments like others."""
    anywhere = [_segments(glob[3:]) for glob in globs if glob.startswith("**.")]
    whole = [_segments(glob) for glob in globs if not glob.startswith("**.")]
    return re.compile("|".join(([rf"(?:.*\.)?(?:{'|'.join(anywhere)})"] if anywhere else []) + whole))


def _segments(glob: str) -> str:
    return "".join({"*": "[^.]*", ".": r"\."}.get(piece) or re.escape(piece) for piece in re.split(r"([.*])", glob) if piece)


def _told(vendor: Vendor, what: str, certainty: Certainty, entry: Entry, model: str | None = None) -> _Said:
    signature = f"{vendor.id}/{what}"
    reason = because("setting", key=entry.key, text=entry.text)
    again = (signature, model, relaxed(last(entry.key)))
    return _Said(
        signature, "generation", "multimodal", "api", vendor.id, vendor.jurisdiction, model, None, certainty, reason, again
    )  # fmt: skip


def _hit(entry: Entry, said: _Said, facts: Facts, look: Look) -> Hit:
    file, places = look(facts.path)
    return Hit(
        signature=said.signature,
        kind="config",
        category=said.category,
        technique=said.technique,
        mode=said.mode,  # type: ignore[arg-type]  # of the closed list
        vendor=said.vendor,
        jurisdiction=said.jurisdiction,
        library=None,
        model=said.model,
        base_url=said.base_url,
        alternatives=(),
        overridable=True,
        certainty=said.certainty,
        location=places.location(entry.start, max(entry.end, entry.start + 1)),
        qualname=entry.key,
        reasons=(said.because,),
        in_tests=file.test,
        reach="tests" if file.test or is_of_build(facts.path) else "example" if file.example else None,
    )
