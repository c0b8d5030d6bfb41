"""Who puts something into a channel that a function takes it out of: ``jobs <- text`` runs the loop over ``jobs``.

A channel is the place that makes it, whatever it is called; queues of libraries are left to ``sent``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.evaluate.project import tail
from scanner.evaluate.values import CallRef, Member, Sequence
from scanner.model import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.project import FileIndex
    from scanner.trace.declared import Node

CHANNELS = "puts something into its channel"
MAX_FILES = 12
"""Files that put something into some channel; of more only those that say a name of this one are looked at."""


class Channels:
    """The channels of one scan."""

    def __init__(self, ev: Evaluator) -> None:
        self._ev = ev
        self._putting: dict[str, tuple[str, ...]] = {}

    def calls(self, index: FileIndex, node: Node) -> Iterator[CallRef]:
        """Calls that put something into a channel which a function takes from."""
        path = index.facts.path
        own = [n for n in _taking(index) if index.function_around(index.facts.calls[n].scope) == node.scope]
        channels = {channel for n in own for channel in self._channels(CallRef(path, n, 0))}
        names = {name for n in own for name in self._names(index, n, channels)} if channels else set()
        for other in self._files(index, names) if channels else ():
            for n in _putting(other):
                ref = CallRef(other.facts.path, n, 0)
                if not channels.isdisjoint(self._channels(ref)):
                    yield ref

    def _channels(self, ref: CallRef) -> Iterator[tuple[str, int]]:
        """The places that make what a call puts into or takes from."""
        for value in self._ev.callee(ref):
            if isinstance(value, Member) and isinstance(value.receiver, Sequence):
                yield value.receiver.file, value.receiver.expr

    def _names(self, index: FileIndex, number: int, channels: set[tuple[str, int]]) -> Iterator[str]:
        """What a channel is called where it is taken from, and where it is made."""
        facts = index.facts
        yield tail(facts, int(facts.exprs[facts.calls[number].callee][1]))  # type: ignore[call-overload]
        for home in {file for file, _ in channels}:
            other = self._ev.project.file(home)
            for bind in other.facts.binds if other is not None else ():
                if bind.value >= 0 and any(
                    isinstance(v, Sequence) and (v.file, v.expr) in channels for v in self._ev.values(home, bind.value)
                ):
                    yield bind.name

    def _files(self, index: FileIndex, names: set[str]) -> Iterator[FileIndex]:
        """The files of a language that put something into channels."""
        suffix = index.facts.path.rpartition(".")[2]
        naming = self._ev.project.naming
        if suffix not in self._putting:
            sent = re.compile(rb"[\w)\]]\s*%b\s*[^\s=]" % CHANNEL.encode())
            paths = (path for path in sorted(naming.files) if path.endswith(f".{suffix}"))
            self._putting[suffix] = tuple(path for path in paths if sent.search(naming.read(path) or b""))
        found = self._putting[suffix]
        if len(found) > MAX_FILES:
            said = [name.encode() for name in names if name]
            found = tuple(path for path in found if any(name in (naming.read(path) or b"") for name in said))
        for path in found:
            other = self._ev.project.file(path)
            if other is not None and other.language.traits.signature_key == index.language.traits.signature_key:
                yield other


def _taking(index: FileIndex) -> Iterator[int]:
    yield from (number for number in index.calls_by_tail.get(CHANNEL, ()) if not index.facts.calls[number].arguments)


def _putting(index: FileIndex) -> Iterator[int]:
    yield from (number for number in index.calls_by_tail.get(CHANNEL, ()) if index.facts.calls[number].arguments)
