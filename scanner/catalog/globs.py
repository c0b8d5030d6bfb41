"""Compares paths of files with the globs of ``entrypoints/`` and fills the names that stand for them.

Which of the files that fit are looked at is left to ``trace``.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PIECE = re.compile(r"[*?]|[^*?]+")
_GROUP = re.compile(r"\(.*\)|index|_index")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST = 200


def parse_files(text: str) -> str:
    """A glob over a whole path: ``*`` within a segment, ``**`` any number of segments; without a slash over names in any folder."""
    segments = text.removeprefix("/").split("/")
    if not text or set("\\{}") & set(text) or len(text) > _LONGEST or any(part in ("", ".", "..") for part in segments):
        raise ValueError(f"{text!r} is not a glob over a relative path")
    if any("**" in part and part != "**" for part in segments):
        raise ValueError(f"{text!r}: '**' stands for whole segments")
    if segments[-1] == "**":
        raise ValueError(f"{text!r}: the last segment is a file")
    if text.count("**") > 2:
        raise ValueError(f"{text!r}: more than two '**'")
    return text


def file_name(glob: str, template: str, path: str) -> str | None:
    """``template`` filled for ``path``, None where the glob does not fit.

    ``{path}`` is what the last ``**`` stood for, ``{stem}`` what the first ``*`` of the file's name did (else the name without its suffix).
    Of both, segments that routers leave out are: ``index`` and groups in brackets. ``{name}`` is the stem as addresses have the name of a
    class: its words in small letters with ``_`` between, without ``Controller``. ``{folder}`` is what the first folder
    written as ``*`` is called, ``{dotted}`` the path with a dot behind each part.
    """
    found = _pattern(glob).fullmatch(path)
    if found is None:
        return None
    groups = found.groupdict()
    stem = groups.get("stem")
    if stem is None:
        stem = path.rpartition("/")[2].rpartition(".")[0]
    between = "/".join(part for part in (groups.get("path") or "").split("/") if part and not _GROUP.fullmatch(part))
    name = _WORDS.sub("_", stem.removesuffix("Controller")).lower()
    dotted = "".join(part + "." for part in between.split("/") if part)
    template = template.replace("{folder}", groups.get("folder") or "").replace("{dotted}", dotted)
    filled = template.replace("{path}", between).replace("{stem}", "" if _GROUP.fullmatch(stem) else stem).replace("{name}", name)
    filled = re.sub("/{2,}", "/", filled)
    return filled if filled == "/" else filled.removesuffix("/")


def fitting(globs: Iterable[str], paths: Sequence[str]) -> list[str]:
    """The paths that one of the globs fits, in their order."""
    found: set[str] = set()
    for glob in globs:
        piece, pattern = _piece(glob), _pattern(glob)
        found.update(path for path in paths if piece in path and pattern.fullmatch(path))
    return [path for path in paths if path in found]


@functools.cache
def _piece(glob: str) -> str:
    """The longest piece of every path that fits."""
    return max((piece.strip("/") for piece in re.split(r"[*?]+", glob)), key=len)


@functools.cache
def _pattern(glob: str) -> re.Pattern[str]:
    *folders, file = glob.removeprefix("/").split("/") if "/" in glob else ("**", glob)
    last = max((number for number, part in enumerate(folders) if part == "**"), default=-1)
    pieces = []
    for number, part in enumerate(folders):
        if part == "**":
            # NOTE: the first one takes as little as it can, so that the named folder is the outermost of that name.
            pieces.append("(?P<path>(?:[^/]+/)*)" if number == last else "(?:[^/]+/)*?")
        elif part == "*" and number == folders.index("*"):
            pieces.append("(?P<folder>[^/]*)/")
        else:
            pieces.append(_segment(part) + "/")
    base, dot, suffix = file.rpartition(".")
    head, star, tail = base.partition("*")
    pieces.append(_segment(head) + (f"(?P<stem>[^/]*){_segment(tail)}" if star else "") + _segment(dot + suffix))
    return re.compile("".join(pieces))


def _segment(text: str) -> str:
    return "".join("[^/]*" if piece == "*" else "[^/]" if piece == "?" else re.escape(piece) for piece in _PIECE.findall(text))
