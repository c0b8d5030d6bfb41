"""Bytes of one file to ``Facts``, through the language module of its suffix; leaves every name's meaning to ``evaluate``."""

from __future__ import annotations

import functools
import importlib
import sys
from typing import TYPE_CHECKING

from scanner.collecting import paused
from scanner.text import decode

if TYPE_CHECKING:
    from scanner.languages.interface import Language
    from scanner.model import Facts, Problem, ProblemReason, SourceFile

_MODULES = {
    "arkts": "javascript", "csharp": "csharp", "dart": "dart", "drools": "configuration", "docker": "configuration", "env": "configuration", "golang": "golang", "gradle": "configuration", "hcl": "configuration", "html": "javascript", "ini": "configuration", "java": "java", "javascript": "javascript", "json": "configuration", "kotlin": "kotlin", "notebook": "notebook", "php": "php",  # noqa: E501
    "ruby": "ruby", "rust": "rust", "shell": "shell", "sql": "configuration", "xml": "configuration",
    "properties": "configuration", "python": "python", "razor": "razor", "svelte": "javascript", "template": "configuration", "toml": "configuration", "tsx": "javascript", "typescript": "javascript",  # noqa: E501
    "cpp": "cpp", "lua": "lua", "objc": "objc", "scala": "scala", "swift": "swift", "vue": "javascript", "yaml": "configuration",
}  # fmt: skip
"""Language id to the module of ``scanner.languages`` that handles it; imported when first needed, so that ``--help`` stays fast."""

CONFIGURATION = frozenset(language for language, module in _MODULES.items() if module == "configuration")
LANGUAGES = tuple(sorted(_MODULES))

RECURSION = 12_000
"""Python frames; front ends and evaluator bound their own depth well below (``MAX_DEPTH``), each level takes several frames."""


@functools.cache
def language(name: str) -> Language:
    """The language module that handles a language id."""
    module = importlib.import_module(f"scanner.languages.{_MODULES[name]}")
    found: Language = next(entry for entry in module.LANGUAGES if entry.id == name)
    return found


WRAPPED = frozenset({"notebook", "razor"})
"""Languages whose facts count in a text that is taken out of the file, not in the file."""


def unwrapped(file: SourceFile, data: bytes) -> bytes:
    """The text in which the offsets of a wrapped file's facts count."""
    module = importlib.import_module(f"scanner.languages.{_MODULES[file.language]}")
    text: bytes = module.unpack(data, file.path)[0]
    return text


def key_of(name: str) -> str:
    """The key of a language in signatures, "" for configuration."""
    return "" if name in CONFIGURATION else language(name).traits.signature_key


def spoken(file: SourceFile, data: bytes) -> str:
    """Language id of a file whose suffix several languages share, by what stands in it; "" for one that no front end reads."""
    if file.language == "template":
        return "html" if _has_script(data) else "razor" if file.path.endswith(".cshtml") and b"@functions" in data else file.language
    if not file.path.endswith((".h", ".m")):
        return file.language
    from scanner.languages.objc.source import is_code, is_objective_c

    if file.language == "cpp":
        return "objc" if is_objective_c(data) else "cpp"
    return file.language if is_code(data) or (b"\0" in data and is_code(decode(data).data)) else ""


def _has_script(data: bytes) -> bool:
    """Whether a template makes a page with a script of its own."""
    if b"<script" not in data:
        return False
    from scanner.languages._markup import scripts

    return any(data[script.start : script.end].strip() or "src" in script.attributes for script in scripts(data, component=False))


def lower(file: SourceFile, data: bytes) -> tuple[Facts | None, tuple[Problem, ...]]:
    """Facts of a file, and what went wrong on the way; a crash of a front end costs this file only."""
    from scanner.model import Problem

    decoded = decode(data)
    problems = []
    if decoded.damaged:
        detail = f"{decoded.damaged} characters fit no encoding"
        problems.append(Problem(path=file.path, stage="lower", reason="encoding", detail=detail))
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))
    try:
        with paused():
            facts = language(file.language).lower(file.path, decoded.data)
    except ImportError as error:
        return None, (Problem(path=file.path, stage="lower", reason="grammar-missing", detail=str(error)),)
    except Exception as error:
        return None, (Problem(path=file.path, stage="lower", reason="crash", detail=f"{type(error).__name__}: {error}"),)
    problems += [
        Problem(path=file.path, stage="lower", reason=_reason(gap), detail=_detail(gap, count)) for gap, count in facts.gaps if _told(gap)
    ]
    return facts, tuple(problems)


_REASONS: dict[str, ProblemReason] = {"nested-too-deep": "cut", "cut": "cut", "too-many-nodes": "cut", "too-large": "too-large"}


def _reason(gap: str) -> ProblemReason:
    return _REASONS.get(gap, "parse-error")


def _told(gap: str) -> bool:
    """Gaps that a person must hear of; forms without meaning for us are only counted."""
    return gap in ("syntax-error", "parse-error", "nested-too-deep", "cut", "too-many-nodes", "too-large", "kernel")


def _detail(gap: str, count: int) -> str:
    return f"{gap} ({count}x); the rest of the file was read" if count > 1 else f"{gap}; the rest of the file was read"
