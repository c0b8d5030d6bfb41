"""Declarations and shown numbers against each other and the code: what fits first, then what does not."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from decide_samples import CATALOG, LAW, hit

from scanner.compare import Scene, contradictions, ignored
from scanner.decide import decide
from scanner.declared import Loaded
from scanner.declared.table import Source
from scanner.model import (
    Covers,
    Decisions,
    Declared,
    DeclaredFiling,
    DeclaredModel,
    DeclaredProduct,
    Exclude,
    Feature,
    Location,
    ShownNumber,
)

if TYPE_CHECKING:
    from scanner.model import Hit

OWN = "网信算备110108970550101240011号"
OTHER_TYPE = "网信算备110108970550102240017号"
MISCOPIED = "网信算备110108970550101240013号"
MODEL = "Beijing-CuoTiBen-20260512S0012"
PROVIDER, SUPPORTER = "网信算备110108645502801230035号", "网信算备110108645502801230043号"
CHAT = (hit("dialogue", "app/chat.py", "qianfan", model="ernie-4.5", fingerprint="a" * 32),)


def at(path: str, line: int = 1) -> Location:
    return Location(path=path, line=line, column=1, end_line=line, end_column=9)


def shown(text: str, path: str = "web/footer.html", kind: str = "algorithm", category: str = "", **more: object) -> ShownNumber:
    category = category or {"01": "generation", "02": "recommendation"}.get(text[17:19], "")
    return ShownNumber(kind=kind, text=text, location=at(path), category=category, **more)  # type: ignore[arg-type]


def filing(**more: object) -> DeclaredFiling:
    return DeclaredFiling(**{"type": "algorithm", "number": OWN, "category": "generation", **more})  # type: ignore[arg-type]


def public(**more: object) -> DeclaredProduct:
    facts = {"id": "app", "audience": ("public",), "public_opinion": True, "launched": "2026-03-02", **more}
    return DeclaredProduct(**facts)  # type: ignore[arg-type]


def found(
    *numbers: ShownNumber,
    declared: Declared | None = None,
    hits: tuple[Hit, ...] = CHAT,
    features: tuple[Feature, ...] = (),
    whole: bool = True,
) -> list[tuple[str, str]]:
    """(id, strength) of everything that does not fit; that no label is found is told elsewhere (``test_labels``)."""
    said = dataclasses.replace(declared or Declared(), as_of="2026-11-21")
    completed, decisions = decide(hits, CATALOG, LAW, said, features)
    scene = Scene(
        loaded=Loaded(said, "filing.toml" if declared else "", Source("filing.toml", "")),
        decisions=decisions,
        hits=completed,
        numbers=numbers,
        features=features,
        files=frozenset({"app/chat.py", "web/footer.html"}),
        folders=frozenset({"", "app", "web", "deploy"}),
        whole=whole,
    )
    return [(one.id, one.strength) for one in contradictions(scene, CATALOG) if one.id != "label/not-found"]


@pytest.mark.parametrize(
    "declared",
    [
        Declared(),
        Declared(products=(public(),), filings=(filing(role="provider"),)),
        Declared(products=(public(audience=("supply",)),)),
        Declared(products=(public(audience=("supply",), form="other"),)),
        Declared(products=(public(audience=("public", "supply"), form="app"),), filings=(filing(role="technical-supporter"),)),
        pytest.param(
            Declared(
                products=(public(), public(id="api", paths=("app/**",), audience=("supply",))),
                filings=(filing(role="technical-supporter"),),
            ),
            id="one of the products is supplied",
        ),
        pytest.param(Declared(filings=(filing(category="retrieval", role="provider"),)), id="every type has providers"),
        pytest.param(Declared(products=(DeclaredProduct(id="app"),), filings=(filing(role="technical-supporter"),)), id="audience unknown"),
        Declared(excludes=(Exclude(paths=("app/**",), reason="r", until="2026-11-21"),)),
        pytest.param(Declared(excludes=(Exclude(paths=("deploy/**",), reason="r"),)), id="folder of files that nobody reads"),
        pytest.param(Declared(excludes=(Exclude(paths=("a" * 32,), reason="r"),)), id="fingerprint"),
        Declared(models=(DeclaredModel(match="ernie-*", origin="api"),)),
        Declared(models=(DeclaredModel(match="app/*.py", origin="api"),)),
    ],
)
def test_facts_that_fit(declared: Declared) -> None:
    assert [one for one in found(shown(OWN), declared=declared) if one[0].startswith("facts/")] == []


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        pytest.param(Declared(products=(public(audience=("supply",), form="mini-program"),)), ("facts/supply-form", "must"), id="form"),
        (Declared(filings=(filing(category="retrieval", role="technical-supporter"),)), ("facts/role-type", "must")),
        (Declared(products=(public(),), filings=(filing(role="technical-supporter"),)), ("facts/role-supporter", "must")),
        (
            Declared(products=(public(audience=("supply",)),), filings=(filing(role="provider", products=("app",)),)),
            ("facts/role-provider", "must"),
        ),
        (Declared(excludes=(Exclude(paths=("app/**",), reason="r", until="2026-11-20"),)), ("facts/exclude-ended", "must")),
        (Declared(products=(public(paths=("src/**",)),)), ("facts/path-unmatched", "ask")),
        (Declared(products=(public(shown=("b" * 32,)),)), ("facts/path-unmatched", "ask")),
        (Declared(filings=(filing(covers=Covers(paths=("*.go",))),)), ("facts/path-unmatched", "ask")),
        (Declared(excludes=(Exclude(paths=("b" * 32,), reason="r"),)), ("facts/path-unmatched", "ask")),
        (Declared(models=(DeclaredModel(match="solver-7b", origin="own"),)), ("facts/model-unmatched", "ask")),
        (Declared(filings=(filing(number=MISCOPIED),)), ("facts/number-check-digit", "ask")),
        (Declared(filings=(filing(type="genai-filing", number="Beijng-X-20260512", category=""),)), ("facts/number-province", "ask")),
    ],
)
def test_facts_that_do_not_fit(declared: Declared, expected: tuple[str, str]) -> None:
    assert [one for one in found(shown(OWN), declared=declared) if one[0].startswith("facts/")] == [expected]


def test_a_mini_program_in_the_code_contradicts_supply_only() -> None:
    seen = Feature(id="mini-program", signature="weixin/app-json", location=at("app/app.json"))
    assert ("facts/supply-form", "must") in found(declared=Declared(products=(public(audience=("supply",)),)), features=(seen,))


def test_in_a_part_of_the_repository_nothing_is_missing() -> None:
    declared = Declared(products=(public(paths=("src/**", "**")),), filings=(filing(),))
    assert found(declared=declared, whole=False) == []


FILED = Declared(products=(public(),), filings=(filing(),))
TWO = Declared(products=(public(paths=("app/**",)), public(id="web", paths=("web/**",))), filings=(filing(products=("app",)),))


@pytest.mark.parametrize(
    ("numbers", "declared"),
    [
        pytest.param((), None, id="nothing shown, nothing declared"),
        pytest.param((shown(OWN),), None, id="of the type that is there"),
        pytest.param((shown(OWN),), FILED, id="declared"),
        pytest.param((shown("网信算备11000000000001号", kind="broken"), shown(OWN)), FILED, id="placeholder of zeros"),
        pytest.param((shown("网信算备310104123456789012340019号", kind="broken"),), None, id="placeholder that counts"),
        pytest.param((shown(OWN), shown(OTHER_TYPE, in_tests=True)), FILED, id="in a test"),
        pytest.param((shown(OWN, "app/about.html"),), TWO, id="in its product"),
        pytest.param((shown("京ICP备12345678号", kind="icp"),), None, id="of the web site"),
        pytest.param((shown(SUPPORTER),), None, id="supporter's"),
        pytest.param((shown(PROVIDER), shown(SUPPORTER, "web/b.html")), None, id="both of the vendor's"),
        pytest.param(
            (shown(MODEL, kind="genai-registration"),),
            Declared(models=(DeclaredModel(match="ernie*", origin="api", number=MODEL),)),
            id="number of a declared model",
        ),
        pytest.param(
            tuple(shown(f"网信算备11010897055010224{n:03}8号") for n in range(4)), None, id="a file that lists other people's numbers"
        ),
    ],
)
def test_numbers_that_fit(numbers: tuple[ShownNumber, ...], declared: Declared | None) -> None:
    assert found(*numbers, declared=declared) == []


@pytest.mark.parametrize(
    ("numbers", "declared", "expected"),
    [
        pytest.param((shown(OTHER_TYPE),), None, ("number/type", "ask"), id="other type, nothing declared"),
        pytest.param((shown(OTHER_TYPE),), Declared(products=(public(),)), ("number/type", "must"), id="other type"),
        pytest.param((shown("网信算备11号", kind="broken"),), None, ("number/malformed", "ask"), id="malformed, nothing declared"),
        pytest.param((shown("网信算备11号", kind="broken"), shown(OWN)), FILED, ("number/malformed", "must"), id="malformed"),
        pytest.param((shown(MISCOPIED),), None, ("number/check-digit", "ask"), id="check digit"),
        pytest.param((shown(PROVIDER),), None, ("number/upstream-provider", "practice"), id="the vendor's own app"),
        pytest.param((shown(OWN), shown("网信算备330110507206401230027号")), FILED, ("number/other-entity", "ask"), id="another entity"),
        pytest.param((shown(OWN), shown("网信算备110108970550101240029号")), FILED, ("number/undeclared", "ask"), id="undeclared"),
        pytest.param((), FILED, ("number/missing", "ask"), id="missing"),
        pytest.param((shown(OWN),), TWO, ("number/product", "must"), id="in another product"),
    ],
)
def test_numbers_that_do_not_fit(numbers: tuple[ShownNumber, ...], declared: Declared | None, expected: tuple[str, str]) -> None:
    assert found(*numbers, declared=declared) == [expected]


@pytest.mark.parametrize(("launched", "missing"), [("not-yet", False), ("2026-11-22", False), ("", True), ("2026-11-21", True)])
def test_before_launch_no_number_is_missing(launched: str, missing: bool) -> None:
    declared = Declared(products=(public(launched=launched),), filings=(filing(),))
    assert (("number/missing", "ask") in found(declared=declared)) is missing


def test_the_number_of_a_registration_is_to_be_shown_as_well() -> None:
    registration = filing(type="genai-registration", number=MODEL, category="", covers=Covers(vendors=("qianfan",)))
    declared = Declared(products=(public(),), filings=(filing(), registration))
    assert found(shown(OWN), declared=declared) == [("number/missing-model", "ask")]
    assert found(shown(OWN), shown(MODEL.lower(), kind="genai-registration"), declared=declared) == []


def test_a_number_in_many_places_is_told_once() -> None:
    pages = tuple(shown(OTHER_TYPE, f"web/{n}.html") for n in range(3))
    assert found(*pages) == [("number/type", "ask")]


def test_vendor_without_a_known_supporter_number() -> None:
    alone = CATALOG.vendors["qianfan"]._replace(filed=tuple(row for row in CATALOG.vendors["qianfan"].filed if row.number != SUPPORTER))
    catalog = dataclasses.replace(CATALOG, vendors={**CATALOG.vendors, "qianfan": alone})
    scene = Scene(
        loaded=Loaded(),
        decisions=Decisions(),
        hits=(),
        numbers=(shown(PROVIDER),),
        features=(),
        files=frozenset(),
        folders=frozenset(),
        whole=True,
    )
    assert [(one.id, one.fields[0].value) for one in contradictions(scene, catalog)] == [("number/upstream-role", "qianfan")]


@pytest.mark.parametrize(
    ("exclude", "reason"),
    [
        (Exclude(paths=("web/**",), reason="r"), ""),
        (Exclude(paths=("app/**",), reason="r", until="2026-11-20"), ""),
        (Exclude(paths=("app/**",), reason="r", until="2026-11-21"), "r"),
        (Exclude(paths=("a" * 32,), reason="r"), "r"),
        (Exclude(paths=("app/*.py",), reason="判断垃圾信息,不生成"), "判断垃圾信息,不生成"),
    ],
)
def test_an_exclude_takes_hits_out_with_its_reason(exclude: Exclude, reason: str) -> None:
    loaded = Loaded(Declared(excludes=(exclude,), as_of="2026-11-21"), "filing.toml")
    assert [one.ignored for one in ignored(CHAT, loaded)] == [reason]
