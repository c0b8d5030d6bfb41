"""What builders and setters were given: ``builder().name(x).build()``, or ``thing.name(x)`` in a statement of its own.

Which of these names matter is said by selectors (``name()``); placeholders of configuration keys inside texts are filled here, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.evaluate.values import CallRef, Path, Text, Unknown, merge, overridable
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.evaluate.evaluator import Evaluator
    from scanner.evaluate.values import Value

MAX_CALLS = 24
"""Calls of one name in a file that are asked whether they are made on the same thing."""
MAX_NESTED = 3
"""Placeholders whose values hold placeholders."""
_PLACEHOLDER = re.compile(r"\$\{([^{}:]{1,200})(?::([^{}]{0,500}))?\}")


def named(selector: str) -> tuple[str, int]:
    """(name, position of the argument) of ``name()`` and ``name(1)``; the name "" for other selectors."""
    name, opened, position = selector.removesuffix(")").partition("(")
    meant = opened and selector.endswith(")") and (not position or position.isdigit())
    return (name, int(position or 0)) if meant else ("", 0)


def given(ev: Evaluator, ref: CallRef, name: str, position: int = 0) -> tuple[Value, ...] | None:
    """What the chain that ``ref`` ends, or the thing it is called on or makes, was given by calls of ``name``; None when there are none."""
    asked = [value if value.origins else _made(value, ref) for value in ev.callee(ref) if isinstance(value, Path)]
    sets = [found for value in asked if (found := of(ev, value, name, position)) is not None]
    if not asked:
        sets = [found for call in _written(ev, ref, name) if (found := ev.argument(call, position, "")) is not None]
    return merge(sets) if sets else None


def _written(ev: Evaluator, ref: CallRef, name: str) -> Iterator[CallRef]:
    """Calls of the chain as it is written, where nobody knows what it is called on."""
    return (call for call in below(ev, ref) if ev.called_by(call) == name)


def below(ev: Evaluator, ref: CallRef) -> Iterator[CallRef]:
    """The calls on whose results a call is made, nearest first, as they are written."""
    index = ev.project.file(ref.file)
    exprs, calls = (index.facts.exprs, index.facts.calls) if index is not None else ((), ())
    at = calls[ref.call].callee if index is not None else -1
    for _ in range(MAX_CALLS):
        expr = exprs[at] if at >= 0 else ("",)
        if expr[0] != "attr":
            return
        below = exprs[int(expr[1])]  # type: ignore[call-overload]
        if below[0] != "call":
            return
        number = int(below[1])  # type: ignore[call-overload]
        at = calls[number].callee
        yield CallRef(ref.file, number, ref.frame)


def _made(value: Path, ref: CallRef) -> Path:
    """What the call itself makes."""
    return value._replace(steps=(*value.steps, "()"), origins=(ref,))


def of(ev: Evaluator, value: Path, name: str, position: int = 0) -> tuple[Value, ...] | None:
    """The same for something that a chain has given."""
    calls = [*_in_chain(value, name)] or [*_beside(ev, value, name)]
    sets = [found for call in calls if (found := ev.argument(call, position, "")) is not None]
    return merge(sets) if sets else None


def _in_chain(value: Path, name: str) -> Iterator[CallRef]:
    built = -1
    for at, step in enumerate(value.steps):
        if step == "()" or step.startswith("(@"):
            built += 1
            origin = value.origins[built] if 0 <= built < len(value.origins) else None
            if step == "()" and value.steps[at - 1] == name and origin is not None:
                yield origin


def _beside(ev: Evaluator, value: Path, name: str) -> Iterator[CallRef]:
    """Calls in the file where the thing was first made, on the thing."""
    first = next((o for o in value.origins if o is not None), None)
    index = ev.project.file(first.file) if first is not None else None
    numbers = index.calls_by_tail.get(name, ()) if index is not None else ()
    if first is None or len(numbers) > MAX_CALLS:
        return
    for number in numbers:
        call = CallRef(first.file, number, first.frame)
        for other in ev.callee(call):
            if isinstance(other, Path) and any(o is not None and o[:2] == first[:2] for o in other.origins[:1]):
                yield call
                break


def filled(ev: Evaluator, value: Text, depth: int = 0) -> tuple[Value, ...]:
    """The text with ``${key:default}`` filled from the project's configuration."""
    match = _PLACEHOLDER.search(value.text)
    if match is None or depth >= MAX_NESTED * 4:
        return (value,) if match is None else (value._replace(text=_PLACEHOLDER.sub(HOLE, value.text)),)
    found = [v for v in ev.environment(match[1].strip()) if isinstance(v, Text)]
    default = (Text(match[2], overridable=True),) if match[2] is not None else ()
    pieces = overridable(tuple(found) or default) or (Text(HOLE),)
    before, after = value.text[: match.start()], value.text[match.end() :]
    return merge(
        filled(ev, Text(before + p.text + after, p.overridable, value.hops), depth + 1) for p in pieces if isinstance(p, Text)
    ) or (Unknown("placeholder"),)
