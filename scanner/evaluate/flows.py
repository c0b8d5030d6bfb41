"""Calls of a language's own library that pass a value on; which calls those are is data (``signatures/flows``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scanner.evaluate import chains, classes, containers, text, urls
from scanner.evaluate.values import (
    NOTHING,
    Built,
    CallRef,
    Class,
    Function,
    Instance,
    Keywords,
    Map,
    Member,
    Module,
    Options,
    Partial,
    Path,
    Sequence,
    Text,
    Unknown,
    merge,
    overridable,
)  # fmt: skip
from scanner.model import HOLE

_SLASHES = re.compile(r"(?<!:)/{2,}")
_VERB = re.compile(r"%(?:\[?(\d+)[\]$])?[-+# 0,(]*(?:\d+)?(?:\.\d+)?l{0,2}([a-zA-Z@%])")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scanner.catalog import Flow
    from scanner.catalog.values import Alternatives
    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.values import Value
    from scanner.model import Facts

MAX_SETTLING = 16
"""Calls that may settle one promise."""


class Flows:
    """The flows by path and by method name, per language."""

    def __init__(self, flows: tuple[Flow, ...]) -> None:
        self._functions: dict[tuple[str, ...], Flow] = {}
        self._others: dict[tuple[str, ...], list[Flow]] = {}
        """Further rows of a path (a default value and a default factory); the first that gives something counts."""
        self._methods: dict[tuple[str, str], Flow] = {}
        self._constants: dict[tuple[str, ...], tuple[Value, ...]] = {}
        self._names: set[str] = set()
        self.addresses = urls.Parts(flows)
        self._named: dict[tuple[str, str], list[str]] = {}
        self._last: dict[tuple[str, str], list[str]] = {}
        self._receivers: set[str] = set()
        self._makers: set[str] = set()
        self._environments: set[tuple[str, ...]] = set()
        self._made = frozenset(flow.name for flow in flows if flow.effect == "environment-map" and flow.name)
        """Names of classes that a build makes of its settings, in whichever package."""
        self._sections: dict[str, Flow] = {}
        """What gives a part of the configuration, by the name of the method."""
        self._readers: dict[tuple[str, ...], list[str]] = {}
        """Names of the calls that read a file into a thing, by the path of the thing."""
        self.options: list[Flow] = []
        self.shared = [flow for flow in flows if flow.effect == "shared-members"]
        """Things whose members all components of a program have."""
        self._filling = [flow for flow in flows if flow.effect == "fills"]
        self.beans: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {}
        """What a library provides by itself: its class by the type that is asked for and a name in small letters."""
        for flow in self.addresses.others(flows):
            if flow.effect == "bean":
                self.beans[flow.steps, flow.name.lower()] = tuple(flow.style.split())
            elif flow.effect == "constant":
                self._constants[flow.steps] = (Text(flow.style),)
            elif flow.effect == "environment-map":
                self._environments.add(flow.steps)
            elif flow.steps:
                if self._functions.setdefault(flow.steps, flow) is not flow:
                    self._others.setdefault(flow.steps, []).append(flow)
            else:
                self._methods[flow.language, flow.name] = flow
                self._names.add(flow.name)
                if flow.effect == "section":
                    self._sections[flow.name] = flow
                if flow.effect == "receiver":
                    self._receivers.add(flow.name)
                if flow.effect == "instance" and not flow.of:
                    self._makers.add(flow.name)
            if flow.effect == "option":
                self.options.append(flow)
            if flow.effect == "configuration-read" and flow.steps:
                self._readers.setdefault(flow.steps[:-1], []).append(flow.steps[-1])

    def is_method(self, name: str) -> bool:
        return name in self._names

    def known(self, steps: tuple[str, ...]) -> Flow | None:
        """The flow that calling a path is."""
        return self._functions.get(steps)

    def last_names(self, effect: str, language: str) -> list[str]:
        """Last names of the paths with an effect."""
        found = self._last.get((effect, language))
        if found is None:
            found = sorted({steps[-1] for steps, flow in self._functions.items() if flow.effect == effect and flow.language == language})
            self._last[effect, language] = found
        return found

    def bean(self, wanted: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
        """The class that a library provides by itself for a type under the first of the names that it has; empty for none."""
        return next((found for name in names if (found := self.beans.get((wanted, name.lower())))), ())

    @staticmethod
    def texts(ev: Evaluator, flow: Flow, ref: CallRef) -> list[str]:
        """The texts that a call gives its flow."""
        return [v.text for v in _given(ev, flow, ref) if isinstance(v, Text)]

    def named(self, effect: str, language: str) -> list[str]:
        """Names of the methods with an effect."""
        found = self._named.get((effect, language))
        if found is None:
            found = self._named[effect, language] = [
                n for (of, n), flow in self._methods.items() if of == language and flow.effect == effect
            ]
        return found

    def read(self, ev: Evaluator, value: Path) -> tuple[Value, ...]:
        """The maps that calls on a reader of configuration files have read into it."""
        origin = next((o for o in reversed(value.origins) if o is not None), None)
        index = ev.project.file(origin.file) if origin is not None and value.steps in self._readers else None
        if index is None:
            return NOTHING
        found = []
        for word in self._readers[value.steps]:
            for number in index.calls_by_tail.get(word, ()):
                ref = CallRef(index.facts.path, number, 0)
                if any(isinstance(v, Path) and v.steps[:-1] == value.steps and v.origins == value.origins for v in ev.callee(ref)):
                    found.append(_configuration(ev, self._functions[*value.steps, word], ref, value))
        return tuple(v for v in merge(found) if isinstance(v, Map))

    def filling(self, language: str) -> list[Flow]:
        """The calls that fill a thing from the configuration."""
        return [flow for flow in self._filling if flow.language == language]

    def fills(self, ev: Evaluator, flow: Flow, ref: CallRef, cls: Class) -> Iterator[str]:
        """The dotted keys below which a call finds what it fills things of a class with, "" for all of the configuration."""
        callees = [v for v in ev.callee(ref) if isinstance(v, Path | Member)]
        if flow.steps and not any(isinstance(v, Path) and v.steps == flow.steps for v in callees):
            return
        if not any(isinstance(v, Class | Instance) and (v.file, v.scope) == cls for v in _given(ev, flow, ref)):
            return
        if flow.key:
            yield from (key for v in ev.select(ref, flow.key) or NOTHING if (key := text.key_of(v) or self.section(ev, v)))
        elif flow.steps:
            yield ""
        else:
            receivers = (v.receiver if isinstance(v, Member) else v._replace(steps=v.steps[:-1]) for v in callees)
            yield from (key for receiver in receivers if (key := self.section(ev, receiver)))

    def given_to_callback(self, ev: Evaluator, ref: CallRef, number: int, count: int) -> tuple[Value, ...] | None:
        """What a method passes to a function as its parameter ``number`` of ``count``; None for other calls.

        The first is its receiver or an element of it, the last the thing that it prepares.
        """
        if number == count - 1 and (things := self.prepared(ev, ref)):
            return things
        if number:
            return None
        index = ev.project.file(ref.file)
        callee = index.facts.exprs[index.facts.calls[ref.call].callee] if index is not None else ("",)
        flow = self._methods.get((_language(ev, ref), str(callee[2]))) if callee[0] == "attr" else None
        if flow is None or flow.effect not in ("then", "each", "receiver", "element"):
            return None
        receivers = ev.values(ref.file, int(callee[1]), ref.frame)  # type: ignore[call-overload]
        whole = flow.effect == "then" or flow.style == "handed"
        return receivers if whole else merge(ev.elements(v) for v in receivers)

    def prepared(self, ev: Evaluator, ref: CallRef) -> tuple[Path, ...]:
        """The thing that a call lets functions prepare, made by the call that names it; empty for other calls."""
        language = _language(ev, ref)
        for call in (ref, *chains.below(ev, ref)):
            flow = self._methods.get((language, ev.called_by(call)))
            if flow is None or flow.effect != "prepares":
                return ()
            if flow.key:
                return (Path(tuple(flow.style.split()), (call,)),)
        return ()

    def handed(self, ev: Evaluator, value: Path, ref: CallRef) -> int | None:
        """How many leading arguments of a call that hands a function over are not that function's own; None for other calls."""
        flow = self._functions.get(value.steps)
        return _place(ev, flow, ref) if flow is not None and flow.effect in ("partial", "result-of", "enter") else None

    def default(self, ev: Evaluator, ref: CallRef, name: str) -> tuple[Value, ...]:
        """The default that a decorator gives the parameter of a name."""
        for value in ev.callee(ref):
            flow = self._functions.get((*value.steps, "()")) if isinstance(value, Path) else None
            if flow is not None and flow.effect == "parameter-default":
                names = [text.key_of(v) or "" for selector in flow.of for v in _at_all(ev, ref, selector)]
                if any(n.lstrip("-").replace("-", "_") == name for n in names):
                    return overridable(_default(ev, flow, ref))
        return NOTHING

    def named_flow(self, language: str, name: str) -> Flow | None:
        """The flow that a method of a name is."""
        return self._methods.get((language, name))

    @staticmethod
    def texts_at(ev: Evaluator, ref: CallRef, selectors: Alternatives) -> list[str]:
        """The texts at the first selector that is written in a call."""
        return [v.text for v in ev.select(ref, selectors) or NOTHING if isinstance(v, Text)]

    def effect(self, steps: tuple[str, ...]) -> str:
        """What calling a path does, "" where no flow knows it."""
        flow = self._functions.get(steps)
        return flow.effect if flow is not None else ""

    def gives_receiver(self, name: str) -> bool:
        """Whether a method of that name gives the thing it is called on."""
        return name in self._receivers

    def makes(self, name: str) -> bool:
        """Whether a method of that name, called on a class, gives an instance of it."""
        return name in self._makers

    def stand_in(self, steps: tuple[str, ...]) -> str:
        """The method by which the classes below a path name the class that they stand for, "" for other paths."""
        flow = self._functions.get(steps)
        return flow.style if flow is not None and flow.effect == "stand-in" else ""

    def constant(self, steps: tuple[str, ...]) -> tuple[Value, ...] | None:
        """The text that a path is, None for all others."""
        return self._constants.get(steps)

    def is_function(self, steps: tuple[str, ...]) -> bool:
        """Whether calling a path is a flow."""
        return steps in self._functions

    def environment_map(self, value: Path) -> bool:
        """Whether the members of a path are environment variables."""
        steps = value.steps
        return steps in self._environments or steps[-1] in self._made or (steps[1:] == ("default",) and steps[:1] in self._environments)

    def section(self, ev: Evaluator, value: Value) -> str:
        """The dotted key that a part of the configuration stands under; "" for other things."""
        if not isinstance(value, Path):
            return ""
        steps, origins, parts = value.steps, value.origins, list[str]()
        while len(steps) > 2 and steps[-1] == "()" and steps[-2] in self._sections and origins and origins[-1] is not None:
            parts += self.texts(ev, self._sections[steps[-2]], origins[-1])[:1] or [HOLE]
            steps, origins = steps[:-2], origins[:-1]
        return ".".join(reversed(parts)) if parts and steps in self._environments else ""

    def function(self, ev: Evaluator, value: Path, ref: CallRef) -> tuple[Value, ...] | None:
        """What calling a path gives by a flow; None when no flow knows the path."""
        flow = self._functions.get(value.steps)
        if flow is not None:
            if flow.effect == "argument" and not _passes(ev, ref):
                return None
            if flow.effect == "url-parts":
                return _url_parts(ev, flow, ref, Path(value.steps[:-1], value.origins, value.hops))
            if flow.on:
                return merge(_EFFECTS[flow.effect](ev, flow, ref, on) for on in ev.select(ref, flow.on) or (Unknown("no receiver"),))
            receiver = value.receiver or Path(value.steps[:-1], value.origins, value.hops)
            found = _EFFECTS[flow.effect](ev, flow, ref, receiver)
            if flow.effect == "instance" and flow.of and all(isinstance(v, Unknown) for v in found):
                return None
            for other in self._others.get(value.steps, ()):
                if all(isinstance(v, Unknown) for v in found):
                    held = ev.select(ref, other.on) if other.on else None
                    found = merge(_EFFECTS[other.effect](ev, other, ref, on) for on in held or (receiver,))
            return found
        method = self._methods.get((_language(ev, ref), value.steps[-1]))
        if method is None or len(value.steps) < 2 or method.effect == "section":
            return None
        before = Path(value.steps[:-1], value.origins, value.hops)
        if method.effect == "instance" and method.of:
            found = _EFFECTS[method.effect](ev, method, ref, before)
            return found if any(not isinstance(v, Unknown) for v in found) else None
        if (
            method.effect in ("option", "options")
            or self.environment_map(before)
            or self.section(ev, before)
            or before.steps[0] in ("builtins", "global")
        ):
            return _EFFECTS[method.effect](ev, method, ref, before)
        return None

    def method(self, ev: Evaluator, value: Member, ref: CallRef) -> tuple[Value, ...]:
        """What calling a method known by name gives."""
        flow = self._methods.get((_language(ev, ref), value.name))
        if flow is None:
            from scanner.evaluate import packages

            return packages.accessed(ev, value) or (Unknown(f"{value.name} of something unknown"),)
        return _EFFECTS[flow.effect](ev, flow, ref, value.receiver)


