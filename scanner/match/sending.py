"""Requests and connections: folded URL, method and body against endpoints."""

from __future__ import annotations

import fnmatch
import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple

from scanner import vocabulary
from scanner.catalog import selectors_for
from scanner.evaluate import namespaces
from scanner.evaluate import text as texts
from scanner.evaluate.values import NOTHING, CallRef, Class, Function, Instance, Keywords, Map, Options, Path, Text, merge
from scanner.match import conditions, interfaces
from scanner.match.lifting import LIFTS, function_of, lifted
from scanner.match.serve import Base
from scanner.match.urls import Endpointed, Url, is_local, split, weight
from scanner.model import HOLE, Hit, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog.values import Endpoint, SinkSignature
    from scanner.evaluate.values import Value
    from scanner.match.matcher import _FileMatch
    from scanner.match.paths import Link
    from scanner.model import Certainty

_ANY = "*"


class Found(NamedTuple):
    """A hit, and the call that it is reported at."""

    site: CallRef
    hit: Hit


class Sending(NamedTuple):
    """A call that sends a request, and how its path led to the signature."""

    ref: CallRef
    sink: SinkSignature
    chain: tuple[Link, ...]
    origins: tuple[CallRef | None, ...]


class Request(NamedTuple):
    """What a call sends, as far as it is known."""

    url: Text
    methods: tuple[str, ...]
    body: tuple[Value, ...]
    headers: tuple[Value, ...]
    query: tuple[Value, ...]


def hits(
    at: _FileMatch, ref: CallRef, sink: SinkSignature, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]
) -> Iterator[Found]:
    """Hits of one request; none when its URL is no endpoint of the catalogue.

    A function that sends whatever URL it is given is a transport: its callers are the sites then, up to ``LIFTS`` functions away.
    """
    if not sink.reports:
        return
    request = Sending(ref, sink, chain, origins)
    found = list(_addressed(at, request, ref, 0))
    found = found or list(_told_alone(at, request, ref, 0))
    yield from found or _named(at, request, ref, 0)


def _addressed(at: _FileMatch, sending: Sending, site: CallRef, lifts: int) -> Iterator[Found]:
    """Hits by the URL."""
    requests = _requests(at, *sending)
    answers = [(request, _endpoint(at, request, site)) for request in requests]
    hitting = [(request, found) for request, found in answers if found is not None]
    open_ = len(requests) != 1 or len(hitting) < len(requests)
    lifting = open_ and lifts < LIFTS and (not requests or any(r.url.hops > 0 for r in requests) or _is_handed(at, sending, site))
    if lifting and not (lifts == 0 and len(hitting) == len(requests) and _told_here(at, sending, site, hitting)):
        lifted = [found for above, caller in _lifted(at, sending, site) for found in _addressed(at, above, caller, lifts + 1)]
        if lifted and not (lifts == 0 and hitting and not _tell(lifted, hitting) and _ends_here(at, sending, site, hitting)):
            yield from lifted
            return
    for request, found in hitting:
        hit = _hit(at, sending.ref, site, sending.sink, request, found)
        if hit is not None:
            yield Found(site, hit)


def _is_handed(at: _FileMatch, sending: Sending, site: CallRef) -> bool:
    """Whether nothing of the URL is written in the function that sends, as where it is taken out of the one object that is passed."""
    scope = function_of(at.ev, site)
    if scope <= 0:
        return False
    return not any(_says(r.url) for r in _requests(at, *sending._replace(ref=site._replace(frame=at.ev.blind(site.file, scope)))))


def _told_here(at: _FileMatch, sending: Sending, site: CallRef, hitting: list[tuple[Request, tuple[Url, Endpointed]]]) -> bool:
    """Whether the function that sends writes the path itself, so that its callers could only add what the endpoint does not hang on."""
    scope = function_of(at.ev, site)
    if scope <= 0 or len({url.host for _, (url, _) in hitting if url.host.strip(HOLE + ".")}) > 1:
        return False
    blind = _requests(at, *sending._replace(ref=site._replace(frame=at.ev.blind(site.file, scope))))
    answers = [_endpoint(at, request, site) for request in blind]
    wanted = {found.endpoint.id for _, (_, found) in hitting}
    return bool(answers) and all(
        answer is not None and answer[0].path.strip("/") != HOLE and {answer[1].endpoint.id} == wanted and not _names_model(answer[1])
        for answer in answers
    )


