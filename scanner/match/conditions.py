"""Conditions of the catalogue (``when``, ``variant``) against the values of a call, three-valued: yes, no, not known."""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, NamedTuple

from scanner.evaluate.values import Const, Path, Text
from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.catalog import Test, Variant
    from scanner.catalog.values import Selectors
    from scanner.evaluate.values import Value

    Ask = Callable[[Selectors], tuple[Value | "AnyOf", ...] | None]
    """What stands at selectors; None when nothing is written there."""


class AnyOf(NamedTuple):
    """The elements of a sequence: one that fits is enough."""

    values: tuple[Value, ...]


def gathered(values: tuple[Value | AnyOf, ...]) -> AnyOf:
    """All arguments of a call as one: the words of a command may be one text, a list or an argument each."""
    return AnyOf(tuple(inner for value in values for inner in (value.values if isinstance(value, AnyOf) else (value,))))


def holds(tests: tuple[Test, ...], ask: Ask, models: tuple[str, ...]) -> bool | None:
    """Whether all tests hold; None when that cannot be known."""
    result: bool | None = True
    for test in tests:
        one = _one(test, ask, models)
        if one is False:
            return False
        if one is None:
            result = None
    return result


def variant(variants: tuple[Variant, ...], ask: Ask, models: tuple[str, ...]) -> tuple[Variant | None, bool]:
    """The first variant that holds, and whether an earlier one might have."""
    open_ = False
    for candidate in variants:
        found = holds(candidate.when, ask, models)
        if found:
            return candidate, open_
        open_ = open_ or (found is None and not candidate.known)
    return None, open_


def _one(test: Test, ask: Ask, models: tuple[str, ...]) -> bool | None:
    if test.test == "model":
        if not models:
            return None
        fits = [
            any(fnmatch.fnmatchcase(name, glob.lower()) for glob in test.values for name in (m.lower(), m.lower().rpartition("/")[2]))
            for m in models
        ]
        return all(fits) if all(fits) or not any(fits) else None
    values = ask(test.selectors)
    if test.test in ("present", "absent"):
        return (values is not None) == (test.test == "present")
    if values is None:
        return False
    answers = {_value_fits(test, value) for value in values} or {None}
    if len(answers) > 1 and False not in answers:  # what is known of it holds
        return True
    return answers.pop() if len(answers) == 1 else None


def _value_fits(test: Test, value: Value | AnyOf) -> bool | None:
    if not isinstance(value, AnyOf):
        return _text_fits(test, value)
    answers = [_text_fits(test, inner) for inner in value.values]
    return True if True in answers else (None if None in answers or not answers else False)


def _text_fits(test: Test, value: Value) -> bool | None:
    if isinstance(value, Const):
        text = {True: "true", False: "false", None: "null"}.get(value.value, str(value.value))  # type: ignore[arg-type]
    elif isinstance(value, Text):
        text = value.text
    elif not (text := member(value)):
        return None
    if test.test == "in":
        return text in test.values if HOLE not in text else (None if _may_be(text, test.values) else False)
    found = re.search(test.values[0], text) is not None
    return found or (None if HOLE in text else False)


def member(value: Value | AnyOf) -> str:
    """The name of a member of another package's class (``Tasks.chat``), as enumerations have them, or of a Go package; else ""."""
    steps = value.steps if isinstance(value, Path) else ()
    named = len(steps) > 2 and steps[-2][:1].isupper()
    constant = len(steps) == 2 and steps[1][:1].isupper() and "." in steps[0].partition("/")[0]
    return steps[-1] if (named or constant) and steps[-1].isidentifier() else ""


def _may_be(text: str, values: tuple[str, ...]) -> bool:
    pattern = ".*".join(re.escape(piece) for piece in text.split(HOLE))
    return any(re.fullmatch(pattern, value) for value in values)
