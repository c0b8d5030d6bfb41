"""Does work in a second process beside this one, where the machine has room for one."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

T = TypeVar("T")


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


def _send(work: Callable[[], object], sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with contextlib.suppress(Exception):  # the other process does it again, and tells what is wrong
        sender.send(work())