def _tell(found: list[Found], hitting: list[tuple[Request, tuple[Url, Endpointed]]]) -> bool:
    """Whether one of the callers knows the one server that it asks, which the function that sends does not know by itself."""
    if len({request.url.text for request, _ in hitting if split(request.url.text).host.strip(HOLE + ".")}) == 1:
        return False
    asked: dict[CallRef, set[str | None]] = {}
    for site, hit in found:
        asked.setdefault(site, set()).add(hit.base_url)
    return any(len(one) == 1 and None not in one for one in asked.values())


def _ends_here(at: _FileMatch, sending: Sending, site: CallRef, hitting: list[tuple[Request, tuple[Url, Endpointed]]]) -> bool:
    """Whether the function that sends writes the end of the address, behind a beginning that it is given."""
    scope = function_of(at.ev, site)
    if scope <= 0 or len({found.endpoint.id for _, (_, found) in hitting}) > 1:
        return False
    blind = _requests(at, *sending._replace(ref=site._replace(frame=at.ev.blind(site.file, scope))))
    return bool(blind) and all(request.url.text.partition("?")[0].rpartition(HOLE)[2].strip("/:") for request in blind)


def _names_model(found: Endpointed) -> bool:
    """Whether an unknown part of the path is the model."""
    in_path = {rest[0] for first, *rest in selectors_for(found.endpoint.model, "") if first == "path" and rest}
    return any(HOLE in text for name, text in found.parts if name in in_path)


def _told_alone(at: _FileMatch, sending: Sending, site: CallRef, lifts: int) -> Iterator[Found]:
    """Hits by the body, where nothing of the URL is known."""
    if not at.m.urls.alone or any(_says(request.url) for request in _requests(at, *sending)):
        return
    requests = list(_blinds(at, sending.ref, sending.sink))
    for request, endpoint in itertools.product(requests, at.m.urls.alone):
        if any(m in endpoint.methods or m == _ANY for m in request.methods) and _writes(at, request, endpoint.alone):
            hit = _hit(at, sending.ref, site, sending.sink, request, (split(HOLE), Endpointed(endpoint, ())))
            if hit is not None:
                yield Found(site, hit)
            return
    for above, caller in _lifted(at, sending, site) if lifts < LIFTS and any(request.body for request in requests) else ():
        yield from _told_alone(at, above, caller, lifts + 1)


def _named(at: _FileMatch, sending: Sending, site: CallRef, lifts: int) -> Iterator[Found]:
    """Hits by the names around a request to a server that nobody knows, and its body."""
    blind = _blind(at, sending.ref, sending.sink)
    if not (blind.body or blind.query):
        return
    speaking = [e for e in at.m.urls.named if _carries(at, blind, e.body) and _speaks(at, site, e.named)]
    for request in (_requests(at, *sending) or [blind]) if speaking else ():
        url = split(request.url.text)
        if at.m.urls.served(url.host, url.path) or not (url.host or request.url.text.startswith(HOLE)):
            continue
        for endpoint in speaking:
            if any(m in endpoint.methods or m == _ANY for m in request.methods):
                hit = _hit(at, sending.ref, site, sending.sink, request, (url, Endpointed(endpoint, ())))
                if hit is not None:
                    yield Found(site, hit)
                return
    handed = lifts < LIFTS and not any(isinstance(v, Map) for v in blind.body) and _is_handed(at, sending, site)
    for above, caller in _lifted(at, sending, site) if handed else ():
        yield from _named(at, above, caller, lifts + 1)


