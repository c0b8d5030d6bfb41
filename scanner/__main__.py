"""The program as a process of its own: ``suanbei``, and ``python -m scanner``."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING

from scanner.cli import main

if TYPE_CHECKING:
    from typing import NoReturn


def run() -> NoReturn:
    """Leaves at once when all is written: freeing millions of facts one by one takes longer than making some of them."""
    gc.disable()
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
