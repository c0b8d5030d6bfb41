"""Compiles the signatures into the wheel, so that an installed suanbei starts without reading TOML."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledSignatures(BuildHookInterface[Any]):
    """Puts compiled forms beside the TOML files of ``scanner/_signatures``; faulty signatures stop the build with every fault."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            # The files may change at any time there; the user's cache does the work.
            return
        sys.path.insert(0, self.root)
        try:
            from scanner.catalog.compile import FORM as CATALOG
            from scanner.catalog.loading import load
            from scanner.decide import closed_words
            from scanner.kept import pack
            from scanner.law.compile import FORM as LAW
            from scanner.law.load import compiled
        finally:
            sys.path.remove(self.root)
        root = Path(self.root) / "signatures"
        catalog = load((root,), cache=False)
        self._folder = tempfile.TemporaryDirectory()
        for form, data in ((CATALOG, pack(CATALOG, catalog)), (LAW, compiled(root, closed_words(catalog.categories)))):
            path = Path(self._folder.name) / form.file
            path.write_bytes(data)
            build_data["force_include"][str(path)] = f"scanner/_signatures/{form.file}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()