def _speaks(at: _FileMatch, site: CallRef, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in the name of a function or class around a call, or of its file."""
    names = (site.file.rpartition("/")[2].partition(".")[0], *_around(at, site))
    return any(_says_word(name, word) for name in names for word in words)


def _around(at: _FileMatch, site: CallRef) -> Iterator[str]:
    """Names of the functions and classes around a call, the innermost first."""
    index = at.ev.project.file(site.file)
    scope = index.facts.calls[site.call].scope if index is not None else 0
    while index is not None and scope > 0:
        yield index.facts.scopes[scope].name
        scope = index.facts.scopes[scope].parent


@functools.lru_cache(maxsize=1 << 14)
def _says_word(name: str, word: str) -> bool:
    """Whether the words of a glob (``text to speech``, ``draw*``) stand in a row in a name."""
    said, asked = vocabulary.split(name), word.split()
    return any(
        all(fnmatch.fnmatchcase(one, glob) for one, glob in zip(said[n : n + len(asked)], asked, strict=True))
        for n in range(len(said) - len(asked) + 1)
    )


def _carries(at: _FileMatch, request: Request, keys: tuple[str, ...]) -> bool:
    """Whether a body or query that is written holds the keys."""
    maps = [v for v in (*request.body, *request.query) if isinstance(v, Map)]
    return any(all(_holds_itself(at, v, key) for key in keys) for v in maps)


def _lifted(at: _FileMatch, sending: Sending, site: CallRef) -> Iterator[tuple[Sending, CallRef]]:
    """The same request under every call of the function that the site stands in, and the call."""
    for ref, caller in lifted(at.ev, sending.ref, site):
        yield sending._replace(ref=ref), caller


def _endpoint(at: _FileMatch, request: Request, site: CallRef) -> tuple[Url, Endpointed] | None:
    url = _queried(at, split(request.url.text), request)
    if not url.host and not request.url.text.startswith(HOLE):
        return None  # the application's own back end
    served = at.m.urls.served(url.host, url.path)
    found = [e for e in at.m.urls.endpoints(url, served) if _fits(at, e, request, site, known_host=bool(served))]
    if len(found) > 1:  # of several at one path the one whose body says more, before all one that is named beside it
        found.sort(key=lambda e: (-weight(e.endpoint.path), not _is_of(at, site, e.endpoint), -len(e.endpoint.body)))
    return (url, found[0]) if found else None


def _queried(at: _FileMatch, url: Url, request: Request) -> Url:
    """The URL with what is given beside it for its query, as far as it tells endpoints."""
    maps = [v for v in request.query if isinstance(v, Map)]
    if not maps or not url.host:
        return url
    written = dict(url.query)
    given = ((key, at.texts(value for one in maps for value in at.ev.entry(one, key) or ())) for key in at.m.urls.asked)
    return url._replace(query=(*url.query, *((key, found[0]) for key, found in given if len(found) == 1 and key not in written)))


def _says(url: Text) -> bool:
    """Whether anything of a URL is known, more than what is asked behind an address that is not."""
    address, _, query = url.text.partition("?")
    return bool(address.replace(HOLE, "").strip("/:")) or (bool(query) and HOLE not in address)


def _requests(
    at: _FileMatch, ref: CallRef, sink: SinkSignature, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]
) -> list[Request]:
    """The requests that the call may send: one per URL."""

    if sink.declares and interfaces.bases(at, ref, sink) is None:
        return []
    blind = _blind(at, ref, sink)
    prepared = [v for v in at.ev.select(ref, selectors_for(sink.url, at.language)) or NOTHING if isinstance(v, Path)]
    result = _based(at, [r for value in prepared for r in _prepared(at, value)], chain, origins)
    return [*result, *(blind._replace(url=url) for url in _urls(at, ref, sink, chain, origins))]


def _blind(at: _FileMatch, ref: CallRef, sink: SinkSignature) -> Request:
    """What the call sends, the URL left open."""
    body, headers, query = (
        merge(found for selector in selectors_for(s, at.language) if (found := at.ev.select(ref, (selector,))) is not None)
        for s in (sink.body, sink.headers, sink.query)
    )
    given = at.ev.select(ref, selectors_for(sink.method_from, at.language)) if sink.method_from else None
    return Request(Text(HOLE), _methods(sink, given), body, headers, query)


def _blinds(at: _FileMatch, ref: CallRef, sink: SinkSignature) -> Iterator[Request]:
    """What the call sends or was built before for it to send, the URL left open."""
    yield _blind(at, ref, sink)
    for value in at.ev.select(ref, selectors_for(sink.url, at.language)) or NOTHING:
        for built, builder, _ in _built(at, value):
            yield _blind(at, built, builder)


def _prepared(at: _FileMatch, value: Path) -> list[Request]:
    """A request object built before: its own URL, method and body."""
    return [request for built, sink, chain in _built(at, value) for request in _requests(at, built, sink, chain, value.origins[:-1])]


def _built(at: _FileMatch, value: Value) -> Iterator[tuple[CallRef, SinkSignature, tuple[Link, ...]]]:
    """The calls that built a request object, and how they are known."""
    built = value.origins[-1] if isinstance(value, Path) and value.origins and value.steps[-1] == "()" else None
    for found in at.m.paths.find(at.language, value.steps[:-1]) if built is not None and isinstance(value, Path) else ():
        if built is not None and found.kind == "sink" and not at.m.catalog.sinks[found.id].reports:
            yield built, at.m.catalog.sinks[found.id], found.chain


def _based(at: _FileMatch, requests: list[Request], chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]) -> list[Request]:
    """Requests built before, under the base URL of the client that sends them."""
    if not any(_relative(r.url) for r in requests):
        return requests
    bases = [b for b in _bases(at, chain, origins) if isinstance(b, Text)]
    return [r._replace(url=url) for r in requests for b in bases if isinstance(url := _under(b, r.url), Text)] or requests


def _methods(sink: SinkSignature, given: tuple[Value, ...] | None) -> tuple[str, ...]:
    """Verbs in upper case; ``*`` where they cannot be known."""
    if given is None:
        return (sink.method.upper(),)
    known = [v.text.upper() for v in given if isinstance(v, Text) and HOLE not in v.text]
    return tuple(dict.fromkeys(known)) if len(known) == len(given) and known else (*known, _ANY)


def _urls(at: _FileMatch, ref: CallRef, sink: SinkSignature, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]) -> list[Text]:
    select = at.ev.select
    found: list[Value] = []
    if sink.url_of_object:
        found += _bases(at, chain, origins)
        return [v for v in found if isinstance(v, Text)]
    if sink.host or sink.path:
        host = select(ref, selectors_for(sink.host, at.language)) if sink.host else None
        path = select(ref, selectors_for(sink.path, at.language)) if sink.path else None
        if host is not None:
            slash: tuple[Value, ...] = (Text("https://"),)
            found += texts.concatenate([slash, host, path if path is not None else (Text("/"),)])
    written = False
    for selector in selectors_for(sink.url, at.language) if not found else ():
        given = select(ref, (selector,))
        written = written or given is not None or select(ref, (selector[:1],)) is not None
        found = [v for v in given or NOTHING if isinstance(v, Text)]
        found += [
            v for f in given or NOTHING if isinstance(f, Function) for v in at.ev.run(f, None, passed=Text("")) if isinstance(v, Text)
        ]
        if found:
            break
    if not found and sink.path and chain:  # http.client: the host was given to the connection
        path = select(ref, selectors_for(sink.path, at.language)) or NOTHING
        found += [v for v in path if isinstance(v, Text)]
    if sink.url and not written and not found:  # without an address of its own a request goes to that of its client
        found += [b for b in _bases(at, chain, origins) if isinstance(b, Text)]
    bases = _fronts(at, ref, sink, chain, origins) if any(_relative(v) for v in found) else []
    if bases:
        found = [joined for v in found for joined in (_under(b, v) for b in bases)] if found else []
    elif sink.reports and at.language != "javascript":  # a page asks the server that it comes from, a server has no such address
        found = [v._replace(text=f"{HOLE}/{v.text}") if isinstance(v, Text) and _bare(v) else v for v in found]
    return [v for v in found if isinstance(v, Text)]


def _fronts(at: _FileMatch, ref: CallRef, sink: SinkSignature, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]) -> list[Text]:
    """What stands in front of relative addresses; a hole where a client is told its address, but not here."""
    given = at.ev.select(ref, selectors_for(sink.base_url, at.language)) if sink.base_url else None
    if sink.declares:
        given = interfaces.bases(at, ref, sink)
    written = given or _bases(at, chain, origins)
    bases = [b for b in written if isinstance(b, Text)]
    return bases or ([Text(HOLE)] if written and at.language != "javascript" else [])


def _relative(value: Value) -> bool:
    return isinstance(value, Text) and "://" not in value.text and not value.text.startswith(("//", HOLE))


def _bare(value: Text) -> bool:
    """Whether a URL begins with its path: the first of several segments is no host."""
    first, slash, _ = value.text.partition("/") if _relative(value) else ("", "", "")
    return bool(slash and first) and not any(sign in first for sign in ".:" + HOLE)


def _under(base: Text, value: Value) -> Value:
    if not isinstance(value, Text) or not _relative(value):
        return value
    front = base.text if "://" in base.text or base.text.startswith(HOLE) else "https://" + base.text
    return Text(front.rstrip("/") + "/" + value.text.lstrip("/"), base.overridable or value.overridable, max(base.hops, value.hops))


def _bases(at: _FileMatch, chain: tuple[Link, ...], origins: tuple[CallRef | None, ...]) -> tuple[Value, ...]:
    for link in reversed(chain):
        signature = at.m.catalog.objects[link.object]
        origin = at.origin(link, origins)
        if origin is not None and signature.base_url:
            found = at.ev.select(origin, selectors_for(signature.base_url, at.language))
            if found is not None:
                return merge([found])
        stored = [v for what, v in at.stored(link, signature, origins) if what == "base_url"]
        if stored:
            return merge((v,) for v in stored)
    return NOTHING


def _fits(at: _FileMatch, found: Endpointed, request: Request, site: CallRef, *, known_host: bool) -> bool:
    """Verb, header and body agree with the endpoint; a weak path on an unknown host needs a body that says so, or a name beside it."""
    endpoint = found.endpoint
    if not any(m in endpoint.methods or m == _ANY for m in request.methods):
        return False
    if endpoint.body and not known_host:
        agreed = _body_has(at, request, endpoint.body)
        if agreed is not None:
            return agreed
    return known_host or not endpoint.weak or _is_of(at, site, endpoint)


def _is_of(at: _FileMatch, site: CallRef, endpoint: Endpoint) -> bool:
    """Whether a file, one of its folders, or a class around a call has the name of whose format the endpoint is."""
    whose = endpoint.id.partition("/")[0].replace("-", " ")
    return any(_says_word(name, whose) for name in (*site.file.rpartition(".")[0].split("/"), *_around(at, site)))


def _body_has(at: _FileMatch, request: Request, keys: tuple[str, ...]) -> bool | None:
    """Whether the body (or, for GET, the query) holds all keys; None when it cannot be known."""
    maps = [v for v in (*request.body, *request.query) if isinstance(v, Map | Keywords | Options)]
    answers = {all(at.ev.entry(v, key) is not None for key in keys) for v in maps if isinstance(v, Map)}
    answers |= {all(_has_field(at, v, key) for key in keys) for v in request.body if isinstance(v, Instance)}
    if any(isinstance(v, Keywords | Options) for v in maps) or not answers:
        return None
    return answers == {True} or (None if True in answers else False)


def _writes(at: _FileMatch, request: Request, keys: tuple[str, ...]) -> bool:
    """Whether all that the body may be are maps that are seen to have the keys, or objects whose classes declare them."""
    known = [v for v in request.body if isinstance(v, Map | Instance)]
    holds = (_holds_itself(at, v, key) if isinstance(v, Map) else _has_field(at, v, key) for v in known for key in keys)
    return bool(known) and all(holds)


def _holds_itself(at: _FileMatch, value: Map, key: str) -> bool:
    """Whether a map has a key; what is spread into it, or put under computed keys, would be there for any other."""
    return not set(at.ev.entry(value, key) or NOTHING) <= set(at.ev.entry(value, HOLE) or NOTHING)


def _has_field(at: _FileMatch, value: Instance, key: str) -> bool:
    """Whether a class of the project declares a field by that name, or one that goes by it where it is encoded."""
    index = at.ev.project.file(value.file)
    word = namespaces.encoded(at.ev, value, key)
    return index is not None and bool(
        index.binds.get((value.scope, word)) or (word != key and namespaces.declares(at.ev, Class(value.file, value.scope), word))
    )


def _hit(at: _FileMatch, ref: CallRef, site: CallRef, sink: SinkSignature, request: Request, answer: tuple[Url, Endpointed]) -> Hit | None:
    url, found = answer
    endpoint = found.endpoint

    ask = functools.partial(_part, at, request, answer)
    asked = ask(endpoint.model) or ()
    models = at.m.servers.own(
        at.texts(asked),
        endpoint.vendor or next((s.vendor.id for s in at.m.urls.served(url.host, url.path)), ""),
        more=any(not isinstance(value, Text) for value in asked),
    )
    chosen, unsure = conditions.variant(endpoint.variants, lambda selectors: at.opened(ask(selectors)), models)
    technique = (chosen.technique if chosen else "") or endpoint.technique
    if technique == "none":
        return None
    local = is_local(url.host)
    family = at.m.servers.family(models[0], endpoint.vendor or None) if models else None
    if technique == "multimodal" and family is not None and family[1].technique:
        technique = family[1].technique
    unknown_host = url.host.strip(HOLE + ".") == ""
    vendor = endpoint.vendor
    if unknown_host and not vendor and mode_of(endpoint, local=local, unknown_host=True) == "api":
        named = [name for name in at.beside(ref.file) if at.m.servers.speaks(name, endpoint.id.partition("/")[0])]
        vendor = named[0] if len(named) == 1 else ""
    if unknown_host and vendor:
        why = "its path is this vendor's own" if endpoint.vendor else "the only endpoint named beside it"
        base = Base("", why, fallback=True)
    else:
        base = Base("" if unknown_host else request.url.text, "folded URL", unknown=unknown_host)
    mode = (chosen.mode if chosen and chosen.mode else "") or mode_of(endpoint, local=local, unknown_host=unknown_host)
    served = at.m.servers.serve(vendor=vendor, mode=mode, bases=[base], models=models, region=None)  # type: ignore[arg-type]
    served = served._replace(overridable=served.overridable or request.url.overridable)
    known = bool(at.m.urls.served(url.host, url.path))
    undecided = unsure and chosen is None and any(v.technique == "none" for v in endpoint.variants)
    certainty: Certainty = max(
        (
            endpoint.certainty, "sure" if known or local else "likely", "likely" if request.url.hops >= 2 or _ANY in request.methods or url.path.strip("/") == HOLE else "sure",  # noqa: E501
            "possible" if undecided else "sure",
        ),
        key=["sure", "likely", "possible"].index,
    )  # fmt: skip
    biometric = (chosen.biometric if chosen else "") or endpoint.biometric
    kind = "client" if sink.kind == "client" else "http"
    return at.hit(site, endpoint.id, kind, (chosen.category if chosen else "") or endpoint.category, technique, served, sink.library, certainty, biometric,  # noqa: E501
                  (because("request", verbs="/".join(request.methods), url=request.url.text.replace(HOLE, "{…}")),), sent=None if site[:2] == ref[:2] else ref)  # fmt: skip  # noqa: E501


def _part(at: _FileMatch, request: Request, answer: tuple[Url, Endpointed], selectors: object) -> tuple[Value, ...] | None:
    """What stands at the first place of the request that holds anything."""
    url, found = answer
    for first, *rest in selectors_for(selectors, at.language):  # type: ignore[arg-type]
        if first == "path":
            part = dict(found.parts).get(rest[0]) if rest else None
            values: tuple[Value, ...] | None = (Text(part, request.url.overridable, request.url.hops),) if part is not None else None
            rest = rest[1:]
        elif first == "query":
            in_url = [Text(v) for k, v in url.query if rest and k == rest[0]]
            values = tuple(in_url) or request.query or None
            rest = [] if in_url else rest
        elif first == "host":
            values = (Text(url.host, request.url.overridable, request.url.hops),)
        elif first in ("body", "header"):
            values = (request.body if first == "body" else request.headers) or None
        else:
            values = None
        for step in rest:
            parts = [p for v in values or () if (p := at.ev.step(v, step)) is not None]
            values = merge(parts) if parts else None
        if values:
            return values
    return None


def mode_of(endpoint: Endpoint, *, local: bool, unknown_host: bool) -> str:
    """Self-hosted at a local address, and at an open one where the wire format is that of a server people run themselves."""
    return "self-hosted" if local or (unknown_host and endpoint.mode == "self-hosted") else "api"
