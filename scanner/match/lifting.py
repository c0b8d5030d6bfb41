"""A call seen from the callers of the function that it stands in, for what only they know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate.evaluator import MAX_SITES
from scanner.evaluate.lookup import callers
from scanner.evaluate.values import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate import Evaluator
    from scanner.evaluate.values import CallRef

LIFTS = 2
"""Functions between a call and the callers that are asked."""


def function_of(ev: Evaluator, site: CallRef) -> int:
    """The scope of the function that a call stands in, at most 0 for none."""
    index = ev.project.file(site.file)
    if index is None:
        return 0
    scope = index.facts.calls[site.call].scope
    while scope > 0 and index.facts.scopes[scope].kind != "function":
        scope = index.facts.scopes[scope].parent
    return scope


def lifted(ev: Evaluator, ref: CallRef, site: CallRef) -> Iterator[tuple[CallRef, CallRef]]:
    """``ref`` under every call of the function that ``site`` stands in, and that call; nothing where nothing is passed to it."""
    index, scope = ev.project.file(site.file), function_of(ev, site)
    if index is None or scope <= 0 or not index.facts.scopes[scope].parameters:
        return
    for caller in callers(ev, index, scope)[:MAX_SITES]:
        receiver = next((v.receiver for v in ev.callee(caller) if isinstance(v, Function)), None)
        frame = ev.enter(Function(site.file, scope, receiver, 0), scope, caller, receiver)
        if frame:
            yield ev.within(ref, site, frame), caller


def alone(ev: Evaluator, ref: CallRef, site: CallRef, caller: CallRef) -> CallRef:
    """``ref`` under one of those calls, as if nobody knew what the function around that call is given."""
    scope, around = function_of(ev, site), function_of(ev, caller)
    under = caller._replace(frame=ev.blind(caller.file, around)) if around > 0 else caller
    receiver = next((v.receiver for v in ev.callee(caller) if isinstance(v, Function)), None)
    return ev.within(ref, site, ev.enter(Function(site.file, scope, receiver, 0), scope, under, receiver))
