"""Runs a worksheet from the command line: a scan, the data around it, and a renderer chosen by the name of the file."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from scanner.errors import OptionsError
from scanner.worksheet.words import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.model import ScanOptions, ScanResult
    from scanner.report.interface import Lang
    from scanner.worksheet.build import Material

_RENDERERS = {
    ".md": ("markdown", "", ""),
    ".xlsx": ("spreadsheet", "xlsxwriter", "XlsxWriter"),
    ".docx": ("text_document", "docx", "python-docx"),
}
"""Renderer, the module that it needs, and the package that brings it."""


def check(target: str, lang: Lang) -> str:
    """The renderer for a file, "-" being Markdown; ``OptionsError`` where it cannot be made."""
    suffix = ".md" if target == "-" else PurePath(target).suffix.lower()
    name, module, package = _RENDERERS.get(suffix, ("", "", ""))
    if not name:
        raise OptionsError(messages()["error.suffix"][lang].format(file=repr(target)))
    if module and importlib.util.find_spec(module) is None:
        raise OptionsError(messages()["error.library"][lang].format(suffix=suffix, package=package))
    return name


def rendered(result: ScanResult, path: str, options: ScanOptions, lang: Lang, renderer: str) -> bytes:
    """The worksheet of a scan of ``path``."""
    from scanner.worksheet.build import document

    render: Callable[..., bytes] = importlib.import_module(f"scanner.worksheet.{renderer}").render
    return render(document(gathered(result, path, options), lang, everything=options.all_hits))


def gathered(result: ScanResult, path: str, options: ScanOptions) -> Material:
    """The scan with what it was decided by: the catalogue, the law, the declarations; and what else stands in the files."""
    from scanner import declared
    from scanner import law as law_
    from scanner.catalog import builtin_root, default_roots, load_tolerant
    from scanner.decide import closed_words
    from scanner.discover import DiscoverOptions, discover
    from scanner.worksheet.build import Material
    from scanner.worksheet.found import look
    from scanner.worksheet.known import FACTS
    from scanner.worksheet.load import load

    found = discover([path], DiscoverOptions(include=options.include, exclude=options.exclude))
    roots = (builtin_root(), Path(options.signatures)) if options.signatures else default_roots(Path(found.root))
    catalog, _ = load_tolerant(roots, cache=options.cache)
    law = law_.load(builtin_root(), closed_words(catalog.categories))
    forms = load(builtin_root(), catalog, law, FACTS)
    return Material(
        result=result,
        loaded=declared.load(Path(found.root), catalog, law).on(result.as_of),
        catalog=catalog,
        law=law,
        forms=forms,
        seen=look(found.root, found.files, forms.signs, forms.word_lists, forms.page_lists),
    )
