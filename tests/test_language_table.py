"""Languages and forms: every form of the list is shown in every language, or said to be none of it.

A sheet of ``fixtures/languages/forms`` has a heading for each:
``FORM = text`` stands on a line of the language's fixture whose facts are noted,
``FORM - reason`` says why there is none, ``FORM: title`` begins a sample of several files (``@@ path``) whose client leads to one vendor,
``FORM ! title`` one that is not understood yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from facts_text import noted
from in_memory import Samples
from language_sheets import FIXTURES, SHEETS

if TYPE_CHECKING:
    from language_sheets import Shown

FORMS = (
    *("imports", "declared type", "field", "constructor", "injection", "builder", "generics", "lambda", "method reference"),
    *("inheritance", "one implementation", "constants", "configuration", "string building"),
)
LINES = {"arkts": "javascript/conformance.ets", "javascript": "javascript/conformance.ts"}
"""Where a sheet means another fixture than the one of its name."""


SAMPLES = [pytest.param(s, id=f"{language}: {s.form}: {s.title}") for language, shown in SHEETS.items() for s in shown if s.sign in ":!"]


def lines_with_facts(language: str) -> str:
    folder = FIXTURES / language
    path = FIXTURES / LINES[language] if language in LINES else next(p for p in sorted(folder.iterdir()) if p.stem.lower() == "conformance")
    text = path.read_text()
    lines = text.split("\n")
    return "\n".join(lines[number - 1] for number in noted(text))


@pytest.mark.parametrize("language", SHEETS)
def test_every_form_is_shown(language: str) -> None:
    assert {shown.form for shown in SHEETS[language] if shown.sign != "!"} == set(FORMS)


@pytest.mark.parametrize("language", SHEETS)
def test_lines_of_the_fixture_are_there(language: str) -> None:
    wanted = [shown.title for shown in SHEETS[language] if shown.sign == "="]
    lines = lines_with_facts(language) if wanted else ""
    assert [title for title in wanted if title not in lines] == []


@pytest.mark.parametrize("shown", SAMPLES)
def test_samples_lead_to_the_vendor(shown: Shown) -> None:
    served = {hit.vendor for hit in Samples(shown.files).hits() if hit.kind in ("call", "http")}
    assert (served == {"deepseek"}) is (shown.sign == ":")


def test_languages_have_sheets() -> None:
    own = {path.name for path in FIXTURES.iterdir()} - {"configuration", "forms", "notebook"}
    assert set(SHEETS) == {*own, "arkts", "mini-program"}
