"""A small catalogue, the law, and hits as real applications give them, built by hand."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

from scanner.catalog import Catalog, Categories, Filed, ModelFamily, Term, Vendor
from scanner.catalog.rows import Rows
from scanner.decide import closed_words, decide
from scanner.law import STEPS, Law, load
from scanner.model import Alternative, Decisions, Declared, DeclaredProduct, EntryPoint, Feature, Hit, Location

SIGNATURES = Path(__file__).parent.parent / "signatures"


def _categories() -> Categories:
    data = tomllib.loads((SIGNATURES / "categories.toml").read_text("utf-8"))

    def terms(name: str) -> tuple[Term, ...]:
        keys = ("id", "zh", "en", "parent", "practice_only", "biometric")
        return tuple(Term(**{key: row[key] for key in keys if key in row}) for row in data[name])

    return Categories(
        types=terms("type"),
        categories=terms("category"),
        families=terms("family"),
        techniques=terms("technique"),
        obligations=terms("obligation"),
        obstacles=terms("obstacle"),
        words=tuple((name, tuple(row["id"] for row in data[name])) for name in ("origin", "role", "strength")),
    )


def _filed(kind: str, number: str, role: str = "") -> Filed:
    return Filed(type=kind, name="n", number=number, date="2023-09-12", role=role, source="list", mark="V-list", checked="2026-11-21")


def _vendor(name: str, place: str, *filed: Filed, relay: bool = False, models: tuple[ModelFamily, ...] = ()) -> Vendor:
    return Vendor(
        id=name,
        name_zh=name,
        name_en=name,
        jurisdiction=place,  # type: ignore[arg-type]
        relay=relay,
        homepage="https://example.com",
        checked="2026-11-21",
        env=(),
        hosts=(),
        models=models,
        filed=filed,
    )


def _family(name: str, *patterns: str, place: str = "mainland", weights: bool = True) -> ModelFamily:
    return ModelFamily(patterns=patterns, family=name, technique="dialogue", jurisdiction=place, open_weights=weights)  # type: ignore[arg-type]


VENDORS = (
    _vendor(
        "dashscope",
        "mainland",
        _filed("genai-filing", "ZheJiang-TongYiQianWen-20230901"),
        _filed("algorithm-filing", "网信算备330110507206401230035号", "technical-supporter"),
        models=(_family("qwen", "qwen*"),),
    ),
    _vendor(
        "deepseek", "mainland", _filed("genai-filing", "Beijing-DeepseekChat-202404280016"), models=(_family("deepseek", "deepseek*"),)
    ),
    _vendor(
        "qianfan",
        "mainland",
        _filed("genai-filing", "Beijing-WenXinYiYan-20230821"),
        _filed("algorithm-filing", "网信算备110108645502801230035号", "provider"),
        _filed("algorithm-filing", "网信算备110108645502801230043号", "technical-supporter"),
    ),
    _vendor("volcengine", "mainland", _filed("genai-filing", "Beijing-YunQue-20230821")),
    _vendor("tencent", "mainland", _filed("genai-filing", "Guangdong-TencentHunyuan-20230901")),
    _vendor("smallco", "mainland"),
    _vendor("siliconflow", "mainland", relay=True),
    _vendor("302ai", "mainland", relay=True),
    _vendor("openai", "overseas", models=(_family("gpt", "gpt-*", place="overseas", weights=False),)),
    _vendor("google", "overseas"),
    _vendor("meta", "overseas", models=(_family("llama", "llama*", place="overseas"),)),
    _vendor("microsoft", "overseas"),
    _vendor("openrouter", "overseas", relay=True),
)


def catalog() -> Catalog:
    values: dict[str, object] = {field.name: () for field in dataclasses.fields(Catalog)}
    values |= {"version": "2026.11.21", "digest": "", "categories": _categories(), "rows": Rows({}, {})}
    values |= {key: {} for key in ("libraries", "objects", "calls", "sinks")}
    values["vendors"] = {vendor.id: vendor for vendor in VENDORS}
    return Catalog(**values)  # type: ignore[arg-type]


CATALOG = catalog()
LAW: Law = load(SIGNATURES, closed_words(CATALOG.categories))


def at(path: str, line: int = 1) -> Location:
    return Location(path=path, line=line, column=1, end_line=line, end_column=9)


def entry(path: str, name: str = "POST /chat") -> EntryPoint:
    return EntryPoint(kind="http", name=name, location=at(path))


def hit(technique: str, path: str, vendor: str | None = "dashscope", **changes: object) -> Hit:
    """One call; the category is that of the technique."""
    parent = next(term.parent for term in CATALOG.categories.techniques if term.id == technique)
    home = next((one.jurisdiction for one in VENDORS if one.id == vendor), None)
    values: dict[str, object] = {
        "signature": f"sample/{technique}",
        "kind": "call",
        "category": parent.partition("/")[0],
        "technique": technique,
        "mode": "api" if vendor else "self-hosted",
        "vendor": vendor,
        "jurisdiction": home,
        "library": "sample",
        "model": None,
        "base_url": None,
        "alternatives": (),
        "overridable": False,
        "certainty": "sure",
        "location": at(path, int(str(changes.pop("line", 1)))),
        "qualname": "f",
        "reasons": (),
        "reach": "reached",
    }
    values.update(changes)
    values.setdefault("fingerprint", f"{technique}@{path}")
    return Hit(**values)  # type: ignore[arg-type]


def classic(technique: str, path: str, **changes: object) -> Hit:
    """A hand-written or self-hosted algorithm that generates nothing."""
    return hit(technique, path, None, kind="idiom", **changes)


def other(vendor: str, model: str | None = None) -> Alternative:
    home = next((one.jurisdiction for one in VENDORS if one.id == vendor), None)
    return Alternative(vendor=vendor, base_url=None, model=model, jurisdiction=home)


def product(name: str = "", **facts: object) -> DeclaredProduct:
    return DeclaredProduct(id=name, **facts)  # type: ignore[arg-type]


def says(**facts: object) -> Declared:
    """One product that is the whole repository."""
    return Declared(products=(product("app", **facts),))


def avatar() -> tuple[Hit, ...]:
    """A talking head with local models, eleven voices of which the default is served abroad, and one chat vendor."""
    heads = tuple(
        hit("face-manipulation", f"avatars/{name}.py", None, model=name, biometric="yes") for name in ("wav2lip", "musetalk", "ultralight")
    )
    cloned = tuple(hit("tts", f"tts/{name}.py", None, biometric="yes") for name in ("sovits", "cosyvoice", "fish", "xtts", "indextts"))
    stock = tuple(hit("tts", f"tts/{name}.py", name) for name in ("tencent", "volcengine", "dashscope"))
    abroad = (
        hit("tts", "tts/edge.py", "microsoft", line=67),
        hit("tts", "tts/azure.py", "microsoft", line=35),
        hit("tts", "tts/openai.py", "openai", line=9),
    )
    listening = (hit("asr", "asr/funasr.py", None, model="paraformer"),)
    chat = (hit("dialogue", "llm.py", "dashscope", model="qwen-plus", line=21, entry=entry("app.py", "POST /human")),)
    return (*heads, *cloned, *stock, *abroad, *listening, *chat)


def bot() -> tuple[Hit, ...]:
    """A chat bot that can be pointed at many vendors, mainland, overseas and relayed, and at a local model."""
    way = entry("http/robot.go")
    vendors = ("deepseek", "dashscope", "volcengine", "openai", "google", "openrouter")
    chat = [hit("dialogue", f"llm/{name}.go", name, entry=way) for name in vendors]
    chat.append(hit("dialogue", "llm/302.go", "302ai", model="gpt-4o"))
    chat.append(hit("dialogue", "llm/ollama.go", None))
    images = [hit("image", f"image/{name}.go", name) for name in ("dashscope", "volcengine", "openai", "google")]
    videos = [hit("video", f"video/{name}.go", name) for name in ("dashscope", "volcengine", "google")]
    voices = [hit("tts", f"voice/{name}.go", name) for name in ("volcengine", "dashscope", "openai", "google")]
    vectors = [hit("vector-search", "llm/rag.go", None, entry=way)]
    heard = [hit("asr", "voice/hear.go", "volcengine")]
    return (*chat, *images, *videos, *voices, *vectors, *heard)


def ernie() -> tuple[Hit, ...]:
    """An app on ERNIE that also passes the capability on."""
    return (hit("dialogue", "app/chat.py", "qianfan", model="ernie-4.5"), hit("dialogue", "openapi/v1.py", "qianfan", model="ernie-4.5"))


def run(hits: tuple[Hit, ...], declared: Declared | None = None, features: tuple[Feature, ...] = ()) -> Decisions:
    return decide(hits, CATALOG, LAW, declared, features)[1]


def done(one: Hit, declared: Declared | None = None) -> Hit:
    return decide((one,), CATALOG, LAW, declared)[0][0]


def ranges(decisions: Decisions) -> dict[str, tuple[int, int, int]]:
    return {one.id: (one.count.min, one.count.likely, one.count.max) for one in decisions.services}


def sums(decisions: Decisions) -> tuple[int, int, int]:
    rows = [one.count for one in decisions.totals]
    return (sum(row.min for row in rows), sum(row.likely for row in rows), sum(row.max for row in rows))


def best(decisions: Decisions, duty: str) -> str:
    """The strongest that may hold, leaving out what hangs on a fact that nothing hints at."""
    rows = [one for one in (*decisions.obligations, *decisions.obstacles) if one.id == duty]
    found = [one.strength for one in rows if not (one.quiet and one.when)]
    return max(found, key=STEPS.__getitem__, default="none")


def duties(decisions: Decisions) -> dict[str, str]:
    """What is shown by default."""
    shown = [one.id for one in (*decisions.obligations, *decisions.obstacles) if not one.quiet]
    return {name: best(decisions, name) for name in shown}


def asked(decisions: Decisions) -> list[str]:
    return [one.id for one in decisions.questions]
