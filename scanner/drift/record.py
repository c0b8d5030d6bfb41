"""Proposes what filings cover, from what the code does now, and writes it into the operator's file without touching the rest.

A person has to hold the proposal against the papers that were filed; only filings that record nothing get one.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.drift import matching
from scanner.errors import OptionsError
from scanner.model import Covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.drift.matching import Row
    from scanner.drift.scene import Scene, Seen
    from scanner.model import ScanResult

_UNTOLD = frozenset({None, "", "configurable"})
_HEADER = re.compile(r"\s*\[\[\s*(?:tool\s*\.\s*suanbei\s*\.\s*)?filing\s*\]\]")
_ANY_HEADER = re.compile(r"\s*\[")


def proposed(scene: Scene, row: Row) -> str:
    """The line for a filing that records nothing; "" where it has no code, or several filings fit and nothing tells them apart."""
    covers = _covers(scene, [seen for seen in scene.seen if row in _owners(scene, seen, row)])
    return _line(covers) if covers.families else ""


def recorded(root: str, result: ScanResult) -> tuple[str, ...]:
    """Write every proposal of a result into the operator's file; gives the numbers of the filings."""
    rows = [one for one in result.drift if one.proposal]
    if rows:
        write(Path(root, rows[0].location.path), ((one.filing, one.proposal) for one in rows))
    return tuple(one.filing for one in rows)


def write(path: Path, proposals: Iterable[tuple[str, str]]) -> None:
    """Put lines into the tables of filings, by number; raises ``OptionsError`` when one is not written as ``[[filing]]``."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise OptionsError(f"{path.name}: cannot be read ({exc})") from exc
    for number, line in proposals:
        text = _with_line(path.name, text, number, line)
    _replace(path, text.encode("utf-8"))


def _owners(scene: Scene, seen: Seen, row: Row) -> tuple[Row, ...]:
    """Filings that the site may belong to; several that cannot be told apart are none."""
    if row.filing.type != matching.ALGORITHM:
        mine = not row.filing.products or seen.service.product in row.filing.products
        return (row,) if mine and seen.service.category == "generation" else ()
    found = matching.nearest(matching.of_service(scene, seen.service), seen.hit.location.path)
    recorded = any(one.filing.covers and one.filing.covers.families for one in found)
    return found if len(found) == 1 and not recorded else ()


def _covers(scene: Scene, places: list[Seen]) -> Covers:
    """Only words that the reader of the file knows."""
    models = {scene.model_name(one.server.model, one.server.vendor) for one in places if one.service.category == "generation"} - {""}
    known = {term.id for term in scene.catalog.categories.families}
    return Covers(
        families=tuple(dict.fromkeys(family for one in places for family in one.service.families if family in known)),
        vendors=tuple(sorted({one.server.vendor for one in places if one.server.vendor and one.server.vendor not in _UNTOLD})),
        models=tuple(sorted(models)),
    )


def _with_line(name: str, text: str, filing: str, line: str) -> str:
    """``text`` with the covers behind the last key of the filing's table; the result must say that and nothing else new."""
    wanted = _parsed(text)
    rows = _filings(wanted)
    index = next(index for index, row in enumerate(rows) if str(row.get("number")).strip() == filing)
    rows[index] |= tomllib.loads(line)
    # TOML ends lines with a line feed only; what else Python takes for a line end may stand in a text.
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    for place in _places(lines, index):
        before = lines[place - 1]
        indent = before[: len(before) - len(before.lstrip())]
        ending = "\r\n" if before.endswith("\r\n") else "\n"
        missing = "" if before.endswith(("\n", "\r")) else ending
        made = "".join([*lines[:place], f"{missing}{indent}{line}{ending}", *lines[place:]])
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if _parsed(made) == wanted:
                return made
    raise OptionsError(f"{name}: filing[{index + 1}] is not written as a [[filing]] table; add to it: {line}")


def _places(lines: list[str], index: int) -> Iterator[int]:
    """Line numbers behind which the line may stand: the table's lines from its last, without blank ones and comments."""
    headers = [number for number, text in enumerate(lines) if _HEADER.match(text)]
    if index >= len(headers):
        return
    first = headers[index]
    end = next((number for number in range(first + 1, len(lines)) if _ANY_HEADER.match(lines[number])), len(lines))
    for number in range(end, first, -1):
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#"):
            yield number


def _parsed(text: str) -> dict[str, object]:
    return tomllib.loads(text.removeprefix("\ufeff"))


def _filings(data: dict[str, object]) -> list[dict[str, object]]:
    """The filings of either file."""
    tool = data.get("tool")
    section = data if "filing" in data else tool.get("suanbei") if isinstance(tool, dict) else None
    rows = section.get("filing") if isinstance(section, dict) else None
    return rows if isinstance(rows, list) else []


def _line(covers: Covers) -> str:
    parts = (("families", covers.families), ("vendors", covers.vendors), ("models", covers.models))
    told = (f"{key} = [{', '.join(map(_quoted, words))}]" for key, words in parts if words)
    return f"covers = {{ {', '.join(told)} }}"


def _quoted(word: str) -> str:
    """A basic string of TOML."""
    escaped = "".join(f"\\u{ord(char):04x}" if char < " " or char == "\x7f" else f"\\{char}" if char in '"\\' else char for char in word)
    return f'"{escaped}"'


def _replace(path: Path, data: bytes) -> None:
    """All or nothing; a link stays a link, and the mode as it was."""
    target = os.path.realpath(path)
    try:
        handle, beside = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".suanbei-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(beside, os.stat(target).st_mode & 0o7777)
            os.replace(beside, target)
        except OSError:
            os.unlink(beside)
            raise
    except OSError as exc:
        raise OptionsError(f"{path.name}: cannot be written ({exc.strerror or exc})") from exc