def _language(ev: Evaluator, ref: CallRef) -> str:
    index = ev.project.file(ref.file)
    return index.language.traits.signature_key if index is not None else ""


def _passes(ev: Evaluator, ref: CallRef) -> bool:
    """Whether a call passes anything."""
    index = ev.project.file(ref.file)
    return index is not None and bool(index.facts.calls[ref.call].arguments)


def _given(ev: Evaluator, flow: Flow, ref: CallRef, number: int = 0) -> tuple[Value, ...]:
    """Argument ``of[number]``; the argument at that position where the flow does not say."""
    selectors = flow.of[number] if number < len(flow.of) else ((str(number),),)
    return ev.select(ref, selectors) or NOTHING


def _at_all(ev: Evaluator, ref: CallRef, selectors: Alternatives) -> Iterator[Value]:
    """What stands at any of the selectors."""
    for selector in selectors:
        yield from ev.select(ref, (selector,)) or NOTHING


def _default(ev: Evaluator, flow: Flow, ref: CallRef) -> tuple[Value, ...]:
    return (ev.select(ref, flow.default) or NOTHING) if flow.default else NOTHING


def _arguments(ev: Evaluator, flow: Flow, ref: CallRef) -> list[tuple[Value, ...]]:
    """The arguments ``of``, or all positional ones."""
    if flow.of:
        return [found for n in range(len(flow.of)) if (found := ev.select(ref, flow.of[n])) is not None]
    index = ev.project.file(ref.file)
    arguments = index.facts.calls[ref.call].arguments if index is not None else ()
    return [ev.values(ref.file, a.value, ref.frame) for a in arguments if a.position >= 0 and not a.star]


