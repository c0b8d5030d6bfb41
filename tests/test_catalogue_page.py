"""``docs/catalogue.md``: as it would be written now, with everything in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from in_memory import catalog

from scanner.signatures.rows import rows
from tools.catalogue import FILE, main, page

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = FILE.read_text("utf-8")


def test_the_page_is_current() -> None:
    assert page(catalog()) == PAGE, "docs/catalogue.md is not up to date: python tools/catalogue.py"


def test_all_vendors_libraries_and_endpoints_are_on_it() -> None:
    parts = [row for row in rows(catalog()) if row.kind == "http"]
    assert [row.id for row in parts if f"| `{row.id.partition('/')[2]}` |" not in PAGE] == []
    files = {row.file for row in rows(catalog()) if row.kind in ("call", "client", "entry", "sender")}
    files |= {f"vendors/{name}.toml" for name in catalog().vendors}
    assert [file for file in sorted(files) if f"](../signatures/{file})" not in PAGE] == []


def test_every_endpoint_stands_below_what_it_was_checked_with() -> None:
    blocks = PAGE.partition("\n## Endpoints\n")[2].partition("\n## ")[0].split("\n### ")[1:]
    assert len(blocks) > 100
    assert [
        block.splitlines()[0]
        for block in blocks
        if not re.search(r"^Checked \d{4}-\d\d-\d\d with: \S.*<https://\S+>$", block, re.MULTILINE)
    ] == []


def test_a_page_that_is_out_of_date_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("tools.catalogue.FILE", tmp_path / "catalogue.md")
    assert main(["--check"]) == 1
    assert "python tools/catalogue.py" in capsys.readouterr().out
