"""Reads ``flows/``: which calls of a language's own library pass a value on.

What an effect does to values is ``evaluate``'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog.parts import alternatives, check_examples, examples, header, names
from scanner.catalog.paths import SEPARATORS, parse_path
from scanner.catalog.values import Flow

if TYPE_CHECKING:
    from scanner.catalog.parts import Draft
    from scanner.catalog.table import Table
    from scanner.catalog.values import Alternatives

_SEVERAL = ("concat", "url-join", "path-join", "merge", "replace", "get-path", "url-parts", "url-of")
"""Effects whose ``of`` lists arguments; for all others it lists places of one argument."""
CONSTANT = "constant"
"""Effect of a path that is a text."""


def read_flow(draft: Draft, table: Table, stem: str) -> None:
    """One file of ``flows/``; its name is the language."""
    language = header(draft, table, stem)
    table.text("title", required=True)
    if language not in SEPARATORS:
        table.fault("id", f"{language!r} is not a language")
        return
    for row in table.tables("function"):
        paths = row.parsed("path", lambda text: parse_path(text, language), required=True)
        flow = _flow(draft, row, language)
        draft.flows += [flow._replace(steps=parse_path(path, language)) for path in paths]
    for row in table.tables("method"):
        found = names(row, "name", required=True)
        flow = _flow(draft, row, language)
        draft.flows += [flow._replace(name=name) for name in found]
    constants = table.table("constant")
    for path in constants.written() if constants is not None else ():
        draft.flows += _constant(constants, path, language)
    shown = examples(draft, table)
    table.close()
    # NOTE: what passes a value on is shown by the examples of what uses it, so a flow file needs none of its own.
    if shown:
        check_examples(table, shown, (), ("(",))


def _constant(table: Table | None, path: str, language: str) -> list[Flow]:
    """A path that stands for a text."""
    assert table is not None
    try:
        steps = parse_path(path, language)
    except ValueError as error:
        table.fault(path, str(error))
        return []
    return [Flow(language=language, steps=steps, name="", effect=CONSTANT, style=table.text(path, required=True))]


def _flow(draft: Draft, row: Table, language: str) -> Flow:
    effect = row.word("effect", draft.words["effect"], "an effect", required=True)
    flow = Flow(
        language=language,
        steps=(),
        name="",
        effect=effect,
        of=_arguments(row, effect),
        key=alternatives(row, "key"),
        default=alternatives(row, "default"),
        style=row.text("style"),
        on=alternatives(row, "on"),
    )
    row.close()
    if effect == "prepares" or (effect == "registers" and flow.style):
        return flow._replace(style=" ".join(parse_path(flow.style, language)))
    return flow


def _arguments(row: Table, effect: str) -> tuple[Alternatives, ...]:
    found = alternatives(row, "of")
    if not found:
        return ()
    return tuple((steps,) for steps in found) if effect in _SEVERAL else (found,)
