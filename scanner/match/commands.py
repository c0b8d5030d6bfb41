"""Calls that only their words tell, such as the command of a program: which function writes the words.

What the words mean is the catalogue's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.match import conditions
from scanner.match.lifting import LIFTS, alone, function_of, lifted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.catalog.values import CallSignature
    from scanner.evaluate.values import CallRef
    from scanner.match.matcher import _FileMatch


def told(at: _FileMatch, ref: CallRef, signature: CallSignature) -> Iterator[tuple[CallRef, CallRef]]:
    """The call as it is to be read, and the call to report.

    Where nobody near names a program, there is nothing to read. A function that starts whatever it is given says nothing by itself:
    those of its callers that write the words are the places then.
    """
    if signature.words and not at.asked.commands:
        return
    scope = function_of(at.ev, ref) if signature.technique == "none" else 0
    if scope <= 0 or _tells(at, ref._replace(frame=at.ev.blind(ref.file, scope)), signature):
        yield ref, ref
        return
    found = list(_above(at, ref, ref, signature, 0))
    yield from found or [(ref, ref)]


def _above(at: _FileMatch, ref: CallRef, site: CallRef, signature: CallSignature, lifts: int) -> Iterator[tuple[CallRef, CallRef]]:
    for above, caller in lifted(at.ev, ref, site):
        if _tells(at, alone(at.ev, ref, site, caller), signature):
            yield above, caller
            continue
        higher = list(_above(at, above, caller, signature, lifts + 1)) if lifts + 1 < LIFTS else []
        yield from higher or ([(above, caller)] if _tells(at, above, signature) else [])


def _tells(at: _FileMatch, ref: CallRef, signature: CallSignature) -> bool:
    """Whether the words that are known under a frame say what the call does."""
    return conditions.variant(signature.variants, at.asker(ref, signature.words), ())[0] is not None
