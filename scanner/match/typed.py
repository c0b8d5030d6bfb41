"""What a declared type says of things whose way the catalogue does not know.

``TransportClient client = builder.add(address)``: what ``add`` gives is not told, but its type is written beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.evaluate import lookup
from scanner.evaluate.values import Path

if TYPE_CHECKING:
    from scanner.evaluate import Evaluator
    from scanner.evaluate.values import CallRef
    from scanner.model import Bind


def as_declared(ev: Evaluator, path: Path) -> list[Path]:
    """The same members of an instance of the type with which the last possible of the calls on the way was bound, or passed on.

    None where no type is.
    """
    places = [n for n, step in enumerate(path.steps) if step == "()"]
    for place, origin in reversed(list(zip(places, path.origins, strict=False))):
        types = _types(ev, origin) if origin is not None and place < len(path.steps) - 1 else ()
        if types:
            rest, origins = path.steps[place + 1 :], path.origins[places.index(place) + 1 :]
            return [Path((*t.steps, *rest), (*t.origins, *origins), path.hops) for t in types]
    return []


def _types(ev: Evaluator, origin: CallRef) -> list[Path]:
    """Instances of the types of other packages that are declared of what a call gives."""
    bind = _bindings(ev, origin.file).get(origin.call)
    types = lookup.instances(ev, ev.values(origin.file, bind.type)) if bind is not None else ev.given_as.get((origin.file, origin.call), ())
    return [t for t in types if isinstance(t, Path)]


def _bindings(ev: Evaluator, file: str) -> dict[int, Bind]:
    """By call: the binding of a declared type that gets its result."""
    key = ("typed calls", file)
    memo = ev.project.naming.memo
    if key not in memo:
        index = ev.project.file(file)
        facts = index.facts if index is not None else None
        memo[key] = {
            int(facts.exprs[b.value][1]): b  # type: ignore[call-overload]
            for b in (facts.binds if facts is not None else ())
            if facts is not None and b.type >= 0 and b.value >= 0 and facts.exprs[b.value][0] == "call"
        }
    return memo[key]  # type: ignore[return-value]
