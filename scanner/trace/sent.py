"""Functions that are not called but sent for: jobs that are put off, listeners of what is published.

``AnswerJob.perform_later(id)`` runs ``AnswerJob.perform``, ``publishEvent(new Paid(order))`` what takes a ``Paid``.
Which calls do so is said by the entry signatures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate.project import tail
from scanner.evaluate.values import CallRef, Class, Function, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog import Catalog
    from scanner.catalog.values import EntrySignature
    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.evaluate.values import Value
    from scanner.trace.declared import Node
    from scanner.trace.entries import Entries

SENDS = "sends for it"
MAX_GIVEN = 3
"""Arguments of a call of which one may be what is sent."""
_MAX_CHAIN = 8


class Sent:
    """The calls of one scan that send for something."""

    def __init__(self, ev: Evaluator, entries: Entries, catalog: Catalog) -> None:
        self._ev = ev
        self._entries = entries
        self._signatures = [entry for entry in catalog.entries if entry.form == "sent"]

    def calls(self, index: FileIndex, node: Node) -> Iterator[CallRef]:
        """Calls that send for a function which is an entry of its own."""
        ids = {entry.signature for entry in self._entries.of(node, ())} if self._signatures else set()
        for signature in (one for one in self._signatures if not ids.isdisjoint(one.runs)):
            for meant in self._meant(index, node, signature):
                home = self._ev.project.file(meant.file)
                word = home.facts.scopes[meant.scope].name if home is not None else ""
                for path in self._ev.project.mentioning(word, meant.file) if word else ():
                    yield from self._sites(path, signature, meant)

    def _meant(self, index: FileIndex, node: Node, signature: EntrySignature) -> Iterator[Class | Function]:
        """What a call has to name: the function, its class, or the class of what it takes."""
        facts = index.facts
        scope = facts.scopes[node.scope]
        if signature.takes:
            types = [p.type for p in scope.parameters if p.type >= 0][:1]
            yield from (value for type_ in types for value in self._ev.values(facts.path, type_) if isinstance(value, Class))
        elif facts.scopes[scope.parent].kind == "class":
            yield Class(facts.path, scope.parent)
        else:
            yield Function(facts.path, node.scope, None, 0)

    def _sites(self, path: str, signature: EntrySignature, meant: Class | Function) -> Iterator[CallRef]:
        index = self._ev.project.file(path)
        if index is None:
            return
        for number in (n for name in signature.calls for n in index.calls_by_tail.get(name, ())):
            given = (a.value for a in index.facts.calls[number].arguments[:MAX_GIVEN])
            named = (*(_begun(index, number) if not signature.takes else ()), *given)
            if any(_is(value, meant) for expr in named for value in self._ev.values(path, expr)):
                yield CallRef(path, number, 0)


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


def _is(value: Value, meant: Class | Function) -> bool:
    """Whether a value is a class, an object of it, or a function."""
    if isinstance(meant, Function):
        return isinstance(value, Function) and (value.file, value.scope) == (meant.file, meant.scope)
    return isinstance(value, Class | Instance) and (value.file, value.scope) == (meant.file, meant.scope)
