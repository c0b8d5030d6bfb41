"""Functions that are not called but sent for: jobs that are put off, listeners of what is published, callbacks of records.

``AnswerJob.perform_later(id)`` runs ``AnswerJob.perform``, ``publishEvent(new Paid(order))`` what takes a ``Paid``,
``paid.send()`` what was put on ``paid``. Which calls do so is said by the entry signatures; names as texts are left to ``remote``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.evaluate.project import tail
from scanner.evaluate.values import CallRef, Class, Function, Instance, Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog import Catalog
    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.trace.declared import Node, Raw
    from scanner.trace.nodes import Calling

SENDS = "sends for it"
MAX_GIVEN = 3
"""Arguments of a call of which one may be what is sent."""
_MAX_CHAIN = 8
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Sent:
    """The calls of one scan that send for something."""

    def __init__(self, ev: Evaluator, catalog: Catalog, calling: Calling) -> None:
        self._ev = ev
        self._calling = calling
        self._signatures = [entry for entry in catalog.entries if entry.form == "sent"]

    def calls(self, index: FileIndex, node: Node, raws: list[Raw]) -> Iterator[tuple[CallRef, bool]]:
        """Calls that send for a function which is declared so, and whether that is only guessed."""
        for signature, raw in ((one, raw) for one in self._signatures for raw in raws if raw.signature in one.runs):
            meant = list(self._meant(index, node, signature, raw))
            for what in meant:
                for path in self._naming(what):
                    yield from ((ref, False) for ref in self._sites(path, signature, what))
            if signature.alike:
                yield from ((ref, True) for what in meant if isinstance(what, Class) for ref in self._alike(index, signature, what))

    def _meant(self, index: FileIndex, node: Node, signature: EntrySignature, raw: Raw) -> Iterator[Class | Function | Path]:
        """What a call has to name: what the function waits for, what it was put on, the class of what it takes, itself or its class."""
        facts = index.facts
        scope = facts.scopes[node.scope]
        if raw.awaits:
            yield from (
                Class(v.file, v.scope) if isinstance(v, Instance) else v for v in raw.awaits if isinstance(v, Class | Instance | Path)
            )
        elif signature.same:
            made = (CallRef(file, number, 0) for file, number in raw.built if number >= 0)
            yield from (value for ref in made for value in self._given(ref))
        elif signature.takes:
            types = [p.type for p in scope.parameters if p.type >= 0][:1]
            yield from (value for type_ in types for value in self._ev.values(facts.path, type_) if isinstance(value, Class))
        elif facts.scopes[scope.parent].kind == "class":
            yield Class(facts.path, scope.parent)
        else:
            yield Function(facts.path, node.scope, None, 0)

    def _given(self, ref: CallRef) -> Iterator[Path]:
        """What a call of another package gives."""
        index = self._ev.project.file(ref.file)
        facts = index.facts if index is not None else None
        found = next((n for n, expr in enumerate(facts.exprs) if expr == ("call", ref.call)), -1) if facts is not None else -1
        values = self._ev.values(ref.file, found) if found >= 0 else ()
        yield from (value for value in values if isinstance(value, Path))

    def _naming(self, meant: Class | Function | Path) -> Iterator[str]:
        """Files that may name what is meant."""
        if isinstance(meant, Path):
            made = meant.origins[-1] if meant.origins else None
            home = self._ev.project.file(made.file) if made is not None else None
            if home is not None and made is not None:
                held = {b.name for b in home.facts.binds if b.value >= 0 and home.facts.exprs[b.value] == ("call", made.call)}
                held |= {s.member for s in home.facts.stores if s.member and home.facts.exprs[s.value] == ("call", made.call)}
                for word in sorted(held):
                    yield from self._ev.project.mentioning(word, made.file)
            return
        home = self._ev.project.file(meant.file)
        word = home.facts.scopes[meant.scope].name if home is not None else ""
        yield from self._ev.project.mentioning(word, meant.file) if word else ()

    def _sites(self, path: str, signature: EntrySignature, meant: Class | Function | Path) -> Iterator[CallRef]:
        index = self._ev.project.file(path)
        if index is None:
            return
        for number in (n for name in signature.calls for n in index.calls_by_tail.get(name, ())):
            given = (a.value for a in index.facts.calls[number].arguments[:MAX_GIVEN])
            named = (*_begun(index, number), *(() if signature.same else given))
            if any(_is(value, meant) for expr in named for value in self._ev.values(path, expr)):
                yield CallRef(path, number, 0)

    def _alike(self, index: FileIndex, signature: EntrySignature, meant: Class) -> Iterator[CallRef]:
        """Calls on what is called like several objects of a class and known to be nothing else: ``chat.messages.create``."""
        home = self._ev.project.file(meant.file)
        several = _several(home.facts.scopes[meant.scope].name) if home is not None else ""
        for path in sorted({path for paths in self._calling(set(signature.calls), several).values() for path in paths}):
            other = self._ev.project.file(path)
            if other is None or other.language.traits.signature_key != index.language.traits.signature_key:
                continue
            for number in (n for name in signature.calls for n in other.calls_by_tail.get(name, ())):
                held = next(_begun(other, number), -1)
                if held >= 0 and tail(other.facts, held) == several and not self._is_known(path, held):
                    yield CallRef(path, number, 0)

    def _is_known(self, path: str, expr: int) -> bool:
        return any(isinstance(value, Class | Instance | Function) for value in self._ev.values(path, expr))


def _begun(index: FileIndex, number: int) -> Iterator[int]:
    """What a call is made on, and what that was made from: ``AnswerJob`` of ``AnswerJob.set(wait: 1).perform_later(id)``."""
    facts = index.facts
    expr = facts.calls[number].callee
    for _ in range(_MAX_CHAIN):
        kind, *rest = facts.exprs[expr]
        if kind == "call":
            expr = facts.calls[int(rest[0])].callee  # type: ignore[call-overload]
        elif kind == "attr":
            expr = int(rest[0])  # type: ignore[call-overload]
        else:
            break
        if tail(facts, expr):
            yield expr


def _is(value: Value, meant: Class | Function | Path) -> bool:
    """Whether a value is a class, an object of it, a function, or what the same call gave."""
    if isinstance(meant, Path):
        return isinstance(value, Path) and value.steps == meant.steps and value.origins == meant.origins
    if isinstance(meant, Function):
        return isinstance(value, Function) and (value.file, value.scope) == (meant.file, meant.scope)
    return isinstance(value, Class | Instance) and (value.file, value.scope) == (meant.file, meant.scope)


def _several(name: str) -> str:
    """What several objects of a class are called: ``ChatMessage`` gives ``chat_messages``."""
    word = _HUMP.sub("_", name).lower()
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"
