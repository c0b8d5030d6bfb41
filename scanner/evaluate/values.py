"""What an expression may be; small tuples that refer back to facts. Sets of them hold at most ``MAX_VALUES``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from scanner.model import HOLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MAX_VALUES = 8
"""A set with more values becomes *unknown*; it is never cut silently."""
_BEHIND_HOST = 3
"""Slashes up to the path of an address."""
Use: TypeAlias = Literal["generates", "other", "unlisted"]
"""A call on a client: one that generates, one that the catalogue knows to do something else, one that it does not know."""


class CallRef(NamedTuple):
    """One call in one file, read under a frame (0: none)."""

    file: str
    call: int
    frame: int


class Frame(NamedTuple):
    """The function ``scope`` of ``file`` as run by one call.

    ``given`` are calls whose arguments come first (partial application), ``shift`` counts leading arguments of ``call`` that are no
    parameters (the function itself, its receiver); ``passed`` is the one argument where no call is written (decorators).
    ``blind``: nothing is known of the parameters, whoever calls it.
    """

    file: str
    scope: int
    call: CallRef | None
    receiver: Value | None
    outer: int
    given: tuple[CallRef, ...]
    depth: int
    shift: int = 0
    passed: Value | None = None
    blind: bool = False


class Text(NamedTuple):
    """Text with ``HOLE`` for every unknown piece. ``overridable``: a default that environment, option or caller may replace."""

    text: str
    overridable: bool = False
    hops: int = 0


class Const(NamedTuple):
    """A number (as written), True, False or None."""

    value: str | bool | None


NONE = Const(None)


class Path(NamedTuple):
    """Something of another package: ``steps`` from the import root; ``origins`` holds one call (or None: declared) for every ``()`` step."""  # noqa: E501

    steps: tuple[str, ...]
    origins: tuple[CallRef | None, ...] = ()
    hops: int = 0
    receiver: Value | None = None
    """The instance of a project class whose inherited member this is."""


class Module(NamedTuple):
    """A source file of the project as a module; a name ending in ``/`` is a folder (namespace package)."""

    file: str


class Class(NamedTuple):
    """A class of the project."""

    file: str
    scope: int


class Instance(NamedTuple):
    """An instance of a project class, with the call that built it."""

    file: str
    scope: int
    origin: CallRef | None
    hops: int = 0


class Function(NamedTuple):
    """A function of the project; ``receiver`` when taken from an instance, ``frame`` of the enclosing function.

    ``shift`` 1: a method taken from its class, which is called with the receiver in front.
    """

    file: str
    scope: int
    receiver: Value | None
    frame: int
    shift: int = 0


class Super(NamedTuple):
    """The next class up of ``scope``."""

    file: str
    scope: int
    receiver: Value | None


class Map(NamedTuple):
    """A map literal, still as written."""

    file: str
    expr: int
    frame: int


class Keywords(NamedTuple):
    """The keyword arguments of a call as a map (``**kwargs``); ``without`` are the named parameters."""

    call: CallRef
    without: tuple[str, ...]
    hops: int = 0


class Options(NamedTuple):
    """Command-line options declared on a parser: the map of all of them."""

    parser: Path


class Sequence(NamedTuple):
    """A sequence literal, still as written."""

    file: str
    expr: int
    frame: int


class Built(NamedTuple):
    """A sequence that no literal writes, by its items; a single item stands for any number (yielded values, values of a map)."""

    items: tuple[tuple[Value, ...], ...]


class Member(NamedTuple):
    """A method of text, map, sequence or something unknown; flows say what calling it gives."""

    receiver: Value
    name: str


class Partial(NamedTuple):
    """A callable with some arguments given; ``skip`` leading positions of ``call`` are not arguments of it."""

    function: Value
    call: CallRef


class Unknown(NamedTuple):
    """Not known, and why."""

    reason: str


Value: TypeAlias = (
    Text
    | Const
    | Path
    | Module
    | Class
    | Instance
    | Function
    | Super
    | Map
    | Keywords
    | Options
    | Sequence
    | Built
    | Member
    | Partial
    | Unknown
)

NOTHING: tuple[Value, ...] = ()
TOO_MANY: tuple[Value, ...] = (Unknown("too many values"),)


def merge(sets: Iterable[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Union in order; one unknown at most, None only when it is alone or beside unknowns; too many become unknown.

    Of too many addresses of one host what they begin with is left.
    """
    given = [values for values in sets if values]
    if not given or (len(given) == 1 and len(given[0]) == 1):
        return given[0] if given else NOTHING
    found: dict[Value, None] = {}
    unknown: Unknown | None = None
    for values in given:
        for value in values:
            if isinstance(value, Unknown):
                unknown = unknown or value
            else:
                found[value] = None
    if len(found) > 1:
        found.pop(NONE, None)
    if len(found) > MAX_VALUES:
        found = dict.fromkeys(_for_all_calls(value) for value in found)
        if len(found) > MAX_VALUES:
            found = dict.fromkeys(_shared(found))
            if not found:
                return TOO_MANY
    return (*found, unknown) if unknown is not None else tuple(found)


def _shared(values: Collection[Value]) -> tuple[Value, ...]:
    """What many addresses of one host begin with, and a hole; empty for all others."""
    texts = [value for value in values if isinstance(value, Text)]
    begin = common([value.text for value in texts]) if len(texts) == len(values) else ""
    begin = begin[: begin.rfind("/") + 1]
    if begin.count("/") < _BEHIND_HOST or "://" not in begin:
        return NOTHING
    return (Text(begin + HOLE, all(value.overridable for value in texts), max(value.hops for value in texts)),)


def common(texts: Collection[str]) -> str:
    """What all texts begin with."""
    first, last = min(texts), max(texts)
    return first[: next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))]


def _for_all_calls(value: Value) -> Value:
    """The value without the frames that tell calls apart: less exact, but the same thing."""
    if isinstance(value, Map | Sequence | Function):
        return value._replace(frame=0)
    if isinstance(value, Instance) and value.origin is not None:
        return value._replace(origin=value.origin._replace(frame=0))
    if isinstance(value, Path):
        return value._replace(origins=tuple(o._replace(frame=0) if o is not None else None for o in value.origins))
    return value


def hop(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """The same values, one parameter further away."""
    return tuple(
        v._replace(hops=v.hops + 1)
        if isinstance(v, Text | Path | Instance | Keywords)
        else Built(tuple(map(hop, v.items)))
        if isinstance(v, Built)
        else v
        for v in values
    )


def overridable(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """The same values as defaults."""
    return tuple(v._replace(overridable=True) if isinstance(v, Text) else v for v in values)
