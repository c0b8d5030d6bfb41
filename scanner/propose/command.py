"""Where a first filing.toml goes and what may stand in its way; what it says is left to ``text``."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scanner.errors import OptionsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scanner.model import ScanOptions, ScanResult
    from scanner.report.interface import Lang

FILE, SCHEMA = "filing.toml", ".suanbei/filing.schema.json"
_NO_ID = re.compile(r"[^\w.-]+")


class Scan(Protocol):
    """The pipeline."""

    def __call__(self, paths: Sequence[str], options: ScanOptions, progress: Callable[[str, int, int], None] | None) -> ScanResult: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """The root of a repository."""

    root: Path

    @classmethod
    def of(cls, path: str) -> Place:
        from scanner.discover import root_of

        return cls(Path(root_of(path)))

    @property
    def product(self) -> str:
        """Name of the repository, as an id."""
        return _NO_ID.sub("-", self.root.name).strip("-") or "product"

    def refuse(self, *, force: bool) -> None:
        """Raises where writing would destroy or contradict what somebody has declared."""
        from scanner.declared.load import SHARED, section_of

        if (self.root / FILE).exists() and not force:
            raise OptionsError(f"{FILE!r} is there already: --force overwrites it, --stdout prints a new one")
        if (self.root / FILE).is_dir():
            raise OptionsError(f"{FILE!r} is a folder")
        if section_of(self.root):
            raise OptionsError(f"{SHARED!r} has a section [tool.suanbei]: take it out first, or use --stdout")

    def draft(self, lang: Lang, scan: Scan, progress: Callable[[str, int, int], None] | None) -> str:
        from scanner import law
        from scanner.catalog import builtin_root, default_roots, load_tolerant
        from scanner.decide import closed_words
        from scanner.model import ScanOptions
        from scanner.propose import asked, written

        result = scan([str(self.root)], ScanOptions(undeclared=True), progress)
        catalog, _ = load_tolerant(default_roots(self.root))
        questions = asked(result, catalog, law.load(builtin_root(), closed_words(catalog.categories)), self.product)
        return written(result, catalog, questions, self.product, lang)

    def write(self, text: str) -> tuple[str, ...]:
        """Names of the files written: the declaration, and the schema that editors check it against."""
        written = []
        for name, content in ((FILE, text), (SCHEMA, schema())):
            path = self.root / name
            try:
                path.parent.mkdir(exist_ok=True)
                path.write_text(content, "utf-8", newline="\n")
            except OSError as exc:
                raise OptionsError(f"{name!r}: {exc.strerror or exc}") from exc
            written.append(name)
        return tuple(written)


def schema() -> str:
    """The JSON Schema of ``filing.toml``: inside an installation beside the package's modules, else in ``docs``."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_filing.schema.json"
    return (inside if inside.is_file() else package.parent / "docs" / "filing.schema.json").read_text("utf-8")
