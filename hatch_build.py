"""Compiles the signatures into the wheel, so that an installed suanbei starts without reading TOML."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledSignatures(BuildHookInterface[Any]):
    """Puts ``scanner/_signatures/compiled.bin`` beside the TOML files; faulty signatures stop the build with every fault."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            # The files may change at any time there; the user's cache does the work.
            return
        sys.path.insert(0, self.root)
        try:
            from scanner.catalog.cache import COMPILED, pack
            from scanner.catalog.loading import load
        finally:
            sys.path.remove(self.root)
        self._folder = tempfile.TemporaryDirectory()
        compiled = Path(self._folder.name) / COMPILED
        compiled.write_bytes(pack(load((Path(self.root) / "signatures",), cache=False)))
        build_data["force_include"][str(compiled)] = f"scanner/_signatures/{COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()
