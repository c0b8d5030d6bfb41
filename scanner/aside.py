"""Does work in a second process beside this one, where the machine has room for one."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

T = TypeVar("T")
_CLAIMS = 4096
"""Bytes that surely fit into a pipe."""


def begun(work: Callable[[], T]) -> Callable[[], T]:
    """Begins ``work`` in a copy of this process; the function given back waits for what it makes, which can be pickled.

    Without a second processor, and where the copy dies or fails, the work is done here, when it is waited for; so what it makes must not
    depend on what this process does meanwhile.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return work
    import multiprocessing

    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, sender), daemon=True)
    try:
        process.start()
    except OSError:  # no memory, or no process more
        return work
    finally:
        sender.close()

    def result() -> T:
        try:
            made: T = receiver.recv()
        except EOFError:
            return work()
        finally:
            receiver.close()
            process.join()
        return made

    return result


class Handed(Generic[T]):
    """Something that this process finds out while the second one is at work already, which takes it when it needs it."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._receiver, self._sender = os.pipe()
        self._given: list[T] = []

    def give(self, thing: T) -> None:
        self._given.append(thing)
        # NOTE: what does not fit into the pipe is written when the other process reads.
        threading.Thread(target=self._send, args=(pickle.dumps(thing),), daemon=True).start()

    def ready(self) -> bool:
        """Whether it was given."""
        return bool(self._given or (os.getpid() != self._owner and select.select([self._receiver], [], [], 0)[0]))

    def take(self) -> T:
        """What was given; in the second process it waits for that."""
        if os.getpid() != self._owner and not self._given:
            os.close(self._sender)
            with open(self._receiver, "rb") as receiver:
                self._given.append(pickle.load(receiver))
        return self._given[0]

    def close(self) -> None:
        """When both have done their work."""
        os.close(self._receiver)

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError), open(self._sender, "wb") as sender:  # nobody is there who reads
            sender.write(data)


class Shared(Generic[T]):
    """Things that two processes take from both ends until none is left; what this one takes, that one does not.

    Where there is no second process, or it has failed, all of them are left to this one.
    """

    def __init__(self, things: Sequence[T]) -> None:
        size = len(things) // _CLAIMS + 1
        self._parts = [things[at : at + size] for at in range(0, len(things), size)]
        self._owner = os.getpid()
        self._taken = 0
        # NOTE: of the bytes in a pipe each is read once, whoever reads.
        claims, sender = os.pipe()
        os.write(sender, b"." * len(self._parts))
        os.close(sender)
        self._claims = open(claims, "rb", buffering=0)  # noqa: SIM115  both processes need it for as long as they work

    def here(self) -> Iterator[T]:
        """Things from the front."""
        while self._claims.read(1):
            self._taken += 1
            yield from self._parts[self._taken - 1]

    def there(self) -> Iterator[T]:
        """Things from the back; in the first process all that it has not taken."""
        if os.getpid() == self._owner:
            yield from (thing for part in self._parts[self._taken :] for thing in part)
            return
        for part in reversed(self._parts):
            if not self._claims.read(1):
                return
            yield from part

    def close(self) -> None:
        """When both have done their work."""
        self._claims.close()


def until(enough: Callable[[], bool], things: Iterator[T]) -> Iterator[T]:
    """Things until it is enough; the rest are left."""
    for thing in things:
        yield thing
        if enough():
            return


def _send(work: Callable[[], object], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with contextlib.suppress(Exception):  # the other process does it again, and tells what is wrong
        sender.send(work())
