"""Cuts the paths, selectors, globs and patterns of signatures into steps, or says what is wrong with them (``ValueError``).

What the steps are compared with is left to ``match``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.catalog.values import Steps

SEPARATORS = {
    "python": ".",
    "java": ".",
    "csharp": ".",
    "php": "\\",
    "rust": "::",
    "ruby": "::",
    "javascript": "",
    "golang": "",
    "swift": ".",
    "dart": "",
    "lua": "",
    "cpp": "",
    "objc": "",
    "shell": "",
}
"""Between the parts of a root, "" where the whole root is one step. The keys are the languages that a signature may name."""
READ_AS = {"kotlin": "java", "scala": "java"}
"""Languages whose files are asked by the keys of another one."""

GLOBAL = "global"
"""Root of the paths of names that nobody imports."""
_TOKEN = re.compile(r"\(@\w+(?:\.\d+)?\)|\(\)|\[\]|\*\*|\*|\.|[^\s.()\[\]*#@\"'\\:;,]+\*?")
_MEMBER = re.compile(r"[^\s.()\[\]*#@\"'\\:;,]+")
_ROOT = re.compile(r"#?[^\s()\[\]*#\"';,]+")
_HOST = re.compile(r"[a-z0-9*.-]+(:[0-9*]+)?")
_KEY = re.compile(r"[^\s.\"']+")
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_PIECES = re.compile(r"[*?]|\[[^\]]*\]")


def parse_path(text: str, language: str) -> Steps:
    """Steps of an absolute path."""
    separator = SEPARATORS[language]
    # NOTE: a module's name may begin with the sign itself: Node's subpath imports.
    root, hash_, rest = text[1:].partition("#")
    root = text[:1] + root
    if not separator:
        if not _ROOT.fullmatch(root):
            raise ValueError(f"path {text!r}: {root!r} is not a module name" + ("" if hash_ else "; write '#' after the module"))
        steps = (root, *(_steps(rest, text) if hash_ else ()))
        steps = (root, *steps[2:]) if language == "javascript" and steps[1:2] == ("default",) else steps
    elif hash_:
        parts = tuple(root.replace(separator, ".").split("."))
        if not all(_MEMBER.fullmatch(part) for part in parts):
            raise ValueError(f"path {text!r}: {root!r} is not a module name")
        steps = (*parts, *_steps(rest, text))
    else:
        steps = _steps(text.replace("::", ".").replace(separator, "."), text)
    if not _MEMBER.fullmatch(steps[0]) and separator:
        raise ValueError(f"path {text!r}: must begin with a module")
    _check_wildcards(steps, text)
    return steps


def parse_relative(text: str) -> Steps:
    """Steps from an object; ``.`` is the object itself."""
    if text == ".":
        return ()
    steps = _steps(text, text)
    _check_wildcards(steps, text)
    return steps


def parse_selector(text: str) -> Steps:
    """``0.messages.[].role`` and the like."""
    steps = tuple(text.split("."))
    if not all(step in ("[]", "*") or _KEY.fullmatch(step) for step in steps) or steps[0] == "[]":
        raise ValueError(f"{text!r} is not a selector")
    return steps


def parse_host(text: str) -> str:
    """A host glob; small letters, no scheme, no path, at least one literal piece that a search can find."""
    if not _HOST.fullmatch(text) or ".." in text:
        raise ValueError(f"{text!r} is not a host (small letters, no scheme, no path, only '*' as a wildcard)")
    if len(literal_piece(text)) < 4:
        raise ValueError(f"host {text!r} has no literal piece of four characters")
    return text


def parse_glob(text: str) -> str:
    """A glob over names or model ids."""
    if _PIECES.sub("", text).strip("-_. ") == "" or text.count("[") != text.count("]") or re.search(r"\s\s|[\x00-\x1f]", text):
        raise ValueError(f"{text!r} is not a glob with a literal part")
    return text


def parse_url_path(text: str) -> str:
    """The end of a URL path, without the leading slash; of ``/`` nothing is left, it is the whole path."""
    path = text.removeprefix("/")
    if text == "/":
        return path
    if not path or re.search(r"[\s?#\\]|://", path) or any(c in "{}" for c in _FIELD.sub("", path)) or literal_piece(path).strip("/") == "":
        raise ValueError(f"{text!r} is not the end of a URL path")
    return path


def parse_regex(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from error
    return text


def fields_of(path: str) -> tuple[str, ...]:
    """Names of the ``{x}`` in a URL path."""
    return tuple(_FIELD.findall(path))


def literal_piece(glob: str) -> str:
    """The longest part of a glob or URL path without wildcards; dots at a cut belong to the wildcard."""
    pieces = _PIECES.sub("\n", _FIELD.sub("\n", glob)).split("\n")
    return max((piece.strip(".") if len(pieces) > 1 else piece for piece in pieces), key=len)


def _steps(text: str, whole: str) -> Steps:
    steps: list[str] = []
    position, fresh, dotted = 0, True, False
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ValueError(f"path {whole!r}: cannot read {text[position:]!r}")
        step = token.group()
        position = token.end()
        if step == ".":
            if fresh:
                raise ValueError(f"path {whole!r}: a dot too many")
            fresh = dotted = True
        elif step.startswith(("(", "[")):
            if dotted and fresh:
                raise ValueError(f"path {whole!r}: no dot before {step!r}")
            steps.append(step)
            fresh = False
        else:
            if not fresh:
                raise ValueError(f"path {whole!r}: a dot is missing before {step!r}")
            steps.append(step)
            fresh = False
    if fresh:
        raise ValueError(f"path {whole!r}: ends too early")
    return tuple(steps)


def _check_wildcards(steps: Steps, whole: str) -> None:
    for index, step in enumerate(steps):
        if step != "**":
            continue
        before = [s for s in steps[:index] if not s.startswith(("(", "["))][-1:]
        after = steps[index + 1 : index + 2]
        if not before or before[0].startswith("*") or not after or after[0][0] in "*([":
            raise ValueError(f"path {whole!r}: '**' stands between two literal members only")
