"""Static parts of a SARIF run: rules, taxonomies and notification kinds; which of them a result uses is left to the results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sarif_om as om

from scanner.report.wording import Wording, messages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Basis, Name, ScanResult

TYPES = "suanbei/algorithm-types"
OBLIGATIONS = "suanbei/obligations"
LAWS = "suanbei/law-articles"
CONTRADICTION = "facts/contradiction"
DRIFT = ("drift/changed", "drift/stale")
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_HEADINGS = {"zh": "### 中文", "en": "### English"}
# The official texts that the help explains: deep synthesis for generation, algorithm recommendation for the rest.
_HELP_URIS = {
    "generation": "https://www.cac.gov.cn/2022-12/11/c_1672221949354811.htm",
    "other": "https://www.cac.gov.cn/2022-01/04/c_1642894606364259.htm",
}


def rules(words: Wording, result: ScanResult) -> list[Any]:
    """One per category/family, one per obstacle, one for contradictions, two for drift: always the same list, whatever was found."""
    found = {f"{service.category}/{family}": service.category for service in result.decisions.services for family in service.families[:1]}
    known = {f"{row.parent}/{row.id}": row.parent for row in words.rows if row.kind == "family"}
    obstacles = dict.fromkeys(row.id for row in words.rows if row.kind == "obstacle")
    obstacles |= dict.fromkeys(row.id for row in result.decisions.obstacles)
    laws = _abbreviations(words)
    made = [
        *(_service_rule(words, rule, category) for rule, category in {**known, **dict(sorted(found.items()))}.items()),
        *(_obstacle_rule(words, name) for name in obstacles),
        *(_contradiction_rule(words, name) for name in contradiction_rules()),
        *(_rule(words, name, words.say(f"rule.{name}"), words.say("rule.drift-full"), "drift", _HELP_URIS["other"]) for name in DRIFT),
    ]
    return [_explained(rule, laws) for rule in made]


def contradiction_rules() -> tuple[str, ...]:
    """One for all declared facts, one for each way in which a shown number may be wrong or a label goes missing."""
    kinds = ("contradiction.number/", "contradiction.label/")
    numbers = sorted(key.removeprefix("contradiction.") for key in messages() if key.startswith(kinds))
    return (CONTRADICTION, *numbers)


def taxonomies(words: Wording, result: ScanResult) -> list[Any]:
    """Algorithm types, obligations, and the articles that this run cites."""
    kinds = {"type": "", "category": ""}
    types = [_taxon(words, row, f"{row.kind}/{row.id}") for row in words.rows if row.kind in kinds]
    duties = [_taxon(words, row, row.id) for row in words.rows if row.kind in ("obligation", "obstacle")]
    cited = {article_id(basis): basis for row in _all(result) for basis in row.basis}
    laws = [
        om.ReportingDescriptor(
            id=name,
            short_description=_text(_article(words, basis)),
            full_description=_text(words.name("law-title", basis.law)),
            help_uri=_https(basis.url),
        )
        for name, basis in sorted(cited.items())
    ]
    return [
        _taxonomy(words, TYPES, "rule.taxonomy-type", types),
        _taxonomy(words, OBLIGATIONS, "rule.taxonomy-obligation", duties),
        _taxonomy(words, LAWS, "rule.taxonomy-law", laws),
    ]


def notification_kinds(words: Wording) -> list[Any]:
    """The validator wants of a notification what it wants of a rule."""
    said = ((name, _text(words.say(f"rule.{name}"))) for name in ("limit", "problem", "skipped"))
    return [
        om.ReportingDescriptor(id=f"run/{name}", name=_pascal(f"run {name}"), short_description=text, full_description=text, help=text)
        for name, text in said
    ]


def article_id(basis: Basis) -> str:
    return f"{basis.law}/{basis.article}" if basis.article else basis.law


def _service_rule(words: Wording, rule: str, category: str) -> Any:
    family = words.name("family", rule.partition("/")[2])
    kind = words.parent("category", category)
    short = words.say("rule.service", category=words.name("category", category), family=family)
    full = words.say("rule.service-full", family=family, type=words.name("type", kind) if kind else words.say("rule.type-unknown"))
    help_key = "generation" if category == "generation" else "other"
    made = _rule(words, rule, short, full, help_key, _HELP_URIS[help_key])
    targets = [f"type/{kind}"] * bool(kind) + [f"category/{category}"] * bool(words.rows)
    made.relationships = [
        om.ReportingDescriptorRelationship(
            target=om.ReportingDescriptorReference(id=target, tool_component=om.ToolComponentReference(name=TYPES)), kinds=["superset"]
        )
        for target in targets
        if _known(words, target)
    ] or None
    return made


def _obstacle_rule(words: Wording, name: str) -> Any:
    short = words.say("rule.obstacle", title=words.name("obstacle", name))
    return _rule(words, f"obstacle/{name}", short, words.say("rule.obstacle-full"), "obstacle", _HELP_URIS["generation"])


def _contradiction_rule(words: Wording, name: str) -> Any:
    key = "contradiction" if name == CONTRADICTION else name.partition("/")[0]
    short = words.say("rule.contradiction") if name == CONTRADICTION else words.say(f"rule.{name}")
    return _rule(words, name, short, words.say(f"rule.{key}-full"), key, _HELP_URIS["other"])


def _rule(words: Wording, name: str, short: str, full: str, help_key: str, uri: str) -> Any:
    tags = ["algorithm-filing", "china", "compliance", name.partition("/")[0]]
    order = ("zh", "en") if words.lang == "zh" else ("en", "zh")
    texts = [messages()[f"help.{help_key}"][lang] for lang in order]
    return om.ReportingDescriptor(
        id=name,
        name=_pascal(name),
        short_description=_text(short),
        full_description=_text(full),
        help=om.MultiformatMessageString(
            text="\n\n".join(texts), markdown="\n\n".join(f"{_HEADINGS[lang]}\n\n{text}" for lang, text in zip(order, texts, strict=True))
        ),
        help_uri=uri,
        properties={"tags": tags},
    )


def _abbreviations(words: Wording) -> str:
    """What the English short names of laws stand for, "" where none is known; the Chinese ones are titles."""
    titles = {row.id: row.en for row in words.rows if row.kind == "law-title"}
    short = [row for row in words.rows if row.kind == "law" and row.en.isupper() and row.id in titles]
    laws = [f"{row.en} {titles[row.id]}" for row in short if not titles[row.id].startswith(row.en)]
    return messages()["rule.laws"]["en"].format(laws="; ".join(laws)) if laws else ""


def _explained(rule: Any, laws: str) -> Any:
    """The rule with the short names of laws behind its English help."""
    if laws:
        english, between, rest = rule.help.markdown.partition(f"\n\n{_HEADINGS['zh']}")
        rule.help.markdown = f"{english}\n\n{laws}{between}{rest}" if between else f"{rule.help.markdown}\n\n{laws}"
    return rule


def _taxonomy(words: Wording, name: str, key: str, taxa: list[Any]) -> Any:
    return om.ToolComponent(
        name=name,
        organization="suanbei",
        short_description=_text(words.say(key)),
        language=LANGUAGES[words.lang],
        is_comprehensive=name != LAWS,
        taxa=taxa,
    )


def _taxon(words: Wording, row: Name, name: str) -> Any:
    other = row.en if words.lang == "zh" else row.zh
    return om.ReportingDescriptor(id=name, short_description=_text(words.name(row.kind, row.id)), full_description=_text(other or row.id))


def _article(words: Wording, basis: Basis) -> str:
    law = words.name("law", basis.law)
    return f"{law} {basis.article}" if basis.article else law


def _all(result: ScanResult) -> Iterable[Any]:
    return (*result.decisions.obligations, *result.decisions.obstacles, *(one.due for one in result.drift))


def _known(words: Wording, target: str) -> bool:
    kind, _, name = target.partition("/")
    return any(row.kind == kind and row.id == name for row in words.rows)


def _text(text: str) -> Any:
    return om.MultiformatMessageString(text=text)


def _https(url: str) -> str | None:
    return url if url.startswith("https://") else None


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", name) if part)
