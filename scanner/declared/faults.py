"""What is wrong with a declaration, in the reader's language; what counts as wrong is decided by the readers beside it."""

from __future__ import annotations

import difflib
import functools
import tomllib
from typing import TYPE_CHECKING, Literal, NamedTuple

from scanner.errors import OptionsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Lang = Literal["zh", "en"]


class Fault(NamedTuple):
    """One fault: file, line (0 unknown), key path, id of its message; ``near`` is what may have been meant."""

    file: str
    line: int
    key: str
    id: str
    fields: tuple[tuple[str, str, str], ...] = ()
    """What is filled into the message: name, Chinese, English."""
    near: str = ""

    def told(self, lang: Lang) -> str:
        values = {name: _shown(zh if lang == "zh" else en) for name, zh, en in self.fields}
        text = messages()[self.id][lang].format(**values)
        hint = messages()["near"][lang].format(word=_shown(self.near)) if self.near else ""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {_shown(self.key)}: {text}{hint}" if self.key else f"{place}: {text}{hint}"


class DeclaredError(OptionsError):
    """The operator's file cannot be used; ``faults`` are all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """One line per fault."""
        return "\n".join(fault.told("zh" if lang == "zh" else "en") for fault in self.faults)


def near(word: str, known: Iterable[str]) -> str:
    """The known word that is likely meant, "" when none is close."""
    folded = {name.lower(): name for name in sorted(known)}
    close = difflib.get_close_matches(word.lower(), folded, n=1)
    return folded[close[0]] if close else ""


@functools.cache
def messages() -> Mapping[str, Mapping[Lang, str]]:
    """Every message by its id."""
    from importlib import resources  # takes as long as a small project, and most declarations have no fault

    found: Mapping[str, Mapping[Lang, str]] = tomllib.loads(resources.files(__package__).joinpath("messages.toml").read_text("utf-8"))
    return found


def _shown(text: str) -> str:
    """Without what would steer a terminal or hide itself."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