def _environment(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    names = [text.key_of(v) for v in ev.select(ref, flow.key or (("0",),)) or NOTHING]
    section = ev.flows.section(ev, receiver)
    found = merge(ev.environment(f"{section}.{n}" if section else n) for n in names if n)
    default = overridable(_default(ev, flow, ref))
    known = tuple(v for v in found if not isinstance(v, Unknown))
    return merge([known, default]) or found or (Unknown("environment"),)


def _argument(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    return _given(ev, flow, ref) or (Unknown("argument"),)


def _receiver(_ev: Evaluator, _flow: Flow, _ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    return (receiver,)


def _concat(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    return text.concatenate([*([(receiver,)] if isinstance(receiver, Text) else []), *_arguments(ev, flow, ref)])


def _url_join(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    parts = _arguments(ev, flow, ref)
    if isinstance(receiver, Sequence) and parts:
        return _joined(ev, parts[0], (receiver,))
    if len(parts) < 2:
        return parts[0] if parts else (Unknown("url"),)
    first, second = parts[0], parts[1]
    # NOTE: the order differs between languages (urljoin(base, url), new URL(url, base)); only the base has a scheme.
    swapped = any("://" in text.piece(v).text for v in second) and not any("://" in text.piece(v).text for v in first)
    bases, ends = (second, first) if swapped else (first, second)
    joined = [_join_url(text.piece(b), text.piece(e)) for b in bases or (Unknown(""),) for e in ends or (Unknown(""),)]
    return merge((v,) for v in joined)


def _join_url(base: Text, end: Text) -> Text:
    if HOLE in base.text.partition("://")[2].partition("/")[0] or not base.text.partition("://")[1]:
        joined = base.text.rstrip("/") + "/" + end.text.lstrip("/")
    else:
        try:
            joined = urljoin(base.text, end.text)
        except ValueError:
            joined = HOLE
    return Text(joined, base.overridable or end.overridable, max(base.hops, end.hops))


def _url_parts(ev: Evaluator, flow: Flow, ref: CallRef, thing: Path) -> tuple[Value, ...]:
    """A URL put together from the members of a thing: scheme, host, path."""
    scheme, host, path = [(merge(found for s in of if (found := ev.step(thing, s[0], ref)) is not None)) for of in flow.of[:3]]
    slash = () if any(text.piece(v).text.startswith("/") for v in path) or not path else ((Text("/"),),)
    return text.concatenate([scheme or (Text("https"),), (Text("://"),), host, *slash, *([path] if path else [])])


def _path_join(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    slash: tuple[Value, ...] = (Text("/"),)
    own = [(receiver,)] if isinstance(receiver, Text) else []
    found = text.concatenate([piece for values in (*own, *_arguments(ev, flow, ref)) for piece in (slash, values)][1:])
    return tuple(v._replace(text=_SLASHES.sub("/", v.text)) if isinstance(v, Text) else v for v in found)


def _text_join(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    return _joined(ev, (receiver,), _given(ev, flow, ref))


def _elements_join(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    return _joined(ev, _given(ev, flow, ref) or (Text(","),), (receiver,))


def _joined(ev: Evaluator, separator: tuple[Value, ...], items: tuple[Value, ...]) -> tuple[Value, ...]:
    sets = []
    for value in items:
        if isinstance(value, Sequence) and ev.items(value):
            parts = [p for e in ev.items(value) for p in (separator, ev.values(value.file, e, value.frame))][1:]
            sets.append(text.concatenate(parts))
    return merge(sets) or (Unknown("join"),)


def _format(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    if not isinstance(receiver, Text):
        return (Unknown("format"),)
    if flow.style == "percent":
        return _percent(ev, flow, ref, receiver)
    parts: list[tuple[Value, ...]] = []
    first = _first_field(flow)
    rest, automatic = receiver.text, 0
    while True:
        before, opened, after = rest.partition("{")
        parts.append((Text(before.replace("}}", "}"), receiver.overridable),))
        if not opened:
            return text.concatenate(parts)
        if after.startswith("{"):
            parts.append((Text("{"),))
            rest = after[1:]
            continue
        field, _, rest = after.partition("}")
        word = field.partition(":")[0].partition("!")[0]
        if not word or word.isdigit():
            position = int(word) if word else automatic
            automatic += 1
            parts.append(ev.argument(ref, first + position, "") or (Unknown("field"),))
        else:
            parts.append(ev.argument(ref, -1, word) or (Unknown("field"),))


def _first_field(flow: Flow) -> int:
    """The position of the first argument that fills a field: the one behind the format, where that is one itself."""
    return (int(flow.on[0][0]) if flow.on[0][0].isdigit() else 0) + 1 if flow.on else 0


def _percent(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Text) -> tuple[Value, ...]:
    """``%s`` and its like, one argument after the other; the arguments follow the format where that is one itself."""
    first = _first_field(flow)
    parts: list[tuple[Value, ...]] = []
    end, automatic = 0, 0
    for verb in _VERB.finditer(receiver.text):
        parts.append((receiver._replace(text=receiver.text[end : verb.start()]),))
        end = verb.end()
        if verb[2] in "%n":
            parts.append((Text("%" if verb[2] == "%" else "\n"),))
            continue
        position = int(verb[1]) - 1 if verb[1] else automatic
        automatic = position + 1
        parts.append(ev.argument(ref, first + position, "") or (Unknown("field"),))
    return text.concatenate([*parts, (receiver._replace(text=receiver.text[end:]),)])


def _text_operation(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    if not isinstance(receiver, Text):
        return (receiver,)
    arguments = _arguments(ev, flow, ref) if flow.of or not flow.on else []
    given = [text.key_of(v[0]) if len(v) == 1 else None for v in arguments]
    return (receiver._replace(text=_TEXT_OPERATIONS[flow.effect](receiver.text, given, flow.style)),)


def _strip(value: str, given: list[str | None], style: str) -> str:
    what = given[0] if given else None
    match style:
        case "prefix":
            return value.removeprefix(what or "")
        case "suffix":
            return value.removesuffix(what or "")
        case "left":
            return value.lstrip(what)
        case "right":
            return value.rstrip(what)
    return value.strip(what)


def _replace(value: str, given: list[str | None], _: str) -> str:
    if len(given) >= 2 and given[0] and given[1] is not None:
        return value.replace(given[0], given[1])
    return value


_TEXT_OPERATIONS: dict[str, Callable[[str, list[str | None], str], str]] = {
    "strip": _strip,
    "replace": _replace,
    "lower": lambda value, _given, _style: value.lower(),
    "upper": lambda value, _given, _style: value.upper(),
}


def _get(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    """``map.get(key, default)``: a missing key gives the default, an unknown map may give it."""
    keys = [text.key_of(v) for v in (ev.select(ref, flow.key) if flow.key else _given(ev, flow, ref)) or NOTHING]
    default = _default(ev, flow, ref)
    if flow.style == "made":
        default = merge(_applied(ev, v, ref, (Unknown("key"),)) if isinstance(v, Function) else (v,) for v in default)
    section = ev.flows.section(ev, receiver)
    if isinstance(receiver, Path) and (section or ev.flows.environment_map(receiver)):
        found = merge(ev.environment(f"{section}.{k}" if section else k) for k in keys if k)
        known = tuple(v for v in found if not isinstance(v, Unknown))
        return merge([known, overridable(default)]) or found
    if isinstance(receiver, Map | Keywords | Options):
        sets = [entry for key in keys if key is not None and (entry := ev.entry(receiver, key)) is not None]
        if sets:
            return merge([*sets, overridable(default)]) if isinstance(receiver, Keywords) else merge(sets)
        if not all(k is not None for k in keys) and isinstance(receiver, Map):
            whole = [ev.values(receiver.file, v, receiver.frame) for k, v in ev.pairs(receiver) if k >= 0]
            return merge([*whole, default]) or (Unknown("empty map"),)
        if default or not (isinstance(receiver, Map) and not ev.pairs(receiver)):
            return overridable(default) or (Unknown("no such key"),)
        return NOTHING  # a map that waits to be filled
    return merge([overridable(default), (Unknown("key of something unknown"),)])


def _attribute(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    names = [text.key_of(v) for v in ev.select(ref, flow.key or (("1",),)) or NOTHING]
    default = overridable(_default(ev, flow, ref))
    objects = _given(ev, flow, ref)
    if not objects:
        return default or (Unknown("attribute"),)
    known = [n for n in names if n]
    if not known:
        return (Unknown("attribute with a computed name"),)
    sets = [ev.member(value, n) for value in objects for n in known if not isinstance(value, Unknown)]
    found = tuple(v for v in merge(sets) if not isinstance(v, Unknown | Member))
    return merge([found, default]) if found or default else (Unknown("attribute"),)


def _partial(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    return tuple(Partial(v, ref) if not isinstance(v, Unknown) else v for v in _given(ev, flow, ref)) or (Unknown("partial"),)


def _result_of(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """What calling the argument gives. Its own arguments follow it in the call."""
    sets = []
    for value in _given(ev, flow, ref):
        if isinstance(value, Function | Class | Path | Partial):
            sets.append(
                ev.result(value._replace(shift=_place(ev, flow, ref)), ref) if isinstance(value, Function) else ev.result(value, ref)
            )
        else:
            sets.append((value,))
    return merge(sets) or (Unknown("call"),)


def _then(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    """What a function gives for the receiver."""
    return merge(_applied(ev, value, ref, (receiver,)) for value in _given(ev, flow, ref)) or (Unknown("call"),)


def _each(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    """What a function gives for each element of the receiver, as a sequence."""
    elements = ev.elements(receiver)
    return (Built((merge(_applied(ev, value, ref, elements) for value in _given(ev, flow, ref)) or (Unknown("call"),),)),)


def _applied(ev: Evaluator, value: Value, ref: CallRef, given: tuple[Value, ...]) -> tuple[Value, ...]:
    if isinstance(value, Function):
        return merge(ev.run(value, None, passed=one) for one in given)
    return ev.result(value, ref) if isinstance(value, Path | Class) else (value,)


def _keys(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    maps = [v for v in _source(ev, flow, ref, receiver) if isinstance(v, Map)]
    return tuple(Built((containers.keys_of(ev, m),)) for m in maps) or (Unknown("keys"),)


def _place(ev: Evaluator, flow: Flow, ref: CallRef) -> int:
    """How many leading arguments of a call are not those of the function that it hands over."""
    index = ev.project.file(ref.file)
    given = {str(a.position) for a in index.facts.calls[ref.call].arguments if a.position >= 0} if index is not None else set()
    return next((int(first) + 1 for first, *_ in (flow.of[0] if flow.of else (("0",),)) if first in given), 0)


def _get_path(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    """``receiver[a][b]``: sections of a configuration."""
    found: tuple[Value, ...] = ev.flows.read(ev, receiver) if isinstance(receiver, Path) else (receiver,)
    for keys in _arguments(ev, flow, ref):
        names = [k for v in keys if (k := text.key_of(v)) is not None]
        found = merge(entry for value in found for k in names if (entry := ev.entry(value, k)) is not None)
    default = overridable(_default(ev, flow, ref))
    return merge([found, default]) or (Unknown("key of something unknown"),)


def _element(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    source = _given(ev, flow, ref) if flow.of else (receiver,)
    return merge(ev.elements(v) for v in source) or (Unknown("element"),)


def _source(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> Iterator[Value]:
    """What a flow is asked of: its argument, else the receiver; an instance of a class below the language's map is that map."""
    for value in _given(ev, flow, ref) if flow.of else (receiver,):
        maps = classes.as_maps(ev, value) if isinstance(value, Instance) else NOTHING
        yield from maps or (value,)


def _values(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    """The values of a map; a sequence stays what it is."""
    source = list(_source(ev, flow, ref, receiver))
    found = [Built((containers.values_of(ev, v),)) if isinstance(v, Map) else v for v in source if isinstance(v, Map | Sequence | Built)]
    return tuple(found) or (Unknown("values"),)


def _items(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    """Pairs of the keys and values of a map."""
    maps = [v for v in _source(ev, flow, ref, receiver) if isinstance(v, Map)]
    return tuple(_rows(containers.keys_of(ev, m), containers.values_of(ev, m)) for m in maps) or (Unknown("items"),)


def _enumerated(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    return (_rows((Unknown("number"),), merge(ev.elements(v) for v in _source(ev, flow, ref, receiver))),)


def _zipped(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    return (_rows(*(merge(ev.elements(v) for v in values) for values in _arguments(ev, flow, ref))),)


def _rows(*columns: tuple[Value, ...]) -> Built:
    """A sequence of rows of which only the columns are told apart."""
    return Built(((Built(columns),),))


def _entered(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """What a function gives to the block that it wraps: the yielded value of a generator, else its result."""
    found = _result_of(ev, flow, ref, Unknown("no receiver"))
    return merge(ev.elements(v) if isinstance(v, Built) else classes.entered(ev, v) for v in found)


def _sequence(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    return merge(_arguments(ev, flow, ref)) or (Unknown("arguments"),)


def _rest(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    first = flow.of[0][0][0] if flow.of else "0"
    return (ev.rest(ref, int(first) if first.isdigit() else 0),)


def _module(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    index = ev.project.file(ref.file)
    if index is None:
        return (Unknown("not readable"),)
    sets: list[tuple[Value, ...]] = []
    for value in _given(ev, flow, ref):
        name = text.key_of(value)
        if name is None:
            sets.append((Unknown("module with a computed name"),))
            continue
        found = index.language.locate(name, ref.file, ev.project.naming)
        separator = index.language.traits.separator
        sets.append((Module(found[0]) if found else Path(tuple(name.split(separator)) if separator else (name,)),))
    return merge(sets) or (Unknown("module"),)


def _configuration(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """The map in the named file of the project; of several with that name the nearest."""
    sets: list[tuple[Value, ...]] = []
    for value in _given(ev, flow, ref):
        if isinstance(value, Map | Keywords):  # encoded and decoded again
            sets.append((value,))
            continue
        found = _find_file(ev, text.piece(value).text if isinstance(value, Text) else _opened(ev, value), ref.file)
        index = ev.project.file(found) if found else None
        if index is not None and index.facts.root >= 0:
            sets.append(ev.values(found, index.facts.root))
    return merge(sets) or (Unknown("configuration"),)


def _opened(ev: Evaluator, value: Value) -> str:
    """The file name given to the call that opened a file object."""
    if isinstance(value, Path) and value.origins and value.origins[0] is not None:
        for given in ev.argument(value.origins[0], 0, "file") or NOTHING:
            if isinstance(given, Text):
                return given.text
    return ""


def _find_file(ev: Evaluator, name: str, near: str) -> str:
    base = name.replace(HOLE, "").replace("\\", "/").lstrip("./").rpartition("/")[2]
    if not base or "." not in base:
        return ""
    folder = near.rpartition("/")[0]
    while True:
        candidate = f"{folder}/{base}" if folder else base
        if candidate in ev.project.naming.files:
            return candidate
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    full = name.replace(HOLE, "").lstrip("./")
    matching = sorted(f for f in ev.project.naming.files if f == full or f.endswith("/" + base))
    return matching[0] if len(matching) == 1 else ""


def _setting(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """What the project's file of settings that the first part of a dotted key names holds under the rest."""
    index = ev.project.file(ref.file)
    sets: list[tuple[Value, ...]] = []
    for key in (k for v in _given(ev, flow, ref) if (k := text.key_of(v)) is not None):
        group, *rest = key.split(".")
        files = index.language.locate(f"={group}", ref.file, ev.project.naming) if index is not None else ()
        found: tuple[Value, ...] = merge(ev.member(Module(file), "default") for file in files[:2])
        if flow.style == "sections":  # one map for each environment
            found = merge(containers.values_of(ev, value) for value in found if isinstance(value, Map))
        for step in rest:
            found = merge(inner for value in found if (inner := ev.entry(value, step)) is not None)
        sets.append(tuple(v for v in found if not isinstance(v, Unknown)) or ev.environment(key))
    known = tuple(v for v in merge(sets) if not isinstance(v, Unknown))
    return merge([known, overridable(_default(ev, flow, ref))]) or (Unknown("setting"),)


def _instance(ev: Evaluator, flow: Flow, ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    from scanner.evaluate import beans, lookup

    if not flow.of:
        return (Instance(receiver.file, receiver.scope, ref),) if isinstance(receiver, Class) else (Unknown("instance"),)
    asked = _given(ev, flow, ref)
    index = ev.project.file(ref.file)
    found = NOTHING
    if index is not None:
        found = beans.provided(ev, index, asked) or beans.called(ev, index, [v.text for v in asked if isinstance(v, Text)])
    found = found or lookup.instances(ev, asked)
    if flow.style == "built":
        found = tuple(v._replace(origins=(*v.origins[:-1], ref)) if isinstance(v, Path) else v for v in found)
    return found or (Unknown("instance"),)


def _class(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    return tuple(Class(v.file, v.scope) for v in _given(ev, flow, ref) if isinstance(v, Instance)) or (Unknown("class"),)


def _merge_maps(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    maps = [v for values in _arguments(ev, flow, ref) for v in values if isinstance(v, Map | Keywords | Options | Instance)]
    return merge((v,) for v in reversed(maps)) or (Unknown("maps"),)


def _settled(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """What a function that is passed gives by calling its first parameter."""
    sets: list[tuple[Value, ...]] = []
    for value in _given(ev, flow, ref):
        index = ev.project.file(value.file) if isinstance(value, Function) else None
        if index is None or not isinstance(value, Function) or not index.facts.scopes[value.scope].parameters:
            continue
        facts = index.facts
        frame = ev.enter(value, value.scope, None, None)
        for number in index.calls_by_tail.get(facts.scopes[value.scope].parameters[0].name, ())[:MAX_SETTLING]:
            call = facts.calls[number]
            if facts.exprs[call.callee][0] == "name" and _lies_in(facts, call.scope, value.scope):
                sets.append(ev.argument(CallRef(value.file, number, frame if call.scope == value.scope else value.frame), 0, "") or NOTHING)
    return merge(sets) or (Unknown("settled elsewhere"),)


def _lies_in(facts: Facts, scope: int, outer: int) -> bool:
    while scope > outer:
        scope = facts.scopes[scope].parent
    return scope == outer


def _keywords(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    given = tuple(v for v in _given(ev, flow, ref) if isinstance(v, Map | Keywords | Options)) if flow.of else NOTHING
    return (*given, Keywords(ref, ()))


def _options(_ev: Evaluator, _flow: Flow, _ref: CallRef, receiver: Value) -> tuple[Value, ...]:
    return (Options(receiver),) if isinstance(receiver, Path) else (Unknown("options"),)


def option(ev: Evaluator, options: Options, name: str) -> tuple[Value, ...] | None:
    """The default of a declared command-line option, whose name is written with dashes."""
    origin = next((o for o in reversed(options.parser.origins) if o is not None), None)
    index = ev.project.file(origin.file) if origin is not None else None
    if index is None:
        return None
    for flow in ev.flows.options:
        for number in index.calls_by_tail.get(flow.name or flow.steps[-1], ()):
            ref = CallRef(index.facts.path, number, 0)
            names = [text.key_of(v) or "" for n in range(max(len(flow.of), 1)) for v in _given(ev, flow, ref, n)]
            names += [text.key_of(v) or "" for v in ev.argument(ref, 1, "") or NOTHING]
            if any(n.lstrip("-").replace("-", "_") == name.replace("-", "_") for n in names):
                return overridable(_default(ev, flow, ref)) or (Unknown(f"option {name}"),)
    return None


def _fills(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """The thing that is filled, where the call makes it."""
    return tuple(Instance(v.file, v.scope, None) if isinstance(v, Class) else v for v in _given(ev, flow, ref)) or (Unknown("filled"),)


def _handed_above(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """What the file of a name in the nearest folder above hands to a function, in a call of the function's name."""
    name, function = flow.style.split()
    for above in classes.files_above(ev, ref.file, name):
        given = [ev.select(CallRef(above.facts.path, number, 0), flow.of[0]) for number in above.calls_by_tail.get(function, ())]
        if given:
            return merge(values for values in given if values is not None) or (Unknown("handed above"),)
    return (Unknown("handed above"),)


def _placeholder(ev: Evaluator, flow: Flow, ref: CallRef, _: Value) -> tuple[Value, ...]:
    """Text with configuration keys in it (``${a.b:default}``)."""
    found = [chains.filled(ev, v) for v in _given(ev, flow, ref) if isinstance(v, Text)]
    return merge(found) or (Unknown("placeholder"),)


def _unsupported(_ev: Evaluator, flow: Flow, _ref: CallRef, _: Value) -> tuple[Value, ...]:
    return (Unknown(flow.effect),)


_EFFECTS: dict[str, Callable[[Evaluator, Flow, CallRef, Value], tuple[Value, ...]]] = {
    "argument": _argument, "attribute": _attribute, "concat": _concat, "configuration": _configuration, "configuration-read": _unsupported,
    "append": _unsupported, "provides": _unsupported, "qualifier": _unsupported, "registers": _unsupported, "section": _unsupported, "settings-fields": _unsupported, "shared-members": _unsupported, "extend": _unsupported, "each": _each, "keys": _keys, "then": _then, "class": _class, "environment-fields": _unsupported, "element": _element, "enter": _entered, "enumerate": _enumerated, "items": _items, "update": _unsupported, "zip": _zipped,  # noqa: E501
    "elements-join": _elements_join, "environment": _environment, "environment-map": _unsupported, "fills": _fills, "format": _format,
    "handed-above": _handed_above,
    "get": _get, "get-path": _get_path, "instance": _instance, "lower": _text_operation, "map": _keywords, "merge": _merge_maps,
    "module": _module, "option": _receiver, "options": _options, "parameter-default": _unsupported, "partial": _partial,
    "path-join": _path_join, "placeholder": _placeholder, "prepares": _unsupported, "receiver": _receiver, "replace": _text_operation, "rest": _rest, "result-of": _result_of, "sequence": _sequence, "stand-in": _unsupported, "setting": _setting, "settled": _settled,  # noqa: E501
    "strip": _text_operation, "text-join": _text_join, "upper": _text_operation, "url-join": _url_join, "url-of": urls.of_parts, "url-parts": _unsupported, "values": _values,  # noqa: E501
}  # fmt: skip
